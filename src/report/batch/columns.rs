//! The columns of the table of answers: the same in every format.
//!
//! In: a row in words. Out: its cells. Never here: how a cell is written.

use super::{Batch, Told};
use crate::eval::DateRange;
use crate::time::Day;

/// What a cell of a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// Several words.
    Words,
    Day,
    Number,
    /// A number that need not be whole.
    Decimal,
}

/// A column: its name, what it holds, and how wide it is on a sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) width: f64,
}

pub(super) const fn column(name: &'static str, kind: Kind, width: f64) -> Column {
    Column { name, kind, width }
}

/// The columns, in order; those of `duly eval --format csv` by the same names.
const COLUMNS: [Column; 23] = [
    column("case", Kind::Text, 14.0),
    column("duty", Kind::Text, 26.0),
    column("title", Kind::Text, 40.0),
    column("instance", Kind::Text, 24.0),
    column("status", Kind::Text, 14.0),
    column("could_be", Kind::Words, 22.0),
    column("due", Kind::Day, 13.0),
    column("due_range", Kind::Text, 22.0),
    column("fulfilled", Kind::Day, 13.0),
    column("fulfilled_range", Kind::Text, 22.0),
    column("days_late", Kind::Number, 10.0),
    column("trigger_event", Kind::Text, 24.0),
    column("trigger_date", Kind::Day, 13.0),
    column("trigger_date_range", Kind::Text, 22.0),
    column("who", Kind::Text, 24.0),
    column("person", Kind::Text, 24.0),
    column("team", Kind::Text, 18.0),
    column("flags", Kind::Words, 18.0),
    column("unknown_because", Kind::Text, 44.0),
    column("because", Kind::Text, 80.0),
    column("layer", Kind::Text, 30.0),
    column("as_of", Kind::Day, 13.0),
    column("pack", Kind::Text, 30.0),
];

/// The columns of a batch: the sentence stands there where it was asked for, people where
/// they are known.
pub(super) fn columns(of: &Batch<'_>) -> Vec<Column> {
    let wanted = |column: &Column| match column.name {
        "because" => of.why,
        "person" | "team" => of.people.is_some(),
        _ => true,
    };
    COLUMNS.into_iter().filter(wanted).collect()
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'t> {
    Text(&'t str),
    Own(String),
    Words(Vec<&'static str>),
    Day(Option<Day>),
    Number(Option<i32>),
    Decimal(Option<f64>),
}

/// The cells of a row, as many as there are columns.
pub(super) fn cells<'t>(of: &'t Batch<'_>, told: &'t Told<'_>) -> Vec<Cell<'t>> {
    let row = &told.row;
    let exact = |range: Option<DateRange>| Cell::Day(range.and_then(DateRange::exact));
    let could_be = match told.status() {
        Some(_) => Vec::new(),
        None => row.statuses.iter().map(crate::eval::Status::word).collect(),
    };
    let mut cells = vec![
        Cell::Text(told.case),
        Cell::Text(&told.duty.id),
        Cell::Text(&told.duty.title),
        Cell::Text(&told.instance),
        Cell::Text(told.word()),
        Cell::Words(could_be),
        exact(row.due),
        range(row.due),
        exact(row.done),
        range(row.done),
        Cell::Number(row.days_late),
        Cell::Text(&told.trigger),
        exact(row.trigger_on),
        range(row.trigger_on),
        Cell::Text(told.duty.who.as_deref().unwrap_or_default()),
    ];
    if of.people.is_some() {
        cells.push(Cell::Text(told.person.unwrap_or_default()));
        cells.push(Cell::Text(told.team.unwrap_or_default()));
    }
    cells.extend([Cell::Words(row.flags.words()), Cell::Text(&told.unknown_because)]);
    if of.why {
        cells.push(Cell::Text(told.because.as_deref().unwrap_or_default()));
    }
    cells.extend([
        Cell::Text(&told.duty.layer),
        Cell::Day(Some(of.as_of)),
        Cell::Text(&of.model.pack.id),
    ]);
    cells
}

/// `2026-06-03/2026-06-09` (ISO 8601); nothing where the day is known.
fn range(range: Option<DateRange>) -> Cell<'static> {
    let vague = range.filter(|range| range.exact().is_none());
    Cell::Own(vague.map_or_else(String::new, |range| format!("{}/{}", range.first, range.last)))
}
