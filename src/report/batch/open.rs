//! What is still to be done: the work list, and what goes into calendars.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Told;
use crate::eval::{DateRange, Status, StatusSet};
use crate::time::Day;

/// So many days ahead are kept for calendars and plots: thirteen weeks.
pub const AHEAD: i32 = 91;

/// A deadline that is not known to be done or closed, with a last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Who has to do it; nothing where the pack does not say.
    pub who: Arc<str>,
    /// By when.
    pub due: DateRange,
    /// The case.
    pub case: Arc<str>,
    /// The duty's id.
    pub duty: Arc<str>,
    /// Its title.
    pub title: Arc<str>,
    /// Which of the duty's deadlines in the case.
    pub instance: Arc<str>,
    /// What it counts from.
    pub trigger: Arc<str>,
    /// What it may be.
    pub statuses: StatusSet,
    /// Days over, where it is overdue.
    pub days_late: Option<i32>,
    /// What to record for it to be known; empty when it is.
    pub to_know: Arc<str>,
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
    /// What is said of many rows is kept once: a nation's work list has millions of them.
    said: FxHashSet<Arc<str>>,
}

impl Opens {
    /// What falls due up to a day.
    pub(super) fn until(last: Day) -> Opens {
        Opens { last, found: Vec::new(), said: FxHashSet::default() }
    }
}

/// Whether somebody may still have to do something, up to a day.
pub(super) fn is_open(due: Option<DateRange>, statuses: StatusSet, last: Day) -> bool {
    let open = [Status::Overdue, Status::DueSoon, Status::Pending];
    due.is_some_and(|due| due.first <= last)
        && open.into_iter().any(|status| statuses.contains(status))
}

impl Opens {
    fn said(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.said.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = Arc::from(text);
        self.said.insert(Arc::clone(&text));
        text
    }

    /// The name of a case, of which the rows come one after another.
    fn case(&self, case: &str) -> Arc<str> {
        let last = self.found.last().map(|last| &last.case).filter(|last| ***last == *case);
        last.map_or_else(|| Arc::from(case), Arc::clone)
    }
}

impl Opens {
    /// Takes a row, where it is still to be done.
    pub(super) fn take(&mut self, told: &Told<'_>) {
        let row = &told.row;
        let is_open = is_open(row.due, row.statuses, self.last);
        // What no such file records is not found out child by child.
        let Some(due) = row.due.filter(|_| is_open && told.unrecorded.is_none()) else { return };
        let open = Open {
            who: self.said(&told.who()),
            due,
            case: self.case(told.case),
            duty: self.said(&told.duty.id),
            title: self.said(&told.duty.title),
            instance: self.said(&told.instance),
            trigger: self.said(&told.trigger),
            statuses: row.statuses,
            days_late: row.days_late,
            to_know: self.said(&told.unknown_because),
        };
        self.found.push(open);
    }
}
