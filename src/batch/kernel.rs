//! Duties that are counted on from events, one duty at a time over many cases.
//!
//! In: a duty of a common shape, the columns it looks at, and some cases of which all that it
//! looks at is known. Out: its rows. It says nothing that the long way round would not say;
//! cases of which anything is not known, or out of the ordinary, are left to that. Never
//! here: conditions, or anything that may not be known.

use std::ops::Range;
use std::rc::Rc;

use super::bound::{Bound, Known};
use super::marks::NONE;
use super::range::{ALWAYS, NEVER};
use super::shifts::{NOT_KNOWN, Shifts, plain};
use super::table::Table;
use crate::caseload::{Events, NO_DAY};
use crate::eval::{Status, TriggerKey};
use crate::facts::OccurrenceId;
use crate::ir::{
    Duty, Held, KindAt, MadeOf, Match, Opens, Scope, Silence, Soon, Starts, StatusAt, Trigger, What,
};
use crate::time::Day;

/// Which occurrences of its kind start an instance, in a scope period.
#[derive(Debug, Clone, Copy)]
enum Picked {
    Each,
    From(usize),
    Nth(usize),
}

/// Which act meets an instance.
#[derive(Debug, Clone, Copy)]
enum Meets {
    /// The n-th of the scope period, or what comes after it.
    Nth(usize),
    /// The one after its trigger, of one kind with it.
    After,
    /// The first from its trigger on.
    Next,
    /// The first from its trigger on that has met none before.
    Oldest,
}

/// A duty of a common shape.
#[derive(Debug)]
pub(super) struct Kernel<'b> {
    scope: Option<StatusAt>,
    picked: Picked,
    /// The number under which the n-th stands.
    nth: u32,
    trigger: &'b Events,
    place: usize,
    one_kind: bool,
    acts: Option<&'b Events>,
    meets: Meets,
    later: &'b [u16],
}

/// Everything that has happened is recorded.
fn is_full(known: Known, t: i32) -> bool {
    !known.when_known && known.since == ALWAYS && known.until >= t
}

impl<'b> Kernel<'b> {
    /// A duty as a kernel, where it is of the shape.
    pub(super) fn of(bound: &Bound<'b>, duty: &'b Duty, later: &'b Shifts) -> Option<Self> {
        let needs = bound.needs.get(duty.id.0 as usize)?;
        let closing = &duty.closing;
        let plainly = duty.applies.is_empty()
            && duty.later.is_empty()
            && !duty.leads
            && !duty.runs_up
            && duty.force == (ALWAYS, NEVER)
            && duty.silence == Silence::Open
            && duty.soon == Soon::Default
            && !closing.later_acts
            && closing.until.is_none()
            && !closing.on_due
            && needs.risky.is_empty()
            && needs.plain.is_empty()
            && needs.duties.is_empty()
            && !needs.is_needed
            && duty.changed_by.iter().all(|kind| !is_there(bound, *kind));
        let ([limit], [part]) = (duty.limits.as_slice(), duty.act.parts.as_slice()) else {
            return None;
        };
        let simply = limit.opens == Opens::AtTrigger && !limit.closes_on_anchor;
        if !plainly || !simply || !part.when.is_empty() {
            return None;
        }
        let scope = match duty.scope {
            Scope::Record => None,
            Scope::Each(status) if closing.with_scope && ordinary(bound, status) => Some(status),
            Scope::Each(_) | Scope::From(_) => return None,
        };
        let Trigger::On(starts) = &duty.trigger else { return None };
        let (kind, picked, nth) = match starts {
            Starts::Each(kind, false) => (*kind, Picked::Each, 0),
            Starts::EachFrom(kind, n) => (*kind, Picked::From(before(*n)), 0),
            Starts::Nth(kind, n, false) => (*kind, Picked::Nth(before(*n)), *n),
            Starts::Each(_, true)
            | Starts::Nth(_, _, true)
            | Starts::None(_)
            | Starts::NthAfter(..)
            | Starts::LastBefore(..)
            | Starts::StartOf(_)
            | Starts::EndOf(_)
            | Starts::Birthday(_)
            | Starts::Fixed(_)
            | Starts::Became(..)
            | Starts::Each2 { .. }
            | Starts::Once(..) => return None,
        };
        let What::Kind(act) = part.what else { return None };
        let one_kind = act == kind;
        let meets = meets(duty.matching, one_kind)?;
        let (place, trigger) = own(bound, kind)?;
        let acts = column(bound, act)?.map(|(_, events)| events);
        let by = limit.due.as_ref().and_then(plain)?;
        let later = later.from(by, bound.calendar)?;
        Some(Kernel { scope, picked, nth, trigger, place, one_kind, acts, meets, later })
    }

    /// The status whose stretches are its scope periods.
    pub(super) fn scope(&self) -> Option<StatusAt> {
        self.scope
    }
}

fn meets(how: Match, one_kind: bool) -> Option<Meets> {
    Some(match how {
        Match::Nth(n) => Meets::Nth(before(n)),
        Match::Next if one_kind => Meets::After,
        Match::Next => Meets::Next,
        Match::OldestFirst if !one_kind => Meets::Oldest,
        Match::OldestFirst | Match::LatestBefore | Match::CompletionOfTrigger => return None,
    })
}

fn before(n: u32) -> usize {
    (n as usize).saturating_sub(1)
}

fn is_there(bound: &Bound<'_>, kind: KindAt) -> bool {
    bound.kind_of(kind).is_some_and(|of| of.is_there)
}

/// The column of a kind that is recorded as itself, in full; the inner `None` where no case
/// has any.
#[expect(clippy::option_option, reason = "no column is not the same as no such kind")]
fn column<'b>(bound: &Bound<'b>, kind: KindAt) -> Option<Option<(usize, &'b Events)>> {
    let (of, made) = (bound.kind_of(kind)?, bound.ir.kind(kind)?);
    let itself = matches!(made.made_of, MadeOf::Itself) && !made.one_a_day;
    (itself && is_full(of.known, bound.t)).then_some(of.column)
}

fn own<'b>(bound: &Bound<'b>, kind: KindAt) -> Option<(usize, &'b Events)> {
    column(bound, kind)?
}

/// Whether a status is begun and ended by one event each, and nothing else is said of it.
fn ordinary(bound: &Bound<'_>, status: StatusAt) -> bool {
    edges(bound, status).is_some()
}

type Edges<'b> = (Option<(usize, &'b Events)>, Option<(usize, &'b Events)>);

fn edges<'b>(bound: &Bound<'b>, status: StatusAt) -> Option<Edges<'b>> {
    let of = bound.status_of(status)?;
    let Held::Recorded { from, until, separate: false, inclusive: false } =
        &bound.ir.status(status)?.held
    else {
        return None;
    };
    let ([from], [until]) = (from.as_slice(), until.as_slice()) else { return None };
    if of.column.is_some() || !is_full(of.known, bound.t) {
        return None;
    }
    Some((column(bound, *from)?, column(bound, *until)?))
}

/// The scope periods of some cases: of each case those from one place to the next.
#[derive(Debug, Default)]
pub(super) struct Periods {
    starts: Vec<usize>,
    from: Vec<i32>,
    ends: Vec<i32>,
    /// The case is ordinary: its periods are apart, and none is of one day.
    ordinary: Rc<[bool]>,
}

impl Periods {
    /// The stretches of a status, or the whole record.
    pub(super) fn of(bound: &Bound<'_>, scope: Option<StatusAt>, cases: Range<usize>) -> Periods {
        let (mut made, mut all) = (Periods::default(), Vec::with_capacity(cases.len()));
        made.starts.push(0);
        let events = scope.and_then(|status| edges(bound, status));
        for case in cases {
            let plain = bound.caseload.whole(case).is_none();
            let history = bound.caseload.history_from().get(case).copied().unwrap_or(NO_DAY);
            let mut ordinary = plain && history == NO_DAY;
            match (scope, &events) {
                (None, _) => {
                    made.from.push(ALWAYS);
                    made.ends.push(NEVER);
                }
                (Some(_), None) => ordinary = false,
                (Some(_), Some((from, until))) => {
                    let (from, until) = (of_case(*from, case), of_case(*until, case));
                    ordinary &= stretches(from, until, bound.t, &mut made);
                }
            }
            made.starts.push(made.from.len());
            all.push(ordinary);
        }
        made.ordinary = all.into();
        made
    }

    /// Which of the cases can be worked out by a kernel.
    pub(super) fn decided(&self) -> Rc<[bool]> {
        Rc::clone(&self.ordinary)
    }
}

fn of_case(column: Option<(usize, &Events)>, case: usize) -> &[i32] {
    column.map_or(&[], |(_, events)| run(events, case))
}

/// The days of one kind in one case.
#[inline]
fn run(events: &Events, case: usize) -> &[i32] {
    let (starts, days) = (events.starts(), events.days());
    match (starts.get(case), starts.get(case + 1)) {
        (Some(from), Some(to)) => days.get(*from as usize..*to as usize).unwrap_or(&[]),
        (Some(_) | None, _) => &[],
    }
}

/// Each of some numbers with the next.
fn pairs<T: Copy>(all: &[T]) -> impl Iterator<Item = (T, T)> {
    all.iter().copied().zip(all.iter().skip(1).copied())
}

#[inline]
fn days(events: &Events, (from, to): (u32, u32)) -> &[i32] {
    events.days().get(from as usize..to as usize).unwrap_or_default()
}

/// From each beginning to the next end; whether they are apart, each longer than a day.
fn stretches(begins: &[i32], until: &[i32], t: i32, made: &mut Periods) -> bool {
    let (mut ordinary, mut ended, mut last) = (true, 0, ALWAYS);
    for begin in begins.iter().copied().take_while(|day| *day <= t) {
        // Begun while it runs: one period, or the day on which it ended.
        if begin <= last {
            ordinary &= begin < last;
            continue;
        }
        while until.get(ended).is_some_and(|day| *day < begin) {
            ended += 1;
        }
        let end = until.get(ended).copied().filter(|day| *day <= t);
        ordinary &= end != Some(begin);
        last = end.unwrap_or(NEVER);
        made.from.push(begin);
        made.ends.push(last);
    }
    ordinary
}

/// What rows need beside the days.
pub(super) struct Out<'o> {
    pub(super) table: &'o mut Table,
    /// The first number of an occurrence of each case in the column of the trigger.
    pub(super) base: &'o [u32],
}

impl<'b> Kernel<'b> {
    pub(super) fn place(&self) -> usize {
        self.place
    }

    /// Works out some cases; `false` where a day leads out of what is worked out, and nothing
    /// is to be taken from the table.
    pub(super) fn run(
        &self,
        bound: &Bound<'_>,
        cases: Range<usize>,
        periods: &Periods,
        out: &mut Out<'_>,
    ) -> bool {
        let of = |events: &'b Events| events.starts().get(cases.start..=cases.end);
        let Some(starts) = of(self.trigger) else { return false };
        let rows = starts.last().zip(starts.first()).map_or(0, |(last, first)| last - first);
        out.table.make_room(rows as usize);
        let mut acts = self.acts.and_then(of).map(pairs);
        let each = pairs(starts).zip(pairs(&periods.starts)).zip(&*periods.ordinary).zip(out.base);
        for (case, (((trigger, of_case), ordinary), id)) in cases.clone().zip(each) {
            let acts = acts.as_mut().and_then(Iterator::next);
            if !ordinary || trigger.0 == trigger.1 {
                continue;
            }
            let trigger = days(self.trigger, trigger);
            let acts = self.acts.zip(acts).map_or(&[][..], |(events, run)| days(events, run));
            let periods = (periods, of_case);
            if !self.case(bound, (case, *id), periods, (trigger, acts), out.table) {
                return false;
            }
        }
        true
    }

    #[inline]
    fn case(
        &self,
        bound: &Bound<'_>,
        (case, id): (usize, u32),
        (periods, (first, last)): (&Periods, (usize, usize)),
        (trigger, acts): (&[i32], &[i32]),
        table: &mut Table,
    ) -> bool {
        let t = bound.t;
        let (mut at, mut act) = (0, 0);
        for (number, period) in (first..last).enumerate() {
            let (Some(from), Some(ends)) = (periods.from.get(period), periods.ends.get(period))
            else {
                continue;
            };
            let end = (*ends).min(t);
            at = skip(trigger, at, *from);
            let begun = at;
            at = skip(trigger, at, end.saturating_add(1));
            act = skip(acts, act, *from);
            let first_act = act;
            act = skip(acts, act, end.saturating_add(1));
            let picked = match self.picked {
                Picked::Each => begun..at,
                Picked::From(n) => begun + n..at,
                Picked::Nth(n) => begun + n..at.min(begun + n + 1),
            };
            let acts = (acts, first_act..act);
            let one = One { case, id, number, ends: *ends, t };
            if !self.period(bound, one, (trigger, picked), acts, table) {
                return false;
            }
        }
        true
    }

    #[inline]
    fn period(
        &self,
        bound: &Bound<'_>,
        one: One,
        (trigger, picked): (&[i32], Range<usize>),
        (acts, within): (&[i32], Range<usize>),
        table: &mut Table,
    ) -> bool {
        let mut next = match self.meets {
            Meets::Nth(n) => within.start + n,
            Meets::After | Meets::Next | Meets::Oldest => within.start,
        };
        for place in picked {
            let Some(day) = trigger.get(place).copied() else { break };
            let later = usize::try_from(day).ok().and_then(|day| self.later.get(day)).copied();
            let Some(later) = later.filter(|later| *later != NOT_KNOWN) else { return false };
            let due = day + i32::from(later);
            let from = match self.meets {
                Meets::After => place + 1,
                Meets::Nth(_) | Meets::Next | Meets::Oldest => {
                    let mut from = next;
                    while from < within.end
                        && acts
                            .get(from)
                            .is_some_and(|act| *act < day || (self.one_kind && from == place))
                    {
                        from += 1;
                    }
                    from
                }
            };
            match self.meets {
                Meets::Oldest => next = from + 1,
                Meets::Next => next = from,
                Meets::Nth(_) | Meets::After => {}
            }
            let done = acts.get(from).copied().filter(|_| from < within.end);
            let key = self.key(one, place);
            let closed = if self.scope.is_some() { one.ends } else { NEVER };
            let (status, breached) = status(bound, one.t, (day, due, done, closed));
            let case = u32::try_from(one.case).unwrap_or(u32::MAX);
            table.push_known(case, key, (day, due, done.unwrap_or(NONE)), status, breached);
            if status == Status::Lapsed && breached {
                table.lapsed_late(closed - due);
            }
        }
        true
    }
}

impl Kernel<'_> {
    /// What an instance hangs on, and the number of its scope period where that is part of
    /// it.
    #[inline]
    fn key(&self, one: One, place: usize) -> (TriggerKey, u32) {
        let small = |n: usize| u32::try_from(n).unwrap_or(0);
        match self.picked {
            Picked::Nth(_) => (TriggerKey::Nth(self.nth), small(one.number) + 1),
            Picked::Each | Picked::From(_) => {
                (TriggerKey::Occurrence(OccurrenceId(one.id + small(place))), 1)
            }
        }
    }
}

/// A scope period of a case.
#[derive(Clone, Copy)]
struct One {
    case: usize,
    id: u32,
    number: usize,
    ends: i32,
    t: i32,
}

/// The first place from one on at which a day is not before another.
#[inline]
fn skip(days: &[i32], mut at: usize, until: i32) -> usize {
    while days.get(at).is_some_and(|day| *day < until) {
        at += 1;
    }
    at
}

/// How an instance stands whose days are all known, and whether that is a breach.
#[inline]
fn status(
    bound: &Bound<'_>,
    t: i32,
    (opens, due, done, closed): (i32, i32, Option<i32>, i32),
) -> (Status, bool) {
    if let Some(done) = done {
        return if done <= due { (Status::Met, false) } else { (Status::MetLate, true) };
    }
    if closed < t {
        return (Status::Lapsed, closed > due);
    }
    if due < t {
        return (Status::Overdue, true);
    }
    let five = bound.calendar.and_then(|calendar| calendar.sub_working(Day::from_number(due), 5));
    let soon = five.map_or(due.saturating_sub(7), Day::number);
    let soon = soon.max(due - due.saturating_sub(opens).div_euclid(3));
    (if soon <= t { Status::DueSoon } else { Status::Pending }, false)
}
