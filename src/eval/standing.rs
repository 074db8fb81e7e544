//! The instances of a standing duty (language §3.7): one for each period in which
//! something has to hold, with the days on which it did not.
//!
//! In: the case as of a day and a standing duty. Out: its rows. Every day of a period
//! is judged on its own, day by day of those on which anything changes; where that is
//! not known of a day, it is not known whether it is a gap. Never here: duties to do
//! something.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::becoming::Days as OutcomeDays;
use super::conditions::{Days, Reading, changes, holds, holds_on};
use super::duty::Made;
use super::force::within;
use super::periods::Stretch;
use super::points::{How, shift};
use super::powers;
use super::range::{ALWAYS, NEVER, Rng, Truth, When, Why, blame_also};
use super::row;
use super::scope::Spans;
use super::seat::Seat;
use super::world::World;
use super::{
    AppliesOutcome, Closure, ClosureReason, Gap, InstanceKey, Row, Status, StatusSet, TriggerKey,
};
use crate::model::{Duty, Scope, Standing};
use crate::names::ConceptId;
use crate::syntax::ast::{Atom, Condition, When as Word};
use crate::time::{Counting, Day, Direction, Roll};

/// The rows of versions of a standing duty that are asked for in the same periods, one
/// for each of these.
pub(super) fn rows(world: &World<'_>, versions: &[&Duty], during: ConceptId) -> Vec<Made> {
    let Some(duty) = versions.first() else { return Vec::new() };
    let spans = Spans::of(world, &Scope::EachPeriod(during));
    let wanted = cut(world, &duty.scope, during);
    if world.stretches(during).is_empty() {
        let silent = match world.holds(during, world.t) {
            Truth::Unknown(why) => why.first().cloned(),
            Truth::True | Truth::False => None,
        };
        return silent.map(|blame| row::not_recorded(duty, during, blame)).into_iter().collect();
    }
    let mut made = Vec::new();
    for (place, part, stretch) in &wanted.parts {
        let (place, number) = (*place, u32::try_from(*part).unwrap_or(u32::MAX).saturating_add(1));
        let Some(span) = spans.get(place) else { continue };
        let date = When { lo: stretch.from.lo, hi: stretch.from.hi, why: why_of(stretch, true) };
        let period = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
        let key = InstanceKey { duty: duty.id, trigger: TriggerKey::Period(period), number };
        let seat =
            || Seat { span, date: date.clone(), occ: stretch.begun_by, period: stretch.period };
        let parts = versions.iter().filter_map(|version| {
            let standing = version.standing.as_ref()?;
            Some(Period::new(world, version, standing, stretch, seat()))
        });
        let Some(whole) = Whole::new(world, during, parts.collect()) else { continue };
        let runs = whole.runs();
        let mut vague = spans.vague.clone();
        blame_also(&mut vague, &wanted.vague);
        let row = whole.row(key, &runs, &vague);
        let days = days(&runs);
        made.push(Made { row, trigger: date, due: When::never(), instead: None, place, days });
    }
    made
}

/// The periods of a status as a scope of the duty's own cuts them.
struct Cut<'w> {
    /// The place of each, which part of it, and the part.
    parts: Vec<(usize, usize, Cow<'w, Stretch>)>,
    /// What is to blame where it is not known how they are cut.
    vague: Why,
}

/// Each period, cut where a scope of its own begins and ends.
fn cut<'w>(world: &'w World<'_>, scope: &Scope, during: ConceptId) -> Cut<'w> {
    let all = world.stretches(during).iter().enumerate();
    if matches!(scope, Scope::WholeRecord) || *scope == Scope::EachPeriod(during) {
        let parts = all.map(|(place, one)| (place, 0, Cow::Borrowed(one))).collect();
        return Cut { parts, vague: Why::new() };
    }
    let spans = Spans::of(world, scope);
    let mut parts = Vec::new();
    for (place, stretch) in all {
        for (part, span) in spans.all.iter().enumerate() {
            let latest = |a: Rng, b: Rng| Rng { lo: a.lo.max(b.lo), hi: a.hi.max(b.hi) };
            let earliest = |a: Rng, b: Rng| Rng { lo: a.lo.min(b.lo), hi: a.hi.min(b.hi) };
            let from = latest(stretch.from, span.from);
            let to = earliest(stretch.to, span.ends);
            if from.lo >= to.hi {
                continue;
            }
            let mut why = stretch.why.clone();
            blame_also(&mut why, &span.why);
            let begun_by = stretch.begun_by.filter(|_| from == stretch.from);
            let cut = Stretch { from, to, ends: to, why, begun_by, ..stretch.clone() };
            parts.push((place, part, Cow::Owned(cut)));
        }
    }
    Cut { parts, vague: spans.vague }
}

fn why_of(stretch: &Stretch, start: bool) -> Why {
    let rng = if start { stretch.from } else { stretch.to };
    if rng.is_exact() { Why::new() } else { stretch.why.clone() }
}

/// A period in which something has to hold, under every version of its rule: on each
/// day one of them is in force, or none.
struct Whole<'p, 'a> {
    world: &'p World<'a>,
    during: ConceptId,
    parts: Vec<Period<'p, 'a>>,
    /// The first day on which it is asked for.
    opens: When,
    /// The first day on which it is no longer.
    ends: When,
    /// Whether the conditions that are read once let any version apply.
    fixed: Truth,
}

/// One period in which something has to hold, under one version of its rule.
struct Period<'p, 'a> {
    world: &'p World<'a>,
    duty: &'p Duty,
    seat: Seat<'p>,
    /// What has to hold.
    wanted: ConceptId,
    /// The first day on which it is asked for.
    opens: When,
    /// The first day that is no longer in the period.
    ends: When,
    /// Whether the conditions that are read once let it apply.
    fixed: Truth,
    outcomes: Vec<AppliesOutcome>,
}

/// Days alike: from this one to the day before the next.
struct Run {
    from: i32,
    /// The last day, `t` at most.
    to: i32,
    /// Whether it has to hold then.
    required: Truth,
    /// Whether its conditions, but for the first days, ask for it then.
    asked: Truth,
    gap: Truth,
}

impl<'p, 'a> Period<'p, 'a> {
    fn new(
        world: &'p World<'a>,
        duty: &'p Duty,
        standing: &Standing,
        stretch: &Stretch,
        seat: Seat<'p>,
    ) -> Self {
        let mut opens = seat.date.clone();
        if let Some(grace) = &standing.during.grace {
            let how = How {
                offset: grace,
                direction: Direction::Forward,
                counting: Counting::of(grace),
                roll: Roll::None,
            };
            opens = shift(world, opens, how);
            let next = |day: i32| if day == NEVER { day } else { day.saturating_add(1) };
            (opens.lo, opens.hi) = (next(opens.lo), next(opens.hi));
        }
        let mut ends = When { lo: stretch.to.lo, hi: stretch.to.hi, why: why_of(stretch, false) };
        // It is asked for only while the rule is in force.
        if let Some(from) = duty.force.from {
            opens = opens.max(When::only(from.number()));
        }
        if let Some(until) = duty.force.until {
            ends = ends.min(When::only(until.number().saturating_add(1)));
        }
        let wanted = standing.holding.status.value;
        let mut period = Period {
            world,
            duty,
            seat,
            wanted,
            opens,
            ends,
            fixed: Truth::True,
            outcomes: Vec::new(),
        };
        period.read_once();
        period
    }

    /// The parts of its conditions, each with whether it is read day by day.
    fn parts(
        &self,
    ) -> impl Iterator<Item = (usize, usize, Word, &'p Condition, bool)> + use<'p, 'a> {
        self.duty.applies.iter().enumerate().flat_map(|(clause, applies)| {
            applies.parts.iter().enumerate().map(move |(part, (word, condition))| {
                let daily = matches!(word.value, Word::While | Word::Once) || decides(condition);
                (clause, part, word.value, condition, daily)
            })
        })
    }

    fn reading(&self, day: i32) -> Reading<'_, 'p> {
        Reading {
            seat: &self.seat,
            decided_by: When::only(day),
            decided_from: self.seat.date.clone(),
            strictly_after: false,
            counting: &[],
        }
    }

    /// Reads what is read on the first day of the period, and how the rest stands now.
    fn read_once(&mut self) {
        let t = self.world.t;
        let judged = self.seat.date.clone().min(When::only(t));
        let (mut fixed, mut outcomes) = (Truth::True, Vec::new());
        for (clause, part, word, condition, daily) in self.parts() {
            let on = if daily { When::only(t) } else { judged.clone() };
            let reading = self.reading(t);
            let mut truth = holds_on(self.world, &reading, condition, &on);
            if word == Word::Unless {
                truth = truth.negate();
            }
            outcomes.push(AppliesOutcome {
                clause,
                part,
                holds: truth.known(),
                judged_on: on.dates(),
            });
            if !daily {
                fixed = fixed.and(truth);
            }
        }
        (self.fixed, self.outcomes) = (fixed, outcomes);
    }

    /// Every day on which anything may change, from the first of the period to `t`.
    fn days(&self) -> Days {
        let (world, mut days) = (self.world, Days::new());
        let first = self.seat.date.lo;
        days.extend([first, self.seat.date.hi, world.t]);
        days.extend([self.opens.lo, self.opens.hi, self.ends.lo, self.ends.hi]);
        for period in world.raw_periods.iter().filter(|one| one.status == self.wanted) {
            days.extend([period.from.lo, period.from.hi, period.until.lo, period.until.hi]);
        }
        for stretch in world.stretches(self.wanted) {
            days.extend([stretch.from.lo, stretch.from.hi, stretch.to.lo, stretch.to.hi]);
        }
        let mut kinds: SmallVec<[ConceptId; 4]> = SmallVec::new();
        kinds.push(self.wanted);
        let info = world.model.vocabulary.get(self.wanted).and_then(|concept| concept.status());
        kinds.extend(
            info.and_then(|info| info.transition.as_ref())
                .into_iter()
                .flat_map(|one| one.from.iter().chain(&one.until).copied()),
        );
        for kind in kinds {
            days.extend(world.records(kind).1.map(|until| until.number().saturating_add(1)));
        }
        days.extend(powers::waiving_days(world, self.duty));
        let force = self.duty.force;
        days.extend(force.from.map(Day::number));
        days.extend(force.until.map(|until| until.number().saturating_add(1)));
        let reading = self.reading(world.t);
        for (_, _, _, condition, daily) in self.parts() {
            if daily {
                changes(world, &reading, condition, &mut days);
                each_decision(condition, &mut |decision| {
                    for ev in world.happened(decision) {
                        days.extend([ev.counted.lo, ev.counted.hi]);
                    }
                });
            }
        }
        days.retain(|day| (first..=world.t).contains(day) && *day != ALWAYS && *day != NEVER);
        days
    }

    /// Whether its conditions ask for it on a day; `begun` carries what began before.
    fn asked(&self, day: i32, begun: &mut [Truth]) -> Truth {
        let waived = powers::waived_by(self.world, self.duty, &self.seat, day);
        let force = within(self.duty.force, &When::only(day));
        let mut asked = self.fixed.clone().and(waived.negate()).and(force);
        for ((_, _, word, condition, daily), begun) in self.parts().zip(begun) {
            if !daily {
                continue;
            }
            let truth = holds(self.world, &self.reading(day), condition, day);
            asked = asked.and(match word {
                Word::If | Word::While => truth,
                Word::Unless => truth.negate(),
                Word::Once => {
                    *begun = std::mem::replace(begun, Truth::False).or(truth);
                    begun.clone()
                }
            });
        }
        asked
    }
}

impl<'p, 'a> Whole<'p, 'a> {
    fn new(
        world: &'p World<'a>,
        during: ConceptId,
        parts: Vec<Period<'p, 'a>>,
    ) -> Option<Whole<'p, 'a>> {
        let opens = parts.iter().map(|part| part.opens.clone()).reduce(When::min)?;
        let ends = parts.iter().map(|part| part.ends.clone()).reduce(When::max)?;
        let fixed = parts.iter().fold(Truth::False, |so, part| so.or(part.fixed.clone()));
        Some(Whole { world, during, parts, opens, ends, fixed })
    }

    /// The stretches of days that are alike, in order.
    fn runs(&self) -> Vec<Run> {
        let mut days: Days = self.parts.iter().flat_map(Period::days).collect();
        days.sort_unstable();
        days.dedup();
        let begun = |part: &Period<'_, '_>| part.parts().map(|_| Truth::False).collect();
        let mut begun: Vec<Vec<Truth>> = self.parts.iter().map(begun).collect();
        let mut runs = Vec::with_capacity(days.len());
        for (at, day) in days.iter().copied().enumerate() {
            let to = days.get(at + 1).map_or(self.world.t, |next| next - 1);
            let mut run = Run {
                from: day,
                to,
                required: Truth::False,
                asked: Truth::False,
                gap: Truth::False,
            };
            for (part, begun) in self.parts.iter().zip(&mut begun) {
                let asked = part.asked(day, begun);
                let open = part.opens.by(day).and(part.ends.by(day).negate());
                let required = asked.clone().and(open);
                let gap = required.clone().and(self.world.covers(part.wanted, day).negate());
                run.asked = run.asked.or(asked);
                run.required = run.required.or(required);
                run.gap = run.gap.or(gap);
            }
            runs.push(run);
        }
        runs
    }

    /// The version in force on the day asked about, else the last that was.
    fn now(&self) -> Option<&Period<'p, 'a>> {
        let today = Day::from_number(self.world.t);
        let begun = |part: &&Period<'_, '_>| part.duty.force.from.is_none_or(|from| from <= today);
        self.parts.iter().rfind(begun).or(self.parts.first())
    }

    fn row(&self, key: InstanceKey, runs: &[Run], vague: &Why) -> Row {
        let t = self.world.t;
        let (mut set, mut why) = self.walk(runs);
        if !vague.is_empty() {
            set = StatusSet::ALL;
            blame_also(&mut why, vague);
        }
        if set.single().is_some() {
            why.clear();
        }
        let mut row = row::blank(key);
        row.statuses = set;
        if let Some(now) = self.now() {
            row.occurrence = now.seat.occ;
            row.trigger_date = now.seat.date.dates();
            row.applies.clone_from(&now.outcomes);
            row.version = now.duty.version;
        }
        row.opens = self.opens.dates();
        row.flags.not_yet_open = self.opens.lo > t;
        row.blame = why;
        row.blame.sort();
        if self.ends.by(t).is_true() {
            let reason = ClosureReason::ScopeEnded(self.during);
            row.closure = self.ends.dates().map(|on| Closure { on, reason });
        }
        row.gaps = if vague.is_empty() { gaps(runs, t) } else { Vec::new() };
        count(&mut row, t);
        row
    }

    /// The rows of §3.7 from the top: what holds ends the walk, what may hold is added.
    fn walk(&self, runs: &[Run]) -> (StatusSet, Why) {
        let any = |of: fn(&Run) -> &Truth, runs: &[Run]| {
            runs.iter().fold(Truth::False, |so, run| so.or(of(run).clone()))
        };
        let last = runs.last();
        let t = self.world.t;
        let ended = self.ends.by(t);
        let not_asked = last.map_or(Truth::False, |run| run.asked.clone()).negate();
        let never = any(|run| &run.required, runs).negate();
        let nothing = self.fixed.clone().negate().or(never.and(ended.clone().or(not_asked)));
        let today = last.filter(|run| run.to == t).map_or(Truth::False, |run| run.gap.clone());
        // Of a run that reaches today, the days before today are past ones.
        let past = |run: &&Run| run.from < t;
        let past: Truth =
            runs.iter().filter(past).fold(Truth::False, |so, run| so.or(run.gap.clone()));
        let rows = [
            (Status::NotApplicable, nothing),
            (Status::Overdue, today),
            (Status::MetLate, past),
            (Status::Met, ended),
            (Status::Pending, Truth::True),
        ];
        let (mut set, mut why) = (StatusSet::EMPTY, Why::new());
        for (status, truth) in rows {
            match truth {
                Truth::False => {}
                Truth::True => {
                    set = set.with(status);
                    break;
                }
                Truth::Unknown(more) => {
                    set = set.with(status);
                    blame_also(&mut why, &more);
                }
            }
        }
        (set, why)
    }
}

/// The first day of the first gap, for what hangs on it.
fn days(runs: &[Run]) -> OutcomeDays {
    let mut overdue = When::never();
    for run in runs {
        match &run.gap {
            Truth::False => {}
            Truth::True => {
                (overdue.lo, overdue.hi) = (overdue.lo.min(run.from), run.from);
                break;
            }
            Truth::Unknown(why) => {
                overdue.lo = overdue.lo.min(run.from);
                blame_also(&mut overdue.why, why);
            }
        }
    }
    let before = |day: i32| if day == NEVER { day } else { day - 1 };
    let due = When { lo: before(overdue.lo), hi: before(overdue.hi), why: overdue.why.clone() };
    OutcomeDays { due, overdue, met: When::never() }
}

/// The days on which it did not hold, or may not have held.
fn gaps(runs: &[Run], t: i32) -> Vec<Gap> {
    let mut found: Vec<(i32, i32, bool)> = Vec::new();
    for run in runs {
        let sure = match run.gap {
            Truth::False => continue,
            Truth::True => true,
            Truth::Unknown(_) => false,
        };
        match found.last_mut() {
            Some(last) if last.1 + 1 == run.from && last.2 == sure => last.1 = run.to,
            Some(_) | None => found.push((run.from, run.to, sure)),
        }
    }
    let gap = |(from, to, sure): (i32, i32, bool)| Gap {
        first: Day::from_number(from),
        last: Day::from_number(to),
        goes_on: to == t,
        sure,
    };
    found.into_iter().map(gap).collect()
}

/// The gaps of two ways in which the unknown may be: sure where both have them.
pub(super) fn in_common(one: &[Gap], other: &[Gap]) -> Vec<Gap> {
    let all = || one.iter().chain(other);
    let ends = all().flat_map(|gap| [gap.first.number(), gap.last.number().saturating_add(1)]);
    let mut ends: Vec<i32> = ends.collect();
    ends.sort_unstable();
    ends.dedup();
    let on = |gaps: &[Gap], day: i32| {
        let covers = |gap: &&Gap| (gap.first.number()..=gap.last.number()).contains(&day);
        gaps.iter().find(covers).map(|gap| gap.sure)
    };
    let goes_on = all().filter(|gap| gap.goes_on).map(|gap| gap.last.number()).max();
    let mut found: Vec<Gap> = Vec::new();
    for (from, next) in ends.iter().zip(ends.iter().skip(1)) {
        let sure = match (on(one, *from), on(other, *from)) {
            (None, None) => continue,
            (Some(a), Some(b)) => a && b,
            (Some(_), None) | (None, Some(_)) => false,
        };
        let last = next - 1;
        let goes_on = goes_on == Some(last);
        match found.last_mut() {
            Some(gap) if gap.sure == sure && gap.last.number() + 1 == *from => {
                (gap.last, gap.goes_on) = (Day::from_number(last), goes_on);
            }
            Some(_) | None => found.push(Gap {
                first: Day::from_number(*from),
                last: Day::from_number(last),
                goes_on,
                sure,
            }),
        }
    }
    found
}

/// What follows from the gaps: the last day before the one that counts, the days
/// without, and that it was breached. Days that may be gaps leave them open.
fn count(row: &mut Row, t: i32) {
    let sure = row.gaps.iter().filter(|gap| gap.sure);
    let breached = sure.clone().next().is_some();
    let days = |gap: &Gap| gap.first.days_until(gap.last) + 1;
    let before = |day: Day| day.plus(-1);
    let (due, late) = match row.statuses.single() {
        Some(Status::Overdue) => {
            let now = sure.clone().find(|gap| gap.goes_on);
            let begun = now.map(|now| {
                let may = row.gaps.iter().find(|gap| !gap.sure && gap.last.plus(1) == now.first);
                let first = before(may.unwrap_or(now).first);
                super::DateRange { first, last: before(now.first) }
            });
            let late = begun.and_then(super::DateRange::exact).map(|due| t - due.number());
            (begun, late)
        }
        Some(Status::MetLate) => {
            let first = row.gaps.first().zip(sure.clone().next());
            let begun = first.map(|(may, sure)| super::DateRange {
                first: before(may.first),
                last: before(sure.first),
            });
            let known = row.gaps.iter().all(|gap| gap.sure);
            (begun, known.then(|| sure.map(days).sum()))
        }
        Some(_) | None => (None, None),
    };
    row.flags.breached = breached && row.statuses.single().is_some();
    (row.due, row.days_late) = (due, late);
}

/// Whether a condition asks for a decision, which counts from its day on.
fn decides(condition: &Condition) -> bool {
    let mut found = false;
    each_decision(condition, &mut |_| found = true);
    found
}

fn each_decision(condition: &Condition, visit: &mut impl FnMut(ConceptId)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| each_decision(part, visit));
        }
        Condition::Not(inner) => each_decision(inner, visit),
        Condition::Atom(atom) => {
            if let Atom::Recorded { decision, .. } = &atom.value {
                visit(decision.value);
            }
        }
    }
}
