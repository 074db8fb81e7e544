//! The block tree: what both carriers make of a file.

use crate::source::{FileId, Phrase, Span, Spanned};

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
}

/// A bullet, which may hold bullets of its own, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its phrase.
    pub phrase: Phrase,
    /// Its own bullets.
    pub items: Vec<Item>,
}
