//! Dates of a case file.
//!
//! In: a phrase. Out: a date as well as it is known, or the finding that says why
//! it is none. Never here: which event it belongs to.

use crate::diag::{Code, Diagnostic};
use crate::facts::DateFact;
use crate::facts::file::WrittenDate;
use crate::source::{Phrase, Spanned};
use crate::time::{DateError, Day, parse_date};

/// Reads `28 March 2026`, `between 3 June 2026 and 9 June 2026` or `unknown`.
pub(super) fn read_date(phrase: &Phrase) -> Result<WrittenDate, Box<Diagnostic>> {
    let phrase = phrase.slice(0, phrase.text().len());
    let lower = phrase.text().to_lowercase();
    if matches!(lower.as_str(), "unknown" | "not known") {
        return Ok(Spanned::new(DateFact::Sometime, phrase.span()));
    }
    if super::starts_word(&phrase, &lower, 0, "between").is_some() {
        return between(&phrase, &lower);
    }
    let day = one_day(&phrase)?;
    Ok(Spanned::new(DateFact::Exactly(day), phrase.span()))
}

/// Reads one day where nothing less exact will do, for the key `what`.
pub(super) fn read_day(phrase: &Phrase, what: &str) -> Result<Spanned<Day>, Box<Diagnostic>> {
    let date = read_date(phrase)?;
    match date.value {
        DateFact::Exactly(day) => Ok(Spanned::new(day, date.span)),
        DateFact::Between(..) | DateFact::Sometime => {
            let message = format!("“{what}” needs one day, and “{}” is none", phrase.text());
            Err(wrong(Code::D0810, phrase, message, "write one date, as 28 March 2026".to_owned()))
        }
    }
}

fn between(phrase: &Phrase, lower: &str) -> Result<WrittenDate, Box<Diagnostic>> {
    let start = "between".len();
    let Some(and) = lower.find(" and ") else {
        let message = format!("“{}” has only one end", phrase.text());
        let help = "write both days: between 3 June 2026 and 9 June 2026";
        return Err(wrong(Code::D0810, phrase, message, help.to_owned()));
    };
    let first = one_day(&phrase.slice(start, and))?;
    let last = one_day(&phrase.slice(and + " and ".len(), lower.len()))?;
    let date = match first.cmp(&last) {
        std::cmp::Ordering::Less => DateFact::Between(first, last),
        std::cmp::Ordering::Equal => DateFact::Exactly(first),
        std::cmp::Ordering::Greater => {
            let message =
                format!("{} is after {}, so no day lies between them", first.long(), last.long());
            let help = format!("write between {} and {}", last.long(), first.long());
            let fix = format!("between {} and {}", last.long(), first.long());
            let found = Diagnostic::new(Code::D0810, phrase.span(), message).help(help);
            return Err(Box::new(found.fix(phrase.span(), fix)));
        }
    };
    Ok(Spanned::new(date, phrase.span()))
}

fn one_day(phrase: &Phrase) -> Result<Day, Box<Diagnostic>> {
    parse_date(phrase.text()).map_err(|error| refused(phrase, &error))
}

fn wrong(code: Code, phrase: &Phrase, message: String, help: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(code, phrase.span(), message).help(help))
}

/// The finding for words that are no date.
fn refused(phrase: &Phrase, error: &DateError) -> Box<Diagnostic> {
    let code = match error {
        DateError::WrongWeekday { .. } => Code::D0709,
        DateError::Unreadable { .. }
        | DateError::NoSuchDay { .. }
        | DateError::NoSuchMonth { .. }
        | DateError::UnknownMonth { .. }
        | DateError::NoSuchYear { .. }
        | DateError::TwoDigitYear { .. } => Code::D0810,
    };
    if let Some(found) = other_forms(phrase) {
        return Box::new(found);
    }
    if let DateError::WrongWeekday { day, weekday, .. } = error {
        let help = format!("write {weekday} {}, or mend the date", day.long());
        return wrong(code, phrase, error.to_string(), help);
    }
    let text = error.to_string();
    let (message, advice) = text.split_once("; ").unwrap_or((&text, ANY_DATE));
    let help = whole(phrase.text()).unwrap_or_else(|| advice.to_owned());
    wrong(code, phrase, message.to_owned(), help)
}

const ANY_DATE: &str = "write a date, `between 3 June 2026 and 9 June 2026`, or `unknown`";

/// The finding for a form that people write and that is not read: with the date
/// they mean, where that is sure.
fn other_forms(phrase: &Phrase) -> Option<Diagnostic> {
    let text = phrase.text();
    let found = |message: String| Diagnostic::new(Code::D0810, phrase.span(), message);
    // Plain quotes would show the curly ones twice.
    let inner = text.trim_matches(CURLY).trim();
    if inner.len() < text.len() {
        return Some(if parse_date(inner).is_ok() {
            let found = found("this date stands in curly quotes".to_owned());
            found.help("take out the curly quotes").fix(phrase.span(), inner)
        } else {
            let found = found("this stands in curly quotes, and is no date".to_owned());
            found.help("take out the curly quotes, and write a date as 28 March 2026")
        });
    }
    let lower = text.to_lowercase();
    if ["today", "yesterday", "tomorrow", "now"].contains(&lower.as_str()) {
        let help = "duly reads no clock; write the day, as in 3 April 2026";
        return Some(found(format!("“{text}” is no date")).help(help));
    }
    if let Some(date) = before_time(text) {
        let message = format!("“{text}” has a time of day, and records carry dates");
        return Some(found(message).help(format!("write {date}")).fix(phrase.span(), date));
    }
    let (day, sure) = meant(text)?;
    let day = day.long();
    if sure {
        let message = format!("“{text}” cannot be read as a date");
        return Some(found(message).help(format!("write {day}")).fix(phrase.span(), day));
    }
    let message = format!("“{text}” gives the year in two digits");
    Some(found(message).help(format!("write {day}, if you mean that")))
}

/// The quotes that word processors put in the place of plain ones.
const CURLY: [char; 8] = ['“', '”', '„', '‟', '‘', '’', '«', '»'];

/// The day of `3.4.2026`, `3-4-2026`, `April 3, 2026` or `3/4/26`, and whether its
/// year is written in full.
fn meant(text: &str) -> Option<(Day, bool)> {
    let words: Vec<&str> =
        text.split(['.', '/', '-', ' ', ',']).filter(|word| !word.is_empty()).collect();
    let [first, second, year] = words.as_slice() else { return None };
    if !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // A child of today may be of this century, a carer of the last.
    let century = match (year.len(), year.parse::<u32>().ok()?) {
        (2, of) if of < 50 => "20",
        (2, _) => "19",
        (4, _) => "",
        (_, _) => return None,
    };
    let dates = [
        format!("{first} {second} {century}{year}"),
        format!("{second} {first} {century}{year}"),
        format!("{first}/{second}/{century}{year}"),
    ];
    let day = dates.iter().find_map(|date| parse_date(date).ok())?;
    Some((day, century.is_empty()))
}

/// The date at the start of `2026-03-28T10:30:00Z`, `2026-03-28 10:30` or `28 March
/// 2026 at 10am`.
fn before_time(text: &str) -> Option<&str> {
    let date_of = |at: usize| text.get(..at).map(|date| date.trim_end_matches([',', ' ']));
    let (at, date) = text
        .char_indices()
        .filter(|(_, sign)| matches!(sign, 'T' | 't' | ' '))
        .filter_map(|(at, _)| Some((at, date_of(at)?)))
        .find(|(_, date)| parse_date(date).is_ok())?;
    let time = text.get(at + 1..)?.trim_start().to_lowercase();
    let time = time.strip_prefix("at ").unwrap_or(&time);
    let of_day = time.contains(':') || time.ends_with("am") || time.ends_with("pm");
    (time.starts_with(|c: char| c.is_ascii_digit()) && of_day).then_some(date)
}

/// What to write for a month or year that is given alone.
fn whole(text: &str) -> Option<String> {
    let first = parse_date(&format!("1 {text}"))
        .or_else(|_| parse_date(&format!("1 January {text}")))
        .ok()?;
    let months = if text.chars().all(|c| c.is_ascii_digit()) { 12 } else { 1 };
    let next = first.checked_plus_months(months, crate::time::MonthEnd::default())?;
    let last = next.checked_plus(-1)?;
    Some(format!("write between {} and {}", first.long(), last.long()))
}
