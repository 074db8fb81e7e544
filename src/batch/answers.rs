//! What many cases come to: columns, read row by row.
//!
//! In: pieces, each of some cases that follow one another, with a table a duty. Out:
//! rows in the order of case, duty and due date. Never here: evaluation.

use rustc_hash::FxHashMap;

use super::marks::{Instances, Marks};
use super::table::Table;
use crate::eval::{Blame, DateRange, Flags, StatusSet, TriggerKey};
use crate::model::DutyId;
use crate::names::ConceptId;
use crate::time::Day;

/// One instance of one duty of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The place of its case in the caseload.
    pub case: u32,
    /// Which duty.
    pub duty: DutyId,
    /// What it hangs on.
    pub trigger: TriggerKey,
    /// The scope period it lies in, from 1, where the trigger alone does not say;
    /// otherwise 1.
    pub number: u32,
    /// The day the trigger happened, or is expected.
    pub trigger_on: Option<DateRange>,
    /// The last day; `None` has none, or it is not known.
    pub due: Option<DateRange>,
    /// The day on which it was met, or may have been.
    pub done: Option<DateRange>,
    /// What it may be; one member when everything that matters is known.
    pub statuses: StatusSet,
    /// Days late when met late, days over when overdue, or when it lapsed after it was
    /// due.
    pub days_late: Option<i32>,
    /// Marks.
    pub flags: Flags,
    /// The first of what is to blame; `None` when its status is known.
    pub unknown_because: Option<Blame>,
}

/// Some cases that follow one another.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    pub(super) cases: std::ops::Range<usize>,
    /// In the order of the duties; of one duty no case is in two of them.
    pub(super) entries: Vec<Entry>,
    /// The cases that were kept whole.
    pub(super) whole: Vec<u32>,
    /// What its rows blame.
    pub(super) blamed: Vec<Blame>,
    /// The instances that several duties have in common.
    pub(super) common: Vec<Instances>,
}

/// Rows of one duty.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    /// As they are.
    Table(Table),
    /// Of instances that others have too.
    Common(Common),
    /// This one row of every case that was not kept whole.
    Each(Table),
    /// The rows of another entry before it, which is a table or of common instances, by other
    /// names.
    Twin(Follower),
}

impl Entry {
    /// Whose rows they are.
    pub(super) fn duty(&self) -> DutyId {
        match self {
            Entry::Table(table) | Entry::Each(table) => table.duty,
            Entry::Common(common) => common.own.duty,
            Entry::Twin(twin) => twin.own.duty,
        }
    }

    /// How many rows a case has, where it has rows of its own.
    pub(super) fn rows_of(&self, case: u32, common: &[Instances]) -> usize {
        match self {
            Entry::Table(table) => table.rows_of(case),
            Entry::Common(of) => of.rows_of(case, common),
            Entry::Each(_) | Entry::Twin(_) => 0,
        }
    }

    /// How many rows it has of its own.
    pub(super) fn len(&self) -> usize {
        match self {
            Entry::Table(table) => table.len(),
            Entry::Common(common) => common.len(),
            Entry::Each(_) | Entry::Twin(_) => 0,
        }
    }
}

/// A duty whose instances others have too.
#[derive(Debug, Clone)]
pub(super) struct Common {
    /// These instances: their place among those in common.
    pub(super) of: usize,
    /// How each of them stands under it.
    pub(super) marks: Marks,
    /// Its rows of the cases in which its instances are its own.
    pub(super) own: Table,
}

impl Common {
    /// How many rows a case has.
    fn rows_of(&self, case: u32, common: &[Instances]) -> usize {
        let places = common.get(self.of).map_or(0..0, |instances| instances.of_case(case));
        places.filter(|at| self.marks.has(*at)).count() + self.own.rows_of(case)
    }

    /// How many rows it has.
    fn len(&self) -> usize {
        self.marks.count() + self.own.len()
    }
}

/// A duty whose rows are those of another by other names.
#[derive(Debug, Clone)]
pub(super) struct Follower {
    /// The other: its place among the entries.
    pub(super) of: usize,
    /// What the other blames, and what is blamed here.
    pub(super) called: Vec<(ConceptId, ConceptId)>,
    /// The cases in which the two may differ, in order …
    pub(super) apart: Vec<u32>,
    /// … and its own rows of those.
    pub(super) own: Table,
    /// How many rows it has.
    pub(super) rows: usize,
}

impl Follower {
    /// A row of the other as one of its own.
    fn renamed(&self, mut row: Answered) -> Answered {
        row.duty = self.own.duty;
        row.unknown_because = row.unknown_because.map(|blame| self.here(blame));
        row
    }
}

impl Piece {
    /// Of tables alone.
    pub(super) fn of(
        cases: std::ops::Range<usize>,
        tables: impl IntoIterator<Item = Table>,
        blamed: Vec<Blame>,
    ) -> Piece {
        let tables = tables.into_iter().filter(|table| !table.is_empty());
        let entries = tables.map(Entry::Table).collect();
        Piece { cases, entries, blamed, ..Piece::default() }
    }

    fn len(&self) -> usize {
        let rows = |entry: &Entry| match entry {
            Entry::Table(_) | Entry::Common(_) => entry.len(),
            Entry::Each(_) => self.cases.len() - self.whole.len(),
            Entry::Twin(follower) => follower.rows,
        };
        self.entries.iter().map(rows).sum()
    }

    /// The rows of a case in an entry that has rows of its own, read up to it.
    fn rows_of(&self, entry: &Entry, case: u32, read: &mut Read, mut put: impl FnMut(Answered)) {
        match entry {
            Entry::Table(table) => read_table(table, self, case, &mut read.table, put),
            Entry::Common(Common { of, marks, own }) => {
                let none = Instances::default();
                let instances = self.common.get(*of).unwrap_or(&none);
                while instances.case(read.common) == Some(case) {
                    let at = read.common;
                    let of = (own.duty, own.as_of());
                    let row = || marks.row(of, (instances, None), at, &self.blamed);
                    marks.has(at).then(row).flatten().into_iter().for_each(&mut put);
                    read.common += 1;
                }
                read_table(own, self, case, &mut read.table, put);
            }
            Entry::Each(_) | Entry::Twin(_) => {}
        }
    }
}

/// Everything that rows of a piece blame, each once.
#[derive(Debug, Default)]
pub(super) struct Blamed {
    pub(super) all: Vec<Blame>,
    places: FxHashMap<Blame, u32>,
}

impl Blamed {
    /// The place of what a row blames, from 1; 0 for nothing.
    pub(super) fn place(&mut self, blame: Option<&Blame>) -> u32 {
        let Some(blame) = blame else { return 0 };
        if let Some(known) = self.places.get(blame) {
            return *known;
        }
        self.all.push(blame.clone());
        let place = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.places.insert(blame.clone(), place);
        place
    }
}

/// What cases come to under a pack, as of the end of a day.
#[derive(Debug, Clone)]
pub struct Answers {
    as_of: Day,
    pieces: Vec<Piece>,
}

impl Answers {
    pub(super) fn of(as_of: Day, pieces: Vec<Piece>) -> Answers {
        Answers { as_of, pieces }
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// As of the end of this day.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.as_of
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Piece::len).sum()
    }

    /// Whether there is no row at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its rows, by case, then in the order of the duties, then by due date.
    pub fn rows(&self) -> impl Iterator<Item = Answered> + '_ {
        self.cases().flatten()
    }

    /// The same, the rows of each case together; cases without a row are left out.
    pub fn cases(&self) -> impl Iterator<Item = Vec<Answered>> + '_ {
        self.pieces.iter().flat_map(by_case)
    }
}

/// How far the tables behind an entry have been read.
#[derive(Debug, Clone, Copy, Default)]
struct Read {
    table: usize,
    common: usize,
    /// The own rows of one that follows another.
    own: usize,
}

fn by_case(piece: &Piece) -> impl Iterator<Item = Vec<Answered>> + '_ {
    let mut read = vec![Read::default(); piece.entries.len()];
    let mut most = 0;
    let all = piece.cases.clone().map(move |case| {
        let mut now = Vec::with_capacity(most);
        let case = u32::try_from(case).unwrap_or(u32::MAX);
        let is_whole = piece.whole.binary_search(&case).is_ok();
        for (entry, read) in piece.entries.iter().zip(&mut read) {
            match entry {
                Entry::Table(_) | Entry::Common(_) => {
                    piece.rows_of(entry, case, read, |row| now.push(row));
                }
                Entry::Twin(twin) => {
                    let together = twin.apart.binary_search(&case).is_err();
                    let renamed = |row| {
                        if together {
                            now.push(twin.renamed(row));
                        }
                    };
                    if let Some(of) = piece.entries.get(twin.of) {
                        piece.rows_of(of, case, read, renamed);
                    }
                    read_table(&twin.own, piece, case, &mut read.own, |row| now.push(row));
                }
                Entry::Each(_) if is_whole => {}
                Entry::Each(one) => {
                    now.extend(one.row(0, &piece.blamed).map(|row| Answered { case, ..row }));
                }
            }
        }
        most = most.max(now.len());
        now
    });
    all.filter(|rows| !rows.is_empty())
}

/// The rows of a case in a table that has been read up to it.
fn read_table(
    table: &Table,
    piece: &Piece,
    case: u32,
    read: &mut usize,
    mut put: impl FnMut(Answered),
) {
    while table.case(*read) == Some(case) {
        table.row(*read, &piece.blamed).into_iter().for_each(&mut put);
        *read += 1;
    }
}
