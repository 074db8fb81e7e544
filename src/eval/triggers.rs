//! What starts the instances of a duty.
//!
//! In: a duty's trigger, its scope periods and the case as of a day. Out: one
//! trigger for each instance, with the day it counts from. Never here: due dates.

use super::becoming::{becomings, each_year};
use super::chain::Link;
use super::range::{ALWAYS, NEVER, Rng, Truth, When, Why, blame_also};
use super::scope::{Place, Spans};
use super::seat::{Seat, birthday, dated, follows, later_if_any, nth, nth_after};
use super::world::{Ev, World};
use super::{Blame, TriggerKey};
use crate::facts::OccurrenceId;
use crate::names::{Completeness, ConceptId};
use crate::syntax::ast::{Anchor, EventAnchor, EventDate, Pick, State};

/// One trigger.
#[derive(Debug, Clone)]
pub(super) struct Trig {
    pub(super) key: TriggerKey,
    pub(super) number: u32,
    pub(super) occ: Option<OccurrenceId>,
    pub(super) period: Option<u32>,
    /// The day it counts from.
    pub(super) date: When,
    /// Whether it is one at all.
    pub(super) exists: Truth,
    /// Its scope period.
    pub(super) span: usize,
    /// Everything hangs on what is not known: any status may be.
    pub(super) vague: Why,
    /// For what leads up to it: the day it took place.
    pub(super) took_place: When,
    /// The day its plan was cancelled.
    pub(super) withdrawn: When,
    /// Its event is only expected.
    pub(super) provisional: bool,
    /// A plan whose day has passed stands behind it.
    pub(super) stale: Option<OccurrenceId>,
    /// For what leads up to it: the day of the one before, which is too early.
    pub(super) after: Option<When>,
    /// For what hangs on the act before: what ties it to that.
    pub(super) link: Option<Box<Link>>,
}

/// The triggers of one duty.
pub(super) type Trigs = Vec<Trig>;

impl Trig {
    pub(super) fn new(key: TriggerKey, span: usize, date: When) -> Trig {
        let number = match key {
            TriggerKey::Occurrence(_)
            | TriggerKey::Previous(_)
            | TriggerKey::Period(_)
            | TriggerKey::NotRecorded(_) => 1,
            TriggerKey::Nth(_)
            | TriggerKey::Birthday(_)
            | TriggerKey::Date(_)
            | TriggerKey::Start(_) => number_of(span),
        };
        Trig {
            key,
            number,
            occ: None,
            period: None,
            date,
            exists: Truth::True,
            span,
            vague: Why::new(),
            took_place: When::never(),
            withdrawn: When::never(),
            provisional: false,
            stale: None,
            after: None,
            link: None,
        }
    }
}

pub(super) fn number_of(span: usize) -> u32 {
    u32::try_from(span).unwrap_or(u32::MAX).saturating_add(1)
}

/// What starts a duty whose limit runs on from its anchor.
pub(super) fn forward(world: &World<'_>, spans: &Spans, anchor: &Anchor) -> Trigs {
    let mut found = Trigs::new();
    match anchor {
        Anchor::Event(event) => events(world, spans, event, &mut found),
        Anchor::PeriodStart(status) => stretches(world, spans, status.value, true, &mut found),
        Anchor::PeriodEnd(status) => stretches(world, spans, status.value, false, &mut found),
        Anchor::Birth => birthdays(world, spans, 0, &mut found),
        Anchor::Birthday(n) => birthdays(world, spans, *n, &mut found),
        Anchor::Date(day) => {
            each_span(world, spans, TriggerKey::Date(*day), &When::only(day.number()), &mut found);
        }
        Anchor::EachYear(month, day) => each_year(world, spans, (*month, *day), &mut found),
        Anchor::Duty(duty, becoming) => becomings(world, spans, &duty.value, *becoming, &mut found),
        Anchor::Earlier(a, b) => joined(world, spans, (a, b), When::min, &mut found),
        Anchor::Later(a, b, if_any) => {
            let pick = if *if_any { later_if_any } else { When::max };
            joined(world, spans, (a, b), pick, &mut found);
        }
        Anchor::It => {}
    }
    for trig in &mut found {
        if !spans.vague.is_empty() {
            blame_also(&mut trig.vague, &spans.vague);
        }
    }
    found
}

/// The event whose absence leaves open whether there is an instance at all.
pub(super) fn silent_kind(world: &World<'_>, anchor: &Anchor) -> Option<(ConceptId, Blame)> {
    let Anchor::Event(event) = anchor else { return None };
    let kind = event.event.value;
    if world.of_kind(kind).next().is_some() {
        return None;
    }
    let (completeness, _) = world.records(kind);
    match (completeness, world.unrecorded(kind, ALWAYS)) {
        (Completeness::WhenKnown, Some((_, blame))) => Some((kind, blame)),
        (Completeness::Fully { .. }, Some((_, blame @ Blame::NotEnteredSince(..)))) => {
            Some((kind, blame))
        }
        (Completeness::WhenKnown | Completeness::Fully { .. }, _) => None,
    }
}

fn events(world: &World<'_>, spans: &Spans, anchor: &EventAnchor, found: &mut Trigs) {
    match &anchor.pick {
        Pick::Each | Pick::Previous => {
            let evs = world.of_kind(anchor.event.value);
            evs.for_each(|ev| occurrence(world, spans, anchor, ev, Truth::True, found));
        }
        Pick::EachFrom(n) => from_nth(world, spans, anchor, *n, found),
        Pick::Only => only(world, spans, anchor, 1, found),
        Pick::Nth(n) => only(world, spans, anchor, *n, found),
        Pick::After(n, after) => {
            for mut trig in forward(world, spans, after) {
                let Some(span) = spans.get(trig.span) else { continue };
                let seat =
                    Seat { span, date: trig.date.clone(), occ: trig.occ, period: trig.period };
                let (when, _) = nth_after(world, &seat, anchor.event.value, &trig.date, *n);
                trig.exists = trig.exists.and(when.by(world.t));
                trig.date = capped(when, world.t);
                push(found, trig);
            }
        }
        Pick::LastBefore(before) => {
            for mut trig in forward(world, spans, before) {
                let Some(span) = spans.get(trig.span) else { continue };
                let seat =
                    Seat { span, date: trig.date.clone(), occ: trig.occ, period: trig.period };
                let when = seat.resolve(world, &Anchor::Event(anchor.clone()));
                // Which is the last before a day is not settled while that lies ahead.
                let settled = trig.date.by(world.t);
                trig.exists = trig.exists.and(settled).and(when.by(world.t));
                trig.date = capped(when, world.t);
                push(found, trig);
            }
        }
    }
}

fn push(found: &mut Trigs, trig: Trig) {
    if !trig.exists.is_false() {
        found.push(trig);
    }
}

/// What exists did so by `t`.
pub(super) fn capped(mut when: When, t: i32) -> When {
    when.hi = when.hi.min(t).max(when.lo);
    if when.is_exact() {
        when.why.clear();
    }
    when
}

/// One occurrence as a trigger, if it is one.
fn occurrence(
    world: &World<'_>,
    spans: &Spans,
    anchor: &EventAnchor,
    ev: &Ev,
    exists: Truth,
    found: &mut Trigs,
) {
    let in_state = match (anchor.state, anchor.date) {
        (State::Any, EventDate::Counted | EventDate::Completion) => When::only(ALWAYS),
        (State::Any, EventDate::Planned) => ev.cancelled.map_or(When::always(), |_| ev.when()),
        (State::Planned, _) => When::only(ALWAYS),
        (State::Moved, _) => ev.moved.map_or_else(When::never, |rng| When::of(rng, &ev.blame())),
        (State::Adjourned, _) => {
            ev.adjourned.map_or_else(When::never, |rng| When::of(rng, &ev.blame()))
        }
        (State::Cancelled, _) => {
            ev.cancelled.map_or_else(When::never, |rng| When::of(rng, &ev.blame()))
        }
    };
    let mut date = dated(world, ev, anchor);
    let mut exists = exists.and(in_state.by(world.t));
    // A planned date may lie ahead: the plan is there all the same.
    if anchor.date == EventDate::Planned {
        exists = exists.and((!date.is_never()).into());
    } else {
        exists = exists.and(date.by(world.t));
        if (anchor.state, anchor.date) == (State::Any, EventDate::Counted) {
            date.hi = date.hi.min(ev.at_latest).max(date.lo);
        }
        date = capped(date, world.t);
    }
    if exists.is_false() {
        return;
    }
    let at = if ev.counted.lo == NEVER { date.rng() } else { ev.counted };
    let (span, vague) = match spans.place(
        Rng { lo: at.lo, hi: at.hi.min(world.t).max(at.lo) },
        Some(ev.id),
        &ev.blame(),
    ) {
        Place::Outside => return,
        Place::In(span) => (span, Why::new()),
        Place::Perhaps(span, why) => (span, why),
    };
    let mut trig = Trig::new(TriggerKey::Occurrence(ev.id), span, date);
    (trig.occ, trig.exists, trig.vague) = (Some(ev.id), exists, vague);
    found.push(trig);
}

/// Each from the n-th onwards, in its scope period.
fn from_nth(world: &World<'_>, spans: &Spans, anchor: &EventAnchor, n: u32, found: &mut Trigs) {
    let kind = anchor.event.value;
    let needed = n.saturating_sub(1);
    // Days that are not known may turn out to be one and the same, and count once.
    let vague = world.happened(kind).filter(|ev| !ev.counted.is_exact() && may_join(world, kind));
    let vague: Why = vague.map(Ev::blame).collect();
    for ev in world.happened(kind) {
        let blame = ev.blame();
        let place = spans.place(
            Rng { lo: ev.counted.lo, hi: ev.counted.hi.min(world.t) },
            Some(ev.id),
            &blame,
        );
        let (Place::In(at) | Place::Perhaps(at, _)) = place else { continue };
        let Some(span) = spans.get(at) else { continue };
        let (mut sure, mut perhaps, mut why) = (0, 0, Why::new());
        for other in world.happened(kind).filter(|other| other.id != ev.id) {
            match span.holds(other).and(follows(ev, other)) {
                Truth::True => sure += 1,
                Truth::False => {}
                Truth::Unknown(more) => {
                    perhaps += 1;
                    blame_also(&mut why, &more);
                }
            }
            // More than enough is enough.
            if sure >= needed && vague.is_empty() {
                break;
            }
        }
        if let Some((_, blame)) =
            world.unrecorded(kind, span.from.lo).filter(|(first, _)| *first <= ev.counted.hi)
        {
            perhaps = u32::MAX - sure;
            blame_also(&mut why, &[blame]);
        }
        blame_also(&mut why, &vague);
        let exists = if sure >= needed && vague.is_empty() {
            Truth::True
        } else if sure + perhaps < needed {
            Truth::False
        } else {
            Truth::Unknown(why)
        };
        occurrence(world, spans, anchor, ev, exists, found);
    }
}

fn may_join(world: &World<'_>, kind: ConceptId) -> bool {
    let info = world.model.vocabulary.get(kind).and_then(|concept| concept.event());
    info.is_some_and(|info| info.same_day_is_one)
}

/// The n-th in each scope period.
fn only(world: &World<'_>, spans: &Spans, anchor: &EventAnchor, n: u32, found: &mut Trigs) {
    for at in 0..spans.all.len() {
        let Some(span) = spans.get(at) else { continue };
        let seat = Seat { span, date: span.start(), occ: None, period: None };
        let (when, occ) = nth(world, span, anchor.event.value, n);
        let exists = when.by(world.t);
        if exists.is_false() {
            continue;
        }
        let date = match anchor.date {
            EventDate::Counted => capped(when, world.t),
            EventDate::Completion | EventDate::Planned => {
                seat.resolve(world, &Anchor::Event(anchor.clone()))
            }
        };
        if date.is_never() {
            continue;
        }
        let exists = if anchor.date == EventDate::Completion {
            exists.and(date.by(world.t))
        } else {
            exists
        };
        let mut trig = Trig::new(TriggerKey::Nth(n), at, date);
        (trig.occ, trig.exists) = (occ, exists);
        push(found, trig);
    }
}

fn stretches(world: &World<'_>, spans: &Spans, status: ConceptId, start: bool, found: &mut Trigs) {
    for (ix, stretch) in world.stretches(status).iter().enumerate() {
        let edge = if start { stretch.from } else { stretch.ends };
        // What always was has not begun.
        if edge.hi == ALWAYS {
            continue;
        }
        let mut date = When { lo: edge.lo, hi: edge.hi, why: Why::new() };
        if !date.is_exact() {
            date.why = stretch.why.clone();
        }
        let exists = date.by(world.t);
        if exists.is_false() {
            continue;
        }
        let date = capped(date, world.t);
        let own = spans.status == Some(status);
        let (span, vague) = match spans.place(date.rng(), None, &Blame::Status(status)) {
            _ if own => (ix, Why::new()),
            Place::Outside => continue,
            Place::In(span) => (span, Why::new()),
            Place::Perhaps(span, why) => (span, why),
        };
        let mut trig = Trig::new(TriggerKey::Period(number_of(ix)), span, date);
        (trig.period, trig.exists, trig.vague) = (stretch.period, exists, vague);
        trig.took_place = trig.date.clone();
        blame_also(&mut trig.vague, world.vague_status(status));
        found.push(trig);
    }
}

fn birthdays(world: &World<'_>, spans: &Spans, n: u32, found: &mut Trigs) {
    each_span(world, spans, TriggerKey::Birthday(n), &birthday(world, n), found);
}

/// A day known beforehand: an instance from the start of each scope period that
/// has it, or is still to come to it.
fn each_span(world: &World<'_>, spans: &Spans, key: TriggerKey, date: &When, found: &mut Trigs) {
    for (at, span) in spans.all.iter().enumerate() {
        let begun = span.start();
        let exists = begun.by(world.t).and(begun.at_most(date));
        let mut trig = Trig::new(key, at, date.clone());
        trig.exists = exists;
        trig.took_place = if date.lo > world.t { When::never() } else { date.clone() };
        push(found, trig);
    }
}

/// The earlier or later of two anchors.
fn joined(
    world: &World<'_>,
    spans: &Spans,
    (a, b): (&Anchor, &Anchor),
    pick: fn(When, When) -> When,
    found: &mut Trigs,
) {
    let (main, other) = if !is_each(a) && is_each(b) { (b, a) } else { (a, b) };
    let swapped = !is_each(a) && is_each(b);
    if is_each(main) {
        for mut trig in forward(world, spans, main) {
            let Some(span) = spans.get(trig.span) else { continue };
            let seat = Seat { span, date: trig.date.clone(), occ: trig.occ, period: trig.period };
            let second = seat.resolve(world, other);
            let first = trig.date.clone();
            trig.date = if swapped { pick(second, first) } else { pick(first, second) };
            found.push(trig);
        }
        return;
    }
    for (at, span) in spans.all.iter().enumerate() {
        let seat = Seat { span, date: span.start(), occ: None, period: None };
        let date = pick(seat.resolve(world, a), seat.resolve(world, b));
        let exists = date.by(world.t);
        let mut trig = Trig::new(TriggerKey::Nth(1), at, capped(date, world.t));
        trig.exists = exists;
        push(found, trig);
    }
}

fn is_each(anchor: &Anchor) -> bool {
    match anchor {
        Anchor::Event(event) => match &event.pick {
            Pick::Each | Pick::EachFrom(_) | Pick::Previous => true,
            Pick::After(_, inner) | Pick::LastBefore(inner) => is_each(inner),
            Pick::Only | Pick::Nth(_) => false,
        },
        Anchor::PeriodStart(_) | Anchor::PeriodEnd(_) | Anchor::EachYear(..) | Anchor::Duty(..) => {
            true
        }
        Anchor::Birth | Anchor::Birthday(_) | Anchor::Date(_) | Anchor::It => false,
        Anchor::Earlier(a, b) | Anchor::Later(a, b, _) => is_each(a) || is_each(b),
    }
}
