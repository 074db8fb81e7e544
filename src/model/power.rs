//! Powers, resolved: who may do what, how far, and what that does to duties.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, suggest_words, tidy};
use crate::source::Spanned;
use crate::syntax::ast::{Applies, Due, Licence, Per, UseLimit};
use crate::syntax::force::Force;
use crate::syntax::phrase::Reading;
use crate::syntax::{Block, BlockKind, ClauseKey};
use crate::time::Offset;

use super::duty::{
    Duty, DutyId, Limits, Match, Modality, Model, Provenance, Scope, SourceRef, Trigger,
};
use super::lower;
use super::resolve::{Strict, applies, scope, texts, who};
use super::sources::cited;
use super::versions::{Version, Versioned};

/// Which power of a [`Model`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PowerId(pub u32);

/// A power.
#[derive(Debug, Clone)]
pub struct Power {
    /// Its place in the model.
    pub id: PowerId,
    /// Its id as written.
    pub name: Spanned<String>,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// Who has it; anybody where it does not say.
    pub who: Option<Spanned<ConceptId>>,
    /// What it allows.
    pub may: Licence,
    /// How often it may be used; it has to keep within each.
    pub counts: Vec<Spanned<UseCount>>,
    /// By when it may be used: a duty to do it that nobody owes. Its instances are
    /// the rights that the power opens.
    pub right: Option<Box<Duty>>,
    /// What its use does.
    pub effects: Vec<Effect>,
    /// When there is such a power: every clause must be so on the day it is used.
    pub applies: Vec<Applies>,
    /// When it is in force: a use on any other day is outside it.
    pub force: Force,
    /// Where its uses are counted.
    pub scope: Scope,
    /// What it cites.
    pub sources: Vec<SourceRef>,
    /// Remarks for readers.
    pub notes: Vec<String>,
    /// Why the author wrote it so.
    pub reason: Option<String>,
    /// Where it comes from.
    pub from: Provenance,
}

/// `twice in each period looked after`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UseCount {
    /// So often.
    pub times: u32,
    /// In what; `None` is in the whole record.
    pub per: Option<Per>,
}

/// What the use of a power does to a duty.
#[derive(Debug, Clone)]
pub struct Effect {
    /// The duty.
    pub duty: DutyId,
    /// What becomes of it.
    pub kind: EffectKind,
    /// Where it says so.
    pub written: crate::source::Span,
}

/// What becomes of a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EffectKind {
    /// It has other limits, seen from its own trigger.
    Changes {
        /// As written.
        due: Box<Due>,
        /// The limits that replace its own.
        limits: Vec<Limits>,
    },
    /// Its last day comes so much later.
    Extends {
        /// How long after its last day.
        by: Offset,
        /// The record may say a day before that.
        up_to: bool,
    },
    /// It does not apply.
    Waives,
}

impl Model {
    /// A power by id.
    #[must_use]
    pub fn power(&self, id: PowerId) -> Option<&Power> {
        self.powers.get(id.0 as usize)
    }
}

/// Resolves the powers among the rules. A power that cannot be read is left out and
/// reported.
pub(super) fn resolve(
    rules: &[Versioned<'_>],
    strict: &Strict<'_>,
    model: &Model,
    reading: &mut Reading<'_>,
) -> Vec<Power> {
    let mut powers: Vec<Power> = Vec::new();
    for (pack, version) in once_each(rules, BlockKind::Power, "powers", reading) {
        let id = PowerId(u32::try_from(powers.len()).unwrap_or(u32::MAX));
        let power = power(id, (pack, &version.block), strict, model, reading);
        powers.extend(power.map(|power| in_time(power, version.force)));
    }
    powers
}

/// A power for a time, and the right that it opens.
fn in_time(mut power: Power, force: Force) -> Power {
    power.force = force;
    if let Some(right) = &mut power.right {
        right.force = force;
    }
    power
}

/// The versions of all rules of a kind that are not implemented by a nearer one; of
/// two rules of one name the second is left out and reported.
pub(super) fn once_each<'r>(
    rules: &'r [Versioned<'r>],
    kind: BlockKind,
    kinds: &str,
    reading: &mut Reading<'_>,
) -> Vec<(&'r Arc<str>, &'r Version<'r>)> {
    let of_kind = || rules.iter().filter(|(.., one)| one.block.kind.value == kind);
    let clauses = of_kind().flat_map(|(.., one)| one.block.clauses(ClauseKey::Implements));
    let nearer: FxHashSet<String> = clauses.map(|clause| tidy(clause.phrase.text())).collect();
    let mut seen: FxHashMap<String, (usize, crate::source::Span)> = FxHashMap::default();
    let mut found = Vec::new();
    for (rule, pack, version) in of_kind() {
        let name = &version.block.name;
        let full = format!("{pack}/{}", tidy(name.text()));
        // What a nearer one implements has its place taken by it.
        if nearer.contains(&full) {
            continue;
        }
        match seen.get(&full) {
            Some((first, span)) if first != rule => {
                reading.diagnostics.push(twice(kinds, name, *span));
                continue;
            }
            Some(_) => {}
            None => _ = seen.insert(full, (*rule, name.span())),
        }
        found.push((*pack, version));
    }
    found
}

/// D0203 for two of one kind.
fn twice(kind: &str, name: &crate::source::Phrase, first: crate::source::Span) -> Diagnostic {
    Diagnostic::new(Code::D0203, name.span(), format!("`{}` names two {kind}", name.text()))
        .label("the second; it is left out")
        .also(first, "the first")
        .help("give one of them another id")
}

fn power(
    id: PowerId,
    (pack, block): (&Arc<str>, &Block),
    strict: &Strict<'_>,
    model: &Model,
    reading: &mut Reading<'_>,
) -> Option<Power> {
    let may = block.clause(ClauseKey::May).filter(|clause| !clause.phrase.is_empty());
    let may = may.and_then(|clause| reading.may(&clause.phrase));
    let scope = scope(block, reading);
    let applies = applies(block, reading);
    let effects = effects(block, strict, model, reading);
    let mut counts = Vec::new();
    let mut due = None;
    for clause in block.clauses(ClauseKey::LimitTo).filter(|clause| !clause.phrase.is_empty()) {
        let span = clause.phrase.span();
        match reading.use_limit(&clause.phrase) {
            Some(UseLimit::Count { times, per }) => {
                counts.push(Spanned::new(UseCount { times, per }, span));
            }
            Some(UseLimit::Due(read)) if due.is_none() => due = Some(*read),
            Some(UseLimit::Due(_)) => reading.diagnostics.push(
                Diagnostic::new(Code::D0104, span, "a power closes on one day")
                    .label("the second day by which it has to be used")
                    .help("write `limit    by the earlier of … and …`"),
            ),
            None => {}
        }
    }
    let mut power = Power {
        id,
        name: Spanned::new(block.name.text().to_owned(), block.name.span()),
        title: block.title.as_ref().map(|title| title.text().to_owned()),
        who: who(block, reading),
        may: may?,
        counts,
        right: None,
        effects,
        applies,
        force: Force::ALWAYS,
        scope,
        sources: cited(block, ClauseKey::Source, reading.vocabulary()),
        notes: texts(block, ClauseKey::Note),
        reason: texts(block, ClauseKey::Reason).into_iter().next(),
        from: Provenance { pack: Arc::clone(pack), span: block.span.0 },
    };
    power.right = due.map(|due| Box::new(right(&power, due, strict, reading)));
    Some(power)
}

/// The right that a power opens, as a duty of nobody.
fn right(power: &Power, due: Due, strict: &Strict<'_>, reading: &mut Reading<'_>) -> Duty {
    let (trigger, limits) = lower::limits(&due, strict.at(due.core.span), reading);
    let matching = match limits.first().map(|limit| limit.kind) {
        Some(super::duty::Kind::Lead) => Match::LatestBefore,
        Some(super::duty::Kind::Forward | super::duty::Kind::Prompt) | None => Match::OldestFirst,
    };
    Duty {
        // INVARIANT: no duty of a model has this id, since no pack has so many.
        id: DutyId(u32::MAX - power.id.0),
        name: power.name.clone(),
        title: power.title.clone(),
        who: power.who,
        modality: Modality::Aims,
        trigger,
        limits,
        due: Some(due),
        applies: power.applies.clone(),
        force: power.force,
        matching,
        scope: power.scope.clone(),
        sources: power.sources.clone(),
        from: power.from.clone(),
        ..Duty::empty(power.name.clone(), power.from.clone())
    }
}

fn effects(
    block: &Block,
    strict: &Strict<'_>,
    model: &Model,
    reading: &mut Reading<'_>,
) -> Vec<Effect> {
    let mut found = Vec::new();
    for clause in block.clauses.iter().filter(|clause| !clause.phrase.is_empty()) {
        let phrase = &clause.phrase;
        let written = phrase.span();
        let mut add =
            |reading: &mut Reading<'_>, name: &Spanned<String>, kind: EffectKind| match named(
                model, name,
            ) {
                Ok(duty) => found.push(Effect { duty: duty.id, kind, written }),
                Err(unknown) => reading.diagnostics.push(*unknown),
            };
        if clause.key.value == ClauseKey::Changes {
            let Some(read) = reading.changes(phrase) else { continue };
            let trigger: Option<&Trigger> =
                named(model, &read.duty).ok().and_then(|duty| duty.trigger.as_ref());
            let limits =
                lower::limits_beside(&read.due, trigger, strict.at(read.due.core.span), reading);
            let due = Box::new(read.due);
            add(reading, &read.duty, EffectKind::Changes { due, limits });
        } else if clause.key.value == ClauseKey::Extends {
            let Some(read) = reading.extends(phrase) else { continue };
            for name in &read.duties {
                add(reading, name, EffectKind::Extends { by: read.by, up_to: read.up_to });
            }
        } else if clause.key.value == ClauseKey::Waives {
            let Some(read) = reading.waives(phrase) else { continue };
            for name in &read {
                add(reading, name, EffectKind::Waives);
            }
        }
    }
    found
}

/// The duty of an id, or D0207.
fn named<'m>(model: &'m Model, name: &Spanned<String>) -> Result<&'m Duty, Box<Diagnostic>> {
    if let Some(duty) = model.find(&name.value) {
        return Ok(duty);
    }
    let ids: Vec<&str> = model.duties.iter().map(|duty| duty.name.value.as_str()).collect();
    let found =
        Diagnostic::new(Code::D0207, name.span, format!("there is no duty “{}”", name.value));
    Err(Box::new(match suggest_words(&name.value, ids.iter().copied()).first() {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(name.span, *near),
        None if ids.is_empty() => found.help("a power changes duties that the pack has"),
        None => found.help(format!("the duties of the pack are {}", ids.join(", "))),
    }))
}
