//! The day that a phrase leads to, for a person or a program.
//!
//! In: what [`crate::dates`] reckoned. Out: text. Never here: counting.

use serde_json::{Value, json};

use super::text::wrap;
use crate::dates::Reckoned;
use crate::time::{Counted, Counting, Day, Direction, Part, Skipped, Unit};

/// The day, the phrase as it was read, and, where `explained`, each step of the
/// count.
#[must_use]
pub fn human(reckoned: &Reckoned, explained: bool, columns: usize) -> String {
    let day = Day::with_weekday;
    let mut out = match (reckoned.opens, reckoned.due) {
        (Some(opens), Some(due)) if opens == due => format!("on {}\n", day(due)),
        (Some(opens), Some(due)) => format!("from {} to {}\n", day(opens), day(due)),
        (Some(opens), None) => format!("from {} on\n", day(opens)),
        (None, Some(due)) => format!("by {}\n", day(due)),
        (None, None) => "no date\n".to_owned(),
    };
    let calendar = reckoned.calendar.title();
    let read = format!("{} (calendar {calendar})", reckoned.canonical);
    let remarks = reckoned.remarks.iter().map(|remark| format!("note: {remark}"));
    let steps = reckoned.counted.iter().filter(|_| explained).flat_map(steps);
    for sentence in std::iter::once(read).chain(remarks).chain(steps) {
        for (number, line) in wrap(&sentence, columns.saturating_sub(4)).iter().enumerate() {
            out.push_str(if number == 0 { "  " } else { "    " });
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Each step of a count as a sentence.
fn steps(counted: &Counted) -> Vec<String> {
    let mut out: Vec<String> =
        counted.parts.iter().map(|part| step(part, counted.direction)).collect();
    if let Some(rolled) = &counted.rolled {
        let (from, to) = (rolled.from.with_weekday(), rolled.to.with_weekday());
        let passed = passed(rolled.weekend_days, &rolled.closed);
        out.push(format!("{from} is not a working day, so it moves to {to}{passed}"));
    }
    out
}

fn step(part: &Part, direction: Direction) -> String {
    let way = match direction {
        Direction::Forward => "after",
        Direction::Back => "before",
    };
    let from = part.from.with_weekday();
    let start = if part.from_counts {
        format!("{from} is day 1")
    } else {
        format!("{} {way} {from}, which is not counted", part.length)
    };
    let reached = part.reached.with_weekday();
    let end = match part.length.unit {
        Unit::Month | Unit::Year if !part.from_counts => match part.clamp {
            Some(clamp) => format!("{clamp}"),
            None => format!("the corresponding date is {reached}"),
        },
        Unit::CalendarDay | Unit::WorkingDay | Unit::Week | Unit::Month | Unit::Year => {
            // In the order of the calendar, whichever way they were counted.
            let (first, last) = (part.first.min(part.last), part.first.max(part.last));
            let (first, last) = (first.with_weekday(), last.with_weekday());
            let days = if first == last {
                format!("the day counted is {first}")
            } else {
                format!("the days counted are {first} to {last}")
            };
            if part.reached == part.last {
                days
            } else {
                format!("{days}, and {reached} is beyond")
            }
        }
    };
    format!("{start}; {end}{}", passed(part.weekend_days, &part.closed))
}

/// `; not counted: 8 days of weekends, Good Friday (3 Apr)`.
fn passed(weekend_days: u32, closed: &[Skipped]) -> String {
    let weekend = match weekend_days {
        0 => None,
        1 => Some("1 day of a weekend".to_owned()),
        many => Some(format!("{many} days of weekends")),
    };
    let closed = closed.iter().map(|shut| format!("{} ({})", shut.name, shut.day.short()));
    let all: Vec<String> = weekend.into_iter().chain(closed).collect();
    if all.is_empty() { String::new() } else { format!("; not counted: {}", all.join(", ")) }
}

/// The same as data.
#[must_use]
pub fn json(reckoned: &Reckoned, phrase: &str) -> Value {
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    json!({
        "date": day(reckoned.due),
        "opens": day(reckoned.opens),
        "phrase": phrase,
        "canonical": reckoned.canonical,
        "calendar": reckoned.calendar.id(),
        "remarks": reckoned.remarks,
        "counting": reckoned.counted.iter().map(count).collect::<Vec<_>>(),
    })
}

fn count(counted: &Counted) -> Value {
    let closed = |shut: &Skipped| json!({"date": shut.day.to_string(), "name": shut.name});
    json!({
        "from": counted.anchor.to_string(),
        "length": counted.offset.to_string(),
        "direction": match counted.direction {
            Direction::Forward => "forward",
            Direction::Back => "back",
        },
        "counting": match counted.counting {
            Counting::Ordinary => "ordinary",
            Counting::Clear => "clear",
            Counting::BeginningWith => "beginning with",
        },
        "first_day_counted": counted.first().to_string(),
        "reached": counted.result.to_string(),
        "weekend_days": counted.weekend_days(),
        "closed": counted.closed().map(closed).collect::<Vec<_>>(),
        "explanation": steps(counted),
    })
}
