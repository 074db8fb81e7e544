//! Months on or back from a day, in instructions: the corresponding date, else the last
//! day of the month.
//!
//! In: a day and a number of months. Out: the day. Never here: the end of an offset.

use wasm_encoder::{Function, Instruction};

use super::code::{Code, Local};

/// Days from 1 March of the year 0 to 1 January 1970.
const TO_MARCH: i32 = 719_468;

/// `(day, months) -> day`. The arithmetic counts years from 1 March, so that a leap day is
/// the last of its year; an era is 400 of them.
pub(super) fn function() -> Function {
    let mut code = Code::new(2);
    let c = &mut code;
    let (day, months) = (0, 1);
    let [era, year, month, of_month] = parts(c, day);
    // The months from March of the year 0, and as many on.
    c.get(era);
    c.int(400);
    c.op(Instruction::I32Mul);
    c.get(year);
    c.op(Instruction::I32Add);
    c.int(12);
    c.op(Instruction::I32Mul);
    c.get(month);
    c.op(Instruction::I32Add);
    c.get(months);
    c.op(Instruction::I32Add);
    let reached = c.keep();
    let first = first_day(c, reached);
    c.get(reached);
    c.int(1);
    c.op(Instruction::I32Add);
    let following = c.keep();
    let end = first_day(c, following);
    c.get(end);
    c.int(1);
    c.op(Instruction::I32Sub);
    let last = c.keep();
    c.get(first);
    c.get(of_month);
    c.op(Instruction::I32Add);
    let same = c.keep();
    let found = c.min(same, last);
    c.get(found);
    code.finish()
}

/// The era of a day, the year of the era, the month from March, and the day of the month,
/// all from 0.
fn parts(c: &mut Code, day: Local) -> [Local; 4] {
    c.get(day);
    c.int(TO_MARCH);
    c.op(Instruction::I32Add);
    let days = c.keep();
    let era = floor(c, days, 146_097);
    let of_era = less(c, days, era, 146_097);
    // The year of the era, from how many leap days came before.
    c.get(of_era);
    minus_div(c, of_era, 1_460);
    plus_div(c, of_era, 36_524);
    minus_div(c, of_era, 146_096);
    c.int(365);
    c.op(Instruction::I32DivS);
    let year = c.keep();
    c.get(of_era);
    days_of_years(c, year);
    c.op(Instruction::I32Sub);
    let of_year = c.keep();
    // The month from March, 0 to 11.
    c.get(of_year);
    c.int(5);
    c.op(Instruction::I32Mul);
    c.int(2);
    c.op(Instruction::I32Add);
    c.int(153);
    c.op(Instruction::I32DivS);
    let month = c.keep();
    c.get(of_year);
    first_of_month(c, month);
    c.op(Instruction::I32Sub);
    let of_month = c.keep();
    [era, year, month, of_month]
}

/// `n` divided, rounded down.
fn floor(c: &mut Code, n: Local, by: i32) -> Local {
    c.get(n);
    c.get(n);
    c.int(31);
    c.op(Instruction::I32ShrS);
    c.int(by - 1);
    c.op(Instruction::I32And);
    c.op(Instruction::I32Sub);
    c.int(by);
    c.op(Instruction::I32DivS);
    c.keep()
}

fn less(c: &mut Code, n: Local, times: Local, by: i32) -> Local {
    c.get(n);
    c.get(times);
    c.int(by);
    c.op(Instruction::I32Mul);
    c.op(Instruction::I32Sub);
    c.keep()
}

fn plus_div(c: &mut Code, n: Local, by: i32) {
    div(c, n, by);
    c.op(Instruction::I32Add);
}

fn minus_div(c: &mut Code, n: Local, by: i32) {
    div(c, n, by);
    c.op(Instruction::I32Sub);
}

fn div(c: &mut Code, n: Local, by: i32) {
    c.get(n);
    c.int(by);
    c.op(Instruction::I32DivS);
}

/// The days of so many years of an era, on the stack.
fn days_of_years(c: &mut Code, years: Local) {
    c.get(years);
    c.int(365);
    c.op(Instruction::I32Mul);
    plus_div(c, years, 4);
    minus_div(c, years, 100);
}

/// The day of the year, from 1 March, on which a month begins, on the stack.
fn first_of_month(c: &mut Code, month: Local) {
    c.get(month);
    c.int(153);
    c.op(Instruction::I32Mul);
    c.int(2);
    c.op(Instruction::I32Add);
    c.int(5);
    c.op(Instruction::I32DivS);
}

/// The first day of a month, counted from March of the year 0.
fn first_day(c: &mut Code, month: Local) -> Local {
    let years = floor(c, month, 12);
    let of_year = less(c, month, years, 12);
    let era = floor(c, years, 400);
    let of_era = less(c, years, era, 400);
    c.get(era);
    c.int(146_097);
    c.op(Instruction::I32Mul);
    days_of_years(c, of_era);
    c.op(Instruction::I32Add);
    first_of_month(c, of_year);
    c.op(Instruction::I32Add);
    c.int(TO_MARCH);
    c.op(Instruction::I32Sub);
    c.keep()
}
