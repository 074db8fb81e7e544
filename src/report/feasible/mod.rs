//! Whether every deadline can be met, day by day: for a terminal, for programs, and as
//! a map of a year that stands alone.
//!
//! In: finished answers as plain data. Out: text. Never here: finding them.

mod html;
mod human;
mod json;
mod map;
mod markdown;
mod short;
mod svg;

pub use html::html;
pub use human::{human, plan_of_day};
pub use json::json;
pub use markdown::markdown;
pub use svg::svg;

use crate::analysis::course;
use crate::names::{definite, listed, thousands};
use crate::time::Day;

pub use crate::analysis::feasible::Outcome;

/// The sign of an outcome on a map, told apart without any colour.
fn sign(outcome: Outcome, unicode: bool) -> char {
    match (outcome, unicode) {
        (Outcome::Impossible, true) => '×',
        (Outcome::Impossible, false) => 'X',
        (Outcome::Sometimes, true) => '÷',
        (Outcome::Sometimes, false) => '/',
        (Outcome::Undecided, _) => '?',
        (Outcome::Tight, _) => '!',
        (Outcome::Strained, _) => '~',
        (Outcome::Free, true) => '·',
        (Outcome::Free, false) => '.',
        (Outcome::Beyond, _) => ' ',
    }
}

/// A duty as readers know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyTold {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How binding it is: `must`, `should`.
    pub how: &'static str,
    /// By when: `within 20 working days of coming into care`.
    pub limit: String,
    /// What it cites.
    pub sources: String,
}

impl DutyTold {
    /// `“Ask the child” (should)`
    fn named(&self) -> String {
        match self.how {
            "must" => format!("“{}”", self.title),
            how => format!("“{}” ({how})", self.title),
        }
    }

    /// `“First review” (within 20 working days of coming into care; reg 33)`
    fn with_limit(&self) -> String {
        let how = if self.how == "must" { "" } else { self.how };
        let said: Vec<&str> =
            [how, &self.limit, &self.sources].into_iter().filter(|one| !one.is_empty()).collect();
        if said.is_empty() {
            return self.named();
        }
        format!("“{}” ({})", self.title, said.join("; "))
    }
}

/// Titles, in quotes, with commas.
fn titles(duties: &[DutyTold]) -> String {
    duties.iter().map(DutyTold::named).collect::<Vec<_>>().join(", ")
}

/// Duties that have no place in it, for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The reason, after a number: `for an event that no duty counted here asks for`.
    pub why: String,
    /// The duties.
    pub duties: Vec<DutyTold>,
    /// The events for which they wait, where that is the reason, each with its duties by
    /// their places among them; those of most duties first.
    pub waits: Vec<(String, Vec<usize>)>,
}

impl Left {
    /// The duties that wait for an event.
    fn of(&self, places: &[usize]) -> Vec<DutyTold> {
        places.iter().filter_map(|at| self.duties.get(*at)).cloned().collect()
    }

    /// What they wait for, with their titles, in lines: at most so many of them.
    fn lines(&self, most: usize) -> Vec<String> {
        if self.waits.is_empty() {
            return vec![titles(&self.duties)];
        }
        let waits = self.waits.iter().take(most);
        let mut lines: Vec<String> =
            waits.map(|(event, places)| format!("{event}: {}", titles(&self.of(places)))).collect();
        let rest = self.waits.get(most..).unwrap_or_default();
        let duties: usize = rest.iter().map(|(_, places)| places.len()).sum();
        match rest.len() {
            0 => {}
            1 => lines.push(format!("one event more, with {duties} of them")),
            more => lines.push(format!(
                "{} events more, with {} of them",
                thousands(more),
                thousands(duties)
            )),
        }
        lines
    }
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its code: `D0620`.
    pub code: &'static str,
    /// How the days come out for it.
    pub outcome: Outcome,
    /// The duties.
    pub duties: Vec<DutyTold>,
    /// In which cases, as the end of a sentence; empty for all.
    pub when: String,
    /// On how many days.
    pub dates: u32,
    /// Those days, as stretches.
    pub stretches: Vec<(Day, Day)>,
    /// One of them.
    pub example: Option<Day>,
    /// What clashes on it: what, the last day in time, the first day it can be done.
    pub clash: Option<(String, Day, Day)>,
    /// Of a chain with no day to spare: the only day of each act on it.
    pub only: Vec<(String, Day)>,
    /// All of it as a sentence.
    pub sentence: String,
}

/// One act of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What.
    pub name: String,
    /// The first day on which it can be done.
    pub earliest: Day,
    /// The last; `None` has none.
    pub latest: Option<Day>,
    /// It may come before the beginning too.
    pub early: bool,
    /// In which cases it is asked for, or by then, as the end of a sentence; empty for all.
    pub when: String,
    /// The duties it meets.
    pub duties: Vec<DutyTold>,
}

impl Act {
    /// In which cases, behind its name: `, where the child is under 5`.
    fn said_when(&self) -> String {
        match self.when.trim() {
            "" => String::new(),
            when => format!(", {when}"),
        }
    }

    /// Its last day in words.
    fn last_day(&self) -> String {
        self.latest.map_or_else(|| "no last day".to_owned(), dated)
    }
}

/// `27 Mar 2026`.
fn dated(day: Day) -> String {
    format!("{} {}", day.short(), day.year())
}

/// The schedules of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanOfDay {
    /// The day it begins.
    pub start: Day,
    /// Every act, by its earliest day; empty where there is no day for everything.
    pub acts: Vec<Act>,
    /// Duties left out so that there is a day for the others.
    pub without: Vec<DutyTold>,
    /// How many rows the interpreter finds late in the earliest and the latest of them.
    pub late: usize,
}

impl PlanOfDay {
    /// What the interpreter makes of both schedules.
    fn judged(&self) -> String {
        match self.late {
            0 => "Judged as cases, the earliest and the latest have nothing late.".to_owned(),
            1 => "Judged as cases, one row of them is late.".to_owned(),
            late => format!("Judged as cases, {} rows of them are late.", thousands(late)),
        }
    }
}

/// What `duly feasible` answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feasible {
    /// The id of the pack.
    pub pack: String,
    /// Its title.
    pub title: String,
    /// What it begins with: `coming into care`.
    pub start: String,
    /// Duties counted, by how binding they are: `must` and how many.
    pub counted: Vec<(&'static str, usize)>,
    /// How many of what comes again are laid out.
    pub times: u32,
    /// The days on which other rules come into force.
    pub changes: Vec<Day>,
    /// The packs that came into force later than the first day: id, title and when.
    pub tried: Vec<(String, String, Day)>,
    /// The days that are decided, from the first to the last.
    pub over: Option<(Day, Day)>,
    /// How each of them comes out.
    pub days: Vec<Outcome>,
    /// What was found, the gravest first.
    pub findings: Vec<Finding>,
    /// Which days those of an outcome are, where that can be said shortly: `every working day`.
    pub which: Vec<(Outcome, String)>,
    /// Duties that have no place in it, gathered by the reason.
    pub left: Vec<Left>,
    /// What else one may begin with, and how many duties wait for it.
    pub others: Vec<(String, usize)>,
    /// A role, and the event that it could wait for: `the IRO: appointment of the IRO`.
    pub after: Option<String>,
    /// The year of the map.
    pub year: i32,
    /// The schedules of a day, where one was asked for.
    pub plan: Option<PlanOfDay>,
}

impl Feasible {
    /// How a day comes out.
    #[must_use]
    pub fn on(&self, day: Day) -> Outcome {
        let at =
            self.over.and_then(|(first, _)| usize::try_from(day.number() - first.number()).ok());
        at.and_then(|at| self.days.get(at)).copied().unwrap_or(Outcome::Beyond)
    }

    /// How many days come out so.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.days.iter().filter(|one| **one == outcome).count()
    }

    /// The outcomes that some day has, with how many.
    fn outcomes(&self) -> impl Iterator<Item = (Outcome, usize)> + '_ {
        let all = Outcome::ALL.into_iter().map(|one| (one, self.count(one)));
        all.filter(|(_, count)| *count > 0)
    }

    /// By which rules each day was judged, in sentences; none where that never changes.
    fn versions(&self) -> Vec<String> {
        let mut all = Vec::new();
        let days: Vec<String> = self.changes.iter().map(|day| day.long()).collect();
        if !days.is_empty() {
            all.push(format!(
                "Each day is judged by the rules in force on it, for all that begins on it. They change on {}.",
                listed(&days)
            ));
        }
        let tried = self.tried.iter();
        let packs: Vec<String> =
            tried.map(|(_, title, from)| format!("“{title}” ({})", from.long())).collect();
        if !packs.is_empty() {
            all.push(format!(
                "Days before a pack came into force are judged as if its present rules had been in force: {}.",
                listed(&packs)
            ));
        }
        all
    }

    /// What is only assumed, as a sentence.
    fn assumption(&self) -> Option<String> {
        let after = self.after.as_ref()?;
        let (role, event) = after.split_once(": ")?;
        let (role, event) = (definite(role), definite(event));
        Some(format!(
            "The pack says that {role} is there from {event} on. That counts where each takes all the time allowed, and nowhere else: `--after \"{after}\"` holds everything to it."
        ))
    }

    /// `29 must, 18 should`.
    fn counted_words(&self) -> String {
        let all: Vec<String> =
            self.counted.iter().map(|(word, count)| format!("{count} {word}")).collect();
        all.join(", ")
    }
}

/// `32.3%`, of so many.
fn percent(count: usize, of: usize) -> String {
    let whole = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    match count {
        0 => "0%".to_owned(),
        _ if count == of => "100%".to_owned(),
        _ => course::percent(whole(count), whole(of)),
    }
}

/// `23 duties have no place in it`
fn no_place(left: &[Left]) -> String {
    let count: usize = left.iter().map(|one| one.duties.len()).sum();
    match count {
        1 => "1 duty has no place in it".to_owned(),
        count => format!("{} duties have no place in it", thousands(count)),
    }
}

#[cfg(test)]
mod tests;
