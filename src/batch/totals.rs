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
use crate::time::DaySet;

/// The days of a status: surely, and perhaps.
struct Held {
    sure: DaySet,
    perhaps: DaySet,
    why: Why,
}

/// Whether a total is so on a day, counted up to and with that day.
pub(super) fn total(world: &World<'_>, with: &Reading<'_>, test: &Test, judged: When) -> Truth {
    let Test::Total { since, compare, days: wanted, .. } = test else { return Truth::FALSE };
    let from = since.as_ref().map_or(When::ALWAYS, |from| with.seat.day(world, from));
    let held = held(world, with, test);
    let least = held.sure.count(from.hi, judged.lo);
    let most = held.perhaps.count(from.lo, judged.hi);
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
    add(held.sure.full(from.hi, wanted).unwrap_or(NEVER));
    add(held.perhaps.full(from.lo, wanted).unwrap_or(NEVER));
}

/// The days of a status that count here.
fn held(world: &World<'_>, with: &Reading<'_>, test: &Test) -> Held {
    let Test::Total { status, leaving, .. } = test else {
        return Held { sure: DaySet::default(), perhaps: DaySet::default(), why: Why::NONE };
    };
    let mut held = of_status(world, *status);
    for one in leaving {
        match one {
            Leaving::TimeIn(other) => {
                let without = of_status(world, *other);
                held.sure = held.sure.without(&without.perhaps);
                held.perhaps = held.perhaps.without(&without.sure);
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
    let mut held = Held { sure: DaySet::default(), perhaps: DaySet::default(), why: Why::NONE };
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
        held.perhaps.push((*first, end));
        if so.is_true() {
            held.sure.push((*first, end));
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
    type Stretches = SmallVec<[(i32, i32); 4]>;
    let (mut sure, mut perhaps) = (Stretches::new(), Stretches::new());
    let mut unclear = held.perhaps.clone();
    for stretch in world.stretches_of(status) {
        let begun = When { lo: stretch.from.lo, hi: stretch.from.hi, why: stretch.why };
        let late = if that_day { from.at_most(begun) } else { begun.at_most(from).not() };
        let whole = (stretch.from.lo, stretch.to.hi);
        unclear = unclear.without(&std::iter::once(whole).collect());
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
    perhaps.extend(unclear.stretches());
    held.sure = held.sure.and(&sure.into_iter().collect());
    held.perhaps = held.perhaps.and(&perhaps.into_iter().collect());
}
