//! Instances that hang on the act before: which acts belong together, and which
//! of them meets which instance.
//!
//! In: the acts of a case, and from when until when they belong to one chain. Out:
//! the members of a chain, how surely each is one, and for each instance the act
//! that meets it. Never here: by when the next one is due.

use std::rc::Rc;

use super::ClosureReason;
use super::matching::{Fulfilled, Options, earliest};
use super::range::{NEVER, Truth, When, Why, blame_also};
use super::scope::Span;
use super::seat::follows;
use super::triggers::{Trig, Trigs};
use super::world::{Ev, World};
use crate::facts::OccurrenceId;
use crate::names::ConceptId;

/// What ties an instance to those before and after it.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// The limit that counts, by its place.
    pub(super) at: usize,
    /// The last day.
    pub(super) due: When,
    /// From when an act counts, where that is a day of its own.
    pub(super) opens: Option<When>,
    /// From when a `while` is watched.
    pub(super) watch: When,
    /// The act before, which the next one follows.
    pub(super) after: Option<OccurrenceId>,
    /// The acts of the chain, first to last, and how surely each belongs to it.
    pub(super) members: Rc<Vec<Member>>,
    /// The day on which all of it is over, and why.
    pub(super) ends: Option<(When, ClosureReason)>,
}

/// An act that belongs to a chain, or may.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) id: OccurrenceId,
    pub(super) is: Truth,
}

/// From when until when acts belong to a chain.
pub(super) struct Reach<'r> {
    pub(super) span: &'r Span,
    /// The first day.
    pub(super) from: When,
    /// The day on which the next chain begins: its acts are no longer of this one.
    pub(super) next: When,
    /// The occurrence that began it, which an act may name.
    pub(super) anchor: Option<OccurrenceId>,
    /// Those that began the others.
    pub(super) others: &'r [OccurrenceId],
    /// The occurrence that begins the next chain meets this one too.
    pub(super) next_is: Option<OccurrenceId>,
}

/// The acts of a kind that belong to a chain.
pub(super) fn members(world: &World<'_>, kind: ConceptId, reach: &Reach<'_>) -> Vec<Member> {
    let all = world.happened(kind).filter(|ev| reach.anchor != Some(ev.id));
    let members = all.map(|ev| Member { id: ev.id, is: belongs(ev, reach) });
    members.filter(|member| !member.is.is_false()).collect()
}

fn belongs(ev: &Ev, reach: &Reach<'_>) -> Truth {
    let date = ev.when();
    let begun = reach.from.at_most(&date);
    match ev.done_for {
        Some(of) if reach.anchor == Some(of) => return begun,
        Some(of) if reach.others.contains(&of) => return Truth::False,
        Some(_) | None => {}
    }
    let over = if reach.next_is == Some(ev.id) { Truth::False } else { reach.next.at_most(&date) };
    begun.and(reach.span.takes(ev)).and(over.negate())
}

/// The day on which the next of some triggers comes after one of them, in the
/// same scope period, and which it is.
pub(super) fn next_of(trigs: &Trigs, at: usize) -> (When, Option<OccurrenceId>) {
    let Some(this) = trigs.get(at) else { return (When::never(), None) };
    let (mut next, mut id, mut first) = (When::never(), None, NEVER);
    for (other_at, other) in trigs.iter().enumerate() {
        if other_at == at || other.span != this.span {
            continue;
        }
        let after = after(this, other, other_at > at).and(other.exists.clone());
        if after.is_false() {
            continue;
        }
        if other.date.lo < first {
            (first, id) = (other.date.lo, other.occ);
        }
        next = next.min(super::becoming::gated(other.date.clone(), after));
    }
    (next, id)
}

fn after(this: &Trig, other: &Trig, later_in_order: bool) -> Truth {
    if this.date.is_exact() && other.date.is_exact() && this.date.lo == other.date.lo {
        return later_in_order.into();
    }
    this.date.at_most(&other.date)
}

/// For each linked instance, the act that meets it.
pub(super) fn fulfilled(
    world: &World<'_>,
    kind: ConceptId,
    trig: &Trig,
    link: &Link,
    silent: bool,
) -> Fulfilled {
    let own = link.after.and_then(|id| world.ev(id));
    let mut options: Options<'_> = Vec::new();
    let mut too_early = None;
    for member in link.members.iter() {
        let Some(ev) = world.ev(member.id) else { continue };
        let mut is = member.is.clone();
        if let Some(own) = own {
            is = is.and(follows(ev, own));
        }
        if let Some(opens) = &link.opens {
            let open = opens.at_most(&ev.when());
            if open.is_false() && is.is_true() {
                too_early = Some(ev.id);
            }
            is = is.and(open);
        }
        if !is.is_false() {
            options.push((ev, is));
        }
    }
    let mut found = earliest(&options);
    found.too_early = too_early;
    let from = link.opens.as_ref().unwrap_or(&trig.date).lo;
    if let Some((first, blame)) = world.unrecorded(kind, from).filter(|_| !silent) {
        found.when.may_be_from(first, &blame);
    }
    found
}

/// What leaves open which acts came up to one of a chain, and in which order;
/// nothing where that is known.
pub(super) fn vague_up_to(
    world: &World<'_>,
    kind: ConceptId,
    from: &When,
    members: &[Member],
    ev: &Ev,
) -> Why {
    let mut why = Why::new();
    let mut blame = |ev: &Ev| {
        if !ev.counted.is_exact() {
            blame_also(&mut why, &ev.why());
        }
    };
    blame(ev);
    for member in members {
        let Some(other) = world.ev(member.id).filter(|other| other.counted.lo <= ev.counted.hi)
        else {
            continue;
        };
        blame(other);
    }
    for member in members {
        let near = world.ev(member.id).is_some_and(|other| other.counted.lo <= ev.counted.hi);
        if let (Truth::Unknown(more), true) = (&member.is, near) {
            blame_also(&mut why, more);
        }
    }
    blame_also(&mut why, &from.why);
    if let Some((_, blame)) =
        world.unrecorded(kind, from.lo).filter(|(first, _)| *first <= ev.counted.hi)
    {
        blame_also(&mut why, &[blame]);
    }
    why
}
