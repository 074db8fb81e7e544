//! An occurrence in one case, as one of a kind.
//!
//! In: its day, its number, and what leaves open whether it is of the kind. Out: the days on
//! which it may count, and how it comes among others. Never here: columns.

use super::range::{NEVER, Rng, Truth, When, Why};

/// An occurrence that has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ev {
    pub(super) day: i32,
    pub(super) id: u32,
    /// What leaves open whether it is of the kind at hand; nothing where it surely is.
    pub(super) open: Why,
}

impl Ev {
    pub(super) fn new(day: i32, id: u32) -> Ev {
        Ev { day, id, open: Why::NONE }
    }

    /// As what it is, whatever else it may be.
    pub(super) fn itself(self) -> Ev {
        Ev { open: Why::NONE, ..self }
    }

    /// Whether it surely is of the kind at hand.
    pub(super) fn is_sure(self) -> bool {
        self.open.is_none()
    }

    /// The days on which it may have happened as one of the kind at hand, if it ever did.
    pub(super) fn rng(self) -> Rng {
        Rng { lo: self.day, hi: if self.is_sure() { self.day } else { NEVER } }
    }

    /// The day on which it counts.
    pub(super) fn when(self) -> When {
        let Rng { lo, hi } = self.rng();
        When { lo, hi, why: self.open }
    }

    /// Where it comes among others.
    pub(super) fn place(self) -> (i32, bool, u32) {
        (self.day, !self.is_sure(), self.id)
    }

    /// Whether it comes after another.
    pub(super) fn follows(self, other: Ev) -> Truth {
        if self.id == other.id || self.rng().hi < other.day {
            Truth::FALSE
        } else if self.day > other.rng().hi {
            Truth::TRUE
        } else if self.is_sure() && other.is_sure() {
            Truth::of(self.id > other.id)
        } else {
            Truth::unknown(self.open.and(other.open))
        }
    }
}

/// Leaves each of a run once, the first of each, and puts them in order; how many are left.
pub(super) fn first_of_each(run: &mut [Ev]) -> usize {
    let mut kept = 0_usize;
    for at in 0..run.len() {
        let Some(ev) = run.get(at).copied() else { continue };
        if run.iter().take(kept).any(|one| one.id == ev.id) {
            continue;
        }
        if let Some(slot) = run.get_mut(kept) {
            *slot = ev;
        }
        kept += 1;
    }
    run.get_mut(..kept).unwrap_or_default().sort_unstable_by_key(|ev| ev.place());
    kept
}

/// The same where all are surely what they are; how many are left.
pub(super) fn dedup(run: &mut [Ev]) -> usize {
    run.sort_unstable_by_key(|ev| (ev.day, ev.id));
    let mut kept = 0_usize;
    for at in 0..run.len() {
        let Some(ev) = run.get(at).copied() else { continue };
        let before = kept.checked_sub(1).and_then(|last| run.get(last)).copied();
        if before != Some(ev) {
            if let Some(slot) = run.get_mut(kept) {
                *slot = ev;
            }
            kept += 1;
        }
    }
    kept
}
