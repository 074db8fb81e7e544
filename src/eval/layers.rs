//! Layers: which rows stand under which, because one duty implements another
//! (language §5.1).
//!
//! In: the rows of an answer. Out: the most local rows, each with those it
//! implements. Never here: a status; every layer was evaluated on its own.

use rustc_hash::FxHashMap;

use super::{DateRange, Row, Status};
use crate::model::{DutyId, Model};

/// A row and the rows of upper layers that stand under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layered {
    /// Its place in the answer.
    pub row: usize,
    /// The places of those under it, nearest layer first.
    pub under: Vec<usize>,
    /// One of those falls due sooner.
    pub base_due_earlier: bool,
}

/// Puts the rows of an answer under the most local ones. A row whose duty no more
/// local one implements, or for whose trigger that has none, stands for itself.
#[must_use]
pub fn layered(model: &Model, rows: &[Row]) -> Vec<Layered> {
    let hosts = hosts(model, rows);
    let mut found: Vec<Layered> = Vec::new();
    let mut places: FxHashMap<usize, usize> = FxHashMap::default();
    for at in 0..rows.len() {
        if !hosts.contains_key(&at) {
            places.insert(at, found.len());
            found.push(Layered { row: at, under: Vec::new(), base_due_earlier: false });
        }
    }
    for (at, row) in rows.iter().enumerate() {
        let Some(host) = root(&hosts, at) else { continue };
        let Some(entry) = places.get(&host).and_then(|place| found.get_mut(*place)) else {
            continue;
        };
        entry.under.push(at);
        let due = rows.get(host).and_then(|host| host.due);
        let applies = row.statuses.single() != Some(Status::NotApplicable);
        entry.base_due_earlier |= applies && sooner(row.due, due);
    }
    found
}

/// Whether one day surely lies before another; a day before none does too.
fn sooner(base: Option<DateRange>, local: Option<DateRange>) -> bool {
    match (base, local) {
        (Some(base), Some(local)) => base.last < local.first,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// The row at whose foot a row stands in the end.
fn root(hosts: &FxHashMap<usize, usize>, at: usize) -> Option<usize> {
    let mut host = *hosts.get(&at)?;
    // A row hosts only rows of duties it implements, which is no circle in a pack
    // that can be checked; the bound keeps one from turning for ever.
    for _ in 0..hosts.len() {
        match hosts.get(&host) {
            Some(next) => host = *next,
            None => return Some(host),
        }
    }
    None
}

/// For each row that stands under another, that other: the one of the same trigger,
/// else, where both are counted from other events and there are as many, the first
/// goes with the first.
fn hosts(model: &Model, rows: &[Row]) -> FxHashMap<usize, usize> {
    let mut hosts = FxHashMap::default();
    let pairs: Vec<(DutyId, DutyId)> = model
        .duties
        .iter()
        .flat_map(|duty| duty.implements.iter().map(move |name| (duty.id, name)))
        .filter_map(|(local, name)| Some((local, model.find(&name.value)?.id)))
        .filter(|(local, base)| local != base)
        .collect();
    for (local, base) in &pairs {
        for (at, row) in of(rows, *base) {
            let same = |(_, other): &(usize, &Row)| {
                other.key.trigger == row.key.trigger && other.key.number == row.key.number
            };
            let host = of(rows, *local).find(same).filter(|(_, host)| stands_for(host, row));
            if let Some((host, _)) = host {
                hosts.entry(at).or_insert(host);
            }
        }
    }
    for (local, base) in pairs {
        let upper: Vec<(usize, &Row)> = of(rows, base).collect();
        let lower: Vec<(usize, &Row)> = of(rows, local).collect();
        if upper.len() != lower.len() || upper.iter().any(|(at, _)| hosts.contains_key(at)) {
            continue;
        }
        for ((at, row), (host, other)) in upper.into_iter().zip(lower) {
            if stands_for(other, row) {
                hosts.insert(at, host);
            }
        }
    }
    hosts
}

/// The rows of a duty, with their places.
fn of(rows: &[Row], duty: DutyId) -> impl Iterator<Item = (usize, &Row)> {
    rows.iter().enumerate().filter(move |(_, row)| row.key.duty == duty)
}

/// A local row that does not apply has nothing to say of a base that does.
fn stands_for(local: &Row, base: &Row) -> bool {
    let not = |row: &Row| row.statuses.single() == Some(Status::NotApplicable);
    !not(local) || not(base)
}
