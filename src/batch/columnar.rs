//! The columnar engine: the duties of the form, chunk of cases by chunk.
//!
//! In: a pack bound to a caseload, and some of its cases. Out: their rows as columns. What
//! the form does not hold of a case, be it a duty or the whole case, is left to the
//! reference interpreter. Never here: what a part of the form means.

use std::ops::Range;
use std::rc::Rc;

use super::Program;
use super::answers::{Blamed, Entry, Piece};
use super::bound::Bound;
use super::finish::{Made, finish};
use super::instance::{Rest, instance};
use super::kernel::{Kernel, Out, Periods};
use super::matching::{Done, Waiting, fulfilled};
use super::range::{ALWAYS, NEVER, Truth, When, Why};
use super::reference;
use super::seat::{Others, Seat};
use super::shifts::Shifts;
use super::span::Spans;
use super::table::{Flat, Table};
use super::triggers::{At, Trig, find};
use super::world::World;
use crate::check::Checked;
use crate::eval::Blame;
use crate::ir::{Compiled, Duty, KindAt, MadeOf, Sleep, Soon, Starts, StatusAt, Trigger};
use crate::model::DutyId;

/// What some cases come to.
pub(super) fn piece(program: &Program, bound: &Bound<'_>, cases: Range<usize>) -> Piece {
    let mut chunk = Chunk::new(bound);
    chunk.run_kernels(&program.shifts, cases.clone());
    chunk.find_each();
    let mut whole = Vec::new();
    for (place, case) in cases.clone().enumerate() {
        if bound.caseload.whole(case).is_some() {
            whole.extend(u32::try_from(case));
        }
        chunk.case(program.model(), (place, case));
    }
    chunk.finished(cases, whole)
}

/// The same beside rows that come from elsewhere: for each case these are put into the
/// tables, and it is said which duties are still wanted.
pub(super) fn beside(
    model: &Checked,
    bound: &Bound<'_>,
    cases: Range<usize>,
    mut given: impl FnMut(usize, &mut [Table], &mut [bool]),
) -> Piece {
    let mut chunk = Chunk::new(bound);
    chunk.slow = (0..bound.ir.duties.len()).collect();
    for (place, case) in cases.clone().enumerate() {
        given(case, &mut chunk.tables, &mut chunk.wanted);
        if chunk.wanted.contains(&true) {
            chunk.case(model, (place, case));
        }
    }
    Piece::of(cases, chunk.tables, chunk.blamed.all)
}

/// Some cases being worked on.
struct Chunk<'b> {
    bound: &'b Bound<'b>,
    world: World<'b>,
    tables: Vec<Table>,
    /// The rows that kernels made, and of which cases.
    fast: Vec<Fast>,
    /// The duties that are worked out case by case.
    slow: Vec<usize>,
    /// Of the duties that have one row in every plain case, or none, that row.
    each: Vec<Option<Option<Made>>>,
    blamed: Blamed,
    /// The last thing blamed and its place: it is often the same again.
    last: (u32, u32),
    others: Others,
    /// Duties of the case at hand that are left to the reference.
    left: Vec<DutyId>,
    state: Vec<State>,
    /// Which duties are asked for.
    wanted: Vec<bool>,
    scratch: Scratch,
}

/// What a kernel made of a duty.
struct Fast {
    duty: usize,
    table: Table,
    periods: Rc<Periods>,
}

/// How far a duty has been worked out for the case at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Done,
    Left,
}

/// Memory that is used again.
#[derive(Default)]
struct Scratch {
    spans: Spans,
    trigs: Vec<Trig>,
    done: Vec<Done>,
    made: Vec<Made>,
}

impl<'b> Chunk<'b> {
    fn new(bound: &'b Bound<'b>) -> Chunk<'b> {
        let duties = bound.ir.duties.len();
        let as_of = crate::time::Day::from_number(bound.t);
        let ids = (0_u32..).map(DutyId).take(duties);
        Chunk {
            bound,
            world: World::new(bound),
            tables: ids.map(|id| Table::new(id, as_of)).collect(),
            fast: Vec::new(),
            slow: Vec::new(),
            each: (0..duties).map(|_| None).collect(),
            blamed: Blamed::default(),
            last: (u32::MAX, 0),
            others: Others((0..duties).map(|_| Vec::new()).collect()),
            left: Vec::new(),
            state: vec![State::New; duties],
            wanted: vec![true; duties],
            scratch: Scratch::default(),
        }
    }

    /// Works out the duties of common shapes, each over all cases that are ordinary.
    fn run_kernels(&mut self, shifts: &Shifts, cases: Range<usize>) {
        let bound = self.bound;
        let mut known: Vec<(Option<StatusAt>, Rc<Periods>)> = Vec::new();
        let mut base: Vec<(usize, Vec<u32>)> = Vec::new();
        for (at, compiled) in bound.ir.duties.iter().enumerate() {
            let Compiled::Duty(duty) = compiled else { continue };
            let Some(kernel) = Kernel::of(bound, duty, shifts) else { continue };
            let scope = kernel.scope();
            let periods = match known.iter().find(|(of, _)| *of == scope) {
                Some((_, periods)) => Rc::clone(periods),
                None => {
                    let periods = Rc::new(Periods::of(bound, scope, cases.clone()));
                    known.push((scope, Rc::clone(&periods)));
                    periods
                }
            };
            let place = kernel.place();
            if !base.iter().any(|(column, _)| *column == place) {
                base.push((place, first_numbers(bound, place, cases.clone())));
            }
            let base = base.iter().find(|(column, _)| *column == place);
            let Some((_, base)) = base else { continue };
            let as_of = crate::time::Day::from_number(bound.t);
            let mut table = Table::new(duty.id, as_of);
            let mut out = Out { table: &mut table, base };
            if kernel.run(bound, cases.clone(), &periods, &mut out) {
                self.fast.push(Fast { duty: at, table, periods });
            }
        }
    }

    /// Finds the duties of which every plain case has the same one row, or none, and those
    /// that are left to be worked out case by case.
    fn find_each(&mut self) {
        let bound = self.bound;
        for (at, compiled) in bound.ir.duties.iter().enumerate() {
            let each = match compiled {
                Compiled::Nothing => Some(None),
                Compiled::Duty(duty) => same_in_all(bound, duty),
                Compiled::Fallback(left) => left.sleeps.as_ref().and_then(|sleep| {
                    let [kind] = sleep.kinds.as_slice() else { return None };
                    let alone = sleep.statuses.is_empty() && sleep.silent == Some(*kind);
                    if alone { silent_in_all(bound, *kind) } else { None }
                }),
            };
            if each.is_none() {
                self.slow.push(at);
            }
            if let Some(slot) = self.each.get_mut(at) {
                *slot = each;
            }
        }
    }

    fn case(&mut self, model: &Checked, (place, case): (usize, usize)) {
        if self.bound.caseload.whole(case).is_some() {
            reference::whole(model, self.bound.caseload, case, &mut self.tables, &mut self.blamed);
            return;
        }
        let fast = self.fast.iter().filter(|fast| fast.periods.is_ordinary(place)).count();
        if fast == self.slow.len() {
            return;
        }
        self.world.load(case);
        self.left.clear();
        for (state, each) in self.state.iter_mut().zip(&self.each) {
            *state = if each.is_some() { State::Done } else { State::New };
        }
        for one in self.fast.iter().filter(|one| one.periods.is_ordinary(place)) {
            if let Some(slot) = self.state.get_mut(one.duty) {
                *slot = State::Done;
            }
        }
        for at in 0..self.slow.len() {
            if let Some(duty) = self.slow.get(at).copied().filter(|at| self.is_wanted(*at)) {
                self.duty(duty, case);
            }
        }
        if !self.left.is_empty() {
            let caseload = self.bound.caseload;
            let (all, wanted) = (&self.left, &self.wanted);
            let wanted = |id: DutyId| wanted.get(id.0 as usize).copied().unwrap_or(false);
            let left = |id: DutyId| all.contains(&id) && wanted(id);
            reference::some(model, caseload, case, left, &mut self.tables, &mut self.blamed);
        }
    }

    fn is_wanted(&self, at: usize) -> bool {
        self.wanted.get(at).copied().unwrap_or(false)
    }

    /// Everything found, in the order of the duties.
    fn finished(mut self, cases: Range<usize>, whole: Vec<u32>) -> Piece {
        let mut entries = Vec::new();
        let as_of = crate::time::Day::from_number(self.bound.t);
        let each = std::mem::take(&mut self.each);
        let mut fast = std::mem::take(&mut self.fast).into_iter().peekable();
        let tables = std::mem::take(&mut self.tables);
        for ((at, table), each) in tables.into_iter().enumerate().zip(each) {
            if let Some(fast) = fast.next_if(|fast| fast.duty == at)
                && !fast.table.is_empty()
            {
                entries.push(Entry::Table(fast.table));
            }
            if let Some(Some(made)) = each {
                let because = self.because(made.why);
                let mut one = Table::new(table.duty, as_of);
                one.push(flat(0, &made, because));
                entries.push(Entry::Each(one));
            }
            if !table.is_empty() {
                entries.push(Entry::Table(table));
            }
        }
        Piece { cases, entries, whole, blamed: self.blamed.all }
    }

    /// Works out a duty, after those it hangs on.
    fn duty(&mut self, at: usize, case: usize) -> State {
        let known = self.state.get(at).copied().unwrap_or(State::Left);
        if known != State::New {
            return known;
        }
        let bound = self.bound;
        let id = DutyId(u32::try_from(at).unwrap_or(u32::MAX));
        let state = match bound.ir.duties.get(at) {
            None | Some(Compiled::Nothing) => State::Done,
            Some(Compiled::Fallback(left)) => match &left.sleeps {
                Some(sleep) if self.sleeps(sleep) => {
                    self.asleep(id, sleep, case);
                    State::Done
                }
                Some(_) | None => State::Left,
            },
            Some(Compiled::Duty(duty)) => self.compiled(duty, at, case),
        };
        if state == State::Left {
            self.left.push(id);
        }
        if let Some(slot) = self.state.get_mut(at) {
            *slot = state;
        }
        state
    }

    fn sleeps(&self, sleep: &Sleep) -> bool {
        let bad = |kind: &KindAt| self.world.is_bad(*kind);
        sleep.kinds.iter().all(|kind| self.world.happened(*kind).is_empty() && !bad(kind))
            && sleep.statuses.iter().all(|status| {
                self.world.stretches_of(*status).is_empty()
                    && self.world.vague_status(*status).is_none()
            })
    }

    fn asleep(&mut self, id: DutyId, sleep: &Sleep, case: usize) {
        self.scratch.made.clear();
        if let Some(others) = self.others.0.get_mut(id.0 as usize) {
            others.clear();
        }
        if let Some(silent) = sleep.silent.and_then(|kind| silent(&self.world, kind)) {
            self.scratch.made.push(silent);
            self.put(id, case);
        }
    }

    fn compiled(&mut self, duty: &Duty, at: usize, case: usize) -> State {
        let bound = self.bound;
        let Some(needs) = bound.needs.get(at) else { return State::Left };
        let risky = needs.risky.iter().any(|kind| self.world.is_bad(*kind));
        let used = duty.changed_by.iter().any(|kind| !self.world.happened(*kind).is_empty());
        if risky || used {
            return State::Left;
        }
        for other in &needs.duties {
            if self.duty(other.0 as usize, case) == State::Left {
                return State::Left;
            }
        }
        self.world.leap_early.set(duty.leap_early);
        let closely = rows(&self.world, duty, &self.others, &mut self.scratch);
        if closely {
            return State::Left;
        }
        if needs.is_needed
            && let Some(others) = self.others.0.get_mut(at)
        {
            others.clear();
            others.extend(self.scratch.made.iter().map(Made::outcome));
        }
        self.put(duty.id, case);
        State::Done
    }

    /// Puts the rows made into the table of their duty.
    fn put(&mut self, id: DutyId, case: usize) {
        if !self.is_wanted(id.0 as usize) {
            return;
        }
        let key = |made: &Made| {
            let days = made.due.days();
            let due = (days.0 != ALWAYS).then_some(days);
            (due, made.key, made.number)
        };
        if !self.scratch.made.is_sorted_by_key(key) {
            self.scratch.made.sort_by_key(key);
        }
        for at in 0..self.scratch.made.len() {
            let Some(made) = self.scratch.made.get(at).copied() else { continue };
            let because = self.because(made.why);
            let row = flat(case, &made, because);
            if let Some(table) = self.tables.get_mut(id.0 as usize) {
                table.push(row);
            }
        }
    }

    /// The place of what a row blames.
    fn because(&mut self, why: Why) -> u32 {
        if why.is_none() {
            return 0;
        }
        if self.last.0 != why.code() {
            let blame = blame(self.bound, why);
            self.last = (why.code(), self.blamed.place(blame.as_ref()));
        }
        self.last.1
    }
}

/// A row as columns have it.
fn flat(case: usize, made: &Made, because: u32) -> Flat {
    Flat {
        case: u32::try_from(case).unwrap_or(u32::MAX),
        trigger: made.key,
        number: made.number,
        trigger_on: made.trigger.days(),
        due: made.due.days(),
        done: made.done_on,
        statuses: made.statuses,
        days_late: made.days_late,
        flags: made.flags,
        because,
    }
}

/// The first number of an occurrence of each case in a column.
fn first_numbers(bound: &Bound<'_>, column: usize, cases: Range<usize>) -> Vec<u32> {
    let mut numbers = vec![0_u32; cases.len()];
    for events in bound.caseload.events().iter().take(column) {
        let starts = events.starts().get(cases.start..=cases.end).unwrap_or_default();
        for (number, (from, to)) in numbers.iter_mut().zip(starts.iter().zip(starts.iter().skip(1)))
        {
            *number += to - from;
        }
    }
    numbers
}

/// The row that a duty has in every plain case, or that it has none, where no case has what
/// starts it.
fn same_in_all(bound: &Bound<'_>, duty: &Duty) -> Option<Option<Made>> {
    let risky = bound.needs.get(duty.id.0 as usize).is_none_or(|needs| !needs.risky.is_empty());
    let used = duty.changed_by.iter();
    let used = used.filter_map(|kind| bound.kind_of(*kind)).any(|of| of.is_there);
    if risky || used {
        return None;
    }
    match &duty.trigger {
        Trigger::On(Starts::Each(kind, _) | Starts::EachFrom(kind, _) | Starts::None(kind)) => {
            silent_in_all(bound, *kind)
        }
        Trigger::On(_) | Trigger::Before { .. } => None,
    }
}

/// The one row, or none, of what begins with a kind that no case has.
fn silent_in_all(bound: &Bound<'_>, kind: KindAt) -> Option<Option<Made>> {
    let (of, made) = (bound.kind_of(kind)?, bound.ir.kind(kind)?);
    if of.is_there || !matches!(made.made_of, MadeOf::Itself) {
        return None;
    }
    let concept = u32::try_from(of.concept.index()).unwrap_or(0);
    if of.known.when_known {
        return Some(Some(Made::not_recorded(of.concept, Why::unrecorded(concept))));
    }
    // With anything missing it hangs on the case.
    (of.known.since == ALWAYS && of.known.until >= bound.t).then_some(None)
}

/// What is to blame, in the words of the interpreter.
fn blame(bound: &Bound<'_>, why: Why) -> Option<Blame> {
    let until = |concept| {
        let kind = bound.kinds.iter().find(|kind| kind.concept == concept);
        let status = || bound.statuses.iter().find(|status| status.concept == concept);
        kind.map(|kind| kind.known.until).or_else(|| status().map(|of| of.known.until)).unwrap_or(0)
    };
    let calendar =
        bound.calendar.map_or((crate::time::Day::MIN, crate::time::Day::MIN), |calendar| {
            (calendar.first(), calendar.last())
        });
    why.blame(&bound.concepts, until, calendar)
}

/// The one row of a duty whose trigger may be unrecorded.
fn silent(world: &World<'_>, kind: KindAt) -> Option<Made> {
    if world.has_any(kind) {
        return None;
    }
    let of = world.bound.kind_of(kind)?;
    let (_, why) = world.unrecorded(kind, ALWAYS)?;
    why.is_history().is_none().then(|| Made::not_recorded(of.concept, why))
}

/// The rows of a duty of the form; whether the reference has to look at them more closely.
fn rows(world: &World<'_>, duty: &Duty, others: &Others, scratch: &mut Scratch) -> bool {
    let Scratch { spans, trigs, done, made } = scratch;
    trigs.clear();
    made.clear();
    spans.find(world, duty.scope, duty.closing.later_acts);
    find(At { world, spans, others }, &duty.trigger, duty.leads, trigs);
    if trigs.is_empty() {
        made.extend(duty.trigger.kind().and_then(|kind| silent(world, kind)));
        return false;
    }
    let mut waiting: Vec<Waiting<'_>> = Vec::with_capacity(trigs.len());
    let mut rest: Vec<(Soon, Rest)> = Vec::with_capacity(trigs.len());
    for trig in trigs.iter() {
        let Some(span) = spans.all.get(trig.span) else { continue };
        let seat = Seat { span, date: trig.date, occ: trig.occ, others };
        let mut trig = *trig;
        if let Some(until) = &duty.closing.until {
            let over = seat.day(world, until).at_most(trig.date);
            trig.exists = trig.exists.and(over.not());
        }
        let exists = trig.exists;
        for version in duty.versions() {
            let rules = in_force(version.force, trig.date);
            // Which of several rules it the reference tells.
            if !duty.later.is_empty() && !rules.is_known() {
                return true;
            }
            trig.exists = exists.and(rules);
            if !trig.exists.is_false() {
                let (one, more) = instance(world, version, seat, trig);
                waiting.push(one);
                rest.push((version.soon, more));
            }
        }
    }
    fulfilled(world, duty, &waiting, done);
    for ((one, (soon, rest)), done) in waiting.iter().zip(&rest).zip(done.iter()) {
        made.extend(finish(world, *soon, (one, rest), done));
    }
    made.iter().any(|one| one.statuses.single().is_none() && one.why.wants_closely())
}

/// Whether a day lies in a time.
fn in_force((from, until): (i32, i32), day: When) -> Truth {
    if (from, until) == (ALWAYS, NEVER) || (day.lo >= from && day.hi <= until) {
        Truth::TRUE
    } else if day.hi < from || day.lo > until {
        Truth::FALSE
    } else {
        Truth::unknown(day.why)
    }
}
