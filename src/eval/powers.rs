//! What the uses of powers do: to the instances of duties, to adjourned events, and
//! the rights that are open.
//!
//! In: an instance before its act is looked for. Out: its limit as the powers leave
//! it, whether it is waived, and which uses did that. Never here: whether a use was
//! allowed.

use smallvec::SmallVec;

use super::duty::Made;
use super::limits::{Leading, Limit, best_limit, either};
use super::points::{How, shift};
use super::range::{NEVER, Rng, Truth, When, blame_also};
use super::seat::Seat;
use super::uses::{Use, rights, window};
use super::world::World;
use super::{Blame, PowerUse, Right, RightState, Row, Status};
use crate::model::{Duty, DutyId, Effect, EffectKind, Power};
use crate::time::{Counting, Day, Direction, Roll};

/// What the powers did to an instance.
#[derive(Debug)]
pub(super) struct Changed {
    /// Whether a power waives it.
    pub(super) waived: Truth,
    /// The uses that did something, or may have.
    pub(super) uses: Vec<PowerUse>,
}

/// Whether a use of any power could change a duty.
fn changes(world: &World<'_>, duty: DutyId) -> bool {
    let mut effects = world.model.powers.iter().flat_map(|power| &power.effects);
    effects.any(|effect| effect.duty == duty)
}

/// The limit of an instance after every use of a power that concerns it, in the order
/// of the uses. `after`: from when decisions may concern it.
pub(super) fn change(
    world: &World<'_>,
    duty: &Duty,
    seat: &Seat<'_>,
    after: &When,
    limit: &mut Limit,
) -> Changed {
    let mut changed = Changed { waived: Truth::False, uses: Vec::new() };
    if !changes(world, duty.id) {
        return changed;
    }
    let uses = world.uses();
    let of = |power: &Power| uses.get(power.id.0 as usize).map_or(&[][..], Vec::as_slice);
    let mut all: Vec<(&Use, &Power, usize, &Effect)> = Vec::new();
    for power in &world.model.powers {
        for (at, effect) in power.effects.iter().enumerate() {
            if effect.duty == duty.id {
                all.extend(of(power).iter().map(|one| (one, power, at, effect)));
            }
        }
    }
    all.sort_by_key(|(one, power, at, _)| (one.day.lo, one.day.hi, one.ev, power.id, *at));
    for (one, power, at, effect) in all {
        let mut truth = one.allowed.clone().and(concerns(world, seat, after, &limit.due, one));
        if !matches!(effect.kind, EffectKind::Waives) {
            // A deadline that has passed was missed: nothing moves it afterwards.
            truth = truth.and(one.day.at_most(&limit.due));
        }
        let seen = (duty, seat, after);
        let (truth, next) = done(world, seen, limit, effect, one, truth);
        if truth.is_false() {
            continue;
        }
        changed.uses.push(PowerUse {
            power: power.id,
            effect: at,
            occurrence: one.ev,
            due_before: limit.due.dates(),
            sure: truth.is_true(),
        });
        match (truth, next) {
            (Truth::True, Some(next)) => *limit = next,
            (Truth::Unknown(why), Some(next)) => {
                *limit = either(limit.clone(), next, &why);
            }
            (truth, None) => {
                changed.waived = std::mem::replace(&mut changed.waived, Truth::False).or(truth);
            }
            (Truth::False, Some(_)) => {}
        }
    }
    changed
}

/// Whether a use concerns an instance: it names its trigger, or it falls on a day from
/// the trigger to the last day, and names no other.
fn concerns(world: &World<'_>, seat: &Seat<'_>, after: &When, due: &When, one: &Use) -> Truth {
    if one.of.is_some() && one.of == seat.occ {
        return Truth::True;
    }
    let kind = |id| world.ev(id).map(|ev| ev.kind);
    if one.of.and_then(kind).is_some_and(|of| seat.occ.and_then(kind) == Some(of)) {
        return Truth::False;
    }
    let from = if after.lo < seat.date.lo { after } else { &seat.date };
    from.at_most(&one.day).and(one.day.at_most(due))
}

/// What an effect does to the limit; no limit where it waives the duty.
fn done(
    world: &World<'_>,
    (duty, seat, after): (&Duty, &Seat<'_>, &When),
    limit: &Limit,
    effect: &Effect,
    one: &Use,
    truth: Truth,
) -> (Truth, Option<Limit>) {
    match &effect.kind {
        EffectKind::Waives => (truth, None),
        EffectKind::Changes { limits, .. } => {
            let next = best_limit(world, duty, seat, limits, (after, &Leading::new()));
            (truth, Some(Limit { at: limit.at, ..next }))
        }
        EffectKind::Extends { by, up_to } => {
            let how = How {
                offset: by,
                direction: Direction::Forward,
                counting: Counting::of(by),
                roll: Roll::None,
            };
            let most = shift(world, limit.due.clone(), how);
            let said = world.ev(one.ev).and_then(|ev| ev.until).filter(|_| *up_to);
            let mut next = limit.clone();
            let truth = match said {
                None => {
                    next.due = most;
                    truth
                }
                Some(until) => {
                    let until = When::of(until, &Blame::DateOf(one.ev));
                    let within = until.at_most(&most);
                    next.due = until.max(limit.due.clone());
                    truth.and(within)
                }
            };
            (truth, Some(next))
        }
    }
}

/// The uses of a power with an effect that put a deadline off further than it may be
/// put off: the use, and the last day it could have named.
pub(super) fn too_far(world: &World<'_>, made: &[Made]) -> SmallVec<[(usize, Use, When); 2]> {
    let mut found = SmallVec::new();
    let uses = world.uses();
    for (power, uses) in world.model.powers.iter().zip(uses.iter()) {
        for effect in &power.effects {
            let EffectKind::Extends { by, up_to: true } = &effect.kind else { continue };
            for one in uses.iter().filter(|one| !one.allowed.is_false()) {
                let until = world.ev(one.ev).and_then(|ev| ev.until);
                let Some(until) = until.filter(|until| until.is_exact()) else { continue };
                let how = How {
                    offset: by,
                    direction: Direction::Forward,
                    counting: Counting::of(by),
                    roll: Roll::None,
                };
                let concerned = made.iter().map(|made| &made.row).filter(|row| {
                    row.key.duty == effect.duty
                        && row.trigger_date.is_some_and(|day| day.first.number() <= one.day.lo)
                });
                let dues = concerned.filter_map(|row| row.due).map(|due| due.last.number());
                let most = dues.max().map(|due| shift(world, When::only(due), how));
                if let Some(most) = most.filter(|most| most.hi < until.lo) {
                    found.push((power.id.0 as usize, one.clone(), most));
                }
            }
        }
    }
    found
}

/// The uses of powers that came after the last day that they would have moved, and that day:
/// the latest of those that were missed.
pub(super) fn too_late(world: &World<'_>, made: &[Made]) -> SmallVec<[(usize, Use, Day); 2]> {
    let mut found = SmallVec::new();
    let uses = world.uses();
    for (power, uses) in world.model.powers.iter().zip(uses.iter()) {
        let moves = |effect: &&Effect| !matches!(effect.kind, EffectKind::Waives);
        let moved: Vec<DutyId> =
            power.effects.iter().filter(moves).map(|effect| effect.duty).collect();
        for one in uses.iter().filter(|one| one.allowed.is_true() && one.day.is_exact()) {
            let rows = made.iter().map(|made| &made.row);
            let rows = rows.filter(|row| moved.contains(&row.key.duty));
            let used = |row: &Row| row.powers.iter().any(|known| known.occurrence == one.ev);
            if rows.clone().any(used) {
                continue;
            }
            let named = one.of.filter(|of| rows.clone().any(|row| row.occurrence == Some(*of)));
            let missed = rows.filter(|row| {
                row.days_late.is_some() && named.is_none_or(|of| row.occurrence == Some(of))
            });
            let dues = missed.filter_map(|row| row.due.and_then(super::DateRange::exact));
            let last = dues.filter(|due| due.number() < one.day.lo).max();
            found.extend(last.map(|last| (power.id.0 as usize, one.clone(), last)));
        }
    }
    found
}

/// From which day a power waives a standing duty, if it does.
pub(super) fn waived_by(world: &World<'_>, duty: &Duty, seat: &Seat<'_>, day: i32) -> Truth {
    if !changes(world, duty.id) {
        return Truth::False;
    }
    let uses = world.uses();
    let mut waived = Truth::False;
    for (power, uses) in world.model.powers.iter().zip(uses.iter()) {
        let waives =
            |effect: &Effect| effect.duty == duty.id && matches!(effect.kind, EffectKind::Waives);
        if power.effects.iter().any(waives) {
            for one in uses {
                let so = concerns(world, seat, &seat.date, &When::only(day), one);
                waived = waived.or(one.allowed.clone().and(so).and(one.day.by(day)));
            }
        }
    }
    waived
}

/// Days on which a use may waive a standing duty.
pub(super) fn waiving_days(world: &World<'_>, duty: &Duty) -> SmallVec<[i32; 4]> {
    if !changes(world, duty.id) {
        return SmallVec::new();
    }
    let uses = world.uses();
    uses.iter().flatten().flat_map(|one| [one.day.lo, one.day.hi]).collect()
}

/// The day an adjourned occurrence counts on where its adjournment went beyond the
/// power: the day it was held after all.
pub(super) fn held_after_all(started: Option<Rng>, completed: Option<Rng>, last: Rng) -> Rng {
    match (completed, started) {
        (Some(completed), _) => completed,
        (None, Some(started)) if started.lo >= last.lo => started,
        (None, _) => Rng::NEVER,
    }
}

/// The rights that the powers of a pack have opened, in the order of the pack.
pub(super) fn open_rights(world: &World<'_>) -> Vec<Right> {
    let mut found = Vec::new();
    if world.model.powers.iter().all(|power| power.right.is_none()) {
        return found;
    }
    let uses = world.uses();
    for (power, uses) in world.model.powers.iter().zip(uses.iter()) {
        let mut rights = rights(world, power);
        rights.sort_by_key(|made| (made.row.due.map(|due| due.first), made.row.key));
        let mut free: Vec<&Use> = uses.iter().filter(|one| !one.allowed.is_false()).collect();
        for mut made in rights {
            if made.row.statuses.single() == Some(Status::NotApplicable) {
                continue;
            }
            let (opens, due) = window(power, &made);
            let fits = |one: &&Use| {
                let named = world.ev(one.ev).and_then(|ev| ev.done_for);
                let other = named.is_some() && named != made.row.occurrence;
                !other && !opens.at_most(&one.day).and(one.day.at_most(&due)).is_false()
            };
            let used = free.iter().position(fits).map(|at| free.remove(at));
            let state = state(world, &made.row, (&opens, &due), used);
            if state == RightState::NotKnown {
                // It may hang on the use rather than on what opens it.
                let days = [&opens.why, &due.why];
                days.into_iter().for_each(|why| blame_also(&mut made.row.blame, why));
                if let Some(one) = used {
                    blame_also(&mut made.row.blame, &one.day.why);
                    if let Truth::Unknown(why) = &one.allowed {
                        blame_also(&mut made.row.blame, why);
                    }
                }
            }
            let used = used.and_then(|one| one.day.dates().map(|day| (day, one.ev)));
            found.push(Right { power: power.id, state, used, row: made.row });
        }
    }
    found
}

fn state(
    world: &World<'_>,
    row: &Row,
    (opens, due): (&When, &When),
    used: Option<&Use>,
) -> RightState {
    let sure = |one: &Use| {
        one.allowed.is_true() && opens.at_most(&one.day).and(one.day.at_most(due)).is_true()
    };
    if row.statuses.contains(Status::NotApplicable) || used.is_some_and(|one| !sure(one)) {
        return RightState::NotKnown;
    }
    if used.is_some() {
        return RightState::Used;
    }
    let closed = row.statuses.iter().all(|s| matches!(s, Status::Overdue | Status::Lapsed));
    let open = row.statuses.iter().all(|s| matches!(s, Status::Pending | Status::DueSoon));
    match (closed, open) {
        (true, _) => RightState::Closed,
        (_, true) if opens.lo != super::range::ALWAYS && opens.lo > world.t => RightState::NotYet,
        (_, true) => RightState::Open,
        (false, false) if due.lo == NEVER => RightState::Open,
        (false, false) => RightState::NotKnown,
    }
}
