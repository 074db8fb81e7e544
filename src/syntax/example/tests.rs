//! Examples: what is written reads back from its canonical words.

use super::*;
use crate::names::Vocabulary;
use crate::source::SourceMap;
use crate::syntax::{Carrier, read};

const WORDS: &str = "pack test/one
  subject  child
event coming into care
  forms    come into care | the child comes into care | coming into care / entries into care
event review
  forms    hold a review | a review is held | review / reviews
event sending of invitations
  forms    send invitations | invitations are sent | sending of invitations
event receipt of the decisions
status looked after
status placement
fact intended to last until 18
  type     yes or no
  of       placement
fact local risk band
  type     one of low, high
fact changed the care plan
  type     yes or no
  of       review
role the IRO
role the authority
event authority to place for adoption
duty initial-review
  must     hold a review
  applies  unless recorded: the child refuses
duty visits
  must     hold a review
";

fn vocabulary() -> Vocabulary {
    let mut map = SourceMap::new();
    let file = map.add("f", WORDS);
    let tree = read(file, Carrier::Duly, WORDS).value.expect("a tree");
    let mut vocabulary = Vocabulary::default();
    "child".clone_into(&mut vocabulary.subject);
    vocabulary.declare(&tree.blocks);
    vocabulary
}

fn phrase(text: &str) -> Phrase {
    Phrase::plain(text, Span::new(crate::source::FileId::NONE, 0, text.len()))
}

/// The canonical words of a `facts` phrase, which read back as the same.
fn facts(text: &str) -> String {
    let words = vocabulary();
    let finder = Finder::new(
        &words,
        ["initial-review", "test/one/visits", "visits", "invitations", "review"].into_iter(),
    );
    let mut reading = ExampleReading::new(&finder, true);
    let said = reading.facts(&phrase(text));
    assert!(reading.diagnostics.is_empty(), "{text}: {:#?}", reading.diagnostics);
    let printed: Vec<String> = said.iter().map(|one| statement_text(&words, one)).collect();
    let printed = printed.join("; ");
    let again = reading.facts(&phrase(&printed));
    assert!(reading.diagnostics.is_empty(), "{printed}: {:#?}", reading.diagnostics);
    assert_eq!(again, said, "{printed}");
    printed
}

/// The same of an `on` phrase, without its day.
fn expects(text: &str) -> String {
    let words = vocabulary();
    let finder = Finder::new(
        &words,
        ["initial-review", "test/one/visits", "visits", "invitations", "review"].into_iter(),
    );
    let mut reading = ExampleReading::new(&finder, true);
    let said = reading.on(&phrase(&format!("1 May 2026 expect {text}")));
    assert!(reading.diagnostics.is_empty(), "{text}: {:#?}", reading.diagnostics);
    let said = said.expect("expectations");
    let printed: Vec<String> =
        said.says.iter().map(|one| expect_text(&words, &one.value)).collect();
    let printed = printed.join("; ");
    let again = reading.on(&phrase(&format!("1 May 2026 expect {printed}")));
    assert!(reading.diagnostics.is_empty(), "{printed}: {:#?}", reading.diagnostics);
    assert_eq!(again.as_ref(), Some(&said), "{printed}");
    printed
}

const FACTS: &[(&str, &str)] = &[
    ("comes into care on Saturday 28 March 2026", "comes into care on 28 March 2026"),
    ("the child comes into care on 28/03/2026", "comes into care on 28 March 2026"),
    ("came into care 2026-03-28", "comes into care on 28 March 2026"),
    ("coming into care on 28 March 2026", "comes into care on 28 March 2026"),
    ("review held on 29 April 2026", "review held on 29 April 2026"),
    ("the review was held on 29 April 2026", "review held on 29 April 2026"),
    ("a review is held on 29 April 2026", "review held on 29 April 2026"),
    ("review on 29 April 2026", "review held on 29 April 2026"),
    ("holds a review on 29 April 2026", "review held on 29 April 2026"),
    (
        "review between 3 June 2026 and 9 June 2026",
        "review held between 3 June 2026 and 9 June 2026",
    ),
    ("review on a day that is not known", "review held on an unknown day"),
    ("review planned for 20 July 2026", "review planned for 20 July 2026"),
    (
        "review planned for 20 April 2026 and held on 22 April 2026",
        "review planned for 20 April 2026, held on 22 April 2026",
    ),
    (
        "review planned for 1 May 2026, cancelled on 28 April 2026",
        "review planned for 1 May 2026, cancelled on 28 April 2026",
    ),
    (
        "review planned for 5 May 2026, moved on 28 April 2026",
        "review planned for 5 May 2026, moved on 28 April 2026",
    ),
    (
        "review planned for 1 May 2026, adjourned on 1 May 2026, adjourned again on 4 May 2026",
        "review planned for 1 May 2026, adjourned on 1 May 2026, adjourned again on 4 May 2026",
    ),
    ("review on 1 May 2026, until 4 May 2026", "review held on 1 May 2026, until 4 May 2026"),
    (
        "review started on 1 May 2026, completed on 4 May 2026",
        "review started on 1 May 2026, completed on 4 May 2026",
    ),
    (
        "review planned for 1 May 2026, adjourned on 1 May 2026, completed on 4 May 2026",
        "review planned for 1 May 2026, completed on 4 May 2026, adjourned on 1 May 2026",
    ),
    (
        "invitations sent on 1 July 2026 for the review planned for 20 July 2026",
        "invitations sent on 1 July 2026 for the review planned for 20 July 2026",
    ),
    (
        "invitations sent on 1 July 2026 by the IRO for the second review, recorded on 2 July 2026",
        "invitations sent on 1 July 2026 by the IRO for the second review, recorded on 2 July 2026",
    ),
    (
        "review “first” held on 29 April 2026, number 2 of that day",
        "review “first” held on 29 April 2026, number 2 of that day",
    ),
    ("invitations sent on 1 July 2026 for “first”", "invitations sent on 1 July 2026 for “first”"),
    (
        "review held on 29 April 2026 that changed the care plan",
        "review held on 29 April 2026, that changed the care plan",
    ),
    (
        "review held on 29 April 2026, changed the care plan is no",
        "review held on 29 April 2026, that not changed the care plan",
    ),
    (
        "review held on 29 April 2026, not known whether it changed the care plan",
        "review held on 29 April 2026, not known whether changed the care plan",
    ),
    ("receipt of the decisions on 4 May 2026", "receipt of the decisions on 4 May 2026"),
    ("looked after from 28 March 2026", "looked after from 28 March 2026"),
    ("the child is looked after since 28 March 2026", "looked after from 28 March 2026"),
    (
        "looked after from between 1 May 2026 and 3 May 2026 until 4 June 2026",
        "looked after from between 1 May 2026 and 3 May 2026 until 4 June 2026",
    ),
    (
        "placement from 1 May 2026 until an unknown day, that is intended to last until 18",
        "placement from 1 May 2026 until an unknown day, that intended to last until 18",
    ),
    (
        "the placement is intended to last until 18 from 1 May 2026",
        "the placement is intended to last until 18 from 1 May 2026",
    ),
    (
        "the placement is not intended to last until 18",
        "the placement is not intended to last until 18",
    ),
    ("local risk band is low", "local risk band is low"),
    ("local risk band: high from 1 May 2026", "local risk band is high from 1 May 2026"),
    ("local risk band is not known", "local risk band is not known"),
    ("history from 1 January 2020", "history from 1 January 2020"),
    ("records begin on 1 January 2020", "history from 1 January 2020"),
    (
        "records of reviews are complete until 1 May 2026",
        "records of review complete until 1 May 2026",
    ),
    (
        "records of receipt of the decisions when known",
        "records of receipt of the decisions when known",
    ),
    ("born on 3 May 2012", "born 3 May 2012"),
    (
        "the child was born between 1 May 2012 and 3 May 2012",
        "born between 1 May 2012 and 3 May 2012",
    ),
];

#[test]
fn facts_have_canonical_words() {
    for (written, canonical) in FACTS {
        assert_eq!(facts(written), *canonical);
    }
}

const EXPECTS: &[(&str, &str)] = &[
    (
        "visits for the authority to place for adoption of 11 December 2026 is pending",
        "visits for the authority to place for adoption of 11 December 2026 is pending",
    ),
    ("initial-review is due soon", "initial-review is due soon"),
    ("initial-review is met late by 1 day", "initial-review is met late by 1 day"),
    (
        "the initial-review is overdue by 3 days, due 15 April 2026",
        "initial-review is overdue by 3 days, due 15 April 2026",
    ),
    ("initial-review due on 15 April 2026", "initial-review is due 15 April 2026"),
    ("visits is unknown", "visits is unknown"),
    (
        "visits is unknown because the date of birth, could be met or overdue",
        "visits is unknown because “the date of birth”, could be met or overdue",
    ),
    (
        "visits could be met, overdue or lapsed",
        "visits is unknown, could be met or overdue or lapsed",
    ),
    (
        "visits is pending, due between 1 May 2026 and 3 May 2026, at risk, not breached",
        "visits is pending, due between 1 May 2026 and 3 May 2026, at risk, not breached",
    ),
    ("visits is met, met on 1 May 2026", "visits is met, done on 1 May 2026"),
    (
        "visits is lapsed by 12 days, breached, closed on 1 May 2026",
        "visits is lapsed by 12 days, closed on 1 May 2026, breached",
    ),
    ("visits is pending, no due date", "visits is pending, no due date"),
    ("visits is pending, opens on 1 June 2026", "visits is pending, opens on 1 June 2026"),
    ("the second visits is met", "the second visits is met"),
    ("the last visits is met; every visits is met", "the last visits is met; every visits is met"),
    ("visits for the review of 3 May 2026 is met", "visits for the review of 3 May 2026 is met"),
    ("visits for the second review is met", "visits for the second review is met"),
    ("visits is pending, not yet open", "visits is pending, not yet open"),
    ("visits is pending, not not yet open", "visits is pending, not not yet open"),
    ("visits is overdue, a gap since 6 April 2026", "visits is overdue, gap since 6 April 2026"),
    (
        "visits is met late, gap from 6 April 2026 to 9 April 2026, gap on 12 April 2026",
        "visits is met late, gap from 6 April 2026 to 9 April 2026, gap on 12 April 2026",
    ),
    ("visits is open until 4 May 2026", "visits is open until 4 May 2026"),
    ("visits is breached since 4 May 2026", "visits is breached since 4 May 2026"),
    ("visits is used, done on 4 May 2026", "visits is done on 4 May 2026, used"),
    ("the review is held on 4 May 2026", "review held on 4 May 2026"),
    ("visits is met, no gaps", "visits is met, no gap"),
    ("test/one/visits is met", "test/one/visits is met"),
    ("visits is not there", "visits is not there"),
    ("no visits", "visits is not there"),
    ("visits is there 3 times", "visits is there 3 times"),
    ("visits is there", "visits is there"),
    ("visits explanation mentions “Good Friday”", "visits explanation mentions “Good Friday”"),
    ("explanation of visits mentions \"Good Friday\"", "visits explanation mentions “Good Friday”"),
    ("finding D0804", "finding D0804"),
    (
        "finding D0804 mentions “review”; no findings",
        "finding D0804 mentions “review”; no findings",
    ),
    ("no finding D0804", "no finding D0804"),
    ("the child is looked after", "the child is looked after"),
    ("there has been a review since 1 May 2020", "there has been a review since 1 May 2020"),
    (
        "it is not known whether the child is looked after",
        "it is not known whether the child is looked after",
    ),
];

#[test]
fn expectations_have_canonical_words() {
    for (written, canonical) in EXPECTS {
        assert_eq!(expects(written), *canonical);
    }
}

#[test]
fn mistakes_are_named() {
    for (text, code, guilty) in [
        ("revew held on 29 April 2026", "D0201", "revew"),
        ("review held on Friday 28 March 2026", "D0709", "Friday 28 March 2026"),
        ("review held on 31 April 2026", "D0103", "31 April 2026"),
        ("review held on", "D0105", ""),
        ("review", "D0105", ""),
        ("looked after from 28 March 2026; visits", "D0201", "visits"),
        (
            "review between 9 June 2026 and 3 June 2026",
            "D0810",
            "between 9 June 2026 and 3 June 2026",
        ),
    ] {
        let words = vocabulary();
        let finder = Finder::new(
            &words,
            ["initial-review", "test/one/visits", "visits", "invitations", "review"].into_iter(),
        );
        let mut reading = ExampleReading::new(&finder, true);
        reading.facts(&phrase(text));
        let found = reading.diagnostics.first().unwrap_or_else(|| panic!("{text}: nothing"));
        let span = found.span().expect("a place");
        assert_eq!(found.code.to_string(), code, "{text}: {found:?}");
        assert_eq!(text.get(span.range()), Some(guilty), "{text}: {found:?}");
    }
}

#[test]
fn an_id_written_with_spaces_is_offered_with_its_hyphens() {
    for (text, guilty) in [
        ("initial review is due soon", "initial review"),
        ("the second Initial review is met", "Initial review"),
        ("every intial review is met", "intial review"),
        ("the last initial review is not there", "initial review"),
        ("initial review explanation mentions “Good Friday”", "initial review"),
    ] {
        let words = vocabulary();
        let finder = Finder::new(&words, ["initial-review", "visits"].into_iter());
        let mut reading = ExampleReading::new(&finder, true);
        let text = &format!("1 May 2026 expect {text}");
        reading.on(&phrase(text));
        let [found] = reading.diagnostics.as_slice() else {
            panic!("{text}: {:?}", reading.diagnostics)
        };
        assert_eq!(found.code, Code::D0207, "{text}");
        assert_eq!(found.span().and_then(|span| text.get(span.range())), Some(guilty));
        assert_eq!(found.help.as_deref(), Some("did you mean `initial-review`?"));
    }
}
