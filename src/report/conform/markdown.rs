//! As a document.

use std::fmt::Write;

use super::{DutyTold, FindingTold, Page};

/// The page as Markdown: a table of all duties, then each that does not hold.
#[must_use]
pub fn markdown(page: &Page) -> String {
    let mut out =
        format!("# {} held against {}\n\n", plain(&page.pack.title), plain(&page.base.title));
    let _ = writeln!(out, "{}.\n", plain(&page.summary()));
    let _ = writeln!(out, "Never laxer than `{}`: **{}**.\n", page.base.id, page.verdict);
    out.push_str("| duty of the base | verdict | of the pack |\n|---|---|---|\n");
    for duty in &page.duties {
        let covers: Vec<String> =
            duty.covers.iter().map(|cover| format!("`{}`", last(&cover.id))).collect();
        let covers = if covers.is_empty() { "none".to_owned() } else { covers.join(", ") };
        let openly = if duty.departs { ", openly" } else { "" };
        let title = plain(&duty.title).replace('|', "\\|");
        let _ = writeln!(
            out,
            "| {title} (`{}`) | {}{openly} | {covers} |",
            last(&duty.id),
            duty.verdict
        );
    }
    for duty in page.duties.iter().filter(|duty| duty.verdict != "holds") {
        one(&mut out, duty, page);
    }
    rules(&mut out, page);
    if !page.departures.is_empty() {
        out.push_str("\n## Said openly\n\n");
        for one in &page.departures {
            let reason = if one.reason.is_empty() {
                String::new()
            } else {
                format!(": {}", plain(&one.reason))
            };
            let from = if one.from.is_empty() {
                String::new()
            } else {
                format!(" ({})", plain(&one.from))
            };
            let _ = writeln!(out, "- `{}`: `{}` {}{from}{reason}", one.rule, one.by, one.what);
        }
    }
    out
}

fn rules(out: &mut String, page: &Page) {
    if page.rules.is_empty() {
        return;
    }
    out.push_str("\n## Other rules of the base\n\n");
    for rule in &page.rules {
        let _ = writeln!(out, "- {}", plain(&rule.head()));
        for line in rule.lines(page) {
            let _ = writeln!(out, "  - {}", plain(&line));
        }
    }
}

fn one(out: &mut String, duty: &DutyTold, page: &Page) {
    let _ = writeln!(out, "\n## {}: {}\n", plain(&duty.title), duty.verdict);
    let cite = |sources: &str| {
        if sources.is_empty() { String::new() } else { format!(" ({})", plain(sources)) }
    };
    let _ = writeln!(out, "- `{}`: {}{}", duty.id, plain(&duty.says), cite(&duty.sources));
    for cover in &duty.covers {
        let _ = writeln!(out, "- `{}`: {}{}", cover.id, plain(&cover.says), cite(&cover.sources));
    }
    for finding in &duty.findings {
        found(out, finding, page);
    }
    if !duty.holiday.is_empty() {
        let _ = writeln!(out, "\n{}.", plain(&duty.holiday));
    }
}

fn found(out: &mut String, finding: &FindingTold, page: &Page) {
    let force =
        if finding.force.is_empty() { String::new() } else { format!(" ({})", finding.force) };
    let _ = writeln!(out, "\n**{}** {}{force}.\n", finding.code, plain(&finding.message));
    if let Some(witness) = &finding.witness {
        let _ = writeln!(out, "- Case: {}", plain(&witness.facts));
        let _ = writeln!(
            out,
            "- On {}, under `{}`: {}",
            witness.on,
            page.base.id,
            plain(&witness.base)
        );
        let _ = writeln!(
            out,
            "- On {}, under `{}`: {}",
            witness.on,
            page.pack.id,
            plain(&witness.local)
        );
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
