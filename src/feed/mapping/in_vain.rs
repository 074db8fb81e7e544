//! What a mapping says in vain.
//!
//! In: the tables of a mapping. Out: a finding (D0901) for each table that another one hides,
//! each rule that stands twice, and each column of which something is said and nothing read.
//! Never here: the words of a pack, conditions.

use super::super::headings::bare;
use super::{ColumnIx, Table};
use crate::diag::{Code, Diagnostic};
use crate::names::suggest_words;
use crate::source::Span;

/// Everything said in vain.
pub(super) fn in_vain(tables: &[Table]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let before = tables.iter().take(at);
        let hidden = before.flat_map(|other| shared(other, table).map(|name| (name, other)));
        for (name, other) in hidden.take(1) {
            let said = format!("“{name}” is also a name of the table “{}”", other.name.value);
            let help = "give each table names of its own, or put the rules of both into one table";
            found.push(wrong(table.name.span, said, help));
        }
        twice(table, &mut found);
        unread(table, &mut found);
    }
    found
}

fn wrong(at: Span, said: String, help: &str) -> Diagnostic {
    Diagnostic::new(Code::D0901, at, said).help(help)
}

/// A name that two tables have.
fn shared<'t>(one: &'t Table, other: &'t Table) -> Option<&'t str> {
    let names = |table: &'t Table| {
        let called = table.called.iter().map(String::as_str);
        std::iter::once(table.name.value.as_str()).chain(called)
    };
    let elements = |table: &'t Table| table.xml.as_deref();
    let is_same = |a: &str, b: &str| bare(a) == bare(b) && !bare(a).is_empty();
    let same = names(other).find(|name| names(one).any(|known| is_same(known, name)));
    same.or_else(|| elements(other).filter(|name| elements(one).is_some_and(|it| it == *name)))
}

/// Rules that stand twice: each row would be counted twice.
fn twice(table: &Table, found: &mut Vec<Diagnostic>) {
    let help = "take out one of the two";
    let mut seen = Vec::new();
    for rule in &table.events {
        let key = (rule.event.value.to_lowercase(), rule.on, rule.when);
        if seen.contains(&key) {
            let said = format!("the rule of “{}” stands here twice", rule.event.value);
            found.push(wrong(rule.event.span, said, help));
        }
        seen.push(key);
    }
    let mut seen = Vec::new();
    for rule in &table.periods {
        let key = (rule.status.value.to_lowercase(), rule.from, rule.until, rule.when);
        if seen.contains(&key) {
            let said = format!("the rule of “{}” stands here twice", rule.status.value);
            found.push(wrong(rule.status.span, said, help));
        }
        seen.push(key);
    }
}

/// Columns of which something is said, and that no rule reads.
fn unread(table: &Table, found: &mut Vec<Diagnostic>) {
    let read = read(table);
    let names = read.iter().map(|column| table.name(*column));
    let names: Vec<&str> = names.collect();
    let coded = table.columns.iter().enumerate().filter(|(_, column)| !column.codes.is_empty());
    for (_, column) in coded.filter(|(at, _)| !table.listed && !read.contains(at)) {
        let name = &column.name.value;
        let said = format!("no rule reads the column “{name}”, of which codes are given");
        let near = suggest_words(name, names.iter().copied());
        let help = near.first().map_or_else(
            || "take out its codes, or read it in a rule".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        found.push(wrong(column.name.span, said, &help));
    }
    let counts = |column: ColumnIx| {
        table.events.iter().any(|rule| rule.on == column)
            || table.periods.iter().any(|rule| rule.from == column)
    };
    if let Some(column) = table.complete_from.filter(|column| !counts(*column)) {
        let name = table.name(column);
        let at = table.columns.get(column).map_or(table.name.span, |column| column.name.span);
        let said = format!("`complete from` names “{name}”, which no event or period begins on");
        let help = "name the column that an event is `on`, or a period is `from`";
        found.push(wrong(at, said, help));
    }
}

/// The columns that rules read, and what rows are told apart by.
fn read(table: &Table) -> Vec<ColumnIx> {
    let mut read = vec![table.key];
    read.extend(table.born);
    if let Some(spells) = &table.spells {
        read.extend([spells.from, spells.until]);
    }
    for rule in &table.events {
        read.push(rule.on);
        read.extend(rule.facts.iter().map(|fact| fact.column));
    }
    for rule in &table.periods {
        read.push(rule.from);
        read.extend(rule.until);
        read.extend(rule.facts.iter().map(|fact| fact.column));
    }
    for rule in &table.facts {
        read.push(rule.value.column);
        read.extend(rule.from);
    }
    read.extend(table.atoms.iter().map(|atom| atom.column));
    read
}
