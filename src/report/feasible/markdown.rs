//! For a page: what was found, and the days it is about.

use std::fmt::Write;

use super::{Feasible, Finding, percent, thousands};
use crate::names::capital;
use crate::time::Day;

/// All of it as Markdown.
#[must_use]
pub fn markdown(answer: &Feasible) -> String {
    let mut out = format!("# {}: can every deadline be met?\n\n", answer.title);
    let Some((first, last)) = answer.over else {
        out.push_str("There is no day whose deadlines stay inside the calendar.\n");
        return out;
    };
    let _ = writeln!(
        out,
        "From {} on each of {} days, {} to {}. Duties counted: {}; the first {} of what comes again.\n",
        answer.start,
        thousands(answer.days.len()),
        first.long(),
        last.long(),
        answer.counted_words(),
        answer.times
    );
    for said in answer.versions().into_iter().chain(answer.assumption()) {
        let _ = writeln!(out, "{said}\n");
    }
    out.push_str("| outcome | days | share |\n|---|---:|---:|\n");
    for (outcome, count) in answer.outcomes() {
        let share = percent(count, answer.days.len());
        let _ = writeln!(out, "| {} | {} | {share} |", outcome.words(), thousands(count));
    }
    for found in &answer.findings {
        let _ =
            write!(out, "\n## {}: {}\n\n{}.\n", found.code, names(found), capital(&found.sentence));
        let _ = write!(out, "\nDays of {}: {}.\n", answer.year, days_of(found, answer.year));
    }
    if !answer.left.is_empty() {
        out.push_str("\n## What has no place in it\n\n");
        for (why, duties) in &answer.left {
            let _ = writeln!(out, "- {} {why}: {}", duties.len(), duties.join(", "));
        }
    }
    out
}

pub(super) fn names(found: &Finding) -> String {
    let names: Vec<String> = found
        .duties
        .iter()
        .map(|(duty, how)| if *how == "must" { duty.clone() } else { format!("{duty} ({how})") })
        .collect();
    names.join(", ")
}

/// The days of a year on which it is so: `1 January; 4 to 5 January`.
pub(super) fn days_of(found: &Finding, year: i32) -> String {
    let ends = (Day::from_ymd(year, 1, 1), Day::from_ymd(year, 12, 31));
    let (Some(first), Some(last)) = ends else { return "none".to_owned() };
    let within = found.stretches.iter().filter(|(from, until)| *from <= last && *until >= first);
    let said: Vec<String> = within
        .map(|(from, until)| {
            let (from, until) = ((*from).max(first), (*until).min(last));
            if from == until { day(from) } else { format!("{} to {}", day(from), day(until)) }
        })
        .collect();
    if said.is_empty() { "none".to_owned() } else { said.join("; ") }
}

fn day(day: Day) -> String {
    let (_, month, date) = day.ymd();
    format!("{date} {}", crate::time::month_name(month))
}
