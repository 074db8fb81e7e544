//! The one table of the ways in which English leaves open what is said of time outside
//! limits.
//!
//! In: a phrase. Out: each other honest reading of it, as two days that hang on one, and
//! what would say the other where the language has words for it. Never here: lengths that
//! are read otherwise wherever they stand (`readings`).
//!
//! A day that is named by its distance (`10 days after A`, `by 10 working days` of an
//! extension) leaves nothing open about how it is counted: the day after A is one day after
//! it in every reading. Only what has a last day for an act, or for silence, can move off a
//! day that is not worked: a condition has none.

use super::lengths::Other;
use super::readings::{COURTS, NO_RULE, Question, Told, planned_anchor, told};
use super::said::{Part, Phrase, Said};
use crate::model::{Model, Point};
use crate::syntax::ClauseKey;
use crate::syntax::ast::{Atom, Compare, FactTest, Moment, Tense};
use crate::time::{Counting, Length, Offset, Roll, Unit};

/// Every other reading, but for those of lengths.
pub(super) fn readings(model: &Model, phrase: &Phrase<'_>, calendar: bool) -> Vec<(Told, Other)> {
    let said = &phrase.said;
    let all = [
        day_of_event(phrase),
        total(said),
        since(said),
        before(said),
        clear_gap(said),
        rolled(phrase).filter(|_| calendar),
        planned(model, said),
    ];
    all.into_iter().flatten().collect()
}

/// Another reading of its lengths. Time that is added up is added up in days, so that there
/// are no words for working days in it.
pub(super) fn of_lengths(said: &Said, other: Said) -> Other {
    let points = point(said).zip(point(&other));
    match (&other, points) {
        (Said::Atom(atom), Some((here, there))) if matches!(atom.value, Atom::Total { .. }) => {
            Other::Days { here, there, said: None }
        }
        (_, _) => Other::Said(Box::new(other)),
    }
}

/// The day to which its first length leads from a day, else that day.
pub(super) fn point(said: &Said) -> Option<Point> {
    if let Said::Atom(atom) = said
        && let Atom::Total { compare, length, .. } = &atom.value
    {
        let full = after(*length, Counting::BeginningWith);
        return Some(match compare {
            Compare::AtLeast | Compare::Equal | Compare::Less => full,
            Compare::More | Compare::AtMost => on(full, one_day()),
        });
    }
    let (offset, back) = said.length()?;
    Some(if back {
        Point::Before { from: Box::new(Point::Trigger), offset, roll: Roll::None }
    } else {
        after(offset, Counting::of(&offset))
    })
}

fn after(offset: Offset, counting: Counting) -> Point {
    Point::After { from: Box::new(Point::Trigger), offset, counting, roll: Roll::None }
}

fn one_day() -> Offset {
    Offset::of(1, Unit::CalendarDay)
}

fn on(point: Point, offset: Offset) -> Point {
    Point::After {
        from: Box::new(point),
        offset,
        counting: Counting::of(&offset),
        roll: Roll::None,
    }
}

/// The length in it that is counted out from the day of an event.
fn counted(phrase: &Phrase<'_>) -> Option<Offset> {
    let found = match (&phrase.said, phrase.key) {
        (Said::Deemed(deemed), _) => match &deemed.until {
            Moment::After(offset, _) => Some(*offset),
            Moment::At(_) | Moment::Before(..) | Moment::Earlier(..) | Moment::Later(..) => None,
        },
        (Said::During(during), _) => during.grace,
        (Said::Atom(atom), _) => match &atom.value {
            Atom::Status { tense: Tense::For(offset, _), .. } => Some(*offset),
            Atom::Happened { within, .. } => within.as_ref().map(|(offset, _)| *offset),
            Atom::Status { .. }
            | Atom::Total { .. }
            | Atom::Age { .. }
            | Atom::SamePerson { .. }
            | Atom::Fact { .. }
            | Atom::Recorded { .. } => None,
        },
        // `after 1 year` of a schedule, `with 1 month grace` of a new version.
        (Said::Length(offset), ClauseKey::Schedule | ClauseKey::Transition) => Some(*offset),
        (Said::Length(_) | Said::Moment(_) | Said::Extends(_) | Said::Gap(_), _) => None,
    };
    found.filter(|offset| !offset.is_clear())
}

fn day_of_event(phrase: &Phrase<'_>) -> Option<(Told, Other)> {
    let offset = counted(phrase)?;
    let chosen = "no: the day after it is day 1";
    let about = offset.to_string();
    let told = told(Question::DayOfEvent, chosen, "yes: it is day 1", COURTS, about);
    let said = shorter(&offset).map(|shorter| {
        let first = std::cell::Cell::new(true);
        let change = |one: &Offset| if first.replace(false) { shorter } else { *one };
        Box::new(phrase.said.with_lengths(&change))
    });
    let here = after(offset, Counting::Ordinary);
    let there = after(offset, Counting::BeginningWith);
    Some((told, Other::Days { here, there, said }))
}

/// A length that ends a day sooner from every day, where there is one.
fn shorter(offset: &Offset) -> Option<Offset> {
    let days = days(offset)?.checked_sub(1).filter(|days| *days > 0)?;
    Some(Offset::of(days, Unit::CalendarDay))
}

/// How many days it always has.
fn days(offset: &Offset) -> Option<u32> {
    let Offset { first: Length { count, unit, .. }, plus: None } = offset else { return None };
    match unit {
        Unit::CalendarDay => Some(*count),
        Unit::Week => count.checked_mul(7),
        Unit::WorkingDay | Unit::Month | Unit::Year => None,
    }
}

/// Whether the day on which a period begins is added up with the others. The words are
/// those for the time of one period.
fn total(said: &Said) -> Option<(Told, Other)> {
    let Said::Atom(atom) = said else { return None };
    let Atom::Total { length, .. } = &atom.value else { return None };
    let longer = Offset::of(days(length)?.checked_add(1)?, Unit::CalendarDay);
    let told = told(
        Question::DayOfEvent,
        "yes: every day of a period, the first and the last too",
        "no: the day on which a period begins is left out",
        "each day on which it is so is added up",
        "total".to_owned(),
    );
    let first = std::cell::Cell::new(true);
    let change = |one: &Offset| if first.replace(false) { longer } else { *one };
    let there = said.with_lengths(&change);
    let (here, day_later) = (point(said)?, point(&there)?);
    Some((told, Other::Days { here, there: day_later, said: Some(Box::new(there)) }))
}

/// The day that a statement is so since, or before.
enum Edge {
    Since,
    Before,
}

fn edge(atom: &mut Atom) -> Option<(Edge, &mut Moment)> {
    match atom {
        Atom::Status { tense: Tense::Since(day), .. }
        | Atom::Happened { since: Some(day), .. }
        | Atom::Total { since: Some(day), .. } => Some((Edge::Since, day)),
        Atom::Fact { test: FactTest::Date(Compare::Less, day), .. } => Some((Edge::Before, day)),
        Atom::Status { .. }
        | Atom::Happened { .. }
        | Atom::Total { .. }
        | Atom::Age { .. }
        | Atom::SamePerson { .. }
        | Atom::Fact { .. }
        | Atom::Recorded { .. } => None,
    }
}

/// Whether a time that has run since a day takes it in.
fn since(said: &Said) -> Option<(Told, Other)> {
    let (here, later) = day_later(said, &Edge::Since)?;
    let told = told(
        Question::DayOfEvent,
        "yes: from that day on",
        "no: from the day after it",
        "“since” takes in the day from which it runs",
        "since".to_owned(),
    );
    let there = on(here.clone(), one_day());
    Some((told, Other::Days { here, there, said: later }))
}

/// Whether a date that is compared with a day is `before` it on the day itself.
fn before(said: &Said) -> Option<(Told, Other)> {
    let (there, later) = day_later(said, &Edge::Before)?;
    let told = told(
        Question::DayOfBefore,
        "no: the day before it is the last",
        "yes: on that day it is still so",
        "two dates are compared as they stand",
        "dates".to_owned(),
    );
    let eve = Point::Before { from: Box::new(there.clone()), offset: one_day(), roll: Roll::None };
    Some((told, Other::Days { here: eve, there, said: later }))
}

/// The day at that edge, and the words for the day after it.
fn day_later(said: &Said, wanted: &Edge) -> Option<(Point, Option<Box<Said>>)> {
    let mut other = said.clone();
    let Said::Atom(atom) = &mut other else { return None };
    let (found, day) = edge(&mut atom.value)?;
    if std::mem::discriminant(&found) != std::mem::discriminant(wanted) {
        return None;
    }
    let here = leaf(day);
    let later = match &*day {
        Moment::At(anchor) => Some(Moment::After(one_day(), anchor.clone())),
        Moment::After(..) | Moment::Before(..) | Moment::Earlier(..) | Moment::Later(..) => None,
    };
    let Some(later) = later else { return Some((here, None)) };
    *day = later;
    Some((here, Some(Box::new(other))))
}

/// A moment as a function of the day of its first event.
fn leaf(moment: &Moment) -> Point {
    match moment {
        Moment::At(_) => Point::Trigger,
        Moment::After(offset, _) => after(*offset, Counting::of(offset)),
        Moment::Before(offset, _) => {
            Point::Before { from: Box::new(Point::Trigger), offset: *offset, roll: Roll::None }
        }
        Moment::Earlier(one, _) | Moment::Later(one, _) => leaf(one),
    }
}

/// Whether the days between two events are whole days.
fn clear_gap(said: &Said) -> Option<(Told, Other)> {
    let Said::Gap(offset) = said else { return None };
    if offset.is_clear() || offset.lengths().any(|one| one.unit.is_monthly()) {
        return None;
    }
    let told = told(
        Question::ClearDays,
        "no: the next may begin on the last of them",
        "yes: so many days lie between the two",
        "clear days are counted only where the words say so",
        offset.to_string(),
    );
    let clear = Offset { first: offset.first.clear(), ..*offset };
    let (here, there) = (point(said)?, after(clear, Counting::Clear));
    Some((told, Other::Days { here, there, said: Some(Box::new(Said::Gap(clear))) }))
}

/// Whether a last day that is not worked moves.
fn rolled(phrase: &Phrase<'_>) -> Option<(Told, Other)> {
    let ends = match (&phrase.said, phrase.key) {
        (Said::Deemed(_) | Said::During(_) | Said::Extends(_), _)
        | (Said::Length(_), ClauseKey::Transition) => true,
        (Said::Atom(_) | Said::Moment(_) | Said::Length(_) | Said::Gap(_), _) => false,
    };
    let (offset, _) = phrase.said.length().filter(|_| ends)?;
    let (how, about) = ("it moves on to the next working day", offset.to_string());
    let told = told(Question::Roll, "it stands", how, NO_RULE, about);
    let here = point(&phrase.said)?;
    let there = moved(&here, Roll::Forward);
    Some((told, Other::Days { here, there, said: None }))
}

/// The same day, moved where it is not worked.
pub(super) fn moved(point: &Point, to: Roll) -> Point {
    match point {
        Point::After { from, offset, counting, .. } => {
            Point::After { from: from.clone(), offset: *offset, counting: *counting, roll: to }
        }
        Point::Before { from, offset, .. } => {
            Point::Before { from: from.clone(), offset: *offset, roll: to }
        }
        Point::Earlier(one, other) => {
            Point::Earlier(Box::new(moved(one, to)), Box::new(moved(other, to)))
        }
        Point::Later(one, other) => {
            Point::Later(Box::new(moved(one, to)), Box::new(moved(other, to)))
        }
        Point::Trigger | Point::Anchor(_) => point.clone(),
    }
}

/// From the day on which an event takes place, or for which it was planned.
fn planned(model: &Model, said: &Said) -> Option<(Told, Other)> {
    let mut other = said.clone();
    let mut found = None;
    other.parts(&mut |part| {
        let Part::Moment(moment) = part else { return };
        let point = leaf(moment);
        let anchor = match moment {
            Moment::At(anchor) | Moment::After(_, anchor) | Moment::Before(_, anchor) => anchor,
            Moment::Earlier(..) | Moment::Later(..) => return,
        };
        if found.is_none() {
            found = planned_anchor(model, anchor).map(|told| (told, point));
        }
    });
    let (told, point) = found?;
    Some((told, Other::Planned { point, said: Box::new(other) }))
}
