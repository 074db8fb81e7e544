//! What makes a duty owed again and again, and what its running limit hangs on.
//!
//! In: nothing. Out: types alone, resolved. Never here: how they are evaluated.

use crate::source::Spanned;
use crate::syntax::ast::{Anchor, Clock, Schedule, Unrecorded, Window};
use crate::time::Offset;

/// How a duty comes again, where it does so by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recurrence {
    /// In stages. The duty's first limit is the schedule's `first`; limit `n + 1`
    /// is that of stage `n`, counted from the act before.
    Schedule(Schedule),
    /// `at least once in every P`: its one limit is P, counted from the act before.
    Rolling(Offset),
    /// Once in each stretch.
    Windows {
        /// Which stretches.
        window: Window,
        /// Only those that lie in the requirement from their first day.
        whole: bool,
    },
}

impl Recurrence {
    /// The schedule, where it is one.
    #[must_use]
    pub fn schedule(&self) -> Option<&Schedule> {
        match self {
            Recurrence::Schedule(schedule) => Some(schedule),
            Recurrence::Rolling(_) | Recurrence::Windows { .. } => None,
        }
    }
}

/// Clauses that a running limit hangs on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Running {
    /// `until A`: nothing is owed that would be due after that day.
    pub until: Option<Spanned<Anchor>>,
    /// `clock restarts on …`, `clock pauses while …`.
    pub clocks: Vec<Spanned<Clock>>,
    /// `if unrecorded: treat as not happened …`.
    pub unrecorded: Option<Spanned<Unrecorded>>,
}
