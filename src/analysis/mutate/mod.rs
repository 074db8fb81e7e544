//! Slips that examples should notice, and those that they do not.
//!
//! In: the parts of a pack, and its examples that hold. Out: for each slip whether an
//! example noticed it, whether no case shows it, or the smallest case that does. Never
//! here: how an example is written, or how a report is drawn.

mod ground;
mod mutant;
mod notice;
mod operators;
mod same;
mod score;
mod words;

pub use ground::Ground;
pub use mutant::Mutant;
pub use notice::noticed;
pub use operators::{Edit, OPERATORS, Operator};
pub use same::{Changed, changed};
pub use score::{Fate, Judged, Seen, Tally, Told, Unnoticed, finding, judge, judge_all, see};

#[cfg(test)]
mod tests;
