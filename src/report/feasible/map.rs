//! The days of a year, laid out by week and weekday.
//!
//! In: a year. Out: where each of its days stands. Never here: how it is drawn.

use crate::time::{Day, Weekday};

/// The weekdays, as rows of a map.
pub(super) const ROWS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "Mon"),
    (Weekday::Tuesday, "Tue"),
    (Weekday::Wednesday, "Wed"),
    (Weekday::Thursday, "Thu"),
    (Weekday::Friday, "Fri"),
    (Weekday::Saturday, "Sat"),
    (Weekday::Sunday, "Sun"),
];

/// A year as columns of weeks, from Monday to Sunday.
#[derive(Debug, Clone, Copy)]
pub(super) struct YearMap {
    first: Day,
    last: Day,
    monday: Day,
}

impl YearMap {
    /// The map of a year; `None` where there is no such year.
    pub(super) fn of(year: i32) -> Option<YearMap> {
        let first = Day::from_ymd(year, 1, 1)?;
        let last = Day::from_ymd(year, 12, 31)?;
        let row = row(first);
        Some(YearMap { first, last, monday: first.plus(-row) })
    }

    /// How many weeks it has a part of.
    pub(super) fn weeks(self) -> i32 {
        (self.last.number() - self.monday.number()) / 7 + 1
    }

    /// The day in a week and a row; `None` where that lies in another year.
    pub(super) fn day(self, week: i32, row: i32) -> Option<Day> {
        let day = self.monday.plus(week * 7 + row);
        (self.first <= day && day <= self.last).then_some(day)
    }

    /// Each month, with the week of its first day.
    pub(super) fn months(self) -> impl Iterator<Item = (u32, i32)> {
        (1..=12).filter_map(move |month| {
            let first = Day::from_ymd(self.first.year(), month, 1)?;
            Some((month, (first.number() - self.monday.number()) / 7))
        })
    }
}

/// The row of a day.
fn row(day: Day) -> i32 {
    let at = ROWS.iter().position(|(weekday, _)| *weekday == day.weekday()).unwrap_or(0);
    i32::try_from(at).unwrap_or(0)
}
