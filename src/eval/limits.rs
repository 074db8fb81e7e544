//! The limit of an instance: which of a duty's counts, and the days it leads to.
//!
//! In: a duty's limits and the seat of an instance. Out: the one that counts, with
//! its first and its last day; the hull of several where it is not known which.
//! Never here: what is done by then.

use super::chain::Link;
use super::clock;
use super::closing::closes_on_anchor;
use super::conditions::{Reading, holds_on};
use super::duty::runs_up;
use super::points::point;
use super::range::{Truth, When, Why, blame_also};
use super::seat::Seat;
use super::world::World;
use crate::model::{Duty, Kind, Limits, Opens};

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
pub(super) fn limit(world: &World<'_>, duty: &Duty, seat: &Seat<'_>, after: &When) -> Limit {
    best_limit(world, duty, seat, &duty.limits, after)
}

/// Of several limits of an instance the plain one, unless a case replaces it.
pub(super) fn best_limit(
    world: &World<'_>,
    duty: &Duty,
    seat: &Seat<'_>,
    limits: &[Limits],
    after: &When,
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
            },
            |limits| one_limit(world, duty, seat, at, limits),
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
    Limit {
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
    }
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
    Limit { at, due, opens, from_point, early, by_anchor: closes_on_anchor(limits).into() }
}
