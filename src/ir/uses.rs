//! What a duty, a test or a status rests on.
//!
//! In: parts of the form. Out: every kind, status, fact and duty that they name. Never
//! here: what follows from that.

use super::{
    Again, Day, Duty, FactTest, Held, KindAt, Leaving, MadeOf, Opens, Scope, Silence, StageDue,
    Starts, Status, StatusAt, Tense, Test, Trigger, What, Window,
};
use crate::model::DutyId;
use crate::names::ConceptId;

/// Everything that something names, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// Kinds.
    pub kinds: Vec<KindAt>,
    /// Statuses.
    pub statuses: Vec<StatusAt>,
    /// Facts.
    pub facts: Vec<ConceptId>,
    /// Duties.
    pub duties: Vec<DutyId>,
}

fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

impl Uses {
    /// Of a duty.
    #[must_use]
    pub fn of(duty: &Duty) -> Uses {
        let mut uses = Uses::default();
        uses.duty(duty);
        uses
    }

    /// Of something else too.
    pub fn take_in(&mut self, more: Uses) {
        more.kinds.into_iter().for_each(|one| add(&mut self.kinds, one));
        more.statuses.into_iter().for_each(|one| add(&mut self.statuses, one));
        more.facts.into_iter().for_each(|one| add(&mut self.facts, one));
        more.duties.into_iter().for_each(|one| add(&mut self.duties, one));
    }

    /// Of what a kind is made of.
    pub fn made_of(&mut self, made_of: &MadeOf) {
        match made_of {
            MadeOf::Itself => {}
            MadeOf::AnyOf(parts) | MadeOf::Deemed(parts) => {
                parts.iter().for_each(|part| add(&mut self.kinds, *part));
            }
            MadeOf::Those(of, that) => {
                add(&mut self.kinds, *of);
                self.test(that);
            }
        }
    }

    /// Of what a status rests on.
    pub fn status(&mut self, status: &Status) {
        match &status.held {
            Held::Recorded { from, until, .. } => {
                from.iter().chain(until).for_each(|kind| add(&mut self.kinds, *kind));
            }
            Held::Defined(versions) => {
                for version in versions {
                    self.test(&version.means);
                    version.except.iter().for_each(|one| self.test(one));
                }
            }
        }
    }

    fn duty(&mut self, duty: &Duty) {
        match duty.scope {
            Scope::Record => {}
            Scope::Each(status) => add(&mut self.statuses, status),
            Scope::From(kind) => add(&mut self.kinds, kind),
        }
        self.trigger(&duty.trigger);
        for limit in &duty.limits {
            limit.due.iter().for_each(|day| self.day(day));
            if let Some(own) = &limit.own {
                self.trigger(&own.0);
                self.day(&own.1);
            }
            if let Opens::From(day, _) = &limit.opens {
                self.day(day);
            }
            limit.when.iter().for_each(|test| self.test(test));
        }
        duty.applies.iter().for_each(|clause| self.test(&clause.test));
        for part in &duty.act.parts {
            match part.what {
                What::Kind(kind) => add(&mut self.kinds, kind),
                What::Having(status) => add(&mut self.statuses, status),
            }
            part.when.iter().for_each(|clause| self.test(&clause.test));
        }
        duty.closing.unless.iter().for_each(|test| self.test(test));
        duty.closing.until.iter().for_each(|day| self.day(day));
        if let Silence::After(day) = &duty.silence {
            self.day(day);
        }
        duty.changed_by.iter().for_each(|kind| add(&mut self.kinds, *kind));
        duty.later.iter().for_each(|version| self.duty(version));
    }

    fn trigger(&mut self, trigger: &Trigger) {
        match trigger {
            Trigger::On(starts) => self.starts(starts),
            Trigger::Before { kind, expected_by, .. } => {
                add(&mut self.kinds, *kind);
                expected_by.iter().for_each(|other| add(&mut self.duties, *other));
            }
            Trigger::Next { kind, after, expected_by, .. } => {
                add(&mut self.kinds, *kind);
                self.starts(after);
                expected_by.iter().for_each(|other| add(&mut self.duties, *other));
            }
            Trigger::Again(again, silent) => {
                silent.iter().for_each(|kind| add(&mut self.kinds, *kind));
                self.again(again);
            }
            Trigger::Through(through) => {
                add(&mut self.statuses, through.wanted);
                add(&mut self.statuses, through.during);
            }
        }
    }

    fn again(&mut self, again: &Again) {
        match again {
            Again::Schedule(schedule) => {
                self.starts(&schedule.first);
                for stage in &schedule.stages {
                    if let StageDue::After(Some(day)) = &stage.due {
                        self.day(day);
                    }
                    stage.until.iter().for_each(|day| self.day(day));
                    stage.when.iter().for_each(|test| self.test(test));
                }
            }
            Again::Rolling => {}
            Again::Windows(window, _) => match window {
                Window::Years(..) | Window::Terms => {}
                Window::YearsFrom(starts) => self.starts(starts),
                Window::Each(status) => add(&mut self.statuses, *status),
            },
        }
    }

    fn starts(&mut self, starts: &Starts) {
        match starts {
            Starts::None(kind)
            | Starts::Each(kind, _)
            | Starts::EachFrom(kind, _)
            | Starts::Nth(kind, ..) => add(&mut self.kinds, *kind),
            Starts::NthAfter(kind, _, other) | Starts::LastBefore(kind, other) => {
                add(&mut self.kinds, *kind);
                self.starts(other);
            }
            Starts::StartOf(status) | Starts::EndOf(status) => add(&mut self.statuses, *status),
            Starts::Birthday(_) | Starts::Fixed(_) => {}
            Starts::Became(duty, _) => add(&mut self.duties, *duty),
            Starts::Each2 { main, other, .. } => {
                self.starts(main);
                self.day(other);
            }
            Starts::Once(a, b, _) => {
                self.day(a);
                self.day(b);
            }
        }
    }

    fn day(&mut self, day: &Day) {
        match day {
            Day::Trigger | Day::Birthday(_) | Day::Fixed(_) | Day::OfYear(..) => {}
            Day::Own(kind, _) | Day::Nth(kind, _) => add(&mut self.kinds, *kind),
            Day::NthAfter(kind, _, from) | Day::LastBefore(kind, from) => {
                add(&mut self.kinds, *kind);
                self.day(from);
            }
            Day::StartOf(status) | Day::EndOf(status) => add(&mut self.statuses, *status),
            Day::Became(duty, _) => add(&mut self.duties, *duty),
            Day::Completion(from) | Day::Shift(from, _) => self.day(from),
            Day::Join(a, b, _) => {
                self.day(a);
                self.day(b);
            }
        }
    }

    /// Of a test.
    pub fn test(&mut self, test: &Test) {
        match test {
            Test::All(parts) | Test::Any(parts) => parts.iter().for_each(|part| self.test(part)),
            Test::Not(inner) => self.test(inner),
            Test::Status(status, tense) => {
                add(&mut self.statuses, *status);
                match tense {
                    Tense::On(day) | Tense::Since(day) | Tense::OnOrAfter(day) => self.day(day),
                    Tense::Now | Tense::Ever | Tense::For(..) => {}
                }
            }
            Test::Age(_, _, on) => on.iter().for_each(|day| self.day(day)),
            Test::Happened { kind, since, on, .. } => {
                add(&mut self.kinds, *kind);
                since.iter().chain(on).for_each(|day| self.day(day));
            }
            Test::Total { status, since, leaving, on, .. } => {
                add(&mut self.statuses, *status);
                since.iter().chain(on).for_each(|day| self.day(day));
                for one in leaving {
                    match one {
                        Leaving::TimeIn(status) => add(&mut self.statuses, *status),
                        Leaving::BegunBy(day, _) => self.day(day),
                    }
                }
            }
            Test::Fact(fact, asked, on) => {
                add(&mut self.facts, *fact);
                self.fact_test(asked);
                on.iter().for_each(|day| self.day(day));
            }
            Test::OfTrigger(fact, belongs, asked) => {
                add(&mut self.facts, *fact);
                belongs.iter().for_each(|one| add(&mut self.kinds, one.to));
                self.fact_test(asked);
            }
            Test::Recorded(kind, _) => add(&mut self.kinds, *kind),
        }
    }

    fn fact_test(&mut self, asked: &FactTest) {
        match asked {
            FactTest::Date(_, day) => self.day(day),
            FactTest::Yes | FactTest::Is(_) | FactTest::Number(..) => {}
        }
    }
}
