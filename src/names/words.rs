//! Words: how a phrase is cut, and when two spellings are the same words.
//!
//! In: text. Out: tokens and keys. A word is letters, figures, and hyphens and
//! apostrophes between them; every other visible character stands alone. Case,
//! white space, the kind of apostrophe and which article is used do not matter.

use smallvec::SmallVec;

use crate::source::Phrase;

/// A word or a mark, by its bytes in the text it was cut from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    /// Its text; empty for a token of another text.
    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// The tokens of one phrase; most fit without an allocation.
pub(crate) type Tokens = SmallVec<[Token; 32]>;

/// Cuts a text into words and marks.
pub(crate) fn tokens(text: &str) -> Tokens {
    let mut found = Tokens::new();
    cut(text, |token| found.push(token));
    found
}

/// Hands on the words and marks of a text, one after another.
pub(super) fn cut(text: &str, found: impl FnMut(Token)) {
    if text.is_ascii() { cut_ascii(text.as_bytes(), found) } else { cut_any(text, found) }
}

/// The same of any text, letter by letter.
pub(super) fn cut_any(text: &str, mut found: impl FnMut(Token)) {
    // Where the word at hand begins and has come to.
    let mut word: Option<Token> = None;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        if letter.is_alphanumeric() {
            word = Some(Token { start: word.map_or(at, |word| word.start), end });
            continue;
        }
        if word.is_some() && joins(letter) && word_follows(text, end) {
            continue;
        }
        word.take().into_iter().for_each(&mut found);
        if !letter.is_whitespace() {
            found(Token { start: at, end });
        }
    }
    word.into_iter().for_each(found);
}

/// The same of plain ones, byte by byte: nearly every text has no other letters, and every name and phrase
/// of a pack is cut.
pub(super) fn cut_ascii(text: &[u8], mut found: impl FnMut(Token)) {
    let is_letter = |at: usize| text.get(at).is_some_and(|byte| is_in_words(*byte));
    let mut start = 0;
    while let Some(first) = text.get(start) {
        let mut end = start + 1;
        if is_in_words(*first) {
            let joined =
                |end: usize| matches!(text.get(end), Some(b'-' | b'\'')) && is_letter(end + 1);
            while is_letter(end) || joined(end) {
                end += 1;
            }
        } else if matches!(first, b' ' | b'\t'..=b'\r') {
            start = end;
            continue;
        }
        found(Token { start, end });
        start = end;
    }
}

/// Whether a byte is a letter or a figure: looked up, for it is asked of every byte there is.
fn is_in_words(byte: u8) -> bool {
    #[expect(clippy::indexing_slicing, reason = "there is a place for every byte")]
    const LETTERS: [bool; 256] = {
        let (mut letters, mut at) = ([false; 256], 0_u8);
        while at < 128 {
            letters[at as usize] = at.is_ascii_alphanumeric();
            at += 1;
        }
        letters
    };
    LETTERS.get(usize::from(byte)).is_some_and(|letter| *letter)
}

fn joins(mark: char) -> bool {
    matches!(mark, '-' | '\'' | '’' | '‑')
}

fn word_follows(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or("");
    rest.chars().next().is_some_and(char::is_alphanumeric)
}

/// Whether a word is `a`, `an` or `the`.
pub(crate) fn is_article(word: &str) -> bool {
    match word.len() {
        1 => word.eq_ignore_ascii_case("a"),
        2 => word.eq_ignore_ascii_case("an"),
        3 => word.eq_ignore_ascii_case("the"),
        _ => false,
    }
}

/// Adds one word to a key: small letters, one kind of apostrophe and of hyphen,
/// and `the` for every article, so that `hold the review` is `hold a review`.
pub(crate) fn push_word(key: &mut String, word: &str) {
    if is_article(word) {
        key.push_str("the");
        return;
    }
    if word.is_ascii() {
        let start = key.len();
        key.push_str(word);
        if let Some(added) = key.get_mut(start..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    for letter in word.chars() {
        match letter {
            '’' => key.push('\''),
            '‑' => key.push('-'),
            plain => key.extend(plain.to_lowercase()),
        }
    }
}

/// The normal words of a text, joined by single spaces.
pub(crate) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    cut(text, |token| {
        if !key.is_empty() {
            key.push(' ');
        }
        push_word(&mut key, token.of(text));
    });
    key
}

/// A text without the article it begins with.
pub(crate) fn without_article(text: &str) -> &str {
    let text = text.trim();
    match text.split_once(char::is_whitespace) {
        Some((first, rest)) if is_article(first) => rest.trim_start(),
        _ => text,
    }
}

/// A name without the quotes around it.
pub(crate) fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix(['\'', '‘']).and_then(|rest| rest.strip_suffix(['\'', '’']));
    inner.map_or(text, str::trim)
}

/// The white space of a text, each run as one space.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in apart(text) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

/// What stands between the white space of a text.
pub(crate) fn apart(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    let is_plain = text.is_ascii();
    text.split(
        move |letter: char| {
            if is_plain { matches!(letter, ' ' | '\t'..='\r') } else { letter.is_whitespace() }
        },
    )
    .filter(|word| !word.is_empty())
}

/// The pieces of a phrase between `mark`s, without white space around them, each
/// with its place. Empty pieces are left out.
pub(crate) fn split(phrase: &Phrase, mark: char) -> Vec<Phrase> {
    let mut at = 0;
    let mut pieces = Vec::new();
    for piece in phrase.text().split(mark) {
        let slice = phrase.slice(at, at + piece.len());
        if !slice.is_empty() {
            pieces.push(slice);
        }
        at += piece.len() + mark.len_utf8();
    }
    pieces
}

/// Whether two words differ at most in their capitals.
fn is_same(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    one.to_lowercase() == other.to_lowercase()
}

/// Reads a short phrase word by word.
pub(crate) struct Cursor<'p> {
    phrase: &'p Phrase,
    tokens: Tokens,
    at: usize,
}

impl<'p> Cursor<'p> {
    pub(crate) fn new(phrase: &'p Phrase) -> Self {
        Cursor { phrase, tokens: tokens(phrase.text()), at: 0 }
    }

    /// Goes past these words, if they come next; capitals do not matter.
    pub(crate) fn eat(&mut self, words: &str) -> bool {
        let wanted = tokens(words);
        let text = self.phrase.text();
        let next = self.tokens.iter().skip(self.at);
        let same =
            wanted.iter().zip(next).filter(|(want, have)| is_same(want.of(words), have.of(text)));
        let all = same.count() == wanted.len();
        if all {
            self.at += wanted.len();
        }
        all
    }

    /// Goes past the first of these that comes next.
    pub(crate) fn eat_any(&mut self, choices: &[&str]) -> bool {
        choices.iter().any(|words| self.eat(words))
    }

    /// Whether nothing is left.
    pub(crate) fn done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// What is left.
    pub(crate) fn rest(&self) -> Phrase {
        let end = self.phrase.text().len();
        let start = self.tokens.get(self.at).map_or(end, |token| token.start);
        self.phrase.slice(start, end)
    }
}
