//! One situation seen from all sides: the act before, on and after each day that
//! matters, looked at before, on and after it, from other days of the year.

use std::ops::ControlFlow;

use super::build::{self, ends, shifted};
use super::ingredients::recorded_as;
use super::{Search, Situation, Visit};
use crate::eval::Status;
use crate::facts::{Case, DateFact, PeriodEnd};
use crate::model::Model;
use crate::names::ConceptId;
use crate::source::Span;
use crate::syntax::ast::ActPart;
use crate::time::{Calendar, Day, MonthEnd};

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
    situation.rows().any(|row| row.due.is_some_and(|due| due.exact().is_some()))
}

/// Whether some row with a known last day is neither expected only nor out of the
/// question.
pub(super) fn runs(situation: &Situation) -> bool {
    situation.rows().any(|row| {
        let applies = row.statuses.single() != Some(Status::NotApplicable);
        applies && !row.flags.provisional && row.due.is_some()
    })
}

/// The days at which something may change for the rows of a situation.
fn turning_points(situation: &Situation) -> Vec<Day> {
    let mut days = Vec::new();
    for row in situation.rows() {
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
        // Which parts are missing matters on the days themselves.
        let turning = points.iter().take(2).any(|point| point == done);
        for case in with_act(search, kind, *done, turning) {
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

/// The case with the act done on a day: as a whole, for the trigger, and, where
/// wanted, without each of its parts and with each alone.
fn with_act(search: &Search<'_>, kind: &Situation, day: Day, parts: bool) -> Vec<Case> {
    let mut found = Vec::new();
    let Some((model, duty)) = search.duties().next() else { return found };
    let at = duty.name.span;
    let trigger = kind.rows().find_map(|row| row.occurrence);
    if duty.act.parts.iter().any(|part| part.completion) {
        let mut case = kind.case.clone();
        if let Some(one) = trigger.and_then(|id| case.events.get_mut(id.0 as usize)) {
            one.completed = Some(DateFact::Exactly(day));
            found.push(case);
        }
        return found;
    }
    let all: Vec<&ActPart> = duty.act.parts.iter().collect();
    let done = |parts: &[&ActPart]| {
        let mut case = kind.case.clone();
        act(model, &mut case, parts, (day, at));
        case
    };
    let whole = done(&all);
    if all.len() > 1 && parts {
        for out in 0..all.len() {
            let mut rest = all.clone();
            let alone = rest.remove(out);
            found.push(done(&rest));
            found.push(done(&[alone]));
        }
    } else if all.len() > 1 {
        let rest = all.split_last().map_or(&[][..], |(_, rest)| rest);
        found.push(done(rest));
    }
    let Some(id) = trigger else {
        found.push(whole);
        return found;
    };
    let mut linked = whole.clone();
    let new = kind.case.events.len();
    linked.events.iter_mut().skip(new).for_each(|one| one.done_for = Some(id));
    found.push(whole);
    found.push(linked);
    found
}

/// Some parts of an act on a day. What is done with several papers is done once.
fn act(model: &Model, case: &mut Case, parts: &[&ActPart], (day, at): (Day, Span)) {
    let mut seen: Vec<ConceptId> = Vec::new();
    for part in parts {
        let event = part.event.value;
        if part.holding {
            build::begin(case, event, day.plus(-1), at);
            continue;
        }
        if part.object.is_some() && seen.contains(&event) {
            continue;
        }
        seen.push(event);
        build::happen_as(case, recorded_as(model, event), day, at);
        let with = parts.iter().filter(|other| other.event.value == event);
        let papers: Vec<ConceptId> =
            with.filter_map(|other| Some(other.object.as_ref()?.value)).collect();
        if let Some(one) = case.events.last_mut() {
            one.papers = papers;
        }
    }
}

/// The same case from other days: each of `around` days on either side, and the
/// special ones of the two years around.
pub(super) fn days(
    search: &Search<'_>,
    kind: &Situation,
    around: i32,
    visit: Visit<'_>,
) -> ControlFlow<()> {
    let row = kind.rows().find(|row| row.due.is_some());
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
    // Near the end of a calendar cases differ for want of its days, and for nothing else.
    let end = calendar.map(|calendar| calendar.last().plus(-400));
    shifts.retain(|shift| end.is_none_or(|end| from.plus(*shift) <= end));
    shifts.sort_by_key(|shift| (shift.abs(), *shift));
    shifts.dedup();
    for shift in shifts {
        let case = shifted(&kind.case, shift);
        visit(&search.judge(case, kind.as_of.plus(shift)))?;
    }
    ControlFlow::Continue(())
}

/// The same case of people whose birthdays fall before, on and after each of its days.
pub(super) fn births(
    search: &Search<'_>,
    kind: &Situation,
    birthdays: &[u32],
    visit: Visit<'_>,
) -> ControlFlow<()> {
    if kind.case.born.is_none() {
        return ControlFlow::Continue(());
    }
    let mut days: Vec<Day> = build::dates(&kind.case).filter_map(DateFact::exact).collect();
    days.push(kind.as_of);
    days.sort_unstable();
    days.dedup();
    days.truncate(6);
    for birthday in birthdays {
        let months = -12 * i64::from(*birthday);
        for day in days.iter().flat_map(|day| [day.plus(-1), *day, day.plus(1)]) {
            let Some(born) = day.checked_plus_months(months, MonthEnd::LastDay) else { continue };
            let mut case = kind.case.clone();
            case.born = Some(DateFact::Exactly(born));
            visit(&search.judge(case, kind.as_of))?;
        }
    }
    ControlFlow::Continue(())
}

/// A case on the days on which what it comes to turns: the last before and the first
/// after each.
pub(super) fn turns(
    search: &Search<'_>,
    kind: &Situation,
    longest: i32,
    visit: Visit<'_>,
) -> ControlFlow<()> {
    let mut looks: Vec<Day> = build::dates(&kind.case).filter_map(DateFact::exact).collect();
    let Some((first, last)) = looks.iter().min().copied().zip(looks.iter().max().copied()) else {
        return ControlFlow::Continue(());
    };
    looks.extend([first.plus(-1), last.plus(longest), last.plus(2 * longest)]);
    looks.sort_unstable();
    looks.dedup();
    looks.truncate(12);
    let print = |situation: &Situation| situation.answers.first().map(super::Answered::print);
    let mut before: Option<(Day, Option<u64>)> = None;
    for look in looks {
        let situation = search.judge(kind.case.clone(), look);
        let found = print(&situation);
        visit(&situation)?;
        if let Some((day, known)) = before.filter(|(_, known)| *known != found) {
            let (mut low, mut high) = (day, look);
            while low.plus(1) < high {
                let middle = low.plus(low.days_until(high) / 2);
                let there = print(&search.judge(kind.case.clone(), middle));
                if there == known { low = middle } else { high = middle }
            }
            for day in [low.plus(-1), low, high, high.plus(1)] {
                visit(&search.judge(kind.case.clone(), day))?;
            }
        }
        before = Some((look, found));
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
