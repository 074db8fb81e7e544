//! On which days each status of a case held.
//!
//! In: the periods of a case, and the events that begin and end a status. Out: its
//! stretches. Never here: scopes of duties.

use std::ops::Range;

use smallvec::SmallVec;

use super::judging::{Days, Reading, changes, holds};
use super::range::{ALWAYS, Is, NEVER, Rng, Truth, When, Why};
use super::seat::Seat;
use super::span::Span;
use super::world::{NOBODY, World};
use crate::caseload::{NO_DAY, ONGOING};
use crate::ir::{Held, KindAt, StatusAt, Tense, Test, Version};

/// One stretch of days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) from: Rng,
    /// The day after its last.
    pub(super) to: Rng,
    /// The day it ended, as recorded.
    pub(super) ends: Rng,
    pub(super) why: Why,
    pub(super) begun_by: u32,
    pub(super) ended_by: u32,
    /// It was recorded as a period.
    pub(super) period: bool,
}

/// A status in one case.
#[derive(Debug, Clone)]
pub(super) struct OfStatus {
    pub(super) stretches: Range<usize>,
    pub(super) vague: Why,
    /// Of a defined status.
    pub(super) steps: Option<Range<usize>>,
}

impl OfStatus {
    /// One that never holds.
    pub(super) fn none() -> OfStatus {
        OfStatus { stretches: 0..0, vague: Why::NONE, steps: None }
    }
}

/// The most stretches that a status of which little is known is taken to have.
const MANY: usize = 6;

/// Works a status out.
pub(super) fn learn(world: &mut World<'_>, at: usize) -> OfStatus {
    let start = world.stretches.len();
    let bound = world.bound;
    let (mut vague, mut steps) = (Why::NONE, None);
    match bound.ir.statuses.get(at).map(|status| &status.held) {
        Some(Held::Recorded { from, until, separate, inclusive }) => {
            recorded(world, at);
            let kept = world.stretches.len() > start;
            if !kept {
                derived(world, from, until, *separate);
            }
            if !separate {
                merge(world, start);
            }
            close(world, at, start, (until, *inclusive));
        }
        Some(Held::Defined(versions)) => (vague, steps) = defined(world, versions),
        None => {}
    }
    let stretches = start..world.stretches.len();
    OfStatus { stretches, vague, steps }
}

/// The periods that were recorded, in order.
fn recorded(world: &mut World<'_>, at: usize) {
    let Some((place, column)) = world.bound.statuses.get(at).and_then(|of| of.column) else {
        return;
    };
    let run = column.run(world.case);
    let (from, until) = (column.from().get(run.clone()), column.until().get(run));
    for (from, until) in from.unwrap_or_default().iter().zip(until.unwrap_or_default()) {
        if *from > world.t {
            continue;
        }
        let to = if *until == ONGOING || *until > world.t { NEVER } else { *until };
        // One that ends before it starts is no period.
        if to <= *from {
            continue;
        }
        let to = Rng::only(to);
        let from = match *from {
            NO_DAY => world.began_on(place, column.status),
            from => When::only(from),
        };
        world.stretches.push(Stretch {
            from: from.rng(),
            to,
            ends: to,
            why: from.why,
            begun_by: NOBODY,
            ended_by: NOBODY,
            period: true,
        });
    }
}

/// From each event that begins it to the next that ends it.
fn derived(world: &mut World<'_>, from: &[KindAt], until: &[KindAt], separate: bool) {
    let mut events: SmallVec<[(i32, bool, u32); 16]> = SmallVec::new();
    for (kinds, begins) in [(from, true), (until, false)] {
        for kind in kinds {
            events.extend(world.happened(*kind).iter().map(|ev| (ev.day, begins, ev.id)));
        }
    }
    if !events.is_sorted() {
        events.sort_unstable();
    }
    let start = world.stretches.len();
    let mut orphan: Option<(i32, u32)> = None;
    for (day, begins, id) in events {
        let made = world.stretches.get_mut(start..).unwrap_or_default();
        let open = made.iter_mut().find(|stretch| stretch.to.lo == NEVER);
        match (begins, open) {
            (true, Some(_)) if !separate => {}
            (true, _) => {
                let same = orphan.take().filter(|(other, _)| *other == day);
                let to = same.map_or(Rng::NEVER, |(day, _)| Rng::only(day));
                world.stretches.push(Stretch {
                    from: Rng::only(day),
                    to,
                    ends: to,
                    why: Why::NONE,
                    begun_by: id,
                    ended_by: same.map_or(NOBODY, |(_, id)| id),
                    period: false,
                });
            }
            (false, Some(open)) => {
                (open.to, open.ends, open.ended_by) = (Rng::only(day), Rng::only(day), id);
            }
            (false, None) => orphan = Some((day, id)),
        }
    }
}

/// Joins what overlaps or touches.
fn merge(world: &mut World<'_>, start: usize) {
    let mut kept = start;
    for at in start..world.stretches.len() {
        let Some(next) = world.stretches.get(at).copied() else { continue };
        let last = kept.checked_sub(1).filter(|last| *last >= start);
        let last = last.and_then(|last| world.stretches.get_mut(last));
        match last.filter(|last| next.from.lo <= last.to.hi) {
            Some(last) => {
                if last.to.lo < next.to.lo {
                    (last.to, last.ends, last.ended_by) = (next.to, next.to, next.ended_by);
                }
            }
            None => {
                if let Some(slot) = world.stretches.get_mut(kept) {
                    *slot = next;
                }
                kept += 1;
            }
        }
    }
    world.stretches.truncate(kept);
}

/// Takes in what the status says of its ends, and ends that may not have been entered.
fn close(world: &mut World<'_>, at: usize, start: usize, (until, inclusive): (&[KindAt], bool)) {
    let bound = world.bound;
    let Some(of) = bound.statuses.get(at) else { return };
    for place in start..world.stretches.len() {
        let Some(mut stretch) = world.stretches.get(place).copied() else { continue };
        if stretch.to.lo == NEVER {
            let from = stretch.from.lo.saturating_add(1);
            let entered = world.missing(of.known, of.concept.index(), from);
            let own = entered.filter(|(_, why)| !of.known.when_known && why.is_history().is_none());
            let mut unentered = own;
            if !stretch.period {
                for kind in until {
                    // Once one of them may be, its day is taken.
                    unentered = unentered.or_else(|| {
                        let found = world.unrecorded(*kind, from)?;
                        found.1.is_history().is_none().then_some(found)
                    });
                }
            }
            if let Some((first, why)) = unentered {
                (stretch.to.lo, stretch.ends.lo) = (first, first);
                stretch.why = stretch.why.and(why);
            }
        }
        if inclusive {
            let next = |day: i32| if day == NEVER { NEVER } else { day.saturating_add(1) };
            stretch.to = Rng { lo: next(stretch.to.lo), hi: next(stretch.to.hi) };
        }
        if let Some(slot) = world.stretches.get_mut(place) {
            *slot = stretch;
        }
    }
}

/// A defined status: what is to blame where its stretches could lie otherwise, and its
/// steps.
fn defined(world: &mut World<'_>, versions: &[Version]) -> (Why, Option<Range<usize>>) {
    let first_step = world.steps.len();
    if versions.iter().all(|version| never_holds(world, &version.means)) {
        world.steps.push((ALWAYS, Truth::FALSE));
        return (Why::NONE, Some(first_step..world.steps.len()));
    }
    let first = world.stretches.len();
    let steps = steps(world, versions);
    let mut vague = Why::NONE;
    let mut run: SmallVec<[(i32, Truth); 8]> = SmallVec::new();
    for (from, truth) in &steps {
        if truth.is_false() {
            stretch(world, &run, *from, &mut vague);
            run.clear();
        } else {
            run.push((*from, *truth));
        }
    }
    stretch(world, &run, NEVER, &mut vague);
    if !vague.is_none() {
        world.stretches.truncate(first);
        anywhere(world, &steps, vague);
    }
    world.steps.extend_from_slice(&steps);
    (vague, Some(first_step..world.steps.len()))
}

/// Whether a test is known not to hold on any day up to `t`, as far as that is plain: most
/// children are too young for most of what only the older ones are.
fn never_holds(world: &World<'_>, test: &Test) -> bool {
    match test {
        Test::All(parts) => parts.iter().any(|part| never_holds(world, part)),
        Test::Any(parts) => parts.iter().all(|part| never_holds(world, part)),
        Test::Age(Some(from), _, None) => world.birthday(*from).lo > world.t,
        Test::Status(status, Tense::Now | Tense::Ever | Tense::For(..)) => {
            let steps = world.steps_of(*status);
            steps.map_or_else(
                || world.stretches_of(*status).is_empty() && on(world, *status, world.t).is_false(),
                |steps| steps.iter().all(|(_, so)| so.is_false()),
            )
        }
        Test::Age(..)
        | Test::Not(_)
        | Test::Status(..)
        | Test::Happened { .. }
        | Test::Total { .. }
        | Test::Fact(..)
        | Test::OfTrigger(..)
        | Test::Recorded(..) => false,
    }
}

type Steps = SmallVec<[(i32, Truth); 8]>;

/// From which day on which answer holds, up to `t`.
fn steps(world: &World<'_>, versions: &[Version]) -> Steps {
    let span = Span::whole();
    let seat = Seat::whole(&span);
    let mut days = Days::new();
    for version in versions {
        let reading = Reading::up_to(&seat, world.t);
        for test in std::iter::once(&version.means).chain(&version.except) {
            changes(world, &reading, test, &mut days);
        }
        if version.force.0 != ALWAYS {
            days.push(version.force.0);
        }
        if version.force.1 != NEVER {
            days.push(version.force.1.saturating_add(1));
        }
    }
    days.retain(|day| *day <= world.t && *day != ALWAYS);
    days.sort_unstable();
    days.dedup();
    let before = days.first().map_or(world.t, |first| first.saturating_sub(1));
    let mut steps = Steps::new();
    for (from, day) in std::iter::once((ALWAYS, before)).chain(days.iter().map(|day| (*day, *day)))
    {
        let on = versions.iter().find(|one| one.force.0 <= day && day <= one.force.1);
        let so = on.map_or(Truth::FALSE, |version| {
            let reading = Reading::up_to(&seat, day);
            let mut so = holds(world, &reading, &version.means, day);
            for except in &version.except {
                if so.is_false() {
                    break;
                }
                so = so.and(holds(world, &reading, except, day).not());
            }
            so
        });
        if steps.last().is_none_or(|(_, last)| *last != so) {
            steps.push((from, so));
        }
    }
    steps
}

/// One run of days on which a status holds, or may.
fn stretch(world: &mut World<'_>, run: &[(i32, Truth)], end: i32, vague: &mut Why) {
    let Some((first, _)) = run.first() else { return };
    let unknown = |(_, truth): &&(i32, Truth)| !truth.is_known();
    let why = |all: &[(i32, Truth)]| all.iter().fold(Why::NONE, |why, (_, so)| why.and(so.why));
    let lead = run.iter().take_while(unknown).count();
    let tail = run.iter().rev().take_while(unknown).count();
    let why_before = why(run.get(..lead).unwrap_or_default());
    let why_after = why(run.get(run.len() - tail..).unwrap_or_default());
    let inner = run.get(lead..run.len().saturating_sub(tail)).unwrap_or_default();
    if inner.len() != 1 || why_before.is_several() || why_after.is_several() {
        *vague = vague.and(why(run));
        return;
    }
    let sure_from = inner.first().map_or(*first, |(from, _)| *from);
    let sure_to = run.get(run.len() - tail).map_or(end, |(from, _)| *from);
    let to = Rng::between(sure_to, end);
    world.stretches.push(Stretch {
        from: Rng::between(*first, sure_from),
        to,
        ends: to,
        why: why_before.and(why_after),
        begun_by: NOBODY,
        ended_by: NOBODY,
        period: false,
    });
}

/// As many stretches as there could be, each anywhere.
fn anywhere(world: &mut World<'_>, steps: &[(i32, Truth)], why: Why) {
    let may = || steps.iter().filter(|(_, truth)| !truth.is_false());
    let count = may().count().clamp(1, MANY);
    let lo = may().next().map_or(ALWAYS, |(from, _)| *from);
    let anywhere = Rng { lo, hi: NEVER };
    let one = Stretch {
        from: anywhere,
        to: anywhere,
        ends: anywhere,
        why,
        begun_by: NOBODY,
        ended_by: NOBODY,
        period: false,
    };
    world.stretches.extend(std::iter::repeat_n(one, count));
}

/// Whether a status holds on a day.
pub(super) fn on(world: &World<'_>, status: StatusAt, day: i32) -> Truth {
    if let Some(steps) = world.steps_of(status) {
        let last = steps.iter().rev().find(|(from, _)| *from <= day).or(steps.first());
        return last.map_or(Truth::FALSE, |(_, truth)| *truth);
    }
    let vague = world.vague_status(status);
    if !vague.is_none() {
        return Truth::unknown(vague);
    }
    let mut answer = Truth::FALSE;
    for stretch in world.stretches_of(status) {
        if stretch.from.lo > day || stretch.to.hi <= day {
            continue;
        }
        if stretch.from.hi <= day && stretch.to.lo > day {
            return Truth::TRUE;
        }
        let begun = by(stretch.from, day, stretch.why);
        let ended = by(stretch.to, day, stretch.why);
        answer = answer.or(begun.and(ended.not()));
    }
    if answer.is == Is::False { silence(world, status, day) } else { answer }
}

fn by(rng: Rng, day: i32, why: Why) -> Truth {
    When { lo: rng.lo, hi: rng.hi, why }.by(day)
}

/// What it means that nothing is recorded of a status on a day.
fn silence(world: &World<'_>, status: StatusAt, day: i32) -> Truth {
    let Some(of) = world.bound.status_of(status) else { return Truth::FALSE };
    let concept = |index: usize| u32::try_from(index).unwrap_or(0);
    if of.known.when_known && world.stretches_of(status).is_empty() {
        return Truth::unknown(world.blame(status));
    }
    if of.known.until < day {
        return Truth::unknown(Why::not_entered(concept(of.concept.index())));
    }
    let Some(Held::Recorded { from, .. }) = world.bound.ir.status(status).map(|one| &one.held)
    else {
        return Truth::FALSE;
    };
    if world.stretches_of(status).iter().any(|stretch| stretch.period) {
        return Truth::FALSE;
    }
    let kinds = from.iter().filter_map(|kind| world.bound.kind_of(*kind));
    let late = kinds.into_iter().find(|kind| kind.known.until < day);
    late.map_or(Truth::FALSE, |kind| {
        Truth::unknown(Why::not_entered(concept(kind.concept.index())))
    })
}

/// The days on which a status may begin or stop to hold.
pub(super) fn edges(world: &World<'_>, status: StatusAt) -> Days {
    let mut days = Days::new();
    if let Some(steps) = world.steps_of(status) {
        days.extend(steps.iter().map(|(day, _)| *day));
    } else {
        for s in world.stretches_of(status) {
            for day in [s.from.lo, s.from.hi, s.to.lo, s.to.hi] {
                days.push(day);
            }
        }
    }
    if let Some(of) = world.bound.status_of(status) {
        days.extend(of.entered.iter().copied());
    }
    days.retain(|day| *day != NEVER);
    days
}
