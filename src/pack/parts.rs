//! From layers to the parts of a model: each rule with what its own pack's header
//! gives it.
//!
//! In: a loaded pack. Out: [`Parts`]. Never here: what the clauses of duties say.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::{Code, Fix, has_errors};
use crate::model::{LayerInfo, Parts, Patch, cited};
use crate::names::{Vocabulary, tidy};
use crate::source::{Phrase, SourceMap, Spanned};
use crate::syntax::force::force;
use crate::syntax::{Block, BlockKind, Clause, ClauseKey};

use super::load::{Layer, Loaded};
use super::patch::Applied;

impl Loaded {
    /// The rewrites that store in each `change` of the pack at hand the words of the
    /// base that it replaces: new ones, and those that have changed since.
    #[must_use]
    pub fn accepts(&self, sources: &SourceMap) -> Vec<Fix> {
        let own = self.layers.first().map_or(&[][..], |layer| &layer.blocks[..]);
        let ours = |fix: &&Fix| own.iter().any(|block| block.span.0.file() == fix.span.file());
        let changed = self.late.iter().filter(|found| found.code == Code::D0505);
        let changed = changed.filter_map(|found| found.fix.as_ref());
        let new = self.patched.accepts.iter().filter_map(|one| {
            let file = one.block.span.0.file();
            one.fix(sources.name(file), sources.text(file))
        });
        new.chain(changed.cloned()).filter(|fix| ours(&fix)).collect()
    }

    /// What the model is made of without one of the blocks by which the pack at hand
    /// changes a rule of a base: its place among them.
    #[must_use]
    pub fn without_change(&self, at: usize) -> Option<Parts> {
        let change = self.layers.first()?.blocks(BlockKind::Change).nth(at)?.span.0;
        let mut loaded = self.clone();
        let own = loaded.layers.first_mut()?;
        Arc::make_mut(&mut own.blocks).retain(|block| block.span.0 != change);
        loaded.patched = super::patch::patched(&loaded.layers);
        Some(loaded.into_parts())
    }

    /// What the model is made of where the pack at hand has another header; `None` where
    /// that header cannot be read. Its names and calendar stay as they are.
    #[must_use]
    pub fn with_header(&self, header: Block) -> Option<Parts> {
        let mut found = Vec::new();
        let read = super::header::read(&header, &mut found);
        if has_errors(&found) {
            return None;
        }
        let mut loaded = self.clone();
        let own = loaded.layers.first_mut()?;
        let force = (read.in_force.from, read.in_force.until);
        (own.info.in_force_from, own.info.in_force_until) = force;
        own.settings = read.settings;
        own.scope = read.scope;
        own.applies = read.applies;
        own.header = Some(header);
        (loaded.info.in_force_from, loaded.info.in_force_until) = force;
        loaded.settings = read.settings;
        Some(loaded.into_parts())
    }

    /// What the model is made of: every rule as all patches leave it, those of the
    /// pack at hand first, each with the scope and the conditions that its own
    /// pack's header gives it.
    #[must_use]
    pub fn into_parts(self) -> Parts {
        let Loaded {
            info,
            vocabulary,
            calendar,
            settings,
            layers,
            patched,
            late,
            registers,
            citations,
            extensions,
            ..
        } = self;
        let ids: Vec<Arc<str>> =
            layers.iter().map(|layer| Arc::from(layer.info.id.as_str())).collect();
        let id = |layer: usize| ids.get(layer).cloned().unwrap_or_else(|| Arc::from(""));
        let headers: Vec<Header> = layers.iter().map(Header::of).collect();
        let rules = patched.rules.into_iter().map(|rule| {
            let block = match headers.get(rule.layer) {
                Some(header) => header.give(rule.block),
                None => rule.block,
            };
            (id(rule.layer), block)
        });
        let rules = rules.collect();
        let patches = patched.applied.iter();
        let patches = patches.map(|one| patch(one, &id, &vocabulary)).collect();
        let mut readings = FxHashMap::default();
        for layer in &layers {
            for block in layer.blocks.iter().chain(&layer.header) {
                readings.insert(block.span.0.file(), layer.settings);
            }
        }
        let stands = |block: &&Block| {
            block.kind.value == BlockKind::Event && block.clause(ClauseKey::Means).is_some()
        };
        let kinds = ids.iter().zip(&layers).flat_map(|(id, layer)| {
            layer.blocks.iter().filter(stands).map(move |block| (Arc::clone(id), block.clone()))
        });
        let kinds = kinds.collect();
        let layers = layers.into_iter().map(told).collect();
        Parts {
            info,
            vocabulary,
            calendar,
            settings,
            rules,
            kinds,
            late,
            layers,
            patches,
            readings,
            registers,
            citations,
            extensions,
        }
    }
}

fn told(layer: Layer) -> LayerInfo {
    let Layer { info, settings, extends, claims, .. } = layer;
    LayerInfo { info, settings, extends, claims }
}

fn patch(one: &Applied, id: &dyn Fn(usize) -> Arc<str>, vocabulary: &Vocabulary) -> Patch {
    let reason = one.block.clause(ClauseKey::Reason).map(|clause| tidy(clause.phrase.text()));
    Patch {
        by: id(one.layer),
        pack: id(one.of),
        rule: one.rule.clone(),
        removed: one.block.kind.value == BlockKind::Remove,
        clauses: one.clauses.iter().map(|key| key.word().to_owned()).collect(),
        reason,
        departs: cited(&one.block, ClauseKey::DepartsFrom, vocabulary),
        span: one.block.name.span(),
    }
}

/// What the header of a pack gives its rules.
struct Header {
    scope: Option<Clause>,
    applies: Vec<Clause>,
    force: Option<Clause>,
    transition: Option<Clause>,
}

impl Header {
    fn of(layer: &Layer) -> Header {
        let whole = layer.header.as_ref().map(|block| {
            let span = block.kind.span;
            // Said aloud, so that no other pack's scope stands in.
            let phrase = Phrase::plain("the whole record", span);
            Clause::new(Spanned::new(ClauseKey::Scope, span), phrase, Vec::new())
        });
        let header = layer.header.as_ref();
        let clause = |key| header.and_then(|block| block.clause(key)).cloned();
        Header {
            scope: layer.scope.clone().or(whole),
            applies: layer.applies.clone(),
            // One that cannot be read was told of when the header was.
            force: clause(ClauseKey::InForce).filter(|clause| force(&clause.phrase).is_ok()),
            transition: clause(ClauseKey::Transition),
        }
    }

    fn give(&self, mut block: Block) -> Block {
        if block.kind.value == BlockKind::Definition {
            return block;
        }
        let elsewhere = block.clause(ClauseKey::For).is_some()
            || matches!(block.kind.value, BlockKind::Across | BlockKind::Standing);
        // Beside one that a change put in force for a time, the pack's holds else.
        if block.clauses(ClauseKey::Scope).all(|scope| scope.force.is_some()) && !elsewhere {
            block.clauses.extend(self.scope.clone());
        }
        if block.clauses(ClauseKey::Transition).all(|clause| clause.force.is_some()) {
            block.clauses.extend(self.transition.clone());
        }
        block.clauses.extend(self.applies.iter().cloned());
        // Both hold: the block is in force while it and its pack are.
        block.clauses.extend(self.force.clone());
        block
    }
}
