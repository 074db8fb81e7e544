//! Instances that hang on the act before: which acts belong together, and which of them
//! meets which instance.
//!
//! In: the acts of a case, and from when until when they belong to one chain. Out: those
//! acts, how surely each is one of them, and for each instance the act that meets it. Never
//! here: by when the next one is due.

use std::ops::Range;

use super::matching::Done;
use super::range::{NEVER, Truth, When, Why};
use super::span::Span;
use super::triggers::Trig;
use super::world::{Ev, NOBODY, World};
use crate::ir::KindAt;

/// No link.
pub(super) const ALONE: u32 = u32::MAX;

/// What ties an instance to those before and after it.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) due: When,
    /// From when an act counts, where that is a day of its own.
    pub(super) opens: Option<When>,
    /// From when a `while` is watched.
    pub(super) watch: When,
    /// The act before, which the next one follows.
    pub(super) after: Option<Ev>,
    /// The acts of its chain.
    pub(super) members: Range<usize>,
    /// The day on which all of it is over.
    pub(super) ends: When,
}

/// The links of the instances of a duty, and the acts of their chains.
#[derive(Debug, Default)]
pub(super) struct Links {
    all: Vec<Link>,
    members: Vec<(Ev, Truth)>,
}

impl Links {
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.members.clear();
    }

    /// Keeps a link: its number.
    pub(super) fn put(&mut self, link: Link) -> u32 {
        self.all.push(link);
        u32::try_from(self.all.len() - 1).unwrap_or(ALONE)
    }

    pub(super) fn get(&self, link: u32) -> Option<&Link> {
        self.all.get(link as usize)
    }

    /// The acts of a chain, first to last, and how surely each belongs to it.
    pub(super) fn acts(&self, members: Range<usize>) -> &[(Ev, Truth)] {
        self.members.get(members).unwrap_or_default()
    }
}

/// From when until when acts belong to a chain.
pub(super) struct Reach<'r> {
    pub(super) span: &'r Span,
    /// The first day.
    pub(super) from: When,
    /// The day on which the next chain begins: its acts are no longer of this one.
    pub(super) next: When,
    /// The occurrence that began it.
    pub(super) anchor: u32,
    /// The occurrence that begins the next chain, where that meets this one too.
    pub(super) next_is: u32,
}

impl<'r> Reach<'r> {
    /// The whole of a scope period.
    pub(super) fn all(span: &'r Span) -> Reach<'r> {
        let (from, next) = (When::ALWAYS, When::NEVER);
        Reach { span, from, next, anchor: NOBODY, next_is: NOBODY }
    }
}

/// Finds the acts of a kind that belong to a chain.
pub(super) fn members(
    world: &World<'_>,
    kind: KindAt,
    reach: &Reach<'_>,
    links: &mut Links,
) -> Range<usize> {
    let start = links.members.len();
    for ev in world.happened(kind).iter().filter(|ev| ev.id != reach.anchor) {
        let date = ev.when();
        let over = if ev.id == reach.next_is { Truth::FALSE } else { reach.next.at_most(date) };
        let is = reach.from.at_most(date).and(reach.span.takes(*ev)).and(over.not());
        if !is.is_false() {
            // From here on it is what it was recorded as.
            links.members.push((ev.itself(), is));
        }
    }
    start..links.members.len()
}

/// The day on which the next of some triggers comes after one of them, in the same scope
/// period, and which it is.
pub(super) fn next_of(trigs: &[Trig], at: usize) -> (When, u32) {
    let Some(this) = trigs.get(at) else { return (When::NEVER, NOBODY) };
    let (mut next, mut id, mut first) = (When::NEVER, NOBODY, NEVER);
    for (place, other) in trigs.iter().enumerate() {
        if place == at || other.span != this.span {
            continue;
        }
        let same = this.date.is_exact() && other.date.is_exact() && this.date.lo == other.date.lo;
        let after = if same { Truth::of(place > at) } else { this.date.at_most(other.date) };
        let after = after.and(other.exists);
        if after.is_false() {
            continue;
        }
        if other.date.lo < first {
            (first, id) = (other.date.lo, other.occ);
        }
        next = next.min(other.date.gated(after));
    }
    (next, id)
}

/// The earliest of some acts, as far as each counts.
pub(super) fn earliest(options: impl Iterator<Item = (Ev, Truth)>) -> Done {
    let mut found = Done::NOT;
    for (ev, is) in options.filter(|(_, is)| !is.is_false()) {
        let mut date = When::only(ev.day);
        if !is.is_true() {
            date = When { lo: ev.day, hi: NEVER, why: is.why };
        }
        if date.lo < found.when.lo || found.occ.is_none() {
            found.occ = Some(ev);
        }
        found.when = found.when.min(date);
    }
    found
}

/// The act that meets a linked instance.
pub(super) fn fulfilled(
    world: &World<'_>,
    kind: KindAt,
    (trig, link): (&Trig, &Link),
    links: &Links,
    silent: bool,
) -> Done {
    let mut too_early = false;
    let acts = links.acts(link.members.clone()).iter().map(|(ev, is)| {
        let mut is = *is;
        if let Some(own) = link.after {
            is = is.and(ev.follows(own));
        }
        if let Some(opens) = link.opens {
            let open = opens.at_most(When::only(ev.day));
            too_early |= open.is_false() && is.is_true();
            is = is.and(open);
        }
        (*ev, is)
    });
    let mut found = earliest(acts);
    found.too_early = too_early;
    let from = link.opens.unwrap_or(trig.date).lo;
    if let Some((first, why)) = world.unrecorded(kind, from).filter(|_| !silent) {
        found.when.may_be_from(first, why);
    }
    found
}

/// What leaves open which acts came up to one of a chain; nothing where that is known.
pub(super) fn vague_up_to(
    world: &World<'_>,
    kind: KindAt,
    from: When,
    acts: &[(Ev, Truth)],
    ev: Ev,
) -> Why {
    let near = acts.iter().filter(|(other, _)| other.day <= ev.day);
    let unsure = near.filter(|(_, is)| !is.is_known());
    let mut why = unsure.fold(from.why, |why, (_, is)| why.and(is.why));
    let missing = world.unrecorded(kind, from.lo).filter(|(first, _)| *first <= ev.day);
    if let Some((_, because)) = missing {
        why = why.and(because);
    }
    why
}
