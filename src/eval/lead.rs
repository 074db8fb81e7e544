//! What starts the instances of a duty that leads up to its anchor.
//!
//! In: the anchor, the scope periods, the case as of a day, and by when the
//! anchor event itself is expected. Out: one trigger for each occurrence that is
//! planned or took place, and one for the occurrence that is expected where none
//! is planned. The n-th occurrence of a scope period keeps its key from the day
//! it is first expected. Never here: due dates.

use super::range::{ALWAYS, NEVER, Rng, Truth, When, Why, blame_also};
use super::scope::{Span, Spans};
use super::seat::{Seat, nth_after};
use super::triggers::{Trig, Trigs, forward};
use super::world::{Ev, World};
use super::{Blame, TriggerKey};
use crate::facts::OccurrenceId;
use crate::names::ConceptId;
use crate::syntax::ast::{Anchor, EventAnchor, EventDate, Pick, State};

/// By when an event is expected in a scope period: the earliest due date of the
/// open instances it would meet, and whether there are any.
pub(super) type Expected<'e> = &'e dyn Fn(ConceptId, &Span) -> Option<(When, Truth)>;

/// What starts a duty that leads up to its anchor.
pub(super) fn lead(
    world: &World<'_>,
    spans: &Spans,
    anchor: &Anchor,
    expected: Expected<'_>,
) -> Trigs {
    let Anchor::Event(event) = anchor else { return days(world, spans, anchor) };
    let of_plans = event.state == State::Planned;
    if !(event.state == State::Any || of_plans) || event.date != EventDate::Counted {
        return days(world, spans, anchor);
    }
    let mut found = Trigs::new();
    let kind = event.event.value;
    // Of plans there is none before it is made.
    let none = |_: ConceptId, _: &Span| None;
    let expected: Expected<'_> = if of_plans { &none } else { expected };
    match &event.pick {
        Pick::Each | Pick::Previous => {
            in_spans(world, spans, kind, (1, u32::MAX), expected, &mut found);
            cancelled(world, spans, kind, &mut found);
        }
        Pick::EachFrom(n) => in_spans(world, spans, kind, (*n, u32::MAX), expected, &mut found),
        Pick::Only => in_spans(world, spans, kind, (1, 1), expected, &mut found),
        Pick::Nth(n) => in_spans(world, spans, kind, (*n, *n), expected, &mut found),
        Pick::After(n, after) => next_after(world, spans, (event, *n, after), expected, &mut found),
        Pick::LastBefore(_) => return days(world, spans, anchor),
    }
    found
}

/// Anchors that are not a plain event: known days, and days that came.
fn days(world: &World<'_>, spans: &Spans, anchor: &Anchor) -> Trigs {
    let mut found = forward(world, spans, anchor);
    for trig in &mut found {
        let come = trig.date.by(world.t);
        trig.took_place = match come {
            Truth::False => When::never(),
            Truth::True => trig.date.clone(),
            Truth::Unknown(_) => When { hi: NEVER, ..trig.date.clone() },
        };
    }
    found
}

/// One that is planned or took place.
struct Live<'w> {
    ev: &'w Ev,
    day: Rng,
    happened: bool,
}

fn in_spans(
    world: &World<'_>,
    spans: &Spans,
    kind: ConceptId,
    wanted: (u32, u32),
    expected: Expected<'_>,
    found: &mut Trigs,
) {
    for (at, span) in spans.all.iter().enumerate() {
        let mut vague: Why = spans.vague.clone();
        let mut live = live(world, span, kind, &mut vague);
        live.sort_by_key(|one| (one.day.lo, one.day.hi, one.ev.seq, one.ev.id));
        let overlap = live
            .iter()
            .zip(live.iter().skip(1))
            .any(|(a, b)| b.day.lo <= a.day.hi && !(a.day.is_exact() && b.day.is_exact()));
        if overlap {
            blame_days(&live, &mut vague);
        }
        let planned = live.iter().any(|one| !one.happened);
        let mut number = 0;
        let before = if span.before.is_exact() { Why::new() } else { span.why.clone() };
        let mut after = When { lo: span.before.lo, hi: span.before.hi, why: before };
        let mut last: Option<When> = None;
        for one in &live {
            number += 1;
            let mut trig =
                Trig::new(TriggerKey::Nth(number), at, When::of(one.day, &one.ev.blame()));
            trig.occ = Some(one.ev.id);
            if one.happened {
                trig.took_place = trig.date.clone();
            }
            trig.vague.clone_from(&vague);
            // What leads up to one leads up to each of its day: between them lies no day.
            if let Some(other) = last.replace(trig.date.clone())
                && !(one.day.is_exact() && other.rng() == one.day)
            {
                after = other;
            }
            trig.after = Some(after.clone());
            take(found, trig, number, wanted);
        }
        if !planned || !vague.is_empty() {
            let expected_one = (number + 1, last.unwrap_or(after));
            provisional(world, (at, span), kind, expected_one, (vague, wanted), expected, found);
        }
    }
}

fn take(found: &mut Trigs, trig: Trig, number: u32, (first, last): (u32, u32)) {
    if (first..=last).contains(&number) {
        found.push(trig);
    }
}

/// The occurrences of a kind in a scope period; what leaves open which they are
/// goes into `vague`.
fn live<'w>(world: &'w World<'_>, span: &Span, kind: ConceptId, vague: &mut Why) -> Vec<Live<'w>> {
    let mut found = Vec::new();
    // A plan for a day after the end of the scope period lapsed with it.
    let at = if span.ends.by(world.t) { span.ends.lo } else { world.t };
    for ev in world.of_kind(kind) {
        let blame = ev.blame();
        let happened = ev.counted.lo != NEVER;
        let stands = if happened { Truth::True } else { world.plan_stands(ev, at) };
        let day = match ev.planned {
            _ if happened => ev.counted,
            Some(planned) => planned,
            None => continue,
        };
        let within = if happened { span.holds(ev) } else { belongs(world, span, day, &blame) };
        match stands.and(within) {
            Truth::False => continue,
            Truth::True => {}
            Truth::Unknown(why) => blame_also(vague, &why),
        }
        if happened && day.hi == NEVER {
            blame_also(vague, &[blame]);
        }
        found.push(Live { ev, day, happened });
    }
    found
}

/// A plan belongs to the scope period that is current on its day or, if that has
/// ended first, to the last one begun.
fn belongs(world: &World<'_>, span: &Span, day: Rng, blame: &Blame) -> Truth {
    let begun = When { lo: span.from.lo, hi: span.from.hi, why: span.why.clone() };
    let day = When::of(day, blame).min(When::only(world.t));
    let next = When { lo: span.next.lo, hi: span.next.hi, why: span.why.clone() };
    begun.at_most(&day).and(next.at_most(&day).negate())
}

fn blame_days(live: &[Live<'_>], vague: &mut Why) {
    for one in live.iter().filter(|one| !one.day.is_exact()) {
        blame_also(vague, &one.ev.why());
    }
}

/// The one that is expected and not planned.
fn provisional(
    world: &World<'_>,
    (at, span): (usize, &Span),
    kind: ConceptId,
    (number, after): (u32, When),
    (vague, wanted): (Why, (u32, u32)),
    expected: Expected<'_>,
    found: &mut Trigs,
) {
    let begun = span.start().by(world.t);
    let over = span.end().by(world.t.saturating_sub(1));
    let running = begun.and(over.negate());
    if running.is_false() {
        return;
    }
    let anything = || {
        let any = When { lo: ALWAYS, hi: NEVER, why: vague.clone() };
        (!vague.is_empty()).then(|| (any, Truth::Unknown(vague.clone())))
    };
    let Some((due, open)) = expected(kind, span).or_else(anything) else { return };
    let mut trig = Trig::new(TriggerKey::Nth(number), at, due);
    trig.exists = running.and(open);
    trig.provisional = true;
    trig.stale = stale_plan(world, span, kind);
    trig.vague = vague;
    trig.after = Some(after);
    if !trig.exists.is_false() {
        take(found, trig, number, wanted);
    }
}

/// The last plan of a scope period whose day has passed without it.
fn stale_plan(world: &World<'_>, span: &Span, kind: ConceptId) -> Option<OccurrenceId> {
    let stale = |ev: &&Ev| {
        let gone = ev.counted.lo != NEVER
            || [ev.cancelled, ev.adjourned].into_iter().flatten().any(|day| day.by(world.t));
        let in_span = |day: Rng| !belongs(world, span, day, &ev.blame()).is_false();
        !gone && ev.planned.is_some_and(|day| day.hi < world.t && in_span(day))
    };
    world.of_kind(kind).filter(stale).max_by_key(|ev| ev.planned.map(|day| day.lo)).map(|ev| ev.id)
}

/// What led up to a plan that was cancelled.
fn cancelled(world: &World<'_>, spans: &Spans, kind: ConceptId, found: &mut Trigs) {
    for ev in world.of_kind(kind) {
        let (Some(planned), Some(cancelled)) = (ev.planned, ev.cancelled) else { continue };
        let blame = ev.blame();
        let withdrawn = When::of(cancelled, &blame);
        let exists = withdrawn.by(world.t);
        for (at, span) in spans.all.iter().enumerate() {
            let exists = exists.clone().and(belongs(world, span, planned, &blame));
            if exists.is_false() {
                continue;
            }
            let mut trig = Trig::new(TriggerKey::Occurrence(ev.id), at, When::of(planned, &blame));
            (trig.occ, trig.exists) = (Some(ev.id), exists);
            trig.withdrawn = withdrawn.clone();
            trig.vague.clone_from(&spans.vague);
            found.push(trig);
        }
    }
}

/// The n-th of a kind after each of another, planned or not.
fn next_after(
    world: &World<'_>,
    spans: &Spans,
    (event, n, after): (&EventAnchor, u32, &Anchor),
    expected: Expected<'_>,
    found: &mut Trigs,
) {
    let kind = event.event.value;
    for mut trig in forward(world, spans, after) {
        let Some(span) = spans.get(trig.span) else { continue };
        let seat = Seat { span, date: trig.date.clone(), occ: trig.occ, period: trig.period };
        let (when, _) = nth_after(world, &seat, kind, &trig.date, n);
        // That a birthday came does not close what leads up to an event after it.
        trig.took_place = When::never();
        match when.by(world.t) {
            Truth::True => (trig.took_place, trig.date) = (when.clone(), when),
            Truth::Unknown(why) => {
                blame_also(&mut trig.vague, &why);
                trig.date = when;
            }
            Truth::False => {
                let plans =
                    world.of_kind(kind).filter(|ev| !world.plan_stands(ev, world.t).is_false());
                let plans = plans.filter_map(|ev| Some((ev, ev.planned?)));
                let plan =
                    plans.filter(|(_, day)| day.hi >= trig.date.lo).min_by_key(|(_, day)| day.lo);
                if let Some((ev, day)) = plan {
                    trig.date = When::of(day, &ev.blame());
                } else if let Some((due, open)) =
                    expected(kind, span).filter(|(due, _)| due.hi >= trig.date.lo)
                {
                    (trig.date, trig.provisional) = (due, true);
                    trig.exists = trig.exists.and(open);
                } else {
                    continue;
                }
            }
        }
        found.push(trig);
    }
}
