//! The columnar engine: the duties of the form, chunk of cases by chunk.
//!
//! In: a pack bound to a caseload, and some of its cases. Out: their rows as columns. What
//! the form does not hold of a case, be it a duty or the whole case, is left to the
//! reference interpreter. Never here: what a part of the form means.

use std::ops::Range;
use std::rc::Rc;

use super::Program;
use super::alike::{self, Sort};
use super::answers::{Common, Entry, Follower, Piece};
use super::blames::Blames;
use super::bound::Bound;
use super::common::{InCommon, more};
use super::finish::{Made, sort};
use super::kernel::{Kernel, Out, Periods};
use super::marks::Marks;
use super::narrow::Narrower;
use super::pending::{Pending, Sizes, TOO_LITTLE};
use super::plan::Plan;
use super::reference;
use super::rows::{Scratch, silent};
use super::seat::Others;
use super::shifts::Shifts;
use super::statuses::on;
use super::table::Table;
use super::ways::Choices;
use super::working::{First, first, sleeps, work_out};
use super::world::World;
use crate::check::Checked;
use crate::ir::{Compiled, Duty, Sleep, StatusAt};
use crate::model::DutyId;

/// What some cases come to.
pub(super) fn piece(program: &Program, bound: &Bound<'_>, cases: Range<usize>) -> Piece {
    let mut chunk = Chunk::new(bound);
    chunk.run_kernels(&program.shifts, cases.clone());
    chunk.all(program.model(), cases)
}

/// The same with rows that come from elsewhere, duty by duty, in place of those of kernels.
pub(super) fn beside(
    program: &Program,
    bound: &Bound<'_>,
    cases: Range<usize>,
    given: Vec<Fast>,
) -> Piece {
    let mut chunk = Chunk::new(bound);
    chunk.fast = given;
    chunk.all(program.model(), cases)
}

/// Whether rows of a duty may come from elsewhere: nothing hangs on what became of it, and it
/// is worked out case by case.
pub(super) fn takes(bound: &Bound<'_>, duty: usize) -> bool {
    let is_needed = bound.needs.get(duty).is_none_or(|needs| needs.is_needed);
    !is_needed && bound.each.get(duty).is_some_and(Option::is_none)
}

/// After so many cases it is clear about how many rows the others will have.
const SAMPLE: usize = 64;

/// Some cases being worked on.
struct Chunk<'b> {
    bound: &'b Bound<'b>,
    world: World<'b>,
    tables: Vec<Table>,
    /// The instances that duties have in common, and how these stand under each duty.
    common: InCommon,
    marks: Vec<Marks>,
    /// The rows that were made over many cases, and of which, in the order of the duties.
    fast: Vec<Fast>,
    plan: Plan,
    /// Of each duty the cases in which the reference worked it out.
    apart: Vec<Vec<u32>>,
    blames: Blames<'b>,
    others: Others,
    /// Duties of the case at hand that are left to the reference.
    left: Vec<DutyId>,
    pending: Pending,
    sizes: Sizes,
    narrower: Narrower,
    state: Vec<State>,
    scratch: Scratch,
}

/// What was made of a duty over many cases.
pub(super) struct Fast {
    /// Its rows, by case.
    pub(super) table: Table,
    /// Of each case, by its place, whether that is all of it.
    pub(super) decided: Rc<[bool]>,
}

impl Fast {
    fn duty(&self) -> usize {
        self.table.duty.0 as usize
    }

    fn is_of(&self, place: usize) -> bool {
        self.decided.get(place).copied().unwrap_or(false)
    }
}

/// How far a duty has been worked out for the case at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Done,
    Left,
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
            common: InCommon::default(),
            marks: (0..duties).map(|_| Marks::default()).collect(),
            fast: Vec::new(),
            plan: Plan::one_by_one(bound),
            apart: (0..duties).map(|_| Vec::new()).collect(),
            blames: Blames::of(bound),
            others: Others((0..duties).map(|_| Vec::new()).collect()),
            left: Vec::new(),
            pending: Pending::default(),
            sizes: Sizes::of(bound),
            narrower: Narrower::default(),
            state: vec![State::New; duties],
            scratch: Scratch::of_chunk(),
        }
    }

    /// All cases, and everything found of them.
    fn all(mut self, model: &Checked, cases: Range<usize>) -> Piece {
        self.make_plan();
        let mut whole = Vec::new();
        for (place, case) in cases.clone().enumerate() {
            if place == SAMPLE {
                self.make_room(cases.len());
            }
            if self.bound.is_apart(case) {
                whole.extend(u32::try_from(case));
            }
            self.case(model, (place, case));
        }
        self.finished(cases, whole)
    }

    /// Makes room for the rows of so many cases, as many each as the first had.
    fn make_room(&mut self, cases: usize) {
        let share = (cases, SAMPLE);
        for table in &mut self.tables {
            table.make_room(more(table.len(), share));
        }
        for marks in &mut self.marks {
            marks.make_room(more(marks.len(), share));
        }
        self.common.make_room(share);
    }

    /// Works out the duties of common shapes, each over all cases that are ordinary.
    fn run_kernels(&mut self, shifts: &Shifts, cases: Range<usize>) {
        let bound = self.bound;
        let mut known: Vec<(Option<StatusAt>, Rc<Periods>)> = Vec::new();
        let mut base: Vec<(usize, Vec<u32>)> = Vec::new();
        for compiled in &bound.ir.duties {
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
                self.fast.push(Fast { table, decided: periods.decided() });
            }
        }
    }

    /// Decides which duties are worked out case by case, and lays out no more than those look
    /// at.
    fn make_plan(&mut self) {
        let fast: Vec<usize> = self.fast.iter().map(Fast::duty).collect();
        self.plan = Plan::of(self.bound, &fast);
        self.pending.all_duties(&self.plan);
        self.world.look_at(&self.bound.looked_at, self.sizes.deeming());
    }

    /// Leaves those that follow a duty to the reference with it.
    fn with_followers(&mut self, case: usize) {
        for (at, of) in self.plan.twins() {
            if !self.left.iter().any(|left| left.0 as usize == of) {
                continue;
            }
            self.left.push(DutyId(u32::try_from(at).unwrap_or(u32::MAX)));
            if let Some(apart) = self.apart.get_mut(at) {
                apart.extend(u32::try_from(case));
            }
        }
    }

    /// Has the reference work out what is left to it; `share` is what narrowing each row may
    /// cost once these are counted, where that is known.
    fn refer(
        &mut self,
        model: &Checked,
        case: usize,
        share: impl FnOnce(&mut Pending) -> Option<u32>,
    ) -> Option<u32> {
        self.with_followers(case);
        let Chunk { bound, tables, left, pending, blames, .. } = self;
        let mut found = None;
        let within = |rows, open| {
            pending.count(rows, open);
            found = share(pending);
            found
        };
        let of = |id: DutyId| left.contains(&id);
        let into = (&mut tables[..], &mut blames.blamed);
        reference::some(model, (bound.caseload, case), of, within, into);
        left.clear();
        found
    }

    fn case(&mut self, model: &Checked, (place, case): (usize, usize)) {
        if self.bound.is_apart(case) {
            reference::whole(
                model,
                self.bound.caseload,
                case,
                &mut self.tables,
                &mut self.blames.blamed,
            );
            for (at, _) in self.plan.twins() {
                if let Some(apart) = self.apart.get_mut(at) {
                    apart.extend(u32::try_from(case));
                }
            }
            return;
        }
        let fast = self.fast.iter().filter(|fast| fast.is_of(place)).count();
        if fast == self.plan.by_case {
            return;
        }
        self.world.load(case);
        self.left.clear();
        self.pending.clear();
        for (state, each) in self.state.iter_mut().zip(&self.plan.each) {
            *state = if each.is_some() { State::Done } else { State::New };
        }
        for one in self.fast.iter().filter(|one| one.is_of(place)) {
            if let Some(slot) = self.state.get_mut(one.duty()) {
                *slot = State::Done;
            }
        }
        for at in 0..self.plan.order.len() {
            if let Some(duty) = self.plan.order.get(at).copied() {
                self.duty(duty, case);
            }
        }
        self.groups(case);
        self.settle(model, (place, case));
    }

    /// Everything found, in the order of the duties.
    fn finished(mut self, cases: Range<usize>, whole: Vec<u32>) -> Piece {
        let mut entries = Vec::new();
        let as_of = crate::time::Day::from_number(self.bound.t);
        let each = std::mem::take(&mut self.plan.each);
        let mut fast = std::mem::take(&mut self.fast).into_iter().peekable();
        let tables = std::mem::take(&mut self.tables);
        let marks = std::mem::take(&mut self.marks);
        let mut places = vec![None; tables.len()];
        for (at, ((table, marks), each)) in tables.into_iter().zip(marks).zip(each).enumerate() {
            if let Some(of) = self.plan.twin_of(at)
                && let Some(of) = places.get(of).copied().flatten()
            {
                entries.extend(self.follower(at, (of, &entries), table).map(Entry::Twin));
                continue;
            }
            if let Some(fast) = fast.next_if(|fast| fast.duty() == at)
                && !fast.table.is_empty()
            {
                entries.push(Entry::Table(fast.table));
            }
            if let Some(Some(made)) = each {
                let because = self.blames.place(made.why);
                let mut one = Table::new(table.duty, as_of);
                one.push(made.flat(0, because));
                entries.push(Entry::Each(one));
            }
            if table.is_empty() && marks.len() == 0 {
                continue;
            }
            if let Some(slot) = places.get_mut(at) {
                *slot = Some(entries.len());
            }
            let days = self.bound.unseen.days.get(at).copied().flatten();
            entries.push(match days.filter(|_| marks.len() > 0) {
                Some(of) => Entry::Common(Common { of, marks, own: table }),
                None => Entry::Table(table),
            });
        }
        let (blamed, common) = (self.blames.blamed.all, self.common.all);
        Piece { cases, entries, whole, blamed, common }
    }

    /// A duty that follows another, whose rows stand at a place among the entries.
    fn follower(
        &self,
        at: usize,
        (of, entries): (usize, &[Entry]),
        own: Table,
    ) -> Option<Follower> {
        let entry = entries.get(of)?;
        let apart = self.apart.get(at).cloned().unwrap_or_default();
        let in_case = |case: &u32| entry.rows_of(*case, &self.common.all);
        let differ = apart.iter().map(in_case).sum::<usize>();
        let rows = entry.len() - differ + own.len();
        let called = self.bound.twins.get(at)?.as_ref()?.called.clone();
        Some(Follower { of, called, apart, own, rows })
    }

    /// Works out a duty, after those it hangs on.
    fn duty(&mut self, at: usize, case: usize) -> State {
        let known = self.state.get(at).copied().unwrap_or(State::Left);
        if known != State::New {
            return known;
        }
        if let Some(of) = self.plan.twin_of(at) {
            return self.follow(at, of, case);
        }
        let bound = self.bound;
        let id = DutyId(u32::try_from(at).unwrap_or(u32::MAX));
        let state = match bound.ir.duties.get(at) {
            None | Some(Compiled::Nothing) => State::Done,
            Some(Compiled::Fallback(left)) => match &left.sleeps {
                Some(sleep) if sleeps(&self.world, sleep) => {
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

    /// A duty that follows another: what became of that became of it.
    fn follow(&mut self, at: usize, of: usize, case: usize) -> State {
        let state = self.duty(of, case);
        let outcomes = self.others.0.get_mut(of).map(std::mem::take).unwrap_or_default();
        if let Some(own) = self.others.0.get_mut(at) {
            own.clone_from(&outcomes);
        }
        if let Some(others) = self.others.0.get_mut(of) {
            *others = outcomes;
        }
        if let Some(slot) = self.state.get_mut(at) {
            *slot = state;
        }
        state
    }

    fn asleep(&mut self, id: DutyId, sleep: &Sleep, case: usize) {
        self.scratch.made.clear();
        if let Some(others) = self.others.0.get_mut(id.0 as usize) {
            others.clear();
        }
        if let Some(silent) = sleep.silent.and_then(|kind| silent(&self.world, kind)) {
            self.scratch.made.push(silent);
        }
        if let Some(during) = sleep.through {
            let holds = on(&self.world, during, self.world.t);
            let of = self.bound.status_of(during).filter(|_| !holds.is_known());
            self.scratch.made.extend(of.map(|of| Made::not_recorded(of.concept, holds.why)));
        }
        if !self.scratch.made.is_empty() {
            self.put(id, case);
        }
    }

    fn compiled(&mut self, duty: &Duty, at: usize, case: usize) -> State {
        match first(&self.world, duty, at) {
            First::Left => return State::Left,
            First::Row(row) => {
                self.scratch.made.clear();
                self.scratch.made.extend(row);
                self.keep_outcomes(at);
                self.put(duty.id, case);
                return State::Done;
            }
            First::Open => {}
        }
        let bound = self.bound;
        // In order, what it hangs on is done unless it has been
        // left; whatever is left, or follows what is, stands among these.
        if !self.left.is_empty() {
            for other in bound.needs.get(at).map_or(&[][..], |needs| &needs.duties) {
                if self.duty(other.0 as usize, case) == State::Left {
                    return State::Left;
                }
            }
        }
        if work_out(&self.world, duty, (&self.others, None), &mut self.scratch) {
            return State::Left;
        }
        self.keep_outcomes(at);
        self.keep(at, case)
    }

    /// Works out the duties that are worked out in groups: as far as that goes from what all of
    /// a group have in common.
    fn groups(&mut self, case: usize) {
        let bound = self.bound;
        // What is left, or follows what is, is sorted out duty by duty.
        let is_plain = self.left.is_empty();
        for group in &bound.unseen.groups {
            let mut known = None;
            for member in &group.members {
                let (duty, at) = (member.duty, member.duty.id.0 as usize);
                if self.state.get(at) != Some(&State::New) || !self.plan.is_in_group(at) {
                    continue;
                }
                let Chunk { world, others, scratch, .. } = self;
                let is_known = *known
                    .get_or_insert_with(|| is_plain && alike::find(world, group, others, scratch));
                let is_open = || !member.is_risky || matches!(first(world, duty, at), First::Open);
                let sort =
                    if is_known && is_open() { scratch.alike.sort(member) } else { Sort::Nothing };
                let state = match sort {
                    Sort::Nothing => {
                        self.duty(at, case);
                        continue;
                    }
                    Sort::Ways => {
                        scratch.alike.rows(world.t, member, &mut scratch.made);
                        self.keep(at, case)
                    }
                    Sort::Plain => {
                        let Chunk { common, marks, blames, pending, .. } = self;
                        if let Some(marks) = marks.get_mut(at) {
                            let into = (common, marks, blames);
                            let counts = self.scratch.alike.mark(into, case, (group, member));
                            pending.count_of(at, counts);
                        }
                        State::Done
                    }
                };
                if let Some(slot) = self.state.get_mut(at) {
                    *slot = state;
                }
            }
        }
    }

    /// Keeps the rows made for their duty: until all are counted, where ways are to be tried.
    fn keep(&mut self, at: usize, case: usize) -> State {
        if self.scratch.made.iter().any(Made::has_ways) {
            self.pending.put(at, &mut self.scratch.made);
        } else {
            self.put(DutyId(u32::try_from(at).unwrap_or(u32::MAX)), case);
        }
        State::Done
    }

    /// Keeps what became of a duty for those that hang on it.
    fn keep_outcomes(&mut self, at: usize) {
        let needed = self.bound.needs.get(at).is_some_and(|needs| needs.is_needed);
        if let Some(others) = self.others.0.get_mut(at).filter(|_| needed) {
            others.clear();
            others.extend(self.scratch.made.iter().map(Made::outcome));
        }
    }

    /// Settles the rows of which every way they can be is tried, as far as the share of each
    /// goes, and has the reference work out what is left to it.
    fn settle(&mut self, model: &Checked, (place, case): (usize, usize)) {
        if self.pending.is_empty() && self.left.is_empty() {
            return;
        }
        let number = u32::try_from(case).unwrap_or(u32::MAX);
        for fast in self.fast.iter().filter(|fast| fast.is_of(place)) {
            self.pending.count(fast.table.rows_of(number), 0);
        }
        let events = self.sizes.events(&self.world);
        let share = match events {
            // All rows are counted before any is narrowed.
            Some(events) if !self.left.is_empty() => {
                self.refer(model, case, |counted| Some(counted.share(events)))
            }
            Some(events) => Some(self.pending.share(events)),
            None => None,
        };
        self.narrower.clear();
        while let Some((at, mut rows)) = self.pending.take() {
            let id = DutyId(u32::try_from(at).unwrap_or(u32::MAX));
            sort(&mut rows);
            let narrowed = share.is_some_and(|share| self.narrow(at, &mut rows, share));
            if narrowed {
                self.scratch.made = rows;
                self.push(id, case);
            } else {
                self.left.push(id);
                if let Some(slot) = self.state.get_mut(at) {
                    *slot = State::Left;
                }
            }
        }
        if !self.left.is_empty() {
            self.refer(model, case, |_| share);
        }
    }

    /// Narrows the rows of a duty, each for so much at most; whether that could be done.
    fn narrow(&mut self, at: usize, rows: &mut Vec<Made>, share: u32) -> bool {
        if share <= TOO_LITTLE {
            rows.iter_mut().for_each(Made::mark_imprecise);
            return true;
        }
        let narrowed = self.narrower.narrow(&mut self.world, at, rows, share);
        self.world.assume(&Choices::new());
        narrowed.is_ok()
    }

    /// Puts the rows made into the table of their duty.
    fn put(&mut self, id: DutyId, case: usize) {
        self.pending.count_rows(id.0 as usize, &self.scratch.made);
        sort(&mut self.scratch.made);
        self.push(id, case);
    }

    /// The same with rows that are in order, and counted.
    fn push(&mut self, id: DutyId, case: usize) {
        let Some(table) = self.tables.get_mut(id.0 as usize) else { return };
        for made in &self.scratch.made {
            table.push(made.flat(case, self.blames.place(made.why)));
        }
    }
}

/// The first number of an occurrence of each case in a column.
pub(super) fn first_numbers(bound: &Bound<'_>, column: usize, cases: Range<usize>) -> Vec<u32> {
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
