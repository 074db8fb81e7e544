//! How the instances of a duty were met, by all parts of its act.
//!
//! In: the instances that wait for their act. Out: for each the day on which the last
//! part needed was done, and what is missing. Never here: which act is whose.

use smallvec::SmallVec;

use super::acts::What;
use super::conditions::holds_on;
use super::duty::runs_up;
use super::holding::had;
use super::limits::reading;
use super::matching::{Fulfilled, Waiting, matched};
use super::range::{ALWAYS, NEVER, Truth, When, Why, blame_also};
use super::recurring;
use super::world::World;
use crate::facts::OccurrenceId;
use crate::model::Duty;
use crate::names::ConceptId;
use crate::syntax::ast::{ActPart, Needed, When as How};

/// Each instance's act, of all its parts.
pub(super) struct Done {
    pub(super) when: When,
    pub(super) occ: Option<OccurrenceId>,
    pub(super) too_early: Option<OccurrenceId>,
    pub(super) missing: Vec<usize>,
    pub(super) instead: Option<usize>,
}

/// How each instance was met.
pub(super) fn fulfilled(world: &World<'_>, duty: &Duty, waiting: &[Waiting<'_>]) -> Vec<Done> {
    if let (Some(recurrence), Some(part)) = (&duty.recurrence, duty.act.parts.first()) {
        let all = recurring::fulfilled(world, recurrence, part.event.value, waiting);
        return all.into_iter().map(|found| single(world, found)).collect();
    }
    if let Some(kinds) = any_of(duty) {
        let what = What { kinds: &kinds, paper: None };
        let all = matched(world, &duty.matching, what, waiting).into_iter();
        let whole = |done: Done| {
            let missing = if done.missing.is_empty() { 0 } else { kinds.len() };
            Done { missing: (0..missing).collect(), ..done }
        };
        return all.map(|found| whole(single(world, found))).collect();
    }
    if let [part] = duty.act.parts.as_slice()
        && part.condition.is_none()
    {
        let one = of_part(world, duty, part, waiting);
        return one.into_iter().map(|found| single(world, found)).collect();
    }
    let parts = duty.act.parts.iter();
    let all: SmallVec<[_; 4]> = parts.map(|part| of_part(world, duty, part, waiting)).collect();
    let of = |at: usize| all.iter().map(move |part| part.get(at).cloned());
    waiting.iter().enumerate().map(|(at, one)| joined(world, duty, one, of(at))).collect()
}

/// The kinds of an act that is any one of several: whichever is done meets one
/// instance, and no other.
fn any_of(duty: &Duty) -> Option<SmallVec<[ConceptId; 4]>> {
    let parts = &duty.act.parts;
    let plain = |part: &ActPart| {
        part.condition.is_none() && part.object.is_none() && !part.holding && !part.completion
    };
    let any = duty.act.needed == Needed::AtLeast(1) && parts.len() > 1;
    (any && parts.iter().all(plain)).then(|| parts.iter().map(|part| part.event.value).collect())
}

/// How each instance was met by one part of the act.
fn of_part(
    world: &World<'_>,
    duty: &Duty,
    part: &ActPart,
    waiting: &[Waiting<'_>],
) -> Vec<Fulfilled> {
    if part.holding {
        return had(world, part.event.value, waiting);
    }
    let paper = part.object.as_ref().map(|object| object.value);
    let what = What { kinds: &[part.event.value], paper };
    matched(world, &duty.matching, what, waiting)
}

fn single(world: &World<'_>, found: Fulfilled) -> Done {
    let missing = if found.when.lo > world.t { vec![0] } else { Vec::new() };
    let Fulfilled { when, occ, too_early, instead } = found;
    Done { when, occ, too_early, missing, instead }
}

/// An act of several parts: done on the day of the last one needed.
fn joined(
    world: &World<'_>,
    duty: &Duty,
    one: &Waiting<'_>,
    parts: impl Iterator<Item = Option<Fulfilled>>,
) -> Done {
    let runs_up = runs_up(duty);
    let mut days: Days = SmallVec::new();
    let mut done = Done {
        when: When::never(),
        occ: None,
        too_early: None,
        missing: Vec::new(),
        instead: None,
    };
    for (at, (part, found)) in duty.act.parts.iter().zip(parts).enumerate() {
        let Some(found) = found else { continue };
        let reading = reading(&one.seat, &one.due, &one.from, runs_up);
        let judged =
            if runs_up { &one.due } else { &one.trig.date }.clone().min(When::only(world.t));
        let needed = part.condition.iter().flat_map(|applies| &applies.parts).fold(
            Truth::True,
            |so, (how, condition)| {
                let truth = holds_on(world, &reading, condition, &judged);
                so.and(if how.value == How::Unless { truth.negate() } else { truth })
            },
        );
        done.too_early = done.too_early.or(found.too_early);
        done.instead = done.instead.or(found.instead);
        let mut when = found.when;
        let counts = match needed {
            Truth::False => continue,
            Truth::True => true,
            Truth::Unknown(why) => {
                blame_also(&mut when.why, &why);
                false
            }
        };
        if when.hi == NEVER || when.lo > world.t {
            done.missing.push(at);
        }
        days.push((when, found.occ, counts));
    }
    combine(duty, days, &mut done);
    done
}

/// The day of each part that may be asked for, by which act, and whether it surely is.
type Days = SmallVec<[(When, Option<OccurrenceId>, bool); 4]>;

fn combine(duty: &Duty, mut days: Days, done: &mut Done) {
    let sure = days.iter().filter(|(.., counts)| *counts).count();
    let take = match duty.act.needed {
        Needed::All => days.len(),
        Needed::AtLeast(n) => (n as usize).min(days.len()),
    };
    for (when, ..) in days.iter_mut().filter(|(.., counts)| !counts) {
        match duty.act.needed {
            // What turns out not to be asked for keeps nothing waiting …
            Needed::All => when.lo = ALWAYS,
            // … and stands in for nothing.
            Needed::AtLeast(_) => when.hi = NEVER,
        }
    }
    days.sort_by_key(|(when, ..)| (when.lo, when.hi));
    let Some(last) = take.checked_sub(1) else { return };
    let mut his: SmallVec<[i32; 4]> = days.iter().map(|(when, ..)| when.hi).collect();
    his.sort_unstable();
    // Of how many it takes fewer may be asked for: then each of those.
    let fewer = duty.act.needed != Needed::All && sure < take;
    let lo = days.get(if fewer { 0 } else { last }).map_or(NEVER, |(when, ..)| when.lo);
    let hi = his.get(last).copied().unwrap_or(NEVER);
    let mut why = Why::new();
    for (when, ..) in &days {
        if lo != hi {
            blame_also(&mut why, &when.why);
        }
    }
    done.occ = days.get(last).and_then(|(_, occ, _)| *occ);
    done.when = When { lo, hi: hi.max(lo), why };
    if duty.act.needed != Needed::All && hi != NEVER {
        done.missing.clear();
    }
}
