//! One cell of a table: blanks taken off, and the day it holds.
//!
//! In: the bytes of a cell, and how its table writes dates. Out: a day as a number, or
//! why there is none, in words. Never here: which cell it is.

use csv::ByteRecord;

use super::mapping::DateOrder;
use crate::time::{Day, parse_date};

/// How a table writes its dates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dates {
    pub(super) order: DateOrder,
    /// The first of the hundred years that two digits may stand for.
    pub(super) century: i32,
    /// A bare number is a day as Excel counts them.
    pub(super) serial: bool,
}

/// Duly's own layout: ISO dates, or the day first.
pub(super) const OWN: Dates = Dates { order: DateOrder::DayFirst, century: 1970, serial: false };

/// What is a blank too: a no-break space, one of no width, a byte-order mark, nothing at all.
const BLANKS: [&str; 4] = ["\u{a0}", "\u{200b}", "\u{feff}", "\0"];

/// A cell without the blanks around it.
pub(super) fn trim(cell: &[u8]) -> &[u8] {
    let mut cell = cell.trim_ascii();
    let is_plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if is_plain(cell.first()) && is_plain(cell.last()) {
        return cell;
    }
    while let Some(rest) = BLANKS.iter().find_map(|blank| cell.strip_prefix(blank.as_bytes())) {
        cell = rest.trim_ascii();
    }
    while let Some(rest) = BLANKS.iter().find_map(|blank| cell.strip_suffix(blank.as_bytes())) {
        cell = rest.trim_ascii();
    }
    cell
}

/// Whether all cells of a row are blank.
pub(super) fn is_blank(row: &ByteRecord) -> bool {
    row.iter().all(|cell| trim(cell).is_empty())
}

/// Whether a cell holds what a spreadsheet writes where it has no value: `#N/A`, or a formula
/// that was never worked out.
pub(super) fn is_error(cell: &[u8]) -> bool {
    const ERRORS: [&str; 8] =
        ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#DATA!"];
    ERRORS.iter().any(|error| cell.eq_ignore_ascii_case(error.as_bytes()))
        || cell.first() == Some(&b'=') && cell.len() > 1
}

/// A cell as text, for a message: not more of it than can be read.
pub(super) fn shown(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().count() > 40 {
        short.push('…');
    }
    short
}

impl Dates {
    /// The day in a cell without blanks around it; `None` for an empty one.
    ///
    /// # Errors
    /// What is wrong with it, as in “31 February 2026 is no day”.
    pub(super) fn day(self, cell: &[u8]) -> Result<Option<i32>, String> {
        if cell.is_empty() {
            return Ok(None);
        }
        // A part of a day after a point is a time.
        if self.serial
            && let Some((number, rest)) = number(cell, 5)
            && rest.strip_prefix(b".").unwrap_or(rest).iter().all(u8::is_ascii_digit)
            && let Some(day) = super::sheet::serial(number.value)
        {
            return Ok(Some(day));
        }
        match self.numbers(cell) {
            Some((year, month, day)) => match Day::from_ymd(year, month, day) {
                Some(day) => Ok(Some(day.number())),
                None => Err(format!("“{}” is no day that there is", shown(cell))),
            },
            None => self.in_words(cell),
        }
    }

    /// Year, month and day of `01/02/2026`, `2026-02-01` and the like. A time of the
    /// day after it is left out.
    fn numbers(self, cell: &[u8]) -> Option<(i32, u32, u32)> {
        let (a, rest) = number(cell, 4)?;
        let (mark, rest) = rest.split_first()?;
        if !matches!(mark, b'/' | b'-' | b'.') {
            return None;
        }
        let (b, rest) = number(rest, 4)?;
        let rest = rest.strip_prefix(std::slice::from_ref(mark))?;
        let (c, rest) = number(rest, 4)?;
        if !(rest.is_empty() || is_time(rest)) {
            return None;
        }
        let small = |part: Number| (part.digits <= 2).then_some(part.value);
        if a.digits == 4 {
            return Some((a.value.cast_signed(), small(b)?, small(c)?));
        }
        let (day, month) = match self.order {
            DateOrder::DayFirst => (small(a)?, small(b)?),
            DateOrder::MonthFirst => (small(b)?, small(a)?),
        };
        let year = match c.digits {
            4 => c.value.cast_signed(),
            2 => self.year(c.value.cast_signed()),
            _ => return None,
        };
        Some((year, month, day))
    }

    /// The year that two digits stand for.
    fn year(self, digits: i32) -> i32 {
        self.century + (digits - self.century).rem_euclid(100)
    }

    /// `28 April 2026`, `28-Apr-26`
    fn in_words(self, cell: &[u8]) -> Result<Option<i32>, String> {
        let wrong = || match number(cell, 5) {
            Some((number, [])) if super::sheet::serial(number.value).is_some() => format!(
                "“{}” is no date, but the number by which a spreadsheet keeps one: give the \
                 column the format of a date there, and save it again",
                shown(cell)
            ),
            Some(_) | None => format!("“{}” is no date", shown(cell)),
        };
        let text = std::str::from_utf8(without_time(cell)).map_err(|_| wrong())?;
        if text.len() > 40 || !text.contains(|c: char| c.is_ascii_alphabetic()) {
            return Err(wrong());
        }
        let mut words: Vec<&str> = text
            .split(|c: char| c == '-' || c.is_whitespace())
            .filter(|it| !it.is_empty())
            .collect();
        let short = words.last().filter(|last| last.len() == 2).and_then(|last| last.parse().ok());
        let year = short.map(|digits| self.year(digits).to_string());
        if let (Some(year), Some(last)) = (&year, words.last_mut()) {
            *last = year;
        }
        parse_date(&words.join(" ")).map(|day| Some(day.number())).map_err(|_| wrong())
    }
}

/// A date in words without the time of the day after it.
fn without_time(cell: &[u8]) -> &[u8] {
    let blanks = cell.iter().enumerate().filter(|(_, byte)| **byte == b' ').map(|(at, _)| at);
    let cut = |at: usize| cell.get(at..).is_some_and(is_time).then(|| cell.get(..at)).flatten();
    blanks.filter_map(cut).next().unwrap_or(cell)
}

#[derive(Clone, Copy)]
struct Number {
    value: u32,
    digits: usize,
}

/// So many digits at most at the start, and the rest.
fn number(cell: &[u8], most: usize) -> Option<(Number, &[u8])> {
    let mut found = Number { value: 0, digits: 0 };
    let mut rest = cell;
    while let Some((digit, after)) = rest.split_first().filter(|(it, _)| it.is_ascii_digit()) {
        found.value = found.value * 10 + u32::from(digit - b'0');
        found.digits += 1;
        rest = after;
        if found.digits > most {
            return None;
        }
    }
    (found.digits > 0).then_some((found, rest))
}

/// ` 00:00:00`, `T12:30Z`, ` 9:15 AM`, `T10:00:00.000-01:00`
fn is_time(rest: &[u8]) -> bool {
    let Some((b' ' | b'T' | b't', rest)) = rest.split_first() else { return false };
    let Some((hours, rest)) = number(rest.trim_ascii_start(), 2) else { return false };
    let (mut rest, mut parts) = (rest, 1);
    while let Some((part, after)) = rest.strip_prefix(b":").and_then(|rest| number(rest, 2)) {
        if part.digits != 2 || part.value > 60 || parts == 3 {
            return false;
        }
        (rest, parts) = (after, parts + 1);
    }
    if parts == 3
        && let Some(after) = rest.strip_prefix(b".")
    {
        let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
        rest = after.get(digits..).unwrap_or_default();
    }
    let rest = rest.trim_ascii();
    let is_half = rest.eq_ignore_ascii_case(b"am") || rest.eq_ignore_ascii_case(b"pm");
    let is_zone = |rest: &[u8]| {
        let Some((b'+' | b'-', rest)) = rest.split_first() else { return false };
        let colons = rest.iter().filter(|byte| **byte == b':').count();
        colons <= 1
            && (2..=5).contains(&rest.len())
            && rest.iter().all(|byte| byte.is_ascii_digit() || *byte == b':')
    };
    let is_plain = rest.is_empty() || rest.eq_ignore_ascii_case(b"z") || is_zone(rest);
    hours.value <= 24 && ((parts > 1 && (is_plain || is_half)) || (parts == 1 && is_half))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str) -> Result<Option<String>, String> {
        let day = OWN.day(trim(cell.as_bytes()))?;
        Ok(day.map(|day| Day::from_number(day).to_string()))
    }

    #[test]
    fn dates_are_read_as_files_write_them() {
        for (cell, day) in [
            ("01/02/2026", "2026-02-01"),
            (" 1/2/2026\u{a0}", "2026-02-01"),
            ("2026-02-01", "2026-02-01"),
            ("2026/02/01", "2026-02-01"),
            ("01-02-26", "2026-02-01"),
            ("01.02.69", "2069-02-01"),
            ("01/02/70", "1970-02-01"),
            ("01/02/2026 00:00:00", "2026-02-01"),
            ("2026-02-01T00:00:00.000Z", "2026-02-01"),
            ("1 February 2026", "2026-02-01"),
            ("01-Feb-26", "2026-02-01"),
            ("1 Feb 70", "1970-02-01"),
            ("29/02/2024", "2024-02-29"),
            ("01/02/2026 9:15 AM", "2026-02-01"),
            ("01/02/2026 09:15:30.5 pm", "2026-02-01"),
            ("2026-02-01T10:00:00-01:00", "2026-02-01"),
            ("2026-02-01 10:00+01", "2026-02-01"),
            ("1 February 2026 09:15", "2026-02-01"),
            ("1-Feb-26 9 am", "2026-02-01"),
        ] {
            assert_eq!(read(cell), Ok(Some(day.to_owned())), "{cell}");
        }
        assert_eq!(read("  "), Ok(None));
        let other = Dates { order: DateOrder::MonthFirst, century: 1950, serial: true };
        assert_eq!(other.day(b"46054"), OWN.day(b"2026-02-01"));
        assert!(OWN.day(b"46054").is_err());
        assert_eq!(other.day(b"01/02/50"), OWN.day(b"02/01/1950"));
    }

    #[test]
    fn the_number_of_a_date_in_a_spreadsheet_is_called_that() {
        let said = |cell| read(cell).expect_err("no date");
        assert!(said("46113").contains("a spreadsheet"), "{}", said("46113"));
        assert_eq!(said("99999"), "“99999” is no date");
        assert_eq!(said("46113x"), "“46113x” is no date");
    }

    #[test]
    fn what_is_no_date_is_said() {
        for cell in [
            "29/02/2026",
            "31/04/2026",
            "00/01/2026",
            "2026-13-01",
            "1/2/3",
            "1/2/026",
            "x",
            "20260201",
            "01/02/2026x",
            "1/2-2026",
            "12345/1/1",
            "é",
            "01/02",
            "/",
            "99999999999",
            "01/02/2026 9999 ::+",
            "01/02/2026 09:15 xm",
            "01/02/2026 09:75",
            "1 February 2026 x",
        ] {
            assert!(read(cell).is_err(), "{cell}");
        }
    }
}
