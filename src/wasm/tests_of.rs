//! Conditions, in instructions: 1 or 0 in a local.
//!
//! In: a test of the form, the day it is read on and the seat of an instance. Out: a local.
//! Where a fact is not known the case is left. Never here: which day a test is read on.

use wasm_encoder::Instruction as I;

use super::code::{Code, Local};
use super::days::{Of, Seat, after, birthday, day, stretch};
use super::plan::{AS_OF, CASE, INPUT, Plan};
use super::runs::{Stretches, run_of};
use super::{Why, shared};
use crate::facts::Value;
use crate::ir::{ALWAYS, FactTest, Held, NEVER, Status, StatusAt, Tense, Test};
use crate::names::{Completeness, ConceptId, FactInfo, FactType, Owner};
use crate::syntax::ast::Compare;

/// The value of a fact that is not known, in a column.
pub const UNKNOWN: i32 = i32::MIN;

/// A value as a number of a column of facts, by the `values` that the module names for it;
/// [`UNKNOWN`] where it is not known, or no number can stand for it.
#[must_use]
pub fn coded(values: &str, value: &Value) -> i32 {
    let number = match (values, value) {
        (_, Value::YesNo(yes)) => Some(i64::from(*yes)),
        ("itself", Value::Number(number)) | ("thousandths", Value::Decimal(number)) => {
            Some(*number)
        }
        ("thousandths", Value::Number(number)) => number.checked_mul(1_000),
        (_, Value::Word(word)) => {
            let at = values.split(", ").position(|known| known.eq_ignore_ascii_case(word));
            at.and_then(|at| i64::try_from(at).ok())
        }
        (_, Value::Number(_) | Value::Decimal(_) | Value::Date(_) | Value::Unknown) => None,
    };
    number.and_then(|number| i32::try_from(number).ok()).unwrap_or(UNKNOWN)
}

/// What a test is read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'s> {
    pub(super) seat: &'s Seat,
    /// Decisions count up to this day.
    pub(super) decided_by: Local,
}

/// Whether a test is so on a day.
pub(super) fn test(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    with: Reading<'_>,
    asked: &Test,
    on: Local,
) -> Result<Local, Why> {
    Ok(match asked {
        Test::All(parts) | Test::Any(parts) => {
            let all = matches!(asked, Test::All(_));
            let so = c.holding(i32::from(all));
            for part in parts {
                let one = test(plan, c, of, with, part, on)?;
                c.get(so);
                c.get(one);
                c.op(if all { I::I32And } else { I::I32Or });
                c.set(so);
            }
            so
        }
        Test::Not(inner) => {
            let one = test(plan, c, of, with, inner, on)?;
            c.get(one);
            c.op(I::I32Eqz);
            c.keep()
        }
        Test::Status(status, tense) => of_status(plan, c, of, with, (*status, tense), on)?,
        Test::Age(from, until, None) => age(c, of, (*from, *until), on),
        Test::Happened { kind, at_least, since, within: None, on: None } => {
            let from = match since {
                Some(since) => day(plan, c, of, with.seat, since)?,
                None => c.holding(ALWAYS),
            };
            let run = of.run(*kind)?;
            happened(c, (run.days, run.len), (from, on), *at_least)
        }
        Test::Age(_, _, Some(_)) | Test::Happened { .. } => {
            return Err("a condition is read on a day of its own".into());
        }
        Test::Fact(fact, asked, None) => of_fact(plan, c, of, (*fact, asked), on)?,
        Test::Fact(..) => return Err("a fact is asked for as on a day of its own".into()),
        Test::OfTrigger(..) => return Err("it asks for a fact of an event".into()),
        Test::Recorded(kind, false) => {
            let run = of.run(*kind)?;
            happened(c, (run.days, run.len), (with.seat.trig, with.decided_by), 1)
        }
        Test::Recorded(_, true) => return Err("a decision counts by who made it".into()),
    })
}

/// Whether a day lies from one birthday until the eve of another.
fn age(c: &mut Code, of: &Of, (from, until): (Option<u32>, Option<u32>), on: Local) -> Local {
    let so = c.holding(1);
    for (n, reached) in [(from, true), (until, false)] {
        let Some(n) = n else { continue };
        let day = birthday(c, of, n);
        c.compare(day, if reached { I::I32LeS } else { I::I32GtS }, on);
        c.get(so);
        c.op(I::I32And);
        c.set(so);
    }
    so
}

/// Whether there are so many days of a run from one day to another.
fn happened(
    c: &mut Code,
    (days, len): (Local, Local),
    (from, until): (Local, Local),
    at_least: u32,
) -> Local {
    for given in [days, len, from, until] {
        c.get(given);
    }
    c.op(I::Call(shared::HAPPENED));
    c.int(at_least.cast_signed());
    c.op(I::I32GeS);
    c.keep()
}

fn of_status(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    with: Reading<'_>,
    (status, tense): (StatusAt, &Tense),
    on: Local,
) -> Result<Local, Why> {
    match tense {
        Tense::Now => holds(plan, c, of, with, status, on),
        Tense::Ever => {
            let all = of.stretches(status)?;
            let (so, nought) = (c.holding(0), c.holding(0));
            c.each(nought, all.len, |c, at, out, next| {
                let (from, to) = (stretch(c, all, at, 0), after(c, all, at));
                c.compare(from, I::I32GtS, on);
                c.br_if(out);
                c.compare(to, I::I32LeS, from);
                c.br_if(next);
                c.put(so, 1);
                c.br(out);
            });
            Ok(so)
        }
        Tense::On(_) | Tense::Since(_) | Tense::OnOrAfter(_) => {
            Err("a condition is read on a day of its own".into())
        }
        Tense::For(..) => Err("it asks for how long a status has held".into()),
    }
}

/// Whether a status holds on a day.
fn holds(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    with: Reading<'_>,
    status: StatusAt,
    on: Local,
) -> Result<Local, Why> {
    let versions = match plan.ir.status(status) {
        Some(Status { held: Held::Defined(versions), .. }) => versions.clone(),
        Some(_) | None => {
            let all = of.stretches(status)?;
            stretches(c, all);
            c.get(on);
            c.op(I::Call(shared::HOLDS));
            return Ok(c.keep());
        }
    };
    let so = c.holding(0);
    for version in &versions {
        for one in version.except.iter().chain([&version.means]) {
            of_no_instance(one)?;
        }
        let one = test(plan, c, of, with, &version.means, on)?;
        for except in &version.except {
            let not = test(plan, c, of, with, except, on)?;
            c.get(not);
            c.when(|c| c.put(one, 0));
        }
        if version.force.0 != ALWAYS {
            c.compare_to(on, I::I32LtS, version.force.0);
            c.when(|c| c.put(one, 0));
        }
        if version.force.1 != NEVER {
            c.compare_to(on, I::I32GtS, version.force.1);
            c.when(|c| c.put(one, 0));
        }
        c.get(so);
        c.get(one);
        c.op(I::I32Or);
        c.set(so);
    }
    Ok(so)
}

/// Whether a test of a definition speaks of nothing but the case.
pub(super) fn of_no_instance(asked: &Test) -> Result<(), Why> {
    match asked {
        Test::All(parts) | Test::Any(parts) => parts.iter().try_for_each(of_no_instance),
        Test::Not(inner) => of_no_instance(inner),
        Test::Status(_, Tense::Now | Tense::Ever)
        | Test::Age(_, _, None)
        | Test::Fact(_, _, None)
        | Test::Happened { since: None, within: None, on: None, .. } => Ok(()),
        Test::Status(..)
        | Test::Age(..)
        | Test::Fact(..)
        | Test::Happened { .. }
        | Test::OfTrigger(..)
        | Test::Recorded(..) => Err("a definition reads a condition on a day of its own".into()),
    }
}

/// Whether the value of a fact of the case on a day is as asked.
fn of_fact(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    (fact, asked): (ConceptId, &FactTest),
    on: Local,
) -> Result<Local, Why> {
    let concept = plan.model.vocabulary.get(fact);
    let info = concept.and_then(|concept| concept.fact()).ok_or("a fact is not there")?;
    if info.owner != Owner::Subject {
        return Err("it asks for a fact of an event".into());
    }
    let silent = match (&info.ty, info.recorded) {
        (FactType::YesNo, Completeness::Fully { .. }) => 0,
        _ => UNKNOWN,
    };
    let (how, wanted) = wanted(info, asked)?;
    let word = plan.fact_word(fact);
    c.get(INPUT);
    c.int((4 * word).cast_signed());
    c.op(I::I32Add);
    c.get(CASE);
    c.get(on);
    c.int(silent);
    c.op(I::Call(shared::FACT));
    let value = c.keep();
    c.compare_to(value, I::I32Eq, UNKNOWN);
    c.br_if(of.bail);
    c.compare_to(value, how, wanted);
    Ok(c.keep())
}

fn wanted(info: &FactInfo, asked: &FactTest) -> Result<(I<'static>, i32), Why> {
    Ok(match (asked, &info.ty) {
        (FactTest::Yes, FactType::YesNo) => (I::I32Eq, 1),
        (FactTest::Is(word), FactType::OneOf(words)) => {
            let at = words.iter().position(|known| known.eq_ignore_ascii_case(word));
            let at = at.and_then(|at| i32::try_from(at).ok());
            (I::I32Eq, at.ok_or("it asks for a word that the fact cannot be")?)
        }
        (FactTest::Number(how, number), FactType::Number | FactType::Decimal) => {
            let scale = if info.ty == FactType::Decimal { 1000 } else { 1 };
            let number = number.checked_mul(scale).and_then(|number| i32::try_from(number).ok());
            (compared(*how), number.ok_or("it compares a fact with a very large number")?)
        }
        (FactTest::Yes | FactTest::Is(_) | FactTest::Number(..) | FactTest::Date(..), _) => {
            return Err("it asks for a fact that is a name or a date".into());
        }
    })
}

fn compared(how: Compare) -> I<'static> {
    match how {
        Compare::Equal => I::I32Eq,
        Compare::Less => I::I32LtS,
        Compare::AtMost => I::I32LeS,
        Compare::AtLeast => I::I32GeS,
        Compare::More => I::I32GtS,
    }
}

/// The first day after one on which any of these tests may change, up to `t`; else
/// [`NEVER`].
pub(super) fn next_change(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    tests: &[&Test],
    on: Local,
) -> Result<Local, Why> {
    let found = c.holding(NEVER);
    for asked in tests {
        changes(plan, c, of, asked, (on, found))?;
    }
    c.compare(found, I::I32GtS, AS_OF);
    c.when(|c| c.put(found, NEVER));
    Ok(found)
}

/// The stretches of a status as a function is given them.
fn stretches(c: &mut Code, all: Stretches) {
    c.int(all.at.cast_signed());
    c.get(all.len);
    c.int(i32::from(all.inclusive));
}

/// Takes in a day that is after another and before what was found so far.
fn sooner(c: &mut Code, day: Local, (on, found): (Local, Local)) {
    c.compare(day, I::I32GtS, on);
    c.compare(day, I::I32LtS, found);
    c.op(I::I32And);
    c.when(|c| c.assign(found, day));
}

fn changes(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    asked: &Test,
    to: (Local, Local),
) -> Result<(), Why> {
    match asked {
        Test::All(parts) | Test::Any(parts) => {
            for part in parts {
                changes(plan, c, of, part, to)?;
            }
        }
        Test::Not(inner) => changes(plan, c, of, inner, to)?,
        Test::Status(status, Tense::Now | Tense::Ever) => {
            status_changes(plan, c, of, *status, to)?;
        }
        Test::Age(from, until, None) => {
            for n in [from, until].into_iter().flatten() {
                let day = birthday(c, of, *n);
                sooner(c, day, to);
            }
        }
        Test::Happened { kind, since: None, within: None, on: None, .. } => {
            let run = of.run(*kind)?;
            for given in [run.days, run.len, to.0, to.1] {
                c.get(given);
            }
            c.op(I::Call(shared::NEXT_DAY));
            c.set(to.1);
        }
        Test::Fact(fact, _, None) => fact_changes(plan, c, *fact, to),
        Test::Recorded(_, false) => {}
        Test::Status(..)
        | Test::Age(..)
        | Test::Happened { .. }
        | Test::Fact(..)
        | Test::OfTrigger(..)
        | Test::Recorded(..) => return Err("a condition is watched from day to day".into()),
    }
    Ok(())
}

fn status_changes(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    status: StatusAt,
    to: (Local, Local),
) -> Result<(), Why> {
    let versions = match plan.ir.status(status) {
        Some(Status { held: Held::Defined(versions), .. }) => versions.clone(),
        Some(_) | None => {
            let all = of.stretches(status)?;
            stretches(c, all);
            c.get(to.0);
            c.get(to.1);
            c.op(I::Call(shared::NEXT_EDGE));
            c.set(to.1);
            return Ok(());
        }
    };
    for version in &versions {
        changes(plan, c, of, &version.means, to)?;
        for except in &version.except {
            changes(plan, c, of, except, to)?;
        }
        for edge in [version.force.0, version.force.1.saturating_add(1)] {
            if edge != ALWAYS && edge != NEVER {
                let edge = c.holding(edge);
                sooner(c, edge, to);
            }
        }
    }
    Ok(())
}

fn fact_changes(plan: &mut Plan<'_>, c: &mut Code, fact: ConceptId, to: (Local, Local)) {
    let word = plan.fact_word(fact);
    c.get(INPUT);
    c.load(4 * word);
    let starts = c.keep();
    c.get(starts);
    c.when(|c| {
        let (first, end) = run_of(c, starts);
        c.get(INPUT);
        c.load(4 * (word + 1));
        let from = c.keep();
        c.address(from, first);
        c.get(end);
        c.get(first);
        c.op(I::I32Sub);
        c.get(to.0);
        c.get(to.1);
        c.op(I::Call(shared::NEXT_DAY));
        c.set(to.1);
    });
}
