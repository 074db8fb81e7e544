//! Calendars against a walk from day to day, and what they refuse.

use std::collections::BTreeSet;

use super::*;

/// The closed days of a shipped file, read without any of our own code.
fn closed(text: &'static str) -> BTreeSet<&'static str> {
    let entries = text.lines().filter_map(|line| line.strip_prefix("      - "));
    entries.map(|line| line.split(' ').next().unwrap()).collect()
}

/// Whether each day of 2000 to 2028 is worked, by looking at the day alone.
fn worked(closed: &[BTreeSet<&str>]) -> Vec<bool> {
    let days = day(2000, 1, 1).number()..=day(2028, 12, 31).number();
    days.map(|number| {
        let date = chrono::NaiveDate::from(Day::from_number(number));
        let weekday = date.format("%a").to_string();
        let iso = date.to_string();
        weekday != "Sat" && weekday != "Sun" && !closed.iter().any(|c| c.contains(iso.as_str()))
    })
    .collect()
}

/// The `n`-th worked day from each start, by walking.
fn walked(worked: &[bool], start: usize, step: isize) -> impl Iterator<Item = usize> {
    let mut at = start;
    std::iter::from_fn(move || {
        at = at.checked_add_signed(step)?;
        worked.get(at).map(|worked| (at, *worked))
    })
    .filter_map(|(at, worked)| worked.then_some(at))
}

fn agrees_with_a_walk(calendar: &Calendar, worked: &[bool]) {
    let first = day(2000, 1, 1);
    let from_first = |at: usize| first.plus(i32::try_from(at).unwrap());
    assert_eq!(calendar.working_days() as usize, worked.iter().filter(|worked| **worked).count());
    for (at, is_worked) in worked.iter().enumerate() {
        let anchor = from_first(at);
        assert_eq!(calendar.is_working(anchor), Some(*is_worked), "{anchor}");
        let mut later = walked(worked, at, 1);
        let mut earlier = walked(worked, at, -1);
        for n in 1..=25 {
            assert_eq!(calendar.add_working(anchor, n), later.next().map(from_first));
            assert_eq!(calendar.sub_working(anchor, n), earlier.next().map(from_first));
        }
        let next = walked(worked, at, 1).next().map(from_first);
        let last = walked(worked, at, -1).next().map(from_first);
        assert_eq!(calendar.on_or_after(anchor), if *is_worked { Some(anchor) } else { next });
        assert_eq!(calendar.on_or_before(anchor), if *is_worked { Some(anchor) } else { last });
        let span = &worked[at + 1..worked.len().min(at + 31)];
        let between = i32::try_from(span.iter().filter(|worked| **worked).count()).unwrap();
        let end = from_first(at + span.len());
        assert_eq!(calendar.working_days_between(anchor, end), Some(between));
        assert_eq!(calendar.working_days_between(end, anchor), Some(-between));
    }
}

#[test]
fn each_division_agrees_with_a_walk() {
    for shipped in [&ENGLAND, &SCOTLAND, &NORTHERN_IRELAND] {
        agrees_with_a_walk(shipped.get(), &worked(&[closed(shipped.text)]));
    }
}

#[test]
fn the_united_kingdom_agrees_with_a_walk() {
    let all = [&ENGLAND, &SCOTLAND, &NORTHERN_IRELAND].map(|shipped| closed(shipped.text));
    agrees_with_a_walk(&KINGDOM, &worked(&all));
}

#[test]
fn the_shipped_files_list_what_was_published() {
    let counts = [(&ENGLAND, 238), (&SCOTLAND, 262), (&NORTHERN_IRELAND, 296)];
    for (shipped, count) in counts {
        assert_eq!(shipped.get().closed().len(), count);
        assert_eq!(closed(shipped.text).len(), count);
        for (day, name) in shipped.get().closed() {
            assert!(!shipped.get().is_weekend(*day), "{day} {name}");
        }
    }
    assert_eq!(ENGLAND.get().first(), day(2000, 1, 1));
    assert_eq!(ENGLAND.get().last(), day(2028, 12, 31));
    assert_eq!(ENGLAND.get().rank().len(), 10_593);
    assert_eq!(ENGLAND.get().title(), "England and Wales");
    assert!(ENGLAND.get().source().starts_with("GOV.UK"));
    // Eight in an ordinary year; the jubilees, the wedding, the funeral, the coronation.
    for year in 2000..=2028 {
        let one_off = match year {
            2002 | 2011 | 2012 | 2023 => 1,
            2022 => 2,
            _ => 0,
        };
        let days = ENGLAND.get().closed().iter().filter(|(day, _)| day.year() == year);
        assert_eq!(days.count(), 8 + one_off, "{year}");
    }
}

#[test]
fn one_off_days_are_closed_and_moved_ones_worked() {
    let england = ENGLAND.get();
    assert_eq!(england.closed_name(day(2020, 5, 8)), Some("Early May bank holiday (VE day)"));
    assert_eq!(england.is_working(day(2020, 5, 4)), Some(true));
    assert_eq!(england.is_working(day(2022, 5, 30)), Some(true));
    assert_eq!(england.is_working(day(2022, 6, 2)), Some(false));
    let funeral = "Bank Holiday for the State Funeral of Queen Elizabeth II";
    assert_eq!(england.closed_name(day(2022, 9, 19)), Some(funeral));
    assert_eq!(england.is_working(day(2023, 5, 8)), Some(false));
    assert_eq!(england.closed_name(day(2026, 3, 28)), None);
}

#[test]
fn nothing_outside_the_range_is_known() {
    let england = ENGLAND.get();
    let (before, after) = (day(1999, 12, 31), day(2029, 1, 1));
    assert_eq!(england.is_working(before), None);
    assert_eq!(england.is_working(after), None);
    assert_eq!(england.add_working(after, 1), None);
    assert_eq!(england.add_working(after, 0), None);
    assert_eq!(england.sub_working(before, 1), None);
    assert_eq!(england.add_working(day(1999, 12, 30), 1), None);
    assert_eq!(england.sub_working(day(2029, 1, 2), 1), None);
    assert_eq!(england.add_working(day(2026, 1, 1), u32::MAX), None);
    assert_eq!(england.sub_working(day(2026, 1, 1), u32::MAX), None);
    assert_eq!(england.working_days_between(day(2026, 1, 1), after), None);
    // All the days that these count are listed.
    assert_eq!(england.add_working(before, 1), Some(day(2000, 1, 4)));
    assert_eq!(england.sub_working(after, 1), Some(day(2028, 12, 29)));
}

#[test]
fn a_day_closed_in_one_part_says_which() {
    let name = |y, m, d| KINGDOM.closed_name(day(y, m, d)).unwrap();
    assert_eq!(name(2026, 12, 25), "Christmas Day");
    assert_eq!(name(2026, 1, 2), "2nd January (Scotland)");
    assert_eq!(name(2026, 3, 17), "St Patrick’s Day (Northern Ireland)");
    assert_eq!(name(2026, 4, 6), "Easter Monday (England and Wales and Northern Ireland)");
    assert_eq!(KINGDOM.first(), day(2000, 1, 1));
    assert_eq!(KINGDOM.title(), "United Kingdom");
    assert_eq!(KINGDOM.source(), ENGLAND.get().source());
}

fn week(id: &str, first: Day, last: Day, closed: Vec<(Day, String)>) -> Calendar {
    Calendar::new(id, id, first, last, closed, &[Weekday::Sunday]).unwrap()
}

#[test]
fn a_calendar_made_of_others_lists_the_days_they_share() {
    let shut = vec![(day(2026, 1, 15), "Stocktaking".to_owned())];
    let one = week("one", day(2026, 1, 1), day(2026, 1, 31), shut);
    let two = week("two", day(2026, 1, 10), day(2026, 2, 28), Vec::new());
    let both = Calendar::all_of("both", "Both", &[&one, &two]).unwrap();
    assert_eq!((both.first(), both.last()), (day(2026, 1, 10), day(2026, 1, 31)));
    assert_eq!(both.is_working(day(2026, 1, 10)), Some(true));
    assert_eq!(both.closed_name(day(2026, 1, 15)), Some("Stocktaking (one)"));
    // Each weekend counts, whichever of them keeps it.
    let market = &[Weekday::Wednesday];
    let (first, last) = (day(2026, 1, 1), day(2026, 1, 31));
    let market = Calendar::new("market", "Market", first, last, Vec::new(), market).unwrap();
    let early = Calendar::all_of("early", "Early", &[&one, &market]).unwrap();
    assert_eq!(early.is_working(day(2026, 1, 7)), Some(false));
    assert_eq!(early.is_working(day(2026, 1, 11)), Some(false));
    assert_eq!(early.is_working(day(2026, 1, 12)), Some(true));
    let apart = week("three", day(2027, 1, 1), day(2027, 1, 31), Vec::new());
    let error = Calendar::all_of("none", "None", &[&one, &apart]).unwrap_err();
    assert_eq!(error.to_string(), "the calendars one and three have no day in common");
    assert_eq!(Calendar::all_of("none", "None", &[]), Err(CalendarError::OfNone));
}

#[test]
fn a_calendar_says_what_it_cannot_be() {
    let make = |first, last, closed| Calendar::new("id", "Title", first, last, closed, &[]);
    let (first, last) = (day(2026, 1, 1), day(2026, 12, 31));
    let named = |d: Day, name: &str| (d, name.to_owned());
    let error = |made: Result<Calendar, CalendarError>| made.unwrap_err().to_string();
    insta::assert_snapshot!(error(make(last, first, vec![])), @"the calendar ends on 1 January 2026, before it starts on 31 December 2026");
    let outside = vec![named(day(2027, 1, 1), "New Year’s Day")];
    insta::assert_snapshot!(error(make(first, last, outside)), @"1 January 2027 (New Year’s Day) is closed, but the calendar lists 1 January 2026 to 31 December 2026");
    let twice = vec![named(first, "New Year’s Day"), named(first, "Bank holiday")];
    insta::assert_snapshot!(error(make(first, last, twice)), @"1 January 2026 is closed twice: as New Year’s Day and as Bank holiday");
    insta::assert_snapshot!(error(make(first, day(2300, 1, 1), vec![])), @"the calendar lists 100077 days; 65535 is the most (about 179 years)");
    assert_eq!(make(first, first, vec![]).unwrap().working_days(), 1);
    let longest = first.plus(i32::try_from(Calendar::MAX_DAYS).unwrap() - 1);
    let made = make(first, longest, vec![]).unwrap();
    assert_eq!(made.working_days(), Calendar::MAX_DAYS);
    assert_eq!(made.add_working(first, Calendar::MAX_DAYS - 1), Some(longest));
    assert!(make(first, longest.plus(1), vec![]).is_err());
}

#[test]
fn a_calendar_at_the_end_of_time_is_whole() {
    let first = Calendar::new("old", "Old", Day::MIN, day(1, 12, 31), vec![], &[]).unwrap();
    assert_eq!(first.is_working(Day::MIN), Some(true));
    let last = Calendar::new("new", "New", day(9999, 1, 1), Day::MAX, vec![], &[]).unwrap();
    assert_eq!(last.is_working(Day::MAX), Some(true));
    assert_eq!(last.add_working(Day::MAX, 1), None);
}
