//! Each check on small packs: what fires it, what does not, and what it says.

use std::sync::Arc;

use super::*;
use crate::diag::{Code, Severity};
use crate::model::{PackInfo, Parts, Settings, resolve};
use crate::names::Vocabulary;
use crate::source::SourceMap;
use crate::syntax::{BlockKind, Carrier, read};
use crate::time::{Calendar, Day, Weekday};

const WORDS: &str = "\
pack test/words: \"Words\"
status looked after
  from     coming into care until leaving care
event coming into care
  forms    come into care | the child comes into care | coming into care / entries into care
  once     per period looked after
event leaving care
  once     per period looked after
event review
  forms    hold a review | a review is held | review / reviews
  life     can be planned
event meeting
  life     can be planned, adjourned
event invitations
  forms    send invitations | invitations are sent | invitation / invitations
role the social worker
fact urgent
  type     yes or no
  of       review
fact risk known
  type     yes or no
  recorded when known
";

fn calendar() -> Calendar {
    let day = |y, m, d| Day::from_ymd(y, m, d).expect("a day");
    let christmas = vec![(day(2026, 12, 25), "Christmas Day".to_owned())];
    let weekend = [Weekday::Saturday, Weekday::Sunday];
    Calendar::new("test", "Test", day(2020, 1, 1), day(2030, 12, 31), christmas, &weekend)
        .expect("a calendar")
}

/// The model of a pack of these blocks, which extends the words above.
fn model(text: &str, calendar: Option<Calendar>) -> (SourceMap, Model) {
    let mut map = SourceMap::new();
    let mut vocabulary = Vocabulary::default();
    "child".clone_into(&mut vocabulary.subject);
    let mut duties = Vec::new();
    for (pack, text) in [("test/words", WORDS), ("test/pack", text)] {
        let file = map.add(pack, text);
        let tree = read(file, Carrier::Duly, text);
        assert!(tree.diagnostics.is_empty(), "{:?}", tree.diagnostics);
        let blocks = tree.value.expect("a tree").blocks;
        let found = vocabulary.declare(&blocks);
        assert!(!has_errors(&found), "{found:?}");
        let own = blocks.into_iter().filter(|block| block.kind.value == BlockKind::Duty);
        duties.extend(own.map(|block| (Arc::from(pack), block)));
    }
    let info = PackInfo {
        id: "test/pack".to_owned(),
        title: "Test".to_owned(),
        version: String::new(),
        in_force_from: None,
        in_force_until: None,
        verified: Day::from_ymd(2026, 11, 21),
        hash: crate::model::Fingerprint::new(String::new),
    };
    let parts = Parts {
        info,
        vocabulary,
        calendar: calendar.map(Arc::new),
        settings: Settings { days_are_calendar_days: true, ..Settings::default() },
        kinds: Vec::new(),
        rules: duties,
        late: Vec::new(),
        layers: Vec::new(),
        patches: Vec::new(),
        readings: rustc_hash::FxHashMap::default(),
        registers: Vec::new(),
        citations: Vec::new(),
        extensions: Vec::new(),
    };
    let resolved = resolve(parts);
    assert!(!resolved.has_errors(), "{:?}", resolved.diagnostics);
    (map, resolved.value.expect("a model"))
}

/// Everything found in a pack, as `code @ words: message | label | help`.
fn all(text: &str) -> Vec<String> {
    let (map, model) = model(text, Some(calendar()));
    shown(&map, &findings(&model, true))
}

fn shown(map: &SourceMap, found: &[Diagnostic]) -> Vec<String> {
    let show = |found: &Diagnostic| {
        let primary = found.primary.as_ref().expect("a place");
        let place = map.snippet(primary.span).split_whitespace().collect::<Vec<_>>().join(" ");
        let help = found.help.as_deref().unwrap_or("");
        format!("{} @ {place}: {} | {} | {help}", found.code, found.message, primary.text)
    };
    found.iter().map(show).collect()
}

/// What one code says of a pack.
fn says(text: &str, code: Code) -> Vec<String> {
    all(text).into_iter().filter(|line| line.starts_with(&code.to_string())).collect()
}

#[track_caller]
fn once(text: &str, code: Code, expected: &str) {
    assert_eq!(says(text, code), [format!("{code} @ {expected}")]);
}

#[track_caller]
fn silent(text: &str, code: Code) {
    assert_eq!(says(text, code), [""; 0]);
}

fn duty(clauses: &[&str]) -> String {
    named("one", clauses)
}

fn named(name: &str, clauses: &[&str]) -> String {
    clauses.iter().fold(format!("duty {name}\n"), |text, clause| text + "  " + clause + "\n")
}

#[test]
fn a_that_needs_its_event_in_the_deadline() {
    let of = |due: &str| duty(&["must write it", due, "applies if that review is urgent"]);
    once(
        &of("due within 5 calendar days of coming into care"),
        Code::D0205,
        "review: “that review” has nothing to refer to | the deadline does not speak of it | \
         count from it: `within 5 calendar days of each review`",
    );
    silent(&of("due within 5 calendar days of each review"), Code::D0205);
    silent(&of("due by 5 calendar days after each review"), Code::D0205);
    let met =
        |due: &str| duty(&["must send invitations", due, "met by invitations for that review"]);
    assert_eq!(says(&met("due within 5 calendar days of coming into care"), Code::D0205).len(), 1);
    silent(&met("due at least 5 calendar days before each review"), Code::D0205);
}

#[test]
fn working_days_need_a_calendar_once() {
    let text = format!(
        "{}{}{}",
        duty(&["rule review within 4 weeks of coming into care"]),
        named("two", &["must rest", "due within 2 working days of each meeting"]),
        named("three", &["must write", "due within 2 working days of each meeting"]),
    );
    let (map, model) = model(&text, None);
    let found = check(model);
    assert!(found.value.is_none());
    let found: Vec<_> =
        found.diagnostics.into_iter().filter(|one| one.severity == Severity::Error).collect();
    assert_eq!(
        shown(&map, &found),
        ["D0301 @ within 2 working days of each meeting: working days are counted, and the pack \
          has no calendar | nothing says which days are worked; one more duty does the same | \
          add a calendar to the header: `calendar england-and-wales`"]
    );
    silent(&text, Code::D0301);
    once(
        &text,
        Code::D0302,
        "within 2 working days of each meeting: the calendar “Test” ends on 31 December 2030; a \
         deadline beyond that day is unknown | working days are counted here; one more duty does \
         the same | extend the calendar when its next dates are published",
    );
}

#[test]
fn what_is_checked_can_be_read() {
    let (_, model) = model(&duty(&["rule review within 4 weeks of coming into care"]), None);
    let checked = check(model).value.expect("no error");
    assert_eq!(checked.model().duties.len(), checked.duties.len());
}

#[test]
fn notes_on_counting() {
    let due = |due: &str| duty(&["must write it", &format!("due {due}")]);
    once(
        &due("within 3 months of each review"),
        Code::D0304,
        "within 3 months of each review: 3 months from some days there is no corresponding date: \
         the last day of that month is taken | so it is for 1,903 of 146,097 days | nothing to do \
         where the source counts in months; weeks and days have no such ends",
    );
    silent(&due("within 13 weeks of each review"), Code::D0304);
    once(
        &due("at least 10 working days before each review"),
        Code::D0305,
        "at least 10 working days before each review: “at least 10 working days before” does not \
         mean clear days | the last of them is still in time | write `at least 10 clear working \
         days before` to leave out both ends, one day earlier",
    );
    silent(&due("at least 10 clear working days before each review"), Code::D0305);
    silent(&due("at least 2 months before each review"), Code::D0305);
    assert_eq!(
        says(&due("within 3 working days beginning with each review"), Code::D0315).len(),
        1
    );
    silent(&due("within 3 weeks beginning with each review"), Code::D0315);
    assert_eq!(says(&due("promptly after each review"), Code::D0325).len(), 1);
    once(
        &due("before each review"),
        Code::D0331,
        "before each review: “before each review” takes in the day of it | records of one day \
         have no order, so that day is in time | write `strictly before each review` if the day \
         itself is too late",
    );
    silent(&due("strictly before each review"), Code::D0331);
    let (_, mut said) = model(&due("before each review"), Some(calendar()));
    said.settings.before_is_declared = true;
    assert!(findings(&said, true).iter().all(|found| found.code != Code::D0331));
}

#[test]
fn a_limit_that_moves_with_its_plan() {
    let due = |due: &str| duty(&["must write it", &format!("due {due}")]);
    once(
        &due("within 5 calendar days of the planned date of each review"),
        Code::D0312,
        "within 5 calendar days of the planned date of each review: this limit moves each time \
         the plan of the review is changed | counted on from the planned date, and nobody has \
         power to adjourn | count from `each review`, or add to the event: `life  can be planned, \
         adjourned`",
    );
    silent(&due("within 5 calendar days of each review"), Code::D0312);
    silent(&due("within 5 calendar days of the planned date of each meeting"), Code::D0312);
    silent(&due("at least 5 calendar days before the planned date of each review"), Code::D0312);
    silent(&due("on the day 2 calendar days before the planned date of each review"), Code::D0312);
    let by = due("by the earlier of 2 weeks after the planned date of each review and 1 May 2027");
    assert_eq!(says(&by, Code::D0312).len(), 1);
}

#[test]
fn windows_that_close_before_they_open() {
    let due = |due: &str| duty(&["must write it", &format!("due {due}")]);
    once(
        &due("within 2 weeks of coming into care, and not before 4 weeks after it"),
        Code::D0307,
        "within 2 weeks of coming into care: this window closes before it opens | counted from 21 \
         November 2026, it opens on 19 December 2026 and closes on 5 December 2026 | let it close \
         on or after the day it opens: `within 4 weeks of coming into care, and not before 2 weeks \
         after it`",
    );
    once(
        &due("within 30 calendar days of coming into care, and not before 1 month after it"),
        Code::D0307,
        "within 30 calendar days of coming into care: this window closes before it opens from \
         84,097 of 146,097 days | counted from 1 December 2026, it opens on 1 January 2027 and \
         closes on 31 December 2026 | let it close later, or open earlier",
    );
    silent(
        &due("within 31 calendar days of coming into care, and not before 1 month after it"),
        Code::D0307,
    );
    silent(&due("before each review, and not before 4 weeks before it"), Code::D0307);
    silent(
        &due("within 6 working days of coming into care, and not before 1 week after it"),
        Code::D0307,
    );
    let some =
        due("within 5 working days of coming into care, and not before 8 calendar days after it");
    assert_eq!(says(&some, Code::D0307).len(), 1);
    silent(&due("between 4 weeks and 6 weeks after coming into care"), Code::D0307);
    let case =
        due("within 6 weeks of coming into care, or within 2 weeks of it if there has been a \
                    meeting, and not before 4 weeks after it");
    assert_eq!(says(&case, Code::D0307).len(), 1, "the case opens as late");
    // Which of the two ends opens it depends on the day.
    silent(&due("between 30 calendar days and 1 month after coming into care"), Code::D0307);
    silent(
        &due("within 2 weeks of coming into care, and not before 4 weeks after each meeting"),
        Code::D0307,
    );
}

#[test]
fn two_windows_for_one_occurrence() {
    let two = |first: &str, second: &str, extra: &[&str]| {
        let mut clauses = vec!["must hold a review", second, "met by the second review"];
        clauses.extend(extra);
        let first = duty(&["must hold a review", first, "met by the second review"]);
        format!("{first}{}", named("two", &clauses))
    };
    let (early, late) = (
        "due within 2 weeks of the first review",
        "due between 4 weeks and 6 weeks after the first review",
    );
    once(
        &two(early, late, &[]),
        Code::D0404,
        "between 4 weeks and 6 weeks after the first review: no day suits both `one` and `two`, \
         and the second review is to meet the two | counted from 21 November 2026, this begins on \
         19 December 2026 | let another occurrence meet one of them with `met by`, or change its \
         limit",
    );
    assert_eq!(says(&two(late, early, &[]), Code::D0404).len(), 1);
    silent(&two(early, "due within 3 months of the first review", &[]), Code::D0404);
    assert_eq!(
        says(&two(early, late, &["applies while the child is looked after"]), Code::D0404).len(),
        1
    );
    silent(&two(early, late, &["scope each period looked after"]), Code::D0404);
}

#[test]
fn a_duty_is_not_met_by_its_own_trigger() {
    let of = |due: &str, met: &str| duty(&["must hold a review", due, met]);
    once(
        &of("due within 6 months of the second review", "met by the second review"),
        Code::D0409,
        "review: the second review cannot meet a limit that is counted from the second review | a \
         duty is not met by what starts it, or by what came before | let the one after it meet \
         it: `met by   the third review`",
    );
    let each =
        of("due within 6 months of each review from the second onwards", "met by the third review");
    assert_eq!(says(&each, Code::D0409).len(), 1);
    silent(&of("due within 6 months of the second review", "met by the third review"), Code::D0409);
    silent(&of("due within 6 months of each review", "met by the next review"), Code::D0409);
    silent(&of("due within 6 months of coming into care", "met by the first review"), Code::D0409);
}

#[test]
fn a_status_read_once_and_all_the_time() {
    let two = |first: &str, second: &str| {
        let due = "due within 6 weeks of each review";
        let first = duty(&["must write it", due, first]);
        format!("{first}{}", named("two", &["must rest", due, second]))
    };
    let (once_, always) =
        ("applies if the child is looked after", "applies while the child is looked after");
    once(
        &two(once_, always),
        Code::D0406,
        "the child is looked after: `if` reads “looked after” once; another duty follows it with \
         `while` | asked on one day; its end changes nothing | write `while` if the duty should \
         lapse when this ends",
    );
    let lead = duty(&["must write it", "due before each review", once_]);
    let due = "due within 6 weeks of each review";
    let other = named("two", &["must rest", due, always]);
    silent(&format!("{lead}{other}"), Code::D0406);
    silent(&two(always, always), Code::D0406);
    silent(&two(once_, once_), Code::D0406);
}

#[test]
fn a_fact_that_may_be_missing_is_named_once() {
    let due = "due within 6 weeks of each review";
    let one = |condition: &str| duty(&["must write it", due, condition]);
    let two = one("applies if the child is risk known")
        + &named("two", &["must rest", due, "applies if the child is risk known"]);
    once(
        &two,
        Code::D0407,
        "risk known: “risk known” is recorded when known: where it is missing, this duty is \
         unknown | the duty rests on it; one more duty does the same | declare it `recorded   \
         fully` if somebody always fills it in",
    );
    silent(&one("applies if that review is urgent"), Code::D0407);
}

#[test]
fn a_record_has_no_end_to_lapse_at() {
    let due = "due within 6 weeks of each review";
    once(
        &duty(&["must write it", due, "lapses at the end of the scope"]),
        Code::D0413,
        "at the end of the scope: the end of this scope never comes | the scope is the whole \
         record, which does not end | give the duty a scope that ends, such as `scope each period \
         looked after`",
    );
    silent(&duty(&["must write it", due, "lapses never"]), Code::D0413);
    silent(&duty(&["must write it", due]), Code::D0413);
    let scoped =
        ["must write it", due, "scope each period looked after", "lapses at the end of the scope"];
    silent(&duty(&scoped), Code::D0413);
}

#[test]
fn discretion_is_no_must() {
    let due = "due within 6 weeks of each review";
    once(
        &duty(&["must see the child where possible", due]),
        Code::D0415,
        "where possible: “where possible” leaves room inside a `must` | nobody can test this | \
         write `should see the child`, or `must see the child` with `applies unless recorded: not \
         reasonably practicable`",
    );
    silent(&duty(&["should see the child where possible", due]), Code::D0415);
    silent(&duty(&["must see the abnormally quiet child", due]), Code::D0415);
}

#[test]
fn findings_come_in_the_order_of_the_text_and_only_for_own_duties() {
    let text = duty(&["must see it", "due before each review"])
        + &named("two", &["must rest", "due within 3 months of each meeting"]);
    let (_, mut model) = model(&text, Some(calendar()));
    let codes: Vec<_> = findings(&model, true).iter().map(|found| found.code).collect();
    assert_eq!(codes, [Code::D0331, Code::D0304]);
    for duty in model.duties.iter_mut() {
        duty.from.pack = Arc::from("test/base");
    }
    assert_eq!(findings(&model, true), []);
}
