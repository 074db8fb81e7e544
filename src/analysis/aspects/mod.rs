//! How one of two duties compares with the other, one respect at a time.
//!
//! In: two duties that are about the same norm, each with the model it belongs to; the
//! models share the ids of their names ([`crate::open::together`]). Out: for each
//! respect a [`Verdict`], with what it rests on: days, cells of conditions, items of a
//! list. Labels are no difference. Never here: cases; how a finding is worded for
//! readers; what to make of several findings together.
//!
//! Every verdict is about the second duty, as it compares with the first: *stricter*
//! asks for more, or earlier, or more often. *Same*, *stricter* and *laxer* are never
//! guessed: what these rules cannot decide is [`Verdict::CannotTell`].

mod acts;
pub mod bearing;
mod birthdays;
mod closing;
mod conditions;
mod days;
mod meanings;
mod order;
mod powers;
mod reach;
mod recurring;
pub mod shifts;
mod tables;
mod triggers;

pub use acts::{Acts, acts, same_part};
pub use birthdays::birthdays;
pub use closing::{clocks, closing, matching, modality, who};
pub use conditions::{Conditions, Differing, applying, conditions};
pub use days::{Dated, End, Found, limits};
pub use meanings::{deeming_words, meanings};
pub(in crate::analysis) use powers::effect;
pub use powers::powers;
pub(in crate::analysis) use reach::{own_force, reach};
pub(in crate::analysis) use recurring::after;
pub use recurring::{recurrence, standing};
pub use shifts::{Deeming, Shift};
pub use tables::{Tables, needs_calendar};
pub use triggers::{Triggers, left_out, members, triggers};

use crate::model::{Duty, Model};
use crate::syntax::print::Printer;

/// A duty with the model it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Norm<'m> {
    /// The model, which says what its names mean.
    pub model: &'m Model,
    /// The duty, or one version of it.
    pub duty: &'m Duty,
}

impl<'m> Norm<'m> {
    /// A duty of a model.
    #[must_use]
    pub fn new(model: &'m Model, duty: &'m Duty) -> Norm<'m> {
        Norm { model, duty }
    }

    /// Prints phrases in the words of its pack.
    #[must_use]
    pub fn words(&self) -> Printer<'m> {
        Printer::new(&self.model.vocabulary)
    }
}

/// How the second of two duties compares with the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// No difference at all.
    Same,
    /// A difference that makes it neither stricter nor laxer: another bearer.
    AsStrict,
    /// It asks for more.
    Stricter,
    /// It asks for less.
    Laxer,
    /// It asks for more here and for less there.
    Incomparable,
    /// Not decided.
    CannotTell,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 6] = [
        Verdict::Same,
        Verdict::AsStrict,
        Verdict::Stricter,
        Verdict::Laxer,
        Verdict::Incomparable,
        Verdict::CannotTell,
    ];

    /// Of what asks for more in one way, or for less in another.
    #[must_use]
    pub fn of(more: bool, less: bool) -> Verdict {
        match (more, less) {
            (false, false) => Verdict::Same,
            (true, false) => Verdict::Stricter,
            (false, true) => Verdict::Laxer,
            (true, true) => Verdict::Incomparable,
        }
    }

    /// What two respects come to together. Where they point in two ways they are
    /// incomparable, whatever is not decided beside them.
    #[must_use]
    pub fn and(self, other: Verdict) -> Verdict {
        use Verdict::{AsStrict, CannotTell, Incomparable, Laxer, Same, Stricter};
        match (self, other) {
            (Same, one) | (one, Same) | (AsStrict, one) | (one, AsStrict) => one,
            (Incomparable, _) | (_, Incomparable) | (Stricter, Laxer) | (Laxer, Stricter) => {
                Incomparable
            }
            (CannotTell, _) | (_, CannotTell) => CannotTell,
            (Stricter, Stricter) => Stricter,
            (Laxer, Laxer) => Laxer,
        }
    }

    /// How the first compares with the second.
    #[must_use]
    pub fn mirrored(self) -> Verdict {
        match self {
            Verdict::Stricter => Verdict::Laxer,
            Verdict::Laxer => Verdict::Stricter,
            Verdict::Same | Verdict::AsStrict | Verdict::Incomparable | Verdict::CannotTell => self,
        }
    }

    /// Whether it may ask for less than the first.
    #[must_use]
    pub fn may_be_laxer(self) -> bool {
        matches!(self, Verdict::Laxer | Verdict::Incomparable | Verdict::CannotTell)
    }

    /// As it is printed: `cannot tell`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Same => "identical",
            Verdict::AsStrict => "as strict",
            Verdict::Stricter => "stricter",
            Verdict::Laxer => "laxer",
            Verdict::Incomparable => "incomparable",
            Verdict::CannotTell => "cannot tell",
        }
    }
}

/// A verdict, and the reason where there is one to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The verdict.
    pub verdict: Verdict,
    /// What it rests on, or what is missing; empty where it speaks for itself.
    pub why: String,
}

impl Told {
    /// No difference.
    pub const SAME: Told = Told { verdict: Verdict::Same, why: String::new() };

    /// A verdict with its reason.
    #[must_use]
    pub fn new(verdict: Verdict, why: impl Into<String>) -> Told {
        Told { verdict, why: why.into() }
    }

    /// Not decided, and why.
    #[must_use]
    pub fn cannot(why: impl Into<String>) -> Told {
        Told::new(Verdict::CannotTell, why)
    }

    /// Both together, with both reasons.
    #[must_use]
    pub fn and(self, other: Told) -> Told {
        let verdict = self.verdict.and(other.verdict);
        let why = match (self.why.is_empty(), other.why.is_empty()) {
            (_, true) => self.why,
            (true, false) => other.why,
            (false, false) => format!("{}; {}", self.why, other.why),
        };
        Told { verdict, why }
    }
}

#[cfg(test)]
pub(in crate::analysis) mod tests;
