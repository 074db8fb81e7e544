//! Several packs at once: a row for each thing that is asked, a cell for each pack.

use rustc_hash::FxHashMap;

use super::{Comparison, Named, Paired};
use crate::analysis::aspects::Verdict;
use crate::model::DutyId;

/// What one pack says of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The duties: none where it says nothing, several where it divides it.
    pub duties: Vec<Named>,
}

/// One thing that packs ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its title, of the first pack that has it.
    pub title: String,
    /// A cell for each pack, in their order.
    pub cells: Vec<Cell>,
    /// How packs that have it compare: the places of two, and how the second compares
    /// with the first.
    pub verdicts: Vec<(usize, usize, Verdict)>,
}

impl Row {
    /// How one pack compares with another; `None` where one of them lacks it.
    #[must_use]
    pub fn verdict(&self, first: usize, second: usize) -> Option<Verdict> {
        let found = |one: usize, other: usize| {
            let mut all = self.verdicts.iter();
            all.find(|(a, b, _)| (*a, *b) == (one, other)).map(|(.., verdict)| *verdict)
        };
        found(first, second).or_else(|| found(second, first).map(Verdict::mirrored))
    }

    /// The packs in order of strictness, the strictest first: each group is as strict in
    /// itself and stricter than the next. `None` where they are in no such order.
    #[must_use]
    pub fn order(&self) -> Option<Vec<Vec<usize>>> {
        let has = self.cells.iter().enumerate().filter(|(_, cell)| !cell.duties.is_empty());
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (at, _) in has {
            let mut place = None;
            for (number, group) in groups.iter().enumerate() {
                match self.verdict(*group.first()?, at)? {
                    Verdict::Same | Verdict::AsStrict => {
                        place = Some(Err(number));
                        break;
                    }
                    Verdict::Stricter => {
                        place = Some(Ok(number));
                        break;
                    }
                    Verdict::Laxer => {}
                    Verdict::Incomparable | Verdict::CannotTell => return None,
                }
            }
            match place {
                Some(Err(number)) => {
                    groups.iter_mut().skip(number).take(1).for_each(|one| one.push(at));
                }
                Some(Ok(number)) => groups.insert(number, vec![at]),
                None => groups.push(vec![at]),
            }
        }
        let ranks: Vec<(usize, usize)> = groups
            .iter()
            .enumerate()
            .flat_map(|(rank, group)| group.iter().map(move |at| (rank, *at)))
            .collect();
        // Every two have to agree, not only those that were looked at.
        let agree = ranks.iter().all(|(rank, at)| {
            ranks.iter().filter(|(_, other)| other != at).all(|(place, other)| {
                let verdict = self.verdict(*at, *other);
                match rank.cmp(place) {
                    std::cmp::Ordering::Equal => {
                        matches!(verdict, Some(Verdict::Same | Verdict::AsStrict))
                    }
                    std::cmp::Ordering::Less => verdict == Some(Verdict::Laxer),
                    std::cmp::Ordering::Greater => verdict == Some(Verdict::Stricter),
                }
            })
        });
        agree.then_some(groups)
    }
}

/// Packs side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matrix {
    /// How many packs there are.
    pub packs: usize,
    /// What they ask for, in the order of the first pack that has it.
    pub rows: Vec<Row>,
}

/// A duty of a pack.
type Place = (usize, DutyId);

/// The packs side by side, from their comparisons with each other.
#[must_use]
pub fn matrix(packs: usize, comparisons: &[Comparison]) -> Matrix {
    let mut known: FxHashMap<Place, Named> = FxHashMap::default();
    let mut order: Vec<Place> = Vec::new();
    let mut joined: FxHashMap<Place, Place> = FxHashMap::default();
    let mut meet = |place: Place, named: &Named| {
        if known.insert(place, named.clone()).is_none() {
            order.push(place);
        }
    };
    for one in comparisons {
        let (left, right) = one.packs;
        one.only_left.iter().for_each(|named| meet((left, named.id), named));
        one.only_right.iter().for_each(|named| meet((right, named.id), named));
        for pair in &one.pairs {
            meet((left, pair.left.id), &pair.left);
            meet((right, pair.right.id), &pair.right);
            join(&mut joined, (left, pair.left.id), (right, pair.right.id));
        }
    }
    order.sort_unstable();
    let mut rows: Vec<(Place, Vec<Place>)> = Vec::new();
    for place in order {
        let root = root(&joined, place);
        match rows.iter_mut().find(|(known, _)| *known == root) {
            Some((_, places)) => places.push(place),
            None => rows.push((root, vec![place])),
        }
    }
    let rows = rows.into_iter().map(|(_, places)| row(packs, &places, &known, comparisons));
    Matrix { packs, rows: rows.collect() }
}

fn root(joined: &FxHashMap<Place, Place>, place: Place) -> Place {
    let mut at = place;
    while let Some(next) = joined.get(&at) {
        at = *next;
    }
    at
}

fn join(joined: &mut FxHashMap<Place, Place>, one: Place, other: Place) {
    let (one, other) = (root(joined, one), root(joined, other));
    if one != other {
        joined.insert(one.max(other), one.min(other));
    }
}

fn row(
    packs: usize,
    places: &[Place],
    known: &FxHashMap<Place, Named>,
    comparisons: &[Comparison],
) -> Row {
    let cells: Vec<Cell> = (0..packs)
        .map(|pack| {
            let own = places.iter().filter(|(at, _)| *at == pack);
            Cell { duties: own.filter_map(|place| known.get(place)).cloned().collect() }
        })
        .collect();
    let title = cells.iter().find_map(|cell| cell.duties.first()).map(|named| named.title.clone());
    let mut verdicts = Vec::new();
    for one in comparisons {
        let (left, right) = one.packs;
        let of_row = |pair: &&Paired| {
            places.contains(&(left, pair.left.id)) && places.contains(&(right, pair.right.id))
        };
        let all = one.pairs.iter().filter(of_row).map(|pair| pair.verdict);
        if let Some(verdict) = all.reduce(Verdict::and) {
            verdicts.push((left, right, verdict));
        }
    }
    Row { title: title.unwrap_or_default(), cells, verdicts }
}
