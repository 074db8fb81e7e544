//! Duties of a plain shape, for which the kernel has a loop of its own.
//!
//! In: duties of the form. Out: which of them are of the shape, and what the kernel has to
//! know of each. Never here: what is not the same for all duties of the shape.

use super::Why;
use super::days::shift;
use super::plan::{Plan, number};
use crate::ir::{
    ALWAYS, Compiled, Day, Duty, Held, KindAt, MadeOf, Match, NEVER, Opens, Scope, Shift, Soon,
    Starts, StatusAt, Trigger, Uses, What,
};
use crate::model::DutyId;

/// What the kernel is told of each duty: see `kernel/plain.k`.
pub(super) type Said = [u32; 12];

/// Those of a plain shape.
#[derive(Debug, Default)]
pub(super) struct Plain {
    pub(super) said: Vec<Said>,
    /// How many lengths they count on.
    pub(super) lengths: u32,
}

/// More lengths than this would take too much memory.
const LENGTHS: usize = 16;

/// A duty of the shape.
struct Shape<'d> {
    /// What begins and ends its scope, and the status that is; the whole record has none.
    scope: Option<(KindAt, KindAt, StatusAt)>,
    trigger: KindAt,
    /// From the n-th on; and no other.
    from: u32,
    alone: bool,
    act: KindAt,
    meets: (u32, u32),
    by: &'d Shift,
}

/// These duties with those of a plain shape first, and how many these are.
pub(super) fn first(plan: &Plan<'_>) -> (Vec<DutyId>, usize) {
    let ir = plan.ir;
    let mut needed: Vec<DutyId> = Vec::new();
    for compiled in &ir.duties {
        if let Compiled::Duty(duty) = compiled {
            needed.extend(Uses::of(duty).duties);
        }
    }
    let mut lengths: Vec<Shift> = Vec::new();
    let mut is_plain = |id: &DutyId| {
        let found =
            ir.duty(*id).filter(|_| !needed.contains(id)).and_then(|duty| shape(plan, duty));
        let Some(found) = found else { return false };
        if !lengths.contains(found.by) {
            if lengths.len() == LENGTHS {
                return false;
            }
            lengths.push(*found.by);
        }
        true
    };
    let (mut all, rest): (Vec<DutyId>, Vec<DutyId>) =
        plan.duties.iter().copied().partition(|id| is_plain(id));
    let plain = all.len();
    all.extend(rest);
    (all, plain)
}

/// What the kernel is told of those that are of the shape.
pub(super) fn said(plan: &mut Plan<'_>) -> Result<Plain, Why> {
    let mut plain = Plain::default();
    let mut lengths: Vec<Shift> = Vec::new();
    let ir = plan.ir;
    let ids: Vec<DutyId> = plan.duties.iter().copied().take(plan.plain).collect();
    for (place, id) in ids.into_iter().enumerate() {
        let shape = ir.duty(id).and_then(|duty| shape(plan, duty));
        let shape = shape.ok_or("its shape is not plain")?;
        let scope = match shape.scope {
            Some((from, until, status)) => {
                [plan.kind_word(from)?, plan.kind_word(until)?, plan.status_word(status)?]
            }
            None => [0; 3],
        };
        let length = lengths.iter().position(|known| known == shape.by).unwrap_or(lengths.len());
        if length == lengths.len() {
            lengths.push(*shape.by);
        }
        let by = shift(plan, "on", shape.by)?;
        let [begins, ends, periods] = scope;
        plain.said.push([
            number(place),
            begins,
            ends,
            periods,
            plan.kind_word(shape.trigger)?,
            plan.kind_word(shape.act)?,
            shape.from,
            u32::from(shape.alone),
            shape.meets.0,
            shape.meets.1,
            plan.slot(format!("return {by};")),
            number(length),
        ]);
    }
    plain.lengths = number(lengths.len());
    Ok(plain)
}

fn shape<'d>(plan: &Plan<'_>, duty: &'d Duty) -> Option<Shape<'d>> {
    let closing = &duty.closing;
    let plainly = duty.applies.is_empty()
        && duty.later.is_empty()
        && duty.changed_by.is_empty()
        && !duty.leads
        && !duty.runs_up
        && duty.force == (ALWAYS, NEVER)
        && duty.soon == Soon::Default
        && !closing.later_acts
        && closing.until.is_none()
        && !closing.on_due;
    let ([limit], [part]) = (duty.limits.as_slice(), duty.act.parts.as_slice()) else {
        return None;
    };
    let simply = limit.opens == Opens::AtTrigger && !limit.closes_on_anchor;
    if !plainly || !simply || !part.when.is_empty() {
        return None;
    }
    let scope = match duty.scope {
        Scope::Record => None,
        Scope::Each(status) if closing.with_scope && closing.unless.is_empty() => {
            Some(edges(plan, status)?)
        }
        Scope::Each(_) | Scope::From(_) => return None,
    };
    let Trigger::On(starts) = &duty.trigger else { return None };
    let (trigger, from, alone) = picked(starts)?;
    let What::Kind(act) = part.what else { return None };
    let meets = match duty.matching {
        Match::Nth(n) => (0, n.max(1)),
        Match::Next if act == trigger => (1, 1),
        Match::Next => (2, 1),
        Match::OldestFirst if act != trigger => (3, 1),
        Match::OldestFirst | Match::LatestBefore | Match::CompletionOfTrigger => return None,
    };
    if !is_column(plan, trigger) || !is_column(plan, act) {
        return None;
    }
    let Some(Day::Shift(counted, by)) = &limit.due else { return None };
    (**counted == Day::Trigger).then_some(Shape { scope, trigger, from, alone, act, meets, by })
}

/// Which occurrences of which kind start an instance.
fn picked(starts: &Starts) -> Option<(KindAt, u32, bool)> {
    match starts {
        Starts::Each(kind, false) => Some((*kind, 1, false)),
        Starts::EachFrom(kind, n) => Some((*kind, (*n).max(1), false)),
        Starts::Nth(kind, n, false) => Some((*kind, (*n).max(1), true)),
        Starts::Each(_, true)
        | Starts::Nth(_, _, true)
        | Starts::None(_)
        | Starts::NthAfter(..)
        | Starts::LastBefore(..)
        | Starts::StartOf(_)
        | Starts::EndOf(_)
        | Starts::Birthday(_)
        | Starts::Fixed(_)
        | Starts::Became(..)
        | Starts::Each2 { .. }
        | Starts::Once(..) => None,
    }
}

/// Whether a kind is its column, of which every entry counts.
fn is_column(plan: &Plan<'_>, kind: KindAt) -> bool {
    plan.ir.kind(kind).is_some_and(|kind| {
        kind.made_of == MadeOf::Itself && !kind.one_a_day && !plan.is_open(kind.concept)
    })
}

/// What begins and ends a status, where that is one kind each.
fn edges(plan: &Plan<'_>, status: StatusAt) -> Option<(KindAt, KindAt, StatusAt)> {
    let of = plan.ir.status(status)?;
    let Held::Recorded { from, until, separate: false, inclusive: false } = &of.held else {
        return None;
    };
    let ([from], [until]) = (from.as_slice(), until.as_slice()) else { return None };
    let plainly = is_column(plan, *from) && is_column(plan, *until) && !plan.is_open(of.concept);
    plainly.then_some((*from, *until, status))
}
