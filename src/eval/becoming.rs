//! What became of the instances of another duty, as triggers.
//!
//! In: how each instance of a duty came out. Out: the days on which it became due,
//! overdue or met, and a trigger for each. Never here: how it came out.

use std::cell::RefCell;
use std::rc::Rc;

use super::TriggerKey;
use super::duty::{Engine, Made, runs_up};
use super::range::{NEVER, Truth, When, blame_also};
use super::scope::{Place, Spans};
use super::seat::{Seat, on_or_after};
use super::triggers::{Trig, Trigs, capped};
use super::world::World;
use crate::facts::OccurrenceId;
use crate::model::Duty;
use crate::syntax::ast::{Anchor, Becoming};
use crate::time::Day;

/// How one instance of a duty came out, as days: [`NEVER`] where it did not.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) key: TriggerKey,
    pub(super) number: u32,
    pub(super) occ: Option<OccurrenceId>,
    pub(super) days: Days,
}

/// When an instance became what.
#[derive(Debug, Clone)]
pub(super) struct Days {
    pub(super) due: When,
    pub(super) overdue: When,
    pub(super) met: When,
}

/// The outcomes of the duties that others hang on, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcomes(RefCell<Vec<(String, Rc<Vec<Outcome>>)>>);

impl Outcomes {
    pub(super) fn know(&self, duty: &str) -> bool {
        self.0.borrow().iter().any(|(name, _)| name == duty)
    }

    pub(super) fn learn(&self, duty: &str, outcomes: Vec<Outcome>) {
        if !self.know(duty) {
            self.0.borrow_mut().push((duty.to_owned(), Rc::new(outcomes)));
        }
    }

    fn of(&self, duty: &str) -> Rc<Vec<Outcome>> {
        let all = self.0.borrow();
        let found = all.iter().find(|(name, _)| name == duty);
        found.map_or_else(Rc::default, |(_, outcomes)| Rc::clone(outcomes))
    }
}

impl Days {
    /// From when an instance was done, was due and closed. `by_anchor`: closed by
    /// the very event it led up to, which is a breach on that day.
    pub(super) fn of(
        (done, due, closed): (&When, &When, &When),
        by_anchor: bool,
        exists: &Truth,
    ) -> Days {
        let open_after = |day: &When| {
            let closed = if by_anchor { Truth::False } else { closed.at_most(day) };
            exists.clone().and(done.at_most(day).negate()).and(closed.negate())
        };
        let eve = next_day(due, -1);
        Days {
            due: gated(due.clone(), open_after(&eve)),
            overdue: gated(next_day(due, 1), open_after(due)),
            met: gated(done.clone(), exists.clone().and(done.at_most(closed))),
        }
    }

    fn on(&self, becoming: Becoming) -> &When {
        match becoming {
            Becoming::Due => &self.due,
            Becoming::Overdue => &self.overdue,
            Becoming::Met => &self.met,
        }
    }
}

fn next_day(when: &When, by: i32) -> When {
    let shift = |day: i32| if day == NEVER { NEVER } else { day.saturating_add(by) };
    When { lo: shift(when.lo), hi: shift(when.hi), why: when.why.clone() }
}

/// A day that comes only if something is so.
pub(super) fn gated(mut when: When, truth: Truth) -> When {
    match truth {
        Truth::True => when,
        Truth::False => When::never(),
        Truth::Unknown(why) => {
            when.hi = NEVER;
            blame_also(&mut when.why, &why);
            when
        }
    }
}

/// One trigger for each instance of a duty that became so.
pub(super) fn becomings(
    world: &World<'_>,
    spans: &Spans,
    duty: &str,
    becoming: Becoming,
    found: &mut Trigs,
) {
    for outcome in world.outcomes.of(duty).iter() {
        let date = outcome.days.on(becoming).clone();
        let exists = date.by(world.t);
        if exists.is_false() {
            continue;
        }
        let date = capped(date, world.t);
        let blame = date.why.first().cloned().unwrap_or(super::Blame::BirthDate);
        let (span, vague) = match spans.place(date.rng(), None, &blame) {
            Place::Outside => continue,
            Place::In(span) => (span, super::range::Why::new()),
            Place::Perhaps(span, why) => (span, why),
        };
        let mut trig = Trig::new(outcome.key, span, date);
        trig.number = outcome.number;
        (trig.occ, trig.exists, trig.vague) = (outcome.occ, exists, vague);
        found.push(trig);
    }
}

/// The first day on or after the seat's on which an instance of a duty became so.
pub(super) fn first_becoming(
    world: &World<'_>,
    duty: &str,
    becoming: Becoming,
    from: &When,
) -> When {
    let mut first = When::never();
    for outcome in world.outcomes.of(duty).iter() {
        let day = outcome.days.on(becoming).clone();
        let day = gated(day.clone(), from.at_most(&day));
        first = first.min(day);
    }
    first
}

/// No record goes further back: twenty-five years of 366 days.
const LONGEST: i32 = 9_150;

/// A day of each year: those of a scope period that have come, and the next.
pub(super) fn each_year(world: &World<'_>, spans: &Spans, day: (u32, u32), found: &mut Trigs) {
    for (at, span) in spans.all.iter().enumerate() {
        let start = world.begun(span);
        let end = span.end();
        let mut next = on_or_after(start.lo.max(world.t.saturating_sub(LONGEST)), day);
        while next != NEVER {
            let date = When::only(next);
            let last = next > world.t;
            let ended = if last { end.by(world.t) } else { end.at_most(&When::only(next - 1)) };
            let exists = start.by(world.t).and(start.at_most(&date)).and(ended.negate());
            let mut trig = Trig::new(TriggerKey::Date(Day::from_number(next)), at, date.clone());
            trig.took_place = if last { When::never() } else { date };
            trig.exists = exists;
            if !trig.exists.is_false() {
                found.push(trig);
            }
            if last {
                break;
            }
            next = on_or_after(next + 1, day);
        }
    }
}

impl Engine<'_, '_> {
    /// Leaves out what begins when the duty is owed no longer, and the next day of
    /// a year where nothing leads up to it.
    pub(super) fn keep_owed(&self, duty: &Duty, spans: &Spans, trigs: &mut Trigs) {
        let yearly =
            duty.trigger.as_ref().is_some_and(|t| matches!(t.anchor, Anchor::EachYear(..)));
        if yearly && !runs_up(duty) {
            trigs.retain(|trig| trig.date.lo <= self.world.t);
        }
        let Some(until) = &duty.running.until else { return };
        for trig in trigs.iter_mut() {
            let Some(span) = spans.get(trig.span) else { continue };
            let seat = Seat { span, date: trig.date.clone(), occ: trig.occ, period: trig.period };
            let over = seat.resolve(self.world, &until.value).at_most(&trig.date);
            trig.exists = std::mem::replace(&mut trig.exists, Truth::False).and(over.negate());
        }
        trigs.retain(|trig| !trig.exists.is_false());
    }

    /// Evaluates the duties that this one hangs on.
    pub(super) fn learn_outcomes(&self, duty: &Duty) {
        for other in crate::check::hangs_on(duty) {
            if self.world.outcomes.know(&other) {
                continue;
            }
            let Some(id) = self.world.model.find(&other).map(|duty| duty.id) else { continue };
            let rows = self.rows(id);
            let outcome = |made: &Made| Outcome {
                key: made.row.key.trigger,
                number: made.row.key.number,
                occ: made.row.occurrence,
                days: made.days.clone(),
            };
            self.world.outcomes.learn(&other, rows.iter().map(outcome).collect());
        }
    }
}
