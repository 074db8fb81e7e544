//! One instance of a duty: its days, and whether it applies.
//!
//! In: its seat. Out: instructions that find its last day, from when an act counts, when it
//! closes, and write its row. Never here: which act meets it.

use wasm_encoder::Instruction as I;

use super::code::{Code, Label, Local};
use super::days::{Seat, day};
use super::duty::{Making, ROW, last_of};
use super::plan::AS_OF;
use super::rows::{Waiting, finish};
use super::tests_of::{Reading, test};
use super::{Why, readers};
use crate::ir::{ALWAYS, Clause, How, Match, NEVER, Opens, Test};

impl Making<'_, '_, '_> {
    pub(super) fn instance(
        &mut self,
        c: &mut Code,
        seat: &Seat,
        (key, column, number): (Local, Local, Local),
        next: Label,
    ) -> Result<(), Why> {
        let (span, duty) = (&seat.span, self.duty);
        for (day, how) in [(duty.force.0, I::I32LtS), (duty.force.1, I::I32GtS)] {
            if day != ALWAYS && day != NEVER {
                c.compare_to(seat.trig, how, day);
                c.br_if(next);
            }
        }
        let until = match &duty.closing.until {
            Some(until) => Some(day(self.plan, c, self.of, seat, until)?),
            None => None,
        };
        if let Some(until) = until {
            c.compare(until, I::I32LeS, seat.trig);
            c.br_if(next);
        }
        let judged = c.min(seat.trig, AS_OF);
        let due = self.due(c, seat, judged)?;
        let (opens, first, point) = self.opens(c, seat)?;
        let last = if duty.closing.later_acts {
            last_of(c, span.next, span.next)
        } else {
            c.copy(span.last)
        };
        let (applies, begun, stopped) = self.applies(c, seat, (judged, due))?;
        let closed = self.closed(c, seat, (due, begun, stopped), until)?;
        let early = c.holding(0);
        if point {
            self.too_early(c, seat, (opens, early))?;
        }
        let counts = (first, last);
        let one = Waiting {
            key,
            column,
            number,
            trig: seat.trig,
            due,
            opens,
            closed,
            applies,
            begun,
            early,
            counts,
        };
        if duty.matching == Match::OldestFirst {
            self.wait(c, seat, &one);
            return Ok(());
        }
        let done = self.met(c, seat, &one, judged)?;
        self.rows.begin(c, duty.id.0, &one, self.plan.shares);
        finish(self.plan, c, (self.rows, ROW), (&one, done, AS_OF), duty.soon)?;
        c.bump(ROW, 1);
        Ok(())
    }

    /// The day on which it closes; a `while` that begins later puts its last day off.
    fn closed(
        &mut self,
        c: &mut Code,
        seat: &Seat,
        (due, begun, stopped): (Local, Local, Local),
        until: Option<Local>,
    ) -> Result<Local, Why> {
        let duty = self.duty;
        let closed = c.copy(stopped);
        if duty.closing.with_scope {
            let end = self.scope_end(c, seat)?;
            take(c, closed, end);
        }
        // Nothing is due before a `while` holds.
        c.compare_to(begun, I::I32Ne, NEVER);
        c.when(|c| {
            let later = c.max(due, begun);
            c.assign(due, later);
        });
        if let Some(until) = until {
            // What is due on that day or before is still owed.
            c.compare(due, I::I32GtS, until);
            c.when(|c| take(c, closed, until));
        }
        if duty.closing.on_due {
            take(c, closed, due);
        }
        Ok(closed)
    }

    /// The end of the scope period, unless a decision keeps the instance alive.
    fn scope_end(&mut self, c: &mut Code, seat: &Seat) -> Result<Local, Why> {
        let end = c.copy(seat.span.ends);
        let judged = c.min(end, AS_OF);
        let with = Reading { seat, decided_by: end };
        let kept = c.holding(0);
        for one in &self.duty.closing.unless {
            let so = test(self.plan, c, self.of, with, one, judged)?;
            c.get(kept);
            c.get(so);
            c.op(I::I32Or);
            c.set(kept);
        }
        let closes = c.copy(end);
        if !self.duty.closing.unless.is_empty() {
            c.get(kept);
            c.when(|c| c.put(closes, NEVER));
        }
        Ok(closes)
    }

    /// The last day: that of the limit, unless a case replaces it.
    fn due(&mut self, c: &mut Code, seat: &Seat, judged: Local) -> Result<Local, Why> {
        let mut limits = self.duty.limits.iter();
        let of = |making: &mut Self, c: &mut Code, wanted: Option<&crate::ir::Day>| match wanted {
            Some(wanted) => day(making.plan, c, making.of, seat, wanted),
            None => Ok(c.holding(NEVER)),
        };
        let first = limits.next().and_then(|limit| limit.due.as_ref());
        let base = of(self, c, first)?;
        let due = c.copy(base);
        for case in limits {
            let Some(when) = &case.when else { continue };
            let with = Reading { seat, decided_by: base };
            let so = test(self.plan, c, self.of, with, when, judged)?;
            let mut result = Ok(());
            c.get(so);
            c.when(|c| match of(self, c, case.due.as_ref()) {
                Ok(other) => c.assign(due, other),
                Err(why) => result = Err(why),
            });
            result?;
        }
        Ok(due)
    }

    /// From when an act counts as the row says it, the first day on which one does, and
    /// whether one before it is too early.
    fn opens(&mut self, c: &mut Code, seat: &Seat) -> Result<(Local, Local, bool), Why> {
        let span = &seat.span;
        let after_before = |c: &mut Code| {
            let first = c.copy(span.before);
            c.compare_to(first, I::I32Ne, ALWAYS);
            c.when(|c| c.bump(first, 1));
            first
        };
        let opens = self.duty.limits.first().map(|limit| &limit.opens);
        Ok(match opens {
            Some(Opens::AtTrigger) | None => {
                (c.copy(seat.trig), c.max(seat.trig, span.from), false)
            }
            Some(Opens::Early) => {
                let opens = c.holding(ALWAYS);
                (opens, after_before(c), false)
            }
            Some(Opens::From(from, early)) => {
                let opens = day(self.plan, c, self.of, seat, from)?;
                let least = if *early { after_before(c) } else { c.max(seat.trig, span.from) };
                (opens, c.max(opens, least), true)
            }
        })
    }

    /// Whether it applies; the day from which every `while` holds, [`ALWAYS`] where there
    /// is none; and the day on which one stops.
    fn applies(
        &mut self,
        c: &mut Code,
        seat: &Seat,
        (judged, due): (Local, Local),
    ) -> Result<(Local, Local, Local), Why> {
        let decided_by = c.copy(due);
        let with = Reading { seat, decided_by };
        let applies = self.clauses(c, with, &self.duty.applies, judged)?;
        for clause in self.duty.applies.iter().filter(|clause| clause.how == How::Once) {
            let first = self.turn(c, &[&clause.test], (seat.trig, true))?;
            c.get(applies);
            c.compare(first, I::I32LeS, AS_OF);
            c.op(I::I32And);
            c.set(applies);
        }
        let whiles = self.duty.applies.iter().filter(|clause| clause.how == How::While);
        let whiles: Vec<&Test> = whiles.map(|clause| &clause.test).collect();
        let (begun, stopped) = (c.holding(ALWAYS), c.holding(NEVER));
        if whiles.is_empty() {
            return Ok((applies, begun, stopped));
        }
        let first = self.turn(c, &whiles, (seat.trig, true))?;
        c.assign(begun, first);
        let mut result = Ok(());
        c.compare(begun, I::I32LtS, AS_OF);
        c.when(|c| match self.turn(c, &whiles, (begun, false)) {
            Ok(day) => c.assign(stopped, day),
            Err(why) => result = Err(why),
        });
        result?;
        if self.duty.closing.gone_with_scope {
            c.compare(begun, I::I32GtS, seat.span.ends);
            c.when(|c| {
                c.put(begun, NEVER);
                c.put(stopped, NEVER);
            });
        }
        c.get(applies);
        c.compare(begun, I::I32LeS, AS_OF);
        c.op(I::I32And);
        c.set(applies);
        Ok((applies, begun, stopped))
    }

    /// The first day from one on, up to `t`, on which all tests are so, or one is not.
    fn turn(&mut self, c: &mut Code, tests: &[&Test], from: (Local, bool)) -> Result<Local, Why> {
        if !readers::can_share(tests) {
            return Err("a condition is watched that hangs on the instance".into());
        }
        readers::turn(self.plan, c, self.of, tests, from)
    }

    /// Whether every `if` and `unless` is as it should be.
    pub(super) fn clauses(
        &mut self,
        c: &mut Code,
        with: Reading<'_>,
        clauses: &[Clause],
        judged: Local,
    ) -> Result<Local, Why> {
        let so = c.holding(1);
        for clause in clauses {
            let not = match clause.how {
                How::If => false,
                How::Unless => true,
                How::Once | How::While => continue,
            };
            let one = if readers::can_share(&[&clause.test]) {
                readers::shared(self.plan, c, self.of, &clause.test, judged)?
            } else {
                test(self.plan, c, self.of, with, &clause.test, judged)?
            };
            c.get(one);
            if not {
                c.op(I::I32Eqz);
            }
            c.get(so);
            c.op(I::I32And);
            c.set(so);
        }
        Ok(so)
    }
}

/// Puts the earlier of two in place of the first.
pub(super) fn take(c: &mut Code, closed: Local, on: Local) {
    let sooner = c.min(closed, on);
    c.assign(closed, sooner);
}
