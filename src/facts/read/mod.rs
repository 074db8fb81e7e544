//! Case files as text.
//!
//! In: a case file in YAML or JSON. Out: the [`CaseFile`] it holds, with every
//! part that could be read, and a finding at the place of each mistake. Never
//! here: what the names mean; that needs a pack.

mod date;
mod event;
mod period;

use super::keys::Block;
use super::{CaseFile, LeftOut, WrittenRecords};
use crate::diag::{Code, Diagnostic, Outcome};
use crate::names::{Sort, suggest_words};
use crate::source::{FileId, Phrase, Span, Spanned};
use crate::time::Day;
use crate::yaml::{self, Entry, Node, NodeKind, Scalar, Style};

use super::file::WrittenDate;

/// What a case file may say at its margin.
const KEYS: &[&str] =
    &["case", "subject", "born", "history from", "records", "events", "periods", "facts"];

/// Reads a case file. `name` names the case where the file does not; `text` is the
/// whole file. The value is always there, and holds all that could be read.
#[must_use]
pub fn read_case(file: FileId, name: &str, text: &str) -> Outcome<CaseFile> {
    let Outcome { value, diagnostics } = yaml::parse(file, text);
    let mut reader = Reader { text, findings: Vec::new(), left_out: Vec::new() };
    let start = Span::new(file, 0, 0);
    let mut case = empty(Spanned::new(name.to_owned(), start));
    if let Some(root) = &value {
        reader.root(root, &mut case);
    }
    case.left_out = reader.left_out;
    let events = value.as_ref().and_then(|root| root.get("events")?.as_mapping());
    let names: Vec<Span> = events.into_iter().flatten().map(|entry| entry.key.span()).collect();
    let mut findings: Vec<Diagnostic> =
        diagnostics.into_iter().map(|found| as_case_file(found, &names)).collect();
    findings.append(&mut reader.findings);
    findings.sort_by_key(|found| found.span().map(Span::start));
    Outcome::new(case, findings)
}

fn empty(id: Spanned<String>) -> CaseFile {
    CaseFile {
        id,
        subject: None,
        born: None,
        history_from: None,
        records: Vec::new(),
        events: Vec::new(),
        periods: Vec::new(),
        facts: Vec::new(),
        left_out: Vec::new(),
    }
}

/// A finding of the text, as one of a case file. `names` are those of events that
/// are written without dashes.
fn as_case_file(found: Diagnostic, names: &[Span]) -> Diagnostic {
    if found.code == Code::D0112 {
        return Diagnostic { code: Code::D0811, ..found };
    }
    // Of findings with this code, only a repeated name has a second place.
    match found.secondary.first() {
        Some(first) if found.code == Code::D0107 => {
            let help = if names.iter().any(|name| name.start() == first.span.start()) {
                "start each event on a line of its own with a dash: `- review: 22 April 2026`"
            } else {
                "keep one of the two"
            };
            found.help(help)
        }
        Some(_) | None => found,
    }
}

/// A key as it is compared: small letters, one space between words.
fn folded(text: &str) -> String {
    let words = text.replace('_', " ").to_lowercase();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a node stands for no value: nothing, `~`, or the `null` of JSON.
fn is_null(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Missing => true,
        NodeKind::Scalar(scalar) => {
            scalar.style == Style::Plain && matches!(scalar.text(), "null" | "~")
        }
        NodeKind::Mapping(_) | NodeKind::Sequence(_) => false,
    }
}

fn spanned(scalar: &Scalar) -> Spanned<String> {
    Spanned::new(scalar.text().trim().to_owned(), scalar.span())
}

/// A name and what is written for it: one line of a section.
struct Line<'n> {
    key: &'n Scalar,
    value: &'n Node,
    /// Keys that stand beside the name and belong under it.
    beside: &'n [Entry],
}

struct Reader<'t> {
    text: &'t str,
    findings: Vec<Diagnostic>,
    left_out: Vec<LeftOut>,
}

impl Reader<'_> {
    fn find(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.findings.push(Diagnostic::new(code, span, message).help(help));
    }

    fn root(&mut self, root: &Node, case: &mut CaseFile) {
        case.id.span = Span::new(root.span.file(), root.span.start(), root.span.start());
        let entries = match &root.kind {
            NodeKind::Mapping(entries) => entries,
            NodeKind::Missing if root.broken => return,
            NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Sequence(_) => {
                let message =
                    format!("a case file is a block of keys, and this is {}", root.describe());
                self.find(
                    Code::D0811,
                    root.span,
                    message,
                    "start with `case: A-1042`, then `events:` with a list under it",
                );
                return;
            }
        };
        for (index, entry) in entries.iter().enumerate() {
            let key = folded(entry.key.text());
            if entries.iter().take(index).any(|other| folded(other.key.text()) == key) {
                self.twice(&entry.key);
                continue;
            }
            self.section(&key, entry, case);
        }
    }

    fn section(&mut self, key: &str, entry: &Entry, case: &mut CaseFile) {
        let value = &entry.value;
        match key {
            "case" => {
                if let Some(id) = self.words(&entry.key, value) {
                    case.id = id;
                }
            }
            "subject" => case.subject = self.words(&entry.key, value),
            "born" if !is_null(value) => case.born = self.date(&entry.key, value),
            "history from" => case.history_from = self.history(&entry.key, value),
            "records" => case.records = self.records(value),
            "events" => case.events = self.events(value),
            "periods" => case.periods = self.periods(value),
            "facts" => case.facts = self.facts(value),
            "born" => {
                // `born:` with nothing after it says that the date is not known.
                self.words_or_null(&entry.key, value);
            }
            _ => self.unknown_key(entry, KEYS, "a case file"),
        }
    }

    /// Says that a block has no such key.
    fn unknown_key(&mut self, entry: &Entry, known: &[&str], block: &str) {
        let key = entry.key.text();
        if self.cut_by_comma(entry) {
            return;
        }
        let message = format!("“{key}” is no key of {block}");
        let help = match nearest(key, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its keys are {}", list(known)),
        };
        self.find(Code::D0811, entry.key.span(), message, help);
    }

    /// Takes away what stands under keys that a block does not have, and says which
    /// were meant: those, each with its place.
    fn misnamed(
        &mut self,
        block: Block,
        others: &mut Vec<(Spanned<String>, Spanned<String>)>,
    ) -> Vec<(&'static str, Span)> {
        let mut found = Vec::new();
        others.retain(|(key, _)| {
            let Some(meant) = block.meant(&key.value) else { return true };
            self.findings.push(block.misnamed(key, meant));
            found.push((meant, key.span));
            false
        });
        found
    }

    /// Keeps the name of a line that cannot be used.
    fn leave_out(&mut self, sort: Sort, name: Spanned<String>, by: Option<Spanned<String>>) {
        self.left_out.push(LeftOut { sort, name, by });
    }

    /// Inside `{ }`, words after a comma read as a key of their own.
    fn cut_by_comma(&mut self, entry: &Entry) -> bool {
        let span = entry.key.span();
        let before = self.text.get(..span.start()).unwrap_or("").trim_end();
        let after = self.text.get(span.end()..).unwrap_or("").trim_start();
        if !entry.value.is_missing() || !before.ends_with(',') || !after.starts_with([',', '}']) {
            return false;
        }
        let comma = Span::new(span.file(), before.len() - 1, before.len());
        let message = format!("a comma cuts the words before “{}” short", entry.key.text());
        self.find(
            Code::D0108,
            comma,
            message,
            "put the words on both sides of the comma in quotes, or remove what follows it",
        );
        true
    }

    fn twice(&mut self, key: &Scalar) {
        let message = format!("“{}” is given twice", key.text());
        self.find(Code::D0811, key.span(), message, "keep one of the two");
    }

    /// The text of a value.
    fn scalar<'n>(&mut self, key: &Scalar, node: &'n Node) -> Option<&'n Scalar> {
        let name = key.text();
        match &node.kind {
            NodeKind::Scalar(scalar) if !node.broken => Some(scalar),
            NodeKind::Scalar(_) => None,
            NodeKind::Missing if node.broken => None,
            NodeKind::Missing => {
                let mut found =
                    Diagnostic::new(Code::D0811, key.span(), format!("“{name}” has no value"))
                        .help(format!("write it after the colon, or remove `{name}`"));
                if let Some(comment) = node.comment {
                    found = found.also(
                        comment,
                        "what follows # is a comment; put it in quotes if it is the value",
                    );
                }
                self.findings.push(found);
                None
            }
            NodeKind::Mapping(_) | NodeKind::Sequence(_) => {
                let message =
                    format!("“{name}” has {} where a piece of text belongs", node.describe());
                self.find(
                    Code::D0811,
                    node.span,
                    message,
                    format!("write `{name}: …` on one line"),
                );
                None
            }
        }
    }

    fn words(&mut self, key: &Scalar, node: &Node) -> Option<Spanned<String>> {
        self.scalar(key, node).map(spanned)
    }

    /// As [`Reader::words`]; the `null` of JSON is no value and no mistake.
    fn words_or_null(&mut self, key: &Scalar, node: &Node) -> Option<Spanned<String>> {
        if is_null(node) && !node.is_missing() { None } else { self.words(key, node) }
    }

    /// A date, as well as it is known.
    fn date(&mut self, key: &Scalar, node: &Node) -> Option<WrittenDate> {
        if is_null(node) && !node.is_missing() {
            return None;
        }
        let phrase = &self.scalar(key, node)?.phrase;
        self.told(date::read_date(phrase))
    }

    /// One day, known exactly.
    fn day(&mut self, key: &Scalar, node: &Node) -> Option<Spanned<Day>> {
        if is_null(node) && !node.is_missing() {
            return None;
        }
        let phrase = &self.scalar(key, node)?.phrase;
        self.told(date::read_day(phrase, key.text()))
    }

    /// From which day on the records are there. A day that cannot be read must not
    /// make them complete: then none is known to be.
    fn history(&mut self, key: &Scalar, node: &Node) -> Option<Spanned<Day>> {
        let read = self.day(key, node);
        let given = !is_null(node);
        read.or_else(|| given.then(|| Spanned::new(Day::MAX, key.span())))
    }

    fn told<T>(&mut self, result: Result<T, Box<Diagnostic>>) -> Option<T> {
        result.map_err(|found| self.findings.push(*found)).ok()
    }

    /// The lines of a section: a list of names with values, or a block of them.
    fn lines<'n>(&mut self, section: &str, node: &'n Node) -> Vec<Line<'n>> {
        match &node.kind {
            NodeKind::Mapping(entries) => entries.iter().map(Line::of).collect(),
            NodeKind::Sequence(items) => {
                items.iter().flat_map(|item| self.item(section, item)).collect()
            }
            NodeKind::Missing => Vec::new(),
            NodeKind::Scalar(_) if is_null(node) || node.broken => Vec::new(),
            NodeKind::Scalar(_) => {
                let message = format!("“{section}” has a piece of text where a list belongs");
                self.find(
                    Code::D0811,
                    node.span,
                    message,
                    format!("write `{section}:`, and under it a line `{}`", example(section)),
                );
                Vec::new()
            }
        }
    }

    fn item<'n>(&mut self, section: &str, item: &'n Node) -> Vec<Line<'n>> {
        let help = || format!("write `{}`", example(section));
        match &item.kind {
            NodeKind::Mapping(entries) => match entries.as_slice() {
                [first, rest @ ..] if !rest.is_empty() => self.crowded(section, first, rest),
                entries => entries.iter().map(Line::of).collect(),
            },
            NodeKind::Missing if item.broken => Vec::new(),
            NodeKind::Scalar(_) if item.broken => Vec::new(),
            NodeKind::Missing => {
                self.find(Code::D0811, item.span, "this item of the list is empty", help());
                Vec::new()
            }
            NodeKind::Scalar(scalar) => {
                self.alone(section, scalar, item.span);
                Vec::new()
            }
            NodeKind::Sequence(_) => {
                self.find(Code::D0811, item.span, "a list stands inside the list here", help());
                Vec::new()
            }
        }
    }

    /// An item of words without a colon: the name, and mostly its date too.
    fn alone(&mut self, section: &str, scalar: &Scalar, span: Span) {
        let phrase = scalar.phrase.slice(0, scalar.text().len());
        let text = phrase.text();
        let message = format!("“{text}” stands alone, without a colon and a value");
        let gaps = text.char_indices().filter(|(_, sign)| matches!(sign, ' ' | ':'));
        let split = gaps
            .map(|(at, sign)| {
                let rest = if sign == ':' { at + 1 } else { at };
                (phrase.slice(0, at), phrase.slice(rest, text.len()))
            })
            .find(|(_, date)| date::read_date(date).is_ok());
        let help = match (section, split) {
            ("events", Some((name, date))) => {
                self.leave_out(
                    Sort::Event,
                    Spanned::new(name.text().to_owned(), name.span()),
                    None,
                );
                format!("write `- {}: {}`", name.text(), date.text())
            }
            ("events", None) => format!("write `- {text}: `, and the day after it"),
            ("periods", Some((name, date))) => {
                self.leave_out(
                    Sort::Status,
                    Spanned::new(name.text().to_owned(), name.span()),
                    None,
                );
                format!("write `- {}: {{from: {}, until: ongoing}}`", name.text(), date.text())
            }
            ("periods", None) => {
                format!("write `- {text}: {{from: 28 March 2026, until: ongoing}}`")
            }
            _ => format!("write `{}`", example(section)),
        };
        self.find(Code::D0811, span, message, help);
    }

    /// An item with more than one key: either the others belong under the first, or
    /// they are items of their own.
    fn crowded<'n>(&mut self, section: &str, first: &'n Entry, rest: &'n [Entry]) -> Vec<Line<'n>> {
        let [second, ..] = rest else { return Vec::new() };
        let (name, key) = (first.key.text(), second.key.text());
        let known = match section {
            "events" => event::is_key(key),
            "periods" => period::PERIOD_KEYS.contains(&folded(key).as_str()),
            _ => period::FACT_KEYS.contains(&folded(key).as_str()),
        };
        if known || first.value.is_missing() {
            let message = format!("“{key}” stands beside “{name}” and belongs under it");
            let help =
                format!("indent `{key}` by two more spaces, or write `- {name}: {{{key}: …}}`");
            self.findings.push(
                Diagnostic::new(Code::D0811, second.key.span(), message)
                    .also(first.key.span(), "the name it belongs to")
                    .help(help),
            );
            return vec![Line { beside: rest, ..Line::of(first) }];
        }
        let message = format!("“{name}” and “{key}” stand in one item of the list");
        self.find(
            Code::D0811,
            second.key.span(),
            message,
            format!("start `{key}` on a line of its own with a dash"),
        );
        std::iter::once(first).chain(rest).map(Line::of).collect()
    }

    fn records(&mut self, node: &Node) -> Vec<WrittenRecords> {
        let lines = self.lines("records", node);
        // A line that cannot be read must not leave its kind complete.
        let unread = |line: &Line<'_>| WrittenRecords {
            name: spanned(line.key),
            when_known: true,
            until: None,
            from: None,
        };
        lines.iter().map(|line| self.record(line).unwrap_or_else(|| unread(line))).collect()
    }

    fn record(&mut self, line: &Line<'_>) -> Option<WrittenRecords> {
        let phrase = self.scalar(line.key, line.value)?.phrase.clone();
        let mut records =
            WrittenRecords { name: spanned(line.key), when_known: false, until: None, from: None };
        let text = folded(phrase.text());
        if text == "when known" {
            records.when_known = true;
            return Some(records);
        }
        let lower = phrase.text().to_lowercase();
        let Some(mut rest) = starts_word(&phrase, &lower, 0, "complete") else {
            let message = format!("“{}” does not say how complete a record is", phrase.text());
            self.find(
                Code::D0812,
                phrase.span(),
                message,
                "write `when known`, `complete until 1 April 2026` or `complete from 1 April 2026`",
            );
            return None;
        };
        while rest < phrase.text().len() {
            let from = starts_word(&phrase, &lower, rest, "from");
            let until = starts_word(&phrase, &lower, rest, "until");
            let Some(at) = from.or(until) else {
                let after = phrase.slice(rest, phrase.text().len());
                let message = format!("“{}” cannot follow “complete”", after.text());
                self.find(
                    Code::D0812,
                    after.span(),
                    message,
                    "write `complete until 1 April 2026` or `complete from 1 April 2026`",
                );
                return None;
            };
            let end = next_word(&lower, at, &[" until ", " from "]);
            let day = self.told(date::read_day(&phrase.slice(at, end), line.key.text()))?;
            if from.is_some() {
                records.from = Some(day);
            } else {
                records.until = Some(day);
            }
            rest = end;
        }
        Some(records)
    }
}

impl<'n> Line<'n> {
    fn of(entry: &'n Entry) -> Self {
        Line { key: &entry.key, value: &entry.value, beside: &[] }
    }
}

/// Where the words after `word` start, when the phrase has `word` at `at`. `lower`
/// is the phrase in small letters; a phrase whose length that changes has none.
fn starts_word(phrase: &Phrase, lower: &str, at: usize, word: &str) -> Option<usize> {
    if lower.len() != phrase.text().len() {
        return None;
    }
    let rest = lower.get(at..)?;
    let start = at + (rest.len() - rest.trim_start().len());
    let after = lower.get(start..)?.strip_prefix(word)?;
    (after.is_empty() || after.starts_with(char::is_whitespace)).then_some(start + word.len())
}

/// Where the first of `words` stands at or after `at`; else the end.
fn next_word(lower: &str, at: usize, words: &[&str]) -> usize {
    let rest = lower.get(at..).unwrap_or("");
    words.iter().filter_map(|word| rest.find(word)).min().map_or(lower.len(), |found| at + found)
}

/// A line of a section as it should be.
fn example(section: &str) -> &'static str {
    match section {
        "events" => "- review: 22 April 2026",
        "periods" => "- looked after: {from: 28 March 2026, until: ongoing}",
        "records" => "review: complete until 1 April 2026",
        _ => "- local risk band: low",
    }
}

/// Words of a table as a list: `a`, `b` and `c`.
fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// The known word that was probably meant.
fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let key = folded(key);
    let meant = match key.as_str() {
        "id" | "name" | "reference" => "case",
        "dob" | "date of birth" => "born",
        "statuses" => "periods",
        _ => "",
    };
    let known_as = known.iter().find(|word| **word == meant).copied();
    known_as.or_else(|| suggest_words(&key, known.iter().copied()).first().copied())
}

#[cfg(test)]
mod tests;
