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
    assert_eq!(rows, ["pending, due 2020-07-24..2020-10-23"]);
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

/// A pack of one rule, and one that changes it on 1 June 2024.
fn changed(rule: &str, change: &str) -> Checked {
    let base = format!("{WORDS}{rule}");
    let own = format!(
        "pack own/rules: \"Own\"\n  extends test/pack\n  scope each period looked after\n{change}\n  in force from 1 June 2024\n"
    );
    let world = MemoryWorld::new()
        .with("policies/test/pack.duly", base)
        .with("policies/own/rules.duly", own);
    resolved(&world, "own/rules")
}

fn since(model: &Checked, events: &[&str], as_of: &str, duty: &str) -> Vec<String> {
    let events = events.iter().fold(
        "born: 3 May 2009\nevents:\n  - coming into care: 1 January 2019\n".to_owned(),
        |text, line| text + "  - " + line + "\n",
    );
    lines(model, &events, as_of, duty)
}

#[test]
fn another_act_may_be_asked_for_from_a_day_on() {
    let model = changed(
        "event visit\n  forms visit the child | visit / visits\nevent call\n  forms call the child | call / calls\n\
         duty after\n  must visit the child\n  due within 10 working days of each complaint\n",
        "change after\n  must call the child",
    );
    let both = &["complaint: 28 May 2024", "complaint: 3 June 2024", "call: 4 June 2024"];
    let rows = since(&model, both, "5 June 2024", "after");
    assert_eq!(rows, ["pending, due 2024-06-11", "met, due 2024-06-17"]);
    let visit = &["complaint: 28 May 2024", "complaint: 3 June 2024", "visit: 4 June 2024"];
    let rows = since(&model, visit, "5 June 2024", "after");
    assert_eq!(rows, ["met, due 2024-06-11", "pending, due 2024-06-17"]);
}

#[test]
fn by_due_date_the_new_act_meets_what_began_before() {
    let model = changed(
        "event visit\n  forms visit the child | visit / visits\nevent call\n  forms call the child | call / calls\n\
         duty after\n  must visit the child\n  due within 10 working days of each complaint\n  transition by due date\n",
        "change after\n  must call the child",
    );
    let events = &["complaint: 28 May 2024", "call: 4 June 2024"];
    assert_eq!(since(&model, events, "5 June 2024", "after"), ["met, due 2024-06-11"]);
}

#[test]
fn a_condition_with_a_decision_may_begin_on_a_day() {
    let model = changed(
        "event visit\n  forms visit the child | visit / visits\n\
         duty after\n  must visit the child\n  due within 10 working days of each complaint\n",
        "change after\n  applies unless recorded: not wanted",
    );
    let old = &["complaint: 28 May 2024", "not wanted: 29 May 2024"];
    assert_eq!(since(&model, old, "5 June 2024", "after"), ["pending, due 2024-06-11"]);
    let new = &["complaint: 3 June 2024", "not wanted: 4 June 2024"];
    assert_eq!(since(&model, new, "5 June 2024", "after"), ["not applicable, due 2024-06-17"]);
}

#[test]
fn a_scope_that_changes_leaves_the_packs_before() {
    let model = changed(
        "duty first\n  must hold a review\n  due within 20 working days of each complaint\n  met by the first review\n",
        "change first\n  scope the whole record",
    );
    let events = &[
        "review: 1 March 2019",
        "leaving care: 1 April 2019",
        "coming into care: 1 April 2024",
        "complaint: 15 April 2024",
        "review: 18 April 2024",
        "complaint: 3 June 2024",
    ];
    let rows = since(&model, events, "5 June 2024", "first");
    assert_eq!(rows, ["met, due 2024-05-14", "pending, due 2024-07-01"]);
}

#[test]
fn a_standing_duty_may_ask_for_something_else_from_a_day_on() {
    let words = "status named IRO\nstatus named worker\n\
        standing named\n  must have a named IRO\n  during each period looked after\n";
    let model = changed(words, "change named\n  must have a named worker");
    let case = |periods: &str, as_of: &str| {
        let text = format!("events:\n  - coming into care: 1 May 2024\nperiods: [{periods}]\n");
        lines(&model, &text, as_of, "named")
    };
    let handed = "named IRO: {from: 1 May 2024, until: 1 June 2024}, named worker: {from: 1 June 2024, until: ongoing}";
    assert_eq!(case(handed, "10 June 2024"), ["pending"]);
    let late = "named IRO: {from: 1 May 2024, until: ongoing}, named worker: {from: 4 June 2024, until: ongoing}";
    assert_eq!(case(late, "3 June 2024"), ["overdue by 3, due 2024-05-31, breached"]);
    assert_eq!(case(late, "10 June 2024"), ["met late by 3, due 2024-05-31, breached"]);
}

const TEENS: &str = "definition teenager
  means      the child is aged at least 13
duty letter
  must       send a letter
  due        within 5 working days of each complaint
  applies    if the child is a teenager
  scope      the whole record
";

#[test]
fn a_definition_holds_while_it_is_in_force() {
    let words = TEENS.replace("13\n", "13\n  in force   from 1 June 2024\n");
    let model = model(&words);
    let rows = since(&model, &["complaint: 31 May 2024"], "4 June 2024", "letter");
    assert_eq!(rows, ["not applicable, due 2024-06-07"]);
    let rows = since(&model, &["complaint: 3 June 2024"], "4 June 2024", "letter");
    assert_eq!(rows, ["pending, due 2024-06-10"]);
}

#[test]
fn a_definition_may_change_on_a_day() {
    let model = changed(TEENS, "change teenager\n  means the child is aged at least 16");
    let born_2009 = &["complaint: 31 May 2024", "complaint: 3 June 2024", "complaint: 5 May 2025"];
    assert_eq!(
        since(&model, born_2009, "6 May 2025", "letter"),
        [
            "overdue by 333, due 2024-06-07, breached",
            "not applicable, due 2024-06-10",
            "pending, due 2025-05-12"
        ]
    );
}

#[test]
fn silence_counts_while_the_rule_that_says_so_is_in_force() {
    let words = "event asking\n  forms ask for consent | asking / askings\nevent reply\n  forms reply | reply / replies\n\
        event consent\n  forms consent | consent / consents\n\
        deem consented\n  when 5 working days pass after each asking without a reply\n  gives consent\n";
    let duty = "duty file\n  must file the consent\n  due within 5 working days of each consent\n";
    let started = &["asking: 29 May 2024", "asking: 3 June 2024"];
    let from = model(&format!("{words}  in force from 1 June 2024\n{duty}"));
    assert_eq!(since(&from, started, "12 June 2024", "file"), ["pending, due 2024-06-17"]);
    let changed = changed(
        &format!("{words}{duty}"),
        "change consented\n  when 2 working days pass after each asking without a reply",
    );
    assert_eq!(
        since(&changed, started, "12 June 2024", "file"),
        [
            "overdue by 0, due 2024-06-12".replace("overdue by 0, ", "due soon, "),
            "due soon, due 2024-06-12".to_owned()
        ]
    );
}

#[test]
fn a_power_may_reach_further_from_a_day_on() {
    let model = changed(
        "event more time\n  forms grant more time | more time\n\
         duty answer\n  must send an answer\n  due within 10 working days of each complaint\n\
         power more-time\n  may grant more time\n  extends answer by 5 working days\n",
        "change more-time\n  extends answer by 10 working days",
    );
    let of = |complaint: &str, more: &str| {
        let (complaint, more) = (format!("complaint: {complaint}"), format!("more time: {more}"));
        since(&model, &[&complaint, &more], "6 June 2024", "answer")
    };
    assert_eq!(of("28 May 2024", "30 May 2024"), ["pending, due 2024-06-18"]);
    assert_eq!(of("28 May 2024", "4 June 2024"), ["pending, due 2024-06-25"]);
}

#[test]
fn what_stands_once_may_stand_again_for_another_time() {
    let model = model(
        "event visit\n  forms visit the child | visit / visits\n\
         duty after\n  must visit the child until 31 May 2024\n  should visit the child from 1 June 2024\n\
         \x20 due within 10 working days of each complaint\n",
    );
    let duty = model.find("after").unwrap();
    let modalities: Vec<_> = duty.versions().iter().map(|one| one.modality).collect();
    assert_eq!(modalities, [duly::model::Modality::Must, duly::model::Modality::Should]);
}

/// An assessment at least once a year, asked for from a day on.
fn yearly(more: &str) -> String {
    format!("duty later\n  must hold a review\n  due at least once in every 12 months{more}\n")
}

#[test]
fn what_is_owed_again_and_again_counts_from_the_last_act_before_it_was_asked_for() {
    let in_force = yearly("\n  in force from 1 April 2020");
    // A year after the act of 15 March 2020, which was before anybody asked for it.
    let once = ["review: 15 March 2020"];
    assert_eq!(of(&in_force, &once, "1 June 2020"), ["pending, due 2021-03-15"]);
    assert_eq!(of(&in_force, &once, "16 March 2021"), ["overdue by 1, due 2021-03-15, breached"]);
    assert!(of(&in_force, &once, "31 March 2020").is_empty());
    // Never before it was asked for.
    assert_eq!(
        of(&in_force, &["review: 15 March 2019"], "2 April 2020"),
        ["overdue by 1, due 2020-04-01, breached"]
    );
    // Without any, from the day on which it is asked for.
    assert_eq!(of(&in_force, &[], "2 April 2020"), ["pending, due 2021-04-01"]);
    let then = ["review: 15 March 2020", "review: 20 March 2021"];
    assert_eq!(
        of(&in_force, &then, "1 April 2021"),
        ["met late by 5, due 2021-03-15, breached", "pending, due 2022-03-20"]
    );
    // Who left care before it was asked for owes nothing.
    let left = ["review: 15 March 2020", "leaving care: 20 March 2020"];
    assert!(of(&in_force, &left, "1 June 2020").is_empty());
}

#[test]
fn what_runs_under_a_rule_runs_on_under_it() {
    let dated = "duty later\n  must hold a review\n\
        \x20 due at least once in every 12 months from 1 April 2011 until 31 March 2020\n\
        \x20 due at least once in every 6 months from 1 April 2020\n";
    // The one of 15 March 2020 has its year; the next has six months.
    let events = ["review: 15 December 2019", "review: 15 March 2020", "review: 1 May 2020"];
    assert_eq!(
        of(dated, &events, "1 June 2020"),
        [
            "met, due 2020-01-01",
            "pending, due 2020-11-01",
            "met, due 2020-12-15",
            "met, due 2021-03-15"
        ]
    );
}

#[test]
fn a_year_that_began_before_it_was_asked_for_is_owed_by_its_end() {
    let each = |window: &str| {
        format!(
            "duty later\n  must hold a review\n  due at least once in each {window}\n\
             \x20 scope the whole record\n  in force from 1 April 2020\n"
        )
    };
    assert_eq!(of(&each("calendar year"), &[], "1 June 2020"), ["pending, due 2020-12-31"]);
    assert_eq!(of(&each("whole calendar year"), &[], "1 June 2021"), ["pending, due 2021-12-31"]);
}
