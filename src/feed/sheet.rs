//! Workbooks: each sheet a table.
//!
//! In: the bytes of an Excel file. Out: rows of text, dates as `2026-04-01`. Never here:
//! formulas, macros, what a column means.

use std::io::Cursor;

use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};
use csv::ByteRecord;

use super::rows::Unread;
use crate::time::Day;

/// The heading stands in one of so many first rows.
const HEADING: usize = 20;
/// The day before Excel's day 1, from March 1900 on.
const EXCEL_ZERO: i32 = -25_569;

/// One sheet with anything in it.
pub(super) struct Sheet {
    pub(super) name: String,
    cells: Range<Data>,
}

/// The sheets of a workbook that are wanted.
pub(super) fn sheets(bytes: Vec<u8>, wanted: impl Fn(&str) -> bool) -> Result<Vec<Sheet>, Unread> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|error| format!("it is no workbook: {error}"))?;
    let mut found = Vec::new();
    for name in book.sheet_names() {
        let cells = if wanted(&name) {
            let cells = book.worksheet_range(&name);
            cells.map_err(|error| format!("the sheet “{name}” is damaged: {error}"))?
        } else {
            Range::default()
        };
        found.push(Sheet { name, cells });
    }
    Ok(found)
}

impl Sheet {
    /// The rows with their numbers, from the heading on: the first of the first rows
    /// that is one.
    pub(super) fn rows(
        &self,
        heading: impl Fn(&ByteRecord) -> bool,
    ) -> impl Iterator<Item = (u32, ByteRecord)> {
        let first = self.cells.start().map_or(0, |(row, _)| row);
        let rows = (first + 1..).zip(self.cells.rows().map(record));
        let mut begun = None;
        rows.enumerate().filter_map(move |(nth, (row, cells))| {
            if begun.is_none() && nth < HEADING && heading(&cells) {
                begun = Some(nth);
            }
            begun.map(|_| (row, cells))
        })
    }
}

fn record(cells: &[Data]) -> ByteRecord {
    cells.iter().map(text).collect()
}

/// A cell as text.
fn text(cell: &Data) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "yes".to_owned(),
        Data::Bool(false) => "no".to_owned(),
        Data::DateTime(when) => {
            let (year, month, day, ..) = when.to_ymd_hms_milli();
            let day = Day::from_ymd(i32::from(year), u32::from(month), u32::from(day));
            day.map_or_else(|| when.as_f64().to_string(), |day| day.to_string())
        }
        Data::Error(_) => "#ERROR".to_owned(),
        Data::Empty => String::new(),
    }
}

/// The day of Excel's number for one, as a cell holds it that is not laid out as a date.
pub(super) fn serial(number: u32) -> Option<i32> {
    // From 1 March 1900 to the end of 2149: smaller numbers are no dates of anybody's.
    (61..=91_313).contains(&number).then(|| number.cast_signed() + EXCEL_ZERO)
}
