//! Which version of which duty counts on which days.
//!
//! In: a model, and what is asked of it. Out: each version that counts on some day, with
//! those days. Never here: what a version asks for.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::plan::{Options, Plan};
use crate::analysis::align::{full_id, roots};
use crate::analysis::course::Dates;
use crate::model::{Duty, Model};
use crate::syntax::force::Force;
use crate::time::Day;

/// A version of a duty, and when it counts.
pub(super) struct Counted<'m> {
    pub(super) duty: &'m Duty,
    pub(super) force: Vec<Force>,
}

/// Every version that counts on some day, in the order of the duties, of one duty the
/// last first. Of a pack that is not in force on a day the last versions count: what it
/// asks for is tried on the days before it was made, too.
pub(super) fn counted<'m>(model: &'m Model, options: &Options) -> Vec<Counted<'m>> {
    let times = options
        .in_force
        .map_or_else(|| epochs(model), |day| vec![Force { from: Some(day), until: Some(day) }]);
    let strict = options.in_force.is_some();
    let above = implemented_by(model);
    let mut found: Vec<Vec<Counted<'m>>> = model.duties.iter().map(|_| Vec::new()).collect();
    for time in times {
        let day = time.from.or(time.until).unwrap_or(Day::MIN);
        let then: Vec<Option<&Duty>> =
            model.duties.iter().map(|duty| version_on(model, duty, day, strict)).collect();
        let stands = |at: &usize| then.get(*at).copied().flatten().is_some();
        for ((duty, above), found) in then.iter().zip(&above).zip(&mut found) {
            if let Some(duty) = duty.filter(|_| !above.iter().any(stands)) {
                add(found, duty, if strict { Force::ALWAYS } else { time });
            }
        }
    }
    for versions in &mut found {
        versions.sort_by_key(|one| std::cmp::Reverse(one.duty.version));
    }
    let asked = |one: &Counted<'_>| one.duty.is_evaluated() && one.duty.modality >= options.least;
    found.into_iter().flatten().filter(asked).collect()
}

fn add<'m>(found: &mut Vec<Counted<'m>>, duty: &'m Duty, time: Force) {
    let known = found.iter_mut().find(|one| one.duty.version == duty.version);
    let Some(known) = known else {
        found.push(Counted { duty, force: vec![time] });
        return;
    };
    let goes_on = |last: &&mut Force| {
        last.until.and_then(|until| until.checked_plus(1)) == time.from && time.from.is_some()
    };
    match known.force.last_mut().filter(goes_on) {
        Some(last) => last.until = time.until,
        None => known.force.push(time),
    }
}

/// The times between which no duty and no pack comes into force or goes out of it.
fn epochs(model: &Model) -> Vec<Force> {
    let duties = model.duties.iter().flat_map(|duty| duty.versions().iter().map(|one| one.force));
    let packs = model.layers.iter().map(|layer| of_pack(model, &layer.info.id));
    let mut starts: BTreeSet<Day> = BTreeSet::new();
    for force in duties.chain(packs).chain([of_pack(model, &model.pack.id)]) {
        starts.extend(force.from);
        starts.extend(force.until.and_then(|until| until.checked_plus(1)));
    }
    let mut all = Vec::new();
    let mut from = None;
    for next in starts {
        all.push(Force { from, until: next.checked_plus(-1) });
        from = Some(next);
    }
    all.push(Force { from, until: None });
    all
}

/// When a pack among the layers is in force.
fn of_pack(model: &Model, pack: &str) -> Force {
    let layer = model.layers.iter().find(|layer| layer.info.id == pack);
    let info = layer.map_or(&model.pack, |layer| &layer.info);
    Force { from: info.in_force_from, until: info.in_force_until }
}

fn version_on<'m>(model: &Model, duty: &'m Duty, day: Day, strict: bool) -> Option<&'m Duty> {
    let versions = duty.versions();
    versions.iter().find(|one| one.force.holds_on(day)).or_else(|| {
        let pack = of_pack(model, &duty.from.pack);
        let last = versions.last()?;
        (!strict && !pack.holds_on(day) && last.force.until == pack.until).then_some(last)
    })
}

/// For each duty the places of those that implement it.
fn implemented_by(model: &Model) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = model.duties.iter().map(|_| Vec::new()).collect();
    let ids = model.duties.iter().enumerate().map(|(at, duty)| (full_id(duty), at));
    let by_id: FxHashMap<String, usize> = ids.collect();
    for (at, duty) in model.duties.iter().enumerate() {
        let roots: FxHashSet<String> = roots(model, duty);
        for root in roots.iter().filter_map(|id| by_id.get(id)) {
            if let Some(above) = all.get_mut(*root) {
                above.push(at);
            }
        }
    }
    all
}

/// The stretches of some days on which the same rules of a plan count, with those rules.
#[must_use]
pub fn stretches(plan: &Plan, over: Dates) -> Vec<(Dates, Vec<usize>)> {
    let mut starts: BTreeSet<Day> = BTreeSet::from([over.first]);
    for force in plan.rules.iter().flat_map(|rule| &rule.force) {
        starts.extend(force.from);
        starts.extend(force.until.and_then(|until| until.checked_plus(1)));
    }
    let mut all: Vec<(Dates, Vec<usize>)> = Vec::new();
    for first in starts.into_iter().filter(|day| over.first <= *day && *day <= over.last) {
        let rules = plan.in_force(first);
        if let Some((before, known)) = all.last_mut() {
            before.last = first.plus(-1);
            if *known == rules {
                before.last = over.last;
                continue;
            }
        }
        all.push((Dates { first, last: over.last }, rules));
    }
    all
}

/// The packs of a plan that came into force within some days, each with its first day:
/// on the days before it its rules are only tried.
#[must_use]
pub fn commencements(model: &Model, plan: &Plan, over: Dates) -> Vec<(String, Day)> {
    let mut all: Vec<(String, Day)> = Vec::new();
    for duty in plan.rules.iter().filter_map(|rule| model.duty(rule.duty)) {
        let pack = &*duty.from.pack;
        let from = of_pack(model, pack).from.filter(|from| *from > over.first);
        if let Some(from) = from.filter(|_| !all.iter().any(|(known, _)| known == pack)) {
            all.push((pack.to_owned(), from));
        }
    }
    all.sort_by_key(|(_, from)| *from);
    all
}
