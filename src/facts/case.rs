//! A case bound to the vocabulary of one pack.

use rustc_hash::FxHashMap;

use crate::names::{Completeness, ConceptId};
use crate::source::Span;
use crate::time::Day;

/// How well a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateFact {
    /// That day.
    Exactly(Day),
    /// A day from the first to the last, both possible.
    ///
    /// INVARIANT: first < last; a loader turns equal ends into `Exactly` and
    /// refuses the others.
    Between(Day, Day),
    /// On a day that is not known.
    Sometime,
}

impl DateFact {
    /// The first and the last day it may be, where there are bounds.
    #[must_use]
    pub fn bounds(self) -> Option<(Day, Day)> {
        match self {
            DateFact::Exactly(day) => Some((day, day)),
            DateFact::Between(first, last) => Some((first, last)),
            DateFact::Sometime => None,
        }
    }

    /// The day, where it is known.
    #[must_use]
    pub fn exact(self) -> Option<Day> {
        if let DateFact::Exactly(day) = self { Some(day) } else { None }
    }
}

/// Which occurrence of a [`Case`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OccurrenceId(pub u32);

/// One thing that happened, was planned, or was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence {
    /// Its id in this case: its place in the file.
    pub id: OccurrenceId,
    /// Which event or decision.
    pub kind: ConceptId,
    /// The name its author gave it.
    pub name: Option<String>,
    /// The day it is planned for.
    pub planned_for: Option<DateFact>,
    /// The day it began; `None` when it has not happened.
    pub started: Option<DateFact>,
    /// The day it was completed. An occurrence given by one date was completed on
    /// it; one that is only started, or adjourned, has none.
    pub completed: Option<DateFact>,
    /// The day it was adjourned.
    pub adjourned: Option<DateFact>,
    /// The day on which its plan was moved to another day.
    pub moved: Option<DateFact>,
    /// The days on which it was adjourned again.
    pub adjourned_again: Vec<DateFact>,
    /// The day it was cancelled: it matches nothing.
    pub cancelled: Option<DateFact>,
    /// The day until which it puts a deadline off, where it is the use of a power.
    pub until: Option<DateFact>,
    /// The occurrence it was done for.
    pub done_for: Option<OccurrenceId>,
    /// Who did or decided it.
    pub by: Option<ConceptId>,
    /// It says who did or decided it, and the pack knows nobody of that name: a slip, or
    /// somebody who had no say.
    pub by_other: bool,
    /// The papers it was done with; none where the file names none.
    pub papers: Vec<ConceptId>,
    /// Its place among those of the same day.
    pub seq: i32,
    /// When it was entered.
    pub recorded_on: Option<Day>,
    /// Facts of it.
    pub facts: Vec<(ConceptId, Value)>,
    /// Where it was written.
    pub span: Span,
}

impl Occurrence {
    /// One of which nothing is known yet but its kind.
    #[must_use]
    pub fn bare(id: OccurrenceId, kind: ConceptId, span: Span) -> Occurrence {
        Occurrence {
            id,
            kind,
            name: None,
            planned_for: None,
            started: None,
            completed: None,
            adjourned: None,
            moved: None,
            adjourned_again: Vec::new(),
            cancelled: None,
            until: None,
            done_for: None,
            by: None,
            by_other: false,
            papers: Vec::new(),
            seq: 0,
            recorded_on: None,
            facts: Vec::new(),
            span,
        }
    }
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Yes or no.
    YesNo(bool),
    /// A whole number.
    Number(i64),
    /// A day.
    Date(Day),
    /// A number with decimals, in thousandths.
    Decimal(i64),
    /// One of the fact's words, or a name.
    Word(String),
    /// Not known.
    Unknown,
}

/// How a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeriodEnd {
    /// On this day, which no longer belongs to it.
    On(DateFact),
    /// It goes on.
    Ongoing,
}

/// A stretch of days on which a status held: from its first day, up to and not
/// including the day it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// Which status.
    pub status: ConceptId,
    /// Its first day.
    pub from: DateFact,
    /// How it ends.
    pub until: PeriodEnd,
    /// Facts of it.
    pub facts: Vec<(ConceptId, Value)>,
    /// Where it was written.
    pub span: Span,
}

/// A fact of the case itself, from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Which fact.
    pub fact: ConceptId,
    /// Its value.
    pub value: Value,
    /// From which day; `None` is always.
    pub from: Option<Day>,
    /// Where it was written.
    pub span: Span,
}

/// How well this case knows one kind of event, status or fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Records {
    /// Replaces what the vocabulary says.
    pub completeness: Completeness,
    /// Nothing later than this day has been entered yet.
    pub until: Option<Day>,
}

/// A case, ready to be evaluated under the pack it was bound to.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// The date of birth; `None` where the file gives none, which is not known.
    pub born: Option<DateFact>,
    /// Records before this day are missing.
    pub history_from: Option<Day>,
    /// How well it knows a kind, where it differs from the vocabulary.
    pub records: FxHashMap<ConceptId, Records>,
    /// Everything that happened, was planned or was decided, by
    /// [`OccurrenceId`].
    pub events: Vec<Occurrence>,
    /// What held from one day to another.
    pub periods: Vec<Period>,
    /// What is known of the case itself.
    pub facts: Vec<Attribute>,
    /// What it is the case of, where that is not the pack's own subject.
    pub subject: Option<String>,
}

impl Case {
    /// An occurrence by id.
    #[must_use]
    pub fn occurrence(&self, id: OccurrenceId) -> Option<&Occurrence> {
        self.events.get(id.0 as usize)
    }
}
