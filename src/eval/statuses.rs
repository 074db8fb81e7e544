//! The statuses of a case, each worked out when it is first asked for.
//!
//! In: what a pack says of each status, and everything that one rests on. Out: on which
//! days each held. Never here: how that follows.

use std::cell::{Cell, OnceCell};

use super::Blame;
use super::definitions;
use super::periods::{OfStatus, Stretch, learn};
use super::range::Truth;
use super::world::World;
use crate::model::{Derived, Step};
use crate::names::ConceptId;

/// Every status that a pack tells how to work out, in the order of their names' ids.
#[derive(Debug, Clone, Default)]
pub(super) struct Statuses(Vec<Asked>);

/// A status, and its days once they were asked for.
#[derive(Debug, Clone)]
struct Asked {
    status: ConceptId,
    step: Step,
    /// It is being worked out.
    open: Cell<bool>,
    /// `None` where it is never known to hold.
    found: OnceCell<Option<Box<OfStatus>>>,
}

impl Statuses {
    /// None of them asked for yet.
    pub(super) fn of(derived: &Derived) -> Statuses {
        let status = |step: &Step| match step {
            Step::Status(status) => Some(*status),
            Step::Definition(at) => derived.definitions.get(*at).map(|one| one.status.value),
            Step::Deem(_) | Step::Kind(_) => None,
        };
        let steps = derived.order.iter().filter_map(|step| Some((status(step)?, *step)));
        let mut all: Vec<Asked> = steps.map(|(status, step)| Asked::new(status, step)).collect();
        all.sort_by_key(|one| one.status);
        all.dedup_by_key(|one| one.status);
        Statuses(all)
    }

    /// The same, none of them asked for yet.
    pub(super) fn unasked(&self) -> Statuses {
        Statuses(self.0.iter().map(|one| Asked::new(one.status, one.step)).collect())
    }

    /// Forgets what was worked out: more has come to be known since.
    pub(super) fn forget(&mut self) {
        self.0.iter_mut().for_each(|one| one.found = OnceCell::new());
    }
}

impl Asked {
    fn new(status: ConceptId, step: Step) -> Asked {
        Asked { status, step, open: Cell::new(false), found: OnceCell::new() }
    }
}

impl World<'_> {
    fn status(&self, status: ConceptId) -> Option<&OfStatus> {
        let all = &self.statuses.0;
        let at = all.binary_search_by_key(&status, |one| one.status).ok()?;
        let one = all.get(at)?;
        if one.found.get().is_none() {
            // What asks for itself on the way finds nothing yet.
            if one.open.replace(true) {
                return None;
            }
            let found = self.work_out_status(one);
            one.open.set(false);
            return one.found.get_or_init(|| found).as_deref();
        }
        one.found.get()?.as_deref()
    }

    fn work_out_status(&self, one: &Asked) -> Option<Box<OfStatus>> {
        let definition = match one.step {
            Step::Status(status) => return learn(self, status).map(Box::new),
            Step::Definition(at) => self.model.derived.definitions.get(at)?,
            Step::Deem(_) | Step::Kind(_) => return None,
        };
        Some(Box::new(definitions::held(self, definition)))
    }

    /// Of a defined status: the days from which each answer holds.
    pub(super) fn steps(&self, status: ConceptId) -> Option<&[(i32, Truth)]> {
        self.status(status)?.steps.as_deref()
    }

    /// The stretches of a status, first to last.
    pub(super) fn stretches(&self, status: ConceptId) -> &[Stretch] {
        self.status(status).map_or(&[], |one| &one.stretches)
    }

    /// What is to blame where the stretches of a status could lie otherwise.
    pub(super) fn vague_status(&self, status: ConceptId) -> &[Blame] {
        self.status(status).map_or(&[], |one| &one.vague)
    }
}
