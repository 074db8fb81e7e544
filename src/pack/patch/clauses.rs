//! Clauses of a rule and of the change to it: which takes the place of which, what
//! they say on one line, and from when until when they hold.

use crate::names::tidy;
use crate::source::{Phrase, Span, Spanned};
use crate::syntax::force::{Force, force as in_force, in_time, slot};
use crate::syntax::{Block, Clause, ClauseKey, Item};
use crate::time::Day;

/// Whether a clause of a change replaces one of the rule: the others are about the
/// change itself.
pub(super) fn replaces(key: ClauseKey) -> bool {
    !matches!(key, ClauseKey::InForce | ClauseKey::Replaces | ClauseKey::DepartsFrom)
}

/// Whether clauses of a slot take the place of an old clause.
pub(super) fn supersedes(new: ClauseKey, old: ClauseKey) -> bool {
    let whole = [ClauseKey::Must, ClauseKey::Due, ClauseKey::MetBy, ClauseKey::Rule];
    slot(old) == new || (new == ClauseKey::Rule && whole.contains(&slot(old)))
}

pub(super) fn put(block: &mut Block, key: ClauseKey, new: Vec<Clause>) {
    block.clauses.retain(|clause| !supersedes(key, clause.key.value));
    block.clauses.extend(new);
}

/// Puts in clauses that hold for a time: what stood there holds before and after.
pub(super) fn put_dated(block: &mut Block, key: ClauseKey, new: Vec<Clause>, force: Force) {
    let old = block.clone();
    let mut kept = Vec::new();
    for clause in std::mem::take(&mut block.clauses) {
        if !supersedes(key, clause.key.value) {
            kept.push(clause);
            continue;
        }
        let (value, own) = in_time(&old, &clause);
        let own = own.unwrap_or_default();
        let earlier = Force { from: None, until: force.from.and_then(before) };
        let later = Force { from: force.until.and_then(after), until: None };
        let mut sides = Vec::new();
        sides.extend(force.from.map(|_| own.and(earlier)));
        sides.extend(force.until.map(|_| own.and(later)));
        for side in sides.into_iter().filter(|side| !side.is_empty()) {
            kept.push(Clause { phrase: value.clone(), force: Some(side), ..clause.clone() });
        }
    }
    let mut said = block.clone();
    said.clauses.clone_from(&new);
    kept.extend(new.into_iter().map(|clause| {
        let (value, own) = in_time(&said, &clause);
        let whole = own.unwrap_or_default().and(force);
        Clause { phrase: value, force: Some(whole), ..clause }
    }));
    block.clauses = kept;
}

/// Lets a block be in force only within a time too.
pub(super) fn push_force(block: &mut Block, force: Force, at: &Phrase) {
    let own = block.clause(ClauseKey::InForce).and_then(|clause| in_force(&clause.phrase).ok());
    let force = own.unwrap_or_default().and(force);
    let key = Spanned::new(ClauseKey::InForce, at.span());
    let clause = Clause::new(key, Phrase::plain(&force.words(), at.span()), Vec::new());
    block.clauses.retain(|clause| clause.key.value != ClauseKey::InForce);
    block.clauses.push(clause);
}

pub(super) fn before(day: Day) -> Option<Day> {
    day.checked_plus(-1)
}

pub(super) fn after(day: Day) -> Option<Day> {
    day.checked_plus(1)
}

/// What a rule says in a clause, as `replaces` stores it.
pub(super) fn current(block: &Block, key: ClauseKey) -> String {
    let clauses = block.clauses.iter().filter(|clause| clause.key.value == key);
    words(&clauses.collect::<Vec<_>>())
}

/// `due: at least 10 working days before each review`: the clause, its words, and
/// where they stand.
pub(super) fn stored(phrase: &Phrase) -> Option<(ClauseKey, String, Span)> {
    let (key, rest) = phrase.text().split_once(':')?;
    let key_of = ClauseKey::parse(key)?;
    let words = phrase.slice(key.len() + 1, phrase.text().len());
    Some((key_of, tidy(rest), words.span()))
}

pub(super) fn normal(text: &str) -> String {
    tidy(text).to_lowercase()
}

/// Clauses as one line: bullets after a semicolon, clauses after a bar.
pub(super) fn words(clauses: &[&Clause]) -> String {
    let lines = clauses.iter().map(|clause| {
        let mut head = tidy(clause.phrase.text());
        if let Some(force) = clause.force.filter(|force| *force != Force::ALWAYS) {
            head = format!("{head} {}", force.words());
        }
        let mut parts = vec![head];
        add(&clause.items, &mut parts);
        parts.join("; ")
    });
    lines.collect::<Vec<_>>().join(" | ")
}

pub(super) fn add(items: &[Item], parts: &mut Vec<String>) {
    for item in items {
        parts.push(tidy(item.phrase.text()));
        add(&item.items, parts);
    }
}
