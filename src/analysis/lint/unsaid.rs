//! Readings of limits for which the language has no words of its own: a last day that moves,
//! where `rolled forward` cannot be written, and the first day of what comes again by itself.
//!
//! In: a limit. Out: the last day as the other reading has it. Never here: readings that can
//! be written down.

use super::counted::moved;
use super::readings::{COURTS, Instead, NO_RULE, Question, Reading, limit_words, told};
use crate::model::{Limits, Point};
use crate::syntax::ast::{DueCore, Edge, Moment, Repeat, Stage};
use crate::time::{Counting, Roll};

/// The last day of a window, of a day named by its distance or of what comes again.
pub(super) fn rolled_unsaid(core: &DueCore, limits: &Limits) -> Option<Reading> {
    let (to, about) = match core {
        DueCore::Window { closes: Edge::After(offset), .. } => (Roll::Forward, offset.to_string()),
        DueCore::Window { closes: Edge::Before(offset), .. } => (Roll::Back, before(offset)),
        DueCore::By(moment) | DueCore::On(moment) => match moment {
            Moment::After(offset, _) => (Roll::Forward, offset.to_string()),
            Moment::Before(offset, _) => (Roll::Back, before(offset)),
            // The day of an event is never moved.
            Moment::At(_) | Moment::Earlier(..) | Moment::Later(..) => return None,
        },
        DueCore::AtLeastOnce(Repeat::Every(offset)) => (Roll::Forward, offset.to_string()),
        // The end of a year or a term is a date that everybody knows.
        DueCore::AtLeastOnce(Repeat::Each { .. })
        | DueCore::Window { closes: Edge::SameDay, .. }
        // These say it, have no last day, or end on the day of an event.
        | DueCore::Within { .. }
        | DueCore::Lead { .. }
        | DueCore::Before { .. }
        | DueCore::Promptly { .. }
        | DueCore::NotBefore(_) => return None,
    };
    rolled(limits, to, about)
}

fn before(offset: &crate::time::Offset) -> String {
    format!("{offset} before")
}

/// The last day of a stage.
pub(super) fn rolled_stage(stage: &Stage, limits: &Limits) -> Option<Reading> {
    rolled(limits, Roll::Forward, limit_words(&stage.limit))
}

fn rolled(limits: &Limits, to: Roll, about: String) -> Option<Reading> {
    let how = match to {
        Roll::Forward => "it moves on to the next working day",
        Roll::Back => "it moves back to the working day before",
        Roll::None => return None,
    };
    let due = moved(limits.due.as_ref()?, to);
    let told = told(Question::Roll, "it stands", how, NO_RULE, about);
    Some(told.with(Instead::Unsaid(Box::new(Limits { due: Some(due), ..limits.clone() }))))
}

/// What comes again by itself, counted from the day of the act before as day 1.
pub(super) fn every_day(core: &DueCore, limits: &Limits) -> Option<Reading> {
    let DueCore::AtLeastOnce(Repeat::Every(offset)) = core else { return None };
    let due = Point::After {
        from: Box::new(Point::Trigger),
        offset: *offset,
        counting: Counting::BeginningWith,
        roll: Roll::None,
    };
    let told = told(
        Question::DayOfEvent,
        "no: the day after the act before is day 1",
        "yes: the day of the act before is day 1",
        COURTS,
        format!("stage {offset}"),
    );
    Some(told.with(Instead::Unsaid(Box::new(Limits { due: Some(due), ..limits.clone() }))))
}
