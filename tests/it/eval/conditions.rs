//! When a condition is judged, and what it does to an instance (language §3.3).

use super::*;

const DUTIES: &str = "
duty once-plan
  must     write a pathway plan
  due      within 10 working days of coming into care
  applies  once the child is aged 16 or 17
duty if-plan
  must     write an early plan
  due      within 10 working days of coming into care
  applies  if the child is aged 16 or 17
duty answer
  must     answer the complaint
  due      within 20 working days of each complaint, or within 10 working days of it if the child is at risk
  scope    the whole record
duty extended
  must     close the complaint
  due      within 20 working days of each complaint, or within 40 working days of it if recorded: more time is needed
  scope    the whole record
duty again
  must     write to the complainant
  due      within 10 working days of each complaint
  applies  if there have been at least 2 complaints since the birth
  scope    the whole record
duty after-plan
  must     visit the child
  due      within 10 working days of each review
  applies  if that review changed the care plan
duty long-care
  must     write a life story
  due      within 3 months of each review
  applies  if the child has been looked after for at least 1 year
duty silence
  must     object
  due      within 5 working days of each complaint
  missing  is allowed
  scope    the whole record
duty promptly-or-before
  must     tell the manager
  due      promptly after each complaint, or before
  scope    the whole record
duty promptly
  must     tell the manager
  due      promptly after each complaint
  scope    the whole record
duty not-before
  must     review the risk
  due      within 20 working days of each complaint, and not before 1 week after each complaint
  scope    the whole record
duty excused
  should   send a letter
  due      within 5 working days of each complaint
  applies  unless recorded: a letter would do harm
  scope    the whole record
";

fn of(duty: &str, text: &str, as_of: &str) -> Vec<String> {
    lines(&model(DUTIES), text, as_of, duty)
}

#[test]
fn once_waits_for_its_condition_and_leaves_the_date() {
    let case = "born: 10 February 2010\nevents: [coming into care: 2 February 2026]";
    assert_eq!(of("once-plan", case, "9 February 2026"), ["not applicable, due 2026-02-16"]);
    assert_eq!(of("once-plan", case, "10 February 2026"), ["pending, due 2026-02-16"]);
    assert_eq!(
        of("once-plan", case, "17 February 2026"),
        ["overdue by 1, due 2026-02-16, breached"]
    );
    // `if` is read once, on the day of the trigger.
    assert_eq!(of("if-plan", case, "17 February 2026"), ["not applicable, due 2026-02-16"]);
}

#[test]
fn an_age_that_is_not_known_is_asked_for() {
    let case = "events: [coming into care: 2 February 2026]";
    let model = model(DUTIES);
    let answer = judge(&model, case, "17 February 2026");
    let row = rows(&model, &answer, "if-plan")[0];
    assert_eq!(words(row.statuses), "not applicable | overdue");
    assert_eq!(row.blame, [duly::eval::Blame::BirthDate]);
    // A year in which it cannot matter needs nothing.
    let young = "born: between 1 January 2015 and 31 December 2015\nevents: [coming into care: 2 February 2026]";
    assert_eq!(of("if-plan", young, "17 February 2026"), ["not applicable, due 2026-02-16"]);
}

#[test]
fn a_case_of_a_limit_replaces_it() {
    let case = |risk: &str| format!("events: [complaint: 1 June 2026]\nfacts: [at risk: {risk}]");
    assert_eq!(of("answer", &case("no"), "2 June 2026"), ["pending, due 2026-06-29"]);
    assert_eq!(of("answer", &case("yes"), "2 June 2026"), ["pending, due 2026-06-15"]);
    assert_eq!(
        of("answer", &case("unknown"), "2 June 2026"),
        ["pending, due 2026-06-15..2026-06-29"]
    );
    assert_eq!(
        of("answer", &case("unknown"), "16 June 2026"),
        ["overdue | pending, due 2026-06-15..2026-06-29"]
    );
}

#[test]
fn more_time_counts_only_if_it_was_decided_in_time() {
    let case = |day: &str| format!("events: [complaint: 1 June 2026, more time is needed: {day}]");
    assert_eq!(of("extended", &case("29 June 2026"), "30 June 2026"), ["pending, due 2026-07-27"]);
    assert_eq!(
        of("extended", &case("30 June 2026"), "30 June 2026"),
        ["overdue by 1, due 2026-06-29, breached"]
    );
}

#[test]
fn a_count_of_events_is_read_on_the_day_of_the_trigger() {
    let case = "born: 1 May 2012\nevents: [complaint: 1 June 2026, complaint: 10 June 2026]";
    assert_eq!(
        of("again", case, "11 June 2026"),
        ["not applicable, due 2026-06-15", "pending, due 2026-06-24"]
    );
}

#[test]
fn a_fact_of_the_trigger_decides() {
    let case = |fact: &str| {
        format!(
            "events: [coming into care: 5 January 2026, review: {{held: 28 January 2026{fact}}}]"
        )
    };
    assert_eq!(
        of("after-plan", &case(", changed the care plan: yes"), "29 January 2026"),
        ["pending, due 2026-02-11"]
    );
    assert_eq!(
        of("after-plan", &case(", changed the care plan: no"), "29 January 2026"),
        ["not applicable, due 2026-02-11"]
    );
    let model = model(DUTIES);
    let answer = judge(&model, &case(""), "29 January 2026");
    let row = rows(&model, &answer, "after-plan")[0];
    assert_eq!(words(row.statuses), "not applicable | pending");
    assert!(matches!(row.blame.as_slice(), [duly::eval::Blame::FactOf(..)]));
}

#[test]
fn how_long_a_status_has_held_is_counted_to_the_day() {
    let case = "events: [coming into care: 5 January 2025, review: 4 January 2026, review: 5 January 2026]";
    assert_eq!(
        of("long-care", case, "6 January 2026"),
        ["not applicable, due 2026-04-04", "pending, due 2026-04-05"]
    );
}

#[test]
fn allowed_silence_closes_without_a_breach() {
    let case = "events: [complaint: 1 June 2026]";
    assert_eq!(of("silence", case, "8 June 2026"), ["due soon, due 2026-06-08"]);
    assert_eq!(of("silence", case, "9 June 2026"), ["lapsed, due 2026-06-08"]);
}

#[test]
fn promptly_is_never_overdue() {
    assert_eq!(of("promptly", "events: [complaint: 1 June 2020]", "9 June 2026"), ["pending"]);
    let done = "events: [complaint: 1 June 2026, tell the manager: 9 June 2026]";
    assert_eq!(of("promptly", done, "9 June 2026"), ["met"]);
}

#[test]
fn promptly_or_before_an_earlier_act_counts_once() {
    let before = "events: [tell the manager: 28 May 2026, complaint: 1 June 2026]";
    assert_eq!(of("promptly", before, "9 June 2026"), ["pending"]);
    assert_eq!(of("promptly-or-before", before, "9 June 2026"), ["met"]);
    // The act before the first complaint is used up by it.
    let twice =
        "events: [tell the manager: 28 May 2026, complaint: 1 June 2026, complaint: 3 June 2026]";
    assert_eq!(of("promptly-or-before", twice, "9 June 2026"), ["met", "pending"]);
}

#[test]
fn an_act_before_the_first_day_is_too_early() {
    let case = "events: [complaint: 1 June 2026, review the risk: 5 June 2026]";
    assert_eq!(
        of("not-before", case, "5 June 2026"),
        ["pending, due 2026-06-29, not yet open, too early"]
    );
    let again = "events: [complaint: 1 June 2026, review the risk: 5 June 2026, review the risk: 8 June 2026]";
    assert_eq!(of("not-before", again, "8 June 2026"), ["met, due 2026-06-29, too early"]);
}

#[test]
fn a_decision_excuses_if_it_is_linked_or_made_in_time() {
    let case = |decision: &str| {
        format!(
            "events: [complaint: {{id: a, on: 1 June 2026}}, a letter would do harm: {decision}]"
        )
    };
    assert_eq!(
        of("excused", &case("8 June 2026"), "9 June 2026"),
        ["not applicable, due 2026-06-08"]
    );
    assert_eq!(
        of("excused", &case("9 June 2026"), "9 June 2026"),
        ["overdue by 1, due 2026-06-08, breached"]
    );
    assert_eq!(
        of("excused", &case("31 May 2026"), "9 June 2026"),
        ["overdue by 1, due 2026-06-08, breached"]
    );
    assert_eq!(
        of("excused", &case("{on: 9 June 2026, for: a}"), "9 June 2026"),
        ["not applicable, due 2026-06-08"]
    );
}

#[test]
fn what_is_recorded_when_known_may_have_happened() {
    let model = model(
        "
duty acknowledge
  must     acknowledge the complaint
  due      within 5 working days of each complaint
  scope    the whole record
duty answer-tip
  must     answer the tip
  due      within 3 working days of each tip
  scope    the whole record
",
    );
    let case = "records: {acknowledge the complaint: when known}\nevents: [complaint: 1 June 2026]";
    assert_eq!(
        lines(&model, case, "9 June 2026", "acknowledge"),
        ["met | met late | overdue, due 2026-06-08"]
    );
    // Once it is known to have been in time nothing else matters.
    let done = "records: {acknowledge the complaint: when known}\nevents: [complaint: 1 June 2026, acknowledge the complaint: 3 June 2026]";
    assert_eq!(lines(&model, done, "9 June 2026", "acknowledge"), ["met, due 2026-06-08"]);
    // Nothing entered since the 4th: it may have been done on the 5th to the 9th.
    let stale = "records: {acknowledge the complaint: complete until 8 June 2026}\nevents: [complaint: 1 June 2026]";
    assert_eq!(
        lines(&model, stale, "9 June 2026", "acknowledge"),
        ["met late | overdue, due 2026-06-08"]
    );
    let fresh = "records: {acknowledge the complaint: complete until 9 June 2026}\nevents: [complaint: 1 June 2026]";
    assert_eq!(
        lines(&model, fresh, "9 June 2026", "acknowledge"),
        ["overdue by 1, due 2026-06-08, breached"]
    );
    // A trigger that may have happened has one row, and is never overdue alone.
    let silent = lines(&model, "events: []", "9 June 2026", "answer-tip");
    assert_eq!(silent, ["not applicable | met | met late | lapsed | overdue | due soon | pending"]);
}

#[test]
fn a_date_outside_the_calendar_is_not_guessed() {
    let model = model(DUTIES);
    let case = "events: [complaint: 20 December 2028]";
    assert_eq!(lines(&model, case, "21 December 2028", "answer"), ["pending"]);
    let answer = judge(&model, case, "29 December 2028");
    let row = rows(&model, &answer, "answer")[0];
    assert_eq!(row.due, None);
    assert!(
        row.blame.iter().any(|one| matches!(one, duly::eval::Blame::Calendar(..))),
        "{:?}",
        row.blame
    );
    assert!(!row.statuses.contains(Status::Overdue), "the date lies after the calendar's end");
    assert!(row.statuses.contains(Status::Pending));
}
