//! Duly's own columns: a row for each event, period and fact.
//!
//! In: rows with the columns `case`, `kind`, `name`, `date`, `until`, `value` and a few
//! more, from CSV, JSON lines or Parquet. Out: the [`Feed`]. Never here: a mapping; names
//! are those of the pack.
//!
//! A kind that no row speaks of is taken as not recorded, unless a row of the kind
//! `records` says that it is complete: nobody's duty is overdue for a column that an
//! export does not have.

mod row;
mod taken;
mod write;

pub use write::{Form, OwnWriter};

use std::io::Read;

use csv::ByteRecord;
use rustc_hash::{FxHashMap, FxHashSet};

use super::ages::{OLDEST, not_born, too_old};
use super::cells::{is_blank, trim};
use super::dirty::{Fault, no_row};
use super::draft::Draft;
use super::gather::finished;
use super::jsonl;
use super::parquet::{self, Part};
use super::rows::{self, CsvRows, Given, Unread};
use super::stretches::Edge;
use super::table::{Common, Place};
use super::unrecorded::{is_recorded_fully, not_recorded};
use super::{Feed, FileRead};
use crate::caseload::{Codes, NO_DAY, PlainEvent, PlainFact};
use crate::diag::{Code, Diagnostic};
use crate::facts::Records;
use crate::model::Model;
use crate::names::{Completeness, ConceptId};
use crate::time::Day;
use row::Heading;
use taken::{Entry, Is, Taken};

/// Reads files in duly's own columns.
pub(super) fn read(model: &Model, files: Vec<Given<'_>>) -> Result<Feed, Vec<Diagnostic>> {
    let mut reading = Reading {
        model,
        taken: Taken::default(),
        files: Vec::new(),
        findings: Vec::new(),
        wrong: Vec::new(),
    };
    for file in files {
        let name = file.name.clone();
        if let Err(error) = reading.file(file) {
            let said = format!("`{name}` cannot be read: {error}");
            reading.wrong.push(Diagnostic::nowhere(Code::D0112, said));
        }
    }
    if !reading.wrong.is_empty() {
        return Err(reading.wrong);
    }
    let Reading { mut taken, mut files, findings, .. } = reading;
    let unknown_entries = make(&mut taken);
    let mut filled = std::mem::take(&mut taken.named);
    let mut records = FxHashMap::default();
    for (kind, known) in &taken.records {
        filled.insert(*kind);
        // What a vocabulary says of itself need not be said again.
        let all = Records { completeness: Completeness::Fully { from: None }, until: None };
        if *known != all || !is_recorded_fully(model, *kind) {
            records.insert(*kind, *known);
        }
    }
    let not_recorded = not_recorded(model, &filled);
    let mut recorded: Vec<ConceptId> = filled.into_iter().collect();
    recorded.sort_unstable();
    let unrecorded = Records { completeness: Completeness::WhenKnown, until: None };
    records.extend(not_recorded.iter().map(|kind| (*kind, unrecorded)));
    taken.common.builder.set_records(records);
    let (caseload, dirty) = finished(taken.common, &mut files);
    let wrong = Vec::new();
    Ok(Feed { caseload, dirty, not_recorded, recorded, files, unknown_entries, findings, wrong })
}

struct Reading<'m> {
    model: &'m Model,
    taken: Taken,
    files: Vec<FileRead>,
    findings: Vec<Diagnostic>,
    wrong: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn file(&mut self, mut file: Given<'_>) -> Result<(), Unread> {
        let at = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let form = file.form()?;
        let read = FileRead {
            file: file.name.clone(),
            table: Some("duly’s own columns".to_owned()),
            rows: 0,
            unused: 0,
        };
        self.files.push(read);
        let mut heading = Heading::new(self.model, at);
        let rows = match form {
            rows::Form::Lines => lines(file.content, &mut heading, &mut self.taken)?,
            rows::Form::Parquet => columns(file.content, &mut heading, &mut self.taken)?,
            rows::Form::Csv | rows::Form::Xml | rows::Form::Workbook => {
                csv(file.content, &mut heading, &mut self.taken)?
            }
        };
        if let Some(read) = self.files.last_mut() {
            read.rows = rows;
        }
        if !heading.has_case() && (rows > 0 || form != rows::Form::Lines) {
            let said = format!("`{}` has no column “case”", file.name);
            let help = "every row names its case: add the column `case`";
            self.wrong.push(Diagnostic::nowhere(Code::D0903, said).help(help));
        }
        for finding in heading.strangers(&file.name) {
            self.findings.push(finding);
        }
        Ok(())
    }
}

fn lines(
    content: Box<dyn Read + '_>,
    heading: &mut Heading<'_>,
    taken: &mut Taken,
) -> Result<usize, Unread> {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    jsonl::each(content, |number, object| {
        let object = match object {
            Ok(object) => object,
            Err(reason) => return taken.common.faults.push(no_row(heading.file(), number, reason)),
        };
        let mut cells: Vec<String> = Vec::new();
        for (key, value) in jsonl::flat(&object) {
            let place = match places.get(key) {
                Some(place) => *place,
                None => {
                    let place = heading.place(key);
                    places.insert(key.to_owned(), place);
                    place
                }
            };
            if cells.len() <= place {
                cells.resize(place + 1, String::new());
            }
            if let Some(cell) = cells.get_mut(place).filter(|_| !value.is_empty()) {
                value.clone_into(cell);
            }
        }
        heading.take(&ByteRecord::from(cells), number, None, taken);
    })
}

fn columns(
    content: Box<dyn Read + '_>,
    heading: &mut Heading<'_>,
    taken: &mut Taken,
) -> Result<usize, Unread> {
    parquet::each(content, |part| match part {
        Part::Heading(names) => {
            for name in names {
                heading.add(&String::from_utf8_lossy(name));
            }
        }
        Part::Row(row, number) => heading.take(row, number, None, taken),
    })
}

fn csv(
    content: Box<dyn Read + '_>,
    heading: &mut Heading<'_>,
    taken: &mut Taken,
) -> Result<usize, Unread> {
    let mut rows = CsvRows::open(content)?;
    let mut row = ByteRecord::new();
    if rows.next(&mut row)?.is_none() {
        return Err("it is empty, without even a heading".to_owned());
    }
    for cell in &row {
        heading.add(&String::from_utf8_lossy(trim(cell)));
    }
    let width = row.len();
    let mut count = 0;
    while let Some(at) = rows.next(&mut row)? {
        if is_blank(&row) {
            continue;
        }
        count += 1;
        match at.open {
            Some(open) => heading.cut(&row, at.line, open, taken),
            None => heading.take(&row, at.line, Some(width), taken),
        }
    }
    Ok(count)
}

/// Makes the cases; those of which a period began before their records do.
fn make(taken: &mut Taken) -> Vec<u32> {
    let mut unknown_entries = Vec::new();
    taken.common.children.close();
    let entries = std::mem::take(&mut taken.entries);
    let many = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let mut order: Vec<u32> = (0..many).collect();
    if !entries.is_sorted_by_key(|entry| entry.child) {
        order.sort_by_key(|at| entries.get(*at as usize).map(|entry| entry.child));
    }
    let unrecorded = Records { completeness: Completeness::WhenKnown, until: None };
    let mut unknown: FxHashMap<u32, Vec<ConceptId>> = FxHashMap::default();
    for (child, kind) in &taken.common.unknown {
        unknown.entry(*child).or_default().push(*kind);
    }
    let mut draft = Draft::default();
    let mut seen: FxHashSet<u64> = FxHashSet::default();
    let (mut next, mut made) = (0, 0);
    for child in 0..u32::try_from(taken.common.children.len()).unwrap_or(u32::MAX) {
        if !taken.common.children.is_kept(child) {
            continue;
        }
        let births = taken.common.children.born(child);
        draft.begin(taken.common.children.id(child).unwrap_or_default(), births);
        draft.plain.history_from = taken.history.get(&child).copied().unwrap_or(NO_DAY);
        if draft.plain.history_from != NO_DAY {
            unknown_entries.push(made);
        }
        seen.clear();
        while let Some(at) = order.get(next).copied() {
            let Some(entry) = entries.get(at as usize).filter(|entry| entry.child == child) else {
                break;
            };
            next += 1;
            if entry.seen(&mut seen, taken) {
                continue;
            }
            put(&mut draft, entry, at, taken);
        }
        birth(&mut draft, child, &mut taken.common);
        let lacking = unknown.remove(&child).unwrap_or_default();
        draft.records.extend(lacking.into_iter().map(|kind| (kind, unrecorded)));
        if let Some(own) = taken.own.get(&child) {
            draft.records.extend(own.iter().copied());
        }
        draft.finish(&mut taken.common.builder);
        made += 1;
    }
    unknown_entries
}

/// Tells of a day of birth that can hardly be. Before a birth something may be recorded of
/// a child who is expected, so that the day stands; nobody gets as old as others would be.
fn birth(draft: &mut Draft, child: u32, common: &mut Common) {
    let Some((born, Place { file, row }, _)) = common.children.one_birth(child) else { return };
    let Some((first, last)) = draft.days_told() else { return };
    let reason = match (too_old(born, last, OLDEST), not_born(born, first)) {
        (Some(wrong), _) => {
            draft.forget_birth();
            format!("{wrong}: the day of birth is not known")
        }
        (None, Some(wrong)) => format!("{wrong}: both are used as they stand"),
        (None, None) => return,
    };
    let (column, child) = (Some("born".to_owned()), Some(child));
    common.faults.push(Fault { file, row, column, child, reason, used: true });
}

/// Puts what one row says into the case.
fn put(draft: &mut Draft, entry: &Entry, at: u32, taken: &Taken) {
    let facts: Codes = taken.facts_of(at).collect();
    match entry.is {
        Is::Event => {
            if let Some(days) = taken.days.get(&at) {
                draft.days.insert(draft.plain.events.len(), *days);
            } else if entry.from == NO_DAY {
                draft.undated = true;
            }
            let event = PlainEvent { kind: entry.kind, day: entry.from, facts };
            draft.plain.events.push(event);
        }
        Is::Period => {
            let (from, until) = taken.spans.get(&at).copied().unwrap_or((
                match entry.from {
                    NO_DAY => began(draft.plain.history_from),
                    day => Edge::On(day),
                },
                match entry.until {
                    crate::caseload::ONGOING => Edge::Never,
                    day => Edge::On(day),
                },
            ));
            draft.period(entry.kind, from, until, facts);
        }
        Is::Fact => {
            let fact = PlainFact { fact: entry.kind, from: entry.from, code: entry.code };
            draft.plain.facts.push(fact);
        }
    }
}

/// When something began that has no first day: before the records, where they begin.
fn began(history: i32) -> Edge {
    let last = (history != NO_DAY).then_some(history);
    Edge::Between(None, last.filter(|last| *last <= Day::MAX.number()))
}
