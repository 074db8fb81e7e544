//! Cases grown fact by fact, from nothing to all that a duty speaks of.
//!
//! In: what a duty speaks of. Out: small cases in order of their size, each with
//! one fact more than the one it grew from. Never here: what a case comes to.

use super::build::{self, begin, ends, happen};
use super::ingredients::{Ingredients, Start, recorded_as, start_of};
use crate::facts::{Case, DateFact, Occurrence, PeriodEnd, Value};
use crate::model::{Duty, Kind, Model};
use crate::names::ConceptId;
use crate::source::Span;
use crate::time::Day;

/// One more fact.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// An event happens, some time after all that was before.
    Happen(ConceptId),
    /// It begins and is not completed yet.
    Open(ConceptId),
    /// It is planned for a day ahead.
    Plan(ConceptId),
    /// What was planned last takes place as planned.
    Hold(ConceptId),
    /// The last one is adjourned.
    Adjourn(ConceptId),
    /// The last plan is cancelled.
    Cancel(ConceptId),
    /// The last one, which is not completed, is.
    Complete(ConceptId),
    /// A status begins.
    Begin(ConceptId, Place),
    /// A status that holds ends.
    End(ConceptId),
    /// A fact of the case, or of the last thing that has it.
    Fact(ConceptId, Value),
    /// A decision, by a role.
    Decide(ConceptId, Option<ConceptId>, Place),
}

/// When something happens that does not start anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// On the first day.
    First,
    /// Between the last two days.
    Between,
    /// After all the rest.
    Last,
}

/// The steps that can make a difference to a duty, and how far apart they lie.
pub(super) struct Grower<'m> {
    model: &'m Model,
    at: Span,
    start: Option<Start>,
    triggers: Vec<(ConceptId, u32)>,
    pub(super) birthdays: Vec<u32>,
    leads: bool,
    /// Whether to look at a case long after all that happened, too.
    pub(super) waits: bool,
    pub(super) steps: Vec<Step>,
}

impl<'m> Grower<'m> {
    /// What grows cases for a duty, if it is one, out of what it speaks of.
    pub(super) fn new(
        model: &'m Model,
        (duty, at): (Option<&Duty>, Span),
        all: &Ingredients,
    ) -> Grower<'m> {
        let mut steps = Vec::new();
        for (event, _) in &all.events {
            steps.push(Step::Happen(*event));
            let info = model.vocabulary.get(*event).and_then(|concept| concept.event());
            let life = info.map(|info| info.life).unwrap_or_default();
            if life.planned {
                steps.extend([Step::Plan(*event), Step::Hold(*event)]);
            }
            if life.adjourned {
                steps.extend([Step::Adjourn(*event), Step::Complete(*event)]);
            }
            if life.cancelled {
                steps.push(Step::Cancel(*event));
            }
        }
        let parts = duty.into_iter().flat_map(|duty| &duty.act.parts);
        let completed = parts.filter(|part| part.completion);
        let completed = completed.map(|part| part.event.value).chain(all.completed.clone());
        steps.extend(completed.flat_map(|event| [Step::Open(event), Step::Complete(event)]));
        steps.dedup();
        for status in &all.statuses {
            let places = [Place::First, Place::Between, Place::Last];
            steps.extend(places.map(|place| Step::Begin(*status, place)));
            steps.push(Step::End(*status));
        }
        for (fact, values) in &all.facts {
            steps.extend(values.iter().map(|value| Step::Fact(*fact, value.clone())));
        }
        for (decision, by) in &all.decisions {
            let places = [Place::First, Place::Between, Place::Last];
            steps.extend(places.map(|place| Step::Decide(*decision, *by, place)));
        }
        Grower {
            model,
            at,
            start: duty.and_then(|duty| start_of(model, &duty.scope)),
            triggers: all.triggers.clone(),
            birthdays: all.birthdays.clone(),
            leads: duty
                .is_some_and(|duty| duty.limits.iter().any(|limits| limits.kind == Kind::Lead)),
            waits: all.waits,
            steps,
        }
    }

    /// How far apart to set the facts of a case: close together, so far that every
    /// time has run, and from one birthday to another.
    pub(super) fn gaps(&self, longest: i32) -> Vec<i32> {
        let mut gaps = vec![10, longest];
        let ends = self.birthdays.iter().min().zip(self.birthdays.iter().max());
        let years = ends.map_or(0, |(first, last)| (last - first).min(6));
        gaps.extend((years > 0).then(|| i32::try_from(years * 366 + 8).unwrap_or(longest)));
        gaps.sort_unstable();
        gaps.dedup();
        gaps
    }

    /// The cases to grow from: the scope begun, and all that has to happen for an
    /// instance to start.
    pub(super) fn seeds(&self, base: Day, gap: i32) -> Vec<Case> {
        let mut seeds = Vec::new();
        let mut case = build::empty();
        match self.start {
            Some(Start::Event(event)) => happen(&mut case, event, base, self.at),
            Some(Start::Status(status)) => begin(&mut case, status, base, self.at),
            None => {}
        }
        // Without its scope nothing is owed: a case without it is not worth growing.
        seeds.push(case.clone());
        let begun = match self.start {
            Some(Start::Event(event)) => Some(event),
            Some(Start::Status(_)) | None => None,
        };
        let mut any = false;
        for (event, times) in &self.triggers {
            let known = u32::from(begun == Some(*event));
            let plannable = self
                .model
                .vocabulary
                .get(*event)
                .and_then(|concept| concept.event())
                .is_some_and(|info| info.life.planned);
            for number in known..*times {
                let plan = self.leads && plannable && number + 1 == *times;
                let step = if plan { Step::Plan(*event) } else { Step::Happen(*event) };
                any |= self.grow(&mut case, &step, base, gap);
            }
        }
        if any {
            seeds.push(case);
        }
        let ages: Vec<Case> = seeds.iter().flat_map(|seed| self.of_age(seed, base, gap)).collect();
        seeds.extend(ages);
        seeds
    }

    /// The same case of people who come of age before it, in it and after it.
    fn of_age(&self, seed: &Case, base: Day, gap: i32) -> Vec<Case> {
        let mut found = Vec::new();
        for birthday in &self.birthdays {
            for days in [-(gap + 60), gap / 2, gap + 60] {
                let months = -12 * i64::from(*birthday);
                let born =
                    base.plus(days).checked_plus_months(months, crate::time::MonthEnd::LastDay);
                let mut case = seed.clone();
                case.born = born.map(DateFact::Exactly);
                found.push(case);
            }
        }
        found
    }

    /// Takes one step; whether there was anything to do.
    pub(super) fn grow(&self, case: &mut Case, step: &Step, base: Day, gap: i32) -> bool {
        let last = ends(case).map_or(base.plus(-gap), |(_, last)| last);
        let next = last.plus(gap);
        match step {
            Step::Happen(event) => {
                let kind = recorded_as(self.model, *event);
                build::happen_as(case, kind, next, self.at);
            }
            Step::Open(event) => {
                build::occurrence(case, *event, self.at).started = Some(DateFact::Exactly(next));
            }
            Step::Plan(event) => {
                build::occurrence(case, *event, self.at).planned_for =
                    Some(DateFact::Exactly(next.plus(gap)));
            }
            Step::Hold(event)
            | Step::Adjourn(event)
            | Step::Cancel(event)
            | Step::Complete(event) => {
                let last = case.events.iter_mut().rev().find(|one| one.kind == *event);
                return last.is_some_and(|one| live(one, step, next));
            }
            Step::Begin(status, place) => {
                let day = self.day(case, *place, base, gap);
                begin(case, *status, day, self.at);
            }
            Step::End(status) => {
                let open = |one: &&mut crate::facts::Period| {
                    one.status == *status && one.until == PeriodEnd::Ongoing
                };
                let Some(period) = case.periods.iter_mut().rev().find(open) else { return false };
                period.until = PeriodEnd::On(DateFact::Exactly(next));
            }
            Step::Fact(fact, value) => return self.fact(case, *fact, value),
            Step::Decide(decision, by, place) => {
                let day = self.day(case, *place, base, gap);
                happen(case, *decision, day, self.at);
                if let Some(one) = case.events.last_mut() {
                    one.by = *by;
                }
            }
        }
        true
    }

    fn day(&self, case: &Case, place: Place, base: Day, gap: i32) -> Day {
        let Some((first, last)) = ends(case) else { return base };
        match place {
            Place::First => first,
            Place::Between => last.plus(-(gap / 2).max(1)).max(first),
            Place::Last => last.plus(2),
        }
    }

    fn fact(&self, case: &mut Case, fact: ConceptId, value: &Value) -> bool {
        let put = |facts: &mut Vec<(ConceptId, Value)>| {
            let old = facts.iter().find(|(id, _)| *id == fact).map(|(_, value)| value.clone());
            facts.retain(|(id, _)| *id != fact);
            facts.push((fact, value.clone()));
            old.as_ref() != Some(value)
        };
        match self.model.vocabulary.bearer(fact) {
            Some(of) => {
                if let Some(one) = case.events.iter_mut().rev().find(|one| one.kind == of) {
                    return put(&mut one.facts);
                }
                let period = case.periods.iter_mut().rev().find(|one| one.status == of);
                period.is_some_and(|one| put(&mut one.facts))
            }
            None => {
                build::fact(case, fact, value.clone(), self.at);
                true
            }
        }
    }
}

/// Takes an occurrence one step further in its life; whether there was one to take.
fn live(one: &mut Occurrence, step: &Step, next: Day) -> bool {
    match step {
        Step::Hold(_) => {
            let planned = one.planned_for.filter(|_| one.started.is_none());
            one.started = planned.or(one.started);
            one.completed = planned.or(one.completed);
            planned.is_some()
        }
        Step::Adjourn(_) => {
            let day = one.started.or(one.planned_for).filter(|_| one.adjourned.is_none());
            if day.is_some() {
                one.planned_for = one.planned_for.or(day);
                (one.started, one.adjourned, one.completed) = (None, day, None);
            }
            day.is_some()
        }
        Step::Cancel(_) => {
            let day = one.planned_for.filter(|_| one.started.is_none());
            let day = day.and_then(DateFact::exact).map(|day| day.plus(-3));
            one.cancelled = day.map(DateFact::Exactly);
            day.is_some()
        }
        Step::Complete(_) => {
            let open = one.started.is_some() || one.adjourned.is_some();
            if open && one.completed.is_none() {
                one.completed = Some(DateFact::Exactly(next));
                return true;
            }
            false
        }
        Step::Happen(_)
        | Step::Open(_)
        | Step::Plan(_)
        | Step::Begin(..)
        | Step::End(_)
        | Step::Fact(..)
        | Step::Decide(..) => false,
    }
}
