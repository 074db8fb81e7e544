//! Rows of which the reference would try every way in which they can be.
//!
//! In: the rows of a case, counted, and those that can be one way or another. Out: whether
//! how much each may cost. Never here: how a row came about, or is tried.
//!
//! What trying every way may cost is shared among all the rows of a case that may stand in
//! several ways. Where the share of each is too small to try a single one, each row stays as
//! it is, marked as an outer bound.

use super::bound::Bound;
use super::finish::Made;
use super::plan::Plan;
use super::world::World;
use crate::eval::{LARGER, share};
use crate::ir::MadeOf;
use crate::syntax::ast::EventMeaning;

/// With a share of so little not even one way can be tried.
pub(super) const TOO_LITTLE: u32 = 2;

/// The rows of a case that wait for all others to be counted.
#[derive(Debug, Default)]
pub(super) struct Pending {
    rows: Vec<(usize, Vec<Made>)>,
    /// How many rows there are, and how many of them may stand in several ways.
    counted: (usize, usize),
    /// How many each case has of those that all cases have alike.
    each: (usize, usize),
    /// How many duties have the rows of each duty.
    shared: Vec<usize>,
}

impl Pending {
    /// Every duty of the pack is worked out here: those that follow another have its rows,
    /// and some have one row in all cases.
    pub(super) fn all_duties(&mut self, plan: &Plan) {
        self.shared = vec![1; plan.each.len()];
        for (_, of) in plan.twins() {
            if let Some(shared) = self.shared.get_mut(of) {
                *shared += 1;
            }
        }
        let rows = || plan.each.iter().flatten().flatten();
        self.each = (rows().count(), rows().filter(|made| made.is_open()).count());
    }

    /// Takes up another case.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.counted = self.each;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Counts rows, and how many of them may stand in several ways.
    pub(super) fn count(&mut self, rows: usize, open: usize) {
        self.counted.0 += rows;
        self.counted.1 += open;
    }

    /// Counts the rows of a duty, and of those that follow it.
    pub(super) fn count_rows(&mut self, duty: usize, made: &[Made]) {
        let open = made.iter().filter(|made| made.is_open()).count();
        self.count_of(duty, (made.len(), open));
    }

    /// The same by their number, and that of those that may stand in several ways.
    pub(super) fn count_of(&mut self, duty: usize, (rows, open): (usize, usize)) {
        let times = self.shared.get(duty).copied().unwrap_or(1);
        self.count(times * rows, times * open);
    }

    /// Keeps the rows of a duty until all are counted.
    pub(super) fn put(&mut self, duty: usize, made: &mut Vec<Made>) {
        self.count_rows(duty, made);
        self.rows.push((duty, std::mem::take(made)));
    }

    /// Takes the rows of one duty back.
    pub(super) fn take(&mut self) -> Option<(usize, Vec<Made>)> {
        self.rows.pop()
    }

    /// What trying may cost each row of a case whose events the interpreter counts as so
    /// many.
    pub(super) fn share(&self, events: usize) -> u32 {
        let (made, open) = self.counted;
        share(events, made, open)
    }
}

/// How often the interpreter lays out what happened: once as what it is, and again as each
/// kind that it counts as.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    /// Of each column of events how often at most.
    times: Vec<usize>,
    /// The kinds after which something else is deemed to have happened; `None` where it is
    /// not known which.
    deeming: Option<Vec<crate::ir::KindAt>>,
}

impl Sizes {
    pub(super) fn of(bound: &Bound<'_>) -> Sizes {
        let derived = &bound.model.derived;
        let times = bound.caseload.events().iter().map(|column| {
            let mut counts = vec![column.kind];
            let mut from = 0;
            while let Some(kind) = counts.get(from).copied().filter(|_| from < LARGER) {
                from += 1;
                counts.extend(derived.kinds.iter().filter_map(|one| {
                    let is_part = match &one.meaning {
                        EventMeaning::AnyOf(parts) => parts.iter().any(|part| part.value == kind),
                        EventMeaning::Those { of, .. } => of.value == kind,
                    };
                    is_part.then_some(one.event.value)
                }));
            }
            counts.len()
        });
        let after = |gives| {
            let kind = bound.ir.kinds.iter().find(|kind| kind.concept == gives)?;
            match &kind.made_of {
                MadeOf::Deemed(after) => Some(after.as_slice()),
                MadeOf::Itself | MadeOf::AnyOf(_) | MadeOf::Those(..) => None,
            }
        };
        let deeming = derived.deems.iter().map(|deem| after(deem.gives.value));
        let deeming = deeming.collect::<Option<Vec<_>>>().map(|all| all.concat());
        Sizes { times: times.collect(), deeming }
    }

    /// The kinds after which something else is deemed to have happened, as far as known.
    pub(super) fn deeming(&self) -> &[crate::ir::KindAt] {
        self.deeming.as_deref().unwrap_or_default()
    }

    /// How many events of a case the interpreter lays out, as far as that makes a
    /// difference; `None` where that is not known.
    pub(super) fn events(&self, world: &World<'_>) -> Option<usize> {
        let columns = world.bound.caseload.events().iter().zip(&self.times);
        let most: usize = columns.map(|(column, times)| times * column.run(world.case).len()).sum();
        let deemed = self
            .deeming
            .as_ref()?
            .iter()
            .any(|kind| !world.happened(*kind).is_empty() || world.is_bad(*kind));
        (most < LARGER && !deemed).then_some(0)
    }
}
