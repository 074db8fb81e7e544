//! The interpreter held against the language: packs and cases as text, statuses
//! as of a day.

mod across;
mod ahead;
mod conditions;
mod definitions;
pub(crate) mod duties;
mod edges;
mod explaining;
mod language;
mod laws;
mod leads;
mod objects;
mod powers;
mod properties;
mod recurring;
mod reviews;
mod standing;
mod versions;
mod worked;

use duly::check::Checked;
use duly::eval::{Answer, Row, Status, StatusSet, evaluate};
use duly::facts::{Case, bind, read_case};
use duly::model::Model;
use duly::open::checked;
use duly::pack::{Library, MemoryWorld};
use duly::source::SourceMap;
use duly::time::{Day, parse_date};

/// The words of the packs here; a test adds its duties.
pub(crate) const WORDS: &str = "
pack test/pack: \"Test\"
  version    1
  subject    child
  scope      each period looked after
  calendar   england-and-wales
  settings   days are calendar days; leap birthdays fall on 1 March; before allows the same day
  source     none
role the IRO
role the social worker
event coming into care
  forms      come into care | coming into care / entries into care
  once       per period looked after
event leaving care
  forms      leave care | leaving care
event review
  forms      hold a review | a review is held | review / reviews
  life       can be planned, adjourned, cancelled; if adjourned, counts on the planned date
  same day   are one occurrence
event placement disruption
  forms      disrupt the placement | placement disruption / placement disruptions
event complaint
  forms      receive a complaint | complaint / complaints
event tip
  forms      receive a tip | tip / tips
  recorded   when known
status looked after
  from       coming into care until leaving care
status placed for adoption
status in placement
  separate
fact risk band
  type       one of low, medium, high
  recorded   when known
fact at risk
  type       yes or no
  recorded   when known
fact changed the care plan
  type       yes or no
  of         review
  recorded   when known
";

/// The model of the words and these duties.
pub(crate) fn model(duties: &str) -> Checked {
    pack(&format!("{WORDS}{duties}"))
}

/// The model of a whole pack.
pub(crate) fn pack(text: &str) -> Checked {
    resolved(&MemoryWorld::new().with("policies/test/pack.duly", text), "test/pack")
}

fn resolved(world: &MemoryWorld, id: &str) -> Checked {
    let mut map = SourceMap::new();
    let opened = checked(world, Library::shipped(), &mut map, id);
    let errors = |found: &[duly::diag::Diagnostic]| {
        let wrong = found.iter().filter(|one| one.severity == duly::diag::Severity::Error);
        let wrong: Vec<String> = wrong
            .map(|one| {
                format!(
                    "{} {} {:?}",
                    one.code,
                    one.message,
                    one.span().map(|span| map.snippet(span))
                )
            })
            .collect();
        assert_eq!(wrong, Vec::<String>::new());
    };
    errors(&opened.diagnostics);
    opened.value.unwrap()
}

/// A pack of the library.
pub(crate) fn library_model(id: &str) -> Checked {
    resolved(&MemoryWorld::new(), id)
}

/// A case as text, bound.
pub(crate) fn case(model: &Model, text: &str) -> Case {
    let mut map = SourceMap::new();
    let file = map.add("case", text);
    let read = read_case(file, "case", text);
    assert_eq!(
        read.diagnostics.iter().filter(|d| d.severity == duly::diag::Severity::Error).count(),
        0,
        "{:?}",
        read.diagnostics
    );
    let bound = bind(&read.value.unwrap(), &model.vocabulary);
    assert!(
        bound.diagnostics.iter().all(|one| one.severity != duly::diag::Severity::Error),
        "{:?}",
        bound.diagnostics
    );
    bound.value.unwrap()
}

pub(crate) fn day(text: &str) -> Day {
    parse_date(text).unwrap()
}

/// What a case comes to, as of a day.
pub(crate) fn judge(model: &Checked, events: &str, as_of: &str) -> Answer {
    evaluate(model, &case(model, events), day(as_of))
}

/// The rows of one duty.
pub(crate) fn rows<'a>(model: &Model, answer: &'a Answer, duty: &str) -> Vec<&'a Row> {
    let id = model.find(duty).unwrap_or_else(|| panic!("no duty {duty}")).id;
    answer.rows.iter().filter(|row| row.key.duty == id).collect()
}

/// A set of statuses as words.
pub(crate) fn words(set: StatusSet) -> String {
    set.iter().map(Status::word).collect::<Vec<_>>().join(" | ")
}

/// A row in a line: `met late by 1, due 2026-04-28`.
pub(crate) fn line(row: &Row) -> String {
    let mut line = words(row.statuses);
    if let Some(days) = row.days_late {
        line += &format!(" by {days}");
    }
    if let Some(due) = row.due {
        line += &format!(", due {}", due.first);
        if due.first != due.last {
            line += &format!("..{}", due.last);
        }
    }
    let flags = row.flags;
    let named = [
        (flags.breached, "breached"),
        (flags.not_yet_open, "not yet open"),
        (flags.provisional, "provisional"),
        (flags.at_risk, "at risk"),
        (flags.too_late, "too late"),
        (flags.too_early, "too early"),
        (flags.stale_plan, "stale plan"),
        (flags.possibly_imprecise, "possibly imprecise"),
    ];
    for (is, name) in named {
        if is {
            line += &format!(", {name}");
        }
    }
    line
}

/// The rows of a duty as lines.
pub(crate) fn lines(model: &Checked, events: &str, as_of: &str, duty: &str) -> Vec<String> {
    let answer = judge(model, events, as_of);
    rows(model, &answer, duty).into_iter().map(line).collect()
}
