//! Rows that could not be taken as they stand.
//!
//! In: what is wrong with a row, as it is found. Out: one [`DirtyRow`] a row, in the order
//! of the files. Never here: what is made of the row.

/// A row that could not be taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirtyRow {
    /// The file, and its sheet or table where it holds several.
    pub file: String,
    /// The line on which it begins (the row of a sheet), from 1; the heading counts.
    pub row: usize,
    /// The column that is at fault, where it is one.
    pub column: Option<String>,
    /// The child, as the file names it.
    pub child: Option<String>,
    /// What is wrong, and what was made of it.
    pub reason: String,
    /// Whether the rest of the row is used.
    pub used: bool,
}

/// One thing wrong with a row.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// A place in the list of files.
    pub(super) file: u32,
    pub(super) row: u32,
    pub(super) column: Option<String>,
    pub(super) child: Option<u32>,
    pub(super) reason: String,
    pub(super) used: bool,
}

/// A row that cannot be read as one.
pub(super) fn no_row(file: u32, row: u32, reason: String) -> Fault {
    Fault { file, row, column: None, child: None, reason, used: false }
}

/// One row for each row that is at fault: what is wrong with it twice stands in one
/// sentence.
pub(super) fn merged(
    mut faults: Vec<Fault>,
    file: impl Fn(u32) -> String,
    child: impl Fn(u32) -> Option<String>,
) -> Vec<DirtyRow> {
    faults.sort_by_key(|fault| (fault.file, fault.row));
    let mut rows: Vec<DirtyRow> = Vec::new();
    let mut last = None;
    for fault in faults {
        let place = (fault.file, fault.row);
        match rows.last_mut().filter(|_| last == Some(place)) {
            Some(row) => {
                row.used &= fault.used;
                if !row.reason.contains(&fault.reason) {
                    row.reason.push_str("; ");
                    row.reason.push_str(&fault.reason);
                }
                if row.child.is_none() {
                    row.child = fault.child.and_then(&child);
                }
            }
            None => rows.push(DirtyRow {
                file: file(fault.file),
                row: fault.row as usize,
                column: fault.column,
                child: fault.child.and_then(&child),
                reason: fault.reason,
                used: fault.used,
            }),
        }
        last = Some(place);
    }
    rows
}
