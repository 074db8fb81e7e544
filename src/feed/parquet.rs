//! Tables as Parquet.
//!
//! In: the bytes of a Parquet file with columns of text, dates, numbers and yes or no.
//! Out: a heading, and rows of text. Never here: what a column holds.

use std::io::Read;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use bytes::Bytes;
use csv::ByteRecord;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::rows::Unread;
use crate::time::Day;

/// Rows that are read at a time.
const BATCH: usize = 8_192;

/// A part of a file, in the order in which it is read.
pub(super) enum Part<'p> {
    /// The names of the columns.
    Heading(&'p ByteRecord),
    /// A row and its number, from 1.
    Row(&'p ByteRecord, u32),
}

/// Hands on the heading and every row; how many there were.
pub(super) fn each(
    mut content: impl Read,
    mut take: impl FnMut(Part<'_>),
) -> Result<usize, Unread> {
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let wrong = |error: &dyn std::fmt::Display| format!("it is no Parquet file: {error}");
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes))
        .map_err(|error| wrong(&error))?;
    let heading: ByteRecord =
        reader.schema().fields().iter().map(|field| field.name().as_bytes()).collect();
    take(Part::Heading(&heading));
    let reader = reader.with_batch_size(BATCH).build().map_err(|error| wrong(&error))?;
    let mut row = ByteRecord::new();
    let mut count = 0_usize;
    for batch in reader {
        let batch = batch.map_err(|error| wrong(&error))?;
        let columns = cells(&batch)?;
        for at in 0..batch.num_rows() {
            row.clear();
            for column in &columns {
                row.push_field(column(at).as_bytes());
            }
            count += 1;
            let number = u32::try_from(count).unwrap_or(u32::MAX);
            take(Part::Row(&row, number));
        }
    }
    Ok(count)
}

type Cell<'b> = Box<dyn Fn(usize) -> String + 'b>;

/// For each column what gives its cells as text.
fn cells(batch: &RecordBatch) -> Result<Vec<Cell<'_>>, Unread> {
    let schema = batch.schema_ref();
    let columns = batch.columns().iter().zip(schema.fields());
    columns
        .map(|(column, field)| {
            let array: &dyn Array = column.as_ref();
            cell(array).ok_or_else(|| {
                format!(
                    "the column “{}” holds {}: write it as text or as a date",
                    field.name(),
                    array.data_type()
                )
            })
        })
        .collect()
}

macro_rules! numbers {
    ($array:expr, $($kind:ident => $ty:ty),*) => {
        match $array.data_type() {
            $(DataType::$kind => {
                let numbers = $array.as_primitive_opt::<$ty>()?;
                return Some(Box::new(move |at| if numbers.is_null(at) {
                    String::new()
                } else {
                    numbers.value(at).to_string()
                }));
            })*
            _ => {}
        }
    };
}

fn cell(array: &dyn Array) -> Option<Cell<'_>> {
    numbers!(array, Int8 => Int8Type, Int16 => Int16Type, Int32 => Int32Type, Int64 => Int64Type,
        UInt8 => UInt8Type, UInt16 => UInt16Type, UInt32 => UInt32Type, UInt64 => UInt64Type,
        Float64 => Float64Type);
    let given = move |at: usize, text: &dyn Fn() -> String| {
        if array.is_null(at) { String::new() } else { text() }
    };
    if let Some(texts) = array.as_string_opt::<i32>() {
        return Some(Box::new(move |at| given(at, &|| texts.value(at).to_owned())));
    }
    if let Some(texts) = array.as_string_opt::<i64>() {
        return Some(Box::new(move |at| given(at, &|| texts.value(at).to_owned())));
    }
    if let Some(texts) = array.as_string_view_opt() {
        return Some(Box::new(move |at| given(at, &|| texts.value(at).to_owned())));
    }
    if let Some(days) = array.as_primitive_opt::<Date32Type>() {
        let text = move |at: usize| Day::from_number(days.value(at)).to_string();
        return Some(Box::new(move |at| given(at, &|| text(at))));
    }
    if let Some(yes) = array.as_boolean_opt() {
        let text = move |at: usize| if yes.value(at) { "yes" } else { "no" };
        return Some(Box::new(move |at| given(at, &|| text(at).to_owned())));
    }
    if let Some(words) = array.as_any_dictionary_opt() {
        let keys = words.normalized_keys();
        let values = cell(words.values().as_ref())?;
        return Some(Box::new(move |at| {
            given(at, &|| keys.get(at).map_or_else(String::new, |key| values(*key)))
        }));
    }
    matches!(array.data_type(), DataType::Null).then(|| Box::new(|_| String::new()) as Cell<'_>)
}
