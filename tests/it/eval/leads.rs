//! Lead times: what has to come before a review.

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
duty invitations
  must     send invitations
  due      at least 10 working days before each review
duty see-the-child
  who      the IRO
  must     speak with the child
  due      before each review
  applies  unless recorded by the IRO: the child refuses
duty before-sixteen
  must     write a pathway plan
  due      at least 3 months before the 16th birthday
";

fn of(duty: &str, events: &str, as_of: &str) -> Vec<String> {
    lines(&model(DUTIES), events, as_of, duty)
}

fn events(lines: &[&str]) -> String {
    lines.iter().fold("events:\n".to_owned(), |text, line| text + "  - " + line + "\n")
}

const ENTRY: &str = "coming into care: 28 March 2026";

#[test]
fn invitations_are_due_ten_working_days_before() {
    // Thu 28 May 2026: Spring bank holiday on the 25th.
    let case = events(&["coming into care: 1 May 2026", "review: {planned for: 28 May 2026}"]);
    assert_eq!(of("invitations", &case, "1 May 2026"), ["pending, due 2026-05-13"]);
    assert_eq!(of("invitations", &case, "14 May 2026"), ["overdue by 1, due 2026-05-13, breached"]);
}

#[test]
fn with_no_plan_the_lead_time_runs_from_the_last_day_for_the_review() {
    let case = events(&[ENTRY]);
    // The review is due by 28 April, so the invitations by 14 April.
    assert_eq!(of("invitations", &case, "30 March 2026"), ["pending, due 2026-04-14, provisional"]);
    assert_eq!(
        of("invitations", &case, "14 April 2026"),
        ["due soon, due 2026-04-14, provisional"]
    );
    assert_eq!(
        of("invitations", &case, "20 April 2026"),
        ["due soon, due 2026-04-14, provisional, at risk"]
    );
    // Never overdue without a plan.
    assert_eq!(
        of("invitations", &case, "20 May 2026"),
        ["due soon, due 2026-04-14, provisional, at risk"]
    );
}

#[test]
fn the_first_plan_takes_the_instance_over_key_and_all() {
    let model = model(DUTIES);
    let key = |case: &str| {
        let answer = judge(&model, case, "1 April 2026");
        let found = rows(&model, &answer, "invitations");
        assert_eq!(found.len(), 1);
        found[0].key
    };
    let expected = key(&events(&[ENTRY]));
    let planned = key(&events(&[ENTRY, "review: {planned for: 24 April 2026}"]));
    let moved = key(&events(&[ENTRY, "review: {planned for: 27 April 2026}"]));
    assert_eq!(expected, planned);
    assert_eq!(planned, moved);
    let held = judge(&model, &events(&[ENTRY, "review: 24 April 2026"]), "1 May 2026");
    assert_eq!(rows(&model, &held, "invitations")[0].key, planned);
}

#[test]
fn a_missed_lead_time_closes_when_its_event_has_taken_place() {
    let case = events(&[ENTRY, "review: 24 April 2026"]);
    assert_eq!(
        of("invitations", &case, "24 April 2026")[0],
        "overdue by 14, due 2026-04-10, breached"
    );
    assert_eq!(
        of("invitations", &case, "25 April 2026")[0],
        "lapsed by 14, due 2026-04-10, breached, too late"
    );
}

#[test]
fn what_is_sent_after_the_review_meets_nothing() {
    let case = events(&[ENTRY, "review: 24 April 2026", "send invitations: 25 April 2026"]);
    assert_eq!(
        of("invitations", &case, "1 May 2026")[0],
        "lapsed by 14, due 2026-04-10, breached, too late"
    );
}

#[test]
fn an_invitation_for_a_meeting_that_was_moved_earlier_may_become_late() {
    let sent = "send invitations: 10 April 2026";
    let before = events(&[ENTRY, "review: {planned for: 27 April 2026}", sent]);
    assert_eq!(of("invitations", &before, "12 April 2026"), ["met, due 2026-04-13"]);
    let moved = events(&[ENTRY, "review: {planned for: 22 April 2026}", sent]);
    assert_eq!(
        of("invitations", &moved, "12 April 2026"),
        ["met late by 2, due 2026-04-08, breached"]
    );
}

#[test]
fn last_years_invitation_does_not_serve_this_years_review() {
    let case = events(&[
        ENTRY,
        "send invitations: 1 April 2026",
        "review: 24 April 2026",
        "review: {planned for: 20 July 2026}",
    ]);
    assert_eq!(
        of("invitations", &case, "10 July 2026"),
        ["met, due 2026-04-10", "overdue by 4, due 2026-07-06, breached"]
    );
}

#[test]
fn a_stale_plan_is_no_plan() {
    let model = model(DUTIES);
    let case = events(&[ENTRY, "review: {planned for: 20 April 2026}"]);
    assert_eq!(
        of("invitations", &case, "20 April 2026"),
        ["overdue by 18, due 2026-04-02, breached"]
    );
    assert_eq!(
        of("invitations", &case, "21 April 2026"),
        ["due soon, due 2026-04-14, provisional, at risk, stale plan"]
    );
    let answer = judge(&model, &case, "21 April 2026");
    assert_eq!(answer.findings[0].code.to_string(), "D0804");
}

#[test]
fn what_led_up_to_a_cancelled_plan_is_withdrawn() {
    let case = events(&[ENTRY, "review: {planned for: 24 April 2026, cancelled: 2 April 2026}"]);
    assert_eq!(
        of("invitations", &case, "3 April 2026"),
        ["lapsed, due 2026-04-10", "pending, due 2026-04-14, provisional"]
    );
}

#[test]
fn the_day_of_the_review_is_in_time() {
    let case = events(&[ENTRY, "review: 24 April 2026", "speak with the child: 24 April 2026"]);
    assert_eq!(of("see-the-child", &case, "24 April 2026")[0], "met, due 2026-04-24");
    let after = events(&[ENTRY, "review: 24 April 2026", "speak with the child: 25 April 2026"]);
    assert_eq!(of("see-the-child", &after, "24 April 2026")[0], "due soon, due 2026-04-24");
    assert_eq!(
        of("see-the-child", &after, "25 April 2026")[0],
        "lapsed, due 2026-04-24, breached, too late"
    );
}

#[test]
fn a_decision_of_the_right_person_lets_the_duty_rest() {
    let refuses = |more: &str| {
        events(&[
            ENTRY,
            "review: {id: first, planned for: 24 April 2026}",
            &format!("the child refuses: {{{more}}}"),
        ])
    };
    let by_iro = refuses("on: 20 April 2026, by: the IRO");
    assert_eq!(of("see-the-child", &by_iro, "21 April 2026"), ["not applicable, due 2026-04-24"]);
    assert_eq!(of("see-the-child", &by_iro, "19 April 2026"), ["due soon, due 2026-04-24"]);
    let by_another = refuses("on: 20 April 2026, by: the social worker");
    assert_eq!(of("see-the-child", &by_another, "21 April 2026"), ["due soon, due 2026-04-24"]);
    let model = model(DUTIES);
    let codes: Vec<String> = judge(&model, &by_another, "21 April 2026")
        .findings
        .iter()
        .map(|one| one.code.to_string())
        .collect();
    assert_eq!(codes, ["D0809"]);
    // After the review it excuses nothing.
    let later = events(&[
        ENTRY,
        "review: 24 April 2026",
        "the child refuses: {on: 27 April 2026, by: the IRO}",
    ]);
    assert_eq!(
        of("see-the-child", &later, "1 May 2026")[0],
        "lapsed, due 2026-04-24, breached, too late"
    );
}

#[test]
fn a_birthday_is_known_beforehand() {
    let case = "born: 31 May 2012\n".to_owned() + &events(&["coming into care: 5 January 2026"]);
    // 28 February: the corresponding day of a shorter month.
    assert_eq!(of("before-sixteen", &case, "21 November 2026"), ["pending, due 2028-02-29"]);
    assert_eq!(
        of("before-sixteen", &case, "1 March 2028"),
        ["overdue by 1, due 2028-02-29, breached"]
    );
    assert_eq!(
        of("before-sixteen", &case, "1 June 2028"),
        ["lapsed by 92, due 2028-02-29, breached, too late"]
    );
    let unknown = events(&["coming into care: 5 January 2026"]);
    let model = model(DUTIES);
    let answer = judge(&model, &unknown, "21 November 2026");
    let row = rows(&model, &answer, "before-sixteen")[0];
    assert!(row.statuses.single().is_none());
    assert_eq!(row.blame, [duly::eval::Blame::BirthDate]);
}

#[test]
fn a_child_who_leaves_before_the_planned_review_ends_the_wait() {
    let case =
        events(&[ENTRY, "review: {planned for: 24 April 2026}", "leaving care: 3 April 2026"]);
    assert_eq!(of("invitations", &case, "4 April 2026"), ["lapsed, due 2026-04-10"]);
    assert_eq!(of("invitations", &case, "1 May 2026"), ["lapsed, due 2026-04-10"]);
    assert!(
        judge(&model(DUTIES), &case, "1 May 2026").findings.is_empty(),
        "nobody need say what became of it"
    );
}

#[test]
fn before_may_leave_out_the_same_day() {
    let due = |before: &str| {
        let case = events(&[ENTRY, "review: {planned for: 20 April 2026}"]);
        let words = WORDS.replace("before allows the same day", before);
        lines(&pack(&(words + DUTIES)), &case, "28 March 2026", "see-the-child")
    };
    assert_eq!(due("before allows the same day"), ["pending, due 2026-04-20"]);
    assert_eq!(due("before leaves out the same day"), ["pending, due 2026-04-19"]);
}

#[test]
fn a_case_that_leads_up_to_another_event_stays_open_until_that() {
    let model = library_model("statute/care-planning-regulations-2010");
    let of = |more: &str, as_of: &str| {
        let case = format!(
            "events:\n  - coming into care: 21 November 2026\n  - placement start: 1 December 2026\n\
             \x20 - no health assessment practicable before the placement: 21 November 2026\n{more}"
        );
        lines(&model, &case, as_of, "first-health-assessment")
    };
    // No review is planned: the last day on which the first may be held.
    assert_eq!(of("", "2 December 2026"), ["pending, due 2026-12-18, provisional"]);
    assert_eq!(of("", "21 December 2026"), ["due soon, due 2026-12-18, provisional, at risk"]);
    let planned = "  - review: {planned for: 14 December 2026}\n";
    assert_eq!(of(planned, "2 December 2026"), ["pending, due 2026-12-14"]);
    let held = "  - review: 14 December 2026\n";
    assert_eq!(of(held, "15 December 2026"), ["lapsed, due 2026-12-14, breached, too late"]);
    let done = format!("{held}  - health assessment: 10 December 2026\n");
    assert_eq!(of(&done, "15 December 2026"), ["met, due 2026-12-14"]);
}

#[test]
fn what_leads_up_to_two_on_one_day_leads_up_to_both() {
    const TWICE: &str = "
duty see-before
  must     speak with the child
  due      before each placement disruption
  applies  unless recorded: no time was left
duty invite
  must     send invitations
  due      at least 10 days before each placement disruption
";
    let model = model(TWICE);
    let two = ["coming into care: 1 January 2026", "placement disruption: 10 January 2026"];
    let both = ["placement disruption: 2 March 2026", "placement disruption: 2 March 2026"];
    let judged = |duty: &str, acts: &[&str]| {
        let case = events(&[&two[..], &both, acts].concat());
        lines(&model, &case, "30 April 2026", duty).split_off(1)
    };
    let met = ["met, due 2026-03-02"; 2];
    assert_eq!(judged("see-before", &["speak with the child: 1 March 2026"]), met);
    assert_eq!(judged("see-before", &["speak with the child: 2 March 2026"]), met);
    assert_eq!(
        judged("invite", &["send invitations: 20 February 2026"]),
        ["met, due 2026-02-20"; 2]
    );
    // What led up to the one of another day is too old for either.
    assert_eq!(
        judged("see-before", &["speak with the child: 10 January 2026"]),
        ["lapsed, due 2026-03-02, breached, too late"; 2]
    );
    assert_eq!(
        judged("see-before", &["no time was left: 1 March 2026"]),
        ["not applicable, due 2026-03-02"; 2]
    );
    // One that names its own is of that alone.
    let named = "events:\n  - coming into care: 1 January 2026\n  - placement disruption: {id: a, on: 2 March 2026}\n  - placement disruption: {id: b, on: 2 March 2026}\n  - speak with the child: {on: 1 March 2026, for: b}\n";
    assert_eq!(
        lines(&model, named, "30 April 2026", "see-before"),
        ["lapsed, due 2026-03-02, breached, too late", "met, due 2026-03-02"]
    );
}
