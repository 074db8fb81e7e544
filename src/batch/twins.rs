//! Duties that come to the same in every case, but for what they call their acts.
//!
//! In: the duties of the form, bound to a caseload. Out: which of them follow another, and
//! how what that blames is called there. Never here: a case.
//!
//! A feed leaves many kinds out altogether: of each of them no more is known than that it
//! may have happened at any time. Two duties that differ in nothing but which of those kinds
//! they speak of have the same rows, and blame the one where the other blames the other. So
//! have the duties that two packs ask for in the same words.

use smallvec::SmallVec;

use super::bound::{Bound, Known};
use crate::ir::{
    Act, Clause, Compiled, Duty, KindAt, MadeOf, Match, NEVER, Part, Test, Trigger, Uses, What,
};
use crate::model::DutyId;
use crate::names::ConceptId;

/// A duty that follows another.
#[derive(Debug, Clone)]
pub(super) struct Twin {
    /// The place of the other, which comes before it.
    pub(super) of: usize,
    /// What the other calls something, and what it is called here.
    pub(super) called: Vec<(ConceptId, ConceptId)>,
}

/// A duty with the kinds that are left out of the feed numbered.
#[derive(Debug)]
struct Shape {
    place: usize,
    duty: Duty,
    /// The kinds, by their numbers.
    kinds: Kinds,
    /// Every kind it rests on, in the order in which they would be blamed.
    order: Vec<KindAt>,
}

type Kinds = SmallVec<[KindAt; 4]>;

/// Of each duty which other it follows, if any.
pub(super) fn twins(bound: &Bound<'_>) -> Vec<Option<Twin>> {
    let mut firsts: Vec<Shape> = Vec::new();
    let mut found = Vec::new();
    for (place, compiled) in bound.ir.duties.iter().enumerate() {
        let shape = match compiled {
            Compiled::Duty(duty) => shape(bound, place, duty),
            Compiled::Nothing | Compiled::Fallback(_) => None,
        };
        let Some(shape) = shape else {
            found.push(None);
            continue;
        };
        let alike = |first: &&Shape| first.order == shape.order && first.duty == shape.duty;
        match firsts.iter().find(alike) {
            Some(first) => found.push(Some(followed(bound, first, &shape))),
            None => {
                found.push(None);
                firsts.push(shape);
            }
        }
    }
    found
}

fn followed(bound: &Bound<'_>, first: &Shape, shape: &Shape) -> Twin {
    let concept = |kind: &KindAt| bound.kind_of(*kind).map(|of| of.concept);
    let both = first.kinds.iter().zip(&shape.kinds);
    let called = both.filter_map(|(one, other)| concept(one).zip(concept(other))).collect();
    Twin { of: first.place, called }
}

/// A kind of which no case has any, and that may have happened at any time.
pub(super) fn is_left_out(bound: &Bound<'_>, kind: KindAt) -> bool {
    let itself = bound.ir.kind(kind).is_some_and(|made| made.made_of == MadeOf::Itself);
    itself && bound.kind_of(kind).is_some_and(|of| !of.is_there && is_silent(of.known))
}

fn is_silent(known: Known) -> bool {
    known.when_known && known.until == NEVER
}

/// The number in the place of a kind.
fn numbered(at: usize) -> KindAt {
    KindAt(u32::MAX - u32::try_from(at).unwrap_or(0))
}

fn shape(bound: &Bound<'_>, place: usize, duty: &Duty) -> Option<Shape> {
    let mut shape = Shape { place, duty: duty.clone(), kinds: Kinds::new(), order: Vec::new() };
    in_one(bound, &mut shape.duty);
    let mut rename = |kind: &mut KindAt| {
        if is_left_out(bound, *kind) {
            let kinds = &mut shape.kinds;
            let at = kinds.iter().position(|known| known == kind).unwrap_or_else(|| {
                kinds.push(*kind);
                kinds.len() - 1
            });
            *kind = numbered(at);
        }
    };
    in_duty(&mut shape.duty, &mut rename);
    // What else it rests on must be none of them.
    let mut rests = Vec::new();
    let uses = Uses::of(&shape.duty);
    all_kinds(bound, &uses, &mut rests);
    let is_number = |kind: &KindAt| bound.kind_of(*kind).is_none();
    if rests.iter().any(|kind| shape.kinds.contains(kind)) {
        return None;
    }
    let concept = |kind: &KindAt| {
        let at = (u32::MAX - kind.0) as usize;
        let own = if is_number(kind) { shape.kinds.get(at) } else { Some(kind) };
        own.and_then(|kind| bound.kind_of(*kind)).map(|of| of.concept.index())
    };
    rests.sort_by_key(concept);
    rests.dedup();
    shape.order = rests;
    Some(shape)
}

/// Every kind that something rests on, through statuses and other kinds too.
fn all_kinds(bound: &Bound<'_>, uses: &Uses, found: &mut Vec<KindAt>) {
    for at in &uses.kinds {
        if found.contains(at) {
            continue;
        }
        found.push(*at);
        if let Some(kind) = bound.ir.kind(*at) {
            let mut more = Uses::default();
            more.made_of(&kind.made_of);
            all_kinds(bound, &more, found);
        }
    }
    for at in &uses.statuses {
        let Some(status) = bound.ir.status(*at) else { continue };
        let mut more = Uses::default();
        more.status(status);
        all_kinds(bound, &more, found);
    }
}

/// An act of which no part is in the feed may have been done at any time, however many parts
/// it has and whichever act would meet which instance: the one that is blamed stands for all.
fn in_one(bound: &Bound<'_>, duty: &mut Duty) {
    let act = &duty.act;
    let left_out = |part: &Part| match part.what {
        What::Kind(kind) => part.when.is_empty() && is_left_out(bound, kind),
        What::Having(_) => false,
    };
    let again = matches!(duty.trigger, Trigger::Again(..) | Trigger::Through(_));
    if again
        || act.needed == Some(0)
        || duty.matching == Match::CompletionOfTrigger
        || !act.parts.iter().all(left_out)
    {
        return;
    }
    let concept = |part: &&Part| match part.what {
        What::Kind(kind) => bound.kind_of(kind).map(|of| of.concept.index()),
        What::Having(_) => None,
    };
    let blamed = if act.any { act.parts.first() } else { act.parts.iter().min_by_key(concept) };
    let parts: Vec<Part> = blamed.cloned().into_iter().collect();
    duty.act = Act { parts, needed: None, any: false };
    duty.matching = Match::OldestFirst;
    duty.later.iter_mut().for_each(|version| in_one(bound, version));
}

/// Changes the kinds that a duty asks for: in its act, and in its conditions.
fn in_duty(duty: &mut Duty, rename: &mut impl FnMut(&mut KindAt)) {
    duty.id = DutyId(0);
    let Act { parts, .. } = &mut duty.act;
    for part in parts {
        if let What::Kind(kind) = &mut part.what {
            rename(kind);
        }
        in_clauses(&mut part.when, rename);
    }
    in_clauses(&mut duty.applies, rename);
    for limit in &mut duty.limits {
        limit.when.iter_mut().for_each(|test| in_test(test, rename));
    }
    duty.closing.unless.iter_mut().for_each(|test| in_test(test, rename));
    duty.later.iter_mut().for_each(|version| in_duty(version, rename));
}

fn in_clauses(clauses: &mut [Clause], rename: &mut impl FnMut(&mut KindAt)) {
    clauses.iter_mut().for_each(|clause| in_test(&mut clause.test, rename));
}

fn in_test(test: &mut Test, rename: &mut impl FnMut(&mut KindAt)) {
    match test {
        Test::All(parts) | Test::Any(parts) => {
            parts.iter_mut().for_each(|part| in_test(part, rename));
        }
        Test::Not(inner) => in_test(inner, rename),
        Test::Recorded(kind, _) | Test::Happened { kind, .. } => rename(kind),
        Test::Status(..)
        | Test::Age(..)
        | Test::Total { .. }
        | Test::Fact(..)
        | Test::OfTrigger(..) => {}
    }
}
