//! Conditions as texts of the language: not 0 where they are so.
//!
//! In: a test of the form, and where the day it is read on is found. Out: what reads it,
//! what lists the days on which it may change, and what tells whether a day of its own lies
//! ahead. Where a fact is not known the case is lost to the duty. Never here: which day a
//! test is read on.

use std::fmt::Write;

use super::Why;
use super::days::{birthday, day, onwards};
use super::kinds::{columns_of, kind, status};
use super::plan::Plan;
use crate::facts::Value;
use crate::ir::{Belongs, FactTest, KindAt, Scope, StatusAt, Tense, Test};
use crate::names::{Completeness, ConceptId, FactInfo, FactType};
use crate::syntax::ast::Compare;

/// The value of a fact that is not known, in a column.
pub const UNKNOWN: i32 = i32::MIN;

/// That nothing is said of a fact, in a column of facts of events.
pub const UNSAID: i32 = i32::MIN + 1;

/// A value as a number of a column of facts, by the `values` that the module names for it;
/// [`UNKNOWN`] where it is not known, or no number can stand for it.
#[must_use]
pub fn coded(values: &str, value: &Value) -> i32 {
    let number = match (values, value) {
        (_, Value::YesNo(yes)) => Some(i64::from(*yes)),
        ("itself", Value::Number(number)) | ("thousandths", Value::Decimal(number)) => {
            Some(*number)
        }
        ("thousandths", Value::Number(number)) => number.checked_mul(1_000),
        ("day", Value::Date(day)) => Some(i64::from(day.number())),
        (_, Value::Word(word)) => {
            let at = values.split(", ").position(|known| known.eq_ignore_ascii_case(word));
            at.and_then(|at| i64::try_from(at).ok())
        }
        (_, Value::Number(_) | Value::Decimal(_) | Value::Date(_) | Value::Unknown) => None,
    };
    number.and_then(|number| i32::try_from(number).ok()).unwrap_or(UNKNOWN)
}

/// What a fact says that its numbers stand for; nothing where no number can stand for it.
pub(super) fn values(ty: &FactType) -> String {
    match ty {
        FactType::YesNo => "no, yes".to_owned(),
        FactType::OneOf(words) => words.join(", "),
        FactType::Number => "itself".to_owned(),
        FactType::Decimal => "thousandths".to_owned(),
        FactType::Date => "day".to_owned(),
        FactType::Name => String::new(),
    }
}

/// What a test is read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'r> {
    /// Born on 29 February: 28 February instead of 1 March.
    pub(super) leap_early: bool,
    pub(super) scope: Scope,
    /// The kinds whose columns the occurrence of the seat may stand in.
    pub(super) columns: &'r [KindAt],
}

impl Reading<'_> {
    /// What holds of definitions.
    pub(super) fn of_definitions(plan: &Plan<'_>) -> Reading<'static> {
        let leap_early = plan.model.settings.leap_birthdays_on_28_february;
        Reading { leap_early, scope: Scope::Record, columns: &[] }
    }
}

/// Whether a test is so on a day.
pub(super) fn test(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    asked: &Test,
    on: &str,
) -> Result<String, Why> {
    Ok(match asked {
        Test::All(parts) | Test::Any(parts) => {
            let all = matches!(asked, Test::All(_));
            let parts = parts.iter().map(|part| test(plan, with, part, on));
            let parts = parts.collect::<Result<Vec<_>, Why>>()?;
            match (parts.is_empty(), all) {
                (true, all) => i32::from(all).to_string(),
                (false, true) => format!("({})", parts.join(" && ")),
                (false, false) => format!("({})", parts.join(" || ")),
            }
        }
        Test::Not(inner) => format!("!{}", bound(test(plan, with, inner, on)?)),
        Test::Status(of, tense) => of_status(plan, with, (*of, tense), on)?,
        Test::Age(from, until, own) => {
            let on = own_day(plan, with, own.as_ref(), on)?;
            let reached = |n: u32| format!("{} <= {on}", birthday(n, with.leap_early));
            match (from.map(reached), until.map(reached)) {
                (None, None) => "1".to_owned(),
                (Some(old), None) => format!("({old})"),
                (None, Some(older)) => format!("!({older})"),
                (Some(old), Some(older)) => format!("({old} && !({older}))"),
            }
        }
        Test::Happened { kind: of, at_least, since, within, on: own } => {
            let judged = own_day(plan, with, own.as_ref(), on)?;
            let from = match since {
                Some(since) => day(plan, with, since)?,
                None => "ALWAYS".to_owned(),
            };
            let until = match within {
                Some(offset) => format!("min({}, {judged})", onwards(plan, &from, *offset)?),
                None => judged,
            };
            format!("happened({}, {from}, {until}, {at_least})", kind(plan, *of)?)
        }
        Test::Total { .. } => return Err("it asks for total time".into()),
        Test::Fact(fact, asked, own) => {
            let on = own_day(plan, with, own.as_ref(), on)?;
            let (info, silent) = info(plan, *fact)?;
            let wanted = wanted(plan, with, &info, asked)?;
            format!("(fact({}, {on}, {silent}) {wanted})", plan.fact_word(*fact)?)
        }
        Test::OfTrigger(fact, belongs, asked) => {
            let (info, _) = info(plan, *fact)?;
            let wanted = wanted(plan, with, &info, asked)?;
            let value = of_trigger(plan, with, *fact, belongs.as_ref())?;
            format!("({value}(0) {wanted})")
        }
        Test::Recorded(of, false) => format!("decided({})", kind(plan, *of)?),
        // By somebody who has to be named: never in columns.
        Test::Recorded(of, true) => format!("([search({})] & 0)", kind(plan, *of)?),
    })
}

fn bound(text: String) -> String {
    if text.starts_with('(') { text } else { format!("({text})") }
}

fn own_day(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    own: Option<&crate::ir::Day>,
    on: &str,
) -> Result<String, Why> {
    own.map_or_else(|| Ok(on.to_owned()), |own| day(plan, with, own))
}

fn of_status(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    (of, tense): (StatusAt, &Tense),
    on: &str,
) -> Result<String, Why> {
    let of = status(plan, of)?;
    Ok(match tense {
        Tense::Now => format!("on_day({of}, {on})"),
        Tense::On(at) => format!("on_day({of}, {})", day(plan, with, at)?),
        Tense::Ever => format!("any_day({of}, ALWAYS, {on})"),
        Tense::OnOrAfter(from) => format!("any_day({of}, {}, {on})", day(plan, with, from)?),
        Tense::Since(from) => format!("every_day({of}, {}, {on})", day(plan, with, from)?),
        Tense::For(offset, more) => {
            let length = onwards(plan, "on", *offset)?;
            let length = plan.slot(format!("return {length};"));
            format!("held_for({of}, {length}, {}, {on})", i32::from(*more))
        }
    })
}

/// What is said of a fact, and what silence about it means.
fn info(plan: &Plan<'_>, fact: ConceptId) -> Result<(FactInfo, &'static str), Why> {
    let concept = plan.model.vocabulary.get(fact);
    let info = concept.and_then(|concept| concept.fact()).ok_or("a fact is not there")?;
    let silent = match (&info.ty, info.recorded) {
        (FactType::YesNo, Completeness::Fully { .. }) => "0",
        (
            FactType::YesNo
            | FactType::OneOf(_)
            | FactType::Number
            | FactType::Decimal
            | FactType::Date
            | FactType::Name,
            Completeness::Fully { .. } | Completeness::WhenKnown,
        ) => "ALWAYS",
    };
    Ok((info.clone(), silent))
}

/// A sign, and what a fact is compared with.
fn wanted(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    info: &FactInfo,
    asked: &FactTest,
) -> Result<String, Why> {
    Ok(match (asked, &info.ty) {
        (FactTest::Yes, FactType::YesNo) => "== 1".to_owned(),
        (FactTest::Is(word), FactType::OneOf(words)) => {
            let at = words.iter().position(|known| known.eq_ignore_ascii_case(word));
            format!("== {}", at.ok_or("it asks for a word that the fact cannot be")?)
        }
        (FactTest::Number(how, number), FactType::Number | FactType::Decimal) => {
            let scale = if info.ty == FactType::Decimal { 1000 } else { 1 };
            let number = number.checked_mul(scale).and_then(|number| i32::try_from(number).ok());
            let number = number.ok_or("it compares a fact with a very large number")?;
            format!("{} {number}", compared(*how))
        }
        (FactTest::Date(how, wanted), FactType::Date) => {
            format!("{} {}", compared(*how), day(plan, with, wanted)?)
        }
        (
            FactTest::Yes | FactTest::Is(_) | FactTest::Number(..) | FactTest::Date(..),
            FactType::YesNo
            | FactType::OneOf(_)
            | FactType::Number
            | FactType::Decimal
            | FactType::Date
            | FactType::Name,
        ) => return Err("it asks for a fact that is a name".into()),
    })
}

fn compared(how: Compare) -> &'static str {
    match how {
        Compare::Equal => "==",
        Compare::Less => "<",
        Compare::AtMost => "<=",
        Compare::AtLeast => ">=",
        Compare::More => ">",
    }
}

/// The function that finds a fact of the trigger occurrence, or of what that belongs to.
fn of_trigger(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    fact: ConceptId,
    belongs: Option<&Belongs>,
) -> Result<String, Why> {
    let (_, silent) = info(plan, fact)?;
    let mut columns = with.columns.to_vec();
    let mut text = "let who = OCC; if who < 0 { LOST = 1; return 0; } ".to_owned();
    if let Some(belongs) = belongs {
        let to = kind(plan, belongs.to)?;
        for at in with.columns {
            let concept = plan.ir.kind(*at).map(|kind| kind.concept);
            if concept.is_some_and(|concept| belongs.kinds.contains(&concept)) {
                let word = plan.kind_word(*at)?;
                let _ = write!(text, "if OCC >>> 20 == {word} {{ who = owner(OCC, {to}); }} ");
            }
        }
        columns.extend(columns_of(plan, belongs.to));
    }
    columns.dedup();
    for at in columns {
        let (word, detail) = (plan.kind_word(at)?, plan.detail_word(fact, at)?);
        let one = format!("return detail({detail}, who, {silent});");
        let _ = write!(text, "if who >>> 20 == {word} {{ {one} }} ");
    }
    if silent == "ALWAYS" {
        text.push_str("LOST = 1; ");
    }
    let _ = write!(text, "return {silent};");
    Ok(plan.function(text))
}

/// Writes what takes in the days after `on` on which a test may change.
pub(super) fn changes(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    asked: &Test,
    out: &mut String,
) -> Result<(), Why> {
    let mut add = |text: String| {
        if !out.contains(&text) {
            out.push_str(&text);
        }
    };
    match asked {
        Test::All(parts) | Test::Any(parts) => {
            for part in parts {
                changes(plan, with, part, out)?;
            }
        }
        Test::Not(inner) => changes(plan, with, inner, out)?,
        Test::Status(of, tense) => {
            let of = status(plan, *of)?;
            add(format!("near_status({of}, on); "));
            match tense {
                Tense::Now | Tense::On(_) | Tense::Ever => {}
                Tense::OnOrAfter(from) | Tense::Since(from) => {
                    add(format!("near({}, on); ", day(plan, with, from)?));
                }
                Tense::For(offset, _) => {
                    let length = onwards(plan, "on", *offset)?;
                    let length = plan.slot(format!("return {length};"));
                    add(format!("near_for({of}, {length}, on); "));
                }
            }
        }
        Test::Age(from, until, _) => {
            for n in [from, until].into_iter().flatten() {
                add(format!("near({}, on); ", birthday(*n, with.leap_early)));
            }
        }
        Test::Happened { kind: of, since, .. } => {
            add(format!("near_kind({}, on); ", kind(plan, *of)?));
            if let Some(since) = since {
                add(format!("near({}, on); ", day(plan, with, since)?));
            }
        }
        Test::Fact(fact, ..) => add(format!("near_fact({}, on); ", plan.fact_word(*fact)?)),
        Test::Total { .. } => return Err("it asks for total time".into()),
        Test::OfTrigger(..) => {}
        Test::Recorded(of, _) => add(format!("near_kind({}, on); ", kind(plan, *of)?)),
    }
    Ok(())
}

/// The days of its own on which a test is to be read, which may lie ahead.
pub(super) fn own_days(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    asked: &Test,
    found: &mut Vec<String>,
) -> Result<(), Why> {
    match asked {
        Test::All(parts) | Test::Any(parts) => {
            for part in parts {
                own_days(plan, with, part, found)?;
            }
        }
        Test::Not(inner) => own_days(plan, with, inner, found)?,
        Test::Age(_, _, own)
        | Test::Happened { on: own, .. }
        | Test::Total { on: own, .. }
        | Test::Fact(_, _, own) => {
            if let Some(own) = own {
                found.push(day(plan, with, own)?);
            }
        }
        Test::Status(_, Tense::On(own)) => found.push(day(plan, with, own)?),
        Test::Status(
            _,
            Tense::Now | Tense::Ever | Tense::Since(_) | Tense::OnOrAfter(_) | Tense::For(..),
        )
        | Test::OfTrigger(..)
        | Test::Recorded(..) => {}
    }
    Ok(())
}
