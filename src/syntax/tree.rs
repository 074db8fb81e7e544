//! The block tree: what both carriers make of a file.

use crate::source::{FileId, Phrase, Span, Spanned};

use super::force::Force;
use super::table::{BlockKind, ClauseKey};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Carrier {
    /// Lines of `keyword phrase`.
    Duly,
    /// `keyword: phrase`.
    Yaml,
}

/// The blocks of one file, in its order. Lines that could not be read are in the
/// diagnostics that came with it.
#[derive(Debug, Clone)]
pub struct Tree {
    /// Which file.
    pub file: FileId,
    /// How it is written.
    pub carrier: Carrier,
    /// Its blocks.
    pub blocks: Vec<Block>,
}

/// A block: `duty initial-review: "First review"` and its clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it declares.
    pub kind: Spanned<BlockKind>,
    /// Its name; empty where it was left out.
    pub name: Phrase,
    /// Its title.
    pub title: Option<Phrase>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// Its lines that are no clauses: the word that each begins with, and what stands after
    /// it. They are in the diagnostics too; here for whoever knows what the words mean.
    pub unread: Vec<(Spanned<String>, Phrase)>,
    /// All of it, without trailing blank lines and comments.
    pub span: BlockSpan,
}

/// A span that is no part of equality.
#[derive(Debug, Clone, Copy)]
pub struct BlockSpan(pub Span);

impl PartialEq for BlockSpan {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for BlockSpan {}

impl Block {
    /// The first clause with this key.
    #[must_use]
    pub fn clause(&self, key: ClauseKey) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.key.value == key)
    }

    /// Every clause with this key.
    pub fn clauses(&self, key: ClauseKey) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().filter(move |clause| clause.key.value == key)
    }
}

/// A clause: its keyword, its phrase, its bullets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Which clause.
    pub key: Spanned<ClauseKey>,
    /// Its phrase.
    pub phrase: Phrase,
    /// Its bullets.
    pub items: Vec<Item>,
    /// When it holds, where a change is in force for a time of its own. What an
    /// author dates stands in the phrase.
    pub force: Option<Force>,
}

impl Clause {
    /// A clause that holds always, unless its phrase says otherwise.
    #[must_use]
    pub fn new(key: Spanned<ClauseKey>, phrase: Phrase, items: Vec<Item>) -> Clause {
        Clause { key, phrase, items, force: None }
    }

    /// The keyword as it is written, and what stands after it. The line of an example
    /// for its subject begins with the subject's own word: `child  born 3 May 2012`.
    #[must_use]
    pub fn parts(&self) -> (&str, Phrase) {
        let text = self.phrase.text();
        let born = if self.key.value == ClauseKey::Subject { before_born(text) } else { None };
        match born {
            Some(at) => (text.get(..at).unwrap_or("").trim(), self.phrase.slice(at, text.len())),
            None => (self.key.value.word(), self.phrase.clone()),
        }
    }
}

/// Where the words `born …` begin, with at most four words before them.
pub(super) fn before_born(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let at = lower.match_indices("born").map(|(at, _)| at).find(|at| {
        let before = lower.get(..*at).is_some_and(|before| before.ends_with([' ', '\t']));
        let after = lower.get(at + 4..).unwrap_or("");
        before && (after.is_empty() || after.starts_with([' ', '\t']))
    })?;
    let words = text.get(..at)?.split_whitespace().count();
    (1..=4).contains(&words).then_some(at)
}

/// A bullet, which may hold bullets of its own, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its phrase.
    pub phrase: Phrase,
    /// Its own bullets.
    pub items: Vec<Item>,
}
