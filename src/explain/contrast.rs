//! What would have been otherwise.
//!
//! In: a row and how its days were counted. Out: lines that start with what would
//! be different. Never here: what happened.

use super::counting::Leg;
use super::words::{Of, by, days};
use crate::eval::{DateRange, Row, Status};
use crate::model::Duty;
use crate::time::{Day, without_closed};

/// More closed days than this are not gone through one by one.
const MOST: usize = 4;

impl Of<'_> {
    /// What would have changed the row, or would change it now.
    pub(super) fn contrast(&self, duty: &Duty, row: &Row) -> Vec<String> {
        let mut lines = Vec::new();
        if duty.standing.is_some() {
            return lines;
        }
        let due = row.due.and_then(DateRange::exact);
        let legs = self.legs(duty, row);
        let lapsed = row.statuses.single() == Some(Status::Lapsed) && !row.flags.breached;
        if let (Some(due), [leg], false) = (due, legs.as_slice(), lapsed) {
            self.without_each(leg, due, &mut lines);
        }
        match row.statuses.single() {
            Some(Status::MetLate) => {
                if let Some(due) = row.due {
                    lines.push(format!("to be in time it had to be done {}", by(due)));
                }
            }
            Some(Status::Overdue) => lines.extend(self.overdue_now(row)),
            Some(Status::Pending | Status::DueSoon) => {
                if let Some(due) = due.filter(|_| !row.flags.provisional) {
                    let next = DateRange::only(due.plus(1));
                    lines.push(format!(
                        "if it is not done by then, it is overdue from {}",
                        next.first.with_weekday()
                    ));
                }
                if row.flags.provisional {
                    lines.push("once a date is set, the time is counted from that date".to_owned());
                }
            }
            Some(Status::Lapsed | Status::Met | Status::NotApplicable) | None => {}
        }
        lines
    }

    fn without_each(&self, leg: &Leg, due: Day, lines: &mut Vec<String>) {
        let Some(calendar) = self.model.calendar.as_deref() else { return };
        let counted = &leg.counted;
        for closed in counted.closed().take(MOST) {
            let worked = without_closed(
                counted.anchor,
                &leg.offset,
                leg.direction,
                leg.counting,
                leg.roll,
                calendar,
                closed.day,
            );
            let Some(other) = worked.ok().filter(|day| *day != due) else { continue };
            lines.push(format!(
                "if {} ({}) had been a working day, it would have been due {}",
                closed.day.with_weekday(),
                closed.name,
                by(DateRange::only(other))
            ));
        }
    }

    fn overdue_now(&self, row: &Row) -> Option<String> {
        let due = row.due.and_then(DateRange::exact)?;
        let late = due.days_until(self.as_of);
        Some(format!("if it is done on {}, it is {} late", self.as_of.with_weekday(), days(late)))
    }
}
