//! What was gathered, child by child, as a caseload.
//!
//! In: the entries of every rule. Out: cases, in columns where all of it is known, and
//! the contradictions that show only between rows. Never here: cells.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::dirty::Fault;
use super::mapping::Mapping;
use super::mapping::bound::{BoundEvent, BoundPeriod, BoundStretch, BoundTable, BoundValue};
use super::stretches::{Course, Edge, Remark, Stretch};
use super::table::{Common, Entries, Place, Spell, Store, kinds};
use crate::caseload::{Builder, Codes, NO_DAY, ONGOING, Plain, PlainEvent, PlainFact, PlainPeriod};
use crate::facts::{
    Attribute, Case, DateFact, Occurrence, OccurrenceId, Period, PeriodEnd, Records, Value,
};
use crate::model::Model;
use crate::names::{Completeness, ConceptId};
use crate::source::Span;
use crate::time::Day;

/// A period whose ends may not be known.
#[derive(Debug, Clone)]
struct Vague {
    status: ConceptId,
    from: Edge,
    until: Edge,
    facts: Codes,
}

/// One child while it is made.
#[derive(Debug, Default)]
struct Draft {
    plain: Plain,
    periods: Vec<Vague>,
    /// An event on a day that is not known.
    undated: bool,
}

/// Entries with their order by child.
struct Grouped<'e> {
    entries: &'e Entries,
    /// `None` where they stand in order.
    order: Option<Vec<u32>>,
    next: usize,
}

impl<'e> Grouped<'e> {
    fn new(entries: &'e Entries) -> Grouped<'e> {
        let order = (!entries.child.is_sorted()).then(|| {
            let many = u32::try_from(entries.child.len()).unwrap_or(u32::MAX);
            let mut order: Vec<u32> = (0..many).collect();
            order.sort_by_key(|at| entries.child.get(*at as usize).copied());
            order
        });
        Grouped { entries, order, next: 0 }
    }

    fn at(&self, nth: usize) -> usize {
        match &self.order {
            None => nth,
            Some(order) => order.get(nth).map_or(usize::MAX, |at| *at as usize),
        }
    }

    /// The places of the entries of a child; children are asked for in order.
    fn of(&mut self, child: u32, into: &mut Vec<usize>) {
        into.clear();
        loop {
            let at = self.at(self.next);
            if self.entries.child.get(at).is_none_or(|of| *of != child) {
                return;
            }
            into.push(at);
            self.next += 1;
        }
    }
}

/// Everything of one table that makes cases.
struct Source<'s> {
    number: usize,
    table: &'s super::mapping::Table,
    bound: &'s BoundTable,
    spells: &'s mut Vec<Spell>,
    next: usize,
    seen: bool,
    events: Vec<Grouped<'s>>,
    periods: Vec<Grouped<'s>>,
    facts: Vec<Grouped<'s>>,
    /// The earliest day in the column that says from when the table is complete.
    earliest: i32,
}

/// Makes the cases.
pub(super) struct Assembler<'s> {
    model: &'s Model,
    mapping: &'s Mapping,
    sources: Vec<Source<'s>>,
    common: &'s mut Common,
    draft: Draft,
    course: Course,
    found: SmallVec<[Stretch; 4]>,
    said: Vec<Remark>,
    places: Vec<usize>,
    /// The first day of the first row of any child.
    first: i32,
    pub(super) unknown_entries: Vec<u32>,
}

impl<'s> Assembler<'s> {
    pub(super) fn new(
        mapping: &'s Mapping,
        model: &'s Model,
        bound: &'s [BoundTable],
        stores: &'s mut [Store],
        common: &'s mut Common,
    ) -> Assembler<'s> {
        let tables = mapping.tables.iter().zip(bound).zip(stores).enumerate();
        let sources = tables.map(|(number, ((table, bound), store))| {
            store.spells.sort_by_key(|spell| spell.child);
            Source {
                number,
                table,
                bound,
                spells: &mut store.spells,
                next: 0,
                seen: store.seen,
                events: store.events.iter().map(Grouped::new).collect(),
                periods: store.periods.iter().map(Grouped::new).collect(),
                facts: store.facts.iter().map(Grouped::new).collect(),
                earliest: i32::MAX,
            }
        });
        Assembler {
            model,
            mapping,
            sources: sources.collect(),
            common,
            draft: Draft::default(),
            course: Course::default(),
            found: SmallVec::new(),
            said: Vec::new(),
            places: Vec::new(),
            first: i32::MAX,
            unknown_entries: Vec::new(),
        }
    }

    /// Every child, in the order of the files.
    pub(super) fn run(&mut self) {
        let many = u32::try_from(self.common.children.len()).unwrap_or(u32::MAX);
        let unknown = by_child(&self.common.unknown);
        for child in 0..many {
            self.child(child, unknown.get(&child).map_or(&[], Vec::as_slice));
        }
    }

    fn child(&mut self, child: u32, unknown: &[ConceptId]) {
        let mut unknown: Vec<ConceptId> = unknown.to_vec();
        let draft = &mut self.draft;
        draft.plain.clear();
        draft.periods.clear();
        draft.undated = false;
        draft.plain.id.push_str(self.common.children.id(child).unwrap_or_default());
        let births = self.common.children.born(child);
        draft.plain.born = births.filter(|(a, b)| a == b).map_or(NO_DAY, |(day, _)| day);
        let (first, lost) = self.courses(child, &mut unknown);
        self.entries(child, first, lost);
        let twice = births.filter(|(a, b)| a != b);
        for (place, reason, used) in self.said.drain(..) {
            let Place { file, row } = place;
            let child = Some(child);
            self.common.faults.push(Fault { file, row, column: None, child, reason, used });
        }
        let history = self.draft.plain.history_from;
        let whole = twice.is_some()
            || !unknown.is_empty()
            || self.draft.undated
            || self.draft.periods.iter().any(|period| !is_plain(period, history));
        if whole {
            let case = self.draft.case(&self.common.builder, twice, &unknown);
            self.common.builder.push(case);
        } else {
            self.draft.settle();
            self.common.builder.push_plain(&mut self.draft.plain);
        }
    }

    /// What rows that follow each other say. The first day of the first of them, where
    /// nothing is missing before it, and a table that has none of this child.
    fn courses(
        &mut self,
        child: u32,
        unknown: &mut Vec<ConceptId>,
    ) -> (Option<i32>, Option<&'s str>) {
        let (mut first, mut lost) = (None, None);
        for source in &mut self.sources {
            let Some(rules) = source.table.spells.as_ref().filter(|_| source.seen) else {
                continue;
            };
            let rows = run_of(source.spells, &mut source.next, child);
            let unplaced = self.common.unplaced.contains(&(child, source.number));
            if rows.is_empty() {
                lost = Some(source.table.name.value.as_str()).filter(|_| !unplaced);
                unknown.extend(
                    kinds(source.bound).filter(|kind| !unknown.contains(kind)).collect::<Vec<_>>(),
                );
            } else {
                self.course.of(rows, rules, &mut self.said);
                self.first = self.first.min(self.course.first);
                if self.course.entered && !unplaced {
                    first =
                        Some(first.map_or(self.course.first, |at: i32| at.min(self.course.first)));
                } else {
                    let history = &mut self.draft.plain.history_from;
                    *history = (*history).max(self.course.first);
                    self.unknown_entries.push(child);
                }
                for rule in &source.bound.stretches {
                    self.course.stretches(rule, &mut self.found);
                    self.draft.stretches(rule, &self.found, self.course.overlap, self.model);
                }
            }
            if unplaced {
                let nowhere = Edge::Between(None, None);
                for rule in &source.bound.stretches {
                    self.draft.period(rule.status, nowhere, nowhere, Codes::new());
                }
            }
        }
        (first, lost)
    }

    /// What single rows say.
    fn entries(&mut self, child: u32, first: Option<i32>, lost: Option<&'s str>) {
        let model = self.model;
        let Assembler { sources, draft, said, places, .. } = self;
        for source in sources {
            let (bound, complete) = (source.bound, source.table.complete_from);
            for (rule, grouped) in bound.events.iter().zip(&mut source.events) {
                grouped.of(child, places);
                let info = model.vocabulary.get(rule.event).and_then(|it| it.event());
                let one = info.is_some_and(|info| info.same_day_is_one);
                let told = Told { first, lost, one };
                let earliest = draft.events(rule, grouped.entries, (places, told), said);
                if complete == Some(rule.on) {
                    source.earliest = source.earliest.min(earliest);
                }
            }
            for (rule, grouped) in bound.periods.iter().zip(&mut source.periods) {
                grouped.of(child, places);
                let earliest = draft.row_periods(rule, grouped.entries, places, said);
                if complete == Some(rule.from) {
                    source.earliest = source.earliest.min(earliest);
                }
            }
            for (rule, grouped) in bound.facts.iter().zip(&mut source.facts) {
                grouped.of(child, places);
                let entries = grouped.entries;
                for at in places.iter().copied() {
                    let from = entries.day.get(at).copied().unwrap_or(NO_DAY);
                    let code = entries.codes.get(at).copied().unwrap_or(0);
                    draft.plain.facts.push(PlainFact { fact: rule.value.fact, from, code });
                }
            }
        }
    }

    /// From when on the tables are complete that say so, where it matters.
    pub(super) fn complete(&self) -> FxHashMap<ConceptId, Records> {
        let mut records = FxHashMap::default();
        for source in self.sources.iter().filter(|source| source.earliest != i32::MAX) {
            let Some(from) = year_of(source.earliest, self.mapping.year) else { continue };
            if self.first >= from.number() {
                continue;
            }
            let completeness = Completeness::Fully { from: Some(from) };
            let kinds = source.bound.events.iter().map(|rule| rule.event);
            let kinds = kinds.chain(source.bound.periods.iter().map(|rule| rule.status));
            records.extend(kinds.map(|kind| (kind, Records { completeness, until: None })));
        }
        records
    }

    /// Every kind that a table which was there fills.
    pub(super) fn filled(&self) -> FxHashSet<ConceptId> {
        self.sources.iter().filter(|source| source.seen).flat_map(|it| kinds(it.bound)).collect()
    }
}

/// The first day of the year of records that a day is in.
fn year_of(day: i32, (month, first): (u32, u32)) -> Option<Day> {
    let day = Day::from_number(day);
    let this = Day::from_ymd(day.year(), month, first)?;
    if this <= day { Some(this) } else { Day::from_ymd(day.year() - 1, month, first) }
}

/// Whether an entry is the one before it again; what is odd about two of one day is said.
fn same(entries: &Entries, last: usize, at: usize, one: bool, said: &mut Vec<Remark>) -> bool {
    let day = |at: usize| (entries.day.get(at), entries.until.get(at));
    let (Some(first), Some(place)) = (entries.place.get(last), entries.place.get(at)) else {
        return false;
    };
    if day(last) != day(at) || entries.day.get(at) == Some(&NO_DAY) {
        return false;
    }
    if entries.hash.get(last) == entries.hash.get(at) {
        said.push((*place, format!("the same as line {}, and counted once", first.row), false));
        return true;
    }
    if one {
        let reason = format!("line {} is about the same day, and says something else", first.row);
        said.push((*place, reason, true));
    }
    false
}

/// The ends of a period as a row gives them.
fn span(from: i32, until: i32, place: Option<&Place>, said: &mut Vec<Remark>) -> (Edge, Edge) {
    let backwards = from != NO_DAY && until != NO_DAY && until < from;
    if backwards {
        if let Some(place) = place {
            let days = (Day::from_number(until).long(), Day::from_number(from).long());
            let reason = format!("it ends on {}, before it begins on {}", days.0, days.1);
            said.push((*place, reason, true));
        }
        return (Edge::Between(None, None), Edge::Between(None, None));
    }
    let begin = match from {
        NO_DAY => Edge::Between(None, (until != ONGOING && until != NO_DAY).then_some(until)),
        from => Edge::On(from),
    };
    let end = match until {
        ONGOING => Edge::Never,
        NO_DAY => Edge::Between((from != NO_DAY).then_some(from), None),
        until => Edge::On(until),
    };
    (begin, end)
}

fn codes(facts: &[BoundValue], entries: &Entries, at: usize) -> Codes {
    let many = facts.len();
    let given = facts.iter().enumerate().filter_map(|(nth, fact)| {
        let code = entries.codes.get(at * many + nth).copied().filter(|code| *code != 0)?;
        Some((fact.fact, code))
    });
    given.collect()
}

fn by_child(unknown: &FxHashSet<(u32, ConceptId)>) -> FxHashMap<u32, Vec<ConceptId>> {
    let mut found: FxHashMap<u32, Vec<ConceptId>> = FxHashMap::default();
    for (child, kind) in unknown {
        found.entry(*child).or_default().push(*kind);
    }
    found
}

/// The rows of a child; children are asked for in order.
fn run_of<'s>(spells: &'s mut [Spell], next: &mut usize, child: u32) -> &'s mut [Spell] {
    let start = *next;
    let many = spells.iter().skip(start).take_while(|spell| spell.child == child).count();
    *next += many;
    spells.get_mut(start..start + many).unwrap_or(&mut [])
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

/// What an event is held against.
#[derive(Clone, Copy)]
struct Told<'s> {
    /// The child's first day, where nothing is missing before it.
    first: Option<i32>,
    /// The table that has no row of this child.
    lost: Option<&'s str>,
    /// Two on one day are one.
    one: bool,
}

impl Draft {
    /// The events of a rule; the earliest of their days.
    fn events(
        &mut self,
        rule: &BoundEvent,
        entries: &Entries,
        (places, told): (&mut [usize], Told<'_>),
        said: &mut Vec<Remark>,
    ) -> i32 {
        places.sort_by_key(|at| entries.day.get(*at).copied());
        let mut earliest = i32::MAX;
        let mut last: Option<usize> = None;
        for at in places.iter().copied() {
            let (Some(day), Some(place)) = (entries.day.get(at), entries.place.get(at)) else {
                continue;
            };
            if last.is_some_and(|last| same(entries, last, at, told.one, said)) {
                continue;
            }
            last = Some(at);
            let early = told.first.is_some_and(|first| *day != NO_DAY && *day < first);
            if early {
                said.push((*place, "it is before the child's first entry".to_owned(), true));
            }
            if let Some(table) = told.lost {
                said.push((*place, format!("no row of “{table}” is about this child"), true));
            }
            if *day != NO_DAY && !early {
                earliest = earliest.min(*day);
            }
            self.undated |= *day == NO_DAY;
            let facts = codes(&rule.facts, entries, at);
            self.plain.events.push(PlainEvent { kind: rule.event, day: *day, facts });
        }
        earliest
    }

    /// The periods of a rule; the earliest of their first days.
    fn row_periods(
        &mut self,
        rule: &BoundPeriod,
        entries: &Entries,
        places: &mut [usize],
        said: &mut Vec<Remark>,
    ) -> i32 {
        places.sort_by_key(|at| entries.day.get(*at).copied());
        let mut earliest = i32::MAX;
        let mut last: Option<usize> = None;
        for at in places.iter().copied() {
            if last.is_some_and(|last| same(entries, last, at, false, said)) {
                continue;
            }
            last = Some(at);
            let days = (entries.day.get(at).copied(), entries.until.get(at).copied());
            let (Some(from), Some(until)) = days else { continue };
            if from != NO_DAY {
                earliest = earliest.min(from);
            }
            let (from, until) = span(from, until, entries.place.get(at), said);
            self.period(rule.status, from, until, codes(&rule.facts, entries, at));
        }
        earliest
    }

    fn period(&mut self, status: ConceptId, from: Edge, until: Edge, facts: Codes) {
        self.periods.push(Vague { status, from, until, facts });
    }

    /// Stretches, as the events that begin and end them, and as periods where there are
    /// none, or where an end is not known.
    fn stretches(&mut self, rule: &BoundStretch, all: &[Stretch], overlap: bool, model: &Model) {
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
    fn case(&self, builder: &Builder, births: Option<(i32, i32)>, unknown: &[ConceptId]) -> Case {
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
        let ids = (0_u32..).map(OccurrenceId);
        let events = ids.zip(&self.plain.events).map(|(id, event)| {
            let on = Some(day(event.day).map_or(DateFact::Sometime, DateFact::Exactly));
            Occurrence {
                started: on,
                completed: on,
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
        let unrecorded = Records { completeness: Completeness::WhenKnown, until: None };
        Case {
            id: self.plain.id.clone(),
            born,
            history_from: day(self.plain.history_from),
            records: unknown.iter().map(|kind| (*kind, unrecorded)).collect(),
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
