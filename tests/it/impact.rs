//! What `duly impact` says is so: nothing where nothing changed, and of each deadline
//! that is said to change what the interpreter says under each of the two packs.

use std::fs;

use duly::analysis::course::{Dates, Line};
use duly::analysis::impact::{
    CaseImpact, Change, Effect, Pairs, Pattern, RowImpact, Ruled, changes, of_case, shift,
};
use duly::analysis::witness::Search;
use duly::check::Checked;
use duly::eval::{DateRange, Row, Status, evaluate};
use duly::facts::{Case, bind, read_case};
use duly::model::Point;
use duly::open::together;
use duly::pack::{Library, MemoryWorld};
use duly::source::SourceMap;
use duly::time::{Counting, Day, Offset, Roll, Unit, parse_date};

use crate::console::root;

fn day(text: &str) -> Day {
    parse_date(text).unwrap()
}

fn file(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn opened(before: &str, after: &str) -> [Checked; 2] {
    let world = MemoryWorld::new()
        .with("before.duly", before.to_owned())
        .with("after.duly", after.to_owned());
    let names = ["before.duly", "after.duly"];
    let read = together(&world, Library::shipped(), &mut SourceMap::new(), &names);
    let errors: Vec<_> = read.diagnostics.iter().map(|one| one.message.as_str()).collect();
    read.value.unwrap_or_else(|| panic!("{errors:?}")).try_into().unwrap()
}

fn old_and_new() -> (String, String) {
    (file("tests/cli/files/change/old.duly"), file("tests/cli/files/change/new.duly"))
}

fn case(model: &Checked, text: &str) -> Case {
    let id = SourceMap::new().add("case", text);
    let written = read_case(id, "case", text).value.unwrap();
    bind(&written, &model.vocabulary).value.unwrap()
}

fn impact(models: &[Checked; 2], text: &str, as_of: &str, from: Option<&str>) -> CaseImpact {
    let [before, after] = models;
    let pairs = Pairs::of(before, after);
    let (old, new) = (case(before, text), case(after, text));
    of_case(&pairs, (before, &old), (after, &new), (day(as_of), from.map(day)))
}

fn said(models: &[Checked; 2]) -> Vec<Change> {
    let [before, after] = models;
    changes(&Pairs::of(before, after), before, after, Search::near(after))
}

const CASES: [&str; 4] = [
    "events:\n  - coming into care: 14 November 2026\n  - review: 27 November 2026\n",
    "events:\n  - coming into care: 22 November 2026\n  - review: {planned for: 22 December 2026}\n",
    "events:\n  - coming into care: between 12 November 2026 and 16 November 2026\n  - record: 19 November 2026\n",
    "events:\n  - coming into care: 1 September 2026\n  - review: 15 September 2026\n  - invitation: 1 September 2026\n  - review: 14 December 2026\n",
];
const DAYS: [&str; 4] =
    ["20 November 2026", "30 November 2026", "14 December 2026", "1 April 2027"];

#[test]
fn nothing_changes_where_nothing_changed() {
    let (old, new) = old_and_new();
    for text in [&old, &new] {
        let models = opened(text, text);
        assert_eq!(said(&models), []);
        let mut compared = 0;
        for one in CASES {
            for as_of in DAYS {
                let found = impact(&models, one, as_of, None);
                assert!(found.rows.is_empty(), "{:?}", found.rows);
                compared += found.compared;
            }
        }
        assert!(compared > 10);
    }
    let packs = ["kent/child-in-care-reviews"; 2];
    let read = together(&MemoryWorld::new(), Library::shipped(), &mut SourceMap::new(), &packs);
    let kent: [Checked; 2] = read.value.unwrap().try_into().unwrap();
    assert_eq!(said(&kent), []);
    for name in ["amber.yaml", "basalt.yaml", "iron.yaml"] {
        let text = file(&format!("examples/cases/{name}"));
        let found = impact(&kent, &text, "21 November 2026", None);
        assert!(found.rows.is_empty() && found.compared > 10, "{name}: {:?}", found.rows);
    }
}

/// The packs without the day on which each came into force.
fn timeless() -> [Checked; 2] {
    let (old, new) = old_and_new();
    let plain = |text: &str| {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("in force"));
        lines.collect::<Vec<_>>().join("\n") + "\n"
    };
    opened(&plain(&old), &plain(&new))
}

#[test]
fn each_row_is_what_the_interpreter_says_under_each_pack() {
    let models = timeless();
    let mut seen = Vec::new();
    for text in CASES {
        for as_of in DAYS {
            let found = impact(&models, text, as_of, None);
            let answers: Vec<Vec<Row>> = models
                .iter()
                .map(|model| evaluate(model, &case(model, text), day(as_of)).rows)
                .collect();
            for row in &found.rows {
                assert!(!row.effects.is_empty() && row.ruled == Ruled::After);
                for (side, rows) in [&row.before, &row.after].into_iter().zip(&answers) {
                    assert!(side.iter().all(|(_, row)| rows.contains(row)), "{row:?}");
                }
                let overdue = |side: &Option<(_, Row)>| {
                    side.as_ref()
                        .is_some_and(|(_, row)| row.statuses.single() == Some(Status::Overdue))
                };
                let newly = !overdue(&row.before) && overdue(&row.after);
                assert_eq!(row.effects.contains(&Effect::NewlyOverdue), newly);
                let due = |side: &Option<(_, Row)>| side.as_ref()?.1.due?.exact();
                if let (Some(was), Some(now)) = (due(&row.before), due(&row.after)) {
                    assert_eq!(row.days, Some(was.days_until(now)));
                }
                seen.extend(row.effects.iter().copied());
            }
        }
    }
    use Effect::{Earlier, Gone, Later, New, NewlyOverdue, NewlyUnknown, NoLongerOverdue};
    for effect in [Earlier, Later, NewlyOverdue, NoLongerOverdue, New, Gone] {
        assert!(seen.contains(&effect), "{effect:?} is never seen");
    }
    assert!(!seen.contains(&Effect::Kept) && !seen.contains(&NewlyUnknown));
}

#[test]
fn nothing_that_changes_is_left_out() {
    let models = timeless();
    let [before, after] = &models;
    let pairs = Pairs::of(before, after);
    for text in CASES {
        for as_of in DAYS {
            let found = impact(&models, text, as_of, None);
            let rows = |model: &Checked, duty| -> Vec<Row> {
                let all = evaluate(model, &case(model, text), day(as_of)).rows;
                all.into_iter().filter(|row| row.key.duty == duty).collect()
            };
            for (left, right) in &pairs.kept {
                for old in rows(before, *left) {
                    let same = |row: &&Row| {
                        (row.key.trigger, row.key.number) == (old.key.trigger, old.key.number)
                    };
                    let all = rows(after, *right);
                    let Some(new) = all.iter().find(same) else { continue };
                    let told = found
                        .rows
                        .iter()
                        .any(|row| row.after.as_ref().is_some_and(|(_, after)| after == new));
                    assert_eq!(
                        told,
                        old.statuses != new.statuses
                            || old.due != new.due && {
                                let open = [Status::Pending, Status::DueSoon, Status::Overdue];
                                open.iter().any(|one| new.statuses.contains(*one))
                            },
                        "{old:?}\n{new:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_change_is_told_as_people_say_it() {
    let (old, new) = old_and_new();
    let all = said(&opened(&old, &new));
    let of = |rule: &str| {
        let change = all.iter().find(|one| one.rule == rule);
        change.map_or_else(String::new, |one| one.sentences.join(" "))
    };
    assert!(
        of("plan-meeting").starts_with(
            "Children who come into care on a Saturday now have one day more. \
             Children who come into care on a Sunday now have two days more."
        ),
        "{}",
        of("plan-meeting")
    );
    assert!(of("second-review").contains("in February, there are now two days more"));
    assert!(of("invitations").contains("12 working days beforehand instead of 10"));
    assert!(of("thanks").starts_with("New: the social worker should write letters of thanks"));
    assert!(of("long-stop").starts_with("No longer asked for: "));
    assert_eq!(of("initial-review"), "", "it says what it said");
    let back = said(&opened(&new, &old));
    let less = back.iter().find(|one| one.rule == "plan-meeting").unwrap();
    assert!(less.sentences[0].contains("on a Sunday now have two days less"), "{less:?}");
    let fixed = opened(
        &old,
        &old.replace("20 working days of coming", "20 working days beginning with coming"),
    );
    let fixed = said(&fixed);
    assert_eq!(fixed.len(), 1, "{fixed:?}");
}

#[test]
fn what_keeps_the_rule_there_was_is_told_apart() {
    let (old, new) = old_and_new();
    let models = opened(&old, &new);
    // Begun before the commencement: the rule there was.
    let kept = impact(&models, CASES[3], "14 October 2026", Some("1 November 2026"));
    let expected =
        |row: &&RowImpact| row.before.as_ref().is_some_and(|one| one.1.flags.provisional);
    let (hanging, begun): (Vec<_>, Vec<_>) = kept.rows.iter().partition(expected);
    assert!(!begun.is_empty() && !hanging.is_empty());
    assert!(hanging.iter().all(|row| row.ruled == Ruled::NotKnown));
    for row in begun {
        assert_eq!((row.ruled, row.effects.as_slice()), (Ruled::Before, &[Effect::Kept][..]));
    }
    // Begun after it: the rule there is.
    let bound = impact(&models, CASES[0], "16 November 2026", Some("1 November 2026"));
    let first = bound.rows.iter().find(|row| row.effects.contains(&Effect::Later)).unwrap();
    assert_eq!((first.ruled, first.days), (Ruled::After, Some(1)));
    // Brought forward, though not before the commencement and its grace.
    let forward = |text: &str| {
        text.replace(
            "  scope      each",
            "  transition from commencement with 2 weeks grace\n  scope      each",
        )
    };
    let plain = |text: &str| {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("in force"));
        lines.collect::<Vec<_>>().join("\n") + "\n"
    };
    let shorter = plain(&old).replace("within 3 months of", "within 2 months of");
    let models = opened(&plain(&old), &forward(&shorter));
    let found = impact(&models, CASES[3], "20 October 2026", Some("6 November 2026"));
    let second = found
        .rows
        .iter()
        .find(|row| row.ruled == Ruled::Forward(day("20 November 2026")))
        .unwrap_or_else(|| panic!("{:?}", found.rows));
    assert_eq!(second.due().and_then(DateRange::exact), Some(day("20 November 2026")));
}

/// A limit as a table over some years.
fn line(count: u32, unit: Unit, counting: Counting) -> Line {
    let point = Point::After {
        from: Box::new(Point::Trigger),
        offset: Offset::of(count, unit),
        counting,
        roll: Roll::None,
    };
    Line::of(&point, None, Dates { first: day("1 January 2026"), last: day("31 December 2033") })
}

#[test]
fn patterns_are_of_all_dates() {
    let near = day("19 November 2026");
    let months = line(3, Unit::Month, Counting::Ordinary);
    let same = line(13, Unit::Week, Counting::Ordinary);
    let days = line(91, Unit::CalendarDay, Counting::Ordinary);
    assert_eq!(shift(&days, &same, near, None), None);
    let found = shift(&months, &days, near, None).unwrap();
    let Pattern::Months { months: named, otherwise } = &found.pattern else { panic!("{found:?}") };
    let over = Dates { first: day("1 January 2026"), last: day("31 December 2033") };
    let off = over.days().filter(|from| {
        let by = months.at(*from).unwrap().days_until(days.at(*from).unwrap());
        let usual = named.iter().find(|(month, _)| *month == from.ymd().1).map_or(0, |one| one.1);
        by != usual
    });
    assert_eq!(off.count(), *otherwise as usize);
    let begun = line(91, Unit::CalendarDay, Counting::BeginningWith);
    assert_eq!(shift(&days, &begun, near, None).unwrap().pattern, Pattern::Always(-1));
}
