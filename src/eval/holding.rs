//! Acts that are states: `have a plan for permanence`, asked of the due date.
//!
//! In: the instances of a duty, and a status. Out: for each the day on which it had
//! what it asks for: the due date where the status holds then, else the first day
//! after it on which it does. Never here: acts that somebody does.

use super::matching::{Fulfilled, Waiting};
use super::range::{NEVER, Truth, When, blame_also};
use super::world::World;
use crate::names::ConceptId;

/// When each instance had what it asks for.
pub(super) fn had(world: &World<'_>, status: ConceptId, all: &[Waiting<'_>]) -> Vec<Fulfilled> {
    all.iter()
        .map(|one| Fulfilled { when: on_or_after(world, status, one), ..Fulfilled::not() })
        .collect()
}

/// The first day, from the due date on, on which a status holds.
fn on_or_after(world: &World<'_>, status: ConceptId, one: &Waiting<'_>) -> When {
    // What leads up to an event that is only expected is asked for on its day.
    if one.trig.provisional || one.due.lo > world.t {
        return When::never();
    }
    let due = &one.due;
    let mut found = When { lo: NEVER, hi: NEVER, why: due.why.clone() };
    let edges = world.edges(status).filter(|day| *day > due.lo && *day <= world.t);
    let ends = [due.lo, due.hi].into_iter().filter(|day| *day <= world.t);
    for day in ends.chain(edges) {
        match world.holds(status, day) {
            Truth::False => {}
            Truth::True => {
                found.lo = found.lo.min(day);
                if day >= due.hi {
                    found.hi = found.hi.min(day);
                }
            }
            Truth::Unknown(why) => {
                found.lo = found.lo.min(day);
                blame_also(&mut found.why, &why);
            }
        }
    }
    if found.lo == found.hi {
        found.why.clear();
    }
    found
}
