//! From layers to the parts of a model: each rule with what its own pack's header
//! gives it.
//!
//! In: a loaded pack. Out: [`Parts`]. Never here: what the clauses of duties say.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::Parts;
use crate::names::tidy;
use crate::source::{Phrase, Spanned};
use crate::syntax::{Block, BlockKind, Clause, ClauseKey};

use super::load::{Layer, Loaded};

impl Loaded {
    /// What the model is made of. Duties of packs it extends come after its own,
    /// each with the scope and the conditions that its own header gives it. One
    /// that a nearer duty of the same id implements is left out.
    #[must_use]
    pub fn into_parts(self) -> Parts {
        let Loaded { info, vocabulary, calendar, settings, layers, late, lacks_base: _ } = self;
        let mut rules: Vec<(Arc<str>, Block)> = Vec::new();
        let mut implemented: FxHashSet<String> = FxHashSet::default();
        let (mut scope, mut applies) = (None, Vec::new());
        for (index, layer) in layers.into_iter().enumerate() {
            let id: Arc<str> = Arc::from(layer.info.id.as_str());
            let inherited = index > 0;
            let header = Header::of(&layer);
            for block in layer.blocks.into_iter().filter(|b| b.kind.value.is_rule()) {
                let name = tidy(block.name.text());
                if inherited && implemented.contains(&format!("{id}/{name}")) {
                    continue;
                }
                implemented.extend(implements(&block, &name));
                let block = if inherited { header.give(block) } else { block };
                rules.push((Arc::clone(&id), block));
            }
            if !inherited {
                (scope, applies) = (layer.scope, layer.applies);
            }
        }
        Parts { info, vocabulary, calendar, settings, scope, applies, rules, late }
    }
}

/// The duties that a block implements under its own id.
fn implements(block: &Block, name: &str) -> Vec<String> {
    let clauses = block.clauses(ClauseKey::Implements).map(|clause| tidy(clause.phrase.text()));
    let same = |full: &String| full.rsplit('/').next() == Some(name);
    clauses.filter(same).collect()
}

/// What the header of a pack that is extended gives its duties.
struct Header {
    scope: Option<Clause>,
    applies: Vec<Clause>,
}

impl Header {
    fn of(layer: &Layer) -> Header {
        let whole = layer.header.as_ref().map(|block| {
            let span = block.kind.span;
            // Said aloud, so that the scope of the pack at hand does not stand in.
            let phrase = Phrase::plain("the whole record", span);
            Clause { key: Spanned::new(ClauseKey::Scope, span), phrase, items: Vec::new() }
        });
        Header { scope: layer.scope.clone().or(whole), applies: layer.applies.clone() }
    }

    fn give(&self, mut block: Block) -> Block {
        if block.kind.value == BlockKind::Definition {
            return block;
        }
        if block.clause(ClauseKey::Scope).is_none() {
            block.clauses.extend(self.scope.clone());
        }
        block.clauses.extend(self.applies.iter().cloned());
        block
    }
}
