//! Slips that examples should notice, and those that they do not.
//!
//! In: the parts of a pack, and its examples as a way to ask whether they still
//! hold. Out: for each slip whether an example noticed it, whether no case shows
//! it, or the smallest case that does. Never here: how an example is written, or how
//! a report is drawn.

mod mutant;
mod notice;
mod operators;
mod score;
mod words;

pub use mutant::{Ground, Mutant};
pub use notice::noticed;
pub use operators::{Edit, OPERATORS, Operator};
pub use score::{Fate, Judged, Tally, Told, differs, finding, judge, judge_all};

#[cfg(test)]
mod tests;
