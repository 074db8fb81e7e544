//! What a change of policy does: to the deadlines of cases, and in plain English.
//!
//! In: a pack as it was and as it is to be, opened together, and cases bound to each.
//! Out: plain data: each deadline that changes, with the effects and which of the two
//! packs rules it; and for each rule that changes, sentences for an amendment log.
//! `eval` alone judges; sentences come from holding limits against each other over all
//! dates. Never here: files, or how an answer is laid out.

mod changes;
mod pairs;
mod pattern;
mod rows;
mod words;

pub use changes::{Change, ChangeKind, changes};
pub use pairs::Pairs;
pub use pattern::{Pattern, Shift, shift};
pub use rows::{CaseImpact, Effect, RowImpact, Ruled, of_case};
