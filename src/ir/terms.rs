//! The parts of a duty: triggers, days, limits, tests, acts.
//!
//! In: nothing. Out: types alone, with what each means. Never here: how they are made or
//! worked out.

use super::{Again, KindAt, StatusAt, Through};
use crate::model::DutyId;
use crate::names::ConceptId;
use crate::syntax::ast::{Becoming, Compare};
use crate::time::{Counting, Direction, Offset, Roll};

/// What starts the instances of a duty.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// One for each of these days that lies in a scope period and is not after `t`.
    On(Starts),
    /// What leads up to an event: one for each of the n-th to the m-th occurrence of a scope
    /// period; and, while the period runs, one more that is *provisional* for the next of
    /// them. That is dated by the earliest last day among the instances that the event would
    /// meet and that are pending, due soon or overdue; where there are none there is none.
    Before {
        /// The event.
        kind: KindAt,
        /// The first and the last number that count.
        wanted: (u32, u32),
        /// The duties whose act it is and that lead up to nothing. Where there are none it
        /// is never provisional.
        expected_by: Vec<DutyId>,
    },
    /// What leads up to the n-th of a kind on or after each of other days: that, or while it
    /// has not come the day by which it is expected, as of [`Trigger::Before`].
    Next {
        /// The event.
        kind: KindAt,
        /// Which of them.
        n: u32,
        /// The days after which it comes.
        after: Starts,
        /// The duties whose act it is and that lead up to nothing.
        expected_by: Vec<DutyId>,
    },
    /// What comes again by itself, with the kind whose silence leaves it open.
    Again(Box<Again>, Option<KindAt>),
    /// The stretches in which something has to hold: there is no act, and no limit.
    Through(Through),
}

/// Days that start instances.
#[derive(Debug, Clone, PartialEq)]
pub enum Starts {
    /// No day of a plain case: the anchor speaks of plans.
    None(KindAt),
    /// Each occurrence of a kind. With the flag its completion counts: of several on one day
    /// that are one occurrence each is completed.
    Each(KindAt, bool),
    /// Each occurrence of a kind from the n-th of its scope period onwards.
    EachFrom(KindAt, u32),
    /// The n-th occurrence of a kind in each scope period. With the flag its completion: where
    /// the day is not known, it may never have been.
    Nth(KindAt, u32, bool),
    /// For each of other days the n-th occurrence of a kind on or after it: after its
    /// occurrence where that is of this kind.
    NthAfter(KindAt, u32, Box<Starts>),
    /// For each of other days the last occurrence of a kind before it.
    LastBefore(KindAt, Box<Starts>),
    /// The first day of each stretch of a status.
    StartOf(StatusAt),
    /// The day on which each stretch of a status ended.
    EndOf(StatusAt),
    /// The n-th birthday, 0 being the birth: for each scope period that begins on or before
    /// it, as soon as that begins.
    Birthday(u32),
    /// A day of the calendar, likewise.
    Fixed(i32),
    /// The days on which an instance of another duty became due, overdue or met.
    Became(DutyId, Becoming),
    /// The earlier or later of each of these days and another, seen from it.
    Each2 {
        /// The days that start instances.
        main: Box<Starts>,
        /// What each is joined with.
        other: Day,
        /// Which of the two.
        how: Join,
        /// `other` was written first.
        swapped: bool,
    },
    /// For each scope period the earlier or later of two days, seen from its first day.
    Once(Day, Day, Join),
}

impl Starts {
    /// The kind whose silence leaves open whether there is an instance at all: where an
    /// event alone starts them, no occurrence is recorded, and it may be unrecorded.
    #[must_use]
    pub fn kind(&self) -> Option<KindAt> {
        match self {
            Starts::None(kind)
            | Starts::Each(kind, _)
            | Starts::EachFrom(kind, _)
            | Starts::Nth(kind, ..)
            | Starts::NthAfter(kind, ..)
            | Starts::LastBefore(kind, _) => Some(*kind),
            Starts::StartOf(_)
            | Starts::EndOf(_)
            | Starts::Birthday(_)
            | Starts::Fixed(_)
            | Starts::Became(..)
            | Starts::Each2 { .. }
            | Starts::Once(..) => None,
        }
    }
}

impl Trigger {
    /// The same of a trigger.
    #[must_use]
    pub fn kind(&self) -> Option<KindAt> {
        match self {
            Trigger::On(starts) => starts.kind(),
            Trigger::Before { kind, .. } | Trigger::Next { kind, .. } => Some(*kind),
            Trigger::Again(_, silent) => *silent,
            Trigger::Through(_) => None,
        }
    }
}

/// Which of two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// The earlier.
    Earlier,
    /// The later.
    Later,
    /// The later, where the second has happened; else the first.
    LaterIfAny,
}

/// A day seen from an instance; [`NEVER`] where it has not come by `t`.
///
/// [`NEVER`]: super::NEVER
#[derive(Debug, Clone, PartialEq)]
pub enum Day {
    /// The day of its trigger.
    Trigger,
    /// The day of its trigger occurrence where that is of this kind. Else the first of this
    /// kind in its scope period; with the flag, the first of them on or after the trigger.
    Own(KindAt, bool),
    /// The n-th of a kind in its scope period. The first of a kind that begins the status
    /// whose period it is, where that is recorded as a period, is the first day of that.
    Nth(KindAt, u32),
    /// The n-th of a kind in its scope period on or after a day; after the trigger
    /// occurrence where that is of this kind.
    NthAfter(KindAt, u32, Box<Day>),
    /// The last of a kind in its scope period before a day.
    LastBefore(KindAt, Box<Day>),
    /// The first day of the first stretch of a status that had not ended before the trigger.
    StartOf(StatusAt),
    /// The day on which that ended.
    EndOf(StatusAt),
    /// The n-th birthday; 0 is the birth.
    Birthday(u32),
    /// A day of the calendar.
    Fixed(i32),
    /// The first day with this month and day of the month on or after the trigger.
    OfYear(u32, u32),
    /// The first day on or after the trigger on which an instance of another duty became
    /// so.
    Became(DutyId, Becoming),
    /// The completion of an occurrence: its day where that is known, else perhaps never.
    Completion(Box<Day>),
    /// So long from a day.
    Shift(Box<Day>, Shift),
    /// One of two days.
    Join(Box<Day>, Box<Day>, Join),
}

/// How far from a day, as [`apply`] counts. Working days go by the calendar of the pack:
/// where it ends too soon, the day lies beyond its end.
///
/// [`apply`]: crate::time::apply
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// How long.
    pub offset: Offset,
    /// Which way.
    pub direction: Direction,
    /// How the ends are counted.
    pub counting: Counting,
    /// What becomes of a day that is not worked.
    pub roll: Roll,
}

/// By when an act is due, and from when it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// The last day; `None` has none.
    pub due: Option<Day>,
    /// From when an act counts.
    pub opens: Opens,
    /// The day of the anchor closes the instance once it has come, and no act counts after
    /// it.
    pub closes_on_anchor: bool,
    /// Of a limit that replaces the first: when it does. Read on the trigger's day, of what
    /// runs up on the last day of the first limit; on `t` where that lies ahead.
    pub when: Option<Test>,
    /// The event of its own that it leads up to, where that is not the trigger, and the last
    /// day counted from the day of that.
    pub own: Option<Box<(Trigger, Day)>>,
}

/// From when an act counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Opens {
    /// From the trigger's day on.
    AtTrigger,
    /// Before it too: after the one before it of what leads up to an event, else after the
    /// end of the scope period before.
    Early,
    /// From this day on; an act before it is too early. With the flag it may lie as early
    /// as under [`Opens::Early`].
    From(Day, bool),
}

/// A condition of a duty.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// How it is read.
    pub how: How,
    /// What has to be so.
    pub test: Test,
}

/// How a condition is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// On the trigger's day, of what runs up on the last day; on `t` where that lies ahead.
    If,
    /// The same, and must not be so.
    Unless,
    /// On some day from the trigger's on.
    Once,
    /// From the first day from the trigger's on on which all such clauses hold until the
    /// first after it on which one does not: not due before the one, closed on the other.
    While,
}

/// A statement that is so, not so or not known on a day.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// All of them.
    All(Vec<Test>),
    /// Any of them.
    Any(Vec<Test>),
    /// Not so.
    Not(Box<Test>),
    /// A status.
    Status(StatusAt, Tense),
    /// From one birthday until the eve of another; either end may be open. On a day of its
    /// own where there is one.
    Age(Option<u32>, Option<u32>, Option<Day>),
    /// So many of a kind so far.
    Happened {
        /// The kind.
        kind: KindAt,
        /// At least so many.
        at_least: u32,
        /// On or after this day.
        since: Option<Day>,
        /// Up to so long after that day.
        within: Option<Offset>,
        /// As on a day of its own.
        on: Option<Day>,
    },
    /// How many days a status held, up to and with the day.
    Total {
        /// The status.
        status: StatusAt,
        /// From this day on.
        since: Option<Day>,
        /// How the days are compared …
        compare: Compare,
        /// … with so many.
        days: i64,
        /// What is left out of them.
        leaving: Vec<Leaving>,
        /// As on a day of its own.
        on: Option<Day>,
    },
    /// A fact of the case, as it came to be; as on a day of its own where there is one.
    Fact(ConceptId, FactTest, Option<Day>),
    /// A fact of the trigger occurrence, or of that which it belongs to.
    OfTrigger(ConceptId, Option<Belongs>, FactTest),
    /// A decision is recorded on a day from the trigger's to the last day; of what runs up,
    /// after what is before it. With the flag by somebody who has to be named: never so in
    /// a plain case, though it may be unrecorded.
    Recorded(KindAt, bool),
}

/// Days that are left out of a total.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaving {
    /// Those on which another status holds.
    TimeIn(StatusAt),
    /// Those of stretches that began before this day; with the flag those that began on it
    /// count.
    BegunBy(Day, bool),
}

/// Occurrences that belong to others: to the last one up to their day, where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belongs {
    /// Occurrences recorded as one of these …
    pub kinds: Vec<ConceptId>,
    /// … belong to one of this kind.
    pub to: KindAt,
}

/// On which days a status is asked about.
#[derive(Debug, Clone, PartialEq)]
pub enum Tense {
    /// The day the condition is read on.
    Now,
    /// A day of its own.
    On(Day),
    /// Any day so far.
    Ever,
    /// Every day from this one on.
    Since(Day),
    /// Any day from this one on.
    OnOrAfter(Day),
    /// For so long in a stretch that goes on; for longer than that with the flag.
    For(Offset, bool),
}

/// What a fact is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum FactTest {
    /// Yes.
    Yes,
    /// This word, in whatever case it is written.
    Is(String),
    /// A whole number; of a number with decimals its thousandths are compared.
    Number(Compare, i64),
    /// A date.
    Date(Compare, Day),
}

/// What is to be done: so many of the parts that are needed, on the day of the last.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Its parts.
    pub parts: Vec<Part>,
    /// They are one part, which an occurrence of any of their kinds does.
    pub any: bool,
    /// How many of the parts that are needed; `None` is all of them.
    pub needed: Option<u32>,
}

/// One part of an act.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What does it.
    pub what: What,
    /// When it is needed: clauses that are read as [`How::If`] and [`How::Unless`] are.
    pub when: Vec<Clause>,
}

/// What does a part of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// An occurrence of a kind.
    Kind(KindAt),
    /// A status that holds on the last day, else the first day after it on which it does.
    Having(StatusAt),
}

/// Which act meets which instance. An act counts that lies in the scope period, from when
/// the limit says and up to the day on which its anchor closes it; never the trigger
/// occurrence itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// The first that is the n-th of its scope period or comes after it.
    Nth(u32),
    /// The first; after the trigger occurrence where that is of the same kind.
    Next,
    /// The last on or before the last day; where there is none, the first after it.
    LatestBefore,
    /// Acts in the order of their days; each meets the first instance, in the order of last
    /// day and trigger, that it can meet, that has not closed before it and has none yet.
    OldestFirst,
    /// The trigger occurrence itself.
    CompletionOfTrigger,
}

/// How a duty closes without being done.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    /// With the end of its scope period.
    pub with_scope: bool,
    /// Acts count after the end of the scope period too, until the next one begins.
    pub later_acts: bool,
    /// What keeps it alive past that end: any of these, read on that day.
    pub unless: Vec<Test>,
    /// It does not come to life by a `while` that begins after the end of its scope period.
    pub gone_with_scope: bool,
    /// What would begin on or after this day is not owed, nor what is due after it.
    pub until: Option<Day>,
    /// On its last day.
    pub on_due: bool,
}

/// From when on nothing recorded means *not done*.
#[derive(Debug, Clone, PartialEq)]
pub enum Silence {
    /// Never, beyond what the record says.
    Open,
    /// At once.
    Always,
    /// Once this day is over.
    After(Day),
    /// Once the last day is over, or so long after it.
    AfterDue(Option<Offset>),
}

/// When *due soon* begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Soon {
    /// Five working days before the last day, or seven days where the calendar does not
    /// reach; but not before the last third of the days from when an act counts.
    Default,
    /// So long before the last day; seven days where the calendar does not reach.
    Before(Offset),
}
