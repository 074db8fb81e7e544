//! What standing duties, powers and rules across cases say.

use crate::names::ConceptId;
use crate::source::Spanned;
use crate::time::Offset;

use super::{Condition, Due};

/// What a standing duty asks for: `have a named IRO`, `be placed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Holding {
    /// The status that has to hold.
    pub status: Spanned<ConceptId>,
    /// Written with `have`, not with `be`.
    pub have: bool,
}

/// When a standing duty asks for it: `each period looked after, except the first 5
/// working days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct During {
    /// The status all through whose periods it is asked for.
    pub status: Spanned<ConceptId>,
    /// So long after its start it is not asked for yet.
    pub grace: Option<Offset>,
}

/// What a power allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Licence {
    /// An act: `extend the assessment`.
    Act(Spanned<ConceptId>),
    /// To adjourn an event.
    Adjourn(Spanned<ConceptId>),
    /// To cancel an event.
    Cancel(Spanned<ConceptId>),
    /// To move an event to another day.
    Move(Spanned<ConceptId>),
}

impl Licence {
    /// The event of the act, or that is adjourned, cancelled or moved.
    #[must_use]
    pub fn event(self) -> Spanned<ConceptId> {
        match self {
            Licence::Act(event)
            | Licence::Adjourn(event)
            | Licence::Cancel(event)
            | Licence::Move(event) => event,
        }
    }
}

/// How far a power goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum UseLimit {
    /// `once for each review`, `twice in each period looked after`.
    Count {
        /// So often.
        times: u32,
        /// In what; `None` is in the whole record.
        per: Option<Per>,
    },
    /// `within 20 working days of each receipt of …`: a right that opens and closes.
    Due(Box<Due>),
}

/// In what the uses of a power are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    /// For each occurrence of an event.
    Each(Spanned<ConceptId>),
    /// In each period of a status.
    Period(Spanned<ConceptId>),
    /// In each calendar year, financial year or month.
    Span(YearKind),
}

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum YearKind {
    /// From 1 January.
    Calendar,
    /// From 1 April.
    Financial,
    /// A month.
    Month,
}

impl YearKind {
    /// `calendar year`
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            YearKind::Calendar => "calendar year",
            YearKind::Financial => "financial year",
            YearKind::Month => "calendar month",
        }
    }
}

/// `initial-review to within 40 working days of coming into care`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Changes {
    /// The duty, by its id.
    pub duty: Spanned<String>,
    /// Its limit where the power was used.
    pub due: Due,
}

/// `initial-review by up to 20 working days`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Extends {
    /// The duties, by their ids.
    pub duties: Vec<Spanned<String>>,
    /// The record says by how much.
    pub up_to: bool,
    /// How long after the day it extends, at most where `up_to`.
    pub by: Offset,
}

/// Which cases a rule across cases takes together: `looked after children by IRO`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Group {
    /// The status or the yes-or-no fact that a case must have.
    pub of: Option<Spanned<ConceptId>>,
    /// What the cases of a group have in common.
    pub keys: Vec<GroupKey>,
}

/// What the cases of a group have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupKey {
    /// The value of a fact.
    Fact(Spanned<ConceptId>),
    /// The year, or month, of an event or a date.
    Year(YearKind, Spanned<ConceptId>),
}

/// What a rule across cases asks of each group.
#[expect(clippy::large_enum_variant, reason = "a pack has a handful of them")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Measure {
    /// `all have the same IRO`.
    Same(Spanned<ConceptId>),
    /// `all have a different IRO`, `… from that parent`.
    Different {
        /// Of which fact.
        fact: Spanned<ConceptId>,
        /// The case whose value it has to differ from: the group's own key.
        from: Option<Spanned<String>>,
    },
    /// `number between 50 and 70 for each full-time equivalent`.
    Number {
        /// How many.
        bounds: Bounds,
        /// For each unit of this fact.
        each: Option<Spanned<ConceptId>>,
    },
    /// `total event days at most 21`.
    Sum {
        /// What is added up.
        fact: Spanned<ConceptId>,
        /// How much.
        bounds: Bounds,
        /// For each unit of this fact.
        each: Option<Spanned<ConceptId>>,
    },
    /// `share at least 90% where the child is placed with foster carers`.
    Share {
        /// At least, or at most.
        at_least: bool,
        /// Of a hundred.
        percent: u32,
        /// What has to hold of so many.
        condition: Condition,
    },
    /// `leave at least 24 hours between the end of the event and the next start of
    /// the event`.
    Apart {
        /// How long, at least.
        gap: Offset,
        /// From this event of one case …
        end: Spanned<ConceptId>,
        /// … to this event of the case that comes next.
        start: Spanned<ConceptId>,
    },
}

/// The least and the most there may be.
///
/// INVARIANT: one of them is given, and the least is not above the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// At least.
    pub least: Option<u32>,
    /// At most.
    pub most: Option<u32>,
}
