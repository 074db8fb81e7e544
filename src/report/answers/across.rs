//! Groups of cases as every format shows them.

use std::fmt::Write;

use serde::Serialize;
use serde_json::Number;

use super::Evaluation;
use crate::check::Checked;
use crate::eval::{Group, Measured, Outcome, decimal_text};
use crate::explain::{self, Cases};
use crate::facts::Case;
use crate::model::{Across, Modality};
use crate::report::diagnostics::escape::sentence;
use crate::report::text::wrap;
use crate::time::Day;

/// A group with every field as text, or as a number.
#[derive(Serialize)]
pub(in crate::report) struct GroupItem {
    pub(super) rule: String,
    pub(super) title: String,
    modality: &'static str,
    who: Option<String>,
    pub(super) group: String,
    pub(super) outcome: &'static str,
    value: Option<Number>,
    value_range: Option<[Option<Number>; 2]>,
    values: Vec<ValueItem>,
    pub(super) members: Vec<String>,
    perhaps: Vec<String>,
    pub(super) since: Option<String>,
    pub(super) because: String,
    pub(super) unknown_because: Vec<String>,
    pub(super) sources: Vec<String>,
    /// The pack that has the rule.
    pub(super) layer: String,
}

/// A value, and the cases that have it.
#[derive(Serialize)]
struct ValueItem {
    value: String,
    cases: Vec<String>,
}

/// Every group, in the order of the pack.
pub(super) fn items(of: &Evaluation<'_>) -> Vec<GroupItem> {
    let cases = cases(of);
    of.groups.iter().filter_map(|group| item(of.model, &cases, group, of.as_of)).collect()
}

fn cases<'a>(of: &Evaluation<'a>) -> Vec<&'a Case> {
    of.cases.iter().map(|(case, _)| *case).collect()
}

/// A group in words.
pub(in crate::report) fn item(
    model: &Checked,
    cases: &dyn Cases,
    group: &Group,
    as_of: Day,
) -> Option<GroupItem> {
    let rule = model.across_rule(group.rule)?;
    let ids =
        |of: &[usize]| -> Vec<String> { of.iter().map(|at| cases.id(*at).to_owned()).collect() };
    let (value, value_range) = amount(&group.measured);
    let values = match &group.measured {
        Measured::Values(values) => values
            .iter()
            .map(|(value, of)| ValueItem { value: value.clone(), cases: ids(of) })
            .collect(),
        Measured::Amount { .. } | Measured::Share(_) | Measured::TooClose(_) => Vec::new(),
    };
    Some(GroupItem {
        rule: rule.name.value.clone(),
        title: title(rule),
        modality: if rule.modality == Modality::Must { "must" } else { "should" },
        who: explain::answers_for(model, rule),
        group: explain::group_name(model, group),
        outcome: group.outcome.word(),
        value,
        value_range,
        values,
        members: ids(&group.members),
        perhaps: ids(&group.perhaps),
        since: group.since.map(|day| day.to_string()),
        because: explain::group(model, cases, group, as_of),
        unknown_because: explain::group_to_know(model, cases, group, as_of),
        sources: rule.sources.iter().map(|source| source.text.clone()).collect(),
        layer: rule.from.pack.to_string(),
    })
}

impl GroupItem {
    /// Its fields as cells of a table, in the order of its columns.
    pub(in crate::report) fn cells(self) -> [String; 14] {
        let number = |number: Option<Number>| number.map_or_else(String::new, |it| it.to_string());
        let range = self.value_range.map(|[least, most]| {
            // `3/..` where there is no most.
            let most = most.map_or_else(|| "..".to_owned(), |most| most.to_string());
            format!("{}/{most}", number(least))
        });
        [
            self.rule,
            self.title,
            self.group,
            self.outcome.to_owned(),
            number(self.value),
            range.unwrap_or_default(),
            self.members.join("; "),
            self.perhaps.join("; "),
            self.since.unwrap_or_default(),
            self.who.unwrap_or_default(),
            self.because,
            self.unknown_because.join("; "),
            self.sources.join("; "),
            self.layer,
        ]
    }
}

/// A number where it is known, else the least and the most it may be.
fn amount(measured: &Measured) -> (Option<Number>, Option<[Option<Number>; 2]>) {
    let number = |thousandths: i64| match thousandths % 1_000 {
        0 => Some(Number::from(thousandths / 1_000)),
        _ => decimal_text(thousandths).parse().ok().and_then(Number::from_f64),
    };
    let (least, most) = match measured {
        Measured::Amount { least, most, .. } => (*least, *most),
        Measured::Share(Some((low, high))) => (*low, Some(*high)),
        Measured::Share(None) | Measured::Values(_) | Measured::TooClose(_) => return (None, None),
    };
    if Some(least) == most {
        return (number(least), None);
    }
    (None, Some([number(least), most.and_then(number)]))
}

/// The title of a rule; where it has none its id, as words.
fn title(rule: &Across) -> String {
    crate::names::titled(rule.title.as_deref(), &rule.name.value)
}

/// The groups that are not as they have to be, then those of which it is not known; of
/// those that are, how many.
pub(super) fn human(of: &Evaluation<'_>, columns: usize, bold: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    if of.groups.is_empty() {
        return out;
    }
    let cases = cases(of);
    let _ = writeln!(out, "{}", bold("Across the cases"));
    for outcome in [Outcome::Breached, Outcome::NotKnown, Outcome::Lifted] {
        for group in of.groups.iter().filter(|group| group.outcome == outcome) {
            // That a case may belong anywhere is said once.
            if group.only_unplaced {
                continue;
            }
            let name = of.model.across_rule(group.rule).map(title).unwrap_or_default();
            let word = match outcome {
                Outcome::NotKnown => "not known",
                Outcome::Breached | Outcome::Lifted | Outcome::Holds => outcome.word(),
            };
            let _ = writeln!(out, "  {word}  {}", sentence(&name));
            let said = explain::group(of.model, &cases, group, of.as_of);
            for words in wrap(&sentence(&said), columns.saturating_sub(4).max(20)) {
                let _ = writeln!(out, "    {words}");
            }
        }
    }
    for line in wrap(&summary(of), columns) {
        let _ = writeln!(out, "{line}");
    }
    out
}

/// `12 groups: 1 breached, 2 not known, 9 as they have to be`
fn summary(of: &Evaluation<'_>) -> String {
    let count = |wanted| of.groups.iter().filter(|group| group.outcome == wanted).count();
    let words = [
        (Outcome::Breached, "breached"),
        (Outcome::NotKnown, "not known"),
        (Outcome::Lifted, "lifted by a decision"),
        (Outcome::Holds, "as they have to be"),
    ];
    let counts: Vec<String> = words
        .into_iter()
        .map(|(outcome, word)| (count(outcome), word))
        .filter(|(many, _)| *many > 0)
        .map(|(many, word)| format!("{many} {word}"))
        .collect();
    let all = of.groups.len();
    let groups = if all == 1 { "group" } else { "groups" };
    format!("{all} {groups}: {}", counts.join(", "))
}
