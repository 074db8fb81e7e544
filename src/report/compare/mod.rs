//! Packs side by side: how they differ, as text, as data, as a page.
//!
//! In: comparisons. Out: one text a format. Never here: comparing.

mod csv;
mod html;
mod human;
mod json;
mod markdown;
mod matrix;
mod order;
mod timeline;
mod words;

pub use csv::csv;
pub use html::html;
pub use human::human;
pub use json::json;
pub use markdown::markdown;

use crate::analysis::aspects::Verdict;
use crate::analysis::compare::{Change, Comparison, Matrix, Paired};
use crate::check::Checked;
use crate::time::Day;

/// Everything there is to show.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The packs, in the order they were named.
    pub models: &'a [Checked],
    /// Each held against each after it.
    pub comparisons: &'a [Comparison],
    /// All of them side by side.
    pub matrix: &'a Matrix,
    /// What changes for cases, for each comparison, where cases were given.
    pub changes: Option<&'a Cases>,
    /// Also what is the same.
    pub all: bool,
}

/// What changes for cases.
#[derive(Debug, Clone)]
pub struct Cases {
    /// As of the end of this day.
    pub as_of: Day,
    /// How many cases were judged.
    pub count: usize,
    /// The changes of each comparison, in their order.
    pub changes: Vec<Vec<Change>>,
}

impl Shown<'_> {
    /// The title of a pack.
    fn title(&self, at: usize) -> &str {
        self.models.get(at).map_or("", |model| model.pack.title.as_str())
    }

    /// The id of a pack.
    fn id(&self, at: usize) -> &str {
        self.models.get(at).map_or("", |model| model.pack.id.as_str())
    }

    /// The pairs worth showing.
    fn pairs<'c>(&self, comparison: &'c Comparison) -> Vec<&'c Paired> {
        comparison.pairs.iter().filter(|pair| self.tells(pair)).collect()
    }

    /// Whether a pair is worth showing.
    fn tells(&self, pair: &Paired) -> bool {
        self.all || !pair.is_identical()
    }
}

/// How many pairs have each verdict; those that none has are left out.
fn counts(comparison: &Comparison) -> Vec<(Verdict, usize)> {
    let count = |verdict| comparison.pairs.iter().filter(|pair| pair.verdict == verdict).count();
    let all = Verdict::ALL.map(|verdict| (verdict, count(verdict)));
    all.into_iter().filter(|(_, count)| *count > 0).collect()
}
