//! Tables as lines of text: CSV and JSON lines.

use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serializer;
use serde_json::Value;

use super::columns::{Cell, Column, cells, columns};
use super::{Batch, Dirty, Open, Sink, Told};
use crate::eval::DateRange;

/// So many cases are written together.
const TOGETHER: usize = 16;

/// The rows of some cases as text: on all threads, and in their order.
fn texts(
    cases: &[Vec<Told<'_>>],
    text: impl Fn(&mut dyn Iterator<Item = &Told<'_>>) -> io::Result<Vec<u8>> + Sync,
) -> io::Result<Vec<Vec<u8>>> {
    cases.par_chunks(TOGETHER).map(|cases| text(&mut cases.iter().flatten())).collect()
}

/// Answers as CSV with a header line. Several words are joined by `; `.
pub struct Csv<'b, W: Write> {
    of: &'b Batch<'b>,
    out: W,
}

impl<'b, W: Write> Csv<'b, W> {
    /// Writes the header line.
    ///
    /// # Errors
    /// What stands in the way of writing it.
    pub fn new(of: &'b Batch<'b>, mut out: W) -> io::Result<Csv<'b, W>> {
        let mut heading = ::csv::Writer::from_writer(&mut out);
        heading.write_record(columns(of).iter().map(|column| column.name))?;
        heading.flush()?;
        drop(heading);
        Ok(Csv { of, out })
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// What stands in the way of writing it.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Rows as lines of CSV.
fn lines(of: &Batch<'_>, rows: &mut dyn Iterator<Item = &Told<'_>>) -> io::Result<Vec<u8>> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for told in rows {
        for cell in cells(of, told) {
            match cell {
                Cell::Text(text) => writer.write_field(text)?,
                Cell::Own(text) => writer.write_field(text)?,
                Cell::Words(words) => writer.write_field(words.join("; "))?,
                Cell::Day(Some(day)) => writer.write_field(day.to_string())?,
                Cell::Number(Some(number)) => writer.write_field(number.to_string())?,
                Cell::Decimal(Some(number)) => writer.write_field(number.to_string())?,
                Cell::Day(None) | Cell::Number(None) | Cell::Decimal(None) => {
                    writer.write_field("")?;
                }
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

impl<W: Write + Send> Sink for Csv<'_, W> {
    fn row(&mut self, told: &Told<'_>) -> io::Result<()> {
        let text = lines(self.of, &mut std::iter::once(told))?;
        self.out.write_all(&text)
    }

    fn rows(&mut self, cases: &[Vec<Told<'_>>]) -> io::Result<()> {
        let of = self.of;
        let texts = texts(cases, |rows| lines(of, rows))?;
        texts.iter().try_for_each(|text| self.out.write_all(text))
    }
}

/// Answers as JSON, an object a line, with the names of the columns as keys.
pub struct JsonLines<'b, W: Write> {
    of: &'b Batch<'b>,
    columns: Vec<Column>,
    out: W,
}

impl<'b, W: Write> JsonLines<'b, W> {
    /// To be written here.
    pub fn new(of: &'b Batch<'b>, out: W) -> JsonLines<'b, W> {
        JsonLines { of, columns: columns(of), out }
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// What stands in the way of writing it.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Rows as objects of JSON, a line each.
fn objects(
    of: &Batch<'_>,
    columns: &[Column],
    rows: &mut dyn Iterator<Item = &Told<'_>>,
) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    for told in rows {
        let mut line = serde_json::Serializer::new(&mut text);
        let values = columns.iter().zip(cells(of, told));
        line.collect_map(values.map(|(column, cell)| (column.name, value(cell))))?;
        text.push(b'\n');
    }
    Ok(text)
}

impl<W: Write + Send> Sink for JsonLines<'_, W> {
    fn row(&mut self, told: &Told<'_>) -> io::Result<()> {
        let text = objects(self.of, &self.columns, &mut std::iter::once(told))?;
        self.out.write_all(&text)
    }

    fn rows(&mut self, cases: &[Vec<Told<'_>>]) -> io::Result<()> {
        let (of, columns) = (self.of, &self.columns);
        let texts = texts(cases, |rows| objects(of, columns, rows))?;
        texts.iter().try_for_each(|text| self.out.write_all(text))
    }
}

/// A cell as JSON: nothing is null, several words are a list.
fn value(cell: Cell<'_>) -> Value {
    let given = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
    match cell {
        Cell::Text(text) => given(text),
        Cell::Own(text) => given(&text),
        Cell::Words(words) => Value::from(words),
        Cell::Day(day) => day.map_or(Value::Null, |day| Value::from(day.to_string())),
        Cell::Number(number) => number.map_or(Value::Null, Value::from),
        Cell::Decimal(number) => number.map_or(Value::Null, Value::from),
    }
}

/// The rows that could not be taken as they stand, as CSV.
///
/// # Errors
/// What stands in the way of writing them.
pub fn dirty_csv(rows: &[Dirty], out: impl Write) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(["file", "row", "column", "case", "reason", "used"])?;
    for row in rows {
        writer.write_record([
            row.file.as_str(),
            &row.row.to_string(),
            row.column.as_deref().unwrap_or_default(),
            row.child.as_deref().unwrap_or_default(),
            &row.reason,
            if row.used { "yes" } else { "no" },
        ])?;
    }
    writer.flush()
}

/// The work list as CSV: by who has to do it, then by due date.
///
/// # Errors
/// What stands in the way of writing it.
pub fn work_csv(list: &[&Open], out: impl Write) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record([
        "who",
        "due",
        "due_range",
        "case",
        "duty",
        "title",
        "instance",
        "status",
        "days_late",
        "to_know",
    ])?;
    for one in list {
        let exact = one.due.exact().map_or_else(String::new, |day| day.to_string());
        writer.write_record([
            &*one.who,
            &exact,
            &vague(one.due),
            &one.case,
            &one.duty,
            &one.title,
            &one.instance,
            one.word(),
            &one.days_late.map_or_else(String::new, |days| days.to_string()),
            &one.to_know,
        ])?;
    }
    writer.flush()
}

fn vague(due: DateRange) -> String {
    match due.exact() {
        Some(_) => String::new(),
        None => format!("{}/{}", due.first, due.last),
    }
}
