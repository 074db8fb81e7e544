//! Rows explained: every text here has to be fit to be read aloud to a panel.

use super::*;
use duly::explain::{explain, render, sentence};

const DUTIES: &str = "
duty initial-review: \"First review\"
  who      the IRO
  must     hold a review
  due      within 20 working days of coming into care
  met by   the first review
  source   CPPCR 2010 reg 33(1)
duty second-review: \"Second review\"
  must     hold a review
  due      within the earlier of 3 months and 91 days of the first review
  met by   the second review
  applies  while the child is not placed for adoption
duty invitations: \"Send the invitations\"
  who      the social worker
  should   send invitations
  due      at least 10 clear working days before each review
duty see-the-child: \"See the child\"
  who      the IRO
  must     speak with the child
  due      before each review
  applies  unless recorded by the IRO: the child refuses
duty disruption-review: \"After a disruption\"
  who      the IRO
  must     hold a review
  due      between 4 weeks and 6 weeks after each placement disruption
duty acknowledge: \"Acknowledge a complaint\"
  who      the social worker
  must     acknowledge the complaint
  due      within 5 working days of each complaint
  scope    the whole record
duty answer-tip: \"Answer a tip\"
  who      the social worker
  must     answer the tip
  due      within 3 working days of each tip
  scope    the whole record
duty papers: \"Papers for the review\"
  who      the social worker
  must all of
           - write the report
           - update the chronology
  due      at least 3 working days before each review
duty update-plan: \"Update the plan\"
  who      the social worker
  must     update the care plan
  due      within 10 working days of each review
  applies  if that review changed the care plan
duty visits: \"Visits\"
  who      the social worker
  must     visit the child
  schedule first within 1 week of each placement disruption; then every 6 weeks; after 1 year, every 3 months
duty rounds: \"Rounds\"
  must     see the home
  schedule first within 1 month of coming into care; then every 1 month on a fixed timetable
duty yearly: \"At least once a year\"
  must     hold a meeting
  due      at least once in every 12 months
duty each-year: \"In each calendar year\"
  must     hold a meeting
  due      at least once in each calendar year
duty promptly: \"Promptly, or before\"
  must     tell the manager
  due      promptly after each complaint, or before
  scope    the whole record
";

/// The explanation of a row of a duty, by its place.
fn told(events: &str, as_of: &str, duty: &str, place: usize) -> String {
    let model = model(DUTIES);
    let case = case(&model, events);
    let answer = evaluate(&model, &case, day(as_of));
    let row = rows(&model, &answer, duty)[place];
    let explanation = explain(&model, &case, row, answer.as_of);
    assert_eq!(explanation, explain(&model, &case, row, answer.as_of), "the same every time");
    assert_eq!(explanation.sentence, sentence(&model, &case, row, answer.as_of));
    let text = render(&explanation);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    text
}

macro_rules! situation {
    ($name:ident, $duty:literal, $as_of:literal, $events:literal) => {
        situation!($name, $duty, $as_of, $events, 0);
    };
    ($name:ident, $duty:literal, $as_of:literal, $events:literal, $place:literal) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(told($events, $as_of, $duty, $place));
        }
    };
}

situation!(
    met_in_time,
    "initial-review",
    "1 May 2026",
    "events: [coming into care: 28 March 2026, review: 22 April 2026]"
);
situation!(
    met_late_over_easter,
    "initial-review",
    "1 May 2026",
    "events: [coming into care: 28 March 2026, review: 29 April 2026]"
);
situation!(overdue, "initial-review", "8 May 2026", "events: [coming into care: 28 March 2026]");
situation!(
    due_soon,
    "initial-review",
    "24 April 2026",
    "events: [coming into care: 28 March 2026]"
);
situation!(
    lapsed_without_a_breach,
    "initial-review",
    "8 May 2026",
    "events: [coming into care: 28 March 2026, leaving care: 10 April 2026]"
);
situation!(
    two_limits_from_one_day,
    "second-review",
    "8 May 2026",
    "events: [coming into care: 1 December 2025, review: 31 December 2025, review: 2 April 2026]"
);
situation!(
    closed_by_another_regime,
    "second-review",
    "8 May 2026",
    "
events: [coming into care: 1 December 2025, review: 31 December 2025]
periods: [placed for adoption: {from: 2 March 2026}]"
);
situation!(
    a_missed_lead_time,
    "invitations",
    "8 May 2026",
    "events: [coming into care: 28 March 2026, send invitations: 20 April 2026, review: 17 April 2026]"
);
situation!(
    an_expected_review,
    "invitations",
    "1 April 2026",
    "events: [coming into care: 28 March 2026]"
);
situation!(
    a_plan_that_has_passed,
    "invitations",
    "16 April 2026",
    "events: [coming into care: 28 March 2026, review: {planned for: 15 April 2026}]"
);
situation!(
    excused_by_a_decision,
    "see-the-child",
    "8 May 2026",
    "events: [coming into care: 28 March 2026, the child refuses: {on: 20 April 2026, by: the IRO}, review: 22 April 2026]"
);
situation!(
    too_early_for_its_window,
    "disruption-review",
    "10 March 2026",
    "events: [coming into care: 5 January 2026, placement disruption: 2 March 2026, review: 9 March 2026]"
);
situation!(
    a_receipt_between_two_days,
    "acknowledge",
    "11 June 2026",
    "events: [complaint: between 3 June 2026 and 9 June 2026]"
);
situation!(a_trigger_that_is_not_recorded, "answer-tip", "11 June 2026", "events: []");
situation!(
    a_fact_that_is_not_recorded,
    "update-plan",
    "8 May 2026",
    "events: [coming into care: 28 March 2026, review: 22 April 2026]"
);
situation!(
    another_complaint_took_the_act,
    "acknowledge",
    "1 July 2026",
    "events: [complaint: 1 June 2026, complaint: 10 June 2026, acknowledge the complaint: 11 June 2026]"
);

#[test]
fn every_row_of_the_example_cases_has_a_sentence() {
    for name in ["amber", "basalt", "cobalt", "dusk", "flint", "garnet", "hazel", "iron", "jade"] {
        let path = format!("{}/examples/cases/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let pack = text.split("Pack: ").nth(1).unwrap_or("kent/child-in-care-reviews");
        let model = library_model(pack.split(['.', ' ', '\n']).next().unwrap());
        let case = case(&model, &text);
        let answer = evaluate(&model, &case, day("21 November 2026"));
        for row in &answer.rows {
            let text = sentence(&model, &case, row, answer.as_of);
            assert!(text.ends_with('.') && !text.contains("  ") && !text.contains(" ,"), "{text}");
            assert!(!render(&explain(&model, &case, row, answer.as_of)).is_empty());
        }
    }
}

situation!(
    beyond_the_calendar,
    "acknowledge",
    "29 December 2028",
    "events: [complaint: 28 December 2028]"
);
situation!(
    an_act_of_two_parts,
    "papers",
    "8 May 2026",
    "events: [coming into care: 28 March 2026, write the report: 8 April 2026, review: {planned for: 12 May 2026}]"
);
situation!(
    a_visit_of_a_schedule,
    "visits",
    "20 April 2026",
    "events: [coming into care: 5 January 2026, placement disruption: 2 March 2026, visit the child: 6 March 2026, visit the child: 20 April 2026]",
    1
);
situation!(
    a_later_stage_of_a_schedule,
    "visits",
    "20 April 2027",
    "events: [coming into care: 5 January 2026, placement disruption: 2 March 2026, visit the child: 6 March 2026, visit the child: 10 March 2027]",
    2
);
situation!(
    a_turn_of_a_timetable,
    "rounds",
    "20 April 2026",
    "events: [coming into care: 31 January 2026, see the home: 20 February 2026]",
    1
);
situation!(
    again_a_year_after_the_last,
    "yearly",
    "20 April 2026",
    "events: [coming into care: 5 January 2025, hold a meeting: 2 March 2025]",
    1
);
situation!(
    a_calendar_year_that_passed,
    "each-year",
    "20 April 2026",
    "events: [coming into care: 5 January 2025]"
);
situation!(
    done_before_what_asked_for_it,
    "promptly",
    "20 April 2026",
    "events: [complaint: 2 March 2026, tell the manager: 27 February 2026]"
);
