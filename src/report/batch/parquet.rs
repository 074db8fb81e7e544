//! Answers and groups as Parquet: days are dates, several words are joined by `; `.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{Date32Builder, Float64Builder, Int32Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::columns::{Cell, Column, Kind, cells, columns};
use super::{Batch, Sink, Told};

/// Rows are handed on in batches of so many.
const ROWS: usize = 8_192;

/// A column being filled.
enum Filling {
    Text(StringBuilder),
    Day(Date32Builder),
    Number(Int32Builder),
    Decimal(Float64Builder),
}

impl Filling {
    fn new(column: &Column) -> Filling {
        match column.kind {
            Kind::Text | Kind::Words => Filling::Text(StringBuilder::new()),
            Kind::Day => Filling::Day(Date32Builder::new()),
            Kind::Number => Filling::Number(Int32Builder::new()),
            Kind::Decimal => Filling::Decimal(Float64Builder::new()),
        }
    }

    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Filling::Text(to), Cell::Text(text)) => to.append_option(given(text)),
            (Filling::Text(to), Cell::Own(text)) => to.append_option(given(&text)),
            (Filling::Text(to), Cell::Words(words)) => to.append_option(given(&words.join("; "))),
            (Filling::Day(to), Cell::Day(day)) => {
                to.append_option(day.map(crate::time::Day::number));
            }
            (Filling::Number(to), Cell::Number(number)) => to.append_option(number),
            (Filling::Decimal(to), Cell::Decimal(number)) => to.append_option(number),
            // A cell is of the kind of its column.
            (
                to,
                Cell::Text(_)
                | Cell::Own(_)
                | Cell::Words(_)
                | Cell::Day(_)
                | Cell::Number(_)
                | Cell::Decimal(_),
            ) => to.push_nothing(),
        }
    }

    fn push_nothing(&mut self) {
        match self {
            Filling::Text(to) => to.append_null(),
            Filling::Day(to) => to.append_null(),
            Filling::Number(to) => to.append_null(),
            Filling::Decimal(to) => to.append_null(),
        }
    }

    fn take(&mut self) -> ArrayRef {
        match self {
            Filling::Text(builder) => Arc::new(builder.finish()),
            Filling::Day(builder) => Arc::new(builder.finish()),
            Filling::Number(builder) => Arc::new(builder.finish()),
            Filling::Decimal(builder) => Arc::new(builder.finish()),
        }
    }
}

fn given(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// A Parquet file being written, row by row.
pub(super) struct Rows<W: Write + Send> {
    schema: Arc<Schema>,
    writer: ArrowWriter<W>,
    filling: Vec<Filling>,
    rows: usize,
}

impl<W: Write + Send> Rows<W> {
    pub(super) fn new(columns: &[Column], out: W) -> io::Result<Rows<W>> {
        let field = |column: &Column| {
            let kind = match column.kind {
                Kind::Text | Kind::Words => DataType::Utf8,
                Kind::Day => DataType::Date32,
                Kind::Number => DataType::Int32,
                Kind::Decimal => DataType::Float64,
            };
            Field::new(column.name, kind, true)
        };
        let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let zstd = Compression::ZSTD(ZstdLevel::default());
        let properties = WriterProperties::builder().set_compression(zstd).build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties));
        let writer = writer.map_err(unwritten)?;
        let filling = columns.iter().map(Filling::new).collect();
        Ok(Rows { schema, writer, filling, rows: 0 })
    }

    pub(super) fn push(&mut self, cells: Vec<Cell<'_>>) -> io::Result<()> {
        for (column, cell) in self.filling.iter_mut().zip(cells) {
            column.push(cell);
        }
        self.rows += 1;
        if self.rows == ROWS { self.hand_on() } else { Ok(()) }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        if self.rows > 0 {
            let arrays = self.filling.iter_mut().map(Filling::take).collect();
            let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays);
            self.writer.write(&batch.map_err(io::Error::other)?).map_err(unwritten)?;
            self.rows = 0;
        }
        Ok(())
    }

    /// Writes what is left, and the end of the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.hand_on()?;
        self.writer.close().map_err(unwritten)?;
        Ok(())
    }
}

/// What stood in the way of writing, as it was said: a reader that has gone away is told from
/// a full disk.
fn unwritten(error: ParquetError) -> io::Error {
    let ParquetError::External(inner) = error else { return io::Error::other(error) };
    inner.downcast::<io::Error>().map_or_else(io::Error::other, |error| *error)
}

/// Answers as a Parquet file.
pub struct Parquet<'b, W: Write + Send> {
    of: &'b Batch<'b>,
    rows: Rows<W>,
}

impl<'b, W: Write + Send> Parquet<'b, W> {
    /// To be written here.
    ///
    /// # Errors
    /// What stands in the way of writing.
    pub fn new(of: &'b Batch<'b>, out: W) -> io::Result<Parquet<'b, W>> {
        Ok(Parquet { of, rows: Rows::new(&columns(of), out)? })
    }

    /// Writes what is left, and the end of the file.
    ///
    /// # Errors
    /// What stands in the way of writing it.
    pub fn finish(self) -> io::Result<()> {
        self.rows.finish()
    }
}

impl<W: Write + Send> Sink for Parquet<'_, W> {
    fn row(&mut self, told: &Told<'_>) -> io::Result<()> {
        self.rows.push(cells(self.of, told))
    }
}
