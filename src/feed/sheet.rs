//! Workbooks: each sheet a table.
//!
//! In: the bytes of an Excel file. Out: rows of text, dates as `2026-04-01`. Never here:
//! macros, what a column means.

use std::io::{Cursor, Read, Seek};

use calamine::{
    Data, ExcelDateTime, Reader, SheetType, SheetVisible, Sheets, Xlsx, open_workbook_auto_from_rs,
};
use csv::ByteRecord;

use super::rows::Unread;
use crate::time::Day;

/// The day before Excel's day 1, from March 1900 on.
const EXCEL_ZERO: i32 = -25_569;
/// From 1 March 1900 to the end of 2149: smaller numbers are no dates of anybody's.
const SERIALS: std::ops::RangeInclusive<u32> = 61..=91_313;
/// So much later begins a workbook that counts from 1904.
const FROM_1904: u32 = 1_462;
/// So many columns a sheet can have.
const COLUMNS: u32 = 16_384;

/// One sheet.
pub(super) struct Sheet {
    /// A bare number in it is a day, as Excel counts them from 1900.
    pub(super) serial: bool,
    /// Its rows with anything in them, each with its number.
    pub(super) rows: Vec<(u32, ByteRecord)>,
}

/// A sheet as its workbook lists it.
pub(super) struct Listed {
    pub(super) name: String,
    /// It shows a grid of cells, to whoever opens the workbook or unhides it.
    pub(super) is_grid: bool,
}

/// A workbook.
pub(super) struct Book(Sheets<Cursor<Vec<u8>>>);

impl Book {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Book, Unread> {
        let book = open_workbook_auto_from_rs(Cursor::new(bytes));
        book.map(Book).map_err(|error| format!("it is no workbook: {error}"))
    }

    /// Its sheets, in their order.
    pub(super) fn listed(&self) -> Vec<Listed> {
        let sheets = self.0.sheets_metadata().iter();
        let listed = sheets.map(|sheet| Listed {
            name: sheet.name.clone(),
            is_grid: sheet.typ == SheetType::WorkSheet && sheet.visible != SheetVisible::VeryHidden,
        });
        listed.collect()
    }

    /// One of its sheets.
    pub(super) fn sheet(&mut self, name: &str) -> Result<Sheet, Unread> {
        let damaged =
            |error: &dyn std::fmt::Display| format!("the sheet “{name}” is damaged: {error}");
        let from_1904 = match &self.0 {
            Sheets::Xlsx(book) => book.has_1904_epoch(),
            Sheets::Xls(book) => book.has_1904_epoch(),
            Sheets::Xlsb(book) => book.has_1904_epoch(),
            Sheets::Ods(_) => false,
        };
        let rows = match &mut self.0 {
            Sheets::Xlsx(book) => {
                streamed(book, name, from_1904).map_err(|error| damaged(&error))?
            }
            book @ (Sheets::Xls(_) | Sheets::Xlsb(_) | Sheets::Ods(_)) => {
                let cells = book.worksheet_range(name).map_err(|error| damaged(&error))?;
                let first = cells.start().map_or(0, |(row, _)| row) + 1;
                let record =
                    |cells: &[Data]| cells.iter().map(|cell| text(cell, from_1904)).collect();
                (first..).zip(cells.rows().map(record)).collect()
            }
        };
        Ok(Sheet { serial: !from_1904, rows })
    }
}

/// The rows of a sheet, cell by cell: one far off costs no more than any other.
fn streamed<R: Read + Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    from_1904: bool,
) -> Result<Vec<(u32, ByteRecord)>, calamine::XlsxError> {
    let mut rows: Vec<(u32, ByteRecord)> = Vec::new();
    let mut at = u32::MAX;
    let mut cells: Vec<(u32, String)> = Vec::new();
    let mut reader = book.worksheet_cells_reader(name)?;
    while let Some(cell) = reader.next_cell_with_formula()? {
        let (row, column) = cell.pos;
        let text = match (Data::from(cell.value), cell.formula) {
            // It was never worked out: nobody opened the workbook since.
            (Data::Empty, Some(formula)) => format!("={formula}"),
            (value, _) => text(&value, from_1904),
        };
        if text.is_empty() || column >= COLUMNS {
            continue;
        }
        if row != at {
            rows.extend(record(at, &mut cells));
            at = row;
        }
        cells.push((column, text));
    }
    rows.extend(record(at, &mut cells));
    if !rows.is_sorted_by_key(|(row, _)| *row) {
        rows.sort_by_key(|(row, _)| *row);
    }
    Ok(rows)
}

/// The cells of a row, each at its column; nothing where it has none.
fn record(row: u32, cells: &mut Vec<(u32, String)>) -> Option<(u32, ByteRecord)> {
    cells.sort_by_key(|(column, _)| *column);
    let mut record = ByteRecord::new();
    for (column, text) in cells.drain(..) {
        while record.len() < column as usize {
            record.push_field(b"");
        }
        record.push_field(text.as_bytes());
    }
    (!record.is_empty()).then_some((row.saturating_add(1), record))
}

/// A cell as text.
fn text(cell: &Data, from_1904: bool) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "yes".to_owned(),
        Data::Bool(false) => "no".to_owned(),
        Data::DateTime(when) => match date(when, from_1904) {
            Some(day) => day.to_string(),
            None => when.as_f64().to_string(),
        },
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// The day of a cell that is laid out as one; nothing where Excel has no such day.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is beyond what numbers hold is no day"
)]
fn date(when: &ExcelDateTime, from_1904: bool) -> Option<Day> {
    let days = when.as_f64().floor();
    let number = if days < 0.0 { 0 } else { days as u32 };
    let number = number.saturating_add(if from_1904 { FROM_1904 } else { 0 });
    when.is_datetime().then(|| serial(number))?.map(Day::from_number)
}

/// The day of Excel's number for one, as a cell holds it that is not laid out as a date.
pub(super) fn serial(number: u32) -> Option<i32> {
    SERIALS.contains(&number).then(|| number.cast_signed() + EXCEL_ZERO)
}
