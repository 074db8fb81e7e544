//! Who works with each child, from a table: a row a child, a column for the team and one
//! for each role.
//!
//! In: a CSV file with the columns `case`, `team` and roles of the pack by their words.
//! Out: [`People`], and every row that could not be taken. Never here: what anybody has to
//! do.

use csv::ByteRecord;
use rustc_hash::FxHashMap;

use super::DirtyRow;
use super::cells::{shown, trim};
use super::rows::{CsvRows, Given, not_closed};
use crate::caseload::{Caseload, People};
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;
use crate::names::{ConceptId, Sort, suggest_words};

/// Who works with each case, as a file says.
#[derive(Debug, Clone, Default)]
pub struct PeopleRead {
    /// Teams and people.
    pub people: People,
    /// Every row that could not be taken as it stands.
    pub dirty: Vec<DirtyRow>,
    /// D0903, as a warning, for each column that is neither the team nor a role.
    pub findings: Vec<Diagnostic>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Case,
    Team,
    Role(ConceptId),
    Stranger,
}

/// Reads who works with each case of a caseload.
///
/// # Errors
/// A file that is no table (D0112), or that has no column `case` (D0903).
pub fn people(
    model: &Model,
    caseload: &Caseload,
    file: Given<'_>,
) -> Result<PeopleRead, Vec<Diagnostic>> {
    let Given { name, content } = file;
    let unread = |error: String| {
        vec![Diagnostic::nowhere(Code::D0112, format!("`{name}` cannot be read: {error}"))]
    };
    let mut rows = CsvRows::open(content).map_err(unread)?;
    let mut row = ByteRecord::new();
    if rows.next(&mut row).map_err(unread)?.is_none() {
        return Err(unread("it is empty, without even a heading".to_owned()));
    }
    let columns: Vec<Column> = row.iter().map(|cell| column(model, &heading(cell))).collect();
    if !columns.contains(&Column::Case) {
        let said = format!("`{name}` has no column “case”");
        let help = "every row names its case: add the column `case`, then `team` and a column for \
                    each role, such as `social worker`";
        return Err(vec![Diagnostic::nowhere(Code::D0903, said).help(help)]);
    }
    let mut taking = Taking {
        file: &name,
        places: (0..caseload.len()).filter_map(|at| Some((caseload.id(at)?, at))).collect(),
        columns: &columns,
        lines: FxHashMap::default(),
        read: PeopleRead::default(),
    };
    taking.read.findings = strangers(model, &name, &row, &columns);
    while let Some(at) = rows.next(&mut row).map_err(unread)? {
        if let Some(open) = at.open {
            taking.fault(at.line, "case", "", not_closed(open));
        } else if row.iter().any(|cell| !trim(cell).is_empty()) {
            taking.row(&row, at.line);
        }
    }
    Ok(taking.read)
}

/// `Social_Worker` as `Social Worker`.
fn heading(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(trim(cell));
    text.trim_start_matches('\u{feff}').trim().replace('_', " ")
}

fn column(model: &Model, heading: &str) -> Column {
    if heading.eq_ignore_ascii_case("case") || heading.eq_ignore_ascii_case("child") {
        Column::Case
    } else if heading.eq_ignore_ascii_case("team") {
        Column::Team
    } else {
        model.vocabulary.named(heading, Sort::Role).map_or(Column::Stranger, Column::Role)
    }
}

fn strangers(
    model: &Model,
    file: &str,
    headings: &ByteRecord,
    columns: &[Column],
) -> Vec<Diagnostic> {
    let roles = || model.vocabulary.iter().filter(|(_, concept)| concept.sort() == Sort::Role);
    let bare = |noun: &str| noun.strip_prefix("the ").unwrap_or(noun).to_owned();
    let known: Vec<String> = roles().map(|(_, concept)| bare(concept.noun())).collect();
    let all = headings.iter().zip(columns).filter(|(_, column)| **column == Column::Stranger);
    let told = all.map(|(cell, _)| {
        let name = heading(cell);
        let said = format!("`{file}` has a column “{name}”, which is no role of the pack");
        let found = Diagnostic::nowhere(Code::D0903, said).weighing(Severity::Warning);
        match suggest_words(&name, known.iter().map(String::as_str).chain(["team"])).first() {
            Some(near) => found.help(format!("did you mean `{near}`? it is not read")),
            None => found.help("it is not read; `duly show` lists who has to do what"),
        }
    });
    told.collect()
}

struct Taking<'a> {
    file: &'a str,
    places: FxHashMap<&'a str, usize>,
    columns: &'a [Column],
    /// On which line each case stood first.
    lines: FxHashMap<usize, u32>,
    read: PeopleRead,
}

impl Taking<'_> {
    fn fault(&mut self, line: u32, column: &str, child: &str, reason: String) {
        let child = Some(child).filter(|child| !child.is_empty()).map(str::to_owned);
        self.read.dirty.push(DirtyRow {
            file: self.file.to_owned(),
            row: line as usize,
            column: Some(column.to_owned()),
            child,
            reason,
            used: false,
        });
    }

    fn row(&mut self, row: &ByteRecord, line: u32) {
        let at = self.columns.iter().position(|column| *column == Column::Case);
        let cell = at.and_then(|at| row.get(at)).map_or(&b""[..], trim);
        let key = shown(cell);
        if cell.is_empty() {
            let reason = "the row does not say which case it is about, and is left out";
            return self.fault(line, "case", "", reason.to_owned());
        }
        let known = std::str::from_utf8(cell).ok().and_then(|id| self.places.get(id));
        let Some(case) = known.copied() else {
            let reason = format!("no case is called “{key}”, and the row is left out");
            return self.fault(line, "case", &key, reason);
        };
        if let Some(before) = self.lines.get(&case) {
            let reason = format!("“{key}” stands on line {before} already, and that row is kept");
            return self.fault(line, "case", &key, reason);
        }
        self.lines.insert(case, line);
        for (column, cell) in self.columns.iter().zip(row.iter()) {
            let text = String::from_utf8_lossy(trim(cell));
            match column {
                Column::Team if !text.is_empty() => self.read.people.in_team(case, &text),
                Column::Role(role) if !text.is_empty() => {
                    self.read.people.in_role(case, *role, &text);
                }
                Column::Case | Column::Team | Column::Role(_) | Column::Stranger => {}
            }
        }
    }
}
