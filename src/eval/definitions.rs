//! On which days a defined status held.
//!
//! In: a definition, and everything it rests on. Out: from which day on which answer
//! holds, and the stretches that come of it. The days on which an answer may change
//! are worked out, not searched for. Never here: scopes of duties.

use smallvec::SmallVec;

use super::Blame;
use super::conditions::{Days, Reading, changes, holds};
use super::periods::{OfStatus, Stretch};
use super::range::{ALWAYS, NEVER, Rng, Truth, When, Why, blame_also};
use super::scope::Span;
use super::seat::Seat;
use super::world::{World, visible};
use crate::model::Definition;
use crate::names::ConceptId;
use crate::time::Day;

/// The most stretches that a status of which little is known is taken to have.
const MANY: usize = 6;

/// A defined status, worked out.
pub(super) fn held(world: &World<'_>, definition: &Definition) -> OfStatus {
    let steps = steps(world, definition);
    let mut vague = Why::new();
    let mut stretches: SmallVec<[Stretch; 2]> = SmallVec::new();
    let mut run: Vec<(i32, &Truth)> = Vec::new();
    for (from, truth) in &steps {
        if truth.is_false() {
            stretch(world, &run, *from, (&mut stretches, &mut vague));
            run.clear();
        } else {
            run.push((*from, truth));
        }
    }
    stretch(world, &run, NEVER, (&mut stretches, &mut vague));
    if !vague.is_empty() {
        stretches = anywhere(world, &steps, &vague);
    }
    OfStatus { stretches, vague, steps: Some(steps) }
}

/// From which day on which answer holds, up to the end of the day asked about.
fn steps(world: &World<'_>, definition: &Definition) -> Vec<(i32, Truth)> {
    let span = Span::whole();
    let seat = Seat { span: &span, date: When::always(), occ: None, period: None };
    let with = |day: i32, counting| Reading {
        seat: &seat,
        decided_by: When::only(day),
        decided_from: When::always(),
        strictly_after: false,
        counting,
    };
    let mut days = Days::new();
    for version in definition.versions() {
        let with = with(world.t, &version.counting);
        let all = std::iter::once(&version.means).chain(&version.except);
        all.for_each(|condition| changes(world, &with, condition, &mut days));
        days.extend(version.force.from.map(Day::number));
        days.extend(version.force.until.map(|until| until.number().saturating_add(1)));
    }
    days.retain(|day| *day <= world.t && *day != ALWAYS);
    days.sort_unstable();
    days.dedup();
    let before = days.first().map_or(world.t, |first| first.saturating_sub(1));
    let mut steps: Vec<(i32, Truth)> = Vec::with_capacity(days.len() + 1);
    for (from, day) in std::iter::once((ALWAYS, before)).chain(days.iter().map(|day| (*day, *day)))
    {
        let so = definition.on(Day::from_number(day)).map_or(Truth::False, |version| {
            let with = with(day, &version.counting);
            let mut so = holds(world, &with, &version.means, day);
            for except in &version.except {
                if so.is_false() {
                    break;
                }
                so = so.and(holds(world, &with, except, day).negate());
            }
            so
        });
        if steps.last().is_none_or(|(_, last)| *last != so) {
            steps.push((from, so));
        }
    }
    steps
}

/// One run of days on which a status holds, or may: with its ends as they may be, or
/// altogether vague where it may come and go.
fn stretch(
    world: &World<'_>,
    run: &[(i32, &Truth)],
    end: i32,
    (stretches, vague): (&mut SmallVec<[Stretch; 2]>, &mut Why),
) {
    let Some((first, _)) = run.first() else { return };
    let unknown = |(_, truth): &&(i32, &Truth)| truth.known().is_none();
    let before = run.iter().take_while(unknown);
    let (lead, mut why_before) = (before.clone().count(), Why::new());
    before.for_each(|(_, truth)| reasons(truth, &mut why_before));
    let after = run.iter().rev().take_while(unknown);
    let (tail, mut why_after) = (after.clone().count(), Why::new());
    after.for_each(|(_, truth)| reasons(truth, &mut why_after));
    let inner = run.get(lead..run.len().saturating_sub(tail)).unwrap_or_default();
    let sure_from = inner.first().map_or(*first, |(from, _)| *from);
    let sure_to = run.get(run.len() - tail).map_or(end, |(from, _)| *from);
    let plain = inner.len() == 1
        && turns_once(world, &why_before, (*first, sure_from))
        && turns_once(world, &why_after, (sure_to, end));
    if !plain {
        run.iter().for_each(|(_, truth)| reasons(truth, vague));
        return;
    }
    let mut why = why_before;
    blame_also(&mut why, &why_after);
    let to = Rng::new(sure_to, end);
    stretches.push(Stretch {
        from: Rng::new(*first, sure_from),
        to,
        ends: to,
        why,
        begun_by: None,
        ended_by: None,
        period: None,
    });
}

/// Whether what is not known from one day to another lets the answer change there only
/// once: nothing else begins, ends or happens there that could let it come and go.
fn turns_once(world: &World<'_>, why: &[Blame], (from, to): (i32, i32)) -> bool {
    let blamed = match why {
        [] => return true,
        [blamed] => blamed,
        [_, _, ..] => return false,
    };
    let there = |edge: &Rng| edge.lo != NEVER && edge.lo <= to && edge.hi >= from;
    let events = world.recorded().iter().filter(|ev| there(&ev.counted));
    let events = events.filter(|ev| *blamed != Blame::DateOf(ev.id)).count();
    let edges = world.raw_periods.iter().flat_map(|period| {
        [period.from, period.until].map(|day| (period.status, visible(day, world.t)))
    });
    let edges: SmallVec<[(ConceptId, Rng); 8]> = edges.filter(|(_, edge)| there(edge)).collect();
    let own = edges.iter().filter(|(status, _)| *blamed == Blame::Status(*status)).count();
    events == 0 && own <= 1 && own == edges.len()
}

fn reasons(truth: &Truth, why: &mut Why) {
    if let Truth::Unknown(more) = truth {
        blame_also(why, more);
    }
}

/// As many stretches as there could be, each anywhere.
fn anywhere(world: &World<'_>, steps: &[(i32, Truth)], why: &[Blame]) -> SmallVec<[Stretch; 2]> {
    let may = || steps.iter().filter(|(_, truth)| !truth.is_false());
    // Each period and each event that is not known can end and begin it once more.
    let more = |blame: &Blame| {
        if let Blame::Status(id) = blame { world.stretches(*id).len().max(1) } else { 1 }
    };
    let count = (may().count() + why.iter().map(more).sum::<usize>()).clamp(1, MANY);
    let lo = may().next().map_or(ALWAYS, |(from, _)| *from);
    let anywhere = Rng { lo, hi: NEVER };
    let one = Stretch {
        from: anywhere,
        to: anywhere,
        ends: anywhere,
        why: why.to_vec(),
        begun_by: None,
        ended_by: None,
        period: None,
    };
    std::iter::repeat_n(one, count).collect()
}
