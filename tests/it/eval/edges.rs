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

#[test]
fn what_led_up_to_a_review_is_not_owed_by_a_while_that_begins_after_it() {
    let duty = "\nduty it\n  must     speak with the child\n  due      before each review\n  \
                applies  while the child is placed for adoption\n";
    let case = |from: &str| {
        format!(
            "events: [coming into care: 1 January 2026, review: 1 June 2026]\n\
             periods: [placed for adoption: {{from: {from}, until: ongoing}}]"
        )
    };
    let of = |from: &str| lines(&model(duty), &case(from), "1 July 2026", "it");
    let after = of("11 June 2026");
    assert_eq!(after.len(), 1);
    assert!(after[0].starts_with("not applicable"), "{after:?}");
    assert_eq!(of("1 June 2026"), ["lapsed, due 2026-06-01, breached, too late"]);
    assert_eq!(of("31 May 2026"), ["lapsed, due 2026-06-01, breached, too late"]);
}

#[test]
fn a_listed_duty_is_listed_for_the_cases_it_is_about() {
    let model = model(
        "\nduty of-the-child\n  must     write a plan\nduty of-the-authority\n  for      the authority\n  \
         must     publish a report\n",
    );
    let listed = |case: &str| -> Vec<&str> {
        let answer = judge(&model, case, "1 June 2026");
        let name = |id: &duly::model::DutyId| model.duty(*id).unwrap().name.value.as_str();
        answer.not_evaluated.iter().map(name).collect()
    };
    assert_eq!(listed("events: [coming into care: 1 January 2026]"), ["of-the-child"]);
    assert_eq!(listed("subject: authority"), ["of-the-authority"]);
}

const FIRST: &str = "\nduty it\n  must     hold a review\n  due      within 20 working days of coming into care\n  \
                     met by   the first review\n";

#[test]
fn what_took_place_on_a_day_not_known_may_lie_before_all_that_is_recorded() {
    let case =
        |more: &str| format!("{more}events: [coming into care: 2 March 2026, review: unknown]");
    let of = |more: &str| lines(&model(FIRST), &case(more), "6 March 2026", "it");
    // Before coming into care it was no review of this time in care.
    assert_eq!(of(""), ["met | pending, due 2026-03-30"]);
    assert_eq!(of("born: 3 May 2012\n"), ["met | pending, due 2026-03-30"]);
    assert_eq!(of("history from: 1 January 2026\n"), ["met | pending, due 2026-03-30"]);
    // It was in this time where nothing earlier can be recorded.
    assert_eq!(of("born: 2 March 2026\n"), ["met, due 2026-03-30"]);
    assert_eq!(of("history from: 2 March 2026\n"), ["met, due 2026-03-30"]);
}

#[test]
fn a_period_ends_and_an_event_is_completed_after_it_began() {
    let duty = "\nduty it\n  must     record the decisions\n  \
                due      within 5 working days of the completion of each review\n";
    let case = "events: [coming into care: 5 January 2026, review: {started: 2 March 2026, completed: unknown}]";
    assert_eq!(
        lines(&model(duty), case, "4 March 2026", "it"),
        ["pending, due 2026-03-09..2026-03-11"]
    );
    let duty = "\nduty it\n  must     write the report\n  due      within 5 calendar days of the end of each period in placement\n  \
                scope    the whole record\n";
    let case = "periods: [in placement: {from: 2 March 2026, until: unknown}]";
    assert_eq!(
        lines(&model(duty), case, "4 March 2026", "it"),
        ["not applicable | pending, due 2026-03-08..2026-03-09"]
    );
}
