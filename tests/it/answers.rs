//! What the example cases come to, `tests/cases/expected.csv`: each row is an
//! instance of a duty on a day. They were reckoned by other means than duly, from
//! the text of the packs and the list of bank holidays; a date that is not known
//! was tried with each of its days.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use duly::check::Checked;
use duly::eval::{DateRange, Row, Status, evaluate};
use duly::facts::{bind, read_case};
use duly::model::Model;
use duly::open::checked;
use duly::pack::{Library, MemoryWorld};
use duly::source::SourceMap;
use duly::time::parse_date;

fn model(pack: &str) -> Checked {
    let mut map = SourceMap::new();
    checked(&MemoryWorld::new(), Library::shipped(), &mut map, pack).value.expect(pack)
}

/// The text of an example case, and the name of its file.
fn written(case: &str) -> (String, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cases");
    let names = ["yaml", "json"].map(|ending| format!("{case}.{ending}"));
    let name = names.into_iter().find(|name| folder.join(name).exists()).expect(case);
    (fs::read_to_string(folder.join(&name)).unwrap(), name)
}

/// The rows of a case under a pack on a day, as the table has them.
fn answered(case: &str, model: &Checked, as_of: &str) -> Vec<String> {
    let (text, name) = written(case);
    let file = SourceMap::new().add(name, text.as_str());
    let read = read_case(file, case, &text).value.unwrap();
    let bound = bind(&read, &model.vocabulary).value.unwrap();
    let answer = evaluate(model, &bound, parse_date(as_of).unwrap());
    // What the packs come to that this one extends is in their own rows.
    let own = |row: &&Row| model.is_own(model.duty(row.key.duty).unwrap());
    answer.rows.iter().filter(own).map(|row| line(model, row)).collect()
}

fn line(model: &Model, row: &Row) -> String {
    let duty = &model.duty(row.key.duty).unwrap().name.value;
    let mut statuses: Vec<&str> = row.statuses.iter().map(Status::word).collect();
    statuses.sort_unstable();
    let known = row.statuses.single();
    let days = row.days_late.filter(|_| known.is_some()).map(|days| days.to_string());
    let closed = known == Some(Status::Lapsed);
    let marks = [
        (row.flags.breached && closed, "breached"),
        (row.flags.at_risk, "at risk"),
        (row.flags.provisional, "provisional"),
    ];
    let marks: Vec<&str> = marks.iter().filter(|mark| mark.0).map(|mark| mark.1).collect();
    // Of a duty that does not apply only an exact date is worth a promise.
    let promised = |range: Option<DateRange>| {
        let vague = row.due.is_some_and(|due| due.exact().is_none());
        if vague && known == Some(Status::NotApplicable) { String::new() } else { days_of(range) }
    };
    let cells = [
        duty.clone(),
        promised(row.trigger_date),
        promised(row.due),
        statuses.join("|"),
        days.unwrap_or_default(),
        marks.join(" "),
    ];
    cells.join(" ; ")
}

fn days_of(range: Option<DateRange>) -> String {
    match range {
        None => String::new(),
        Some(range) => match range.exact() {
            Some(day) => day.to_string(),
            None => format!("{}..{}", range.first, range.last),
        },
    }
}

#[test]
fn the_example_cases_come_to_what_was_reckoned_by_hand() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/expected.csv");
    let mut table = csv::Reader::from_path(path).unwrap();
    let mut expected: BTreeMap<[String; 3], Vec<String>> = BTreeMap::new();
    for record in table.records() {
        let cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        let [case, pack, as_of, rest @ ..] = cells.as_slice() else { panic!("a short row") };
        let key = [case.clone(), pack.clone(), as_of.clone()];
        expected.entry(key).or_default().push(rest.join(" ; "));
    }
    assert!(expected.len() >= 30, "the table is gone");
    let mut models: BTreeMap<String, Checked> = BTreeMap::new();
    let mut report = String::new();
    // The table was reckoned for these duties of each pack, every instance of them;
    // the others are held by the pack's own examples.
    let mut reckoned: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ([_, pack, _], rows) in &expected {
        let duties = rows.iter().filter_map(|row| row.split(" ; ").next()).map(str::to_owned);
        reckoned.entry(pack.clone()).or_default().extend(duties);
    }
    for ([case, pack, as_of], mut wanted) in expected {
        let model = models.entry(pack.clone()).or_insert_with(|| model(&pack));
        let mut found = answered(&case, model, &as_of);
        let duty = |row: &String| row.split(" ; ").next().unwrap_or_default().to_owned();
        found.retain(|row| reckoned[&pack].contains(&duty(row)));
        wanted.sort();
        found.sort();
        if wanted != found {
            let _ = writeln!(report, "{case}, {pack}, {as_of}");
            for line in wanted.iter().filter(|line| !found.contains(line)) {
                let _ = writeln!(report, "  wanted {line}");
            }
            for line in found.iter().filter(|line| !wanted.contains(line)) {
                let _ = writeln!(report, "  found  {line}");
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn the_main_example_shows_every_status() {
    let found = answered("amber", &model("kent/child-in-care-reviews"), "21 November 2026");
    let has = |status: &str| found.iter().any(|line| line.split(" ; ").nth(3) == Some(status));
    for status in ["met", "met late", "lapsed", "overdue", "due soon", "not applicable"] {
        assert!(has(status), "{status}");
    }
    assert!(has("met|met late"), "one that is not known");
}

#[test]
fn an_act_in_time_is_the_latest_where_only_earlier_records_are_missing() {
    let model = model("practice-guidance-2020/looked-after-reviews");
    let (text, name) = written("dusk");
    let file = SourceMap::new().add(name, text.as_str());
    let read = read_case(file, "dusk", &text).value.unwrap();
    let bound = bind(&read, &model.vocabulary).value.unwrap();
    let as_of = parse_date("2026-11-21").unwrap();
    let answer = evaluate(&model, &bound, as_of);
    let done = |name: &str, due: &str| {
        let duty = model.find(name).unwrap().id;
        let mut rows = answer.rows.iter().filter(|row| row.key.duty == duty);
        let row = rows.find(|row| days_of(row.due) == due).unwrap();
        assert_eq!(row.statuses.single(), Some(Status::Met), "{name}");
        days_of(row.fulfilled.map(|(days, _)| days))
    };
    assert_eq!(done("iro-speaks-with-social-worker", "2026-06-10"), "2026-06-09");
    assert_eq!(done("papers-on-file", "2026-06-12"), "2026-06-11");
}
