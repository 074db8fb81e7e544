//! The search for a small case: one that brings a duty into a given situation, or
//! on which two packs differ.
//!
//! In: one or more checked models, the name of a duty they share, and a question
//! about the duty's rows on a day. Out: the situations that were tried, or the
//! smallest that answers the question. Cases are put together from what the duty
//! speaks of and judged by [`judge`] alone, in an order that is always the same.
//! A search that finds nothing has tried what is listed in [`Effort`] and no more.
//! Never here: what a boundary is, or how a case is written.

pub(crate) mod build;
mod cost;
mod grow;
pub(crate) mod ingredients;
mod shrink;
mod vary;

use std::ops::ControlFlow;

use rustc_hash::FxHashSet;

use super::cells::Space;
use super::realise::realise;
use crate::check::Checked;
use crate::eval::{Row, judge};
use crate::facts::Case;
use crate::model::Duty;
use crate::syntax::ast::Condition;
use crate::time::Day;

pub use cost::Cost;
use grow::Grower;
use ingredients::Ingredients;

/// What is told of each situation that is tried, until it has seen enough.
pub type Visit<'v> = &'v mut dyn FnMut(&Situation) -> ControlFlow<()>;

/// How much a search may try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Cases grown, at most.
    pub cases: usize,
    /// Facts beyond those that start an instance.
    pub depth: usize,
    /// Kinds of situation that are looked at from all sides.
    pub kinds: usize,
    /// Cases put together by chance, which the seed decides.
    pub random: usize,
    /// Days around `near` on which the trigger may fall, one after another; of the
    /// days further on, up to 400, only those that calendars make special.
    pub days: i32,
}

impl Effort {
    /// Enough to find what examples of a duty should show.
    pub const BOUNDARIES: Effort =
        Effort { cases: 1_200, depth: 3, kinds: 12, random: 0, days: 10 };
    /// Enough to say that two duties hardly differ.
    pub const DIFFERENCES: Effort =
        Effort { cases: 2_400, depth: 3, kinds: 16, random: 400, days: 800 };
}

/// A case on a day, and what a duty comes to in it.
#[derive(Debug, Clone)]
pub struct Situation {
    /// The case.
    pub case: Case,
    /// The day at whose end it is judged.
    pub as_of: Day,
    /// The rows of the duty, under each of the models.
    pub rows: Vec<Vec<Row>>,
}

/// What to search with.
#[derive(Debug, Clone)]
pub struct Search<'m> {
    models: Vec<&'m Checked>,
    duty: String,
    near: Day,
    effort: Effort,
    seed: u64,
}

impl<'m> Search<'m> {
    /// A search about one duty, which each of the models may have. The models share
    /// the ids of their names.
    ///
    /// Cases lie near the day given: that on which the pack was verified is the one
    /// that a reader of its examples expects.
    #[must_use]
    pub fn new(models: &[&'m Checked], duty: &str, near: Day, effort: Effort) -> Search<'m> {
        let near = weekday(near);
        Search { models: models.to_vec(), duty: duty.to_owned(), near, effort, seed: 1 }
    }

    /// The same search with other cases among those that chance puts together.
    #[must_use]
    pub fn seeded(mut self, seed: u64) -> Search<'m> {
        self.seed = seed;
        self
    }

    /// The day near which cases of a model should lie: that of its last
    /// verification, else the day it came into force.
    #[must_use]
    pub fn near(model: &Checked) -> Day {
        let pack = &model.pack;
        let known = pack.verified.or(pack.in_force_from);
        known.or_else(|| Day::from_ymd(2026, 1, 6)).unwrap_or(Day::MIN)
    }

    /// Judges a case.
    #[must_use]
    pub fn judge(&self, case: Case, as_of: Day) -> Situation {
        let rows = self.models.iter().map(|model| {
            let Some(duty) = model.find(&self.duty) else { return Vec::new() };
            let id = duty.id;
            judge(model, &case, as_of, |duty| duty.id == id)
        });
        Situation { rows: rows.collect(), case, as_of }
    }

    /// What a situation costs its reader.
    #[must_use]
    pub fn cost(&self, situation: &Situation) -> Cost {
        let calendar = self.models.first().and_then(|model| model.calendar.as_deref());
        cost::cost(situation, self.near, calendar)
    }

    /// The duty in each model that has it.
    fn duties(&self) -> impl Iterator<Item = (&'m Checked, &'m Duty)> + '_ {
        self.models.iter().filter_map(|model| Some((*model, model.find(&self.duty)?)))
    }

    /// Tries one situation after another, until `visit` has seen enough.
    pub fn explore(&self, visit: Visit<'_>) {
        let _ = self.all(visit);
    }

    fn all(&self, visit: Visit<'_>) -> ControlFlow<()> {
        let kinds = self.grown(visit)?;
        for kind in &kinds {
            vary::acts(self, kind, visit)?;
        }
        let mut dated: Vec<&Situation> = kinds.iter().filter(|one| vary::is_dated(one)).collect();
        dated.sort_by_key(|one| !vary::runs(one));
        for kind in dated.iter().take(3) {
            vary::days(self, kind, self.effort.days, visit)?;
        }
        self.by_chance(visit)
    }

    /// Cases put together by chance: the same for the same seed.
    fn by_chance(&self, visit: Visit<'_>) -> ControlFlow<()> {
        let Some((grower, gap)) = self.grower().filter(|_| self.effort.random > 0) else {
            return ControlFlow::Continue(());
        };
        let mut dice = Dice(self.seed);
        let base = self.near.plus(-7);
        for _ in 0..self.effort.random {
            let mut seeds = grower.seeds(base.plus(dice.below(365)), gap);
            let mut case = seeds.swap_remove(dice.index(seeds.len()));
            for _ in 0..=dice.below(6) {
                let gaps = [0, 1, 3, 10, gap / 3, gap, gap + 30];
                let gap = gaps.get(dice.index(gaps.len())).copied().unwrap_or(gap);
                if let Some(step) = grower.steps.get(dice.index(grower.steps.len())) {
                    grower.grow(&mut case, step, base, gap);
                }
            }
            for as_of in vary::looks(&case, base, None) {
                let situation = self.judge(case.clone(), as_of.plus(dice.below(gap + 9)));
                visit(&situation)?;
                let dues = situation.rows.iter().flatten().filter_map(|row| row.due?.exact());
                for due in dues.take(2).collect::<Vec<_>>() {
                    visit(&self.judge(case.clone(), due.plus(dice.below(3) - 1)))?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// What grows cases for the duty, and a length in which its times fit.
    fn grower(&self) -> Option<(Grower<'m>, i32)> {
        let mut all = Ingredients::default();
        for (model, duty) in self.duties() {
            all = Ingredients::of(model, duty).with(all);
        }
        let (model, duty) = self.duties().next()?;
        Some((Grower::new(model, duty, &all), (all.longest + 14).min(1_200)))
    }

    /// The situations of different kinds that grow out of nothing.
    fn grown(&self, visit: Visit<'_>) -> ControlFlow<(), Vec<Situation>> {
        let mut kinds = Kinds::default();
        let Some((grower, longest)) = self.grower() else {
            return ControlFlow::Continue(kinds.all);
        };
        for (case, as_of) in self.of_cells(&grower, longest) {
            let situation = self.judge(case, as_of);
            visit(&situation)?;
            kinds.meet(situation, self.effort.kinds);
        }
        let fixed = self.duties().find_map(|(_, duty)| ingredients::fixed_day(duty));
        let base = weekday(fixed.unwrap_or(self.near).plus(-7));
        let mut gaps = vec![10, longest];
        gaps.dedup();
        for gap in gaps {
            let mut left = self.effort.cases / 2;
            let seeds = grower.seeds(base, gap).into_iter();
            let mut layer: Vec<Grown> = (0..)
                .zip(seeds)
                .map(|(seed, case)| Grown { case, seed, steps: Vec::new() })
                .collect();
            let mut done = FxHashSet::default();
            for depth in 0..=self.effort.depth {
                layer.truncate(left);
                left -= layer.len();
                for one in &layer {
                    let waits = grower.waits.then_some(longest);
                    for as_of in vary::looks(&one.case, base, waits) {
                        let situation = self.judge(one.case.clone(), as_of);
                        visit(&situation)?;
                        kinds.meet(situation, self.effort.kinds);
                    }
                }
                if depth < self.effort.depth {
                    layer = further(&grower, &layer, (base, gap), &mut done);
                }
            }
        }
        ControlFlow::Continue(kinds.all)
    }

    /// A case for each cell of the duty's conditions, begun as its trigger begins.
    fn of_cells(&self, grower: &Grower<'_>, gap: i32) -> Vec<(Case, Day)> {
        const MANY: usize = 48;
        let mut found = Vec::new();
        for (model, duty) in self.duties() {
            let parts = duty.applies.iter().flat_map(|clause| &clause.parts);
            let conditions: Vec<&Condition> = parts.map(|(_, condition)| condition).collect();
            let Some(space) = Space::of(model, &conditions) else { continue };
            if conditions.is_empty() {
                continue;
            }
            let base = weekday(self.near.plus(-7));
            let Some(seed) = grower.seeds(base, gap.min(40)).into_iter().find(begun) else {
                continue;
            };
            let Some((_, last)) = build::ends(&seed) else { continue };
            for cell in space.cells().iter().take(MANY) {
                let made = realise(model, (&space, cell), last, duty.name.span);
                for case in made.cases {
                    let case = build::joined(&seed, case, &made.of_trigger);
                    found.push((case, last.plus(1)));
                }
            }
        }
        found
    }

    /// The smallest situation found in which something is so.
    #[must_use]
    pub fn find(&self, wanted: &dyn Fn(&Situation) -> bool) -> Option<Situation> {
        let mut best: Option<(Cost, Situation)> = None;
        let mut found = 0;
        self.explore(&mut |situation| {
            if wanted(situation) {
                found += 1;
                let cost = self.cost(situation);
                if best.as_ref().is_none_or(|(known, _)| cost < *known) {
                    best = Some((cost, situation.clone()));
                }
            }
            if found >= 24 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        best.map(|(_, situation)| self.smallest(situation, wanted))
    }

    /// The smallest situation near another in which something is still so.
    #[must_use]
    pub fn smallest(&self, situation: Situation, wanted: &dyn Fn(&Situation) -> bool) -> Situation {
        shrink::smallest(self, situation, wanted)
    }
}

/// A case, and the steps by which it grew.
struct Grown {
    case: Case,
    seed: usize,
    steps: Vec<usize>,
}

/// Every case with one fact more. The same facts in another order are the same case.
fn further(
    grower: &Grower<'_>,
    layer: &[Grown],
    (base, gap): (Day, i32),
    done: &mut FxHashSet<(usize, Vec<usize>)>,
) -> Vec<Grown> {
    let mut next = Vec::new();
    for one in layer {
        for (number, step) in grower.steps.iter().enumerate() {
            let mut grown = one.case.clone();
            let mut steps = one.steps.clone();
            steps.push(number);
            let mut key = steps.clone();
            key.sort_unstable();
            if done.insert((one.seed, key)) && grower.grow(&mut grown, step, base, gap) {
                next.push(Grown { case: grown, seed: one.seed, steps });
            }
        }
    }
    next
}

/// Whether something happened in a case.
fn begun(case: &Case) -> bool {
    !case.events.is_empty() || !case.periods.is_empty()
}

/// One situation of each kind.
#[derive(Default)]
struct Kinds {
    seen: FxHashSet<Vec<String>>,
    all: Vec<Situation>,
}

impl Kinds {
    fn meet(&mut self, situation: Situation, most: usize) {
        if self.seen.insert(kind_of(&situation)) && self.all.len() < most {
            self.all.push(situation);
        }
    }
}

/// Numbers that look like chance and follow from a seed (Steele, Lea and Flood 2014,
/// `SplitMix`).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to, and not including, the bound.
    fn index(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from(self.next() % bound).unwrap_or(0)
    }

    fn below(&mut self, bound: i32) -> i32 {
        let bound = usize::try_from(bound.max(1)).unwrap_or(1);
        i32::try_from(self.index(bound)).unwrap_or(0)
    }
}

/// The nearest weekday on or before a day.
fn weekday(day: Day) -> Day {
    use crate::time::Weekday;
    match day.weekday() {
        Weekday::Saturday => day.plus(-1),
        Weekday::Sunday => day.plus(-2),
        Weekday::Monday
        | Weekday::Tuesday
        | Weekday::Wednesday
        | Weekday::Thursday
        | Weekday::Friday => day,
    }
}

/// What distinguishes one kind of situation from another, whatever its days.
fn kind_of(situation: &Situation) -> Vec<String> {
    let mut all = Vec::new();
    for (model, rows) in situation.rows.iter().enumerate() {
        for row in rows {
            let applies: Vec<_> =
                row.applies.iter().map(|one| (one.clause, one.part, one.holds)).collect();
            let closed =
                row.closure.as_ref().map(|closure| std::mem::discriminant(&closure.reason));
            let trigger = std::mem::discriminant(&row.key.trigger);
            let done = (row.fulfilled.is_some(), row.due.is_some(), row.missing_parts.len());
            all.push(format!(
                "{model} {:?} {:?} {applies:?} {closed:?} {trigger:?} {done:?} {:?}",
                row.statuses, row.limit, row.flags
            ));
        }
    }
    all.sort();
    all
}
