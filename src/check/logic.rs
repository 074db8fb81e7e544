//! Conditions that leave no case or every case, and duties that add nothing.

use super::Check;
use super::dates::{Dates, opening};
use crate::cells::Space;
use crate::diag::{Code, Diagnostic};
use crate::model::{Duty, Limits};
use crate::source::Span;
use crate::syntax::ast::{Condition, When};

/// D0401 and D0402: a condition that is never so, or always.
pub(super) fn never_and_always(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        for (when, condition) in duty.applies.iter().flat_map(|clause| &clause.parts) {
            let Some(space) = Space::of(check.model, &[condition]) else { continue };
            let cells = space.cells();
            if space.features().is_empty() {
                continue;
            }
            let so = cells.iter().filter(|cell| space.holds(0, cell)).count();
            if so == 0 {
                let found = never(check, condition, when.span);
                check.found.push(found);
            } else if so == cells.len() && when.value != When::Unless {
                let at = place(condition).unwrap_or(when.span);
                check.found.push(
                    Diagnostic::new(Code::D0402, at, "this condition is always so")
                        .label("there is no case in which it is not")
                        .help("leave it out, or say what it was to tell apart"),
                );
            }
        }
    }
}

/// A condition that is never so, with the two parts of it that exclude each other.
fn never(check: &Check<'_>, condition: &Condition, when: Span) -> Diagnostic {
    let at = place(condition).unwrap_or(when);
    let help = "write what was meant of a case that there can be";
    let plain = || {
        Diagnostic::new(Code::D0401, at, "this condition can never be so")
            .label("there is no case in which it is")
            .help(help)
    };
    let Condition::All(parts) = condition else { return plain() };
    for (number, one) in parts.iter().enumerate() {
        for other in parts.iter().skip(number + 1) {
            if together(check, &[one, other]) != Some(false) {
                continue;
            }
            let (first, second) = (check.printer.inline(one), check.printer.inline(other));
            let message = format!("“{first}” and “{second}” can never both be so");
            let mut found =
                Diagnostic::new(Code::D0401, place(other).unwrap_or(at), message).help(help);
            if let Some(first) = place(one) {
                found = found.also(first, "where this is so, the other is not");
            }
            return found;
        }
    }
    plain()
}

/// Whether some case has all of these at once; `None` where there are too many cells
/// to look at.
fn together(check: &Check<'_>, all: &[&Condition]) -> Option<bool> {
    let space = Space::of(check.model, all)?;
    let so = |cell: &crate::cells::Cell| (0..all.len()).all(|at| space.holds(at, cell));
    Some(space.cells().iter().any(so))
}

/// The conditions of a duty that are judged together: `if` and `unless` on one day,
/// `while` all along. What `unless` says is turned round.
fn judged(duty: &Duty, all_along: bool) -> Vec<(When, Condition)> {
    let parts = duty.applies.iter().flat_map(|clause| &clause.parts);
    let parts = parts.filter_map(|(when, condition)| match (when.value, all_along) {
        (When::If, false) | (When::While, true) => Some((when.value, condition.clone())),
        (When::Unless, false) => Some((when.value, Condition::Not(Box::new(condition.clone())))),
        (When::If | When::Unless, true) | (When::While, false) | (When::Once, _) => None,
    });
    parts.collect()
}

/// D0403: conditions that are each so of some case, and together of none.
pub(super) fn unreachable(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        for all_along in [false, true] {
            let parts = judged(duty, all_along);
            let alone = |(when, condition): &(When, Condition)| {
                *when == When::Unless || together(check, &[condition]) == Some(true)
            };
            let all: Vec<&Condition> = parts.iter().map(|(_, condition)| condition).collect();
            let fair = parts.iter().all(alone);
            if all.is_empty() || !fair || together(check, &all) != Some(false) {
                continue;
            }
            let found = no_case(check, duty, &parts);
            check.found.push(found);
        }
    }
}

fn no_case(check: &Check<'_>, duty: &Duty, parts: &[(When, Condition)]) -> Diagnostic {
    let said = |(when, condition): &(When, Condition)| match (when, condition) {
        (When::Unless, Condition::Not(inner)) => check.printer.inline(inner),
        (_, other) => check.printer.inline(other),
    };
    let unless = parts.iter().find(|(when, _)| *when == When::Unless);
    let last = unless.or(parts.last());
    let others: Vec<String> =
        parts.iter().filter(|(when, _)| *when != When::Unless).map(said).collect();
    let at = last.and_then(|(_, condition)| place(condition)).unwrap_or(duty.name.span);
    let message = format!("no case is left to `{}`", duty.name.value);
    let label = match (unless, others.is_empty()) {
        (Some(unless), false) => {
            format!("wherever “{}”, this is so too: “{}”", others.join(" and "), said(unless))
        }
        (Some(_), true) => "this is so of every case".to_owned(),
        (None, _) => format!("“{}” are never so together", others.join("” and “")),
    };
    Diagnostic::new(Code::D0403, at, message)
        .label(label)
        .help("let one of its conditions leave out fewer cases")
}

/// D0418: two cases of a limit that can hold together.
pub(super) fn cases_together(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        let Some(due) = &duty.due else { continue };
        let applies: Vec<Condition> =
            judged(duty, false).into_iter().map(|(_, condition)| condition).collect();
        for (number, one) in due.cases.iter().enumerate() {
            let later = due.cases.iter().skip(number + 1);
            for other in later.filter(|other| other.core != one.core) {
                let mut all = vec![&one.condition, &other.condition];
                all.extend(&applies);
                let Some(space) = Space::of(check.model, &all) else { continue };
                let so =
                    |cell: &&crate::cells::Cell| (0..all.len()).all(|at| space.holds(at, cell));
                let cells = space.cells();
                let Some(cell) = cells.iter().find(so) else { continue };
                let words: Vec<String> =
                    space.conditions(cell).iter().map(|one| check.printer.inline(one)).collect();
                let at = place(&other.condition).unwrap_or(other.core.span);
                let mut found =
                    Diagnostic::new(Code::D0418, at, "two cases of this limit can hold together")
                        .label(format!("both hold where {}", words.join(", and ")))
                        .help("let one of them leave out the other");
                if let Some(first) = place(&one.condition) {
                    found = found.also(first, "the other case");
                }
                check.found.push(found);
            }
        }
    }
}

/// D0408: a duty that another makes superfluous.
pub(super) fn subsumed(check: &mut Check<'_>) {
    let mut dates = Dates::new(check.model.calendar.as_deref(), check.model.pack.verified);
    let own = check.own.clone();
    let mut said = Vec::new();
    for (number, one) in own.iter().enumerate() {
        for other in own.iter().skip(number + 1).filter(|other| alike(one, other)) {
            let (stronger, weaker) = if adds_nothing(check, &mut dates, one, other) {
                (one, other)
            } else if adds_nothing(check, &mut dates, other, one) {
                (other, one)
            } else {
                continue;
            };
            if said.contains(&weaker.id) {
                continue;
            }
            said.push(weaker.id);
            let (name, same) = (&weaker.name, &stronger.name);
            let message = format!("`{}` adds nothing to `{}`", name.value, same.value);
            check.found.push(
                Diagnostic::new(Code::D0408, name.span, message)
                    .label("whoever keeps the other keeps this one too")
                    .also(same.span, "the same act from the same start, due no later")
                    .help("take it out, or say in which cases it asks for more"),
            );
        }
    }
}

/// Whether two duties ask for the same act from the same start, by plain limits that
/// can be compared.
fn alike(one: &Duty, other: &Duty) -> bool {
    let one_limit = |duty: &Duty| duty.limits.len() == 1;
    one_limit(one) && one_limit(other) && one.matching == other.matching && one.asks_alike(other)
}

/// Whether every case in which the first is kept has the second kept.
fn adds_nothing(check: &Check<'_>, dates: &mut Dates<'_>, first: &Duty, second: &Duty) -> bool {
    let (Some(a), Some(b)) = (first.limits.first(), second.limits.first()) else { return false };
    second.modality <= first.modality
        && within(dates, a, b)
        && once(first) == once(second)
        && implied(check, first, second, false)
        && implied(check, first, second, true)
}

/// Whether an act within the first limit is always within the second.
fn within(dates: &mut Dates<'_>, a: &Limits, b: &Limits) -> bool {
    let (Some(due), Some(later)) = (&a.due, &b.due) else {
        return a.due.is_some() && a.opens == b.opens;
    };
    let opens = a.opens == b.opens
        || match (opening(&a.opens), opening(&b.opens)) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(first), Some(second)) => dates.never_after(&second, &first),
        };
    a.kind == b.kind && opens && dates.never_after(due, later)
}

fn once(duty: &Duty) -> Vec<&Condition> {
    let parts = duty.applies.iter().flat_map(|clause| &clause.parts);
    parts.filter(|(when, _)| when.value == When::Once).map(|(_, condition)| condition).collect()
}

/// Whether the first applies wherever the second does.
fn implied(check: &Check<'_>, first: &Duty, second: &Duty, all_along: bool) -> bool {
    let conditions = |duty| -> Vec<Condition> {
        judged(duty, all_along).into_iter().map(|(_, condition)| condition).collect()
    };
    let (a, b) = (Condition::All(conditions(first)), Condition::All(conditions(second)));
    let lacks = Condition::Not(Box::new(a.clone()));
    a == b || together(check, &[&b, &lacks]) == Some(false)
}

/// Where a condition is written: from its first statement to its last.
fn place(condition: &Condition) -> Option<Span> {
    match condition {
        Condition::All(all) | Condition::Any(all) => all.iter().filter_map(place).reduce(Span::to),
        Condition::Not(inner) => place(inner),
        Condition::Atom(atom) => Some(atom.span),
    }
}
