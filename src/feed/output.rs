//! What was gathered, child by child, as a caseload.
//!
//! In: the entries of every rule. Out: cases, in columns where all of it is known, and
//! the contradictions that show only between rows. Never here: cells.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::ages::{not_born, too_old};
use super::dirty::Fault;
use super::draft::Draft;
use super::mapping::Mapping;
use super::mapping::bound::{BoundEvent, BoundPeriod, BoundTable, BoundValue};
use super::stretches::{Course, Edge, Remark, Stretch};
use super::table::{Common, Entries, Place, Spell, Store, kinds};
use super::years::Years;
use crate::caseload::{Codes, NO_DAY, ONGOING, PlainEvent, PlainFact};
use crate::facts::Records;
use crate::model::Model;
use crate::names::{Completeness, ConceptId};
use crate::time::Day;

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
    has: &'s FxHashSet<u32>,
    /// The years of the days in the column that says from when the table is complete.
    years: Years,
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
    /// The same of the child at hand.
    begun: Option<i32>,
    /// How many cases were made.
    made: u32,
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
                has: &store.has,
                years: Years::of(mapping.year),
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
            begun: None,
            made: 0,
            unknown_entries: Vec::new(),
        }
    }

    /// Every child, in the order of the files.
    pub(super) fn run(&mut self) {
        let many = u32::try_from(self.common.children.len()).unwrap_or(u32::MAX);
        let unknown = by_child(&self.common.unknown);
        for child in 0..many {
            // Of a row that is left out no case is made.
            if self.common.children.is_kept(child) {
                self.child(child, unknown.get(&child).map_or(&[], Vec::as_slice));
                self.made += 1;
            }
        }
    }

    fn child(&mut self, child: u32, unknown: &[ConceptId]) {
        let mut unknown: Vec<ConceptId> = unknown.to_vec();
        let births = self.common.children.born(child);
        self.draft.begin(self.common.children.id(child).unwrap_or_default(), births);
        self.begun = None;
        let (first, lost) = self.courses(child, &mut unknown);
        self.entries(child, first, lost);
        self.birth(child);
        for (place, reason, used) in self.said.drain(..) {
            let Place { file, row } = place;
            let child = Some(child);
            self.common.faults.push(Fault { file, row, column: None, child, reason, used });
        }
        let unrecorded = Records { completeness: Completeness::WhenKnown, until: None };
        self.draft.records.extend(unknown.iter().map(|kind| (*kind, unrecorded)));
        self.draft.finish(&mut self.common.builder);
    }

    /// A day of birth that cannot be is not known: it, or what it is held against, is wrong.
    fn birth(&mut self, child: u32) {
        let Some((born, place, table)) = self.common.children.one_birth(child) else { return };
        let last = self.draft.days_told().map(|(_, last)| last).max(self.begun);
        let wrong = self.begun.and_then(|first| not_born(born, first));
        let wrong = wrong.or_else(|| too_old(born, last?, self.mapping.oldest));
        let Some(wrong) = wrong else { return };
        self.draft.forget_birth();
        let Place { file, row } = place;
        let table = self.mapping.tables.get(table);
        let column = table.and_then(|table| Some(table.name(table.born?).to_owned()));
        let reason = format!("{wrong}: the day of birth is not known");
        let child = Some(child);
        self.common.faults.push(Fault { file, row, column, child, reason, used: true });
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
            let unplaced = self.common.unplaced.contains(&(child, source.number));
            let mut lacks = || {
                lost = Some(source.table.name.value.as_str()).filter(|_| !unplaced);
                let kinds = kinds(source.bound).filter(|kind| !unknown.contains(kind));
                unknown.extend(kinds.collect::<Vec<_>>());
            };
            let Some(rules) = source.table.spells.as_ref().filter(|_| source.seen) else {
                if source.seen && source.table.needed && !source.has.contains(&child) {
                    lacks();
                }
                continue;
            };
            let rows = run_of(source.spells, &mut source.next, child);
            if rows.is_empty() {
                lacks();
            } else {
                self.course.of(rows, rules, &mut self.said);
                self.first = self.first.min(self.course.first);
                let begun = self.begun.unwrap_or(self.course.first);
                self.begun = Some(begun.min(self.course.first));
                if self.course.entered && !unplaced {
                    first =
                        Some(first.map_or(self.course.first, |at: i32| at.min(self.course.first)));
                } else {
                    let history = &mut self.draft.plain.history_from;
                    *history = (*history).max(self.course.first);
                    self.unknown_entries.push(self.made);
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
                let told = Told { child, first, lost, one };
                let years = Some(&mut source.years).filter(|_| complete == Some(rule.on));
                draft.events(rule, grouped.entries, (places, told), (years, said));
            }
            for (rule, grouped) in bound.periods.iter().zip(&mut source.periods) {
                grouped.of(child, places);
                let told = Told { child, first: None, lost, one: false };
                let years = Some(&mut source.years).filter(|_| complete == Some(rule.from));
                draft.row_periods(rule, grouped.entries, (places, told), (years, said));
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

    /// From when on the tables are complete that say so, where it matters; rows from which
    /// that is not concluded are told.
    pub(super) fn complete(&mut self) -> FxHashMap<ConceptId, Records> {
        let mut records = FxHashMap::default();
        for source in &self.sources {
            let Some((from, stray)) = source.years.complete() else { continue };
            for (Place { file, row }, child) in stray {
                let column = source.table.complete_from.map(|it| source.table.name(it).to_owned());
                let reason = format!(
                    "it lies far before the other rows: the table counts as complete from {}",
                    from.long()
                );
                let child = Some(child);
                self.common.faults.push(Fault { file, row, column, child, reason, used: true });
            }
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
        let of = if first.file == place.file { "" } else { " of another file" };
        let reason = format!("the same as line {}{of}, and counted once", first.row);
        said.push((*place, reason, false));
        return true;
    }
    if one {
        let of = if first.file == place.file { "" } else { " of another file" };
        let reason =
            format!("line {}{of} is about the same day, and says something else", first.row);
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

/// What an event is held against.
#[derive(Clone, Copy)]
struct Told<'s> {
    child: u32,
    /// The child's first day, where nothing is missing before it.
    first: Option<i32>,
    /// The table that has no row of this child.
    lost: Option<&'s str>,
    /// Two on one day are one.
    one: bool,
}

impl Draft {
    /// The events of a rule; `years` are those of their days, where these count.
    fn events(
        &mut self,
        rule: &BoundEvent,
        entries: &Entries,
        (places, told): (&mut [usize], Told<'_>),
        (mut years, said): (Option<&mut Years>, &mut Vec<Remark>),
    ) {
        places.sort_by_key(|at| entries.day.get(*at).copied());
        let mut last: Option<usize> = None;
        for at in places.iter().copied() {
            let (Some(day), Some(place)) = (entries.day.get(at), entries.place.get(at)) else {
                continue;
            };
            if last.is_some_and(|last| same(entries, last, at, told.one, said)) {
                continue;
            }
            last = Some(at);
            let sound = told.about(*day, self.plain.born, *place, said);
            if let Some(years) = years.as_mut().filter(|_| sound) {
                years.add(*day, (*place, told.child));
            }
            self.undated |= *day == NO_DAY;
            let facts = codes(&rule.facts, entries, at);
            self.plain.events.push(PlainEvent { kind: rule.event, day: *day, facts });
        }
    }

    /// The periods of a rule, the same way.
    fn row_periods(
        &mut self,
        rule: &BoundPeriod,
        entries: &Entries,
        (places, told): (&mut [usize], Told<'_>),
        (mut years, said): (Option<&mut Years>, &mut Vec<Remark>),
    ) {
        places.sort_by_key(|at| entries.day.get(*at).copied());
        let mut last: Option<usize> = None;
        for at in places.iter().copied() {
            if last.is_some_and(|last| same(entries, last, at, false, said)) {
                continue;
            }
            last = Some(at);
            let days = (entries.day.get(at).copied(), entries.until.get(at).copied());
            let ((Some(from), Some(until)), Some(place)) = (days, entries.place.get(at)) else {
                continue;
            };
            let sound = told.about(from, self.plain.born, *place, said);
            if let Some(years) = years.as_mut().filter(|_| sound) {
                years.add(from, (*place, told.child));
            }
            let (from, until) = span(from, until, entries.place.get(at), said);
            self.period(rule.status, from, until, codes(&rule.facts, entries, at));
        }
    }
}

impl Told<'_> {
    /// Whether the day of a row is known, and agrees with all that is known of the child; what
    /// does not is told.
    fn about(&self, day: i32, born: i32, place: Place, said: &mut Vec<Remark>) -> bool {
        let (before, is_known) = (said.len(), day != NO_DAY);
        if is_known && self.first.is_some_and(|first| day < first) {
            said.push((place, "it is before the child's first entry".to_owned(), true));
        } else if is_known && born != NO_DAY && day < born {
            said.push((place, "it is before the child was born".to_owned(), true));
        }
        if let Some(table) = self.lost {
            said.push((place, format!("no row of “{table}” is about this child"), true));
        }
        is_known && said.len() == before
    }
}
