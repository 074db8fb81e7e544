//! What the powers did to a row, and the rights that they open, in words.
//!
//! In: a row or a right, and what it was made from. Out: lines and sentences. Never
//! here: whether a use was allowed.

use super::words::{Of, by, days, on};
use crate::check::Checked;
use crate::eval::{DateRange, PowerUse, Right, RightState, Row};
use crate::facts::Case;
use crate::model::{Duty, Effect, EffectKind, Power};
use crate::names::{capital, definite};
use crate::syntax::print::Printer;
use crate::time::Day;

impl Of<'_> {
    /// A line for each use of a power that changed a row, or may have.
    pub(super) fn powers(&self, row: &Row) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, used) in row.powers.iter().enumerate() {
            let Some((power, effect)) = self.effect(used) else { continue };
            let after = row.powers.get(at + 1).map_or(row.due, |next| next.due_before);
            let did = self.did(effect, used, after);
            let may = if used.sure { "" } else { "perhaps, " };
            let source = match power.sources.as_slice() {
                [] => String::new(),
                all => {
                    let texts: Vec<&str> = all.iter().map(|one| one.text.as_str()).collect();
                    format!("; {}", texts.join("; "))
                }
            };
            let called = called(power);
            lines.push(format!("{may}{}: {did} ({called}{source})", self.used(power, used)));
        }
        lines
    }

    fn effect(&self, used: &PowerUse) -> Option<(&Power, &Effect)> {
        let power = self.model.power(used.power)?;
        Some((power, power.effects.get(used.effect)?))
    }

    /// `“grant more time” on Wed 3 June 2026 by the IRO`
    fn used(&self, power: &Power, used: &PowerUse) -> String {
        let what = Printer::new(&self.model.vocabulary).may(&power.may);
        let Some(found) = self.case.occurrence(used.occurrence) else { return what };
        let when = found.started.or(found.adjourned).or(found.cancelled);
        let when = when.and_then(crate::facts::DateFact::bounds);
        let when = when
            .map_or(String::new(), |(first, last)| format!(" {}", on(DateRange { first, last })));
        let who = found.by.map_or(String::new(), |by| format!(" by {}", self.noun(by)));
        format!("“{what}”{when}{who}")
    }

    fn did(&self, effect: &Effect, used: &PowerUse, after: Option<DateRange>) -> String {
        let from = used.due_before.map_or(String::new(), |due| format!(" from {}", day(due)));
        let to = after.map_or(String::new(), |due| format!(" to {}", day(due)));
        match &effect.kind {
            EffectKind::Changes { due, .. } => {
                let printer = Printer::new(&self.model.vocabulary);
                format!("it is due `{}`, which moves the last day{from}{to}", printer.due(due))
            }
            EffectKind::Extends { by, up_to } => {
                let up_to = if *up_to { "up to " } else { "" };
                format!("it is extended by {up_to}{by}, which moves the last day{from}{to}")
            }
            EffectKind::Waives => "it is waived".to_owned(),
        }
    }

    /// Why the last day is not the one that the duty itself gives.
    pub(super) fn moved_by(&self, row: &Row) -> Option<String> {
        let mut moves = row.powers.iter().filter(|used| !self.waives(used));
        let first = moves.next()?;
        let last = moves.next_back().unwrap_or(first);
        let (power, _) = self.effect(last)?;
        let may = if last.sure { "as moved" } else { "which may have been moved" };
        let from = first.due_before.and_then(DateRange::exact);
        let from = from.map_or(String::new(), |day| format!(" from {}", day.with_weekday()));
        Some(format!("{may}{from} by {}: {}", called(power), self.used(power, last)))
    }

    /// The power that waives a row, where one surely does.
    pub(super) fn waived(&self, row: &Row) -> Option<String> {
        let used = row.powers.iter().find(|used| used.sure && self.waives(used))?;
        let (power, _) = self.effect(used)?;
        Some(format!("it is waived by {}: {}", called(power), self.used(power, used)))
    }

    fn waives(&self, used: &PowerUse) -> bool {
        self.effect(used).is_some_and(|(_, effect)| effect.kind == EffectKind::Waives)
    }

    fn right(&self, power: &Power, duty: &Duty, right: &Right) -> String {
        let printer = Printer::new(&self.model.vocabulary);
        let who = power.who.map(|who| definite(self.noun(who.value)));
        let who = who.unwrap_or_else(|| "whoever has it".to_owned());
        let row = &right.row;
        let by = row.due.map_or(String::new(), |due| format!(" {}", by(due)));
        let basis = self.basis(duty, row);
        let basis = if basis.is_empty() { String::new() } else { format!(", {basis}") };
        let might = if right.state == RightState::Open { "may" } else { "could" };
        let left = row.due.and_then(DateRange::exact).map(|due| self.as_of.days_until(due));
        let state = match right.state {
            RightState::Open => match left {
                Some(0) => "today is the last day".to_owned(),
                Some(left) => format!("there {} {} left", are(left), days(left)),
                None => "it is open".to_owned(),
            },
            RightState::NotYet => match row.opens {
                Some(opens) => format!("it opens {}", on(opens)),
                None => "it is not open yet".to_owned(),
            },
            RightState::Used => right
                .used
                .map_or("it was used".to_owned(), |(day, _)| format!("it was used {}", on(day))),
            RightState::Closed => "it was not used, and it is closed".to_owned(),
            RightState::NotKnown => {
                let missing: Vec<String> =
                    row.blame.iter().map(|blame| self.missing(blame)).collect();
                match missing.as_slice() {
                    [] => "the record does not say whether it was used in time".to_owned(),
                    all => format!("to know how it stands, record {}", super::words::listed(all)),
                }
            }
        };
        format!("{who} {might} {}{by}{basis}; {state}.", printer.may(&power.may))
    }
}

fn are(days: i32) -> &'static str {
    if days == 1 { "is" } else { "are" }
}

/// One sentence for a right: who may do what, until when, and how it stands.
#[must_use]
pub fn right(model: &Checked, case: &Case, right: &Right, as_of: Day) -> String {
    let of = Of { model, case, as_of };
    let power = model.power(right.power);
    let Some((power, duty)) = power.and_then(|power| Some((power, power.right.as_deref()?))) else {
        return String::new();
    };
    capital(&of.right(power, duty, right))
}

/// `the power “To grant more time”`
fn called(power: &Power) -> String {
    format!("the power “{}”", power.title.as_deref().unwrap_or(&power.name.value))
}

fn day(range: DateRange) -> String {
    match range.exact() {
        Some(day) => day.with_weekday(),
        None => format!("a day {}", super::words::between(range)),
    }
}
