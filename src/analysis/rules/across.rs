//! What is asked of several cases together.

use super::shown::{Asked, RuleWitness};
use super::{Compared, Packs, Verdict};
use crate::analysis::aspects::{Told, after, applying, own_force};
use crate::analysis::cells::Space;
use crate::analysis::realise::realise;
use crate::analysis::witness::build;
use crate::analysis::witness::ingredients::{Start, start_of};
use crate::check::walk::{self, Visit};
use crate::facts::{Case, Value};
use crate::model::{Across, Modality, Model, Scope};
use crate::names::{ConceptId, FactType, Owner};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Bounds, GroupKey, Measure, When};
use crate::syntax::print::Printer;
use crate::time::{Day, MonthEnd, Offset};

/// Two rules across cases that are about the same, or one that only one pack has.
#[must_use]
pub fn across(packs: &Packs<'_, '_>, one: Option<&Across>, other: Option<&Across>) -> Compared {
    let told = match (one, other) {
        (Some(one), Some(other)) => both(packs, one, other),
        (Some(_), None) => Told::new(Verdict::Laxer, "nothing of the kind is asked here"),
        (None, Some(_)) => Told::new(Verdict::Stricter, "nothing of the kind is asked there"),
        (None, None) => Told::SAME,
    };
    let mut made = Compared::told(told);
    if !matches!(made.verdict, Verdict::Same | Verdict::AsStrict) {
        made.witness = witness(packs, one, other);
    }
    made
}

fn both(packs: &Packs<'_, '_>, one: &Across, other: &Across) -> Told {
    if one.group != other.group {
        let said =
            |model: &Model, rule: &Across| Printer::new(&model.vocabulary).group(&rule.group);
        return Told::cannot(format!(
            "they take different cases together: {} there, {} here",
            said(packs.left, one),
            said(packs.right, other)
        ));
    }
    let mut told = measures(packs, &one.measure, &other.measure);
    told = told.and(which(packs, one, other));
    let rank = |modality: Modality| match modality {
        Modality::Must => 2,
        Modality::Should => 1,
        Modality::Aims => 0,
    };
    let (mine, theirs) = (rank(one.modality), rank(other.modality));
    if mine != theirs {
        let words = ["aims to", "should", "must"];
        let word = |rank: usize| words.get(rank).copied().unwrap_or("must");
        let why = format!("it says `{}` there, `{}` here", word(mine), word(theirs));
        told = told.and(Told::new(Verdict::of(theirs > mine, theirs < mine), why));
    }
    if one.who.map(|who| who.value) != other.who.map(|who| who.value) {
        told = told.and(Told::new(Verdict::AsStrict, "others answer for it"));
    }
    let force = |model: &Model, rule: &Across| own_force(model, &rule.from.pack, rule.force);
    let (first, second) = (force(packs.left, one), force(packs.right, other));
    let within = first.and(second);
    if first != second {
        let (less, more) = (within != first, within != second);
        told = told.and(Told::new(Verdict::of(more, less), "it is in force at other times here"));
    }
    told
}

/// Whether more cases in a group can only make it harder.
fn is_harder_for_more(measure: &Measure) -> bool {
    match measure {
        Measure::Same(_) | Measure::Different { .. } | Measure::Apart { .. } => true,
        Measure::Number { bounds, .. } | Measure::Sum { bounds, .. } => bounds.least.is_none(),
        Measure::Share { .. } => false,
    }
}

/// Which cases count, and what lifts it.
fn which(packs: &Packs<'_, '_>, one: &Across, other: &Across) -> Told {
    let found = applying((packs.left, &one.applies), (packs.right, &other.applies));
    match found.verdict {
        Verdict::Same | Verdict::AsStrict => Told::SAME,
        Verdict::CannotTell => Told::cannot(found.why),
        verdict if is_harder_for_more(&one.measure) && is_harder_for_more(&other.measure) => {
            let why = match verdict {
                Verdict::Stricter => "it counts more cases here",
                Verdict::Laxer => "it counts fewer cases here",
                Verdict::Same | Verdict::AsStrict | Verdict::Incomparable | Verdict::CannotTell => {
                    "it counts, or is lifted from, other cases here"
                }
            };
            Told::new(verdict, why)
        }
        Verdict::Stricter | Verdict::Laxer | Verdict::Incomparable => Told::cannot(
            "it counts other cases here, of which it is not known how they would count",
        ),
    }
}

fn measures(packs: &Packs<'_, '_>, one: &Measure, other: &Measure) -> Told {
    let said = |model: &Model, measure: &Measure| Printer::new(&model.vocabulary).measure(measure);
    let words = || format!("{} there, {} here", said(packs.left, one), said(packs.right, other));
    if one == other {
        return Told::SAME;
    }
    let verdict = match (one, other) {
        (Measure::Number { bounds: a, each: x }, Measure::Number { bounds: b, each: y }) => {
            same(x.map(|one| one.value), y.map(|one| one.value)).then(|| bounded(*a, *b))
        }
        (
            Measure::Sum { bounds: a, each: x, fact: f },
            Measure::Sum { bounds: b, each: y, fact: g },
        ) => (same(x.map(|one| one.value), y.map(|one| one.value)) && f.value == g.value)
            .then(|| bounded(*a, *b)),
        (
            Measure::Share { at_least: a, percent: x, condition: f },
            Measure::Share { at_least: b, percent: y, condition: g },
        ) => (a == b && f == g)
            .then(|| if *a { Verdict::of(y > x, y < x) } else { Verdict::of(y < x, y > x) }),
        (
            Measure::Apart { gap: a, end: e, start: s },
            Measure::Apart { gap: b, end: f, start: t },
        ) if e.value == f.value && s.value == t.value => Some(longer(packs, *a, *b)),
        (
            Measure::Same(_)
            | Measure::Different { .. }
            | Measure::Number { .. }
            | Measure::Sum { .. }
            | Measure::Share { .. }
            | Measure::Apart { .. },
            Measure::Same(_)
            | Measure::Different { .. }
            | Measure::Number { .. }
            | Measure::Sum { .. }
            | Measure::Share { .. }
            | Measure::Apart { .. },
        ) => None,
    };
    match verdict {
        Some(Verdict::Same) => Told::SAME,
        Some(verdict) => Told::new(verdict, words()),
        None => Told::cannot(format!("they measure different things: {}", words())),
    }
}

fn same(one: Option<ConceptId>, other: Option<ConceptId>) -> bool {
    one == other
}

/// Bounds that lie within the others ask for more.
fn bounded(one: Bounds, other: Bounds) -> Verdict {
    let most = |bounds: Bounds| bounds.most.unwrap_or(u32::MAX);
    let least = |bounds: Bounds| bounds.least.unwrap_or(0);
    let more = most(other) < most(one) || least(other) > least(one);
    let less = most(other) > most(one) || least(other) < least(one);
    Verdict::of(more, less)
}

/// To leave more time between asks for more.
fn longer(packs: &Packs<'_, '_>, one: Offset, other: Offset) -> Verdict {
    let (first, second) = (after(one), after(other));
    let calendars = (packs.left.calendar.as_deref(), packs.right.calendar.as_deref());
    let found = packs.tables.contrast((&first, calendars.0), (&second, calendars.1));
    if found.dates == 0 {
        return Verdict::CannotTell;
    }
    Verdict::of(found.later.dates > 0, found.earlier.dates > 0)
}

/// Cases that one of them allows together and the other does not.
fn witness(
    packs: &Packs<'_, '_>,
    one: Option<&Across>,
    other: Option<&Across>,
) -> Option<RuleWitness> {
    let rule = one.or(other)?;
    let model: &Model = if one.is_some() { packs.left } else { packs.right };
    let name = |rule: Option<&Across>| Asked::Across(rule.map(|rule| rule.name.value.clone()));
    let asked = (name(one), name(other));
    let made = Making { model, rule, near: packs.near };
    let bounds: Vec<Bounds> = one.into_iter().chain(other).filter_map(bounds_of).collect();
    let mut all = populations(&made, &bounds);
    let lifted = decisions(one).into_iter().chain(decisions(other)).flat_map(|decision| {
        let with = |cases: &Vec<Case>| {
            let mut cases = cases.clone();
            let at = rule.name.span;
            let day = packs.near.plus(-20);
            cases.iter_mut().for_each(|case| build::happen(case, decision, day, at));
            cases
        };
        all.iter().map(with).collect::<Vec<_>>()
    });
    let lifted: Vec<Vec<Case>> = lifted.collect();
    all.extend(lifted);
    let models = (packs.left, packs.right);
    let mut found = all.into_iter().filter_map(|cases| {
        RuleWitness::of(models, (asked.0.clone(), asked.1.clone()), (cases, packs.near))
    });
    // What the second lets pass is what readers ask for first.
    let first = found.next()?;
    let laxer = |one: &RuleWitness| one.shows == Some(Verdict::Laxer);
    Some(if laxer(&first) { first } else { found.find(laxer).unwrap_or(first) })
}

/// The decisions that a rule speaks of.
fn decisions(rule: Option<&Across>) -> Vec<ConceptId> {
    #[derive(Default)]
    struct Seen(Vec<ConceptId>);
    impl Visit for Seen {
        fn atom(&mut self, atom: &Spanned<Atom>, _: Option<Spanned<When>>) {
            if let Atom::Recorded { decision, .. } = &atom.value {
                self.0.push(decision.value);
            }
        }
    }
    let mut seen = Seen::default();
    let clauses = rule.into_iter().flat_map(|rule| &rule.applies);
    clauses.for_each(|clause| walk::applies(clause, &mut seen));
    seen.0
}

fn bounds_of(rule: &Across) -> Option<Bounds> {
    match &rule.measure {
        Measure::Number { bounds, .. } | Measure::Sum { bounds, .. } => Some(*bounds),
        Measure::Same(_)
        | Measure::Different { .. }
        | Measure::Share { .. }
        | Measure::Apart { .. } => None,
    }
}

/// What cases are made of.
struct Making<'m> {
    model: &'m Model,
    rule: &'m Across,
    near: Day,
}

/// Several cases at once, few before many.
fn populations(made: &Making<'_>, bounds: &[Bounds]) -> Vec<Vec<Case>> {
    match &made.rule.measure {
        Measure::Number { each, .. } => made.numbers(bounds, each.map(|fact| fact.value)),
        Measure::Sum { fact, each, .. } => {
            made.sums(bounds, fact.value, each.map(|fact| fact.value))
        }
        Measure::Same(fact) | Measure::Different { fact, .. } => {
            let of = |values: [&str; 2]| -> Vec<Case> {
                let with = |(at, value): (u32, &str)| {
                    let mut case = made.case(at, &[]);
                    made.word(&mut case, fact.value, value);
                    case
                };
                (0..).zip(values).map(with).collect()
            };
            vec![of(["A", "B"]), of(["A", "A"])]
        }
        Measure::Apart { end, start, .. } => {
            (0..=40).map(|gap| made.apart((start.value, end.value), gap)).collect()
        }
        Measure::Share { .. } => Vec::new(),
    }
}

/// The most cases that are put together.
const MANY: u32 = 200;

impl Making<'_> {
    /// As many cases as some bound allows, one less and one more.
    fn numbers(&self, bounds: &[Bounds], each: Option<ConceptId>) -> Vec<Vec<Case>> {
        let mut sizes: Vec<u32> = about(bounds);
        sizes.retain(|size| (2..=MANY).contains(size));
        let unit: Vec<(ConceptId, i64)> = each.map(|fact| (fact, 1)).into_iter().collect();
        let of = |size: u32| (0..size).map(|at| self.case(at, &unit)).collect();
        sizes.into_iter().map(of).collect()
    }

    /// Two cases that come to as much as some bound allows, one less and one more.
    fn sums(&self, bounds: &[Bounds], fact: ConceptId, each: Option<ConceptId>) -> Vec<Vec<Case>> {
        let mut sums = about(bounds);
        sums.retain(|sum| *sum > 1);
        let of = |sum: u32| {
            let with = |(at, value): (u32, i64)| {
                let mut facts = vec![(fact, value)];
                facts.extend(each.map(|fact| (fact, 1)));
                self.case(at, &facts)
            };
            (0..).zip([i64::from(sum) - 1, 1]).map(with).collect()
        };
        sums.into_iter().map(of).collect()
    }

    /// Two cases, one of which begins so many days after the other ends.
    fn apart(&self, (start, end): (ConceptId, ConceptId), gap: i32) -> Vec<Case> {
        let on = |at: u32, first: Day| {
            let mut case = self.case(at, &[]);
            let span = self.rule.name.span;
            build::happen(&mut case, start, first, span);
            if end != start {
                build::happen(&mut case, end, first, span);
            }
            case
        };
        vec![on(0, self.near.plus(-60)), on(1, self.near.plus(gap - 60))]
    }
}

/// Every bound, one less and one more.
fn about(bounds: &[Bounds]) -> Vec<u32> {
    let edges = bounds.iter().flat_map(|one| [one.least, one.most]).flatten();
    let mut all: Vec<u32> =
        edges.flat_map(|edge| [edge.saturating_sub(1), edge, edge + 1]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl Making<'_> {
    /// A case of the group, with numbers.
    fn case(&self, at: u32, numbers: &[(ConceptId, i64)]) -> Case {
        let span = self.rule.name.span;
        let mut case = build::empty();
        case.id = format!("case {}", at + 1);
        if let Some(of) = &self.rule.group.of {
            self.is_one(&mut case, of.value, span);
        }
        for key in &self.rule.group.keys {
            match key {
                GroupKey::Fact(fact) => self.word(&mut case, fact.value, "A"),
                GroupKey::Year(_, what) => self.dated(&mut case, what.value, span),
            }
        }
        for (fact, number) in numbers {
            let info = self.model.vocabulary.get(*fact).and_then(|one| one.fact());
            let decimal = info.is_some_and(|info| info.ty == FactType::Decimal);
            let value =
                if decimal { Value::Decimal(number * 1_000) } else { Value::Number(*number) };
            self.put(&mut case, *fact, value);
        }
        case
    }

    /// What makes a case one that counts: a status, or a fact.
    fn is_one(&self, case: &mut Case, of: ConceptId, at: Span) {
        let concept = self.model.vocabulary.get(of);
        if concept.is_some_and(|one| one.fact().is_some()) {
            self.put(case, of, Value::YesNo(true));
            return;
        }
        if let Some(definition) = self.model.derived.definition(of) {
            let space = Space::of(self.model, &[&definition.means]);
            let cell = space
                .as_ref()
                .and_then(|space| space.cells().into_iter().find(|cell| space.holds(0, cell)));
            let made = space
                .as_ref()
                .zip(cell)
                .map(|(space, cell)| realise(self.model, (space, &cell), self.near, at));
            if let Some(first) = made.and_then(|made| made.cases.into_iter().next()) {
                let id = std::mem::take(&mut case.id);
                *case = build::joined(case, first, &[]);
                case.id = id;
            }
            return;
        }
        let long_ago = self.near.checked_plus_months(-24, MonthEnd::LastDay).unwrap_or(self.near);
        match start_of(self.model, &Scope::EachPeriod(of)) {
            Some(Start::Event(event)) => build::happen(case, event, long_ago, at),
            Some(Start::Status(status)) => build::begin(case, status, long_ago, at),
            None => {}
        }
    }

    fn dated(&self, case: &mut Case, what: ConceptId, at: Span) {
        let concept = self.model.vocabulary.get(what);
        if concept.is_some_and(|one| one.fact().is_some()) {
            self.put(case, what, Value::Date(self.near.plus(-30)));
        } else if !case.events.iter().any(|one| one.kind == what) {
            build::happen(case, what, self.near.plus(-30), at);
        }
    }

    /// A fact that names somebody or something.
    fn word(&self, case: &mut Case, fact: ConceptId, word: &str) {
        let info = self.model.vocabulary.get(fact).and_then(|one| one.fact());
        let value = match info.map(|info| &info.ty) {
            Some(FactType::OneOf(words)) => {
                let other = usize::from(word != "A").min(words.len().saturating_sub(1));
                Value::Word(words.get(other).cloned().unwrap_or_default())
            }
            Some(FactType::YesNo) => Value::YesNo(word == "A"),
            Some(FactType::Number) => Value::Number(i64::from(word != "A")),
            Some(FactType::Decimal) => Value::Decimal(1_000 * i64::from(word != "A")),
            Some(FactType::Date) => Value::Date(self.near),
            Some(FactType::Name) | None => Value::Word(word.to_owned()),
        };
        self.put(case, fact, value);
    }

    fn put(&self, case: &mut Case, fact: ConceptId, value: Value) {
        let info = self.model.vocabulary.get(fact).and_then(|one| one.fact());
        if let Some(Owner::Of(of)) = info.map(|info| info.owner) {
            if let Some(one) = case.events.iter_mut().rev().find(|one| one.kind == of) {
                one.facts.push((fact, value));
                return;
            }
            if let Some(one) = case.periods.iter_mut().rev().find(|one| one.status == of) {
                one.facts.push((fact, value));
                return;
            }
        }
        build::fact(case, fact, value, self.rule.name.span);
    }
}
