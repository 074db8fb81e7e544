//! Which rows of some cases stand for themselves.
//!
//! In: answers duty by duty, and which duties implement which. Out: of each row whether it
//! is one of the most local ones. Never here: which row stands under which.

use rustc_hash::FxHashMap;

use crate::batch::{Part, Seen};
use crate::eval::{Footing, InstanceKey, Layers};
use crate::model::DutyId;

/// The duties of a pack, in parts that have nothing to do with each other.
#[derive(Debug)]
pub(super) struct Apart(Vec<Layers>);

/// Of each row of some duties, in the order in which they are read, whether it stands for
/// itself.
#[derive(Debug, Default)]
pub(super) struct Local(FxHashMap<DutyId, Vec<bool>>);

/// The rows of a duty, by case.
#[derive(Debug, Default)]
struct ByCase {
    /// For each case the first of its rows; then how many rows there are.
    starts: Vec<usize>,
    /// Each with its place among the rows of the part.
    rows: Vec<(usize, Footing)>,
}

impl ByCase {
    fn of_case(&self, case: usize) -> &[(usize, Footing)] {
        let bounds = self.starts.get(case).zip(self.starts.get(case + 1));
        bounds.and_then(|(from, to)| self.rows.get(*from..*to)).unwrap_or_default()
    }
}

impl Apart {
    pub(super) fn of(layers: &Layers) -> Apart {
        Apart(layers.parts())
    }

    /// Looks at some cases; of duties that are not named every row stands for itself.
    pub(super) fn local(&self, part: Part<'_>) -> Local {
        let mut local = Local::default();
        for layers in &self.0 {
            let (mut known, mut next) = (FxHashMap::default(), 0);
            for duty in layers.duties() {
                let from = next;
                known.insert(duty, (from, by_case(part, duty, &mut next)));
            }
            let mut hosts = vec![None; next];
            for case in 0..part.cases().len() {
                let none: &[_] = &[];
                let rows = |duty| known.get(&duty).map_or(none, |(_, all)| all.of_case(case));
                layers.stand(rows, &mut hosts);
            }
            for (duty, (from, all)) in known {
                let hosts = hosts.get(from..from + all.rows.len()).unwrap_or_default();
                local.0.insert(duty, hosts.iter().map(Option::is_none).collect());
            }
        }
        local
    }
}

impl Local {
    /// Whether each row of a duty stands for itself; nothing where all do.
    pub(super) fn take(&mut self, duty: DutyId) -> Option<Vec<bool>> {
        self.0.remove(&duty)
    }

    /// Gives back what was taken.
    pub(super) fn put(&mut self, duty: DutyId, local: Option<Vec<bool>>) {
        self.0.extend(local.map(|local| (duty, local)));
    }
}

/// The rows of a duty, by case, numbered as they are read.
fn by_case(part: Part<'_>, duty: DutyId, next: &mut usize) -> ByCase {
    let (mut cases, mut rows): (Vec<u32>, Vec<(usize, Footing)>) = (Vec::new(), Vec::new());
    for run in part.runs().filter(|run| run.duty() == duty) {
        run.each(|seen| {
            cases.push(seen.case);
            rows.push((*next, footing(duty, seen)));
            *next += 1;
        });
    }
    if !cases.is_sorted() {
        let mut both: Vec<_> = cases.into_iter().zip(rows).collect();
        both.sort_by_key(|(case, _)| *case);
        (cases, rows) = both.into_iter().unzip();
    }
    let mut starts = Vec::with_capacity(part.cases().len() + 1);
    let (mut at, mut left) = (0, cases.iter().peekable());
    for case in part.cases() {
        starts.push(at);
        while left.next_if(|of| **of as usize <= case).is_some() {
            at += 1;
        }
    }
    starts.push(rows.len());
    ByCase { starts, rows }
}

fn footing(duty: DutyId, seen: Seen<'_>) -> Footing {
    let (trigger, number) = seen.key();
    Footing { key: InstanceKey { duty, trigger, number }, statuses: seen.statuses() }
}
