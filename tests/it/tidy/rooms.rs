//! Which room may use which: the table in `ARCHITECTURE.md`, held against the
//! sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::{none, rust};
use crate::console::root;

type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The one pair that know each other: blocks are declared into names, and phrases
/// are parsed with their names already found.
const PAIR: (&str, &str) = ("names", "syntax");

/// The rows of the table, in order: a room, and the rooms that it uses.
fn planned(text: &str) -> Vec<(String, BTreeSet<String>)> {
    let rows = text.lines().skip_while(|line| !line.starts_with("| room "));
    rows.skip(2)
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
            let room = names(cells.first()?).into_iter().next()?;
            Some((room, names(cells.last()?).into_iter().collect()))
        })
        .collect()
}

/// The words in backticks, without a slash at their end.
fn names(cell: &str) -> Vec<String> {
    let words = cell.split('`').skip(1).step_by(2);
    words.map(|word| word.trim_end_matches('/').to_owned()).collect()
}

/// What the sources of each room use of the others.
fn drawn() -> Arrows {
    let mut arrows = Arrows::new();
    for text in rust() {
        let room = match text.path.strip_prefix("src/").and_then(|path| path.split_once('/')) {
            Some((room, _)) => room.to_owned(),
            None => continue,
        };
        let used = uses(&text.text);
        let row = arrows.entry(room.clone()).or_default();
        row.extend(used.into_iter().filter(|other| *other != room));
    }
    arrows
}

/// The rooms that a text names: `crate::eval::…`, from outside `duly::eval::…`,
/// one by one or in a list of imports.
fn uses(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    for line in lines {
        for start in ["crate::", "duly::"] {
            for (at, _) in line.match_indices(start) {
                let before = line.get(..at).and_then(|before| before.chars().next_back());
                if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
                    continue;
                }
                let rest = line.get(at + start.len()..).unwrap_or_default();
                let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_');
                found.extend(end.and_then(|end| rest.get(..end)).map(str::to_owned));
            }
        }
    }
    found.retain(|room| root().join("src").join(room).is_dir());
    found
}

fn architecture() -> String {
    fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there")
}

#[test]
fn the_table_of_rooms_is_true() {
    let planned = planned(&architecture());
    let drawn = drawn();
    let mut problems = Vec::new();
    for (room, uses) in &planned {
        match drawn.get(room) {
            Some(now) if now != uses => problems.push(format!(
                "`{room}` uses {now:?}; the table says {uses:?}: take out the arrow, or say why"
            )),
            Some(_) => {}
            None => problems.push(format!("there is no room `{room}`")),
        }
    }
    for room in drawn.keys().filter(|room| !planned.iter().any(|(known, _)| known == *room)) {
        problems.push(format!("`{room}` is not in the table"));
    }
    none(&problems);
}

#[test]
fn arrows_point_up_the_table() {
    let planned = planned(&architecture());
    let place = |name: &str| planned.iter().position(|(room, _)| room == name);
    let mut problems = Vec::new();
    for (room, uses) in &planned {
        for other in uses {
            let pair = (room.as_str(), other.as_str()) == PAIR;
            if place(other) >= place(room) && !pair {
                problems.push(format!("`{room}` uses `{other}`, which stands below it"));
            }
        }
    }
    none(&problems);
}

#[test]
fn uses_are_seen() {
    let text = "use crate::eval::{Row};\n// crate::facts::Case\nlet x = crate::time::Day::MIN;\n\
                $crate::model::X; duly::report::page(); mycrate::names::y()";
    let found: Vec<String> = uses(text).into_iter().collect();
    assert_eq!(found, ["eval", "report", "time"]);
    let table = "| room | for | uses |\n|---|---|---|\n| `eval/` | x `y` | `time`, `diag` |\n\nx";
    let rows = planned(table);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].0, "eval");
    assert_eq!(rows[0].1, ["diag", "time"].map(str::to_owned).into_iter().collect());
}
