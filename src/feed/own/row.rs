//! One row in duly's own columns.
//!
//! In: the cells of a row, and which column is what. Out: an entry, or a fault. Never
//! here: how the file holds its rows.

use csv::ByteRecord;
use rustc_hash::FxHashMap;

use super::super::cells::{OWN, is_error, shown, trim};
use super::super::dirty::Fault;
use super::super::draft::Days;
use super::super::rows::not_closed;
use super::super::stretches::Edge;
use super::super::table::Place;
use super::taken::{Entry, Is, Taken};
use crate::caseload::{NO_DAY, ONGOING};
use crate::diag::{Code, Diagnostic, Severity};
use crate::facts::{DateFact, Records, Value, value_of};
use crate::model::Model;
use crate::names::{Completeness, Concept, ConceptId, FactType, Sort, quoted_list, suggest_words};
use crate::time::Day;

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
enum Column {
    Case,
    Kind,
    Name,
    Date,
    Until,
    Value,
    Born,
    History,
    PlannedFor,
    Completed,
    Adjourned,
    Cancelled,
    Fact(ConceptId, FactType),
    /// Nothing that is read.
    Stranger(String),
}

/// Headings of columns, and what they hold.
const HEADINGS: &[(&str, Column)] = &[
    ("case", Column::Case),
    ("kind", Column::Kind),
    ("name", Column::Name),
    ("date", Column::Date),
    ("from", Column::Date),
    ("on", Column::Date),
    ("until", Column::Until),
    ("value", Column::Value),
    ("born", Column::Born),
    ("history from", Column::History),
    ("planned for", Column::PlannedFor),
    ("completed", Column::Completed),
    ("adjourned", Column::Adjourned),
    ("cancelled", Column::Cancelled),
];

/// The columns of one file.
pub(super) struct Heading<'m> {
    model: &'m Model,
    file: u32,
    columns: Vec<Column>,
    /// What the file calls each of them.
    heads: Vec<String>,
    /// The places of two that hold the same, such as `date` and `from`.
    doubles: Vec<(usize, usize)>,
    names: FxHashMap<Box<[u8]>, Option<(ConceptId, Is)>>,
}

/// A date as a cell may give it.
enum Date {
    Blank,
    On(i32),
    Between(i32, i32),
    Sometime,
    Wrong(String),
}

impl Date {
    fn fact(&self) -> Option<DateFact> {
        match self {
            Date::Blank => None,
            Date::On(day) => Some(DateFact::Exactly(Day::from_number(*day))),
            Date::Between(a, b) => {
                Some(DateFact::Between(Day::from_number(*a), Day::from_number(*b)))
            }
            Date::Sometime | Date::Wrong(_) => Some(DateFact::Sometime),
        }
    }
}

impl<'m> Heading<'m> {
    pub(super) fn new(model: &'m Model, file: u32) -> Heading<'m> {
        let (columns, heads, doubles) = (Vec::new(), Vec::new(), Vec::new());
        Heading { model, file, columns, heads, doubles, names: FxHashMap::default() }
    }

    /// Adds a column by its heading.
    pub(super) fn add(&mut self, name: &str) {
        let name = name.trim_start_matches('\u{feff}').trim();
        let column = self.column(name);
        if !matches!(column, Column::Stranger(_)) {
            let known = self.columns.iter().enumerate().filter(|(_, known)| **known == column);
            self.doubles.extend(known.map(|(at, _)| (at, self.columns.len())));
        }
        self.columns.push(column);
        self.heads.push(name.to_owned());
    }

    /// The place of a column, which is added where it is none so far.
    pub(super) fn place(&mut self, name: &str) -> usize {
        let column = self.column(name.trim());
        self.columns.iter().position(|known| *known == column).unwrap_or_else(|| {
            self.add(name);
            self.columns.len() - 1
        })
    }

    /// What a column holds.
    fn column(&self, name: &str) -> Column {
        let known = HEADINGS
            .iter()
            .find(|(heading, _)| heading.eq_ignore_ascii_case(&name.replace('_', " ")));
        let words = &self.model.vocabulary;
        match known {
            Some((_, column)) => column.clone(),
            None => {
                let fact = words.named(name, Sort::Fact);
                let info = fact.and_then(|fact| Some((fact, words.get(fact)?.fact()?)));
                match info {
                    Some((fact, info)) => Column::Fact(fact, info.ty.clone()),
                    None => Column::Stranger(name.to_owned()),
                }
            }
        }
    }

    /// The names of two columns for the same of which a row says two things.
    fn twice(&self, row: &ByteRecord) -> Option<(&str, &str)> {
        let cell = |at: usize| row.get(at).map_or(&b""[..], trim);
        let differ = |(one, other): &&(usize, usize)| {
            let (one, other) = (cell(*one), cell(*other));
            !one.is_empty() && !other.is_empty() && one != other
        };
        let (one, other) = self.doubles.iter().find(differ)?;
        Some((self.heads.get(*one)?, self.heads.get(*other)?))
    }

    /// The number of the file.
    pub(super) fn file(&self) -> u32 {
        self.file
    }

    pub(super) fn has_case(&self) -> bool {
        self.columns.contains(&Column::Case)
    }

    /// D0903, as a warning, for each column that nothing reads.
    pub(super) fn strangers(&self, file: &str) -> Vec<Diagnostic> {
        let facts = self.model.vocabulary.iter().filter(|(_, it)| it.sort() == Sort::Fact);
        let facts: Vec<&str> = facts.map(|(_, concept)| concept.noun()).collect();
        let known = || HEADINGS.iter().map(|(name, _)| *name).chain(facts.iter().copied());
        let strangers = self.columns.iter().filter_map(|column| {
            let Column::Stranger(name) = column else { return None };
            let said = format!(
                "`{file}` has a column “{name}”, which is none of duly’s and no fact of the pack"
            );
            let found = Diagnostic::nowhere(Code::D0903, said).weighing(Severity::Warning);
            Some(match suggest_words(name, known()).first() {
                Some(near) => found.help(format!("did you mean `{near}`? it is not read")),
                None => found.help("it is not read"),
            })
        });
        strangers.collect()
    }

    fn cell<'r>(&self, row: &'r ByteRecord, wanted: &Column) -> &'r [u8] {
        let all = self.columns.iter().zip(row).filter(|(column, _)| *column == wanted);
        let mut cells = all.map(|(_, cell)| trim(cell));
        cells.find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    /// Takes one row.
    pub(super) fn take(
        &mut self,
        row: &ByteRecord,
        line: u32,
        width: Option<usize>,
        taken: &mut Taken,
    ) {
        let key = self.cell(row, &Column::Case);
        let kind = self.cell(row, &Column::Kind);
        if kind.eq_ignore_ascii_case(b"records") {
            return self.records(row, line, key, taken);
        }
        if key.is_empty() || is_error(key) {
            let reason = "the row does not say which case it is about, and is left out";
            return self.fault(taken, line, (Some("case"), None), reason.to_owned(), false);
        }
        let child = taken.common.children.number(key);
        if width.is_some_and(|width| row.len() < width) {
            let reason = format!("the row has {} cells, fewer than the heading", row.len());
            return self.fault(taken, line, (None, Some(child)), reason, false);
        }
        if let Some((one, other)) = self.twice(row) {
            let reason = format!("“{one}” and “{other}” hold the same, and differ: it is left out");
            return self.fault(taken, line, (None, Some(child)), reason, false);
        }
        taken.common.children.keep(child);
        self.about(row, line, child, taken);
        let name = self.cell(row, &Column::Name);
        if name.is_empty() {
            return self.nameless(row, line, (child, kind), taken);
        }
        let Some((concept, is)) = self.named(name, kind) else {
            return self.unknown(line, (child, name, kind), taken);
        };
        taken.named.insert(concept);
        self.entry(row, line, (child, concept, is), taken);
    }

    /// Tells of a row whose last cell opens a quotation mark that nothing closes.
    pub(super) fn cut(&self, row: &ByteRecord, line: u32, open: u32, taken: &mut Taken) {
        let at = self.columns.iter().position(|column| *column == Column::Case);
        let key =
            at.filter(|at| at + 1 < row.len()).and_then(|at| row.get(at)).map_or(&b""[..], trim);
        let child = (!key.is_empty()).then(|| taken.common.children.number(key));
        self.fault(taken, line, (None, child), not_closed(open), false);
    }

    fn fault(
        &self,
        taken: &mut Taken,
        row: u32,
        (column, child): (Option<&str>, Option<u32>),
        reason: String,
        used: bool,
    ) {
        let column = column.map(str::to_owned);
        taken.common.faults.push(Fault { file: self.file, row, column, child, reason, used });
    }

    /// What any row may say of its case: the birth, and from when its records are.
    fn about(&self, row: &ByteRecord, line: u32, child: u32, taken: &mut Taken) {
        match self.date(self.cell(row, &Column::Born)) {
            Date::Blank | Date::Sometime => {}
            Date::On(day) => self.born(line, child, day, taken),
            Date::Between(a, b) => {
                let place = (Place { file: self.file, row: line }, 0);
                taken.common.children.born_on(child, a, place);
                taken.common.children.born_on(child, b, place);
            }
            Date::Wrong(reason) => {
                self.fault(taken, line, (Some("born"), Some(child)), reason, true);
            }
        }
        match self.date(self.cell(row, &Column::History)) {
            Date::Blank => {}
            Date::On(day) => {
                let known = taken.history.entry(child).or_insert(day);
                *known = (*known).max(day);
            }
            Date::Between(..) | Date::Sometime => {
                let reason = "the day from which the records are has to be known".to_owned();
                self.fault(taken, line, (Some("history from"), Some(child)), reason, true);
            }
            Date::Wrong(reason) => {
                self.fault(taken, line, (Some("history from"), Some(child)), reason, true);
            }
        }
    }

    fn born(&self, line: u32, child: u32, day: i32, taken: &mut Taken) {
        let place = (Place { file: self.file, row: line }, 0);
        if let Some(first) = taken.common.children.born_on(child, day, place) {
            let first = Day::from_number(first).long();
            let reason =
                format!("another row has the case born on {first}: the day of birth is not known");
            self.fault(taken, line, (Some("born"), Some(child)), reason, true);
        }
    }

    /// A row without a name: `born` and `history`, or one that only has those columns.
    fn nameless(
        &self,
        row: &ByteRecord,
        line: u32,
        (child, kind): (u32, &[u8]),
        taken: &mut Taken,
    ) {
        let date = self.date(self.cell(row, &Column::Date));
        let is = |word: &str| kind.eq_ignore_ascii_case(word.as_bytes());
        match date {
            Date::On(day) if is("born") => self.born(line, child, day, taken),
            Date::On(day) if is("history") || is("history from") => {
                let known = taken.history.entry(child).or_insert(day);
                *known = (*known).max(day);
            }
            Date::Wrong(reason) => {
                self.fault(taken, line, (Some("date"), Some(child)), reason, false);
            }
            Date::Blank if kind.is_empty() => {}
            Date::Blank | Date::On(_) | Date::Between(..) | Date::Sometime => {
                let reason = "the row does not say what it is about, and is left out".to_owned();
                self.fault(taken, line, (Some("name"), Some(child)), reason, false);
            }
        }
    }

    /// What a name stands for. A kind that is given must be that of the name.
    fn named(&mut self, name: &[u8], kind: &[u8]) -> Option<(ConceptId, Is)> {
        if !self.names.contains_key(name) {
            let text = String::from_utf8_lossy(name);
            let words = &self.model.vocabulary;
            let sorts = [
                (Sort::Event, Is::Event),
                (Sort::Decision, Is::Event),
                (Sort::Status, Is::Period),
                (Sort::Fact, Is::Fact),
            ];
            let found =
                sorts.into_iter().find_map(|(sort, is)| Some((words.named(&text, sort)?, is)));
            self.names.insert(name.into(), found);
        }
        let found = self.names.get(name).copied().flatten()?;
        let wanted = match found.1 {
            Is::Event => &["event", "decision"][..],
            Is::Period => &["period", "status"],
            Is::Fact => &["fact"],
        };
        let fits =
            kind.is_empty() || wanted.iter().any(|word| kind.eq_ignore_ascii_case(word.as_bytes()));
        fits.then_some(found)
    }

    /// A name that the pack does not know, or knows as something else.
    fn unknown(&self, line: u32, (child, name, kind): (u32, &[u8], &[u8]), taken: &mut Taken) {
        let text = String::from_utf8_lossy(name);
        let words = &self.model.vocabulary;
        let (column, reason) = match self.names.get(name).copied().flatten() {
            Some((concept, _)) => {
                let a = words.get(concept).map_or("something", |it| it.sort().a());
                taken.common.unknown.insert((child, concept));
                let said =
                    format!("“{}” is {a}, and the row calls it “{}”", shown(name), shown(kind));
                ("kind", said)
            }
            None => {
                let wanted = [Sort::Event, Sort::Decision, Sort::Status, Sort::Fact];
                let near: Vec<ConceptId> = words.suggest(&text, &wanted);
                // What was meant is not known of this case.
                taken.common.unknown.extend(near.iter().map(|kind| (child, *kind)));
                let nouns: Vec<&str> =
                    near.iter().filter_map(|id| words.get(*id)).map(Concept::noun).collect();
                let help = if nouns.is_empty() {
                    String::new()
                } else {
                    format!(": did you mean {}?", quoted_list(&nouns))
                };
                ("name", format!("the pack knows nothing called “{}”{help}", shown(name)))
            }
        };
        self.fault(taken, line, (Some(column), Some(child)), reason, false);
    }

    fn entry(
        &self,
        row: &ByteRecord,
        line: u32,
        (child, kind, is): (u32, ConceptId, Is),
        taken: &mut Taken,
    ) {
        let from = self.date(self.cell(row, &Column::Date));
        let until = self.date(self.cell(row, &Column::Until));
        for (date, column) in [(&from, "date"), (&until, "until")] {
            if let Date::Wrong(reason) = date {
                self.fault(taken, line, (Some(column), Some(child)), reason.clone(), true);
            }
        }
        let at = u32::try_from(taken.entries.len()).unwrap_or(u32::MAX);
        let exact = |date: &Date, otherwise: i32| match date {
            Date::On(day) => *day,
            Date::Blank | Date::Between(..) | Date::Sometime | Date::Wrong(_) => otherwise,
        };
        let mut code = 0;
        match is {
            Is::Event => self.days(row, line, (child, at, &from), taken),
            Is::Period => self.span(line, (child, at), (&from, &until), taken),
            Is::Fact => {
                let cell = self.cell(row, &Column::Value);
                let ty = self.model.vocabulary.get(kind).and_then(|concept| concept.fact());
                let Some(ty) = ty.map(|info| &info.ty) else { return };
                code = self.value(line, (child, kind, ty), cell, taken);
                if code == 0 {
                    let reason = "the row gives the fact no value, and is left out".to_owned();
                    return self.fault(taken, line, (Some("value"), Some(child)), reason, false);
                }
            }
        }
        let hash = hash(row);
        let (from, until) = (exact(&from, NO_DAY), exact(&until, ONGOING));
        let (file, row_number) = (self.file, line);
        taken.entries.push(Entry {
            child,
            kind,
            is,
            from,
            until,
            code,
            file,
            row: row_number,
            hash,
        });
        for (column, cell) in self.columns.iter().zip(row.iter()) {
            let Column::Fact(fact, ty) = column else { continue };
            let code = self.value(line, (child, *fact, ty), trim(cell), taken);
            if code != 0 {
                taken.named.insert(*fact);
                taken.facts.push((at, *fact, code));
            }
        }
    }

    /// The days of an event, where there is more to them than one that is known.
    fn days(
        &self,
        row: &ByteRecord,
        line: u32,
        (child, at, on): (u32, u32, &Date),
        taken: &mut Taken,
    ) {
        let mut other = |column: &Column, name: &str| {
            let date = self.date(self.cell(row, column));
            if let Date::Wrong(reason) = &date {
                self.fault(taken, line, (Some(name), Some(child)), reason.clone(), true);
            }
            date.fact()
        };
        let planned_for = other(&Column::PlannedFor, "planned for");
        let completed = other(&Column::Completed, "completed");
        let adjourned = other(&Column::Adjourned, "adjourned");
        let cancelled = other(&Column::Cancelled, "cancelled");
        let more = [planned_for, completed, adjourned, cancelled].iter().any(Option::is_some);
        if matches!(on, Date::On(_)) && !more {
            return;
        }
        // An event with no day at all happened on one that is not given.
        let on = on.fact().or((!more).then_some(DateFact::Sometime));
        let completed = completed.or(on.filter(|_| adjourned.is_none()));
        taken.days.insert(at, Days { on, planned_for, completed, adjourned, cancelled });
    }

    /// The ends of a period, where one is not known.
    fn span(
        &self,
        line: u32,
        (child, at): (u32, u32),
        (from, until): (&Date, &Date),
        taken: &mut Taken,
    ) {
        let nowhere = Edge::Between(None, None);
        let edge = |date: &Date| match date {
            Date::Blank => None,
            Date::On(day) => Some(Edge::On(*day)),
            Date::Between(a, b) => Some(Edge::Between(Some(*a), Some(*b))),
            Date::Sometime | Date::Wrong(_) => Some(nowhere),
        };
        if let (Date::On(from), Date::On(until)) = (from, until)
            && until < from
        {
            let days = (Day::from_number(*until).long(), Day::from_number(*from).long());
            let reason = format!("it ends on {}, before it begins on {}", days.0, days.1);
            self.fault(taken, line, (Some("until"), Some(child)), reason, true);
            taken.spans.insert(at, (nowhere, nowhere));
            return;
        }
        let plain = |date: &Date| matches!(date, Date::On(_) | Date::Blank);
        if !(plain(from) && plain(until)) {
            let from = edge(from).unwrap_or(nowhere);
            taken.spans.insert(at, (from, edge(until).unwrap_or(Edge::Never)));
        }
    }

    /// How well all cases, or one of them, know a kind.
    fn records(&self, row: &ByteRecord, line: u32, key: &[u8], taken: &mut Taken) {
        let child = (!key.is_empty()).then(|| taken.common.children.number(key));
        if let Some(child) = child {
            taken.common.children.keep(child);
        }
        let name = self.cell(row, &Column::Name);
        let text = String::from_utf8_lossy(name);
        let words = &self.model.vocabulary;
        let sorts = [Sort::Event, Sort::Status, Sort::Fact, Sort::Decision];
        let Some(kind) = sorts.into_iter().find_map(|sort| words.named(&text, sort)) else {
            let reason = format!("the pack knows nothing called “{}”", shown(name));
            return self.fault(taken, line, (Some("name"), child), reason, false);
        };
        let exact = |date: &Date| match date {
            Date::On(day) => Some(Day::from_number(*day)),
            Date::Blank | Date::Between(..) | Date::Sometime | Date::Wrong(_) => None,
        };
        let from = self.date(self.cell(row, &Column::Date));
        let until = self.date(self.cell(row, &Column::Until));
        let value = self.cell(row, &Column::Value);
        let completeness = if value.eq_ignore_ascii_case(b"when known") {
            Completeness::WhenKnown
        } else if value.eq_ignore_ascii_case(b"complete") || value.is_empty() {
            Completeness::Fully { from: exact(&from) }
        } else {
            let reason = format!("“{}” is not `complete` or `when known`", shown(value));
            return self.fault(taken, line, (Some("value"), child), reason, false);
        };
        let records = Records { completeness, until: exact(&until) };
        match child {
            Some(child) => taken.own.entry(child).or_default().push((kind, records)),
            None => {
                taken.records.insert(kind, records);
            }
        }
    }

    /// The code of a value; 0 where the cell is blank.
    fn value(
        &self,
        line: u32,
        (child, fact, ty): (u32, ConceptId, &FactType),
        cell: &[u8],
        taken: &mut Taken,
    ) -> u32 {
        if cell.is_empty() {
            return 0;
        }
        let key = (fact, Box::from(cell));
        if let Some(code) = taken.values.get(&key) {
            return *code;
        }
        match value_of(ty, &String::from_utf8_lossy(cell)) {
            Ok(value) => {
                let code = taken.common.builder.code(value);
                taken.values.insert(key, code);
                code
            }
            Err(wanted) => {
                let noun = self.model.vocabulary.noun(fact);
                let reason = format!("“{}” is no value of “{noun}”: write {wanted}", shown(cell));
                self.fault(taken, line, (Some(noun), Some(child)), reason, true);
                taken.common.builder.code(Value::Unknown)
            }
        }
    }

    /// `2026-04-01`, `2026-04-01..2026-04-09`, `unknown`
    fn date(&self, cell: &[u8]) -> Date {
        if ["unknown", "not known", "?"].iter().any(|it| cell.eq_ignore_ascii_case(it.as_bytes())) {
            return Date::Sometime;
        }
        if cell.eq_ignore_ascii_case(b"ongoing") {
            return Date::Blank;
        }
        let dots = cell.windows(2).position(|pair| pair == b"..");
        let one = |cell: &[u8]| OWN.day(trim(cell));
        let Some((first, last)) = dots.and_then(|at| Some((cell.get(..at)?, cell.get(at + 2..)?)))
        else {
            return match one(cell) {
                Ok(Some(day)) => Date::On(day),
                Ok(None) => Date::Blank,
                Err(wrong) => Date::Wrong(wrong),
            };
        };
        match (one(first), one(last)) {
            (Ok(Some(a)), Ok(Some(b))) if a < b => Date::Between(a, b),
            (Ok(Some(a)), Ok(Some(b))) if a == b => Date::On(a),
            _ => Date::Wrong(format!("“{}” is no span of two days", shown(cell))),
        }
    }
}

/// Tells rows of one case apart.
fn hash(row: &ByteRecord) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    for cell in row {
        hasher.write(trim(cell));
        hasher.write_u8(0);
    }
    hasher.finish()
}
