//! A pack of which mutants are made.
//!
//! In: the parts of a pack. Out: every slip in its own rules and its header, the model
//! of each, and where it can show. Never here: whether an example notices.

use rustc_hash::FxHashSet;

use super::mutant::{Change, LABEL, Mutant, THE_HEADER, apply, of_block, of_header};
use super::same::{Changed, Hanging, changed};
use crate::analysis::witness::About;
use crate::analysis::witness::ingredients::Ingredients;
use crate::check::{self, Checked};
use crate::diag::has_errors;
use crate::model::{Duty, Model, Parts, Patch, resolve};
use crate::names::{ConceptId, Sort, tidy};
use crate::pack::Loaded;
use crate::syntax::{Block, BlockKind, Clause, ClauseKey};

/// In how many duties a slip is looked for that shows in several.
const FEW: usize = 6;

/// A pack of which mutants are made.
#[derive(Debug)]
pub struct Ground {
    parts: Parts,
    model: Checked,
    hanging: Hanging,
    /// The pack as it was read, for slips outside its rules.
    loaded: Option<Loaded>,
}

impl Ground {
    /// Takes the parts of a pack that has no errors: slips in its rules.
    #[must_use]
    pub fn new(mut parts: Parts) -> Option<Ground> {
        let outcome = resolve(parts.clone());
        let model = outcome.value.filter(|_| !has_errors(&outcome.diagnostics))?;
        let model = check::check(model).value?;
        // With every name declared that a rule declares by using it, the names of all
        // mutants have the same ids.
        parts.vocabulary = model.vocabulary.clone();
        parts.late.clear();
        let hanging = Hanging::of(&model);
        Some(Ground { parts, model, hanging, loaded: None })
    }

    /// Takes a pack that has no errors: slips in its rules, in its header, in the names
    /// it prints, and its changes of other packs' rules left out.
    #[must_use]
    pub fn of_pack(loaded: Loaded) -> Option<Ground> {
        let ground = Ground::new(loaded.clone().into_parts())?;
        Some(Ground { loaded: Some(loaded), ..ground })
    }

    /// The pack as it is.
    #[must_use]
    pub fn model(&self) -> &Checked {
        &self.model
    }

    /// Every mutant of the pack's own rules, in the order of the pack, then those of its
    /// header and names. Rules across cases have none: an example holds one case.
    #[must_use]
    pub fn mutants(&self) -> Vec<Mutant> {
        let mut all = Vec::new();
        let words = &self.model.vocabulary;
        let rules = self.parts.rules.iter().enumerate();
        for (at, (pack, block)) in rules.filter(|(_, (_, b))| b.kind.value != BlockKind::Across) {
            let mine = |clause: &Clause| self.is_mine(pack, block, clause);
            of_block(at, block, (words, &mine), &mut all);
        }
        let Some(own) = self.loaded.as_ref().and_then(|loaded| loaded.layers.first()) else {
            return all;
        };
        let changes = own.blocks(BlockKind::Change).enumerate();
        all.extend(changes.map(|(at, block)| undone(at, block)));
        own.header.iter().for_each(|header| of_header(header, words, &mut all));
        let labels: Vec<&Block> = own.blocks(BlockKind::Label).collect();
        all.extend(self.labels(&labels));
        all
    }

    /// Each name printed in the place of the next of its sort.
    fn labels(&self, labels: &[&Block]) -> Vec<Mutant> {
        let words = &self.model.vocabulary;
        let sorts = [Sort::Event, Sort::Status, Sort::Fact, Sort::Role, Sort::Paper];
        let sort = |block: &Block| {
            sorts.into_iter().find(|sort| words.named(block.name.text(), *sort).is_some())
        };
        let mutants = labels.iter().enumerate().map(|(at, block)| {
            let of = sort(block);
            let next = labels.iter().cycle().skip(at + 1).take(labels.len().saturating_sub(1));
            let next = next.copied().find(|other| of.is_some() && sort(other) == of);
            let name = tidy(block.name.text());
            let said = |block: &Block| {
                let text = block.clause(ClauseKey::As).map(|clause| tidy(clause.phrase.text()));
                text.unwrap_or_default()
            };
            Mutant {
                rule: name.clone(),
                kind: BlockKind::Label,
                operator: LABEL,
                span: block.name.span(),
                was: format!("label {name} as {}", said(block)),
                now: next.map(|next| format!("label {name} as {}", said(next))).unwrap_or_default(),
                block: usize::MAX,
                clause: 0,
                change: Change::Labels(name, next.map(|next| tidy(next.name.text()))),
            }
        });
        mutants.collect()
    }

    /// Whether a clause of a rule is the pack's own: one of its block, or of a change
    /// that the pack makes; not one that a header gives to every rule.
    fn is_mine(&self, pack: &str, block: &Block, clause: &Clause) -> bool {
        let (at, whole) = (clause.key.span, block.span.0);
        let within =
            at.file() == whole.file() && at.start() >= whole.start() && at.end() <= whole.end();
        if *pack == *self.model.pack.id {
            return within;
        }
        let name = tidy(block.name.text());
        let changes = |patch: &&Patch| {
            *patch.by == *self.model.pack.id && *patch.pack == *pack && patch.rule == name
        };
        let mut changes = self.parts.patches.iter().filter(changes);
        changes.any(|patch| !patch.removed && patch.span.file() == at.file() && !within)
    }

    /// Where a mutant can show: in the rule itself, and in what rests on it. The nearest
    /// first, and no more than a few.
    #[must_use]
    pub fn shows_in(&self, mutant: &Mutant, changed: &Changed) -> Vec<About> {
        let model = self.model.model();
        let evaluated = |duty: &&Duty| duty.is_evaluated() || duty.standing.is_some();
        if let Some(duty) = model.find(&mutant.rule).filter(|_| mutant.kind != BlockKind::Pack) {
            return if evaluated(&duty) {
                vec![About::Duty(mutant.rule.clone())]
            } else {
                Vec::new()
            };
        }
        let derived = &model.derived;
        let status = derived.definitions.iter().map(|one| one.status.value);
        let status = status.filter(|id| is_called(model, *id, &mutant.rule));
        let mut all: Vec<About> = Vec::new();
        let mut concepts: Vec<ConceptId> = Vec::new();
        if mutant.kind == BlockKind::Definition {
            concepts.extend(status);
            all.extend(concepts.iter().map(|status| About::Status(*status)));
        } else if mutant.kind == BlockKind::Power {
            all.push(About::Power(mutant.rule.clone()));
        } else {
            let deemed = derived.deems.iter().filter(|one| one.name.value == mutant.rule);
            concepts.extend(deemed.map(|one| one.gives.value));
        }
        let named = self.named_by(mutant);
        let rests = |duty: &&Duty| {
            changed.duties.contains(&duty.name.value)
                || named.contains(&duty.name.value)
                || (!concepts.is_empty() && {
                    let all = Ingredients::of(model, duty).rests_on;
                    concepts.iter().any(|concept| all.contains(concept))
                })
        };
        let (own, others): (Vec<&Duty>, Vec<&Duty>) = model
            .duties
            .iter()
            .filter(evaluated)
            .filter(rests)
            .partition(|duty| model.is_own(duty));
        let duties = own.into_iter().chain(others).take(FEW);
        all.extend(duties.map(|duty| About::Duty(duty.name.value.clone())));
        all
    }

    /// The duties whose rows may come out otherwise; `None` where any may.
    #[must_use]
    pub fn touches(&self, changed: &Changed) -> Option<FxHashSet<String>> {
        (!changed.more).then(|| self.hanging.with(&changed.duties))
    }

    /// What a mutant decides otherwise.
    #[must_use]
    pub fn changed(&self, mutant: &Model) -> Changed {
        changed(&self.model, mutant)
    }

    /// The duties that the phrases of a rule name by their ids.
    fn named_by(&self, mutant: &Mutant) -> FxHashSet<String> {
        let Some((_, block)) = self.parts.rules.get(mutant.block) else {
            return FxHashSet::default();
        };
        let texts = block.clauses.iter().map(|clause| clause.phrase.text());
        let words: FxHashSet<&str> = texts.flat_map(|text| text.split([' ', ',', ';'])).collect();
        let duties = self.model.duties.iter().map(|duty| &duty.name.value);
        duties.filter(|name| words.contains(name.as_str())).cloned().collect()
    }

    /// The model of a mutant; `None` where what it says is no pack, which somebody
    /// would be told.
    #[must_use]
    pub fn build(&self, mutant: &Mutant) -> Option<Checked> {
        let outcome = resolve(self.parts_of(mutant)?);
        let model = outcome.value.filter(|_| !has_errors(&outcome.diagnostics))?;
        if mutant.kind == BlockKind::Duty {
            model.find(&mutant.rule)?;
        }
        if mutant.rule == THE_HEADER {
            return check::check(model).value;
        }
        check::recheck(model, &mutant.rule).value
    }

    /// The scope that a rule has of its pack where it gives none.
    fn scope_of(&self, pack: &str) -> Option<Clause> {
        let layers = &self.loaded.as_ref()?.layers;
        layers.iter().find(|layer| layer.info.id == pack)?.scope.clone()
    }

    fn parts_of(&self, mutant: &Mutant) -> Option<Parts> {
        let vocabulary = || self.parts.vocabulary.clone();
        match &mutant.change {
            Change::Undone(at) => {
                let parts = self.loaded.as_ref()?.without_change(*at)?;
                Some(Parts { vocabulary: vocabulary(), late: Vec::new(), ..parts })
            }
            Change::Labels(one, other) => {
                let mut parts = self.parts.clone();
                parts.vocabulary.swap_labels(one, other.as_deref());
                Some(parts)
            }
            Change::Phrase(..) | Change::NoItem(_) | Change::NoClause | Change::Key(_)
                if mutant.rule == THE_HEADER && mutant.kind == BlockKind::Pack =>
            {
                let loaded = self.loaded.as_ref()?;
                let mut header = loaded.layers.first()?.header.clone()?;
                apply(&mut header, mutant)?;
                let parts = loaded.with_header(header)?;
                Some(Parts { vocabulary: vocabulary(), late: Vec::new(), ..parts })
            }
            Change::Phrase(..) | Change::NoItem(_) | Change::NoClause | Change::Key(_) => {
                let mut parts = self.parts.clone();
                let (pack, block) = parts.rules.get_mut(mutant.block)?;
                let key = block.clauses.get(mutant.clause).map(|clause| clause.key.value);
                apply(block, mutant)?;
                if mutant.change == Change::NoClause && key == Some(ClauseKey::Scope) {
                    block.clauses.extend(self.scope_of(pack));
                }
                Some(parts)
            }
        }
    }
}

/// The pack without one of its changes.
fn undone(at: usize, block: &Block) -> Mutant {
    let name = tidy(block.name.text());
    Mutant {
        rule: name.rsplit('/').next().unwrap_or(&name).to_owned(),
        kind: block.kind.value,
        operator: "change",
        span: block.name.span(),
        was: format!("change {name}"),
        now: String::new(),
        block: usize::MAX,
        clause: 0,
        change: Change::Undone(at),
    }
}

fn is_called(model: &Model, concept: ConceptId, name: &str) -> bool {
    let name = tidy(name);
    model.vocabulary.get(concept).is_some_and(|one| one.name.eq_ignore_ascii_case(&name))
}
