//! The matrix of a page: a row for each thing that is asked, a column for each pack, and how
//! strict they are beside each other, linked to where that is told.
//!
//! In: what is shown. Out: markup. Never here: the order itself.

use std::fmt::Write;

use super::html::{class, place};
use super::human::letter;
use super::order::{Said, order};
use super::{Shown, words};
use crate::analysis::aspects::Verdict;
use crate::analysis::compare::{Paired, Row};
use crate::names::thousands;
use crate::report::html::{begin, escaped, folded, named, wide};

/// The matrix as a part of the page: first what several packs ask for and say otherwise, then,
/// to be opened, what they say alike and what only one asks for.
pub(super) fn html(shown: &Shown<'_>, out: &mut String) {
    begin(out, "matrix", "Matrix");
    let has = |row: &&Row| row.cells.iter().filter(|cell| !cell.duties.is_empty()).count() > 1;
    let (several, alone): (Vec<&Row>, Vec<&Row>) = shown.matrix.rows.iter().partition(has);
    let things = |count: usize| match count {
        1 => "1 thing".to_owned(),
        count => format!("{} things", thousands(count)),
    };
    let same =
        |row: &&Row| !shown.all && row.verdicts.iter().all(|(.., one)| *one == Verdict::Same);
    let (same, differ): (Vec<&Row>, Vec<&Row>) = several.into_iter().partition(same);
    if !differ.is_empty() {
        let caption = format!("{} in which packs differ", things(differ.len()));
        table(shown, (&caption, &differ), out);
    }
    if !same.is_empty() {
        let caption = format!("{} that the packs say alike", things(same.len()));
        folded(out, &caption, |out| table(shown, (&caption, &same), out));
    }
    if !alone.is_empty() {
        let caption = format!("{} that only one pack asks for", things(alone.len()));
        folded(out, &caption, |out| table(shown, (&caption, &alone), out));
    }
    out.push_str("</section>\n");
}

fn table(shown: &Shown<'_>, (caption, rows): (&str, &[&Row]), out: &mut String) {
    wide(out, caption, |out| {
        let _ = write!(
            out,
            "<table class=\"cards\" role=\"table\">\n<caption>{}</caption>\n<thead role=\"rowgroup\"><tr role=\"row\"><th scope=\"col\" role=\"columnheader\">What</th>",
            escaped(caption)
        );
        for at in 0..shown.models.len() {
            let _ = write!(
                out,
                "<th scope=\"col\" role=\"columnheader\"><abbr title=\"{}\">{}</abbr></th>",
                escaped(shown.title(at)),
                letter(at)
            );
        }
        out.push_str("<th scope=\"col\" role=\"columnheader\">Order</th></tr></thead>\n<tbody role=\"rowgroup\">\n");
        rows.iter().for_each(|row| one(shown, row, out));
        out.push_str("</tbody>\n</table>\n");
    });
}

fn one(shown: &Shown<'_>, row: &Row, out: &mut String) {
    let mut marks: Vec<String> = row.verdicts.iter().map(|(.., one)| class(*one)).collect();
    marks.sort_unstable();
    marks.dedup();
    if marks.is_empty() {
        marks.push("alone".to_owned());
    }
    let marks = marks.join(" ");
    let id = row.cells.iter().find_map(|cell| cell.duties.first());
    let _ = write!(
        out,
        "<tr data-v=\"{marks}\" role=\"row\"><th scope=\"row\" role=\"rowheader\">{}</th>",
        named(&row.title, id.map_or("", |duty| duty.name.as_str()))
    );
    for (at, cell) in row.cells.iter().enumerate() {
        let said: Vec<String> = cell.duties.iter().map(|one| escaped(&one.limit)).collect();
        let said = if said.is_empty() { "–".to_owned() } else { said.join("<br>") };
        let _ = write!(out, "<td role=\"cell\" data-of=\"{}\">{said}</td>", letter(at));
    }
    let said: Vec<String> =
        order(row, &letter).iter().map(|said| linked(shown, row, said)).collect();
    let _ = writeln!(out, "<td role=\"cell\" data-of=\"Order\">{}</td></tr>", said.join("<br>"));
}

/// A piece of the order, linked to what is told of its two packs; with two packs also in
/// which respects they differ.
fn linked(shown: &Shown<'_>, row: &Row, said: &Said) -> String {
    let text = escaped(&said.text);
    let Some((at, number, pair)) = said.between.and_then(|both| told(shown, row, both)) else {
        return text;
    };
    let link = format!("<a href=\"#{}\">{text}</a>", place(at, number));
    if shown.models.len() > 2 {
        return link;
    }
    format!("{link}<br>{}", escaped(&respects(pair)))
}

/// In which respects two duties differ.
fn respects(pair: &Paired) -> String {
    let mut all: Vec<&str> = pair.days.iter().map(words::end).collect();
    all.extend(pair.findings.iter().map(|finding| finding.aspect.word()));
    all.dedup();
    all.join(", ")
}

/// Where a row of two packs is told of: the first of its pairs that differs.
fn told<'s>(
    shown: &Shown<'s>,
    row: &Row,
    (one, other): (usize, usize),
) -> Option<(usize, usize, &'s Paired)> {
    let packs = (one.min(other), one.max(other));
    let at = shown.comparisons.iter().position(|made| made.packs == packs)?;
    let has = |pack: usize, id| {
        row.cells.get(pack).is_some_and(|cell| cell.duties.iter().any(|duty| duty.id == id))
    };
    let mut pairs = shown.comparisons.get(at)?.pairs.iter().enumerate();
    let (number, pair) = pairs.find(|(_, pair)| {
        shown.tells(pair) && has(packs.0, pair.left.id) && has(packs.1, pair.right.id)
    })?;
    Some((at, number, pair))
}
