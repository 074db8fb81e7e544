//! The columns themselves: for each case a run of days, in order.

use std::ops::Range;

use crate::names::ConceptId;

/// A fact of each entry of a column: a code for [`Caseload::value`], 0 where none is given.
///
/// [`Caseload::value`]: super::Caseload::value
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactColumn {
    /// Which fact.
    pub fact: ConceptId,
    /// One code an entry.
    pub codes: Vec<u32>,
}

/// Where the entries of each case begin: one more than there are cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Starts(Vec<u32>);

impl Starts {
    /// Of a column in which the first cases have nothing.
    pub(super) fn after(cases: usize) -> Starts {
        Starts(vec![0; cases + 1])
    }

    pub(super) fn close(&mut self, entries: usize) {
        self.0.push(u32::try_from(entries).unwrap_or(u32::MAX));
    }

    fn run(&self, case: usize) -> Range<usize> {
        let at = |case: usize| self.0.get(case).map_or(0, |start| *start as usize);
        at(case)..at(case + 1).max(at(case))
    }
}

/// When one kind of event happened, in every case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Events {
    /// Which event or decision.
    pub kind: ConceptId,
    pub(super) starts: Starts,
    pub(super) days: Vec<i32>,
    pub(super) facts: Vec<FactColumn>,
}

impl Events {
    /// Where the entries of a case stand in [`Events::days`].
    #[must_use]
    pub fn run(&self, case: usize) -> Range<usize> {
        self.starts.run(case)
    }

    /// The first entry of each case, and one more: the run of case `c` is from the c-th to
    /// the next.
    #[must_use]
    pub fn starts(&self) -> &[u32] {
        &self.starts.0
    }

    /// The days, case by case and in order within a case; days since 1 January 1970.
    #[must_use]
    pub fn days(&self) -> &[i32] {
        &self.days
    }

    /// The days of one case, in order.
    #[must_use]
    pub fn of(&self, case: usize) -> &[i32] {
        self.days.get(self.run(case)).unwrap_or(&[])
    }

    /// The facts of its entries.
    #[must_use]
    pub fn facts(&self) -> &[FactColumn] {
        &self.facts
    }
}

/// From when to when one status held, in every case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periods {
    /// Which status.
    pub status: ConceptId,
    pub(super) starts: Starts,
    pub(super) from: Vec<i32>,
    pub(super) until: Vec<i32>,
    pub(super) facts: Vec<FactColumn>,
}

impl Periods {
    /// Where the entries of a case stand in [`Periods::from`] and [`Periods::until`].
    #[must_use]
    pub fn run(&self, case: usize) -> Range<usize> {
        self.starts.run(case)
    }

    /// The first entry of each case, and one more.
    #[must_use]
    pub fn starts(&self) -> &[u32] {
        &self.starts.0
    }

    /// The first days, case by case and in order within a case. [`NO_DAY`] is a day that
    /// is not known, from the birth of the case, where that is known, to the day from
    /// which its history is.
    ///
    /// [`NO_DAY`]: super::NO_DAY
    #[must_use]
    pub fn from(&self) -> &[i32] {
        &self.from
    }

    /// The days on which they no longer hold; [`ONGOING`] where they go on.
    ///
    /// [`ONGOING`]: super::ONGOING
    #[must_use]
    pub fn until(&self) -> &[i32] {
        &self.until
    }

    /// The facts of its entries.
    #[must_use]
    pub fn facts(&self) -> &[FactColumn] {
        &self.facts
    }
}

/// What a fact of the case itself came to be, and from when, in every case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attributes {
    /// Which fact.
    pub fact: ConceptId,
    pub(super) starts: Starts,
    pub(super) from: Vec<i32>,
    pub(super) codes: Vec<u32>,
}

impl Attributes {
    /// Where the entries of a case stand in [`Attributes::from`] and
    /// [`Attributes::codes`].
    #[must_use]
    pub fn run(&self, case: usize) -> Range<usize> {
        self.starts.run(case)
    }

    /// The days from which they hold, in the order given; [`NO_DAY`] is always.
    ///
    /// [`NO_DAY`]: super::NO_DAY
    #[must_use]
    pub fn from(&self) -> &[i32] {
        &self.from
    }

    /// Their values: codes for [`Caseload::value`].
    ///
    /// [`Caseload::value`]: super::Caseload::value
    #[must_use]
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }
}
