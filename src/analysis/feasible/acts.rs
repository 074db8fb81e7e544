//! The variables of what duties ask for.
//!
//! In: a duty and what starts an instance of it. Out: the variables of its acts, shared
//! by all duties that one act can meet; of what comes again by itself the first few.
//! Never here: deadlines of other duties.

use super::network::{Function, Sense};
use super::plan::{Start, Variable, Why};
use super::unroll::{Key, Unroll, conditions, own_conditions};
use crate::model::{Duty, Kind, Match, Opens, Recurrence};
use crate::names::{ConceptId, ordinal};
use crate::syntax::ast::{Condition, EventDate, Needed, Stage, Turn};

impl<'m> Unroll<'m> {
    pub(super) fn meet(&mut self, duty: &Duty, of: usize) {
        self.meets.entry(duty.id).or_default().push(of);
        if let (Some(who), Some(variable)) = (&duty.who, self.variables.get_mut(of))
            && !variable.who.contains(&who.value)
        {
            variable.who.push(who.value);
        }
    }

    /// What is done for an occurrence is done after the one before it.
    pub(super) fn after_previous(&mut self, rule: usize, at: usize, of: usize) {
        if let Some(before) = self.previous(at) {
            self.limit(Some(rule), Sense::AtLeast, of, (before, Function::Shift(1)), None);
        }
    }

    /// The occurrence before one that is counted; of what is done for one, the same done
    /// for the one before it.
    fn previous(&self, at: usize) -> Option<usize> {
        let one = self.variables.get(at)?;
        if let (Some(n), [event]) = (one.ordinal, one.events.as_slice()) {
            return self.known(*event, n.checked_sub(1)?);
        }
        let about = self.variables.get(one.about?)?;
        let ([event], n) = (about.events.as_slice(), about.ordinal?) else { return None };
        let before = self.known(*event, n.checked_sub(1)?);
        self.variables.iter().position(|other| {
            other.about.is_some() && other.about == before && other.events == one.events
        })
    }

    /// The variables of what a duty asks for, each with what it is needed for.
    pub(super) fn acts(&mut self, duty: &'m Duty, at: usize) -> Vec<(usize, Vec<Condition>)> {
        let parts: Vec<_> = duty.act.parts.iter().filter(|part| !part.holding).collect();
        if parts.is_empty() {
            self.left.insert(duty.id, Why::Holding);
            return Vec::new();
        }
        if let Needed::AtLeast(count) = duty.act.needed
            && (count as usize) < parts.len()
        {
            let events = parts.iter().take(count as usize).map(|part| part.event.value);
            let events: Vec<ConceptId> = events.collect();
            let key = Key::Own { duty: duty.id, part: usize::MAX, about: at };
            let of = self.keyed(key, |own| own.act(duty, events, at));
            // What would follow from the one that is done follows from none of them.
            for all in self.by_event.values_mut() {
                all.retain(|one| *one != of);
            }
            return vec![(of, Vec::new())];
        }
        let mut found: Vec<(usize, Vec<Condition>)> = Vec::new();
        for part in &parts {
            // An act that is done with several papers is one act.
            let same = parts.iter().position(|one| one.event.value == part.event.value);
            let place = same.unwrap_or(0);
            let needs = part.condition.as_ref().map(conditions).unwrap_or_default();
            let Some(of) = self.act_of(duty, (place, part.event.value), at) else { continue };
            match found.iter_mut().find(|one| one.0 == of) {
                // Of several papers the act is needed for, one needed always decides.
                Some(known) if needs.is_empty() => known.1 = needs,
                Some(_) => {}
                None => found.push((of, needs)),
            }
        }
        found
    }

    fn act(&self, duty: &Duty, events: Vec<ConceptId>, at: usize) -> Variable {
        let nouns: Vec<&str> =
            events.iter().map(|event| self.model.vocabulary.noun(*event)).collect();
        let leads = duty.limits.first().is_some_and(|limit| limit.kind == Kind::Lead);
        let link = if leads { "for" } else { "after" };
        let early = self.may_be_early(duty, at);
        Variable {
            name: format!("{} {link} {}", nouns.join(" and "), self.shortly(at)),
            events,
            ordinal: None,
            about: Some(at),
            completes: false,
            early,
            who: Vec::new(),
        }
    }

    /// Whether an act may come before the beginning: where the duty says so of the
    /// beginning itself, and where what it hangs on may.
    fn may_be_early(&self, duty: &Duty, at: usize) -> bool {
        let before = duty.limits.iter().all(|limit| limit.opens == Opens::Early);
        (at == 0 && before) || self.variables.get(at).is_some_and(|one| one.early)
    }

    /// Whether an event is counted, or counts as one that is.
    fn is_counted(&self, event: ConceptId) -> bool {
        self.kinds(event).iter().any(|kind| self.counted.contains(kind))
    }

    /// What something is done for: of a chain of acts the last, and what it leads back to.
    fn shortly(&self, at: usize) -> String {
        let one = |at: usize| self.variables.get(at);
        let mut root = at;
        while let Some(about) = one(root).and_then(|one| one.about) {
            root = about;
        }
        let Some(own) = one(at).filter(|_| root != at) else { return self.name(at).to_owned() };
        let nouns: Vec<&str> =
            own.events.iter().map(|event| self.model.vocabulary.noun(*event)).collect();
        format!("{} ({})", nouns.join(" and "), self.name(root))
    }

    fn act_of(
        &mut self,
        duty: &'m Duty,
        (part, event): (usize, ConceptId),
        at: usize,
    ) -> Option<usize> {
        let start = self.start == Start::Event(event);
        match duty.matching {
            Match::Nth(n) if n <= self.times => return Some(self.nth(event, n)),
            Match::Nth(_) => return None,
            Match::CompletionOfTrigger => return Some(self.dated(at, EventDate::Completion)),
            Match::Next => {
                let one = self.variables.get(at)?;
                if one.events.contains(&event) && (one.ordinal.is_some() || at == 0) {
                    let next = one.ordinal.unwrap_or(1) + 1;
                    return (next <= self.times).then(|| self.nth(event, next));
                }
            }
            Match::LatestBefore | Match::OldestFirst => {}
        }
        if self.is_counted(event) || start {
            self.left.insert(duty.id, Why::Counted(event));
            return None;
        }
        let once = self.model.vocabulary.get(event).and_then(|one| one.event()?.once).is_some();
        let lead = duty.limits.first().is_some_and(|limit| limit.kind == Kind::Lead);
        let plain = duty.limits.iter().all(|limit| match &limit.opens {
            Opens::Early => lead,
            Opens::AtTrigger => !lead,
            Opens::From(_) => false,
        });
        let key = if once {
            Key::Once(event)
        } else if plain && duty.matching != Match::Next {
            Key::Of { event, about: at, lead }
        } else {
            Key::Own { duty: duty.id, part, about: at }
        };
        let of = self.keyed(key, |own| {
            let mut act = own.act(duty, vec![event], at);
            if once {
                act.name = format!("the {}", own.model.vocabulary.noun(event));
            }
            act
        });
        if duty.matching == Match::Next {
            self.limit(None, Sense::AtLeast, of, (at, Function::Shift(1)), None);
        }
        let early = self.may_be_early(duty, at);
        if let Some(variable) = self.variables.get_mut(of) {
            variable.early = if once { variable.early || early } else { early };
        }
        Some(of)
    }

    /// The first few acts of a duty that comes again by itself.
    pub(super) fn chain(&mut self, duty: &'m Duty, at: usize) {
        let Some(event) = duty.act.parts.first().filter(|part| !part.holding) else {
            self.left.insert(duty.id, Why::Holding);
            return;
        };
        let event = event.event.value;
        if self.is_counted(event) {
            self.left.insert(duty.id, Why::Counted(event));
            return;
        }
        let schedule = duty.recurrence.as_ref().and_then(Recurrence::schedule);
        let mut before = at;
        let mut stage = 0;
        for turn in 1..=self.times {
            let key = Key::Turn { duty: duty.id, about: at, turn };
            let of = self.keyed(key, |own| {
                let mut act = own.act(duty, vec![event], at);
                act.name = format!("the {} {}", ordinal(turn), act.name);
                act
            });
            self.meet(duty, of);
            let stages = schedule.map_or(&[][..], |schedule| &schedule.stages);
            let mut owed: Vec<(usize, Option<Condition>)> = vec![(0, None)];
            if let (Some(_), true) = (schedule, turn > 1) {
                owed = in_turn(stages, &mut stage);
            }
            for (place, condition) in owed {
                let Some(limits) = duty.limits.get(place) else { continue };
                let mut conditions = own_conditions(duty);
                conditions.extend(condition);
                let rule = self.rule(duty, place, conditions);
                if let (true, Some(_)) = (turn == 1, schedule) {
                    self.limits(duty, limits, rule, (at, of));
                } else if let Some(due) = &limits.due {
                    let by = self.function(due);
                    self.limit(Some(rule), Sense::AtMost, of, (before, by), None);
                }
            }
            let apart = Function::Shift(i32::from(turn > 1));
            self.limit(None, Sense::AtLeast, of, (before, apart), None);
            before = of;
        }
    }
}

/// The stages whose turn it is, by the places of their limits, each with its condition.
fn in_turn(stages: &[Stage], at: &mut usize) -> Vec<(usize, Option<Condition>)> {
    let mut found = Vec::new();
    let mut none_before: Vec<Condition> = Vec::new();
    let mut place = *at;
    while let Some(stage) = stages.get(place) {
        let follows = place == *at || stage.turn == Turn::Otherwise;
        if !follows {
            break;
        }
        let condition = match &stage.condition {
            Some(own) => Some(own.clone()),
            None if none_before.is_empty() => None,
            None => Some(Condition::All(none_before.clone())),
        };
        none_before.extend(stage.condition.iter().map(|own| Condition::Not(Box::new(own.clone()))));
        // On a fixed timetable it is counted from the beginning: that is never later.
        found.push((place + 1, condition));
        place += 1;
    }
    // `then within` is one act; `then every` goes on.
    if stages.get(*at).is_some_and(|stage| !stage.every) && place < stages.len() {
        *at = place;
    }
    found
}
