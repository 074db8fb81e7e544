//! Schedules: a first act, and stages that say how long after each act the next is due.
//!
//! In: what begins a schedule, and the acts that followed. Out: an instance for the first
//! act and one for each act that another has to follow, with its last day. Never here:
//! which act meets which instance.

use std::cell::Cell;
use std::ops::Range;

use smallvec::SmallVec;

use super::chain::{Link, Links, Reach, members, next_of, vague_up_to};
use super::judging::{Reading, holds_on};
use super::range::{NEVER, Truth, When, Why};
use super::seat::{Seat, onwards, shift};
use super::span::Span;
use super::triggers::{At, Trig, forward};
use super::world::{Ev, NOBODY, World};
use crate::eval::TriggerKey;
use crate::facts::OccurrenceId;
use crate::ir::{Duty, KindAt, Opens, Schedule, Stage, StageDue};
use crate::syntax::ast::Limit;
use crate::time::Offset;

/// The instances of a schedule.
pub(super) fn find(
    at: At<'_>,
    (duty, schedule, kind): (&Duty, &Schedule, KindAt),
    links: &mut Links,
    found: &mut Vec<Trig>,
) {
    let mut anchors = Vec::new();
    forward(at, &schedule.first, &mut anchors);
    for (place, anchor) in anchors.iter().enumerate() {
        let Some(span) = at.spans.all.get(anchor.span) else { continue };
        let (next, next_is) = next_of(&anchors, place);
        let chain = Chain::new(at, duty, schedule, kind, (span, anchor));
        let meets_this = is_recorded_as(at.world, next_is, kind);
        let reach = Reach {
            span,
            from: chain.opens,
            next,
            anchor: anchor.occ,
            next_is: if meets_this { next_is } else { NOBODY },
        };
        let all = members(at.world, kind, &reach, links);
        chain.instances(all, next, links, found);
    }
}

/// Whether an occurrence was recorded as one of a kind, not as another that counts as it.
fn is_recorded_as(world: &World<'_>, id: u32, kind: KindAt) -> bool {
    let column = world.entry(id).filter(|_| id != NOBODY).map(|(column, _)| column);
    let column = column.and_then(|at| world.bound.caseload.events().get(at));
    column.zip(world.bound.kind_of(kind)).is_some_and(|(column, of)| column.kind == of.concept)
}

/// One run of a schedule, from its anchor on.
struct Chain<'c> {
    at: At<'c>,
    schedule: &'c Schedule,
    kind: KindAt,
    span: &'c Span,
    anchor: &'c Trig,
    /// The day from which the first act counts.
    opens: When,
    windowed: bool,
    first_due: When,
    why: Cell<Why>,
}

/// A stage, or that nothing more is owed, and the group whose turn is next.
type Turned = (Option<usize>, usize);
type Turns = SmallVec<[Turned; 4]>;
/// The group whose turn it is, and the last day before.
type State = (usize, When);

impl<'c> Chain<'c> {
    fn new(
        at: At<'c>,
        duty: &Duty,
        schedule: &'c Schedule,
        kind: KindAt,
        (span, anchor): (&'c Span, &'c Trig),
    ) -> Self {
        let (date, occ) = (anchor.date, anchor.occ);
        let seat = Seat { span, date, occ, bare: false, others: at.others };
        let limit = duty.limits.first();
        let first_due = limit.and_then(|limit| limit.due.as_ref());
        let first_due = first_due.map_or(When::NEVER, |due| seat.day(at.world, due));
        let (opens, windowed) = match limit.map(|limit| &limit.opens) {
            Some(Opens::From(from, _)) => (seat.day(at.world, from), true),
            Some(Opens::AtTrigger | Opens::Early) | None => (anchor.date, false),
        };
        let why = Cell::new(Why::NONE);
        Chain { at, schedule, kind, span, anchor, opens, windowed, first_due, why }
    }

    fn instances(&self, all: Range<usize>, ends: When, links: &mut Links, found: &mut Vec<Trig>) {
        let link = |due: When, date: When| Link {
            due,
            opens: None,
            watch: date,
            after: None,
            members: all.clone(),
            ends,
        };
        let opens = self.windowed.then_some(self.opens);
        let first = Link { opens, ..link(self.first_due, self.anchor.date) };
        found.push(Trig { link: links.put(first), ..*self.anchor });
        let acts: SmallVec<[(Ev, Truth); 8]> = links.acts(all.clone()).iter().copied().collect();
        for (ev, is) in acts.iter().copied() {
            let date = When::only(ev.day);
            let (due, goes_on) = self.after(&acts, ev);
            // An act on the day the next chain begins, or after it, has nothing follow it.
            let over = if ends.is_never() { Truth::FALSE } else { ends.at_most(date) };
            let exists = self.anchor.exists.and(is).and(goes_on).and(over.not());
            if exists.is_false() {
                continue;
            }
            let key = TriggerKey::Previous(OccurrenceId(ev.id));
            let trig = Trig::new(key, self.anchor.span, date);
            let link = links.put(Link { after: Some(ev), ..link(due, date) });
            let (occ, vague) = (self.anchor.occ, self.anchor.vague);
            found.push(Trig { occ, vague, exists, link, ..trig });
        }
    }

    /// What is owed after an act: its last day, and whether anything is.
    fn after(&self, acts: &[(Ev, Truth)], ev: Ev) -> (When, Truth) {
        let why = vague_up_to(self.at.world, self.kind, self.anchor.date, acts, ev);
        if !why.is_none() {
            return self.any_stage(ev, why);
        }
        self.why.set(Why::NONE);
        let mut states: SmallVec<[State; 2]> = SmallVec::new();
        states.push((0, self.first_due));
        let mut reached: SmallVec<[(Option<usize>, When); 4]> = SmallVec::new();
        for (act, _) in acts.iter().take_while(|(act, _)| act.place() <= ev.place()) {
            let day = When::only(act.day);
            reached.clear();
            let mut next: SmallVec<[State; 2]> = SmallVec::new();
            for (group, before) in states.iter().copied() {
                for (stage, group) in self.turn(group, day, before) {
                    let due = stage.map_or(When::NEVER, |stage| self.due(stage, day, before));
                    if !next.contains(&(group, due)) {
                        next.push((group, due));
                    }
                    reached.push((stage, due));
                }
            }
            states = next;
        }
        self.joined(&reached)
    }

    /// One of several stages, it is not known which.
    fn joined(&self, reached: &[(Option<usize>, When)]) -> (When, Truth) {
        let why = self.why.get();
        let ends = reached.iter().any(|(stage, _)| stage.is_none());
        let mut going = reached.iter().filter(|(stage, _)| stage.is_some());
        let Some((_, first)) = going.next() else { return (When::NEVER, Truth::FALSE) };
        let due = going.fold(*first, |due, (_, other)| due.hull(*other, why));
        (due, if ends { Truth::unknown(why) } else { Truth::TRUE })
    }

    /// Where it is not known which acts came before, every stage may be the one.
    fn any_stage(&self, ev: Ev, why: Why) -> (When, Truth) {
        let day = When::only(ev.day);
        let mut due: Option<When> = None;
        for (at, stage) in self.schedule.stages.iter().enumerate() {
            let mut one = self.due(at, day, self.first_due);
            if let StageDue::Timetable(_) = stage.due {
                (one.lo, one.hi) = (day.lo.saturating_add(1), NEVER);
                one.why = one.why.and(why);
            }
            due = Some(due.map_or(one, |known| known.hull(one, why)));
        }
        let Some(due) = due else { return (When::NEVER, Truth::FALSE) };
        let last = self.schedule.turns.last().and_then(|group| self.stage(group));
        let endless =
            last.is_some_and(|stage| stage.every && stage.until.is_none() && stage.when.is_none());
        (due, if endless { Truth::TRUE } else { Truth::unknown(why) })
    }

    fn stage(&self, group: &[usize]) -> Option<&'c Stage> {
        group.first().and_then(|at| self.schedule.stages.get(*at))
    }

    /// The stages that may have their turn after an act on a day.
    fn turn(&self, group: usize, day: When, before: When) -> Turns {
        let chosen = self.chosen(group, day);
        if !self.schedule.judged_on_due {
            return chosen;
        }
        let mut again = Turns::new();
        for (stage, _) in chosen {
            match stage {
                None => again.push((None, group)),
                Some(stage) => again.extend(self.chosen(group, self.due(stage, day, before))),
            }
        }
        again
    }

    fn chosen(&self, group: usize, judged: When) -> Turns {
        let plain = self.in_turn(group, judged);
        for (offset, later) in self.schedule.later.iter().rev() {
            let until = shift(self.at.world, self.anchor.date, &onwards(*offset));
            let so = self.note(judged.at_most(until).not());
            if so.is_false() {
                continue;
            }
            let (uses, sure) = self.of_group(later, judged);
            if so.is_true() && !sure && uses.is_empty() {
                continue;
            }
            let mut all = cross(&uses, &plain);
            if !so.is_true() || !sure {
                all.extend(plain);
            }
            return all;
        }
        plain
    }

    /// The stages in their order: the first whose turn is not over and whose condition
    /// holds.
    fn in_turn(&self, at: usize, judged: When) -> Turns {
        let mut found = Turns::new();
        let group = self.schedule.turns.get(at);
        let Some((group, head)) = group.and_then(|group| Some((group, self.stage(group)?))) else {
            found.push((None, at));
            return found;
        };
        let over = self.over(head, judged);
        if over.is_true() {
            return self.in_turn(at + 1, judged);
        }
        if !over.is_false() {
            found.extend(self.in_turn(at + 1, judged));
        }
        let next = if head.every { at } else { at + 1 };
        let (uses, sure) = self.of_group(group, judged);
        found.extend(uses.into_iter().map(|stage| (Some(stage), next)));
        if !sure {
            let rest = self.in_turn(at + 1, judged);
            let kept = |(stage, after): Turned| (stage, if head.every { at } else { after });
            found.extend(rest.into_iter().map(kept));
        }
        found
    }

    /// The stages of a group that may be the one, and whether one of them surely is.
    fn of_group(&self, group: &[usize], judged: When) -> (SmallVec<[usize; 4]>, bool) {
        let mut uses = SmallVec::new();
        for at in group {
            let Some(stage) = self.schedule.stages.get(*at) else { continue };
            let holds = self.holds(stage, judged).and(self.over(stage, judged).not());
            if holds.is_false() {
                continue;
            }
            uses.push(*at);
            if holds.is_true() {
                return (uses, true);
            }
        }
        (uses, false)
    }

    fn holds(&self, stage: &Stage, judged: When) -> Truth {
        let Some(test) = &stage.when else { return Truth::TRUE };
        let seat = self.seat(self.anchor.date);
        let reading = Reading {
            seat: &seat,
            decided_by: judged,
            decided_from: self.anchor.date,
            strictly_after: false,
        };
        let day = judged.min(When::only(self.at.world.t));
        self.note(holds_on(self.at.world, &reading, test, day))
    }

    /// Whether the day until which a stage has its turn has come.
    fn over(&self, stage: &Stage, judged: When) -> Truth {
        let Some(until) = &stage.until else { return Truth::FALSE };
        let day = self.seat(self.anchor.date).day(self.at.world, until);
        self.note(day.at_most(judged))
    }

    fn note(&self, truth: Truth) -> Truth {
        if !truth.is_known() {
            self.why.set(self.why.get().and(truth.why));
        }
        truth
    }

    fn seat(&self, date: When) -> Seat<'c> {
        let (occ, others) = (self.anchor.occ, self.at.others);
        Seat { span: self.span, date, occ, bare: false, others }
    }

    /// The last day of a stage, from the act before.
    fn due(&self, at: usize, day: When, before: When) -> When {
        match self.schedule.stages.get(at).map(|stage| &stage.due) {
            Some(StageDue::After(Some(due))) => self.seat(day).day(self.at.world, due),
            Some(StageDue::Timetable(limit)) => self.slot(limit, day.max(before)),
            Some(StageDue::After(None)) | None => When::NEVER,
        }
    }

    /// The first day of the timetable after a day.
    fn slot(&self, limit: &Limit, after: When) -> When {
        if after.lo == NEVER || self.anchor.date.lo == NEVER {
            return When::NEVER;
        }
        // Each turn comes after the one before it.
        let (mut first, mut last) = (1, TIMES);
        while first < last {
            let middle = first + (last - first) / 2;
            if self.timetabled(limit, middle).lo > after.hi {
                last = middle;
            } else {
                first = middle + 1;
            }
        }
        let slot = self.timetabled(limit, first);
        if slot.lo > after.hi {
            return slot;
        }
        When { lo: after.lo.saturating_add(1), hi: NEVER, why: after.why }
    }

    fn timetabled(&self, limit: &Limit, times: u32) -> When {
        let one = |offset: &Offset| {
            let by = onwards(offset.times(times));
            shift(self.at.world, self.anchor.date, &by)
        };
        match limit {
            Limit::One(offset) => one(offset),
            Limit::Earlier(a, b) => one(a).min(one(b)),
            Limit::Later(a, b) => one(a).max(one(b)),
        }
    }
}

/// The most turns of a timetable that are looked at: each day of a century.
const TIMES: u32 = 36_525;

/// Each of some stages with each way the turns go on.
fn cross(uses: &[usize], plain: &[Turned]) -> Turns {
    uses.iter().flat_map(|at| plain.iter().map(|(_, next)| (Some(*at), *next))).collect()
}
