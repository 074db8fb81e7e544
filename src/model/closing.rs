//! How a duty closes without being done.

use crate::source::Span;
use crate::syntax::ast::Condition;
use crate::syntax::phrase::Reading;
use crate::syntax::{Block, ClauseKey};

use super::duty::{Scope, Trigger};
use super::lower;

/// How a duty closes.
pub(super) struct Lapse {
    pub(super) with_scope: bool,
    pub(super) written: Option<Span>,
    pub(super) unless: Vec<Condition>,
}

/// Whether it lapses with its scope, and what keeps it alive.
pub(super) fn lapses(
    block: &Block,
    trigger: Option<&Trigger>,
    scope: &Scope,
    reading: &mut Reading<'_>,
) -> Lapse {
    let with_scope = !trigger
        .is_some_and(|trigger| lower::ends_scope(&trigger.anchor, scope, reading.vocabulary()));
    let mut lapse = Lapse { with_scope, written: None, unless: Vec::new() };
    for clause in block.clauses(ClauseKey::Lapses).filter(|clause| !clause.phrase.is_empty()) {
        if let Some(read) = reading.lapses(&clause.phrase) {
            lapse.with_scope = !read.never;
            lapse.written = lapse.with_scope.then(|| clause.phrase.span());
            lapse.unless.extend(read.unless);
        }
    }
    lapse
}
