//! Many days in few words: stretches that come again each year, or on certain weekdays.

use crate::analysis::course::Dates;
use crate::time::{Day, Weekday, month_name};

/// Days of the calendar, said briefly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// Every day that was looked at.
    Every,
    /// Stretches that come each year of a sort; the sort is empty where it is every
    /// year: `2 December to 15 January`.
    Yearly(Vec<(&'static str, Vec<String>)>),
    /// Exactly these weekdays.
    Weekdays(Vec<Weekday>),
    /// The stretches nearest to a day, in order, and how many there are besides.
    Stretches(Vec<Dates>, usize),
}

/// How many stretches are named.
const NAMED: usize = 3;

/// Stretches of days among all that were looked at, said briefly. Of those that follow no
/// pattern the ones from the day `near` on are named.
#[must_use]
pub fn collapse(stretches: &[Dates], over: Dates, near: Day) -> Pattern {
    if stretches == [over] {
        return Pattern::Every;
    }
    yearly(stretches, over)
        .or_else(|| weekdays(stretches, over))
        .unwrap_or_else(|| nearest(stretches, near))
}

fn nearest(stretches: &[Dates], near: Day) -> Pattern {
    let from = stretches.partition_point(|one| one.last < near);
    let from = from.min(stretches.len().saturating_sub(NAMED));
    let named: Vec<Dates> = stretches.iter().skip(from).take(NAMED).copied().collect();
    let rest = stretches.len() - named.len();
    Pattern::Stretches(named, rest)
}

/// Where the days are exactly those of some weekdays.
fn weekdays(stretches: &[Dates], over: Dates) -> Option<Pattern> {
    let mut seen: Vec<Weekday> = Vec::new();
    let mut count = 0_u32;
    for day in stretches.iter().flat_map(|one| one.days()) {
        count += 1;
        if !seen.contains(&day.weekday()) {
            seen.push(day.weekday());
        }
        if seen.len() > 3 {
            return None;
        }
    }
    let all = over.days().filter(|day| seen.contains(&day.weekday())).count();
    seen.sort_by_key(|day| Weekday::ALL.iter().position(|one| one == day));
    (all == usize::try_from(count).ok()?).then_some(Pattern::Weekdays(seen))
}

fn is_leap(year: i32) -> bool {
    Day::from_ymd(year, 2, 29).is_some()
}

/// The sorts of years, in the order in which they are named.
const SORTS: [&str; 3] = ["in leap years", "in years before a leap year", "in other years"];

/// The sort of a year, as far as the lengths of months go.
fn sort(year: i32) -> &'static str {
    let [leap, before, other] = SORTS;
    match (is_leap(year), is_leap(year + 1)) {
        (true, _) => leap,
        (false, true) => before,
        (false, false) => other,
    }
}

/// Month and date; the last of February has one name in every year.
type Date = (u32, u32);

fn date(day: Day) -> Date {
    let (_, month, date) = day.ymd();
    if month == 2 && date >= 28 && day.plus(1).ymd().1 == 3 { (2, 29) } else { (month, date) }
}

fn words((month, date): Date) -> String {
    match (month, date) {
        (2, 29) => "the end of February".to_owned(),
        (month, date) => format!("{date} {}", month_name(month)),
    }
}

/// Stretches that are the same in each year of one sort.
fn yearly(stretches: &[Dates], over: Dates) -> Option<Pattern> {
    const FEWEST_YEARS: usize = 8;
    const MOST: usize = 6;
    let (from, to) = (over.first.year(), over.last.year());
    let years: Vec<i32> = (from + 1..to).collect();
    if years.len() < FEWEST_YEARS {
        return None;
    }
    let mut sorts: Vec<(&'static str, Vec<(Date, Date)>)> = Vec::new();
    let mut rest = stretches.iter().peekable();
    for year in years {
        while rest.next_if(|one| one.first.year() < year).is_some() {}
        let mut mine = Vec::new();
        while let Some(one) = rest.next_if(|one| one.first.year() == year) {
            mine.push((date(one.first), date(one.last)));
            if mine.len() > MOST {
                return None;
            }
        }
        match sorts.iter().find(|(known, _)| *known == sort(year)) {
            Some((_, known)) if *known == mine => {}
            Some(_) => return None,
            None => sorts.push((sort(year), mine)),
        }
    }
    let said = |all: &[(Date, Date)]| -> Vec<String> {
        let one = |(first, last): &(Date, Date)| {
            if first == last {
                words(*first)
            } else {
                format!("{} to {}", words(*first), words(*last))
            }
        };
        all.iter().map(one).collect()
    };
    let alike = sorts.iter().all(|(_, all)| sorts.first().is_some_and(|(_, first)| first == all));
    let made = if alike {
        sorts.first().map(|(_, all)| ("", said(all))).into_iter().collect()
    } else {
        sorts.sort_by_key(|(sort, _)| SORTS.iter().position(|one| one == sort));
        let some = sorts.iter().filter(|(_, all)| !all.is_empty());
        some.map(|(sort, all)| (*sort, said(all))).collect::<Vec<_>>()
    };
    made.iter().any(|(_, all)| !all.is_empty()).then_some(Pattern::Yearly(made))
}
