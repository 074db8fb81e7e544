//! What happens at the edges of a scope: on the day it begins and ends, and after.

use super::*;

const DUTIES: &str = "
duty initial-review
  must     hold a review
  due      within 20 working days of coming into care
  met by   the first review
duty closing-letter
  must     send the closing letter
  due      within 3 weeks of each leaving care
duty kept-promise
  must     keep the promise
  due      within 3 weeks of coming into care
  lapses   never
duty waiting
  must     acknowledge the complaint
  due      within 5 working days of each complaint
  applies  while the child is placed for adoption
";

fn of(duty: &str, lines_of: &[&str], periods: &str, as_of: &str) -> Vec<String> {
    let events =
        lines_of.iter().fold("events:\n".to_owned(), |text, line| text + "  - " + line + "\n");
    lines(&model(DUTIES), &format!("{events}{periods}"), as_of, duty)
}

#[test]
fn who_comes_in_and_leaves_on_one_day_is_not_in_care_for_ever() {
    let day = ["coming into care: 3 February 2025", "leaving care: 3 February 2025"];
    let rows = of("initial-review", &day, "", "1 June 2025");
    assert_eq!(rows.len(), 1);
    assert!(rows[0].starts_with("lapsed"), "{rows:?}");
}

#[test]
fn who_leaves_and_comes_back_on_one_day_has_two_stays_that_touch() {
    let days = [
        "coming into care: 3 February 2025",
        "leaving care: 3 March 2025",
        "coming into care: 3 March 2025",
    ];
    let rows = of("initial-review", &days, "", "4 March 2025");
    assert!(
        rows.iter().all(|row| row.starts_with("overdue") || row.starts_with("pending")),
        "{rows:?}"
    );
}

#[test]
fn what_the_end_of_care_asks_for_is_done_after_it() {
    let done = [
        "coming into care: 15 October 2024",
        "leaving care: 5 December 2024",
        "send the closing letter: 13 December 2024",
    ];
    assert_eq!(of("closing-letter", &done, "", "8 February 2025"), ["met, due 2024-12-26"]);
}

#[test]
fn a_duty_that_never_lapses_is_met_after_the_end_of_care() {
    let done = [
        "coming into care: 20 September 2025",
        "leaving care: 29 September 2025",
        "keep the promise: 5 October 2025",
    ];
    assert_eq!(of("kept-promise", &done, "", "4 January 2026"), ["met, due 2025-10-11"]);
}

#[test]
fn a_while_that_begins_after_care_has_ended_brings_nothing_to_life() {
    let ended = [
        "coming into care: 15 October 2024",
        "complaint: 1 November 2024",
        "leaving care: 5 December 2024",
    ];
    let later = "periods:\n  - placed for adoption: {from: 10 January 2025, until: ongoing}\n";
    let rows = of("waiting", &ended, later, "8 February 2025");
    assert_eq!(rows.len(), 1);
    assert!(rows[0].starts_with("not applicable"), "{rows:?}");
}
