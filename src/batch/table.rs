//! The rows of one duty, in columns.
//!
//! In: rows, case after case. Out: the same again, one at a time. Never here: how a row came
//! about.

use super::Answered;
use super::marks::{Days, Instances, Marks, bits, days_late, push_unless};
use crate::eval::{Blame, Flags, Status, StatusSet, TriggerKey};
use crate::model::DutyId;
use crate::time::Day;

/// A row as the engines hand it in; [`NONE`](super::marks::NONE) stands for a day that there
/// is none of.
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

    /// The instances, when each was done, and how they stand.
    pub(super) fn columns(&self) -> (&Instances, &Days, &Marks) {
        (&self.instances, &self.done, &self.marks)
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
