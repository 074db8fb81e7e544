//! A due phrase with a date in place of its event: the day it leads to.
//!
//! In: phrases of the language and the name of a calendar. Out: for each the last
//! day, the first where it is a window, and how they were counted; or what is
//! wrong with the phrase. Never here: cases, or a meaning of the phrases' own:
//! they are read and resolved as the duties of a pack are.

mod carrier;
mod count;

use std::fmt;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::model::{Duty, Model};
use crate::pack::{Library, World};
use crate::source::SourceMap;
use crate::syntax::ast::DueCore;
use crate::syntax::print::Printer;
use crate::time::{Calendar, Counted, Day};

/// The calendar that counts where none is named.
pub const CALENDAR: &str = "england-and-wales";

/// What a phrase leads to.
#[derive(Debug, Clone)]
pub struct Reckoned {
    /// The first day on which an act counts, where the phrase says so.
    pub opens: Option<Day>,
    /// The last day; `None` for a phrase that has none, such as `promptly`.
    pub due: Option<Day>,
    /// The phrase as duly prints it.
    pub canonical: String,
    /// The working days it was counted by.
    pub calendar: Arc<Calendar>,
    /// How the first day of a window and the last day were reached, in that order.
    pub counted: Vec<Counted>,
    /// How the phrase was read, where English has two readings.
    pub remarks: Vec<String>,
}

/// Why a phrase leads to no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// One sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl fmt::Display for Problem {
    /// On one line: the sentence and what to do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}

impl Problem {
    fn new(message: impl Into<String>) -> Problem {
        Problem { message: message.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Problem {
        Problem { help: Some(help.into()), ..self }
    }

    fn of(found: &Diagnostic) -> Problem {
        Problem { message: found.message.clone(), help: found.help.clone() }
    }
}

/// Reckons phrases by one calendar: that of the world's `policies/calendars`, else
/// of the library. The answers are in the order of the phrases.
///
/// # Errors
/// If there is no such calendar, or it cannot be read.
pub fn reckon(
    world: &dyn World,
    library: Library,
    calendar: &str,
    phrases: &[&str],
) -> Result<Vec<Result<Reckoned, Problem>>, Problem> {
    let calendar = calendar.trim();
    if calendar.is_empty() || calendar.contains(char::is_control) || calendar.contains('#') {
        return Err(Problem::new(format!("“{calendar}” is no calendar")));
    }
    let mut sources = SourceMap::new();
    let text = carrier::pack(calendar, phrases);
    let read = carrier::read(world, library, &mut sources, text);
    let Some(model) = &read.value else {
        return Err(read
            .diagnostics
            .first()
            .map_or_else(|| Problem::new("no answer"), Problem::of));
    };
    let mut said = carrier::by_phrase(&sources, &read.diagnostics, phrases)?;
    let Some(calendar) = &model.calendar else {
        return Err(Problem::new(format!("there is no calendar “{calendar}”")));
    };
    let answers = phrases.iter().enumerate().map(|(at, phrase)| {
        carrier::refuse(phrase)?;
        let said = said.get_mut(at).map(std::mem::take).unwrap_or_default();
        if let Some(problem) = said.problem {
            return Err(problem);
        }
        let duty = model.find(&carrier::name(at));
        let duty = duty.ok_or_else(|| Problem::new(format!("“{phrase}” cannot be read")))?;
        let mut found = one(model, duty, calendar)?;
        found.remarks.splice(0..0, said.remarks);
        Ok(found)
    });
    Ok(answers.collect())
}

fn one(model: &Model, duty: &Duty, calendar: &Arc<Calendar>) -> Result<Reckoned, Problem> {
    let (Some(limits), Some(due)) = (duty.limits.first(), duty.due.as_ref()) else {
        return Err(Problem::new("the phrase gives no limit"));
    };
    if !due.cases.is_empty() {
        return Err(Problem::new("a limit with conditions depends on a case")
            .help("ask for each of its limits alone, or use `duly eval`"));
    }
    let mut counted = Vec::new();
    let count = count::Count { trigger: duty.trigger.as_ref(), calendar: calendar.as_ref() };
    let opens = count.opens(&limits.opens, &mut counted)?;
    let due_day = limits.due.as_ref().map(|point| count.day(point, &mut counted)).transpose()?;
    Ok(Reckoned {
        opens,
        due: due_day,
        canonical: Printer::new(&model.vocabulary).due(due),
        calendar: calendar.clone(),
        counted,
        remarks: day_itself(model, &due.core.value),
    })
}

/// Whether the day before which something is due counts itself.
fn day_itself(model: &Model, core: &DueCore) -> Vec<String> {
    let DueCore::Before { strictly, anchor } = core else { return Vec::new() };
    let day = Printer::new(&model.vocabulary).anchor(anchor);
    vec![if *strictly {
        format!("{day} itself is too late")
    } else {
        format!("{day} itself is in time; write `strictly before {day}` to leave it out")
    }]
}

#[cfg(test)]
mod tests;
