//! Why a row stands as it does, in words that can be read aloud.
//!
//! In: a row of an answer, and the pack and case it was made from. Out: one
//! sentence, or the whole derivation as data and as text: what triggered it, the
//! rule and its source, the days counted, what was done and what did not count,
//! the conditions, and what would have changed it. Never here: evaluation.

mod across;
mod acts;
mod basis;
mod change;
mod contrast;
mod counting;
mod derived;
mod powers;
mod recurring;
mod render;
mod sentence;
mod standing;
mod words;

use serde::Serialize;

use crate::check::Checked;
use crate::eval::{Blame, DateRange, Row, Status};
use crate::facts::Case;
use crate::syntax::ast::When as How;
use crate::syntax::print::Printer;
use crate::time::Day;

pub use across::{Cases, answers_for, group, group_name, group_to_know};
pub use change::change;
pub use derived::{Defined, Part, because};
pub use powers::right;
pub use render::render;
pub use sentence::sentence;
use words::Of;

/// A day, or the first and the last that it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Days {
    /// The first day it may be.
    pub first: Day,
    /// The last day it may be; the same where it is known.
    pub last: Day,
}

impl From<DateRange> for Days {
    fn from(range: DateRange) -> Self {
        Days { first: range.first, last: range.last }
    }
}

/// Everything that led to a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The case.
    pub case: String,
    /// As of the end of this day.
    pub as_of: Day,
    /// The duty's id.
    pub duty: String,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// The statuses it may have, as words; one where it is known.
    pub statuses: Vec<&'static str>,
    /// All of it in a sentence or two.
    pub sentence: String,
    /// What it was triggered by.
    pub trigger: String,
    /// The day of the trigger.
    pub trigger_date: Option<Days>,
    /// The rule.
    pub rule: Rule,
    /// From when an act counts.
    pub opens: Option<Days>,
    /// The last day.
    pub due: Option<Days>,
    /// How each length of the limit was counted.
    pub counted: Vec<Count>,
    /// How its conditions came out.
    pub conditions: Vec<Condition>,
    /// The definitions it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub definitions: Vec<Defined>,
    /// What was done, and whether it counts.
    pub acts: Vec<Considered>,
    /// What powers did to it.
    pub powers: Vec<String>,
    /// Of a standing duty, the days without what it asks for.
    pub gaps: Vec<String>,
    /// How it closed.
    pub closure: Option<String>,
    /// What would have been otherwise, and what would change it.
    pub contrast: Vec<String>,
    /// What to record for it to be known.
    pub to_know: Vec<String>,
}

/// The rule behind a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// What is to be done: `hold a review`.
    pub act: String,
    /// By when, in canonical words; empty where there is no date.
    pub due: String,
    /// Of a rule that has changed: on which day it was this, and from when until when.
    pub in_force: Option<String>,
    /// Who has the duty.
    pub who: Option<String>,
    /// The pack that says so.
    pub pack: String,
    /// The pack at hand, where it changes a rule of that one.
    pub changed_by: Option<String>,
    /// What it cites.
    pub sources: Vec<String>,
    /// Why its author wrote it so.
    pub reason: Option<String>,
}

/// How one length was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What was counted: `20 working days`.
    pub length: String,
    /// Counted from this day.
    pub from: Day,
    /// The first day counted.
    pub first: Day,
    /// The day reached.
    pub reached: Day,
    /// Closed days passed over, in the order they were met.
    pub skipped: Vec<Skipped>,
    /// Days of weekends passed over.
    pub weekend_days: u32,
    /// What happened at a month's end.
    pub month_end: Option<String>,
}

/// A closed day that was not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The day.
    pub day: Day,
    /// Its name: `Good Friday`.
    pub name: String,
}

/// A condition and how it came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// In the pack's words.
    pub text: String,
    /// Whether it lets the duty apply; nothing where it is not known.
    pub lets_apply: Option<bool>,
    /// The day it was read on.
    pub read_on: Option<Days>,
    /// Of a `while` that held when it mattered: the day on which it came to hold no longer.
    pub ceased_on: Option<Days>,
}

/// Something that was done, and whether it counts here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Considered {
    /// What and when: `the review of Wed 29 April 2026`.
    pub what: String,
    /// Whether it is the act that counts.
    pub counts: bool,
    /// Why, or why not.
    pub why: String,
}

/// What to record so that nothing is to blame: `the exact day of the review, …`.
#[must_use]
pub fn missing(model: &Checked, case: &Case, as_of: Day, blame: &Blame) -> String {
    Of { model, case, as_of }.missing(blame)
}

/// The whole derivation of a row.
#[must_use]
pub fn explain(model: &Checked, case: &Case, row: &Row, as_of: Day) -> Explanation {
    let of = Of { model, case, as_of };
    let duty = model.duty(row.key.duty).map(|duty| duty.version_at(row.version));
    let sentence = sentence(model, case, row, as_of);
    let mut explanation = Explanation {
        case: case.id.clone(),
        as_of,
        duty: duty.map_or_else(String::new, |duty| duty.name.value.clone()),
        title: duty.and_then(|duty| duty.title.clone()),
        statuses: row.statuses.iter().map(crate::eval::Status::word).collect(),
        sentence,
        trigger: String::new(),
        trigger_date: row.trigger_date.map(Days::from),
        rule: Rule {
            act: String::new(),
            due: String::new(),
            in_force: None,
            who: None,
            pack: String::new(),
            changed_by: None,
            sources: Vec::new(),
            reason: None,
        },
        opens: row.opens.map(Days::from),
        due: row.due.map(Days::from),
        counted: Vec::new(),
        conditions: Vec::new(),
        definitions: Vec::new(),
        acts: Vec::new(),
        powers: Vec::new(),
        gaps: Vec::new(),
        closure: None,
        contrast: Vec::new(),
        to_know: row.blame.iter().map(|blame| of.missing(blame)).collect(),
    };
    let Some(duty) = duty else { return explanation };
    explanation.rule = rule(&of, duty, row);
    if row.trigger_date.is_some() {
        explanation.trigger = of.trigger_in_full(duty, row);
    }
    explanation.counted = of.counted(duty, row);
    explanation.conditions = conditions(&of, duty, row);
    explanation.definitions = of.definitions(duty, row);
    explanation.acts = of.acts(duty, row);
    explanation.powers = of.powers(row);
    explanation.gaps = of.gaps(duty, row);
    let lapsed = row.statuses.contains(crate::eval::Status::Lapsed);
    explanation.closure = row.closure.as_ref().filter(|_| lapsed).map(|closure| {
        format!("it closed {}, when {}", words::on(closure.on), of.closed(duty, &closure.reason))
    });
    explanation.contrast = of.contrast(duty, row);
    explanation
}

/// The rule of a row.
fn rule(of: &Of<'_>, duty: &crate::model::Duty, row: &Row) -> Rule {
    let pack = &of.model.pack.id;
    let changed = *duty.from.pack != **pack && of.model.is_own(duty);
    Rule {
        act: of.act(duty),
        due: of.rule(duty),
        in_force: of.in_force(row).map(|on| format!("{on} ({})", duty.force.words())),
        who: duty.who.as_ref().map(|who| crate::names::definite(of.noun(who.value))),
        pack: duty.from.pack.to_string(),
        changed_by: changed.then(|| pack.clone()),
        sources: duty.sources.iter().map(|source| source.text.clone()).collect(),
        reason: duty.reason.clone(),
    }
}

fn conditions(of: &Of<'_>, duty: &crate::model::Duty, row: &Row) -> Vec<Condition> {
    let printer = Printer::new(&of.model.vocabulary);
    let mut all = Vec::new();
    for outcome in &row.applies {
        let clause = duty.applies.get(outcome.clause);
        let Some((how, condition)) = clause.and_then(|clause| clause.parts.get(outcome.part))
        else {
            continue;
        };
        let word = match how.value {
            How::If => "if",
            How::Once => "once",
            How::While => "while",
            How::Unless => "unless",
        };
        let read_on = outcome.judged_on.map(Days::from);
        let applied = row.statuses.single().is_some_and(|so| so != Status::NotApplicable);
        let ceased = applied && how.value == How::While && outcome.holds == Some(false);
        let text = format!("{word} {}", printer.inline(condition));
        all.push(if ceased {
            Condition { text, lets_apply: Some(true), read_on: None, ceased_on: read_on }
        } else {
            Condition { text, lets_apply: outcome.holds, read_on, ceased_on: None }
        });
    }
    all
}
