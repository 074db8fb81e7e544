//! On which days a status held.
//!
//! In: recorded periods, and the events that begin and end a status. Out: its
//! stretches, merged unless the status keeps each of its own. What is recorded as
//! a period wins over what follows from events (language §3.2). Never here:
//! scopes of duties.

use smallvec::SmallVec;

use super::Blame;
use super::range::{NEVER, Rng, Truth, Why, blame_also};
use super::world::{World, visible};
use crate::facts::OccurrenceId;
use crate::names::{Completeness, ConceptId, StatusInfo, Transition};

/// One stretch of days.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stretch {
    /// Its first day.
    pub(super) from: Rng,
    /// The day after its last: [`NEVER`] while it goes on.
    pub(super) to: Rng,
    /// The day it ended, as recorded. An act on that day is still in it.
    pub(super) ends: Rng,
    /// What is to blame for what is not exact.
    pub(super) why: Why,
    /// The event that began it, where one did.
    pub(super) begun_by: Option<OccurrenceId>,
    /// The event that ended it, where one did.
    pub(super) ended_by: Option<OccurrenceId>,
    /// Its recorded period, where there is one.
    pub(super) period: Option<u32>,
}

/// A status and its days.
#[derive(Debug, Clone)]
pub(super) struct OfStatus {
    pub(super) stretches: SmallVec<[Stretch; 2]>,
    /// What is to blame where they could lie otherwise altogether.
    pub(super) vague: Why,
    /// Of a defined status, from which day on which answer holds; the first stands
    /// for all days before the second.
    pub(super) steps: Option<Vec<(i32, Truth)>>,
}

/// The stretches of a status that is recorded, or that events begin and end.
pub(super) fn learn(world: &World<'_>, id: ConceptId) -> Option<OfStatus> {
    let info = world.model.vocabulary.get(id).and_then(|concept| concept.status())?;
    let mut found = recorded(world, id);
    if found.0.is_empty()
        && let Some(transition) = &info.transition
    {
        found = derived(world, transition, info.separate);
    }
    let apart = found.0.len();
    if info.separate {
        in_order(&mut found);
    } else {
        merge(&mut found);
    }
    if !found.1.is_empty() {
        found.0 = widest(&found, apart.max(begins(world, info)));
    }
    if found.0.is_empty() && found.1.is_empty() {
        return None;
    }
    close(world, id, info, &mut found.0);
    Some(OfStatus { stretches: found.0, vague: found.1, steps: None })
}

type Found = (SmallVec<[Stretch; 2]>, Why);

/// The periods that were recorded, in order.
fn recorded(world: &World<'_>, status: ConceptId) -> Found {
    let mut found: Found = Default::default();
    for (ix, period) in (0_u32..).zip(&world.raw_periods) {
        if period.status != status {
            continue;
        }
        let from = visible(period.from, world.t);
        if from.lo == NEVER {
            continue;
        }
        let to = visible(period.until, world.t);
        // One that ends before it starts is no period: its file was told so.
        if to.hi <= from.lo {
            continue;
        }
        let mut why = Why::new();
        if !from.is_exact() || !to.is_exact() {
            why.push(Blame::Status(status));
        }
        // One that may end as it starts may be none.
        if from.hi == NEVER || to.lo <= from.hi {
            blame_also(&mut found.1, &[Blame::Status(status)]);
        }
        found.0.push(Stretch {
            from,
            to,
            ends: to,
            why,
            begun_by: None,
            ended_by: None,
            period: Some(ix),
        });
    }
    found.0.sort_by_key(|stretch| (stretch.from.lo, stretch.from.hi, stretch.period));
    found
}

/// An event that begins a status or, unless the flag is set, ends it: its day, its
/// place among those of the day, and what is to blame.
type Edge = (Rng, i32, OccurrenceId, bool, Why);

/// What follows from events: from the first that begins it to the next that ends
/// it.
fn derived(world: &World<'_>, transition: &Transition, separate: bool) -> Found {
    let mut events: SmallVec<[Edge; 8]> = SmallVec::new();
    let mut take = |kinds: &[ConceptId], begins: bool| {
        for kind in kinds {
            events.extend(
                world.happened(*kind).map(|ev| (ev.counted, ev.seq, ev.id, begins, ev.why())),
            );
        }
    };
    take(&transition.from, true);
    take(&transition.until, false);
    // On one day the end comes first, unless the record says otherwise: who
    // leaves and comes back on a day has two periods that touch.
    events.sort_by_key(|(rng, seq, id, begins, _)| (rng.lo, rng.hi, *seq, *begins, *id));
    let mut found: Found = Default::default();
    let mut latest = i32::MIN;
    // An end with nothing to end, and its day: what begins on that day ends on it.
    let mut orphan: Option<(Rng, OccurrenceId)> = None;
    for (rng, _, id, begins, blame) in events {
        if rng.lo <= latest && !(rng.is_exact() && rng.lo == latest) || rng.hi == NEVER {
            blame_also(&mut found.1, &blame);
            for stretch in &found.0 {
                let why = stretch.why.clone();
                blame_also(&mut found.1, &why);
            }
        }
        latest = latest.max(rng.hi);
        let why = if rng.is_exact() { Why::new() } else { blame };
        let open = found.0.iter_mut().find(|stretch| stretch.to.lo == NEVER);
        match (begins, open) {
            (true, Some(_)) if !separate => {}
            (true, _) => {
                let same_day = orphan.take().filter(|(day, _)| rng.is_exact() && *day == rng);
                let to = same_day.map_or(Rng::NEVER, |(day, _)| day);
                let ended_by = same_day.map(|(_, id)| id);
                let (ends, begun_by) = (to, Some(id));
                found.0.push(Stretch {
                    from: rng,
                    to,
                    ends,
                    why,
                    begun_by,
                    ended_by,
                    period: None,
                });
            }
            (false, Some(open)) => {
                (open.to, open.ends, open.ended_by) = (rng, rng, Some(id));
                blame_also(&mut open.why, &why);
            }
            (false, None) => orphan = Some((rng, id)),
        }
    }
    found
}

/// Stretches that are kept apart are told apart by their order: which is the
/// second has to be known.
fn in_order(found: &mut Found) {
    let mut why = Why::new();
    for (one, next) in found.0.iter().zip(found.0.iter().skip(1)) {
        let exact = one.from.is_exact() && next.from.is_exact();
        if !exact && next.from.lo <= one.from.hi {
            blame_also(&mut why, &one.why);
            blame_also(&mut why, &next.why);
        }
    }
    blame_also(&mut found.1, &why);
}

/// How many events there are that begin a status.
fn begins(world: &World<'_>, info: &StatusInfo) -> usize {
    let kinds = info.transition.iter().flat_map(|transition| &transition.from);
    kinds.map(|kind| world.happened(*kind).count()).sum()
}

/// Where the stretches could lie otherwise altogether: as many as there could be,
/// each anywhere.
fn widest(found: &Found, count: usize) -> SmallVec<[Stretch; 2]> {
    let lo = found.0.iter().map(|one| one.from.lo).min().unwrap_or(NEVER);
    let hi = found.0.iter().map(|one| one.from.hi).max().unwrap_or(NEVER);
    let to = Rng { lo, hi: NEVER };
    let from = Rng { lo, hi };
    let (begun_by, ended_by, period) = (None, None, None);
    let one = Stretch { from, to, ends: to, why: found.1.clone(), begun_by, ended_by, period };
    std::iter::repeat_n(one, count).collect()
}

/// Joins what overlaps or touches.
fn merge(found: &mut Found) {
    let mut merged: SmallVec<[Stretch; 2]> = SmallVec::new();
    for next in found.0.drain(..) {
        let Some(last) = merged.last_mut().filter(|last| next.from.lo <= last.to.hi) else {
            merged.push(next);
            continue;
        };
        if next.from.hi > last.to.lo {
            // They may touch, or may not.
            let (a, b) = (last.why.clone(), next.why.clone());
            blame_also(&mut found.1, &a);
            blame_also(&mut found.1, &b);
        }
        let why = next.why.clone();
        if last.to.hi < next.to.hi || last.to.lo < next.to.lo {
            let later = Rng::new(last.to.lo.max(next.to.lo), last.to.hi.max(next.to.hi));
            (last.to, last.ends, last.ended_by) = (later, later, next.ended_by);
            blame_also(&mut last.why, &why);
        }
    }
    found.0 = merged;
}

/// Takes in what the status says of its ends, and ends that may not have been
/// entered yet.
fn close(world: &World<'_>, status: ConceptId, info: &StatusInfo, stretches: &mut [Stretch]) {
    for stretch in stretches {
        let mut unentered = |kind: ConceptId| {
            if stretch.to.hi != NEVER || stretch.to.lo != NEVER {
                return;
            }
            let (completeness, _) = world.records(kind);
            let from = stretch.from.lo.saturating_add(1);
            let first = match completeness {
                Completeness::WhenKnown if kind == status => None,
                Completeness::WhenKnown => Some((from, Blame::Unrecorded(kind))),
                Completeness::Fully { .. } => match world.unrecorded(kind, from) {
                    Some((first, blame @ Blame::NotEnteredSince(..))) => Some((first, blame)),
                    Some(_) | None => None,
                },
            };
            if let Some((first, blame)) = first.filter(|(first, _)| *first <= world.t) {
                stretch.to.lo = first;
                stretch.ends.lo = first;
                blame_also(&mut stretch.why, &[blame]);
            }
        };
        unentered(status);
        if let Some(transition) = info.transition.as_ref().filter(|_| stretch.period.is_none()) {
            transition.until.iter().for_each(|kind| unentered(*kind));
        }
        if info.inclusive {
            stretch.to = Rng { lo: next_day(stretch.to.lo), hi: next_day(stretch.to.hi) };
        }
    }
}

fn next_day(day: i32) -> i32 {
    if day == NEVER { NEVER } else { day.saturating_add(1) }
}

impl World<'_> {
    /// Whether a status holds on a day, at the end of `t` or before.
    pub(super) fn holds(&self, status: ConceptId, day: i32) -> Truth {
        if let Some(steps) = self.steps(status) {
            let last = steps.iter().rev().find(|(from, _)| *from <= day).or(steps.first());
            return last.map_or(Truth::False, |(_, truth)| truth.clone());
        }
        let vague = self.vague_status(status);
        if !vague.is_empty() {
            return Truth::Unknown(vague.to_vec());
        }
        let mut answer = Truth::False;
        for stretch in self.stretches(status) {
            let begun = rng_by(stretch.from, day, &stretch.why);
            let ended = rng_by(stretch.to, day, &stretch.why);
            answer = answer.or(begun.and(ended.negate()));
        }
        if answer.is_false() {
            answer = self.silence(status, day);
        }
        answer
    }

    /// Whether a status holds on a day, where all that matters is the day: how its
    /// periods join, and which of them is which, is left aside.
    pub(super) fn covers(&self, status: ConceptId, day: i32) -> Truth {
        let holds = self.holds(status, day);
        if holds.known().is_some() || self.vague_status(status).is_empty() {
            return holds;
        }
        let all = self.raw_periods.iter().filter(|period| period.status == status);
        let periods: SmallVec<[(Rng, Rng); 4]> = all
            .map(|period| (visible(period.from, self.t), visible(period.until, self.t)))
            .filter(|(from, until)| from.lo != NEVER && until.hi > from.lo)
            .collect();
        let inclusive = self.model.vocabulary.get(status).and_then(|concept| concept.status());
        // What is derived, or ends a day later, or may have ended unentered, is not
        // looked at more closely.
        let entered = self.records(status).1.is_none_or(|until| until.number() >= day);
        if periods.is_empty() || !entered || inclusive.is_some_and(|info| info.inclusive) {
            return holds;
        }
        let why = Why::from([Blame::Status(status)]);
        periods.into_iter().fold(Truth::False, |so, (from, until)| {
            so.or(rng_by(from, day, &why).and(rng_by(until, day, &why).negate()))
        })
    }

    /// What it means that nothing is recorded of a status on a day.
    fn silence(&self, status: ConceptId, day: i32) -> Truth {
        let (completeness, until) = self.records(status);
        if completeness == Completeness::WhenKnown && self.stretches(status).is_empty() {
            return Truth::unknown(Blame::Status(status));
        }
        let begins = self.model.vocabulary.get(status).and_then(|concept| concept.status());
        let begins = begins.and_then(|info| info.transition.as_ref());
        let derived = begins
            .filter(|_| self.stretches(status).iter().all(|stretch| stretch.period.is_none()));
        let late = |until: Option<crate::time::Day>, kind| {
            until
                .filter(|until| until.number() < day)
                .map(|until| Blame::NotEnteredSince(kind, until))
        };
        let mut blame = late(until, status);
        for kind in derived.iter().flat_map(|transition| &transition.from) {
            blame = blame.or_else(|| late(self.records(*kind).1, *kind));
        }
        blame.map_or(Truth::False, Truth::unknown)
    }
}

fn rng_by(rng: Rng, day: i32, why: &Why) -> Truth {
    if rng.hi <= day {
        Truth::True
    } else if rng.lo > day {
        Truth::False
    } else {
        Truth::Unknown(why.clone())
    }
}

/// A recorded period of a status that its events contradict, and one of those
/// events.
pub(super) fn disagreement(
    world: &World<'_>,
    status: ConceptId,
) -> Option<(u32, Option<OccurrenceId>)> {
    let info = world.model.vocabulary.get(status)?.status()?;
    let transition = info.transition.as_ref()?;
    let mut recorded = recorded(world, status);
    let first = recorded.0.first()?.period?;
    let mut derived = derived(world, transition, info.separate);
    if derived.0.is_empty() {
        return None;
    }
    if !info.separate {
        merge(&mut recorded);
        merge(&mut derived);
    }
    let alike = |a: &Stretch, b: &Stretch| meets(a.from, b.from) && meets(a.to, b.to);
    let odd = derived.0.iter().find(|one| !recorded.0.iter().any(|other| alike(one, other)));
    match odd {
        Some(odd) => {
            let period =
                recorded.0.iter().find(|one| one.from.lo <= odd.to.hi && odd.from.lo <= one.to.hi);
            Some((period.and_then(|period| period.period).unwrap_or(first), odd.begun_by))
        }
        None => (recorded.0.len() != derived.0.len()).then_some((first, None)),
    }
}

/// Whether two ranges have a day in common.
fn meets(a: Rng, b: Rng) -> bool {
    a.lo <= b.hi && b.lo <= a.hi
}
