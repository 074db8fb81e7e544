//! Which of two cases a reader would rather have.

use super::Situation;
use crate::facts::{Case, DateFact, Value};
use crate::time::{Calendar, Day};

/// How much a reader has to take in, the most important first: facts, what is out
/// of the ordinary about them, coincidences with the calendar, distance from the
/// day the pack was verified, and days at weekends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    facts: usize,
    attributes: usize,
    coincidences: usize,
    distance: u32,
    weekends: usize,
}

/// What a situation costs its reader.
pub(super) fn cost(situation: &Situation, near: Day, calendar: Option<&Calendar>) -> Cost {
    let case = &situation.case;
    let days: Vec<Day> = super::build::dates(case)
        .filter_map(DateFact::exact)
        .chain(case.born.and_then(DateFact::exact))
        .chain([situation.as_of])
        .collect();
    let odd = |day: &&Day| {
        let closed = calendar.is_some_and(|calendar| calendar.closed_name(**day).is_some());
        let (_, month, date) = day.ymd();
        // Not every month has these days.
        closed || date >= 29 || (month, date) == (2, 28)
    };
    let first = super::build::ends(case).map_or(situation.as_of, |(first, _)| first);
    let weekend = |day: &&Day| calendar.is_some_and(|calendar| calendar.is_weekend(**day));
    Cost {
        facts: case.events.len()
            + case.periods.len()
            + case.facts.len()
            + usize::from(case.born.is_some()),
        attributes: attributes(case),
        coincidences: days.iter().filter(odd).count(),
        distance: first.days_until(near).unsigned_abs(),
        weekends: days.iter().filter(weekend).count(),
    }
}

/// How much is said of the facts beyond their first date.
fn attributes(case: &Case) -> usize {
    let vague = |date: Option<DateFact>| {
        usize::from(matches!(date, Some(DateFact::Between(..) | DateFact::Sometime)))
    };
    let of_events = case.events.iter().map(|one| {
        let dates = [one.started, one.planned_for, one.adjourned, one.cancelled];
        let split = one.completed != one.started && one.completed.is_some();
        dates.into_iter().flatten().count().saturating_sub(1)
            + usize::from(split)
            + usize::from(one.done_for.is_some())
            + usize::from(one.by.is_some())
            + usize::from(one.seq != 0)
            + one.facts.len()
            + usize::from(!one.papers.is_empty())
            + vague(one.started)
            + vague(one.planned_for)
    });
    let of_periods = case.periods.iter().map(|one| {
        let ended = usize::from(one.until != crate::facts::PeriodEnd::Ongoing);
        ended + one.facts.len() + vague(Some(one.from))
    });
    let of_facts = case
        .facts
        .iter()
        .map(|one| usize::from(one.from.is_some()) + usize::from(one.value == Value::Unknown));
    of_events.chain(of_periods).chain(of_facts).sum::<usize>() + vague(case.born)
}
