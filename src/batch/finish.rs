//! The rows of an instance whose act is known: the table of statuses, and what goes with it.
//!
//! In: the days of an instance. Out: the set of statuses it may have, and its row. Never
//! here: how those days were found.

use super::instance::{Rest, opens};
use super::matching::{Done, Waiting};
use super::possible::{self, Between, is_in_order, soon_from};
use super::range::{ALWAYS, Is, NEVER, Truth, When, Why};
use super::seat::Outcome;
use super::table::Flat;
use super::triggers::Trig;
use super::world::World;
use crate::eval::{Flags, Status, StatusSet, TriggerKey};
use crate::ir::Soon;

/// A row in the making.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    pub(super) key: TriggerKey,
    pub(super) number: u32,
    pub(super) occ: u32,
    pub(super) trigger: When,
    pub(super) due: When,
    pub(super) statuses: StatusSet,
    pub(super) why: Why,
    /// The days of the act, where a row has them.
    pub(super) done_on: (i32, i32),
    pub(super) days_late: Option<i32>,
    pub(super) flags: Flags,
    /// The days on which it became due, overdue and met.
    pub(super) became: [When; 3],
}

impl Made {
    /// The row of a duty whose trigger is not recorded.
    pub(super) fn not_recorded(kind: crate::names::ConceptId, why: Why) -> Made {
        Made {
            key: TriggerKey::NotRecorded(kind),
            number: 1,
            occ: super::world::NOBODY,
            trigger: When::NEVER,
            due: When::NEVER,
            statuses: StatusSet::ALL,
            why,
            done_on: (ALWAYS, ALWAYS),
            days_late: None,
            flags: Flags::default(),
            became: [When::NEVER; 3],
        }
    }

    /// Whether it may stand in several ways.
    pub(super) fn is_open(&self) -> bool {
        self.statuses.single().is_none()
    }

    /// Whether each way in which something can be would be tried.
    pub(super) fn has_ways(&self) -> bool {
        self.is_open() && self.why.has_ways()
    }

    /// Its statuses are an outer bound, where there is more to try.
    pub(super) fn mark_imprecise(&mut self) {
        self.flags.possibly_imprecise |= self.has_ways();
    }

    /// As columns have it.
    pub(super) fn flat(&self, case: usize, because: u32) -> Flat {
        Flat {
            case: u32::try_from(case).unwrap_or(u32::MAX),
            trigger: self.key,
            number: self.number,
            trigger_on: self.trigger.days(),
            due: self.due.days(),
            done: self.done_on,
            statuses: self.statuses,
            days_late: self.days_late,
            flags: self.flags,
            because,
        }
    }

    /// What others that hang on it see.
    pub(super) fn outcome(&self) -> Outcome {
        Outcome {
            key: self.key,
            number: self.number,
            occ: self.occ,
            trigger: self.trigger,
            due: self.due,
            statuses: self.statuses,
            why: self.why,
            became: self.became,
        }
    }
}

/// Puts rows into the order in which answers have them.
pub(super) fn sort(rows: &mut [Made]) {
    let key = |made: &Made| {
        let days = made.due.days();
        let due = (days.0 != ALWAYS).then_some(days);
        (due, made.key, made.number)
    };
    if !rows.is_sorted_by_key(key) {
        rows.sort_by_key(key);
    }
}

/// What the rows of the table test.
struct Tests {
    applies: Truth,
    done: When,
    due: When,
    opens: When,
    closed: When,
    provisional: bool,
    soon: Soon,
}

impl Tests {
    /// The statuses that some choice of days gives where it applies.
    fn possible(&self, world: &World<'_>) -> StatusSet {
        let days = Between {
            done: self.done.rng(),
            due: self.due.rng(),
            opens: self.opens.rng(),
            closed: self.closed.rng(),
        };
        let soon = |opens, due| soon_from(world, self.soon, opens, due);
        let is_known = days.due.is_exact() && days.opens.is_exact();
        if is_known || is_in_order(world, self.soon) {
            possible::statuses(world.t, &days, soon, self.provisional)
        } else {
            possible::tried(world.t, &days, soon, self.provisional)
        }
    }

    /// The same, and whether it applies may not be known either.
    fn possible_or_not_applicable(&self, world: &World<'_>) -> StatusSet {
        match self.applies.is {
            Is::True => self.possible(world),
            Is::False => StatusSet::only(Status::NotApplicable),
            Is::Unknown => self.possible(world).with(Status::NotApplicable),
        }
    }
}

/// The row of an instance; nothing where there is no such instance. What became of it is
/// worked out where others hang on it.
pub(super) fn finish(
    world: &World<'_>,
    (soon, needed): (Soon, bool),
    (one, rest): (&Waiting<'_>, &Rest),
    done: &Done,
) -> Option<Made> {
    let mut applies = rest.applied.applies;
    // It exists if the `while` held on some day before it was done, or was over.
    if let Some(begun) = rest.applied.begun {
        applies = applies.and(begun.at_most(done.when)).and(begun.at_most(rest.closes.on));
    }
    let trig = &one.trig;
    let provisional = rest.limit.own.map_or(trig.provisional, |own| own.provisional);
    let tests = Tests {
        applies,
        done: done.when,
        due: rest.limit.due,
        opens: opens(&rest.limit),
        closed: rest.closes.on,
        provisional,
        soon,
    };
    let (statuses, why) = statuses(world, trig, &tests)?;
    let mut became = [When::NEVER; 3];
    if needed {
        let exists = applies.and(trig.exists).and(Truth::sure(trig.vague));
        let exists = exists.and(Truth::of(!provisional));
        became = days_of(&tests, rest.closes.by_anchor, exists);
    }
    let mut made = Made {
        key: trig.key,
        number: trig.number,
        occ: trig.occ,
        trigger: trig.date,
        due: tests.due,
        statuses,
        why,
        done_on: (ALWAYS, ALWAYS),
        days_late: None,
        flags: Flags::default(),
        became,
    };
    flags(world, rest, &tests, &mut made);
    made.flags.too_early = done.too_early;
    with_act(world, rest, &tests, done, &mut made);
    Some(made)
}

/// The days on which it became due, overdue and met.
fn days_of(tests: &Tests, by_anchor: bool, exists: Truth) -> [When; 3] {
    let (done, due, closed) = (tests.done, tests.due, tests.closed);
    let open_after = |day: When| {
        let closed = if by_anchor { Truth::FALSE } else { closed.at_most(day) };
        exists.and(done.at_most(day).not()).and(closed.not())
    };
    let eve = next_day(due, -1);
    [
        due.gated(open_after(eve)),
        next_day(due, 1).gated(open_after(due)),
        done.gated(exists.and(done.at_most(closed))),
    ]
}

fn next_day(when: When, by: i32) -> When {
    let shift = |day: i32| if day == NEVER { NEVER } else { day.saturating_add(by) };
    When { lo: shift(when.lo), hi: shift(when.hi), why: when.why }
}

fn flags(world: &World<'_>, rest: &Rest, tests: &Tests, made: &mut Made) {
    let set = made.statuses;
    let open = set.contains(Status::DueSoon) || set.contains(Status::Pending);
    made.flags.provisional = tests.provisional;
    made.flags.at_risk = tests.provisional && open && tests.due.hi < world.t;
    made.flags.not_yet_open = rest.applied.ahead || tests.opens.lo > world.t;
    made.flags.too_late = rest.closes.by_anchor && set.single() == Some(Status::Lapsed);
}

/// The act of a row, and what follows from it.
fn with_act(world: &World<'_>, rest: &Rest, tests: &Tests, done: &Done, made: &mut Made) {
    let status = made.statuses.single();
    if let Some(ev) = done.occ.filter(|_| tests.done.lo <= world.t) {
        made.done_on = done_on(world, status, tests, ev.day);
    }
    match status {
        None | Some(Status::Met) => {}
        Some(Status::MetLate) => {
            made.flags.breached = true;
            let (done, due) = (made.done_on, tests.due.days());
            let known = |days: (i32, i32)| days.0 != ALWAYS && days.0 == days.1;
            made.days_late = (known(done) && known(due)).then(|| done.0 - due.0);
        }
        Some(Status::Overdue) => {
            made.done_on = (ALWAYS, ALWAYS);
            made.flags.breached = true;
            let due = tests.due.days();
            made.days_late = (due.0 != ALWAYS && due.0 == due.1).then(|| world.t - due.0);
        }
        Some(Status::Lapsed) => {
            made.done_on = (ALWAYS, ALWAYS);
            let after_due = tests.closed.at_most(tests.due).is_false();
            let by_anchor = rest.closes.by_anchor && tests.closed.lo <= world.t;
            made.flags.breached = after_due || by_anchor;
            let (closed, due) = (tests.closed, tests.due);
            let known = after_due && closed.is_exact() && due.is_exact();
            made.days_late = closed
                .dates()
                .zip(due.dates())
                .filter(|_| known)
                .map(|(closed, due)| closed.first.number() - due.first.number());
        }
        Some(Status::NotApplicable | Status::DueSoon | Status::Pending) => {
            made.done_on = (ALWAYS, ALWAYS);
        }
    }
}

/// The day of the act: its own, else any on which the instance may have been met.
fn done_on(world: &World<'_>, status: Option<Status>, tests: &Tests, own: i32) -> (i32, i32) {
    let (done, due) = (&tests.done, &tests.due);
    let (mut lo, mut hi) = (own, own.min(world.t).max(own));
    if matches!(status, Some(Status::Met | Status::MetLate)) {
        if done.hi != own {
            (lo, hi) = (done.lo.min(lo), done.hi);
        }
        let late = status == Some(Status::MetLate);
        let first = if late { due.lo.saturating_add(1) } else { ALWAYS };
        let last = if late { world.t } else { due.hi.min(world.t) };
        (lo, hi) = (lo.max(done.lo).max(first), hi.min(done.hi).min(last));
    }
    When { lo, hi: hi.max(lo), why: Why::NONE }.days()
}

/// The statuses an instance may have; nothing where there is no such instance.
fn statuses(world: &World<'_>, trig: &Trig, tests: &Tests) -> Option<(StatusSet, Why)> {
    if let Some(plainly) = plainly(world, trig, tests) {
        return Some(plainly);
    }
    let (mut set, mut why) = walk(world, tests);
    if set.single().is_none() {
        set = set.and(tests.possible_or_not_applicable(world));
    }
    if set.single().is_some() {
        why = Why::NONE;
    }
    match trig.exists.is {
        Is::False => return None,
        Is::True => {}
        Is::Unknown => {
            set = set.with(Status::NotApplicable);
            why = why.and(trig.exists.why);
        }
    }
    if !trig.vague.is_none() {
        set = StatusSet::ALL;
        why = why.and(trig.vague);
        for when in [&tests.done, &tests.due, &tests.closed] {
            why = why.and(when.why);
        }
    }
    if set.single().is_some() {
        why = Why::NONE;
    }
    Some((set, why))
}

/// The statuses of an instance of which no more is open than when it was done, and whether it
/// applies; nothing where more is.
fn plainly(world: &World<'_>, trig: &Trig, tests: &Tests) -> Option<(StatusSet, Why)> {
    if !trig.exists.is_true() || !trig.vague.is_none() {
        return None;
    }
    if tests.applies.is_false() {
        return Some((StatusSet::only(Status::NotApplicable), Why::NONE));
    }
    let sure = |when: &When| when.is_exact() && when.why.is_none();
    let Tests { done, due, opens, closed, .. } = tests;
    if ![due, opens, closed].into_iter().all(sure) || (done.is_exact() && !sure(done)) {
        return None;
    }
    let set = tests.possible(world);
    let why = if set.single().is_some() { Why::NONE } else { done.why };
    Some(match tests.applies.is {
        Is::Unknown => (set.with(Status::NotApplicable), tests.applies.why.and(why)),
        Is::True | Is::False => (set, why),
    })
}

/// Walks the table from the top.
fn walk(world: &World<'_>, tests: &Tests) -> (StatusSet, Why) {
    let t = world.t;
    let by_now = tests.done.by(t);
    let in_time = tests.done.at_most(tests.due);
    let before_closing = tests.done.at_most(tests.closed);
    let (mut set, mut why) = (StatusSet::EMPTY, Why::NONE);
    for status in Status::ALL {
        let truth = match status {
            Status::NotApplicable => tests.applies.not(),
            Status::Met => by_now.and(in_time).and(before_closing),
            Status::MetLate => by_now.and(in_time.not()).and(before_closing),
            Status::Lapsed => tests.closed.by(t.saturating_sub(1)).and(before_closing.not()),
            Status::Overdue if tests.provisional => Truth::FALSE,
            Status::Overdue => tests.due.by(t.saturating_sub(1)),
            Status::DueSoon => soon(world, tests).by(t).and(tests.opens.by(t)),
            Status::Pending => Truth::TRUE,
        };
        match truth.is {
            Is::False => {}
            Is::True => {
                set = set.with(status);
                break;
            }
            Is::Unknown => {
                set = set.with(status);
                why = why.and(truth.why);
            }
        }
    }
    (set, why)
}

/// The first day of *due soon*.
fn soon(world: &World<'_>, tests: &Tests) -> When {
    let (opens, due) = (&tests.opens, &tests.due);
    let lo = soon_from(world, tests.soon, opens.lo, due.lo);
    let exact = opens.is_exact() && due.is_exact();
    let hi = if exact { lo } else { soon_from(world, tests.soon, opens.hi, due.hi) };
    let why = if lo == hi { Why::NONE } else { due.why.and(opens.why) };
    When { lo: lo.min(hi), hi, why }
}
