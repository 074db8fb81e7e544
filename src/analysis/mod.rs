//! What can be said of a pack by trying it: cases that reach a boundary, or that
//! tell two packs apart.
//!
//! In: checked models, and a question about rows. Out: small cases, what examples
//! reach and what they miss, as plain data. The reference interpreter is the only
//! judge: nothing here knows what a deadline means. Never here: how a finding is
//! drawn, files, or a clock.

pub use crate::cells;

pub mod align;
pub mod aspects;
pub mod compare;
pub mod conform;
pub mod course;
pub mod coverage;
pub mod feasible;
pub mod impact;
pub mod lint;
pub mod mutate;
pub mod ready;
pub mod realise;
pub mod rules;
pub mod witness;

#[cfg(test)]
mod tests;
