//! What it makes of a duty that a name in it comes to mean something else: whether it asks
//! for more where a status holds in more cases, or an event is deemed to have happened.
//!
//! Every statement is followed to the place where it decides: a condition that lets the
//! duty apply, one that lifts it, a part of its act. Where a place is not known to point
//! one way, nothing is said.

use super::{Deeming, Norm, Shift, Verdict};
use crate::analysis::witness::ingredients::Ingredients;
use crate::model::{Duty, Model, Opens, Scope};
use crate::names::ConceptId;
use crate::syntax::ast::{
    Anchor, Atom, Compare, Condition, EventMeaning, Moment, Needed, Pick, State, Tense, When,
};

/// How deep definitions are followed.
const DEEPEST: usize = 8;

/// In which ways a duty hangs on a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs {
    /// It asks for more where the name covers more.
    pub up: bool,
    /// It asks for less then.
    pub down: bool,
    /// It hangs on it in a way that points nowhere for sure.
    pub open: bool,
}

impl Signs {
    fn add(&mut self, more: bool) {
        if more {
            self.up = true;
        } else {
            self.down = true;
        }
    }

    /// How a duty compares whose name has come to mean this.
    #[must_use]
    pub fn verdict(self, shift: &Shift) -> Verdict {
        if self == Signs::default() || *shift == Shift::Same {
            return Verdict::Same;
        }
        if self.open {
            return Verdict::CannotTell;
        }
        match shift {
            Shift::Same => Verdict::Same,
            Shift::Wider => Verdict::of(self.up, self.down),
            Shift::Narrower => Verdict::of(self.down, self.up),
            // A duty that is stricter here and laxer there.
            Shift::Both => Verdict::Incomparable,
            Shift::Unknown(_) => Verdict::CannotTell,
        }
    }
}

/// How a duty hangs on a status or an event. `own` leaves out where the event itself
/// starts the duty or is its act.
#[must_use]
pub fn signs(norm: Norm<'_>, concept: ConceptId, own: bool) -> Signs {
    let duty = norm.duty;
    let mut found = Found { model: norm.model, concept, signs: Signs::default() };
    for clause in &duty.applies {
        for (when, condition) in &clause.parts {
            found.condition(condition, when.value != When::Unless, 0);
        }
    }
    for part in &duty.act.parts {
        if let Some(applies) = &part.condition {
            for (when, condition) in &applies.parts {
                // Of several of which each is enough, one less asks for more.
                let more = when.value != When::Unless && duty.act.needed == Needed::All;
                if duty.act.needed == Needed::All || found.mentions(condition) {
                    found.condition(condition, more, 0);
                    found.signs.open |= duty.act.needed != Needed::All && found.mentions(condition);
                }
            }
        }
        if own && !part.holding && found.is_it(part.event.value) {
            found.signs.add(false);
        }
        found.signs.open |= part.holding && found.rests(part.event.value);
    }
    for condition in &duty.unless_lapse {
        found.condition(condition, true, 0);
    }
    for limit in &duty.limits {
        if let Some(condition) = &limit.condition {
            found.signs.open |= found.mentions(condition);
        }
    }
    if let Some(standing) = &duty.standing {
        if found.rests(standing.holding.status.value) {
            found.status(standing.holding.status.value, false, 0);
        }
        if found.rests(standing.during.status.value) {
            found.status(standing.during.status.value, true, 0);
        }
    }
    if own {
        found.trigger(duty);
    }
    found.elsewhere(duty);
    found.signs
}

/// How a duty compares under other rules of deeming an event to have happened.
#[must_use]
pub fn of_deeming(norm: Norm<'_>, event: ConceptId, deeming: &Deeming) -> Verdict {
    let signs = self::signs(norm, event, true);
    match deeming {
        Deeming::Same => Verdict::Same,
        Deeming::Cases(shift) => signs.verdict(shift),
        Deeming::Unknown(why) => signs.verdict(&Shift::Unknown(why.clone())),
        Deeming::Days(contrast) => {
            if signs == Signs::default() {
                return Verdict::Same;
            }
            let early = norm.duty.limits.iter().all(|limit| limit.opens == Opens::Early);
            let started = signs.up && is_started_by(norm, event);
            let met = norm.duty.act.parts.iter().any(|part| part.event.value == event);
            // Sooner, an act that meets it may come before it counts.
            let after = norm.model.derived.deems.iter().all(|deem| {
                deem.gives.value != event
                    || norm.duty.trigger.as_ref().is_some_and(|one| one.anchor == deem.trigger)
            });
            if signs.open || met && !early && !after || started && met {
                return Verdict::CannotTell;
            }
            let sooner = Verdict::of(signs.up, signs.down || started && !early);
            match (contrast.earlier.dates > 0, contrast.later.dates > 0) {
                (true, false) => sooner,
                (false, true) => sooner.mirrored(),
                (true, true) => Verdict::Incomparable,
                (false, false) => Verdict::Same,
            }
        }
    }
}

fn is_started_by(norm: Norm<'_>, event: ConceptId) -> bool {
    let trigger = norm.duty.trigger.as_ref().map(|trigger| &trigger.anchor);
    matches!(trigger, Some(Anchor::Event(one)) if one.event.value == event)
}

/// Whether a duty rests on a name at all.
#[must_use]
pub fn rests_on(norm: Norm<'_>, concept: ConceptId) -> bool {
    let all = Ingredients::of(norm.model, norm.duty);
    all.rests_on.contains(&concept)
        || all.statuses.contains(&concept)
        || all.events.iter().any(|(event, _)| *event == concept)
        || norm.duty.scope == Scope::EachPeriod(concept)
}

struct Found<'m> {
    model: &'m Model,
    concept: ConceptId,
    signs: Signs,
}

impl Found<'_> {
    fn condition(&mut self, condition: &Condition, more: bool, depth: usize) {
        match condition {
            Condition::All(all) | Condition::Any(all) => {
                all.iter().for_each(|one| self.condition(one, more, depth));
            }
            Condition::Not(inner) => self.condition(inner, !more, depth),
            Condition::Atom(atom) => self.atom(&atom.value, more, depth),
        }
    }

    fn atom(&mut self, atom: &Atom, more: bool, depth: usize) {
        match atom {
            Atom::Status { status, tense } => {
                self.status(status.value, more, depth);
                match tense {
                    Tense::Now | Tense::Ever | Tense::For(..) => {}
                    Tense::On(day) | Tense::Since(day) | Tense::OnOrAfter(day) => self.moment(day),
                }
            }
            Atom::Total { status, compare, since, on, .. } => {
                match compare {
                    Compare::AtLeast | Compare::More => self.status(status.value, more, depth),
                    Compare::Less | Compare::AtMost => self.status(status.value, !more, depth),
                    Compare::Equal => self.signs.open |= self.rests(status.value),
                }
                since.iter().chain(on).for_each(|day| self.moment(day));
            }
            Atom::Happened { event, since, within, on, .. } => {
                if self.is_it(event.value) {
                    self.signs.add(more);
                    // Sooner is not more where only some days count.
                    self.signs.open |= since.is_some() || within.is_some();
                }
                since.iter().chain(on).for_each(|day| self.moment(day));
                within.iter().for_each(|(_, day)| self.moment(day));
            }
            Atom::Age { on, .. } | Atom::SamePerson { on, .. } | Atom::Fact { on, .. } => {
                on.iter().for_each(|day| self.moment(day));
            }
            Atom::Recorded { .. } => {}
        }
    }

    /// A status that is asked about: the one in question, or one that rests on it.
    fn status(&mut self, status: ConceptId, more: bool, depth: usize) {
        if status == self.concept {
            self.signs.add(more);
            return;
        }
        let model = self.model;
        if let Some(definition) = model.derived.definition(status) {
            if depth > DEEPEST {
                self.signs.open = true;
                return;
            }
            for version in definition.versions() {
                self.condition(&version.means, more, depth + 1);
                for except in &version.except {
                    self.condition(except, !more, depth + 1);
                }
            }
            return;
        }
        let info = model.vocabulary.get(status).and_then(|concept| concept.status());
        if let Some(transition) = info.and_then(|info| info.transition.as_ref()) {
            let both = transition.from.iter().chain(&transition.until);
            self.signs.open |= both.copied().any(|event| self.is_it(event));
        }
    }

    /// Whether an event is the one in question, or one of which it is a kind.
    fn is_it(&self, event: ConceptId) -> bool {
        if event == self.concept {
            return true;
        }
        let kinds = self.model.derived.kinds.iter().filter(|kind| kind.event.value == event);
        kinds.into_iter().any(|kind| match &kind.meaning {
            EventMeaning::AnyOf(parts) => parts.iter().any(|part| part.value == self.concept),
            EventMeaning::Those { of, .. } => of.value == self.concept,
        })
    }

    /// Whether a status is the one in question, or rests on it.
    fn rests(&self, status: ConceptId) -> bool {
        let mut inner = Found { signs: Signs::default(), ..*self };
        inner.status(status, true, 0);
        inner.signs != Signs::default()
    }

    fn mentions(&self, condition: &Condition) -> bool {
        let mut inner = Found { signs: Signs::default(), ..*self };
        inner.condition(condition, true, 0);
        inner.signs != Signs::default()
    }

    /// Days of their own point nowhere.
    fn moment(&mut self, day: &Moment) {
        match day {
            Moment::At(anchor) | Moment::After(_, anchor) | Moment::Before(_, anchor) => {
                self.signs.open |= self.anchored(anchor);
            }
            Moment::Earlier(one, other) | Moment::Later(one, other) => {
                self.moment(one);
                self.moment(other);
            }
        }
    }

    /// Whether an anchor hangs on it.
    fn anchored(&self, anchor: &Anchor) -> bool {
        match anchor {
            Anchor::Event(event) => {
                self.is_it(event.event.value)
                    || match &event.pick {
                        Pick::After(_, inner) | Pick::LastBefore(inner) => self.anchored(inner),
                        Pick::Only
                        | Pick::Each
                        | Pick::Nth(_)
                        | Pick::EachFrom(_)
                        | Pick::Previous => false,
                    }
            }
            Anchor::PeriodStart(status) | Anchor::PeriodEnd(status) => self.rests(status.value),
            Anchor::Earlier(one, other) => self.anchored(one) || self.anchored(other),
            Anchor::Later(one, other, _) => self.anchored(one) || self.anchored(other),
            // What another duty hangs on is that duty's.
            Anchor::Duty(..) => true,
            Anchor::Birth
            | Anchor::Birthday(_)
            | Anchor::Date(_)
            | Anchor::EachYear(..)
            | Anchor::It => false,
        }
    }

    fn trigger(&mut self, duty: &Duty) {
        let Some(trigger) = &duty.trigger else { return };
        if let Anchor::Event(event) = &trigger.anchor {
            let plain = event.state == State::Any && event.pick == Pick::Each;
            if self.is_it(event.event.value) {
                self.signs.add(true);
                self.signs.open |= !plain;
                return;
            }
        }
        self.signs.open |= self.anchored(&trigger.anchor);
    }

    /// Where a name decides that is not looked into.
    fn elsewhere(&mut self, duty: &Duty) {
        match duty.scope {
            Scope::EachPeriod(status) => self.signs.open |= self.rests(status),
            Scope::EachEvent(event) => self.signs.open |= self.is_it(event),
            Scope::WholeRecord => {}
        }
        if let Some(until) = &duty.running.until {
            self.signs.open |= self.anchored(&until.value);
        }
        if !duty.running.clocks.is_empty() || duty.recurrence.is_some() {
            let all = Ingredients::of(self.model, duty);
            self.signs.open |= all.rests_on.contains(&self.concept)
                || all.events.iter().any(|(event, _)| *event == self.concept);
        }
    }
}
