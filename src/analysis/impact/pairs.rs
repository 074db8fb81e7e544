//! The duties of a pack before and after a change, side by side.

use rustc_hash::FxHashSet;

use crate::analysis::align::{Tie, align, effective};
use crate::check::Checked;
use crate::model::{Duty, DutyId};

/// Which duty becomes which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs {
    /// A duty before and after, in the order of the pack before.
    pub kept: Vec<(DutyId, DutyId)>,
    /// Duties that are no longer there.
    pub gone: Vec<DutyId>,
    /// Duties that were not there.
    pub new: Vec<DutyId>,
}

impl Pairs {
    /// Pairs up the duties of two packs: those of one id belong together, and only
    /// where there is none of that id those that are about the same norm.
    #[must_use]
    pub fn of(before: &Checked, after: &Checked) -> Pairs {
        let (lefts, rights) = (effective(before), effective(after));
        let found = align((before, &lefts), (after, &rights));
        let name = |duties: &[&Duty], id: DutyId| {
            duties.iter().find(|duty| duty.id == id).map(|duty| duty.name.value.clone())
        };
        let named = |left: DutyId, right: DutyId| name(&lefts, left) == name(&rights, right);
        let mut kept: Vec<(DutyId, DutyId)> = Vec::new();
        let (mut lost, mut won) = (FxHashSet::default(), FxHashSet::default());
        let sure = |one: &&crate::analysis::align::Pair| {
            one.tie == Tie::Same || named(one.left, one.right)
        };
        for pair in found.pairs.iter().filter(sure).chain(found.pairs.iter()) {
            if !lost.contains(&pair.left) && !won.contains(&pair.right) {
                lost.insert(pair.left);
                won.insert(pair.right);
                kept.push((pair.left, pair.right));
            }
        }
        kept.sort_unstable();
        let gone = lefts.iter().map(|duty| duty.id).filter(|id| !lost.contains(id)).collect();
        let new = rights.iter().map(|duty| duty.id).filter(|id| !won.contains(id)).collect();
        Pairs { kept, gone, new }
    }
}
