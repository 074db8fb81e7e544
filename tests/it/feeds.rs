//! Files of tables as caseloads: each folder of `tests/feeds` is read, and what comes of
//! it stands beside it.
//!
//! Adding a folder adds a test. `DULY_BLESS=1` writes what is read now: read every change.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use duly::caseload::Caseload;
use duly::check::Checked;
use duly::facts::{Case, DateFact, PeriodEnd, Records, Value};
use duly::feed::{
    Feed, Form, Given, Mapping, OwnWriter, SSDA903, mapped, own, people, read_mapping,
};
use duly::names::Completeness;
use duly::pack::{Library, MemoryWorld};
use duly::source::SourceMap;
use duly::synthetic::{Counts, Plan, TABLES, Tables, xml};
use duly::time::Day;

use crate::console::root;

pub(crate) static HANDBOOK: LazyLock<Checked> = LazyLock::new(|| {
    let mut map = SourceMap::new();
    let world = MemoryWorld::new();
    let id = "guidance/iro-handbook-2010";
    duly::open::checked(&world, Library::shipped(), &mut map, id).value.expect("a shipped pack")
});

fn ssda903() -> Mapping {
    mapping(SSDA903)
}

pub(crate) fn mapping(text: &str) -> Mapping {
    let file = SourceMap::new().add("mapping.yaml", text);
    let read = read_mapping(file, text);
    assert_eq!(read.diagnostics, []);
    read.value.expect("a mapping")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file() && path.file_name() != Some("expected.txt".as_ref()));
    paths.sort();
    paths
}

fn read(folder: &Path) -> Result<Feed, String> {
    let given = files(folder).into_iter().map(|path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        Given::new(name, fs::File::open(&path).unwrap())
    });
    mapped(&ssda903(), &HANDBOOK, given.collect()).map_err(|found| {
        let said = found.iter().map(|one| {
            format!(
                "{}[{}]: {}\n  help: {}",
                one.severity.word(),
                one.code,
                one.message,
                one.help.as_deref().unwrap_or("-")
            )
        });
        said.collect::<Vec<_>>().join("\n")
    })
}

#[test]
fn folders_are_read_as_they_say() {
    let mut wrong = String::new();
    let home = root().join("tests/feeds");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(&home).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        let now = match read(&folder) {
            Ok(feed) => told(&feed),
            Err(said) => format!("{said}\n"),
        };
        let golden = folder.join("expected.txt");
        let before = fs::read_to_string(&golden).unwrap_or_default();
        if before == now {
            continue;
        }
        if std::env::var_os("DULY_BLESS").is_some() {
            fs::write(&golden, now).unwrap();
        } else {
            let _ = writeln!(wrong, "{} differs:\n{now}", golden.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Everything that was read, as text.
fn told(feed: &Feed) -> String {
    let mut out = String::new();
    for file in &feed.files {
        let table = file.table.as_deref().unwrap_or("no table of the mapping");
        let _ = writeln!(out, "{}: {table}, {} rows, {} unused", file.file, file.rows, file.unused);
    }
    let words = &HANDBOOK.vocabulary;
    let mut records: Vec<String> = feed
        .caseload
        .records()
        .iter()
        .map(|(kind, records)| format!("{}: {}", words.noun(*kind), known(*records)))
        .filter(|line| !line.ends_with("when known"))
        .collect();
    records.sort();
    records.iter().for_each(|line| {
        let _ = writeln!(out, "records  {line}");
    });
    for at in 0..feed.caseload.len() {
        let kept = if feed.caseload.is_exact(at) {
            ""
        } else if feed.caseload.whole(at).is_some() {
            " (whole)"
        } else {
            " (a start unknown)"
        };
        let mut case = feed.caseload.case(at).unwrap();
        case.records.retain(|kind, records| feed.caseload.records().get(kind) != Some(records));
        let _ = write!(
            out,
            "\n{}{kept}{}\n{}",
            case.id,
            if feed.unknown_entries.contains(&u32::try_from(at).unwrap()) {
                " entry unknown"
            } else {
                ""
            },
            shown(&case)
        );
    }
    let _ = writeln!(out, "\ndirty");
    for row in &feed.dirty {
        let _ = writeln!(
            out,
            "{} {} {} {}: {}{}",
            row.file,
            row.row,
            row.column.as_deref().unwrap_or("-"),
            row.child.as_deref().unwrap_or("-"),
            row.reason,
            if row.used { "" } else { " [not used]" },
        );
    }
    out
}

fn known(records: Records) -> String {
    match records.completeness {
        Completeness::WhenKnown => "when known".to_owned(),
        Completeness::Fully { from: Some(from) } => format!("complete from {from}"),
        Completeness::Fully { from: None } => "complete".to_owned(),
    }
}

fn date(fact: DateFact) -> String {
    match fact {
        DateFact::Exactly(day) => day.to_string(),
        DateFact::Between(a, b) => format!("{a}..{b}"),
        DateFact::Sometime => "?".to_owned(),
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::YesNo(yes) => yes.to_string(),
        Value::Number(number) | Value::Decimal(number) => number.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Word(word) => word.clone(),
        Value::Unknown => "unknown".to_owned(),
    }
}

/// A case as text, in order of time.
fn shown(case: &Case) -> String {
    let words = &HANDBOOK.vocabulary;
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |line: String| *lines.entry(line).or_default() += 1;
    for event in &case.events {
        let facts = event.facts.iter();
        let facts: String =
            facts.map(|(fact, it)| format!(" ({}: {})", words.noun(*fact), value(it))).collect();
        add(format!("  {} {}{facts}", date(event.started.unwrap()), words.noun(event.kind)));
    }
    for period in &case.periods {
        let until = match period.until {
            PeriodEnd::On(day) => date(day),
            PeriodEnd::Ongoing => "ongoing".to_owned(),
        };
        add(format!("  {} to {until} {}", date(period.from), words.noun(period.status)));
    }
    for fact in &case.facts {
        add(format!("  fact {}: {}", words.noun(fact.fact), value(&fact.value)));
    }
    let mut out = String::new();
    if let Some(born) = case.born {
        let _ = writeln!(out, "  born {}", date(born));
    }
    if let Some(from) = case.history_from {
        let _ = writeln!(out, "  history from {from}");
    }
    for (line, times) in lines {
        let _ =
            writeln!(out, "{line}{}", if times > 1 { format!(" ×{times}") } else { String::new() });
    }
    let mut records: Vec<String> = case
        .records
        .iter()
        .map(|(kind, it)| format!("  records {}: {}", words.noun(*kind), known(*it)))
        .collect();
    records.sort();
    records.iter().for_each(|line| {
        let _ = writeln!(out, "{line}");
    });
    out
}

/// Every case of a caseload, as text.
fn all(caseload: &Caseload) -> Vec<String> {
    (0..caseload.len())
        .map(|at| {
            let mut case = caseload.case(at).unwrap();
            case.records.retain(|kind, own| caseload.records().get(kind) != Some(own));
            format!("{}\n{}", case.id, shown(&case))
        })
        .collect()
}

#[test]
fn the_shipped_mapping_is_in_the_words_of_the_handbook() {
    let found: Vec<String> =
        ssda903().findings(&HANDBOOK.vocabulary).into_iter().map(|one| one.message).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_folder_without_its_tables_says_which() {
    let said = |files: &[(&str, &str)]| {
        let given = files.iter().map(|(name, text)| Given::new(*name, text.as_bytes()));
        let found = mapped(&ssda903(), &HANDBOOK, given.collect()).expect_err("nothing is read");
        let said = found
            .iter()
            .map(|one| format!("{}; {}", one.message, one.help.as_deref().unwrap_or("-")));
        said.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(said(&[]), "there is no file of the table “Episodes”; add `Episodes.csv`");
    assert_eq!(
        said(&[("Episode.csv", "CHILD\n")]),
        "there is no file of the table “Episodes”; there is “Episode”: rename it to `Episodes.csv`"
    );
    assert_eq!(
        said(&[("episodes.csv", "CHILD,DECOMM,RNE,LS,PLACE,DEC,REC\n")]),
        "`episodes.csv` has no column “DECOM”; it has “DECOMM”: rename that, or say so in the mapping"
    );
    assert_eq!(
        said(&[("episodes.csv", "")]),
        "`episodes.csv` cannot be read: it is empty, without even a heading; -"
    );
    assert_eq!(
        said(&[("episodes.csv", "C\0H\0I\0")]),
        "`episodes.csv` cannot be read: it is not UTF-8: save it as “CSV UTF-8”; -"
    );
}

/// As Excel saves a plain CSV in this country: an apostrophe, a dash and a diaeresis in one byte
/// each, and no-break spaces around an id.
#[test]
fn cells_that_are_not_utf8_are_what_excel_saves() {
    let episodes = b"CHILD,DECOM,RNE,LS,PLACE,DEC,REC\n\xa0Zo\xeb-1\xa0,02/03/2026,S,C2,U1,,\n";
    let given = vec![Given::new("episodes.csv", &episodes[..])];
    let read = mapped(&ssda903(), &HANDBOOK, given).expect("it is read");
    assert_eq!(read.caseload.id(0), Some("Zoë-1"));
    let list = b"case,team\nZo\xeb-1,O\x92Brien \x96 North\n";
    let read = people(HANDBOOK.model(), &read.caseload, Given::new("list.csv", &list[..]));
    let read = read.expect("it is read");
    assert_eq!(read.people.team(0), Some("O’Brien – North"));
}

/// As Excel saves “Unicode Text”: UTF-16, which says so at its start, with tabs between cells.
#[test]
fn utf16_that_says_so_is_read() {
    let rows: String =
        (0..1_000).map(|at| format!("Zoë-{at}\t02/03/2026\tS\tC2\tU1\t\t\r\n")).collect();
    let text = format!("\u{feff}CHILD\tDECOM\tRNE\tLS\tPLACE\tDEC\tREC\r\n{rows}");
    let orders: [fn(u16) -> [u8; 2]; 2] = [u16::to_le_bytes, u16::to_be_bytes];
    for order in orders {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        let given = vec![Given::new("episodes.csv", bytes.as_slice())];
        let read = mapped(&ssda903(), &HANDBOOK, given).expect("it is read");
        assert_eq!((read.caseload.len(), read.dirty.len()), (1_000, 0));
        assert_eq!(read.caseload.id(999), Some("Zoë-999"));
    }
}

fn plan(children: u32, dirty: f64) -> Plan {
    let until = Day::from_ymd(2026, 11, 21).expect("a day");
    Plan { children, seed: 11, until, dirty, lost: 0.2 }
}

fn tables(plan: &Plan) -> (Vec<Vec<u8>>, Counts) {
    let mut tables = Tables::new(vec![Vec::new(); TABLES.len()]).expect("memory takes all");
    for place in 0..plan.children {
        tables.child(&plan.child(place), plan.soil(place)).expect("memory takes all");
    }
    tables.finish()
}

fn from_csv(tables: &[Vec<u8>]) -> Feed {
    let files = TABLES.iter().zip(tables);
    let files = files.map(|((name, _), text)| Given::new(format!("{name}.csv"), text.as_slice()));
    mapped(&ssda903(), &HANDBOOK, files.collect()).expect("the tables are read")
}

#[test]
fn what_was_made_up_is_read_as_planned() {
    let (texts, counts) = tables(&plan(300, 0.0));
    let feed = from_csv(&texts);
    assert_eq!(feed.dirty, []);
    assert_eq!(feed.caseload.len(), 300);
    assert_eq!(feed.unknown_entries.len(), counts.lost as usize);
    let words = &HANDBOOK.vocabulary;
    let many = |name: &str| {
        let kind = words.named(name, duly::names::Sort::Event).expect("an event");
        let days = feed.caseload.events_of(kind).map_or(0, |column| column.days().len());
        u32::try_from(days).unwrap()
    };
    assert_eq!(many("review"), counts.reviews);
    assert_eq!(many("adoption placement"), counts.adopted);
    let rows: Vec<usize> = feed.files.iter().map(|file| file.rows).collect();
    assert_eq!(rows[..3], [300, counts.episodes as usize, counts.reviews as usize]);
}

#[test]
fn every_form_tells_the_same_cases() {
    let plan = plan(300, 0.0);
    let (texts, _) = tables(&plan);
    let feed = from_csv(&texts);
    let wanted = all(&feed.caseload);
    let mut document = Vec::new();
    xml(&plan, &mut document).expect("memory takes all");
    let files = vec![Given::new("return.xml", document.as_slice())];
    let read = mapped(&ssda903(), &HANDBOOK, files).expect("the document is read");
    assert_eq!(all(&read.caseload), wanted);
    assert_eq!((read.dirty, read.not_recorded), (Vec::new(), feed.not_recorded.clone()));
    for (form, name) in [
        (Form::Csv, "cases.csv"),
        (Form::JsonLines, "cases.jsonl"),
        (Form::Parquet, "cases.parquet"),
    ] {
        let words = &HANDBOOK.vocabulary;
        let writer = OwnWriter::new(words, &feed.recorded, form, Vec::new());
        let mut writer = writer.expect("memory takes all");
        for at in 0..feed.caseload.len() {
            let shared = |kind| feed.caseload.records().get(&kind).copied();
            writer.case(&feed.caseload.case(at).unwrap(), shared).expect("memory takes all");
        }
        let bytes = writer.finish().expect("memory takes all");
        let read = own(&HANDBOOK, vec![Given::new(name, bytes.as_slice())]).expect(name);
        assert_eq!(read.dirty, [], "{name}");
        assert_eq!(all(&read.caseload), wanted, "{name}");
        assert_eq!(read.not_recorded, feed.not_recorded, "{name}");
        let starts = |feed: &Feed| {
            (0..feed.caseload.len()).filter(|at| feed.caseload.whole(*at).is_some()).count()
        };
        assert_eq!(starts(&read), starts(&feed), "{name}: no more cases are kept whole");
    }
}

/// A table as JSON lines; what is blank is left out.
fn as_lines(text: &[u8]) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let heads = reader.headers().unwrap().clone();
    let mut out = Vec::new();
    for row in reader.records().map(Result::unwrap) {
        let cells = heads.iter().zip(&row).filter(|(_, cell)| !cell.is_empty());
        let object: serde_json::Map<String, serde_json::Value> =
            cells.map(|(head, cell)| (head.to_owned(), cell.into())).collect();
        serde_json::to_writer(&mut out, &object).unwrap();
        out.push(b'\n');
    }
    out
}

/// A table as Parquet, all of it text.
fn as_parquet(text: &[u8]) -> Vec<u8> {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let heads = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let columns = heads.iter().enumerate().map(|(at, head)| {
        let cells = rows.iter().map(|row| row.get(at).filter(|cell| !cell.is_empty()));
        (head, Arc::new(cells.collect::<StringArray>()) as ArrayRef)
    });
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.map(|(head, column)| (head, column, true)),
    );
    let batch = batch.unwrap();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

type Converted = (&'static str, fn(&[u8]) -> Vec<u8>);

#[test]
fn a_mapping_reads_every_form_of_a_table() {
    let (texts, _) = tables(&plan(200, 0.05));
    let feed = from_csv(&texts);
    assert!(feed.dirty.len() > 20, "{}", feed.dirty.len());
    // Lines of a file and rows of a table are counted each from its first.
    let told = |feed: &Feed| -> Vec<(Option<String>, String)> {
        let told = feed.dirty.iter().map(|row| (row.child.clone(), without_numbers(&row.reason)));
        told.collect()
    };
    let forms: [Converted; 2] = [("jsonl", as_lines), ("parquet", as_parquet)];
    for (ending, converted) in forms {
        let converted: Vec<Vec<u8>> = texts.iter().map(|text| converted(text)).collect();
        let files = TABLES
            .iter()
            .zip(&converted)
            .map(|((name, _), bytes)| Given::new(format!("{name}.{ending}"), bytes.as_slice()));
        let read = mapped(&ssda903(), &HANDBOOK, files.collect()).expect(ending);
        assert_eq!(all(&read.caseload), all(&feed.caseload), "{ending}");
        assert_eq!(told(&read), told(&feed), "{ending}");
        assert_eq!(read.not_recorded, feed.not_recorded, "{ending}");
        let rows = |feed: &Feed| feed.files.iter().map(|file| file.rows).collect::<Vec<_>>();
        assert_eq!(rows(&read), rows(&feed), "{ending}");
    }
    let lines = b"{\"DECOM\": \"01/02/2026\"}\n";
    let files = vec![Given::new("Episodes.jsonl", lines.as_slice())];
    let found = mapped(&ssda903(), &HANDBOOK, files).expect_err("no column names the child");
    let said: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
    assert!(said.iter().any(|said| said.contains("“CHILD”")), "{said:?}");
}

fn without_numbers(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

#[test]
fn a_workbook_is_read_as_its_tables_are() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    let dates = Format::new().set_num_format("dd/mm/yyyy");
    let episodes = book.add_worksheet().set_name("Episodes").unwrap();
    episodes.write(0, 0, "Children looked after").unwrap();
    for (at, name) in ["CHILD", "DECOM", "RNE", "LS", "PLACE", "DEC", "REC"].into_iter().enumerate()
    {
        episodes.write(2, u16::try_from(at).unwrap(), name).unwrap();
    }
    let day = ExcelDateTime::from_ymd(2026, 2, 1).unwrap();
    episodes.write(3, 0, 17).unwrap();
    episodes.write_with_format(3, 1, &day, &dates).unwrap();
    for (column, text) in [(2, "S"), (3, "V2"), (4, "U6")] {
        episodes.write(3, column, text).unwrap();
    }
    let reviews = book.add_worksheet().set_name("Reviews").unwrap();
    for (at, name) in ["CHILD", "REVIEW", "REVIEW_CODE"].into_iter().enumerate() {
        reviews.write(0, u16::try_from(at).unwrap(), name).unwrap();
    }
    // A date that is laid out as a number, as text, and as nothing that there is.
    for (row, code) in [(1, "pn1"), (2, "PN2"), (3, "PN3")] {
        reviews.write(row, 0, "17").unwrap();
        reviews.write(row, 2, code).unwrap();
    }
    reviews.write(1, 1, 46_076).unwrap();
    reviews.write(2, 1, "20/03/2026").unwrap();
    reviews.write(3, 1, "31/02/2026").unwrap();
    let notes = book.add_worksheet().set_name("Notes").unwrap();
    notes.write(0, 0, "nothing").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let files = vec![Given::new("annex.xlsx", bytes.as_slice())];
    let feed = mapped(&ssda903(), &HANDBOOK, files).expect("the book is read");
    assert_eq!(
        all(&feed.caseload).concat(),
        "17\n  2026-02-01 coming into care\n  2026-02-01 placement start\n  \
         2026-02-01 to ongoing accommodated under section 20\n  \
         2026-02-01 to ongoing placed with foster carers\n  \
         2026-02-23 review (how the child took part: attended and spoke)\n  \
         2026-03-20 review (how the child took part: an advocate spoke)\n  \
         ? review (how the child took part: used symbols)\n"
    );
    let told: Vec<_> =
        feed.dirty.iter().map(|row| (row.file.as_str(), row.row, row.used)).collect();
    assert_eq!(told, [("annex.xlsx (Reviews)", 4, true)]);
    assert_eq!(feed.files.iter().filter(|file| file.table.is_none()).count(), 1);
}

#[test]
fn no_dirty_row_is_lost_or_told_twice() {
    let (texts, counts) = tables(&plan(300, 0.03));
    let feed = from_csv(&texts);
    assert!(counts.dirty > 60, "{counts:?}");
    let places: Vec<_> = feed.dirty.iter().map(|row| (&row.file, row.row)).collect();
    let mut once = places.clone();
    once.dedup();
    assert_eq!(places, once);
    assert!(feed.dirty.len() >= counts.dirty as usize, "{} of {}", feed.dirty.len(), counts.dirty);
    for (file, text) in feed.files.iter().zip(&texts) {
        let lines = text.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(file.rows, lines - 1, "{}", file.file);
        let unused = feed.dirty.iter().filter(|row| row.file == file.file && !row.used).count();
        assert_eq!(file.unused, unused, "{}", file.file);
        assert!(file.unused < file.rows / 10 + 2);
    }
}

#[test]
fn own_columns_say_what_they_do_not_hold() {
    let text = "case,kind,name,date,until,value,born,history from,changed the care plan,colour\n\
        ,records,review,,,complete,,,,\n\
        a,,,,,,2014-05-03,2025-06-01,,\n\
        a,period,looked after,,,,,,,\n\
        a,event,review,2025-07-01,,,,,yes,red\n\
        a,event,review,2025-07-01,,,,,yes,red\n\
        a,event,review,2026-01-01..2026-01-09,,,,,,\n\
        a,,reveiw,2026-02-01,,,,,,\n\
        a,period,review,2026-02-01,,,,,,\n\
        ,event,review,2026-02-01,,,,,,\n\
        b,event,review,soon,,,,,perhaps,\n\
        b,period,placed with foster carers,2026-02-01,2026-01-01,,,,,\n";
    let feed = own(&HANDBOOK, vec![Given::new("cases.csv", text.as_bytes())]).expect("it is read");
    let lines: Vec<String> = feed
        .dirty
        .iter()
        .map(|row| {
            let of = row.column.as_deref().unwrap_or("-");
            format!("{} {of}: {}{}", row.row, row.reason, if row.used { "" } else { " [not used]" })
        })
        .collect();
    assert_eq!(
        lines,
        [
            "6 -: the same as a line before it, and counted once [not used]",
            "8 name: the pack knows nothing called “reveiw”: did you mean “review”? [not used]",
            "9 kind: “review” is an event, and the row calls it “period” [not used]",
            "10 case: the row does not say which case it is about, and is left out [not used]",
            "11 date: “soon” is no date; “perhaps” is no value of “changed the care plan”: write `yes`, `no` or `unknown`",
            "12 until: it ends on 1 January 2026, before it begins on 1 February 2026",
        ]
    );
    let review = HANDBOOK.vocabulary.named("review", duly::names::Sort::Event).unwrap();
    assert!(!feed.not_recorded.contains(&review) && feed.not_recorded.len() > 20);
    let notes: Vec<&str> = feed.findings.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        notes,
        ["`cases.csv` has a column “colour”, which is none of duly’s and no fact of the pack"]
    );
}

#[test]
fn what_is_no_table_is_said() {
    let said = |name: &str, bytes: &[u8]| {
        let found = own(&HANDBOOK, vec![Given::new(name, bytes)]).expect_err("nothing is read");
        found.into_iter().map(|one| one.message).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(said("a.csv", b"x,y\n1,2\n"), "`a.csv` has no column “case”");
    assert!(
        said("a.parquet", b"x,y\n1,2\n")
            .starts_with("`a.parquet` cannot be read: it is no Parquet")
    );
    let said = |name: &str, bytes: &[u8]| {
        let files = vec![Given::new(name, bytes)];
        let found = mapped(&ssda903(), &HANDBOOK, files).expect_err("nothing is read");
        found.into_iter().map(|one| one.message).collect::<Vec<_>>().join("\n")
    };
    assert!(said("a.xml", b"<a><b></a>").starts_with("`a.xml` cannot be read: line 1"));
    assert!(said("a.xml", b"").starts_with("`a.xml` cannot be read: line 1"));
    assert!(
        said("a.xlsx", b"PK\x03\x04").starts_with("`a.xlsx` cannot be read: it is no workbook")
    );
    let bomb = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><EXPSSDA903><CHILD><HEADER><CHILD>&a;7</CHILD><DOB>01/02/2015</DOB></HEADER><EPISODE><DECOM>01/02/2025</DECOM><RNE>S</RNE><LS>V2</LS><PLACE>U6</PLACE></EPISODE></CHILD></EXPSSDA903>";
    let feed = mapped(&ssda903(), &HANDBOOK, vec![Given::new("a.xml", bomb.as_bytes())]).unwrap();
    assert_eq!(feed.caseload.len(), 0, "no file is opened for an entity");
    let told: Vec<&str> = feed.dirty.iter().map(|row| row.reason.as_str()).collect();
    assert!(told.iter().any(|told| told.contains("`&a;` stands for nothing")), "{told:?}");
}

/// What one form of tables can hold and another cannot.
mod forms;
