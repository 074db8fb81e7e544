//! Duties that ask for nothing new, for nothing, or for what cannot be.
//!
//! Each is decided over every way in which its conditions can come out, and over
//! every day there is; where there are too many ways, nothing is said.

use crate::analysis::align::{effective, full_id, roots};
use crate::analysis::course::{Contrast, Course};
use crate::cells::{Cell, Space};
use crate::check;
use crate::check::Checked;
use crate::diag::{Code, Diagnostic};
use crate::model::{Deem, Duty, Limits, Match, Model, Opens, Point};
use crate::names::ordinal;
use crate::source::Span;
use crate::syntax::ast::{Anchor, Applies, Becoming, Condition, EventAnchor, State, When};
use crate::time::Day;

use super::tables::Tables;
use super::{Flaw, FlawKind};

/// What the checks find of duties that belongs here.
const CODES: [(Code, FlawKind); 4] = [
    (Code::D0408, FlawKind::Subsumed),
    (Code::D0403, FlawKind::Unreachable),
    (Code::D0307, FlawKind::Contradictory),
    (Code::D0411, FlawKind::Vacuous),
];

/// Every flaw of the pack's own duties, in the order of its text.
pub(super) fn flaws(model: &Checked, tables: &Tables<'_>, near: Day) -> Vec<Flaw> {
    let found = check::findings(model, true);
    let mut all: Vec<Flaw> = found.iter().filter_map(|found| of_check(model, found)).collect();
    let own: Vec<&Duty> = model.duties.iter().filter(|duty| model.is_own(duty)).collect();
    for duty in &own {
        all.extend(lost_limits(model, duty));
        all.extend(never_owed(model, duty));
        all.extend(always_met(model, tables, duty));
    }
    let mut pairs = Pairs { model, tables, near, found: Vec::new() };
    pairs.look(&own, &all);
    all.append(&mut pairs.found);
    all.sort_by_key(|flaw| (flaw.at.file(), flaw.at.start(), flaw.kind));
    all
}

/// A finding of a check, where it is of this family.
fn of_check(model: &Model, found: &Diagnostic) -> Option<Flaw> {
    let (_, kind) = CODES.iter().find(|(code, _)| *code == found.code)?;
    let at = found.span()?;
    let own = |duty: &&Duty| {
        let (start, file) = (duty.from.span.start(), duty.from.span.file());
        file == at.file() && start <= at.start()
    };
    let duties = model.duties.iter().filter(own);
    let duty = duties.max_by_key(|duty| duty.from.span.start());
    let shown = found.primary.iter().chain(&found.secondary).map(|label| label.text.clone());
    Some(Flaw {
        kind: *kind,
        code: Some(found.code),
        duty: duty.map_or_else(String::new, |duty| duty.name.value.clone()),
        at,
        message: found.message.clone(),
        shown: shown.into_iter().find(|text| !text.is_empty()),
        help: found.help.clone().unwrap_or_default(),
    })
}

/// What a duty's conditions, judged once, ask for; what `unless` says is turned round.
fn judged(clauses: &[Applies], along: bool) -> Vec<Condition> {
    let parts = clauses.iter().flat_map(|clause| &clause.parts);
    let parts = parts.filter_map(|(when, condition)| match when.value {
        When::If => (!along).then(|| condition.clone()),
        When::Unless => (!along).then(|| Condition::Not(Box::new(condition.clone()))),
        When::While => along.then(|| condition.clone()),
        When::Once => None,
    });
    parts.collect()
}

fn all_judged(duty: &Duty) -> Condition {
    let mut all = judged(&duty.applies, false);
    all.extend(judged(&duty.applies, true));
    Condition::All(all)
}

/// Cases of a limit that no case is left to, and a limit that its cases leave nothing.
fn lost_limits(model: &Model, duty: &Duty) -> Vec<Flaw> {
    let Some(due) = duty.due.as_ref().filter(|due| !due.cases.is_empty()) else {
        return Vec::new();
    };
    let applies = Condition::All(judged(&duty.applies, false));
    let conditions: Vec<&Condition> =
        std::iter::once(&applies).chain(due.cases.iter().map(|case| &case.condition)).collect();
    let Some(space) = Space::of(model, &conditions) else { return Vec::new() };
    let cells: Vec<Cell> = space.cells().into_iter().filter(|cell| space.holds(0, cell)).collect();
    if cells.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let flaw = |at: Span, message: String, help: &str| Flaw {
        kind: FlawKind::Unreachable,
        code: None,
        duty: duty.name.value.clone(),
        at,
        message,
        shown: None,
        help: help.to_owned(),
    };
    for (number, case) in due.cases.iter().enumerate() {
        if !cells.iter().any(|cell| space.holds(number + 1, cell)) {
            let message = format!(
                "the limit of `{}` that begins “or …” here is never the one that counts",
                duty.name.value
            );
            let help = "where the duty applies, what stands after `if` is never so: leave it out";
            found.push(flaw(case.core.span, message, help));
        }
    }
    let replaced = |cell: &Cell| (1..conditions.len()).any(|at| space.holds(at, cell));
    if cells.iter().all(replaced) {
        let message =
            format!("the first limit of `{}` is never the one that counts", duty.name.value);
        let help = "some case replaces it wherever the duty applies: let it be one of the cases";
        found.push(flaw(due.core.span, message, help));
    }
    found
}

/// A duty that nothing can start.
fn never_owed(model: &Model, duty: &Duty) -> Option<Flaw> {
    let anchor = &duty.trigger.as_ref()?.anchor;
    let (message, help) = match anchor {
        Anchor::Duty(other, becoming @ (Becoming::Due | Becoming::Overdue)) => {
            let before = model.find(&other.value)?;
            let dated = before.versions().iter().any(|one| {
                one.recurrence.is_some()
                    || one.standing.is_some()
                    || one.limits.iter().any(|limit| limit.due.is_some())
            });
            if dated {
                return None;
            }
            let message = format!(
                "`{}` is never owed: `{}` has no last day, so it never becomes {}",
                duty.name.value,
                other.value,
                becoming.word()
            );
            (message, format!("give `{}` a last day, or count from another event", other.value))
        }
        Anchor::Event(EventAnchor { event, state, .. }) => {
            let life = model.vocabulary.get(event.value)?.event()?.life;
            let (can, word) = match state {
                State::Any => return None,
                State::Planned => (life.planned, "planned"),
                State::Moved => (life.planned, "planned"),
                State::Adjourned => (life.adjourned, "adjourned"),
                State::Cancelled => (life.cancelled, "cancelled"),
            };
            if can {
                return None;
            }
            let noun = model.vocabulary.noun(event.value);
            let message = format!("`{}` is never owed: “{noun}” is never {word}", duty.name.value);
            (message, format!("say in its block that it is: `life   can be {word}`"))
        }
        Anchor::Duty(_, Becoming::Met)
        | Anchor::PeriodStart(_)
        | Anchor::PeriodEnd(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Earlier(..)
        | Anchor::Later(..)
        | Anchor::It => return None,
    };
    Some(Flaw {
        kind: FlawKind::Vacuous,
        code: None,
        duty: duty.name.value.clone(),
        at: duty.name.span,
        message,
        shown: None,
        help,
    })
}

/// A duty that silence meets: what is asked for counts as done before it is due.
fn always_met(model: &Model, tables: &Tables<'_>, duty: &Duty) -> Option<Flaw> {
    let ([part], [limit]) = (duty.act.parts.as_slice(), duty.limits.as_slice()) else {
        return None;
    };
    let trigger = &duty.trigger.as_ref()?.anchor;
    let plain = |deem: &&Deem| {
        deem.gives.value == part.event.value
            && deem.trigger == *trigger
            && part.condition.is_none()
            && deem.applies.is_empty()
            && deem.when.without.iter().all(|other| other.value == part.event.value)
    };
    let deem = model.derived.deems.iter().find(plain)?;
    let due = one(&Course::due(duty, limit))?;
    let deemed = one(&Course::of(&deem.until, Some(trigger)))?;
    let contrast = tables.contrast(&due, &deemed);
    if contrast.dates == 0 || contrast.later.dates > 0 || !forward(limit) {
        return None;
    }
    Some(Flaw {
        kind: FlawKind::Vacuous,
        code: None,
        duty: duty.name.value.clone(),
        at: duty.name.span,
        message: format!(
            "`{}` is always met: `{}` deems it done, never later than it is due",
            duty.name.value, deem.name.value
        ),
        shown: None,
        help: "say `missing   is allowed` where silence is enough, or let the deeming come later"
            .to_owned(),
    })
}

fn forward(limit: &Limits) -> bool {
    matches!(limit.opens, Opens::AtTrigger | Opens::Early)
}

fn one(course: &Course) -> Option<Point> {
    match course {
        Course::Of(Anchor::Date(_) | Anchor::EachYear(..), _) => None,
        Course::Of(_, point) => Some(point.clone()),
        Course::Undated | Course::Several(..) => None,
    }
}

/// Duties held against one another.
struct Pairs<'p, 't> {
    model: &'p Model,
    tables: &'p Tables<'t>,
    near: Day,
    found: Vec<Flaw>,
}

impl Pairs<'_, '_> {
    fn look(&mut self, own: &[&Duty], said: &[Flaw]) {
        let model = self.model;
        let all = effective(model);
        let said: Vec<&str> = said
            .iter()
            .filter(|flaw| flaw.kind == FlawKind::Subsumed)
            .map(|flaw| flaw.duty.as_str())
            .collect();
        for weak in own {
            let strong = all.iter().copied().find(|strong| {
                let later = model.is_own(strong) && strong.id > weak.id;
                strong.id != weak.id
                    && strong.asks_alike(weak)
                    && strong.matching == weak.matching
                    && strong.modality >= weak.modality
                    && !tied(model, strong, weak)
                    && !said.contains(&weak.name.value.as_str())
                    && self.adds_nothing(strong, weak)
                    && !(later && self.adds_nothing(weak, strong))
            });
            if let Some(strong) = strong {
                self.found.push(subsumed(model, strong, weak));
            }
        }
        for (number, one) in own.iter().enumerate() {
            let rest = own.iter().skip(number + 1).copied();
            let inherited = all.iter().copied().filter(|other| !model.is_own(other));
            for other in rest.chain(inherited) {
                if one.asks_alike(other) && same_occurrence(model, one, other) {
                    self.clash(one, other);
                }
            }
        }
    }

    /// Whether whoever keeps the first keeps the second, in every cell of theirs.
    fn adds_nothing(&mut self, strong: &Duty, weak: &Duty) -> bool {
        let once = |duty: &Duty| -> Vec<Condition> {
            let parts = duty.applies.iter().flat_map(|clause| &clause.parts);
            let once = parts.filter(|(when, _)| when.value == When::Once);
            once.map(|(_, condition)| condition.clone()).collect()
        };
        let Some(cells) = Cells::of(self.model, strong, weak) else { return false };
        if once(strong) != once(weak) || cells.both.is_empty() || !cells.second_within_first {
            return false;
        }
        cells.both.iter().all(|(a, b)| self.within(a, b))
    }

    /// Whether an act within the first limit is within the second, from every day.
    fn within(&mut self, a: &Limits, b: &Limits) -> bool {
        let (Some(due), Some(later)) = (point_of(a.due.as_ref()), point_of(b.due.as_ref())) else {
            return a == b;
        };
        let contrast = self.tables.contrast(&later, &due);
        let closes = contrast.dates > 0 && contrast.later.dates == 0;
        let opens = match (&a.opens, &b.opens) {
            (one, other) if one == other => true,
            (_, Opens::Early) => true,
            (Opens::Early, Opens::AtTrigger | Opens::From(_)) => false,
            (one, other) => {
                let first = |opens: &Opens| match opens {
                    Opens::AtTrigger => Some(Point::Trigger),
                    Opens::From(point) => point_of(Some(point)),
                    Opens::Early => None,
                };
                let both = first(one).zip(first(other));
                both.is_some_and(|(one, other)| {
                    let contrast = self.tables.contrast(&other, &one);
                    contrast.dates > 0 && contrast.earlier.dates == 0
                })
            }
        };
        a.kind == b.kind && closes && opens
    }

    /// Two duties that one occurrence is to meet, in windows without a common day.
    fn clash(&mut self, one: &Duty, other: &Duty) {
        let Some(cells) = Cells::of(self.model, one, other) else { return };
        for (a, b) in &cells.both {
            for (first, second, early, late) in [(a, b, one, other), (b, a, other, one)] {
                let Some(contrast) = self.apart(first, second) else { continue };
                let (days, line) = contrast;
                let from = days.later.plainest(self.near, self.tables.calendar());
                let Some(from) = from else { continue };
                let (due, opens) = line;
                let ends = self.tables.line(&due).at(from).zip(self.tables.line(&opens).at(from));
                let Some((closed, opened)) = ends else { continue };
                let shown = format!(
                    "counted from {}, `{}` ends on {} and `{}` begins on {}",
                    from.with_weekday(),
                    early.name.value,
                    closed.with_weekday(),
                    late.name.value,
                    opened.with_weekday()
                );
                self.found.push(clashing(self.model, one, other, shown));
                return;
            }
        }
    }

    /// Where one limit has ended before the other begins, from all days.
    fn apart(&mut self, first: &Limits, second: &Limits) -> Option<(Contrast, (Point, Point))> {
        let due = point_of(first.due.as_ref())?;
        let opens = match &second.opens {
            Opens::From(point) => point_of(Some(point))?,
            Opens::AtTrigger => Point::Trigger,
            Opens::Early => return None,
        };
        let contrast = self.tables.contrast(&due, &opens);
        let all = contrast.dates > 0 && contrast.later.dates == contrast.dates;
        all.then(|| ((*contrast).clone(), (due, opens)))
    }
}

/// A point that hangs on the trigger alone.
fn point_of(point: Option<&Point>) -> Option<Point> {
    fn alone(point: &Point) -> bool {
        match point {
            Point::Trigger => true,
            Point::Anchor(_) => false,
            Point::After { from, .. } | Point::Before { from, .. } => alone(from),
            Point::Earlier(one, other) | Point::Later(one, other) => alone(one) && alone(other),
        }
    }
    point.filter(|point| alone(point)).cloned()
}

/// The cells of two duties.
struct Cells<'d> {
    /// The limits that count for each where both apply.
    both: Vec<(&'d Limits, &'d Limits)>,
    /// Wherever the second applies the first does.
    second_within_first: bool,
}

impl<'d> Cells<'d> {
    fn of(model: &Model, first: &'d Duty, second: &'d Duty) -> Option<Cells<'d>> {
        let (a, b) = (all_judged(first), all_judged(second));
        let cases = |duty: &'d Duty| duty.limits.iter().filter_map(|one| one.condition.as_ref());
        let mut all = vec![&a, &b];
        all.extend(cases(first).chain(cases(second)));
        let space = Space::of(model, &all)?;
        let counts = |duty: &'d Duty, before: usize, cell: &Cell| {
            let mut cases = duty.limits.iter().filter(|one| one.condition.is_some()).enumerate();
            let held = cases.find(|(at, _)| space.holds(before + at, cell)).map(|(_, one)| one);
            held.or_else(|| duty.limits.iter().find(|one| one.condition.is_none()))
        };
        let mut found = Cells { both: Vec::new(), second_within_first: true };
        let mut cells = space.cells();
        cells.retain(|cell| space.holds(1, cell));
        for cell in &cells {
            if !space.holds(0, cell) {
                found.second_within_first = false;
                continue;
            }
            let pair = counts(first, 2, cell).zip(counts(second, 2 + cases(first).count(), cell));
            if let Some(pair) = pair.filter(|pair| !found.both.contains(pair)) {
                found.both.push(pair);
            }
        }
        Some(found)
    }
}

/// Whether one of two duties implements the other, or both the same.
fn tied(model: &Model, one: &Duty, other: &Duty) -> bool {
    let (mine, theirs) = (roots(model, one), roots(model, other));
    mine.contains(&full_id(other))
        || theirs.contains(&full_id(one))
        || mine.iter().any(|root| theirs.contains(root))
}

/// Whether one and the same occurrence has to meet both.
fn same_occurrence(model: &Model, one: &Duty, other: &Duty) -> bool {
    let [part] = one.act.parts.as_slice() else { return false };
    let event = model.vocabulary.get(part.event.value).and_then(|concept| concept.event());
    let only = event.is_some_and(|event| event.once.is_some());
    let nth = matches!((&one.matching, &other.matching), (Match::Nth(a), Match::Nth(b)) if a == b);
    only || nth
}

fn subsumed(model: &Model, strong: &Duty, weak: &Duty) -> Flaw {
    let name = if model.is_own(strong) { strong.name.value.clone() } else { full_id(strong) };
    Flaw {
        kind: FlawKind::Subsumed,
        code: None,
        duty: weak.name.value.clone(),
        at: weak.name.span,
        message: format!("`{}` adds nothing to `{name}`", weak.name.value),
        shown: Some(
            "the same act from the same start, due no later in any case from any day".to_owned(),
        ),
        help: if model.is_own(strong) {
            "take it out, or say in which cases it asks for more".to_owned()
        } else {
            format!("if it is that duty in other words, say so: `implements   {name}`")
        },
    }
}

fn clashing(model: &Model, one: &Duty, other: &Duty, shown: String) -> Flaw {
    let noun =
        one.act.parts.first().map_or("", |part| model.vocabulary.noun(part.event.value)).to_owned();
    let which = match one.matching {
        Match::Nth(number) => format!("the {} {noun}", ordinal(number)),
        Match::Next | Match::LatestBefore | Match::OldestFirst | Match::CompletionOfTrigger => {
            format!("the one {noun}")
        }
    };
    let (first, second) = (&one.name.value, &other.name.value);
    Flaw {
        kind: FlawKind::Contradictory,
        code: None,
        duty: one.name.value.clone(),
        at: one.name.span,
        message: format!(
            "no day suits both `{first}` and `{second}`, and {which} has to meet the two"
        ),
        shown: Some(shown),
        help: "let their windows have a day in common".to_owned(),
    }
}
