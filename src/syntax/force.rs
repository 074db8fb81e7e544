//! When a thing is in force: from one day until another, both included.
//!
//! In: the phrase of `in force`, or a value that ends in `from … until …`. Out: a
//! [`Force`], the value without it, and which clauses take each other's place. Never
//! here: what is in force.

use crate::source::Phrase;
use crate::syntax::phrase::split_recorded;
use crate::syntax::table::Times;
use crate::syntax::{Block, BlockKind, Clause, ClauseKey};
use crate::time::{DateError, Day, parse_date};

/// From one day until another, both included; a side that is not given is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Force {
    /// The first day; `None` is from the beginning.
    pub from: Option<Day>,
    /// The last day; `None` has no end.
    pub until: Option<Day>,
}

impl Force {
    /// On every day.
    pub const ALWAYS: Force = Force { from: None, until: None };

    /// Whether a day lies in it.
    #[must_use]
    pub fn holds_on(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether no day lies in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if until < from)
    }

    /// The days that lie in both.
    #[must_use]
    pub fn and(self, other: Force) -> Force {
        let from = match (self.from, other.from) {
            (Some(one), Some(two)) => Some(one.max(two)),
            (one, two) => one.or(two),
        };
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Force { from, until }
    }

    /// The first day that lies in both, where one does.
    #[must_use]
    pub fn meets(self, other: Force) -> Option<Day> {
        let both = self.and(other);
        (!both.is_empty()).then_some(both.from.or(both.until).unwrap_or(Day::MIN))
    }

    /// As a person writes it: `from 1 April 2011 until 23 April 2020`; empty for
    /// every day.
    #[must_use]
    pub fn words(self) -> String {
        match (self.from, self.until) {
            (None, None) => String::new(),
            (Some(from), None) => format!("from {}", from.long()),
            (None, Some(until)) => format!("until {}", until.long()),
            (Some(from), Some(until)) => format!("from {} until {}", from.long(), until.long()),
        }
    }
}

/// Why a phrase gives no time in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForceError {
    /// It is not of the form `from … until …`.
    Form,
    /// One of its days cannot be read.
    Date(DateError, Phrase),
}

/// Reads `from 1 April 2011 until 23 April 2020`, either side alone too. The days
/// may be in the wrong order: then no day lies in it.
///
/// # Errors
/// What is wrong with the phrase.
pub fn force(phrase: &Phrase) -> Result<Force, ForceError> {
    let (before, until) = match around(phrase, "until") {
        Some((before, until)) => (before, Some(until)),
        None => (phrase.clone(), None),
    };
    let from = around(&before, "from").filter(|(head, _)| head.is_empty()).map(|(_, day)| day);
    if (from.is_none() && !before.is_empty()) || (from.is_none() && until.is_none()) {
        return Err(ForceError::Form);
    }
    let day = |phrase: Phrase| match parse_date(phrase.text()) {
        Ok(day) => Ok(day),
        Err(error) => Err(ForceError::Date(error, phrase)),
    };
    Ok(Force { from: from.map(day).transpose()?, until: until.map(day).transpose()? })
}

/// A value and when it is in force: `within 6 months of each review from 1 April
/// 2011 until 23 April 2020`. A value that gives no time is in force always, and
/// so is one whose date is part of what it says (`within 20 working days from 1
/// April 2020`).
#[must_use]
pub fn dated(phrase: &Phrase) -> (Phrase, Option<Force>) {
    let text = phrase.text();
    let end = split_recorded(text).map_or(0, |reason| reason.end.min(text.len()));
    let reads = |at: usize| {
        let tail = phrase.slice(at, text.len());
        force(&tail).ok().filter(|_| at >= end).map(|force| (phrase.slice(0, at), force))
    };
    let starts = word_starts(text, "from").into_iter().chain(word_starts(text, "until"));
    let found = starts.filter_map(reads).find(|(value, force)| {
        let anchors = force.from.is_some() && wants_anchor(value.text());
        !value.is_empty() && !anchors
    });
    match found {
        Some((value, force)) => (value, Some(force)),
        None => (phrase.clone(), None),
    }
}

/// Clauses that take each other's place share a slot.
#[must_use]
pub fn slot(key: ClauseKey) -> ClauseKey {
    if matches!(key, ClauseKey::Should | ClauseKey::AimsTo) {
        return ClauseKey::Must;
    }
    if key == ClauseKey::Schedule { ClauseKey::Due } else { key }
}

/// Whether a clause tells about a rule and is no part of what it asks.
#[must_use]
pub fn is_told(key: ClauseKey) -> bool {
    matches!(
        key,
        ClauseKey::Source
            | ClauseKey::Quote
            | ClauseKey::Reason
            | ClauseKey::Note
            | ClauseKey::Title
    )
}

/// The value of a clause of a rule, and when it holds where it says so. Deadlines and
/// conditions say so at their end; of what may stand once only, several that all do.
#[must_use]
pub fn in_time(block: &Block, clause: &Clause) -> (Phrase, Option<Force>) {
    if clause.force.is_some() {
        return (clause.phrase.clone(), clause.force);
    }
    let key = clause.key.value;
    let own = matches!(key, ClauseKey::Due | ClauseKey::Schedule | ClauseKey::Applies);
    if own || (may_be_dated(block.kind.value, key) && stands_in_turn(block, key)) {
        return dated(&clause.phrase);
    }
    (clause.phrase.clone(), None)
}

/// Whether the clauses of a slot stand several times, each for a time of its own.
#[must_use]
pub fn stands_in_turn(block: &Block, key: ClauseKey) -> bool {
    let all = || block.clauses.iter().filter(|clause| slot(clause.key.value) == slot(key));
    all().nth(1).is_some()
        && all().all(|clause| clause.force.is_some() || dated(&clause.phrase).1.is_some())
}

/// Whether what a rule asks stands in this clause, which it has once at a time.
#[must_use]
pub fn may_be_dated(kind: BlockKind, key: ClauseKey) -> bool {
    let about = matches!(
        key,
        ClauseKey::InForce | ClauseKey::Transition | ClauseKey::DepartsFrom | ClauseKey::For
    );
    let once = kind.clause(key).is_some_and(|row| row.times == Times::Once);
    (kind.is_rule() || kind == BlockKind::Change) && once && !about && !is_told(key)
}

/// Where a word begins in a text, between white space.
fn word_starts(text: &str, word: &str) -> Vec<usize> {
    let mut at = 0;
    let mut found = Vec::new();
    for piece in text.split(char::is_whitespace) {
        if piece.eq_ignore_ascii_case(word) {
            found.push(at);
        }
        at += piece.len();
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    found
}

/// Whether a limit still lacks the day it counts from, so that `from` gives that.
fn wants_anchor(value: &str) -> bool {
    let lower = format!("{} ", value.to_lowercase());
    let limits = ["within ", "no more than ", "no later than ", "at most ", "up to "];
    let anchored = [" of ", " after ", " following ", " beginning with ", " from "];
    limits.iter().any(|limit| lower.starts_with(limit))
        && !anchored.iter().any(|word| lower.contains(word))
}

/// The two sides of a word that stands between white space.
fn around(phrase: &Phrase, word: &str) -> Option<(Phrase, Phrase)> {
    let at = *word_starts(phrase.text(), word).first()?;
    Some((phrase.slice(0, at), phrase.slice(at + word.len(), phrase.text().len())))
}

#[cfg(test)]
mod tests {
    use super::{Force, dated, force};
    use crate::source::{Phrase, SourceMap, Span};
    use crate::time::Day;

    fn phrase(text: &str) -> Phrase {
        let file = SourceMap::new().add("a", text);
        Phrase::plain(text, Span::new(file, 0, text.len()))
    }

    #[test]
    fn a_value_and_its_time_are_told_apart() {
        let cases = [
            (
                "within 6 months of each review from 1 April 2011 until 23 April 2020",
                "within 6 months of each review",
                "from 1 April 2011 until 23 April 2020",
            ),
            (
                "promptly after each review until 25 September 2020",
                "promptly after each review",
                "until 25 September 2020",
            ),
            (
                "every 6 weeks until the first review from 2020-09-26",
                "every 6 weeks until the first review",
                "from 26 September 2020",
            ),
            (
                "within 20 working days from 1 April 2020",
                "within 20 working days from 1 April 2020",
                "",
            ),
            (
                "within 20 working days from 1 April 2020 from 1 May 2020",
                "within 20 working days from 1 April 2020",
                "from 1 May 2020",
            ),
            (
                "unless recorded: not needed from 1 May 2020",
                "unless recorded: not needed from 1 May 2020",
                "",
            ),
            ("by 1 May 2020", "by 1 May 2020", ""),
        ];
        for (text, value, time) in cases {
            let (left, force) = dated(&phrase(text));
            assert_eq!(left.text(), value);
            assert_eq!(force.unwrap_or_default().words(), time, "{text}");
        }
    }

    #[test]
    fn times_meet_where_a_day_lies_in_both() {
        let of = |text: &str| force(&phrase(text)).expect(text);
        let (old, new) = (of("until 23 April 2020"), of("from 24 April 2020"));
        assert_eq!(old.meets(new), None);
        assert_eq!(new.meets(of("from 1 May 2020")), Day::from_ymd(2020, 5, 1));
        assert!(of("from 2 May 2020 until 1 May 2020").is_empty());
        assert!(old.holds_on(Day::from_ymd(2020, 4, 23).expect("a day")));
        assert_eq!(Force::ALWAYS.and(old), old);
        assert!(force(&phrase("since 1 May 2020")).is_err());
        assert!(force(&phrase("from May")).is_err());
    }
}
