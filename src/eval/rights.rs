//! Narrows how a right stands by looking at every way the unknown may be.
//!
//! In: a right of which it is not known how it stands, and the case. Out: how it does,
//! where every completion of the case agrees on that and they are few. Never here: how
//! a right stands where all is known.

use super::powers::open_rights;
use super::refine::{MOST, splits};
use super::world::World;
use super::{InstanceKey, Right, RightState};
use crate::model::PowerId;

/// How many evaluations the rights of a case may cost together.
const ALL: u32 = 128;

/// Settles the rights of which every completion of the case says the same.
pub(super) fn settle(world: &World<'_>, rights: &mut [Right]) {
    let mut left = ALL;
    for right in rights.iter_mut().filter(|right| right.state == RightState::NotKnown) {
        let ways = splits(world, &right.row.blame).len();
        if ways == 0 || ways > MOST {
            continue;
        }
        let which = (right.power, right.row.key);
        if let Some(state) = in_all(world, which, &mut left) {
            right.state = state;
            right.row.blame.clear();
        }
    }
}

/// How a right stands in every completion of a case.
fn in_all(world: &World<'_>, which: (PowerId, InstanceKey), left: &mut u32) -> Option<RightState> {
    *left = left.checked_sub(1)?;
    let all = open_rights(world);
    let right = all.into_iter().find(|one| (one.power, one.row.key) == which)?;
    if right.state != RightState::NotKnown {
        return Some(right.state);
    }
    let ways = splits(world, &right.row.blame);
    let mut agreed = None;
    for side in ways.first()?.worlds(world) {
        let state = in_all(&side, which, left)?;
        if *agreed.get_or_insert(state) != state {
            return None;
        }
    }
    agreed
}
