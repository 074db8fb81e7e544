//! What has to hold all through a time: one row for each stretch of it, with what the days
//! on which it did not hold come to.
//!
//! In: a standing duty and a case. Out: its rows. Every day of a stretch is judged on its
//! own, day by day of those on which anything changes. Never here: duties to do something.

use smallvec::SmallVec;

use super::finish::Made;
use super::judging::{Days, Reading, changes, holds, holds_on};
use super::range::{ALWAYS, NEVER, Rng, Truth, When, Why};
use super::seat::{Others, Seat, onwards, shift};
use super::span::Spans;
use super::statuses::{Stretch, edges, on};
use super::world::{NOBODY, World};
use crate::eval::{Flags, Status, StatusSet, TriggerKey};
use crate::ir::{Clause, Duty, How, Scope, Test, Through};

/// The rows of a standing duty; whether the reference has to look at it.
pub(super) fn rows(
    world: &World<'_>,
    (duty, through): (&Duty, &Through),
    others: &Others,
    made: &mut Vec<Made>,
) -> bool {
    let during = through.during;
    let Some(of) = world.bound.status_of(during) else { return true };
    if !world.vague_status(during).is_none() || !world.vague_status(through.wanted).is_none() {
        return true;
    }
    if world.stretches_of(during).is_empty() {
        let holds = on(world, during, world.t);
        if !holds.is_known() {
            made.push(Made::not_recorded(of.concept, holds.why));
        }
        return false;
    }
    let (mut spans, mut cuts) = (Spans::default(), Spans::default());
    spans.find(world, Scope::Each(during), false);
    let own = duty.scope != Scope::Record && duty.scope != Scope::Each(during);
    if own {
        cuts.find(world, duty.scope, false);
    }
    for (place, stretch) in world.stretches_of(during).iter().enumerate() {
        let Some(span) = spans.all.get(place) else { continue };
        let mut parts: SmallVec<[(usize, Stretch); 2]> = SmallVec::new();
        if own {
            parts.extend(cut(stretch, &cuts));
        } else {
            parts.push((0, *stretch));
        }
        for (part, stretch) in parts {
            let why = if stretch.from.is_exact() { Why::NONE } else { stretch.why };
            let date = When { lo: stretch.from.lo, hi: stretch.from.hi, why };
            let seat = Seat { span, date, occ: stretch.begun_by, bare: false, others };
            let period = Period::new(world, duty, through, &stretch, seat);
            made.push(period.row((place, part), cuts.vague()));
        }
    }
    false
}

/// A stretch as the periods of a scope of its own cut it.
fn cut<'s>(
    stretch: &'s Stretch,
    cuts: &'s Spans,
) -> impl Iterator<Item = (usize, Stretch)> + use<'s> {
    cuts.all.iter().enumerate().filter_map(|(part, span)| {
        let from =
            Rng { lo: stretch.from.lo.max(span.from.lo), hi: stretch.from.hi.max(span.from.hi) };
        let to = Rng { lo: stretch.to.lo.min(span.ends.lo), hi: stretch.to.hi.min(span.ends.hi) };
        if from.lo >= to.hi {
            return None;
        }
        let begun_by = if from == stretch.from { stretch.begun_by } else { NOBODY };
        let why = stretch.why.and(span.why);
        Some((part, Stretch { from, to, ends: to, why, begun_by, ..*stretch }))
    })
}

/// One period in which something has to hold.
struct Period<'p, 'b> {
    world: &'p World<'b>,
    duty: &'p Duty,
    through: &'p Through,
    seat: Seat<'p>,
    /// The first day on which it is asked for.
    opens: When,
    /// The first day that is no longer in the period.
    ends: When,
    /// Whether the conditions that are read once let it apply.
    fixed: Truth,
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

type Runs = SmallVec<[Run; 8]>;

/// Days in a row on which it did not hold, or may not have.
#[derive(Clone, Copy)]
struct Gap {
    from: i32,
    to: i32,
    sure: bool,
}

impl<'p, 'b> Period<'p, 'b> {
    fn new(
        world: &'p World<'b>,
        duty: &'p Duty,
        through: &'p Through,
        stretch: &Stretch,
        seat: Seat<'p>,
    ) -> Self {
        let mut opens = seat.date;
        if let Some(grace) = through.grace {
            opens = shift(world, opens, &onwards(grace));
            let next = |day: i32| if day == NEVER { day } else { day.saturating_add(1) };
            (opens.lo, opens.hi) = (next(opens.lo), next(opens.hi));
        }
        let why = if stretch.to.is_exact() { Why::NONE } else { stretch.why };
        let mut ends = When { lo: stretch.to.lo, hi: stretch.to.hi, why };
        // It is asked for only while the rule is in force.
        let (from, until) = duty.force;
        if from != ALWAYS {
            opens = opens.max(When::only(from));
        }
        if until != NEVER {
            ends = ends.min(When::only(until.saturating_add(1)));
        }
        let mut period = Period { world, duty, through, seat, opens, ends, fixed: Truth::TRUE };
        let judged = period.seat.date.min(When::only(world.t));
        for clause in duty.applies.iter().filter(|clause| !is_daily(clause)) {
            let truth = holds_on(world, &period.reading(world.t), &clause.test, judged);
            let truth = if clause.how == How::Unless { truth.not() } else { truth };
            period.fixed = period.fixed.and(truth);
        }
        period
    }

    fn reading(&self, day: i32) -> Reading<'_> {
        Reading {
            seat: &self.seat,
            decided_by: When::only(day),
            decided_from: self.seat.date,
            strictly_after: false,
        }
    }

    /// Every day on which anything may change, from the first of the period to `t`.
    fn days(&self) -> Days {
        let (world, mut days) = (self.world, Days::new());
        let first = self.seat.date.lo;
        days.extend([first, self.seat.date.hi, world.t]);
        days.extend([self.opens.lo, self.opens.hi, self.ends.lo, self.ends.hi]);
        days.extend(edges(world, self.through.wanted));
        let (from, until) = self.duty.force;
        days.extend([from, until.saturating_add(1)]);
        let reading = self.reading(world.t);
        for clause in self.duty.applies.iter().filter(|clause| is_daily(clause)) {
            changes(world, &reading, &clause.test, &mut days);
        }
        days.retain(|day| (first..=world.t).contains(day) && *day != ALWAYS && *day != NEVER);
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Whether its conditions ask for it on a day; `begun` carries what began before.
    fn asked(&self, day: i32, begun: &mut [Truth]) -> Truth {
        let (from, until) = self.duty.force;
        let mut asked = self.fixed.and(Truth::of(from <= day && day <= until));
        let daily = self.duty.applies.iter().filter(|clause| is_daily(clause));
        for (clause, begun) in daily.zip(begun) {
            let truth = holds(self.world, &self.reading(day), &clause.test, day);
            asked = asked.and(match clause.how {
                How::If | How::While => truth,
                How::Unless => truth.not(),
                How::Once => {
                    *begun = begun.or(truth);
                    *begun
                }
            });
        }
        asked
    }

    /// The stretches of days that are alike, in order.
    fn runs(&self) -> Runs {
        let days = self.days();
        let daily = self.duty.applies.iter().filter(|clause| is_daily(clause));
        let mut begun: SmallVec<[Truth; 4]> = daily.map(|_| Truth::FALSE).collect();
        let mut runs = Runs::new();
        for (at, day) in days.iter().copied().enumerate() {
            let to = days.get(at + 1).map_or(self.world.t, |next| next - 1);
            let asked = self.asked(day, &mut begun);
            let required = asked.and(self.opens.by(day).and(self.ends.by(day).not()));
            let gap = required.and(on(self.world, self.through.wanted, day).not());
            runs.push(Run { from: day, to, required, asked, gap });
        }
        runs
    }

    fn row(&self, (place, part): (usize, usize), vague: Why) -> Made {
        let t = self.world.t;
        let runs = self.runs();
        let (mut set, mut why) = self.walk(&runs);
        if !vague.is_none() {
            set = StatusSet::ALL;
            why = why.and(vague);
        }
        if set.single().is_some() {
            why = Why::NONE;
        }
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1);
        let gaps = if vague.is_none() { gaps(&runs) } else { SmallVec::new() };
        let breached = gaps.iter().any(|gap| gap.sure) && set.single().is_some();
        let not_yet_open = self.opens.lo > t;
        let (due, days_late) = counted(set.single(), &gaps, t);
        Made {
            key: TriggerKey::Period(number(place)),
            number: number(part),
            occ: self.seat.occ,
            trigger: self.seat.date,
            due,
            statuses: set,
            why,
            done_on: (ALWAYS, ALWAYS),
            days_late,
            flags: Flags { breached, not_yet_open, ..Flags::default() },
            became: became(&runs),
        }
    }

    /// The rows of the table from the top: what holds ends the walk, what may hold is added.
    fn walk(&self, runs: &[Run]) -> (StatusSet, Why) {
        let any = |of: fn(&Run) -> Truth| runs.iter().fold(Truth::FALSE, |so, run| so.or(of(run)));
        let (t, last) = (self.world.t, runs.last());
        let ended = self.ends.by(t);
        let not_asked = last.map_or(Truth::FALSE, |run| run.asked).not();
        let never = any(|run| run.required).not();
        let nothing = self.fixed.not().or(never.and(ended.or(not_asked)));
        let today = last.filter(|run| run.to == t).map_or(Truth::FALSE, |run| run.gap);
        // Of a run that reaches today, the days before today are past ones.
        let before = runs.iter().filter(|run| run.from < t);
        let past = before.fold(Truth::FALSE, |so, run| so.or(run.gap));
        let rows = [
            (Status::NotApplicable, nothing),
            (Status::Overdue, today),
            (Status::MetLate, past),
            (Status::Met, ended),
            (Status::Pending, Truth::TRUE),
        ];
        let (mut set, mut why) = (StatusSet::EMPTY, Why::NONE);
        for (status, truth) in rows {
            if truth.is_false() {
                continue;
            }
            set = set.with(status);
            if truth.is_true() {
                break;
            }
            why = why.and(truth.why);
        }
        (set, why)
    }
}

/// Whether a clause is read day by day.
fn is_daily(clause: &Clause) -> bool {
    matches!(clause.how, How::While | How::Once) || decides(&clause.test)
}

/// Whether a test asks for a decision, which counts from its day on.
fn decides(test: &Test) -> bool {
    match test {
        Test::All(parts) | Test::Any(parts) => parts.iter().any(decides),
        Test::Not(inner) => decides(inner),
        Test::Recorded(..) => true,
        Test::Status(..)
        | Test::Age(..)
        | Test::Happened { .. }
        | Test::Total { .. }
        | Test::Fact(..)
        | Test::OfTrigger(..) => false,
    }
}

/// The first day of the first gap, for what hangs on it.
fn became(runs: &[Run]) -> [When; 3] {
    let mut overdue = When::NEVER;
    for run in runs {
        if run.gap.is_false() {
            continue;
        }
        overdue.lo = overdue.lo.min(run.from);
        if run.gap.is_true() {
            overdue.hi = run.from;
            break;
        }
        overdue.why = overdue.why.and(run.gap.why);
    }
    let before = |day: i32| if day == NEVER { day } else { day - 1 };
    let due = When { lo: before(overdue.lo), hi: before(overdue.hi), why: overdue.why };
    [due, overdue, When::NEVER]
}

fn gaps(runs: &[Run]) -> SmallVec<[Gap; 4]> {
    let mut found: SmallVec<[Gap; 4]> = SmallVec::new();
    for run in runs.iter().filter(|run| !run.gap.is_false()) {
        let sure = run.gap.is_true();
        match found.last_mut().filter(|last| last.to + 1 == run.from && last.sure == sure) {
            Some(last) => last.to = run.to,
            None => found.push(Gap { from: run.from, to: run.to, sure }),
        }
    }
    found
}

/// What follows from the gaps: the last day before the one that counts, and the days
/// without.
fn counted(status: Option<Status>, gaps: &[Gap], t: i32) -> (When, Option<i32>) {
    let none = When { lo: ALWAYS, hi: ALWAYS, why: Why::NONE };
    let first = crate::time::Day::MIN.number();
    let range = |lo: i32, hi: i32| When { lo: lo.max(first), hi: hi.max(first), why: Why::NONE };
    match status {
        Some(Status::Overdue) => {
            let Some(now) = gaps.iter().find(|gap| gap.sure && gap.to == t) else {
                return (none, None);
            };
            let may = gaps.iter().find(|gap| !gap.sure && gap.to + 1 == now.from);
            let due = range(may.unwrap_or(now).from - 1, now.from - 1);
            (due, due.is_exact().then(|| t - due.lo))
        }
        Some(Status::MetLate) => {
            let sure = || gaps.iter().filter(|gap| gap.sure);
            let (Some(may), Some(first)) = (gaps.first(), sure().next()) else {
                return (none, None);
            };
            let known = gaps.iter().all(|gap| gap.sure);
            let days = sure().map(|gap| gap.to - gap.from + 1).sum();
            (range(may.from - 1, first.from - 1), known.then_some(days))
        }
        Some(
            Status::NotApplicable
            | Status::Met
            | Status::Lapsed
            | Status::DueSoon
            | Status::Pending,
        )
        | None => (none, None),
    }
}
