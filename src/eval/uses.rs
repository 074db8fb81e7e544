//! The uses of powers: which there were, and whether the power allowed each
//! (language §3.7, Power).
//!
//! In: the case as of a day and a power. Out: its uses in order, each allowed, not
//! allowed and why, or not known. Never here: what a use does to a duty.

use std::cell::RefCell;
use std::rc::Rc;

use super::Blame;
use super::conditions::{Reading, holds_on};
use super::duty::{Engine, Made, leads};
use super::force::within;
use super::range::{NEVER, Truth, When, Why, blame_also};
use super::scope::Spans;
use super::seat::Seat;
use super::world::{Ev, World, visible};
use super::{Status, StatusSet};
use crate::facts::OccurrenceId;
use crate::model::{Opens, Power, Scope, UseCount};
use crate::names::ConceptId;
use crate::syntax::ast::{Licence, Per, When as Word, YearKind};
use crate::time::Day;

/// One use of a power.
#[derive(Debug, Clone)]
pub(super) struct Use {
    pub(super) ev: OccurrenceId,
    /// The day it was used.
    pub(super) day: When,
    /// What it was used for: the linked occurrence, or the event that was adjourned.
    pub(super) of: Option<OccurrenceId>,
    pub(super) allowed: Truth,
    /// Why it is surely not allowed.
    pub(super) refused: Option<Refusal>,
}

/// Why the use of a power changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// By somebody else.
    Role,
    /// Its conditions did not hold.
    NotThen,
    /// More often than the limit has it: which limit, and the how-manieth use it was.
    TooOften(usize, usize),
    /// After the last day.
    TooLate(Day),
    /// On no day on which the right was open.
    NotOpen,
}

/// The uses of every power, once they are asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Used(RefCell<Asked>);

#[derive(Debug, Clone, Default)]
enum Asked {
    #[default]
    Never,
    /// A power whose own limit hangs on what it changes has no uses while they are
    /// looked for.
    Now,
    Known(Rc<Vec<Vec<Use>>>),
}

impl World<'_> {
    /// The uses of a power, by its place in the model.
    pub(super) fn uses(&self) -> Rc<Vec<Vec<Use>>> {
        let asked = self.used.0.borrow().clone();
        match asked {
            Asked::Known(uses) => return uses,
            Asked::Now => return Rc::default(),
            Asked::Never => {}
        }
        *self.used.0.borrow_mut() = Asked::Now;
        let uses = Rc::new(self.model.powers.iter().map(|power| of(self, power)).collect());
        *self.used.0.borrow_mut() = Asked::Known(Rc::clone(&uses));
        uses
    }
}

/// The uses of a power in order, each judged.
pub(super) fn of(world: &World<'_>, power: &Power) -> Vec<Use> {
    let mut uses = raw(world, power.may);
    if uses.is_empty() {
        return uses;
    }
    for one in &mut uses {
        let (truth, refused) = by_role(world, power, one);
        take(one, truth, refused);
        let then = within(power.force, &one.day).and(applies(world, power, one));
        take(one, then, Refusal::NotThen);
    }
    if power.right.is_some() {
        let rights = rights(world, power);
        for one in &mut uses {
            let (truth, refused) = open(world, power, &rights, one);
            take(one, truth, refused);
        }
    }
    for (at, count) in power.counts.iter().enumerate() {
        within_count(world, power, (at, &count.value), &mut uses);
    }
    uses
}

fn take(one: &mut Use, truth: Truth, refused: Refusal) {
    if truth.is_false() && one.refused.is_none() {
        one.refused = Some(refused);
    }
    one.allowed = std::mem::replace(&mut one.allowed, Truth::False).and(truth);
}

/// What was done, adjourned or cancelled, by day.
fn raw(world: &World<'_>, may: Licence) -> Vec<Use> {
    let mut uses = Vec::new();
    let mut add = |ev: &Ev, day: super::range::Rng, of: Option<OccurrenceId>| {
        let day = visible(day, world.t);
        if day.lo != NEVER {
            let day = When::of(day, &Blame::DateOf(ev.id));
            let allowed = day.by(world.t);
            uses.push(Use { ev: ev.id, day, of, allowed, refused: None });
        }
    };
    match may {
        Licence::Act(event) => {
            world.happened(event.value).for_each(|ev| add(ev, ev.counted, ev.done_for));
        }
        Licence::Adjourn(event) => {
            for ev in world.of_kind(event.value) {
                let all = ev.adjourned.iter().chain(&ev.adjourned_again);
                all.for_each(|day| add(ev, *day, Some(ev.id)));
            }
        }
        Licence::Cancel(event) => {
            for ev in world.of_kind(event.value) {
                ev.cancelled.iter().for_each(|day| add(ev, *day, Some(ev.id)));
            }
        }
        Licence::Move(event) => {
            for ev in world.of_kind(event.value) {
                ev.moved.iter().for_each(|day| add(ev, *day, Some(ev.id)));
            }
        }
    }
    uses.sort_by_key(|one| (one.day.lo, one.day.hi, one.ev));
    uses
}

/// Who used it; nobody named is taken for who may, but not somebody whom the pack does
/// not know.
fn by_role(world: &World<'_>, power: &Power, one: &Use) -> (Truth, Refusal) {
    let ev = world.ev(one.ev);
    if power.who.is_some() && ev.is_some_and(|ev| ev.by_other) {
        return (Truth::unknown(Blame::By(one.ev)), Refusal::Role);
    }
    let by = ev.and_then(|ev| ev.by);
    let other = power.who.zip(by).is_some_and(|(who, by)| who.value != by);
    ((!other).into(), Refusal::Role)
}

/// Whether there was such a power on the day it was used.
fn applies(world: &World<'_>, power: &Power, one: &Use) -> Truth {
    let spans = Spans::of(world, &Scope::WholeRecord);
    let Some(span) = spans.get(0).filter(|_| !power.applies.is_empty()) else {
        return Truth::True;
    };
    let seat = Seat { span, date: one.day.clone(), occ: one.of.or(Some(one.ev)), period: None };
    let reading = Reading {
        seat: &seat,
        decided_by: one.day.clone(),
        decided_from: When::always(),
        strictly_after: false,
        counting: &[],
    };
    let parts = power.applies.iter().flat_map(|applies| &applies.parts);
    parts.fold(Truth::True, |so, (word, condition)| {
        let holds = holds_on(world, &reading, condition, &one.day);
        so.and(match word.value {
            Word::If | Word::While | Word::Once => holds,
            Word::Unless => holds.negate(),
        })
    })
}

/// The rights that a power has opened.
pub(super) fn rights(world: &World<'_>, power: &Power) -> Vec<Made> {
    power.right.as_ref().map_or_else(Vec::new, |right| Engine::new(world).fresh(right))
}

/// From when until when a right is open.
pub(super) fn window(power: &Power, made: &Made) -> (When, When) {
    let early = power.right.as_ref().is_some_and(|right| {
        leads(right) || right.limits.first().is_some_and(|limit| limit.opens == Opens::Early)
    });
    let opens = match (early, made.row.opens) {
        (true, _) => When::always(),
        (false, Some(opens)) => {
            let why = if opens.exact().is_some() { Why::new() } else { made.row.blame.clone() };
            When { lo: opens.first.number(), hi: opens.last.number(), why }
        }
        (false, None) => made.trigger.clone(),
    };
    (opens, made.due.clone())
}

/// Whether a use falls on a day on which the right was open.
fn open(world: &World<'_>, power: &Power, rights: &[Made], one: &Use) -> (Truth, Refusal) {
    let excluded = StatusSet::only(Status::NotApplicable);
    let known = |of: OccurrenceId| rights.iter().any(|made| made.row.occurrence == Some(of));
    let linked = world.ev(one.ev).and_then(|ev| ev.done_for).filter(|of| known(*of));
    let (mut any, mut last) = (Truth::False, None);
    for made in rights {
        let other = linked.is_some() && made.row.occurrence != linked;
        if other || made.row.statuses == excluded {
            continue;
        }
        let (opens, due) = window(power, made);
        let begun = opens.at_most(&one.day);
        let mut here = begun.clone().and(one.day.at_most(&due));
        if made.row.statuses.contains(Status::NotApplicable) {
            here = here.and(Truth::Unknown(made.row.blame.clone()));
        }
        if !begun.is_false() && due.is_exact() && due.lo != NEVER {
            last = last.max(Some(due.lo));
        }
        any = any.or(here);
    }
    let refused = match last {
        Some(last) if last < one.day.lo => Refusal::TooLate(Day::from_number(last)),
        Some(_) | None => Refusal::NotOpen,
    };
    (any, refused)
}

/// Where a use is counted.
#[derive(Debug, Clone, PartialEq)]
enum Bucket {
    Whole,
    Of(Option<OccurrenceId>),
    Period(usize),
    Span(i32),
    /// It is not known where.
    Open(Why),
}

/// Leaves out the uses beyond a limit: those that come later.
fn within_count(
    world: &World<'_>,
    power: &Power,
    (at, count): (usize, &UseCount),
    uses: &mut [Use],
) {
    let buckets: Vec<Bucket> = uses.iter().map(|one| bucket(world, power, count, one)).collect();
    let times = count.times as usize;
    for here in 0..uses.len() {
        let Some(mine) = buckets.get(here) else { continue };
        let (mut sure, mut perhaps, mut why) = (0, 0, Why::new());
        for (other, (one, its)) in uses.iter().zip(&buckets).enumerate() {
            if other == here || one.allowed.is_false() {
                continue;
            }
            let same = same_bucket(mine, its);
            let before =
                uses.get(here).map_or(Truth::False, |this| earlier(one, this, other < here));
            match same.and(before).and(one.allowed.clone()) {
                Truth::False => {}
                Truth::True => sure += 1,
                Truth::Unknown(more) => {
                    perhaps += 1;
                    blame_also(&mut why, &more);
                }
            }
        }
        let truth = if sure >= times {
            Truth::False
        } else if sure + perhaps >= times {
            Truth::Unknown(why)
        } else {
            Truth::True
        };
        if let Some(one) = uses.get_mut(here) {
            take(one, truth, Refusal::TooOften(at, sure + 1));
        }
    }
}

/// Whether one use came before another; `listed` says which stands first where both
/// were on one day.
fn earlier(one: &Use, this: &Use, listed: bool) -> Truth {
    if one.day.is_exact() && this.day.is_exact() && one.day.lo == this.day.lo {
        return listed.into();
    }
    one.day.at_most(&this.day)
}

fn same_bucket(mine: &Bucket, its: &Bucket) -> Truth {
    match (mine, its) {
        (Bucket::Open(a), Bucket::Open(b)) => {
            let mut why = a.clone();
            blame_also(&mut why, b);
            Truth::Unknown(why)
        }
        (Bucket::Open(why), _) | (_, Bucket::Open(why)) => Truth::Unknown(why.clone()),
        (mine, its) => (mine == its).into(),
    }
}

fn bucket(world: &World<'_>, power: &Power, count: &UseCount, one: &Use) -> Bucket {
    match count.per {
        None => in_scope(world, &power.scope, one),
        Some(Per::Each(event)) => Bucket::Of(served(world, event.value, one)),
        Some(Per::Period(status)) => in_scope(world, &Scope::EachPeriod(status.value), one),
        Some(Per::Span(kind)) => {
            let (first, last) = (span_of(kind, one.day.lo), span_of(kind, one.day.hi));
            if first == last { Bucket::Span(first) } else { Bucket::Open(one.day.why.clone()) }
        }
    }
}

fn in_scope(world: &World<'_>, scope: &Scope, one: &Use) -> Bucket {
    if matches!(scope, Scope::WholeRecord) {
        return Bucket::Whole;
    }
    let spans = Spans::of(world, scope);
    match spans.place(one.day.rng(), one.of, &Blame::DateOf(one.ev)) {
        super::scope::Place::In(at) if spans.vague.is_empty() => Bucket::Period(at),
        super::scope::Place::Outside => Bucket::Whole,
        super::scope::Place::Perhaps(_, why) => Bucket::Open(why),
        super::scope::Place::In(_) => Bucket::Open(spans.vague.clone()),
    }
}

/// The occurrence that a use is for: the one it names, else the last before it.
fn served(world: &World<'_>, event: ConceptId, one: &Use) -> Option<OccurrenceId> {
    let is = |id: &OccurrenceId| world.ev(*id).is_some_and(|ev| ev.kind == event);
    one.of.filter(is).or_else(|| {
        let before = world.happened(event).rfind(|ev| ev.counted.lo <= one.day.lo);
        before.map(|ev| ev.id)
    })
}

/// The number of a year or month, so that days of one have one number.
pub(super) fn span_of(kind: YearKind, day: i32) -> i32 {
    let day = Day::from_number(day.clamp(Day::MIN.number(), Day::MAX.number()));
    let (year, month, _) = day.ymd();
    let month = i32::try_from(month).unwrap_or(1);
    match kind {
        YearKind::Calendar => year,
        YearKind::Financial => year - i32::from(month < 4),
        YearKind::Month => year * 12 + month - 1,
    }
}

/// Whether an adjournment of an occurrence goes beyond every power that allows one:
/// then it loses the day it was planned for.
pub(super) fn adjourned_beyond(world: &World<'_>, ev: &Ev) -> Truth {
    let mut powers = world
        .model
        .powers
        .iter()
        .filter(|power| matches!(power.may, Licence::Adjourn(event) if event.value == ev.kind));
    let mut beyond = Truth::False;
    let mut each: Vec<Truth> = Vec::new();
    for power in &mut powers {
        let uses: Vec<Use> = of(world, power).into_iter().filter(|one| one.ev == ev.id).collect();
        each.resize(uses.len().max(each.len()), Truth::False);
        for (so, one) in each.iter_mut().zip(uses) {
            *so = std::mem::replace(so, Truth::False).or(one.allowed);
        }
    }
    for allowed in each {
        beyond = beyond.or(allowed.negate());
    }
    beyond
}
