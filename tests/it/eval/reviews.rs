//! The cases of a review's life (language §3.8).

use super::*;

const DUTIES: &str = "
duty initial-review
  must     hold a review
  due      within 20 working days of coming into care
  met by   the first review
duty second-review
  must     hold a review
  due      within 3 months of the first review
  met by   the second review
  applies  while the child is not placed for adoption
duty subsequent-reviews
  must     hold a review
  due      within 6 months of each review from the second onwards
  met by   the next review
  applies  while the child is not placed for adoption
duty disruption-review
  must     hold a review
  due      between 4 weeks and 6 weeks after each placement disruption
duty acknowledge
  must     acknowledge the complaint
  due      within 5 working days of each complaint
  scope    the whole record
";

fn of(duty: &str, events: &str, as_of: &str) -> Vec<String> {
    lines(&model(DUTIES), events, as_of, duty)
}

/// A case of these events.
fn events(lines: &[&str]) -> String {
    lines.iter().fold("events:\n".to_owned(), |text, line| text + "  - " + line + "\n")
}

#[test]
fn a_first_review_from_a_weekend_entry() {
    // Fri 27 and Sat 28 March 2026 both give 28 April.
    let entry = events(&["coming into care: 28 March 2026"]);
    assert_eq!(of("initial-review", &entry, "28 March 2026"), ["pending, due 2026-04-28"]);
    assert_eq!(of("initial-review", &entry, "20 April 2026"), ["pending, due 2026-04-28"]);
    assert_eq!(of("initial-review", &entry, "21 April 2026"), ["due soon, due 2026-04-28"]);
    assert_eq!(of("initial-review", &entry, "28 April 2026"), ["due soon, due 2026-04-28"]);
    assert_eq!(
        of("initial-review", &entry, "29 April 2026"),
        ["overdue by 1, due 2026-04-28, breached"]
    );
    let friday = events(&["coming into care: 27 March 2026"]);
    assert_eq!(of("initial-review", &friday, "28 March 2026"), ["pending, due 2026-04-28"]);
    let held = events(&["coming into care: 28 March 2026", "review: 28 April 2026"]);
    assert_eq!(of("initial-review", &held, "28 April 2026"), ["met, due 2026-04-28"]);
    let late = events(&["coming into care: 28 March 2026", "review: 29 April 2026"]);
    assert_eq!(
        of("initial-review", &late, "29 April 2026"),
        ["met late by 1, due 2026-04-28, breached"]
    );
    assert_eq!(of("initial-review", &late, "28 April 2026"), ["due soon, due 2026-04-28"]);
}

#[test]
fn each_review_restarts_the_chain() {
    let case = events(&[
        "coming into care: 5 January 2026",
        "review: 28 January 2026",
        "review: 15 April 2026",
        "review: 1 June 2026",
    ]);
    assert_eq!(of("second-review", &case, "21 November 2026"), ["met, due 2026-04-28"]);
    // The early third review meets the instance of the second and starts its own.
    assert_eq!(
        of("subsequent-reviews", &case, "21 November 2026"),
        ["met, due 2026-10-15", "pending, due 2026-12-01"]
    );
}

#[test]
fn a_first_review_that_never_took_place_leaves_the_later_ones_without_an_anchor() {
    let case = events(&["coming into care: 5 January 2026"]);
    assert_eq!(
        of("initial-review", &case, "21 November 2026"),
        ["overdue by 292, due 2026-02-02, breached"]
    );
    assert!(of("second-review", &case, "21 November 2026").is_empty());
    assert!(of("subsequent-reviews", &case, "21 November 2026").is_empty());
}

#[test]
fn two_reviews_on_one_day_are_one() {
    let case = events(&[
        "coming into care: 5 January 2026",
        "review: 28 January 2026",
        "review: 28 January 2026",
    ]);
    assert_eq!(of("initial-review", &case, "1 May 2026"), ["met, due 2026-02-02"]);
    assert_eq!(
        of("second-review", &case, "1 May 2026"),
        ["overdue by 3, due 2026-04-28, breached"]
    );
}

#[test]
fn a_review_in_two_parts_counts_on_its_first_meeting() {
    let case = events(&[
        "coming into care: 5 January 2026",
        "review: {started: 30 January 2026, completed: 20 February 2026}",
    ]);
    assert_eq!(of("initial-review", &case, "1 March 2026"), ["met, due 2026-02-02"]);
    assert_eq!(of("second-review", &case, "1 March 2026"), ["pending, due 2026-04-30"]);
}

#[test]
fn an_adjourned_review_counts_on_the_day_it_was_planned_for() {
    let case = events(&[
        "coming into care: 5 January 2026",
        "review: {planned for: 30 January 2026, adjourned: 30 January 2026, held: 16 February 2026}",
    ]);
    assert_eq!(of("initial-review", &case, "30 January 2026"), ["met, due 2026-02-02"]);
    assert_eq!(of("initial-review", &case, "1 March 2026"), ["met, due 2026-02-02"]);
}

#[test]
fn a_cancelled_review_meets_nothing() {
    let case = events(&[
        "coming into care: 5 January 2026",
        "review: {planned for: 30 January 2026, cancelled: 29 January 2026}",
    ]);
    assert_eq!(of("initial-review", &case, "30 January 2026"), ["due soon, due 2026-02-02"]);
    assert_eq!(
        of("initial-review", &case, "3 February 2026"),
        ["overdue by 1, due 2026-02-02, breached"]
    );
}

#[test]
fn a_child_who_leaves_care_before_the_date() {
    let case = events(&["coming into care: 5 January 2026", "leaving care: 20 January 2026"]);
    assert_eq!(of("initial-review", &case, "20 January 2026"), ["pending, due 2026-02-02"]);
    assert_eq!(of("initial-review", &case, "21 January 2026"), ["lapsed, due 2026-02-02"]);
    assert_eq!(of("initial-review", &case, "1 March 2026"), ["lapsed, due 2026-02-02"]);
}

#[test]
fn a_child_who_leaves_care_on_the_date() {
    let case = events(&["coming into care: 5 January 2026", "leaving care: 2 February 2026"]);
    assert_eq!(of("initial-review", &case, "2 February 2026"), ["due soon, due 2026-02-02"]);
    assert_eq!(of("initial-review", &case, "3 February 2026"), ["lapsed, due 2026-02-02"]);
}

#[test]
fn a_child_who_leaves_care_after_the_date_leaves_a_breach() {
    let case = events(&["coming into care: 5 January 2026", "leaving care: 14 February 2026"]);
    assert_eq!(
        of("initial-review", &case, "14 February 2026"),
        ["overdue by 12, due 2026-02-02, breached"]
    );
    assert_eq!(
        of("initial-review", &case, "15 February 2026"),
        ["lapsed by 12, due 2026-02-02, breached"]
    );
}

#[test]
fn a_review_on_the_day_of_leaving_counts() {
    let case = events(&[
        "coming into care: 5 January 2026",
        "leaving care: 2 February 2026",
        "review: 2 February 2026",
    ]);
    assert_eq!(of("initial-review", &case, "3 February 2026"), ["met, due 2026-02-02"]);
}

#[test]
fn a_child_who_comes_back_into_care_has_a_new_first_review() {
    let case = events(&[
        "coming into care: 5 January 2026",
        "review: 28 January 2026",
        "leaving care: 1 March 2026",
        "coming into care: 1 June 2026",
    ]);
    assert_eq!(
        of("initial-review", &case, "8 June 2026"),
        ["met, due 2026-02-02", "pending, due 2026-06-29"]
    );
    assert_eq!(of("second-review", &case, "8 June 2026"), ["lapsed, due 2026-04-28"]);
}

#[test]
fn a_change_of_regime_closes_the_open_interval_and_does_not_reopen_it() {
    let case = events(&["coming into care: 5 January 2026", "review: 28 January 2026"])
        + "periods:\n  - placed for adoption: {from: 1 March 2026, until: 1 April 2026}\n";
    assert_eq!(of("second-review", &case, "1 March 2026"), ["pending, due 2026-04-28"]);
    assert_eq!(of("second-review", &case, "2 March 2026"), ["lapsed, due 2026-04-28"]);
    assert_eq!(of("second-review", &case, "1 May 2026"), ["lapsed, due 2026-04-28"]);
}

#[test]
fn a_regime_that_has_not_begun_makes_the_interval_wait() {
    let case = events(&["coming into care: 5 January 2026", "review: 28 January 2026"])
        + "periods:\n  - placed for adoption: {from: 20 January 2026, until: 10 May 2026}\n";
    assert_eq!(of("second-review", &case, "1 March 2026"), ["not applicable, due 2026-04-28"]);
    // Due as counted from the trigger, but not before the day it began to apply.
    assert_eq!(of("second-review", &case, "10 May 2026"), ["due soon, due 2026-05-10"]);
    assert_eq!(
        of("second-review", &case, "11 May 2026"),
        ["overdue by 1, due 2026-05-10, breached"]
    );
}

#[test]
fn a_review_before_its_window_opens_is_too_early_and_still_owed() {
    let case = events(&[
        "coming into care: 5 January 2026",
        "placement disruption: 2 March 2026",
        "review: 20 March 2026",
    ]);
    assert_eq!(
        of("disruption-review", &case, "20 March 2026"),
        ["pending, due 2026-04-13, not yet open, too early"]
    );
    assert_eq!(
        of("disruption-review", &case, "14 April 2026"),
        ["overdue by 1, due 2026-04-13, breached, too early"]
    );
    let again = case + "  - review: 30 March 2026\n";
    assert_eq!(
        of("disruption-review", &again, "14 April 2026"),
        ["met, due 2026-04-13, too early"]
    );
}

#[test]
fn missing_history_leaves_ordinals_open() {
    let case = "history from: 1 June 2026\nperiods:\n  - looked after: {from: 4 March 2025}\nevents:\n  - review: 17 June 2026\n";
    let model = model(DUTIES);
    let answer = judge(&model, case, "21 November 2026");
    let second = rows(&model, &answer, "second-review");
    let [second] = second.as_slice() else { panic!("one row") };
    assert!(second.statuses.single().is_none(), "{}", line(second));
    assert_eq!(second.blame, [duly::eval::Blame::HistoryBefore(day("1 June 2026"))]);
}

#[test]
fn a_receipt_between_two_days_is_overdue_only_after_the_latest_due_date() {
    let case = events(&["complaint: between 3 June 2026 and 9 June 2026"]);
    assert_eq!(
        of("acknowledge", &case, "10 June 2026"),
        ["due soon | pending, due 2026-06-10..2026-06-16"]
    );
    assert_eq!(
        of("acknowledge", &case, "11 June 2026"),
        ["overdue | due soon | pending, due 2026-06-10..2026-06-16"]
    );
    assert_eq!(
        of("acknowledge", &case, "17 June 2026"),
        ["overdue, due 2026-06-10..2026-06-16, breached"]
    );
}

#[test]
fn two_dates_for_one_entry_leave_the_due_date_open() {
    let case = "events:\n  - coming into care: {id: entry, on: 2 January 2026}\n  - coming into care: {id: entry, on: 5 January 2026}\n  - review: 2 February 2026\n";
    // From 2 January it would have been due by 30 January.
    assert_eq!(
        of("initial-review", case, "1 March 2026"),
        ["met | met late, due 2026-01-30..2026-02-02"]
    );
}

#[test]
fn an_act_that_serves_two_complaints_goes_to_the_older() {
    let model = model(DUTIES);
    let case = events(&[
        "complaint: 1 June 2026",
        "complaint: 10 June 2026",
        "acknowledge the complaint: 11 June 2026",
    ]);
    let answer = judge(&model, &case, "1 July 2026");
    let found: Vec<String> = rows(&model, &answer, "acknowledge").into_iter().map(line).collect();
    assert_eq!(
        found,
        ["met late by 3, due 2026-06-08, breached", "overdue by 14, due 2026-06-17, breached"]
    );
    let codes: Vec<String> = answer.findings.iter().map(|one| one.code.to_string()).collect();
    assert_eq!(codes, ["D0807"]);
    // A link wins over the order.
    let linked = events(&[
        "complaint: {id: a, on: 1 June 2026}",
        "complaint: {id: b, on: 10 June 2026}",
        "acknowledge the complaint: {on: 11 June 2026, for: b}",
    ]);
    let answer = judge(&model, &linked, "1 July 2026");
    let found: Vec<String> = rows(&model, &answer, "acknowledge").into_iter().map(line).collect();
    assert_eq!(found, ["overdue by 23, due 2026-06-08, breached", "met, due 2026-06-17"]);
    assert!(answer.findings.is_empty());
}

#[test]
fn a_thing_said_to_have_happened_in_the_future_is_left_out() {
    let model = model(DUTIES);
    let case = events(&["coming into care: 5 January 2026", "review: 28 January 2062"]);
    let answer = judge(&model, &case, "3 February 2026");
    assert_eq!(
        rows(&model, &answer, "initial-review").into_iter().map(line).collect::<Vec<_>>(),
        ["overdue by 1, due 2026-02-02, breached"]
    );
    assert_eq!(answer.findings.len(), 1);
    assert_eq!(answer.findings[0].code.to_string(), "D0801");
    // A file seen as of an earlier day is told of once.
    let answer = judge(&model, &case, "3 January 2026");
    let said: Vec<&str> = answer.findings.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("“coming into care”") && said[0].contains("so is one more"));
}

#[test]
fn a_bank_holiday_moves_the_date() {
    let case = events(&["complaint: 21 May 2026"]);
    // Monday 25 May is the Spring bank holiday.
    assert_eq!(of("acknowledge", &case, "21 May 2026"), ["pending, due 2026-05-29"]);
}
