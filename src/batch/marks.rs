//! The instances of duties, and how they stand, in columns.
//!
//! In: instances, case after case, and the statuses, marks and blame of each. Out: the same
//! again, one at a time. A column that says nothing is not kept, and instances that several
//! duties have in common are kept once. Never here: what was done.

use std::ops::Range;

use super::Answered;
use crate::eval::{Blame, DateRange, Flags, Status, StatusSet, TriggerKey};
use crate::model::DutyId;
use crate::time::Day;

/// The number of a day that there is none of.
pub(super) const NONE: i32 = i32::MIN;

/// First and last days; the last days are kept only where one of them differs.
#[derive(Debug, Clone, Default)]
pub(super) struct Days {
    pub(super) first: Vec<i32>,
    pub(super) last: Vec<i32>,
}

impl Days {
    #[inline]
    pub(super) fn push(&mut self, first: i32, last: i32) {
        if first != last && self.last.is_empty() {
            self.last.clone_from(&self.first);
        }
        self.first.push(first);
        if first != last || !self.last.is_empty() {
            self.last.push(last);
        }
    }

    /// Adds days that are known.
    pub(super) fn extend(&mut self, days: impl ExactSizeIterator<Item = i32>) {
        let before = self.first.len();
        self.first.extend(days);
        if !self.last.is_empty() {
            self.last.extend(self.first.iter().skip(before));
        }
    }

    pub(super) fn reserve(&mut self, rows: usize) {
        self.first.reserve(rows);
        self.last.reserve(if self.last.is_empty() { 0 } else { rows });
    }

    pub(super) fn get(&self, at: usize) -> Option<DateRange> {
        let first = *self.first.get(at)?;
        let last = self.last.get(at).copied().unwrap_or(first);
        (first != NONE)
            .then(|| DateRange { first: Day::from_number(first), last: Day::from_number(last) })
    }
}

/// Adds a number to a column that is kept only once one differs from what all before it are.
#[inline]
pub(super) fn push_unless(column: &mut Vec<u32>, (before, usual): (usize, u32), number: u32) {
    if number != usual && column.is_empty() {
        column.resize(before, usual);
    }
    if number != usual || !column.is_empty() {
        column.push(number);
    }
}

/// Instances, by case.
#[derive(Debug, Clone, Default)]
pub(super) struct Instances {
    pub(super) case: Vec<u32>,
    pub(super) key: Vec<TriggerKey>,
    /// Nothing where each is 1.
    pub(super) number: Vec<u32>,
    pub(super) trigger_on: Days,
    pub(super) due: Days,
}

impl Instances {
    pub(super) fn len(&self) -> usize {
        self.case.len()
    }

    /// The case of an instance.
    pub(super) fn case(&self, at: usize) -> Option<u32> {
        self.case.get(at).copied()
    }

    /// Those of a case.
    pub(super) fn of_case(&self, case: u32) -> Range<usize> {
        let from = self.case.partition_point(|one| *one < case);
        from..self.case.partition_point(|one| *one <= case)
    }

    /// Adds one: its case, what it hangs on, and the days of its trigger and its last days.
    #[inline]
    pub(super) fn push(
        &mut self,
        case: u32,
        (key, number): (TriggerKey, u32),
        (trigger_on, due): ((i32, i32), (i32, i32)),
    ) {
        self.case.push(case);
        self.key.push(key);
        push_unless(&mut self.number, (self.case.len() - 1, 1), number);
        self.trigger_on.push(trigger_on.0, trigger_on.1);
        self.due.push(due.0, due.1);
    }

    /// Makes room for so many more in every column that is kept so far.
    pub(super) fn make_room(&mut self, rows: usize) {
        self.case.reserve(rows);
        self.key.reserve(rows);
        self.number.reserve(if self.number.is_empty() { 0 } else { rows });
        self.trigger_on.reserve(rows);
        self.due.reserve(rows);
    }
}

/// How instances stand under a duty, each at the place of the instance.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// Empty where the duty has no such instance.
    pub(super) statuses: Vec<StatusSet>,
    pub(super) flags: Vec<u8>,
    /// Days late, of the few rows whose days do not say them.
    pub(super) late: Vec<(u32, Option<i32>)>,
    /// Nothing where none of them blames anything.
    pub(super) because: Vec<u32>,
}

impl Marks {
    pub(super) fn len(&self) -> usize {
        self.statuses.len()
    }

    /// Adds one: its statuses, its flags as bits, and the place of what it blames, or 0.
    #[inline]
    pub(super) fn push(&mut self, statuses: StatusSet, flags: u8, because: u32) {
        self.statuses.push(statuses);
        self.flags.push(flags);
        push_unless(&mut self.because, (self.statuses.len() - 1, 0), because);
    }

    /// Says of the last one how late it is, where its days do not say it.
    pub(super) fn late_by(&mut self, days: Option<i32>) {
        let last = u32::try_from(self.len().saturating_sub(1)).unwrap_or(u32::MAX);
        self.late.push((last, days));
    }

    /// The duty has none of the instances up to a place.
    pub(super) fn none_until(&mut self, place: usize) {
        if self.len() >= place {
            return;
        }
        self.statuses.resize(place, StatusSet::EMPTY);
        self.flags.resize(place, 0);
        if !self.because.is_empty() {
            self.because.resize(place, 0);
        }
    }

    /// How many of the instances the duty has.
    pub(super) fn count(&self) -> usize {
        self.statuses.iter().filter(|statuses| **statuses != StatusSet::EMPTY).count()
    }

    /// Whether the duty has an instance.
    pub(super) fn has(&self, at: usize) -> bool {
        self.statuses.get(at).is_some_and(|statuses| *statuses != StatusSet::EMPTY)
    }

    /// Makes room for so many more.
    pub(super) fn make_room(&mut self, rows: usize) {
        self.statuses.reserve(rows);
        self.flags.reserve(rows);
        self.because.reserve(if self.because.is_empty() { 0 } else { rows });
    }

    /// Whether a row is known to be a breach.
    pub(super) fn is_breached(&self, at: usize) -> bool {
        self.flags.get(at).is_some_and(|flags| flags & BREACHED != 0)
    }

    /// How many days late a row is whose days do not say it.
    pub(super) fn late(&self, at: usize) -> Option<Option<i32>> {
        if self.late.is_empty() {
            return None;
        }
        let at = u32::try_from(at).ok()?;
        let found = self.late.binary_search_by_key(&at, |(row, _)| *row).ok()?;
        self.late.get(found).map(|(_, days)| *days)
    }

    /// One instance of a duty again, as of a day.
    pub(super) fn row(
        &self,
        (duty, as_of): (DutyId, Day),
        (instances, done): (&Instances, Option<DateRange>),
        at: usize,
        blamed: &[Blame],
    ) -> Option<Answered> {
        let because = self.because.get(at).copied().unwrap_or(0);
        let mut row = Answered {
            case: *instances.case.get(at)?,
            duty,
            trigger: *instances.key.get(at)?,
            number: instances.number.get(at).copied().unwrap_or(1),
            trigger_on: instances.trigger_on.get(at),
            due: instances.due.get(at),
            done,
            statuses: *self.statuses.get(at)?,
            days_late: None,
            flags: flags(*self.flags.get(at)?),
            unknown_because: (because as usize)
                .checked_sub(1)
                .and_then(|place| blamed.get(place))
                .cloned(),
        };
        row.days_late = self.late_of(&row, at, as_of);
        Some(row)
    }

    /// How many days late a row is.
    fn late_of(&self, row: &Answered, at: usize, as_of: Day) -> Option<i32> {
        self.late(at).unwrap_or_else(|| {
            days_late(row.statuses, number(row.due), number(row.done), as_of.number())
        })
    }
}

/// First and last day as numbers.
pub(super) fn number(days: Option<DateRange>) -> (i32, i32) {
    days.map_or((NONE, NONE), |days| (days.first.number(), days.last.number()))
}

/// How many days late the days of a row say that it is.
pub(super) fn days_late(
    statuses: StatusSet,
    due: (i32, i32),
    done: (i32, i32),
    as_of: i32,
) -> Option<i32> {
    let exact = |days: (i32, i32)| (days.0 != NONE && days.0 == days.1).then_some(days.0);
    let until = match statuses.single()? {
        Status::MetLate => exact(done)?,
        Status::Overdue => as_of,
        Status::NotApplicable
        | Status::Met
        | Status::Lapsed
        | Status::DueSoon
        | Status::Pending => return None,
    };
    Some(until - exact(due)?)
}

pub(super) const BREACHED: u8 = 1;
pub(super) const NOT_YET_OPEN: u8 = 1 << 1;
pub(super) const PROVISIONAL: u8 = 1 << 2;
pub(super) const AT_RISK: u8 = 1 << 3;
pub(super) const TOO_LATE: u8 = 1 << 4;

/// Marks as bits, in the order of [`Flags::WORDS`].
pub(super) fn bits(flags: Flags) -> u8 {
    let Flags {
        breached,
        not_yet_open,
        provisional,
        at_risk,
        too_late,
        too_early,
        stale_plan,
        possibly_imprecise,
    } = flags;
    let all = [
        breached,
        not_yet_open,
        provisional,
        at_risk,
        too_late,
        too_early,
        stale_plan,
        possibly_imprecise,
    ];
    all.into_iter().rev().fold(0, |bits, set| bits << 1 | u8::from(set))
}

fn flags(bits: u8) -> Flags {
    let set = |at: u8| bits & 1 << at != 0;
    Flags {
        breached: set(0),
        not_yet_open: set(1),
        provisional: set(2),
        at_risk: set(3),
        too_late: set(4),
        too_early: set(5),
        stale_plan: set(6),
        possibly_imprecise: set(7),
    }
}
