//! What all pages have in common that stand alone: the frame, the style, tables that scroll
//! by themselves, parts that can be opened (WCAG 2.2 AA).
//!
//! In: text, or markup that was made of it here. Out: markup that fetches nothing, prints,
//! can be read aloud and is no wider than a screen of 320 pixels. Never here: what a page
//! says.

use std::fmt::Write;

/// The style of every page. The colours have a contrast of at least 7 : 1 on their ground.
/// On paper nothing is cut, and what is closed stays closed.
const STYLE: &str = "\
:root{color-scheme:light}\
body{margin:0;font:1.0625rem/1.6 system-ui,sans-serif;color:#1b1b1b;background:#fff}\
.skip{position:absolute;left:-100vw}\
.skip:focus{left:1rem;top:1rem;padding:.5rem 1rem;background:#fff;color:#003a75}\
a{color:#003a75}\
a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:3px solid #003a75;outline-offset:2px}\
header,main,nav,footer{max-width:46rem;margin:0 auto;padding:1rem 1.25rem}\
header{border-bottom:1px solid #767676}\
h1,h2,h3,h4{overflow-wrap:anywhere}\
h1{font-size:1.9rem;line-height:1.25;margin:.5rem 0}\
h2{font-size:1.4rem;margin:2.5rem 0 .5rem;border-bottom:1px solid #767676}\
header nav{padding:0;margin:1rem 0 0}nav ul{padding-left:1.25rem}\
h3{font-size:1.12rem;margin:1.75rem 0 .25rem}\
article p{margin:.25rem 0}\
dl{margin:.5rem 0;display:grid;grid-template-columns:fit-content(14rem) minmax(0,1fr);gap:.15rem 1rem}\
dt{color:#4a4a4a}dd{margin:0;overflow-wrap:anywhere}\
.wide{overflow-x:auto}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid #767676}\
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td.n{white-space:nowrap}\
caption{text-align:left;color:#4a4a4a;padding-bottom:.4rem}\
code{font-size:.95em;overflow-wrap:anywhere}th[scope=row]{min-width:9rem;overflow-wrap:anywhere}\
.id{font-size:.85em;font-weight:400;color:#4a4a4a;overflow-wrap:anywhere}\
details{margin:.5rem 0 1rem}summary{cursor:pointer;min-height:1.5rem}\
pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #767676;padding:.5rem}\
svg{display:block;margin:.5rem 0}\
[hidden]{display:none}\
@page{margin:12mm}\
@media(max-width:32rem){dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}\
@media print{.skip,nav,form{display:none}body{font-size:11pt}\
header,main,footer{max-width:none;padding-left:0;padding-right:0}\
.wide{overflow:visible}.wide table{font-size:8.5pt}th,td{padding-right:.35rem}\
th[scope=row]{min-width:0}svg{max-width:100%;height:auto}\
h2,h3,h4{break-after:avoid}tr,svg,li{break-inside:avoid}a{color:inherit;text-decoration:none}}";

/// What stands about a page.
pub(super) struct Frame<'a> {
    /// Its title and its heading.
    pub(super) title: &'a str,
    /// What its style has beside that of all pages.
    pub(super) style: &'a str,
    /// Where somebody lands who skips what stands before it, and in which words.
    pub(super) skip: (&'a str, &'a str),
}

impl Frame<'_> {
    /// Everything up to the heading; the header is still open.
    pub(super) fn opened(&self) -> String {
        let (title, (target, words)) = (escaped(self.title), self.skip);
        format!(
            "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
             <title>{title}</title>\n<style>{STYLE}{}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#{target}\">Skip to {words}</a>\n<header>\n<h1>{title}</h1>\n",
            self.style
        )
    }
}

/// The end of a page whose main part is still open: `foot` is markup, `script` may be
/// empty.
pub(super) fn closed(out: &mut String, foot: &str, script: &str) {
    let _ = writeln!(out, "</main>\n<footer>\n<p>{foot}</p>\n</footer>");
    if !script.is_empty() {
        let _ = writeln!(out, "<script>{script}</script>");
    }
    out.push_str("</body>\n</html>\n");
}

/// An entry of a list of contents.
pub(super) struct Place {
    /// The id of what it leads to.
    id: String,
    /// Its words, as markup.
    words: String,
    /// What follows the link, as markup, and the entries under it.
    after: String,
    under: Vec<Place>,
}

impl Place {
    /// An entry of plain words.
    pub(super) fn new(id: impl Into<String>, words: &str) -> Place {
        let (id, words) = (id.into(), escaped(words));
        Place { id, words, after: String::new(), under: Vec::new() }
    }

    /// With entries under it.
    pub(super) fn over(mut self, under: Vec<Place>) -> Place {
        self.under = under;
        self
    }

    /// With plain words behind the link.
    pub(super) fn then(mut self, words: &str) -> Place {
        self.after = escaped(words);
        self
    }

    fn shown(&self, out: &mut String) {
        let _ = write!(out, "<li><a href=\"#{}\">{}</a>{}", self.id, self.words, self.after);
        if !self.under.is_empty() {
            out.push_str("\n<ul>\n");
            self.under.iter().for_each(|one| one.shown(out));
            out.push_str("</ul>");
        }
        out.push_str("</li>\n");
    }
}

/// A list of contents.
pub(super) fn contents(out: &mut String, places: &[Place]) {
    out.push_str("<nav aria-label=\"Contents\">\n<ul>\n");
    places.iter().for_each(|one| one.shown(out));
    out.push_str("</ul>\n</nav>\n");
}

/// The beginning of a part, with its heading, which can be gone to.
pub(super) fn begin(out: &mut String, id: &str, heading: &str) {
    let _ = writeln!(
        out,
        "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\" tabindex=\"-1\">{}</h2>",
        escaped(heading)
    );
}

/// A part with its heading.
pub(super) fn section(
    out: &mut String,
    (id, heading): (&str, &str),
    inside: impl FnOnce(&mut String),
) {
    begin(out, id, heading);
    inside(out);
    out.push_str("</section>\n");
}

/// What may be wider than the page, and then scrolls by itself.
pub(super) fn wide(out: &mut String, label: &str, inside: impl FnOnce(&mut String)) {
    let _ = writeln!(
        out,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">",
        escaped(label)
    );
    inside(out);
    out.push_str("</div>\n");
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column<'a> {
    /// Of words.
    Words(&'a str),
    /// Of numbers, set to the right.
    Numbers(&'a str),
}

/// A table of cells of markup, the first of each row its heading.
pub(super) fn table(
    out: &mut String,
    caption: &str,
    columns: &[Column<'_>],
    rows: impl IntoIterator<Item = Vec<String>>,
) {
    wide(out, caption, |out| {
        let _ = write!(out, "<table>\n<caption>{}</caption>\n<thead><tr>", escaped(caption));
        for column in columns {
            let (class, head) = match column {
                Column::Words(head) => ("", head),
                Column::Numbers(head) => (" class=\"n\"", head),
            };
            let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escaped(head));
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            out.push_str("<tr>");
            for (at, cell) in row.iter().enumerate() {
                let _ = match (at, columns.get(at)) {
                    (0, _) => write!(out, "<th scope=\"row\">{cell}</th>"),
                    (_, Some(Column::Numbers(_))) => write!(out, "<td class=\"n\">{cell}</td>"),
                    (_, Some(Column::Words(_)) | None) => write!(out, "<td>{cell}</td>"),
                };
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table>\n");
    });
}

/// What can be opened.
pub(super) fn folded(out: &mut String, summary: &str, inside: impl FnOnce(&mut String)) {
    let _ = writeln!(out, "<details>\n<summary>{}</summary>", escaped(summary));
    inside(out);
    out.push_str("</details>\n");
}

/// A list of items of markup.
pub(super) fn list(out: &mut String, items: impl IntoIterator<Item = String>) {
    out.push_str("<ul>\n");
    for item in items {
        let _ = writeln!(out, "<li>{item}</li>");
    }
    out.push_str("</ul>\n");
}

/// Names and values, both markup, as a list of descriptions.
pub(super) fn described(out: &mut String, facts: impl IntoIterator<Item = (String, String)>) {
    out.push_str("<dl>\n");
    for (name, value) in facts {
        let _ = writeln!(out, "<dt>{name}</dt><dd>{value}</dd>");
    }
    out.push_str("</dl>\n");
}

/// A title, and behind it in small type the id of what has it.
pub(super) fn named(title: &str, id: &str) -> String {
    format!("{} <span class=\"id\">{}</span>", escaped(title), escaped(id))
}

/// A text as markup, with what stands in backticks set as code.
pub(super) fn marked(text: &str) -> String {
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
pub(super) fn escaped(text: &str) -> String {
    let safe = super::diagnostics::escape::sentence(text);
    safe.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
