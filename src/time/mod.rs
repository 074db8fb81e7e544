//! Days, lengths of time and calendars: how English law counts.
//!
//! In: civil dates, the text of a date, and the closed days of a calendar. Out:
//! days as numbers, the day a length leads to, and how it was counted. Never
//! here: a clock, a file, time zones, or what a date is the date of.
//!
//! The rules, with `a` the day counted from (the anchor) and `n` the count:
//!
//! | unit | forward | back | beginning with `a` |
//! |---|---|---|---|
//! | calendar day | a + n | a − n | a + n − 1 |
//! | week | a + 7n | a − 7n | a + 7n − 1 |
//! | month, year | corresponding date n or 12n months on | the same, back | the day before it |
//! | working day | the n-th working day after a | the n-th before a | the n-th from a on, a included |
//!
//! The anchor is not counted (Lester v Garland); a month ends on the corresponding
//! date or, where there is none, on the last day (Dodds v Walker \[1981\] 1 WLR 1027);
//! clear days exclude both ends; nothing rolls to a working day unless asked to.
//! Every operator is monotone in its anchor and in its count. They are neither
//! associative nor invertible: 31 January + 1 month + 1 month is 28 March, and
//! 2 months is 31 March.

mod calendar;
mod count;
mod day;
mod halves;
mod offset;
mod parse;
mod set;

#[cfg(test)]
mod tests;

pub use calendar::{Calendar, CalendarError};
pub use count::{Clamp, Counted, Part, Rolled, Skipped, count, without_closed};
pub use day::{
    Day, MonthEnd, Weekday, days_in_month, month_name, starts_without_corresponding_date,
};
pub(crate) use halves::halves;
pub use offset::{Counting, Direction, Length, Offset, Roll, TimeError, Unit, apply};
pub use parse::{DateError, parse_closed, parse_date};
pub use set::DaySet;
