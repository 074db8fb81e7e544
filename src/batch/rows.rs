//! The rows of one duty of the form in one case.
//!
//! In: a duty and a case. Out: its rows, and whether the reference has to look at them more
//! closely. Never here: which duties there are, columns.

use super::alike::Alike;
use super::begun::{Begun, Started};
use super::chain::{ALONE, Links};
use super::finish::{Made, finish};
use super::instance::{Rest, Ties, instance};
use super::matching::{Done, Waiting, fulfilled};
use super::range::{ALWAYS, NEVER, Truth, When, Why};
use super::seat::Others;
use super::triggers::{At, Trig, find};
use super::world::World;
use super::{chain, standing, windows};
use crate::eval::TriggerKey;
use crate::ir::{Again, Duty, KindAt, Soon, Trigger, What};

/// What tells the instances of a duty apart.
pub(super) type Key = (TriggerKey, u32);

/// Memory that is used again.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) begun: Begun,
    pub(super) alike: Alike,
    pub(super) links: Links,
    done: Vec<Done>,
    pub(super) made: Vec<Made>,
}

impl Scratch {
    /// Of cases as they are: what others came to stays so while a case is worked out.
    pub(super) fn of_chunk() -> Scratch {
        let mut scratch = Scratch::default();
        scratch.begun.is_settled = true;
        scratch
    }
}

/// The one row of a duty whose trigger may be unrecorded.
pub(super) fn silent(world: &World<'_>, kind: KindAt) -> Option<Made> {
    if world.has_any(kind) {
        return None;
    }
    let of = world.bound.kind_of(kind)?;
    let (_, why) = world.unrecorded(kind, ALWAYS)?;
    why.is_history().is_none().then(|| Made::not_recorded(of.concept, why))
}

/// The rows of a duty of the form, or that of one instance where no more are wanted; whether
/// the reference has to look at them more closely.
pub(super) fn rows(
    world: &World<'_>,
    duty: &Duty,
    (others, key): (&Others, Option<Key>),
    scratch: &mut Scratch,
) -> bool {
    scratch.made.clear();
    let closely = match &duty.trigger {
        Trigger::Through(through) => {
            standing::rows(world, (duty, through), others, &mut scratch.made)
        }
        // Each version of what comes again by itself stands alone, and two may ask for one
        // instance: where there are several, all rows are wanted.
        Trigger::Again(..) => {
            let mut versions = duty.versions();
            let key = key.filter(|_| duty.later.is_empty());
            let closely =
                versions.any(|one| of_versions(world, (one, &[]), (others, key), scratch));
            joined(&mut scratch.made);
            closely
        }
        Trigger::On(_) | Trigger::Before { .. } | Trigger::Next { .. } => {
            of_versions(world, (duty, &duty.later), (others, key), scratch)
        }
    };
    let made = &scratch.made;
    closely
        || made
            .iter()
            .filter(|one| one.statuses.single().is_none())
            .any(|one| one.why.wants_closely())
}

/// Adds the rows of a duty, and of other versions that have its trigger.
fn of_versions(
    world: &World<'_>,
    (duty, later): (&Duty, &[Duty]),
    (others, key): (&Others, Option<Key>),
    scratch: &mut Scratch,
) -> bool {
    let Scratch { begun, links, done, made, .. } = scratch;
    let Some(Started { spans, trigs }) = begun.find((world, others), duty, links) else {
        return true;
    };
    let at = At { world, spans, others };
    if trigs.is_empty() {
        made.extend(duty.trigger.kind().and_then(|kind| silent(world, kind)));
        return false;
    }
    let mut waiting: Vec<Waiting<'_>> = Vec::with_capacity(trigs.len());
    let mut rest: Vec<(Soon, Rest)> = Vec::with_capacity(trigs.len());
    let leading = leading(at, duty);
    let is_wanted = |trig: &&Trig| key.is_none_or(|key| (trig.key, trig.number) == key);
    for trig in trigs.iter().filter(is_wanted) {
        let Some(span) = spans.all.get(trig.span) else { continue };
        let seat = trig.seat(span, others);
        let mut trig = *trig;
        if let Some(until) = &duty.closing.until {
            let over = seat.day(world, until).at_most(trig.date);
            trig.exists = trig.exists.and(over.not());
        }
        let exists = trig.exists;
        for version in std::iter::once(duty).chain(later) {
            let rules = in_force(version.force, trig.date.max(When::only(version.commences)));
            // Which of several rules it the reference tells.
            if !later.is_empty() && !rules.is_known() {
                return true;
            }
            trig.exists = exists.and(rules);
            if !trig.exists.is_false() {
                let link = if trig.link == ALONE { None } else { links.get(trig.link) };
                let ties = Ties { link, leading: &leading };
                let (one, more) = instance(world, version, seat, trig, ties);
                waiting.push(one);
                rest.push((version.soon, more));
            }
        }
    }
    let needed = world.bound.needs.get(duty.id.0 as usize).is_none_or(|needs| needs.is_needed);
    match (&duty.trigger, duty.act.parts.first().map(|part| part.what)) {
        (Trigger::Again(again, _), Some(What::Kind(kind))) => {
            again_fulfilled(world, (again, kind), &waiting, links, done);
        }
        _ => fulfilled(world, duty, &waiting, done),
    }
    for ((one, (soon, rest)), done) in waiting.iter().zip(&rest).zip(done.iter()) {
        made.extend(finish(world, (*soon, needed), (one, rest), done));
    }
    false
}

/// Which act meets each instance of what comes again by itself.
fn again_fulfilled(
    world: &World<'_>,
    (again, kind): (&Again, KindAt),
    all: &[Waiting<'_>],
    links: &Links,
    found: &mut Vec<Done>,
) {
    found.clear();
    match again {
        Again::Windows(..) => windows::matched(world, kind, all, links, found),
        Again::Schedule(_) | Again::Rolling => {
            found.extend(all.iter().map(|one| match links.get(one.trig.link) {
                Some(link) => chain::fulfilled(world, kind, (&one.trig, link), links, one.silent),
                None => Done::NOT,
            }));
        }
    }
}

/// What each case of a limit that leads up to an event of its own starts.
fn leading(at: At<'_>, duty: &Duty) -> Vec<(usize, Vec<Trig>)> {
    let own = duty.limits.iter().enumerate().filter_map(|(place, limit)| {
        let mut trigs = Vec::new();
        find(at, &limit.own.as_ref()?.0, true, &mut trigs);
        Some((place, trigs))
    });
    own.collect()
}

/// Rows of one instance as one, be they under two versions or in two stretches: it may be
/// either.
fn joined(made: &mut Vec<Made>) {
    let twice = |at: usize, one: &Made| {
        let mut before = made.iter().take(at);
        before.any(|known| (known.key, known.number) == (one.key, one.number))
    };
    if !made.iter().enumerate().any(|(at, one)| twice(at, one)) {
        return;
    }
    let mut kept: Vec<Made> = Vec::with_capacity(made.len());
    for one in made.drain(..) {
        let same = |known: &&mut Made| (known.key, known.number) == (one.key, one.number);
        let Some(known) = kept.iter_mut().find(same) else {
            kept.push(one);
            continue;
        };
        known.statuses = known.statuses.or(one.statuses);
        known.due = match (known.due.days(), one.due.days()) {
            ((ALWAYS, _), _) | (_, (ALWAYS, _)) => When { lo: ALWAYS, hi: ALWAYS, why: Why::NONE },
            (a, b) => When { lo: a.0.min(b.0), hi: a.1.max(b.1), why: Why::NONE },
        };
        known.why = known.why.and(one.why);
        known.flags.possibly_imprecise = known.statuses.single().is_none();
        if known.statuses.single().is_some() {
            known.why = Why::NONE;
        }
    }
    *made = kept;
}

/// Whether a day lies in a time.
pub(super) fn in_force((from, until): (i32, i32), day: When) -> Truth {
    if (from, until) == (ALWAYS, NEVER) || (day.lo >= from && day.hi <= until) {
        Truth::TRUE
    } else if day.hi < from || day.lo > until {
        Truth::FALSE
    } else {
        Truth::unknown(day.why)
    }
}
