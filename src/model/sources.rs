//! The places in sources that a block cites.

use crate::diag::Diagnostic;
use crate::names::{Vocabulary, split, tidy};
use crate::source::{Phrase, Span};
use crate::syntax::{Block, ClauseKey};

use super::duty::SourceRef;
use super::locator::{Locator, locators};
use super::register::undeclared;

impl SourceRef {
    /// The places within its document, each of a range.
    #[must_use]
    pub fn places(&self, span: Span) -> Vec<Locator> {
        let read = locators(&Phrase::plain(&self.locator, span));
        read.unwrap_or_else(|_| vec![Locator::new(&self.locator, span)])
    }
}

/// The places of sources that a clause of a block names.
#[must_use]
pub fn cited(block: &Block, key: ClauseKey, vocabulary: &Vocabulary) -> Vec<SourceRef> {
    let mut found: Vec<SourceRef> = Vec::new();
    for clause in block.clauses(key) {
        for citation in split(&clause.phrase, ';') {
            let next = source(citation.text(), found.last(), vocabulary);
            found.push(next);
        }
    }
    found
}

/// D0702 for each place that a block cites of a document that nothing declares.
#[must_use]
pub fn undeclared_sources(block: &Block, vocabulary: &Vocabulary) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut before: Option<SourceRef> = None;
    for clause in block.clauses(ClauseKey::Source) {
        for citation in split(&clause.phrase, ';') {
            let read = source(citation.text(), before.as_ref(), vocabulary);
            if read.document.is_none() {
                found.push(undeclared(&document_in(citation.text()), citation.span()));
            }
            before = Some(read);
        }
    }
    found
}

/// What a citation seems to call its document: its words up to the first number of
/// a place.
fn document_in(citation: &str) -> String {
    let words: Vec<&str> = citation.split_whitespace().collect();
    let place = |word: &&str| {
        // A year belongs to the name: `CPPCR 2010`.
        let numbered = word.starts_with(|c: char| c.is_ascii_digit());
        let year = word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
        (numbered && !year) || is_place_word(word)
    };
    let end = words.iter().position(place).filter(|at| *at > 0);
    tidy(&words.get(..end.unwrap_or(words.len())).unwrap_or(&words).join(" "))
}

/// Whether a word begins a place: `reg`, `para`, `Annex`.
fn is_place_word(word: &str) -> bool {
    const WORDS: [&str; 14] = [
        "reg",
        "regs",
        "regulation",
        "para",
        "paras",
        "paragraph",
        "s",
        "section",
        "sch",
        "schedule",
        "art",
        "article",
        "annex",
        "chapter",
    ];
    WORDS.iter().any(|place| place.eq_ignore_ascii_case(word))
}

/// One place: a place without a document of its own is one of the document before
/// it.
fn source(citation: &str, before: Option<&SourceRef>, vocabulary: &Vocabulary) -> SourceRef {
    if let Some((document, length)) = vocabulary.find_document(citation) {
        let locator = citation.get(length..).unwrap_or("").trim().to_owned();
        let document = vocabulary.noun(document).to_owned();
        return SourceRef { text: citation.to_owned(), document: Some(document), locator };
    }
    let first = citation.split_whitespace().next().unwrap_or("");
    let inherits = first.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '(' | '§'))
        || is_place_word(first);
    let document = before.filter(|_| inherits).and_then(|before| before.document.clone());
    let text = match &document {
        Some(document) => format!("{document} {citation}"),
        None => citation.to_owned(),
    };
    SourceRef { text, document, locator: citation.to_owned() }
}
