//! Examples held against what a pack answers.
//!
//! In: a checked model and an example. Out: what of it fails, with what was found
//! instead and why. Never here: how a failure is drawn.

use super::across;
use super::rights::{self, Otherwise};
use super::rows::Seen;
use super::{Amount, Bound, Example, Expect, Expectation, Pick, Which, expect_of, expect_text};
use crate::check::Checked;
use crate::diag::{Code, Diagnostic};
use crate::eval::{Answer, Row, evaluate, holds, judge};
use crate::explain::{explain, render, sentence};
use crate::facts::DateFact;
use crate::names::{ConceptId, key};
use crate::source::Span;
use crate::time::Day;

/// An expectation that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// As of the end of this day.
    pub on: Day,
    /// The expectation.
    pub span: Span,
    /// What was expected, in canonical words.
    pub expected: String,
    /// What was found instead.
    pub got: String,
    /// Why it is so, in a sentence; empty where there is nothing to explain.
    pub why: String,
    /// What the example would say to hold; empty where nothing would do.
    pub paste: String,
}

impl Failure {
    /// D0705, at the expectation.
    #[must_use]
    pub fn diagnostic(&self, example: &Example) -> Diagnostic {
        let (name, on) = (&example.name.value, self.on.long());
        let got = if self.got == self.paste { format!("`{}`", self.got) } else { self.got.clone() };
        let message = format!("on {on}, “{name}” expects `{}`, but {got}", self.expected);
        let mut help = self.why.clone();
        if !self.paste.is_empty() {
            let gap = if help.is_empty() { "" } else { " " };
            help.push_str(&format!("{gap}If that is right, expect `{}`", self.paste));
        }
        let found = Diagnostic::new(Code::D0705, self.span, message).label("does not hold");
        if help.is_empty() { found } else { found.help(help) }
    }
}

/// What of an example fails, in the order of its text; nothing where it holds.
#[must_use]
pub fn run(model: &Checked, example: &Bound) -> Vec<Failure> {
    let mut failures = Vec::new();
    each(model, example, |seen, expectation| {
        if let Some(fault) = fault(seen, &expectation.says) {
            failures.push(failure(seen, expectation, &fault));
        }
        true
    });
    failures
}

/// Whether an example holds. It stops at the first expectation that does not, and
/// words nothing: for those who ask it of many packs that hardly differ.
#[must_use]
pub fn passes(model: &Checked, example: &Bound) -> bool {
    let mut holds = true;
    each(model, example, |seen, expectation| {
        holds = fault(seen, &expectation.says).is_none();
        holds
    });
    holds
}

/// Goes over the expectations, day by day, each day judged once; stops when told.
fn each(model: &Checked, example: &Bound, mut next: impl FnMut(Seen<'_>, &Expectation) -> bool) {
    let mut answers: Vec<Answer> = Vec::new();
    for expectation in &example.example.expects {
        if !answers.iter().any(|answer| answer.as_of == expectation.on) {
            answers.push(answer_for(model, example, expectation.on));
        }
        let answer = answers.iter().find(|answer| answer.as_of == expectation.on);
        let Some(answer) = answer else { continue };
        let seen = Seen { model, case: &example.case, others: &example.others, answer };
        if !next(seen, expectation) {
            return;
        }
    }
}

/// The answer of a day, as far as the expectations of that day ask for it.
fn answer_for(model: &Checked, example: &Bound, on: Day) -> Answer {
    let asked = example.example.expects.iter().filter(|one| one.on == on);
    // Rights, and what counts as having happened, come with the whole answer.
    let duty = |one: &&str| !rights::is_power(model, one);
    // Rules across cases are judged of all cases at once.
    let across =
        |one: &&Expectation| rule(&one.says).is_none_or(|rule| !across::is_across(model, rule));
    let asked = asked.filter(across);
    let rules: Option<Vec<&str>> = asked.map(|one| rule(&one.says).filter(duty)).collect();
    let Some(rules) = rules else { return evaluate(model, &example.case, on) };
    // A rule may be named with its pack before it.
    let is_asked = |name: &str| {
        rules
            .iter()
            .any(|rule| rule.rsplit('/').next() == Some(name.rsplit('/').next().unwrap_or(name)))
    };
    let rows = judge(model, &example.case, on, |duty| is_asked(&duty.name.value));
    Answer {
        as_of: on,
        rows,
        rights: Vec::new(),
        derived: Vec::new(),
        findings: Vec::new(),
        not_evaluated: Vec::new(),
    }
}

/// What is not as expected.
enum Fault<'a> {
    /// There is no such row.
    NoRow,
    /// There is one, and none was expected.
    Row(&'a Row),
    /// So many rows.
    Rows(usize),
    /// Some rows are as expected and others are not.
    Mixed(Vec<&'a Row>),
    /// This row is otherwise.
    Otherwise(&'a Row),
    /// These findings, as code and message.
    Findings(Vec<String>),
    /// A right, or what happened, is otherwise: what was found, and what would hold.
    Said(Otherwise),
    /// A condition came out otherwise.
    Condition(Option<bool>),
}

fn fault<'a>(seen: Seen<'a>, says: &Expect) -> Option<Fault<'a>> {
    if rule(says).is_some_and(|rule| rights::is_power(seen.model, rule)) {
        return rights::fault(seen, says).map(Fault::Said);
    }
    if rule(says).is_some_and(|rule| across::is_across(seen.model, rule)) {
        return across::fault(seen, says).map(Fault::Said);
    }
    match says {
        Expect::Occurred(event, day) => occurred(seen, event.value, *day).map(Fault::Said),
        Expect::Row(expected) => {
            let rows = seen.rows_for(expected);
            let (fit, other): (Vec<&Row>, Vec<&Row>) =
                rows.iter().copied().partition(|row| seen.fits(row, expected));
            match (fit.as_slice(), other.as_slice()) {
                ([], []) => Some(Fault::NoRow),
                (_, []) => None,
                ([], [one]) => Some(Fault::Otherwise(one)),
                (_, [one]) if expected.which.pick == Pick::Every => Some(Fault::Otherwise(one)),
                _ => Some(Fault::Mixed(rows)),
            }
        }
        Expect::Absent(which) => seen.rows(which).first().map(|row| Fault::Row(row)),
        Expect::Count(rule, amount) => {
            let which = Which { rule: rule.clone(), pick: Pick::All };
            let count = seen.rows(&which).len();
            let right = match amount {
                Amount::Some => count > 0,
                Amount::Exactly(number) => usize::try_from(*number) == Ok(count),
            };
            (!right).then_some(Fault::Rows(count))
        }
        Expect::Explained(which, words) => {
            let rows = seen.rows(which);
            let silent = rows.iter().copied().find(|row| !mentions(seen, row, words));
            match (rows.is_empty(), silent) {
                (true, _) => Some(Fault::NoRow),
                (false, silent) => silent.map(Fault::Otherwise),
            }
        }
        Expect::Finding(code, words) => {
            let wanted = words.as_deref().map(key).unwrap_or_default();
            let is =
                |found: &&Diagnostic| found.code == *code && key(&found.message).contains(&wanted);
            let there = seen.answer.findings.iter().any(|found| is(&found));
            (!there).then(|| Fault::Findings(said(&seen.answer.findings, None)))
        }
        Expect::NoFinding(code) => {
            let there = said(&seen.answer.findings, *code);
            (!there.is_empty()).then_some(Fault::Findings(there))
        }
        Expect::Holds(condition, known) => {
            let found = holds(seen.model, seen.case, seen.answer.as_of, condition);
            let wanted = known.then_some(true);
            (found != wanted).then_some(Fault::Condition(found))
        }
    }
}

/// Whether the explanation of a row has these words.
fn mentions(seen: Seen<'_>, row: &Row, words: &str) -> bool {
    let explained = explain(seen.model, seen.case, row, seen.answer.as_of);
    key(&render(&explained)).contains(&key(words))
}

/// Findings, all or those of a code. That something happens after the day asked about
/// is in the nature of examples, which ask about several days.
fn said(findings: &[Diagnostic], code: Option<Code>) -> Vec<String> {
    let is = |found: &&Diagnostic| match code {
        Some(code) => found.code == code,
        None => found.code != Code::D0801,
    };
    let of = findings.iter().filter(is);
    of.map(|found| format!("{}: {}", found.code, found.message)).collect()
}

/// The id of the rule that an expectation names.
pub(super) fn rule(says: &Expect) -> Option<&str> {
    match says {
        Expect::Row(row) => Some(&row.which.rule.value),
        Expect::Absent(which) | Expect::Explained(which, _) => Some(&which.rule.value),
        Expect::Count(rule, _) => Some(&rule.value),
        Expect::Finding(..) | Expect::NoFinding(_) | Expect::Occurred(..) | Expect::Holds(..) => {
            None
        }
    }
}

/// What is known of an event instead, where it did not happen on a day and does not
/// count as having happened on it either.
fn occurred(seen: Seen<'_>, kind: ConceptId, day: Day) -> Option<Otherwise> {
    let exactly = |date: &Option<DateFact>| date.and_then(DateFact::exact);
    let recorded = seen.case.events.iter().filter(|event| event.kind == kind);
    let recorded = recorded.filter_map(|event| exactly(&event.started));
    let derived = seen.answer.derived.iter().filter(|event| event.kind == kind && !event.perhaps);
    let derived = derived.filter_map(|event| event.on.exact());
    let days: Vec<Day> = recorded.chain(derived).filter(|day| *day <= seen.answer.as_of).collect();
    if days.contains(&day) {
        return None;
    }
    let noun = seen.model.vocabulary.noun(kind);
    let got = match days.as_slice() {
        [] => format!("no {noun} is known by then"),
        all => {
            let all: Vec<String> = all.iter().map(|day| day.long()).collect();
            format!("it is that of {}", all.join(", "))
        }
    };
    Some(Otherwise { got, paste: String::new() })
}

fn failure(seen: Seen<'_>, expectation: &Expectation, fault: &Fault<'_>) -> Failure {
    let words = &seen.model.vocabulary;
    let rule = rule(&expectation.says).unwrap_or_default();
    let why = |row: &Row| sentence(seen.model, seen.case, row, seen.answer.as_of);
    let paste = |row: &Row| expect_text(words, &expect_of(seen.model, seen.case, seen.answer, row));
    let (got, why, paste) = match fault {
        Fault::NoRow => (no_row(seen, rule), String::new(), format!("{rule} is not there")),
        Fault::Row(row) => (format!("it is there: {}", paste(row)), why(row), paste(row)),
        Fault::Said(said) => (said.got.clone(), String::new(), said.paste.clone()),
        Fault::Rows(count) => {
            let paste = expect_text(words, &counted(rule, *count, expectation.span));
            (paste.clone(), String::new(), paste)
        }
        Fault::Mixed(rows) => {
            let all: Vec<String> = rows.iter().map(|row| paste(row)).collect();
            (format!("there are {}: {}", rows.len(), all.join("; ")), String::new(), String::new())
        }
        Fault::Otherwise(row) if matches!(expectation.says, Expect::Explained(..)) => {
            ("it says otherwise".to_owned(), why(row), String::new())
        }
        Fault::Otherwise(row) => (paste(row), why(row), paste(row)),
        Fault::Findings(all) if all.is_empty() => {
            ("there are no findings".to_owned(), String::new(), "no findings".to_owned())
        }
        Fault::Findings(all) => {
            (format!("there is {}", all.join("; ")), String::new(), String::new())
        }
        Fault::Condition(found) => {
            let got = match found {
                Some(true) => "it is so",
                Some(false) => "it is not so",
                None => "that is not known",
            };
            (got.to_owned(), String::new(), String::new())
        }
    };
    let expected = expect_text(words, &expectation.says);
    Failure { on: expectation.on, span: expectation.span, expected, got, why, paste }
}

fn counted(rule: &str, count: usize, span: Span) -> Expect {
    let rule = crate::source::Spanned::new(rule.to_owned(), span);
    match u32::try_from(count) {
        Ok(number) if number > 0 => Expect::Count(rule, Amount::Exactly(number)),
        Ok(_) | Err(_) => Expect::Absent(Which { rule, pick: Pick::All }),
    }
}

/// Why there is no row to look at.
fn no_row(seen: Seen<'_>, rule: &str) -> String {
    let Some(duty) = seen.model.find(rule) else {
        return format!("the pack has no rule {rule}");
    };
    if seen.answer.not_evaluated.contains(&duty.id) {
        return format!("no machine checks {rule}");
    }
    let others = seen.answer.rows.iter().filter(|row| row.key.duty == duty.id).count();
    match others {
        0 => format!("nothing in the case starts {rule}"),
        1 => format!("{rule} is there once, and not for that"),
        n => format!("{rule} is there {n} times, and not for that"),
    }
}
