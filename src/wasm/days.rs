//! Days seen from an instance, in instructions.
//!
//! In: a day of the form and the seat of an instance. Out: a local that holds it, or
//! [`NEVER`]. What cannot be reckoned, because the calendar ends too soon, leaves the case.
//! Never here: conditions.

use wasm_encoder::{Instruction as I, MemArg};

use super::code::{Code, Label, Local};
use super::plan::{CASE, INPUT, Plan, bytes};
use super::runs::{Run, Stretches, overlap};
use super::{Why, shared};
use crate::ir::{ALWAYS, Day, Held, Join, KindAt, NEVER, Shift, StatusAt};
use crate::time::{Counting, Direction, Length, Offset, Roll, Unit};

/// What the case at hand has of everything that a duty names.
pub(super) struct Of {
    pub(super) runs: Vec<Run>,
    pub(super) stretches: Vec<Stretches>,
    /// Where the case is left when it cannot be told.
    pub(super) bail: Label,
    /// Born on 29 February: 28 February instead of 1 March.
    pub(super) leap_early: bool,
}

impl Of {
    pub(super) fn run(&self, kind: KindAt) -> Result<Run, Why> {
        let found = self.runs.iter().find(|run| run.kind == kind);
        found.copied().ok_or_else(|| "an event is not there".into())
    }

    pub(super) fn stretches(&self, status: StatusAt) -> Result<Stretches, Why> {
        let found = self.stretches.iter().find(|one| one.status == status);
        found.copied().ok_or_else(|| "it goes by the days of a definition".into())
    }
}

/// A scope period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: Local,
    pub(super) ends: Local,
    pub(super) next: Local,
    pub(super) before: Local,
    /// The last day on which an occurrence lies in it.
    pub(super) last: Local,
    /// Its place, from 0.
    pub(super) index: Local,
    /// The status whose stretch it is.
    pub(super) status: Option<StatusAt>,
}

/// Where an instance sits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seat {
    pub(super) span: Span,
    /// The day of its trigger.
    pub(super) trig: Local,
    /// Its trigger occurrence: the run it is of, and its place there, less than 0 where
    /// there is none.
    pub(super) own: Option<(Run, Local)>,
}

/// The n-th of a run from a day on up to another, after a place of the run: its day and its
/// place, or [`NEVER`] and −1.
pub(super) fn nth(
    c: &mut Code,
    run: Run,
    (from, last): (Local, Local),
    after: Option<Local>,
    n: u32,
) -> (Local, Local) {
    let first = c.holding(0);
    if let Some(after) = after {
        c.get(after);
        c.int(1);
        c.op(I::I32Add);
        c.set(first);
    }
    for given in [run.days, run.len, from, last, first] {
        c.get(given);
    }
    c.int(n.cast_signed());
    c.op(I::Call(shared::NTH));
    let place = c.keep();
    let day = c.holding(NEVER);
    c.compare_to(place, I::I32GeS, 0);
    c.when(|c| {
        c.load_at(run.days, place);
        c.set(day);
    });
    (day, place)
}

/// Whether a kind begins the status whose period a scope period is.
pub(super) fn begins(plan: &Plan<'_>, span: &Span, kind: KindAt) -> bool {
    let status = span.status.and_then(|status| plan.ir.status(status));
    match status.map(|status| &status.held) {
        Some(Held::Recorded { from, .. }) => from.contains(&kind),
        Some(Held::Defined(_)) | None => false,
    }
}

/// The n-th of a kind in a scope period. Where that is recorded as a period and the kind
/// begins it, the period says when the first was.
pub(super) fn nth_in(
    plan: &Plan<'_>,
    c: &mut Code,
    of: &Of,
    span: &Span,
    (kind, n): (KindAt, u32),
) -> Result<(Local, Local), Why> {
    let run = of.run(kind)?;
    if n != 1 || !begins(plan, span, kind) {
        return Ok(nth(c, run, (span.from, span.last), None, n));
    }
    let status = span.status.ok_or("it has no scope")?;
    let found = of.stretches(status)?;
    let (day, place) = (c.holding(NEVER), c.holding(-1));
    c.int(found.at.cast_signed());
    c.load(0);
    let recorded = c.keep();
    c.get(recorded);
    c.when(|c| {
        let (_, same) = nth(c, run, (span.from, span.from), None, 1);
        c.assign(day, span.from);
        c.assign(place, same);
    });
    c.get(recorded);
    c.op(I::I32Eqz);
    c.when(|c| {
        let (on, at) = nth(c, run, (span.from, span.last), None, 1);
        c.assign(day, on);
        c.assign(place, at);
    });
    Ok((day, place))
}

/// A day seen from an instance.
pub(super) fn day(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    seat: &Seat,
    wanted: &Day,
) -> Result<Local, Why> {
    let span = &seat.span;
    Ok(match wanted {
        Day::Trigger => c.copy(seat.trig),
        Day::Own(kind, each) => own_day(plan, c, of, seat, (*kind, *each))?,
        Day::Nth(kind, n) => nth_in(plan, c, of, span, (*kind, *n))?.0,
        Day::NthAfter(kind, n, from) => {
            let from = day(plan, c, of, seat, from)?;
            nth_after(plan, c, of, seat, (*kind, *n, from))?
        }
        Day::LastBefore(kind, before) => {
            let before = day(plan, c, of, seat, before)?;
            last_before(c, of.run(*kind)?, span, before)
        }
        Day::StartOf(status) => edge(c, of.stretches(*status)?, seat.trig, true),
        Day::EndOf(status) => edge(c, of.stretches(*status)?, seat.trig, false),
        Day::Birthday(n) => birthday(c, of, *n),
        Day::Fixed(day) => c.holding(*day),
        Day::OfYear(..) => return Err("it counts from a day of each year".into()),
        Day::Became(..) => return Err("it hangs on how another duty stands".into()),
        // What happened on one known day was completed on it.
        Day::Completion(found) => day(plan, c, of, seat, found)?,
        Day::Shift(from, by) => {
            let from = day(plan, c, of, seat, from)?;
            shift(plan, c, of.bail, from, by)?
        }
        Day::Join(a, b, how) => {
            let (a, b) = (day(plan, c, of, seat, a)?, day(plan, c, of, seat, b)?);
            join(c, (a, b), *how)
        }
    })
}

/// The day of the trigger where that is of a kind; else the first of the kind in the scope
/// period, or the first from the trigger on.
fn own_day(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    seat: &Seat,
    (kind, each): (KindAt, bool),
) -> Result<Local, Why> {
    let span = &seat.span;
    if let Some((run, _)) = seat.own {
        if run.kind == kind {
            return Ok(c.copy(seat.trig));
        }
        if overlap(plan, run.kind, kind)? {
            return Err("its events count as one another".into());
        }
    }
    if !each {
        return Ok(nth_in(plan, c, of, span, (kind, 1))?.0);
    }
    let from = c.max(seat.trig, span.from);
    Ok(nth(c, of.run(kind)?, (from, span.last), None, 1).0)
}

/// The last of a run in a scope period before a day.
fn last_before(c: &mut Code, run: Run, span: &Span, before: Local) -> Local {
    let (found, nought) = (c.holding(NEVER), c.holding(0));
    c.each(nought, run.len, |c, at, out, next| {
        c.load_at(run.days, at);
        let on = c.keep();
        c.compare(on, I::I32LtS, span.from);
        c.br_if(next);
        c.compare(on, I::I32GtS, span.last);
        c.br_if(out);
        c.compare(on, I::I32GeS, before);
        c.br_if(out);
        c.assign(found, on);
    });
    found
}

/// The earlier or later of two.
fn join(c: &mut Code, (a, b): (Local, Local), how: Join) -> Local {
    match how {
        Join::Earlier => c.min(a, b),
        Join::Later => c.max(a, b),
        Join::LaterIfAny => {
            let later = c.max(a, b);
            c.compare_to(b, I::I32Eq, NEVER);
            c.when(|c| c.assign(later, a));
            later
        }
    }
}

fn nth_after(
    plan: &Plan<'_>,
    c: &mut Code,
    of: &Of,
    seat: &Seat,
    (kind, n, from): (KindAt, u32, Local),
) -> Result<Local, Why> {
    let run = of.run(kind)?;
    let span = &seat.span;
    if let Some((own, place)) = seat.own {
        if own.kind == kind && own.raw {
            return Err("its events are one where they fall on one day".into());
        }
        if own.kind == kind {
            // After its own occurrence, where it has one.
            let least = c.max(from, span.from);
            c.compare_to(place, I::I32GeS, 0);
            c.when(|c| c.assign(least, span.from));
            return Ok(nth(c, run, (least, span.last), Some(place), n).0);
        }
        if overlap(plan, own.kind, kind)? {
            return Err("its events count as one another".into());
        }
    }
    let least = c.max(from, span.from);
    Ok(nth(c, run, (least, span.last), None, n).0)
}

/// A first day or an end of the first stretch that had not ended before a day.
fn edge(c: &mut Code, all: Stretches, from: Local, start: bool) -> Local {
    let (found, nought) = (c.holding(NEVER), c.holding(0));
    c.each(nought, all.len, |c, at, out, next| {
        let ends = stretch(c, all, at, 1);
        c.compare(ends, I::I32LtS, from);
        c.br_if(next);
        let day = if start { stretch(c, all, at, 0) } else { ends };
        c.assign(found, day);
        c.br(out);
    });
    found
}

/// The first day (0) or the day it ended (1) of a stretch.
pub(super) fn stretch(c: &mut Code, all: Stretches, at: Local, which: u32) -> Local {
    c.get(at);
    c.int(3);
    c.op(I::I32Shl);
    c.load(all.at + 4 + 4 * which);
    c.keep()
}

/// The day after the last of a stretch.
pub(super) fn after(c: &mut Code, all: Stretches, at: Local) -> Local {
    let ends = stretch(c, all, at, 1);
    if all.inclusive {
        c.compare_to(ends, I::I32Ne, NEVER);
        c.when(|c| c.bump(ends, 1));
    }
    ends
}

/// The n-th birthday, 0 being the birth. Leaves the case where that is not known.
pub(super) fn birthday(c: &mut Code, of: &Of, n: u32) -> Local {
    c.get(INPUT);
    c.get(CASE);
    c.int(n.saturating_mul(12).cast_signed());
    c.int(i32::from(!of.leap_early));
    c.op(I::Call(shared::BIRTHDAY));
    let day = c.keep();
    c.compare_to(day, I::I32Eq, ALWAYS);
    c.br_if(of.bail);
    day
}

/// So long from a day.
pub(super) fn shift(
    plan: &Plan<'_>,
    c: &mut Code,
    bail: Label,
    from: Local,
    by: &Shift,
) -> Result<Local, Why> {
    let (first, second) = in_order(&by.offset);
    let from_counts = by.counting == Counting::BeginningWith;
    let beyond = !from_counts && (by.counting == Counting::Clear || by.offset.is_clear());
    let day = c.copy(from);
    let needs = by.offset.needs_calendar() || by.roll != Roll::None;
    if needs && plan.calendar.is_none() {
        return Err("it has no calendar to count by".into());
    }
    c.compare_to(day, I::I32Ne, NEVER);
    c.compare_to(day, I::I32Ne, ALWAYS);
    c.op(I::I32And);
    c.when(|c| {
        let last = second.is_none();
        step(plan, c, bail, day, (first, by.direction, from_counts, beyond && last));
        if let Some(second) = second {
            step(plan, c, bail, day, (second, by.direction, false, beyond));
        }
        match by.roll {
            Roll::None => {}
            Roll::Forward => {
                c.bump(day, -1);
                working(plan, c, day, (1, Direction::Forward), |c| c.br(bail));
            }
            Roll::Back => {
                c.bump(day, 1);
                working(plan, c, day, (1, Direction::Back), |c| c.br(bail));
            }
        }
    });
    Ok(day)
}

/// What to apply, in order: months first and together, then days as written.
fn in_order(offset: &Offset) -> (Length, Option<Length>) {
    let months = |length: Length| match length.unit {
        Unit::Year => length.count.saturating_mul(12),
        Unit::CalendarDay | Unit::WorkingDay | Unit::Week | Unit::Month => length.count,
    };
    let Some(second) = offset.plus else { return (offset.first, None) };
    let first = offset.first;
    match (first.unit.is_monthly(), second.unit.is_monthly()) {
        (true, true) => {
            let count = months(first).saturating_add(months(second));
            (Length { count, clear: first.clear, unit: Unit::Month }, None)
        }
        (false, true) => (second, Some(first)),
        (true | false, false) => (first, Some(second)),
    }
}

fn step(
    plan: &Plan<'_>,
    c: &mut Code,
    bail: Label,
    day: Local,
    (length, direction, from_counts, beyond): (Length, Direction, bool, bool),
) {
    let sign = if direction == Direction::Forward { 1 } else { -1 };
    let count = length.count.min(1_000_000).cast_signed();
    let shift = i32::from(beyond) - i32::from(from_counts);
    let mut months = |months: i32| {
        c.get(day);
        c.int(sign * months);
        c.op(I::Call(shared::MONTHS));
        c.int(sign * shift);
        c.op(I::I32Add);
        c.set(day);
    };
    match length.unit {
        Unit::CalendarDay => c.bump(day, sign * (count + shift)),
        Unit::Week => c.bump(day, sign * (7 * count + shift)),
        Unit::Month => months(count),
        Unit::Year => months(12 * count),
        Unit::WorkingDay => {
            if from_counts {
                c.bump(day, -sign);
            }
            let count = count + i32::from(beyond);
            working(plan, c, day, (count, direction), |c| c.br(bail));
        }
    }
}

/// Puts in place of a day the n-th working day after or before it, by the tables of ranks
/// and working days; where the calendar ends too soon, something else is done.
pub(super) fn working(
    plan: &Plan<'_>,
    c: &mut Code,
    day: Local,
    (n, direction): (i32, Direction),
    outside: impl FnOnce(&mut Code),
) {
    let Some(calendar) = plan.calendar else { return outside(c) };
    if plan.shares && n != 0 {
        return by_call(c, day, if direction == Direction::Forward { n } else { -n }, outside);
    }
    let first = calendar.first().number();
    let (ranks, days) = (bytes(calendar.rank().len()), bytes(calendar.select().len()));
    let found = c.holding(ALWAYS);
    c.block(|c, out| {
        // The day before the first has a rank too.
        let least = match (n, direction) {
            (0, _) => first,
            (_, Direction::Forward) => first - 1,
            (_, Direction::Back) => first,
        };
        c.get(day);
        c.int(least);
        c.op(I::I32Sub);
        let at = c.keep();
        let most = if n == 0 { ranks } else { ranks + 1 };
        c.get(at);
        c.int(most.cast_signed());
        c.op(I::I32GeU);
        c.br_if(out);
        if n == 0 {
            c.assign(found, day);
            c.br(out);
        }
        c.get(at);
        c.int(1);
        c.op(I::I32Shl);
        c.op(I::I32Load16U(half(plan.rank)));
        c.int(if direction == Direction::Forward { n - 1 } else { -n });
        c.op(I::I32Add);
        let place = c.keep();
        c.get(place);
        c.int(days.cast_signed());
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
    c.compare_to(found, I::I32Eq, ALWAYS);
    c.when(outside);
    c.assign(day, found);
}

/// The same by the function that all duties share.
fn by_call(c: &mut Code, day: Local, n: i32, outside: impl FnOnce(&mut Code)) {
    c.get(day);
    c.int(n);
    c.op(I::Call(shared::WORKING));
    let found = c.keep();
    c.compare_to(found, I::I32Eq, ALWAYS);
    c.when(outside);
    c.assign(day, found);
}

fn half(offset: u32) -> MemArg {
    MemArg { offset: u64::from(offset), align: 1, memory_index: 0 }
}
