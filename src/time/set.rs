//! Sets of days: the days of a period, less those of another.
//!
//! In: stretches of days, by their numbers. Out: how many they are, and the day on which so
//! many are full. Never here: what the days are the days of, or how well they are known.

use smallvec::SmallVec;

/// Stretches of days, each from its first day up to and not with its second, as the numbers
/// of [`Day`](super::Day): in order, apart, and none of them empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DaySet(SmallVec<[(i32, i32); 4]>);

impl DaySet {
    /// Adds a stretch that begins no earlier than any of the others; nothing if it is empty.
    pub fn push(&mut self, (first, end): (i32, i32)) {
        match self.0.last_mut() {
            Some(last) if last.1 >= first => last.1 = last.1.max(end),
            Some(_) | None if first < end => self.0.push((first, end)),
            Some(_) | None => {}
        }
    }

    /// The stretches, in order.
    pub fn stretches(&self) -> impl Iterator<Item = (i32, i32)> {
        self.0.iter().copied()
    }

    /// The days of one that are none of the other's.
    #[must_use]
    pub fn without(&self, others: &DaySet) -> DaySet {
        let mut left = DaySet::default();
        for (first, end) in self.stretches() {
            let mut from = first;
            for (out, back) in others.stretches() {
                if back <= from || out >= end {
                    continue;
                }
                left.push((from, out));
                from = from.max(back);
            }
            left.push((from, end));
        }
        left
    }

    /// The days of both.
    #[must_use]
    pub fn and(&self, other: &DaySet) -> DaySet {
        self.without(&self.without(other))
    }

    /// How many of the days lie from one day to another, both included.
    #[must_use]
    pub fn count(&self, from: i32, to: i32) -> i64 {
        let inside = |(first, end): (i32, i32)| {
            let (first, end) = (first.max(from), end.min(to.saturating_add(1)));
            (i64::from(end) - i64::from(first)).max(0)
        };
        self.stretches().map(inside).sum()
    }

    /// The day on which so many of them, from one day on, are full; `None` where they never
    /// are so many. None at all are full on the day counted from.
    #[must_use]
    pub fn full(&self, from: i32, wanted: i64) -> Option<i32> {
        if wanted <= 0 {
            return Some(from);
        }
        let mut left = wanted;
        for (first, end) in self.stretches() {
            let first = first.max(from);
            let long = i64::from(end) - i64::from(first);
            if long >= left {
                return i32::try_from(i64::from(first) + left - 1).ok();
            }
            left -= long.max(0);
        }
        None
    }
}

impl FromIterator<(i32, i32)> for DaySet {
    /// The days of any stretches, in any order.
    fn from_iter<T: IntoIterator<Item = (i32, i32)>>(stretches: T) -> DaySet {
        let mut all: SmallVec<[(i32, i32); 4]> = stretches.into_iter().collect();
        all.sort_unstable();
        let mut set = DaySet::default();
        all.into_iter().filter(|(first, end)| first < end).for_each(|next| set.push(next));
        set
    }
}
