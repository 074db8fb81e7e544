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
    /// Things blamed and their places, each where its number says: most are blamed again.
    known: Vec<(u32, u32)>,
}

/// So many are kept at hand; a power of two.
const KNOWN: usize = 1 << 8;

impl<'b> Blames<'b> {
    pub(super) fn of(bound: &'b Bound<'b>) -> Blames<'b> {
        let (blamed, places) = (Blamed::default(), FxHashMap::default());
        Blames { bound, blamed, places, known: vec![(u32::MAX, 0); KNOWN] }
    }

    /// The place of what a row blames, from 1; 0 for nothing.
    #[inline]
    pub(super) fn place(&mut self, why: Why) -> u32 {
        if why.is_none() {
            return 0;
        }
        let code = why.code();
        let slot = code as usize & (KNOWN - 1);
        match self.known.get(slot) {
            Some((known, place)) if *known == code => *place,
            Some(_) | None => self.find(why, slot),
        }
    }

    fn find(&mut self, why: Why, slot: usize) -> u32 {
        let (bound, blamed) = (self.bound, &mut self.blamed);
        let place = || blamed.place(blame(bound, why).as_ref());
        let place = *self.places.entry(why.code()).or_insert_with(place);
        if let Some(slot) = self.known.get_mut(slot) {
            *slot = (why.code(), place);
        }
        place
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
