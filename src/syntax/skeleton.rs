//! The lines of a `.duly` text.
//!
//! In: text. Out: lines with their margins, each with the byte offsets of its
//! parts. Never here: which line belongs to which block (`duly`).
//!
//! What a line is stands in `grammar/skeleton.pest`. Every text of every pack comes by
//! here, so it is read by hand; the tests hold that against the grammar.

use pest::unicode::LETTER;

/// Bytes `start..end` of the file.
pub(super) type Bytes = std::ops::Range<usize>;

/// One line of a `.duly` file that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// At the margin: `duty initial-review: "First review"`.
    Block { word: Bytes, name: Option<Bytes>, title: Option<Bytes> },
    /// Indented: a clause, or the continuation of one.
    Inner { margin: Bytes, content: Bytes },
    /// `- item`.
    Bullet { margin: Bytes, content: Bytes },
    /// A line that is none of these.
    Stray(Bytes),
}

/// The lines that say something, in order.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line> {
    scan(text).filter_map(|(line, _)| line)
}

/// Every comment, on a line of its own or behind one.
pub(super) fn comments(text: &str) -> impl Iterator<Item = Bytes> {
    scan(text).filter_map(|(_, comment)| comment)
}

/// What a line says, and the comment that it ends with.
type Read = (Option<Line>, Option<Bytes>);

fn scan(text: &str) -> impl Iterator<Item = Read> {
    let (mut start, end) = (if text.starts_with(BOM) { BOM.len_utf8() } else { 0 }, text.len());
    text.get(start..).unwrap_or("").split('\n').map(move |text| {
        let line = Physical { text, start, is_last: start + text.len() == end };
        start += text.len() + 1;
        line.read()
    })
}

const BOM: char = '\u{FEFF}';

/// A line as it stands in the file, and where.
#[derive(Clone, Copy)]
struct Physical<'t> {
    text: &'t str,
    start: usize,
    is_last: bool,
}

impl Physical<'_> {
    fn read(self) -> Read {
        let margin = blanks(self.text);
        let whole = self.bullet(margin).or_else(|| self.inner(margin));
        whole.or_else(|| self.block()).unwrap_or_else(|| {
            let rest = self.from(margin);
            if is_end(rest) {
                return (None, None);
            }
            let comment = self.comment(margin);
            let stray = self.bytes(0, self.text.len());
            let is_stray = comment.is_none() && !stray.is_empty();
            (is_stray.then_some(Line::Stray(stray)), comment)
        })
    }

    fn bullet(self, margin: usize) -> Option<Read> {
        let rest = self.from(margin);
        let mark = ['-', '•', '*'].into_iter().find(|mark| rest.starts_with(*mark))?;
        let at = margin + mark.len_utf8();
        let gap = blanks(self.from(at));
        let (content, end) = self.words(at + gap).filter(|_| gap > 0)?;
        let line = Line::Bullet { margin: self.start..self.start + margin, content };
        Some((Some(line), self.comment(end)))
    }

    fn inner(self, margin: usize) -> Option<Read> {
        if margin == 0 || is_end(self.from(margin)) {
            return None;
        }
        let (content, end) = self.words(margin)?;
        let line = Line::Inner { margin: self.start..self.start + margin, content };
        Some((Some(line), self.comment(end)))
    }

    fn block(self) -> Option<Read> {
        let is_letter = |c: char| {
            c.is_ascii_alphabetic() || matches!(c, '_' | '-') || !c.is_ascii() && LETTER(c)
        };
        let word = self.text.find(|c| !is_letter(c)).unwrap_or(self.text.len());
        let follows = self.from(word).chars().next();
        if word == 0 || !follows.is_none_or(|next| matches!(next, ' ' | '\t' | '\r' | ':')) {
            return None;
        }
        let (name, at) = match self.name(word) {
            Some((name, end)) => (Some(name), end),
            None => (None, word),
        };
        let (title, at) = self.title(at).unwrap_or((None, at));
        let comment = self.comment(at);
        if comment.is_none() && !is_end(self.from(at + blanks(self.from(at)))) {
            return None;
        }
        Some((Some(Line::Block { word: self.bytes(0, word), name, title }), comment))
    }

    /// The name behind the word that ends at a byte, and where what holds it ends: before
    /// a title or a comment.
    fn name(self, word: usize) -> Option<(Bytes, usize)> {
        let gap = blanks(self.from(word));
        let (at, rest) = (word + gap, self.from(word + gap));
        let stops = |place: usize| {
            match rest.as_bytes().get(place..).unwrap_or_default() {
                // At the very end of a text a colon is part of the name.
                [b':'] => !self.is_last,
                [b':', next, ..] => matches!(next, b' ' | b'\t' | b'"' | b'\r'),
                [b' ', next, ..] => matches!(next, b':' | b'#'),
                [b'\t', next, ..] => *next == b'#',
                _ => false,
            }
        };
        if gap == 0 || rest.is_empty() || rest.starts_with('#') || stops(0) {
            return None;
        }
        let length = (1..rest.len()).find(|place| stops(*place)).unwrap_or(rest.len());
        Some((self.bytes(at, at + length), at + length))
    }

    /// The colon and the title behind a byte, and where they end.
    fn title(self, at: usize) -> Option<(Option<Bytes>, usize)> {
        let colon = at + blanks(self.from(at));
        let rest = self.from(colon).strip_prefix(':')?;
        if !rest.is_empty() && !rest.starts_with([' ', '\t', '"', '\r']) {
            return None;
        }
        let begin = colon + 1 + blanks(rest);
        let quoted = self.from(begin).strip_prefix('"').and_then(|inside| inside.find('"'));
        Some(match quoted {
            Some(length) => {
                let end = begin + 1 + length;
                (Some(self.bytes(begin + 1, end)), end + 1)
            }
            None => self.words(begin).map_or((None, begin), |(title, end)| (Some(title), end)),
        })
    }

    /// The words from a byte on and where they end: before a comment, if there is one.
    fn words(self, at: usize) -> Option<(Bytes, usize)> {
        let rest = self.from(at);
        let length = if rest.contains('#') { before_comment(rest) } else { rest.len() };
        (length > 0).then(|| (self.bytes(at, at + length), at + length))
    }

    /// The comment that stands behind a byte, with nothing but blanks between.
    fn comment(self, at: usize) -> Option<Bytes> {
        let at = at + blanks(self.from(at));
        self.from(at).starts_with('#').then(|| self.bytes(at, self.text.len()))
    }

    fn from(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or("")
    }

    /// A part of the line in the file, without white space at its end.
    fn bytes(self, from: usize, to: usize) -> Bytes {
        let kept = self.text.get(from..to).unwrap_or("").trim_end().len();
        self.start + from..self.start + from + kept
    }
}

/// How many spaces and tabs a text begins with.
fn blanks(text: &str) -> usize {
    text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Whether nothing but the end of a line is left of it.
fn is_end(rest: &str) -> bool {
    rest.bytes().all(|byte| byte == b'\r')
}

/// Where words end that may have a comment behind them: `#` begins one at the start of the
/// words, or behind a blank that stands in no quotation.
fn before_comment(words: &str) -> usize {
    let bytes = words.as_bytes();
    if bytes.first() == Some(&b'#') {
        return 0;
    }
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let next = at + 1;
        match byte {
            b'"' => {
                let close = words.get(next..).and_then(|rest| rest.find('"'));
                at = close.map_or(next, |length| next + length + 1);
            }
            b' ' | b'\t' if bytes.get(next) == Some(&b'#') => return at,
            _ => at = next,
        }
    }
    words.len()
}

#[cfg(test)]
mod tests;
