//! The acts that may meet the instances of a duty, in the order of their days.
//!
//! In: what counts as the act, the case as of a day, and the instances. Out: which acts
//! may concern an instance at all, by their days or by what they name. Never here:
//! which of them meets it.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::Blame;
use super::matching::Waiting;
use super::world::{Ev, World};
use crate::facts::OccurrenceId;
use crate::names::ConceptId;

/// Which acts count: those of any of these kinds, done with a paper where one is
/// asked for.
///
/// INVARIANT: `kinds` is not empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct What<'k> {
    pub(super) kinds: &'k [ConceptId],
    pub(super) paper: Option<ConceptId>,
}

impl What<'_> {
    /// From when acts that count may be missing from the record, and what is to blame.
    pub(super) fn unrecorded(self, world: &World<'_>, from: i32) -> Option<(i32, Blame)> {
        let missing = self.kinds.iter().filter_map(|kind| world.unrecorded(*kind, from));
        missing.min_by_key(|(first, _)| *first)
    }
}

/// The acts that count, for some instances.
pub(super) struct Acts<'w> {
    /// In the order of their days.
    all: SmallVec<[&'w Ev; 8]>,
    /// The day of each is known.
    exact: bool,
    /// The acts that name what they were done for.
    naming: FxHashMap<OccurrenceId, SmallVec<[usize; 1]>>,
    /// What the instances hang on: an act that names none of it may be for any.
    hung_on: FxHashSet<OccurrenceId>,
}

impl<'w> Acts<'w> {
    /// The acts that count. One that names no paper was done with all that were asked
    /// for.
    pub(super) fn of(world: &'w World<'_>, what: What<'_>, waiting: &[Waiting<'_>]) -> Self {
        let mut all: SmallVec<[&Ev; 8]> = SmallVec::new();
        for kind in what.kinds {
            all.extend(world.happened(*kind).filter(|ev| {
                what.paper.is_none_or(|paper| ev.papers.is_empty() || ev.papers.contains(&paper))
            }));
        }
        if what.kinds.len() > 1 {
            all.sort_by_key(|ev| (ev.counted.lo, ev.seq, ev.id));
            all.dedup_by_key(|ev| ev.id);
        }
        let mut naming: FxHashMap<_, SmallVec<[usize; 1]>> = FxHashMap::default();
        for (at, ev) in all.iter().enumerate() {
            if let Some(of) = ev.done_for {
                naming.entry(of).or_default().push(at);
            }
        }
        let mut hung_on = FxHashSet::default();
        if !naming.is_empty() {
            hung_on.extend(waiting.iter().flat_map(hangs_on));
        }
        let exact = all.iter().all(|ev| ev.counted.is_exact());
        Acts { all, exact, naming, hung_on }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether the day of each is known.
    pub(super) fn are_exact(&self) -> bool {
        self.exact
    }

    /// Whether any of them names what it was done for.
    pub(super) fn name_something(&self) -> bool {
        !self.naming.is_empty()
    }

    pub(super) fn get(&self, at: usize) -> Option<&'w Ev> {
        self.all.get(at).copied()
    }

    /// All of them, in the order of their days.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'w Ev> + '_ {
        self.all.iter().copied()
    }

    /// Those that may lie on the days from the first to the last: all, where days are
    /// not known.
    pub(super) fn within(&self, first: i32, last: i32) -> Range<usize> {
        if !self.exact {
            return 0..self.all.len();
        }
        let start = self.all.partition_point(|ev| ev.counted.lo < first);
        let end = self.all.partition_point(|ev| ev.counted.lo <= last);
        start..end.max(start)
    }

    /// Those that name what an instance hangs on.
    pub(super) fn naming(&self, one: &Waiting<'_>) -> SmallVec<[usize; 2]> {
        let mut found: SmallVec<[usize; 2]> =
            hangs_on(one).filter_map(|of| self.naming.get(&of)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether an act names what one of the instances hangs on.
    pub(super) fn is_taken(&self, ev: &Ev) -> bool {
        ev.done_for.is_some_and(|of| self.hung_on.contains(&of))
    }

    /// `Some(true)` is linked to this instance, `Some(false)` to none of the duty's,
    /// `None` to another of them.
    pub(super) fn link(&self, ev: &Ev, one: &Waiting<'_>) -> Option<bool> {
        if !self.is_taken(ev) {
            return Some(false);
        }
        hangs_on(one).any(|of| ev.done_for == Some(of)).then_some(true)
    }
}

/// The occurrences that an instance hangs on.
pub(super) fn hangs_on(one: &Waiting<'_>) -> impl Iterator<Item = OccurrenceId> + use<> {
    one.trig.occ.into_iter().chain(one.trig.stale)
}
