//! Why a row stands as it does, in one line; `explain` says it in full.

use crate::eval::{Blame, ClosureReason, DateRange, Row};
use crate::facts::{Case, OccurrenceId};
use crate::model::Duty;
use crate::names::definite;

use super::Evaluation;

/// The limit in its author's words, what it was counted from, and what was done.
pub(super) fn because(of: &Evaluation<'_>, case: &Case, duty: &Duty, row: &Row) -> String {
    let mut parts = Vec::new();
    let written = duty.due.as_ref().map(|due| of.map.snippet(due.core.span));
    let limit = written.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    match (limit.is_empty(), row.trigger_date) {
        (false, Some(day)) => parts.push(format!("{limit} ({})", days(day))),
        (false, None) => parts.push(limit),
        (true, _) => {}
    }
    if let Some((day, done)) = row.fulfilled {
        let on = if day.exact().is_some() { "on" } else { "from" };
        parts.push(format!("{} {on} {}", act(of, case, done), days(day)));
    }
    if let Some(closure) = &row.closure {
        parts.push(format!(
            "closed on {}: {}",
            days(closure.on),
            closed(of, case, &closure.reason)
        ));
    }
    parts.join("; ")
}

fn act(of: &Evaluation<'_>, case: &Case, done: OccurrenceId) -> String {
    let noun = case.occurrence(done).map(|found| of.model.vocabulary.noun(found.kind));
    definite(noun.unwrap_or_default())
}

fn closed(of: &Evaluation<'_>, case: &Case, reason: &ClosureReason) -> String {
    match reason {
        ClosureReason::ScopeEnded(status) => {
            format!("“{}” ended", of.model.vocabulary.noun(*status))
        }
        ClosureReason::WhileStopped => "its condition stopped".to_owned(),
        ClosureReason::AnchorHappened(id) => format!("{} took place", act(of, case, *id)),
        ClosureReason::Cancelled(id) => format!("{} was cancelled", act(of, case, *id)),
        ClosureReason::DayCame => "its day came".to_owned(),
        ClosureReason::Deemed => "silence is allowed".to_owned(),
    }
}

/// What to record for the status to be known.
pub(super) fn unknown_because(of: &Evaluation<'_>, case: &Case, row: &Row) -> Vec<String> {
    row.blame.iter().map(|blame| missing(of, case, blame)).collect()
}

fn missing(of: &Evaluation<'_>, case: &Case, blame: &Blame) -> String {
    let noun = |id| definite(of.model.vocabulary.noun(id));
    match blame {
        Blame::DateOf(id) => format!("the date of {}", act(of, case, *id)),
        Blame::CompletionOf(id) => format!("the completion date of {}", act(of, case, *id)),
        Blame::Unrecorded(kind) => format!("whether, and when, there was {}", noun(*kind)),
        Blame::NotEnteredSince(kind, day) => {
            format!("{} after {}", noun(*kind), day.long())
        }
        Blame::HistoryBefore(day) => format!("what happened before {}", day.long()),
        Blame::BirthDate => "the date of birth".to_owned(),
        Blame::Fact(fact) => noun(*fact),
        Blame::FactOf(fact, id) => format!("{} of {}", noun(*fact), act(of, case, *id)),
        Blame::Status(status) => format!("from when, and until when, “{}”", noun(*status)),
        Blame::Calendar(first, last) => {
            format!("the calendar, which lists {} to {}", first.long(), last.long())
        }
    }
}

/// `3 August 2026`, `3 June 2026 to 9 June 2026`.
fn days(range: DateRange) -> String {
    match range.exact() {
        Some(day) => day.long(),
        None => format!("{} to {}", range.first.long(), range.last.long()),
    }
}
