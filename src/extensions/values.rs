//! Values of facts as the numbers that go into a module, and come out of it.

use crate::facts::{Case, DateFact, Value};
use crate::host;
use crate::model::{Extension, Model};
use crate::names::{Completeness, ConceptId, FactInfo, FactType, Given};
use crate::time::Day;

/// The number that stands for “not known”, in and out.
pub const NOT_KNOWN: i64 = i64::MIN;

/// What a function would be asked on a day.
pub(super) enum Asked {
    /// These numbers.
    With(Vec<host::Value>),
    /// Nothing: something it cannot do without is not known.
    Lacking,
}

/// What a function is asked of a case from a day on; `None` is always.
pub(super) fn asked(model: &Model, extension: &Extension, case: &Case, from: Option<Day>) -> Asked {
    let mut numbers = Vec::with_capacity(extension.from.len());
    for input in &extension.from {
        match number(model, case, input.what, from) {
            Some(number) => numbers.push(host::Value::I64(number)),
            None if input.if_known => numbers.push(host::Value::I64(NOT_KNOWN)),
            None => return Asked::Lacking,
        }
    }
    Asked::With(numbers)
}

fn number(model: &Model, case: &Case, given: Given, from: Option<Day>) -> Option<i64> {
    let fact = match given {
        Given::BirthDate => return case.born.and_then(DateFact::exact).map(day),
        Given::Fact(fact) => fact,
    };
    let info = model.vocabulary.get(fact).and_then(|concept| concept.fact())?;
    // From `None` on only what always held is known; the order of days is that of
    // evaluation.
    let known = case.facts.iter().filter(|one| one.fact == fact && one.from <= from);
    match known.max_by_key(|one| one.from).map(|one| &one.value) {
        Some(value) => encoded(info, value),
        None => silent(case, fact, info),
    }
}

/// What it means that a fact is not recorded: no, where its record is complete.
fn silent(case: &Case, fact: ConceptId, info: &FactInfo) -> Option<i64> {
    let completeness = case.records.get(&fact).map_or(info.recorded, |own| own.completeness);
    let complete = matches!(completeness, Completeness::Fully { .. });
    (complete && info.ty == FactType::YesNo).then_some(0)
}

/// A value as a number; `None` where it is not known or not one of its type.
fn encoded(info: &FactInfo, value: &Value) -> Option<i64> {
    match (&info.ty, value) {
        (FactType::YesNo, Value::YesNo(yes)) => Some(i64::from(*yes)),
        (FactType::Number, Value::Number(number)) => Some(*number),
        (FactType::Decimal, Value::Decimal(thousandths)) => Some(*thousandths),
        (FactType::Date, Value::Date(on)) => Some(day(*on)),
        (FactType::OneOf(words), Value::Word(word)) => {
            let at = words.iter().position(|known| known.eq_ignore_ascii_case(word))?;
            i64::try_from(at).ok()
        }
        (
            FactType::YesNo
            | FactType::Number
            | FactType::Decimal
            | FactType::Date
            | FactType::OneOf(_)
            | FactType::Name,
            _,
        ) => None,
    }
    .filter(|number| *number != NOT_KNOWN)
}

fn day(on: Day) -> i64 {
    i64::from(on.number())
}

/// The value that a number stands for.
///
/// # Errors
/// If it stands for none of the fact's values: why, going on from the name of the file.
pub(super) fn answer(info: &FactInfo, said: host::Value) -> Result<Value, String> {
    let host::Value::I64(said) = said else { return Ok(Value::Unknown) };
    if said == NOT_KNOWN {
        return Ok(Value::Unknown);
    }
    let none = |of: &str| Err(format!("answered {said}, which is {of}"));
    match &info.ty {
        FactType::YesNo => match said {
            0 => Ok(Value::YesNo(false)),
            1 => Ok(Value::YesNo(true)),
            _ => none("neither no (0) nor yes (1)"),
        },
        FactType::Number => Ok(Value::Number(said)),
        FactType::Decimal => Ok(Value::Decimal(said)),
        FactType::Date => {
            let day = i32::try_from(said).ok().map(Day::from_number);
            let day = day.filter(|day| (Day::MIN..=Day::MAX).contains(day));
            day.map_or_else(|| none("no day that duly can count with"), |day| Ok(Value::Date(day)))
        }
        FactType::OneOf(words) => {
            let word = usize::try_from(said).ok().and_then(|at| words.get(at));
            let of =
                || format!("no place among its {} words, which are counted from 0", words.len());
            word.map_or_else(|| none(&of()), |word| Ok(Value::Word(word.clone())))
        }
        FactType::Name => none("no name: an extension cannot make one"),
    }
}
