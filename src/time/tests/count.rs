//! The counting that a person reads aloud.

use super::*;

fn counted(anchor: Day, offset: Offset, direction: Direction) -> Counted {
    let calendar = Some(ENGLAND.get());
    super::super::count(anchor, &offset, direction, Counting::Ordinary, Roll::None, calendar)
        .unwrap()
}

fn names(counted: &Counted) -> Vec<(Day, &str)> {
    counted.closed().map(|skipped| (skipped.day, skipped.name.as_str())).collect()
}

#[test]
fn a_limit_over_easter_names_the_days_it_passes() {
    let counted = counted(day(2026, 3, 28), Offset::of(20, Unit::WorkingDay), Direction::Forward);
    assert_eq!(counted.first(), day(2026, 3, 30));
    assert_eq!(counted.result, day(2026, 4, 28));
    let easter = [(day(2026, 4, 3), "Good Friday"), (day(2026, 4, 6), "Easter Monday")];
    assert_eq!(names(&counted), easter);
    // Sun 29 March and the four weekends from 4 April.
    assert_eq!(counted.weekend_days(), 9);
    assert_eq!(counted.clamp(), None);
    assert_eq!(counted.parts[0].last, counted.result);
}

#[test]
fn a_lead_time_is_counted_back() {
    let counted = counted(day(2026, 5, 28), Offset::of(10, Unit::WorkingDay), Direction::Back);
    assert_eq!(counted.first(), day(2026, 5, 27));
    assert_eq!(counted.result, day(2026, 5, 13));
    assert_eq!(names(&counted), [(day(2026, 5, 25), "Spring bank holiday")]);
    assert_eq!(counted.weekend_days(), 4);
}

#[test]
fn clear_days_end_one_before_the_day_reached() {
    let length = Length::new(10, Unit::WorkingDay).clear();
    let offset = Offset { first: length, plus: None };
    let working = counted(day(2026, 5, 28), offset, Direction::Back);
    assert_eq!(working.counting, Counting::Clear);
    assert_eq!((working.parts[0].last, working.result), (day(2026, 5, 13), day(2026, 5, 12)));
    let length = Length::new(2, Unit::Week).clear();
    let weeks = counted(day(2026, 3, 28), Offset { first: length, plus: None }, Direction::Forward);
    assert_eq!((weeks.parts[0].last, weeks.result), (day(2026, 4, 11), day(2026, 4, 12)));
    assert_eq!(weeks.weekend_days(), 0);
}

#[test]
fn the_worked_days_add_up() {
    for number in (day(2010, 1, 1).number()..day(2020, 1, 1).number()).step_by(3) {
        let anchor = Day::from_number(number);
        for direction in [Direction::Forward, Direction::Back] {
            let counted = counted(anchor, Offset::of(20, Unit::WorkingDay), direction);
            let passed = u32::try_from(names(&counted).len()).unwrap() + counted.weekend_days();
            assert_eq!(anchor.days_until(counted.result).unsigned_abs(), 20 + passed);
        }
    }
}

#[test]
fn a_month_without_the_day_is_named() {
    let month = |anchor, direction| counted(anchor, Offset::of(3, Unit::Month), direction);
    let clamped = month(day(2025, 11, 30), Direction::Forward);
    assert_eq!(clamped.clamp(), Some(Clamp { wanted: 30, taken: day(2026, 2, 28) }));
    insta::assert_snapshot!(clamped.clamp().unwrap(), @"February 2026 has no 30th: its last day, 28 February 2026, is taken");
    insta::assert_snapshot!(month(day(2026, 3, 31), Direction::Forward).clamp().unwrap(), @"June 2026 has no 31st: its last day, 30 June 2026, is taken");
    assert!(month(day(2026, 5, 31), Direction::Back).clamp().is_some());
    // The day reached may be one beyond or before the last day of the month.
    let clear = Offset { first: Length::new(3, Unit::Month).clear(), plus: None };
    let clear = counted(day(2026, 5, 31), clear, Direction::Back);
    assert_eq!(clear.result, day(2026, 2, 27));
    assert_eq!(clear.clamp(), Some(Clamp { wanted: 31, taken: day(2026, 2, 28) }));
    // The last day of a month is no clamp where the day corresponds.
    assert_eq!(month(day(2025, 11, 28), Direction::Forward).clamp(), None);
    let all = cycle().filter(|anchor| month(*anchor, Direction::Forward).clamp().is_some());
    assert_eq!(all.count(), 1_903);
}

#[test]
fn a_mixed_count_has_two_parts_months_first() {
    let offset = Offset { first: Length::new(5, Unit::WorkingDay), plus: None };
    let counted =
        counted(day(2026, 1, 31), offset.and(Length::new(1, Unit::Month)), Direction::Forward);
    let parts: Vec<_> = counted.parts.iter().map(|part| (part.length.unit, part.reached)).collect();
    let expected = [(Unit::Month, day(2026, 2, 28)), (Unit::WorkingDay, day(2026, 3, 6))];
    assert_eq!(parts, expected);
    assert!(counted.clamp().is_some());
    assert_eq!(counted.weekend_days(), 1);
}

#[test]
fn a_roll_says_what_it_passed() {
    let week = Offset::of(1, Unit::Week);
    let calendar = Some(ENGLAND.get());
    let counted = super::super::count(
        day(2026, 3, 28),
        &week,
        Direction::Forward,
        Counting::Ordinary,
        Roll::Forward,
        calendar,
    )
    .unwrap();
    let rolled = counted.rolled.clone().unwrap();
    assert_eq!((rolled.from, rolled.to), (day(2026, 4, 4), day(2026, 4, 7)));
    assert_eq!(names(&counted), [(day(2026, 4, 6), "Easter Monday")]);
    assert_eq!(counted.weekend_days(), 2);
}

#[test]
fn beginning_with_counts_a_working_anchor_as_day_one() {
    let begin = |anchor| {
        let offset = Offset::of(5, Unit::WorkingDay);
        let counting = Counting::BeginningWith;
        let calendar = Some(ENGLAND.get());
        super::super::count(anchor, &offset, Direction::Forward, counting, Roll::None, calendar)
            .unwrap()
    };
    let friday = begin(day(2026, 3, 27));
    assert_eq!((friday.first(), friday.weekend_days()), (day(2026, 3, 27), 2));
    let saturday = begin(day(2026, 3, 28));
    // The anchor is itself passed over: it is no working day.
    assert_eq!((saturday.first(), saturday.weekend_days()), (day(2026, 3, 30), 4));
    // One ends on Maundy Thursday, the other has Easter to pass.
    assert_eq!((names(&friday).len(), names(&saturday).len()), (0, 2));
}

#[test]
fn a_closed_day_can_be_thought_away() {
    let offset = Offset::of(10, Unit::WorkingDay);
    let without = |closed| {
        let anchor = day(2026, 5, 28);
        let calendar = ENGLAND.get();
        without_closed(
            anchor,
            &offset,
            Direction::Back,
            Counting::Ordinary,
            Roll::None,
            calendar,
            closed,
        )
    };
    assert_eq!(without(day(2026, 5, 25)), Ok(day(2026, 5, 14)));
    // A day that was not closed, and one that the count does not pass.
    assert_eq!(without(day(2026, 5, 26)), Ok(day(2026, 5, 13)));
    assert_eq!(without(day(2026, 4, 3)), Ok(day(2026, 5, 13)));
    let worked = ENGLAND.get().without_closed(day(2026, 5, 25));
    assert_eq!(worked.is_working(day(2026, 5, 25)), Some(true));
    assert_eq!(worked.source(), ENGLAND.get().source());
}
