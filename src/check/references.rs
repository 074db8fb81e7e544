//! Words that point back at something that is not there.

use rustc_hash::FxHashSet;

use super::Check;
use super::walk::{self, Visit};
use crate::diag::{Code, Diagnostic};
use crate::model::{Duty, Model, Scope};
use crate::names::{Concept, ConceptId, Sort};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Anchor, Atom, Due, DueCore, EventAnchor, EventDate, Pick, State, When};

/// D0205: `that review` where the deadline speaks of no review.
pub(super) fn that_without_each(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        let mut visit = Thats::default();
        walk::duty(duty, &mut visit);
        visit.thats.extend(duty.act_for);
        let model = check.model;
        let at_hand = |that: &&Spanned<ConceptId>| {
            visit.anchors.contains(&that.value)
                || is_at_hand(model, duty, &visit.anchors, that.value)
        };
        let missing = visit.thats.iter().filter(|that| !at_hand(that));
        for that in missing {
            let noun = check.model.vocabulary.noun(that.value);
            let each = each_of(check, *that);
            let message = format!("“that {noun}” has nothing to refer to");
            let found = Diagnostic::new(Code::D0205, that.span, message).help(
                match duty.due.as_ref().and_then(|due| counted_from(due, &each)) {
                    Some(core) => format!("count from it: `{}`", check.printer.due_core(&core)),
                    None => format!("count from `{}`", check.printer.anchor(&each)),
                },
            );
            check.found.push(match &duty.due {
                Some(due) => found
                    .label("the deadline does not speak of it")
                    .also(due.core.span, "the deadline"),
                None => found.label("the duty has no deadline that speaks of it"),
            });
        }
    }
}

/// Whether something is at hand: an event of the deadline belongs to it, or, of a
/// status, the duty's scope is each of its periods, or such an event begins or ends it.
fn is_at_hand(
    model: &Model,
    duty: &Duty,
    anchors: &FxHashSet<ConceptId>,
    status: ConceptId,
) -> bool {
    let belongs = |event: &ConceptId| {
        let info = model.vocabulary.get(*event).and_then(Concept::event);
        info.is_some_and(|info| info.of == Some(status))
    };
    if anchors.iter().any(belongs) {
        return true;
    }
    let info = model.vocabulary.get(status).and_then(Concept::status);
    let Some(info) = info else { return false };
    let mut edges = info.transition.iter().flat_map(|one| one.from.iter().chain(&one.until));
    duty.scope == Scope::EachPeriod(status) || edges.any(|event| anchors.contains(event))
}

/// What a duty points back at, and what its anchors are.
#[derive(Default)]
struct Thats {
    thats: Vec<Spanned<ConceptId>>,
    anchors: FxHashSet<ConceptId>,
}

impl Visit for Thats {
    fn anchor(&mut self, anchor: &Anchor, _: Span) {
        match anchor {
            Anchor::Event(event) => _ = self.anchors.insert(event.event.value),
            Anchor::PeriodStart(status) | Anchor::PeriodEnd(status) => {
                self.anchors.insert(status.value);
            }
            Anchor::Birth
            | Anchor::Birthday(_)
            | Anchor::Date(_)
            | Anchor::EachYear(..)
            | Anchor::Duty(..)
            | Anchor::Earlier(..)
            | Anchor::Later(..)
            | Anchor::It => {}
        }
    }

    fn atom(&mut self, atom: &Spanned<Atom>, _: Option<Spanned<When>>) {
        if let Atom::Fact { of_trigger: Some(owner), .. } = &atom.value {
            self.thats.push(*owner);
        }
    }
}

/// `each review`, `the start of each period looked after`.
fn each_of(check: &Check<'_>, named: Spanned<ConceptId>) -> Anchor {
    let sort = check.model.vocabulary.get(named.value).map(Concept::sort);
    if sort == Some(Sort::Status) {
        return Anchor::PeriodStart(named);
    }
    Anchor::Event(EventAnchor {
        event: named,
        pick: Pick::Each,
        state: State::Any,
        date: EventDate::Counted,
    })
}

/// The limit of a due, counted from another anchor.
pub(super) fn counted_from(due: &Due, from: &Anchor) -> Option<DueCore> {
    let mut core = due.core.value.clone();
    match &mut core {
        DueCore::Within { anchor, .. }
        | DueCore::Lead { anchor, .. }
        | DueCore::Window { anchor, .. }
        | DueCore::Before { anchor, .. }
        | DueCore::Promptly { anchor: Some(anchor), .. } => from.clone_into(anchor),
        DueCore::By(_)
        | DueCore::On(_)
        | DueCore::NotBefore(_)
        | DueCore::AtLeastOnce(_)
        | DueCore::Promptly { anchor: None, .. } => {
            return None;
        }
    }
    Some(core)
}
