//! What the interpreter answers.

use crate::diag::Diagnostic;
use crate::facts::OccurrenceId;
use crate::model::{DutyId, PowerId};
use crate::names::ConceptId;
use crate::time::Day;

/// How an instance stands at the end of a day (language §3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Its conditions do not hold.
    NotApplicable,
    /// Done, in time.
    Met,
    /// Done, after it was due.
    MetLate,
    /// Closed without being done.
    Lapsed,
    /// Not done, and the due date has passed.
    Overdue,
    /// Not done, and the due date is near.
    DueSoon,
    /// Not done, and there is time.
    Pending,
}

impl Status {
    /// Every status, in the order of the table.
    pub const ALL: [Status; 7] = [
        Status::NotApplicable,
        Status::Met,
        Status::MetLate,
        Status::Lapsed,
        Status::Overdue,
        Status::DueSoon,
        Status::Pending,
    ];

    /// As it is printed: `met late`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Status::NotApplicable => "not applicable",
            Status::Met => "met",
            Status::MetLate => "met late",
            Status::Lapsed => "lapsed",
            Status::Overdue => "overdue",
            Status::DueSoon => "due soon",
            Status::Pending => "pending",
        }
    }
}

/// The statuses an instance may have, given what is not known.
///
/// INVARIANT: never empty in an answer; one member is a known status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct StatusSet(u8);

impl StatusSet {
    /// None yet.
    pub const EMPTY: StatusSet = StatusSet(0);
    /// Every status.
    pub const ALL: StatusSet = StatusSet(0b111_1111);

    /// Exactly this one.
    #[must_use]
    pub fn only(status: Status) -> Self {
        StatusSet(1 << status as u8)
    }

    /// Those whose bits are set, in the order of [`Status::ALL`] from the least on; bits
    /// above them say nothing.
    #[must_use]
    pub fn of_bits(bits: u8) -> Self {
        StatusSet(bits & Self::ALL.0)
    }

    /// With this one too.
    #[must_use]
    pub fn with(self, status: Status) -> Self {
        StatusSet(self.0 | (1 << status as u8))
    }

    /// With all of the other's.
    #[must_use]
    pub fn or(self, other: StatusSet) -> Self {
        StatusSet(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub fn and(self, other: StatusSet) -> Self {
        StatusSet(self.0 & other.0)
    }

    /// Whether it holds this one.
    #[must_use]
    pub fn contains(self, status: Status) -> bool {
        self.0 & (1 << status as u8) != 0
    }

    /// Whether each of its members is one of the other's.
    #[must_use]
    pub fn is_within(self, other: StatusSet) -> bool {
        self.0 & !other.0 == 0
    }

    /// Its only member, where it has one.
    #[must_use]
    pub fn single(self) -> Option<Status> {
        // Each has the bit of its place.
        let at = self.0.is_power_of_two().then(|| self.0.trailing_zeros() as usize)?;
        Status::ALL.get(at).copied()
    }

    /// Its members in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Status> {
        Status::ALL.into_iter().filter(move |status| self.contains(*status))
    }
}

/// A day known to lie from `first` to `last`, both possible.
///
/// INVARIANT: `first <= last`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// The first day it may be.
    pub first: Day,
    /// The last day it may be.
    pub last: Day,
}

impl DateRange {
    /// Exactly this day.
    #[must_use]
    pub fn only(day: Day) -> Self {
        DateRange { first: day, last: day }
    }

    /// The day, where it is known.
    #[must_use]
    pub fn exact(self) -> Option<Day> {
        (self.first == self.last).then_some(self.first)
    }
}

/// What an instance hangs on: stable when later facts arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TriggerKey {
    /// An occurrence of the case.
    Occurrence(OccurrenceId),
    /// The n-th of the periods of a status, from 1.
    Period(u32),
    /// The n-th birthday; 0 is the birth.
    Birthday(u32),
    /// A day of the calendar.
    Date(Day),
    /// The n-th occurrence of its anchor event in the scope period, from 1. What
    /// leads up to an event hangs on this from the day the event is expected: the
    /// first plan recorded takes the instance over, key and all.
    Nth(u32),
    /// The act before it, in what comes again and again.
    Previous(OccurrenceId),
    /// The n-th stretch of a scope period in which the duty is required, from 1,
    /// where no act came before.
    Start(u32),
    /// The trigger is not recorded, and silence does not mean that it did not
    /// happen.
    NotRecorded(ConceptId),
}

/// The key of an instance within a case and a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstanceKey {
    /// Which duty.
    pub duty: DutyId,
    /// Which trigger.
    pub trigger: TriggerKey,
    /// The scope period it lies in, from 1, where the trigger alone does not say;
    /// otherwise 1.
    pub number: u32,
}

/// Why an instance closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClosureReason {
    /// Its scope period ended.
    ScopeEnded(ConceptId),
    /// A `while` stopped holding.
    WhileStopped,
    /// The occurrence it leads up to took place.
    AnchorHappened(OccurrenceId),
    /// The plan it hung on was cancelled.
    Cancelled(OccurrenceId),
    /// The day it leads up to, which is no occurrence, came: a birthday.
    DayCame,
    /// Silence was allowed and the time ran out.
    Deemed,
    /// What its schedule begins with came again: the occurrence, where it is one.
    NextBegan(Option<OccurrenceId>),
    /// The day until which it was owed came.
    Until,
    /// The stretch after its own was over too.
    NextOver,
}

/// When and why an instance closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// The day.
    pub on: DateRange,
    /// Why.
    pub reason: ClosureReason,
}

/// Marks on a row (language §3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags {
    /// The due date passed without the act.
    pub breached: bool,
    /// The day it opens is still ahead.
    pub not_yet_open: bool,
    /// Its anchor event is not planned yet.
    pub provisional: bool,
    /// A provisional due date has passed.
    pub at_risk: bool,
    /// The anchor event happened first: nothing can meet it now.
    pub too_late: bool,
    /// An act was done before it could count.
    pub too_early: bool,
    /// A plan it rests on lies in the past and was not carried out.
    pub stale_plan: bool,
    /// The statuses it could have are an outer bound.
    pub possibly_imprecise: bool,
}

impl Flags {
    /// The word of every mark, in the order they are printed.
    pub const WORDS: &[&str] = &[
        "breached",
        "not yet open",
        "provisional",
        "at risk",
        "too late",
        "too early",
        "stale plan",
        "possibly imprecise",
    ];

    /// The words of those that are set.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        let Flags {
            breached,
            not_yet_open,
            provisional,
            at_risk,
            too_late,
            too_early,
            stale_plan,
            possibly_imprecise,
        } = self;
        let set = [
            breached,
            not_yet_open,
            provisional,
            at_risk,
            too_late,
            too_early,
            stale_plan,
            possibly_imprecise,
        ];
        let words = Flags::WORDS.iter().copied().zip(set);
        words.filter_map(|(word, set)| set.then_some(word)).collect()
    }
}

/// A fact that is missing or not exact, and that a status hangs on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Blame {
    /// The date of this occurrence.
    DateOf(OccurrenceId),
    /// The completion date of this occurrence.
    CompletionOf(OccurrenceId),
    /// Who did or decided this: the pack knows nobody of the name that is written.
    By(OccurrenceId),
    /// Whether, and when, this event happened: it is recorded when known.
    Unrecorded(ConceptId),
    /// Nothing later than this day has been entered for this kind.
    NotEnteredSince(ConceptId, Day),
    /// Records before this day are missing, so that counts are not known.
    HistoryBefore(Day),
    /// The date of birth.
    BirthDate,
    /// A fact of the case.
    Fact(ConceptId),
    /// A fact of this occurrence.
    FactOf(ConceptId, OccurrenceId),
    /// A status whose begin or end is not known.
    Status(ConceptId),
    /// The calendar ends before the date asked for; its first and last day.
    Calendar(Day, Day),
}

/// How a condition came out for an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliesOutcome {
    /// Which clause of the duty, from 0.
    pub clause: usize,
    /// Which part of the clause, from 0.
    pub part: usize,
    /// Whether it let the duty apply; `None` is not known.
    pub holds: Option<bool>,
    /// The day it was judged on.
    pub judged_on: Option<DateRange>,
}

/// Days in a row on which what a standing duty asks for did not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The first of them.
    pub first: Day,
    /// The last of them; the day asked about where it goes on.
    pub last: Day,
    /// It goes on, as far as is known on the day asked about.
    pub goes_on: bool,
    /// It is known that it did not hold; otherwise only that it may not have.
    pub sure: bool,
}

/// What the use of a power did to an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PowerUse {
    /// Which power.
    pub power: PowerId,
    /// Which of its effects, from 0.
    pub effect: usize,
    /// The use.
    pub occurrence: OccurrenceId,
    /// The last day before it.
    pub due_before: Option<DateRange>,
    /// It is known that it did so; otherwise only that it may have.
    pub sure: bool,
}

/// How a right stands that a power opens for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightState {
    /// It can be used.
    Open,
    /// The day from which it can be used is still ahead.
    NotYet,
    /// It was used.
    Used,
    /// Its last day has passed, or what it was for is over, and it was not used.
    Closed,
    /// One of them; it is not known which.
    NotKnown,
}

impl RightState {
    /// As it is printed: `not yet open`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            RightState::Open => "open",
            RightState::NotYet => "not yet open",
            RightState::Used => "used",
            RightState::Closed => "closed",
            RightState::NotKnown => "unknown",
        }
    }
}

/// A right that a power has opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Right {
    /// Which power.
    pub power: PowerId,
    /// How it stands.
    pub state: RightState,
    /// The use that falls on it, or may.
    pub used: Option<(DateRange, OccurrenceId)>,
    /// Its trigger, from when and until when: a row of a duty that nobody owes. Its
    /// statuses and its act say nothing.
    pub row: Row,
}

/// One instance of one duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub key: InstanceKey,
    /// What it may be; one member when everything that matters is known.
    pub statuses: StatusSet,
    /// The occurrence that triggered it, where one did and it is known which.
    pub occurrence: Option<OccurrenceId>,
    /// The day the trigger happened, or is expected; `None` where that is not
    /// known at all.
    pub trigger_date: Option<DateRange>,
    /// From when an act counts; `None` is from the beginning.
    pub opens: Option<DateRange>,
    /// The last day; `None` has none, or it is not known.
    pub due: Option<DateRange>,
    /// Which version of the duty rules it: its place among them, oldest first.
    pub version: usize,
    /// Which limit of that version gave it: its place in `limits`.
    pub limit: usize,
    /// The act that met it, or may have: its date, and the occurrence of the last
    /// part needed.
    pub fulfilled: Option<(DateRange, OccurrenceId)>,
    /// Parts of the act that were not found: their places in the act.
    pub missing_parts: Vec<usize>,
    /// An act that came before it could count.
    pub too_early: Option<OccurrenceId>,
    /// How it closed, where it did.
    pub closure: Option<Closure>,
    /// Days late when met late, days over when overdue, or when it lapsed after it
    /// was due.
    pub days_late: Option<i32>,
    /// Of a standing duty, the days without what it asks for.
    pub gaps: Vec<Gap>,
    /// Marks.
    pub flags: Flags,
    /// What powers did to it, in the order of their use.
    pub powers: Vec<PowerUse>,
    /// How its conditions came out, for those that were read.
    pub applies: Vec<AppliesOutcome>,
    /// What to record for the status to be known: empty when it is.
    pub blame: Vec<Blame>,
}

/// Something that was not recorded and counts as having happened: a rule deems it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedEvent {
    /// Its id: not a place in the case, and the same whatever else is recorded.
    pub id: OccurrenceId,
    /// Which event.
    pub kind: ConceptId,
    /// The day it counts on: the last day of the time that passed.
    pub on: DateRange,
    /// It may not have come to it, for what is not known.
    pub perhaps: bool,
    /// The rule, by its place among those of the model.
    pub deem: usize,
    /// The occurrence from which the time ran.
    pub after: Option<OccurrenceId>,
}

/// Everything a case comes to under a pack on a day.
#[derive(Debug, Clone)]
pub struct Answer {
    /// As of the end of this day.
    pub as_of: Day,
    /// A row for each instance, by duty in the order of the pack, then by due
    /// date.
    pub rows: Vec<Row>,
    /// What was not recorded and counts as having happened, by date.
    pub derived: Vec<DerivedEvent>,
    /// What is wrong with the data (the D08 family).
    pub findings: Vec<Diagnostic>,
    /// The rights that powers have opened, in the order of the pack.
    pub rights: Vec<Right>,
    /// Duties that no machine checks.
    pub not_evaluated: Vec<DutyId>,
}
