//! Packs held against each other: where they ask for the same, for more, for less.
//!
//! In: checked models that were opened together ([`crate::open::together`]), so that
//! their names have the same ids and one case can be judged under each. Out: plain data:
//! the rules that belong together and how they differ, from which days, shown by a case;
//! those that only one pack has. Words alone are no difference. Never here: how any of it
//! is drawn, files, a clock.
//!
//! Every verdict says how the second pack compares with the first. A difference of days
//! is counted over every day of the calendar ([`super::course`]); a difference of
//! conditions counts once a case shows it. A [`Witness`] is only ever a case that was
//! judged under both packs by the interpreter and came out as it says.

mod cases;
mod edits;
mod matrix;
mod others;
mod pair;
mod replay;
mod said;
mod stretches;

pub use crate::analysis::rules::{Bears, Compared, RuleWitness};
pub use cases::{Change, Stand, changes};
pub use edits::{Edit, EditKind};
pub use matrix::{Cell, Matrix, Row, matrix};
pub use others::{Other, OtherKind};
pub use pair::{Aspect, Days, Finding, Paired, Part};
pub use replay::{Side, Witness};
pub use said::Named;
pub use stretches::{Pattern, collapse};

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::analysis::align::{Pair, Tie, align, effective};
use crate::analysis::aspects::Tables;
use crate::analysis::rules::Packs;
use crate::analysis::witness::Search;
use crate::check::Checked;
use crate::model::{Duty, DutyId};
use crate::time::Day;

/// What is compared, and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Near which day witnesses should lie; by default the day on which one of the packs
    /// was last verified.
    pub near: Option<Day>,
    /// Only duties with this in their id or title.
    pub duty: Option<String>,
}

/// Two packs held against each other.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The places of the packs among those compared.
    pub packs: (usize, usize),
    /// The day near which witnesses lie.
    pub near: Day,
    /// Duties that belong together, in the order of the first pack.
    pub pairs: Vec<Paired>,
    /// Duties of the first pack that the second has no counterpart of.
    pub only_left: Vec<Named>,
    /// Duties of the second that the first has none of.
    pub only_right: Vec<Named>,
    /// Rules of other kinds: powers, definitions, deeming rules, kinds of events, rules
    /// across cases. Those that are the same are left out.
    pub others: Vec<Other>,
}

impl Comparison {
    /// Whether nothing at all differs.
    #[must_use]
    pub fn is_identical(&self) -> bool {
        self.pairs.iter().all(Paired::is_identical)
            && self.only_left.is_empty()
            && self.only_right.is_empty()
            && self.others.is_empty()
    }
}

/// Work to be done: two duties of two models.
struct Job<'m> {
    comparison: usize,
    models: (&'m Checked, &'m Checked),
    near: Day,
    pair: Pair,
    beside: (usize, usize),
}

/// Each pack held against each after it. `done` is told how many pairs of duties of how
/// many are compared.
#[must_use]
pub fn compare(
    models: &[Checked],
    options: &Options,
    done: &(dyn Fn(usize, usize) + Sync),
) -> Vec<Comparison> {
    let tables = Tables::new();
    let mut found: Vec<Comparison> = Vec::new();
    let mut jobs = Vec::new();
    let mut aligned: Vec<Vec<Pair>> = Vec::new();
    for (at, left) in models.iter().enumerate() {
        for (other, right) in models.iter().enumerate().skip(at + 1) {
            let comparison = found.len();
            let (made, pairs, all) = begun((at, left), (other, right), options);
            aligned.push(all);
            jobs.extend(pairs.into_iter().map(|(pair, beside)| Job {
                comparison,
                models: (left, right),
                near: made.near,
                pair,
                beside,
            }));
            found.push(made);
        }
    }
    let total = jobs.len();
    let finished = AtomicUsize::new(0);
    let made = jobs.par_iter().with_max_len(1).filter_map(|job| {
        let paired = pair::compared(job.models, job.pair, (job.near, job.beside), &tables)?;
        done(finished.fetch_add(1, Ordering::Relaxed) + 1, total);
        Some((job.comparison, paired))
    });
    let made: Vec<(usize, Paired)> = made.collect();
    let whole = options.duty.is_none();
    let others = found.par_iter().zip(&aligned).map(|(one, pairs)| {
        let both = models.get(one.packs.0).zip(models.get(one.packs.1)).filter(|_| whole);
        both.map_or_else(Vec::new, |both| {
            others::others(&Packs::new(both, pairs, (&tables, one.near)))
        })
    });
    let others: Vec<Vec<Other>> = others.collect();
    for (one, others) in found.iter_mut().zip(others) {
        one.others = others;
    }
    for (comparison, paired) in made {
        found.iter_mut().skip(comparison).take(1).for_each(|one| one.pairs.push(paired.clone()));
    }
    found
}

type Beside = (Pair, (usize, usize));

/// What belongs together and what does not, of two packs.
fn begun(
    (at, left): (usize, &Checked),
    (other, right): (usize, &Checked),
    options: &Options,
) -> (Comparison, Vec<Beside>, Vec<Pair>) {
    let wanted = options.duty.as_deref().map(str::to_lowercase).unwrap_or_default();
    let is_wanted = |duty: &Duty| {
        let title = duty.title.as_deref().unwrap_or_default().to_lowercase();
        duty.name.value.to_lowercase().contains(&wanted) || title.contains(&wanted)
    };
    let (lefts, rights) = (effective(left), effective(right));
    let mut aligned = align((left, &lefts), (right, &rights));
    own_partners(&mut aligned.pairs);
    let named = |model: &Checked, ids: &[DutyId]| -> Vec<Named> {
        let duties = ids.iter().filter_map(|id| model.duty(*id));
        duties.filter(|duty| is_wanted(duty)).map(|duty| said::named(model, duty)).collect()
    };
    let of_left = |id: DutyId| aligned.pairs.iter().filter(|pair| pair.left == id).count();
    let of_right = |id: DutyId| aligned.pairs.iter().filter(|pair| pair.right == id).count();
    let one_is_wanted = |pair: &&Pair| {
        let both = [left.duty(pair.left), right.duty(pair.right)];
        both.into_iter().flatten().any(is_wanted)
    };
    let pairs = aligned.pairs.iter().filter(one_is_wanted);
    let pairs = pairs.map(|pair| (*pair, (of_right(pair.right), of_left(pair.left)))).collect();
    let near = options.near.unwrap_or_else(|| Search::near(left).max(Search::near(right)));
    let comparison = Comparison {
        packs: (at, other),
        near,
        pairs: Vec::new(),
        only_left: named(left, &aligned.left),
        only_right: named(right, &aligned.right),
        others: Vec::new(),
    };
    (comparison, pairs, aligned.pairs)
}

/// A duty that both packs have belongs with itself, and with no other that implements the
/// same duty of a base.
fn own_partners(pairs: &mut Vec<Pair>) {
    let same: Vec<Pair> = pairs.iter().filter(|pair| pair.tie == Tie::Same).copied().collect();
    pairs.retain(|pair| {
        let taken = |other: &&Pair| other.left == pair.left || other.right == pair.right;
        pair.tie == Tie::Same || !same.iter().any(|other| taken(&other))
    });
}

#[cfg(test)]
mod tests;
