//! Laws of days, lengths and calendars, over every date there is to check.

use std::sync::LazyLock;

use super::*;

mod calendar;
mod count;
mod day;
mod months;
mod offset;
mod parse;
mod set;

pub(super) fn day(y: i32, m: u32, d: u32) -> Day {
    Day::from_ymd(y, m, d).expect("a day that exists")
}

/// 1 January 2000 to 31 December 2399: after it the calendar repeats.
pub(super) fn cycle() -> impl Iterator<Item = Day> {
    (day(2000, 1, 1).number()..=day(2399, 12, 31).number()).map(Day::from_number)
}

/// Ordinary counting without a roll.
pub(super) fn go(anchor: Day, offset: Offset, direction: Direction) -> Day {
    apply(anchor, &offset, direction, Counting::Ordinary, Roll::None, Some(ENGLAND.get()))
        .expect("a day in the calendar")
}

pub(super) fn forward(anchor: Day, count: u32, unit: Unit) -> Day {
    go(anchor, Offset::of(count, unit), Direction::Forward)
}

pub(super) fn back(anchor: Day, count: u32, unit: Unit) -> Day {
    go(anchor, Offset::of(count, unit), Direction::Back)
}

/// A shipped calendar, made once, with the text it was made from.
pub(super) struct Shipped {
    pub(super) text: &'static str,
    made: LazyLock<Calendar>,
}

impl Shipped {
    pub(super) fn get(&self) -> &Calendar {
        &self.made
    }
}

pub(super) static ENGLAND: Shipped = Shipped {
    text: include_str!("../../policies/calendars/england-and-wales.yaml"),
    made: LazyLock::new(|| read("england-and-wales", ENGLAND.text)),
};
pub(super) static SCOTLAND: Shipped = Shipped {
    text: include_str!("../../policies/calendars/scotland.yaml"),
    made: LazyLock::new(|| read("scotland", SCOTLAND.text)),
};
pub(super) static NORTHERN_IRELAND: Shipped = Shipped {
    text: include_str!("../../policies/calendars/northern-ireland.yaml"),
    made: LazyLock::new(|| read("northern-ireland", NORTHERN_IRELAND.text)),
};

/// The calendar of the three together.
pub(super) static KINGDOM: LazyLock<Calendar> = LazyLock::new(|| {
    let parts = [ENGLAND.get(), SCOTLAND.get(), NORTHERN_IRELAND.get()];
    Calendar::all_of("united-kingdom", "United Kingdom", &parts).unwrap()
});

/// Reads a shipped file line by line: no YAML beyond the form those files have.
fn read(id: &str, text: &str) -> Calendar {
    let after = |key: &str| text.lines().find_map(|line| line.trim().strip_prefix(key)).unwrap();
    let (first, last) = after("from: ").split_once(" to ").unwrap();
    let closed = text.lines().filter_map(|line| line.strip_prefix("      - "));
    let closed = closed.map(|line| parse_closed(line).unwrap()).collect();
    let (first, last) = (parse_date(first).unwrap(), parse_date(last).unwrap());
    let weekend = [Weekday::Saturday, Weekday::Sunday];
    let made = Calendar::new(id, after("title: "), first, last, closed, &weekend).unwrap();
    made.with_source(after("source: "))
}
