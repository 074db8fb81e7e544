//! Cases put together fact by fact, and moved about in time.

use crate::facts::{Attribute, Case, DateFact, Occurrence, OccurrenceId, Period, PeriodEnd, Value};
use crate::names::ConceptId;
use crate::source::Span;
use crate::time::Day;

/// A case in which nothing is recorded.
pub(crate) fn empty() -> Case {
    Case {
        id: "witness".to_owned(),
        born: None,
        history_from: None,
        records: Default::default(),
        events: Vec::new(),
        periods: Vec::new(),
        facts: Vec::new(),
        subject: None,
    }
}

/// Adds an occurrence of which nothing is known yet but its kind.
pub(crate) fn occurrence(case: &mut Case, kind: ConceptId, at: Span) -> &mut Occurrence {
    let id = OccurrenceId(u32::try_from(case.events.len()).unwrap_or(u32::MAX));
    case.events.push(Occurrence::bare(id, kind, at));
    let last = case.events.len() - 1;
    #[expect(clippy::indexing_slicing, reason = "it was just put there")]
    &mut case.events[last]
}

/// Something happened, and was over, on a day.
pub(crate) fn happen(case: &mut Case, kind: ConceptId, day: Day, at: Span) {
    let occurrence = occurrence(case, kind, at);
    occurrence.started = Some(DateFact::Exactly(day));
    occurrence.completed = Some(DateFact::Exactly(day));
}

/// The same with facts of it, as the kind it is recorded as.
pub(crate) fn happen_as(
    case: &mut Case,
    (kind, facts): (ConceptId, Vec<(ConceptId, Value)>),
    day: Day,
    at: Span,
) {
    happen(case, kind, day, at);
    if let Some(one) = case.events.last_mut() {
        one.facts = facts;
    }
}

/// A status holds from a day on.
pub(crate) fn begin(case: &mut Case, status: ConceptId, day: Day, at: Span) {
    let from = DateFact::Exactly(day);
    case.periods.push(Period {
        status,
        from,
        until: PeriodEnd::Ongoing,
        facts: Vec::new(),
        span: at,
    });
}

/// A fact of the case has a value, and always had.
pub(crate) fn fact(case: &mut Case, fact: ConceptId, value: Value, at: Span) {
    case.facts.retain(|attribute| attribute.fact != fact);
    case.facts.push(Attribute { fact, value, from: None, span: at });
}

/// Every date of a case.
pub(crate) fn dates(case: &Case) -> impl Iterator<Item = DateFact> + '_ {
    let events = case.events.iter().flat_map(|one| {
        [one.planned_for, one.started, one.completed, one.adjourned, one.cancelled]
    });
    let periods = case.periods.iter().flat_map(|one| {
        let until = match one.until {
            PeriodEnd::On(date) => Some(date),
            PeriodEnd::Ongoing => None,
        };
        [Some(one.from), until]
    });
    let facts = case.facts.iter().map(|one| one.from.map(DateFact::Exactly));
    events.chain(periods).chain(facts).flatten()
}

/// The first and the last day of what is recorded.
pub(crate) fn ends(case: &Case) -> Option<(Day, Day)> {
    let bounds = dates(case).filter_map(DateFact::bounds);
    bounds.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
}

/// The same case so many days later.
pub(crate) fn shifted(case: &Case, days: i32) -> Case {
    let mut case = case.clone();
    let date = |date: &mut DateFact| {
        *date = match *date {
            DateFact::Exactly(day) => DateFact::Exactly(day.plus(days)),
            DateFact::Between(first, last) => DateFact::Between(first.plus(days), last.plus(days)),
            DateFact::Sometime => DateFact::Sometime,
        };
    };
    case.born.iter_mut().for_each(date);
    for one in &mut case.events {
        let all = [
            &mut one.planned_for,
            &mut one.started,
            &mut one.completed,
            &mut one.adjourned,
            &mut one.cancelled,
        ];
        all.into_iter().flatten().for_each(date);
        one.recorded_on = one.recorded_on.map(|day| day.plus(days));
    }
    for one in &mut case.periods {
        date(&mut one.from);
        if let PeriodEnd::On(until) = &mut one.until {
            date(until);
        }
    }
    for one in &mut case.facts {
        one.from = one.from.map(|day| day.plus(days));
        if let Value::Date(day) = &mut one.value {
            *day = day.plus(days);
        }
    }
    case.history_from = case.history_from.map(|day| day.plus(days));
    case
}

/// The same case without one of its occurrences; what was done for it is done for
/// none.
pub(crate) fn without_event(case: &Case, at: usize) -> Case {
    let mut case = case.clone();
    if at >= case.events.len() {
        return case;
    }
    case.events.remove(at);
    let gone = u32::try_from(at).unwrap_or(u32::MAX);
    for (id, one) in (0_u32..).zip(&mut case.events) {
        one.id = OccurrenceId(id);
        one.done_for = match one.done_for {
            Some(OccurrenceId(other)) if other == gone => None,
            Some(OccurrenceId(other)) if other > gone => Some(OccurrenceId(other - 1)),
            other => other,
        };
    }
    case
}

/// Two cases as one: what the first starts has the facts given, and the rest of the
/// second stands beside it.
pub(crate) fn joined(first: &Case, second: Case, facts: &[(ConceptId, Value)]) -> Case {
    let mut case = first.clone();
    if let Some(one) = case.events.last_mut() {
        one.facts.extend(facts.iter().cloned());
    }
    for mut one in second.events {
        one.id = OccurrenceId(u32::try_from(case.events.len()).unwrap_or(u32::MAX));
        one.done_for = None;
        case.events.push(one);
    }
    case.born = second.born.or(case.born);
    case.periods.extend(second.periods);
    case.facts.extend(second.facts);
    case
}
