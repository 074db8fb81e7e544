//! Conditions that no row can meet.
//!
//! In: the questions that a rule asks of a row. Out: the column of which no cell answers all
//! of them as wanted. Never here: a row, where a condition is written.

use super::{ColumnIx, Pattern, Table, When};

/// A cell that is none of the codes that anybody writes.
const OTHER: &str = "\u{1}";

/// The column of which no cell is as a condition wants it; `given` is one that has to hold
/// something beside.
pub(super) fn never(table: &Table, when: When, given: Option<ColumnIx>) -> Option<ColumnIx> {
    let asked = || {
        let atoms = table.atoms.iter().enumerate();
        atoms.filter(|(at, _)| when.0 >> at & 1 == 1).map(|(_, atom)| atom)
    };
    let mut columns = asked().map(|atom| atom.column);
    columns.find(|column| {
        let mine = || asked().filter(|atom| atom.column == *column);
        let codes = table.columns.get(*column).map_or(&[][..], |column| &column.codes);
        let named = mine().flat_map(|atom| &atom.any_of).chain(codes);
        let cells = named.flat_map(cells).chain(["".to_owned(), OTHER.to_owned()]);
        let can_be = |cell: &str| {
            let of = cell.as_bytes();
            (codes.is_empty() || codes.iter().any(|code| code.fits(of)))
                && !(cell.is_empty() && given == Some(*column))
                && mine().all(|atom| atom.holds(of))
        };
        !cells.into_iter().any(|cell| can_be(&cell))
    })
}

/// Cells that a pattern fits.
fn cells(pattern: &Pattern) -> Vec<String> {
    match pattern {
        Pattern::Exactly(code) => vec![code.clone()],
        Pattern::Beginning(start) => vec![start.clone(), format!("{start}{OTHER}")],
        Pattern::Blank => vec![String::new()],
        Pattern::Given => vec![OTHER.to_owned()],
    }
}
