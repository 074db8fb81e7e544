//! The day on which an occurrence counts.
//!
//! In: its dates, and what its event says of them. Out: the first and the last day it
//! may be, as known at the end of a day. Never here: what the day is counted for.

use super::powers::held_after_all;
use super::range::{Rng, Truth};
use super::world::{Ev, visible};

/// The day an occurrence counts on (language §3.4).
pub(super) fn counted(ev: &Ev, on_plan: bool, on_completion: bool, t: i32) -> Rng {
    let plain =
        visible(if on_completion { ev.completed } else { ev.started }.unwrap_or(Rng::NEVER), t);
    let mut counted = plain;
    if let (Some(adjourned), Some(planned), true) = (ev.adjourned, ev.planned, on_plan) {
        let on_plan = visible(planned, t);
        let beyond = || {
            let last = ev.adjourned_again.last().copied().unwrap_or(adjourned);
            visible(held_after_all(ev.started, ev.completed, last), t)
        };
        if adjourned.by(t) {
            counted = match &ev.beyond {
                Truth::False => on_plan,
                Truth::True => beyond(),
                Truth::Unknown(_) => on_plan.hull(beyond()),
            };
        } else if adjourned.maybe_by(t) {
            counted = plain.hull(on_plan);
        }
    }
    match ev.cancelled {
        Some(cancelled) if cancelled.by(t) => Rng::NEVER,
        Some(cancelled) if cancelled.maybe_by(t) => counted.hull(Rng::NEVER),
        Some(_) | None => counted,
    }
}
