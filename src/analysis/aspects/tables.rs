//! Tables of limits, each made once.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::analysis::course::{Contrast, Dates, Line};
use crate::model::Point;
use crate::time::{Calendar, Roll};

/// A point of one event under a calendar, by the calendar's place.
type Way = (Point, Option<usize>);

/// Limits as functions of days, and how pairs of them compare. Many duties share them;
/// several threads may ask at once.
#[derive(Debug, Default)]
pub struct Tables<'m> {
    calendars: Mutex<Vec<&'m Calendar>>,
    lines: Mutex<FxHashMap<(Way, Dates), Arc<Line>>>,
    contrasts: Mutex<FxHashMap<(Way, Way), Arc<Contrast>>>,
}

impl<'m> Tables<'m> {
    /// Nothing tabled yet.
    #[must_use]
    pub fn new() -> Tables<'m> {
        Tables::default()
    }

    /// A second point held against a first, in each of which
    /// [`Trigger`](Point::Trigger) stands for the day of the same event: over the
    /// whole cycle, or over the days of the calendars where working days are counted.
    pub fn contrast(
        &self,
        (first, one): (&Point, Option<&'m Calendar>),
        (second, other): (&Point, Option<&'m Calendar>),
    ) -> Arc<Contrast> {
        let way = |point: &Point, calendar: Option<&'m Calendar>| {
            let calendar = calendar.filter(|_| needs_calendar(point));
            (point.clone(), calendar.map(|one| self.place(one)))
        };
        let key = (way(first, one), way(second, other));
        if let Some(known) = lock(&self.contrasts).get(&key) {
            return Arc::clone(known);
        }
        let over = |place: Option<usize>| Dates::of_calendar(place.and_then(|at| self.at(at)));
        let both = over(key.0.1).and(over(key.1.1));
        let made = both.map_or_else(Contrast::default, |over| {
            Contrast::of(&self.line(&key.0, over), &self.line(&key.1, over))
        });
        let made = Arc::new(made);
        lock(&self.contrasts).insert(key, Arc::clone(&made));
        made
    }

    /// A point of one event, over every day there is.
    pub fn over_all(&self, point: &Point, calendar: Option<&'m Calendar>) -> Arc<Line> {
        let calendar = calendar.filter(|_| needs_calendar(point));
        let way = (point.clone(), calendar.map(|one| self.place(one)));
        self.line(&way, Dates::of_calendar(calendar))
    }

    fn line(&self, way: &Way, over: Dates) -> Arc<Line> {
        let key = (way.clone(), over);
        if let Some(known) = lock(&self.lines).get(&key) {
            return Arc::clone(known);
        }
        let calendar = way.1.and_then(|at| self.at(at));
        let made = Arc::new(Line::of(&way.0, calendar, over));
        lock(&self.lines).insert(key, Arc::clone(&made));
        made
    }

    fn place(&self, calendar: &'m Calendar) -> usize {
        let mut all = lock(&self.calendars);
        let known = all.iter().position(|one| std::ptr::eq(*one, calendar) || *one == calendar);
        known.unwrap_or_else(|| {
            all.push(calendar);
            all.len() - 1
        })
    }

    fn at(&self, place: usize) -> Option<&'m Calendar> {
        lock(&self.calendars).get(place).copied()
    }
}

/// What another thread left behind half done was never put in.
fn lock<T>(what: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a point counts working days.
#[must_use]
pub fn needs_calendar(point: &Point) -> bool {
    match point {
        Point::Trigger | Point::Anchor(_) => false,
        Point::After { from, offset, roll, .. } | Point::Before { from, offset, roll } => {
            offset.needs_calendar() || *roll != Roll::None || needs_calendar(from)
        }
        Point::Earlier(one, other) | Point::Later(one, other) => {
            needs_calendar(one) || needs_calendar(other)
        }
    }
}
