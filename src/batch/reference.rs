//! Cases judged by the reference interpreter, one after another.
//!
//! In: cases of a caseload and a day. Out: their rows as columns. Never here: anything
//! that a row says which the interpreter did not.

use std::ops::Range;

use super::Program;
use super::answers::{Blamed, Piece};
use super::marks::NONE;
use super::table::{Flat, Table};
use crate::caseload::Caseload;
use crate::check::Checked;
use crate::eval::{DateRange, Row, evaluate, judge_within};
use crate::model::DutyId;
use crate::time::Day;

/// What some cases come to.
pub(super) fn piece(
    program: &Program,
    caseload: &Caseload,
    cases: Range<usize>,
    as_of: Day,
) -> Piece {
    let model = program.model();
    let mut tables: Vec<Table> =
        model.duties.iter().map(|duty| Table::new(duty.id, as_of)).collect();
    let mut blamed = Blamed::default();
    for at in cases.clone() {
        whole(model, caseload, at, &mut tables, &mut blamed);
    }
    Piece::of(cases, tables, blamed.all)
}

/// All rows of a case.
pub(super) fn whole(
    model: &Checked,
    caseload: &Caseload,
    at: usize,
    tables: &mut [Table],
    blamed: &mut Blamed,
) {
    let Some(case) = caseload.case(at) else { return };
    let as_of = tables.first().map_or(Day::MIN, Table::as_of);
    put(at, &evaluate(model, &case, as_of).rows, tables, blamed);
}

/// The rows of some duties of a case; told how many these are, and how many of them may
/// stand in several ways, `within` says what narrowing each may cost, where that is known.
pub(super) fn some(
    model: &Checked,
    (caseload, at): (&Caseload, usize),
    wanted: impl Fn(DutyId) -> bool,
    within: impl FnOnce(usize, usize) -> Option<u32>,
    (tables, blamed): (&mut [Table], &mut Blamed),
) {
    let Some(case) = caseload.case(at) else { return };
    let as_of = tables.first().map_or(Day::MIN, Table::as_of);
    let rows = judge_within(model, &case, as_of, |duty| wanted(duty.id), within);
    put(at, &rows, tables, blamed);
}

fn put(at: usize, rows: &[Row], tables: &mut [Table], blamed: &mut Blamed) {
    for row in rows {
        if let Some(table) = tables.get_mut(row.key.duty.0 as usize) {
            table.push(flat(at, row, blamed));
        }
    }
}

/// A row of the interpreter as columns have it.
pub(super) fn flat(case: usize, row: &Row, blamed: &mut Blamed) -> Flat {
    let days = |range: Option<DateRange>| {
        range.map_or((NONE, NONE), |range| (range.first.number(), range.last.number()))
    };
    Flat {
        case: u32::try_from(case).unwrap_or(u32::MAX),
        trigger: row.key.trigger,
        number: row.key.number,
        trigger_on: days(row.trigger_date),
        due: days(row.due),
        done: days(row.fulfilled.map(|(on, _)| on)),
        statuses: row.statuses,
        days_late: row.days_late,
        flags: row.flags,
        because: blamed.place(row.blame.first()),
    }
}
