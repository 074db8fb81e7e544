//! Block trees, printed in either carrier.

use serde_yaml::{Mapping, Value};

use super::example;
use crate::source::Phrase;
use crate::syntax::table::{BLOCKS, BlockKind, ClauseKey};
use crate::syntax::tree::{Block, Clause, Item, Tree};

/// Where phrases begin, unless their keyword reaches further.
const COLUMN: usize = 9;

/// A tree as a `.duly` text: header first, then the blocks in their order. The
/// phrases are the author's own.
#[must_use]
pub fn duly(tree: &Tree) -> String {
    let mut text = String::new();
    for block in &tree.blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        print_block(block, &mut text);
    }
    text
}

fn print_block(block: &Block, text: &mut String) {
    text.push_str(block.kind.value.row().keyword);
    if !block.name.is_empty() {
        text.push(' ');
        text.push_str(block.name.text());
    }
    if let Some(title) = &block.title {
        text.push_str(&title_text(title.text()));
    }
    text.push('\n');
    for clause in &block.clauses {
        let (word, phrase) = clause.parts();
        text.push_str(&clause_line(word, phrase.text()));
        text.push('\n');
        print_items(&clause.items, COLUMN + 2, text);
    }
}

/// A phrase on one line: a block of text in YAML may hold line ends.
fn one_line(phrase: &str) -> String {
    phrase.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The title as it follows a name.
pub(in crate::syntax) fn title_text(title: &str) -> String {
    if title.contains('"') { format!(": {title}") } else { format!(": \"{title}\"") }
}

/// A clause on a line of its own: keyword, gap, phrase.
pub(super) fn clause_line(word: &str, phrase: &str) -> String {
    let width = (COLUMN).max(word.len() + 1);
    format!("  {word:width$}{}", one_line(phrase)).trim_end().to_owned()
}

fn print_items(items: &[Item], margin: usize, text: &mut String) {
    for item in items {
        text.push_str(&format!("{:margin$}- {}\n", "", one_line(item.phrase.text())));
        print_items(&item.items, margin + 2, text);
    }
}

/// A tree as a YAML text, the same blocks under the keys of the table.
///
/// Blocks of one kind stand together, in their order.
#[must_use]
pub fn yaml(tree: &Tree) -> String {
    let mut root = Mapping::new();
    for block in tree.blocks.iter().filter(|block| block.kind.value == BlockKind::Pack) {
        put(&mut root, "pack", Value::String(block.name.text().to_owned()));
        put_clauses(&mut root, block);
    }
    for row in BLOCKS.iter().filter(|row| !row.yaml.is_empty()) {
        let mut group = Mapping::new();
        for block in tree.blocks.iter().filter(|block| block.kind.value == row.kind) {
            let mut clauses = Mapping::new();
            put_clauses(&mut clauses, block);
            put(&mut group, block.name.text(), Value::Mapping(clauses));
        }
        if !group.is_empty() {
            put(&mut root, row.yaml, Value::Mapping(group));
        }
    }
    serde_yaml::to_string(&Value::Mapping(root)).unwrap_or_default()
}

fn put(into: &mut Mapping, key: &str, value: Value) {
    into.insert(Value::String(key.to_owned()), value);
}

fn put_clauses(into: &mut Mapping, block: &Block) {
    if let Some(title) = &block.title {
        put(into, "title", Value::String(title.text().to_owned()));
    }
    let dated = example::by_day(block);
    for clause in &block.clauses {
        if let (ClauseKey::On, Some(dated)) = (clause.key.value, &dated) {
            put(into, "expect", Value::Mapping(dated.clone()));
            continue;
        }
        let (key, phrase) = clause.parts();
        let value = clause_value(clause, &phrase);
        match into.get_mut(key) {
            None => put(into, key, value),
            Some(Value::Sequence(list)) => list.push(value),
            Some(first) => {
                let both = vec![first.clone(), value];
                *first = Value::Sequence(both);
            }
        }
    }
}

fn clause_value(clause: &Clause, phrase: &Phrase) -> Value {
    if clause.items.is_empty() {
        return Value::String(phrase.text().to_owned());
    }
    list_value(clause.phrase.text(), &clause.items)
}

fn list_value(head: &str, items: &[Item]) -> Value {
    let items = items
        .iter()
        .map(|item| {
            if item.items.is_empty() {
                Value::String(item.phrase.text().to_owned())
            } else {
                list_value(item.phrase.text(), &item.items)
            }
        })
        .collect();
    let mut list = Mapping::new();
    put(&mut list, head, Value::Sequence(items));
    Value::Mapping(list)
}
