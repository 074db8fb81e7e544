//! Days seen from an instance, as texts of the language.
//!
//! In: a day of the form. Out: what finds it. Never here: conditions.

use super::Why;
use super::kinds::{begins, kind, status};
use super::plan::Plan;
use super::tests_of::Reading;
use crate::ir::{Compiled, Day, Join, Shift};
use crate::model::DutyId;
use crate::syntax::ast::Becoming;
use crate::time::{Counting, Direction, Length, Offset, Roll, Unit};

/// A day seen from the seat at hand.
pub(super) fn day(plan: &mut Plan<'_>, with: Reading<'_>, wanted: &Day) -> Result<String, Why> {
    Ok(match wanted {
        Day::Trigger => "TRIG".to_owned(),
        Day::Own(of, each) => {
            let first = if *each {
                "next"
            } else if begins(plan, with.scope, *of) {
                "first"
            } else {
                "nth"
            };
            format!("own_or_{first}({})", kind(plan, *of)?)
        }
        Day::Nth(of, 1) if begins(plan, with.scope, *of) => format!("first({})", kind(plan, *of)?),
        Day::Nth(of, n) => format!("nth({}, {n})", kind(plan, *of)?),
        Day::NthAfter(of, n, from) => {
            let from = day(plan, with, from)?;
            format!("nth_after({}, {from}, {n})", kind(plan, *of)?)
        }
        Day::LastBefore(of, before) => {
            let before = day(plan, with, before)?;
            format!("last_before({}, {before})", kind(plan, *of)?)
        }
        Day::StartOf(of) => format!("edge_day({}, 0)", status(plan, *of)?),
        Day::EndOf(of) => format!("edge_day({}, 1)", status(plan, *of)?),
        Day::Birthday(n) => birthday(*n, with.leap_early),
        Day::Fixed(day) => day.to_string(),
        Day::OfYear(month, of_month) => format!("of_year(TRIG, {month}, {of_month})"),
        Day::Became(duty, becoming) => match hangs_on(plan, *duty)? {
            Some(place) => format!("became({place}, {})", became(*becoming)),
            None => "NEVER".to_owned(),
        },
        Day::Completion(found) => match **found {
            Day::Own(..) | Day::Nth(..) | Day::NthAfter(..) | Day::LastBefore(..) => {
                format!("completed({})", day(plan, with, found)?)
            }
            Day::Trigger
            | Day::StartOf(_)
            | Day::EndOf(_)
            | Day::Birthday(_)
            | Day::Fixed(_)
            | Day::OfYear(..)
            | Day::Became(..)
            | Day::Completion(_)
            | Day::Shift(..)
            | Day::Join(..) => return Err("it goes by the completion of no event".into()),
        },
        Day::Shift(from, by) => {
            let from = day(plan, with, from)?;
            shift(plan, &from, by)?
        }
        Day::Join(a, b, how) => {
            let (a, b) = (day(plan, with, a)?, day(plan, with, b)?);
            join(&a, &b, *how)
        }
    })
}

/// The place of a duty that another hangs on; none where it has no row, or the case is lost
/// where it has.
pub(super) fn hangs_on(plan: &Plan<'_>, duty: DutyId) -> Result<Option<u32>, Why> {
    match plan.ir.duties.get(duty.0 as usize) {
        Some(Compiled::Nothing) => return Ok(None),
        Some(_) if plan.ir.sleep(duty).is_some() => return Ok(None),
        Some(Compiled::Fallback(_) | Compiled::Duty(_)) | None => {}
    }
    let name = plan.model.duty(duty).map_or("another", |duty| duty.name.value.as_str());
    let why = || format!("it hangs on `{name}`, which the module leaves out");
    plan.place(duty).map(Some).ok_or_else(|| why().into())
}

pub(super) fn became(becoming: Becoming) -> u32 {
    match becoming {
        Becoming::Due => 0,
        Becoming::Overdue => 1,
        Becoming::Met => 2,
    }
}

/// The earlier or later of two.
pub(super) fn join(a: &str, b: &str, how: Join) -> String {
    match how {
        Join::Earlier => format!("min({a}, {b})"),
        Join::Later => format!("max({a}, {b})"),
        Join::LaterIfAny => format!("later_if_any({a}, {b})"),
    }
}

/// The n-th birthday, 0 being the birth.
pub(super) fn birthday(n: u32, leap_early: bool) -> String {
    format!("birthday({}, {})", n.saturating_mul(12), i32::from(!leap_early))
}

/// So long on from a day, where the phrase says no more.
pub(super) fn onwards(plan: &Plan<'_>, from: &str, offset: Offset) -> Result<String, Why> {
    let (direction, counting) = (Direction::Forward, Counting::of(&offset));
    shift(plan, from, &Shift { offset, direction, counting, roll: Roll::None })
}

/// So long from a day.
pub(super) fn shift(plan: &Plan<'_>, from: &str, by: &Shift) -> Result<String, Why> {
    let (first, second) = in_order(&by.offset);
    let from_counts = by.counting == Counting::BeginningWith;
    let beyond = !from_counts && (by.counting == Counting::Clear || by.offset.is_clear());
    let needs = by.offset.needs_calendar() || by.roll != Roll::None;
    if needs && plan.calendar.is_none() {
        return Err("it has no calendar to count by".into());
    }
    let last = second.is_none();
    let mut day = step(from, (first, by.direction, from_counts, beyond && last));
    if let Some(second) = second {
        day = step(&day, (second, by.direction, false, beyond));
    }
    Ok(match by.roll {
        Roll::None => day,
        Roll::Forward => format!("working(add({day}, -1), 1)"),
        Roll::Back => format!("working(add({day}, 1), -1)"),
    })
}

/// What to apply, in order: months first and together, then days as written.
fn in_order(offset: &Offset) -> (Length, Option<Length>) {
    let months = |length: Length| match length.unit {
        Unit::Year => length.count.saturating_mul(12),
        Unit::CalendarDay | Unit::WorkingDay | Unit::Week | Unit::Month => length.count,
    };
    let Some(second) = offset.plus else { return (offset.first, None) };
    let first = offset.first;
    match (first.unit.is_monthly(), second.unit.is_monthly()) {
        (true, true) => {
            let count = months(first).saturating_add(months(second));
            (Length { count, clear: first.clear, unit: Unit::Month }, None)
        }
        (false, true) => (second, Some(first)),
        (true | false, false) => (first, Some(second)),
    }
}

fn step(
    day: &str,
    (length, direction, from_counts, beyond): (Length, Direction, bool, bool),
) -> String {
    let sign = if direction == Direction::Forward { 1 } else { -1 };
    let count = length.count.min(1_000_000).cast_signed();
    let shift = i32::from(beyond) - i32::from(from_counts);
    let months = |n: i32| format!("months({day}, {}, {})", sign * n, sign * shift);
    match length.unit {
        Unit::CalendarDay => format!("add({day}, {})", sign * (count + shift)),
        Unit::Week => format!("add({day}, {})", sign * (7 * count + shift)),
        Unit::Month => months(count),
        Unit::Year => months(12 * count),
        Unit::WorkingDay => {
            let n = sign * (count + i32::from(beyond));
            if from_counts {
                format!("working(add({day}, {}), {n})", -sign)
            } else {
                format!("working({day}, {n})")
            }
        }
    }
}
