//! The reference interpreter: what is due, by when, and how it stands.
//!
//! In: a [`Model`], a [`Case`] bound to its vocabulary, and the day as of which
//! to judge. Out: an [`Answer`], a row for each instance of each duty, with all
//! that an explanation needs. It is plain and complete: other engines are held
//! against it. Never here: speed tricks, sentences, a clock.
//!
//! [`Model`]: crate::model::Model
//! [`Case`]: crate::facts::Case

mod answer;

pub use answer::{
    Answer, AppliesOutcome, Blame, Closure, ClosureReason, DateRange, Flags, InstanceKey, Row,
    Status, StatusSet, TriggerKey,
};
