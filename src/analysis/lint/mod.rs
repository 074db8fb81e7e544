//! What a second look at a pack finds: limits that English reads in two ways, and
//! duties that ask for nothing, for nothing new, or for what cannot be.
//!
//! In: a checked model, and other calendars that its words could mean. Out: plain
//! data, each finding with a day that shows it. What a check has found already is
//! passed on under its code. Never here: how a finding is drawn, or cases.

mod counted;
mod doubts;
mod duties;
mod fixed;
mod lengths;
mod places;
mod readings;
mod said;
mod tables;
mod units;
mod unsaid;

pub use readings::Question;

use std::sync::Arc;

use crate::check::Checked;
use crate::diag::Code;
use crate::source::Span;
use crate::time::{Calendar, Day};

use tables::Tables;

/// Everything that was found.
#[derive(Debug, Clone, Default)]
pub struct Lint {
    /// Limits that can be read in two ways, in the order of the text.
    pub doubts: Vec<Doubt>,
    /// Duties to look at again, in the order of the text.
    pub flaws: Vec<Flaw>,
}

/// A limit with two honest readings that lead to different days.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// What English leaves open.
    pub question: Question,
    /// The rule in which it stands, by its id.
    pub duty: String,
    /// Where.
    pub at: Span,
    /// The limit as it was written.
    pub words: String,
    /// What it means here.
    pub chosen: String,
    /// What it could mean as well.
    pub other: String,
    /// Why it is read so.
    pub because: String,
    /// What would say the other, where the language has words for it.
    pub instead: Option<Wording>,
    /// A day on which the two differ.
    pub witness: Witness,
    /// On how many days they differ.
    pub differ: u32,
    /// Of how many.
    pub of: u32,
    /// By how many days at most.
    pub by_at_most: i32,
    /// The other rules of which the same is to be asked.
    pub also: Vec<String>,
}

/// Words for the other reading: a clause, to be put in place of the one there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Its keyword, or the dash of a bullet.
    pub clause: String,
    /// What stands after it.
    pub phrase: String,
    /// It stands in the header of the pack.
    pub header: bool,
}

/// A day counted from, and where the two readings lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness {
    /// The day of the event; where the two read different days of it, the one that was
    /// planned.
    pub from: Day,
    /// The day on which it took place after all, or on which the time began in which
    /// it was done, where that matters.
    pub held: Option<Day>,
    /// The last day here (or the first, where the two agree on the last).
    pub here: Day,
    /// The same as the other reading has it.
    pub there: Day,
}

/// What is wrong with a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FlawKind {
    /// Whoever keeps another keeps it too.
    Subsumed,
    /// No case is left to it, or to a part of it.
    Unreachable,
    /// It cannot be met, by itself or together with another.
    Contradictory,
    /// It is never owed, or always met.
    Vacuous,
}

impl FlawKind {
    /// Its word: `subsumed`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            FlawKind::Subsumed => "subsumed",
            FlawKind::Unreachable => "unreachable",
            FlawKind::Contradictory => "contradictory",
            FlawKind::Vacuous => "vacuous",
        }
    }
}

/// A duty to look at again.
#[derive(Debug, Clone, PartialEq)]
pub struct Flaw {
    /// What is wrong.
    pub kind: FlawKind,
    /// The code of the check that found it, where one did.
    pub code: Option<Code>,
    /// The duty, by its id; empty where a check did not say.
    pub duty: String,
    /// Where.
    pub at: Span,
    /// One sentence, without a full stop.
    pub message: String,
    /// What shows it, where the sentence does not.
    pub shown: Option<String>,
    /// What to do.
    pub help: String,
}

/// Looks at a pack. `calendars` are those that its working days could mean as well;
/// days that show something lie near the day given.
#[must_use]
pub fn lint(model: &Checked, calendars: &[Arc<Calendar>], near: Day) -> Lint {
    let tables = Tables::new(model.calendar.as_deref());
    let doubts = doubts::doubts(model, &tables, calendars, near);
    let flaws = duties::flaws(model, &tables, near);
    Lint { doubts, flaws }
}

#[cfg(test)]
mod tests;
