//! Forms: the words for one concept, read from `forms` and `as` clauses.
//!
//! In: `hold a review | a review is held | review / reviews`. Out: [`Forms`] and
//! the place of each alternative. Never here: whether a word is taken already.

use crate::diag::Diagnostic;
use crate::source::{Phrase, Span};

use super::concept::{FormKind, Forms, Sort};
use super::english::pluralise;
use super::errors;
use super::words::{self, is_article, tidy};

/// The words of one form and where they were written.
pub(super) type Written = (FormKind, String, Span);

/// Reads the alternatives of a `forms` or `as` clause for a concept of this sort.
pub(super) fn parse(
    phrase: &Phrase,
    sort: Sort,
    name: &str,
    found: &mut Vec<Diagnostic>,
) -> (Forms, Vec<Written>) {
    let mut forms = Forms::default();
    let mut written = Vec::new();
    for part in alternatives(phrase, found) {
        let slash = pieces_at_slash(&part);
        match slash.as_slice() {
            [one] => single(one, sort, name, &mut forms, &mut written),
            [one, many] => pair(one, many, &mut forms, &mut written),
            _ => found.push(errors::too_many_plurals(&part)),
        }
    }
    if written.is_empty() && found.is_empty() {
        found.push(errors::no_forms(phrase.span(), sort));
    }
    (forms, written)
}

/// The parts between `|`. One with commas is read as the forms it lists, so that
/// none of them is unknown as well.
fn alternatives(phrase: &Phrase, found: &mut Vec<Diagnostic>) -> Vec<Phrase> {
    let mut parts = Vec::new();
    for part in words::split(phrase, '|') {
        if let Some(bare) = errors::unquoted_form(&part, found) {
            parts.push(bare);
            continue;
        }
        if lists_forms(part.text()) {
            found.push(errors::comma_between(&part));
            parts.extend(words::split(&part, ','));
        } else {
            parts.push(part);
        }
    }
    parts
}

/// Whether commas stand between forms, not within one: `needs, wishes and
/// feelings` is one form.
fn lists_forms(text: &str) -> bool {
    let Some((before, last)) = text.rsplit_once(',') else { return false };
    let joined = [" and ", " or "].iter().any(|word| format!(" {last} ").contains(word));
    text.contains(" / ") || !joined || is_sentence(before)
}

/// The pieces around ` / `; a stroke without spaces belongs to a word.
fn pieces_at_slash(part: &Phrase) -> Vec<Phrase> {
    let mut at = 0;
    let mut pieces = Vec::new();
    for piece in part.text().split(" / ") {
        pieces.push(part.slice(at, at + piece.len()));
        at += piece.len() + " / ".len();
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn pair(one: &Phrase, many: &Phrase, forms: &mut Forms, written: &mut Vec<Written>) {
    let (singular, plural) = (text_of(one), text_of(many));
    written.push((FormKind::Singular, singular.clone(), one.span()));
    written.push((FormKind::Plural, plural.clone(), many.span()));
    if forms.plural.is_none() {
        // A noun with its plural is the one to print, even after a lone noun.
        let before = forms.singular.replace(singular);
        forms.others.extend(before.map(|noun| (FormKind::Singular, noun)));
        forms.plural = Some(plural);
    } else {
        forms.others.push((FormKind::Singular, singular));
        forms.others.push((FormKind::Plural, plural));
    }
}

fn single(one: &Phrase, sort: Sort, name: &str, forms: &mut Forms, written: &mut Vec<Written>) {
    let text = text_of(one);
    let kind = match sort {
        Sort::Event if words::key(&text) == words::key(name) => FormKind::Singular,
        Sort::Event if is_sentence(&text) => FormKind::Passive,
        Sort::Event if forms.verb.is_none() && forms.singular.is_none() => FormKind::Verb,
        Sort::Event | Sort::Status | Sort::Fact | Sort::Decision | Sort::Document => {
            FormKind::Singular
        }
        Sort::Role | Sort::Paper => match &forms.singular {
            Some(noun) if is_plural_of(&text, noun) => FormKind::Plural,
            _ => FormKind::Singular,
        },
    };
    written.push((kind, text.clone(), one.span()));
    let place = match kind {
        FormKind::Verb => &mut forms.verb,
        FormKind::Passive => &mut forms.passive,
        FormKind::Singular => &mut forms.singular,
        FormKind::Plural => &mut forms.plural,
    };
    match place {
        Some(_) => forms.others.push((kind, text)),
        None => *place = Some(text),
    }
}

fn text_of(phrase: &Phrase) -> String {
    tidy(words::unquoted(phrase.text()))
}

/// Whether a form says that something is done: `a review is held`. The `is` of a part
/// that hangs on another word does not: `record why no review is needed`.
fn is_sentence(text: &str) -> bool {
    let mut words = text.split(' ');
    let first = words.next().unwrap_or("");
    let mut hangs = false;
    is_article(first)
        || words.any(|word| match word {
            "why" | "whether" | "how" | "what" | "if" | "when" | "that" | "who" | "which"
            | "where" => {
                hangs = true;
                false
            }
            "is" | "are" | "comes" => !std::mem::take(&mut hangs),
            _ => false,
        })
}

fn is_plural_of(text: &str, noun: &str) -> bool {
    let plural = pluralise(words::without_article(noun));
    words::key(words::without_article(text)) == words::key(&plural)
}
