//! Tables as Parquet, JSON lines and XML: what they hold that a CSV does not, read as a
//! CSV would be, or told.

use duly::feed::{Given, mapped};

use super::{HANDBOOK, all, mapping};

/// A mapping with a table of reviews, each held on a day if it was held.
const PLAIN: &str = "mapping: plain\ntitle: Plain\ndates: day first\ntables:\n  Reviews:\n    \
    key: Child ID\n    events:\n      - event: review\n        on: Held on\n        \
    when: {Held: [yes]}\n";

/// What is read of one file: the cases and the rows that are told, or why nothing is.
fn plainly(name: &str, bytes: &[u8]) -> String {
    let files = vec![Given::new(name, bytes)];
    match mapped(&mapping(PLAIN), &HANDBOOK, files) {
        Ok(feed) => {
            let dirty = feed.dirty.iter().map(|row| {
                let column = row.column.as_deref().unwrap_or("-");
                let child = row.child.as_deref().unwrap_or("nobody");
                format!("{} {column} of {child}: {}\n", row.row, row.reason)
            });
            let others = feed.files.iter().filter(|file| file.table.is_none());
            let others = others.map(|file| format!("{} is not read\n", file.file));
            all(&feed.caseload).into_iter().chain(dirty).chain(others).collect()
        }
        Err(found) => {
            let said = found.iter().map(|one| {
                format!("{} {}; {}", one.code, one.message, one.help.as_deref().unwrap_or("-"))
            });
            said.collect::<Vec<_>>().join("\n")
        }
    }
}

/// A table of columns as Parquet.
fn columns_as_parquet(
    columns: Vec<(&str, arrow_array::ArrayRef)>,
    packed: parquet::basic::Compression,
) -> Vec<u8> {
    use parquet::file::properties::WriterProperties;
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    let batch = arrow_array::RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let how = WriterProperties::builder().set_compression(packed).build();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), Some(how)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// Reviews of two children as Parquet, with further columns or other ones of their name.
fn reviews_as_parquet(others: Vec<(&str, arrow_array::ArrayRef)>) -> Vec<u8> {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, StringArray};
    let text = |cells: [&str; 2]| Arc::new(StringArray::from(cells.to_vec())) as ArrayRef;
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("Child ID", text(["A", "B"])),
        ("Held on", text(["10/10/2026", "2026-09-10"])),
        ("Held", text(["yes", "yes"])),
    ];
    for (name, column) in others {
        columns.retain(|(known, _)| *known != name);
        columns.push((name, column));
    }
    columns_as_parquet(columns, parquet::basic::Compression::SNAPPY)
}

const BOTH: &str = "A\n  2026-10-10 review\nB\n  2026-09-10 review\n";

#[test]
fn a_column_of_parquet_that_nothing_reads_may_hold_anything() {
    use std::sync::Arc;

    use arrow_array::types::{Int32Type, Time64MicrosecondType};
    use arrow_array::{
        ArrayRef, DictionaryArray, Int32Array, ListArray, PrimitiveArray, StringArray, StructArray,
    };
    let words: ArrayRef = Arc::new(StringArray::from(Vec::<&str>::new()));
    let blank = DictionaryArray::<Int32Type>::new(Int32Array::from(vec![None, None]), words);
    let list = [Some(vec![Some(1)]), None];
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>(list);
    let fields: Vec<(&str, ArrayRef)> = vec![("n", Arc::new(Int32Array::from(vec![1, 2])))];
    let group = StructArray::try_from(fields).unwrap();
    let times = PrimitiveArray::<Time64MicrosecondType>::from(vec![3_600_000_000, 0]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("Notes", Arc::new(list)),
        ("Group", Arc::new(group)),
        ("Meeting", Arc::new(blank.clone())),
        ("Time", Arc::new(times.clone())),
    ];
    assert_eq!(plainly("Reviews.parquet", &reviews_as_parquet(columns)), BOTH);
    // Where such a column is read, its cells are blank, or told.
    let held = reviews_as_parquet(vec![("Held on", Arc::new(blank))]);
    assert_eq!(plainly("Reviews.parquet", &held), "A\nB\n");
    let said = plainly("Reviews.parquet", &reviews_as_parquet(vec![("Held on", Arc::new(times))]));
    assert!(said.starts_with("A\n  ? review\nB\n  ? review\n1 Held on of A: "), "{said}");
}

#[test]
fn days_in_parquet_are_those_that_were_written() {
    use std::sync::Arc;

    use arrow_array::{
        ArrayRef, Date32Array, Date64Array, TimestampMicrosecondArray, TimestampNanosecondArray,
        TimestampSecondArray,
    };
    let said =
        |days: ArrayRef| plainly("Reviews.parquet", &reviews_as_parquet(vec![("Held on", days)]));
    // 10 October and 10 September 2026, and the last second of each.
    let days = [20_736_i32, 20_706];
    let seconds = days.map(|day| i64::from(day) * 86_400);
    let late = seconds.map(|second| second + 86_399);
    assert_eq!(said(Arc::new(Date32Array::from(days.to_vec()))), BOTH);
    let milli = seconds.map(|it| it * 1_000).to_vec();
    assert_eq!(said(Arc::new(Date64Array::from(milli))), BOTH);
    assert_eq!(said(Arc::new(TimestampSecondArray::from(late.to_vec()))), BOTH);
    let micro = late.map(|it| it * 1_000_000).to_vec();
    assert_eq!(said(Arc::new(TimestampMicrosecondArray::from(micro).with_timezone("UTC"))), BOTH);
    // Midnight an hour ahead is eleven o'clock of the day before, at Greenwich.
    let ahead = seconds.map(|it| (it - 3_600) * 1_000_000_000).to_vec();
    let ahead = TimestampNanosecondArray::from(ahead);
    assert_eq!(said(Arc::new(ahead.clone().with_timezone("+01:00"))), BOTH);
    assert_eq!(
        said(Arc::new(ahead.with_timezone("Europe/London"))),
        "A\n  ? review\nB\n  ? review\n\
         1 Held on of A: “2026-10-09 23:00:00 UTC, Europe/London” is no date\n\
         2 Held on of B: “2026-09-09 23:00:00 UTC, Europe/London” is no date\n"
    );
    assert_eq!(
        said(Arc::new(Date32Array::from(vec![2_932_897, -719_163]))),
        "A\n  ? review\nB\n  ? review\n1 Held on of A: “2932897” is no date\n\
         2 Held on of B: “-719163” is no date\n"
    );
}

#[test]
fn ids_in_parquet_are_those_of_every_other_form() {
    use std::sync::Arc;

    use arrow_array::{
        ArrayRef, BinaryArray, Decimal128Array, Float32Array, Float64Array, Int64Array,
    };
    let said =
        |ids: ArrayRef| plainly("Reviews.parquet", &reviews_as_parquet(vec![("Child ID", ids)]));
    let both = BOTH.replace('A', "12").replace('B', "13");
    assert_eq!(said(Arc::new(Int64Array::from(vec![12, 13]))), both);
    assert_eq!(said(Arc::new(Float32Array::from(vec![12.0, 13.0]))), both);
    let exact = |many: Vec<i128>, scale| {
        let ids = Decimal128Array::from(many).with_precision_and_scale(9, scale);
        Arc::new(ids.unwrap()) as ArrayRef
    };
    assert_eq!(said(exact(vec![1_200, 1_300], 2)), both);
    assert_eq!(said(exact(vec![12, 13], 0)), both);
    assert_eq!(said(exact(vec![1_200, 1_350], 2)), both.replace("13", "13.5"));
    let bytes: Vec<&[u8]> = vec![b"12", b"13"];
    assert_eq!(said(Arc::new(BinaryArray::from(bytes))), both);
    assert_eq!(
        said(Arc::new(Float64Array::from(vec![12.0, f64::NAN]))),
        "12\n  2026-10-10 review\n2 Child ID of nobody: \
         the row does not say which child it is about, and is left out\n"
    );
}

#[test]
fn parquet_is_read_however_it_is_packed_and_told_where_it_is_damaged() {
    use std::sync::Arc;

    use arrow_array::StringArray;
    use parquet::basic::{BrotliLevel, Compression, GzipLevel};
    let column = |cell| Arc::new(StringArray::from(vec![cell; 2_000])) as arrow_array::ArrayRef;
    let packed = |how| {
        let columns = ["Child ID", "Held on", "Held"].into_iter();
        let cells = columns.zip(["A", "10/10/2026", "yes"]);
        columns_as_parquet(cells.map(|(name, cell)| (name, column(cell))).collect(), how)
    };
    let said = |bytes: &[u8]| plainly("Reviews.parquet", bytes);
    let wanted = said(&packed(Compression::UNCOMPRESSED));
    assert!(wanted.starts_with("A\n  2026-10-10 review"), "{wanted}");
    for how in [
        Compression::GZIP(GzipLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
    ] {
        assert_eq!(said(&packed(how)), wanted, "{how:?}");
    }
    let whole = packed(Compression::SNAPPY);
    let start = "D0112 `Reviews.parquet` cannot be read: ";
    let half = whole.get(..whole.len() / 2).unwrap();
    assert_eq!(
        said(half),
        format!("{start}it ends in the middle: copy it, or have it written, once more; -")
    );
    assert!(said(b"").starts_with(&format!("{start}it is empty")), "{}", said(b""));
    let mut damaged = whole.clone();
    damaged.iter_mut().skip(8).take(40).for_each(|byte| *byte ^= 0x5a);
    assert!(said(&damaged).starts_with(&format!("{start}it is damaged")), "{}", said(&damaged));
}
