//! Answers as data, in a shape that stays.
//!
//! The schema is `duly.eval/1`, `docs/eval.schema.json`: fields may be added under
//! that name, never renamed or taken away.

use serde::Serialize;

use super::Evaluation;
use super::across::{self, GroupItem};
use super::view::{Line, Under, lines, title, trigger};
use crate::diag::Diagnostic;
use crate::eval::{DateRange, DerivedEvent, Gap, Right, Row, Status};
use crate::explain::{self, because};
use crate::facts::Case;
use crate::model::Duty;
use crate::names::definite;
use crate::source::SourceMap;
use crate::time::Day;

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    as_of: String,
    pack: Pack<'a>,
    cases: Vec<CaseItem<'a>>,
    /// Findings over several cases.
    groups: Vec<GroupItem>,
}

#[derive(Serialize)]
struct Pack<'a> {
    id: &'a str,
    title: &'a str,
    version: Option<&'a str>,
    hash: &'a str,
}

#[derive(Serialize)]
struct CaseItem<'a> {
    case: &'a str,
    duties: Vec<DutyItem>,
    findings: Vec<Finding<'a>>,
    rights: Vec<RightItem>,
    derived: Vec<Derived<'a>>,
    not_evaluated: Vec<NotEvaluated<'a>>,
}

/// What was not recorded and counts as having happened.
#[derive(Serialize)]
struct Derived<'a> {
    event: &'a str,
    date: Option<String>,
    date_range: Option<[String; 2]>,
    perhaps: bool,
    rule: &'a str,
    because: String,
}

/// An uncertain date is `null`, and the first and last day it may be stand beside
/// it under `…_range`.
#[derive(Serialize)]
pub(super) struct DutyItem {
    pub(super) duty: String,
    pub(super) title: String,
    pub(super) instance: String,
    pub(super) status: &'static str,
    pub(super) could_be: Vec<&'static str>,
    pub(super) opens: Option<String>,
    pub(super) opens_range: Option<[String; 2]>,
    pub(super) due: Option<String>,
    pub(super) due_range: Option<[String; 2]>,
    pub(super) fulfilled: Option<String>,
    pub(super) fulfilled_range: Option<[String; 2]>,
    pub(super) days_late: Option<i32>,
    pub(super) trigger: Trigger,
    pub(super) who: Option<String>,
    pub(super) flags: Vec<&'static str>,
    pub(super) because: String,
    pub(super) unknown_because: Vec<String>,
    pub(super) sources: Vec<String>,
    pub(super) kind: &'static str,
    pub(super) gaps: Vec<GapItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<VersionItem>,
    pub(super) under: Vec<UnderItem>,
    /// The pack that has the duty.
    pub(super) layer: String,
}

/// Which version of a duty that changes ruled the instance; a side of its time that is
/// open is `null`.
#[derive(Serialize)]
pub(super) struct VersionItem {
    pub(super) id: String,
    pub(super) number: usize,
    pub(super) from: Option<String>,
    pub(super) until: Option<String>,
}

/// A right that a power has opened.
#[derive(Serialize)]
struct RightItem {
    power: String,
    title: String,
    state: &'static str,
    who: Option<String>,
    opens: Option<String>,
    opens_range: Option<[String; 2]>,
    until: Option<String>,
    until_range: Option<[String; 2]>,
    used: Option<String>,
    used_range: Option<[String; 2]>,
    trigger: Trigger,
    because: String,
    sources: Vec<String>,
    layer: String,
}

/// Without a last day while it goes on.
#[derive(Serialize)]
pub(super) struct GapItem {
    pub(super) from: String,
    pub(super) to: Option<String>,
    /// That it did not hold is known; otherwise only that it may not have.
    pub(super) known: bool,
}

/// Without a status where the upper layer was not judged too.
#[derive(Serialize)]
pub(super) struct UnderItem {
    pub(super) duty: String,
    status: Option<&'static str>,
    due: Option<String>,
    due_range: Option<[String; 2]>,
}

#[derive(Serialize)]
pub(super) struct Trigger {
    pub(super) event: String,
    pub(super) date: Option<String>,
    pub(super) date_range: Option<[String; 2]>,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    place: Option<At<'a>>,
}

/// Line and column count from 1, columns in characters.
#[derive(Serialize)]
struct At<'a> {
    file: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct NotEvaluated<'a> {
    duty: &'a str,
    title: String,
    source: String,
    layer: &'a str,
}

/// The whole evaluation as one JSON text, with a line end.
#[must_use]
pub fn json(of: &Evaluation<'_>) -> String {
    let pack = &of.model.pack;
    let report = Report {
        schema: "duly.eval/1",
        as_of: of.as_of.to_string(),
        pack: Pack {
            id: &pack.id,
            title: &pack.title,
            version: (!pack.version.is_empty()).then_some(&pack.version),
            hash: pack.hash.as_str(),
        },
        cases: (0..of.cases.len()).filter_map(|at| case(of, at)).collect(),
        groups: across::items(of),
    };
    // Strings and numbers alone: nothing that JSON could not hold.
    let mut out = serde_json::to_string_pretty(&report).unwrap_or_default();
    out.push('\n');
    out
}

fn derived<'a>(of: &Evaluation<'a>, case: &Case, event: &DerivedEvent) -> Derived<'a> {
    let (day, date_range) = date(Some(event.on));
    let rule = of.model.derived.deems.get(event.deem);
    Derived {
        event: of.model.vocabulary.noun(event.kind),
        date: day,
        date_range,
        perhaps: event.perhaps,
        rule: rule.map_or("", |deem| &deem.name.value),
        because: because(of.model, case, event, of.as_of),
    }
}

fn case<'a>(of: &Evaluation<'a>, at: usize) -> Option<CaseItem<'a>> {
    let (case, answer) = of.cases.get(at).copied()?;
    let duties = answer.not_evaluated.iter().filter_map(|id| of.model.duty(*id));
    let duties = duties.filter(|duty| of.wants(&duty.name.value));
    Some(CaseItem {
        case: &case.id,
        duties: lines(of, at).iter().map(item).collect(),
        findings: answer.findings.iter().map(|found| finding(of.map, found)).collect(),
        rights: answer.rights.iter().filter_map(|right| right_item(of, at, right)).collect(),
        derived: answer.derived.iter().map(|event| derived(of, case, event)).collect(),
        not_evaluated: duties
            .map(|duty| NotEvaluated {
                duty: &duty.name.value,
                title: title(duty),
                source: texts(duty.sources.iter().map(|source| source.text.as_str())).join("; "),
                layer: &duty.from.pack,
            })
            .collect(),
    })
}

/// A row with every field as text.
pub(super) fn item(line: &Line<'_>) -> DutyItem {
    let row = line.row;
    let (opens, opens_range) = date(row.opens);
    let (due, due_range) = date(row.due);
    let (fulfilled, fulfilled_range) = date(line.fulfilled());
    let (trigger_date, trigger_range) = date(row.trigger_date);
    DutyItem {
        duty: line.duty.name.value.clone(),
        title: title(line.duty),
        instance: line.instance.clone(),
        status: line.word(),
        could_be: line.could_be(),
        opens,
        opens_range,
        due,
        due_range,
        fulfilled,
        fulfilled_range,
        days_late: row.days_late,
        trigger: Trigger {
            event: line.trigger.clone(),
            date: trigger_date,
            date_range: trigger_range,
        },
        who: line.who.clone(),
        flags: line.flags(),
        because: line.because.clone(),
        unknown_because: line.unknown_because.clone(),
        sources: texts(line.sources()),
        kind: if line.duty.standing.is_some() { "standing" } else { "duty" },
        gaps: row.gaps.iter().map(gap).collect(),
        version: line.changes.then(|| version(line.duty)),
        under: line.under.iter().map(beneath).collect(),
        layer: line.duty.from.pack.to_string(),
    }
}

fn right_item(of: &Evaluation<'_>, at: usize, right: &Right) -> Option<RightItem> {
    let (case, answer) = of.cases.get(at).copied()?;
    let power = of.model.power(right.power).filter(|power| of.wants(&power.name.value))?;
    let duty = power.right.as_deref()?;
    let (opens, opens_range) = date(right.row.opens);
    let (until, until_range) = date(right.row.due);
    let (used, used_range) = date(right.used.map(|(day, _)| day));
    let (trigger_date, trigger_range) = date(right.row.trigger_date);
    let words = &of.model.vocabulary;
    Some(RightItem {
        power: power.name.value.clone(),
        title: title(duty),
        state: right.state.word(),
        who: power.who.map(|who| definite(words.noun(who.value))),
        opens,
        opens_range,
        until,
        until_range,
        used,
        used_range,
        trigger: Trigger {
            event: trigger(of.model, (case, answer), duty, right.row.key.trigger),
            date: trigger_date,
            date_range: trigger_range,
        },
        because: explain::right(of.model, case, right, of.as_of),
        sources: texts(power.sources.iter().map(|source| source.text.as_str())),
        layer: power.from.pack.to_string(),
    })
}

fn version(duty: &Duty) -> VersionItem {
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    let (from, until) = (day(duty.force.from), day(duty.force.until));
    // By the day on which it begins: it stays the same when later ones are added.
    let id = match &from {
        Some(from) => format!("{}@{from}", duty.name.value),
        None => duty.name.value.clone(),
    };
    VersionItem { id, number: duty.version + 1, from, until }
}

fn gap(gap: &Gap) -> GapItem {
    GapItem {
        from: gap.first.to_string(),
        to: (!gap.goes_on).then(|| gap.last.to_string()),
        known: gap.sure,
    }
}

fn beneath(under: &Under<'_>) -> UnderItem {
    let word = |row: &Row| row.statuses.single().map_or("unknown", Status::word);
    let (due, due_range) = date(under.row.and_then(|row| row.due));
    UnderItem { duty: under.duty.clone(), status: under.row.map(word), due, due_range }
}

fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

/// A date where it is known, else its first and last day.
fn date(range: Option<DateRange>) -> (Option<String>, Option<[String; 2]>) {
    let Some(range) = range else { return (None, None) };
    match range.exact() {
        Some(day) => (Some(day.to_string()), None),
        None => (None, Some([range.first, range.last].map(|day: Day| day.to_string()))),
    }
}

fn finding<'a>(map: &'a SourceMap, found: &'a Diagnostic) -> Finding<'a> {
    Finding {
        code: found.code.info().id,
        severity: found.severity.word(),
        message: &found.message,
        help: found.help.as_deref(),
        place: found.span().map(|span| {
            let at = map.position(span);
            At { file: map.name(span.file()), line: at.line, column: at.column }
        }),
    }
}
