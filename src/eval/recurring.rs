//! What is owed again and again without an event to count from: at least once in
//! every so long, or once in each stretch.
//!
//! In: a duty and the case as of a day. Out: an instance for each act that another
//! has to follow, or for each stretch, and which acts meet them. Never here:
//! schedules, which have a room of their own.

use std::rc::Rc;

use super::chain::{self, Link, Member, Reach, members};
use super::conditions::{Days, Reading, changes, holds};
use super::matching::{Fulfilled, Waiting};
use super::range::{ALWAYS, NEVER, Truth, When, Why, blame_also};
use super::schedule;
use super::scope::{Place, Span, Spans};
use super::seat::{Seat, follows};
use super::triggers::{Trig, Trigs, forward};
use super::world::World;
use super::{Blame, ClosureReason, TriggerKey, clock, force};
use crate::model::{Duty, Recurrence};
use crate::names::ConceptId;
use crate::syntax::ast::{Anchor, Condition, When as How, Window};
use crate::time::{Day, MonthEnd};

/// The instances of a duty that comes again by itself.
pub(super) fn trigs(
    world: &World<'_>,
    duty: &Duty,
    spans: &Spans,
    recurrence: &Recurrence,
) -> Trigs {
    let Some(part) = duty.act.parts.first() else { return Trigs::new() };
    let kind = part.event.value;
    let mut found = match recurrence {
        Recurrence::Schedule(schedule) => schedule::trigs(world, duty, spans, schedule),
        Recurrence::Rolling(_) => rolling(world, duty, spans, kind),
        Recurrence::Windows { window, whole } => {
            windows(world, duty, spans, (kind, window, *whole))
        }
    };
    for trig in &mut found {
        blame_also(&mut trig.vague, &spans.vague);
    }
    found
}

/// Which act meets each instance.
pub(super) fn fulfilled(
    world: &World<'_>,
    recurrence: &Recurrence,
    kind: ConceptId,
    all: &[Waiting<'_>],
) -> Vec<Fulfilled> {
    if let Recurrence::Windows { .. } = recurrence {
        return super::windows::matched(world, kind, all);
    }
    let of = |one: &Waiting<'_>| match &one.trig.link {
        Some(link) => chain::fulfilled(world, kind, one.trig, link, one.silent),
        None => Fulfilled::not(),
    };
    all.iter().map(of).collect()
}

impl World<'_> {
    /// The first day of a scope period. The whole record begins with its first
    /// fact, unless the case says from when its history is kept, and not before its
    /// pack is in force.
    pub(super) fn begun(&self, span: &Span) -> When {
        if span.from.lo != ALWAYS {
            return span.start();
        }
        let kept = self.case.history_from.map(|day| When::only(day.number()));
        let mut since = kept.unwrap_or_else(|| self.first_fact());
        if let Some(from) = self.model.pack.in_force_from {
            since = since.max(When::only(from.number()));
        }
        since
    }

    /// The day of the first thing recorded; `t` where nothing is.
    fn first_fact(&self) -> When {
        let mut first = When::only(self.t);
        for ev in &self.evs {
            let day = [ev.started, ev.planned, ev.completed].into_iter().flatten().next();
            if let Some(day) = day.filter(|day| day.lo < self.t) {
                first = first.min(When::of(day, &ev.blame()));
            }
        }
        for period in &self.raw_periods {
            first = first.min(When::of(period.from, &Blame::Status(period.status)));
        }
        first
    }
}

/// A stretch in which a duty is required.
struct Stretch {
    /// Its number in the scope period, from 1.
    number: u32,
    from: When,
    /// The day from which it is required no longer.
    ends: When,
    /// What leaves open where it lies altogether.
    vague: Why,
}

/// The stretches of a scope period in which every `while` of a duty holds.
fn required(world: &World<'_>, duty: &Duty, span: &Span) -> Vec<Stretch> {
    let (mut from, ends) = (world.begun(span), span.end());
    if let Some(commences) = force::commences(world, duty) {
        from = from.max(When::only(commences.number()));
        if ends.at_most(&from).is_true() {
            return Vec::new();
        }
    }
    let parts = duty.applies.iter().flat_map(|applies| &applies.parts);
    let whiles: Vec<&Condition> =
        parts.filter(|(how, _)| how.value == How::While).map(|(_, condition)| condition).collect();
    if from.lo > world.t {
        return Vec::new();
    }
    if whiles.is_empty() {
        return vec![Stretch { number: 1, from, ends, vague: Why::new() }];
    }
    let seat = Seat { span, date: from.clone(), occ: None, period: None };
    let reading = Reading {
        seat: &seat,
        decided_by: When::never(),
        decided_from: from.clone(),
        strictly_after: false,
        counting: &[],
    };
    let mut days = Days::new();
    whiles.iter().for_each(|condition| changes(world, &reading, condition, &mut days));
    days.retain(|day| *day > from.lo && *day <= world.t);
    days.push(from.lo);
    days.sort_unstable();
    days.dedup();
    let mut why = from.why.clone();
    let mut found: Vec<Stretch> = Vec::new();
    let mut open = false;
    for day in &days {
        let so = whiles
            .iter()
            .fold(Truth::True, |so, condition| so.and(holds(world, &reading, condition, *day)));
        if let Truth::Unknown(more) = &so {
            blame_also(&mut why, more);
        }
        let so = so.is_true();
        if so && !open {
            let number = u32::try_from(found.len()).unwrap_or(u32::MAX).saturating_add(1);
            let first = if *day == from.lo { from.clone() } else { When::only(*day) };
            found.push(Stretch { number, from: first, ends: ends.clone(), vague: Why::new() });
        }
        if let (false, true, Some(last)) = (so, open, found.last_mut()) {
            last.ends = When::only(*day).min(ends.clone());
        }
        open = so;
    }
    if why.is_empty() { found } else { anywhere(&from, &ends, &why, days.len()) }
}

/// As many stretches as there could be, each anywhere.
fn anywhere(from: &When, ends: &When, why: &Why, count: usize) -> Vec<Stretch> {
    let count = u32::try_from(count.div_ceil(2)).unwrap_or(u32::MAX);
    let one = |number| Stretch {
        number,
        from: When { lo: from.lo, hi: NEVER, why: why.clone() },
        ends: When { lo: from.lo, hi: ends.hi, why: why.clone() },
        vague: why.clone(),
    };
    (1..=count).map(one).collect()
}

/// `at least once in every P`: one instance from the start of the requirement, or
/// from the last act before it, and one from each act in it.
fn rolling(world: &World<'_>, duty: &Duty, spans: &Spans, kind: ConceptId) -> Trigs {
    let mut found = Trigs::new();
    for (at, span) in spans.all.iter().enumerate() {
        let reach = Reach {
            span,
            from: When::always(),
            next: When::never(),
            anchor: None,
            others: &[],
            next_is: None,
        };
        let all = Rc::new(members(world, kind, &reach));
        for stretch in required(world, duty, span) {
            from_start(world, duty, (at, span), kind, &stretch, &all, &mut found);
            for member in all.iter() {
                from_act(world, duty, (at, span), &stretch, (&all, member), &mut found);
            }
        }
    }
    found
}

/// The instance that nothing came before.
fn from_start(
    world: &World<'_>,
    duty: &Duty,
    (at, span): (usize, &Span),
    kind: ConceptId,
    stretch: &Stretch,
    all: &Rc<Vec<Member>>,
    found: &mut Trigs,
) {
    let date = stretch.from.clone();
    let mut exists = date.by(world.t);
    for member in all.iter() {
        let Some(ev) = world.ev(member.id) else { continue };
        let day = ev.when();
        exists = exists.and(member.is.clone().and(day.at_most(&date)).negate());
    }
    let since = if span.from.lo == ALWAYS { date.lo } else { span.from.lo };
    let silent = duty.running.unrecorded.is_some();
    let unknown = world.unrecorded(kind, since).filter(|(first, _)| *first <= date.hi && !silent);
    let mut due = due_from(world, duty, span, &date);
    if let Some((_, blame)) = unknown {
        exists = exists.and(Truth::unknown(blame.clone()));
        due.may_be_from(date.lo, &blame);
    }
    if exists.is_false() {
        return;
    }
    let mut trig = Trig::new(TriggerKey::Start(stretch.number), at, date.clone());
    (trig.exists, trig.vague) = (exists, stretch.vague.clone());
    let watch = date;
    let members = Rc::clone(all);
    let after = None;
    trig.link = Some(Box::new(Link { at: 0, due, opens: None, watch, after, members, ends: None }));
    found.push(trig);
}

/// The instance that follows an act.
fn from_act(
    world: &World<'_>,
    duty: &Duty,
    (at, span): (usize, &Span),
    stretch: &Stretch,
    (all, member): (&Rc<Vec<Member>>, &Member),
    found: &mut Trigs,
) {
    let Some(ev) = world.ev(member.id) else { return };
    let date = ev.when();
    let mut exists = member.is.clone().and(stretch.from.by(world.t));
    exists = exists.and(stretch.ends.at_most(&date).negate());
    // Of the acts before the requirement only the last counts.
    for other in all.iter().filter(|other| other.id != member.id) {
        let Some(later) = world.ev(other.id) else { continue };
        let day = When::of(later.counted, &Blame::DateOf(later.id));
        let replaced = other.is.clone().and(follows(later, ev)).and(day.at_most(&stretch.from));
        exists = exists.and(replaced.negate());
    }
    if exists.is_false() {
        return;
    }
    let due = due_from(world, duty, span, &date).max(stretch.from.clone());
    let mut trig = Trig::new(TriggerKey::Previous(ev.id), at, date.clone());
    trig.number = stretch.number;
    (trig.exists, trig.vague) = (exists, stretch.vague.clone());
    trig.link = Some(Box::new(Link {
        at: 0,
        due,
        opens: None,
        watch: date.max(stretch.from.clone()),
        after: Some(ev.id),
        members: Rc::clone(all),
        ends: None,
    }));
    found.push(trig);
}

fn due_from(world: &World<'_>, duty: &Duty, span: &Span, date: &When) -> When {
    let seat = Seat { span, date: date.clone(), occ: None, period: None };
    let limit = duty.limits.first().and_then(|limit| limit.due.as_ref());
    limit.map_or_else(When::never, |due| clock::due(world, duty, &seat, due))
}

/// One stretch in which an act is owed: its key, its first day and its last.
struct Slot {
    key: TriggerKey,
    first: When,
    last: When,
    occ: Option<crate::facts::OccurrenceId>,
    period: Option<u32>,
    exists: Truth,
    /// The last day of the one after it, where that one follows at once.
    next_last: When,
}

impl Slot {
    fn of(key: TriggerKey, first: i32, last: i32) -> Slot {
        Slot {
            key,
            first: When::only(first),
            last: When::only(last),
            occ: None,
            period: None,
            exists: Truth::True,
            next_last: When::never(),
        }
    }
}

/// Once in each stretch.
fn windows(
    world: &World<'_>,
    duty: &Duty,
    spans: &Spans,
    (kind, window, whole): (ConceptId, &Window, bool),
) -> Trigs {
    let mut found = Trigs::new();
    let mut before = 0;
    for (at, span) in spans.all.iter().enumerate() {
        let reach = Reach {
            span,
            from: When::always(),
            next: When::never(),
            anchor: None,
            others: &[],
            next_is: None,
        };
        let all = Rc::new(members(world, kind, &reach));
        let required = required(world, duty, span);
        let first = required.iter().map(|stretch| stretch.from.lo).min();
        let Some(first) = first else { continue };
        for slot in slots(world, spans, (at, span), window, first) {
            for stretch in &required {
                let from = stretch.from.clone();
                let begun = if whole { &slot.first } else { &slot.last };
                let exists = slot
                    .exists
                    .clone()
                    .and(slot.first.by(world.t))
                    .and(from.by(world.t))
                    .and(from.at_most(begun))
                    .and(stretch.ends.at_most(&slot.first).negate());
                if exists.is_false() {
                    continue;
                }
                let date = slot.first.clone().max(from);
                let mut trig = Trig::new(slot.key, at, date.clone());
                trig.number = stretch.number.saturating_add(before);
                (trig.occ, trig.period) = (slot.occ, slot.period);
                (trig.exists, trig.vague) = (exists, stretch.vague.clone());
                trig.link = Some(Box::new(Link {
                    at: 0,
                    due: slot.last.clone(),
                    opens: Some(slot.first.clone()),
                    watch: date,
                    after: None,
                    members: Rc::clone(&all),
                    ends: (!slot.next_last.is_never())
                        .then(|| (slot.next_last.clone(), ClosureReason::NextOver)),
                }));
                found.push(trig);
            }
        }
        before = before.saturating_add(u32::try_from(required.len()).unwrap_or(u32::MAX));
    }
    found
}

/// The stretches of a scope period up to `t`, from the one that has a day.
fn slots(
    world: &World<'_>,
    spans: &Spans,
    (at, span): (usize, &Span),
    window: &Window,
    from: i32,
) -> Vec<Slot> {
    let mut slots = match window {
        Window::CalendarYear => years(world, from, (1, 1)),
        Window::FinancialYear => years(world, from, (4, 1)),
        Window::Term => return terms(world, from),
        Window::YearFrom(anchor) => return years_from(world, spans, at, anchor),
        Window::Period(status) => return periods(world, spans, (at, span), status.value),
    };
    close_with_next(&mut slots);
    slots
}

/// No record goes further back: twenty-five years of 366 days.
const LONGEST: i32 = 9_150;
/// Nobody is owed more years than that from one day.
const MOST: usize = 30;

/// The years that begin on a day of the year, from the one that holds a day.
fn years(world: &World<'_>, from: i32, begins: (u32, u32)) -> Vec<Slot> {
    let from = Day::from_number(from.max(world.t.saturating_sub(LONGEST)));
    let years = from.years_until(Day::from_number(world.t), begins);
    let slot = |(first, last): (Day, Day)| {
        Slot::of(TriggerKey::Date(first), first.number(), last.number())
    };
    years.map(slot).collect()
}

/// The terms of the pack's calendar.
fn terms(world: &World<'_>, from: i32) -> Vec<Slot> {
    let Some(calendar) = world.model.calendar.as_deref() else { return Vec::new() };
    let terms = calendar.terms();
    let days = |(first, last): &(Day, Day)| (first.number(), last.number());
    let mut found: Vec<Slot> = terms
        .iter()
        .map(days)
        .filter(|(first, last)| *last >= from && *first <= world.t)
        .map(|(first, last)| Slot::of(TriggerKey::Date(Day::from_number(first)), first, last))
        .collect();
    close_with_next(&mut found);
    // After the last term that is listed there may be more of them.
    let end = terms.iter().map(|(_, last)| last.number()).max();
    if let Some(end) = end.filter(|end| *end < world.t) {
        let blame = Blame::Calendar(calendar.first(), Day::from_number(end));
        let mut beyond = Slot::of(TriggerKey::Date(Day::from_number(end + 1)), end + 1, NEVER);
        beyond.exists = Truth::unknown(blame.clone());
        beyond.last = When { lo: end + 1, hi: NEVER, why: std::iter::once(blame).collect() };
        found.push(beyond);
    }
    found
}

/// A missed stretch closes with the one after it.
fn close_with_next(slots: &mut [Slot]) {
    let lasts: Vec<When> = slots.iter().skip(1).map(|slot| slot.last.clone()).collect();
    for (slot, last) in slots.iter_mut().zip(lasts) {
        slot.next_last = last;
    }
}

/// The years from each of an anchor, until the next of it.
fn years_from(world: &World<'_>, spans: &Spans, at: usize, anchor: &Anchor) -> Vec<Slot> {
    let anchors = forward(world, spans, anchor);
    let mut found = Vec::new();
    let mut number = 0_u32;
    for (place, trig) in anchors.iter().enumerate().filter(|(_, trig)| trig.span == at) {
        let (next, _) = chain::next_of(&anchors, place);
        let mut slots = Vec::new();
        for year in 0..i64::from(u16::MAX) {
            let first = year_later(&trig.date, year);
            if first.lo > world.t {
                break;
            }
            if first.hi < world.t.saturating_sub(LONGEST) {
                continue;
            }
            if slots.len() > MOST {
                break;
            }
            number = number.saturating_add(1);
            let after = year_later(&trig.date, year + 1);
            let last = When { lo: eve(after.lo), hi: eve(after.hi), why: after.why };
            slots.push(Slot {
                key: TriggerKey::Nth(number),
                exists: trig.exists.clone().and(next.at_most(&first).negate()),
                first,
                last,
                occ: trig.occ,
                period: trig.period,
                next_last: When::never(),
            });
        }
        close_with_next(&mut slots);
        found.extend(slots);
    }
    found
}

fn year_later(when: &When, years: i64) -> When {
    let shift = |day: i32| {
        let later = Day::from_number(day).checked_plus_months(12 * years, MonthEnd::LastDay);
        later.map_or(NEVER, Day::number)
    };
    let inside = |day: i32| if day == NEVER || day == ALWAYS { day } else { shift(day) };
    When { lo: inside(when.lo), hi: inside(when.hi), why: when.why.clone() }
}

fn eve(day: i32) -> i32 {
    if day == NEVER { NEVER } else { day.saturating_sub(1) }
}

/// Each period of a status, from its first day to the eve of the day it ended.
fn periods(
    world: &World<'_>,
    spans: &Spans,
    (at, span): (usize, &Span),
    status: ConceptId,
) -> Vec<Slot> {
    let mut found = Vec::new();
    let vague = world.vague_status(status);
    for (ix, stretch) in world.stretches(status).iter().enumerate() {
        let first = When { lo: stretch.from.lo, hi: stretch.from.hi, why: Why::new() };
        let in_span = match spans.place(stretch.from, None, &Blame::Status(status)) {
            _ if span.status == Some(status) => (ix == at).into(),
            Place::In(place) => (place == at).into(),
            Place::Perhaps(_, why) => Truth::Unknown(why),
            Place::Outside => Truth::False,
        };
        let mut why = stretch.why.clone();
        blame_also(&mut why, vague);
        let mut first = When { why: why.clone(), ..first };
        let mut last = When { lo: eve(stretch.to.lo), hi: eve(stretch.to.hi), why: why.clone() };
        for day in [&mut first, &mut last] {
            if day.is_exact() {
                day.why.clear();
            }
        }
        let vague = if vague.is_empty() { Truth::True } else { Truth::Unknown(why) };
        let number = u32::try_from(ix).unwrap_or(u32::MAX).saturating_add(1);
        found.push(Slot {
            key: TriggerKey::Period(number),
            first,
            last,
            occ: stretch.begun_by,
            period: stretch.period,
            exists: in_span.and(vague),
            next_last: When::never(),
        });
    }
    found
}
