//! The answers of a module as they stand, where all its duties are of a plain shape.
//!
//! In: the rows of a module, duty by duty. Out: a table a duty, and beside it the rows of
//! the cases that the module did not decide, and of the duties that it does not hold; nothing
//! where its rows stand otherwise. Never here: what is done then; what a duty means.

use std::ops::Range;
use std::rc::Rc;

use super::Program;
use super::answers::Piece;
use super::bound::Bound;
use super::columnar::{Fast, beside, first_numbers};
use super::marks::NONE;
use super::table::{Columns, Table};
use super::wasm::{CASE, CLOSED, DONE, DUE, FLAGS, KEY, NUMBER, Rows, Run, STATUS, TRIGGER};
use crate::eval::{StatusSet, TriggerKey};
use crate::facts::OccurrenceId;
use crate::ir::{ALWAYS, NEVER};
use crate::model::DutyId;
use crate::names::ConceptId;
use crate::time::Day;
use crate::wasm::{DutyAt, Key, UNDECIDED};

/// The piece, where it can be had in this way.
pub(super) fn plain(
    program: &Program,
    bound: &Bound<'_>,
    run: &Run<'_>,
    rows: &Rows<'_>,
) -> Option<Piece> {
    let others = Others::of(run, rows);
    let mut bases = Bases { bound, cases: run.cases.clone(), known: Vec::new() };
    let mut found: Vec<Table> = Vec::new();
    let mut start = 0;
    for (duty, end) in run.held.iter().zip(rows.ends()) {
        found.push(table(&mut bases, &others, (run, rows), (duty, start..end))?);
        start = end;
    }
    if start != rows.len() {
        return None;
    }
    found.sort_by_key(|table| table.duty);
    if others.none() && run.is_whole {
        return Some(Piece::of(run.cases.clone(), found, Vec::new()));
    }
    // What hangs on another duty is decided, or not, together with it.
    let decided: Rc<[bool]> = (0..run.cases.len()).map(|place| !others.has(place)).collect();
    let by_case =
        |table: &Table| bound.each.get(table.duty.0 as usize).is_some_and(Option::is_none);
    let own = found.into_iter().filter(by_case);
    let given = own.map(|table| Fast { table, decided: Rc::clone(&decided) }).collect();
    Some(beside(program, bound, run.cases.clone(), given))
}

/// The cases that the module did not decide, in one of its duties at least, or that it was
/// not given as they are.
struct Others(Vec<bool>);

impl Others {
    fn of(run: &Run<'_>, rows: &Rows<'_>) -> Others {
        let bits = rows.bytes(STATUS, 0..rows.len());
        let whole = |case: usize| run.caseload.whole(case).is_some();
        let any = bits.iter().fold(0, |all, bits| all | bits);
        if i32::from(any) & UNDECIDED == 0 && !run.cases.clone().any(whole) {
            return Others(Vec::new());
        }
        let mut all: Vec<bool> = run.cases.clone().map(whole).collect();
        for (case, bits) in rows.column(CASE, 0..rows.len()).zip(bits) {
            if i32::from(*bits) & UNDECIDED != 0
                && let Some(slot) = all.get_mut(case.cast_unsigned() as usize)
            {
                *slot = true;
            }
        }
        Others(all)
    }

    fn none(&self) -> bool {
        self.0.is_empty()
    }

    fn has(&self, place: usize) -> bool {
        self.0.get(place).copied().unwrap_or(false)
    }

    /// Which rows of these are of none of them; nothing where all are.
    fn kept(&self, cases: impl Iterator<Item = i32>) -> Option<Vec<bool>> {
        let own = |case: i32| !self.has(case.cast_unsigned() as usize);
        (!self.none()).then(|| cases.map(own).collect())
    }
}

/// The rows of one duty.
fn table(
    bases: &mut Bases<'_>,
    others: &Others,
    (run, rows): (&Run<'_>, &Rows<'_>),
    (duty, of): (&DutyAt, Range<usize>),
) -> Option<Table> {
    let read = |column: usize| rows.column(column, of.clone());
    let day = |day: i32| if day == NEVER || day == ALWAYS { NONE } else { day };
    let bits = rows.bytes(STATUS, of.clone());
    let first = u32::try_from(run.cases.start).ok()?;
    let mut columns = Columns {
        case: read(CASE).map(|case| first.wrapping_add(case.cast_unsigned())).collect(),
        key: keys(bases, rows, (duty, of.clone()))?,
        number: numbers(rows, (duty, of.clone())),
        trigger_on: read(TRIGGER).map(day).collect(),
        due: read(DUE).map(day).collect(),
        done: read(DONE).map(day).collect(),
        statuses: bits.iter().map(|bits| StatusSet::of_bits(*bits)).collect(),
        // The marks of a module are those of rows; what is above them is its own.
        flags: rows.bytes(FLAGS, of.clone()).iter().map(|marks| marks & 0x3f).collect(),
    };
    let lapsed = bits.iter().zip(0_u32..).filter(|(bits, _)| **bits == LAPSED);
    let late = lapsed.filter_map(|(_, at)| {
        let row = of.start + at as usize;
        let (due, closed) = (rows.get(DUE, row), rows.get(CLOSED, row));
        (closed > due && due != ALWAYS).then(|| (at, closed.wrapping_sub(due)))
    });
    let mut late: Vec<(u32, i32)> = late.collect();
    if let Some(kept) = others.kept(read(CASE)) {
        columns = only(columns, &kept);
        late = moved(late, &kept);
    }
    if !columns.are_in_order() {
        return None;
    }
    Some(Table::of(DutyId(duty.number), Day::from_number(run.as_of), columns, &late))
}

/// The rows that are kept of columns.
fn only(of: Columns, kept: &[bool]) -> Columns {
    fn some<T>(all: Vec<T>, kept: &[bool]) -> Vec<T> {
        let pairs = all.into_iter().zip(kept);
        pairs.filter_map(|(one, kept)| kept.then_some(one)).collect()
    }
    Columns {
        case: some(of.case, kept),
        key: some(of.key, kept),
        number: some(of.number, kept),
        trigger_on: some(of.trigger_on, kept),
        due: some(of.due, kept),
        done: some(of.done, kept),
        statuses: some(of.statuses, kept),
        flags: some(of.flags, kept),
    }
}

/// What is said of rows by their places, where only some are kept.
fn moved(late: Vec<(u32, i32)>, kept: &[bool]) -> Vec<(u32, i32)> {
    let mut next = 0;
    let places: Vec<u32> = kept
        .iter()
        .map(|kept| {
            next += u32::from(*kept);
            next - u32::from(*kept)
        })
        .collect();
    let still = late.into_iter().filter_map(|(at, days)| {
        let kept = kept.get(at as usize).copied().unwrap_or(false);
        Some((*places.get(at as usize).filter(|_| kept)?, days))
    });
    still.collect()
}

/// The bit of a row that lapsed.
const LAPSED: u8 = 1 << crate::eval::Status::Lapsed as u8;

/// The scope periods, where one is not the first and the key does not say which it is.
fn numbers(rows: &Rows<'_>, (duty, of): (&DutyAt, Range<usize>)) -> Vec<u32> {
    if duty.key != Key::Nth || rows.column(NUMBER, of.clone()).all(|number| number == 1) {
        return Vec::new();
    }
    rows.column(NUMBER, of).map(i32::cast_unsigned).collect()
}

/// What each instance hangs on.
fn keys(
    bases: &mut Bases<'_>,
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
            let base = bases.of(duty.plainly?);
            let first = |case: i32| base.get(case.cast_unsigned() as usize).copied().unwrap_or(0);
            let number =
                |(case, key): (i32, i32)| OccurrenceId(first(case).wrapping_add(count(key)));
            read(CASE).zip(read(KEY)).map(|one| TriggerKey::Occurrence(number(one))).collect()
        }
    })
}

/// The numbers of the first events of a kind in each case.
struct Bases<'b> {
    bound: &'b Bound<'b>,
    cases: Range<usize>,
    known: Vec<(ConceptId, Vec<u32>)>,
}

impl Bases<'_> {
    fn of(&mut self, kind: ConceptId) -> &[u32] {
        let known = self.known.iter().position(|(known, _)| *known == kind);
        let at = known.unwrap_or(self.known.len());
        if at == self.known.len() {
            let mut events = self.bound.caseload.events().iter();
            let place = events.position(|events| events.kind == kind);
            // One of which there is nothing has no rows either.
            let base = place.map(|place| first_numbers(self.bound, place, self.cases.clone()));
            self.known.push((kind, base.unwrap_or_default()));
        }
        self.known.get(at).map_or(&[], |(_, base)| base)
    }
}
