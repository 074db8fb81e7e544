//! What the grammar sees in a phrase, kept by the shape of the phrase.
//!
//! In: a phrase whose names are hidden behind marks. Out: its parts, as the grammar has
//! them, with their places in the phrase. Phrases that differ only in the names and days
//! they hold have one shape, and are parsed once: packs say the same things of many
//! things, and packs that build on one another say them again. Never here: what a part
//! means.

use std::sync::{Arc, Mutex, PoisonError};

use pest::error::Error;
use pest::{Parser, RuleType, iterators};
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

use crate::time::month_name;

/// More shapes than any packs have; beyond them none is kept.
const MOST: usize = 1 << 14;
/// The last of the marks that names are hidden behind.
const LAST_MARK: u8 = 3;
/// The mark of a day.
const DAY: char = '\u{04}';

/// The shapes of the phrases of one grammar that were parsed so far.
pub(super) struct Shapes<R> {
    known: Mutex<Known<R>>,
    /// Days are hidden too.
    days: bool,
}

/// The parts of each shape, by the rules that it was parsed as: mostly one.
type Known<R> = FxHashMap<Box<str>, SmallVec<[(R, Arc<[Node<R>]>); 1]>>;

/// A part; parts stand in the order in which they begin.
#[derive(Debug, Clone, Copy)]
struct Node<R> {
    rule: R,
    start: u32,
    end: u32,
    /// The place of the first part after it that is not within it.
    next: u32,
}

/// A phrase as the grammar sees it.
pub(super) struct Parsed<'t, R> {
    nodes: Arc<[Node<R>]>,
    text: &'t str,
    places: Places,
}

/// A part of a phrase.
pub(super) struct Pair<'p, R> {
    of: &'p Parsed<'p, R>,
    at: u32,
}

/// Parts that follow one another.
pub(super) struct Pairs<'p, R> {
    of: &'p Parsed<'p, R>,
    next: u32,
    end: u32,
}

/// From where to where a part stands in its phrase, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    start: usize,
    end: usize,
}

impl At {
    pub(super) fn start(self) -> usize {
        self.start
    }

    pub(super) fn end(self) -> usize {
        self.end
    }
}

/// From places in a shape to those in the phrase: from each place on, so much is added.
#[derive(Debug, Default)]
struct Places(SmallVec<[(u32, u32); 8]>);

impl Places {
    fn at(&self, place: u32) -> usize {
        let past = self.0.partition_point(|(from, _)| *from <= place);
        let added = past.checked_sub(1).and_then(|last| self.0.get(last));
        (place + added.map_or(0, |(_, added)| *added)) as usize
    }
}

impl<R: RuleType> Shapes<R> {
    /// None yet. `days`: the grammar knows the mark of a day, and days are hidden too.
    pub(super) const fn new(days: bool) -> Shapes<R> {
        Shapes { known: Mutex::new(FxHashMap::with_hasher(FxBuildHasher)), days }
    }

    /// Parses a phrase as a rule of the grammar.
    ///
    /// # Errors
    /// The parser's, with its places in the phrase.
    pub(super) fn parse<'t, P: Parser<R>>(
        &self,
        rule: R,
        text: &'t str,
    ) -> Result<Parsed<'t, R>, Error<R>> {
        let (shape, places) = shape(text, self.days);
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(&*shape).and_then(|all| {
            let mut same = all.iter().filter(|(known, _)| *known == rule);
            same.next().map(|(_, nodes)| Arc::clone(nodes))
        });
        if let Some(nodes) = known {
            return Ok(Parsed { nodes, text, places });
        }
        let Ok(pairs) = P::parse(rule, &shape) else {
            // As it was written, so that the error points where it has to.
            let nodes = nodes(P::parse(rule, text)?);
            return Ok(Parsed { nodes, text, places: Places::default() });
        };
        let nodes = nodes(pairs);
        let mut known = lock();
        if known.len() < MOST {
            known.entry(shape.into()).or_default().push((rule, Arc::clone(&nodes)));
        }
        Ok(Parsed { nodes, text, places })
    }
}

fn nodes<R: RuleType>(pairs: iterators::Pairs<'_, R>) -> Arc<[Node<R>]> {
    let mut nodes = Vec::new();
    add(pairs, &mut nodes);
    nodes.into()
}

fn add<R: RuleType>(pairs: iterators::Pairs<'_, R>, nodes: &mut Vec<Node<R>>) {
    let small = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    for pair in pairs {
        let (at, span) = (nodes.len(), pair.as_span());
        let (start, end) = (small(span.start()), small(span.end()));
        nodes.push(Node { rule: pair.as_rule(), start, end, next: 0 });
        add(pair.into_inner(), nodes);
        let next = small(nodes.len());
        if let Some(node) = nodes.get_mut(at) {
            node.next = next;
        }
    }
}

/// The text with each run of a mark as one mark, and each day as one; and its places.
fn shape(text: &str, days: bool) -> (String, Places) {
    let mut shape = String::with_capacity(text.len());
    let mut places = Places::default();
    let (mut rest, mut added, mut within) = (text, 0_usize, false);
    while let Some(letter) = rest.chars().next() {
        let (mark, length) = match letter {
            letter if u32::from(letter) <= u32::from(LAST_MARK) => {
                (letter, rest.len() - rest.trim_start_matches(letter).len())
            }
            letter if days && letter.is_ascii_digit() && !within => match day(rest) {
                Some(length) => (DAY, length),
                None => (letter, letter.len_utf8()),
            },
            letter => (letter, letter.len_utf8()),
        };
        shape.push(mark);
        if length > mark.len_utf8() {
            added += length - mark.len_utf8();
            let small = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
            places.0.push((small(shape.len()), small(added)));
        }
        rest = rest.get(length..).unwrap_or("");
        let (plain, after) = rest.split_at(plain(rest, days));
        shape.push_str(plain);
        within = !ends_word(plain.chars().next_back().or(Some(mark)));
        rest = after;
    }
    (shape, places)
}

/// How long the start of a text is in which there is no mark, and no figure where days count.
fn plain(text: &str, days: bool) -> usize {
    let is_plain = |byte: u8| byte > LAST_MARK && !(days && byte.is_ascii_digit());
    text.bytes().position(|byte| !is_plain(byte)).unwrap_or(text.len())
}

/// Whether a word has ended before this letter.
fn ends_word(letter: Option<char>) -> bool {
    letter.is_none_or(|letter| {
        !letter.is_alphanumeric() && !matches!(letter, '-' | '\'' | '’' | '_' | '/')
    })
}

/// `May`, `november`, `Nov`
fn is_month(word: &str) -> bool {
    (1..=12).map(month_name).any(|name| {
        let short = name.get(..3).unwrap_or(name);
        name.eq_ignore_ascii_case(word) || short.eq_ignore_ascii_case(word)
    })
}

/// How long the day is that a text begins with: `2026-11-21`, `21 November 2026`.
fn day(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = digits(text);
    let rest = text.get(first..)?;
    let length = if let Some(month) = rest.strip_prefix('-').filter(|_| first == 4) {
        let middle = digits(month);
        let last = digits(month.get(middle..)?.strip_prefix('-')?);
        let fits = (1..=2).contains(&middle) && (1..=2).contains(&last);
        fits.then_some(first + 2 + middle + last)?
    } else {
        let month = rest.strip_prefix(' ').filter(|_| first <= 2)?;
        let letters = month.bytes().take_while(u8::is_ascii_alphabetic).count();
        let year = digits(month.get(letters..)?.strip_prefix(' ')?);
        (is_month(month.get(..letters)?) && year == 4).then_some(first + 2 + letters + year)?
    };
    ends_word(text.get(length..)?.chars().next()).then_some(length)
}

impl<R: RuleType> Parsed<'_, R> {
    /// The part that is the whole phrase.
    pub(super) fn whole(&self) -> Option<Pair<'_, R>> {
        (!self.nodes.is_empty()).then_some(Pair { of: self, at: 0 })
    }
}

impl<R> Clone for Pair<'_, R> {
    fn clone(&self) -> Self {
        Pair { of: self.of, at: self.at }
    }
}

/// The same part of one phrase.
impl<R> PartialEq for Pair<'_, R> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl<'p, R: RuleType> Pair<'p, R> {
    #[expect(clippy::indexing_slicing, reason = "a pair stands for a node that there is")]
    fn node(&self) -> Node<R> {
        self.of.nodes[self.at as usize]
    }

    /// What it is.
    pub(super) fn as_rule(&self) -> R {
        self.node().rule
    }

    /// Where it stands in the phrase.
    pub(super) fn as_span(&self) -> At {
        let node = self.node();
        At { start: self.of.places.at(node.start), end: self.of.places.at(node.end) }
    }

    /// The phrase there, its names hidden.
    pub(super) fn as_str(&self) -> &'p str {
        let at = self.as_span();
        self.of.text.get(at.start..at.end).unwrap_or("")
    }

    /// Its own parts.
    pub(super) fn into_inner(self) -> Pairs<'p, R> {
        Pairs { of: self.of, next: self.at + 1, end: self.node().next }
    }

    /// Its parts, theirs, and so on.
    pub(super) fn within(&self) -> impl Iterator<Item = Pair<'p, R>> {
        let of = self.of;
        (self.at + 1..self.node().next).map(move |at| Pair { of, at })
    }
}

impl<'p, R: RuleType> Iterator for Pairs<'p, R> {
    type Item = Pair<'p, R>;

    fn next(&mut self) -> Option<Pair<'p, R>> {
        if self.next >= self.end {
            return None;
        }
        let pair = Pair { of: self.of, at: self.next };
        self.next = pair.node().next;
        Some(pair)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_names_are_one_mark_each() {
        let said = |text: &str| shape(text, true).0;
        assert_eq!(said("\u{1}\u{1}\u{1} on 3 May 2026; \u{2}\u{2}"), "\u{1} on \u{4}; \u{2}");
        assert_eq!(said("on 2026-05-03: \u{3}\u{3} is met"), "on \u{4}: \u{3} is met");
        assert_eq!(said("Tue 5 May 2026, held"), "Tue \u{4}, held");
        for text in [
            "3 maybe 2026",
            "13 May 20261",
            "within 5 working days",
            "x2026-05-03",
            "2026-05-031",
            "2026-05",
            "5 May",
            "1/2/2026",
            "3 May 2026-7",
        ] {
            assert_eq!(said(text), text);
        }
        assert_eq!(shape("on 3 May 2026", false).0, "on 3 May 2026");
    }

    #[test]
    fn places_are_those_of_the_phrase() {
        let text = "é\u{1}\u{1}\u{1} on 3 May 2026 “ü” \u{2}\u{2}.";
        let (shape, places) = shape(text, true);
        let at = |letter: char| {
            let at = shape.find(letter).expect("it is there");
            let small = |place: usize| u32::try_from(place).expect("a small place");
            let end = places.at(small(at + letter.len_utf8()));
            text.get(places.at(small(at))..end).expect("within the text")
        };
        assert_eq!(at('\u{1}'), "\u{1}\u{1}\u{1}");
        assert_eq!(at('\u{4}'), "3 May 2026");
        assert_eq!(at('ü'), "ü");
        assert_eq!(at('\u{2}'), "\u{2}\u{2}");
        assert_eq!(at('.'), ".");
    }
}
