//! What comes again by itself, and what has to hold all through a time.

use super::acts::{Acts, acts};
use super::{Norm, Tables, Told, Verdict};
use crate::model::{Duty, Limits, Point, Recurrence};
use crate::syntax::ast::{Stage, Window};
use crate::time::{Counting, Offset, Roll};

/// The stages of a schedule; none of any other duty.
pub(super) fn stages(duty: &Duty) -> &[Stage] {
    let schedule = duty.recurrence.as_ref().and_then(Recurrence::schedule);
    schedule.map_or(&[], |schedule| &schedule.stages)
}

/// How two duties come again by themselves. The limit of the first act, and that of a
/// rolling one, stand among their [`limits`](super::limits).
#[must_use]
pub fn recurrence<'m>(left: Norm<'m>, right: Norm<'m>, tables: &Tables<'m>) -> Told {
    match (&left.duty.recurrence, &right.duty.recurrence) {
        (None, None) | (Some(Recurrence::Rolling(_)), Some(Recurrence::Rolling(_))) => Told::SAME,
        (Some(Recurrence::Schedule(_)), Some(Recurrence::Schedule(_))) => {
            schedules(left, right, tables)
        }
        (
            Some(Recurrence::Windows { window: one, whole: mine }),
            Some(Recurrence::Windows { window: other, whole: theirs }),
        ) => windows((one, *mine), (other, *theirs)),
        (Some(_), None) => Told::new(
            Verdict::CannotTell,
            "the first comes again by itself, the second is started by events",
        ),
        (None, Some(_)) => Told::new(
            Verdict::CannotTell,
            "the second comes again by itself, the first is started by events",
        ),
        (Some(_), Some(_)) => Told::cannot(
            "they come again in different ways: after each act, or once in each stretch of the calendar",
        ),
    }
}

fn windows((one, mine): (&Window, bool), (other, theirs): (&Window, bool)) -> Told {
    if one == other {
        // Of a stretch that began before it is asked for nothing is owed where it says `whole`.
        let why = if mine == theirs { "" } else { "only one of them leaves out part stretches" };
        return Told::new(Verdict::of(mine && !theirs, theirs && !mine), why);
    }
    Told::cannot("they are owed once in different stretches")
}

/// Stage by stage.
fn schedules<'m>(left: Norm<'m>, right: Norm<'m>, tables: &Tables<'m>) -> Told {
    let (mine, theirs) = (stages(left.duty), stages(right.duty));
    let judged = |norm: Norm<'_>| {
        let schedule = norm.duty.recurrence.as_ref().and_then(Recurrence::schedule);
        schedule.is_some_and(|schedule| schedule.judged_on_due)
    };
    let turns = |stage: &Stage| {
        (stage.turn.clone(), stage.every, stage.fixed, stage.until.clone(), stage.condition.clone())
    };
    let alike = mine.len() == theirs.len()
        && mine.iter().zip(theirs).all(|(one, other)| turns(one) == turns(other));
    if !alike || mine.len() > 1 && judged(left) != judged(right) {
        return Told::cannot("their stages have their turns at different times");
    }
    let of = |duty: &'m Duty| {
        let from = duty.limits.len().saturating_sub(stages(duty).len());
        duty.limits.get(from..).unwrap_or_default()
    };
    let mut told = Told::SAME;
    for (at, (one, other)) in (1_u32..).zip(of(left.duty).iter().zip(of(right.duty))) {
        let verdict = stage(left, right, (one, other), tables);
        if verdict != Verdict::Same {
            let nth = crate::names::ordinal(at);
            told = told.and(Told::new(verdict, format!("the limit of its {nth} stage differs")));
        }
    }
    told
}

fn stage<'m>(
    left: Norm<'m>,
    right: Norm<'m>,
    (one, other): (&Limits, &Limits),
    tables: &Tables<'m>,
) -> Verdict {
    match (&one.due, &other.due) {
        (Some(first), Some(second)) => of_points(left, right, (first, second), tables),
        (None, None) => Verdict::Same,
        (None, Some(_)) => Verdict::Stricter,
        (Some(_), None) => Verdict::Laxer,
    }
}

/// Which of two last days comes first, counted from the same day.
pub(super) fn of_points<'m>(
    left: Norm<'m>,
    right: Norm<'m>,
    (first, second): (&Point, &Point),
    tables: &Tables<'m>,
) -> Verdict {
    let calendars = (left.model.calendar.as_deref(), right.model.calendar.as_deref());
    if first == second && calendars.0 == calendars.1 {
        return Verdict::Same;
    }
    let found = tables.contrast((first, calendars.0), (second, calendars.1));
    if found.dates == 0 {
        return Verdict::CannotTell;
    }
    Verdict::of(found.earlier.dates > 0, found.later.dates > 0)
}

/// So long after a day.
pub(in crate::analysis) fn after(offset: Offset) -> Point {
    Point::After {
        from: Box::new(Point::Trigger),
        offset,
        counting: Counting::of(&offset),
        roll: Roll::None,
    }
}

/// What has to hold all through a time. A longer grace asks for less.
#[must_use]
pub fn standing<'m>(left: Norm<'m>, right: Norm<'m>, tables: &Tables<'m>) -> Told {
    let (one, other) = match (&left.duty.standing, &right.duty.standing) {
        (None, None) => return Told::SAME,
        (Some(one), Some(other)) => (one, other),
        (Some(_), None) | (None, Some(_)) => {
            let acts: Acts = acts(left, right);
            let why = "one of them asks for an act, the other that something holds all along";
            return Told::new(acts.verdict.and(Verdict::CannotTell), why);
        }
    };
    if one.holding.status != other.holding.status {
        return Told::cannot("they ask that different things hold");
    }
    if one.during.status != other.during.status {
        return Told::cannot("they ask for it all through different times");
    }
    let verdict = match (one.during.grace, other.during.grace) {
        (None, None) => Verdict::Same,
        (None, Some(_)) => Verdict::Laxer,
        (Some(_), None) => Verdict::Stricter,
        (Some(first), Some(second)) => {
            of_points(left, right, (&after(first), &after(second)), tables)
        }
    };
    let why = if verdict == Verdict::Same {
        ""
    } else {
        "the time in which it need not hold yet differs"
    };
    Told::new(verdict, why)
}
