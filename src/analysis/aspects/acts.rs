//! What is to be done: whether doing the one does the other.

use super::conditions::{Part, apply, parts};
use super::triggers::members;
use super::{Norm, Verdict};
use crate::analysis::cells::{Cell, Space};
use crate::model::Model;
use crate::syntax::ast::{Act, ActPart, Condition, Needed};

/// How the acts of two duties compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acts {
    /// *Stricter* asks for more: whoever does the second has done the first.
    pub verdict: Verdict,
    /// The reason where it is not decided.
    pub why: String,
    /// Parts of the first alone, by their places in its act.
    pub only_left: Vec<usize>,
    /// Parts of the second alone.
    pub only_right: Vec<usize>,
    /// Parts of both, by their places, that are needed under different conditions.
    pub conditions: Vec<(usize, usize)>,
}

/// Whether two parts are the same act with the same thing: what counts as the one
/// counts as the other.
#[must_use]
pub fn same_part((left, one): (&Model, &ActPart), (right, other): (&Model, &ActPart)) -> bool {
    one.completion == other.completion
        && one.holding == other.holding
        && one.object == other.object
        && one.event == other.event
        && (one.holding || members(left, one.event.value) == members(right, other.event.value))
}

/// Whether doing the first part does the second too: every event that counts as the
/// first counts as the second.
fn does((left, one): (&Model, &ActPart), (right, other): (&Model, &ActPart)) -> bool {
    if one.completion != other.completion || one.holding != other.holding {
        return false;
    }
    if one.object != other.object && other.object.is_some() {
        return false;
    }
    if one.holding {
        return one.event == other.event;
    }
    let wider = members(right, other.event.value);
    members(left, one.event.value).iter().all(|event| wider.contains(event))
}

/// How the acts compare.
#[must_use]
pub fn acts(left: Norm<'_>, right: Norm<'_>) -> Acts {
    let (mine, theirs) = (&left.duty.act, &right.duty.act);
    let same = |one: &ActPart, other: &ActPart| same_part((left.model, one), (right.model, other));
    let lacks = |part: &ActPart, act: &Act, flip: bool| {
        !act.parts.iter().any(|other| if flip { same(other, part) } else { same(part, other) })
    };
    let alone = |act: &Act, other: &Act, flip: bool| -> Vec<usize> {
        let all = act.parts.iter().enumerate();
        all.filter(|(_, part)| lacks(part, other, flip)).map(|(at, _)| at).collect()
    };
    let mut conditions = Vec::new();
    for (at, one) in mine.parts.iter().enumerate() {
        let pair = theirs.parts.iter().position(|other| same(one, other));
        let Some(pair) = pair else { continue };
        if theirs.parts.get(pair).is_some_and(|other| other.condition != one.condition) {
            conditions.push((at, pair));
        }
    }
    let found = Acts {
        verdict: Verdict::Same,
        why: String::new(),
        only_left: alone(mine, theirs, false),
        only_right: alone(theirs, mine, true),
        conditions,
    };
    let (verdict, why) = judged(left, right);
    Acts { verdict, why, ..found }
}

fn judged(left: Norm<'_>, right: Norm<'_>) -> (Verdict, String) {
    let of_parts = |norm: &Norm<'_>| -> Vec<Vec<Condition>> {
        let each = norm.duty.act.parts.iter().map(|part| {
            let clauses = part.condition.as_slice();
            let all = parts(norm.model, clauses).into_iter();
            all.map(|(_, _, condition)| condition.clone()).collect()
        });
        each.collect()
    };
    let plain = |norm: &Norm<'_>| of_parts(norm).iter().all(Vec::is_empty);
    if plain(&left) && plain(&right) {
        let all = |norm: &Norm<'_>| (0..norm.duty.act.parts.len()).collect::<Vec<_>>();
        return implied((left, &all(&left)), (right, &all(&right)));
    }
    let mine: Vec<(usize, Vec<Part<'_>>)> = numbered(left);
    let theirs: Vec<(usize, Vec<Part<'_>>)> = numbered(right);
    let flat: Vec<(&Model, &Condition)> = mine
        .iter()
        .chain(&theirs)
        .flat_map(|(_, parts)| parts.iter().map(|(model, _, condition)| (*model, *condition)))
        .collect();
    let Some(space) = Space::beside(&flat) else {
        let why = "the conditions of their parts come out in more ways together than are looked at";
        return (Verdict::CannotTell, why.to_owned());
    };
    let needed = |parts: &[(usize, Vec<Part<'_>>)], mut from: usize, cell: &Cell| {
        let mut found = Vec::new();
        for (at, conditions) in parts {
            if apply(&space, from, conditions, cell) {
                found.push(*at);
            }
            from += conditions.len();
        }
        found
    };
    let second = mine.iter().map(|(_, parts)| parts.len()).sum();
    let mut total = (Verdict::Same, String::new());
    for cell in space.cells() {
        let one = needed(&mine, 0, &cell);
        let other = needed(&theirs, second, &cell);
        let (verdict, why) = implied((left, &one), (right, &other));
        total.0 = total.0.and(verdict);
        if total.1.is_empty() {
            total.1 = why;
        }
    }
    total
}

/// Each part's place, with its conditions.
fn numbered(norm: Norm<'_>) -> Vec<(usize, Vec<Part<'_>>)> {
    let all = norm.duty.act.parts.iter().enumerate();
    all.map(|(at, part)| (at, parts(norm.model, part.condition.as_slice()))).collect()
}

/// How the acts compare where of each these parts are needed.
fn implied(
    (left, mine): (Norm<'_>, &[usize]),
    (right, theirs): (Norm<'_>, &[usize]),
) -> (Verdict, String) {
    fn part(norm: Norm<'_>, at: usize) -> Option<(&Model, &ActPart)> {
        norm.duty.act.parts.get(at).map(|one| (norm.model, one))
    }
    let covers = |(a, from): (Norm<'_>, &[usize]), (b, to): (Norm<'_>, &[usize])| -> Vec<usize> {
        // Which parts of the second each part of the first does, one for one.
        let mut taken = Vec::new();
        for at in from {
            let Some(one) = part(a, *at) else { continue };
            let free = to.iter().filter(|other| !taken.contains(*other));
            let found = free.filter(|other| part(b, **other).is_some_and(|other| does(one, other)));
            let mut found: Vec<usize> = found.copied().collect();
            // The very same first, so that a wider one is left for another.
            found.sort_by_key(|other| {
                !part(b, *other).is_some_and(|other| other.1.event == one.1.event)
            });
            taken.extend(found.first());
        }
        taken
    };
    let asks = |norm: Norm<'_>, parts: &[usize]| match norm.duty.act.needed {
        Needed::All => parts.len(),
        Needed::AtLeast(count) => parts.len().min(usize::try_from(count).unwrap_or(usize::MAX)),
    };
    // The least of the other's parts that are done by whoever does enough of these.
    let enough = |from: (Norm<'_>, &[usize]), to: (Norm<'_>, &[usize])| {
        let done = covers(from, to).len();
        let idle = from.1.len() - done.min(from.1.len());
        asks(from.0, from.1).saturating_sub(idle) >= asks(to.0, to.1)
    };
    let (one, other) = ((left, mine), (right, theirs));
    match (enough(other, one), enough(one, other)) {
        (true, true) => (Verdict::Same, String::new()),
        (true, false) => (Verdict::Stricter, String::new()),
        (false, true) => (Verdict::Laxer, String::new()),
        (false, false) if !covers(one, other).is_empty() || !covers(other, one).is_empty() => {
            (Verdict::Incomparable, String::new())
        }
        (false, false) => {
            let said = |norm: Norm<'_>| norm.words().act(&norm.duty.act).flat();
            let why = format!(
                "they ask for different acts, and no pack says that one counts as the other: {} and {}",
                said(left),
                said(right)
            );
            (Verdict::CannotTell, why)
        }
    }
}
