//! What is still to be done: the work list, and what goes into calendars.

use std::io;

use super::{Sink, Told, may_be_open};
use crate::eval::{DateRange, Status, StatusSet};
use crate::time::Day;

/// So many days ahead are kept for calendars and plots: thirteen weeks.
pub const AHEAD: i32 = 91;

/// A deadline that is not known to be done or closed, with a last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Who has to do it; nothing where the pack does not say.
    pub who: String,
    /// By when.
    pub due: DateRange,
    /// The case.
    pub case: String,
    /// The duty's id.
    pub duty: String,
    /// Its title.
    pub title: String,
    /// Which of the duty's deadlines in the case.
    pub instance: String,
    /// What it counts from.
    pub trigger: String,
    /// What it may be.
    pub statuses: StatusSet,
    /// Days over, where it is overdue.
    pub days_late: Option<i32>,
    /// What to record for it to be known; empty when it is.
    pub to_know: String,
}

impl Open {
    /// Its status, as it is printed.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.statuses.single().map_or("unknown", Status::word)
    }
}

/// Takes what is still to be done out of all rows.
#[derive(Debug)]
pub(super) struct Opens {
    last: Day,
    pub(super) found: Vec<Open>,
}

impl Opens {
    /// What falls due up to so many days after `as_of`, and what did before.
    pub(super) fn until(as_of: Day, days: i32) -> Opens {
        Opens { last: as_of.plus(days), found: Vec::new() }
    }
}

impl Sink for Opens {
    fn row(&mut self, told: &Told<'_>) -> io::Result<()> {
        let row = &told.row;
        let Some(due) = row.due.filter(|due| due.first <= self.last) else { return Ok(()) };
        // What no such file records is not found out child by child.
        if told.unrecorded.is_some() || !may_be_open(row.statuses) {
            return Ok(());
        }
        self.found.push(Open {
            who: told.who(),
            due,
            case: told.case.to_owned(),
            duty: told.duty.id.clone(),
            title: told.duty.title.clone(),
            instance: told.instance.clone(),
            trigger: told.trigger.clone(),
            statuses: row.statuses,
            days_late: row.days_late,
            to_know: told.unknown_because.clone(),
        });
        Ok(())
    }
}
