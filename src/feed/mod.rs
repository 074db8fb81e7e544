//! Facts from files: tables of rows as a caseload.
//!
//! In: the bytes of tables (CSV, XML, Excel, Parquet, JSON lines), a [`Mapping`] that says
//! what their columns mean, and a model. Out: a [`Feed`]: the caseload, every row that
//! could not be taken as it is, and what such files do not record. Never here: the file
//! system; what a child is: columns and words stand in the mapping alone.
//!
//! What a file leaves open stays open: a day that cannot be read is a day that is not
//! known, a row that cannot be placed makes what its table tells of that child *recorded
//! when known*, and a child whose first row is not an entry has a history that begins with
//! the file.

mod ages;
mod cells;
mod children;
mod dirty;
mod draft;
mod gather;
mod headings;
mod jsonl;
mod mapping;
mod output;
mod own;
mod parquet;
mod people;
mod rows;
mod sheet;
mod stretches;
mod table;
mod unrecorded;
mod worth;
mod xml;
mod years;

pub use dirty::DirtyRow;
pub use mapping::{DateOrder, Mapping, SHIPPED, SSDA903, read_mapping};
pub use own::{Form, OwnWriter};
pub use people::{PeopleRead, people};
pub use rows::Given;

use crate::caseload::Caseload;
use crate::diag::Diagnostic;
use crate::model::Model;
use crate::names::ConceptId;

/// What was read from files.
#[derive(Debug, Clone)]
pub struct Feed {
    /// The cases.
    pub caseload: Caseload,
    /// Every row that could not be taken as it stands, and what was made of it.
    pub dirty: Vec<DirtyRow>,
    /// The events, decisions, statuses and facts that these files do not record: what
    /// rests on them is not known. In the order of the vocabulary.
    pub not_recorded: Vec<ConceptId>,
    /// Those that they do record.
    pub recorded: Vec<ConceptId>,
    /// What was read of each file, in the order it was read.
    pub files: Vec<FileRead>,
    /// The cases whose first row is not an entry: what came before is not in the files.
    pub unknown_entries: Vec<u32>,
    /// Findings on the mapping, held against the words of the pack.
    pub findings: Vec<Diagnostic>,
    /// What stood in the way of reading a table that is not needed: nothing of it is known.
    pub wrong: Vec<Diagnostic>,
}

/// How much of a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// Its name.
    pub file: String,
    /// Which table of the mapping it is; `None` where it is none, and was not read.
    pub table: Option<String>,
    /// How many rows it has, without its heading.
    pub rows: usize,
    /// How many of them could not be used at all.
    pub unused: usize,
}

/// Reads files as a mapping says: tables as CSV, Parquet or JSON lines, a file each; all of
/// them as one XML file; or as the sheets of a workbook. The ending of a name tells which.
///
/// # Errors
/// What stands in the way of reading anything: a table or a column that is needed and not
/// there (D0903), a file that is no table (D0112).
pub fn mapped(
    mapping: &Mapping,
    model: &Model,
    files: Vec<Given<'_>>,
) -> Result<Feed, Vec<Diagnostic>> {
    gather::mapped(mapping, model, files)
}

/// Reads files in duly's own columns: a row for each event, period and fact. CSV, JSON
/// lines (`.jsonl`) or Parquet (`.parquet`), as the ending of a name tells.
///
/// # Errors
/// What stands in the way of reading anything: no column `case` (D0903), a file that is
/// no table (D0112).
pub fn own(model: &Model, files: Vec<Given<'_>>) -> Result<Feed, Vec<Diagnostic>> {
    own::read(model, files)
}
