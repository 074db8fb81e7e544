//! For every day on which it may begin: whether there is a day for everything.
//!
//! In: a plan. Out: of each day its verdict, and what stands in the way, gathered over
//! all days. Never here: how that is shown.

use rayon::prelude::*;

use super::conditions::{Holds, holds};
use super::force::stretches;
use super::network::{Active, Bounds, Domain, OPEN};
use super::plan::Plan;
use crate::analysis::course::{Dates, Side};
use crate::model::Model;
use crate::syntax::ast::Condition;
use crate::time::Day;

/// How far before the beginning an act may lie that may come before it.
const EARLY: i32 = 366;
/// How many sets of duties in conflict are looked for on a day.
const MOST_CONFLICTS: usize = 12;

/// How a day comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// There is no day for everything, whatever the case.
    Impossible,
    /// There is none in some cases.
    Sometimes,
    /// Not every conflict was looked at, and those that were are none.
    Undecided,
    /// There is, with no day to spare.
    Tight,
    /// There is, but not where each takes the whole of the time it is allowed.
    Strained,
    /// There is.
    Free,
    /// It reaches beyond what the calendar lists.
    Beyond,
}

impl Outcome {
    /// Every outcome, the worst first.
    pub const ALL: [Outcome; 7] = [
        Outcome::Impossible,
        Outcome::Sometimes,
        Outcome::Undecided,
        Outcome::Tight,
        Outcome::Strained,
        Outcome::Free,
        Outcome::Beyond,
    ];

    /// In words, which are its key in data: `no day to spare`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Outcome::Impossible => "impossible",
            Outcome::Sometimes => "impossible in some cases",
            Outcome::Undecided => "cannot tell",
            Outcome::Tight => "no day to spare",
            Outcome::Strained => "not if each takes all the time allowed",
            Outcome::Free => "possible",
            Outcome::Beyond => "beyond the calendar",
        }
    }
}

/// What is known of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How it comes out.
    pub outcome: Outcome,
    /// The conflicts, by their places in the analysis.
    pub conflicts: Vec<usize>,
    /// The chain that has no day to spare, by its place.
    pub tight: Option<usize>,
    /// The chain that breaks where each takes the whole time, by its place.
    pub strained: Option<usize>,
    /// The fewest days to spare of anything that hangs on two duties or more.
    pub spare: Option<i32>,
}

/// Rules that together leave no day, or none to spare, on some days.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The rules, by their places in the plan.
    pub rules: Vec<usize>,
    /// What must be so for all of them to count.
    pub conditions: Vec<Condition>,
    /// When that is so.
    pub holds: Holds,
    /// Of what is strained: the limit that breaks.
    pub limit: Option<usize>,
    /// The days.
    pub days: Side,
}

/// A plan on every day.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The days that are decided, from the first to the last; `None` where none is.
    pub over: Option<Dates>,
    /// A verdict for each day of it.
    pub days: Vec<Verdict>,
    /// What makes it impossible.
    pub conflicts: Vec<Group>,
    /// What leaves no day to spare.
    pub tight: Vec<Group>,
    /// What breaks where each takes all the time it is allowed.
    pub strained: Vec<Group>,
}

impl Analysis {
    /// The verdict of a day.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&Verdict> {
        let first = self.over?.first;
        self.days.get(usize::try_from(day.number() - first.number()).ok()?)
    }

    /// How many days come out so.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.days.iter().filter(|one| one.outcome == outcome).count()
    }

    /// Whether there is anything to tell.
    #[must_use]
    pub fn finds(&self) -> bool {
        let told = |groups: &[Group]| groups.iter().any(|one| one.holds != Holds::Never);
        told(&self.conflicts) || told(&self.tight) || told(&self.strained)
    }

    /// Whether anything could not be decided.
    #[must_use]
    pub fn doubts(&self) -> bool {
        self.days.is_empty() || self.count(Outcome::Undecided) > 0
    }
}

/// The days between which everything lies that begins on a day.
#[must_use]
pub fn domain(plan: &Plan, start: Day) -> Domain {
    let start = start.number();
    let low = |early: bool| if early { start - EARLY } else { start };
    let mut domain = Domain {
        low: plan.variables.iter().map(|one| low(one.early)).collect(),
        high: vec![OPEN; plan.variables.len()],
    };
    if let Some(first) = domain.high.first_mut() {
        *first = start;
    }
    domain
}

/// What was found on one day.
#[derive(Debug, Clone, Default)]
struct Found {
    conflicts: Vec<Vec<usize>>,
    all: bool,
    tight: Option<Vec<usize>>,
    strained: Option<(Vec<usize>, usize)>,
    spare: Option<i32>,
    beyond: bool,
}

/// Judges every day. `done` is told how many more are, and of how many.
#[must_use]
pub fn analyse(model: &Model, plan: &Plan, done: &(dyn Fn(usize, usize) + Sync)) -> Analysis {
    let calendar = model.calendar.as_deref().filter(|_| plan.counts_working_days);
    let whole = Dates::of_calendar(calendar);
    let force = Dates {
        first: plan.force.from.unwrap_or(whole.first),
        last: plan.force.until.unwrap_or(whole.last),
    };
    let Some(over) = whole.and(force) else { return gathered(model, plan, whole, Vec::new()) };
    let whole = usize::try_from(over.count()).unwrap_or(usize::MAX);
    let mut found: Vec<Found> = Vec::new();
    for (dates, rules) in stretches(plan, over) {
        let all: Vec<Day> = dates.days().collect();
        let look = Look::new(plan, rules);
        let chunks = all.par_chunks(256).map(|chunk| {
            let found: Vec<Found> = chunk.iter().map(|day| look.at(*day)).collect();
            done(chunk.len(), whole);
            found
        });
        found.extend(chunks.flatten_iter().collect::<Vec<Found>>());
    }
    gathered(model, plan, over, found)
}

/// What is the same on every day on which the same rules count.
struct Look<'p> {
    plan: &'p Plan,
    all: Vec<usize>,
    active: Active,
    assuming: Active,
}

impl<'p> Look<'p> {
    fn new(plan: &'p Plan, all: Vec<usize>) -> Look<'p> {
        let active = plan.network.active(&|rule| all.binary_search(&rule).is_ok());
        let assuming = plan.network.assuming(active.clone());
        Look { plan, all, active, assuming }
    }

    fn at(&self, start: Day) -> Found {
        let network = &self.plan.network;
        let domain = domain(self.plan, start);
        let latest = match network.latest(&self.active, &domain) {
            Ok(latest) => latest,
            Err(_) => {
                let (conflicts, all) = network.conflicts(&self.all, &domain, MOST_CONFLICTS);
                return Found { conflicts, all, ..Found::default() };
            }
        };
        let mut found = Found { all: true, beyond: latest.beyond, ..Found::default() };
        if found.beyond {
            return found;
        }
        let earliest = network.earliest(&self.active, &domain);
        if let Some((spare, variable, rules)) = self.least_spare(&latest, &earliest) {
            found.spare = Some(spare);
            if spare == 0 {
                found.tight = Some(self.fewest(rules, variable, &domain));
            }
        }
        found.strained = self.strained(&domain);
        found
    }

    /// The variable with the fewest days to spare of those that hang on two duties or
    /// more, with the rules it hangs on.
    fn least_spare(&self, latest: &Bounds, earliest: &Bounds) -> Option<(i32, usize, Vec<usize>)> {
        let mut best: Option<(i32, usize, Vec<usize>)> = None;
        for (variable, one) in self.plan.variables.iter().enumerate().skip(1) {
            let (last, first) = (latest.day(variable), earliest.day(variable));
            let spare = last - first;
            let worse = best.as_ref().is_some_and(|best| spare > best.0);
            if one.early || last >= OPEN || worse {
                continue;
            }
            let network = &self.plan.network;
            let mut path = network.path(latest, variable);
            path.extend(network.path(earliest, variable));
            let rules = network.rules_of(&path);
            let fewer =
                best.as_ref().is_none_or(|best| (spare, rules.len()) < (best.0, best.2.len()));
            if fewer && self.plan.duties(&rules).len() > 1 {
                best = Some((spare, variable, rules));
            }
        }
        best
    }

    /// The fewest of some rules that leave a variable but one day.
    fn fewest(&self, rules: Vec<usize>, variable: usize, domain: &Domain) -> Vec<usize> {
        let network = &self.plan.network;
        let one_day = |rules: &[usize]| {
            let active = network.active(&|rule| rules.contains(&rule));
            let latest = network.latest(&active, domain).map(|latest| latest.day(variable));
            latest == Ok(network.earliest(&active, domain).day(variable))
        };
        let mut kept = rules;
        let mut at = 0;
        while at < kept.len() {
            let mut fewer = kept.clone();
            fewer.remove(at);
            if one_day(&fewer) {
                kept = fewer;
            } else {
                at += 1;
            }
        }
        kept
    }

    /// What breaks where everything is done on the last day that its own deadline
    /// allows.
    fn strained(&self, domain: &Domain) -> Option<(Vec<usize>, usize)> {
        let network = &self.plan.network;
        let own = network.own_latest(&self.active, domain)?;
        let limit = network.broken(&self.assuming, &own.days).into_iter().next()?;
        let one = network.constraints.get(limit)?;
        let mut path = vec![limit];
        path.extend(network.path(&own, one.of));
        path.extend(network.path(&own, one.from));
        Some((network.rules_of(&path), limit))
    }
}

/// What was found day by day, gathered by the rules it is about.
fn gathered(model: &Model, plan: &Plan, over: Dates, found: Vec<Found>) -> Analysis {
    let mut analysis = Analysis {
        over: None,
        days: Vec::new(),
        conflicts: Vec::new(),
        tight: Vec::new(),
        strained: Vec::new(),
    };
    let Some((from, to)) = within(&found) else { return analysis };
    let plus = |days: usize| over.first.plus(i32::try_from(days).unwrap_or(0));
    analysis.over = Some(Dates { first: plus(from), last: plus(to) });
    let mut gather = Gather { model, plan };
    for (at, one) in found.into_iter().enumerate().take(to + 1).skip(from) {
        let day = plus(at);
        let conflicts: Vec<usize> = one
            .conflicts
            .into_iter()
            .map(|rules| gather.put(&mut analysis.conflicts, (rules, None), day))
            .collect();
        let tight = one.tight.map(|rules| gather.put(&mut analysis.tight, (rules, None), day));
        let strained = one
            .strained
            .map(|(rules, limit)| gather.put(&mut analysis.strained, (rules, Some(limit)), day));
        let mut verdict =
            Verdict { outcome: Outcome::Free, conflicts, tight, strained, spare: one.spare };
        verdict.outcome = outcome(&analysis, &verdict, one.beyond, one.all);
        analysis.days.push(verdict);
    }
    analysis
}

/// The first and the last day that lie inside the calendar with all that begins on them:
/// those next to the days that have a plan, and up to the first that reaches beyond.
fn within(found: &[Found]) -> Option<(usize, usize)> {
    let free = |one: &Found| one.conflicts.is_empty() && !one.beyond;
    let middle = || {
        let half = found.len() / 2;
        let decided = |one: &Found| !one.beyond;
        let after = found.iter().skip(half).position(decided).map(|at| at + half);
        after.or_else(|| found.iter().position(decided))
    };
    let first = found.iter().position(free).or_else(middle)?;
    let last = found.iter().rposition(free).unwrap_or(first);
    let before = found.iter().take(first).rposition(|one| one.beyond);
    let after = found.iter().skip(last).position(|one| one.beyond);
    let to = after.map_or(found.len(), |at| at + last);
    Some((before.map_or(0, |at| at + 1), to.checked_sub(1)?))
}

fn outcome(analysis: &Analysis, verdict: &Verdict, beyond: bool, all: bool) -> Outcome {
    let holds = |groups: &[Group], at: usize| groups.get(at).map_or(Holds::Never, |one| one.holds);
    let conflicts = verdict.conflicts.iter().map(|at| holds(&analysis.conflicts, *at));
    let worst = conflicts.max();
    let is = |groups: &[Group], at: Option<usize>| {
        at.is_some_and(|at| holds(groups, at) != Holds::Never)
    };
    match worst {
        Some(Holds::Always) => Outcome::Impossible,
        Some(Holds::Sometimes) => Outcome::Sometimes,
        _ if beyond => Outcome::Beyond,
        Some(Holds::Never) | None if !all => Outcome::Undecided,
        Some(Holds::Never) | None if is(&analysis.tight, verdict.tight) => Outcome::Tight,
        Some(Holds::Never) | None if is(&analysis.strained, verdict.strained) => Outcome::Strained,
        Some(Holds::Never) | None => Outcome::Free,
    }
}

struct Gather<'p> {
    model: &'p Model,
    plan: &'p Plan,
}

impl Gather<'_> {
    fn put(
        &mut self,
        groups: &mut Vec<Group>,
        (rules, limit): (Vec<usize>, Option<usize>),
        day: Day,
    ) -> usize {
        let known = groups.iter().position(|one| one.rules == rules && one.limit == limit);
        let at = known.unwrap_or_else(|| {
            let conditions = self.plan.conditions(&rules);
            let holds = holds(self.model, &conditions);
            groups.push(Group { rules, conditions, holds, limit, days: Side::default() });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.days.dates += 1;
            match group.days.stretches.last_mut() {
                Some(last) if last.last.plus(1) == day => last.last = day,
                Some(_) | None => group.days.stretches.push(Dates { first: day, last: day }),
            }
        }
        at
    }
}
