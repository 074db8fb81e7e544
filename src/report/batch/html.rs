//! The report as a page that stands alone: no script, nothing fetched, made to be printed
//! and read aloud (WCAG 2.2 AA). No case is named in it but for the longest delays.

use std::fmt::Write;

use super::chart::{self, Bar, DUE, GOOD, LATE, NOT_DONE, NOT_KNOWN, Part};
use super::human::{COUNTED, by_who, day, not_recorded, otherwise, reasons, team_name};
use super::tally::Counts;
use super::{Batch, Tally, many, percent, thousands};
use crate::report::show::{STYLE, escaped};
use crate::time::month_name;

/// Beside the style of every page; contrasts of at least 7 : 1.
const MORE_STYLE: &str = "\
header,main,nav,footer{max-width:72rem}\
.wide{overflow-x:auto}\
.wide:focus-visible{outline:3px solid #003a75;outline-offset:2px}\
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td.n{white-space:nowrap}\
svg.chart{max-width:100%;height:auto;display:block;margin:.5rem 0}\
svg text{font:14px system-ui,sans-serif;fill:#1b1b1b}\
details{margin:.5rem 0 1rem}summary{cursor:pointer;min-height:1.5rem}\
.notes{border-left:4px solid #767676;padding:.1rem 0 .1rem 1rem}\
@media print{tr,svg{break-inside:avoid}details>*{display:block}}";

/// Months shown: two years.
const MONTHS: usize = 24;
/// Duties drawn: those with the most delays.
const DRAWN: usize = 16;

/// The report as one HTML file.
#[must_use]
pub fn html(of: &Batch<'_>, tally: &Tally) -> String {
    let title = escaped(&format!("{}: how the duties stand", of.model.pack.title));
    let cases = many(u64::try_from(of.caseload.len()).unwrap_or(u64::MAX), "case", "cases");
    let (met, come) = tally.all().in_time();
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}{MORE_STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#duties\">Skip to the duties</a>\n<header>\n<h1>{title}</h1>\n<dl>\n\
         <dt>As of</dt><dd>{}</dd>\n<dt>Cases</dt><dd>{cases}</dd>\n<dt>Deadlines</dt><dd>{}</dd>\n",
        of.as_of.with_weekday(),
        thousands(tally.all().all()),
    );
    if come > 0 {
        let _ = writeln!(
            out,
            "<dt>In time</dt><dd>{} of the {} that are known to have come due</dd>",
            percent(met, come),
            thousands(come)
        );
    }
    out.push_str("</dl>\n");
    contents(&mut out, of, tally);
    out.push_str("</header>\n<main>\n");
    unrecorded(&mut out, of, tally);
    duties(&mut out, tally);
    teams(&mut out, tally);
    others(&mut out, of, tally);
    months(&mut out, tally);
    delays(&mut out, tally);
    weeks(&mut out, tally);
    work(&mut out, of, tally);
    dirty(&mut out, of);
    let _ = writeln!(
        out,
        "</main>\n<footer>\n<p>Made from the pack <code>{}</code> on this computer alone. What is not \
         known is counted as not known, never as done or missed. The sources alone are binding.</p>\n\
         </footer>\n</body>\n</html>",
        escaped(&of.model.pack.id)
    );
    out
}

fn contents(out: &mut String, of: &Batch<'_>, tally: &Tally) {
    let all = [
        ("unrecorded", "What the file does not record", !tally.unrecorded.is_empty()),
        ("duties", "How the duties stand", true),
        ("teams", "How the teams stand", !tally.teams.is_empty()),
        ("others", "What else is not known", !otherwise(of, tally).is_empty()),
        ("months", "In time, month by month", !tally.months.is_empty()),
        ("delays", "Days late", tally.all().late.iter().any(|count| *count > 0)),
        ("weeks", "What falls due in the coming weeks", true),
        ("work", "Who has to do it", !tally.work(of.days).is_empty()),
        ("dirty", "Rows that could not be taken as they stand", !of.dirty.is_empty()),
    ];
    out.push_str("<nav aria-label=\"Contents\">\n<ul>\n");
    for (id, heading, _) in all.iter().filter(|(.., there)| *there) {
        let _ = writeln!(out, "<li><a href=\"#{id}\">{heading}</a></li>");
    }
    out.push_str("</ul>\n</nav>\n");
}

fn section(out: &mut String, id: &str, heading: &str) {
    let _ = writeln!(
        out,
        "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\" tabindex=\"-1\">{heading}</h2>"
    );
}

/// A table that can be scrolled on its own; the first cell of a row is its heading.
fn table(out: &mut String, caption: &str, heads: &[&str], rows: &[Vec<String>]) {
    let _ = write!(
        out,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\">\n<table>\n<caption>{0}</caption>\n<thead><tr>",
        escaped(caption)
    );
    for (at, head) in heads.iter().enumerate() {
        let class = if at == 0 { "" } else { " class=\"n\"" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escaped(head));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let _ = match at {
                0 => write!(out, "<th scope=\"row\">{}</th>", escaped(cell)),
                _ => write!(out, "<td class=\"n\">{}</td>", escaped(cell)),
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

fn unrecorded(out: &mut String, of: &Batch<'_>, tally: &Tally) {
    let heading = "What the file does not record";
    notes(out, "unrecorded", heading, &not_recorded(of, tally));
}

fn others(out: &mut String, of: &Batch<'_>, tally: &Tally) {
    notes(out, "others", "What else is not known", &otherwise(of, tally));
}

/// A list of sentences, where there are any.
fn notes(out: &mut String, id: &str, heading: &str, said: &[String]) {
    if said.is_empty() {
        return;
    }
    section(out, id, heading);
    out.push_str("<ul class=\"notes\">\n");
    for said in said {
        let _ = writeln!(out, "<li>{}</li>", escaped(said));
    }
    out.push_str("</ul>\n</section>\n");
}

fn duties(out: &mut String, tally: &Tally) {
    let all = ("All".to_owned(), tally.all());
    let each = tally.seen().map(|(words, counts)| (words.title.clone(), counts.clone()));
    section(out, "duties", "How the duties stand");
    standing(out, ("Duty", "Deadlines by duty and status"), each.chain([all]));
}

fn teams(out: &mut String, tally: &Tally) {
    if tally.teams.is_empty() {
        return;
    }
    let each = tally.teams.iter().map(|(team, counts)| (team_name(team), counts.clone()));
    section(out, "teams", "How the teams stand");
    standing(out, ("Team", "Deadlines by team and status"), each);
}

/// A table of how many deadlines stand how, and the end of its section.
fn standing(
    out: &mut String,
    (of, caption): (&str, &str),
    each: impl Iterator<Item = (String, Counts)>,
) {
    let mut heads = vec![of];
    heads.extend(COUNTED.iter().map(|(_, word)| *word));
    heads.push("on time");
    let mut rows = Vec::new();
    for (title, counts) in each {
        let mut row = vec![title];
        for (status, _) in COUNTED {
            row.push(thousands(status.map_or(counts.unknown, |status| counts.of(status))));
        }
        let (met, come) = counts.in_time();
        row.push(percent(met, come));
        rows.push(row);
    }
    table(out, caption, &heads, &rows);
    out.push_str("</section>\n");
}

/// A plot, and its numbers beneath it.
fn plot(out: &mut String, id: &str, title: &str, parts: &[&Part], bars: &[Bar]) {
    out.push_str(&chart::bars(id, title, parts, bars));
    out.push_str("<details>\n<summary>The numbers</summary>\n");
    let mut heads = vec![""];
    heads.extend(parts.iter().map(|part| part.word));
    let row = |bar: &Bar| {
        let counts = bar.parts.iter().map(|count| thousands(*count));
        std::iter::once(bar.name.clone()).chain(counts).collect()
    };
    let rows: Vec<Vec<String>> = bars.iter().map(row).collect();
    table(out, title, &heads, &rows);
    out.push_str("</details>\n");
}

fn months(out: &mut String, tally: &Tally) {
    if tally.months.is_empty() {
        return;
    }
    section(out, "months", "In time, month by month");
    let skipped = tally.months.len().saturating_sub(MONTHS);
    if skipped > 0 {
        let _ =
            writeln!(out, "<p>The last {MONTHS} months; {skipped} earlier ones are left out.</p>");
    }
    let bar = |((year, month), counts): (&(i32, u32), &[u64; 4])| Bar {
        name: format!("{} {year}", month_name(*month)),
        parts: counts.to_vec(),
    };
    let bars: Vec<Bar> = tally.months.iter().skip(skipped).map(bar).collect();
    let parts = [&GOOD, &LATE, &NOT_DONE, &NOT_KNOWN];
    plot(out, "by-month", "How the deadlines of each month came out", &parts, &bars);
    out.push_str("</section>\n");
}

fn delays(out: &mut String, tally: &Tally) {
    let mut late: Vec<_> = tally
        .seen()
        .map(|(words, counts)| (counts.late.iter().sum::<u64>(), words, counts))
        .filter(|(all, ..)| *all > 0)
        .collect();
    if late.is_empty() {
        return;
    }
    section(out, "delays", "Days late");
    late.sort_by_key(|(all, ..)| std::cmp::Reverse(*all));
    if late.len() > DRAWN {
        let _ = writeln!(out, "<p>The {DRAWN} duties with the most delays, of {}.</p>", late.len());
    }
    let bar = |(_, words, counts): &(u64, &super::DutyWords, &super::tally::Counts)| Bar {
        name: words.title.clone(),
        parts: counts.late.to_vec(),
    };
    let bars: Vec<Bar> = late.iter().take(DRAWN).map(bar).collect();
    let parts: Vec<&Part> = chart::STEPS.iter().collect();
    plot(out, "by-delay", "Deadlines met late, overdue or lapsed, by days", &parts, &bars);
    let worst: Vec<Vec<String>> = tally
        .worst
        .iter()
        .map(|one| {
            let due = one.due.map_or_else(String::new, day);
            vec![
                one.title.clone(),
                one.case.clone(),
                one.word.to_owned(),
                due,
                one.days.to_string(),
            ]
        })
        .collect();
    if !worst.is_empty() {
        let heads = ["Duty", "Case", "Status", "Due", "Days"];
        table(out, "The longest delays", &heads, &worst);
    }
    out.push_str("</section>\n");
}

fn weeks(out: &mut String, tally: &Tally) {
    section(out, "weeks", "What falls due in the coming weeks");
    let bar = |(first, known, unknown): (crate::time::Day, u64, u64)| Bar {
        name: format!("week from {} {}", first.short(), first.year()),
        parts: vec![known, unknown],
    };
    let bars: Vec<Bar> = tally.weeks().into_iter().map(bar).collect();
    plot(out, "by-week", "Deadlines that fall due, week by week", &[&DUE, &NOT_KNOWN], &bars);
    out.push_str("</section>\n");
}

fn work(out: &mut String, of: &Batch<'_>, tally: &Tally) {
    let list = tally.work(of.days);
    if list.is_empty() {
        return;
    }
    section(out, "work", "Who has to do it");
    let words = ["overdue", "due soon", "pending", "not known"];
    let mut heads = vec!["Who"];
    heads.extend(words);
    let mut rows = Vec::new();
    for (who, counts) in by_who(&list) {
        let count = |word: &str| counts.iter().find(|(known, _)| *known == word).map_or(0, |c| c.1);
        let who = if who.is_empty() { "nobody is named" } else { who };
        let mut row = vec![who.to_owned()];
        row.extend(words.iter().map(|word| thousands(count(word))));
        rows.push(row);
    }
    let caption = format!("What is overdue, or falls due in the next {} days", of.days);
    table(out, &caption, &heads, &rows);
    out.push_str("</section>\n");
}

fn dirty(out: &mut String, of: &Batch<'_>) {
    if of.dirty.is_empty() {
        return;
    }
    section(out, "dirty", "Rows that could not be taken as they stand");
    let rows: Vec<Vec<String>> =
        reasons(of).into_iter().map(|(reason, count)| vec![reason, thousands(count)]).collect();
    table(out, "Reasons, and how many rows each", &["Reason", "Rows"], &rows);
    out.push_str("</section>\n");
}
