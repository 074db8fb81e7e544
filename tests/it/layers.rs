//! Packs on top of packs: which row stands for which, and what is there once only.

use duly::check::Checked;
use duly::diag::Severity;
use duly::eval::{Answer, Status, evaluate, layered};
use duly::facts::{bind, read_case};
use duly::open::checked;
use duly::pack::{Library, MemoryWorld};
use duly::source::SourceMap;
use duly::time::parse_date;

const BASE: &str = "
pack base/law
  subject  child
  scope    each period looked after
  calendar england-and-wales
event coming into care
  forms    come into care | coming into care / entries into care
  once     per period looked after
event leaving care
  forms    leave care | leaving care / exits from care
event review
  forms    hold a review | review / reviews
  life     can be planned
event notice
  forms    tell the service | notice / notices
event receipt
  forms    receive the decisions | receipt / receipts
event answer
  forms    answer the decisions | answer / answers
event agreement
  forms    agree the decisions | the decisions are agreed | agreement / agreements
status looked after
  from     coming into care until leaving care
duty first-review
  must     hold a review
  due      within 20 working days of coming into care
  met by   the first review
duty tell
  must     tell the service
  due      within 2 working days of each review
deem agreed
  when     5 working days pass after each receipt without an answer
  gives    the decisions are agreed
power more-reviews
  may      hold a review
  applies  if recorded: a long stay in hospital
";

const LOCAL: &str = "
pack local/reviews
  extends  base/law
  scope    each period looked after
  calendar england-and-wales
duty first-review
  implements base/law/first-review
  must     hold a review
  due      within 15 working days of coming into care
  met by   the first review
  applies  unless recorded: arranged otherwise
duty tell
  implements base/law/tell
  should   tell the service
  due      within 1 working day of each receipt
deem agreed
  implements base/law/agreed
  when     5 working days pass after each receipt without an answer
  gives    the decisions are agreed
";

fn model() -> Checked {
    let world = MemoryWorld::new()
        .with("policies/base/law.duly", BASE)
        .with("policies/local/reviews.duly", LOCAL);
    let read = checked(&world, Library::shipped(), &mut SourceMap::new(), "local/reviews");
    let wrong = read.diagnostics.iter().filter(|one| one.severity != Severity::Note);
    assert_eq!(wrong.map(|one| &one.message).collect::<Vec<_>>(), Vec::<&String>::new());
    read.value.unwrap()
}

fn answer(model: &Checked, events: &str) -> Answer {
    let text = format!("case: c\nevents: [{events}]\n");
    let file = SourceMap::new().add("c", text.as_str());
    let read = read_case(file, "c", &text).value.unwrap();
    let case = bind(&read, &model.vocabulary).value.unwrap();
    evaluate(model, &case, parse_date("2026-05-01").unwrap())
}

/// `local first-review met: base first-review met`: each row shown, and those under it.
fn shown(events: &str) -> Vec<String> {
    let model = model();
    let answer = answer(&model, events);
    let name = |at: usize| {
        let row = &answer.rows[at];
        let duty = model.duty(row.key.duty).unwrap();
        let pack = duty.from.pack.split('/').next().unwrap();
        format!("{pack} {} {}", duty.name.value, row.statuses.single().map_or("?", Status::word))
    };
    let nest = |nest: duly::eval::Layered| {
        let under: Vec<String> = nest.under.iter().map(|at| name(*at)).collect();
        [vec![name(nest.row)], under].concat().join(" < ")
    };
    layered(&model, &answer.rows).into_iter().map(nest).collect()
}

#[test]
fn a_base_stands_under_the_local_duty_of_its_trigger() {
    assert_eq!(
        shown("coming into care: 2 March 2026, review: 25 March 2026"),
        ["local first-review met late < base first-review met", "base tell overdue"]
    );
}

#[test]
fn a_local_duty_that_does_not_apply_hides_no_base_that_does() {
    assert_eq!(
        shown("coming into care: 2 March 2026, arranged otherwise: 3 March 2026"),
        ["local first-review not applicable", "base first-review overdue"]
    );
}

#[test]
fn the_first_goes_with_the_first_where_there_are_as_many() {
    let one = "coming into care: 2 March 2026, review: 16 March 2026, receipt: 20 March 2026";
    let two = format!("{one}, answer: 23 March 2026, review: 16 April 2026");
    assert!(shown(one).contains(&"local tell overdue < base tell overdue".to_owned()));
    let shown = shown(&two);
    assert_eq!(shown.iter().filter(|row| row.starts_with("base tell")).count(), 2, "{shown:?}");
}

#[test]
fn one_silence_agrees_once() {
    let model = model();
    let answer = answer(&model, "coming into care: 2 March 2026, receipt: 20 March 2026");
    assert_eq!(answer.derived.len(), 1);
}

#[test]
fn what_a_duty_asks_for_is_no_use_of_a_power_that_changes_nothing() {
    let model = model();
    let answer = answer(&model, "coming into care: 2 March 2026, review: 16 March 2026");
    assert!(answer.findings.is_empty(), "{:?}", answer.findings);
}

#[test]
fn packs_that_extend_one_another_in_a_circle_are_told_of_it_once() {
    let pack = |id: &str, base: &str| {
        format!(
            "pack {id}\n  extends {base}\n  subject child\nevent {} review\n",
            id.replace('/', " ")
        )
    };
    let world = MemoryWorld::new()
        .with("policies/a/one.duly", pack("a/one", "a/two"))
        .with("policies/a/two.duly", pack("a/two", "vocabulary/words"))
        .with("policies/vocabulary/words.duly", pack("vocabulary/words", "a/one"));
    for (start, path) in [
        ("a/one", "a/one → a/two → vocabulary/words → a/one"),
        ("a/two", "a/two → vocabulary/words → a/one → a/two"),
        ("vocabulary/words", "vocabulary/words → a/one → a/two → vocabulary/words"),
    ] {
        let found = duly::open::open(&world, Library::shipped(), &mut SourceMap::new(), start);
        let errors = found.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        let said: Vec<String> = errors.map(|one| format!("{} {}", one.code, one.message)).collect();
        assert_eq!(said, [format!("D0506 “{start}” extends itself: {path}")]);
    }
}
