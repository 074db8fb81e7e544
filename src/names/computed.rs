//! `computed by extensions/risk-band.wasm from the date of birth and missing episodes`
//!
//! In: that phrase. Out: the file of the extension and what it is given. Never here: the
//! file itself.

use crate::source::Phrase;
use crate::syntax::ClauseKey;

use super::clauses::Read;
use super::concept::{Computed, Given, Input, Sort, Vocabulary};
use super::errors::unreadable;
use super::words;

/// An extension and what it is given.
pub(super) fn read(vocabulary: &mut Vocabulary, phrase: &Phrase) -> Read<Computed> {
    const CHOICES: &[&str] = &["extensions/risk-band.wasm from missing episodes and placements"];
    let wrong = || Box::new(unreadable(phrase, ClauseKey::ComputedBy, CHOICES));
    let text = phrase.text();
    let at = text.to_ascii_lowercase().find(" from ").ok_or_else(wrong)?;
    let (named, given) = (phrase.slice(0, at), phrase.slice(at + " from ".len(), text.len()));
    let file = words::unquoted(named.text()).trim().to_owned();
    if file.is_empty() || given.is_empty() {
        return Err(wrong());
    }
    let mut from = Vec::new();
    for piece in words::split(&given, ',') {
        inputs(vocabulary, &piece, &mut from)?;
    }
    for input in &from {
        if let Given::Fact(fact) = input.what {
            vocabulary.mark_used(fact);
        }
    }
    Ok(Computed { file, span: named.span(), from })
}

/// One name, or several joined by `and`; a name may hold that word itself.
fn inputs(vocabulary: &Vocabulary, piece: &Phrase, found: &mut Vec<Input>) -> Read<()> {
    let piece = match piece.text().strip_prefix("and ") {
        Some(rest) => piece.slice(piece.text().len() - rest.len(), piece.text().len()),
        None => piece.clone(),
    };
    if let Some(input) = input(vocabulary, &piece) {
        found.push(input);
        return Ok(());
    }
    let text = piece.text();
    for (at, joint) in text.match_indices(" and ") {
        if let Some(first) = input(vocabulary, &piece.slice(0, at)) {
            found.push(first);
            return inputs(vocabulary, &piece.slice(at + joint.len(), text.len()), found);
        }
    }
    let name = bare(text).0;
    let words = words::without_article(name);
    Err(match vocabulary.lookup(words).first() {
        Some((other, _)) => {
            vocabulary.wrong_sort(words, piece.span(), *other, &[Sort::Fact]).into()
        }
        None => vocabulary.unknown_name(words, piece.span(), &[Sort::Fact]).into(),
    })
}

fn input(vocabulary: &Vocabulary, piece: &Phrase) -> Option<Input> {
    let (name, if_known) = bare(piece.text());
    let what = if ["the date of birth", "date of birth"].contains(&name.to_lowercase().as_str()) {
        Given::BirthDate
    } else {
        let named = |words: &str| vocabulary.named(words, Sort::Fact);
        Given::Fact(named(name).or_else(|| named(words::without_article(name)))?)
    };
    Some(Input { what, if_known, span: piece.span() })
}

/// A name without `if known`, and whether that was there.
fn bare(text: &str) -> (&str, bool) {
    let text = text.trim();
    match text.strip_suffix("if known").filter(|name| name.ends_with(char::is_whitespace)) {
        Some(name) => (name.trim_end(), true),
        None => (text, false),
    }
}
