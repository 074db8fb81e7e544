//! The table of language §3.5: how an instance stands.
//!
//! In: what is known of one instance. Out: the set of statuses it may have, and
//! what is to blame where there is more than one. Never here: how those days
//! were found.

use super::range::{ALWAYS, NEVER, Truth, When, Why, blame_also};
use super::world::World;
use super::{Status, StatusSet};
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

fn soon_from(world: &World<'_>, rule: SoonRule, opens: i32, due: i32) -> i32 {
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
    days.max(due - (due - opens).div_euclid(3))
}
