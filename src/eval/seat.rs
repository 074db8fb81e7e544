//! Where an instance sits: its trigger, its scope period, and the anchors seen
//! from there.
//!
//! In: an anchor and the seat. Out: the one day it denotes for this instance.
//! Never here: how many instances there are.

use smallvec::SmallVec;

use super::Blame;
use super::becoming::first_becoming;
use super::range::{ALWAYS, NEVER, Rng, Truth, When, blame_also};
use super::scope::Span;
use super::world::{Ev, World};
use crate::facts::OccurrenceId;
use crate::names::ConceptId;
use crate::syntax::ast::{Anchor, EventAnchor, EventDate, Pick, State};
use crate::time::{Day, MonthEnd};

/// The seat of an instance.
#[derive(Debug, Clone)]
pub(super) struct Seat<'s> {
    /// Its scope period.
    pub(super) span: &'s Span,
    /// The day of its trigger.
    pub(super) date: When,
    /// The occurrence that triggered it.
    pub(super) occ: Option<OccurrenceId>,
    /// The recorded period that triggered it.
    pub(super) period: Option<u32>,
}

/// The day of an occurrence, and which it is where that is known.
pub(super) type Found = (When, Option<OccurrenceId>);

impl Seat<'_> {
    /// The day an anchor denotes for this instance; [`NEVER`] where it has not
    /// happened by `t`.
    pub(super) fn resolve(&self, world: &World<'_>, anchor: &Anchor) -> When {
        match anchor {
            Anchor::Event(event) => self.event(world, event),
            Anchor::PeriodStart(status) => self.stretch(world, status.value, true),
            Anchor::PeriodEnd(status) => self.stretch(world, status.value, false),
            Anchor::Birth => birthday(world, 0),
            Anchor::Birthday(n) => birthday(world, *n),
            Anchor::Date(day) => When::only(day.number()),
            Anchor::EachYear(month, day) => next_of_year(self.date.clone(), (*month, *day)),
            Anchor::Duty(duty, becoming) => {
                first_becoming(world, &duty.value, *becoming, &self.date)
            }
            Anchor::Earlier(a, b) => self.resolve(world, a).min(self.resolve(world, b)),
            Anchor::Later(a, b, if_any) => {
                let (a, b) = (self.resolve(world, a), self.resolve(world, b));
                if *if_any { later_if_any(a, b) } else { a.max(b) }
            }
            Anchor::It => self.date.clone(),
        }
    }

    fn event(&self, world: &World<'_>, anchor: &EventAnchor) -> When {
        let kind = anchor.event.value;
        let own = self.occ.and_then(|id| world.ev_as(id, kind));
        let found = match (&anchor.pick, own) {
            (Pick::Only | Pick::Each | Pick::EachFrom(_) | Pick::Previous, Some(ev)) => {
                return dated(world, ev, anchor);
            }
            (Pick::Only, None) => nth(world, self.span, kind, 1),
            (Pick::Each | Pick::EachFrom(_) | Pick::Previous, None) => {
                linked(world, kind, self.occ)
                    .unwrap_or_else(|| nth_after(world, self, kind, &self.date, 1))
            }
            (Pick::Nth(n), _) => nth(world, self.span, kind, *n),
            (Pick::After(n, after), _) => {
                nth_after(world, self, kind, &self.resolve(world, after), *n)
            }
            (Pick::LastBefore(before), _) => {
                last_before(world, self.span, kind, &self.resolve(world, before))
            }
        };
        of_found(world, found, anchor)
    }

    /// The start or end of the stretch of a status that the trigger lies in, else
    /// of the first one after it.
    fn stretch(&self, world: &World<'_>, status: ConceptId, start: bool) -> When {
        let vague = world.vague_status(status);
        if !vague.is_empty() {
            return When { lo: ALWAYS, hi: NEVER, why: vague.to_vec() };
        }
        let edge = |stretch: &super::periods::Stretch| {
            let rng = if start { stretch.from } else { stretch.ends };
            let why = if rng.is_exact() { super::range::Why::new() } else { stretch.why.clone() };
            When { lo: rng.lo, hi: rng.hi, why }
        };
        let holding =
            world.stretches(status).iter().find(|stretch| stretch.ends.hi >= self.date.lo);
        holding.map_or_else(When::never, edge)
    }
}

/// The first such day of a year on or after a day; 29 February only in years that
/// have it.
fn next_of_year(mut from: When, day: (u32, u32)) -> When {
    (from.lo, from.hi) = (on_or_after(from.lo, day), on_or_after(from.hi, day));
    from
}

/// The first day of the year with this month and day, from a day on.
pub(super) fn on_or_after(from: i32, day: (u32, u32)) -> i32 {
    if from == NEVER || from == ALWAYS {
        return from;
    }
    let next = Day::from_number(from).next_on(day);
    next.map_or(NEVER, Day::number)
}

/// The later of two, the second only if it has happened.
pub(super) fn later_if_any(a: When, b: When) -> When {
    if b.is_never() {
        return a;
    }
    if b.hi != NEVER {
        return a.max(b);
    }
    let mut both = a.clone().max(When { lo: b.lo, hi: b.lo, why: b.why.clone() });
    both.lo = a.lo;
    both.hi = if a.hi == NEVER { NEVER } else { both.hi.max(world_end(&b)) };
    blame_also(&mut both.why, &b.why);
    both
}

/// How late something may be that may not happen at all.
fn world_end(when: &When) -> i32 {
    if when.hi == NEVER { Day::MAX.number() } else { when.hi }
}

/// The n-th birthday; the birth for 0.
pub(super) fn birthday(world: &World<'_>, n: u32) -> When {
    let Some(born) = world.born else {
        let why = std::iter::once(Blame::BirthDate).collect();
        return When { lo: ALWAYS, hi: NEVER, why };
    };
    let rng = Rng { lo: birthday_of(world, born.lo, n), hi: birthday_of(world, born.hi, n) };
    When::of(rng, &Blame::BirthDate)
}

/// 29 February becomes 1 March in a common year, or 28 February where the pack
/// says so.
fn birthday_of(world: &World<'_>, born: i32, n: u32) -> i32 {
    let born = Day::from_number(born);
    let Some(day) = born.checked_plus_months(12 * i64::from(n), MonthEnd::LastDay) else {
        return NEVER;
    };
    let no_such_day = day.ymd().2 != born.ymd().2;
    let later = no_such_day && !world.leap.get();
    day.number() + i32::from(later)
}

/// The day of an occurrence that an anchor speaks of.
pub(super) fn dated(world: &World<'_>, ev: &Ev, anchor: &EventAnchor) -> When {
    let counted = || ev.when();
    let plan = || ev.planned.map_or_else(When::never, |rng| When::of(rng, &ev.blame()));
    match (anchor.date, anchor.state) {
        (EventDate::Completion, _) => When::of(ev.done, &completion_blame(ev)),
        (EventDate::Planned, _) => plan(),
        (EventDate::Counted, State::Any) => counted(),
        (EventDate::Counted, State::Moved) => {
            ev.moved.map_or_else(When::never, |rng| When::of(rng, &ev.blame()))
        }
        (EventDate::Counted, State::Planned) => match (ev.recorded_on, ev.planned) {
            (Some(day), Some(_)) => When::only(day),
            (None, Some(planned)) => {
                let hi = planned.hi.min(world.t);
                When { lo: ALWAYS, hi, why: ev.why() }
            }
            (_, None) => When::never(),
        },
        (EventDate::Counted, State::Adjourned) => {
            ev.adjourned.map_or_else(When::never, |rng| When::of(rng, &ev.blame()))
        }
        (EventDate::Counted, State::Cancelled) => {
            ev.cancelled.map_or_else(When::never, |rng| When::of(rng, &ev.blame()))
        }
    }
}

/// A completion given by one date with the start hangs on that date.
pub(super) fn completion_blame(ev: &Ev) -> Blame {
    if ev.one_date { ev.blame() } else { Blame::CompletionOf(ev.id) }
}

fn of_found(world: &World<'_>, found: Found, anchor: &EventAnchor) -> When {
    match (anchor.date, found) {
        (EventDate::Counted, (when, _)) => when,
        (EventDate::Completion | EventDate::Planned, (when, Some(id))) if when.is_exact() => {
            world.ev(id).map_or(when, |ev| dated(world, ev, anchor))
        }
        (EventDate::Completion, (when, _)) => When { hi: NEVER, ..when },
        (EventDate::Planned, (when, _)) if when.is_exact() => when,
        (EventDate::Planned, (when, _)) => When { lo: ALWAYS, hi: NEVER, ..when },
    }
}

/// The occurrence that was done for another.
fn linked(world: &World<'_>, kind: ConceptId, of: Option<OccurrenceId>) -> Option<Found> {
    let of = of?;
    let ev = world.happened(kind).find(|ev| ev.done_for == Some(of))?;
    Some((ev.when(), Some(ev.id)))
}

/// The n-th of a kind in a scope period, in order of day, seq and id.
pub(super) fn nth(world: &World<'_>, span: &Span, kind: ConceptId, n: u32) -> Found {
    if let Some(found) = begins(world, span, kind).filter(|_| n == 1) {
        return found;
    }
    let members = world.happened(kind).filter_map(|ev| {
        let within = span.holds(ev);
        (!within.is_false()).then_some((ev, within, ev.counted.lo.max(span.from.lo)))
    });
    pick(world, kind, members, n, span.from.lo)
}

/// Where a scope period is recorded as a period and the event is one that begins
/// it, the period says when that was.
fn begins(world: &World<'_>, span: &Span, kind: ConceptId) -> Option<Found> {
    let [None, _] = span.edges else { return None };
    let info = world.model.vocabulary.get(span.status?)?.status()?;
    if !info.transition.as_ref()?.from.contains(&kind) {
        return None;
    }
    let same = |ev: &&Ev| ev.counted.lo <= span.from.hi && span.from.lo <= ev.counted.hi;
    Some((span.start(), world.happened(kind).find(same).map(|ev| ev.id)))
}

/// The n-th of a kind after a day, or after the occurrence that triggered the
/// instance where it is of that kind.
pub(super) fn nth_after(
    world: &World<'_>,
    seat: &Seat<'_>,
    kind: ConceptId,
    after: &When,
    n: u32,
) -> Found {
    let own = seat.occ.and_then(|id| world.ev_as(id, kind));
    let members = world.happened(kind).filter_map(|ev| {
        let blame = ev.blame();
        let mut is = seat.span.holds(ev);
        is = is.and(match own {
            Some(own) => follows(ev, own),
            None => after.at_most(&When::of(ev.counted, &blame)),
        });
        (!is.is_false()).then_some((ev, is, ev.counted.lo.max(after.lo)))
    });
    pick(world, kind, members, n, after.lo)
}

/// Whether one occurrence comes after another of its kind.
pub(super) fn follows(ev: &Ev, other: &Ev) -> Truth {
    if ev.id == other.id || ev.counted.hi < other.counted.lo {
        return Truth::False;
    }
    if ev.counted.lo > other.counted.hi {
        return Truth::True;
    }
    if ev.counted.is_exact() && other.counted.is_exact() {
        return ((ev.seq, ev.id) > (other.seq, other.id)).into();
    }
    let vague = [ev, other].into_iter().filter(|ev| !ev.counted.is_exact());
    Truth::Unknown(vague.map(Ev::blame).collect())
}

/// The n-th of those that may be meant: as early as the n-th of all of them may
/// be, as late as the n-th of those that are sure.
fn pick<'w>(
    world: &World<'_>,
    kind: ConceptId,
    members: impl Iterator<Item = (&'w Ev, Truth, i32)>,
    n: u32,
    from: i32,
) -> Found {
    let wanted = n.saturating_sub(1) as usize;
    let mut lows: SmallVec<[(i32, OccurrenceId); 8]> = SmallVec::new();
    let mut highs: SmallVec<[(i32, i32); 8]> = SmallVec::new();
    let mut why = super::range::Why::new();
    for (ev, is, lo) in members {
        lows.push((lo, ev.id));
        if is.is_true() && ev.counted.hi != NEVER {
            highs.push((ev.counted.hi, ev.counted.lo));
        }
        if !ev.counted.is_exact() {
            blame_also(&mut why, &ev.why());
        }
        if let Truth::Unknown(more) = is {
            blame_also(&mut why, &more);
        }
    }
    let one_a_day = world.model.vocabulary.get(kind).and_then(|concept| concept.event());
    if one_a_day.is_some_and(|info| info.same_day_is_one) && !why.is_empty() {
        surely_apart(&mut highs);
    }
    // The members come in order of their first day already, but for what the
    // scope or the trigger cut off.
    lows.sort_by_key(|(lo, _)| *lo);
    highs.sort_unstable();
    let lo = lows.get(wanted).map_or(NEVER, |(lo, _)| *lo);
    let hi = highs.get(wanted).map_or(NEVER, |(hi, _)| *hi).max(lo);
    let mut when = When { lo, hi, why };
    if when.is_exact() {
        when.why.clear();
    }
    let id = lows.get(wanted).map(|(_, id)| *id);
    if let Some((first, blame)) = world.unrecorded(kind, from) {
        when.may_be_from(first, &blame);
    }
    (when, id)
}

/// Leaves only days that cannot fall together.
fn surely_apart(highs: &mut SmallVec<[(i32, i32); 8]>) {
    highs.sort_unstable();
    let mut last = i32::MIN;
    highs.retain(|(hi, lo)| {
        let apart = *lo > last;
        if apart {
            last = *hi;
        }
        apart
    });
}

/// The last of a kind before a day, in a scope period; [`NEVER`] where there was
/// none.
fn last_before(world: &World<'_>, span: &Span, kind: ConceptId, before: &When) -> Found {
    let (mut when, mut found) = (When::never(), None);
    for ev in world.happened(kind) {
        let blame = ev.blame();
        let day = When::of(ev.counted, &blame);
        let is = span.holds(ev).and(before.at_most(&day).negate());
        match is {
            Truth::False => {}
            Truth::True => {
                when = if when.is_never() { day } else { when.max(day) };
                found = Some(ev.id);
            }
            Truth::Unknown(why) => {
                let lo = if when.is_never() { day.lo } else { when.lo };
                let hi = if when.is_never() { NEVER } else { when.hi.max(day.hi) };
                let mut joined = day.why;
                blame_also(&mut joined, &why);
                blame_also(&mut joined, &when.why);
                (when, found) = (When { lo, hi, why: joined }, Some(ev.id));
            }
        }
    }
    let from = if when.is_never() { span.from.lo } else { when.lo };
    if let Some((first, blame)) =
        world.unrecorded(kind, from).filter(|(first, _)| *first < before.hi)
    {
        when.may_be_from(first, &blame);
        let latest = before.hi.saturating_sub(1).min(world.t);
        when.may_be_until(latest, &blame);
    }
    (when, found)
}

impl Seat<'_> {
    /// The seat's trigger as the only occurrence of its kind before it, if any:
    /// the day of the last on an earlier day, else the end of the scope period before.
    pub(super) fn one_before(&self, world: &World<'_>, kind: ConceptId) -> When {
        let own = self.occ.and_then(|id| world.ev_as(id, kind).or(world.ev(id)));
        let mut latest = When {
            lo: self.span.before.lo,
            hi: self.span.before.hi,
            why: if self.span.before.is_exact() {
                super::range::Why::new()
            } else {
                self.span.why.clone()
            },
        };
        for ev in world.happened(kind) {
            let blame = ev.blame();
            let before = match own {
                Some(own) if own.id == ev.id => Truth::False,
                Some(own) if own.kind == kind && own.counted.lo != NEVER => {
                    own.when().at_most(&ev.when()).negate()
                }
                Some(_) | None => Truth::True,
            };
            match self.span.holds(ev).and(before) {
                Truth::False => {}
                Truth::True => latest = latest.max(When::of(ev.counted, &blame)),
                Truth::Unknown(why) => {
                    let hi = latest.hi.max(ev.counted.hi.min(world.t));
                    latest.may_be_until(hi, &blame);
                    blame_also(&mut latest.why, &why);
                }
            }
        }
        latest
    }
}

/// The point of a limit, counted on from its trigger by an offset.
pub(super) fn counts_back(point: &crate::model::Point) -> bool {
    use crate::model::Point;
    match point {
        Point::Trigger | Point::Anchor(_) | Point::Before { .. } => true,
        Point::After { .. } => false,
        Point::Earlier(a, b) | Point::Later(a, b) => counts_back(a) && counts_back(b),
    }
}
