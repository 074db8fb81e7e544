//! Tables as Parquet.
//!
//! In: the bytes of a Parquet file. Out: a heading, and rows of text: days as `2026-04-01`,
//! whole numbers without a fraction, and of what no cell of a table can be (lists, groups) a
//! text that is no date and no code. Never here: what a column holds.

use std::io::Read;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Decimal256Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, PrimitiveArray, RecordBatch, StructArray};
use arrow_schema::{DataType, TimeUnit};
use bytes::Bytes;
use csv::ByteRecord;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};

use super::rows::Unread;
use crate::time::Day;

/// Rows that are read at a time.
const BATCH: usize = 8_192;
/// Seconds of a day.
const DAY: i64 = 86_400;

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
    whole(&bytes)?;
    let damaged = |_| "it is damaged: what its end says of its columns cannot be read".to_owned();
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).map_err(damaged)?;
    unpacked(reader.metadata())?;
    let heading: ByteRecord =
        reader.schema().fields().iter().map(|field| field.name().as_bytes()).collect();
    take(Part::Heading(&heading));
    let reader = reader.with_batch_size(BATCH).build().map_err(damaged)?;
    let mut row = ByteRecord::new();
    let mut count = 0_usize;
    for batch in reader {
        let batch = batch.map_err(|_| {
            format!("it is damaged: its rows cannot be read from row {} or so on", count + 1)
        })?;
        let columns = cells(&batch);
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

/// Looks at both ends of a file: each has the mark of Parquet.
fn whole(bytes: &[u8]) -> Result<(), Unread> {
    let said = if bytes.is_empty() {
        "it is empty: there is nothing in it, not even the names of columns"
    } else if bytes.starts_with(b"PARE") {
        "it is encrypted, which is not read: write it without encryption"
    } else if !bytes.starts_with(b"PAR1") {
        "it is no Parquet file: its ending says so, and its content does not"
    } else if bytes.len() < 12 || !bytes.ends_with(b"PAR1") {
        "it ends in the middle: copy it, or have it written, once more"
    } else {
        return Ok(());
    };
    Err(said.to_owned())
}

/// Tells of the one way of packing that is not known.
fn unpacked(of: &ParquetMetaData) -> Result<(), Unread> {
    let mut columns = of.row_groups().iter().flat_map(RowGroupMetaData::columns);
    match columns.any(|column| column.compression() == Compression::LZO) {
        true => Err("it is compressed with LZO, which is not read: write it with Snappy or \
             Zstandard, or uncompressed"
            .to_owned()),
        false => Ok(()),
    }
}

type Cell<'b> = Box<dyn Fn(usize) -> String + 'b>;

/// For each column what gives its cells as text.
fn cells(batch: &RecordBatch) -> Vec<Cell<'_>> {
    batch.columns().iter().map(|column| cell(column.as_ref())).collect()
}

fn cell(array: &dyn Array) -> Cell<'_> {
    let text = number(array)
        .or_else(|| words(array))
        .or_else(|| day(array))
        .or_else(|| several(array))
        .unwrap_or_else(|| told(array));
    Box::new(move |at| if array.is_null(at) { String::new() } else { text(at) })
}

/// Numbers, each as its own kind shows them.
macro_rules! shown {
    ($array:expr, $shown:expr, $($kind:pat => $ty:ty),*) => {
        match $array.data_type() {
            $($kind => {
                let numbers = $array.as_primitive_opt::<$ty>()?;
                return Some(Box::new(move |at| $shown(numbers.value(at).to_string())));
            })*
            _ => {}
        }
    };
}

fn number(array: &dyn Array) -> Option<Cell<'_>> {
    let same = |text: String| text;
    shown!(array, same, DataType::Int8 => Int8Type, DataType::Int16 => Int16Type,
        DataType::Int32 => Int32Type, DataType::Int64 => Int64Type, DataType::UInt8 => UInt8Type,
        DataType::UInt16 => UInt16Type, DataType::UInt32 => UInt32Type,
        DataType::UInt64 => UInt64Type);
    shown!(array, real, DataType::Float16 => Float16Type, DataType::Float32 => Float32Type,
        DataType::Float64 => Float64Type);
    if let Some(numbers) = array.as_primitive_opt::<Decimal128Type>() {
        return Some(Box::new(|at| unpadded(numbers.value_as_string(at))));
    }
    if let Some(numbers) = array.as_primitive_opt::<Decimal32Type>() {
        return Some(Box::new(|at| unpadded(numbers.value_as_string(at))));
    }
    if let Some(numbers) = array.as_primitive_opt::<Decimal64Type>() {
        return Some(Box::new(|at| unpadded(numbers.value_as_string(at))));
    }
    let numbers = array.as_primitive_opt::<Decimal256Type>()?;
    Some(Box::new(|at| unpadded(numbers.value_as_string(at))))
}

/// A number that is none is how many programs write one that is missing.
fn real(text: String) -> String {
    match text.as_str() {
        "NaN" => String::new(),
        "-0" => "0".to_owned(),
        _ => text,
    }
}

/// Without the noughts at the end of its fraction.
fn unpadded(text: String) -> String {
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn words(array: &dyn Array) -> Option<Cell<'_>> {
    if let Some(texts) = array.as_string_opt::<i32>() {
        return Some(Box::new(|at| texts.value(at).to_owned()));
    }
    if let Some(texts) = array.as_string_opt::<i64>() {
        return Some(Box::new(|at| texts.value(at).to_owned()));
    }
    if let Some(texts) = array.as_string_view_opt() {
        return Some(Box::new(|at| texts.value(at).to_owned()));
    }
    if let Some(yes) = array.as_boolean_opt() {
        return Some(Box::new(|at| if yes.value(at) { "yes" } else { "no" }.to_owned()));
    }
    if let Some(bytes) = array.as_binary_opt::<i32>() {
        return Some(Box::new(|at| letters(bytes.value(at))));
    }
    if let Some(bytes) = array.as_binary_opt::<i64>() {
        return Some(Box::new(|at| letters(bytes.value(at))));
    }
    if let Some(bytes) = array.as_binary_view_opt() {
        return Some(Box::new(|at| letters(bytes.value(at))));
    }
    if let Some(bytes) = array.as_fixed_size_binary_opt() {
        return Some(Box::new(|at| letters(bytes.value(at))));
    }
    if let Some(words) = array.as_any_dictionary_opt() {
        // Of a dictionary without words every cell is blank, and no key can be looked up.
        if words.values().is_empty() {
            return Some(Box::new(|_| String::new()));
        }
        let (keys, values) = (words.normalized_keys(), cell(words.values().as_ref()));
        return Some(Box::new(move |at| keys.get(at).map_or_else(String::new, |key| values(*key))));
    }
    matches!(array.data_type(), DataType::Null).then(|| Box::new(|_| String::new()) as Cell<'_>)
}

/// Bytes that are text, or else what they are in figures.
fn letters(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let figures = bytes.iter().map(|byte| format!("{byte:02x}"));
            format!("0x{}", figures.collect::<String>())
        }
    }
}

/// Days, and moments by the day and the time that their file means.
fn day(array: &dyn Array) -> Option<Cell<'_>> {
    if let Some(days) = array.as_primitive_opt::<Date32Type>() {
        return Some(Box::new(|at| {
            let number = days.value(at);
            named(number.into()).unwrap_or_else(|| number.to_string())
        }));
    }
    let DataType::Timestamp(unit, zone) = array.data_type() else {
        return moments::<Date64Type>(array, 1_000, None);
    };
    let zone = zone.as_deref();
    match unit {
        TimeUnit::Second => moments::<TimestampSecondType>(array, 1, zone),
        TimeUnit::Millisecond => moments::<TimestampMillisecondType>(array, 1_000, zone),
        TimeUnit::Microsecond => moments::<TimestampMicrosecondType>(array, 1_000_000, zone),
        TimeUnit::Nanosecond => moments::<TimestampNanosecondType>(array, 1_000_000_000, zone),
    }
}

fn moments<'a, T: ArrowPrimitiveType<Native = i64>>(
    array: &'a dyn Array,
    second: i64,
    zone: Option<&'a str>,
) -> Option<Cell<'a>> {
    let moments: &PrimitiveArray<T> = array.as_primitive_opt::<T>()?;
    let shift = zone.map_or(Some(0), offset);
    Some(Box::new(move |at| {
        let ticks = moments.value(at);
        let text = moment(ticks.div_euclid(second).saturating_add(shift.unwrap_or(0)));
        match (text, zone.filter(|_| shift.is_none())) {
            (Some(text), None) => text,
            // Which day that is in the zone would be a guess: this is no date.
            (Some(text), Some(zone)) => format!("{text} UTC, {zone}"),
            (None, _) => ticks.to_string(),
        }
    }))
}

/// The day of so many seconds after the start of 1970, and the time unless it is midnight.
fn moment(seconds: i64) -> Option<String> {
    let day = named(seconds.div_euclid(DAY))?;
    let (minutes, second) = (seconds.rem_euclid(DAY) / 60, seconds.rem_euclid(60));
    Some(match (minutes / 60, minutes % 60, second) {
        (0, 0, 0) => day,
        (hour, minute, second) => format!("{day} {hour:02}:{minute:02}:{second:02}"),
    })
}

/// The day of a number; none beyond those that there are, which would be the nearest else.
fn named(number: i64) -> Option<String> {
    let number = i32::try_from(number).ok()?;
    let day = Day::from_number(number);
    (day.number() == number).then(|| day.to_string())
}

/// By how many seconds a zone is ahead, where that is the same all year: `UTC`, `+01:00`.
fn offset(zone: &str) -> Option<i64> {
    if ["UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z"].iter().any(|it| zone.eq_ignore_ascii_case(it)) {
        return Some(0);
    }
    let (sign, rest) = match (zone.strip_prefix('+'), zone.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (None, Some(rest)) => (-1, rest),
        (None, None) => return None,
    };
    let figures = rest.replace(':', "");
    let is_one = matches!(figures.len(), 2 | 4) && figures.bytes().all(|it| it.is_ascii_digit());
    let number: i64 = figures.parse().ok().filter(|_| is_one)?;
    let (hours, minutes) =
        if figures.len() == 2 { (number, 0) } else { (number / 100, number % 100) };
    Some(sign * (hours * 3_600 + minutes * 60))
}

/// Cells that hold several values: `[a, b]`, `{name: a}`.
fn several(array: &dyn Array) -> Option<Cell<'_>> {
    if let Some(lists) = array.as_list_opt::<i32>() {
        return Some(Box::new(|at| list(&lists.value(at))));
    }
    if let Some(lists) = array.as_list_opt::<i64>() {
        return Some(Box::new(|at| list(&lists.value(at))));
    }
    if let Some(lists) = array.as_fixed_size_list_opt() {
        return Some(Box::new(|at| list(&lists.value(at))));
    }
    if let Some(maps) = array.as_map_opt() {
        return Some(Box::new(|at| {
            let entries: ArrayRef = std::sync::Arc::new(maps.value(at));
            list(&entries)
        }));
    }
    let fields: &StructArray = array.as_struct_opt()?;
    let columns: Vec<(&str, Cell<'_>)> = fields
        .column_names()
        .into_iter()
        .zip(fields.columns())
        .map(|(name, column)| (name, cell(column.as_ref())))
        .collect();
    Some(Box::new(move |at| {
        let parts: Vec<String> =
            columns.iter().map(|(name, column)| format!("{name}: {}", column(at))).collect();
        format!("{{{}}}", parts.join(", "))
    }))
}

fn list(values: &ArrayRef) -> String {
    let text = cell(values.as_ref());
    let parts: Vec<String> = (0..values.len()).map(text).collect();
    format!("[{}]", parts.join(", "))
}

/// Times of the day, lengths of time, and whatever else there is: by the name of its kind,
/// so that it is taken for no date and no code.
fn told(array: &dyn Array) -> Cell<'_> {
    Box::new(|at| {
        let text = format!("{:?}", array.slice(at, 1));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    })
}
