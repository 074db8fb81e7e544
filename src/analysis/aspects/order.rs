//! Which of two days comes first, whatever the days of the events they hang on.
//!
//! In: two points, in which each anchor stands for its own day. Out: whether the one is
//! never later than the other, as far as these rules tell: operators of time are
//! monotone, and an occurrence is never completed before it began. Never here: tables;
//! a caller's table decides where both hang on one day.

use super::triggers::plain;
use super::{Norm, Tables};
use crate::analysis::course::Contrast;
use crate::model::Point;
use crate::syntax::ast::{Anchor, EventDate};

/// Two points in order.
pub(super) struct Order<'a, 'm> {
    pub(super) left: Norm<'m>,
    pub(super) right: Norm<'m>,
    /// The triggers of both are the same occurrence.
    pub(super) meet: bool,
    pub(super) tables: &'a Tables<'m>,
}

/// What is known: the first is never later than the second; never earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) at_most: bool,
    pub(super) at_least: bool,
}

impl Known {
    pub(super) const NOTHING: Known = Known { at_most: false, at_least: false };

    fn or(self, other: Known) -> Known {
        Known { at_most: self.at_most || other.at_most, at_least: self.at_least || other.at_least }
    }
}

impl Order<'_, '_> {
    /// How the days of two anchors stand to each other.
    pub(super) fn anchors(&self, one: &Anchor, other: &Anchor) -> Known {
        let both = Known { at_most: true, at_least: true };
        let is_trigger = |norm: Norm<'_>, anchor: &Anchor| {
            norm.duty.trigger.as_ref().is_some_and(|trigger| trigger.anchor == *anchor)
        };
        let triggers = is_trigger(self.left, one) && is_trigger(self.right, other);
        let same = plain(self.left, one) == plain(self.right, other) || self.meet && triggers;
        if !same {
            return Known::NOTHING;
        }
        let (Anchor::Event(one), Anchor::Event(other)) = (one, other) else { return both };
        match (one.date, other.date) {
            (one, other) if one == other => both,
            (EventDate::Counted, EventDate::Completion) => Known { at_least: false, ..both },
            (EventDate::Completion, EventDate::Counted) => Known { at_most: false, ..both },
            (_, _) => Known::NOTHING,
        }
    }

    /// How the days of two points stand to each other.
    pub(super) fn points(&self, one: &Point, other: &Point) -> Known {
        if let (Some(a), Some(b)) = (only(one), only(other)) {
            return self.of_one_day((one, a), (other, b));
        }
        let mut known = Known::NOTHING;
        if let (
            Point::After { from: a, offset: x, counting: c, roll: r },
            Point::After { from: b, offset: y, counting: d, roll: s },
        ) = (one, other)
            && (x, c, r) == (y, d, s)
        {
            known = known.or(self.points(a, b));
        }
        if let (
            Point::Before { from: a, offset: x, roll: r },
            Point::Before { from: b, offset: y, roll: s },
        ) = (one, other)
            && (x, r) == (y, s)
        {
            known = known.or(self.points(a, b));
        }
        match one {
            Point::Earlier(a, b) => {
                let (a, b) = (self.points(a, other), self.points(b, other));
                known = known.or(Known {
                    at_most: a.at_most || b.at_most,
                    at_least: a.at_least && b.at_least,
                });
            }
            Point::Later(a, b) => {
                let (a, b) = (self.points(a, other), self.points(b, other));
                known = known.or(Known {
                    at_most: a.at_most && b.at_most,
                    at_least: a.at_least || b.at_least,
                });
            }
            Point::Trigger | Point::Anchor(_) | Point::After { .. } | Point::Before { .. } => {}
        }
        match other {
            Point::Earlier(a, b) => {
                let (a, b) = (self.points(one, a), self.points(one, b));
                known = known.or(Known {
                    at_most: a.at_most && b.at_most,
                    at_least: a.at_least || b.at_least,
                });
            }
            Point::Later(a, b) => {
                let (a, b) = (self.points(one, a), self.points(one, b));
                known = known.or(Known {
                    at_most: a.at_most || b.at_most,
                    at_least: a.at_least && b.at_least,
                });
            }
            Point::Trigger | Point::Anchor(_) | Point::After { .. } | Point::Before { .. } => {}
        }
        known
    }

    /// Two functions of one day each.
    fn of_one_day(&self, (one, a): (&Point, &Anchor), (other, b): (&Point, &Anchor)) -> Known {
        let days = self.anchors(a, b);
        if days == Known::NOTHING {
            return days;
        }
        let found = self.contrast(&bare(one), &bare(other));
        if found.dates == 0 {
            return Known::NOTHING;
        }
        Known {
            at_most: days.at_most && found.earlier.dates == 0,
            at_least: days.at_least && found.later.dates == 0,
        }
    }

    pub(super) fn contrast(&self, one: &Point, other: &Point) -> std::sync::Arc<Contrast> {
        self.tables.contrast(
            (one, self.left.model.calendar.as_deref()),
            (other, self.right.model.calendar.as_deref()),
        )
    }
}

/// The one anchor of a point; `None` where there are several.
fn only(point: &Point) -> Option<&Anchor> {
    match point {
        Point::Trigger => None,
        Point::Anchor(anchor) => Some(anchor),
        Point::After { from, .. } | Point::Before { from, .. } => only(from),
        Point::Earlier(one, other) | Point::Later(one, other) => {
            let (one, other) = (only(one)?, only(other)?);
            (one == other).then_some(one)
        }
    }
}

/// The point with another leaf.
pub(super) fn on(point: &Point, leaf: &Point) -> Point {
    let boxed = |inner: &Point| Box::new(on(inner, leaf));
    match point {
        Point::Trigger | Point::Anchor(_) => leaf.clone(),
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

/// As a function of the day of its anchor.
fn bare(point: &Point) -> Point {
    on(point, &Point::Trigger)
}
