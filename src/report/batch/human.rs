//! The summary for people: first what the files do not record, then how each duty stands.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::across;
use super::lacking::several;
use super::tally::Counts;
use super::{Batch, Open, Tally, many, percent, thousands};
use crate::eval::{DateRange, Status};
use crate::names::{Sort, capital};
use crate::report::diagnostics::Look;
use crate::report::diagnostics::escape::sentence;
use crate::report::text::{pad, width, wrap};
use crate::time::month_name;

/// The columns of the summary; `None` is not known.
pub(super) const COUNTED: [(Option<Status>, &str); 8] = [
    (Some(Status::Overdue), "overdue"),
    (Some(Status::DueSoon), "due soon"),
    (None, "not known"),
    (Some(Status::Pending), "pending"),
    (Some(Status::Met), "met"),
    (Some(Status::MetLate), "met late"),
    (Some(Status::Lapsed), "lapsed"),
    (Some(Status::NotApplicable), "not applicable"),
];

/// `Kent: Child in Care Reviews, as of Sat 21 November 2026`
pub(super) fn heading(of: &Batch<'_>) -> String {
    let version = match of.model.pack.version.as_str() {
        "" => String::new(),
        version => format!(", version {version}"),
    };
    format!("{}{version}, as of {}", of.model.pack.title, of.as_of.with_weekday())
}

/// Something that the files do not record.
pub(super) struct Lacking {
    /// What.
    pub(super) what: String,
    /// How many deadlines are not known for it.
    pub(super) rows: u64,
    /// Of which duties.
    pub(super) duties: String,
}

/// What the files do not record: the most rows first.
pub(super) fn lacking(of: &Batch<'_>, tally: &Tally) -> Vec<Lacking> {
    let mut kinds: Vec<_> = tally.unrecorded.iter().collect();
    kinds.sort_by_key(|(kind, (rows, _))| (std::cmp::Reverse(*rows), **kind));
    let each = kinds.into_iter().map(|(kind, (rows, duties))| {
        let titles: Vec<&str> = duties
            .iter()
            .filter_map(|at| tally.duties.get(*at))
            .map(|(words, _)| words.title.as_str())
            .collect();
        Lacking { what: several(of.model, *kind), rows: *rows, duties: listed(&titles) }
    });
    each.collect()
}

/// The same as sentences.
pub(super) fn not_recorded(of: &Batch<'_>, tally: &Tally) -> Vec<String> {
    let said = lacking(of, tally).into_iter().map(|Lacking { what, rows, duties }| {
        let rows = many(rows, "deadline", "deadlines");
        format!("This file does not record {what}: {rows} of {duties} not known")
    });
    said.collect()
}

/// What to write into a mapping of one's own where there are none of these: events and
/// statuses alone, for a fact always has some value.
pub(super) fn none_of(of: &Batch<'_>, tally: &Tally) -> Option<String> {
    const SHOWN: usize = 3;
    let mut kinds: Vec<_> = tally.unrecorded.iter().collect();
    kinds.sort_by_key(|(kind, (rows, _))| (std::cmp::Reverse(*rows), **kind));
    let names = kinds.into_iter().filter_map(|(kind, _)| of.model.vocabulary.get(*kind));
    let names = names.filter(|concept| matches!(concept.sort(), Sort::Event | Sort::Status));
    let names: Vec<&str> = names.take(SHOWN).map(|concept| concept.name.as_str()).collect();
    (of.own_mapping && !names.is_empty()).then(|| {
        let names = names.join(", ");
        format!("Where there are none in truth, say so in the mapping: `none of: [{names}]`")
    })
}

/// `703,251 deadlines (49,015 more do not apply)`
pub(super) fn deadlines(all: &Counts) -> String {
    let owed = many(all.owed(), "deadline", "deadlines");
    match all.of(Status::NotApplicable) {
        0 => owed,
        1 => format!("{owed} (1 more does not apply)"),
        more => format!("{owed} ({} more do not apply)", thousands(more)),
    }
}

/// What is met by the one day that the files give for what starts it, and why it counts
/// for nothing.
pub(super) fn by_one_day(tally: &Tally) -> Option<String> {
    let all = tally.all().one_day;
    let met = tally.seen().filter(|(_, counts)| counts.one_day > 0);
    let titles: Vec<&str> = met.map(|(words, _)| words.title.as_str()).collect();
    let titles = listed(&titles);
    match all {
        0 => None,
        1 => Some(format!(
            "1 deadline of {titles} is met by the one day that the file gives: it is not counted \
             in the share on time"
        )),
        all => Some(format!(
            "{} deadlines of {titles} are met by the one day that the file gives for each: they \
             are not counted in the share on time",
            thousands(all)
        )),
    }
}

/// What else is not known: the most rows first.
pub(super) fn otherwise(of: &Batch<'_>, tally: &Tally) -> Vec<String> {
    let mut others: Vec<_> = tally.others(of.model).into_iter().collect();
    others.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let said = others.into_iter();
    let said = said.map(|(said, rows)| format!("{}: {said}", many(rows, "deadline", "deadlines")));
    let mut said: Vec<String> = said.collect();
    let nobodys = of.dirty.iter().filter(|row| row.child.is_none() && !row.used).count() as u64;
    if nobodys > 0 {
        said.push(format!(
            "{}: what stands there is missing from some case, which may stand as late or overdue \
             for it",
            many(nobodys, "row does not say whose it is", "rows do not say whose they are")
        ));
    }
    if of.without_entry > 0 {
        let cases = u64::try_from(of.without_entry).unwrap_or(u64::MAX);
        said.push(format!(
            "The entry of {} is not in the file: what was due before its first row is not known",
            many(cases, "case", "cases")
        ));
    }
    said
}

/// `“a”, “b” and 3 more`
fn listed(titles: &[&str]) -> String {
    const SHOWN: usize = 4;
    let mut words: Vec<String> =
        titles.iter().take(SHOWN).map(|title| format!("“{title}”")).collect();
    if titles.len() > SHOWN {
        words.push(format!("{} more duties", titles.len() - SHOWN));
    }
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

/// Reasons why rows could not be taken as they stand, and how often: what stands between
/// quotation marks differs from row to row, and is left out.
pub(super) fn reasons(of: &Batch<'_>) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for row in of.dirty {
        let reason = general(&row.reason);
        let reason = match &row.column {
            Some(column) => format!("{column}: {reason}"),
            None => reason,
        };
        *counts.entry(reason).or_default() += 1;
    }
    let mut all: Vec<(String, u64)> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

/// The text with an ellipsis for each quotation, each number and each date.
fn general(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('“') {
        let Some((_, tail)) = after.split_once('”') else { break };
        out.push_str(before);
        out.push_str("“…”");
        rest = tail;
    }
    out.push_str(rest);
    // What begins with a quotation is about the cell.
    let out =
        out.strip_prefix("“…”").map_or(out.clone(), |rest| format!("what stands there{rest}"));
    let word = |word: &str| match word.starts_with(|c: char| c.is_ascii_digit()) {
        true => {
            let kept = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
            format!("…{}", word.strip_prefix(kept).unwrap_or_default())
        }
        false => word.to_owned(),
    };
    let mut out = out.split(' ').map(word).collect::<Vec<_>>().join(" ");
    for month in (1..=12).map(month_name) {
        out = out.replace(&format!("… {month} …"), "…");
    }
    out.replace("line …", "another line").replace("begins … days", "begins days")
}

/// What a reader has to know beside the numbers.
pub(super) fn notes(of: &Batch<'_>, tally: &Tally) -> Vec<String> {
    let cases = many(u64::try_from(of.caseload.len()).unwrap_or(u64::MAX), "case", "cases");
    let mut notes = vec![format!("{cases}, {}", deadlines(&tally.all()))];
    notes.extend(by_one_day(tally));
    notes.extend(otherwise(of, tally));
    if !of.dirty.is_empty() {
        let dirty = u64::try_from(of.dirty.len()).unwrap_or(u64::MAX);
        let rows = many(dirty, "row", "rows");
        notes.push(format!("{rows} could not be taken as they stand"));
    }
    notes
}

struct Page<'a> {
    of: &'a Batch<'a>,
    tally: &'a Tally,
    look: Look,
    out: String,
}

/// The summary.
#[must_use]
pub fn human(of: &Batch<'_>, tally: &Tally, look: &Look) -> String {
    let mut page = Page { of, tally, look: *look, out: String::new() };
    page.head();
    page.unrecorded();
    page.table();
    page.teams();
    page.across();
    page.otherwise();
    page.worst();
    page.dirty();
    page.work();
    page.out
}

impl Page<'_> {
    fn columns(&self) -> usize {
        self.look.width.clamp(66, 140)
    }

    fn paint(&self, style: &str, text: &str) -> String {
        match self.look.colour {
            true => format!("\x1b[{style}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn section(&mut self, heading: &str) {
        let heading = self.paint("1", heading);
        self.out.push('\n');
        self.line(&heading);
    }

    /// Lines of a list, the second and further ones set in.
    fn item(&mut self, text: &str) {
        let room = self.columns() - 4;
        for (at, words) in wrap(&sentence(text), room).into_iter().enumerate() {
            let indent = if at == 0 { "  " } else { "    " };
            self.line(&format!("{indent}{words}"));
        }
    }

    /// The same beside cells that are filled up already.
    fn beside(&mut self, cells: &str, text: &str) {
        let room = self.columns().saturating_sub(width(cells) + 4).max(24);
        for (at, words) in wrap(&sentence(text), room).into_iter().enumerate() {
            let before = if at == 0 { cells.to_owned() } else { " ".repeat(width(cells)) };
            self.line(&format!("  {before}  {words}"));
        }
    }

    fn head(&mut self) {
        let dot = if self.look.unicode { "·" } else { "-" };
        let title = sentence(&self.of.model.pack.title).into_owned();
        let version = match self.of.model.pack.version.as_str() {
            "" => String::new(),
            version => format!(", version {version}"),
        };
        let title = format!("{}{version}", self.paint("1", &title));
        self.line(&title);
        let cases = u64::try_from(self.of.caseload.len()).unwrap_or(u64::MAX);
        let said = format!(
            "as of {} {dot} {} {dot} {}",
            self.of.as_of.with_weekday(),
            many(cases, "case", "cases"),
            deadlines(&self.tally.all())
        );
        let said = self.paint("2", &said);
        self.line(&said);
    }

    fn unrecorded(&mut self) {
        const SHOWN: usize = 6;
        let said = not_recorded(self.of, self.tally);
        if said.is_empty() {
            return;
        }
        self.section("What the file does not record");
        for one in said.iter().take(SHOWN) {
            self.item(one);
        }
        let more = said.len().saturating_sub(SHOWN) as u64;
        if more > 0 {
            let more = many(more, "other thing", "other things");
            self.item(&format!("Nor does it record {more}, which the report lists"));
        }
        if let Some(said) = none_of(self.of, self.tally) {
            self.item(&said);
        }
    }

    fn across(&mut self) {
        let said = across::lines(self.of, &self.tally.groups);
        if !said.is_empty() {
            self.section(across::HEADING);
            said.iter().for_each(|one| self.item(one));
        }
    }

    fn otherwise(&mut self) {
        let said = otherwise(self.of, self.tally);
        if !said.is_empty() {
            self.section("What else is not known");
            said.iter().for_each(|one| self.item(one));
        }
    }

    fn table(&mut self) {
        let all = self.tally.all();
        let shown = counted(&all);
        let mut rows: Vec<(String, Counts)> = self
            .tally
            .seen()
            .filter(|(_, counts)| counts.says_something())
            .map(|(words, counts)| (sentence(&words.title).into_owned(), counts.clone()))
            .collect();
        if rows.is_empty() {
            self.out.push('\n');
            self.line("Of no duty of the pack anything is known in these cases.");
            return;
        }
        let silent =
            self.tally.seen().filter(|(_, counts)| counts.all() > 0 && !counts.says_something());
        let silent = silent.filter(|(_, counts)| counts.unrecorded > 0).count() as u64;
        if rows.len() > 1 {
            rows.push(("All".to_owned(), all));
        }
        self.section("How the duties stand");
        for line in self.rows(&shown, &rows) {
            self.line(&line);
        }
        if silent > 0 {
            let duties = many(silent, "duty", "duties");
            self.item(&format!("Not listed: {duties} of which the file says nothing at all"));
        }
        if let Some(said) = by_one_day(self.tally) {
            self.item(&said);
        }
    }

    fn teams(&mut self) {
        let teams = self.tally.teams.iter();
        let mut rows: Vec<(String, Counts)> =
            teams.map(|(team, counts)| (team_name(team), counts.clone())).collect();
        // Those of no team come last.
        rows.sort_by_key(|(team, _)| *team == team_name(""));
        if rows.is_empty() {
            return;
        }
        let shown = counted(&self.tally.all());
        self.section("How the teams stand");
        for line in self.rows(&shown, &rows) {
            self.line(&line);
        }
    }

    /// The lines of the table: a title that is too long has one of its own.
    fn rows(&self, shown: &[(Option<Status>, &str)], rows: &[(String, Counts)]) -> Vec<String> {
        let none = if self.look.unicode { "·" } else { "-" };
        let cell = |status: Option<Status>, counts: &Counts| match count(counts, status) {
            0 => none.to_owned(),
            some => thousands(some),
        };
        let wide = |(status, word): &(Option<Status>, &str)| {
            let cells = rows.iter().map(|(_, counts)| width(&cell(*status, counts)));
            cells.max().unwrap_or(0).max(longest(word))
        };
        let widths: Vec<usize> = shown.iter().map(wide).collect();
        let right: usize = widths.iter().map(|width| width + 2).sum::<usize>() + 9;
        let room = self.columns().saturating_sub(right + 2).max(12);
        let left = rows.iter().map(|(title, _)| width(title)).max().unwrap_or(0).min(room);
        let mut lines = heads(shown, &widths, left);
        for (title, counts) in rows {
            let mut tail = String::new();
            for ((status, _), width) in shown.iter().zip(&widths) {
                let _ = write!(tail, "  {}", right_in(&cell(*status, counts), *width));
            }
            let (met, come) = counts.in_time();
            let _ = write!(tail, "  {}", right_in(&percent(met, come), 7));
            let mut title = title.as_str();
            if width(title) > left {
                lines.extend(wrap(title, self.columns() - 4).into_iter().map(|t| format!("  {t}")));
                title = "";
            }
            lines.push(format!("  {}{tail}", pad(title, left)));
        }
        lines
    }

    fn worst(&mut self) {
        if self.tally.worst.is_empty() {
            return;
        }
        self.section("The longest delays");
        let tally = self.tally;
        let case = tally.worst.iter().map(|one| width(&one.case)).max().unwrap_or(0).min(24);
        for one in &tally.worst {
            let due = one.due.map_or_else(String::new, |due| format!(", due {}", day(due)));
            let days = many(u64::try_from(one.days).unwrap_or(0), "day", "days");
            let text = format!("{}: {} {days}{due}", one.title, one.word);
            self.beside(&pad(&sentence(&one.case), case), &text);
        }
    }

    fn dirty(&mut self) {
        const SHOWN: usize = 8;
        let reasons = reasons(self.of);
        if reasons.is_empty() {
            return;
        }
        let all = u64::try_from(self.of.dirty.len()).unwrap_or(u64::MAX);
        let used = self.of.dirty.iter().filter(|row| row.used).count();
        let used = u64::try_from(used).unwrap_or(0);
        self.section("Rows that could not be taken as they stand");
        let rows = many(all, "row", "rows");
        let said = match used {
            0 => format!("{rows}, left out"),
            used => format!("{rows}; the rest of {} of them is used", thousands(used)),
        };
        self.item(&said);
        for (reason, count) in reasons.iter().take(SHOWN) {
            self.beside(&right_in(&thousands(*count), 6), reason);
        }
        let more = reasons.len().saturating_sub(SHOWN);
        if more > 0 {
            self.item(&format!("and {}", many(more as u64, "other reason", "other reasons")));
        }
    }

    fn work(&mut self) {
        let tally = self.tally;
        let list = tally.work(self.of.days);
        if list.is_empty() {
            return;
        }
        self.section(&format!("To do in the next {} days, and overdue", self.of.days));
        for (who, counts) in by_who(&list) {
            let who = if who.is_empty() { "nobody is named" } else { who };
            let said = counts.iter().map(|(word, count)| format!("{} {word}", thousands(*count)));
            let said: Vec<String> = said.collect();
            self.item(&format!("{who}: {}", said.join(", ")));
        }
    }
}

/// The columns that anything stands in. What does not apply is no deadline to anybody: the
/// files have it.
fn counted(all: &Counts) -> Vec<(Option<Status>, &'static str)> {
    let applies = |(status, _): &(Option<Status>, &str)| *status != Some(Status::NotApplicable);
    COUNTED.into_iter().filter(applies).filter(|(status, _)| count(all, *status) > 0).collect()
}

/// The team, or that there is none.
pub(super) fn team_name(team: &str) -> String {
    if team.is_empty() { "no team named".to_owned() } else { sentence(team).into_owned() }
}

/// Of each who has something to do, how much of it stands how: the most overdue first.
pub(super) fn by_who<'l>(list: &[&'l Open]) -> Vec<(&'l str, Vec<(&'static str, u64)>)> {
    let mut found: Vec<(&str, Vec<(&'static str, u64)>)> = Vec::new();
    for one in list {
        if found.last().is_none_or(|(who, _)| **who != *one.who) {
            let words = COUNTED.iter().map(|(_, word)| (*word, 0)).collect();
            found.push((&one.who, words));
        }
        let counts = found.last_mut().into_iter().flat_map(|(_, counts)| counts);
        let word = one.statuses.single().map_or("not known", Status::word);
        counts.filter(|(known, _)| *known == word).for_each(|(_, count)| *count += 1);
    }
    // The words are in order: overdue, due soon, not known.
    found.sort_by_key(|(_, counts)| {
        counts.iter().map(|(_, count)| std::cmp::Reverse(*count)).collect::<Vec<_>>()
    });
    for (_, counts) in &mut found {
        counts.retain(|(_, count)| *count > 0);
    }
    found
}

/// The work list itself, by who has to do it.
#[must_use]
pub fn work(of: &Batch<'_>, tally: &Tally, look: &Look) -> String {
    let mut page = Page { of, tally, look: *look, out: String::new() };
    let list = tally.work(of.days);
    let title = format!("Work list of {} days", of.days);
    let title = page.paint("1", &title);
    page.line(&title);
    let said = page.paint("2", &heading(of));
    page.line(&said);
    let case = list.iter().map(|one| width(&one.case)).max().unwrap_or(0).min(24);
    let mut before = None;
    for one in list {
        if before.replace(&one.who) != Some(&one.who) {
            let who = if one.who.is_empty() { "Nobody is named" } else { &one.who };
            page.section(&capital(&sentence(who)));
        }
        let status = one.statuses.single().map_or("not known", Status::word);
        let mut text = format!("{}: {status}", one.title);
        if !one.to_know.is_empty() {
            let _ = write!(text, "; record {}", one.to_know);
        }
        let days = right_in(&day(one.due), 15);
        let cells = format!("{days}  {}", pad(&sentence(&one.case), case));
        page.beside(&cells, &text);
    }
    page.out
}

fn count(counts: &Counts, status: Option<Status>) -> u64 {
    status.map_or(counts.unknown, |status| counts.of(status))
}

/// The longest word of a heading, which is broken at its spaces.
fn longest(heading: &str) -> usize {
    heading.split(' ').map(width).max().unwrap_or(0)
}

/// The lines of the heading.
fn heads(shown: &[(Option<Status>, &str)], widths: &[usize], left: usize) -> Vec<String> {
    let mut columns: Vec<(Vec<&str>, usize)> = shown
        .iter()
        .zip(widths)
        .map(|((_, word), width)| (word.split(' ').collect(), *width))
        .collect();
    columns.push((vec!["on", "time"], 7));
    let high = columns.iter().map(|(words, _)| words.len()).max().unwrap_or(1);
    let line = |at: usize| {
        let mut line = " ".repeat(left + 2);
        for (words, width) in &columns {
            let word = (at + words.len()).checked_sub(high).and_then(|at| words.get(at));
            let _ = write!(line, "  {}", right_in(word.unwrap_or(&""), *width));
        }
        line
    };
    (0..high).map(line).collect()
}

fn right_in(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// `Tue 28 Apr 2026`, `between 3 Jun 2026 and 9 Jun 2026`
pub(super) fn day(range: DateRange) -> String {
    let short = |day: crate::time::Day| format!("{} {}", day.short(), day.year());
    match range.exact() {
        Some(day) => format!("{} {}", day.weekday().short(), short(day)),
        None => format!("between {} and {}", short(range.first), short(range.last)),
    }
}
