//! What a cell is worth to a fact.
//!
//! In: a cell, and the fact that takes it. Out: its value, or what is wrong with it, in words.
//! Never here: which cell it is.

use super::cells::{Dates, shown};
use super::mapping::bound::BoundValue;
use crate::facts::{Value, value_of};
use crate::names::FactType;
use crate::time::Day;

/// What a cell is worth to a fact.
pub(super) fn worth(of: &BoundValue, cell: &[u8], dates: Dates) -> Result<Value, String> {
    if !of.values.is_empty() {
        let value = of.values.iter().find(|(pattern, _)| pattern.fits(cell));
        let wrong = || format!("“{}” is no code that the mapping has a value for", shown(cell));
        return value.map(|(_, value)| value.clone()).ok_or_else(wrong);
    }
    if of.ty == FactType::Date {
        let day = dates.day(cell)?.map(Day::from_number);
        return Ok(day.map_or(Value::Unknown, Value::Date));
    }
    let text = String::from_utf8_lossy(cell);
    // A whole number, as files of numbers with a point write it.
    let whole = text.split_once('.').filter(|(_, part)| part.bytes().all(|digit| digit == b'0'));
    let is_whole = of.ty == FactType::Number;
    let text = whole.filter(|_| is_whole).map_or(&*text, |(whole, _)| whole);
    value_of(&of.ty, text).map_err(|wanted| format!("“{}” is not {wanted}", shown(cell)))
}
