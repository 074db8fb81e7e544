//! A caseload in duly's own columns.
//!
//! In: cases, and the words of their pack. Out: rows as CSV, JSON lines or Parquet, from
//! which the same cases are read again. Never here: where they come from.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::facts::{Case, DateFact, PeriodEnd, Records, Value};
use crate::names::{Completeness, ConceptId, Sort, Vocabulary};
use crate::time::Day;

/// The columns before those of facts.
const COLUMNS: [&str; 8] =
    ["case", "kind", "name", "date", "until", "value", "born", "history from"];
/// So many rows are written to a Parquet file at a time.
const BATCH: usize = 65_536;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// With a heading.
    Csv,
    /// An object a line, blanks left out.
    JsonLines,
    /// All columns as text.
    Parquet,
}

enum To<W: Write + Send> {
    Csv(Box<csv::Writer<W>>),
    JsonLines(W),
    Parquet(Box<ArrowWriter<W>>, Vec<StringBuilder>, usize, Arc<Schema>),
}

/// Writes cases in duly's own columns.
pub struct OwnWriter<'v, W: Write + Send> {
    words: &'v Vocabulary,
    facts: Vec<ConceptId>,
    to: To<W>,
}

impl<W: Write + Send> std::fmt::Debug for OwnWriter<'_, W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnWriter").field("facts", &self.facts).finish_non_exhaustive()
    }
}

impl<'v, W: Write + Send> OwnWriter<'v, W> {
    /// For cases in which these kinds are recorded; the facts among them get columns.
    ///
    /// # Errors
    /// Where the writer does not take the heading.
    pub fn new(
        words: &'v Vocabulary,
        recorded: &[ConceptId],
        form: Form,
        to: W,
    ) -> io::Result<OwnWriter<'v, W>> {
        let is_fact = |id: &&ConceptId| words.get(**id).is_some_and(|it| it.sort() == Sort::Fact);
        let facts: Vec<ConceptId> = recorded.iter().filter(is_fact).copied().collect();
        let nouns = facts.iter().map(|fact| words.noun(*fact));
        let heading: Vec<&str> = COLUMNS.into_iter().chain(nouns).collect();
        let to = match form {
            Form::Csv => {
                let mut writer = csv::Writer::from_writer(to);
                writer.write_record(&heading).map_err(io::Error::other)?;
                To::Csv(Box::new(writer))
            }
            Form::JsonLines => To::JsonLines(to),
            Form::Parquet => {
                let field = |name: &&str| Field::new(*name, DataType::Utf8, true);
                let schema = Arc::new(Schema::new(heading.iter().map(field).collect::<Vec<_>>()));
                let properties =
                    WriterProperties::builder().set_compression(Compression::SNAPPY).build();
                let writer = ArrowWriter::try_new(to, Arc::clone(&schema), Some(properties));
                let columns = heading.iter().map(|_| StringBuilder::new()).collect();
                To::Parquet(Box::new(writer.map_err(io::Error::other)?), columns, 0, schema)
            }
        };
        let mut made = OwnWriter { words, facts, to };
        for kind in recorded {
            let all = Records { completeness: Completeness::Fully { from: None }, until: None };
            if words.get(*kind).is_some_and(|it| it.sort() != Sort::Fact) {
                made.records("", *kind, all)?;
            }
        }
        Ok(made)
    }

    /// Writes a case; what all cases share of its records is left out.
    ///
    /// # Errors
    /// Where the writer does not take a row.
    pub fn case(
        &mut self,
        case: &Case,
        shared: impl Fn(ConceptId) -> Option<Records>,
    ) -> io::Result<()> {
        let mut first = self.blank(&case.id);
        put(&mut first, 6, case.born.map(|born| date(born, None)));
        put(&mut first, 7, case.history_from.map(|day| day.to_string()));
        self.row(&first)?;
        for event in &case.events {
            let Some(on) = event.started else { continue };
            let mut row = self.named(case, "event", event.kind);
            put(&mut row, 3, Some(date(on, None)));
            self.facts(&mut row, &event.facts);
            self.row(&row)?;
        }
        for period in &case.periods {
            let mut row = self.named(case, "period", period.status);
            put(&mut row, 3, Some(date(period.from, Some(case))));
            if let PeriodEnd::On(end) = period.until {
                put(&mut row, 4, Some(date(end, None)));
            }
            self.facts(&mut row, &period.facts);
            self.row(&row)?;
        }
        for fact in &case.facts {
            let mut row = self.named(case, "fact", fact.fact);
            put(&mut row, 3, fact.from.map(|day| day.to_string()));
            put(&mut row, 5, Some(value(&fact.value)));
            self.row(&row)?;
        }
        let mut own: Vec<(ConceptId, Records)> =
            case.records.iter().map(|(kind, known)| (*kind, *known)).collect();
        own.retain(|(kind, known)| shared(*kind) != Some(*known));
        own.sort_by_key(|(kind, _)| *kind);
        for (kind, known) in own {
            self.records(&case.id, kind, known)?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Where the writer does not take the rest.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        match self.to {
            To::Csv(writer) => {
                writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
            }
            To::JsonLines(writer) => Ok(writer),
            To::Parquet(writer, ..) => writer.into_inner().map_err(io::Error::other),
        }
    }

    fn blank(&self, case: &str) -> Vec<String> {
        let mut row = vec![String::new(); COLUMNS.len() + self.facts.len()];
        put(&mut row, 0, Some(case.to_owned()));
        row
    }

    fn named(&self, case: &Case, kind: &str, concept: ConceptId) -> Vec<String> {
        let mut row = self.blank(&case.id);
        put(&mut row, 1, Some(kind.to_owned()));
        put(&mut row, 2, Some(self.name(concept)));
        row
    }

    fn name(&self, concept: ConceptId) -> String {
        self.words.get(concept).map_or_else(String::new, |it| it.name.clone())
    }

    fn facts(&self, row: &mut [String], facts: &[(ConceptId, Value)]) {
        for (fact, given) in facts {
            let at = self.facts.iter().position(|column| column == fact);
            put(row, at.map_or(usize::MAX, |at| COLUMNS.len() + at), Some(value(given)));
        }
    }

    fn records(&mut self, case: &str, kind: ConceptId, records: Records) -> io::Result<()> {
        let mut row = self.blank(case);
        put(&mut row, 1, Some("records".to_owned()));
        put(&mut row, 2, Some(self.name(kind)));
        let (known, from) = match records.completeness {
            Completeness::WhenKnown => ("when known", None),
            Completeness::Fully { from } => ("complete", from),
        };
        put(&mut row, 3, from.map(|day| day.to_string()));
        put(&mut row, 4, records.until.map(|day| day.to_string()));
        put(&mut row, 5, Some(known.to_owned()));
        self.row(&row)
    }

    fn row(&mut self, row: &[String]) -> io::Result<()> {
        match &mut self.to {
            To::Csv(writer) => writer.write_record(row).map_err(io::Error::other),
            To::JsonLines(writer) => {
                let nouns = self.facts.iter().map(|fact| self.words.noun(*fact));
                let cells = COLUMNS.into_iter().chain(nouns).zip(row);
                let given = cells.filter(|(_, cell)| !cell.is_empty());
                let object: serde_json::Map<String, serde_json::Value> =
                    given.map(|(name, cell)| (name.to_owned(), cell.as_str().into())).collect();
                writeln!(writer, "{}", serde_json::Value::Object(object))
            }
            To::Parquet(_, columns, rows, _) => {
                for (column, cell) in columns.iter_mut().zip(row) {
                    column.append_option(Some(cell).filter(|cell| !cell.is_empty()));
                }
                *rows += 1;
                if *rows >= BATCH { self.flush() } else { Ok(()) }
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Csv(writer) => writer.flush(),
            To::JsonLines(writer) => writer.flush(),
            To::Parquet(writer, columns, rows, schema) => {
                let arrays = columns.iter_mut().map(|it| Arc::new(it.finish()) as ArrayRef);
                let batch = RecordBatch::try_new(Arc::clone(schema), arrays.collect());
                *rows = 0;
                writer.write(&batch.map_err(io::Error::other)?).map_err(io::Error::other)
            }
        }
    }
}

fn put(row: &mut [String], at: usize, text: Option<String>) {
    if let (Some(cell), Some(text)) = (row.get_mut(at), text) {
        *cell = text;
    }
}

/// A date as a cell; blank where a period of a case began before its records do.
fn date(fact: DateFact, began: Option<&Case>) -> String {
    match fact {
        DateFact::Exactly(day) => day.to_string(),
        DateFact::Sometime => "unknown".to_owned(),
        DateFact::Between(a, b) => {
            let before = began.is_some_and(|case| {
                let born = case.born.and_then(DateFact::exact).unwrap_or(Day::MIN);
                case.history_from == Some(b) && a == born
            });
            if before { String::new() } else { format!("{a}..{b}") }
        }
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::YesNo(true) => "yes".to_owned(),
        Value::YesNo(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Decimal(number) => {
            let (whole, rest) = (number / 1_000, (number % 1_000).abs());
            format!("{whole}.{rest:03}")
        }
        Value::Date(day) => day.to_string(),
        Value::Word(word) => word.clone(),
        Value::Unknown => "unknown".to_owned(),
    }
}
