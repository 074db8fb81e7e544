//! The `events` of a case file.
//!
//! In: the lines of the section. Out: events as written. Never here: whether a
//! name is an event, or a fact one of its event.

use super::{Line, Reader, folded, is_null, spanned};
use crate::diag::{Code, Diagnostic};
use crate::facts::DateFact;
use crate::facts::file::{WrittenDate, WrittenEvent};
use crate::facts::keys::Block;
use crate::source::{Span, Spanned};
use crate::yaml::{Entry, Node, NodeKind, Scalar};

/// What a key of an event says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    On,
    Started,
    PlannedFor,
    Completed,
    Adjourned,
    Moved,
    Cancelled,
    Id,
    For,
    By,
    Seq,
    Papers,
    RecordedOn,
    SupersededOn,
    Until,
}

/// The one table of an event's keys; any other key is a fact of the event.
const EVENT_KEYS: &[(&str, Says)] = &[
    ("on", Says::On),
    ("held", Says::On),
    ("happened", Says::On),
    ("started", Says::Started),
    ("planned for", Says::PlannedFor),
    ("completed", Says::Completed),
    ("adjourned", Says::Adjourned),
    ("moved", Says::Moved),
    ("cancelled", Says::Cancelled),
    ("id", Says::Id),
    ("for", Says::For),
    ("by", Says::By),
    ("seq", Says::Seq),
    ("papers", Says::Papers),
    ("with", Says::Papers),
    ("to", Says::Papers),
    ("recorded on", Says::RecordedOn),
    ("superseded on", Says::SupersededOn),
    ("until", Says::Until),
];

fn meaning(key: &str) -> Option<Says> {
    let key = folded(key);
    EVENT_KEYS.iter().find(|(word, _)| *word == key).map(|(_, says)| *says)
}

/// Whether a key is one of an event.
pub(super) fn is_key(key: &str) -> bool {
    meaning(key).is_some()
}

/// An event while it is read.
struct Draft {
    /// Its name, for messages.
    name: String,
    event: WrittenEvent,
    started: Option<WrittenDate>,
    seq: Option<Span>,
    /// Something of it could not be read: what seems to be missing may not be.
    broken: bool,
}

impl Reader<'_> {
    pub(super) fn events(&mut self, node: &Node) -> Vec<WrittenEvent> {
        let lines = self.lines("events", node);
        let mut events: Vec<WrittenEvent> = Vec::new();
        for line in &lines {
            if let Some(event) = self.event(line) {
                self.add(&mut events, event);
            }
        }
        events
    }

    fn event(&mut self, line: &Line<'_>) -> Option<WrittenEvent> {
        let before = self.findings.len();
        let mut draft = Draft::new(line);
        match &line.value.kind {
            NodeKind::Mapping(entries) => self.event_keys(entries, &mut draft),
            NodeKind::Missing | NodeKind::Scalar(_) if is_null(line.value) => {}
            NodeKind::Missing => {}
            NodeKind::Scalar(_) => draft.event.on = self.happened(line.key, line.value),
            NodeKind::Sequence(_) => {
                let name = line.key.text();
                let message = format!("“{name}” has a list where one date belongs");
                self.find(
                    Code::D0811,
                    line.value.span,
                    message,
                    format!("write a line `- {name}: …` for each of them"),
                );
            }
        }
        self.event_keys(line.beside, &mut draft);
        draft.broken |= line.value.broken || self.findings.len() > before;
        self.finish(draft)
    }

    fn event_keys(&mut self, entries: &[Entry], draft: &mut Draft) {
        for entry in entries {
            if is_null(&entry.value) && !entry.value.is_missing() {
                // In JSON a key without a value says nothing.
                continue;
            }
            match meaning(entry.key.text()) {
                Some(says) => self.event_key(says, &entry.key, &entry.value, draft),
                None => draft.event.facts.extend(self.fact_of(entry)),
            }
        }
    }

    fn event_key(&mut self, says: Says, key: &Scalar, value: &Node, draft: &mut Draft) {
        if let (Says::Adjourned, NodeKind::Sequence(items)) = (says, &value.kind) {
            return self.adjournments(key, items, draft);
        }
        let event = &mut draft.event;
        let slot = match says {
            Says::On => &mut event.on,
            Says::Started => &mut draft.started,
            Says::PlannedFor => &mut event.planned_for,
            Says::Completed => &mut event.completed,
            Says::Adjourned => &mut event.adjourned,
            Says::Moved => &mut event.moved,
            Says::Cancelled => &mut event.cancelled,
            Says::Until => &mut event.until,
            Says::Id => return self.once(key, value, &mut event.id),
            Says::For => return self.once(key, value, &mut event.done_for),
            Says::By => return self.once(key, value, &mut event.by),
            Says::Seq => return self.seq(key, value, draft),
            Says::Papers => return self.papers(key, value, draft),
            Says::RecordedOn => {
                if event.recorded_on.is_some() {
                    return self.twice(key);
                }
                event.recorded_on = self.day(key, value);
                return;
            }
            Says::SupersededOn => {
                if event.superseded_on.is_some() {
                    return self.twice(key);
                }
                event.superseded_on = self.day(key, value);
                return;
            }
        };
        let date = match says {
            Says::On | Says::Started => self.happened(key, value),
            Says::PlannedFor
            | Says::Completed
            | Says::Adjourned
            | Says::Moved
            | Says::Cancelled
            | Says::Until
            | Says::Id
            | Says::For
            | Says::By
            | Says::Seq
            | Says::Papers
            | Says::RecordedOn
            | Says::SupersededOn => self.date(key, value),
        };
        if let Some(date) = date {
            self.merge(&draft.name, slot, date);
        }
    }

    /// What was adjourned more than once: the first day, and those after it.
    fn adjournments(&mut self, key: &Scalar, items: &[Node], draft: &mut Draft) {
        for item in items {
            let Some(date) = self.date(key, item) else { continue };
            match draft.event.adjourned {
                None => draft.event.adjourned = Some(date),
                Some(_) => draft.event.adjourned_again.push(date),
            }
        }
    }

    /// The day on which something happened. Where it cannot be read, it happened
    /// all the same, on a day that is not known.
    fn happened(&mut self, key: &Scalar, value: &Node) -> Option<WrittenDate> {
        let before = self.findings.len();
        let date = self.date(key, value);
        let wrong = self.findings.len() > before;
        date.or_else(|| wrong.then(|| Spanned::new(DateFact::Sometime, value.span)))
    }

    fn once(&mut self, key: &Scalar, value: &Node, slot: &mut Option<Spanned<String>>) {
        if slot.is_some() {
            return self.twice(key);
        }
        *slot = self.words(key, value);
    }

    /// The papers an act was done with: one, or a list.
    fn papers(&mut self, key: &Scalar, value: &Node, draft: &mut Draft) {
        if !draft.event.papers.is_empty() {
            return self.twice(key);
        }
        match &value.kind {
            NodeKind::Sequence(items) => {
                let names = items.iter().filter_map(|item| self.words(key, item));
                let names: Vec<_> = names.collect();
                draft.event.papers.extend(names);
            }
            NodeKind::Missing | NodeKind::Scalar(_) | NodeKind::Mapping(_) => {
                draft.event.papers.extend(self.words(key, value));
            }
        }
    }

    fn seq(&mut self, key: &Scalar, value: &Node, draft: &mut Draft) {
        if draft.seq.is_some() {
            return self.twice(key);
        }
        draft.seq = Some(key.span());
        let Some(text) = self.words(key, value) else { return };
        match text.value.parse() {
            Ok(number) => draft.event.seq = number,
            Err(_) => {
                let message = format!("“{}” is no whole number", text.value);
                self.find(
                    Code::D0812,
                    text.span,
                    message,
                    "write 1 for the first event of that day, 2 for the second",
                );
            }
        }
    }

    /// A fact of an event or period.
    pub(super) fn fact_of(&mut self, entry: &Entry) -> Option<(Spanned<String>, Spanned<String>)> {
        if self.cut_by_comma(entry) {
            return None;
        }
        let value = self.words(&entry.key, &entry.value)?;
        Some((spanned(&entry.key), value))
    }

    /// Puts a date where there may be one already.
    fn merge(&mut self, name: &str, slot: &mut Option<WrittenDate>, date: WrittenDate) {
        let Some(first) = slot.take() else {
            *slot = Some(date);
            return;
        };
        let both = both(first.value, date.value);
        if both.conflict {
            self.findings.push(
                Diagnostic::new(
                    Code::D0803,
                    date.span,
                    format!("“{name}” has two different dates"),
                )
                .also(first.span, "the other date")
                .help("keep the right one; until then any day from one to the other is possible"),
            );
        }
        *slot = Some(Spanned::new(both.date, first.span));
    }

    /// What is settled once all keys were read.
    fn finish(&mut self, draft: Draft) -> Option<WrittenEvent> {
        let Draft { mut event, started, broken, .. } = draft;
        // A day on which it happened is also the day it was completed, unless the
        // file says that it only began or went on later.
        if event.completed.is_none() && event.adjourned.is_none() && started.is_none() {
            event.completed = event.on;
        }
        if let Some(started) = started {
            self.merge(&event.name.value, &mut event.on, started);
        }
        if event.on.is_none() && event.adjourned.is_none() {
            event.on = event.completed;
        }
        let dates =
            [event.on, event.planned_for, event.completed, event.adjourned, event.cancelled];
        if dates.iter().all(Option::is_none) {
            for (meant, place) in self.misnamed(Block::Event, &mut event.facts) {
                undated(&mut event, meant, place);
            }
            if event.on.or(event.planned_for).or(event.cancelled).or(event.adjourned).is_some() {
                return Some(event);
            }
            if !broken {
                let name = &event.name.value;
                let message = format!("“{name}” has no date");
                let help = format!(
                    "write `- {name}: 22 April 2026`, or `- {name}: unknown` if it happened on a day that is not known"
                );
                self.find(Code::D0811, event.name.span, message, help);
            }
            // It happened, whenever that was.
            let place = event.name.span;
            event.on = Some(Spanned::new(DateFact::Sometime, place));
            event.completed = event.on;
        }
        if let (Some(on), Some(completed)) = (event.on, event.completed) {
            let message = format!("“{}” is completed before it began", event.name.value);
            if self.is_backwards(on, completed, message) {
                event.completed = None;
            }
        }
        Some(event)
    }

    /// Says so where `last` is before `first` whatever is not known of them.
    pub(super) fn is_backwards(
        &mut self,
        first: WrittenDate,
        last: WrittenDate,
        message: String,
    ) -> bool {
        let (Some((start, _)), Some((_, end))) = (first.value.bounds(), last.value.bounds()) else {
            return false;
        };
        if end < start {
            let found = Diagnostic::new(Code::D0802, last.span, message)
                .also(first.span, format!("it begins on {}", start.long()))
                .help("mend the wrong one of the two dates");
            self.findings.push(found);
        }
        end < start
    }

    /// Adds an event; two lines with one id and name are one event.
    fn add(&mut self, events: &mut Vec<WrittenEvent>, mut event: WrittenEvent) {
        let Some(id) = event.id.clone() else { return events.push(event) };
        // A line and the one that takes its place are one event, and never both known.
        let replaced = event.superseded_on.is_some();
        let same = |other: &&mut WrittenEvent| {
            !replaced
                && other.superseded_on.is_none()
                && other.id.as_ref().is_some_and(|known| known.value == id.value)
        };
        let Some(first) = events.iter_mut().find(same) else { return events.push(event) };
        if folded(&first.name.value) == folded(&event.name.value) {
            return self.join(first, event);
        }
        let known = first.id.as_ref().map_or(first.span, |known| known.span);
        self.findings.push(
            Diagnostic::new(Code::D0811, id.span, format!("two events have the id “{}”", id.value))
                .also(known, "given first here")
                .help(format!("give this one an id of its own, such as `{}-2`", id.value)),
        );
        event.id = None;
        events.push(event);
    }

    /// Joins a second line about one event to the first.
    fn join(&mut self, first: &mut WrittenEvent, second: WrittenEvent) {
        let name = first.name.value.clone();
        let began_and_ended = first.on == first.completed && second.on == second.completed;
        let pairs = [
            (&mut first.planned_for, second.planned_for),
            (&mut first.on, second.on),
            (&mut first.adjourned, second.adjourned),
            (&mut first.moved, second.moved),
            (&mut first.cancelled, second.cancelled),
        ];
        for (slot, date) in pairs {
            if let Some(date) = date {
                self.merge(&name, slot, date);
            }
        }
        if began_and_ended {
            first.completed = first.on;
        } else if let Some(date) = second.completed {
            self.merge(&name, &mut first.completed, date);
        }
        first.until = first.until.take().or(second.until);
        first.adjourned_again.extend(second.adjourned_again);
        first.done_for = first.done_for.take().or(second.done_for);
        first.by = first.by.take().or(second.by);
        first.recorded_on = first.recorded_on.take().or(second.recorded_on);
        first.papers.extend(second.papers);
        first.facts.extend(second.facts);
    }
}

/// Puts a day that is not known where a date was meant that stands under a key that
/// is not read.
fn undated(event: &mut WrittenEvent, meant: &str, place: Span) {
    let date = Some(Spanned::new(DateFact::Sometime, place));
    match meaning(meant) {
        Some(Says::On | Says::Completed) => (event.on, event.completed) = (date, date),
        Some(Says::Started) => event.on = date,
        Some(Says::PlannedFor) => event.planned_for = date,
        Some(Says::Adjourned) => event.adjourned = date,
        Some(Says::Moved) => event.moved = date,
        Some(Says::Cancelled) => event.cancelled = date,
        Some(Says::Until) => event.until = date,
        Some(
            Says::Id
            | Says::For
            | Says::By
            | Says::Seq
            | Says::Papers
            | Says::RecordedOn
            | Says::SupersededOn,
        )
        | None => {}
    }
}

impl Draft {
    fn new(line: &Line<'_>) -> Self {
        let last = line.beside.last().map_or(line.value.span, |entry| entry.value.span);
        let event = WrittenEvent {
            name: spanned(line.key),
            span: line.key.span().to(last),
            id: None,
            planned_for: None,
            on: None,
            completed: None,
            adjourned: None,
            moved: None,
            adjourned_again: Vec::new(),
            cancelled: None,
            until: None,
            done_for: None,
            by: None,
            seq: 0,
            papers: Vec::new(),
            recorded_on: None,
            superseded_on: None,
            facts: Vec::new(),
        };
        Draft { name: event.name.value.clone(), event, started: None, seq: None, broken: false }
    }
}

/// What two dates of one thing leave possible.
struct Both {
    date: DateFact,
    conflict: bool,
}

fn both(one: DateFact, other: DateFact) -> Both {
    let (Some((from, to)), Some((start, end))) = (one.bounds(), other.bounds()) else {
        // A date is no contradiction to a day that is not known.
        let date = if one == DateFact::Sometime { other } else { one };
        return Both { date, conflict: false };
    };
    let (first, last) = (from.min(start), to.max(end));
    let date =
        if first == last { DateFact::Exactly(first) } else { DateFact::Between(first, last) };
    Both { date, conflict: one != other }
}
