//! What `duly batch` writes: every format says the same, and can be read by others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Output;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type};
use calamine::{Data, Reader, Xlsx};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use crate::console::duly;

const PACK: &str = "kent/child-in-care-reviews";
const CASES: [&str; 3] =
    ["examples/cases/amber.yaml", "examples/cases/cobalt.yaml", "examples/cases/hazel.yaml"];

fn batch(more: &[&str]) -> Output {
    let mut command = duly();
    command.arg("batch").args(CASES).args(["--pack", PACK, "--as-of", "2026-11-21"]);
    command.args(more).output().unwrap()
}

fn printed(more: &[&str]) -> Vec<u8> {
    let result = batch(more);
    let complaint = String::from_utf8_lossy(&result.stderr);
    assert_eq!(result.status.code(), Some(0), "{complaint}");
    result.stdout
}

fn text(more: &[&str]) -> String {
    String::from_utf8(printed(more)).unwrap()
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// The rows of the table, by the names of its columns.
fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(Cursor::new(text));
    let heads = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| {
        heads.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect()
    };
    reader.records().map(Result::unwrap).map(row).collect()
}

#[test]
fn csv_says_what_eval_says() {
    let own = table(&text(&["--format", "csv"]));
    let mut command = duly();
    command.arg("eval").args(CASES).args(["--pack", PACK, "--as-of", "2026-11-21"]);
    let result = command.args(["--format", "csv"]).output().unwrap();
    let eval = table(&String::from_utf8(result.stdout).unwrap());
    let eval: Vec<_> = eval.into_iter().filter(|row| row["kind"] != "across").collect();
    assert_eq!(own.len(), eval.len());
    assert!(own.len() > 50, "{}", own.len());
    // Occurrences of plain cases stand in another order; what they are named by stays.
    let key = |row: &BTreeMap<String, String>| {
        let columns = ["case", "duty", "instance", "status", "due", "due_range", "trigger_date"];
        columns.map(|column| row[column].clone())
    };
    let (ours, theirs): (BTreeSet<_>, BTreeSet<_>) =
        (own.iter().map(key).collect(), eval.iter().map(key).collect());
    let differ: Vec<_> = ours.symmetric_difference(&theirs).take(4).collect();
    assert!(differ.is_empty(), "{differ:?}");
    for column in ["fulfilled", "days_late", "who", "flags", "could_be", "layer", "trigger_event"] {
        let of = |rows: &[BTreeMap<String, String>]| {
            let mut all: Vec<_> = rows.iter().map(|row| (key(row), row[column].clone())).collect();
            all.sort();
            all
        };
        // The flags of eval tell of layers too.
        if column != "flags" {
            let both = of(&own).into_iter().zip(of(&eval));
            let differ: Vec<_> = both.filter(|(ours, theirs)| ours != theirs).take(2).collect();
            assert!(differ.is_empty(), "{column}: {differ:?}");
        }
    }
}

#[test]
fn json_lines_say_what_csv_says() {
    let rows = table(&text(&["--format", "csv", "--why"]));
    let lines = text(&["--format", "jsonl", "--why"]);
    assert_eq!(rows.len(), lines.lines().count());
    for (row, line) in rows.iter().zip(lines.lines()) {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(row.len(), line.as_object().unwrap().len());
        for (name, cell) in row {
            let same = match &line[name] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Array(words) => {
                    words.iter().map(|word| word.as_str().unwrap()).collect::<Vec<_>>().join("; ")
                }
                other @ (Value::Bool(_) | Value::Object(_)) => panic!("{name}: {other}"),
            };
            assert_eq!(*cell, same, "{name}");
        }
        assert!(row["because"].ends_with('.'), "{row:?}");
    }
}

#[test]
fn parquet_says_what_csv_says() {
    let rows = table(&text(&["--format", "csv"]));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("read-again.parquet");
    fs::write(&path, printed(&["--format", "parquet"])).unwrap();
    let file = fs::File::open(&path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let mut read = 0;
    for batch in reader.map(Result::unwrap) {
        let strings = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
        let (cases, statuses) = (strings("case"), strings("status"));
        let due = batch.column_by_name("due").unwrap().as_primitive::<Date32Type>().clone();
        for at in 0..batch.num_rows() {
            let row = &rows[read + at];
            assert_eq!(row["case"], cases.value(at));
            assert_eq!(row["status"], statuses.value(at));
            let day =
                due.is_valid(at).then(|| duly::time::Day::from_number(due.value(at)).to_string());
            assert_eq!(row["due"], day.unwrap_or_default());
        }
        read += batch.num_rows();
    }
    assert_eq!(read, rows.len());
}

#[test]
fn a_workbook_has_its_sheets_and_its_dates() {
    let mut rows = table(&text(&["--format", "csv"]));
    let second = rows.iter().filter(|row| row["duty"] == "second-review").count();
    let all = rows.len();
    rows.retain(|row| row["status"] != "not applicable");
    let bytes = printed(&["--format", "xlsx"]);
    assert_eq!(bytes, printed(&["--format", "xlsx"]), "the same, byte for byte");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["About", "Summary", "Answers", "Across the cases", "Work list", "Dirty rows"]
    );
    let about = book.worksheet_range("About").unwrap();
    let said: Vec<String> = about.rows().map(|row| row[0].to_string()).collect();
    assert!(said[0].starts_with("Kent: Child in Care Reviews"), "{said:?}");
    let left = format!(
        "What does not apply is left out of the sheet of answers: {} rows",
        all - rows.len()
    );
    assert!(said.iter().any(|line| line.starts_with(&left)), "{said:?}");
    let answers = book.worksheet_range("Answers").unwrap();
    assert_eq!(answers.height(), rows.len() + 1);
    let head: Vec<String> = answers.rows().next().unwrap().iter().map(Data::to_string).collect();
    let at = |name: &str| head.iter().position(|head| head == name).unwrap();
    for (row, cells) in rows.iter().zip(answers.rows().skip(1)) {
        assert_eq!(row["title"], cells[at("title")].to_string());
        assert_eq!(row["status"], cells[at("status")].to_string());
        let due = &cells[at("due")];
        if let Data::DateTime(date) = due {
            let serial = format!("{}", date.as_f64()).parse().unwrap();
            let zero = duly::time::Day::from_ymd(1899, 12, 30).unwrap();
            assert_eq!(row["due"], zero.plus(serial).to_string());
        } else {
            assert_eq!((row["due"].as_str(), due), ("", &Data::Empty));
        }
    }
    let work = book.worksheet_range("Work list").unwrap();
    assert!(work.height() > 5);
    let summary = book.worksheet_range("Summary").unwrap();
    // Eight statuses, and then the share in time as a number.
    let counted = |title: &str| -> f64 {
        let of = |row: &&[Data]| row[0] == Data::String(title.to_owned());
        let row = summary.rows().find(of).expect("a line");
        row[1..9]
            .iter()
            .filter_map(|cell| if let Data::Float(n) = cell { Some(*n) } else { None })
            .sum()
    };
    assert_eq!(counted("Second Child in Care Review").to_string(), second.to_string());
    assert_eq!(counted("All").to_string(), all.to_string());
    assert_eq!(summary.rows().next_back().unwrap()[0], Data::String("All".to_owned()));
    let shares: Vec<f64> = summary
        .rows()
        .filter_map(|row| if let Data::Float(n) = row[9] { Some(n) } else { None })
        .collect();
    assert!(
        !shares.is_empty() && shares.iter().all(|share| (0.0..=1.0).contains(share)),
        "{shares:?}"
    );
}

/// The properties of each event, unfolded and without their escapes.
fn events(calendar: &str) -> Vec<BTreeMap<String, String>> {
    for line in calendar.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\n', '\r']), "{line}");
    }
    let whole = calendar.replace("\r\n ", "");
    assert!(whole.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
    assert!(whole.ends_with("END:VCALENDAR\r\n"));
    let mut found = Vec::new();
    for line in whole.lines() {
        match line {
            "BEGIN:VEVENT" => found.push(BTreeMap::new()),
            _ => {
                let (name, value) = line.split_once(':').unwrap();
                let value = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";");
                if let Some(event) = found.last_mut() {
                    event.insert(name.to_owned(), value.replace("\\\\", "\\"));
                }
            }
        }
    }
    found
}

#[test]
fn calendars_hold_what_falls_due() {
    let calendar = text(&["--format", "ics"]);
    let found = events(&calendar);
    let rows = table(&text(&["--format", "csv"]));
    let ahead = |row: &&BTreeMap<String, String>| {
        let open = ["due soon", "pending"].contains(&row["status"].as_str());
        open && row["due"].as_str() > "2026-11-21" && row["due"].as_str() <= "2027-02-20"
    };
    let wanted: BTreeSet<(String, String)> = rows
        .iter()
        .filter(ahead)
        .map(|row| (row["due"].replace('-', ""), format!("{}: {}", row["case"], row["title"])))
        .collect();
    assert!(wanted.len() > 5);
    let got: BTreeSet<(String, String)> = found
        .iter()
        .map(|event| (event["DTSTART;VALUE=DATE"].clone(), event["SUMMARY"].clone()))
        .collect();
    assert!(got.is_superset(&wanted), "{:?}", wanted.difference(&got));
    for event in &found {
        assert_eq!(event["DTSTAMP"], "20261121T000000Z");
        assert!(event["DTEND;VALUE=DATE"] > event["DTSTART;VALUE=DATE"]);
    }
    let names: BTreeSet<&String> = found.iter().map(|event| &event["UID"]).collect();
    assert_eq!(names.len(), found.len(), "each has a name of its own");
    // Asked on another day, the same deadline has the same name.
    let mut command = duly();
    command.arg("batch").args(CASES).args(["--pack", PACK, "--as-of", "2026-11-22"]);
    let later = command.args(["--format", "ics"]).output().unwrap();
    let later = events(&String::from_utf8(later.stdout).unwrap());
    let same = later.iter().filter(|event| names.contains(&event["UID"])).count();
    assert!(same > found.len() / 2, "{same} of {}", found.len());
}

#[test]
fn a_folder_holds_everything() {
    let folder = folder("batch");
    let out = folder.to_str().unwrap();
    let summary = text(&["--out", out, "--worst", "2"]);
    assert!(summary.contains("Written to "), "{summary}");
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    assert_eq!(read("answers.csv"), printed(&["--format", "csv"]));
    assert_eq!(read("answers.jsonl"), printed(&["--format", "jsonl"]));
    assert_eq!(read("answers.parquet"), printed(&["--format", "parquet"]));
    assert_eq!(read("answers.xlsx"), printed(&["--format", "xlsx"]));
    let page = String::from_utf8(read("report.html")).unwrap();
    assert_eq!(page.as_bytes(), printed(&["--format", "html", "--worst", "2"]));
    assert_eq!(String::from_utf8(read("dirty-rows.csv")).unwrap().lines().count(), 1);
    let work = table(&String::from_utf8(read("work-list.csv")).unwrap());
    let mut sorted = work.clone();
    sorted.sort_by_key(|row| row["who"].clone());
    assert_eq!(work, sorted);
    assert!(work.iter().all(|row| row["due"].as_str() <= "2026-12-05"));
    let calendars = fs::read_dir(folder.join("calendars")).unwrap().count();
    let who: BTreeSet<&String> = work.iter().map(|row| &row["who"]).collect();
    assert!(calendars >= 2 && !who.is_empty(), "{calendars} {who:?}");
}

#[test]
fn the_page_stands_alone_and_can_be_read_aloud() {
    let page = text(&["--format", "html"]);
    for forbidden in ["http:", "https:", "<script", "src=", "@import", "url(h"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("<html lang=\"en-GB\">"));
    let count = |what: &str| page.matches(what).count();
    assert_eq!(count("<h1"), 1);
    assert_eq!(count("<svg"), count("role=\"img\""));
    assert!(count("<svg") >= 3);
    assert_eq!(count("<table>"), count("<caption>"));
    // Every name that is pointed at is there, once.
    let after = |mark: &str| -> Vec<String> {
        let pieces = page.split(mark).skip(1);
        pieces.map(|piece| piece.split('"').next().unwrap().to_owned()).collect()
    };
    let ids = after(" id=\"");
    let all: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), all.len(), "an id twice");
    for name in after("aria-labelledby=\"").iter().flat_map(|names| names.split(' ')) {
        assert!(all.contains(&name.to_owned()), "{name}");
    }
    for name in after("href=\"#") {
        assert!(all.contains(&name), "{name}");
    }
}

#[test]
fn threads_make_no_difference() {
    let one = printed(&["--format", "csv", "--threads", "1", "--engine", "reference"]);
    assert_eq!(one, printed(&["--format", "csv", "--threads", "3"]));
}

#[test]
fn statuses_make_it_fail_where_asked() {
    assert_eq!(batch(&["--fail-on", "overdue"]).status.code(), Some(1));
    assert_eq!(
        batch(&["--fail-on", "overdue", "--only", "consider-staying-put"]).status.code(),
        Some(0)
    );
    assert_eq!(batch(&["--fail-on", "breached"]).status.code(), Some(0));
    assert_eq!(batch(&["--only", "no-such-duty"]).status.code(), Some(2));
}

const RETURN: [&str; 7] = [
    "batch",
    "--ssda903",
    "examples/ssda903",
    "--pack",
    "statute/care-planning-regulations-2010",
    "--as-of",
    "2026-03-31",
];

#[test]
fn what_a_return_does_not_record_is_not_known_and_said_first() {
    let result = duly().args(RETURN).output().unwrap();
    assert_eq!(result.status.code(), Some(0));
    let summary = String::from_utf8(result.stdout).unwrap();
    let (first, rest) = summary.split_once("How the duties stand").unwrap();
    assert!(first.contains("This file does not record"), "{first}");
    assert!(!rest.contains("This file does not record"));
    let result = duly().args(RETURN).args(["--format", "csv"]).output().unwrap();
    let rows = table(&String::from_utf8(result.stdout).unwrap());
    let unrecorded: Vec<_> = rows
        .iter()
        .filter(|row| row["unknown_because"].starts_with("this file does not record"))
        .collect();
    assert!(unrecorded.len() > 20, "{}", unrecorded.len());
    assert!(unrecorded.iter().all(|row| row["status"] == "unknown"));
    // The child whose entry is not in the file has no first review that is overdue.
    let of = |case: &str, status: &str| {
        rows.iter().filter(|row| row["case"] == case && row["status"] == status).count()
    };
    assert_eq!(of("C1007", "overdue"), 0);
    assert!(of("C1001", "met") > 0);
}

/// A return gives one day for a review: its completion on that day says nothing of how
/// timely anybody is, and what it does not know to the month is in no week and no calendar.
#[test]
fn what_only_one_day_is_given_for_counts_for_no_share() {
    let of_return_on = |day: &str, more: &[&str]| {
        let mut command = duly();
        command.args(["batch", "--ssda903", "examples/ssda903", "--pack", PACK]);
        let result = command.args(["--as-of", day]).args(more).output().unwrap();
        assert_eq!(result.status.code(), Some(0), "{}", String::from_utf8_lossy(&result.stderr));
        String::from_utf8(result.stdout).unwrap()
    };
    let of_return = |more: &[&str]| of_return_on("2026-03-31", more);
    let rows = table(&of_return(&["--format", "csv"]));
    let completed = |row: &&BTreeMap<String, String>| {
        row["duty"] == "complete-review" && row["status"] == "met"
    };
    let completed: Vec<_> = rows.iter().filter(completed).collect();
    assert!(completed.len() > 5);
    assert!(completed.iter().all(|row| row["fulfilled"] == row["trigger_date"]), "{completed:?}");
    let summary = of_return(&[]);
    let line = summary.lines().find(|line| line.contains("A review is completed")).unwrap();
    let count = completed.len().to_string();
    assert!(line.split_whitespace().any(|cell| cell == count), "{line}");
    assert!(!line.contains('%'), "{line}");
    let said = summary.split_whitespace().collect::<Vec<_>>().join(" ");
    let said_so = format!(
        "{} deadlines of “A review is completed” are met by the one day that the file gives for each",
        completed.len()
    );
    assert!(said.contains(&said_so), "{summary}");
    for event in events(&of_return(&["--format", "ics"])) {
        let wide = "Due by a day between ";
        if let Some(days) = event["DESCRIPTION"].strip_prefix(wide) {
            let until = days.split(", as of").next().unwrap();
            let (first, last) = until.split_once(" and ").unwrap();
            let day = |text: &str| {
                duly::time::parse_date(text.split_once(' ').unwrap().1).expect("a day")
            };
            assert!(day(first).days_until(day(last)) <= 31, "{days}");
        }
    }
    let page = of_return_on("2026-01-31", &["--format", "html"]);
    assert!(page.contains("1 more may fall due within these weeks: it is not known when."));
}

#[test]
fn every_dirty_row_is_in_a_file_of_its_own() {
    let folder = folder("return");
    let out = folder.to_str().unwrap();
    let result = duly().args(RETURN).args(["--out", out, "--write", "xlsx"]).output().unwrap();
    assert_eq!(result.status.code(), Some(0));
    let dirty = table(&fs::read_to_string(folder.join("dirty-rows.csv")).unwrap());
    assert!(dirty.len() >= 5, "{dirty:?}");
    let of = |case: &str| dirty.iter().find(|row| row["case"] == case).expect(case);
    assert_eq!((of("C1010")["file"].as_str(), of("C1010")["row"].as_str()), ("Header.csv", "11"));
    let summary = String::from_utf8(result.stdout).unwrap();
    assert!(summary.contains(&format!("{} rows", dirty.len())), "{summary}");
    let mut book: Xlsx<_> = calamine::open_workbook(folder.join("answers.xlsx")).unwrap();
    assert_eq!(book.worksheet_range("Dirty rows").unwrap().height(), dirty.len() + 1);
    assert!(!folder.join("answers.csv").exists());
}

/// The rules across cases say of a caseload what they say of its cases.
#[test]
fn rules_across_cases_say_what_eval_says() {
    const SIBLINGS: &str = "tests/cli/files/siblings";
    let run = |command: &str, more: &[&str]| {
        let mut duly = duly();
        duly.args([command, SIBLINGS, "--pack", "tests/cli/files/siblings.duly"]);
        duly.args(["--as-of", "2026-03-20"]).args(more).output().unwrap()
    };
    let told = run("eval", &["--format", "json"]).stdout;
    let told: Value = serde_json::from_slice(&told).unwrap();
    let told = told["groups"].as_array().unwrap();
    assert!(told.len() > 1, "{told:?}");
    let folder = folder("across");
    let out = folder.to_str().unwrap();
    let result = run("batch", &["--out", out, "--fail-on", "breached"]);
    assert_eq!(result.status.code(), Some(1));
    let lines = fs::read_to_string(folder.join("across.jsonl")).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(&lines, told);
    let rows = table(&fs::read_to_string(folder.join("across.csv")).unwrap());
    assert_eq!(rows.len(), lines.len());
    for (row, line) in rows.iter().zip(&lines) {
        for column in ["rule", "group", "outcome", "because", "layer"] {
            assert_eq!(row[column], line[column].as_str().unwrap(), "{line}");
        }
        let members = line["members"].as_array().unwrap().iter().map(|one| one.as_str().unwrap());
        assert_eq!(row["members"], members.collect::<Vec<_>>().join("; "));
    }
    the_groups_are_in_parquet(&folder, &rows);
    the_groups_have_a_sheet(&folder, &rows);
    // Of what was not asked for nothing is said, and nothing fails.
    let asked = run("batch", &["--only", "siblings-share-iro", "--fail-on", "breached"]);
    let summary = String::from_utf8(asked.stdout).unwrap();
    assert!(summary.contains("One IRO for brothers and sisters: "), "{summary}");
    assert!(!summary.contains("Two children at most"), "{summary}");
}

/// How many there are of a group of which all is known is a number in every format.
#[test]
fn the_value_of_a_group_is_a_number() {
    let folder = folder("values");
    let mut duly = duly();
    duly.args([
        "batch",
        "tests/cli/files/siblings/ash.yaml",
        "tests/cli/files/siblings/birch.yaml",
    ]);
    duly.args(["--pack", "tests/cli/files/siblings.duly", "--as-of", "2026-03-20"]);
    duly.args(["--out", folder.to_str().unwrap(), "--only", "caseload"]);
    assert_eq!(duly.output().unwrap().status.code(), Some(0));
    let rows = table(&fs::read_to_string(folder.join("across.csv")).unwrap());
    let values: Vec<&str> = rows.iter().map(|row| row["value"].as_str()).collect();
    assert_eq!(values, ["1", "1"]);
    the_groups_are_in_parquet(&folder, &rows);
    let mut book: Xlsx<_> = calamine::open_workbook(folder.join("answers.xlsx")).unwrap();
    let sheet = book.worksheet_range("Across the cases").unwrap();
    assert_eq!(sheet.get_value((1, 4)), Some(&Data::Float(1.0)));
}

fn the_groups_are_in_parquet(folder: &Path, rows: &[BTreeMap<String, String>]) {
    let file = fs::File::open(folder.join("across.parquet")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    assert_eq!(batches.iter().map(arrow_array::RecordBatch::num_rows).sum::<usize>(), rows.len());
    let batch = &batches[0];
    let names: BTreeSet<&str> =
        batch.schema_ref().fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, rows[0].keys().map(String::as_str).collect());
    let strings = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
    let since = batch.column_by_name("since").unwrap().as_primitive::<Date32Type>();
    let value = batch.column_by_name("value").unwrap().as_primitive::<Float64Type>();
    for (at, row) in rows.iter().enumerate() {
        for column in ["rule", "group", "outcome", "members", "because", "layer"] {
            assert_eq!(row[column], strings(column).value(at), "{column}");
        }
        let day = since.is_valid(at).then(|| duly::time::Day::from_number(since.value(at)));
        assert_eq!(row["since"], day.map_or_else(String::new, |day| day.to_string()));
        let number = value.is_valid(at).then(|| value.value(at).to_string());
        assert_eq!(row["value"], number.unwrap_or_default());
    }
}

fn the_groups_have_a_sheet(folder: &Path, rows: &[BTreeMap<String, String>]) {
    let mut book: Xlsx<_> = calamine::open_workbook(folder.join("answers.xlsx")).unwrap();
    let names = ["About", "Summary", "Answers", "Across the cases", "Work list", "Dirty rows"];
    assert_eq!(book.sheet_names(), names);
    let sheet = book.worksheet_range("Across the cases").unwrap();
    assert_eq!(sheet.height(), rows.len() + 1);
    let head: Vec<String> = sheet.rows().next().unwrap().iter().map(Data::to_string).collect();
    let mut dated = 0;
    for (row, cells) in rows.iter().zip(sheet.rows().skip(1)) {
        assert_eq!(row.len(), head.len());
        for (name, cell) in head.iter().zip(cells) {
            if let Data::DateTime(date) = cell {
                let zero = duly::time::Day::from_ymd(1899, 12, 30).unwrap();
                let serial = format!("{}", date.as_f64()).parse().unwrap();
                assert_eq!(row[name], zero.plus(serial).to_string());
                dated += 1;
            } else {
                assert_eq!(row[name], cell.to_string(), "{name}");
            }
        }
    }
    assert!(dated > 0, "{rows:?}");
}

/// A stream of rows stays of one kind: that groups are breached is said beside it.
#[test]
fn what_is_printed_says_beside_it_that_groups_are_breached() {
    let run = |more: &[&str]| {
        let mut duly = duly();
        duly.args(["batch", "tests/cli/files/siblings"]);
        duly.args(["--pack", "tests/cli/files/siblings.duly", "--as-of", "2026-03-20"]);
        let result = duly.args(more).output().unwrap();
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        (text(&result.stdout), text(&result.stderr))
    };
    for format in ["csv", "jsonl", "parquet", "ics", "work-list"] {
        let (_, said) = run(&["--format", format]);
        assert!(said.contains("5 groups: 1 breached, 2 not known"), "{format}: {said}");
        assert!(said.contains("across.csv"), "{format}: {said}");
    }
    for format in ["summary", "xlsx", "html"] {
        assert_eq!(run(&["--format", format]).1, "", "{format}");
    }
    let (rows, said) = run(&["--format", "csv", "--only", "first-review"]);
    assert_eq!((table(&rows).len(), said.as_str()), (4, ""));
    let folder = folder("aside");
    let out = folder.to_str().unwrap();
    let (_, said) = run(&["--format", "csv", "--out", out, "--write", "parquet"]);
    assert!(said.contains(&format!("help: they are in {out}/across.parquet")), "{said}");
}

/// A file that cannot be written is told, and stops no other; one of an earlier run is told
/// from those of this.
#[test]
fn a_file_that_cannot_be_written_stops_no_other() {
    let folder = folder("unwritten");
    for inside in ["answers.csv", "calendars"] {
        fs::create_dir_all(folder.join(inside)).unwrap();
    }
    fs::write(folder.join("calendars/old.ics"), "of last week").unwrap();
    let out = folder.to_str().unwrap();
    let result = batch(&["--out", out]);
    assert_eq!(result.status.code(), Some(2));
    let complaint = String::from_utf8(result.stderr).unwrap();
    let wanted =
        format!("error: `{out}/answers.csv`: it is a folder; all other files are written\n");
    assert_eq!(complaint, wanted);
    let summary = String::from_utf8(result.stdout).unwrap();
    assert!(summary.contains("How the duties stand"), "{summary}");
    assert!(!summary.contains("  answers.csv\n"), "{summary}");
    assert!(summary.contains("  calendars/old.ics is not from this run: "), "{summary}");
    assert_eq!(fs::read(folder.join("answers.jsonl")).unwrap(), printed(&["--format", "jsonl"]));
    for name in ["answers.parquet", "answers.xlsx", "report.html", "work-list.csv"] {
        assert!(folder.join(name).is_file(), "{name}");
    }
    assert_eq!(fs::read(folder.join("calendars/old.ics")).unwrap(), b"of last week");
}
