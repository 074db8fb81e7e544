//! Answers as a table for the people who have to act on them.
//!
//! What to do stands first, what is done last; within a part, by due date. Each
//! row is followed by who has the duty and why it stands so.

use std::fmt::Write;

use super::Evaluation;
use super::across;
use super::view::{Line, lines, title};
use crate::eval::{Answer, DateRange, Right, RightState, Status};
use crate::explain;
use crate::facts::Case;
use crate::model::Duty;
use crate::report::diagnostics::escape::sentence;
use crate::report::diagnostics::{self, Look};
use crate::report::text::{pad, width, wrap};
use crate::time::Day;

/// The parts of the table, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Now,
    Unknown,
    Ahead,
    Done,
    Closed,
    Not,
}

/// The title with who had to do it, where it does not say so itself: what is over
/// has no sentence beneath.
fn with_bearer(line: &Line<'_>) -> String {
    let title = title(line.duty);
    match line.who.as_deref() {
        Some(who) if !title.to_lowercase().contains(&who.to_lowercase()) => {
            format!("{title} ({who})")
        }
        Some(_) | None => title,
    }
}

impl Part {
    const TABLE: [(Part, &'static str); 5] = [
        (Part::Now, "To do now"),
        (Part::Unknown, "Not known"),
        (Part::Ahead, "Still to come"),
        (Part::Done, "Done"),
        (Part::Closed, "Closed, not done"),
    ];

    fn of(line: &Line<'_>) -> Part {
        match line.status() {
            Some(Status::Overdue | Status::DueSoon) => Part::Now,
            Some(Status::Pending) if line.row.flags.at_risk => Part::Now,
            Some(Status::Pending) => Part::Ahead,
            Some(Status::Met | Status::MetLate) => Part::Done,
            Some(Status::Lapsed) => Part::Closed,
            Some(Status::NotApplicable) => Part::Not,
            None => Part::Unknown,
        }
    }
}

/// Columns below which a title has a line of its own.
const NARROW: usize = 24;

/// Every case as a table, one after the other, and what they come to together.
#[must_use]
pub fn human(of: &Evaluation<'_>, look: &Look) -> String {
    let page = Page { of, look: *look };
    let cases: Vec<String> = (0..of.cases.len()).map(|at| page.case(at)).collect();
    let mut out = cases.join("\n\n");
    let groups = across::human(of, page.columns(), &|text| page.paint("1", text));
    if !groups.is_empty() {
        let _ = write!(out, "\n\n{groups}");
    }
    if of.cases.len() > 1 {
        let all: Vec<Line<'_>> = (0..of.cases.len()).flat_map(|at| lines(of, at)).collect();
        let together = match all.is_empty() {
            true => format!("{} cases; nothing in them starts a duty of the pack", of.cases.len()),
            false => format!("{} cases, {}", of.cases.len(), summary(&all)),
        };
        let _ = write!(out, "\n\n{}\n", wrap(&together, page.columns()).join("\n"));
    }
    out
}

struct Page<'a> {
    of: &'a Evaluation<'a>,
    look: Look,
}

impl Page<'_> {
    fn columns(&self) -> usize {
        self.look.width.clamp(66, 120)
    }

    fn paint(&self, style: &str, text: &str) -> String {
        if self.look.colour && !text.is_empty() {
            format!("\x1b[{style}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    fn dot(&self) -> &'static str {
        if self.look.unicode { "·" } else { "-" }
    }

    fn case(&self, at: usize) -> String {
        let Some((case, answer)) = self.of.cases.get(at) else { return String::new() };
        let lines = lines(self.of, at);
        let mut out = self.head(&case.id);
        for (part, heading) in Part::TABLE {
            let mut members: Vec<&Line<'_>> =
                lines.iter().filter(|line| Part::of(line) == part).collect();
            // Rows come in the order of the pack; it decides between equals.
            members.sort_by_key(|line| line.row.due.map_or(Day::MAX, |due| due.last));
            if !members.is_empty() {
                let widths = Widths::of(&members);
                let _ = writeln!(out, "\n{}", self.heading(part, heading, widths));
                members.iter().for_each(|line| out.push_str(&self.row(line, widths)));
            }
        }
        self.rights(&mut out, case, answer);
        let others = lines.iter().filter(|line| Part::of(line) == Part::Not);
        self.list(&mut out, "Does not apply", others.map(|line| title(line.duty)).collect());
        self.not_checked(&mut out, answer);
        out.push('\n');
        for line in wrap(&summary(&lines), self.columns()) {
            let _ = writeln!(out, "{line}");
        }
        if !answer.findings.is_empty() {
            out.push('\n');
            out.push_str(&diagnostics::human(self.of.map, &answer.findings, &self.look));
        }
        out
    }

    fn head(&self, case: &str) -> String {
        let model = self.of.model;
        let dot = self.dot();
        let version = match model.pack.version.as_str() {
            "" => String::new(),
            version => format!(", version {version}"),
        };
        let calendar = model.calendar.as_ref();
        let calendar = calendar.map_or(String::new(), |c| format!(" {dot} calendar {}", c.title()));
        let (case, title) = (sentence(case), sentence(&model.pack.title));
        let first = format!("{} {dot} {title}{version}", self.paint("1", &case));
        let known = self.of.as_known;
        let known =
            known.map_or(String::new(), |day| format!(", as known on {}", day.with_weekday()));
        let second = format!("as of {}{known}{calendar}", self.of.as_of.with_weekday());
        format!("{first}\n{}\n", self.paint("2", &second))
    }

    /// The name of a part over the statuses, and those of its columns.
    fn heading(&self, part: Part, heading: &str, widths: Widths) -> String {
        let gap = " ".repeat((widths.status + 4).saturating_sub(width(heading)).max(2));
        let columns = match part {
            Part::Done => format!("{}  done", pad("due", widths.due)),
            Part::Closed => format!("{}  closed", pad("due", widths.due)),
            Part::Now | Part::Unknown | Part::Ahead | Part::Not => "due".to_owned(),
        };
        format!("{}{gap}{}", self.paint("1", heading), self.paint("2", &columns))
    }

    /// Status, due date and duty; for what is over also when it was done. Beneath,
    /// for what is not over, who has to do it and why it stands so.
    fn row(&self, line: &Line<'_>, widths: Widths) -> String {
        let over = matches!(Part::of(line), Part::Done | Part::Closed);
        let (status, due) = (status(line), due_of(line));
        let done = if over { pad(&done(line), widths.done + 2) } else { String::new() };
        let painted = self.paint(colour(line), &status);
        let gap = " ".repeat(widths.status.saturating_sub(width(&status)));
        let head = format!("  {painted}{gap}  {}  {done}", pad(&due, widths.due));
        let indent = 2 + widths.status + 2 + widths.due + 2 + width(&done);
        let room = self.columns().saturating_sub(indent);
        let title = if over { with_bearer(line) } else { title(line.duty) };
        let title = sentence(&title).into_owned();
        let mut out = String::new();
        if room < NARROW {
            let _ = writeln!(out, "{}", head.trim_end());
            for words in wrap(&title, self.columns() - 4) {
                let _ = writeln!(out, "    {words}");
            }
        } else {
            for (number, words) in wrap(&title, room).iter().enumerate() {
                let before = if number == 0 { head.clone() } else { " ".repeat(indent) };
                let _ = writeln!(out, "{before}{words}");
            }
        }
        let indent = 2 + widths.status + 2;
        let beneath = if over { layers(line, false) } else { Self::beneath(line) };
        for said in beneath {
            for words in wrap(&sentence(&said), self.columns().saturating_sub(indent).max(20)) {
                let _ = writeln!(out, "{}{}", " ".repeat(indent), self.paint("2", &words));
            }
        }
        out
    }

    /// Why it stands so, and what is particular.
    fn beneath(line: &Line<'_>) -> Vec<String> {
        let mut sentences = vec![line.because.clone()];
        // The sentence says the others.
        let flags = line.row.flags;
        if flags.too_early {
            sentences.push("An act came too early to count.".to_owned());
        }
        sentences.extend(layers(line, true));
        sentences.extend(line.from.map(|from| match from.changed {
            true => format!("A rule of {}, as this pack changes it.", from.pack),
            false => format!("A rule of {}.", from.pack),
        }));
        if flags.possibly_imprecise {
            sentences.push("Some of these statuses may not be possible after all.".to_owned());
        }
        sentences
    }

    /// The rights that powers have opened, those that are open first.
    fn rights(&self, out: &mut String, case: &Case, answer: &Answer) {
        let power = |right: &Right| self.of.model.power(right.power);
        let asked = |right: &&Right| power(right).is_none_or(|p| self.of.wants(&p.name.value));
        let mut rights: Vec<&Right> = answer.rights.iter().filter(asked).collect();
        rights.sort_by_key(|right| right.state != RightState::Open);
        if !rights.is_empty() {
            let _ = writeln!(out, "\n{}", self.paint("1", "Rights"));
        }
        for right in rights {
            let said = explain::right(self.of.model, case, right, self.of.as_of);
            let state = match (right.state, right.row.due.and_then(DateRange::exact)) {
                (RightState::Open, Some(until)) => format!("open until {}", until.with_weekday()),
                (state, _) => state.word().to_owned(),
            };
            let _ = writeln!(out, "  {state}");
            for words in wrap(&sentence(&said), self.columns().saturating_sub(4).max(20)) {
                let _ = writeln!(out, "    {}", self.paint("2", &words));
            }
        }
    }

    /// The pack's own duties that no machine checks; those of the packs it extends are
    /// counted, as `duly show` lists them.
    fn not_checked(&self, out: &mut String, answer: &Answer) {
        let model = self.of.model;
        let duties = answer.not_evaluated.iter().filter_map(|id| model.duty(*id));
        let duties = duties.filter(|duty| self.of.wants(&duty.name.value));
        let (own, other): (Vec<&Duty>, Vec<&Duty>) =
            duties.partition(|duty| *duty.from.pack == *model.pack.id);
        let mut titles: Vec<String> = own.into_iter().map(title).collect();
        for layer in &model.layers {
            let id = &layer.info.id;
            match other.iter().filter(|duty| *duty.from.pack == **id).count() {
                0 => {}
                many => titles.push(format!("{many} of {id}")),
            }
        }
        self.list(out, "Not checked by a machine", titles);
    }

    /// A heading, and under it titles, each once, with how often.
    fn list(&self, out: &mut String, heading: &str, titles: Vec<String>) {
        let mut counted: Vec<(String, usize)> = Vec::new();
        for title in titles {
            match counted.iter_mut().find(|(known, _)| *known == title) {
                Some((_, times)) => *times += 1,
                None => counted.push((title, 1)),
            }
        }
        if counted.is_empty() {
            return;
        }
        let words: Vec<String> = counted
            .into_iter()
            .map(|(title, times)| if times > 1 { format!("{title} ({times})") } else { title })
            .collect();
        let _ = writeln!(out, "\n{}", self.paint("1", heading));
        for line in wrap(&sentence(&words.join("; ")), self.columns() - 2) {
            let _ = writeln!(out, "  {}", self.paint("2", &line));
        }
    }
}

/// How the duties stand that this one implements: in one sentence those that stand
/// as it does, each other in its own; or only those that want for something.
fn layers(line: &Line<'_>, all: bool) -> Vec<String> {
    let mut alike: Vec<&str> = Vec::new();
    let mut others = Vec::new();
    for under in &line.under {
        let Some(row) = under.row else { continue };
        let settled = matches!(
            row.statuses.single(),
            Some(Status::Met | Status::NotApplicable | Status::Pending)
        );
        if settled && !all {
            continue;
        }
        if row.statuses == line.row.statuses && row.due == line.row.due {
            alike.push(&under.duty);
            continue;
        }
        let status = row.statuses.single().map_or("not known", Status::word);
        let day = due(row.due);
        let by = if day.is_empty() { String::new() } else { format!(", due {day}") };
        let earlier = match (row.due, line.row.due) {
            (Some(base), Some(own)) if base.last < own.first => " (earlier)",
            _ => "",
        };
        others.push(format!("Under {}: {status}{by}{earlier}.", under.duty));
    }
    if all && !alike.is_empty() {
        others.insert(0, format!("The same under {}.", alike.join(" and ")));
    }
    others
}

/// `24 deadlines: 2 overdue, 3 due soon, 1 not known …`.
fn summary(lines: &[Line<'_>]) -> String {
    let counts: Vec<String> = ORDER
        .into_iter()
        .filter_map(|status| {
            let many = lines.iter().filter(|line| line.status() == status).count();
            let word = status.map_or("not known", words);
            (many > 0).then(|| format!("{many} {word}"))
        })
        .collect();
    match lines.len() {
        0 => "Nothing in this case starts a duty of the pack.".to_owned(),
        1 => format!("1 deadline: {}", counts.join(", ")),
        many => format!("{many} deadlines: {}", counts.join(", ")),
    }
}

/// The order in which statuses are counted; `None` is not known.
const ORDER: [Option<Status>; 8] = [
    Some(Status::Overdue),
    Some(Status::DueSoon),
    None,
    Some(Status::Pending),
    Some(Status::Met),
    Some(Status::MetLate),
    Some(Status::Lapsed),
    Some(Status::NotApplicable),
];

fn words(status: Status) -> &'static str {
    match status {
        Status::NotApplicable => "do not apply",
        Status::Met
        | Status::MetLate
        | Status::Lapsed
        | Status::Overdue
        | Status::DueSoon
        | Status::Pending => status.word(),
    }
}

#[derive(Debug, Clone, Copy)]
struct Widths {
    status: usize,
    due: usize,
    done: usize,
}

impl Widths {
    fn of(lines: &[&Line<'_>]) -> Widths {
        let widest = |of: &dyn Fn(&Line<'_>) -> String| {
            lines.iter().map(|line| width(&of(line))).max().unwrap_or(0)
        };
        Widths {
            status: widest(&status).max(16),
            due: widest(&due_of).max(11),
            done: widest(&done),
        }
    }
}

/// When it was done, or else closed: `4 Aug 2026`.
fn done(line: &Line<'_>) -> String {
    let lapsed = line.status() == Some(Status::Lapsed);
    let closed = || line.row.closure.as_ref().filter(|_| lapsed).map(|closure| closure.on);
    match line.fulfilled().or_else(closed) {
        Some(range) => match range.exact() {
            Some(day) => format!("{} {}", day.short(), day.year()),
            None => due(Some(range)),
        },
        None => String::new(),
    }
}

/// `overdue 12 days`, `met late 1 day`.
fn status(line: &Line<'_>) -> String {
    let word = line.status().map_or("not known", Status::word);
    if line.status() == Some(Status::Lapsed) && line.row.flags.breached {
        return "lapsed, breached".to_owned();
    }
    // “Due soon” would say that the day is still to come; it has passed.
    if line.row.flags.at_risk && matches!(line.status(), Some(Status::DueSoon | Status::Pending)) {
        return "at risk".to_owned();
    }
    match line.row.days_late {
        Some(1) => format!("{word} 1 day"),
        Some(days) if days > 0 => format!("{word} {days} days"),
        Some(_) | None => word.to_owned(),
    }
}

/// Calm colours of the terminal's own sixteen.
fn colour(line: &Line<'_>) -> &'static str {
    match line.status() {
        Some(Status::Overdue) => "1;31",
        Some(Status::DueSoon) => "33",
        Some(Status::Lapsed) if line.row.flags.breached => "31",
        Some(Status::MetLate) => "33",
        Some(Status::Met) => "32",
        Some(Status::Pending) if line.row.flags.at_risk => "33",
        Some(Status::Pending | Status::Lapsed | Status::NotApplicable) => "0",
        None => "35",
    }
}

/// The due date of a row; once it is over, its weekday matters no more.
fn due_of(line: &Line<'_>) -> String {
    let over = matches!(Part::of(line), Part::Done | Part::Closed);
    match line.row.due.and_then(DateRange::exact) {
        Some(day) if over => format!("{} {}", day.short(), day.year()),
        Some(_) | None => due(line.row.due),
    }
}

/// `Tue 28 Apr 2026`, `3 Jun – 9 Jun 2026`, `no date`.
fn due(range: Option<DateRange>) -> String {
    let Some(range) = range else { return "no date".to_owned() };
    let (first, last) = (range.first, range.last);
    match range.exact() {
        Some(day) => format!("{} {} {}", day.weekday().short(), day.short(), day.year()),
        None if first.year() == last.year() => {
            format!("{} – {} {}", first.short(), last.short(), last.year())
        }
        None => format!("{} {} – {} {}", first.short(), first.year(), last.short(), last.year()),
    }
}
