//! Examples: the facts of a case and what is expected, in the words of a pack.
//!
//! In: the phrases of an `example` block, and the names they may use. Out: typed
//! statements and expectations, each with its place, and the canonical words for
//! them. No name of a grammar rule leaves this folder. Never here: whether a fact
//! fits its event, or whether an expectation holds.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the rules of a grammar are not an enum of ours: each reader names the few it can meet"
)]
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method here is less general over lifetimes than the closure that calls it"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "a pair of the parser is a handle, cheap to move"
)]

mod expects;
mod facts;
mod find;
mod print;
mod said;
mod wording;

use std::borrow::Cow;

use crate::syntax::parsed::{Pair, Shapes};

use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, Sort, bad_date};
use crate::source::{Phrase, Span, Spanned};
use crate::time::{Day, parse_date};

pub use find::Finder;
pub use print::{expect_text, statement_text};
pub use said::{
    Amount, CaseFactSaid, DaySaid, Days, EventSaid, Expect, ExpectOn, FactSaid, GapSaid, Occasion,
    PeriodSaid, Pick, RecordsSaid, RowExpect, Statement, ValueSaid, Which,
};

mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/example.pest"]
    pub(super) struct Examples;
}
use grammar::{Examples, Rule};

static SHAPES: Shapes<Rule> = Shapes::new(true);

/// Reads the phrases of examples, and keeps what it found wrong.
pub struct ExampleReading<'a> {
    finder: &'a Finder<'a>,
    days_declared: bool,
    /// Everything there is to say about the phrases read so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> ExampleReading<'a> {
    /// Starts reading. `days_declared`: the pack says that bare “days” are calendar
    /// days.
    #[must_use]
    pub fn new(finder: &'a Finder<'a>, days_declared: bool) -> Self {
        ExampleReading { finder, days_declared, diagnostics: Vec::new() }
    }

    /// Reads a `facts` clause: statements with `;` between them, each on its own, so
    /// that a mistake in one hides no other.
    pub fn facts(&mut self, phrase: &Phrase) -> Vec<Statement> {
        let pieces = pieces(phrase);
        let read = |piece: &Phrase| {
            self.entry(Rule::statement_entry, piece, |reader, pair| {
                reader.statement(part(&pair, Rule::statement)?)
            })
        };
        pieces.iter().filter_map(read).collect()
    }

    /// Reads the line of the subject without its word: `born 3 May 2012`.
    pub fn born(&mut self, phrase: &Phrase) -> Option<Statement> {
        self.entry(Rule::born_entry, phrase, |reader, pair| {
            let born = pair.into_inner().find(|part| part.as_rule() == Rule::born)?;
            reader.born(born)
        })
    }

    /// Reads an `on` clause: a day, and what is expected at its end, with `;` between
    /// the expectations.
    pub fn on(&mut self, phrase: &Phrase) -> Option<ExpectOn> {
        let mut pieces = pieces(phrase).into_iter();
        let first = pieces.next().unwrap_or_else(|| phrase.clone());
        let on = self.entry(Rule::on_entry, &first, |reader, pair| reader.expect_on(pair));
        let mut more = Vec::new();
        for piece in pieces {
            let read = self.entry(Rule::expectation_entry, &piece, |reader, pair| {
                let said = part(&pair, Rule::expectation)?;
                let span = reader.span(&said);
                reader.expectation(said).map(|says| Spanned::new(says, span))
            });
            more.extend(read);
        }
        let mut on = on?;
        on.says.append(&mut more);
        Some(on)
    }

    fn entry<T>(
        &mut self,
        start: Rule,
        phrase: &Phrase,
        build: impl FnOnce(&mut Reader<'_>, Pair<'_, Rule>) -> Option<T>,
    ) -> Option<T> {
        let phrase = &*without_full_stop(phrase);
        if crate::syntax::phrase::is_too_deep(phrase.text()) && phrase.text().len() > MAX_PHRASE {
            let message = "this phrase is longer than any person writes";
            let found = Diagnostic::new(Code::D0103, phrase.span(), message);
            self.diagnostics.push(found.help("write each fact on a line of its own"));
            return None;
        }
        let masked = self.finder.mask(phrase.text(), rules_begin(start));
        let mut reader = Reader {
            phrase,
            masked: &masked,
            finder: self.finder,
            days_declared: self.days_declared,
            diagnostics: Vec::new(),
        };
        let value = match SHAPES.parse::<Examples>(start, &masked.text) {
            Ok(parsed) => parsed.whole().and_then(|entry| build(&mut reader, entry)),
            Err(error) => {
                let found = wording::refuse(start, &error, &reader);
                reader.diagnostics.push(found);
                None
            }
        };
        self.diagnostics.append(&mut reader.diagnostics);
        value
    }
}

/// The longest phrase that is read, in bytes.
const MAX_PHRASE: usize = 20_000;

/// One phrase while it is being read.
struct Reader<'a> {
    phrase: &'a Phrase,
    masked: &'a find::Masked,
    finder: &'a Finder<'a>,
    days_declared: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let at = pair.as_span();
        self.phrase.at(at.start(), at.start() + pair.as_str().trim_end().len())
    }

    /// What was written there, names and all.
    fn written(&self, pair: &Pair<'_, Rule>) -> &str {
        self.phrase.text().get(pair.as_span().start()..pair.as_span().end()).unwrap_or("").trim()
    }

    /// A part of the phrase that another reader reads.
    fn part_of_phrase(&self, pair: &Pair<'_, Rule>) -> Phrase {
        self.phrase.slice(pair.as_span().start(), pair.as_span().end())
    }

    /// The concept that a name stands for, of one of these sorts.
    fn name(&mut self, pair: &Pair<'_, Rule>, wanted: &[Sort]) -> Option<Spanned<ConceptId>> {
        let span = self.span(pair);
        let start = pair.as_span().start();
        let vocabulary = self.finder.vocabulary();
        let hit = self.masked.hits.iter().find(|hit| hit.start == start)?;
        let sort = |id: &ConceptId| vocabulary.get(*id).map(crate::names::Concept::sort);
        let of = |wanted: &Sort| hit.ids.iter().copied().find(|id| sort(id) == Some(*wanted));
        if let Some(id) = wanted.iter().find_map(of) {
            return Some(Spanned::new(id, span));
        }
        let written = self.written(pair).to_owned();
        let found = match hit.ids.first() {
            Some(id) => vocabulary.wrong_sort(&written, span, *id, wanted),
            None => vocabulary.unknown_name(&written, span, wanted),
        };
        self.diagnostics.push(found);
        None
    }

    /// The sort of the name that stands there, of those wanted.
    fn sort_of(&self, pair: &Pair<'_, Rule>, wanted: &[Sort]) -> Option<Sort> {
        let start = pair.as_span().start();
        let hit = self.masked.hits.iter().find(|hit| hit.start == start)?;
        let vocabulary = self.finder.vocabulary();
        let sorts: Vec<Sort> =
            hit.ids.iter().filter_map(|id| Some(vocabulary.get(*id)?.sort())).collect();
        wanted.iter().copied().find(|sort| sorts.contains(sort))
    }

    fn date(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<Day>> {
        let span = self.span(pair);
        match parse_date(self.written(pair)) {
            Ok(day) => Some(Spanned::new(day, span)),
            Err(error) => {
                self.diagnostics.push(bad_date(&error, span));
                None
            }
        }
    }

    /// The two days of a `between`, or the one.
    fn days(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<DaySaid>> {
        let span = self.span(pair);
        let dates: Vec<Pair<'_, Rule>> = each(pair, Rule::date).collect();
        let days: Vec<Spanned<Day>> = dates.iter().filter_map(|date| self.date(date)).collect();
        match (dates.len(), days.as_slice()) {
            (0, _) => Some(Spanned::new(DaySaid::Unknown, span)),
            (1, [day]) => Some(Spanned::new(DaySaid::On(day.value), span)),
            (2, [first, last]) if first.value == last.value => {
                Some(Spanned::new(DaySaid::On(first.value), span))
            }
            (2, [first, last]) if first.value < last.value => {
                Some(Spanned::new(DaySaid::Between(first.value, last.value), span))
            }
            (2, [first, last]) => {
                let (first, last) = (first.value.long(), last.value.long());
                let message = format!("{first} is after {last}, so no day lies between them");
                let mended = format!("between {last} and {first}");
                let found = Diagnostic::new(Code::D0810, span, message);
                self.diagnostics.push(found.help(format!("write {mended}")).fix(span, mended));
                None
            }
            _ => None,
        }
    }

    fn number(&mut self, pair: &Pair<'_, Rule>) -> Option<u32> {
        crate::names::parse_number(self.written(pair))
    }

    /// The words between quotation marks.
    fn quoted(&self, pair: &Pair<'_, Rule>) -> Option<Spanned<String>> {
        let inside = pair
            .within()
            .find(|part| matches!(part.as_rule(), Rule::inside_curly | Rule::inside_plain))?;
        let at = inside.as_span();
        let text = self.phrase.text().get(at.start()..at.end()).unwrap_or("").to_owned();
        Some(Spanned::new(text, self.phrase.at(at.start(), at.end())))
    }
}

/// The pieces of a phrase between `;`, where no quotation is open.
fn pieces(phrase: &Phrase) -> Vec<Phrase> {
    if !phrase.text().contains(';') {
        let whole = phrase.slice(0, phrase.text().len());
        return if whole.is_empty() { Vec::new() } else { vec![whole] };
    }
    let (mut pieces, mut start, mut quoted) = (Vec::new(), 0, None);
    for (at, letter) in phrase.text().char_indices() {
        match (letter, quoted) {
            ('“', None) => quoted = Some('”'),
            ('"', None) => quoted = Some('"'),
            (close, Some(wanted)) if close == wanted => quoted = None,
            (';', None) => {
                pieces.push(phrase.slice(start, at));
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(phrase.slice(start, phrase.text().len()));
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Where the id of a rule may begin a phrase.
fn rules_begin(start: Rule) -> find::Begins {
    match start {
        Rule::on_entry => find::Begins::AfterExpect,
        Rule::expectation_entry => find::Begins::AtOnce,
        _ => find::Begins::Nowhere,
    }
}

/// A line may end in a full stop.
fn without_full_stop(phrase: &Phrase) -> Cow<'_, Phrase> {
    let text = phrase.text().trim_end();
    match text.strip_suffix('.') {
        Some(said) => Cow::Owned(phrase.slice(0, said.len())),
        None => Cow::Borrowed(phrase),
    }
}

/// The first part of this kind.
fn part<'a>(pair: &Pair<'a, Rule>, of: Rule) -> Option<Pair<'a, Rule>> {
    pair.clone().into_inner().find(|part| part.as_rule() == of)
}

/// Every part of this kind.
fn each<'a>(pair: &Pair<'a, Rule>, of: Rule) -> impl Iterator<Item = Pair<'a, Rule>> {
    pair.clone().into_inner().filter(move |part| part.as_rule() == of)
}

/// Whether a pair has this among its parts.
fn has(pair: &Pair<'_, Rule>, keyword: Rule) -> bool {
    pair.clone().into_inner().any(|part| part.as_rule() == keyword)
}

#[cfg(test)]
mod tests;
