//! Mappings: what the columns of somebody's tables say, as data.
//!
//! In: a mapping as YAML. Out: a [`Mapping`]: tables, columns and rules in the author's
//! words, with a finding at each mistake; then, with the words of a pack, the same bound
//! to them (`bound`). Never here: a table's rows.

pub(super) mod bound;
mod conditions;
mod in_vain;
mod parts;
mod read;
mod rules;

pub use read::read_mapping;

use crate::source::Spanned;

/// The mapping of the SSDA903 return, as text.
pub const SSDA903: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/mappings/ssda903.yaml"));

/// The mappings shipped with duly: name and text.
pub const SHIPPED: &[(&str, &str)] = &[("ssda903", SSDA903)];

/// Which of two numbers in `01/02/2026` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateOrder {
    /// 1 February.
    #[default]
    DayFirst,
    /// 2 January.
    MonthFirst,
}

/// What the columns of somebody's tables say.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Its name.
    pub name: String,
    /// What it is the mapping of.
    pub title: Option<String>,
    pub(super) dates: DateOrder,
    /// The first of the hundred years that two digits may stand for.
    pub(super) century: i32,
    /// So many years old a child of these tables may be.
    pub(super) oldest: u32,
    /// The month and the day on which a year of records begins.
    pub(super) year: (u32, u32),
    /// Events and statuses of which these files have all there is, and there are none.
    pub(super) none_of: Vec<Spanned<String>>,
    pub(super) tables: Vec<Table>,
}

/// A place in [`Table::columns`].
pub(super) type ColumnIx = usize;

/// One table of rows.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: Spanned<String>,
    /// Other names that its file or sheet may have.
    pub(super) called: Vec<String>,
    /// The name of its element in XML.
    pub(super) xml: Option<String>,
    /// Nothing can be read without it.
    pub(super) needed: bool,
    pub(super) columns: Vec<Column>,
    /// It lists its columns, and has no others.
    pub(super) listed: bool,
    /// The column that names the child.
    pub(super) key: ColumnIx,
    pub(super) born: Option<ColumnIx>,
    /// Columns that are given together or not at all.
    pub(super) together: Vec<Vec<ColumnIx>>,
    /// The column whose earliest date says from which year the table is complete.
    pub(super) complete_from: Option<ColumnIx>,
    /// Questions asked of each row, each with a bit.
    pub(super) atoms: Vec<Atom>,
    pub(super) spells: Option<Spells>,
    pub(super) events: Vec<EventRule>,
    pub(super) periods: Vec<PeriodRule>,
    pub(super) stretches: Vec<StretchRule>,
    pub(super) facts: Vec<FactRule>,
}

/// One column of a table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: Spanned<String>,
    /// It may be missing from a file.
    pub(super) optional: bool,
    /// The codes it may hold; none where anything may stand in it.
    pub(super) codes: Vec<Pattern>,
}

/// What a cell is held against; capital letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    Exactly(String),
    /// `E*`
    Beginning(String),
    Blank,
    Given,
}

impl Pattern {
    /// Whether a cell without blanks around it is so.
    pub(super) fn fits(&self, cell: &[u8]) -> bool {
        match self {
            Pattern::Exactly(code) => {
                cell.eq_ignore_ascii_case(code.as_bytes())
                    || is_yes(code.as_bytes()).is_some_and(|yes| is_yes(cell) == Some(yes))
            }
            Pattern::Beginning(start) => {
                let head = cell.get(..start.len());
                head.is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
            }
            Pattern::Blank => cell.is_empty(),
            Pattern::Given => !cell.is_empty(),
        }
    }
}

/// Yes or no, as people and as spreadsheets write it.
fn is_yes(cell: &[u8]) -> Option<bool> {
    let is = |word: &str| cell.eq_ignore_ascii_case(word.as_bytes());
    if is("yes") || is("true") { Some(true) } else { (is("no") || is("false")).then_some(false) }
}

/// A question asked of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) column: ColumnIx,
    pub(super) any_of: Vec<Pattern>,
    pub(super) negated: bool,
}

impl Atom {
    pub(super) fn holds(&self, cell: &[u8]) -> bool {
        self.any_of.iter().any(|pattern| pattern.fits(cell)) != self.negated
    }
}

/// The atoms that all have to hold, as bits; no bit is always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct When(pub(super) u64);

impl When {
    pub(super) fn holds(self, atoms: u64) -> bool {
        atoms & self.0 == self.0
    }
}

/// That each row is a stretch of time, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Spells {
    pub(super) from: ColumnIx,
    pub(super) until: ColumnIx,
    /// Rows before which nothing is missing.
    pub(super) entry: When,
    /// Rows that say that the next one follows.
    pub(super) goes_on: Option<When>,
    /// Rows that say that nothing follows.
    pub(super) ended: Option<When>,
}

/// A value taken from a column.
#[derive(Debug, Clone)]
pub(super) struct FromColumn {
    pub(super) fact: Spanned<String>,
    pub(super) column: ColumnIx,
    /// Code → value; empty where the cell is the value.
    pub(super) values: Vec<(Pattern, Spanned<String>)>,
}

/// A row is an event.
#[derive(Debug, Clone)]
pub(super) struct EventRule {
    pub(super) event: Spanned<String>,
    pub(super) on: ColumnIx,
    pub(super) when: When,
    pub(super) facts: Vec<FromColumn>,
}

/// A row is a period.
#[derive(Debug, Clone)]
pub(super) struct PeriodRule {
    pub(super) status: Spanned<String>,
    pub(super) from: ColumnIx,
    pub(super) until: Option<ColumnIx>,
    pub(super) when: When,
    pub(super) facts: Vec<FromColumn>,
}

/// Rows that follow each other, joined.
#[derive(Debug, Clone)]
pub(super) struct StretchRule {
    pub(super) status: Spanned<String>,
    /// The rows in which it holds.
    pub(super) holds: When,
    /// Rows that begin a new one though the row before is of the same.
    pub(super) anew: Option<When>,
    /// The event that begins it.
    pub(super) begins: Option<Spanned<String>>,
    /// The event that ends it.
    pub(super) ends: Option<Spanned<String>>,
    /// Rows of which it is certain that it began with them.
    pub(super) known_from: Option<When>,
    /// Rows of which it is certain that it ended with them.
    pub(super) known_until: Option<When>,
    /// How many days without a row do not part it.
    pub(super) gap: i32,
}

/// A row holds a fact of the case itself.
#[derive(Debug, Clone)]
pub(super) struct FactRule {
    pub(super) value: FromColumn,
    pub(super) from: Option<ColumnIx>,
    pub(super) when: When,
}

impl Table {
    /// The name of a column.
    pub(super) fn name(&self, column: ColumnIx) -> &str {
        self.columns.get(column).map_or("", |column| &column.name.value)
    }
}
