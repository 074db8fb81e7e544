//! Rules across cases: which groups of cases there are, and whether each is as it has
//! to be (language §3.7, Across).
//!
//! In: a [`Checked`] model, cases bound to its vocabulary, and the day as of which to
//! judge. Out: a finding for each group of each rule. A case of which it is not known
//! where it belongs widens every group it may belong to. Never here: what a single
//! case owes.
//!
//! [`Checked`]: crate::check::Checked

use rustc_hash::{FxHashMap, FxHashSet};

use super::groups::{Found, In, measure};
use super::member::{Known, Member, Snap, member};
use super::range::{Truth, Why, blame_also};
use super::world::World;
use super::{Blame, KeyValue};
use crate::check::Checked;
use crate::facts::Case;
use crate::model::{Across, AcrossId};
use crate::time::Day;

/// How a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// It is not as it has to be.
    Breached,
    /// It is not known which.
    NotKnown,
    /// It is not as it would have to be, and a decision lifts the rule from it.
    Lifted,
    /// It is as it has to be.
    Holds,
}

impl Outcome {
    /// As it is printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Breached => "breached",
            Outcome::NotKnown => "unknown",
            Outcome::Lifted => "lifted",
            Outcome::Holds => "holds",
        }
    }
}

/// What was found of a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    /// How many, or how much, in thousandths: at least and at most; no most where
    /// there is none.
    Amount {
        /// At least.
        least: i64,
        /// At most.
        most: Option<i64>,
        /// The bounds it was held against, in thousandths.
        bounds: (Option<i64>, Option<i64>),
    },
    /// Each value there is, with the cases that have it.
    Values(Vec<(String, Vec<usize>)>),
    /// So many of a hundred: at least and at most, in thousandths; nothing of no case.
    Share(Option<(i64, i64)>),
    /// The pairs that come too close to each other, or may.
    TooClose(Vec<(usize, usize)>),
}

/// A group of cases under a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Which rule.
    pub rule: AcrossId,
    /// What its cases have in common, key by key; nothing for the cases of which it is
    /// not known where they belong.
    pub key: Option<Vec<KeyValue>>,
    /// How it stands.
    pub outcome: Outcome,
    /// What was found.
    pub measured: Measured,
    /// The cases in it, by their place among those asked about.
    pub members: Vec<usize>,
    /// The cases that may be in it.
    pub perhaps: Vec<usize>,
    /// From which day on it has not been as it has to be.
    pub since: Option<Day>,
    /// It would be known how it stands, but for cases that may belong anywhere.
    pub only_unplaced: bool,
    /// What to record, in which case.
    pub blame: Vec<(usize, Blame)>,
}

/// Judges the rules across cases, as of the end of a day. Fewer than two cases are no
/// population: nothing is said of them.
#[must_use]
pub fn across(model: &Checked, cases: &[&Case], as_of: Day) -> Vec<Group> {
    let mut population = Population::new(model, as_of, |_| true);
    if cases.len() > 1 && !population.is_idle() {
        for case in cases {
            let looked = population.look(case);
            population.push(looked);
        }
    }
    population.groups()
}

/// Cases, one after another, as the rules across them see them: no more is kept of each.
#[derive(Debug)]
pub struct Population<'m> {
    model: &'m Checked,
    as_of: Day,
    rules: Vec<(&'m Across, Vec<Member>)>,
    /// The names of the cases, where a rule asks for one.
    ids: Vec<String>,
    count: usize,
}

/// A case as rules see it.
#[derive(Debug)]
pub struct Looked {
    members: Vec<Member>,
    id: Option<String>,
}

impl<'m> Population<'m> {
    /// Nobody yet; of the rules that are in force, these are judged.
    #[must_use]
    pub fn new(model: &'m Checked, as_of: Day, wanted: impl Fn(&Across) -> bool) -> Population<'m> {
        let rules = model.model().across.iter();
        let rules = rules.filter(|rule| rule.force.holds_on(as_of) && wanted(rule));
        let rules = rules.map(|rule| (rule, Vec::new())).collect();
        Population { model, as_of, rules, ids: Vec::new(), count: 0 }
    }

    /// Whether there is no rule to judge, so that no case need be looked at.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.rules.is_empty()
    }

    /// What the rules see of a case.
    #[must_use]
    pub fn look(&self, case: &Case) -> Looked {
        let world = World::new(self.model.model(), case, self.as_of);
        let members = self.rules.iter().map(|(rule, _)| member(&world, rule)).collect();
        let named = self.rules.iter().any(|(rule, _)| rule.differs_from.is_some());
        Looked { members, id: named.then(|| crate::names::key(&case.id)) }
    }

    /// Takes the next case.
    pub fn push(&mut self, looked: Looked) {
        self.count += 1;
        self.ids.extend(looked.id);
        for ((_, members), member) in self.rules.iter_mut().zip(looked.members) {
            members.push(member);
        }
    }

    /// How every group of every rule stands. Fewer than two cases are no population:
    /// nothing is said of them.
    #[must_use]
    pub fn groups(&self) -> Vec<Group> {
        if self.count < 2 {
            return Vec::new();
        }
        let mut places = FxHashMap::default();
        for (at, id) in self.ids.iter().enumerate() {
            places.entry(id.as_str()).or_insert(at);
        }
        let of = |(rule, members): &(&Across, Vec<Member>)| {
            let index = Index::of(members);
            Cases { rule, members, places: &places, index, t: self.as_of.number() }.groups()
        };
        self.rules.iter().flat_map(of).collect()
    }
}

/// Which cases a group may ever hold.
struct Index {
    /// Those that belong to a group on some day, in order.
    by_key: FxHashMap<Vec<KeyValue>, Vec<usize>>,
    /// Those that may belong to any, in order.
    anywhere: Vec<usize>,
}

impl Index {
    fn of(members: &[Member]) -> Index {
        let mut index = Index { by_key: FxHashMap::default(), anywhere: Vec::new() };
        for (case, member) in members.iter().enumerate() {
            for snap in member.snaps.iter().filter(|snap| !snap.taken.is_false()) {
                let (keys, open) = match combined(snap) {
                    Known::So(keys) => (keys, false),
                    Known::Nothing => (Vec::new(), false),
                    Known::Open(_) => (Vec::new(), true),
                };
                for key in keys.into_iter().map(Some).chain(open.then_some(None)) {
                    let cases = match key {
                        Some(key) => index.by_key.entry(key).or_default(),
                        None => &mut index.anywhere,
                    };
                    if cases.last() != Some(&case) {
                        cases.push(case);
                    }
                }
            }
        }
        index
    }

    /// Every case that a group may ever hold, in order; of the group without a key, those
    /// that may be in any.
    fn cases(&self, key: Option<&[KeyValue]>) -> Vec<usize> {
        let mut cases = self.anywhere.clone();
        cases.extend(key.and_then(|key| self.by_key.get(key)).into_iter().flatten());
        cases.sort_unstable();
        cases.dedup();
        cases
    }
}

/// What leaves open where cases belong.
fn whose(unplaced: &[(usize, Why)]) -> Vec<(usize, Blame)> {
    let of = |(case, why): &(usize, Why)| {
        let case = *case;
        why.iter().map(move |one| (case, one.clone())).collect::<Vec<_>>()
    };
    let mut blame: Vec<(usize, Blame)> = unplaced.iter().flat_map(of).collect();
    blame.sort();
    blame.dedup();
    blame
}

/// Every case under one rule.
struct Cases<'c> {
    rule: &'c Across,
    members: &'c [Member],
    /// By the key of its name, the first that has it.
    places: &'c FxHashMap<&'c str, usize>,
    index: Index,
    t: i32,
}

impl Cases<'_> {
    fn groups(&self) -> Vec<Group> {
        let mut keys: Vec<Vec<KeyValue>> = Vec::new();
        let mut seen: FxHashSet<Vec<KeyValue>> = FxHashSet::default();
        let mut unplaced = Vec::new();
        for (case, member) in self.members.iter().enumerate() {
            let Some(snap) = member.on(self.t).filter(|snap| !snap.taken.is_false()) else {
                continue;
            };
            match combined(snap) {
                Known::So(all) => {
                    keys.extend(all.into_iter().filter(|key| seen.insert(key.clone())));
                }
                Known::Nothing => {}
                Known::Open(why) => unplaced.push((case, why)),
            }
        }
        keys.sort();
        let mut found: Vec<Group> =
            keys.into_iter().map(|key| self.group(Some(key), &unplaced)).collect();
        if !unplaced.is_empty() {
            let mut open = self.group(None, &unplaced);
            // That no group is sure because of them is said once, with them.
            if open.outcome != Outcome::NotKnown && found.iter().any(|one| one.only_unplaced) {
                open.outcome = Outcome::NotKnown;
                open.blame = whose(&unplaced);
            }
            found.extend((open.outcome == Outcome::NotKnown).then_some(open));
        }
        found
    }

    /// The cases of a group on a day, each with how surely it belongs to it.
    fn on(&self, key: Option<&[KeyValue]>, day: i32, of: &[usize]) -> Vec<In<'_>> {
        let mut all = Vec::new();
        for case in of {
            let Some(snap) = self.members.get(*case).and_then(|member| member.on(day)) else {
                continue;
            };
            let truth = snap.taken.clone().and(belongs(snap, key));
            if !truth.is_false() {
                all.push(In { case: *case, truth, snap });
            }
        }
        all
    }

    fn judge(&self, all: &[In<'_>], key: Option<&[KeyValue]>, day: i32) -> Found {
        let other = self.rule.differs_from.and_then(|at| match key?.get(at)? {
            KeyValue::Text(name) => Some(crate::names::key(name)),
            KeyValue::Year(_) | KeyValue::Month(_) => None,
        });
        let other = other.map(|name| {
            let at = *self.places.get(name.as_str())?;
            self.members.get(at)?.on(day).map(|snap| (at, snap))
        });
        measure(self.rule, all, other)
    }

    fn group(&self, key: Option<Vec<KeyValue>>, unplaced: &[(usize, Why)]) -> Group {
        let key_of = key.as_deref();
        let whole = self.index.cases(key_of);
        let all = self.on(key_of, self.t, &whole);
        let found = self.judge(&all, key_of, self.t);
        let lifted = all
            .iter()
            .fold(Truth::False, |so, one| so.or(one.truth.clone().and(one.snap.lifts.clone())));
        let outcome = outcome(&found.holds, &lifted);
        let placed: Vec<usize> = whole
            .iter()
            .copied()
            .filter(|case| unplaced.binary_search_by_key(case, |(one, _)| *one).is_err())
            .collect();
        let only_unplaced =
            key.is_some() && outcome == Outcome::NotKnown && !unplaced.is_empty() && {
                let without = self.on(key_of, self.t, &placed);
                self.judge(&without, key_of, self.t).holds.is_true()
            };
        let since = (outcome == Outcome::Breached).then(|| self.since(key_of)).flatten();
        let sure = |one: &&In<'_>| one.truth.is_true();
        let mut blame = found.blame;
        if outcome != Outcome::NotKnown {
            blame.clear();
        }
        if key.is_none() && outcome == Outcome::NotKnown {
            blame.extend(whose(unplaced));
        }
        blame.sort();
        blame.dedup();
        Group {
            rule: self.rule.id,
            outcome,
            measured: found.measured,
            members: all.iter().filter(sure).map(|one| one.case).collect(),
            perhaps: all.iter().filter(|one| !one.truth.is_true()).map(|one| one.case).collect(),
            since,
            only_unplaced,
            blame,
            key,
        }
    }

    /// The first day from which on it has been breached without a break.
    fn since(&self, key: Option<&[KeyValue]>) -> Option<Day> {
        let ever = |member: &Member| {
            let may = |snap: &Snap| !snap.taken.clone().and(belongs(snap, key)).is_false();
            member.snaps.iter().any(may)
        };
        let mut of = self.index.cases(key);
        of.retain(|at| self.members.get(*at).is_some_and(ever));
        let other = self.rule.differs_from.and_then(|at| match key?.get(at)? {
            KeyValue::Text(name) => self.places.get(crate::names::key(name).as_str()).copied(),
            KeyValue::Year(_) | KeyValue::Month(_) => None,
        });
        let cases = of.iter().copied().chain(other);
        let snaps = cases.filter_map(|at| self.members.get(at)).flat_map(|member| &member.snaps);
        let mut days: Vec<i32> = snaps.map(|snap| snap.from).collect();
        days.sort_unstable();
        days.dedup();
        let mut since = None;
        days.retain(|day| {
            *day == super::range::ALWAYS || self.rule.force.holds_on(Day::from_number(*day))
        });
        let begun = self.rule.force.from.map(Day::number);
        days.extend(begun.filter(|begun| *begun <= self.t));
        days.sort_unstable();
        days.dedup();
        for day in days.into_iter().rev() {
            let all = self.on(key, day, &of);
            let lifted = all.iter().fold(Truth::False, |so, one| so.or(one.snap.lifts.clone()));
            if outcome(&self.judge(&all, key, day).holds, &lifted) != Outcome::Breached {
                break;
            }
            since = (day != super::range::ALWAYS).then(|| Day::from_number(day));
        }
        since
    }
}

fn outcome(holds: &Truth, lifted: &Truth) -> Outcome {
    match (holds, lifted) {
        (Truth::True, _) => Outcome::Holds,
        (Truth::False, Truth::True) => Outcome::Lifted,
        (Truth::False, Truth::False) => Outcome::Breached,
        (Truth::Unknown(_), Truth::True) => Outcome::Lifted,
        (Truth::Unknown(_), _) | (Truth::False, Truth::Unknown(_)) => Outcome::NotKnown,
    }
}

/// Every group that a case is in: each combination of its keys.
fn combined(snap: &Snap) -> Known<Vec<Vec<KeyValue>>> {
    let mut all: Vec<Vec<KeyValue>> = vec![Vec::new()];
    let mut why = Why::new();
    for key in &snap.keys {
        match key {
            Known::Nothing => return Known::Nothing,
            Known::Open(more) => blame_also(&mut why, more),
            Known::So(values) => {
                all = all
                    .iter()
                    .flat_map(|so_far| {
                        values.iter().map(move |value| {
                            let mut next = so_far.clone();
                            next.push(value.clone());
                            next
                        })
                    })
                    .collect();
            }
        }
    }
    if why.is_empty() { Known::So(all) } else { Known::Open(why) }
}

/// Whether a case belongs to a group; to the one without a key belong those of which
/// that is not known.
fn belongs(snap: &Snap, key: Option<&[KeyValue]>) -> Truth {
    let Some(key) = key else {
        return match combined(snap) {
            Known::Open(why) => Truth::Unknown(why),
            Known::So(_) | Known::Nothing => Truth::False,
        };
    };
    let mut truth = Truth::True;
    for (known, wanted) in snap.keys.iter().zip(key) {
        truth = truth.and(match known {
            Known::Nothing => Truth::False,
            Known::So(values) => values.contains(wanted).into(),
            Known::Open(why) => Truth::Unknown(why.clone()),
        });
    }
    truth
}
