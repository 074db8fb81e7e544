//! Conditions, and parts of an act under conditions, as far as a feed tells how they come out.
//!
//! In: how those come out that need no look at the case, and the places of the others. Out:
//! what they come to once the others have been read. Never here: reading a condition.

use smallvec::SmallVec;

use super::range::{ALWAYS, NEVER, Truth, Why};

/// Conditions that have to be so together.
#[derive(Debug)]
pub(super) struct Asked {
    /// How those come out together that need no look at the case: where no decision of which
    /// it has none could count, and where one could.
    pub(super) told: [Truth; 2],
    /// The others: their places among what is read.
    pub(super) reads: SmallVec<[usize; 2]>,
}

/// The parts of an act.
#[derive(Debug)]
pub(super) enum Parts {
    /// Each is asked for, be there one or more.
    All,
    /// Some are asked for only under a condition.
    Asked {
        /// What those come to of which that is told, as [`Asked::told`] tells it.
        told: [OfParts; 2],
        /// The others, and what is to blame for each.
        reads: Vec<(Asked, Why)>,
        /// How many of those that are asked for are needed; nothing is all of them.
        needed: Option<u32>,
    },
}

impl Parts {
    /// Of parts of which some are asked for only under a condition, each with what is to blame
    /// for it.
    pub(super) fn asked(all: Vec<(Asked, Why)>, needed: Option<u32>) -> Parts {
        let mut told = [OfParts::NONE; 2];
        let mut reads = Vec::new();
        for (asked, why) in all {
            if !asked.reads.is_empty() {
                reads.push((asked, why));
                continue;
            }
            for (so_far, truth) in told.iter_mut().zip(asked.told) {
                *so_far = so_far.with(truth, why);
            }
        }
        Parts::Asked { told, reads, needed }
    }
}

/// What parts come to of which some may not be asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfParts {
    /// How many may be asked for, and how many of these surely are.
    all: usize,
    sure: usize,
    /// What is to blame where one could have been done, …
    why: Why,
    /// … and where none could have been done yet.
    not_yet: Why,
}

impl OfParts {
    const NONE: OfParts = OfParts { all: 0, sure: 0, why: Why::NONE, not_yet: Why::NONE };

    /// With another part: whether it is asked for, and what is to blame for it.
    pub(super) fn with(self, asked: Truth, act: Why) -> OfParts {
        if asked.is_false() {
            return self;
        }
        OfParts {
            all: self.all + 1,
            sure: self.sure + usize::from(asked.is_true()),
            why: self.why.and(act).and(asked.why),
            not_yet: self.not_yet.and(asked.why),
        }
    }

    /// From when they may all have been done, where one could have been from a day on, and what
    /// is to blame; that day is [`NEVER`] where none could have been yet.
    pub(super) fn on(&self, first: i32, needed: Option<u32>) -> (i32, Why) {
        let take = needed.map_or(self.all, |n| (n as usize).min(self.all));
        // What may not be asked for keeps nothing waiting.
        let from = if take > self.all - self.sure { first } else { ALWAYS };
        match from {
            _ if take == 0 => (NEVER, Why::NONE),
            NEVER => (NEVER, Why::NONE),
            from if first == NEVER => (from, self.not_yet),
            from => (from, self.why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTS: [u32; 4] = [1, 2, 3, 4];

    /// From when all that is needed may have been done: every part by itself, in order.
    fn one_by_one(asked: &[Truth], needed: Option<u32>, first: i32) -> (i32, Why) {
        let (mut from, mut why) = (Vec::new(), Why::NONE);
        for (asked, act) in asked.iter().zip(ACTS).filter(|(asked, _)| !asked.is_false()) {
            from.push(if asked.is_true() { first } else { ALWAYS });
            why = why.and(asked.why);
            if first != NEVER {
                why = why.and(Why::unrecorded(act));
            }
        }
        from.sort_unstable();
        let take = needed.map_or(from.len(), |n| (n as usize).min(from.len()));
        let last = take.checked_sub(1).map_or(NEVER, |last| from[last]);
        (last, if last == NEVER { Why::NONE } else { why })
    }

    #[test]
    fn parts_come_to_what_they_come_to_one_by_one() {
        let truths = [Truth::FALSE, Truth::TRUE, Truth::unknown(Why::fact(9))];
        for all in 0..81_usize {
            let asked: Vec<Truth> = (0..4).map(|at| truths[all / 3_usize.pow(at) % 3]).collect();
            for needed in [None, Some(1), Some(2), Some(3), Some(4)] {
                for first in [ALWAYS, 5, NEVER] {
                    let parts = asked.iter().zip(ACTS);
                    let of = parts.fold(OfParts::NONE, |of, (asked, act)| {
                        of.with(*asked, Why::unrecorded(act))
                    });
                    let expected = one_by_one(&asked, needed, first);
                    assert_eq!(of.on(first, needed), expected, "{asked:?} {needed:?} {first}");
                }
            }
        }
    }
}
