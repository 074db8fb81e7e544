//! What starts the instances of duties, found once a case for all that have it in common.
//!
//! In: a duty and a case. Out: its scope periods and its triggers. Most duties of a pack
//! count from a few events, such as each review, and are read in the same periods. Never
//! here: what a trigger is, due dates.

use std::ops::Range;

use super::bound::Bound;
use super::chain::Links;
use super::recurring;
use super::seat::Others;
use super::span::Spans;
use super::triggers::{At, Trig, find};
use super::world::World;
use crate::ir::{Compiled, Duty, Scope, Trigger};

/// The scope periods and the triggers of the case at hand.
#[derive(Default)]
pub(super) struct Begun {
    /// The layout of the case for which all this was found.
    edition: u64,
    /// What other duties came to stays the same for a layout.
    pub(super) is_settled: bool,
    spans: Vec<(Scope, bool, Spans)>,
    /// How many of the periods are those of the case.
    fresh: usize,
    trigs: Vec<Trig>,
    /// How many of the triggers are those of groups.
    kept: usize,
    /// The triggers of each group of duties alike, and the place of their periods.
    groups: Vec<Option<(usize, Range<usize>)>>,
}

/// What starts the instances of a duty, and the periods in which they lie.
#[derive(Clone, Copy)]
pub(super) struct Started<'b> {
    pub(super) spans: &'b Spans,
    pub(super) trigs: &'b [Trig],
}

impl Begun {
    /// Finds what starts the instances of a duty.
    pub(super) fn find(
        &mut self,
        (world, others): (&World<'_>, &Others),
        duty: &Duty,
        links: &mut Links,
    ) -> Option<Started<'_>> {
        links.clear();
        if self.edition != world.edition {
            self.edition = world.edition;
            (self.fresh, self.kept) = (0, 0);
            self.groups.clear();
        }
        self.trigs.truncate(self.kept);
        let group = world.bound.starts.get(duty.id.0 as usize).copied().flatten();
        let group = group.filter(|_| self.is_settled);
        let known = group.and_then(|group| self.groups.get(group).cloned().flatten());
        let (place, range) = match known {
            Some(known) => known,
            None => {
                let place = self.spans(world, duty.scope, duty.closing.later_acts);
                let at = At { world, spans: &self.spans.get(place)?.2, others };
                match &duty.trigger {
                    Trigger::Again(again, _) => {
                        recurring::find(at, (duty, again), links, &mut self.trigs);
                    }
                    trigger @ (Trigger::On(_)
                    | Trigger::Before { .. }
                    | Trigger::Next { .. }
                    | Trigger::Through(_)) => {
                        find(at, trigger, duty.leads, &mut self.trigs);
                    }
                }
                (place, self.kept..self.trigs.len())
            }
        };
        if let Some(group) = group {
            self.kept = self.kept.max(range.end);
            if self.groups.len() <= group {
                self.groups.resize(group + 1, None);
            }
            if let Some(slot @ None) = self.groups.get_mut(group) {
                *slot = Some((place, range.clone()));
            }
        }
        Some(Started { spans: &self.spans.get(place)?.2, trigs: self.trigs.get(range)? })
    }

    fn spans(&mut self, world: &World<'_>, scope: Scope, later_acts: bool) -> usize {
        let mut known = self.spans.iter().take(self.fresh);
        if let Some(at) = known.position(|(of, later, _)| (*of, *later) == (scope, later_acts)) {
            return at;
        }
        if self.spans.len() == self.fresh {
            self.spans.push((scope, later_acts, Spans::default()));
        }
        if let Some(slot) = self.spans.get_mut(self.fresh) {
            (slot.0, slot.1) = (scope, later_acts);
            slot.2.find(world, scope, later_acts);
        }
        self.fresh += 1;
        self.fresh - 1
    }
}

/// Of each duty the group of those that the same starts, in the same periods; nothing where
/// the act of one starts the next.
pub(super) fn starts(bound: &Bound<'_>) -> Vec<Option<usize>> {
    let alike = |a: &Duty, b: &Duty| {
        (a.scope, a.closing.later_acts, a.leads, a.leap_early)
            == (b.scope, b.closing.later_acts, b.leads, b.leap_early)
            && a.trigger == b.trigger
    };
    let mut groups: Vec<&Duty> = Vec::new();
    let mut found = Vec::with_capacity(bound.ir.duties.len());
    for compiled in &bound.ir.duties {
        found.push(match compiled {
            Compiled::Duty(duty) if !matches!(duty.trigger, Trigger::Again(..)) => {
                let known = groups.iter().position(|first| alike(first, duty));
                Some(known.unwrap_or_else(|| {
                    groups.push(duty);
                    groups.len() - 1
                }))
            }
            Compiled::Duty(_) | Compiled::Nothing | Compiled::Fallback(_) => None,
        });
    }
    found
}
