//! What a second look at a pack found: for people, for programs, as a page.
//!
//! In: limits with two readings and duties to look at again, each with the days that
//! show it. Out: text. Never here: finding them.

use std::fmt::Write;

use serde_json::{Value, json};

use super::diagnostics::escape::sentence;
use super::text::{safe, wrap};
use crate::time::Day;

/// A pack and what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackLint {
    /// Its id.
    pub pack: String,
    /// Its title.
    pub title: String,
    /// Limits with two readings.
    pub doubts: Vec<Doubt>,
    /// Duties to look at again.
    pub flaws: Vec<Flaw>,
}

/// A limit with two readings that lead to different days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The question in data: `day-of-event`.
    pub question: &'static str,
    /// The question as it is asked.
    pub asked: &'static str,
    /// The id of its rule.
    pub duty: String,
    /// File and line.
    pub place: String,
    /// The limit as it is written.
    pub words: String,
    /// What it means here.
    pub chosen: String,
    /// Why.
    pub because: String,
    /// What it could mean as well.
    pub other: String,
    /// The clause that would say so, where the language has words for it.
    pub instead: Option<Wording>,
    /// A day counted from.
    pub from: Day,
    /// The day on which it took place after all, or on which its time began, where that
    /// matters.
    pub held: Option<Day>,
    /// Where it leads here.
    pub here: Day,
    /// Where it leads as the other reading has it.
    pub there: Day,
    /// On how many days the two differ.
    pub differ: u32,
    /// Of how many.
    pub of: u32,
    /// What share that is: `43.1%`.
    pub percent: String,
    /// By how many days at most.
    pub by_at_most: i32,
    /// Further rules of which the same is to be asked.
    pub also: Vec<String>,
}

/// A clause for the other reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Its keyword, or the dash of a bullet.
    pub clause: String,
    /// Its phrase.
    pub phrase: String,
    /// It stands in the header.
    pub header: bool,
}

impl Wording {
    /// On one line.
    fn line(&self) -> String {
        format!("{}   {}", self.clause, self.phrase)
    }
}

/// A duty to look at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// `subsumed`, `unreachable`, `contradictory`, `vacuous`
    pub kind: &'static str,
    /// The code of the check that found it.
    pub code: Option<String>,
    /// The id of the duty.
    pub duty: String,
    /// File and line.
    pub place: String,
    /// One sentence.
    pub message: String,
    /// What shows it.
    pub shown: Option<String>,
    /// What to do.
    pub help: String,
}

impl PackLint {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.doubts.is_empty() && self.flaws.is_empty()
    }

    /// `2 duties to look at again, 5 limits with two readings`
    fn counted(&self) -> String {
        if self.is_clean() {
            return "nothing found".to_owned();
        }
        let many = |count: usize, one: &str, more: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {more}")),
        };
        let flaws = many(self.flaws.len(), "duty to look at again", "duties to look at again");
        let doubts =
            many(self.doubts.len(), "phrase with two readings", "phrases with two readings");
        flaws.into_iter().chain(doubts).collect::<Vec<_>>().join(", ")
    }
}

impl Doubt {
    /// `on every day`, `on 43.1% of days, by up to 4 days`
    fn share(&self) -> String {
        let dates = match (self.differ, self.of) {
            (differ, of) if differ == of => "on every day".to_owned(),
            (_, _) => format!("on {} of days", self.percent),
        };
        match self.by_at_most {
            1 => format!("{dates}, by 1 day"),
            more => format!("{dates}, by up to {more} days"),
        }
    }

    /// Where the two readings lead from one day.
    fn witness(&self) -> String {
        let day = Day::with_weekday;
        let (from, here, there) = (day(self.from), day(self.here), day(self.there));
        let counted = match (self.held.map(day), self.question) {
            (Some(start), "once-a-year") => format!("begun on {start} and last done on {from}"),
            (Some(done), "timetable") => format!("its turn on {from}, done on {done}"),
            (Some(held), _) => format!("planned for {from} and held on {held}"),
            (None, "once-a-year") => format!("last done on {from}"),
            (None, _) => format!("from {from}"),
        };
        format!("{counted}: {here} here, {there} otherwise")
    }

    fn also(&self) -> String {
        const MOST: usize = 8;
        let named = self.also.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
        match self.also.len().saturating_sub(MOST) {
            0 => named,
            more => format!("{named} and {more} more"),
        }
    }
}

/// What was found, pack by pack.
#[must_use]
pub fn human(packs: &[PackLint], columns: usize) -> String {
    let mut out = Lines { text: String::new(), columns: columns.max(50) };
    for pack in packs {
        for flaw in &pack.flaws {
            out.of_flaw(flaw);
        }
        let mut before: Option<&Doubt> = None;
        for doubt in &pack.doubts {
            if before.is_none_or(|one| one.duty != doubt.duty || one.words != doubt.words) {
                let heading = format!("{}: {}", doubt.duty, doubt.words);
                out.say(0, "", &heading);
                out.say(2, "", &doubt.place);
            }
            out.of_doubt(doubt);
            before = Some(doubt);
        }
        let _ = writeln!(out.text, "{}: {}", safe(&pack.pack), pack.counted());
    }
    out.text
}

struct Lines {
    text: String,
    columns: usize,
}

impl Lines {
    /// A sentence, its further lines indented as far as its words.
    fn say(&mut self, indent: usize, label: &str, sentence: &str) {
        let width = if label.is_empty() { 0 } else { 11 };
        let room = self.columns.saturating_sub(indent + width).max(30);
        for (number, line) in wrap(&safe(sentence), room).iter().enumerate() {
            let label = if number == 0 { label } else { "" };
            let _ = writeln!(self.text, "{:indent$}{label:width$}{line}", "");
        }
    }

    fn of_flaw(&mut self, flaw: &Flaw) {
        let code = flaw.code.as_ref().map_or(String::new(), |code| format!(" [{code}]"));
        self.say(0, "", &format!("{}{code}: {}", flaw.kind, flaw.message));
        self.say(2, "", &flaw.place);
        if let Some(shown) = &flaw.shown {
            self.say(2, "", shown);
        }
        self.say(2, "", &format!("help: {}", flaw.help));
        self.text.push('\n');
    }

    fn of_doubt(&mut self, doubt: &Doubt) {
        self.say(2, "", doubt.asked);
        self.say(4, "here", &format!("{} ({})", doubt.chosen, doubt.because));
        self.say(4, "otherwise", &doubt.other);
        self.say(4, "differ", &format!("{}; {}", doubt.share(), doubt.witness()));
        if let Some(words) = &doubt.instead {
            let place = if words.header { "in the header: " } else { "" };
            self.say(4, "write", &format!("{place}`{}`", words.line()));
        }
        if !doubt.also.is_empty() {
            self.say(4, "also in", &doubt.also());
        }
        self.text.push('\n');
    }
}

/// duly.lint/1.
#[must_use]
pub fn json(packs: &[PackLint]) -> Value {
    let packs = packs.iter().map(|pack| {
        json!({
            "pack": pack.pack,
            "title": pack.title,
            "duties": pack.flaws.iter().map(flaw_json).collect::<Vec<_>>(),
            "phrases": pack.doubts.iter().map(doubt_json).collect::<Vec<_>>(),
        })
    });
    json!({ "format": "duly.lint/1", "packs": packs.collect::<Vec<_>>() })
}

fn flaw_json(flaw: &Flaw) -> Value {
    json!({
        "kind": flaw.kind,
        "code": flaw.code,
        "duty": flaw.duty,
        "place": flaw.place,
        "message": flaw.message,
        "shown": flaw.shown,
        "help": flaw.help,
    })
}

fn doubt_json(doubt: &Doubt) -> Value {
    json!({
        "question": doubt.question,
        "asked": doubt.asked,
        "duty": doubt.duty,
        "also": doubt.also,
        "place": doubt.place,
        "words": doubt.words,
        "here": doubt.chosen,
        "because": doubt.because,
        "otherwise": doubt.other,
        "write": doubt.instead.as_ref().map(|words| json!({
            "clause": words.clause,
            "phrase": words.phrase,
            "in the header": words.header,
        })),
        "witness": {
            "from": doubt.from.to_string(),
            "held": doubt.held.map(|day| day.to_string()),
            "here": doubt.here.to_string(),
            "otherwise": doubt.there.to_string(),
        },
        "differ": { "days": doubt.differ, "of": doubt.of, "by at most": doubt.by_at_most },
    })
}

/// A page: the duties to look at again, and a table of phrases.
#[must_use]
pub fn markdown(packs: &[PackLint]) -> String {
    let mut out = String::new();
    let cell = |text: &str| sentence(text).replace('|', "\\|");
    for (number, pack) in packs.iter().enumerate() {
        let gap = if number == 0 { "" } else { "\n" };
        let _ =
            write!(out, "{gap}# {}\n\n`{}`: {}.\n", cell(&pack.title), pack.pack, pack.counted());
        if !pack.flaws.is_empty() {
            out.push_str("\n## Duties to look at again\n\n");
        }
        for flaw in &pack.flaws {
            let shown = flaw.shown.as_ref().map_or(String::new(), |shown| format!("; {shown}"));
            let _ = writeln!(
                out,
                "- **{}**: {}{} ({}); help: {}",
                flaw.kind,
                sentence(&flaw.message),
                sentence(&shown),
                sentence(&flaw.place),
                sentence(&flaw.help)
            );
        }
        if !pack.doubts.is_empty() {
            out.push_str(
                "\n## Phrases with two readings\n\n\
                 | rule | words | question | here | otherwise | differ | for the other |\n\
                 |---|---|---|---|---|---|---|\n",
            );
        }
        for doubt in &pack.doubts {
            let more = if doubt.also.is_empty() {
                String::new()
            } else {
                format!(" (also {})", doubt.also())
            };
            let words = doubt.instead.as_ref().map(|words| format!("`{}`", cell(&words.line())));
            let _ = writeln!(
                out,
                "| `{}`{} | {} | {} | {} | {} | {}; {} | {} |",
                doubt.duty,
                cell(&more),
                cell(&doubt.words),
                doubt.asked,
                cell(&doubt.chosen),
                cell(&doubt.other),
                doubt.share(),
                doubt.witness(),
                words.as_deref().unwrap_or("no words for it")
            );
        }
    }
    out
}
