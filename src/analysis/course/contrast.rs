//! Two functions of days, held against each other.

use super::line::{Dates, Line};
use crate::time::{Calendar, Day, Weekday};

/// The days on which one of two functions leads further.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Side {
    /// On how many days.
    pub dates: u32,
    /// By how many days at most.
    pub by_at_most: i32,
    /// The first day from which it is by so many.
    pub most_from: Option<Day>,
    /// Those days, as stretches in order.
    pub stretches: Vec<Dates>,
}

impl Side {
    fn meet(&mut self, day: Day, by: i32) {
        self.dates += 1;
        if by > self.by_at_most {
            (self.by_at_most, self.most_from) = (by, Some(day));
        }
        match self.stretches.last_mut() {
            Some(last) if last.last.plus(1) == day => last.last = day,
            Some(_) | None => self.stretches.push(Dates { first: day, last: day }),
        }
    }

    /// Whether it is one of the days.
    #[must_use]
    pub fn has(&self, day: Day) -> bool {
        let at = self.stretches.partition_point(|one| one.last < day);
        self.stretches.get(at).is_some_and(|one| one.first <= day)
    }

    /// The day of these that makes the plainest witness: no 29 February, no closed day
    /// and no weekend unless there is no other within two years, and then the nearest
    /// to the day given; of two as near, the later.
    #[must_use]
    pub fn plainest(&self, near: Day, calendar: Option<&Calendar>) -> Option<Day> {
        const REACH: i32 = 731;
        let odd = |day: Day| {
            let leap = day.ymd().1 == 2 && day.ymd().2 == 29;
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            leap || weekend || calendar.is_some_and(|one| one.closed_name(day).is_some())
        };
        let around = (0..=REACH).flat_map(|away| [near.plus(away), near.plus(-away)]);
        let mut around = around.filter(|day| self.has(*day));
        let first = around.next();
        let plain = first.into_iter().chain(around).find(|day| !odd(*day));
        plain.or(first).or_else(|| self.nearest(near))
    }

    fn nearest(&self, near: Day) -> Option<Day> {
        let away = |day: Day| (day.number() - near.number()).abs();
        let ends = self.stretches.iter().flat_map(|one| [one.first, one.last]);
        ends.min_by_key(|day| away(*day))
    }
}

/// How a second function of days compares with a first, over the days on which both
/// are decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contrast {
    /// How many days were compared.
    pub dates: u32,
    /// The first and the last of them.
    pub over: Option<Dates>,
    /// Where the second leads to an earlier day than the first.
    pub earlier: Side,
    /// Where the second leads to a later day than the first.
    pub later: Side,
}

impl Contrast {
    /// The second held against the first.
    #[must_use]
    pub fn of(first: &Line, second: &Line) -> Contrast {
        let days = first.over().and(second.over()).into_iter().flat_map(Dates::days);
        Contrast::gathered(days.filter_map(|day| Some((day, first.at(day)?, second.at(day)?))))
    }

    /// The same of any days, in order, each with where a first and a second function
    /// lead from it.
    #[must_use]
    pub fn gathered(days: impl Iterator<Item = (Day, Day, Day)>) -> Contrast {
        let mut found = Contrast::default();
        for (day, one, other) in days {
            found.dates += 1;
            found.over =
                Some(Dates { first: found.over.map_or(day, |over| over.first), last: day });
            let by = other.number() - one.number();
            match by.cmp(&0) {
                std::cmp::Ordering::Less => found.earlier.meet(day, -by),
                std::cmp::Ordering::Greater => found.later.meet(day, by),
                std::cmp::Ordering::Equal => {}
            }
        }
        found
    }

    /// Whether both lead to the same day from everywhere.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.earlier.dates == 0 && self.later.dates == 0
    }
}

/// A share of dates: `43.1%`; never 0 or 100 of what is neither.
#[must_use]
pub fn percent(part: u32, of: u32) -> String {
    let (part, of) = (u64::from(part), u64::from(of.max(1)));
    match (part * 1000 + of / 2) / of {
        0 => "less than 0.1%".to_owned(),
        tenths if tenths >= 1000 => "more than 99.9%".to_owned(),
        tenths => format!("{}.{}%", tenths / 10, tenths % 10),
    }
}
