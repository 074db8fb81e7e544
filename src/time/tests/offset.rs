//! Laws of offsets: monotone, exclusive of the anchor, never a panic.

use proptest::prelude::*;

use super::*;

const DIRECTIONS: [Direction; 2] = [Direction::Forward, Direction::Back];
const COUNTINGS: [Counting; 3] = [Counting::Ordinary, Counting::Clear, Counting::BeginningWith];
const ROLLS: [Roll; 3] = [Roll::None, Roll::Forward, Roll::Back];

/// The days from which 40 working days either way stay in the calendar.
fn inner() -> impl Iterator<Item = Day> + Clone {
    (day(2000, 4, 1).number()..=day(2028, 9, 30).number()).map(Day::from_number)
}

fn anchors(unit: Unit) -> Vec<Day> {
    if unit == Unit::WorkingDay { inner().collect() } else { cycle().collect() }
}

fn counted(
    anchor: Day,
    offset: Offset,
    direction: Direction,
    counting: Counting,
) -> Result<Day, TimeError> {
    apply(anchor, &offset, direction, counting, Roll::None, Some(ENGLAND.get()))
}

#[test]
fn every_unit_is_monotone_in_its_anchor() {
    for unit in Unit::ALL {
        let anchors = anchors(unit);
        for direction in DIRECTIONS {
            for counting in COUNTINGS {
                for count in [1, 3, 20] {
                    let offset = Offset::of(count, unit);
                    let reached = |anchor: &Day| {
                        counted(*anchor, offset, direction, counting).expect("in range")
                    };
                    let days: Vec<Day> = anchors.iter().map(reached).collect();
                    assert!(days.is_sorted(), "{offset} {direction:?} {counting:?}");
                }
            }
        }
    }
}

#[test]
fn a_mixed_offset_is_monotone_in_its_anchor() {
    for plus in [Length::new(3, Unit::CalendarDay), Length::new(2, Unit::WorkingDay)] {
        let offset = Offset::of(1, Unit::Month).and(plus);
        for direction in DIRECTIONS {
            let days: Vec<Day> = inner().map(|anchor| go(anchor, offset, direction)).collect();
            assert!(days.is_sorted(), "{offset} {direction:?}");
        }
    }
}

#[test]
fn every_unit_is_strictly_monotone_in_its_count_and_leaves_the_anchor() {
    for unit in Unit::ALL {
        for anchor in anchors(unit).into_iter().step_by(3) {
            let (mut later, mut earlier) = (anchor, anchor);
            for count in 1..=8 {
                let (on, off) = (forward(anchor, count, unit), back(anchor, count, unit));
                assert!(on > later && off < earlier, "{count} {unit:?} {anchor}");
                (later, earlier) = (on, off);
            }
        }
    }
}

#[test]
fn rolls_are_monotone_and_end_on_a_working_day() {
    for roll in [Roll::Forward, Roll::Back] {
        let mut last = Day::MIN;
        for anchor in inner() {
            let offset = Offset::of(1, Unit::Month);
            let calendar = Some(ENGLAND.get());
            let reached =
                apply(anchor, &offset, Direction::Forward, Counting::Ordinary, roll, calendar);
            let reached = reached.unwrap();
            assert!(reached >= last);
            assert_eq!(ENGLAND.get().is_working(reached), Some(true));
            let plain = forward(anchor, 1, Unit::Month);
            if ENGLAND.get().is_working(plain) == Some(true) {
                assert_eq!(reached, plain);
            } else {
                assert_eq!(reached > plain, roll == Roll::Forward);
            }
            last = reached;
        }
    }
}

#[test]
fn there_and_back_is_not_always_where_it_began() {
    let saturday = day(2026, 3, 28);
    let there = forward(saturday, 20, Unit::WorkingDay);
    assert_eq!(there, day(2026, 4, 28));
    assert_eq!(back(there, 20, Unit::WorkingDay), day(2026, 3, 27));
    let end = day(2026, 1, 31);
    assert_eq!(back(forward(end, 1, Unit::Month), 1, Unit::Month), day(2026, 1, 28));
}

#[test]
fn clear_days_leave_out_one_day_more() {
    for unit in Unit::ALL {
        for anchor in anchors(unit).into_iter().step_by(11) {
            let clear = Offset { first: Length::new(10, unit).clear(), plus: None };
            let (lead, plain) = (go(anchor, clear, Direction::Back), back(anchor, 10, unit));
            let notice = go(anchor, clear, Direction::Forward);
            match unit {
                Unit::WorkingDay => {
                    assert_eq!(lead, back(anchor, 11, unit));
                    assert_eq!(notice, forward(anchor, 11, unit));
                }
                Unit::CalendarDay | Unit::Week | Unit::Month | Unit::Year => {
                    assert_eq!(lead, plain.plus(-1));
                    assert_eq!(notice, forward(anchor, 10, unit).plus(1));
                }
            }
            let said = counted(anchor, Offset::of(10, unit), Direction::Back, Counting::Clear);
            assert_eq!(said, Ok(lead));
        }
    }
}

#[test]
fn beginning_with_counts_the_anchor() {
    let begin = |anchor, offset| {
        counted(anchor, offset, Direction::Forward, Counting::BeginningWith).expect("in range")
    };
    for anchor in cycle().step_by(5) {
        assert_eq!(begin(anchor, Offset::of(14, Unit::CalendarDay)), anchor.plus(13));
        assert_eq!(begin(anchor, Offset::of(2, Unit::Week)), anchor.plus(13));
        let months = Offset::of(3, Unit::Month);
        assert_eq!(begin(anchor, months), forward(anchor, 3, Unit::Month).plus(-1));
    }
    for anchor in inner() {
        let reached = begin(anchor, Offset::of(5, Unit::WorkingDay));
        let worked = ENGLAND.get().is_working(anchor).unwrap();
        assert_eq!(reached, forward(anchor, if worked { 4 } else { 5 }, Unit::WorkingDay));
    }
}

#[test]
fn months_come_before_days_and_are_applied_once() {
    let anchor = day(2026, 1, 31);
    let month = Length::new(1, Unit::Month);
    let days = Length::new(3, Unit::CalendarDay);
    let one = Offset { first: month, plus: Some(days) };
    let other = Offset { first: days, plus: Some(month) };
    assert_eq!(go(anchor, one, Direction::Forward), day(2026, 3, 3));
    assert_eq!(go(anchor, other, Direction::Forward), day(2026, 3, 3));
    let twice = Offset::of(1, Unit::Month).and(month);
    assert_eq!(go(anchor, twice, Direction::Forward), day(2026, 3, 31));
    let years = Offset::of(1, Unit::Year).and(Length::new(1, Unit::Month));
    assert_eq!(go(anchor, years, Direction::Forward), day(2027, 2, 28));
}

#[test]
fn the_ends_of_a_mixed_offset_are_those_of_the_whole() {
    let month = Length::new(1, Unit::Month);
    let days = Length::new(3, Unit::CalendarDay);
    let anchor = day(2026, 3, 10);
    let plain = Offset { first: month, plus: Some(days) };
    assert_eq!(go(anchor, plain, Direction::Forward), day(2026, 4, 13));
    for clear in [
        Offset { first: month.clear(), plus: Some(days) },
        Offset { first: month, plus: Some(days.clear()) },
        Offset { first: days, plus: Some(month.clear()) },
    ] {
        assert_eq!(go(anchor, clear, Direction::Forward), day(2026, 4, 14), "{clear}");
        assert_eq!(go(anchor, clear, Direction::Back), day(2026, 2, 6), "{clear}");
        let begun = counted(anchor, clear, Direction::Forward, Counting::BeginningWith);
        assert_eq!(begun, Ok(day(2026, 4, 12)), "beginning with wins over clear");
    }
}

#[test]
fn working_days_and_rolls_need_a_calendar() {
    let bare = |offset: Offset, roll| {
        apply(day(2026, 3, 28), &offset, Direction::Forward, Counting::Ordinary, roll, None)
    };
    assert_eq!(bare(Offset::of(1, Unit::WorkingDay), Roll::None), Err(TimeError::NoCalendar));
    assert_eq!(bare(Offset::of(1, Unit::CalendarDay), Roll::Back), Err(TimeError::NoCalendar));
    assert_eq!(bare(Offset::of(1, Unit::CalendarDay), Roll::None), Ok(day(2026, 3, 29)));
    assert!(Offset::of(1, Unit::Month).and(Length::new(1, Unit::WorkingDay)).needs_calendar());
    assert!(!Offset::of(1, Unit::Month).needs_calendar());
}

#[test]
fn what_lies_outside_is_said() {
    let error = counted(
        day(2028, 12, 20),
        Offset::of(20, Unit::WorkingDay),
        Direction::Forward,
        Counting::Ordinary,
    )
    .unwrap_err();
    insta::assert_snapshot!(error, @"calendar england-and-wales lists 1 January 2000 to 31 December 2028; this count goes outside it");
    let far = Offset::of(u32::MAX, Unit::Year);
    let far = counted(day(2026, 1, 1), far, Direction::Forward, Counting::Ordinary);
    assert_eq!(far, Err(TimeError::OutOfRange));
}

#[test]
fn nothing_at_all_leads_to_the_anchor() {
    for unit in Unit::ALL {
        for anchor in [day(2026, 3, 27), day(2026, 3, 28)] {
            assert_eq!(forward(anchor, 0, unit), anchor);
            assert_eq!(back(anchor, 0, unit), anchor);
        }
    }
}

#[test]
fn lengths_are_printed_in_one_way() {
    let clear = Length::new(10, Unit::WorkingDay).clear();
    let plus = Offset::of(1, Unit::Month).and(Length::new(3, Unit::CalendarDay));
    assert_eq!(Offset::of(20, Unit::WorkingDay).to_string(), "20 working days");
    assert_eq!(Offset::of(1, Unit::Week).to_string(), "1 week");
    assert_eq!(Offset::of(91, Unit::CalendarDay).to_string(), "91 calendar days");
    assert_eq!(clear.to_string(), "10 clear working days");
    assert_eq!(plus.to_string(), "1 month plus 3 calendar days");
}

pub(super) fn any_offset() -> impl Strategy<Value = Offset> {
    let count = prop_oneof![0u32..40, any::<u32>()];
    let length = (count, any::<bool>(), proptest::sample::select(&Unit::ALL[..]))
        .prop_map(|(count, clear, unit)| Length { count, clear, unit });
    (length.clone(), proptest::option::of(length)).prop_map(|(first, plus)| Offset { first, plus })
}

proptest! {
    #[test]
    fn no_count_panics_and_every_count_is_explained(
        number in any::<i32>(),
        near in 10_000i32..22_000,
        is_near in any::<bool>(),
        offset in any_offset(),
        direction in proptest::sample::select(&DIRECTIONS[..]),
        counting in proptest::sample::select(&COUNTINGS[..]),
        roll in proptest::sample::select(&ROLLS[..]),
    ) {
        let anchor = Day::from_number(if is_near { near } else { number });
        let calendar = Some(ENGLAND.get());
        let reached = apply(anchor, &offset, direction, counting, roll, calendar);
        let counted = super::super::count(anchor, &offset, direction, counting, roll, calendar);
        prop_assert_eq!(counted.map(|counted| counted.result), reached);
    }
}
