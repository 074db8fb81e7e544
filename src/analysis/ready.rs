//! A situation as an example that can be pasted into its pack.

use rustc_hash::FxHashSet;

use super::witness::Situation;
use crate::check::Checked;
use crate::eval::evaluate;
use crate::examples::{Bound, example_text, expect_of};
use crate::syntax::Carrier;

/// Names that examples of a pack have, so that no new one takes another's.
#[derive(Debug, Clone, Default)]
pub struct Names(FxHashSet<String>);

impl Names {
    /// The names of these examples.
    #[must_use]
    pub fn of(examples: &[Bound]) -> Names {
        Names(examples.iter().map(|one| one.example.name.value.to_lowercase()).collect())
    }

    /// A name like this one that no example has; from now on one has it.
    pub fn take(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 2;
        while !self.0.insert(name.to_lowercase()) {
            name = format!("{wanted} {number}");
            number += 1;
        }
        name
    }
}

/// The situation as an example: its case, and what the pack answers of the rows at
/// these places among those of its duty.
#[must_use]
pub fn example(
    model: &Checked,
    carrier: Carrier,
    name: &str,
    situation: &Situation,
    rows: &[usize],
) -> String {
    let (case, day) = (&situation.case, situation.as_of);
    let answer = evaluate(model, case, day);
    let known = situation.rows.first().map_or(&[][..], Vec::as_slice);
    let rows = rows.iter().filter_map(|row| known.get(*row));
    let rows = rows.filter_map(|row| answer.rows.iter().find(|other| other.key == row.key));
    let expects: Vec<_> = rows.map(|row| (day, expect_of(model, case, &answer, row))).collect();
    example_text(model, carrier, name, case, &expects)
}
