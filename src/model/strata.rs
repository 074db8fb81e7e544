//! In which order things follow from one another: what a definition, a deeming rule
//! or a kind of event rests on comes before it. Nothing rests on itself (D0313).
//!
//! In: what follows from what. Out: one order for all of it, without what goes in
//! a circle. Never here: what follows.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::{Code, Diagnostic};
use crate::names::{Concept, ConceptId, Sort, Vocabulary};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Anchor, Atom, Condition, EventAnchor, EventMeaning, FactTest, Leaving, Moment, Pick, Tense,
};
use crate::syntax::phrase::Reading;

use super::definition::{Deem, Definition, Derived, EventKind, Step};
use super::duty::Scope;

/// What a concept rests on, each with the smallest phrase that says so.
type Rests = FxHashMap<ConceptId, Vec<(ConceptId, Option<Span>)>>;

/// The order; a circle is reported and left out.
pub(super) fn order(derived: &Derived, reading: &mut Reading<'_>) -> Vec<Step> {
    let outcomes = outcomes(derived);
    reading.diagnostics.extend(outcomes.iter().map(on_an_outcome));
    let vocabulary = reading.vocabulary();
    let rests = rests(derived, vocabulary);
    let mut search = Search {
        rests: &rests,
        done: FxHashSet::default(),
        path: Vec::new(),
        circles: Vec::new(),
        sorted: Vec::new(),
    };
    for (id, _) in vocabulary.iter() {
        search.visit(id);
    }
    let (sorted, circles) = (search.sorted, search.circles);
    let bad: FxHashSet<ConceptId> = circles.iter().flatten().map(|(id, _)| *id).collect();
    let found: Vec<Diagnostic> =
        circles.iter().map(|circle| circular(circle, derived, vocabulary)).collect();
    reading.diagnostics.extend(found);
    let mut steps = Vec::new();
    for id in sorted.into_iter().filter(|id| !bad.contains(id)) {
        steps.extend(steps_of(id, derived, vocabulary));
    }
    steps
}

fn steps_of(id: ConceptId, derived: &Derived, vocabulary: &Vocabulary) -> Vec<Step> {
    let mut steps = Vec::new();
    let kinds = (0..).zip(&derived.kinds).filter(|(_, kind)| kind.event.value == id);
    steps.extend(kinds.map(|(at, _)| Step::Kind(at)));
    let deems = (0..).zip(&derived.deems).filter(|(_, deem)| deem.gives.value == id);
    steps.extend(deems.map(|(at, _)| Step::Deem(at)));
    let defined = derived.definitions.iter().position(|one| one.status.value == id);
    match (defined, vocabulary.get(id).map(Concept::sort)) {
        (Some(at), _) => steps.push(Step::Definition(at)),
        (None, Some(Sort::Status)) => steps.push(Step::Status(id)),
        (None, _) => {}
    }
    steps
}

struct Search<'r> {
    rests: &'r Rests,
    done: FxHashSet<ConceptId>,
    path: Vec<(ConceptId, Option<Span>)>,
    circles: Vec<Vec<(ConceptId, Option<Span>)>>,
    sorted: Vec<ConceptId>,
}

impl Search<'_> {
    /// Depth first, without recursion over input: a chain is as long as a pack.
    fn visit(&mut self, start: ConceptId) {
        let mut stack: Vec<(ConceptId, usize)> = Vec::new();
        if !self.done.contains(&start) {
            stack.push((start, 0));
            self.path.push((start, None));
        }
        while let Some((id, next)) = stack.last_mut() {
            let of = self.rests.get(id).map_or(&[][..], Vec::as_slice);
            let Some((on, span)) = of.get(*next).copied() else {
                self.done.insert(*id);
                self.sorted.push(*id);
                stack.pop();
                self.path.pop();
                continue;
            };
            *next += 1;
            if let Some(at) = self.path.iter().position(|(id, _)| *id == on) {
                // Each with the phrase in which it names the next.
                let path = self.path.get(at..).unwrap_or_default();
                let names = path.iter().skip(1).map(|(_, span)| *span).chain([span]);
                self.circles.push(path.iter().map(|(id, _)| *id).zip(names).collect());
            } else if !self.done.contains(&on) {
                stack.push((on, 0));
                self.path.push((on, span));
            }
        }
    }
}

/// D0313: it follows from itself.
fn circular(
    circle: &[(ConceptId, Option<Span>)],
    derived: &Derived,
    vocabulary: &Vocabulary,
) -> Diagnostic {
    let first = circle.first().map(|(id, _)| *id);
    let mut nouns: Vec<&str> = circle.iter().map(|(id, _)| vocabulary.noun(*id)).collect();
    nouns.extend(first.map(|id| vocabulary.noun(id)));
    let noun = nouns.first().copied().unwrap_or("");
    let place = |id: ConceptId| {
        let definition = derived.definition(id).map(|one| one.status.span);
        let deem = derived.deems.iter().find(|one| one.gives.value == id);
        let kind = derived.kinds.iter().find(|one| one.event.value == id);
        definition.or(deem.map(|one| one.name.span)).or(kind.map(|one| one.event.span))
    };
    let own = first.and_then(place);
    let span = circle.first().and_then(|(_, span)| *span).or(own);
    let message = format!("“{noun}” rests on itself: {}", nouns.join(" → "));
    let found = match span {
        Some(span) => Diagnostic::new(Code::D0313, span, message),
        None => Diagnostic::nowhere(Code::D0313, message),
    };
    let found = found.label("and so it would have to be known before it can be known");
    let others = circle.iter().skip(1).filter_map(|(id, _)| Some((place(*id)?, *id)));
    let found = others.fold(found, |found, (span, id)| {
        found.also(span, format!("“{}” rests on it", vocabulary.noun(id)))
    });
    found.help("take one of these out of what the other means, or record it as a status of its own")
}

/// The duties on whose outcome something would rest that duties themselves rest on.
fn outcomes(derived: &Derived) -> Vec<Spanned<String>> {
    let definitions = derived.definitions.iter().map(found_in_definition);
    let deems = derived.deems.iter().map(found_in_deem);
    definitions.chain(deems).flat_map(|found| found.1).collect()
}

/// D0313: what becomes of a duty is worked out last.
fn on_an_outcome(duty: &Spanned<String>) -> Diagnostic {
    let message =
        format!("this rests on what becomes of `{}`, which is worked out after it", duty.value);
    Diagnostic::new(Code::D0313, duty.span, message)
        .label("what becomes of a duty may rest on this in turn")
        .help("count from the event that the duty counts from, with a length of its own")
}

/// What every concept rests on that follows from others.
fn rests(derived: &Derived, vocabulary: &Vocabulary) -> Rests {
    let mut rests = Rests::default();
    for (id, concept) in vocabulary.iter() {
        let Some(info) = concept.status().filter(|_| derived.definition(id).is_none()) else {
            continue;
        };
        let events = info.transition.iter().flat_map(|one| one.from.iter().chain(&one.until));
        rests.insert(id, events.map(|event| (*event, None)).collect());
    }
    for one in &derived.definitions {
        rests.entry(one.status.value).or_default().extend(of_definition(one));
    }
    for one in &derived.deems {
        rests.entry(one.gives.value).or_default().extend(of_deem(one));
    }
    for one in &derived.kinds {
        rests.entry(one.event.value).or_default().extend(of_kind(one));
    }
    rests
}

fn of_definition(one: &Definition) -> Vec<(ConceptId, Option<Span>)> {
    found_in_definition(one).0
}

fn found_in_definition(one: &Definition) -> Found {
    let mut found = Found(Vec::new(), Vec::new());
    for one in one.versions() {
        found.condition(&one.means);
        one.except.iter().for_each(|except| found.condition(except));
        for leaving in &one.counting {
            match leaving {
                Leaving::TimeIn(status) => found.add(status.value, status.span),
                Leaving::PeriodsBegunBy { moment, .. } => found.moment(moment),
            }
        }
    }
    found
}

fn of_deem(one: &Deem) -> Vec<(ConceptId, Option<Span>)> {
    found_in_deem(one).0
}

fn found_in_deem(one: &Deem) -> Found {
    let mut found = Found(Vec::new(), Vec::new());
    found.moment(&one.when.until);
    one.when.without.iter().for_each(|event| found.add(event.value, event.span));
    for (_, condition) in one.applies.iter().flat_map(|applies| &applies.parts) {
        found.condition(condition);
    }
    match &one.scope {
        Scope::WholeRecord => {}
        Scope::EachPeriod(concept) | Scope::EachEvent(concept) => {
            found.0.push((*concept, Some(one.name.span)));
        }
    }
    found
}

fn of_kind(one: &EventKind) -> Vec<(ConceptId, Option<Span>)> {
    let mut found = Found(Vec::new(), Vec::new());
    match &one.meaning {
        EventMeaning::AnyOf(parts) => {
            parts.iter().for_each(|part| found.add(part.value, part.span));
        }
        EventMeaning::Those { of, that } => {
            found.add(of.value, of.span);
            found.condition(that);
        }
    }
    found.0
}

/// Concepts, each with the phrase that names it.
struct Found(Vec<(ConceptId, Option<Span>)>, Vec<Spanned<String>>);

impl Found {
    fn add(&mut self, id: ConceptId, span: Span) {
        self.0.push((id, Some(span)));
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.condition(part));
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::Atom(atom) => self.atom(&atom.value),
        }
    }

    fn atom(&mut self, atom: &Atom) {
        match atom {
            Atom::Status { status, tense } => {
                self.add(status.value, status.span);
                match tense {
                    Tense::On(day) | Tense::Since(day) | Tense::OnOrAfter(day) => self.moment(day),
                    Tense::Now | Tense::Ever | Tense::For(..) => {}
                }
            }
            Atom::Age { on, .. } | Atom::SamePerson { on, .. } => {
                on.iter().for_each(|day| self.moment(day));
            }
            Atom::Happened { event, since, within, on, .. } => {
                self.add(event.value, event.span);
                let within = within.as_ref().map(|(_, day)| day);
                since.iter().chain(within).chain(on).for_each(|day| self.moment(day));
            }
            Atom::Total { status, since, on, .. } => {
                self.add(status.value, status.span);
                since.iter().chain(on).for_each(|day| self.moment(day));
            }
            Atom::Fact { test, on, .. } => {
                if let FactTest::Date(_, day) = test {
                    self.moment(day);
                }
                on.iter().for_each(|day| self.moment(day));
            }
            Atom::Recorded { decision, .. } => self.add(decision.value, decision.span),
        }
    }

    fn moment(&mut self, day: &Moment) {
        match day {
            Moment::At(anchor) | Moment::After(_, anchor) | Moment::Before(_, anchor) => {
                self.anchor(anchor);
            }
            Moment::Earlier(a, b) | Moment::Later(a, b) => {
                self.moment(a);
                self.moment(b);
            }
        }
    }

    fn anchor(&mut self, anchor: &Anchor) {
        match anchor {
            Anchor::Event(EventAnchor { event, pick, .. }) => {
                self.add(event.value, event.span);
                if let Pick::After(_, inner) | Pick::LastBefore(inner) = pick {
                    self.anchor(inner);
                }
            }
            Anchor::PeriodStart(status) | Anchor::PeriodEnd(status) => {
                self.add(status.value, status.span);
            }
            Anchor::Earlier(a, b) | Anchor::Later(a, b, _) => {
                self.anchor(a);
                self.anchor(b);
            }
            Anchor::Duty(duty, _) => self.1.push(duty.clone()),
            Anchor::Birth
            | Anchor::Birthday(_)
            | Anchor::Date(_)
            | Anchor::EachYear(..)
            | Anchor::It => {}
        }
    }
}
