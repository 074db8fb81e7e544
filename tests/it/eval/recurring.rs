//! What comes again and again: the worked examples of schedules, of `at least once
//! in …`, of clocks, and of what becomes of another duty.

use super::*;

/// The words these examples need beside the others.
const MORE: &str = "
event placement start
  forms      start a placement | placement start / placement starts
event placement end
event adoption placement
event adoption review
  forms      hold an adoption review | adoption review / adoption reviews
event visit
  forms      visit the child | visit / visits
event disagreement
event informal resolution
  forms      resolve the disagreement informally | informal resolution
event dispute
  forms      start the dispute resolution process | start of the dispute resolution process
event conclusion
  forms      conclude the dispute resolution process | conclusion / conclusions
event entry into custody
event release from custody
status in custody
  from       entry into custody until release from custody
  separate
status long term
fact intended to last until 18
  type       yes or no
  of         placement start
  recorded   fully
";

fn judged(duties: &str, case: &str, as_of: &str, duty: &str) -> Vec<String> {
    lines(&model(&format!("{MORE}{duties}")), case, as_of, duty)
}

fn one(duty: &str, case: &str, as_of: &str) -> Vec<String> {
    judged(&format!("\nduty it\n{duty}"), case, as_of, "it")
}

const ADOPTION: &str = "  must     hold an adoption review
  schedule first within 4 weeks of each adoption placement; then within 3 months; then every 6 months
  applies  while the child is placed for adoption
";

#[test]
fn e20_each_stage_counts_from_the_act_before() {
    let case = "periods: [placed for adoption: {from: 1 March 2025, until: ongoing}]\nevents: [coming into care: 1 January 2025, adoption placement: 1 March 2025, adoption review: 20 March 2025, adoption review: 25 June 2025, adoption review: 1 December 2025]";
    assert_eq!(
        one(ADOPTION, case, "1 March 2026"),
        [
            "met, due 2025-03-29",
            "met late by 5, due 2025-06-20, breached",
            "met, due 2025-12-25",
            "pending, due 2026-06-01",
        ]
    );
}

#[test]
fn e20_a_missed_review_does_not_pile_up() {
    let case = "periods: [placed for adoption: {from: 1 March 2025, until: ongoing}]\nevents: [coming into care: 1 January 2025, adoption placement: 1 March 2025]";
    assert_eq!(one(ADOPTION, case, "1 March 2026"), ["overdue by 337, due 2025-03-29, breached"]);
}

#[test]
fn e20_ends_with_its_while() {
    let case = "periods: [placed for adoption: {from: 1 March 2025, until: 10 June 2025}]\nevents: [coming into care: 1 January 2025, adoption placement: 1 March 2025, adoption review: 20 March 2025]";
    assert_eq!(
        one(ADOPTION, case, "1 March 2026"),
        ["met, due 2025-03-29", "lapsed, due 2025-06-20"]
    );
}

const VISITS: &str = "  must     visit the child
  schedule first within 1 week of each placement start; then every 6 weeks; after 1 year, every 3 months if that placement start is intended to last until 18; otherwise every 6 weeks
  scope    each placement start
";

#[test]
fn e21_the_interval_changes_on_the_day_of_the_visit_before() {
    let facts = "placement start: {on: 1 January 2024, intended to last until 18: yes}";
    let case = format!(
        "events: [{facts}, visit: 5 January 2024, visit: 1 January 2025, visit: 2 January 2025]"
    );
    let rows = one(VISITS, &case, "3 January 2025");
    // A year from 1 January 2024 ends on 1 January 2025: a visit on that day is in it.
    assert_eq!(
        rows,
        [
            "met, due 2024-01-08",
            "met late by 320, due 2024-02-16, breached",
            "met, due 2025-02-12",
            "pending, due 2025-04-02",
        ]
    );
    let short = case.replace("until 18: yes", "until 18: no");
    assert_eq!(one(VISITS, &short, "3 January 2025").last().unwrap(), "pending, due 2025-02-13");
}

#[test]
fn e21_the_next_placement_begins_anew() {
    let case = "events: [placement start: 1 January 2024, visit: 5 January 2024, placement start: 20 January 2024]";
    assert_eq!(
        one(VISITS, case, "22 January 2024"),
        ["met, due 2024-01-08", "pending, due 2024-01-27", "lapsed, due 2024-02-16"]
    );
}

#[test]
fn a_stage_runs_until_an_event() {
    let duty = "  must     visit the child
  schedule first within 1 week of each placement start; then every 1 week until the first review; then every 6 weeks
";
    let case = "events: [coming into care: 1 January 2024, placement start: 1 January 2024, visit: 5 January 2024, review: 10 January 2024, visit: 11 January 2024]";
    assert_eq!(
        one(duty, case, "12 January 2024"),
        ["met, due 2024-01-08", "met, due 2024-01-12", "pending, due 2024-02-22"]
    );
}

#[test]
fn a_schedule_may_be_judged_on_the_due_date() {
    let duty = VISITS
        .replace("otherwise every 6 weeks", "otherwise every 6 weeks; judged on the due date");
    let case = "events: [placement start: {on: 1 January 2024, intended to last until 18: yes}, visit: 5 January 2024, visit: 20 December 2024]";
    // Six weeks on lies after the year: three months apply.
    assert_eq!(one(&duty, case, "21 December 2024").last().unwrap(), "pending, due 2025-03-20");
    assert_eq!(one(VISITS, case, "21 December 2024").last().unwrap(), "pending, due 2025-01-31");
}

#[test]
fn a_fixed_timetable_keeps_its_days() {
    let duty = "  must     visit the child
  schedule first within 3 months of each placement start; then every 3 months on a fixed timetable
";
    let early = "events: [coming into care: 31 January 2024, placement start: 31 January 2024, visit: 20 March 2024]";
    assert_eq!(
        one(duty, early, "21 March 2024"),
        ["met, due 2024-04-30", "pending, due 2024-07-31"]
    );
    // One that came after two turns have passed does not make the next due at once.
    let late = "events: [coming into care: 31 January 2024, placement start: 31 January 2024, visit: 1 August 2024]";
    assert_eq!(
        one(duty, late, "2 August 2024"),
        ["met late by 93, due 2024-04-30, breached", "pending, due 2024-10-31"]
    );
}

#[test]
fn that_day_may_count_as_day_one() {
    let duty = "  must     visit the child
  schedule first within 1 week of each placement start; then every 6 weeks, beginning with that day
";
    let case = "events: [coming into care: 1 January 2024, placement start: 1 January 2024, visit: 2 January 2024]";
    assert_eq!(one(duty, case, "3 January 2024").last().unwrap(), "pending, due 2024-02-12");
}

#[test]
fn an_act_that_names_its_placement_belongs_to_it() {
    let case = "events: [placement start: {id: a, on: 1 January 2024}, placement start: {id: b, on: 20 January 2024}, visit: {on: 22 January 2024, for: a}]";
    let duty = VISITS.replace("  scope    each placement start\n", "  scope    the whole record\n");
    assert_eq!(
        one(&duty, case, "23 January 2024"),
        ["lapsed by 12, due 2024-01-08, breached", "pending, due 2024-01-27"]
    );
}

const ANNUAL: &str = "  must     hold a review
  due      at least once in every 12 months
  applies  while the child is long term
";

#[test]
fn e17_counts_from_the_last_act_or_the_start() {
    let case = "periods: [long term: {from: 1 June 2024, until: ongoing}]\nevents: [coming into care: 1 January 2023]";
    assert_eq!(one(ANNUAL, case, "1 July 2024"), ["pending, due 2025-06-01"]);
    let before = "periods: [long term: {from: 1 June 2024, until: ongoing}]\nevents: [coming into care: 1 January 2023, review: 1 February 2024]";
    assert_eq!(one(ANNUAL, before, "1 July 2024"), ["pending, due 2025-02-01"]);
    // Longer ago than that: due on the day it is required, not before.
    let long_ago = "periods: [long term: {from: 1 June 2024, until: ongoing}]\nevents: [coming into care: 1 January 2023, review: 1 February 2023]";
    assert_eq!(one(ANNUAL, long_ago, "2 June 2024"), ["overdue by 1, due 2024-06-01, breached"]);
    let again = "periods: [long term: {from: 1 June 2024, until: ongoing}]\nevents: [coming into care: 1 January 2023, review: 1 February 2024, review: 3 February 2025]";
    assert_eq!(
        one(ANNUAL, again, "1 July 2025"),
        ["met late by 2, due 2025-02-01, breached", "pending, due 2026-02-03"]
    );
}

#[test]
fn e17_lapses_and_begins_again_with_the_requirement() {
    let case = "periods: [long term: {from: 1 June 2024, until: 1 September 2024}, long term: {from: 1 June 2025, until: ongoing}]\nevents: [coming into care: 1 January 2023, review: 1 February 2024]";
    assert_eq!(
        one(ANNUAL, case, "2 June 2025"),
        ["lapsed, due 2025-02-01", "overdue by 1, due 2025-06-01, breached"]
    );
}

#[test]
fn e34_once_during_each_period() {
    let duty = "  must     hold a review\n  due      at least once during each period in custody\n";
    let ongoing = "events: [coming into care: 1 January 2025, entry into custody: 1 March 2025]";
    assert_eq!(one(duty, ongoing, "1 June 2025"), ["pending"]);
    let over = "events: [coming into care: 1 January 2025, entry into custody: 1 March 2025, release from custody: 10 May 2025]";
    assert_eq!(one(duty, over, "1 June 2025"), ["overdue by 23, due 2025-05-09, breached"]);
    let met = "events: [coming into care: 1 January 2025, entry into custody: 1 March 2025, review: 9 May 2025, release from custody: 10 May 2025]";
    assert_eq!(one(duty, met, "1 June 2025"), ["met, due 2025-05-09"]);
    let late = "events: [coming into care: 1 January 2025, entry into custody: 1 March 2025, release from custody: 10 May 2025, review: 20 May 2025]";
    assert_eq!(one(duty, late, "1 June 2025"), ["met late by 11, due 2025-05-09, breached"]);
}

#[test]
fn e35_once_in_each_financial_year() {
    let duty = "  must     hold a review\n  due      at least once in each financial year\n  scope    the whole record\n";
    let case = "history from: 1 June 2023\nevents: [review: 5 January 2024, review: 1 May 2025]";
    assert_eq!(
        one(duty, case, "1 July 2025"),
        ["met, due 2024-03-31", "overdue by 92, due 2025-03-31, breached", "met, due 2026-03-31",]
    );
    // A second one makes good the year that was missed; with the next year over, it
    // is closed.
    let second = case.replace("1 May 2025]", "1 May 2025, review: 2 June 2025]");
    assert_eq!(one(duty, &second, "1 July 2025")[1], "met late by 63, due 2025-03-31, breached");
    assert_eq!(one(duty, case, "1 April 2026")[1], "lapsed by 365, due 2025-03-31, breached");
}

#[test]
fn a_year_may_begin_with_an_event_or_be_whole() {
    let duty =
        "  must     hold a review\n  due      at least once in each year from coming into care\n";
    let case = "events: [coming into care: 29 February 2024, review: 1 March 2024]";
    assert_eq!(one(duty, case, "1 April 2025"), ["met, due 2025-02-27", "pending, due 2026-02-27"]);
    let whole = "  must     hold a review\n  due      at least once in each whole calendar year\n";
    assert_eq!(one(whole, case, "1 December 2024"), Vec::<String>::new());
    assert_eq!(one(whole, case, "1 February 2025"), ["pending, due 2025-12-31"]);
    let part = "  must     hold a review\n  due      at least once in each calendar year\n";
    assert_eq!(one(part, case, "1 December 2024"), ["met, due 2024-12-31"]);
}

#[test]
fn terms_are_those_of_the_calendar() {
    let text = WORDS.replace("calendar   england-and-wales", "calendar   school");
    let calendar = "\ncalendar school\n  means      england-and-wales\n  terms      2 September 2024 to 20 December 2024\n  terms      6 January 2025 to 11 April 2025\n";
    let duty = "\nduty it\n  must     hold a review\n  due      at least once in each term\n";
    let whole = duty.replace("each term", "each whole term");
    let case = "events: [coming into care: 1 October 2024, review: 7 January 2025]";
    let of =
        |duty: &str, on: &str| lines(&pack(&format!("{text}{calendar}{duty}")), case, on, "it");
    assert_eq!(
        of(duty, "8 January 2025"),
        ["overdue by 19, due 2024-12-20, breached", "met, due 2025-04-11"]
    );
    assert_eq!(of(&whole, "8 January 2025"), ["met, due 2025-04-11"]);
}

const DISPUTE: &str = "
duty informal-resolution
  should   resolve the disagreement informally
  due      within 10 working days of each disagreement
duty start-dispute
  must     start the dispute resolution process
  due      within 5 working days of informal-resolution becoming overdue
duty dispute-total
  must     conclude the dispute resolution process
  due      within 20 working days of each dispute
";

#[test]
fn e15_what_is_overdue_starts_another_duty() {
    let case = "events: [coming into care: 1 January 2026, disagreement: 1 June 2026]";
    assert_eq!(judged(DISPUTE, case, "15 June 2026", "start-dispute"), Vec::<String>::new());
    // Due on Monday the 15th, overdue from the 16th: five working days from there.
    assert_eq!(judged(DISPUTE, case, "16 June 2026", "start-dispute"), ["pending, due 2026-06-23"]);
    let resolved = "events: [coming into care: 1 January 2026, disagreement: 1 June 2026, informal resolution: 15 June 2026]";
    assert_eq!(judged(DISPUTE, resolved, "1 July 2026", "start-dispute"), Vec::<String>::new());
    let late = resolved.replace("15 June", "16 June");
    assert_eq!(
        judged(DISPUTE, &late, "24 June 2026", "start-dispute"),
        ["overdue by 1, due 2026-06-23, breached"]
    );
}

#[test]
fn e15_what_is_met_or_due_starts_another_too() {
    let duty = DISPUTE.replace("becoming overdue", "becoming met");
    let case = "events: [coming into care: 1 January 2026, disagreement: 1 June 2026, informal resolution: 10 June 2026]";
    assert_eq!(judged(&duty, case, "11 June 2026", "start-dispute"), ["pending, due 2026-06-17"]);
    let duty = DISPUTE.replace("becoming overdue", "becoming due");
    assert_eq!(judged(&duty, case, "20 June 2026", "start-dispute"), Vec::<String>::new());
    let open = "events: [coming into care: 1 January 2026, disagreement: 1 June 2026]";
    assert_eq!(judged(&duty, open, "15 June 2026", "start-dispute"), ["pending, due 2026-06-22"]);
}

#[test]
fn e15_where_the_breach_is_not_known_neither_is_what_follows() {
    let case = "events: [coming into care: 1 January 2026, disagreement: 1 June 2026, informal resolution: between 12 June 2026 and 18 June 2026]";
    assert_eq!(
        judged(DISPUTE, case, "30 June 2026", "start-dispute"),
        ["not applicable | overdue, due 2026-06-23"]
    );
}

#[test]
fn e16_a_total_over_several_steps() {
    let case = "events: [coming into care: 1 January 2026, disagreement: 1 June 2026, dispute: 22 June 2026, conclusion: 21 July 2026]";
    assert_eq!(
        judged(DISPUTE, case, "30 July 2026", "dispute-total"),
        ["met late by 1, due 2026-07-20, breached"]
    );
}

#[test]
fn e12_distribution_from_the_completion() {
    let duty = "  must     distribute the review record\n  due      within 20 working days of the completion of each review\n";
    let case = "events: [coming into care: 1 April 2026, review: {started: 28 April 2026, completed: 12 May 2026}]";
    assert_eq!(one(duty, case, "13 May 2026"), ["pending, due 2026-06-10"]);
}

#[test]
fn a_birthday_on_29_february_falls_on_1_march() {
    let duty =
        "  must     hold a review\n  due      within 10 calendar days of the 18th birthday\n";
    let case = "born: 29 February 2008\nevents: [coming into care: 1 January 2026]";
    assert_eq!(one(duty, case, "1 February 2026"), ["pending, due 2026-03-11, not yet open"]);
    let text =
        format!("{WORDS}\nduty it\n{duty}").replace("fall on 1 March", "fall on 28 February");
    assert_eq!(
        lines(&pack(&text), case, "1 February 2026", "it"),
        ["pending, due 2026-03-10, not yet open"]
    );
}

#[test]
fn a_clock_starts_again_on_each_of_an_event() {
    let duty = "  must     answer the complaint\n  due      within 20 working days of each complaint\n  clock    restarts on each review\n";
    let case = "events: [coming into care: 1 January 2026, complaint: 1 June 2026]";
    assert_eq!(one(duty, case, "2 June 2026"), ["pending, due 2026-06-29"]);
    let again = "events: [coming into care: 1 January 2026, complaint: 1 June 2026, review: 29 June 2026, review: 1 July 2026]";
    assert_eq!(one(duty, again, "2 July 2026"), ["pending, due 2026-07-29"]);
    // After the due date it is too late to start again.
    let late =
        "events: [coming into care: 1 January 2026, complaint: 1 June 2026, review: 30 June 2026]";
    assert_eq!(one(duty, late, "2 July 2026"), ["overdue by 3, due 2026-06-29, breached"]);
    let vague = "events: [coming into care: 1 January 2026, complaint: 1 June 2026, review: between 26 June 2026 and 2 July 2026]";
    assert_eq!(one(duty, vague, "3 July 2026"), ["overdue | pending, due 2026-06-29..2026-07-27"]);
}

#[test]
fn a_clock_pauses_while_something_holds() {
    let duty = "  must     answer the complaint\n  due      within 10 working days of each complaint\n  clock    pauses while the child is in custody\n";
    let case = "events: [coming into care: 1 January 2026, complaint: 1 June 2026, entry into custody: 8 June 2026, release from custody: 15 June 2026]";
    // Five days of work are left out: the 8th to the 12th.
    assert_eq!(one(duty, case, "16 June 2026"), ["due soon, due 2026-06-22"]);
    let goes_on = "events: [coming into care: 1 January 2026, complaint: 1 June 2026, entry into custody: 8 June 2026]";
    assert_eq!(one(duty, goes_on, "1 August 2026"), ["pending"]);
    let weeks = duty.replace("10 working days", "2 weeks");
    assert_eq!(one(&weeks, case, "16 June 2026"), ["due soon, due 2026-06-22"]);
}

#[test]
fn what_is_owed_until_a_day_ends_there() {
    let duty = "  must     visit the child\n  due      within 6 weeks of each visit\n  met by   the next visit\n  until    the first adoption review\n";
    let case = "events: [coming into care: 1 January 2026, visit: 1 February 2026, adoption review: 10 March 2026, visit: 20 March 2026]";
    assert_eq!(one(duty, case, "21 March 2026"), ["lapsed, due 2026-03-15"]);
    // Due on that very day, it is still owed.
    let owed = "events: [coming into care: 1 January 2026, visit: 1 February 2026, adoption review: 15 March 2026]";
    assert_eq!(one(duty, owed, "21 March 2026"), ["overdue by 6, due 2026-03-15, breached"]);
}

#[test]
fn silence_may_mean_that_it_was_not_done() {
    let plain = "  must     receive a tip\n  due      within 10 calendar days of each complaint\n";
    let case = "events: [coming into care: 1 January 2026, complaint: 1 June 2026]";
    assert_eq!(one(plain, case, "20 June 2026"), ["met | met late | overdue, due 2026-06-11"]);
    let at_once = format!("{plain}  if unrecorded treat as not happened\n");
    assert_eq!(one(&at_once, case, "20 June 2026"), ["overdue by 9, due 2026-06-11, breached"]);
    let by_due = format!(
        "{plain}  if unrecorded treat as not happened if not recorded by 5 calendar days after the due date\n"
    );
    assert_eq!(one(&by_due, case, "16 June 2026"), ["met | met late | overdue, due 2026-06-11"]);
    assert_eq!(one(&by_due, case, "17 June 2026"), ["overdue by 6, due 2026-06-11, breached"]);
}

#[test]
fn a_day_of_every_year_is_an_anchor() {
    let duty = "  must     hold a review\n  due      within 3 months of each 31 March\n";
    let case = "events: [coming into care: 1 January 2025, review: 1 May 2025]";
    assert_eq!(one(duty, case, "1 May 2026"), ["met, due 2025-06-30", "pending, due 2026-06-30"]);
    let by = "  must     hold a review\n  due      by each 31 March\n";
    assert_eq!(
        one(by, case, "1 May 2025"),
        ["lapsed, due 2025-03-31, breached, too late", "met, due 2026-03-31"]
    );
}

#[test]
fn a_decision_may_replace_the_date_by_promptly() {
    let duty = "  must     hold a review\n  due      within 3 months of each placement start, or promptly afterwards if recorded: not practicable\n";
    let case = "events: [coming into care: 1 January 2025, placement start: 1 February 2025]";
    assert_eq!(one(duty, case, "2 May 2025"), ["overdue by 1, due 2025-05-01, breached"]);
    let decided = "events: [coming into care: 1 January 2025, placement start: 1 February 2025, not practicable: 30 April 2025]";
    assert_eq!(one(duty, decided, "2 June 2025"), ["pending"]);
    let too_late = decided.replace("30 April", "2 May");
    assert_eq!(one(duty, &too_late, "2 June 2025"), ["overdue by 32, due 2025-05-01, breached"]);
}

#[test]
fn keys_stay_when_later_facts_arrive() {
    let duties = format!("{MORE}\nduty it\n{VISITS}\nduty annual\n{ANNUAL}");
    let model = model(&duties);
    let events = [
        "placement start: 1 January 2024",
        "visit: 5 January 2024",
        "visit: 1 February 2024",
        "placement start: 10 February 2024",
        "review: 12 February 2024",
        "visit: 13 February 2024",
    ];
    let mut before: Vec<duly::eval::InstanceKey> = Vec::new();
    for many in 1..=events.len() {
        let case = format!(
            "periods: [long term: {{from: 1 January 2024, until: ongoing}}]\nevents: [coming into care: 1 January 2024, {}]",
            events[..many].join(", ")
        );
        let answer = judge(&model, &case, "1 March 2024");
        let keys: Vec<_> = answer.rows.iter().map(|row| row.key).collect();
        for key in &before {
            let gone = !keys.contains(key);
            // Only the instance that nothing came before may make way for another.
            assert!(!gone, "{key:?} of {before:?} is gone from {keys:?}");
        }
        before = keys;
    }
}

#[test]
fn a_duty_for_another_subject_is_judged_in_its_cases_alone() {
    let duties = format!(
        "{MORE}\nduty annual-report\n  for      the authority\n  must     hold a review\n  due      at least once in each financial year\n  scope    the whole record\nduty initial\n  must     hold a review\n  due      within 20 working days of coming into care\n  scope    the whole record\n"
    );
    let model = model(&duties);
    let of = |case: &str, duty: &str| lines(&model, case, "1 May 2025", duty);
    let authority =
        "subject: authority\nevents: [review: 20 April 2025, coming into care: 1 April 2025]";
    assert_eq!(of(authority, "annual-report"), ["met, due 2026-03-31"]);
    assert_eq!(of(authority, "initial"), Vec::<String>::new());
    let child = authority.replace("authority", "child");
    assert_eq!(of(&child, "annual-report"), Vec::<String>::new());
    assert_eq!(of(&child, "initial"), ["met, due 2025-05-01"]);
}

#[test]
fn a_period_whose_end_is_planned_soon_is_at_risk() {
    let model = model(
        "event release\n  forms release the child | release\n  life can be planned\n\
         event remand\n  forms remand the child | remand\n\
         status in custody\n  from remand until release\n\
         duty custody-review\n  must hold a review\n  due at least once during each period in custody\n",
    );
    let of = |as_of: &str| {
        let case = "events:\n  - coming into care: 1 April 2026\n  - remand: 1 May 2026\n\
            \x20 - release: {planned for: 15 June 2026}\n";
        lines(&model, case, as_of, "custody-review")
    };
    assert_eq!(of("20 May 2026"), ["pending"]);
    assert_eq!(of("12 June 2026"), ["pending, at risk"]);
}

#[test]
fn an_act_that_may_lie_in_either_of_two_periods_has_one_instance_follow_it() {
    let duties =
        format!("{MORE}\nduty it\n  must hold a review\n  due  at least once in every 3 months\n");
    let model = model(&duties);
    let case = case(
        &model,
        "events:\n  - coming into care: 2 February 2026\n\
         \x20 - leaving care: between 20 April 2026 and 22 April 2026\n\
         \x20 - coming into care: between 23 April 2026 and 24 April 2026\n\
         \x20 - review: between 21 April 2026 and 24 April 2026\n",
    );
    let answer = evaluate(&model, &case, parse_date("2026-06-01").unwrap());
    let after_an_act = |row: &&Row| matches!(row.key.trigger, duly::eval::TriggerKey::Previous(_));
    let rows: Vec<String> = answer.rows.iter().filter(after_an_act).map(line).collect();
    let all = "not applicable | lapsed | pending, due 2026-07-21..2026-07-24";
    assert_eq!(rows, [all]);
}
