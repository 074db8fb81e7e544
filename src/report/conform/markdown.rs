//! As a document.

use std::fmt::Write;

use super::{DutyTold, FindingTold, MEANINGS, Page, VERDICTS};
use crate::report::text::sentence;

/// The page as Markdown: what fails, what cannot be told, and how much holds; with `all`, a
/// table of that too.
#[must_use]
pub fn markdown(page: &Page, all: bool) -> String {
    let mut out =
        format!("# {} held against {}\n\n", plain(&page.pack.title), plain(&page.base.title));
    let _ = writeln!(out, "{}.\n", plain(&page.summary().join(". ")));
    if page.has_rules() {
        let _ = writeln!(out, "Never laxer than `{}`: **{}**.\n", page.base.id, page.verdict);
        for (verdict, means) in MEANINGS {
            let _ = writeln!(out, "- *{verdict}*: {means}");
        }
    }
    for (verdict, heading) in VERDICTS.iter().filter(|(verdict, _)| *verdict != "holds") {
        let mut duties = page.with(verdict).peekable();
        if duties.peek().is_some() {
            let _ = writeln!(out, "\n## {heading}");
            duties.for_each(|(_, duty)| one(&mut out, duty, page));
        }
    }
    rules(&mut out, page, all);
    if !page.departures.is_empty() {
        out.push_str("\n## Said openly\n\n");
        for one in &page.departures {
            let _ = writeln!(out, "- `{}`: {}", one.rule, plain(&one.said()));
        }
    }
    holding(&mut out, page, all);
    out
}

fn holding(out: &mut String, page: &Page, all: bool) {
    if !all || page.count("holds") == 0 {
        return;
    }
    out.push_str("\n## What holds\n\n| duty of the base | what stands for it |\n|---|---|\n");
    for (_, duty) in page.with("holds") {
        let cell = |title: &str, id: &str| {
            format!("{} (`{}`)", plain(title).replace('|', "\\|"), last(id))
        };
        let covers: Vec<String> =
            duty.covers.iter().map(|cover| cell(&cover.title, &cover.id)).collect();
        let covers = if covers.is_empty() { "none".to_owned() } else { covers.join(", ") };
        let _ = writeln!(out, "| {} | {covers} |", cell(&duty.title, &duty.id));
    }
}

fn rules(out: &mut String, page: &Page, all: bool) {
    let rules = page.rules_by_verdict(all);
    if rules.is_empty() {
        return;
    }
    out.push_str("\n## Other rules of the base\n\n");
    for rule in rules {
        let why = if rule.why.is_empty() { String::new() } else { format!(": {}", rule.why) };
        let name = plain(&rule.name());
        let _ = writeln!(out, "- {name} (`{}`): **{}**{}", rule.id, rule.verdict, plain(&why));
        for line in rule.lines(page) {
            let _ = writeln!(out, "  - {}", plain(&line));
        }
    }
}

fn one(out: &mut String, duty: &DutyTold, page: &Page) {
    let openly = if duty.departs { ", openly" } else { "" };
    let _ = writeln!(out, "\n### {}: {}{openly}\n", plain(&duty.title), duty.verdict);
    let cite = |sources: &str| {
        if sources.is_empty() { String::new() } else { format!(" ({})", plain(sources)) }
    };
    let says = |says: &str| if says.is_empty() { "no date".to_owned() } else { plain(says) };
    let base = plain(&page.base.short);
    let _ = writeln!(out, "- {base} (`{}`): {}{}", duty.id, says(&duty.says), cite(&duty.sources));
    for cover in &duty.covers {
        let (title, id) = (plain(&cover.title), &cover.id);
        let _ = writeln!(
            out,
            "- Here “{title}” (`{id}`): {}{}",
            says(&cover.says),
            cite(&cover.sources)
        );
    }
    for finding in &duty.findings {
        found(out, finding, page);
    }
    if !duty.holiday.is_empty() {
        let _ = writeln!(out, "\n{}", plain(&sentence(&duty.holiday)));
    }
}

fn found(out: &mut String, finding: &FindingTold, page: &Page) {
    let force =
        if finding.force.is_empty() { String::new() } else { format!(" ({})", finding.force) };
    let said = sentence(&format!("{}{force}", finding.plain));
    let _ = writeln!(out, "\n{} ({})\n", plain(&said), finding.code);
    if let Some(witness) = &finding.witness {
        let (base, local) = &witness.plain;
        let _ = writeln!(out, "- Case: {}", plain(&witness.facts));
        for (pack, stands) in [(&page.base.short, base), (&page.pack.short, local)] {
            let _ = writeln!(out, "- On {}, under {}: {}", witness.on, plain(pack), plain(stands));
        }
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(out, "- Help: {}", plain(help));
    }
}

/// Text on one line that is no markup.
fn plain(text: &str) -> String {
    let safe = crate::report::diagnostics::escape::sentence(text);
    safe.replace('<', "&lt;").replace('*', "\\*")
}

fn last(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}
