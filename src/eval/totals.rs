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
use crate::time::DaySet;

/// The days of a status: surely, and perhaps.
struct Held {
    sure: DaySet,
    perhaps: DaySet,
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
    let least = held.sure.count(from.hi, judged.lo);
    let most = held.perhaps.count(from.lo, judged.hi);
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
    add(held.sure.full(from.hi, wanted).unwrap_or(NEVER));
    add(held.perhaps.full(from.lo, wanted).unwrap_or(NEVER));
}

/// The days of a status that count here.
fn held(world: &World<'_>, with: &Reading<'_, '_>, status: ConceptId) -> Held {
    let mut held = of_status(world, status);
    for leaving in with.counting {
        match leaving {
            Leaving::TimeIn(other) => {
                let without = of_status(world, other.value);
                held.sure = held.sure.without(&without.perhaps);
                held.perhaps = held.perhaps.without(&without.sure);
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
    let mut held = Held { sure: DaySet::default(), perhaps: DaySet::default(), why: Why::new() };
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
                held.sure.push((*first, end));
                held.perhaps.push((*first, end));
            }
            Truth::Unknown(why) => {
                held.perhaps.push((*first, end));
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
    let (mut sure, mut perhaps) = (Vec::new(), Vec::new());
    let mut unclear = held.perhaps.clone();
    for stretch in world.stretches(status) {
        let begun = When { lo: stretch.from.lo, hi: stretch.from.hi, why: stretch.why.clone() };
        let late = if that_day { from.at_most(&begun) } else { begun.at_most(from).negate() };
        let whole = (stretch.from.lo, stretch.to.hi);
        unclear = unclear.without(&std::iter::once(whole).collect());
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
    perhaps.extend(unclear.stretches());
    held.sure = held.sure.and(&sure.into_iter().collect());
    held.perhaps = held.perhaps.and(&perhaps.into_iter().collect());
}
