//! Anchors, points and moments as days of the form.
//!
//! In: what a deadline says. Out: the days that start instances, the days seen from one,
//! and limits. Never here: conditions.

use super::conditions::test;
use super::from_model::{Made, Maker};
use super::{Day, Join, Limit, Opens, Shift, Starts, Trigger};
use crate::model::{self, Point};
use crate::syntax::ast::{Anchor, EventAnchor, EventDate, Moment, Pick, State};
use crate::time::{Counting, Direction, Offset, Roll};

const PLANS: &str = "it speaks of plans";

/// The days that start instances.
pub(super) fn starts(maker: &mut Maker<'_>, anchor: &Anchor) -> Made<Starts> {
    Ok(match anchor {
        Anchor::Event(event) => events(maker, event)?,
        Anchor::PeriodStart(status) => Starts::StartOf(maker.stretches(status.value)?),
        Anchor::PeriodEnd(status) => Starts::EndOf(maker.stretches(status.value)?),
        Anchor::Birth => Starts::Birthday(0),
        Anchor::Birthday(n) => Starts::Birthday(*n),
        Anchor::Date(day) => Starts::Fixed(day.number()),
        Anchor::EachYear(..) => return Err("it begins on a day of each year".to_owned()),
        Anchor::Duty(name, becoming) => Starts::Became(named(maker, &name.value)?, *becoming),
        Anchor::Earlier(a, b) => joined(maker, (a, b), Join::Earlier)?,
        Anchor::Later(a, b, if_any) => joined(maker, (a, b), later(*if_any))?,
        Anchor::It => return Err("it begins with the event it speaks of".to_owned()),
    })
}

fn later(if_any: bool) -> Join {
    if if_any { Join::LaterIfAny } else { Join::Later }
}

fn named(maker: &Maker<'_>, name: &str) -> Made<model::DutyId> {
    let found = maker.model.find(name).map(|duty| duty.id);
    found.ok_or_else(|| format!("it hangs on {name}, which is not there"))
}

fn events(maker: &mut Maker<'_>, anchor: &EventAnchor) -> Made<Starts> {
    let kind = maker.kind(anchor.event.value)?;
    let completed = anchor.date == EventDate::Completion;
    if completed && maker.joins_parts(kind) {
        return Err("it begins with the completion of an event that stands for others".to_owned());
    }
    let happens = anchor.state == State::Any && anchor.date != EventDate::Planned;
    Ok(match &anchor.pick {
        Pick::Each | Pick::Previous if happens => Starts::Each(kind, completed),
        Pick::EachFrom(n) if happens => Starts::EachFrom(kind, *n),
        Pick::Each | Pick::Previous | Pick::EachFrom(_) => Starts::None(kind),
        Pick::Only | Pick::Nth(_) if !happens => return Err(PLANS.to_owned()),
        Pick::Only => Starts::Nth(kind, 1, completed),
        Pick::Nth(n) => Starts::Nth(kind, *n, completed),
        Pick::After(n, after) => Starts::NthAfter(kind, *n, Box::new(starts(maker, after)?)),
        Pick::LastBefore(before) if anchor.date == EventDate::Counted && happens => {
            let before = starts(maker, before)?;
            if matches!(before, Starts::None(_) | Starts::Each2 { .. } | Starts::Once(..)) {
                return Err("it begins with the last event before one of two days".to_owned());
            }
            Starts::LastBefore(kind, Box::new(before))
        }
        Pick::LastBefore(_) => return Err(PLANS.to_owned()),
    })
}

/// Whether an anchor denotes days one by one.
fn is_each(anchor: &Anchor) -> bool {
    match anchor {
        Anchor::Event(event) => match &event.pick {
            Pick::Each | Pick::EachFrom(_) | Pick::Previous => true,
            Pick::After(_, inner) | Pick::LastBefore(inner) => is_each(inner),
            Pick::Only | Pick::Nth(_) => false,
        },
        Anchor::PeriodStart(_) | Anchor::PeriodEnd(_) | Anchor::EachYear(..) | Anchor::Duty(..) => {
            true
        }
        Anchor::Birth | Anchor::Birthday(_) | Anchor::Date(_) | Anchor::It => false,
        Anchor::Earlier(a, b) | Anchor::Later(a, b, _) => is_each(a) || is_each(b),
    }
}

fn joined(maker: &mut Maker<'_>, (a, b): (&Anchor, &Anchor), how: Join) -> Made<Starts> {
    let swapped = !is_each(a) && is_each(b);
    let (main, other) = if swapped { (b, a) } else { (a, b) };
    if !is_each(main) {
        return Ok(Starts::Once(day(maker, a)?, day(maker, b)?, how));
    }
    let main = Box::new(starts(maker, main)?);
    Ok(Starts::Each2 { main, other: day(maker, other)?, how, swapped })
}

/// The day that an anchor denotes for an instance.
pub(super) fn day(maker: &mut Maker<'_>, anchor: &Anchor) -> Made<Day> {
    Ok(match anchor {
        Anchor::Event(event) => of_event(maker, event)?,
        Anchor::PeriodStart(status) => Day::StartOf(maker.stretches(status.value)?),
        Anchor::PeriodEnd(status) => Day::EndOf(maker.stretches(status.value)?),
        Anchor::Birth => Day::Birthday(0),
        Anchor::Birthday(n) => Day::Birthday(*n),
        Anchor::Date(day) => Day::Fixed(day.number()),
        Anchor::EachYear(month, day) => Day::OfYear(*month, *day),
        Anchor::Duty(name, becoming) => Day::Became(named(maker, &name.value)?, *becoming),
        Anchor::Earlier(a, b) => join(day(maker, a)?, day(maker, b)?, Join::Earlier),
        Anchor::Later(a, b, if_any) => join(day(maker, a)?, day(maker, b)?, later(*if_any)),
        Anchor::It => Day::Trigger,
    })
}

fn join(a: Day, b: Day, how: Join) -> Day {
    Day::Join(Box::new(a), Box::new(b), how)
}

fn of_event(maker: &mut Maker<'_>, anchor: &EventAnchor) -> Made<Day> {
    if anchor.state != State::Any || anchor.date == EventDate::Planned {
        return Err(PLANS.to_owned());
    }
    let kind = maker.kind(anchor.event.value)?;
    let found = match &anchor.pick {
        Pick::Only => Day::Own(kind, false),
        Pick::Each | Pick::EachFrom(_) | Pick::Previous => Day::Own(kind, true),
        Pick::Nth(n) => Day::Nth(kind, *n),
        Pick::After(n, after) => Day::NthAfter(kind, *n, Box::new(day(maker, after)?)),
        Pick::LastBefore(before) => Day::LastBefore(kind, Box::new(day(maker, before)?)),
    };
    let completed = anchor.date == EventDate::Completion;
    Ok(if completed { Day::Completion(Box::new(found)) } else { found })
}

/// So long from a day, where the phrase itself does not say how the ends are counted.
fn plain_shift(from: Day, offset: Offset, direction: Direction) -> Day {
    let counting = Counting::of(&offset);
    Day::Shift(Box::new(from), Shift { offset, direction, counting, roll: Roll::None })
}

/// The day of a moment.
pub(super) fn moment(maker: &mut Maker<'_>, moment_: &Moment) -> Made<Day> {
    Ok(match moment_ {
        Moment::At(anchor) => day(maker, anchor)?,
        Moment::After(offset, anchor) => {
            plain_shift(day(maker, anchor)?, *offset, Direction::Forward)
        }
        Moment::Before(offset, anchor) => {
            plain_shift(day(maker, anchor)?, *offset, Direction::Back)
        }
        Moment::Earlier(a, b) => join(moment(maker, a)?, moment(maker, b)?, Join::Earlier),
        Moment::Later(a, b) => join(moment(maker, a)?, moment(maker, b)?, Join::Later),
    })
}

pub(super) fn point(maker: &mut Maker<'_>, point_: &Point) -> Made<Day> {
    Ok(match point_ {
        Point::Trigger => Day::Trigger,
        Point::Anchor(anchor) => day(maker, anchor)?,
        Point::After { from, offset, counting, roll } => {
            let (offset, counting, roll) = (*offset, *counting, *roll);
            let shift = Shift { offset, direction: Direction::Forward, counting, roll };
            Day::Shift(Box::new(point(maker, from)?), shift)
        }
        Point::Before { from, offset, roll } => {
            let (offset, counting, roll) = (*offset, Counting::of(offset), *roll);
            let shift = Shift { offset, direction: Direction::Back, counting, roll };
            Day::Shift(Box::new(point(maker, from)?), shift)
        }
        Point::Earlier(a, b) => join(point(maker, a)?, point(maker, b)?, Join::Earlier),
        Point::Later(a, b) => join(point(maker, a)?, point(maker, b)?, Join::Later),
    })
}

/// A limit in this form.
pub(super) fn limit(maker: &mut Maker<'_>, limits: &model::Limits) -> Made<Limit> {
    let lead = limits.kind == model::Kind::Lead;
    let elsewhere = limits.condition.is_some() && lead;
    let own = limits.due.as_ref().filter(|_| elsewhere).map(|due| own(maker, due)).transpose()?;
    let due = limits.due.as_ref();
    let opens = match &limits.opens {
        model::Opens::AtTrigger if !lead => Opens::AtTrigger,
        model::Opens::AtTrigger | model::Opens::Early => Opens::Early,
        model::Opens::From(from) => Opens::From(point(maker, from)?, lead),
    };
    let back = due.is_some_and(counts_back);
    let early = limits.opens == model::Opens::Early;
    Ok(Limit {
        due: due.map(|due| point(maker, due)).transpose()?,
        opens,
        closes_on_anchor: back && (lead || early),
        when: limits.condition.as_ref().map(|condition| test(maker, condition)).transpose()?,
        own: own.flatten().map(Box::new),
    })
}

/// The event of its own that a case leads up to, and the last day seen from that.
fn own(maker: &mut Maker<'_>, due: &Point) -> Made<Option<(Trigger, Day)>> {
    let Some((anchor, back)) = due.back_from_own() else { return Ok(None) };
    Ok(Some((maker.trigger(anchor, true)?, point(maker, &back)?)))
}

/// Whether a limit counts back from its anchor, or is the day of it.
fn counts_back(due: &Point) -> bool {
    match due {
        Point::Trigger | Point::Anchor(_) | Point::Before { .. } => true,
        Point::After { .. } => false,
        Point::Earlier(a, b) | Point::Later(a, b) => counts_back(a) && counts_back(b),
    }
}
