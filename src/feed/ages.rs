//! Days of birth that cannot be.
//!
//! In: a day of birth, and the days on which something is recorded. Out: what is wrong, in
//! words. Never here: what is made of it.

use crate::time::{Day, MonthEnd};

/// Nobody gets older, in years.
pub(super) const OLDEST: u32 = 130;

/// Why nobody born on a day can have something recorded on another: so many years old is
/// nobody of whom it may be.
pub(super) fn too_old(born: i32, day: i32, oldest: u32) -> Option<String> {
    let (born, day) = (Day::from_number(born), Day::from_number(day));
    let age = age(born, day)?;
    (age > oldest)
        .then(|| format!("whoever was born then would be {age} years old on {}", day.long()))
}

/// Why nobody born on a day can have something recorded on an earlier one.
pub(super) fn not_born(born: i32, day: i32) -> Option<String> {
    (born > day).then(|| {
        let (born, day) = (Day::from_number(born).long(), Day::from_number(day).long());
        format!("{born} is after {day}, on which something is recorded")
    })
}

/// The whole years between a birth and a later day.
fn age(born: Day, day: Day) -> Option<u32> {
    let years = u32::try_from(day.year() - born.year()).ok()?;
    let birthday = born.checked_plus_months(12 * i64::from(years), MonthEnd::LastDay);
    Some(if birthday.is_some_and(|birthday| birthday > day) {
        years.saturating_sub(1)
    } else {
        years
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(year: i32, month: u32, day: u32) -> i32 {
        Day::from_ymd(year, month, day).expect("a day").number()
    }

    #[test]
    fn nobody_gets_older_than_is_said() {
        let born = number(1999, 5, 3);
        assert_eq!(too_old(born, number(2025, 5, 2), 25), None);
        let said = too_old(born, number(2025, 5, 3), 25);
        assert_eq!(
            said.as_deref(),
            Some("whoever was born then would be 26 years old on 3 May 2025")
        );
        assert_eq!(too_old(born, number(1990, 1, 1), 25), None);
        assert_eq!(too_old(number(1896, 2, 29), number(2026, 2, 28), OLDEST), None);
        assert!(too_old(number(1895, 2, 27), number(2026, 2, 28), OLDEST).is_some());
    }

    #[test]
    fn nothing_is_recorded_before_a_birth() {
        let born = number(2026, 5, 3);
        assert_eq!(not_born(born, born), None);
        assert!(
            not_born(born, born - 1)
                .is_some_and(|said| said.starts_with("3 May 2026 is after 2 May"))
        );
    }
}
