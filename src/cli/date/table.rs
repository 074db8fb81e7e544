//! `duly date --from`: a table of phrases, answered row by row.
//!
//! The columns that are there are kept; `date`, `opens` and `error` are put after
//! them, and replaced where the table has them already.

use std::collections::BTreeMap;

use duly::dates::{Reckoned, reckon};
use duly::pack::{Library, World, WorldError};

use super::super::Reply;
use super::super::files::near;
use super::super::reply::NO;
use super::super::world::{OsWorld, standard_input};

/// The columns of an answer.
const ANSWER: [&str; 3] = ["date", "opens", "error"];

/// The table with its answers. A row that cannot be answered says why in `error`;
/// the others are answered.
pub(crate) fn run(file: &str, calendar: &str) -> Reply {
    let read = if file == "-" { standard_input() } else { OsWorld.read(file) };
    match read {
        Ok(text) => match answered(&text, calendar) {
            Ok(Answered { table, refused: 0 }) => Reply::done(table),
            Ok(Answered { table, refused }) => {
                let rows = if refused == 1 { "1 row has" } else { &format!("{refused} rows have") };
                let err = format!("error: {rows} no date: the column `error` says why\n");
                Reply { out: table, err, code: NO }
            }
            Err(problem) => Reply::unreadable(format!("error: {}: {problem}\n", named(file))),
        },
        Err(error) => {
            let packed = matches!(error, WorldError::Refused { .. });
            let near = match file {
                "-" => String::new(),
                _ if packed && OsWorld.kind(file).is_some() && workbook(file) => {
                    "\n  help: save its table as CSV".to_owned()
                }
                _ => near(file),
            };
            Reply::unreadable(format!("error: {} cannot be read: {error}{near}\n", named(file)))
        }
    }
}

/// Whether a file is named as a spreadsheet's.
fn workbook(file: &str) -> bool {
    let file = file.to_lowercase();
    [".xlsx", ".xlsm", ".ods"].iter().any(|end| file.ends_with(end))
}

fn named(file: &str) -> String {
    if file == "-" { "standard input".to_owned() } else { format!("`{file}`") }
}

/// A table with its answers, and how many of its rows have none.
struct Answered {
    table: String,
    refused: usize,
}

fn answered(text: &str, calendar: &str) -> Result<Answered, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let heads: Vec<String> = headers(&mut reader)?;
    let place = |name: &str| heads.iter().position(|head| head.trim().eq_ignore_ascii_case(name));
    let phrase = place("phrase").ok_or_else(|| no_phrase(&heads, text))?;
    let calendars = place("calendar");
    let kept: Vec<usize> = (0..heads.len())
        .filter(|at| heads.get(*at).is_some_and(|head| !ANSWER.contains(&head.trim())))
        .collect();
    let mut rows = Vec::new();
    for row in reader.records() {
        rows.push(row.map_err(|error| unreadable(&error))?);
    }
    let questions = rows.iter().map(|row| {
        let own =
            calendars.and_then(|at| row.get(at)).map(str::trim).filter(|name| !name.is_empty());
        (own.unwrap_or(calendar), row.get(phrase).unwrap_or_default())
    });
    let answers = all(&questions.collect::<Vec<_>>());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let keep = |row: &dyn Fn(usize) -> String| kept.iter().map(|at| row(*at)).collect::<Vec<_>>();
    let head = keep(&|at| heads.get(at).cloned().unwrap_or_default());
    // Writing to memory cannot fail, and every record has as many fields.
    let _ = writer.write_record(head.iter().map(String::as_str).chain(ANSWER));
    let refused = answers.iter().filter(|answer| answer.is_err()).count();
    for (row, answer) in rows.iter().zip(answers) {
        let fields = keep(&|at| row.get(at).unwrap_or_default().to_owned());
        let _ = writer.write_record(fields.into_iter().chain(fields_of(answer)));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    Ok(Answered { table: String::from_utf8_lossy(&bytes).into_owned(), refused })
}

fn headers(reader: &mut csv::Reader<&[u8]>) -> Result<Vec<String>, String> {
    let heads = reader.headers().map_err(|error| unreadable(&error))?;
    Ok(heads.iter().map(str::to_owned).collect())
}

fn no_phrase(heads: &[String], text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    for (sign, shown) in [(';', "`;`"), ('\t', "tabs")] {
        let mut parts = first.split(sign).map(|part| part.trim().trim_matches('"'));
        if first.contains(sign) && parts.any(|part| part.eq_ignore_ascii_case("phrase")) {
            return format!(
                "the columns seem to be separated by {shown}\n  help: save the table with commas between its columns"
            );
        }
    }
    let near = duly::names::suggest_words("phrase", heads.iter().map(String::as_str));
    let found = match near.first() {
        Some(near) => format!("; is it the one named `{near}`?"),
        None => String::new(),
    };
    format!("no column is named `phrase`{found}")
}

fn unreadable(error: &csv::Error) -> String {
    match error.position() {
        Some(at) => format!("line {} is no row of a CSV table", at.line()),
        None => "it is no CSV table".to_owned(),
    }
}

/// Every question answered, those of one calendar together.
fn all(questions: &[(&str, &str)]) -> Vec<Result<Reckoned, String>> {
    let mut by_calendar: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (calendar, _)) in questions.iter().enumerate() {
        by_calendar.entry(calendar).or_default().push(at);
    }
    let mut answers: BTreeMap<usize, Result<Reckoned, String>> = BTreeMap::new();
    for (calendar, places) in by_calendar {
        let phrases: Vec<&str> =
            places.iter().filter_map(|at| questions.get(*at)).map(|(_, phrase)| *phrase).collect();
        match reckon(&OsWorld, Library::shipped(), calendar, &phrases) {
            Ok(found) => {
                let found = found.into_iter().map(|answer| answer.map_err(|p| p.to_string()));
                answers.extend(places.into_iter().zip(found));
            }
            Err(problem) => {
                answers.extend(places.into_iter().map(|at| (at, Err(problem.to_string()))));
            }
        }
    }
    answers.into_values().collect()
}

fn fields_of(answer: Result<Reckoned, String>) -> [String; 3] {
    let day = |day: Option<duly::time::Day>| day.map_or(String::new(), |day| day.to_string());
    match answer {
        Ok(found) => [day(found.due), day(found.opens), String::new()],
        Err(problem) => [String::new(), String::new(), problem],
    }
}
