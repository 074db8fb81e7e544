//! Duties whose day depends on something that may not hold still: no date, the
//! order within a day, a plan that moves, a scope that never ends.

use super::Check;
use super::counting::limits;
use crate::diag::{Code, Diagnostic};
use crate::model::Scope;
use crate::source::Span;
use crate::syntax::ast::{Anchor, Due, DueCore, Edge, EventAnchor, EventDate, Moment};

/// D0325: `promptly` has no date.
pub(super) fn promptly(check: &mut Check<'_>) {
    let (uses, _) = limits(check, |core| matches!(core, DueCore::Promptly { .. }));
    let Some(at) = uses.first else { return };
    check.found.push(
        Diagnostic::new(Code::D0325, at, "“promptly” has no date and never becomes overdue")
            .label(uses.label("open until it is done"))
            .help("consider a long-stop of your own beside it: `within 5 working days of …`"),
    );
}

/// D0331: `before` an event allows its day, and a day has no order. A pack whose
/// settings say so has made its choice.
pub(super) fn same_day(check: &mut Check<'_>) {
    if check.model.settings.before_is_declared {
        return;
    }
    let (uses, first) =
        limits(check, |core| matches!(core, DueCore::Before { strictly: false, .. }));
    let Some((at, DueCore::Before { anchor, .. })) = first else { return };
    let anchor = check.printer.anchor(&anchor);
    let message = format!("“before {anchor}” takes in the day of it");
    check.found.push(
        Diagnostic::new(Code::D0331, at, message)
            .label(uses.label("records of one day have no order, so that day is in time"))
            .help(format!("write `strictly before {anchor}` if the day itself is too late")),
    );
}

/// D0312: a limit that runs on from a planned date moves whenever the plan does.
pub(super) fn moving_plan(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        let Some((event, at)) = duty.due.as_ref().and_then(planned_date) else { continue };
        let concept = check.model.vocabulary.get(event.event.value);
        let may_move = concept.and_then(|c| c.event()).is_none_or(|info| info.life.adjourned);
        if may_move {
            continue;
        }
        let noun = check.model.vocabulary.noun(event.event.value);
        let held = check
            .printer
            .anchor(&Anchor::Event(EventAnchor { date: EventDate::Counted, ..event.clone() }));
        let message = format!("this limit moves each time the plan of the {noun} is changed");
        check.found.push(
            Diagnostic::new(Code::D0312, at, message)
                .label("counted on from the planned date, and nobody has power to adjourn")
                .help(format!(
                    "count from `{held}`, or add to the event: `life  can be planned, adjourned`"
                )),
        );
    }
}

/// The event from whose planned date a limit of the due runs on.
fn planned_date(due: &Due) -> Option<(&EventAnchor, Span)> {
    let cores = std::iter::once(&due.core).chain(due.cases.iter().map(|case| &case.core));
    let dated = |core| runs_on_from(core).filter(|event| event.date == EventDate::Planned);
    cores.into_iter().find_map(|core| dated(&core.value).map(|event| (event, core.span)))
}

/// The event that a limit runs on from; one that leads up to it, or falls on its
/// very day, has none.
fn runs_on_from(core: &DueCore) -> Option<&EventAnchor> {
    let anchor = match core {
        DueCore::Within { anchor, .. } | DueCore::Window { closes: Edge::After(_), anchor, .. } => {
            Some(anchor)
        }
        DueCore::By(moment) | DueCore::On(moment) => runs_on(moment),
        DueCore::Window { .. }
        | DueCore::Lead { .. }
        | DueCore::Before { .. }
        | DueCore::Promptly { .. }
        | DueCore::NotBefore(_)
        | DueCore::AtLeastOnce(_) => None,
    };
    if let Some(Anchor::Event(event)) = anchor { Some(event) } else { None }
}

fn runs_on(moment: &Moment) -> Option<&Anchor> {
    match moment {
        Moment::After(_, anchor) => Some(anchor),
        Moment::At(_) | Moment::Before(..) => None,
        Moment::Earlier(first, second) | Moment::Later(first, second) => {
            runs_on(first).or_else(|| runs_on(second))
        }
    }
}

/// D0413: the whole record has no end to lapse at.
pub(super) fn endless_lapse(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        let (Some(at), Scope::WholeRecord) = (duty.lapse_written, &duty.scope) else { continue };
        let statuses = check.model.vocabulary.iter().filter_map(|(_, concept)| {
            concept.status().map(|_| format!("scope each period {}", concept.noun()))
        });
        let help = match statuses.take(1).next() {
            Some(scope) => format!("give the duty a scope that ends, such as `{scope}`"),
            None => "leave the line out, or write `lapses never`".to_owned(),
        };
        let found = Diagnostic::new(Code::D0413, at, "the end of this scope never comes")
            .label("the scope is the whole record, which does not end")
            .help(help);
        check.found.push(found);
    }
}
