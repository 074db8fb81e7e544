//! Who the rows are about: each child by the key that the files have.
//!
//! In: keys as bytes. Out: a number for each child, in the order in which they first
//! appear, with the birth dates that the files give. Never here: anything else of a child.

use rustc_hash::FxHashMap;

use super::table::Place;
use crate::caseload::NO_DAY;

/// Every child of the files.
#[derive(Debug, Default)]
pub(super) struct Children {
    by_key: FxHashMap<Box<[u8]>, u32>,
    ids: Vec<String>,
    born: Vec<i32>,
    /// Where that stands: a row, and the number of its table.
    born_at: Vec<Option<(Place, u16)>>,
    /// The earliest and the latest of several births.
    births: FxHashMap<u32, (i32, i32)>,
    last: Option<(Box<[u8]>, u32)>,
    /// A row of theirs was taken; of the others all rows were left out.
    kept: Vec<bool>,
}

impl Children {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The number of a child.
    pub(super) fn number(&mut self, key: &[u8]) -> u32 {
        // Rows of a child mostly stand together.
        if let Some((last, number)) = &self.last
            && **last == *key
        {
            return *number;
        }
        let number = match self.by_key.get(key) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
                self.by_key.insert(key.into(), number);
                self.ids.push(String::from_utf8_lossy(key).into_owned());
                self.born.push(NO_DAY);
                self.born_at.push(None);
                self.kept.push(false);
                number
            }
        };
        self.last = Some((key.into(), number));
        number
    }

    /// A row about the child was taken.
    pub(super) fn keep(&mut self, child: u32) {
        if let Some(kept) = self.kept.get_mut(child as usize) {
            *kept = true;
        }
    }

    /// Whether any row about the child was taken.
    pub(super) fn is_kept(&self, child: u32) -> bool {
        self.kept.get(child as usize).copied().unwrap_or(false)
    }

    pub(super) fn id(&self, child: u32) -> Option<&str> {
        self.ids.get(child as usize).map(String::as_str)
    }

    /// Takes in a date of birth; another one that the files gave before, where it differs.
    pub(super) fn born_on(&mut self, child: u32, day: i32, at: (Place, usize)) -> Option<i32> {
        let known = self.born.get_mut(child as usize)?;
        if *known == NO_DAY {
            *known = day;
            if let Some(place) = self.born_at.get_mut(child as usize) {
                *place = Some((at.0, u16::try_from(at.1).unwrap_or(u16::MAX)));
            }
            return None;
        }
        if *known == day {
            return None;
        }
        let first = *known;
        let births = self.births.entry(child).or_insert((first, first));
        *births = (births.0.min(day), births.1.max(day));
        Some(first)
    }

    /// The earliest and the latest day of birth that the files give.
    pub(super) fn born(&self, child: u32) -> Option<(i32, i32)> {
        let one = self.born.get(child as usize).copied().filter(|day| *day != NO_DAY)?;
        Some(self.births.get(&child).copied().unwrap_or((one, one)))
    }

    /// The one day of birth that the files give, where it stands, and the number of that
    /// table.
    pub(super) fn one_birth(&self, child: u32) -> Option<(i32, Place, usize)> {
        let (first, last) = self.born(child)?;
        let (place, table) = (*self.born_at.get(child as usize)?)?;
        (first == last).then_some((first, place, usize::from(table)))
    }

    /// The keys are looked up no more.
    pub(super) fn close(&mut self) {
        self.by_key = FxHashMap::default();
        self.last = None;
    }
}
