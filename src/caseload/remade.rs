//! One case, made again from the columns.

use super::{Caseload, FactColumn, NO_DAY, ONGOING};
use crate::facts::{Attribute, Case, DateFact, Occurrence, OccurrenceId, Period, PeriodEnd, Value};
use crate::names::ConceptId;
use crate::source::Span;
use crate::time::Day;

impl Caseload {
    /// A case as it was given, but for the order of what happened: kind by kind, each in
    /// order of time. `None` where there are fewer cases.
    #[must_use]
    pub fn case(&self, at: usize) -> Option<Case> {
        let id = self.ids.get(at)?;
        if let Some(whole) = self.whole.get(&at) {
            let mut case = whole.clone();
            for (kind, records) in &self.records {
                case.records.entry(*kind).or_insert(*records);
            }
            return Some(case);
        }
        Some(Case {
            id: id.clone(),
            born: self.born.get(at).copied().and_then(day).map(DateFact::Exactly),
            history_from: self.history_from.get(at).copied().and_then(day),
            records: self.records.clone(),
            events: self.events_again(at),
            periods: self.periods_again(at),
            facts: self.facts_again(at),
            subject: None,
        })
    }

    fn events_again(&self, at: usize) -> Vec<Occurrence> {
        let mut made = Vec::new();
        for column in &self.events {
            for entry in column.run(at) {
                let id = OccurrenceId(u32::try_from(made.len()).unwrap_or(u32::MAX));
                let on = column.days.get(entry).copied().and_then(day).map(DateFact::Exactly);
                made.push(Occurrence {
                    started: on,
                    completed: on,
                    facts: self.facts_of(&column.facts, entry),
                    ..Occurrence::bare(id, column.kind, Span::NOWHERE)
                });
            }
        }
        made
    }

    fn periods_again(&self, at: usize) -> Vec<Period> {
        let columns = self.periods.iter();
        let all = columns.flat_map(|column| column.run(at).map(move |entry| (column, entry)));
        let made = all.filter_map(|(column, entry)| {
            let until = *column.until.get(entry)?;
            let end = if until == ONGOING { None } else { day(until) };
            Some(Period {
                status: column.status,
                from: self.began(at, *column.from.get(entry)?),
                until: end.map_or(PeriodEnd::Ongoing, |on| PeriodEnd::On(DateFact::Exactly(on))),
                facts: self.facts_of(&column.facts, entry),
                span: Span::NOWHERE,
            })
        });
        made.collect()
    }

    /// The first day of a period of a case.
    fn began(&self, at: usize, from: i32) -> DateFact {
        if let Some(day) = day(from) {
            return DateFact::Exactly(day);
        }
        let of = |column: &[i32]| column.get(at).copied().and_then(day);
        let Some(last) = of(&self.history_from) else { return DateFact::Sometime };
        match of(&self.born) {
            Some(born) if born == last => DateFact::Exactly(last),
            Some(born) if born < last => DateFact::Between(born, last),
            Some(_) | None => DateFact::Between(Day::MIN, last),
        }
    }

    fn facts_again(&self, at: usize) -> Vec<Attribute> {
        let columns = self.attributes.iter();
        let all = columns.flat_map(|column| column.run(at).map(move |entry| (column, entry)));
        let made = all.filter_map(|(column, entry)| {
            Some(Attribute {
                fact: column.fact,
                value: self.value(*column.codes.get(entry)?)?.clone(),
                from: day(*column.from.get(entry)?),
                span: Span::NOWHERE,
            })
        });
        made.collect()
    }

    fn facts_of(&self, columns: &[FactColumn], entry: usize) -> Vec<(ConceptId, Value)> {
        let of = |column: &FactColumn| {
            let code = *column.codes.get(entry)?;
            Some((column.fact, self.value(code)?.clone()))
        };
        columns.iter().filter_map(of).collect()
    }
}

fn day(number: i32) -> Option<Day> {
    (number != NO_DAY).then(|| Day::from_number(number))
}
