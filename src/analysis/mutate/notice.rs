//! Whether any example of a pack notices a mutant.

use super::mutant::Mutant;
use crate::check::Checked;
use crate::examples::{Bound, Expect, passes};

/// Whether an example that holds of the pack fails of a mutant. Those that speak of
/// the rule are tried first.
#[must_use]
pub fn noticed(examples: &[&Bound], model: &Checked, mutant: &Mutant) -> bool {
    let speaks = |one: &Bound| one.example.expects.iter().any(|says| names(&says.says, mutant));
    let near = examples.iter().filter(|one| speaks(one));
    let far = examples.iter().filter(|one| !speaks(one));
    near.chain(far).any(|one| !passes(model, one))
}

fn names(says: &Expect, mutant: &Mutant) -> bool {
    let rule = match says {
        Expect::Row(row) => &row.which.rule,
        Expect::Absent(which) | Expect::Explained(which, _) => &which.rule,
        Expect::Count(rule, _) => rule,
        Expect::Finding(..) | Expect::NoFinding(_) | Expect::Occurred(..) | Expect::Holds(..) => {
            return false;
        }
    };
    rule.value == mutant.rule
}
