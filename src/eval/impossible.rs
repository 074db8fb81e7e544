//! Histories that cannot be: what happened too often, too soon, or before birth.
//!
//! In: the case as of a day. Out: a warning (D0803) for each pair of records of
//! which one must be wrong. Never here: what rows make of them.

use super::range::{NEVER, Rng};
use super::world::{Ev, World};
use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, Transition};
use crate::source::Span;
use crate::time::{Day, MonthEnd};

/// Nobody gets older, in years.
const OLDEST: i64 = 130;

/// Every two records that cannot both be right.
pub(super) fn impossible(world: &World<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (id, concept) in world.model.vocabulary.iter() {
        if let Some(info) = concept.event()
            && let Some(once) = info.once
        {
            found.extend(too_often(world, id, once, info.same_day_is_one));
        }
        if let Some(transition) = concept.status().and_then(|info| info.transition.as_ref()) {
            found.extend(ends_first(world, id, transition));
        }
    }
    found.extend(world.recorded().iter().filter_map(|ev| before_birth(world, ev)));
    found.extend(too_old(world));
    found
}

/// The noun of an occurrence and where it was written.
fn named<'w>(world: &'w World<'_>, ev: &Ev) -> Option<(&'w str, Span)> {
    let occurrence = world.case.occurrence(ev.id)?;
    Some((world.model.vocabulary.noun(ev.kind), occurrence.span))
}

fn long(number: i32) -> String {
    Day::from_number(number).long()
}

/// It happens once, in the whole record or in each period of a status, and is
/// recorded again.
fn too_often(
    world: &World<'_>,
    kind: ConceptId,
    once: Option<ConceptId>,
    same_day_is_one: bool,
) -> Vec<Diagnostic> {
    let sure: Vec<&Ev> = world.happened(kind).filter(|ev| ev.counted.is_exact()).collect();
    let period = |ev: &Ev| match once {
        None => Some(0),
        Some(status) => {
            let within = |from: Rng, to: Rng| from.hi <= ev.counted.lo && ev.counted.lo < to.lo;
            world.stretches(status).iter().position(|one| within(one.from, one.to))
        }
    };
    let mut found = Vec::new();
    for (first, again) in sure.iter().zip(sure.iter().skip(1)) {
        let one = same_day_is_one && first.counted == again.counted;
        let same = period(first).is_some_and(|place| period(again) == Some(place));
        if one || !same {
            continue;
        }
        let (Some((noun, place)), Some((_, earlier))) = (named(world, again), named(world, first))
        else {
            continue;
        };
        let whole = once.map_or_else(
            || "in a case".to_owned(),
            |status| format!("in a period “{}”", world.model.vocabulary.noun(status)),
        );
        let said = format!(
            "“{noun}” happens once {whole}, and is recorded on {} and again on {}",
            long(first.counted.lo),
            long(again.counted.lo)
        );
        found.push(
            Diagnostic::new(Code::D0803, place, said)
                .also(earlier, "recorded first here")
                .help("take out one of the two, or record what came between them"),
        );
    }
    found
}

/// What ends a status is recorded before what first begins it.
fn ends_first(world: &World<'_>, status: ConceptId, transition: &Transition) -> Option<Diagnostic> {
    // Where earlier records are missing, so may be what began it.
    if world.case.history_from.is_some() {
        return None;
    }
    let of = |kinds: &[ConceptId]| {
        let all: Vec<&Ev> = kinds.iter().flat_map(|kind| world.happened(*kind)).collect();
        all
    };
    let begins = of(&transition.from).into_iter().min_by_key(|ev| ev.counted.lo)?;
    let ends = of(&transition.until).into_iter().min_by_key(|ev| ev.counted.hi)?;
    let held = world.stretches(status).iter().any(|one| one.from.lo <= ends.counted.hi);
    if ends.counted.hi >= begins.counted.lo || held {
        return None;
    }
    let ((ended, place), (began, first)) = (named(world, ends)?, named(world, begins)?);
    let said = format!(
        "“{ended}” on {} is before “{began}” on {}",
        long(ends.counted.hi),
        long(begins.counted.lo)
    );
    let help = "mend one of the two dates; if an earlier time is not recorded, write `history from: …` at the margin";
    let found = Diagnostic::new(Code::D0803, place, said).also(first, "recorded as later");
    Some(found.help(help))
}

/// Nobody gets so old: the first of what happened so long after the birth.
fn too_old(world: &World<'_>) -> Option<Diagnostic> {
    let born = Day::from_number(world.born?.hi);
    let last = born.checked_plus_months(12 * (OLDEST + 1), MonthEnd::LastDay)?.number();
    let late = world.recorded().iter().filter(|ev| (last..NEVER).contains(&ev.counted.lo));
    let ev = late.min_by_key(|ev| ev.counted.lo)?;
    let (noun, place) = named(world, ev)?;
    let (on, born) = (long(ev.counted.lo), born.long());
    let said = format!("“{noun}” on {on} is more than {OLDEST} years after the birth on {born}");
    Some(Diagnostic::new(Code::D0803, place, said).help("mend one of the two dates"))
}

/// It happened before the birth.
fn before_birth(world: &World<'_>, ev: &Ev) -> Option<Diagnostic> {
    let born = world.born?;
    if ev.counted.hi >= born.lo {
        return None;
    }
    let (noun, place) = named(world, ev)?;
    let said =
        format!("“{noun}” on {} is before the birth on {}", long(ev.counted.hi), long(born.lo));
    let help = "mend one of the two dates, if this did not happen before the birth";
    Some(Diagnostic::new(Code::D0803, place, said).help(help))
}
