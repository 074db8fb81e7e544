//! Every day of the Gregorian cycle, against chrono.

use chrono::{Datelike as _, NaiveDate};
use proptest::prelude::*;

use super::*;

#[test]
fn the_cycle_has_146_097_days() {
    assert_eq!(cycle().count(), 146_097);
}

#[test]
fn every_day_of_the_cycle_is_the_oracles() {
    for day in cycle() {
        let date = NaiveDate::from(day);
        assert_eq!(day.ymd(), (date.year(), date.month(), date.day()));
        assert_eq!(Day::try_from(date), Ok(day));
        assert_eq!(day.weekday() as u32, date.weekday().num_days_from_monday());
        assert_eq!(day.to_string(), date.to_string());
    }
}

#[test]
fn the_epoch_and_the_ends_are_where_they_should_be() {
    assert_eq!(day(1970, 1, 1).number(), 0);
    assert_eq!(day(1970, 1, 1).weekday(), Weekday::Thursday);
    assert_eq!(Day::from_ymd(1, 1, 1), Some(Day::MIN));
    assert_eq!(Day::from_ymd(9999, 12, 31), Some(Day::MAX));
    assert_eq!(Day::MIN.to_string(), "0001-01-01");
    assert_eq!(Day::MAX.to_string(), "9999-12-31");
    assert_eq!(Day::MIN.weekday(), Weekday::Monday);
}

#[test]
fn no_day_is_made_that_does_not_exist() {
    let none = [
        (2026, 2, 29),
        (1900, 2, 29),
        (2026, 4, 31),
        (2026, 0, 1),
        (2026, 13, 1),
        (2026, 1, 0),
        (2026, 1, 32),
        (0, 12, 31),
        (10_000, 1, 1),
        (-1, 1, 1),
    ];
    for (y, m, d) in none {
        assert_eq!(Day::from_ymd(y, m, d), None, "{y} {m} {d}");
    }
    assert!(Day::from_ymd(2000, 2, 29).is_some());
}

#[test]
fn sums_stop_at_the_ends_or_say_so() {
    assert_eq!(Day::MAX.plus(1), Day::MAX);
    assert_eq!(Day::MIN.plus(i32::MIN), Day::MIN);
    assert_eq!(Day::from_number(i32::MAX), Day::MAX);
    assert_eq!(Day::from_number(i32::MIN), Day::MIN);
    assert_eq!(Day::MAX.checked_plus(1), None);
    assert_eq!(Day::MIN.checked_plus(-1), None);
    assert_eq!(Day::MIN.checked_plus(i64::MAX), None);
    assert_eq!(Day::MIN.checked_plus(i64::from(Day::MIN.days_until(Day::MAX))), Some(Day::MAX));
    assert_eq!(Day::MAX.checked_plus_months(1, MonthEnd::LastDay), None);
    assert_eq!(Day::MIN.checked_plus_months(-1, MonthEnd::LastDay), None);
    assert_eq!(Day::MIN.checked_plus_months(i64::MIN, MonthEnd::LastDay), None);
    assert_eq!(Day::MIN.checked_plus_months(i64::MAX, MonthEnd::LastDay), None);
}

#[test]
fn days_are_printed_in_four_ways() {
    let day = day(2026, 4, 28);
    assert_eq!(day.to_string(), "2026-04-28");
    assert_eq!(format!("{day:?}"), "2026-04-28");
    assert_eq!(day.long(), "28 April 2026");
    assert_eq!(day.with_weekday(), "Tue 28 April 2026");
    assert_eq!(day.short(), "28 Apr");
}

#[test]
fn days_are_text_in_data() {
    let day = day(2026, 4, 28);
    assert_eq!(serde_json::to_string(&day).unwrap(), "\"2026-04-28\"");
    assert_eq!(serde_json::from_str::<Day>("\"28 April 2026\"").unwrap(), day);
    let error = serde_json::from_str::<Day>("\"30 February 2026\"").unwrap_err();
    assert!(error.to_string().contains("30 February 2026 does not exist"), "{error}");
}

#[test]
fn weekdays_are_known_by_their_words() {
    assert_eq!(Weekday::from_word("tues"), Some(Weekday::Tuesday));
    assert_eq!(Weekday::from_word("SATURDAY"), Some(Weekday::Saturday));
    for word in ["", "s", "tu", "tuesdays", "ſat", "März"] {
        assert_eq!(Weekday::from_word(word), None, "{word}");
    }
}

proptest! {
    #[test]
    fn numbers_and_dates_agree_over_all_years(number in Day::MIN.number()..=Day::MAX.number()) {
        let day = Day::from_number(number);
        prop_assert_eq!(day.number(), number);
        let (y, m, d) = day.ymd();
        prop_assert_eq!(Day::from_ymd(y, m, d), Some(day));
        prop_assert_eq!(Day::try_from(NaiveDate::from(day)), Ok(day));
    }
}

#[test]
fn a_day_of_the_year_comes_round_on_the_first_day_that_bears_its_date() {
    for begins in [(1, 1), (4, 1), (12, 31), (2, 29)] {
        let mut coming = None;
        for day in cycle().collect::<Vec<_>>().into_iter().rev() {
            let (_, month, of_month) = day.ymd();
            if (month, of_month) == begins {
                coming = Some(day);
            }
            if let Some(coming) = coming {
                assert_eq!(day.next_on(begins), Some(coming), "{begins:?} from {day}");
            }
        }
    }
    assert_eq!(day(2026, 1, 1).next_on((2, 30)), None);
    assert_eq!(Day::MAX.next_on((1, 1)), None);
}

#[test]
fn years_hold_every_day_once() {
    let (from, until) = (day(2023, 7, 5), day(2028, 4, 1));
    let years: Vec<_> = from.years_until(until, (4, 1)).collect();
    assert_eq!(years.first(), Some(&(day(2023, 4, 1), day(2024, 3, 31))));
    assert_eq!(years.last(), Some(&(until, day(2029, 3, 31))));
    assert!(years.windows(2).all(|two| two[0].1.plus(1) == two[1].0));
    assert_eq!(until.years_until(from, (4, 1)).count(), 0);
}
