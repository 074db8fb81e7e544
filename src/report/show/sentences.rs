//! A rule as a plain sentence.

use super::Entry;
use crate::model::Model;
use crate::names::{capital, tidy, titled};
use crate::syntax::force::Force;
use crate::syntax::{Block, BlockKind, Clause, ClauseKey};

/// What a block says, as a person reads it.
pub(super) fn entry(model: &Model, block: &Block) -> Entry {
    let id = tidy(block.name.text());
    let clause = block.clause(ClauseKey::Title).map(|clause| &clause.phrase);
    let title = block.title.as_ref().or(clause).map(|title| tidy(title.text()));
    let (sentence, items) = sentence(block);
    Entry {
        title: titled(title.as_deref(), &id),
        id,
        kind: block.kind.value.row().keyword,
        sentence,
        items,
        facts: facts(model, block),
    }
}

/// What a rule says, its bullets and all, in one line.
pub(super) fn whole_sentence(entry: &Entry) -> String {
    let mut said = entry.sentence.clone();
    if !entry.items.is_empty() {
        said = format!("{} {}", said.trim_end(), entry.items.join("; "));
    }
    if said.ends_with(['.', '!', '?']) { said } else { format!("{said}.") }
}

/// What a clause says; the last of several, each of which holds for a time.
fn said(block: &Block, key: ClauseKey) -> Option<String> {
    let clause = block.clauses(key).last()?;
    (!clause.phrase.is_empty()).then(|| tidy(clause.phrase.text()))
}

/// The sentence, and the bullets that follow it.
fn sentence(block: &Block) -> (String, Vec<String>) {
    match block.kind.value {
        BlockKind::Definition => {
            let name = capital(&tidy(block.name.text()));
            listed(block, ClauseKey::Means, &format!("{name} means"), "")
        }
        BlockKind::Deem => {
            let gives = said(block, ClauseKey::Gives).unwrap_or_default();
            listed(block, ClauseKey::When, "When", &format!(", {gives}"))
        }
        BlockKind::Power => {
            let who = said(block, ClauseKey::Who).unwrap_or_else(|| "anybody".to_owned());
            listed(block, ClauseKey::May, &format!("{} may", capital(&who)), "")
        }
        BlockKind::Across => {
            let group = said(block, ClauseKey::Group).unwrap_or_default();
            does(block, &format!("{} together", capital(&group)))
        }
        BlockKind::Standing => {
            let during = said(block, ClauseKey::During).unwrap_or_default();
            let (sentence, items) = does(block, &bearer(block));
            (format!("{}, during {during}.", sentence.trim_end_matches('.')), items)
        }
        BlockKind::Duty => duty(block),
        BlockKind::Pack
        | BlockKind::Calendar
        | BlockKind::Event
        | BlockKind::Status
        | BlockKind::Fact
        | BlockKind::Role
        | BlockKind::Paper
        | BlockKind::Document
        | BlockKind::Register
        | BlockKind::Change
        | BlockKind::Remove
        | BlockKind::Label
        | BlockKind::Example => (String::new(), Vec::new()),
    }
}

fn bearer(block: &Block) -> String {
    said(block, ClauseKey::Who).map_or_else(|| "Somebody".to_owned(), |who| capital(&who))
}

fn duty(block: &Block) -> (String, Vec<String>) {
    if let Some(rule) = said(block, ClauseKey::Rule) {
        return (format!("{}.", capital(&rule)), Vec::new());
    }
    let (sentence, items) = does(block, &bearer(block));
    let dues: Vec<&Clause> = limits(block).collect();
    let [due] = dues.as_slice() else { return (sentence, items) };
    let due = tidy(due.phrase.text());
    let sentence = sentence.trim_end_matches('.');
    if items.is_empty() {
        (format!("{sentence} {due}."), items)
    } else {
        (format!("{}:", with_due(sentence, &due)), items)
    }
}

/// A sentence whose bullets follow, with its limit before the words that open them: `must make
/// available, within 5 working days of …, all of`, `must do within … all of`.
fn with_due(sentence: &str, due: &str) -> String {
    let opens = ["all of", "any of", "at least"];
    let at = opens.iter().filter_map(|open| sentence.rfind(&format!(" {open}"))).max();
    let Some((said, list)) = at.and_then(|at| sentence.split_at_checked(at)) else {
        return format!("{sentence}, {due}");
    };
    let is_bare = [" must", " should", " aims to"].iter().any(|modal| said.ends_with(modal));
    if is_bare { format!("{said} do, {due},{list}") } else { format!("{said}, {due},{list}") }
}

fn limits(block: &Block) -> impl Iterator<Item = &Clause> {
    let of = |clause: &&Clause| matches!(clause.key.value, ClauseKey::Due | ClauseKey::Schedule);
    block.clauses.iter().filter(of)
}

/// `The IRO must …`, with what is to be done.
fn does(block: &Block, who: &str) -> (String, Vec<String>) {
    let keys = [ClauseKey::Must, ClauseKey::Should, ClauseKey::AimsTo];
    for key in keys {
        if block.clause(key).is_some() {
            return listed(block, key, &format!("{who} {}", key.word()), "");
        }
    }
    (String::new(), Vec::new())
}

/// A clause with words before and after it; its bullets on lines of their own.
fn listed(block: &Block, key: ClauseKey, before: &str, after: &str) -> (String, Vec<String>) {
    let phrase = said(block, key).unwrap_or_default();
    let items = block.clauses(key).last().map_or_else(Vec::new, bullets);
    let end = if items.is_empty() { "." } else { "" };
    (format!("{before} {phrase}{after}{end}"), items)
}

/// The bullets of a clause, one line each.
fn bullets(clause: &Clause) -> Vec<String> {
    clause
        .items
        .iter()
        .map(|item| {
            let inner: Vec<String> =
                item.items.iter().map(|item| tidy(item.phrase.text())).collect();
            let text = tidy(item.phrase.text());
            if inner.is_empty() { text } else { format!("{text} {}", inner.join("; ")) }
        })
        .collect()
}

/// What stands in the sentence of a rule; values that hold one after another are
/// listed as well.
const IN_SENTENCE: &[(ClauseKey, &str)] = &[
    (ClauseKey::Rule, "Rule"),
    (ClauseKey::Who, "Who"),
    (ClauseKey::Must, "Must"),
    (ClauseKey::Should, "Should"),
    (ClauseKey::AimsTo, "Aims to"),
    (ClauseKey::Due, "Due"),
    (ClauseKey::During, "During"),
    (ClauseKey::Means, "Means"),
    (ClauseKey::When, "When"),
    (ClauseKey::Gives, "Gives"),
    (ClauseKey::May, "May"),
    (ClauseKey::Group, "Group"),
];

/// All that a clause says, on one line, and when it holds.
fn whole(clause: &Clause) -> String {
    let mut text = tidy(clause.phrase.text());
    let items = bullets(clause);
    if !items.is_empty() {
        text = format!("{text}: {}", items.join("; "));
    }
    match clause.force.map(Force::words) {
        Some(words) if !words.is_empty() => format!("{text} ({words})"),
        Some(_) | None => text,
    }
}

/// What else a block says, in the order in which it is read.
fn facts(model: &Model, block: &Block) -> Vec<(String, String)> {
    let mut facts: Vec<(String, String)> = Vec::new();
    for (key, name) in IN_SENTENCE {
        let all: Vec<&Clause> = if *key == ClauseKey::Due {
            limits(block).collect()
        } else {
            block.clauses(*key).collect()
        };
        if all.len() > 1 || all.iter().any(|clause| clause.force.is_some()) {
            facts.extend(all.iter().map(|clause| ((*name).to_owned(), whole(clause))));
        }
    }
    let rows = [
        (ClauseKey::MetBy, "Met by"),
        (ClauseKey::LimitTo, "Limit"),
        (ClauseKey::Changes, "Changes"),
        (ClauseKey::Extends, "Extends"),
        (ClauseKey::Waives, "Waives"),
        (ClauseKey::Except, "Except"),
        (ClauseKey::Counting, "Counting"),
        (ClauseKey::Applies, "Applies"),
        (ClauseKey::Until, "Until"),
        (ClauseKey::Scope, "Counted in"),
        (ClauseKey::Lapses, "Lapses"),
        (ClauseKey::Clock, "Clock"),
        (ClauseKey::Missing, "Missing it"),
        (ClauseKey::IfUnrecorded, "If unrecorded"),
        (ClauseKey::NothingApplies, "Nothing applies"),
        (ClauseKey::Transition, "Transition"),
        (ClauseKey::InForce, "In force"),
        (ClauseKey::Implements, "Implements"),
        (ClauseKey::Source, "Source"),
        (ClauseKey::Quote, "In the words of the source"),
        (ClauseKey::Reason, "Why it is written so"),
        (ClauseKey::Note, "Note"),
    ];
    for (key, name) in rows {
        for clause in block.clauses(key).filter(|clause| !clause.phrase.is_empty()) {
            // What the header gives every rule is said of the pack.
            let own = clause.key.span.file() == block.span.0.file()
                && block.span.0.range().contains(&clause.key.span.start());
            let patched = clause.key.span.file() != block.span.0.file();
            if !own && !patched {
                continue;
            }
            facts.push((name.to_owned(), whole(clause)));
        }
    }
    let listed = block.kind.value == BlockKind::Duty
        && model.find(block.name.text()).is_some_and(|duty| !duty.is_evaluated());
    if listed {
        facts.push(("Checked by".to_owned(), "people: it gives no date".to_owned()));
    }
    facts
}
