//! A case that shows it: the base is breached, and nothing of the pack that stands for
//! it is.
//!
//! Cases are put together from what starts the duty, from the cell in which the finding
//! holds, and from the day on which it does; where that shows nothing, the search tries
//! more. Whatever is shown was judged by the interpreter under both packs.

use std::ops::ControlFlow;

use super::judge::Draft;
use super::{Sides, What, Witness};
use crate::analysis::align::full_id;
use crate::analysis::cells::{Cell, Space, Value};
use crate::analysis::realise::realise;
use crate::analysis::witness::build::{self, ends, happen_as, shifted};
use crate::analysis::witness::ingredients::recorded_as;
use crate::analysis::witness::{Effort, Search};
use crate::eval::{DateRange, Row, Status, judge};
use crate::facts::{Case, DateFact, OccurrenceId};
use crate::model::{Duty, DutyId, Model, Scope};
use crate::names::{ConceptId, Sort};
use crate::syntax::ast::{Anchor, Applies, Condition, When};
use crate::syntax::force::Force;
use crate::time::{Day, Weekday};

/// How far to look where nothing put together shows anything.
const EFFORT: Effort = Effort { cases: 240, depth: 2, kinds: 8, random: 0, days: 0 };
/// How many situations are looked at then.
const SITUATIONS: usize = 700;
/// How many cases are put together.
const CASES: usize = 40;

/// What cases are looked for with.
pub(super) struct Hunt<'m> {
    pub(super) sides: Sides<'m>,
    pub(super) duty: &'m Duty,
    covers: Vec<&'m Duty>,
    pub(super) near: Day,
    search: bool,
}

impl<'m> Hunt<'m> {
    pub(super) fn new(
        sides: Sides<'m>,
        duty: &'m Duty,
        covers: &[&'m Duty],
        (near, search): (Day, bool),
    ) -> Hunt<'m> {
        Hunt { sides, duty, covers: covers.to_vec(), near, search }
    }

    /// A case that shows a finding.
    pub(super) fn show(&self, draft: &Draft<'m>) -> Option<Witness> {
        if draft.obstacle.apart {
            return None;
        }
        let through: Vec<DutyId> = draft.obstacle.through.iter().map(|duty| duty.id).collect();
        let trial = Trial { hunt: self, draft, through };
        let found = trial.put_together().or_else(|| trial.searched())?;
        Some(trial.smaller(found))
    }
}

/// Whether a row is known to be breached.
#[must_use]
pub(crate) fn is_breached(row: &Row) -> bool {
    match row.statuses.single() {
        Some(Status::Overdue | Status::MetLate) => true,
        Some(Status::Lapsed) => row.flags.breached,
        Some(Status::NotApplicable | Status::Met | Status::DueSoon | Status::Pending) | None => {
            false
        }
    }
}

/// Whether a row is known not to be breached.
fn is_kept(row: &Row) -> bool {
    row.statuses.single().is_some() && !is_breached(row) && !row.flags.at_risk
}

pub(super) struct Trial<'h, 'm> {
    pub(super) hunt: &'h Hunt<'m>,
    pub(super) draft: &'h Draft<'m>,
    /// Duties of the pack that are kept too.
    through: Vec<DutyId>,
}

impl<'m> Trial<'_, 'm> {
    /// How a case stands, where it shows the finding.
    pub(super) fn shows(&self, case: &Case, as_of: Day) -> Option<Witness> {
        let Sides { base, local } = self.hunt.sides;
        let of_base = judge(base, case, as_of, |duty| duty.id == self.hunt.duty.id);
        let row = of_base.into_iter().find(|row| self.is_wanted(row))?;
        let is_cover = |id: DutyId| self.hunt.covers.iter().any(|cover| cover.id == id);
        let rows =
            judge(local, case, as_of, |duty| is_cover(duty.id) || self.through.contains(&duty.id));
        let fair = match self.draft.obstacle.shown {
            What::Modality => rows.iter().any(applies),
            What::NotThere | What::Uncovered if self.asks_only() => {
                rows.iter().all(|row| row.statuses.single() == Some(Status::NotApplicable))
            }
            What::NotThere
            | What::Uncovered
            | What::NoLastDay
            | What::Later
            | What::TooEarly
            | What::Act
            | What::Open
            | What::Stricter => rows.iter().all(is_kept),
            // That it ended is to be seen.
            What::Lapses => {
                let ended = |row: &Row| row.statuses.single() == Some(Status::Lapsed);
                rows.iter().all(is_kept) && (rows.is_empty() || rows.iter().any(ended))
            }
        };
        let mut local: Vec<Row> = rows.into_iter().filter(|row| is_cover(row.key.duty)).collect();
        // Those of the same trigger say it all, where there are any.
        let same = |other: &Row| {
            (other.key.trigger, other.key.number) == (row.key.trigger, row.key.number)
        };
        if local.iter().any(same) {
            local.retain(same);
        }
        fair.then(|| Witness { case: case.clone(), as_of, base: row, local })
    }

    /// Of a duty that has no last day nobody is ever late: that the base asks for it is
    /// all there is to show.
    fn asks_only(&self) -> bool {
        super::pair::is_undated(self.draft.duty)
    }

    fn is_wanted(&self, row: &Row) -> bool {
        if row.version != self.draft.duty.version {
            return false;
        }
        if self.asks_only() || self.draft.obstacle.shown == What::Modality {
            return applies(row);
        }
        is_breached(row)
    }

    /// The day on which the trigger is to fall: one on which the finding holds, when both
    /// versions are in force.
    fn day(&self) -> Day {
        let near = within(self.hunt.near, self.draft.force);
        let Some(contrast) = &self.draft.obstacle.contrast else { return near };
        let side = match self.draft.obstacle.shown {
            What::TooEarly => &contrast.earlier,
            What::NotThere
            | What::Uncovered
            | What::NoLastDay
            | What::Later
            | What::Act
            | What::Lapses
            | What::Modality
            | What::Open
            | What::Stricter => &contrast.later,
        };
        let calendar = self.hunt.sides.local.calendar.as_deref();
        let fits = |day: &Day| self.draft.force.holds_on(*day);
        let plain = side.plainest(near, calendar).filter(fits);
        plain
            .or_else(|| (0..800).map(|on| near.plus(on)).find(|day| side.has(*day) && fits(day)))
            .unwrap_or(near)
    }

    fn put_together(&self) -> Option<Witness> {
        let name = full_id(self.hunt.duty);
        let wanted = self.day();
        let search = Search::new(&[self.hunt.sides.base], &name, wanted, EFFORT);
        let grounds = self.grounds();
        let mut tried = 0;
        let seeds = search.seeds(wanted.plus(-7));
        let named = self.of_names(seeds.first(), wanted);
        if let Some(found) = named.iter().find_map(|case| self.on(case, wanted)) {
            return Some(found);
        }
        for seed in seeds {
            for case in grounds.iter().flat_map(|ground| self.in_cells(&seed, ground.as_ref())) {
                tried += 1;
                if tried > CASES {
                    return None;
                }
                // What waits for the day of an event is not there while that is planned.
                let found = self.on(&case, wanted);
                let found = found.or_else(|| self.on(&held(&case)?, wanted));
                if found.is_some() {
                    return found;
                }
            }
        }
        self.of_leap_days()
    }

    /// The cells in which the finding holds; then those in which a part of the cover's
    /// act is asked for that is not always.
    fn grounds(&self) -> Vec<Option<(Space, Vec<Cell>)>> {
        let mut all = vec![self.cells(None)];
        if self.draft.obstacle.shown == What::Act {
            let parts = self.draft.cover.into_iter().flat_map(|cover| &cover.act.parts);
            let parts = parts.filter_map(|part| part.condition.as_ref());
            all.extend(parts.map(|condition| self.cells(Some(condition))));
        }
        all.extend(self.of_stages());
        all
    }

    /// The cells in which the finding holds, the plainest first.
    fn cells(&self, more: Option<&'m Applies>) -> Option<(Space, Vec<Cell>)> {
        let local = self.hunt.sides.local.model();
        let parts = more.into_iter().flat_map(|clause| &clause.parts);
        let parts = parts.map(|(when, one)| (local, one, when.value != When::Unless));
        self.cells_with(parts.collect())
    }

    /// The cells in which the finding holds and these conditions come out so.
    pub(super) fn cells_with(
        &self,
        more: Vec<(&'m Model, &'m Condition, bool)>,
    ) -> Option<(Space, Vec<Cell>)> {
        let Sides { base, local } = self.hunt.sides;
        let obstacle = &self.draft.obstacle;
        let mut all: Vec<(&Model, &Condition, bool)> = more;
        all.extend(obstacle.when.iter().map(|one| (base.model(), one, true)));
        let so = |when: When| when != When::Unless;
        let parts = |clauses: &'m [Applies]| clauses.iter().flat_map(|clause| &clause.parts);
        let mut add = |model: &'m Model, clauses: &'m [Applies]| {
            all.extend(parts(clauses).map(|(when, one)| (model, one, so(when.value))));
        };
        add(base.model(), &self.draft.duty.applies);
        let covers = !matches!(obstacle.shown, What::Uncovered | What::NotThere);
        if let Some(cover) = self.draft.cover.filter(|_| covers) {
            add(local.model(), &cover.applies);
        }
        for at in &obstacle.missing {
            let part = self.draft.duty.act.parts.get(*at);
            let inner = part.and_then(|part| part.condition.as_ref());
            add(base.model(), inner.map_or(&[], std::slice::from_ref));
        }
        if all.is_empty() {
            return None;
        }
        let conditions: Vec<(&Model, &Condition)> =
            all.iter().map(|(model, one, _)| (*model, *one)).collect();
        let space = Space::beside(&conditions)?;
        let fits =
            |cell: &Cell| all.iter().enumerate().all(|(at, (.., so))| space.holds(at, cell) == *so);
        let mut cells = space.cells();
        cells.retain(fits);
        cells.sort_by_key(|cell| space.values(cell).filter(|(_, value)| says(value)).count());
        cells.truncate(6);
        Some((space, cells))
    }

    fn in_cells(&self, seed: &Case, cells: Option<&(Space, Vec<Cell>)>) -> Vec<Case> {
        let Some((space, cells)) = cells else { return vec![seed.clone()] };
        let Some((first, last)) = ends(seed) else { return Vec::new() };
        let at = self.hunt.duty.name.span;
        let mut found = Vec::new();
        for cell in cells {
            // A decision may have to come after what starts the duty, or before it.
            for on in [last, last.plus(1), first] {
                let made = realise(self.hunt.sides.local, (space, cell), on, at);
                let all = made.cases.into_iter();
                found.extend(all.map(|case| build::joined(seed, case, &made.of_trigger)));
                if first == last && on == last && made.whole {
                    continue;
                }
            }
        }
        found.dedup();
        found
    }

    /// The case with its trigger on the day wanted.
    fn on(&self, case: &Case, wanted: Day) -> Option<Witness> {
        let first = ends(case)?.0;
        let rows = self.base_rows(case, before_plans(case)?);
        let row = rows.iter().find(|row| applies(row)).or(rows.first())?;
        let trigger = row.trigger_date.and_then(DateRange::exact).unwrap_or(first);
        let case = shifted(case, trigger.days_until(wanted));
        let rows = self.base_rows(&case, before_plans(&case)?);
        let row = rows.iter().find(|row| applies(row))?;
        let due = row.due.and_then(DateRange::exact);
        let last = ends(&case)?.1.plus(1);
        let mut looks: Vec<Day> = due.map(|due| due.plus(1)).into_iter().collect();
        looks.push(last);
        for case in self.variants(&case, row, wanted) {
            for look in &looks {
                let found = self.shows(&case, *look);
                if found.is_some() {
                    return found;
                }
            }
            if let Some(found) = self.in_time(&case, wanted) {
                return Some(found);
            }
            // What leads up to an event is over once that has taken place.
            let found = held(&case).and_then(|case| self.shows(&case, last));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    pub(super) fn base_rows(&self, case: &Case, as_of: Day) -> Vec<Row> {
        let id = self.hunt.duty.id;
        judge(self.hunt.sides.base, case, as_of, |duty| duty.id == id)
    }

    /// The same case with what the finding is about done or ended.
    fn variants(&self, case: &Case, row: &Row, trigger: Day) -> Vec<Case> {
        let due = row.due.and_then(DateRange::exact);
        let opens = row.opens.and_then(DateRange::exact);
        let mut all = Vec::new();
        match self.draft.obstacle.shown {
            What::Act => {
                let parts = self.draft.cover.map_or(0, |cover| cover.act.parts.len());
                let single = if parts > 1 { 0..parts } else { 0..0 };
                for day in [Some(trigger), due, opens].into_iter().flatten() {
                    all.push(self.with_acts(case, day, None));
                    all.extend(single.clone().map(|at| self.with_acts(case, day, Some(at))));
                }
                all.extend(self.twice_a_day(case, row, trigger));
            }
            What::TooEarly => {
                let days = [opens.map(|day| day.plus(-1)), Some(trigger.plus(-1)), Some(trigger)];
                for day in days.into_iter().flatten() {
                    all.push(self.with_acts(case, day, None));
                }
                all.extend(
                    begun_before(case, trigger)
                        .map(|case| self.with_acts(&case, trigger.plus(-1), None)),
                );
            }
            What::Lapses => all.extend(self.ended(case, trigger.plus(1))),
            What::Later if !self.through.is_empty() => all.push(self.passed(case.clone())),
            What::NotThere
            | What::Uncovered
            | What::NoLastDay
            | What::Later
            | What::Modality
            | What::Open
            | What::Stricter => {}
        }
        all.push(case.clone());
        all
    }

    /// What starts it happens twice on one day, and all that the cover asks for is done for
    /// both.
    fn twice_a_day(&self, case: &Case, row: &Row, day: Day) -> Option<Case> {
        let mut case = held(case).unwrap_or_else(|| case.clone());
        let mut again = case.events.get(row.occurrence?.0 as usize)?.clone();
        again.id = OccurrenceId(u32::try_from(case.events.len()).ok()?);
        case.events.push(again);
        Some(self.with_acts(&self.with_acts(&case, day, None), day, None))
    }

    /// What the cover asks for is done, or one part of it, with no more papers than it
    /// names.
    fn with_acts(&self, case: &Case, day: Day, only: Option<usize>) -> Case {
        let (mut case, local) = (case.clone(), self.hunt.sides.local);
        let Some(cover) = self.draft.cover else { return case };
        let mut events: Vec<ConceptId> = Vec::new();
        let parts = cover.act.parts.iter().enumerate();
        let parts = parts.filter(|(at, _)| only.is_none_or(|only| only == *at));
        for (_, part) in parts.filter(|(_, part)| !part.completion && !part.holding) {
            if events.contains(&part.event.value) {
                continue;
            }
            events.push(part.event.value);
            happen_as(&mut case, recorded_as(local, part.event.value), day, part.event.span);
            let same = cover.act.parts.iter().filter(|other| other.event == part.event);
            let papers = same.filter_map(|other| other.object.map(|paper| paper.value));
            let mut papers: Vec<ConceptId> = papers.collect();
            if papers.is_empty() {
                papers.extend(self.other_paper());
            }
            if let Some(one) = case.events.last_mut() {
                one.papers = papers;
            }
        }
        case
    }

    /// Of what is done with any paper at all: one that the base does not ask for. An act
    /// that names none would have been done with all of them.
    fn other_paper(&self) -> Option<ConceptId> {
        let asked = &self.draft.duty.act.parts;
        let missing = self.draft.obstacle.missing.iter().filter_map(|at| asked.get(*at)?.object);
        missing.map(|paper| paper.value).next()?;
        let wanted = |paper: &ConceptId| {
            asked.iter().any(|part| part.object.is_some_and(|own| own.value == *paper))
        };
        let mut all = self.hunt.sides.local.vocabulary.iter();
        all.find_map(|(id, concept)| {
            (concept.sort() == Sort::Paper).then_some(id).filter(|id| !wanted(id))
        })
    }

    /// Each duty on the way is done on its last day.
    fn passed(&self, mut case: Case) -> Case {
        let local = self.hunt.sides.local;
        for duty in &self.draft.obstacle.through {
            let Some((_, last)) = ends(&case) else { continue };
            let rows = judge(local, &case, last.plus(1), |one| one.id == duty.id);
            let due = rows.iter().find_map(|row| row.due?.exact());
            let Some(due) = due else { continue };
            for part in &duty.act.parts {
                happen_as(&mut case, recorded_as(local, part.event.value), due, part.event.span);
            }
        }
        case
    }

    /// What ends the cover happens.
    fn ended(&self, case: &Case, day: Day) -> Vec<Case> {
        let local = self.hunt.sides.local;
        let Some(cover) = self.draft.cover else { return Vec::new() };
        let mut events: Vec<ConceptId> = Vec::new();
        if let Scope::EachPeriod(status) = cover.scope {
            let info = local.vocabulary.get(status).and_then(|concept| concept.status());
            let transition = info.and_then(|info| info.transition.as_ref());
            events.extend(transition.and_then(|transition| transition.until.first()));
        }
        if let Some(Anchor::Event(event)) = cover.running.until.as_ref().map(|until| &until.value) {
            events.push(event.event.value);
        }
        let with = |event: ConceptId| {
            let mut case = case.clone();
            happen_as(&mut case, recorded_as(local, event), day, cover.name.span);
            case
        };
        events.into_iter().map(with).collect()
    }

    /// Tries more cases than can be put together.
    fn searched(&self) -> Option<Witness> {
        if !self.hunt.search {
            return None;
        }
        let name = full_id(self.hunt.duty);
        let near = within(self.hunt.near, self.draft.force);
        let search = Search::new(&[self.hunt.sides.base], &name, near, EFFORT);
        let (mut found, mut seen) = (None, 0);
        search.explore(&mut |situation| {
            seen += 1;
            let wanted = |row: &Row| self.is_wanted(row);
            if situation.rows().any(wanted) {
                found = self.shows(&situation.case, situation.as_of);
            }
            if found.is_some() || seen >= SITUATIONS {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        found
    }

    /// The same without what it does without.
    fn smaller(&self, mut found: Witness) -> Witness {
        loop {
            let without = simpler(&found.case);
            let next = without.into_iter().find_map(|case| self.shows(&case, found.as_of));
            match next {
                Some(next) => found = next,
                None => return found,
            }
        }
    }
}

/// The day after all that happened, and before all that is only planned.
fn before_plans(case: &Case) -> Option<Day> {
    let happened = case.events.iter().filter_map(|one| one.started?.exact());
    let periods = case.periods.iter().filter_map(|one| one.from.exact());
    let last = happened.chain(periods).max().map(|day| day.plus(1));
    let planned = case.events.iter().filter(|one| one.started.is_none());
    let first = planned.filter_map(|one| one.planned_for?.exact()).min();
    last.or(first.map(|day| day.plus(-70)))
}

/// The case with what was completed on a day begun some days before.
fn begun_before(case: &Case, day: Day) -> Option<Case> {
    let mut case = case.clone();
    let on = |date: Option<DateFact>| date == Some(DateFact::Exactly(day));
    let found = case.events.iter_mut().rev().find(|one| on(one.completed) && on(one.started))?;
    found.started = Some(DateFact::Exactly(day.plus(-3)));
    Some(case)
}

/// The case with every plan carried out; `None` where there is none.
fn held(case: &Case) -> Option<Case> {
    let mut held = case.clone();
    for one in held.events.iter_mut().filter(|one| one.started.is_none()) {
        (one.started, one.completed) = (one.planned_for, one.planned_for);
    }
    (held != *case).then_some(held)
}

/// Whether it asks for anything.
fn applies(row: &Row) -> bool {
    row.statuses.single().is_some_and(|status| status != Status::NotApplicable)
}

/// Whether a value has to be recorded for a case to have it.
fn says(value: &Value) -> bool {
    match value {
        Value::Whether(_, so) => *so,
        Value::Age(..) | Value::Date(..) => true,
        Value::Number(_, low, _) => low.is_some_and(|low| low > 0),
        Value::Word(_, word) => word.is_some(),
    }
}

/// The nearest day to one on which something is in force; no Saturday or Sunday, unless
/// there is no other.
fn within(day: Day, force: Force) -> Day {
    let back = match day.weekday() {
        Weekday::Saturday => -1,
        Weekday::Sunday => -2,
        Weekday::Monday
        | Weekday::Tuesday
        | Weekday::Wednesday
        | Weekday::Thursday
        | Weekday::Friday => 0,
    };
    let day = day.plus(back);
    let day = force.from.map_or(day, |from| day.max(from));
    force.until.map_or(day, |until| day.min(until))
}

/// Every case that records one thing less.
fn simpler(case: &Case) -> Vec<Case> {
    let mut all = Vec::new();
    if case.born.is_some() {
        all.push(Case { born: None, ..case.clone() });
    }
    all.extend((0..case.events.len()).map(|at| build::without_event(case, at)));
    for at in 0..case.periods.len() {
        let mut less = case.clone();
        less.periods.remove(at);
        all.push(less);
    }
    for at in 0..case.facts.len() {
        let mut less = case.clone();
        less.facts.remove(at);
        all.push(less);
    }
    all
}
