//! A witness drawn: the day counted from, and the two days it leads to. Its words stand
//! below it, where they are as large as all others.

use std::fmt::Write;

use super::words;
use crate::analysis::aspects::End;
use crate::analysis::compare::{Days, Side, Witness};
use crate::report::html::escaped;
use crate::time::Day;

const WIDTH: i32 = 640;
const LEFT: i32 = 14;
const RIGHT: i32 = 626;
const LINE: i32 = 30;

/// The days of a witness on a line, with its key; empty where a day is not known.
pub(super) fn drawn(days: &Days, witness: &Witness) -> String {
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
    let label = escaped(&words::witness(days, witness));
    let mut out = format!(
        "<svg class=\"line\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {WIDTH} {}\" \
         width=\"{WIDTH}\" height=\"{}\">\n\
         <line x1=\"{LEFT}\" y1=\"{LINE}\" x2=\"{RIGHT}\" y2=\"{LINE}\" stroke=\"#4a4a4a\" stroke-width=\"2\"/>\n",
        2 * LINE,
        2 * LINE
    );
    months(&mut out, (first, last), &at);
    let (early, late) = if there <= here { (there, here) } else { (here, there) };
    let _ = writeln!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"10\" fill=\"#b35900\"/>",
        at(early),
        LINE - 5,
        (at(late) - at(early)).max(2)
    );
    // Above and below the line, so that days next to each other can be told apart.
    let _ = writeln!(out, "<circle cx=\"{}\" cy=\"{LINE}\" r=\"7\" fill=\"#1b1b1b\"/>", at(from));
    mark(&mut out, at(there), 4, "#003a75");
    mark(&mut out, at(here), 2 * LINE - 4, "#8a1538");
    let _ = writeln!(
        out,
        "</svg>\n<p class=\"key\">Dot: counted from {}. Stroke upwards: {} there. Stroke downwards: {} here.</p>",
        from.with_weekday(),
        there.with_weekday(),
        here.with_weekday()
    );
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
                "<line x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{}\" stroke=\"#767676\"/>",
                LINE - 4,
                LINE + 4
            );
        }
    }
}

fn mark(out: &mut String, x: i32, y: i32, colour: &str) {
    let _ = writeln!(
        out,
        "<line x1=\"{x}\" y1=\"{LINE}\" x2=\"{x}\" y2=\"{y}\" stroke=\"{colour}\" stroke-width=\"6\"/>"
    );
}
