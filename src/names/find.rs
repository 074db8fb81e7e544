//! The finder: names in a phrase, longest first, from left to right.
//!
//! In: the text of a phrase, without control characters. Out: where names stand
//! in it and what they may mean. Never here: which of the meanings is meant.

use super::concept::{ConceptId, Entry, FormKind, Sort, Vocabulary};
use super::words::{self, Token};

/// A name found in a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its first byte in the phrase; of quoted names, the quote.
    pub start: usize,
    /// The byte just past it; of quoted names, past the quote.
    pub end: usize,
    /// What it may name, each with the form used. Empty only for a quoted name
    /// that nothing declares.
    pub candidates: Entry,
    /// Whether it was written `'in quotes'`.
    pub quoted: bool,
}

impl Hit {
    /// The concept of this sort that it may name.
    #[must_use]
    pub fn of(&self, vocabulary: &Vocabulary, sort: Sort) -> Option<ConceptId> {
        let is = |id: &ConceptId| vocabulary.get(*id).is_some_and(|c| c.sort() == sort);
        self.candidates.iter().map(|(id, _)| *id).find(is)
    }

    /// The concept that it names in this form.
    #[must_use]
    pub fn in_form(&self, kind: FormKind) -> Option<ConceptId> {
        self.candidates.iter().find(|(_, form)| *form == kind).map(|(id, _)| *id)
    }
}

impl Vocabulary {
    /// Every name in a phrase, from left to right, none overlapping another:
    /// events, statuses, facts, roles and papers. Documents and decisions are
    /// named in clauses of their own.
    ///
    /// At each word the longest form that stands there is taken, unless a longer one
    /// begins within it. An article before a name is no part of it unless its form has
    /// one. Quoted names are found whole, whether or not anything declares them.
    #[must_use]
    pub fn find_all(&self, text: &str) -> Vec<Hit> {
        let said = self.by_words.said(text);
        let mut hits = Vec::new();
        let mut at = 0;
        while at < said.tokens.len() {
            let plain = || {
                let (length, meant) = self.by_words.taken(&said, at)?;
                let (start, end) = said.place(at, length);
                Some((Hit { start, end, candidates: meant.clone(), quoted: false }, length))
            };
            let quoted = self.quoted(text, said.tokens.get(at..).unwrap_or_default());
            let found = quoted.or_else(plain);
            at += found.as_ref().map_or(1, |(_, length)| *length);
            hits.extend(found.map(|(hit, _)| hit));
        }
        hits
    }

    /// What exactly these words may name, with or without the article they begin
    /// with and quotes around them. Documents and decisions are left out.
    #[must_use]
    pub fn lookup(&self, words: &str) -> &[(ConceptId, FormKind)] {
        self.by_words.of_either(words::unquoted(words))
    }

    /// The concept of this sort that exactly these words name.
    #[must_use]
    pub fn named(&self, words: &str, sort: Sort) -> Option<ConceptId> {
        match sort {
            Sort::Document => self.documents.of(words::unquoted(words)).first().copied(),
            Sort::Decision => self.decision(words),
            Sort::Event | Sort::Status | Sort::Fact | Sort::Role | Sort::Paper => {
                let is = |id: &ConceptId| self.get(*id).is_some_and(|c| c.sort() == sort);
                self.lookup(words).iter().map(|(id, _)| *id).find(is)
            }
        }
    }

    /// The decision that exactly these words name: `the child refuses`.
    #[must_use]
    pub fn decision(&self, words: &str) -> Option<ConceptId> {
        self.decisions.get(&words::key(words)).copied()
    }

    /// The document a citation begins with and where its locator begins:
    /// `IRO Handbook 3.23`. The longest declared form wins.
    #[must_use]
    pub fn find_document(&self, citation: &str) -> Option<(ConceptId, usize)> {
        let (meant, end) = self.documents.begins(citation)?;
        let id = *meant.first()?;
        let rest = citation.get(end..).unwrap_or("");
        Some((id, citation.len() - rest.trim_start().len()))
    }

    /// A quoted name that begins at the first of `tokens`: up to the first closing
    /// quote that makes it a known name, else up to the first closing quote. An
    /// apostrophe inside the name (`'the parents' meeting'`) thus does no harm.
    fn quoted(&self, text: &str, tokens: &[Token]) -> Option<(Hit, usize)> {
        let open = tokens.first().filter(|token| matches!(token.of(text), "'" | "‘"))?;
        let before = text.get(..open.start).and_then(|before| before.chars().next_back());
        let second = tokens.get(1).filter(|next| next.start == open.end)?;
        if before.is_some_and(char::is_alphanumeric) || matches!(second.of(text), "'" | "’") {
            return None;
        }
        let mut unknown = None;
        for (index, pair) in tokens.windows(2).enumerate().skip(1) {
            let [last, close] = pair else { continue };
            if !matches!(close.of(text), "'" | "’") || close.start != last.end {
                continue;
            }
            let candidates = Entry::from(self.lookup(text.get(open.end..last.end)?));
            let known = !candidates.is_empty();
            let hit = Hit { start: open.start, end: close.end, candidates, quoted: true };
            if known {
                return Some((hit, index + 2));
            }
            unknown.get_or_insert((hit, index + 2));
        }
        unknown
    }
}
