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
use crate::ir::{Clause, Compiled, Duty, How, Match, Part, Silence, Trigger, What};

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
    /// … and that of its conditions.
    pub(super) conditions: usize,
}

/// Which duties are such; `starts` says which of all duties the same starts.
pub(super) fn unseen(bound: &Bound<'_>, starts: &[Option<usize>]) -> Vec<Option<Unseen>> {
    let mut days: Vec<&Duty> = Vec::new();
    let mut conditions: Vec<(usize, &[Clause])> = Vec::new();
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
        let key = (one.days, duty.applies.as_slice());
        one.conditions = conditions.iter().position(|known| *known == key).unwrap_or_else(|| {
            conditions.push(key);
            conditions.len() - 1
        });
        found.push(Some(one));
    }
    found
}

fn same_days(starts: &[Option<usize>], one: &Duty, other: &Duty) -> bool {
    let start = |duty: &Duty| starts.get(duty.id.0 as usize).copied().flatten();
    start(one).is_some()
        && start(one) == start(other)
        && one.limits == other.limits
        && one.soon == other.soon
        && (one.runs_up, one.same_day, one.closing.with_scope)
            == (other.runs_up, other.same_day, other.closing.with_scope)
        && !has_conditions(other)
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
    Some(Unseen { parts, act, days: 0, conditions: 0 })
}

/// Whether some part of the act is asked for only under a condition.
fn has_conditions(duty: &Duty) -> bool {
    duty.act.parts.iter().any(|part| !part.when.is_empty())
}
