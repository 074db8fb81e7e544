//! A plan, put together from the duties that stand for a pack.
//!
//! In: a model and its beginning. Out: a variable for each occurrence that some duty
//! asks for, the first few of what comes again, and a limit for each deadline, opening
//! and lead time. Never here: days, or whether the limits can all be kept.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::anchors::{Term, alternatives};
use super::force::{Counted, counted};
use super::network::{Constraint, Function, Network, Sense, Table};
use super::plan::{Left, Options, Plan, Rule, Start, Variable, Why};
use crate::analysis::align::effective;
use crate::analysis::course::{Course, Dates, Line};
use crate::model::{Duty, DutyId, Limits, Match, Model, Point, Recurrence};
use crate::names::{ConceptId, ordinal};
use crate::syntax::ast::{Anchor, Applies, Condition, EventDate, When};
use crate::syntax::force::Force;
use crate::time::Roll;

/// More variables than this are not laid out.
const MOST_VARIABLES: usize = 600;
/// More alternatives than this, all choices together, are not tried.
const MOST_ALTERNATIVES: usize = 64;

/// What makes two acts one variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Nth(ConceptId, u32),
    Once(ConceptId),
    Of { event: ConceptId, about: usize, lead: bool },
    Own { duty: DutyId, part: usize, about: usize },
    Turn { duty: DutyId, about: usize, turn: u32 },
    Completion(usize),
}

/// A plan that is being put together.
pub(super) struct Unroll<'m> {
    pub(super) model: &'m Model,
    pub(super) start: Start,
    pub(super) duties: Vec<&'m Duty>,
    pub(super) variables: Vec<Variable>,
    pub(super) by_event: FxHashMap<ConceptId, Vec<usize>>,
    /// The events that some duty counts: the first, the next.
    pub(super) counted: FxHashSet<ConceptId>,
    /// The events whose completion some duty asks for.
    pub(super) completed: FxHashSet<ConceptId>,
    /// The variables that meet each duty.
    pub(super) meets: FxHashMap<DutyId, Vec<usize>>,
    pub(super) keys: FxHashMap<Key, usize>,
    pub(super) rules: Vec<Rule>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) choices: Vec<usize>,
    pub(super) points: FxHashMap<Point, usize>,
    pub(super) tables: Vec<Table>,
    pub(super) left: FxHashMap<DutyId, Why>,
    pub(super) times: u32,
    /// The limits that are only assumed.
    pub(super) assumed: Vec<usize>,
    /// When each version counts.
    forces: FxHashMap<(DutyId, usize), Vec<Force>>,
    /// When all of them do.
    force: Force,
    pub(super) working_days: bool,
    /// Only who is in it is asked: no table is made.
    pub(super) dry: bool,
}

/// The duties that are asked about.
pub(super) fn asked<'m>(model: &'m Model, options: &Options) -> Vec<&'m Duty> {
    let asked = |duty: &&Duty| duty.is_evaluated() && duty.modality >= options.least;
    let version = |duty: &'m Duty| match options.in_force {
        Some(day) => duty.versions().iter().find(|one| one.force.holds_on(day)).unwrap_or(duty),
        None => duty,
    };
    effective(model).into_iter().map(version).filter(asked).collect()
}

/// A pack from a beginning on. `dry` leaves the functions empty, for whoever asks only
/// which duties are in it.
pub(super) fn unroll(model: &Model, start: Start, options: &Options, dry: bool) -> Plan {
    let mut unroll = Unroll::new(model, start, options, dry);
    unroll.begin();
    let duties = unroll.duties.clone();
    let mut done: FxHashSet<(DutyId, usize, usize)> = FxHashSet::default();
    loop {
        let mut open: VecDeque<(&Duty, usize)> = VecDeque::new();
        for duty in &duties {
            for at in unroll.triggers(duty) {
                if done.insert((duty.id, duty.version, at)) {
                    open.push_back((duty, at));
                }
            }
        }
        if open.is_empty() {
            break;
        }
        for (duty, at) in open {
            if unroll.variables.len() > MOST_VARIABLES {
                unroll.left.entry(duty.id).or_insert(Why::Many);
            } else {
                unroll.instance(duty, at);
            }
        }
    }
    unroll.wait(&options.waits);
    let assumed = unroll.assume(&options.waits);
    unroll.finish(assumed)
}

impl<'m> Unroll<'m> {
    fn new(model: &'m Model, start: Start, options: &Options, dry: bool) -> Unroll<'m> {
        let versions = counted(model, options);
        let duties: Vec<&Duty> = versions.iter().map(|one| one.duty).collect();
        let mut left = FxHashMap::default();
        for duty in asked(model, options) {
            if !duties.iter().any(|one| one.id == duty.id) {
                left.insert(duty.id, Why::Ended);
            }
        }
        let mut counted = FxHashSet::default();
        let mut completed = FxHashSet::default();
        for duty in &duties {
            let by_number = match duty.matching {
                Match::Nth(_) => true,
                Match::Next => super::anchors::starts_itself(duty),
                Match::LatestBefore | Match::OldestFirst | Match::CompletionOfTrigger => false,
            };
            for part in &duty.act.parts {
                if part.completion {
                    completed.insert(part.event.value);
                } else if by_number && !part.holding {
                    counted.insert(part.event.value);
                }
            }
        }
        let force = match options.in_force {
            Some(_) => duties.iter().fold(Force::ALWAYS, |all, duty| all.and(duty.force)),
            None => Force::ALWAYS,
        };
        let of = |one: Counted<'_>| ((one.duty.id, one.duty.version), one.force);
        let forces = versions.into_iter().map(of).collect();
        Unroll {
            model,
            start,
            duties,
            variables: Vec::new(),
            by_event: FxHashMap::default(),
            counted,
            completed,
            meets: FxHashMap::default(),
            keys: FxHashMap::default(),
            rules: Vec::new(),
            constraints: Vec::new(),
            choices: Vec::new(),
            points: FxHashMap::default(),
            tables: Vec::new(),
            left,
            times: options.times.max(1),
            assumed: Vec::new(),
            forces,
            force,
            working_days: false,
            dry,
        }
    }

    fn begin(&mut self) {
        let concept = self.start.concept();
        let noun = self.model.vocabulary.noun(concept).to_owned();
        let (events, name) = match self.start {
            Start::Event(event) => (vec![event], noun),
            Start::Period(_) => (Vec::new(), format!("the start of the period {noun}")),
        };
        self.add(Variable {
            events,
            name,
            ordinal: None,
            about: None,
            completes: false,
            early: false,
            who: Vec::new(),
        });
        if let Start::Event(event) = self.start {
            self.keys.insert(Key::Nth(event, 1), 0);
            self.keys.insert(Key::Once(event), 0);
        }
    }

    fn add(&mut self, variable: Variable) -> usize {
        let at = self.variables.len();
        if !variable.completes {
            for event in &variable.events {
                self.by_event.entry(*event).or_default().push(at);
            }
        }
        self.variables.push(variable);
        at
    }

    pub(super) fn keyed(&mut self, key: Key, make: impl FnOnce(&Self) -> Variable) -> usize {
        if let Some(at) = self.keys.get(&key) {
            return *at;
        }
        let variable = make(self);
        let at = self.add(variable);
        self.keys.insert(key, at);
        at
    }

    /// The n-th occurrence of an event that is counted, and those before it.
    pub(super) fn nth(&mut self, event: ConceptId, n: u32) -> usize {
        if let Some(at) = self.keys.get(&Key::Nth(event, n)) {
            return *at;
        }
        let before = (n > 1).then(|| self.nth(event, n - 1));
        let at = self.keyed(Key::Nth(event, n), |own| Variable {
            events: vec![event],
            name: format!("the {} {}", ordinal(n), own.model.vocabulary.noun(event)),
            ordinal: Some(n),
            about: None,
            completes: false,
            early: false,
            who: Vec::new(),
        });
        if let Some(before) = before {
            self.limit(None, Sense::AtLeast, at, (before, Function::Shift(1)), None);
        }
        at
    }

    /// The n-th occurrence of a counted event, where it was laid out.
    pub(super) fn known(&self, event: ConceptId, n: u32) -> Option<usize> {
        self.keys.get(&Key::Nth(event, n)).copied()
    }

    /// The day of an occurrence that a phrase asks for: its completion is a day of its
    /// own where some duty asks to complete it.
    pub(super) fn dated(&mut self, at: usize, date: EventDate) -> usize {
        let events = self.variables.get(at).map(|one| one.events.clone()).unwrap_or_default();
        let apart = events.iter().any(|event| self.completed.contains(event));
        if date != EventDate::Completion || !apart {
            return at;
        }
        let known = self.keys.contains_key(&Key::Completion(at));
        let end = self.keyed(Key::Completion(at), |own| Variable {
            events,
            name: format!("the completion of {}", own.name(at)),
            ordinal: None,
            about: Some(at),
            completes: true,
            early: false,
            who: Vec::new(),
        });
        if !known {
            self.limit(None, Sense::AtLeast, end, (at, Function::Shift(0)), None);
        }
        end
    }

    pub(super) fn name(&self, at: usize) -> &str {
        self.variables.get(at).map_or("", |one| one.name.as_str())
    }

    pub(super) fn limit(
        &mut self,
        rule: Option<usize>,
        sense: Sense,
        of: usize,
        (from, by): (usize, Function),
        option: Option<(usize, usize)>,
    ) {
        let one = Constraint { rule, option, sense, of, from, by };
        if !self.constraints.contains(&one) {
            self.constraints.push(one);
        }
    }

    /// A point of one day as a function.
    pub(super) fn function(&mut self, point: &Point) -> Function {
        if *point == Point::Trigger {
            return Function::Shift(0);
        }
        if let Some(at) = self.points.get(point) {
            return Function::Table(*at);
        }
        let calendar = self.model.calendar.as_deref();
        let works = counts_working_days(point);
        self.working_days |= works;
        let at = self.points.len();
        self.points.insert(point.clone(), at);
        if !self.dry {
            let over = if works { Dates::of_calendar(calendar) } else { Dates::cycle() };
            self.tables.push(Table::new(Line::of(point, calendar, over)));
        }
        Function::Table(at)
    }

    /// A limit of a version; another version that asks for the same counts with it.
    pub(super) fn rule(&mut self, duty: &Duty, limit: usize, conditions: Vec<Condition>) -> usize {
        let model = self.model;
        let alike = |one: &Rule| {
            let known = model.duty(one.duty).map(|known| known.version_at(one.version));
            (one.duty, one.limit, &one.conditions) == (duty.id, limit, &conditions)
                && known.is_some_and(|known| {
                    one.version == duty.version
                        || (&known.trigger, &known.act, &known.matching, known.limits.get(limit))
                            == (&duty.trigger, &duty.act, &duty.matching, duty.limits.get(limit))
                })
        };
        let known = self.rules.iter().position(alike);
        let at = known.unwrap_or(self.rules.len());
        if known.is_none() {
            let (duty, version) = (duty.id, duty.version);
            self.rules.push(Rule { duty, version, force: Vec::new(), limit, conditions });
        }
        let force = self.forces.get(&(duty.id, duty.version)).into_iter().flatten();
        if let Some(rule) = self.rules.get_mut(at) {
            for one in force {
                if !rule.force.contains(one) {
                    rule.force.push(*one);
                }
            }
        }
        at
    }

    /// The variables that start an instance of a duty; why there are none.
    fn triggers(&mut self, duty: &Duty) -> Vec<usize> {
        if duty.subject.is_some() {
            self.left.insert(duty.id, Why::Subject);
            return Vec::new();
        }
        match (&duty.recurrence, &duty.trigger) {
            (Some(Recurrence::Windows { .. }), _) => {
                self.left.insert(duty.id, Why::Stretch);
                Vec::new()
            }
            (Some(Recurrence::Rolling(_)), _) => vec![0],
            (Some(Recurrence::Schedule(_)) | None, Some(trigger)) => {
                let found = self.first_of(&trigger.anchor);
                if found.is_empty() {
                    self.left.insert(duty.id, self.why(&trigger.anchor));
                } else {
                    self.left.remove(&duty.id);
                }
                found
            }
            (Some(Recurrence::Schedule(_)) | None, None) => {
                self.left.insert(duty.id, Why::Holding);
                Vec::new()
            }
        }
    }

    /// Of a choice of anchors the first that has a place.
    fn first_of(&mut self, anchor: &Anchor) -> Vec<usize> {
        match anchor {
            Anchor::Earlier(one, other) | Anchor::Later(one, other, _) => {
                let found = self.first_of(one);
                if found.is_empty() { self.first_of(other) } else { found }
            }
            Anchor::Event(_)
            | Anchor::PeriodStart(_)
            | Anchor::PeriodEnd(_)
            | Anchor::Birth
            | Anchor::Birthday(_)
            | Anchor::Date(_)
            | Anchor::EachYear(..)
            | Anchor::Duty(..)
            | Anchor::It => self.resolve(anchor, None),
        }
    }

    fn instance(&mut self, duty: &'m Duty, at: usize) {
        match &duty.recurrence {
            Some(Recurrence::Schedule(_) | Recurrence::Rolling(_)) => self.chain(duty, at),
            Some(Recurrence::Windows { .. }) => {}
            None => {
                for (of, needs) in self.acts(duty, at) {
                    self.meet(duty, of);
                    for (place, limits) in duty.limits.iter().enumerate() {
                        let mut conditions = own_conditions(duty);
                        conditions.extend(of_limit(duty, place));
                        conditions.extend(needs.iter().cloned());
                        let rule = self.rule(duty, place, conditions);
                        self.limits(duty, limits, rule, (at, of));
                        if duty.matching == Match::LatestBefore {
                            self.after_previous(rule, at, of);
                        }
                    }
                }
            }
        }
    }

    /// The opening and the deadline of a limit.
    pub(super) fn limits(&mut self, duty: &Duty, limits: &Limits, rule: usize, at: (usize, usize)) {
        for (course, sense) in [
            (Course::due(duty, limits), Sense::AtMost),
            (Course::opens(duty, limits), Sense::AtLeast),
        ] {
            if course == Course::Undated {
                continue;
            }
            let trigger = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
            match alternatives(self, &course, sense, (trigger, at.0)) {
                Some(ways) => self.one_of(rule, sense, at.1, &ways),
                None => {
                    self.left.insert(duty.id, Why::Several);
                }
            }
        }
    }

    /// One of several ways, each of which is several limits.
    fn one_of(&mut self, rule: usize, sense: Sense, of: usize, ways: &[Vec<Term>]) {
        let size = self.choices.iter().product::<usize>() * ways.len().max(1);
        let choice = if ways.len() > 1 && size <= MOST_ALTERNATIVES {
            self.choices.push(ways.len());
            Some(self.choices.len() - 1)
        } else {
            None
        };
        let way = |at: usize| choice.map(|choice| (choice, at));
        // Where no choice can be made any more, the limit is left open.
        let all = if ways.len() > 1 && choice.is_none() { &[][..] } else { ways };
        for (number, terms) in all.iter().enumerate() {
            for (point, from) in terms {
                let by = self.function(point);
                self.limit(Some(rule), sense, of, (*from, by), way(number));
            }
        }
    }

    fn finish(self, assumed: Vec<(ConceptId, ConceptId)>) -> Plan {
        let own: FxHashSet<DutyId> = self.rules.iter().map(|rule| rule.duty).collect();
        let mut left: Vec<Left> = self
            .left
            .into_iter()
            .filter(|(duty, why)| !own.contains(duty) || *why == Why::Several)
            .map(|(duty, why)| Left { duty, why })
            .collect();
        left.sort_by_key(|one| one.duty);
        let network = Network {
            variables: self.variables.len(),
            rules: self.rules.len(),
            tables: self.tables,
            constraints: self.constraints,
            choices: self.choices,
            assumed: self.assumed,
        };
        Plan {
            start: self.start,
            network,
            variables: self.variables,
            rules: self.rules,
            left,
            counts_working_days: self.working_days,
            force: self.force,
            assumed,
        }
    }
}

/// Whether a function of days counts working days.
fn counts_working_days(point: &Point) -> bool {
    match point {
        Point::Trigger | Point::Anchor(_) => false,
        Point::After { from, offset, roll, .. } | Point::Before { from, offset, roll } => {
            offset.needs_calendar() || *roll != Roll::None || counts_working_days(from)
        }
        Point::Earlier(one, other) | Point::Later(one, other) => {
            counts_working_days(one) || counts_working_days(other)
        }
    }
}

/// What must be so for a duty to apply.
pub(super) fn own_conditions(duty: &Duty) -> Vec<Condition> {
    duty.applies.iter().flat_map(conditions).collect()
}

pub(super) fn conditions(applies: &Applies) -> Vec<Condition> {
    let parts = applies.parts.iter().map(|(when, condition)| match when.value {
        When::If | When::Once | When::While => condition.clone(),
        When::Unless => Condition::Not(Box::new(condition.clone())),
    });
    parts.collect()
}

/// What must be so for a limit to be the one that counts: its own condition, or for the
/// plain one that of no other.
fn of_limit(duty: &Duty, place: usize) -> Vec<Condition> {
    let own = duty.limits.get(place).and_then(|limit| limit.condition.clone());
    if let Some(own) = own {
        return vec![own];
    }
    let others = duty.limits.iter().filter_map(|limit| limit.condition.clone());
    others.map(|one| Condition::Not(Box::new(one))).collect()
}
