//! One case after another, put into columns.

use rustc_hash::FxHashMap;

use super::column::Starts;
use super::{Attributes, Caseload, Events, FactColumn, NO_DAY, ONGOING, Periods, Plain};
use crate::facts::{Case, DateFact, Occurrence, Period, PeriodEnd, Records, Value};
use crate::names::ConceptId;
use crate::time::Day;

/// Makes a [`Caseload`], case by case.
#[derive(Debug, Default)]
pub struct Builder {
    made: Caseload,
    codes: FxHashMap<Value, u32>,
}

impl Builder {
    /// For cases that all know their kinds as well as is said here; what is not named is
    /// known as the vocabulary says.
    #[must_use]
    pub fn new(records: FxHashMap<ConceptId, Records>) -> Builder {
        Builder { made: Caseload { records, ..Caseload::default() }, codes: FxHashMap::default() }
    }

    /// Takes one more case. Its own `records` say what differs from the caseload's.
    pub fn push(&mut self, case: Case) {
        self.made.ids.push(case.id.clone());
        let plain = is_plain(&case);
        let day = |fact: Option<DateFact>| {
            fact.filter(|_| plain).and_then(DateFact::exact).map_or(NO_DAY, Day::number)
        };
        let history = case.history_from.filter(|_| plain).map_or(NO_DAY, Day::number);
        self.made.born.push(day(case.born));
        self.made.history_from.push(history);
        if plain {
            self.events(case.events);
            self.periods(case.periods);
            for one in case.facts {
                let code = self.code(one.value);
                let column = self.attributes(one.fact);
                column.from.push(one.from.map_or(NO_DAY, Day::number));
                column.codes.push(code);
            }
        } else {
            self.made.whole.insert(self.made.ids.len() - 1, case);
        }
        self.close();
    }

    /// Takes one more case that columns can hold, without making a [`Case`] of it.
    /// Its events and periods are put in order of time.
    pub fn push_plain(&mut self, case: &mut Plain) {
        self.made.ids.push(case.id.clone());
        self.made.born.push(case.born);
        self.made.history_from.push(case.history_from);
        case.events.sort_by_key(|event| event.day);
        case.periods.sort_by_key(|period| period.from);
        for event in &case.events {
            self.event(event.kind, event.day, &event.facts);
        }
        for period in &case.periods {
            self.period(period.status, (period.from, period.until), &period.facts);
        }
        if case.periods.iter().any(|period| period.from == NO_DAY) {
            self.made.vague.push(self.made.ids.len() - 1);
        }
        for one in &case.facts {
            let column = self.attributes(one.fact);
            column.from.push(one.from);
            column.codes.push(one.code);
        }
        self.close();
    }

    /// What a code stands for.
    #[must_use]
    pub fn value(&self, code: u32) -> Option<&Value> {
        self.made.value(code)
    }

    /// Says anew how well all the cases know their kinds: a file may tell only when it
    /// was read to its end.
    pub fn set_records(&mut self, records: FxHashMap<ConceptId, Records>) {
        self.made.records = records;
    }

    /// The caseload as it stands.
    #[must_use]
    pub fn finish(self) -> Caseload {
        self.made
    }

    /// Ends the run of the last case in every column.
    fn close(&mut self) {
        for column in &mut self.made.events {
            column.starts.close(column.days.len());
        }
        for column in &mut self.made.periods {
            column.starts.close(column.from.len());
        }
        for column in &mut self.made.attributes {
            column.starts.close(column.from.len());
        }
    }

    fn events(&mut self, mut events: Vec<Occurrence>) {
        // In order of their days; on one day as they were given.
        events.sort_by_key(day_of);
        for event in events {
            let facts = self.coded(event.facts.iter());
            self.event(event.kind, day_of(&event), &facts);
        }
    }

    fn event(&mut self, kind: ConceptId, day: i32, facts: &[(ConceptId, u32)]) {
        let before = self.made.ids.len() - 1;
        let columns = &mut self.made.events;
        let at = columns.iter().position(|column| column.kind == kind);
        let at = at.unwrap_or_else(|| {
            let starts = Starts::after(before);
            columns.push(Events { kind, starts, days: Vec::new(), facts: Vec::new() });
            columns.len() - 1
        });
        if let Some(column) = columns.get_mut(at) {
            column.days.push(day);
            with_facts(&mut column.facts, column.days.len(), facts);
        }
    }

    fn periods(&mut self, mut periods: Vec<Period>) {
        periods.sort_by_key(first_of);
        for period in periods {
            let facts = self.coded(period.facts.iter());
            let until = match period.until {
                PeriodEnd::On(end) => end.exact().map_or(ONGOING, Day::number),
                PeriodEnd::Ongoing => ONGOING,
            };
            self.period(period.status, (first_of(&period), until), &facts);
        }
    }

    fn period(&mut self, status: ConceptId, (from, until): (i32, i32), facts: &[(ConceptId, u32)]) {
        let before = self.made.ids.len() - 1;
        let columns = &mut self.made.periods;
        let at = columns.iter().position(|column| column.status == status);
        let at = at.unwrap_or_else(|| {
            let starts = Starts::after(before);
            let (from, until, facts) = (Vec::new(), Vec::new(), Vec::new());
            columns.push(Periods { status, starts, from, until, facts });
            columns.len() - 1
        });
        if let Some(column) = columns.get_mut(at) {
            column.from.push(from);
            column.until.push(until);
            with_facts(&mut column.facts, column.from.len(), facts);
        }
    }

    fn attributes(&mut self, fact: ConceptId) -> &mut Attributes {
        let before = self.made.ids.len() - 1;
        let columns = &mut self.made.attributes;
        let at = columns.iter().position(|column| column.fact == fact).unwrap_or(columns.len());
        if at == columns.len() {
            let starts = Starts::after(before);
            columns.push(Attributes { fact, starts, from: Vec::new(), codes: Vec::new() });
        }
        #[expect(clippy::indexing_slicing, reason = "it was found, or pushed just now")]
        &mut columns[at]
    }

    fn coded<'f>(
        &mut self,
        facts: impl Iterator<Item = &'f (ConceptId, Value)>,
    ) -> Vec<(ConceptId, u32)> {
        facts.map(|(fact, value)| (*fact, self.code(value.clone()))).collect()
    }

    /// The code of a value, from 1, for the facts of a [`Plain`] case.
    pub fn code(&mut self, value: Value) -> u32 {
        let next = u32::try_from(self.made.values.len()).unwrap_or(u32::MAX - 1) + 1;
        *self.codes.entry(value).or_insert_with_key(|value| {
            self.made.values.push(value.clone());
            next
        })
    }
}

/// Adds the facts of the last of so many entries.
fn with_facts(columns: &mut Vec<FactColumn>, entries: usize, facts: &[(ConceptId, u32)]) {
    for (fact, _) in facts {
        if !columns.iter().any(|column| column.fact == *fact) {
            columns.push(FactColumn { fact: *fact, codes: vec![0; entries - 1] });
        }
    }
    for column in columns {
        let given = facts.iter().find(|(fact, _)| *fact == column.fact);
        column.codes.push(given.map_or(0, |(_, code)| *code));
    }
}

fn day_of(event: &Occurrence) -> i32 {
    event.completed.and_then(DateFact::exact).map_or(NO_DAY, Day::number)
}

fn first_of(period: &Period) -> i32 {
    period.from.exact().map_or(NO_DAY, Day::number)
}

/// Whether columns hold all there is to a case.
fn is_plain(case: &Case) -> bool {
    let exact = |fact: &DateFact| fact.exact().is_some();
    let period = |period: &Period| {
        let end = match &period.until {
            PeriodEnd::On(end) => exact(end),
            PeriodEnd::Ongoing => true,
        };
        exact(&period.from) && end && once_each(&period.facts)
    };
    case.subject.is_none()
        && case.records.is_empty()
        && case.born.as_ref().is_none_or(exact)
        && case.events.iter().all(is_plain_event)
        && case.periods.iter().all(period)
}

fn is_plain_event(event: &Occurrence) -> bool {
    let happened = event.started.is_some_and(|day| day.exact().is_some());
    let plans = [event.planned_for, event.adjourned, event.moved, event.cancelled, event.until];
    happened
        && event.started == event.completed
        && plans.iter().all(Option::is_none)
        && event.adjourned_again.is_empty()
        && event.name.is_none()
        && event.done_for.is_none()
        && event.by.is_none()
        && !event.by_other
        && event.papers.is_empty()
        && event.seq == 0
        && event.recorded_on.is_none()
        && once_each(&event.facts)
}

/// A column has one place for a fact of an entry.
fn once_each(facts: &[(ConceptId, Value)]) -> bool {
    facts.iter().enumerate().all(|(at, (fact, _))| facts.iter().take(at).all(|(f, _)| f != fact))
}

#[cfg(test)]
impl Builder {
    pub(super) fn clone_made(&self) -> Caseload {
        self.made.clone()
    }
}
