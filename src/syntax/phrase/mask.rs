//! Hides names from the grammar: each becomes a run of U+0001 of the same length,
//! each mention of the subject a run of U+0002, so that positions stay true.

use crate::names::{Hit, Vocabulary};
use crate::source::Phrase;

/// A phrase with its names hidden.
pub(super) struct Masked {
    /// The phrase, as long as the original.
    pub text: String,
    /// The names, by where they start.
    pub hits: Vec<Hit>,
}

/// Hides the names of a phrase.
pub(super) fn mask(phrase: &Phrase, vocabulary: &Vocabulary) -> Masked {
    let text = phrase.text();
    let hits = names_before_reason(text, vocabulary);
    let mut bytes: Vec<u8> =
        text.bytes().map(|byte| if byte < 0x20 { b' ' } else { byte }).collect();
    hide_hard_spaces(&mut bytes);
    for hit in &hits {
        fill(&mut bytes, hit.start, hit.end, 1);
    }
    hide_subject(&mut bytes, text, &vocabulary.subject);
    // Whole names and whole words were overwritten, so this is still UTF-8.
    let text = String::from_utf8(bytes).unwrap_or_default();
    Masked { text, hits }
}

/// Names stop where a `recorded: reason` begins: its words are a name of their own.
fn names_before_reason(text: &str, vocabulary: &Vocabulary) -> Vec<Hit> {
    let mut hits = vocabulary.find_all(text);
    if let Some(reason) = split_recorded(text) {
        hits.retain(|hit| hit.end <= reason.start);
    }
    hits
}

/// Where the reason of a `recorded [by …]: reason` stands in a phrase.
#[must_use]
pub fn split_recorded(text: &str) -> Option<std::ops::Range<usize>> {
    if !text.contains(':') {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower.get(from..).and_then(|rest| rest.find("recorded")) {
        let at = from + found;
        from = at + "recorded".len();
        let starts_word = at == 0
            || !text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric));
        let rest = lower.get(from..).unwrap_or("");
        let head = rest.trim_start();
        if !starts_word || !(head.starts_with(':') || head.starts_with("by ")) {
            continue;
        }
        if let Some(colon) = rest.find(':') {
            let after = text.get(from + colon + 1..).unwrap_or("");
            let start = text.len() - after.trim_start().len();
            return Some(start..start + after.trim().len());
        }
    }
    None
}

/// A hard space, as word processors write, is a space: two, to be as long.
fn hide_hard_spaces(bytes: &mut [u8]) {
    let starts: Vec<usize> = bytes
        .windows(2)
        .enumerate()
        .filter(|(_, two)| **two == [0xC2, 0xA0])
        .map(|(at, _)| at)
        .collect();
    starts.into_iter().for_each(|at| fill(bytes, at, at + 2, b' '));
}

fn fill(bytes: &mut [u8], start: usize, end: usize, with: u8) {
    if let Some(part) = bytes.get_mut(start..end) {
        part.fill(with);
    }
}

/// Hides `the child` where it is no part of a name.
fn hide_subject(bytes: &mut [u8], text: &str, subject: &str) {
    if subject.is_empty() {
        return;
    }
    for (at, _) in text.match_indices(['t', 'T']) {
        let Some(rest) = text.get(at..) else { continue };
        let Some(length) = subject_length(rest, subject) else { continue };
        let starts_word =
            at == 0 || !text.get(..at).is_some_and(|b| b.ends_with(char::is_alphanumeric));
        let untouched = bytes.get(at..at + length).is_some_and(|part| !part.contains(&1));
        if starts_word && untouched {
            fill(bytes, at, at + length, 2);
        }
    }
}

fn subject_length(rest: &str, subject: &str) -> Option<usize> {
    let head = rest.get(..3)?;
    if !head.eq_ignore_ascii_case("the") {
        return None;
    }
    let after = rest.get(3..)?;
    let gap = after.len() - after.trim_start().len();
    let word = after.get(gap..gap + subject.len())?;
    let ends_word = after
        .get(gap + subject.len()..)
        .is_some_and(|tail| !tail.starts_with(|c: char| c.is_alphanumeric() || c == '-'));
    (gap > 0 && word.eq_ignore_ascii_case(subject) && ends_word).then_some(3 + gap + subject.len())
}
