//! What is counted over all rows.
//!
//! In: answers as they come. Out: counts by duty and status, delays, months and weeks, and
//! the duties that are not known because the files do not record something. Never here:
//! how it is shown.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::counting::{Counting, Late, Share};
use super::lacking::in_general;
use super::open::{AHEAD, Open, Opens};
use super::{Batch, DutyWords, Teller, duty_words, place};
use crate::batch::{Answers, Part};
use crate::check::Checked;
use crate::eval::{Blame, DateRange, Group, Status};
use crate::names::ConceptId;
use crate::time::Day;

/// Days late are counted in these steps: up to so many.
pub(super) const STEPS: [i32; 5] = [5, 10, 20, 60, i32::MAX];

/// As much of a row as is counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    /// Nothing where it is not known.
    pub(super) status: Option<Status>,
    /// It is not known because the files do not record something.
    pub(super) unrecorded: bool,
    pub(super) breached: bool,
    /// It is met by the one day that is given for what starts it.
    pub(super) one_day: bool,
    /// Late, or over, by so many; nothing where it is not.
    pub(super) days_late: Option<i32>,
}

/// How many of a duty's deadlines stand how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// By status, in the order of the table.
    pub by_status: [u64; Status::ALL.len()],
    /// It is not known how they stand.
    pub unknown: u64,
    /// Of these, those that the files do not record enough for.
    pub unrecorded: u64,
    /// Of those that lapsed, the ones that were breached.
    pub breached: u64,
    /// Of those that were met, the ones that are met by the one day that is given for what
    /// starts them.
    pub one_day: u64,
    /// Late, or over, by so many days.
    pub(super) late: [u64; STEPS.len()],
}

impl Counts {
    /// How many have a status.
    #[must_use]
    pub fn of(&self, status: Status) -> u64 {
        self.by_status.get(status as usize).copied().unwrap_or(0)
    }

    /// How many there are.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.by_status.iter().sum::<u64>() + self.unknown
    }

    /// How many somebody has, or had, to do, as far as is known: all but those that do not
    /// apply.
    #[must_use]
    pub fn owed(&self) -> u64 {
        self.all() - self.of(Status::NotApplicable)
    }

    /// Whether anything is known of any of them that somebody has to do.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.all() > self.unrecorded + self.of(Status::NotApplicable)
    }

    /// How many were met in time, and how many are known to have come due. What is met by
    /// the one day of what starts it is in neither.
    #[must_use]
    pub fn in_time(&self) -> (u64, u64) {
        let met = self.of(Status::Met) - self.one_day;
        let late = self.of(Status::MetLate) + self.of(Status::Overdue) + self.breached;
        (met, met + late)
    }

    /// Adds so many rows that are the same.
    #[inline]
    pub(super) fn add(&mut self, row: &Count, rows: u64) {
        let where_so = |so: bool| if so { rows } else { 0 };
        match row.status {
            None => {
                self.unknown += rows;
                self.unrecorded += where_so(row.unrecorded);
            }
            Some(status) => {
                if let Some(count) = self.by_status.get_mut(status as usize) {
                    *count += rows;
                }
                self.breached += where_so(status == Status::Lapsed && row.breached);
                self.one_day += where_so(row.one_day);
            }
        }
        if let Some(days) = row.days_late {
            let step = STEPS.iter().position(|most| days <= *most);
            if let Some(count) = step.and_then(|step| self.late.get_mut(step)) {
                *count += rows;
            }
        }
    }

    fn join(&mut self, other: &Counts) {
        let both = self.by_status.iter_mut().zip(other.by_status);
        both.for_each(|(own, more)| *own += more);
        self.late.iter_mut().zip(other.late).for_each(|(own, more)| *own += more);
        self.unknown += other.unknown;
        self.unrecorded += other.unrecorded;
        self.breached += other.breached;
        self.one_day += other.one_day;
    }
}

/// How the deadlines of a month came out: in time, late, not done, not known.
pub type Month = [u64; 4];

/// A long delay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worst {
    /// Days late, or over.
    pub days: i32,
    /// The case.
    pub case: String,
    /// The title of the duty.
    pub title: String,
    /// Overdue, met late or lapsed.
    pub word: &'static str,
    /// By when it was due.
    pub due: Option<DateRange>,
}

/// Everything counted over the rows of a batch.
#[derive(Debug)]
pub struct Tally {
    /// Of each duty in the order of the pack, its words and counts.
    pub duties: Vec<(DutyWords, Counts)>,
    /// Of each team, how its deadlines stand; nothing where no team is known. Those of no
    /// team stand under the empty name.
    pub teams: BTreeMap<String, Counts>,
    /// The longest delays, longest first.
    pub worst: Vec<Worst>,
    /// Of each kind that the files do not record: how many rows are not known for it, and
    /// which duties, by their places.
    pub unrecorded: BTreeMap<ConceptId, (u64, BTreeSet<usize>)>,
    /// What else is not known, in general, and how many rows hang on it.
    others: FxHashMap<Blame, u64>,
    /// How the deadlines of each month came out, by year and month.
    pub months: BTreeMap<(i32, u32), Month>,
    /// How the groups of the rules across cases stand.
    pub groups: Vec<Group>,
    opens: Opens,
    as_of: Day,
    keep: usize,
}

impl Tally {
    /// Nothing counted yet; so many of the longest delays are kept.
    #[must_use]
    pub fn new(of: &Batch<'_>, worst: usize) -> Tally {
        Tally {
            duties: duty_words(of).into_iter().map(|words| (words, Counts::default())).collect(),
            teams: BTreeMap::new(),
            worst: Vec::new(),
            unrecorded: BTreeMap::new(),
            others: FxHashMap::default(),
            months: BTreeMap::new(),
            groups: Vec::new(),
            opens: Opens::until(of.last_day()),
            as_of: of.as_of,
            keep: worst,
        }
    }

    /// All duties together.
    #[must_use]
    pub fn all(&self) -> Counts {
        let mut all = Counts::default();
        self.duties.iter().for_each(|(_, counts)| all.join(counts));
        all
    }

    /// What else is not known, in words, and how many rows hang on it.
    #[must_use]
    pub fn others(&self, model: &Checked) -> BTreeMap<String, u64> {
        let mut said: BTreeMap<String, u64> = BTreeMap::new();
        for (blame, rows) in &self.others {
            *said.entry(in_general(model, blame)).or_default() += rows;
        }
        said
    }

    /// The duties that have a row.
    pub(super) fn seen(&self) -> impl Iterator<Item = (&DutyWords, &Counts)> {
        self.duties.iter().filter(|(_, one)| one.all() > 0).map(|(words, one)| (words, one))
    }

    /// What is to be done within so many days, and what is overdue: by who has to do it,
    /// then by due date, case and duty.
    #[must_use]
    pub fn work(&self, days: i32) -> Vec<&Open> {
        let last = self.as_of.plus(days);
        let mut list: Vec<&Open> =
            self.opens.found.iter().filter(|one| one.due.first <= last).collect();
        list.sort_by_key(|one| {
            let overdue = one.statuses.single() == Some(Status::Overdue);
            let place = (&one.case, &one.duty, &one.instance);
            (&one.who, !overdue, self.soonest(one), place)
        });
        list
    }

    /// The day by which it is to be done: of a due day that is not known, the first that is
    /// still to come.
    pub(super) fn soonest(&self, one: &Open) -> Day {
        one.due.exact().unwrap_or_else(|| one.due.first.max(self.as_of.min(one.due.last)))
    }

    /// What falls due from now on, thirteen weeks ahead, in the same order.
    #[must_use]
    pub fn ahead(&self) -> Vec<&Open> {
        let mut list = self.work(AHEAD);
        list.retain(|one| one.due.last > self.as_of);
        list
    }

    /// How much falls due in each of the thirteen weeks ahead: their first days, how many
    /// there are, and how many of these are not known to be open. Then how many more may
    /// fall due within these weeks, and it is not known in which.
    pub(super) fn weeks(&self) -> (Vec<(Day, u64, u64)>, u64) {
        let first = self.as_of.plus(1);
        let weeks = AHEAD / 7;
        let mut counts: Vec<(Day, u64, u64)> =
            (0..weeks).map(|week| (first.plus(week * 7), 0, 0)).collect();
        let mut vague = 0;
        let week = |day: Day| usize::try_from(first.days_until(day).div_euclid(7)).ok();
        for one in self.ahead() {
            let within = week(one.due.first).filter(|it| Some(*it) == week(one.due.last));
            match within.and_then(|week| counts.get_mut(week)) {
                Some((_, known, unknown)) => match one.statuses.single() {
                    Some(_) => *known += 1,
                    None => *unknown += 1,
                },
                None => vague += 1,
            }
        }
        (counts, vague)
    }

    /// Counts every row of some answers.
    pub fn take<'a>(&mut self, of: &'a Batch<'a>, teller: &'a Teller<'a>, answers: &Answers) {
        let counting = Counting::new(of, teller, self.keep);
        let parts: Vec<Part<'_>> = answers.parts().collect();
        let shares: Vec<Share<'_>> =
            parts.into_par_iter().map(|part| counting.share(part)).collect();
        shares.into_iter().for_each(|share| self.join(of, share));
    }

    fn join(&mut self, of: &Batch<'_>, share: Share<'_>) {
        for (place, more) in share.duties {
            if let Some((_, counts)) = self.duties.get_mut(place) {
                counts.join(&more);
            }
        }
        for (team, more) in share.teams {
            self.teams.entry(team.to_owned()).or_default().join(&more);
        }
        share.late.iter().for_each(|late| self.delay(of, late));
        for (kind, (rows, duties)) in share.unrecorded {
            let (all, of) = self.unrecorded.entry(kind).or_default();
            *all += rows;
            of.extend(duties);
        }
        for (blame, rows) in share.others {
            *self.others.entry(blame).or_default() += rows;
        }
        for (day, more) in share.days {
            let (year, month, _) = day.ymd();
            let counts = self.months.entry((year, month)).or_default();
            counts.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        }
        share.open.iter().for_each(|told| self.opens.take(told));
    }

    /// Takes in a delay; those of cases before it have been taken in.
    fn delay(&mut self, of: &Batch<'_>, late: &Late) {
        let at = self.worst.partition_point(|other| other.days >= late.days);
        if at >= self.keep {
            return;
        }
        let title = self.duties.get(place(late.duty)).map(|(words, _)| words.title.clone());
        let case = of.caseload.id(late.case as usize).unwrap_or_default().to_owned();
        let word = late.statuses.single().map_or("unknown", Status::word);
        let (days, title) = (late.days, title.unwrap_or_default());
        self.worst.insert(at, Worst { days, case, title, word, due: late.due });
        self.worst.truncate(self.keep);
    }
}
