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
    // A time of day after the date is the one thing to take away.
    if let Some(date) = before_time(phrase.text()) {
        let message = format!("“{}” has a time of day, and records carry dates", phrase.text());
        let found = Diagnostic::new(code, phrase.span(), message).help(format!("write {date}"));
        return Box::new(found.fix(phrase.span(), date));
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

/// The date at the start of `2026-03-28T10:30:00Z` or `2026-03-28 10:30`.
fn before_time(text: &str) -> Option<&str> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let is_time = time.starts_with(|c: char| c.is_ascii_digit()) && time.contains(':');
    (is_time && parse_date(date).is_ok()).then_some(date)
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
