//! What the instances of duties alike have in common, found once a case.
//!
//! In: a group of duties of which no case has the act on record, and a case. Out: for each
//! instance its days and how it may stand, and how its conditions come out, each for all
//! duties of which that is the same; the instances in columns that such duties share, and how
//! they stand under each, or their rows where ways are to be tried. It says nothing that the
//! long way round would not say; a case of which days other than the act's are not known is
//! left to that. Never here: which duties are alike.

use super::asked::{Asked, OfParts, Parts};
use super::begun::{Begun, Started};
use super::blames::Blames;
use super::chain::Links;
use super::common::InCommon;
use super::finish::Made;
use super::instance::reading;
use super::judging::{Reading, fixed_day_ahead, holds_on};
use super::marks::Marks;
use super::range::{ALWAYS, NEVER, Truth, When, Why};
use super::rows::{Scratch, silent};
use super::seat::Others;
use super::stand::{Begin, Days, Stand, Under, made_of, may_count};
use super::triggers::{At, Trig};
use super::unseen::{DaysOf, Group, Member, Read};
use super::world::World;
use crate::eval::{StatusSet, TriggerKey};
use crate::ir::How;

/// What was found for a group of duties, of the instances of the case at hand in their order.
#[derive(Debug, Default)]
pub(super) struct Alike {
    begins: Vec<Begin>,
    /// Their days, for those with the same days last looked at.
    days: Vec<Days>,
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
        let mut days = std::mem::take(&mut self.days);
        days.clear();
        for instance in trigs.iter().zip(&self.begins) {
            days.push(Days::of(at, of, instance)?);
        }
        self.read(at, (group, &of.reads), trigs, &days);
        let mut last: Option<(i32, TriggerKey, u32)> = None;
        for (instance, days) in days.iter_mut().enumerate() {
            let begin = self.begins.get(instance)?;
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
            self.stands.push(Stand::on(at.world, of, begin, days));
        }
        self.days = days;
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
            Some(made_of(t, (begin, stand), &under))
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
