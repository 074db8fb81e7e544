//! The rows that a module answers with: columns of numbers, and what an instance comes to.
//!
//! In: locals with the days of an instance. Out: instructions that write its row. Never
//! here: how those days were found.

use wasm_encoder::Instruction as I;

use super::code::{Code, Local};
use super::plan::{CASE, Plan};
use super::{MARKS, Why, shared};
use crate::ir::{NEVER, Soon};

/// The columns, in the order of the table that the caller gives; see `docs/abi.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Out {
    Case,
    Duty,
    Key,
    Column,
    Number,
    Trigger,
    Due,
    Done,
    Opens,
    Closed,
    Status,
    Flags,
    First,
    Last,
}

/// How many there are.
pub(super) const COLUMNS: u32 = 14;

/// Where the rows go.
pub(super) struct Rows {
    tables: Vec<Local>,
    /// The row to be written next.
    pub(super) row: Local,
    capacity: Local,
    /// The table that the caller gives.
    table_of: Local,
}

/// An instance whose act is still to be found.
pub(super) struct Waiting {
    pub(super) key: Local,
    pub(super) column: Local,
    pub(super) number: Local,
    pub(super) trig: Local,
    pub(super) due: Local,
    pub(super) opens: Local,
    pub(super) closed: Local,
    /// 1 where it applies, but for `begun`.
    pub(super) applies: Local,
    /// The day from which every `while` held; `ALWAYS` where there is none.
    pub(super) begun: Local,
    /// 1 where an act came too early.
    pub(super) early: Local,
    /// The first and the last day on which an act counts.
    pub(super) counts: (Local, Local),
}

impl Rows {
    /// Takes in the table that the caller gives.
    pub(super) fn new(c: &mut Code, table: Local, row: Local) -> Rows {
        Rows::some(c, (table, row), |_| true)
    }

    /// The same with those columns alone that are to be read or written here.
    pub(super) fn some(
        c: &mut Code,
        (table, row): (Local, Local),
        wanted: impl Fn(u32) -> bool,
    ) -> Rows {
        c.get(table);
        c.load(0);
        let capacity = c.keep();
        let tables = (0..COLUMNS).map(|at| {
            if !wanted(at) {
                return table;
            }
            c.get(table);
            c.load(4 * at + 4);
            c.keep()
        });
        Rows { tables: tables.collect(), row, capacity, table_of: table }
    }

    pub(super) fn table(&self, of: Out) -> Local {
        self.tables.get(of as usize).copied().unwrap_or(self.row)
    }

    pub(super) fn write(&self, c: &mut Code, row: Local, of: Out, value: Local) {
        c.store_at(self.table(of), row, value);
    }

    pub(super) fn read(&self, c: &mut Code, row: Local, of: Out) -> Local {
        c.load_at(self.table(of), row);
        c.keep()
    }

    /// Whether there is no room for a row.
    pub(super) fn full(&self, c: &mut Code) {
        c.compare(self.row, I::I32GeS, self.capacity);
    }

    /// Stops where the caller has left no room for a row.
    pub(super) fn room(&self, c: &mut Code) {
        self.full(c);
        c.when(|c| {
            c.int(-1);
            c.op(I::Return);
        });
    }

    /// Everything of a row but how it stands: written here, or, where a module has many
    /// duties, by a function that all of them share.
    pub(super) fn begin(&self, c: &mut Code, duty: u32, one: &Waiting, shares: bool) {
        let duty = c.holding(duty.cast_signed());
        let given =
            [duty, CASE, one.key, one.column, one.number, one.trig, one.due, one.opens, one.closed];
        if !shares {
            self.room(c);
            self.put(c, given);
            return;
        }
        c.get(self.table_of);
        c.get(self.row);
        for value in given {
            c.get(value);
        }
        c.op(I::Call(shared::BEGIN));
        c.when(|c| {
            c.int(-1);
            c.op(I::Return);
        });
    }

    /// The columns that are known before an act is looked for.
    pub(super) fn put(&self, c: &mut Code, given: [Local; 9]) {
        let columns = [
            Out::Duty,
            Out::Case,
            Out::Key,
            Out::Column,
            Out::Number,
            Out::Trigger,
            Out::Due,
            Out::Opens,
            Out::Closed,
        ];
        for (of, value) in columns.into_iter().zip(given) {
            self.write(c, self.row, of, value);
        }
    }
}

/// How an instance stands: its row gets its status, its marks, and the day it was met.
pub(super) fn finish(
    plan: &mut Plan<'_>,
    c: &mut Code,
    (rows, row): (&Rows, Local),
    (one, done, t): (&Waiting, Local, Local),
    soon: Soon,
) -> Result<(), Why> {
    let function = plan.standing(soon)?;
    for given in [one.applies, one.begun, done, one.opens, one.due, one.closed, t] {
        c.get(given);
    }
    c.op(I::Call(function));
    let found = c.keep();
    let met = c.holding(NEVER);
    c.get(found);
    c.int((1 << 1) | (1 << 2));
    c.op(I::I32And);
    c.when(|c| c.assign(met, done));
    rows.write(c, row, Out::Done, met);
    c.get(found);
    c.int(0xff);
    c.op(I::I32And);
    let status = c.keep();
    rows.write(c, row, Out::Status, status);
    c.get(found);
    c.int(shared::MARKS_AT);
    c.op(I::I32ShrU);
    c.get(one.early);
    c.int(MARKS.too_early.trailing_zeros().cast_signed());
    c.op(I::I32Shl);
    c.op(I::I32Or);
    let marks = c.keep();
    rows.write(c, row, Out::Flags, marks);
    Ok(())
}
