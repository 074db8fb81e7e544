//! Case files: what is read, and what is said of mistakes.

use super::*;
use crate::facts::DateFact;
use crate::source::SourceMap;
use crate::time::parse_date;
use proptest::prelude::*;

fn read(text: &str) -> (CaseFile, Vec<Diagnostic>) {
    let mut map = SourceMap::new();
    let file = map.add("case.yaml", text);
    let Outcome { value, diagnostics } = read_case(file, "case", text);
    (value.expect("a case is always there"), diagnostics)
}

fn clean(text: &str) -> CaseFile {
    let (case, found) = read(text);
    assert!(found.is_empty(), "{text}\n{found:#?}");
    case
}

fn day(text: &str) -> Day {
    parse_date(text).unwrap()
}

fn date(date: &DateFact) -> String {
    match date {
        DateFact::Exactly(day) => day.to_string(),
        DateFact::Between(first, last) => format!("{first}..{last}"),
        DateFact::Sometime => "?".to_owned(),
    }
}

/// A case in short, one line for each line of it.
fn show(case: &CaseFile) -> String {
    let mut out = format!("{}\n", case.id.value);
    if let Some(born) = &case.born {
        out += &format!("  born {}\n", date(&born.value));
    }
    for one in &case.records {
        let until = one.until.map(|day| format!(" until {}", day.value)).unwrap_or_default();
        let from = one.from.map(|day| format!(" from {}", day.value)).unwrap_or_default();
        out += &format!(
            "  records {}: {}{from}{until}\n",
            one.name.value,
            if one.when_known { "when known" } else { "complete" }
        );
    }
    for event in &case.events {
        out += &format!("  {}", event.name.value);
        let dates = [
            ("on", event.on),
            ("planned", event.planned_for),
            ("completed", event.completed),
            ("adjourned", event.adjourned),
            ("cancelled", event.cancelled),
        ];
        for (word, value) in dates {
            if let Some(value) = value {
                out += &format!(" {word} {}", date(&value.value));
            }
        }
        for (word, text) in [("id", &event.id), ("for", &event.done_for), ("by", &event.by)] {
            if let Some(text) = text {
                out += &format!(" {word} {}", text.value);
            }
        }
        for (name, value) in &event.facts {
            out += &format!(" [{}: {}]", name.value, value.value);
        }
        out += "\n";
    }
    for period in &case.periods {
        let until = period.until.map_or("ongoing".to_owned(), |until| date(&until.value));
        out += &format!("  period {} {} to {until}\n", period.name.value, date(&period.from.value));
    }
    for fact in &case.facts {
        out += &format!("  fact {}: {}\n", fact.name.value, fact.value.value);
    }
    out
}

/// Each text, what was read of it, and `code line:column «place» message — help`.
fn all_told(texts: &[&str]) -> String {
    let mut out = String::new();
    for text in texts {
        let (case, found) = read(text);
        let mut map = SourceMap::new();
        map.add("case.yaml", *text);
        out += &format!("{}\n=> {}", text.trim_end(), show(&case));
        for one in &found {
            let span = one.span().unwrap();
            let at = map.position(span);
            out += &format!(
                "{} {}:{} «{}» {}\n",
                one.code,
                at.line,
                at.column,
                map.snippet(span),
                one.message
            );
            out += &format!("    {}\n", one.help.as_deref().unwrap_or("-"));
        }
        out += "\n";
    }
    out
}

const FORM: &str = "case: A-1042
subject: child                     # may be left out
born: 3 May 2012                   # or `between A and B`, `unknown`
history from: 1 January 2020       # earlier records are missing
records:                           # how well this file knows each kind
  review: complete until 1 April 2026
  receipt of the decisions: when known
  visit: complete from 1 May 2025 until 2 May 2026
events:
  - coming into care: 2026-03-28
  - review: {id: first, planned for: 20 April 2026, held: 22 April 2026}
  - review: between 3 June 2026 and 9 June 2026
  - review: unknown                # it happened, on a day not known
  - review: {planned for: 3 December 2026}
  - review: {planned for: 1 May 2026, cancelled: 28 April 2026}
  - review: {planned for: 1 June 2026, adjourned: 1 June 2026, completed: 9 June 2026}
  - assessment: {started: 1 June 2026}
  - assessment: {completed: 2 June 2026, seq: 2, recorded on: 3 June 2026}
  - send invitations: {on: 1 April 2026, for: first}
  - the child refuses: {on: 2 April 2026, by: the IRO, changed the plan: yes}
periods:
  - looked after: {from: 2026-03-28, until: ongoing}
  - placed: {from: between 1 May 2026 and 2 May 2026, until: 4 May 2026, kind: foster}
facts:
  - local risk band: low
  - school: {value: yes, from: 1 May 2026}
";

#[test]
fn every_form_is_read() {
    let case = clean(FORM);
    insta::assert_snapshot!(show(&case));
    assert_eq!(case.subject.map(|subject| subject.value).as_deref(), Some("child"));
    assert_eq!(case.history_from.map(|from| from.value), Some(day("2020-01-01")));
    assert_eq!(case.facts[1].from.map(|from| from.value), Some(day("2026-05-01")));
    assert_eq!(case.events[8].seq, 2);
    assert_eq!(case.events[8].recorded_on.map(|on| on.value), Some(day("2026-06-03")));
}

#[test]
fn a_date_knows_its_place() {
    let case = clean(FORM);
    let span = case.events[1].on.unwrap().span;
    assert_eq!(FORM.get(span.range()), Some("22 April 2026"));
    assert_eq!(
        FORM.get(case.events[1].span.range()),
        Some("review: {id: first, planned for: 20 April 2026, held: 22 April 2026}")
    );
}

#[test]
fn blocks_json_and_nulls_are_read() {
    let yaml = clean(
        "case: a\nevents:\n  review:\n    Held: 1 May 2026\nrecords:\n  - review: complete\nfacts: {x: 1}\nperiods:\n",
    );
    let json = clean(
        "{\"case\": \"a\", \"born\": null, \"events\": [{\"review\": {\"held\": \"2026-05-01\", \"cancelled\": null, \"note\": null}}],\n\t\"records\": {\"review\": \"complete\"}, \"facts\": {\"x\": 1}, \"periods\": null}",
    );
    assert_eq!(show(&yaml), show(&json));
    assert_eq!(
        clean("case: b\nborn: unknown\n").born.map(|born| born.value),
        Some(DateFact::Sometime)
    );
}

#[test]
fn a_file_without_an_id_takes_its_own_name() {
    assert_eq!(clean("events: []\n").id.value, "case");
}

#[test]
fn the_examples_of_the_repository_are_read() {
    for (name, text) in [
        ("amber", include_str!("../../../examples/cases/amber.yaml")),
        ("basalt", include_str!("../../../examples/cases/basalt.yaml")),
        ("cobalt", include_str!("../../../examples/cases/cobalt.yaml")),
        ("dusk", include_str!("../../../examples/cases/dusk.yaml")),
        ("ember", include_str!("../../../examples/cases/ember.json")),
        ("flint", include_str!("../../../examples/cases/flint.yaml")),
        ("garnet", include_str!("../../../examples/cases/garnet.yaml")),
        ("hazel", include_str!("../../../examples/cases/hazel.yaml")),
        ("iron", include_str!("../../../examples/cases/iron.yaml")),
        ("jade", include_str!("../../../examples/cases/jade.yaml")),
    ] {
        let case = clean(text);
        assert_eq!(case.id.value, name);
        let rows = text.lines().filter(|line| line.starts_with("  - ")).count();
        let rows = rows.max(text.matches("    {\"").count());
        let others = case.periods.len() + case.facts.len();
        assert_eq!(case.events.len(), rows - others, "{name}");
    }
}

#[test]
fn mistakes_of_the_form() {
    insta::assert_snapshot!(all_told(&[
        "",
        "- review: 1 May 2026\n",
        "case: a\nevent:\n  - review: 1 May 2026\ndob: 3 May 2012\ncolour: red\n",
        "case: [a]\nborn:\nsubject: # child\n",
        "case: a\nCase: b\nborn: 3 May 2012\n",
        "case: a\nevents:\n  - coming into care: 28 March 2026\n  review: 22 April 2026\nfacts:\n  - b: 1\n",
        "case: a\nevents:\n  review: 1 May 2026\n  review: 2 May 2026\n",
        "case: a\nevents: review on 1 May 2026\nperiods:\n  - looked after\n  -\n  - [x]\n",
        "case: a\nevents:\n  - review:\n    held: 22 April 2026\n  - review: 1 May 2026\n    by: the IRO\n  - invite: 1 May 2026\n    review: 2 May 2026\n",
        "case: a\nevents:\n  - review:\n  - review: {id: x}\n  - review: [1 May 2026]\n  - review: {held: [1], by: {a: b}}\n  - review: \"open\n  - review: 3 May 2026\n",
        "case: a\nevents:\n  - review: {held: 1 May 2026, or later, by: the IRO}\n",
        "case: a\nevents:\n  - review: {held: 1 May 2026, seq: first, id: x, id: y}\n  - review: {on: 1 May 2026, ID: x, Id: z}\n",
        "case: a\nperiods:\n  - looked after: 28 March 2026\n  - looked after: {until: ongoing}\n  - looked after: {from: 1 May 2026, From: 2 May 2026}\n",
        "case: a\nfacts:\n  - school: {from: 1 May 2026}\n  - risk: {value: low, since: 1 May 2026}\n  - band:\n",
        "case: a\nrecords:\n  review: sometimes\n  visit: complete since 1 May 2026\n  call: complete until May\n",
    ]));
}

#[test]
fn mistakes_of_dates() {
    insta::assert_snapshot!(all_told(&[
        "case: a\nevents:\n  - a: 31 April 2026\n  - b: 1 Mai 2026\n  - c: May 2026\n  - d: 2026\n  - e: 2026-05-01T10:30:00Z\n  - f: Monday 28 March 2026\n  - g: soon\n  - h: 01/02/26\n",
        "case: a\nevents:\n  - a: “10 April 2026”\n  - b: 3.4.2026\n  - c: April 3, 2026\n  - d: 3 April 2026 10:00\n  - e: 3.4.26\n  - f: yesterday\n  - g: 3 April 62\n  - h: “soon”\n  - i: 3 April 2026 at 10am\n",
        "case: a\nevents:\n  - allocate an IRO 6 April 2026\n  - review\nperiods:\n  - looked after 28 March 2026\n",
        "case: a\nevents:\n  - a: between 9 June 2026 and 3 June 2026\n  - b: between 9 June 2026\n  - c: between 3 June 2026 and 3 June 2026\n  - d: between 3 June 2026 and 31 June 2026\n",
        "case: a\nhistory from: unknown\nevents:\n  - a: {on: 1 May 2026, recorded on: between 1 May 2026 and 2 May 2026}\n",
        "case: a\nperiods:\n  - looked after: {from: 28 March 2026, until: 2 February 2026}\n  - looked after: {from: between 1 May 2026 and 3 May 2026, until: 2 May 2026}\n",
        "case: a\nevents:\n  - review: {held: 22 April 2026, completed: 20 April 2026}\n",
        "case: a\nevents:\n  - review: {on: 22 April 2026, held: 29 April 2026}\n  - review: {on: 22 April 2026, held: 2026-04-22}\n",
        "case: a\nevents:\n  - review: {id: first, held: 22 April 2026}\n  - review: {id: first, held: 29 April 2026, by: the IRO}\n  - visit: {id: first, on: 1 May 2026}\n",
    ]));
}

#[test]
fn the_pages_show_what_fires_and_what_mends() {
    for code in [Code::D0802, Code::D0803, Code::D0810, Code::D0811] {
        let page = code.info().page;
        let blocks: Vec<&str> =
            page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
        let codes: Vec<Code> = read(blocks[0]).1.iter().map(|found| found.code).collect();
        assert_eq!(codes, [code]);
        clean(blocks[1]);
    }
}

fn fragment() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "case: a\n",
            "events:\n",
            "  - review: ",
            "periods:\n",
            "facts:\n",
            "records:\n",
            "1 May 2026",
            "between ",
            " and ",
            "2026-05-01",
            "unknown",
            "{",
            "}",
            ", ",
            "id: x",
            "held: ",
            "\n",
            "\n  ",
            "\n    ",
            "on: ",
            "until: ",
            "from: ",
            "complete ",
            "İ",
            "\u{1f600}",
            "\"",
            ": ",
            "- ",
            "[",
            "]",
            "seq: 9",
            "null",
            "#",
        ]),
        0..30,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_panic(text in fragment()) {
        let (_, found) = read(&text);
        for span in found.iter().flat_map(|one| one.span().into_iter().chain(one.secondary.iter().map(|label| label.span))) {
            prop_assert!(text.get(span.range()).is_some(), "{:?}", found);
        }
    }

    #[test]
    fn a_broken_event_hides_no_other(bad in prop::sample::select(vec![
        "review: \"open", "review: {held: 1 May 2026", "review: 31 April 2026", "review:", "review", "review: a: b", "{review", "'it's': 1 May 2026",
    ]), at in 0..3usize) {
        let mut events = vec!["one: 1 May 2026", "two: {on: 2 May 2026, by: the IRO}"];
        events.insert(at.min(2), bad);
        let text = format!("case: a\nevents:\n{}facts:\n  - x: y\n", events.iter().map(|event| format!("  - {event}\n")).collect::<String>());
        let (case, found) = read(&text);
        prop_assert_eq!(found.len(), 1, "{:?}", found);
        prop_assert!(["one", "two"].iter().all(|name| case.events.iter().any(|event| event.name.value == *name)), "{:?}", case);
        prop_assert_eq!(case.facts.len(), 1);
    }
}
