//! Cases that take more than what starts a duty: a name that means something else, stages
//! that come one after another, powers that are used, birthdays in leap years.

use super::witness::Trial;
use super::{What, Witness};
use crate::analysis::align::full_id;
use crate::analysis::aspects::shifts::{Shift, of_status};
use crate::analysis::cells::{Cell, Space};
use crate::analysis::rules::case_of_status;
use crate::analysis::witness::build::{self, ends, happen_as};
use crate::analysis::witness::ingredients::{Ingredients, recorded_as};
use crate::analysis::witness::{Effort, Search};
use crate::check::Checked;
use crate::eval::{DateRange, Row, Status};
use crate::facts::{Case, DateFact};
use crate::model::{Duty, Power, Recurrence};
use crate::syntax::ast::{Condition, Licence};
use crate::time::Day;

/// No more than what starts it.
const EFFORT: Effort = Effort { cases: 60, depth: 1, kinds: 4, random: 0, days: 0 };
/// How many acts of what comes again are done, one after another.
const STAGES: usize = 4;

impl<'m> Trial<'_, 'm> {
    /// Seeds in which a status holds under one of the packs alone.
    pub(super) fn of_names(&self, seed: Option<&Case>, wanted: Day) -> Vec<Case> {
        let (base, local) = (self.hunt.sides.base, self.hunt.sides.local);
        let Some(seed) = seed.filter(|_| self.draft.obstacle.shown == What::Uncovered) else {
            return Vec::new();
        };
        let all = Ingredients::of(base, self.draft.duty);
        let differs = all.rests_on.iter().filter(|status| {
            base.derived.definition(**status).is_some()
                && of_status(base, local, **status).0 != Shift::Same
        });
        let cases = differs.filter_map(|status| case_of_status(base, local, *status, wanted));
        let begun = ends(seed).map_or(wanted, |(_, last)| last);
        let joined = cases.map(|(case, on)| {
            let case = build::shifted(&case, on.days_until(begun));
            let mut whole = build::joined(&case, seed.clone(), &[]);
            whole.id.clone_from(&seed.id);
            whole
        });
        joined.collect()
    }

    /// The cells in which a stage of what comes again has its turn, or has not.
    pub(super) fn of_stages(&self) -> Vec<Option<(Space, Vec<Cell>)>> {
        let (base, local) = (self.hunt.sides.base, self.hunt.sides.local);
        let conditions = |duty: &'m Duty| -> Vec<&'m Condition> {
            let schedule = duty.recurrence.as_ref().and_then(Recurrence::schedule);
            let stages = schedule.into_iter().flat_map(|schedule| &schedule.stages);
            stages.filter_map(|stage| stage.condition.as_ref()).collect()
        };
        let mine = conditions(self.draft.duty);
        let theirs = self.draft.cover.map_or_else(Vec::new, conditions);
        let of_base = mine.into_iter().map(|one| (base.model(), one));
        let of_local = theirs.into_iter().map(|one| (local.model(), one));
        of_local
            .chain(of_base)
            .map(|(model, one)| self.cells_with(vec![(model, one, true)]))
            .collect()
    }

    /// The case as time goes on: powers are used, and what comes again is done.
    pub(super) fn in_time(&self, case: &Case, trigger: Day) -> Option<Witness> {
        let again = |duty: &Duty| duty.recurrence.is_some();
        if again(self.draft.duty) || self.draft.cover.is_some_and(again) {
            return self.by_stages(case);
        }
        if self.draft.obstacle.shown != What::Later {
            return None;
        }
        self.with_powers(case, trigger).into_iter().find_map(|case| {
            let last = ends(&case)?.1.plus(1);
            let rows = self.base_rows(&case, last);
            let dues = rows.iter().filter_map(|row| row.due.and_then(DateRange::exact));
            let looks: Vec<Day> = dues.map(|due| due.plus(1).max(last)).collect();
            looks.into_iter().find_map(|look| self.shows(&case, look))
        })
    }

    /// Each act of what comes again is done on its last day, until one is not.
    fn by_stages(&self, case: &Case) -> Option<Witness> {
        let mut case = case.clone();
        for _ in 0..STAGES {
            let last = ends(&case)?.1.plus(1);
            let rows = self.base_rows(&case, last);
            let open = |row: &&Row| {
                matches!(
                    row.statuses.single(),
                    Some(Status::Pending | Status::DueSoon | Status::Overdue)
                )
            };
            let due = rows.iter().filter(open).find_map(|row| row.due?.exact())?;
            if let Some(found) = self.shows(&case, due.plus(1).max(last)) {
                return Some(found);
            }
            let base = self.hunt.sides.base;
            for part in &self.draft.duty.act.parts {
                happen_as(&mut case, recorded_as(base, part.event.value), due, part.event.span);
            }
        }
        None
    }

    /// The case with uses of the powers that bear on the duty, more and more of them.
    fn with_powers(&self, case: &Case, trigger: Day) -> Vec<Case> {
        let (base, local) = (self.hunt.sides.base, self.hunt.sides.local);
        let Some(cover) = self.draft.cover else { return Vec::new() };
        let bears = |power: &&Power, duty: &Duty| {
            let adjourns = matches!(power.may, Licence::Adjourn(event)
                if duty.act.parts.iter().any(|part| part.event.value == event.value));
            adjourns || power.effects.iter().any(|effect| effect.duty == duty.id)
        };
        let own = local.powers.iter().filter(|power| bears(power, cover));
        let theirs = base.powers.iter().filter(|power| bears(power, self.draft.duty));
        let most = |power: &Power| power.counts.iter().map(|count| count.value.times).max();
        let mut found = Vec::new();
        for power in own.chain(theirs) {
            let most = most(power).unwrap_or(2).min(6);
            for times in 1..=most + 1 {
                found.extend(self.used(case, power, (times, trigger)));
            }
        }
        found
    }

    /// A case in which a power is used so often.
    fn used(&self, case: &Case, power: &Power, (times, trigger): (u32, Day)) -> Option<Case> {
        let mut case = case.clone();
        let at = power.name.span;
        let local = self.hunt.sides.local;
        match power.may {
            Licence::Act(event) => {
                for number in 0..i32::try_from(times).ok()? {
                    let day = trigger.plus(number + 1);
                    happen_as(&mut case, recorded_as(local, event.value), day, at);
                }
            }
            Licence::Adjourn(event) => {
                let rows = self.base_rows(&case, ends(&case)?.1.plus(1));
                let due = rows.iter().find_map(|row| row.due?.exact())?;
                let (kind, facts) = recorded_as(local, event.value);
                let on = |after: i32| Some(DateFact::Exactly(due.plus(after)));
                let one = build::occurrence(&mut case, kind, at);
                one.facts = facts;
                (one.planned_for, one.adjourned) = (on(0), on(0));
                let again = (1..i32::try_from(times).ok()?).filter_map(on);
                one.adjourned_again = again.collect();
                (one.started, one.completed) = (on(15), on(15));
            }
            Licence::Cancel(_) | Licence::Move(_) => return None,
        }
        Some(case)
    }

    /// Cases of people who were born on 29 February, where the packs read their birthdays
    /// on different days.
    pub(super) fn of_leap_days(&self) -> Option<Witness> {
        let (base, local) = (self.hunt.sides.base, self.hunt.sides.local);
        let cover = self.draft.cover?;
        let settings = |model: &Checked, duty: &Duty| {
            model.settings_of(&duty.from.pack).leap_birthdays_on_28_february
        };
        if settings(base, self.draft.duty) == settings(local, cover) {
            return None;
        }
        let mut birthdays = Ingredients::of(base, self.draft.duty).birthdays;
        birthdays.extend(Ingredients::of(local, cover).birthdays);
        birthdays.sort_unstable();
        birthdays.dedup();
        let years = (0..=4).map(|after| self.hunt.near.year() + after);
        for year in years.filter(|year| Day::from_ymd(*year, 2, 29).is_none()) {
            for birthday in &birthdays {
                let Ok(age) = i32::try_from(*birthday) else { continue };
                let Some(born) = Day::from_ymd(year - age, 2, 29).filter(|_| age > 0) else {
                    continue;
                };
                let found = self.born_on(born, Day::from_ymd(year, 2, 28)?);
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// A case of somebody born on a day, begun about a birthday.
    fn born_on(&self, born: Day, birthday: Day) -> Option<Witness> {
        let name = full_id(self.hunt.duty);
        for before in [40, 0, -1] {
            let about = birthday.plus(-before);
            let search = Search::new(&[self.hunt.sides.base], &name, about, EFFORT);
            let mut seeds = search.seeds(about);
            seeds.push(build::empty());
            for mut case in seeds {
                // What starts it falls on the very day where that is what matters.
                let last = ends(&case).map_or(about, |(_, last)| last);
                case = build::shifted(&case, last.days_until(about));
                case.born = Some(DateFact::Exactly(born));
                let rows = self.base_rows(&case, birthday.plus(2));
                let dues = rows.iter().filter_map(|row| row.due.and_then(DateRange::exact));
                let mut looks: Vec<Day> = dues.flat_map(|due| [due.plus(1), due.plus(2)]).collect();
                looks.extend((0..4).map(|after| birthday.plus(after)));
                if let Some(found) = looks.into_iter().find_map(|look| self.shows(&case, look)) {
                    return Some(found);
                }
            }
        }
        None
    }
}
