//! The truth tables of dates, `tests/tables/*.csv`: each row says what an offset
//! leads to from an anchor. What is expected was reckoned by other means than duly.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use duly::time::{
    Calendar, Counting, Day, Direction, Length, Offset, Roll, TimeError, Unit, Weekday, apply,
    count, parse_closed, parse_date,
};

/// A row that was read.
struct Row {
    anchor: Day,
    offset: Offset,
    direction: Direction,
    counting: Counting,
    roll: Roll,
    calendar: String,
    expected: Option<Day>,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// One shipped calendar, read line by line.
fn division(id: &str) -> Calendar {
    let text = fs::read_to_string(folder("policies/calendars").join(format!("{id}.yaml"))).unwrap();
    let after = |key: &str| text.lines().find_map(|line| line.trim().strip_prefix(key)).unwrap();
    let (first, last) = after("from: ").split_once(" to ").unwrap();
    let closed = text.lines().filter_map(|line| line.strip_prefix("      - "));
    let closed = closed.map(|line| parse_closed(line).unwrap()).collect();
    let (first, last) = (parse_date(first).unwrap(), parse_date(last).unwrap());
    let weekend = [Weekday::Saturday, Weekday::Sunday];
    Calendar::new(id, after("title: "), first, last, closed, &weekend).unwrap()
}

fn calendars() -> BTreeMap<String, Calendar> {
    let parts = ["england-and-wales", "scotland", "northern-ireland"].map(division);
    let all: Vec<&Calendar> = parts.iter().collect();
    let kingdom = Calendar::all_of("united-kingdom", "United Kingdom", &all).unwrap();
    parts.into_iter().chain([kingdom]).map(|made| (made.id().to_owned(), made)).collect()
}

fn unit(word: &str) -> Unit {
    Unit::ALL.into_iter().find(|unit| unit.name() == word).expect("a unit")
}

fn read(row: &csv::StringRecord) -> Row {
    let cell = |at: usize| row.get(at).expect("a cell");
    let mut first = Length::new(cell(2).parse().unwrap(), unit(cell(4)));
    first.clear = cell(3) == "yes";
    let plus = cell(5).split_once(' ');
    let plus = plus.map(|(count, word)| Length::new(count.parse().unwrap(), unit(word)));
    Row {
        anchor: parse_date(cell(0)).unwrap(),
        offset: Offset { first, plus },
        direction: match cell(1) {
            "forward" => Direction::Forward,
            "back" => Direction::Back,
            other => panic!("no direction: {other}"),
        },
        counting: match cell(6) {
            "ordinary" => Counting::Ordinary,
            "beginning with" => Counting::BeginningWith,
            other => panic!("no counting: {other}"),
        },
        roll: match cell(7) {
            "none" => Roll::None,
            "forward" => Roll::Forward,
            "back" => Roll::Back,
            other => panic!("no roll: {other}"),
        },
        calendar: cell(8).to_owned(),
        expected: (cell(9) != "outside").then(|| parse_date(cell(9)).unwrap()),
    }
}

#[test]
fn every_row_of_every_table_holds() {
    let calendars = calendars();
    let mut files: Vec<_> =
        fs::read_dir(folder("tests/tables")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut rows, mut wrong) = (0, Vec::new());
    for file in files {
        let mut reader = csv::Reader::from_path(&file).unwrap();
        for record in reader.records() {
            let record = record.unwrap();
            let row = read(&record);
            let calendar = calendars.get(&row.calendar);
            assert_eq!(calendar.is_none(), row.calendar.is_empty(), "{record:?}");
            let Row { anchor, offset, direction, counting, roll, .. } = row;
            let reached = apply(anchor, &offset, direction, counting, roll, calendar);
            let counted = count(anchor, &offset, direction, counting, roll, calendar);
            let holds = match (&reached, row.expected) {
                (Ok(day), Some(expected)) => *day == expected,
                (Err(TimeError::OutsideCalendar { .. }), None) => true,
                (Ok(_) | Err(_), _) => false,
            };
            rows += 1;
            if !holds || counted.map(|counted| counted.result) != reached {
                wrong.push(format!("{}: {record:?}: {reached:?}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows >= 80, "only {rows} rows were read");
}
