use std::collections::BTreeSet;

use super::{Lint, Question, lint};
use crate::diag::Severity;
use crate::eval::{DateRange, evaluate};
use crate::facts::{bind, read_case};
use crate::open;
use crate::pack::{Library, MemoryWorld};
use crate::source::SourceMap;
use crate::time::Day;

/// Both last days of the doubt about a date that is not worked, and what the interpreter
/// makes of the words that were written and of those that would say the other.
#[test]
fn a_date_that_is_not_worked_may_stand_or_move_back() {
    let near = Day::from_ymd(2026, 11, 19).unwrap();
    let opened = |due: &str| {
        let text = format!(
            "pack p/q\n  subject child\n  calendar england-and-wales\n\
             event audit\n  forms audit the file | audit / audits\n  recorded fully\n\
             duty audits\n  must audit the file\n  due {due}\n"
        );
        let world = MemoryWorld::new().with("p.duly", text.as_str());
        let read = open::checked(&world, Library::shipped(), &mut SourceMap::new(), "p.duly");
        read.value.unwrap_or_else(|| panic!("{due}: {:?}", read.diagnostics))
    };
    for (due, words) in [
        ("by each 1 April", "at least 1 calendar day before each 2 April"),
        ("before each 31 December", "at least 1 calendar day before each 1 January"),
        ("strictly before each 1 April", "at least 1 calendar day before each 1 April"),
        ("by 27 March 2027", "at least 1 calendar day before 28 March 2027"),
    ] {
        let model = opened(due);
        let found = lint(&model, &[], near);
        let doubt = found.doubts.iter().find(|one| one.question == Question::Roll);
        let doubt = doubt.unwrap_or_else(|| panic!("{due}: {:?}", found.doubts));
        let instead = &doubt.instead.as_ref().unwrap().phrase;
        assert!(instead.starts_with(words), "{due}: {instead}");
        let calendar = model.calendar.as_deref().unwrap();
        assert_eq!(calendar.is_working(doubt.witness.here), Some(false), "{due}");
        assert_eq!(calendar.is_working(doubt.witness.there), Some(true), "{due}");
        assert!(doubt.witness.there < doubt.witness.here, "{due}");
        let other = opened(instead);
        for (model, day) in [(&model, doubt.witness.here), (&other, doubt.witness.there)] {
            let text = "case: a\nevents: []\n";
            let file = SourceMap::new().add("a.yaml", text);
            let case = read_case(file, "a", text).value.unwrap();
            let case = bind(&case, &model.vocabulary).value.unwrap();
            let rows = evaluate(model, &case, day).rows;
            let due = |row: &crate::eval::Row| row.due.and_then(DateRange::exact);
            assert!(
                rows.iter().any(|row| due(row) == Some(day)),
                "{due:?} {day:?} {rows:?}",
                due = doubt.words
            );
        }
        assert!(lint(&other, &[], near).doubts.iter().all(|one| one.question != Question::Roll));
    }
}

const HEAD: &str = "pack p/q
  in force   from 1 January 2020
  subject    child
  calendar   england-and-wales
  settings   days are calendar days
event entry
  forms      come in | entry / entries
event leaving
  forms      go home | leaving / leavings
event meeting
  forms      hold a meeting | a meeting is held | meeting / meetings
  life       can be planned, adjourned, cancelled
event note
  forms      write a note | note / notes
event visit
  forms      visit the child | visit / visits
event extension
  forms      extend the time | extension / extensions
status at home
  from       entry until leaving
status with a handler
  recorded   fully
fact hearing date
  type       date
fact block
  type       name
";

/// What a rule says, and what can be asked of it, whatever its length: the questions that
/// every length has, and those of the place.
struct Spot {
    name: &'static str,
    rules: &'static str,
    lengths: &'static [&'static str],
    asked: &'static [&'static str],
}

const LENGTHS: &[&str] = &["10 days", "2 weeks", "3 months", "12 months", "10 working days"];
const DAYS: &[&str] = &["90 days", "13 weeks"];
/// Working days, weeks and months have these wherever they stand.
const EACH: [&str; 4] = ["which-days", "which-calendar", "week", "month"];

const fn spot(name: &'static str, rules: &'static str, asked: &'static [&'static str]) -> Spot {
    Spot { name, rules, lengths: LENGTHS, asked }
}

const SPOTS: &[Spot] = &[
    // Limits.
    spot(
        "within",
        "duty focus\n  must write a note\n  due within LEN of each meeting",
        &["day-of-event", "roll", "which-date"],
    ),
    spot(
        "a sentence",
        "duty focus\n  rule note within LEN of each meeting",
        &["day-of-event", "roll", "which-date"],
    ),
    spot(
        "beginning with",
        "duty focus\n  must write a note\n  due within LEN beginning with each meeting",
        &["roll", "which-date"],
    ),
    spot(
        "a limit in its place",
        "duty focus\n  must write a note\n  due promptly after each meeting, or within LEN of it if the child is at home",
        &["day-of-event", "roll"],
    ),
    spot(
        "lead",
        "duty focus\n  must write a note\n  due at least LEN before each meeting",
        &["clear-days", "roll", "which-date"],
    ),
    spot(
        "window",
        "duty focus\n  must write a note\n  due between LEN before and LEN after each meeting",
        &["roll", "which-date"],
    ),
    spot(
        "by a day",
        "duty focus\n  must write a note\n  due by LEN after each meeting",
        &["roll", "which-date"],
    ),
    spot(
        "on a day",
        "duty focus\n  must write a note\n  due on the day LEN after each meeting",
        &["roll"],
    ),
    spot(
        "not before",
        "duty focus\n  must write a note\n  due not before LEN after each meeting",
        &["which-date"],
    ),
    spot(
        "and not before",
        "duty focus\n  must write a note\n  due promptly after each meeting, and not before LEN after each meeting",
        &["which-date"],
    ),
    spot(
        "again and again",
        "duty focus\n  must write a note\n  due at least once in every LEN",
        &["day-of-event", "once-a-year", "roll"],
    ),
    spot(
        "a schedule",
        "duty focus\n  must visit the child\n  schedule first within LEN of each meeting; then every LEN",
        &["day-of-event", "roll", "timetable", "which-date"],
    ),
    spot(
        "the time of a stage",
        "duty focus\n  must visit the child\n  schedule first within 3 calendar days beginning with each entry; then every 8 calendar days, beginning with that day; after LEN, every 9 calendar days, beginning with that day",
        &["day-of-event", "roll"],
    ),
    // What has no length, or says all.
    Spot {
        name: "before",
        rules: "duty focus\n  must write a note\n  due before each meeting",
        lengths: &[""],
        asked: &["day-of-before", "which-date"],
    },
    Spot {
        name: "on the day",
        rules: "duty focus\n  must write a note\n  due on the same day as each meeting",
        lengths: &[""],
        asked: &[],
    },
    Spot {
        name: "promptly",
        rules: "duty focus\n  must write a note\n  due promptly after each meeting",
        lengths: &[""],
        asked: &[],
    },
    Spot {
        name: "in each year",
        rules: "duty focus\n  must write a note\n  due at least once in each calendar year",
        lengths: &[""],
        asked: &[],
    },
    Spot {
        name: "until",
        rules: "duty focus\n  must write a note\n  due promptly after each entry\n  until the first meeting",
        lengths: &[""],
        asked: &[],
    },
    Spot {
        name: "clear",
        rules: "duty focus\n  must write a note\n  due at least 10 clear working days before the planned date of each meeting",
        lengths: &[""],
        asked: &["which-calendar"],
    },
    // Clauses of a duty.
    spot(
        "clock",
        "duty focus\n  must write a note\n  due promptly after each entry\n  clock pauses while the child has been at home for at least LEN",
        &["day-of-event"],
    ),
    spot(
        "if unrecorded",
        "duty focus\n  must write a note\n  due promptly after each entry\n  if unrecorded treat as not happened if not recorded by LEN after the due date",
        &[],
    ),
    spot(
        "lapses",
        "duty focus\n  must write a note\n  due promptly after each entry\n  scope each period at home\n  lapses at the end of the scope unless the child has been at home for at least LEN",
        &["day-of-event"],
    ),
    spot(
        "an act of several",
        "duty focus\n  must all of\n    - write a note\n    - visit the child, if the child has been at home for at least LEN\n  due promptly after each entry",
        &["day-of-event"],
    ),
    spot(
        "the case of a limit",
        "duty focus\n  must write a note\n  due promptly after each entry, or before each leaving if the child has been at home for at least LEN",
        &["day-of-before", "day-of-event"],
    ),
    spot(
        "transition",
        "duty focus\n  must write a note\n  due promptly after each entry until 1 January 2024\n  due promptly after each meeting from 2 January 2024\n  transition from commencement with LEN grace",
        &["day-of-event", "roll"],
    ),
    // Conditions.
    spot(
        "for so long",
        "duty focus\n  must write a note\n  due promptly after each entry\n  applies if the child has been at home for at least LEN",
        &["day-of-event"],
    ),
    spot(
        "within so long",
        "duty focus\n  must write a note\n  due promptly after each entry\n  applies if there has been a visit within LEN of the first meeting",
        &["day-of-event", "which-date"],
    ),
    spot(
        "on a day of its own",
        "duty focus\n  must write a note\n  due promptly after each entry\n  applies if the child was at home on the day LEN before the first meeting",
        &["which-date"],
    ),
    spot(
        "since a day",
        "duty focus\n  must write a note\n  due promptly after each entry\n  applies if there has been a visit since LEN before the first meeting",
        &["day-of-event", "which-date"],
    ),
    Spot {
        name: "before a day",
        rules: "duty focus\n  must write a note\n  due promptly after each entry\n  applies if the hearing date is before the first meeting",
        lengths: &[""],
        asked: &["day-of-before", "which-date"],
    },
    Spot {
        name: "a bullet",
        rules: "duty focus\n  must write a note\n  due promptly after each entry\n  applies if all of\n    - the child has been at home since the first meeting",
        lengths: &[""],
        asked: &["day-of-event", "which-date"],
    },
    Spot {
        name: "total time",
        rules: "duty focus\n  must write a note\n  due promptly after each entry\n  applies if total time at home is at least LEN",
        lengths: DAYS,
        asked: &["day-of-event", "week", "which-days"],
    },
    Spot {
        name: "less total time",
        rules: "duty focus\n  must write a note\n  due promptly after each entry\n  applies if total time at home since the first meeting is less than LEN",
        lengths: DAYS,
        asked: &["day-of-event", "week", "which-date", "which-days"],
    },
    // Other rules.
    spot(
        "definition",
        "definition focus\n  means the child has been at home for at least LEN",
        &["day-of-event"],
    ),
    spot(
        "exception",
        "definition focus\n  means the child is at home\n  except the child has been at home for at least LEN",
        &["day-of-event"],
    ),
    Spot {
        name: "total of a definition",
        rules: "definition focus\n  means total time at home is more than LEN",
        lengths: DAYS,
        asked: &["day-of-event", "week", "which-days"],
    },
    spot(
        "counting",
        "definition focus\n  means total time at home is at least 91 calendar days\n  counting only periods beginning after LEN after the first meeting",
        &["day-of-event", "which-date"],
    ),
    spot(
        "deeming",
        "deem focus\n  when LEN pass after each meeting without a visit\n  gives the note",
        &["day-of-event", "roll", "which-date"],
    ),
    spot(
        "grace",
        "standing focus\n  must be with a handler\n  during each period at home, except the first LEN",
        &["day-of-event", "roll"],
    ),
    spot(
        "a right",
        "power focus\n  may extend the time\n  limit within LEN of each meeting",
        &["day-of-event", "roll", "which-date"],
    ),
    Spot {
        name: "so often",
        rules: "power focus\n  may extend the time\n  limit twice in each calendar year",
        lengths: &[""],
        asked: &[],
    },
    spot(
        "more time",
        "duty other\n  must write a note\n  due before each leaving\npower focus\n  may extend the time\n  extends other by LEN",
        &["roll"],
    ),
    spot(
        "another limit",
        "duty other\n  must write a note\n  due before each leaving\npower focus\n  may extend the time\n  changes other to within LEN of each meeting",
        &["day-of-event", "roll", "which-date"],
    ),
    spot(
        "of many cases",
        "across focus\n  group at home children by block\n  must share at least 90% where the child has been at home for at least LEN",
        &["day-of-event"],
    ),
    spot(
        "apart",
        "across focus\n  group at home children by block\n  must leave at least LEN between the leaving and the next entry",
        &["clear-days"],
    ),
];

fn linted(text: &str) -> Result<Lint, String> {
    let world = MemoryWorld::new().with("p.duly", text);
    let read = open::checked(&world, Library::shipped(), &mut SourceMap::new(), "p.duly");
    let errors = read.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    let errors: Vec<&str> = errors.map(|one| one.message.as_str()).collect();
    let model = read.value.ok_or_else(|| format!("{errors:?}"))?;
    let text = HEAD.replace("england-and-wales", "united-kingdom");
    let world = MemoryWorld::new().with("o.duly", text);
    let other = open::checked(&world, Library::shipped(), &mut SourceMap::new(), "o.duly");
    let others: Vec<_> = other.value.and_then(|one| one.calendar.clone()).into_iter().collect();
    assert_eq!(others.len(), 1);
    Ok(lint(&model, &others, Day::from_ymd(2026, 11, 19).unwrap()))
}

/// Every kind of doubt is asked in every place where it can stand, and in no other.
#[test]
fn each_kind_of_doubt_is_asked_wherever_it_can_stand() {
    let mut wrong = Vec::new();
    for spot in SPOTS {
        let mut asked: BTreeSet<&str> = BTreeSet::new();
        for length in spot.lengths {
            let found = linted(&format!("{HEAD}{}\n", spot.rules.replace("LEN", length)));
            let found = match found {
                Ok(found) => found,
                Err(why) => {
                    wrong.push(format!("{}: {why}", spot.name));
                    continue;
                }
            };
            for doubt in &found.doubts {
                let witness = doubt.witness;
                assert_ne!(witness.here, witness.there, "{}: {doubt:?}", spot.name);
                if doubt.duty == "focus" || doubt.also.iter().any(|one| one == "focus") {
                    asked.insert(doubt.question.key());
                }
            }
        }
        let mut meant: BTreeSet<&str> = spot.asked.iter().copied().collect();
        if spot.lengths.len() == LENGTHS.len() {
            meant.extend(EACH);
        }
        if asked != meant {
            let missing: Vec<_> = meant.difference(&asked).collect();
            let more: Vec<_> = asked.difference(&meant).collect();
            wrong.push(format!("{}: missing {missing:?}, more {more:?}", spot.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The day on which a status begins, here and with the words for the other reading, is the
/// one that is shown.
#[test]
fn both_readings_of_what_runs_for_so_long_are_the_interpreters() {
    let text = |means: &str| {
        format!(
            "{HEAD}definition long\n  means {means}\n\
             duty told\n  must write a note\n  due within 1 calendar day beginning with becoming long\n"
        )
    };
    for means in [
        "total time at home is at least 13 weeks",
        "total time at home is more than 20 days",
        "the child has been at home for at least 13 weeks",
        "the child has been at home for at least 20 days",
    ] {
        let found = linted(&text(means)).unwrap();
        let doubt = found
            .doubts
            .iter()
            .find(|one| one.duty == "long" && one.question == Question::DayOfEvent);
        let doubt = doubt.unwrap_or_else(|| panic!("{means}"));
        let begins = |means: &str| -> Vec<Day> {
            let world = MemoryWorld::new().with("p.duly", text(means));
            let model = open::checked(&world, Library::shipped(), &mut SourceMap::new(), "p.duly");
            let model = model.value.unwrap();
            let case = format!("case: a\nevents:\n  - entry: {}\n", doubt.witness.from);
            let file = SourceMap::new().add("a.yaml", case.as_str());
            let case = read_case(file, "a", &case).value.unwrap();
            let case = bind(&case, &model.vocabulary).value.unwrap();
            let rows = evaluate(&model, &case, doubt.witness.from.plus(200)).rows;
            rows.iter().filter_map(|row| row.due.and_then(DateRange::exact)).collect()
        };
        assert_eq!(begins(means), [doubt.witness.here], "{means}");
        let other = &doubt.instead.as_ref().unwrap().phrase;
        assert_eq!(begins(other), [doubt.witness.there], "{other}");
    }
}
