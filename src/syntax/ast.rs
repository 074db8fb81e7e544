//! What phrases say, with names already found: dues, anchors, moments,
//! conditions and acts.
//!
//! Spans stand only inside [`Spanned`] and are no part of equality, so two
//! phrases are equal when they say the same.

mod norms;
mod recur;

pub use recur::{Becoming, Clock, Place, Repeat, Schedule, Stage, Turn, Unrecorded, Window};

use crate::names::ConceptId;
use crate::source::Spanned;
use crate::time::{Day, Offset, Roll};

pub use norms::{
    Bounds, Changes, During, Extends, Group, GroupKey, Holding, Licence, Measure, Per, UseLimit,
    YearKind,
};

/// A `due` clause: `within 20 working days of coming into care, or before`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Due {
    /// The limit that applies unless a case replaces it.
    pub core: Spanned<DueCore>,
    /// `, or within 10 working days of it if …`: limits that replace it.
    pub cases: Vec<DueCase>,
    /// `, and not before 3 months after …`.
    pub not_before: Option<Moment>,
}

/// `, or <due> if <condition>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DueCase {
    /// The limit that replaces the other.
    pub core: Spanned<DueCore>,
    /// When it does.
    pub condition: Condition,
}

/// One limit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DueCore {
    /// `within 20 working days of A`, `within 3 months beginning with A`.
    Within {
        /// How long.
        limit: Limit,
        /// The anchor day counts as day 1.
        beginning_with: bool,
        /// From what.
        anchor: Anchor,
        /// What becomes of a last day that is not worked.
        roll: Roll,
        /// `, or before`: an act before the anchor counts too.
        or_before: bool,
    },
    /// `at least 10 working days before A`.
    Lead {
        /// How long before.
        limit: Limit,
        /// Before what.
        anchor: Anchor,
        /// What becomes of a last day that is not worked.
        roll: Roll,
    },
    /// `between 4 weeks and 6 weeks after A`: both ends are in it.
    ///
    /// INVARIANT: not `opens.surely_after(closes)`.
    Window {
        /// The first day.
        opens: Edge,
        /// The last day.
        closes: Edge,
        /// From what.
        anchor: Anchor,
    },
    /// `before A`, `strictly before A`.
    Before {
        /// The day of A itself is too late.
        strictly: bool,
        /// Before what.
        anchor: Anchor,
    },
    /// `by M`: on the day of M or earlier.
    By(Moment),
    /// `on the same day as A`, `on M`: that day and no other.
    On(Moment),
    /// `promptly after A`: no date, so never overdue.
    Promptly {
        /// After what; nothing is said by `promptly` alone.
        anchor: Option<Anchor>,
        /// `, or before`: an act before the anchor's day counts too.
        or_before: bool,
    },
    /// `not before M` on its own: from when an act counts, with no last day.
    NotBefore(Moment),
    /// `at least once in every 12 months`: again and again, with no event to
    /// count from.
    AtLeastOnce(Repeat),
}

/// An end of a window, counted from its anchor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Edge {
    /// So long before the anchor.
    Before(Offset),
    /// The anchor's own day.
    SameDay,
    /// So long after the anchor.
    After(Offset),
}

impl Edge {
    /// Whether this end comes after the other from every day. Of two lengths only
    /// counts of one unit say so; all others may depend on the day.
    #[must_use]
    pub fn surely_after(&self, other: &Edge) -> bool {
        let longer = |one: &Offset, other: &Offset| {
            one.plus.is_none()
                && other.plus.is_none()
                && one.first.unit == other.first.unit
                && one.first.clear == other.first.clear
                && one.first.count > other.first.count
        };
        match (self, other) {
            (Edge::After(one), Edge::After(other)) => longer(one, other),
            (Edge::Before(one), Edge::Before(other)) => longer(other, one),
            (Edge::After(_), Edge::Before(_) | Edge::SameDay)
            | (Edge::SameDay, Edge::Before(_)) => true,
            (Edge::Before(_), Edge::After(_) | Edge::SameDay)
            | (Edge::SameDay, Edge::After(_) | Edge::SameDay) => false,
        }
    }
}

/// `20 working days`, `the earlier of 3 months and 91 days`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Limit {
    /// One length.
    One(Offset),
    /// The earlier of the two dates.
    Earlier(Offset, Offset),
    /// The later of the two dates.
    Later(Offset, Offset),
}

/// A day, or a set of days, that a limit counts from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// An event: `each review`, `the first review`, `coming into care`.
    Event(EventAnchor),
    /// `the start of each period looked after`, `becoming looked after`.
    PeriodStart(Spanned<ConceptId>),
    /// `the end of each period looked after`, `ceasing to be looked after`.
    PeriodEnd(Spanned<ConceptId>),
    /// `the birth`.
    Birth,
    /// `the 16th birthday`.
    Birthday(u32),
    /// A day of the calendar.
    Date(Day),
    /// `each 31 March`: that day of each year; its month and its day.
    EachYear(u32, u32),
    /// `informal-resolution becoming overdue`: what becomes of another duty.
    Duty(Spanned<String>, Becoming),
    /// `the earlier of A and B`; the second may be left out of a later-of when it
    /// has not happened (`, if any`).
    Earlier(Box<Anchor>, Box<Anchor>),
    /// `the later of A and B`, and whether B was written `, if any`.
    Later(Box<Anchor>, Box<Anchor>, bool),
    /// `it`: the anchor of the limit this one stands beside.
    It,
}

impl Anchor {
    /// The event it stands for, where it is one occurrence or several of one event.
    #[must_use]
    pub fn event(&self) -> Option<&EventAnchor> {
        if let Anchor::Event(event) = self { Some(event) } else { None }
    }
}

/// An event as an anchor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventAnchor {
    /// Which event.
    pub event: Spanned<ConceptId>,
    /// Which of its occurrences.
    pub pick: Pick,
    /// Occurrences in which state.
    pub state: State,
    /// Which of its dates.
    pub date: EventDate,
}

/// Which occurrences of an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pick {
    /// The bare name: an event that happens once in its scope.
    Only,
    /// `each`.
    Each,
    /// `the first`, `the second`, …, counted from 1 in the scope period.
    Nth(u32),
    /// `each E from the second onwards`.
    EachFrom(u32),
    /// `the next E after A` (1), `the second E after A` (2).
    After(u32, Box<Anchor>),
    /// `the last E before A`.
    LastBefore(Box<Anchor>),
    /// `the previous E`, in a sentence about E: each E before the next.
    Previous,
}

/// In which state an occurrence has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Any that is not cancelled.
    Any,
    /// Once planned, dated when the plan was recorded.
    Planned,
    /// Adjourned, dated when that was recorded.
    Adjourned,
    /// Cancelled, dated when that was recorded.
    Cancelled,
    /// Its plan was moved, dated when that was recorded.
    Moved,
}

/// Which date of an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventDate {
    /// The day it counts on: its start, unless its event says otherwise.
    Counted,
    /// `the completion of …`.
    Completion,
    /// `the planned date of …`.
    Planned,
}

/// One day: an anchor, so long before or after one, or the earlier or later of
/// two moments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Moment {
    /// The anchor itself.
    At(Anchor),
    /// `3 months after A`.
    After(Offset, Anchor),
    /// `10 working days before A`.
    Before(Offset, Anchor),
    /// `the earlier of M and N`.
    Earlier(Box<Moment>, Box<Moment>),
    /// `the later of M and N`.
    Later(Box<Moment>, Box<Moment>),
}

/// An `applies` clause: some of `if`, `once`, `while` and `unless`, all of which
/// must be so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Applies {
    /// The parts, as written.
    pub parts: Vec<(Spanned<When>, Condition)>,
}

/// How a condition is read (language §3.3, “When a condition is judged”).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// Read once.
    If,
    /// Not before it first holds.
    Once,
    /// Holds all along; its end lapses the duty.
    While,
    /// Read once, and must not hold.
    Unless,
}

/// Atoms joined by `and`, `or` and `not`.
#[expect(clippy::large_enum_variant, reason = "phrases are few, and read once")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// All of them.
    All(Vec<Condition>),
    /// Any of them.
    Any(Vec<Condition>),
    /// Not so.
    Not(Box<Condition>),
    /// One statement.
    Atom(Spanned<Atom>),
}

/// One statement that is so, not so, or not known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Atom {
    /// `the child is looked after`, `the child has been looked after since M`.
    Status {
        /// Which status.
        status: Spanned<ConceptId>,
        /// On which days.
        tense: Tense,
    },
    /// `the child is aged 16 or 17`: from the first birthday until the day before
    /// the second; either end may be open.
    Age {
        /// The birthday from which it holds.
        from: Option<u32>,
        /// The birthday from which it no longer holds.
        until: Option<u32>,
        /// On a day of its own.
        on: Option<Moment>,
    },
    /// `there has been a review since M`.
    Happened {
        /// Which event.
        event: Spanned<ConceptId>,
        /// At least so many.
        at_least: u32,
        /// From when.
        since: Option<Moment>,
        /// `within N of M`: from M until so long after it.
        within: Option<(Offset, Moment)>,
        /// As on a day of its own.
        on: Option<Moment>,
    },
    /// `total time looked after since M is at least 13 weeks`: the days on which a
    /// status held, up to and with the day the condition is judged.
    Total {
        /// Which status.
        status: Spanned<ConceptId>,
        /// Days before this one are left out.
        since: Option<Moment>,
        /// How the days compare.
        compare: Compare,
        /// With what: days or weeks, which alone have a fixed number of days.
        length: Offset,
        /// As on a day of its own.
        on: Option<Moment>,
    },
    /// `the IRO is the social worker`: one person is both.
    SamePerson {
        /// One role.
        role: Spanned<ConceptId>,
        /// The other.
        other: Spanned<ConceptId>,
        /// On a day of its own.
        on: Option<Moment>,
    },
    /// `the local risk band is high`, `that review changed the care plan`.
    Fact {
        /// Which fact.
        fact: Spanned<ConceptId>,
        /// The trigger's own (`that review …`), with the event or status named.
        of_trigger: Option<Spanned<ConceptId>>,
        /// How it compares; a bare yes-or-no fact compares with *yes*.
        test: FactTest,
        /// On a day of its own.
        on: Option<Moment>,
    },
    /// `recorded by the IRO: the child refuses`.
    Recorded {
        /// Which decision.
        decision: Spanned<ConceptId>,
        /// By whom it has to be.
        by: Option<Spanned<ConceptId>>,
    },
}

/// On which days a status is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Tense {
    /// `is`: on the day the condition is judged.
    Now,
    /// `is … on M`, `was … on M`.
    On(Moment),
    /// `has been`: on any day up to then.
    Ever,
    /// `has been … since M`: on M and every day up to then.
    Since(Moment),
    /// `has been … on or after M`: on any day from M up to then.
    OnOrAfter(Moment),
    /// `has been … for at least N` (`for more than N` when the flag is set).
    For(Offset, bool),
}

/// What a fact is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FactTest {
    /// Yes.
    Yes,
    /// One of its words.
    Is(String),
    /// A number: equal, at least, at most.
    Number(Compare, i64),
    /// A date: on, before, after.
    Date(Compare, Moment),
}

/// How two things compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    /// Equal, or `on`.
    Equal,
    /// `before`, `under`, `less than`.
    Less,
    /// `at most`.
    AtMost,
    /// `at least`.
    AtLeast,
    /// `after`, `over`, `more than`.
    More,
}

/// What somebody must do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Act {
    /// One event, or several that are joined.
    pub parts: Vec<ActPart>,
    /// How many of the parts it takes.
    pub needed: Needed,
}

/// One part of an act.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ActPart {
    /// The event that is the act.
    pub event: Spanned<ConceptId>,
    /// The paper it is done with, where the act is done for each of a list.
    pub object: Option<Spanned<ConceptId>>,
    /// `complete E`: met by the completion of the triggering occurrence.
    pub completion: bool,
    /// `have P`: `event` is a status, which has to hold on the due date.
    pub holding: bool,
    /// When this part is needed; `None` is always.
    pub condition: Option<Applies>,
}

/// How many parts of an act it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Needed {
    /// Every one that applies.
    All,
    /// At least so many of those that apply.
    AtLeast(u32),
}

/// A `met by` clause: which occurrence of the act counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MetBy {
    /// `the first review`, `the second review`: by its number in the scope.
    Nth(Spanned<ConceptId>, u32),
    /// `the next review`.
    Next(Spanned<ConceptId>),
    /// `invitations for that review`: the linked one, else as the default.
    For(Spanned<ConceptId>, Option<Spanned<ConceptId>>),
}

/// A sentence: `initial review within 20 working days of coming into care`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    /// `the IRO must …`: who has it, where the sentence says so.
    pub who: Option<Spanned<ConceptId>>,
    /// `initial`, `second`, `subsequent`: which occurrence, where said.
    pub ordinal: Option<RuleOrdinal>,
    /// What is to happen.
    pub event: Spanned<ConceptId>,
    /// `must be` (or nothing) or `should be`.
    pub should: bool,
    /// By when.
    pub due: Due,
}

/// The ordinal of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleOrdinal {
    /// `initial`, `second`: that one.
    Nth(u32),
    /// `third and later`: from that one on.
    From(u32),
    /// `subsequent`, `later`, `further`: from the one after the highest that
    /// another duty of the pack names.
    Subsequent,
}

/// What is left out when the total time of a status is counted: a `counting`
/// clause of a definition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Leaving {
    /// `not time in a series of short breaks`: days on which that holds.
    TimeIn(Spanned<ConceptId>),
    /// `only periods beginning after M`: whole periods that began before that,
    /// or, unless it says `on or after`, on that day.
    PeriodsBegunBy {
        /// The day after which a period has to begin.
        moment: Moment,
        /// `on or after`: that day will do.
        that_day: bool,
    },
}

/// A `when` clause of a deeming rule: `5 working days pass after each receipt of
/// the decisions without a response to the decisions`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Deemed {
    /// The last day of the time that passes.
    pub until: Moment,
    /// What has not happened by then, each of which would have done; none where
    /// the time alone is enough.
    pub without: Vec<Spanned<ConceptId>>,
}

/// What a defined event means.
#[expect(clippy::large_enum_variant, reason = "phrases are few, and read once")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EventMeaning {
    /// `any of`, with its parts: each of them counts as it.
    AnyOf(Vec<Spanned<ConceptId>>),
    /// `a review that was a meeting`: each of that kind of which that is so.
    Those {
        /// Which kind.
        of: Spanned<ConceptId>,
        /// What has to be so of it: facts of its own.
        that: Condition,
    },
}
