//! One duty as one function: a straight loop over the cases.
//!
//! In: a duty of the form. Out: `(table of columns, first case, t, end of the cases, table
//! of rows, rows so far) -> rows so far`, less than 0 where the rows do not fit; or why
//! this back end does not hold the duty. Never here: a case that is not plain.

use wasm_encoder::{Function, Instruction as I, MemArg};

use super::code::{Code, Label, Local};
use super::days::{self, Of, Seat, Span, nth_in, stretch};
use super::plan::{AS_OF, CASE, INPUT, Plan};
use super::rows::{Out, Rows};
use super::runs::{self, Run};
use super::{Why, shared};
use crate::ir::{ALWAYS, Duty, Held, KindAt, Match, NEVER, Scope, Starts, StatusAt, Trigger, Uses};
use crate::names::ConceptId;

/// The end of the cases, the table of rows, and the rows so far.
const END: Local = 3;
pub(super) const TABLE: Local = 4;
pub(super) const ROW: Local = 5;

/// What every step of a duty needs.
pub(super) struct Making<'a, 'p, 'm> {
    pub(super) plan: &'a mut Plan<'m>,
    pub(super) duty: &'p Duty,
    pub(super) of: &'a Of,
    pub(super) rows: &'a Rows,
}

/// The function of a duty.
pub(super) fn function(plan: &mut Plan<'_>, duty: &Duty) -> Result<Function, Why> {
    held(duty)?;
    let mut code = Code::new(6);
    let c = &mut code;
    let waits = duty.matching == Match::OldestFirst;
    let last = [Out::Done, Out::Status, Out::Flags].map(|of| of as u32);
    let shares = plan.shares;
    let rows = Rows::some(c, (TABLE, ROW), |at| {
        !shares || last.contains(&at) || waits && at >= Out::First as u32
    });
    let mut failed = Ok(());
    c.get(INPUT);
    c.load(0);
    let left_out = c.keep();
    c.block(|c, over| {
        c.again(|c, top| {
            c.compare(CASE, I::I32GeS, END);
            c.br_if(over);
            let before = c.copy(ROW);
            c.block(|c, next| {
                c.block(|c, bail| {
                    c.get(left_out);
                    c.when(|c| {
                        c.get(left_out);
                        c.get(CASE);
                        c.op(I::I32Add);
                        c.op(I::I32Load8U(MemArg { offset: 0, align: 0, memory_index: 0 }));
                        c.br_if(bail);
                    });
                    failed = one_case(plan, c, duty, (&rows, before), bail);
                    c.br(next);
                });
                c.get(TABLE);
                c.get(before);
                c.int(duty.id.0.cast_signed());
                c.get(CASE);
                c.op(I::Call(shared::UNDECIDED_ROW));
                c.set(ROW);
                c.compare_to(ROW, I::I32LtS, 0);
                c.when(|c| {
                    c.int(-1);
                    c.op(I::Return);
                });
            });
            c.bump(CASE, 1);
            c.br(top);
        });
    });
    failed?;
    c.get(ROW);
    Ok(code.finish())
}

/// What this back end does not hold of the form.
fn held(duty: &Duty) -> Result<(), Why> {
    let no = |why: &'static str| Err(Why::from(why));
    if duty.leads {
        return no("it leads up to an event");
    }
    if duty.runs_up {
        return no("its conditions are read on its last day");
    }
    if !duty.later.is_empty() {
        return no("its clauses are dated");
    }
    let decides = !duty.applies.is_empty() || !duty.closing.unless.is_empty();
    if duty.same_day && decides {
        return no("what is decided of its day may be decided before it");
    }
    let Some(first) = duty.limits.first() else { return no("it has no limit") };
    if duty.limits.iter().any(|limit| limit.opens != first.opens) {
        return no("its limits open on different days");
    }
    let day_known = matches!(
        duty.trigger,
        Trigger::On(Starts::Birthday(_) | Starts::Fixed(_) | Starts::StartOf(_) | Starts::EndOf(_))
    );
    if duty.limits.iter().any(|limit| limit.closes_on_anchor) && day_known {
        return no("the day it leads up to closes it");
    }
    let single = duty.act.parts.len() == 1;
    let bare = duty.act.parts.iter().all(|part| part.when.is_empty());
    match duty.matching {
        Match::OldestFirst if !single || !bare => no("its act has several parts"),
        Match::Nth(_) | Match::LatestBefore | Match::CompletionOfTrigger if duty.act.any => {
            no("any of several acts meets it")
        }
        Match::OldestFirst
        | Match::Nth(_)
        | Match::Next
        | Match::LatestBefore
        | Match::CompletionOfTrigger => {
            if duty.act.needed.is_some() && !duty.act.any && !single {
                return no("some of the parts of its act are enough");
            }
            Ok(())
        }
    }
}

/// Every kind, and every status that is recorded, on which a duty rests, through
/// definitions too.
fn rests_on(plan: &Plan<'_>, duty: &Duty) -> (Vec<KindAt>, Vec<StatusAt>) {
    through_definitions(plan, Uses::of(duty))
}

/// The same of anything.
pub(super) fn through_definitions(plan: &Plan<'_>, uses: Uses) -> (Vec<KindAt>, Vec<StatusAt>) {
    let uses = with_definitions(plan, uses);
    let is_recorded = |at: &StatusAt| {
        let status = plan.ir.status(*at);
        status.is_some_and(|status| matches!(status.held, Held::Recorded { .. }))
    };
    (uses.kinds, uses.statuses.into_iter().filter(is_recorded).collect())
}

/// Every fact that something rests on, through definitions too.
pub(super) fn facts(plan: &Plan<'_>, uses: Uses) -> Vec<ConceptId> {
    with_definitions(plan, uses).facts
}

fn with_definitions(plan: &Plan<'_>, mut uses: Uses) -> Uses {
    let mut done = 0;
    while let Some(at) = uses.statuses.get(done).copied() {
        done += 1;
        if let Some(status) = plan.ir.status(at)
            && matches!(status.held, Held::Defined(_))
        {
            uses.status(status);
        }
    }
    uses
}

fn one_case(
    plan: &mut Plan<'_>,
    c: &mut Code,
    duty: &Duty,
    (rows, before): (&Rows, Local),
    bail: Label,
) -> Result<(), Why> {
    let (kinds, statuses) = rests_on(plan, duty);
    let mut of = Of { runs: Vec::new(), stretches: Vec::new(), bail, leap_early: duty.leap_early };
    for kind in kinds {
        let run = runs::kind(plan, c, kind, bail)?;
        if duty.changed_by.contains(&kind) {
            c.get(run.len);
            c.br_if(bail);
        }
        of.runs.push(run);
    }
    for status in statuses {
        of.stretches.push(runs::status(plan, c, status, bail)?);
    }
    let mut making = Making { plan, duty, of: &of, rows };
    making.spans(c)?;
    if duty.matching == Match::OldestFirst {
        making.oldest_first(c, before)?;
    }
    Ok(())
}

impl Making<'_, '_, '_> {
    /// Once for each scope period.
    fn spans(&mut self, c: &mut Code) -> Result<(), Why> {
        let before = c.holding(ALWAYS);
        let nought = c.holding(0);
        let mut result = Ok(());
        match self.duty.scope {
            Scope::Record => {
                let (from, ends) = (c.holding(ALWAYS), c.holding(NEVER));
                let last = c.copy(ends);
                let index = nought;
                let span = Span { from, ends, next: ends, before, last, index, status: None };
                result = self.triggers(c, &span);
            }
            Scope::Each(status) => {
                let all = self.of.stretches(status)?;
                c.each(nought, all.len, |c, index, _, _| {
                    let (from, ends) = (stretch(c, all, index, 0), stretch(c, all, index, 1));
                    let next = c.holding(NEVER);
                    let following = c.copy(index);
                    c.bump(following, 1);
                    c.compare(following, I::I32LtS, all.len);
                    c.when(|c| {
                        let begins = stretch(c, all, following, 0);
                        c.assign(next, begins);
                    });
                    // What ends one and begins the next on one day is in both.
                    c.compare(next, I::I32LeS, ends);
                    c.compare_to(next, I::I32Ne, NEVER);
                    c.op(I::I32And);
                    c.br_if(self.of.bail);
                    let last = last_of(c, ends, next);
                    let status = Some(status);
                    let span = Span { from, ends, next, before, last, index, status };
                    result = self.triggers(c, &span);
                    c.assign(before, ends);
                });
            }
            Scope::From(kind) => {
                let run = self.of.run(kind)?;
                c.each(nought, run.len, |c, index, _, _| {
                    c.load_at(run.days, index);
                    let from = c.keep();
                    let next = c.holding(NEVER);
                    let following = c.copy(index);
                    c.bump(following, 1);
                    c.compare(following, I::I32LtS, run.len);
                    c.when(|c| {
                        c.load_at(run.days, following);
                        c.set(next);
                    });
                    c.compare(from, I::I32Eq, next);
                    c.br_if(self.of.bail);
                    let last = last_of(c, next, next);
                    let span = Span { from, ends: next, next, before, last, index, status: None };
                    result = self.triggers(c, &span);
                    c.assign(before, next);
                });
            }
        }
        result
    }

    /// Once for each trigger in a scope period.
    fn triggers(&mut self, c: &mut Code, span: &Span) -> Result<(), Why> {
        let Trigger::On(starts) = &self.duty.trigger else {
            return Err("it leads up to an event".into());
        };
        let mut result = Ok(());
        match starts {
            Starts::Each(..) | Starts::EachFrom(..) => result = self.occurrences(c, span, starts),
            // What happened on one known day was completed on it.
            Starts::Nth(kind, n, _) => {
                let (trig, at) = nth_in(self.plan, c, self.of, span, (*kind, *n))?;
                let run = self.of.run(*kind)?;
                c.block(|c, next| {
                    c.compare_to(trig, I::I32Eq, NEVER);
                    c.br_if(next);
                    let seat = Seat { span: *span, trig, own: Some((run, at)) };
                    let key = c.holding(n.cast_signed());
                    result = self.of_span(c, &seat, key, next);
                });
            }
            Starts::StartOf(status) | Starts::EndOf(status) => {
                let start = matches!(starts, Starts::StartOf(_));
                result = self.edges(c, span, *status, start);
            }
            Starts::Birthday(_) | Starts::Fixed(_) => result = self.known_day(c, span, starts),
            Starts::None(_) => {}
            Starts::NthAfter(..) | Starts::LastBefore(..) => {
                return Err("it begins with an event found from another".into());
            }
            Starts::Became(..) => return Err("it hangs on how another duty stands".into()),
            Starts::Each2 { .. } | Starts::Once(..) => {
                return Err("it begins with the earlier or later of two days".into());
            }
        }
        result
    }

    /// Each occurrence of a kind in a scope period, from the first or from the n-th on.
    fn occurrences(&mut self, c: &mut Code, span: &Span, starts: &Starts) -> Result<(), Why> {
        let (Starts::Each(kind, _) | Starts::EachFrom(kind, _)) = starts else { return Ok(()) };
        let one = c.holding(1);
        let mut result = Ok(());
        let from_nth = if let Starts::EachFrom(_, n) = starts { *n } else { 1 };
        let run = if matches!(starts, Starts::Each(_, true)) {
            runs::raw(self.plan, c, *kind)?
        } else {
            self.of.run(*kind)?
        };
        let (count, nought) = (c.holding(0), c.holding(0));
        c.each(nought, run.len, |c, at, out, next| {
            c.load_at(run.days, at);
            let trig = c.keep();
            c.compare(trig, I::I32LtS, span.from);
            c.br_if(next);
            c.compare(trig, I::I32GtS, span.last);
            c.br_if(out);
            c.bump(count, 1);
            if from_nth > 1 {
                c.compare_to(count, I::I32LtS, from_nth.cast_signed());
                c.br_if(next);
            }
            result = self.occurrence(c, span, (run, at, trig), one, next);
        });
        result
    }

    /// A day that is known beforehand.
    fn known_day(&mut self, c: &mut Code, span: &Span, starts: &Starts) -> Result<(), Why> {
        let mut result = Ok(());
        let (trig, key) = if let Starts::Birthday(n) = starts {
            (days::birthday(c, self.of, *n), c.holding(n.cast_signed()))
        } else if let Starts::Fixed(day) = starts {
            (c.holding(*day), c.holding(*day))
        } else {
            return Err("it has no anchor".into());
        };
        c.block(|c, next| {
            c.compare(span.from, I::I32GtS, AS_OF);
            c.br_if(next);
            c.compare(span.from, I::I32GtS, trig);
            c.br_if(next);
            let seat = Seat { span: *span, trig, own: None };
            result = self.of_span(c, &seat, key, next);
        });
        result
    }

    /// An instance of one occurrence.
    fn occurrence(
        &mut self,
        c: &mut Code,
        span: &Span,
        (run, at, trig): (Run, Local, Local),
        number: Local,
        next: Label,
    ) -> Result<(), Why> {
        let seat = Seat { span: *span, trig, own: Some((run, at)) };
        let (key, column) = (c.copy(at), c.holding(0));
        match run.from {
            None => {
                let place = self.plan.kind_place(run.kind)?;
                c.put(column, place.cast_signed());
            }
            Some(names) => {
                c.get(at);
                c.int(2);
                c.op(I::I32Shl);
                c.load(names);
                let name = c.keep();
                c.get(name);
                c.int(20);
                c.op(I::I32ShrU);
                c.set(column);
                c.get(name);
                c.int((1 << 20) - 1);
                c.op(I::I32And);
                c.set(key);
            }
        }
        self.instance(c, &seat, (key, column, number), next)
    }

    /// An instance of a scope period.
    fn of_span(&mut self, c: &mut Code, seat: &Seat, key: Local, next: Label) -> Result<(), Why> {
        let number = c.copy(seat.span.index);
        c.bump(number, 1);
        let none = c.holding(-1);
        self.instance(c, seat, (key, none, number), next)
    }

    /// The first days or the ends of the stretches of a status.
    fn edges(
        &mut self,
        c: &mut Code,
        span: &Span,
        status: StatusAt,
        start: bool,
    ) -> Result<(), Why> {
        let all = self.of.stretches(status)?;
        let (one, none) = (c.holding(1), c.holding(-1));
        let own = span.status == Some(status);
        let mut result = Ok(());
        let (first, end) = (c.holding(0), c.copy(all.len));
        if own {
            c.assign(first, span.index);
            c.assign(end, span.index);
            c.bump(end, 1);
        }
        c.each(first, end, |c, at, _, next| {
            let trig = stretch(c, all, at, u32::from(!start));
            c.compare(trig, I::I32GtS, AS_OF);
            c.br_if(next);
            if !own {
                c.compare(trig, I::I32LtS, span.from);
                c.br_if(next);
                c.compare(trig, I::I32GtS, span.last);
                c.br_if(next);
            }
            let seat = Seat { span: *span, trig, own: None };
            let key = c.copy(at);
            c.bump(key, 1);
            result = self.instance(c, &seat, (key, none, one), next);
        });
        result
    }
}

/// The last day of what ends on one day, where the next begins on another.
pub(super) fn last_of(c: &mut Code, ends: Local, next: Local) -> Local {
    c.get(next);
    c.int(1);
    c.op(I::I32Sub);
    let eve = c.keep();
    c.min(ends, eve)
}
