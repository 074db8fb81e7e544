//! Mutants: a pack with one slip in it.
//!
//! In: the parts of a pack. Out: every slip the operators make in its own rules, and
//! the model of each. Never here: whether an example notices.

use rustc_hash::FxHashSet;

use super::operators::{DECIDING, Edit, OPERATORS, OPTIONAL};
use super::words::Words;
use crate::analysis::witness::ingredients::Ingredients;
use crate::check::{self, Checked};
use crate::diag::has_errors;
use crate::model::{Duty, Model, Parts, Patch, resolve};
use crate::names::{ConceptId, Vocabulary, tidy};
use crate::source::{Phrase, Span, Spanned};
use crate::syntax::{Block, BlockKind, Clause, ClauseKey, Item};

/// The operator that changes how binding a duty is.
pub(super) const BINDING: &str = "binding";

/// One slip in one rule of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// The id of the rule.
    pub rule: String,
    /// What kind of block it is.
    pub kind: BlockKind,
    /// The operator that made it.
    pub operator: &'static str,
    /// The place of what changed.
    pub span: Span,
    /// What is written; empty where something is added.
    pub was: String,
    /// What is written instead; empty where something is left out.
    pub now: String,
    block: usize,
    clause: usize,
    change: Change,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    /// Another phrase for the clause, or for the bullet at this path.
    Phrase(Vec<usize>, Edit),
    /// The bullet at this path is left out.
    NoItem(Vec<usize>),
    /// The clause is left out.
    NoClause,
    /// The clause has another keyword.
    Key(ClauseKey),
    /// The pack does without its change of a base's rule: its place among those.
    Undone(usize),
}

impl Mutant {
    /// What was done, to stand before “breaks no example”: `changing “20 working
    /// days” to “21 working days”`.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.was.is_empty(), self.now.is_empty()) {
            (false, false) => format!("changing “{}” to “{}”", self.was, self.now),
            (false, true) => format!("leaving out “{}”", self.was),
            (true, _) => format!("adding “{}”", self.now),
        }
    }
}

/// A pack of which mutants are made.
#[derive(Debug)]
pub struct Ground {
    parts: Parts,
    model: Checked,
    /// Each change of a base's rule, with the pack as it is without.
    undone: Vec<(Block, Parts)>,
}

impl Ground {
    /// Takes the parts of a pack that has no errors.
    #[must_use]
    pub fn new(mut parts: Parts) -> Option<Ground> {
        let outcome = resolve(parts.clone());
        let model = outcome.value.filter(|_| !has_errors(&outcome.diagnostics))?;
        let model = check::check(model).value?;
        // With every name declared that a rule declares by using it, the names of all
        // mutants have the same ids.
        parts.vocabulary = model.vocabulary.clone();
        parts.late.clear();
        Some(Ground { parts, model, undone: Vec::new() })
    }

    /// The same with mutants that do without one of the pack's changes: each such
    /// block, and the parts of the pack without it.
    #[must_use]
    pub fn with_changes(mut self, undone: Vec<(Block, Parts)>) -> Ground {
        self.undone = undone;
        self
    }

    /// The pack as it is.
    #[must_use]
    pub fn model(&self) -> &Checked {
        &self.model
    }

    /// Every mutant of the pack's own rules, in the order of the pack.
    #[must_use]
    pub fn mutants(&self) -> Vec<Mutant> {
        let mut all = Vec::new();
        for (at, (pack, block)) in self.parts.rules.iter().enumerate() {
            let mine = |clause: &Clause| self.is_mine(pack, block, clause);
            of_block(at, block, (&self.model.vocabulary, &mine), &mut all);
        }
        let undone = self.undone.iter().enumerate();
        all.extend(undone.map(|(at, (block, _))| {
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
        }));
        all
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

    /// The duties in whose rows a mutant can show: itself where it is one, else those
    /// that rest on what it says. The nearest first, and no more than a few.
    #[must_use]
    pub fn shows_in(&self, mutant: &Mutant) -> Vec<String> {
        let model = self.model.model();
        if model.find(&mutant.rule).is_some() {
            return vec![mutant.rule.clone()];
        }
        let derived = &model.derived;
        let status = derived.definitions.iter().map(|one| one.status.value);
        let status = status.filter(|id| is_called(model, *id, &mutant.rule));
        let deemed = derived.deems.iter().filter(|one| one.name.value == mutant.rule);
        let concepts: Vec<ConceptId> = if mutant.kind == BlockKind::Definition {
            status.collect()
        } else {
            deemed.map(|one| one.gives.value).collect()
        };
        let rests = |duty: &&Duty| {
            let all = Ingredients::of(model, duty).rests_on;
            (duty.is_evaluated() || duty.standing.is_some())
                && concepts.iter().any(|concept| all.contains(concept))
        };
        let (own, others): (Vec<&Duty>, Vec<&Duty>) =
            model.duties.iter().filter(rests).partition(|duty| model.is_own(duty));
        let named = self.named_by(mutant).into_iter();
        let all = own.into_iter().chain(others).map(|duty| duty.name.value.clone());
        named.chain(all).take(4).collect()
    }

    /// The duties that the phrases of a rule name by their ids.
    fn named_by(&self, mutant: &Mutant) -> Vec<String> {
        let Some((_, block)) = self.parts.rules.get(mutant.block) else { return Vec::new() };
        let texts = block.clauses.iter().map(|clause| clause.phrase.text());
        let words: FxHashSet<&str> = texts.flat_map(|text| text.split([' ', ',', ';'])).collect();
        let duties = self.model.duties.iter().map(|duty| &duty.name.value);
        duties.filter(|name| words.contains(name.as_str())).cloned().collect()
    }

    /// The model of a mutant; `None` where what it says is no pack, which somebody
    /// would be told.
    #[must_use]
    pub fn build(&self, mutant: &Mutant) -> Option<Checked> {
        let parts = match &mutant.change {
            Change::Undone(at) => {
                let (_, parts) = self.undone.get(*at)?;
                let vocabulary = self.parts.vocabulary.clone();
                Parts { vocabulary, late: Vec::new(), ..parts.clone() }
            }
            Change::Phrase(..) | Change::NoItem(_) | Change::NoClause | Change::Key(_) => {
                let mut parts = self.parts.clone();
                let (_, block) = parts.rules.get_mut(mutant.block)?;
                apply(block, mutant)?;
                parts
            }
        };
        let outcome = resolve(parts);
        let model = outcome.value.filter(|_| !has_errors(&outcome.diagnostics))?;
        if mutant.kind == BlockKind::Duty {
            model.find(&mutant.rule)?;
        }
        check::recheck(model, &mutant.rule).value
    }
}

fn of_block(
    at: usize,
    block: &Block,
    (words, mine): (&Vocabulary, &dyn Fn(&Clause) -> bool),
    all: &mut Vec<Mutant>,
) {
    let mut site = Site { at, block, clause: 0, all };
    for (number, clause) in block.clauses.iter().enumerate().filter(|(_, clause)| mine(clause)) {
        site.clause = number;
        let key = clause.key.value;
        if DECIDING.contains(&key) {
            site.phrase(&clause.phrase, &[], words);
            site.items(&clause.items, &mut Vec::new(), words);
        }
        if OPTIONAL.contains(&key) {
            let was = format!("{} {}", key.word(), whole(clause));
            let was = was.trim_end().to_owned();
            site.add("clause", clause.key.span, (was, String::new()), Change::NoClause);
        }
        let pairs = [(ClauseKey::Must, ClauseKey::Should), (ClauseKey::Should, ClauseKey::Must)];
        if let Some((_, other)) = pairs.into_iter().find(|(one, _)| *one == key) {
            let words = (key.word().to_owned(), other.word().to_owned());
            site.add(BINDING, clause.key.span, words, Change::Key(other));
        }
    }
}

/// A clause with its bullets, on one line.
fn whole(clause: &Clause) -> String {
    let mut text = clause.phrase.text().to_owned();
    for (at, item) in clause.items.iter().enumerate() {
        text.push_str(if at == 0 { ": " } else { "; " });
        text.push_str(item.phrase.text());
    }
    text
}

struct Site<'s> {
    at: usize,
    block: &'s Block,
    clause: usize,
    all: &'s mut Vec<Mutant>,
}

impl Site<'_> {
    fn add(
        &mut self,
        operator: &'static str,
        span: Span,
        (was, now): (String, String),
        change: Change,
    ) {
        let mutant = Mutant {
            rule: tidy(self.block.name.text()),
            kind: self.block.kind.value,
            operator,
            span,
            was,
            now,
            block: self.at,
            clause: self.clause,
            change,
        };
        self.all.push(mutant);
    }

    fn phrase(&mut self, phrase: &Phrase, path: &[usize], vocabulary: &Vocabulary) {
        let words = Words::of(phrase.text(), vocabulary);
        let mut seen = FxHashSet::default();
        seen.insert(tidy(phrase.text()));
        for operator in OPERATORS {
            for edit in operator.edits(&words) {
                // Two operators may make the same of a phrase.
                if !edited(phrase.text(), &edit).is_some_and(|text| seen.insert(text)) {
                    continue;
                }
                let Some((was, now)) = told(&words, &edit) else { continue };
                let span = phrase.at(edit.at.start, edit.at.end);
                let change = Change::Phrase(path.to_vec(), edit);
                self.add(operator.key, span, (was, now), change);
            }
        }
    }

    fn items(&mut self, items: &[Item], path: &mut Vec<usize>, vocabulary: &Vocabulary) {
        for (at, item) in items.iter().enumerate() {
            path.push(at);
            self.phrase(&item.phrase, path, vocabulary);
            let was = item.phrase.text().to_owned();
            let words = (was, String::new());
            self.add("part", item.phrase.span(), words, Change::NoItem(path.clone()));
            self.items(&item.items, path, vocabulary);
            path.pop();
        }
    }
}

/// Makes the slip in a block.
fn apply(block: &mut Block, mutant: &Mutant) -> Option<()> {
    match &mutant.change {
        Change::Undone(_) => return None,
        Change::NoClause => {
            (mutant.clause < block.clauses.len()).then(|| block.clauses.remove(mutant.clause))?;
        }
        Change::Key(key) => {
            let clause = block.clauses.get_mut(mutant.clause)?;
            clause.key = Spanned::new(*key, clause.key.span);
        }
        Change::NoItem(path) => {
            let clause = block.clauses.get_mut(mutant.clause)?;
            let (last, parents) = path.split_last()?;
            let items = items_at(&mut clause.items, parents)?;
            (*last < items.len() && items.len() > 1).then(|| items.remove(*last))?;
        }
        Change::Phrase(path, edit) => {
            let clause = block.clauses.get_mut(mutant.clause)?;
            let phrase = match path.split_last() {
                None => &mut clause.phrase,
                Some((last, parents)) => {
                    &mut items_at(&mut clause.items, parents)?.get_mut(*last)?.phrase
                }
            };
            let text = edited(phrase.text(), edit)?;
            *phrase = Phrase::plain(&text, phrase.span());
        }
    }
    Some(())
}

fn is_called(model: &Model, concept: ConceptId, name: &str) -> bool {
    let name = tidy(name);
    model.vocabulary.get(concept).is_some_and(|one| one.name.eq_ignore_ascii_case(&name))
}

/// A phrase with an edit made in it.
fn edited(text: &str, edit: &Edit) -> Option<String> {
    text.get(edit.at.clone())?;
    let mut text = text.to_owned();
    text.replace_range(edit.at.clone(), &edit.with);
    Some(tidy(&text))
}

/// What an edit takes away and what it puts there, with as much of the phrase around
/// it as a reader needs to know which words are meant.
fn told(words: &Words<'_>, edit: &Edit) -> Option<(String, String)> {
    let was = words.written(&edit.at).trim();
    let now = edit.with.trim();
    if was == now {
        return None;
    }
    let short = !was.is_empty() && was.split(' ').count() <= 3 && !was.contains(char::is_numeric);
    let next = words.all.iter().find(|word| word.at.start >= edit.at.end).filter(|_| short);
    let next = next.map_or("", |word| words.written(&word.at));
    let with = |text: &str| match (text, next) {
        ("", _) if !now.is_empty() => next.to_owned(),
        ("", _) => String::new(),
        (text, "" | "," | ";") => text.to_owned(),
        (text, next) => format!("{text} {next}"),
    };
    if now.is_empty() {
        Some((was.to_owned(), String::new()))
    } else {
        Some((with(was), with(now)))
    }
}

fn items_at<'i>(items: &'i mut Vec<Item>, path: &[usize]) -> Option<&'i mut Vec<Item>> {
    match path.split_first() {
        None => Some(items),
        Some((first, rest)) => items_at(&mut items.get_mut(*first)?.items, rest),
    }
}
