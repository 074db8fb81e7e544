//! The keys of a period and of an event, and what people write in their place.
//!
//! In: a key as written. Out: the key that was probably meant. Never here: what a
//! key says, or the facts of a pack, which may have any name.

use crate::diag::{Code, Diagnostic};
use crate::names::suggest_words;
use crate::source::Spanned;

/// A part of a case file with keys of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// The mapping of an event.
    Event,
    /// The mapping of a period.
    Period,
}

/// Other words for the keys of a period.
const OF_PERIODS: &[(&str, &str)] = &[
    ("to", "until"),
    ("till", "until"),
    ("end", "until"),
    ("ends", "until"),
    ("ended", "until"),
    ("end date", "until"),
    ("start", "from"),
    ("started", "from"),
    ("start date", "from"),
    ("began", "from"),
    ("begins", "from"),
    ("since", "from"),
];

/// Other words for the keys of an event.
const OF_EVENTS: &[(&str, &str)] = &[
    ("date", "on"),
    ("day", "on"),
    ("when", "on"),
    ("done", "on"),
    ("took place", "held"),
    ("canceled", "cancelled"),
    ("cancelled on", "cancelled"),
    ("postponed", "adjourned"),
    ("moved on", "moved"),
    ("rescheduled", "moved"),
    ("rearranged", "moved"),
    ("planned", "planned for"),
    ("scheduled", "planned for"),
    ("scheduled for", "planned for"),
    ("start", "started"),
    ("began", "started"),
    ("end", "completed"),
    ("ended", "completed"),
    ("finished", "completed"),
    ("recorded", "recorded on"),
    ("entered", "recorded on"),
    ("entered on", "recorded on"),
    ("superseded", "superseded on"),
    ("replaced", "superseded on"),
    ("replaced on", "superseded on"),
    ("corrected on", "superseded on"),
];

impl Block {
    /// The keys that are read.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Block::Event => &[
                "on",
                "held",
                "happened",
                "started",
                "planned for",
                "completed",
                "adjourned",
                "moved",
                "cancelled",
                "id",
                "for",
                "by",
                "seq",
                "papers",
                "with",
                "to",
                "recorded on",
                "superseded on",
                "until",
            ],
            Block::Period => &["from", "until", "recorded on", "superseded on"],
        }
    }

    fn others(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Block::Event => OF_EVENTS,
            Block::Period => OF_PERIODS,
        }
    }

    fn a(self) -> &'static str {
        match self {
            Block::Event => "an event",
            Block::Period => "a period",
        }
    }

    /// The key that was meant by one that is none of the block's.
    pub(super) fn meant(self, key: &str) -> Option<&'static str> {
        let key = key.replace('_', " ").to_lowercase();
        let key = key.split_whitespace().collect::<Vec<_>>().join(" ");
        let other = self.others().iter().find(|(word, _)| *word == key);
        // A fact's name may hold a key, as “on time” does: words are not shared out.
        let words = |text: &str| text.split(' ').count();
        other.map(|(_, meant)| *meant).or_else(|| {
            let near = suggest_words(&key, self.keys().iter().copied());
            near.into_iter().find(|near| words(near) == words(&key))
        })
    }

    /// D0811: a key that is none of the block's, with the one that was meant.
    pub(super) fn misnamed(self, key: &Spanned<String>, meant: &str) -> Diagnostic {
        let said = format!("`{}` is no key of {}", key.value, self.a());
        Diagnostic::new(Code::D0811, key.span, said)
            .help(format!("did you mean `{meant}`?"))
            .fix(key.span, meant)
    }
}
