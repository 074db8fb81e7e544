//! The statuses that an instance may have, told from the days between which its own lie.
//!
//! In: between which days it was done, is due, opens and closes. Out: every status that some
//! choice of such days gives, and no other. Never here: conditions, blame.

use smallvec::SmallVec;

use super::range::{ALWAYS, NEVER, Rng};
use super::world::World;
use crate::eval::{Status, StatusSet};
use crate::ir::Soon;
use crate::time::{Counting, Day, Direction, Roll, Unit, apply};

/// Between which days those of an instance lie: each of them by itself, for they have nothing
/// to do with one another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Between {
    pub(super) done: Rng,
    pub(super) due: Rng,
    pub(super) opens: Rng,
    pub(super) closed: Rng,
}

/// Every status that it may have. `soon`: when *due soon* begins for the day on which it opens
/// and that on which it is due. Where these two are not known it must be no earlier if one of
/// them is later, as far as `t` is concerned: [`is_in_order`].
pub(super) fn statuses(
    t: i32,
    days: &Between,
    soon: impl Fn(i32, i32) -> i32,
    provisional: bool,
) -> StatusSet {
    let Between { done, due, opens, closed } = *days;
    let last = t.min(closed.hi);
    let mut set = StatusSet::EMPTY;
    if done.lo <= due.hi.min(last) {
        set = set.with(Status::Met);
    }
    if done.lo.max(due.lo.saturating_add(1)) <= done.hi.min(last) {
        set = set.with(Status::MetLate);
    }
    if closed.lo < t.min(done.hi) {
        set = set.with(Status::Lapsed);
    }
    if closed.hi < t || done.hi <= t {
        return set;
    }
    // It may be open still.
    if due.lo < t && !provisional {
        set = set.with(Status::Overdue);
    }
    if due.hi < t && !provisional {
        return set;
    }
    let first_due = if provisional { due.lo } else { due.lo.max(t) };
    let sure = opens.is_exact() && first_due == due.hi;
    let is_soon = opens.lo <= t && soon(opens.lo, first_due) <= t;
    if is_soon {
        set = set.with(Status::DueSoon);
    }
    let is_late = || opens.hi > t || soon(opens.hi, due.hi) > t;
    if if sure { !is_soon } else { is_late() } {
        set = set.with(Status::Pending);
    }
    set
}

/// Whether *due soon* has begun by `t` for every last day before one for which it has. Where a
/// calendar does not reach, seven days are counted instead, which may begin earlier or later:
/// `t` must lie so far inside that this is done only where it surely has begun, or surely not.
pub(super) fn is_in_order(world: &World<'_>, rule: Soon) -> bool {
    // A calendar may be shut for months on end.
    const AFTER_FIRST: i32 = 400;
    const BEFORE_LAST: i32 = 30;
    let Some(calendar) = world.bound.calendar else { return true };
    let back = match rule {
        Soon::Default => 5,
        Soon::Before(offset) if offset.plus.is_some() => return false,
        Soon::Before(offset) if offset.first.unit == Unit::WorkingDay => offset.first.count,
        Soon::Before(_) => 0,
    };
    let back = i32::try_from(back).unwrap_or(i32::MAX).saturating_mul(3);
    let first = calendar.first().number().saturating_add(back).saturating_add(AFTER_FIRST);
    (first..=calendar.last().number().saturating_sub(BEFORE_LAST)).contains(&world.t)
}

/// The statuses that days give which are tried one by one, as the interpreter tries them: the
/// ends of each range, and what lies beside a day on which anything turns.
pub(super) fn tried(
    t: i32,
    days: &Between,
    soon: impl Fn(i32, i32) -> i32,
    provisional: bool,
) -> StatusSet {
    let mut set = StatusSet::EMPTY;
    for closed in choices(days.closed, &[t]) {
        for opens in choices(days.opens, &[t]) {
            let first_soon = turn(days.due, t, |due| soon(opens, due));
            for due in choices(days.due, &[t, closed, first_soon]) {
                for done in choices(days.done, &[t, due, closed]) {
                    set = set.with(status(t, (done, due, opens, closed), &soon, provisional));
                }
            }
        }
    }
    set
}

/// The ends of a range, and the days in it on either side of a limit.
fn choices(rng: Rng, limits: &[i32]) -> SmallVec<[i32; 12]> {
    let mut days: SmallVec<[i32; 12]> = SmallVec::new();
    days.push(rng.lo);
    if rng.is_exact() {
        return days;
    }
    days.push(rng.hi);
    let beside = limits.iter().flat_map(|day| [day.saturating_sub(1), *day, day.saturating_add(1)]);
    days.extend(beside.filter(|day| (rng.lo..=rng.hi).contains(day)));
    days
}

/// The last due date of a range for which *soon* has begun at `t`.
fn turn(due: Rng, t: i32, soon: impl Fn(i32) -> i32) -> i32 {
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

/// The one status that known days give: the table of statuses, read from the top.
fn status(
    t: i32,
    (done, due, opens, closed): (i32, i32, i32, i32),
    soon: impl Fn(i32, i32) -> i32,
    provisional: bool,
) -> Status {
    if done <= t && done <= closed {
        if done <= due { Status::Met } else { Status::MetLate }
    } else if closed < t {
        Status::Lapsed
    } else if due < t && !provisional {
        Status::Overdue
    } else if opens <= t && soon(opens, due) <= t {
        Status::DueSoon
    } else {
        Status::Pending
    }
}

/// When *due soon* begins.
pub(super) fn soon_from(world: &World<'_>, rule: Soon, opens: i32, due: i32) -> i32 {
    if due == NEVER || due == ALWAYS {
        return due;
    }
    let calendar = world.bound.calendar;
    let day = Day::from_number(due);
    let days = match rule {
        Soon::Default => match calendar.and_then(|calendar| calendar.sub_working(day, 5)) {
            Some(day) => day.number(),
            None => due.saturating_sub(7),
        },
        Soon::Before(offset) => {
            let counting = Counting::of(&offset);
            let back = apply(day, &offset, Direction::Back, counting, Roll::None, calendar);
            return back.map_or(due.saturating_sub(7), Day::number);
        }
    };
    // Not before the last third of the time there was.
    if opens == ALWAYS || opens == NEVER || opens > due {
        return days;
    }
    days.max(due - due.saturating_sub(opens).div_euclid(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two days before it is due, but not before the last third of the time there was.
    fn soon(opens: i32, due: i32) -> i32 {
        if due == NEVER || due == ALWAYS {
            return due;
        }
        if opens == ALWAYS || opens > due {
            return due.saturating_sub(2);
        }
        due.saturating_sub(2).max(due - due.saturating_sub(opens).div_euclid(3))
    }

    const ENDS: [i32; 7] = [ALWAYS, -4, -1, 0, 1, 3, NEVER];

    fn ranges() -> Vec<Rng> {
        let all = ENDS.into_iter().flat_map(|lo| ENDS.map(|hi| Rng { lo, hi }));
        all.filter(|rng| rng.lo <= rng.hi).collect()
    }

    /// Its days near the one that is asked for, and its ends.
    fn days(rng: Rng) -> Vec<i32> {
        let ends = [rng.lo, rng.hi].into_iter().filter(|day| day.unsigned_abs() > 4);
        ends.chain((-4..=4).filter(|day| (rng.lo..=rng.hi).contains(day))).collect()
    }

    fn every(between: &Between, provisional: bool) -> StatusSet {
        let mut set = StatusSet::EMPTY;
        for done in days(between.done) {
            for due in days(between.due) {
                for opens in days(between.opens) {
                    for closed in days(between.closed) {
                        set = set.with(status(0, (done, due, opens, closed), soon, provisional));
                    }
                }
            }
        }
        set
    }

    #[test]
    fn a_status_is_possible_where_some_choice_of_days_gives_it() {
        let few =
            [(ALWAYS, ALWAYS), (ALWAYS, NEVER), (-4, -1), (-1, 1), (0, 0), (1, 3), (NEVER, NEVER)];
        let few = few.map(|(lo, hi)| Rng { lo, hi });
        for due in ranges() {
            for opens in ranges() {
                for (done, closed) in few.iter().flat_map(|done| few.map(|closed| (*done, closed)))
                {
                    for provisional in [false, true] {
                        let between = Between { done, due, opens, closed };
                        let told = statuses(0, &between, soon, provisional);
                        let (every, name) = (every(&between, provisional), (&between, provisional));
                        assert_eq!(told, every, "{name:?}");
                        assert_eq!(super::tried(0, &between, soon, provisional), every, "{name:?}");
                    }
                }
            }
        }
    }
}
