//! Which duties of two packs are about the same norm.
//!
//! In: two models whose concepts share their ids ([`crate::open::together`]), or one
//! model and the packs it is made of. Out: pairs of duties, and those left over. Words
//! alone are no difference, for labels are not looked at. Never here: how the duties
//! of a pair differ.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Duty, DutyId, Model};
use crate::syntax::ast::Anchor;

/// Why two duties are held to be about the same norm, the strongest reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tie {
    /// They are one duty that both packs have from a common base.
    Same,
    /// One implements the other, or both the same duty of a base.
    Implements,
    /// They have the same id.
    Name,
    /// They ask for the same act, and the same event starts them.
    ActAndTrigger,
}

/// Two duties about the same norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair {
    /// The duty of the first model.
    pub left: DutyId,
    /// The duty of the second.
    pub right: DutyId,
    /// Why they belong together.
    pub tie: Tie,
}

/// The duties of two models, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alignment {
    /// Those that belong together, in the order of the first model. A duty may stand
    /// in several pairs, where the other model divides what it asks for.
    pub pairs: Vec<Pair>,
    /// Duties of the first that have no counterpart.
    pub left: Vec<DutyId>,
    /// Duties of the second that have none.
    pub right: Vec<DutyId>,
}

/// The full id of a duty: its pack, and its own id.
#[must_use]
pub fn full_id(duty: &Duty) -> String {
    format!("{}/{}", duty.from.pack, duty.name.value)
}

/// The full ids of all duties that a duty implements, by itself or through what it
/// implements; a duty that is not in the model counts as named.
#[must_use]
pub fn roots(model: &Model, duty: &Duty) -> FxHashSet<String> {
    let mut found = FxHashSet::default();
    let mut open: Vec<String> = duty.implements.iter().map(|one| one.value.clone()).collect();
    while let Some(id) = open.pop() {
        if let Some(base) = model.find(&id) {
            open.extend(base.implements.iter().map(|one| one.value.clone()));
        }
        if !found.insert(id) {
            continue;
        }
        if found.len() > model.duties.len() + 64 {
            break;
        }
    }
    found
}

/// The duties that stand for a pack as a whole: those that no other duty of a more
/// local layer implements.
#[must_use]
pub fn effective(model: &Model) -> Vec<&Duty> {
    let replaced: FxHashSet<String> =
        model.duties.iter().flat_map(|duty| roots(model, duty)).collect();
    model.duties.iter().filter(|duty| !replaced.contains(&full_id(duty))).collect()
}

/// The duties of one pack among the layers of a model.
#[must_use]
pub fn of_pack<'m>(model: &'m Model, pack: &str) -> Vec<&'m Duty> {
    model.duties.iter().filter(|duty| &*duty.from.pack == pack).collect()
}

/// Pairs up duties of two models.
#[must_use]
pub fn align(
    (first, lefts): (&Model, &[&Duty]),
    (second, rights): (&Model, &[&Duty]),
) -> Alignment {
    let of_left: Vec<_> = lefts.iter().map(|duty| known_as(first, duty)).collect();
    let of_right: Vec<_> = rights.iter().map(|duty| known_as(second, duty)).collect();
    let mut by_id: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, ids) in of_right.iter().enumerate() {
        for id in ids {
            by_id.entry(id).or_default().push(at);
        }
    }
    let mut pairs: Vec<(usize, usize, Tie)> = Vec::new();
    for (at, ids) in of_left.iter().enumerate() {
        let others = ids.iter().filter_map(|id| by_id.get(id.as_str())).flatten();
        let mut others: Vec<usize> = others.copied().collect();
        others.sort_unstable();
        others.dedup();
        pairs.extend(others.into_iter().map(|other| (at, other, Tie::Implements)));
    }
    alike(&mut pairs, lefts, rights, Tie::Name, |one, other| one.name.value == other.name.value);
    alike(&mut pairs, lefts, rights, Tie::ActAndTrigger, |one, other| {
        one.act == other.act && one.is_evaluated() && anchor(one) == anchor(other)
    });
    pairs.sort_unstable_by_key(|(left, right, _)| (*left, *right));
    let mut found = Alignment::default();
    for (left, right, tie) in &pairs {
        let (Some(left), Some(right)) = (lefts.get(*left), rights.get(*right)) else { continue };
        let same = full_id(left) == full_id(right);
        let tie = if same { Tie::Same } else { *tie };
        found.pairs.push(Pair { left: left.id, right: right.id, tie });
    }
    let alone = |at: usize, side: fn(&(usize, usize, Tie)) -> usize| {
        !pairs.iter().any(|pair| side(pair) == at)
    };
    let left = lefts.iter().enumerate().filter(|(at, _)| alone(*at, |pair| pair.0));
    found.left = left.map(|(_, duty)| duty.id).collect();
    let right = rights.iter().enumerate().filter(|(at, _)| alone(*at, |pair| pair.1));
    found.right = right.map(|(_, duty)| duty.id).collect();
    found
}

/// The full ids by which a duty is known: its own, and those that it implements.
fn known_as(model: &Model, duty: &Duty) -> Vec<String> {
    let mut ids: Vec<String> = roots(model, duty).into_iter().collect();
    ids.push(full_id(duty));
    ids.sort_unstable();
    ids
}

/// Pairs up duties that have no partner yet and are alike in some way, where each is
/// like one other only; one that asks for the act of several stands for each of them.
fn alike(
    pairs: &mut Vec<(usize, usize, Tie)>,
    lefts: &[&Duty],
    rights: &[&Duty],
    tie: Tie,
    is_like: impl Fn(&Duty, &Duty) -> bool,
) {
    let free = |pairs: &[(usize, usize, Tie)], left: usize, right: usize| {
        !pairs.iter().any(|pair| pair.0 == left || pair.1 == right)
    };
    let before = pairs.clone();
    let mut more = Vec::new();
    for (at, left) in lefts.iter().enumerate() {
        for (other, right) in rights.iter().enumerate() {
            if free(&before, at, other) && is_like(left, right) {
                more.push((at, other, tie));
            }
        }
    }
    let of = |side: fn(&(usize, usize, Tie)) -> usize, at: usize| {
        more.iter().filter(move |pair| side(pair) == at)
    };
    let (left_of, right_of) =
        (|pair: &(usize, usize, Tie)| pair.0, |pair: &(usize, usize, Tie)| pair.1);
    let lonely = |(left, right, tie): &&(usize, usize, Tie)| {
        let (lefts, rights) = (of(right_of, *right).count(), of(left_of, *left).count());
        match tie {
            // One may be divided into several, each of which stands for no other.
            Tie::ActAndTrigger if lefts == 1 => {
                of(left_of, *left).all(|pair| of(right_of, pair.1).count() == 1)
            }
            Tie::ActAndTrigger if rights == 1 => {
                of(right_of, *right).all(|pair| of(left_of, pair.0).count() == 1)
            }
            Tie::Same | Tie::Implements | Tie::Name | Tie::ActAndTrigger => {
                lefts == 1 && rights == 1
            }
        }
    };
    pairs.extend(more.iter().filter(lonely).copied());
}

fn anchor(duty: &Duty) -> Option<&Anchor> {
    duty.trigger.as_ref().map(|trigger| &trigger.anchor)
}
