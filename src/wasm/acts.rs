//! Which act meets which instance, and on which day.
//!
//! In: an instance that waits. Out: instructions that find the day it was met. Never here:
//! whether that is in time.

use wasm_encoder::Instruction as I;

use super::Why;
use super::code::{Code, Local};
use super::days::{self, Seat, nth};
use super::duty::{Making, ROW, TABLE};
use super::instance::take;
use super::plan::AS_OF;
use super::rows::{Out, Waiting};
use super::runs::{Run, overlap};
use super::tests_of::Reading;
use crate::ir::{ALWAYS, Match, NEVER, Part, Trigger, What};

impl Making<'_, '_, '_> {
    /// The run of a part of an act, and whether it is that of the trigger.
    fn acts(&mut self, seat: &Seat, part: &Part) -> Result<(Run, Option<Local>), Why> {
        let What::Kind(kind) = part.what else {
            return Err("it asks for a status on its last day".into());
        };
        let run = self.of.run(kind)?;
        match seat.own {
            Some((own, _)) if own.kind == kind && own.raw => {
                Err("its events are one where they fall on one day".into())
            }
            Some((own, at)) if own.kind == kind => Ok((run, Some(at))),
            Some((own, _)) if overlap(self.plan, own.kind, kind)? => {
                Err("its events count as one another".into())
            }
            Some(_) | None => Ok((run, None)),
        }
    }

    /// An act that belongs to the instance and came before it could count.
    pub(super) fn too_early(
        &mut self,
        c: &mut Code,
        seat: &Seat,
        (opens, early): (Local, Local),
    ) -> Result<(), Why> {
        for part in &self.duty.act.parts {
            let (run, own) = self.acts(seat, part)?;
            let nought = c.holding(0);
            c.each(nought, run.len, |c, at, out, next| {
                c.load_at(run.days, at);
                let on = c.keep();
                c.compare(on, I::I32LtS, seat.trig);
                c.br_if(next);
                c.compare(on, I::I32GeS, opens);
                c.br_if(out);
                if let Some(own) = own {
                    c.compare(at, I::I32Eq, own);
                    c.br_if(next);
                }
                c.put(early, 1);
            });
        }
        Ok(())
    }

    /// The day on which an instance was met, by the parts of its act that are needed.
    pub(super) fn met(
        &mut self,
        c: &mut Code,
        seat: &Seat,
        one: &Waiting,
        judged: Local,
    ) -> Result<Local, Why> {
        let parts = &self.duty.act.parts;
        if self.duty.act.any {
            let own = parts.iter().any(|part| match (part.what, seat.own) {
                (What::Kind(kind), Some((own, _))) => own.kind == kind,
                (What::Kind(_) | What::Having(_), _) => false,
            });
            if own {
                return Err("any of several acts meets it".into());
            }
        }
        let done = c.holding(if self.duty.act.any { NEVER } else { ALWAYS });
        for part in parts {
            let found = self.part(c, seat, one, part)?;
            if self.duty.act.any {
                take(c, done, found);
                continue;
            }
            let with = Reading { seat, decided_by: one.due };
            let needed = self.clauses(c, with, &part.when, judged)?;
            c.get(needed);
            c.when(|c| {
                let later = c.max(done, found);
                c.assign(done, later);
            });
        }
        // Where no part is needed nothing meets it.
        c.compare_to(done, I::I32Eq, ALWAYS);
        c.when(|c| c.put(done, NEVER));
        Ok(done)
    }

    /// The day on which one part was done.
    fn part(
        &mut self,
        c: &mut Code,
        seat: &Seat,
        one: &Waiting,
        part: &Part,
    ) -> Result<Local, Why> {
        let (first, last) = one.counts;
        match self.duty.matching {
            Match::CompletionOfTrigger => {
                let Some((_, at)) = seat.own else { return Ok(c.holding(NEVER)) };
                let done = c.holding(NEVER);
                c.compare_to(at, I::I32GeS, 0);
                c.when(|c| c.assign(done, seat.trig));
                Ok(done)
            }
            Match::Next => {
                let (run, own) = self.acts(seat, part)?;
                Ok(nth(c, run, (first, last), own, 1).0)
            }
            Match::Nth(n) => self.nth_act(c, seat, one, (part, n)),
            Match::LatestBefore => self.latest_before(c, seat, one, part),
            Match::OldestFirst => Err("its acts are shared out".into()),
        }
    }

    /// The first act that is the n-th of its scope period or comes after it.
    fn nth_act(
        &mut self,
        c: &mut Code,
        seat: &Seat,
        one: &Waiting,
        (part, n): (&Part, u32),
    ) -> Result<Local, Why> {
        let (first, last) = one.counts;
        let (run, own) = self.acts(seat, part)?;
        if n == 1 && days::begins(self.plan, &seat.span, run.kind) {
            return Err("its act begins its scope".into());
        }
        let (span_from, span_last) = (seat.span.from, seat.span.last);
        let (date, _) = nth(c, run, (span_from, span_last), None, n);
        let least = c.max(first, date);
        let (found, at) = nth(c, run, (least, last), None, 1);
        if let Some(own) = own {
            // Its own occurrence is passed over.
            c.compare(at, I::I32Eq, own);
            c.compare_to(at, I::I32GeS, 0);
            c.op(I::I32And);
            c.when(|c| {
                let (other, _) = nth(c, run, (least, last), Some(own), 1);
                c.assign(found, other);
            });
        }
        Ok(found)
    }

    /// The last act on or before the last day; where there is none, the first after it.
    fn latest_before(
        &mut self,
        c: &mut Code,
        seat: &Seat,
        one: &Waiting,
        part: &Part,
    ) -> Result<Local, Why> {
        let (first, last) = one.counts;
        let (run, own) = self.acts(seat, part)?;
        let (found, nought) = (c.holding(NEVER), c.holding(0));
        c.each(nought, run.len, |c, at, out, next| {
            c.load_at(run.days, at);
            let on = c.keep();
            c.compare(on, I::I32LtS, first);
            c.br_if(next);
            c.compare(on, I::I32GtS, last);
            c.br_if(out);
            if let Some(own) = own {
                c.compare(at, I::I32Eq, own);
                c.br_if(next);
            }
            c.compare(on, I::I32GtS, one.due);
            c.when(|c| {
                c.compare_to(found, I::I32Eq, NEVER);
                c.when(|c| c.assign(found, on));
                c.br(out);
            });
            c.assign(found, on);
        });
        Ok(found)
    }

    /// A row that waits for the acts to be shared out.
    pub(super) fn wait(&mut self, c: &mut Code, seat: &Seat, one: &Waiting) {
        self.rows.begin(c, self.duty.id.0, one, self.plan.shares);
        let never = c.holding(NEVER);
        let own = match seat.own {
            Some((_, at)) => c.copy(at),
            None => c.holding(-1),
        };
        c.get(own);
        c.int(2);
        c.op(I::I32Shl);
        c.get(one.early);
        c.int(1);
        c.op(I::I32Shl);
        c.op(I::I32Or);
        c.get(one.applies);
        c.op(I::I32Or);
        let state = c.keep();
        for (of, value) in [
            (Out::Done, never),
            (Out::Status, state),
            (Out::Flags, one.begun),
            (Out::First, one.counts.0),
            (Out::Last, one.counts.1),
        ] {
            self.rows.write(c, ROW, of, value);
        }
        c.bump(ROW, 1);
    }

    /// Shares the acts of a case out among its rows.
    pub(super) fn oldest_first(&mut self, c: &mut Code, before: Local) -> Result<(), Why> {
        let Some(part) = self.duty.act.parts.first() else { return Err("it has no act".into()) };
        let What::Kind(kind) = part.what else {
            return Err("it asks for a status on its last day".into());
        };
        let run = self.of.run(kind)?;
        let same = match &self.duty.trigger {
            Trigger::On(starts) => starts.kind().is_some_and(|own| own == kind),
            Trigger::Before { .. } => false,
        };
        let function = self.plan.sharing_out(self.duty.soon)?;
        for given in [TABLE, before, ROW, run.days, run.len] {
            c.get(given);
        }
        c.int(i32::from(same));
        c.get(AS_OF);
        c.op(I::Call(function));
        c.op(I::Drop);
        Ok(())
    }
}
