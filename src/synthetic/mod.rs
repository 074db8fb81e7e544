//! Made-up caseloads of children looked after: for benches, demonstrations and tests.
//!
//! In: how many children, a seed, the last day. Out: the tables of an SSDA903 return, or
//! the same in duly's own columns, written child by child. Never here: a clock, a file, a
//! real person: who there is follows from the seed alone, and nobody has a name.

mod child;
mod number;
mod soil;
mod tables;

#[cfg(test)]
mod tests;

pub use child::{Child, Episode};
pub use soil::Soil;
pub use tables::{TABLES, Tables, xml};

use crate::time::Day;
use number::Numbers;

/// What to make.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many children.
    pub children: u32,
    /// Another seed, other children; the same one, the same to the last byte.
    pub seed: u64,
    /// The last day on which anything happens.
    pub until: Day,
    /// The share of rows that are made dirty, from 0 to 1.
    pub dirty: f64,
    /// The share of children moved in care whose first episode is left out, from 0 to 1.
    pub lost: f64,
}

/// What was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Children.
    pub children: u32,
    /// Episodes.
    pub episodes: u32,
    /// Reviews.
    pub reviews: u32,
    /// Reviews that were late.
    pub late: u32,
    /// Children who came into care a second time.
    pub again: u32,
    /// Children placed for adoption.
    pub adopted: u32,
    /// Children in a series of short breaks.
    pub breaks: u32,
    /// Children whose first episode is left out.
    pub lost: u32,
    /// Rows that cannot be taken as they stand.
    pub dirty: u32,
}

impl Plan {
    /// A child by its place, from 0. Each is made for itself, so that they can be made in
    /// any order.
    #[must_use]
    pub fn child(&self, place: u32) -> Child {
        let mut numbers = self.numbers(place, 1);
        Child::made(place, &mut numbers, self.until.number(), self.lost)
    }

    /// What is done to the rows of a child.
    #[must_use]
    pub fn soil(&self, place: u32) -> Soil {
        Soil::new(self.numbers(place, 2), self.dirty)
    }

    fn numbers(&self, place: u32, use_: u64) -> Numbers {
        Numbers::new(self.seed, u64::from(place) << 8 | use_)
    }
}

impl Counts {
    /// Counts a child in.
    pub fn add(&mut self, child: &Child) {
        let many = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let entries = child.episodes.iter().filter(|episode| episode.reason == "S").count();
        self.children += 1;
        self.episodes += many(child.episodes.len());
        self.reviews += many(child.reviews.len());
        self.late += child.late;
        self.again += u32::from(entries > 1 && !child.breaks);
        self.adopted += u32::from(child.adoption.is_some());
        self.breaks += u32::from(child.breaks);
        self.lost += u32::from(child.lost);
    }
}
