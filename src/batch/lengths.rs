//! Where lengths lead to, each day once for all cases.
//!
//! In: the lengths by which last days are counted. Out: the day that so many working days,
//! weeks or months lead to from another, counted where it is first asked for. Never here: what
//! is due then.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI16, Ordering};

use rustc_hash::FxHashMap;

use super::range::When;
use super::seat::shift;
use super::world::World;
use crate::ir::{Again, Compiled, Day, Duty, Ir, Shift, StageDue, Trigger};

/// The first day that is kept, 1 January 1970, and how many there are.
const DAYS: usize = 32_000;

/// Not counted yet.
const NEW: i16 = i16::MIN;

/// Lengths, and how much later the day is that each leads to from a day. All threads fill it
/// in: whoever comes first writes what any other would.
#[derive(Debug, Default)]
pub(super) struct Lengths {
    all: Vec<Length>,
    /// Where each stands in the form, and its number: it is known again by its place there.
    places: FxHashMap<usize, usize>,
}

#[derive(Debug)]
struct Length {
    by: Shift,
    days: OnceLock<Vec<AtomicI16>>,
}

impl Lengths {
    /// Those by which the last days of duties are counted.
    pub(super) fn of(ir: &Ir) -> Lengths {
        let mut lengths = Lengths::default();
        for compiled in &ir.duties {
            let Compiled::Duty(duty) = compiled else { continue };
            for day in duty.versions().flat_map(last_days) {
                if let Day::Shift(_, by) = day {
                    let number = lengths.number(by);
                    lengths.places.insert(std::ptr::from_ref(by).addr(), number);
                }
            }
        }
        lengths
    }

    /// The number of a length.
    pub(super) fn number(&mut self, by: &Shift) -> usize {
        self.all.iter().position(|known| known.by == *by).unwrap_or_else(|| {
            self.all.push(Length { by: *by, days: OnceLock::new() });
            self.all.len() - 1
        })
    }

    /// The number of a length of the form, where it is one of these.
    #[inline]
    pub(super) fn known(&self, by: &Shift) -> Option<usize> {
        self.places.get(&std::ptr::from_ref(by).addr()).copied()
    }

    /// The day to which the length of a number leads; nothing where the calendar ends too
    /// soon.
    #[inline]
    pub(super) fn from(&self, world: &World<'_>, number: usize, day: i32) -> Option<i32> {
        let length = self.all.get(number)?;
        let days = length.days.get_or_init(|| (0..DAYS).map(|_| AtomicI16::new(NEW)).collect());
        let slot = usize::try_from(day).ok().and_then(|day| days.get(day));
        match slot.map(|slot| slot.load(Ordering::Relaxed)) {
            Some(later) if later != NEW => Some(day + i32::from(later)),
            Some(_) | None => counted(world, &length.by, day, slot),
        }
    }
}

/// The days from which those are found on which instances are due.
fn last_days(duty: &Duty) -> Vec<&Day> {
    let mut all: Vec<&Day> = duty.limits.iter().filter_map(|limit| limit.due.as_ref()).collect();
    if let Trigger::Again(again, _) = &duty.trigger
        && let Again::Schedule(schedule) = &**again
    {
        all.extend(schedule.stages.iter().filter_map(|stage| match &stage.due {
            StageDue::After(due) => due.as_ref(),
            StageDue::Timetable(_) => None,
        }));
    }
    all
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
