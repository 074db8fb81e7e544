//! Packs that test themselves: the examples of every shipped pack hold, and any case
//! can be printed as an example that says the same.

use std::fs;
use std::path::Path;

use duly::check::Checked;
use duly::diag::Diagnostic;
use duly::eval::evaluate;
use duly::examples::{Bound, Expect, example_text, expect_of, facts_text, passes, read, run};
use duly::facts::{Case, bind, read_case};
use duly::open::{checked, suite};
use duly::pack::{Library, MemoryWorld, list_packs};
use duly::source::{FileId, SourceMap, Span};
use duly::syntax::{self, Carrier};
use duly::time::{Day, parse_date};

/// Every shipped pack with its examples; other tests ask whether a pack can be used.
fn suites() -> Vec<duly::open::Suite> {
    let world = MemoryWorld::new();
    let packs = list_packs(&world, Library::shipped());
    let all = packs.iter().filter_map(|pack| {
        let mut map = SourceMap::new();
        let read = suite(&world, Library::shipped(), &mut map, &pack.id);
        let errors = duly::diag::has_errors(&read.diagnostics) && read.value.is_some();
        assert!(!errors, "{}: {:#?}", pack.id, read.diagnostics);
        read.value
    });
    all.collect()
}

#[test]
fn the_examples_of_every_shipped_pack_hold() {
    let mut wrong = String::new();
    for suite in suites() {
        for example in &suite.examples {
            let failures = run(&suite.model, example);
            assert_eq!(failures.is_empty(), passes(&suite.model, example));
            for failure in failures {
                let found = failure.diagnostic(&example.example);
                let help = found.help.unwrap_or_default();
                wrong.push_str(&format!("{}: {}\n  {help}\n", suite.model.pack.id, found.message));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn model(pack: &str) -> Checked {
    let mut map = SourceMap::new();
    checked(&MemoryWorld::new(), Library::shipped(), &mut map, pack).value.expect(pack)
}

/// An example case under the pack that its comment names.
fn example_cases() -> Vec<(String, Checked, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cases");
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let pack = text.split("Pack: ").nth(1).and_then(|rest| rest.split(". ").next());
        let model = model(pack.unwrap_or("kent/child-in-care-reviews"));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let file = SourceMap::new().add(name.as_str(), text.as_str());
        let written = read_case(file, &name, &text).value.unwrap();
        let case = bind(&written, &model.vocabulary).value.unwrap();
        all.push((name, model, case));
    }
    assert!(all.len() >= 10);
    all
}

fn day(text: &str) -> Day {
    parse_date(text).unwrap()
}

/// What every row of a case is, on some days.
fn everything(model: &Checked, case: &Case) -> Vec<(Day, Expect)> {
    let mut all = Vec::new();
    for on in ["1 April 2026", "6 August 2026", "21 November 2026"].map(day) {
        let answer = evaluate(model, case, on);
        let rows = answer.rows.iter();
        all.extend(rows.map(|row| (on, expect_of(model, case, &answer, row))));
    }
    all
}

/// The examples of a text, in a carrier.
fn examples(model: &Checked, carrier: Carrier, text: &str) -> Vec<Bound> {
    let file = SourceMap::new().add("f", text);
    let tree = syntax::read(file, carrier, text);
    let read = read(tree.value.expect("a tree").blocks.iter(), model);
    let found: Vec<Diagnostic> = tree.diagnostics.into_iter().chain(read.diagnostics).collect();
    assert!(found.is_empty(), "{found:#?}\n{text}");
    read.value.expect("examples")
}

/// A case without what a text does not keep: places and names given to events.
fn bare(case: &Case) -> Case {
    let nowhere = Span::new(FileId::NONE, 0, 0);
    let mut case = case.clone();
    case.id = String::new();
    for event in &mut case.events {
        (event.span, event.name) = (nowhere, None);
    }
    for period in &mut case.periods {
        period.span = nowhere;
    }
    for fact in &mut case.facts {
        fact.span = nowhere;
    }
    case
}

#[test]
fn any_case_is_an_example_that_says_the_same_and_holds() {
    for (name, model, case) in example_cases() {
        let expects = everything(&model, &case);
        for carrier in [Carrier::Duly, Carrier::Yaml] {
            let text = example_text(&model, carrier, &name, &case, &expects);
            let read = examples(&model, carrier, &text);
            let [again] = read.as_slice() else { panic!("{text}") };
            assert_eq!(bare(&again.case), bare(&case), "{text}");
            let failures = run(&model, again);
            assert!(failures.is_empty(), "{failures:#?}\n{text}");
        }
    }
}

#[test]
fn an_example_may_give_its_case_as_a_case_file_does() {
    let model = model("kent/child-in-care-reviews");
    let text = "
examples:
  as a case file:
    child: born 3 May 2012
    history from: 1 January 2020
    records:
      receipt of the decisions: when known
      review: complete until 1 April 2027
    events:
      - coming into care: 2026-03-28
      - review: {id: first, planned for: 20 April 2026, held: 22 April 2026}
      - review: between 3 June 2026 and 9 June 2026
      - review: {planned for: 1 December 2026, cancelled: 28 April 2026}
      - send invitations: {on: 1 April 2026, for: first, by: the social worker, recorded on: 2 April 2026}
      - send invitations: {on: 1 May 2026, seq: 2}
      - not appropriate given age and understanding: {on: 2 April 2026, by: the IRO, for: 22 April 2026}
    periods:
      - placed with foster carers: {from: 28 March 2026, until: ongoing}
      - placed with foster carers: {from: unknown, until: 3 April 2025}
    expect:
      22 April 2026: [initial-review is met, invitations for the first review is met late by 1 day]
";
    let read = examples(&model, Carrier::Yaml, text);
    let [example] = read.as_slice() else { panic!("one example") };
    let file = "
case: as a case file
born: 3 May 2012
history from: 1 January 2020
records: {receipt of the decisions: when known, review: complete until 1 April 2027}
events:
  - coming into care: 2026-03-28
  - review: {id: first, planned for: 20 April 2026, held: 22 April 2026}
  - review: between 3 June 2026 and 9 June 2026
  - review: {planned for: 1 December 2026, cancelled: 28 April 2026}
  - send invitations: {on: 1 April 2026, for: first, by: the social worker, recorded on: 2 April 2026}
  - send invitations: {on: 1 May 2026, seq: 2}
  - not appropriate given age and understanding: {on: 2 April 2026, by: the IRO, for: 22 April 2026}
periods:
  - placed with foster carers: {from: 28 March 2026, until: ongoing}
  - placed with foster carers: {from: unknown, until: 3 April 2025}
";
    let id = SourceMap::new().add("f", file);
    let written = read_case(id, "f", file).value.unwrap();
    let case = bind(&written, &model.vocabulary).value.unwrap();
    assert_eq!(bare(&example.case), bare(&case));
}

#[test]
fn the_pack_on_the_page_holds_in_both_carriers() {
    let page = include_str!("../../docs/testing.md");
    let mut cases = Vec::new();
    for ending in ["duly", "yaml"] {
        let text = page.split(&format!("```{ending}\n")).nth(1).unwrap();
        let text = text.split("```").next().unwrap();
        let name = format!("shown.{ending}");
        let world = MemoryWorld::new().with(&name, text);
        let read = suite(&world, Library::shipped(), &mut SourceMap::new(), &name);
        assert!(!duly::diag::has_errors(&read.diagnostics), "{:#?}", read.diagnostics);
        let suite = read.value.unwrap();
        assert_eq!(suite.examples.len(), 2);
        for example in &suite.examples {
            assert_eq!(run(&suite.model, example), Vec::new());
        }
        let words = &suite.model.vocabulary;
        let said = suite.examples.iter().map(|one| facts_text(words, &one.case));
        cases.push(said.collect::<Vec<_>>());
    }
    assert_eq!(cases[0], cases[1]);
}

/// Every wording of a page's table, a code span each in its first column.
fn wordings(heading: &str) -> Vec<String> {
    let page = include_str!("../../docs/testing.md");
    let part = page.split(&format!("\n## {heading}\n")).nth(1).unwrap();
    let part = part.split("\n## ").next().unwrap();
    let rows = part.lines().filter(|line| line.starts_with("| `"));
    let mut all = Vec::new();
    for row in rows {
        let cell = row.split(" | ").next().unwrap();
        all.extend(cell.split('`').skip(1).step_by(2).map(str::to_owned));
    }
    all
}

/// A pack with the words that the page uses.
const WORDS: &str = "pack test/words
  subject    child
  scope      each period looked after
  calendar   england-and-wales
  settings   days are calendar days
event coming into care
  forms      come into care | the child comes into care | coming into care / entries into care
  once       per period looked after
event leaving care
status looked after
  from       coming into care until leaving care
event review
  forms      hold a review | a review is held | review / reviews
  life       can be planned, adjourned, cancelled
event sending of invitations
  forms      send invitations | invitations are sent | sending of invitations
event agreement of the decisions
  forms      the decisions are agreed | agreement of the decisions
role the IRO
role the social worker
status placed with foster carers
status placement
fact intended to last until 18
  type       yes or no
  of         placement
fact local risk band
  type       one of low, high
fact changed the care plan
  type       yes or no
  of         review
duty initial-review
  must       hold a review
  due        within 20 working days of coming into care
  met by     the first review
duty invitations
  must       send invitations
  due        at least 10 working days before each review
  applies    unless recorded: the child refuses
";

#[test]
fn every_wording_on_the_page_is_read() {
    let facts = wordings("The case");
    let expects = wordings("What is expected");
    assert!(facts.len() > 18 && expects.len() > 18, "{facts:?} {expects:?}");
    let before = "placement from 1 May 2026; review on 22 April 2026; review “first” on 2 May 2026; \
                  review planned for 20 July 2026";
    for said in facts {
        let own = said.contains("“first”") || said.contains("20 July") || said.contains("22 April");
        let before = if own {
            "placement from 1 May 2026; review planned for 20 July 2026; review on 22 April 2026"
        } else {
            before
        };
        let twice = said.starts_with("review") && own;
        let before = if twice { "coming into care on 1 March 2026" } else { before };
        one_reads(
            WORDS,
            &format!("  facts {before}; {said}\n  on 1 May 2026 expect no findings\n"),
        );
    }
    for said in expects {
        let said = said
            .strip_prefix('…')
            .map_or(said.clone(), |rest| format!("initial-review is met{rest}"));
        one_reads(WORDS, &format!("  facts {before}\n  on 1 May 2026 expect {said}\n"));
    }
}

/// What is not born is named on the line of the subject, and is printed so.
#[test]
fn an_example_may_be_of_another_subject() {
    let pack = "pack test/authority\n  subject child\nevent report\n  \
        forms publish a report | report / reports\nduty annual-report\n  for the authority\n  \
        must publish a report\n  due at least once in each financial year\n";
    let yaml = "pack: test/authority\nsubject: child\nevents: {report: {forms: publish a report | report / reports}}\n\
        duties: {annual-report: {for: the authority, must: publish a report, due: at least once in each financial year}}\n\
        examples: {one: {subject: the authority, facts: report on 1 May 2025, expect: {1 July 2025: annual-report is met}}}\n";
    let lines = "example one\n  subject authority\n  facts report on 1 May 2025\n  \
        on 1 July 2025 expect annual-report is met\n";
    let duly = format!("{pack}{lines}");
    for (name, text) in [("words.duly", duly.as_str()), ("words.yaml", yaml)] {
        let world = MemoryWorld::new().with(name, text);
        let read = suite(&world, Library::shipped(), &mut SourceMap::new(), name);
        assert!(!duly::diag::has_errors(&read.diagnostics), "{:#?}", read.diagnostics);
        let suite = read.value.expect("a pack");
        let [example] = suite.examples.as_slice() else { panic!("one example") };
        assert_eq!(example.case.subject.as_deref(), Some("authority"));
        assert!(passes(&suite.model, example));
        let carrier = duly::syntax::Carrier::Duly;
        let printed =
            duly::examples::example_text(&suite.model, carrier, "one", &example.case, &[]);
        assert!(printed.contains("subject authority\n"), "{printed}");
    }
}

/// A duty that leads up to an event is too late on its very day, and neither overdue
/// nor met late.
#[test]
fn no_example_is_asked_for_what_cannot_be() {
    let pack = |due: &str| {
        format!(
            "pack test/ends\n  subject child\n  settings days are calendar days\nevent review\n  \
             forms hold a review | review / reviews\nevent talk\n  \
             forms talk to the child | talk / talks\nduty it\n  must talk to the child\n  due {due}\n\
             example one\n  facts review on 1 May 2026; talk on 30 April 2026\n  \
             on 2 May 2026 expect it is met\n"
        )
    };
    let gaps = |due: &str| -> Vec<String> {
        let (text, mut map) = (pack(due), SourceMap::new());
        let world = MemoryWorld::new().with("words.duly", text.as_str());
        let suite = suite(&world, Library::shipped(), &mut map, "words.duly").value.expect(due);
        let found = duly::examples::gaps(&suite.model, &suite.examples);
        found.into_iter().map(|one| one.message).collect()
    };
    for due in [
        "before each review",
        "by the first review",
        "between 3 days before and the day of each review",
    ] {
        assert_eq!(gaps(due), Vec::<String>::new(), "{due}");
    }
    for due in ["strictly before each review", "at least 1 day before each review"] {
        assert_eq!(gaps(due), ["no example shows `it` as “met late” or “overdue”"], "{due}");
    }
}

fn one_reads(words: &str, lines: &str) {
    let text = format!("{words}example one\n{lines}");
    let world = MemoryWorld::new().with("words.duly", text.as_str());
    let read = suite(&world, Library::shipped(), &mut SourceMap::new(), "words.duly");
    assert!(!duly::diag::has_errors(&read.diagnostics), "{lines}{:#?}", read.diagnostics);
    assert_eq!(read.value.map(|suite| suite.examples.len()), Some(1), "{lines}");
}

/// A pack with a power, a standing duty, and silence that counts as agreement.
const RIGHTS: &str = "pack test/rights
  subject    child
  scope      each period looked after
  calendar   england-and-wales
  settings   days are calendar days
event coming into care
  forms      come into care | the child comes into care | coming into care
  once       per period looked after
event leaving care
status looked after
  from       coming into care until leaving care
status named IRO
event receipt of the decisions
event response to the decisions
event agreement of the decisions
  forms      the decisions are agreed | agreement of the decisions
event complaint
  forms      make a complaint | complaint / complaints
event appeal
  forms      make an appeal | appeal / appeals
standing iro
  must       have a named IRO
  during     each period looked after
deem agreed
  when       5 working days pass after each receipt of the decisions without a response to the decisions
  gives      the decisions are agreed
power appeal-the-answer
  may        make an appeal
  limit      within 20 working days of each complaint
";

#[test]
fn rights_deemed_events_and_standing_duties_can_be_expected() {
    let suite = |lines: &str| {
        let text = format!("{RIGHTS}example one\n{lines}");
        let world = MemoryWorld::new().with("rights.duly", text.as_str());
        let read = suite(&world, Library::shipped(), &mut SourceMap::new(), "rights.duly");
        assert!(!duly::diag::has_errors(&read.diagnostics), "{:#?}", read.diagnostics);
        read.value.expect("a suite")
    };
    let facts =
        "  facts comes into care on 2 March 2026; named IRO from 2 March 2026 until 9 March 2026
  facts named IRO from 12 March 2026; receipt of the decisions on 1 April 2026
  facts complaint on 1 April 2026; appeal on 1 May 2026; complaint on 1 June 2026
";
    let holds = suite(&format!(
        "{facts}  on 30 April 2026 expect appeal-the-answer is open until 1 May 2026
  on 30 April 2026 expect the decisions are agreed on 10 April 2026
  on 30 April 2026 expect iro is met late, gap from 9 March 2026 to 11 March 2026
  on 10 March 2026 expect iro is overdue, gap since 9 March 2026
  on 10 March 2026 expect appeal-the-answer is not there
  on 2 June 2026 expect the first appeal-the-answer is used, done on 1 May 2026
  on 2 June 2026 expect the last appeal-the-answer is open
"
    ));
    assert_eq!(run(&holds.model, &holds.examples[0]), Vec::new());
    let fails = suite(&format!(
        "{facts}  on 30 April 2026 expect appeal-the-answer is closed
  on 30 April 2026 expect the decisions are agreed on 9 April 2026
  on 10 March 2026 expect iro is overdue, no gap
"
    ));
    let got: Vec<String> =
        run(&fails.model, &fails.examples[0]).into_iter().map(|one| one.got).collect();
    assert_eq!(
        got,
        [
            "appeal-the-answer is open until 1 May 2026",
            "it is that of 10 April 2026",
            "iro is overdue by 2 days, due 8 March 2026, gap since 9 March 2026"
        ]
    );
}

/// A pack with rules across cases, and an example of two cases.
fn siblings(example: &str) -> duly::open::Suite {
    let text = format!(
        "pack test/siblings: \"Siblings\"\n  subject child\n  scope each period looked after\n  settings days are calendar days\n\
         event coming into care\n  forms come into care | comes into care | coming into care\n  once per period looked after\n\
         event leaving care\n  forms leave care | leaves care | leaving care\n\
         status looked after\n  from coming into care until leaving care\n\
         fact sibling group\n  type name\nfact IRO\n  type name\n\
         across one-officer\n  group looked after children by sibling group\n  should all have the same IRO\n\
         \x20 applies unless recorded: conflict of interest\n{example}"
    );
    let world = MemoryWorld::new().with("policies/test/siblings.duly", text);
    let mut map = SourceMap::new();
    let read = suite(&world, Library::shipped(), &mut map, "test/siblings");
    let errors = read.diagnostics.iter().filter(|one| one.severity == duly::diag::Severity::Error);
    let errors: Vec<&str> = errors.map(|one| one.message.as_str()).collect();
    assert_eq!(errors, [""; 0]);
    read.value.unwrap()
}

fn wrong(suite: &duly::open::Suite) -> Vec<String> {
    let all = suite.examples.iter().flat_map(|example| run(&suite.model, example));
    all.map(|failure| failure.got).collect()
}

const TWO: &str = "example two officers\n\
    \x20 facts comes into care on 2 March 2026; sibling group is north; IRO is r-1\n\
    \x20 another case the brother: comes into care on 9 March 2026; sibling group is north\n\
    \x20 another case the brother: IRO is r-2\n";

#[test]
fn an_example_of_several_cases_holds_rules_across_them() {
    let holds = siblings(
        &format!(
            "{TWO}  on 8 March 2026 expect one-officer holds\n\
         \x20 on 9 March 2026 expect one-officer for “north” is breached since 9 March 2026\n\
         \x20 on 9 March 2026 expect one-officer is there once\n\
         \x20 on 9 March 2026 expect one-officer explanation mentions “the brother has “r-2”\n"
        )
        .replace("mentions “the brother has “r-2”", "mentions “the brother has”"),
    );
    assert_eq!(wrong(&holds), [""; 0]);
    let lifted = siblings(&format!(
        "{TWO}  facts recorded: conflict of interest on 10 March 2026\n\
         \x20 on 10 March 2026 expect one-officer is lifted\n"
    ));
    assert_eq!(wrong(&lifted), [""; 0]);
    let unknown = siblings(&format!(
        "{}  on 9 March 2026 expect one-officer is unknown\n",
        TWO.replace("IRO is r-2", "IRO is not known")
    ));
    assert_eq!(wrong(&unknown), [""; 0]);
}

#[test]
fn what_an_example_of_several_cases_gets_wrong_is_said() {
    let other = siblings(&format!("{TWO}  on 9 March 2026 expect one-officer holds\n"));
    let [got] = wrong(&other).try_into().unwrap();
    assert!(got.starts_with("one-officer for “north” is breached since 9 March 2026: "), "{got}");
    let alone = siblings(
        "example alone\n  facts comes into care on 2 March 2026; sibling group is north; IRO is r-1\n\
         \x20 on 9 March 2026 expect one-officer holds\n",
    );
    let [got] = wrong(&alone).try_into().unwrap();
    assert!(got.contains("add `another case`"), "{got}");
}

#[test]
fn what_an_example_says_of_a_breach_and_of_when_it_was_entered_is_judged() {
    let suite = siblings(
        "duty letter\n  must send a letter\n  due within 5 calendar days of coming into care\n\
         status at home\nduty visit\n  must visit the child\n  due within 5 calendar days of coming into care\n\
         \x20 applies if the child is at home\n\
         example late\n  facts comes into care on 2 March 2026; at home from 1 March 2026, recorded on 4 March 2026\n\
         \x20 on 10 March 2026 expect letter is overdue, breached since 8 March 2026\n\
         \x20 on 10 March 2026 expect letter is overdue, breached since 9 March 2026\n",
    );
    let got = wrong(&suite);
    assert_eq!(got.len(), 1, "{got:?}");
    let period = &suite.examples[0].example.case.periods[0];
    assert_eq!(period.recorded_on.map(|day| day.value), parse_date("4 March 2026").ok());
}
