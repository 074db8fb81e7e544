//! The worked examples of the language (§4.3, E1 to E16) as far as they are one
//! duty: each answers what its ⇒ line says.

use super::*;

fn judged(duty: &str, case: &str, as_of: &str) -> Vec<String> {
    lines(&model(&format!("\nduty it\n{duty}")), case, as_of, "it")
}

#[test]
fn e1_initial_review() {
    let duty = "  must     hold a review\n  due      within 20 working days of coming into care\n  met by   the first review\n";
    let case = "events: [coming into care: 28 March 2026, review: 28 April 2026]";
    assert_eq!(judged(duty, case, "30 April 2026"), ["met, due 2026-04-28"]);
}

#[test]
fn e2_second_review_ends_on_the_corresponding_date() {
    let duty = "  must     hold a review\n  due      within 3 months of the first review\n  met by   the second review\n";
    let case = "events: [coming into care: 1 November 2025, review: 30 November 2025]";
    assert_eq!(judged(duty, case, "1 December 2025"), ["pending, due 2026-02-28"]);
}

#[test]
fn e3_one_instance_for_each_review_from_the_second() {
    let duty = "  must     hold a review\n  due      within 6 months of each review from the second onwards\n  met by   the next review\n";
    let case = "events: [coming into care: 1 January 2025, review: 15 January 2025, review: 31 March 2025, review: 30 September 2025]";
    assert_eq!(
        judged(duty, case, "1 October 2025"),
        ["met, due 2025-09-30", "pending, due 2026-03-30"]
    );
}

#[test]
fn e4_the_earlier_of_months_and_days() {
    let duty = "  must     hold a review\n  due      within the earlier of 3 months and 91 days of the first review\n  met by   the second review\n";
    // 15 January + 3 months is 15 April; + 91 days is 16 April.
    let case = "events: [coming into care: 1 January 2026, review: 15 January 2026]";
    assert_eq!(judged(duty, case, "16 January 2026"), ["pending, due 2026-04-15"]);
    // 15 August + 3 months is 15 November; + 91 days is 14 November.
    let case = "events: [coming into care: 1 August 2026, review: 15 August 2026]";
    assert_eq!(judged(duty, case, "16 August 2026"), ["pending, due 2026-11-14"]);
}

#[test]
fn e5_a_notification_may_come_early() {
    let duty = "  who      the social worker\n  must     notify the IRO service\n  due      within 2 working days of coming into care, or before\n";
    let case = "events: [notify the IRO service: 25 March 2026, coming into care: 28 March 2026]";
    assert_eq!(judged(duty, case, "31 March 2026"), ["met, due 2026-03-31"]);
    // But not so early that it belongs to the period before.
    let case = "events: [coming into care: 1 March 2025, notify the IRO service: 2 March 2025, leaving care: 5 March 2025, coming into care: 28 March 2026]";
    assert_eq!(
        judged(duty, case, "1 April 2026"),
        ["met, due 2025-03-04", "overdue by 1, due 2026-03-31, breached"]
    );
}

#[test]
fn e6_an_appointment_before_the_first_review() {
    let duty = "  must     appoint the IRO\n  due      before the first review\n";
    let first = "\nduty first\n  must hold a review\n  due within 20 working days of coming into care\n  met by the first review\n";
    let duty = format!("{duty}{first}");
    let entry = "events: [coming into care: 28 March 2026]";
    assert_eq!(judged(&duty, entry, "30 March 2026"), ["pending, due 2026-04-28, provisional"]);
    let held = "events: [coming into care: 28 March 2026, appoint the IRO: 30 March 2026, review: 20 April 2026]";
    assert_eq!(judged(&duty, held, "1 May 2026"), ["met, due 2026-04-20"]);
    let late = "events: [coming into care: 28 March 2026, review: 20 April 2026, appoint the IRO: 21 April 2026]";
    assert_eq!(judged(&duty, late, "1 May 2026"), ["lapsed, due 2026-04-20, breached, too late"]);
}

#[test]
fn e7_a_lead_time_with_and_without_clear_days() {
    let case = "events: [coming into care: 1 May 2026, review: {planned for: 28 May 2026}]";
    let plain =
        "  should   send invitations\n  due      at least 10 working days before each review\n";
    assert_eq!(judged(plain, case, "4 May 2026"), ["pending, due 2026-05-13"]);
    let clear = "  should   send invitations\n  due      at least 10 clear working days before each review\n";
    assert_eq!(judged(clear, case, "4 May 2026"), ["pending, due 2026-05-12"]);
}

#[test]
fn e8_discretion_is_a_recorded_decision() {
    let duty = "  must     discuss attendance with the child\n  due      at least 20 working days before each review\n  applies  unless recorded: not appropriate given age and understanding\n";
    let case = "events: [coming into care: 1 April 2026, review: {id: r, planned for: 28 May 2026}, not appropriate given age and understanding: {on: 20 May 2026, for: r}]";
    assert_eq!(judged(duty, case, "21 May 2026"), ["not applicable, due 2026-04-28"]);
    // Not linked, and after the due date: shown, and excuses nothing.
    let case = "events: [coming into care: 1 April 2026, review: {id: r, planned for: 28 May 2026}, not appropriate given age and understanding: 20 May 2026]";
    assert_eq!(judged(duty, case, "21 May 2026"), ["overdue by 23, due 2026-04-28, breached"]);
}

#[test]
fn e9_all_of_a_list_on_the_day_of_the_last() {
    let duty = "  must all of\n           - write the report\n           - update the chronology\n  due      at least 3 working days before each review\n";
    let case = "events: [coming into care: 1 May 2026, review: {planned for: 28 May 2026}, write the report: 18 May 2026, update the chronology: 21 May 2026]";
    // Mon 25 May is closed: 27, 26, 22.
    assert_eq!(judged(duty, case, "22 May 2026"), ["met, due 2026-05-22"]);
    assert_eq!(judged(duty, case, "20 May 2026"), ["due soon, due 2026-05-22"]);
}

#[test]
fn e10_before_an_event_the_same_day_is_in_time() {
    let duty = "  who      the IRO\n  must     speak with the child in private\n  due      before each review\n";
    let case = "events: [coming into care: 1 April 2026, review: 28 May 2026, speak with the child in private: 28 May 2026]";
    assert_eq!(judged(duty, case, "29 May 2026"), ["met, due 2026-05-28"]);
    // What was said before the review before does not serve this one.
    let case = "events: [coming into care: 1 April 2026, speak with the child in private: 20 April 2026, review: 22 April 2026, review: 28 May 2026]";
    assert_eq!(
        judged(duty, case, "29 May 2026"),
        ["met, due 2026-04-22", "lapsed, due 2026-05-28, breached, too late"]
    );
}

#[test]
fn e11_no_completion_no_instance() {
    let duty = "  who      the IRO\n  must     record the decisions\n  due      within 5 working days of the completion of each review\n";
    let begun = "events: [coming into care: 1 April 2026, review: {started: 28 April 2026}]";
    assert!(judged(duty, begun, "1 June 2026").is_empty());
    let done = "events: [coming into care: 1 April 2026, review: {started: 28 April 2026, completed: 12 May 2026}]";
    assert_eq!(judged(duty, done, "13 May 2026"), ["pending, due 2026-05-19"]);
}

#[test]
fn e13_a_fact_of_the_trigger_that_is_missing_is_unknown() {
    let duty = "  must     update the care plan\n  due      within 10 working days of the completion of each review\n  applies  if that review changed the care plan\n";
    let case = "events: [coming into care: 1 April 2026, review: 28 April 2026]";
    assert_eq!(judged(duty, case, "1 June 2026"), ["not applicable | overdue, due 2026-05-13"]);
}

#[test]
fn e14_silence_is_a_missed_response() {
    let duty = "  must     answer the complaint\n  due      within 5 working days of each complaint\n  scope    the whole record\n";
    let case = "events: [complaint: 1 June 2026]";
    assert_eq!(judged(duty, case, "9 June 2026"), ["overdue by 1, due 2026-06-08, breached"]);
}

#[test]
fn e15_an_aim_in_working_days() {
    let duty = "  should   resolve the disagreement\n  due      within 10 working days of each complaint\n  scope    the whole record\n";
    let case = "events: [complaint: 1 June 2026, resolve the disagreement: 16 June 2026]";
    assert_eq!(judged(duty, case, "16 June 2026"), ["met late by 1, due 2026-06-15, breached"]);
}
