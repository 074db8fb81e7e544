//! What comes again and again, in words: the act before, the stretch, the clock.
//!
//! In: a row of a duty that recurs, or whose clock restarts or pauses. Out: what
//! its due date was counted from. Never here: how it stands.

use super::words::{Of, on};
use crate::eval::{ClosureReason, DateRange, Row, TriggerKey};
use crate::model::{Duty, Point, Recurrence};
use crate::syntax::ast::{Anchor, Clock, EventAnchor, Window};
use crate::syntax::print::Printer;
use crate::time::{Day, Direction, apply};

impl Of<'_> {
    /// What the due date of a row of a recurring duty follows from; nothing where
    /// its limit says it all.
    pub(super) fn recurring_basis(&self, duty: &Duty, row: &Row) -> Option<String> {
        match duty.recurrence.as_ref()? {
            Recurrence::Schedule(schedule) => {
                let stage = row.limit.checked_sub(1).and_then(|at| schedule.stages.get(at))?;
                let every = Printer::new(&self.model.vocabulary).limit(&stage.limit);
                let start =
                    Printer::new(&self.model.vocabulary).anchor(&duty.trigger.as_ref()?.anchor);
                stage.fixed.then(|| {
                    format!(
                        "the next day after {} on a timetable of every {every} from {start}",
                        self.trigger(duty, row)
                    )
                })
            }
            Recurrence::Rolling(every) => {
                let (due, reached) = (row.due?.exact()?, self.plain(duty, row)?);
                (due != reached).then(|| {
                    format!(
                        "the day from which this is required, more than {every} after {}",
                        self.trigger(duty, row)
                    )
                })
            }
            Recurrence::Windows { window, .. } => {
                Some(format!("the last day of {}", self.window(window, row)))
            }
        }
    }

    /// The same where a clock restarted or paused.
    pub(super) fn clocked_basis(&self, duty: &Duty, row: &Row) -> Option<String> {
        let (due, reached) = (row.due?.exact()?, self.plain(duty, row)?);
        let limit = duty.limits.get(row.limit)?.due.as_ref()?;
        let Point::After { offset, .. } = limit else { return None };
        if due == reached || duty.running.clocks.is_empty() {
            return None;
        }
        let again = duty.running.clocks.iter().find_map(|clock| match &clock.value {
            Clock::Restarts(Anchor::Event(event)) => self.restart(event, limit, due),
            Clock::Restarts(_) | Clock::Pauses(_) => None,
        });
        let from = match &again {
            Some(again) => format!("{again}, when the clock started again"),
            None => self.trigger(duty, row),
        };
        let pauses = duty.running.clocks.iter().filter_map(|clock| match &clock.value {
            Clock::Pauses(condition) => {
                Some(Printer::new(&self.model.vocabulary).inline(condition))
            }
            Clock::Restarts(_) => None,
        });
        let pauses: Vec<String> = if again.is_some() { Vec::new() } else { pauses.collect() };
        let without = if pauses.is_empty() {
            String::new()
        } else {
            format!(", without the days on which {}", pauses.join(" or "))
        };
        Some(format!("{offset} after {from}{without}"))
    }

    /// The occurrence from which the limit leads to the due date.
    fn restart(&self, event: &EventAnchor, limit: &Point, due: Day) -> Option<String> {
        let kind = event.event.value;
        let mut all: Vec<_> = self.case.events.iter().filter(|one| one.kind == kind).collect();
        all.retain(|one| {
            let day = one.started.or(one.completed).and_then(crate::facts::DateFact::exact);
            day.is_some_and(|day| day <= self.as_of && self.counted_from(limit, day) == Some(due))
        });
        all.pop().map(|one| self.occurrence(one.id))
    }

    /// Where the limit of a row leads from its trigger, whatever its clock does.
    fn plain(&self, duty: &Duty, row: &Row) -> Option<Day> {
        let limit = duty.limits.get(row.limit)?.due.as_ref()?;
        self.counted_from(limit, row.trigger_date.and_then(DateRange::exact)?)
    }

    fn counted_from(&self, limit: &Point, day: Day) -> Option<Day> {
        let Point::After { from, offset, counting, roll } = limit else { return None };
        let calendar = self.model.calendar.as_deref();
        let reached = apply(day, offset, Direction::Forward, *counting, *roll, calendar);
        reached.ok().filter(|_| **from == Point::Trigger)
    }

    /// Whether the days counted from its trigger lead to the due date of a row.
    pub(super) fn counts_plainly(&self, duty: &Duty, row: &Row) -> bool {
        let recurs = duty.recurrence.is_some() || !duty.running.clocks.is_empty();
        let due = row.due.and_then(DateRange::exact);
        !recurs || due.is_none_or(|due| self.plain(duty, row).is_none_or(|day| day == due))
    }

    /// `the financial year that began on Tue 1 April 2025`
    fn window(&self, window: &Window, row: &Row) -> String {
        let name = Printer::new(&self.model.vocabulary).window_name(window);
        let name = match window {
            Window::Period(status) => format!("the period “{}”", self.noun(status.value)),
            Window::CalendarYear | Window::FinancialYear | Window::Term | Window::YearFrom(_) => {
                format!("the {name}")
            }
        };
        let began = row.opens.or(row.trigger_date);
        began.map_or_else(|| name.clone(), |day| format!("{name} that began {}", on(day)))
    }

    /// What a row of a recurring duty hangs on; nothing where it is what its
    /// schedule begins with.
    pub(super) fn recurring_trigger(&self, duty: &Duty, row: &Row) -> Option<String> {
        let recurrence = duty.recurrence.as_ref()?;
        if let TriggerKey::Previous(id) = row.key.trigger {
            return Some(self.occurrence(id));
        }
        if let TriggerKey::Start(_) = row.key.trigger {
            let day = row.trigger_date.map_or_else(String::new, |day| format!(" {}", on(day)));
            return Some(format!("the start of the requirement{day}"));
        }
        match recurrence {
            Recurrence::Windows { window, .. } => Some(self.window(window, row)),
            Recurrence::Schedule(_) | Recurrence::Rolling(_) => None,
        }
    }

    /// A window that goes on: nobody knows its last day yet.
    pub(super) fn goes_on(&self, duty: &Duty, row: &Row) -> Option<String> {
        match duty.recurrence.as_ref()? {
            Recurrence::Windows { window, .. } if row.due.is_none() => {
                Some(format!("before the end of {}", self.window(window, row)))
            }
            Recurrence::Windows { .. } | Recurrence::Schedule(_) | Recurrence::Rolling(_) => None,
        }
    }

    /// Why something that recurs closed.
    pub(super) fn recurring_closed(&self, duty: &Duty, reason: &ClosureReason) -> Option<String> {
        let printer = Printer::new(&self.model.vocabulary);
        match reason {
            ClosureReason::NextBegan(id) => {
                let kind = id.and_then(|id| self.case.occurrence(id)).map(|found| found.kind);
                let next = kind.map(|kind| format!("the next {} came", self.noun(kind)));
                Some(next.unwrap_or_else(|| "what its schedule begins with came again".to_owned()))
            }
            ClosureReason::Until => {
                let until = duty.running.until.as_ref()?;
                Some(format!("{} came", printer.anchor(&until.value)))
            }
            ClosureReason::NextOver => Some(match &duty.recurrence {
                Some(Recurrence::Windows { window, .. }) => {
                    format!("the next {} was over too", printer.window_name(window))
                }
                Some(Recurrence::Schedule(_) | Recurrence::Rolling(_)) | None => {
                    "the next one was over too".to_owned()
                }
            }),
            ClosureReason::ScopeEnded(_)
            | ClosureReason::WhileStopped
            | ClosureReason::AnchorHappened(_)
            | ClosureReason::Cancelled(_)
            | ClosureReason::DayCame
            | ClosureReason::Deemed => None,
        }
    }
}
