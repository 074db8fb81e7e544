//! A case that columns can hold, as readers of tables make it.
//!
//! In: days as numbers and codes of values. Out: the same, for a [`Builder`] to put into
//! its columns; one is used again for every case of a file. Never here: a day that is
//! not known, but for the first of a period that began before the records.
//!
//! [`Builder`]: super::Builder

use smallvec::SmallVec;

use super::{NO_DAY, ONGOING};
use crate::names::ConceptId;

/// The facts of an entry: each with a code of [`Builder::code`].
///
/// [`Builder::code`]: super::Builder::code
pub type Codes = SmallVec<[(ConceptId, u32); 1]>;

/// An event on a known day.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainEvent {
    /// Which event or decision.
    pub kind: ConceptId,
    /// Its day, since 1 January 1970.
    pub day: i32,
    /// Its facts.
    pub facts: Codes,
}

/// A stretch of days on which a status held.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainPeriod {
    /// Which status.
    pub status: ConceptId,
    /// Its first day; [`NO_DAY`] where it began before the records of the case do, on a
    /// day that is not known.
    pub from: i32,
    /// The day on which it no longer held; [`ONGOING`] where it goes on.
    pub until: i32,
    /// Its facts.
    pub facts: Codes,
}

/// A fact of the case itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlainFact {
    /// Which fact.
    pub fact: ConceptId,
    /// The day from which it holds; [`NO_DAY`] is always.
    pub from: i32,
    /// Its value, a code of [`Builder::code`].
    ///
    /// [`Builder::code`]: super::Builder::code
    pub code: u32,
}

/// A case that columns can hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Plain {
    /// Its name.
    pub id: String,
    /// The day of birth; [`NO_DAY`] is not known.
    pub born: i32,
    /// The day before which its records are missing; [`NO_DAY`] is none.
    pub history_from: i32,
    /// What happened.
    pub events: Vec<PlainEvent>,
    /// What held from one day to another.
    pub periods: Vec<PlainPeriod>,
    /// What is known of the case itself.
    pub facts: Vec<PlainFact>,
}

impl Default for Plain {
    fn default() -> Plain {
        Plain {
            id: String::new(),
            born: NO_DAY,
            history_from: NO_DAY,
            events: Vec::new(),
            periods: Vec::new(),
            facts: Vec::new(),
        }
    }
}

impl Plain {
    /// Forgets everything, to be used for another case.
    pub fn clear(&mut self) {
        self.id.clear();
        (self.born, self.history_from) = (NO_DAY, NO_DAY);
        self.events.clear();
        self.periods.clear();
        self.facts.clear();
    }

    /// Adds an event without facts.
    pub fn happened(&mut self, kind: ConceptId, day: i32) {
        self.events.push(PlainEvent { kind, day, facts: Codes::new() });
    }

    /// Adds a period without facts.
    pub fn held(&mut self, status: ConceptId, from: i32, until: Option<i32>) {
        let until = until.unwrap_or(ONGOING);
        self.periods.push(PlainPeriod { status, from, until, facts: Codes::new() });
    }
}
