//! Whether any example of a pack notices a mutant.

use rustc_hash::FxHashSet;

use super::mutant::Mutant;
use crate::check::Checked;
use crate::examples::{Bound, Expect, passes};

/// The place, among these, of an example that holds of the pack and fails of a mutant.
/// Only those are tried that ask about what the slip touches: any rule where that is
/// `None`. Those that speak of the mutant's own rule are tried first.
#[must_use]
pub fn noticed(
    examples: &[&Bound],
    (model, mutant): (&Checked, &Mutant),
    touched: Option<&FxHashSet<String>>,
) -> Option<usize> {
    let asks = |one: &Bound| {
        let all = one.example.expects.iter();
        all.clone().any(|says| match rule(&says.says) {
            Some(rule) => touched.is_none_or(|touched| touched.contains(bare(rule))),
            None => true,
        })
    };
    let speaks = |one: &Bound| {
        one.example.expects.iter().any(|says| rule(&says.says).map(bare) == Some(&mutant.rule))
    };
    let asked = || examples.iter().enumerate().filter(|(_, one)| asks(one));
    let near = asked().filter(|(_, one)| speaks(one));
    let far = asked().filter(|(_, one)| !speaks(one));
    near.chain(far).find(|(_, one)| !passes(model, one)).map(|(at, _)| at)
}

/// A rule's id without its pack.
fn bare(rule: &str) -> &str {
    rule.rsplit('/').next().unwrap_or(rule)
}

fn rule(says: &Expect) -> Option<&str> {
    match says {
        Expect::Row(row) => Some(&row.which.rule.value),
        Expect::Absent(which) | Expect::Explained(which, _) => Some(&which.rule.value),
        Expect::Count(rule, _) => Some(&rule.value),
        Expect::Finding(..) | Expect::NoFinding(_) | Expect::Occurred(..) | Expect::Holds(..) => {
            None
        }
    }
}
