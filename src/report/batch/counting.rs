//! What is counted over the rows of some cases, duty by duty.
//!
//! In: a part of the answers. Out: counts; the longest delays; and, in words, the rows by
//! which somebody may still have to do something. Of a nation's rows most are only counted:
//! what nobody reads is not put into words. Never here: sums over all parts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::lacking::general;
use super::local::{Apart, Local};
use super::open::is_open;
use super::tally::{Count, Counts, Month};
use super::telling::{Teller, Words};
use super::{Batch, Told, place};
use crate::batch::{Answered, Part, Rows, Seen};
use crate::caseload::People;
use crate::eval::{Blame, DateRange, Status, StatusSet};
use crate::model::{DutyId, Match};
use crate::names::ConceptId;
use crate::time::Day;

/// A long delay.
#[derive(Debug, Clone, Copy)]
pub(super) struct Late {
    pub(super) days: i32,
    pub(super) case: u32,
    pub(super) duty: DutyId,
    pub(super) statuses: StatusSet,
    pub(super) due: Option<DateRange>,
}

/// What came of some cases.
#[derive(Debug, Default)]
pub(super) struct Share<'a> {
    /// By the places of duties in the pack.
    pub(super) duties: BTreeMap<usize, Counts>,
    pub(super) teams: FxHashMap<&'a str, Counts>,
    /// The longest first; of the same length in the order of the rows.
    pub(super) late: Vec<Late>,
    pub(super) unrecorded: BTreeMap<ConceptId, (u64, BTreeSet<usize>)>,
    pub(super) others: FxHashMap<Blame, u64>,
    /// By the days on which rows were due.
    pub(super) days: FxHashMap<Day, Month>,
    /// The rows of every duty of a case of which one may still have to be done.
    pub(super) open: Vec<Told<'a>>,
}

/// Counts rows, part by part.
#[derive(Debug)]
pub(super) struct Counting<'a> {
    of: &'a Batch<'a>,
    teller: &'a Teller<'a>,
    /// Nothing where every row is shown.
    apart: Option<Apart>,
    /// So many of the longest delays are kept.
    keep: usize,
}

impl<'a> Counting<'a> {
    pub(super) fn new(of: &'a Batch<'a>, teller: &'a Teller<'a>, keep: usize) -> Counting<'a> {
        let apart = (!of.layers).then(|| Apart::of(teller.layers()));
        Counting { of, teller, apart, keep }
    }

    /// What comes of some cases.
    pub(super) fn share(&self, part: Part<'_>) -> Share<'a> {
        let local = self.apart.as_ref().map(|apart| apart.local(part)).unwrap_or_default();
        let mut counted = Counted {
            with: self,
            local,
            read: FxHashMap::default(),
            teams: Teams::of(self.of.people, part),
            blamed: Blamed::of(part),
            late: Longest { keep: self.keep, least: 1, all: Vec::new() },
            share: Share::default(),
            spoken: Vec::new(),
        };
        part.runs().for_each(|run| counted.run(run));
        let Counted { teams, late, mut share, mut spoken, .. } = counted;
        share.teams = teams.counts();
        share.late = late.finish();
        spoken.sort_by_key(|row| row.case);
        for rows in spoken.chunk_by(|one, next| one.case == next.case) {
            self.told(rows, &mut share.open);
        }
        share
    }

    /// The rows of a case in words.
    fn told(&self, rows: &[Answered], told: &mut Vec<Told<'a>>) {
        let Some(at) = rows.first().map(|row| row.case as usize) else { return };
        let words = Words::plain(self.of, at, rows);
        let own = told.len();
        for row in rows {
            let Some(mut one) = self.teller.counted(row.clone()) else { continue };
            if let Some(words) = &words {
                words.say(&mut one, told.get(own..).unwrap_or_default());
            }
            told.push(one);
        }
    }
}

/// Some cases being counted.
struct Counted<'c, 'a> {
    with: &'c Counting<'a>,
    local: Local,
    /// How many rows were read of each duty.
    read: FxHashMap<DutyId, usize>,
    teams: Teams<'a>,
    blamed: Blamed,
    late: Longest,
    share: Share<'a>,
    /// The rows that are put into words.
    spoken: Vec<Answered>,
}

/// A run of rows of one duty.
struct Run<'r> {
    rows: Rows<'r>,
    duty: DutyId,
    /// The completion of what starts it meets it.
    completes: bool,
    counts: Counts,
    /// The cases of which somebody may still have to do something.
    open: FxHashSet<u32>,
}

impl Counted<'_, '_> {
    fn run(&mut self, rows: Rows<'_>) {
        let duty = rows.duty();
        if !self.with.teller.is_wanted(duty) {
            return;
        }
        let found = self.with.of.model.duty(duty);
        let completes = found.is_some_and(|duty| duty.matching == Match::CompletionOfTrigger);
        let counts = self.share.duties.remove(&place(duty)).unwrap_or_default();
        let mut run = Run { rows, duty, completes, counts, open: FxHashSet::default() };
        let from = self.read.get(&duty).copied().unwrap_or(0);
        let local = self.local.take(duty);
        let shown = local.as_ref().map(|all| all.get(from..).unwrap_or_default());
        let is_shown = |nth: usize| shown.is_none_or(|all| all.get(nth).copied().unwrap_or(true));
        let mut nth = 0;
        match rows.one_for_all().filter(|(seen, _)| self.is_only_counted(rows, *seen)) {
            Some((seen, cases)) => {
                nth = cases;
                let shown = shown
                    .map_or(cases, |all| all.iter().take(cases).filter(|shown| **shown).count());
                self.add(&mut run, seen, shown);
            }
            None => rows.each(|seen| {
                if is_shown(nth) {
                    self.add(&mut run, seen, 1);
                }
                nth += 1;
            }),
        }
        self.blamed.hand_over(rows, self.with.teller, &mut self.share);
        if !run.open.is_empty() {
            let mut nth = 0;
            rows.each(|seen| {
                if is_shown(nth) && run.open.contains(&seen.case) {
                    self.spoken.extend(rows.whole(seen));
                }
                nth += 1;
            });
        }
        self.read.insert(duty, from + nth);
        self.local.put(duty, local);
        self.share.duties.insert(place(duty), run.counts);
    }

    /// Whether of a row that many cases have no more is asked than how many these are.
    fn is_only_counted(&self, rows: Rows<'_>, seen: Seen<'_>) -> bool {
        let (teller, last) = (self.with.teller, self.with.of.last_day());
        let is_open = is_open(seen.due(), seen.statuses(), last)
            && teller.unrecorded(rows.blame(seen.because()).as_ref()).is_none();
        self.teams.is_empty() && seen.days_late().is_none() && !is_open
    }

    /// Adds so many rows that are the same.
    #[inline]
    fn add(&mut self, run: &mut Run<'_>, seen: Seen<'_>, rows: usize) {
        if rows == 0 {
            return;
        }
        let rows = rows as u64;
        let statuses = seen.statuses();
        let unrecorded = self.blamed.add(run.rows, seen.because(), rows, self.with.teller);
        let count = Count {
            status: statuses.single(),
            unrecorded,
            breached: seen.breached(),
            one_day: run.completes && by_one_day(seen),
            days_late: seen.days_late().filter(|days| *days > 0),
        };
        run.counts.add(&count, rows);
        self.teams.add(seen.case, &count);
        if let Some(days) = count.days_late {
            let (case, due) = (seen.case, seen.due());
            self.late.add(Late { days, case, duty: run.duty, statuses, due });
        }
        if unrecorded {
            return;
        }
        let (of, due) = (self.with.of, seen.due());
        if let Some(slot) = outcome(&count)
            && let Some(due) = due.and_then(DateRange::exact).filter(|due| *due <= of.as_of)
            && let Some(all) = self.share.days.entry(due).or_default().get_mut(slot)
        {
            *all += rows;
        }
        if is_open(due, statuses, of.last_day()) {
            run.open.insert(seen.case);
        }
    }
}

/// Whether what the completion of an event meets is met by the only day that is given for
/// the event. That says nothing of timeliness.
fn by_one_day(seen: Seen<'_>) -> bool {
    seen.statuses().single() == Some(Status::Met) && seen.done_on_trigger()
}

/// Under which outcome of its month a row is counted that is not left out of the files.
fn outcome(count: &Count) -> Option<usize> {
    Some(match count.status {
        // The one day of what starts it says nothing of a month either.
        Some(Status::Met) if count.one_day => return None,
        Some(Status::Met) => 0,
        Some(Status::MetLate) => 1,
        Some(Status::Overdue) => 2,
        Some(Status::Lapsed) if count.breached => 2,
        Some(Status::Lapsed | Status::NotApplicable | Status::DueSoon | Status::Pending) => {
            return None;
        }
        None => 3,
    })
}

/// How many rows of a run blame what.
struct Blamed {
    /// By places.
    rows: Vec<u64>,
    unrecorded: Vec<bool>,
    /// The places at which there are any.
    met: Vec<u32>,
}

impl Blamed {
    fn of(part: Part<'_>) -> Blamed {
        let places = part.blamed() + 1;
        Blamed { rows: vec![0; places], unrecorded: vec![false; places], met: Vec::new() }
    }

    /// Adds so many rows; whether what they blame is not recorded in such files.
    #[inline]
    fn add(&mut self, of: Rows<'_>, because: u32, rows: u64, teller: &Teller<'_>) -> bool {
        if because == 0 {
            return false;
        }
        let at = because as usize;
        let (Some(all), Some(unrecorded)) = (self.rows.get_mut(at), self.unrecorded.get_mut(at))
        else {
            return false;
        };
        if *all == 0 {
            self.met.push(because);
            *unrecorded = teller.unrecorded(of.blame(because).as_ref()).is_some();
        }
        *all += rows;
        *unrecorded
    }

    fn hand_over(&mut self, run: Rows<'_>, teller: &Teller<'_>, share: &mut Share<'_>) {
        for because in self.met.drain(..) {
            let slot = self.rows.get_mut(because as usize);
            let rows = slot.map(std::mem::take).unwrap_or_default();
            let Some(blame) = run.blame(because) else { continue };
            match teller.unrecorded(Some(&blame)) {
                Some(kind) => {
                    let (all, duties) = share.unrecorded.entry(kind).or_default();
                    *all += rows;
                    duties.insert(place(run.duty()));
                }
                None => *share.others.entry(general(&blame)).or_default() += rows,
            }
        }
    }
}

/// How the deadlines of each team stand.
struct Teams<'a> {
    first: usize,
    /// Of each case the place of its team; empty where no case has one.
    of_case: Vec<usize>,
    all: Vec<(&'a str, Counts)>,
}

impl<'a> Teams<'a> {
    fn of(people: Option<&'a People>, part: Part<'_>) -> Teams<'a> {
        let mut teams = Teams { first: part.cases().start, of_case: Vec::new(), all: Vec::new() };
        let Some(people) = people.filter(|people| people.has_teams()) else { return teams };
        let mut places: FxHashMap<&str, usize> = FxHashMap::default();
        for case in part.cases() {
            let name = people.team(case).unwrap_or_default();
            let place = *places.entry(name).or_insert_with(|| {
                teams.all.push((name, Counts::default()));
                teams.all.len() - 1
            });
            teams.of_case.push(place);
        }
        teams
    }

    #[inline]
    fn add(&mut self, case: u32, count: &Count) {
        if let Some(place) = self.of_case.get((case as usize).wrapping_sub(self.first))
            && let Some((_, counts)) = self.all.get_mut(*place)
        {
            counts.add(count, 1);
        }
    }

    fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn counts(self) -> FxHashMap<&'a str, Counts> {
        self.all.into_iter().filter(|(_, counts)| counts.all() > 0).collect()
    }
}

/// The longest delays, while rows come in any order.
struct Longest {
    keep: usize,
    /// A shorter one is none of them.
    least: i32,
    all: Vec<Late>,
}

impl Longest {
    fn add(&mut self, late: Late) {
        if late.days < self.least || self.keep == 0 {
            return;
        }
        self.all.push(late);
        if self.all.len() > 8 * self.keep + 64 {
            self.cut();
            self.least = self.all.last().map_or(1, |last| last.days);
        }
    }

    fn cut(&mut self) {
        self.all.sort_by_key(|late| (Reverse(late.days), late.case, late.duty));
        self.all.truncate(self.keep);
    }

    fn finish(mut self) -> Vec<Late> {
        self.cut();
        self.all
    }
}
