//! Limits as tables of days, by the working days of one pack's calendar.

use std::sync::Arc;

use crate::analysis::aspects;
use crate::analysis::course::{Contrast, Line};
use crate::model::Point;
use crate::time::Calendar;

/// The lines of the points that were asked for, each made once.
#[derive(Debug)]
pub(super) struct Tables<'c> {
    calendar: Option<&'c Calendar>,
    known: aspects::Tables<'c>,
}

impl<'c> Tables<'c> {
    pub(super) fn new(calendar: Option<&'c Calendar>) -> Tables<'c> {
        Tables { calendar, known: aspects::Tables::new() }
    }

    /// The calendar that counts.
    pub(super) fn calendar(&self) -> Option<&'c Calendar> {
        self.calendar
    }

    /// A point of one event, over every day there is.
    pub(super) fn line(&self, point: &Point) -> Arc<Line> {
        self.known.over_all(point, self.calendar)
    }

    /// How the second of two points of one event compares with the first.
    pub(super) fn contrast(&self, first: &Point, second: &Point) -> Arc<Contrast> {
        self.known.contrast((first, self.calendar), (second, self.calendar))
    }
}
