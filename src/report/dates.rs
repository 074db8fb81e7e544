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
    let room = columns.saturating_sub(8).max(32);
    let mut say = |indent: usize, sentence: &str| {
        for (number, line) in wrap(sentence, room).iter().enumerate() {
            let hanging = if number == 0 { indent } else { indent + 2 };
            out.push_str(&format!("{}{line}\n", " ".repeat(hanging)));
        }
    };
    say(2, &read);
    for remark in &reckoned.remarks {
        say(2, &format!("note: {remark}"));
    }
    for counted in reckoned.counted.iter().filter(|_| explained) {
        for step in steps(counted) {
            say(2, &step.what);
            step.how.iter().for_each(|how| say(6, how));
        }
    }
    out
}

/// A step of a count, and what is to be said of it.
struct Step {
    what: String,
    how: Vec<String>,
}

fn steps(counted: &Counted) -> Vec<Step> {
    let mut out: Vec<Step> =
        counted.parts.iter().map(|part| step(part, counted.direction)).collect();
    if let Some(rolled) = &counted.rolled {
        let (from, to) = (rolled.from.with_weekday(), rolled.to.with_weekday());
        let what = format!("{from} is not a working day, so it moves to {to}");
        out.push(Step { what, how: not_counted(rolled.weekend_days, &rolled.closed) });
    }
    out
}

fn step(part: &Part, direction: Direction) -> Step {
    let way = match direction {
        Direction::Forward => "after",
        Direction::Back => "before",
    };
    let (from, reached) = (part.from.with_weekday(), part.reached.with_weekday());
    let what = if part.from_counts {
        format!("{} beginning with {from}: {reached}", part.length)
    } else {
        format!("{} {way} {from}: {reached}", part.length)
    };
    let mut how = Vec::new();
    match part.length.unit {
        Unit::CalendarDay | Unit::WorkingDay if part.first != part.reached => {
            how.push(format!("day 1 is {}", part.first.with_weekday()));
        }
        Unit::CalendarDay | Unit::WorkingDay | Unit::Week | Unit::Month | Unit::Year => {}
    }
    how.extend(not_counted(part.weekend_days, &part.closed));
    how.extend(part.clamp.map(|clamp| clamp.to_string()));
    if part.reached != part.last {
        how.push(format!("the last of the clear days is {}", part.last.with_weekday()));
    }
    Step { what, how }
}

/// The days that were passed over.
fn not_counted(weekend_days: u32, closed: &[Skipped]) -> Vec<String> {
    let weekend = match weekend_days {
        0 => None,
        1 => Some("1 day of a weekend is not counted".to_owned()),
        many => Some(format!("{many} days of weekends are not counted")),
    };
    let closed = closed
        .iter()
        .map(|shut| format!("{} is not counted: {}", shut.day.with_weekday(), shut.name));
    weekend.into_iter().chain(closed).collect()
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
        "explanation": steps(counted).iter().map(said).collect::<Vec<_>>(),
    })
}

/// A step on one line.
fn said(step: &Step) -> String {
    std::iter::once(&step.what).chain(&step.how).cloned().collect::<Vec<_>>().join("; ")
}
