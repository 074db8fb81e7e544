//! The report as a page that stands alone: no script, nothing fetched, made to be printed
//! and read aloud (WCAG 2.2 AA). No case is named in it but for the longest delays.

use std::fmt::Write;

use super::across::{self, HEADING as ACROSS};
use super::chart::{self, Bar, DUE, GOOD, LATE, NOT_DONE, NOT_KNOWN, Part};
use super::human::{
    COUNTED, Lacking, by_one_day, by_who, day, deadlines, lacking, none_of, otherwise, reasons,
    team_name,
};
use super::tally::Counts;
use super::{Batch, DutyWords, Tally, many, percent, thousands};
use crate::eval::Status;
use crate::report::html::{self, Column, Frame, Place, begin as section, closed, escaped, folded};
use crate::time::month_name;

/// Beside the style of every page; contrasts of at least 7 : 1.
const MORE_STYLE: &str = "\
header,main,nav,footer{max-width:72rem}\
svg.chart{min-width:44rem;max-width:100%;height:auto}\
svg text{font:14px system-ui,sans-serif;fill:#1b1b1b}\
.notes{border-left:4px solid #767676;padding:.1rem 0 .1rem 2rem}\
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem 1.5rem;\
margin:1rem 0}\
.figures div{border-top:4px solid #003a75;padding-top:.35rem}\
.figures strong{display:block;font-size:1.9rem;line-height:1.2;font-variant-numeric:tabular-nums}\
@media print{svg.chart{min-width:0}.figures div{break-inside:avoid}\
details:not([open]){display:none}}";

/// Months shown: two years.
const MONTHS: usize = 24;
/// Duties drawn: those with the most delays.
const DRAWN: usize = 16;

/// The report as one HTML file.
#[must_use]
pub fn html(of: &Batch<'_>, tally: &Tally) -> String {
    let title = format!("{}: how the duties stand", of.model.pack.title);
    let cases = thousands(u64::try_from(of.caseload.len()).unwrap_or(u64::MAX));
    let mut out =
        Frame { title: &title, style: MORE_STYLE, skip: ("duties", "the duties") }.opened();
    let _ = write!(
        out,
        "<dl>\n<dt>As of</dt><dd>{}</dd>\n<dt>Cases</dt><dd>{cases}</dd>\n<dt>Deadlines</dt><dd>{}</dd>\n",
        of.as_of.with_weekday(),
        deadlines(&tally.all()).replacen(" deadlines", "", 1).replacen(" deadline", "", 1),
    );
    out.push_str("</dl>\n");
    figures(&mut out, tally);
    contents(&mut out, of, tally);
    out.push_str("</header>\n<main>\n");
    duties(&mut out, tally);
    work(&mut out, of, tally);
    teams(&mut out, tally);
    months(&mut out, tally);
    delays(&mut out, tally);
    weeks(&mut out, tally);
    notes(&mut out, "across", ACROSS, &across::lines(of, &tally.groups));
    others(&mut out, of, tally);
    dirty(&mut out, of);
    unrecorded(&mut out, of, tally);
    let foot = format!(
        "Made from the pack <code>{}</code> on this computer alone. What is not known is counted \
         as not known, never as done or missed. The sources alone are binding.",
        escaped(&of.model.pack.id)
    );
    closed(&mut out, &foot, "");
    out
}

/// What the head of a service asks first, large.
fn figures(out: &mut String, tally: &Tally) {
    let all = tally.all();
    let (met, come) = all.in_time();
    let mut shown = vec![
        ("Overdue", thousands(all.of(Status::Overdue)), String::new()),
        ("Due soon", thousands(all.of(Status::DueSoon)), String::new()),
    ];
    if come > 0 {
        let of = format!("of the {} known to have come due", thousands(come));
        shown.push(("In time", percent(met, come), of));
    }
    if all.unknown > 0 {
        let of = format!("{} of {}", thousands(all.unknown), deadlines_alone(all.owed()));
        shown.push(("Not known", percent(all.unknown, all.owed()), of));
    }
    out.push_str("<dl class=\"figures\">\n");
    for (name, figure, of) in shown {
        let _ = writeln!(
            out,
            "<div><dt>{name}</dt><dd><strong>{}</strong>{}</dd></div>",
            escaped(&figure),
            escaped(&of)
        );
    }
    out.push_str("</dl>\n");
}

fn deadlines_alone(count: u64) -> String {
    many(count, "deadline", "deadlines")
}

fn contents(out: &mut String, of: &Batch<'_>, tally: &Tally) {
    let all = [
        ("duties", "How the duties stand", true),
        ("work", "Who has to do it", !tally.work(of.days).is_empty()),
        ("teams", "How the teams stand", !tally.teams.is_empty()),
        ("months", "In time, month by month", !tally.months.is_empty()),
        ("delays", "Days late", tally.all().late.iter().any(|count| *count > 0)),
        ("weeks", "What falls due in the coming weeks", true),
        ("across", ACROSS, !across::lines(of, &tally.groups).is_empty()),
        ("others", "What else is not known", !otherwise(of, tally).is_empty()),
        ("dirty", "Rows that could not be taken as they stand", !of.dirty.is_empty()),
        ("unrecorded", "What the file does not record", !tally.unrecorded.is_empty()),
    ];
    let there = all.into_iter().filter(|(.., there)| *there);
    let places: Vec<Place> = there.map(|(id, heading, _)| Place::new(id, heading)).collect();
    html::contents(out, &places);
}

/// A table of plain cells. Of its columns so many at the end hold words, the others but the
/// first numbers.
fn table(out: &mut String, caption: &str, (heads, words): (&[&str], usize), rows: &[Vec<String>]) {
    let is_words = |at: usize| at == 0 || at + words >= heads.len();
    let columns = heads.iter().enumerate();
    let columns: Vec<Column<'_>> = columns
        .map(|(at, head)| if is_words(at) { Column::Words(head) } else { Column::Numbers(head) })
        .collect();
    let cells = rows.iter().map(|row| row.iter().map(|cell| escaped(cell)).collect());
    html::table(out, caption, &columns, cells);
}

/// What the files do not record: the first few in sight.
fn unrecorded(out: &mut String, of: &Batch<'_>, tally: &Tally) {
    const SHOWN: usize = 6;
    let all = lacking(of, tally);
    if all.is_empty() {
        return;
    }
    section(out, "unrecorded", "What the file does not record");
    let row = |one: &Lacking| vec![one.what.clone(), thousands(one.rows), one.duties.clone()];
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    let (first, rest) = rows.split_at(rows.len().min(SHOWN));
    let heads = ["What", "Deadlines", "Duties"];
    table(
        out,
        "What is not recorded, and the deadlines that are not known for it",
        (&heads, 1),
        first,
    );
    if !rest.is_empty() {
        let more = many(rest.len() as u64, "other thing", "other things");
        folded(out, &more, |out| table(out, "What else is not recorded", (&heads, 1), rest));
    }
    if let Some(said) = none_of(of, tally) {
        let _ = writeln!(out, "<p>{}.</p>", escaped(&said.replace('`', "")));
    }
    out.push_str("</section>\n");
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

/// The duties of which something is known, those that are overdue first; the others can be
/// opened.
fn duties(out: &mut String, tally: &Tally) {
    section(out, "duties", "How the duties stand");
    let (mut known, silent): (Vec<_>, Vec<_>) =
        tally.seen().partition(|(_, counts)| counts.says_something());
    known.sort_by_key(|(_, counts)| {
        std::cmp::Reverse((counts.of(Status::Overdue), counts.of(Status::DueSoon)))
    });
    let lines = |of: &[(&DutyWords, &Counts)]| -> Vec<(String, Counts)> {
        of.iter().map(|(words, counts)| (words.title.clone(), (*counts).clone())).collect()
    };
    let mut rows = lines(&known);
    rows.push(("All".to_owned(), tally.all()));
    standing(out, ("Duty", "Deadlines by duty and status"), rows);
    if let Some(said) = by_one_day(tally) {
        let _ = writeln!(out, "<p>{}.</p>", escaped(&said));
    }
    if !silent.is_empty() {
        let more = many(silent.len() as u64, "other duty", "other duties");
        let more = format!("{more}: nothing is known of them, or they do not apply");
        let caption = ("Duty", "Deadlines of which nothing is known, or that do not apply");
        folded(out, &more, |out| standing(out, caption, lines(&silent)));
    }
    out.push_str("</section>\n");
}

fn teams(out: &mut String, tally: &Tally) {
    if tally.teams.is_empty() {
        return;
    }
    let each = tally.teams.iter().map(|(team, counts)| (team_name(team), counts.clone()));
    section(out, "teams", "How the teams stand");
    standing(out, ("Team", "Deadlines by team and status"), each.collect());
    out.push_str("</section>\n");
}

/// A table of how many deadlines stand how.
fn standing(out: &mut String, (of, caption): (&str, &str), each: Vec<(String, Counts)>) {
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
    table(out, caption, (&heads, 0), &rows);
}

/// A plot, and its numbers beneath it.
fn plot(out: &mut String, id: &str, title: &str, parts: &[&Part], bars: &[Bar]) {
    let _ = write!(
        out,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{}, drawn\">\n{}</div>\n",
        escaped(title),
        chart::bars(id, title, parts, bars)
    );
    let mut heads = vec![""];
    heads.extend(parts.iter().map(|part| part.word));
    let row = |bar: &Bar| {
        let counts = bar.parts.iter().map(|count| thousands(*count));
        std::iter::once(bar.name.clone()).chain(counts).collect()
    };
    let rows: Vec<Vec<String>> = bars.iter().map(row).collect();
    folded(out, "The numbers", |out| table(out, title, (&heads, 0), &rows));
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
    let left = [
        (tally.all().unrecorded, "those of which the file records nothing"),
        (tally.all().one_day, "those that are met by the one day that the file gives"),
    ];
    let left: Vec<&str> =
        left.into_iter().filter(|(count, _)| *count > 0).map(|(_, what)| what).collect();
    if !left.is_empty() {
        let _ = writeln!(out, "<p>Not counted here: {}.</p>", left.join(", and "));
    }
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
    let bar = |(_, words, counts): &(u64, &DutyWords, &Counts)| Bar {
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
                thousands(u64::try_from(one.days).unwrap_or(0)),
            ]
        })
        .collect();
    if !worst.is_empty() {
        let heads = ["Duty", "Case", "Status", "Due", "Days"];
        table(out, "The longest delays", (&heads, 0), &worst);
    }
    out.push_str("</section>\n");
}

fn weeks(out: &mut String, tally: &Tally) {
    section(out, "weeks", "What falls due in the coming weeks");
    let bar = |(first, known, unknown): (crate::time::Day, u64, u64)| Bar {
        name: format!("week from {} {}", first.short(), first.year()),
        parts: vec![known, unknown],
    };
    let (weeks, vague) = tally.weeks();
    let bars: Vec<Bar> = weeks.into_iter().map(bar).collect();
    plot(out, "by-week", "Deadlines that fall due, week by week", &[&DUE, &NOT_KNOWN], &bars);
    let more = match vague {
        0 => String::new(),
        1 => "1 more may fall due within these weeks: it is not known when.".to_owned(),
        vague => {
            let vague = thousands(vague);
            format!("{vague} more may fall due within these weeks: it is not known when.")
        }
    };
    if !more.is_empty() {
        let _ = writeln!(out, "<p>{more}</p>");
    }
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
    table(out, &caption, (&heads, 0), &rows);
    out.push_str("</section>\n");
}

fn dirty(out: &mut String, of: &Batch<'_>) {
    if of.dirty.is_empty() {
        return;
    }
    section(out, "dirty", "Rows that could not be taken as they stand");
    let rows: Vec<Vec<String>> =
        reasons(of).into_iter().map(|(reason, count)| vec![reason, thousands(count)]).collect();
    table(out, "Reasons, and how many rows each", (&["Reason", "Rows"], 0), &rows);
    out.push_str("</section>\n");
}
