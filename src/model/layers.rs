//! The layers of a model: the packs it is made of, and what one changed of another.

use std::sync::Arc;

use crate::source::{Span, Spanned};

use super::duty::{PackInfo, Settings, SourceRef};

/// A pack that a model is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerInfo {
    /// What it says of itself.
    pub info: PackInfo,
    /// The readings it chose, for its own rules.
    pub settings: Settings,
    /// The ids of the packs it extends itself.
    pub extends: Vec<String>,
    /// The ids of the packs than which it claims never to be laxer.
    pub claims: Vec<Spanned<String>>,
}

/// What a pack did to a rule of one that it extends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// The pack that did it.
    pub by: Arc<str>,
    /// The pack whose rule it is.
    pub pack: Arc<str>,
    /// The id of the rule.
    pub rule: String,
    /// It took the rule out; otherwise it replaced clauses of it.
    pub removed: bool,
    /// The keywords of the clauses it replaced: `due`, `source`.
    pub clauses: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// The places of a source that it departs from, openly.
    pub departs: Vec<SourceRef>,
    /// The name in its block.
    pub span: Span,
}
