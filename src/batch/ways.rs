//! What can be one way or another in a case, and small sets of it.
//!
//! In: facts and first days that are not known. Out: a number for each, sets of up to four
//! such numbers that fit into a word, and what is taken to be so while a way is tried.
//! Never here: what follows from it.

use smallvec::SmallVec;

/// Something that can be one way or another, in the order in which that is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Open {
    /// A fact of an occurrence.
    Fact(u32, u32),
    /// The first day of a period that began before the records do, by the place of its
    /// column.
    From(u32),
}

/// What is taken to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Choice {
    /// A fact of an occurrence has this one of its values.
    Value(u32, u32, usize),
    /// A period of this column began on one of these days.
    Began(u32, i32, i32),
}

/// Everything that is taken to be so, in order.
pub(super) type Choices = SmallVec<[Choice; 4]>;

/// One thing more taken to be so, in place of what was taken of the same day.
pub(super) fn with(choices: &Choices, more: Choice) -> Choices {
    let same = |one: &&Choice| match (one, &more) {
        (Choice::Began(one, ..), Choice::Began(other, ..)) => one != other,
        (Choice::Began(..) | Choice::Value(..), Choice::Began(..) | Choice::Value(..)) => true,
    };
    let mut all: Choices = choices.iter().filter(same).copied().chain([more]).collect();
    all.sort_unstable();
    all
}

/// The lowest bits are marks of others; then there is one that says that there are more …
const MORE: u32 = 1 << 3;
/// … and then the numbers, the least first, so many bits each; 0 is none.
const FROM: u32 = 4;
const BITS: u32 = 7;
const MOST: u32 = 4;
const LAST: u32 = (1 << BITS) - 1;

/// A set of the one number, from 1; `None` where numbers do not go so far.
pub(super) fn only(number: usize) -> Option<u32> {
    u32::try_from(number).ok().filter(|number| (1..=LAST).contains(number)).map(|one| one << FROM)
}

/// Whether there is anything in a set.
pub(super) fn is_any(set: u32) -> bool {
    set >> FROM != 0
}

/// Whether there is more than is kept.
pub(super) fn is_more(set: u32) -> bool {
    set & MORE != 0
}

/// The numbers of a set.
pub(super) fn numbers(set: u32) -> impl Iterator<Item = usize> {
    let number = move |at: u32| (set >> (FROM + at * BITS)) & LAST;
    (0..MOST).map(number).take_while(|number| *number != 0).map(|number| number as usize)
}

/// Both sets, and the marks of both.
#[inline]
pub(super) fn joined(a: u32, b: u32) -> u32 {
    if a >> FROM == 0 || b >> FROM == 0 || a >> FROM == b >> FROM { a | b } else { merged(a, b) }
}

fn merged(a: u32, b: u32) -> u32 {
    let marks = (a | b) & ((1 << FROM) - 1);
    let (mut one, mut other, mut made, mut count) = (a >> FROM, b >> FROM, 0, 0);
    while one | other != 0 {
        let least = match (one & LAST, other & LAST) {
            (0, only) | (only, 0) => only,
            (x, y) => x.min(y),
        };
        if count == MOST {
            return marks | made | MORE;
        }
        if one & LAST == least {
            one >>= BITS;
        }
        if other & LAST == least {
            other >>= BITS;
        }
        made |= least << (FROM + count * BITS);
        count += 1;
    }
    marks | made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(numbers: &[usize]) -> u32 {
        numbers.iter().fold(0, |set, one| joined(set, only(*one).unwrap()))
    }

    #[test]
    fn a_set_keeps_the_least_four_in_order_and_says_where_there_are_more() {
        assert_eq!(numbers(set(&[])).count(), 0);
        assert!(!is_any(set(&[])) && is_any(set(&[127])));
        assert_eq!(numbers(set(&[9, 3, 127, 3])).collect::<Vec<_>>(), [3, 9, 127]);
        assert!(!is_more(set(&[4, 3, 2, 1])));
        assert!(is_more(set(&[5, 4, 3, 2, 1])));
        assert_eq!(numbers(joined(set(&[5, 7]), set(&[1, 5, 7]))).collect::<Vec<_>>(), [1, 5, 7]);
        assert_eq!((only(0), only(128)), (None, None));
    }

    #[test]
    fn marks_are_kept() {
        assert_eq!(joined(set(&[2]) | 5, set(&[1]) | 2) & 7, 7);
        assert_eq!(numbers(joined(set(&[2]) | 5, set(&[1]) | 2)).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn what_was_taken_of_the_same_day_gives_way() {
        let all = with(&Choices::new(), Choice::Began(2, 0, 9));
        let all = with(&with(&all, Choice::Value(7, 1, 0)), Choice::Began(2, 4, 9));
        assert_eq!(all.as_slice(), [Choice::Value(7, 1, 0), Choice::Began(2, 4, 9)]);
    }
}
