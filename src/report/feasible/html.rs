//! A page that stands alone: the findings, the map of a year, and its days in words
//! (WCAG 2.2 AA: nothing rests on colour, everything can be reached and read aloud).

use std::fmt::Write;

use super::markdown::{days_of, names};
use super::svg::{drawing, escaped};
use super::{Feasible, percent, thousands};
use crate::names::capital;

/// The colours have a contrast of at least 7 : 1 on their ground.
const STYLE: &str = "\
:root{color-scheme:light}\
body{margin:0;font:1.0625rem/1.6 system-ui,sans-serif;color:#1b1b1b;background:#fff}\
.skip{position:absolute;left:-100vw}\
.skip:focus{left:1rem;top:1rem;padding:.5rem 1rem;background:#fff;color:#003a75}\
summary:focus-visible,.map:focus-visible{outline:3px solid #003a75;outline-offset:2px}\
header,main,footer{max-width:60rem;margin:0 auto;padding:1rem 1.25rem}\
header{border-bottom:1px solid #767676}\
h1{font-size:1.9rem;line-height:1.25;margin:.5rem 0}\
h2{font-size:1.4rem;margin:2rem 0 .5rem;border-bottom:1px solid #767676}\
h3{font-size:1.12rem;margin:1.5rem 0 .25rem;overflow-wrap:anywhere}\
table{border-collapse:collapse}\
th,td{text-align:left;vertical-align:top;padding:.35rem 1rem .35rem 0;border-bottom:1px solid #767676}\
td.n{text-align:right;font-variant-numeric:tabular-nums}\
caption{text-align:left;color:#4a4a4a;padding-bottom:.4rem}\
.map{overflow-x:auto}\
@media print{.skip{display:none}details>*{display:block}}";

/// The page as one HTML file.
#[must_use]
pub fn html(answer: &Feasible) -> String {
    let title = escaped(&format!("{}: can every deadline be met?", answer.title));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n<header>\n<h1>{title}</h1>\n"
    );
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
        let _ = writeln!(out, "<p>{}</p>", escaped(&said));
    }
    out.push_str("</header>\n<main>\n");
    outcomes(&mut out, answer);
    let _ = write!(
        out,
        "<section aria-labelledby=\"map\">\n<h2 id=\"map\">The days of {}</h2>\n\
         <div class=\"map\" tabindex=\"0\" role=\"region\" aria-labelledby=\"map\">\n{}</div>\n</section>\n",
        answer.year,
        drawing(answer, false)
    );
    findings(&mut out, answer);
    left(&mut out, answer);
    let _ = writeln!(
        out,
        "</main>\n<footer>\n<p>Made from the pack <code>{}</code>. The rules are as their sources have them: what cannot be kept is a finding about the source.</p>\n</footer>\n</body>\n</html>",
        escaped(&answer.pack)
    );
    out
}

fn outcomes(out: &mut String, answer: &Feasible) {
    out.push_str(
        "<section aria-labelledby=\"outcomes\">\n<h2 id=\"outcomes\">How the days come out</h2>\n<table>\n\
         <caption>Each day on which it may begin</caption>\n<thead><tr><th scope=\"col\">Outcome</th>\
         <th scope=\"col\">Days</th><th scope=\"col\">Share</th></tr></thead>\n<tbody>\n",
    );
    for (outcome, count) in answer.outcomes() {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            outcome.words(),
            thousands(count),
            percent(count, answer.days.len())
        );
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
}

fn findings(out: &mut String, answer: &Feasible) {
    out.push_str("<section aria-labelledby=\"findings\">\n<h2 id=\"findings\" tabindex=\"-1\">Findings</h2>\n");
    if answer.findings.is_empty() {
        out.push_str("<p>None: there is a day for everything, and one to spare.</p>\n");
    }
    for found in &answer.findings {
        let _ = writeln!(
            out,
            "<h3>{}: {}</h3>\n<p>{}.</p>\n<details>\n<summary>Its days in {}</summary>\n<p>{}.</p>\n</details>",
            found.code,
            escaped(&names(found)),
            escaped(&capital(&found.sentence)),
            answer.year,
            escaped(&days_of(found, answer.year))
        );
    }
    out.push_str("</section>\n");
}

fn left(out: &mut String, answer: &Feasible) {
    if answer.left.is_empty() {
        return;
    }
    out.push_str(
        "<section aria-labelledby=\"left\">\n<h2 id=\"left\">What has no place in it</h2>\n<ul>\n",
    );
    for (why, duties) in &answer.left {
        let _ = writeln!(
            out,
            "<li>{} {}: {}</li>",
            duties.len(),
            escaped(why),
            escaped(&duties.join(", "))
        );
    }
    out.push_str("</ul>\n</section>\n");
}
