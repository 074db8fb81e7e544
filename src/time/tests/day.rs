//! Every day of the Gregorian cycle, against chrono.

use chrono::{Datelike as _, NaiveDate};

use super::*;

/// 1 January 2000 to 31 December 2399: after it the calendar repeats.
pub(super) fn cycle() -> impl Iterator<Item = Day> {
    let first = Day::from_ymd(2000, 1, 1).unwrap().number();
    let last = Day::from_ymd(2399, 12, 31).unwrap().number();
    (first..=last).map(Day::from_number)
}

#[test]
fn the_cycle_has_146_097_days() {
    assert_eq!(cycle().count(), 146_097);
}

#[test]
fn every_day_of_the_cycle_is_chronos() {
    for day in cycle() {
        let date = NaiveDate::from(day);
        assert_eq!(day.ymd(), (date.year(), date.month(), date.day()));
        assert_eq!(Day::try_from(date), Ok(day));
        assert_eq!(day.weekday() as u32, date.weekday().num_days_from_monday());
        assert_eq!(day.to_string(), date.to_string());
    }
}
