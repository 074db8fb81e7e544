//! What a shift of a limit hangs on: nothing, the weekday, the month, or neither.

use crate::analysis::course::{Contrast, Line};
use crate::time::{Calendar, Day, Weekday};

/// How a limit moved, over all dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// What it hangs on.
    pub pattern: Pattern,
    /// Over how many dates the two were held against each other.
    pub dates: u32,
    /// On how many it is now earlier, and by how many days at most.
    pub earlier: (u32, i32),
    /// On how many it is now later, and by how many days at most.
    pub later: (u32, i32),
    /// The plainest date on which it is earlier: counted from, before, now.
    pub earlier_day: Option<(Day, Day, Day)>,
    /// The same of a date on which it is later.
    pub later_day: Option<(Day, Day, Day)>,
}

/// What a shift hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// So many days later from everywhere; earlier where negative.
    Always(i32),
    /// By the weekday of the event: those on which it moves, and by how many days.
    Weekdays {
        /// The weekdays, from Monday.
        days: Vec<(Weekday, i32)>,
        /// On how many dates it is otherwise.
        otherwise: u32,
    },
    /// By the month of the event.
    Months {
        /// The months, from 1 for January.
        months: Vec<(u32, i32)>,
        /// On how many dates it is otherwise.
        otherwise: u32,
    },
    /// By nothing that is said in a few words.
    Mixed,
}

/// At least this many of a thousand dates have to follow a pattern that is not exact.
const MOST: usize = 800;
/// More different shifts than this are no pattern that anybody remembers.
const FEW: usize = 3;

/// How a second limit lies from a first. `None` where both lead to the same days.
#[must_use]
pub fn shift(first: &Line, second: &Line, near: Day, calendar: Option<&Calendar>) -> Option<Shift> {
    let contrast = Contrast::of(first, second);
    if contrast.is_same() {
        return None;
    }
    let over = contrast.over?;
    let moves: Vec<(Day, i32)> = over
        .days()
        .filter_map(|day| Some((day, second.at(day)?.number() - first.at(day)?.number())))
        .collect();
    let shown = |day: Option<Day>| {
        let day = day?;
        Some((day, first.at(day)?, second.at(day)?))
    };
    Some(Shift {
        pattern: pattern(&moves),
        dates: contrast.dates,
        earlier: (contrast.earlier.dates, contrast.earlier.by_at_most),
        later: (contrast.later.dates, contrast.later.by_at_most),
        earlier_day: shown(contrast.earlier.plainest(near, calendar)),
        later_day: shown(contrast.later.plainest(near, calendar)),
    })
}

fn pattern(moves: &[(Day, i32)]) -> Pattern {
    let weekday = |day: Day| Weekday::ALL.iter().position(|one| *one == day.weekday());
    let month = |day: Day| usize::try_from(day.ymd().1).ok()?.checked_sub(1);
    let by_weekday = Buckets::of(moves, 7, &|day| weekday(day).unwrap_or(0));
    let by_month = Buckets::of(moves, 12, &|day| month(day).unwrap_or(0));
    if let Some((_, first)) = moves.first()
        && moves.iter().all(|(_, by)| by == first)
    {
        return Pattern::Always(*first);
    }
    let weekdays = || {
        let days = Weekday::ALL.iter().zip(&by_weekday.usual);
        let days = days.filter(|(_, by)| **by != 0).map(|(day, by)| (*day, *by)).collect();
        Pattern::Weekdays { days, otherwise: by_weekday.otherwise() }
    };
    let months = || {
        let months = (1..).zip(&by_month.usual);
        let months = months.filter(|(_, by)| **by != 0).map(|(month, by)| (month, *by)).collect();
        Pattern::Months { months, otherwise: by_month.otherwise() }
    };
    match (by_weekday.fit(), by_month.fit()) {
        (Fit::Exact, _) => weekdays(),
        (_, Fit::Exact) => months(),
        (Fit::Nearly, _) => weekdays(),
        (_, Fit::Nearly) => months(),
        (Fit::No, Fit::No) => Pattern::Mixed,
    }
}

/// How well the days of a kind move alike.
enum Fit {
    Exact,
    Nearly,
    No,
}

/// The usual move of the days of each kind, and how many of them make it.
struct Buckets {
    usual: Vec<i32>,
    alike: usize,
    all: usize,
}

impl Buckets {
    fn of(moves: &[(Day, i32)], kinds: usize, kind: &dyn Fn(Day) -> usize) -> Buckets {
        let mut counts: Vec<Vec<(i32, usize)>> = vec![Vec::new(); kinds];
        for (day, by) in moves {
            let Some(bucket) = counts.get_mut(kind(*day)) else { continue };
            match bucket.iter_mut().find(|(known, _)| known == by) {
                Some((_, count)) => *count += 1,
                None => bucket.push((*by, 1)),
            }
        }
        let usual = counts.iter().map(|bucket| bucket.iter().max_by_key(|(_, count)| *count));
        let usual: Vec<(i32, usize)> = usual.map(|one| one.copied().unwrap_or((0, 0))).collect();
        Buckets {
            alike: usual.iter().map(|(_, count)| count).sum(),
            usual: usual.into_iter().map(|(by, _)| by).collect(),
            all: moves.len(),
        }
    }

    /// On how many days it is not as usual.
    fn otherwise(&self) -> u32 {
        u32::try_from(self.all - self.alike.min(self.all)).unwrap_or(u32::MAX)
    }

    /// Days that all move alike, or hardly ever move, make no pattern of kinds.
    fn fit(&self) -> Fit {
        let mut different: Vec<i32> = self.usual.iter().copied().filter(|by| *by != 0).collect();
        different.sort_unstable();
        different.dedup();
        let few = !different.is_empty() && different.len() <= FEW;
        let unlike = self.usual.iter().any(|by| Some(by) != self.usual.first());
        match (few && unlike, self.alike) {
            (true, alike) if alike == self.all => Fit::Exact,
            (true, alike) if alike * 1000 >= self.all * MOST => Fit::Nearly,
            (_, _) => Fit::No,
        }
    }
}
