//! The map of a year as a drawing that stands alone (SVG).
//!
//! Each day has its sign beside its colour, and a title that says how it comes out, so
//! that nothing rests on colour alone (WCAG 2.2, 1.4.1); signs have a contrast of at
//! least 4.5 to 1 on their ground, and frames of 3 to 1 on the page.

use std::fmt::Write;

use super::map::{ROWS, YearMap};
use super::{Feasible, Outcome, sign, thousands};
use crate::report::html::escaped;
use crate::time::month_name;

const CELL: i32 = 18;
const LEFT: i32 = 44;
const TOP: i32 = 56;

/// The map as one SVG file.
#[must_use]
pub fn svg(answer: &Feasible) -> String {
    drawing(answer, true)
}

/// The drawing; `alone` names its namespace and brings its own ground.
pub(super) fn drawing(answer: &Feasible, alone: bool) -> String {
    let Some(year) = YearMap::of(answer.year) else { return String::new() };
    let legend: Vec<(Outcome, usize)> = in_year(answer);
    let width = LEFT + year.weeks() * CELL + 12;
    let lines = i32::try_from(legend.len()).unwrap_or(0);
    let height = TOP + 7 * CELL + 20 + lines * 24;
    let space = if alone { " xmlns=\"http://www.w3.org/2000/svg\"" } else { "" };
    let mut out = format!(
        "<svg{space} viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"map-title map-desc\" font-family=\"system-ui,sans-serif\" font-size=\"14\">\n"
    );
    let title = format!("{}: {} on each day of {}", answer.title, answer.start, answer.year);
    let _ = writeln!(out, "<title id=\"map-title\">{}</title>", escaped(&title));
    let said: Vec<String> = legend
        .iter()
        .map(|(outcome, count)| format!("{}: {} days", outcome.words(), thousands(*count)))
        .collect();
    let _ = writeln!(out, "<desc id=\"map-desc\">{}.</desc>", escaped(&said.join("; ")));
    let _ = writeln!(out, "<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>");
    let _ = writeln!(
        out,
        "<text x=\"4\" y=\"18\" font-size=\"15\" font-weight=\"600\" fill=\"#1b1b1b\">{}</text>",
        escaped(&title)
    );
    names(&mut out, year);
    for week in 0..year.weeks() {
        for row in 0..7 {
            let Some(day) = year.day(week, row) else { continue };
            let outcome = answer.on(day);
            let title = format!("{}: {}", day.with_weekday(), outcome.words());
            cell(&mut out, (LEFT + week * CELL, TOP + row * CELL), outcome, &title);
        }
    }
    for ((outcome, count), at) in legend.iter().zip(0..) {
        let y = TOP + 7 * CELL + 16 + at * 24;
        cell(&mut out, (LEFT, y), *outcome, outcome.words());
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"14\" fill=\"#1b1b1b\">{}: {} days</text>",
            LEFT + CELL + 6,
            y + 13,
            outcome.words(),
            thousands(*count)
        );
    }
    out.push_str("</svg>\n");
    out
}

/// The outcomes of the days of the year, with how many.
pub(super) fn in_year(answer: &Feasible) -> Vec<(Outcome, usize)> {
    let Some(year) = YearMap::of(answer.year) else { return Vec::new() };
    let days: Vec<Outcome> = (0..year.weeks())
        .flat_map(|week| (0..7).filter_map(move |row| year.day(week, row)))
        .map(|day| answer.on(day))
        .collect();
    let count = |outcome: Outcome| days.iter().filter(|one| **one == outcome).count();
    let all = Outcome::ALL.into_iter().map(|one| (one, count(one)));
    all.filter(|(_, count)| *count > 0).collect()
}

fn names(out: &mut String, year: YearMap) {
    for (month, week) in year.months() {
        let name = month_name(month).get(..3).unwrap_or_default();
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" fill=\"#1b1b1b\">{name}</text>",
            LEFT + week * CELL,
            TOP - 8
        );
    }
    for ((_, name), row) in ROWS.iter().zip(0..) {
        let _ = writeln!(
            out,
            "<text x=\"4\" y=\"{}\" fill=\"#1b1b1b\">{name}</text>",
            TOP + row * CELL + 13
        );
    }
}

fn cell(out: &mut String, (x, y): (i32, i32), outcome: Outcome, title: &str) {
    let (ground, ink) = colours(outcome);
    let sign = sign(outcome, true);
    let _ = writeln!(
        out,
        "<g><title>{title}</title><rect x=\"{x}\" y=\"{y}\" width=\"{2}\" height=\"{2}\" rx=\"2\" \
         fill=\"{ground}\" stroke=\"#767676\"/><text x=\"{0}\" y=\"{1}\" text-anchor=\"middle\" \
         font-weight=\"600\" fill=\"{ink}\" aria-hidden=\"true\">{sign}</text></g>",
        x + (CELL - 2) / 2,
        y + 13,
        CELL - 2,
        title = escaped(title),
    );
}

/// The ground of a day, and the ink of its sign on it.
pub(super) fn colours(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Impossible => ("#8b1a1a", "#ffffff"),
        Outcome::Sometimes => ("#e8c4e4", "#4a1245"),
        Outcome::Undecided => ("#cfe6ea", "#0b3b44"),
        Outcome::Tight => ("#f6d878", "#4a3500"),
        Outcome::Strained => ("#c9daf5", "#10305f"),
        Outcome::Free => ("#dcefdc", "#1d4a1d"),
        Outcome::Beyond => ("#ffffff", "#1b1b1b"),
    }
}
