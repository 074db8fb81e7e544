//! Which variables of a plan an anchor means, and what a limit of several days comes to.
//!
//! In: anchors, and the plan as far as it is laid out. Out: variables; a limit as ways
//! to keep it, each a set of limits of one day. Never here: which duties there are.

use super::network::Sense;
use super::plan::{Start, Why};
use super::unroll::Unroll;
use crate::analysis::course::Course;
use crate::model::{Duty, Point};
use crate::names::ConceptId;
use crate::syntax::ast::{Anchor, Becoming, EventAnchor, Pick, State};

/// A function of one day, and the variable it counts from.
pub(super) type Term = (Point, usize);

/// Whether a duty is started by the act it asks for.
pub(super) fn starts_itself(duty: &Duty) -> bool {
    let Some(Anchor::Event(event)) = duty.trigger.as_ref().map(|trigger| &trigger.anchor) else {
        return false;
    };
    duty.act.parts.iter().any(|part| part.event.value == event.event.value)
}

impl Unroll<'_> {
    /// The variables that an anchor means, seen from one of them; none where it has no
    /// place in the plan.
    pub(super) fn resolve(&mut self, anchor: &Anchor, at: Option<usize>) -> Vec<usize> {
        match anchor {
            Anchor::Event(event) => self.event(event, at),
            Anchor::PeriodStart(status) => self.period(status.value),
            Anchor::Duty(name, Becoming::Met) => {
                let duty = self.model.find(&name.value).map(|duty| duty.id);
                duty.and_then(|duty| self.meets.get(&duty)).cloned().unwrap_or_default()
            }
            Anchor::Later(one, _, true) => self.resolve(one, at),
            Anchor::It => at.into_iter().collect(),
            Anchor::Duty(_, Becoming::Due | Becoming::Overdue)
            | Anchor::PeriodEnd(_)
            | Anchor::Birth
            | Anchor::Birthday(_)
            | Anchor::Date(_)
            | Anchor::EachYear(..)
            | Anchor::Earlier(..)
            | Anchor::Later(_, _, false) => Vec::new(),
        }
    }

    fn event(&mut self, event: &EventAnchor, at: Option<usize>) -> Vec<usize> {
        if event.state != State::Any {
            return Vec::new();
        }
        let found = self.picked(event, at);
        found.into_iter().map(|one| self.dated(one, event.date)).collect()
    }

    fn picked(&mut self, event: &EventAnchor, at: Option<usize>) -> Vec<usize> {
        let kind = event.event.value;
        let all = self.occurrences(kind);
        let number = |one: &usize| self.variables.get(*one).and_then(|one| one.ordinal);
        match &event.pick {
            Pick::Each | Pick::Previous => all,
            Pick::EachFrom(from) => {
                all.into_iter().filter(|one| number(one).is_some_and(|n| n >= *from)).collect()
            }
            Pick::Only | Pick::Nth(1) => match self.known(kind, 1) {
                Some(first) => vec![first],
                // The first of several of which it is not said which comes first.
                None if all.len() == 1 => all,
                None => Vec::new(),
            },
            Pick::Nth(n) => self.known(kind, *n).into_iter().collect(),
            Pick::After(n, inner) => {
                let from = self.resolve(inner, at);
                let [from] = from.as_slice() else { return Vec::new() };
                let own = self.variables.get(*from).filter(|one| one.events.contains(&kind));
                let before = match own.and_then(|one| one.ordinal) {
                    Some(ordinal) => Some(ordinal),
                    None if *from == 0 => Some(0),
                    None => None,
                };
                let found = before.and_then(|before| self.known(kind, before + n));
                found.into_iter().collect()
            }
            Pick::LastBefore(_) => Vec::new(),
        }
    }

    /// An event, and what counts as it.
    pub(super) fn kinds(&self, event: ConceptId) -> Vec<ConceptId> {
        let mut kinds = vec![event];
        let mut at = 0;
        while let Some(kind) = kinds.get(at).copied() {
            for part in self.model.derived.recorded_as(kind) {
                if !kinds.contains(&part) {
                    kinds.push(part);
                }
            }
            at += 1;
        }
        kinds
    }

    /// Every variable of an event, and of what counts as it.
    fn occurrences(&self, event: ConceptId) -> Vec<usize> {
        let kinds = self.kinds(event);
        let all = kinds.iter().filter_map(|kind| self.by_event.get(kind)).flatten();
        let mut all: Vec<usize> = all.copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The start of a period of a status.
    fn period(&self, status: ConceptId) -> Vec<usize> {
        if self.start == Start::Period(status) {
            return vec![0];
        }
        let info = self.model.vocabulary.get(status).and_then(|one| one.status());
        let from = info.and_then(|info| info.transition.as_ref()).map(|one| one.from.clone());
        let from = from.unwrap_or_default();
        let mut all: Vec<usize> =
            from.iter().filter_map(|event| self.by_event.get(event)).flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Why an anchor means no variable.
    pub(super) fn why(&self, anchor: &Anchor) -> Why {
        match anchor {
            Anchor::Event(event) if event.state != State::Any => Why::State(event.event.value),
            Anchor::Event(event) => match &event.pick {
                Pick::After(_, inner) | Pick::LastBefore(inner) => {
                    let why = self.why(inner);
                    let starts = matches!(why, Why::Event(one) if Start::Event(one) == self.start);
                    if starts { Why::Several } else { why }
                }
                Pick::Only | Pick::Each | Pick::Nth(_) | Pick::EachFrom(_) | Pick::Previous => {
                    Why::Event(event.event.value)
                }
            },
            Anchor::PeriodStart(status) | Anchor::PeriodEnd(status) => Why::Period(status.value),
            Anchor::Birth | Anchor::Birthday(_) | Anchor::Date(_) | Anchor::EachYear(..) => {
                Why::Day
            }
            Anchor::Duty(_, Becoming::Overdue) => Why::Missed,
            Anchor::Duty(..) | Anchor::It => Why::Several,
            Anchor::Earlier(one, _) | Anchor::Later(one, _, _) => self.why(one),
        }
    }
}

/// The ways to keep a limit: one of them has to hold, and of that each of its limits.
/// `None` where a day that it takes has no place in the plan.
pub(super) fn alternatives(
    plan: &mut Unroll<'_>,
    course: &Course,
    sense: Sense,
    (trigger, at): (Option<&Anchor>, usize),
) -> Option<Vec<Vec<Term>>> {
    let mut day = |anchor: &Anchor| -> Option<usize> {
        if Some(anchor) == trigger {
            return Some(at);
        }
        plan.resolve(anchor, Some(at)).first().copied()
    };
    match course {
        Course::Undated => Some(Vec::new()),
        Course::Of(anchor, point) => Some(vec![vec![(point.clone(), day(anchor)?)]]),
        Course::Several(_, point) => ways(point, sense, &mut day),
    }
}

fn ways(
    point: &Point,
    sense: Sense,
    day: &mut dyn FnMut(&Anchor) -> Option<usize>,
) -> Option<Vec<Vec<Term>>> {
    let within = |all: Vec<Vec<Term>>, wrap: &dyn Fn(Box<Point>) -> Point| {
        let wrapped = |terms: Vec<Term>| -> Vec<Term> {
            terms.into_iter().map(|(point, from)| (wrap(Box::new(point)), from)).collect()
        };
        all.into_iter().map(wrapped).collect()
    };
    match point {
        Point::Trigger => None,
        Point::Anchor(anchor) => Some(vec![vec![(Point::Trigger, day(anchor)?)]]),
        Point::After { from, offset, counting, roll } => {
            let wrap =
                |from| Point::After { from, offset: *offset, counting: *counting, roll: *roll };
            Some(within(ways(from, sense, day)?, &wrap))
        }
        Point::Before { from, offset, roll } => {
            let wrap = |from| Point::Before { from, offset: *offset, roll: *roll };
            Some(within(ways(from, sense, day)?, &wrap))
        }
        Point::Earlier(one, other) => {
            // What has not happened is left out of an earlier-of.
            match (ways(one, sense, day), ways(other, sense, day)) {
                (Some(one), Some(other)) if sense == Sense::AtMost => Some(each(&one, &other)),
                (Some(one), Some(other)) => Some([one, other].concat()),
                (one, other) => one.or(other),
            }
        }
        Point::Later(one, other) => {
            let (one, other) = (ways(one, sense, day)?, ways(other, sense, day)?);
            match sense {
                Sense::AtMost => Some([one, other].concat()),
                Sense::AtLeast => Some(each(&one, &other)),
            }
        }
    }
}

/// Every way of the one with every way of the other.
fn each(one: &[Vec<Term>], other: &[Vec<Term>]) -> Vec<Vec<Term>> {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| [a.clone(), b.clone()].concat()));
    pairs.collect()
}
