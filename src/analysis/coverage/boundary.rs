//! The boundaries of a duty: what an example of it can show.

use crate::eval::{Blame, DateRange, Row, Status};
use crate::facts::{Case, DateFact, Occurrence};
use crate::model::{Duty, Model};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Applies, When};
use crate::syntax::print::Printer;
use crate::time::{Calendar, Day, Weekday, days_in_month};

use super::super::witness::ingredients::Ingredients;

/// A place where a duty turns from one answer to another, or where counting its
/// days goes otherwise than on most days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Boundary {
    /// Done, or still open, on its last day.
    OnTheDay,
    /// Done, or still open, on the day before its last.
    DayBefore,
    /// Done, or not done, on the day after its last.
    DayAfter,
    /// A day that the calendar closes, and that is no weekend, lies among the working
    /// days that are counted.
    BankHoliday,
    /// Working days are counted from a Saturday or Sunday.
    Weekend,
    /// The month that is reached has no such day.
    MonthEnd,
    /// Months or years are counted from or to 29 February.
    LeapDay,
    /// The act came before it counted, or earlier than the event it follows.
    Early,
    /// A condition keeps the duty from applying.
    NotApplicable,
    /// What is not recorded leaves it open how the duty stands.
    Unknown,
    /// It closed without being done.
    Lapsed,
    /// A clause of `unless` holds: its place, and that of its part, from 0.
    Unless(usize, usize),
    /// Another limit takes the place of the first: its place among the limits.
    Limit(usize),
}

impl Boundary {
    /// In a word or two, without the words of the duty: `on the day`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Boundary::OnTheDay => "on the due day",
            Boundary::DayBefore => "the day before",
            Boundary::DayAfter => "the day after",
            Boundary::BankHoliday => "across a bank holiday",
            Boundary::Weekend => "from a weekend",
            Boundary::MonthEnd => "at a month's end",
            Boundary::LeapDay => "on a leap day",
            Boundary::Early => "early",
            Boundary::NotApplicable => "not applicable",
            Boundary::Unknown => "unknown",
            Boundary::Lapsed => "lapsed",
            Boundary::Unless(..) => "unless",
            Boundary::Limit(_) => "another limit",
        }
    }

    /// In the words of its duty: `unless recorded: the child refuses`.
    #[must_use]
    pub fn words(self, model: &Model, duty: &Duty) -> String {
        let printer = Printer::new(&model.vocabulary);
        match self {
            Boundary::Unless(clause, part) => {
                let part = duty.applies.get(clause).and_then(|one| one.parts.get(part));
                let part = part.map(|part| Applies { parts: vec![part.clone()] });
                part.map_or_else(|| self.key().to_owned(), |part| printer.applies(&part).flat())
            }
            Boundary::Limit(at) => {
                let case = duty.due.as_ref().and_then(|due| due.cases.get(at.checked_sub(1)?));
                let words = case.map(|case| {
                    let when = Spanned::new(When::If, case.core.span);
                    let applies = Applies { parts: vec![(when, case.condition.clone())] };
                    format!("the limit {}", printer.applies(&applies).flat())
                });
                words.unwrap_or_else(|| self.key().to_owned())
            }
            Boundary::OnTheDay
            | Boundary::DayBefore
            | Boundary::DayAfter
            | Boundary::BankHoliday
            | Boundary::Weekend
            | Boundary::MonthEnd
            | Boundary::LeapDay
            | Boundary::Early
            | Boundary::NotApplicable
            | Boundary::Unknown
            | Boundary::Lapsed => self.key().to_owned(),
        }
    }
}

/// A duty, and what bears on its boundaries.
pub(super) struct Bounds<'m> {
    pub(super) duty: &'m Duty,
    calendar: Option<&'m Calendar>,
    working: bool,
    monthly: bool,
}

impl<'m> Bounds<'m> {
    pub(super) fn of(model: &'m Model, duty: &'m Duty) -> Bounds<'m> {
        let all = Ingredients::of(model, duty);
        let ages = !all.birthdays.is_empty();
        // What must hold all through a time counts no months up to a day.
        let standing = duty.standing.is_some();
        Bounds {
            duty,
            calendar: model.calendar.as_deref().filter(|_| all.working),
            working: all.working,
            monthly: (all.monthly || ages) && !standing,
        }
    }

    /// Every boundary that a row of the duty stands on, on a day.
    pub(super) fn reached(&self, case: &Case, row: &Row, as_of: Day) -> Vec<Boundary> {
        let mut all = Vec::new();
        let mut add = |boundary, is: bool| {
            if is {
                all.push(boundary);
            }
        };
        let status = row.statuses.single();
        let due = row.due.and_then(DateRange::exact);
        let done = row.fulfilled.as_ref().and_then(|(day, _)| day.exact());
        let at = |days: i32| {
            let Some(due) = due else { return false };
            let there = due.plus(days);
            match (status, done) {
                _ if row.flags.provisional => false,
                (Some(Status::Met | Status::MetLate), Some(done)) => done == there,
                (Some(Status::Pending | Status::DueSoon | Status::Overdue), _) => as_of == there,
                (Some(Status::Lapsed), _) => row.flags.breached && as_of == there,
                (Some(Status::NotApplicable | Status::Met | Status::MetLate) | None, _) => false,
            }
        };
        add(Boundary::OnTheDay, at(0));
        add(Boundary::DayBefore, at(-1));
        add(Boundary::DayAfter, at(1));
        let applies = status != Some(Status::NotApplicable) && !row.flags.provisional;
        if let (Some(trigger), Some(due)) = (row.trigger_date.and_then(DateRange::exact), due) {
            add(Boundary::BankHoliday, applies && self.crosses_closed(trigger, due));
            add(Boundary::Weekend, applies && self.starts_at_weekend(trigger));
            add(Boundary::MonthEnd, applies && self.monthly && clamped(trigger, due));
            let leaps = [trigger, due].iter().any(|day| is_leap_day(*day));
            add(Boundary::LeapDay, applies && self.monthly && leaps);
        }
        add(Boundary::Early, applies && (row.flags.too_early || self.before(case, row)));
        add(Boundary::NotApplicable, status == Some(Status::NotApplicable));
        // The end of a calendar bears on every duty alike.
        let ends = |why: &Blame| matches!(why, Blame::Calendar(..));
        add(Boundary::Unknown, status.is_none() && !row.blame.iter().all(ends));
        add(Boundary::Lapsed, status == Some(Status::Lapsed));
        add(Boundary::Limit(row.limit), applies && row.limit > 0);
        for one in row.applies.iter().filter(|one| one.holds == Some(false)) {
            let part = self.duty.applies.get(one.clause).and_then(|all| all.parts.get(one.part));
            let unless = part.is_some_and(|(when, _)| when.value == When::Unless);
            add(Boundary::Unless(one.clause, one.part), unless);
        }
        all
    }

    /// Whether the act came before the event it follows.
    fn before(&self, case: &Case, row: &Row) -> bool {
        let Some(trigger) = row.trigger_date.filter(|_| !self.leads()) else { return false };
        let kind = row.occurrence.and_then(|id| case.occurrence(id)).map(|one| one.kind);
        let acts = self.duty.act.parts.iter().filter(|part| !part.completion);
        let acts: Vec<_> = acts.map(|part| part.event.value).collect();
        let early = |one: &Occurrence| {
            let day = one.started.and_then(DateFact::exact);
            acts.contains(&one.kind) && day.is_some_and(|day| day < trigger.first)
        };
        // Where the act is what starts it, the one before is no early one.
        !kind.is_some_and(|kind| acts.contains(&kind)) && case.events.iter().any(early)
    }

    fn leads(&self) -> bool {
        self.duty.limits.first().is_some_and(|limit| limit.kind == crate::model::Kind::Lead)
    }

    /// Whether a day off that is no weekend lies among the days counted.
    fn crosses_closed(&self, trigger: Day, due: Day) -> bool {
        let Some(calendar) = self.calendar.filter(|_| self.working) else { return false };
        let (first, last) =
            if trigger <= due { (trigger.plus(1), due) } else { (due, trigger.plus(-1)) };
        calendar
            .closed()
            .iter()
            .any(|(day, _)| *day >= first && *day <= last && !calendar.is_weekend(*day))
    }

    fn starts_at_weekend(&self, trigger: Day) -> bool {
        let weekend = matches!(trigger.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.working && weekend
    }

    /// Where the duty is written, for messages about it.
    pub(super) fn place(&self) -> Span {
        self.duty.name.span
    }
}

/// Whether a day was taken because the month has no later one.
fn clamped(trigger: Day, due: Day) -> bool {
    let ((_, _, from), (year, month, to)) = (trigger.ymd(), due.ymd());
    from > to && days_in_month(year, month) == Some(to) && trigger.days_until(due).abs() >= 27
}

fn is_leap_day(day: Day) -> bool {
    let (_, month, date) = day.ymd();
    (month, date) == (2, 29)
}
