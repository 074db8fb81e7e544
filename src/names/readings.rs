//! Names that read two ways: those that hold a connector word between two other
//! names, used where both readings stand.
//!
//! In: a hit in its phrase. Out: D0209. Never here: names that only look so.

use crate::diag::{Code, Diagnostic};
use crate::source::Phrase;

use super::concept::{ConceptId, Sort, Vocabulary};
use super::english::parse_ordinal;
use super::find::Hit;
use super::words::{self, Token};

impl Vocabulary {
    /// D0209 for a hit that could as well be two names with a connector between:
    /// `the next review after placement`, where `review after placement`, `review`
    /// and `placement` are all declared. A quoted name reads one way.
    #[must_use]
    pub fn two_readings(&self, phrase: &Phrase, hit: &Hit) -> Option<Diagnostic> {
        if hit.quoted {
            return None;
        }
        let text = phrase.text();
        let name = text.get(hit.start..hit.end)?;
        let tokens = words::tokens(name);
        let inner = tokens.get(1..tokens.len().checked_sub(1)?)?;
        let before = text.get(..hit.start)?;
        let at = inner.iter().find(|token| self.splits(name, **token, before))?;
        let left = name.get(..at.start)?.trim();
        let right = name.get(at.end..)?.trim();
        let connector = at.of(name);
        let message =
            format!("“{name}” reads two ways: as one name, and as “{left}” {connector} “{right}”");
        let span = phrase.at(hit.start, hit.end);
        Some(
            Diagnostic::new(Code::D0209, span, message)
                .help(format!("quote the name if you mean it: `'{name}'`"))
                .fix(span, format!("'{name}'")),
        )
    }

    fn splits(&self, name: &str, at: Token, before: &str) -> bool {
        let (Some(left), Some(right)) = (name.get(..at.start), name.get(at.end..)) else {
            return false;
        };
        match at.of(name).to_lowercase().as_str() {
            "after" | "before" => {
                self.named(left, Sort::Event).is_some()
                    && picks_one(before)
                    && self.is_anchor(right)
            }
            "of" => {
                let part = words::key(words::without_article(left));
                matches!(part.as_str(), "completion" | "planned date") && self.is_anchor(right)
            }
            "and" | "or" => [Sort::Event, Sort::Status]
                .into_iter()
                .any(|sort| self.named(left, sort).is_some() && self.named(right, sort).is_some()),
            _ => false,
        }
    }

    /// Whether words can stand as an anchor of their own: `each review`, or an
    /// event that happens once.
    fn is_anchor(&self, words: &str) -> bool {
        let once = |id: ConceptId| {
            self.get(id).and_then(|concept| concept.event()).is_some_and(|info| info.once.is_some())
        };
        let each = words.trim().strip_prefix("each ");
        each.is_some_and(|event| self.named(event, Sort::Event).is_some())
            || self.named(words, Sort::Event).is_some_and(once)
    }
}

/// Whether the words before a name pick one of several: `the first`, `the next`.
fn picks_one(before: &str) -> bool {
    let last = before.split_whitespace().next_back().unwrap_or("").to_lowercase();
    matches!(last.as_str(), "next" | "last" | "previous") || parse_ordinal(&last).is_some()
}

/// The words that deadlines, anchors and conditions are made of.
const RESERVED: &[&str] = &[
    "after",
    "age",
    "aged",
    "all",
    "and",
    "any",
    "are",
    "at",
    "been",
    "before",
    "beginning",
    "between",
    "by",
    "calendar",
    "clear",
    "completion",
    "day",
    "days",
    "each",
    "earlier",
    "end",
    "every",
    "first",
    "for",
    "from",
    "has",
    "hour",
    "hours",
    "if",
    "is",
    "it",
    "last",
    "later",
    "least",
    "month",
    "months",
    "most",
    "must",
    "next",
    "no",
    "not",
    "of",
    "on",
    "once",
    "onwards",
    "or",
    "over",
    "per",
    "period",
    "previous",
    "promptly",
    "recorded",
    "same",
    "should",
    "since",
    "start",
    "than",
    "that",
    "the",
    "then",
    "to",
    "under",
    "unless",
    "until",
    "was",
    "week",
    "weeks",
    "while",
    "with",
    "within",
    "working",
    "year",
    "years",
];

/// Whether a name has no word of its own: it would hide the words of every phrase.
pub(super) fn is_reserved(name: &str) -> bool {
    let tokens = words::tokens(name);
    let known = |word: &str| {
        RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(word))
            || words::is_article(word)
            || !word.contains(char::is_alphabetic)
    };
    !tokens.is_empty() && tokens.iter().all(|token| known(token.of(name)))
}
