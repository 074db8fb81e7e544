//! What follows from what is recorded, in words: what counts as having happened, and
//! why a definition holds or does not.
//!
//! In: ids and days. Out: phrases and a list for the derivation. Never here: working
//! it out.

use serde::Serialize;

use super::words::{Of, on};
use crate::check::Checked;
use crate::eval::{DateRange, DerivedEvent, Row, defined_days, definition_parts, derived};
use crate::facts::{Case, OccurrenceId};
use crate::model::{Definition, Duty};
use crate::names::{ConceptId, with_article};
use crate::syntax::ast::{Anchor, Atom, Condition, EventMeaning, Moment};
use crate::syntax::force::Force;
use crate::syntax::print::Printer;
use crate::time::Day;

/// A definition that a row rests on, and how it came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Defined {
    /// Its name: `eligible child`.
    pub name: String,
    /// From when until when it held.
    pub held: Vec<String>,
    /// What it asks for, and whether that was so.
    pub parts: Vec<Part>,
    /// The day on which the parts were read.
    pub read_on: Day,
    /// What it cites.
    pub sources: Vec<String>,
}

/// One thing that a definition asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// In the pack's words.
    pub text: String,
    /// Whether it was so; nothing where it is not known.
    pub so: Option<bool>,
}

/// Why something that was not recorded counts as having happened: `deemed: 5 working
/// days passed after …`.
#[must_use]
pub fn because(model: &Checked, case: &Case, event: &DerivedEvent, as_of: Day) -> String {
    Of { model, case, as_of }.because(event)
}

impl Of<'_> {
    /// Something that was not recorded and counts as having happened.
    pub(super) fn deemed(&self, id: OccurrenceId) -> Option<DerivedEvent> {
        if self.case.occurrence(id).is_some() {
            return None;
        }
        let all = derived(self.model, self.case, self.as_of);
        all.into_iter().find(|one| one.id == id)
    }

    /// What kind of thing an occurrence is, recorded or not.
    pub(super) fn kind(&self, id: OccurrenceId) -> Option<ConceptId> {
        let recorded = self.case.occurrence(id).map(|found| found.kind);
        recorded.or_else(|| self.deemed(id).map(|found| found.kind))
    }

    /// `the agreement of the decisions on Mon 8 June 2026 (deemed: …)`.
    pub(super) fn deemed_words(&self, event: &DerivedEvent) -> String {
        format!("{} {} ({})", self.the(event.kind), on(event.on), self.because(event))
    }

    /// `deemed: 5 working days passed after the receipt of the decisions on Mon 1
    /// June 2026 without a response to the decisions`.
    pub(super) fn because(&self, event: &DerivedEvent) -> String {
        let Some(deem) = self.model.derived.deems.get(event.deem) else { return String::new() };
        let printer = Printer::new(&self.model.vocabulary);
        let perhaps = if event.perhaps { "perhaps deemed" } else { "deemed" };
        let (Moment::After(offset, _), Some(after)) = (&deem.when.until, event.after) else {
            return format!("{perhaps}: {}", printer.deemed(&deem.when));
        };
        let without: Vec<String> =
            deem.when.without.iter().map(|kind| with_article(self.noun(kind.value))).collect();
        let without = match without.as_slice() {
            [] => String::new(),
            _ => format!(" without {}", without.join(" or ")),
        };
        format!("{perhaps}: {offset} passed after {}{without}", self.occurrence(after))
    }

    /// Whether an event is recorded as any of several others.
    pub(super) fn stands_for_several(&self, event: ConceptId) -> bool {
        let mut kinds = self.model.derived.kinds.iter().filter(|one| one.event.value == event);
        kinds.any(|one| matches!(one.meaning, EventMeaning::AnyOf(_)))
    }

    /// `the start of “looked after” on …`, `becoming an eligible child on …`.
    pub(super) fn edge(&self, start: bool, status: ConceptId, day: &str) -> String {
        let concept = self.model.vocabulary.get(status);
        let noun = concept.filter(|one| one.status().is_some_and(|info| info.takes_article));
        match (noun, start) {
            (Some(one), true) => format!("becoming {} {day}", one.predicate()),
            (Some(one), false) => format!("ceasing to be {} {day}", one.predicate()),
            (None, true) => format!("the start of “{}” {day}", self.noun(status)),
            (None, false) => format!("the end of “{}” {day}", self.noun(status)),
        }
    }

    /// What triggered a row, and why it counts where it was not recorded.
    pub(super) fn trigger_in_full(&self, duty: &Duty, row: &Row) -> String {
        let trigger = self.trigger(duty, row);
        match row.occurrence.and_then(|id| self.deemed(id)) {
            Some(event) => format!("{trigger} ({})", self.because(&event)),
            None => trigger,
        }
    }

    /// That what triggered a row was not recorded, and why it counts all the same.
    pub(super) fn counts_all_the_same(&self, row: &Row) -> Option<String> {
        let event = row.occurrence.and_then(|id| self.deemed(id))?;
        Some(format!("{} is {}", self.the(event.kind), self.because(&event)))
    }

    /// What silence comes to, where a rule says so: `; deemed: the decisions are agreed`.
    pub(super) fn deemed_instead(&self, duty: &Duty) -> String {
        let acts = |kind: ConceptId| duty.act.parts.iter().any(|part| part.event.value == kind);
        let mut deems = self.model.derived.deems.iter();
        let deem = deems.find(|deem| deem.when.without.iter().any(|kind| acts(kind.value)));
        deem.map_or_else(String::new, |deem| {
            format!("; deemed: {}", Printer::new(&self.model.vocabulary).given(deem.gives.value))
        })
    }

    /// The definitions that a row rests on, each after those it rests on itself.
    pub(super) fn definitions(&self, duty: &Duty, row: &Row) -> Vec<Defined> {
        let mut statuses = Vec::new();
        let mut read_on = None;
        for outcome in &row.applies {
            let clause = duty.applies.get(outcome.clause);
            let Some((_, condition)) = clause.and_then(|clause| clause.parts.get(outcome.part))
            else {
                continue;
            };
            named(condition, &mut statuses);
            read_on = read_on.or(outcome.judged_on.and_then(DateRange::exact));
        }
        if let Some(trigger) = &duty.trigger {
            of_anchor(&trigger.anchor, &mut statuses);
            let began = row.trigger_date.and_then(DateRange::exact);
            read_on = read_on.or(began);
        }
        let read_on = read_on.unwrap_or(self.as_of).min(self.as_of);
        let mut order: Vec<ConceptId> = Vec::new();
        while let Some(status) = statuses.pop() {
            let Some(definition) = self.model.derived.definition(status) else { continue };
            if order.contains(&status) {
                continue;
            }
            order.push(status);
            for version in definition.versions() {
                version.parts().chain(&version.except).for_each(|one| named(one, &mut statuses));
            }
        }
        let found = order.iter().rev().filter_map(|id| self.model.derived.definition(*id));
        found.map(|definition| self.defined(definition, read_on)).collect()
    }

    fn defined(&self, definition: &Definition, read_on: Day) -> Defined {
        let at = (self.model.model(), self.case, self.as_of);
        let printer = Printer::new(&self.model.vocabulary);
        let in_force = definition.on(read_on);
        let turns = (!definition.is_lasting()).then(|| Part {
            text: match in_force {
                Some(version) if version.force == Force::ALWAYS => "in force".to_owned(),
                Some(version) => format!("in force {}", version.force.words()),
                None => "in force on that day".to_owned(),
            },
            so: Some(in_force.is_some()),
        });
        let definition = in_force.unwrap_or(definition);
        let stretches = defined_days(at, definition.status.value);
        let held = stretches.into_iter().map(|(from, to)| {
            let from = from.map_or_else(
                || "all along".to_owned(),
                |from| format!("from {}", on(from).trim_start_matches("on ")),
            );
            match to {
                Some(to) => format!("{from} until {}", on(to).trim_start_matches("on ")),
                None => from,
            }
        });
        let mut texts: Vec<String> = definition.parts().map(|part| printer.inline(part)).collect();
        texts.extend(
            definition.except.iter().map(|part| format!("except: {}", printer.inline(part))),
        );
        let counting = definition.counting.iter().map(|leaving| printer.leaving(leaving));
        let counting: Vec<String> = counting.collect();
        let came_out = definition_parts(at, definition, read_on);
        let parts = texts.into_iter().zip(came_out).map(|(text, so)| Part {
            text: if text.starts_with("total time") && !counting.is_empty() {
                format!("{text}, counting {}", counting.join(" and "))
            } else {
                text
            },
            so,
        });
        Defined {
            name: self.noun(definition.status.value).to_owned(),
            held: held.collect(),
            parts: turns.into_iter().chain(parts).collect(),
            read_on,
            sources: definition.sources.iter().map(|source| source.text.clone()).collect(),
        }
    }
}

/// The statuses that a condition names.
fn named(condition: &Condition, found: &mut Vec<ConceptId>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| named(part, found));
        }
        Condition::Not(inner) => named(inner, found),
        Condition::Atom(atom) => {
            if let Atom::Status { status, .. } | Atom::Total { status, .. } = &atom.value {
                found.push(status.value);
            }
        }
    }
}

/// The statuses that an anchor names.
fn of_anchor(anchor: &Anchor, found: &mut Vec<ConceptId>) {
    match anchor {
        Anchor::PeriodStart(status) | Anchor::PeriodEnd(status) => found.push(status.value),
        Anchor::Earlier(first, second) | Anchor::Later(first, second, _) => {
            of_anchor(first, found);
            of_anchor(second, found);
        }
        Anchor::Event(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::It => {}
    }
}
