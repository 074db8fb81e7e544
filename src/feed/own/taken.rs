//! What was taken of the rows so far.
//!
//! In: entries, one after another, from any file. Out: the same, for cases to be made of.
//! Never here: cells.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::dirty::Fault;
use super::super::draft::Days;
use super::super::stretches::Edge;
use super::super::table::Common;
use crate::facts::Records;
use crate::names::ConceptId;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Is {
    Event,
    Period,
    Fact,
}

/// One row that says something of a case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) child: u32,
    pub(super) kind: ConceptId,
    pub(super) is: Is,
    /// [`NO_DAY`](crate::caseload::NO_DAY) where there is none, or none that is exactly known.
    pub(super) from: i32,
    pub(super) until: i32,
    /// Of a fact, its value.
    pub(super) code: u32,
    pub(super) file: u32,
    pub(super) row: u32,
    pub(super) hash: u64,
}

/// What was taken from all files so far.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) common: Common,
    pub(super) entries: Vec<Entry>,
    /// The facts of entries, in the order of their entries.
    pub(super) facts: Vec<(u32, ConceptId, u32)>,
    /// Events with other days than one that is known.
    pub(super) days: FxHashMap<u32, Days>,
    /// Periods with an end that is not known.
    pub(super) spans: FxHashMap<u32, (Edge, Edge)>,
    /// From when the records of a child are.
    pub(super) history: FxHashMap<u32, i32>,
    /// The kinds that rows speak of.
    pub(super) named: FxHashSet<ConceptId>,
    /// How well all cases know a kind.
    pub(super) records: FxHashMap<ConceptId, Records>,
    /// How well single cases do.
    pub(super) own: FxHashMap<u32, Vec<(ConceptId, Records)>>,
    pub(super) values: FxHashMap<(ConceptId, Box<[u8]>), u32>,
}

impl Taken {
    /// The facts of an entry.
    pub(super) fn facts_of(&self, entry: u32) -> impl Iterator<Item = (ConceptId, u32)> + '_ {
        let first = self.facts.partition_point(|(of, ..)| *of < entry);
        let rest = self.facts.iter().skip(first).take_while(move |(of, ..)| *of == entry);
        rest.map(|(_, fact, code)| (*fact, *code))
    }
}

impl Entry {
    /// Whether the same row stood there before; it is then said.
    pub(super) fn seen(&self, seen: &mut FxHashSet<u64>, taken: &mut Taken) -> bool {
        if seen.insert(self.hash) {
            return false;
        }
        taken.common.faults.push(Fault {
            file: self.file,
            row: self.row,
            column: None,
            child: Some(self.child),
            reason: "the same as a line before it, and counted once".to_owned(),
            used: false,
        });
        true
    }
}
