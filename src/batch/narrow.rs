//! What a row may be, found by trying every way in which what is not known can be.
//!
//! In: a row that may stand in several ways, its case, and how much trying may cost. Out:
//! the statuses that some way has, exactly as the interpreter finds them by trying the same
//! ways in the same order. Never here: how a row comes about.

use smallvec::SmallVec;

use super::finish::Made;
use super::range::{ALWAYS, Why};
use super::rows::{Key, Scratch};
use super::seat::Others;
use super::ways::{Choice, Choices, Open, with};
use super::working::{First, first, stands_alone, work_out};
use super::world::World;
use crate::eval::{MOST, Status, StatusSet};
use crate::ir::{Compiled, Duty, Trigger};
use crate::time::halves;

/// The row is none of those that can be narrowed here.
#[derive(Debug)]
pub(super) struct Left;

type Tried<T> = Result<T, Left>;

/// Rows of narrower cases, for those that ask again, and memory that is used again.
#[derive(Default)]
pub(super) struct Narrower {
    known: Vec<Known>,
    others: Others,
    scratch: Scratch,
}

/// The rows of a duty, or one of them, where something is taken to be so.
struct Known {
    choices: Choices,
    duty: usize,
    key: Option<Key>,
    rows: SmallVec<[Made; 1]>,
}

/// The row at hand.
struct Row {
    duty: usize,
    made: Made,
    /// Its instance comes out the same without the others.
    alone: bool,
}

impl Row {
    fn key(&self) -> Key {
        (self.made.key, self.made.number)
    }
}

impl Narrower {
    /// Takes up another case.
    pub(super) fn clear(&mut self) {
        self.known.clear();
    }

    /// Narrows the rows of a duty, each within a budget.
    pub(super) fn narrow(
        &mut self,
        world: &mut World<'_>,
        at: usize,
        rows: &mut Vec<Made>,
        budget: u32,
    ) -> Tried<()> {
        let Some(Compiled::Duty(duty)) = world.bound.ir.duties.get(at) else { return Err(Left) };
        let mut kept = Vec::with_capacity(rows.len());
        for made in rows.iter() {
            if !made.has_ways() {
                kept.push(*made);
                continue;
            }
            world.assume(&Choices::new());
            let row = Row { duty: at, made: *made, alone: stands_alone(world, duty) };
            kept.extend(self.refined(world, (duty, &row), budget)?);
        }
        world.assume(&Choices::new());
        *rows = kept;
        Ok(())
    }

    /// A row narrowed; nothing where it turns out not to exist.
    fn refined(
        &mut self,
        world: &mut World<'_>,
        (duty, row): (&Duty, &Row),
        budget: u32,
    ) -> Tried<Option<Made>> {
        let mut made = row.made;
        if made.why.has_more_ways() || made.why.ways().count() > MOST {
            made.flags.possibly_imprecise = true;
            return Ok(Some(made));
        }
        let mut search = Search { left: budget, ..Search::of(row) };
        self.explore(world, &mut search, &Choices::new())?;
        if search.left == 0 {
            made.flags.possibly_imprecise = true;
            return Ok(Some(made));
        }
        // Of a row that may be either of two, every way has been tried now.
        made.flags.possibly_imprecise = search.bounded;
        if search.gains_nothing() {
            made.why = self.what_matters(world, row, (made.why, budget))?;
            return Ok(Some(made));
        }
        let exists = search.there;
        made.statuses = search.union;
        search.due.narrow(&mut made.due);
        search.trigger.narrow(&mut made.trigger);
        if made.statuses.single().is_some() {
            made.why = Why::NONE;
            if let Some(seen) = search.seen {
                (made.done_on, made.days_late) = (seen.done_on, seen.days_late);
                made.flags.breached = seen.flags.breached;
                made.flags.too_late = seen.flags.too_late;
            }
            agree(&mut made, duty, world.t)?;
        } else {
            made.why = self.what_matters(world, row, (made.why, budget))?;
        }
        Ok(exists.then_some(made))
    }

    fn explore(
        &mut self,
        world: &mut World<'_>,
        search: &mut Search<'_>,
        choices: &Choices,
    ) -> Tried<()> {
        if search.left == 0 || search.gains_nothing() {
            return Ok(());
        }
        search.left -= 1;
        let Some(made) = self.row(world, search.row, choices)? else {
            search.union = search.union.with(Status::NotApplicable);
            return Ok(());
        };
        let set = made.statuses;
        let wants = set.single().is_none() && !set.is_within(search.union);
        let Some(open) = first_open(world, made.why)?.filter(|_| wants) else {
            search.take(made);
            return Ok(());
        };
        for side in sides(world, open, choices) {
            self.explore(world, search, &side)?;
        }
        Ok(())
    }

    /// What is first to blame once all is left out that makes no difference whatever else is
    /// so.
    fn what_matters(
        &mut self,
        world: &mut World<'_>,
        row: &Row,
        (why, budget): (Why, u32),
    ) -> Tried<Why> {
        let mut weighing = Weighing { row, left: budget / 8, matters: SmallVec::new() };
        self.weigh(world, &mut weighing, &Choices::new())?;
        if weighing.left == 0 {
            return Ok(why);
        }
        let mut known: SmallVec<[Open; 4]> =
            why.ways().filter_map(|number| world.open_of(number)).collect();
        known.sort_unstable();
        let whys = known.iter().map(|open| (open, as_why(world, *open)));
        let Some((first, _)) = whys.clone().find(|(_, one)| one.code() == why.code()) else {
            return Ok(why);
        };
        if weighing.matters.contains(first) {
            return Ok(why);
        }
        // What else there is may come before the rest.
        if why.is_more_than_ways() || why.has_more_ways() {
            return Err(Left);
        }
        let mut kept = whys.filter(|(open, _)| weighing.matters.contains(open));
        Ok(kept.next().map_or(why, |(_, one)| why.begun_by(one)))
    }

    fn weigh(
        &mut self,
        world: &mut World<'_>,
        weighing: &mut Weighing<'_>,
        choices: &Choices,
    ) -> Tried<StatusSet> {
        if weighing.left == 0 {
            return Ok(StatusSet::ALL);
        }
        weighing.left -= 1;
        let Some(made) = self.row(world, weighing.row, choices)? else {
            return Ok(StatusSet::only(Status::NotApplicable));
        };
        let set = made.statuses;
        if set.single().is_some() {
            return Ok(set);
        }
        let Some(open) = first_open(world, made.why)? else { return Ok(set) };
        let mut found: SmallVec<[StatusSet; 4]> = SmallVec::new();
        for side in sides(world, open, choices) {
            found.push(self.weigh(world, weighing, &side)?);
        }
        let all = found.iter().fold(StatusSet::EMPTY, |all, side| all.or(*side));
        if found.iter().any(|side| *side != all) && !weighing.matters.contains(&open) {
            weighing.matters.push(open);
        }
        Ok(all)
    }

    /// The row at hand where something is taken to be so.
    fn row(&mut self, world: &mut World<'_>, row: &Row, choices: &Choices) -> Tried<Option<Made>> {
        if choices.is_empty() {
            return Ok(Some(row.made));
        }
        let key = (row.alone && !world.is_deep(choices)).then(|| row.key());
        let known =
            |one: &&Known| (one.duty, one.key) == (row.duty, key) && one.choices == *choices;
        let own =
            |rows: &[Made]| rows.iter().find(|one| (one.key, one.number) == row.key()).copied();
        if let Some(known) = self.known.iter().rev().find(known) {
            return Ok(own(&known.rows));
        }
        world.assume(choices);
        self.work(world, row.duty, key)?;
        let rows = SmallVec::from_slice(&self.scratch.made);
        let found = own(&rows);
        self.known.push(Known { choices: choices.clone(), duty: row.duty, key, rows });
        Ok(found)
    }

    /// Works out a duty in the case as it is taken to be, after those it hangs on.
    fn work(&mut self, world: &World<'_>, at: usize, key: Option<Key>) -> Tried<()> {
        let duty = match world.bound.ir.duties.get(at) {
            Some(Compiled::Duty(duty)) => duty,
            Some(Compiled::Nothing) => {
                self.scratch.made.clear();
                return Ok(());
            }
            Some(Compiled::Fallback(_)) | None => return Err(Left),
        };
        match first(world, duty, at) {
            First::Left => return Err(Left),
            First::Row(row) => {
                self.scratch.made.clear();
                self.scratch.made.extend(row);
            }
            First::Open => {
                for other in world.bound.needs.get(at).map_or(&[][..], |needs| &needs.duties) {
                    let other = other.0 as usize;
                    self.work(world, other, None)?;
                    if self.others.0.len() <= other {
                        self.others.0.resize_with(other + 1, Vec::new);
                    }
                    if let Some(outcomes) = self.others.0.get_mut(other) {
                        outcomes.clear();
                        outcomes.extend(self.scratch.made.iter().map(Made::outcome));
                    }
                }
                if work_out(world, duty, (&self.others, key), &mut self.scratch) {
                    return Err(Left);
                }
            }
        }
        Ok(())
    }
}

/// Something as what is to blame.
fn as_why(world: &World<'_>, open: Open) -> Why {
    match open {
        Open::Fact(fact, occ) => Why::fact_of(fact, occ),
        Open::From(column) => {
            let column = world.bound.caseload.periods().get(column as usize);
            let status = column.and_then(|column| u32::try_from(column.status.index()).ok());
            status.map_or(Why::NONE, Why::status)
        }
    }
}

/// The first thing of which each way is tried.
fn first_open(world: &World<'_>, why: Why) -> Tried<Option<Open>> {
    if why.has_more_ways() {
        return Err(Left);
    }
    Ok(why.ways().filter_map(|number| world.open_of(number)).min())
}

/// Every way it can be, beside what is taken to be so already.
fn sides(world: &World<'_>, open: Open, choices: &Choices) -> SmallVec<[Choices; 2]> {
    match open {
        Open::Fact(fact, occ) => {
            let concept = world.bound.concepts.get(fact as usize);
            let of = concept.and_then(|concept| world.bound.facts.get(concept));
            let values = 0..of.map_or(0, |of| of.values.len());
            values.map(|value| with(choices, Choice::Value(fact, occ, value))).collect()
        }
        Open::From(column) => {
            let taken = choices.iter().find_map(|one| match one {
                Choice::Began(at, lo, hi) if *at == column => Some((*lo, *hi)),
                Choice::Began(..) | Choice::Value(..) => None,
            });
            let (lo, hi) = taken.unwrap_or_else(|| {
                let rng = world.before_records();
                (rng.lo, rng.hi)
            });
            let half = |(lo, hi)| with(choices, Choice::Began(column, lo, hi));
            halves(lo, hi).map(half).into_iter().collect()
        }
    }
}

/// Looks for the statuses that some way has.
struct Search<'r> {
    row: &'r Row,
    union: StatusSet,
    left: u32,
    /// In some way there may be such a row.
    there: bool,
    /// What a way that cannot be narrowed has is an outer bound.
    bounded: bool,
    due: Hull,
    trigger: Hull,
    /// What its rows there have in common.
    seen: Option<Made>,
}

/// Looks for what makes a difference.
struct Weighing<'r> {
    row: &'r Row,
    left: u32,
    matters: SmallVec<[Open; 4]>,
}

impl Search<'_> {
    fn of(row: &Row) -> Search<'_> {
        Search {
            row,
            union: StatusSet::EMPTY,
            left: 0,
            there: false,
            bounded: false,
            due: Hull::Nothing,
            trigger: Hull::Nothing,
            seen: None,
        }
    }

    /// Whether every status has turned out to be possible.
    fn gains_nothing(&self) -> bool {
        self.there && self.row.made.statuses.is_within(self.union)
    }

    fn take(&mut self, made: Made) {
        self.there = true;
        let is_bound = made.flags.possibly_imprecise && made.is_open();
        self.bounded |= is_bound && !made.statuses.is_within(self.union);
        self.union = self.union.or(made.statuses);
        self.due.take(made.due.days());
        self.trigger.take(made.trigger.days());
        self.seen = Some(self.seen.take().map_or(made, |seen| common(seen, &made)));
    }
}

/// Two rows of one status as one: what differs becomes a range, or is left out.
fn common(mut a: Made, b: &Made) -> Made {
    let both = a.done_on.0 != ALWAYS && b.done_on.0 != ALWAYS;
    let hull = (a.done_on.0.min(b.done_on.0), a.done_on.1.max(b.done_on.1));
    a.done_on = if both { hull } else { (ALWAYS, ALWAYS) };
    a.days_late = a.days_late.filter(|_| a.days_late == b.days_late);
    a.flags.breached &= b.flags.breached;
    a.flags.too_late &= b.flags.too_late;
    a
}

/// The days that ways have come to so far.
#[derive(Debug, Clone, Copy)]
enum Hull {
    Nothing,
    /// One of them has no bounds.
    Unbounded,
    Days(i32, i32),
}

impl Hull {
    fn take(&mut self, (lo, hi): (i32, i32)) {
        *self = match *self {
            _ if lo == ALWAYS => Hull::Unbounded,
            Hull::Nothing => Hull::Days(lo, hi),
            Hull::Unbounded => Hull::Unbounded,
            Hull::Days(first, last) => Hull::Days(first.min(lo), last.max(hi)),
        };
    }

    fn narrow(self, when: &mut super::range::When) {
        match self {
            Hull::Days(lo, hi) => (when.lo, when.hi) = (lo, hi),
            Hull::Nothing | Hull::Unbounded => {}
        }
    }
}

/// What follows from a status that turned out to be the only one.
fn agree(made: &mut Made, duty: &Duty, t: i32) -> Tried<()> {
    let exact = |days: (i32, i32)| (days.0 != ALWAYS && days.0 == days.1).then_some(days.0);
    let due = exact(made.due.days());
    match made.statuses.single() {
        None | Some(Status::Met) => {}
        Some(Status::MetLate) => {
            // Of a standing duty it is the days on which it did not hold that say how late.
            if matches!(duty.trigger, Trigger::Through(_)) {
                return Err(Left);
            }
            made.flags.breached = true;
            made.days_late = exact(made.done_on).zip(due).map(|(done, due)| done - due);
        }
        Some(Status::Overdue) => {
            made.done_on = (ALWAYS, ALWAYS);
            made.flags.breached = true;
            made.days_late = due.map(|due| t - due);
        }
        Some(Status::NotApplicable | Status::Lapsed | Status::DueSoon | Status::Pending) => {
            made.done_on = (ALWAYS, ALWAYS);
        }
    }
    Ok(())
}
