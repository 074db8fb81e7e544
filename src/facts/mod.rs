//! What was recorded of a case, and how well it is known.
//!
//! In: case files (and, later, tables). Out: a [`CaseFile`] as it was written,
//! then a [`Case`] bound to the vocabulary of one pack. Never here: duties.

mod bind;
mod case;
mod file;
mod keys;
mod known;
mod read;

pub use bind::{bind, value_of};
pub use case::{
    Attribute, Case, DateFact, Occurrence, OccurrenceId, Period, PeriodEnd, Records, Value,
};
pub use file::{
    CaseFile, LeftOut, WrittenDate, WrittenEvent, WrittenFact, WrittenPeriod, WrittenRecords,
};
pub use known::Change;
pub use read::read_case;
