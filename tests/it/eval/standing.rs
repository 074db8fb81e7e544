//! Standing duties: what has to hold all through a time (language §3.7, E22).

use super::*;

const NAMED: &str = "
status named IRO
standing named-iro
  who      the IRO
  must     have a named IRO
  during   each period looked after, except the first 5 working days
";

/// Its rows as lines, each with its gaps.
fn gaps(pack: &str, case_text: &str, as_of: &str, duty: &str) -> Vec<String> {
    let model = model(pack);
    let answer = judge(&model, case_text, as_of);
    let shown = |row: &&Row| {
        let mut text = line(row);
        for gap in &row.gaps {
            let to = if gap.goes_on { "..".to_owned() } else { gap.last.to_string() };
            let sure = if gap.sure { "" } else { "?" };
            text += &format!(" [{sure}{} {to}]", gap.first);
        }
        text
    };
    rows(&model, &answer, duty).iter().map(shown).collect()
}

/// The days without what a standing duty asks for, where they are known.
pub(crate) fn without(row: &Row) -> Option<i32> {
    let known = !row.gaps.is_empty() && row.gaps.iter().all(|gap| gap.sure);
    known.then(|| row.gaps.iter().map(|gap| gap.first.days_until(gap.last) + 1).sum())
}

fn named(periods: &str, as_of: &str) -> Vec<String> {
    let case = format!("events: [coming into care: 28 March 2026]\nperiods: [{periods}]");
    gaps(NAMED, &case, as_of, "named-iro")
}

#[test]
fn e22_a_named_iro_after_the_first_five_working_days() {
    // Sat 28 March; Good Friday and Easter Monday are not worked: 7 April is the fifth.
    assert_eq!(named("", "7 April 2026"), ["pending, not yet open"]);
    assert_eq!(
        named("", "8 April 2026"),
        ["overdue by 1, due 2026-04-07, breached [2026-04-08 ..]"]
    );
    let all = "named IRO: {from: 8 April 2026, until: ongoing}";
    assert_eq!(named(all, "1 June 2026"), ["pending"]);
}

#[test]
fn gaps_that_are_over_are_listed() {
    let two = "named IRO: {from: 1 April 2026, until: 1 June 2026}, \
               named IRO: {from: 5 June 2026, until: ongoing}";
    assert_eq!(
        named(two, "1 July 2026"),
        ["met late by 4, due 2026-05-31, breached [2026-06-01 2026-06-04]"]
    );
    // On a day within the gap it is overdue.
    assert_eq!(
        named(two, "3 June 2026"),
        ["overdue by 3, due 2026-05-31, breached [2026-06-01 ..]"]
    );
    let late = "named IRO: {from: 10 April 2026, until: 1 June 2026}";
    assert_eq!(
        named(late, "2 June 2026"),
        ["overdue by 2, due 2026-05-31, breached [2026-04-08 2026-04-09] [2026-06-01 ..]"]
    );
}

#[test]
fn it_is_met_when_its_period_has_ended() {
    let case = "events: [coming into care: 28 March 2026, leaving care: 1 July 2026]\n\
                periods: [named IRO: {from: 1 April 2026, until: 1 July 2026}]";
    assert_eq!(gaps(NAMED, case, "30 June 2026", "named-iro"), ["pending"]);
    assert_eq!(gaps(NAMED, case, "1 July 2026", "named-iro"), ["met"]);
    // Over while nobody was named: the gap stays.
    let case = "events: [coming into care: 28 March 2026, leaving care: 1 July 2026]\n\
                periods: [named IRO: {from: 1 April 2026, until: 29 June 2026}]";
    assert_eq!(
        gaps(NAMED, case, "1 August 2026", "named-iro"),
        ["met late by 2, due 2026-06-28, breached [2026-06-29 2026-06-30]"]
    );
}

#[test]
fn a_period_that_ends_within_the_first_days_asks_for_nothing() {
    let case = "events: [coming into care: 28 March 2026, leaving care: 2 April 2026, \
                coming into care: 1 June 2026]\n\
                periods: [named IRO: {from: 2 June 2026, until: ongoing}]";
    assert_eq!(gaps(NAMED, case, "1 July 2026", "named-iro"), ["not applicable", "pending"]);
}

#[test]
fn days_that_are_not_known_are_named() {
    let until = "named IRO: {from: 1 April 2026, until: between 1 June 2026 and 3 June 2026}, \
                 named IRO: {from: 3 June 2026, until: ongoing}";
    assert_eq!(named(until, "1 May 2026"), ["pending"]);
    assert_eq!(named(until, "1 July 2026"), ["met late | pending [?2026-06-01 2026-06-02]"]);
    let unrecorded = "records: {named IRO: complete until 1 June 2026}\n\
                      events: [coming into care: 28 March 2026]\n\
                      periods: [named IRO: {from: 1 April 2026, until: 1 May 2026}]";
    assert_eq!(
        gaps(NAMED, unrecorded, "1 July 2026", "named-iro"),
        ["met late | overdue [2026-05-01 2026-06-01] [?2026-06-02 ..]"]
    );
}

#[test]
fn conditions_say_on_which_days_it_is_asked_for() {
    let pack = |applies: &str| {
        format!(
            "\nstatus named IRO\nstanding it\n  must     have a named IRO\n  \
             during   each period looked after\n  applies  {applies}\n"
        )
    };
    let case = "events: [coming into care: 1 June 2026]\n\
                periods: [placed for adoption: {from: 10 June 2026, until: 15 June 2026}]";
    let judged = |applies: &str| gaps(&pack(applies), case, "30 June 2026", "it");
    assert_eq!(
        judged("while the child is placed for adoption"),
        ["met late by 5, due 2026-06-09, breached [2026-06-10 2026-06-14]"]
    );
    assert_eq!(judged("if the child is placed for adoption"), ["not applicable"]);
    assert_eq!(
        judged("once the child is placed for adoption"),
        ["overdue by 21, due 2026-06-09, breached [2026-06-10 ..]"]
    );
    // A decision excuses from its day on.
    let case = "events: [coming into care: 1 June 2026, an order of the court: 20 June 2026]";
    let unless = pack("unless recorded: an order of the court");
    assert_eq!(
        gaps(&unless, case, "30 June 2026", "it"),
        ["met late by 19, due 2026-05-31, breached [2026-06-01 2026-06-19]"]
    );
}

#[test]
fn a_sentence_says_on_which_days_it_did_not_hold() {
    let model = model(NAMED);
    let case_text = "events: [coming into care: 28 March 2026]\n\
                     periods: [named IRO: {from: 10 April 2026, until: ongoing}]";
    let case = case(&model, case_text);
    let at = day("1 June 2026");
    let answer = evaluate(&model, &case, at);
    let row = rows(&model, &answer, "named-iro")[0];
    assert_eq!(
        duly::explain::sentence(&model, &case, row, at),
        "The IRO must have a named IRO all through the period looked after that began on Sat 28 \
         March 2026, except the first 5 working days of it; there was no named IRO from Wed 8 \
         April 2026 to Thu 9 April 2026 (2 days)."
    );
    let explained = duly::explain::explain(&model, &case, row, at);
    assert_eq!(
        explained.gaps,
        ["from Wed 8 April 2026 to Thu 9 April 2026: no named IRO (2 days)"]
    );
    assert!(duly::explain::render(&explained).contains("\nGaps\n  from Wed 8 April"));
}

#[test]
fn a_scope_of_its_own_cuts_the_periods_of_a_standing_duty() {
    let model = model(
        "status named IRO\nstanding named\n  must have a named IRO\n  during each period in placement\n\
         \x20 scope each period looked after\n",
    );
    let case = "events: [coming into care: 1 May 2026, leaving care: 1 June 2026]\n\
        periods: [in placement: {from: 20 April 2026, until: ongoing}, named IRO: {from: 1 May 2026, until: 1 June 2026}]";
    // Asked for neither before care began nor after it ended.
    assert_eq!(lines(&model, case, "10 June 2026", "named"), ["met"]);
}
