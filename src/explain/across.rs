//! A group of cases under a rule across cases, in one sentence.
//!
//! In: a group, and the cases and the pack it was made from. Out: what is asked of it,
//! what was found, and since when. Never here: evaluation.

use std::borrow::Cow;

use super::words::{Of, listed};
use crate::check::Checked;
use crate::eval::{Group, KeyValue, Measured, Outcome};
use crate::facts::Case;
use crate::model::{Across, Modality};
use crate::names::{capital, definite, pluralise};
use crate::syntax::ast::{GroupKey, Measure, YearKind};
use crate::syntax::print::Printer;
use crate::time::{Day, month_name};

/// So many cases are named; of more it is said how many they are.
const MOST: usize = 6;

/// The cases of groups, by their places among those asked about.
pub trait Cases {
    /// The name of a case; empty where there is none.
    fn id(&self, at: usize) -> &str;
    /// A case.
    fn case(&self, at: usize) -> Option<Cow<'_, Case>>;
    /// Whether there is one whose name has this key.
    fn has(&self, key: &str) -> bool;
}

impl Cases for Vec<&Case> {
    fn id(&self, at: usize) -> &str {
        self.get(at).map_or("", |case| &case.id)
    }

    fn case(&self, at: usize) -> Option<Cow<'_, Case>> {
        self.get(at).map(|case| Cow::Borrowed(*case))
    }

    fn has(&self, key: &str) -> bool {
        self.iter().any(|case| crate::names::key(&case.id) == key)
    }
}

/// What the cases of a group have in common: `sibling group “S-12”`; nothing where it
/// is not known where they belong.
#[must_use]
pub fn group_name(model: &Checked, group: &Group) -> String {
    let rule = model.across_rule(group.rule);
    let (Some(rule), Some(key)) = (rule, &group.key) else { return "not known".to_owned() };
    let parts: Vec<String> = rule
        .group
        .keys
        .iter()
        .zip(key)
        .map(|(of, value)| match value {
            KeyValue::Text(text) => match of {
                GroupKey::Fact(fact) => {
                    format!("{} “{text}”", model.vocabulary.noun(fact.value))
                }
                GroupKey::Year(..) => text.clone(),
            },
            KeyValue::Year(year) => match of {
                GroupKey::Year(YearKind::Financial, _) => {
                    format!("financial year {year}/{:02}", (year + 1).rem_euclid(100))
                }
                GroupKey::Year(..) | GroupKey::Fact(_) => year.to_string(),
            },
            KeyValue::Month(month) => {
                let name = u32::try_from(month.rem_euclid(12) + 1).map_or("", month_name);
                format!("{name} {}", month.div_euclid(12))
            }
        })
        .collect();
    parts.join(", ")
}

/// One sentence for a group; two where it is not known how it stands.
#[must_use]
pub fn group(model: &Checked, cases: &dyn Cases, group: &Group, as_of: Day) -> String {
    let Some(rule) = model.across_rule(group.rule) else { return String::new() };
    let of = Groups { model, cases, as_of, rule, group };
    capital(&of.whole())
}

/// What to record for it to be known how a group stands.
#[must_use]
pub fn group_to_know(model: &Checked, cases: &dyn Cases, group: &Group, as_of: Day) -> Vec<String> {
    let Some(rule) = model.across_rule(group.rule) else { return Vec::new() };
    Groups { model, cases, as_of, rule, group }.to_know(usize::MAX)
}

struct Groups<'g> {
    model: &'g Checked,
    cases: &'g dyn Cases,
    as_of: Day,
    rule: &'g Across,
    group: &'g Group,
}

impl Groups<'_> {
    fn id(&self, at: usize) -> &str {
        self.cases.id(at)
    }

    fn ids(&self, of: &[usize]) -> String {
        let names: Vec<String> = of.iter().take(MOST).map(|at| self.id(*at).to_owned()).collect();
        match of.len().saturating_sub(MOST) {
            0 => listed(&names),
            more => format!("{} and {more} more", names.join(", ")),
        }
    }

    fn whole(&self) -> String {
        let asked = self.asked();
        if self.group.key.is_none() {
            let ids = self.ids(&self.group.perhaps);
            let (belong, it) =
                if self.group.perhaps.len() == 1 { ("belongs", "it") } else { ("belong", "they") };
            return format!(
                "it is not known where {ids} {belong}, so that nothing is sure of any group in \
                 which {it} may be: {asked}.{}",
                self.ask()
            );
        }
        let found = self.found();
        match self.group.outcome {
            Outcome::Holds => format!("{asked}; {found}."),
            Outcome::Lifted => format!("{asked}; {found}, and a recorded decision lifts the rule."),
            Outcome::Breached => {
                let since = self.group.since.map_or(String::new(), |day| {
                    format!(", and it has been so since {}", day.with_weekday())
                });
                format!("{asked}; {found}{since}.")
            }
            Outcome::NotKnown => {
                let perhaps = match self.group.perhaps.as_slice() {
                    [] => String::new(),
                    [one] => format!("; it is not known whether {} belongs to it", self.id(*one)),
                    some => format!("; it is not known whether {} belong to it", self.ids(some)),
                };
                format!("{asked}; whether this is so is not known: {found}{perhaps}.{}", self.ask())
            }
        }
    }

    /// `looked after children of sibling group “S-12” should all have the same IRO`
    fn asked(&self) -> String {
        let words = &self.model.vocabulary;
        let printer = Printer::new(words);
        let subject = match words.subject.as_str() {
            "" => "cases".to_owned(),
            subject => pluralise(subject),
        };
        let who = match self.rule.group.of {
            Some(of) => format!("{} {subject}", words.noun(of.value)),
            None => subject,
        };
        let must = if self.rule.modality == Modality::Must { "must" } else { "should" };
        let of = match &self.group.key {
            Some(_) => format!(" ({})", group_name(self.model, self.group)),
            None => String::new(),
        };
        format!("{who}{of} {must} {}", printer.measure(&self.rule.measure))
    }

    fn found(&self) -> String {
        match &self.group.measured {
            Measured::Amount { least, most, bounds } => self.amount(*least, *most, *bounds),
            Measured::Values(values) => self.values(values),
            Measured::Share(None) => "there is no such case".to_owned(),
            Measured::Share(Some((low, high))) => {
                // To one decimal: what is asked for was held against the whole.
                let percent = |share: i64| {
                    let tenths = share.saturating_add(50) / 100 * 100;
                    format!("{}%", crate::eval::decimal_text(tenths))
                };
                if low == high {
                    format!("it is so of {}", percent(*low))
                } else {
                    format!("it is so of {} to {}", percent(*low), percent(*high))
                }
            }
            Measured::TooClose(pairs) => {
                let pairs: Vec<String> = pairs
                    .iter()
                    .take(MOST)
                    .map(|(one, other)| format!("{} and {}", self.id(*one), self.id(*other)))
                    .collect();
                match pairs.as_slice() {
                    [] => "they do".to_owned(),
                    [one] => format!("{one} come closer than that"),
                    several => format!("these come closer than that: {}", several.join("; ")),
                }
            }
        }
    }

    fn amount(
        &self,
        least: i64,
        most: Option<i64>,
        (floor, roof): (Option<i64>, Option<i64>),
    ) -> String {
        let text = crate::eval::decimal_text;
        let counted = matches!(self.rule.measure, Measure::Number { .. });
        let is = if counted { "there are" } else { "the total is" };
        let found = match most {
            Some(most) if most == least => format!("{is} {}", text(least)),
            Some(most) => format!("{is} between {} and {}", text(least), text(most)),
            None => format!("{is} at least {}", text(least)),
        };
        let each = match &self.rule.measure {
            Measure::Number { each, .. } | Measure::Sum { each, .. } => each.is_some(),
            Measure::Same(_)
            | Measure::Different { .. }
            | Measure::Share { .. }
            | Measure::Apart { .. } => false,
        };
        match (each, floor, roof) {
            (true, Some(floor), Some(roof)) => {
                format!("{found}, where {} to {} are asked for", text(floor), text(roof))
            }
            (true, Some(floor), None) => {
                format!("{found}, where at least {} are asked for", text(floor))
            }
            (true, None, Some(roof)) => {
                format!("{found}, where at most {} are asked for", text(roof))
            }
            (true, None, None) | (false, _, _) => found,
        }
    }

    fn values(&self, values: &[(String, Vec<usize>)]) -> String {
        let one = |(value, cases): &(String, Vec<usize>)| {
            let have = if cases.len() == 1 { "has" } else { "have" };
            format!("{} {have} “{value}”", self.ids(cases))
        };
        let all: Vec<String> = values.iter().map(one).collect();
        let found = if all.is_empty() { "none has one".to_owned() } else { listed(&all) };
        let Measure::Different { from: Some(_), .. } = &self.rule.measure else { return found };
        let key = self.rule.differs_from.and_then(|at| self.group.key.as_ref()?.get(at));
        let Some(KeyValue::Text(name)) = key else { return found };
        let there = crate::names::key(name);
        if self.cases.has(&there) {
            return found;
        }
        format!("{found}, and the case {name} is not among those asked about")
    }

    /// So many of what there is to record.
    fn to_know(&self, most: usize) -> Vec<String> {
        let one = |(at, blame): &(usize, crate::eval::Blame)| {
            let case = self.cases.case(*at)?;
            let of = Of { model: self.model, case: &case, as_of: self.as_of };
            Some(format!("{}, in {}", of.missing(blame), case.id))
        };
        self.group.blame.iter().take(most).filter_map(one).collect()
    }

    fn ask(&self) -> String {
        let mut missing = self.to_know(MOST);
        let more = self.group.blame.len().saturating_sub(MOST);
        if more > 0 {
            missing.push(format!("{more} more"));
        }
        match missing.as_slice() {
            [] => String::new(),
            some => format!(" To know this, record {}.", listed(some)),
        }
    }
}

/// Who answers for a rule across cases.
#[must_use]
pub fn answers_for(model: &Checked, rule: &Across) -> Option<String> {
    rule.who.map(|who| definite(model.vocabulary.noun(who.value)))
}
