//! Whether conditions can be so together, and how they read.
//!
//! In: the conditions of rules that stand in each other's way. Out: whether any case has
//! them all. Never here: days.

use crate::analysis::cells::Space;
use crate::model::Model;
use crate::syntax::ast::{Atom, Condition};
use crate::syntax::print::Printer;

/// When some conditions are all so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holds {
    /// In no case: no day has them all.
    Never,
    /// In some cases.
    Sometimes,
    /// In every case, unless somebody records a decision to the contrary.
    Always,
}

/// When some conditions are all so on a day.
#[must_use]
pub fn holds(model: &Model, conditions: &[Condition]) -> Holds {
    if conditions.iter().all(is_exception) {
        return Holds::Always;
    }
    let all: Vec<&Condition> = conditions.iter().collect();
    // Where there are too many cells to look at, they may be so together.
    let Some(space) = Space::of(model, &all) else { return Holds::Sometimes };
    let so = space.cells().iter().any(|cell| (0..all.len()).all(|at| space.holds(at, cell)));
    if so { Holds::Sometimes } else { Holds::Never }
}

/// `unless recorded: …`: so unless somebody decides otherwise, and writes it down.
#[must_use]
pub fn is_exception(condition: &Condition) -> bool {
    matches!(condition, Condition::Not(inner) if is_recorded(inner))
}

fn is_recorded(condition: &Condition) -> bool {
    match condition {
        Condition::All(all) | Condition::Any(all) => all.iter().all(is_recorded),
        Condition::Not(_) => false,
        Condition::Atom(atom) => matches!(atom.value, Atom::Recorded { .. }),
    }
}

/// Conditions as the end of a sentence: ` where the child is placed, unless recorded: …`;
/// empty where there are none.
#[must_use]
pub fn words(model: &Model, conditions: &[Condition]) -> String {
    let printer = Printer::new(&model.vocabulary);
    let mut said: Vec<String> = Vec::new();
    for one in conditions.iter().filter(|one| !is_exception(one)) {
        said.push(printer.inline(one));
    }
    let mut out =
        if said.is_empty() { String::new() } else { format!(" where {}", said.join(" and ")) };
    for one in conditions {
        if let Condition::Not(inner) = one
            && is_exception(one)
        {
            let gap = if out.is_empty() { "" } else { "," };
            out.push_str(&format!("{gap} unless {}", printer.inline(inner)));
        }
    }
    out
}
