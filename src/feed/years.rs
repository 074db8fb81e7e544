//! From which year on a table has all there is.
//!
//! In: the days of its rows. Out: the first day of the year with which it begins, and the rows
//! that lie so far before all others that they are no part of it: most are slips of the pen,
//! and nothing may be concluded from them. Never here: what a row says.

use std::collections::BTreeMap;

use super::table::Place;
use crate::time::Day;

/// So many rows of a year are kept in mind.
const KEPT: usize = 100;
/// After so many years without a row it begins anew.
const APART: i32 = 3;
/// A year belongs to the next where it has one row for so many of that.
const SHARE: u32 = 100;

/// The years in which the rows of a table lie.
#[derive(Debug)]
pub(super) struct Years {
    /// The month and the day on which a year begins.
    begins: (u32, u32),
    years: BTreeMap<i32, Year>,
}

#[derive(Debug, Default)]
struct Year {
    rows: u32,
    /// Where some of them stand, and which children they are about.
    places: Vec<(Place, u32)>,
}

impl Years {
    pub(super) fn of(begins: (u32, u32)) -> Years {
        Years { begins, years: BTreeMap::new() }
    }

    /// Takes up a row.
    pub(super) fn add(&mut self, day: i32, row: (Place, u32)) {
        let (year, month, of_month) = Day::from_number(day).ymd();
        let before = (month, of_month) < self.begins;
        let year = self.years.entry(year - i32::from(before)).or_default();
        year.rows += 1;
        if year.places.len() < KEPT {
            year.places.push(row);
        }
    }

    /// The first day from which on the table is complete, and rows far before it: nothing
    /// where it has no rows.
    pub(super) fn complete(&self) -> Option<(Day, Vec<(Place, u32)>)> {
        let all = self.years.iter();
        let (mut first, mut later) = all.max_by_key(|(number, year)| (year.rows, **number))?;
        for (number, year) in self.years.range(..*first).rev() {
            if *first - *number >= APART || year.rows.saturating_mul(SHARE) < later.rows {
                break;
            }
            (first, later) = (number, year);
        }
        let stray = self.years.range(..*first).flat_map(|(_, year)| &year.places).copied();
        let (month, day) = self.begins;
        Some((Day::from_ymd(*first, month, day)?, stray.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(rows: &[(i32, u32)]) -> (String, usize) {
        let mut years = Years::of((4, 1));
        let mut row = 0;
        for (year, many) in rows {
            for _ in 0..*many {
                row += 1;
                let day = Day::from_ymd(*year, 5, 2).expect("a day");
                years.add(day.number(), (Place { file: 0, row }, 0));
            }
        }
        let (from, stray) = years.complete().expect("there are rows");
        (from.to_string(), stray.len())
    }

    #[test]
    fn a_row_far_before_all_others_is_no_beginning() {
        assert_eq!(complete(&[(2025, 1)]), ("2025-04-01".to_owned(), 0));
        assert_eq!(complete(&[(2023, 1), (2025, 3)]), ("2023-04-01".to_owned(), 0));
        assert_eq!(complete(&[(2006, 2), (2024, 5), (2025, 9)]), ("2024-04-01".to_owned(), 2));
        assert_eq!(complete(&[(2024, 1), (2025, 100)]), ("2024-04-01".to_owned(), 0));
        assert_eq!(complete(&[(2024, 1), (2025, 101)]), ("2025-04-01".to_owned(), 1));
        // One far ahead begins nothing either.
        assert_eq!(complete(&[(2025, 3), (2062, 1)]), ("2025-04-01".to_owned(), 0));
    }

    #[test]
    fn a_year_begins_on_its_day() {
        let mut years = Years::of((4, 1));
        let day = Day::from_ymd(2026, 3, 31).expect("a day");
        years.add(day.number(), (Place { file: 0, row: 1 }, 0));
        assert_eq!(years.complete().map(|(from, _)| from.to_string()), Some("2025-04-01".into()));
    }
}
