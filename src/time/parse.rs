//! Dates as people write them.
//!
//! In: one short text. Out: the day it names, or exactly what is wrong with it.
//! Never here: finding dates in longer texts, or guessing a century.

use smallvec::SmallVec;

use super::Day;
use super::day::{Weekday, days_in_month, month_name};

/// What is wrong with the text of a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// It has no form that is read.
    #[error("“{text}” cannot be read as a date; write it as 28 March 2026 or 2026-03-28")]
    Unreadable {
        /// The text.
        text: String,
    },
    /// The month has fewer days.
    #[error("{day} {name} {year} does not exist; {name} {year} has {days} days", name = month_name(*month))]
    NoSuchDay {
        /// The day of the month, as written.
        day: u32,
        /// The month, 1 to 12.
        month: u32,
        /// The year.
        year: i32,
        /// How many days that month has.
        days: u32,
    },
    /// There is no such month; the day may stand in its place.
    #[error("“{text}” has no month {month}; {}", month_help(text, *day, *month, *year))]
    NoSuchMonth {
        /// The text.
        text: String,
        /// The day of the month, as written.
        day: u32,
        /// The month, as written.
        month: u32,
        /// The year.
        year: i32,
    },
    /// A word stands where a month should.
    #[error("“{word}” is not a month; write the date as 28 March 2026 or 2026-03-28")]
    UnknownMonth {
        /// The word.
        word: String,
    },
    /// The year is 0 or has more than four digits.
    #[error("there is no year {year} here; years run from 1 to 9999")]
    NoSuchYear {
        /// The year, as written.
        year: String,
    },
    /// The year has two digits: which century is meant is not said.
    #[error("“{text}” gives the year in two digits; write all four, as in 28 March 2026")]
    TwoDigitYear {
        /// The text.
        text: String,
    },
    /// The weekday is not that of the date (D0709).
    #[error("{} is a {weekday}, not a {written}", .day.long())]
    WrongWeekday {
        /// The date.
        day: Day,
        /// Its true weekday.
        weekday: Weekday,
        /// The weekday as written.
        written: Weekday,
    },
}

/// Reads `2026-03-28`, `28/03/2026` (day first, as in the United Kingdom), and
/// `28 March 2026` with a short month (`28 Mar 2026`), an ordinal (`28th March
/// 2026`) or a weekday (`Saturday 28 March 2026`), which is checked.
///
/// Capitals, a comma after a word and white space do not matter.
///
/// # Errors
/// If the text has none of these forms, names a day that does not exist or the
/// wrong weekday, or gives the year in two digits.
pub fn parse_date(text: &str) -> Result<Day, DateError> {
    let text = text.trim();
    let words: SmallVec<[&str; 4]> =
        text.split_whitespace().map(|word| word.strip_suffix(',').unwrap_or(word)).collect();
    match words.as_slice() {
        [date] => in_figures(text, date),
        [day, month, year] => in_words(text, day, month, year),
        [weekday, date] => on_weekday(text, weekday, in_figures(text, date)),
        [weekday, day, month, year] => on_weekday(text, weekday, in_words(text, day, month, year)),
        _ => Err(unreadable(text)),
    }
}

/// Reads one entry of a calendar's `closed`: a date, then the name of the day, as
/// `2000-01-03 New Year's Day (observed)`. An entry of a date alone is named
/// `closed day`.
///
/// # Errors
/// Those of [`parse_date`], for the date at its start.
pub fn parse_closed(text: &str) -> Result<(Day, String), DateError> {
    let text = text.trim();
    // A date takes at most four words: the fewest that read as one are the date.
    let mut error = None;
    for count in 1..=4 {
        let Some((date, name)) = split_words(text, count) else { break };
        match parse_date(date) {
            Ok(day) if name.is_empty() => return Ok((day, "closed day".to_owned())),
            Ok(day) => return Ok((day, name.to_owned())),
            // What is wrong with a date that was read says more.
            Err(DateError::Unreadable { .. } | DateError::UnknownMonth { .. }) => {}
            Err(exact) => error = error.or(Some(exact)),
        }
    }
    Err(error.unwrap_or_else(|| unreadable(text)))
}

/// The first `count` words, and what follows them.
fn split_words(text: &str, count: usize) -> Option<(&str, &str)> {
    let mut rest = text;
    for _ in 0..count {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest.get(end..)?;
    }
    text.get(..text.len() - rest.len()).map(|date| (date, rest.trim()))
}

/// `2026-03-28` or `28/03/2026`.
fn in_figures(text: &str, date: &str) -> Result<Day, DateError> {
    let dashed: Vec<&str> = date.split('-').collect();
    let slashed: Vec<&str> = date.split('/').collect();
    let two_digits = |figures: &&str| figures.len() == 2 && number(figures).is_some();
    match (dashed.as_slice(), slashed.as_slice()) {
        ([year, month, day], _) if year.len() > 2 => dated(text, day, month, year),
        (_, [day, month, year]) if day.len() <= 2 => dated(text, day, month, year),
        ([_, _, _], _) if dashed.iter().all(two_digits) => {
            Err(DateError::TwoDigitYear { text: text.to_owned() })
        }
        _ => Err(unreadable(text)),
    }
}

/// A date of three figures.
fn dated(text: &str, day: &str, month: &str, year: &str) -> Result<Day, DateError> {
    let short = |figures: &str| number(figures).filter(|_| figures.len() <= 2);
    let (Some(day), Some(month)) = (short(day), short(month)) else {
        return Err(unreadable(text));
    };
    let year = year_of(text, year)?;
    civil(text, day, month, year)
}

/// `28 March 2026`, `28th Mar 2026`.
fn in_words(text: &str, day: &str, month: &str, year: &str) -> Result<Day, DateError> {
    let figures = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ordinal = day.get(figures.len()..).unwrap_or_default();
    let Some(day) = number(figures).filter(|_| figures.len() <= 2) else {
        return Err(unreadable(text));
    };
    if !["", "st", "nd", "rd", "th"].iter().any(|end| end.eq_ignore_ascii_case(ordinal)) {
        return Err(unreadable(text));
    }
    if number(year).is_none() {
        return Err(unreadable(text));
    }
    let Some(month_number) = month_of(month) else {
        return Err(DateError::UnknownMonth { word: month.to_owned() });
    };
    let year = year_of(text, year)?;
    civil(text, day, month_number, year)
}

/// The day with these numbers, or which of them is wrong.
fn civil(text: &str, day: u32, month: u32, year: i32) -> Result<Day, DateError> {
    let Some(days) = days_in_month(year, month) else {
        return Err(DateError::NoSuchMonth { text: text.to_owned(), day, month, year });
    };
    Day::from_ymd(year, month, day).ok_or(DateError::NoSuchDay { day, month, year, days })
}

/// A date that was written with a weekday.
fn on_weekday(text: &str, word: &str, day: Result<Day, DateError>) -> Result<Day, DateError> {
    let written = Weekday::from_word(word).ok_or_else(|| unreadable(text))?;
    let day = day?;
    let weekday = day.weekday();
    if weekday == written {
        Ok(day)
    } else {
        Err(DateError::WrongWeekday { day, weekday, written })
    }
}

/// A year of three or four figures.
fn year_of(text: &str, figures: &str) -> Result<i32, DateError> {
    let Some(year) = number(figures) else { return Err(unreadable(text)) };
    if figures.len() == 2 {
        return Err(DateError::TwoDigitYear { text: text.to_owned() });
    }
    i32::try_from(year)
        .ok()
        .filter(|year| (1..=9999).contains(year) && figures.len() <= 4)
        .ok_or_else(|| DateError::NoSuchYear { year: figures.to_owned() })
}

/// A number of at most nine plain figures.
fn number(figures: &str) -> Option<u32> {
    let plain = (1..=9).contains(&figures.len()) && figures.bytes().all(|b| b.is_ascii_digit());
    if plain { figures.parse().ok() } else { None }
}

/// The month a word names, whole or in its short forms (`Mar`, `Sept`).
fn month_of(word: &str) -> Option<u32> {
    let long_enough = word.len() >= 3 && word.is_ascii();
    let first = word.chars().next().map_or(' ', |first| first.to_ascii_uppercase());
    let matches = |month: &u32| {
        if !month_name(*month).starts_with(first) {
            return false;
        }
        let start = month_name(*month).get(..word.len());
        long_enough && start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    (1..=12).find(matches)
}

/// How to mend a month that does not exist.
fn month_help(text: &str, day: u32, month: u32, year: i32) -> String {
    let swapped = Day::from_ymd(year, day, month);
    match swapped.filter(|_| text.contains('/')) {
        Some(day) => format!("the day comes first, so write {}", day.long()),
        None => "months run from 1 to 12".to_owned(),
    }
}

fn unreadable(text: &str) -> DateError {
    DateError::Unreadable { text: text.to_owned() }
}
