//! The rows of one table, as its rules take them.
//!
//! In: the cells of a row. Out: entries in the stores of the rules, and a fault for what
//! cannot be taken. Never here: what rows of one child are to each other.

use std::collections::BTreeSet;
use std::hash::Hasher;

use csv::ByteRecord;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use smallvec::SmallVec;

use super::cells::{Dates, is_error, shown, trim};
use super::children::Children;
use super::dirty::Fault;
use super::mapping::bound::{BoundTable, BoundValue};
use super::mapping::{ColumnIx, Spells, Table, When};
use super::rows::not_closed;
use super::worth::worth;
use crate::caseload::{Builder, NO_DAY, ONGOING};
use crate::facts::Value;
use crate::names::ConceptId;

/// A column of one kind of cells may have so many that are kept in mind.
const CELLS: usize = 4_096;

/// So many cells of a column are shown.
const SAMPLE: usize = 6;

/// Where a row stands: a file and a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: u32,
    pub(super) row: u32,
}

/// What one rule took of the rows.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub(super) child: Vec<u32>,
    pub(super) place: Vec<Place>,
    /// The day; [`NO_DAY`] where there is one that cannot be read.
    pub(super) day: Vec<i32>,
    /// Of periods, the end: [`ONGOING`], or [`NO_DAY`] where it cannot be read.
    pub(super) until: Vec<i32>,
    pub(super) hash: Vec<u32>,
    /// So many codes an entry as the rule has facts.
    pub(super) codes: Vec<u32>,
    /// Some row was as the rule asks.
    pub(super) is_met: bool,
}

/// A row that is a stretch of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spell {
    pub(super) child: u32,
    pub(super) place: Place,
    pub(super) from: i32,
    /// [`ONGOING`], or [`NO_DAY`] where it cannot be read.
    pub(super) until: i32,
    pub(super) hash: u32,
    /// The questions that are answered with yes.
    pub(super) atoms: u64,
    /// The questions that cannot be answered.
    pub(super) unsure: u64,
}

/// What became of the rows of a table.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// A file of it was read.
    pub(super) seen: bool,
    pub(super) events: Vec<Entries>,
    pub(super) periods: Vec<Entries>,
    pub(super) facts: Vec<Entries>,
    pub(super) spells: Vec<Spell>,
    /// The rows of a table that only says who there is and when they were born.
    pub(super) bare: FxHashMap<(u32, u32), u32>,
    /// Some cells of the columns that are asked something.
    pub(super) samples: FxHashMap<ColumnIx, BTreeSet<String>>,
    /// The children with a row of a table that is needed.
    pub(super) has: FxHashSet<u32>,
}

/// What is known of the rows of all tables.
#[derive(Debug, Default)]
pub(super) struct Common {
    pub(super) children: Children,
    pub(super) builder: Builder,
    pub(super) faults: Vec<Fault>,
    /// What is not known of a child for a row that could not be taken.
    pub(super) unknown: FxHashSet<(u32, ConceptId)>,
    /// Children with a row of a table that could not be placed in time.
    pub(super) unplaced: FxHashSet<(u32, usize)>,
}

/// What a cell answers.
#[derive(Debug, Clone, Copy)]
struct Answers {
    atoms: u64,
    bad: bool,
}

/// The columns that are asked something, and what their cells answered so far.
#[derive(Debug)]
struct Asked {
    column: ColumnIx,
    /// The place in the file; `None` where the file has no such column.
    at: Option<usize>,
    mask: u64,
    known: FxHashMap<Box<[u8]>, Answers>,
}

/// Takes the rows of one file of a table.
pub(super) struct Taker<'t> {
    pub(super) number: usize,
    pub(super) table: &'t Table,
    pub(super) bound: &'t BoundTable,
    pub(super) dates: Dates,
    pub(super) file: u32,
    /// For each column of the table its place in the file.
    places: Vec<Option<usize>>,
    /// How many cells the heading has.
    width: usize,
    asked: Vec<Asked>,
    codes: FxHashMap<(ConceptId, Box<[u8]>), u32>,
}

/// A row on its way.
struct Row<'r> {
    cells: &'r ByteRecord,
    place: Place,
    child: u32,
    hash: u32,
    atoms: u64,
    unsure: u64,
}

impl<'t> Taker<'t> {
    pub(super) fn new(
        (number, table, bound): (usize, &'t Table, &'t BoundTable),
        dates: Dates,
        file: u32,
        places: Vec<Option<usize>>,
        width: usize,
    ) -> Taker<'t> {
        let mut asked: Vec<Asked> = Vec::new();
        for (column, of) in table.columns.iter().enumerate() {
            let atoms = table.atoms.iter().enumerate();
            let mine = atoms.filter(|(_, atom)| atom.column == column);
            let mask = mine.fold(0_u64, |mask, (at, _)| mask | 1 << at);
            let used = bound.read.contains(&column);
            if used && (mask != 0 || !of.codes.is_empty()) {
                let at = places.get(column).copied().flatten();
                asked.push(Asked { column, at, mask, known: FxHashMap::default() });
            }
        }
        let codes = FxHashMap::default();
        Taker { number, table, bound, dates, file, places, width, asked, codes }
    }

    /// Takes one row; whether any of it was used.
    pub(super) fn take(
        &mut self,
        cells: &ByteRecord,
        line: u32,
        store: &mut Store,
        to: &mut Common,
    ) -> bool {
        let place = Place { file: self.file, row: line };
        let key = trim(self.cell(cells, self.table.key));
        if key.is_empty() || is_error(key) {
            let reason = "the row does not say which child it is about, and is left out";
            self.fault(to, place, (Some(self.table.key), None), reason.to_owned(), false);
            return false;
        }
        let child = to.children.number(key);
        if !self.is_whole(cells) {
            let many = if cells.len() == 1 {
                "1 cell".to_owned()
            } else {
                format!("{} cells", cells.len())
            };
            let mut reason =
                format!("the row has {many} and the heading {}: it is left out", self.width);
            if cells.as_slice().contains(&b'\n') {
                reason.push_str(
                    "; it goes on over several lines: a quotation mark may not be closed",
                );
            }
            self.left_out((place, child), reason, to);
            return false;
        }
        to.children.keep(child);
        if self.table.needed && self.table.spells.is_none() {
            store.has.insert(child);
        }
        let mut row = Row { cells, place, child, hash: hash(cells), atoms: 0, unsure: 0 };
        if self.is_bare() {
            let first = store.bare.entry((child, row.hash)).or_insert(line);
            if *first != line {
                let reason = format!("the same as line {first}, and counted once");
                self.fault(to, place, (None, Some(child)), reason, false);
                return false;
            }
        }
        self.birth(&row, to);
        self.ask(&mut row, to);
        self.both(&row, to);
        let placed = match &self.table.spells {
            Some(spells) => self.spell(spells, &row, store, to),
            None => true,
        };
        self.events(&row, store, to);
        self.periods(&row, store, to);
        self.facts(&row, store, to);
        placed
    }

    /// Keeps some cells of the columns that are asked something, for messages.
    pub(super) fn sample(&self, store: &mut Store) {
        for asked in &self.asked {
            let some = store.samples.entry(asked.column).or_default();
            for cell in asked.known.keys().filter(|cell| !cell.is_empty()) {
                if some.len() < SAMPLE {
                    some.insert(shown(cell));
                }
            }
        }
    }

    /// Tells of a row whose last cell opens a quotation mark that nothing closes. Whoever
    /// it names before that cell is known by it; it makes no case.
    pub(super) fn cut(&self, cells: &ByteRecord, line: u32, open: u32, to: &mut Common) -> bool {
        let place = Place { file: self.file, row: line };
        let at = self.places.get(self.table.key).copied().flatten();
        let key = at.filter(|at| at + 1 < cells.len()).and_then(|at| cells.get(at));
        match key.map(trim).filter(|key| !key.is_empty()) {
            Some(key) => {
                let child = to.children.number(key);
                self.left_out((place, child), not_closed(open), to);
            }
            None => self.fault(to, place, (None, None), not_closed(open), false),
        }
        false
    }

    /// A row that is left out: all that its table tells of the child is not known.
    fn left_out(&self, (place, child): (Place, u32), reason: String, to: &mut Common) {
        self.fault(to, place, (None, Some(child)), reason, false);
        self.all_unknown(child, to);
    }

    fn cell<'c>(&self, cells: &'c ByteRecord, column: ColumnIx) -> &'c [u8] {
        let at = self.places.get(column).copied().flatten();
        at.and_then(|at| cells.get(at)).unwrap_or(b"")
    }

    /// Whether no rule takes anything of its rows.
    fn is_bare(&self) -> bool {
        let bound = self.bound;
        self.table.spells.is_none()
            && bound.events.is_empty()
            && bound.periods.is_empty()
            && bound.facts.is_empty()
    }

    /// Cells after the heading's last may only be blank.
    fn is_whole(&self, cells: &ByteRecord) -> bool {
        cells.len() == self.width
            || cells.len() > self.width
                && cells.iter().skip(self.width).all(|cell| trim(cell).is_empty())
    }

    fn fault(
        &self,
        to: &mut Common,
        place: Place,
        (column, child): (Option<ColumnIx>, Option<u32>),
        reason: String,
        used: bool,
    ) {
        let column = column.map(|column| self.table.name(column).to_owned());
        let Place { file, row } = place;
        to.faults.push(Fault { file, row, column, child, reason, used });
    }

    fn birth(&self, row: &Row<'_>, to: &mut Common) {
        let Some(column) = self.table.born else { return };
        let who = (Some(column), Some(row.child));
        match self.dates.day(trim(self.cell(row.cells, column))) {
            Ok(None) => {}
            Ok(Some(day)) => {
                if let Some(first) = to.children.born_on(row.child, day, (row.place, self.number)) {
                    let first = crate::time::Day::from_number(first).long();
                    let reason = format!(
                        "another row has the child born on {first}: the day of birth is not known"
                    );
                    self.fault(to, row.place, who, reason, true);
                }
            }
            Err(wrong) => self.fault(to, row.place, who, wrong, true),
        }
    }

    /// What the row answers to the questions of the rules.
    fn ask(&mut self, row: &mut Row<'_>, to: &mut Common) {
        let mut wrong: SmallVec<[(ColumnIx, u64); 2]> = SmallVec::new();
        for asked in &mut self.asked {
            let cell = asked.at.and_then(|at| row.cells.get(at)).map_or(&b""[..], trim);
            let answers = match asked.known.get(cell) {
                Some(known) => *known,
                None => {
                    let answers = answers(self.table, asked, cell);
                    if asked.known.len() < CELLS {
                        asked.known.insert(cell.into(), answers);
                    }
                    answers
                }
            };
            row.atoms |= answers.atoms;
            if answers.bad {
                wrong.push((asked.column, asked.mask));
            }
        }
        for (column, mask) in wrong {
            row.unsure |= mask;
            let cell = trim(self.cell(row.cells, column));
            let name = self.table.name(column);
            let reason = if cell.is_empty() {
                format!("{name} is blank")
            } else {
                format!("“{}” is no code of {name}", shown(cell))
            };
            self.fault(to, row.place, (Some(column), Some(row.child)), reason, true);
        }
        if row.unsure != 0 {
            self.unsure(row, to);
        }
    }

    /// What rests on a code that cannot be read is not known of this child.
    fn unsure(&self, row: &Row<'_>, to: &mut Common) {
        let rests = |when: Option<When>| when.is_some_and(|when| when.0 & row.unsure != 0);
        let bound = self.bound;
        for rule in bound.events.iter().filter(|rule| rests(Some(rule.when))) {
            to.unknown.insert((row.child, rule.event));
        }
        for rule in bound.periods.iter().filter(|rule| rests(Some(rule.when))) {
            to.unknown.insert((row.child, rule.status));
        }
        for rule in &bound.stretches {
            let all = [Some(rule.holds), rule.anew, rule.known_from, rule.known_until];
            if all.into_iter().any(rests) {
                for kind in [Some(rule.status), rule.begins, rule.ends].into_iter().flatten() {
                    to.unknown.insert((row.child, kind));
                }
            }
        }
        for rule in bound.facts.iter().filter(|rule| rests(Some(rule.when))) {
            to.unknown.insert((row.child, rule.value.fact));
        }
    }

    /// Everything that this table tells of a child is not known.
    fn all_unknown(&self, child: u32, to: &mut Common) {
        to.unknown.extend(kinds(self.bound).map(|kind| (child, kind)));
        to.unplaced.insert((child, self.number));
    }

    /// Columns that are given together or not at all.
    fn both(&self, row: &Row<'_>, to: &mut Common) {
        let is_there = |column: &&ColumnIx| self.places.get(**column).is_some_and(Option::is_some);
        for columns in &self.table.together {
            if !columns.iter().all(|column| is_there(&column)) {
                continue;
            }
            let is_blank = |column: &&ColumnIx| trim(self.cell(row.cells, **column)).is_empty();
            let blank = columns.iter().find(is_blank);
            let given = columns.iter().find(|column| !is_blank(column));
            if let (Some(blank), Some(given)) = (blank, given) {
                let (blank_name, name) = (self.table.name(*blank), self.table.name(*given));
                let reason = format!("{name} is given and {blank_name} is blank");
                self.fault(to, row.place, (Some(*blank), Some(row.child)), reason, true);
            }
        }
    }

    /// The day of a cell; what cannot be read is a day that is not known.
    fn day(&self, column: ColumnIx, row: &Row<'_>, to: &mut Common) -> Option<i32> {
        match self.dates.day(trim(self.cell(row.cells, column))) {
            Ok(day) => day,
            Err(wrong) => {
                self.fault(to, row.place, (Some(column), Some(row.child)), wrong, true);
                Some(NO_DAY)
            }
        }
    }

    /// Whether a row says of what it is a row of that it was, though its day is blank: by
    /// other cells, or since the table is a list of nothing else.
    fn is_said(&self, day: ColumnIx, when: When) -> bool {
        when != When::default() || self.table.complete_from == Some(day)
    }

    /// Tells of a day that is blank: it is not known.
    fn not_dated(&self, column: ColumnIx, row: &Row<'_>, to: &mut Common) -> i32 {
        let reason = format!("{} is blank: the day is not known", self.table.name(column));
        self.fault(to, row.place, (Some(column), Some(row.child)), reason, true);
        NO_DAY
    }

    fn spell(&self, spells: &Spells, row: &Row<'_>, store: &mut Store, to: &mut Common) -> bool {
        let from = self.day(spells.from, row, to);
        let until = self.day(spells.until, row, to);
        let Some(from) = from.filter(|from| *from != NO_DAY) else {
            let name = self.table.name(spells.from);
            let reason = format!("without {name} the row has no place in time, and is left out");
            self.fault(to, row.place, (Some(spells.from), Some(row.child)), reason, false);
            self.all_unknown(row.child, to);
            return false;
        };
        store.spells.push(Spell {
            child: row.child,
            place: row.place,
            from,
            // An end is said, and not when it was.
            until: match until {
                Some(day) => day,
                None if spells.ended.is_some_and(|ended| ended.holds(row.atoms)) => NO_DAY,
                None => ONGOING,
            },
            hash: row.hash,
            atoms: row.atoms & !row.unsure,
            unsure: row.unsure,
        });
        true
    }

    fn events(&mut self, row: &Row<'_>, store: &mut Store, to: &mut Common) {
        let bound = self.bound;
        for (rule, entries) in bound.events.iter().zip(&mut store.events) {
            if !rule.when.holds(row.atoms & !row.unsure) {
                continue;
            }
            entries.is_met = true;
            let day = match self.day(rule.on, row, to) {
                Some(day) => day,
                None if self.is_said(rule.on, rule.when) => self.not_dated(rule.on, row, to),
                None => continue,
            };
            entries.push(row, day, ONGOING);
            for fact in &rule.facts {
                let code = self.value(fact, row, to);
                entries.codes.push(code);
            }
        }
    }

    fn periods(&mut self, row: &Row<'_>, store: &mut Store, to: &mut Common) {
        let bound = self.bound;
        for (rule, entries) in bound.periods.iter().zip(&mut store.periods) {
            if !rule.when.holds(row.atoms & !row.unsure) {
                continue;
            }
            entries.is_met = true;
            let from = self.day(rule.from, row, to);
            let until = rule.until.and_then(|until| self.day(until, row, to));
            // With an end alone, it began on a day that is not known.
            let from = match (from, until) {
                (Some(from), _) => from,
                (None, Some(_)) => NO_DAY,
                (None, None) if self.is_said(rule.from, rule.when) => {
                    self.not_dated(rule.from, row, to)
                }
                (None, None) => continue,
            };
            entries.push(row, from, until.unwrap_or(ONGOING));
            for fact in &rule.facts {
                let code = self.value(fact, row, to);
                entries.codes.push(code);
            }
        }
    }

    fn facts(&mut self, row: &Row<'_>, store: &mut Store, to: &mut Common) {
        let bound = self.bound;
        for (rule, entries) in bound.facts.iter().zip(&mut store.facts) {
            if !rule.when.holds(row.atoms & !row.unsure) {
                continue;
            }
            let code = self.value(&rule.value, row, to);
            if code == 0 {
                continue;
            }
            let from = match rule.from.map(|from| self.day(from, row, to)) {
                Some(Some(from)) if from == NO_DAY => {
                    to.unknown.insert((row.child, rule.value.fact));
                    continue;
                }
                Some(Some(from)) => from,
                Some(None) | None => NO_DAY,
            };
            entries.push(row, from, ONGOING);
            entries.codes.push(code);
        }
    }

    /// The code of a value; 0 where the cell is blank.
    fn value(&mut self, of: &BoundValue, row: &Row<'_>, to: &mut Common) -> u32 {
        let cell = trim(self.cell(row.cells, of.column));
        if cell.is_empty() {
            return 0;
        }
        let key = (of.fact, Box::from(cell));
        if let Some(code) = self.codes.get(&key) {
            return *code;
        }
        match worth(of, cell, self.dates) {
            Ok(value) => {
                let code = to.builder.code(value);
                if self.codes.len() < CELLS {
                    self.codes.insert(key, code);
                }
                code
            }
            Err(wrong) => {
                let codes = self.table.columns.get(of.column).map(|column| &column.codes);
                let told = codes.is_some_and(|codes| {
                    !codes.is_empty() && !codes.iter().any(|code| code.fits(cell))
                });
                if !told {
                    self.fault(to, row.place, (Some(of.column), Some(row.child)), wrong, true);
                }
                to.builder.code(Value::Unknown)
            }
        }
    }
}

impl Entries {
    fn push(&mut self, row: &Row<'_>, day: i32, until: i32) {
        self.child.push(row.child);
        self.place.push(row.place);
        self.day.push(day);
        self.until.push(until);
        self.hash.push(row.hash);
    }
}

fn answers(table: &Table, asked: &Asked, cell: &[u8]) -> Answers {
    let mut atoms = 0;
    for (at, atom) in table.atoms.iter().enumerate() {
        if atom.column == asked.column && atom.holds(cell) {
            atoms |= 1 << at;
        }
    }
    let codes = table.columns.get(asked.column).map_or(&[][..], |column| &column.codes);
    let bad = !codes.is_empty() && !codes.iter().any(|code| code.fits(cell));
    Answers { atoms, bad }
}

/// Every kind that the rules of a table fill.
pub(super) fn kinds(bound: &BoundTable) -> impl Iterator<Item = ConceptId> + '_ {
    let events = bound.events.iter().map(|rule| rule.event);
    let periods = bound.periods.iter().map(|rule| rule.status);
    let stretches = bound.stretches.iter();
    let stretches = stretches
        .flat_map(|rule| [Some(rule.status), rule.begins, rule.ends].into_iter().flatten());
    let facts = bound.facts.iter().map(|rule| rule.value.fact);
    let of_events = bound.events.iter().flat_map(|rule| &rule.facts);
    let of_periods = bound.periods.iter().flat_map(|rule| &rule.facts);
    let own = of_events.chain(of_periods).map(|fact| fact.fact);
    events.chain(periods).chain(stretches).chain(facts).chain(own)
}

/// Tells rows of one child apart; two that are alike have the same.
#[expect(clippy::cast_possible_truncation, reason = "half of a hash is one too")]
fn hash(cells: &ByteRecord) -> u32 {
    let mut hasher = FxHasher::default();
    for cell in cells {
        hasher.write(trim(cell));
        hasher.write_u8(0);
    }
    (hasher.finish() >> 16) as u32
}
