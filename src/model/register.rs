//! Registers: the paragraphs of a source in order, and those that are for people.
//!
//! In: `register` blocks and what every block cites. Out: [`Register`]s and
//! [`Citation`]s. Never here: which paragraphs are encoded.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic};
use crate::names::{Vocabulary, tidy};
use crate::source::{Span, Spanned};
use crate::syntax::{Block, BlockKind, ClauseKey};

use super::duty::SourceRef;
use super::locator::{Locator, locators};

/// The register of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The document, by its canonical name.
    pub document: Spanned<String>,
    /// Its title; its name where it has none.
    pub title: String,
    /// Its paragraphs, in order.
    pub paragraphs: Vec<Locator>,
    /// What no machine can judge: the places, and why.
    pub for_people: Vec<(Vec<Locator>, String)>,
    /// The pack that keeps it.
    pub pack: Arc<str>,
}

/// A block and the places that it cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The pack that has it.
    pub pack: Arc<str>,
    /// What it is.
    pub kind: BlockKind,
    /// Its id or name.
    pub name: String,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// What it cites.
    pub sources: Vec<SourceRef>,
    /// Where it says so.
    pub span: Span,
}

/// What a block cites; nothing for one that cites nothing.
#[must_use]
pub fn citation(pack: &Arc<str>, block: &Block, vocabulary: &Vocabulary) -> Option<Citation> {
    let sources = super::cited(block, ClauseKey::Source, vocabulary);
    if sources.is_empty() {
        return None;
    }
    let titled = block.clause(ClauseKey::Title).map(|clause| &clause.phrase);
    let title = block.title.as_ref().or(titled).map(|title| tidy(title.text()));
    Some(Citation {
        pack: Arc::clone(pack),
        kind: block.kind.value,
        name: tidy(block.name.text()),
        title,
        sources,
        span: block.clause(ClauseKey::Source).map_or(block.name.span(), |at| at.phrase.span()),
    })
}

/// Reads a `register` block. `titles`: the name and the title of each document.
#[must_use]
pub fn read(
    pack: &Arc<str>,
    block: &Block,
    titles: &[(String, String)],
    vocabulary: &Vocabulary,
    found: &mut Vec<Diagnostic>,
) -> Register {
    let name = tidy(block.name.text());
    let document = vocabulary.find_document(&name).map(|(id, _)| vocabulary.noun(id).to_owned());
    if document.is_none() && !name.is_empty() {
        found.push(undeclared(&name, block.name.span()));
    }
    let document = document.unwrap_or(name);
    let title = titles.iter().find(|(known, _)| *known == document);
    let mut register = Register {
        title: title.map_or_else(|| document.clone(), |(_, title)| title.clone()),
        document: Spanned::new(document, block.name.span()),
        paragraphs: Vec::new(),
        for_people: Vec::new(),
        pack: Arc::clone(pack),
    };
    let unreadable = |(span, message): (crate::source::Span, String)| {
        Diagnostic::new(Code::D0103, span, message)
            .help("write the first and the last of them: `2.1 to 2.18`, `reg 33(1) to (3)`, `Annex 5 para 1 to para 16`")
    };
    for clause in block.clauses(ClauseKey::Paragraphs) {
        match locators(&clause.phrase) {
            Ok(places) => register.paragraphs.extend(places),
            Err(error) => found.push(unreadable(error)),
        }
    }
    for clause in block.clauses(ClauseKey::ForPeople).filter(|clause| !clause.phrase.is_empty()) {
        let text = clause.phrase.text();
        let Some(colon) = text.find(':') else {
            let message = format!("“{}” does not say why", tidy(text));
            found.push(Diagnostic::new(Code::D0103, clause.phrase.span(), message).help(
                "write the paragraphs, a colon and the reason: `5.3: a balance to be struck`",
            ));
            continue;
        };
        match locators(&clause.phrase.slice(0, colon)) {
            Ok(places) => {
                let reason = tidy(text.get(colon + 1..).unwrap_or(""));
                register.for_people.push((places, reason));
            }
            Err(error) => found.push(unreadable(error)),
        }
    }
    register
}

/// D0702 for a document that nothing declares.
pub(super) fn undeclared(name: &str, span: crate::source::Span) -> Diagnostic {
    Diagnostic::new(Code::D0702, span, format!("no document is called “{name}”"))
        .help(format!("declare it: `document {name}`"))
}
