//! What a search is about: the rows of a duty, the rights of a power, or whether a
//! status holds.
//!
//! In: a checked model, a case and a day. Out: what the model answers. Never here:
//! which cases are tried.

use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

use super::Situation;
use super::ingredients::Ingredients;
use crate::check::Checked;
use crate::eval::{DateRange, Right, Row, holds, judge, rights};
use crate::facts::Case;
use crate::model::{Duty, Model};
use crate::names::ConceptId;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Condition, Tense};
use crate::syntax::force::Force;
use crate::time::Day;

/// What is asked of each model.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum About {
    /// The rows of a duty, by its id as written.
    Duty(String),
    /// The rights that a power opens, by its id as written.
    Power(String),
    /// Whether a status holds at the end of the day.
    Status(ConceptId),
}

impl About {
    /// The duty whose instances are looked at: for a power, that which nobody owes.
    pub(super) fn duty<'m>(&self, model: &'m Model) -> Option<&'m Duty> {
        match self {
            About::Duty(name) => model.find(name),
            About::Power(name) => {
                let power = model.powers.iter().find(|power| power.name.value == *name)?;
                power.right.as_deref()
            }
            About::Status(_) => None,
        }
    }

    /// What a case for it may need; nothing where the model does not have it.
    pub(super) fn ingredients(&self, model: &Model) -> Option<Ingredients> {
        match self {
            About::Duty(_) => Some(Ingredients::of(model, self.duty(model)?)),
            About::Power(name) => {
                let power = model.powers.iter().find(|power| power.name.value == *name)?;
                Some(Ingredients::of_power(model, power))
            }
            About::Status(status) => Some(Ingredients::of_status(model, *status)),
        }
    }

    /// The times in which it, or a version of it, is in force: first and last day.
    pub(super) fn windows(&self, model: &Model) -> Vec<(Day, Day)> {
        let forces: Vec<Force> = match self {
            About::Duty(_) | About::Power(_) => {
                let duty = self.duty(model).into_iter();
                duty.flat_map(|duty| duty.versions().iter().map(|one| one.force)).collect()
            }
            About::Status(status) => {
                let defined = model.derived.definition(*status).into_iter();
                defined.flat_map(|one| one.versions().iter().map(|one| one.force)).collect()
            }
        };
        let dated = forces.into_iter().filter(|one| one.from.is_some() || one.until.is_some());
        let days = |one: Force| (one.from.unwrap_or(Day::MIN), one.until.unwrap_or(Day::MAX));
        dated.map(days).collect()
    }

    /// Where it is written.
    pub(super) fn place(&self, model: &Model) -> Span {
        let duty = self.duty(model).map(|duty| duty.name.span);
        duty.unwrap_or(Span::NOWHERE)
    }

    /// What one model answers: rows, rights, and whether the status holds.
    pub(super) fn ask(&self, model: &Checked, case: &Case, as_of: Day) -> Answered {
        match self {
            About::Duty(name) => {
                let Some(duty) = model.find(name) else { return Answered::default() };
                let id = duty.id;
                let rows = judge(model, case, as_of, |duty| duty.id == id);
                Answered { rows, ..Answered::default() }
            }
            About::Power(name) => {
                let named = |right: &Right| {
                    model.power(right.power).is_some_and(|power| power.name.value == *name)
                };
                let mut found = rights(model, case, as_of);
                found.retain(named);
                let rows = found.iter().map(|right| right.row.clone()).collect();
                Answered { rows, rights: found, holds: None }
            }
            About::Status(status) => {
                let holds = holds(model, case, as_of, &now(*status));
                Answered { holds: Some(holds), ..Answered::default() }
            }
        }
    }
}

/// That a status holds now, as a condition.
pub(crate) fn now(status: ConceptId) -> Condition {
    let at = Span::NOWHERE;
    let status = Spanned::new(status, at);
    Condition::Atom(Spanned::new(Atom::Status { status, tense: Tense::Now }, at))
}

/// What one model answers.
#[derive(Debug, Clone, Default)]
pub struct Answered {
    /// The rows of the duty; of a power, those of its rights.
    pub rows: Vec<Row>,
    /// The rights of the power.
    pub rights: Vec<Right>,
    /// Whether the status holds; the inner `None` is not known.
    pub holds: Option<Option<bool>>,
}

/// What an example can say of a row.
pub type Said = (u8, Option<DateRange>, Option<i32>);

/// What an example can say of a row.
#[must_use]
pub fn said(row: &Row) -> Said {
    let bits = row.statuses.iter().map(|status| 1_u8 << (status as u8));
    (bits.fold(0, |all, bit| all | bit), row.due, row.days_late)
}

impl Answered {
    /// A number that is the same for answers of which examples can say the same, in
    /// whichever order their rows stand.
    #[must_use]
    pub fn print(&self) -> u64 {
        let mut sum = u64::try_from(self.rows.len()).unwrap_or(0);
        if self.rights.is_empty() {
            for row in &self.rows {
                let (statuses, due, late) = said(row);
                sum = sum.wrapping_add(hash(&(statuses, days(due), late)));
            }
        }
        for right in &self.rights {
            let used = right.used.map(|(day, _)| day);
            let all = (right.state.word(), days(right.row.due), days(used));
            sum = sum.wrapping_add(hash(&all));
        }
        sum.wrapping_add(hash(&self.holds))
    }
}

fn days(range: Option<DateRange>) -> Option<(Day, Day)> {
    range.map(|range| (range.first, range.last))
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    // A sum of plain products would let one difference hide another.
    let mixed = hasher.finish();
    (mixed ^ (mixed >> 31)).wrapping_mul(0x94D0_49BB_1331_11EB)
}

impl Situation {
    /// Whether an example of the situation would hold under one model and not under
    /// another.
    #[must_use]
    pub fn differs(&self) -> bool {
        let mut all = self.answers.iter().map(Answered::print);
        let Some(first) = all.next() else { return false };
        all.any(|other| other != first)
    }

    /// The rows of all models.
    pub fn rows(&self) -> impl Iterator<Item = &Row> + Clone {
        self.answers.iter().flat_map(|one| &one.rows)
    }

    /// The rows under the first model.
    #[must_use]
    pub fn own(&self) -> &[Row] {
        self.answers.first().map_or(&[][..], |one| one.rows.as_slice())
    }
}
