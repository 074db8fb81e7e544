//! A case as it looks at the end of one day, laid out for evaluation.
//!
//! In: a case, its model and the day. Out: what had happened by then, kind by
//! kind in order, what was planned, which statuses held, and where silence does
//! not mean that nothing happened. Never here: duties.

use std::cell::Cell;

use smallvec::SmallVec;

use super::Blame;
use super::becoming::Outcomes;
use super::counted::counted;
use super::range::{NEVER, Rng, Truth, When, Why};
use super::statuses::Statuses;
use super::uses::{Used, adjourned_beyond};
use super::{deem, kinds};
use crate::facts::{Case, DateFact, Occurrence, OccurrenceId, PeriodEnd, Value};
use crate::model::{Model, Step};
use crate::names::ConceptId;
use crate::time::Day;

/// One occurrence, its dates as ranges.
#[derive(Debug, Clone)]
pub(super) struct Ev {
    pub(super) id: OccurrenceId,
    pub(super) kind: ConceptId,
    pub(super) seq: i32,
    pub(super) planned: Option<Rng>,
    pub(super) started: Option<Rng>,
    pub(super) completed: Option<Rng>,
    pub(super) adjourned: Option<Rng>,
    pub(super) moved: Option<Rng>,
    /// The days on which it was adjourned again.
    pub(super) adjourned_again: SmallVec<[Rng; 1]>,
    /// Its adjournments go beyond what a power allows.
    pub(super) beyond: Truth,
    pub(super) cancelled: Option<Rng>,
    /// The day until which it puts a deadline off.
    pub(super) until: Option<Rng>,
    pub(super) recorded_on: Option<i32>,
    pub(super) done_for: Option<OccurrenceId>,
    pub(super) by: Option<ConceptId>,
    /// It is said by whom, and the pack knows nobody of that name.
    pub(super) by_other: bool,
    /// Started and completed were given as one date.
    pub(super) one_date: bool,
    /// The day it counts on, as known by `t`: [`NEVER`] where it had not happened.
    pub(super) counted: Rng,
    /// The day it was completed, likewise.
    pub(super) done: Rng,
    /// The latest day it counts on, if it is such a thing at all.
    pub(super) at_latest: i32,
    /// What else is to blame: it may be no such thing, or not be at all.
    pub(super) also: Why,
    /// The deeming rule by which it counts as having happened.
    pub(super) deemed: Option<usize>,
    /// It stands for what it is, not for what it counts as too.
    pub(super) as_itself: bool,
    /// The papers it was done with.
    pub(super) papers: SmallVec<[ConceptId; 2]>,
}

impl Ev {
    /// What is to blame where its days are not known.
    pub(super) fn why(&self) -> Why {
        if self.also.is_empty() { vec![Blame::DateOf(self.id)] } else { self.also.clone() }
    }

    /// The first of them.
    pub(super) fn blame(&self) -> Blame {
        self.also.first().cloned().unwrap_or(Blame::DateOf(self.id))
    }

    /// The day it counts on.
    pub(super) fn when(&self) -> When {
        let why = if self.counted.is_exact() { Why::new() } else { self.why() };
        When { lo: self.counted.lo, hi: self.counted.hi, why }
    }
}

/// The id of what is deemed to have happened begins here: it hangs on the rule and
/// on its trigger alone, not on what else the case records.
pub(super) const DEEMED: u32 = 1 << 31;

/// A date that is not exact, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Var {
    Started(u32),
    Planned(u32),
    Completed(u32),
    Adjourned(u32),
    /// Of an occurrence: the day its plan was moved.
    Moved(u32),
    Cancelled(u32),
    From(u32),
    Until(u32),
    Born,
}

/// A period as it was recorded.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawPeriod {
    pub(super) status: ConceptId,
    pub(super) from: Rng,
    pub(super) until: Rng,
}

/// The case as of the end of day `t`.
#[derive(Debug, Clone)]
pub(super) struct World<'a> {
    pub(super) model: &'a Model,
    pub(super) case: &'a Case,
    pub(super) t: i32,
    /// By [`OccurrenceId`].
    pub(super) evs: Vec<Ev>,
    pub(super) raw_periods: SmallVec<[RawPeriod; 4]>,
    /// `None` where nothing is known of it.
    pub(super) born: Option<Rng>,
    /// Values assumed for facts that are not known.
    pub(super) assumed: SmallVec<[(ConceptId, Option<OccurrenceId>, Value); 1]>,
    /// Occurrences by kind, then by (day, seq, id).
    order: Vec<u32>,
    pub(super) statuses: Statuses,
    /// What became of the duties that others hang on, once it is known.
    /// The uses of powers, once they were asked for.
    pub(super) used: Used,
    pub(super) outcomes: Outcomes,
    /// Born on 29 February: the birthday of a common year falls on 28 February. The
    /// pack of the duty at hand says so.
    pub(super) leap: Cell<bool>,
}

impl<'a> World<'a> {
    pub(super) fn new(model: &'a Model, case: &'a Case, as_of: Day) -> World<'a> {
        let t = as_of.number();
        let floor = floor(case, t);
        let past = |fact: DateFact| known(fact, floor, t);
        let evs = case.events.iter().map(|occurrence| event(occurrence, floor, t)).collect();
        let raw_periods = case
            .periods
            .iter()
            .map(|period| {
                let from = past(period.from);
                let until = match period.until {
                    // It did not end before it began.
                    PeriodEnd::On(fact) => known(fact, floor.max(from.lo.min(t)), t),
                    PeriodEnd::Ongoing => Rng::NEVER,
                };
                RawPeriod { status: period.status, from, until }
            })
            .collect();
        let born =
            case.born.and_then(DateFact::bounds).map(|(a, b)| Rng::new(a.number(), b.number()));
        let assumed = SmallVec::new();
        let mut world = World {
            model,
            case,
            t,
            evs,
            raw_periods,
            born,
            assumed,
            order: Vec::new(),
            statuses: Statuses::of(&model.derived),
            outcomes: Outcomes::default(),
            used: Used::default(),
            leap: Cell::new(model.settings.leap_birthdays_on_28_february),
        };
        world.settle();
        world
    }

    /// The same with one date narrowed.
    pub(super) fn with(&self, var: Var, to: Rng) -> World<'a> {
        let mut world = self.unsettled();
        match var {
            Var::Started(ix) => world.change(ix, |ev| {
                ev.started = Some(to);
                if ev.one_date {
                    ev.completed = Some(to);
                }
            }),
            Var::Planned(ix) => world.change(ix, |ev| ev.planned = Some(to)),
            Var::Completed(ix) => world.change(ix, |ev| ev.completed = Some(to)),
            Var::Adjourned(ix) => world.change(ix, |ev| ev.adjourned = Some(to)),
            Var::Moved(ix) => world.change(ix, |ev| ev.moved = Some(to)),
            Var::Cancelled(ix) => world.change(ix, |ev| ev.cancelled = Some(to)),
            Var::From(ix) => {
                if let Some(period) = world.raw_periods.get_mut(ix as usize) {
                    period.from = to;
                }
            }
            Var::Until(ix) => {
                if let Some(period) = world.raw_periods.get_mut(ix as usize) {
                    period.until = to;
                }
            }
            Var::Born => world.born = Some(to),
        }
        world.settle();
        world
    }

    /// The same with a fact assumed to have a value.
    pub(super) fn assuming(
        &self,
        fact: ConceptId,
        of: Option<OccurrenceId>,
        value: Value,
    ) -> World<'a> {
        let mut world = self.unsettled();
        world.assumed.push((fact, of, value));
        world.settle();
        world
    }

    /// The same before anything was worked out.
    fn unsettled(&self) -> World<'a> {
        World {
            model: self.model,
            case: self.case,
            t: self.t,
            evs: self.recorded().to_vec(),
            raw_periods: self.raw_periods.clone(),
            born: self.born,
            assumed: self.assumed.clone(),
            order: Vec::new(),
            statuses: self.statuses.unasked(),
            outcomes: Outcomes::default(),
            used: Used::default(),
            leap: self.leap.clone(),
        }
    }

    fn change(&mut self, ix: u32, how: impl FnOnce(&mut Ev)) {
        if let Some(ev) = self.evs.get_mut(ix as usize) {
            how(ev);
        }
    }

    /// Works out what follows from the dates. Whether an adjournment kept within its
    /// power may hang on all the rest; where one did not, the rest is worked out anew.
    fn settle(&mut self) {
        self.evs.iter_mut().for_each(|ev| ev.beyond = Truth::False);
        self.work_out();
        let adjourned = self.evs.iter().filter(|ev| ev.adjourned.is_some());
        let beyond: SmallVec<[(OccurrenceId, Truth); 2]> =
            adjourned.map(|ev| (ev.id, adjourned_beyond(self, ev))).collect();
        if beyond.iter().any(|(_, truth)| !truth.is_false()) {
            for (id, truth) in beyond {
                self.change(id.0, |ev| ev.beyond = truth);
            }
            self.work_out();
        }
    }

    fn work_out(&mut self) {
        self.evs.truncate(self.case.events.len());
        for ev in &mut self.evs {
            let info = self.model.vocabulary.get(ev.kind).and_then(|concept| concept.event());
            let on_plan = info.is_some_and(|info| info.life.adjourned_counts_on_plan);
            let on_completion = info.is_some_and(|info| info.counts_on_completion);
            ev.counted = counted(ev, on_plan, on_completion, self.t);
            ev.done = visible(ev.completed.unwrap_or(Rng::NEVER), self.t);
        }
        self.sort();
        self.join_same_days();
        self.statuses.forget();
        self.outcomes = Outcomes::default();
        self.used = Used::default();
        let model = self.model;
        for step in &model.derived.order {
            self.derive(*step);
        }
    }

    /// Works out the occurrences that follow from what stands before them; on which days
    /// a status held is worked out once somebody asks.
    fn derive(&mut self, step: Step) {
        match step {
            Step::Deem(at) => self.take_in(deem::deemed(self, at)),
            Step::Kind(at) => self.take_in(kinds::counted_as(self, at)),
            Step::Status(_) | Step::Definition(_) => {}
        }
    }

    /// Takes in more occurrences.
    fn take_in(&mut self, more: Vec<Ev>) {
        if !more.is_empty() {
            self.evs.extend(more);
            self.sort();
            self.join_same_days();
            self.statuses.forget();
        }
    }

    /// What the case records: without what is deemed, and each once.
    pub(super) fn recorded(&self) -> &[Ev] {
        self.evs.get(..self.case.events.len()).unwrap_or(&self.evs)
    }

    /// What is deemed to have happened.
    pub(super) fn deemed(&self) -> impl Iterator<Item = &Ev> {
        self.evs.iter().filter(|ev| ev.deemed.is_some() && ev.as_itself)
    }

    fn sort(&mut self) {
        let evs = &self.evs;
        self.order.clear();
        self.order.extend((0..evs.len()).filter_map(|ix| u32::try_from(ix).ok()));
        let key = |ix: &u32| {
            evs.get(*ix as usize).map(|ev| (ev.kind, ev.counted.lo, ev.counted.hi, ev.seq, ev.id))
        };
        self.order.sort_unstable_by_key(key);
    }

    /// Two of a kind on one day are one, where the kind says so: the later ones do
    /// not count.
    fn join_same_days(&mut self) {
        let mut before: Option<(ConceptId, i32)> = None;
        for ix in &self.order {
            let Some(ev) = self.evs.get_mut(*ix as usize) else { continue };
            let joins = self.model.vocabulary.get(ev.kind).and_then(|concept| concept.event());
            if !joins.is_some_and(|info| info.same_day_is_one)
                || !ev.counted.is_exact()
                || ev.counted.lo == NEVER
            {
                continue;
            }
            if before == Some((ev.kind, ev.counted.lo)) {
                ev.counted = Rng::NEVER;
            } else {
                before = Some((ev.kind, ev.counted.lo));
            }
        }
    }

    /// Every occurrence of a kind, those that count first to last, then the rest.
    pub(super) fn of_kind(&self, kind: ConceptId) -> impl DoubleEndedIterator<Item = &Ev> + Clone {
        let of = |ix: &u32| self.evs.get(*ix as usize).map(|ev| ev.kind);
        let start = self.order.partition_point(|ix| of(ix) < Some(kind));
        let rest = self.order.get(start..).unwrap_or_default();
        let end = rest.partition_point(|ix| of(ix) == Some(kind));
        let slice = rest.get(..end).unwrap_or_default();
        slice.iter().filter_map(|ix| self.evs.get(*ix as usize))
    }

    /// Those that have, or may have, happened by `t`.
    pub(super) fn happened(&self, kind: ConceptId) -> impl DoubleEndedIterator<Item = &Ev> + Clone {
        self.of_kind(kind).filter(|ev| ev.counted.lo != NEVER)
    }

    /// An occurrence as what it is.
    pub(super) fn ev(&self, id: OccurrenceId) -> Option<&Ev> {
        if id.0 < DEEMED {
            return self.evs.get(id.0 as usize).filter(|ev| ev.id == id);
        }
        self.evs.iter().find(|ev| ev.id == id && ev.as_itself)
    }

    /// An occurrence as one of a kind, its own or one that it counts as.
    pub(super) fn ev_as(&self, id: OccurrenceId, kind: ConceptId) -> Option<&Ev> {
        self.ev(id).filter(|ev| ev.kind == kind).or_else(|| {
            let known = self.model.derived.kinds.iter().any(|one| one.event.value == kind);
            known.then(|| self.of_kind(kind).find(|ev| ev.id == id)).flatten()
        })
    }

    /// The days on which a status may begin or stop to hold.
    pub(super) fn edges(&self, status: ConceptId) -> impl Iterator<Item = i32> {
        let stretches = self.stretches(status).iter();
        let defined = self.steps(status);
        let steps = defined.into_iter().flatten().map(|(day, _)| *day);
        let stretches = stretches.filter(move |_| defined.is_none());
        let ends = stretches.flat_map(|s| [s.from.lo, s.from.hi, s.to.lo, s.to.hi]).chain(steps);
        let info = self.model.vocabulary.get(status).and_then(|concept| concept.status());
        let kinds = info.and_then(|info| info.transition.as_ref()).map(|one| &one.from);
        let kinds = kinds.into_iter().flatten().copied().chain([status]);
        let entered = kinds.filter_map(|kind| self.records(kind).1.map(|until| until.number() + 1));
        ends.chain(entered).filter(|day| *day != NEVER)
    }

    /// The dates of an occurrence that are not exact.
    pub(super) fn vague_dates(&self, id: OccurrenceId) -> SmallVec<[(Var, Rng); 2]> {
        let mut found = SmallVec::new();
        let Some(ev) = self.ev(id) else { return found };
        let all = [
            (Var::Started(id.0), ev.started),
            (Var::Planned(id.0), ev.planned),
            (Var::Adjourned(id.0), ev.adjourned),
            (Var::Moved(id.0), ev.moved),
            (Var::Cancelled(id.0), ev.cancelled),
            (Var::Completed(id.0), if ev.one_date { None } else { ev.completed }),
        ];
        found.extend(
            all.into_iter()
                .filter_map(|(var, rng)| Some((var, rng.filter(|rng| !rng.is_exact())?))),
        );
        found
    }

    /// Whether the plan of an occurrence stands at the end of a day, `t` or
    /// before: not carried out, not cancelled or adjourned, and its day has not
    /// passed.
    pub(super) fn plan_stands(&self, ev: &Ev, at: i32) -> Truth {
        let Some(planned) = ev.planned else { return Truth::False };
        let why = || Truth::unknown(ev.blame());
        let gone = |rng: Option<Rng>| match rng {
            Some(rng) if rng.by(at) => Truth::True,
            Some(rng) if rng.maybe_by(at) => why(),
            Some(_) | None => Truth::False,
        };
        let happened = gone(Some(ev.counted).filter(|counted| counted.lo != NEVER));
        let passed = if planned.hi < at {
            Truth::True
        } else if planned.lo < at {
            why()
        } else {
            Truth::False
        };
        happened.or(gone(ev.cancelled)).or(gone(ev.adjourned)).or(passed).negate()
    }
}

/// The days of a life, and more: 130 years.
const LIFETIME: i32 = 47_482;

/// What happened on a day not known happened on one of these, up to `t`: from the birth
/// or the day from which the history is kept, or from the first day recorded where that
/// is earlier. Where neither is known, it may have been long before all that is
/// recorded.
fn floor(case: &Case, t: i32) -> i32 {
    let first =
        |fact: Option<DateFact>| fact.and_then(DateFact::bounds).map(|(first, _)| first.number());
    let events = case
        .events
        .iter()
        .flat_map(|o| [first(o.started), first(o.planned_for), first(o.completed)]);
    let periods = case.periods.iter().map(|period| first(Some(period.from)));
    let others = [first(case.born), case.history_from.map(Day::number)];
    let begins = others.into_iter().flatten().min();
    let begins = begins.unwrap_or(t.saturating_sub(LIFETIME));
    let earliest = events.chain(periods).flatten().min();
    earliest.map_or(begins, |day| day.min(begins)).min(t).max(Day::MIN.number())
}

fn known(fact: DateFact, floor: i32, t: i32) -> Rng {
    match fact.bounds() {
        Some((first, last)) => Rng::new(first.number(), last.number()),
        None => Rng::new(floor, t),
    }
}

fn event(occurrence: &Occurrence, floor: i32, t: i32) -> Ev {
    let past = |fact: Option<DateFact>| fact.map(|fact| known(fact, floor, t));
    let started = past(occurrence.started);
    let since = started.map_or(floor, |started| floor.max(started.lo.min(t)));
    let completed = occurrence.completed.map(|fact| known(fact, since, t));
    Ev {
        id: occurrence.id,
        kind: occurrence.kind,
        seq: occurrence.seq,
        // A plan on a day not known lies somewhere in the century to come.
        planned: occurrence.planned_for.map(|fact| known(fact, floor, t.saturating_add(36_525))),
        started,
        completed,
        adjourned: past(occurrence.adjourned),
        moved: past(occurrence.moved),
        adjourned_again: occurrence.adjourned_again.iter().map(|d| known(*d, floor, t)).collect(),
        beyond: Truth::False,
        cancelled: past(occurrence.cancelled),
        until: occurrence.until.map(|fact| known(fact, floor, t.saturating_add(36_525))),
        recorded_on: occurrence.recorded_on.map(Day::number),
        done_for: occurrence.done_for,
        by: occurrence.by,
        by_other: occurrence.by_other,
        one_date: started == completed,
        counted: Rng::NEVER,
        done: Rng::NEVER,
        at_latest: NEVER,
        also: Why::new(),
        deemed: None,
        as_itself: true,
        papers: occurrence.papers.iter().copied().collect(),
    }
}

/// What lies after `t` has not happened.
pub(super) fn visible(rng: Rng, t: i32) -> Rng {
    if rng.lo > t {
        Rng::NEVER
    } else if rng.hi > t {
        Rng { lo: rng.lo, hi: NEVER }
    } else {
        rng
    }
}
