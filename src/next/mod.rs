//! What changes next, and when (language §9.4).
//!
//! In: a model, a case, the day as of which it is known how it stands, and the last day
//! to look at. Out: the days on which any status comes out otherwise, with the rows
//! before and after. Never here: how a row stands on a day, which `eval` alone says;
//! sentences.
//!
//! With the facts as they are, a status is a step function of the day. Its steps can only
//! lie on days that something of the case hangs on: limits, plans, birthdays, edges of
//! statuses, rules that come into force. Where `eval` tries every way in which what is not
//! known can be, and that may cost too much on one day and not on another, the same of the
//! ways it tried count too. These days are gathered as seen from both ends of a stretch,
//! and only they are judged. Where two of them stand differently and the eve of the second
//! shows that the step lay between, the stretch is halved until the day is found.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::Checked;
use crate::eval::{DateRange, InstanceKey, Row, StatusSet, judge, layered, rows_and_turns};
use crate::facts::{Case, DateFact};
use crate::time::Day;

/// The first stretch that is looked at is a year: what begins and is over within it is
/// seen from its end. Where nothing happens for long, the next ones are longer.
const STRETCH: i32 = 366;
/// No stretch is longer.
const LONGEST: i32 = 4 * STRETCH;

/// A row that stands otherwise from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// At the end of this day it does; at the end of the day before it did not.
    pub on: Day,
    /// How it stood until then; `None` where there was no such row.
    pub before: Option<Row>,
    /// How it stands then; `None` where there is no such row any more.
    pub after: Option<Row>,
    /// It is the most local of the rules that ask for this; the others say the same of
    /// the layers beneath.
    pub local: bool,
    /// The rows of its duty on that day, or on the eve where it is there no more, in the order
    /// of the answer: what each hangs on, and the day of that.
    pub beside: Vec<(InstanceKey, Option<DateRange>)>,
}

impl Change {
    /// Which row.
    #[must_use]
    pub fn key(&self) -> Option<InstanceKey> {
        self.after.as_ref().or(self.before.as_ref()).map(|row| row.key)
    }

    /// What it could be until then.
    #[must_use]
    pub fn from(&self) -> Option<StatusSet> {
        self.before.as_ref().map(|row| row.statuses)
    }

    /// What it can be from then on.
    #[must_use]
    pub fn to(&self) -> Option<StatusSet> {
        self.after.as_ref().map(|row| row.statuses)
    }
}

/// Everything that changes on the first day after `as_of` on which anything that is
/// `wanted` does, up to `until`; nothing where that much stays as it is.
#[must_use]
pub fn first(
    model: &Checked,
    case: &Case,
    (as_of, until): (Day, Day),
    wanted: impl Fn(&Change) -> bool,
) -> Vec<Change> {
    let mut walk = Walk::new(model, case, until);
    let mut here = as_of.number();
    while let Some(day) = walk.next(here) {
        let mut changes = walk.changes(day);
        changes.retain(&wanted);
        if !changes.is_empty() {
            return changes;
        }
        here = day;
    }
    Vec::new()
}

/// Every change after `as_of` up to `until`, by date, then in the order of the pack.
#[must_use]
pub fn every(model: &Checked, case: &Case, (as_of, until): (Day, Day)) -> Vec<Change> {
    let mut walk = Walk::new(model, case, until);
    let (mut here, mut found) = (as_of.number(), Vec::new());
    while let Some(day) = walk.next(here) {
        found.extend(walk.changes(day));
        walk.forget(day);
        here = day;
    }
    found
}

/// Of a row that becomes overdue: the day after `as_of` for which its act is planned, and
/// how the row would stand if all that is planned until then were done as planned.
#[must_use]
pub fn as_planned(
    model: &Checked,
    case: &Case,
    as_of: Day,
    change: &Change,
) -> Option<(Day, StatusSet)> {
    let row = change.after.as_ref()?;
    let duty = model.duty(row.key.duty)?.version_at(row.version);
    let mut done = case.clone();
    let mut own = None;
    for one in &mut done.events {
        let gone = [one.started, one.completed, one.cancelled, one.adjourned];
        let planned = one.planned_for.and_then(DateFact::exact);
        let planned = planned.filter(|day| *day > as_of && *day < change.on);
        let Some(day) = planned.filter(|_| gone.iter().all(Option::is_none)) else { continue };
        (one.started, one.completed) = (one.planned_for, one.planned_for);
        if duty.act.parts.iter().any(|part| part.event.value == one.kind) {
            own = own.max(Some(day));
        }
    }
    let day = own?;
    let rows = judge(model, &done, change.on, |duty| duty.id == row.key.duty);
    let so = rows.iter().find(|one| one.key == row.key)?.statuses;
    (so != row.statuses).then_some((day, so))
}

/// How a case stands at the end of a day.
struct Seen {
    /// In the order of the answer.
    rows: Vec<Row>,
    /// What makes two days alike: each row, what it may be, and whether it is at risk.
    stands: Vec<(InstanceKey, StatusSet, bool)>,
}

struct Walk<'a> {
    model: &'a Checked,
    case: &'a Case,
    last: i32,
    /// Days that were judged.
    seen: FxHashMap<i32, Rc<Seen>>,
    /// Days on which something may change, as far as they are known yet.
    turns: BTreeSet<i32>,
}

impl<'a> Walk<'a> {
    fn new(model: &'a Checked, case: &'a Case, until: Day) -> Walk<'a> {
        let (seen, turns) = (FxHashMap::default(), BTreeSet::new());
        Walk { model, case, last: until.number(), seen, turns }
    }

    fn look(&mut self, day: i32) -> Rc<Seen> {
        if let Some(seen) = self.seen.get(&day) {
            return Rc::clone(seen);
        }
        let (rows, turns) = rows_and_turns(self.model, self.case, Day::from_number(day));
        self.turns.extend(turns.into_iter().map(Day::number));
        let mut stands: Vec<_> =
            rows.iter().map(|row| (row.key, row.statuses, row.flags.at_risk)).collect();
        stands.sort_by_key(|(key, ..)| *key);
        let seen = Rc::new(Seen { rows, stands });
        self.seen.insert(day, Rc::clone(&seen));
        seen
    }

    /// Days before this one are not asked about again.
    fn forget(&mut self, before: i32) {
        self.seen.retain(|day, _| *day >= before);
        self.turns = self.turns.split_off(&before);
    }

    /// The first day after `here` on which anything stands otherwise.
    fn next(&mut self, here: i32) -> Option<i32> {
        let (mut from, mut stretch) = (here, STRETCH);
        while from < self.last {
            let end = from.saturating_add(stretch).min(self.last);
            if let Some(day) = self.within(from, end) {
                return Some(day);
            }
            from = end;
            stretch = (stretch * 2).min(LONGEST);
        }
        None
    }

    /// The same in one stretch.
    fn within(&mut self, from: i32, end: i32) -> Option<i32> {
        let base = self.look(from);
        self.look(end);
        let mut at = from;
        while at < end {
            let next = self.turns.range(at + 1..=end).next().copied().unwrap_or(end);
            if self.look(next).stands == base.stands {
                at = next;
                continue;
            }
            let day = self.step(&base, at, next);
            if day == next {
                return Some(day);
            }
            // On the way more may have come to be seen: the first of that decides.
            self.turns.insert(day);
        }
        None
    }

    /// A day on which it came to stand otherwise: after `same`, by `other`.
    fn step(&mut self, base: &Seen, same: i32, other: i32) -> i32 {
        let (mut same, mut other) = (same, other);
        let mut middle = other - 1;
        while other - same > 1 {
            if self.look(middle).stands == base.stands {
                same = middle;
            } else {
                other = middle;
            }
            middle = same + (other - same) / 2;
        }
        other
    }

    /// What a day changes.
    fn changes(&mut self, day: i32) -> Vec<Change> {
        let (before, after) = (self.look(day - 1), self.look(day));
        let local = |seen: &Seen| -> FxHashSet<InstanceKey> {
            let nests = layered(self.model, &seen.rows);
            nests.iter().filter_map(|nest| seen.rows.get(nest.row)).map(|row| row.key).collect()
        };
        let tops = [local(&before), local(&after)];
        let by_key = |seen: &'_ Seen| -> FxHashMap<InstanceKey, usize> {
            seen.rows.iter().enumerate().map(|(at, row)| (row.key, at)).collect()
        };
        let beside = |seen: &Seen, row: &Row| {
            let of_duty = seen.rows.iter().filter(|one| one.key.duty == row.key.duty);
            of_duty.map(|one| (one.key, one.trigger_date)).collect()
        };
        let (old, new) = (by_key(&before), by_key(&after));
        let on = Day::from_number(day);
        let mut found = Vec::new();
        for row in &after.rows {
            let was = old.get(&row.key).and_then(|at| before.rows.get(*at));
            let alike =
                |was: &Row| (was.statuses, was.flags.at_risk) == (row.statuses, row.flags.at_risk);
            if !was.is_some_and(alike) {
                let local = tops.iter().any(|tops| tops.contains(&row.key));
                let beside = beside(&after, row);
                let (was, row) = (was.cloned(), row.clone());
                found.push(Change { on, before: was, after: Some(row), local, beside });
            }
        }
        for row in before.rows.iter().filter(|row| !new.contains_key(&row.key)) {
            let local = tops.iter().any(|tops| tops.contains(&row.key));
            let beside = beside(&before, row);
            found.push(Change { on, before: Some(row.clone()), after: None, local, beside });
        }
        found.sort_by_key(|change| change.key().map(|key| key.duty));
        found
    }
}
