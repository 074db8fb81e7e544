//! Acts that are shared out among the instances of a case, oldest first.
//!
//! In: nothing of a single duty. Out: a function `(table of rows, first row, end of the
//! rows, days, how many, whether the instances hang on these very days, t) -> 0` that gives
//! each waiting row its act, and says how it stands. Never here: which acts count.

use wasm_encoder::{Function, Instruction as I};

use super::code::{Code, Label, Local};
use super::plan::Plan;
use super::rows::{Out, Rows, Waiting, finish};
use super::{SEVEN, Why};
use crate::ir::{NEVER, Soon};

const TABLE: Local = 0;
const BEFORE: Local = 1;
const END: Local = 2;
const DAYS: Local = 3;
const LEN: Local = 4;
const SAME: Local = 5;
const T: Local = 6;

/// The function.
pub(super) fn function(plan: &mut Plan<'_>, soon: Soon) -> Result<(u32, Function), Why> {
    let mut code = Code::new(7);
    let c = &mut code;
    let rows = Rows::new(c, TABLE, BEFORE);
    let nought = c.holding(0);
    c.each(nought, LEN, |c, act, _, _| one_act(c, &rows, act));
    let mut result = Ok(());
    c.each(BEFORE, END, |c, row, _, _| result = one_row(plan, c, &rows, row, soon));
    result?;
    c.int(0);
    Ok((SEVEN, code.finish()))
}

/// An act meets the first row, in the order of last day and trigger, that it can meet and
/// that has none yet.
fn one_act(c: &mut Code, rows: &Rows, act: Local) {
    c.load_at(DAYS, act);
    let on = c.keep();
    let (best, due, trig) = (c.holding(-1), c.holding(NEVER), c.holding(NEVER));
    c.each(BEFORE, END, |c, row, _, next| {
        can_meet(c, rows, (act, on, row), next);
        let (its_due, its_trig) = (rows.read(c, row, Out::Due), rows.read(c, row, Out::Trigger));
        // The first of all, or one that comes before the best so far.
        c.compare_to(best, I::I32LtS, 0);
        c.compare(its_due, I::I32LtS, due);
        c.op(I::I32Or);
        c.compare(its_due, I::I32Eq, due);
        c.compare(its_trig, I::I32LtS, trig);
        c.op(I::I32And);
        c.op(I::I32Or);
        c.when(|c| {
            c.assign(best, row);
            c.assign(due, its_due);
            c.assign(trig, its_trig);
        });
    });
    c.compare_to(best, I::I32GeS, 0);
    c.when(|c| rows.write(c, best, Out::Done, on));
}

/// Goes on to the next row where an act cannot meet this one.
fn can_meet(c: &mut Code, rows: &Rows, (act, on, row): (Local, Local, Local), next: Label) {
    let state = rows.read(c, row, Out::Status);
    c.get(state);
    c.int(1);
    c.op(I::I32And);
    c.op(I::I32Eqz);
    c.br_if(next);
    c.get(state);
    c.int(2);
    c.op(I::I32ShrS);
    c.get(act);
    c.op(I::I32Eq);
    c.get(SAME);
    c.op(I::I32And);
    c.br_if(next);
    let done = rows.read(c, row, Out::Done);
    c.compare_to(done, I::I32Ne, NEVER);
    c.br_if(next);
    for (of, how) in [(Out::First, I::I32LtS), (Out::Last, I::I32GtS), (Out::Closed, I::I32GtS)] {
        let edge = rows.read(c, row, of);
        c.compare(on, how, edge);
        c.br_if(next);
    }
}

fn one_row(
    plan: &mut Plan<'_>,
    c: &mut Code,
    rows: &Rows,
    row: Local,
    soon: Soon,
) -> Result<(), Why> {
    let state = rows.read(c, row, Out::Status);
    let bit = |c: &mut Code, at: i32| {
        c.get(state);
        c.int(at);
        c.op(I::I32ShrU);
        c.int(1);
        c.op(I::I32And);
        c.keep()
    };
    let (applies, early) = (bit(c, 0), bit(c, 1));
    let none = c.holding(0);
    let one = Waiting {
        key: none,
        column: none,
        number: none,
        trig: none,
        due: rows.read(c, row, Out::Due),
        opens: rows.read(c, row, Out::Opens),
        closed: rows.read(c, row, Out::Closed),
        applies,
        begun: rows.read(c, row, Out::Flags),
        early,
        counts: (none, none),
    };
    let done = rows.read(c, row, Out::Done);
    finish(plan, c, (rows, row), (&one, done, T), soon)
}
