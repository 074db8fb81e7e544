//! For a terminal: the map of a year, and what it comes to.

use super::map::{ROWS, YearMap};
use super::{Feasible, Outcome, PlanOfDay, dated, no_place, percent, sign, thousands, titles};
use crate::report::diagnostics::Look;
use crate::report::text::{pad, safe, width, wrap};
use crate::time::month_name;

/// Of how many duties the titles are said; of more only how many there are.
const NAMED: usize = 6;

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
        out.push_str(&notes(answer, look));
        return out;
    }
    if answer.over.is_some() {
        out.push('\n');
        out.push_str(&map(answer, look));
    }
    out.push_str(&left(answer, look));
    out.push_str(&notes(answer, look));
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

/// The duties that have no place in it, by the reason; few are named.
fn left(answer: &Feasible, look: &Look) -> String {
    if answer.left.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}:\n", no_place(&answer.left));
    for one in &answer.left {
        let count = one.duties.len();
        let names =
            if count > NAMED { String::new() } else { format!(": {}", titles(&one.duties)) };
        let said = format!("{} {}{names}", thousands(count), one.why);
        out.push_str(&lines(&safe(&said), look, "  "));
    }
    out
}

/// Of a schedule: what is not in it and why, with what it waits for.
fn not_in_it(answer: &Feasible, look: &Look) -> String {
    if answer.left.is_empty() {
        return String::new();
    }
    let mut out = String::from("\nNot in it:\n");
    for one in &answer.left {
        let said = format!("{} {}", thousands(one.duties.len()), one.why);
        out.push_str(&lines(&safe(&said), look, "  "));
        if one.waits.is_empty() && one.duties.len() > NAMED {
            continue;
        }
        for said in one.lines(NAMED) {
            out.push_str(&lines(&safe(&said), look, "    "));
        }
    }
    out
}

/// What is only assumed, and where else one may begin.
fn notes(answer: &Feasible, look: &Look) -> String {
    let mut out = String::new();
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
        let said = format!("without {}, for which there is no day", titles(&plan.without));
        out.push_str(&lines(&safe(&said), look, ""));
    }
    out.push_str(&not_in_it(answer, look));
    let columns = look.width.clamp(60, 110).saturating_sub(30).max(20);
    out.push_str(&format!("\n{}  {}  {}\n", pad("earliest", 12), pad("latest", 12), "what"));
    for act in &plan.acts {
        let early = if act.early { "; or earlier" } else { "" };
        let name = format!("{}{}{early}", safe(&act.name), safe(&act.said_when()));
        let mut all = wrap(&name, columns).into_iter();
        out.push_str(&format!(
            "{}  {}  {}\n",
            pad(&dated(act.earliest), 12),
            pad(&act.last_day(), 12),
            all.next().unwrap_or_default()
        ));
        for line in all {
            out.push_str(&format!("{}{line}\n", " ".repeat(28)));
        }
    }
    let judged = format!("\n{}\n", plan.judged());
    out.push_str(&judged);
    out
}
