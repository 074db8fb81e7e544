//! What many cases came to: tables, a summary, a work list, calendars, a page.
//!
//! In: answers of a caseload as they come, case after case. Out: text and tables, written
//! as they come: only what is counted, and what is still to be done, is kept. Never here:
//! files, streams of one's own.

mod across;
mod chart;
mod columns;
mod counting;
mod flat;
mod html;
mod human;
mod ics;
mod lacking;
mod local;
mod open;
mod parquet;
mod tally;
mod telling;
mod xlsx;

pub use across::{Groups, across_aside, across_csv, across_lines, across_parquet};
pub use flat::{Csv, JsonLines, dirty_csv, work_csv};
pub use html::html;
pub use human::{human, work};
pub use ics::{Calendar, calendar, calendars, left_out};
pub use open::{AHEAD, Open};
pub use parquet::Parquet;
pub use tally::{Counts, Month, Tally, Worst};
pub use telling::Teller;
pub use xlsx::Workbook;

use std::io;

use super::answers;
use crate::batch::Answered;
use crate::caseload::{Caseload, People};
use crate::check::Checked;
use crate::eval::Status;
use crate::model::DutyId;
use crate::names::{ConceptId, definite};
use crate::time::Day;

/// A row of a file that could not be taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dirty {
    /// The file.
    pub file: String,
    /// The row, as the file's own program counts them.
    pub row: usize,
    /// The column at fault, where it is one.
    pub column: Option<String>,
    /// The case, as the file names it.
    pub child: Option<String>,
    /// What is wrong, and what was made of it.
    pub reason: String,
    /// Whether the rest of the row is used.
    pub used: bool,
}

/// Cases, where they come from, and what is asked of them.
#[derive(Debug)]
pub struct Batch<'a> {
    /// The pack.
    pub model: &'a Checked,
    /// The cases.
    pub caseload: &'a Caseload,
    /// As of the end of this day.
    pub as_of: Day,
    /// Who works with each case, where that was given.
    pub people: Option<&'a People>,
    /// What the files do not record.
    pub not_recorded: &'a [ConceptId],
    /// A mapping of somebody's own says what their columns mean.
    pub own_mapping: bool,
    /// Every row that could not be taken as it stands.
    pub dirty: &'a [Dirty],
    /// How many cases have a first row that is not an entry.
    pub without_entry: usize,
    /// The sentence of each row is asked for.
    pub why: bool,
    /// Every row for itself; otherwise only the most local ones.
    pub layers: bool,
    /// Only the duties with these ids; empty is all of them.
    pub only: &'a [String],
    /// How many days ahead the work list reaches.
    pub days: i32,
}

/// What is said of a duty in every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyWords {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who has it; nothing where the pack does not say.
    pub who: Option<String>,
    /// The same as a word of the pack.
    pub role: Option<ConceptId>,
    /// The pack that has it.
    pub layer: String,
    wanted: bool,
}

/// One row, in words.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// The name of its case.
    pub case: &'a str,
    /// Its duty.
    pub duty: &'a DutyWords,
    /// The team of its case; nothing where none is named.
    pub team: Option<&'a str>,
    /// Who has the duty's role for its case; nothing where nobody is named.
    pub person: Option<&'a str>,
    /// The row.
    pub row: Answered,
    /// Which of the duty's deadlines in the case, as `duly eval` names it.
    pub instance: String,
    /// The event that it counts from.
    pub trigger: String,
    /// What to record for it to be known; empty when it is.
    pub unknown_because: String,
    /// It is not known because the files do not record this.
    pub unrecorded: Option<ConceptId>,
    /// Why it stands so, where that was asked for.
    pub because: Option<String>,
}

impl Told<'_> {
    /// Its status; `None` is not known.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        self.row.statuses.single()
    }

    /// Who has to do it, as closely as it is known: `Grace Okafor, the social worker`,
    /// `the local authority (team North)`; empty where nobody is named.
    #[must_use]
    pub fn who(&self) -> String {
        let role = self.duty.who.as_deref().unwrap_or_default();
        match (self.person, self.team) {
            (Some(person), _) if role.is_empty() => person.to_owned(),
            (Some(person), _) => format!("{person}, {role}"),
            (None, Some(team)) if role.is_empty() => format!("team {team}"),
            (None, Some(team)) => format!("{role} (team {team})"),
            (None, None) => role.to_owned(),
        }
    }

    /// As it is printed.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.status().map_or("unknown", Status::word)
    }
}

/// What takes rows as they come.
pub trait Sink: Send {
    /// Takes one.
    ///
    /// # Errors
    /// What stands in the way of writing it.
    fn row(&mut self, row: &Told<'_>) -> io::Result<()>;

    /// Takes those of some cases.
    ///
    /// # Errors
    /// What stands in the way of writing one.
    fn rows(&mut self, cases: &[Vec<Told<'_>>]) -> io::Result<()> {
        cases.iter().flatten().try_for_each(|row| self.row(row))
    }
}

impl Batch<'_> {
    /// The last day that a work list, a calendar or a plot reaches.
    fn last_day(&self) -> Day {
        self.as_of.plus(AHEAD.max(self.days))
    }
}

/// The words of every duty, in the order of the pack.
#[must_use]
pub fn duty_words(of: &Batch<'_>) -> Vec<DutyWords> {
    let words = of.model.duties.iter().map(|duty| DutyWords {
        id: duty.name.value.clone(),
        title: answers::title(duty),
        who: duty.who.as_ref().map(|who| definite(of.model.vocabulary.noun(who.value))),
        role: duty.who.as_ref().map(|who| who.value),
        layer: duty.from.pack.to_string(),
        wanted: of.only.is_empty() || of.only.contains(&duty.name.value),
    });
    words.collect()
}

/// `1,234`
fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 day`, `2,000 days`
fn many(count: u64, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {more}", thousands(count)) }
}

/// How many of a thousand: never rounded up to all of them, nor down to none. Nothing of
/// nothing.
fn of_thousand(part: u64, whole: u64) -> Option<u64> {
    let tenths = (part * 1_000 + whole / 2).checked_div(whole)?;
    Some(match tenths {
        1_000 if part < whole => 999,
        0 if part > 0 => 1,
        tenths => tenths,
    })
}

/// `87.0 %`; nothing of nothing.
fn percent(part: u64, whole: u64) -> String {
    let tenths = of_thousand(part, whole);
    tenths.map_or_else(String::new, |tenths| format!("{}.{} %", tenths / 10, tenths % 10))
}

/// Duties that have a place in the tally, by their place in the pack.
fn place(duty: DutyId) -> usize {
    duty.0 as usize
}
