//! What comes again by itself, and what has to hold all through a time.
//!
//! In: nothing. Out: types alone, with what each means. Never here: how they are made or
//! worked out.

use super::{Day, Starts, StatusAt, Test};
use crate::syntax::ast;
use crate::time::Offset;

/// Instances that come again by themselves.
#[derive(Debug, Clone, PartialEq)]
pub enum Again {
    /// From each of some days a chain of acts: an instance for the first, and one for each
    /// act that another has to follow.
    Schedule(Schedule),
    /// In each stretch in which every `while` of the duty holds one instance from its first
    /// day, or from the last act before it, and one from each act in it. The only limit is
    /// counted from there.
    Rolling,
    /// Once in each of these, as far as every `while` of the duty holds; with the flag only
    /// in those that lie in that from their first day.
    Windows(Window, bool),
}

/// A first act, and how long after each the next one is due. The limit of the duty is that
/// of the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// What a chain begins with.
    pub first: Starts,
    /// Every stage.
    pub stages: Vec<Stage>,
    /// Their places in the order of their turns, each with those that stand in for it.
    pub turns: Vec<Vec<usize>>,
    /// Those that take over so long after the first day, likewise.
    pub later: Vec<(Offset, Vec<usize>)>,
    /// A stage is chosen on the day it leads to, not on that of the act before.
    pub judged_on_due: bool,
}

/// A stage of a schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// When it is due.
    pub due: StageDue,
    /// As often as there are acts; else once.
    pub every: bool,
    /// From this day on it is not its turn.
    pub until: Option<Day>,
    /// It has its turn only where this is so.
    pub when: Option<Test>,
}

/// When a stage is due.
#[derive(Debug, Clone, PartialEq)]
pub enum StageDue {
    /// On this day, seen from the act before.
    After(Option<Day>),
    /// On the first day after the act before, and after the last day before that, which is
    /// so often so long after the first day of the chain.
    Timetable(ast::Limit),
}

/// Stretches in each of which an act is owed.
#[derive(Debug, Clone, PartialEq)]
pub enum Window {
    /// The years that begin on a day of a month.
    Years(u32, u32),
    /// The terms of the calendar.
    Terms,
    /// The years from each of some days to the next of them.
    YearsFrom(Starts),
    /// The stretches of a status.
    Each(StatusAt),
}

/// A status that has to hold on each day of the stretches of another, as the scope cuts
/// them: as of each day on which the conditions ask for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Through {
    /// What has to hold.
    pub wanted: StatusAt,
    /// In which stretches.
    pub during: StatusAt,
    /// Not before the day after so long from the first.
    pub grace: Option<Offset>,
}
