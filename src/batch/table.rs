//! The rows of one duty, in columns.
//!
//! In: rows, case after case. Out: the same again, one at a time. A column that says
//! nothing is not kept, and what several duties have in common may be kept once. Never here:
//! how a row came about.

use std::ops::Range;

use super::Answered;
use crate::eval::{Blame, DateRange, Flags, Status, StatusSet, TriggerKey};
use crate::model::DutyId;
use crate::time::Day;

/// The number of a day that there is none of.
pub(super) const NONE: i32 = i32::MIN;

/// First and last days; the last days are kept only where one of them differs.
#[derive(Debug, Clone, Default)]
struct Days {
    first: Vec<i32>,
    last: Vec<i32>,
}

impl Days {
    #[inline]
    fn push(&mut self, first: i32, last: i32) {
        if first != last && self.last.is_empty() {
            self.last.clone_from(&self.first);
        }
        self.first.push(first);
        if first != last || !self.last.is_empty() {
            self.last.push(last);
        }
    }

    fn reserve(&mut self, rows: usize) {
        self.first.reserve(rows);
        self.last.reserve(if self.last.is_empty() { 0 } else { rows });
    }

    fn get(&self, at: usize) -> Option<DateRange> {
        let first = *self.first.get(at)?;
        let last = self.last.get(at).copied().unwrap_or(first);
        (first != NONE)
            .then(|| DateRange { first: Day::from_number(first), last: Day::from_number(last) })
    }
}

/// A row as the engines hand it in; [`NONE`] stands for a day that there is none of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flat {
    pub(super) case: u32,
    pub(super) trigger: TriggerKey,
    pub(super) number: u32,
    pub(super) trigger_on: (i32, i32),
    pub(super) due: (i32, i32),
    pub(super) done: (i32, i32),
    pub(super) statuses: StatusSet,
    pub(super) days_late: Option<i32>,
    pub(super) flags: Flags,
    /// 0 is none; else a place, from 1, in what the piece blames.
    pub(super) because: u32,
}

/// Adds a number to a column that is kept only once one differs from what all before it are.
#[inline]
fn push_unless(column: &mut Vec<u32>, (before, usual): (usize, u32), number: u32) {
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
    case: Vec<u32>,
    key: Vec<TriggerKey>,
    number: Vec<u32>,
    trigger_on: Days,
    due: Days,
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
    statuses: Vec<StatusSet>,
    flags: Vec<u8>,
    /// Days late, of the few rows whose days do not say them.
    late: Vec<(u32, Option<i32>)>,
    because: Vec<u32>,
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

    fn late(&self, at: usize) -> Option<Option<i32>> {
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
            let number = |days: Option<DateRange>| {
                days.map_or((NONE, NONE), |days| (days.first.number(), days.last.number()))
            };
            days_late(row.statuses, number(row.due), number(row.done), as_of.number())
        })
    }
}

/// The rows of one duty, by case.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) duty: DutyId,
    as_of: Day,
    instances: Instances,
    done: Days,
    marks: Marks,
}

/// The columns of rows whose days are all known.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) case: Vec<u32>,
    pub(super) key: Vec<TriggerKey>,
    /// The scope period of each; nothing where all lie in the first or say which.
    pub(super) number: Vec<u32>,
    pub(super) trigger_on: Vec<i32>,
    pub(super) due: Vec<i32>,
    pub(super) done: Vec<i32>,
    pub(super) statuses: Vec<StatusSet>,
    /// In the order of [`Flags::WORDS`].
    pub(super) flags: Vec<u8>,
}

impl Columns {
    /// Whether they are in the order of case, last day and what they hang on.
    pub(super) fn are_in_order(&self) -> bool {
        let days = || self.case.iter().zip(&self.due);
        let pairs = || days().zip(days().skip(1));
        let apart = |((case, due), (next, later)): ((&u32, &i32), (&u32, &i32))| {
            (case < next) | ((case == next) & (due < later))
        };
        // Hardly ever are two of a case due on one day, so their keys are looked at last.
        let keys = || self.key.iter().zip(self.key.iter().skip(1));
        pairs().fold(true, |so, pair| so & apart(pair))
            || pairs().zip(keys()).all(|(pair, (key, other))| {
                let ((case, due), (next, later)) = pair;
                apart(pair) || (case == next && due == later && key <= other)
            })
    }
}

impl Table {
    /// Of columns as they are; `late` are the days late of rows that lapsed late.
    pub(super) fn of(duty: DutyId, as_of: Day, columns: Columns, late: &[(u32, i32)]) -> Table {
        let days = |first: Vec<i32>| Days { first, last: Vec::new() };
        Table {
            duty,
            as_of,
            instances: Instances {
                case: columns.case,
                key: columns.key,
                number: columns.number,
                trigger_on: days(columns.trigger_on),
                due: days(columns.due),
            },
            done: days(columns.done),
            marks: Marks {
                statuses: columns.statuses,
                flags: columns.flags,
                late: late.iter().map(|(row, days)| (*row, Some(*days))).collect(),
                because: Vec::new(),
            },
        }
    }

    pub(super) fn new(duty: DutyId, as_of: Day) -> Table {
        let (instances, done, marks) = (Instances::default(), Days::default(), Marks::default());
        Table { duty, as_of, instances, done, marks }
    }

    pub(super) fn as_of(&self) -> Day {
        self.as_of
    }

    pub(super) fn len(&self) -> usize {
        self.instances.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The case of a row.
    pub(super) fn case(&self, at: usize) -> Option<u32> {
        self.instances.case(at)
    }

    /// How many rows a case has.
    pub(super) fn rows_of(&self, case: u32) -> usize {
        self.instances.of_case(case).len()
    }

    pub(super) fn push(&mut self, row: Flat) {
        self.instances.push(row.case, (row.trigger, row.number), (row.trigger_on, row.due));
        self.done.push(row.done.0, row.done.1);
        self.marks.push(row.statuses, bits(row.flags), row.because);
        if row.days_late != follows(&row, self.as_of.number()) {
            self.marks.late_by(row.days_late);
        }
    }

    /// Makes room for so many rows more.
    pub(super) fn make_room(&mut self, rows: usize) {
        self.instances.make_room(rows);
        self.done.reserve(rows);
        self.marks.make_room(rows);
    }

    /// A row whose days are all known. Not to be mixed with others.
    #[inline]
    pub(super) fn push_known(
        &mut self,
        case: u32,
        (key, number): (TriggerKey, u32),
        (trigger_on, due, done): (i32, i32, i32),
        status: Status,
        breached: bool,
    ) {
        let instances = &mut self.instances;
        instances.case.push(case);
        instances.key.push(key);
        instances.trigger_on.first.push(trigger_on);
        instances.due.first.push(due);
        self.done.first.push(done);
        self.marks.statuses.push(StatusSet::only(status));
        self.marks.flags.push(u8::from(breached));
        push_unless(&mut instances.number, (instances.case.len() - 1, 1), number);
    }

    /// How many days late the last row lapsed.
    pub(super) fn lapsed_late(&mut self, days: i32) {
        self.marks.late_by(Some(days));
    }

    /// One row again.
    pub(super) fn row(&self, at: usize, blamed: &[Blame]) -> Option<Answered> {
        let of = (&self.instances, self.done.get(at));
        self.marks.row((self.duty, self.as_of), of, at, blamed)
    }
}

/// Days late as the days of a row say them.
fn follows(row: &Flat, as_of: i32) -> Option<i32> {
    days_late(row.statuses, row.due, row.done, as_of)
}

fn days_late(statuses: StatusSet, due: (i32, i32), done: (i32, i32), as_of: i32) -> Option<i32> {
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
