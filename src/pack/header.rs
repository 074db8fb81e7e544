//! The header: what a pack says of itself.
//!
//! In: the `pack` block. Out: plain values, and what cannot be read. Never here:
//! the packs it extends, or names of the vocabulary.

use crate::diag::{Code, Diagnostic};
use crate::model::Settings;
use crate::names::{bad_date, split, tidy, unreadable, without_article};
use crate::source::{Phrase, Span};
use crate::syntax::force::{Force, ForceError, force};
use crate::syntax::{Block, Clause, ClauseKey};
use crate::time::{Day, parse_date};

use super::settings;

/// A pack that this one extends.
#[derive(Debug, Clone)]
pub(super) struct Extends {
    pub(super) id: Phrase,
    /// `at 2015-04-01`: the version it has to have.
    pub(super) version: Option<Phrase>,
}

/// A header, read.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) id: String,
    pub(super) span: Span,
    pub(super) title: Option<String>,
    pub(super) version: String,
    pub(super) in_force: Force,
    pub(super) verified: Option<Day>,
    pub(super) subject: Option<String>,
    pub(super) extends: Vec<Extends>,
    /// `claims never laxer than X`: the ids of those packs.
    pub(super) claims: Vec<Phrase>,
    pub(super) calendar: Option<Phrase>,
    pub(super) settings: Settings,
    pub(super) scope: Option<Clause>,
    pub(super) applies: Vec<Clause>,
}

/// Reads a `pack` block.
pub(super) fn read(block: &Block, found: &mut Vec<Diagnostic>) -> Header {
    // Of clauses that say nothing it was told when the block was read.
    let phrase = |key| {
        let phrase = block.clause(key).map(|clause| clause.phrase.clone());
        phrase.filter(|phrase| !phrase.is_empty())
    };
    let lists = |key| {
        let clauses = block.clauses(key);
        clauses.filter(|clause| !clause.phrase.is_empty() || !clause.items.is_empty())
    };
    let id = tidy(block.name.text());
    if id.is_empty() {
        found.push(nameless(block.kind.span));
    }
    found.extend(odd_id(&block.name));
    let title = block.title.clone().or_else(|| phrase(ClauseKey::Title));
    let in_force =
        phrase(ClauseKey::InForce).map_or(Ok(Force::ALWAYS), |text| in_force(&text, found));
    let ends = phrase(ClauseKey::InForce).map(|text| text.span());
    let verified = phrase(ClauseKey::Verified).map(|text| date(&text)).transpose();
    let subject =
        phrase(ClauseKey::Subject).map(|text| without_article(&tidy(text.text())).to_owned());
    let in_force = kept(in_force, found).unwrap_or_default();
    let verified = kept(verified, found).flatten();
    if let (Some(until), Some(on), Some(at)) = (in_force.until, verified, ends)
        && until < on
    {
        let message = format!("this pack was in force until {}", until.long());
        let note = Diagnostic::new(Code::D0515, at, message)
            .label(format!("and was verified on {}", on.long()))
            .help("it says nothing of what is triggered after that day");
        found.push(note);
    }
    Header {
        id,
        span: if block.name.is_empty() { block.kind.span } else { block.name.span() },
        title: title.map(|title| tidy(title.text())).filter(|title| !title.is_empty()),
        version: phrase(ClauseKey::Version).map_or_else(String::new, |text| tidy(text.text())),
        in_force,
        verified,
        subject: subject.filter(|subject| !subject.is_empty()),
        extends: lists(ClauseKey::Extends).flat_map(|clause| extends(clause, found)).collect(),
        claims: lists(ClauseKey::Claims).flat_map(|clause| claims(clause, found)).collect(),
        calendar: phrase(ClauseKey::Calendar),
        settings: settings::read(block, found),
        scope: block.clause(ClauseKey::Scope).cloned(),
        applies: block.clauses(ClauseKey::Applies).cloned().collect(),
    }
}

/// D0514: the last day lies before the first.
fn backwards(force: Force, span: Span) -> Diagnostic {
    let found = Diagnostic::new(Code::D0514, span, "this ends before it begins")
        .label("it is never in force");
    match (force.from, force.until) {
        (Some(from), Some(until)) => {
            let right = format!("from {} until {}", until.long(), from.long());
            found.help(format!("write `{right}`")).fix(span, right)
        }
        (None, _) | (_, None) => found,
    }
}

fn kept<T>(read: Result<T, Box<Diagnostic>>, found: &mut Vec<Diagnostic>) -> Option<T> {
    read.map_err(|error| found.push(*error)).ok()
}

fn nameless(span: Span) -> Diagnostic {
    Diagnostic::new(Code::D0111, span, "this pack has no id")
        .help("name it after its keyword: `pack example-council/reviews`")
}

/// D0103: an id that nobody could write after `extends`, or on a command line.
fn odd_id(name: &Phrase) -> Option<Diagnostic> {
    let id = tidy(name.text());
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    if id.chars().all(fits) {
        return None;
    }
    let words = id.split(|c| !fits(c)).filter(|word| !word.is_empty());
    let right = words.collect::<Vec<_>>().join("-").to_lowercase();
    let message = format!("“{id}” is no id of a pack");
    let found = Diagnostic::new(Code::D0103, name.span(), message)
        .label("an id is letters, digits, `-` and `/`");
    Some(if right.is_empty() {
        found.help("for example `pack example-council/reviews`")
    } else {
        found.help(format!("write `pack {right}`")).fix(name.span(), right)
    })
}

/// A date, or why there is none.
pub(super) fn date(phrase: &Phrase) -> Result<Day, Box<Diagnostic>> {
    parse_date(phrase.text()).map_err(|error| bad_date(&error, phrase.span()).into())
}

/// The two sides of a word that stands between white space.
pub(super) fn around(phrase: &Phrase, word: &str) -> Option<(Phrase, Phrase)> {
    let text = phrase.text();
    let mut at = 0;
    for piece in text.split(char::is_whitespace) {
        if piece.eq_ignore_ascii_case(word) {
            return Some((phrase.slice(0, at), phrase.slice(at + piece.len(), text.len())));
        }
        // The white space itself may be longer than one byte.
        at += piece.len();
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    None
}

/// `from 1 April 2011 until 23 April 2020`, either side alone too; both days are
/// in force.
///
/// # Errors
/// Why it cannot be read.
fn in_force(phrase: &Phrase, found: &mut Vec<Diagnostic>) -> Result<Force, Box<Diagnostic>> {
    const CHOICES: &[&str] = &["from 1 April 2011", "from 1 April 2011 until 23 April 2020"];
    match force(phrase) {
        Ok(force) if force.is_empty() => {
            found.push(backwards(force, phrase.span()));
            Ok(force)
        }
        Ok(force) => Ok(force),
        Err(ForceError::Form) => Err(unreadable(phrase, ClauseKey::InForce, CHOICES).into()),
        Err(ForceError::Date(error, day)) => Err(bad_date(&error, day.span()).into()),
    }
}

/// `never laxer than statute/a, guidance/b`, and bullets.
fn claims(clause: &Clause, found: &mut Vec<Diagnostic>) -> Vec<Phrase> {
    const WORDS: &str = "never laxer than";
    let items = clause.items.iter().map(|item| &item.phrase);
    let phrases = std::iter::once(&clause.phrase).chain(items);
    let mut all = Vec::new();
    for (at, phrase) in phrases.enumerate().filter(|(at, phrase)| *at == 0 || !phrase.is_empty()) {
        let text = phrase.text();
        let mut end = 0;
        let said = WORDS.split(' ').all(|word| {
            let rest = text.get(end..).unwrap_or_default();
            let start = rest.len() - rest.trim_start().len();
            let next = rest.trim_start().split(char::is_whitespace).next().unwrap_or_default();
            end += start + next.len();
            next.eq_ignore_ascii_case(word)
        });
        // Bullets name packs alone; the words stand before them.
        let rest = if said { phrase.slice(end, text.len()) } else { phrase.clone() };
        let packs = split(&rest, ',');
        if (at == 0 && !said) || (packs.is_empty() && clause.items.is_empty()) {
            let choices = ["never laxer than statute/care-planning-regulations-2010"];
            found.push(unreadable(phrase, ClauseKey::Claims, &choices));
            return Vec::new();
        }
        all.extend(packs);
    }
    all
}

/// `statute/a at 2015-04-01, guidance/b`, with commas or semicolons between, and
/// bullets.
fn extends(clause: &Clause, found: &mut Vec<Diagnostic>) -> Vec<Extends> {
    let items = clause.items.iter().map(|item| &item.phrase);
    let phrases = std::iter::once(&clause.phrase).chain(items);
    let parts: Vec<Phrase> =
        phrases.flat_map(|phrase| split(phrase, ',')).flat_map(|part| split(&part, ';')).collect();
    if parts.is_empty() {
        let choices = ["vocabulary/children-looked-after"];
        found.push(unreadable(&clause.phrase, ClauseKey::Extends, &choices));
    }
    let read = parts.into_iter().map(|part| match around(&part, "at") {
        Some((id, version)) => Extends { id, version: Some(version) },
        None => Extends { id: part, version: None },
    });
    read.collect()
}
