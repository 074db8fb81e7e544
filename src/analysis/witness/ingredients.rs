//! What a duty speaks of: the kinds of facts that can make a difference to it.
//!
//! In: a duty of a model. Out: its events, statuses, facts, decisions and birthdays,
//! with those on which they rest. Never here: what any of them does to a row.

use crate::check::walk::{self, Visit};
use crate::facts::Value;
use crate::model::{Duty, DutyId, Match, Model, Power, Recurrence, Scope};
use crate::names::{ConceptId, FactType};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Anchor, Atom, Compare, Condition, EventAnchor, EventDate, EventMeaning, FactTest, Pick, When,
    Window,
};
use crate::time::{Day, Length, Offset, Unit};

/// Everything that a case for one duty may need.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ingredients {
    /// Events, each with how often it may have to happen.
    pub(crate) events: Vec<(ConceptId, u32)>,
    /// Statuses that are recorded as periods.
    pub(crate) statuses: Vec<ConceptId>,
    /// Facts, each with values that can make a difference.
    pub(crate) facts: Vec<(ConceptId, Vec<Value>)>,
    /// Decisions, each with by whom it has to be.
    pub(crate) decisions: Vec<(ConceptId, Option<ConceptId>)>,
    /// Birthdays.
    pub(crate) birthdays: Vec<u32>,
    /// The events that start an instance, each with how often they have to happen.
    pub(crate) triggers: Vec<(ConceptId, u32)>,
    /// The events that are the act.
    pub(crate) acts: Vec<ConceptId>,
    /// Working days are counted.
    pub(crate) working: bool,
    /// Months or years are counted.
    pub(crate) monthly: bool,
    /// Events whose completion is counted from.
    pub(crate) completed: Vec<ConceptId>,
    /// Something comes about by waiting alone.
    pub(crate) waits: bool,
    /// Everything that rests on something else: kinds of events, deemed events,
    /// definitions.
    pub(crate) rests_on: Vec<ConceptId>,
    /// Other duties it hangs on, by name.
    duties: Vec<String>,
    /// About how many days the longest length takes.
    pub(crate) longest: i32,
}

impl Ingredients {
    /// What a duty speaks of, and what the duties it hangs on speak of.
    pub(crate) fn of(model: &Model, duty: &Duty) -> Ingredients {
        Ingredients::within(model, duty, &mut vec![duty.id])
    }

    /// What a power speaks of: the right it opens, when it does, and what it allows.
    pub(crate) fn of_power(model: &Model, power: &Power) -> Ingredients {
        let right = power.right.as_deref();
        let right = right.map_or_else(Ingredients::default, |right| Ingredients::of(model, right));
        let mut seen = Seen::new(model);
        power.applies.iter().for_each(|clause| walk::applies(clause, &mut seen));
        seen.all.rests_on = seen.known;
        right.with(seen.all)
    }

    /// What a status rests on.
    pub(crate) fn of_status(model: &Model, status: ConceptId) -> Ingredients {
        let mut seen = Seen::new(model);
        seen.all.waits = true;
        seen.status(status, Span::NOWHERE);
        seen.all.rests_on = seen.known;
        seen.all.tidy()
    }

    /// Whether cases grown of these are the same as those of others.
    pub(crate) fn are_those_of(&self, other: &Ingredients) -> bool {
        let same = |own: &Ingredients, other: &Ingredients| {
            own.events.iter().all(|event| other.events.contains(event))
                && own.facts.iter().all(|fact| other.facts.contains(fact))
                && own.triggers == other.triggers
        };
        same(self, other)
            && same(other, self)
            && self.statuses == other.statuses
            && self.decisions == other.decisions
            && self.birthdays == other.birthdays
            && self.completed == other.completed
            && self.waits == other.waits
            && self.longest <= other.longest * 2
    }

    fn within(model: &Model, duty: &Duty, seen: &mut Vec<DutyId>) -> Ingredients {
        let mut all = Ingredients::own(model, duty);
        for name in std::mem::take(&mut all.duties) {
            let Some(other) = model.find(&name).filter(|other| !seen.contains(&other.id)) else {
                continue;
            };
            seen.push(other.id);
            let other = Ingredients::within(model, other, seen);
            for (event, times) in &other.triggers {
                if !all.triggers.iter().any(|(known, _)| known == event) {
                    all.triggers.push((*event, *times));
                }
            }
            let acts = all.acts.clone();
            all = all.with(other);
            all.acts = acts;
        }
        all.tidy()
    }

    /// What a duty itself speaks of.
    fn own(model: &Model, duty: &Duty) -> Ingredients {
        let mut seen = Seen::new(model);
        seen.all.waits = duty.recurrence.is_some();
        match duty.scope {
            Scope::EachPeriod(status) => seen.status(status, duty.name.span),
            Scope::EachEvent(event) => seen.event(event, 1, duty.name.span),
            Scope::WholeRecord => {}
        }
        if let Some(trigger) = &duty.trigger {
            let mut only = Seen::new(model);
            walk::anchor(&trigger.anchor, duty.name.span, &mut only);
            seen.all.triggers = only.all.events;
        }
        walk::duty(duty, &mut seen);
        for version in &duty.versions {
            walk::duty(version, &mut seen);
            if let Some(trigger) = &version.trigger {
                walk::anchor(&trigger.anchor, version.name.span, &mut seen);
            }
        }
        if let Some(standing) = &duty.standing {
            seen.all.waits = true;
            seen.status(standing.during.status.value, duty.name.span);
            seen.status(standing.holding.status.value, duty.name.span);
        }
        // `during each period S` has a window for each of them.
        if let Some(Recurrence::Windows { window: Window::Period(status), .. }) = &duty.recurrence {
            seen.status(status.value, status.span);
            if let Some(Start::Event(event)) = start_of(model, &Scope::EachPeriod(status.value)) {
                seen.all.triggers.push((event, 1));
            }
        }
        let times = match duty.matching {
            Match::Nth(n) => n,
            Match::Next | Match::LatestBefore | Match::OldestFirst | Match::CompletionOfTrigger => {
                1
            }
        };
        for part in duty.versions().iter().flat_map(|version| &version.act.parts) {
            seen.event(part.event.value, times, part.event.span);
            if !seen.all.acts.contains(&part.event.value) {
                seen.all.acts.push(part.event.value);
            }
        }
        seen.all.rests_on = seen.known;
        seen.all
    }

    fn event(&mut self, event: ConceptId, times: u32) {
        match self.events.iter_mut().find(|(id, _)| *id == event) {
            Some((_, known)) => *known = (*known).max(times),
            None => self.events.push((event, times)),
        }
    }

    fn fact(&mut self, model: &Model, fact: ConceptId, test: &FactTest) {
        let info = model.vocabulary.get(fact).and_then(|concept| concept.fact());
        let Some(info) = info else { return };
        let values: Vec<Value> = match (&info.ty, test) {
            (FactType::YesNo, _) => vec![Value::YesNo(true), Value::YesNo(false)],
            (FactType::OneOf(words), _) => words.iter().cloned().map(Value::Word).collect(),
            (FactType::Number, FactTest::Number(_, number)) => {
                [*number, number - 1, number + 1].map(Value::Number).to_vec()
            }
            (FactType::Decimal, FactTest::Number(_, number)) => {
                [*number, number - 1, number + 1].map(|n| Value::Decimal(n * 1_000)).to_vec()
            }
            (FactType::Number | FactType::Decimal, _) => vec![Value::Number(1)],
            (FactType::Name, _) => vec![Value::Word("A".to_owned())],
            (FactType::Date, _) => Vec::new(),
        };
        match self.facts.iter_mut().find(|(id, _)| *id == fact) {
            Some((_, known)) => {
                let new: Vec<Value> =
                    values.into_iter().filter(|value| !known.contains(value)).collect();
                known.extend(new);
            }
            None => self.facts.push((fact, values)),
        }
    }

    /// Takes over what another duty speaks of.
    pub(crate) fn with(mut self, other: Ingredients) -> Ingredients {
        other.events.iter().for_each(|(event, times)| self.event(*event, *times));
        self.statuses.extend(other.statuses);
        self.decisions.extend(other.decisions);
        self.birthdays.extend(other.birthdays);
        for (fact, values) in other.facts {
            if !self.facts.iter().any(|(known, _)| *known == fact) {
                self.facts.push((fact, values));
            }
        }
        self.working |= other.working;
        self.monthly |= other.monthly;
        self.longest = self.longest.max(other.longest);
        self.waits |= other.waits;
        self.completed.extend(other.completed);
        self.rests_on.extend(other.rests_on);
        self.tidy()
    }

    fn tidy(mut self) -> Ingredients {
        self.statuses.sort_unstable();
        self.statuses.dedup();
        self.decisions.sort_unstable();
        self.decisions.dedup();
        self.birthdays.sort_unstable();
        self.birthdays.dedup();
        self.completed.sort_unstable();
        self.completed.dedup();
        self
    }
}

/// The event or status that begins a scope.
pub(crate) fn start_of(model: &Model, scope: &Scope) -> Option<Start> {
    match *scope {
        Scope::EachPeriod(status) => {
            let info = model.vocabulary.get(status).and_then(|concept| concept.status());
            let from = info.and_then(|info| info.transition.as_ref());
            match from.and_then(|transition| transition.from.first()) {
                Some(event) => Some(Start::Event(*event)),
                None => Some(Start::Status(status)),
            }
        }
        Scope::EachEvent(event) => Some(Start::Event(event)),
        Scope::WholeRecord => None,
    }
}

/// What begins a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// An occurrence of an event.
    Event(ConceptId),
    /// A period of a status.
    Status(ConceptId),
}

struct Seen<'m> {
    model: &'m Model,
    all: Ingredients,
    /// What rests on other things and was looked into.
    known: Vec<ConceptId>,
}

impl<'m> Seen<'m> {
    fn new(model: &'m Model) -> Seen<'m> {
        Seen { model, all: Ingredients::default(), known: Vec::new() }
    }

    /// Whether this is the first time that something is looked into.
    fn first(&mut self, concept: ConceptId) -> bool {
        let first = !self.known.contains(&concept);
        if first {
            self.known.push(concept);
        }
        first
    }

    /// An event, and what makes it count as having happened.
    fn event(&mut self, event: ConceptId, times: u32, at: Span) {
        self.all.event(event, times);
        if !self.first(event) {
            return;
        }
        let derived = &self.model.derived;
        for kind in derived.kinds.iter().filter(|kind| kind.event.value == event) {
            match &kind.meaning {
                EventMeaning::AnyOf(parts) => {
                    parts.iter().for_each(|part| self.event(part.value, times, at));
                }
                EventMeaning::Those { of, that } => {
                    self.event(of.value, times, at);
                    walk::condition(that, None, self);
                }
            }
        }
        for deem in derived.deems.iter().filter(|deem| deem.gives.value == event) {
            self.all.waits = true;
            walk::anchor(&deem.trigger, at, self);
            walk::moment(&deem.when.until, at, self);
            deem.when.without.iter().for_each(|event| self.event(event.value, 1, at));
            deem.applies.iter().for_each(|clause| walk::applies(clause, self));
        }
    }

    /// A status, or what it begins and ends with, or what it means.
    fn status(&mut self, status: ConceptId, at: Span) {
        if let Some(definition) = self.model.derived.definition(status) {
            if self.first(status) {
                let versions = definition.versions().iter();
                let all = versions.flat_map(|one| std::iter::once(&one.means).chain(&one.except));
                all.for_each(|condition| walk::condition(condition, None, self));
            }
            return;
        }
        let info = self.model.vocabulary.get(status).and_then(|concept| concept.status());
        match info.and_then(|info| info.transition.as_ref()) {
            Some(transition) => {
                let both = transition.from.iter().chain(&transition.until);
                both.for_each(|event| self.event(*event, 1, at));
            }
            None if self.all.statuses.contains(&status) => {}
            None => self.all.statuses.push(status),
        }
    }
}

/// How an event is recorded: as itself, or as one of those that count as it, with
/// the facts that make it one.
pub(crate) fn recorded_as(model: &Model, event: ConceptId) -> (ConceptId, Vec<(ConceptId, Value)>) {
    let kind = model.derived.kinds.iter().find(|kind| kind.event.value == event);
    match kind.map(|kind| &kind.meaning) {
        None => (event, Vec::new()),
        Some(EventMeaning::AnyOf(parts)) => {
            let first = parts.first().filter(|part| part.value != event);
            first.map_or((event, Vec::new()), |part| recorded_as(model, part.value))
        }
        Some(EventMeaning::Those { of, .. }) if of.value == event => (event, Vec::new()),
        Some(EventMeaning::Those { of, that }) => {
            let (of, mut facts) = recorded_as(model, of.value);
            facts_for(that, true, &mut facts);
            (of, facts)
        }
    }
}

/// Facts that make a condition so, or not so.
fn facts_for(condition: &Condition, so: bool, facts: &mut Vec<(ConceptId, Value)>) {
    match condition {
        Condition::All(all) | Condition::Any(all) => {
            all.iter().for_each(|one| facts_for(one, so, facts));
        }
        Condition::Not(inner) => facts_for(inner, !so, facts),
        Condition::Atom(atom) => {
            let Atom::Fact { fact, test, .. } = &atom.value else { return };
            let value = match test {
                FactTest::Yes => Value::YesNo(so),
                FactTest::Is(word) if so => Value::Word(word.clone()),
                FactTest::Number(Compare::More, number) => Value::Number(number + i64::from(so)),
                FactTest::Number(Compare::Less, number) => Value::Number(number - i64::from(so)),
                FactTest::Number(_, number) => Value::Number(number + i64::from(!so)),
                FactTest::Is(_) | FactTest::Date(..) => return,
            };
            facts.push((fact.value, value));
        }
    }
}

impl Visit for Seen<'_> {
    fn offset(&mut self, offset: &Offset, _: Span) {
        self.all.working |= offset.needs_calendar();
        self.all.monthly |= offset.lengths().any(|length| length.unit.is_monthly());
        let days: i32 = offset.lengths().map(about).sum();
        self.all.longest = self.all.longest.max(days);
    }

    fn anchor(&mut self, anchor: &Anchor, at: Span) {
        match anchor {
            Anchor::Event(EventAnchor { event, pick, date, .. }) => {
                if *date == EventDate::Completion {
                    self.all.completed.push(event.value);
                }
                let times = match pick {
                    Pick::Nth(n) | Pick::EachFrom(n) | Pick::After(n, _) => *n,
                    Pick::Only | Pick::Each | Pick::LastBefore(_) | Pick::Previous => 1,
                };
                self.event(event.value, times, at);
            }
            Anchor::PeriodStart(status) | Anchor::PeriodEnd(status) => {
                self.status(status.value, at);
            }
            Anchor::Birth => self.all.birthdays.push(0),
            Anchor::Birthday(n) => self.all.birthdays.push(*n),
            Anchor::Duty(name, _) => {
                self.all.waits = true;
                self.all.duties.push(name.value.clone());
            }
            Anchor::EachYear(..) => self.all.waits = true,
            Anchor::Date(_) | Anchor::Earlier(..) | Anchor::Later(..) | Anchor::It => {}
        }
    }

    fn atom(&mut self, atom: &Spanned<Atom>, _: Option<Spanned<When>>) {
        match &atom.value {
            Atom::Status { status, .. } | Atom::Total { status, .. } => {
                self.status(status.value, atom.span);
            }
            // Who is whose is no fact that a case here would have.
            Atom::SamePerson { .. } => {}
            Atom::Age { from, until, .. } => {
                self.all.birthdays.extend(from.iter().chain(until));
            }
            Atom::Happened { event, at_least, .. } => {
                self.event(event.value, *at_least, atom.span);
            }
            Atom::Fact { fact, test, .. } => self.all.fact(self.model, fact.value, test),
            Atom::Recorded { decision, by } => {
                self.all.decisions.push((decision.value, by.as_ref().map(|by| by.value)));
            }
        }
    }
}

/// The days on which a version of a duty begins or ends.
pub(crate) fn turns(duty: &Duty) -> Vec<Day> {
    let forces = duty.versions.iter().map(|version| version.force).chain([duty.force]);
    forces.flat_map(|force| [force.from, force.until]).flatten().collect()
}

/// About how many days a length takes, rather too many than too few.
fn about(length: Length) -> i32 {
    let (times, more) = match length.unit {
        Unit::WorkingDay => (3, 10),
        Unit::CalendarDay => (1, 1),
        Unit::Week => (7, 1),
        Unit::Month => (31, 1),
        Unit::Year => (366, 1),
    };
    let halved = if length.unit == Unit::WorkingDay { 2 } else { 1 };
    let count = i32::try_from(length.count.min(2_000)).unwrap_or(2_000);
    count * times / halved + more
}

/// A date literal that a duty names, near which cases have to lie.
pub(crate) fn fixed_day(duty: &Duty) -> Option<Day> {
    struct Dates(Option<Day>);
    impl Visit for Dates {
        fn anchor(&mut self, anchor: &Anchor, _: Span) {
            if let Anchor::Date(day) = anchor {
                self.0.get_or_insert(*day);
            }
        }
    }
    let mut dates = Dates(None);
    walk::duty(duty, &mut dates);
    dates.0
}
