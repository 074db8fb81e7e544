//! The rows of one duty, in columns.
//!
//! In: rows, case after case. Out: the same again, one at a time. A column that says
//! nothing is not kept. Never here: how a row came about.

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
    fn push(&mut self, first: i32, last: i32) {
        if first != last && self.last.is_empty() {
            self.last.clone_from(&self.first);
        }
        self.first.push(first);
        if first != last || !self.last.is_empty() {
            self.last.push(last);
        }
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

/// The rows of one duty, by case.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) duty: DutyId,
    as_of: i32,
    case: Vec<u32>,
    key: Vec<TriggerKey>,
    number: Vec<u32>,
    trigger_on: Days,
    due: Days,
    done: Days,
    statuses: Vec<StatusSet>,
    flags: Vec<u8>,
    /// Days late, of the few rows whose days do not say them.
    late: Vec<(u32, Option<i32>)>,
    because: Vec<u32>,
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
            case: columns.case,
            key: columns.key,
            number: columns.number,
            trigger_on: days(columns.trigger_on),
            due: days(columns.due),
            done: days(columns.done),
            statuses: columns.statuses,
            flags: columns.flags,
            late: late.iter().map(|(row, days)| (*row, Some(*days))).collect(),
            ..Table::new(duty, as_of)
        }
    }

    pub(super) fn new(duty: DutyId, as_of: Day) -> Table {
        Table {
            duty,
            as_of: as_of.number(),
            case: Vec::new(),
            key: Vec::new(),
            number: Vec::new(),
            trigger_on: Days::default(),
            due: Days::default(),
            done: Days::default(),
            statuses: Vec::new(),
            flags: Vec::new(),
            late: Vec::new(),
            because: Vec::new(),
        }
    }

    pub(super) fn as_of(&self) -> Day {
        Day::from_number(self.as_of)
    }

    pub(super) fn len(&self) -> usize {
        self.case.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.case.is_empty()
    }

    /// The case of a row.
    pub(super) fn case(&self, at: usize) -> Option<u32> {
        self.case.get(at).copied()
    }

    /// How many rows a case has.
    pub(super) fn rows_of(&self, case: u32) -> usize {
        let from = self.case.partition_point(|one| *one < case);
        self.case.partition_point(|one| *one <= case) - from
    }

    pub(super) fn push(&mut self, row: Flat) {
        let at = u32::try_from(self.case.len()).unwrap_or(u32::MAX);
        self.case.push(row.case);
        self.key.push(row.trigger);
        if row.number != 1 && self.number.is_empty() {
            self.number.resize(self.case.len() - 1, 1);
        }
        if row.number != 1 || !self.number.is_empty() {
            self.number.push(row.number);
        }
        self.trigger_on.push(row.trigger_on.0, row.trigger_on.1);
        self.due.push(row.due.0, row.due.1);
        self.done.push(row.done.0, row.done.1);
        self.statuses.push(row.statuses);
        self.flags.push(bits(row.flags));
        if row.days_late != follows(&row, self.as_of) {
            self.late.push((at, row.days_late));
        }
        if row.because != 0 && self.because.is_empty() {
            self.because.resize(self.case.len() - 1, 0);
        }
        if row.because != 0 || !self.because.is_empty() {
            self.because.push(row.because);
        }
    }

    /// Makes room for so many rows more.
    pub(super) fn make_room(&mut self, rows: usize) {
        self.case.reserve(rows);
        self.key.reserve(rows);
        self.trigger_on.first.reserve(rows);
        self.due.first.reserve(rows);
        self.done.first.reserve(rows);
        self.statuses.reserve(rows);
        self.flags.reserve(rows);
    }

    /// The same in every column that is kept so far.
    pub(super) fn make_room_for_all(&mut self, rows: usize) {
        self.make_room(rows);
        self.number.reserve(if self.number.is_empty() { 0 } else { rows });
        self.because.reserve(if self.because.is_empty() { 0 } else { rows });
        for days in [&mut self.trigger_on, &mut self.due, &mut self.done] {
            days.last.reserve(if days.last.is_empty() { 0 } else { rows });
        }
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
        self.case.push(case);
        self.key.push(key);
        self.trigger_on.first.push(trigger_on);
        self.due.first.push(due);
        self.done.first.push(done);
        self.statuses.push(StatusSet::only(status));
        self.flags.push(u8::from(breached));
        if number != 1 || !self.number.is_empty() {
            self.number.resize(self.case.len() - 1, 1);
            self.number.push(number);
        }
    }

    /// How many days late the last row lapsed.
    pub(super) fn lapsed_late(&mut self, days: i32) {
        let last = u32::try_from(self.case.len().saturating_sub(1)).unwrap_or(u32::MAX);
        self.late.push((last, Some(days)));
    }

    /// One row again.
    pub(super) fn row(&self, at: usize, blamed: &[Blame]) -> Option<Answered> {
        let because = self.because.get(at).copied().unwrap_or(0);
        let mut row = Answered {
            case: *self.case.get(at)?,
            duty: self.duty,
            trigger: *self.key.get(at)?,
            number: self.number.get(at).copied().unwrap_or(1),
            trigger_on: self.trigger_on.get(at),
            due: self.due.get(at),
            done: self.done.get(at),
            statuses: *self.statuses.get(at)?,
            days_late: None,
            flags: flags(*self.flags.get(at)?),
            unknown_because: (because as usize)
                .checked_sub(1)
                .and_then(|place| blamed.get(place))
                .cloned(),
        };
        row.days_late = self.late(at).unwrap_or_else(|| {
            let number = |days: Option<DateRange>| {
                days.map_or((NONE, NONE), |days| (days.first.number(), days.last.number()))
            };
            days_late(row.statuses, number(row.due), number(row.done), self.as_of)
        });
        Some(row)
    }

    fn late(&self, at: usize) -> Option<Option<i32>> {
        let at = u32::try_from(at).ok()?;
        let found = self.late.binary_search_by_key(&at, |(row, _)| *row).ok()?;
        self.late.get(found).map(|(_, days)| *days)
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

/// Marks as bits, in the order of [`Flags::WORDS`].
fn bits(flags: Flags) -> u8 {
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
