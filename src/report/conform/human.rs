//! For people, in a terminal.

use super::{DutyTold, FindingTold, Page, VERDICTS};
use crate::report::text::{safe, sentence, wrap};

/// What fails and what cannot be told, each with its case; with `all`, what holds too.
#[must_use]
pub fn human(page: &Page, columns: usize, all: bool) -> String {
    let columns = columns.clamp(40, 100);
    let mut out = String::new();
    for (verdict, _) in VERDICTS.iter().filter(|(verdict, _)| all || *verdict != "holds") {
        page.with(verdict).for_each(|(_, duty)| one(&mut out, duty, page, columns));
    }
    let rules = page.rules_by_verdict(all);
    if !rules.is_empty() {
        out.push_str("Other rules of the base\n");
        for rule in rules {
            let why = if rule.why.is_empty() { String::new() } else { format!(" ({})", rule.why) };
            let head = format!("{} ({}): {}{why}", rule.name(), rule.id, rule.verdict);
            line(&mut out, &head, 2, columns);
            rule.lines(page).iter().for_each(|text| line(&mut out, text, 4, columns));
        }
        out.push('\n');
    }
    if !page.departures.is_empty() {
        out.push_str("Said openly\n");
        for one in &page.departures {
            line(&mut out, &format!("D0608 {}: {}", one.rule, one.said()), 2, columns);
        }
        out.push('\n');
    }
    page.summary().iter().for_each(|said| line(&mut out, &format!("{said}."), 0, columns));
    if page.has_rules() {
        line(&mut out, &format!("Never laxer than {}: {}", page.base.id, page.verdict), 0, columns);
    }
    out
}

fn one(out: &mut String, duty: &DutyTold, page: &Page, columns: usize) {
    let openly = if duty.departs { ", openly" } else { "" };
    line(out, &format!("{}: {}{openly}", duty.title, duty.verdict), 0, columns);
    line(out, &duty.id, 2, columns);
    let cite =
        |sources: &str| if sources.is_empty() { String::new() } else { format!(" [{sources}]") };
    if !duty.says.is_empty() {
        line(out, &format!("base: {}{}", duty.says, cite(&duty.sources)), 2, columns);
    }
    for cover in &duty.covers {
        let says = if cover.says.is_empty() { "no date" } else { &cover.says };
        let (title, id) = (&cover.title, &cover.id);
        line(out, &format!("here: {title} ({id}): {says}{}", cite(&cover.sources)), 2, columns);
    }
    for finding in &duty.findings {
        found(out, finding, page, columns);
    }
    if !duty.holiday.is_empty() {
        line(out, &sentence(&duty.holiday), 2, columns);
    }
    out.push('\n');
}

fn found(out: &mut String, finding: &FindingTold, page: &Page, columns: usize) {
    let force =
        if finding.force.is_empty() { String::new() } else { format!(" ({})", finding.force) };
    line(out, &format!("{} {}{force}", finding.code, sentence(&finding.plain)), 2, columns);
    if let Some(witness) = &finding.witness {
        let (base, local) = &witness.plain;
        line(out, &format!("case: {}", witness.facts), 4, columns);
        line(out, &format!("on {}", witness.on), 4, columns);
        line(out, &format!("{}: {base}", page.base.short), 6, columns);
        line(out, &format!("{}: {local}", page.pack.short), 6, columns);
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
