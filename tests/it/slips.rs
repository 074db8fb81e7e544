//! Slips in tables and in mappings of which nothing may be concluded that is not so.

use std::fmt::Write;

use duly::diag::Diagnostic;
use duly::facts::{DateFact, PeriodEnd};
use duly::feed::{Feed, Given, mapped, own, people, read_mapping};
use duly::source::SourceMap;

use crate::feeds::{HANDBOOK, mapping};

/// Children, and reviews that may have been held.
const OURS: &str = "mapping: ours
year begins: 1 April
tables:
  Children:
    needed: yes
    key: Child ID
    born: Born
    events:
      - {event: coming into care, on: Start}
  Reviews:
    key: Child ID
    complete from: Held on
    events:
      - {event: review, on: Held on, when: {Held?: yes}}
";

const CHILDREN: &str = "Child ID,Start,Born\nA,02/03/2026,\nB,04/05/2025,01/02/2020\n";

fn feed(mapping_text: &str, files: &[(&str, &[u8])]) -> Result<Feed, Vec<Diagnostic>> {
    let given = files.iter().map(|(name, bytes)| Given::new(*name, *bytes)).collect();
    mapped(&mapping(mapping_text), &HANDBOOK, given)
}

/// The events and periods of each case, what is not complete, and every row that is told.
fn told(feed: &Feed) -> String {
    let words = &HANDBOOK.vocabulary;
    let day = |date: Option<DateFact>| match date {
        Some(DateFact::Exactly(day)) => day.to_string(),
        Some(_) | None => "?".to_owned(),
    };
    let mut out = String::new();
    for at in 0..feed.caseload.len() {
        let case = feed.caseload.case(at).expect("a case");
        let events = case.events.iter();
        let events = events.map(|one| format!("{} {}", words.noun(one.kind), day(one.started)));
        let periods = case.periods.iter().map(|one| {
            let until = match one.until {
                PeriodEnd::Ongoing => "ongoing".to_owned(),
                PeriodEnd::On(date) => day(Some(date)),
            };
            format!("{} {}–{until}", words.noun(one.status), day(Some(one.from)))
        });
        let all: Vec<String> = events.chain(periods).collect();
        let _ = writeln!(out, "{}: {}", case.id, all.join(", "));
    }
    for row in &feed.dirty {
        let _ = writeln!(out, "{} {}: {}", row.file, row.row, row.reason);
    }
    let said = feed.wrong.iter().chain(&feed.findings).map(|one| format!("{}\n", one.message));
    out + &said.collect::<String>()
}

fn ours(reviews: &str) -> String {
    let files = [("Children.csv", CHILDREN.as_bytes()), ("Reviews.csv", reviews.as_bytes())];
    told(&feed(OURS, &files).expect("the tables are read"))
}

#[test]
fn a_day_that_is_blank_is_not_known_where_the_row_says_that_it_was() {
    assert_eq!(
        ours("Child ID,Held on,Held?\nA,,yes\nB,,no\n"),
        "A: coming into care 2026-03-02, review ?\nB: coming into care 2025-05-04\n\
         Reviews.csv 2: Held on is blank: the day is not known\n"
    );
    let periods = "mapping: ours\ntables:\n  Plans:\n    key: Child\n    periods:\n      - {status: \
                   looked after, from: From, until: To, when: {On: yes}}\n";
    let rows = b"Child,From,To,On\nA,,,yes\nB,,,no\n";
    assert_eq!(
        told(&feed(periods, &[("Plans.csv", rows)]).expect("the table is read")),
        "A: looked after ?–ongoing\nB: \nPlans.csv 2: From is blank: the day is not known\n"
    );
}

#[test]
fn a_row_at_fault_says_nothing_of_what_is_complete() {
    let from = |reviews: &str| {
        let files = [("Children.csv", CHILDREN.as_bytes()), ("Reviews.csv", reviews.as_bytes())];
        let feed = feed(OURS, &files).expect("the tables are read");
        let review = HANDBOOK.vocabulary.named("review", duly::names::Sort::Event);
        let records = feed.caseload.records().get(&review.expect("an event")).copied();
        let said: Vec<String> = feed.dirty.iter().map(|row| row.reason.clone()).collect();
        (records.map(|it| format!("{:?}", it.completeness)), said)
    };
    let good = "Child ID,Held on,Held?\nA,10/04/2026,yes\nB,01/06/2025,yes\n";
    let (complete, said) = from(good);
    assert_eq!(said, [""; 0]);
    for (row, reason) in [
        ("Z,01/06/2006,yes", "no row of “Children” is about this child"),
        ("B,01/06/2019,yes", "it is before the child was born"),
        (
            "A,01/06/2006,yes",
            "it lies far before the other rows: the table counts as complete from 1 April 2025",
        ),
    ] {
        assert_eq!(from(&format!("{good}{row}\n")), (complete.clone(), vec![reason.to_owned()]));
    }
}

#[test]
fn a_column_is_the_one_of_its_name_to_the_letter() {
    let rows = "Child ID,Held on,Held,Held?\nA,10/04/2026,no,yes\n";
    assert!(ours(rows).contains("review 2026-04-10"), "{}", ours(rows));
    // Of a table that is not needed nothing is known then.
    let several = ours("Child ID,held on,HELD ON,Held?\nA,10/04/2026,,yes\n");
    assert!(
        several.contains("has several columns that “Held on” may be: “held on” or “HELD ON”"),
        "{several}"
    );
    let same = ours("Child ID,Held on,Held on,Held?\nA,10/04/2026,,yes\n");
    assert!(same.contains("`Reviews.csv` has 2 columns “Held on”"), "{same}");
}

#[test]
fn a_title_above_the_heading_and_yes_in_every_form_are_read() {
    let rows = "Reviews of the year\n,,\nChild ID,Held on,Held?\nA,10/04/2026 9:30 AM,TRUE\n";
    assert!(ours(rows).contains("review 2026-04-10"), "{}", ours(rows));
    let no = ours("Child ID,Held on,Held?\nA,10/04/2026,Y\nB,11/04/2026,N\n");
    assert!(no.ends_with("no row of “Reviews” is as this rule asks\n"), "{no}");
}

#[test]
fn a_table_that_cannot_be_read_costs_no_other() {
    let files: [(&str, &[u8]); 2] = [("Children.csv", CHILDREN.as_bytes()), ("Reviews.csv", b"")];
    let read = feed(OURS, &files).expect("the children are read");
    assert!(told(&read).starts_with("A: coming into care 2026-03-02\nB: "), "{}", told(&read));
    assert_eq!(
        read.wrong.iter().map(|one| one.message.as_str()).collect::<Vec<_>>(),
        ["`Reviews.csv` cannot be read: it is empty, without even a heading"]
    );
    // What the file beside it says is used, and is not all there is.
    let files: [(&str, &[u8]); 3] = [
        ("Children.csv", CHILDREN.as_bytes()),
        ("Reviews 2025.csv", b"Child ID,Held on,Held?\nB,01/06/2025,yes\n"),
        ("Reviews 2026.csv", b"Child ID,Held,Held?\nA,10/04/2026,yes\n"),
    ];
    let read = feed(OURS, &files).expect("the children are read");
    assert!(told(&read).contains("B: coming into care 2025-05-04, review 2025-06-01"));
    let review = HANDBOOK.vocabulary.named("review", duly::names::Sort::Event);
    assert!(read.not_recorded.contains(&review.expect("an event")));
    let none = feed(OURS, &[("Children.csv", b""), ("Reviews.csv", b"Child ID,Held on,Held?\n")]);
    assert!(none.is_err_and(|found| found.len() == 1));
}

#[test]
fn a_condition_that_no_row_can_meet_is_told() {
    for (condition, wrong) in [
        ("{Held?: []}", true),
        ("{Held?: [yes, no]}", false),
        ("{Held on: blank}", true),
        ("{Held on: given}", false),
        ("{Held?: y*s}", true),
        ("{Held?: yes, held?: no}", true),
        ("{Held?: yes}, unless: {Held?: yes}", true),
        ("{Held?: Y*}, unless: {Held?: [yes, blank]}", false),
        ("{Held?: given}, unless: {Held?: Given}", true),
    ] {
        let text = OURS.replace("{Held?: yes}", condition);
        let read = read_mapping(SourceMap::new().add("ours.yaml", text.as_str()), &text);
        let said: Vec<&str> = read.diagnostics.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(said.len(), usize::from(wrong), "{condition}: {said:?}");
    }
}

/// In duly's own columns two may hold the same, such as `date` and `from`.
#[test]
fn of_two_columns_for_the_same_the_one_that_is_given_counts() {
    let rows = b"case,kind,name,date,from,Case\nA,event,review,2026-04-10,,\n\
                 A,period,looked after,,2026-03-02,A\nB,event,review,2026-04-10,2026-04-11,\n\
                 #N/A,event,review,2026-04-10,,\n";
    let read = own(&HANDBOOK, vec![Given::new("cases.csv", &rows[..])]).expect("it is read");
    assert_eq!(
        told(&read),
        "A: review 2026-04-10, looked after 2026-03-02–ongoing\n\
         cases.csv 4: “date” and “from” hold the same, and differ: it is left out\n\
         cases.csv 5: the row does not say which case it is about, and is left out\n"
    );
    let lines = b"{\"case\":\"A\",\"name\":\"review\",\"date\":\"2026-04-10\"}\n\
                  {\"Case\":\"A\",\"name\":\"review\",\"on\":\"2026-04-11\"}\n";
    let read = own(&HANDBOOK, vec![Given::new("cases.json", &lines[..])]).expect("it is read");
    assert_eq!(told(&read), "A: review 2026-04-10, review 2026-04-11\n");
}

/// Ids are held against each other as they stand, not as a message shows them.
#[test]
fn people_are_those_of_cases_with_long_names() {
    let ids = ["1", "2"].map(|last| format!("CHILD-0a1b2c3d-1111-2222-3333-44445555666{last}"));
    let rows = format!("case,name,date\n{},review,2026-04-10\n{},review,\n", ids[0], ids[1]);
    let read = own(&HANDBOOK, vec![Given::new("cases.csv", rows.as_bytes())]).expect("it is read");
    let list = format!("case,team\r\n{},Heron\r\n{}9,Swift\r\n", ids[1], ids[0]);
    let given = Given::new("people.csv", list.as_bytes());
    let read = people(HANDBOOK.model(), &read.caseload, given).expect("it is read");
    assert_eq!((read.people.team(0), read.people.team(1)), (None, Some("Heron")));
    let rows: Vec<usize> = read.dirty.iter().map(|row| row.row).collect();
    assert_eq!(rows, [3]);
}

#[test]
fn what_a_mapping_says_in_vain_is_told() {
    for (old, new, wanted) in [
        (
            "    complete from: Held on",
            "    complete from: Start",
            "which no event or period begins on",
        ),
        (
            "    key: Child ID\n    complete",
            "    called: children\n    key: Child ID\n    complete",
            "is also a name of the table “Children”",
        ),
        (
            "    key: Child ID\n    complete",
            "    codes: {Hold: [yes]}\n    key: Child ID\n    complete",
            "no rule reads the column “Hold”",
        ),
        (
            "      - {event: coming into care, on: Start}",
            "      - {event: coming into care, on: Start}\n      - {event: Coming into care, on: start}",
            "stands here twice",
        ),
    ] {
        let text = OURS.replacen(old, new, 1);
        assert_ne!(text, OURS);
        let read = read_mapping(SourceMap::new().add("ours.yaml", text.as_str()), &text);
        let said: Vec<&str> = read.diagnostics.iter().map(|one| one.message.as_str()).collect();
        assert!(matches!(said.as_slice(), [one] if one.contains(wanted)), "{text}: {said:?}");
    }
}

/// A sheet with a cell at its far end, a day 0, an error where a day stands and one
/// where the child stands, and a sheet beside it that only has its name in it.
#[test]
fn a_workbook_hides_nothing() {
    use rust_xlsxwriter::{Format, Formula, Workbook};
    let dates = Format::new().set_num_format("dd/mm/yyyy");
    let mut book = Workbook::new();
    let old = book.add_worksheet().set_name("Reviews old").expect("a name");
    old.write(0, 0, "anything").expect("a cell");
    let sheet = book.add_worksheet().set_name("Reviews").expect("a name");
    for (at, name) in (0..).zip(["Child ID", "Held on", "Held?"]) {
        sheet.write(0, at, name).expect("a cell");
    }
    for (row, child) in (1..).zip(["A", "B", "B"]) {
        sheet.write(row, 0, child).expect("a cell");
        sheet.write(row, 2, true).expect("a cell");
    }
    sheet.write_with_format(1, 1, 0, &dates).expect("a cell");
    sheet.write(2, 1, Formula::new("=B99").set_result("#REF!")).expect("a cell");
    sheet.write_with_format(3, 1, 46_000, &dates).expect("a cell");
    sheet.write(4, 0, Formula::new("=NA()").set_result("#N/A")).expect("a cell");
    sheet.write(1_048_575, 16_383, "x").expect("a cell");
    let children = book.add_worksheet().set_name("Children").expect("a name");
    for (row, cells) in (0..).zip(CHILDREN.lines()) {
        for (column, cell) in (0..).zip(cells.split(',')) {
            children.write(row, column, cell).expect("a cell");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let read = feed(OURS, &[("book.xlsx", bytes.as_slice())]).expect("the book is read");
    let no_child = "the row does not say which child it is about, and is left out";
    assert_eq!(
        told(&read),
        format!(
            "A: coming into care 2026-03-02, review ?\n\
             B: coming into care 2025-05-04, review ?, review 2025-12-09\n\
             book.xlsx (Reviews) 2: “0” is no date\n\
             book.xlsx (Reviews) 3: “#REF!” is no date\n\
             book.xlsx (Reviews) 5: {no_child}\n\
             book.xlsx (Reviews) 1048576: {no_child}\n"
        )
    );
    let unread: Vec<&str> = read
        .files
        .iter()
        .filter(|file| file.table.is_none())
        .map(|file| file.file.as_str())
        .collect();
    assert_eq!(unread, ["book.xlsx (Reviews old)"]);
}
