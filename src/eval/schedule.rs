//! Schedules: a first act, and stages that say how long after each act the next
//! is due.
//!
//! In: what begins a schedule, and the acts that followed. Out: an instance for
//! the first act and one for each act that another has to follow, with its last
//! day. What was missed does not pile up: each instance counts from the act before
//! it that was done. Never here: which act meets which instance.

use std::cell::RefCell;
use std::rc::Rc;

use smallvec::SmallVec;

use super::chain::{Link, Member, Reach, members, next_of, vague_up_to};
use super::clock;
use super::conditions::{Reading, holds_on};
use super::points::{How, shift};
use super::range::{NEVER, Truth, When, Why, blame_also};
use super::scope::{Span, Spans};
use super::seat::Seat;
use super::triggers::{Trig, Trigs, forward};
use super::world::{Ev, World};
use super::{ClosureReason, TriggerKey};
use crate::facts::OccurrenceId;
use crate::model::{Duty, Opens};
use crate::names::ConceptId;
use crate::syntax::ast::{Limit, Schedule, Stage, Turn};
use crate::time::{Counting, Direction, Offset, Roll};

/// The instances of a schedule.
pub(super) fn trigs(world: &World<'_>, duty: &Duty, spans: &Spans, schedule: &Schedule) -> Trigs {
    let (Some(trigger), Some(part)) = (&duty.trigger, duty.act.parts.first()) else {
        return Trigs::new();
    };
    let anchors = forward(world, spans, &trigger.anchor);
    let begun_by: Vec<OccurrenceId> = anchors.iter().filter_map(|trig| trig.occ).collect();
    let mut found = Trigs::new();
    for (at, anchor) in anchors.iter().enumerate() {
        let Some(span) = spans.get(anchor.span) else { continue };
        let (next, next_is) = next_of(&anchors, at);
        let chain = Chain::new(world, duty, schedule, part.event.value, (span, anchor));
        let reach = Reach {
            span,
            from: chain.opens.clone(),
            next: next.clone(),
            anchor: anchor.occ,
            others: &begun_by,
            next_is: next_is.filter(|id| world.ev(*id).is_some_and(|ev| ev.kind == chain.kind)),
        };
        let all = Rc::new(members(world, chain.kind, &reach));
        let ends = (!next.is_never()).then_some((next, ClosureReason::NextBegan(next_is)));
        chain.instances(&all, ends.as_ref(), &mut found);
    }
    found
}

/// One run of a schedule, from its anchor on.
struct Chain<'c, 'a> {
    world: &'c World<'a>,
    duty: &'c Duty,
    schedule: &'c Schedule,
    kind: ConceptId,
    span: &'c Span,
    anchor: &'c Trig,
    /// The day from which the first act counts.
    opens: When,
    first_due: When,
    /// Stages in their order, each with those that stand in for it.
    turns: Vec<Group>,
    /// Stages that take over after so long, likewise.
    later: Vec<(Offset, Group)>,
    why: RefCell<Why>,
}

/// A stage and its `otherwise`s, by their places.
type Group = SmallVec<[usize; 2]>;
/// A stage, or that nothing more is owed, and the group whose turn is next.
type Turned = (Option<usize>, usize);
/// The group whose turn it is, and the due date before.
type State = (usize, When);

impl<'c, 'a> Chain<'c, 'a> {
    fn new(
        world: &'c World<'a>,
        duty: &'c Duty,
        schedule: &'c Schedule,
        kind: ConceptId,
        (span, anchor): (&'c Span, &'c Trig),
    ) -> Self {
        let (mut turns, mut later): (Vec<Group>, Vec<(Offset, Group)>) = (Vec::new(), Vec::new());
        let mut last_is_later = false;
        for (at, stage) in schedule.stages.iter().enumerate() {
            match stage.turn {
                Turn::Then => turns.push(std::iter::once(at).collect()),
                Turn::After(offset) => later.push((offset, std::iter::once(at).collect())),
                Turn::Otherwise => {
                    let group = if last_is_later {
                        later.last_mut().map(|(_, group)| group)
                    } else {
                        turns.last_mut()
                    };
                    group.into_iter().for_each(|group| group.push(at));
                }
            }
            last_is_later = match stage.turn {
                Turn::Then => false,
                Turn::After(_) => true,
                Turn::Otherwise => last_is_later,
            };
        }
        let seat = seat_at(span, anchor, anchor.date.clone());
        let limit = duty.limits.first();
        let first_due = limit.and_then(|limit| limit.due.as_ref());
        let first_due =
            first_due.map_or_else(When::never, |due| clock::due(world, duty, &seat, due));
        let opens = match limit.map(|limit| &limit.opens) {
            Some(Opens::From(point)) => super::points::point(world, &seat, point),
            Some(Opens::AtTrigger | Opens::Early) | None => anchor.date.clone(),
        };
        let why = RefCell::default();
        Chain { world, duty, schedule, kind, span, anchor, opens, first_due, turns, later, why }
    }

    fn instances(
        &self,
        all: &Rc<Vec<Member>>,
        ends: Option<&(When, ClosureReason)>,
        found: &mut Trigs,
    ) {
        let windowed =
            matches!(self.duty.limits.first().map(|limit| &limit.opens), Some(Opens::From(_)));
        let link = |at: usize, due: When, date: &When| Link {
            at,
            due,
            opens: None,
            watch: date.clone(),
            after: None,
            members: Rc::clone(all),
            ends: ends.cloned(),
        };
        let mut first = self.anchor.clone();
        let opens = windowed.then(|| self.opens.clone());
        let of_first = link(0, self.first_due.clone(), &first.date);
        first.link = Some(Box::new(Link { opens, ..of_first }));
        found.push(first);
        for member in all.iter() {
            let Some(ev) = self.world.ev(member.id) else { continue };
            let date = ev.when();
            let (at, due, goes_on) = self.after(all, ev);
            let exists = self.anchor.exists.clone().and(member.is.clone()).and(goes_on);
            let exists = exists.and(not_over(&date, ends));
            if exists.is_false() {
                continue;
            }
            let key = TriggerKey::Previous(ev.id);
            let mut trig = Trig::new(key, self.anchor.span, date.clone());
            (trig.occ, trig.period) = (self.anchor.occ, self.anchor.period);
            trig.vague.clone_from(&self.anchor.vague);
            trig.exists = exists;
            trig.link = Some(Box::new(Link { after: Some(ev.id), ..link(at, due, &date) }));
            found.push(trig);
        }
    }

    /// What is owed after an act: the limit, its last day, and whether anything is.
    fn after(&self, all: &[Member], ev: &Ev) -> (usize, When, Truth) {
        let why = vague_up_to(self.world, self.kind, &self.anchor.date, all, ev);
        if !why.is_empty() {
            return self.any_stage(ev, &why);
        }
        self.why.borrow_mut().clear();
        let mut states: Vec<State> = vec![(0, self.first_due.clone())];
        let mut reached: Vec<(Option<usize>, When)> = Vec::new();
        for member in all {
            let Some(act) = self.world.ev(member.id) else { continue };
            if (act.counted.lo, act.seq, act.id) > (ev.counted.lo, ev.seq, ev.id) {
                break;
            }
            let day = When::only(act.counted.lo);
            reached.clear();
            let mut next: Vec<State> = Vec::new();
            for (group, due_before) in &states {
                for (stage, group) in self.turn(*group, &day, due_before) {
                    let due =
                        stage.map_or_else(When::never, |stage| self.due(stage, &day, due_before));
                    if !next.iter().any(|(at, known)| *at == group && *known == due) {
                        next.push((group, due.clone()));
                    }
                    reached.push((stage, due));
                }
            }
            states = next;
        }
        self.joined(reached)
    }

    /// One of several stages, it is not known which.
    fn joined(&self, reached: Vec<(Option<usize>, When)>) -> (usize, When, Truth) {
        let why = self.why.borrow().clone();
        let ends = reached.iter().any(|(stage, _)| stage.is_none());
        let mut going = reached.into_iter().filter_map(|(stage, due)| Some((stage?, due)));
        let Some((at, mut due)) = going.next() else { return (0, When::never(), Truth::False) };
        for (_, other) in going {
            due = hull(due, &other, &why);
        }
        (at + 1, due, if ends { Truth::Unknown(why) } else { Truth::True })
    }

    /// Where it is not known which acts came before, every stage may be the one.
    fn any_stage(&self, ev: &Ev, why: &Why) -> (usize, When, Truth) {
        let day = ev.when();
        let mut due: Option<(usize, When)> = None;
        for (at, stage) in self.schedule.stages.iter().enumerate() {
            let mut one = self.due(at, &day, &self.first_due);
            if stage.fixed {
                (one.lo, one.hi) = (day.lo.saturating_add(1), NEVER);
                blame_also(&mut one.why, why);
            }
            due = Some(match due {
                None => (at, one),
                Some((first, known)) => (first, hull(known, &one, why)),
            });
        }
        let Some((at, due)) = due else { return (0, When::never(), Truth::False) };
        let endless =
            self.turns.last().and_then(|group| self.stage(group)).is_some_and(|stage| {
                stage.every && stage.until.is_none() && stage.condition.is_none()
            });
        let goes_on = if endless { Truth::True } else { Truth::Unknown(why.clone()) };
        (at + 1, due, goes_on)
    }

    fn stage(&self, group: &Group) -> Option<&Stage> {
        group.first().and_then(|at| self.schedule.stages.get(*at))
    }

    /// The stages that may have their turn after an act on a day.
    fn turn(&self, group: usize, day: &When, due_before: &When) -> Vec<Turned> {
        let chosen = self.chosen(group, day);
        if !self.schedule.judged_on_due {
            return chosen;
        }
        let mut again = Vec::new();
        for (stage, _) in chosen {
            match stage {
                None => again.push((None, group)),
                Some(stage) => again.extend(self.chosen(group, &self.due(stage, day, due_before))),
            }
        }
        again
    }

    fn chosen(&self, group: usize, judged: &When) -> Vec<Turned> {
        let plain = self.in_turn(group, judged);
        for (offset, later) in self.later.iter().rev() {
            let seat = self.seat(self.anchor.date.clone());
            let how = How {
                offset,
                direction: Direction::Forward,
                counting: Counting::of(offset),
                roll: Roll::None,
            };
            let until = shift(self.world, seat.date.clone(), how);
            match self.note(judged.at_most(&until).negate()) {
                Truth::False => {}
                Truth::True => {
                    let (uses, sure) = self.of_group(later, judged);
                    if sure || !uses.is_empty() {
                        let mut all = cross(&uses, &plain);
                        if !sure {
                            all.extend(plain);
                        }
                        return all;
                    }
                }
                Truth::Unknown(_) => {
                    let (uses, _) = self.of_group(later, judged);
                    let mut all = cross(&uses, &plain);
                    all.extend(plain);
                    return all;
                }
            }
        }
        plain
    }

    /// The stages in their order: the first whose turn is not over and whose
    /// condition holds.
    fn in_turn(&self, at: usize, judged: &When) -> Vec<Turned> {
        let Some(group) = self.turns.get(at) else { return vec![(None, at)] };
        let Some(head) = self.stage(group) else { return vec![(None, at)] };
        let mut found = Vec::new();
        match self.over(head, judged) {
            Truth::True => return self.in_turn(at + 1, judged),
            Truth::Unknown(_) => found.extend(self.in_turn(at + 1, judged)),
            Truth::False => {}
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

    /// The stages of a group that may be the one, and whether one of them surely
    /// is.
    fn of_group(&self, group: &Group, judged: &When) -> (Vec<usize>, bool) {
        let mut uses = Vec::new();
        for at in group {
            let Some(stage) = self.schedule.stages.get(*at) else { continue };
            let holds = self.holds(stage, judged).and(self.over(stage, judged).negate());
            match holds {
                Truth::False => {}
                Truth::True => {
                    uses.push(*at);
                    return (uses, true);
                }
                Truth::Unknown(_) => uses.push(*at),
            }
        }
        (uses, false)
    }

    fn holds(&self, stage: &Stage, judged: &When) -> Truth {
        let Some(condition) = &stage.condition else { return Truth::True };
        let day = judged.clone().min(When::only(self.world.t));
        let seat = self.seat(self.anchor.date.clone());
        let reading = Reading {
            seat: &seat,
            decided_by: judged.clone(),
            decided_from: self.anchor.date.clone(),
            strictly_after: false,
            counting: &[],
        };
        self.note(holds_on(self.world, &reading, condition, &day))
    }

    /// Whether the day until which a stage has its turn has come.
    fn over(&self, stage: &Stage, judged: &When) -> Truth {
        let Some(until) = &stage.until else { return Truth::False };
        let seat = self.seat(self.anchor.date.clone());
        self.note(seat.resolve(self.world, until).at_most(judged))
    }

    fn note(&self, truth: Truth) -> Truth {
        if let Truth::Unknown(why) = &truth {
            blame_also(&mut self.why.borrow_mut(), why);
        }
        truth
    }

    fn seat(&self, date: When) -> Seat<'c> {
        seat_at(self.span, self.anchor, date)
    }

    /// The last day of a stage, from the act before.
    fn due(&self, at: usize, day: &When, due_before: &When) -> When {
        let Some(stage) = self.schedule.stages.get(at) else { return When::never() };
        if stage.fixed {
            let after = day.clone().max(due_before.clone());
            return self.slot(&stage.limit, &after);
        }
        let limit = self.duty.limits.get(at + 1).and_then(|limit| limit.due.as_ref());
        let seat = self.seat(day.clone());
        limit.map_or_else(When::never, |due| clock::due(self.world, self.duty, &seat, due))
    }

    /// The first day of the timetable after a day.
    fn slot(&self, limit: &Limit, after: &When) -> When {
        if after.lo == NEVER || self.anchor.date.lo == NEVER {
            return When::never();
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
        let mut open = after.clone();
        (open.lo, open.hi) = (after.lo.saturating_add(1), NEVER);
        open
    }

    fn timetabled(&self, limit: &Limit, times: u32) -> When {
        let one = |offset: &Offset| {
            let offset = offset.times(times);
            let how = How {
                offset: &offset,
                direction: Direction::Forward,
                counting: Counting::of(&offset),
                roll: Roll::None,
            };
            shift(self.world, self.anchor.date.clone(), how)
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

fn seat_at<'s>(span: &'s Span, anchor: &Trig, date: When) -> Seat<'s> {
    Seat { span, date, occ: anchor.occ, period: anchor.period }
}

/// Each of some stages with each way the turns go on.
fn cross(uses: &[usize], plain: &[Turned]) -> Vec<Turned> {
    let all = uses.iter().flat_map(|at| plain.iter().map(|(_, next)| (Some(*at), *next)));
    all.collect()
}

fn hull(a: When, b: &When, why: &Why) -> When {
    let (lo, hi) = (a.lo.min(b.lo), a.hi.max(b.hi));
    let mut joined = a.why;
    if lo != hi {
        blame_also(&mut joined, &b.why);
        blame_also(&mut joined, why);
    }
    When { lo, hi, why: joined }
}

/// An act on the day the next chain begins, or after it, has nothing follow it.
fn not_over(date: &When, ends: Option<&(When, ClosureReason)>) -> Truth {
    ends.map_or(Truth::True, |(end, _)| end.at_most(date).negate())
}
