//! Mutants: one slip in one block.
//!
//! In: a block, and which of its clauses are the pack's own. Out: every slip the
//! operators make in it, and the block with one of them. Never here: models, or whether
//! an example notices.

use rustc_hash::FxHashSet;

use super::operators::{DECIDING, Edit, HEADER, OPERATORS, OPTIONAL};
use super::words::Words;
use crate::names::{Vocabulary, tidy};
use crate::source::{Phrase, Span, Spanned};
use crate::syntax::{Block, BlockKind, Clause, ClauseKey, Item};

/// The operator that changes how binding a duty is.
pub(super) const BINDING: &str = "binding";

/// The operator that gives what people read another name.
pub(super) const LABEL: &str = "label";

/// The rule of a slip in the header of a pack, which bears on all its rules.
pub(super) const THE_HEADER: &str = "header";

/// One slip in one rule of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// The id of the rule; `header` for the pack's own header.
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
    pub(super) block: usize,
    pub(super) clause: usize,
    pub(super) change: Change,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
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
    /// Two names are printed in each other's place; one alone is not printed.
    Labels(String, Option<String>),
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

/// The slips in a header.
pub(super) fn of_header(header: &Block, words: &Vocabulary, all: &mut Vec<Mutant>) {
    let mut site = Site { at: usize::MAX, block: header, clause: 0, all };
    for (number, clause) in header.clauses.iter().enumerate() {
        site.clause = number;
        let key = clause.key.value;
        if HEADER.contains(&key) {
            site.phrase(&clause.phrase, &[], words);
            site.items(&clause.items, &mut Vec::new(), words);
        }
        if matches!(key, ClauseKey::Applies | ClauseKey::Scope | ClauseKey::Transition) {
            let was = format!("{} {}", key.word(), whole(clause));
            let was = was.trim_end().to_owned();
            site.add("clause", clause.key.span, (was, String::new()), Change::NoClause);
        }
    }
}

/// The slips in a rule: in those of its clauses that are the pack's own.
pub(super) fn of_block(
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
        let header = self.block.kind.value == BlockKind::Pack;
        let rule = if header { THE_HEADER.to_owned() } else { tidy(self.block.name.text()) };
        let mutant = Mutant {
            rule,
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
pub(super) fn apply(block: &mut Block, mutant: &Mutant) -> Option<()> {
    match &mutant.change {
        Change::Undone(_) | Change::Labels(..) => return None,
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
