//! Where lengths lead to, each day once for all cases.
//!
//! In: the lengths by which duties count on from their triggers. Out: the day that so many
//! working days, weeks or months lead to from another, counted where it is first asked for.
//! Never here: what is due then.

use std::sync::atomic::{AtomicI16, Ordering};

use super::range::When;
use super::seat::shift;
use super::world::World;
use crate::ir::Shift;

/// The first day that is kept, 1 January 1970, and how many there are.
const DAYS: usize = 32_000;

/// Not counted yet.
const NEW: i16 = i16::MIN;

/// Lengths, and how much later the day is that each leads to from a day. All threads fill it
/// in: whoever comes first writes what any other would.
#[derive(Debug, Default)]
pub(super) struct Lengths(Vec<(Shift, Vec<AtomicI16>)>);

impl Lengths {
    /// The number of a length.
    pub(super) fn number(&mut self, by: &Shift) -> usize {
        self.0.iter().position(|(known, _)| known == by).unwrap_or_else(|| {
            let days = (0..DAYS).map(|_| AtomicI16::new(NEW)).collect();
            self.0.push((*by, days));
            self.0.len() - 1
        })
    }

    /// The day to which the length of a number leads; nothing where the calendar ends too
    /// soon.
    #[inline]
    pub(super) fn from(&self, world: &World<'_>, number: usize, day: i32) -> Option<i32> {
        let (by, days) = self.0.get(number)?;
        let slot = usize::try_from(day).ok().and_then(|day| days.get(day));
        match slot.map(|slot| slot.load(Ordering::Relaxed)) {
            Some(later) if later != NEW => Some(day + i32::from(later)),
            Some(_) | None => counted(world, by, day, slot),
        }
    }
}

#[cold]
fn counted(world: &World<'_>, by: &Shift, day: i32, slot: Option<&AtomicI16>) -> Option<i32> {
    let to = shift(world, When::only(day), by);
    let to = Some(to).filter(|to| to.is_exact() && to.why.is_none())?.lo;
    let later = to.checked_sub(day).and_then(|later| i16::try_from(later).ok());
    if let (Some(slot), Some(later)) = (slot, later.filter(|later| *later != NEW)) {
        slot.store(later, Ordering::Relaxed);
    }
    Some(to)
}
