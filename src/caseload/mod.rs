//! Many cases, as columns.
//!
//! In: cases of one pack, one at a time, as files are read. Out: a [`Caseload`]: what is
//! recorded of all of them, kind by kind, from which any one case can be made again.
//! Never here: files, duties, what a date means.
//!
//! A column holds what is plain: an event on one known day, a period between known
//! days, or one that began before the records of its case do. A case with anything more to it (a plan, a range, a link, a gap in the records of
//! its own) is kept whole beside the columns. Nothing is lost, and the columns stay small:
//! about a hundred bytes a child.

mod build;
mod column;
mod people;
mod plain;
mod remade;
#[cfg(test)]
mod tests;

pub use build::Builder;
pub use column::{Attributes, Events, FactColumn, Periods};
pub use people::People;
pub use plain::{Codes, Plain, PlainEvent, PlainFact, PlainPeriod};

use rustc_hash::FxHashMap;

use crate::facts::{Case, OccurrenceId, Records, Value};
use crate::names::ConceptId;

/// The day that stands for “none”, or “not known”, at the beginning of a column's range.
pub const NO_DAY: i32 = i32::MIN;

/// The end of a period that goes on.
pub const ONGOING: i32 = i32::MAX;

/// What is recorded of many cases, bound to the vocabulary of one pack.
///
/// INVARIANT: every column has one run for each case; the runs of a case that is kept
/// whole are empty.
#[derive(Debug, Clone, Default)]
pub struct Caseload {
    pub(super) ids: Vec<String>,
    pub(super) born: Vec<i32>,
    pub(super) history_from: Vec<i32>,
    pub(super) events: Vec<Events>,
    pub(super) periods: Vec<Periods>,
    pub(super) attributes: Vec<Attributes>,
    pub(super) values: Vec<Value>,
    pub(super) records: FxHashMap<ConceptId, Records>,
    pub(super) whole: FxHashMap<usize, Case>,
    /// The cases with a period whose first day is not known, in order.
    pub(super) vague: Vec<usize>,
}

impl Caseload {
    /// How many cases.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no case at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The name of a case.
    #[must_use]
    pub fn id(&self, case: usize) -> Option<&str> {
        self.ids.get(case).map(String::as_str)
    }

    /// Days of birth, one a case, as days since 1 January 1970; [`NO_DAY`] is not known.
    #[must_use]
    pub fn born(&self) -> &[i32] {
        &self.born
    }

    /// The days before which the records of a case are missing; [`NO_DAY`] is none.
    #[must_use]
    pub fn history_from(&self) -> &[i32] {
        &self.history_from
    }

    /// Each kind of event of which there is a column.
    #[must_use]
    pub fn events(&self) -> &[Events] {
        &self.events
    }

    /// The column of one kind of event; `None` where no case in columns has one.
    #[must_use]
    pub fn events_of(&self, kind: ConceptId) -> Option<&Events> {
        self.events.iter().find(|column| column.kind == kind)
    }

    /// Each status of which there is a column.
    #[must_use]
    pub fn periods(&self) -> &[Periods] {
        &self.periods
    }

    /// The column of one status; `None` where no case in columns has a period of it.
    #[must_use]
    pub fn periods_of(&self, status: ConceptId) -> Option<&Periods> {
        self.periods.iter().find(|column| column.status == status)
    }

    /// Each fact of the case itself of which there is a column.
    #[must_use]
    pub fn attributes(&self) -> &[Attributes] {
        &self.attributes
    }

    /// What a column of facts stands for: its code, from 1, is a place here.
    #[must_use]
    pub fn value(&self, code: u32) -> Option<&Value> {
        self.values.get((code as usize).checked_sub(1)?)
    }

    /// How well all these cases know a kind, where it differs from the vocabulary.
    #[must_use]
    pub fn records(&self) -> &FxHashMap<ConceptId, Records> {
        &self.records
    }

    /// Whether columns hold all there is to a case, and every day in them is known.
    #[must_use]
    pub fn is_exact(&self, case: usize) -> bool {
        !self.whole.contains_key(&case) && self.vague.binary_search(&case).is_err()
    }

    /// A case with more to it than columns hold, as it was given: its records are its
    /// own alone. [`Caseload::case`] adds those of the caseload.
    #[must_use]
    pub fn whole(&self, case: usize) -> Option<&Case> {
        self.whole.get(&case)
    }

    /// The id that the n-th event (from 0) of a case in a column has in the case made
    /// again by [`Caseload::case`].
    #[must_use]
    pub fn occurrence(&self, case: usize, column: usize, nth: usize) -> Option<OccurrenceId> {
        let before: usize = self.events.iter().take(column).map(|one| one.run(case).len()).sum();
        u32::try_from(before + nth).ok().map(OccurrenceId)
    }
}
