//! Which duties of a pack are worked out case by case, and in which order.
//!
//! In: a pack bound to a caseload. Out: the duties to go through, and those that need not be:
//! of some every plain case has the same row, others follow one that is worked out. Never
//! here: a case.

use super::bound::Bound;
use super::finish::Made;

/// The duties of a pack, as some cases are to be worked out.
#[derive(Debug)]
pub(super) struct Plan {
    /// Of the duties that have one row in every plain case, or none, that row.
    pub(super) each: Vec<Option<Option<Made>>>,
    /// Of the duties that follow another which that is.
    twin_of: Vec<Option<usize>>,
    /// How many are worked out case by case, be it only in the cases that a kernel leaves …
    pub(super) by_case: usize,
    /// … and which of them in groups, after all others.
    in_groups: Vec<bool>,
    /// The others in the order in which they are gone through: each comes after those that it
    /// hangs on, and all of these are among them.
    pub(super) order: Vec<usize>,
}

impl Plan {
    /// Every duty by itself, in the order of the pack.
    pub(super) fn one_by_one(bound: &Bound<'_>) -> Plan {
        let duties = bound.ir.duties.len();
        Plan {
            each: (0..duties).map(|_| None).collect(),
            twin_of: vec![None; duties],
            by_case: duties,
            in_groups: vec![false; duties],
            order: (0..duties).collect(),
        }
    }

    /// No duty more than has to be, each after those that it hangs on. `fast`: the duties
    /// that were worked out over all ordinary cases.
    pub(super) fn of(bound: &Bound<'_>, fast: &[usize]) -> Plan {
        let mut plan = Plan::one_by_one(bound);
        plan.each.clone_from(&bound.each);
        let differs = |at: usize| bound.each.get(at).is_some_and(Option::is_none);
        let slow = |at: usize| differs(at) && !fast.contains(&at);
        for (at, (slot, twin)) in plan.twin_of.iter_mut().zip(&bound.twins).enumerate() {
            let of = twin.as_ref().map(|twin| twin.of);
            *slot = of.filter(|of| slow(at) && slow(*of));
        }
        let by_case = |at: &usize| differs(*at) && plan.twin_of(*at).is_none();
        let by_case: Vec<usize> = (0..bound.ir.duties.len()).filter(by_case).collect();
        plan.by_case = by_case.len();
        plan.order.clear();
        let mut met = vec![false; bound.ir.duties.len()];
        for at in by_case {
            // Nothing hangs on a duty that stands in a group.
            if bound.unseen.days.get(at).is_some_and(Option::is_some) {
                plan.in_groups.get_mut(at).into_iter().for_each(|slot| *slot = true);
                plan.put_its_needs(bound, at, &mut met);
            } else {
                plan.put_after_its_needs(bound, at, &mut met);
            }
        }
        plan
    }

    /// Whether a duty is worked out in its group.
    pub(super) fn is_in_group(&self, at: usize) -> bool {
        self.in_groups.get(at).copied().unwrap_or(false)
    }

    /// The duty that a duty follows.
    pub(super) fn twin_of(&self, at: usize) -> Option<usize> {
        self.twin_of.get(at).copied().flatten()
    }

    /// The duties that follow another, and which.
    pub(super) fn twins(&self) -> impl Iterator<Item = (usize, usize)> {
        self.twin_of.iter().enumerate().filter_map(|(at, of)| Some((at, (*of)?)))
    }

    fn put_after_its_needs(&mut self, bound: &Bound<'_>, at: usize, met: &mut [bool]) {
        match met.get_mut(at) {
            Some(met) if !*met => *met = true,
            Some(_) | None => return,
        }
        match self.twin_of(at) {
            Some(of) => self.put_after_its_needs(bound, of, met),
            None => self.put_its_needs(bound, at, met),
        }
        self.order.push(at);
    }

    fn put_its_needs(&mut self, bound: &Bound<'_>, at: usize, met: &mut [bool]) {
        for other in bound.needs.get(at).map_or(&[][..], |needs| &needs.duties) {
            self.put_after_its_needs(bound, other.0 as usize, met);
        }
    }
}
