//! Lengths that can be read in two ways wherever they stand: days, weeks and months.
//!
//! In: what is said, and a way to make each of its lengths another. Out: the same with other
//! lengths. Never here: what the lengths are counted from.

use super::readings::{Question, Told, told};
use crate::model::Model;
use crate::time::{Length, Offset, Unit};

/// What is said, with each of its lengths made another.
pub(super) type Map<T> = fn(&T, &dyn Fn(&Offset) -> Offset) -> T;

/// Every other reading of the lengths in what is said.
pub(super) fn lengths<T: PartialEq>(
    model: &Model,
    written: &T,
    words: &str,
    map: Map<T>,
    calendar: bool,
) -> Vec<(Told, T)> {
    let all = [
        bare_days(model, written, words, map).filter(|_| calendar),
        weeks(written, map).filter(|_| calendar),
        months(written, map),
    ];
    all.into_iter().flatten().collect()
}

/// Each length of one unit made another, and what was there; `None` where there is none.
fn swapped<T: PartialEq>(
    written: &T,
    map: Map<T>,
    change: &dyn Fn(Length) -> Option<Length>,
) -> Option<(T, String)> {
    let was = std::cell::RefCell::new(None);
    let one = |length: Length| {
        let now = change(length);
        if now.is_some() {
            was.borrow_mut().get_or_insert_with(|| length.to_string());
        }
        now.unwrap_or(length)
    };
    let made =
        map(written, &|offset| Offset { first: one(offset.first), plus: offset.plus.map(one) });
    (made != *written).then(|| (made, was.take().unwrap_or_default()))
}

fn bare_days<T: PartialEq>(
    model: &Model,
    written: &T,
    words: &str,
    map: Map<T>,
) -> Option<(Told, T)> {
    let (bare, said) = counts_of_days(words);
    let open = |length: Length| {
        length.unit == Unit::CalendarDay
            && bare.contains(&length.count)
            && !said.contains(&length.count)
    };
    let change =
        |length: Length| open(length).then_some(Length { unit: Unit::WorkingDay, ..length });
    let (made, was) = swapped(written, map, &change)?;
    let because = if model.settings.days_are_calendar_days {
        "the header says `settings   days are calendar days`"
    } else {
        "nothing says which; calendar days are the plainer sense"
    };
    let told = told(Question::WhichDays, "calendar days", "working days", because, was);
    Some((told, made))
}

/// Which numbers of days are written with no word for their sort, and which with one.
fn counts_of_days(words: &str) -> (Vec<u32>, Vec<u32>) {
    let lower = words.to_lowercase();
    let all: Vec<&str> = lower.split_whitespace().collect();
    let number = |word: Option<&&str>| {
        let word = word?;
        let spelled = || crate::names::parse_number(word).filter(|number| *number > 1);
        word.parse::<u32>().ok().or_else(spelled)
    };
    let (mut bare, mut said) = (Vec::new(), Vec::new());
    for (at, word) in all.iter().enumerate() {
        if !matches!(word.trim_matches(','), "day" | "days") {
            continue;
        }
        let back = |by: usize| at.checked_sub(by).and_then(|at| all.get(at));
        match back(1) {
            Some(&("calendar" | "working" | "business" | "school")) => said.extend(number(back(2))),
            Some(&"clear") => bare.extend(number(back(2))),
            before => bare.extend(number(before)),
        }
    }
    (bare, said)
}

fn weeks<T: PartialEq>(written: &T, map: Map<T>) -> Option<(Told, T)> {
    let change = |length: Length| {
        let five = length.count.checked_mul(5)?;
        (length.unit == Unit::Week).then_some(Length {
            count: five,
            unit: Unit::WorkingDay,
            ..length
        })
    };
    let (made, was) = swapped(written, map, &change)?;
    let because = "a week is seven days, whatever is closed in it";
    let told = told(Question::Week, "seven days", "five working days", because, was);
    Some((told, made))
}

/// The days of so many months of a year, as people reckon them who count in days:
/// 91 for three months, 183 for six.
fn days_of(months: u32) -> u32 {
    (months * 3_652_425 + 60_000) / 120_000
}

fn months<T: PartialEq>(written: &T, map: Map<T>) -> Option<(Told, T)> {
    let change = |length: Length| {
        let months = match length.unit {
            Unit::Month => length.count,
            Unit::Year => length.count.checked_mul(12)?,
            Unit::CalendarDay | Unit::WorkingDay | Unit::Week => return None,
        };
        // Nobody counts longer times in days.
        (months <= 24).then(|| Length { count: days_of(months), unit: Unit::CalendarDay, ..length })
    };
    let (made, was) = swapped(written, map, &change)?;
    let first = was.split(' ').next().and_then(|count| count.parse::<u32>().ok()).unwrap_or(1);
    let year = if was.contains("year") { 12 } else { 1 };
    let other = format!("{} calendar days", days_of(first.saturating_mul(year)));
    let told = told(
        Question::Month,
        "to the corresponding date, or the last day of a month that has none",
        &other,
        "as the courts count: Dodds v Walker",
        was,
    );
    Some((told, made))
}
