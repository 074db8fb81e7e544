//! What the instances of duties alike have in common, found once a case.
//!
//! In: a group of duties of which no case has the act on record, and a case. Out: for each
//! instance its days and how it may stand, and how its conditions come out, each for all
//! duties of which that is the same; the instances in columns that such duties share, and how
//! they stand under each, or their rows where ways are to be tried. It says nothing that the
//! long way round would not say; a case of which days other than the act's are not known is
//! left to that. Never here: which duties are alike.

use smallvec::SmallVec;

use super::asked::{Asked, OfParts, Parts};
use super::begun::{Begun, Started};
use super::blames::Blames;
use super::chain::{ALONE, Links};
use super::finish::Made;
use super::instance::{before_it, limit, opens, reading};
use super::judging::{Reading, fixed_day_ahead, holds_on};
use super::marks::{
    AT_RISK, BREACHED, Instances, Marks, NOT_YET_OPEN, PROVISIONAL, TOO_LATE, push_unless,
};
use super::possible::{self, Between, soon_from};
use super::range::{ALWAYS, Is, NEVER, Rng, Truth, When, Why};
use super::rows::{Scratch, silent};
use super::seat::Others;
use super::triggers::{At, Trig};
use super::unseen::{Counted, DaysOf, Due, Group, Member, Read};
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
    /// What it may be where it applies, be it several, …
    statuses: StatusSet,
    is_open: bool,
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
            let known = self.stand(at, (group, days), trigs).is_some();
            self.known.push(known);
            if !known {
                self.stands.resize((place + 1) * instances, Stand::NONE);
            }
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

    /// How the instances stand by some days, in the order of their rows; nothing where these
    /// are not known.
    fn stand(
        &mut self,
        at: At<'_>,
        (group, of): (&Group<'_>, &DaysOf<'_>),
        trigs: &[Trig],
    ) -> Option<()> {
        if !of.reads.is_empty() {
            let days = trigs.iter().zip(&self.begins).map(|instance| Days::of(at, of, instance));
            let days: Option<SmallVec<[Days; 4]>> = days.collect();
            self.read(at, (group, &of.reads), trigs, &days?);
        }
        let mut last: Option<(i32, TriggerKey, u32)> = None;
        for (instance, trig) in trigs.iter().enumerate() {
            let begin = self.begins.get(instance)?;
            let mut days = Days::of(at, of, (trig, begin))?;
            (days.from, days.parts) = match &of.parts {
                Parts::All => (days.from, Why::NONE),
                Parts::Asked { told: [before, after], reads, needed } => {
                    let from = days.of_parts(of.duty.runs_up, begin);
                    let is_decided = may_count(at.world.t, from, days.due);
                    let told = if is_decided { after } else { before };
                    self.parts((*told, reads), is_decided, instance)?.on(days.from, *needed)
                }
            };
            let place = (When::only(days.due).days().0, begin.key, begin.number);
            if last.replace(place).is_some_and(|last| last > place) {
                return None;
            }
            self.stands.push(Stand::on(at.world, of, begin, &days));
        }
        Some(())
    }

    /// What parts come to of which some are asked for only under a condition; nothing where
    /// there are ways to try.
    fn parts(
        &self,
        (told, reads): (OfParts, &[(Asked, Why)]),
        is_decided: bool,
        instance: usize,
    ) -> Option<OfParts> {
        reads.iter().try_fold(told, |all, (asked, act)| {
            let (so, _) = self.so(asked, is_decided, instance);
            let to_try = !so.is_known() && (so.why.has_ways() || so.why.wants_closely());
            (!to_try).then(|| all.with(so, *act))
        })
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

    /// How the instances stand by the days of a place.
    fn by_days(&self, place: usize) -> &[Stand] {
        let (from, instances) = (place * self.begins.len(), self.begins.len());
        self.stands.get(from..from + instances).unwrap_or_default()
    }

    /// How an instance stands under a duty of the group; nothing where it is none of it.
    #[inline]
    fn under(
        &self,
        member: &Member<'_>,
        (instance, begin, stand): (usize, &Begin, &Stand),
    ) -> Option<Under> {
        let duty = member.duty;
        if duty.force != (ALWAYS, NEVER) {
            let on = begin.date.max(duty.commences);
            if !(duty.force.0..=duty.force.1).contains(&on) {
                return None;
            }
        }
        let applies = self.so(&member.applies, stand.is_decided, instance);
        Some(stand.under(applies, member.act.unwrap_or(stand.parts)))
    }

    /// The rows of a duty of the group, as of a day.
    pub(super) fn rows(&self, t: i32, member: &Member<'_>, made: &mut Vec<Made>) {
        made.clear();
        let all = self.begins.iter().zip(self.by_days(member.days)).enumerate();
        made.extend(all.filter_map(|(instance, (begin, stand))| {
            let under = self.under(member, (instance, begin, stand))?;
            Some(made_of(t, (begin, stand), under))
        }));
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
        let stands = self.by_days(member.days);
        marks.none_until(common.place(case, number, (&self.begins, stands)));
        let (mut rows, mut open) = (0, 0);
        for (instance, (begin, stand)) in self.begins.iter().zip(stands).enumerate() {
            let Some(under) = self.under(member, (instance, begin, stand)) else {
                marks.push(StatusSet::EMPTY, 0, 0);
                continue;
            };
            marks.push(under.statuses, under.flags, blames.place(under.why));
            if stand.late.is_some() && under.statuses == stand.statuses {
                marks.late_by(stand.late);
            }
            (rows, open) = (rows + 1, open + usize::from(under.is_open));
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
    fn place(
        &mut self,
        case: usize,
        number: usize,
        (begins, stands): (&[Begin], &[Stand]),
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
            instances.case.extend(std::iter::repeat_n(case, begins.len()));
            instances.key.extend(begins.iter().map(|begin| begin.key));
            for (at, begin) in (instances.key.len() - begins.len()..).zip(begins) {
                push_unless(&mut instances.number, (at, 1), begin.number);
            }
            let on = |day: i32| When::only(day).days().0;
            instances.trigger_on.extend(begins.iter().map(|begin| on(begin.date)));
            instances.due.extend(stands.iter().map(|stand| on(stand.due)));
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
    if read.has_own_day && fixed_day_ahead(world, &reading, test) {
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

/// By when an instance is due, and from when it is open.
struct Limited {
    due: i32,
    opens: i32,
    early: bool,
    by_anchor: bool,
}

impl Limited {
    /// Counted from how the instance begins.
    #[inline]
    fn counted(world: &World<'_>, by: &Counted, on: i32) -> Option<Limited> {
        let due = match by.due {
            Due::Never => NEVER,
            Due::Trigger => on,
            Due::After(number) => world.bound.lengths.from(world, number, on)?,
        };
        let opens = if by.always { ALWAYS } else { on };
        Some(Limited { due, opens, early: by.early, by_anchor: by.closes_on_anchor })
    }

    /// Read from the case; nothing where it is not known.
    fn read(at: At<'_>, of: &DaysOf<'_>, (trig, begin): (&Trig, &Begin)) -> Option<Limited> {
        let seat = trig.seat(at.spans.all.get(trig.span)?, at.others);
        let limit = limit(at.world, of.duty, (&seat, trig), When::only(begin.after), &[]);
        let is_known = is_sure(limit.due) && is_sure(limit.opens) && limit.by_anchor.is_known();
        is_known.then(|| Limited {
            due: limit.due.lo,
            opens: opens(&limit).lo,
            early: limit.early,
            by_anchor: limit.by_anchor.is_true(),
        })
    }
}

impl Days {
    /// Of an instance by the limits of some duties; nothing where they are not known.
    #[inline]
    fn of(at: At<'_>, of: &DaysOf<'_>, (trig, begin): (&Trig, &Begin)) -> Option<Days> {
        let Limited { due, opens, early, by_anchor } = match &of.counted {
            Some(by) => Limited::counted(at.world, by, begin.date)?,
            None => Limited::read(at, of, (trig, begin))?,
        };
        let ended = if of.duty.closing.with_scope { begin.ends } else { NEVER };
        let came = if by_anchor { begin.took_place } else { NEVER };
        let first = match early {
            true if begin.after == ALWAYS => ALWAYS,
            true => begin.after.saturating_add(1),
            false => begin.date,
        };
        Some(Days {
            due,
            opens,
            early,
            closed: ended.min(came),
            is_over: came != NEVER && came <= ended,
            from: if first <= at.world.t && first <= came { first } else { NEVER },
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
    /// There are several.
    is_open: bool,
    flags: u8,
    why: Why,
}

impl Stand {
    /// In the place of one that is not known.
    const NONE: Stand = Stand {
        due: NEVER,
        statuses: StatusSet::EMPTY,
        is_open: false,
        flags: 0,
        late: None,
        is_blamed: false,
        is_decided: false,
        parts: Why::NONE,
    };

    /// Of an instance of which the days are known.
    #[inline]
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
        let overdue = statuses == StatusSet::only(Status::Overdue);
        let lapsed = statuses == StatusSet::only(Status::Lapsed);
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
            is_open: statuses.single().is_none(),
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
        match applies.is {
            Is::True => {
                let (statuses, is_open) = (self.statuses, self.is_open);
                Under { statuses, is_open, flags, why: if is_open { blamed } else { Why::NONE } }
            }
            Is::False => Under {
                statuses: StatusSet::only(Status::NotApplicable),
                is_open: false,
                flags: flags & !(BREACHED | TOO_LATE | AT_RISK),
                why: Why::NONE,
            },
            Is::Unknown => Under {
                statuses: self.statuses.with(Status::NotApplicable),
                is_open: true,
                flags: flags & !(BREACHED | TOO_LATE),
                why: applies.why.and(blamed),
            },
        }
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
