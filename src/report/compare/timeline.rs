//! A witness drawn: the day counted from, and the two days it leads to.

use std::fmt::Write;

use super::words;
use crate::analysis::aspects::End;
use crate::analysis::compare::{Days, Side, Witness};
use crate::time::Day;

const WIDTH: i32 = 640;
const LEFT: i32 = 70;
const RIGHT: i32 = 570;

/// The days of a witness on a line, as SVG; empty where a day is not known.
pub(super) fn svg(days: &Days, witness: &Witness) -> String {
    let of = |side: &Side| match days.end {
        End::Due => side.due,
        End::Opens => side.opens,
    };
    let (Some(there), Some(here)) = (of(&witness.left), of(&witness.right)) else {
        return String::new();
    };
    let from = witness.from.unwrap_or(witness.trigger);
    let all = [from, there, here];
    let first = all.iter().map(|day| day.number()).min().unwrap_or(0);
    let last = all.iter().map(|day| day.number()).max().unwrap_or(1);
    let at = |day: Day| {
        let span = (last - first).max(1);
        LEFT + (day.number() - first) * (RIGHT - LEFT) / span
    };
    let label = words::witness(days, witness)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;");
    let mut out = format!(
        "<svg class=\"line\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {WIDTH} 118\" \
         width=\"{WIDTH}\" height=\"118\">\n\
         <line x1=\"{LEFT}\" y1=\"58\" x2=\"{RIGHT}\" y2=\"58\" stroke=\"#4a4a4a\" stroke-width=\"2\"/>\n"
    );
    months(&mut out, (first, last), &at);
    let (early, late) = if there <= here { (there, here) } else { (here, there) };
    let _ = writeln!(
        out,
        "<rect x=\"{}\" y=\"53\" width=\"{}\" height=\"10\" fill=\"#b35900\"/>",
        at(early),
        (at(late) - at(early)).max(2)
    );
    mark(&mut out, at(from), 32, "counted from", from, "#1b1b1b");
    // Above and below the line, so that days next to each other can both be read.
    mark(&mut out, at(there), 14, "there", there, "#003a75");
    mark(&mut out, at(here), 92, "here", here, "#8a1538");
    out.push_str("</svg>\n");
    out
}

/// A stroke for the first of each month, where there are not too many.
fn months(out: &mut String, (first, last): (i32, i32), at: &dyn Fn(Day) -> i32) {
    if last - first > 800 {
        return;
    }
    for number in first..=last {
        let day = Day::from_number(number);
        if day.ymd().2 == 1 {
            let x = at(day);
            let _ = writeln!(
                out,
                "<line x1=\"{x}\" y1=\"54\" x2=\"{x}\" y2=\"62\" stroke=\"#767676\"/>"
            );
        }
    }
}

fn mark(out: &mut String, x: i32, y: i32, word: &str, day: Day, colour: &str) {
    let (from, to) = if y < 58 { (y + 6, 58) } else { (58, y - 14) };
    let _ = writeln!(
        out,
        "<line x1=\"{x}\" y1=\"{from}\" x2=\"{x}\" y2=\"{to}\" stroke=\"{colour}\" stroke-width=\"2\"/>\
         <circle cx=\"{x}\" cy=\"58\" r=\"5\" fill=\"{colour}\"/>\
         <text x=\"{x}\" y=\"{y}\" text-anchor=\"{}\" fill=\"{colour}\">{word} {}</text>",
        if x < WIDTH / 3 {
            "start"
        } else if x > WIDTH * 2 / 3 {
            "end"
        } else {
            "middle"
        },
        day.with_weekday()
    );
}
