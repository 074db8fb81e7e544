//! Answers read duty by duty, for what is only counted.
//!
//! In: pieces of answers. Out: their rows one at a time, as they stand in the columns, with
//! no more of each than is looked at. Never here: the order of rows within a case.

use std::ops::Range;

use super::answers::{Common, Entry, Follower, Piece};
use super::marks::{Days, Instances, Marks, days_late, number};
use super::table::Table;
use super::{Answered, Answers};
use crate::eval::{Blame, DateRange, Status, StatusSet, TriggerKey};
use crate::model::DutyId;
use crate::time::Day;

/// Some cases that follow one another.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a>(&'a Piece);

impl Answers {
    /// The cases in parts: each can be read by itself.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = Part<'_>> {
        self.pieces().iter().map(Part)
    }
}

impl<'a> Part<'a> {
    /// Which cases.
    #[must_use]
    pub fn cases(self) -> Range<usize> {
        self.0.cases.clone()
    }

    /// Everything that rows blame, by places from 1.
    #[must_use]
    pub fn blamed(self) -> usize {
        self.0.blamed.len()
    }

    /// The rows, in the order of the duties. Those of one duty may stand in several runs, of
    /// which no two have a case in common.
    pub fn runs(self) -> impl Iterator<Item = Rows<'a>> {
        self.0.entries.iter().map(move |entry| Rows { piece: self.0, entry })
    }
}

/// Rows of one duty.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    piece: &'a Piece,
    entry: &'a Entry,
}

impl<'a> Rows<'a> {
    /// Which duty.
    #[must_use]
    pub fn duty(self) -> DutyId {
        self.entry.duty()
    }

    /// How many cases have one and the same row, and that row; nothing where each has its own.
    #[must_use]
    pub fn one_for_all(self) -> Option<(Seen<'a>, usize)> {
        let Entry::Each(one) = self.entry else { return None };
        Some((table(one, 0)?, self.piece.cases.len() - self.piece.whole.len()))
    }

    /// Every row; those of a case come one after another, in order.
    #[inline]
    pub fn each(self, mut see: impl FnMut(Seen<'a>)) {
        match self.entry {
            Entry::Table(_) | Entry::Common(_) => self.own(self.entry, &mut see),
            Entry::Each(one) => {
                let Some(seen) = table(one, 0) else { return };
                for case in self.piece.cases.clone().filter_map(|case| u32::try_from(case).ok()) {
                    if self.piece.whole.binary_search(&case).is_err() {
                        see(Seen { case, ..seen });
                    }
                }
            }
            Entry::Twin(twin) => {
                let Some(of) = self.piece.entries.get(twin.of) else { return };
                self.own(of, &mut |seen| {
                    if twin.apart.is_empty() || twin.apart.binary_search(&seen.case).is_err() {
                        see(seen);
                    }
                });
                all(&twin.own, &mut see);
            }
        }
    }

    /// The rows of an entry that follows no other.
    fn own(self, entry: &'a Entry, see: &mut impl FnMut(Seen<'a>)) {
        match entry {
            Entry::Table(table) => all(table, see),
            Entry::Common(Common { of, marks, own }) => {
                let Some(instances) = self.piece.common.get(*of) else { return };
                let as_of = own.as_of();
                let places = (0..marks.len()).filter(|at| marks.has(*at));
                for (at, case) in places.filter_map(|at| Some((at, instances.case(at)?))) {
                    see(Seen { case, at, instances, done: None, marks, as_of });
                }
                all(own, see);
            }
            Entry::Each(_) | Entry::Twin(_) => {}
        }
    }

    /// What has a place among everything that rows blame, as this duty calls it.
    #[must_use]
    pub fn blame(self, place: u32) -> Option<Blame> {
        let blame = self.piece.blamed.get((place as usize).checked_sub(1)?)?.clone();
        Some(match self.entry {
            Entry::Twin(twin) => twin.here(blame),
            Entry::Table(_) | Entry::Common(_) | Entry::Each(_) => blame,
        })
    }

    /// A row, whole.
    #[must_use]
    pub fn whole(self, seen: Seen<'a>) -> Option<Answered> {
        let of = (self.duty(), seen.as_of);
        let done = seen.done.and_then(|days| days.get(seen.at));
        let row = seen.marks.row(of, (seen.instances, done), seen.at, &[])?;
        Some(Answered { case: seen.case, unknown_because: self.blame(seen.because()), ..row })
    }
}

/// The rows of a table.
fn all<'a>(of: &'a Table, see: &mut impl FnMut(Seen<'a>)) {
    (0..of.len()).filter_map(|at| table(of, at)).for_each(see);
}

/// One row of a table.
fn table(of: &Table, at: usize) -> Option<Seen<'_>> {
    let (instances, done, marks) = of.columns();
    let (case, as_of) = (instances.case(at)?, of.as_of());
    Some(Seen { case, at, instances, done: Some(done), marks, as_of })
}

/// A row, to be asked for what is counted of it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The place of its case in the caseload.
    pub case: u32,
    at: usize,
    instances: &'a Instances,
    /// Nothing where none of them was done.
    done: Option<&'a Days>,
    marks: &'a Marks,
    as_of: Day,
}

impl Seen<'_> {
    /// What it hangs on, and the scope period where that does not say it.
    #[must_use]
    pub fn key(&self) -> (TriggerKey, u32) {
        let key = self.instances.key.get(self.at).copied();
        let number = self.instances.number.get(self.at).copied();
        (key.unwrap_or(TriggerKey::Nth(0)), number.unwrap_or(1))
    }

    /// What it may be.
    #[must_use]
    #[inline]
    pub fn statuses(&self) -> StatusSet {
        self.marks.statuses.get(self.at).copied().unwrap_or(StatusSet::EMPTY)
    }

    /// Whether it is known to be a breach.
    #[must_use]
    pub fn breached(&self) -> bool {
        self.marks.is_breached(self.at)
    }

    /// The last day.
    #[must_use]
    pub fn due(&self) -> Option<DateRange> {
        self.instances.due.get(self.at)
    }

    /// Whether it was done on the very day of its trigger.
    #[must_use]
    pub fn done_on_trigger(&self) -> bool {
        let done = self.done.and_then(|days| days.get(self.at));
        done.is_some() && done == self.instances.trigger_on.get(self.at)
    }

    /// How many days late, or over, it is.
    #[must_use]
    pub fn days_late(&self) -> Option<i32> {
        self.marks.late(self.at).unwrap_or_else(|| {
            // Of most rows nothing is late, whatever their days.
            if !matches!(self.statuses().single()?, Status::MetLate | Status::Overdue) {
                return None;
            }
            let done = self.done.and_then(|days| days.get(self.at));
            days_late(self.statuses(), number(self.due()), number(done), self.as_of.number())
        })
    }

    /// The place of what is to blame for what is not known; 0 where nothing is.
    #[must_use]
    #[inline]
    pub fn because(&self) -> u32 {
        self.marks.because.get(self.at).copied().unwrap_or(0)
    }
}

impl Follower {
    /// What the other blames, as it is called here.
    pub(super) fn here(&self, blame: Blame) -> Blame {
        let Blame::Unrecorded(kind) = &blame else { return blame };
        let here = self.called.iter().find(|(there, _)| there == kind);
        here.map_or(blame, |(_, here)| Blame::Unrecorded(*here))
    }
}
