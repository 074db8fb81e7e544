//! Functions that every duty of a module calls: what is the same for all of them, once.
//!
//! In: nothing. Out: functions, each with its type and its place. Never here: anything of a
//! single duty.

use wasm_encoder::{Function, Instruction as I, MemArg};

use super::code::{Code, Label, Local};
use super::days::{self, shift};
use super::plan::Plan;
use super::rows::{Out, Rows};
use super::{ELEVEN, FIVE, FOUR, MARKS, SEVEN, SIX, THREE, TWO, Why};
use crate::ir::{ALWAYS, NEVER, Shift, Soon};
use crate::time::{Counting, Direction, Roll};

/// The places of the functions, in the order in which they are made.
pub(super) const MONTHS: u32 = 0;
pub(super) const UP_TO: u32 = 1;
pub(super) const HOLDS: u32 = 2;
pub(super) const NTH: u32 = 3;
pub(super) const BIRTHDAY: u32 = 4;
pub(super) const NEXT_EDGE: u32 = 5;
pub(super) const HAPPENED: u32 = 6;
pub(super) const FACT: u32 = 7;
pub(super) const NEXT_DAY: u32 = 8;
pub(super) const UNDECIDED_ROW: u32 = 9;
pub(super) const BEGIN: u32 = 10;
pub(super) const RUN: u32 = 11;
pub(super) const WORKING: u32 = 12;

/// Where [`RUN`] leaves the address of the days.
pub(super) const DAYS_AT: u32 = 8;

/// All of them, from the first on.
pub(super) fn functions(plan: &Plan<'_>) -> Vec<(u32, Function)> {
    vec![
        (TWO, super::months::function()),
        (FOUR, up_to()),
        (FOUR, holds()),
        (SIX, nth()),
        (FOUR, birthday()),
        (FIVE, next_edge()),
        (FOUR, happened()),
        (FOUR, fact()),
        (FOUR, next_day()),
        (FOUR, undecided()),
        (ELEVEN, begin()),
        (THREE, run()),
        (TWO, working(plan)),
    ]
}

fn each_from(
    c: &mut Code,
    from: i32,
    end: Local,
    body: impl FnOnce(&mut Code, Local, Label, Label),
) {
    let first = c.holding(from);
    c.each(first, end, body);
}

/// `(starts, days, case, t)`: how many entries of a case there are up to `t`.
fn up_to() -> Function {
    let mut code = Code::new(4);
    let c = &mut code;
    let (starts, days, case, t) = (0, 1, 2, 3);
    let left = c.holding(0);
    c.get(starts);
    c.when(|c| {
        c.load_at(starts, case);
        let first = c.keep();
        c.address(starts, case);
        c.load(4);
        let last = c.keep();
        c.block(|c, out| {
            c.again(|c, top| {
                c.compare(last, I::I32LeS, first);
                c.br_if(out);
                c.bump(last, -1);
                c.load_at(days, last);
                c.get(t);
                c.op(I::I32GtS);
                c.br_if(top);
                c.bump(last, 1);
            });
        });
        c.get(last);
        c.get(first);
        c.op(I::I32Sub);
        c.set(left);
    });
    c.get(left);
    code.finish()
}

/// `(where a column is said, case, t)`: how many entries of the case there are up to `t`;
/// the address of the first is left at [`DAYS_AT`].
fn run() -> Function {
    let mut code = Code::new(3);
    let c = &mut code;
    c.get(0);
    c.load(0);
    let starts = c.keep();
    c.get(0);
    c.load(4);
    let days = c.keep();
    for given in [starts, days, 1, 2] {
        c.get(given);
    }
    c.op(I::Call(UP_TO));
    let len = c.keep();
    c.get(len);
    c.when(|c| {
        c.int(0);
        c.load_at(starts, 1);
        let first = c.keep();
        c.address(days, first);
        c.op(I::I32Store(MemArg { offset: u64::from(DAYS_AT), align: 2, memory_index: 0 }));
    });
    c.get(len);
    code.finish()
}

/// `(day, n)`: the n-th working day after a day, or before it where n is less than 0;
/// [`ALWAYS`] where the calendar ends too soon.
fn working(plan: &Plan<'_>) -> Function {
    let mut code = Code::new(2);
    let c = &mut code;
    let (day, n) = (0, 1);
    let found = c.holding(ALWAYS);
    if let Some(calendar) = plan.calendar {
        let first = calendar.first().number();
        let (ranks, days) = (calendar.rank().len(), calendar.select().len());
        let half = |offset: u32| MemArg { offset: u64::from(offset), align: 1, memory_index: 0 };
        c.block(|c, out| {
            // Going on, the day before the first has a rank too; going back, the rank is
            // that of the day before.
            c.get(day);
            c.int(first);
            c.op(I::I32Sub);
            c.compare_to(n, I::I32GtS, 0);
            c.op(I::I32Add);
            let at = c.keep();
            c.get(at);
            c.int(super::plan::bytes(ranks + 1).cast_signed());
            c.op(I::I32GeU);
            c.br_if(out);
            c.get(at);
            c.int(1);
            c.op(I::I32Shl);
            c.op(I::I32Load16U(half(plan.rank)));
            c.get(n);
            c.op(I::I32Add);
            c.compare_to(n, I::I32GtS, 0);
            c.op(I::I32Sub);
            let place = c.keep();
            c.get(place);
            c.int(super::plan::bytes(days).cast_signed());
            c.op(I::I32GeU);
            c.br_if(out);
            c.get(place);
            c.int(1);
            c.op(I::I32Shl);
            c.op(I::I32Load16U(half(plan.select)));
            c.int(first);
            c.op(I::I32Add);
            c.set(found);
        });
    }
    c.get(found);
    code.finish()
}

/// A stretch: its first day, and the day after its last.
fn bounds(c: &mut Code, all: Local, at: Local, inclusive: Local) -> (Local, Local) {
    c.get(all);
    c.get(at);
    c.int(3);
    c.op(I::I32Shl);
    c.op(I::I32Add);
    let one = c.keep();
    c.get(one);
    c.load(4);
    let from = c.keep();
    c.get(one);
    c.load(8);
    let to = c.keep();
    c.get(to);
    c.get(inclusive);
    c.compare_to(to, I::I32Ne, NEVER);
    c.op(I::I32And);
    c.op(I::I32Add);
    c.set(to);
    (from, to)
}

/// `(stretches, how many, inclusive, day)`: whether one of them holds the day.
fn holds() -> Function {
    let mut code = Code::new(4);
    let c = &mut code;
    let so = c.holding(0);
    each_from(c, 0, 1, |c, at, out, next| {
        let (from, to) = bounds(c, 0, at, 2);
        c.compare(from, I::I32GtS, 3);
        c.br_if(out);
        c.compare(3, I::I32GeS, to);
        c.br_if(next);
        c.put(so, 1);
        c.br(out);
    });
    c.get(so);
    code.finish()
}

/// `(days, how many, from, last, first place, n)`: the place of the n-th from a day on up
/// to another, less than 0 where there is none.
fn nth() -> Function {
    let mut code = Code::new(6);
    let c = &mut code;
    let place = c.holding(-1);
    c.each(4, 1, |c, at, out, next| {
        c.load_at(0, at);
        let on = c.keep();
        c.compare(on, I::I32LtS, 2);
        c.br_if(next);
        c.compare(on, I::I32GtS, 3);
        c.br_if(out);
        c.bump(5, -1);
        c.get(5);
        c.br_if(next);
        c.assign(place, at);
        c.br(out);
    });
    c.get(place);
    code.finish()
}

/// `(columns, case, months, later)`: a birthday, so many months after the birth; where the
/// year has no such day the one before it, or with the flag the next. [`ALWAYS`] where the
/// birth is not known.
fn birthday() -> Function {
    let mut code = Code::new(4);
    let c = &mut code;
    let day = c.holding(ALWAYS);
    c.get(0);
    c.load(4);
    let table = c.keep();
    c.get(table);
    c.when(|c| {
        c.load_at(table, 1);
        let born = c.keep();
        c.compare_to(born, I::I32Ne, ALWAYS);
        c.when(|c| {
            c.get(born);
            c.get(2);
            c.op(I::Call(MONTHS));
            c.set(day);
            c.get(day);
            c.int(0);
            c.get(2);
            c.op(I::I32Sub);
            c.op(I::Call(MONTHS));
            c.get(born);
            c.op(I::I32Ne);
            c.get(3);
            c.op(I::I32And);
            c.when(|c| c.bump(day, 1));
        });
    });
    c.get(day);
    code.finish()
}

/// Takes in a day that is after another and before what was found so far.
fn sooner(c: &mut Code, day: Local, on: Local, found: Local) {
    c.compare(day, I::I32GtS, on);
    c.compare(day, I::I32LtS, found);
    c.op(I::I32And);
    c.when(|c| c.assign(found, day));
}

/// `(stretches, how many, inclusive, day, found)`: the first edge after a day, where it is
/// before what was found so far; else that.
fn next_edge() -> Function {
    let mut code = Code::new(5);
    let c = &mut code;
    each_from(c, 0, 1, |c, at, _, _| {
        let (from, to) = bounds(c, 0, at, 2);
        sooner(c, from, 3, 4);
        sooner(c, to, 3, 4);
    });
    c.get(4);
    code.finish()
}

/// `(days, how many, from, until)`: how many of them lie there.
fn happened() -> Function {
    let mut code = Code::new(4);
    let c = &mut code;
    let count = c.holding(0);
    each_from(c, 0, 1, |c, at, _, _| {
        c.load_at(0, at);
        let on = c.keep();
        c.get(count);
        c.compare(on, I::I32GeS, 2);
        c.compare(on, I::I32LeS, 3);
        c.op(I::I32And);
        c.op(I::I32Add);
        c.set(count);
    });
    c.get(count);
    code.finish()
}

/// `(where its column is said, case, day, silent)`: the value of a fact on a day.
fn fact() -> Function {
    let mut code = Code::new(4);
    let c = &mut code;
    let value = c.copy(3);
    c.get(0);
    c.load(0);
    let starts = c.keep();
    c.get(starts);
    c.when(|c| {
        c.load_at(starts, 1);
        let first = c.keep();
        c.address(starts, 1);
        c.load(4);
        let end = c.keep();
        c.get(0);
        c.load(4);
        let from = c.keep();
        c.get(0);
        c.load(8);
        let values = c.keep();
        let best = c.holding(ALWAYS);
        c.each(first, end, |c, at, _, next| {
            c.load_at(from, at);
            let since = c.keep();
            c.compare(since, I::I32GtS, 2);
            c.br_if(next);
            // Of two from one day the later in the column.
            c.compare(since, I::I32LtS, best);
            c.br_if(next);
            c.assign(best, since);
            c.load_at(values, at);
            c.set(value);
        });
    });
    c.get(value);
    code.finish()
}

/// `(days, how many, day, found)`: the first of them after a day, where it is before what
/// was found so far; else that.
fn next_day() -> Function {
    let mut code = Code::new(4);
    let c = &mut code;
    each_from(c, 0, 1, |c, at, _, _| {
        c.load_at(0, at);
        let on = c.keep();
        sooner(c, on, 2, 3);
    });
    c.get(3);
    code.finish()
}

/// `(table of rows, row, duty, case)`: writes the row of a case that is not decided; the
/// row after it, or less than 0 where there is no room.
fn undecided() -> Function {
    let mut code = Code::new(4);
    let c = &mut code;
    let rows = Rows::new(c, 0, 1);
    rows.room(c);
    let (none, nought) = (c.holding(NEVER), c.holding(0));
    for of in [Out::Trigger, Out::Due, Out::Done, Out::Opens, Out::Closed] {
        rows.write(c, 1, of, none);
    }
    for of in [Out::Key, Out::Column, Out::Number, Out::Flags] {
        rows.write(c, 1, of, nought);
    }
    rows.write(c, 1, Out::Case, 3);
    rows.write(c, 1, Out::Duty, 2);
    let status = c.holding(super::UNDECIDED);
    rows.write(c, 1, Out::Status, status);
    c.bump(1, 1);
    c.get(1);
    code.finish()
}

/// `(table of rows, row, …)`, and then what [`Rows::put`] takes: writes a row but for how it
/// stands; 1 where there is no room.
fn begin() -> Function {
    let mut code = Code::new(11);
    let c = &mut code;
    let rows = Rows::new(c, 0, 1);
    let lacks = c.holding(1);
    c.block(|c, out| {
        rows.full(c);
        c.br_if(out);
        rows.put(c, [2, 3, 4, 5, 6, 7, 8, 9, 10]);
        c.put(lacks, 0);
    });
    c.get(lacks);
    code.finish()
}

/// The marks of what [`standing`] finds stand above its statuses.
pub(super) const MARKS_AT: i32 = 8;

/// `(applies, begun, done, opens, due, closed, t)`: how an instance stands, as the bit of
/// its status, and its marks above.
pub(super) fn standing(plan: &Plan<'_>, soon: Soon) -> Result<(u32, Function), Why> {
    let mut code = Code::new(7);
    let c = &mut code;
    let (applies, begun, done, opens, due, closed, t) = (0, 1, 2, 3, 4, 5, 6);
    let breached = MARKS.breached << MARKS_AT;
    let (status, marks) = (c.holding(1), c.holding(0));
    c.compare(opens, I::I32GtS, t);
    c.when(|c| c.put(marks, MARKS.not_yet_open << MARKS_AT));
    let mut failed = Ok(());
    c.block(|c, out| {
        // It exists if the `while` held on some day before it was done, or was over.
        c.get(applies);
        c.compare(begun, I::I32LeS, done);
        c.op(I::I32And);
        c.compare(begun, I::I32LeS, closed);
        c.op(I::I32And);
        c.op(I::I32Eqz);
        c.br_if(out);
        c.compare(done, I::I32LeS, closed);
        let before = c.keep();
        c.compare(done, I::I32LeS, t);
        c.get(before);
        c.op(I::I32And);
        c.when(|c| {
            c.put(status, 1 << 1);
            c.compare(done, I::I32GtS, due);
            c.when(|c| c.put(status, (1 << 2) | breached));
            c.br(out);
        });
        c.compare(closed, I::I32LtS, t);
        c.get(before);
        c.op(I::I32Eqz);
        c.op(I::I32And);
        c.when(|c| {
            c.put(status, 1 << 3);
            c.compare(closed, I::I32GtS, due);
            c.when(|c| c.put(status, (1 << 3) | breached));
            c.br(out);
        });
        c.put(status, (1 << 4) | breached);
        c.compare(due, I::I32LtS, t);
        c.br_if(out);
        c.put(status, 1 << 6);
        c.compare(opens, I::I32GtS, t);
        c.br_if(out);
        match soon_from(plan, c, soon, (opens, due)) {
            Ok(from) => {
                c.compare(from, I::I32LeS, t);
                c.when(|c| c.put(status, 1 << 5));
            }
            Err(why) => failed = Err(why),
        }
    });
    failed?;
    c.get(status);
    c.get(marks);
    c.op(I::I32Or);
    Ok((SEVEN, code.finish()))
}

/// The first day of *due soon*.
fn soon_from(
    plan: &Plan<'_>,
    c: &mut Code,
    soon: Soon,
    (opens, due): (Local, Local),
) -> Result<Local, Why> {
    let from = c.copy(due);
    let mut failed = Ok(());
    c.block(|c, out| {
        c.compare_to(due, I::I32Eq, NEVER);
        c.br_if(out);
        c.compare_to(due, I::I32Eq, ALWAYS);
        c.br_if(out);
        let week = c.copy(due);
        c.bump(week, -7);
        match soon {
            Soon::Default => {
                days::working(plan, c, from, (5, Direction::Back), |_| {});
                c.compare_to(from, I::I32Eq, ALWAYS);
                c.when(|c| c.assign(from, week));
                if plan.calendar.is_none() {
                    c.assign(from, week);
                }
            }
            Soon::Before(offset) => {
                let (direction, roll) = (Direction::Back, Roll::None);
                let by = Shift { offset, direction, counting: Counting::of(&offset), roll };
                c.assign(from, week);
                c.block(|c, over| match shift(plan, c, over, due, &by) {
                    Ok(day) => c.assign(from, day),
                    // Without a calendar it is the week before.
                    Err(why) => failed = if plan.calendar.is_none() { Ok(()) } else { Err(why) },
                });
                c.br(out);
            }
        }
        // Not before the last third of the time there was.
        c.compare_to(opens, I::I32Eq, ALWAYS);
        c.br_if(out);
        c.compare(opens, I::I32GtS, due);
        c.br_if(out);
        c.get(due);
        c.get(due);
        c.get(opens);
        c.op(I::I32Sub);
        c.int(3);
        c.op(I::I32DivS);
        c.op(I::I32Sub);
        let third = c.keep();
        let later = c.max(from, third);
        c.assign(from, later);
    });
    failed?;
    Ok(from)
}

/// Fills in the tables of ranks and working days from one bit a day, when a module starts.
pub(super) fn calendar(plan: &Plan<'_>, bits: u32) -> Option<Function> {
    let calendar = plan.calendar?;
    let mut code = Code::new(0);
    let c = &mut code;
    let end = c.holding(super::plan::bytes(calendar.rank().len()).cast_signed());
    let count = c.holding(0);
    let byte = |offset: u32| MemArg { offset: u64::from(offset), align: 0, memory_index: 0 };
    let half = |offset: u32| MemArg { offset: u64::from(offset), align: 1, memory_index: 0 };
    each_from(c, 0, end, |c, at, _, _| {
        c.get(at);
        c.int(3);
        c.op(I::I32ShrU);
        c.op(I::I32Load8U(byte(bits)));
        c.get(at);
        c.int(7);
        c.op(I::I32And);
        c.op(I::I32ShrU);
        c.int(1);
        c.op(I::I32And);
        c.when(|c| {
            c.get(count);
            c.int(1);
            c.op(I::I32Shl);
            c.get(at);
            c.op(I::I32Store16(half(plan.select)));
            c.bump(count, 1);
        });
        c.get(at);
        c.int(1);
        c.op(I::I32Shl);
        c.get(count);
        c.op(I::I32Store16(half(plan.rank + 2)));
    });
    Some(code.finish())
}
