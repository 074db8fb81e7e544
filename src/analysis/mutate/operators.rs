//! The mutation operators: the one table of slips that examples should notice.
//!
//! In: the words of one phrase. Out: edits, each of which changes one thing that a
//! hurried author might have written instead. An edit that makes no phrase of the
//! language is dropped when the pack is read again. Never here: whether anything
//! notices.

use std::ops::Range;

use super::words::Words;
use crate::names::parse_number;
use crate::names::{ordinal, short_ordinal};
use crate::syntax::ClauseKey;
use crate::time::parse_date;

/// A kind of slip.
#[derive(Debug, Clone, Copy)]
pub struct Operator {
    /// Its short name, as reports show it.
    pub key: &'static str,
    /// What it does, for people.
    pub does: &'static str,
    edits: fn(&Words<'_>) -> Vec<Edit>,
}

/// One change of one phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes of the phrase that change.
    pub at: Range<usize>,
    /// What stands there instead.
    pub with: String,
}

/// Every operator on phrases, in the order in which mutants are made.
pub const OPERATORS: &[Operator] = &[
    Operator { key: "count", does: "one more or one less", edits: counts },
    Operator { key: "ordinal", does: "another in the order", edits: ordinals },
    Operator { key: "unit", does: "another unit of time", edits: units },
    Operator { key: "month-end", does: "months taken for so many days", edits: month_ends },
    Operator { key: "direction", does: "after instead of before", edits: directions },
    Operator { key: "pick", does: "each, the first, the last or the next", edits: picks },
    Operator { key: "completion", does: "counted from the start or the completion", edits: ends },
    Operator { key: "planned", does: "planned instead of held", edits: plans },
    Operator { key: "toggle", does: "a word that moves the limit by a day", edits: toggles },
    Operator { key: "negation", does: "so instead of not so", edits: negations },
    Operator { key: "joiner", does: "and instead of or", edits: joiners },
    Operator { key: "part", does: "one part of a condition left out", edits: parts },
    Operator { key: "when", does: "if, while, once or unless", edits: whens },
    Operator { key: "comparison", does: "at least instead of more than", edits: comparisons },
    Operator { key: "choice", does: "the earlier instead of the later", edits: choices },
    Operator { key: "date", does: "a day earlier or later", edits: dates },
    Operator { key: "reading", does: "the other of two readings", edits: readings },
];

impl Operator {
    /// Its edits of a phrase.
    pub(super) fn edits(&self, words: &Words<'_>) -> Vec<Edit> {
        (self.edits)(words)
    }
}

/// The clauses whose phrases decide how a rule turns out.
pub(super) const DECIDING: &[ClauseKey] = &[
    ClauseKey::Rule,
    ClauseKey::Must,
    ClauseKey::Should,
    ClauseKey::AimsTo,
    ClauseKey::Due,
    ClauseKey::MetBy,
    ClauseKey::Applies,
    ClauseKey::Lapses,
    ClauseKey::Scope,
    ClauseKey::Soon,
    ClauseKey::Schedule,
    ClauseKey::Until,
    ClauseKey::Clock,
    ClauseKey::Transition,
    ClauseKey::IfUnrecorded,
    ClauseKey::NothingApplies,
    ClauseKey::During,
    ClauseKey::When,
    ClauseKey::LimitTo,
    ClauseKey::Changes,
    ClauseKey::Extends,
    ClauseKey::Waives,
    ClauseKey::Means,
    ClauseKey::Except,
    ClauseKey::Counting,
    ClauseKey::InForce,
];

/// The clauses of a header that bear on all its rules.
pub(super) const HEADER: &[ClauseKey] = &[
    ClauseKey::Scope,
    ClauseKey::Applies,
    ClauseKey::InForce,
    ClauseKey::Transition,
    ClauseKey::Settings,
];

/// The clauses that a rule can do without.
pub(super) const OPTIONAL: &[ClauseKey] = &[
    ClauseKey::Applies,
    ClauseKey::MetBy,
    ClauseKey::Lapses,
    ClauseKey::Missing,
    ClauseKey::Scope,
    ClauseKey::Soon,
    ClauseKey::Until,
    ClauseKey::Clock,
    ClauseKey::Transition,
    ClauseKey::IfUnrecorded,
    ClauseKey::LimitTo,
    ClauseKey::Except,
    ClauseKey::Counting,
];

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const UNITS: [&str; 12] = [
    "working", "business", "calendar", "clear", "day", "days", "week", "weeks", "month", "months",
    "year", "years",
];

fn is_month(word: &str) -> bool {
    word.len() >= 3 && MONTHS.iter().any(|month| word.starts_with(month))
}

/// The number a word stands for.
fn number(word: &str) -> Option<u32> {
    parse_number(word).filter(|_| !matches!(word, "a" | "an"))
}

fn replace(words: &Words<'_>, from: usize, to: usize, with: impl Into<String>) -> Vec<Edit> {
    words.range(from, to).map(|at| Edit { at, with: with.into() }).into_iter().collect()
}

/// Each place of some words, written otherwise.
fn swap(words: &Words<'_>, was: &str, now: &str) -> Vec<Edit> {
    let length = was.split(' ').count();
    words.find(was).into_iter().flat_map(|at| replace(words, at, at + length - 1, now)).collect()
}

/// Each place of some words, without them and the space that follows.
fn drop(words: &Words<'_>, was: &str) -> Vec<Edit> {
    let length = was.split(' ').count();
    let places = words.find(was).into_iter();
    places
        .filter_map(|at| {
            let range = words.range(at, at + length - 1)?;
            let end = words.all.get(at + length).map_or(words.phrase.len(), |next| next.at.start);
            Some(Edit { at: range.start..end, with: String::new() })
        })
        .collect()
}

/// How far a number and its unit reach, for a change that a person can read.
fn with_unit(words: &Words<'_>, at: usize) -> usize {
    let mut last = at;
    while UNITS.contains(&words.text(last + 1)) {
        last += 1;
    }
    last
}

fn counts(words: &Words<'_>) -> Vec<Edit> {
    let mut all = Vec::new();
    for (at, word) in words.all.iter().enumerate() {
        let Some(count) = number(&word.text) else { continue };
        let in_date = is_month(words.text(at + 1))
            || at.checked_sub(1).is_some_and(|before| is_month(words.text(before)));
        if in_date || words.text(at + 1) == "of" && is_month(words.text(at + 2)) {
            continue;
        }
        let last = with_unit(words, at);
        let Some(range) = words.range(at, last) else { continue };
        let unit = words.written(&(word.at.end..range.end));
        for other in [count.checked_sub(1).filter(|less| *less > 0), count.checked_add(1)] {
            let Some(other) = other else { continue };
            let unit = match (count, other) {
                (1, _) if unit.ends_with(|c: char| c.is_alphabetic()) => format!("{unit}s"),
                (_, 1) => unit.strip_suffix('s').unwrap_or(unit).to_owned(),
                (_, _) => unit.to_owned(),
            };
            all.push(Edit { at: range.clone(), with: format!("{other}{unit}") });
        }
    }
    all
}

fn ordinals(words: &Words<'_>) -> Vec<Edit> {
    let mut all = Vec::new();
    for (at, word) in words.all.iter().enumerate() {
        let of = (1..=31).find(|number| {
            let written = ordinal(*number);
            written == word.text || short_ordinal(*number) == word.text
        });
        let Some(of) = of.or((word.text == "initial").then_some(1)) else { continue };
        for other in [of - 1, of + 1].into_iter().filter(|other| *other > 0) {
            let with = if word.text.starts_with(|c: char| c.is_ascii_digit()) {
                short_ordinal(other)
            } else {
                ordinal(other)
            };
            all.extend(replace(words, at, at, with));
        }
    }
    all
}

fn units(words: &Words<'_>) -> Vec<Edit> {
    let mut all = Vec::new();
    for (at, word) in words.all.iter().enumerate() {
        if number(&word.text).is_none() {
            continue;
        }
        let last = with_unit(words, at);
        let Some(range) = words.range(at + 1, last).filter(|_| last > at) else { continue };
        let unit = words.written(&range).to_lowercase();
        let unit = unit.strip_suffix('s').unwrap_or(&unit);
        let others: &[&str] = match unit {
            "working day" | "business day" => &["calendar days", "weeks"],
            "calendar day" | "day" => &["working days", "weeks"],
            "week" => &["calendar days", "months"],
            "month" => &["weeks", "years"],
            "year" => &["months"],
            _ => &[],
        };
        let whole = word.at.start..range.end;
        let count = words.written(&word.at);
        for other in others {
            let one = other.strip_suffix('s').unwrap_or(other);
            let other = if number(&word.text) == Some(1) { one } else { other };
            all.push(Edit { at: whole.clone(), with: format!("{count} {other}") });
        }
    }
    all
}

/// Months have no fixed number of days: what ends with a month is where that shows.
fn month_ends(words: &Words<'_>) -> Vec<Edit> {
    let mut all = Vec::new();
    for (at, word) in words.all.iter().enumerate() {
        let Some(count) = number(&word.text) else { continue };
        if matches!(words.text(at + 1), "month" | "months") {
            // 365 days in 12 months, rounded to the nearest.
            let days = (count.saturating_mul(365) + 6) / 12;
            all.extend(replace(words, at, at + 1, format!("{days} calendar days")));
        }
    }
    all
}

fn directions(words: &Words<'_>) -> Vec<Edit> {
    let mut all = Vec::new();
    for start in ["within", "at least", "no later than", "not less than", "at most", "up to"] {
        for at in words.find(start) {
            let first = at + start.split(' ').count();
            if number(words.text(first)).is_none() {
                continue;
            }
            let last = with_unit(words, first);
            let (lead, after) = (words.text(last + 1) == "before", words.text(last + 1));
            let length = words.range(first, last).map(|range| words.written(&range).to_owned());
            let Some(length) = length else { continue };
            let with = match after {
                "before" => format!("within {length} of"),
                "of" | "after" | "from" | "following" => format!("at least {length} before"),
                _ => continue,
            };
            if lead || start == "within" {
                all.extend(replace(words, at, last + 1, with));
            }
        }
    }
    for (was, now) in [("after", "before"), ("before", "after")] {
        all.extend(swap(words, was, now));
    }
    all
}

fn picks(words: &Words<'_>) -> Vec<Edit> {
    let swaps = [
        ("each", "the first"),
        ("the first", "each"),
        ("the next", "the first"),
        ("the first", "the next"),
        ("the last", "the first"),
        ("the previous", "the first"),
        ("the latest", "the first"),
        ("subsequent", "third and later"),
    ];
    let mut all: Vec<Edit> = swaps.iter().flat_map(|(was, now)| swap(words, was, now)).collect();
    for at in words.find("from the") {
        if words.text(at + 3).starts_with("onward")
            && let Some(range) = words.range(at, at + 3)
        {
            let start = words.phrase.get(..range.start).map_or(0, |before| before.trim_end().len());
            all.push(Edit { at: start..range.end, with: String::new() });
        }
    }
    all.retain(|edit| !words.written(&edit.at).is_empty() || !edit.with.is_empty());
    all
}

fn ends(words: &Words<'_>) -> Vec<Edit> {
    let mut all = drop(words, "the completion of");
    for (at, word) in words.all.iter().enumerate() {
        let counted = at
            .checked_sub(1)
            .is_some_and(|before| matches!(words.text(before), "of" | "after" | "before" | "from"));
        let done = at >= 2 && words.text(at - 2) == "completion";
        let each = word.text == "each" || (word.text == "the" && is_ordinal(words.text(at + 1)));
        // What is over on the day it happens has no completion of its own.
        let mut after = words.all.iter().skip(at + 1);
        let lasts = after.find(|word| word.text.is_empty()).is_some_and(|name| name.lasts);
        if counted && !done && each && lasts && words.text(at + 1) != "period" {
            let written = words.written(&word.at);
            let with = format!("the completion of {written}");
            all.push(Edit { at: word.at.clone(), with });
        }
    }
    all
}

fn is_ordinal(word: &str) -> bool {
    (1..=20).any(|number| ordinal(number) == word)
}

fn plans(words: &Words<'_>) -> Vec<Edit> {
    let mut all = drop(words, "the planned date of");
    for life in ["planned", "adjourned", "cancelled", "moved"] {
        for at in words.find(&format!("each {life}")) {
            all.extend(replace(words, at, at + 1, "each"));
        }
    }
    for at in words.find("each") {
        if words.is_name(at + 1) {
            all.extend(replace(words, at, at, "each planned"));
        }
    }
    all
}

fn toggles(words: &Words<'_>) -> Vec<Edit> {
    let mut all = Vec::new();
    for was in ["clear", "strictly", "promptly"] {
        all.extend(drop(words, was));
    }
    all.extend(swap(words, "beginning with", "of"));
    all.extend(swap(words, "on or after", "since"));
    all.extend(swap(words, "since", "on or after"));
    let tails =
        [", or before", ", rolled forward to a working day", ", rolled back to a working day"];
    for tail in tails {
        let length = tail.split(' ').count();
        for at in words.find(tail) {
            let Some(range) = words.range(at, at + length - 1) else { continue };
            all.push(Edit { at: range, with: String::new() });
        }
    }
    let within = words.text(0) == "within" || words.find("within").len() == 1;
    let plain = words.find(",").is_empty() && words.find("beginning").is_empty();
    if within && plain {
        let end = words.phrase.trim_end().len();
        all.push(Edit { at: end..end, with: ", or before".to_owned() });
    }
    if words.text(0) == "before" {
        all.push(Edit { at: 0..0, with: "strictly ".to_owned() });
    }
    if words.text(0) == "at"
        && words.find("before").len() == 1
        && words.find("clear").is_empty()
        && let Some(number) = words.all.get(2)
    {
        all.push(Edit { at: number.at.end..number.at.end, with: " clear".to_owned() });
    }
    all
}

fn negations(words: &Words<'_>) -> Vec<Edit> {
    let pairs = [("is not", "is"), ("has not been", "has been"), ("was not", "was")];
    let mut all = Vec::new();
    for (no, yes) in pairs {
        all.extend(swap(words, no, yes));
        for at in words.find(yes) {
            let length = yes.split(' ').count();
            if words.text(at + length) != "not" {
                all.extend(replace(words, at, at + length - 1, no));
            }
        }
    }
    all.extend(swap(words, "there has been no", "there has been"));
    all.extend(drop(words, "not"));
    all
}

fn joiners(words: &Words<'_>) -> Vec<Edit> {
    let mut all = Vec::new();
    for (was, now) in [("all of", "any of"), ("any of", "all of")] {
        all.extend(swap(words, was, now));
    }
    for (was, now) in [("and", "or"), ("or", "and")] {
        // A joiner stands once for each gap: all change, or the line mixes both.
        let places = words.find(was);
        let joins = |at: &usize| words.text(at + 1) != "before" && words.text(at + 1) != "not";
        if places.is_empty() || !places.iter().all(joins) {
            continue;
        }
        if let ([first], Some(_)) = (places.as_slice(), words.all.first()) {
            all.extend(replace(words, *first, *first, now));
        } else if let (Some(first), Some(last)) = (places.first(), places.last())
            && let Some(range) = words.range(*first, *last)
        {
            let written = words.written(&range);
            let with = written.replace(&format!(" {was} "), &format!(" {now} "));
            let inner = with.strip_prefix(was).unwrap_or(&with);
            let inner = inner.strip_suffix(was).unwrap_or(inner);
            all.push(Edit { at: range, with: format!("{now}{inner}{now}") });
        }
    }
    all
}

/// A condition of two or more, without one of them.
fn parts(words: &Words<'_>) -> Vec<Edit> {
    let mut all = Vec::new();
    for joiner in ["and", "or"] {
        for at in words.find(joiner) {
            let Some(range) = words.range(at, at) else { continue };
            let before = words.phrase.get(..range.start).map_or(0, |text| text.trim_end().len());
            let end = words.phrase.trim_end().len();
            all.push(Edit { at: before..end, with: String::new() });
            let start = words
                .all
                .iter()
                .position(|word| matches!(word.text.as_str(), "if" | "unless" | "while" | "once"));
            let start = start.and_then(|at| words.all.get(at + 1)).map_or(0, |word| word.at.start);
            let next = words.all.get(at + 1).map_or(end, |word| word.at.start);
            if start < range.start {
                all.push(Edit { at: start..next, with: String::new() });
            }
        }
    }
    all
}

fn whens(words: &Words<'_>) -> Vec<Edit> {
    let swaps = [
        ("if", "while"),
        ("while", "if"),
        ("once", "if"),
        ("if", "unless"),
        ("while", "unless"),
        ("unless", "if"),
    ];
    swaps.iter().flat_map(|(was, now)| swap(words, was, now)).collect()
}

fn comparisons(words: &Words<'_>) -> Vec<Edit> {
    let swaps = [
        ("at least", "more than"),
        ("more than", "at least"),
        ("at most", "less than"),
        ("less than", "at most"),
        ("under", "over"),
        ("over", "under"),
    ];
    swaps.iter().flat_map(|(was, now)| swap(words, was, now)).collect()
}

fn choices(words: &Words<'_>) -> Vec<Edit> {
    let pairs = [
        ("the earlier of", "the later of"),
        ("the later of", "the earlier of"),
        ("is the sooner", "is the later"),
        ("is the later", "is the sooner"),
    ];
    pairs.iter().flat_map(|(was, now)| swap(words, was, now)).collect()
}

fn dates(words: &Words<'_>) -> Vec<Edit> {
    let mut all = Vec::new();
    for at in 0..words.all.len() {
        let Some(range) = words.range(at, at + 2) else { continue };
        if !is_month(words.text(at + 1)) {
            continue;
        }
        let Ok(day) = parse_date(words.written(&range)) else { continue };
        for other in [day.plus(-1), day.plus(1)] {
            all.push(Edit { at: range.clone(), with: other.long() });
        }
    }
    all
}

/// The settings between two readings.
fn readings(words: &Words<'_>) -> Vec<Edit> {
    let pairs = [
        ("before allows the same day", "before leaves out the same day"),
        ("leap birthdays fall on 1 march", "leap birthdays fall on 28 february"),
    ];
    let both = |(one, other)| [swap(words, one, other), swap(words, other, one)];
    pairs.into_iter().flat_map(both).flatten().collect()
}
