//! Definitions, deeming rules and kinds of events, resolved.
//!
//! In: their blocks. Out: what each means, in an order in which each comes after
//! all it rests on. Never here: facts of a case.

use std::sync::Arc;

use crate::names::{ConceptId, Sort};
use crate::source::Spanned;
use crate::syntax::ast::{Anchor, Applies, Condition, Deemed, EventMeaning, Leaving};
use crate::syntax::force::Force;
use crate::syntax::phrase::Reading;
use crate::syntax::{Block, BlockKind, ClauseKey};
use crate::time::Day;

use super::duty::{Point, Provenance, Scope, SourceRef};
use super::lower;
use super::power::once_each;
use super::resolve::{applies, scope, texts, written};
use super::sources::cited;
use super::versions::{Version, Versioned};

/// When a status holds that follows from others.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The status it defines.
    pub status: Spanned<ConceptId>,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// What has to be so.
    pub means: Condition,
    /// What must not be so.
    pub except: Vec<Condition>,
    /// What is left out when time is totalled.
    pub counting: Vec<Leaving>,
    /// What it cites.
    pub sources: Vec<SourceRef>,
    /// Remarks for readers.
    pub notes: Vec<String>,
    /// Why the author wrote it so.
    pub reason: Option<String>,
    /// When it is in force: outside that time the status does not hold.
    pub force: Force,
    /// All its versions, oldest first, where it has several; then this is the last of
    /// them.
    pub versions: Vec<Definition>,
    /// Where it comes from.
    pub from: Provenance,
}

impl Definition {
    /// Its versions, oldest first: at least one.
    #[must_use]
    pub fn versions(&self) -> &[Definition] {
        if self.versions.is_empty() { std::slice::from_ref(self) } else { &self.versions }
    }

    /// The version in force on a day.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&Definition> {
        self.versions().iter().find(|version| version.force.holds_on(day))
    }

    /// Whether it is the same on every day.
    #[must_use]
    pub fn is_lasting(&self) -> bool {
        self.versions.is_empty() && self.force == Force::ALWAYS
    }

    /// What has to be so, one by one where all of several have to.
    pub fn parts(&self) -> impl Iterator<Item = &Condition> {
        match &self.means {
            Condition::All(parts) => parts.as_slice(),
            one @ (Condition::Any(_) | Condition::Not(_) | Condition::Atom(_)) => {
                std::slice::from_ref(one)
            }
        }
        .iter()
    }
}

/// What counts as having happened when time passes without something else.
#[derive(Debug, Clone)]
pub struct Deem {
    /// Its id as written: `decisions-agreed`.
    pub name: Spanned<String>,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// What starts the time.
    pub trigger: Anchor,
    /// The last day of the time, on which the event is dated.
    pub until: Point,
    /// The time and what must not happen in it, as written.
    pub when: Deemed,
    /// The event that counts as having happened.
    pub gives: Spanned<ConceptId>,
    /// When it applies: every clause must be so.
    pub applies: Vec<Applies>,
    /// Where its ordinals are read.
    pub scope: Scope,
    /// When it is in force: for time that began in it.
    pub force: Force,
    /// What it cites.
    pub sources: Vec<SourceRef>,
    /// Remarks for readers.
    pub notes: Vec<String>,
    /// Why the author wrote it so.
    pub reason: Option<String>,
    /// Where it comes from.
    pub from: Provenance,
}

/// An event that is recorded as others.
#[derive(Debug, Clone)]
pub struct EventKind {
    /// The event it defines.
    pub event: Spanned<ConceptId>,
    /// What counts as it.
    pub meaning: EventMeaning,
    /// The pack that declares it.
    pub pack: Arc<str>,
}

/// What follows from what is recorded, and in which order.
#[derive(Debug, Clone, Default)]
pub struct Derived {
    /// Every definition.
    pub definitions: Vec<Definition>,
    /// Every deeming rule.
    pub deems: Vec<Deem>,
    /// Every event that stands for others.
    pub kinds: Vec<EventKind>,
    /// What to work out, each after all it rests on.
    pub order: Vec<Step>,
}

/// One thing to work out: a place in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Which occurrences count as this kind too.
    Kind(usize),
    /// What this rule deems to have happened.
    Deem(usize),
    /// On which days this status held that events begin and end.
    Status(ConceptId),
    /// On which days this defined status held.
    Definition(usize),
}

impl Derived {
    /// As what an event that stands for others is recorded.
    #[must_use]
    pub fn recorded_as(&self, event: ConceptId) -> Vec<ConceptId> {
        let mut all = Vec::new();
        for one in self.kinds.iter().filter(|one| one.event.value == event) {
            match &one.meaning {
                EventMeaning::AnyOf(parts) => all.extend(parts.iter().map(|part| part.value)),
                EventMeaning::Those { of, .. } => all.push(of.value),
            }
        }
        all
    }

    /// The definition of a status.
    #[must_use]
    pub fn definition(&self, status: ConceptId) -> Option<&Definition> {
        self.definitions.iter().find(|one| one.status.value == status)
    }
}

/// Reads every block that says what follows from what; one that cannot be read is
/// left out and reported.
pub(super) fn read(
    rules: &[Versioned<'_>],
    kinds: &[(Arc<str>, Block)],
    reading: &mut Reading<'_>,
) -> Derived {
    let mut derived = Derived::default();
    for (pack, block) in kinds {
        derived.kinds.extend(kind(pack, block, reading));
    }
    let mut last = None;
    let definitions =
        rules.iter().filter(|(.., one)| one.block.kind.value == BlockKind::Definition);
    for (rule, pack, version) in definitions {
        let Some(read) = definition(pack, version, reading) else { continue };
        if last.replace(rule) == Some(rule) {
            add_version(&mut derived.definitions, read);
        } else {
            derived.definitions.push(read);
        }
    }
    for (pack, version) in once_each(rules, BlockKind::Deem, "deeming rules", reading) {
        derived.deems.extend(deem(pack, version, reading));
    }
    derived.order = super::strata::order(&derived, reading);
    derived
}

/// Adds a later version of the definition that was added last.
fn add_version(definitions: &mut [Definition], later: Definition) {
    let Some(last) = definitions.last_mut() else { return };
    if last.versions.is_empty() {
        last.versions = vec![last.clone()];
    }
    let mut versions = std::mem::take(&mut last.versions);
    versions.push(later.clone());
    *last = Definition { versions, ..later };
}

fn provenance(pack: &Arc<str>, block: &Block) -> Provenance {
    Provenance { pack: Arc::clone(pack), span: block.span.0 }
}

fn kind(pack: &Arc<str>, block: &Block, reading: &mut Reading<'_>) -> Option<EventKind> {
    let means = written(block, ClauseKey::Means)
        .or_else(|| block.clause(ClauseKey::Means).filter(|clause| !clause.items.is_empty()))?;
    let event = reading.vocabulary().named(block.name.text(), Sort::Event)?;
    let meaning = reading.kind(means)?;
    let event = Spanned::new(event, block.name.span());
    Some(EventKind { event, meaning, pack: Arc::clone(pack) })
}

fn definition(
    pack: &Arc<str>,
    version: &Version<'_>,
    reading: &mut Reading<'_>,
) -> Option<Definition> {
    let block = &version.block;
    let status = reading.vocabulary().named(block.name.text(), Sort::Status)?;
    // A block whose keyword stands alone has been told what it lacks.
    let means = written(block, ClauseKey::Means).and_then(|clause| reading.conditions(clause));
    let except: Vec<Condition> = block
        .clauses(ClauseKey::Except)
        .filter(|clause| !clause.phrase.is_empty())
        .filter_map(|clause| reading.conditions(clause))
        .collect();
    let counting: Vec<Leaving> = block
        .clauses(ClauseKey::Counting)
        .filter(|clause| !clause.phrase.is_empty())
        .filter_map(|clause| reading.counting(&clause.phrase))
        .collect();
    Some(Definition {
        status: Spanned::new(status, block.name.span()),
        title: block.title.as_ref().map(|title| title.text().to_owned()),
        means: means?,
        except,
        counting,
        force: version.force,
        versions: Vec::new(),
        sources: cited(block, ClauseKey::Source, reading.vocabulary()),
        notes: texts(block, ClauseKey::Note),
        reason: texts(block, ClauseKey::Reason).into_iter().next(),
        from: provenance(pack, block),
    })
}

fn deem(pack: &Arc<str>, version: &Version<'_>, reading: &mut Reading<'_>) -> Option<Deem> {
    let block = &version.block;
    let when = written(block, ClauseKey::When).and_then(|clause| reading.deemed(&clause.phrase));
    let gives = written(block, ClauseKey::Gives).and_then(|clause| reading.given(&clause.phrase));
    let applies = applies(block, reading);
    let scope = scope(block, reading);
    let when = when?;
    let (trigger, until) = lower::passing(&when.until);
    Some(Deem {
        name: Spanned::new(block.name.text().to_owned(), block.name.span()),
        title: block.title.as_ref().map(|title| title.text().to_owned()),
        trigger,
        until,
        when,
        gives: gives?,
        applies,
        scope,
        force: version.force,
        sources: cited(block, ClauseKey::Source, reading.vocabulary()),
        notes: texts(block, ClauseKey::Note),
        reason: texts(block, ClauseKey::Reason).into_iter().next(),
        from: provenance(pack, block),
    })
}
