//! What one case has of a kind or a status, found at the head of its loop.
//!
//! In: a kind or a status of the form. Out: instructions that leave, in locals, where its
//! days stand and how many there are up to `t`. Never here: what a duty makes of them.
//!
//! The days of a kind that is recorded as itself are read where the caller put them. Those
//! that are put together from several columns, and the stretches of a status, are made by
//! a function of their own, once a case, in memory kept for it.

use wasm_encoder::Instruction as I;

use super::code::{Code, Label, Local};
use super::plan::{AS_OF, CASE, INPUT, Plan};
use super::{MOST, Why, shared};
use crate::ir::{ALWAYS, Held, KindAt, MadeOf, NEVER, StatusAt};

/// The days of a kind in the case at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) kind: KindAt,
    /// Where the days stand.
    pub(super) days: Local,
    /// How many there are up to `t`.
    pub(super) len: Local,
    /// Where it is said which column, and which entry of it, each of them is; where there
    /// is none it is this column, and the same place.
    pub(super) from: Option<u32>,
    /// Of several on one day each is kept, though they are one.
    pub(super) raw: bool,
}

/// The stretches of a status in the case at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretches {
    pub(super) status: StatusAt,
    /// Where they stand: pairs of the first day and the day it ended.
    pub(super) at: u32,
    pub(super) len: Local,
    /// The day it ended belongs to it.
    pub(super) inclusive: bool,
}

/// Locals `(days, len)` of a column of events in the case at hand, as far as they are up
/// to `t`.
fn column(c: &mut Code, word: u32) -> (Local, Local) {
    c.get(INPUT);
    c.int((4 * word).cast_signed());
    c.op(I::I32Add);
    c.get(CASE);
    c.get(AS_OF);
    c.op(I::Call(shared::RUN));
    let len = c.keep();
    c.int(0);
    c.load(shared::DAYS_AT);
    let days = c.keep();
    (days, len)
}

/// Locals with the first entry of the case at hand and the one after its last.
pub(super) fn run_of(c: &mut Code, starts: Local) -> (Local, Local) {
    c.load_at(starts, CASE);
    let from = c.keep();
    c.address(starts, CASE);
    c.load(4);
    (from, c.keep())
}

/// The days of a kind. Leaves the case where they cannot be told.
pub(super) fn kind(plan: &mut Plan<'_>, c: &mut Code, at: KindAt, bail: Label) -> Result<Run, Why> {
    let parts = parts(plan, at)?;
    if let [one] = parts.as_slice()
        && !plan.ir.kind(at).is_some_and(|kind| kind.one_a_day)
    {
        let word = plan.kind_word(*one)?;
        let (days, len) = column(c, word);
        return Ok(Run { kind: at, days, len, from: None, raw: false });
    }
    let (function, base) = plan.composite(at, &parts)?;
    c.get(INPUT);
    c.get(CASE);
    c.get(AS_OF);
    c.op(I::Call(function));
    let len = c.keep();
    c.compare_to(len, I::I32LtS, 0);
    c.br_if(bail);
    let days = c.holding(base.cast_signed());
    Ok(Run { kind: at, days, len, from: Some(base + 4 * MOST), raw: false })
}

/// Every occurrence of a kind, those too of which several on one day are one.
pub(super) fn raw(plan: &mut Plan<'_>, c: &mut Code, at: KindAt) -> Result<Run, Why> {
    let parts = parts(plan, at)?;
    let [one] = parts.as_slice() else {
        return Err("it hangs on the completion of what counts as another".into());
    };
    let word = plan.kind_word(*one)?;
    let (days, len) = column(c, word);
    let raw = plan.ir.kind(at).is_some_and(|kind| kind.one_a_day);
    Ok(Run { kind: at, days, len, from: None, raw })
}

/// The kinds whose columns make up a kind, itself first, each once.
fn parts(plan: &Plan<'_>, at: KindAt) -> Result<Vec<KindAt>, Why> {
    let mut all = vec![at];
    let mut done = 0;
    while let Some(one) = all.get(done).copied() {
        done += 1;
        match plan.ir.kind(one).map(|kind| &kind.made_of) {
            Some(MadeOf::Itself) => {}
            Some(MadeOf::AnyOf(more)) => {
                for part in more {
                    if plan.ir.kind(*part).is_some_and(|kind| kind.one_a_day) {
                        return Err("an event counts as another, once a day".into());
                    }
                    if !all.contains(part) {
                        all.push(*part);
                    }
                }
            }
            Some(MadeOf::Those(..)) => return Err("an event counts as another by its facts".into()),
            Some(MadeOf::Deemed(_)) | None => {
                return Err("a rule deems an event to have happened".into());
            }
        }
    }
    Ok(all)
}

/// Whether two kinds have a column in common.
pub(super) fn overlap(plan: &Plan<'_>, a: KindAt, b: KindAt) -> Result<bool, Why> {
    let (a, b) = (parts(plan, a)?, parts(plan, b)?);
    Ok(a.iter().any(|one| b.contains(one)))
}

/// The function that puts a kind together: `(input, case, t) -> how many`, or less than 0
/// where two of one day stand in different columns, so that which comes first is not said,
/// or there are too many. The days stand from `base` on, and after them the column and the
/// entry of each.
pub(super) fn composite(
    plan: &mut Plan<'_>,
    at: KindAt,
    parts: &[KindAt],
    base: u32,
) -> Result<Code, Why> {
    let mut code = Code::new(3);
    let c = &mut code;
    let one_a_day = plan.ir.kind(at).is_some_and(|kind| kind.one_a_day);
    let mut columns = Vec::new();
    for part in parts {
        let word = plan.kind_word(*part)?;
        let (days, len) = column(c, word);
        let next = c.holding(0);
        columns.push((plan.kind_place(*part)?, days, len, next));
    }
    let (count, last) = (c.holding(0), c.holding(ALWAYS));
    let (table, names) =
        (c.holding(base.cast_signed()), c.holding((base + 4 * MOST).cast_signed()));
    c.block(|c, out| {
        c.again(|c, top| {
            let (best, tied) = earliest(c, &columns);
            c.compare_to(best, I::I32Eq, NEVER);
            c.br_if(out);
            c.get(tied);
            c.compare_to(count, I::I32GeS, MOST.cast_signed());
            c.op(I::I32Or);
            c.when(|c| {
                c.int(-1);
                c.op(I::Return);
            });
            let of = taken(c, &columns, best);
            if one_a_day {
                c.compare(best, I::I32Eq, last);
                c.br_if(top);
                c.assign(last, best);
            }
            c.store_at(table, count, best);
            c.store_at(names, count, of);
            c.bump(count, 1);
            c.br(top);
        });
    });
    c.get(count);
    Ok(code)
}

/// A column with its place among all: its days, how many there are, and which is next.
type Merging = (u32, Local, Local, Local);

/// The earliest of the next days, and whether two columns have it.
fn earliest(c: &mut Code, columns: &[Merging]) -> (Local, Local) {
    let best = c.holding(NEVER);
    let tied = c.holding(0);
    for (_, days, len, next) in columns {
        c.compare(*next, I::I32LtS, *len);
        c.when(|c| {
            c.load_at(*days, *next);
            let day = c.keep();
            c.compare(day, I::I32Eq, best);
            c.when(|c| c.put(tied, 1));
            c.compare(day, I::I32LtS, best);
            c.when(|c| {
                c.assign(best, day);
                c.put(tied, 0);
            });
        });
    }
    (best, tied)
}

/// Takes the entry of a day out of its column: which it is, the column in the upper bits.
fn taken(c: &mut Code, columns: &[Merging], best: Local) -> Local {
    let of = c.holding(0);
    for (place, days, len, next) in columns {
        c.block(|c, over| {
            c.compare(*next, I::I32GeS, *len);
            c.br_if(over);
            c.load_at(*days, *next);
            c.get(best);
            c.op(I::I32Ne);
            c.br_if(over);
            // The column in the upper bits, the entry below.
            c.get(*next);
            c.int((*place << 20).cast_signed());
            c.op(I::I32Or);
            c.set(of);
            c.bump(*next, 1);
        });
    }
    of
}

/// The stretches of a status.
pub(super) fn status(
    plan: &mut Plan<'_>,
    c: &mut Code,
    at: StatusAt,
    bail: Label,
) -> Result<Stretches, Why> {
    let Some(Held::Recorded { inclusive, .. }) = plan.ir.status(at).map(|one| &one.held) else {
        return Err("it goes by the days of a definition".into());
    };
    let inclusive = *inclusive;
    let (function, base) = plan.stretches(at)?;
    c.get(INPUT);
    c.get(CASE);
    c.get(AS_OF);
    c.op(I::Call(function));
    let len = c.keep();
    c.compare_to(len, I::I32LtS, 0);
    c.br_if(bail);
    Ok(Stretches { status: at, at: base, len, inclusive })
}

/// The stretches of a status that were found before in this case.
pub(super) fn found(plan: &mut Plan<'_>, c: &mut Code, at: StatusAt) -> Result<Stretches, Why> {
    let Some(Held::Recorded { inclusive, .. }) = plan.ir.status(at).map(|one| &one.held) else {
        return Err("it goes by the days of a definition".into());
    };
    let inclusive = *inclusive;
    let (_, base) = plan.stretches(at)?;
    c.int(base.cast_signed());
    c.load(COUNT_AT);
    let len = c.keep();
    Ok(Stretches { status: at, at: base, len, inclusive })
}

/// Where, from the beginning of the stretches of a status, it is said how many they are.
const COUNT_AT: u32 = 4 + 4 * MOST;

/// The function that finds the stretches of a status: `(input, case, t) -> how many`, or
/// less than 0 where there are too many. They stand from `base` on; the word before says
/// whether they are recorded as periods.
pub(super) fn stretches(plan: &mut Plan<'_>, at: StatusAt, base: u32) -> Result<Code, Why> {
    let Some(Held::Recorded { from, until, separate, inclusive }) =
        plan.ir.status(at).map(|one| one.held.clone())
    else {
        return Err("it goes by the days of a definition".into());
    };
    let mut code = Code::new(3);
    let c = &mut code;
    let made =
        Made { count: c.holding(0), table: c.holding(base.cast_signed()), separate, inclusive };
    recorded(c, plan.status_word(at)?, &made);
    c.get(made.table);
    c.get(made.count);
    c.int(0);
    c.op(I::I32GtS);
    c.op(I::I32Store(wasm_encoder::MemArg { offset: 0, align: 2, memory_index: 0 }));
    if !from.is_empty() {
        let mut edges = Vec::new();
        for (kinds, begins) in [(&until, false), (&from, true)] {
            for one in kinds {
                for part in parts(plan, *one)? {
                    edges.push((plan.kind_word(part)?, begins));
                }
            }
        }
        c.get(made.count);
        c.op(I::I32Eqz);
        c.when(|c| derived(c, &edges, &made));
    }
    c.get(made.table);
    c.get(made.count);
    let offset = u64::from(COUNT_AT);
    c.op(I::I32Store(wasm_encoder::MemArg { offset, align: 2, memory_index: 0 }));
    c.get(made.count);
    Ok(code)
}

struct Made {
    count: Local,
    table: Local,
    separate: bool,
    inclusive: bool,
}

impl Made {
    /// The first day (0) or the day it ended (1) of a stretch.
    fn read(&self, c: &mut Code, at: Local, which: u32) -> Local {
        self.address(c, at);
        c.load(4 + 4 * which);
        c.keep()
    }

    fn address(&self, c: &mut Code, at: Local) {
        c.get(self.table);
        c.get(at);
        c.int(3);
        c.op(I::I32Shl);
        c.op(I::I32Add);
    }

    fn write(&self, c: &mut Code, at: Local, which: u32, value: Local) {
        self.address(c, at);
        c.get(value);
        let offset = u64::from(4 + 4 * which);
        c.op(I::I32Store(wasm_encoder::MemArg { offset, align: 2, memory_index: 0 }));
    }

    /// One more stretch; unless each is separate, one that overlaps the last or touches it
    /// makes that longer.
    fn push(&self, c: &mut Code, from: Local, ends: Local) {
        c.block(|c, over| {
            if !self.separate {
                c.get(self.count);
                c.when(|c| {
                    c.get(self.count);
                    c.int(1);
                    c.op(I::I32Sub);
                    let last = c.keep();
                    let until = self.read(c, last, 1);
                    c.compare(from, I::I32LeS, until);
                    c.when(|c| {
                        let later = c.max(until, ends);
                        self.write(c, last, 1, later);
                        c.br(over);
                    });
                });
            }
            c.compare_to(self.count, I::I32GeS, (MOST / 2).cast_signed());
            c.when(|c| {
                c.int(-1);
                c.op(I::Return);
            });
            self.write(c, self.count, 0, from);
            self.write(c, self.count, 1, ends);
            c.bump(self.count, 1);
        });
        let _ = self.inclusive;
    }
}

/// The periods that are recorded.
fn recorded(c: &mut Code, word: u32, made: &Made) {
    c.get(INPUT);
    c.load(4 * word);
    let starts = c.keep();
    c.get(starts);
    c.when(|c| {
        let (first, end) = run_of(c, starts);
        c.get(INPUT);
        c.load(4 * (word + 1));
        let from = c.keep();
        c.get(INPUT);
        c.load(4 * (word + 2));
        let until = c.keep();
        c.each(first, end, |c, at, _, next| {
            c.load_at(from, at);
            let begins = c.keep();
            c.compare(begins, I::I32GtS, AS_OF);
            c.br_if(next);
            c.load_at(until, at);
            let ends = c.keep();
            c.compare(ends, I::I32GtS, AS_OF);
            c.when(|c| c.put(ends, NEVER));
            // One that ends before it starts is no period.
            c.compare(ends, I::I32LeS, begins);
            c.br_if(next);
            made.push(c, begins, ends);
        });
    });
}

/// What follows from events: from the first that begins it to the next that ends it.
fn derived(c: &mut Code, edges: &[(u32, bool)], made: &Made) {
    let mut columns = Vec::new();
    for (word, begins) in edges {
        let (days, len) = column(c, *word);
        columns.push((*begins, days, len, c.holding(0)));
    }
    let orphan = c.holding(ALWAYS);
    c.block(|c, out| {
        c.again(|c, top| {
            let (best, begins) = (c.holding(NEVER), c.holding(0));
            // On one day an end comes before a beginning: ends are looked at first.
            for (is_begin, days, len, next) in &columns {
                c.compare(*next, I::I32LtS, *len);
                c.when(|c| {
                    c.load_at(*days, *next);
                    let day = c.keep();
                    c.compare(day, I::I32LtS, best);
                    c.when(|c| {
                        c.assign(best, day);
                        c.put(begins, i32::from(*is_begin));
                    });
                });
            }
            c.compare_to(best, I::I32Eq, NEVER);
            c.br_if(out);
            let taken = c.holding(0);
            for (is_begin, days, len, next) in &columns {
                c.block(|c, over| {
                    c.get(taken);
                    c.br_if(over);
                    c.compare(*next, I::I32GeS, *len);
                    c.br_if(over);
                    c.compare_to(begins, I::I32Ne, i32::from(*is_begin));
                    c.br_if(over);
                    c.load_at(*days, *next);
                    c.get(best);
                    c.op(I::I32Ne);
                    c.br_if(over);
                    c.bump(*next, 1);
                    c.put(taken, 1);
                });
            }
            one_edge(c, (best, begins, orphan), made);
            c.br(top);
        });
    });
}

/// One event that begins or ends the status.
fn one_edge(c: &mut Code, (best, begins, orphan): (Local, Local, Local), made: &Made) {
    // The first stretch that goes on.
    let open = c.holding(-1);
    let nought = c.holding(0);
    c.each(nought, made.count, |c, at, out, _| {
        let ends = made.read(c, at, 1);
        c.compare_to(ends, I::I32Eq, NEVER);
        c.when(|c| {
            c.assign(open, at);
            c.br(out);
        });
    });
    c.block(|c, over| {
        c.get(begins);
        c.when(|c| {
            if !made.separate {
                c.compare_to(open, I::I32GeS, 0);
                c.br_if(over);
            }
            let ends = c.holding(NEVER);
            c.compare(orphan, I::I32Eq, best);
            c.when(|c| c.assign(ends, best));
            c.put(orphan, ALWAYS);
            made.push(c, best, ends);
            c.br(over);
        });
        c.compare_to(open, I::I32GeS, 0);
        c.when(|c| {
            made.write(c, open, 1, best);
            c.br(over);
        });
        c.assign(orphan, best);
    });
}
