//! Limits that end on a date: by 1 April, before each 1 April.
//!
//! In: a limit as it was written. Out: the same limit rolled back to a working day, as the
//! language says it. Never here: limits that count from an event.

use super::readings::{Instead, Question, Reading};
use crate::syntax::ast::{Anchor, DueCore, Limit, Moment};
use crate::time::{Day, Offset, Roll, Unit};

/// The same date, moved back to the working day before where it is not worked. A day before
/// the next date is that date itself, and can be rolled.
pub(super) fn rolled_back(core: &DueCore, strict: bool) -> Option<Reading> {
    let (anchor, before) = dated(core)?;
    let eve = before.is_some_and(|strictly| strictly || strict);
    let next = if eve { Some(anchor.clone()) } else { next(anchor) }?;
    if !matches!(next, Anchor::Date(_) | Anchor::EachYear(..)) {
        return None;
    }
    let limit = Limit::One(Offset::of(1, Unit::CalendarDay));
    let rolled = DueCore::Lead { limit, anchor: next, roll: Roll::Back };
    Some(Reading {
        question: Question::Roll,
        chosen: "it stands".to_owned(),
        other: "it moves back to the working day before".to_owned(),
        because: "no general rule of English law moves it".to_owned(),
        instead: Instead::Rolled(rolled),
        about: format!("{anchor:?}{eve}"),
    })
}

/// What a limit ends on, or before which and whether strictly.
pub(super) fn dated(core: &DueCore) -> Option<(&Anchor, Option<bool>)> {
    match core {
        DueCore::By(Moment::At(anchor)) => Some((anchor, None)),
        DueCore::Before { strictly, anchor } => Some((anchor, Some(*strictly))),
        DueCore::By(_)
        | DueCore::Within { .. }
        | DueCore::Lead { .. }
        | DueCore::Window { .. }
        | DueCore::On(_)
        | DueCore::Promptly { .. }
        | DueCore::NotBefore(_)
        | DueCore::AtLeastOnce(_) => None,
    }
}

/// The date after one; of dates of every year only those after which the same comes always.
fn next(anchor: &Anchor) -> Option<Anchor> {
    match anchor {
        Anchor::Date(day) => Some(Anchor::Date(day.checked_plus(1)?)),
        Anchor::EachYear(2, 28 | 29) => None,
        Anchor::EachYear(month, date) => {
            let (_, month, date) = Day::from_ymd(2025, *month, *date)?.checked_plus(1)?.ymd();
            Some(Anchor::EachYear(month, date))
        }
        Anchor::Event(_)
        | Anchor::PeriodStart(_)
        | Anchor::PeriodEnd(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Duty(..)
        | Anchor::Earlier(..)
        | Anchor::Later(..)
        | Anchor::It => None,
    }
}
