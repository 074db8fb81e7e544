//! Duties of which no case has the act on record.
//!
//! In: the duties of the form, bound to a caseload. Out: those whose act the feed leaves out,
//! and which of them have the same last days and the same conditions. A feed of a few tables
//! leaves out the acts of most duties: each may have been done on any day or not at all, and
//! no act has to be looked for. Never here: a case.

use smallvec::SmallVec;

use super::bound::Bound;
use super::range::Why;
use super::twins::is_left_out;
use crate::ir::{
    Clause, Compiled, Day, Duty, How, Match, Opens, Part, Shift, Silence, Test, Trigger, What,
};

/// A duty whose act no case has on record.
#[derive(Debug)]
pub(super) struct Unseen {
    /// What is to blame for each part of the act …
    pub(super) parts: SmallVec<[Why; 2]>,
    /// … and for all of it, where no part is asked for only under a condition.
    pub(super) act: Option<Why>,
    /// The number of its days among those of all such duties: the same for duties whose
    /// instances begin alike and have the same last days …
    pub(super) days: usize,
    /// … that of no more than how they begin, and from when acts for them may lie …
    pub(super) base: usize,
    /// … and that of its conditions.
    pub(super) conditions: usize,
    /// How its last day is counted, where that takes no more than the day of the trigger.
    pub(super) counted: Option<Counted>,
}

/// How a last day is counted from the day of a trigger.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    /// So long from it; nothing is on the day itself.
    pub(super) by: Option<Shift>,
    pub(super) early: bool,
    pub(super) closes_on_anchor: bool,
}

/// Conditions that come out the same where these hang on the same days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HangOn {
    Base(usize),
    Days(usize),
}

/// Which duties are such; `starts` says which of all duties the same starts.
pub(super) fn unseen(bound: &Bound<'_>, starts: &[Option<usize>]) -> Vec<Option<Unseen>> {
    let mut days: Vec<&Duty> = Vec::new();
    let mut bases: Vec<&Duty> = Vec::new();
    let mut conditions: Vec<(HangOn, &[Clause])> = Vec::new();
    let mut found = Vec::new();
    for (at, compiled) in bound.ir.duties.iter().enumerate() {
        let duty = match compiled {
            Compiled::Duty(duty) => &**duty,
            Compiled::Nothing | Compiled::Fallback(_) => {
                found.push(None);
                continue;
            }
        };
        let Some(mut one) = one_unseen(bound, at, duty) else {
            found.push(None);
            continue;
        };
        let alike = |other: &&Duty| one.act.is_some() && same_days(starts, duty, other);
        one.days = days.iter().position(alike).unwrap_or_else(|| {
            days.push(duty);
            days.len() - 1
        });
        let alike = |other: &&Duty| same_base(starts, duty, other);
        one.base = bases.iter().position(alike).unwrap_or_else(|| {
            bases.push(duty);
            bases.len() - 1
        });
        let on = if looks_at_days(duty) { HangOn::Days(one.days) } else { HangOn::Base(one.base) };
        let key = (on, duty.applies.as_slice());
        one.conditions = conditions.iter().position(|known| *known == key).unwrap_or_else(|| {
            conditions.push(key);
            conditions.len() - 1
        });
        found.push(Some(one));
    }
    found
}

/// Whether instances begin alike, and acts for them may lie from the same day on.
fn same_base(starts: &[Option<usize>], one: &Duty, other: &Duty) -> bool {
    let start = |duty: &Duty| starts.get(duty.id.0 as usize).copied().flatten();
    start(one).is_some() && start(one) == start(other) && one.same_day == other.same_day
}

fn same_days(starts: &[Option<usize>], one: &Duty, other: &Duty) -> bool {
    same_base(starts, one, other)
        && one.limits == other.limits
        && one.soon == other.soon
        && (one.runs_up, one.closing.with_scope) == (other.runs_up, other.closing.with_scope)
        && !has_conditions(other)
}

/// Whether a condition is read on the last day, or up to it.
fn looks_at_days(duty: &Duty) -> bool {
    fn is_of_days(test: &Test) -> bool {
        match test {
            Test::All(parts) | Test::Any(parts) => parts.iter().any(is_of_days),
            Test::Not(inner) => is_of_days(inner),
            Test::Recorded(..) => true,
            Test::Status(..)
            | Test::Age(..)
            | Test::Happened { .. }
            | Test::Total { .. }
            | Test::Fact(..)
            | Test::OfTrigger(..) => false,
        }
    }
    duty.runs_up || duty.applies.iter().any(|clause| is_of_days(&clause.test))
}

/// How the last day is counted, where that takes no more than the day of the trigger.
fn counted(duty: &Duty) -> Option<Counted> {
    let [limit] = duty.limits.as_slice() else { return None };
    let due = limit.due.as_ref()?;
    let by = if let Day::Shift(from, by) = due { Some((&**from, *by)) } else { None };
    if by.map_or(due, |(from, _)| from) != &Day::Trigger {
        return None;
    }
    let early = match limit.opens {
        Opens::AtTrigger => false,
        Opens::Early => true,
        Opens::From(..) => return None,
    };
    let by = by.map(|(_, by)| by);
    Some(Counted { by, early, closes_on_anchor: limit.closes_on_anchor })
}

fn one_unseen(bound: &Bound<'_>, at: usize, duty: &Duty) -> Option<Unseen> {
    let (act, closing) = (&duty.act, &duty.closing);
    let is_needed = bound.needs.get(at).is_none_or(|needs| needs.is_needed);
    let by_itself = match duty.trigger {
        Trigger::On(_) | Trigger::Before { .. } | Trigger::Next { .. } => true,
        Trigger::Again(..) | Trigger::Through(_) => false,
    };
    let matched = match duty.matching {
        Match::OldestFirst | Match::Next | Match::LatestBefore => true,
        Match::Nth(_) | Match::CompletionOfTrigger => false,
    };
    let read_once = duty.applies.iter().all(|clause| match clause.how {
        How::If | How::Unless => true,
        How::While | How::Once => false,
    });
    let plain = !is_needed
        && by_itself
        && matched
        && read_once
        && duty.later.is_empty()
        && duty.limits.iter().all(|limit| limit.own.is_none())
        && duty.silence == Silence::Open
        && act.needed != Some(0)
        && closing.unless.is_empty()
        && closing.until.is_none()
        && !closing.on_due;
    let why = |part: &Part| match part.what {
        What::Kind(kind) if is_left_out(bound, kind) => {
            let concept = bound.kind_of(kind)?.concept;
            u32::try_from(concept.index()).ok().map(Why::unrecorded)
        }
        What::Kind(_) | What::Having(_) => None,
    };
    let parts: Option<SmallVec<[Why; 2]>> = act.parts.iter().map(why).collect();
    let mut parts = parts.filter(|parts| plain && !parts.is_empty())?;
    // Of several acts that would all do the first is blamed.
    if act.any {
        parts.truncate(1);
    }
    let in_parts = has_conditions(duty) && !act.any;
    let all = parts.iter().fold(Why::NONE, |all, why| all.and(*why));
    let act = Some(all).filter(|_| !in_parts);
    let counted = counted(duty);
    Some(Unseen { parts, act, days: 0, base: 0, conditions: 0, counted })
}

/// Whether some part of the act is asked for only under a condition.
fn has_conditions(duty: &Duty) -> bool {
    duty.act.parts.iter().any(|part| !part.when.is_empty())
}
