//! What the instances of duties alike have in common, found once a case.
//!
//! In: a group of duties of which no case has the act on record, and a case. Out: for each
//! instance its days and how it may stand, and how its conditions come out, each for all
//! duties of which that is the same; the instances in columns that such duties share, and how
//! they stand under each, or their rows where ways are to be tried. It says nothing that the
//! long way round would not say; a case of which days other than the act's are not known is
//! left to that. Never here: which duties are alike.

use smallvec::SmallVec;

use super::begun::{Begun, Started};
use super::blames::Blames;
use super::chain::{ALONE, Links};
use super::finish::Made;
use super::instance::{before_it, limit, opens, reading};
use super::judging::{Reading, fixed_day_ahead, holds_on};
use super::marks::{AT_RISK, BREACHED, Instances, Marks, NOT_YET_OPEN, PROVISIONAL, TOO_LATE};
use super::possible::{self, Between, soon_from};
use super::range::{ALWAYS, Is, NEVER, Rng, Truth, When, Why};
use super::rows::{Scratch, in_force, silent};
use super::seat::Others;
use super::triggers::{At, Trig};
use super::unseen::{Asked, DaysOf, Due, Group, Member, Read};
use super::world::World;
use crate::eval::{Flags, Status, StatusSet, TriggerKey};
use crate::ir::How;

/// How an instance begins of which all that is known.
#[derive(Debug, Clone, Copy)]
struct Begin {
    key: TriggerKey,
    number: u32,
    occ: u32,
    date: i32,
    /// The day after which acts and decisions for it may lie.
    after: i32,
    /// The end of its scope period.
    ends: i32,
    took_place: i32,
    provisional: bool,
}

impl Begin {
    /// Nothing where something of it is not known.
    fn of(at: At<'_>, group: &Group<'_>, trig: &Trig) -> Option<Begin> {
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
        let after = before_it(at.world, group.first, trig, &trig.seat(span, at.others));
        is_sure(after).then_some(Begin {
            key: trig.key,
            number: trig.number,
            occ: trig.occ,
            date: trig.date.lo,
            after: after.lo,
            ends: span.ends.lo,
            took_place: trig.took_place.lo,
            provisional: trig.provisional,
        })
    }
}

/// How an instance may stand of which all days are known but that of the act.
#[derive(Debug, Clone, Copy)]
struct Stand {
    due: i32,
    /// What it may be where it applies …
    statuses: StatusSet,
    /// … and its flags as bits, and how late it lapsed.
    flags: u8,
    late: Option<i32>,
    /// The act is to blame for what is not known.
    is_blamed: bool,
    /// A decision that is not on record could count.
    is_decided: bool,
    /// What is blamed for an act of which parts are asked for only under a condition.
    parts: Why,
}

/// What was found for a group of duties, of the instances of the case at hand in their order.
#[derive(Debug, Default)]
pub(super) struct Alike {
    begins: Vec<Begin>,
    /// All with the same days together …
    stands: Vec<Stand>,
    /// … and whether those days are known.
    known: Vec<bool>,
    /// How each condition comes out, and whether a day on which it is read lies ahead …
    reads: Vec<(Truth, bool)>,
    /// … and whether each way has to be tried of any.
    sorts: Vec<Sort>,
}

/// What can be told of a duty of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// How its instances stand.
    Plain,
    /// Its rows, of which each way in which some can be is to be tried.
    Ways,
    /// Nothing.
    Nothing,
}

/// Finds what the duties of a group have in common; whether that can be told.
pub(super) fn find(
    world: &World<'_>,
    group: &Group<'_>,
    others: &Others,
    scratch: &mut Scratch,
) -> bool {
    let Scratch { alike, begun, links, .. } = scratch;
    alike.find(world, group, others, (begun, links)).is_some()
}

impl Alike {
    /// Nothing where the instances are not known.
    fn find(
        &mut self,
        world: &World<'_>,
        group: &Group<'_>,
        others: &Others,
        (begun, links): (&mut Begun, &mut Links),
    ) -> Option<()> {
        let duty = group.first;
        world.leap_early.set(duty.leap_early);
        let Started { spans, trigs } = begun.find((world, others), duty, links)?;
        let at = At { world, spans, others };
        self.begins.clear();
        if trigs.is_empty() {
            let silent = duty.trigger.kind().and_then(|kind| silent(world, kind));
            return silent.is_none().then_some(());
        }
        for trig in trigs {
            self.begins.push(Begin::of(at, group, trig)?);
        }
        let instances = self.begins.len();
        self.reads.clear();
        self.reads.resize(group.reads.len() * instances, (Truth::TRUE, false));
        self.sorts.clear();
        self.sorts.resize(group.reads.len(), Sort::Nothing);
        self.read(at, (group, &group.on_trigger), trigs, &[]);
        self.stands.clear();
        self.known.clear();
        for (place, days) in group.days.iter().enumerate() {
            let from = place * instances;
            let known = self.stand(at, (group, days), trigs).is_some();
            let stands = self.stands.get(from..).unwrap_or_default();
            let rows = self.begins.iter().zip(stands);
            self.known.push(known && rows.is_sorted_by_key(|(begin, stand)| stand.place(begin)));
            self.stands.resize(from + instances, Stand::NONE);
        }
        Some(())
    }

    /// Reads conditions, which stand at these places, for each instance; `days` are those on
    /// which they are read, where it is not the trigger's.
    fn read(
        &mut self,
        at: At<'_>,
        (group, places): (&Group<'_>, &[usize]),
        trigs: &[Trig],
        days: &[Days],
    ) {
        let instances = self.begins.len();
        for place in places {
            let Some(read) = group.reads.get(*place) else { continue };
            let slots = self.reads.iter_mut().skip(place * instances);
            let mut sort = Sort::Plain;
            for (instance, (slot, (trig, begin))) in
                slots.zip(trigs.iter().zip(&self.begins)).enumerate()
            {
                *slot = condition(at, read, (trig, begin), days.get(instance));
                let truth = slot.0;
                if !truth.is_known() {
                    sort = sort.max(match truth.why {
                        why if why.wants_closely() => Sort::Nothing,
                        why if why.has_ways() => Sort::Ways,
                        _ => Sort::Plain,
                    });
                }
            }
            if let Some(slot) = self.sorts.get_mut(*place) {
                *slot = sort;
            }
        }
    }

    /// How the instances stand by some days; nothing where these are not known.
    fn stand(
        &mut self,
        at: At<'_>,
        (group, of): (&Group<'_>, &DaysOf<'_>),
        trigs: &[Trig],
    ) -> Option<()> {
        let mut all: SmallVec<[Days; 4]> = SmallVec::new();
        for instance in trigs.iter().zip(&self.begins) {
            all.push(Days::of(at, of, instance)?);
        }
        if !of.reads.is_empty() {
            self.read(at, (group, &of.reads), trigs, &all);
        }
        for (instance, days) in all.iter_mut().enumerate() {
            let begin = *self.begins.get(instance)?;
            if !of.parts.is_empty() {
                (days.from, days.parts) = self.parts(at.world.t, of, (&begin, days), instance)?;
            }
            self.stands.push(Stand::on(at.world, of, &begin, days));
        }
        Some(())
    }

    /// From when an act may have been done of which parts are asked for only under a
    /// condition, and what is to blame; nothing where there are ways to try.
    fn parts(
        &self,
        t: i32,
        of: &DaysOf<'_>,
        (begin, days): (&Begin, &Days),
        instance: usize,
    ) -> Option<(i32, Why)> {
        let is_decided = may_count(t, days.of_parts(of.duty.runs_up, begin), days.due);
        let mut all: SmallVec<[i32; 8]> = SmallVec::new();
        let mut why = Why::NONE;
        for (asked, act) in &of.parts {
            let (needed, _) = self.so(asked, is_decided, instance);
            let to_try = needed.why.has_ways() || needed.why.wants_closely();
            if !needed.is_known() && to_try {
                return None;
            }
            if needed.is_false() {
                continue;
            }
            if days.from != NEVER {
                why = why.and(*act);
            }
            why = why.and(needed.why);
            all.push(if needed.is_true() { days.from } else { ALWAYS });
        }
        all.sort_unstable();
        let take = of.needed.map_or(all.len(), |n| (n as usize).min(all.len()));
        let last = take.checked_sub(1).and_then(|last| all.get(last)).copied().unwrap_or(NEVER);
        Some((last, if last == NEVER { Why::NONE } else { why }))
    }

    /// How conditions come out for an instance, and whether a day on which one is read lies
    /// ahead.
    #[inline]
    fn so(&self, asked: &Asked, is_decided: bool, instance: usize) -> (Truth, bool) {
        let [before, after] = asked.told;
        let (mut so, mut ahead) = (if is_decided { after } else { before }, false);
        for place in &asked.reads {
            if let Some((one, lies)) = self.reads.get(place * self.begins.len() + instance) {
                so = so.and(*one);
                ahead |= lies;
            }
        }
        (so, ahead)
    }

    /// What can be told of a duty of the group.
    pub(super) fn sort(&self, member: &Member<'_>) -> Sort {
        if self.begins.is_empty() {
            return Sort::Plain;
        }
        if !self.known.get(member.days).is_some_and(|known| *known) {
            return Sort::Nothing;
        }
        let sorts = member.applies.reads.iter().filter_map(|place| self.sorts.get(*place));
        sorts.max().copied().unwrap_or(Sort::Plain)
    }

    /// The instances, as they stand by the days of a place.
    fn by_days(&self, place: usize) -> impl Iterator<Item = (&Begin, &Stand)> {
        let from = place * self.begins.len();
        self.begins.iter().zip(self.stands.get(from..).unwrap_or_default())
    }

    /// How each instance stands under a duty of the group; nothing where it is none of it.
    fn under<'s>(
        &'s self,
        member: &'s Member<'_>,
    ) -> impl Iterator<Item = (&'s Begin, &'s Stand, Option<Under>)> {
        let duty = member.duty;
        self.by_days(member.days).enumerate().map(move |(instance, (begin, stand))| {
            let on = When::only(begin.date.max(duty.commences));
            let under = (!in_force(duty.force, on).is_false()).then(|| {
                let (applies, ahead) = self.so(&member.applies, stand.is_decided, instance);
                stand.under((applies, ahead), member.act.unwrap_or(stand.parts))
            });
            (begin, stand, under)
        })
    }

    /// The rows of a duty of the group, as of a day.
    pub(super) fn rows(&self, t: i32, member: &Member<'_>, made: &mut Vec<Made>) {
        made.clear();
        made.extend(
            self.under(member)
                .filter_map(|(begin, stand, under)| Some(made_of(t, (begin, stand), under?))),
        );
    }

    /// Puts down how the instances of a duty of the group stand: how many these are, and of how
    /// many that is not known.
    pub(super) fn mark(
        &self,
        (common, marks, blames): (&mut InCommon, &mut Marks, &mut Blames<'_>),
        case: usize,
        (group, member): (&Group<'_>, &Member<'_>),
    ) -> (usize, usize) {
        let number = group.days.get(member.days).map_or(0, |days| days.number);
        marks.none_until(common.place(case, number, || self.by_days(member.days)));
        let (mut rows, mut open) = (0, 0);
        for (_, stand, under) in self.under(member) {
            let Some(Under { statuses, flags, why }) = under else {
                marks.push(StatusSet::EMPTY, 0, 0);
                continue;
            };
            marks.push(statuses, flags, blames.place(why));
            if stand.late.is_some() && statuses.single() == Some(Status::Lapsed) {
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
    /// For which case the last of each were put down, and from where on.
    last: Vec<(usize, usize)>,
}

impl InCommon {
    /// From where on the instances of the case at hand stand, which are put down once.
    fn place<'s, I: Iterator<Item = (&'s Begin, &'s Stand)>>(
        &mut self,
        case: usize,
        number: usize,
        all: impl FnOnce() -> I,
    ) -> usize {
        if self.all.len() <= number {
            self.all.resize_with(number + 1, Instances::default);
            self.last.resize(number + 1, (usize::MAX, 0));
        }
        let (Some(instances), Some(last)) = (self.all.get_mut(number), self.last.get_mut(number))
        else {
            return 0;
        };
        if last.0 != case {
            *last = (case, instances.len());
            let case = u32::try_from(case).unwrap_or(u32::MAX);
            for (begin, stand) in all() {
                let days = (When::only(begin.date).days(), When::only(stand.due).days());
                instances.push(case, (begin.key, begin.number), days);
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

fn is_sure(when: When) -> bool {
    when.is_exact() && when.why.is_none()
}

/// How a condition comes out for an instance, and whether the day on which it is read lies
/// ahead.
fn condition(
    at: At<'_>,
    read: &Read<'_>,
    (trig, begin): (&Trig, &Begin),
    days: Option<&Days>,
) -> (Truth, bool) {
    let (world, test) = (at.world, &read.clause.test);
    let Some(span) = at.spans.all.get(trig.span) else { return (Truth::FALSE, false) };
    let seat = trig.seat(span, at.others);
    let due = When::only(days.map_or(NEVER, |days| days.due));
    let after = When::only(begin.after);
    let reading = match days {
        Some(days) if read.of_part => {
            let (from, strictly_after) = days.of_parts(read.runs_up, begin);
            Reading { seat: &seat, decided_by: due, decided_from: When::only(from), strictly_after }
        }
        Some(_) | None => reading(&seat, due, after, read.runs_up || read.same_day),
    };
    let judged = if read.runs_up { due } else { trig.date }.min(When::only(world.t));
    if !read.of_part && fixed_day_ahead(world, &reading, test) {
        return (Truth::FALSE, true);
    }
    let so = holds_on(world, &reading, test, judged);
    (if read.clause.how == How::Unless { so.not() } else { so }, false)
}

/// Whether a decision of which no case has any could count: one from a day on, or strictly
/// after it, and up to the last.
fn may_count(t: i32, (from, strictly): (i32, bool), due: i32) -> bool {
    let first = from.saturating_add(i32::from(strictly));
    first <= t && first <= due
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
    fn of(at: At<'_>, of: &DaysOf<'_>, (trig, begin): (&Trig, &Begin)) -> Option<Days> {
        let (world, on) = (at.world, begin.date);
        let (due, opens, early, by_anchor) = if let Some(counted) = &of.counted {
            let due = match counted.due {
                Due::Never => NEVER,
                Due::Trigger => on,
                Due::After(number) => world.bound.lengths.from(world, number, on)?,
            };
            let opens = if counted.always { ALWAYS } else { on };
            (due, opens, counted.early, counted.closes_on_anchor)
        } else {
            let seat = trig.seat(at.spans.all.get(trig.span)?, at.others);
            let limit = limit(world, of.duty, (&seat, trig), When::only(begin.after), &[]);
            let is_known = is_sure(limit.due) && is_sure(limit.opens) && limit.by_anchor.is_known();
            if !is_known {
                return None;
            }
            (limit.due.lo, opens(&limit).lo, limit.early, limit.by_anchor.is_true())
        };
        let ended = if of.duty.closing.with_scope { begin.ends } else { NEVER };
        let came = if by_anchor { begin.took_place } else { NEVER };
        let first = match early {
            true if begin.after == ALWAYS => ALWAYS,
            true => begin.after.saturating_add(1),
            false => on,
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

    /// The day from which a decision counts on which a part of the act hangs, or after which.
    fn of_parts(&self, runs_up: bool, begin: &Begin) -> (i32, bool) {
        let from = if runs_up && self.early { begin.after } else { begin.date };
        (from, runs_up)
    }
}

/// How an instance stands under a duty: its statuses, its flags, and what is blamed.
struct Under {
    statuses: StatusSet,
    flags: u8,
    why: Why,
}

impl Stand {
    /// In the place of one that is not known.
    const NONE: Stand = Stand {
        due: NEVER,
        statuses: StatusSet::EMPTY,
        flags: 0,
        late: None,
        is_blamed: false,
        is_decided: false,
        parts: Why::NONE,
    };

    /// Where its row comes among those of its duty.
    fn place(&self, begin: &Begin) -> (Option<i32>, TriggerKey, u32) {
        let due = When::only(self.due).days().0;
        ((due != ALWAYS).then_some(due), begin.key, begin.number)
    }

    /// Of an instance of which the days are known.
    fn on(world: &World<'_>, of: &DaysOf<'_>, begin: &Begin, days: &Days) -> Stand {
        let (t, due, duty) = (world.t, days.due, of.duty);
        let between = Between {
            done: Rng { lo: days.from, hi: NEVER },
            due: Rng::only(due),
            opens: Rng::only(days.opens),
            closed: Rng::only(days.closed),
        };
        let soon = |opens, due| soon_from(world, duty.soon, opens, due);
        let statuses = possible::statuses(t, &between, soon, begin.provisional);
        let open = statuses.contains(Status::DueSoon) || statuses.contains(Status::Pending);
        let overdue = statuses.single() == Some(Status::Overdue);
        let lapsed = statuses.single() == Some(Status::Lapsed);
        let after_due = days.closed > due;
        let is_breached = overdue || (lapsed && (after_due || (days.is_over && days.closed <= t)));
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        let flags = flag(is_breached, BREACHED)
            | flag(days.opens > t, NOT_YET_OPEN)
            | flag(begin.provisional, PROVISIONAL)
            | flag(begin.provisional && open && due < t, AT_RISK)
            | flag(days.is_over && lapsed, TOO_LATE);
        let until = Some(days.closed).filter(|_| lapsed && after_due);
        let day = |day: i32| Some(When::only(day).days().0).filter(|day| *day != ALWAYS);
        let up = duty.runs_up || duty.same_day;
        let decided_from = if up { begin.after } else { begin.date };
        Stand {
            due,
            statuses,
            flags,
            late: until.and_then(|until| Some(day(until)? - day(due)?)),
            is_blamed: days.from <= t && days.from <= days.closed,
            is_decided: may_count(t, (decided_from, up), due),
            parts: days.parts,
        }
    }

    /// How it stands under a duty that applies to it, or does not, and is to blame for so much.
    #[inline]
    fn under(&self, (applies, ahead): (Truth, bool), act: Why) -> Under {
        let flags = self.flags | if ahead { NOT_YET_OPEN } else { 0 };
        let blamed = if self.is_blamed { act } else { Why::NONE };
        let (statuses, flags, why) = match applies.is {
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
        };
        Under { statuses, flags, why }
    }
}

/// The row of an instance as it stands under a duty, as of a day.
fn made_of(t: i32, (begin, stand): (&Begin, &Stand), under: Under) -> Made {
    let due = When::only(stand.due);
    let is = |flag: u8| under.flags & flag != 0;
    Made {
        key: begin.key,
        number: begin.number,
        occ: begin.occ,
        trigger: When::only(begin.date),
        due,
        statuses: under.statuses,
        why: under.why,
        done_on: (ALWAYS, ALWAYS),
        days_late: match under.statuses.single() {
            Some(Status::Lapsed) => stand.late,
            Some(Status::Overdue) => {
                Some(due.days().0).filter(|day| *day != ALWAYS).map(|day| t - day)
            }
            Some(
                Status::NotApplicable
                | Status::Met
                | Status::MetLate
                | Status::DueSoon
                | Status::Pending,
            )
            | None => None,
        },
        flags: Flags {
            breached: is(BREACHED),
            not_yet_open: is(NOT_YET_OPEN),
            provisional: is(PROVISIONAL),
            at_risk: is(AT_RISK),
            too_late: is(TOO_LATE),
            ..Flags::default()
        },
        became: [When::NEVER; 3],
    }
}
