//! Limits as tables of days, each made once.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::analysis::course::{Contrast, Dates, Line};
use crate::model::Point;
use crate::time::{Calendar, Roll};

/// The lines of the points that were asked for, by the working days of one calendar.
#[derive(Debug)]
pub(super) struct Tables<'c> {
    calendar: Option<&'c Calendar>,
    lines: FxHashMap<Point, Rc<Line>>,
    contrasts: FxHashMap<(Point, Point), Rc<Contrast>>,
}

impl<'c> Tables<'c> {
    pub(super) fn new(calendar: Option<&'c Calendar>) -> Tables<'c> {
        Tables { calendar, lines: FxHashMap::default(), contrasts: FxHashMap::default() }
    }

    /// The calendar that counts.
    pub(super) fn calendar(&self) -> Option<&'c Calendar> {
        self.calendar
    }

    /// A point of one event, over every day there is.
    pub(super) fn line(&mut self, point: &Point) -> Rc<Line> {
        if let Some(known) = self.lines.get(point) {
            return known.clone();
        }
        let over = if works(point) { Dates::of_calendar(self.calendar) } else { Dates::cycle() };
        let line = Rc::new(Line::of(point, self.calendar, over));
        self.lines.insert(point.clone(), line.clone());
        line
    }

    /// How the second of two points of one event compares with the first.
    pub(super) fn contrast(&mut self, first: &Point, second: &Point) -> Rc<Contrast> {
        let key = (first.clone(), second.clone());
        if let Some(known) = self.contrasts.get(&key) {
            return known.clone();
        }
        let found = Rc::new(Contrast::of(&self.line(first), &self.line(second)));
        self.contrasts.insert(key, found.clone());
        found
    }
}

/// Whether a point counts working days.
pub(super) fn works(point: &Point) -> bool {
    match point {
        Point::Trigger | Point::Anchor(_) => false,
        Point::After { from, offset, roll, .. } | Point::Before { from, offset, roll } => {
            offset.needs_calendar() || *roll != Roll::None || works(from)
        }
        Point::Earlier(one, other) | Point::Later(one, other) => works(one) || works(other),
    }
}
