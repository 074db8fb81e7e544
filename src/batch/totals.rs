//! How many days a status held.
//!
//! In: a statement about total time, and a case. Out: whether it is so on a day, and the
//! days on which that may change. Sets of days are kept twice: those that are surely in, and
//! those that may be. Never here: definitions.

use smallvec::SmallVec;

use super::judging::Reading;
use super::range::{ALWAYS, NEVER, Truth, When, Why};
use super::statuses::{edges, on};
use super::world::World;
use crate::ir::{Leaving, StatusAt, Test};
use crate::syntax::ast::Compare;

/// Days from the first up to and not with the second, in order and apart.
type Days = SmallVec<[(i32, i32); 4]>;

/// The days of a status: surely, and perhaps.
struct Held {
    sure: Days,
    perhaps: Days,
    why: Why,
}

/// Whether a total is so on a day, counted up to and with that day.
pub(super) fn total(world: &World<'_>, with: &Reading<'_>, test: &Test, judged: When) -> Truth {
    let Test::Total { since, compare, days: wanted, .. } = test else { return Truth::FALSE };
    let from = since.as_ref().map_or(When::ALWAYS, |from| with.seat.day(world, from));
    let held = held(world, with, test);
    let least = count(&held.sure, from.hi, judged.lo);
    let most = count(&held.perhaps, from.lo, judged.hi);
    let reached = |wanted: i64| {
        if least >= wanted {
            Truth::TRUE
        } else if most < wanted {
            Truth::FALSE
        } else {
            Truth::unknown(held.why.and(from.why).and(judged.why))
        }
    };
    match compare {
        Compare::AtLeast | Compare::Equal => reached(*wanted),
        Compare::More => reached(wanted.saturating_add(1)),
        Compare::Less => reached(*wanted).not(),
        Compare::AtMost => reached(wanted.saturating_add(1)).not(),
    }
}

/// The days on which a total is reached: the first on which it may be, and the first on
/// which it surely is.
pub(super) fn changes(
    world: &World<'_>,
    with: &Reading<'_>,
    test: &Test,
    add: &mut impl FnMut(i32),
) {
    let Test::Total { since, compare, days, .. } = test else { return };
    let wanted = match compare {
        Compare::AtLeast | Compare::Equal | Compare::Less => *days,
        Compare::More | Compare::AtMost => days.saturating_add(1),
    };
    let from = since.as_ref().map_or(When::ALWAYS, |from| with.seat.day(world, from));
    let held = held(world, with, test);
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
fn held(world: &World<'_>, with: &Reading<'_>, test: &Test) -> Held {
    let Test::Total { status, leaving, .. } = test else {
        return Held { sure: Days::new(), perhaps: Days::new(), why: Why::NONE };
    };
    let mut held = of_status(world, *status);
    for one in leaving {
        match one {
            Leaving::TimeIn(other) => {
                let without = of_status(world, *other);
                held.sure = minus(&held.sure, &without.perhaps);
                held.perhaps = minus(&held.perhaps, &without.sure);
                held.why = held.why.and(without.why);
            }
            Leaving::BegunBy(from, that_day) => {
                let from = with.seat.day(world, from);
                later_periods(world, *status, (from, *that_day), &mut held);
            }
        }
    }
    held
}

/// The days on which a status holds, as far as is known.
fn of_status(world: &World<'_>, status: StatusAt) -> Held {
    let mut held = Held { sure: Days::new(), perhaps: Days::new(), why: Why::NONE };
    let mut edges = edges(world, status);
    edges.push(ALWAYS);
    edges.sort_unstable();
    edges.dedup();
    for (at, first) in edges.iter().enumerate() {
        if *first > world.t {
            break;
        }
        let end = edges.get(at + 1).copied().unwrap_or(NEVER);
        let so = on(world, status, *first);
        if so.is_false() {
            continue;
        }
        join(&mut held.perhaps, (*first, end));
        if so.is_true() {
            join(&mut held.sure, (*first, end));
        } else {
            held.why = held.why.and(so.why);
        }
    }
    held
}

/// Leaves out whole periods that began too early.
fn later_periods(
    world: &World<'_>,
    status: StatusAt,
    (from, that_day): (When, bool),
    held: &mut Held,
) {
    let (mut sure, mut perhaps) = (Days::new(), Days::new());
    let mut unclear = held.perhaps.clone();
    for stretch in world.stretches_of(status) {
        let begun = When { lo: stretch.from.lo, hi: stretch.from.hi, why: stretch.why };
        let late = if that_day { from.at_most(begun) } else { begun.at_most(from).not() };
        let whole = (stretch.from.lo, stretch.to.hi);
        unclear = minus(&unclear, &std::iter::once(whole).collect());
        if late.is_false() {
            continue;
        }
        perhaps.push(whole);
        if late.is_true() {
            sure.push((stretch.from.hi, stretch.to.lo.max(stretch.from.hi)));
        } else {
            held.why = held.why.and(late.why);
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
