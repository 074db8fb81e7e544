//! A day for everything, and what the interpreter makes of it.
//!
//! In: a plan and a day on which it begins. Out: the earliest and the latest schedule;
//! either as a case, and the rows of it that are late. Never here: what a deadline means:
//! the interpreter says that.

use std::collections::BTreeMap;

use super::days::domain;
use super::network::{Active, Domain, OPEN};
use super::plan::{Plan, Start};
use crate::analysis::witness::build::{begin, empty, occurrence};
use crate::check::Checked;
use crate::eval::{Row, Status, judge};
use crate::facts::{Case, DateFact, OccurrenceId};
use crate::model::{DutyId, Model};
use crate::names::ConceptId;
use crate::source::Span;
use crate::time::Day;

/// When everything is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The earliest day of each variable. What may come before the beginning stands on
    /// its day, where that is in time.
    pub earliest: Vec<Day>,
    /// The latest; `None` has none.
    pub latest: Vec<Option<Day>>,
    /// The limit that set the latest day of each, by its place; `None` where none did.
    pub by: Vec<Option<usize>>,
    /// The latest, and of what has none the earliest that goes with it.
    pub late: Vec<Day>,
}

/// The schedules of a plan that begins on a day, with the rules that count; `None` where
/// there is no day for everything.
#[must_use]
pub fn schedule(plan: &Plan, counts: &dyn Fn(usize) -> bool, start: Day) -> Option<Schedule> {
    let network = &plan.network;
    let active = network.active(&|rule| counts(rule) && plan.counts_on(rule, start));
    let wide = domain(plan, start);
    let mut domain = wide.clone();
    // Nobody has to begin early where there is no need.
    for low in &mut domain.low {
        *low = start.number();
    }
    if network.latest(&active, &domain).is_err() {
        domain = wide;
    }
    let latest = network.latest(&active, &domain).ok()?;
    let earliest = network.earliest(&active, &domain);
    let late = filled(plan, &active, &domain, &latest.days);
    let day = |number: &i32| Day::from_number(*number);
    Some(Schedule {
        earliest: earliest.days.iter().map(day).collect(),
        latest: latest.days.iter().map(|one| (*one < OPEN).then(|| day(one))).collect(),
        by: latest.by,
        late: late.iter().map(day).collect(),
    })
}

/// The latest days, and for what has no last day the earliest that goes with them.
fn filled(plan: &Plan, active: &Active, domain: &Domain, latest: &[i32]) -> Vec<i32> {
    let mut narrowed = domain.clone();
    for ((low, high), day) in narrowed.low.iter_mut().zip(&mut narrowed.high).zip(latest) {
        if *day < OPEN {
            (*low, *high) = (*day, *day);
        }
    }
    plan.network.earliest(active, &narrowed).days
}

/// A schedule as a case: everything happens on its day.
#[must_use]
pub fn case(model: &Model, plan: &Plan, days: &[Day]) -> Case {
    let mut case = empty();
    let at = here(model);
    if let (Start::Period(status), Some(day)) = (plan.start, days.first()) {
        begin(&mut case, status, *day, at);
    }
    let mut ids: Vec<Option<OccurrenceId>> = vec![None; plan.variables.len()];
    let mut in_order: Vec<usize> = (0..plan.variables.len()).collect();
    in_order.sort_by_key(|variable| (days.get(*variable), *variable));
    for variable in in_order {
        let (Some(one), Some(day)) = (plan.variables.get(variable), days.get(variable)) else {
            continue;
        };
        let date = Some(DateFact::Exactly(*day));
        for event in one.events.iter().filter(|_| !one.completes) {
            let found = occurrence(&mut case, recorded(model, *event), at);
            (found.started, found.completed) = (date, date);
            let id = found.id;
            if let Some(known) = ids.get_mut(variable) {
                known.get_or_insert(id);
            }
        }
    }
    link(model, plan, (&mut case, &ids), days);
    case
}

/// Says what each act was done for, and when what was completed later was.
fn link(
    model: &Model,
    plan: &Plan,
    (case, ids): (&mut Case, &[Option<OccurrenceId>]),
    days: &[Day],
) {
    let id = |variable: usize| ids.get(variable).copied().flatten();
    for (variable, one) in plan.variables.iter().enumerate() {
        let Some(about) = one.about else { continue };
        let (date, done_for) = (days.get(variable), id(about));
        if one.completes {
            let found = case.events.iter_mut().find(|event| Some(event.id) == done_for);
            if let (Some(found), Some(day)) = (found, date) {
                found.completed = Some(DateFact::Exactly(*day));
            }
            continue;
        }
        let once = |event: &ConceptId| {
            let info = model.vocabulary.get(*event).and_then(|one| one.event());
            info.is_some_and(|info| info.once.is_some())
        };
        if one.events.iter().any(once) {
            continue;
        }
        for event in case.events.iter_mut().filter(|event| Some(event.id) == id(variable)) {
            event.done_for = done_for;
        }
    }
}

/// What an event is recorded as: one that stands for others as the first of them.
fn recorded(model: &Model, event: ConceptId) -> ConceptId {
    let mut event = event;
    for _ in 0..8 {
        match model.derived.recorded_as(event).first() {
            Some(part) => event = *part,
            None => break,
        }
    }
    event
}

/// Where what is made up is said to be written.
fn here(model: &Model) -> Span {
    let nowhere = Span::NOWHERE;
    model.duties.first().map_or(nowhere, |duty| duty.name.span)
}

/// The rows that are late where everything happens on these days: each duty of the plan
/// judged by the interpreter at the end of the last day that it has to do with. What
/// falls due later has not been laid out.
#[must_use]
pub fn late_rows(model: &Checked, plan: &Plan, days: &[Day]) -> Vec<Row> {
    let case = case(model, plan, days);
    let mut last: BTreeMap<DutyId, Day> = BTreeMap::new();
    for one in &plan.network.constraints {
        let counts = |rule: &usize| days.first().is_some_and(|day| plan.counts_on(*rule, *day));
        let rule = one.rule.filter(counts).and_then(|rule| plan.rules.get(rule));
        let Some(duty) = rule.map(|rule| rule.duty) else { continue };
        // What leads up to a day is over when that day is.
        for day in [one.of, one.from].into_iter().filter_map(|at| days.get(at)) {
            let known = last.entry(duty).or_insert(*day);
            *known = (*known).max(*day);
        }
    }
    let mut on: BTreeMap<Day, Vec<DutyId>> = BTreeMap::new();
    for (duty, day) in last {
        on.entry(day).or_default().push(duty);
    }
    let rows = on.iter().flat_map(|(day, duties)| {
        judge(model, &case, *day, |duty| duties.binary_search(&duty.id).is_ok())
    });
    rows.filter(is_late).collect()
}

/// Whether a row is late whatever is not known.
#[must_use]
pub fn is_late(row: &Row) -> bool {
    match row.statuses.single() {
        Some(Status::MetLate | Status::Overdue) => true,
        Some(Status::Lapsed) => row.flags.breached,
        Some(Status::NotApplicable | Status::Met | Status::DueSoon | Status::Pending) | None => {
            false
        }
    }
}
