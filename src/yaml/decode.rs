//! The place of every byte of a scalar.
//!
//! In: a scalar as written and as the YAML parser understood it. Out: a phrase
//! with the same words. Never here: an opinion on what the words are. The parser
//! has the last word: where this reading differs from its own, the whole text
//! stands for the whole scalar.

use super::{Piece, Style, cut};
use crate::source::{Phrase, Span};

/// The phrase of the scalar at `start..end` of the piece. `indent` is the margin
/// of a block scalar, in spaces.
pub(super) fn phrase(
    piece: &Piece<'_>,
    (start, end): (usize, usize),
    style: Style,
    indent: usize,
    value: &str,
) -> Phrase {
    if let Some(phrase) = as_meant(piece, (start, end), style, value) {
        return phrase;
    }
    let mut out = Writer { piece, phrase: Phrase::empty(piece.span(start, start)) };
    match style {
        Style::Plain => out.flow(start, end, style),
        Style::SingleQuoted | Style::DoubleQuoted => {
            let inner = (start + 1, end.saturating_sub(1).max(start + 1));
            out.phrase = Phrase::empty(piece.span(inner.0, inner.0));
            out.flow(inner.0, inner.1, style);
        }
        Style::Literal | Style::Folded => out.block(start, end, style, indent, value),
    }
    if out.phrase.text() == value {
        return out.phrase;
    }
    Phrase::plain(value, piece.span(start, end))
}

/// The phrase of a scalar that stands in the file as it is meant, as nearly all do: on one
/// line, without escapes.
fn as_meant(
    piece: &Piece<'_>,
    (start, end): (usize, usize),
    style: Style,
    value: &str,
) -> Option<Phrase> {
    let quotes = match style {
        Style::Plain => 0,
        Style::SingleQuoted | Style::DoubleQuoted => 1,
        Style::Literal | Style::Folded => return None,
    };
    let (start, end) = (start + quotes, end.checked_sub(quotes)?);
    let same = cut(piece.text, start, end) == value && !value.contains('\n');
    // What is written `''` is not meant so, and no escape is meant as it is written.
    (same && !value.is_empty()).then(|| Phrase::plain(value, piece.span(start, end)))
}

struct Writer<'a> {
    piece: &'a Piece<'a>,
    phrase: Phrase,
}

impl Writer<'_> {
    fn push(&mut self, text: &str, start: usize, end: usize) {
        self.phrase.push(text, self.piece.span(start, end));
    }

    /// Bytes that stand in the file as they are meant.
    fn copy(&mut self, start: usize, end: usize) {
        let text = self.piece.text;
        self.push(cut(text, start, end), start, end);
    }

    /// A scalar that is folded wherever a line ends.
    fn flow(&mut self, start: usize, end: usize, style: Style) {
        let text = self.piece.text;
        let (mut at, mut from) = (start, start);
        while at < end {
            let rest = cut(text, at, end);
            if let Some((gap, breaks)) = fold(rest) {
                self.copy(from, at);
                let joint = if breaks > 1 { "\n".repeat(breaks - 1) } else { " ".to_owned() };
                self.push(&joint, at, at + gap);
                at += gap;
                from = at;
            } else if style == Style::SingleQuoted && rest.starts_with("''") {
                self.copy(from, at);
                self.push("'", at, at + 2);
                at += 2;
                from = at;
            } else if style == Style::DoubleQuoted && rest.starts_with('\\') {
                self.copy(from, at);
                let (meant, len) = escape(rest);
                self.push(&meant, at, at + len);
                at += len;
                from = at;
            } else {
                let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
                at += blanks.max(rest.chars().next().map_or(1, char::len_utf8));
            }
        }
        self.copy(from, end);
    }

    /// A scalar in lines under `|` or `>`.
    fn block(&mut self, start: usize, end: usize, style: Style, indent: usize, value: &str) {
        let leading = value.len() - value.trim_start_matches('\n').len();
        for (from, to) in breaks_before(self.piece.text, start, leading) {
            self.push("\n", from, to);
        }
        if leading == value.len() {
            return;
        }
        let wanted = value.len() - value.trim_end_matches('\n').len();
        let body = cut(self.piece.text, start, end);
        let lines = lines_of(body, start, indent);
        let last = lines.iter().rposition(|line| line.from < line.to).unwrap_or(0);
        for (index, line) in lines.iter().enumerate().take(last + 1) {
            self.copy(line.from, line.to);
            if index < last {
                self.join(&lines, index, style);
            }
        }
        let mut ends = lines.iter().skip(last);
        for _ in 0..wanted {
            let (from, to) = ends.next().map_or((end, end), |line| (line.to, line.next));
            self.push("\n", from, to);
        }
    }

    /// What stands between a line of a block scalar and the next that has words.
    fn join(&mut self, lines: &[Line], index: usize, style: Style) {
        let Some(line) = lines.get(index) else { return };
        if style == Style::Literal || line.from == line.to {
            // A blank line of a folded scalar was counted with the line before it.
            if style == Style::Literal {
                self.push("\n", line.to, line.next);
            }
            return;
        }
        let Some(offset) = lines.iter().skip(index + 1).position(|next| next.from < next.to) else {
            return;
        };
        let Some(next) = lines.get(index + 1 + offset) else { return };
        if self.is_spaced(line) || self.is_spaced(next) {
            self.push(&"\n".repeat(offset + 1), line.to, next.from);
        } else if offset == 0 {
            self.push(" ", line.to, next.from);
        } else {
            self.push(&"\n".repeat(offset), line.to, next.from);
        }
    }

    /// Lines that start with more margin than the rest keep their line ends.
    fn is_spaced(&self, line: &Line) -> bool {
        cut(self.piece.text, line.from, line.to).starts_with([' ', '\t'])
    }
}

/// A line of a block scalar: words in `from..to`, its end in `to..next`.
struct Line {
    from: usize,
    to: usize,
    next: usize,
}

/// The lines of a block scalar; the first starts after its margin.
fn lines_of(body: &str, start: usize, indent: usize) -> Vec<Line> {
    let (mut lines, mut at, mut margin) = (Vec::new(), 0, 0);
    while at < body.len() {
        let rest = cut(body, at, body.len());
        let width = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let ending = line_end(cut(rest, width, rest.len()));
        let spaces = rest.chars().take(margin).take_while(|&c| c == ' ').count().min(width);
        let to = start + at + width;
        lines.push(Line { from: start + at + spaces, to, next: to + ending });
        at += width + ending;
        margin = indent;
    }
    lines
}

/// The last `count` line ends before the line on which `start` stands.
fn breaks_before(text: &str, start: usize, count: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = start;
    while found.len() < count {
        let before = cut(text, 0, at).trim_end_matches([' ', '\t']);
        let kept = before.strip_suffix('\n').unwrap_or(before);
        let kept = kept.strip_suffix('\r').unwrap_or(kept);
        if kept.len() == before.len() {
            break;
        }
        found.push((kept.len(), before.len()));
        at = kept.len();
    }
    found.reverse();
    found
}

/// Length of the line end that `text` starts with, in bytes.
fn line_end(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { usize::from(text.starts_with(['\n', '\r'])) }
}

/// The fold that `text` starts with: its length and the number of line ends in it.
fn fold(text: &str) -> Option<(usize, usize)> {
    let (mut at, mut breaks) = (0, 0);
    loop {
        let rest = cut(text, at, text.len());
        let words = rest.trim_start_matches([' ', '\t']);
        let blanks = rest.len() - words.len();
        match line_end(words) {
            0 if breaks > 0 => return Some((at + blanks, breaks)),
            0 => return None,
            ending => {
                at += blanks + ending;
                breaks += 1;
            }
        }
    }
}

/// What the escape that `text` starts with stands for, and its length in bytes.
fn escape(text: &str) -> (String, usize) {
    let mut rest = text.chars();
    rest.next();
    let Some(letter) = rest.next() else { return (String::new(), 1) };
    if matches!(letter, '\n' | '\r') {
        let (gap, breaks) = fold(cut(text, 1, text.len())).unwrap_or((0, 1));
        return ("\n".repeat(breaks - 1), 1 + gap);
    }
    let meant = match letter {
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\x0b',
        'f' => '\x0c',
        'r' => '\r',
        'e' => '\x1b',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        'x' => return hex(text, 2),
        'u' => return hex(text, 4),
        'U' => return hex(text, 8),
        other => other,
    };
    (meant.to_string(), 1 + letter.len_utf8())
}

/// The character of an escape with `digits` digits; two `\u` may make one.
fn hex(text: &str, digits: usize) -> (String, usize) {
    let value = |at: usize| u32::from_str_radix(cut(text, at, at + digits), 16).ok();
    let first = value(2).unwrap_or(0);
    if let Some(one) = char::from_u32(first) {
        return (one.to_string(), 2 + digits);
    }
    let low = value(2 + digits + 2).unwrap_or(0);
    let pair = char::decode_utf16([first, low].map(|unit| u16::try_from(unit).unwrap_or(0)));
    let meant: String = pair.filter_map(Result::ok).collect();
    (meant, 2 * (2 + digits))
}

/// The span of a block scalar, without the blank lines after it.
pub(super) fn block_span(piece: &Piece<'_>, start: usize, end: usize) -> Span {
    let body = cut(piece.text, start, end).trim_end();
    piece.span(start, start + body.len())
}
