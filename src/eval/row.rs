//! A row of the answer, filled in.
//!
//! In: everything found out about an instance. Out: its row: days, closure,
//! flags, days late, what is to blame. Never here: finding anything out.

use super::applies::Applied;
use super::becoming::Days;
use super::closing::Closing;
use super::duty::Made;
use super::limits::Limit;
use super::matching::Waiting;
use super::range::{ALWAYS, Truth, When, Why};
use super::status::Tests;
use super::world::World;
use super::{
    Blame, Closure, ClosureReason, DateRange, Flags, InstanceKey, Row, Status, StatusSet,
    TriggerKey,
};
use crate::facts::OccurrenceId;
use crate::model::Duty;
use crate::names::ConceptId;
use crate::time::Day;

/// What a row is made of.
pub(super) struct Found<'f> {
    pub(super) limit: &'f Limit,
    pub(super) applied: Applied,
    pub(super) closing: Closing,
    pub(super) tests: &'f Tests,
    pub(super) set: StatusSet,
    pub(super) why: Why,
}

/// The one row of a duty whose trigger is not recorded, where that does not mean
/// that it did not happen.
pub(super) fn not_recorded(duty: &Duty, kind: ConceptId, blame: Blame) -> Made {
    let key = InstanceKey { duty: duty.id, trigger: TriggerKey::NotRecorded(kind), number: 1 };
    let mut row = blank(key);
    row.statuses = StatusSet::ALL;
    row.blame.push(blame);
    let days = Days { due: When::never(), overdue: When::never(), met: When::never() };
    let (trigger, due) = (When::never(), When::never());
    Made { row, trigger, due, instead: None, place: 0, days }
}

pub(super) fn blank(key: InstanceKey) -> Row {
    Row {
        key,
        statuses: StatusSet::EMPTY,
        occurrence: None,
        trigger_date: None,
        opens: None,
        due: None,
        version: 0,
        limit: 0,
        fulfilled: None,
        missing_parts: Vec::new(),
        too_early: None,
        closure: None,
        days_late: None,
        gaps: Vec::new(),
        powers: Vec::new(),
        flags: Flags::default(),
        applies: Vec::new(),
        blame: Vec::new(),
    }
}

/// The row of an instance, but for its act.
pub(super) fn row(world: &World<'_>, duty: &Duty, one: &Waiting<'_>, found: Found<'_>) -> Row {
    let Found { limit, applied, closing, tests, set, why } = found;
    let trig = one.trig;
    let mut row = blank(InstanceKey { duty: duty.id, trigger: trig.key, number: trig.number });
    row.statuses = set;
    row.occurrence = trig.occ;
    row.trigger_date = trig.date.dates();
    row.opens = tests.opens.dates();
    row.due = tests.due.dates();
    row.version = duty.version;
    row.limit = limit.at;
    row.closure = closure(world, &closing);
    row.applies = applied.outcomes.into_vec();
    row.blame = why;
    row.blame.sort();
    let own = limit.own.as_ref();
    let provisional = own.map_or(trig.provisional, |own| own.provisional);
    row.flags.provisional = provisional;
    // What is done, or need not be done, is at no risk.
    let open = set.contains(Status::DueSoon) || set.contains(Status::Pending);
    row.flags.at_risk = provisional && open && tests.due.hi < world.t;
    row.flags.stale_plan = own.map_or(trig.stale.is_some(), |own| own.stale);
    row.flags.not_yet_open = applied.ahead || tests.opens.lo > world.t;
    row.flags.too_late = closing.by_anchor && set.single() == Some(Status::Lapsed);
    row
}

/// The closure, where it has come or may have come by `t`.
fn closure(world: &World<'_>, closing: &Closing) -> Option<Closure> {
    let on = closing.on.clone();
    if on.lo > world.t {
        return None;
    }
    let first = Day::from_number(on.lo);
    let last = Day::from_number(on.hi.min(world.t).max(on.lo));
    let reason = closing.reason.clone()?;
    Some(Closure { on: DateRange { first, last }, reason })
}

/// The row with its act, and what follows from it.
pub(super) fn with_act(
    mut row: Row,
    world: &World<'_>,
    tests: &Tests,
    (occ, too_early, missing): (Option<OccurrenceId>, Option<OccurrenceId>, Vec<usize>),
) -> Row {
    if let Some(id) = occ.filter(|_| tests.done.lo <= world.t) {
        let status = row.statuses.single();
        row.fulfilled = done_on(world, status, tests, id).map(|dates| (dates, id));
    }
    row.missing_parts = missing;
    row.too_early = too_early;
    row.flags.too_early = too_early.is_some();
    settle(&mut row, world, tests);
    row
}

/// The day of the act: its own, where it is known which act it was; else any on
/// which the instance may have been met, as its status has it.
fn done_on(
    world: &World<'_>,
    status: Option<Status>,
    tests: &Tests,
    id: OccurrenceId,
) -> Option<DateRange> {
    let ev = world.ev(id)?;
    let by_completion = !ev.counted.maybe_by(world.t) || tests.done.lo > ev.counted.hi;
    let own = if by_completion { ev.done } else { ev.counted };
    let (done, due) = (&tests.done, &tests.due);
    let (mut lo, mut hi) = (own.lo, own.hi.min(world.t).max(own.lo));
    if !own.is_exact() {
        // On a day before it counts it is no act for this instance.
        lo = lo.max(tests.opens.lo).min(hi);
    }
    if matches!(status, Some(Status::Met | Status::MetLate)) {
        if done.hi > own.hi || done.hi < own.lo {
            (lo, hi) = (done.lo.min(lo), done.hi);
        }
        let late = status == Some(Status::MetLate);
        let first = if late { due.lo.saturating_add(1) } else { ALWAYS };
        let last = if late { world.t } else { due.hi.min(world.t) };
        (lo, hi) = (lo.max(done.lo).max(first), hi.min(done.hi).min(last));
    }
    When { lo, hi: hi.max(lo), why: Why::new() }.dates()
}

/// What no row of a known status may say, and what each must, whatever else is
/// not known.
pub(super) fn agree(row: &mut Row, t: i32) {
    let exact = |dates: Option<DateRange>| dates.and_then(DateRange::exact).map(Day::number);
    let due = exact(row.due);
    match row.statuses.single() {
        None | Some(Status::Met) => {}
        // Of a standing duty it is the gaps that say how late.
        Some(Status::MetLate) if !row.gaps.is_empty() => row.flags.breached = true,
        Some(Status::MetLate) => {
            row.flags.breached = true;
            let done = exact(row.fulfilled.map(|(dates, _)| dates));
            row.days_late = done.zip(due).map(|(done, due)| done - due);
        }
        Some(Status::Overdue) => {
            row.fulfilled = None;
            row.flags.breached = true;
            row.days_late = due.map(|due| t - due);
        }
        Some(Status::NotApplicable | Status::Lapsed | Status::DueSoon | Status::Pending) => {
            row.fulfilled = None;
        }
    }
}

/// Days late, and whether it is a breach, where the status is known.
fn settle(row: &mut Row, world: &World<'_>, tests: &Tests) {
    agree(row, world.t);
    if row.statuses.single() != Some(Status::Lapsed) {
        return;
    }
    let by_anchor = matches!(
        row.closure.as_ref().map(|closure| &closure.reason),
        Some(ClosureReason::AnchorHappened(_) | ClosureReason::DayCame)
    );
    let after_due = tests.closed.at_most(&tests.due) == Truth::False;
    row.flags.breached = after_due || by_anchor;
    if after_due && tests.closed.is_exact() && tests.due.is_exact() {
        let (closed, due) = (tests.closed.dates(), tests.due.dates());
        row.days_late =
            closed.zip(due).map(|(closed, due)| closed.first.number() - due.first.number());
    }
}
