//! Definitions, deeming, and events that stand for others.

use super::*;

const DEFINITIONS: &str = "
event decision received
  forms      receive the decisions | receipt of the decisions / receipts of the decisions
event response to the decisions
  forms      respond to the decisions | response to the decisions / responses to the decisions
event decisions agreed
  forms      agree the decisions | the decisions are agreed | agreement of the decisions / agreements of the decisions
fact was a meeting
  type       yes or no
  of         review
  recorded   when known
event review meeting
  means      a review that was a meeting
event significant event
  forms      significant event / significant events
  means      any of
             - complaint
             - placement disruption
status in a series of short breaks
status plan for permanence
definition eligible child
  means      all of
             - the child is aged 16 or 17
             - the child is looked after
             - total time looked after since the 14th birthday is at least 13 weeks
             - the child has been looked after on or after the 16th birthday
  counting   not time in a series of short breaks
definition relevant child
  means      all of
             - the child is aged 16 or 17
             - the child has been an eligible child
             - the child is not looked after
definition late comer
  means      total time looked after is at least 13 weeks
  except     the child is at risk
  counting   only periods beginning after the 14th birthday
deem decisions-agreed
  when       5 working days pass after each receipt of the decisions without a response to the decisions
  gives      the decisions are agreed
  scope      the whole record
duty pathway-assessment
  must       complete the needs assessment
  due        within 3 months of the later of the 16th birthday and becoming an eligible child
duty adviser
  must       appoint a personal adviser
  due        within 10 working days of becoming a relevant child
  scope      the whole record
duty late
  must       write to the late comer
  due        within 10 working days of becoming a late comer
duty record-agreement
  must       write the agreement down
  due        within 5 working days of each agreement of the decisions
  scope      the whole record
duty minutes
  must       write the minutes
  due        within 5 working days of each review meeting
duty next-meeting
  must       hold a review meeting
  due        within 6 months of each review meeting
duty tell
  must       tell the manager
  due        within 2 working days of each significant event
  scope      the whole record
duty permanence
  must       have a plan for permanence
  due        by the second review
duty if-eligible
  must       send a letter
  due        within 5 working days of each complaint
  applies    if the child is an eligible child
  scope      the whole record
";

fn of(duty: &str, text: &str, as_of: &str) -> Vec<String> {
    lines(&model(DEFINITIONS), text, as_of, duty)
}

#[test]
fn a_status_begins_on_the_day_its_total_is_full() {
    // 13 weeks are 91 days: 1 March is the first, 30 May the last of them.
    let case = "born: 10 February 2010\nevents: [coming into care: 1 March 2026]";
    assert_eq!(of("pathway-assessment", case, "29 May 2026"), [""; 0]);
    assert_eq!(of("pathway-assessment", case, "30 May 2026"), ["pending, due 2026-08-30"]);
    // The later of the two: eligible already when 16 comes.
    let case = "born: 10 February 2010\nevents: [coming into care: 1 March 2025]";
    assert_eq!(of("pathway-assessment", case, "9 February 2026"), [""; 0]);
    assert_eq!(of("pathway-assessment", case, "10 February 2026"), ["pending, due 2026-05-10"]);
}

#[test]
fn time_before_a_birthday_and_time_left_out_do_not_count() {
    // Two periods; of the first only what lies after the 14th birthday counts.
    let events = "events: [coming into care: 1 January 2024, leaving care: 1 April 2024, coming into care: 1 February 2026]";
    let case = format!("born: 10 February 2010\n{events}");
    // 10 February to 31 March 2024 are 51 days; 40 more from 1 February 2026.
    assert_eq!(of("pathway-assessment", &case, "11 March 2026"), [""; 0]);
    assert_eq!(of("pathway-assessment", &case, "12 March 2026"), ["pending, due 2026-06-12"]);
    let breaks =
        "periods: [in a series of short breaks: {from: 1 February 2026, until: 11 February 2026}]";
    let case = format!("{case}\n{breaks}");
    assert_eq!(of("pathway-assessment", &case, "21 March 2026"), [""; 0]);
    assert_eq!(of("pathway-assessment", &case, "22 March 2026"), ["pending, due 2026-06-22"]);
}

#[test]
fn only_periods_that_begin_later_count() {
    let events = "events: [coming into care: 1 January 2024, leaving care: 1 June 2024, coming into care: 1 February 2026]";
    let case = format!("born: 10 February 2010\n{events}\nfacts: [at risk: no]");
    assert_eq!(of("late", &case, "1 May 2026"), [""; 0]);
    assert_eq!(of("late", &case, "2 May 2026"), ["pending, due 2026-05-18"]);
    // `except` takes it away again.
    let case = format!("born: 10 February 2010\n{events}\nfacts: [at risk: yes]");
    assert_eq!(of("late", &case, "2 May 2026"), [""; 0]);
}

#[test]
fn one_definition_rests_on_another() {
    let case = "born: 10 February 2010\nevents: [coming into care: 1 March 2025, leaving care: 1 June 2026]";
    assert_eq!(of("adviser", case, "31 May 2026"), [""; 0]);
    assert_eq!(of("adviser", case, "2 June 2026"), ["pending, due 2026-06-15"]);
    // Never eligible: left before 16.
    let case = "born: 10 February 2010\nevents: [coming into care: 1 March 2025, leaving care: 1 January 2026]";
    assert_eq!(of("adviser", case, "2 June 2026"), [""; 0]);
}

#[test]
fn what_is_not_known_makes_a_definition_unknown() {
    let text = "events: [coming into care: 1 March 2025, complaint: 1 April 2026]";
    let model = model(DEFINITIONS);
    let answer = judge(&model, text, "2 April 2026");
    let row = rows(&model, &answer, "if-eligible")[0];
    assert_eq!(words(row.statuses), "not applicable | pending");
    assert_eq!(row.blame, [duly::eval::Blame::BirthDate]);
    // Born in a year in which it cannot matter.
    let text = format!("born: between 1 January 2012 and 31 December 2012\n{text}");
    assert_eq!(of("if-eligible", &text, "2 April 2026"), ["not applicable, due 2026-04-10"]);
}

#[test]
fn silence_is_deemed_agreement_from_the_day_after() {
    let case = "events: [receipt of the decisions: 1 June 2026]";
    assert_eq!(of("record-agreement", case, "8 June 2026"), [""; 0]);
    assert_eq!(of("record-agreement", case, "9 June 2026"), ["pending, due 2026-06-15"]);
    let answer = judge(&model(DEFINITIONS), case, "9 June 2026");
    assert_eq!(answer.derived.len(), 1);
    assert_eq!(answer.derived[0].on.first, day("8 June 2026"));
    // A response found later, within time, takes it back; a late one does not.
    let answered =
        "events: [receipt of the decisions: 1 June 2026, response to the decisions: 8 June 2026]";
    assert_eq!(of("record-agreement", answered, "9 June 2026"), [""; 0]);
    let late =
        "events: [receipt of the decisions: 1 June 2026, response to the decisions: 9 June 2026]";
    assert_eq!(of("record-agreement", late, "9 June 2026"), ["pending, due 2026-06-15"]);
}

#[test]
fn a_response_that_may_be_missing_leaves_it_open() {
    let case = "records: {response to the decisions: when known}\nevents: [receipt of the decisions: 1 June 2026]";
    let model = model(DEFINITIONS);
    let answer = judge(&model, case, "9 June 2026");
    let row = rows(&model, &answer, "record-agreement")[0];
    assert_eq!(words(row.statuses), "not applicable | pending");
    assert!(matches!(row.blame[..], [duly::eval::Blame::Unrecorded(_)]), "{:?}", row.blame);
}

#[test]
fn an_event_counts_as_each_kind_it_falls_under() {
    let case = |met: &str| {
        format!(
            "events: [coming into care: 2 March 2026, review: {{on: 1 April 2026{met}}}, complaint: 1 June 2026, placement disruption: 2 June 2026]"
        )
    };
    assert_eq!(
        of("minutes", &case(", was a meeting: yes"), "2 April 2026"),
        ["pending, due 2026-04-10"]
    );
    assert_eq!(of("minutes", &case(", was a meeting: no"), "2 April 2026"), [""; 0]);
    assert_eq!(
        of("minutes", &case(""), "2 April 2026"),
        ["not applicable | pending, due 2026-04-10"]
    );
    assert_eq!(
        of("next-meeting", &case(", was a meeting: yes"), "2 April 2026"),
        ["pending, due 2026-10-01"]
    );
    assert_eq!(
        of("tell", &case(""), "2 June 2026"),
        ["pending, due 2026-06-03", "pending, due 2026-06-04"]
    );
}

#[test]
fn what_has_to_be_had_is_asked_for_on_the_due_date() {
    let events =
        "events: [coming into care: 2 March 2026, review: 1 April 2026, review: 1 July 2026]";
    let with = |from: &str, until: &str| {
        format!("{events}\nperiods: [plan for permanence: {{from: {from}, until: {until}}}]")
    };
    assert_eq!(
        of("permanence", &with("1 May 2026", "ongoing"), "2 July 2026"),
        ["met, due 2026-07-01"]
    );
    assert_eq!(
        of("permanence", &with("1 May 2026", "1 June 2026"), "2 July 2026"),
        ["lapsed, due 2026-07-01, breached, too late"]
    );
}

#[test]
fn a_fact_of_a_placement_is_found_from_what_began_it() {
    let duties = "
event placement start
event placement end
status placement
  from       placement start until placement end; separate
fact intended to last until 18
  type       yes or no
  of         placement
fact IRO
  type       one of Ann, Ben
fact social worker
  type       one of Ann, Ben
duty visit
  must       visit the child
  due        within 6 weeks of each placement start
  applies    if that placement is intended to last until 18
  scope      each placement
duty apart
  must       tell the manager
  due        within 1 week of each placement start
  applies    if the IRO is the social worker
  scope      the whole record
";
    let model = model(duties);
    let of = |duty: &str, text: &str| lines(&model, text, "2 June 2026", duty);
    let case = "events: [placement start: {on: 1 June 2026, intended to last until 18: yes}]";
    assert_eq!(of("visit", case), ["pending, due 2026-07-13"]);
    let case = "events: [placement start: {on: 1 June 2026, intended to last until 18: no}]";
    assert_eq!(of("visit", case), ["not applicable, due 2026-07-13"]);
    let case = "periods: [placement: {from: 1 June 2026, until: ongoing, intended to last until 18: yes}]\nevents: [placement start: 1 June 2026]";
    assert_eq!(of("visit", case), ["pending, due 2026-07-13"]);
    let people = |who: &str| {
        format!("events: [placement start: 1 June 2026]\nfacts: [IRO: Ann, social worker: {who}]")
    };
    assert_eq!(of("apart", &people("Ann")), ["pending, due 2026-06-08"]);
    assert_eq!(of("apart", &people("Ben")), ["not applicable, due 2026-06-08"]);
    let case = "events: [placement start: 1 June 2026]\nfacts: [IRO: Ann, social worker: unknown]";
    assert_eq!(of("apart", case), ["not applicable | pending, due 2026-06-08"]);
}

#[test]
fn papers_are_counted_one_by_one() {
    let duties = "
paper the pre-meeting report
paper the care plan
duty papers
  must       make available all of
             - the pre-meeting report
             - the care plan
  due        at least 3 working days before each review
duty one-of
  must       make available any of
             - the pre-meeting report
             - the care plan
  due        at least 3 working days before each review
";
    let model = model(duties);
    let of = |duty: &str, papers: &str| {
        let case = format!(
            "events: [coming into care: 2 March 2026, review: 1 April 2026, make available: {{on: 20 March 2026{papers}}}]"
        );
        lines(&model, &case, "2 April 2026", duty)
    };
    let met = ["met, due 2026-03-27"];
    assert_eq!(of("papers", ", papers: [the pre-meeting report, the care plan]"), met);
    assert_eq!(of("papers", ""), met);
    assert_eq!(
        of("papers", ", papers: the care plan"),
        ["lapsed by 5, due 2026-03-27, breached, too late"]
    );
    assert_eq!(of("one-of", ", papers: the care plan"), met);
}

#[test]
fn events_are_counted_within_a_time() {
    let duties = "
duty early
  must       visit the child
  due        within 1 week of each complaint
  applies    if there has been a review within 1 month of coming into care
duty second
  must       tell the manager
  due        within 1 week of each complaint
  applies    if there has been no second review since coming into care
";
    let model = model(duties);
    let of = |duty: &str, review: &str| {
        let case = format!(
            "events: [coming into care: 2 March 2026, review: {review}, complaint: 1 June 2026]"
        );
        lines(&model, &case, "2 June 2026", duty)
    };
    assert_eq!(of("early", "2 April 2026"), ["pending, due 2026-06-08"]);
    assert_eq!(of("early", "3 April 2026"), ["not applicable, due 2026-06-08"]);
    assert_eq!(of("second", "3 April 2026"), ["pending, due 2026-06-08"]);
    let twice = "3 April 2026, review: 4 May 2026";
    assert_eq!(of("second", twice), ["not applicable, due 2026-06-08"]);
}
