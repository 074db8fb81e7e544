//! On which days every `while` of a duty holds.
//!
//! In: the tests of its clauses, and a case. Out: whether all hold on a day, and the days on
//! which that may change. What no instance has a part in is found once a case for all duties
//! that ask for the same. Never here: what follows where it holds.

use std::rc::Rc;

use smallvec::SmallVec;

use super::bound::Bound;
use super::judging::{Days, Reading, changes, holds};
use super::range::Truth;
use super::told::all_told;
use super::world::World;
use crate::ir::{Clause, Compiled, Duty, How, Tense, Test};

pub(super) type Whiles<'d> = SmallVec<[&'d Test; 4]>;

/// The tests of the clauses with `while`.
pub(super) fn whiles(applies: &[Clause]) -> Whiles<'_> {
    let whiles = applies.iter().filter(|clause| clause.how == How::While);
    whiles.map(|clause| &clause.test).collect()
}

/// Whether tests hold: told alike of all cases, read for one instance or known for the whole
/// case.
pub(super) enum Course<'c> {
    Told(Truth),
    Read { world: &'c World<'c>, with: &'c Reading<'c>, tests: &'c [&'c Test] },
    Known(Rc<Found>),
}

/// How much the tests of a duty hang on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CourseOf {
    /// On nothing: they come out so in every case and on every day.
    Told(Truth),
    /// On the case alone; the number is the same for all that ask for the same.
    Case(usize),
}

/// How the tests came out in a layout of a case.
#[derive(Debug, Clone)]
pub(super) struct Found {
    edition: u64,
    /// Before the first of the days …
    before: Truth,
    /// … and from each of them on, up to `t`.
    days: Vec<(i32, Truth)>,
}

impl<'c> Course<'c> {
    pub(super) fn of(
        world: &'c World<'c>,
        with: &'c Reading<'c>,
        duty: &Duty,
        tests: &'c [&'c Test],
    ) -> Course<'c> {
        let course = world.bound.courses.get(duty.id.0 as usize).copied().flatten();
        match course {
            Some(CourseOf::Told(so)) => Course::Told(so),
            Some(CourseOf::Case(course)) => Course::Known(known(world, with, course, tests)),
            None => Course::Read { world, with, tests },
        }
    }

    /// Whether all hold on a day, up to `t`.
    pub(super) fn on(&self, day: i32) -> Truth {
        match self {
            Course::Told(so) => *so,
            Course::Read { world, with, tests } => all_hold(world, with, tests, day),
            Course::Known(found) => {
                let last = found.days.iter().rev().find(|(from, _)| *from <= day);
                last.map_or(found.before, |(_, so)| *so)
            }
        }
    }

    /// Every day after another, up to `t`, on which that may change, in order.
    pub(super) fn days_after(&self, from: i32) -> Days {
        match self {
            Course::Told(_) => Days::new(),
            Course::Read { world, with, tests } => change_days(world, with, tests, Some(from)),
            Course::Known(found) => {
                found.days.iter().map(|(day, _)| *day).filter(|day| *day > from).collect()
            }
        }
    }
}

fn known(world: &World<'_>, with: &Reading<'_>, course: usize, tests: &[&Test]) -> Rc<Found> {
    let mut courses = world.courses.borrow_mut();
    if courses.len() <= course {
        courses.resize_with(course + 1, Rc::default);
    }
    let Some(slot) = courses.get_mut(course) else { return Rc::default() };
    if slot.edition != world.edition {
        let days = change_days(world, with, tests, None);
        let eve = days.first().map_or(world.t, |first| first.saturating_sub(1));
        let on = |day: &i32| (*day, all_hold(world, with, tests, *day));
        let found = Rc::make_mut(slot);
        found.edition = world.edition;
        found.before = all_hold(world, with, tests, eve);
        found.days.clear();
        found.days.extend(days.iter().map(on));
    }
    Rc::clone(slot)
}

impl Default for Found {
    fn default() -> Found {
        Found { edition: 0, before: Truth::FALSE, days: Vec::new() }
    }
}

fn all_hold(world: &World<'_>, with: &Reading<'_>, tests: &[&Test], day: i32) -> Truth {
    Truth::all(tests.iter().map(|test| holds(world, with, test, day)))
}

/// Every day up to `t`, after one if that is given, on which one of them may change, in order.
fn change_days(world: &World<'_>, with: &Reading<'_>, tests: &[&Test], after: Option<i32>) -> Days {
    let mut days = Days::new();
    tests.iter().for_each(|test| changes(world, with, test, &mut days));
    days.retain(|day| after.is_none_or(|after| *day > after) && *day <= world.t);
    days.sort_unstable();
    days.dedup();
    days
}

/// Of each duty how much its tests with `while` hang on; nothing where it has none, or an
/// instance has a part in them.
pub(super) fn courses(bound: &Bound<'_>) -> Vec<Option<CourseOf>> {
    let mut known: Vec<(bool, Whiles<'_>)> = Vec::new();
    let mut found = Vec::new();
    for compiled in &bound.ir.duties {
        found.push(match compiled {
            Compiled::Duty(duty) => of_case(duty).map(|tests| {
                if let Some(so) = all_told(bound, tests.iter().copied()) {
                    return CourseOf::Told(so);
                }
                let one = (duty.leap_early, tests);
                let place = known.iter().position(|known| *known == one);
                CourseOf::Case(place.unwrap_or_else(|| {
                    known.push(one);
                    known.len() - 1
                }))
            }),
            Compiled::Nothing | Compiled::Fallback(_) => None,
        });
    }
    found
}

/// The tests with `while` of a duty, where all its versions have the same, and these come out
/// the same for every instance of a case.
fn of_case(duty: &Duty) -> Option<Whiles<'_>> {
    let tests = whiles(&duty.applies);
    let alike = |one: &Duty| whiles(&one.applies) == tests && one.leap_early == duty.leap_early;
    let alone = tests.iter().all(|test| is_of_case(test));
    (!tests.is_empty() && alone && duty.versions().all(alike)).then_some(tests)
}

/// Whether a test comes out the same for every instance of a case.
fn is_of_case(test: &Test) -> bool {
    match test {
        Test::All(parts) | Test::Any(parts) => parts.iter().all(is_of_case),
        Test::Not(inner) => is_of_case(inner),
        Test::Status(_, Tense::Now | Tense::Ever | Tense::For(..)) => true,
        Test::Age(_, _, own) => own.is_none(),
        Test::Status(_, Tense::On(_) | Tense::Since(_) | Tense::OnOrAfter(_))
        | Test::Happened { .. }
        | Test::Total { .. }
        | Test::Fact(..)
        | Test::OfTrigger(..)
        | Test::Recorded(..) => false,
    }
}
