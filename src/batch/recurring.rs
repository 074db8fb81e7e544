//! What is owed again and again without an event to count from: at least once in every so
//! long, or once in each stretch.
//!
//! In: a duty and a case. Out: an instance for each act that another has to follow, or for
//! each stretch. Never here: schedules, which act meets which instance.

use std::ops::Range;

use smallvec::SmallVec;

use super::chain::{Link, Links, Reach, members, next_of};
use super::course::{Course, whiles};
use super::judging::Reading;
use super::range::{ALWAYS, NEVER, Truth, When, Why};
use super::schedule;
use super::seat::Seat;
use super::span::{Place, Span};
use super::triggers::{At, Trig, forward};
use super::world::{Ev, NOBODY, World};
use crate::eval::TriggerKey;
use crate::facts::OccurrenceId;
use crate::ir::{Again, Duty, KindAt, StatusAt, What, Window};
use crate::time::{Day, MonthEnd};

/// The instances of a duty that comes again by itself, added to what was found before, at
/// which nothing looks.
pub(super) fn find(
    at: At<'_>,
    (duty, again): (&Duty, &Again),
    links: &mut Links,
    found: &mut Vec<Trig>,
) {
    let Some(What::Kind(kind)) = duty.act.parts.first().map(|part| part.what) else { return };
    let begun = found.len();
    match again {
        Again::Schedule(of) => schedule::find(at, (duty, of, kind), links, found),
        Again::Rolling => rolling(at, duty, kind, links, found),
        Again::Windows(window, whole) => windows(at, (duty, kind), (window, *whole), links, found),
    }
    for trig in found.iter_mut().skip(begun) {
        trig.vague = trig.vague.and(at.spans.vague());
    }
}

/// The first day of a scope period. The whole record begins with its first fact, unless the
/// case says from when its history is kept, and not before its pack is in force.
fn begun(world: &World<'_>, span: &Span) -> When {
    if span.from.lo != ALWAYS {
        return span.start();
    }
    let kept = world.history;
    let mut since = if kept == ALWAYS { world.first_fact() } else { When::only(kept) };
    if let Some(from) = world.bound.model.pack.in_force_from {
        since = since.max(When::only(from.number()));
    }
    since
}

/// A stretch in which a duty is required.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    /// Its number in the scope period, from 1.
    number: u32,
    from: When,
    /// The day from which it is required no longer.
    ends: When,
    /// What leaves open where it lies altogether.
    vague: Why,
}

type Stretches = SmallVec<[Stretch; 2]>;

/// The stretches of a scope period in which every `while` of a duty holds.
fn required(at: At<'_>, duty: &Duty, span: &Span) -> Stretches {
    let world = at.world;
    let (mut from, ends) = (begun(world, span), span.end());
    let mut found = Stretches::new();
    if duty.commences != ALWAYS {
        from = from.max(When::only(duty.commences));
        if ends.at_most(from).is_true() {
            return found;
        }
    }
    if from.lo > world.t {
        return found;
    }
    let whiles = whiles(&duty.applies);
    if whiles.is_empty() {
        found.push(Stretch { number: 1, from, ends, vague: Why::NONE });
        return found;
    }
    let seat = Seat { span, date: from, occ: NOBODY, bare: false, others: at.others };
    let reading =
        Reading { seat: &seat, decided_by: When::NEVER, decided_from: from, strictly_after: false };
    let course = Course::of(world, &reading, duty, &whiles);
    let mut days = course.days_after(from.lo);
    days.insert(0, from.lo);
    let mut why = from.why;
    let mut open = false;
    for day in &days {
        let so = course.on(*day);
        if !so.is_known() {
            why = why.and(so.why);
        }
        let so = so.is_true();
        if so && !open {
            let number = u32::try_from(found.len()).unwrap_or(u32::MAX).saturating_add(1);
            let first = if *day == from.lo { from } else { When::only(*day) };
            found.push(Stretch { number, from: first, ends, vague: Why::NONE });
        }
        if let (false, true, Some(last)) = (so, open, found.last_mut()) {
            last.ends = When::only(*day).min(ends);
        }
        open = so;
    }
    if why.is_none() { found } else { anywhere(from, ends, why, days.len()) }
}

/// As many stretches as there could be, each anywhere.
fn anywhere(from: When, ends: When, why: Why, count: usize) -> Stretches {
    let count = u32::try_from(count.div_ceil(2)).unwrap_or(u32::MAX);
    let one = |number| Stretch {
        number,
        from: When { lo: from.lo, hi: NEVER, why },
        ends: When { lo: from.lo, hi: ends.hi, why },
        vague: why,
    };
    (1..=count).map(one).collect()
}

/// `at least once in every P`: one instance from the start of the requirement, or from the
/// last act before it, and one from each act in it.
fn rolling(at: At<'_>, duty: &Duty, kind: KindAt, links: &mut Links, found: &mut Vec<Trig>) {
    for (place, span) in at.spans.all.iter().enumerate() {
        let all = members(at.world, kind, &Reach::all(span), links);
        let acts: SmallVec<[(Ev, Truth); 8]> = links.acts(all.clone()).iter().copied().collect();
        for stretch in required(at, duty, span) {
            let one = Rolling { at, duty, place, span, stretch, all: all.clone(), acts: &acts };
            one.at_start(kind, links, found);
            for (ev, is) in acts.iter().copied() {
                one.after_act(ev, is, links, found);
            }
        }
    }
}

struct Rolling<'r> {
    at: At<'r>,
    duty: &'r Duty,
    place: usize,
    span: &'r Span,
    stretch: Stretch,
    all: Range<usize>,
    acts: &'r [(Ev, Truth)],
}

impl Rolling<'_> {
    fn due_from(&self, date: When) -> When {
        let others = self.at.others;
        let seat = Seat { span: self.span, date, occ: NOBODY, bare: false, others };
        let limit = self.duty.limits.first().and_then(|limit| limit.due.as_ref());
        limit.map_or(When::NEVER, |due| seat.day(self.at.world, due))
    }

    fn link(&self, due: When, watch: When, after: Option<Ev>) -> Link {
        let (members, ends) = (self.all.clone(), When::NEVER);
        Link { due, opens: None, watch, after, members, ends }
    }

    /// The instance that nothing came before.
    fn at_start(&self, kind: KindAt, links: &mut Links, found: &mut Vec<Trig>) {
        let (world, date) = (self.at.world, self.stretch.from);
        let mut exists = date.by(world.t);
        for (ev, is) in self.acts {
            exists = exists.and(is.and(When::only(ev.day).at_most(date)).not());
        }
        let since = if self.span.from.lo == ALWAYS { date.lo } else { self.span.from.lo };
        let silent = self.duty.silence != crate::ir::Silence::Open;
        let unknown = world.unrecorded(kind, since);
        let unknown = unknown.filter(|(first, _)| *first <= date.hi && !silent);
        let mut due = self.due_from(date);
        if let Some((_, why)) = unknown {
            exists = exists.and(Truth::unknown(why));
            due.may_be_from(date.lo, why);
        }
        if exists.is_false() {
            return;
        }
        let trig = Trig::new(TriggerKey::Start(self.stretch.number), self.place, date);
        let (vague, link) = (self.stretch.vague, links.put(self.link(due, date, None)));
        found.push(Trig { exists, vague, link, ..trig });
    }

    /// The instance that follows an act.
    fn after_act(&self, ev: Ev, is: Truth, links: &mut Links, found: &mut Vec<Trig>) {
        let stretch = &self.stretch;
        let date = When::only(ev.day);
        let mut exists = is.and(stretch.from.by(self.at.world.t));
        exists = exists.and(stretch.ends.at_most(date).not());
        // Of the acts before the requirement only the last counts.
        for (other, is) in self.acts.iter().filter(|(other, _)| other.place() > ev.place()) {
            exists = exists.and(is.and(When::only(other.day).at_most(stretch.from)).not());
        }
        if exists.is_false() {
            return;
        }
        let due = self.due_from(date).max(stretch.from);
        let trig = Trig::new(TriggerKey::Previous(OccurrenceId(ev.id)), self.place, date);
        let link = links.put(self.link(due, date.max(stretch.from), Some(ev)));
        let (number, vague) = (stretch.number, stretch.vague);
        found.push(Trig { number, exists, vague, link, ..trig });
    }
}

/// One stretch in which an act is owed: its key, its first day and its last.
#[derive(Debug, Clone, Copy)]
struct Slot {
    key: TriggerKey,
    first: When,
    last: When,
    occ: u32,
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
            occ: NOBODY,
            exists: Truth::TRUE,
            next_last: When::NEVER,
        }
    }
}

/// Once in each stretch.
fn windows(
    at: At<'_>,
    (duty, kind): (&Duty, KindAt),
    (window, whole): (&Window, bool),
    links: &mut Links,
    found: &mut Vec<Trig>,
) {
    let t = at.world.t;
    let mut before = 0;
    for (place, span) in at.spans.all.iter().enumerate() {
        let all = members(at.world, kind, &Reach::all(span), links);
        let required = required(at, duty, span);
        let Some(first) = required.iter().map(|stretch| stretch.from.lo).min() else { continue };
        for slot in slots(at, (place, span), window, first) {
            for stretch in &required {
                let from = stretch.from;
                let begun = if whole { slot.first } else { slot.last };
                let exists = slot.exists.and(slot.first.by(t)).and(from.by(t));
                let exists = exists.and(from.at_most(begun));
                let exists = exists.and(stretch.ends.at_most(slot.first).not());
                if exists.is_false() {
                    continue;
                }
                let date = slot.first.max(from);
                let link = links.put(Link {
                    due: slot.last,
                    opens: Some(slot.first),
                    watch: date,
                    after: None,
                    members: all.clone(),
                    ends: slot.next_last,
                });
                let trig = Trig::new(slot.key, place, date);
                let number = stretch.number.saturating_add(before);
                let (occ, vague) = (slot.occ, stretch.vague);
                found.push(Trig { number, occ, exists, vague, link, ..trig });
            }
        }
        before = before.saturating_add(u32::try_from(required.len()).unwrap_or(u32::MAX));
    }
}

/// The stretches of a scope period up to `t`, from the one that has a day.
fn slots(at: At<'_>, (place, span): (usize, &Span), window: &Window, from: i32) -> Vec<Slot> {
    let mut slots = match window {
        Window::Years(month, day) => years(at.world, from, (*month, *day)),
        Window::Terms => return terms(at.world, from),
        Window::YearsFrom(starts) => {
            let mut anchors = Vec::new();
            forward(at, starts, &mut anchors);
            return years_from(at.world, place, &anchors);
        }
        Window::Each(status) => return periods(at, (place, span), *status),
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
    let Some(calendar) = world.bound.calendar else { return Vec::new() };
    let terms = calendar.terms();
    let days = terms.iter().map(|(first, last)| (first.number(), last.number()));
    let near = days.filter(|(first, last)| *last >= from && *first <= world.t);
    let of = |(first, last)| Slot::of(TriggerKey::Date(Day::from_number(first)), first, last);
    let mut found: Vec<Slot> = near.map(of).collect();
    close_with_next(&mut found);
    // After the last term that is listed there may be more of them.
    let end = terms.iter().map(|(_, last)| last.number()).max();
    if let Some(end) = end.filter(|end| *end < world.t) {
        // Which days of the calendar are to blame the reference tells.
        let why = Why::calendar().closely();
        let mut beyond = Slot::of(TriggerKey::Date(Day::from_number(end + 1)), end + 1, NEVER);
        beyond.exists = Truth::unknown(why);
        beyond.last = When { lo: end + 1, hi: NEVER, why };
        found.push(beyond);
    }
    found
}

/// A missed stretch closes with the one after it.
fn close_with_next(slots: &mut [Slot]) {
    for at in 1..slots.len() {
        let last = slots.get(at).map(|slot| slot.last);
        if let (Some(last), Some(slot)) = (last, slots.get_mut(at - 1)) {
            slot.next_last = last;
        }
    }
}

/// The years from each of some days, until the next of them.
fn years_from(world: &World<'_>, at: usize, anchors: &[Trig]) -> Vec<Slot> {
    let mut found = Vec::new();
    let mut number = 0_u32;
    for (place, trig) in anchors.iter().enumerate().filter(|(_, trig)| trig.span == at) {
        let (next, _) = next_of(anchors, place);
        let mut slots: Vec<Slot> = Vec::new();
        for year in 0..i64::from(u16::MAX) {
            let first = year_later(trig.date, year);
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
            let after = year_later(trig.date, year + 1);
            slots.push(Slot {
                key: TriggerKey::Nth(number),
                exists: trig.exists.and(next.at_most(first).not()),
                first,
                last: When { lo: eve(after.lo), hi: eve(after.hi), why: after.why },
                occ: trig.occ,
                next_last: When::NEVER,
            });
        }
        close_with_next(&mut slots);
        found.extend(slots);
    }
    found
}

fn year_later(when: When, years: i64) -> When {
    let shift = |day: i32| {
        let later = Day::from_number(day).checked_plus_months(12 * years, MonthEnd::LastDay);
        later.map_or(NEVER, Day::number)
    };
    let inside = |day: i32| if day == NEVER || day == ALWAYS { day } else { shift(day) };
    When { lo: inside(when.lo), hi: inside(when.hi), why: when.why }
}

fn eve(day: i32) -> i32 {
    if day == NEVER { NEVER } else { day.saturating_sub(1) }
}

/// Each stretch of a status, from its first day to the eve of the day it ended.
fn periods(at: At<'_>, (place, span): (usize, &Span), status: StatusAt) -> Vec<Slot> {
    let world = at.world;
    let vague = world.vague_status(status);
    let blame = world.blame(status);
    let mut found = Vec::new();
    for (ix, stretch) in world.stretches_of(status).iter().enumerate() {
        let in_span = match at.spans.place(stretch.from, NOBODY, blame) {
            _ if span.status == Some(status) => Truth::of(ix == place),
            Place::In(at) => Truth::of(at == place),
            Place::Perhaps(_, why) => Truth::unknown(why),
            Place::Outside => Truth::FALSE,
        };
        let why = stretch.why.and(vague);
        let first = When { lo: stretch.from.lo, hi: stretch.from.hi, why }.tidy();
        let last = When { lo: eve(stretch.to.lo), hi: eve(stretch.to.hi), why }.tidy();
        let sure = if vague.is_none() { Truth::TRUE } else { Truth::unknown(why) };
        let number = u32::try_from(ix).unwrap_or(u32::MAX).saturating_add(1);
        found.push(Slot {
            key: TriggerKey::Period(number),
            first,
            last,
            occ: stretch.begun_by,
            exists: in_span.and(sure),
            next_last: When::NEVER,
        });
    }
    found
}
