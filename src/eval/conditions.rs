//! Whether a statement is so on a day.
//!
//! In: a condition, the seat of an instance and a day. Out: so, not so, or not
//! known and why. Never here: which day a duty reads its conditions on.

use smallvec::SmallVec;

use super::Blame;
use super::points::{How, moment, shift};
use super::range::{ALWAYS, NEVER, Truth, When, blame_also};
use super::seat::{Seat, birthday};
use super::world::{Ev, World};
use super::{people, totals};
use crate::facts::{OccurrenceId, Value};
use crate::names::{Completeness, Concept, ConceptId, FactType};
use crate::syntax::ast::{Atom, Compare, Condition, FactTest, Leaving, Moment, Tense};
use crate::time::{Counting, Day, Direction, Offset, Roll};

/// What a condition is read with.
pub(super) struct Reading<'r, 's> {
    pub(super) seat: &'r Seat<'s>,
    /// A decision counts when it was made up to this day: the due date.
    pub(super) decided_by: When,
    /// … and from this day on.
    pub(super) decided_from: When,
    /// … or after it: the day itself is left out.
    pub(super) strictly_after: bool,
    /// What is left out of total time.
    pub(super) counting: &'r [Leaving],
}

/// Days on which a condition may change.
pub(super) type Days = SmallVec<[i32; 16]>;

/// Whether a condition is so on a day.
pub(super) fn holds(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    condition: &Condition,
    day: i32,
) -> Truth {
    match condition {
        Condition::All(all) => {
            all.iter().fold(Truth::True, |so, part| so.and(holds(world, with, part, day)))
        }
        Condition::Any(any) => {
            any.iter().fold(Truth::False, |so, part| so.or(holds(world, with, part, day)))
        }
        Condition::Not(inner) => holds(world, with, inner, day).negate(),
        Condition::Atom(atom) => atom_holds(world, with, &atom.value, day),
    }
}

/// Whether a condition is so on a day that may not be known.
pub(super) fn holds_on(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    condition: &Condition,
    when: &When,
) -> Truth {
    if when.is_exact() {
        return holds(world, with, condition, when.lo);
    }
    let mut days = Days::new();
    changes(world, with, condition, &mut days);
    days.retain(|day| *day > when.lo && *day <= when.hi);
    days.push(when.lo);
    agree(days.into_iter().map(|day| holds(world, with, condition, day)), when)
}

/// The answer on which all of them agree.
pub(super) fn agree(mut answers: impl Iterator<Item = Truth>, when: &When) -> Truth {
    let mut first = answers.next().unwrap_or(Truth::True);
    for next in answers {
        first = match (first, next) {
            (Truth::True, Truth::True) => Truth::True,
            (Truth::False, Truth::False) => Truth::False,
            (one, other) => {
                let mut why = when.why.clone();
                for truth in [one, other] {
                    if let Truth::Unknown(more) = truth {
                        blame_also(&mut why, &more);
                    }
                }
                Truth::Unknown(why)
            }
        };
    }
    first
}

/// The days on which a condition may become so or stop being so.
pub(super) fn changes(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    condition: &Condition,
    days: &mut Days,
) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| changes(world, with, part, days));
        }
        Condition::Not(inner) => changes(world, with, inner, days),
        Condition::Atom(atom) => atom_changes(world, with, &atom.value, days),
    }
}

fn atom_changes(world: &World<'_>, with: &Reading<'_, '_>, atom: &Atom, days: &mut Days) {
    let mut add = |day: i32| {
        if day != NEVER && day != ALWAYS {
            days.extend([day, day.saturating_add(1)]);
        }
    };
    match atom {
        Atom::Status { status, tense } => {
            status_changes(world, with, (status.value, tense), &mut add);
        }
        Atom::Age { from, until, .. } => {
            for n in [from, until].into_iter().flatten() {
                let day = birthday(world, *n);
                [day.lo, day.hi].into_iter().for_each(&mut add);
            }
        }
        Atom::Happened { event, since, within, .. } => {
            for ev in world.happened(event.value) {
                [ev.counted.lo, ev.counted.hi].into_iter().for_each(&mut add);
            }
            let from = since.as_ref().or(within.as_ref().map(|(_, from)| from));
            if let Some(from) = from {
                let from = moment(world, with.seat, from);
                [from.lo, from.hi].into_iter().for_each(&mut add);
            }
            if let Some(until) = world.records(event.value).1 {
                add(until.number());
            }
        }
        Atom::Fact { fact, .. } => {
            let of = world.case.facts.iter().filter(|attribute| attribute.fact == fact.value);
            of.filter_map(|attribute| attribute.from).for_each(|day| add(day.number()));
        }
        Atom::Total { .. } => totals::changes(world, with, atom, &mut add),
        Atom::SamePerson { role, other, .. } => {
            people::changes(world, [role.value, other.value], &mut add);
        }
        Atom::Recorded { decision, .. } => {
            for ev in world.happened(decision.value) {
                [ev.counted.lo, ev.counted.hi].into_iter().for_each(&mut add);
            }
        }
    }
}

fn status_changes(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    (status, tense): (ConceptId, &Tense),
    add: &mut impl FnMut(i32),
) {
    world.edges(status).for_each(&mut *add);
    if let Tense::For(offset, _) = tense {
        for stretch in world.stretches(status) {
            let why = super::range::Why::new();
            let from = When { lo: stretch.from.lo, hi: stretch.from.hi, why };
            let reached = shift(world, from, onwards(offset));
            [reached.lo, reached.hi].into_iter().for_each(&mut *add);
        }
    }
    if let Tense::Since(from) | Tense::OnOrAfter(from) = tense {
        let from = moment(world, with.seat, from);
        [from.lo, from.hi].into_iter().for_each(&mut *add);
    }
}

pub(super) fn onwards(offset: &Offset) -> How<'_> {
    How { offset, direction: Direction::Forward, counting: Counting::of(offset), roll: Roll::None }
}

fn atom_holds(world: &World<'_>, with: &Reading<'_, '_>, atom: &Atom, day: i32) -> Truth {
    match atom {
        Atom::Status { status, tense } => status_holds(world, with, status.value, tense, day),
        Atom::Age { from, until, on } => {
            let judged = on_day(world, with, on.as_ref(), day);
            let old = from.map_or(Truth::True, |n| birthday(world, n).at_most(&judged));
            old.and(until.map_or(Truth::True, |n| birthday(world, n).at_most(&judged).negate()))
        }
        Atom::Happened { event, at_least, since, within, on } => {
            let judged = on_day(world, with, on.as_ref(), day);
            let how = (event.value, *at_least);
            happened(world, with, how, (since.as_ref(), within.as_ref()), &judged)
        }
        Atom::Total { on, .. } => {
            let judged = on_day(world, with, on.as_ref(), day);
            totals::holds(world, with, atom, &judged)
        }
        Atom::SamePerson { role, other, on } => {
            let judged = on_day(world, with, on.as_ref(), day);
            people::same(world, [role.value, other.value], &judged)
        }
        Atom::Fact { fact, of_trigger, test, on } => {
            let judged = on_day(world, with, on.as_ref(), day);
            fact_holds(world, with, (fact.value, of_trigger.is_some()), test, &judged)
        }
        Atom::Recorded { decision, by } => {
            recorded(world, with, decision.value, by.as_ref().map(|role| role.value))
        }
    }
}

pub(super) fn on_day(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    on: Option<&Moment>,
    day: i32,
) -> When {
    on.map_or_else(|| When::only(day), |on| moment(world, with.seat, on))
}

fn status_holds(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    status: ConceptId,
    tense: &Tense,
    day: i32,
) -> Truth {
    match tense {
        Tense::Now => world.holds(status, day),
        Tense::On(on) => {
            let on = moment(world, with.seat, on);
            range_holds(world, status, &on)
        }
        Tense::Ever => any_day(world, status, ALWAYS, day),
        Tense::OnOrAfter(from) => {
            let from = moment(world, with.seat, from);
            let (early, late) =
                (any_day(world, status, from.lo, day), any_day(world, status, from.hi, day));
            agree([early, late].into_iter(), &from)
        }
        Tense::Since(from) => {
            let from = moment(world, with.seat, from);
            let (early, late) =
                (every_day(world, status, from.lo, day), every_day(world, status, from.hi, day));
            agree([early, late].into_iter(), &from)
        }
        Tense::For(offset, more) => {
            let mut answer = Truth::False;
            for stretch in world.stretches(status) {
                let edge = |rng: super::range::Rng| When {
                    lo: rng.lo,
                    hi: rng.hi,
                    why: stretch.why.clone(),
                };
                let reached = shift(world, edge(stretch.from), onwards(offset));
                let long = reached.by(if *more { day.saturating_sub(1) } else { day });
                let running = edge(stretch.from).by(day).and(edge(stretch.to).by(day).negate());
                answer = answer.or(long.and(running));
            }
            if answer.is_false() && world.holds(status, day).known().is_none() {
                answer = world.holds(status, day);
            }
            answer
        }
    }
}

/// Whether a status holds on a day that may not be known.
fn range_holds(world: &World<'_>, status: ConceptId, on: &When) -> Truth {
    if on.is_exact() {
        return world.holds(status, on.lo);
    }
    let inside = world.edges(status).filter(|day| *day > on.lo && *day <= on.hi);
    let days: Days = std::iter::once(on.lo).chain(inside).collect();
    agree(days.into_iter().map(|day| world.holds(status, day)), on)
}

/// On any day from one to another.
fn any_day(world: &World<'_>, status: ConceptId, from: i32, to: i32) -> Truth {
    if from > to {
        return Truth::False;
    }
    let inside = world.edges(status).filter(|day| *day > from && *day <= to);
    let days: Days = [from, to].into_iter().chain(inside).collect();
    days.into_iter().fold(Truth::False, |so, day| so.or(world.holds(status, day)))
}

/// On every day from one to another.
fn every_day(world: &World<'_>, status: ConceptId, from: i32, to: i32) -> Truth {
    if from > to {
        return Truth::False;
    }
    let inside = world.edges(status).filter(|day| *day > from && *day <= to);
    let days: Days = [from, to].into_iter().chain(inside).collect();
    days.into_iter().fold(Truth::True, |so, day| so.and(world.holds(status, day)))
}

fn happened(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    (event, at_least): (ConceptId, u32),
    (since, within): (Option<&Moment>, Option<&(Offset, Moment)>),
    judged: &When,
) -> Truth {
    let from = since.or(within.map(|(_, from)| from));
    let from = from.map_or_else(When::always, |from| moment(world, with.seat, from));
    let until = match within {
        Some((offset, _)) => shift(world, from.clone(), onwards(offset)).min(judged.clone()),
        None => judged.clone(),
    };
    let (mut sure, mut perhaps, mut why) = (0_u32, 0_u32, super::range::Why::new());
    for ev in world.happened(event) {
        let date = ev.when();
        match date.at_most(&until).and(from.at_most(&date)) {
            Truth::True => sure += 1,
            Truth::False => {}
            Truth::Unknown(more) => {
                perhaps += 1;
                blame_also(&mut why, &more);
            }
        }
    }
    if sure >= at_least {
        return Truth::True;
    }
    if let Some((_, blame)) =
        world.unrecorded(event, from.lo).filter(|(first, _)| *first <= until.hi)
    {
        perhaps = u32::MAX - sure;
        blame_also(&mut why, &[blame]);
    }
    if sure + perhaps >= at_least { Truth::Unknown(why) } else { Truth::False }
}

fn fact_holds(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    (fact, of_trigger): (ConceptId, bool),
    test: &FactTest,
    judged: &When,
) -> Truth {
    let compare = |value: Result<Value, Blame>| match value {
        Ok(value) => matches(world, with, &value, test),
        Err(blame) => Truth::unknown(blame),
    };
    if of_trigger || owner(world, fact).is_some() {
        return compare(trigger_fact(world, with.seat, fact));
    }
    let at = |day| compare(case_fact(world, fact, day));
    if judged.is_exact() {
        return at(judged.lo);
    }
    let of = world.case.facts.iter().filter(|attribute| attribute.fact == fact);
    let days = of.filter_map(|attribute| attribute.from.map(Day::number));
    let inside = days.filter(|day| *day > judged.lo && *day <= judged.hi);
    let days: Days = std::iter::once(judged.lo).chain(inside).collect();
    agree(days.into_iter().map(at), judged)
}

/// What has a fact that is not the case's own: an event or a status.
fn owner(world: &World<'_>, fact: ConceptId) -> Option<ConceptId> {
    world.model.vocabulary.bearer(fact)
}

/// The occurrence or the period at hand that has a fact: of a status the period in
/// which the trigger lies, else the event that began it.
fn at_hand(
    world: &World<'_>,
    seat: &Seat<'_>,
    fact: ConceptId,
) -> (Option<OccurrenceId>, Option<u32>) {
    let status = owner(world, fact).filter(|owner| {
        world.model.vocabulary.get(*owner).is_some_and(|concept| concept.status().is_some())
    });
    let occ = seat.occ.and_then(|id| world.ev(id));
    let Some(status) = status else {
        let of = occ.and_then(|ev| belongs_to(world, ev, owner(world, fact)?));
        return (of.or(seat.occ), seat.period);
    };
    let linked = occ.and_then(|ev| ev.done_for);
    let own = seat.period.and_then(|ix| world.case.periods.get(ix as usize));
    if own.is_some_and(|period| period.status == status) {
        return (None, seat.period);
    }
    let stretches = world.stretches(status).iter();
    let found = stretches.clone().find(|one| one.begun_by.is_some() && one.begun_by == seat.occ);
    let named = || stretches.clone().find(|one| linked.is_some() && one.begun_by == linked);
    let found = found.or_else(named).or_else(|| {
        stretches.clone().rfind(|one| one.from.lo <= seat.date.hi && seat.date.lo <= one.ends.hi)
    });
    found.map_or((seat.occ, seat.period), |one| (one.begun_by, one.period))
}

/// The occurrence of another event that one belongs to, by its declaration: that which
/// it names, else the last one up to its day.
fn belongs_to(world: &World<'_>, ev: &Ev, owner: ConceptId) -> Option<OccurrenceId> {
    let info = world.model.vocabulary.get(ev.kind).and_then(Concept::event)?;
    if info.of != Some(owner) {
        return None;
    }
    let linked = ev.done_for.filter(|id| world.ev_as(*id, owner).is_some());
    let before = || world.happened(owner).rfind(|one| one.counted.lo <= ev.counted.hi);
    linked.or_else(|| before().map(|one| one.id))
}

/// The value of a fact of the case on a day.
pub(super) fn case_fact(world: &World<'_>, fact: ConceptId, day: i32) -> Result<Value, Blame> {
    let assumed = world.assumed.iter().find(|(id, of, _)| *id == fact && of.is_none());
    let all = world.case.facts.iter().filter(|attribute| attribute.fact == fact);
    let so_far = all.filter(|attribute| attribute.from.is_none_or(|from| from.number() <= day));
    let latest = so_far.max_by_key(|attribute| attribute.from).map(|attribute| &attribute.value);
    match (latest, assumed) {
        (Some(Value::Unknown) | None, Some((_, _, value))) => Ok(value.clone()),
        (Some(Value::Unknown), None) => Err(Blame::Fact(fact)),
        (Some(value), _) => Ok(value.clone()),
        (None, None) => silent(world, fact).ok_or(Blame::Fact(fact)),
    }
}

/// The value of a fact of the occurrence or period that triggered the instance.
fn trigger_fact(world: &World<'_>, seat: &Seat<'_>, fact: ConceptId) -> Result<Value, Blame> {
    let (occ, period) = at_hand(world, seat, fact);
    let period = period.and_then(|ix| world.case.periods.get(ix as usize));
    let (facts, id) = match (occ.and_then(|id| world.case.occurrence(id)), period) {
        (Some(occurrence), _) => (&occurrence.facts, Some(occurrence.id)),
        (None, Some(period)) => (&period.facts, None),
        (None, None) => return Err(Blame::Fact(fact)),
    };
    let blame = || id.map_or(Blame::Fact(fact), |id| Blame::FactOf(fact, id));
    let assumed =
        world.assumed.iter().find(|(one, of, _)| *one == fact && *of == id && id.is_some());
    match (facts.iter().find(|(one, _)| *one == fact), assumed) {
        (Some((_, Value::Unknown)) | None, Some((_, _, value))) => Ok(value.clone()),
        (Some((_, Value::Unknown)), None) => Err(blame()),
        (Some((_, value)), _) => Ok(value.clone()),
        (None, None) => silent(world, fact).ok_or_else(blame),
    }
}

/// What it means that a fact is not recorded: no, where its record is complete.
pub(super) fn silent(world: &World<'_>, fact: ConceptId) -> Option<Value> {
    let info = world.model.vocabulary.get(fact).and_then(|concept| concept.fact())?;
    let (completeness, _) = world.records(fact);
    let complete = matches!(completeness, Completeness::Fully { .. });
    (complete && info.ty == FactType::YesNo).then_some(Value::YesNo(false))
}

fn matches(world: &World<'_>, with: &Reading<'_, '_>, value: &Value, test: &FactTest) -> Truth {
    match (test, value) {
        (FactTest::Yes, Value::YesNo(yes)) => (*yes).into(),
        (FactTest::Is(word), Value::Word(value)) => word.eq_ignore_ascii_case(value).into(),
        (FactTest::Number(how, wanted), Value::Decimal(value)) => {
            let plain = FactTest::Number(*how, wanted.saturating_mul(1_000));
            matches(world, with, &Value::Number(*value), &plain)
        }
        (FactTest::Number(how, wanted), Value::Number(value)) => match how {
            Compare::Equal => value == wanted,
            Compare::Less => value < wanted,
            Compare::AtMost => value <= wanted,
            Compare::AtLeast => value >= wanted,
            Compare::More => value > wanted,
        }
        .into(),
        (FactTest::Date(how, wanted), Value::Date(value)) => {
            let (value, wanted) = (When::only(value.number()), moment(world, with.seat, wanted));
            match how {
                Compare::Equal => value.at_most(&wanted).and(wanted.at_most(&value)),
                Compare::Less => wanted.at_most(&value).negate(),
                Compare::AtMost => value.at_most(&wanted),
                Compare::AtLeast => wanted.at_most(&value),
                Compare::More => value.at_most(&wanted).negate(),
            }
        }
        // Values of another type were refused when the case was bound.
        (FactTest::Yes | FactTest::Is(_) | FactTest::Number(..) | FactTest::Date(..), _) => {
            Truth::False
        }
    }
}

/// Whether a decision is recorded that counts here (language §3.3).
fn recorded(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    decision: ConceptId,
    by: Option<ConceptId>,
) -> Truth {
    let mut answer = Truth::False;
    for ev in world.happened(decision) {
        if by.is_some() && ev.by != by && !ev.by_other {
            continue;
        }
        let mut counts = decided(world, with, ev);
        if by.is_some() && ev.by_other {
            counts = counts.and(Truth::unknown(Blame::By(ev.id)));
        }
        answer = answer.or(counts);
    }
    if answer.is_false() {
        let after = i32::from(with.strictly_after);
        let from = with.decided_from.lo.saturating_add(after);
        let silent =
            world.unrecorded(decision, from).filter(|(first, _)| *first <= with.decided_by.hi);
        if let Some((_, blame)) = silent {
            return Truth::unknown(blame);
        }
    }
    answer
}

fn decided(world: &World<'_>, with: &Reading<'_, '_>, ev: &Ev) -> Truth {
    let date = ev.when();
    let known = date.by(world.t);
    match ev.done_for {
        Some(of) if Some(of) == with.seat.occ => return known,
        Some(of)
            if trigger_kind(world, with).is_some_and(|kind| world.ev_as(of, kind).is_some()) =>
        {
            return Truth::False;
        }
        Some(_) | None => {}
    }
    let after = if with.strictly_after {
        date.at_most(&with.decided_from).negate()
    } else {
        with.decided_from.at_most(&date)
    };
    known.and(after).and(date.at_most(&with.decided_by))
}

fn trigger_kind(world: &World<'_>, with: &Reading<'_, '_>) -> Option<ConceptId> {
    with.seat.occ.and_then(|id| world.ev(id)).map(|ev| ev.kind)
}
