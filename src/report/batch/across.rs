//! Rules across cases, judged over a caseload.
//!
//! In: the cases, as they come, and the groups they came to. Out: the groups as tables and
//! as lines of the summary. Never here: what a rule asks.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use rayon::prelude::*;

use super::columns::{Cell, Column, Kind, column};
use super::lacking::several;
use super::parquet::Rows;
use super::{Batch, many};
use crate::caseload::Caseload;
use crate::eval::{Group, Looked, Outcome, Population};
use crate::explain::{self, Cases};
use crate::facts::Case;
use crate::model::Across;
use crate::names::{ConceptId, key, titled};
use crate::report::answers::{GroupItem, group_item};
use crate::syntax::ast::{GroupKey, Measure};

/// What stands over what is said of them.
pub(super) const HEADING: &str = "Across the cases";

/// So many groups of each rule are told in the summary.
const TOLD: usize = 3;

/// The rules across cases of a pack, and the cases as far as they see them.
pub struct Groups<'a> {
    of: &'a Batch<'a>,
    population: Population<'a>,
}

impl<'a> Groups<'a> {
    /// Of a batch, nobody of which was looked at yet. What hangs on something that the files
    /// do not record is not judged.
    #[must_use]
    pub fn new(of: &'a Batch<'a>) -> Groups<'a> {
        let wanted = |rule: &Across| is_asked(of, rule) && unrecorded(of, rule).is_none();
        Groups { of, population: Population::new(of.model, of.as_of, wanted) }
    }

    /// Looks at some cases, on all threads.
    pub fn take(&mut self, cases: Range<usize>) {
        if self.population.is_idle() {
            return;
        }
        let (of, population) = (self.of, &self.population);
        let look = |at| of.caseload.case(at).map(|case| population.look(&case));
        let looked: Vec<Option<Looked>> = cases.into_par_iter().map(look).collect();
        looked.into_iter().flatten().for_each(|one| self.population.push(one));
    }

    /// How every group of every rule stands: the rules in the order of the pack.
    #[must_use]
    pub fn finish(self) -> Vec<Group> {
        self.population.groups()
    }
}

fn is_asked(of: &Batch<'_>, rule: &Across) -> bool {
    of.only.is_empty() || of.only.contains(&rule.name.value)
}

/// What a rule hangs on that the files do not record, for any case.
fn unrecorded(of: &Batch<'_>, rule: &Across) -> Option<ConceptId> {
    let keys = rule.group.keys.iter().map(|key| match key {
        GroupKey::Fact(fact) => fact.value,
        GroupKey::Year(_, date) => date.value,
    });
    let measured = match &rule.measure {
        Measure::Same(fact) | Measure::Different { fact, .. } | Measure::Sum { fact, .. } => {
            [Some(fact.value), None]
        }
        Measure::Apart { end, start, .. } => [Some(end.value), Some(start.value)],
        Measure::Number { .. } | Measure::Share { .. } => [None, None],
    };
    let named = rule.group.of.map(|of| of.value);
    let mut all = named.into_iter().chain(keys).chain(measured.into_iter().flatten());
    all.find(|kind| of.not_recorded.contains(kind))
}

/// A caseload, to be asked for single cases.
struct Whole<'a>(&'a Caseload);

impl Cases for Whole<'_> {
    fn id(&self, at: usize) -> &str {
        self.0.id(at).unwrap_or_default()
    }

    fn case(&self, at: usize) -> Option<Cow<'_, Case>> {
        self.0.case(at).map(Cow::Owned)
    }

    fn has(&self, name: &str) -> bool {
        (0..self.0.len()).any(|at| self.0.id(at).is_some_and(|id| key(id) == name))
    }
}

fn title(rule: &Across) -> String {
    titled(rule.title.as_deref(), &rule.name.value)
}

/// The rules in force that were asked for.
fn asked<'a>(of: &'a Batch<'_>) -> impl Iterator<Item = &'a Across> + use<'a> {
    let rules = of.model.across.iter();
    rules.filter(|rule| rule.force.holds_on(of.as_of) && is_asked(of, rule))
}

/// That a rule is not judged, and why, where it is not.
fn unjudged(of: &Batch<'_>, rule: &Across) -> Option<String> {
    let what = several(of.model, unrecorded(of, rule)?);
    Some(format!("{}: not judged, since this file does not record {what}", title(rule)))
}

/// The rules that are not judged, and why.
pub(super) fn not_judged(of: &Batch<'_>) -> Vec<String> {
    asked(of).filter_map(|rule| unjudged(of, rule)).collect()
}

/// The rules that are not judged, and why; then how the groups of each rule stand, with the
/// first of those that are not as they have to be.
pub(super) fn lines(of: &Batch<'_>, groups: &[Group]) -> Vec<String> {
    let mut said = Vec::new();
    if of.caseload.len() < 2 {
        return said;
    }
    for rule in asked(of) {
        if let Some(why) = unjudged(of, rule) {
            said.push(why);
            continue;
        }
        let found: Vec<&Group> = groups.iter().filter(|group| group.rule == rule.id).collect();
        if !found.is_empty() {
            said.push(format!("{}: {}", title(rule), standing(&found)));
            said.extend(told(of, &found));
        }
    }
    said
}

/// `12 groups, 1 breached, 2 not known, 9 as they have to be`
fn standing(found: &[&Group]) -> String {
    let of = |wanted: Outcome| found.iter().filter(|group| group.outcome == wanted).count() as u64;
    let words = [
        (Outcome::Breached, "breached"),
        (Outcome::NotKnown, "not known"),
        (Outcome::Lifted, "lifted by a decision"),
        (Outcome::Holds, "as they have to be"),
    ];
    let counts = words.into_iter().map(|(outcome, word)| (of(outcome), word));
    let counts = counts.filter(|(count, _)| *count > 0);
    let counts: Vec<String> =
        counts.map(|(count, word)| format!("{} {word}", super::thousands(count))).collect();
    format!("{}: {}", many(found.len() as u64, "group", "groups"), counts.join(", "))
}

/// The first groups that are breached, then those that are not known for themselves.
fn told(of: &Batch<'_>, found: &[&Group]) -> Vec<String> {
    let is = |wanted: Outcome| {
        found.iter().filter(move |group| group.outcome == wanted && !group.only_unplaced)
    };
    let all: Vec<&&Group> = is(Outcome::Breached).chain(is(Outcome::NotKnown)).collect();
    let mut said: Vec<String> = all
        .iter()
        .take(TOLD)
        .map(|group| explain::group(of.model, &Whole(of.caseload), group, of.as_of))
        .collect();
    let more = all.len().saturating_sub(TOLD) as u64;
    if more > 0 {
        said.push(format!("and {}", many(more, "more group", "more groups")));
    }
    said
}

/// What those have to hear who asked for rows that tell of no group: how many stand how,
/// where one is not as it has to be or is not known, or where a rule is not judged.
#[must_use]
pub fn across_aside(of: &Batch<'_>, groups: &[Group]) -> Option<String> {
    let not_judged = not_judged(of).len() as u64;
    let matters = |group: &Group| match group.outcome {
        Outcome::Breached | Outcome::NotKnown => true,
        Outcome::Lifted | Outcome::Holds => false,
    };
    let found: Vec<&Group> = groups.iter().collect();
    let standing = found.iter().any(|group| matters(group)).then(|| standing(&found));
    let not_judged =
        (not_judged > 0).then(|| format!("{} not judged", many(not_judged, "rule", "rules")));
    let said: Vec<String> = standing.into_iter().chain(not_judged).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// The groups with every field in words.
fn items<'a>(of: &'a Batch<'_>, groups: &'a [Group]) -> impl Iterator<Item = GroupItem> + use<'a> {
    let item = move |group| group_item(of.model, &Whole(of.caseload), group, of.as_of);
    groups.iter().filter_map(item)
}

/// The columns of a table that knows days and numbers: by name and order those of the CSV.
pub(super) const COLUMNS: [Column; 14] = [
    column("rule", Kind::Text, 28.0),
    column("title", Kind::Text, 40.0),
    column("group", Kind::Text, 30.0),
    column("outcome", Kind::Text, 12.0),
    column("value", Kind::Decimal, 10.0),
    column("value_range", Kind::Text, 14.0),
    column("members", Kind::Text, 30.0),
    column("perhaps", Kind::Text, 24.0),
    column("since", Kind::Day, 13.0),
    column("who", Kind::Text, 24.0),
    column("because", Kind::Text, 80.0),
    column("unknown_because", Kind::Text, 44.0),
    column("sources", Kind::Text, 30.0),
    column("layer", Kind::Text, 30.0),
];

/// The groups as rows of cells, as many as there are columns.
pub(super) fn rows<'a>(
    of: &'a Batch<'_>,
    groups: &'a [Group],
) -> impl Iterator<Item = Vec<Cell<'static>>> + use<'a> {
    let row = |group: &Group| {
        let item = group_item(of.model, &Whole(of.caseload), group, of.as_of)?;
        let cell = |(column, text): (&Column, String)| match column.kind {
            Kind::Text | Kind::Words => Cell::Own(text),
            Kind::Day => Cell::Day(group.since),
            Kind::Number => Cell::Number(text.parse().ok()),
            Kind::Decimal => Cell::Decimal(text.parse().ok()),
        };
        Some(COLUMNS.iter().zip(item.cells()).map(cell).collect())
    };
    groups.iter().filter_map(row)
}

/// The groups as a Parquet file, in the columns of the CSV.
///
/// # Errors
/// What stands in the way of writing them.
pub fn across_parquet(of: &Batch<'_>, groups: &[Group], out: impl Write + Send) -> io::Result<()> {
    let mut file = Rows::new(&COLUMNS, out)?;
    rows(of, groups).try_for_each(|cells| file.push(cells))?;
    file.finish()
}

/// The groups as CSV: their cases, and what there is to know, joined by `; `.
///
/// # Errors
/// What stands in the way of writing them.
pub fn across_csv(of: &Batch<'_>, groups: &[Group], out: impl Write) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(COLUMNS.map(|column| column.name))?;
    for item in items(of, groups) {
        writer.write_record(item.cells())?;
    }
    writer.flush()
}

/// The groups as JSON, an object a line, as among the `groups` of `duly eval`.
///
/// # Errors
/// What stands in the way of writing them.
pub fn across_lines(of: &Batch<'_>, groups: &[Group], mut out: impl Write) -> io::Result<()> {
    for item in items(of, groups) {
        serde_json::to_writer(&mut out, &item)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
