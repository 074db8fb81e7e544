//! When an instance closes without having been done.
//!
//! In: its scope period, its trigger and how its conditions came out. Out: the
//! first day on which anything closes it, and why. Never here: whether that is a
//! breach.

use super::ClosureReason;
use super::applies::Applied;
use super::conditions::{Reading, holds_on};
use super::limits::Limit;
use super::range::{NEVER, Truth, When, blame_also};
use super::scope::{Span, Spans};
use super::seat::counts_back;
use super::triggers::Trig;
use super::world::World;
use crate::model::{Duty, Kind, Limits, Opens, Scope};
use crate::names::ConceptId;
use crate::syntax::ast::Anchor;

/// The first day that closes an instance.
#[derive(Debug, Clone)]
pub(super) struct Closing {
    pub(super) on: When,
    pub(super) reason: Option<ClosureReason>,
    /// It is closed by the very event it led up to.
    pub(super) by_anchor: bool,
}

impl Closing {
    fn take(&mut self, on: When, reason: ClosureReason, by_anchor: bool) {
        if on.is_never() {
            return;
        }
        // Where two fall on a day, the anchor event is the one to name: the time
        // for the act is over.
        if on.lo < self.on.lo || (on.lo == self.on.lo && by_anchor) {
            self.reason = Some(reason);
            self.by_anchor = by_anchor;
        }
        self.on = std::mem::replace(&mut self.on, When::never()).min(on);
    }
}

/// When and why an instance closes, as far as is known at `t`.
pub(super) fn closing(
    world: &World<'_>,
    duty: &Duty,
    spans: &Spans,
    (span, trig, reading): (&Span, &Trig, &Reading<'_, '_>),
    limit: &Limit,
    applied: &Applied,
) -> Closing {
    let mut closing = Closing { on: When::never(), reason: None, by_anchor: false };
    closing.take(applied.stopped.clone(), ClosureReason::WhileStopped, false);
    if duty.lapses_with_scope && !ends_its_scope(duty, spans) {
        let end = scope_end(world, duty, span, reading);
        if let Some(concept) = scope_concept(&duty.scope) {
            closing.take(end, ClosureReason::ScopeEnded(concept), false);
        }
    }
    if let Some(id) = trig.occ {
        closing.take(trig.withdrawn.clone(), ClosureReason::Cancelled(id), false);
    }
    if !limit.by_anchor.is_false() {
        let occ = limit.own.as_ref().map_or(trig.occ, |own| own.occ);
        let reason = occ.map_or(ClosureReason::DayCame, ClosureReason::AnchorHappened);
        closing.take(came(trig, limit), reason, true);
    }
    if let Some((on, reason)) = trig.link.as_ref().and_then(|link| link.ends.clone()) {
        closing.take(on, reason, false);
    }
    if let Some(until) = &duty.running.until {
        let day = reading.seat.resolve(world, &until.value);
        // What is due on that day or before is still owed.
        let owed = limit.due.at_most(&day);
        closing.take(super::becoming::gated(day, owed.negate()), ClosureReason::Until, false);
    }
    if duty.missing_is_allowed {
        closing.take(limit.due.clone(), ClosureReason::Deemed, false);
    }
    closing
}

/// Whether the anchor event itself closes an instance: a lead time, `before` and
/// `by`, but not `by 3 months after …`.
pub(super) fn closes_on_anchor(limits: &Limits) -> bool {
    let back = limits.due.as_ref().is_some_and(counts_back);
    back && (limits.kind == Kind::Lead || limits.opens == Opens::Early)
}

/// The day the anchor event closes an instance, where it is known that it does.
pub(super) fn came(trig: &Trig, limit: &Limit) -> When {
    let mut on = limit.own.as_ref().map_or(&trig.took_place, |own| &own.took_place).clone();
    match &limit.by_anchor {
        Truth::False => When::never(),
        Truth::True => on,
        Truth::Unknown(why) => {
            on.hi = NEVER;
            blame_also(&mut on.why, why);
            on
        }
    }
}

fn scope_concept(scope: &Scope) -> Option<ConceptId> {
    match scope {
        Scope::WholeRecord => None,
        Scope::EachPeriod(concept) | Scope::EachEvent(concept) => Some(*concept),
    }
}

/// A duty that is triggered by the end of its scope does not lapse by it.
fn ends_its_scope(duty: &Duty, spans: &Spans) -> bool {
    let anchor = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
    matches!(anchor, Some(Anchor::PeriodEnd(status)) if spans.status == Some(status.value))
}

/// Whether an instance can still be met after its scope has ended.
pub(super) fn outlives_scope(duty: &Duty, spans: &Spans) -> bool {
    !duty.lapses_with_scope || !duty.unless_lapse.is_empty() || ends_its_scope(duty, spans)
}

/// The end of the scope period, unless a decision keeps the instance alive.
fn scope_end(world: &World<'_>, duty: &Duty, span: &Span, reading: &Reading<'_, '_>) -> When {
    let mut end = span.end();
    if duty.unless_lapse.is_empty() || end.is_never() {
        return end;
    }
    let by_end = Reading {
        seat: reading.seat,
        decided_by: end.clone(),
        decided_from: reading.decided_from.clone(),
        strictly_after: reading.strictly_after,
        counting: &[],
    };
    let judged = end.clone().min(When::only(world.t));
    let kept = duty
        .unless_lapse
        .iter()
        .fold(Truth::False, |so, condition| so.or(holds_on(world, &by_end, condition, &judged)));
    match kept {
        Truth::False => end,
        Truth::True => When::never(),
        Truth::Unknown(why) => {
            end.hi = NEVER;
            blame_also(&mut end.why, &why);
            end
        }
    }
}
