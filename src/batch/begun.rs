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
    /// The triggers of each group of duties alike.
    groups: Vec<Option<Range<usize>>>,
}

impl Begun {
    /// Finds what starts the instances of a duty: the place of its scope periods.
    pub(super) fn find(
        &mut self,
        (world, others): (&World<'_>, &Others),
        duty: &Duty,
        links: &mut Links,
        found: &mut Vec<Trig>,
    ) -> usize {
        found.clear();
        links.clear();
        if self.edition != world.edition {
            self.edition = world.edition;
            self.fresh = 0;
            self.trigs.clear();
            self.groups.clear();
        }
        let place = self.spans(world, duty.scope, duty.closing.later_acts);
        let Some((_, _, spans)) = self.spans.get(place) else { return place };
        let at = At { world, spans, others };
        if let Trigger::Again(again, _) = &duty.trigger {
            recurring::find(at, (duty, again), links, found);
            return place;
        }
        let group = world.bound.starts.get(duty.id.0 as usize).copied().flatten();
        let Some(group) = group.filter(|_| self.is_settled) else {
            find(at, &duty.trigger, duty.leads, found);
            return place;
        };
        if self.groups.len() <= group {
            self.groups.resize(group + 1, None);
        }
        if let Some(slot) = self.groups.get_mut(group) {
            let range = slot.get_or_insert_with(|| {
                // What is found looks at nothing but what was found with it.
                find(at, &duty.trigger, duty.leads, found);
                let start = self.trigs.len();
                self.trigs.append(found);
                start..self.trigs.len()
            });
            found.extend_from_slice(self.trigs.get(range.clone()).unwrap_or_default());
        }
        place
    }

    /// The scope periods at a place.
    pub(super) fn of(&self, place: usize) -> Option<&Spans> {
        self.spans.get(place).map(|(_, _, spans)| spans)
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
/// there is no other.
pub(super) fn starts(bound: &Bound<'_>) -> Vec<Option<usize>> {
    let alike = |a: &Duty, b: &Duty| {
        (a.scope, a.closing.later_acts, a.leads, a.leap_early)
            == (b.scope, b.closing.later_acts, b.leads, b.leap_early)
            && a.trigger == b.trigger
    };
    let mut groups: Vec<(&Duty, usize)> = Vec::new();
    let mut found: Vec<Option<usize>> = Vec::new();
    for compiled in &bound.ir.duties {
        let duty = match compiled {
            Compiled::Duty(duty) if !matches!(duty.trigger, Trigger::Again(..)) => &**duty,
            Compiled::Duty(_) | Compiled::Nothing | Compiled::Fallback(_) => {
                found.push(None);
                continue;
            }
        };
        let known = groups.iter().position(|(first, _)| alike(first, duty));
        let group = known.unwrap_or(groups.len());
        match groups.get_mut(group) {
            Some((_, count)) => *count += 1,
            None => groups.push((duty, 1)),
        }
        found.push(Some(group));
    }
    let several = |group: &usize| groups.get(*group).is_some_and(|(_, count)| *count > 1);
    found.into_iter().map(|group| group.filter(several)).collect()
}
