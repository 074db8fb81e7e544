//! Clauses of a rule and of the change to it: which takes the place of which, what
//! they say on one line, and from when until when they hold.

use crate::names::tidy;
use crate::source::{Phrase, Span, Spanned};
use crate::syntax::force::{Force, dated, force as in_force};
use crate::syntax::{Block, Clause, ClauseKey, Item};
use crate::time::Day;

/// Whether a clause of a change replaces one of the rule: the others are about the
/// change itself.
pub(super) fn replaces(key: ClauseKey) -> bool {
    !matches!(key, ClauseKey::InForce | ClauseKey::Replaces | ClauseKey::DepartsFrom)
}

/// Clauses that take each other's place share a slot.
pub(super) fn slot(key: ClauseKey) -> ClauseKey {
    if matches!(key, ClauseKey::Should | ClauseKey::AimsTo) {
        return ClauseKey::Must;
    }
    if key == ClauseKey::Schedule { ClauseKey::Due } else { key }
}

/// Whether a slot tells about a rule and is no part of what it asks.
pub(super) fn is_told(key: ClauseKey) -> bool {
    matches!(
        key,
        ClauseKey::Source
            | ClauseKey::Quote
            | ClauseKey::Reason
            | ClauseKey::Note
            | ClauseKey::Title
    )
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
pub(super) fn put_dated(
    block: &mut Block,
    key: ClauseKey,
    new: Vec<Clause>,
    force: Force,
    at: &Phrase,
) {
    let mut kept = Vec::new();
    for clause in std::mem::take(&mut block.clauses) {
        if !supersedes(key, clause.key.value) {
            kept.push(clause);
            continue;
        }
        let (value, own) = dated(&clause.phrase);
        let own = own.unwrap_or_default();
        let earlier = Force { from: None, until: force.from.and_then(before) };
        let later = Force { from: force.until.and_then(after), until: None };
        let mut sides = Vec::new();
        sides.extend(force.from.map(|_| own.and(earlier)));
        sides.extend(force.until.map(|_| own.and(later)));
        for side in sides.into_iter().filter(|side| !side.is_empty()) {
            kept.push(Clause { phrase: with_force(&value, side, at), ..clause.clone() });
        }
    }
    kept.extend(new.into_iter().map(|clause| {
        let (value, own) = dated(&clause.phrase);
        let whole = own.unwrap_or_default().and(force);
        Clause { phrase: with_force(&value, whole, at), ..clause }
    }));
    block.clauses = kept;
}

pub(super) fn with_force(value: &Phrase, force: Force, at: &Phrase) -> Phrase {
    let mut phrase = value.clone();
    if force != Force::ALWAYS {
        phrase.push(&format!(" {}", force.words()), at.span());
    }
    phrase
}

/// Lets a block be in force only within a time too.
pub(super) fn push_force(block: &mut Block, force: Force, at: &Phrase) {
    let own = block.clause(ClauseKey::InForce).and_then(|clause| in_force(&clause.phrase).ok());
    let force = own.unwrap_or_default().and(force);
    let key = Spanned::new(ClauseKey::InForce, at.span());
    let clause =
        Clause { key, phrase: Phrase::plain(&force.words(), at.span()), items: Vec::new() };
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
        let mut parts = vec![tidy(clause.phrase.text())];
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
