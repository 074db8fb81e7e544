//! What falls due as calendars (RFC 5545): a day for each deadline.
//!
//! In: what is still to be done. Out: text that calendar programs read. Never here: a
//! clock: a calendar is as of the day that was asked about, and the same answers make the
//! same text.

use std::fmt::Write;

use super::{Batch, Open, thousands};
use crate::time::Day;

/// A line has at most so many octets (RFC 5545, 3.1).
const OCTETS: usize = 75;

/// A deadline whose last day is known to within so many days has a day in a calendar.
const WIDEST: i32 = 31;

/// A calendar of what somebody has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// A name for its file, without an ending.
    pub name: String,
    /// Its text; `None` where no deadline has a day.
    pub text: Option<String>,
    /// How many deadlines are left out: it is not known, not even to the month, when they
    /// fall due.
    pub left_out: u64,
}

/// A calendar for each who has something to do.
#[must_use]
pub fn calendars(of: &Batch<'_>, list: &[&Open]) -> Vec<Calendar> {
    let mut found: Vec<(String, Vec<&Open>)> = Vec::new();
    for one in list {
        let name = file_name(&one.who);
        match found.iter_mut().find(|(known, _)| *known == name) {
            Some((_, of)) => of.push(one),
            None => found.push((name, vec![one])),
        }
    }
    let mut names: Vec<String> = Vec::new();
    let made = |(name, list): (String, Vec<&Open>)| {
        let name = short(name, &names);
        names.push(name.clone());
        let who = list.first().map(|one| &*one.who).filter(|who| !who.is_empty());
        let left_out = list.iter().filter(|one| !has_a_day(one)).count();
        let text = (left_out < list.len()).then(|| written(of, who, &list));
        Calendar { name, text, left_out: u64::try_from(left_out).unwrap_or(u64::MAX) }
    };
    found.into_iter().map(made).collect()
}

/// What is said of deadlines that a calendar leaves out.
#[must_use]
pub fn left_out(count: u64) -> String {
    match count {
        1 => "1 deadline is left out: its last day is not known, not even to a month".to_owned(),
        count => format!(
            "{} deadlines are left out: their last days are not known, not even to a month",
            thousands(count)
        ),
    }
}

fn has_a_day(one: &Open) -> bool {
    one.due.first.days_until(one.due.last) <= WIDEST
}

/// `the-social-worker`
fn file_name(who: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = who.chars().map(letter).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "nobody-named".to_owned() } else { name.to_owned() }
}

/// A name that file systems take, and that no other file of them has.
fn short(name: String, taken: &[String]) -> String {
    const MOST: usize = 120;
    if name.len() <= MOST {
        return name;
    }
    let cut = name.floor_char_boundary(MOST);
    let name = name.get(..cut).unwrap_or_default().trim_end_matches('-');
    let numbers = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbers);
    names.find(|name| !taken.contains(name)).unwrap_or_default()
}

/// One calendar of all of these.
#[must_use]
pub fn calendar(of: &Batch<'_>, list: &[&Open]) -> String {
    written(of, None, list)
}

fn written(of: &Batch<'_>, who: Option<&str>, list: &[&Open]) -> String {
    let (placed, vague): (Vec<&Open>, Vec<&Open>) = list.iter().partition(|one| has_a_day(one));
    let title = &of.model.pack.title;
    let name = who.map_or_else(|| title.clone(), |who| format!("{title} – {who}"));
    let mut about = format!("As of {}, thirteen weeks ahead.", of.as_of.with_weekday());
    if !vague.is_empty() {
        let _ = write!(about, " {}.", left_out(u64::try_from(vague.len()).unwrap_or(u64::MAX)));
    }
    let mut out = String::new();
    put(&mut out, "BEGIN:VCALENDAR");
    put(&mut out, "VERSION:2.0");
    put(&mut out, "PRODID:-//duly//duly//EN");
    put(&mut out, "CALSCALE:GREGORIAN");
    put(&mut out, &format!("X-WR-CALNAME:{}", escaped(&name)));
    put(&mut out, &format!("X-WR-CALDESC:{}", escaped(&about)));
    for one in placed {
        event(&mut out, of, one);
    }
    put(&mut out, "END:VCALENDAR");
    out
}

fn event(out: &mut String, of: &Batch<'_>, one: &Open) {
    // Where the last day is not known, what is asked for is asked for by the first that is
    // still to come.
    let due = one.due.exact().unwrap_or_else(|| one.due.first.max(of.as_of.min(one.due.last)));
    put(out, "BEGIN:VEVENT");
    put(out, &format!("UID:{}@duly", uid(&of.model.pack.id, one)));
    put(out, &format!("DTSTAMP:{}T000000Z", basic(of.as_of)));
    put(out, &format!("DTSTART;VALUE=DATE:{}", basic(due)));
    put(out, &format!("DTEND;VALUE=DATE:{}", basic(due.plus(1))));
    put(out, &format!("SUMMARY:{}", escaped(&format!("{}: {}", one.case, one.title))));
    put(out, &format!("DESCRIPTION:{}", escaped(&described(of, one))));
    if !one.who.is_empty() {
        put(out, &format!("CATEGORIES:{}", escaped(&one.who)));
    }
    put(out, "TRANSP:TRANSPARENT");
    put(out, "END:VEVENT");
}

fn described(of: &Batch<'_>, one: &Open) -> String {
    let mut said = match one.due.exact() {
        Some(day) => format!("Due by {}", day.with_weekday()),
        None => format!(
            "Due by a day between {} and {}",
            one.due.first.with_weekday(),
            one.due.last.with_weekday()
        ),
    };
    let _ = write!(said, ", as of {}: {}.", of.as_of.with_weekday(), one.word());
    if !one.who.is_empty() {
        let _ = write!(said, " For {} to do.", one.who);
    }
    if !one.to_know.is_empty() {
        let _ = write!(said, " To know how it stands, record {}.", one.to_know);
    }
    let _ = write!(said, "\nCounted from: {}.", one.instance);
    said
}

/// The same for the same deadline, whenever it is asked about; it tells nobody whose.
fn uid(pack: &str, one: &Open) -> String {
    let parts = [pack, &one.case, &one.duty, &one.instance];
    let text = parts.join("\u{1f}");
    format!(
        "{:016x}{:016x}",
        hashed(&text, 0xcbf2_9ce4_8422_2325),
        hashed(&text, 0x9ae1_6a3b_2f90_404f)
    )
}

/// FNV-1a from a beginning.
fn hashed(text: &str, from: u64) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    text.bytes().fold(from, step)
}

/// `20260428`
fn basic(day: Day) -> String {
    let (year, month, of_month) = day.ymd();
    format!("{year:04}{month:02}{of_month:02}")
}

/// Text as a value (RFC 5545, 3.3.11); no character that could end its line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A line, folded where it is long: never within a letter.
fn put(out: &mut String, line: &str) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > OCTETS {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
}
