//! Layers: which rows stand under which, because one duty implements another
//! (language §5.1).
//!
//! In: the rows of an answer. Out: the most local rows, each with those it
//! implements. Never here: a status; every layer was evaluated on its own.

use super::{DateRange, InstanceKey, Row, Status, StatusSet};
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

/// As much of a row as its place among the layers hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footing {
    /// Which instance of which duty.
    pub key: InstanceKey,
    /// What it may be.
    pub statuses: StatusSet,
}

impl From<&Row> for Footing {
    fn from(row: &Row) -> Footing {
        Footing { key: row.key, statuses: row.statuses }
    }
}

impl Footing {
    /// A local row that does not apply has nothing to say of a base that does.
    fn stands_for(&self, base: &Footing) -> bool {
        let not = |row: &Footing| row.statuses.single() == Some(Status::NotApplicable);
        !not(self) || not(base)
    }
}

/// Which duties of a pack implement which others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layers {
    /// Local duties, in the order of the pack, each with one that it implements.
    pairs: Vec<(DutyId, DutyId)>,
}

/// Puts the rows of an answer under the most local ones. A row whose duty no more
/// local one implements, or for whose trigger that has none, stands for itself.
#[must_use]
pub fn layered(model: &Model, rows: &[Row]) -> Vec<Layered> {
    let footing: Vec<Footing> = rows.iter().map(Footing::from).collect();
    let hosts = Layers::of(model).hosts(&footing);
    let mut found: Vec<Layered> = Vec::new();
    let mut places = vec![None; rows.len()];
    for (at, (host, place)) in hosts.iter().zip(&mut places).enumerate() {
        if host.is_none() {
            *place = Some(found.len());
            found.push(Layered { row: at, under: Vec::new(), base_due_earlier: false });
        }
    }
    for (at, row) in rows.iter().enumerate() {
        let Some(host) = root(&hosts, at) else { continue };
        let place = places.get(host).copied().flatten();
        let Some(entry) = place.and_then(|place| found.get_mut(place)) else { continue };
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
fn root(hosts: &[Option<usize>], at: usize) -> Option<usize> {
    let of = |at: usize| hosts.get(at).copied().flatten();
    let mut host = of(at)?;
    // A row hosts only rows of duties it implements, which is no circle in a pack
    // that can be checked; the bound keeps one from turning for ever.
    for _ in 0..hosts.len() {
        match of(host) {
            Some(next) => host = next,
            None => return Some(host),
        }
    }
    None
}

impl Layers {
    /// Those of a pack.
    #[must_use]
    pub fn of(model: &Model) -> Layers {
        let pairs = model
            .duties
            .iter()
            .flat_map(|duty| duty.implements.iter().map(move |name| (duty.id, name)))
            .filter_map(|(local, name)| Some((local, model.find(&name.value)?.id)))
            .filter(|(local, base)| local != base);
        Layers { pairs: pairs.collect() }
    }

    /// The same in parts that have no duty in common: of which row stands under which, each
    /// part can be asked by itself.
    #[must_use]
    pub fn parts(&self) -> Vec<Layers> {
        let mut parts: Vec<Layers> = Vec::new();
        for pair in &self.pairs {
            let touches = |part: &mut Layers| {
                let of = |duty: DutyId| part.duties().contains(&duty);
                of(pair.0) || of(pair.1)
            };
            let mut pairs: Vec<(DutyId, DutyId)> =
                parts.extract_if(.., touches).flat_map(|part| part.pairs).collect();
            pairs.push(*pair);
            parts.push(Layers { pairs });
        }
        // Which pair comes first decides.
        let place = |pair: &(DutyId, DutyId)| self.pairs.iter().position(|one| one == pair);
        parts.iter_mut().for_each(|part| part.pairs.sort_by_key(place));
        parts
    }

    /// Every duty of them, each once.
    #[must_use]
    pub fn duties(&self) -> Vec<DutyId> {
        let mut all: Vec<DutyId> = self.pairs.iter().flat_map(|pair| [pair.0, pair.1]).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether a row stands for itself, for each row of a case.
    #[must_use]
    pub fn local(&self, rows: &[Footing]) -> Vec<bool> {
        self.hosts(rows).iter().map(Option::is_none).collect()
    }

    /// For each row that stands under another, that other.
    fn hosts(&self, rows: &[Footing]) -> Vec<Option<usize>> {
        let by_duty = ByDuty::of(rows);
        let mut hosts = vec![None; rows.len()];
        self.stand(|duty| by_duty.rows(duty), &mut hosts);
        hosts
    }

    /// Puts down, for each row of a case that stands under another, that other: the one of
    /// the same trigger, else, where both are counted from other events and there are as
    /// many, the first goes with the first. `rows` are those of a duty, each with its place
    /// among `hosts`.
    pub fn stand<'r>(
        &self,
        rows: impl Fn(DutyId) -> &'r [(usize, Footing)],
        hosts: &mut [Option<usize>],
    ) {
        for (local, base) in &self.pairs {
            let lower = rows(*local);
            let upper = if lower.is_empty() { &[] } else { rows(*base) };
            for (at, row) in upper {
                let same = |(_, other): &&(usize, Footing)| {
                    other.key.trigger == row.key.trigger && other.key.number == row.key.number
                };
                let host = lower.iter().find(same).filter(|(_, host)| host.stands_for(row));
                if let (Some((host, _)), Some(of @ None)) = (host, hosts.get_mut(*at)) {
                    *of = Some(*host);
                }
            }
        }
        for (local, base) in &self.pairs {
            let (upper, lower) = (rows(*base), rows(*local));
            let is_hosted = |(at, _): &(usize, _)| hosts.get(*at).is_some_and(Option::is_some);
            if upper.len() != lower.len() || upper.iter().any(is_hosted) {
                continue;
            }
            for ((at, row), (host, other)) in upper.iter().zip(lower) {
                if let Some(of) = hosts.get_mut(*at).filter(|_| other.stands_for(row)) {
                    *of = Some(*host);
                }
            }
        }
    }
}

/// Rows with their places, to be asked for duty by duty.
struct ByDuty(Vec<(usize, Footing)>);

impl ByDuty {
    fn of(rows: &[Footing]) -> ByDuty {
        let mut all: Vec<(usize, Footing)> = rows.iter().copied().enumerate().collect();
        if !rows.is_sorted_by_key(|row| row.key.duty) {
            all.sort_by_key(|(_, row)| row.key.duty);
        }
        ByDuty(all)
    }

    /// The rows of a duty.
    fn rows(&self, duty: DutyId) -> &[(usize, Footing)] {
        let first = self.0.partition_point(|(_, row)| row.key.duty < duty);
        let rest = self.0.get(first..).unwrap_or(&[]);
        let many = rest.partition_point(|(_, row)| row.key.duty == duty);
        rest.get(..many).unwrap_or(&[])
    }
}
