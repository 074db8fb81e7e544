//! Birthdays, each counted once as long as it is the same child's.
//!
//! In: the day of a birth. Out: the n-th birthday. Never here: what an age is asked for.

use std::cell::Cell;

use crate::caseload::NO_DAY;
use crate::ir::NEVER;
use crate::time::{Day, MonthEnd};

/// Birthdays up to that of so many years are kept in mind.
const AGES: usize = 32;

/// Birthdays counted before, from which birth: the n-th at 2 n, and beside it where one of 29
/// February falls on the 28th.
#[derive(Debug)]
pub(super) struct Birthdays(Vec<Cell<(i32, i32)>>);

impl Default for Birthdays {
    fn default() -> Birthdays {
        Birthdays(vec![Cell::new((NO_DAY, NO_DAY)); 2 * AGES])
    }
}

impl Birthdays {
    /// The n-th birthday of who was born on a day; `early`: one of 29 February falls on the
    /// 28th of a common year.
    pub(super) fn on(&self, born: i32, n: u32, early: bool) -> i32 {
        let slot = self.0.get(2 * n as usize + usize::from(early));
        if let Some((_, day)) = slot.map(Cell::get).filter(|(from, _)| *from == born) {
            return day;
        }
        let day = counted(born, n, early);
        if let Some(slot) = slot {
            slot.set((born, day));
        }
        day
    }
}

fn counted(born: i32, n: u32, early: bool) -> i32 {
    let born = Day::from_number(born);
    let Some(day) = born.checked_plus_months(12 * i64::from(n), MonthEnd::LastDay) else {
        return NEVER;
    };
    let no_such_day = day.ymd().2 != born.ymd().2;
    day.number() + i32::from(no_such_day && !early)
}
