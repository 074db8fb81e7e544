//! Where an instance sits, and the days seen from there.
//!
//! In: a day of the form and the seat. Out: the one day it denotes for the instance. Never
//! here: how many instances there are.

use smallvec::SmallVec;

use super::range::{ALWAYS, Is, NEVER, Truth, When, Why};
use super::span::Span;
use super::world::{Ev, NOBODY, World};
use crate::ir::{Day, Held, Join, KindAt, Shift, StatusAt};
use crate::model::DutyId;
use crate::syntax::ast::Becoming;
use crate::time::{self, Calendar, Counting, Direction, Offset, Roll, TimeError, Unit};

/// The seat of an instance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seat<'s> {
    pub(super) span: &'s Span,
    /// The day of its trigger.
    pub(super) date: When,
    /// The occurrence that triggered it.
    pub(super) occ: u32,
    /// It leads up to an event that has not happened: there is nothing at hand.
    pub(super) bare: bool,
    /// The days on which instances of other duties became due, overdue or met.
    pub(super) others: &'s Others,
}

/// What became of the instances of other duties in the case at hand, by duty.
#[derive(Debug, Default)]
pub(super) struct Others(pub(super) Vec<Vec<Outcome>>);

/// How an instance of another duty came out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    pub(super) key: crate::eval::TriggerKey,
    pub(super) number: u32,
    pub(super) occ: u32,
    pub(super) trigger: When,
    pub(super) due: When,
    pub(super) statuses: crate::eval::StatusSet,
    pub(super) why: Why,
    pub(super) became: [When; 3],
}

impl Outcome {
    pub(super) fn on(&self, becoming: Becoming) -> When {
        let [due, overdue, met] = self.became;
        match becoming {
            Becoming::Due => due,
            Becoming::Overdue => overdue,
            Becoming::Met => met,
        }
    }
}

impl Others {
    pub(super) fn of(&self, duty: DutyId) -> &[Outcome] {
        self.0.get(duty.0 as usize).map_or(&[], Vec::as_slice)
    }
}

static NO_OTHERS: Others = Others(Vec::new());

/// The day of an occurrence, and which it is where that is known.
pub(super) type Found = (When, u32);

impl<'s> Seat<'s> {
    /// Of an occurrence by itself.
    pub(super) fn of_occurrence(span: &'s Span, ev: Ev) -> Seat<'s> {
        Seat { span, date: ev.when(), occ: ev.id, bare: false, others: &NO_OTHERS }
    }

    /// Of nothing at all.
    pub(super) fn whole(span: &'s Span) -> Seat<'s> {
        Seat { span, date: When::ALWAYS, occ: NOBODY, bare: false, others: &NO_OTHERS }
    }

    /// The day that a day of the form denotes for this instance.
    pub(super) fn day(&self, world: &World<'_>, day: &Day) -> When {
        match day {
            Day::Trigger => self.date,
            Day::Own(..) | Day::Nth(..) | Day::NthAfter(..) | Day::LastBefore(..) => {
                self.found(world, day).0
            }
            Day::StartOf(status) => self.stretch(world, *status, true),
            Day::EndOf(status) => self.stretch(world, *status, false),
            Day::Birthday(n) => world.birthday(*n),
            Day::Fixed(day) => When::only(*day),
            Day::OfYear(month, of_month) => {
                let next = |day| on_or_after(day, (*month, *of_month));
                When { lo: next(self.date.lo), hi: next(self.date.hi), why: self.date.why }
            }
            Day::Became(duty, becoming) => self.became(*duty, *becoming),
            Day::Completion(of) => {
                let (when, id) = self.found(world, of);
                if when.is_exact() && id != NOBODY { when } else { When { hi: NEVER, ..when } }
            }
            Day::Shift(from, by) => shifted(world, self.day(world, from), by),
            Day::Join(a, b, how) => joined(self.day(world, a), self.day(world, b), *how),
        }
    }

    fn found(&self, world: &World<'_>, day: &Day) -> Found {
        match day {
            Day::Own(kind, after) => match self.own(world, *kind) {
                Some(ev) if ev.day == NEVER => (When::NEVER, self.occ),
                Some(ev) => (ev.when(), self.occ),
                None if *after => nth_after(world, self, *kind, self.date, 1),
                None => nth(world, self.span, *kind, 1),
            },
            Day::Nth(kind, n) => nth(world, self.span, *kind, *n),
            Day::NthAfter(kind, n, from) => {
                nth_after(world, self, *kind, self.day(world, from), *n)
            }
            Day::LastBefore(kind, from) => {
                last_before(world, self.span, *kind, self.day(world, from))
            }
            Day::Trigger
            | Day::StartOf(_)
            | Day::EndOf(_)
            | Day::Birthday(_)
            | Day::Fixed(_)
            | Day::OfYear(..)
            | Day::Became(..)
            | Day::Completion(_)
            | Day::Shift(..)
            | Day::Join(..) => (self.day(world, day), NOBODY),
        }
    }

    /// The trigger occurrence as one of a kind.
    fn own(&self, world: &World<'_>, kind: KindAt) -> Option<Ev> {
        if self.occ == NOBODY { None } else { world.as_one(self.occ, kind) }
    }

    /// The start or end of the first stretch of a status that had not ended.
    fn stretch(&self, world: &World<'_>, status: StatusAt, start: bool) -> When {
        let vague = world.vague_status(status);
        if !vague.is_none() {
            return When { lo: ALWAYS, hi: NEVER, why: vague };
        }
        let mut stretches = world.stretches_of(status).iter();
        let holding = stretches.find(|stretch| stretch.ends.hi >= self.date.lo);
        holding.map_or(When::NEVER, |stretch| {
            let rng = if start { stretch.from } else { stretch.ends };
            When { lo: rng.lo, hi: rng.hi, why: stretch.why }.tidy()
        })
    }

    fn became(&self, duty: DutyId, becoming: Becoming) -> When {
        let mut first = When::NEVER;
        for outcome in self.others.of(duty) {
            let day = outcome.on(becoming);
            first = first.min(day.gated(self.date.at_most(day)));
        }
        first
    }
}

/// Which of two days.
pub(super) fn joined(a: When, b: When, how: Join) -> When {
    match how {
        Join::Earlier => a.min(b),
        Join::Later => a.max(b),
        Join::LaterIfAny => later_if_any(a, b),
    }
}

fn later_if_any(a: When, b: When) -> When {
    if b.is_never() {
        return a;
    }
    if b.hi != NEVER {
        return a.max(b);
    }
    let mut both = a.max(When { lo: b.lo, hi: b.lo, why: b.why });
    both.lo = a.lo;
    both.hi = if a.hi == NEVER { NEVER } else { both.hi.max(time::Day::MAX.number()) };
    both.why = both.why.and(b.why);
    both
}

/// The first day of the year with this month and day, from a day on.
pub(super) fn on_or_after(from: i32, day: (u32, u32)) -> i32 {
    if from == NEVER || from == ALWAYS {
        return from;
    }
    let next = time::Day::from_number(from).next_on(day);
    next.map_or(NEVER, time::Day::number)
}

/// The n-th of a kind in a scope period.
pub(super) fn nth(world: &World<'_>, span: &Span, kind: KindAt, n: u32) -> Found {
    if n == 1
        && let Some(found) = begins(world, span, kind)
    {
        return found;
    }
    let all = world.happened(kind).iter();
    let members = all.map(|ev| (*ev, span.holds(*ev), ev.day.max(span.from.lo)));
    pick(world, kind, members, n, span.from.lo)
}

/// Where a scope period is recorded as a period and the event is one that begins it, the
/// period says when that was.
fn begins(world: &World<'_>, span: &Span, kind: KindAt) -> Option<Found> {
    if span.begun_by != NOBODY {
        return None;
    }
    let Held::Recorded { from, .. } = &world.bound.ir.status(span.status?)?.held else {
        return None;
    };
    if !from.contains(&kind) {
        return None;
    }
    let mut all = world.happened(kind).iter();
    let same = all.find(|ev| ev.day <= span.from.hi && span.from.lo <= ev.rng().hi);
    Some((span.start(), same.map_or(NOBODY, |ev| ev.id)))
}

/// The n-th of a kind on or after a day, or after the trigger occurrence where that is of
/// the kind.
pub(super) fn nth_after(
    world: &World<'_>,
    seat: &Seat<'_>,
    kind: KindAt,
    after: When,
    n: u32,
) -> Found {
    let own = seat.own(world, kind);
    let members = world.happened(kind).iter().map(|ev| {
        let is = match own {
            Some(own) => ev.follows(own),
            None => after.at_most(ev.when()),
        };
        (*ev, seat.span.holds(*ev).and(is), ev.day.max(after.lo))
    });
    pick(world, kind, members, n, after.lo)
}

/// The n-th of those that may be meant.
fn pick(
    world: &World<'_>,
    kind: KindAt,
    members: impl Iterator<Item = (Ev, Truth, i32)>,
    n: u32,
    from: i32,
) -> Found {
    let wanted = n.saturating_sub(1) as usize;
    let mut lows: SmallVec<[(i32, u32); 8]> = SmallVec::new();
    let mut highs: SmallVec<[i32; 8]> = SmallVec::new();
    let mut why = Why::NONE;
    for (ev, is, lo) in members {
        match is.is {
            Is::False => continue,
            Is::True if ev.is_sure() => highs.push(ev.day),
            Is::True => {}
            Is::Unknown => why = why.and(is.why),
        }
        why = why.and(ev.open);
        lows.push((lo, ev.id));
    }
    let one_a_day = world.bound.ir.kind(kind).is_some_and(|kind| kind.one_a_day);
    if one_a_day && !why.is_none() {
        highs.dedup();
    }
    lows.sort_by_key(|(lo, _)| *lo);
    let lo = lows.get(wanted).map_or(NEVER, |(lo, _)| *lo);
    let hi = highs.get(wanted).copied().unwrap_or(NEVER).max(lo);
    let mut when = When { lo, hi, why }.tidy();
    let id = lows.get(wanted).map_or(NOBODY, |(_, id)| *id);
    if let Some((first, why)) = world.unrecorded(kind, from) {
        when.may_be_from(first, why);
    }
    (when, id)
}

/// The last of a kind before a day, in a scope period.
pub(super) fn last_before(world: &World<'_>, span: &Span, kind: KindAt, before: When) -> Found {
    let (mut when, mut found) = (When::NEVER, NOBODY);
    for ev in world.happened(kind) {
        let day = ev.when();
        let is = span.holds(*ev).and(before.at_most(day).not());
        match is.is {
            Is::False => {}
            Is::True => {
                when = if when.is_never() { day } else { when.max(day) };
                found = ev.id;
            }
            Is::Unknown => {
                let lo = if when.is_never() { day.lo } else { when.lo };
                let hi = if when.is_never() { NEVER } else { when.hi.max(day.hi) };
                when = When { lo, hi, why: day.why.and(is.why).and(when.why) };
                found = ev.id;
            }
        }
    }
    let from = if when.is_never() { span.from.lo } else { when.lo };
    let missing = world.unrecorded(kind, from).filter(|(first, _)| *first < before.hi);
    if let Some((first, why)) = missing {
        when.may_be_from(first, why);
        when.may_be_until(before.hi.saturating_sub(1).min(world.t), why);
    }
    (when, found)
}

/// The day of the last on a day before the trigger in its scope period, else the end of the
/// scope period before.
pub(super) fn one_before(world: &World<'_>, seat: &Seat<'_>, kind: KindAt) -> When {
    let own = seat.own(world, kind);
    let mut latest = seat.span.with_why(seat.span.before);
    for ev in world.happened(kind) {
        let before = match own {
            _ if ev.id == seat.occ => Truth::FALSE,
            Some(own) if own.day != NEVER => own.when().at_most(ev.when()).not(),
            Some(_) | None => Truth::TRUE,
        };
        let is = seat.span.holds(*ev).and(before);
        match is.is {
            Is::False => {}
            Is::True => latest = latest.max(ev.when()),
            Is::Unknown => {
                let why = if ev.is_sure() { Why::date_of(ev.id) } else { ev.open };
                latest.may_be_until(latest.hi.max(ev.rng().hi.min(world.t)), why);
                latest.why = latest.why.and(is.why);
            }
        }
    }
    latest
}

/// So long on from a day, where a phrase says no more.
pub(super) fn onwards(offset: Offset) -> Shift {
    let counting = Counting::of(&offset);
    Shift { offset, direction: Direction::Forward, counting, roll: Roll::None }
}

/// So long, as the form has it, from a day.
fn shifted(world: &World<'_>, from: When, by: &Shift) -> When {
    let lengths = &world.bound.lengths;
    let known = lengths.known(by).filter(|_| from.is_exact());
    let day = known.and_then(|number| lengths.from(world, number, from.lo));
    day.map_or_else(|| shift(world, from, by), |day| When { lo: day, hi: day, why: from.why })
}

/// So long from a day.
pub(super) fn shift(world: &World<'_>, mut from: When, by: &Shift) -> When {
    let calendar = world.bound.calendar;
    let (low, first) = one(from.lo, by, calendar);
    let (high, second) = if from.hi == from.lo { (low, false) } else { one(from.hi, by, calendar) };
    (from.lo, from.hi) = (low.0, high.1);
    if first || second {
        from.why = from.why.and(Why::calendar());
    }
    from
}

/// From one day: the first and last possible day, and whether the calendar ends too soon.
fn one(day: i32, by: &Shift, calendar: Option<&Calendar>) -> ((i32, i32), bool) {
    if day == NEVER || day == ALWAYS {
        return ((day, day), false);
    }
    let from = time::Day::from_number(day);
    match time::apply(from, &by.offset, by.direction, by.counting, by.roll, calendar) {
        Ok(reached) => ((reached.number(), reached.number()), false),
        Err(TimeError::OutOfRange) => match by.direction {
            Direction::Forward => ((NEVER, NEVER), false),
            Direction::Back => ((ALWAYS, ALWAYS), false),
        },
        Err(TimeError::NoCalendar | TimeError::OutsideCalendar { .. }) => {
            (outside(day, by, calendar), true)
        }
    }
}

/// Where the calendar ends too soon, the day lies beyond it.
fn outside(day: i32, by: &Shift, calendar: Option<&Calendar>) -> (i32, i32) {
    let none = (time::Day::MIN, time::Day::MIN);
    let (first, last) = calendar.map_or(none, |calendar| (calendar.first(), calendar.last()));
    match by.direction {
        Direction::Forward => {
            let beyond = calendar.is_some() && day >= first.number() - 1 && by.roll != Roll::Back;
            (if beyond { day.max(last.number() + 1) } else { day }, NEVER)
        }
        Direction::Back => {
            let beyond = calendar.is_some() && day <= last.number() + 1 && by.roll != Roll::Forward;
            let hi = if beyond { day.min(first.number() - 1) } else { day };
            (earliest(day, by), hi)
        }
    }
}

/// The earliest day that so many working days before another can fall on: no fortnight is
/// without one.
fn earliest(day: i32, by: &Shift) -> i32 {
    const FORTNIGHT: i64 = 14;
    let length = by.offset.first;
    if length.unit != Unit::WorkingDay || by.offset.plus.is_some() || by.roll == Roll::Back {
        return ALWAYS;
    }
    let reach = FORTNIGHT * (i64::from(length.count) + 2);
    i32::try_from(i64::from(day) - reach).unwrap_or(ALWAYS)
}
