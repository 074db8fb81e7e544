//! What comes again and again, and what a running limit hangs on: schedules,
//! `at least once in …`, clocks, and silence in the record.

use super::{Anchor, Condition, DueCore, Limit, Moment};
use crate::names::ConceptId;
use crate::source::{Span, Spanned};
use crate::time::Offset;

/// `at least once in every 12 months`, `at least once in each financial year`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// Never longer than this from one act to the next.
    Every(Offset),
    /// Once in each stretch of its own.
    Each {
        /// Which stretches.
        window: Window,
        /// Only those that lie in the requirement from their first day.
        whole: bool,
    },
}

/// The stretches in each of which an act is owed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Window {
    /// From 1 January to 31 December.
    CalendarYear,
    /// From 1 April to 31 March.
    FinancialYear,
    /// A term of the pack's calendar.
    Term,
    /// `year from X`: from each anniversary of a day to the eve of the next.
    YearFrom(Anchor),
    /// `during each period S`.
    Period(Spanned<ConceptId>),
}

/// A `schedule`: a first act, and stages that say how long after each act the
/// next one is due.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Schedule {
    /// `first within 4 weeks of each adoption placement`.
    pub first: Spanned<DueCore>,
    /// What follows, in order.
    pub stages: Vec<Stage>,
    /// `judged on the due date`: the stage is chosen on the day it leads to, not
    /// on the day of the act before.
    pub judged_on_due: bool,
}

/// One stage of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Stage {
    /// When it has its turn.
    pub turn: Turn,
    /// How long after the act before.
    pub limit: Limit,
    /// `then within` is one act, `then every` as many as there are.
    pub every: bool,
    /// `, beginning with that day`: the day of the act before is day 1.
    pub beginning_with: bool,
    /// `on a fixed timetable`: counted from the schedule's own anchor.
    pub fixed: bool,
    /// `until A`: no longer its turn from the day of A on.
    pub until: Option<Anchor>,
    /// `if C`: its turn only where this holds.
    pub condition: Option<Condition>,
    /// Where it was written.
    pub place: Place,
}

/// When a stage has its turn.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Turn {
    /// `then`: after the stage before it.
    Then,
    /// `after 1 year`: once so long has passed since the schedule's anchor.
    After(Offset),
    /// `otherwise`: where the condition of the stage before it does not hold.
    Otherwise,
}

/// A place that is no part of equality.
#[derive(Debug, Clone, Copy)]
pub struct Place(pub Span);

impl PartialEq for Place {
    fn eq(&self, _: &Place) -> bool {
        true
    }
}

impl Eq for Place {}

impl std::hash::Hash for Place {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

/// A `clock` clause.
#[expect(clippy::large_enum_variant, reason = "phrases are few, and read once")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Clock {
    /// `restarts on each E`: the time runs anew from that day.
    Restarts(Anchor),
    /// `pauses while C`: those days are not counted.
    Pauses(Condition),
}

/// An `if unrecorded` clause: from when on silence counts as *not done*.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unrecorded {
    /// At once.
    NotHappened,
    /// From the due date on.
    ByDue,
    /// From so long after the due date on.
    AfterDue(Offset),
    /// From a day of its own on.
    By(Moment),
}

/// What can become of a duty that another hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Becoming {
    /// Its last day has come.
    Due,
    /// Its last day has passed without the act.
    Overdue,
    /// It was done, in time or late.
    Met,
}

impl Becoming {
    /// As it is written: `overdue`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Becoming::Due => "due",
            Becoming::Overdue => "overdue",
            Becoming::Met => "met",
        }
    }
}
