//! One day of a finding, step by step: which limit leads to which day.
//!
//! In: a plan, a group of rules and a day on which it may begin. Out: the two dates that
//! clash and the steps that lead to them. Never here: sentences.

use super::days::{Group, domain};
use super::network::{Bounds, OPEN, Sense};
use super::plan::Plan;
use crate::time::Day;

/// A limit applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The rule it stems from; `None` holds by itself.
    pub rule: Option<usize>,
    /// The variable that is limited.
    pub variable: usize,
    /// The variable counted from.
    pub from: usize,
    /// By that day, or not before it.
    pub sense: Sense,
    /// The day.
    pub day: Day,
}

/// Two dates that clash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The day it begins.
    pub start: Day,
    /// What has no day left.
    pub variable: usize,
    /// The last day on which it would be in time.
    pub latest: Day,
    /// The first day on which it can be done.
    pub earliest: Day,
    /// How both come about, each step after those it rests on.
    pub steps: Vec<Step>,
}

/// The dates that clash where it begins on a day; `None` where none do.
#[must_use]
pub fn conflict(plan: &Plan, group: &Group, start: Day) -> Option<Shown> {
    let network = &plan.network;
    let active = network.active(&|rule| group.rules.contains(&rule));
    let domain = domain(plan, start);
    let clash = network.latest(&active, &domain).err()?;
    let lower = network.own_earliest(&active, &domain);
    let upper = network.own_latest(&active, &domain).unwrap_or_else(|| clash.bounds.clone());
    let clashes = |at: &usize| lower.day(*at) > upper.day(*at);
    let plain = (0..plan.variables.len()).find(clashes);
    let (variable, upper) = match plain {
        Some(at) => (at, upper),
        None => (clash.variable, clash.bounds),
    };
    let mut steps = steps(plan, &upper, variable);
    steps.extend(self::steps(plan, &lower, variable));
    Some(Shown {
        start,
        variable,
        latest: Day::from_number(upper.day(variable)),
        earliest: Day::from_number(lower.day(variable)),
        steps,
    })
}

/// The steps that lead to a bound, the first first.
fn steps(plan: &Plan, bounds: &Bounds, variable: usize) -> Vec<Step> {
    let network = &plan.network;
    let mut at = variable;
    let mut all = Vec::new();
    for limit in network.path(bounds, variable) {
        let Some(one) = network.constraints.get(limit) else { break };
        let from = if one.of == at { one.from } else { one.of };
        let day = Day::from_number(bounds.day(at));
        let sense = match (one.sense, one.of == at) {
            (sense, true) => sense,
            (Sense::AtMost, false) => Sense::AtLeast,
            (Sense::AtLeast, false) => Sense::AtMost,
        };
        all.push(Step { rule: one.rule, variable: at, from, sense, day });
        at = from;
    }
    all.reverse();
    all
}

/// Of a chain that has no day to spare: the only day of each of its variables.
#[must_use]
pub fn fixed(plan: &Plan, group: &Group, start: Day) -> Vec<(usize, Day)> {
    let network = &plan.network;
    let active = network.active(&|rule| group.rules.contains(&rule));
    let domain = domain(plan, start);
    let Ok(latest) = network.latest(&active, &domain) else { return Vec::new() };
    let earliest = network.earliest(&active, &domain);
    let one_day = |at: &usize| latest.day(*at) < OPEN && latest.day(*at) == earliest.day(*at);
    let mut all: Vec<(usize, Day)> = (1..plan.variables.len())
        .filter(one_day)
        .map(|at| (at, Day::from_number(latest.day(at))))
        .collect();
    all.sort_by_key(|(_, day)| *day);
    all
}

/// Where everything is done on its last day: what is then due before it can be done.
#[must_use]
pub fn strain(plan: &Plan, group: &Group, start: Day) -> Option<Shown> {
    let network = &plan.network;
    let active = network.active(&|rule| plan.counts_on(rule, start));
    let own = network.own_latest(&active, &domain(plan, start))?;
    let one = network.constraints.get(group.limit?)?;
    let mut steps = steps(plan, &own, one.from);
    // The first day on which it can be done, where what it follows takes all its time.
    let earliest = network.opens(one, own.day(one.from))?;
    let earliest = Day::from_number(earliest);
    steps.push(Step {
        rule: one.rule,
        variable: one.of,
        from: one.from,
        sense: Sense::AtLeast,
        day: earliest,
    });
    steps.extend(self::steps(plan, &own, one.of));
    Some(Shown {
        start,
        variable: one.of,
        latest: Day::from_number(own.day(one.of)),
        earliest,
        steps,
    })
}
