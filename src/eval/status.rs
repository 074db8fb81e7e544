//! The table of language §3.5: how an instance stands.
//!
//! In: what is known of one instance. Out: the set of statuses it may have, and
//! what is to blame where there is more than one. Never here: how those days
//! were found.

use super::range::{ALWAYS, NEVER, Truth, When, Why, blame_also};
use super::world::World;
use super::{Status, StatusSet};
use smallvec::SmallVec;

use crate::model::SoonRule;
use crate::time::{Counting, Day, Direction, Roll, apply};

/// What the rows of the table test.
#[derive(Debug)]
pub(super) struct Tests {
    /// A: it applies.
    pub(super) applies: Truth,
    /// F: the day it was done.
    pub(super) done: When,
    /// D: the last day.
    pub(super) due: When,
    /// O: the first day an act counts.
    pub(super) opens: When,
    /// L: the day it closed.
    pub(super) closed: When,
    /// Its anchor event is only expected.
    pub(super) provisional: bool,
    /// When *due soon* begins.
    pub(super) soon: SoonRule,
}

/// Walks the table from the top: a row that holds ends the walk, one that may
/// hold is added, one that does not is passed over.
pub(super) fn walk(world: &World<'_>, tests: &Tests) -> (StatusSet, Why) {
    let t = world.t;
    let by_now = tests.done.by(t);
    let in_time = tests.done.at_most(&tests.due);
    let before_closing = tests.done.at_most(&tests.closed);
    let soon = || soon(world, tests);
    let rows: [(Status, &dyn Fn() -> Truth); 7] = [
        (Status::NotApplicable, &|| tests.applies.clone().negate()),
        (Status::Met, &|| by_now.clone().and(in_time.clone()).and(before_closing.clone())),
        (Status::MetLate, &|| {
            by_now.clone().and(in_time.clone().negate()).and(before_closing.clone())
        }),
        (Status::Lapsed, &|| {
            tests.closed.by(t.saturating_sub(1)).and(before_closing.clone().negate())
        }),
        (Status::Overdue, &|| {
            if tests.provisional { Truth::False } else { tests.due.by(t.saturating_sub(1)) }
        }),
        (Status::DueSoon, &|| soon().by(t).and(tests.opens.by(t))),
        (Status::Pending, &|| Truth::True),
    ];
    let (mut set, mut why) = (StatusSet::EMPTY, Why::new());
    for (status, test) in rows {
        match test() {
            Truth::False => {}
            Truth::True => {
                set = set.with(status);
                break;
            }
            Truth::Unknown(more) => {
                set = set.with(status);
                blame_also(&mut why, &more);
            }
        }
    }
    if set.single().is_none() {
        set = every(world, tests, set);
    }
    if set.single().is_some() {
        why.clear();
    }
    (set, why)
}

/// The first day of *due soon*.
fn soon(world: &World<'_>, tests: &Tests) -> When {
    let (opens, due) = (&tests.opens, &tests.due);
    let lo = soon_from(world, tests.soon, opens.lo, due.lo);
    let hi = soon_from(world, tests.soon, opens.hi, due.hi);
    let mut why = due.why.clone();
    blame_also(&mut why, &opens.why);
    if lo == hi {
        why.clear();
    }
    When { lo: lo.min(hi), hi, why }
}

pub(super) fn soon_from(world: &World<'_>, rule: SoonRule, opens: i32, due: i32) -> i32 {
    if due == NEVER || due == ALWAYS {
        return due;
    }
    let calendar = world.model.calendar.as_deref();
    let day = Day::from_number(due);
    let days = match rule {
        SoonRule::Default => match calendar.and_then(|calendar| calendar.sub_working(day, 5)) {
            Some(day) => day.number(),
            None => due.saturating_sub(7),
        },
        SoonRule::Before(offset) => {
            let back =
                apply(day, &offset, Direction::Back, Counting::of(&offset), Roll::None, calendar);
            return back.map_or(due.saturating_sub(7), Day::number);
        }
    };
    // Not before the last third of the time there was.
    if opens == ALWAYS || opens == NEVER || opens > due {
        return days;
    }
    days.max(due - due.saturating_sub(opens).div_euclid(3))
}

/// Of the statuses that may be, those that some choice of days gives: exact where
/// the days do not hang together. Only days next to a limit can make a difference.
fn every(world: &World<'_>, tests: &Tests, may: StatusSet) -> StatusSet {
    let t = world.t;
    let applies = tests.applies.known();
    let mut set = StatusSet::EMPTY;
    if applies != Some(true) {
        set = set.with(Status::NotApplicable);
    }
    if applies == Some(false) {
        return set.and(may);
    }
    for closed in choices(&tests.closed, &[t]) {
        for opens in choices(&tests.opens, &[t]) {
            let soon = |due| soon_from(world, tests.soon, opens, due);
            let first_soon = turn(&tests.due, t, soon);
            for due in choices(&tests.due, &[t, closed, first_soon]) {
                if may.is_within(set) {
                    return may;
                }
                for done in choices(&tests.done, &[t, due, closed]) {
                    set = set.with(status(
                        t,
                        (done, due, opens, closed),
                        soon(due),
                        tests.provisional,
                    ));
                }
            }
        }
    }
    set.and(may)
}

/// The ends of a range, and the days in it on either side of a limit.
fn choices(when: &When, limits: &[i32]) -> SmallVec<[i32; 12]> {
    let mut days: SmallVec<[i32; 12]> = SmallVec::new();
    days.push(when.lo);
    if when.is_exact() {
        return days;
    }
    days.push(when.hi);
    let beside = limits.iter().flat_map(|day| [day.saturating_sub(1), *day, day.saturating_add(1)]);
    days.extend(beside.filter(|day| (when.lo..=when.hi).contains(day)));
    days
}

/// The last due date of a range for which *soon* has begun at `t`.
fn turn(due: &When, t: i32, soon: impl Fn(i32) -> i32) -> i32 {
    let (mut lo, mut hi) = (due.lo.max(t), due.hi.min(t.saturating_add(36_525)));
    if due.is_exact() || lo >= hi {
        return due.lo;
    }
    while lo < hi {
        let middle = lo + (hi - lo + 1) / 2;
        if soon(middle) <= t { lo = middle } else { hi = middle - 1 }
    }
    lo
}

/// The one status that known days give.
fn status(
    t: i32,
    (done, due, opens, closed): (i32, i32, i32, i32),
    soon: i32,
    provisional: bool,
) -> Status {
    let before_closing = done <= closed;
    if done <= t && before_closing {
        return if done <= due { Status::Met } else { Status::MetLate };
    }
    if closed < t && !before_closing {
        Status::Lapsed
    } else if due < t && !provisional {
        Status::Overdue
    } else if soon <= t && opens <= t {
        Status::DueSoon
    } else {
        Status::Pending
    }
}
