//! One situation seen from all sides: the act before, on and after each day that
//! matters, looked at before, on and after it, from other days of the year.

use std::ops::ControlFlow;

use super::build::{self, ends, shifted};
use super::ingredients::recorded_as;
use super::{Search, Situation, Visit};
use crate::eval::Status;
use crate::facts::{Case, DateFact, PeriodEnd};
use crate::time::{Calendar, Day};

/// The days on which to look at a case that was just put together: when all that
/// happened has happened, plans apart, when all has, and after waiting on.
pub(super) fn looks(case: &Case, base: Day, waits: Option<i32>) -> Vec<Day> {
    let happened = case.events.iter().filter_map(|one| {
        let dates = [one.started, one.completed, one.adjourned, one.cancelled];
        dates.into_iter().flatten().filter_map(DateFact::bounds).map(|(_, last)| last).max()
    });
    let periods = case.periods.iter().flat_map(|one| {
        let until = match one.until {
            PeriodEnd::On(date) => date.bounds(),
            PeriodEnd::Ongoing => None,
        };
        [one.from.bounds(), until].into_iter().flatten().map(|(_, last)| last)
    });
    let last = happened.chain(periods).max().unwrap_or(base);
    let mut days = vec![last.plus(1)];
    days.extend(ends(case).map(|(_, last)| last.plus(1)));
    days.extend(waits.map(|longest| last.plus(longest)));
    days.dedup();
    days
}

/// Whether some row has a known last day.
pub(super) fn is_dated(situation: &Situation) -> bool {
    situation.rows.iter().flatten().any(|row| row.due.is_some_and(|due| due.exact().is_some()))
}

/// Whether some row with a known last day is neither expected only nor out of the
/// question.
pub(super) fn runs(situation: &Situation) -> bool {
    situation.rows.iter().flatten().any(|row| {
        let applies = row.statuses.single() != Some(Status::NotApplicable);
        applies && !row.flags.provisional && row.due.is_some()
    })
}

/// The days at which something may change for the rows of a situation.
fn turning_points(situation: &Situation) -> Vec<Day> {
    let mut days = Vec::new();
    for row in situation.rows.iter().flatten() {
        let closed = row.closure.as_ref().map(|closure| closure.on);
        for range in [row.due, row.opens, row.trigger_date, closed].into_iter().flatten() {
            days.extend([range.first, range.last]);
        }
    }
    days.sort_unstable();
    days.dedup();
    days.truncate(10);
    days
}

/// The act before, on and after each day that matters, and no act, each looked at
/// before, on and after.
pub(super) fn acts(search: &Search<'_>, kind: &Situation, visit: Visit<'_>) -> ControlFlow<()> {
    let points = turning_points(kind);
    let mut looks: Vec<Day> =
        points.iter().flat_map(|day| [day.plus(-1), *day, day.plus(1)]).collect();
    looks.sort_unstable();
    looks.dedup();
    for look in &looks {
        visit(&search.judge(kind.case.clone(), *look))?;
    }
    for done in &looks {
        for case in with_act(search, kind, *done) {
            for look in [*done, done.plus(1)] {
                visit(&search.judge(case.clone(), look))?;
            }
            if let Some(last) = points.last() {
                visit(&search.judge(case.clone(), last.plus(1)))?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// The case with the act done on a day: as a whole, for the trigger, and in parts.
fn with_act(search: &Search<'_>, kind: &Situation, day: Day) -> Vec<Case> {
    let mut found = Vec::new();
    let Some((model, duty)) = search.duties().next() else { return found };
    let at = duty.name.span;
    let trigger = kind.rows.iter().flatten().find_map(|row| row.occurrence);
    if duty.act.parts.iter().any(|part| part.completion) {
        let mut case = kind.case.clone();
        if let Some(one) = trigger.and_then(|id| case.events.get_mut(id.0 as usize)) {
            one.completed = Some(DateFact::Exactly(day));
            found.push(case);
        }
        return found;
    }
    let mut whole = kind.case.clone();
    for part in &duty.act.parts {
        let kind = recorded_as(model, part.event.value);
        build::happen_as(&mut whole, kind, day, at);
    }
    if duty.act.parts.len() > 1 {
        found.push(build::without_event(&whole, whole.events.len() - 1));
    }
    if let Some(id) = trigger {
        let mut linked = whole.clone();
        let new = linked.events.len().saturating_sub(duty.act.parts.len());
        linked.events.iter_mut().skip(new).for_each(|one| one.done_for = Some(id));
        found.push(whole);
        found.push(linked);
    } else {
        found.push(whole);
    }
    found
}

/// The same case from other days: each of `around` days on either side, and the
/// special ones of the two years around.
pub(super) fn days(
    search: &Search<'_>,
    kind: &Situation,
    around: i32,
    visit: Visit<'_>,
) -> ControlFlow<()> {
    let row = kind.rows.iter().flatten().find(|row| row.due.is_some());
    let Some(trigger) = row.and_then(|row| row.trigger_date.or(row.due)) else {
        return ControlFlow::Continue(());
    };
    let calendar = search.models.first().and_then(|model| model.calendar.as_deref());
    let from = trigger.first;
    let far = around.max(400);
    let mut shifts: Vec<i32> = (-far..=far).collect();
    let (year, _, _) = from.ymd();
    // The nearest leap days may lie further away.
    for leap in (year - 4..=year + 4).filter_map(|year| Day::from_ymd(year, 2, 29)) {
        shifts.extend((-2..=2).map(|more| from.days_until(leap) + more));
        let half_year = [-184, -182, -92, -91, -90, -31, -30, 29, 90, 182];
        shifts.extend(half_year.map(|more| from.days_until(leap) + more));
    }
    shifts
        .retain(|shift| shift.abs() <= around || calendar_is_special(from.plus(*shift), calendar));
    let turns = search.duties().flat_map(|(_, duty)| super::ingredients::turns(duty));
    shifts.extend(turns.flat_map(|day| [-1, 0, 1].map(|more| from.days_until(day) + more)));
    shifts.sort_by_key(|shift| (shift.abs(), *shift));
    shifts.dedup();
    for shift in shifts {
        let case = shifted(&kind.case, shift);
        let situation = search.judge(case, kind.as_of.plus(shift));
        visit(&situation)?;
        let dues = situation.rows.iter().flatten().filter_map(|row| row.due?.exact());
        let mut looks: Vec<Day> = dues.flat_map(|due| [due, due.plus(1)]).collect();
        looks.sort_unstable();
        looks.dedup();
        for look in looks {
            visit(&search.judge(situation.case.clone(), look))?;
        }
    }
    ControlFlow::Continue(())
}

/// Whether counting from a day, or to it, may go otherwise than from most days.
fn calendar_is_special(day: Day, calendar: Option<&Calendar>) -> bool {
    let next = day.plus(1).ymd();
    let (_, month, date) = day.ymd();
    let end_of_month = next.2 == 1 || date == 1 || (month == 2 && date >= 27) || date >= 29;
    let closed = calendar.is_some_and(|calendar| {
        (-4..=4).any(|near| calendar.closed_name(day.plus(near)).is_some())
    });
    end_of_month || closed
}
