//! Phrases: the wall around `grammar/phrase.pest`.
//!
//! In: a [`Phrase`] and the vocabulary whose names it may use. Out: typed phrases
//! of [`crate::syntax::ast`], each with its diagnostics. No name of a grammar
//! rule leaves this folder. Never here: which block a phrase stands in.

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

mod across;
mod acts;
mod anchors;
mod conditions;
mod definitions;
mod dues;
mod lengths;
mod mask;
mod names;
mod norms;
mod schedules;
mod wording;

use std::borrow::Cow;

use crate::syntax::parsed::{Pair, Pairs, Shapes};
use rustc_hash::FxHashMap;

use crate::diag::{Code, Diagnostic};
use crate::names::Vocabulary;
use crate::source::{FileId, Phrase, Span, Spanned};
use crate::syntax::ast::{ActPart, Applies, Condition, Due, MetBy, Rule as Sentence};
use crate::syntax::tree::Clause;
use crate::time::Offset;

pub use acts::{Lapses, ScopePhrase, WrittenAct};
pub(crate) use definitions::days_of;
pub use mask::split_recorded;
pub use schedules::stages;

mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/phrase.pest"]
    pub(super) struct Phrases;
}
use grammar::{Phrases, Rule};

static SHAPES: Shapes<Rule> = Shapes::new(false);

/// What the reading of phrases depends on, and what it found.
pub struct Reading<'a> {
    vocabulary: &'a Vocabulary,
    /// A bare “days” was declared to mean calendar days.
    days_declared: bool,
    /// The same of the phrases of one file, where it differs.
    days_of_files: FxHashMap<FileId, bool>,
    /// Everything there is to say about the phrases read so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Reading<'a> {
    /// Starts reading phrases that use these names. `days_declared`: the pack
    /// says that bare “days” are calendar days.
    #[must_use]
    pub fn new(vocabulary: &'a Vocabulary, days_declared: bool) -> Self {
        let days_of_files = FxHashMap::default();
        Reading { vocabulary, days_declared, days_of_files, diagnostics: Vec::new() }
    }

    /// What bare “days” mean in the phrases of each file: packs that build on each
    /// other may read them each in its own way.
    pub fn declare_days(&mut self, files: impl IntoIterator<Item = (FileId, bool)>) {
        self.days_of_files.extend(files);
    }

    /// The names that phrases may use.
    #[must_use]
    pub fn vocabulary(&self) -> &'a Vocabulary {
        self.vocabulary
    }

    /// Whether all that was wrong so far is that names are unknown, or that one
    /// is not said which: the shape of the phrases was right.
    #[must_use]
    pub fn only_names_missing(&self) -> bool {
        let name =
            |found: &Diagnostic| matches!(found.code, Code::D0201 | Code::D0202 | Code::D0204);
        !self.diagnostics.is_empty() && self.diagnostics.iter().all(name)
    }

    /// Reads a `due` phrase; `None` when it cannot be read, which was reported.
    pub fn due(&mut self, phrase: &Phrase) -> Option<Due> {
        self.entry(Rule::due_entry, phrase, |reader, pairs| reader.due(pairs.next()?))
    }

    /// Reads a `rule` sentence.
    pub fn rule(&mut self, phrase: &Phrase) -> Option<Sentence> {
        self.entry(Rule::rule_entry, phrase, |reader, pairs| reader.rule(pairs.next()?))
    }

    /// Reads an `applies` clause with its bullets.
    pub fn applies(&mut self, clause: &Clause) -> Option<Applies> {
        if clause.items.is_empty() {
            return self.applies_phrase(&clause.phrase);
        }
        self.applies_list(clause)
    }

    fn applies_phrase(&mut self, phrase: &Phrase) -> Option<Applies> {
        self.entry(Rule::applies_entry, phrase, |reader, pairs| reader.applies(pairs.next()?))
    }

    /// Reads a condition on its own: a bullet, or what follows `if`.
    pub fn condition(&mut self, phrase: &Phrase) -> Option<Condition> {
        self.entry(Rule::condition_entry, phrase, |reader, pairs| reader.condition(pairs.next()?))
    }

    /// Reads what a duty wants done, with its bullets; it may carry its due.
    pub fn act(&mut self, clause: &Clause) -> Option<WrittenAct> {
        let (mut written, head) =
            self.entry(Rule::act_entry, &clause.phrase, |reader, pairs| reader.written_act(pairs))?;
        if let Some(head) = head {
            written.act = self.act_list(head, clause)?;
        }
        Some(written)
    }

    fn act_part(&mut self, phrase: &Phrase) -> Option<ActPart> {
        self.entry(Rule::part_entry, phrase, |reader, pairs| reader.act_part(pairs))
    }

    fn paper(
        &mut self,
        phrase: &Phrase,
        event: &Spanned<crate::names::ConceptId>,
    ) -> Option<ActPart> {
        self.entry(Rule::paper_entry, phrase, |reader, pairs| reader.paper(pairs, event))
    }

    /// Reads a `met by` clause.
    pub fn met_by(&mut self, phrase: &Phrase) -> Option<MetBy> {
        self.entry(Rule::met_by_entry, phrase, |reader, pairs| reader.met_by(pairs.next()?))
    }

    /// Reads a `scope` clause.
    pub fn scope(&mut self, phrase: &Phrase) -> Option<ScopePhrase> {
        self.entry(Rule::scope_entry, phrase, |reader, pairs| reader.scope(pairs.next()?))
    }

    /// Reads a `lapses` clause.
    pub fn lapses(&mut self, phrase: &Phrase) -> Option<Lapses> {
        self.entry(Rule::lapses_entry, phrase, |reader, pairs| reader.lapses(pairs.next()?))
    }

    /// Reads a length on its own: `10 working days`.
    pub fn length(&mut self, phrase: &Phrase) -> Option<Offset> {
        self.entry(Rule::length_entry, phrase, |reader, pairs| reader.offset(pairs.next()?))
    }

    fn entry<T>(
        &mut self,
        start: Rule,
        phrase: &Phrase,
        build: impl FnOnce(&mut Reader<'_>, &mut Pairs<'_, Rule>) -> Option<T>,
    ) -> Option<T> {
        let phrase = &*without_full_stop(phrase);
        if is_too_deep(phrase.text()) {
            self.diagnostics.push(wording::too_deep(phrase));
            return None;
        }
        let masked = mask::mask(phrase, self.vocabulary);
        let mut reader = Reader {
            phrase,
            masked: &masked,
            vocabulary: self.vocabulary,
            days_declared: *self
                .days_of_files
                .get(&phrase.span().file())
                .unwrap_or(&self.days_declared),
            diagnostics: Vec::new(),
        };
        let value = match SHAPES.parse::<Phrases>(start, &masked.text) {
            Ok(parsed) => {
                parsed.whole().and_then(|entry| build(&mut reader, &mut entry.into_inner()))
            }
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

/// One phrase while it is being read.
struct Reader<'a> {
    phrase: &'a Phrase,
    masked: &'a mask::Masked,
    vocabulary: &'a Vocabulary,
    days_declared: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let at = pair.as_span();
        let end = at.start() + pair.as_str().trim_end().len();
        self.phrase.at(at.start(), end)
    }

    /// What was written there, names and all.
    fn written(&self, pair: &Pair<'_, Rule>) -> &str {
        self.phrase.text().get(pair.as_span().start()..pair.as_span().end()).unwrap_or("").trim()
    }
}

/// A sentence may end in a full stop; a reason may hold one.
fn without_full_stop(phrase: &Phrase) -> Cow<'_, Phrase> {
    let text = phrase.text().trim_end();
    match text.strip_suffix('.') {
        Some(said) if split_recorded(text).is_none() => Cow::Owned(phrase.slice(0, said.len())),
        _ => Cow::Borrowed(phrase),
    }
}

/// The longest phrase that is read, in bytes.
const MAX_PHRASE: usize = 4000;
/// How many anchors may stand in anchors: each takes room on the stack.
const MAX_NESTING: usize = 24;

/// Whether a phrase is longer, or more deeply nested, than any person writes.
#[must_use]
pub(crate) fn is_too_deep(text: &str) -> bool {
    const NESTING: [&str; 6] = [" of", "after", "before", "whichever", "since", " on "];
    if text.len() <= 4 * MAX_NESTING {
        return false;
    }
    let said = split_recorded(text).map_or(text, |reason| text.get(..reason.start).unwrap_or(text));
    let lower = said.to_ascii_lowercase();
    let nested: usize = NESTING.iter().map(|word| lower.matches(word).count()).sum();
    text.len() > MAX_PHRASE || nested > MAX_NESTING
}

/// The parts of a pair that are no bare keywords.
fn parts<'a>(pair: Pair<'a, Rule>) -> impl Iterator<Item = Pair<'a, Rule>> {
    pair.into_inner().filter(|part| part.as_rule() != Rule::EOI)
}

/// Whether a pair has this keyword among its parts.
fn has(pair: &Pair<'_, Rule>, keyword: Rule) -> bool {
    pair.clone().into_inner().any(|part| part.as_rule() == keyword)
}

/// The first part of this kind.
fn part<'a>(pair: &Pair<'a, Rule>, of: Rule) -> Option<Pair<'a, Rule>> {
    pair.clone().into_inner().find(|part| part.as_rule() == of)
}

#[cfg(test)]
mod tests;
