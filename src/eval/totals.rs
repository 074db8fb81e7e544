//! How many days a status held.
//!
//! In: a statement about total time, and what a definition leaves out of it. Out:
//! whether it is so on a day, and the days on which that may change. Sets of days
//! are kept twice: those that are surely in, and those that may be. Never here:
//! what a definition makes of it.

use super::conditions::Reading;
use super::points::moment;
use super::range::{ALWAYS, NEVER, Truth, When, Why, blame_also};
use super::world::World;
use crate::names::ConceptId;
use crate::syntax::ast::{Atom, Compare, Leaving};
use crate::syntax::phrase::days_of;

/// Days from the first up to and not with the second, in order and apart.
type Days = Vec<(i32, i32)>;

/// The days of a status: surely, and perhaps.
struct Held {
    sure: Days,
    perhaps: Days,
    why: Why,
}

/// Whether a total is so on a day, counted up to and with that day.
pub(super) fn holds(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    atom: &Atom,
    judged: &When,
) -> Truth {
    let Atom::Total { status, since, compare, length, .. } = atom else { return Truth::False };
    let Some(wanted) = days_of(length) else { return Truth::False };
    let from = since.as_ref().map_or_else(When::always, |from| moment(world, with.seat, from));
    let held = held(world, with, status.value);
    let least = count(&held.sure, from.hi, judged.lo);
    let most = count(&held.perhaps, from.lo, judged.hi);
    let reached = |wanted: i64| {
        if least >= wanted {
            Truth::True
        } else if most < wanted {
            Truth::False
        } else {
            let mut why = held.why.clone();
            blame_also(&mut why, &from.why);
            blame_also(&mut why, &judged.why);
            Truth::Unknown(why)
        }
    };
    match compare {
        Compare::AtLeast | Compare::Equal => reached(wanted),
        Compare::More => reached(wanted.saturating_add(1)),
        Compare::Less => reached(wanted).negate(),
        Compare::AtMost => reached(wanted.saturating_add(1)).negate(),
    }
}

/// The days on which a total is reached: the first on which it may be, and the
/// first on which it surely is.
pub(super) fn changes(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    atom: &Atom,
    add: &mut impl FnMut(i32),
) {
    let Atom::Total { status, since, compare, length, .. } = atom else { return };
    let Some(wanted) = days_of(length) else { return };
    let wanted = match compare {
        Compare::AtLeast | Compare::Equal | Compare::Less => wanted,
        Compare::More | Compare::AtMost => wanted.saturating_add(1),
    };
    let from = since.as_ref().map_or_else(When::always, |from| moment(world, with.seat, from));
    let held = held(world, with, status.value);
    add(reached(&held.sure, from.hi, wanted));
    add(reached(&held.perhaps, from.lo, wanted));
}

/// How many of the days lie from one day to another, both included.
fn count(days: &Days, from: i32, to: i32) -> i64 {
    let inside = |(first, end): &(i32, i32)| {
        let (first, end) = ((*first).max(from), (*end).min(to.saturating_add(1)));
        (i64::from(end) - i64::from(first)).max(0)
    };
    days.iter().map(inside).sum()
}

/// The day on which so many of them, from one day on, are full.
fn reached(days: &Days, from: i32, wanted: i64) -> i32 {
    if wanted <= 0 {
        return from;
    }
    let mut left = wanted;
    for (first, end) in days {
        let first = (*first).max(from);
        let long = i64::from(*end) - i64::from(first);
        if long >= left {
            return i32::try_from(i64::from(first) + left - 1).unwrap_or(NEVER);
        }
        left -= long.max(0);
    }
    NEVER
}

/// The days of a status that count here.
fn held(world: &World<'_>, with: &Reading<'_, '_>, status: ConceptId) -> Held {
    let mut held = of_status(world, status);
    for leaving in with.counting {
        match leaving {
            Leaving::TimeIn(other) => {
                let without = of_status(world, other.value);
                held.sure = minus(&held.sure, &without.perhaps);
                held.perhaps = minus(&held.perhaps, &without.sure);
                blame_also(&mut held.why, &without.why);
            }
            Leaving::PeriodsBegunBy { moment: from, that_day } => {
                let from = moment(world, with.seat, from);
                later_periods(world, status, (&from, *that_day), &mut held);
            }
        }
    }
    held
}

/// The days on which a status holds, as far as is known.
fn of_status(world: &World<'_>, status: ConceptId) -> Held {
    let mut held = Held { sure: Days::new(), perhaps: Days::new(), why: Why::new() };
    let mut edges: Vec<i32> = world.edges(status).collect();
    edges.push(ALWAYS);
    edges.sort_unstable();
    edges.dedup();
    for (at, first) in edges.iter().enumerate() {
        if *first > world.t {
            break;
        }
        let end = edges.get(at + 1).copied().unwrap_or(NEVER);
        match world.holds(status, *first) {
            Truth::False => {}
            Truth::True => {
                join(&mut held.sure, (*first, end));
                join(&mut held.perhaps, (*first, end));
            }
            Truth::Unknown(why) => {
                join(&mut held.perhaps, (*first, end));
                blame_also(&mut held.why, &why);
            }
        }
    }
    held
}

/// Leaves out whole periods that began too early.
fn later_periods(
    world: &World<'_>,
    status: ConceptId,
    (from, that_day): (&When, bool),
    held: &mut Held,
) {
    let (mut sure, mut perhaps) = (Days::new(), Days::new());
    let mut unclear = held.perhaps.clone();
    for stretch in world.stretches(status) {
        let begun = When { lo: stretch.from.lo, hi: stretch.from.hi, why: stretch.why.clone() };
        let late = if that_day { from.at_most(&begun) } else { begun.at_most(from).negate() };
        let whole = (stretch.from.lo, stretch.to.hi);
        unclear = minus(&unclear, &vec![whole]);
        match late {
            Truth::False => {}
            Truth::True => {
                sure.push((stretch.from.hi, stretch.to.lo.max(stretch.from.hi)));
                perhaps.push(whole);
            }
            Truth::Unknown(why) => {
                perhaps.push(whole);
                blame_also(&mut held.why, &why);
            }
        }
    }
    perhaps.extend(unclear);
    held.sure = both(&held.sure, &tidy(sure));
    held.perhaps = both(&held.perhaps, &tidy(perhaps));
}

/// Adds days that come after all the others.
fn join(days: &mut Days, next: (i32, i32)) {
    match days.last_mut() {
        Some(last) if last.1 >= next.0 => last.1 = last.1.max(next.1),
        Some(_) | None => days.push(next),
    }
}

/// In order, and apart.
fn tidy(mut days: Days) -> Days {
    days.retain(|(first, end)| first < end);
    days.sort_unstable();
    let mut joined = Days::new();
    days.into_iter().for_each(|next| join(&mut joined, next));
    joined
}

/// The days of one that are none of the other's.
fn minus(days: &Days, without: &Days) -> Days {
    let mut left = Days::new();
    for (first, end) in days {
        let mut from = *first;
        for (out, back) in without {
            if *back <= from || *out >= *end {
                continue;
            }
            if *out > from {
                left.push((from, *out));
            }
            from = from.max(*back);
        }
        if from < *end {
            left.push((from, *end));
        }
    }
    left
}

/// The days of both.
fn both(a: &Days, b: &Days) -> Days {
    minus(a, &minus(a, b))
}
