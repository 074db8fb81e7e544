//! What a role does, and the event from which somebody is in it.
//!
//! In: a plan that is being put together. Out: limits that let the one wait for the
//! other, because somebody asked for it, or because the role says when it begins, which
//! counts where each takes all the time allowed. Never here: deadlines; what the words of
//! a name mean.

use super::network::{Function, Sense};
use super::plan::Plan;
use super::unroll::Unroll;
use crate::names::ConceptId;

impl Unroll<'_> {
    /// What some roles do waits for an event.
    pub(super) fn wait(&mut self, waits: &[(ConceptId, ConceptId)]) {
        for (role, event) in waits {
            let Some(first) = self.by_event.get(event).and_then(|all| all.first().copied()) else {
                continue;
            };
            let acts = self.variables.iter().enumerate().filter(|(at, one)| {
                *at != first && one.who.contains(role) && one.about != Some(first)
            });
            let acts: Vec<usize> = acts.map(|(at, _)| at).collect();
            for of in acts {
                self.limit(None, Sense::AtLeast, of, (first, Function::Shift(0)), None);
            }
        }
    }

    /// Nobody acts in a role before the event from which it is anybody's, where nothing else
    /// was asked about it.
    pub(super) fn assume(
        &mut self,
        asked: &[(ConceptId, ConceptId)],
    ) -> Vec<(ConceptId, ConceptId)> {
        let mut found: Vec<(ConceptId, ConceptId)> = Vec::new();
        for brings in self.variables.iter().filter(|one| !one.completes && one.ordinal.is_none()) {
            let Some(event) = brings.events.first() else { continue };
            for role in self.variables.iter().flat_map(|other| &other.who) {
                let known = asked.iter().chain(&found).any(|(known, _)| known == role);
                let begins = self.model.vocabulary.begins(*role) == Some(*event);
                if !known && begins && !brings.who.contains(role) {
                    found.push((*role, *event));
                }
            }
        }
        let first = self.constraints.len();
        self.wait(&found);
        self.assumed = (first..self.constraints.len()).collect();
        found
    }
}

/// The role that is assumed to wait, of a limit that is: with the event.
#[must_use]
pub fn assumed(plan: &Plan, limit: usize) -> Option<(ConceptId, ConceptId)> {
    if !plan.network.assumed.contains(&limit) {
        return None;
    }
    let one = plan.network.constraints.get(limit)?;
    let (acts, brings) = (plan.variables.get(one.of)?, plan.variables.get(one.from)?);
    plan.assumed
        .iter()
        .find(|(role, event)| acts.who.contains(role) && brings.events.contains(event))
        .copied()
}
