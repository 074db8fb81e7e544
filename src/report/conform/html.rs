//! As a page that stands alone: no script, nothing fetched; it prints, and can be read
//! aloud.

use std::fmt::Write;

use super::{DutyTold, FindingTold, Page, ShareTold};
use crate::report::show::{STYLE, escaped, marked};

/// What this page has beside the style of all pages; contrasts are at least 7 : 1.
const OWN: &str = "\
.holds{color:#14532d}.fails{color:#7f1d1d;font-weight:600}.open{color:#5b4300}\
.case{border-left:4px solid #767676;padding:.1rem 0 .1rem 1rem;margin:.75rem 0}\
details{margin:.5rem 0}summary{cursor:pointer}\
pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #767676;padding:.5rem}\
svg{display:block;max-width:100%;height:auto;margin:.5rem 0}";

/// The page as one HTML file.
#[must_use]
pub fn html(page: &Page) -> String {
    let title = escaped(&format!("{} held against {}", page.pack.title, page.base.title));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}{OWN}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#duties\">Skip to the duties</a>\n<header>\n<h1>{title}</h1>\n"
    );
    let _ = writeln!(out, "<p>{}.</p>", escaped(&page.summary()));
    let _ = writeln!(
        out,
        "<p>Never laxer than <code>{}</code>: {}.</p>\n</header>\n<main id=\"duties\" tabindex=\"-1\">",
        escaped(&page.base.id),
        verdict(page.verdict)
    );
    table(&mut out, page);
    for (at, duty) in page.duties.iter().enumerate().filter(|(_, duty)| tells(duty)) {
        one(&mut out, at, duty, page);
    }
    rules(&mut out, page);
    openly(&mut out, page);
    out.push_str("</main>\n<footer>\n<p>What holds is proved over every day of the calendar; what fails was replayed in a case.</p>\n</footer>\n</body>\n</html>\n");
    out
}

/// Whether there is more to tell of a duty than its verdict.
fn tells(duty: &DutyTold) -> bool {
    duty.verdict != "holds" || !duty.findings.is_empty() || duty.departs
}

fn verdict(word: &str) -> String {
    let class = match word {
        "holds" => "holds",
        "fails" => "fails",
        _ => "open",
    };
    format!("<span class=\"{class}\">{}</span>", escaped(word))
}

fn table(out: &mut String, page: &Page) {
    out.push_str(
        "<table>\n<caption>Each duty of the base</caption>\n<thead><tr><th scope=\"col\">Duty</th>\
         <th scope=\"col\">Verdict</th><th scope=\"col\">Stands for it</th></tr></thead>\n<tbody>\n",
    );
    for (at, duty) in page.duties.iter().enumerate() {
        let title = if tells(duty) {
            format!("<a href=\"#duty-{at}\">{}</a>", escaped(&duty.title))
        } else {
            escaped(&duty.title)
        };
        let covers: Vec<String> = duty.covers.iter().map(|cover| escaped(&cover.title)).collect();
        let covers = if covers.is_empty() { "none".to_owned() } else { covers.join("<br>") };
        let open = if duty.departs { ", openly" } else { "" };
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{title}</th><td>{}{open}</td><td>{covers}</td></tr>",
            verdict(duty.verdict)
        );
    }
    out.push_str("</tbody>\n</table>\n");
}

fn rules(out: &mut String, page: &Page) {
    if page.rules.is_empty() {
        return;
    }
    out.push_str(
        "<section aria-labelledby=\"other-rules\">\n<h2 id=\"other-rules\">Other rules of the base</h2>\n<ul>\n",
    );
    for rule in &page.rules {
        let why =
            if rule.why.is_empty() { String::new() } else { format!(": {}", marked(&rule.why)) };
        let _ = write!(
            out,
            "<li>{} <code>{}</code> {}{why}",
            escaped(rule.kind),
            escaped(&rule.id),
            verdict(rule.verdict)
        );
        let lines = rule.lines(page);
        if !lines.is_empty() {
            out.push_str("<ul>\n");
            for line in &lines {
                let _ = writeln!(out, "<li>{}</li>", marked(line));
            }
            out.push_str("</ul>");
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n</section>\n");
}

fn one(out: &mut String, at: usize, duty: &DutyTold, page: &Page) {
    let _ = writeln!(
        out,
        "<article id=\"duty-{at}\" aria-labelledby=\"duty-{at}-title\">\n<h2 id=\"duty-{at}-title\">{}: {}</h2>\n<dl>",
        escaped(&duty.title),
        verdict(duty.verdict)
    );
    let said = |out: &mut String, id: &str, says: &str, sources: &str| {
        let cite =
            if sources.is_empty() { String::new() } else { format!(" ({})", escaped(sources)) };
        let says = if says.is_empty() { "no date" } else { says };
        let _ =
            writeln!(out, "<dt><code>{}</code></dt><dd>{}{cite}</dd>", escaped(id), escaped(says));
    };
    said(out, &duty.id, &duty.says, &duty.sources);
    for cover in &duty.covers {
        said(out, &cover.id, &cover.says, &cover.sources);
    }
    out.push_str("</dl>\n");
    for finding in &duty.findings {
        found(out, finding, page);
    }
    if !duty.holiday.is_empty() {
        let _ = writeln!(out, "<p>{}.</p>", escaped(&duty.holiday));
    }
    out.push_str("</article>\n");
}

fn found(out: &mut String, finding: &FindingTold, page: &Page) {
    let force = if finding.force.is_empty() {
        String::new()
    } else {
        format!(" ({})", escaped(&finding.force))
    };
    let _ = writeln!(
        out,
        "<p><strong>{}</strong> {}{force}.</p>",
        finding.code,
        marked(&finding.message)
    );
    if let Some(share) = &finding.share {
        out.push_str(&strip(share));
    }
    if let Some(witness) = &finding.witness {
        let _ = writeln!(
            out,
            "<div class=\"case\">\n<p>Case: {}</p>\n<p>On {}</p>\n<dl>\n<dt><code>{}</code></dt><dd>{}</dd>\n<dt><code>{}</code></dt><dd>{}</dd>\n</dl>",
            escaped(&witness.facts),
            escaped(&witness.on),
            escaped(&page.base.id),
            escaped(&witness.base),
            escaped(&page.pack.id),
            escaped(&witness.local)
        );
        for (id, example) in
            [(&page.base.id, &witness.base_example), (&page.pack.id, &witness.local_example)]
        {
            let Some(example) = example else { continue };
            let lines: Vec<String> = example.lines().map(escaped).collect();
            let _ = writeln!(
                out,
                "<details><summary>As an example of <code>{}</code></summary>\n<pre>{}</pre></details>",
                escaped(id),
                lines.join("\n")
            );
        }
        out.push_str("</div>\n");
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(out, "<p>Help: {}</p>", marked(help));
    }
}

/// The days of one year on which it is so, as a strip; the first year with such a day.
fn strip(share: &ShareTold) -> String {
    let Some((first, _)) = share.stretches.first() else { return String::new() };
    let Some(year) = first.get(..4) else { return String::new() };
    let Some(days) = days(share, year) else { return String::new() };
    let label = format!("The days of {year} on which it is so: {} in all", days.len());
    let mut out = format!(
        "<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 744 30\" width=\"744\" height=\"30\"><rect x=\"0.5\" y=\"0.5\" width=\"733\" height=\"15\" fill=\"#fff\" stroke=\"#767676\"/>",
        escaped(&label)
    );
    for (from, count) in runs(&days) {
        let _ = write!(
            out,
            "<rect x=\"{}\" y=\"1\" width=\"{}\" height=\"14\" fill=\"#7f1d1d\"/>",
            from * 2,
            count * 2
        );
    }
    for (at, month) in ["Jan", "Apr", "Jul", "Oct"].iter().enumerate() {
        let _ =
            write!(out, "<text x=\"{}\" y=\"28\" font-size=\"11\">{month} {year}</text>", at * 183);
    }
    out.push_str("</svg>\n");
    out
}

/// Which days of a year are in the stretches, counted from its first.
fn days(share: &ShareTold, year: &str) -> Option<Vec<i32>> {
    let first = crate::time::parse_date(&format!("{year}-01-01")).ok()?;
    let mut all = Vec::new();
    for (from, to) in &share.stretches {
        let (from, to) = (crate::time::parse_date(from).ok()?, crate::time::parse_date(to).ok()?);
        let (from, to) = (first.days_until(from).max(0), first.days_until(to).min(365));
        all.extend(from..=to);
    }
    Some(all)
}

/// Days that follow one another, as the first of them and how many.
fn runs(days: &[i32]) -> Vec<(i32, i32)> {
    let mut all: Vec<(i32, i32)> = Vec::new();
    for day in days {
        match all.last_mut() {
            Some((from, count)) if *from + *count == *day => *count += 1,
            Some(_) | None => all.push((*day, 1)),
        }
    }
    all
}

fn openly(out: &mut String, page: &Page) {
    if page.departures.is_empty() {
        return;
    }
    out.push_str(
        "<section aria-labelledby=\"openly\">\n<h2 id=\"openly\">Said openly</h2>\n<ul>\n",
    );
    for one in &page.departures {
        let reason = if one.reason.is_empty() {
            String::new()
        } else {
            format!(": {}", escaped(&one.reason))
        };
        let from =
            if one.from.is_empty() { String::new() } else { format!(" ({})", escaped(&one.from)) };
        let _ = writeln!(
            out,
            "<li><code>{}</code>: <code>{}</code> {}{from}{reason}</li>",
            escaped(&one.rule),
            escaped(&one.by),
            one.what
        );
    }
    out.push_str("</ul>\n</section>\n");
}
