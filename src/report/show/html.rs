//! A page as HTML that stands alone: no script, nothing fetched, made to be printed
//! and to be read aloud (WCAG 2.2 AA).

use std::fmt::Write;

use super::{Entry, Page};

/// The colours have a contrast of at least 7 : 1 on their ground.
pub(in crate::report) const STYLE: &str = "\
:root{color-scheme:light}\
body{margin:0;font:1.0625rem/1.6 system-ui,sans-serif;color:#1b1b1b;background:#fff}\
.skip{position:absolute;left:-100vw}\
.skip:focus{left:1rem;top:1rem;padding:.5rem 1rem;background:#fff;color:#003a75}\
a{color:#003a75}\
a:focus-visible,summary:focus-visible{outline:3px solid #003a75;outline-offset:2px}\
header,main,nav,footer{max-width:46rem;margin:0 auto;padding:1rem 1.25rem}\
header{border-bottom:1px solid #767676}\
h1{font-size:1.9rem;line-height:1.25;margin:.5rem 0}\
h2{font-size:1.4rem;margin:2.5rem 0 .5rem;border-bottom:1px solid #767676}\
header nav{padding:0;margin:1rem 0 0}header nav ul{padding-left:1.25rem}\
h3{font-size:1.12rem;margin:1.75rem 0 .25rem}\
article p{margin:.25rem 0}\
dl{margin:.5rem 0;display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem}\
dt{color:#4a4a4a}dd{margin:0;overflow-wrap:anywhere}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid #767676}\
caption{text-align:left;color:#4a4a4a;padding-bottom:.4rem}\
code{font-size:.95em}th[scope=row]{min-width:8rem;overflow-wrap:anywhere}\
@media(max-width:32rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}\
@media print{.skip,nav{display:none}body{font-size:11pt}article{break-inside:avoid}a{color:inherit;text-decoration:none}}";

/// The page as one HTML file.
#[must_use]
pub fn html(page: &Page) -> String {
    let title = escaped(&page.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#rules\">Skip to the rules</a>\n<header>\n<h1>{title}</h1>\n"
    );
    list(&mut out, &page.facts);
    out.push_str("</header>\n<nav aria-label=\"Contents\">\n<h2>Contents</h2>\n<ul>\n");
    for (at, section) in page.sections.iter().enumerate() {
        let _ = writeln!(out, "<li><a href=\"#part-{at}\">{}</a></li>", escaped(&section.heading));
    }
    if !page.words.is_empty() {
        out.push_str("<li><a href=\"#words\">Words</a></li>\n");
    }
    if !page.patches.is_empty() {
        out.push_str("<li><a href=\"#changes\">Changes to the packs it builds on</a></li>\n");
    }
    out.push_str("</ul>\n</nav>\n<main id=\"rules\" tabindex=\"-1\">\n");
    for (at, section) in page.sections.iter().enumerate() {
        let heading = escaped(&section.heading);
        let _ = writeln!(
            out,
            "<section aria-labelledby=\"part-{at}\">\n<h2 id=\"part-{at}\">{heading}</h2>"
        );
        section.entries.iter().for_each(|one| entry(&mut out, one));
        out.push_str("</section>\n");
    }
    words(&mut out, page);
    patches(&mut out, page);
    let _ = writeln!(
        out,
        "</main>\n<footer>\n<p>Made from the pack <code>{}</code>. The sentences restate the rules; the sources alone are binding.</p>\n</footer>\n</body>\n</html>",
        escaped(&page.id)
    );
    out
}

fn entry(out: &mut String, entry: &Entry) {
    let id = anchor(entry.kind, &entry.id);
    let _ = writeln!(
        out,
        "<article id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h3 id=\"{id}-title\">{}</h3>\n<p>{}</p>",
        escaped(&entry.title),
        escaped(&entry.sentence)
    );
    if !entry.items.is_empty() {
        out.push_str("<ul>\n");
        for item in &entry.items {
            let _ = writeln!(out, "<li>{}</li>", escaped(item));
        }
        out.push_str("</ul>\n");
    }
    let kind = super::sentences::capital(entry.kind);
    let mut facts = vec![(kind, entry.id.clone())];
    facts.extend(entry.facts.iter().cloned());
    list(out, &facts);
    out.push_str("</article>\n");
}

/// Names and values as a list of descriptions.
fn list(out: &mut String, facts: &[(String, String)]) {
    out.push_str("<dl>\n");
    for (name, value) in facts {
        let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
    }
    out.push_str("</dl>\n");
}

fn words(out: &mut String, page: &Page) {
    if page.words.is_empty() {
        return;
    }
    out.push_str(
        "<section aria-labelledby=\"words\">\n<h2 id=\"words\">Words</h2>\n<table>\n\
         <caption>What this pack calls things</caption>\n<thead><tr>\
         <th scope=\"col\">In the packs it builds on</th><th scope=\"col\">Here</th></tr></thead>\n<tbody>\n",
    );
    for (canonical, own) in &page.words {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            escaped(canonical),
            escaped(own)
        );
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
}

fn patches(out: &mut String, page: &Page) {
    if page.patches.is_empty() {
        return;
    }
    out.push_str(
        "<section aria-labelledby=\"changes\">\n<h2 id=\"changes\">Changes to the packs it builds on</h2>\n<table>\n\
         <caption>What this pack changes or leaves out, and why</caption>\n<thead><tr>\
         <th scope=\"col\">Rule</th><th scope=\"col\">What it says now</th><th scope=\"col\">Why</th></tr></thead>\n<tbody>\n",
    );
    for (rule, what, why) in &page.patches {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            escaped(rule),
            escaped(what),
            escaped(why)
        );
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
}

/// A name for an element: letters, digits and hyphens.
fn anchor(kind: &str, id: &str) -> String {
    let id: String = id
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    format!("{kind}-{id}")
}

/// A text as markup, with what stands in backticks set as code.
pub(in crate::report) fn marked(text: &str) -> String {
    let text = escaped(text);
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return text;
    }
    let mark = |(at, part): (usize, &&str)| match at % 2 {
        0 => (*part).to_owned(),
        _ => format!("<code>{part}</code>"),
    };
    parts.iter().enumerate().map(mark).collect()
}

/// Text that cannot be taken for markup; characters that hide or turn the writing
/// are shown by their numbers.
pub(in crate::report) fn escaped(text: &str) -> String {
    let safe = crate::report::diagnostics::escape::sentence(text);
    safe.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
