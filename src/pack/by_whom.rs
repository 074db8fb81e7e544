//! Lines that begin with `by` and go on with somebody: who has to do it, not by when.
//!
//! In: blocks with lines that could not be read, and the names of the pack and its bases.
//! Out: better help in what was said of those lines. Never here: what a line says.

use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, Sort, Vocabulary, is_article};
use crate::source::Spanned;
use crate::syntax::{Block, ClauseKey};

/// Says of each such line how a person is written.
pub(super) fn told<'b>(
    found: &mut [Diagnostic],
    blocks: impl Iterator<Item = &'b Block>,
    vocabulary: &Vocabulary,
) {
    let takes_who = |block: &&Block| block.kind.value.clause(ClauseKey::Who).is_some();
    for block in blocks.filter(takes_who) {
        let by = block.unread.iter().filter(|(word, _)| word.value.eq_ignore_ascii_case("by"));
        for (word, rest) in by {
            let is_this =
                |one: &&mut Diagnostic| one.code == Code::D0101 && one.span() == Some(word.span);
            let Some(one) = found.iter_mut().find(is_this) else { continue };
            let has_who = block.clause(ClauseKey::Who).is_some();
            if let Some((role, end)) = role(vocabulary, rest.text()) {
                *one = known(one, word, (role, rest.text().get(end..)), has_who);
            } else if let Some((role, end)) = near(vocabulary, rest.text()) {
                let whole = end == rest.text().len();
                *one = misspelt(one, role, (has_who, whole));
            }
        }
    }
}

/// What to say of a role after `by`, and of what follows it.
fn known(
    one: &Diagnostic,
    word: &Spanned<String>,
    (role, more): (&str, Option<&str>),
    has_who: bool,
) -> Diagnostic {
    let (fix, help) = match more {
        _ if has_who => (false, "who has to do it stands after `who`, which this block has"),
        None | Some("") => (true, "write `who` in place of `by`"),
        Some(_) => (false, "write who has to do it after `who`, and by when after `due`"),
    };
    let said = one.clone().label(format!("“{role}” is a role")).help(help);
    if fix { said.fix(word.span, "who") } else { Diagnostic { fix: None, ..said } }
}

/// The same of words that are a slip of the pen for a role.
fn misspelt(one: &Diagnostic, role: &str, (has_who, whole): (bool, bool)) -> Diagnostic {
    let said = Diagnostic { fix: None, ..one.clone() };
    let so = match (has_who, whole) {
        (true, _) => "who has to do it stands after `who`, which this block has",
        (false, true) => "write `who` in place of `by`",
        (false, false) => "write who has to do it after `who`, and by when after `due`",
    };
    said.help(format!("did you mean “{role}”? If so, {so}"))
}

/// The role that a text begins with, and where its words end.
fn role<'v>(vocabulary: &'v Vocabulary, text: &str) -> Option<(&'v str, usize)> {
    let hit = vocabulary.find_all(text).into_iter().next()?;
    let before = text.get(..hit.start)?.trim();
    let role = hit.of(vocabulary, Sort::Role).filter(|_| before.is_empty() || is_article(before));
    role.map(|role| (vocabulary.noun(role), hit.end))
}

/// The role that the first words of a text are a slip of the pen for, the most words that
/// are, and where they end.
fn near<'v>(vocabulary: &'v Vocabulary, text: &str) -> Option<(&'v str, usize)> {
    // A day, an event or another name is no slip for somebody.
    let hits = vocabulary.find_all(text);
    let named = hits.first().map_or(text.len(), |hit| hit.start);
    let dated = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let gaps = text.match_indices(char::is_whitespace).map(|(at, _)| at);
    let ends = gaps.chain([text.len()]).take(MOST_WORDS);
    let ends: Vec<usize> = ends.take_while(|end| *end <= named.min(dated)).collect();
    ends.into_iter().rev().find_map(|end| {
        let words = text.get(..end)?.trim();
        let is_role = |id: &ConceptId| {
            vocabulary.get(*id).is_some_and(|concept| concept.sort() == Sort::Role)
        };
        let role = vocabulary.suggest(words, &[Sort::Role]).into_iter().next().filter(is_role)?;
        (!is_article(words)).then(|| (vocabulary.noun(role), end))
    })
}

/// No name of a role is longer.
const MOST_WORDS: usize = 8;
