//! A phrase as the mutation operators see it: its words, with names hidden.

use std::ops::Range;

use crate::names::{Hit, Vocabulary};
use crate::syntax::phrase::split_recorded;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In small letters; empty for a name, which no operator changes.
    pub(super) text: String,
    /// Where it stands in its phrase, in bytes.
    pub(super) at: Range<usize>,
    /// The name of an event that may take more than a day.
    pub(super) lasts: bool,
}

/// The words of a phrase, in order.
#[derive(Debug, Clone)]
pub(super) struct Words<'p> {
    pub(super) phrase: &'p str,
    pub(super) all: Vec<Word>,
}

impl<'p> Words<'p> {
    /// The words of a phrase. Names, and the reasons of decisions, count as one word
    /// each, and commas as words.
    pub(super) fn of(phrase: &'p str, vocabulary: &Vocabulary) -> Words<'p> {
        let lasts = |hit: &Hit| {
            let named = hit.candidates.iter();
            let events = named.filter_map(|(id, _)| vocabulary.get(*id)?.event());
            events.map(|event| event.life).any(|life| life.adjourned)
        };
        let hits = vocabulary.find_all(phrase);
        let mut names: Vec<(Range<usize>, bool)> =
            hits.iter().map(|hit| (hit.start..hit.end, lasts(hit))).collect();
        if let Some(reason) = split_recorded(phrase) {
            names.retain(|(name, _)| name.end <= reason.start);
            names.push((reason, false));
        }
        names.sort_by_key(|(name, _)| name.start);
        let mut all = Vec::new();
        let mut from = 0;
        for (name, lasts) in names {
            if name.start < from {
                continue;
            }
            plain(phrase, from..name.start, &mut all);
            from = name.end;
            all.push(Word { text: String::new(), at: name, lasts });
        }
        plain(phrase, from..phrase.len(), &mut all);
        Words { phrase, all }
    }

    /// Places at which these words stand one after another.
    pub(super) fn find(&self, wanted: &str) -> Vec<usize> {
        let wanted: Vec<&str> = wanted.split(' ').collect();
        let places = self.all.windows(wanted.len()).enumerate();
        let is = |words: &[Word]| words.iter().zip(&wanted).all(|(word, want)| word.text == *want);
        places.filter(|(_, words)| is(words)).map(|(at, _)| at).collect()
    }

    /// A word; none has an empty text that no operator looks for.
    pub(super) fn text(&self, at: usize) -> &str {
        self.all.get(at).map_or("", |word| word.text.as_str())
    }

    /// Whether a name stands here.
    pub(super) fn is_name(&self, at: usize) -> bool {
        self.all.get(at).is_some_and(|word| word.text.is_empty())
    }

    /// The bytes from one word up to and with another.
    pub(super) fn range(&self, from: usize, to: usize) -> Option<Range<usize>> {
        Some(self.all.get(from)?.at.start..self.all.get(to)?.at.end)
    }

    /// What is written there.
    pub(super) fn written(&self, at: &Range<usize>) -> &'p str {
        self.phrase.get(at.clone()).unwrap_or("")
    }
}

fn plain(phrase: &str, part: Range<usize>, all: &mut Vec<Word>) {
    let text = phrase.get(part.clone()).unwrap_or("");
    let mut start = None;
    let mut push = |from: usize, to: usize| {
        let word = text.get(from..to).unwrap_or("").to_lowercase();
        let at = part.start + from..part.start + to;
        all.push(Word { text: word, at, lasts: false });
    };
    for (at, letter) in text.char_indices() {
        if letter.is_alphanumeric() || matches!(letter, '-' | '\'' | '’') {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            push(from, at);
        }
        if matches!(letter, ',' | ';' | ':') {
            push(at, at + 1);
        }
    }
    if let Some(from) = start {
        push(from, text.len());
    }
}
