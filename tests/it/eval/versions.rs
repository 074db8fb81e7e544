//! Rules that change: the version that rules an instance, and what becomes of what
//! is running when a new one begins.

use super::*;

fn duty(more: &str) -> String {
    format!(
        "duty later\n  must hold a review\n  met by the next review\n\
         \x20 due within 6 months of each review from 1 April 2011 until 23 April 2020\n\
         \x20 due within 3 months of each review from 24 April 2020\n{more}"
    )
}

fn of(pack: &str, events: &[&str], as_of: &str) -> Vec<String> {
    let events = events
        .iter()
        .fold("events:\n  - coming into care: 1 January 2019\n".to_owned(), |text, line| {
            text + "  - " + line + "\n"
        });
    lines(&model(pack), &events, as_of, "later")
}

#[test]
fn a_running_deadline_keeps_the_rule_of_its_trigger() {
    let by_trigger = duty("  transition by trigger date\n");
    let rows = of(&by_trigger, &["review: 23 April 2020"], "1 May 2020");
    assert_eq!(rows, ["pending, due 2020-10-23"]);
    let rows = of(&by_trigger, &["review: 24 April 2020"], "1 May 2020");
    assert_eq!(rows, ["pending, due 2020-07-24"]);
    assert!(of(&by_trigger, &["review: 1 March 2011"], "1 May 2020").is_empty());
}

#[test]
fn the_rule_of_the_due_date_may_count() {
    let by_due = duty("  transition by due date\n");
    assert_eq!(of(&by_due, &["review: 1 March 2020"], "2 March 2020"), ["pending, due 2020-06-01"]);
    assert_eq!(of(&by_due, &["review: 1 March 2019"], "2 March 2019"), ["pending, due 2019-09-01"]);
}

#[test]
fn a_new_rule_may_bring_a_running_deadline_forward() {
    let now = duty("  transition from commencement\n");
    assert_eq!(of(&now, &["review: 1 March 2020"], "2 March 2020"), ["pending, due 2020-06-01"]);
    assert_eq!(of(&now, &["review: 2 January 2020"], "2 March 2020"), ["pending, due 2020-04-24"]);
    let later = duty("  transition from commencement with 1 month grace\n");
    assert_eq!(
        of(&later, &["review: 2 January 2020"], "2 March 2020"),
        ["pending, due 2020-05-24"]
    );
}

#[test]
fn a_day_that_may_lie_on_either_side_may_have_either_rule() {
    let rows = of(
        &duty("  transition by trigger date\n"),
        &["review: between 20 April 2020 and 28 April 2020"],
        "1 June 2020",
    );
    assert_eq!(rows, ["pending, due 2020-07-24..2020-10-23, possibly imprecise"]);
}

#[test]
fn nothing_starts_while_nothing_applies() {
    let pack = "duty later\n  must hold a review\n  due within 6 months of each review\n  met by the next review\n\
        \x20 nothing applies from 24 April 2020 until 25 September 2020\n";
    assert!(of(pack, &["review: 1 May 2020"], "1 June 2020").is_empty());
    assert_eq!(
        of(pack, &["review: 26 September 2020"], "1 October 2020"),
        ["pending, due 2021-03-26"]
    );
}

#[test]
fn a_duty_is_in_force_for_a_time() {
    let pack = "duty later\n  must hold a review\n  due within 6 months of each review\n  met by the next review\n\
        \x20 in force from 1 June 2024\n";
    assert!(of(pack, &["review: 31 May 2024"], "2 June 2024").is_empty());
    assert_eq!(of(pack, &["review: 1 June 2024"], "2 June 2024"), ["pending, due 2024-12-01"]);
}
