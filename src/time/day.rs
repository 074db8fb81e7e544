//! One day of the Gregorian calendar, as a number.
//!
//! In: years, months and days of the month. Out: days since 1 January 1970, and
//! back. Never here: what a week or a month of a procedure means for a deadline.

use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Days from 1 March of the year 0 to 1 January 1970. Counting years from March
/// puts the leap day last, so that month lengths follow one straight line.
const MARCH_ZERO: i32 = 719_468;
/// Days in the 400 years after which the Gregorian calendar repeats.
const CYCLE: u32 = 146_097;
/// Days in four years with a leap day.
const FOUR_YEARS: u32 = 1_461;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day: days since 1 January 1970 in the proleptic Gregorian calendar.
///
/// INVARIANT: between [`Day::MIN`] and [`Day::MAX`], so that its year has four
/// digits at most and no sum of two days overflows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// 1 January of the year 1.
    pub const MIN: Day = Day(-719_162);
    /// 31 December 9999.
    pub const MAX: Day = Day(2_932_896);

    /// The day with this year (1 to 9999), month (1 to 12) and day of the month;
    /// `None` where there is no such day.
    #[must_use]
    pub fn from_ymd(y: i32, m: u32, d: u32) -> Option<Day> {
        ((1..=9999).contains(&y) && d >= 1 && d <= days_in_month(y, m)?)
            .then(|| Day(number_of(y, m, d)))
    }

    /// The day this many days after 1 January 1970, or the nearest of
    /// [`Day::MIN`] and [`Day::MAX`] if it lies beyond them.
    #[must_use]
    pub const fn from_number(number: i32) -> Day {
        if number < Day::MIN.0 {
            Day::MIN
        } else if number > Day::MAX.0 {
            Day::MAX
        } else {
            Day(number)
        }
    }

    /// The day this many days after 1 January 1970; `None` beyond [`Day::MIN`]
    /// and [`Day::MAX`].
    #[must_use]
    pub fn checked_from_number(number: i64) -> Option<Day> {
        let number = i32::try_from(number).ok()?;
        (Day::MIN.0..=Day::MAX.0).contains(&number).then_some(Day(number))
    }

    /// Days since 1 January 1970, negative before it.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Year, month (1 to 12) and day of the month (1 to 31).
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        // INVARIANT of Day: the sum lies between 306 and 3,652,364.
        let from_march = (self.0 + MARCH_ZERO).unsigned_abs();
        let quarters = 4 * from_march + 3;
        let (century, in_century) = (quarters / CYCLE, quarters % CYCLE / 4);
        let quarters = 4 * in_century + 3;
        let (year, in_year) = (quarters / FOUR_YEARS, quarters % FOUR_YEARS / 4);
        // Five months from March on have 153 days, twice and a bit in each year.
        let month = (5 * in_year + 2) / 153;
        let day = in_year - (153 * month + 2) / 5 + 1;
        let next_year = u32::from(month >= 10);
        let year = 100 * century + year + next_year;
        (year.cast_signed(), month + 3 - 12 * next_year, day)
    }

    /// Year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> i32 {
        self.ymd().0
    }

    /// Day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // Day 0 is a Thursday.
        match (self.0 + 3).rem_euclid(7) {
            0 => Weekday::Monday,
            1 => Weekday::Tuesday,
            2 => Weekday::Wednesday,
            3 => Weekday::Thursday,
            4 => Weekday::Friday,
            5 => Weekday::Saturday,
            _ => Weekday::Sunday,
        }
    }

    /// This many days later (earlier if negative), stopping at [`Day::MIN`] and
    /// [`Day::MAX`].
    #[must_use]
    pub const fn plus(self, days: i32) -> Day {
        Day::from_number(self.0.saturating_add(days))
    }

    /// This many days later (earlier if negative); `None` beyond [`Day::MIN`] and
    /// [`Day::MAX`].
    #[must_use]
    pub fn checked_plus(self, days: i64) -> Option<Day> {
        Day::checked_from_number(i64::from(self.0).checked_add(days)?)
    }

    /// The corresponding date this many months later (earlier if negative), or
    /// what `end` says where that month has no such day; `None` beyond
    /// [`Day::MIN`] and [`Day::MAX`]. Source: Dodds v Walker \[1981\] 1 WLR 1027.
    #[must_use]
    pub fn checked_plus_months(self, months: i64, end: MonthEnd) -> Option<Day> {
        let (year, month, day) = self.ymd();
        let total = (i64::from(year) * 12 + i64::from(month) - 1).checked_add(months)?;
        let year = i32::try_from(total.div_euclid(12)).ok()?;
        let month = u32::try_from(total.rem_euclid(12)).ok()? + 1;
        let last = days_in_month(year, month).filter(|_| (1..=9999).contains(&year))?;
        match end {
            MonthEnd::LastDay => Some(Day(number_of(year, month, day.min(last)))),
        }
    }

    /// The first day with this month and day of the month, from `self` on: for 29 February
    /// the next leap year's. `None` beyond [`Day::MAX`], or where no year has the day.
    #[must_use]
    pub fn next_on(self, (month, day): (u32, u32)) -> Option<Day> {
        let mut years = self.year()..=self.year().saturating_add(8);
        years.find_map(|year| Day::from_ymd(year, month, day).filter(|found| *found >= self))
    }

    /// The years that begin on a day of the year, each as its first day and its last, from
    /// the one that holds `self` to the one that holds `until`.
    pub fn years_until(
        self,
        until: Day,
        begins: (u32, u32),
    ) -> impl Iterator<Item = (Day, Day)> + use<> {
        let next = self.checked_plus(1).and_then(|morrow| morrow.next_on(begins));
        let before = next.and_then(|next| Day::from_ymd(next.year() - 1, begins.0, begins.1));
        let mut first = before.unwrap_or(self);
        std::iter::from_fn(move || {
            let next = first.checked_plus(1).and_then(|morrow| morrow.next_on(begins))?;
            let year = (first, next.plus(-1));
            first = next;
            Some(year)
        })
        .take_while(move |(first, _)| *first <= until)
    }

    /// Days from `self` to `other`, negative if `other` is earlier.
    #[must_use]
    pub const fn days_until(self, other: Day) -> i32 {
        // INVARIANT of Day: the difference is below 3,652,059.
        other.0 - self.0
    }

    /// `28 April 2026`.
    #[must_use]
    pub fn long(self) -> String {
        let (year, month, day) = self.ymd();
        format!("{day} {} {year}", month_name(month))
    }

    /// `Tue 28 April 2026`.
    #[must_use]
    pub fn with_weekday(self) -> String {
        format!("{} {}", self.weekday().short(), self.long())
    }

    /// `28 Apr`.
    #[must_use]
    pub fn short(self) -> String {
        let (_, month, day) = self.ymd();
        format!("{day} {}", month_name(month).get(..3).unwrap_or_default())
    }
}

/// The number of a day that is known to exist.
fn number_of(y: i32, m: u32, d: u32) -> i32 {
    let before_march = m < 3;
    let year = y.unsigned_abs() - u32::from(before_march);
    let month = if before_march { m + 9 } else { m - 3 };
    let in_year = (153 * month + 2) / 5 + d - 1;
    let days = 365 * year + year / 4 - year / 100 + year / 400 + in_year;
    days.cast_signed() - MARCH_ZERO
}

/// How many days a month (1 to 12) of a year has; `None` if there is no such month.
#[must_use]
pub fn days_in_month(year: i32, month: u32) -> Option<u32> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            Some(28 + u32::from(leap))
        }
        _ => None,
    }
}

/// From how many of the 146,097 days of the Gregorian cycle this many months,
/// onwards or back, lead to a month that has no such day (1,903 for 3 months).
#[must_use]
pub fn starts_without_corresponding_date(months: u32) -> u32 {
    // 4,800 months are the cycle; from a longer month its last days have none.
    let days = |at: u32| {
        let year = 2000 + (at / 12 % 400).cast_signed();
        days_in_month(year, at % 12 + 1).unwrap_or_default()
    };
    let short = |at: u32| days(at).saturating_sub(days(at + months % 4_800));
    (0..4_800).map(short).sum()
}

/// The English name of a month, 1 to 12; empty for any other number.
#[must_use]
pub fn month_name(month: u32) -> &'static str {
    let index = usize::try_from(month).unwrap_or_default().wrapping_sub(1);
    MONTHS.get(index).copied().unwrap_or_default()
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Day {
    /// As `2026-04-28`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    /// From any date that [`parse_date`](super::parse_date) reads.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        super::parse_date(&text).map_err(serde::de::Error::custom)
    }
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> NaiveDate {
        // 719,163 is chrono's number of 1 January 1970; it knows far more years.
        NaiveDate::from_num_days_from_ce_opt(day.0 + 719_163).unwrap_or_default()
    }
}

impl TryFrom<NaiveDate> for Day {
    type Error = NaiveDate;

    /// Gives the date back where its year is not 1 to 9999.
    fn try_from(date: NaiveDate) -> Result<Day, NaiveDate> {
        Day::from_ymd(date.year(), date.month(), date.day()).ok_or(date)
    }
}

/// What a month without the corresponding date ends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MonthEnd {
    /// On its last day: 30 November + 3 months is 28 or 29 February.
    /// Source: Dodds v Walker \[1981\] 1 WLR 1027.
    #[default]
    LastDay,
}

/// A day of the week.
#[expect(missing_docs, reason = "the names say it all")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// All seven, from Monday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// Its English name, `Monday`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Weekday::Monday => "Monday",
            Weekday::Tuesday => "Tuesday",
            Weekday::Wednesday => "Wednesday",
            Weekday::Thursday => "Thursday",
            Weekday::Friday => "Friday",
            Weekday::Saturday => "Saturday",
            Weekday::Sunday => "Sunday",
        }
    }

    /// Its first three letters, `Mon`.
    #[must_use]
    pub fn short(self) -> &'static str {
        self.name().get(..3).unwrap_or_default()
    }

    /// The weekday a word names, whole or in its usual short forms (`Tue`,
    /// `Tues`, `Thur`), whatever its capitals.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Weekday> {
        let long_enough = word.len() >= 3 && word.is_ascii();
        let matches = |name: &str| {
            long_enough && name.get(..word.len()).is_some_and(|n| n.eq_ignore_ascii_case(word))
        };
        Weekday::ALL.into_iter().find(|weekday| matches(weekday.name()))
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
