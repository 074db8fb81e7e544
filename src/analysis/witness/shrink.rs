//! A case made as small, and as ordinary, as the question allows.

use super::build::{self, shifted};
use super::{Search, Situation};
use crate::facts::{Case, PeriodEnd};
use crate::time::Day;

/// Takes out facts one by one, then what is said of them, then moves the case to
/// days that nobody wonders about, as long as the question is still answered.
pub(super) fn smallest(
    search: &Search<'_>,
    situation: Situation,
    wanted: &dyn Fn(&Situation) -> bool,
) -> Situation {
    let best = simplest(search, situation, wanted);
    moved(search, &best, wanted)
}

/// The same without moving the case.
pub(super) fn simplest(
    search: &Search<'_>,
    situation: Situation,
    wanted: &dyn Fn(&Situation) -> bool,
) -> Situation {
    let mut best = situation;
    loop {
        let before = search.cost(&best);
        for change in simpler(&best.case) {
            let tried = search.judge(change, best.as_of);
            if wanted(&tried) && search.cost(&tried) < search.cost(&best) {
                best = tried;
                break;
            }
        }
        if search.cost(&best) >= before {
            break;
        }
    }
    best
}

/// Every case that says one thing less.
fn simpler(case: &Case) -> Vec<Case> {
    let mut all = Vec::new();
    let with = |change: &dyn Fn(&mut Case)| {
        let mut case = case.clone();
        change(&mut case);
        case
    };
    if case.born.is_some() {
        all.push(with(&|case| case.born = None));
    }
    all.extend((0..case.events.len()).map(|at| build::without_event(case, at)));
    for at in 0..case.periods.len() {
        all.push(with(&|case| {
            case.periods.remove(at);
        }));
    }
    for at in 0..case.facts.len() {
        all.push(with(&|case| {
            case.facts.remove(at);
        }));
    }
    for at in 0..case.events.len() {
        let changes: [&dyn Fn(&mut crate::facts::Occurrence); 6] = [
            &|one| one.papers.clear(),
            &|one| one.done_for = None,
            &|one| one.by = None,
            &|one| one.facts.clear(),
            &|one| {
                one.started = one.started.or(one.planned_for);
                one.completed = one.completed.or(one.started);
                one.planned_for = None;
                one.adjourned = None;
                one.cancelled = None;
            },
            &|one| one.completed = one.started,
        ];
        all.extend(changes.map(|change| {
            with(&|case| {
                if let Some(one) = case.events.get_mut(at) {
                    change(one);
                }
            })
        }));
    }
    for at in 0..case.periods.len() {
        all.push(with(&|case| {
            if let Some(one) = case.periods.get_mut(at) {
                one.until = PeriodEnd::Ongoing;
            }
        }));
    }
    all.retain(|other| other != case);
    all
}

/// The same case on the days that cost a reader least.
fn moved(
    search: &Search<'_>,
    situation: &Situation,
    wanted: &dyn Fn(&Situation) -> bool,
) -> Situation {
    let first = build::ends(&situation.case).map_or(situation.as_of, |(first, _)| first);
    let to_near = first.days_until(search.near);
    let mut best = situation.clone();
    let mut shifts: Vec<i32> = (-14..=14).chain((-21..=21).map(|more| to_near + more)).collect();
    shifts.extend((1..=14).map(|part| to_near * part / 15));
    shifts.sort_unstable();
    shifts.dedup();
    for shift in shifts {
        let case = shifted(&situation.case, shift);
        let as_of: Day = situation.as_of.plus(shift);
        let tried = search.judge(case, as_of);
        if search.cost(&tried) < search.cost(&best) && wanted(&tried) {
            best = tried;
        }
    }
    best
}
