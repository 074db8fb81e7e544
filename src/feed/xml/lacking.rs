//! Columns that no row of an XML file has.
//!
//! In: which elements the rows of each table have. Out: D0903 for a column that has another
//! name there; what is told of one that may have. Never here: a row's values.
//!
//! A row may leave an element out that is empty, and a small return may have no row with
//! it, so that a column which is nowhere is blank: unless an element that is no column stands
//! in its place.

use super::super::dirty::Fault;
use super::super::mapping::bound::BoundTable;
use super::super::mapping::{ColumnIx, Table};
use crate::diag::{Code, Diagnostic};
use crate::names::suggest_words;

/// So many letters that two names begin with say that one stands for the other.
const BEGINNING: usize = 4;

/// What the rows of a table have.
#[derive(Debug, Default)]
pub(in crate::feed) struct Seen {
    pub(in crate::feed) rows: usize,
    /// The line of the first.
    pub(super) line: u32,
    /// For each column whether a row has it.
    pub(super) columns: Vec<bool>,
    /// The elements in them that are no column.
    pub(super) strangers: Vec<String>,
    /// The first attribute that has the name of a column.
    pub(super) attribute: Option<(u32, String)>,
    /// A row has an element that is a column.
    pub(super) valued: bool,
}

impl Seen {
    /// D0903 for each column that has another name here; where none has, what is to be told
    /// of those that no row has.
    pub(in crate::feed) fn lacking(
        &self,
        table: &Table,
        bound: &BoundTable,
        (name, file): (&str, u32),
    ) -> (Vec<Diagnostic>, Vec<Fault>) {
        let strangers = || self.strangers.iter().map(String::as_str);
        let Some(other) = strangers().next() else { return (Vec::new(), Vec::new()) };
        let columns =
            table.columns.iter().enumerate().filter(|(at, column)| {
                !self.has(*at) && !column.optional && bound.read.contains(at)
            });
        let columns: Vec<(ColumnIx, &str)> =
            columns.map(|(at, column)| (at, column.name.value.as_str())).collect();
        let wrong = |wanted: &str, help: String| {
            let said = format!("`{name}` has no column “{wanted}”");
            Diagnostic::nowhere(Code::D0903, said).help(help)
        };
        let renamed = columns.iter().filter_map(|(_, wanted)| {
            let near = suggest_words(wanted, strangers()).first().copied();
            let near = near.or_else(|| strangers().find(|other| begin_alike(wanted, other)))?;
            let help = format!("it has “{near}”: rename that, or say so in the mapping");
            Some(wrong(wanted, help))
        });
        let renamed: Vec<Diagnostic> = renamed.collect();
        if !renamed.is_empty() {
            return (renamed, Vec::new());
        }
        let tells = self.tells(bound);
        let (needed, blank): (Vec<_>, Vec<_>) =
            columns.into_iter().partition(|(at, _)| *at == table.key || !tells);
        let others: Vec<&str> = strangers().collect();
        let help = format!("of its elements these are no columns: {}", others.join(", "));
        let needed = needed.into_iter().map(|(_, wanted)| wrong(wanted, help.clone()));
        let blank = blank.into_iter().map(|(_, wanted)| {
            let reason = format!(
                "no row of “{}” has “{wanted}”, which is taken as blank, and “{other}” is not \
                 read: if that is “{wanted}”, say so in the mapping",
                table.name.value
            );
            let (row, column) = (self.line, Some(wanted.to_owned()));
            Fault { file, row, column, child: None, reason, used: true }
        });
        (needed.collect(), blank.collect())
    }

    fn has(&self, at: ColumnIx) -> bool {
        self.columns.get(at).copied().unwrap_or(false)
    }

    /// Whether any rule can take anything from these rows.
    fn tells(&self, bound: &BoundTable) -> bool {
        let stretches = !bound.stretches.is_empty();
        let any = stretches
            || !bound.events.is_empty()
            || !bound.periods.is_empty()
            || !bound.facts.is_empty();
        !any || stretches
            || bound.events.iter().any(|rule| self.has(rule.on))
            || bound
                .periods
                .iter()
                .any(|rule| self.has(rule.from) || rule.until.is_some_and(|until| self.has(until)))
            || bound.facts.iter().any(|rule| self.has(rule.value.column))
    }
}

/// Whether one name may stand for the other: `HeldDate` for “Held on”.
fn begin_alike(one: &str, other: &str) -> bool {
    let letters = |name: &str| -> Vec<char> {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (one, other) = (letters(one), letters(other));
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    same >= BEGINNING && same * 2 >= one.len().max(other.len())
}
