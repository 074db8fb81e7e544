//! Did you mean: the names nearest to words that nothing declares.
//!
//! In: what was written, and what could have been meant. Out: at most three of
//! the latter, nearest first. Never here: the sentence that offers them.

use std::cmp::Reverse;

use rustc_hash::FxHashSet;

use super::concept::{Concept, ConceptId, Sort, Vocabulary};
use super::words::{self, is_article};

/// How many suggestions a person is given.
const MOST: usize = 3;
/// Words of fewer letters say little of what is meant.
const LONG: usize = 5;
/// Longer texts are not compared letter by letter.
const LONGEST: usize = 120;

/// A name near to what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Near {
    pub(super) id: ConceptId,
    /// The form that is near, in its author's spelling.
    pub(super) text: String,
}

impl Vocabulary {
    /// The concepts whose names or forms are nearest to `text`: first those within
    /// a third of its length in single-letter slips, then those that share most of
    /// its words. The sorts wanted come first; at most three.
    #[must_use]
    pub fn suggest(&self, text: &str, wanted: &[Sort]) -> Vec<ConceptId> {
        self.suggest_forms(text, wanted).into_iter().map(|near| near.id).collect()
    }

    /// All words that are read as a concept: those of labels, its forms, its name.
    pub(super) fn words_for<'v>(
        &'v self,
        id: ConceptId,
        concept: &'v Concept,
    ) -> impl Iterator<Item = &'v str> {
        let names = concept.label.iter().chain([&concept.forms]);
        let forms = names.flat_map(|forms| forms.all().map(|(_, form)| form));
        let read = self.only_read.iter().filter(move |(of, _)| *of == id);
        forms.chain([concept.name.as_str()]).chain(read.map(|(_, words)| words.as_str()))
    }

    /// The concepts of the sorts wanted that share a long word with `text`, most
    /// shared first: for names to which nothing is near. At most three.
    pub(crate) fn sharing(&self, text: &str, wanted: &[Sort]) -> Vec<ConceptId> {
        let written = Words::of(words::unquoted(text));
        let mut ranked = Vec::new();
        for (id, concept) in self.iter().filter(|(_, concept)| wanted.contains(&concept.sort())) {
            let long = |words: &Words| words.set.iter().filter(|word| word.len() >= LONG).count();
            let shared = |form: &str| {
                let form = Words::of(form);
                let both = written.set.intersection(&form.set);
                let both = both.filter(|word| word.len() >= LONG).count();
                // One word that many events have in common tells nothing.
                if both * 2 > long(&written).min(long(&form)) { both } else { 0 }
            };
            let most = self.words_for(id, concept).map(shared).max().unwrap_or(0);
            if most > 0 {
                ranked.push((std::cmp::Reverse(most), id));
            }
        }
        ranked.sort_unstable();
        ranked.into_iter().take(MOST).map(|(_, id)| id).collect()
    }

    /// Whether words are some event's form but for slips of the pen. Word by word,
    /// since `send the papers` is no slip of `send the agenda`.
    pub(crate) fn is_slip(&self, words: &str) -> bool {
        let written = Words::of(words::unquoted(words));
        let events = self.iter().filter(|(_, concept)| concept.sort() == Sort::Event);
        let forms = events.flat_map(|(_, concept)| {
            concept.forms.all().map(|(_, form)| form).chain([concept.name.as_str()])
        });
        forms.map(Words::of).any(|form| written.is_slip_of(&form))
    }

    /// The verb forms of the events that share most words with an act, at most
    /// three; none where no word that matters is shared.
    pub(super) fn near_acts(&self, act: &str) -> Vec<&str> {
        let written = telling(act);
        let is_event = |id: &ConceptId, concept: &Concept| {
            concept.sort() == Sort::Event && !self.self_declared.contains(id)
        };
        let events = self.iter().filter(|(id, concept)| is_event(id, concept));
        let forms = events.filter_map(|(_, concept)| {
            let bare = concept.forms.all().next().is_none().then_some(concept.name.as_str());
            concept.forms.verb.as_deref().or(bare)
        });
        let mut ranked: Vec<(usize, usize, &str)> = forms
            .map(|form| {
                let theirs = telling(form);
                let shared = written.intersection(&theirs).count();
                (shared, theirs.len(), form)
            })
            .filter(|(shared, ..)| *shared > 0)
            .collect();
        ranked.sort_by_key(|(shared, length, form)| (Reverse(*shared), *length, *form));
        let most = ranked.first().map(|(shared, length, _)| (*shared, *length));
        let best =
            ranked.into_iter().filter(|(shared, length, _)| Some((*shared, *length)) == most);
        best.take(MOST).map(|(.., form)| form).collect()
    }

    pub(super) fn suggest_forms(&self, text: &str, wanted: &[Sort]) -> Vec<Near> {
        let written = Words::of(words::unquoted(text));
        let mut ranked = Vec::new();
        for (id, concept) in self.iter() {
            let best = self
                .words_for(id, concept)
                .filter_map(|form| Some((written.distance(&Words::of(form))?, form)))
                .min_by_key(|(distance, _)| *distance);
            if let Some((distance, form)) = best {
                let other = !wanted.is_empty() && !wanted.contains(&concept.sort());
                ranked.push(((other, distance, id), form));
            }
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        let near = ranked.into_iter().take(MOST);
        near.map(|((_, _, id), form)| Near { id, text: form.to_owned() }).collect()
    }
}

/// The candidates nearest to `text`, at most three: for keywords, codes, ids of
/// packs, and commands.
#[must_use]
pub fn suggest_words<'c>(
    text: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Vec<&'c str> {
    let written = Words::of(text);
    let mut ranked: Vec<_> = candidates
        .into_iter()
        .filter_map(|word| Some((written.distance(&Words::of(word))?, word)))
        .collect();
    ranked.sort();
    ranked.dedup();
    ranked.into_iter().take(MOST).map(|(_, word)| word).collect()
}

/// A text made ready to be compared.
struct Words {
    letters: Vec<char>,
    set: FxHashSet<String>,
}

impl Words {
    fn of(text: &str) -> Words {
        let key = words::key(words::without_article(text));
        let parts = key.split([' ', '-', '/']);
        let set = parts.filter(|w| !w.is_empty() && !is_article(w));
        let set = set.map(|word| stem(word).to_owned()).collect();
        Words { letters: key.chars().collect(), set }
    }

    /// The slips between two, where they are at most a third of the letters.
    fn slip(&self, other: &Words) -> Option<usize> {
        let longest = self.letters.len().max(other.letters.len());
        if longest > LONGEST || longest == 0 {
            return None;
        }
        let slips = slips(&self.letters, &other.letters);
        (slips <= (longest / 3).max(1) && slips < longest).then_some(slips)
    }

    fn is_slip_of(&self, other: &Words) -> bool {
        let Some(slips) = self.slip(other) else { return false };
        let parts = |words: &Words| -> Vec<Vec<char>> {
            let apart = words.letters.split(|letter| *letter == ' ');
            apart.filter(|word| *word != ['t', 'h', 'e']).map(<[char]>::to_vec).collect()
        };
        let (ours, theirs) = (parts(self), parts(other));
        if ours.len() != theirs.len() {
            return slips * 6 <= self.letters.len().max(other.letters.len());
        }
        ours.iter().zip(&theirs).all(|(one, two)| {
            let longest = one.len().max(two.len());
            longest <= 4 || self::slips(one, two) <= longest / 3
        })
    }

    /// How far apart two are; `None` where they are not near. Slips of the pen rank
    /// before shared words.
    fn distance(&self, other: &Words) -> Option<usize> {
        let longest = self.letters.len().max(other.letters.len());
        if longest == 0 {
            return None;
        }
        if let Some(slips) = self.slip(other) {
            return Some(slips);
        }
        let shared = self.set.intersection(&other.set).count();
        let all = self.set.union(&other.set).count();
        (shared > 0 && shared * 2 >= all).then(|| 1000 - shared * 500 / all.max(1))
    }
}

/// The words of an act that tell it from others: `holding a review` shares both
/// with `hold a review`.
fn telling(act: &str) -> FxHashSet<String> {
    const SMALL: [&str; 13] =
        ["and", "at", "by", "for", "from", "in", "of", "on", "or", "to", "with", "the", "is"];
    let key = words::key(act);
    let parts = key.split([' ', '-', '/']).filter(|word| !word.is_empty() && !SMALL.contains(word));
    let bare = |word: &str| {
        let verb = word.strip_suffix("ing").filter(|verb| verb.len() > 2);
        stem(verb.unwrap_or(word)).to_owned()
    };
    parts.map(bare).collect()
}

/// A word without the ending of a plural, so that `reviews` shares `review`.
pub(super) fn stem(word: &str) -> &str {
    let plain = word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s'));
    plain.unwrap_or(word)
}

/// Letters to add, remove, change or swap with a neighbour to get from one text to
/// the other (Damerau 1964, Levenshtein 1966; no stretch is changed twice).
fn slips(from: &[char], to: &[char]) -> usize {
    let width = to.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut above: Vec<usize> = (0..width).collect();
    for (row, a) in from.iter().enumerate() {
        let mut here = Vec::with_capacity(width);
        here.push(row + 1);
        for (column, b) in to.iter().enumerate() {
            let get = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX / 2);
            let changed = get(&above, column) + usize::from(a != b);
            let mut least = changed.min(get(&above, column + 1) + 1).min(get(&here, column) + 1);
            let swapped = row.checked_sub(1).and_then(|at| from.get(at)) == Some(b)
                && column.checked_sub(1).and_then(|at| to.get(at)) == Some(a);
            if swapped {
                least = least.min(get(&before, column - 1) + 1);
            }
            here.push(least);
        }
        before = std::mem::replace(&mut above, here);
    }
    above.last().copied().unwrap_or(0)
}
