//! Conditions that several duties share, as functions of their own.
//!
//! In: tests that speak of nothing but the case. Out: functions `(columns, case, t, day, so)
//! -> 0, 1 or less`, or `-> the day on which they turn`, each made once for all duties that
//! ask the same. The stretches of statuses are those that the duty found before. Never
//! here: tests that speak of an instance.

use wasm_encoder::Instruction as I;

use super::code::{Code, Label, Local};
use super::days::{Of, Seat, Span};
use super::plan::{AS_OF, Asked, CASE, INPUT, Plan};
use super::tests_of::{Reading, next_change, of_no_instance, test};
use super::{FIVE, Why, duty, runs};
use crate::ir::{ALWAYS, NEVER, Test, Uses};

/// What a function answers where it cannot tell: no test comes to this, and nothing turns
/// on this day.
const CANNOT_TELL: i32 = ALWAYS;

/// The day that is asked about, and whether the tests are to be so.
const DAY: Local = 3;
const SO: Local = 4;

/// Whether tests speak of nothing but the case.
pub(super) fn can_share(tests: &[&Test]) -> bool {
    tests.iter().all(|one| of_no_instance(one).is_ok())
}

/// Whether a test is so on a day, by a function of its own.
pub(super) fn shared(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    asked: &Test,
    on: Local,
) -> Result<Local, Why> {
    let asked = Asked { tests: vec![asked.clone()], turns: false, leap_early: of.leap_early };
    call(plan, c, of, asked, (on, true))
}

/// The first day from one on, up to `t`, on which all tests are so, or one of them is not.
pub(super) fn turn(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    tests: &[&Test],
    (from, so): (Local, bool),
) -> Result<Local, Why> {
    let tests = tests.iter().map(|one| (*one).clone()).collect();
    let asked = Asked { tests, turns: true, leap_early: of.leap_early };
    call(plan, c, of, asked, (from, so))
}

fn call(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    asked: Asked,
    (on, so): (Local, bool),
) -> Result<Local, Why> {
    let mut uses = Uses::default();
    asked.tests.iter().for_each(|one| uses.test(one));
    let facts = duty::facts(plan, uses);
    let known = plan.readers.iter().find(|(known, _)| *known == asked).map(|(_, at)| *at);
    let function = match known {
        Some(function) => function,
        None => {
            let made = reader(plan, &asked)?;
            let function = plan.add(FIVE, made.finish());
            plan.readers.push((asked, function));
            function
        }
    };
    for fact in facts {
        // A duty reads what its readers read.
        plan.fact_word(fact);
    }
    for given in [INPUT, CASE, AS_OF, on] {
        c.get(given);
    }
    c.int(i32::from(so));
    c.op(I::Call(function));
    let found = c.keep();
    c.compare_to(found, I::I32Eq, CANNOT_TELL);
    c.br_if(of.bail);
    Ok(found)
}

fn reader(plan: &mut Plan<'_>, asked: &Asked) -> Result<Code, Why> {
    let mut code = Code::new(5);
    let c = &mut code;
    let found = c.holding(CANNOT_TELL);
    let mut result = Ok(());
    c.block(|c, bail| {
        result = read(plan, c, asked, (found, bail));
    });
    result?;
    c.get(found);
    Ok(code)
}

fn read(
    plan: &mut Plan<'_>,
    c: &mut Code,
    asked: &Asked,
    (found, bail): (Local, Label),
) -> Result<(), Why> {
    let mut uses = Uses::default();
    asked.tests.iter().for_each(|one| uses.test(one));
    let (kinds, statuses) = duty::through_definitions(plan, uses);
    let mut of = Of { runs: Vec::new(), stretches: Vec::new(), bail, leap_early: asked.leap_early };
    for kind in kinds {
        of.runs.push(runs::kind(plan, c, kind, bail)?);
    }
    for status in statuses {
        of.stretches.push(runs::found(plan, c, status)?);
    }
    // No test asks where it sits.
    let nowhere =
        Span { from: DAY, ends: DAY, next: DAY, before: DAY, last: DAY, index: DAY, status: None };
    let seat = Seat { span: nowhere, trig: DAY, own: None };
    let with = Reading { seat: &seat, decided_by: DAY };
    let tests: Vec<&Test> = asked.tests.iter().collect();
    if !asked.turns {
        let so = all_so(plan, c, &of, (with, &tests), DAY)?;
        c.assign(found, so);
        return Ok(());
    }
    let (day, on) = (c.holding(NEVER), c.copy(DAY));
    let mut result = Ok(());
    c.block(|c, out| {
        c.again(|c, top| {
            c.compare(on, I::I32GtS, AS_OF);
            c.br_if(out);
            result = one_day(plan, c, (&of, out), (with, &tests), (day, on));
            c.br(top);
        });
    });
    result?;
    c.assign(found, day);
    Ok(())
}

/// Whether they are as they should be on a day; else goes on to the next on which they may.
fn one_day(
    plan: &mut Plan<'_>,
    c: &mut Code,
    (of, out): (&Of, Label),
    (with, tests): (Reading<'_>, &[&Test]),
    (day, on): (Local, Local),
) -> Result<(), Why> {
    let all = all_so(plan, c, of, (with, tests), on)?;
    c.compare(all, I::I32Eq, SO);
    c.when(|c| {
        c.assign(day, on);
        c.br(out);
    });
    let next = next_change(plan, c, of, tests, on)?;
    c.assign(on, next);
    Ok(())
}

fn all_so(
    plan: &mut Plan<'_>,
    c: &mut Code,
    of: &Of,
    (with, tests): (Reading<'_>, &[&Test]),
    on: Local,
) -> Result<Local, Why> {
    let so = c.holding(1);
    for one in tests {
        let one = test(plan, c, of, with, one, on)?;
        c.get(one);
        c.get(so);
        c.op(I::I32And);
        c.set(so);
    }
    Ok(so)
}
