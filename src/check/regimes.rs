//! Chains of acts that stop with a status and do not begin again with it.
//!
//! In: a checked pack's duties. Out: D0419. Never here: facts of a case.

use super::Check;
use super::references::counted_from;
use crate::diag::{Code, Diagnostic};
use crate::model::{Duty, Match, Model, Recurrence, Scope};
use crate::names::{Concept, ConceptId};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Anchor, Atom, Condition, Pick, Tense, When};

/// D0419: a chain lapses with the end of a `while`, and nothing asks for its act when
/// that holds again.
pub(super) fn no_return(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        if !is_chain(duty) {
            continue;
        }
        let all = literals(duty, When::While);
        let open = all
            .iter()
            .find(|one| may_return(check.model, duty, one) && !is_covered(check.model, duty, one));
        let Some(open) = open else { continue };
        let found = lost(check, duty, open);
        check.found.push(found);
    }
}

/// A status that has to hold, or must not.
#[derive(Clone, Copy)]
struct Literal {
    status: Spanned<ConceptId>,
    holds: bool,
    at: Span,
}

/// Whether each instance hangs on the act before: once it lapses, none follows. A
/// schedule begins anew with the event it counts from.
fn is_chain(duty: &Duty) -> bool {
    duty.recurrence.is_none()
        && duty.matching == Match::Next
        && begins(duty).any(|event| does(duty, event))
}

/// Whether a duty asks again and again.
fn comes_again(duty: &Duty) -> bool {
    let each = |anchor: &Anchor| match anchor {
        Anchor::Event(event) => {
            matches!(event.pick, Pick::Each | Pick::EachFrom(_) | Pick::Previous)
        }
        Anchor::EachYear(..) | Anchor::PeriodStart(_) | Anchor::PeriodEnd(_) => true,
        Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::Duty(..)
        | Anchor::Earlier(..)
        | Anchor::Later(..)
        | Anchor::It => false,
    };
    duty.recurrence.is_some() || duty.trigger.as_ref().is_some_and(|trigger| each(&trigger.anchor))
}

/// The events that begin an instance.
fn begins(duty: &Duty) -> impl Iterator<Item = ConceptId> {
    let anchor = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
    let mut found = Vec::new();
    let mut open: Vec<&Anchor> = anchor.into_iter().collect();
    while let Some(next) = open.pop() {
        match next {
            Anchor::Event(event) => {
                found.push(event.event.value);
                if let Pick::After(_, inner) = &event.pick {
                    open.push(inner);
                }
            }
            Anchor::Earlier(first, second) | Anchor::Later(first, second, _) => {
                open.extend([&**first, &**second]);
            }
            Anchor::PeriodStart(_)
            | Anchor::PeriodEnd(_)
            | Anchor::Birth
            | Anchor::Birthday(_)
            | Anchor::Date(_)
            | Anchor::EachYear(..)
            | Anchor::Duty(..)
            | Anchor::It => {}
        }
    }
    found.into_iter()
}

fn does(duty: &Duty, event: ConceptId) -> bool {
    duty.act.parts.iter().any(|part| part.event.value == event)
}

/// The statuses that conditions of a sort ask for, or ask not to hold.
fn literals(duty: &Duty, sort: When) -> Vec<Literal> {
    let mut found = Vec::new();
    for (when, condition) in duty.applies.iter().flat_map(|applies| &applies.parts) {
        if when.value == sort {
            in_condition(condition, sort != When::Unless, &mut found);
        }
    }
    found
}

fn in_condition(condition: &Condition, holds: bool, found: &mut Vec<Literal>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| in_condition(part, holds, found));
        }
        Condition::Not(inner) => in_condition(inner, !holds, found),
        Condition::Atom(atom) => {
            if let Atom::Status { status, tense: Tense::Now } = &atom.value {
                found.push(Literal { status: *status, holds, at: atom.span });
            }
        }
    }
}

/// Whether it may hold again within the stretch in which the duty counts: what begins
/// with its scope begins anew with the next, and what a definition says may be over for
/// good.
fn may_return(model: &Model, duty: &Duty, one: &Literal) -> bool {
    duty.scope != Scope::EachPeriod(one.status.value)
        && model.derived.definition(one.status.value).is_none()
}

/// Whether a duty asks for the act when it holds again, or meanwhile: an act then
/// begins the chain anew.
fn is_covered(model: &Model, duty: &Duty, one: &Literal) -> bool {
    let info = model.vocabulary.get(one.status.value).and_then(Concept::status);
    let transition = info.and_then(|info| info.transition.as_ref());
    let returns: &[ConceptId] = match (transition, one.holds) {
        (Some(both), true) => &both.from,
        (Some(both), false) => &both.until,
        (None, _) => &[],
    };
    let edge = |anchor: &Anchor| match anchor {
        Anchor::PeriodStart(status) => one.holds && status.value == one.status.value,
        Anchor::PeriodEnd(status) => !one.holds && status.value == one.status.value,
        Anchor::Event(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::Earlier(..)
        | Anchor::Later(..)
        | Anchor::It => false,
    };
    let says = |other: &Duty, holds: bool| {
        let sorts = [When::While, When::If].into_iter();
        sorts
            .flat_map(|sort| literals(other, sort))
            .any(|literal| literal.status.value == one.status.value && literal.holds == holds)
    };
    // What is asked for meanwhile, or all along.
    let meanwhile =
        |other: &Duty| says(other, !one.holds) || (!says(other, one.holds) && comes_again(other));
    let acts: Vec<ConceptId> = duty.act.parts.iter().map(|part| part.event.value).collect();
    let counts = |event: ConceptId| {
        acts.iter().any(|act| *act == event || model.derived.recorded_as(*act).contains(&event))
            || model.derived.recorded_as(event).iter().any(|of| acts.contains(of))
    };
    let all = model.duties.iter().flat_map(Duty::versions);
    all.filter(|other| other.act.parts.iter().any(|part| counts(part.event.value))).any(|other| {
        let anew = begins(other).any(|event| returns.contains(&event))
            || other.trigger.as_ref().is_some_and(|trigger| edge(&trigger.anchor));
        let again =
            matches!(other.recurrence, Some(Recurrence::Rolling(_) | Recurrence::Windows { .. }));
        anew || again || (other.id != duty.id && meanwhile(other))
    })
}

fn lost(check: &Check<'_>, duty: &Duty, one: &Literal) -> Diagnostic {
    let act =
        duty.act.parts.first().map_or("", |part| check.model.vocabulary.verb(part.event.value));
    let noun = check.model.vocabulary.noun(one.status.value);
    let back = if one.holds {
        format!("“{noun}” holds again")
    } else {
        format!("“{noun}” has ended again")
    };
    let anchor =
        if one.holds { Anchor::PeriodStart(one.status) } else { Anchor::PeriodEnd(one.status) };
    let due = duty.due.as_ref().and_then(|due| counted_from(due, &anchor));
    let due = due.map_or_else(
        || format!("within 4 weeks of {}", check.printer.anchor(&anchor)),
        |core| check.printer.due_core(&core),
    );
    Diagnostic::new(Code::D0419, one.at, format!("when {back}, no duty asks to {act}"))
        .label("its end lapses this duty, which does not begin anew")
        .help(format!("write a duty for the return, such as `due {due}`"))
}
