//! The longest lead time that leaves a day.
//!
//! In: rules in conflict. Out: the due phrase of one of them with as much time as leaves
//! a day on every day of the conflict. Never here: which of them ought to give way.

use super::days::{Group, domain};
use super::network::{Function, Network, Table};
use super::plan::Plan;
use crate::analysis::course::{Dates, Line};
use crate::model::{Limits, Model, Point};
use crate::syntax::ast::{DueCore, Limit};
use crate::syntax::print::Printer;
use crate::time::{Length, Offset};

/// The due phrase of a lead time among the rules of a conflict, shortened so that it
/// leaves a day: `at least 19 working days before each review`. `None` where no shorter
/// one would do, or none has a single length.
#[must_use]
pub(super) fn shortened(model: &Model, plan: &Plan, group: &Group) -> Option<String> {
    group.rules.iter().rev().find_map(|rule| of_rule(model, plan, group, *rule))
}

fn of_rule(model: &Model, plan: &Plan, group: &Group, rule: usize) -> Option<String> {
    let known = plan.rules.get(rule)?;
    let duty = plan.duty(model, rule)?;
    let core = &duty.due.as_ref().filter(|_| known.limit == 0)?.core.value;
    let DueCore::Lead { limit: Limit::One(offset), anchor, roll } = core else { return None };
    if offset.plus.is_some() {
        return None;
    }
    let point = lead(duty.limits.first()?)?;
    let fits = |count: u32| {
        let shorter = with(*offset, count);
        let network = replaced(model, plan, rule, &point(shorter));
        let active = network.active(&|rule| group.rules.contains(&rule));
        let mut days = group.days.stretches.iter().flat_map(|one| one.days());
        days.all(|day| network.latest(&active, &domain(plan, day)).is_ok())
    };
    // A shorter time leaves no fewer days: the longest that does is found by halving.
    let (mut low, mut high) = (1, offset.first.count);
    if high < 2 || !fits(low) {
        return None;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    let limit = Limit::One(with(*offset, low));
    let core = DueCore::Lead { limit, anchor: anchor.clone(), roll: *roll };
    Some(Printer::new(&model.vocabulary).due_core(&core))
}

fn with(offset: Offset, count: u32) -> Offset {
    Offset { first: Length { count, ..offset.first }, plus: None }
}

/// A lead time before its trigger, as a function of its length.
fn lead(limits: &Limits) -> Option<impl Fn(Offset) -> Point + use<>> {
    let Some(Point::Before { from, roll, .. }) = &limits.due else { return None };
    let (from, roll) = (from.clone(), *roll);
    (*from == Point::Trigger).then_some(move |offset| Point::Before {
        from: from.clone(),
        offset,
        roll,
    })
}

/// The network with another function for a rule.
fn replaced(model: &Model, plan: &Plan, rule: usize, point: &Point) -> Network {
    let mut network = plan.network.clone();
    let calendar = model.calendar.as_deref();
    let over = Dates::of_calendar(calendar.filter(|_| plan.counts_working_days));
    network.tables.push(Table::new(Line::of(point, calendar, over)));
    let new = Function::Table(network.tables.len() - 1);
    for one in &mut network.constraints {
        if one.rule == Some(rule) && matches!(one.by, Function::Table(_)) {
            one.by = new;
        }
    }
    network
}
