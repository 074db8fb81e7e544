//! Examples in YAML: the days of `expect`, and the keys of a case file.
//!
//! An example may give its case as a case file does, with `events`, `periods`,
//! `facts` and `records`. Each line of them becomes the statement that says the
//! same in words, so that there is one reader behind both.
//!
//! In: an entry of an example's block. Out: its clauses. Never here: what the
//! statements mean.

use super::Reader;
use crate::diag::{Code, Diagnostic};
use crate::names::suggest_words;
use crate::source::{Phrase, Span, Spanned};
use crate::syntax::shape;
use crate::syntax::table::ClauseKey;
use crate::syntax::tree::{Block, Clause};
use crate::yaml::{Entry, Node, NodeKind, Scalar};

/// The keys of an example.
const KEYS: [&str; 12] = [
    "title",
    "child",
    "born",
    "history from",
    "events",
    "periods",
    "facts",
    "records",
    "another case",
    "expect",
    "source",
    "note",
];

/// D0101 for a key that no example has.
pub(super) fn unknown(word: &str, span: Span) -> Diagnostic {
    let found = Diagnostic::new(Code::D0101, span, format!("`{word}` is no key of an example"));
    match suggest_words(word, KEYS).first() {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(span, *near),
        None => found.help(format!("an example has {}", shape::listed(&KEYS, "and"))),
    }
}

impl Reader<'_> {
    /// Reads an entry that only examples have; gives whether it was one.
    pub(super) fn example_entry(&mut self, block: &mut Block, entry: &Entry) -> bool {
        let key = folded(entry.key.text());
        let lists = matches!(entry.value.kind, NodeKind::Sequence(_) | NodeKind::Mapping(_));
        match key.as_str() {
            "expect" => self.expected(block, entry),
            "another case" if lists && !is_phrases(&entry.value) => self.other_cases(block, entry),
            "events" => self.lines(block, entry, event),
            "periods" => self.lines(block, entry, period),
            "facts" if lists && !is_phrases(&entry.value) => self.lines(block, entry, fact),
            "records" => self.lines(block, entry, record),
            "history from" => self.whole(block, entry, "history from "),
            "born" => self.whole(block, entry, "born "),
            _ => return self.subject_entry(block, entry),
        }
        true
    }

    /// `child: born 3 May 2012`
    fn subject_entry(&mut self, block: &mut Block, entry: &Entry) -> bool {
        let Some(value) = entry.value.as_scalar() else { return false };
        let mut words = value.text().split_whitespace();
        if !words.next().is_some_and(|first| first.eq_ignore_ascii_case("born")) {
            return false;
        }
        let known = ClauseKey::parse(entry.key.text()).is_some_and(|key| key != ClauseKey::Subject);
        if known {
            return false;
        }
        let mut phrase = entry.key.phrase.clone();
        phrase.push(" ", between(phrase.span(), value.span()));
        phrase.append(&value.phrase);
        add(block, ClauseKey::Subject, entry.key.span(), phrase);
        true
    }

    /// `expect: {28 April 2026: [initial-review is due soon, …]}`
    fn expected(&mut self, block: &mut Block, entry: &Entry) {
        let NodeKind::Mapping(days) = &entry.value.kind else {
            let message = "`expect` holds days, each with what is expected on it";
            let help = "write `expect: {28 April 2026: initial-review is due soon}`";
            let span = if entry.value.is_missing() { entry.key.span() } else { entry.value.span };
            self.diagnostics.push(Diagnostic::new(Code::D0103, span, message).help(help));
            return;
        };
        for day in days {
            let says: Vec<&Node> = match &day.value.kind {
                NodeKind::Sequence(items) => items.iter().collect(),
                NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Missing => vec![&day.value],
            };
            for said in says {
                let Some(said) = self.phrase_of(said, "what is expected") else { continue };
                let mut phrase = day.key.phrase.clone();
                phrase.push(" expect ", between(phrase.span(), said.span()));
                phrase.append(&said);
                add(block, ClauseKey::On, entry.key.span(), phrase);
            }
        }
    }

    /// `another case: {the brother: [comes into care on 2 March 2026, …]}`
    fn other_cases(&mut self, block: &mut Block, entry: &Entry) {
        let NodeKind::Mapping(cases) = &entry.value.kind else { return };
        for case in cases {
            let said: Vec<&Node> = match &case.value.kind {
                NodeKind::Sequence(items) => items.iter().collect(),
                NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Missing => vec![&case.value],
            };
            for said in said {
                let Some(said) = self.phrase_of(said, "what is said of a case") else { continue };
                let mut phrase = case.key.phrase.clone();
                phrase.push(": ", between(phrase.span(), said.span()));
                phrase.append(&said);
                add(block, ClauseKey::AnotherCase, entry.key.span(), phrase);
            }
        }
    }

    /// A value that has to be a phrase.
    fn phrase_of(&mut self, node: &Node, what: &str) -> Option<Phrase> {
        match &node.kind {
            NodeKind::Scalar(scalar) => {
                self.cut_short(node, scalar);
                Some(self.uncut(node).unwrap_or_else(|| scalar.phrase.clone()))
            }
            NodeKind::Missing if node.broken => None,
            NodeKind::Missing | NodeKind::Mapping(_) | NodeKind::Sequence(_) => {
                let message = format!("{what} is a piece of text; here it is {}", node.describe());
                let help = "write it on one line, in quotes if it holds a colon";
                self.diagnostics.push(Diagnostic::new(Code::D0103, node.span, message).help(help));
                None
            }
        }
    }

    fn whole(&mut self, block: &mut Block, entry: &Entry, before: &str) {
        if let Some(value) = self.phrase_of(&entry.value, entry.key.text()) {
            let mut phrase = Phrase::plain(before, entry.key.span());
            phrase.append(&value);
            add(block, ClauseKey::Facts, entry.key.span(), phrase);
        }
    }

    /// The lines of a section: a list of names with values, or a block of them.
    fn lines(&mut self, block: &mut Block, entry: &Entry, say: Say) {
        let key = entry.key.text();
        let entries: Vec<&Entry> = match &entry.value.kind {
            NodeKind::Mapping(entries) => entries.iter().collect(),
            NodeKind::Sequence(items) => {
                let mut all = Vec::new();
                for item in items {
                    match &item.kind {
                        NodeKind::Mapping(entries) => all.extend(entries),
                        NodeKind::Scalar(_) | NodeKind::Sequence(_) | NodeKind::Missing => {
                            if let Some(phrase) = self.phrase_of(item, "a line of the case") {
                                add(block, ClauseKey::Facts, entry.key.span(), phrase);
                            }
                        }
                    }
                }
                all
            }
            NodeKind::Missing => return,
            NodeKind::Scalar(_) => {
                let message = format!("`{key}` has a piece of text where a list belongs");
                let help = format!("write each line of `{key}` below it, as a case file does");
                let at = entry.value.span;
                self.diagnostics.push(Diagnostic::new(Code::D0103, at, message).help(help));
                return;
            }
        };
        for line in entries {
            let mut said = Said { phrase: line.key.phrase.clone(), first: true };
            say(self, line, &mut said);
            add(block, ClauseKey::Facts, entry.key.span(), said.phrase);
        }
    }

    fn scalar_of<'n>(&mut self, entry: &'n Entry) -> Option<&'n Scalar> {
        let scalar = entry.value.as_scalar();
        if scalar.is_none() {
            self.phrase_of(&entry.value, entry.key.text());
        }
        scalar
    }
}

type Say = fn(&mut Reader<'_>, &Entry, &mut Said);

/// A statement while it is put together.
struct Said {
    phrase: Phrase,
    first: bool,
}

impl Said {
    /// Adds words of the statement's own and a value.
    fn add(&mut self, words: &str, value: &Phrase) {
        let mark = if self.first { " " } else { ", " };
        self.first = false;
        self.word(&format!("{mark}{words}"), value.span());
        self.phrase.append(value);
    }

    fn word(&mut self, words: &str, next: Span) {
        let at = between(self.phrase.span(), next);
        self.phrase.push(words, at);
    }
}

/// A line of `events`.
fn event(reader: &mut Reader<'_>, line: &Entry, said: &mut Said) {
    let NodeKind::Mapping(keys) = &line.value.kind else {
        if let Some(date) = reader.scalar_of(line) {
            said.add("on ", &date.phrase);
        }
        return;
    };
    // The name of the occurrence stands right behind that of its event.
    for entry in keys.iter().filter(|entry| folded(entry.key.text()) == "id") {
        if let Some(id) = reader.scalar_of(entry) {
            said.word(" “", id.span());
            said.phrase.append(&id.phrase);
            said.word("”", id.span().after());
        }
    }
    for entry in keys {
        let key = folded(entry.key.text());
        if key == "id" {
            continue;
        }
        if let ("adjourned", NodeKind::Sequence(days)) = (key.as_str(), &entry.value.kind) {
            for (at, day) in days.iter().filter_map(Node::as_scalar).enumerate() {
                said.add(
                    if at == 0 { "adjourned on " } else { "adjourned again on " },
                    &day.phrase,
                );
            }
            continue;
        }
        let Some(value) = reader.scalar_of(entry) else { continue };
        event_key(&key, entry, value, said);
    }
}

/// One key of an event, in words.
fn event_key(key: &str, entry: &Entry, value: &Scalar, said: &mut Said) {
    let words = match key {
        "on" | "held" | "happened" => "on ",
        "started" => "started on ",
        "planned for" => "planned for ",
        "completed" => "completed on ",
        "adjourned" => "adjourned on ",
        "moved" => "moved on ",
        "cancelled" => "cancelled on ",
        "until" => "until ",
        "recorded on" => "recorded on ",
        "by" => "by ",
        "papers" | "with" | "to" => "with ",
        "seq" => {
            said.add("number ", &value.phrase);
            return said.word(" of that day", value.span().after());
        }
        "for" if crate::time::parse_date(value.text()).is_ok() => "for ",
        "for" => {
            said.add("for “", &value.phrase);
            return said.word("”", value.span().after());
        }
        _ => return own_fact(entry, value, said),
    };
    said.add(words, &value.phrase);
}

/// `changed the care plan: yes`
fn own_fact(entry: &Entry, value: &Scalar, said: &mut Said) {
    said.add("", &entry.key.phrase);
    said.word(" is ", value.span());
    said.phrase.append(&value.phrase);
}

/// A line of `periods`.
fn period(reader: &mut Reader<'_>, line: &Entry, said: &mut Said) {
    let NodeKind::Mapping(keys) = &line.value.kind else {
        if let Some(from) = reader.scalar_of(line) {
            said.add("from ", &from.phrase);
        }
        return;
    };
    let mut add = |wanted: &str| {
        for entry in keys.iter().filter(|entry| folded(entry.key.text()) == wanted) {
            if let Some(value) = reader.scalar_of(entry) {
                said.word(&format!(" {wanted} "), value.span());
                said.phrase.append(&value.phrase);
            }
        }
    };
    add("from");
    add("until");
    said.first = false;
    for entry in keys {
        let key = folded(entry.key.text());
        let Some(value) = entry.value.as_scalar() else { continue };
        match key.as_str() {
            "from" | "until" => {}
            "recorded on" => said.add("recorded on ", &value.phrase),
            _ => own_fact(entry, value, said),
        }
    }
}

/// A line of `facts`.
fn fact(reader: &mut Reader<'_>, line: &Entry, said: &mut Said) {
    let NodeKind::Mapping(keys) = &line.value.kind else {
        if let Some(value) = reader.scalar_of(line) {
            said.add("is ", &value.phrase);
        }
        return;
    };
    for (key, words) in [("value", " is "), ("from", " from "), ("recorded on", ", recorded on ")] {
        for entry in keys.iter().filter(|entry| folded(entry.key.text()) == key) {
            if let Some(value) = reader.scalar_of(entry) {
                said.word(words, value.span());
                said.phrase.append(&value.phrase);
            }
        }
    }
}

/// A line of `records`.
fn record(reader: &mut Reader<'_>, line: &Entry, said: &mut Said) {
    let Some(value) = reader.scalar_of(line) else { return };
    let mut phrase = Phrase::plain(
        "records of ",
        Span::new(line.key.span().file(), line.key.span().start(), line.key.span().start()),
    );
    phrase.append(&line.key.phrase);
    said.phrase = phrase;
    said.add("", &value.phrase);
}

/// Whether a list holds only phrases.
fn is_phrases(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Sequence(items) => items.iter().all(|item| item.as_scalar().is_some()),
        NodeKind::Scalar(_) | NodeKind::Missing => true,
        NodeKind::Mapping(_) => false,
    }
}

fn add(block: &mut Block, key: ClauseKey, at: Span, phrase: Phrase) {
    block.clauses.push(Clause::new(Spanned::new(key, at), phrase, Vec::new()));
}

/// The place between two others.
fn between(first: Span, next: Span) -> Span {
    let (start, end) = (first.end().min(next.start()), next.start());
    Span::new(first.file(), start, end.max(start))
}

/// A key as it is compared: small letters, one space between words.
fn folded(text: &str) -> String {
    let words = text.replace('_', " ").to_lowercase();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
