//! Where a length leads from each day, worked out once it is asked for.
//!
//! In: the lengths that a pack counts on from its triggers, and its calendar. Out: for each
//! day of a century how much later the day is that it leads to. Never here: a case.

use std::sync::OnceLock;

use crate::ir::{Compiled, Day, Ir, Shift};
use crate::time::{self, Calendar, apply};

/// The first day that is worked out, 1 January 1970, and how many there are.
const DAYS: u16 = 32_000;

/// That the day is not worked out.
pub(super) const NOT_KNOWN: u16 = u16::MAX;

/// Every plain length of a pack.
#[derive(Debug, Clone, Default)]
pub(super) struct Shifts(Vec<(Shift, OnceLock<Vec<u16>>)>);

impl Shifts {
    /// Every length that the only limit of a duty counts on from its trigger.
    pub(super) fn of(ir: &Ir) -> Shifts {
        let mut all = Shifts::default();
        for compiled in &ir.duties {
            let Compiled::Duty(duty) = compiled else { continue };
            let [limit] = duty.limits.as_slice() else { continue };
            if !duty.applies.is_empty() || duty.leads {
                continue;
            }
            let Some(by) = limit.due.as_ref().and_then(plain) else { continue };
            if !all.0.iter().any(|(known, _)| known == by) {
                all.0.push((*by, OnceLock::new()));
            }
        }
        all
    }

    /// How much later each day leads to.
    pub(super) fn from(&self, by: &Shift, calendar: Option<&Calendar>) -> Option<&[u16]> {
        let (_, days) = self.0.iter().find(|(known, _)| known == by)?;
        Some(days.get_or_init(|| worked_out(by, calendar)))
    }
}

/// A length from the trigger itself.
pub(super) fn plain(due: &Day) -> Option<&Shift> {
    match due {
        Day::Shift(from, by) if **from == Day::Trigger => Some(by),
        Day::Shift(..)
        | Day::Trigger
        | Day::Own(..)
        | Day::Nth(..)
        | Day::NthAfter(..)
        | Day::LastBefore(..)
        | Day::StartOf(_)
        | Day::EndOf(_)
        | Day::Birthday(_)
        | Day::Fixed(_)
        | Day::OfYear(..)
        | Day::Became(..)
        | Day::Completion(_)
        | Day::Join(..) => None,
    }
}

fn worked_out(by: &Shift, calendar: Option<&Calendar>) -> Vec<u16> {
    let one = |day: u16| {
        let from = time::Day::from_number(i32::from(day));
        let to = apply(from, &by.offset, by.direction, by.counting, by.roll, calendar).ok()?;
        u16::try_from(to.number() - from.number()).ok()
    };
    (0..DAYS).map(|day| one(day).unwrap_or(NOT_KNOWN)).collect()
}
