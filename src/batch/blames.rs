//! What the rows of some cases blame, each thing once.
//!
//! In: what is to blame, as a number. Out: its place among all that is blamed, in the words of
//! the interpreter. Never here: what is to blame for what.

use rustc_hash::FxHashMap;

use super::answers::Blamed;
use super::bound::Bound;
use super::range::Why;
use crate::eval::Blame;

/// Everything blamed so far.
pub(super) struct Blames<'b> {
    bound: &'b Bound<'b>,
    pub(super) blamed: Blamed,
    places: FxHashMap<u32, u32>,
    /// The last thing blamed and its place: it is often the same again.
    last: (u32, u32),
}

impl<'b> Blames<'b> {
    pub(super) fn of(bound: &'b Bound<'b>) -> Blames<'b> {
        let (blamed, places) = (Blamed::default(), FxHashMap::default());
        Blames { bound, blamed, places, last: (u32::MAX, 0) }
    }

    /// The place of what a row blames, from 1; 0 for nothing.
    #[inline]
    pub(super) fn place(&mut self, why: Why) -> u32 {
        if why.is_none() {
            return 0;
        }
        if self.last.0 != why.code() {
            let (bound, blamed) = (self.bound, &mut self.blamed);
            let place = || blamed.place(blame(bound, why).as_ref());
            self.last = (why.code(), *self.places.entry(why.code()).or_insert_with(place));
        }
        self.last.1
    }
}

/// What is to blame, in the words of the interpreter.
fn blame(bound: &Bound<'_>, why: Why) -> Option<Blame> {
    let until = |concept| {
        let kind = bound.kinds.iter().find(|kind| kind.concept == concept);
        let status = || bound.statuses.iter().find(|status| status.concept == concept);
        kind.map(|kind| kind.known.until).or_else(|| status().map(|of| of.known.until)).unwrap_or(0)
    };
    let calendar =
        bound.calendar.map_or((crate::time::Day::MIN, crate::time::Day::MIN), |calendar| {
            (calendar.first(), calendar.last())
        });
    why.blame(&bound.concepts, until, calendar)
}
