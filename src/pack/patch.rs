//! `change` and `remove`: what a pack does to the rules of those it extends.
//!
//! In: the layers of a pack. Out: every rule as it stands once all patches have
//! been applied, base first, then what builds on it; and what is wrong with them.
//! Never here: what the clauses mean.

mod accept;
mod clauses;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::diag::{Code, Diagnostic};
use crate::names::{bad_date, suggest_words, tidy, unreadable};
use crate::source::{Phrase, Span};
use crate::syntax::force::{Force, ForceError, force as in_force, is_told, slot};
use crate::syntax::{Block, BlockKind, Clause, ClauseKey};

use super::load::Layer;
use accept::Unstored;
use clauses::{
    before, current, normal, push_force, put, put_dated, replaces, stored, supersedes, words,
};

/// A rule after all patches.
#[derive(Debug, Clone)]
pub(super) struct Ruled {
    /// Which layer declares it, from the pack at hand.
    pub(super) layer: usize,
    /// As it stands now.
    pub(super) block: Block,
    gone: Option<usize>,
    done: Vec<Done>,
}

/// A clause that was replaced.
#[derive(Debug, Clone)]
struct Done {
    layer: usize,
    slot: ClauseKey,
    span: Span,
    text: String,
    force: Force,
}

/// What a pack did to a rule of a base.
#[derive(Debug, Clone)]
pub(super) struct Applied {
    pub(super) layer: usize,
    pub(super) of: usize,
    pub(super) rule: String,
    pub(super) block: Block,
    pub(super) clauses: Vec<ClauseKey>,
}

/// Every rule, what was done to some of them, and what is wrong with that.
#[derive(Debug, Clone, Default)]
pub(super) struct Patched {
    pub(super) rules: Vec<Ruled>,
    pub(super) applied: Vec<Applied>,
    /// The words of the base that changes do not store yet.
    pub(super) accepts: Vec<Unstored>,
    pub(super) errors: Vec<Diagnostic>,
    pub(super) late: Vec<Diagnostic>,
}

/// Applies every patch of every layer. `layers`: the pack at hand first.
pub(super) fn patched(layers: &[Layer]) -> Patched {
    let mut work = Work { layers, out: Patched::default(), clashes: Vec::new() };
    let rules = |layer: &Layer| layer.blocks.iter().filter(|b| b.kind.value.is_rule()).count();
    work.out.rules.reserve_exact(layers.iter().map(rules).sum());
    for (index, layer) in layers.iter().enumerate() {
        let rules = layer.blocks.iter().filter(|block| block.kind.value.is_rule());
        let fresh = rules.map(|block| Ruled {
            layer: index,
            block: block.clone(),
            gone: None,
            done: Vec::new(),
        });
        work.out.rules.extend(fresh);
    }
    for (index, layer) in layers.iter().enumerate().rev() {
        for block in layer.blocks.iter() {
            if block.kind.value == BlockKind::Change {
                work.change(index, block);
            } else if block.kind.value == BlockKind::Remove {
                work.remove(index, block);
            }
        }
    }
    work.conflicts();
    work.fresh_ids();
    work.out.rules.retain(|rule| rule.gone.is_none());
    work.out
}

struct Work<'l> {
    layers: &'l [Layer],
    out: Patched,
    /// Rules whose clause two packs changed that do not build on each other.
    clashes: Vec<(usize, Done, Done)>,
}

impl Work<'_> {
    fn id(&self, layer: usize) -> &str {
        self.layers.get(layer).map_or("", |layer| layer.info.id.as_str())
    }

    /// The layers that one builds on, directly or through others.
    fn reach(&self, layer: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![layer];
        while let Some(at) = open.pop() {
            for base in self.layers.get(at).map_or(&[][..], |layer| &layer.extends) {
                let place = self.layers.iter().position(|layer| layer.info.id == *base);
                open.extend(place.filter(|place| found.insert(*place)));
            }
        }
        found.remove(&layer);
        found
    }

    /// Whether a layer extends a pack that is not there, which is told already: what it patches
    /// may stand there.
    fn lacks_base(&self, layer: usize) -> bool {
        let there = |id: &String| self.layers.iter().any(|layer| layer.info.id == *id);
        self.layers.get(layer).is_some_and(|layer| !layer.extends.iter().all(there))
    }

    /// The rule of a base that a block names, or why there is none.
    fn target(&mut self, layer: usize, block: &Block) -> Option<usize> {
        let name = tidy(block.name.text());
        if name.is_empty() {
            return None;
        }
        let reach = self.reach(layer);
        let called = |rule: &Ruled| {
            let own = tidy(rule.block.name.text());
            own == name || format!("{}/{own}", self.id(rule.layer)) == name
        };
        let found: Vec<usize> = self
            .out
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| reach.contains(&rule.layer) && called(rule))
            .map(|(at, _)| at)
            .collect();
        let found = self.most_local(found);
        match found.as_slice() {
            [one] => Some(*one),
            [] => {
                if !self.lacks_base(layer) {
                    let error = self.nothing(layer, block, &name, &reach);
                    self.out.errors.push(error);
                }
                None
            }
            [..] => {
                let packs: Vec<&str> = found
                    .iter()
                    .filter_map(|at| self.out.rules.get(*at))
                    .map(|rule| self.id(rule.layer))
                    .collect();
                let full = format!("{}/{name}", packs.first().copied().unwrap_or_default());
                let message = format!("“{name}” stands in {}", packs.join(" and in "));
                let error = Diagnostic::new(Code::D0503, block.name.span(), message)
                    .label("which of them is meant?")
                    .help(format!(
                        "name its pack too: `{} {full}`",
                        block.kind.value.row().keyword
                    ));
                self.out.errors.push(error);
                None
            }
        }
    }

    /// Of rules of one name those that no other of them implements.
    fn most_local(&self, found: Vec<usize>) -> Vec<usize> {
        let full = |at: usize| {
            self.out
                .rules
                .get(at)
                .map(|rule| format!("{}/{}", self.id(rule.layer), tidy(rule.block.name.text())))
        };
        let upper: BTreeSet<String> = found
            .iter()
            .filter_map(|at| self.out.rules.get(*at))
            .flat_map(|rule| implemented(&rule.block))
            .collect();
        let rest: Vec<usize> = found
            .iter()
            .copied()
            .filter(|at| full(*at).is_none_or(|full| !upper.contains(&full)))
            .collect();
        if rest.is_empty() { found } else { rest }
    }

    /// D0501 for a block that names no rule of a base.
    fn nothing(
        &self,
        layer: usize,
        block: &Block,
        name: &str,
        reach: &BTreeSet<usize>,
    ) -> Diagnostic {
        let keyword = block.kind.value.row().keyword;
        let span = block.name.span();
        let own = self
            .out
            .rules
            .iter()
            .find(|rule| rule.layer == layer && tidy(rule.block.name.text()) == name);
        if let Some(own) = own {
            let message = format!("`{keyword} {name}` is about a rule of this pack itself");
            return Diagnostic::new(Code::D0501, span, message)
                .also(own.block.name.span(), "it stands here")
                .help("edit that block: only rules of packs it extends are patched");
        }
        let bases: Vec<&str> = reach.iter().map(|at| self.id(*at)).collect();
        let known: Vec<String> = self
            .out
            .rules
            .iter()
            .filter(|rule| reach.contains(&rule.layer))
            .map(|rule| tidy(rule.block.name.text()))
            .collect();
        let message = match bases.as_slice() {
            [] => format!("`{keyword} {name}` has nothing to patch: this pack extends none"),
            [base] => format!("there is no rule “{name}” in {base}"),
            _ => format!("there is no rule “{name}” in {}", bases.join(", ")),
        };
        let found = Diagnostic::new(Code::D0501, span, message);
        match suggest_words(name, known.iter().map(String::as_str)).first() {
            Some(near) => found.help(format!("did you mean `{near}`?")).fix(span, *near),
            None if known.is_empty() => {
                found.help("add the pack to `extends`, or write a block of its own")
            }
            None => found.help(format!("there are {}", listed(&known))),
        }
    }

    fn remove(&mut self, layer: usize, block: &Block) {
        let Some(at) = self.target(layer, block) else { return };
        if self.is_gone(at, block) {
            return;
        }
        let from = self.commencement(block);
        let Some(rule) = self.out.rules.get_mut(at) else { return };
        match from {
            Some((phrase, force)) => {
                let last = force.from.and_then(before);
                push_force(&mut rule.block, Force { from: None, until: last }, &phrase);
            }
            None => rule.gone = Some(layer),
        }
        let (of, name) = (rule.layer, tidy(rule.block.name.text()));
        self.out.applied.push(Applied {
            layer,
            of,
            rule: name,
            block: block.clone(),
            clauses: Vec::new(),
        });
    }

    /// D0501 where another pack took the rule out already.
    fn is_gone(&mut self, at: usize, block: &Block) -> bool {
        let Some(rule) = self.out.rules.get(at) else { return false };
        let Some(by) = rule.gone else { return false };
        let message = format!("“{}” was removed by {}", tidy(block.name.text()), self.id(by));
        let found = Diagnostic::new(Code::D0501, block.name.span(), message)
            .help("write it as a block of this pack, under an id of its own");
        self.out.errors.push(found);
        true
    }

    /// From when a patch holds, where it says.
    fn commencement(&mut self, block: &Block) -> Option<(Phrase, Force)> {
        let clause = block.clause(ClauseKey::InForce).filter(|clause| !clause.phrase.is_empty())?;
        match in_force(&clause.phrase) {
            Ok(force) => Some((clause.phrase.clone(), force)),
            Err(ForceError::Form) => {
                let choices = ["from 1 June 2024"];
                self.out.errors.push(unreadable(&clause.phrase, ClauseKey::InForce, &choices));
                None
            }
            Err(ForceError::Date(error, day)) => {
                self.out.errors.push(bad_date(&error, day.span()));
                None
            }
        }
    }

    fn change(&mut self, layer: usize, block: &Block) {
        let Some(at) = self.target(layer, block) else { return };
        if self.is_gone(at, block) {
            return;
        }
        let time = self.commencement(block);
        let force = time.as_ref().map_or(Force::ALWAYS, |(_, force)| *force);
        let Some(kind) = self.out.rules.get(at).map(|rule| rule.block.kind.value) else { return };
        self.foreign(kind, block);
        let mut keys: Vec<ClauseKey> = Vec::new();
        let told = block.clauses.iter().filter(|clause| replaces(clause.key.value));
        for clause in told.filter(|clause| kind.clause(clause.key.value).is_some()) {
            if !keys.contains(&slot(clause.key.value)) {
                keys.push(slot(clause.key.value));
            }
        }
        self.was_changed(at, block);
        self.store(at, block);
        if keys.is_empty() && block.title.is_none() {
            let message = format!("`change {}` changes nothing", tidy(block.name.text()));
            let found = Diagnostic::new(Code::D0502, block.name.span(), message)
                .help("name the clauses that differ, or take the block out");
            self.out.late.push(found);
        }
        for key in &keys {
            self.replace(at, layer, *key, block, time.as_ref());
        }
        let Some(rule) = self.out.rules.get_mut(at) else { return };
        if block.title.is_some() && force == Force::ALWAYS {
            rule.block.clauses.retain(|clause| clause.key.value != ClauseKey::Title);
            rule.block.title.clone_from(&block.title);
        }
        let (of, name) = (rule.layer, tidy(rule.block.name.text()));
        self.out.applied.push(Applied {
            layer,
            of,
            rule: name,
            block: block.clone(),
            clauses: keys,
        });
    }

    /// D0101 for clauses that the rule it changes does not take.
    fn foreign(&mut self, kind: BlockKind, block: &Block) {
        for clause in &block.clauses {
            let key = clause.key.value;
            if replaces(key) && kind.clause(key).is_none() {
                let keyword = kind.row().keyword;
                let message = format!("`{}` is no clause of `{keyword}`", key.word());
                let found = Diagnostic::new(Code::D0101, clause.key.span, message)
                    .label(format!("“{}” is a `{keyword}`", tidy(block.name.text())))
                    .help("change a clause that it has");
                self.out.errors.push(found);
            }
        }
    }

    /// Replaces the clauses of one slot of a rule.
    fn replace(
        &mut self,
        at: usize,
        layer: usize,
        key: ClauseKey,
        block: &Block,
        time: Option<&(Phrase, Force)>,
    ) {
        let new: Vec<Clause> = block
            .clauses
            .iter()
            .filter(|clause| slot(clause.key.value) == key && replaces(clause.key.value))
            .cloned()
            .collect();
        let Some(first) = new.first() else { return };
        let force = time.map_or(Force::ALWAYS, |(_, force)| *force);
        let reach = self.reach(layer);
        let Some(rule) = self.out.rules.get(at) else { return };
        let old: Vec<&Clause> =
            rule.block.clauses.iter().filter(|clause| supersedes(key, clause.key.value)).collect();
        let text = words(&new.iter().collect::<Vec<_>>());
        // Where another pack changed it too, this says which of the two holds.
        let free = rule.done.iter().all(|done| done.slot != key);
        if free
            && text == words(&old)
            && !is_told(key)
            // `must` in the place of `should` says more than its words.
            && old.iter().all(|c| new.iter().any(|one| one.key.value == c.key.value))
        {
            let found = idle(first, old.first().copied());
            self.out.late.push(found);
        }
        let done = Done { layer, slot: key, span: first.phrase.span(), text, force };
        for before in rule.done.iter().filter(|before| before.slot == key) {
            if before.layer == layer {
                if before.force.meets(force).is_some() {
                    self.out.late.push(shadowed(before, &done, block));
                }
            } else if !reach.contains(&before.layer) && before.text != done.text && !is_told(key) {
                self.clashes.push((at, before.clone(), done.clone()));
            }
        }
        let Some(rule) = self.out.rules.get_mut(at) else { return };
        match time {
            Some((_, force)) => put_dated(&mut rule.block, key, new, *force),
            None => put(&mut rule.block, key, new),
        }
        rule.done.push(done);
    }

    /// D0505 where the base says something else than when the change was written.
    fn was_changed(&mut self, at: usize, block: &Block) {
        for clause in block.clauses(ClauseKey::Replaces) {
            let Some((key, old, place)) = stored(&clause.phrase) else {
                let message = format!("“{}” names no clause", tidy(clause.phrase.text()));
                let found = Diagnostic::new(Code::D0103, clause.phrase.span(), message)
                    .help("write the keyword, a colon and the words of the base: `due: within 2 weeks of each visit`");
                self.out.errors.push(found);
                continue;
            };
            let Some(rule) = self.out.rules.get(at) else { continue };
            let now = current(&rule.block, key);
            if normal(&old) == normal(&now) {
                continue;
            }
            let yours = words(&block.clauses(key).collect::<Vec<_>>());
            let now_said = if now.is_empty() {
                "says nothing of it any more".to_owned()
            } else {
                format!("now says “{now}”")
            };
            let message = format!(
                "the `{}` that you changed has itself changed: the base {now_said}",
                key.word()
            );
            let mut found = Diagnostic::new(Code::D0505, clause.phrase.span(), message)
                .label(format!("when it was changed it said “{old}”"));
            if let Some(own) = block.clause(key) {
                found = found.also(own.phrase.span(), format!("yours: “{yours}”"));
            }
            let found = found.help(
                "see whether yours still holds; then let `duly check --accept` store the new words",
            );
            self.out.late.push(if now.is_empty() { found } else { found.fix(place, now) });
        }
    }

    /// What would store the words that the change replaces, where none are stored.
    fn store(&mut self, at: usize, block: &Block) {
        let Some(rule) = self.out.rules.get(at) else { return };
        let mut kept: Vec<ClauseKey> = Vec::new();
        let mut lines: Vec<String> = Vec::new();
        for clause in block.clauses.iter().filter(|clause| replaces(clause.key.value)) {
            let (mut key, mut now) = (clause.key.value, current(&rule.block, clause.key.value));
            // A sentence says all of it at once.
            if now.is_empty() && supersedes(ClauseKey::Rule, key) {
                (key, now) = (ClauseKey::Rule, current(&rule.block, ClauseKey::Rule));
            }
            let named = |clause: &Clause| stored(&clause.phrase).is_some_and(|(k, ..)| k == key);
            let stored_already = block.clauses(ClauseKey::Replaces).any(named);
            if is_told(key) || now.is_empty() || stored_already || kept.contains(&key) {
                continue;
            }
            kept.push(key);
            lines.push(format!("{}: {now}", key.word()));
        }
        if !lines.is_empty() {
            self.out.accepts.push(Unstored { block: block.clone(), words: lines });
        }
    }

    /// D0503 for each clash that no pack which builds on both has settled.
    fn conflicts(&mut self) {
        let clashes = std::mem::take(&mut self.clashes);
        for (at, one, other) in clashes {
            let Some(rule) = self.out.rules.get(at) else { continue };
            let settled = rule.done.iter().any(|done| {
                let reach = self.reach(done.layer);
                done.slot == one.slot && reach.contains(&one.layer) && reach.contains(&other.layer)
            });
            if settled || rule.gone.is_some() {
                continue;
            }
            let name = tidy(rule.block.name.text());
            let word = one.slot.word();
            let message = format!(
                "{} and {} change `{word}` of “{name}” differently",
                self.id(one.layer),
                self.id(other.layer)
            );
            let own = self.layers.first().and_then(|layer| layer.header.as_ref());
            let at = own
                .and_then(|header| header.clause(ClauseKey::Extends))
                .map_or(one.span, |clause| clause.phrase.span());
            let found = Diagnostic::new(Code::D0503, at, message)
                .label("this pack builds on both")
                .also(one.span, format!("one says “{}”", one.text))
                .also(other.span, format!("the other says “{}”", other.text))
                .help(format!("choose: write `change {name}` with the `{word}` that holds here"));
            self.out.errors.push(found);
        }
    }

    /// D0203 for a rule of the pack at hand under the id of one that it builds on
    /// and does not implement.
    fn fresh_ids(&mut self) {
        let mut found = Vec::new();
        let mut bases: FxHashMap<String, Vec<&Ruled>> = FxHashMap::default();
        for base in self.out.rules.iter().filter(|rule| rule.layer > 0 && rule.gone.is_none()) {
            bases.entry(tidy(base.block.name.text())).or_default().push(base);
        }
        let own = self.out.rules.iter().filter(|rule| rule.layer == 0);
        for own in own.filter(|rule| rule.block.kind.value != BlockKind::Definition) {
            let name = tidy(own.block.name.text());
            let same = bases.get(&name).into_iter().flatten().find(|base| {
                !self.implements(&own.block, &format!("{}/{name}", self.id(base.layer)))
            });
            let Some(base) = same else { continue };
            let full = format!("{}/{name}", self.id(base.layer));
            let message = format!("`{name}` is also the id of a rule of {}", self.id(base.layer));
            let error = Diagnostic::new(Code::D0203, own.block.name.span(), message)
                .also(base.block.name.span(), "the other")
                .help(format!("write `implements {full}` if this applies it here, `change {name}` to replace clauses of it, or give it an id of its own"));
            found.push(error);
        }
        self.out.errors.extend(found);
    }

    /// Whether a block implements a rule, directly or through others.
    fn implements(&self, block: &Block, full: &str) -> bool {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut open = implemented(block);
        while let Some(next) = open.pop() {
            if next == full {
                return true;
            }
            let rule = self.out.rules.iter().find(|rule| {
                format!("{}/{}", self.id(rule.layer), tidy(rule.block.name.text())) == next
            });
            if seen.insert(next) {
                open.extend(rule.map_or_else(Vec::new, |rule| implemented(&rule.block)));
            }
        }
        false
    }
}

/// The rules that a block implements.
fn implemented(block: &Block) -> Vec<String> {
    let clauses = block.clauses(ClauseKey::Implements);
    clauses.map(|clause| tidy(clause.phrase.text())).collect()
}

/// D0502 for a clause that the base has already.
fn idle(clause: &Clause, old: Option<&Clause>) -> Diagnostic {
    let message = format!("this `{}` is the one that the base has", clause.key.value.word());
    let found = Diagnostic::new(Code::D0502, clause.phrase.span(), message)
        .help("take the line out; it would only hide later changes of the base");
    match old {
        Some(old) => found.also(old.phrase.span(), "the base"),
        None => found,
    }
}

fn shadowed(before: &Done, later: &Done, block: &Block) -> Diagnostic {
    let message = format!("a later `change {}` replaces this clause", tidy(block.name.text()));
    Diagnostic::new(Code::D0504, before.span, message)
        .also(later.span, "the one that holds")
        .help("put what holds into one block")
}

fn listed(names: &[String]) -> String {
    const MOST: usize = 12;
    let shown: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
    let more = if names.len() > MOST { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests;
