//! Checks over a resolved pack: what reads well and still cannot be meant.
//!
//! In: a [`Model`]. Out: a [`Checked`] model, which alone can be evaluated, and
//! the findings. Never here: how a finding is drawn, or facts of a case.

mod conditions;
mod counting;
mod dates;
mod extensions;
mod logic;
mod matching;
mod order;
mod powers;
mod recurring;
mod references;
mod regimes;
mod registers;
pub(crate) mod walk;
mod windows;

use std::ops::Deref;

use rustc_hash::FxHashSet;

use crate::diag::{Diagnostic, Outcome, Severity, has_errors};
use crate::model::{Duty, DutyId, Model};
use crate::names::thousands;
use crate::source::{FileId, Span};
use crate::syntax::ast::Anchor;
use crate::syntax::print::Printer;

/// A model in which no check found an error.
///
/// INVARIANT: [`check`] alone makes one, so nothing unchecked is evaluated.
#[derive(Debug, Clone)]
pub struct Checked(Model);

impl Checked {
    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.0
    }
}

impl Deref for Checked {
    type Target = Model;

    fn deref(&self) -> &Model {
        &self.0
    }
}

/// Holds a model against every check. It comes back as [`Checked`] unless one of
/// them found an error. Give it a model that was resolved without errors.
#[must_use]
pub fn check(model: Model) -> Outcome<Checked> {
    let diagnostics = findings(&model, true);
    let value = (!has_errors(&diagnostics)).then_some(Checked(model));
    Outcome { value, diagnostics }
}

/// Holds one duty of a model against every check, where all the others are known to
/// pass: it differs in that duty alone from a model that was checked.
#[must_use]
pub fn recheck(model: Model, duty: &str) -> Outcome<Checked> {
    let diagnostics = of_duties(&model, true, |one| one.name.value == duty);
    let value = (!has_errors(&diagnostics)).then_some(Checked(model));
    Outcome { value, diagnostics }
}

/// What every check finds in the pack's own duties, in the order of its text.
///
/// A model that is not `whole`, because something in its pack could not be read,
/// is checked as far as it goes: nothing is said that may follow from that.
#[must_use]
pub fn findings(model: &Model, whole: bool) -> Vec<Diagnostic> {
    of_duties(model, whole, |_| true)
}

fn of_duties(model: &Model, whole: bool, which: impl Fn(&Duty) -> bool) -> Vec<Diagnostic> {
    let own = model.duties.iter().filter(|duty| model.is_own(duty)).flat_map(Duty::versions);
    let rights = model.powers.iter().filter_map(|power| power.right.as_deref());
    let own = own.chain(rights.filter(|right| *right.from.pack == *model.pack.id));
    let own = own.filter(|duty| which(duty)).collect();
    let mut check =
        Check { model, own, printer: Printer::new(&model.vocabulary), found: Vec::new() };
    for one in CHECKS {
        one(&mut check);
    }
    if whole {
        // A condition that could not be read might have told two duties apart.
        logic::subsumed(&mut check);
    }
    let mut found = check.found;
    // A header's `applies` stands in every duty: its mistakes are one mistake.
    let mut seen = FxHashSet::default();
    found.retain(|found| found.span().is_none_or(|span| seen.insert((found.code, span))));
    let others = files_of_others(model);
    let ours = |found: &Diagnostic| found.span().is_none_or(|at| !others.contains(&at.file()));
    found.retain(|found| found.severity == Severity::Error || ours(found));
    found.sort_by_key(|found| found.span().map(|span| (span.file(), span.start())));
    found
}

/// The files of the packs it extends: what a duty that the pack at hand changed
/// still has from them is its authors' business.
fn files_of_others(model: &Model) -> FxHashSet<FileId> {
    let of = |own: bool| {
        let duties = model.duties.iter();
        duties
            .filter(move |duty| (*duty.from.pack == *model.pack.id) == own)
            .map(|duty| duty.from.span.file())
    };
    let mut files: FxHashSet<FileId> = of(false).collect();
    of(true).for_each(|file| {
        files.remove(&file);
    });
    files
}

/// Every check, one a code, for whole models and others.
const CHECKS: &[fn(&mut Check<'_>)] = &[
    counting::no_calendar,
    references::that_without_each,
    counting::calendar_ends,
    counting::month_ends,
    counting::not_clear,
    counting::beginning_with,
    order::promptly,
    order::same_day,
    order::moving_plan,
    order::endless_lapse,
    windows::empty,
    matching::never_together,
    matching::own_trigger,
    conditions::once_and_always,
    conditions::may_be_missing,
    conditions::discretion,
    regimes::no_return,
    recurring::unknown_duty,
    recurring::in_a_circle,
    recurring::paused_months,
    recurring::one_act,
    recurring::stages,
    recurring::chosen_on,
    recurring::lead_too_long,
    recurring::leap_birthdays,
    registers::paragraphs,
    logic::never_and_always,
    logic::unreachable,
    logic::cases_together,
    powers::nothing_reads,
    powers::all_grace,
    extensions::not_there,
    extensions::not_usable,
    extensions::not_numbers,
];

/// A model while it is being checked.
struct Check<'m> {
    model: &'m Model,
    /// The duties of the pack at hand, each version of them; those of its bases are
    /// checked with theirs.
    own: Vec<&'m Duty>,
    printer: Printer<'m>,
    found: Vec<Diagnostic>,
}

/// The duties that a duty hangs on, through `… becoming overdue` and its like.
#[must_use]
pub fn hangs_on(duty: &Duty) -> Vec<String> {
    struct Others(Vec<String>);
    impl walk::Visit for Others {
        fn anchor(&mut self, anchor: &Anchor, _: Span) {
            if let Anchor::Duty(other, _) = anchor
                && !self.0.contains(&other.value)
            {
                self.0.push(other.value.clone());
            }
        }
    }
    let mut others = Others(Vec::new());
    walk::duty(duty, &mut others);
    others.0
}

/// How often something was seen: said once, at the first place.
#[derive(Debug, Default, Clone, Copy)]
struct Uses {
    first: Option<Span>,
    last: Option<DutyId>,
    duties: usize,
}

impl Uses {
    /// Counts a duty that does it at this place: once, whichever of its versions do.
    fn add(&mut self, duty: DutyId, at: Span) {
        self.first.get_or_insert(at);
        if self.last.replace(duty) != Some(duty) {
            self.duties += 1;
        }
    }

    /// A label for the first place, naming how many more there are.
    fn label(&self, what: &str) -> String {
        match self.duties.saturating_sub(1) {
            0 => what.to_owned(),
            1 => format!("{what}; one more duty does the same"),
            more => format!("{what}; {} more duties do the same", thousands(more)),
        }
    }
}

#[cfg(test)]
mod tests;
