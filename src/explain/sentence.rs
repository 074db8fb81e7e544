//! A row in one sentence.
//!
//! In: a row and what it was made from. Out: one plain sentence that can be read
//! aloud: what was due, by when, from what, and how it stands. Never here: the
//! whole derivation.

use super::words::{Of, by, days, listed, on};
use crate::check::Checked;
use crate::eval::{DateRange, Row, Status, TriggerKey};
use crate::facts::Case;
use crate::model::{Duty, Opens, Point};
use crate::names::{capital, with_article};
use crate::syntax::ast::{Anchor, When as How};
use crate::syntax::print::Printer;
use crate::time::{Day, Direction, TimeError, apply};

/// One sentence for a row, in the pack's own labels; two where it is not known
/// how it stands.
#[must_use]
pub fn sentence(model: &Checked, case: &Case, row: &Row, as_of: Day) -> String {
    let of = Of { model, case, as_of };
    let Some(duty) = model.duty(row.key.duty) else { return String::new() };
    let whole = capital(&of.whole(duty.version_at(row.version), row));
    match of.counts_all_the_same(row) {
        Some(deemed) => format!("{whole} {}.", capital(&deemed)),
        None => whole,
    }
}

impl Of<'_> {
    fn whole(&self, duty: &Duty, row: &Row) -> String {
        if let Some(standing) = &duty.standing {
            return self.standing(duty, standing, row);
        }
        if let TriggerKey::NotRecorded(kind) = row.key.trigger {
            let (event, again) = self.was_there(kind);
            let (must, rule) = (self.duty(duty, false), self.rule(duty));
            return format!(
                "It is not known whether {event}; where {again}, {must} {rule}. \
                 To know this, record when it was, or that the record is complete."
            );
        }
        match row.statuses.single() {
            Some(Status::NotApplicable) => self.not_applicable(duty, row),
            Some(status) => format!(
                "{}; {}.",
                self.due(duty, row, past(row, self.as_of)),
                self.stands(duty, row, status)
            ),
            None => self.unknown(duty, row),
        }
    }

    /// Of a duty whose rule has changed: on which day the one that counts was in
    /// force.
    pub(super) fn in_force(&self, row: &Row) -> Option<String> {
        let changed = self.model.duty(row.key.duty).is_some_and(|duty| !duty.versions.is_empty());
        let day = row.trigger_date.filter(|_| changed)?.exact()?;
        Some(format!("under the rule in force on {}", day.long()))
    }

    /// What is due, by when, from what.
    fn due(&self, duty: &Duty, row: &Row, past: bool) -> String {
        let act = self.duty(duty, past);
        let basis = self.basis(duty, row);
        let basis = if basis.is_empty() { String::new() } else { format!(", {basis}") };
        let basis = match self.in_force(row) {
            Some(ruled) => format!("{basis}, {ruled}"),
            None => basis,
        };
        let window =
            duty.limits.get(row.limit).is_some_and(|limit| matches!(limit.opens, Opens::From(_)));
        let opens = row.opens.filter(|_| window);
        match (row.due, opens) {
            (Some(due), Some(opens)) if due == opens => format!("{act} {}{basis}", on(due)),
            (Some(due), Some(opens)) if opens.exact().is_some() && due.exact().is_some() => {
                format!(
                    "{act} between {} and {}{basis}",
                    opens.first.with_weekday(),
                    due.first.with_weekday()
                )
            }
            (Some(due), _) => format!("{act} {}{basis}", by(due)),
            (None, _) if self.goes_on(duty, row).is_some() => {
                format!("{act} {}", self.goes_on(duty, row).unwrap_or_default())
            }
            (None, Some(opens)) => format!("{act} from {}", opens.first.with_weekday()),
            (None, None) if self.beyond_calendar(duty, row) => {
                let last =
                    self.model.calendar.as_ref().map(|calendar| calendar.last().with_weekday());
                format!(
                    "{act} by a day after {}, where the calendar ends{basis}",
                    last.unwrap_or_default()
                )
            }
            (None, None) if self.has_no_date(duty, row) => {
                format!("{act}, with no last day, after {}", self.trigger(duty, row))
            }
            (None, None) => format!("{act}, by a day that cannot be told yet"),
        }
    }

    fn has_no_date(&self, duty: &Duty, row: &Row) -> bool {
        duty.limits.get(row.limit).is_none_or(|limit| limit.due.is_none())
    }

    /// Whether the due date is not known because the calendar ends before it.
    fn beyond_calendar(&self, duty: &Duty, row: &Row) -> bool {
        let due = duty.limits.get(row.limit).and_then(|limit| limit.due.as_ref());
        let from = row.trigger_date.and_then(DateRange::exact);
        let (Some(Point::After { offset, counting, roll, .. }), Some(from)) = (due, from) else {
            return false;
        };
        let calendar = self.model.calendar.as_deref();
        let reached = apply(from, offset, Direction::Forward, *counting, *roll, calendar);
        matches!(reached, Err(TimeError::OutsideCalendar { .. }))
    }

    /// How it stands.
    fn stands(&self, duty: &Duty, row: &Row, status: Status) -> String {
        let done = || {
            row.fulfilled.map_or_else(
                || self.was_had(duty, row),
                |(day, id)| format!("{} {}", self.was_done(duty, id), on(day)),
            )
        };
        match status {
            Status::Met => format!("{}, in time", done()),
            Status::MetLate => match row.days_late {
                Some(late) => format!("{}, {} late", done(), days(late)),
                None => format!("{}, late", done()),
            },
            Status::Lapsed => self.lapsed(duty, row),
            Status::Overdue => self.overdue(duty, row),
            Status::DueSoon | Status::Pending => self.waiting(duty, row),
            Status::NotApplicable => "it does not apply".to_owned(),
        }
    }

    /// Of an act that is a state: that it was there on the day.
    fn was_had(&self, duty: &Duty, row: &Row) -> String {
        match (duty.act.parts.as_slice(), row.due.and_then(DateRange::exact)) {
            ([part], Some(due)) if part.holding && row.days_late.is_none() => {
                let noun = with_article(self.noun(part.event.value));
                format!("there was {noun} on {}", due.with_weekday())
            }
            ([part], _) if part.holding => {
                format!("there was {} only later", with_article(self.noun(part.event.value)))
            }
            _ => "this was done".to_owned(),
        }
    }

    /// `this was not done`; of several parts those that are missing.
    fn not_done(&self, duty: &Duty, row: &Row) -> String {
        let some = !row.missing_parts.is_empty();
        if duty.act.parts.len() < 2 || !some || row.missing_parts.len() >= duty.act.parts.len() {
            return "this was not done".to_owned();
        }
        let parts = row.missing_parts.iter().filter_map(|at| duty.act.parts.get(*at));
        let missing: Vec<String> = parts.map(|part| self.missing_part(part)).collect();
        format!("{} {} missing", listed(&missing), if missing.len() == 1 { "was" } else { "were" })
    }

    fn lapsed(&self, duty: &Duty, row: &Row) -> String {
        let Some(closure) = &row.closure else { return "it has lapsed".to_owned() };
        let why = self.closed(duty, &closure.reason);
        let when = on(closure.on);
        let not_done = self.not_done(duty, row);
        match (row.flags.too_late, row.days_late) {
            (true, Some(late)) => {
                format!(
                    "{not_done}, and nothing can meet it since {why} {when}, {} after it was due",
                    days(late)
                )
            }
            (true, None) => {
                format!("this was not done before {why} {when}, and nothing can meet it now")
            }
            (false, Some(late)) => {
                let late = days(late);
                format!(
                    "this was not done, and the duty lapsed {when}, {late} after it was due, when {why}"
                )
            }
            (false, None) => format!("the duty lapsed without a breach {when}, when {why}"),
        }
    }

    fn overdue(&self, duty: &Duty, row: &Row) -> String {
        let not_done = if duty.act.parts.len() > 1 && row.missing_parts.len() < duty.act.parts.len()
        {
            let parts = row.missing_parts.iter().filter_map(|at| duty.act.parts.get(*at));
            let missing: Vec<String> = parts.map(|part| self.missing_part(part)).collect();
            {
                let are = if missing.len() == 1 { "is" } else { "are" };
                format!("{} {are} not recorded as done", listed(&missing))
            }
        } else {
            "this is not recorded as done".to_owned()
        };
        match (row.due.and_then(DateRange::exact), row.days_late) {
            (Some(due), Some(over)) => format!(
                "{not_done}, and it has been overdue since {} ({})",
                due.plus(1).with_weekday(),
                days(over)
            ),
            _ => format!("{not_done}, and it is overdue"),
        }
    }

    fn waiting(&self, duty: &Duty, row: &Row) -> String {
        let left = row.due.and_then(DateRange::exact).map(|due| self.as_of.days_until(due));
        let opens = row.opens.filter(|opens| opens.first > self.as_of);
        if row.flags.at_risk {
            let event = self.leads_to(duty);
            return format!(
                "no day is planned for {event}, and this one has passed: it is at risk"
            );
        }
        if row.flags.provisional {
            let event = self.leads_to(duty);
            let stale = if row.flags.stale_plan {
                format!("the day planned for {event} has passed and no new one is set")
            } else {
                format!("no day is planned for {event} yet")
            };
            return format!("{stale}, so this is the latest it can be");
        }
        match (opens, left) {
            (Some(opens), _) => {
                format!("nothing done before {} counts", opens.first.with_weekday())
            }
            (None, Some(0)) => "today is the last day".to_owned(),
            (None, Some(left)) if left > 0 => {
                format!("there {} {} left", if left == 1 { "is" } else { "are" }, days(left))
            }
            (None, Some(_)) => "it is still open".to_owned(),
            (None, None) => "it is still to be done".to_owned(),
        }
    }

    /// The event that a lead time leads up to.
    fn leads_to(&self, duty: &Duty) -> String {
        match duty.trigger.as_ref().map(|trigger| &trigger.anchor) {
            Some(Anchor::Event(event)) => self.the(event.event.value),
            Some(_) | None => "what it leads up to".to_owned(),
        }
    }

    fn not_applicable(&self, duty: &Duty, row: &Row) -> String {
        let act = self.act(duty);
        let what = self.trigger(duty, row);
        let because = self.waived(row).unwrap_or_else(|| self.excluded(duty, row));
        let because = if because.is_empty() { String::new() } else { format!(": {because}") };
        format!("no duty to {act} arises from {what}{because}.")
    }

    /// The condition that was not met, in the pack's words.
    pub(super) fn excluded(&self, duty: &Duty, row: &Row) -> String {
        let printer = Printer::new(&self.model.vocabulary);
        let failed = row.applies.iter().find(|outcome| outcome.holds == Some(false));
        let part = failed.and_then(|outcome| {
            let part = duty.applies.get(outcome.clause)?.parts.get(outcome.part)?;
            Some((part.0.value, printer.inline(&part.1), outcome.judged_on))
        });
        let Some((how, words, day)) = part else { return String::new() };
        let day = day
            .filter(|day| day.last <= self.as_of)
            .map_or_else(String::new, |day| format!(" {}", on(day)));
        match how {
            How::If => format!("it applies only if {words}, which was not so{day}"),
            How::Once => format!("it applies once {words}, which is not so yet"),
            How::While => format!("it applies only while {words}, which is not so{day}"),
            How::Unless => format!("an exception is made ({words})"),
        }
    }

    fn unknown(&self, duty: &Duty, row: &Row) -> String {
        let words: Vec<String> =
            row.statuses.iter().map(|status| status.word().to_owned()).collect();
        let could = match words.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            Some(_) | None => words.join(", "),
        };
        let due = self.due(duty, row, past(row, self.as_of));
        format!("{due}; how it stands is not known: it could be {could}. {}.", self.ask(row))
    }

    /// What to record for the status to be known.
    fn ask(&self, row: &Row) -> String {
        let missing: Vec<String> = row.blame.iter().map(|blame| self.missing(blame)).collect();
        if missing.is_empty() {
            return "The record does not say enough to tell".to_owned();
        }
        format!("To know this, record {}", listed(&missing))
    }
}

/// Whether a row is over: done, closed, or past its day.
fn past(row: &Row, as_of: Day) -> bool {
    let over =
        |status| matches!(status, Status::Met | Status::MetLate | Status::Lapsed | Status::Overdue);
    row.statuses.iter().all(over) || row.due.is_some_and(|due| due.last < as_of)
}
