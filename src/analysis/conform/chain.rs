//! A limit that hangs on an event which another duty of the pack bounds.
//!
//! In: a duty of the base and one of the pack that are started by different events. Out:
//! the duties of the pack that lead from the one event to the other, and where the last
//! of them leads in the worst case: each act on its last day. Every operator is
//! monotone, so the worst case is exact for everybody who keeps all of them.

use std::sync::Arc;

use super::holidays::through;
use crate::analysis::aspects::{Norm, members, triggers};
use crate::analysis::course::{Contrast, Course, Dates, Line};
use crate::check::Checked;
use crate::model::{Duty, Opens, Point};
use crate::names::ConceptId;
use crate::syntax::ast::{EventDate, Needed, Pick, State};

/// How many duties may lead from one event to another.
const LONGEST: usize = 3;

/// What leads from the event of the base to that of the pack.
pub(super) struct Chain<'m> {
    /// The duties of the pack on the way, the first first.
    pub(super) through: Vec<&'m Duty>,
    /// How the last day in the worst case compares with that of the base.
    pub(super) contrast: Arc<Contrast>,
    /// The last day of the base, and in the worst case that of the pack, counted from the
    /// event of the base.
    pub(super) points: (Point, Point),
    /// Every act on the way counts no earlier than the event of the base.
    pub(super) in_order: bool,
}

/// Looks for one. `rights`: the duties of the pack.
pub(super) fn chain<'m>(
    base: (&'m Checked, &'m Duty),
    local: (&'m Checked, &'m Duty),
    rights: &[&'m Duty],
) -> Option<Chain<'m>> {
    let due = single(base.1)?;
    let last = single(local.1)?;
    let event = started_by(local.1)?;
    let mut way = Way { base, local: local.0, rights, through: Vec::new() };
    let to_event = way.bound(event, Dates::of_calendar(local.0.calendar.as_deref()))?;
    let calendar = local.0.calendar.as_deref();
    // Lines need days beyond those they are asked from.
    let over = Dates::of_calendar(calendar);
    let local_line = to_event.then(&Line::of(&last, calendar, over));
    let base_line = Line::of(&due, base.0.calendar.as_deref(), over);
    let in_order = way
        .through
        .iter()
        .all(|duty| duty.limits.iter().all(|limits| !matches!(limits.opens, Opens::Early)));
    let contrast = Arc::new(Contrast::of(&base_line, &local_line));
    let whole = way
        .through
        .iter()
        .filter_map(|duty| single(duty))
        .fold(Point::Trigger, |all, next| through(&next, &all));
    let points = (due, through(&last, &whole));
    let through = way.through;
    (contrast.dates > 0).then_some(Chain { through, contrast, points, in_order })
}

/// The last day of a duty with one limit, as a function of its trigger's day.
fn single(duty: &Duty) -> Option<Point> {
    let [limits] = duty.limits.as_slice() else { return None };
    let trigger = duty.trigger.as_ref().map(|trigger| &trigger.anchor)?;
    match Course::due(duty, limits) {
        Course::Of(anchor, point) if anchor == *trigger => Some(point),
        Course::Of(..) | Course::Undated | Course::Several(..) => None,
    }
}

/// The event each occurrence of which starts a duty.
fn started_by(duty: &Duty) -> Option<ConceptId> {
    let event = duty.trigger.as_ref()?.anchor.event()?;
    let each = matches!(event.pick, Pick::Each | Pick::Only | Pick::Nth(1));
    let plain = event.state == State::Any && event.date == EventDate::Counted;
    (each && plain).then_some(event.event.value)
}

struct Way<'w, 'm> {
    base: (&'m Checked, &'m Duty),
    local: &'m Checked,
    rights: &'w [&'m Duty],
    through: Vec<&'m Duty>,
}

impl<'m> Way<'_, 'm> {
    /// The last day on which an event happens, from the day of the base's trigger.
    fn bound(&mut self, event: ConceptId, over: Dates) -> Option<Line> {
        if self.through.len() >= LONGEST {
            return None;
        }
        let wanted = members(self.local, event);
        let rights = self.rights;
        for duty in rights {
            if !self.brings(duty, &wanted) || self.through.iter().any(|one| one.id == duty.id) {
                continue;
            }
            let Some(point) = single(duty) else { continue };
            let line = Line::of(&point, self.local.calendar.as_deref(), over);
            let (base, local) = (Norm::new(self.base.0, self.base.1), Norm::new(self.local, duty));
            let found = triggers(base, local);
            if found.meet && !found.verdict.may_be_laxer() {
                self.through.insert(0, duty);
                return Some(line);
            }
            let Some(before) = started_by(duty) else { continue };
            self.through.push(duty);
            let first = self.bound(before, over);
            // What was put on the way stands behind what leads to it.
            self.through.retain(|one| one.id != duty.id);
            if let Some(first) = first {
                self.through.push(duty);
                return Some(first.then(&line));
            }
        }
        None
    }

    /// Whether whoever keeps a duty brings the event about, wherever the duty of the
    /// base applies.
    fn brings(&self, duty: &Duty, wanted: &[ConceptId]) -> bool {
        let part = |part: &crate::syntax::ast::ActPart| {
            part.condition.is_none()
                && !part.completion
                && !part.holding
                && members(self.local, part.event.value).iter().all(|one| wanted.contains(one))
        };
        let whole = duty.act.needed == Needed::All || duty.act.parts.len() == 1;
        let known: Vec<_> = self.base.1.applies.iter().flat_map(|clause| &clause.parts).collect();
        let mut asks = duty.applies.iter().flat_map(|clause| &clause.parts);
        whole
            && duty.recurrence.is_none()
            && duty.standing.is_none()
            && duty.versions.is_empty()
            && duty.act.parts.iter().any(part)
            && asks.all(|(when, condition)| {
                known.iter().any(|(one, other)| one.value == when.value && other == condition)
            })
    }
}
