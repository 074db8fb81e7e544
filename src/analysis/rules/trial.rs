//! Small cases that show how two rules differ: put together from what the rules speak of,
//! and judged under both packs.

use super::shown::{Asked, RuleWitness, outside};
use super::{Packs, Verdict};
use crate::analysis::aspects::Deeming;
use crate::analysis::cells::Space;
use crate::analysis::realise::realise;
use crate::analysis::witness::build::{self, ends, happen_as};
use crate::analysis::witness::ingredients::{Start, recorded_as, start_of};
use crate::analysis::witness::{About, Effort, Search, Situation};
use crate::check::Checked;
use crate::facts::{Case, DateFact};
use crate::model::{Deem, Model, Power, Scope};
use crate::names::ConceptId;
use crate::source::Span;
use crate::syntax::ast::{Anchor, Applies, Condition, Licence, Per, When};
use crate::time::Day;

const EFFORT: Effort = Effort { cases: 160, depth: 2, kinds: 6, random: 0, days: 0 };
/// How many cases are judged for one rule, at most.
const MOST: usize = 240;
/// For how many days time is let pass.
const LONGEST: i32 = 120;
/// How many cells are put into facts.
const CELLS: usize = 8;

/// A case in which a status holds under one pack and not under the other.
pub(super) fn of_status(packs: &Packs<'_, '_>, status: ConceptId) -> Option<RuleWitness> {
    let found = case_of_status(packs.left, packs.right, status, packs.near)?;
    let asked = Asked::Status(status);
    let models = (packs.left, packs.right);
    RuleWitness::of(models, (asked.clone(), asked), (vec![found.0], found.1))
}

/// Such a case, and a day.
pub(crate) fn case_of_status(
    left: &Checked,
    right: &Checked,
    status: ConceptId,
    near: Day,
) -> Option<(Case, Day)> {
    let models = [left, right];
    let defined = |model: &&Checked| model.derived.definition(status).is_some();
    if !models.iter().all(defined) {
        return None;
    }
    let search = Search::about(&models, About::Status(status), near, EFFORT);
    let differs = |situation: &Situation| {
        let said: Vec<Option<bool>> =
            situation.answers.iter().map(|one| one.holds.flatten()).collect();
        matches!(said.as_slice(), [Some(one), Some(other)] if one != other)
    };
    let (mut found, mut seen) = (None, 0);
    search.explore(&mut |situation| {
        seen += 1;
        if differs(situation) {
            found = Some(situation.clone());
        }
        if found.is_some() || seen > MOST {
            std::ops::ControlFlow::Break(())
        } else {
            std::ops::ControlFlow::Continue(())
        }
    });
    let simple = search.simplest(found?, &differs);
    Some((simple.case, simple.as_of))
}

/// A case in which an event is deemed to have happened on another day, or only once.
pub(super) fn of_deem(
    packs: &Packs<'_, '_>,
    (one, other): (Option<&Deem>, Option<&Deem>),
    deeming: &Deeming,
) -> Option<RuleWitness> {
    let deem = one.or(other)?;
    let Anchor::Event(trigger) = &deem.trigger else { return None };
    let day = match deeming {
        Deeming::Days(contrast) => {
            let calendar = packs.right.calendar.as_deref();
            let later = contrast.later.dates > 0;
            let side = if later { &contrast.later } else { &contrast.earlier };
            side.plainest(packs.near, calendar)?
        }
        Deeming::Same | Deeming::Cases(_) | Deeming::Unknown(_) => packs.near,
    };
    let model: &Model = if one.is_some() { packs.left } else { packs.right };
    let at = deem.name.span;
    let seed = begun(model, &deem.scope, day, at);
    let mut bare = seed;
    happen_as(&mut bare, recorded_as(model, trigger.event.value), day, at);
    let mut cases =
        in_cells(packs, &bare, (one.map(|one| &one.applies), other.map(|one| &one.applies)), at);
    // What must not happen in one of them alone.
    let silent: Vec<ConceptId> = one
        .into_iter()
        .chain(other)
        .flat_map(|deem| deem.when.without.iter().map(|event| event.value))
        .collect();
    for event in silent {
        let mut with = bare.clone();
        happen_as(&mut with, recorded_as(packs.right, event), day.plus(1), at);
        cases.push(with);
    }
    let asked = Asked::Deemed(deem.gives.value);
    cases.iter().find_map(|case| {
        let on = (1..LONGEST).step_by(1).map(|after| day.plus(after));
        let models = (packs.left, packs.right);
        let mut told = on.filter_map(|as_of| {
            let both = (asked.clone(), asked.clone());
            RuleWitness::of(models, both, (vec![case.clone()], as_of))
        });
        told.next()
    })
}

/// A case with a use of the power that only one of them allows; and *stricter* or *laxer*
/// for what was seen, *incomparable* where uses of both sorts were.
pub(super) fn of_power(
    packs: &Packs<'_, '_>,
    one: Option<&Power>,
    other: Option<&Power>,
) -> Option<(RuleWitness, Verdict)> {
    let models = (packs.left, packs.right);
    let (mut more, mut less) = (None, None);
    let mut tried = 0;
    'all: for case in uses(packs, (one, other)) {
        let Some((_, last)) = ends(&case) else { continue };
        let as_of = last.plus(1);
        let (mine, theirs) = (outside(models.0, &case, as_of), outside(models.1, &case, as_of));
        let place = match mine.cmp(&theirs) {
            std::cmp::Ordering::Less => &mut more,
            std::cmp::Ordering::Greater => &mut less,
            std::cmp::Ordering::Equal => &mut None,
        };
        if place.is_none() && mine != theirs {
            *place = Some((case, as_of));
        }
        tried += 1;
        if tried > MOST || more.is_some() && less.is_some() {
            break 'all;
        }
    }
    let ways = Verdict::of(more.is_some(), less.is_some());
    let (case, as_of) = less.or(more)?;
    let found = RuleWitness::of(models, (Asked::Uses, Asked::Uses), (vec![case], as_of))?;
    Some((found, ways))
}

/// Cases in which a power is used: more and more often, for one thing and for several,
/// and on every day after what opens it.
fn uses<'a>(
    packs: &'a Packs<'_, '_>,
    (one, other): (Option<&'a Power>, Option<&'a Power>),
) -> Vec<Case> {
    let Some(power) = one.or(other) else { return Vec::new() };
    let model: &Model = if one.is_some() { packs.left } else { packs.right };
    let at = power.name.span;
    let counts = one.into_iter().chain(other).flat_map(|power| &power.counts);
    let most = counts.clone().map(|count| count.value.times).max().unwrap_or(0);
    let per = counts.filter_map(|count| count.value.per).find_map(|per| match per {
        Per::Each(event) => Some(event.value),
        Per::Period(_) | Per::Span(_) => None,
    });
    let mut base = begun(model, &power.scope, packs.near.plus(-10), at);
    let opened = one.into_iter().chain(other).filter_map(|power| power.right.as_deref());
    let opened = opened.filter_map(|right| match &right.trigger.as_ref()?.anchor {
        Anchor::Event(event) => Some(event.event.value),
        Anchor::PeriodStart(_)
        | Anchor::PeriodEnd(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::Earlier(..)
        | Anchor::Later(..)
        | Anchor::It => None,
    });
    let opened: Vec<ConceptId> = opened.collect();
    for event in per.into_iter().chain(opened.first().copied()) {
        let own = matches!(power.may, Licence::Adjourn(of) if of.value == event);
        if !own {
            happen_as(&mut base, recorded_as(packs.right, event), packs.near.plus(-1), at);
        }
    }
    let both = (one.map(|one| &one.applies), other.map(|one| &one.applies));
    let mut all = Vec::new();
    for case in in_cells(packs, &base, both, at) {
        for apart in [1, 40] {
            for times in 1..=most.min(6) + 1 {
                all.push(used(packs, &case, power.may, (times, apart, false), at));
                if matches!(power.may, Licence::Adjourn(_)) {
                    all.push(used(packs, &case, power.may, (times, apart, true), at));
                }
            }
        }
        if !opened.is_empty() {
            let on = (1..LONGEST / 2).map(|after| packs.near.plus(after));
            all.extend(on.map(|day| {
                let mut case = case.clone();
                use_on(packs, &mut case, power.may, day, at);
                case
            }));
        }
    }
    all
}

/// A case in which a power was used so often, so many days apart; of adjournments all of
/// one occurrence where they are `again`.
fn used(
    packs: &Packs<'_, '_>,
    case: &Case,
    may: Licence,
    (times, apart, again): (u32, i32, bool),
    at: Span,
) -> Case {
    let mut case = case.clone();
    for number in 0..i32::try_from(times).unwrap_or(1) {
        let day = packs.near.plus(number * apart);
        let known = case.events.iter_mut().rev().find(|one| one.kind == may.event().value);
        match known.filter(|one| again && one.adjourned.is_some()) {
            Some(one) => one.adjourned_again.push(DateFact::Exactly(day)),
            None => use_on(packs, &mut case, may, day, at),
        }
    }
    case
}

fn use_on(packs: &Packs<'_, '_>, case: &mut Case, may: Licence, day: Day, at: Span) {
    let (kind, facts) = recorded_as(packs.right, may.event().value);
    let on = Some(DateFact::Exactly(day));
    match may {
        Licence::Act(_) => happen_as(case, (kind, facts), day, at),
        Licence::Adjourn(_) | Licence::Cancel(_) | Licence::Move(_) => {
            let one = build::occurrence(case, kind, at);
            one.facts = facts;
            one.planned_for = on;
            match may {
                Licence::Adjourn(_) => one.adjourned = on,
                Licence::Cancel(_) => one.cancelled = on,
                Licence::Move(_) => one.moved = on,
                Licence::Act(_) => {}
            }
        }
    }
}

/// A case in which a scope has begun.
fn begun(model: &Model, scope: &Scope, day: Day, at: Span) -> Case {
    let mut case = build::empty();
    match start_of(model, scope) {
        Some(Start::Event(event)) => happen_as(&mut case, recorded_as(model, event), day, at),
        Some(Start::Status(status)) => build::begin(&mut case, status, day, at),
        None => {}
    }
    case
}

/// The case as it is, and in each way in which the conditions of both can come out.
fn in_cells(
    packs: &Packs<'_, '_>,
    case: &Case,
    (one, other): (Option<&Vec<Applies>>, Option<&Vec<Applies>>),
    at: Span,
) -> Vec<Case> {
    let parts = |applies: Option<&'_ Vec<Applies>>| -> Vec<(When, Condition)> {
        let clauses = applies.into_iter().flatten();
        let parts = clauses.flat_map(|clause| &clause.parts);
        parts.map(|(when, condition)| (when.value, condition.clone())).collect()
    };
    let (mine, theirs) = (parts(one), parts(other));
    let conditions: Vec<(&Model, &Condition)> = mine
        .iter()
        .map(|(_, one)| (packs.left.model(), one))
        .chain(theirs.iter().map(|(_, one)| (packs.right.model(), one)))
        .collect();
    let mut all = Vec::new();
    if !conditions.is_empty()
        && let Some(space) = Space::beside(&conditions)
    {
        let on = ends(case).map_or(packs.near, |(_, last)| last);
        let so = |from: usize, parts: &[(When, Condition)], cell: &_| {
            (from..)
                .zip(parts)
                .all(|(at, (when, _))| (*when != When::Unless) == space.holds(at, cell))
        };
        let mut cells = space.cells();
        // Where the two say different things first.
        cells.sort_by_key(|cell| so(0, &mine, cell) == so(mine.len(), &theirs, cell));
        for cell in cells.iter().take(CELLS) {
            let made = realise(packs.right, (&space, cell), on, at);
            let joined = made.cases.into_iter().take(1);
            all.extend(joined.map(|one| build::joined(case, one, &made.of_trigger)));
        }
    }
    all.push(case.clone());
    all
}
