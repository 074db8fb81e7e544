//! Anchors that lie ahead, or that nothing has settled yet.

use super::*;

const DUTIES: &str = "
duty tell-participants
  must     tell the participants
  due      within 2 working days of each moved review
duty early-plan
  must     write the first plan
  due      by the first review after the 16th birthday
duty last-words
  must     say goodbye
  due      within 3 calendar days of the last review before the 18th birthday
duty final-plan
  must     give the IRO the final plan
  due      at least 20 working days before the 18th birthday
duty care-plan
  must     prepare the care plan
  due      before the first complaint, or within 10 working days of it if recorded: not practicable before
duty release-review
  should   review the release
  due      between 1 month before and the day of each planned review
duty initial-review
  must     hold a review
  due      within 20 working days of coming into care
  met by   the first review
";

fn of(duty: &str, born: &str, lines_of: &[&str], as_of: &str) -> Vec<String> {
    let events =
        lines_of.iter().fold("events:\n".to_owned(), |text, line| text + "  - " + line + "\n");
    lines(&model(DUTIES), &format!("born: {born}\n{events}"), as_of, duty)
}

#[test]
fn a_review_that_was_never_moved_is_not_a_moved_one() {
    let held = ["coming into care: 2 March 2026", "review: {planned for: 20 March 2026}"];
    assert!(of("tell-participants", "1 May 2012", &held, "10 March 2026").is_empty());
    let moved = [
        "coming into care: 2 March 2026",
        "review: {planned for: 20 March 2026, moved: 10 March 2026}",
    ];
    let rows = of("tell-participants", "1 May 2012", &moved, "10 March 2026");
    assert_eq!(rows, ["pending, due 2026-03-12"]);
}

#[test]
fn the_first_review_after_a_birthday_is_not_expected_before_it() {
    let events = ["coming into care: 2 March 2026"];
    assert!(of("early-plan", "14 February 2022", &events, "10 March 2026").is_empty());
    let rows = of("early-plan", "14 March 2010", &events, "16 March 2026");
    assert_eq!(rows, ["pending, due 2026-03-30, provisional"], "the birthday closes nothing");
}

#[test]
fn which_review_is_the_last_before_a_birthday_is_settled_on_it() {
    let events = ["coming into care: 2 March 2026", "review: 20 March 2026"];
    assert!(of("last-words", "14 February 2022", &events, "10 June 2026").is_empty());
    let rows = of("last-words", "14 June 2008", &events, "20 June 2026");
    assert_eq!(rows, ["overdue by 89, due 2026-03-23, breached"]);
}

#[test]
fn a_lead_beyond_the_calendar_is_pending_while_it_is_far_off() {
    let events = ["coming into care: 2 March 2026"];
    let rows = of("final-plan", "14 February 2022", &events, "10 March 2026");
    assert_eq!(rows.len(), 1);
    assert!(rows[0].starts_with("pending"), "{rows:?}");
    // Within reach of the day, it is not known again.
    let rows = of("final-plan", "14 February 2022", &events, "10 January 2040");
    assert!(rows[0].contains("overdue") && rows[0].contains("pending"), "{rows:?}");
}

#[test]
fn a_limit_that_runs_on_is_not_closed_by_the_event_that_the_other_led_up_to() {
    let late = [
        "coming into care: 2 March 2026",
        "complaint: 5 March 2026",
        "not practicable before: {on: 5 March 2026}",
        "prepare the care plan: 12 March 2026",
    ];
    let rows = of("care-plan", "1 May 2012", &late, "20 March 2026");
    assert_eq!(rows, ["met, due 2026-03-19"]);
    let rows = of("care-plan", "1 May 2012", &late[..2], "20 March 2026");
    assert!(rows[0].starts_with("lapsed"), "{rows:?}");
}

#[test]
fn a_window_before_a_plan_is_counted_from_the_plan() {
    let planned = ["coming into care: 2 March 2026", "review: {planned for: 3 August 2026}"];
    let rows = of("release-review", "1 May 2012", &planned, "20 July 2026");
    assert_eq!(rows.len(), 1);
    assert!(rows[0].ends_with("due 2026-08-03"), "{rows:?}");
    let rows = of("release-review", "1 May 2012", &planned[..1], "20 March 2026");
    assert!(rows.is_empty(), "{rows:?}");
}
