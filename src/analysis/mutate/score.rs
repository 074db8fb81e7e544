//! Which slips are noticed, and a case for each that is not.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::ground::Ground;
use super::mutant::{BINDING, LABEL, Mutant};
use super::notice::noticed;
use super::same::Changed;
use crate::analysis::witness::{About, Effort, Said, Search, Situation, Trials, said};
use crate::check::Checked;
use crate::diag::{Code, Diagnostic};
use crate::eval::Row;
use crate::examples::Bound;

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
    /// What of the answers differs: rows of a duty, rights of a power, a status.
    pub about: About,
    /// The case, with what the pack and the mutant answer.
    pub situation: Situation,
    /// The places of the pack's rows that the mutant does not have; none where the
    /// mutant has more of them.
    pub rows: Vec<usize>,
    /// The case was found for another slip in the same rule.
    pub known: bool,
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

/// Whether the examples notice a slip.
#[derive(Debug, Clone)]
pub enum Seen {
    /// It is no pack.
    NoPack,
    /// An example fails: its place among those that were tried.
    Noticed(usize),
    /// None does.
    Not(Box<Unnoticed>),
}

/// A mutant that no example notices.
#[derive(Debug, Clone)]
pub struct Unnoticed {
    /// Its model.
    pub model: Checked,
    /// What decides otherwise in it.
    pub changed: Changed,
}

/// Whether one of the examples, which hold of the pack, notices a mutant.
#[must_use]
pub fn see(ground: &Ground, mutant: &Mutant, examples: &[&Bound]) -> Seen {
    let Some(model) = ground.build(mutant) else { return Seen::NoPack };
    let changed = ground.changed(&model);
    let silent = changed.is_nothing() && mutant.operator != LABEL;
    let all = || ground.touches(&changed);
    // What decides nothing may still be read in an explanation.
    let touched = if silent { Some([mutant.rule.clone()].into_iter().collect()) } else { all() };
    let touched = if mutant.operator == LABEL { None } else { touched };
    match noticed(examples, (&model, mutant), touched.as_ref()) {
        Some(at) => Seen::Noticed(at),
        None => Seen::Not(Box::new(Unnoticed { model, changed })),
    }
}

/// What was found out about a rule on the way: mutants of one rule are judged together.
struct Rule<'g> {
    ground: &'g Ground,
    seed: u64,
    trials: FxHashMap<About, Trials>,
    told: Vec<(About, Situation)>,
}

impl<'g> Rule<'g> {
    fn new(ground: &'g Ground, seed: u64) -> Rule<'g> {
        Rule { ground, seed, trials: FxHashMap::default(), told: Vec::new() }
    }

    /// The smallest case that tells a mutant from the pack, of those that were tried.
    fn tell(&mut self, mutant: &Mutant, other: &Unnoticed) -> Option<Told> {
        // How binding a duty is stands in no row, nor what only people read.
        if other.changed.is_nothing() || mutant.operator == BINDING {
            return None;
        }
        let near = Search::near(self.ground.model());
        let models = [self.ground.model(), &other.model];
        for about in self.ground.shows_in(mutant, &other.changed) {
            let search = Search::about(&models, about.clone(), near, Effort::DIFFERENCES);
            let search = search.seeded(self.seed);
            let known = self.told.iter().filter(|(asked, _)| *asked == about);
            let mut known = known
                .map(|(_, told)| search.judge(told.case.clone(), told.as_of))
                .filter(Situation::differs);
            if let Some(situation) = known.next() {
                return Some(told(about, situation, true));
            }
            let first = self.trials.entry(about.clone()).or_insert_with(|| {
                let own = [self.ground.model()];
                let own = Search::about(&own, about.clone(), near, Effort::DIFFERENCES);
                Trials::of(&own.seeded(self.seed))
            });
            let mut found = first.tell(&search);
            if found.is_none() && !search.grows_alike() {
                found = search.find(&Situation::differs);
            }
            if let Some(situation) = found {
                self.told.push((about.clone(), situation.clone()));
                return Some(told(about, situation, false));
            }
        }
        None
    }
}

fn told(about: About, situation: Situation, known: bool) -> Told {
    let rows = places_that_differ(&situation);
    Told { about, situation, rows, known }
}

/// The places of the pack's own rows that the mutant does not have.
fn places_that_differ(situation: &Situation) -> Vec<usize> {
    let mut answers = situation.answers.iter();
    let (Some(own), Some(other)) = (answers.next(), answers.next()) else { return Vec::new() };
    if !own.rights.is_empty() {
        return (0..own.rights.len()).collect();
    }
    let mut others: Vec<Said> = other.rows.iter().map(said).collect();
    let mut lacks = |row: &Row| {
        let at = others.iter().position(|one| *one == said(row));
        at.map(|at| others.swap_remove(at)).is_none()
    };
    own.rows.iter().enumerate().filter_map(|(at, row)| lacks(row).then_some(at)).collect()
}

/// What becomes of one mutant, where no example notices it.
#[must_use]
pub fn judge(ground: &Ground, mutant: &Mutant, seed: u64) -> Fate {
    fate(&mut Rule::new(ground, seed), mutant, see(ground, mutant, &[]))
}

fn fate(rule: &mut Rule<'_>, mutant: &Mutant, seen: Seen) -> Fate {
    match seen {
        Seen::NoPack => Fate::NoPack,
        Seen::Noticed(_) => Fate::Noticed,
        Seen::Not(other) => match rule.tell(mutant, &other) {
            Some(told) => Fate::Survived(Box::new(told)),
            None => Fate::Alike,
        },
    }
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

/// What becomes of each mutant, where the examples are those that hold of the pack. `done` is told after each how many are judged.
#[must_use]
pub fn judge_all(
    ground: &Ground,
    mutants: &[Mutant],
    seed: u64,
    examples: &[&Bound],
    done: &(dyn Fn(usize) + Sync),
) -> Vec<Judged> {
    let groups: Vec<&[Mutant]> = mutants.chunk_by(|one, other| one.rule == other.rule).collect();
    let finished = AtomicUsize::new(0);
    let of_rule = |group: &&[Mutant]| {
        // Those that noticed a slip may well notice the next.
        let mut examples = examples.to_vec();
        let mut rule = Rule::new(ground, seed);
        let mut judged = Vec::with_capacity(group.len());
        for mutant in *group {
            let seen = see(ground, mutant, &examples);
            if let Seen::Noticed(by) = seen {
                let by = examples.remove(by);
                examples.insert(0, by);
            }
            let fate = fate(&mut rule, mutant, seen);
            judged.push(Judged { mutant: mutant.clone(), fate });
            done(finished.fetch_add(1, Ordering::Relaxed) + 1);
        }
        judged
    };
    groups
        .par_iter()
        .with_max_len(1)
        .map(of_rule)
        .collect::<Vec<_>>()
        .into_iter()
        .flatten()
        .collect()
}
