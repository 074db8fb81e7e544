//! What changes next: for people, for programs, for a spreadsheet.
//!
//! In: changes of rows, each with its case. Out: text, by date. Never here: finding
//! them.

use std::fmt::Write;

use serde::Serialize;

use super::answers;
use super::diagnostics::Look;
use super::diagnostics::escape::sentence;
use super::text::{pad, width, wrap};
use crate::check::Checked;
use crate::eval::{Answer, DateRange, InstanceKey, Status, StatusSet, derived};
use crate::explain::change;
use crate::facts::Case;
use crate::next::{Change, as_planned};
use crate::time::Day;

/// One change, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// From this day on.
    pub date: Day,
    /// The case.
    pub case: String,
    /// The duty's id.
    pub duty: String,
    /// Its title.
    pub title: String,
    /// Which of the duty's deadlines in the case.
    pub instance: String,
    /// The statuses it could have until then; empty where it was not there.
    pub from: Vec<&'static str>,
    /// The statuses it can have from then on; empty where it is there no more.
    pub to: Vec<&'static str>,
    /// Its last day was only expected, and has passed: what is to be done is at risk.
    pub at_risk: bool,
    /// The same until then.
    pub was_at_risk: bool,
    /// The last day, where it is known.
    pub due: Option<Day>,
    /// Who has the duty.
    pub who: Option<String>,
    /// What makes it so, or what would prevent it.
    pub because: String,
}

/// A change as an item.
#[must_use]
pub fn item(model: &Checked, case: &Case, as_of: Day, one: &Change) -> Option<Item> {
    let row = one.after.as_ref().or(one.before.as_ref())?;
    let duty = model.duty(row.key.duty)?;
    let overdue = one.to().is_some_and(|to| to.single() == Some(Status::Overdue));
    let plan = if overdue { as_planned(model, case, as_of, one) } else { None };
    let (before, after) = (one.before.as_ref(), one.after.as_ref());
    Some(Item {
        date: one.on,
        case: case.id.clone(),
        duty: duty.name.value.clone(),
        title: answers::title(duty),
        instance: instance(model, case, one, row.key),
        from: words(one.from()),
        to: words(one.to()),
        at_risk: after.is_some_and(|row| row.flags.at_risk),
        was_at_risk: before.is_some_and(|row| row.flags.at_risk),
        due: row.due.and_then(DateRange::exact),
        who: duty.who.as_ref().map(|who| crate::names::definite(model.vocabulary.noun(who.value))),
        because: change(model, case, (before, after), one.on, plan),
    })
}

/// What the row hangs on, as `duly eval` names it: numbered where another of its duty before
/// it has the same name.
fn instance(model: &Checked, case: &Case, one: &Change, key: InstanceKey) -> String {
    let answer = Answer {
        as_of: one.on,
        rows: Vec::new(),
        derived: derived(model.model(), case, one.on),
        findings: Vec::new(),
        rights: Vec::new(),
        not_evaluated: Vec::new(),
    };
    let mut taken: Vec<String> = Vec::new();
    for (of, on) in &one.beside {
        let name = answers::alone(answers::instance_of(model, (case, &answer), *of, *on), |name| {
            taken.iter().any(|taken| taken == name)
        });
        if *of == key {
            return name;
        }
        taken.push(name);
    }
    String::new()
}

fn words(statuses: Option<StatusSet>) -> Vec<&'static str> {
    statuses.into_iter().flat_map(StatusSet::iter).map(Status::word).collect()
}

/// What was asked, and what comes.
#[derive(Debug, Clone)]
pub struct Next<'a> {
    /// The pack.
    pub model: &'a Checked,
    /// As of the end of this day it is known how things stand.
    pub as_of: Day,
    /// Every change up to this day; `None` is the first of each case.
    pub until: Option<Day>,
    /// Where the looking ended.
    pub last: Day,
    /// How many cases were looked at.
    pub cases: usize,
    /// By date, then in the order of the cases and of the pack.
    pub items: &'a [Item],
}

/// `due soon`, `not known (met or overdue)`.
fn stands(statuses: &[&'static str]) -> Option<String> {
    match statuses {
        [] => None,
        [one] => Some((*one).to_owned()),
        [rest @ .., last] => Some(format!("not known ({} or {last})", rest.join(", "))),
    }
}

/// `due soon → overdue`, `begins: pending`.
fn arrow(item: &Item, unicode: bool) -> String {
    let arrow = if unicode { "→" } else { "->" };
    // “Due soon” would say that the day is still to come; it has passed.
    let risky = |at_risk: bool, statuses: &[&'static str]| {
        if at_risk { Some("at risk".to_owned()) } else { stands(statuses) }
    };
    match (risky(item.was_at_risk, &item.from), risky(item.at_risk, &item.to)) {
        (Some(from), Some(to)) => format!("{from} {arrow} {to}"),
        (None, Some(to)) => format!("begins: {to}"),
        (Some(from), None) => format!("{from} {arrow} no longer there"),
        (None, None) => String::new(),
    }
}

/// By date, a line for each change and beneath it why.
#[must_use]
pub fn human(of: &Next<'_>, look: &Look) -> String {
    let columns = look.width.clamp(66, 120);
    let paint = |style: &str, text: &str| match look.colour {
        true => format!("\x1b[{style}m{text}\x1b[0m"),
        false => text.to_owned(),
    };
    let dot = if look.unicode { "·" } else { "-" };
    let title = sentence(&of.model.pack.title);
    let mut out = format!("{} {dot} {title}\n", paint("1", "What changes next"));
    let as_of = format!("as of {}{}", of.as_of.with_weekday(), reach(of));
    let _ = writeln!(out, "{}", paint("2", &as_of));
    let case = of.items.iter().map(|item| width(&item.case)).max().unwrap_or(0).min(24);
    let mut day = None;
    for item in of.items {
        if day.replace(item.date) != Some(item.date) {
            let _ = writeln!(out, "\n{}", paint("1", &item.date.with_weekday()));
        }
        let text = format!("{}: {}", item.title, arrow(item, look.unicode));
        let room = columns.saturating_sub(case + 4).max(30);
        for (at, line) in wrap(&sentence(&text), room).iter().enumerate() {
            let name = if at == 0 { pad(&sentence(&item.case), case) } else { " ".repeat(case) };
            let _ = writeln!(out, "  {name}  {line}");
        }
        for line in wrap(&sentence(&item.because), room) {
            let _ = writeln!(out, "  {}  {}", " ".repeat(case), paint("2", &line));
        }
    }
    let _ = writeln!(out, "\n{}", wrap(&counted(of), columns).join("\n"));
    out
}

fn reach(of: &Next<'_>) -> String {
    of.until.map_or_else(String::new, |day| format!(", until {}", day.with_weekday()))
}

fn counted(of: &Next<'_>) -> String {
    let many = |count: usize, one: &str, more: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {more}"),
    };
    let cases = many(of.cases, "case", "cases");
    let last = of.last.with_weekday();
    if of.items.is_empty() {
        return format!("Nothing changes in {cases} until {last}.");
    }
    let mut changing: Vec<&str> = of.items.iter().map(|item| item.case.as_str()).collect();
    changing.sort_unstable();
    changing.dedup();
    let changes = many(of.items.len(), "change", "changes");
    let quiet = of.cases.saturating_sub(changing.len());
    match quiet {
        0 => format!("{changes} in {cases}"),
        quiet => format!("{changes} in {cases}; nothing changes in {quiet} of them until {last}"),
    }
}

/// `duly.next/1`.
#[must_use]
pub fn json(of: &Next<'_>) -> String {
    let pack = &of.model.pack;
    let value = serde_json::json!({
        "schema": "duly.next/1",
        "as_of": of.as_of,
        "until": of.until,
        "looked_until": of.last,
        "pack": {"id": pack.id, "version": pack.version},
        "cases": of.cases,
        "changes": of.items,
    });
    format!("{value:#}\n")
}

/// A line for each change; several statuses are joined by `; `.
#[must_use]
pub fn csv(of: &Next<'_>) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every record has as many fields.
    let _ = writer.write_record([
        "date", "case", "duty", "title", "instance", "from", "to", "due", "who", "because",
        "as_of", "pack",
    ]);
    for item in of.items {
        let _ = writer.write_record([
            &item.date.to_string(),
            &item.case,
            &item.duty,
            &item.title,
            &item.instance,
            &item.from.join("; "),
            &item.to.join("; "),
            &item.due.map_or_else(String::new, |due| due.to_string()),
            item.who.as_deref().unwrap_or_default(),
            &item.because,
            &of.as_of.to_string(),
            &of.model.pack.id,
        ]);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
