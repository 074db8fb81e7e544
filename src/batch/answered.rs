//! The answers of a module as they stand, where every row of some cases is decided.
//!
//! In: the rows of a module, duty by duty. Out: a table a duty; nothing where a row is not
//! decided, a duty is not held, or the rows stand otherwise. Never here: what is done then.

use std::ops::Range;

use super::answers::Piece;
use super::bound::Bound;
use super::columnar::first_numbers;
use super::table::{Columns, NONE, Table};
use super::wasm::{
    CASE, CLOSED, COLUMN, DONE, DUE, DUTY, FLAGS, KEY, NUMBER, Rows, Run, STATUS, TRIGGER,
};
use crate::eval::{Status, StatusSet, TriggerKey};
use crate::facts::OccurrenceId;
use crate::ir::{ALWAYS, Compiled, NEVER};
use crate::model::DutyId;
use crate::time::Day;
use crate::wasm::{DutyAt, Key, What};

/// The piece, where it can be had in this way.
pub(super) fn plain(bound: &Bound<'_>, run: &Run<'_>, rows: &Rows<'_>) -> Option<Piece> {
    let held = run.held();
    let asked = bound.ir.duties.iter().filter(|one| !matches!(one, Compiled::Nothing)).count();
    if held.len() != asked || run.cases.clone().any(|case| bound.caseload.whole(case).is_some()) {
        return None;
    }
    let mut found: Vec<(usize, Table)> = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        let number = rows.column(DUTY, start..rows.len()).next()?;
        let of = rows.column(DUTY, start..rows.len()).take_while(|duty| *duty == number).count();
        let duty = held.iter().find(|duty| i32::try_from(duty.number) == Ok(number))?;
        // One that comes twice stands case by case.
        if found.iter().any(|(known, _)| *known == duty.number as usize) {
            return None;
        }
        let table = table(bound, run, rows, (duty, start..start + of))?;
        found.push((duty.number as usize, table));
        start += of;
    }
    found.sort_by_key(|(number, _)| *number);
    let tables = found.into_iter().map(|(_, table)| table);
    Some(Piece::of(run.cases.clone(), tables, Vec::new()))
}

/// The rows of one duty.
fn table(
    bound: &Bound<'_>,
    run: &Run<'_>,
    rows: &Rows<'_>,
    (duty, of): (&DutyAt, Range<usize>),
) -> Option<Table> {
    let read = |column: usize| rows.column(column, of.clone());
    let day = |day: i32| if day == NEVER || day == ALWAYS { NONE } else { day };
    let sets: Vec<StatusSet> = Status::ALL.iter().map(|status| StatusSet::only(*status)).collect();
    let set = |bit: i32| sets.get(bit.trailing_zeros() as usize).copied();
    let statuses: Option<Vec<StatusSet>> = read(STATUS).map(set).collect();
    let first = u32::try_from(run.cases.start).ok()?;
    let columns = Columns {
        case: read(CASE).map(|case| first + case.cast_unsigned()).collect(),
        key: keys(bound, run, rows, (duty, of.clone()))?,
        trigger_on: read(TRIGGER).map(day).collect(),
        due: read(DUE).map(day).collect(),
        done: read(DONE).map(day).collect(),
        statuses: statuses?,
        // The marks of a module are those of rows; what is above them is its own.
        flags: read(FLAGS).map(|marks| (marks & 0x3f) as u8).collect(),
    };
    if read(NUMBER).any(|number| number != 1) || !columns.are_in_order() {
        return None;
    }
    let mut late = Vec::new();
    for ((bit, at), (due, closed)) in read(STATUS).zip(0_u32..).zip(read(DUE).zip(read(CLOSED))) {
        if bit == 8 && closed > due && due != ALWAYS {
            late.push((at, closed - due));
        }
    }
    Some(Table::of(DutyId(duty.number), Day::from_number(run.as_of), columns, &late))
}

/// What each instance hangs on.
fn keys(
    bound: &Bound<'_>,
    run: &Run<'_>,
    rows: &Rows<'_>,
    (duty, of): (&DutyAt, Range<usize>),
) -> Option<Vec<TriggerKey>> {
    let read = |column: usize| rows.column(column, of.clone());
    let count = |key: i32| key.cast_unsigned();
    Some(match duty.key {
        Key::Nth => read(KEY).map(|key| TriggerKey::Nth(count(key))).collect(),
        Key::Period => read(KEY).map(|key| TriggerKey::Period(count(key))).collect(),
        Key::Birthday => read(KEY).map(|key| TriggerKey::Birthday(count(key))).collect(),
        Key::Date => read(KEY).map(|key| TriggerKey::Date(Day::from_number(key))).collect(),
        Key::Occurrence => {
            let word = read(COLUMN).next()?;
            if read(COLUMN).any(|other| other != word) {
                return None;
            }
            let mut columns = run.made.meta.columns.iter();
            let column = columns
                .find(|one| i32::try_from(one.word) == Ok(word) && one.what == What::Event)?;
            let mut events = bound.caseload.events().iter();
            let place = events.position(|events| Some(events.kind) == column.concept)?;
            let base = first_numbers(bound, place, run.cases.clone());
            let first = |case: i32| base.get(case.cast_unsigned() as usize).copied().unwrap_or(0);
            let number = |(case, key): (i32, i32)| OccurrenceId(first(case) + count(key));
            read(CASE).zip(read(KEY)).map(|one| TriggerKey::Occurrence(number(one))).collect()
        }
    })
}
