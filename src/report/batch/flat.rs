//! Tables as lines of text: CSV and JSON lines.

use std::io::{self, Write};

use serde_json::{Map, Value};

use super::columns::{Cell, cells, columns};
use super::{Batch, Dirty, Open, Sink, Told};
use crate::eval::DateRange;

/// Answers as CSV with a header line. Several words are joined by `; `.
pub struct Csv<'b, W: Write> {
    of: &'b Batch<'b>,
    writer: ::csv::Writer<W>,
    fields: Vec<String>,
}

impl<'b, W: Write> Csv<'b, W> {
    /// Writes the header line.
    ///
    /// # Errors
    /// What stands in the way of writing it.
    pub fn new(of: &'b Batch<'b>, out: W) -> io::Result<Csv<'b, W>> {
        let mut writer = ::csv::Writer::from_writer(out);
        writer.write_record(columns(of).iter().map(|column| column.name))?;
        Ok(Csv { of, writer, fields: Vec::new() })
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// What stands in the way of writing it.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<W: Write> Sink for Csv<'_, W> {
    fn row(&mut self, told: &Told<'_>) -> io::Result<()> {
        self.fields.clear();
        self.fields.extend(cells(self.of, told).into_iter().map(text));
        self.writer.write_record(&self.fields)?;
        Ok(())
    }
}

/// A cell as text.
fn text(cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => text.to_owned(),
        Cell::Own(text) => text,
        Cell::Words(words) => words.join("; "),
        Cell::Day(day) => day.map_or_else(String::new, |day| day.to_string()),
        Cell::Number(number) => number.map_or_else(String::new, |number| number.to_string()),
    }
}

/// Answers as JSON, an object a line, with the names of the columns as keys.
pub struct JsonLines<'b, W: Write> {
    of: &'b Batch<'b>,
    out: W,
}

impl<'b, W: Write> JsonLines<'b, W> {
    /// To be written here.
    pub fn new(of: &'b Batch<'b>, out: W) -> JsonLines<'b, W> {
        JsonLines { of, out }
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// What stands in the way of writing it.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> Sink for JsonLines<'_, W> {
    fn row(&mut self, told: &Told<'_>) -> io::Result<()> {
        let names = columns(self.of);
        let values = names.iter().zip(cells(self.of, told));
        let object: Map<String, Value> =
            values.map(|(column, cell)| (column.name.to_owned(), value(cell))).collect();
        serde_json::to_writer(&mut self.out, &object)?;
        self.out.write_all(b"\n")
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
