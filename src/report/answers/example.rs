//! The answers as examples of the pack, ready to be pasted into it.

use crate::examples::{example_text, expect_of};
use crate::syntax::Carrier;

use super::Evaluation;
use super::view::lines;

/// An example for each case: its facts, and how each row shown of it stands on the day.
#[must_use]
pub fn examples(of: &Evaluation<'_>) -> String {
    let each = of.cases.iter().enumerate().map(|(at, (case, answer))| {
        let shown = lines(of, at);
        let rows = shown.iter().map(|line| line.row);
        let expects: Vec<_> =
            rows.map(|row| (of.as_of, expect_of(of.model, case, answer, row))).collect();
        example_text(of.model, Carrier::Duly, &case.id, case, &expects)
    });
    each.collect::<Vec<_>>().join("\n")
}
