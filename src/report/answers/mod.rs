//! Answers, for a person, a program or a spreadsheet.
//!
//! In: a pack, and each case with what it came to. Out: text in one of several
//! formats, all of which say the same. Never here: evaluation, or a stream to
//! write to.

mod across;
mod csv;
mod example;
mod human;
mod json;
mod view;

pub(super) use across::{GroupItem, item as group_item};
pub use csv::csv;
pub use example::examples;
pub use human::human;
pub use json::json;
pub(super) use view::{alone, instance_of, title, trigger};

use crate::check::Checked;
use crate::eval::{Answer, Group};
use crate::facts::Case;
use crate::source::SourceMap;
use crate::time::Day;

/// A pack, a day, and every case that was judged by them.
#[derive(Debug, Clone)]
pub struct Evaluation<'a> {
    /// The pack.
    pub model: &'a Checked,
    /// The texts that spans point into.
    pub map: &'a SourceMap,
    /// As of the end of this day.
    pub as_of: Day,
    /// By what was known at the end of this day; `None` is by all that is known.
    pub as_known: Option<Day>,
    /// Every row for itself; otherwise the most local ones, with those of the layers
    /// above under them.
    pub layers: bool,
    /// Only the duties with these ids; empty is all of them.
    pub only: &'a [String],
    /// The cases, in the order they were asked about.
    pub cases: Vec<(&'a Case, &'a Answer)>,
    /// What the rules across cases come to, for all of them together.
    pub groups: &'a [Group],
}
