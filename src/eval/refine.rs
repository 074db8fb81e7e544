//! Narrows what a row may be by looking at every way the unknown may be.
//!
//! In: a row with more than one status, and the case. Out: exactly the statuses
//! that some completion of the case has, where that can be found out with a
//! bounded number of evaluations. Splits fall on the roundest day number inside
//! an interval, so that the tree of a narrower interval is part of the wider
//! one's. Never here: evaluation itself.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::duty::{Engine, Made};
use super::range::Rng;
use super::world::{Var, World};
use super::{Blame, DateRange, InstanceKey, Row, Status, StatusSet};
use crate::facts::{OccurrenceId, Value};
use crate::model::DutyId;
use crate::names::{ConceptId, FactType};

/// How many evaluations of its duty one row may cost at most.
const BUDGET: u32 = 1_024;
/// How many all the rows of a case may cost together: a case of which little is
/// known is answered at once too.
const ALL: usize = 2_048;
/// With so many events a case is a size larger.
pub(crate) const LARGER: usize = 256;
/// Of how many narrower worlds what was worked out is kept.
const KEPT: usize = 1_024;
/// Of how many unknown things every way is tried (language §3.6); of more the
/// ways are too many, and the outer bound stands.
pub(crate) const MOST: usize = 4;
/// With more events on days not known, nothing is narrowed: each row would get
/// next to nothing of what all may cost.
const MANY: usize = 64;

/// What each row may cost, where so many rows want narrowing.
///
/// Fewer unknowns make fewer such rows, so that to know more never narrows less.
pub(super) fn budget<'r>(world: &World<'_>, rows: impl Iterator<Item = &'r Row>) -> u32 {
    let vague = world.recorded().iter().filter(|ev| !world.vague_dates(ev.id).is_empty()).count();
    if vague > MANY {
        return 0;
    }
    let (mut wanting, mut made) = (0_usize, 0_usize);
    for row in rows {
        made += 1;
        wanting += usize::from(row.statuses.single().is_none());
    }
    share(world.evs.len(), made, wanting)
}

/// What each of so many rows may cost that want narrowing, of a case with so many events
/// and rows: an evaluation is the dearer the larger the case.
pub(crate) fn share(events: usize, rows: usize, wanting: usize) -> u32 {
    let all = ALL / (1 + events / LARGER + rows / 128);
    let share = all.checked_div(wanting).unwrap_or(all);
    u32::try_from(share).map_or(BUDGET, |share| share.min(BUDGET))
}

/// The narrower worlds of a case: rows that hang on the same unknown look at the same
/// ones, and each is worked out once.
#[derive(Default)]
pub(super) struct Narrower<'a> {
    known: RefCell<FxHashMap<Choices, Rc<Node<'a>>>>,
    close: Option<Close<'a>>,
}

/// The worlds, and of which duties, of searches that may run out of what they may cost on
/// one day and not on another.
type Close<'a> = RefCell<FxHashMap<(Choices, DutyId), Rc<Node<'a>>>>;

/// What is taken to be so in a narrower world, in order.
type Choices = Vec<Choice>;

/// One thing that is taken to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Choice {
    /// A date lies between these days.
    Day(Var, i32, i32),
    /// A fact has this one of its values.
    Value(ConceptId, Option<OccurrenceId>, usize),
}

/// A narrower world, and the rows of the duties that were asked for.
pub(super) struct Node<'a> {
    world: World<'a>,
    choices: Choices,
    rows: RefCell<FxHashMap<DutyId, Rc<Vec<Made>>>>,
}

impl<'a> Node<'a> {
    fn new(world: World<'a>, choices: Choices) -> Rc<Node<'a>> {
        Rc::new(Node { world, choices, rows: RefCell::default() })
    }

    fn rows(&self, duty: DutyId) -> Rc<Vec<Made>> {
        if let Some(rows) = self.rows.borrow().get(&duty) {
            return Rc::clone(rows);
        }
        let rows = Engine::new(&self.world).rows(duty);
        self.rows.borrow_mut().insert(duty, Rc::clone(&rows));
        rows
    }
}

impl<'a> Narrower<'a> {
    /// One that keeps the worlds on which it hangs whether a search comes to an end.
    pub(super) fn watchful() -> Narrower<'a> {
        Narrower { known: RefCell::default(), close: Some(RefCell::default()) }
    }

    /// Shows those worlds, and in each the rows of a duty: until anything turns in one of
    /// them, every search takes the same way as it did.
    pub(super) fn hung_on(&self, mut show: impl FnMut(&World<'a>, &[Made])) {
        let Some(close) = &self.close else { return };
        for ((_, duty), node) in close.borrow().iter() {
            show(&node.world, &node.rows(*duty));
        }
    }

    /// Keeps the worlds of a search, where it is not plain that all its ways can be tried
    /// whatever the day. What is to blame on another day may be more.
    fn keep(&self, search: Search<'_, 'a>, budget: u32) {
        const MORE: u64 = 4;
        let Some(close) = &self.close else { return };
        if MORE.saturating_mul(most_ways(&search.seen_in, search.key)) <= budget.into() {
            return;
        }
        let duty = search.key.duty;
        let seen = search.seen_in.into_iter();
        close.borrow_mut().extend(seen.map(|node| ((node.choices.clone(), duty), node)));
    }

    /// The case itself, with nothing taken to be so.
    fn whole(&self, world: &World<'a>) -> Rc<Node<'a>> {
        self.made(Choices::new(), || world.clone())
    }

    fn made(&self, choices: Choices, make: impl FnOnce() -> World<'a>) -> Rc<Node<'a>> {
        if let Some(known) = self.known.borrow().get(&choices) {
            return Rc::clone(known);
        }
        let node = Node::new(make(), choices.clone());
        let mut all = self.known.borrow_mut();
        if all.len() < KEPT {
            all.insert(choices, Rc::clone(&node));
        }
        node
    }
}

/// How many worlds a search may have to look at on any day, if no more is to blame than in
/// these.
fn most_ways(seen: &[Rc<Node<'_>>], key: InstanceKey) -> u64 {
    let mut sizes: FxHashMap<What, u64> = FxHashMap::default();
    for node in seen {
        let rows = node.rows(key.duty);
        let open = rows.iter().filter(|made| made.row.statuses.single().is_none());
        for made in open.filter(|made| made.row.key == key) {
            for split in splits(&node.world, &made.row.blame) {
                let size = sizes.entry(split.what()).or_default();
                *size = split.size().max(*size);
            }
        }
    }
    sizes.values().fold(2, |all, size| all.saturating_mul(*size))
}

/// Narrows the statuses of a row; `false` where it turns out not to exist.
pub(super) fn refine<'a>(
    narrower: &Narrower<'a>,
    world: &World<'a>,
    row: &mut Row,
    budget: u32,
) -> bool {
    let ways = splits(world, &row.blame).len();
    if row.statuses.single().is_some() || ways == 0 {
        return true;
    }
    if ways > MOST {
        row.flags.possibly_imprecise = true;
        return true;
    }
    let whole = narrower.whole(world);
    let mut search = Search {
        narrower,
        key: row.key,
        whole: row.statuses,
        union: StatusSet::EMPTY,
        left: budget,
        there: false,
        bounded: false,
        due: None,
        trigger: None,
        seen: None,
        seen_in: Vec::new(),
    };
    search.explore(&whole);
    if search.left == 0 {
        narrower.keep(search, budget);
        row.flags.possibly_imprecise = true;
        return true;
    }
    // Of a row that may be either of two, every way has been tried now.
    row.flags.possibly_imprecise = search.bounded;
    if search.gains_nothing() {
        narrower.keep(search, budget);
        only_what_matters((narrower, &whole), row, budget);
        return true;
    }
    let exists = search.there;
    row.statuses = search.union;
    row.due = hull(row.due, search.due);
    row.trigger_date = hull(row.trigger_date, search.trigger);
    let seen = search.seen.take();
    narrower.keep(search, budget);
    if row.statuses.single().is_some() {
        row.blame.clear();
        if let Some(seen) = seen {
            details(row, seen);
        }
        super::row::agree(row, world.t);
    } else {
        only_what_matters((narrower, &whole), row, budget);
    }
    exists
}

/// Leaves out of the blame what makes no difference whatever else is so.
fn only_what_matters<'a>(
    (narrower, whole): (&Narrower<'a>, &Node<'a>),
    row: &mut Row,
    budget: u32,
) {
    let world = &whole.world;
    let mut weighing = Weighing { narrower, key: row.key, left: budget / 8, matters: Vec::new() };
    weighing.explore(whole);
    if weighing.left == 0 {
        return;
    }
    let matters = |blame: &&Blame| {
        let all = splits(world, std::slice::from_ref(*blame));
        all.is_empty() || all.iter().any(|split| weighing.matters.contains(&split.what()))
    };
    let blame: Vec<Blame> = row.blame.iter().filter(matters).cloned().collect();
    if !blame.is_empty() {
        row.blame = blame;
    }
}

/// Finds the splits whose two sides come out differently.
struct Weighing<'n, 'a> {
    narrower: &'n Narrower<'a>,
    key: InstanceKey,
    left: u32,
    matters: Vec<What>,
}

impl<'a> Weighing<'_, 'a> {
    fn explore(&mut self, node: &Node<'a>) -> StatusSet {
        if self.left == 0 {
            return StatusSet::ALL;
        }
        self.left -= 1;
        let rows = node.rows(self.key.duty);
        let Some(made) = rows.iter().find(|made| made.row.key == self.key) else {
            return StatusSet::only(Status::NotApplicable);
        };
        let set = made.row.statuses;
        if set.single().is_some() {
            return set;
        }
        let splits = splits(&node.world, &made.row.blame);
        let Some(split) = splits.first() else { return set };
        let sides = split.sides(self.narrower, node);
        let sides: SmallVec<[StatusSet; 4]> = sides.iter().map(|side| self.explore(side)).collect();
        let all = sides.iter().fold(StatusSet::EMPTY, |all, side| all.or(*side));
        if sides.iter().any(|side| *side != all) && !self.matters.contains(&split.what()) {
            self.matters.push(split.what());
        }
        all
    }
}

struct Search<'n, 'a> {
    narrower: &'n Narrower<'a>,
    key: InstanceKey,
    /// What the row may be before anything is looked at.
    whole: StatusSet,
    union: StatusSet,
    left: u32,
    /// In some completion there may be such a row.
    there: bool,
    /// What a completion that cannot be narrowed has is an outer bound.
    bounded: bool,
    /// The days it may be due, in those that have been looked at.
    due: Hull,
    /// The days of its trigger.
    trigger: Hull,
    /// What its rows there have in common.
    seen: Option<Row>,
    /// The worlds that were looked at, where somebody asks.
    seen_in: Vec<Rc<Node<'a>>>,
}

/// Two rows of one status as one: what differs becomes a range, or is left out.
fn common(mut a: Row, b: &Row) -> Row {
    a.fulfilled = a.fulfilled.zip(b.fulfilled).map(|((a, id), (b, _))| {
        let (first, last) = (a.first.min(b.first), a.last.max(b.last));
        (DateRange { first, last }, id)
    });
    a.gaps = super::standing::in_common(&a.gaps, &b.gaps);
    a.days_late = a.days_late.filter(|_| a.days_late == b.days_late);
    a.flags.breached &= b.flags.breached;
    a.flags.too_late &= b.flags.too_late;
    a
}

/// Takes over what the possible worlds have in common.
fn details(row: &mut Row, seen: Row) {
    row.gaps = seen.gaps;
    row.fulfilled = seen.fulfilled;
    row.missing_parts = seen.missing_parts;
    row.days_late = seen.days_late;
    row.flags.breached = seen.flags.breached;
    row.flags.too_late = seen.flags.too_late;
}

impl<'a> Search<'_, 'a> {
    /// Whether every status has turned out to be possible.
    fn gains_nothing(&self) -> bool {
        self.there && self.whole.is_within(self.union)
    }

    fn explore(&mut self, node: &Rc<Node<'a>>) {
        if self.left == 0 || self.gains_nothing() {
            return;
        }
        self.left -= 1;
        if self.narrower.close.is_some() {
            self.seen_in.push(Rc::clone(node));
        }
        let rows = node.rows(self.key.duty);
        let found = rows.iter().find(|made| made.row.key == self.key);
        let Some(row) = found.map(|made| &made.row) else {
            self.union = self.union.with(Status::NotApplicable);
            return;
        };
        let set = row.statuses;
        let splits = splits(&node.world, &row.blame);
        let split = splits.first().filter(|_| set.single().is_none() && !set.is_within(self.union));
        let Some(split) = split else {
            self.there = true;
            self.bounded |= is_bound(row) && !set.is_within(self.union);
            self.union = self.union.or(set);
            self.due = wider(self.due, row.due);
            self.trigger = wider(self.trigger, row.trigger_date);
            self.seen = Some(match self.seen.take() {
                None => row.clone(),
                Some(seen) => common(seen, row),
            });
            return;
        };
        for side in split.sides(self.narrower, node) {
            self.explore(&side);
        }
    }
}

/// Whether the statuses of a row may be more than it can have.
fn is_bound(row: &Row) -> bool {
    row.flags.possibly_imprecise && row.statuses.single().is_none()
}

/// Nothing yet, or the days looked at so far; the inner `None` has no bounds.
type Hull = Option<Option<DateRange>>;

fn wider(so_far: Hull, more: Option<DateRange>) -> Hull {
    Some(match so_far {
        None => more,
        Some(known) => known
            .zip(more)
            .map(|(a, b)| DateRange { first: a.first.min(b.first), last: a.last.max(b.last) }),
    })
}

/// What the completions say, where they say more than was known.
fn hull(known: Option<DateRange>, found: Hull) -> Option<DateRange> {
    found.flatten().or(known)
}

/// A way to tell possible worlds apart.
pub(super) enum Split {
    Days(Var, Rng),
    Values(ConceptId, Option<OccurrenceId>, Vec<Value>),
}

/// What a split is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum What {
    Day(Var),
    Value(ConceptId, Option<OccurrenceId>),
}

impl Split {
    fn what(&self) -> What {
        match self {
            Split::Days(var, _) => What::Day(*var),
            Split::Values(fact, of, _) => What::Value(*fact, *of),
        }
    }

    /// How many days or values there are to tell apart.
    fn size(&self) -> u64 {
        match self {
            Split::Days(_, rng) => u64::from(rng.hi.abs_diff(rng.lo)) + 1,
            Split::Values(_, _, values) => values.len() as u64,
        }
    }

    /// The narrower worlds, which together are all of one.
    pub(super) fn worlds<'a>(&self, world: &World<'a>) -> SmallVec<[World<'a>; 2]> {
        match self {
            Split::Days(var, rng) => {
                halves(*rng).map(|half| world.with(*var, half)).into_iter().collect()
            }
            Split::Values(fact, of, values) => {
                values.iter().map(|value| world.assuming(*fact, *of, value.clone())).collect()
            }
        }
    }

    /// The same, each made only once.
    fn sides<'a>(&self, narrower: &Narrower<'a>, node: &Node<'a>) -> SmallVec<[Rc<Node<'a>>; 2]> {
        let world = &node.world;
        match self {
            Split::Days(var, rng) => halves(*rng)
                .map(|half| {
                    let choices = with(&node.choices, Choice::Day(*var, half.lo, half.hi));
                    narrower.made(choices, || world.with(*var, half))
                })
                .into_iter()
                .collect(),
            Split::Values(fact, of, values) => values
                .iter()
                .enumerate()
                .map(|(at, value)| {
                    let choices = with(&node.choices, Choice::Value(*fact, *of, at));
                    narrower.made(choices, || world.assuming(*fact, *of, value.clone()))
                })
                .collect(),
        }
    }
}

/// A stretch of days in two.
fn halves(rng: Rng) -> [Rng; 2] {
    crate::time::halves(rng.lo, rng.hi).map(|(lo, hi)| Rng::new(lo, hi))
}

/// One thing more taken to be so, in place of what was taken of the same date.
fn with(choices: &Choices, more: Choice) -> Choices {
    let same = |one: &&Choice| match (one, &more) {
        (Choice::Day(var, ..), Choice::Day(of, ..)) => var != of,
        (Choice::Day(..) | Choice::Value(..), Choice::Day(..) | Choice::Value(..)) => true,
    };
    let mut all: Choices = choices.iter().filter(same).copied().chain([more]).collect();
    all.sort_unstable();
    all
}

/// What can be split among the things to blame.
pub(super) fn splits(world: &World<'_>, blame: &[Blame]) -> SmallVec<[Split; 4]> {
    let mut days: SmallVec<[(Var, Rng); 4]> = SmallVec::new();
    let mut values: SmallVec<[Split; 4]> = SmallVec::new();
    for one in blame {
        match one {
            Blame::DateOf(id) | Blame::CompletionOf(id) => days.extend(world.vague_dates(*id)),
            Blame::BirthDate => {
                days.extend(
                    world.born.filter(|born| !born.is_exact()).map(|born| (Var::Born, born)),
                );
            }
            Blame::Status(status) => {
                for (ix, period) in (0_u32..).zip(&world.raw_periods) {
                    if period.status == *status {
                        let edges = [(Var::From(ix), period.from), (Var::Until(ix), period.until)];
                        days.extend(edges.into_iter().filter(|(_, rng)| !rng.is_exact()));
                    }
                }
            }
            Blame::Fact(fact) if said_unknown(world, *fact) => {
                values.extend(possible(world, *fact).map(|all| Split::Values(*fact, None, all)));
            }
            Blame::FactOf(fact, id) => {
                let assumed =
                    world.assumed.iter().any(|(one, of, _)| one == fact && *of == Some(*id));
                let all = possible(world, *fact).filter(|_| !assumed);
                values.extend(all.map(|all| Split::Values(*fact, Some(*id), all)));
            }
            Blame::Fact(_)
            | Blame::By(_)
            | Blame::Unrecorded(_)
            | Blame::NotEnteredSince(..)
            | Blame::HistoryBefore(_)
            | Blame::Calendar(..) => {}
        }
    }
    days.sort_by_key(|(var, _)| *var);
    days.dedup();
    values.extend(days.into_iter().map(|(var, rng)| Split::Days(var, rng)));
    values
}

/// A fact that is recorded as not known, once and for all time: it has one value
/// in each completion.
fn said_unknown(world: &World<'_>, fact: ConceptId) -> bool {
    let mut of = world.case.facts.iter().filter(|attribute| attribute.fact == fact);
    let once = of.next().is_some_and(|one| one.from.is_none() && one.value == Value::Unknown);
    let assumed = world.assumed.iter().any(|(one, of, _)| *one == fact && of.is_none());
    once && of.next().is_none() && !assumed
}

/// Every value a fact may have, where they can be counted.
fn possible(world: &World<'_>, fact: ConceptId) -> Option<Vec<Value>> {
    match &world.model.vocabulary.get(fact)?.fact()?.ty {
        FactType::YesNo => Some(vec![Value::YesNo(false), Value::YesNo(true)]),
        FactType::OneOf(words) => Some(words.iter().cloned().map(Value::Word).collect()),
        FactType::Number | FactType::Decimal | FactType::Date | FactType::Name => None,
    }
}
