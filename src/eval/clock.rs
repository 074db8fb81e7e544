//! The last day of a limit whose clock may start again or stand still.
//!
//! In: a limit and the seat of an instance. Out: its last day, counted anew from
//! each restart on or before it, without the days on which the clock paused. Never
//! here: how many days a length has.

use super::conditions::{Reading, changes, holds};
use super::points::{How, moment, point, shift};
use super::range::{ALWAYS, NEVER, Truth, When, blame_also};
use super::seat::Seat;
use super::world::{Ev, World};
use crate::model::{Duty, Point};
use crate::syntax::ast::{Anchor, Clock, Condition, EventDate, Pick, State, Unrecorded};
use crate::time::{Counting, Direction, Length, Offset, Roll, Unit};

/// The last day of an instance.
pub(super) fn due(world: &World<'_>, duty: &Duty, seat: &Seat<'_>, limit: &Point) -> When {
    if duty.running.clocks.is_empty() {
        return point(world, seat, limit);
    }
    let mut seat = seat.clone();
    let mut last = paused(world, duty, &seat, limit);
    for clock in &duty.running.clocks {
        if let Clock::Restarts(anchor) = &clock.value {
            last = restarted(world, duty, &mut seat, limit, anchor, last);
        }
    }
    last
}

/// Each restart on or before the last day makes it later: first the lowest it may
/// be, then the highest.
fn restarted(
    world: &World<'_>,
    duty: &Duty,
    seat: &mut Seat<'_>,
    limit: &Point,
    anchor: &Anchor,
    mut last: When,
) -> When {
    let days = restarts(world, seat, anchor);
    loop {
        let from = seat.date.clone();
        let mut date = from.clone();
        for day in &days {
            // Surely one before the last day: it counts in any case.
            if day.hi <= last.lo {
                date.lo = date.lo.max(day.lo);
            }
            if day.lo <= last.hi && day.lo != NEVER {
                let hi = day.hi.min(last.hi).max(day.lo);
                if hi > date.hi {
                    date.hi = hi;
                }
            }
            if day.hi > last.lo && day.lo <= last.hi || !day.is_exact() {
                blame_also(&mut date.why, &day.why);
                blame_also(&mut date.why, &last.why);
            }
        }
        date.hi = date.hi.max(date.lo);
        if date.is_exact() {
            date.why.clear();
        }
        if (date.lo, date.hi) == (from.lo, from.hi) {
            return last;
        }
        seat.date = date;
        last = paused(world, duty, seat, limit);
    }
}

/// The days on which a clock starts again.
fn restarts(world: &World<'_>, seat: &Seat<'_>, anchor: &Anchor) -> Vec<When> {
    let each = anchor.event().filter(|event| {
        event.date == EventDate::Counted
            && event.state == State::Any
            && matches!(event.pick, Pick::Each | Pick::Previous)
    });
    if let Some(event) = each {
        let all = world.happened(event.event.value);
        return all.filter_map(|ev| restart(seat, ev)).collect();
    }
    let day = seat.resolve(world, anchor);
    if day.is_never() { Vec::new() } else { vec![day] }
}

fn restart(seat: &Seat<'_>, ev: &Ev) -> Option<When> {
    let day = ev.when();
    // One that names another instance restarts that one's clock.
    if ev.done_for.is_some_and(|of| seat.occ.is_some_and(|occ| occ != of)) {
        return None;
    }
    let is = seat.span.takes(ev).and(seat.date.at_most(&day));
    (!is.is_false()).then(|| super::becoming::gated(day, is))
}

/// The last day, with the days left out on which a clock paused.
fn paused(world: &World<'_>, duty: &Duty, seat: &Seat<'_>, limit: &Point) -> When {
    let clocks = duty.running.clocks.iter();
    let pauses: Vec<&Condition> = clocks
        .filter_map(|clock| match &clock.value {
            Clock::Pauses(condition) => Some(condition),
            Clock::Restarts(_) => None,
        })
        .collect();
    if pauses.is_empty() { point(world, seat, limit) } else { slow(world, seat, limit, &pauses) }
}

fn slow(world: &World<'_>, seat: &Seat<'_>, limit: &Point, pauses: &[&Condition]) -> When {
    match limit {
        Point::After { from, offset, counting, roll } => {
            let from = slow(world, seat, from, pauses);
            let lo = stretch(world, seat, &from, (offset, *counting, *roll), pauses, false);
            let hi = stretch(world, seat, &from, (offset, *counting, *roll), pauses, true);
            let mut why = lo.why;
            blame_also(&mut why, &hi.why);
            let (lo, hi) = (lo.lo, hi.hi.max(lo.lo));
            if lo == hi {
                why.clear();
            }
            When { lo, hi, why }
        }
        Point::Earlier(a, b) => slow(world, seat, a, pauses).min(slow(world, seat, b, pauses)),
        Point::Later(a, b) => slow(world, seat, a, pauses).max(slow(world, seat, b, pauses)),
        Point::Trigger | Point::Anchor(_) | Point::Before { .. } => point(world, seat, limit),
    }
}

/// So long after a day, and longer by as much as the clock paused meanwhile;
/// `perhaps`: by as much as it may have.
fn stretch(
    world: &World<'_>,
    seat: &Seat<'_>,
    from: &When,
    (offset, counting, roll): (&Offset, Counting, Roll),
    pauses: &[&Condition],
    perhaps: bool,
) -> When {
    let works = offset.lengths().any(|length| length.unit == Unit::WorkingDay);
    let mut longer = *offset;
    // Each round adds the pauses within reach; what it adds can only grow.
    for _ in 0..ROUNDS {
        let how = How { offset: &longer, direction: Direction::Forward, counting, roll };
        let mut last = shift(world, from.clone(), how);
        let (after, until) = if perhaps { (from.hi, last.hi) } else { (from.lo, last.lo) };
        if until == NEVER || after == NEVER || after == ALWAYS {
            return last;
        }
        match still(world, seat, (after, until), pauses, (perhaps, works), &mut last) {
            None => {
                last.hi = NEVER;
                if !perhaps {
                    last.lo = NEVER;
                }
                return last;
            }
            Some(days) => {
                let next = with_more(*offset, days, works);
                if next == longer {
                    return last;
                }
                longer = next;
            }
        }
    }
    When { lo: from.lo, hi: NEVER, why: from.why.clone() }
}

/// Nobody stops a clock more often.
const ROUNDS: usize = 1_000;

/// The days of `(after, until]` on which a clock stood still; `None` where it
/// stands still at the end of what is known, for ever as far as one can tell.
fn still(
    world: &World<'_>,
    seat: &Seat<'_>,
    (after, until): (i32, i32),
    pauses: &[&Condition],
    (perhaps, works): (bool, bool),
    last: &mut When,
) -> Option<u32> {
    let reading = Reading {
        seat,
        decided_by: When::never(),
        decided_from: seat.date.clone(),
        strictly_after: false,
        counting: &[],
    };
    let mut turns = super::conditions::Days::new();
    pauses.iter().for_each(|condition| changes(world, &reading, condition, &mut turns));
    turns.retain(|day| *day > after + 1 && *day <= until.min(world.t));
    turns.push(after.saturating_add(1));
    turns.sort_unstable();
    turns.dedup();
    let mut days = 0;
    for (at, day) in turns.iter().enumerate() {
        let so = pauses
            .iter()
            .fold(Truth::False, |so, condition| so.or(holds(world, &reading, condition, *day)));
        let pauses = match so {
            Truth::True => true,
            Truth::False => false,
            Truth::Unknown(why) => {
                blame_also(&mut last.why, &why);
                perhaps
            }
        };
        if !pauses {
            continue;
        }
        match turns.get(at + 1) {
            Some(next) => days += counted(world, *day, next - 1, works),
            // It still stands still on the last day that is known.
            None if until >= world.t => return None,
            None => days += counted(world, *day, until, works),
        }
    }
    Some(days)
}

fn counted(world: &World<'_>, first: i32, last: i32, works: bool) -> u32 {
    let calendar = world.model.calendar.as_deref().filter(|_| works);
    let days = match calendar {
        Some(calendar) => {
            let (first, last) =
                (crate::time::Day::from_number(first - 1), crate::time::Day::from_number(last));
            calendar.working_days_between(first, last).unwrap_or(0)
        }
        None => last - first + 1,
    };
    u32::try_from(days).unwrap_or(0)
}

fn with_more(offset: Offset, days: u32, works: bool) -> Offset {
    if days == 0 {
        return offset;
    }
    let unit = if works { Unit::WorkingDay } else { Unit::CalendarDay };
    let longer = |length: Length| Length { count: length.count.saturating_add(days), ..length };
    match offset.plus {
        _ if offset.first.unit == unit => Offset { first: longer(offset.first), ..offset },
        None => offset.and(Length { count: days, clear: false, unit }),
        Some(plus) if plus.unit == unit => Offset { plus: Some(longer(plus)), ..offset },
        Some(plus) => {
            let days_of = Length { count: plus.count.saturating_mul(7), clear: plus.clear, unit };
            Offset { plus: Some(longer(days_of)), ..offset }
        }
    }
}

/// Whether nothing recorded means by now that an act was not done.
pub(super) fn silence_counts(world: &World<'_>, duty: &Duty, seat: &Seat<'_>, due: &When) -> bool {
    let Some(unrecorded) = &duty.running.unrecorded else { return false };
    let by = match &unrecorded.value {
        Unrecorded::NotHappened => return true,
        Unrecorded::ByDue => due.clone(),
        Unrecorded::AfterDue(offset) => {
            let how = How {
                offset,
                direction: Direction::Forward,
                counting: Counting::of(offset),
                roll: Roll::None,
            };
            shift(world, due.clone(), how)
        }
        Unrecorded::By(day) => moment(world, seat, day),
    };
    // By the deadline: on its day it may still be entered.
    by.by(world.t.saturating_sub(1)).is_true()
}
