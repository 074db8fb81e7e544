//! Rows of which the reference would try every way in which they can be.
//!
//! In: the rows of a case, counted, and those that can be one way or another. Out: whether
//! so many want that that it is not done. Never here: how a row came about.
//!
//! What trying every way may cost is shared among all the rows of a case that may stand in
//! several ways. Where the share of each is too small to try a single one, each row stays as
//! it is, marked as an outer bound.

use super::finish::Made;

/// What all rows of a case may cost together.
const ALL: usize = 2_048;
/// With a share of so little not even one way can be tried.
const TOO_LITTLE: usize = 2;
/// From so many events on an evaluation is dearer: that is left to the reference.
const EVENTS: usize = 200;

/// The rows of a case that wait for all others to be counted.
#[derive(Debug, Default)]
pub(super) struct Pending {
    rows: Vec<(usize, Vec<Made>)>,
    /// How many rows there are, and how many of them may stand in several ways.
    counted: (usize, usize),
    /// How many each case has of those that all cases have alike.
    each: (usize, usize),
    /// How many duties have the rows of each duty.
    shared: Vec<usize>,
    /// All duties of the pack are counted.
    whole: bool,
}

impl Pending {
    /// Every duty of the pack is worked out here: those that follow another have its rows,
    /// and some have one row in all cases.
    pub(super) fn all_duties(&mut self, twins: &[Option<usize>], each: &[Option<Option<Made>>]) {
        self.whole = true;
        self.shared = vec![1; twins.len()];
        for of in twins.iter().flatten() {
            if let Some(shared) = self.shared.get_mut(*of) {
                *shared += 1;
            }
        }
        let rows = || each.iter().flatten().flatten();
        self.each = (rows().count(), rows().filter(|made| made.is_open()).count());
    }

    /// Takes up another case.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.counted = self.each;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Counts rows, and how many of them may stand in several ways.
    pub(super) fn count(&mut self, rows: usize, open: usize) {
        self.counted.0 += rows;
        self.counted.1 += open;
    }

    /// Counts the rows of a duty, and of those that follow it.
    pub(super) fn count_rows(&mut self, duty: usize, made: &[Made]) {
        let times = self.shared.get(duty).copied().unwrap_or(1);
        let open = made.iter().filter(|made| made.is_open()).count();
        self.count(times * made.len(), times * open);
    }

    /// Keeps the rows of a duty until all are counted.
    pub(super) fn put(&mut self, duty: usize, made: &mut Vec<Made>) {
        self.count_rows(duty, made);
        self.rows.push((duty, std::mem::take(made)));
    }

    /// Takes the rows of one duty back.
    pub(super) fn take(&mut self) -> Option<(usize, Vec<Made>)> {
        self.rows.pop()
    }

    /// Whether so many rows of a case with so many events may stand in several ways that
    /// nothing is tried.
    pub(super) fn are_too_many(&self, events: usize) -> bool {
        let (made, open) = self.counted;
        let all = ALL / (1 + made / 128);
        self.whole && events < EVENTS && open > 0 && all / open <= TOO_LITTLE
    }
}
