//! Calendars: which days are working days.
//!
//! In: a range of days, the days of the weekend and the closed days with their
//! names. Out: working days by two look-ups. Never here: where the list comes
//! from, or an answer about a day outside the range.

use super::{Day, TimeError, Weekday};

/// The working days of a stated range.
///
/// INVARIANT: `first <= last`; at most [`Calendar::MAX_DAYS`] days;
/// `rank.len()` is the number of days; `rank[i]` counts the working days from
/// `first` up to and including `first + i`; `select[k]` is the distance in days
/// from `first` to working day number `k + 1`; `closed` is sorted by day, without
/// repeats, and within the range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    id: String,
    title: String,
    source: String,
    first: Day,
    last: Day,
    /// One bit a weekday, from Monday.
    weekend: u8,
    closed: Vec<(Day, String)>,
    rank: Vec<u16>,
    select: Vec<u16>,
    /// First and last days, in order, that do not overlap.
    terms: Vec<(Day, Day)>,
}

/// Why a calendar cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The range ends before it starts.
    #[error("the calendar ends on {}, before it starts on {}", .last.long(), .first.long())]
    Backwards {
        /// Its first day.
        first: Day,
        /// Its last day.
        last: Day,
    },
    /// The range has more days than a table can number.
    #[error("the calendar lists {days} days; {} is the most (about 179 years)", Calendar::MAX_DAYS)]
    TooLong {
        /// How many days it has.
        days: u32,
    },
    /// A closed day lies outside the range.
    #[error("{} ({name}) is closed, but the calendar lists {} to {}", .day.long(), .first.long(), .last.long())]
    ClosedOutside {
        /// The closed day.
        day: Day,
        /// Its name.
        name: String,
        /// The first day of the range.
        first: Day,
        /// The last day of the range.
        last: Day,
    },
    /// A day is closed twice.
    #[error("{} is closed twice: as {first} and as {second}", .day.long())]
    ClosedTwice {
        /// The day.
        day: Day,
        /// One of its names.
        first: String,
        /// The other.
        second: String,
    },
    /// Two terms have a day in common.
    #[error("a term begins on {}, before the one before it ends on {}", .first.long(), .last.long())]
    TermsOverlap {
        /// The first day of the later one.
        first: Day,
        /// The last day of the earlier one.
        last: Day,
    },
    /// A calendar was to be made of none.
    #[error("a calendar made of others needs at least one of them")]
    OfNone,
    /// The calendars joined have no day in common.
    #[error("the calendars {first} and {second} have no day in common")]
    Apart {
        /// The id of one calendar.
        first: String,
        /// The id of the other.
        second: String,
    },
}

impl Calendar {
    /// The most days a calendar can list.
    pub const MAX_DAYS: u32 = u16::MAX as u32;

    /// A calendar of the days from `first` to `last`, both in it, on which
    /// `weekend` and the `closed` days (in any order) are not worked.
    ///
    /// # Errors
    /// If the range is empty or too long, or if a closed day lies outside it or is
    /// given twice.
    pub fn new(
        id: impl Into<String>,
        title: impl Into<String>,
        first: Day,
        last: Day,
        mut closed: Vec<(Day, String)>,
        weekend: &[Weekday],
    ) -> Result<Calendar, CalendarError> {
        closed.sort_by_key(|(day, _)| *day);
        let mut previous: Option<&(Day, String)> = None;
        for entry in &closed {
            let (day, name) = entry;
            if !(first..=last).contains(day) {
                let name = name.clone();
                return Err(CalendarError::ClosedOutside { day: *day, name, first, last });
            }
            if let Some((_, before)) = previous.filter(|(before, _)| before == day) {
                let (first, second) = (before.clone(), name.clone());
                return Err(CalendarError::ClosedTwice { day: *day, first, second });
            }
            previous = Some(entry);
        }
        let weekend = weekend.iter().fold(0, |mask, weekday| mask | 1 << *weekday as u8);
        Calendar::build(id.into(), title.into(), first, last, closed, weekend)
    }

    /// The same with these terms, each from its first day to its last.
    ///
    /// # Errors
    /// If a term ends before it starts, or two of them have a day in common.
    pub fn with_terms(mut self, mut terms: Vec<(Day, Day)>) -> Result<Calendar, CalendarError> {
        terms.sort_unstable();
        for (first, last) in &terms {
            if first > last {
                return Err(CalendarError::Backwards { first: *first, last: *last });
            }
        }
        for (one, next) in terms.iter().zip(terms.iter().skip(1)) {
            if next.0 <= one.1 {
                return Err(CalendarError::TermsOverlap { first: next.0, last: one.1 });
            }
        }
        self.terms = terms;
        Ok(self)
    }

    /// Its terms, first to last.
    #[must_use]
    pub fn terms(&self) -> &[(Day, Day)] {
        &self.terms
    }

    /// The calendar whose working days are the days worked in each of `parts`
    /// (`any part of the United Kingdom`), over the days that all of them list.
    ///
    /// A day that only some of them close is named with their titles:
    /// `2nd January (Scotland)`.
    ///
    /// # Errors
    /// If there are none, or if they have no day in common.
    pub fn all_of(
        id: impl Into<String>,
        title: impl Into<String>,
        parts: &[&Calendar],
    ) -> Result<Calendar, CalendarError> {
        let latest = parts.iter().max_by_key(|part| part.first).ok_or(CalendarError::OfNone)?;
        let soonest = parts.iter().min_by_key(|part| part.last).ok_or(CalendarError::OfNone)?;
        let (first, last) = (latest.first, soonest.last);
        if first > last {
            let (first, second) = (soonest.id.clone(), latest.id.clone());
            return Err(CalendarError::Apart { first, second });
        }
        let closed = joined_closed(parts, first, last);
        let weekend = parts.iter().fold(0, |mask, part| mask | part.weekend);
        let mut made = Calendar::build(id.into(), title.into(), first, last, closed, weekend)?;
        let mut sources: Vec<&str> = Vec::new();
        for source in parts.iter().map(|part| part.source.as_str()) {
            if !source.is_empty() && !sources.contains(&source) {
                sources.push(source);
            }
        }
        made.source = sources.join("; ");
        Ok(made)
    }

    /// Fills the tables; `closed` is already in order.
    fn build(
        id: String,
        title: String,
        first: Day,
        last: Day,
        closed: Vec<(Day, String)>,
        weekend: u8,
    ) -> Result<Calendar, CalendarError> {
        if first > last {
            return Err(CalendarError::Backwards { first, last });
        }
        let days = first.days_until(last).unsigned_abs() + 1;
        let length = u16::try_from(days).map_err(|_| CalendarError::TooLong { days })?;
        let mut rank = Vec::with_capacity(usize::from(length));
        let mut select = Vec::with_capacity(usize::from(length));
        let mut shut = closed.iter().map(|(day, _)| first.days_until(*day)).peekable();
        let mut weekday = 1u8 << first.weekday() as u8;
        let mut worked = 0u16;
        for at in 0..length {
            let is_closed = shut.next_if_eq(&i32::from(at)).is_some();
            if !is_closed && weekend & weekday == 0 {
                worked += 1;
                select.push(at);
            }
            rank.push(worked);
            weekday = if weekday == 1 << 6 { 1 } else { weekday << 1 };
        }
        let source = String::new();
        let terms = Vec::new();
        Ok(Calendar { id, title, source, first, last, weekend, closed, rank, select, terms })
    }

    /// The same calendar, saying where its days come from.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<String>) -> Calendar {
        self.source = source.into();
        self
    }

    /// The same calendar with a closed day worked, unless it lies on a weekend.
    /// For saying what difference that day makes.
    #[must_use]
    pub fn without_closed(&self, day: Day) -> Calendar {
        let closed: Vec<_> = self.closed.iter().filter(|(shut, _)| *shut != day).cloned().collect();
        let (id, title) = (self.id.clone(), self.title.clone());
        // One closed day fewer breaks nothing that held before.
        Calendar::build(id, title, self.first, self.last, closed, self.weekend)
            .map_or_else(|_| self.clone(), |made| made.with_source(self.source.clone()))
    }

    /// The same calendar with one day closed that is not yet: a bank holiday nobody has
    /// announced. A day that it does not list changes nothing.
    #[must_use]
    pub fn with_closed(&self, day: Day, name: &str) -> Calendar {
        if !self.lists(day) || self.closed_name(day).is_some() {
            return self.clone();
        }
        let mut closed = self.closed.clone();
        let at = closed.partition_point(|(shut, _)| *shut < day);
        closed.insert(at, (day, name.to_owned()));
        let (id, title) = (self.id.clone(), self.title.clone());
        // One closed day more breaks nothing that held before.
        Calendar::build(id, title, self.first, self.last, closed, self.weekend)
            .map_or_else(|_| self.clone(), |made| made.with_source(self.source.clone()))
    }

    /// What packs call it, `england-and-wales`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it, `England and Wales`.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where its days come from; empty if not said.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The first day it lists.
    #[must_use]
    pub fn first(&self) -> Day {
        self.first
    }

    /// The last day it lists.
    #[must_use]
    pub fn last(&self) -> Day {
        self.last
    }

    /// Its closed days with their names, in order.
    #[must_use]
    pub fn closed(&self) -> &[(Day, String)] {
        &self.closed
    }

    /// How many working days it has.
    #[must_use]
    pub fn working_days(&self) -> u32 {
        self.rank.last().copied().map_or(0, u32::from)
    }

    /// For each day from the first, the working days up to and including it.
    #[must_use]
    pub fn rank(&self) -> &[u16] {
        &self.rank
    }

    /// For each working day, its distance from the first day listed, in days.
    #[must_use]
    pub fn select(&self) -> &[u16] {
        &self.select
    }

    /// Whether it lists a day.
    #[must_use]
    pub fn lists(&self, day: Day) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Whether a day is one of its weekend, listed or not.
    #[must_use]
    pub fn is_weekend(&self, day: Day) -> bool {
        self.weekend & 1 << day.weekday() as u8 != 0
    }

    /// Whether a day is a working day; `None` outside the days it lists.
    #[must_use]
    pub fn is_working(&self, day: Day) -> Option<bool> {
        let at = usize::try_from(self.first.days_until(day)).ok()?;
        let before = at.checked_sub(1).map_or(Some(0), |at| self.rank.get(at).copied())?;
        Some(*self.rank.get(at)? != before)
    }

    /// The name of a closed day; `None` for any other day.
    #[must_use]
    pub fn closed_name(&self, day: Day) -> Option<&str> {
        let at = self.closed.binary_search_by_key(&day, |(shut, _)| *shut).ok()?;
        self.closed.get(at).map(|(_, name)| name.as_str())
    }

    /// How many working days lie after `from`, up to and including `to`; negative
    /// if `to` is earlier (then those after `to` up to and including `from`).
    /// `None` if that takes days it does not list.
    #[must_use]
    pub fn working_days_between(&self, from: Day, to: Day) -> Option<i32> {
        Some(self.rank_at(to)?.cast_signed() - self.rank_at(from)?.cast_signed())
    }

    /// The `n`-th working day after `day`, which need not be one; `day` itself for
    /// 0. `None` if that takes days it does not list.
    #[must_use]
    pub fn add_working(&self, day: Day, n: u32) -> Option<Day> {
        if n == 0 {
            return self.lists(day).then_some(day);
        }
        self.select_at(self.rank_at(day)?.checked_add(n)?)
    }

    /// The `n`-th working day before `day`, which need not be one; `day` itself
    /// for 0. `None` if that takes days it does not list.
    #[must_use]
    pub fn sub_working(&self, day: Day, n: u32) -> Option<Day> {
        if n == 0 {
            return self.lists(day).then_some(day);
        }
        self.select_at((self.rank_at(day.checked_plus(-1)?)? + 1).checked_sub(n)?)
    }

    /// `day` or the first working day after it.
    #[must_use]
    pub fn on_or_after(&self, day: Day) -> Option<Day> {
        self.add_working(day.checked_plus(-1)?, 1)
    }

    /// `day` or the last working day before it.
    #[must_use]
    pub fn on_or_before(&self, day: Day) -> Option<Day> {
        self.sub_working(day.checked_plus(1)?, 1)
    }

    /// The error of a count that leaves the days listed.
    #[must_use]
    pub fn outside(&self) -> TimeError {
        TimeError::OutsideCalendar { calendar: self.id.clone(), from: self.first, until: self.last }
    }

    /// Working days up to and including `day`. The day before the first has none:
    /// all the days after it are listed, so counting on from it is exact.
    fn rank_at(&self, day: Day) -> Option<u32> {
        let at = self.first.days_until(day);
        if at == -1 {
            return Some(0);
        }
        self.rank.get(usize::try_from(at).ok()?).copied().map(u32::from)
    }

    /// Working day number `k`, from 1.
    fn select_at(&self, k: u32) -> Option<Day> {
        let at = usize::try_from(k.checked_sub(1)?).ok()?;
        self.select.get(at).map(|days| self.first.plus(i32::from(*days)))
    }
}

/// The closed days of several calendars within a range, each with its name; with
/// the titles of those that close it, if not all do.
fn joined_closed(parts: &[&Calendar], first: Day, last: Day) -> Vec<(Day, String)> {
    let mut all: Vec<(Day, usize, &str)> = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let within = part.closed.iter().filter(|(day, _)| (first..=last).contains(day));
        all.extend(within.map(|(day, name)| (*day, index, name.as_str())));
    }
    all.sort_by_key(|(day, index, _)| (*day, *index));
    all.chunk_by(|a, b| a.0 == b.0)
        .filter_map(|same| Some((same.first()?.0, joined_name(parts, same))))
        .collect()
}

/// The name of one closed day of several calendars.
fn joined_name(parts: &[&Calendar], same: &[(Day, usize, &str)]) -> String {
    let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
    for (_, index, name) in same {
        let title = parts.get(*index).map_or("", |part| part.title.as_str());
        match names.iter_mut().find(|(known, _)| known == name) {
            Some((_, titles)) => titles.push(title),
            None => names.push((name, vec![title])),
        }
    }
    match names.as_slice() {
        [(name, titles)] if titles.len() == parts.len() => (*name).to_owned(),
        several => {
            let each: Vec<String> = several
                .iter()
                .map(|(name, titles)| format!("{name} ({})", listed(titles)))
                .collect();
            each.join("; ")
        }
    }
}

/// `Scotland`, `Scotland and Wales`, `England, Scotland and Wales`.
fn listed(titles: &[&str]) -> String {
    match titles.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
