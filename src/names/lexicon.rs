//! Forms, by their words: a tree in which every word leads one step further.
//!
//! In: forms, and what each stands for. Out: the form that stands at a word of a phrase,
//! the longest there is. Never here: what forms stand for.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::words::{self, Tokens};

/// What one form stands for.
pub(crate) type Meant<T> = SmallVec<[T; 2]>;

/// Forms by their normal words (see `words::key`).
///
/// INVARIANT: every place that a step leads to has a row in `places`, and so has the first,
/// from which all steps set out; every row of it is the number of one in `meant`.
#[derive(Debug, Clone)]
pub(crate) struct Lexicon<T> {
    words: FxHashMap<Arc<str>, u32>,
    /// From a place, by a word, to the place behind it.
    steps: FxHashMap<(u32, u32), u32>,
    /// What the words that lead to each place stand for: most lead on, and stand for nothing.
    places: Vec<u32>,
    /// What words can stand for, at first nothing.
    meant: Vec<Meant<T>>,
}

impl<T> Default for Lexicon<T> {
    fn default() -> Self {
        let (words, steps) = (FxHashMap::default(), FxHashMap::default());
        Lexicon { words, steps, places: vec![0], meant: vec![Meant::new()] }
    }
}

/// A phrase whose words were looked up.
pub(crate) struct Said<'t> {
    text: &'t str,
    pub(crate) tokens: Tokens,
    /// The number of each word; of one that no form has, [`UNKNOWN`].
    words: SmallVec<[u32; 32]>,
}

const UNKNOWN: u32 = u32::MAX;

impl<T: Copy + PartialEq> Lexicon<T> {
    /// A lexicon without forms, for those that share most words with this one.
    pub(crate) fn beside<U>(&self) -> Lexicon<U> {
        let mut other = Lexicon { words: self.words.clone(), ..Lexicon::default() };
        other.steps.reserve(2 * self.steps.len());
        other.places.reserve(2 * self.places.len());
        other
    }

    /// Lets a form stand for something more; `bare`: without the article it begins with,
    /// too.
    pub(crate) fn add(&mut self, form: &str, means: T, bare: bool) {
        let (tokens, mut buffer) = (words::tokens(form), String::new());
        let has_article = tokens.first().is_some_and(|first| words::is_article(first.of(form)));
        let rest = tokens.get(1..).filter(|rest| bare && has_article && !rest.is_empty());
        for tokens in rest.into_iter().chain([&*tokens]).filter(|tokens| !tokens.is_empty()) {
            let mut place = 0;
            for token in tokens {
                let word = self.learned(token.of(form), &mut buffer);
                place = self.behind(place, word);
            }
            if let Some(meant) = self.meant_at(place)
                && !meant.contains(&means)
            {
                meant.push(means);
            }
        }
    }

    /// What exactly these words stand for.
    pub(crate) fn of(&self, text: &str) -> &[T] {
        self.at_end(text).0
    }

    /// The same, with or without the article that they begin with.
    pub(crate) fn of_either(&self, text: &str) -> &[T] {
        match self.at_end(text) {
            ([], bare) => bare,
            (whole, _) => whole,
        }
    }

    /// What words stand for, and what they do without the article that they begin with.
    fn at_end(&self, text: &str) -> (&[T], &[T]) {
        let (mut whole, mut bare) = (Some(0), None);
        let (mut is_first, mut buffer) = (true, String::new());
        words::cut(text, |token| {
            let word = token.of(text);
            if whole.is_some() || bare.is_some() {
                let number = self.number(word, &mut buffer);
                whole = whole.and_then(|place| self.step(place, number));
                bare = bare.and_then(|place| self.step(place, number));
            }
            if std::mem::take(&mut is_first) && words::is_article(word) {
                bare = Some(0);
            }
        });
        let meant = |place: Option<u32>| -> &[T] {
            place.and_then(|place| self.meaning(place)).map_or(&[], |meant| meant)
        };
        (meant(whole), meant(bare))
    }

    /// The longest form that a text begins with, and the byte where it ends.
    pub(crate) fn begins(&self, text: &str) -> Option<(&Meant<T>, usize)> {
        let (mut place, mut best, mut buffer) = (Some(0), None, String::new());
        words::cut(text, |token| {
            let Some(from) = place else { return };
            place = self.step(from, self.number(token.of(text), &mut buffer));
            let meant = place.and_then(|place| self.meaning(place));
            best = meant.map(|meant| (meant, token.end)).or(best);
        });
        best
    }

    /// A phrase in which forms are to be found.
    pub(crate) fn said<'t>(&self, text: &'t str) -> Said<'t> {
        let mut said = Said { text, tokens: Tokens::new(), words: SmallVec::new() };
        let mut buffer = String::new();
        words::cut(text, |token| {
            said.tokens.push(token);
            said.words.push(self.number(token.of(text), &mut buffer));
        });
        said
    }

    /// The form that is taken at a word of a phrase and how many words it has: the longest
    /// that stands there, unless a longer one begins within it. `the authority to place for
    /// adoption` is no word on `the authority`, nor `the notice is given by a licence
    /// holder` one on `the notice is given`.
    pub(crate) fn taken(&self, said: &Said<'_>, at: usize) -> Option<(usize, &Meant<T>)> {
        let longest =
            |at: usize, end: usize| self.longest(said.words.get(at..end).unwrap_or_default());
        let end = said.words.len();
        let (length, meant) = longest(at, end)?;
        let own = length - said.article(at);
        let longer = |from: &usize| {
            let found = longest(at + from, end);
            found.is_some_and(|(other, _)| {
                from + other > length && other - said.article(at + from) > own
            })
        };
        match (1..length).find(longer) {
            Some(room) => longest(at, at + room),
            None => Some((length, meant)),
        }
    }

    fn longest(&self, words: &[u32]) -> Option<(usize, &Meant<T>)> {
        let (mut place, mut best) = (0, None);
        for (index, word) in words.iter().enumerate() {
            let Some(next) = self.step(place, *word) else { break };
            place = next;
            best = self.meaning(place).map(|meant| (index + 1, meant)).or(best);
        }
        best
    }

    fn step(&self, place: u32, word: u32) -> Option<u32> {
        if word == UNKNOWN { None } else { self.steps.get(&(place, word)).copied() }
    }

    /// What the words that lead to a place stand for, where they are a form.
    fn meaning(&self, place: u32) -> Option<&Meant<T>> {
        let meant = self.meant.get(*self.places.get(place as usize)? as usize)?;
        (!meant.is_empty()).then_some(meant)
    }

    /// The same, to be added to.
    fn meant_at(&mut self, place: u32) -> Option<&mut Meant<T>> {
        let row = self.places.get_mut(place as usize)?;
        if *row == 0 {
            *row = u32::try_from(self.meant.len()).ok()?;
            self.meant.push(Meant::new());
        }
        self.meant.get_mut(*row as usize)
    }

    /// The place behind a word, made where there is none yet.
    fn behind(&mut self, place: u32, word: u32) -> u32 {
        let next = u32::try_from(self.places.len()).unwrap_or(UNKNOWN);
        let behind = *self.steps.entry((place, word)).or_insert(next);
        if behind == next {
            self.places.push(0);
        }
        behind
    }

    fn number(&self, word: &str, buffer: &mut String) -> u32 {
        self.words.get(normal(word, buffer)).copied().unwrap_or(UNKNOWN)
    }

    fn learned(&mut self, word: &str, buffer: &mut String) -> u32 {
        let word = normal(word, buffer);
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        let next = u32::try_from(self.words.len()).unwrap_or(UNKNOWN);
        self.words.insert(word.into(), next);
        next
    }
}

impl Said<'_> {
    /// One for a word that is an article.
    fn article(&self, at: usize) -> usize {
        let word = self.tokens.get(at).map_or("", |token| token.of(self.text));
        usize::from(words::is_article(word))
    }

    /// Where some words of it stand, by bytes.
    pub(crate) fn place(&self, at: usize, length: usize) -> (usize, usize) {
        let start = self.tokens.get(at).map_or(0, |token| token.start);
        let last = self.tokens.get(at + length.saturating_sub(1));
        (start, last.map_or(start, |token| token.end))
    }
}

/// The normal form of a word. Most words stand in it already.
fn normal<'w>(word: &'w str, buffer: &'w mut String) -> &'w str {
    let is_plain = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if word.bytes().all(is_plain) && !words::is_article(word) {
        return word;
    }
    buffer.clear();
    words::push_word(buffer, word);
    buffer
}
