//! Which slips are noticed, and a case for each that is not.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::mutant::{BINDING, Ground, Mutant};
use crate::analysis::witness::{Effort, Search, Situation};
use crate::check::Checked;
use crate::diag::{Code, Diagnostic};
use crate::eval::{DateRange, Row, StatusSet};

/// What became of a mutant.
#[derive(Debug, Clone)]
pub enum Fate {
    /// It is no pack: whoever made the slip would be told.
    NoPack,
    /// An example no longer holds.
    Noticed,
    /// No case was found that tells it from the pack.
    Alike,
    /// No example notices, though this case tells them apart.
    Survived(Box<Told>),
}

/// A case that tells a mutant from its pack.
#[derive(Debug, Clone)]
pub struct Told {
    /// The duty whose rows differ.
    pub duty: String,
    /// The case, with the rows under the pack and under the mutant.
    pub situation: Situation,
    /// The places of the pack's rows that the mutant does not have.
    pub rows: Vec<usize>,
}

/// A mutant and what became of it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The mutant.
    pub mutant: Mutant,
    /// What became of it.
    pub fate: Fate,
}

/// How the mutants of a rule, or of a pack, fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Noticed by an example.
    pub noticed: usize,
    /// Not noticed, though a case tells them apart.
    pub survived: usize,
    /// Told apart by no case that was tried.
    pub alike: usize,
}

impl Tally {
    /// Counts one.
    pub fn add(&mut self, fate: &Fate) {
        match fate {
            Fate::NoPack => {}
            Fate::Noticed => self.noticed += 1,
            Fate::Alike => self.alike += 1,
            Fate::Survived(_) => self.survived += 1,
        }
    }

    /// The share noticed of those that some case tells apart, in whole percent,
    /// rounded down; 100 where there are none.
    #[must_use]
    pub fn percent(self) -> usize {
        (self.noticed * 100).checked_div(self.noticed + self.survived).unwrap_or(100)
    }
}

/// What an example can say of a row.
type Said = (StatusSet, Option<DateRange>, Option<i32>);

fn one_said(row: &Row) -> Said {
    (row.statuses, row.due, row.days_late)
}

fn said(rows: &[Row]) -> Vec<Said> {
    let mut all: Vec<Said> = rows.iter().map(one_said).collect();
    all.sort_by_key(|(statuses, due, late)| {
        let bits: Vec<u8> = statuses.iter().map(|status| status as u8).collect();
        (due.map(|due| (due.first, due.last)), bits, *late)
    });
    all
}

/// Whether an example of the situation would hold under one model and not under the
/// other.
#[must_use]
pub fn differs(situation: &Situation) -> bool {
    let mut all = situation.rows.iter().map(|rows| said(rows));
    let Some(first) = all.next() else { return false };
    all.any(|other| other != first)
}

/// What becomes of one mutant. `noticed` says whether an example fails under a model.
#[must_use]
pub fn judge(
    ground: &Ground,
    mutant: &Mutant,
    seed: u64,
    noticed: &dyn Fn(&Checked, &Mutant) -> bool,
) -> Fate {
    let Some(model) = ground.build(mutant) else { return Fate::NoPack };
    if noticed(&model, mutant) {
        return Fate::Noticed;
    }
    // How binding a duty is stands in no row.
    if mutant.operator == BINDING {
        return Fate::Alike;
    }
    let near = Search::near(ground.model());
    let models = [ground.model(), &model];
    for duty in ground.shows_in(mutant) {
        let search = Search::new(&models, &duty, near, Effort::DIFFERENCES).seeded(seed);
        if let Some(situation) = search.find(&differs) {
            let rows = places_that_differ(&situation);
            return Fate::Survived(Box::new(Told { duty, situation, rows }));
        }
    }
    Fate::Alike
}

/// The places of the pack's own rows that the mutant does not have.
fn places_that_differ(situation: &Situation) -> Vec<usize> {
    let mut rows = situation.rows.iter();
    let (Some(own), Some(other)) = (rows.next(), rows.next()) else { return Vec::new() };
    let others = said(other);
    let lacks = |row: &Row| !others.contains(&one_said(row));
    let all: Vec<usize> =
        own.iter().enumerate().filter(|(_, row)| lacks(row)).map(|(at, _)| at).collect();
    // Where all are there, the mutant has more of them.
    if all.is_empty() { (0..own.len()).collect() } else { all }
}

/// D0707 for a mutant that survived.
#[must_use]
pub fn finding(judged: &Judged) -> Option<Diagnostic> {
    let Fate::Survived(_) = &judged.fate else { return None };
    let mutant = &judged.mutant;
    let message = format!("{} breaks no example", mutant.words());
    let found = Diagnostic::new(Code::D0707, mutant.span, message);
    Some(found.help("add an example of a case that it changes"))
}

/// What becomes of each mutant, on as many threads as are given. `done` is told after
/// each how many are judged.
#[must_use]
pub fn judge_all(
    ground: &Ground,
    mutants: &[Mutant],
    (seed, threads): (u64, usize),
    noticed: &(dyn Fn(&Checked, &Mutant) -> bool + Sync),
    done: &(dyn Fn(usize) + Sync),
) -> Vec<Judged> {
    let (next, finished) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        let mut mine = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(at) else { return mine };
            let fate = judge(ground, mutant, seed, &|model, mutant| noticed(model, mutant));
            mine.push((at, Judged { mutant: mutant.clone(), fate }));
            done(finished.fetch_add(1, Ordering::Relaxed) + 1);
        }
    };
    let mut all: Vec<(usize, Judged)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (1..threads.max(1)).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for worker in workers {
            all.extend(worker.join().unwrap_or_default());
        }
        all
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, judged)| judged).collect()
}
