//! What was done, and why it counts or does not.
//!
//! In: a row and the case. Out: each occurrence of the act, in order, with the
//! reason. Never here: matching: it was done already.

use super::Considered;
use super::words::Of;
use crate::eval::{Row, Status, TriggerKey, counts_as, derived, evaluate};
use crate::facts::{DateFact, Occurrence, OccurrenceId};
use crate::model::{Duty, Match, Opens};
use crate::names::{ConceptId, ordinal};
use crate::time::Day;

impl Of<'_> {
    /// Every occurrence of the act, with whether it counts.
    pub(super) fn acts(&self, duty: &Duty, row: &Row) -> Vec<Considered> {
        let mut kinds: Vec<_> = duty.act.parts.iter().map(|part| part.event.value).collect();
        let mut at = 0;
        while let Some(kind) = kinds.get(at) {
            let more = self.model.derived.recorded_as(*kind);
            let more: Vec<_> = more.into_iter().filter(|kind| !kinds.contains(kind)).collect();
            kinds.extend(more);
            at += 1;
        }
        let mut all: Vec<&Occurrence> =
            self.case.events.iter().filter(|one| kinds.contains(&one.kind)).collect();
        all.sort_by_key(|one| (first_day(one), one.seq, one.id));
        let others = evaluate(self.model, self.case, self.as_of);
        let others: Vec<&Row> =
            others.rows.iter().filter(|other| other.key.duty == duty.id).collect();
        let recorded = all.into_iter().filter_map(|one| self.considered(duty, row, one, &others));
        let deemed = derived(self.model, self.case, self.as_of).into_iter();
        let deemed = deemed.filter(|event| kinds.contains(&event.kind)).map(|event| {
            let counts = row.fulfilled.is_some_and(|(_, id)| id == event.id);
            let why = if counts { self.why(row) } else { "another one is counted".to_owned() };
            Considered { what: self.deemed_words(&event), counts, why }
        });
        recorded.chain(deemed).collect()
    }

    fn considered(
        &self,
        duty: &Duty,
        row: &Row,
        one: &Occurrence,
        others: &[&Row],
    ) -> Option<Considered> {
        let counts = row.fulfilled.is_some_and(|(_, id)| id == one.id);
        let why = if counts { self.why(row) } else { self.why_not(duty, row, one, others)? };
        Some(Considered { what: self.occurrence(one.id), counts, why })
    }

    fn why(&self, row: &Row) -> String {
        match row.statuses.single() {
            Some(Status::Met) => "it counts, and was in time".to_owned(),
            Some(Status::MetLate) => "it counts, and was late".to_owned(),
            Some(Status::NotApplicable) => "nothing was owed".to_owned(),
            Some(Status::Lapsed | Status::Overdue | Status::DueSoon | Status::Pending) | None => {
                "it may count; what is recorded does not say for certain".to_owned()
            }
        }
    }

    /// Why an occurrence does not count here; nothing where it has nothing to do
    /// with this row.
    fn why_not(&self, duty: &Duty, row: &Row, one: &Occurrence, others: &[&Row]) -> Option<String> {
        if let Some(kind) = self.no_such(duty, one) {
            return Some(format!("it is no {}", self.noun(kind)));
        }
        let runs_from = match row.key.trigger {
            TriggerKey::Previous(id) => Some(id),
            TriggerKey::Occurrence(_)
            | TriggerKey::Start(_)
            | TriggerKey::Period(_)
            | TriggerKey::Birthday(_)
            | TriggerKey::Date(_)
            | TriggerKey::Nth(_)
            | TriggerKey::NotRecorded(_) => row.occurrence,
        };
        if runs_from == Some(one.id) {
            return Some("this is what the time runs from".to_owned());
        }
        if one.cancelled.is_some() {
            return Some("it was cancelled".to_owned());
        }
        let Some((first, last)) = happened(one) else {
            return one.planned_for.map(|_| "it is planned, and has not taken place".to_owned());
        };
        if first > self.as_of {
            return Some(format!("it came after {}, the day looked at", self.as_of.with_weekday()));
        }
        if let Some(of) = one.done_for.filter(|of| Some(*of) != row.occurrence) {
            return Some(format!("it is recorded as done for {}", self.occurrence(of)));
        }
        if row.too_early == Some(one.id) || self.before_opening(duty, row, last) {
            let opens = row.opens.map_or_else(String::new, |day| {
                format!(": nothing before {} counts", day.first.with_weekday())
            });
            return Some(format!("it came too early{opens}"));
        }
        if let Some(other) =
            others.iter().find(|other| served(other, one.id) && other.key != row.key)
        {
            return Some(format!("it is counted for {}", self.trigger(duty, other)));
        }
        if let Some(closure) = row.closure.as_ref().filter(|closure| first > closure.on.last) {
            return Some(format!("by then {}", self.had_closed(duty, &closure.reason)));
        }
        let part = duty.act.parts.iter().position(|part| part.event.value == one.kind);
        if duty.act.parts.len() > 1 && part.is_some_and(|part| !row.missing_parts.contains(&part)) {
            return Some("it is one part of what is needed".to_owned());
        }
        let before = row.trigger_date.is_some_and(|day| last < day.first);
        if before && !self.may_come_before(duty) {
            return Some("it came before the time began to run".to_owned());
        }
        Some(match duty.matching {
            Match::Nth(n) => format!("it is not the {}", ordinal(n)),
            Match::Next => "another one came before it".to_owned(),
            Match::LatestBefore => "a later one, nearer to the day, counts instead".to_owned(),
            Match::OldestFirst => "another one is counted already".to_owned(),
            Match::CompletionOfTrigger => return None,
        })
    }

    /// The kind that the act is of and an occurrence is not.
    fn no_such(&self, duty: &Duty, one: &Occurrence) -> Option<ConceptId> {
        let mut parts = duty.act.parts.iter().map(|part| part.event.value);
        if parts.clone().any(|kind| kind == one.kind) {
            return None;
        }
        let at = (self.model.model(), self.case, self.as_of);
        parts.find(|kind| {
            self.model.derived.recorded_as(*kind).contains(&one.kind)
                && counts_as(at, one.id, *kind) == Some(false)
        })
    }

    fn before_opening(&self, duty: &Duty, row: &Row, day: Day) -> bool {
        let window =
            duty.limits.get(row.limit).is_some_and(|limit| matches!(limit.opens, Opens::From(_)));
        window
            && row.opens.is_some_and(|opens| day < opens.first)
            && row.trigger_date.is_some_and(|from| day >= from.first)
    }

    fn may_come_before(&self, duty: &Duty) -> bool {
        duty.limits.iter().any(|limit| limit.opens == Opens::Early)
    }
}

fn served(row: &Row, id: OccurrenceId) -> bool {
    row.fulfilled.is_some_and(|(_, by)| by == id)
}

fn happened(one: &Occurrence) -> Option<(Day, Day)> {
    let fact = one.started.or(one.completed).or(one.adjourned)?;
    fact.bounds().or(Some((Day::MIN, Day::MAX)))
}

fn first_day(one: &Occurrence) -> Day {
    let fact = one.started.or(one.completed).or(one.adjourned).or(one.planned_for);
    fact.and_then(DateFact::bounds).map_or(Day::MAX, |(first, _)| first)
}
