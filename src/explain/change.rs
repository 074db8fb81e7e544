//! Why a row comes to stand otherwise on a day, in half a sentence.
//!
//! In: a row before a day and on it. Out: words that follow “due soon → overdue”: what
//! would prevent it, or what makes it so. Never here: finding the day.

use super::sentence;
use super::words::{Of, by, listed, on};
use crate::check::Checked;
use crate::eval::{Row, Status, StatusSet};
use crate::facts::Case;
use crate::model::Duty;
use crate::syntax::ast::ActPart;
use crate::time::Day;

/// What makes a row change on a day, or what would prevent it. `plan`: the day for which
/// its act is planned, and how it would stand if it were done then.
#[must_use]
pub fn change(
    model: &Checked,
    case: &Case,
    (before, after): (Option<&Row>, Option<&Row>),
    day: Day,
    plan: Option<(Day, StatusSet)>,
) -> String {
    let of = Of { model, case, as_of: day };
    let Some(row) = after.or(before) else { return String::new() };
    let Some(duty) = model.duty(row.key.duty) else { return String::new() };
    let duty = duty.version_at(row.version);
    let Some(row) = after else {
        return "what it hung on is no longer so".to_owned();
    };
    let was_open = before.is_some_and(|before| {
        let open = [Status::Pending, Status::DueSoon, Status::Overdue];
        before.statuses.iter().all(|status| open.contains(&status))
    });
    if row.flags.at_risk || row.flags.stale_plan {
        return sentence(model, case, row, day);
    }
    match row.statuses.single() {
        None => {
            let missing: Vec<String> = row.blame.iter().map(|blame| of.missing(blame)).collect();
            match missing.is_empty() {
                true => sentence(model, case, row, day),
                false => format!("to know this, record {}", listed(&missing)),
            }
        }
        Some(Status::Overdue) if duty.standing.is_none() => of.unless(duty, row, plan),
        Some(Status::DueSoon | Status::Pending) if duty.standing.is_none() => {
            of.coming(duty, row, was_open)
        }
        Some(Status::Met | Status::MetLate) => match row.fulfilled {
            Some((dates, id)) => format!("{} {}", of.was_done(duty, id), on(dates)),
            None => sentence(model, case, row, day),
        },
        Some(Status::Lapsed) => match &row.closure {
            Some(closure) => {
                let closes = if closure.on.last < day { "closed" } else { "closes" };
                format!("it {closes} {}: {}", on(closure.on), of.closed(duty, &closure.reason))
            }
            None => sentence(model, case, row, day),
        },
        Some(Status::NotApplicable | Status::Overdue | Status::DueSoon | Status::Pending) => {
            sentence(model, case, row, day)
        }
    }
}

impl Of<'_> {
    /// What keeps it from being overdue: `unless a review is held by Tue 28 April 2026`.
    fn unless(&self, duty: &Duty, row: &Row, plan: Option<(Day, StatusSet)>) -> String {
        let due = row.due.map_or_else(|| "in time".to_owned(), by);
        let what = match duty.act.parts.as_slice() {
            [part] => self.passive(part),
            [] | [_, ..] => None,
        };
        let mut said = match what {
            Some(what) => format!("unless {what} {due}"),
            None => format!("unless this is done {due}: {}", self.act(duty)),
        };
        if let Some((day, so)) = plan {
            let so = so.single().map_or("not known", Status::word);
            said.push_str(&format!("; if it is done on {}, as planned, it is {so}", day.long()));
        }
        said
    }

    /// What begins, or comes near: by when it is due, and from what.
    fn coming(&self, duty: &Duty, row: &Row, was_open: bool) -> String {
        let basis = match self.trigger(duty, row) {
            trigger if trigger.is_empty() || was_open => String::new(),
            trigger => format!(", from {trigger}"),
        };
        match row.due {
            Some(due) => format!("it is due {}{basis}", by(due)),
            None => format!("it is to be done{basis}"),
        }
    }

    /// `a review is held`
    fn passive(&self, part: &ActPart) -> Option<String> {
        if part.object.is_some() {
            return None;
        }
        let concept = self.model.vocabulary.get(part.event.value)?;
        let own = concept.label.as_ref().and_then(|label| label.passive.as_deref());
        own.or(concept.forms.passive.as_deref()).map(str::to_owned)
    }
}
