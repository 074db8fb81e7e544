//! For a page: what was found, and the days it is about.

use std::fmt::Write;

use super::{Feasible, Finding, Outcome, PlanOfDay, dated, no_place, percent, thousands, titles};
use crate::report::diagnostics::escape;
use crate::report::text::sentence;
use crate::time::Day;

/// All of it as Markdown.
#[must_use]
pub fn markdown(answer: &Feasible) -> String {
    let mut out = format!("# {}: can every deadline be met?\n\n", plain(&answer.title));
    let Some((first, last)) = answer.over else {
        out.push_str("There is no day whose deadlines stay inside the calendar.\n");
        return out;
    };
    for said in answer.in_short() {
        let _ = writeln!(out, "- {}", plain(&said));
    }
    let _ = writeln!(
        out,
        "\nFrom {} on each of {} days, {} to {}. Duties counted: {}; the first {} of what comes again.\n",
        plain(&answer.start),
        thousands(answer.days.len()),
        first.long(),
        last.long(),
        answer.counted_words(),
        answer.times
    );
    for said in answer.versions().into_iter().chain(answer.assumption()) {
        let _ = writeln!(out, "{}\n", plain(&said));
    }
    out.push_str("| outcome | days | share | which |\n|---|---:|---:|---|\n");
    for (outcome, count) in answer.outcomes() {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            cell(&outcome_words(answer, outcome)),
            thousands(count),
            percent(count, answer.days.len()),
            answer.which(outcome).unwrap_or_default()
        );
    }
    if let Some(plan) = &answer.plan {
        schedule(&mut out, plan, answer);
    }
    for found in &answer.findings {
        let _ = write!(
            out,
            "\n## {}: {}\n\n{} ({})\n",
            heading(found),
            plain(&titles(&found.duties)),
            plain(&sentence(&found.sentence)),
            found.code
        );
        let _ = write!(out, "\nDays of {}: {}.\n", answer.year, days_of(found, answer.year));
    }
    if !answer.left.is_empty() {
        let _ = write!(out, "\n## What has no place in it\n\n{}.\n\n", no_place(&answer.left));
        for one in &answer.left {
            let _ = writeln!(out, "- {} {}", thousands(one.duties.len()), plain(&one.why));
            for line in one.lines(usize::MAX) {
                let _ = writeln!(out, "  - {}", plain(&line));
            }
        }
    }
    out
}

fn schedule(out: &mut String, plan: &PlanOfDay, answer: &Feasible) {
    let begin = plan.start.with_weekday();
    let _ = write!(out, "\n## From {} on {begin}\n\n", plain(&answer.start));
    if plan.acts.is_empty() {
        out.push_str("There is no day for everything.\n");
        return;
    }
    if !plan.without.is_empty() {
        let without = plain(&titles(&plan.without));
        let _ = write!(out, "Without {without}, for which there is no day.\n\n");
    }
    out.push_str("| earliest | latest | what | duties |\n|---|---|---|---|\n");
    for act in &plan.acts {
        let early = if act.early { "; or earlier" } else { "" };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            dated(act.earliest),
            act.last_day(),
            cell(&format!("{}{}{early}", act.name, act.said_when())),
            cell(&titles(&act.duties))
        );
    }
    let _ = write!(out, "\n{}\n", plan.judged());
}

/// What is not so or only just so, as a heading.
pub(super) fn heading(found: &Finding) -> &'static str {
    match found.outcome {
        Outcome::Impossible => "No day for everything",
        Outcome::Sometimes => "No day for everything in some cases",
        Outcome::Tight => "No day to spare",
        Outcome::Strained => "Too late if each takes all the time allowed",
        Outcome::Undecided | Outcome::Free | Outcome::Beyond => "Found",
    }
}

/// An outcome, and where only some cases come out so, which.
pub(super) fn outcome_words(answer: &Feasible, outcome: Outcome) -> String {
    let cases = answer.cases(outcome);
    if outcome != Outcome::Sometimes || cases.is_empty() {
        return outcome.words().to_owned();
    }
    format!("{}: {}", outcome.words(), cases.join("; or "))
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

/// Text on one line that is no markup.
fn plain(text: &str) -> String {
    escape::sentence(text).replace('<', "&lt;").replace('*', "\\*")
}

fn cell(text: &str) -> String {
    plain(text).replace('|', "\\|")
}
