//! For a terminal: the map of a year, and what it comes to.

use super::map::{ROWS, YearMap};
use super::{Feasible, Outcome, PlanOfDay, percent, sign, thousands};
use crate::report::diagnostics::Look;
use crate::report::text::{pad, safe, width, wrap};
use crate::time::{Day, month_name};

/// What was counted, how the days come out, the map of the year, and what has no place.
/// The findings themselves are diagnostics and stand before it.
#[must_use]
pub fn human(answer: &Feasible, look: &Look) -> String {
    let mut out = head(answer, look);
    for (outcome, count) in answer.outcomes() {
        out.push_str(&format!(
            "  {} {}  {:>7}  {:>6}\n",
            painted(outcome, &sign(outcome, look.unicode).to_string(), look),
            pad(outcome.words(), 38),
            thousands(count),
            percent(count, answer.days.len()),
        ));
    }
    if let Some(plan) = &answer.plan {
        out.push('\n');
        out.push_str(&plan_of_day(plan, answer, look));
    } else if answer.over.is_some() {
        out.push('\n');
        out.push_str(&map(answer, look));
    }
    out.push_str(&left(answer, look));
    out
}

fn head(answer: &Feasible, look: &Look) -> String {
    let Some((first, last)) = answer.over else {
        let said = format!(
            "{}: there is no day from {} on whose deadlines stay inside the calendar",
            safe(&answer.pack),
            safe(&answer.start)
        );
        return lines(&said, look, "");
    };
    let said = format!(
        "{}: {} on each of {} days, from {} to {}; {} counted, and the first {} of what comes again",
        safe(&answer.pack),
        safe(&answer.start),
        thousands(answer.days.len()),
        first.long(),
        last.long(),
        duties(answer),
        answer.times,
    );
    let mut out = lines(&said, look, "");
    for said in answer.versions() {
        out.push_str(&lines(&safe(&said), look, ""));
    }
    out
}

fn duties(answer: &Feasible) -> String {
    let total: usize = answer.counted.iter().map(|(_, count)| count).sum();
    let noun = if total == 1 { "duty" } else { "duties" };
    format!("{total} {noun} ({})", answer.counted_words())
}

fn lines(text: &str, look: &Look, indent: &str) -> String {
    let columns = look.width.clamp(40, 100) - indent.len();
    wrap(text, columns).iter().map(|line| format!("{indent}{line}\n")).collect()
}

/// A week is a column, a weekday a row.
fn map(answer: &Feasible, look: &Look) -> String {
    let Some(year) = YearMap::of(answer.year) else { return String::new() };
    let mut months = String::new();
    for (month, week) in year.months() {
        let at = usize::try_from(week).unwrap_or(0);
        months = pad(&months, at);
        if width(&months) == at {
            months.push_str(month_name(month).get(..3).unwrap_or_default());
        }
    }
    let mut out = format!("{}  {}\n", answer.year, months.trim_end());
    for ((_, name), row) in ROWS.iter().zip(0..) {
        let mut line = String::new();
        for week in 0..year.weeks() {
            match year.day(week, row) {
                Some(day) => {
                    let outcome = answer.on(day);
                    line.push_str(&painted(
                        outcome,
                        &sign(outcome, look.unicode).to_string(),
                        look,
                    ));
                }
                None => line.push(' '),
            }
        }
        out.push_str(&format!("{name}   {}\n", line.trim_end()));
    }
    out
}

/// A sign in the colour of its outcome.
fn painted(outcome: Outcome, text: &str, look: &Look) -> String {
    if !look.colour {
        return text.to_owned();
    }
    let code = match outcome {
        Outcome::Impossible => "1;31",
        Outcome::Sometimes => "35",
        Outcome::Undecided => "36",
        Outcome::Tight => "33",
        Outcome::Strained => "34",
        Outcome::Free => "32",
        Outcome::Beyond => "2",
    };
    format!("\x1b[{code}m{text}\x1b[0m")
}

fn left(answer: &Feasible, look: &Look) -> String {
    let mut out = String::new();
    if !answer.left.is_empty() {
        let count: usize = answer.left.iter().map(|(_, duties)| duties.len()).sum();
        let noun = if count == 1 { "duty has" } else { "duties have" };
        out.push_str(&format!("\n{count} {noun} no place in it:\n"));
        for (why, duties) in &answer.left {
            let count = duties.len();
            let names = if count > 6 { String::new() } else { format!(": {}", duties.join(", ")) };
            out.push_str(&lines(&format!("{count} {}{}", safe(why), safe(&names)), look, "  "));
        }
    }
    if let Some(said) = answer.assumption() {
        out.push_str(&lines(&safe(&said), look, ""));
    }
    if let Some((event, _)) = answer.others.first() {
        out.push_str(&lines(
            &format!("`--from \"{}\"` begins elsewhere, with what waits for that.", safe(event)),
            look,
            "",
        ));
    }
    out
}

/// The schedules of a day as a table.
#[must_use]
pub fn plan_of_day(plan: &PlanOfDay, answer: &Feasible, look: &Look) -> String {
    let begin = format!("{} on {}", answer.start, plan.start.with_weekday());
    if plan.acts.is_empty() {
        return lines(&format!("{}: there is no day for everything", safe(&begin)), look, "");
    }
    let mut out = lines(&safe(&begin), look, "");
    if !plan.without.is_empty() {
        let said = format!("without {}, for which there is no day", plan.without.join(", "));
        out.push_str(&lines(&safe(&said), look, ""));
    }
    let columns = look.width.clamp(60, 110).saturating_sub(30).max(20);
    out.push_str(&format!("\n{}  {}  {}\n", pad("earliest", 12), pad("latest", 12), "what"));
    for act in &plan.acts {
        let latest = act.latest.map_or_else(|| "no last day".to_owned(), dated);
        let early = if act.early { "; or earlier" } else { "" };
        let name = format!("{}{early}", safe(&act.name));
        let mut all = wrap(&name, columns).into_iter();
        out.push_str(&format!(
            "{}  {}  {}\n",
            pad(&dated(act.earliest), 12),
            pad(&latest, 12),
            all.next().unwrap_or_default()
        ));
        for line in all {
            out.push_str(&format!("{}{line}\n", " ".repeat(28)));
        }
    }
    let judged = match plan.late {
        0 => "\nJudged as cases, the earliest and the latest have nothing late.\n".to_owned(),
        1 => "\nJudged as cases, one row of them is late.\n".to_owned(),
        late => format!("\nJudged as cases, {late} rows of them are late.\n"),
    };
    out.push_str(&judged);
    out
}

/// `27 Mar 2026`.
fn dated(day: Day) -> String {
    format!("{} {}", day.short(), day.year())
}
