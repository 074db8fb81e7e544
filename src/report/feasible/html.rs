//! A page that stands alone: what came out in a few sentences, the map of a year, the
//! findings and their days in words (WCAG 2.2 AA: nothing rests on colour, everything can be
//! reached and read aloud).

use std::fmt::Write;

use super::markdown::{days_of, heading, outcome_words};
use super::svg::drawing;
use super::{DutyTold, Feasible, Left, PlanOfDay, dated, no_place, percent, thousands, titles};
use crate::names::capital;
use crate::report::html::{
    Column, Frame, Place, closed, contents, escaped, folded, list, marked, named, section, table,
    wide,
};
use crate::report::text::sentence;

/// Beside the style of every page.
const STYLE: &str = "\
header,main,footer{max-width:66rem}\
.cases{font-weight:400}.day{white-space:nowrap}.short{padding-left:1.25rem}.short li{margin:.5rem 0}";

/// Of more duties the names are folded away.
const NAMED: usize = 6;

/// The page as one HTML file.
#[must_use]
pub fn html(answer: &Feasible) -> String {
    let title = format!("{}: can every deadline be met?", answer.title);
    let frame = Frame { title: &title, style: STYLE, skip: ("findings", "the findings") };
    let mut out = frame.opened();
    out.push_str("<ul class=\"short\">\n");
    for said in answer.in_short() {
        let _ = writeln!(out, "<li>{}</li>", escaped(&said));
    }
    out.push_str("</ul>\n");
    if let Some((first, last)) = answer.over {
        let _ = writeln!(
            out,
            "<p>From {} on each of {} days, {} to {}. Duties counted: {}; the first {} of what comes again.</p>",
            escaped(&answer.start),
            thousands(answer.days.len()),
            first.long(),
            last.long(),
            escaped(&answer.counted_words()),
            answer.times
        );
    }
    for said in answer.versions().into_iter().chain(answer.assumption()) {
        let _ = writeln!(out, "<p>{}</p>", marked(&said));
    }
    contents(&mut out, &places(answer));
    out.push_str("</header>\n<main>\n");
    outcomes(&mut out, answer);
    if let Some(plan) = &answer.plan {
        schedule(&mut out, plan, answer);
    }
    let days = format!("The days of {}", answer.year);
    section(&mut out, ("map", &days), |out| {
        wide(out, &days, |out| out.push_str(&drawing(answer, false)));
    });
    findings(&mut out, answer);
    left(&mut out, answer);
    let foot = format!(
        "Made from the pack <code>{}</code>. The rules are as their sources have them: what cannot be kept is a finding about the source.",
        escaped(&answer.pack)
    );
    closed(&mut out, &foot, "");
    out
}

fn places(answer: &Feasible) -> Vec<Place> {
    let mut all = vec![Place::new("outcomes", "How the days come out")];
    if let Some(plan) = &answer.plan {
        all.push(Place::new("schedule", &begun(plan, answer)));
    }
    all.push(Place::new("map", &format!("The days of {}", answer.year)));
    let findings = thousands(answer.findings.len());
    all.push(Place::new("findings", "Findings").then(&format!(": {findings}")));
    if !answer.left.is_empty() {
        all.push(Place::new("left", LEFT));
    }
    all
}

const LEFT: &str = "What has no place in it";

fn begun(plan: &PlanOfDay, answer: &Feasible) -> String {
    format!("From {} on {}", answer.start, plan.start.with_weekday())
}

fn outcomes(out: &mut String, answer: &Feasible) {
    let columns = [
        Column::Words("Outcome"),
        Column::Numbers("Days"),
        Column::Numbers("Share"),
        Column::Words("Which"),
    ];
    let rows = answer.outcomes().map(|(outcome, count)| {
        vec![
            escaped(&outcome_words(answer, outcome)),
            thousands(count),
            percent(count, answer.days.len()),
            escaped(answer.which(outcome).unwrap_or_default()),
        ]
    });
    section(out, ("outcomes", "How the days come out"), |out| {
        table(out, "Each day on which it may begin", &columns, rows);
    });
}

/// The schedules of a day, and above them what is not in them.
fn schedule(out: &mut String, plan: &PlanOfDay, answer: &Feasible) {
    section(out, ("schedule", &begun(plan, answer)), |out| {
        if plan.acts.is_empty() {
            out.push_str("<p>There is no day for everything.</p>\n");
            return;
        }
        if !plan.without.is_empty() {
            let without = escaped(&titles(&plan.without));
            let _ = writeln!(out, "<p>Without {without}, for which there is no day.</p>");
        }
        if !answer.left.is_empty() {
            let why = answer.left.iter();
            let why: Vec<String> =
                why.map(|one| format!("{} {}", thousands(one.duties.len()), one.why)).collect();
            let _ = writeln!(
                out,
                "<p>{}: {}. <a href=\"#left\">Which, and what they wait for</a>.</p>",
                no_place(&answer.left),
                escaped(&why.join("; "))
            );
        }
        let columns = ["What", "Earliest", "Latest", "Duties"].map(Column::Words);
        let rows = plan.acts.iter().map(|act| {
            let early = if act.early { "; or earlier" } else { "" };
            vec![
                format!(
                    "{}<span class=\"cases\">{}{early}</span>",
                    escaped(&capital(&act.name)),
                    escaped(&act.said_when())
                ),
                format!("<span class=\"day\">{}</span>", dated(act.earliest)),
                format!("<span class=\"day\">{}</span>", act.last_day()),
                act.duties.iter().map(titled).collect::<Vec<_>>().join("<br>"),
            ]
        });
        table(out, "The earliest and the latest day of each", &columns, rows);
        let _ = writeln!(out, "<p>{}</p>", plan.judged());
    });
}

fn titled(duty: &DutyTold) -> String {
    let how = if duty.how == "must" { String::new() } else { format!(" ({})", duty.how) };
    format!("{}{how}", named(&duty.title, &duty.id))
}

fn findings(out: &mut String, answer: &Feasible) {
    section(out, ("findings", "Findings"), |out| {
        if answer.findings.is_empty() {
            out.push_str("<p>None: there is a day for everything, and one to spare.</p>\n");
        }
        for found in &answer.findings {
            let _ = writeln!(
                out,
                "<h3>{}: {}</h3>\n<p>{} <span class=\"id\">{}</span></p>",
                heading(found),
                escaped(&titles(&found.duties)),
                escaped(&sentence(&found.sentence)),
                found.code
            );
            list(
                out,
                found.duties.iter().map(|duty| {
                    let said = [duty.limit.as_str(), &duty.sources].join("; ");
                    format!("{}: {}", titled(duty), escaped(said.trim_matches([';', ' '])))
                }),
            );
            folded(out, &format!("Its days in {}", answer.year), |out| {
                let _ = writeln!(out, "<p>{}.</p>", escaped(&days_of(found, answer.year)));
            });
        }
    });
}

fn left(out: &mut String, answer: &Feasible) {
    if answer.left.is_empty() {
        return;
    }
    section(out, ("left", LEFT), |out| {
        let _ = writeln!(out, "<p>{}.</p>", no_place(&answer.left));
        for one in &answer.left {
            let head = format!("{} {}", thousands(one.duties.len()), one.why);
            if one.duties.len() > NAMED {
                folded(out, &head, |out| waiting(out, one));
            } else {
                let _ = writeln!(out, "<p>{}:</p>", escaped(&head));
                waiting(out, one);
            }
        }
    });
}

/// The duties, by what they wait for where that is known.
fn waiting(out: &mut String, left: &Left) {
    let all = |duties: &[DutyTold]| duties.iter().map(titled).collect::<Vec<_>>();
    if left.waits.is_empty() {
        list(out, all(&left.duties));
        return;
    }
    list(
        out,
        left.waits.iter().map(|(event, places)| {
            format!("{}: {}", escaped(event), all(&left.of(places)).join("; "))
        }),
    );
}
