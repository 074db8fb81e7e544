//! What a role does, and the event that brings the role.
//!
//! In: a plan that is being put together. Out: limits that let the one wait for the
//! other, because somebody asked for it, or as something that is only assumed. Never
//! here: deadlines.

use super::network::{Function, Sense};
use super::plan::Plan;
use super::unroll::Unroll;
use crate::model::Model;
use crate::names::ConceptId;

/// With what the name of an event begins that brings a role.
const BRINGS: [&str; 4] = ["appointment", "allocation", "assignment", "designation"];

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

    /// Nobody acts before they are appointed: that is assumed of each role whose name an
    /// event bears, where nothing was asked about it.
    pub(super) fn assume(
        &mut self,
        asked: &[(ConceptId, ConceptId)],
    ) -> Vec<(ConceptId, ConceptId)> {
        let mut found: Vec<(ConceptId, ConceptId)> = Vec::new();
        for brings in self.variables.iter().filter(|one| !one.completes && one.ordinal.is_none()) {
            let Some(event) = brings.events.first() else { continue };
            for role in self.variables.iter().flat_map(|other| &other.who) {
                let known = asked.iter().chain(&found).any(|(known, _)| known == role);
                if !known && !brings.who.contains(role) && is_brought(self.model, *role, *event) {
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

/// Whether an event bears the name of a role: `appointment of the IRO`.
fn is_brought(model: &Model, role: ConceptId, event: ConceptId) -> bool {
    let plain = |concept| {
        let noun: &str = model.vocabulary.noun(concept);
        noun.trim_start_matches("the ").to_lowercase()
    };
    let (event, role) = (plain(event), plain(role));
    let brings = BRINGS.iter().any(|word| event.starts_with(word));
    brings && event.ends_with(&format!(" of the {role}"))
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
