//! Whether all deadlines can be met, with every lead time kept.
//!
//! In: a checked model, and what it all begins with. Out: for every day on which it may
//! begin whether there is a day for everything; where not, the smallest set of duties in
//! the way and the two dates that clash; where it is tight, the chain; and the earliest
//! and the latest schedule. The days are taken from the pack and its calendar: nothing
//! here knows what it is about. Never here: how a finding is drawn.
//!
//! ```text
//! model ─ start, unroll ─▶ Plan ─ analyse ─▶ Analysis ─ findings ─▶ diagnostics
//!                            └──── schedule ─▶ Schedule ─ case ─▶ the interpreter
//! ```

mod acts;
mod anchors;
mod conditions;
mod days;
mod findings;
mod force;
mod mend;
pub mod network;
mod plan;
mod schedule;
mod shown;
mod start;
mod unroll;
mod waits;
mod which;

pub use conditions::{Holds, holds, is_exception, words};
pub use days::{Analysis, Group, Outcome, Verdict, analyse, domain};
pub use findings::{counting, findings, plainest};
pub use force::{commencements, stretches};
pub use plan::{Left, Options, Plan, Rule, Start, Variable, Why};
pub use schedule::{Schedule, case, is_late, late_rows, schedule};
pub use shown::{Shown, Step, conflict, fixed, strain};
pub use start::{others, start};
pub use waits::assumed;
pub use which::which;

use crate::model::Model;

/// What a pack asks for from a beginning on.
#[must_use]
pub fn plan(model: &Model, start: Start, options: &Options) -> Plan {
    unroll::unroll(model, start, options, false)
}

#[cfg(test)]
mod tests;
