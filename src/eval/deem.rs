//! What counts as having happened: time passed, and nothing was done.
//!
//! In: a deeming rule, and everything it rests on. Out: an occurrence for each time
//! that passed, dated on its last day and linked to what began it. Never here: what
//! duties make of it.

use super::TriggerKey;
use super::acts::What;
use super::applies::applied;
use super::conditions::Reading;
use super::force::within;
use super::matching::{Waiting, matched};
use super::points::point;
use super::range::{NEVER, Rng, Truth, When, Why, blame_also};
use super::scope::Spans;
use super::seat::Seat;
use super::triggers::{Trig, forward};
use super::world::{DEEMED, Ev, World};
use crate::facts::OccurrenceId;
use crate::model::{Deem, Match};

/// Everything that a rule deems to have happened by the end of the day.
pub(super) fn deemed(world: &World<'_>, at: usize) -> Vec<Ev> {
    let Some(deem) = world.model.derived.deems.get(at) else { return Vec::new() };
    let spans = Spans::of(world, &deem.scope);
    let trigs = forward(world, &spans, &deem.trigger);
    let mut waiting: Vec<Waiting<'_>> = Vec::with_capacity(trigs.len());
    for trig in &trigs {
        let Some(span) = spans.get(trig.span) else { continue };
        let seat = Seat { span, date: trig.date.clone(), occ: trig.occ, period: trig.period };
        let due = point(world, &seat, &deem.until);
        waiting.push(Waiting {
            trig,
            from: trig.date.clone(),
            strictly: false,
            opens: None,
            until: When::never(),
            // What comes after the time has passed is too late to count for it.
            closed: due.clone(),
            due,
            applies: trig.exists.clone(),
            silent: false,
            seat,
        });
    }
    let mut silent: Vec<Truth> = waiting.iter().map(|one| passed(world, deem, one)).collect();
    for kind in &deem.when.without {
        let what = What { kinds: &[kind.value], paper: None };
        let found = matched(world, &Match::OldestFirst, what, &waiting);
        for ((one, found), silent) in waiting.iter().zip(found).zip(&mut silent) {
            let in_time = found.when.at_most(&one.due);
            *silent = std::mem::replace(silent, Truth::False).and(in_time.negate());
        }
    }
    let all = waiting.iter().zip(silent);
    all.filter_map(|(one, silent)| {
        let so = silent.and(lets(world, deem, one));
        occurrence(at, deem, one, so)
    })
    .collect()
}

/// Whether the time has passed: it began while the rule was in force, and its last
/// day is over.
fn passed(world: &World<'_>, deem: &Deem, one: &Waiting<'_>) -> Truth {
    let mut exists = one.trig.exists.clone().and(within(deem.force, &one.trig.date));
    if !one.trig.vague.is_empty() {
        exists = exists.and(Truth::Unknown(one.trig.vague.clone()));
    }
    exists.and(one.due.by(world.t.saturating_sub(1)))
}

/// Whether its conditions let the rule apply.
fn lets(world: &World<'_>, deem: &Deem, one: &Waiting<'_>) -> Truth {
    if deem.applies.is_empty() {
        return Truth::True;
    }
    let with = Reading {
        seat: &one.seat,
        decided_by: one.due.clone(),
        decided_from: one.trig.date.clone(),
        strictly_after: false,
        counting: &[],
    };
    let read = applied(world, &with, &deem.applies, &one.trig.date, &one.trig.date);
    let Some(begun) = read.begun else { return read.applies };
    let all_along = begun.at_most(&one.due).and(read.stopped.at_most(&one.due).negate());
    read.applies.and(all_along)
}

/// What is deemed to have happened, if it is.
fn occurrence(at: usize, deem: &Deem, one: &Waiting<'_>, so: Truth) -> Option<Ev> {
    let (mut also, mut counted) = (Why::new(), one.due.rng());
    let at_latest = counted.hi;
    match so {
        Truth::False => return None,
        Truth::True => {}
        Truth::Unknown(why) => {
            counted = Rng { lo: counted.lo, hi: NEVER };
            blame_also(&mut also, &why);
        }
    }
    if !counted.is_exact() {
        blame_also(&mut also, &one.due.why);
    }
    Some(Ev {
        id: id(at, one.trig),
        kind: deem.gives.value,
        seq: i32::MAX,
        planned: None,
        started: None,
        completed: None,
        adjourned: None,
        adjourned_again: smallvec::SmallVec::new(),
        beyond: Truth::False,
        until: None,
        cancelled: None,
        moved: None,
        recorded_on: None,
        done_for: one.trig.occ,
        by: None,
        by_other: false,
        one_date: true,
        counted,
        done: counted,
        at_latest,
        also,
        deemed: Some(at),
        as_itself: true,
        papers: smallvec::SmallVec::new(),
    })
}

/// The same whatever else the case records.
fn id(at: usize, trig: &Trig) -> OccurrenceId {
    const PLACES: u32 = 1 << 20;
    let place = match (trig.occ, trig.key) {
        (Some(id), _) if id.0 < DEEMED => id.0,
        // One rule may rest on another: its own number keeps the two apart.
        (Some(id), _) => (id.0 & (PLACES - 1)) ^ (1 << 18),
        (
            None,
            TriggerKey::Period(n)
            | TriggerKey::Nth(n)
            | TriggerKey::Birthday(n)
            | TriggerKey::Start(n),
        ) => (1 << 19) | ((n & 0xFF) << 8) | (trig.number & 0xFF),
        (None, TriggerKey::Date(day)) => (1 << 19) | (day.number().cast_unsigned() & 0x3_FFFF),
        (
            None,
            TriggerKey::Occurrence(_) | TriggerKey::Previous(_) | TriggerKey::NotRecorded(_),
        ) => 1 << 19,
    };
    let rule = u32::try_from(at).unwrap_or(0) & 0x7FF;
    OccurrenceId(DEEMED | (rule << 20) | (place & (PLACES - 1)))
}
