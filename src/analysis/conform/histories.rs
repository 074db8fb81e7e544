//! What is said to hold, tried out on histories put together by chance: whoever keeps the
//! pack keeps the base.
//!
//! Each duty that holds has to be tried in earnest: in histories in which the base asks for
//! something and the pack is kept, as late and as early as it allows; and, where its base can
//! be breached at all, in histories in which it is, and so the pack is too.

use std::ops::ControlFlow;

use rayon::prelude::*;

use super::pair::is_undated;
use super::witness::is_breached;
use super::{Conformity, DutyVerdict, Verdict};
use crate::analysis::align::effective;
use crate::analysis::cells::{Cell, Space};
use crate::analysis::realise::realise;
use crate::analysis::witness::build::{self, begin, ends, happen_as};
use crate::analysis::witness::ingredients::recorded_as;
use crate::analysis::witness::{Effort, Search};
use crate::check::Checked;
use crate::eval::{DateRange, InstanceKey, Row, Status, judge};
use crate::facts::{Case, DateFact};
use crate::model::{Duty, DutyId, Model, Recurrence, Scope};
use crate::names::ConceptId;
use crate::syntax::ast::{Applies, Condition, Needed, When, Window};
use crate::time::Day;

/// How the histories of one duty came out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// The base asked for something, and the pack, which did so too, was kept.
    pub(super) kept: usize,
    /// The base was breached, and so was the pack.
    pub(super) breached: usize,
    /// How many were judged.
    pub(super) judged: usize,
}

/// A duty that holds, with how it was tried.
pub(super) struct Tried {
    pub(super) id: String,
    pub(super) tally: Tally,
    /// Nobody can breach it.
    pub(super) safe: bool,
}

/// How many histories of each sort are wanted of a duty, and how many are tried for them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) each: usize,
    pub(super) least: usize,
    pub(super) most: usize,
}

impl Wanted {
    pub(super) const USUAL: Wanted = Wanted { each: 2, least: 12, most: 400 };
}

/// Tries every duty that holds.
///
/// # Panics
/// Where one is contradicted.
pub(super) fn tried(models: &[Checked], found: &Conformity, wanted: Wanted) -> Vec<Tried> {
    let holds = found.duties.iter().filter(|duty| duty.verdict == Verdict::Holds);
    let holds: Vec<&DutyVerdict> = holds.collect();
    let all = holds.par_iter().map(|verdict| {
        let mut trial =
            Trial { base: &models[0], local: &models[1], verdict, tally: Tally::default() };
        trial.run(wanted);
        let safe = models[0].duty(verdict.duty).is_some_and(is_safe);
        Tried { id: verdict.id.clone(), tally: trial.tally, safe }
    });
    all.collect()
}

/// Whether nobody can breach a duty: it has no last day, or silence closes it.
fn is_safe(duty: &Duty) -> bool {
    is_undated(duty) || duty.missing_is_allowed
}

/// Those of which no history says anything.
pub(super) fn idle(tried: &[Tried]) -> Vec<String> {
    let idle =
        tried.iter().filter(|one| one.tally.kept == 0 || (one.tally.breached == 0 && !one.safe));
    idle.map(|one| format!("{}: {:?}", one.id, one.tally)).collect()
}

struct Trial<'t> {
    base: &'t Checked,
    local: &'t Checked,
    verdict: &'t DutyVerdict,
    tally: Tally,
}

impl<'t> Trial<'t> {
    fn run(&mut self, wanted: Wanted) {
        let near = Search::near(self.local);
        // The names are the same in both models; what the pack asks for grows in as well.
        let covers: Vec<DutyId> = self.verdict.covers.iter().map(|cover| cover.duty).collect();
        let (base, local) = (self.base, self.local);
        let mine = [(base, self.verdict.duty)];
        let both = covers.first().map(|cover| [mine[0], (local, *cover)]);
        let efforts = [
            Effort { cases: 10, depth: 1, kinds: 2, random: 2, days: 0 },
            Effort { cases: 60, depth: 2, kinds: 4, random: 16, days: 0 },
            Effort { cases: 240, depth: 3, kinds: 8, random: 60, days: 0 },
        ];
        for case in self.steered(near) {
            let last = ends(&case).map_or(near, |(_, last)| last);
            [0, 1, 60, 400].into_iter().for_each(|on| self.look(&case, last.plus(on)));
        }
        for (seed, effort) in (1..).zip(efforts) {
            if self.is_enough(wanted) && self.tally.judged >= wanted.least {
                return;
            }
            let mut searches = vec![Search::of_each(&mine, near, effort).seeded(seed)];
            searches.extend(
                both.as_ref().map(|both| Search::of_each(both, near, effort).seeded(seed + 7)),
            );
            for search in searches {
                let first = self.tally.judged;
                search.explore(&mut |situation| {
                    self.look(&situation.case, situation.as_of);
                    let judged = self.tally.judged - first;
                    let enough = self.is_enough(wanted) && judged >= wanted.least;
                    if enough || judged >= wanted.most {
                        return ControlFlow::Break(());
                    }
                    ControlFlow::Continue(())
                });
            }
        }
    }

    /// Histories put together for the duty: its conditions come out so that it applies, what
    /// it asks for holds, and all of it happens twice.
    fn steered(&self, near: Day) -> Vec<Case> {
        const ALONE: Effort = Effort { cases: 0, depth: 0, kinds: 0, random: 0, days: 0 };
        let mut seeds = Search::of_each(&[(self.base, self.verdict.duty)], near, ALONE).seeds(near);
        seeds.push(Case { history_from: Some(near.plus(-1_200)), ..build::empty() });
        let mut all = Vec::new();
        for seed in seeds {
            for case in [true, false].into_iter().flat_map(|so| self.in_cells(&seed, near, so)) {
                all.extend(self.over(&case));
                all.push(case);
            }
            all.extend(self.twice(&seed));
            all.extend(self.doubled(&seed));
            all.extend(self.over(&seed));
            all.push(seed);
        }
        all
    }

    /// Where its conditions come out so that it applies, and what it asks to hold does or not.
    fn in_cells(&self, seed: &Case, near: Day, kept: bool) -> Vec<Case> {
        let Some(duty) = self.base.duty(self.verdict.duty) else { return Vec::new() };
        let parts = duty.applies.iter().flat_map(|clause| &clause.parts);
        let mut wanted: Vec<(&Model, &Condition, bool)> =
            parts.map(|(when, one)| (self.base.model(), one, when.value != When::Unless)).collect();
        let held = duty.standing.as_ref().map(|standing| standing.holding.status.value);
        let held = held.and_then(|status| self.base.derived.definition(status));
        wanted.extend(held.map(|one| (self.base.model(), &one.means, kept)));
        let flat: Vec<_> = wanted.iter().map(|(model, one, _)| (*model, *one)).collect();
        let Some(space) = Space::beside(&flat).filter(|_| !flat.is_empty()) else {
            return Vec::new();
        };
        let fits = |cell: &&Cell| {
            wanted.iter().enumerate().all(|(at, (.., so))| space.holds(at, cell) == *so)
        };
        let cells = space.cells();
        let (first, last) = ends(seed).unwrap_or((near, near));
        let days = [first, last, last.plus(1)];
        let cells = cells.iter().filter(fits).take(4);
        let made = cells
            .flat_map(|cell| days.map(|on| realise(self.base, (&space, cell), on, duty.name.span)));
        let joined = made.flat_map(|made| {
            let cases = made.cases.into_iter();
            cases.map(|case| build::joined(seed, case, &made.of_trigger)).collect::<Vec<_>>()
        });
        joined.collect()
    }

    /// What happened last happens once more, on the same day.
    fn doubled(&self, seed: &Case) -> Option<Case> {
        let mut again = build::empty();
        again.events.push(seed.events.last()?.clone());
        Some(build::joined(seed, again, &[]))
    }

    /// The period in which it is asked for is over.
    fn over(&self, seed: &Case) -> Option<Case> {
        let duty = self.base.duty(self.verdict.duty)?;
        let status = match (&duty.recurrence, &duty.standing) {
            (Some(Recurrence::Windows { window: Window::Period(status), .. }), _) => status.value,
            (_, Some(standing)) => standing.during.status.value,
            (_, None) => return None,
        };
        let end = self.end_of(status)?;
        let mut case = seed.clone();
        let day = ends(seed)?.1.plus(30);
        happen_as(&mut case, recorded_as(self.base, end), day, duty.name.span);
        Some(case)
    }

    /// What ends a status.
    fn end_of(&self, status: ConceptId) -> Option<ConceptId> {
        let info = self.base.vocabulary.get(status)?.status()?;
        info.transition.as_ref()?.until.first().copied()
    }

    /// The scope ends, and begins again with all that happened in it.
    fn twice(&self, seed: &Case) -> Option<Case> {
        let duty = self.base.duty(self.verdict.duty)?;
        let Scope::EachPeriod(status) = duty.scope else { return None };
        let end = self.end_of(status)?;
        let (first, last) = ends(seed)?;
        let over = last.plus(30);
        let mut case = seed.clone();
        happen_as(&mut case, recorded_as(self.base, end), over, duty.name.span);
        let again = build::shifted(seed, first.days_until(over.plus(20)));
        Some(build::joined(&case, again, &[]))
    }

    fn is_enough(&self, wanted: Wanted) -> bool {
        let safe = self.base.duty(self.verdict.duty).is_some_and(is_safe);
        self.tally.kept >= wanted.each && (safe || self.tally.breached >= wanted.each)
    }

    /// A history, and the same with the pack kept as late and as early as it allows.
    fn look(&mut self, case: &Case, as_of: Day) {
        let subject = self.base.duty(self.verdict.duty).and_then(|duty| duty.subject.clone());
        let case = &Case { subject: subject.map(|one| one.value), ..case.clone() };
        if !self.held(case, as_of) {
            return;
        }
        for late in [true, false] {
            let Some((kept, last)) = self.complied(case, as_of, late) else { continue };
            for day in [last, last.plus(1), last.plus(40)] {
                self.held(&kept, day.max(as_of));
            }
        }
        if let Some(due) = self.due(case, as_of) {
            self.held(case, due.plus(1));
        }
    }

    /// Whether the base asks for something in it, once it is seen that nothing contradicts.
    fn held(&mut self, case: &Case, as_of: Day) -> bool {
        self.tally.judged += 1;
        let duty = self.verdict.duty;
        let of_base = judge(self.base, case, as_of, |one| one.id == duty);
        let from = self.local.pack.in_force_from;
        let in_force = |row: &&Row| {
            let trigger = row.trigger_date.and_then(DateRange::exact);
            from.is_none_or(|from| trigger.is_some_and(|trigger| from <= trigger))
        };
        let applies = |row: &&Row| {
            row.statuses.single().is_some_and(|status| status != Status::NotApplicable)
        };
        let asked: Vec<&Row> = of_base.iter().filter(in_force).filter(applies).collect();
        if asked.is_empty() {
            return false;
        }
        let rows = self.covers(case, as_of);
        let kept = rows.iter().all(|row| row.statuses.single().is_some() && !is_breached(row));
        let breached = asked.iter().any(|row| is_breached(row));
        if breached && kept && self.chain_is_kept(case, as_of) {
            panic!("{}\n{case:?}\n{as_of:?}\n{asked:#?}\n{rows:#?}", self.verdict.id);
        }
        if breached && !kept {
            self.tally.breached += 1;
        }
        if kept && rows.iter().any(|row| applies(&row)) {
            self.tally.kept += 1;
        }
        true
    }

    fn covers(&self, case: &Case, as_of: Day) -> Vec<Row> {
        let is_cover = |id: DutyId| self.verdict.covers.iter().any(|cover| cover.duty == id);
        judge(self.local, case, as_of, |one| is_cover(one.id))
    }

    /// Whether all that bounds the event of a cover is kept as well.
    fn chain_is_kept(&self, case: &Case, as_of: Day) -> bool {
        let rights = effective(self.local);
        let Some(duty) = self.base.duty(self.verdict.duty) else { return true };
        let covers = self.verdict.covers.iter().filter_map(|cover| self.local.duty(cover.duty));
        let chains = covers.filter_map(|cover| {
            super::chain::chain((self.base, duty), (self.local, cover), &rights)
        });
        let through: Vec<DutyId> =
            chains.flat_map(|chain| chain.through).map(|duty: &Duty| duty.id).collect();
        let rows = judge(self.local, case, as_of, |one| through.contains(&one.id));
        rows.iter().all(|row| row.statuses.single().is_some() && !is_breached(row))
    }

    fn due(&self, case: &Case, as_of: Day) -> Option<Day> {
        let duty = self.verdict.duty;
        let rows = judge(self.base, case, as_of, |one| one.id == duty);
        rows.iter().filter_map(|row| row.due.and_then(DateRange::exact)).max()
    }

    /// The history in which each open row of the covers is kept, on its last day or its
    /// first; and the last day on which something was done.
    fn complied(&self, case: &Case, as_of: Day, late: bool) -> Option<(Case, Day)> {
        let (mut case, mut last) = (case.clone(), as_of);
        let mut done: Vec<InstanceKey> = Vec::new();
        for _ in 0..6 {
            let rows = self.covers(&case, last);
            let open = rows.iter().find(|row| {
                let wants = matches!(
                    row.statuses.single(),
                    Some(Status::Pending | Status::DueSoon | Status::Overdue)
                );
                wants && !done.contains(&row.key)
            });
            let Some(row) = open else { break };
            let due = row.due.and_then(DateRange::exact);
            done.push(row.key);
            let opens = row.opens.or(row.trigger_date).and_then(DateRange::exact);
            let day = if late { due.or(opens) } else { opens.or(due) }?;
            let cover = self.local.duty(row.key.duty)?;
            self.comply(&mut case, cover, row, day);
            last = last.max(day);
        }
        (!done.is_empty()).then_some((case, last))
    }

    fn comply(&self, case: &mut Case, cover: &Duty, row: &Row, day: Day) {
        if let Some(standing) = &cover.standing {
            let from = ends(case).map_or(day, |(first, _)| first.min(day));
            self.holds(case, standing.holding.status.value, from, cover);
            return;
        }
        let needed = match cover.act.needed {
            Needed::All => cover.act.parts.len(),
            Needed::AtLeast(count) => usize::try_from(count).unwrap_or(usize::MAX),
        };
        // A part that is asked for in some cases is no part of the least there is to do.
        let mut parts: Vec<_> = cover.act.parts.iter().collect();
        parts.sort_by_key(|part| part.condition.as_ref().map_or(0, conditions));
        for part in parts.into_iter().take(needed) {
            if part.holding {
                self.holds(case, part.event.value, day, cover);
            } else if part.completion {
                let of = row.occurrence.and_then(|id| case.events.get_mut(id.0 as usize));
                if let Some(one) = of {
                    one.started.get_or_insert(DateFact::Exactly(day));
                    one.completed = Some(DateFact::Exactly(day));
                }
            } else {
                let kind = recorded_as(self.local, part.event.value);
                happen_as(case, kind, day, part.event.span);
            }
        }
        // What leads up to an event is kept when the event takes place.
        let planned = row.occurrence.and_then(|id| case.events.get_mut(id.0 as usize));
        if let Some(one) = planned.filter(|one| one.started.is_none()) {
            one.started = one.planned_for;
            one.completed = one.planned_for;
        }
    }

    fn holds(&self, case: &mut Case, status: ConceptId, from: Day, cover: &Duty) {
        let info = self.local.vocabulary.get(status).and_then(|concept| concept.status());
        match info.and_then(|info| info.transition.as_ref()) {
            Some(transition) => {
                if let Some(event) = transition.from.first() {
                    let kind = recorded_as(self.local, *event);
                    happen_as(case, kind, from, cover.name.span);
                }
            }
            None => begin(case, status, from, cover.name.span),
        }
    }
}

fn conditions(applies: &Applies) -> usize {
    applies.parts.len()
}
