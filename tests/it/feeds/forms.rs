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
    let said = plainly("Reviews.parquet", &held);
    assert!(said.contains("1 Held on of A: Held on is blank: the day is not known"), "{said}");
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

/// Reviews of children as XML, each of the rows given.
fn reviews_as_xml(rows: &str) -> String {
    plainly("all.xml", format!("<ALL><C>{rows}</C></ALL>").as_bytes())
}

#[test]
fn elements_of_xml_are_columns_as_headings_are() {
    let whole =
        "<Reviews><Child_ID>A</Child_ID><HeldOn>10/10/2026</HeldOn><Held>yes</Held></Reviews>";
    assert_eq!(reviews_as_xml(whole), "A\n  2026-10-10 review\n");
    // Of two that are alike the one that is the same.
    let both = whole.replace("<Held>", "<Child.ID>C</Child.ID><Held>");
    assert!(reviews_as_xml(&both).contains("“Child.ID” is given more than once"));
    assert_eq!(
        reviews_as_xml(&whole.replace("HeldOn", "HeldDate")),
        "D0903 `all.xml (Reviews)` has no column “Held on”; \
         it has “HeldDate”: rename that, or say so in the mapping"
    );
    assert_eq!(
        reviews_as_xml(&whole.replace("HeldOn", "Datum")),
        "D0903 `all.xml (Reviews)` has no column “Held on”; \
         of its elements these are no columns: Datum"
    );
    // An empty element may be left out of every row; nothing stands in the place of this one.
    let later = whole.replace("<HeldOn>10/10/2026</HeldOn>", "");
    assert_eq!(
        reviews_as_xml(&later),
        "A\n  ? review\n1 Held on of A: Held on is blank: the day is not known\n"
    );
    assert_eq!(
        reviews_as_xml(&whole.replace("<Held>yes</Held>", "<Team>7</Team>")),
        "A\n1 Held of nobody: no row of “Reviews” has “Held”, which is taken as blank, and \
         “Team” is not read: if that is “Held”, say so in the mapping\n"
    );
    assert_eq!(
        reviews_as_xml(&whole.replace("Reviews", "Review")),
        "all.xml (Review) is not read\n"
    );
    assert_eq!(
        reviews_as_xml("<Reviews Child_ID=\"A\" HeldOn=\"10/10/2026\"/>"),
        "D0112 `all.xml` cannot be read: line 1: `Reviews` gives its values as attributes, as in \
         `Child_ID=\"…\"`, and there are no row elements with values: write each value as an \
         element, as in `<Child_ID>…</Child_ID>`; -"
    );
}

#[test]
fn a_small_return_has_no_rows_with_every_element() {
    let said = |episode: &str| {
        let text = format!(
            "<R><CHILD><HEADER><CHILD>7</CHILD><DOB>01/02/2015</DOB><UASC>0</UASC></HEADER>\
             <EPISODE><DECOM>01/02/2026</DECOM><RNE>S</RNE><LS>V2</LS><PLACE>U6</PLACE>{episode}\
             </EPISODE></CHILD></R>"
        );
        let files = vec![Given::new("return.xml", text.as_bytes())];
        match mapped(&mapping(duly::feed::SSDA903), &HANDBOOK, files) {
            Ok(feed) => (feed.caseload.len(), feed.dirty.len()),
            Err(found) => (0, found.len()),
        }
    };
    assert_eq!(said(""), (1, 0), "nobody left care");
    assert_eq!(said("<DEC>01/03/2026</DEC><REC>X1</REC><TEAM>7</TEAM>").0, 1);
    assert_eq!(said("<TEAM>7</TEAM>").0, 1, "an element of their own stands in no column's place");
    assert_eq!(said("<DECX>01/03/2026</DECX><REC>X1</REC>"), (0, 1), "a column is renamed");
}

#[test]
fn values_of_xml_are_not_guessed() {
    let row = |day: &str| {
        reviews_as_xml(&format!(
            "<Reviews><ChildID>A</ChildID><Held>yes</Held><HeldOn>1/9/2026</HeldOn></Reviews>\
             <Reviews><ChildID>A</ChildID><Held>yes</Held>{day}</Reviews>"
        ))
    };
    let told = |day: &str| {
        let said = row(day);
        let told = said.strip_prefix("A\n  2026-09-01 review\n  records review: when known\n");
        told.unwrap_or(&said).to_owned()
    };
    assert_eq!(
        row("<HeldOn>1&#x30;/9/2026</HeldOn>"),
        "A\n  2026-09-01 review\n  2026-09-10 review\n"
    );
    assert_eq!(
        told("<HeldOn>12/11/20&x;26</HeldOn>"),
        "1 Held on of A: `&x;` stands for nothing that XML knows: the row is left out\n"
    );
    assert_eq!(
        told("<HeldOn>1/10/2026</HeldOn><HeldOn>2/10/2026</HeldOn>"),
        "1 Held on of A: “HeldOn” is given more than once, as “1/10/2026” and as “2/10/2026”: \
         which of them counts is not known: the row is left out\n"
    );
    assert_eq!(
        told("<HeldOn><Day>1/10/2026</Day></HeldOn>"),
        "1 Held on of A: “HeldOn” holds other elements in place of a value: the row is left out\n"
    );
    // The same twice is no question, and of what nothing reads none is asked.
    let twice = "<HeldOn>10/9/2026</HeldOn><HeldOn>10/9/2026</HeldOn><T>1</T><T>2</T><T>&x;</T>";
    assert_eq!(row(twice), "A\n  2026-09-01 review\n  2026-09-10 review\n");
}

#[test]
fn rows_of_xml_within_one_element_are_each_read() {
    let one = |id: &str, day: &str| {
        format!("<Review>{id}<Held>yes</Held><HeldOn>{day}</HeldOn></Review>")
    };
    let (a, b) = ("<ChildID>A</ChildID>", "<ChildID>B</ChildID>");
    let within = format!("<Reviews>{}{}</Reviews>", one(a, "2026-10-10"), one(b, "2026-09-10"));
    assert_eq!(reviews_as_xml(&within), BOTH);
    let inherited =
        format!("<Reviews>{a}{}{}</Reviews>", one("", "2026-10-10"), one("", "2026-09-10"));
    assert_eq!(reviews_as_xml(&inherited), "A\n  2026-09-10 review\n  2026-10-10 review\n");
    // Whose the second is nobody says, for two are named here.
    let rows = [one(a, "2026-10-10"), one("", "2026-09-20"), one(b, "2026-09-10")];
    let said = reviews_as_xml(&format!("<Reviews>{}</Reviews>", rows.concat()));
    let told =
        "1 Child ID of nobody: the row does not say which child it is about, and is left out\n";
    assert_eq!(said, format!("{BOTH}{told}"));
    let parts = format!(
        "<Reviews><Who>{a}</Who><When><HeldOn>2026-10-10</HeldOn></When><Held>yes</Held></Reviews>"
    );
    assert_eq!(reviews_as_xml(&parts), "A\n  2026-10-10 review\n");
}

#[test]
fn xml_is_read_in_the_encoding_it_declares() {
    let text = |encoding: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n<ALL><C><Reviews><ChildID>Zoë</ChildID>\
             <Held>yes</Held><HeldOn>10/10/2026</HeldOn></Reviews></C></ALL>"
        )
    };
    let wanted = "Zoë\n  2026-10-10 review\n";
    for encoding in ["ISO-8859-1", "windows-1252"] {
        let bytes: Vec<u8> = text(encoding).chars().map(|c| u8::try_from(c).unwrap()).collect();
        assert_eq!(plainly("all.xml", &bytes), wanted, "{encoding}");
    }
    let orders: [fn(u16) -> [u8; 2]; 2] = [u16::to_le_bytes, u16::to_be_bytes];
    for order in orders {
        for mark in ["\u{feff}", ""] {
            let text = format!("{mark}{}", text("UTF-16"));
            let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
            assert_eq!(plainly("all.xml", &bytes), wanted);
        }
    }
    // Some programs declare UTF-16 and write UTF-8.
    assert_eq!(plainly("all.xml", text("utf-16").as_bytes()), wanted);
    let bytes: Vec<u8> = text("UTF-8").chars().map(|c| u8::try_from(c).unwrap()).collect();
    let said = plainly("all.xml", &bytes);
    assert!(said.contains("line 2: it is not UTF-8, and does not say what it is"), "{said}");
    let said = plainly("all.xml", text("Volapük").as_bytes());
    assert!(said.contains("“Volapük”, an encoding that is not known: save it as UTF-8"), "{said}");
}

#[test]
fn what_is_wrong_with_json_lines_is_said_once() {
    let said = |text: &str| plainly("Reviews.jsonl", text.as_bytes());
    let row = "{\"Child ID\":\"A\",\"Held on\":\"10/10/2026\",\"Held\":\"yes\"}";
    let a = "A\n  2026-10-10 review\n";
    let start = "D0112 `Reviews.jsonl` cannot be read: ";
    let array = format!(
        "{start}it is one JSON array: write an object on each line, without the brackets around \
         all of them and the commas between; -"
    );
    assert_eq!(said(&format!("[{row},{row}]\n")), array);
    assert_eq!(said(&format!("[\n{row},\n{row}\n]\n")), array);
    assert_eq!(
        said("{\n \"Child ID\": \"A\"\n}\n"),
        format!(
            "{start}its objects are spread over several lines: write each on a line of its own; -"
        )
    );
    assert!(said("\n").starts_with(&format!("{start}there is nothing in it")), "{}", said("\n"));
    assert_eq!(
        said(&format!("{row}\r\r{}\r", row.replace('A', "B"))),
        format!("{a}{}", a.replace('A', "B"))
    );
    let utf16 = |mark: &str| -> Vec<u8> {
        format!("{mark}{row}\n").encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    assert_eq!(plainly("Reviews.jsonl", &utf16("\u{feff}")), a);
    assert_eq!(
        plainly("Reviews.jsonl", &utf16("")),
        format!("{start}it is UTF-16, and does not say so: save it as UTF-8; -")
    );
    // A line of an MiB is a row, one of 16 is none, and those after it are counted on.
    let noted =
        |many: usize| row.replace("\"Held\"", &format!("\"N\":\"{}\",\"Held\"", "x".repeat(many)));
    let wrong = row.replace("10/10", "99/99");
    assert_eq!(
        said(&format!("{}\n{}\n\n{wrong}\n", noted(2 << 20), noted(16 << 20))),
        "A\n  2026-10-10 review\n  ? review\n\
         2 - of nobody: the line is longer than 16 MiB, and is left out\n\
         4 Held on of A: “99/99/2026” is no day that there is\n"
    );
}

#[test]
fn keys_of_json_lines_are_columns_as_headings_are() {
    let said = |keys: &str| {
        let text = format!(
            "{{\"Child ID\":\"A\",\"Held on\":\"10/10/2026\",\"Held\":\"yes\"}}\n{{{keys},\"Held\":\"yes\"}}\n"
        );
        plainly("Reviews.jsonl", text.as_bytes())
    };
    assert_eq!(said("\"child_id\":\"B\",\"held on\":\"2026-09-10\""), BOTH);
    let a = "A\n  2026-10-10 review\n";
    let which = "which of them counts is not known, and the line is left out\n";
    assert_eq!(
        said("\"child id\":\"B\",\"Child ID\":\"C\",\"Held on\":\"2026-09-10\""),
        format!(
            "{a}2 - of nobody: “child id” and “Child ID” are one column, as “B” and as “C”: {which}"
        )
    );
    assert_eq!(
        said("\"Child ID\":\"B\",\"Held on\":\"2026-09-10\",\"Held on\":\"2026-09-11\""),
        format!(
            "{a}2 - of nobody: “Held on” is given twice, as “2026-09-10” and as “2026-09-11”: {which}"
        )
    );
}

#[test]
fn numbers_of_json_lines_keep_their_digits() {
    let ids = |one: &str, other: &str| {
        let row = |id: &str, day| {
            format!("{{\"Child ID\":{id},\"Held on\":\"{day}\",\"Held\":\"yes\"}}\n")
        };
        plainly("Reviews.jsonl", (row(one, "10/10/2026") + &row(other, "2026-09-10")).as_bytes())
    };
    let both = |one: &str, other: &str| {
        BOTH.replace("A\n", &format!("{one}\n")).replace("B\n", &format!("{other}\n"))
    };
    assert_eq!(ids("12.0", "13"), both("12", "13"));
    assert_eq!(ids("1.2e1", "13.50"), both("12", "13.5"));
    let (long, next) = ("123456789012345678901234567890", "123456789012345678901234567891");
    assert_eq!(ids(long, next), both(long, next));
    assert_eq!(ids("1e400", "1e401"), both("1e400", "1e401"));
}
