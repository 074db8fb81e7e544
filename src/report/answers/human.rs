//! Answers as a table for the people who have to act on them.
//!
//! What to do stands first, what is done last; within a part, by due date. Each
//! row is followed by who has the duty and why it stands so.

use std::fmt::Write;

use super::Evaluation;
use super::view::{Line, lines, title};
use crate::eval::{DateRange, Status};
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

impl Part {
    const TABLE: [(Part, &'static str); 5] = [
        (Part::Now, "To do now"),
        (Part::Unknown, "Not known"),
        (Part::Ahead, "Still to come"),
        (Part::Done, "Done"),
        (Part::Closed, "Closed without being done"),
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

/// Every case as a table, one after the other, and what they come to together.
#[must_use]
pub fn human(of: &Evaluation<'_>, look: &Look) -> String {
    let page = Page { of, look: *look };
    let mut out = String::new();
    for at in 0..of.cases.len() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&page.case(at));
    }
    out
}

struct Page<'a> {
    of: &'a Evaluation<'a>,
    look: Look,
}

impl Page<'_> {
    fn columns(&self) -> usize {
        self.look.width.clamp(60, 120)
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
                let _ = writeln!(out, "\n{}", self.paint("1", heading));
                let widths = Widths::of(&members);
                members.iter().for_each(|line| out.push_str(&self.row(line, widths)));
            }
        }
        let others = lines.iter().filter(|line| Part::of(line) == Part::Not);
        self.list(&mut out, "Does not apply", others.map(|line| title(line.duty)).collect());
        let duties = answer.not_evaluated.iter().filter_map(|id| self.of.model.duty(*id));
        self.list(&mut out, "Not checked by a machine", duties.map(title).collect());
        let _ = writeln!(out, "\n{}", self.summary(&lines));
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
            version => format!(" ({version})"),
        };
        let calendar = model.calendar.as_ref();
        let calendar = calendar.map_or(String::new(), |c| format!(" {dot} calendar {}", c.title()));
        let first = format!("{} {dot} {}{version}", self.paint("1", case), model.pack.title);
        let second = format!("as of {}{calendar}", self.of.as_of.with_weekday());
        format!("{first}\n{}\n", self.paint("2", &second))
    }

    fn row(&self, line: &Line<'_>, widths: Widths) -> String {
        let status = status(line);
        let due = due(line.row.due);
        let indent = 2 + widths.status + 2 + widths.due + 2;
        let room = self.columns().saturating_sub(indent).max(20);
        let mut out = String::new();
        for (number, words) in wrap(&title(line.duty), room).iter().enumerate() {
            let (status, due) =
                if number == 0 { (status.as_str(), due.as_str()) } else { ("", "") };
            let painted = self.paint(colour(line), status);
            let gap = " ".repeat(widths.status - width(status));
            let _ = writeln!(out, "  {painted}{gap}  {}  {words}", pad(due, widths.due));
        }
        for words in wrap(&self.beneath(line), room) {
            let _ = writeln!(out, "{}{}", " ".repeat(indent), self.paint("2", &words));
        }
        out
    }

    /// Who, what is particular, and why.
    fn beneath(&self, line: &Line<'_>) -> String {
        let mut parts: Vec<String> = line.who.map(str::to_owned).into_iter().collect();
        let flags = line.flags();
        parts.extend(flags.iter().map(|flag| (*flag).to_owned()));
        parts.push(line.because.clone());
        let could_be = line.could_be();
        if !could_be.is_empty() {
            parts.push(format!("could be {}", could_be.join(", ")));
        }
        if !line.unknown_because.is_empty() {
            parts.push(format!("it hangs on {}", line.unknown_because.join(", and on ")));
        }
        parts.retain(|part| !part.is_empty());
        parts.join(&format!(" {} ", self.dot()))
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
        for line in wrap(&words.join("; "), self.columns() - 2) {
            let _ = writeln!(out, "  {}", self.paint("2", &line));
        }
    }

    /// `24 rows: 2 overdue, 1 unknown, 3 due soon …`.
    fn summary(&self, lines: &[Line<'_>]) -> String {
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
}

impl Widths {
    fn of(lines: &[&Line<'_>]) -> Widths {
        let widest = |of: &dyn Fn(&Line<'_>) -> String| {
            lines.iter().map(|line| width(&of(line))).max().unwrap_or(0)
        };
        Widths { status: widest(&status).max(16), due: widest(&|line| due(line.row.due)).max(15) }
    }
}

/// `overdue 12 days`, `met late 1 day`.
fn status(line: &Line<'_>) -> String {
    let word = line.status().map_or("not known", Status::word);
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
