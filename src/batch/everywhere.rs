//! What a duty comes to alike in every case of a caseload: one row, or none.
//!
//! In: a duty bound to a caseload. Out: its row in each case, where no case has what would
//! start it. Never here: a single case.

use super::bound::Bound;
use super::finish::Made;
use super::range::{ALWAYS, Why};
use crate::ir::{
    Again, Compiled, Duty, Held, KindAt, MadeOf, Scope, Sleep, Starts, StatusAt, Trigger, Uses,
    Window,
};

/// Of each duty the row that it has in every plain case, or that it has none; nothing where
/// that differs from case to case.
pub(super) fn each(bound: &Bound<'_>) -> Vec<Option<Option<Made>>> {
    let one = |compiled: &Compiled| match compiled {
        Compiled::Nothing => Some(None),
        Compiled::Duty(duty) => same_in_all(bound, duty),
        Compiled::Fallback(left) => left.sleeps.as_ref().and_then(|sleep| {
            if let Some(during) = sleep.through {
                return through_in_all(bound, during);
            }
            let [kind] = sleep.kinds.as_slice() else { return None };
            let alone = sleep.statuses.is_empty() && sleep.silent == Some(*kind);
            if alone { silent_in_all(bound, *kind) } else { None }
        }),
    };
    bound.ir.duties.iter().map(one).collect()
}

/// What the duties that differ from case to case look at.
pub(super) fn looked_at(bound: &Bound<'_>) -> Uses {
    let mut uses = Uses::default();
    let differ = bound.ir.duties.iter().zip(&bound.each).filter(|(_, each)| each.is_none());
    for (compiled, _) in differ {
        let sleeps = match compiled {
            Compiled::Nothing => None,
            Compiled::Duty(duty) => {
                uses.take_in(Uses::of(duty));
                duty.sleeps.as_ref()
            }
            Compiled::Fallback(left) => left.sleeps.as_ref(),
        };
        if let Some(Sleep { kinds, statuses, silent, through }) = sleeps {
            let (kinds, statuses) = (kinds.iter().chain(silent), statuses.iter().chain(through));
            uses.take_in(Uses {
                kinds: kinds.copied().collect(),
                statuses: statuses.copied().collect(),
                ..Uses::default()
            });
        }
    }
    bound.with_all_below(uses)
}

/// The row that a duty has in every plain case, or that it has none, where no case has what
/// starts it.
#[expect(clippy::option_option, reason = "no row is not the same as rows that differ")]
fn same_in_all(bound: &Bound<'_>, duty: &Duty) -> Option<Option<Made>> {
    match &duty.trigger {
        Trigger::On(starts) => begun_in_all(bound, starts),
        Trigger::Again(again, silent) if duty.later.is_empty() => match &**again {
            Again::Schedule(schedule) => begun_in_all(bound, &schedule.first),
            Again::Windows(Window::Each(status), _) if silent.is_none() => {
                never(bound, *status).then_some(None)
            }
            Again::Windows(..) | Again::Rolling => None,
        },
        Trigger::Through(through) => through_in_all(bound, through.during),
        // What leads up to an event that nothing lets expect.
        Trigger::Before { kind, expected_by, .. }
            if expected_by.is_empty() && duty.versions().all(|one| is_known(bound, one.scope)) =>
        {
            silent_in_all(bound, *kind)
        }
        Trigger::Again(..) | Trigger::Before { .. } | Trigger::Next { .. } => None,
    }
}

/// Whether of each scope period it is known if there is one.
fn is_known(bound: &Bound<'_>, scope: Scope) -> bool {
    let itself =
        |kind: &KindAt| bound.ir.kind(*kind).is_some_and(|kind| kind.made_of == MadeOf::Itself);
    match scope {
        Scope::Record => true,
        Scope::From(kind) => itself(&kind),
        Scope::Each(status) => match bound.ir.status(status).map(|status| &status.held) {
            Some(Held::Recorded { from, until, .. }) => from.iter().chain(until).all(itself),
            Some(Held::Defined(_)) | None => false,
        },
    }
}

/// The one row, or none, of what begins with what no case has.
#[expect(clippy::option_option, reason = "no row is not the same as rows that differ")]
fn begun_in_all(bound: &Bound<'_>, starts: &Starts) -> Option<Option<Made>> {
    match starts {
        Starts::Each(kind, _) | Starts::EachFrom(kind, _) | Starts::None(kind) => {
            silent_in_all(bound, *kind)
        }
        Starts::StartOf(status) | Starts::EndOf(status) => never(bound, *status).then_some(None),
        Starts::Nth(..)
        | Starts::NthAfter(..)
        | Starts::LastBefore(..)
        | Starts::Birthday(_)
        | Starts::Fixed(_)
        | Starts::Became(..)
        | Starts::Each2 { .. }
        | Starts::Once(..) => None,
    }
}

/// The one row, or none, of what has to hold all through a status that no case has.
#[expect(clippy::option_option, reason = "no row is not the same as rows that differ")]
fn through_in_all(bound: &Bound<'_>, during: StatusAt) -> Option<Option<Made>> {
    let of = bound.status_of(during).filter(|_| never(bound, during))?;
    let concept = u32::try_from(of.concept.index()).unwrap_or(0);
    if of.known.when_known {
        return Some(Some(Made::not_recorded(of.concept, Why::status(concept))));
    }
    of.entered.iter().all(|day| *day > bound.t).then_some(None)
}

/// Whether a status is recorded, or follows from events, in no case at all.
fn never(bound: &Bound<'_>, status: StatusAt) -> bool {
    let Some(Held::Recorded { from, .. }) = bound.ir.status(status).map(|one| &one.held) else {
        return false;
    };
    let column = bound.status_of(status).is_none_or(|of| of.column.is_some());
    let plain = |kind: &KindAt| {
        let made = bound.ir.kind(*kind).is_some_and(|one| one.made_of == MadeOf::Itself);
        made && bound.kind_of(*kind).is_some_and(|of| !of.is_there)
    };
    !column && from.iter().all(plain)
}

/// The one row, or none, of what begins with a kind that no case has.
fn silent_in_all(bound: &Bound<'_>, kind: KindAt) -> Option<Option<Made>> {
    let of = bound.kind_of(kind).filter(|of| !of.differs)?;
    let concept = u32::try_from(of.concept.index()).unwrap_or(0);
    if of.known.when_known {
        return Some(Some(Made::not_recorded(of.concept, Why::unrecorded(concept))));
    }
    // With anything missing it hangs on the case.
    (of.known.since == ALWAYS && of.known.until >= bound.t).then_some(None)
}
