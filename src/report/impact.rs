//! What a change of policy does: for people, for programs, as a table, as an amendment
//! log.
//!
//! In: the rules that changed, in sentences, and the deadlines that come out otherwise.
//! Out: text. Never here: finding them.

use std::fmt::Write;

use serde_json::{Value, json};

use super::diagnostics::escape::sentence;
use super::text::{pad, safe, width, wrap};
use crate::eval::{DateRange, StatusSet};
use crate::time::Day;

/// A change of policy, and what it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Impact {
    /// The pack as it was: its id, its title and its version.
    pub before: Pack,
    /// The pack as it is to be.
    pub after: Pack,
    /// The day on which the change comes into force, where it is told.
    pub from: Option<Day>,
    /// The rules that changed.
    pub changes: Vec<Change>,
    /// What it does to cases, where there are any.
    pub cases: Option<Cases>,
}

/// A pack's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version; empty where it has none.
    pub version: String,
}

/// A rule that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `new`, `gone`, `changed`
    pub kind: &'static str,
    /// Its id.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// What that means.
    pub sentences: Vec<String>,
    /// The clauses before and now.
    pub wording: Vec<(String, String)>,
    /// Of each limit that moved: over how many dates it was looked at, on how many it is
    /// now earlier, and on how many later.
    pub dates: Vec<(u32, u32, u32)>,
}

/// What a change does to cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Cases {
    /// The day at whose end they were judged.
    pub as_of: Day,
    /// How many cases.
    pub count: usize,
    /// How many deadlines were held against each other.
    pub deadlines: usize,
    /// Those that come out otherwise, case by case.
    pub rows: Vec<Row>,
    /// How many of them have each effect, the gravest first.
    pub totals: Vec<(&'static str, usize)>,
}

/// A deadline that comes out otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its case.
    pub case: String,
    /// The id of its duty.
    pub duty: String,
    /// The title of its duty.
    pub title: String,
    /// What it counts from.
    pub trigger: Option<DateRange>,
    /// How it stood, and by when it was due.
    pub before: Option<State>,
    /// How it stands, and by when it is due.
    pub after: Option<State>,
    /// `newly overdue`, `earlier`, …
    pub effects: Vec<&'static str>,
    /// By how many days later it falls due; earlier where negative.
    pub days: Option<i32>,
    /// `after`, `before`, `brought forward` or `not known`: which pack rules it.
    pub ruled: &'static str,
    /// By when it is due under the pack that rules it.
    pub due: Option<DateRange>,
    /// The version of its duty, where that has several: `from 1 January 2027`.
    pub version: Option<String>,
}

/// How a deadline stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// What it may be.
    pub statuses: StatusSet,
    /// By when.
    pub due: Option<DateRange>,
}

impl State {
    fn word(&self) -> &'static str {
        self.statuses.single().map_or("not known", crate::eval::Status::word)
    }
}

/// `Wed 2 December 2026`, `between … and …`, `no date`
fn dates(range: Option<DateRange>) -> String {
    match range {
        None => "no date".to_owned(),
        Some(range) if range.first == range.last => range.first.with_weekday(),
        Some(range) => {
            format!("between {} and {}", range.first.with_weekday(), range.last.with_weekday())
        }
    }
}

fn many(count: usize, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
}

impl Impact {
    fn heading(&self) -> String {
        let name = |pack: &Pack| match pack.version.as_str() {
            "" => pack.title.clone(),
            version => format!("{}, version {version}", pack.title),
        };
        format!("{} → {}", name(&self.before), name(&self.after))
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.changes.is_empty() && self.cases.as_ref().is_none_or(|cases| cases.rows.is_empty())
    }
}

impl Cases {
    /// `2 of 11 cases and 3 of 240 deadlines come out otherwise`
    fn counted(&self) -> String {
        let mut names: Vec<&str> = self.changed().map(|row| row.case.as_str()).collect();
        names.dedup();
        let cases = many(self.count, "case", "cases");
        let deadlines = many(self.deadlines, "deadline", "deadlines");
        let (changed, rows) = (names.len(), self.changed().count());
        if rows == 0 {
            return format!("nothing changes in {cases} with {deadlines}");
        }
        format!("{changed} of {cases} and {rows} of {deadlines} come out otherwise")
    }

    /// How many are ruled otherwise than by the pack as it is to be alone.
    fn ruled(&self) -> Vec<(&'static str, usize)> {
        let kinds = [
            ("brought forward", "brought forward from the commencement"),
            ("not known", "of which it is not known which rule they keep"),
        ];
        let count = |kind: &str| self.rows.iter().filter(|row| row.ruled == kind).count();
        let each = kinds.iter().map(|(kind, words)| (*words, count(kind)));
        each.filter(|(_, count)| *count > 0).collect()
    }

    /// Those on which the change has an effect.
    fn changed(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.is_kept())
    }

    /// Duties with how many deadlines of each effect, in the order of the rows.
    fn by_duty(&self) -> Vec<(&str, &str, Counts)> {
        let mut all: Vec<(&str, &str, Counts)> = Vec::new();
        for row in &self.rows {
            let at = all.iter().position(|(duty, _, _)| *duty == row.duty);
            let at = at.unwrap_or_else(|| {
                let none = self.totals.iter().map(|(word, _)| (*word, 0)).collect();
                all.push((&row.duty, &row.title, none));
                all.len() - 1
            });
            let Some((_, _, counts)) = all.get_mut(at) else { continue };
            for (word, count) in counts {
                *count += usize::from(row.effects.contains(word));
            }
        }
        for (_, _, counts) in &mut all {
            counts.retain(|(_, count)| *count > 0);
        }
        all
    }
}

/// Effects, and how many deadlines have each.
type Counts = Vec<(&'static str, usize)>;

fn listed(counts: &[(&'static str, usize)]) -> String {
    let each = counts.iter().map(|(word, count)| format!("{count} {word}"));
    each.collect::<Vec<_>>().join(", ")
}

impl Row {
    /// Whether the change comes too late for it.
    fn is_kept(&self) -> bool {
        self.ruled == "before"
    }

    /// `Wed 2 December 2026 → Tue 1 December 2026 (1 day earlier)`
    fn moved(&self) -> String {
        if self.is_kept() {
            let would = self.after.as_ref().map_or_else(String::new, |after| {
                format!(", where by the new rule it would be {}", dates(after.due))
            });
            return format!("due {}{would}", dates(self.due));
        }
        match (&self.before, &self.after) {
            (Some(before), Some(after)) if before.due == after.due => {
                format!("due {}", dates(after.due))
            }
            (Some(before), Some(after)) => {
                let by = match self.days {
                    Some(days) if days < 0 => {
                        let days = usize::try_from(-days).unwrap_or(0);
                        format!(" ({} earlier)", many(days, "day", "days"))
                    }
                    Some(days) if days > 0 => {
                        let days = usize::try_from(days).unwrap_or(0);
                        format!(" ({} later)", many(days, "day", "days"))
                    }
                    Some(_) | None => String::new(),
                };
                format!("due {} → {}{by}", dates(before.due), dates(after.due))
            }
            (Some(before), None) => format!("was due {}", dates(before.due)),
            (None, Some(after)) => format!("due {}", dates(after.due)),
            (None, None) => String::new(),
        }
    }

    fn stands(&self) -> String {
        match (&self.before, &self.after) {
            (Some(before), _) if self.is_kept() => before.word().to_owned(),
            (Some(before), Some(after)) if before.statuses == after.statuses => {
                after.word().to_owned()
            }
            (Some(before), Some(after)) => format!("{} → {}", before.word(), after.word()),
            (Some(before), None) => format!("{} → none", before.word()),
            (None, Some(after)) => format!("none → {}", after.word()),
            (None, None) => String::new(),
        }
    }

    /// Which rule it keeps, in words; empty where that is the one to come.
    fn rule(&self) -> String {
        let ruled = match self.ruled {
            "brought forward" => {
                format!("brought forward from the commencement: due {}", dates(self.due))
            }
            "not known" => "it is not known which rule it keeps".to_owned(),
            _ => String::new(),
        };
        match &self.version {
            Some(version) if ruled.is_empty() => format!("by the rule in force {version}"),
            Some(_) | None => ruled,
        }
    }
}

/// The totals, the rules that changed, then duty by duty and case by case.
#[must_use]
pub fn human(impact: &Impact, columns: usize) -> String {
    let mut out = Lines { text: String::new(), columns: columns.max(50) };
    out.say(0, &impact.heading());
    if let Some(from) = impact.from {
        out.say(0, &format!("comes into force on {}", from.with_weekday()));
    }
    if let Some(cases) = &impact.cases {
        out.say(0, &format!("as of {}: {}", cases.as_of.with_weekday(), cases.counted()));
        for (word, count) in cases.totals.iter().chain(&cases.ruled()) {
            let _ = writeln!(out.text, "  {count:>4}  {word}");
        }
    }
    out.text.push_str("\nWhat changes\n");
    if impact.changes.is_empty() {
        out.say(2, "no rule says anything else");
    }
    for change in &impact.changes {
        out.of_change(change);
    }
    for cases in impact.cases.iter().filter(|cases| !cases.rows.is_empty()) {
        out.text.push_str("\nBy duty\n");
        let duties = cases.by_duty();
        let widest = duties.iter().map(|(_, title, _)| width(title)).max().unwrap_or(0).min(48);
        for (_, title, counts) in &duties {
            let _ = writeln!(out.text, "  {}  {}", pad(&safe(title), widest), listed(counts));
        }
        out.text.push_str("\nBy case\n");
        let mut before = "";
        for row in &cases.rows {
            if row.case != before {
                out.say(2, &row.case);
                before = &row.case;
            }
            out.of_row(row);
        }
    }
    out.text
}

struct Lines {
    text: String,
    columns: usize,
}

impl Lines {
    fn say(&mut self, indent: usize, sentence: &str) {
        let room = self.columns.saturating_sub(indent).max(30);
        for line in wrap(&safe(sentence), room) {
            let _ = writeln!(self.text, "{:indent$}{line}", "");
        }
    }

    fn of_change(&mut self, change: &Change) {
        self.say(2, &format!("{} ({})", change.title, change.rule));
        for sentence in &change.sentences {
            self.say(4, sentence);
        }
        for (was, now) in &change.wording {
            if !was.is_empty() {
                self.say(4, &format!("before: `{was}`"));
            }
            if !now.is_empty() {
                self.say(4, &format!("now:    `{now}`"));
            }
        }
    }

    fn of_row(&mut self, row: &Row) {
        let counted =
            row.trigger.map_or(String::new(), |date| format!(", from {}", dates(Some(date))));
        self.say(4, &format!("{}{counted}", row.title));
        self.say(6, &format!("{}: {}; {}", row.effects.join(", "), row.moved(), row.stands()));
        let rule = row.rule();
        if !rule.is_empty() {
            self.say(6, &rule);
        }
    }
}

/// An amendment log: what changes, rule by rule; then what that does to cases.
#[must_use]
pub fn markdown(impact: &Impact) -> String {
    let text = |text: &str| sentence(text).into_owned();
    let cell = |text: &str| sentence(text).replace('|', "\\|");
    let mut out = format!("# {}\n\n", text(&impact.heading()));
    if let Some(from) = impact.from {
        let _ = writeln!(out, "Comes into force on {}.\n", from.with_weekday());
    }
    out.push_str("## What changes\n\n");
    if impact.changes.is_empty() {
        out.push_str("No rule says anything else.\n");
    }
    for change in &impact.changes {
        let said = change.sentences.join(" ");
        let _ = writeln!(out, "- **{}** (`{}`): {}", text(&change.title), change.rule, text(&said));
        for (was, now) in &change.wording {
            let line = match (was.is_empty(), now.is_empty()) {
                (true, _) => format!("now `{now}`"),
                (_, true) => format!("before `{was}`"),
                (false, false) => format!("before `{was}`, now `{now}`"),
            };
            let _ = writeln!(out, "  - {}", text(&line));
        }
    }
    let Some(cases) = &impact.cases else { return out };
    let _ = write!(out, "\n## Cases as of {}\n\n", cases.as_of.with_weekday());
    let counted = cases.counted();
    let mut letters = counted.chars();
    let first = letters.next().map_or_else(String::new, |first| first.to_uppercase().collect());
    let _ = writeln!(out, "{first}{}.", letters.as_str());
    if cases.rows.is_empty() {
        return out;
    }
    out.push_str("\n| effect | deadlines |\n|---|---|\n");
    for (word, count) in cases.totals.iter().chain(&cases.ruled()) {
        let _ = writeln!(out, "| {word} | {count} |");
    }
    out.push_str("\n| duty | |\n|---|---|\n");
    for (duty, title, counts) in cases.by_duty() {
        let _ = writeln!(out, "| {} (`{duty}`) | {} |", cell(title), listed(&counts));
    }
    out.push_str("\n| case | duty | effect | due | stands | rule |\n|---|---|---|---|---|---|\n");
    for row in &cases.rows {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            cell(&row.case),
            cell(&row.title),
            row.effects.join(", "),
            row.moved(),
            row.stands(),
            row.rule()
        );
    }
    out
}

/// A line for each deadline that comes out otherwise.
#[must_use]
pub fn csv(impact: &Impact) -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    let heading = [
        "case",
        "duty",
        "title",
        "effects",
        "trigger_date",
        "due_before",
        "due_after",
        "days",
        "status_before",
        "status_after",
        "ruled_by",
        "due",
        "version",
        "as_of",
        "pack_before",
        "pack_after",
    ];
    // Writing to memory cannot fail.
    let _ = table.write_record(heading);
    if let Some(cases) = &impact.cases {
        for row in &cases.rows {
            let day = |range: Option<DateRange>| range.map(range_text).unwrap_or_default();
            let status = |state: &Option<State>| {
                state.as_ref().map_or_else(String::new, |state| status_text(state.statuses))
            };
            let due = |state: &Option<State>| day(state.as_ref().and_then(|state| state.due));
            let _ = table.write_record([
                row.case.clone(),
                row.duty.clone(),
                row.title.clone(),
                row.effects.join("; "),
                day(row.trigger),
                due(&row.before),
                due(&row.after),
                row.days.map(|days| days.to_string()).unwrap_or_default(),
                status(&row.before),
                status(&row.after),
                row.ruled.to_owned(),
                day(row.due),
                row.version.clone().unwrap_or_default(),
                cases.as_of.to_string(),
                impact.before.id.clone(),
                impact.after.id.clone(),
            ]);
        }
    }
    let bytes = table.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// `2026-12-01`, or `2026-12-01/2026-12-04` where it lies between two days.
fn range_text(range: DateRange) -> String {
    match range.exact() {
        Some(day) => day.to_string(),
        None => format!("{}/{}", range.first, range.last),
    }
}

fn status_text(statuses: StatusSet) -> String {
    match statuses.single() {
        Some(status) => status.word().to_owned(),
        None => statuses.iter().map(crate::eval::Status::word).collect::<Vec<_>>().join(" or "),
    }
}

/// duly.impact/1.
#[must_use]
pub fn json(impact: &Impact) -> Value {
    let pack = |pack: &Pack| json!({"id": pack.id, "title": pack.title, "version": pack.version});
    let changes = impact.changes.iter().map(|change| {
        let dates = change.dates.iter().map(
            |(dates, earlier, later)| json!({"dates": dates, "earlier": earlier, "later": later}),
        );
        let wording = change.wording.iter().map(|(was, now)| json!({"before": was, "now": now}));
        json!({
            "kind": change.kind,
            "rule": change.rule,
            "title": change.title,
            "sentences": change.sentences,
            "wording": wording.collect::<Vec<_>>(),
            "limits": dates.collect::<Vec<_>>(),
        })
    });
    json!({
        "format": "duly.impact/1",
        "before": pack(&impact.before),
        "after": pack(&impact.after),
        "from": impact.from.map(|day| day.to_string()),
        "changes": changes.collect::<Vec<_>>(),
        "cases": impact.cases.as_ref().map(cases_json),
    })
}

fn cases_json(cases: &Cases) -> Value {
    let mut totals = serde_json::Map::new();
    for (word, count) in &cases.totals {
        totals.insert((*word).to_owned(), json!(count));
    }
    let state = |state: &Option<State>| {
        state.as_ref().map(|state| {
            json!({
                "status": state.statuses.single().map(crate::eval::Status::word),
                "could be": state.statuses.iter().map(crate::eval::Status::word).collect::<Vec<_>>(),
                "due": state.due.map(range_text),
            })
        })
    };
    let rows = cases.rows.iter().map(|row| {
        json!({
            "case": row.case,
            "duty": row.duty,
            "title": row.title,
            "trigger date": row.trigger.map(range_text),
            "effects": row.effects,
            "days": row.days,
            "before": state(&row.before),
            "after": state(&row.after),
            "ruled by": row.ruled,
            "due": row.due.map(range_text),
            "version": row.version,
        })
    });
    json!({
        "as of": cases.as_of.to_string(),
        "cases": cases.count,
        "deadlines": cases.deadlines,
        "totals": totals,
        "rows": rows.collect::<Vec<_>>(),
    })
}
