//! Limits as functions: the day of an event in, the last (or first) day out.
//!
//! In: the limits of a duty, resolved. Out: which event's day each hangs on, and the
//! day it leads to from every day of a stretch of the calendar; how two such
//! functions compare, day by day. Never here: cases, or what a difference means for
//! anybody. `eval` works limits out by other code: that both agree is tested.

mod contrast;
mod line;

pub use contrast::{Contrast, Side, percent};
pub use line::{Dates, Line, reach};

use crate::model::{Duty, Limits, Opens, Point};
use crate::syntax::ast::Anchor;

/// What the first or the last day of a limit hangs on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Course {
    /// It has no day: `promptly`, or an act that counts however early it is.
    Undated,
    /// One event decides. In the point, [`Point::Trigger`] stands for its day.
    Of(Anchor, Point),
    /// Several events decide together. In the point, each anchor stands for its own
    /// day and there is no [`Point::Trigger`].
    Several(Vec<Anchor>, Point),
}

impl Course {
    /// The course of a point of a limit of a duty. A duty that comes again by itself
    /// counts from the act before, which has no anchor of its own: name it.
    #[must_use]
    pub fn of(point: &Point, trigger: Option<&Anchor>) -> Course {
        let Some(spelled) = spelled(point, trigger) else { return Course::Undated };
        let mut anchors = Vec::new();
        named(&spelled, &mut anchors);
        match anchors.as_slice() {
            [] => Course::Undated,
            [only] => Course::Of(only.clone(), with_trigger(&spelled)),
            [..] => Course::Several(anchors, spelled),
        }
    }

    /// The last day of a limit.
    #[must_use]
    pub fn due(duty: &Duty, limits: &Limits) -> Course {
        let trigger = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
        limits.due.as_ref().map_or(Course::Undated, |due| Course::of(due, trigger))
    }

    /// The first day on which the act counts for a limit. The trigger's own day is a
    /// course like any other; an act that may come however early has none.
    #[must_use]
    pub fn opens(duty: &Duty, limits: &Limits) -> Course {
        let trigger = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
        let leads = limits.kind == crate::model::Kind::Lead;
        match &limits.opens {
            Opens::AtTrigger if leads => Course::Undated,
            Opens::AtTrigger => Course::of(&Point::Trigger, trigger),
            Opens::Early => Course::Undated,
            Opens::From(point) => Course::of(point, trigger),
        }
    }

    /// The events that it hangs on.
    #[must_use]
    pub fn anchors(&self) -> &[Anchor] {
        match self {
            Course::Undated => &[],
            Course::Of(anchor, _) => std::slice::from_ref(anchor),
            Course::Several(anchors, _) => anchors,
        }
    }
}

/// The point with the trigger's anchor in place of [`Point::Trigger`], and sums and
/// choices of anchors taken apart; `None` where there is no trigger to name.
fn spelled(point: &Point, trigger: Option<&Anchor>) -> Option<Point> {
    let boxed = |inner: &Point| spelled(inner, trigger).map(Box::new);
    Some(match point {
        Point::Trigger => apart(trigger?),
        Point::Anchor(Anchor::It) => apart(trigger?),
        Point::Anchor(anchor) => apart(anchor),
        Point::After { from, offset, counting, roll } => {
            Point::After { from: boxed(from)?, offset: *offset, counting: *counting, roll: *roll }
        }
        Point::Before { from, offset, roll } => {
            Point::Before { from: boxed(from)?, offset: *offset, roll: *roll }
        }
        Point::Earlier(one, other) => Point::Earlier(boxed(one)?, boxed(other)?),
        Point::Later(one, other) => Point::Later(boxed(one)?, boxed(other)?),
    })
}

/// `the earlier of A and B` as a choice of two points. A choice with `, if any` stays
/// whole: one of its two may not happen at all.
fn apart(anchor: &Anchor) -> Point {
    match anchor {
        Anchor::Earlier(one, other) => Point::Earlier(Box::new(apart(one)), Box::new(apart(other))),
        Anchor::Later(one, other, false) => {
            Point::Later(Box::new(apart(one)), Box::new(apart(other)))
        }
        Anchor::Later(_, _, true)
        | Anchor::Event(_)
        | Anchor::PeriodStart(_)
        | Anchor::PeriodEnd(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::It => Point::Anchor(anchor.clone()),
    }
}

/// Every anchor of a point, once each, in the order of its words.
fn named(point: &Point, all: &mut Vec<Anchor>) {
    match point {
        Point::Trigger => {}
        Point::Anchor(anchor) => {
            if !all.contains(anchor) {
                all.push(anchor.clone());
            }
        }
        Point::After { from, .. } | Point::Before { from, .. } => named(from, all),
        Point::Earlier(one, other) | Point::Later(one, other) => {
            named(one, all);
            named(other, all);
        }
    }
}

/// A point of one anchor as a function of its day.
fn with_trigger(point: &Point) -> Point {
    let boxed = |inner: &Point| Box::new(with_trigger(inner));
    match point {
        Point::Trigger | Point::Anchor(_) => Point::Trigger,
        Point::After { from, offset, counting, roll } => {
            Point::After { from: boxed(from), offset: *offset, counting: *counting, roll: *roll }
        }
        Point::Before { from, offset, roll } => {
            Point::Before { from: boxed(from), offset: *offset, roll: *roll }
        }
        Point::Earlier(one, other) => Point::Earlier(boxed(one), boxed(other)),
        Point::Later(one, other) => Point::Later(boxed(one), boxed(other)),
    }
}

#[cfg(test)]
mod tests;
