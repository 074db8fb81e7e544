//! What a pack asks for from one beginning on, laid out as variables and limits.
//!
//! In: plain data. Out: the same, with a few questions answered. Never here: how it is
//! put together from the duties of a pack, or whether there is a day for everything.

use super::network::Network;
use crate::model::{Duty, DutyId, Modality, Model};
use crate::names::ConceptId;
use crate::syntax::ast::Condition;
use crate::syntax::force::Force;
use crate::time::Day;

/// What is asked of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Duties that bind less than this are left out.
    pub least: Modality,
    /// The event it all begins with; `None` is what the scope of the pack begins with.
    pub from: Option<ConceptId>,
    /// How many of what comes again are laid out.
    pub times: u32,
    /// What a role does, it does on the day of this event or later.
    pub waits: Vec<(ConceptId, ConceptId)>,
    /// Of dated clauses those that are in force on this day, on the days from which they
    /// are; `None` takes for each day on which it may begin those in force on that day.
    pub in_force: Option<Day>,
}

impl Default for Options {
    fn default() -> Self {
        Options { least: Modality::Should, from: None, times: 3, waits: Vec::new(), in_force: None }
    }
}

/// What it all begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Start {
    /// An event: coming into care.
    Event(ConceptId),
    /// A period of a status that no event begins.
    Period(ConceptId),
}

impl Start {
    /// The event or the status.
    #[must_use]
    pub fn concept(self) -> ConceptId {
        match self {
            Start::Event(concept) | Start::Period(concept) => concept,
        }
    }
}

/// A day to be found: of an occurrence of an event, or of its completion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The events that happen on it: several where any of them would do and more than
    /// one is needed.
    pub events: Vec<ConceptId>,
    /// In words: `the first review`, `invitation for the first review`.
    pub name: String,
    /// Which occurrence of its event, where occurrences are counted.
    pub ordinal: Option<u32>,
    /// The variable of the occurrence that it is done for.
    pub about: Option<usize>,
    /// It is the completion of that occurrence, not an event of its own.
    pub completes: bool,
    /// It may come before the beginning.
    pub early: bool,
    /// The roles that act on it.
    pub who: Vec<ConceptId>,
}

/// A limit of a duty, under the conditions in which it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The duty.
    pub duty: DutyId,
    /// Which of its versions; others that ask for the same count as it does.
    pub version: usize,
    /// The times in which it counts.
    pub force: Vec<Force>,
    /// Which of its limits.
    pub limit: usize,
    /// What must be so for it to count; all of them.
    pub conditions: Vec<Condition>,
}

/// Why a duty has no place in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// It waits for an event that no duty asks for.
    Event(ConceptId),
    /// It waits for an event in a state that nothing asks for: adjourned, cancelled,
    /// moved.
    State(ConceptId),
    /// It hangs on a birthday or on a day of the calendar.
    Day,
    /// It waits for the end of a period, or for one that no event here begins.
    Period(ConceptId),
    /// It waits for another duty to be missed.
    Missed,
    /// It is owed once in each stretch of the calendar.
    Stretch,
    /// It is about cases of another subject.
    Subject,
    /// Its act is one that others count, and any of them may serve.
    Counted(ConceptId),
    /// It hangs on several days, one of which has no place.
    Several,
    /// It asks for a status, or holds all through a time.
    Holding,
    /// It is no longer in force.
    Ended,
    /// It would be one too many.
    Many,
}

/// A duty that has no place in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Left {
    /// Which.
    pub duty: DutyId,
    /// Why.
    pub why: Why,
}

/// A pack from one beginning on.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The beginning; its variable is the first.
    pub start: Start,
    /// Days and limits. Rule `n` of the network is `rules[n]`.
    pub network: Network,
    /// What each variable stands for.
    pub variables: Vec<Variable>,
    /// What each rule stands for.
    pub rules: Vec<Rule>,
    /// The duties that are not in it.
    pub left: Vec<Left>,
    /// Some limit counts working days.
    pub counts_working_days: bool,
    /// When everything that is in it is in force.
    pub force: Force,
    /// The roles that are assumed to wait, each for the event that brings it, where each
    /// takes all the time allowed.
    pub assumed: Vec<(ConceptId, ConceptId)>,
}

impl Plan {
    /// The name of a variable.
    #[must_use]
    pub fn name(&self, variable: usize) -> &str {
        self.variables.get(variable).map_or("", |one| one.name.as_str())
    }

    /// The version of a duty from which a rule stems.
    #[must_use]
    pub fn duty<'m>(&self, model: &'m Model, rule: usize) -> Option<&'m Duty> {
        let rule = self.rules.get(rule)?;
        Some(model.duty(rule.duty)?.version_at(rule.version))
    }

    /// Whether a rule counts for what begins on a day.
    #[must_use]
    pub fn counts_on(&self, rule: usize, day: Day) -> bool {
        let force = self.rules.get(rule).map(|rule| rule.force.as_slice()).unwrap_or_default();
        force.iter().any(|force| force.holds_on(day))
    }

    /// The rules that count for what begins on a day.
    #[must_use]
    pub fn in_force(&self, day: Day) -> Vec<usize> {
        (0..self.rules.len()).filter(|rule| self.counts_on(*rule, day)).collect()
    }

    /// The duties of some rules, in order, once each.
    #[must_use]
    pub fn duties(&self, rules: &[usize]) -> Vec<DutyId> {
        let mut duties: Vec<DutyId> =
            rules.iter().filter_map(|rule| Some(self.rules.get(*rule)?.duty)).collect();
        duties.sort_unstable();
        duties.dedup();
        duties
    }

    /// What must be so for all of some rules to count, once each.
    #[must_use]
    pub fn conditions(&self, rules: &[usize]) -> Vec<Condition> {
        let mut all: Vec<Condition> = Vec::new();
        for one in rules.iter().filter_map(|rule| self.rules.get(*rule)) {
            for condition in &one.conditions {
                if !all.contains(condition) {
                    all.push(condition.clone());
                }
            }
        }
        all
    }
}
