//! Plots as drawings inside a page (SVG): bars that are told apart by pattern and label as
//! well as by colour, each with its numbers as text (WCAG 2.2, 1.4.1 and 1.4.11).

use std::fmt::Write;

use crate::report::html::escaped;
use crate::report::text::wrap;

/// What a part of a bar stands for: its word, its ground, and the lines drawn over it.
pub(super) struct Part {
    pub(super) word: &'static str,
    pub(super) colour: &'static str,
    pub(super) pattern: &'static str,
}

/// Colours with a contrast of at least 3 : 1 on white and to their neighbours' frame.
pub(super) const GOOD: Part = Part { word: "in time", colour: "#1d6b3a", pattern: "" };
pub(super) const LATE: Part = Part { word: "late", colour: "#8a5a00", pattern: "M0 8L8 0" };
pub(super) const NOT_DONE: Part =
    Part { word: "not done", colour: "#8b1a1a", pattern: "M0 0L8 8M0 8L8 0" };
pub(super) const NOT_KNOWN: Part =
    Part { word: "not known", colour: "#5c5c5c", pattern: "M0 4L8 4" };
pub(super) const DUE: Part = Part { word: "to do", colour: "#1f4e8c", pattern: "" };

/// How long the delays are: the steps of the tally.
pub(super) const STEPS: [Part; 5] = [
    Part { word: "1 to 5 days", colour: "#b07a1a", pattern: "" },
    Part { word: "6 to 10 days", colour: "#9a5b12", pattern: "M0 8L8 0" },
    Part { word: "11 to 20 days", colour: "#8b3a1a", pattern: "M0 4L8 4" },
    Part { word: "21 to 60 days", colour: "#7a1f1f", pattern: "M4 0L4 8" },
    Part { word: "more than 60 days", colour: "#4a1245", pattern: "M0 0L8 8M0 8L8 0" },
];

/// A bar: what it is called, and how much of each part it has.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) parts: Vec<u64>,
}

const LEFT: u64 = 290;
const WIDE: u64 = 420;
const HIGH: u64 = 26;
/// A second line of a name.
const LINE: u64 = 16;
/// A line of a name has so many letters.
const LETTERS: usize = 34;
const TOP: u64 = 8;

/// Bars one beneath the other, each divided into its parts, and what the parts mean.
pub(super) fn bars(id: &str, title: &str, parts: &[&Part], bars: &[Bar]) -> String {
    let most = bars.iter().map(|bar| bar.parts.iter().sum::<u64>()).max().unwrap_or(0).max(1);
    let names: Vec<Vec<String>> = bars.iter().map(|bar| name(&bar.name)).collect();
    let high = |lines: &Vec<String>| HIGH + LINE * (lines.len() as u64).saturating_sub(1);
    let legend = TOP + names.iter().map(high).sum::<u64>() + 14;
    let (width, height) = (LEFT + WIDE + 80, legend + 26 * parts.len().div_ceil(3) as u64 + 8);
    let mut out = format!(
        "<svg class=\"chart\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
         viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n<defs>\n",
        escaped(title),
        escaped(&said(parts, bars)),
    );
    for (at, part) in parts.iter().enumerate() {
        let lines = match part.pattern {
            "" => String::new(),
            path => {
                format!("<path d=\"{path}\" stroke=\"#fff\" stroke-width=\"1.5\" fill=\"none\"/>")
            }
        };
        let _ = writeln!(
            out,
            "<pattern id=\"{id}-p{at}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
             <rect width=\"8\" height=\"8\" fill=\"{}\"/>{lines}</pattern>",
            part.colour
        );
    }
    out.push_str("</defs>\n");
    let mut y = TOP;
    for (bar, lines) in bars.iter().zip(&names) {
        one(&mut out, id, (bar, lines), y, most);
        y += high(lines);
    }
    for (at, part) in parts.iter().enumerate() {
        let (row, column) = ((at / 3) as u64, (at % 3) as u64);
        let (x, y) = (8 + column * 220, legend + row * 26);
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"18\" height=\"14\" fill=\"url(#{id}-p{at})\" stroke=\"#1b1b1b\"/>\
             <text x=\"{}\" y=\"{}\">{}</text>",
            x + 26,
            y + 12,
            part.word
        );
    }
    out.push_str("</svg>\n");
    out
}

/// A bar, its name before it and its number behind it.
fn one(out: &mut String, id: &str, (bar, lines): (&Bar, &[String]), y: u64, most: u64) {
    for (at, line) in (0_u64..).zip(lines) {
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LEFT - 8,
            y + 17 + at * LINE,
            escaped(line)
        );
    }
    let (mut before, all) = (0, bar.parts.iter().sum::<u64>());
    for (at, count) in bar.parts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let x = LEFT + before * WIDE / most;
        before += count;
        let wide = (LEFT + before * WIDE / most).saturating_sub(x).max(1);
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{}\" width=\"{wide}\" height=\"18\" fill=\"url(#{id}-p{at})\" stroke=\"#fff\"/>",
            y + 4
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"{}\">{}</text>",
        LEFT + all * WIDE / most + 8,
        y + 17,
        super::thousands(all)
    );
}

/// A name in at most two lines.
fn name(name: &str) -> Vec<String> {
    let mut lines = wrap(name, LETTERS);
    let cut = lines.len() > 2 || lines.iter().any(|line| line.chars().count() > LETTERS);
    lines.truncate(2);
    if let Some(last) = lines.last_mut().filter(|_| cut) {
        *last = last.chars().take(LETTERS - 1).chain(['…']).collect();
    }
    lines
}

/// The same for those who cannot see it.
fn said(parts: &[&Part], bars: &[Bar]) -> String {
    let bar = |bar: &Bar| {
        let counts = parts.iter().zip(&bar.parts).filter(|(_, count)| **count > 0);
        let counts: Vec<String> = counts
            .map(|(part, count)| format!("{} {}", super::thousands(*count), part.word))
            .collect();
        let counts = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
        format!("{}: {counts}.", bar.name)
    };
    bars.iter().map(bar).collect::<Vec<_>>().join(" ")
}
