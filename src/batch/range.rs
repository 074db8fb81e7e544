//! Days that may not be known, and statements that may not be decided, as plain numbers.
//!
//! In: first and last possible days, and the first thing to blame. Out: the same for what
//! follows from them. It says what `eval`'s ranges say, but of all there is to blame keeps
//! the first alone. Never here: what a day is the day of.

use super::ways;
use crate::eval::{Blame, DateRange};
use crate::facts::OccurrenceId;
use crate::names::ConceptId;
use crate::time::Day;

pub(super) use crate::ir::{ALWAYS, NEVER};

/// What is to blame: the first of it, in the order of [`Blame`], as a number; whether there
/// is more than one thing, and one that has to be looked at closely; and everything of it
/// that can be one way or another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Why {
    first: u32,
    marks: u32,
}

const SEVERAL: u32 = 1;
const CLOSELY: u32 = 2;
/// There is something that cannot be tried one way and another.
const SURE: u32 = 4;
/// A fact of an occurrence: so many bits for the occurrence.
const OF: u32 = 14;
const PAYLOAD: u32 = 28;
/// Days may be negative.
const MIDDLE: i32 = 1 << 27;

impl Why {
    pub(super) const NONE: Why = Why { first: u32::MAX, marks: 0 };

    fn one(sort: u32, payload: u32) -> Why {
        Why { first: sort << PAYLOAD | payload & ((1 << PAYLOAD) - 1), marks: SURE }
    }

    pub(super) fn date_of(id: u32) -> Why {
        Why::one(0, id)
    }

    pub(super) fn unrecorded(kind: u32) -> Why {
        Why::one(2, kind)
    }

    pub(super) fn not_entered(kind: u32) -> Why {
        Why::one(3, kind)
    }

    pub(super) fn history(before: i32) -> Why {
        Why::one(4, before.saturating_add(MIDDLE).cast_unsigned())
    }

    pub(super) fn birth() -> Why {
        Why::one(5, 0)
    }

    pub(super) fn fact(fact: u32) -> Why {
        Why::one(6, fact)
    }

    pub(super) fn status(status: u32) -> Why {
        Why::one(8, status)
    }

    pub(super) fn calendar() -> Why {
        Why::one(9, 0)
    }

    /// It may be narrowed by trying what it could be, which the reference does.
    pub(super) fn closely(self) -> Why {
        Why { marks: self.marks | CLOSELY, ..self }
    }

    pub(super) fn is_none(self) -> bool {
        self.first == u32::MAX
    }

    pub(super) fn is_several(self) -> bool {
        self.marks & SEVERAL != 0
    }

    pub(super) fn wants_closely(self) -> bool {
        self.marks & CLOSELY != 0
    }

    /// It can be one way or another, each of which is looked at where there are few; it has
    /// this number among all such things of the case.
    pub(super) fn open(self, number: usize) -> Why {
        let set = ways::only(number);
        set.map_or(self.closely(), |set| Why { marks: self.marks & !SURE | set, ..self })
    }

    pub(super) fn has_ways(self) -> bool {
        ways::is_any(self.marks)
    }

    /// What of it can be one way or another, as far as that is kept.
    pub(super) fn ways(self) -> impl Iterator<Item = usize> {
        ways::numbers(self.marks)
    }

    /// Whether there are more of those than are kept.
    pub(super) fn has_more_ways(self) -> bool {
        ways::is_more(self.marks)
    }

    /// Whether there is anything that cannot be tried one way and another.
    pub(super) fn is_more_than_ways(self) -> bool {
        self.marks & SURE != 0
    }

    /// The same with this as the first to blame.
    pub(super) fn begun_by(self, other: Why) -> Why {
        Why { first: other.first, ..self }
    }

    /// A fact of an occurrence.
    pub(super) fn fact_of(fact: u32, occ: u32) -> Why {
        if fact >> (PAYLOAD - OF) != 0 || occ >> OF != 0 {
            return Why::fact(fact).closely();
        }
        Why::one(7, fact << OF | occ)
    }

    pub(super) fn is_history(self) -> Option<i32> {
        let sort = self.first >> PAYLOAD;
        (sort == 4).then(|| (self.first & ((1 << PAYLOAD) - 1)).cast_signed() - MIDDLE)
    }

    /// Both.
    pub(super) fn and(self, other: Why) -> Why {
        if other.is_none() {
            return self;
        }
        if self.is_none() {
            return other;
        }
        let several = if self.first == other.first { 0 } else { SEVERAL };
        let marks = ways::joined(self.marks, other.marks) | several;
        Why { first: self.first.min(other.first), marks }
    }

    /// In the words of the interpreter. `until`: until when a kind was entered.
    pub(super) fn blame(
        self,
        concepts: &[ConceptId],
        until: impl Fn(ConceptId) -> i32,
        calendar: (Day, Day),
    ) -> Option<Blame> {
        let payload = self.first & ((1 << PAYLOAD) - 1);
        let concept = || concepts.get(payload as usize).copied();
        Some(match self.first >> PAYLOAD {
            0 => Blame::DateOf(OccurrenceId(payload)),
            2 => Blame::Unrecorded(concept()?),
            3 => {
                let kind = concept()?;
                Blame::NotEnteredSince(kind, Day::from_number(until(kind)))
            }
            4 => Blame::HistoryBefore(Day::from_number(payload.cast_signed() - MIDDLE)),
            5 => Blame::BirthDate,
            6 => Blame::Fact(concept()?),
            7 => {
                let (fact, occ) = (payload >> OF, payload & ((1 << OF) - 1));
                Blame::FactOf(concepts.get(fact as usize).copied()?, OccurrenceId(occ))
            }
            8 => Blame::Status(concept()?),
            9 => Blame::Calendar(calendar.0, calendar.1),
            _ => return None,
        })
    }

    pub(super) fn code(self) -> u32 {
        self.first
    }
}

/// The first and last possible day.
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

    /// From one day to another, whichever comes first.
    pub(super) fn between(a: i32, b: i32) -> Rng {
        Rng { lo: a.min(b), hi: a.max(b) }
    }

    pub(super) fn is_exact(self) -> bool {
        self.lo == self.hi
    }
}

/// A day, how well it is known, and what is to blame that not better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    pub(super) lo: i32,
    pub(super) hi: i32,
    pub(super) why: Why,
}

impl When {
    pub(super) const NEVER: When = When { lo: NEVER, hi: NEVER, why: Why::NONE };
    pub(super) const ALWAYS: When = When { lo: ALWAYS, hi: ALWAYS, why: Why::NONE };

    pub(super) fn only(day: i32) -> When {
        When { lo: day, hi: day, why: Why::NONE }
    }

    pub(super) fn rng(self) -> Rng {
        Rng { lo: self.lo, hi: self.hi }
    }

    pub(super) fn is_exact(self) -> bool {
        self.lo == self.hi
    }

    pub(super) fn is_never(self) -> bool {
        self.lo == NEVER
    }

    /// Nothing to blame where it is known.
    pub(super) fn tidy(mut self) -> When {
        if self.lo == self.hi {
            self.why = Why::NONE;
        }
        self
    }

    /// As an answer gives it: [`ALWAYS`] twice where an end has no day.
    pub(super) fn days(self) -> (i32, i32) {
        let inside = |day: i32| (Day::MIN.number()..=Day::MAX.number()).contains(&day);
        if inside(self.lo) && inside(self.hi) { (self.lo, self.hi) } else { (ALWAYS, ALWAYS) }
    }

    pub(super) fn dates(self) -> Option<DateRange> {
        let (first, last) = self.days();
        let day = Day::from_number;
        (first != ALWAYS).then(|| DateRange { first: day(first), last: day(last) })
    }

    pub(super) fn min(self, other: When) -> When {
        if self.hi <= other.lo {
            return self;
        }
        if other.hi <= self.lo {
            return other;
        }
        let (lo, hi) = (self.lo.min(other.lo), self.hi.min(other.hi));
        When { lo, hi, why: self.why.and(other.why) }.tidy()
    }

    pub(super) fn max(self, other: When) -> When {
        if self.lo >= other.hi {
            return self;
        }
        if other.lo >= self.hi {
            return other;
        }
        let (lo, hi) = (self.lo.max(other.lo), self.hi.max(other.hi));
        When { lo, hi, why: self.why.and(other.why) }.tidy()
    }

    /// It may also come as early as `lo`.
    pub(super) fn may_be_from(&mut self, lo: i32, why: Why) {
        if lo < self.lo {
            self.lo = lo;
            self.why = self.why.and(why);
        }
    }

    /// It may also come as late as `hi`.
    pub(super) fn may_be_until(&mut self, hi: i32, why: Why) {
        if hi > self.hi {
            self.hi = hi;
            self.why = self.why.and(why);
        }
    }

    /// `self <= other`
    pub(super) fn at_most(self, other: When) -> Truth {
        if self.hi <= other.lo {
            Truth::TRUE
        } else if self.lo > other.hi {
            Truth::FALSE
        } else {
            Truth::unknown(self.why.and(other.why))
        }
    }

    /// `self <= day`
    pub(super) fn by(self, day: i32) -> Truth {
        if self.hi <= day {
            Truth::TRUE
        } else if self.lo > day {
            Truth::FALSE
        } else {
            Truth::unknown(self.why)
        }
    }

    /// What exists did so by `t`.
    pub(super) fn capped(mut self, t: i32) -> When {
        self.hi = self.hi.min(t).max(self.lo);
        self.tidy()
    }

    /// A day that comes only if something is so.
    pub(super) fn gated(self, so: Truth) -> When {
        match so.is {
            Is::True => self,
            Is::False => When::NEVER,
            Is::Unknown => When { lo: self.lo, hi: NEVER, why: self.why.and(so.why) },
        }
    }

    /// One of both, it is not known which.
    pub(super) fn hull(self, other: When, why: Why) -> When {
        let (lo, hi) = (self.lo.min(other.lo), self.hi.max(other.hi));
        let joined = if lo == hi { self.why } else { self.why.and(other.why).and(why) };
        When { lo, hi, why: joined }
    }
}

/// So, not so, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    False,
    True,
    Unknown,
}

/// The same with what is to blame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Truth {
    pub(super) is: Is,
    pub(super) why: Why,
}

impl Truth {
    pub(super) const TRUE: Truth = Truth { is: Is::True, why: Why::NONE };
    pub(super) const FALSE: Truth = Truth { is: Is::False, why: Why::NONE };

    pub(super) fn unknown(why: Why) -> Truth {
        Truth { is: Is::Unknown, why }
    }

    pub(super) fn of(so: bool) -> Truth {
        if so { Truth::TRUE } else { Truth::FALSE }
    }

    /// Not known where anything is to blame.
    pub(super) fn sure(vague: Why) -> Truth {
        if vague.is_none() { Truth::TRUE } else { Truth::unknown(vague) }
    }

    pub(super) fn is_true(self) -> bool {
        self.is == Is::True
    }

    pub(super) fn is_false(self) -> bool {
        self.is == Is::False
    }

    pub(super) fn is_known(self) -> bool {
        self.is != Is::Unknown
    }

    pub(super) fn and(self, other: Truth) -> Truth {
        match (self.is, other.is) {
            (Is::False, _) | (_, Is::False) => Truth::FALSE,
            (Is::True, _) => other,
            (_, Is::True) => self,
            (Is::Unknown, Is::Unknown) => Truth::unknown(self.why.and(other.why)),
        }
    }

    pub(super) fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }

    /// Whether all are so; none is asked after one that is not.
    pub(super) fn all(truths: impl Iterator<Item = Truth>) -> Truth {
        let mut all = Truth::TRUE;
        for truth in truths {
            all = all.and(truth);
            if all.is_false() {
                break;
            }
        }
        all
    }

    /// Whether any is so; none is asked after one that is.
    pub(super) fn any(truths: impl Iterator<Item = Truth>) -> Truth {
        Truth::all(truths.map(Truth::not)).not()
    }

    pub(super) fn not(self) -> Truth {
        match self.is {
            Is::False => Truth::TRUE,
            Is::True => Truth::FALSE,
            Is::Unknown => self,
        }
    }
}
