//! A fingerprint of what a pack means: the same for both carriers, for any order
//! of its files, blocks and clauses, and for any notes.
//!
//! In: blocks. Out: what they say, and 16 hexadecimal digits of it. It tells versions apart; it is no
//! protection against somebody who wants two packs to look alike.

use crate::names::apart;
use crate::syntax::{Block, Clause, ClauseKey, Item};
use crate::time::Calendar;

/// FNV-1a, 64 bits (Fowler, Noll and Vo).
struct Hasher(u64);

impl Hasher {
    fn new() -> Self {
        Hasher(0xcbf2_9ce4_8422_2325)
    }

    /// Adds a text. A byte that no text holds ends it, so that two texts cannot
    /// run into each other.
    fn write(&mut self, text: &str) {
        self.bytes(text.bytes().chain([0xff]));
    }

    fn bytes(&mut self, bytes: impl IntoIterator<Item = u8>) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

/// What each block says, as the fingerprint takes it in.
pub(super) fn parts<'b>(
    blocks: impl IntoIterator<Item = &'b Block>,
) -> impl Iterator<Item = String> {
    blocks.into_iter().map(block_text)
}

/// The hash of a pack with all its layers' blocks and its calendar.
pub(super) fn of(parts: impl Iterator<Item = String>, calendar: Option<&Calendar>) -> String {
    let mut parts: Vec<String> = parts.collect();
    parts.sort_unstable();
    let mut hasher = Hasher::new();
    for part in parts {
        hasher.write(&part);
    }
    if let Some(calendar) = calendar {
        hasher.write(calendar.id());
        hasher.write(&format!("{} {}", calendar.first().number(), calendar.last().number()));
        // The working days say all: weekend and closed days together.
        calendar.select().iter().for_each(|day| hasher.bytes(day.to_le_bytes()));
    }
    format!("{:016x}", hasher.0)
}

/// The hash of a file that is no text.
pub(super) fn of_bytes(bytes: &[u8]) -> String {
    let mut hasher = Hasher::new();
    hasher.bytes(bytes.iter().copied());
    format!("{:016x}", hasher.0)
}

fn block_text(block: &Block) -> String {
    let titled = block.clause(ClauseKey::Title).map(|clause| &clause.phrase);
    let title = block.title.as_ref().or(titled);
    let told = block
        .clauses
        .iter()
        .filter(|clause| !matches!(clause.key.value, ClauseKey::Title | ClauseKey::Note));
    let mut clauses: Vec<String> = told.map(clause_text).collect();
    clauses.sort_unstable();
    let mut text = String::new();
    let title = title.map_or("", |title| title.text());
    for part in [block.kind.value.row().keyword, block.name.text(), title] {
        push_words(&mut text, part);
        text.push('\u{1}');
    }
    for clause in clauses {
        text.push_str(&clause);
        text.push('\u{1}');
    }
    text
}

fn clause_text(clause: &Clause) -> String {
    let mut text = String::from(clause.key.value.word());
    text.push('\u{2}');
    push_words(&mut text, clause.phrase.text());
    push_items(&mut text, &clause.items);
    text
}

fn push_items(text: &mut String, items: &[Item]) {
    for item in items {
        text.push('\u{3}');
        push_words(text, item.phrase.text());
        push_items(text, &item.items);
        text.push('\u{4}');
    }
}

/// Adds words with single spaces between.
fn push_words(text: &mut String, words: &str) {
    for (index, word) in apart(words).enumerate() {
        if index > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
}
