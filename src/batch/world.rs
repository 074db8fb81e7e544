//! One case at a time, laid out for evaluation out of the columns.
//!
//! In: a case of a caseload bound to a pack. Out: what happened of each kind, in order, and
//! on which days each status held. Its memory is used again for the next case. Never here:
//! duties.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use super::birthdays::Birthdays;
use super::blank::{self, Blanks};
use super::bound::{Bound, Hanging, Known};
use super::course::Found;
pub(super) use super::event::Ev;
use super::event::{dedup, first_of_each};
use super::judging;
use super::range::{ALWAYS, Is, NEVER, Rng, Truth, When, Why};
use super::seat::Seat;
use super::span::Span;
use super::statuses::{OfStatus, Stretch};
use super::ways::{Choice, Choices, Open};
use crate::caseload::NO_DAY;
use crate::facts::Value;
use crate::ir::{KindAt, MadeOf, StatusAt, Test, Uses};
use crate::names::ConceptId;

/// With so much left of what was taken to be so, a case is laid out from the beginning.
const MUCH: usize = 1 << 14;

/// So many layouts of a case are kept: every row that can be one way or another tries much the
/// same.
const LAYOUTS: usize = 128;

/// No occurrence.
pub(super) const NOBODY: u32 = u32::MAX;

/// The occurrences of a kind in one case.
#[derive(Debug, Clone, Default)]
struct Run {
    /// Those that count, in the arena.
    happened: Range<usize>,
    /// With those that are one with another of the same day.
    raw: Range<usize>,
    /// There is one, be it after `t`.
    any: bool,
    /// There is one that does not count: after `t`, or one with another of its day.
    hidden: bool,
    /// The case is none of the form's as far as this kind goes.
    bad: bool,
    /// Of one of those that count it is not known if it is of this kind.
    unsure: bool,
}

/// How a case is laid out where something is taken to be so: of everything that is laid out,
/// in its order.
struct Layout {
    choices: Choices,
    edition: u64,
    runs: Vec<Run>,
    statuses: Vec<OfStatus>,
}

/// A case as of the end of the day.
pub(super) struct World<'b> {
    pub(super) bound: &'b Bound<'b>,
    pub(super) t: i32,
    pub(super) case: usize,
    /// Another number for each layout.
    pub(super) edition: u64,
    /// The last of these numbers.
    editions: u64,
    /// [`NO_DAY`] where it is not known.
    pub(super) born: i32,
    /// [`ALWAYS`] where none is missing.
    pub(super) history: i32,
    /// Birthdays of 29 February fall on 28 February.
    pub(super) leap_early: Cell<bool>,
    birthdays: Birthdays,
    /// The first number of an occurrence of each column.
    base: Vec<u32>,
    arena: Vec<Ev>,
    runs: Vec<Run>,
    /// The kinds and statuses that are laid out: of all others no case has any, or nothing
    /// looks at them.
    laid_out: Hanging,
    pub(super) stretches: Vec<Stretch>,
    pub(super) steps: Vec<(i32, Truth)>,
    pub(super) statuses: Vec<OfStatus>,
    pub(super) blanks: Blanks<'b>,
    whole: Span,
    /// How the tests of duties with `while` came out, by their numbers.
    pub(super) courses: RefCell<Vec<Rc<Found>>>,
    /// What turned out to be able to be one way or another.
    open: RefCell<Vec<Open>>,
    /// What is taken to be so.
    assumed: Choices,
    /// How the case was laid out before where one thing or another was taken to be so.
    layouts: Vec<Layout>,
}

impl<'b> World<'b> {
    pub(super) fn new(bound: &'b Bound<'b>) -> World<'b> {
        World {
            bound,
            t: bound.t,
            case: 0,
            edition: 0,
            editions: 0,
            born: NO_DAY,
            history: ALWAYS,
            leap_early: Cell::new(bound.model.settings.leap_birthdays_on_28_february),
            birthdays: Birthdays::default(),
            base: Vec::new(),
            arena: Vec::new(),
            runs: vec![Run::default(); bound.kinds.len()],
            laid_out: (
                places(bound.kinds.iter().map(|of| of.differs)),
                places(bound.statuses.iter().map(|of| of.differs)),
            ),
            stretches: Vec::new(),
            steps: Vec::new(),
            statuses: vec![OfStatus::none(); bound.statuses.len()],
            blanks: Blanks::of(bound),
            whole: Span::whole(),
            courses: RefCell::default(),
            open: RefCell::default(),
            assumed: Choices::new(),
            layouts: Vec::new(),
        }
    }

    /// Lays out no more of cases than what is looked at.
    pub(super) fn look_at(&mut self, uses: &Uses, more: &[KindAt]) {
        let more = Uses { kinds: more.to_vec(), ..Uses::default() };
        let more = self.bound.with_all_below(more);
        let kind = |at: &usize| {
            let mut all = uses.kinds.iter().chain(&more.kinds);
            all.any(|kind| kind.0 as usize == *at)
        };
        let status = |at: &usize| {
            let mut all = uses.statuses.iter().chain(&more.statuses);
            all.any(|status| status.0 as usize == *at)
        };
        self.laid_out.0.retain(kind);
        self.laid_out.1.retain(status);
    }

    /// Takes up another case.
    pub(super) fn load(&mut self, case: usize) {
        self.case = case;
        self.open.get_mut().clear();
        self.assumed.clear();
        self.lay_out();
    }

    /// Takes these to be so, and nothing else that is not known.
    pub(super) fn assume(&mut self, choices: &Choices) {
        if self.assumed == *choices {
            return;
        }
        let mut hanging = Hanging::default();
        let other = |one: &&Choice| !(self.assumed.contains(one) && choices.contains(one));
        for one in self.assumed.iter().chain(choices).filter(other) {
            let Some((kinds, statuses)) = self.bound.hangs_on(one) else { continue };
            hanging.0.extend(kinds.iter().filter(|at| self.laid_out.0.contains(at)));
            hanging.1.extend(statuses.iter().filter(|at| self.laid_out.1.contains(at)));
        }
        let is_same = hanging.0.is_empty() && hanging.1.is_empty();
        if !is_same && self.layouts.is_empty() {
            self.keep_layout();
        }
        self.assumed.clone_from(choices);
        if is_same || self.lay_out_as_before() {
            return;
        }
        if self.arena.len() + self.stretches.len() + self.steps.len() > MUCH {
            self.lay_out();
            return;
        }
        for all in [&mut hanging.0, &mut hanging.1] {
            all.sort_unstable();
            all.dedup();
        }
        self.lay_out_these(&hanging);
        self.keep_layout();
    }

    /// Keeps how the case is laid out now.
    fn keep_layout(&mut self) {
        if self.layouts.len() == LAYOUTS {
            return;
        }
        let (kinds, statuses) = &self.laid_out;
        let runs = kinds.iter().filter_map(|at| self.runs.get(*at).cloned());
        let held = statuses.iter().filter_map(|at| self.statuses.get(*at).cloned());
        let (runs, statuses) = (runs.collect(), held.collect());
        let (choices, edition) = (self.assumed.clone(), self.edition);
        self.layouts.push(Layout { choices, edition, runs, statuses });
    }

    /// Lays the case out as it was where the same was taken to be so; whether it was.
    fn lay_out_as_before(&mut self) -> bool {
        let known = self.layouts.iter().find(|known| known.choices == self.assumed);
        let Some(known) = known else { return false };
        let (kinds, statuses) = &self.laid_out;
        for (at, run) in kinds.iter().zip(&known.runs) {
            if let Some(slot) = self.runs.get_mut(*at) {
                slot.clone_from(run);
            }
        }
        for (at, held) in statuses.iter().zip(&known.statuses) {
            if let Some(slot) = self.statuses.get_mut(*at) {
                slot.clone_from(held);
            }
        }
        self.edition = known.edition;
        self.leap_early.set(self.bound.model.settings.leap_birthdays_on_28_february);
        true
    }

    /// Whether what happened, or which statuses held, hangs on any of these.
    pub(super) fn is_deep(&self, choices: &Choices) -> bool {
        choices.iter().any(|one| match one {
            Choice::Value(..) => {
                let all = self.bound.hangs_on(one);
                all.is_none_or(|(kinds, statuses)| !(kinds.is_empty() && statuses.is_empty()))
            }
            Choice::Began(..) => true,
        })
    }

    /// What a fact of an occurrence is taken to be.
    pub(super) fn assumed(&self, fact: ConceptId, occ: u32) -> Option<&'b Value> {
        if self.assumed.is_empty() {
            return None;
        }
        let of = |one: &Choice| match one {
            Choice::Value(at, of, value) if *at as usize == fact.index() && *of == occ => {
                Some(*value)
            }
            Choice::Value(..) | Choice::Began(..) => None,
        };
        let value = self.assumed.iter().find_map(of)?;
        self.bound.facts.get(&fact)?.values.get(value)
    }

    /// The number, from 1, of something that can be one way or another.
    pub(super) fn number_of(&self, open: Open) -> usize {
        let mut all = self.open.borrow_mut();
        let known = all.iter().rposition(|one| *one == open);
        1 + known.unwrap_or_else(|| {
            all.push(open);
            all.len() - 1
        })
    }

    /// What has a number.
    pub(super) fn open_of(&self, number: usize) -> Option<Open> {
        self.open.borrow().get(number.checked_sub(1)?).copied()
    }

    fn lay_out(&mut self) {
        let (caseload, case) = (self.bound.caseload, self.case);
        self.layouts.clear();
        self.born = caseload.born().get(case).copied().unwrap_or(NO_DAY);
        // No day comes before all days: the two are the same number.
        self.history = caseload.history_from().get(case).copied().unwrap_or(NO_DAY);
        self.arena.clear();
        self.stretches.clear();
        self.steps.clear();
        self.base.clear();
        let mut next = 0_u32;
        for column in caseload.events() {
            self.base.push(next);
            next += u32::try_from(column.run(case).len()).unwrap_or(0);
        }
        let laid_out = std::mem::take(&mut self.laid_out);
        self.lay_out_these(&laid_out);
        self.laid_out = laid_out;
    }

    /// Lays out some kinds and statuses anew: what hangs on none of them stays.
    fn lay_out_these(&mut self, laid_out: &Hanging) {
        self.leap_early.set(self.bound.model.settings.leap_birthdays_on_28_february);
        self.editions += 1;
        self.edition = self.editions;
        for at in laid_out.0.iter().copied() {
            let run = self.run(at);
            if let Some(slot) = self.runs.get_mut(at) {
                *slot = run;
            }
        }
        for at in laid_out.1.iter().copied() {
            let learnt = blank::learn(self, at);
            if let Some(slot) = self.statuses.get_mut(at) {
                *slot = learnt;
            }
        }
    }

    /// Lays out the occurrences of a kind.
    fn run(&mut self, at: usize) -> Run {
        let bound = self.bound;
        let (Some(of), Some(kind)) = (bound.kinds.get(at), bound.ir.kinds.get(at)) else {
            return Run::default();
        };
        if !of.is_there {
            return self.empty(&kind.made_of);
        }
        let start = self.arena.len();
        let mut run = Run::default();
        if let Some((place, column)) = of.column {
            let base = self.base.get(place).copied().unwrap_or(0);
            let days = column.of(self.case);
            run.any = !days.is_empty();
            let so_far = (base..).zip(days).take_while(|(_, day)| **day <= self.t);
            self.arena.extend(so_far.map(|(id, day)| Ev::new(*day, id)));
            run.hidden = days.len() > self.arena.len() - start;
        }
        self.take_in(&kind.made_of, &mut run);
        if !matches!(kind.made_of, MadeOf::Itself | MadeOf::Deemed(_)) {
            let own = self.arena.get_mut(start..).unwrap_or_default();
            let kept = if run.unsure { first_of_each(own) } else { dedup(own) };
            self.arena.truncate(start + kept);
        }
        let end = self.arena.len();
        run.raw = start..end;
        run.happened = start..end;
        if kind.one_a_day && self.has_same_days(start..end) {
            self.join_same_days(&mut run);
        }
        run
    }

    /// The run of a kind that no case has.
    fn empty(&self, made_of: &MadeOf) -> Run {
        let after: &[KindAt] = match made_of {
            MadeOf::Deemed(after) => after,
            MadeOf::Itself | MadeOf::AnyOf(_) | MadeOf::Those(..) => &[],
        };
        Run { bad: after.iter().any(|kind| !self.happened(*kind).is_empty()), ..Run::default() }
    }

    fn take_in(&mut self, made_of: &MadeOf, run: &mut Run) {
        match made_of {
            MadeOf::Itself => {}
            MadeOf::Deemed(after) => {
                run.bad |= after.iter().any(|kind| !self.happened(*kind).is_empty());
            }
            MadeOf::AnyOf(parts) => {
                for part in parts {
                    let Some(of) = self.runs.get(part.0 as usize).cloned() else { continue };
                    run.any |= of.any;
                    run.hidden |= of.hidden;
                    run.unsure |= of.unsure;
                    // What is one with another of its part counts in none.
                    self.arena.extend_from_within(of.happened);
                }
            }
            MadeOf::Those(of, that) => {
                let Some(of) = self.runs.get(of.0 as usize).cloned() else { return };
                for at in of.happened {
                    let Some(mut ev) = self.arena.get(at).copied() else { continue };
                    let one = self.is_one(ev, that);
                    match one.is {
                        Is::False => continue,
                        Is::True => {}
                        Is::Unknown => {
                            ev.open = ev.open.and(one.why);
                            // Where there is more than one thing to blame, the reference
                            // names now all of it, now the first.
                            run.bad |= ev.open.is_several();
                        }
                    }
                    self.arena.push(ev);
                    run.any = true;
                    run.unsure |= !ev.is_sure();
                }
                // Whether what does not count is one is not asked here.
                run.bad |= of.hidden;
            }
        }
    }

    fn is_one(&self, ev: Ev, that: &Test) -> Truth {
        let seat = Seat::of_occurrence(&self.whole, ev);
        judging::holds(self, &judging::Reading::up_to(&seat, self.t), that, self.t)
    }

    fn has_same_days(&self, run: Range<usize>) -> bool {
        let days = self.arena.get(run).unwrap_or_default();
        days.iter().zip(days.iter().skip(1)).any(|(a, b)| a.day == b.day && b.is_sure())
    }

    /// Only the first of each day counts.
    fn join_same_days(&mut self, run: &mut Run) {
        let start = self.arena.len();
        let mut last = NEVER;
        for at in run.raw.clone() {
            let Some(ev) = self.arena.get(at).copied() else { continue };
            if ev.day != last || !ev.is_sure() {
                self.arena.push(ev);
            }
            if ev.is_sure() {
                last = ev.day;
            }
        }
        run.happened = start..self.arena.len();
        run.hidden = true;
    }

    /// Those of a kind that have happened by `t`, in order.
    pub(super) fn happened(&self, kind: KindAt) -> &[Ev] {
        let run = self.runs.get(kind.0 as usize);
        run.and_then(|run| self.arena.get(run.happened.clone())).unwrap_or_default()
    }

    /// With those that are one with another of their day.
    pub(super) fn raw(&self, kind: KindAt) -> &[Ev] {
        let run = self.runs.get(kind.0 as usize);
        run.and_then(|run| self.arena.get(run.raw.clone())).unwrap_or_default()
    }

    /// Whether nothing of a kind has happened.
    pub(super) fn is_empty(&self, at: usize) -> bool {
        self.runs.get(at).is_none_or(|run| run.raw.is_empty() && run.happened.is_empty())
    }

    /// Whether nothing is taken to be so beyond what is recorded.
    pub(super) fn is_as_recorded(&self) -> bool {
        self.assumed.is_empty()
    }

    /// Whether there is any of a kind, be it after `t`.
    pub(super) fn has_any(&self, kind: KindAt) -> bool {
        self.runs.get(kind.0 as usize).is_some_and(|run| run.any)
    }

    /// Whether the case is none of the form's as far as a kind goes.
    pub(super) fn is_bad(&self, kind: KindAt) -> bool {
        self.runs.get(kind.0 as usize).is_some_and(|run| run.bad)
    }

    /// Whether of something that happened it is not known if it is of a kind.
    pub(super) fn is_unsure(&self, kind: KindAt) -> bool {
        self.runs.get(kind.0 as usize).is_some_and(|run| run.unsure)
    }

    /// An occurrence as one of a kind; on no day where it is one with another.
    pub(super) fn as_one(&self, id: u32, kind: KindAt) -> Option<Ev> {
        let of = |all: &[Ev]| all.iter().find(|ev| ev.id == id).copied();
        let joined = || of(self.raw(kind)).map(|ev| Ev { day: NEVER, ..ev });
        of(self.happened(kind)).or_else(joined)
    }

    /// The column of an occurrence, and its entry there.
    pub(super) fn entry(&self, id: u32) -> Option<(usize, usize)> {
        let column = self.base.partition_point(|base| *base <= id).checked_sub(1)?;
        // Of columns that have nothing here only the last can begin at the number.
        let nth = (id - self.base.get(column)?) as usize;
        let run = self.bound.caseload.events().get(column)?.run(self.case);
        Some((column, run.start + nth))
    }

    /// The first day, from `from` on, on which one of a kind could have happened without
    /// being recorded by `t`.
    pub(super) fn unrecorded(&self, kind: KindAt, from: i32) -> Option<(i32, Why)> {
        let of = self.bound.kind_of(kind)?;
        self.missing(of.known, of.concept.index(), from)
    }

    pub(super) fn missing(&self, known: Known, concept: usize, from: i32) -> Option<(i32, Why)> {
        let concept = u32::try_from(concept).unwrap_or(0);
        if known.when_known {
            return (from <= self.t).then_some((from, Why::unrecorded(concept)));
        }
        let since = known.since.max(self.history);
        if from < since && from <= self.t {
            return Some((from, Why::history(since)));
        }
        if known.until >= self.t {
            return None;
        }
        let first = from.max(known.until.saturating_add(1));
        (first <= self.t).then_some((first, Why::not_entered(concept)))
    }

    /// The stretches of a status, first to last.
    pub(super) fn stretches_of(&self, status: StatusAt) -> &[Stretch] {
        let of = self.statuses.get(status.0 as usize);
        of.and_then(|of| self.stretches.get(of.stretches.clone())).unwrap_or_default()
    }

    /// Of a defined status: the days from which each answer holds.
    pub(super) fn steps_of(&self, status: StatusAt) -> Option<&[(i32, Truth)]> {
        self.steps.get(self.statuses.get(status.0 as usize)?.steps.clone()?)
    }

    /// What is to blame where the stretches of a status could lie otherwise.
    pub(super) fn vague_status(&self, status: StatusAt) -> Why {
        self.statuses.get(status.0 as usize).map_or(Why::NONE, |of| of.vague)
    }

    /// Whether on every day it is known if a defined status held.
    pub(super) fn is_sure(&self, status: StatusAt) -> bool {
        self.steps_of(status).is_none_or(|steps| steps.iter().all(|(_, so)| so.is_known()))
    }

    /// The days on one of which the period of a column began that did so before the records
    /// of the case.
    pub(super) fn began(&self, column: usize) -> Rng {
        let of = |one: &Choice| match one {
            Choice::Began(at, lo, hi) if *at as usize == column => Some(Rng { lo: *lo, hi: *hi }),
            Choice::Began(..) | Choice::Value(..) => None,
        };
        self.assumed.iter().find_map(of).unwrap_or_else(|| self.before_records())
    }

    /// The same, with what is to blame.
    pub(super) fn began_on(&self, column: usize, status: ConceptId) -> When {
        let Rng { lo, hi } = self.began(column);
        let why = Why::status(u32::try_from(status.index()).unwrap_or(0));
        let open = Open::From(u32::try_from(column).unwrap_or(u32::MAX));
        When { lo, hi, why: why.open(self.number_of(open)) }.tidy()
    }

    /// A status as what is to blame.
    pub(super) fn blame(&self, status: StatusAt) -> Why {
        let Some(of) = self.bound.status_of(status) else { return Why::NONE };
        let why = Why::status(u32::try_from(of.concept.index()).unwrap_or(0));
        let Some((place, column)) = of.column.filter(|_| self.history != ALWAYS) else {
            return why;
        };
        let from = column.from().get(column.run(self.case)).unwrap_or_default();
        if !from.contains(&NO_DAY) || self.began(place).is_exact() {
            return why;
        }
        self.began_on(place, of.concept).why
    }

    /// The days on one of which a period began that did so before the records of the case.
    pub(super) fn before_records(&self) -> Rng {
        let born = if self.born == NO_DAY { crate::time::Day::MIN.number() } else { self.born };
        let lo = if born <= self.history { born } else { crate::time::Day::MIN.number() };
        Rng { lo, hi: self.history }
    }

    /// The day of the first thing recorded; `t` where nothing is.
    pub(super) fn first_fact(&self) -> When {
        let caseload = self.bound.caseload;
        let mut first = When::only(self.t);
        let events = caseload.events().iter();
        if let Some(day) = events.filter_map(|column| column.of(self.case).first()).min() {
            first = first.min(When::only(*day));
        }
        for (place, column) in caseload.periods().iter().enumerate() {
            let run = column.run(self.case);
            for from in column.from().get(run).unwrap_or_default() {
                first = first.min(match *from {
                    NO_DAY => self.began_on(place, column.status),
                    from => When::only(from),
                });
            }
        }
        first
    }

    /// The n-th birthday; the birth for 0.
    pub(super) fn birthday(&self, n: u32) -> When {
        if self.born == NO_DAY {
            return When { lo: ALWAYS, hi: NEVER, why: Why::birth() };
        }
        When::only(self.birthdays.on(self.born, n, self.leap_early.get()))
    }
}

/// The places of what is so.
fn places(all: impl Iterator<Item = bool>) -> Vec<usize> {
    all.enumerate().filter_map(|(at, so)| so.then_some(at)).collect()
}
