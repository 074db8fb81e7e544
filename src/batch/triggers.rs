//! What starts the instances of a duty in a case.
//!
//! In: a trigger of the form, the scope periods and the case. Out: one trigger for each
//! instance, with the day it counts from. Never here: due dates.

use super::chain::ALONE;
use super::range::{ALWAYS, Is, NEVER, Rng, Truth, When, Why};
use super::seat::{Others, Outcome, Seat, joined, last_before, nth, nth_after};
use super::span::{Place, Span, Spans};
use super::world::{Ev, NOBODY, World};
use crate::eval::{Status, StatusSet, TriggerKey};
use crate::facts::OccurrenceId;
use crate::ir::{Day, Join, KindAt, Starts, Trigger};
use crate::model::DutyId;
use crate::syntax::ast::Becoming;

/// One trigger.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trig {
    pub(super) key: TriggerKey,
    pub(super) number: u32,
    pub(super) occ: u32,
    /// The day it counts from.
    pub(super) date: When,
    /// Whether it is one at all.
    pub(super) exists: Truth,
    /// Its scope period.
    pub(super) span: usize,
    /// Everything hangs on what is not known.
    pub(super) vague: Why,
    /// For what leads up to it: the day it took place.
    pub(super) took_place: When,
    /// Its event is only expected.
    pub(super) provisional: bool,
    /// For what leads up to it: the day of the one before.
    pub(super) after: Option<When>,
    /// What ties it to those before and after it.
    pub(super) link: u32,
}

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
            occ: NOBODY,
            date,
            exists: Truth::TRUE,
            span,
            vague: Why::NONE,
            took_place: When::NEVER,
            provisional: false,
            after: None,
            link: ALONE,
        }
    }
}

impl Trig {
    /// The seat of its instance.
    pub(super) fn seat<'s>(&self, span: &'s Span, others: &'s Others) -> Seat<'s> {
        let bare = self.provisional && self.after.is_some();
        Seat { span, date: self.date, occ: self.occ, bare, others }
    }
}

fn number_of(span: usize) -> u32 {
    u32::try_from(span).unwrap_or(u32::MAX).saturating_add(1)
}

/// Where triggers are looked for.
#[derive(Clone, Copy)]
pub(super) struct At<'t> {
    pub(super) world: &'t World<'t>,
    pub(super) spans: &'t Spans,
    pub(super) others: &'t Others,
}

/// The triggers of a duty, added to what was found before, at which nothing looks.
pub(super) fn find(at: At<'_>, trigger: &Trigger, leads: bool, found: &mut Vec<Trig>) {
    match trigger {
        Trigger::On(starts) => {
            let begun = found.len();
            forward(at, starts, found);
            if leads {
                for trig in found.iter_mut().skip(begun) {
                    trig.took_place = match trig.date.by(at.world.t).is {
                        Is::False => When::NEVER,
                        Is::True => trig.date,
                        Is::Unknown => When { hi: NEVER, ..trig.date },
                    };
                }
            }
        }
        Trigger::Before { kind, wanted, expected_by } => {
            before(at, *kind, *wanted, expected_by, found);
        }
        Trigger::Next { kind, n, after, expected_by } => {
            next_after(at, (*kind, *n), after, expected_by, found);
        }
        // What these come to is found elsewhere.
        Trigger::Again(..) | Trigger::Through(_) => {}
    }
}

/// What leads up to the n-th of a kind after each of other days.
fn next_after(
    at: At<'_>,
    (kind, n): (KindAt, u32),
    after: &Starts,
    expected_by: &[DutyId],
    found: &mut Vec<Trig>,
) {
    let mut anchors = Vec::new();
    forward(at, after, &mut anchors);
    for mut trig in anchors {
        let Some(span) = at.spans.all.get(trig.span) else { continue };
        let seat = seat(at, span, trig.date, trig.occ);
        let (when, _) = nth_after(at.world, &seat, kind, trig.date, n);
        // That a birthday came does not close what leads up to an event after it.
        trig.took_place = When::NEVER;
        let come = when.by(at.world.t);
        match come.is {
            Is::True => (trig.took_place, trig.date) = (when, when),
            Is::Unknown => (trig.vague, trig.date) = (trig.vague.and(come.why), when),
            Is::False => {
                let expected = expected(at.others, expected_by, span);
                let Some((due, open)) = expected.filter(|(due, _)| due.hi >= trig.date.lo) else {
                    continue;
                };
                (trig.date, trig.provisional) = (due, true);
                trig.exists = trig.exists.and(open);
            }
        }
        found.push(trig);
    }
}

pub(super) fn forward(at: At<'_>, starts: &Starts, found: &mut Vec<Trig>) {
    let begun = found.len();
    match starts {
        Starts::None(_) => {}
        Starts::Each(kind, false) => {
            for ev in at.world.happened(*kind) {
                occurrence(at, *ev, (Truth::TRUE, false), found);
            }
        }
        Starts::Each(kind, true) => {
            for ev in at.world.raw(*kind) {
                occurrence(at, *ev, (Truth::TRUE, true), found);
            }
        }
        Starts::EachFrom(kind, n) => from_nth(at, *kind, *n, found),
        Starts::Nth(kind, n, completed) => only(at, *kind, *n, *completed, found),
        Starts::NthAfter(kind, n, after) => nths(at, *kind, *n, after, found),
        Starts::LastBefore(kind, before) => lasts(at, *kind, before, found),
        Starts::StartOf(status) => stretches(at, *status, true, found),
        Starts::EndOf(status) => stretches(at, *status, false, found),
        Starts::Birthday(n) => {
            each_span(at, TriggerKey::Birthday(*n), at.world.birthday(*n), found);
        }
        Starts::Fixed(day) => {
            let key = TriggerKey::Date(crate::time::Day::from_number(*day));
            each_span(at, key, When::only(*day), found);
        }
        Starts::Became(duty, becoming) => becomings(at, *duty, *becoming, found),
        Starts::Each2 { main, other, how, swapped } => {
            each_joined(at, main, (other, *how, *swapped), found);
        }
        Starts::Once(a, b, how) => once(at, (a, b), *how, found),
    }
    let vague = at.spans.vague();
    for trig in found.iter_mut().skip(begun) {
        trig.vague = trig.vague.and(vague);
    }
}

/// One occurrence as a trigger, if it lies in a scope period; or its completion.
fn occurrence(at: At<'_>, ev: Ev, (exists, completed): (Truth, bool), found: &mut Vec<Trig>) {
    let exists = exists.and(ev.when().by(at.world.t));
    if exists.is_false() {
        return;
    }
    let day = ev.when().capped(at.world.t);
    let (span, vague) = match at.spans.place(day.rng(), ev.id, ev.open) {
        Place::Outside => return,
        Place::In(span) => (span, Why::NONE),
        Place::Perhaps(span, why) => (span, why),
    };
    let key = TriggerKey::Occurrence(OccurrenceId(ev.id));
    // It counts on its own day, if it counts.
    let trig = Trig::new(key, span, if completed { day } else { When::only(ev.day) });
    found.push(Trig { occ: ev.id, exists, vague, ..trig });
}

/// Each from the n-th onwards, in its scope period.
fn from_nth(at: At<'_>, kind: KindAt, n: u32, found: &mut Vec<Trig>) {
    let needed = n.saturating_sub(1);
    let happened = at.world.happened(kind);
    // What may not be one may still be one with another of its day.
    let joins = at.world.bound.ir.kind(kind).is_some_and(|kind| kind.one_a_day);
    let unsure = happened.iter().filter(|ev| joins && !ev.is_sure());
    let vague = unsure.fold(Why::NONE, |why, ev| why.and(ev.open));
    let exact = !at.world.is_unsure(kind);
    for ev in happened {
        let day = Rng { lo: ev.day, hi: ev.rng().hi.min(at.world.t) };
        let place = at.spans.place(day, ev.id, ev.open);
        let (Place::In(place) | Place::Perhaps(place, _)) = place else { continue };
        let Some(span) = at.spans.all.get(place) else { continue };
        let (mut sure, mut perhaps, mut why) = (0_u32, 0_u32, Why::NONE);
        // Only those before it are before it.
        let before = |other: &&Ev| !exact || other.place() < ev.place();
        for other in happened.iter().take_while(before).filter(|other| other.id != ev.id) {
            let is = span.holds(*other).and(ev.follows(*other));
            match is.is {
                Is::True => sure += 1,
                Is::False => {}
                Is::Unknown => {
                    perhaps += 1;
                    why = why.and(is.why);
                }
            }
            if sure >= needed && vague.is_none() {
                break;
            }
        }
        let missing = at.world.unrecorded(kind, span.from.lo);
        if let Some((_, because)) = missing.filter(|(first, _)| *first <= ev.rng().hi) {
            perhaps = u32::MAX - sure;
            why = why.and(because);
        }
        why = why.and(vague);
        let exists = if sure >= needed && vague.is_none() {
            Truth::TRUE
        } else if sure + perhaps < needed {
            Truth::FALSE
        } else {
            Truth::unknown(why)
        };
        occurrence(at, *ev, (exists, false), found);
    }
}

/// The n-th in each scope period.
fn only(at: At<'_>, kind: KindAt, n: u32, completed: bool, found: &mut Vec<Trig>) {
    for (place, span) in at.spans.all.iter().enumerate() {
        let (when, occ) = nth(at.world, span, kind, n);
        let mut exists = when.by(at.world.t);
        if exists.is_false() {
            continue;
        }
        let mut date = when.capped(at.world.t);
        if completed {
            let seat = seat(at, span, span.start(), NOBODY);
            let day = if n == 1 { Day::Own(kind, false) } else { Day::Nth(kind, n) };
            date = seat.day(at.world, &Day::Completion(Box::new(day)));
            if date.is_never() {
                continue;
            }
            exists = exists.and(date.by(at.world.t));
        }
        let trig = Trig::new(TriggerKey::Nth(n), place, date);
        if !exists.is_false() {
            found.push(Trig { occ, exists, ..trig });
        }
    }
}

fn seat<'t>(at: At<'t>, span: &'t Span, date: When, occ: u32) -> Seat<'t> {
    Seat { span, date, occ, bare: false, others: at.others }
}

fn nths(at: At<'_>, kind: KindAt, n: u32, after: &Starts, found: &mut Vec<Trig>) {
    let begun = found.len();
    forward(at, after, found);
    for trig in found.iter_mut().skip(begun) {
        let Some(span) = at.spans.all.get(trig.span) else { continue };
        let seat = seat(at, span, trig.date, trig.occ);
        let (when, _) = nth_after(at.world, &seat, kind, trig.date, n);
        trig.exists = trig.exists.and(when.by(at.world.t));
        trig.date = when.capped(at.world.t);
    }
    keep(found, begun);
}

fn lasts(at: At<'_>, kind: KindAt, before: &Starts, found: &mut Vec<Trig>) {
    let begun = found.len();
    forward(at, before, found);
    for trig in found.iter_mut().skip(begun) {
        let Some(span) = at.spans.all.get(trig.span) else { continue };
        let seat = seat(at, span, trig.date, trig.occ);
        // As an anchor seen from there the day before which it lies is worked out anew.
        let (when, _) = last_before(at.world, span, kind, anew(at, &seat, before));
        // Which is the last before a day is not settled while that lies ahead.
        let settled = trig.date.by(at.world.t);
        trig.exists = trig.exists.and(settled).and(when.by(at.world.t));
        trig.date = when.capped(at.world.t);
    }
    keep(found, begun);
}

/// The day that what starts instances denotes seen from one of them.
fn anew(at: At<'_>, seat: &Seat<'_>, starts: &Starts) -> When {
    let (world, completed) = (at.world, |day, yes| match yes {
        true => Day::Completion(Box::new(day)),
        false => day,
    });
    match starts {
        Starts::Each(kind, done) => seat.day(world, &completed(Day::Own(*kind, true), *done)),
        Starts::EachFrom(kind, _) => seat.day(world, &Day::Own(*kind, true)),
        Starts::Nth(kind, n, done) => seat.day(world, &completed(Day::Nth(*kind, *n), *done)),
        Starts::NthAfter(kind, n, after) => {
            nth_after(world, seat, *kind, anew(at, seat, after), *n).0
        }
        Starts::LastBefore(kind, before) => {
            last_before(world, seat.span, *kind, anew(at, seat, before)).0
        }
        Starts::StartOf(status) => seat.day(world, &Day::StartOf(*status)),
        Starts::EndOf(status) => seat.day(world, &Day::EndOf(*status)),
        Starts::Birthday(n) => world.birthday(*n),
        Starts::Fixed(day) => When::only(*day),
        Starts::Became(duty, becoming) => seat.day(world, &Day::Became(*duty, *becoming)),
        Starts::None(_) | Starts::Each2 { .. } | Starts::Once(..) => seat.date,
    }
}

fn keep(found: &mut Vec<Trig>, begun: usize) {
    let mut kept = begun;
    for at in begun..found.len() {
        let Some(trig) = found.get(at).copied() else { continue };
        if !trig.exists.is_false() {
            if let Some(slot) = found.get_mut(kept) {
                *slot = trig;
            }
            kept += 1;
        }
    }
    found.truncate(kept);
}

fn stretches(at: At<'_>, status: crate::ir::StatusAt, start: bool, found: &mut Vec<Trig>) {
    let world = at.world;
    let blame = world.blame(status);
    for (ix, stretch) in world.stretches_of(status).iter().enumerate() {
        let edge = if start { stretch.from } else { stretch.ends };
        // What always was has not begun.
        if edge.hi == ALWAYS {
            continue;
        }
        let date = When { lo: edge.lo, hi: edge.hi, why: stretch.why }.tidy();
        let exists = date.by(world.t);
        if exists.is_false() {
            continue;
        }
        let date = date.capped(world.t);
        let own = at.spans.status == Some(status);
        let (span, vague) = match at.spans.place(date.rng(), NOBODY, blame) {
            _ if own => (ix, Why::NONE),
            Place::Outside => continue,
            Place::In(span) => (span, Why::NONE),
            Place::Perhaps(span, why) => (span, why),
        };
        let trig = Trig::new(TriggerKey::Period(number_of(ix)), span, date);
        let vague = vague.and(world.vague_status(status));
        found.push(Trig { exists, vague, took_place: date, ..trig });
    }
}

/// A day known beforehand: an instance from the start of each scope period that has it, or
/// is still to come to it.
fn each_span(at: At<'_>, key: TriggerKey, date: When, found: &mut Vec<Trig>) {
    for (place, span) in at.spans.all.iter().enumerate() {
        let begun = span.start();
        let exists = begun.by(at.world.t).and(begun.at_most(date));
        let took_place = if date.lo > at.world.t { When::NEVER } else { date };
        if !exists.is_false() {
            found.push(Trig { exists, took_place, ..Trig::new(key, place, date) });
        }
    }
}

fn becomings(at: At<'_>, duty: DutyId, becoming: Becoming, found: &mut Vec<Trig>) {
    for outcome in at.others.of(duty) {
        let date = outcome.on(becoming);
        let exists = date.by(at.world.t);
        if exists.is_false() {
            continue;
        }
        let date = date.capped(at.world.t);
        let why = if date.why.is_none() { Why::birth() } else { date.why };
        let (span, vague) = match at.spans.place(date.rng(), NOBODY, why) {
            Place::Outside => continue,
            Place::In(span) => (span, Why::NONE),
            Place::Perhaps(span, why) => (span, why),
        };
        let trig = Trig::new(outcome.key, span, date);
        found.push(Trig { number: outcome.number, occ: outcome.occ, exists, vague, ..trig });
    }
}

fn each_joined(
    at: At<'_>,
    main: &Starts,
    (other, how, swapped): (&Day, Join, bool),
    found: &mut Vec<Trig>,
) {
    let begun = found.len();
    forward(at, main, found);
    for trig in found.iter_mut().skip(begun) {
        let Some(span) = at.spans.all.get(trig.span) else { continue };
        let second = seat(at, span, trig.date, trig.occ).day(at.world, other);
        let (first, second) = if swapped { (second, trig.date) } else { (trig.date, second) };
        trig.date = joined(first, second, how);
    }
}

fn once(at: At<'_>, (a, b): (&Day, &Day), how: Join, found: &mut Vec<Trig>) {
    for (place, span) in at.spans.all.iter().enumerate() {
        let seat = seat(at, span, span.start(), NOBODY);
        let date = joined(seat.day(at.world, a), seat.day(at.world, b), how);
        let exists = date.by(at.world.t);
        if !exists.is_false() {
            let trig = Trig::new(TriggerKey::Nth(1), place, date.capped(at.world.t));
            found.push(Trig { exists, ..trig });
        }
    }
}

/// What leads up to an event: its occurrences in each scope period, and the next.
fn before(
    at: At<'_>,
    kind: KindAt,
    (least, most): (u32, u32),
    expected_by: &[DutyId],
    found: &mut Vec<Trig>,
) {
    let wanted = least..=most;
    for (place, span) in at.spans.all.iter().enumerate() {
        let begun = found.len();
        let mut vague = at.spans.vague();
        let (mut number, mut after) = (0_u32, span.with_why(span.before));
        let mut last: Option<When> = None;
        for ev in at.world.happened(kind) {
            let within = span.holds(*ev);
            if within.is_false() {
                continue;
            }
            vague = vague.and(within.why).and(ev.open);
            number += 1;
            let date = ev.when();
            let trig = Trig::new(TriggerKey::Nth(number), place, date);
            // What leads up to one leads up to each of its day: between them lies no day.
            if let Some(other) = last.replace(date).filter(|other| !is_one_day(*other, date)) {
                after = other;
            }
            if wanted.contains(&number) {
                found.push(Trig { occ: ev.id, took_place: date, after: Some(after), ..trig });
            }
        }
        for trig in found.iter_mut().skip(begun) {
            trig.vague = vague;
        }
        let next = (number + 1, last.unwrap_or(after));
        if wanted.contains(&next.0)
            && let Some(trig) = provisional(at, (place, span), next, vague, expected_by)
        {
            found.push(trig);
        }
    }
}

fn is_one_day(one: When, other: When) -> bool {
    one.is_exact() && (one.lo, one.hi) == (other.lo, other.hi)
}

/// The one that is expected.
fn provisional(
    at: At<'_>,
    (place, span): (usize, &Span),
    (number, after): (u32, When),
    vague: Why,
    expected_by: &[DutyId],
) -> Option<Trig> {
    let begun = span.start().by(at.world.t);
    let over = span.end().by(at.world.t.saturating_sub(1));
    let running = begun.and(over.not());
    if running.is_false() {
        return None;
    }
    let anything = || {
        let any = When { lo: ALWAYS, hi: NEVER, why: vague };
        (!vague.is_none()).then(|| (any, Truth::unknown(vague)))
    };
    let (due, open) = expected(at.others, expected_by, span).or_else(anything)?;
    let exists = running.and(open);
    if exists.is_false() {
        return None;
    }
    let trig = Trig::new(TriggerKey::Nth(number), place, due);
    Some(Trig { exists, provisional: true, vague, after: Some(after), ..trig })
}

/// By when an event is expected in a scope period: the earliest last day of the open
/// instances that it would meet.
fn expected(others: &Others, by: &[DutyId], span: &Span) -> Option<(When, Truth)> {
    let mut best: Option<(When, Truth)> = None;
    for outcome in by.iter().flat_map(|duty| others.of(*duty)) {
        let Some(next) = open(outcome, span) else { continue };
        best = Some(match best {
            None => next,
            Some(known) => sooner(known, next),
        });
    }
    best
}

/// The last day of an instance that is open in a scope period, and whether it surely is.
fn open(outcome: &Outcome, span: &Span) -> Option<(When, Truth)> {
    let open = StatusSet::EMPTY.with(Status::Pending).with(Status::DueSoon).with(Status::Overdue);
    if outcome.due.is_never() {
        return None;
    }
    let mut blame = if outcome.why.is_none() { outcome.trigger.why } else { outcome.why };
    if blame.is_none() {
        blame = Why::birth();
    }
    let is = if outcome.statuses.is_within(open) {
        Truth::TRUE
    } else if outcome.statuses.iter().any(|status| open.contains(status)) {
        Truth::unknown(outcome.why)
    } else {
        Truth::FALSE
    };
    let is = is.and(span.has(outcome.trigger.rng(), blame));
    (!is.is_false()).then_some((outcome.due, is))
}

/// The sooner of two expected days, each of which may not be.
fn sooner(a: (When, Truth), b: (When, Truth)) -> (When, Truth) {
    match (a.1.is_true(), b.1.is_true()) {
        (true, true) => (a.0.min(b.0), Truth::TRUE),
        (true, false) => {
            let why = a.0.why.and(b.0.why).and(b.1.why);
            (When { lo: a.0.lo.min(b.0.lo), hi: a.0.hi, why }, Truth::TRUE)
        }
        (false, true) => sooner(b, a),
        (false, false) => {
            let (lo, hi) = (a.0.lo.min(b.0.lo), a.0.hi.max(b.0.hi));
            let why = a.0.why.and(b.0.why).and(b.1.why);
            (When { lo, hi, why }, a.1.or(b.1))
        }
    }
}
