//! Each act serves the oldest open instance.
//!
//! In: the instances of one duty and the acts that count. Out: which act meets which,
//! and where another could have been met instead (D0807). Never here: acts that hang on
//! an instance in another way.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::acts::{Acts, hangs_on};
use super::matching::{Fulfilled, Matched, Waiting, eligible, perhaps_any};
use super::range::{ALWAYS, When};
use super::world::{Ev, World};
use crate::facts::OccurrenceId;

/// Each act serves the oldest open instance.
pub(super) fn oldest_first(world: &World<'_>, acts: &Acts<'_>, all: &[Waiting<'_>]) -> Matched {
    let mut found: Matched = all.iter().map(|_| Fulfilled::not()).collect();
    if acts.is_empty() {
        return found;
    }
    if !all_is_known(acts, all) {
        return all.iter().map(|one| perhaps_any(acts, one, all)).collect();
    }
    let waits: Vec<bool> = all.iter().map(|one| waits(acts, one)).collect();
    let fits = |ev: &Ev, at: usize, one: &Waiting<'_>| match acts.link(ev, one) {
        None => false,
        Some(true) => true,
        Some(false) => !waits.get(at).copied().unwrap_or(false),
    };
    let open = acts.iter().any(|ev| !ev.counted.is_exact() && may_serve_any(acts, ev, all));
    serve(world, (acts, all), &fits, &mut found);
    if open {
        let perhaps = all.iter().map(|one| perhaps_any(acts, one, all));
        return perhaps.zip(found).map(|(perhaps, surely)| at_latest(perhaps, surely)).collect();
    }
    let others = Others::of(world, acts, all, &found);
    for at in 0..all.len() {
        let instead = could_serve(world, (acts, all), (&found, &others), &fits, at);
        if let Some(fulfilled) = found.get_mut(at) {
            fulfilled.instead = instead;
        }
    }
    found
}

/// What is open about acts can only have an instance met earlier than those that are sure
/// have it met: each that is served without them is served with them, by then.
fn at_latest(mut perhaps: Fulfilled, surely: Fulfilled) -> Fulfilled {
    let day = surely.when.lo;
    if surely.occ.is_none() || day >= perhaps.when.hi {
        return perhaps;
    }
    if perhaps.when.lo >= day {
        return surely;
    }
    perhaps.when.hi = day;
    perhaps
}

/// The acts whose days are known, each for the oldest open instance.
fn serve(
    world: &World<'_>,
    (acts, all): (&Acts<'_>, &[Waiting<'_>]),
    fits: &impl Fn(&Ev, usize, &Waiting<'_>) -> bool,
    found: &mut [Fulfilled],
) {
    let queue = Queue::of(all);
    // Those in front that no later act can serve need not be asked again, unless an act
    // names one of them.
    let mut passed = 0;
    for ev in acts.iter().filter(|ev| ev.counted.is_exact()) {
        let over = |at: &usize| {
            let served = found.get(*at).is_some_and(|one| one.occ.is_some());
            served || all.get(*at).is_some_and(|one| is_over(one, ev))
        };
        while queue.order.get(passed).is_some_and(over) {
            passed += 1;
        }
        let may = if acts.is_taken(ev) { queue.named_by(ev) } else { queue.begun(passed, ev) };
        let serves = may.into_iter().find(|at| {
            let free = found.get(*at).is_some_and(|fulfilled| fulfilled.occ.is_none());
            all.get(*at).is_some_and(|one| {
                let linked = acts.link(ev, one);
                let free =
                    free || linked == Some(true) && !linked_already(world, found.get(*at), one);
                free && fits(ev, *at, one) && can_serve(ev, one, linked)
            })
        });
        if let Some(fulfilled) = serves.and_then(|at| found.get_mut(at)) {
            (fulfilled.when, fulfilled.occ) = (When::only(ev.counted.lo), Some(ev.id));
        }
    }
}

/// Whether an act whose day is not known could be for any instance.
fn may_serve_any(acts: &Acts<'_>, ev: &Ev, all: &[Waiting<'_>]) -> bool {
    let may = |one: &Waiting<'_>| {
        let fits = |linked| !eligible(ev, one, linked).is_false();
        ev.counted.lo <= one.closed.lo
            && !one.applies.is_false()
            && acts.link(ev, one).is_some_and(fits)
    };
    all.iter().any(may)
}

/// Whether nothing is open about any instance, nor about how the acts fit whose days are
/// known; what some act names is left to those that name it, which must be known then.
fn all_is_known(acts: &Acts<'_>, all: &[Waiting<'_>]) -> bool {
    let known = |one: &Waiting<'_>| {
        let days = [&one.trig.date, &one.due, &one.closed, &one.from, &one.until];
        let settled =
            days.iter().all(|day| day.is_exact()) && one.opens.as_ref().is_none_or(When::is_exact);
        settled
            && one.trig.vague.is_empty()
            && one.applies.known().is_some()
            && one.trig.exists.is_true()
    };
    let acts_known = acts.are_exact() || !acts.name_something();
    if !(acts_known && all.iter().all(known)) {
        return false;
    }
    // Where the scope period is known too, so is whether an act lies in it.
    let bounded = |one: &Waiting<'_>| {
        let span = one.seat.span;
        span.from.is_exact() && span.ends.is_exact() && span.next.is_exact()
    };
    let open: SmallVec<[&Waiting<'_>; 4]> = all.iter().filter(|one| !bounded(one)).collect();
    let mut exact = acts.iter().filter(|ev| ev.counted.is_exact());
    exact.all(|ev| open.iter().all(|one| eligible(ev, one, false).known().is_some()))
}

/// Whether an instance can be served neither by an act nor by any that comes later.
fn is_over(one: &Waiting<'_>, ev: &Ev) -> bool {
    one.applies.is_false() || one.closed.lo.min(one.until.hi) < ev.counted.lo
}

/// The instances in the order in which they are served.
struct Queue {
    /// Their places.
    order: Vec<usize>,
    /// From each on, the first day from which one of them counts.
    first_from: Vec<i32>,
    /// Those that hang on an occurrence.
    named: FxHashMap<OccurrenceId, SmallVec<[usize; 1]>>,
}

impl Queue {
    fn of(all: &[Waiting<'_>]) -> Queue {
        let mut order: Vec<usize> = (0..all.len()).collect();
        order
            .sort_by_key(|at| all.get(*at).map(|one| (one.due.lo, one.trig.date.lo, one.trig.occ)));
        let mut first_from: Vec<i32> = Vec::with_capacity(order.len());
        let mut first = i32::MAX;
        for one in order.iter().rev().filter_map(|at| all.get(*at)) {
            first = first.min(one.from.lo);
            first_from.push(first);
        }
        first_from.reverse();
        let mut named: FxHashMap<OccurrenceId, SmallVec<[usize; 1]>> = FxHashMap::default();
        for at in &order {
            for of in all.get(*at).into_iter().flat_map(hangs_on) {
                named.entry(of).or_default().push(*at);
            }
        }
        Queue { order, first_from, named }
    }

    /// Those that hang on what an act names.
    fn named_by(&self, ev: &Ev) -> Box<dyn Iterator<Item = usize> + '_> {
        let named = ev.done_for.and_then(|of| self.named.get(&of));
        Box::new(named.into_iter().flatten().copied())
    }

    /// Those from a place in the queue on, as far as any of them counts from a day on or
    /// before that of an act.
    fn begun(&self, from: usize, ev: &Ev) -> Box<dyn Iterator<Item = usize> + '_> {
        let day = ev.counted.lo;
        let rest = self.order.iter().zip(&self.first_from).skip(from);
        Box::new(rest.take_while(move |(_, first)| **first <= day).map(|(at, _)| *at))
    }
}

/// Whether the act an instance has is one that names it.
fn linked_already(world: &World<'_>, fulfilled: Option<&Fulfilled>, one: &Waiting<'_>) -> bool {
    let ev = fulfilled.and_then(|fulfilled| fulfilled.occ).and_then(|id| world.ev(id));
    ev.is_some_and(|ev| ev.done_for.is_some() && ev.done_for == one.trig.occ)
}

/// An instance that some act names waits for it.
fn waits(acts: &Acts<'_>, one: &Waiting<'_>) -> bool {
    let naming = acts.naming(one);
    naming.iter().filter_map(|at| acts.get(*at)).any(|ev| can_serve(ev, one, Some(true)))
}

fn can_serve(ev: &Ev, one: &Waiting<'_>, linked: Option<bool>) -> bool {
    linked.is_some_and(|linked| eligible(ev, one, linked).is_true())
        && ev.counted.lo <= one.closed.lo
        && !one.applies.is_false()
}

/// The instances by the day from which they count, to tell which of them could change
/// acts with one another.
struct Others {
    /// Their places; `None` where what acts name, or what may come early, has its say too.
    by_from: Option<Vec<usize>>,
    /// Up to each of them, the last day on which one was met or could still be.
    last_act: Vec<i32>,
}

impl Others {
    fn of(world: &World<'_>, acts: &Acts<'_>, all: &[Waiting<'_>], found: &[Fulfilled]) -> Others {
        if acts.name_something() || all.iter().any(|one| one.strictly) {
            return Others { by_from: None, last_act: Vec::new() };
        }
        let mut by_from: Vec<usize> = (0..all.len()).collect();
        by_from.sort_by_key(|at| all.get(*at).map(|one| one.from.lo));
        let mut last_act = Vec::with_capacity(by_from.len());
        let mut last = ALWAYS;
        for at in &by_from {
            let met = found.get(*at).and_then(|one| one.occ).and_then(|id| world.ev(id));
            let could = all.get(*at).filter(|one| !one.applies.is_false());
            let day = met.map(|ev| ev.counted.lo);
            let day = day.or(could.map(|one| one.closed.lo.min(one.until.hi)));
            last = last.max(day.unwrap_or(ALWAYS));
            last_act.push(last);
        }
        Others { by_from: Some(by_from), last_act }
    }

    /// Those that could be met by the act of an instance, and it by theirs, by their days.
    fn near(&self, ev: &Ev, one: &Waiting<'_>, all: &[Waiting<'_>]) -> Vec<usize> {
        let Some(by_from) = &self.by_from else { return (0..all.len()).collect() };
        let begun = by_from
            .partition_point(|at| all.get(*at).is_some_and(|other| other.from.lo <= ev.counted.lo));
        let both = by_from.iter().zip(&self.last_act).take(begun).rev();
        both.take_while(|(_, last)| **last >= one.from.lo).map(|(at, _)| *at).collect()
    }
}

/// Another instance that the act of this one could meet, so that a status would
/// differ (D0807).
fn could_serve(
    world: &World<'_>,
    (acts, all): (&Acts<'_>, &[Waiting<'_>]),
    (found, others): (&[Fulfilled], &Others),
    fits: &impl Fn(&Ev, usize, &Waiting<'_>) -> bool,
    at: usize,
) -> Option<usize> {
    let (this, one) = (found.get(at)?, all.get(at)?);
    let ev = world.ev(this.occ?)?;
    if acts.link(ev, one) != Some(false) {
        return None;
    }
    let late = |ev: &Ev, one: &Waiting<'_>| ev.counted.lo > one.due.lo;
    let instead = |other_at: &usize| {
        let Some(other) = all.get(*other_at).filter(|_| *other_at != at) else { return false };
        // Cheap before dear: this is asked of many pairs.
        let fits = ev.counted.lo <= other.closed.lo
            && (other.strictly || other.from.lo <= ev.counted.lo)
            && fits(ev, *other_at, other)
            && can_serve(ev, other, acts.link(ev, other));
        if !fits {
            return false;
        }
        let theirs = found.get(*other_at).and_then(|found| found.occ).and_then(|id| world.ev(id));
        let Some(theirs) = theirs else { return true };
        let swapped = can_serve(theirs, one, acts.link(theirs, one));
        let differs = late(ev, one) != late(theirs, one) || late(ev, other) != late(theirs, other);
        swapped && differs
    };
    others.near(ev, one, all).into_iter().filter(instead).min()
}
