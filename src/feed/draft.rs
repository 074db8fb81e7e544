//! One child while it is made.
//!
//! In: events and periods as they are found, some of them on days that are not known. Out:
//! a case for columns, or a whole one. Never here: rows and cells.

use rustc_hash::FxHashMap;

use super::mapping::bound::BoundStretch;
use super::stretches::{Edge, Stretch};
use crate::caseload::{Builder, Codes, NO_DAY, ONGOING, Plain, PlainPeriod};
use crate::facts::{
    Attribute, Case, DateFact, Occurrence, OccurrenceId, Period, PeriodEnd, Records, Value,
};
use crate::model::Model;
use crate::names::ConceptId;
use crate::source::Span;
use crate::time::Day;

/// A period whose ends may not be known.
#[derive(Debug, Clone)]
pub(super) struct Vague {
    status: ConceptId,
    from: Edge,
    until: Edge,
    facts: Codes,
}

/// The days of an event that has more than one, or one that is not exactly known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Days {
    pub(super) on: Option<DateFact>,
    pub(super) planned_for: Option<DateFact>,
    pub(super) completed: Option<DateFact>,
    pub(super) adjourned: Option<DateFact>,
    pub(super) cancelled: Option<DateFact>,
}

/// One child while it is made.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) plain: Plain,
    periods: Vec<Vague>,
    /// An event on a day that is not known.
    pub(super) undated: bool,
    /// Events, by their places, with more days than one.
    pub(super) days: FxHashMap<usize, Days>,
    /// Two days of birth, the earliest and the latest.
    pub(super) births: Option<(i32, i32)>,
    /// What this child knows otherwise than all others.
    pub(super) records: Vec<(ConceptId, Records)>,
}

/// Whether a column can hold a period.
fn is_plain(period: &Vague, history: i32) -> bool {
    let from = match period.from {
        Edge::On(_) => true,
        Edge::Between(None, Some(last)) => last == history,
        Edge::Between(..) | Edge::Never => false,
    };
    let until = match period.until {
        Edge::On(_) | Edge::Never => true,
        Edge::Between(..) => false,
    };
    from && until
}

impl Draft {
    /// Begins another child.
    pub(super) fn begin(&mut self, id: &str, births: Option<(i32, i32)>) {
        self.plain.clear();
        self.plain.id.push_str(id);
        self.plain.born = births.filter(|(a, b)| a == b).map_or(NO_DAY, |(day, _)| day);
        self.births = births.filter(|(a, b)| a != b);
        self.periods.clear();
        self.undated = false;
        self.days.clear();
        self.records.clear();
    }

    /// Gives the case to a builder: to its columns, where they can hold it.
    pub(super) fn finish(&mut self, builder: &mut Builder) {
        let history = self.plain.history_from;
        let whole = self.births.is_some()
            || !self.records.is_empty()
            || self.undated
            || !self.days.is_empty()
            || self.periods.iter().any(|period| !is_plain(period, history));
        if whole {
            let case = self.case(builder);
            builder.push(case);
        } else {
            self.settle();
            builder.push_plain(&mut self.plain);
        }
    }

    /// The day of birth is not known after all.
    pub(super) fn forget_birth(&mut self) {
        self.plain.born = NO_DAY;
        self.births = None;
    }

    /// The first and the last of the known days on which something happened.
    pub(super) fn days_told(&self) -> Option<(i32, i32)> {
        let days = self.plain.events.iter().map(|event| event.day).filter(|day| *day != NO_DAY);
        Some((days.clone().min()?, days.max()?))
    }

    pub(super) fn period(&mut self, status: ConceptId, from: Edge, until: Edge, facts: Codes) {
        self.periods.push(Vague { status, from, until, facts });
    }

    /// Stretches, as the events that begin and end them, and as periods where there are
    /// none, or where an end is not known.
    pub(super) fn stretches(
        &mut self,
        rule: &BoundStretch,
        all: &[Stretch],
        overlap: bool,
        model: &Model,
    ) {
        let known = |edge: Edge| !matches!(edge, Edge::Between(..));
        let sure = !overlap && all.iter().all(|one| known(one.from) && known(one.until));
        let info = model.vocabulary.get(rule.status).and_then(|concept| concept.status());
        let by_events = info.and_then(|info| info.transition.as_ref()).is_some_and(|it| {
            rule.begins.is_some_and(|begins| it.from.contains(&begins))
                && rule.ends.is_some_and(|ends| it.until.contains(&ends))
        });
        for one in all {
            let certain = |kind: Option<ConceptId>| kind.filter(|_| !one.perhaps);
            if let (Some(begins), Edge::On(day)) = (certain(rule.begins), one.from) {
                self.plain.happened(begins, day);
            }
            if let (Some(ends), Edge::On(day)) = (certain(rule.ends), one.until) {
                self.plain.happened(ends, day);
            }
            if !(sure && by_events) {
                self.period(rule.status, one.from, one.until, Codes::new());
            }
        }
    }

    /// Puts the periods where columns have them.
    fn settle(&mut self) {
        for period in self.periods.drain(..) {
            let from = match period.from {
                Edge::On(day) => day,
                Edge::Between(..) | Edge::Never => NO_DAY,
            };
            let until = match period.until {
                Edge::On(day) => day,
                Edge::Between(..) | Edge::Never => ONGOING,
            };
            let (status, facts) = (period.status, period.facts);
            self.plain.periods.push(PlainPeriod { status, from, until, facts });
        }
    }

    /// The case, where there is more to it than columns hold.
    fn case(&self, builder: &Builder) -> Case {
        let births = self.births;
        let day = |day: i32| (day != NO_DAY).then(|| Day::from_number(day));
        let born = match births {
            Some((a, b)) => Some(DateFact::Between(Day::from_number(a), Day::from_number(b))),
            None => day(self.plain.born).map(DateFact::Exactly),
        };
        let first = births.map_or(day(self.plain.born), |(first, _)| day(first));
        let facts = |codes: &Codes| -> Vec<(ConceptId, Value)> {
            let value = |code: u32| builder.value(code).cloned().unwrap_or(Value::Unknown);
            codes.iter().map(|(fact, code)| (*fact, value(*code))).collect()
        };
        let ids = (0_u32..).map(OccurrenceId).enumerate();
        let events = ids.zip(&self.plain.events).map(|((at, id), event)| {
            let on = Some(day(event.day).map_or(DateFact::Sometime, DateFact::Exactly));
            let days = self.days.get(&at).copied();
            let days = days.unwrap_or(Days { on, completed: on, ..Days::default() });
            Occurrence {
                planned_for: days.planned_for,
                started: days.on,
                completed: days.completed,
                adjourned: days.adjourned,
                cancelled: days.cancelled,
                facts: facts(&event.facts),
                ..Occurrence::bare(id, event.kind, Span::NOWHERE)
            }
        });
        let periods = self.periods.iter().map(|period| Period {
            status: period.status,
            from: edge(period.from, first).unwrap_or(DateFact::Sometime),
            until: edge(period.until, first).map_or(PeriodEnd::Ongoing, PeriodEnd::On),
            facts: facts(&period.facts),
            span: Span::NOWHERE,
        });
        let attributes = self.plain.facts.iter().map(|one| Attribute {
            fact: one.fact,
            value: builder.value(one.code).cloned().unwrap_or(Value::Unknown),
            from: day(one.from),
            span: Span::NOWHERE,
        });
        Case {
            id: self.plain.id.clone(),
            born,
            history_from: day(self.plain.history_from),
            records: self.records.iter().copied().collect(),
            events: events.collect(),
            periods: periods.collect(),
            facts: attributes.collect(),
            subject: None,
        }
    }
}

/// When an edge is; `None` where it never comes. Nothing is before the birth.
fn edge(edge: Edge, born: Option<Day>) -> Option<DateFact> {
    match edge {
        Edge::Never => None,
        Edge::On(day) => Some(DateFact::Exactly(Day::from_number(day))),
        Edge::Between(None, None) => Some(DateFact::Sometime),
        Edge::Between(first, last) => {
            let last = last.map_or(Day::MAX, Day::from_number);
            let born = born.filter(|born| *born <= last);
            let first = first.map(Day::from_number).or(born).unwrap_or(Day::MIN);
            Some(match first.cmp(&last) {
                std::cmp::Ordering::Less => DateFact::Between(first, last),
                std::cmp::Ordering::Equal => DateFact::Exactly(first),
                std::cmp::Ordering::Greater => DateFact::Sometime,
            })
        }
    }
}
