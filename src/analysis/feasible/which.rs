//! Which days some days are, where that can be said in a few words.
//!
//! In: of each day in a row whether it is one of them. Out: `every working day`. Never here:
//! which days they are meant to be.

use crate::analysis::course::Dates;
use crate::names::listed;
use crate::time::{Calendar, Day, Weekday};

/// Which of the days of a time they are, in words; `None` where no words are short enough.
#[must_use]
pub fn which(over: Dates, is: &dyn Fn(Day) -> bool, calendar: Option<&Calendar>) -> Option<String> {
    let all = |expected: &dyn Fn(Day) -> bool| over.days().all(|day| is(day) == expected(day));
    if all(&|_| true) {
        return Some("every day".to_owned());
    }
    if let Some(calendar) = calendar {
        if all(&|day| calendar.is_working(day) == Some(true)) {
            return Some("every working day".to_owned());
        }
        if all(&|day| calendar.is_working(day) == Some(false)) {
            return Some("every weekend and bank holiday".to_owned());
        }
    }
    let weekdays: Vec<Weekday> = Weekday::ALL
        .into_iter()
        .filter(|one| over.days().any(|day| day.weekday() == *one && is(day)))
        .collect();
    if weekdays.len() < 5 && all(&|day| weekdays.contains(&day.weekday())) {
        let names: Vec<String> = weekdays.iter().map(ToString::to_string).collect();
        return Some(format!("every {}", listed(&names)));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::which;
    use crate::analysis::course::Dates;
    use crate::time::{Day, Weekday};

    #[test]
    fn days_are_said_in_few_words_or_not_at_all() {
        let first = Day::from_ymd(2026, 1, 1).unwrap();
        let over = Dates { first, last: first.plus(364) };
        let said = |is: &dyn Fn(Day) -> bool| which(over, is, None);
        assert_eq!(said(&|_| true).as_deref(), Some("every day"));
        let weekend = |day: Day| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        assert_eq!(said(&weekend).as_deref(), Some("every Saturday and Sunday"));
        assert_eq!(said(&|day| weekend(day) && day != first.plus(2)), None);
    }
}
