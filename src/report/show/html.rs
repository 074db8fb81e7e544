//! A page as HTML that stands alone: no script, nothing fetched, made to be printed
//! and to be read aloud (WCAG 2.2 AA).

use std::fmt::Write;

use super::{Entry, Page};
use crate::names::capital;
use crate::report::html::{
    Column, Frame, Place, closed, contents, described, escaped, list, section, table,
};

/// A rule stays on one sheet of paper.
const STYLE: &str = "@media print{article{break-inside:avoid}}";

/// The page as one HTML file.
#[must_use]
pub fn html(page: &Page) -> String {
    let frame = Frame { title: &page.title, style: STYLE, skip: ("rules", "the rules") };
    let mut out = frame.opened();
    facts(&mut out, &page.facts);
    let parts = page.sections.iter().enumerate();
    let mut places: Vec<Place> =
        parts.map(|(at, one)| Place::new(format!("part-{at}"), &one.heading)).collect();
    if !page.words.is_empty() {
        places.push(Place::new("words", "Words"));
    }
    if !page.patches.is_empty() {
        places.push(Place::new("changes", CHANGES));
    }
    contents(&mut out, &places);
    out.push_str("</header>\n<main id=\"rules\" tabindex=\"-1\">\n");
    for (at, part) in page.sections.iter().enumerate() {
        section(&mut out, (&format!("part-{at}"), &part.heading), |out| {
            part.entries.iter().for_each(|one| entry(out, one));
        });
    }
    words(&mut out, page);
    patches(&mut out, page);
    let foot = format!(
        "Made from the pack <code>{}</code>. The sentences restate the rules; the sources alone are binding.",
        escaped(&page.id)
    );
    closed(&mut out, &foot, "");
    out
}

const CHANGES: &str = "Changes to the packs it builds on";

fn entry(out: &mut String, entry: &Entry) {
    let id = anchor(entry.kind, &entry.id);
    let _ = writeln!(
        out,
        "<article id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h3 id=\"{id}-title\">{}</h3>\n<p>{}</p>",
        escaped(&entry.title),
        escaped(&entry.sentence)
    );
    if !entry.items.is_empty() {
        list(out, entry.items.iter().map(|item| escaped(item)));
    }
    let mut all = vec![(capital(entry.kind), entry.id.clone())];
    all.extend(entry.facts.iter().cloned());
    facts(out, &all);
    out.push_str("</article>\n");
}

fn facts(out: &mut String, facts: &[(String, String)]) {
    described(out, facts.iter().map(|(name, value)| (escaped(name), escaped(value))));
}

fn words(out: &mut String, page: &Page) {
    if page.words.is_empty() {
        return;
    }
    let columns = [Column::Words("In the packs it builds on"), Column::Words("Here")];
    let rows = page.words.iter().map(|(canonical, own)| vec![escaped(canonical), escaped(own)]);
    section(out, ("words", "Words"), |out| {
        table(out, "What this pack calls things", &columns, rows);
    });
}

fn patches(out: &mut String, page: &Page) {
    if page.patches.is_empty() {
        return;
    }
    let columns = ["Rule", "What it says now", "Why"].map(Column::Words);
    let row = |(rule, what, why): &(String, String, String)| {
        vec![escaped(rule), escaped(what), escaped(why)]
    };
    section(out, ("changes", CHANGES), |out| {
        let caption = "What this pack changes or leaves out, and why";
        table(out, caption, &columns, page.patches.iter().map(row));
    });
}

/// A name for an element: letters, digits and hyphens.
fn anchor(kind: &str, id: &str) -> String {
    let id: String = id
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    format!("{kind}-{id}")
}
