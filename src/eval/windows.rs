//! Which act counts for which stretch, where one is owed in each.
//!
//! In: the instances of a duty, one a stretch. Out: for each the act that meets it.
//! Never here: which stretches there are.

use super::matching::{Fulfilled, Options, Waiting, earliest};
use super::range::{Truth, When, Why, blame_also};
use super::status::soon_from;
use super::world::World;
use crate::model::{Duty, Recurrence};
use crate::names::{Concept, ConceptId};
use crate::syntax::ast::Window;

/// An act counts for the stretch it falls in; one more than that needs, or one in
/// no stretch, makes good the last one missed.
pub(super) fn matched(world: &World<'_>, kind: ConceptId, all: &[Waiting<'_>]) -> Vec<Fulfilled> {
    let exact = |one: &Waiting<'_>| {
        let Some(link) = &one.trig.link else { return false };
        let opens = link.opens.as_ref().is_none_or(When::is_exact);
        opens
            && one.due.is_exact()
            && one.closed.is_exact()
            && one.trig.vague.is_empty()
            && one.trig.exists.is_true()
            && one.applies.known().is_some()
            && link.members.iter().all(|member| {
                member.is.is_true() && world.ev(member.id).is_some_and(|ev| ev.counted.is_exact())
            })
    };
    let mut found: Vec<Fulfilled> = if all.iter().all(exact) {
        known_windows(world, all)
    } else {
        let why = vague(world, all);
        all.iter().map(|one| perhaps_in_window(world, one, &why)).collect()
    };
    for (one, found) in all.iter().zip(&mut found) {
        let from = one.trig.link.as_ref().and_then(|link| link.opens.as_ref());
        let from = from.unwrap_or(&one.trig.date).lo;
        if let Some((first, blame)) = world.unrecorded(kind, from).filter(|_| !one.silent) {
            found.when.may_be_from(first, &blame);
        }
    }
    found
}

/// Whether the planned end of a period in which an act is owed is near: there is no
/// last day yet, and there soon will be.
pub(super) fn end_is_near(world: &World<'_>, duty: &Duty, opens: &When, due: &When) -> bool {
    let Some(Recurrence::Windows { window: Window::Period(status), .. }) = &duty.recurrence else {
        return false;
    };
    let info = world.model.vocabulary.get(status.value).and_then(Concept::status);
    let Some(transition) = info.and_then(|info| info.transition.as_ref()) else { return false };
    let planned = transition.until.iter().flat_map(|kind| world.of_kind(*kind));
    let planned = planned.filter(|ev| world.plan_stands(ev, world.t).is_true());
    let ends = planned.filter_map(|ev| ev.planned).map(|day| day.hi.saturating_sub(1)).min();
    let rule = duty.soon.unwrap_or(world.model.settings_of(&duty.from.pack).soon);
    due.is_never() && ends.is_some_and(|last| soon_from(world, rule, opens.lo, last) <= world.t)
}

fn known_windows(world: &World<'_>, all: &[Waiting<'_>]) -> Vec<Fulfilled> {
    let mut found: Vec<Fulfilled> = all.iter().map(|_| Fulfilled::not()).collect();
    let opens = |one: &Waiting<'_>| {
        let link = one.trig.link.as_ref();
        link.and_then(|link| link.opens.as_ref()).map_or(one.trig.date.lo, |opens| opens.lo)
    };
    let mut acts: Vec<_> = all
        .iter()
        .filter_map(|one| one.trig.link.as_ref())
        .flat_map(|link| link.members.iter().map(|member| member.id))
        .filter_map(|id| world.ev(id))
        .collect();
    acts.sort_by_key(|ev| (ev.counted.lo, ev.seq, ev.id));
    acts.dedup_by_key(|ev| ev.id);
    for ev in acts {
        let day = ev.counted.lo;
        let belongs = |one: &Waiting<'_>| {
            one.trig.link.as_ref().is_some_and(|link| link.members.iter().any(|m| m.id == ev.id))
        };
        let may = |at: &usize| {
            let free = found.get(*at).is_some_and(|one| one.occ.is_none());
            all.get(*at).is_some_and(|one| {
                free && belongs(one) && opens(one) <= day && day <= one.closed.lo
            })
        };
        let of = |at: &usize| {
            all.get(*at).map_or((true, i32::MIN), |one| (one.due.lo < day, -opens(one)))
        };
        // Its own stretch first, then the one missed last.
        let serves = (0..all.len()).filter(may).min_by_key(of);
        if let Some(one) = serves.and_then(|at| found.get_mut(at)) {
            (one.when, one.occ) = (When::only(day), Some(ev.id));
        }
    }
    found
}

/// What is to blame where it is not known which act falls in which stretch.
fn vague(world: &World<'_>, all: &[Waiting<'_>]) -> Why {
    let mut why = Why::new();
    for when in all.iter().flat_map(|other| [&other.due, &other.closed, &other.trig.date]) {
        blame_also(&mut why, &when.why);
    }
    for member in
        all.iter().filter_map(|one| one.trig.link.as_ref()).flat_map(|link| link.members.iter())
    {
        if let Some(ev) = world.ev(member.id).filter(|ev| !ev.counted.is_exact()) {
            blame_also(&mut why, &ev.why());
        }
    }
    why
}

/// Where days are not known: surely met by an act that is surely in its stretch,
/// else perhaps by any that comes after it began.
fn perhaps_in_window(world: &World<'_>, one: &Waiting<'_>, why: &Why) -> Fulfilled {
    let Some(link) = &one.trig.link else { return Fulfilled::not() };
    let opens = link.opens.as_ref().unwrap_or(&one.trig.date);
    let mut options: Options<'_> = Vec::new();
    for member in link.members.iter() {
        let Some(ev) = world.ev(member.id) else { continue };
        let day = ev.when();
        let mut is = member.is.clone().and(opens.at_most(&day));
        let own = day.at_most(&one.due);
        if !own.is_true() {
            is = is.and(Truth::Unknown(why.clone()));
        }
        if !is.is_false() {
            options.push((ev, is));
        }
    }
    earliest(&options)
}
