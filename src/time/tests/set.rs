//! Sets of days, held against the days themselves.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::DaySet;

type Stretches = Vec<(i32, i32)>;

fn stretches() -> impl Strategy<Value = Stretches> {
    prop::collection::vec((-20..20_i32, -20..20_i32), 0..6)
}

fn days(stretches: &[(i32, i32)]) -> BTreeSet<i32> {
    stretches.iter().flat_map(|(first, end)| *first..*end).collect()
}

fn set(stretches: &Stretches) -> DaySet {
    stretches.iter().copied().collect()
}

fn days_of(set: &DaySet) -> BTreeSet<i32> {
    days(&set.stretches().collect::<Stretches>())
}

proptest! {
    #[test]
    fn stretches_are_in_order_and_apart(a in stretches()) {
        let kept: Stretches = set(&a).stretches().collect();
        prop_assert!(kept.iter().all(|(first, end)| first < end));
        prop_assert!(kept.windows(2).all(|two| two[0].1 < two[1].0));
        prop_assert_eq!(days(&kept), days(&a));
    }

    #[test]
    fn two_sets_are_told_apart_day_by_day(a in stretches(), b in stretches()) {
        let (one, other) = (days(&a), days(&b));
        prop_assert_eq!(days_of(&set(&a).without(&set(&b))), &one - &other);
        prop_assert_eq!(days_of(&set(&a).and(&set(&b))), &one & &other);
    }

    #[test]
    fn days_are_counted_one_by_one(a in stretches(), from in -25..25_i32, to in -25..25_i32) {
        let counted = days(&a).iter().filter(|day| (from..=to).contains(day)).count();
        prop_assert_eq!(set(&a).count(from, to), counted as i64);
    }

    #[test]
    fn the_full_day_is_the_first_with_so_many(
        a in stretches(),
        from in -25..25_i32,
        wanted in 1..30_i64,
    ) {
        let set = set(&a);
        let first = (from..25).find(|day| set.count(from, *day) >= wanted);
        prop_assert_eq!(set.full(from, wanted), first);
    }
}

#[test]
fn nothing_is_full_at_once() {
    assert_eq!(DaySet::default().full(7, 0), Some(7));
    assert_eq!(DaySet::default().full(7, 1), None);
}
