//! For people, in a terminal.

use super::{DutyTold, FindingTold, Page};
use crate::report::text::{safe, wrap};

/// What fails and what cannot be told, each with its case; with `all`, what holds too.
#[must_use]
pub fn human(page: &Page, columns: usize, all: bool) -> String {
    let columns = columns.clamp(40, 100);
    let mut out = String::new();
    for duty in &page.duties {
        if all || duty.verdict != "holds" {
            one(&mut out, duty, page, columns);
        }
    }
    let rules: Vec<_> = page.rules.iter().filter(|rule| all || rule.verdict != "holds").collect();
    if !rules.is_empty() {
        out.push_str("Other rules of the base:\n");
        for rule in rules {
            line(&mut out, &rule.head(), 2, columns);
            for text in rule.lines(page) {
                line(&mut out, &text, 4, columns);
            }
        }
        out.push('\n');
    }
    if !page.departures.is_empty() {
        out.push_str("Said openly:\n");
        for one in &page.departures {
            let from = if one.from.is_empty() {
                String::new()
            } else {
                format!(", departing from {}", one.from)
            };
            let reason =
                if one.reason.is_empty() { String::new() } else { format!(": {}", one.reason) };
            line(
                &mut out,
                &format!("D0608 {}: {} {}{from}{reason}", one.rule, one.by, one.what),
                2,
                columns,
            );
        }
        out.push('\n');
    }
    line(&mut out, &page.summary(), 0, columns);
    if page.listed > 0 {
        let text = format!("No machine evaluates {} more of its duties.", page.listed);
        line(&mut out, &text, 0, columns);
    }
    let verdict = format!("Never laxer than {}: {}", page.base.id, page.verdict);
    line(&mut out, &verdict, 0, columns);
    out
}

fn one(out: &mut String, duty: &DutyTold, page: &Page, columns: usize) {
    let openly = if duty.departs { ", openly" } else { "" };
    line(out, &format!("{}: {}{openly}", duty.id, duty.verdict), 0, columns);
    let cite =
        |sources: &str| if sources.is_empty() { String::new() } else { format!(" [{sources}]") };
    if !duty.says.is_empty() {
        line(out, &format!("base  {}{}", duty.says, cite(&duty.sources)), 2, columns);
    }
    for cover in &duty.covers {
        let says = if cover.says.is_empty() { "no date" } else { &cover.says };
        line(out, &format!("here  {}: {says}{}", cover.id, cite(&cover.sources)), 2, columns);
    }
    for finding in &duty.findings {
        found(out, finding, page, columns);
    }
    if !duty.holiday.is_empty() {
        line(out, &duty.holiday, 2, columns);
    }
    out.push('\n');
}

fn found(out: &mut String, finding: &FindingTold, page: &Page, columns: usize) {
    let force =
        if finding.force.is_empty() { String::new() } else { format!(" ({})", finding.force) };
    line(out, &format!("{} {}{force}", finding.code, finding.message), 2, columns);
    if let Some(witness) = &finding.witness {
        line(out, &format!("case: {}", witness.facts), 4, columns);
        line(out, &format!("on {}", witness.on), 4, columns);
        line(out, &format!("{}: {}", page.base.id, witness.base), 6, columns);
        line(out, &format!("{}: {}", page.pack.id, witness.local), 6, columns);
    }
    if let Some(help) = &finding.help {
        line(out, &format!("help: {help}"), 4, columns);
    }
}

/// A paragraph with its first line so far in, and the others two columns further.
fn line(out: &mut String, text: &str, indent: usize, columns: usize) {
    for (at, part) in wrap(&safe(text), columns.saturating_sub(indent + 2)).iter().enumerate() {
        let more = if at == 0 { indent } else { indent + 2 };
        out.push_str(&" ".repeat(more));
        out.push_str(part);
        out.push('\n');
    }
}
