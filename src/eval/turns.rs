//! The days on which a case may begin to stand otherwise.
//!
//! In: the world of a case on a day, and what every duty came to in it. Out: each day
//! that anything of it hangs on, seen from there: dates of the record, edges of statuses,
//! limits, and the turns of every condition that was read. Where trying every way may
//! cost too much on one day and not on the next, the same of the worlds that were tried.
//! Never here: how the case stands on those days; whoever asks judges it then.
//!
//! A day too many costs an evaluation, and one too few is a change that nobody sees:
//! what is in doubt is in.

use super::conditions::{Days, Reading, changes};
use super::duty::Made;
use super::range::{ALWAYS, NEVER, Rng, When};
use super::refine::Narrower;
use super::scope::{Place, Span, Spans};
use super::seat::{Seat, birthday};
use super::status::soon_from;
use super::world::World;
use super::{Blame, Row};
use crate::check::Checked;
use crate::facts::Case;
use crate::model::Duty;
use crate::time::Day;

/// Nobody's age matters beyond this.
const OLDEST: u32 = 26;

/// The rows of a case as of a day, as [`evaluate`] gives them, and the days on which it
/// may begin to stand otherwise, in order: those before the day and those after it.
///
/// [`evaluate`]: super::evaluate
#[must_use]
pub fn rows_and_turns(model: &Checked, case: &Case, as_of: Day) -> (Vec<Row>, Vec<Day>) {
    let world = World::new(model.model(), case, as_of);
    let (mut made, _) = super::all(&world);
    let mut found = Found { t: world.t, days: Vec::new() };
    found.recorded(&world);
    found.worked_out(&world);
    // How many rows want narrowing says what each may cost: they count before it, too.
    made.iter().for_each(|one| found.row(&world, one));
    let narrower = Narrower::watchful();
    super::narrow(&world, &mut made, &narrower);
    made.iter().for_each(|one| found.dates(one));
    narrower.hung_on(|world, rows| {
        found.recorded(world);
        found.edges(world);
        rows.iter().for_each(|one| found.row(world, one));
    });
    (made.into_iter().map(|one| one.row).collect(), found.days())
}

/// Days as numbers, in no order.
struct Found {
    t: i32,
    days: Vec<i32>,
}

impl Found {
    /// A day, and the one after it: a last day is over on the morrow.
    fn day(&mut self, day: i32) {
        if day != NEVER && day != ALWAYS {
            self.days.extend([day, day.saturating_add(1)]);
        }
    }

    /// What may have been until now ends with `t` whatever `t` is: no turn of its own.
    fn rng(&mut self, rng: Rng) {
        self.day(rng.lo);
        if rng.is_exact() || rng.hi != self.t {
            self.day(rng.hi);
        }
    }

    fn when(&mut self, when: &When) {
        self.rng(when.rng());
    }

    fn days(mut self) -> Vec<Day> {
        self.days.sort_unstable();
        self.days.dedup();
        let inside = |day: &i32| (Day::MIN.number()..=Day::MAX.number()).contains(day);
        self.days.into_iter().filter(inside).map(Day::from_number).collect()
    }

    /// Everything the record dates, whether or not the day had come.
    fn recorded(&mut self, world: &World<'_>) {
        for ev in &world.evs {
            let dates = [ev.planned, ev.started, ev.completed, ev.adjourned, ev.moved];
            let others = [ev.cancelled, ev.until, Some(ev.counted), Some(ev.done)];
            dates.into_iter().chain(others).flatten().for_each(|rng| self.rng(rng));
            ev.adjourned_again.iter().for_each(|rng| self.rng(*rng));
            ev.recorded_on.into_iter().for_each(|day| self.day(day));
            self.day(ev.at_latest);
        }
        for period in &world.raw_periods {
            self.rng(period.from);
            self.rng(period.until);
        }
        if world.born.is_some() {
            (0..=OLDEST).for_each(|years| self.when(&birthday(world, years)));
        }
        let facts = world.case.facts.iter().filter_map(|attribute| attribute.from);
        let known = world.case.records.values().filter_map(|records| records.until);
        let history = world.case.history_from.into_iter();
        facts.chain(known).chain(history).for_each(|day| self.day(day.number()));
    }

    /// Edges of statuses, and the days on which rules come into force and go out of it.
    fn worked_out(&mut self, world: &World<'_>) {
        self.edges(world);
        if let Some(calendar) = world.model.calendar.as_deref() {
            self.day(calendar.last().number());
        }
        for duty in &world.model.duties {
            for version in duty.versions().iter() {
                let force = [version.force.from, version.force.until];
                force.into_iter().flatten().for_each(|day| self.day(day.number()));
            }
        }
    }

    fn edges(&mut self, world: &World<'_>) {
        let statuses = world.model.vocabulary.iter().filter(|(_, one)| one.status().is_some());
        for (status, _) in statuses {
            let edges: Vec<i32> = world.edges(status).collect();
            edges.into_iter().for_each(|day| self.day(day));
        }
    }

    fn row(&mut self, world: &World<'_>, made: &Made) {
        self.dates(made);
        let Some(duty) = world.model.duty(made.row.key.duty) else { return };
        let duty = duty.version_at(made.row.version);
        self.soon(world, duty, made);
        self.conditions(world, duty, made);
    }

    /// The days that a row names.
    fn dates(&mut self, made: &Made) {
        let row = &made.row;
        self.when(&made.trigger);
        self.when(&made.due);
        [&made.days.due, &made.days.overdue, &made.days.met]
            .into_iter()
            .for_each(|when| self.when(when));
        let closed = row.closure.as_ref().map(|closure| closure.on);
        let done = row.fulfilled.map(|(dates, _)| dates);
        let before = row.powers.iter().filter_map(|power| power.due_before);
        let dates = [row.opens, row.due, row.trigger_date, closed, done];
        for range in dates.into_iter().flatten().chain(before) {
            self.rng(Rng::new(range.first.number(), range.last.number()));
        }
        for gap in &row.gaps {
            self.day(gap.first.number());
            if !gap.goes_on {
                self.day(gap.last.number());
            }
        }
    }

    /// When *due soon* begins, for each end of what is not known.
    fn soon(&mut self, world: &World<'_>, duty: &Duty, made: &Made) {
        let rule = duty.soon.unwrap_or(world.model.settings_of(&duty.from.pack).soon);
        let number = |range: super::DateRange| [range.first.number(), range.last.number()];
        let opens = made.row.opens.map_or([ALWAYS; 2], number);
        for due in [made.due.lo, made.due.hi] {
            for opens in opens.into_iter().chain([ALWAYS]) {
                self.day(soon_from(world, rule, opens, due));
            }
        }
    }

    /// The turns of every condition of the duty, seen from the instance.
    fn conditions(&mut self, world: &World<'_>, duty: &Duty, made: &Made) {
        let parts = duty.applies.iter().flat_map(|clause| &clause.parts).map(|(_, one)| one);
        let limits = duty.limits.iter().filter_map(|limit| limit.condition.as_ref());
        let mut all = parts.chain(limits).chain(&duty.unless_lapse).peekable();
        if all.peek().is_none() {
            return;
        }
        let spans = Spans::of(world, &duty.scope);
        let place = spans.place(made.trigger.rng(), made.row.occurrence, &Blame::BirthDate);
        let whole = Span::whole();
        let span = match place {
            Place::In(at) | Place::Perhaps(at, _) => spans.get(at).unwrap_or(&whole),
            Place::Outside => &whole,
        };
        let seat =
            Seat { span, date: made.trigger.clone(), occ: made.row.occurrence, period: None };
        let with = Reading {
            seat: &seat,
            decided_by: made.due.clone(),
            decided_from: When::always(),
            strictly_after: false,
            counting: &[],
        };
        let mut days = Days::new();
        all.for_each(|condition| changes(world, &with, condition, &mut days));
        days.into_iter().for_each(|day| self.day(day));
    }
}
