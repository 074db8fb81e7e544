//! One duty of the form in one case: whether it can be worked out here, and its rows.
//!
//! In: a duty, the case, and what became of the duties it hangs on. Out: its rows, or that
//! it is left to the reference. Never here: the order of duties, columns.

use super::finish::Made;
use super::rows::{Key, Scratch, rows, silent};
use super::seat::Others;
use super::world::World;
use crate::ir::{Again, Duty, KindAt, Match, Sleep, Starts, Trigger, What};

/// What can be told of a duty before its instances are looked for.
pub(super) enum First {
    /// It has this one row, or none.
    Row(Option<Made>),
    /// It is left to the reference.
    Left,
    /// Its instances are to be looked for.
    Open,
}

/// What can be told of the duty at a place without those that it hangs on.
pub(super) fn first(world: &World<'_>, duty: &Duty, at: usize) -> First {
    let Some(needs) = world.bound.needs.get(at) else { return First::Left };
    if let Some(silent) = never_started(world, duty) {
        return First::Row(silent);
    }
    let risky = needs.risky.iter().any(|kind| world.is_bad(*kind))
        || needs.plain.iter().any(|kind| world.is_unsure(*kind))
        || duty.versions().any(|one| one.sure.iter().any(|at| !world.is_sure(*at)));
    let used = needs.changed_by.iter().any(|kind| !world.happened(*kind).is_empty());
    if risky || used { First::Left } else { First::Open }
}

/// Its rows; whether the reference has to look at them more closely. With a key those of
/// that instance are enough.
pub(super) fn work_out(
    world: &World<'_>,
    duty: &Duty,
    (others, key): (&Others, Option<Key>),
    scratch: &mut Scratch,
) -> bool {
    world.leap_early.set(duty.leap_early);
    rows(world, duty, (others, key), scratch)
}

/// Whether each instance of a duty comes out the same without the others.
pub(super) fn stands_alone(world: &World<'_>, duty: &Duty) -> bool {
    match &duty.trigger {
        Trigger::On(_) | Trigger::Before { .. } | Trigger::Next { .. } => {}
        Trigger::Again(..) | Trigger::Through(_) => return false,
    }
    duty.versions().all(|version| {
        let parts = &version.act.parts;
        version.matching != Match::OldestFirst
            || parts.iter().all(|part| match part.what {
                What::Kind(kind) => world.happened(kind).is_empty(),
                What::Having(_) => true,
            })
    })
}

/// Whether nothing that a duty rests on happened, or held.
pub(super) fn sleeps(world: &World<'_>, sleep: &Sleep) -> bool {
    let bad = |kind: &KindAt| world.is_bad(*kind);
    sleep.kinds.iter().all(|kind| world.happened(*kind).is_empty() && !bad(kind))
        && sleep.statuses.iter().all(|status| {
            world.stretches_of(*status).is_empty() && world.vague_status(*status).is_none()
        })
}

/// The one row, or none, of a duty that nothing starts in the case.
#[expect(clippy::option_option, reason = "no row is not the same as rows to be found")]
fn never_started(world: &World<'_>, duty: &Duty) -> Option<Option<Made>> {
    let starts = match &duty.trigger {
        Trigger::On(starts) => starts,
        Trigger::Again(again, _) if duty.later.is_empty() => match &**again {
            Again::Schedule(schedule) => &schedule.first,
            Again::Rolling | Again::Windows(..) => return None,
        },
        Trigger::Again(..)
        | Trigger::Before { .. }
        | Trigger::Next { .. }
        | Trigger::Through(_) => return None,
    };
    let nothing = !is_started(world, starts)?;
    let kind = duty.trigger.kind();
    if !nothing || kind.is_some_and(|kind| world.is_bad(kind)) {
        return None;
    }
    Some(kind.and_then(|kind| silent(world, kind)))
}

/// Whether anything starts an instance; `None` where that takes more to tell.
fn is_started(world: &World<'_>, starts: &Starts) -> Option<bool> {
    match starts {
        Starts::None(_) => Some(false),
        Starts::Each(kind, _) | Starts::EachFrom(kind, _) => {
            (!world.is_bad(*kind)).then(|| !world.raw(*kind).is_empty())
        }
        Starts::StartOf(status) | Starts::EndOf(status) => {
            let known = world.is_sure(*status) && world.vague_status(*status).is_none();
            known.then(|| !world.stretches_of(*status).is_empty())
        }
        Starts::NthAfter(_, _, inner) | Starts::LastBefore(_, inner) => is_started(world, inner),
        Starts::Nth(..)
        | Starts::Birthday(_)
        | Starts::Fixed(_)
        | Starts::Became(..)
        | Starts::Each2 { .. }
        | Starts::Once(..) => None,
    }
}
