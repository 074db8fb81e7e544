//! A case file as it was written: names are still text, each with its place.
//!
//! The form, in YAML or JSON, in which a person writes a case:
//!
//! ```yaml
//! case: A-1042
//! subject: child                     # may be left out
//! born: 3 May 2012                   # or `between A and B`, `unknown`
//! history from: 1 January 2020       # earlier records are missing
//! records:                           # how well this file knows each kind
//!   review: complete until 1 April 2026
//!   receipt of the decisions: when known
//! events:
//!   - coming into care: 2026-03-28
//!   - review: {id: first, planned for: 20 April 2026, held: 22 April 2026}
//!   - review: between 3 June 2026 and 9 June 2026
//!   - review: unknown                # it happened, on a day not known
//!   - review: {planned for: 3 December 2026}
//!   - review: {planned for: 1 May 2026, cancelled: 28 April 2026}
//!   - send invitations: {on: 1 April 2026, for: first}
//!   - the child refuses: {on: 2 April 2026, by: the IRO}
//! periods:
//!   - looked after: {from: 2026-03-28, until: ongoing}
//! facts:
//!   - local risk band: low
//!   - school: {value: yes, from: 1 May 2026}
//! ```
//!
//! `events`, `periods` and `facts` are lists of one-key mappings; a plain mapping
//! is read too, and a repeated key in it is an error with both places. Keys of an
//! event's mapping: `on` (also `held`, `happened`, `started`), `planned for`,
//! `completed`, `adjourned`, `moved`, `cancelled`, `id`, `for` (an id, or the date of
//! the occurrence it was done for), `by` (a role), `seq`, `papers`, `recorded on`, `superseded on`, `until`
//! (the day to which the use of a power puts a deadline off), and any fact of that
//! event. What was `adjourned` several times has a list of days there. Any form or label
//! of a name may be used, in any case of
//! letters, with or without an article.

use crate::names::Sort;
use crate::source::{Span, Spanned};
use crate::time::Day;

use super::DateFact;

/// One case as its file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFile {
    /// The case's own name for itself; the file's name where it gives none.
    pub id: Spanned<String>,
    /// What the case is about, where said.
    pub subject: Option<Spanned<String>>,
    /// The date of birth, where said. `Sometime` is *unknown*.
    pub born: Option<Spanned<DateFact>>,
    /// Records before this day are missing.
    pub history_from: Option<Spanned<Day>>,
    /// How well the file knows a kind of event, status or fact.
    pub records: Vec<WrittenRecords>,
    /// What happened, was planned or was decided.
    pub events: Vec<WrittenEvent>,
    /// What held from one day to another.
    pub periods: Vec<WrittenPeriod>,
    /// What is known of the case.
    pub facts: Vec<WrittenFact>,
    /// Lines that cannot be used; their names are still looked up, so that every
    /// mistake is told at once.
    pub left_out: Vec<LeftOut>,
}

/// The names of a line that cannot be used, which its findings say.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// What sort of name the section holds: event, status or fact.
    pub sort: Sort,
    /// Its name.
    pub name: Spanned<String>,
    /// Who did or decided it.
    pub by: Option<Spanned<String>>,
}

/// A line of `records`.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenRecords {
    /// Of what.
    pub name: Spanned<String>,
    /// `when known`; otherwise complete.
    pub when_known: bool,
    /// `complete until D`: nothing later has been entered yet.
    pub until: Option<Spanned<Day>>,
    /// `complete from D`: earlier records are missing.
    pub from: Option<Spanned<Day>>,
}

/// A date as it was written.
pub type WrittenDate = Spanned<DateFact>;

/// A line of `events`.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenEvent {
    /// Which event or decision.
    pub name: Spanned<String>,
    /// The whole line.
    pub span: Span,
    /// Its own id, for `for`.
    pub id: Option<Spanned<String>>,
    /// The day it is planned for.
    pub planned_for: Option<WrittenDate>,
    /// The day it began, which is the day it happened.
    pub on: Option<WrittenDate>,
    /// The day it was completed. One that was `on` a day was completed on it, so the
    /// reader puts that day here; one that only `started`, or was adjourned, has none.
    pub completed: Option<WrittenDate>,
    /// The day it was adjourned.
    pub adjourned: Option<WrittenDate>,
    /// The day on which its plan was moved to another day.
    pub moved: Option<WrittenDate>,
    /// The days on which it was adjourned again.
    pub adjourned_again: Vec<WrittenDate>,
    /// The day it was cancelled.
    pub cancelled: Option<WrittenDate>,
    /// The day until which it puts a deadline off.
    pub until: Option<WrittenDate>,
    /// The occurrence it was done for: an id or a date.
    pub done_for: Option<Spanned<String>>,
    /// Who did or decided it.
    pub by: Option<Spanned<String>>,
    /// Its place among those of the same day.
    pub seq: i32,
    /// The papers it was done with.
    pub papers: Vec<Spanned<String>>,
    /// When it was entered.
    pub recorded_on: Option<Spanned<Day>>,
    /// When another line took its place.
    pub superseded_on: Option<Spanned<Day>>,
    /// Facts of it: name and value, as text.
    pub facts: Vec<(Spanned<String>, Spanned<String>)>,
}

/// A line of `periods`.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenPeriod {
    /// Which status.
    pub name: Spanned<String>,
    /// The whole line.
    pub span: Span,
    /// Its first day.
    pub from: WrittenDate,
    /// The day it ended; `None` while it goes on.
    pub until: Option<WrittenDate>,
    /// When it was entered.
    pub recorded_on: Option<Spanned<Day>>,
    /// When another line took its place.
    pub superseded_on: Option<Spanned<Day>>,
    /// Facts of it: name and value, as text.
    pub facts: Vec<(Spanned<String>, Spanned<String>)>,
}

/// A line of `facts`.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenFact {
    /// Which fact.
    pub name: Spanned<String>,
    /// Its value, as text; `unknown` is a value.
    pub value: Spanned<String>,
    /// From which day it holds.
    pub from: Option<Spanned<Day>>,
    /// When it was entered.
    pub recorded_on: Option<Spanned<Day>>,
    /// When another line took its place.
    pub superseded_on: Option<Spanned<Day>>,
}
