//! Months and years over the whole cycle, against chrono, and the figures of
//! comparisons with days.

use std::cmp::Ordering;

use chrono::{Months, NaiveDate};

use super::*;

#[test]
fn months_are_the_oracles_over_the_whole_cycle() {
    for count in [1, 2, 3, 6, 11, 12, 13, 18, 24, 48, 1_200] {
        let months = Months::new(count);
        for anchor in cycle() {
            let date = NaiveDate::from(anchor);
            let later = forward(anchor, count, Unit::Month);
            assert_eq!(Some(NaiveDate::from(later)), date.checked_add_months(months));
            let earlier = back(anchor, count, Unit::Month);
            assert_eq!(Some(NaiveDate::from(earlier)), date.checked_sub_months(months));
        }
    }
}

#[test]
fn a_year_is_twelve_months() {
    for anchor in cycle().step_by(7) {
        assert_eq!(forward(anchor, 3, Unit::Year), forward(anchor, 36, Unit::Month));
        assert_eq!(back(anchor, 3, Unit::Year), back(anchor, 36, Unit::Month));
    }
}

#[test]
fn the_cases_decide() {
    // Dodds v Walker [1981] 1 WLR 1027.
    assert_eq!(forward(day(1978, 9, 30), 4, Unit::Month), day(1979, 1, 30));
    // E J Riley Investments v Eurostile: the corresponding date is enough.
    assert_eq!(forward(day(1984, 3, 23), 2, Unit::Month), day(1984, 5, 23));
    // The clamp is not carried forward.
    assert_eq!(forward(day(2025, 8, 31), 6, Unit::Month), day(2026, 2, 28));
    assert_eq!(forward(day(2025, 8, 31), 12, Unit::Month), day(2026, 8, 31));
}

#[test]
fn months_are_not_associative() {
    let anchor = day(2026, 1, 31);
    let twice = forward(forward(anchor, 1, Unit::Month), 1, Unit::Month);
    assert_eq!(twice, day(2026, 3, 28));
    assert_eq!(forward(anchor, 2, Unit::Month), day(2026, 3, 31));
}

#[test]
fn three_months_are_clamped_from_1_903_days_of_the_cycle() {
    assert_eq!(starts_without_corresponding_date(3), 1_903);
    for months in [1, 3, 6, 12, 13, 48, 4_800] {
        let clamped = |reach: fn(Day, u32, Unit) -> Day| {
            let moved =
                |anchor: &Day| reach(*anchor, months, Unit::Month).ymd().2 != anchor.ymd().2;
            u32::try_from(cycle().filter(moved).count()).unwrap()
        };
        assert_eq!(clamped(forward), starts_without_corresponding_date(months), "{months}");
        assert_eq!(clamped(back), starts_without_corresponding_date(months), "{months} back");
    }
}

#[test]
fn ninety_one_days_are_later_than_three_months_from_30_483_days() {
    let later = |days, months| {
        cycle()
            .filter(|anchor| {
                forward(*anchor, days, Unit::CalendarDay) > forward(*anchor, months, Unit::Month)
            })
            .count()
    };
    assert_eq!(later(91, 3), 30_483);
    assert_eq!(later(183, 6), 67_380);
}

/// How often one limit ends before, on and after the day of another, over the
/// 6,210 start dates from 1 April 2011 to 31 March 2028.
fn compared(one: Offset, other: Offset) -> [usize; 3] {
    let starts = day(2011, 4, 1).number()..=day(2028, 3, 31).number();
    assert_eq!(starts.clone().count(), 6_210);
    let mut found = [0; 3];
    for anchor in starts.map(Day::from_number) {
        let end = |offset| go(anchor, offset, Direction::Forward);
        match end(one).cmp(&end(other)) {
            Ordering::Less => found[0] += 1,
            Ordering::Equal => found[1] += 1,
            Ordering::Greater => found[2] += 1,
        }
    }
    found
}

#[test]
fn limits_of_different_units_are_incomparable() {
    let days = |count| Offset::of(count, Unit::CalendarDay);
    // 17.2, 44.0 and 38.9 % of 6,210.
    let twenty = Offset::of(20, Unit::WorkingDay);
    assert_eq!(compared(twenty, days(28)), [1_066, 2_731, 2_413]);
    // 20.0, 22.2 and 57.8 %.
    assert_eq!(compared(Offset::of(3, Unit::Month), days(91)), [1_242, 1_376, 3_592]);
    // 45.3, 22.1 and 32.7 %.
    assert_eq!(compared(Offset::of(6, Unit::Month), days(183)), [2_811, 1_371, 2_028]);
}
