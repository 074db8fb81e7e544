//! The answers as examples of the pack, ready to be pasted into it.

use crate::examples::{example_text, expect_of};
use crate::syntax::Carrier;

use super::Evaluation;

/// An example for each case: its facts, and how each of its rows stands on the day.
#[must_use]
pub fn examples(of: &Evaluation<'_>) -> String {
    let each = of.cases.iter().map(|(case, answer)| {
        let rows = answer.rows.iter();
        let expects: Vec<_> =
            rows.map(|row| (of.as_of, expect_of(of.model, case, answer, row))).collect();
        example_text(of.model, Carrier::Duly, &case.id, case, &expects)
    });
    each.collect::<Vec<_>>().join("\n")
}
