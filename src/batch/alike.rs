//! What the instances of duties alike have in common, found once a case.
//!
//! In: duties of which no case has the act on record, and a case. Out: for each instance its
//! days and how it may stand, and whether it applies, for all duties of which that is the
//! same; the instances in columns that such duties share, and how they stand under each. It
//! says nothing that the long way round would not say; a case of which more than the act is
//! not known is left to that. Never here: which duties are alike.

use smallvec::SmallVec;

use super::blames::Blames;
use super::chain::ALONE;
use super::finish::{may_be, soon_from};
use super::instance::{Limit, applied, before_it, limit, opens, reading};
use super::judging::{Reading, holds_on};
use super::range::{ALWAYS, Is, NEVER, Rng, Truth, When, Why};
use super::rows::{Scratch, in_force};
use super::seat::Others;
use super::table::{AT_RISK, BREACHED, Instances, Marks, NOT_YET_OPEN, TOO_LATE, bits};
use super::triggers::{At, Trig};
use super::unseen::Unseen;
use super::world::World;
use crate::eval::{Flags, Status, StatusSet, TriggerKey};
use crate::ir::{Duty, How};

/// How an instance may stand of which all days are known but that of the act.
#[derive(Debug, Clone, Copy)]
struct Stand {
    key: TriggerKey,
    number: u32,
    date: i32,
    due: i32,
    /// The day after which acts and decisions for it may lie.
    after: i32,
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

/// What was found for duties alike, by the numbers of their days and conditions.
#[derive(Debug, Default)]
pub(super) struct Alike {
    days: Vec<Found<Stand>>,
    /// Whether an instance applies, and whether a day on which that is read lies ahead.
    conditions: Vec<Found<(Truth, bool)>>,
}

/// Finds what a duty has in common with others, where that has not been done; whether its
/// rows can be told from it.
pub(super) fn find(
    world: &World<'_>,
    of: (&Duty, &Unseen),
    others: &Others,
    scratch: &mut Scratch,
) -> bool {
    let mut alike = std::mem::take(&mut scratch.alike);
    let is_known = alike.find(world, of, others, scratch);
    scratch.alike = alike;
    is_known
}

impl Alike {
    fn find(
        &mut self,
        world: &World<'_>,
        (duty, unseen): (&Duty, &Unseen),
        others: &Others,
        scratch: &mut Scratch,
    ) -> bool {
        make_room(&mut self.days, unseen.days);
        make_room(&mut self.conditions, unseen.conditions);
        let days = self.days.get_mut(unseen.days);
        let conditions = self.conditions.get_mut(unseen.conditions);
        let (Some(days), Some(conditions)) = (days, conditions) else { return false };
        let edition = world.edition;
        if days.edition == edition && !days.is_known {
            return false;
        }
        if days.edition == edition && conditions.edition == edition {
            return conditions.is_known;
        }
        world.leap_early.set(duty.leap_early);
        let Scratch { begun, trigs, links, .. } = scratch;
        let place = begun.find((world, others), duty, links, trigs);
        let Some(spans) = begun.of(place) else { return false };
        let at = At { world, spans, others };
        if days.edition != edition {
            let all = trigs.iter().map(|trig| Stand::of(at, (duty, unseen), trig));
            days.anew(edition, all);
            // What nothing started has rows of another kind.
            days.is_known &= !days.all.is_empty() && days.all.is_sorted_by_key(Stand::place);
        }
        if days.is_known {
            let both = trigs.iter().zip(&days.all);
            conditions.anew(edition, both.map(|(trig, stand)| applies(at, duty, (trig, stand))));
        }
        days.is_known && conditions.is_known
    }

    /// Puts down how the instances of a duty stand of which everything was found: how many
    /// these are, and of how many that is not known.
    pub(super) fn mark(
        &self,
        (shared, marks, blames): (&mut Shared, &mut Marks, &mut Blames<'_>),
        (edition, case): (u64, usize),
        (duty, unseen): (&Duty, &Unseen),
    ) -> (usize, usize) {
        let days = self.days.get(unseen.days).map_or(&[][..], |found| &found.all);
        let conditions = self.conditions.get(unseen.conditions).map_or(&[][..], |found| &found.all);
        marks.none_until(shared.place((edition, case), unseen.days, days));
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
pub(super) struct Shared {
    pub(super) all: Vec<Instances>,
    /// For which layout of a case the last of each were put down, and from where on.
    last: Vec<(u64, usize)>,
}

impl Shared {
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

fn make_room<T>(all: &mut Vec<Found<T>>, at: usize) {
    if all.len() <= at {
        all.resize_with(at + 1, Found::default);
    }
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
fn applies(at: At<'_>, duty: &Duty, (trig, stand): (&Trig, &Stand)) -> Option<(Truth, bool)> {
    let seat = trig.seat(at.spans.all.get(trig.span)?, at.others);
    let (due, after) = (When::only(stand.due), When::only(stand.after));
    let reading = reading(&seat, due, after, duty.runs_up || duty.same_day);
    let judged = if duty.runs_up { due } else { trig.date };
    let applied = applied(at.world, &reading, duty, judged, trig.date);
    Some((settled(applied.applies)?, applied.ahead))
}

/// The days of an instance.
struct Days {
    limit: Limit,
    closed: i32,
    by_anchor: bool,
    /// The first day on which the act would count; [`NEVER`] where it could not have been
    /// done yet.
    from: i32,
    parts: Why,
}

impl Stand {
    /// Where its row comes among those of its duty.
    fn place(&self) -> (Option<i32>, TriggerKey, u32) {
        let due = When::only(self.due).days().0;
        ((due != ALWAYS).then_some(due), self.key, self.number)
    }

    /// Of an instance, where all its days are known; nothing where they are not, or where
    /// there are ways to try.
    fn of(at: At<'_>, (duty, unseen): (&Duty, &Unseen), trig: &Trig) -> Option<Stand> {
        let world = at.world;
        let span = at.spans.all.get(trig.span)?;
        let seat = trig.seat(span, at.others);
        let after = before_it(world, duty, trig, &seat);
        let limit = limit(world, duty, (&seat, trig), after, &[]);
        let is_known = [trig.date, trig.took_place, after, limit.due, limit.opens];
        let plain = is_known.into_iter().all(is_sure)
            && trig.exists.is_true()
            && trig.vague.is_none()
            && trig.link == ALONE
            && span.ends.is_exact()
            && limit.by_anchor.is_known();
        if !plain {
            return None;
        }
        let ended = if duty.closing.with_scope { span.ends.lo } else { NEVER };
        let came = if limit.by_anchor.is_true() { trig.took_place.lo } else { NEVER };
        let (from, strictly) = if limit.early { (after, true) } else { (trig.date, false) };
        let first = from.lo.saturating_add(i32::from(strictly && from.lo != ALWAYS));
        let mut days = Days {
            limit,
            closed: ended.min(came),
            by_anchor: came != NEVER && came <= ended,
            from: if first <= world.t && first <= came { first } else { NEVER },
            parts: Why::NONE,
        };
        if unseen.act.is_none() {
            let decided_from = if duty.runs_up { from } else { trig.date };
            let decided_by = limit.due;
            let strictly_after = duty.runs_up;
            let reading = Reading { seat: &seat, decided_by, decided_from, strictly_after };
            let judged = if duty.runs_up { limit.due } else { trig.date };
            let judged = judged.min(When::only(world.t));
            (days.from, days.parts) = parts(world, (duty, unseen), &reading, (judged, days.from))?;
        }
        Some(Stand::on(world, duty, trig, (&days, after.lo)))
    }

    /// Of an instance of which the days are known.
    fn on(world: &World<'_>, duty: &Duty, trig: &Trig, (days, after): (&Days, i32)) -> Stand {
        let (t, due) = (world.t, days.limit.due.lo);
        let statuses = statuses(world, duty, (trig, days));
        let open = statuses.contains(Status::DueSoon) || statuses.contains(Status::Pending);
        let overdue = statuses.single() == Some(Status::Overdue);
        let lapsed = statuses.single() == Some(Status::Lapsed);
        let (after_due, by_anchor) = (days.closed > due, days.by_anchor);
        let flags = bits(Flags {
            breached: overdue || (lapsed && (after_due || (by_anchor && days.closed <= t))),
            provisional: trig.provisional,
            at_risk: trig.provisional && open && due < t,
            not_yet_open: opens(&days.limit).lo > t,
            too_late: by_anchor && lapsed,
            ..Flags::default()
        });
        let until = Some(days.closed).filter(|_| lapsed && after_due);
        let day = |day: i32| Some(When::only(day).days().0).filter(|day| *day != ALWAYS);
        Stand {
            key: trig.key,
            number: trig.number,
            date: trig.date.lo,
            due,
            after,
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

/// The statuses that an instance may have where it applies: its act may have been done on any
/// day from the first, or not at all.
fn statuses(world: &World<'_>, duty: &Duty, (trig, days): (&Trig, &Days)) -> StatusSet {
    let (due, opens) = (days.limit.due.lo, opens(&days.limit).lo);
    let soon = || soon_from(world, duty.soon, opens, due);
    let done = Rng { lo: days.from, hi: NEVER };
    may_be(world.t, (done, due, opens, days.closed), soon, trig.provisional)
}
