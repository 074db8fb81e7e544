//! The search for a small case: one that brings a duty into a given situation, or
//! on which two packs differ.
//!
//! In: one or more checked models, the name of a duty they share (or of a power, or a
//! status), and a question about what they answer on a day. Out: the situations that
//! were tried, or the smallest that answers the question. Cases are put together from
//! what the duty speaks of and judged by the interpreter alone, in an order that is
//! always the same. A search that finds nothing has tried what is listed in [`Effort`]
//! and no more. Never here: what a boundary is, or how a case is written.

mod about;
pub(crate) mod build;
mod cost;
mod dice;
mod grow;
pub(crate) mod ingredients;
mod shrink;
mod trials;
mod vary;

use std::ops::ControlFlow;

use rustc_hash::FxHashSet;

use super::cells::Space;
use super::realise::realise;
use crate::check::Checked;
use crate::facts::Case;
use crate::model::{Duty, DutyId};
use crate::syntax::ast::Condition;
use crate::time::Day;

pub(crate) use about::now;
pub use about::{About, Answered, Said, said};
pub use cost::Cost;
pub use trials::Trials;

/// Situations that answer a question, of which the smallest is taken.
const ENOUGH: usize = 24;

use dice::Dice;
use grow::Grower;

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
        Effort { cases: 2_400, depth: 3, kinds: 16, random: 300, days: 800 };
}

/// A case on a day, and what the models answer.
#[derive(Debug, Clone)]
pub struct Situation {
    /// The case.
    pub case: Case,
    /// The day at whose end it is judged.
    pub as_of: Day,
    /// What each of the models answers.
    pub answers: Vec<Answered>,
}

/// What to search with.
#[derive(Debug, Clone)]
pub struct Search<'m> {
    models: Vec<&'m Checked>,
    /// What is asked of each model.
    about: Vec<About>,
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
        Search::about(models, About::Duty(duty.to_owned()), near, effort)
    }

    /// The same about something else than a duty.
    #[must_use]
    pub fn about(models: &[&'m Checked], about: About, near: Day, effort: Effort) -> Search<'m> {
        let about = vec![about; models.len()];
        Search { models: models.to_vec(), about, near: weekday(near), effort, seed: 1 }
    }

    /// A search about one duty of each model, whatever its name there. The models share
    /// the ids of their names.
    #[must_use]
    pub fn of_each(duties: &[(&'m Checked, DutyId)], near: Day, effort: Effort) -> Search<'m> {
        let full = |model: &Checked, duty: DutyId| {
            let duty = model.duty(duty);
            duty.map_or_else(String::new, |one| format!("{}/{}", one.from.pack, one.name.value))
        };
        let each = duties.iter().map(|(model, duty)| (*model, About::Duty(full(model, *duty))));
        let (models, about) = each.unzip();
        Search { models, about, near: weekday(near), effort, seed: 1 }
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
        let each = self.models.iter().zip(&self.about);
        let answers = each.map(|(model, about)| about.ask(model, &case, as_of));
        Situation { answers: answers.collect(), case, as_of }
    }

    /// What a situation costs its reader.
    #[must_use]
    pub fn cost(&self, situation: &Situation) -> Cost {
        let calendar = self.models.first().and_then(|model| model.calendar.as_deref());
        cost::cost(situation, self.near, calendar)
    }

    /// The duty in each model that has it.
    fn duties(&self) -> impl Iterator<Item = (&'m Checked, &'m Duty)> + '_ {
        let each = self.models.iter().zip(&self.about);
        each.filter_map(|(model, about)| Some((*model, about.duty(model)?)))
    }

    /// Tries one situation after another, until `visit` has seen enough.
    pub fn explore(&self, visit: Visit<'_>) {
        let _ = self.all(visit);
    }

    fn all(&self, visit: Visit<'_>) -> ControlFlow<()> {
        let Some((grower, longest)) = self.grower() else { return ControlFlow::Continue(()) };
        let kinds = self.grown(&grower, longest, visit)?;
        for kind in &kinds {
            vary::acts(self, kind, visit)?;
            vary::births(self, kind, &grower.birthdays, visit)?;
            if matches!(self.about.first(), Some(About::Status(_))) {
                vary::turns(self, kind, longest, visit)?;
            }
        }
        let mut dated: Vec<&Situation> = kinds.iter().filter(|one| vary::is_dated(one)).collect();
        dated.sort_by_key(|one| !vary::runs(one));
        for kind in dated.iter().take(3) {
            vary::days(self, kind, self.effort.days, visit)?;
        }
        self.by_chance(&grower, longest, visit)
    }

    /// Cases put together by chance: the same for the same seed.
    fn by_chance(&self, grower: &Grower<'_>, gap: i32, visit: Visit<'_>) -> ControlFlow<()> {
        let mut dice = Dice(self.seed);
        let bases = self.bases();
        for _ in 0..self.effort.random {
            let base = bases.get(dice.index(bases.len())).copied().unwrap_or(self.near);
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
                let dues = situation.rows().filter_map(|row| row.due?.exact());
                for due in dues.take(2).collect::<Vec<_>>() {
                    visit(&self.judge(case.clone(), due.plus(dice.below(3) - 1)))?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// What grows cases, and a length in which its times fit.
    fn grower(&self) -> Option<(Grower<'m>, i32)> {
        let each = self.models.iter().zip(&self.about);
        let found = each.filter_map(|(model, about)| about.ingredients(model));
        let all = found.reduce(|all, more| more.with(all))?;
        let longest = (all.longest + 14).min(1_200);
        let duty = self.duties().next();
        let (model, at) = match duty {
            Some((model, duty)) => (model, duty.name.span),
            None => {
                let model = *self.models.first()?;
                (model, self.about.first()?.place(model))
            }
        };
        Some((Grower::new(model, (duty.map(|(_, duty)| duty), at), &all), longest))
    }

    /// Whether the cases that would be grown of the two models are the same.
    #[must_use]
    pub fn grows_alike(&self) -> bool {
        let each = self.models.iter().zip(&self.about);
        let mut all = each.map(|(model, about)| about.ingredients(model));
        let Some(Some(first)) = all.next() else { return false };
        all.all(|other| other.is_some_and(|other| other.are_those_of(&first)))
    }

    /// The days from which cases are grown: near the day given, or the day that the
    /// duty names; and within each version's time, where that day lies outside.
    fn bases(&self) -> Vec<Day> {
        let fixed = self.duties().find_map(|(_, duty)| ingredients::fixed_day(duty));
        let near = fixed.unwrap_or(self.near);
        let mut bases = vec![weekday(near.plus(-7))];
        let each = self.models.iter().zip(&self.about);
        let windows = each.flat_map(|(model, about)| about.windows(model));
        for (from, until) in windows.filter(|(from, until)| near < *from || near > *until) {
            let there =
                if near < from { from.plus(21).min(until) } else { until.plus(-70).max(from) };
            bases.push(weekday(there));
        }
        bases.dedup();
        bases.truncate(4);
        bases
    }

    /// Cases in which all has happened that starts an instance, begun about a day.
    pub(crate) fn seeds(&self, about: Day) -> Vec<Case> {
        let Some((grower, gap)) = self.grower() else { return Vec::new() };
        let mut seeds = grower.seeds(weekday(about), gap.min(40));
        seeds.retain(begun);
        // What starts an instance stands last.
        seeds.reverse();
        seeds
    }

    /// The situations of different kinds that grow out of nothing.
    fn grown(
        &self,
        grower: &Grower<'_>,
        longest: i32,
        visit: Visit<'_>,
    ) -> ControlFlow<(), Vec<Situation>> {
        let mut kinds = Kinds::default();
        for (case, as_of) in self.of_cells(grower, longest) {
            let situation = self.judge(case, as_of);
            visit(&situation)?;
            kinds.meet(situation, self.effort.kinds);
        }
        let gaps = grower.gaps(longest);
        let bases = self.bases();
        let share = self.effort.cases / gaps.len().max(1) / bases.len().max(1);
        for base in bases {
            for gap in &gaps {
                self.grow_from(grower, (base, *gap, longest, share), &mut kinds, visit)?;
            }
        }
        ControlFlow::Continue(kinds.all)
    }

    /// Grows cases from a day on, layer by layer.
    fn grow_from(
        &self,
        grower: &Grower<'_>,
        (base, gap, longest, share): (Day, i32, i32, usize),
        kinds: &mut Kinds,
        visit: Visit<'_>,
    ) -> ControlFlow<()> {
        let mut left = share;
        let seeds = grower.seeds(base, gap).into_iter();
        let mut layer: Vec<Grown> =
            (0..).zip(seeds).map(|(seed, case)| Grown { case, seed, steps: Vec::new() }).collect();
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
                layer = further(grower, &layer, (base, gap), &mut done);
            }
        }
        ControlFlow::Continue(())
    }

    /// A case for each cell of the duty's conditions, begun as its trigger begins.
    fn of_cells(&self, grower: &Grower<'_>, gap: i32) -> Vec<(Case, Day)> {
        const MANY: usize = 48;
        let mut found = self.of_meanings();
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

    /// A case for each cell of what a status means.
    fn of_meanings(&self) -> Vec<(Case, Day)> {
        let Some(About::Status(status)) = self.about.first() else { return Vec::new() };
        let mut found = Vec::new();
        for model in &self.models {
            let Some(definition) = model.derived.definition(*status) else { continue };
            for version in definition.versions() {
                let all: Vec<&Condition> =
                    std::iter::once(&version.means).chain(&version.except).collect();
                let Some(space) = Space::of(model, &all) else { continue };
                for base in self.bases() {
                    for cell in space.cells().iter().take(48) {
                        let made = realise(model, (&space, cell), base, version.status.span);
                        found.extend(made.cases.into_iter().map(|case| (case, base)));
                    }
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
            if found >= ENOUGH { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        best.map(|(_, situation)| self.smallest(situation, wanted))
    }

    /// The smallest situation near another in which something is still so.
    #[must_use]
    pub fn smallest(&self, situation: Situation, wanted: &dyn Fn(&Situation) -> bool) -> Situation {
        shrink::smallest(self, situation, wanted)
    }

    /// The smallest situation on the same days in which something is still so.
    #[must_use]
    pub fn simplest(&self, situation: Situation, wanted: &dyn Fn(&Situation) -> bool) -> Situation {
        shrink::simplest(self, situation, wanted)
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
    for (model, answer) in situation.answers.iter().enumerate() {
        for row in &answer.rows {
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
        let rights = answer.rights.iter().map(|right| format!("{model} {:?}", right.state));
        all.extend(rights);
        if let Some(holds) = answer.holds {
            let case = &situation.case;
            let many = (case.events.len(), case.periods.len(), case.born.is_some());
            all.push(format!("{model} {holds:?} {many:?}"));
        }
    }
    all.sort();
    all
}
