//! Windows in which nothing can be done.

use super::Check;
use super::dates::{Dates, Reversed, opening};
use crate::diag::{Code, Diagnostic};
use crate::model::Duty;
use crate::names::thousands;
use crate::source::Span;
use crate::syntax::ast::{Anchor, Due, DueCore, Limit, Moment};

/// D0307: a window that closes before it opens, from all days or from some.
pub(super) fn empty(check: &mut Check<'_>) {
    let mut dates = Dates::new(check.model.calendar.as_deref(), check.model.pack.verified);
    for duty in check.own.clone() {
        for (at, limits) in duty.limits.iter().enumerate() {
            let (Some(opens), Some(due)) = (opening(&limits.opens), &limits.due) else { continue };
            let Some(found) = dates.reversed(&opens, due) else { continue };
            let Some(place) = place(duty, at) else { continue };
            check.found.push(closes_first(check, duty, place, &found));
        }
    }
}

/// Where the limit of this number was written.
fn place(duty: &Duty, at: usize) -> Option<Span> {
    let due = duty.due.as_ref()?;
    match at.checked_sub(1) {
        None => Some(due.core.span),
        Some(case) => due.cases.get(case).map(|case| case.core.span),
    }
}

fn closes_first(check: &Check<'_>, duty: &Duty, place: Span, found: &Reversed) -> Diagnostic {
    let witness = found.witness;
    let (from, opens, closes) = (witness.from.long(), witness.first.long(), witness.second.long());
    let message = if found.always() {
        "this window closes before it opens".to_owned()
    } else {
        format!(
            "this window closes before it opens from {} of {} days",
            thousands(found.days),
            thousands(found.of)
        )
    };
    let label = format!("counted from {from}, it opens on {opens} and closes on {closes}");
    let help = match duty.due.as_ref().and_then(exchanged) {
        Some(due) if found.always() => {
            format!("let it close on or after the day it opens: `{}`", check.printer.due(&due))
        }
        _ => "let it close later, or open earlier".to_owned(),
    };
    Diagnostic::new(Code::D0307, place, message).label(label).help(help)
}

/// `within 2 weeks of A, and not before 4 weeks after it` with its lengths
/// exchanged.
fn exchanged(due: &Due) -> Option<Due> {
    let mut due = due.clone();
    let DueCore::Within { limit: Limit::One(close), anchor, .. } = &mut due.core.value else {
        return None;
    };
    let Some(Moment::After(open, from)) = &mut due.not_before else { return None };
    if *from != *anchor && *from != Anchor::It || !due.cases.is_empty() {
        return None;
    }
    std::mem::swap(open, close);
    Some(due)
}
