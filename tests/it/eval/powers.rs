//! Powers: what their use changes, within their limits and beyond them (language
//! §3.7, E29).

use super::*;

const ADJOURN: &str = "
power adjourn-review
  who      the IRO
  may      adjourn a review
  limit    once for each review
duty initial-review
  must     hold a review
  due      within 20 working days of coming into care
  met by   the first review
";

fn initial(review: &str, as_of: &str) -> Vec<String> {
    let case = format!("events: [coming into care: 28 March 2026, review: {{{review}}}]");
    lines(&model(ADJOURN), &case, as_of, "initial-review")
}

#[test]
fn e29_adjourned_once_it_counts_on_the_planned_date() {
    let review = "planned for: 28 April 2026, adjourned: 28 April 2026, held: 12 May 2026";
    assert_eq!(initial(review, "20 May 2026"), ["met, due 2026-04-28"]);
}

#[test]
fn adjourned_twice_the_second_exceeds_the_power_and_the_review_counts_on_its_later_date() {
    let review = "planned for: 28 April 2026, adjourned: [28 April 2026, 5 May 2026], \
                  held: 12 May 2026";
    assert_eq!(initial(review, "20 May 2026"), ["met late by 14, due 2026-04-28, breached"]);
    // Until it is held after all, it was not held.
    assert_eq!(
        initial("planned for: 28 April 2026, adjourned: [28 April 2026, 5 May 2026]", "6 May 2026"),
        ["overdue by 8, due 2026-04-28, breached"]
    );
    // As of a day before the second, there was only one.
    assert_eq!(initial(review, "4 May 2026"), ["met, due 2026-04-28"]);
    let answer = judge(
        &model(ADJOURN),
        &format!("events: [coming into care: 28 March 2026, review: {{{review}}}]"),
        "20 May 2026",
    );
    let said: Vec<(String, String)> =
        answer.findings.iter().map(|one| (one.code.to_string(), one.message.clone())).collect();
    assert_eq!(
        said,
        [(
            "D0805".to_owned(),
            "the adjournment of the review on Tue 5 May 2026 is the second, and the power \
             “adjourn-review” goes as far as `once for each review`: it is ignored, and what was \
             adjourned counts on the day it was held after all"
                .to_owned()
        )]
    );
}

#[test]
fn an_adjournment_by_another_role_is_ignored() {
    let review = "planned for: 28 April 2026, adjourned: 28 April 2026, held: 12 May 2026, \
                  by: the social worker";
    assert_eq!(initial(review, "20 May 2026"), ["met late by 14, due 2026-04-28, breached"]);
}

const EFFECTS: &str = "
event grant of more time
  forms    grant more time | grant of more time / grants of more time
duty acknowledge
  must     acknowledge the complaint
  due      within 5 working days of each complaint
  scope    the whole record
duty answer
  must     answer the complaint
  due      within 10 working days of each complaint
  scope    the whole record
duty report
  must     write the report
  due      within 20 working days of each complaint
  scope    the whole record
power more-time
  who      the IRO
  may      grant more time
  limit    twice in the whole record
  scope    the whole record
  extends  answer by up to 10 working days
  changes  acknowledge to within 2 months of each complaint
  waives   report
";

fn after(uses: &str, as_of: &str) -> Vec<String> {
    let model = model(EFFECTS);
    let case = format!("events: [complaint: {{id: c, on: 1 June 2026}}{uses}]");
    ["acknowledge", "answer", "report"]
        .into_iter()
        .flat_map(|duty| lines(&model, &case, as_of, duty))
        .collect()
}

#[test]
fn effects_change_extend_and_waive() {
    assert_eq!(
        after("", "2 June 2026"),
        ["pending, due 2026-06-08", "pending, due 2026-06-15", "pending, due 2026-06-29"]
    );
    assert_eq!(
        after(", grant more time: {on: 3 June 2026, by: the IRO}", "4 June 2026"),
        ["pending, due 2026-08-01", "pending, due 2026-06-29", "not applicable, due 2026-06-29"]
    );
    // By a day before the most it may be.
    assert_eq!(
        after(", grant more time: {on: 3 June 2026, until: 20 June 2026}", "4 June 2026"),
        ["pending, due 2026-08-01", "pending, due 2026-06-20", "not applicable, due 2026-06-29"]
    );
    // Further than it reaches: it changes nothing there.
    let too_far = ", grant more time: {on: 3 June 2026, until: 1 August 2026}";
    assert_eq!(after(too_far, "4 June 2026")[1], "pending, due 2026-06-15");
    // By somebody else.
    assert_eq!(
        after(", grant more time: {on: 3 June 2026, by: the social worker}", "4 June 2026"),
        ["pending, due 2026-06-08", "pending, due 2026-06-15", "pending, due 2026-06-29"]
    );
    // After the last day it cures nothing.
    assert_eq!(
        after(", grant more time: 17 June 2026", "18 June 2026")[..2],
        ["overdue by 10, due 2026-06-08, breached", "overdue by 3, due 2026-06-15, breached"]
    );
}

#[test]
fn a_use_after_the_last_day_moves_nothing_though_it_names_its_deadline_and_is_told() {
    for link in ["", ", for: c"] {
        let uses = format!(", grant more time: {{on: 17 June 2026, by: the IRO{link}}}");
        assert_eq!(
            after(&uses, "18 June 2026")[..2],
            ["overdue by 10, due 2026-06-08, breached", "overdue by 3, due 2026-06-15, breached"]
        );
        let case = format!("events: [complaint: {{id: c, on: 1 June 2026}}{uses}]");
        let findings = judge(&model(EFFECTS), &case, "18 June 2026").findings;
        let said: Vec<&str> = findings.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(
            said,
            ["“grant of more time” on Wed 17 June 2026 came after Mon 15 June 2026, the last day \
              that it would have moved: it changes nothing"]
        );
    }
}

#[test]
fn each_use_extends_from_the_day_it_extends_up_to_the_limit() {
    let one = ", grant more time: 3 June 2026, grant more time: 5 June 2026";
    assert_eq!(after(one, "6 June 2026")[1], "pending, due 2026-07-13");
    let three = format!("{one}, grant more time: 6 June 2026");
    assert_eq!(after(&three, "7 June 2026")[1], "pending, due 2026-07-13");
}

#[test]
fn a_use_that_may_concern_a_deadline_leaves_it_open() {
    let vague = ", grant more time: between 10 June 2026 and 20 June 2026";
    assert_eq!(after(vague, "22 June 2026")[1], "overdue | due soon, due 2026-06-15..2026-06-29");
}

#[test]
fn what_somebody_did_whom_the_pack_does_not_know_is_neither_counted_nor_passed_over() {
    let by =
        |who: &str| after(&format!(", grant more time: {{on: 3 June 2026{who}}}"), "22 June 2026");
    assert_eq!(by(", by: the IRO"), by(""));
    assert_eq!(by(", by: the clerk")[1], "overdue | due soon, due 2026-06-15..2026-06-29");
    let model = model(
        "
duty first-visit
  must     visit the child
  due      within 5 working days of coming into care
  applies  unless recorded by the IRO: no visit is needed
",
    );
    let decided = |who: &str| {
        let case = format!(
            "events: [coming into care: 2 March 2026, no visit is needed: {{on: 3 March 2026{who}}}]"
        );
        lines(&model, &case, "2 April 2026", "first-visit")
    };
    assert_eq!(decided(", by: the IRO"), ["not applicable, due 2026-03-09"]);
    assert_eq!(decided(""), ["overdue by 24, due 2026-03-09, breached"]);
    assert_eq!(decided(", by: the clerk"), ["not applicable | overdue, due 2026-03-09"]);
}

#[test]
fn a_link_says_which_deadline_a_use_concerns() {
    let model = model(EFFECTS);
    let case = "events: [complaint: {id: one, on: 1 June 2026}, complaint: {id: two, on: 2 June 2026}, \
                grant more time: {on: 3 June 2026, for: two}]";
    assert_eq!(
        lines(&model, case, "4 June 2026", "answer"),
        ["pending, due 2026-06-15", "pending, due 2026-06-30"]
    );
}

const RIGHT: &str = "
event decision
  forms    decide | decision / decisions
event request for a review
  forms    ask for a review of the decision | request for a review
power ask
  may      ask for a review of the decision
  limit    within 20 working days of each decision
  scope    the whole record
";

fn rights(events: &str, as_of: &str) -> Vec<String> {
    let answer = judge(&model(RIGHT), &format!("events: [{events}]"), as_of);
    let shown = |right: &duly::eval::Right| {
        let due = right.row.due.map_or("-".to_owned(), |due| due.last.to_string());
        format!("{} {due}", right.state.word())
    };
    answer.rights.iter().map(shown).collect()
}

#[test]
fn a_right_is_open_used_or_closed_and_never_overdue() {
    assert_eq!(rights("decision: 1 June 2026", "29 June 2026"), ["open 2026-06-29"]);
    assert_eq!(rights("decision: 1 June 2026", "30 June 2026"), ["closed 2026-06-29"]);
    let used = "decision: 1 June 2026, request for a review: 10 June 2026";
    assert_eq!(rights(used, "30 June 2026"), ["used 2026-06-29"]);
    let late = "decision: 1 June 2026, request for a review: 30 June 2026";
    assert_eq!(rights(late, "1 July 2026"), ["closed 2026-06-29"]);
    let vague =
        "decision: 1 June 2026, request for a review: between 28 June 2026 and 30 June 2026";
    assert_eq!(rights(vague, "1 July 2026"), ["unknown 2026-06-29"]);
    let found = judge(&model(RIGHT), &format!("events: [{late}]"), "1 July 2026").findings;
    assert_eq!(found.iter().map(|one| one.code.to_string()).collect::<Vec<_>>(), ["D0808"]);
}
