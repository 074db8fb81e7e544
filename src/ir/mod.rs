//! What a pack asks of plain cases, in a small form that engines can be made of.
//!
//! In: a checked model. Out: an [`Ir`]: for each duty either its few parts, with every name
//! found and every default spelt out, or the reason why this form does not hold it. Never
//! here: facts of a case, how an engine lays out its columns.
//!
//! # What it is for
//! The reference interpreter walks the model; faster engines work from this form, so that
//! they have one meaning between them. It speaks of **plain cases** alone, those that a
//! [`Caseload`] holds in columns: every event happened on one known day, every period has
//! known ends or goes on, nothing is planned, linked or in dispute. What can still not be
//! known of such a case is whether all is recorded (kinds recorded *when known*, entered
//! until a day, history before a day missing), facts, the day of birth, and what lies
//! outside the calendar.
//!
//! # Values
//! A **day** is an `i32`, days since 1 January 1970. [`NEVER`] is no day at all, [`ALWAYS`]
//! is before all days. Where a day is not known it is a pair `(lo, hi)`, both possible;
//! `hi == NEVER` says that it may not be at all, `(NEVER, NEVER)` that it surely is not. All
//! operators on days are monotone, so each end is carried on its own. A **truth** is
//! *false*, *true* or *unknown*; *false and unknown* is *false*, *true or unknown* is
//! *true*. `a <= b` of days is true where `a.hi <= b.lo`, false where `a.lo > b.hi`, else
//! unknown. `t` is the day as of whose end to judge; what is dated after `t` has not
//! happened.
//!
//! # From a duty to its rows
//! Its scope periods ([`Scope`]); its triggers, each in one of them ([`Trigger`]); without a
//! trigger, but with an anchor event that may be unrecorded, one row that may be anything.
//! Then for each trigger the last day and from when an act counts ([`Limit`]), whether it
//! applies ([`Clause`]), when it closes ([`Closing`]), which act meets which instance
//! ([`Act`], [`Match`]), and what these days come to: not applicable; met (done by `t`, by
//! the last day and by the day it closed); met late; lapsed (closed before `t`); overdue
//! (the last day is before `t`, and it is not provisional); due soon ([`Soon`]); pending:
//! the first of these that holds. One that may hold is added and the next is looked at.
//!
//! [`Caseload`]: crate::caseload::Caseload

mod again;
mod conditions;
mod days;
mod from_model;
mod print;
mod recurring;
mod terms;
mod uses;
mod verify;

pub use again::{Again, Schedule, Stage, StageDue, Through, Window};
pub use from_model::compile;
pub use print::print;
pub use terms::{
    Act, Belongs, Clause, Closing, Day, FactTest, How, Join, Leaving, Limit, Match, Opens, Part,
    Shift, Silence, Soon, Starts, Tense, Test, Trigger, What,
};
pub use uses::Uses;
pub use verify::verify;

use crate::model::DutyId;
use crate::names::ConceptId;

/// Not on any day.
pub const NEVER: i32 = i32::MAX;

/// Before every day.
pub const ALWAYS: i32 = i32::MIN;

/// A place in [`Ir::kinds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindAt(pub u32);

/// A place in [`Ir::statuses`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatusAt(pub u32);

/// A pack, compiled.
#[derive(Debug, Clone, PartialEq)]
pub struct Ir {
    /// Kinds of events and decisions, each after all that it is made of.
    pub kinds: Vec<Kind>,
    /// Statuses, each after all that it rests on.
    pub statuses: Vec<Status>,
    /// What became of each duty of the model, in their order.
    pub duties: Vec<Compiled>,
}

impl Ir {
    /// The duty of an id, where this form holds it.
    #[must_use]
    pub fn duty(&self, id: DutyId) -> Option<&Duty> {
        match self.duties.get(id.0 as usize)? {
            Compiled::Duty(duty) => Some(duty),
            Compiled::Nothing | Compiled::Fallback(_) => None,
        }
    }

    /// A kind by its place.
    #[must_use]
    pub fn kind(&self, at: KindAt) -> Option<&Kind> {
        self.kinds.get(at.0 as usize)
    }

    /// A status by its place.
    #[must_use]
    pub fn status(&self, at: StatusAt) -> Option<&Status> {
        self.statuses.get(at.0 as usize)
    }

    /// When a duty sleeps that an engine may leave out.
    #[must_use]
    pub fn sleep(&self, id: DutyId) -> Option<&Sleep> {
        match self.duties.get(id.0 as usize)? {
            Compiled::Fallback(left) => left.sleeps.as_ref(),
            Compiled::Duty(duty) => duty.sleeps.as_ref(),
            Compiled::Nothing => None,
        }
    }

    /// The duties that this form does not hold, and why.
    pub fn fallbacks(&self) -> impl Iterator<Item = (DutyId, &str)> {
        let all = (0_u32..).map(DutyId).zip(&self.duties);
        all.filter_map(|(id, compiled)| match compiled {
            Compiled::Fallback(left) => Some((id, left.why.as_str())),
            Compiled::Nothing | Compiled::Duty(_) => None,
        })
    }
}

/// What became of a duty.
#[derive(Debug, Clone, PartialEq)]
pub enum Compiled {
    /// It never has a row of a plain case: it is only listed, or is about another subject.
    Nothing,
    /// It is in this form.
    Duty(Box<Duty>),
    /// This form does not hold it: the reference interpreter works it out.
    Fallback(Fallback),
}

/// A duty that this form does not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Fallback {
    /// Why not, in words that go on from the name of the duty: `it goes by a schedule`.
    pub why: String,
    /// When it sleeps, where that can be told.
    pub sleeps: Option<Sleep>,
}

/// Without any of these a duty has no instance in a case, but at most the one row that may
/// be anything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sleep {
    /// Not one occurrence of these.
    pub kinds: Vec<KindAt>,
    /// Not one stretch of these, known or not.
    pub statuses: Vec<StatusAt>,
    /// The kind of its anchor: where that may be unrecorded there is the one row.
    pub silent: Option<KindAt>,
    /// The status all through which something has to hold, likewise.
    pub through: Option<StatusAt>,
}

/// A kind of event. In a case it is a run of days up to `t`, in order, each with the number
/// of its occurrence: those of its own column, and those of what it is made of. Those of one
/// day are in the order of their numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// Its name.
    pub concept: ConceptId,
    /// Of several on one day only the first counts. (The completion of each can still start
    /// an instance.)
    pub one_a_day: bool,
    /// What else counts as it.
    pub made_of: MadeOf,
}

/// What counts as a kind beside its own column.
#[derive(Debug, Clone, PartialEq)]
pub enum MadeOf {
    /// Nothing.
    Itself,
    /// Every occurrence of any of these, each once.
    AnyOf(Vec<KindAt>),
    /// Each of this kind of which that is so, as its own facts say. One of which they do not
    /// say may be one: on its own day, or never.
    Those(KindAt, Test),
    /// A rule may deem it to have happened after one of these: a case in which one did is
    /// none of this form's.
    Deemed(Vec<KindAt>),
}

/// A status. In a case it is a run of stretches of days, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// Its name.
    pub concept: ConceptId,
    /// How its days are found.
    pub held: Held,
}

/// How the days of a status are found.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// By the periods of its column; where a case has none of them, from each event that
    /// begins it to the next that ends it.
    ///
    /// On one day an end comes before a beginning, and an end with nothing to end ends what
    /// begins on its day. What is begun is not begun again, unless each is separate. A
    /// stretch that goes on may have ended on any day after its first where an end may be
    /// unrecorded (of events), or from the day after that until which its ends were
    /// entered. Where no stretch holds a day, and the status is known *when known* and has
    /// no stretch at all, or was not entered up to that day, it is not known.
    Recorded {
        /// The events that begin it.
        from: Vec<KindAt>,
        /// The events that end it.
        until: Vec<KindAt>,
        /// Each beginning keeps a stretch of its own; otherwise those that overlap or touch
        /// are one.
        separate: bool,
        /// The day it ends belongs to it.
        inclusive: bool,
    },
    /// By what has to be so on each day: the test of the version in force on it, and none of
    /// what that excepts, up to `t`. Its days change only where a test may.
    Defined(Vec<Version>),
}

/// A version of a definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The first and the last day on which it is in force.
    pub force: (i32, i32),
    /// What has to be so.
    pub means: Test,
    /// What must not be so.
    pub except: Vec<Test>,
}

/// A duty.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// Which.
    pub id: DutyId,
    /// Born on 29 February: the birthday of a common year falls on 28 February instead of
    /// 1 March.
    pub leap_early: bool,
    /// In which stretch ordinals, matching and closing are read.
    pub scope: Scope,
    /// What starts its instances.
    pub trigger: Trigger,
    /// The first and the last day on which it is in force: what is triggered on others is
    /// no instance. `(ALWAYS, NEVER)` where it always is.
    pub force: (i32, i32),
    /// The limit, and those that replace it: of several whose test holds the last.
    ///
    /// INVARIANT: the first has no test, all others have one.
    pub limits: Vec<Limit>,
    /// It leads up to its anchor.
    pub leads: bool,
    /// Conditions are read on the last day, and decisions may come before the trigger.
    pub runs_up: bool,
    /// It is due on the very day of its trigger: what is decided of that day may be decided
    /// before it, as of what runs up.
    pub same_day: bool,
    /// When it applies: every clause must be so.
    pub applies: Vec<Clause>,
    /// What is to be done.
    pub act: Act,
    /// Which act meets which instance.
    pub matching: Match,
    /// How it closes without being done.
    pub closing: Closing,
    /// From when on nothing recorded means *not done*.
    pub silence: Silence,
    /// When *due soon* begins.
    pub soon: Soon,
    /// What uses powers that would change it: a case in which one of these happened is none
    /// of this form's.
    pub changed_by: Vec<KindAt>,
    /// Of what comes again by itself: the first day on which it is asked for, however long
    /// ago the last act was; [`ALWAYS`] where it always was, or runs on from another version.
    pub commences: i32,
    /// Of what comes again by itself: when it sleeps, where that can be told. An engine may
    /// leave it out, and still work out what hangs on it in the cases in which it does.
    pub sleeps: Option<Sleep>,
    /// Defined statuses whose stretches it goes by: a case of which not every day of one is
    /// known is none of this form's.
    pub sure: Vec<StatusAt>,
    /// Its other versions, which differ in [`Duty::force`] and have the trigger, the act,
    /// the matching and the scope of this one. Each instance goes by the version in force on
    /// its trigger's day; one whose day is not known well enough is left to the interpreter. Those of what comes
    /// again by itself differ as they like, and each is worked out by itself.
    pub later: Vec<Duty>,
}

impl Duty {
    /// All its versions, this one first.
    pub fn versions(&self) -> impl Iterator<Item = &Duty> {
        std::iter::once(self).chain(&self.later)
    }
}

/// In which stretch ordinals, matching and closing are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The whole record of the case.
    Record,
    /// Each stretch of a status: from its first day to the day it ended, that day included
    /// unless the next begins on it. The events that begin and end it lie in it.
    Each(StatusAt),
    /// From each occurrence of an event to the next.
    From(KindAt),
}
