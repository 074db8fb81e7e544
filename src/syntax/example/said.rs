//! What examples say, with names already found.
//!
//! Spans stand only inside [`Spanned`] and are no part of equality, so two
//! statements are equal when they say the same.

use crate::diag::Code;
use crate::names::ConceptId;
use crate::source::Spanned;
use crate::syntax::ast::Condition;
use crate::time::Day;

/// A day, as well as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DaySaid {
    /// That day.
    On(Day),
    /// A day from the first to the last.
    Between(Day, Day),
    /// A day that is not known.
    Unknown,
}

/// One statement of a `facts` clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// `born 3 May 2012`
    Born(Spanned<DaySaid>),
    /// `history from 1 January 2020`: earlier records are missing.
    HistoryFrom(Spanned<Day>),
    /// `records of review complete until 1 April 2026`
    Records(RecordsSaid),
    /// `review held on 29 April 2026`
    Event(Box<EventSaid>),
    /// `looked after from 28 March 2026`
    Period(PeriodSaid),
    /// `local risk band is low`
    Fact(CaseFactSaid),
}

/// How well the case knows a kind of event, status or fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordsSaid {
    /// Of what.
    pub name: Spanned<ConceptId>,
    /// `when known`; otherwise complete.
    pub when_known: bool,
    /// `complete from D`
    pub from: Option<Spanned<Day>>,
    /// `complete until D`
    pub until: Option<Spanned<Day>>,
}

/// Something that happened, was planned or was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSaid {
    /// Which event or decision.
    pub event: Spanned<ConceptId>,
    /// `“first”`: a name for other statements to refer to.
    pub id: Option<Spanned<String>>,
    /// The day it happened, and was completed unless that is said apart.
    pub on: Option<Spanned<DaySaid>>,
    /// The day it began, where nothing says that it ended.
    pub started: Option<Spanned<DaySaid>>,
    /// The day it was planned for.
    pub planned_for: Option<Spanned<DaySaid>>,
    /// The day it was completed.
    pub completed: Option<Spanned<DaySaid>>,
    /// The day on which its plan was moved.
    pub moved: Option<Spanned<DaySaid>>,
    /// The day it was adjourned.
    pub adjourned: Option<Spanned<DaySaid>>,
    /// The days on which it was adjourned again.
    pub adjourned_again: Vec<Spanned<DaySaid>>,
    /// The day until which it puts a deadline off.
    pub until: Option<Spanned<DaySaid>>,
    /// The day it was cancelled.
    pub cancelled: Option<Spanned<DaySaid>>,
    /// What it was done for.
    pub done_for: Option<Spanned<Occasion>>,
    /// Who did or decided it.
    pub by: Option<Spanned<ConceptId>>,
    /// With or to what it was done.
    pub papers: Vec<Spanned<ConceptId>>,
    /// Its place among those of the same day.
    pub seq: Option<u32>,
    /// When it was entered.
    pub recorded_on: Option<Spanned<Day>>,
    /// Facts of it.
    pub facts: Vec<FactSaid>,
}

impl EventSaid {
    /// The event, and nothing said of it yet.
    #[must_use]
    pub fn new(event: Spanned<ConceptId>) -> Self {
        EventSaid {
            event,
            id: None,
            on: None,
            started: None,
            planned_for: None,
            completed: None,
            adjourned: None,
            adjourned_again: Vec::new(),
            until: None,
            moved: None,
            cancelled: None,
            done_for: None,
            by: None,
            papers: Vec::new(),
            seq: None,
            recorded_on: None,
            facts: Vec::new(),
        }
    }
}

/// Which occurrence of an event something belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occasion {
    /// `“first”`
    Named(String),
    /// `22 April 2026`: what happened, or was planned, on that day.
    Day(Day),
    /// `the review of 22 April 2026`
    On(Spanned<ConceptId>, Day),
    /// `the review planned for 20 July 2026`
    PlannedFor(Spanned<ConceptId>, Day),
    /// `the second review`
    Nth(Spanned<ConceptId>, u32),
    /// `the last review`
    Last(Spanned<ConceptId>),
    /// `the review`: the only one.
    Only(Spanned<ConceptId>),
}

/// A fact and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactSaid {
    /// Which fact.
    pub fact: Spanned<ConceptId>,
    /// Its value.
    pub value: Spanned<ValueSaid>,
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueSaid {
    /// Yes or no.
    YesNo(bool),
    /// Not known.
    Unknown,
    /// A number, a date or a word, as written.
    Word(String),
}

/// What held from one day to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodSaid {
    /// Which status.
    pub status: Spanned<ConceptId>,
    /// Its first day.
    pub from: Spanned<DaySaid>,
    /// The day it ended; `None` while it goes on.
    pub until: Option<Spanned<DaySaid>>,
    /// When it was entered.
    pub recorded_on: Option<Spanned<Day>>,
    /// Facts of it.
    pub facts: Vec<FactSaid>,
}

/// A fact of the case itself, or of the last event or period of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFactSaid {
    /// `the placement is …`: of the last of these that was said; `None` is the case.
    pub owner: Option<Spanned<ConceptId>>,
    /// The fact.
    pub said: FactSaid,
    /// From which day it holds.
    pub from: Option<Spanned<Day>>,
    /// When it was entered.
    pub recorded_on: Option<Spanned<Day>>,
}

/// An `on` clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectOn {
    /// As of the end of this day.
    pub day: Spanned<Day>,
    /// What is expected.
    pub says: Vec<Spanned<Expect>>,
}

/// One thing that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// `initial-review is overdue by 3 days, due 24 April 2026`
    Row(Box<RowExpect>),
    /// `initial-review is not there`
    Absent(Which),
    /// `invitations is there twice`
    Count(Spanned<String>, Amount),
    /// `initial-review explanation mentions “Good Friday”`
    Explained(Which, String),
    /// `finding D0805`, and words that it mentions.
    Finding(Code, Option<String>),
    /// `no findings`, `no finding D0805`
    NoFinding(Option<Code>),
    /// `the decisions are agreed on 29 April 2026`: it happened then, or counts as having
    /// happened.
    Occurred(Spanned<ConceptId>, Day),
    /// A condition that holds (`the child is an eligible child`), or of which it is
    /// not known.
    Holds(Condition, bool),
}

/// How many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Any number but none.
    Some,
    /// So many.
    Exactly(u32),
}

/// Which instance of which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    /// The id of the rule.
    pub rule: Spanned<String>,
    /// Which of its instances.
    pub pick: Pick,
}

/// Which instances of a rule are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// The only one; where there are more, all of them.
    All,
    /// `every X`: all of them, and there is at least one.
    Every,
    /// `the second X`, in the order of `duly eval`.
    Nth(u32),
    /// `the last X`
    Last,
    /// `X for the review of 22 April 2026`
    For(Occasion),
}

/// What is expected of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowExpect {
    /// Of which.
    pub which: Which,
    /// `unknown` was said.
    pub unknown: bool,
    /// The status, or those it could have; empty where none is said.
    pub statuses: Vec<&'static str>,
    /// `by 3 days`
    pub by_days: Option<u32>,
    /// `because the date of birth`
    pub because: Vec<String>,
    /// `due 24 April 2026`
    pub due: Option<Days>,
    /// `opens 24 April 2026`
    pub opens: Option<Days>,
    /// `met on 24 April 2026`
    pub done: Option<Days>,
    /// `closed on 24 April 2026`
    pub closed: Option<Days>,
    /// `breached since 6 April 2026`: of a rule across cases.
    pub since: Option<Day>,
    /// `gap since 6 April 2026`: days in a row without what a standing duty asks for, in
    /// order; `Some` of none is `no gap`.
    pub gaps: Option<Vec<GapSaid>>,
    /// `breached`, `not at risk`: marks, and whether they are there.
    pub flags: Vec<(Spanned<String>, bool)>,
}

impl RowExpect {
    /// Of this row, and nothing expected yet.
    #[must_use]
    pub fn new(which: Which) -> Self {
        RowExpect {
            which,
            unknown: false,
            statuses: Vec::new(),
            by_days: None,
            because: Vec::new(),
            due: None,
            opens: None,
            done: None,
            closed: None,
            since: None,
            gaps: None,
            flags: Vec::new(),
        }
    }
}

/// A gap: its first day, and its last where it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapSaid {
    /// The first day.
    pub first: Day,
    /// The last day; `None` while it goes on.
    pub last: Option<Day>,
}

/// A day of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// It has none, or it is not known at all.
    None,
    /// That day.
    On(Day),
    /// Known only to lie between the two.
    Between(Day, Day),
}
