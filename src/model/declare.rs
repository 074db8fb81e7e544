//! Names that duties declare by using them: acts, decisions and roles.

use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, Sort, Vocabulary, without_article};
use crate::source::Phrase;
use crate::syntax::phrase::{Reading, split_recorded, stages};
use crate::syntax::{Block, BlockKind, Clause, ClauseKey, Item};

use super::versions::Versioned;

/// Declares every decision that a `recorded: …` names, every act that nothing
/// declares, and every role that only a `who` names. What is said of them is said
/// of the pack `own` alone: the rest is the business of the authors of its bases.
pub(super) fn declare(
    own: &str,
    rules: &[Versioned<'_>],
    vocabulary: &mut Vocabulary,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for clause in rules.iter().flat_map(|(.., version)| &version.block.clauses) {
        if may_name_a_decision(clause.key.value) {
            if clause.key.value == ClauseKey::Schedule {
                stages(&clause.phrase).iter().for_each(|stage| decision(stage, vocabulary));
            } else {
                decision(&clause.phrase, vocabulary);
            }
            clause.items.iter().for_each(|item| decisions_of(item, vocabulary));
        }
    }
    let mut of_bases = Vec::new();
    for (_, pack, version) in rules {
        let block = &version.block;
        let found = if ***pack == *own { &mut *diagnostics } else { &mut of_bases };
        who(block, vocabulary, found);
        if block.kind.value == BlockKind::Deem {
            let gives = block.clauses(ClauseKey::Gives);
            gives.for_each(|clause| act(&clause.phrase, vocabulary, found));
        }
        // What a standing duty asks for is a status, and of many cases together a
        // property of all: neither is an act.
        if block.kind.value == BlockKind::Power {
            for clause in block.clauses(ClauseKey::May) {
                licence(&clause.phrase, vocabulary, found);
            }
            continue;
        }
        if !matches!(block.kind.value, BlockKind::Duty) {
            continue;
        }
        for key in [ClauseKey::Must, ClauseKey::Should, ClauseKey::AimsTo] {
            for clause in block.clauses(key) {
                acts(clause, vocabulary, found);
            }
        }
    }
}

/// Whether the phrase of a clause may have conditions in it.
fn may_name_a_decision(key: ClauseKey) -> bool {
    matches!(
        key,
        ClauseKey::Applies
            | ClauseKey::Due
            | ClauseKey::Schedule
            | ClauseKey::Clock
            | ClauseKey::During
            | ClauseKey::When
            | ClauseKey::LimitTo
            | ClauseKey::Changes
            | ClauseKey::Means
            | ClauseKey::Except
            | ClauseKey::Lapses
            | ClauseKey::Rule
            | ClauseKey::Must
            | ClauseKey::Should
            | ClauseKey::AimsTo
    )
}

fn decisions_of(item: &Item, vocabulary: &mut Vocabulary) {
    decision(&item.phrase, vocabulary);
    item.items.iter().for_each(|item| decisions_of(item, vocabulary));
}

fn decision(phrase: &Phrase, vocabulary: &mut Vocabulary) {
    let Some(reason) = split_recorded(phrase.text()) else { return };
    let words = phrase.text().get(reason.clone()).unwrap_or("");
    if !words.is_empty() {
        vocabulary.declare_decision(words, phrase.at(reason.start, reason.end));
    }
}

fn who(block: &Block, vocabulary: &mut Vocabulary, diagnostics: &mut Vec<Diagnostic>) {
    let Some(clause) = block.clause(ClauseKey::Who).filter(|clause| !clause.phrase.is_empty())
    else {
        return;
    };
    let words = clause.phrase.text();
    if vocabulary.named(words, Sort::Role).is_some() {
        return;
    }
    let span = clause.phrase.span();
    let is_role = |id: &ConceptId| vocabulary.get(*id).is_some_and(|c| c.sort() == Sort::Role);
    let near = vocabulary.suggest(words, &[Sort::Role]).into_iter().find(is_role);
    let near = near.map(|id| vocabulary.noun(id).to_owned());
    let found = Diagnostic::new(Code::D0210, span, format!("no role is called “{words}”"))
        .label("not declared in this pack or in what it extends");
    diagnostics.push(match near {
        Some(near) => found.help(format!("did you mean “{near}”?")).fix(span, near),
        None => found.help(format!("declare it with a block `role {words}`")),
    });
    vocabulary.declare_role(words, span);
}

fn acts(clause: &Clause, vocabulary: &mut Vocabulary, diagnostics: &mut Vec<Diagnostic>) {
    let text = clause.phrase.text();
    if text.is_empty() {
        return;
    }
    if clause.items.is_empty() {
        let end = act_end(&clause.phrase, vocabulary);
        act(&clause.phrase.slice(0, end), vocabulary, diagnostics);
        return;
    }
    match head_of_list(text) {
        Some("") => {
            for item in &clause.items {
                let whole = item.phrase.text();
                let end =
                    whole.find(", if ").or_else(|| whole.find(", unless ")).unwrap_or(whole.len());
                act(&item.phrase.slice(0, end), vocabulary, diagnostics);
            }
        }
        Some(head) => act(&clause.phrase.slice(0, head.len()), vocabulary, diagnostics),
        None => {}
    }
}

/// `make available` of `make available all of`.
fn head_of_list(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let lower = lower.trim_end();
    let head = lower
        .strip_suffix("all of")
        .or_else(|| lower.strip_suffix("any of"))
        .map(str::len)
        .or_else(|| {
            let before = lower.strip_suffix(" of")?;
            let at = before.rfind("at least ")?;
            before.get(at + "at least ".len()..)?.chars().all(char::is_alphanumeric).then_some(at)
        })?;
    text.get(..head).map(str::trim_end)
}

fn act(phrase: &Phrase, vocabulary: &mut Vocabulary, diagnostics: &mut Vec<Diagnostic>) {
    let words = phrase.text();
    if words.is_empty() || is_completion(words, vocabulary) {
        return;
    }
    if is_state(words, vocabulary) {
        return;
    }
    let named = vocabulary.lookup(words);
    let event =
        named.iter().any(|(id, _)| vocabulary.get(*id).is_some_and(|c| c.sort() == Sort::Event));
    if event || !named.is_empty() {
        return;
    }
    let (declared, note) = vocabulary.declare_act(words, phrase.span());
    if declared.is_some() {
        diagnostics.extend(note);
    }
    // A slip of the pen is reported where the act is read.
}

/// What a power allows: an act of its own, unless it is to adjourn, cancel or move
/// an event.
fn licence(phrase: &Phrase, vocabulary: &mut Vocabulary, diagnostics: &mut Vec<Diagnostic>) {
    let mut words = phrase.text().splitn(2, ' ');
    let verb = words.next().unwrap_or("").to_ascii_lowercase();
    let object = without_article(words.next().unwrap_or("").trim());
    let life = ["adjourn", "cancel", "rearrange", "postpone", "move"].contains(&verb.as_str());
    if !(life && vocabulary.named(object, Sort::Event).is_some()) {
        act(phrase, vocabulary, diagnostics);
    }
}

/// `complete the review`, where the review is an event of its own.
fn is_completion(words: &str, vocabulary: &Vocabulary) -> bool {
    let mut rest = words.splitn(2, ' ');
    let head = rest.next().unwrap_or("");
    let object = rest.next().unwrap_or("").trim();
    let object = object.strip_prefix("the ").unwrap_or(object);
    head.eq_ignore_ascii_case("complete") && vocabulary.named(object, Sort::Event).is_some()
}

/// `have a plan for permanence in the care plan`, where that is a status.
fn is_state(words: &str, vocabulary: &Vocabulary) -> bool {
    let mut rest = words.splitn(2, ' ');
    let head = rest.next().unwrap_or("");
    let object = rest.next().unwrap_or("").trim();
    let bare = ["a ", "an "].iter().find_map(|article| object.strip_prefix(article));
    head.eq_ignore_ascii_case("have")
        && vocabulary.named(words, Sort::Event).is_none()
        && [Some(object), bare]
            .into_iter()
            .flatten()
            .any(|object| vocabulary.named(object, Sort::Status).is_some())
}

/// Where the act of `acknowledge the complaint within 2 working days of …` ends:
/// before the first words from which on the rest is a deadline.
fn act_end(phrase: &Phrase, vocabulary: &Vocabulary) -> usize {
    const STARTS: [&str; 12] = [
        " within ",
        " at least ",
        " at most ",
        " no later ",
        " not later ",
        " not more ",
        " no more ",
        " before ",
        " by ",
        " between ",
        " promptly",
        " as soon ",
    ];
    let text = phrase.text();
    let lower = text.to_ascii_lowercase();
    let whole = text.len();
    if vocabulary.named(text, Sort::Event).is_some() {
        return whole;
    }
    let mut starts: Vec<usize> =
        STARTS.iter().flat_map(|start| lower.match_indices(start).map(|(at, _)| at)).collect();
    starts.sort_unstable();
    let is_due = |at: &usize| {
        let mut trial = Reading::new(vocabulary, true);
        trial.due(&phrase.slice(*at, whole)).is_some() || trial.only_names_missing()
    };
    starts.into_iter().find(is_due).unwrap_or(whole)
}
