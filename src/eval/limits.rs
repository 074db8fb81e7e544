//! The limit of an instance: which of a duty's counts, and the days it leads to.
//!
//! In: a duty's limits and the seat of an instance. Out: the one that counts, with
//! its first and its last day; the hull of several where it is not known which.
//! Never here: what is done by then.

use smallvec::SmallVec;

use super::chain::Link;
use super::clock;
use super::closing::closes_on_anchor;
use super::conditions::{Reading, holds_on};
use super::duty::runs_up;
use super::points::point;
use super::range::{ALWAYS, NEVER, Truth, When, Why, blame_also};
use super::seat::Seat;
use super::triggers::Trig;
use super::world::World;
use crate::facts::OccurrenceId;
use crate::model::{Duty, Kind, Limits, Opens, Point};
use crate::syntax::ast::Anchor;

/// The limit that counts for an instance.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    pub(super) at: usize,
    pub(super) due: When,
    pub(super) opens: When,
    pub(super) from_point: bool,
    pub(super) early: bool,
    /// Whether its anchor event closes the instance.
    pub(super) by_anchor: Truth,
    /// The event that it leads up to, where that is not the trigger.
    pub(super) own: Option<OwnAnchor>,
}

/// The event that a case of a limit leads up to, beside that of the trigger.
#[derive(Debug, Clone)]
pub(super) struct OwnAnchor {
    pub(super) occ: Option<OccurrenceId>,
    pub(super) took_place: When,
    /// It is only expected.
    pub(super) provisional: bool,
    /// A plan whose day has passed stands behind it.
    pub(super) stale: bool,
}

/// The cases of a limit that lead up to an event of their own: the place of each, and
/// that event as a trigger, where there is or will be one.
pub(super) type Leading<'t> = SmallVec<[(usize, Option<&'t Trig>); 1]>;

/// The anchor of its own that a limit leads up to, and its last day counted from the
/// day of that.
pub(super) fn own_anchor(limits: &Limits) -> Option<(&Anchor, Point)> {
    let due = limits.due.as_ref().filter(|_| limits.kind == Kind::Lead)?;
    due.back_from_own()
}

pub(super) fn reading<'r, 's>(
    seat: &'r Seat<'s>,
    due: &When,
    after: &When,
    leads: bool,
) -> Reading<'r, 's> {
    Reading {
        seat,
        decided_by: due.clone(),
        decided_from: if leads { after.clone() } else { seat.date.clone() },
        strictly_after: leads,
        counting: &[],
    }
}

pub(super) fn point_of(world: &World<'_>, duty: &Duty, seat: &Seat<'_>, at: usize) -> When {
    let due = duty.limits.get(at).and_then(|limit| limit.due.as_ref());
    due.map_or_else(When::never, |due| clock::due(world, duty, seat, due))
}

/// The limit of an instance: the plain one, unless a case replaces it.
pub(super) fn limit(
    world: &World<'_>,
    duty: &Duty,
    seat: &Seat<'_>,
    after: &When,
    leading: &Leading<'_>,
) -> Limit {
    best_limit(world, duty, seat, &duty.limits, (after, leading))
}

/// Of several limits of an instance the plain one, unless a case replaces it.
pub(super) fn best_limit(
    world: &World<'_>,
    duty: &Duty,
    seat: &Seat<'_>,
    limits: &[Limits],
    (after, leading): (&When, &Leading<'_>),
) -> Limit {
    let plain = limits.iter().position(|limit| limit.condition.is_none()).unwrap_or(0);
    let of = |at: usize| {
        limits.get(at).map_or(
            Limit {
                at,
                due: When::never(),
                opens: seat.date.clone(),
                from_point: false,
                early: false,
                by_anchor: Truth::False,
                own: None,
            },
            |limits| match leading.iter().find(|(case, _)| *case == at) {
                Some((_, trig)) => leading_up(world, duty, seat, (at, limits), *trig),
                None => one_limit(world, duty, seat, at, limits),
            },
        )
    };
    let mut best = of(plain);
    if limits.len() < 2 {
        return best;
    }
    let runs_up = runs_up(duty);
    let base = best.due.clone();
    for (at, case) in limits.iter().enumerate() {
        let Some(condition) = &case.condition else { continue };
        let reading = reading(seat, &base, after, runs_up);
        let judged =
            if runs_up { base.clone() } else { seat.date.clone() }.min(When::only(world.t));
        match holds_on(world, &reading, condition, &judged) {
            Truth::False => {}
            Truth::True => best = of(at),
            Truth::Unknown(why) => best = either(best, of(at), &why),
        }
    }
    best
}

/// One of two limits, it is not known which.
pub(super) fn either(a: Limit, b: Limit, why: &Why) -> Limit {
    let hull = |a: When, b: When| {
        let (lo, hi) = (a.lo.min(b.lo), a.hi.max(b.hi));
        let mut joined = a.why;
        if lo != hi {
            blame_also(&mut joined, &b.why);
            blame_also(&mut joined, why);
        }
        When { lo, hi, why: joined }
    };
    let (due, opens) = (hull(a.due, b.due), hull(a.opens, b.opens));
    let by_anchor =
        if a.by_anchor == b.by_anchor { a.by_anchor } else { Truth::Unknown(why.clone()) };
    let own = match (a.own, b.own) {
        (None, None) => None,
        (Some(own), None) | (None, Some(own)) => {
            let took_place = When { lo: ALWAYS, hi: NEVER, why: why.clone() };
            Some(OwnAnchor { took_place, ..own })
        }
        (Some(one), Some(other)) => {
            let took_place = hull(one.took_place, other.took_place);
            Some(OwnAnchor { took_place, ..one })
        }
    };
    Limit {
        own,
        due,
        opens,
        from_point: a.from_point || b.from_point,
        early: a.early || b.early,
        at: a.at,
        by_anchor,
    }
}

/// The limit of an instance that hangs on the act before.
pub(super) fn given(link: &Link, date: &When) -> Limit {
    Limit {
        at: link.at,
        due: link.due.clone(),
        opens: link.opens.clone().unwrap_or_else(|| date.clone()),
        from_point: link.opens.is_some(),
        early: false,
        by_anchor: Truth::False,
        own: None,
    }
}

/// A case that leads up to an event of its own: that which is planned or took place,
/// or is expected.
fn leading_up(
    world: &World<'_>,
    duty: &Duty,
    seat: &Seat<'_>,
    (at, limits): (usize, &Limits),
    trig: Option<&Trig>,
) -> Limit {
    let plain = one_limit(world, duty, seat, at, limits);
    let none = OwnAnchor { occ: None, took_place: When::never(), provisional: false, stale: false };
    let (Some(trig), Some((_, point))) = (trig, own_anchor(limits)) else {
        return Limit { due: When::never(), own: Some(none), ..plain };
    };
    let from = Seat { span: seat.span, date: trig.date.clone(), occ: trig.occ, period: None };
    let mut due = clock::due(world, duty, &from, &point);
    if let Truth::Unknown(why) = &trig.exists {
        due.hi = NEVER;
        blame_also(&mut due.why, why);
    }
    if !trig.vague.is_empty() {
        due = When { lo: ALWAYS, hi: NEVER, why: trig.vague.clone() };
    }
    let own = OwnAnchor {
        occ: trig.occ,
        took_place: trig.took_place.clone(),
        provisional: trig.provisional,
        stale: trig.stale.is_some(),
    };
    Limit { due, own: Some(own), ..plain }
}

fn one_limit(world: &World<'_>, duty: &Duty, seat: &Seat<'_>, at: usize, limits: &Limits) -> Limit {
    let due =
        limits.due.as_ref().map_or_else(When::never, |due| clock::due(world, duty, seat, due));
    let lead = limits.kind == Kind::Lead;
    let (opens, from_point, early) = match &limits.opens {
        Opens::AtTrigger if lead => (When::always(), false, true),
        Opens::AtTrigger => (seat.date.clone(), false, false),
        Opens::Early => (When::always(), false, true),
        Opens::From(from) => (point(world, seat, from), true, lead),
    };
    let by_anchor = closes_on_anchor(limits).into();
    Limit { at, due, opens, from_point, early, by_anchor, own: None }
}
