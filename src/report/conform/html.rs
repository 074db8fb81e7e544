//! As a page that stands alone: what fails first, then what cannot be told; what holds can
//! be opened. It needs no script, prints, and can be read aloud.

use std::fmt::Write;

use super::bar::bar;
use super::{DutyTold, FindingTold, MEANINGS, Page, VERDICTS};
use crate::names::{capital, thousands};
use crate::report::html::{
    Column, Frame, Place, begin, closed, contents, described, escaped, folded, list, marked, named,
    section, table,
};
use crate::report::text::sentence;

/// What this page has beside the style of all pages; contrasts are at least 7 : 1.
const OWN: &str = "\
header,main,footer{max-width:56rem}\
.holds{color:#14532d}.fails{color:#7f1d1d;font-weight:600}.open{color:#5b4300;font-weight:600}\
.case{border-left:4px solid #767676;padding:.1rem 0 .1rem 1rem;margin:.75rem 0}\
.bar{margin:.75rem 0}.bar svg{width:100%;height:1rem;border:1px solid #767676;margin:0;box-sizing:border-box}\
.scale{display:grid;grid-template-columns:repeat(4,1fr);font-size:.8rem}\
.scale span{border-left:1px solid #767676;padding-left:.2rem}figcaption{font-size:.95rem}\
@media print{.bar svg{height:1rem}.bar,.case{break-inside:avoid}}";

/// The page as one HTML file; with `all`, it tells of each duty that holds how it does.
#[must_use]
pub fn html(page: &Page, all: bool) -> String {
    let title = format!("{} held against {}", page.pack.title, page.base.title);
    let mut out = Frame { title: &title, style: OWN, skip: ("main", "what came out") }.opened();
    for said in page.summary() {
        let _ = writeln!(out, "<p>{}</p>", escaped(&sentence(&said)));
    }
    if page.has_rules() {
        let _ = writeln!(
            out,
            "<p>{} is never laxer than {}: {}.</p>",
            escaped(&capital(&page.pack.short)),
            named(&page.base.title, &page.base.id),
            verdict(page.verdict)
        );
        folded(&mut out, "What these words mean", |out| {
            let facts = MEANINGS.iter().map(|(word, means)| (verdict(word), escaped(means)));
            described(out, facts);
        });
    }
    contents(&mut out, &places(page));
    out.push_str("</header>\n<main id=\"main\" tabindex=\"-1\">\n");
    for (word, heading) in VERDICTS.iter().filter(|(word, _)| *word != "holds") {
        let mut duties = page.with(word).peekable();
        if duties.peek().is_some() {
            section(&mut out, (&place(word), heading), |out| {
                duties.for_each(|(at, duty)| one(out, at, duty, page));
            });
        }
    }
    rules(&mut out, page);
    openly(&mut out, page);
    holding(&mut out, page, all);
    let foot = "What holds is proved over every day of the calendar; what fails was replayed in a \
                case. The sources alone are binding.";
    closed(&mut out, foot, "");
    out
}

fn place(verdict: &str) -> String {
    verdict.replace(' ', "-")
}

fn places(page: &Page) -> Vec<Place> {
    let of = |word: &str, heading: &str| {
        let count = page.count(word);
        let one = Place::new(place(word), heading).then(&format!(": {}", thousands(count)));
        (count > 0).then_some(one)
    };
    let under = |word| {
        let duties = page.with(word);
        duties.map(|(at, duty)| Place::new(format!("duty-{at}"), &duty.title)).collect()
    };
    let mut all = Vec::new();
    for (word, heading) in VERDICTS.into_iter().filter(|(word, _)| *word != "holds") {
        all.extend(of(word, heading).map(|one| one.over(under(word))));
    }
    let others = [
        (!page.rules.is_empty()).then(|| Place::new("other-rules", RULES)),
        (!page.departures.is_empty()).then(|| Place::new("openly", OPENLY)),
        of("holds", "What holds"),
    ];
    all.extend(others.into_iter().flatten());
    all
}

const RULES: &str = "Other rules of the base";
const OPENLY: &str = "Where the pack leaves the base openly";

fn verdict(word: &str) -> String {
    let class = match word {
        "holds" => "holds",
        "fails" => "fails",
        _ => "open",
    };
    format!("<span class=\"{class}\">{}</span>", escaped(word))
}

/// What holds: a table that can be opened, with `all` how each of it does.
fn holding(out: &mut String, page: &Page, all: bool) {
    let count = page.count("holds");
    if count == 0 {
        return;
    }
    let row = |(_, duty): (usize, &DutyTold)| {
        let covers: Vec<String> =
            duty.covers.iter().map(|cover| named(&cover.title, last(&cover.id))).collect();
        let covers = if covers.is_empty() { "none".to_owned() } else { covers.join("<br>") };
        vec![named(&duty.title, last(&duty.id)), covers]
    };
    let duties = if count == 1 { "1 duty" } else { &format!("{} duties", thousands(count)) };
    section(out, ("holds", "What holds"), |out| {
        folded(out, &format!("{duties} of {}", page.base.short), |out| {
            let columns = ["Duty of the base", "What stands for it"].map(Column::Words);
            table(out, "Each duty that holds", &columns, page.with("holds").map(row));
        });
        if all {
            folded(out, "How each of them holds", |out| {
                page.with("holds").for_each(|(at, duty)| one(out, at, duty, page));
            });
        }
    });
}

fn last(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

fn rules(out: &mut String, page: &Page) {
    if page.rules.is_empty() {
        return;
    }
    begin(out, "other-rules", RULES);
    out.push_str("<ul>\n");
    for rule in page.rules_by_verdict(true) {
        let why =
            if rule.why.is_empty() { String::new() } else { format!(": {}", marked(&rule.why)) };
        let _ =
            writeln!(out, "<li>{}: {}{why}", named(&rule.name(), &rule.id), verdict(rule.verdict));
        let lines = rule.lines(page);
        if !lines.is_empty() {
            list(out, lines.iter().map(|line| marked(line)));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n</section>\n");
}

fn one(out: &mut String, at: usize, duty: &DutyTold, page: &Page) {
    let _ = writeln!(
        out,
        "<article id=\"duty-{at}\" aria-labelledby=\"duty-{at}-title\">\n<h3 id=\"duty-{at}-title\">{}: {}{}</h3>",
        named(&duty.title, last(&duty.id)),
        verdict(duty.verdict),
        if duty.departs { ", openly" } else { "" }
    );
    let cite = |says: &str, sources: &str| {
        let says = if says.is_empty() { "no date" } else { says };
        match sources {
            "" => escaped(says),
            sources => format!("{} ({})", escaped(says), escaped(sources)),
        }
    };
    let mut facts = vec![(escaped(&page.base.short), cite(&duty.says, &duty.sources))];
    for cover in &duty.covers {
        let says = cite(&cover.says, &cover.sources);
        let cover = named(&cover.title, last(&cover.id));
        facts.push((escaped(&page.pack.short), format!("{cover}: {says}")));
    }
    described(out, facts);
    for finding in &duty.findings {
        found(out, finding, page);
    }
    if !duty.holiday.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escaped(&sentence(&duty.holiday)));
    }
    out.push_str("</article>\n");
}

fn found(out: &mut String, finding: &FindingTold, page: &Page) {
    let force =
        if finding.force.is_empty() { String::new() } else { format!(" ({})", finding.force) };
    let _ = writeln!(
        out,
        "<p>{} <span class=\"id\">{}</span></p>",
        marked(&sentence(&format!("{}{force}", finding.plain))),
        finding.code
    );
    out.push_str(&bar(finding, page.near));
    if let Some(witness) = &finding.witness {
        let (base, local) = &witness.plain;
        let _ = writeln!(
            out,
            "<div class=\"case\">\n<p>A case: {}.</p>\n<p>At the end of {}:</p>",
            escaped(&witness.facts),
            escaped(&witness.on)
        );
        let of = |pack: &str, stands: &str| (escaped(pack), escaped(stands));
        described(out, [of(&page.base.short, base), of(&page.pack.short, local)]);
        for (pack, example) in
            [(&page.base, &witness.base_example), (&page.pack, &witness.local_example)]
        {
            let Some(example) = example else { continue };
            let lines: Vec<String> = example.lines().map(escaped).collect();
            folded(out, &format!("As an example of the pack {}", pack.id), |out| {
                let _ = writeln!(out, "<pre>{}</pre>", lines.join("\n"));
            });
        }
        out.push_str("</div>\n");
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(out, "<p>What would mend it: {}.</p>", marked(help));
    }
}

fn openly(out: &mut String, page: &Page) {
    if page.departures.is_empty() {
        return;
    }
    section(out, ("openly", OPENLY), |out| {
        let of = |one: &super::DepartureTold| {
            format!("<code>{}</code>: {}", escaped(&one.rule), escaped(&one.said()))
        };
        list(out, page.departures.iter().map(of));
    });
}
