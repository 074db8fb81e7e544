//! Examples in YAML: what is expected, day by day.

use serde_yaml::{Mapping, Value};

use crate::syntax::table::{BlockKind, ClauseKey};
use crate::syntax::tree::Block;

/// The `on` clauses of an example as one mapping of days, where each day stands for
/// one run of clauses. `None` where they are better printed one by one.
pub(super) fn by_day(block: &Block) -> Option<Mapping> {
    if block.kind.value != BlockKind::Example {
        return None;
    }
    let mut days: Vec<(&str, Vec<Value>)> = Vec::new();
    for clause in block.clauses(ClauseKey::On) {
        let (day, says) = split_day(clause.phrase.text())?;
        let says = Value::String(says.to_owned());
        match days.last_mut() {
            Some((last, list)) if *last == day => list.push(says),
            Some(_) | None => days.push((day, vec![says])),
        }
    }
    let mut mapping = Mapping::new();
    for (day, mut says) in days {
        let one = if says.len() == 1 { says.pop()? } else { Value::Sequence(says) };
        let before = mapping.insert(Value::String(day.to_owned()), one);
        if before.is_some() {
            return None;
        }
    }
    Some(mapping)
}

/// `28 April 2026` and what is expected then.
fn split_day(phrase: &str) -> Option<(&str, &str)> {
    let at = phrase.to_ascii_lowercase().find(" expect ")?;
    let says = phrase.get(at + " expect ".len()..)?.trim();
    Some((phrase.get(..at)?.trim(), says))
}
