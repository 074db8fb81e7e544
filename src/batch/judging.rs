//! Whether a test is so on a day.
//!
//! In: a test, the seat of an instance and a day. Out: so, not so, or not known and why.
//! Never here: which day a duty reads its conditions on.

use smallvec::SmallVec;

use super::range::{ALWAYS, NEVER, Truth, When, Why};
use super::seat::{Seat, onwards, shift};
use super::statuses::{edges, on};
use super::totals::{self, total};
use super::ways::Open;
use super::world::{NOBODY, World};
use crate::caseload::NO_DAY;
use crate::facts::Value;
use crate::ir::{Belongs, Day, FactTest, KindAt, StatusAt, Tense, Test};
use crate::names::ConceptId;
use crate::syntax::ast::Compare;

/// What a test is read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'r> {
    pub(super) seat: &'r Seat<'r>,
    /// A decision counts when it was made up to this day, at which no other test looks:
    /// `unseen` shares conditions by that …
    pub(super) decided_by: When,
    /// … and from this day on …
    pub(super) decided_from: When,
    /// … or after it.
    pub(super) strictly_after: bool,
}

impl<'r> Reading<'r> {
    /// With every decision up to a day.
    pub(super) fn up_to(seat: &'r Seat<'r>, day: i32) -> Reading<'r> {
        let decided_by = When::only(day);
        Reading { seat, decided_by, decided_from: When::ALWAYS, strictly_after: false }
    }
}

/// Days on which a test may change.
pub(super) type Days = SmallVec<[i32; 16]>;

/// Whether a test is so on a day.
pub(super) fn holds(world: &World<'_>, with: &Reading<'_>, test: &Test, day: i32) -> Truth {
    match test {
        Test::All(all) => Truth::all(all.iter().map(|part| holds(world, with, part, day))),
        Test::Any(any) => Truth::any(any.iter().map(|part| holds(world, with, part, day))),
        Test::Not(inner) => holds(world, with, inner, day).not(),
        Test::Status(status, tense) => status_holds(world, with, *status, tense, day),
        Test::Age(from, until, own) => {
            let judged = on_day(world, with, own.as_ref(), day);
            let old = from.map_or(Truth::TRUE, |n| world.birthday(n).at_most(judged));
            old.and(until.map_or(Truth::TRUE, |n| world.birthday(n).at_most(judged).not()))
        }
        Test::Happened { on, .. } => {
            happened(world, with, test, on_day(world, with, on.as_ref(), day))
        }
        Test::Total { on, .. } => total(world, with, test, on_day(world, with, on.as_ref(), day)),
        Test::Fact(fact, asked, own) => {
            fact_holds(world, with, *fact, asked, on_day(world, with, own.as_ref(), day))
        }
        Test::OfTrigger(fact, belongs, asked) => {
            of_trigger(world, with, *fact, belongs.as_ref(), asked)
        }
        Test::Recorded(kind, by) => recorded(world, with, *kind, *by),
    }
}

fn on_day(world: &World<'_>, with: &Reading<'_>, own: Option<&Day>, day: i32) -> When {
    own.map_or_else(|| When::only(day), |own| with.seat.day(world, own))
}

/// Whether a test is so on a day that may not be known.
pub(super) fn holds_on(world: &World<'_>, with: &Reading<'_>, test: &Test, when: When) -> Truth {
    if when.is_exact() {
        return holds(world, with, test, when.lo);
    }
    let mut days = Days::new();
    changes(world, with, test, &mut days);
    days.retain(|day| *day > when.lo && *day <= when.hi);
    days.push(when.lo);
    agree(days.into_iter().map(|day| holds(world, with, test, day)), when)
}

/// The answer on which all of them agree.
fn agree(mut answers: impl Iterator<Item = Truth>, when: When) -> Truth {
    let mut first = answers.next().unwrap_or(Truth::TRUE);
    for next in answers {
        if first.is_known() && first.is == next.is {
            continue;
        }
        first = Truth::unknown(when.why.and(first.why).and(next.why));
    }
    first
}

/// The days on which a test may become so or stop being so.
pub(super) fn changes(world: &World<'_>, with: &Reading<'_>, test: &Test, days: &mut Days) {
    let mut add = |day: i32| {
        if day != NEVER && day != ALWAYS {
            days.push(day);
            days.push(day.saturating_add(1));
        }
    };
    match test {
        Test::All(parts) | Test::Any(parts) => {
            parts.iter().for_each(|part| changes(world, with, part, days));
        }
        Test::Not(inner) => changes(world, with, inner, days),
        Test::Status(status, tense) => status_changes(world, with, (*status, tense), &mut add),
        Test::Age(from, until, _) => {
            for n in [from, until].into_iter().flatten() {
                let day = world.birthday(*n);
                [day.lo, day.hi].into_iter().for_each(&mut add);
            }
        }
        Test::Happened { kind, since, .. } => {
            world.happened(*kind).iter().for_each(|ev| add(ev.day));
            if let Some(from) = since {
                let from = with.seat.day(world, from);
                [from.lo, from.hi].into_iter().for_each(&mut add);
            }
            if let Some(of) = world.bound.kind_of(*kind).filter(|of| of.known.until != NEVER) {
                add(of.known.until);
            }
        }
        Test::Total { .. } => totals::changes(world, with, test, &mut add),
        Test::Fact(fact, ..) => attribute_days(world, *fact).for_each(add),
        Test::OfTrigger(fact, ..) => attribute_days(world, *fact).for_each(add),
        Test::Recorded(kind, _) => world.happened(*kind).iter().for_each(|ev| add(ev.day)),
    }
}

fn status_changes(
    world: &World<'_>,
    with: &Reading<'_>,
    (status, tense): (StatusAt, &Tense),
    add: &mut impl FnMut(i32),
) {
    edges(world, status).into_iter().for_each(&mut *add);
    match tense {
        Tense::For(offset, _) => {
            for stretch in world.stretches_of(status) {
                let (lo, hi) = (stretch.from.lo, stretch.from.hi);
                let reached = shift(world, When { lo, hi, why: Why::NONE }, &onwards(*offset));
                [reached.lo, reached.hi].into_iter().for_each(&mut *add);
            }
        }
        Tense::Since(from) | Tense::OnOrAfter(from) => {
            let from = with.seat.day(world, from);
            [from.lo, from.hi].into_iter().for_each(&mut *add);
        }
        Tense::Now | Tense::On(_) | Tense::Ever => {}
    }
}

fn status_holds(
    world: &World<'_>,
    with: &Reading<'_>,
    status: StatusAt,
    tense: &Tense,
    day: i32,
) -> Truth {
    match tense {
        Tense::Now => on(world, status, day),
        Tense::On(at) => range_holds(world, status, with.seat.day(world, at)),
        Tense::Ever => any_day(world, status, ALWAYS, day),
        Tense::OnOrAfter(from) => {
            let from = with.seat.day(world, from);
            let ends = [from.lo, from.hi].map(|from| any_day(world, status, from, day));
            agree(ends.into_iter(), from)
        }
        Tense::Since(from) => {
            let from = with.seat.day(world, from);
            let ends = [from.lo, from.hi].map(|from| every_day(world, status, from, day));
            agree(ends.into_iter(), from)
        }
        Tense::For(offset, more) => {
            let mut answer = Truth::FALSE;
            for stretch in world.stretches_of(status) {
                let edge = |lo, hi| When { lo, hi, why: stretch.why };
                let from = edge(stretch.from.lo, stretch.from.hi);
                let reached = shift(world, from, &onwards(*offset));
                let long = reached.by(if *more { day.saturating_sub(1) } else { day });
                let ended = edge(stretch.to.lo, stretch.to.hi).by(day);
                answer = answer.or(long.and(from.by(day).and(ended.not())));
            }
            if answer.is_false() {
                let now = on(world, status, day);
                if !now.is_known() {
                    answer = now;
                }
            }
            answer
        }
    }
}

fn range_holds(world: &World<'_>, status: StatusAt, at: When) -> Truth {
    if at.is_exact() {
        return on(world, status, at.lo);
    }
    let inside = edges(world, status).into_iter().filter(|day| *day > at.lo && *day <= at.hi);
    let days: Days = std::iter::once(at.lo).chain(inside).collect();
    agree(days.into_iter().map(|day| on(world, status, day)), at)
}

fn any_day(world: &World<'_>, status: StatusAt, from: i32, to: i32) -> Truth {
    if from > to {
        return Truth::FALSE;
    }
    let inside = edges(world, status).into_iter().filter(|day| *day > from && *day <= to);
    let days: Days = [from, to].into_iter().chain(inside).collect();
    Truth::any(days.into_iter().map(|day| on(world, status, day)))
}

fn every_day(world: &World<'_>, status: StatusAt, from: i32, to: i32) -> Truth {
    if from > to {
        return Truth::FALSE;
    }
    let inside = edges(world, status).into_iter().filter(|day| *day > from && *day <= to);
    let days: Days = [from, to].into_iter().chain(inside).collect();
    Truth::all(days.into_iter().map(|day| on(world, status, day)))
}

fn happened(world: &World<'_>, with: &Reading<'_>, test: &Test, judged: When) -> Truth {
    let Test::Happened { kind, at_least, since, within, .. } = test else { return Truth::FALSE };
    let from = since.as_ref().map_or(When::ALWAYS, |from| with.seat.day(world, from));
    let until = match within {
        Some(offset) => shift(world, from, &onwards(*offset)).min(judged),
        None => judged,
    };
    let (mut sure, mut perhaps, mut why) = (0_u32, 0_u32, Why::NONE);
    for ev in world.happened(*kind) {
        let date = ev.when();
        let is = date.at_most(until).and(from.at_most(date));
        sure += u32::from(is.is_true());
        if !is.is_known() {
            perhaps += 1;
            why = why.and(is.why);
        }
    }
    if sure >= *at_least {
        return Truth::TRUE;
    }
    let missing = world.unrecorded(*kind, from.lo).filter(|(first, _)| *first <= until.hi);
    if let Some((_, because)) = missing {
        perhaps = u32::MAX - sure;
        why = why.and(because);
    }
    if sure + perhaps >= *at_least { Truth::unknown(why) } else { Truth::FALSE }
}

fn number(fact: ConceptId) -> u32 {
    u32::try_from(fact.index()).unwrap_or(0)
}

/// The days from which a fact of the case has a value.
fn attribute_days(world: &World<'_>, fact: ConceptId) -> impl Iterator<Item = i32> {
    let column = world.bound.facts.get(&fact).and_then(|of| of.column);
    let from = column.and_then(|column| column.from().get(column.run(world.case)));
    from.unwrap_or_default().iter().copied().filter(|day| *day != NO_DAY)
}

fn fact_holds(
    world: &World<'_>,
    with: &Reading<'_>,
    fact: ConceptId,
    asked: &FactTest,
    judged: When,
) -> Truth {
    let at = |day| case_fact(world, with, fact, asked, day);
    if judged.is_exact() {
        return at(judged.lo);
    }
    let inside = attribute_days(world, fact).filter(|day| *day > judged.lo && *day <= judged.hi);
    let days: Days = std::iter::once(judged.lo).chain(inside).collect();
    agree(days.into_iter().map(at), judged)
}

/// A fact of the case on a day.
fn case_fact(
    world: &World<'_>,
    with: &Reading<'_>,
    fact: ConceptId,
    asked: &FactTest,
    day: i32,
) -> Truth {
    let unknown = Truth::unknown(Why::fact(number(fact)));
    let Some(of) = world.bound.facts.get(&fact) else { return unknown };
    let mut latest: Option<(i32, u32)> = None;
    if let Some(column) = of.column {
        let run = column.run(world.case);
        let (from, codes) = (column.from().get(run.clone()), column.codes().get(run));
        for (from, code) in from.unwrap_or_default().iter().zip(codes.unwrap_or_default()) {
            // Without a day it holds from the beginning, which is the smallest number.
            if *from <= day && latest.is_none_or(|(known, _)| known <= *from) {
                latest = Some((*from, *code));
            }
        }
    }
    match latest.and_then(|(_, code)| world.bound.value(code)) {
        Some(Value::Unknown) if !of.values.is_empty() => Truth::unknown(unknown.why.closely()),
        Some(Value::Unknown) => unknown,
        Some(value) => matches(world, with, value, asked),
        None if of.silent_no => matches(world, with, &Value::YesNo(false), asked),
        None => unknown,
    }
}

/// A fact of the trigger occurrence, or of what it belongs to.
fn of_trigger(
    world: &World<'_>,
    with: &Reading<'_>,
    fact: ConceptId,
    belongs: Option<&Belongs>,
    asked: &FactTest,
) -> Truth {
    let occ = belongs.and_then(|belongs| owner(world, with, belongs)).unwrap_or(with.seat.occ);
    let of = world.bound.facts.get(&fact);
    let silent_no = of.is_some_and(|of| of.silent_no);
    let unknown = || {
        if let Some(value) = world.assumed(fact, occ) {
            return matches(world, with, value, asked);
        }
        let why = Why::fact_of(number(fact), occ);
        if of.is_none_or(|of| of.values.is_empty()) {
            return Truth::unknown(why);
        }
        Truth::unknown(why.open(world.number_of(Open::Fact(number(fact), occ))))
    };
    let Some((column, entry)) = world.entry(occ).filter(|_| occ != NOBODY) else {
        // What is at hand instead, if anything may be, is not for here.
        let nothing = with.seat.bare && of.is_some_and(|of| of.column.is_none());
        let why = Why::fact(number(fact));
        return Truth::unknown(if nothing { why } else { why.closely() });
    };
    let codes = of.and_then(|of| of.of_events.get(column).copied().flatten());
    let code = codes.and_then(|codes| codes.get(entry)).copied().unwrap_or(0);
    match world.bound.value(code) {
        Some(Value::Unknown) => unknown(),
        Some(value) => matches(world, with, value, asked),
        None if silent_no => matches(world, with, &Value::YesNo(false), asked),
        None => unknown(),
    }
}

/// The last occurrence of what the trigger occurrence belongs to, up to its day.
fn owner(world: &World<'_>, with: &Reading<'_>, belongs: &Belongs) -> Option<u32> {
    let (column, entry) = world.entry(with.seat.occ).filter(|_| with.seat.occ != NOBODY)?;
    let column = world.bound.caseload.events().get(column)?;
    if !belongs.kinds.contains(&column.kind) {
        return None;
    }
    let day = *column.days().get(entry)?;
    world.happened(belongs.to).iter().rfind(|one| one.day <= day).map(|one| one.id)
}

fn matches(world: &World<'_>, with: &Reading<'_>, value: &Value, asked: &FactTest) -> Truth {
    let compare = |how: Compare, value: i64, wanted: i64| {
        Truth::of(match how {
            Compare::Equal => value == wanted,
            Compare::Less => value < wanted,
            Compare::AtMost => value <= wanted,
            Compare::AtLeast => value >= wanted,
            Compare::More => value > wanted,
        })
    };
    match (asked, value) {
        (FactTest::Yes, Value::YesNo(yes)) => Truth::of(*yes),
        (FactTest::Is(word), Value::Word(value)) => Truth::of(word.eq_ignore_ascii_case(value)),
        (FactTest::Number(how, wanted), Value::Decimal(value)) => {
            compare(*how, *value, wanted.saturating_mul(1_000))
        }
        (FactTest::Number(how, wanted), Value::Number(value)) => compare(*how, *value, *wanted),
        (FactTest::Date(how, wanted), Value::Date(value)) => {
            let (value, wanted) = (When::only(value.number()), with.seat.day(world, wanted));
            match how {
                Compare::Equal => value.at_most(wanted).and(wanted.at_most(value)),
                Compare::Less => wanted.at_most(value).not(),
                Compare::AtMost => value.at_most(wanted),
                Compare::AtLeast => wanted.at_most(value),
                Compare::More => value.at_most(wanted).not(),
            }
        }
        (FactTest::Yes | FactTest::Is(_) | FactTest::Number(..) | FactTest::Date(..), _) => {
            Truth::FALSE
        }
    }
}

/// Whether a decision is recorded that counts here.
fn recorded(world: &World<'_>, with: &Reading<'_>, kind: KindAt, by: bool) -> Truth {
    let mut answer = Truth::FALSE;
    if !by {
        for ev in world.happened(kind) {
            let date = ev.when();
            let after = if with.strictly_after {
                date.at_most(with.decided_from).not()
            } else {
                with.decided_from.at_most(date)
            };
            answer = answer.or(date.by(world.t).and(after).and(date.at_most(with.decided_by)));
        }
    }
    if answer.is_false() {
        let from = with.decided_from.lo.saturating_add(i32::from(with.strictly_after));
        let missing =
            world.unrecorded(kind, from).filter(|(first, _)| *first <= with.decided_by.hi);
        if let Some((_, why)) = missing {
            return Truth::unknown(why);
        }
    }
    answer
}

/// Whether a test, or a part of it, is read on a day of its own.
pub(super) fn has_own_day(test: &Test) -> bool {
    match test {
        Test::All(parts) | Test::Any(parts) => parts.iter().any(has_own_day),
        Test::Not(inner) => has_own_day(inner),
        Test::Age(_, _, own)
        | Test::Happened { on: own, .. }
        | Test::Total { on: own, .. }
        | Test::Fact(_, _, own) => own.is_some(),
        Test::Status(_, Tense::On(_)) => true,
        Test::Status(
            _,
            Tense::Now | Tense::Ever | Tense::Since(_) | Tense::OnOrAfter(_) | Tense::For(..),
        )
        | Test::OfTrigger(..)
        | Test::Recorded(..) => false,
    }
}

/// Whether a test is to be read on a day of its own that lies ahead.
pub(super) fn fixed_day_ahead(world: &World<'_>, with: &Reading<'_>, test: &Test) -> bool {
    let ahead = |day: &Day| with.seat.day(world, day).lo > world.t;
    match test {
        Test::All(parts) | Test::Any(parts) => {
            parts.iter().any(|part| fixed_day_ahead(world, with, part))
        }
        Test::Not(inner) => fixed_day_ahead(world, with, inner),
        Test::Age(_, _, own)
        | Test::Happened { on: own, .. }
        | Test::Total { on: own, .. }
        | Test::Fact(_, _, own) => own.as_ref().is_some_and(ahead),
        Test::Status(_, Tense::On(own)) => ahead(own),
        Test::Status(
            _,
            Tense::Now | Tense::Ever | Tense::Since(_) | Tense::OnOrAfter(_) | Tense::For(..),
        )
        | Test::OfTrigger(..)
        | Test::Recorded(..) => false,
    }
}
