use super::{DutyTold, Feasible, Finding, Left, Outcome, html, json, markdown, sign, svg};
use crate::time::Day;

fn day(year: i32, month: u32, date: u32) -> Day {
    Day::from_ymd(year, month, date).unwrap()
}

fn told(id: &str, title: &str) -> DutyTold {
    DutyTold {
        id: id.into(),
        title: title.into(),
        how: "must",
        limit: "within 5 working days of referral".into(),
        sources: "Rules 2".into(),
    }
}

fn answer() -> Feasible {
    let (first, last) = (day(2026, 1, 1), day(2026, 12, 31));
    let days = (first.number()..=last.number()).map(|number| match number % 3 {
        0 => Outcome::Impossible,
        1 => Outcome::Tight,
        _ => Outcome::Free,
    });
    Feasible {
        pack: "p/q".into(),
        title: "Reviews <of> & for".into(),
        start: "coming into care".into(),
        counted: vec![("must", 2), ("should", 1)],
        times: 3,
        changes: Vec::new(),
        tried: Vec::new(),
        over: Some((first, last)),
        days: days.collect(),
        findings: Vec::new(),
        which: vec![(Outcome::Tight, "every working day".into())],
        left: vec![Left {
            why: "for an event that nothing asks for".into(),
            duties: vec![told("visits", "Visits to the child"), told("plan", "The plan")],
            waits: vec![("placement".into(), vec![1]), ("move".into(), vec![0])],
        }],
        others: Vec::new(),
        after: None,
        year: 2026,
        plan: None,
    }
}

#[test]
fn every_day_of_the_year_is_drawn_once_with_its_outcome_in_words() {
    let drawn = svg(&answer());
    assert_eq!(drawn.matches("2026: ").count(), 365, "a title for each day");
    for outcome in [Outcome::Impossible, Outcome::Tight, Outcome::Free] {
        let sign = format!(">{}</text>", sign(outcome, true));
        assert!(drawn.contains(&sign) && drawn.contains(outcome.words()));
    }
    assert!(drawn.contains("Reviews &lt;of&gt; &amp; for") && !drawn.contains("<of>"));
}

#[test]
fn signs_differ_with_and_without_unicode() {
    for unicode in [true, false] {
        let mut signs: Vec<char> = Outcome::ALL.iter().map(|one| sign(*one, unicode)).collect();
        signs.sort_unstable();
        signs.dedup();
        assert_eq!(signs.len(), Outcome::ALL.len());
        assert!(unicode || signs.iter().all(char::is_ascii));
    }
}

#[test]
fn pages_say_how_many_days_there_are_of_each() {
    let answer = answer();
    let page = html(&answer);
    assert!(page.contains("<html lang=\"en-GB\">") && page.contains("role=\"img\""));
    assert!(page.contains("2 for an event that nothing asks for"));
    assert!(page.contains("placement: The plan <span class=\"id\">plan</span>"), "{page}");
    let text = markdown(&answer);
    let count = answer.count(Outcome::Impossible);
    assert!(text.contains(&format!("| impossible | {count} |")), "{text}");
    assert!(text.contains("  - move: “Visits to the child”"), "{text}");
}

#[test]
fn a_few_sentences_say_what_comes_out_and_of_what() {
    let mut answer = answer();
    let finding = |code, outcome| Finding {
        code,
        outcome,
        duties: vec![told("first", "First meeting"), told("talk", "Talk")],
        when: " where the child is placed".into(),
        dates: 100,
        stretches: Vec::new(),
        example: None,
        clash: None,
        only: Vec::new(),
        sentence: "they leave no day".into(),
    };
    answer.findings = vec![finding("D0620", Outcome::Impossible), finding("D0621", Outcome::Tight)];
    let said = answer.in_short();
    let limit = "(within 5 working days of referral; Rules 2)";
    let cause = format!(
        "The cause: “First meeting” {limit} and “Talk” {limit} together, where the child is placed."
    );
    assert!(said[0].ends_with(&format!("not everything can be done in time. {cause}")), "{said:?}");
    assert!(said[1].contains("every working day") && said[1].ends_with("The cause is the same."));
    assert!(said[2].ends_with("there is a day for everything."), "{said:?}");
    let page = html(&answer);
    assert!(page.contains("<h3>No day for everything: “First meeting”, “Talk”</h3>"), "{page}");
}

#[test]
fn the_stretches_of_the_data_cover_every_day() {
    let answer = answer();
    let data = json(&answer);
    let stretches = data["stretches"].as_array().unwrap();
    assert_eq!(stretches.len(), 365, "no two days in a row come out alike");
    assert_eq!(stretches[0]["from"], "2026-01-01");
    assert_eq!(stretches[364]["until"], "2026-12-31");
}

/// The relative luminance of `#rrggbb` (WCAG 2.2).
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value =
            f64::from(u8::from_str_radix(colour.get(at..at + 2).unwrap(), 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[test]
fn signs_can_be_read_on_their_grounds() {
    let contrast = |one: &str, other: &str| {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    };
    for outcome in Outcome::ALL {
        let (ground, ink) = super::svg::colours(outcome);
        assert!(contrast(ground, ink) >= 4.5, "{outcome:?}");
    }
    assert!(contrast("#767676", "#ffffff") >= 3.0);
}
