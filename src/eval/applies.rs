//! Whether a duty applies to an instance, and for how long.
//!
//! In: the `applies` clauses, the seat of the instance, and the day its limit
//! says they are read on. Out: whether they let it apply, when a `while` began
//! and stopped, and how each part came out (language §3.3, “When a condition is
//! judged”). Never here: single statements.

use smallvec::SmallVec;

use super::AppliesOutcome;
use super::conditions::{Days, Reading, changes, holds, holds_on};
use super::points::moment;
use super::range::{NEVER, Truth, When, blame_also};
use super::world::World;
use crate::syntax::ast::{Applies, Atom, Condition, Tense, When as How};

/// How the clauses of an instance came out.
#[derive(Debug)]
pub(super) struct Applied {
    /// Whether all but the `while` let it apply.
    pub(super) applies: Truth,
    /// A day on which a condition is to be read lies ahead.
    pub(super) ahead: bool,
    /// The day from which every `while` held; `None` where there is none.
    pub(super) begun: Option<When>,
    /// The day on which one stopped.
    pub(super) stopped: When,
    /// How each part came out.
    pub(super) outcomes: Outcomes,
}

/// How each part of the clauses came out, in order.
pub(super) type Outcomes = SmallVec<[AppliesOutcome; 2]>;

/// Reads the clauses of a duty for one instance.
///
/// `judged` is the day `if` and `unless` are read on, `from` the day from which
/// `once` and `while` are watched.
pub(super) fn applied(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    clauses: &[Applies],
    judged: &When,
    from: &When,
) -> Applied {
    let mut all = Applied {
        applies: Truth::True,
        ahead: false,
        begun: None,
        stopped: When::never(),
        outcomes: SmallVec::new(),
    };
    if clauses.is_empty() {
        return all;
    }
    let judged = judged.clone().min(When::only(world.t));
    let mut whiles: SmallVec<[&Condition; 2]> = SmallVec::new();
    for (clause, part, how, condition) in parts(clauses) {
        let mut outcome = AppliesOutcome { clause, part, holds: None, judged_on: judged.dates() };
        if fixed_day_ahead(world, with, condition) {
            all.ahead = true;
            all.applies = Truth::False;
            outcome.judged_on = None;
            all.outcomes.push(outcome);
            continue;
        }
        let truth = match how {
            How::If => holds_on(world, with, condition, &judged),
            How::Unless => holds_on(world, with, condition, &judged).negate(),
            How::Once => {
                let first = first_so(world, with, &[condition], from);
                outcome.judged_on = first.dates();
                first.by(world.t)
            }
            How::While => {
                whiles.push(condition);
                Truth::True
            }
        };
        outcome.holds = truth.known();
        if how != How::While {
            all.outcomes.push(outcome);
        }
        all.applies = all.applies.and(truth);
    }
    if !whiles.is_empty() {
        let begun = first_so(world, with, &whiles, from);
        all.stopped = first_not_so(world, with, &whiles, &begun);
        let day = if all.stopped.by(world.t).is_true() {
            all.stopped.clone()
        } else {
            When::only(world.t)
        };
        whiles_came_out(world, with, clauses, &day, &mut all.outcomes);
        all.begun = Some(begun);
    }
    all
}

/// Says of an instance that was done or over before every `while` of it held how they stood
/// on that day, and not how they came to stand later.
pub(super) fn over_before(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    clauses: &[Applies],
    over: &When,
    outcomes: &mut Outcomes,
) {
    if over.is_exact() && over.lo <= world.t {
        whiles_came_out(world, with, clauses, over, outcomes);
    }
}

fn parts(clauses: &[Applies]) -> impl Iterator<Item = (usize, usize, How, &Condition)> {
    clauses.iter().enumerate().flat_map(|(clause, applies)| {
        applies
            .parts
            .iter()
            .enumerate()
            .map(move |(part, (how, condition))| (clause, part, how.value, condition))
    })
}

/// How each `while` stands on a day: that on which one stopped, else `t`.
fn whiles_came_out(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    clauses: &[Applies],
    day: &When,
    outcomes: &mut Outcomes,
) {
    let is_while = |clause: usize, part: usize| {
        parts(clauses).any(|(c, p, how, _)| (c, p) == (clause, part) && how == How::While)
    };
    outcomes.retain(|known| !is_while(known.clause, known.part));
    for (clause, part, how, condition) in parts(clauses) {
        if how == How::While {
            let holds = holds_on(world, with, condition, day).known();
            outcomes.push(AppliesOutcome { clause, part, holds, judged_on: day.dates() });
        }
    }
    outcomes.sort_by_key(|outcome| (outcome.clause, outcome.part));
}

fn all_hold(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    conditions: &[&Condition],
    day: i32,
) -> Truth {
    conditions.iter().fold(Truth::True, |so, condition| so.and(holds(world, with, condition, day)))
}

/// Every day after `from` on which one of them may change, in order.
fn change_days(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    conditions: &[&Condition],
    from: i32,
) -> Days {
    let mut days = Days::new();
    conditions.iter().for_each(|condition| changes(world, with, condition, &mut days));
    days.retain(|day| *day > from && *day <= world.t);
    days.sort_unstable();
    days.dedup();
    days
}

/// The first day from `from` on which all of them hold.
fn first_so(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    conditions: &[&Condition],
    from: &When,
) -> When {
    let mut found = When { lo: NEVER, hi: NEVER, why: from.why.clone() };
    if from.lo > world.t {
        return found;
    }
    let days = change_days(world, with, conditions, from.lo);
    for day in std::iter::once(from.lo)
        .chain([from.hi].into_iter().filter(|hi| *hi <= world.t))
        .chain(days)
    {
        match all_hold(world, with, conditions, day) {
            Truth::False => {}
            Truth::True => {
                found.lo = found.lo.min(day);
                if day >= from.hi {
                    found.hi = found.hi.min(day);
                }
            }
            Truth::Unknown(why) => {
                found.lo = found.lo.min(day);
                blame_also(&mut found.why, &why);
            }
        }
    }
    if found.lo == found.hi {
        found.why.clear();
    }
    found
}

/// The first day after they began on which one of them does not hold.
fn first_not_so(
    world: &World<'_>,
    with: &Reading<'_, '_>,
    conditions: &[&Condition],
    begun: &When,
) -> When {
    let mut found = When { lo: NEVER, hi: NEVER, why: begun.why.clone() };
    if begun.lo >= world.t {
        return When::never();
    }
    let mut days = change_days(world, with, conditions, begun.lo);
    days.push(begun.lo.saturating_add(1));
    for day in days {
        match all_hold(world, with, conditions, day) {
            Truth::True => {}
            Truth::False => {
                found.lo = found.lo.min(day);
                if day > begun.hi {
                    found.hi = found.hi.min(day);
                }
            }
            Truth::Unknown(why) => {
                found.lo = found.lo.min(day);
                blame_also(&mut found.why, &why);
            }
        }
    }
    if found.lo == found.hi {
        found.why.clear();
    }
    found
}

/// Whether a condition is to be read on a day of its own that lies ahead.
fn fixed_day_ahead(world: &World<'_>, with: &Reading<'_, '_>, condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().any(|part| fixed_day_ahead(world, with, part))
        }
        Condition::Not(inner) => fixed_day_ahead(world, with, inner),
        Condition::Atom(atom) => {
            let on = match &atom.value {
                Atom::Age { on, .. }
                | Atom::Fact { on, .. }
                | Atom::Happened { on, .. }
                | Atom::Total { on, .. }
                | Atom::SamePerson { on, .. } => on.as_ref(),
                Atom::Status { tense: Tense::On(on), .. } => Some(on),
                Atom::Status { .. } | Atom::Recorded { .. } => None,
            };
            on.is_some_and(|on| moment(world, with.seat, on).lo > world.t)
        }
    }
}
