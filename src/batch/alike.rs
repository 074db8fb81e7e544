//! What the instances of duties alike have in common, found once a case.
//!
//! In: duties of which no case has the act on record, and a case. Out: for each instance its
//! days and how it may stand, and whether it applies, for all duties of which that is the
//! same; the instances in columns that such duties share, and how they stand under each. It
//! says nothing that the long way round would not say; a case of which more than the act is
//! not known is left to that. Never here: which duties are alike.

use smallvec::SmallVec;

use super::begun::{Begun, Started};
use super::blames::Blames;
use super::chain::{ALONE, Links};
use super::instance::{applied, before_it, limit, opens, reading};
use super::judging::{Reading, holds_on};
use super::marks::{AT_RISK, BREACHED, Instances, Marks, NOT_YET_OPEN, TOO_LATE, bits};
use super::possible::{self, Between, soon_from};
use super::range::{ALWAYS, Is, NEVER, Rng, Truth, When, Why};
use super::rows::{Scratch, in_force};
use super::seat::{Others, Seat, shift};
use super::triggers::{At, Trig};
use super::unseen::Unseen;
use super::world::World;
use crate::eval::{Flags, Status, StatusSet, TriggerKey};
use crate::ir::{Duty, How, Shift};

/// How an instance may stand of which all days are known but that of the act.
#[derive(Debug, Clone, Copy)]
struct Stand {
    key: TriggerKey,
    number: u32,
    date: i32,
    due: i32,
    /// What it may be where it applies …
    statuses: StatusSet,
    /// … and its flags as bits, and how late it lapsed.
    flags: u8,
    late: Option<i32>,
    /// The act is to blame for what is not known.
    is_blamed: bool,
    /// What is blamed for an act of which parts are asked for only under a condition.
    parts: Why,
}

/// Something found in a layout of a case: whether it is known well enough, and what it is of
/// each instance.
#[derive(Debug)]
struct Found<T> {
    edition: u64,
    is_known: bool,
    all: Vec<T>,
}

impl<T> Default for Found<T> {
    fn default() -> Found<T> {
        Found { edition: 0, is_known: false, all: Vec::new() }
    }
}

impl<T> Found<T> {
    fn anew(&mut self, edition: u64, all: impl Iterator<Item = Option<T>>) {
        (self.edition, self.is_known) = (edition, true);
        self.all.clear();
        for one in all {
            match one {
                Some(one) => self.all.push(one),
                None => self.is_known = false,
            }
        }
    }
}

/// What was found for duties alike, by the numbers of how they begin, of their days and of
/// their conditions.
#[derive(Debug, Default)]
pub(super) struct Alike {
    bases: Vec<Found<Base>>,
    days: Vec<Found<Stand>>,
    /// Whether an instance applies, and whether a day on which that is read lies ahead.
    conditions: Vec<Found<(Truth, bool)>>,
    /// By the numbers of days: last days counted before.
    counts: Vec<Counts>,
}

/// Finds what a duty has in common with others, where that has not been done; whether its
/// rows can be told from it.
pub(super) fn find(
    world: &World<'_>,
    of: (&Duty, &Unseen),
    others: &Others,
    scratch: &mut Scratch,
) -> bool {
    let Scratch { alike, begun, links, .. } = scratch;
    alike.find(world, of, others, (begun, links))
}

impl Alike {
    fn find(
        &mut self,
        world: &World<'_>,
        (duty, unseen): (&Duty, &Unseen),
        others: &Others,
        (begun, links): (&mut Begun, &mut Links),
    ) -> bool {
        let Alike { bases, days, conditions, counts } = self;
        let base = slot(bases, unseen.base);
        let days = slot(days, unseen.days);
        let conditions = slot(conditions, unseen.conditions);
        let counts = slot(counts, unseen.days);
        let (Some(base), Some(days), Some(conditions), Some(counts)) =
            (base, days, conditions, counts)
        else {
            return false;
        };
        let edition = world.edition;
        let to_find = base.edition != edition
            || (base.is_known && days.edition != edition)
            || (base.is_known && days.is_known && conditions.edition != edition);
        if !to_find {
            return base.is_known && days.is_known && conditions.is_known;
        }
        world.leap_early.set(duty.leap_early);
        let Some(Started { spans, trigs }) = begun.find((world, others), duty, links) else {
            return false;
        };
        let at = At { world, spans, others };
        if base.edition != edition {
            base.anew(edition, trigs.iter().map(|trig| Base::of(at, duty, trig)));
            // What nothing started has rows of another kind.
            base.is_known &= !trigs.is_empty();
        }
        if base.is_known && days.edition != edition {
            let both = trigs.iter().zip(&base.all);
            let stand = |begun| Stand::of(at, (duty, unseen), begun, counts);
            days.anew(edition, both.map(stand));
            days.is_known &= days.all.is_sorted_by_key(Stand::place);
        }
        if base.is_known && days.is_known && conditions.edition != edition {
            let all = trigs.iter().zip(&base.all).zip(&days.all);
            let applies = |((trig, base), stand)| applies(at, duty, (trig, base, stand));
            conditions.anew(edition, all.map(applies));
        }
        base.is_known && days.is_known && conditions.is_known
    }

    /// Puts down how the instances of a duty stand of which everything was found: how many
    /// these are, and of how many that is not known.
    pub(super) fn mark(
        &self,
        (common, marks, blames): (&mut InCommon, &mut Marks, &mut Blames<'_>),
        (edition, case): (u64, usize),
        (duty, unseen): (&Duty, &Unseen),
    ) -> (usize, usize) {
        let days = self.days.get(unseen.days).map_or(&[][..], |found| &found.all);
        let conditions = self.conditions.get(unseen.conditions).map_or(&[][..], |found| &found.all);
        marks.none_until(common.place((edition, case), unseen.days, days));
        let (mut rows, mut open) = (0, 0);
        for (stand, (applies, ahead)) in days.iter().zip(conditions) {
            let on = When::only(stand.date.max(duty.commences));
            if in_force(duty.force, on).is_false() {
                marks.push(StatusSet::EMPTY, 0, 0);
                continue;
            }
            let act = unseen.act.unwrap_or(stand.parts);
            let (statuses, flags, why) = stand.under((*applies, *ahead), act);
            marks.push(statuses, flags, blames.place(why));
            if applies.is_true() && stand.late.is_some() {
                marks.late_by(stand.late);
            }
            (rows, open) = (rows + 1, open + usize::from(statuses.single().is_none()));
        }
        (rows, open)
    }
}

/// The instances of duties alike in all cases so far, by the numbers of their days.
#[derive(Debug, Default)]
pub(super) struct InCommon {
    pub(super) all: Vec<Instances>,
    /// For which layout of a case the last of each were put down, and from where on.
    last: Vec<(u64, usize)>,
}

impl InCommon {
    /// From where on the instances of the case at hand stand, which are put down once.
    fn place(&mut self, (edition, case): (u64, usize), days: usize, all: &[Stand]) -> usize {
        if self.all.len() <= days {
            self.all.resize_with(days + 1, Instances::default);
            self.last.resize(days + 1, (0, 0));
        }
        let (Some(instances), Some(last)) = (self.all.get_mut(days), self.last.get_mut(days))
        else {
            return 0;
        };
        if last.0 != edition {
            *last = (edition, instances.len());
            let case = u32::try_from(case).unwrap_or(u32::MAX);
            for stand in all {
                let days = (When::only(stand.date).days(), When::only(stand.due).days());
                instances.push(case, (stand.key, stand.number), days);
            }
        }
        last.1
    }

    /// Makes room for the instances of so many cases, where so many have been put down.
    pub(super) fn make_room(&mut self, (cases, so_far): (usize, usize)) {
        for instances in &mut self.all {
            instances.make_room(more(instances.len(), (cases, so_far)));
        }
    }
}

/// How many more there will be of what so many cases have.
pub(super) fn more(len: usize, (cases, so_far): (usize, usize)) -> usize {
    let likely = len * cases / so_far.max(1);
    (likely + likely / 8).saturating_sub(len)
}

/// What has a number, made where there is nothing yet.
fn slot<T: Default>(all: &mut Vec<T>, at: usize) -> Option<&mut T> {
    if all.len() <= at {
        all.resize_with(at + 1, T::default);
    }
    all.get_mut(at)
}

fn is_sure(when: When) -> bool {
    when.is_exact() && when.why.is_none()
}

/// The truth where there are no ways to try.
fn settled(truth: Truth) -> Option<Truth> {
    let to_try = !truth.is_known() && (truth.why.has_ways() || truth.why.wants_closely());
    (!to_try).then_some(truth)
}

/// Whether an instance applies.
fn applies(
    at: At<'_>,
    duty: &Duty,
    (trig, base, stand): (&Trig, &Base, &Stand),
) -> Option<(Truth, bool)> {
    if duty.applies.is_empty() {
        return Some((Truth::TRUE, false));
    }
    let seat = trig.seat(at.spans.all.get(trig.span)?, at.others);
    let (due, after) = (When::only(stand.due), When::only(base.after));
    let reading = reading(&seat, due, after, duty.runs_up || duty.same_day);
    let judged = if duty.runs_up { due } else { trig.date };
    let applied = applied(at.world, &reading, duty, judged, trig.date);
    Some((settled(applied.applies)?, applied.ahead))
}

/// How an instance begins of which all that is known.
#[derive(Debug, Clone, Copy)]
struct Base {
    /// The day after which acts and decisions for it may lie.
    after: i32,
    /// The end of its scope period.
    ends: i32,
}

impl Base {
    /// Nothing where something of it is not known.
    fn of(at: At<'_>, duty: &Duty, trig: &Trig) -> Option<Base> {
        let span = at.spans.all.get(trig.span)?;
        let plain = is_sure(trig.date)
            && is_sure(trig.took_place)
            && trig.exists.is_true()
            && trig.vague.is_none()
            && trig.link == ALONE
            && span.ends.is_exact();
        if !plain {
            return None;
        }
        let after = before_it(at.world, duty, trig, &trig.seat(span, at.others));
        is_sure(after).then_some(Base { after: after.lo, ends: span.ends.lo })
    }
}

/// Last days that were counted before, each at a place that its trigger's day tells: most
/// cases have days in common.
#[derive(Debug, Default)]
struct Counts(Vec<(i32, i32)>);

/// So many; a power of two.
const COUNTS: usize = 1 << 9;

impl Counts {
    /// The day so long from another; nothing where the calendar ends too soon.
    fn on(&mut self, world: &World<'_>, from: i32, by: &Shift) -> Option<i32> {
        if self.0.is_empty() {
            self.0.resize(COUNTS, (NEVER, NEVER));
        }
        let place = from.cast_unsigned() as usize & (COUNTS - 1);
        let slot = self.0.get_mut(place)?;
        if slot.0 != from {
            let day = shift(world, When::only(from), by);
            *slot = (from, Some(day).filter(|day| is_sure(*day))?.lo);
        }
        Some(slot.1)
    }
}

/// The days of an instance.
struct Days {
    due: i32,
    opens: i32,
    early: bool,
    closed: i32,
    /// The anchor closed it.
    is_over: bool,
    /// The first day on which the act would count; [`NEVER`] where it could not have been
    /// done yet.
    from: i32,
    parts: Why,
}

impl Days {
    /// By when it is due, and from when it is open; nothing where that is not known.
    fn of(
        world: &World<'_>,
        (duty, unseen): (&Duty, &Unseen),
        (seat, trig, base): (&Seat<'_>, &Trig, &Base),
        counts: &mut Counts,
    ) -> Option<Days> {
        let (due, opens, early, by_anchor) = if let Some(counted) = &unseen.counted {
            let on = trig.date.lo;
            let due = match &counted.by {
                Some(by) => counts.on(world, on, by)?,
                None => on,
            };
            let after = When::only(base.after);
            debug_assert_eq!(limit(world, duty, (seat, trig), after, &[]).due.lo, due);
            (due, if counted.early { ALWAYS } else { on }, counted.early, counted.closes_on_anchor)
        } else {
            let limit = limit(world, duty, (seat, trig), When::only(base.after), &[]);
            let is_known = is_sure(limit.due) && is_sure(limit.opens) && limit.by_anchor.is_known();
            if !is_known {
                return None;
            }
            (limit.due.lo, opens(&limit).lo, limit.early, limit.by_anchor.is_true())
        };
        let ended = if duty.closing.with_scope { base.ends } else { NEVER };
        let came = if by_anchor { trig.took_place.lo } else { NEVER };
        let first = match early {
            true if base.after == ALWAYS => ALWAYS,
            true => base.after.saturating_add(1),
            false => trig.date.lo,
        };
        Some(Days {
            due,
            opens,
            early,
            closed: ended.min(came),
            is_over: came != NEVER && came <= ended,
            from: if first <= world.t && first <= came { first } else { NEVER },
            parts: Why::NONE,
        })
    }
}

impl Stand {
    /// Where its row comes among those of its duty.
    fn place(&self) -> (Option<i32>, TriggerKey, u32) {
        let due = When::only(self.due).days().0;
        ((due != ALWAYS).then_some(due), self.key, self.number)
    }

    /// Of an instance, where all its days are known; nothing where they are not, or where
    /// there are ways to try.
    fn of(
        at: At<'_>,
        (duty, unseen): (&Duty, &Unseen),
        (trig, base): (&Trig, &Base),
        counts: &mut Counts,
    ) -> Option<Stand> {
        let world = at.world;
        let seat = trig.seat(at.spans.all.get(trig.span)?, at.others);
        let mut days = Days::of(world, (duty, unseen), (&seat, trig, base), counts)?;
        if unseen.act.is_none() {
            let after = When::only(base.after);
            let from = if days.early { after } else { trig.date };
            let due = When::only(days.due);
            let decided_from = if duty.runs_up { from } else { trig.date };
            let strictly_after = duty.runs_up;
            let reading = Reading { seat: &seat, decided_by: due, decided_from, strictly_after };
            let judged = if duty.runs_up { due } else { trig.date };
            let judged = judged.min(When::only(world.t));
            (days.from, days.parts) = parts(world, (duty, unseen), &reading, (judged, days.from))?;
        }
        Some(Stand::on(world, duty, trig, &days))
    }

    /// Of an instance of which the days are known.
    fn on(world: &World<'_>, duty: &Duty, trig: &Trig, days: &Days) -> Stand {
        let (t, due) = (world.t, days.due);
        let between = Between {
            done: Rng { lo: days.from, hi: NEVER },
            due: Rng::only(due),
            opens: Rng::only(days.opens),
            closed: Rng::only(days.closed),
        };
        let soon = |opens, due| soon_from(world, duty.soon, opens, due);
        let statuses = possible::statuses(t, &between, soon, trig.provisional);
        let open = statuses.contains(Status::DueSoon) || statuses.contains(Status::Pending);
        let overdue = statuses.single() == Some(Status::Overdue);
        let lapsed = statuses.single() == Some(Status::Lapsed);
        let after_due = days.closed > due;
        let flags = bits(Flags {
            breached: overdue || (lapsed && (after_due || (days.is_over && days.closed <= t))),
            provisional: trig.provisional,
            at_risk: trig.provisional && open && due < t,
            not_yet_open: days.opens > t,
            too_late: days.is_over && lapsed,
            ..Flags::default()
        });
        let until = Some(days.closed).filter(|_| lapsed && after_due);
        let day = |day: i32| Some(When::only(day).days().0).filter(|day| *day != ALWAYS);
        Stand {
            key: trig.key,
            number: trig.number,
            date: trig.date.lo,
            due,
            statuses,
            flags,
            late: until.and_then(|until| Some(day(until)? - day(due)?)),
            is_blamed: days.from <= t && days.from <= days.closed,
            parts: days.parts,
        }
    }

    /// How it stands under a duty that applies to it, or does not, and is to blame for so much:
    /// its statuses, its flags, and what is blamed.
    fn under(&self, (applies, ahead): (Truth, bool), act: Why) -> (StatusSet, u8, Why) {
        let flags = self.flags | if ahead { NOT_YET_OPEN } else { 0 };
        let blamed = if self.is_blamed { act } else { Why::NONE };
        match applies.is {
            Is::True if self.statuses.single().is_some() => (self.statuses, flags, Why::NONE),
            Is::True => (self.statuses, flags, blamed),
            Is::False => {
                let flags = flags & !(BREACHED | TOO_LATE | AT_RISK);
                (StatusSet::only(Status::NotApplicable), flags, Why::NONE)
            }
            Is::Unknown => {
                let statuses = self.statuses.with(Status::NotApplicable);
                (statuses, flags & !(BREACHED | TOO_LATE), applies.why.and(blamed))
            }
        }
    }
}

/// From when an act may have been done of which parts are asked for only under a condition,
/// and what is to blame; nothing where there are ways to try.
fn parts(
    world: &World<'_>,
    (duty, unseen): (&Duty, &Unseen),
    reading: &Reading<'_>,
    (judged, first): (When, i32),
) -> Option<(i32, Why)> {
    let mut from: SmallVec<[i32; 8]> = SmallVec::new();
    let mut why = Why::NONE;
    for (part, act) in duty.act.parts.iter().zip(&unseen.parts) {
        let needed = part.when.iter().fold(Truth::TRUE, |so, clause| {
            let truth = holds_on(world, reading, &clause.test, judged);
            so.and(if clause.how == How::Unless { truth.not() } else { truth })
        });
        let needed = settled(needed)?;
        if needed.is_false() {
            continue;
        }
        if first != NEVER {
            why = why.and(*act);
        }
        why = why.and(needed.why);
        from.push(if needed.is_true() { first } else { ALWAYS });
    }
    from.sort_unstable();
    let take = duty.act.needed.map_or(from.len(), |n| (n as usize).min(from.len()));
    let last = take.checked_sub(1).and_then(|last| from.get(last)).copied().unwrap_or(NEVER);
    Some((last, if last == NEVER { Why::NONE } else { why }))
}
