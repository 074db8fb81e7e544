//! Packs that test themselves: a case, and what is expected of it day by day.
//!
//! In: the `example` blocks of a pack, and its model. Out: examples bound to its
//! words, what failed of them and why, and any case printed as an example that can
//! be pasted. Never here: files, or which examples there should be.

mod across;
mod case;
mod cover;
mod print;
mod rights;
mod rows;
mod run;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::diag::{Code, Diagnostic, Outcome};
use crate::extensions;
use crate::facts::{Case, CaseFile};
use crate::model::Model;
use crate::names::{tidy, without_article};
use crate::source::{Phrase, Span, Spanned};
use crate::syntax::example::{ExampleReading, Finder, Statement};
use crate::syntax::{Block, BlockKind, ClauseKey};
use crate::time::Day;

pub use crate::syntax::example::{
    Amount, Days, Expect, GapSaid, Occasion, Pick, RowExpect, Which, expect_text,
};
pub use cover::gaps;
pub use print::{example_text, expect_of, facts_text};
pub use rights::expect_of_right;
pub use rows::rows_of;
pub use run::{Failure, passes, run};

/// An example as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its name.
    pub name: Spanned<String>,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// The case, with spans into the example.
    pub case: CaseFile,
    /// The other cases, where it is about several.
    pub others: Vec<CaseFile>,
    /// What is expected, in the order of the text.
    pub expects: Vec<Expectation>,
    /// What it cites.
    pub sources: Vec<String>,
}

/// One thing that is expected of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// As of the end of this day.
    pub on: Day,
    /// What is expected.
    pub says: Expect,
    /// Where it was written.
    pub span: Span,
}

/// An example whose case is bound to the words of its pack.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The example.
    pub example: Example,
    /// Its case.
    pub case: Case,
    /// The other cases.
    pub others: Vec<Case>,
}

/// Reads the examples of a pack and binds them to its words. What is wrong with one
/// of them leaves out that one: what it says of the rest would not be what it meant.
#[must_use]
pub fn read<'b>(blocks: impl Iterator<Item = &'b Block>, model: &Model) -> Outcome<Vec<Bound>> {
    let (all, found) = read_each(blocks, model, |bound| bound);
    Outcome::new(all, found)
}

/// The same, of each example only what `keep` makes of it: a check keeps nothing but what
/// is wrong. They are read side by side, and come back in their order.
pub fn read_each<'b, T: Send>(
    blocks: impl Iterator<Item = &'b Block>,
    model: &Model,
    keep: impl Fn(Bound) -> T + Sync,
) -> (Vec<T>, Vec<Diagnostic>) {
    let blocks: Vec<&Block> =
        blocks.filter(|block| block.kind.value == BlockKind::Example).collect();
    if blocks.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let duties = model.by_name.keys().map(String::as_str);
    let powers = model.powers.iter().map(|power| power.name.value.as_str());
    let across = model.across.iter().map(|rule| rule.name.value.as_str());
    let rules = duties.chain(powers).chain(across);
    let finder = Finder::new(&model.vocabulary, rules);
    let read = |block: &&Block| {
        let read = one(block, model, &finder);
        let whole = !crate::diag::has_errors(&read.diagnostics);
        (read.value.filter(|_| whole).map(&keep), read.diagnostics)
    };
    let read: Vec<(Option<T>, Vec<Diagnostic>)> =
        blocks.par_iter().with_min_len(AT_ONCE).map(read).collect();
    let (mut all, mut found) = (Vec::with_capacity(blocks.len()), Vec::new());
    let mut names = FxHashMap::default();
    for (block, (kept, mut wrong)) in blocks.into_iter().zip(read) {
        found.extend(twice(block, &mut names));
        found.append(&mut wrong);
        all.extend(kept);
    }
    (all, found)
}

/// How many examples are read one after another: to share out fewer costs more than it
/// saves.
const AT_ONCE: usize = 8;

/// D0203 for an example that has the name of one before it.
fn twice(block: &Block, names: &mut FxHashMap<String, Span>) -> Option<Diagnostic> {
    let (name, span) = (tidy(block.name.text()), block.name.span());
    if name.is_empty() {
        return None;
    }
    let first = *names.entry(name.to_ascii_lowercase()).or_insert(span);
    (first != span).then(|| {
        let message = format!("two examples are called “{name}”");
        let twice = Diagnostic::new(Code::D0203, span, message);
        twice.also(first, "the first one").help("give one of them another name")
    })
}

/// Reads one example.
fn one(block: &Block, model: &Model, finder: &Finder<'_>) -> Outcome<Bound> {
    let days = model.settings.days_are_calendar_days;
    let mut reading = ExampleReading::new(finder, days);
    let mut statements = Vec::new();
    let mut expects = Vec::new();
    let subject = subject(block, &mut reading, &mut statements);
    for clause in block.clauses(ClauseKey::Facts).filter(|clause| !clause.phrase.is_empty()) {
        statements.extend(reading.facts(&clause.phrase));
    }
    let others = other_cases(block, &mut reading);
    for clause in block.clauses(ClauseKey::On).filter(|clause| !clause.phrase.is_empty()) {
        let Some(on) = reading.on(&clause.phrase) else { continue };
        let day = on.day.value;
        let says = on.says.into_iter();
        expects.extend(says.map(|said| Expectation { on: day, says: said.value, span: said.span }));
    }
    let mut found = reading.diagnostics;
    // Without a statement that cannot be read the others may seem to be wrong.
    if crate::diag::has_errors(&found) {
        for expectation in &expects {
            found.extend(rows::unknown_flags(expectation, model));
        }
        return Outcome { value: None, diagnostics: found };
    }
    let name = Spanned::new(tidy(block.name.text()), block.name.span());
    if block.clause(ClauseKey::On).is_none() {
        found.push(expects_nothing(block));
    }
    let made = case::case_file(&name, subject.clone(), statements, &model.vocabulary);
    found.extend(made.diagnostics);
    let Some(case) = made.value else { return Outcome { value: None, diagnostics: found } };
    let bound = extensions::bind(&case, model);
    found.extend(bound.diagnostics);
    let mut beside: Vec<(CaseFile, Case)> = Vec::new();
    for (name, statements) in others {
        let made = case::case_file(&name, subject.clone(), statements, &model.vocabulary);
        found.extend(made.diagnostics);
        let Some(file) = made.value else { continue };
        let bound = extensions::bind(&file, model);
        found.extend(bound.diagnostics);
        beside.extend(bound.value.map(|case| (file, case)));
    }
    let (others, bound_others): (Vec<CaseFile>, Vec<Case>) = beside.into_iter().unzip();
    for expectation in &expects {
        found.extend(rows::unknown_flags(expectation, model));
    }
    found.sort_by_key(|found| found.span().map(Span::start));
    let sources = block.clauses(ClauseKey::Source).map(|clause| tidy(clause.phrase.text()));
    let title = block.title.as_ref().map(|title| tidy(title.text()));
    let example = Example { name, title, case, others, expects, sources: sources.collect() };
    let value = bound.value.map(|case| Bound { example, case, others: bound_others });
    Outcome { value, diagnostics: found }
}

/// What a case is about, as its own line says it: `child  born 3 May 2012`, or
/// `subject  authority` for what is not born.
fn subject(
    block: &Block,
    reading: &mut ExampleReading<'_>,
    statements: &mut Vec<Statement>,
) -> Option<Spanned<String>> {
    let mut subject = None;
    for clause in block.clauses(ClauseKey::Subject) {
        let (word, rest) = clause.parts();
        if is_born(&rest) || !word.eq_ignore_ascii_case(ClauseKey::Subject.word()) {
            subject = Some(Spanned::new(tidy(word), clause.key.span));
            statements.extend(reading.born(&rest));
        } else {
            subject = Some(Spanned::new(tidy(without_article(rest.text())), rest.span()));
        }
    }
    subject
}

/// Whether a subject is said by its birth.
fn is_born(phrase: &Phrase) -> bool {
    let first = phrase.text().split_whitespace().next();
    first.is_none_or(|first| first.eq_ignore_ascii_case("born"))
}

/// The other cases of an example: the name of each, and what is said of it.
fn other_cases(
    block: &Block,
    reading: &mut ExampleReading<'_>,
) -> Vec<(Spanned<String>, Vec<Statement>)> {
    let mut all: Vec<(Spanned<String>, Vec<Statement>)> = Vec::new();
    for clause in block.clauses(ClauseKey::AnotherCase).filter(|clause| !clause.phrase.is_empty()) {
        let (phrase, text) = (&clause.phrase, clause.phrase.text());
        let Some(end) = text.find(':').filter(|end| text.get(..*end).is_some_and(is_name)) else {
            let message = "this does not say which case it is";
            reading.diagnostics.push(Diagnostic::new(Code::D0103, phrase.span(), message).help(
                "begin with a name and a colon: `the brother: comes into care on 2 March 2026`",
            ));
            continue;
        };
        let head = phrase.slice(0, end);
        let said = reading.facts(&phrase.slice(end + 1, text.len()));
        let name = tidy(head.text());
        match all.iter_mut().find(|(known, _)| known.value.eq_ignore_ascii_case(&name)) {
            Some((_, statements)) => statements.extend(said),
            None => all.push((Spanned::new(name, head.span()), said)),
        }
    }
    all
}

/// Whether words can name a case: they are no statement.
fn is_name(words: &str) -> bool {
    let words = words.trim();
    !words.is_empty() && !words.contains([';', '“', '"']) && !words.starts_with("recorded")
}

/// D0111 for an example that expects nothing.
fn expects_nothing(block: &Block) -> Diagnostic {
    let span = if block.name.is_empty() { block.kind.span } else { block.name.span() };
    Diagnostic::new(Code::D0111, span, "this example expects nothing")
        .help("add a line such as `on 28 April 2026 expect initial-review is due soon`")
}

#[cfg(test)]
mod tests;
