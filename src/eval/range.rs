//! Days that may not be known, and statements that may not be decided.
//!
//! In: first and last possible days, and what is to blame for the difference.
//! Out: the same for what follows from them: all operators are monotone, so the
//! ends are carried on their own. Never here: what a day is the day of.

use super::{Blame, DateRange};
use crate::time::Day;

/// Why something is not known; empty when it is.
pub(super) type Why = Vec<Blame>;

/// Not on any day.
pub(super) const NEVER: i32 = i32::MAX;
/// Before every day.
pub(super) const ALWAYS: i32 = i32::MIN;

/// Joins two reasons without repeats.
pub(super) fn blame_also(why: &mut Why, more: &[Blame]) {
    for blame in more {
        if !why.contains(blame) {
            why.push(blame.clone());
        }
    }
}

/// The first and last possible day, as day numbers.
///
/// INVARIANT: `lo <= hi`. [`NEVER`] as `hi` says that it may not happen at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rng {
    pub(super) lo: i32,
    pub(super) hi: i32,
}

impl Rng {
    pub(super) const NEVER: Rng = Rng { lo: NEVER, hi: NEVER };

    pub(super) fn only(day: i32) -> Rng {
        Rng { lo: day, hi: day }
    }

    /// From one to the other, put in order.
    pub(super) fn new(lo: i32, hi: i32) -> Rng {
        Rng { lo: lo.min(hi), hi: lo.max(hi) }
    }

    pub(super) fn is_exact(self) -> bool {
        self.lo == self.hi
    }

    /// Both possible ranges.
    pub(super) fn hull(self, other: Rng) -> Rng {
        Rng { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// On or before `t` for certain.
    pub(super) fn by(self, t: i32) -> bool {
        self.hi <= t
    }

    /// Possibly on or before `t`.
    pub(super) fn maybe_by(self, t: i32) -> bool {
        self.lo <= t
    }
}

/// A day, how well it is known, and why not better.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct When {
    pub(super) lo: i32,
    pub(super) hi: i32,
    pub(super) why: Why,
}

impl When {
    pub(super) fn only(day: i32) -> When {
        When { lo: day, hi: day, why: Why::new() }
    }

    pub(super) fn never() -> When {
        When::only(NEVER)
    }

    pub(super) fn always() -> When {
        When::only(ALWAYS)
    }

    /// A range, blamed on something unless it is one day.
    pub(super) fn of(rng: Rng, blame: &Blame) -> When {
        let mut why = Why::new();
        if !rng.is_exact() {
            why.push(blame.clone());
        }
        When { lo: rng.lo, hi: rng.hi, why }
    }

    pub(super) fn rng(&self) -> Rng {
        Rng { lo: self.lo, hi: self.hi }
    }

    pub(super) fn is_exact(&self) -> bool {
        self.lo == self.hi
    }

    pub(super) fn is_never(&self) -> bool {
        self.lo == NEVER
    }

    /// As an answer gives it: nothing where an end has no day.
    pub(super) fn dates(&self) -> Option<DateRange> {
        let inside = |day: i32| (Day::MIN.number()..=Day::MAX.number()).contains(&day);
        (inside(self.lo) && inside(self.hi)).then(|| DateRange {
            first: Day::from_number(self.lo),
            last: Day::from_number(self.hi),
        })
    }

    pub(super) fn min(self, other: When) -> When {
        if self.hi <= other.lo {
            return self;
        }
        if other.hi <= self.lo {
            return other;
        }
        self.join(&other, i32::min)
    }

    pub(super) fn max(self, other: When) -> When {
        if self.lo >= other.hi {
            return self;
        }
        if other.lo >= self.hi {
            return other;
        }
        self.join(&other, i32::max)
    }

    fn join(mut self, other: &When, pick: fn(i32, i32) -> i32) -> When {
        self.lo = pick(self.lo, other.lo);
        self.hi = pick(self.hi, other.hi);
        blame_also(&mut self.why, &other.why);
        if self.is_exact() {
            self.why.clear();
        }
        self
    }

    /// It may also come as early as `lo`, for the reason given.
    pub(super) fn may_be_from(&mut self, lo: i32, blame: &Blame) {
        if lo < self.lo {
            self.lo = lo;
            blame_also(&mut self.why, std::slice::from_ref(blame));
        }
    }

    /// It may also come as late as `hi`, for the reason given.
    pub(super) fn may_be_until(&mut self, hi: i32, blame: &Blame) {
        if hi > self.hi {
            self.hi = hi;
            blame_also(&mut self.why, std::slice::from_ref(blame));
        }
    }

    /// `self <= other`
    pub(super) fn at_most(&self, other: &When) -> Truth {
        if self.hi <= other.lo {
            Truth::True
        } else if self.lo > other.hi {
            Truth::False
        } else {
            let mut why = self.why.clone();
            blame_also(&mut why, &other.why);
            Truth::Unknown(why)
        }
    }

    /// `self <= day`
    pub(super) fn by(&self, day: i32) -> Truth {
        if self.hi <= day {
            Truth::True
        } else if self.lo > day {
            Truth::False
        } else {
            Truth::Unknown(self.why.clone())
        }
    }
}

/// So, not so, or not known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Truth {
    False,
    True,
    Unknown(Why),
}

impl Truth {
    pub(super) fn unknown(blame: Blame) -> Truth {
        Truth::Unknown(vec![blame])
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self, Truth::True)
    }

    pub(super) fn is_false(&self) -> bool {
        matches!(self, Truth::False)
    }

    /// `None` is not known.
    pub(super) fn known(&self) -> Option<bool> {
        match self {
            Truth::False => Some(false),
            Truth::True => Some(true),
            Truth::Unknown(_) => None,
        }
    }

    /// *False and unknown* is false and needs nothing.
    pub(super) fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, other) => other,
            (unknown, Truth::True) => unknown,
            (Truth::Unknown(mut why), Truth::Unknown(more)) => {
                blame_also(&mut why, &more);
                Truth::Unknown(why)
            }
        }
    }

    /// *True or unknown* is true and needs nothing.
    pub(super) fn or(self, other: Truth) -> Truth {
        self.negate().and(other.negate()).negate()
    }

    pub(super) fn negate(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::True => Truth::False,
            unknown @ Truth::Unknown(_) => unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(so: bool) -> Truth {
        if so { Truth::True } else { Truth::False }
    }
}
