//! The wall around `grammar/skeleton.pest`: a `.duly` text to its lines.
//!
//! In: text. Out: lines with their margins, each with the byte offsets of its
//! parts. Never here: which line belongs to which block (`duly`).

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the rules of a grammar are not an enum of ours"
)]

use pest::Parser;
use pest::iterators::Pair;

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

/// A line and its trailing comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    /// The lines that say something, in order.
    pub lines: Vec<Line>,
    /// Every comment, on a line of its own or behind one.
    pub comments: Vec<Bytes>,
}

mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/skeleton.pest"]
    pub(super) struct Skeleton;
}
use grammar::{Rule, Skeleton};

/// How much text is parsed at once, in bytes and up to the end of a line: what the
/// parser keeps of it is many times as much, and so stays small.
const AT_ONCE: usize = 8 << 10;

/// Reads the lines of a text. It cannot fail: a text that the grammar refuses
/// would be one stray line.
pub(super) fn lines(text: &str) -> Lines {
    let mut found = Lines { lines: Vec::new(), comments: Vec::new() };
    let (mut rule, mut start) = (Rule::file, 0);
    loop {
        let long = text.as_bytes().get(start + AT_ONCE..);
        let more = long.and_then(|rest| rest.iter().position(|byte| *byte == b'\n'));
        let end = more.map_or(text.len(), |length| start + AT_ONCE + length);
        piece(rule, (text.get(start..end).unwrap_or(""), start), &mut found);
        if more.is_none() {
            return found;
        }
        (rule, start) = (Rule::more, end + 1);
    }
}

/// Reads the lines of a piece of a text, which begins at a byte of it.
fn piece(rule: Rule, (text, start): (&str, usize), found: &mut Lines) {
    let Ok(pairs) = Skeleton::parse(rule, text) else {
        found.lines.push(Line::Stray(start..start + text.len()));
        return;
    };
    for pair in pairs.flat_map(Pair::into_inner) {
        read_line(pair, start, found);
    }
}

fn read_line(pair: Pair<'_, Rule>, start: usize, found: &mut Lines) {
    let whole = bytes(&pair, start);
    let rule = pair.as_rule();
    let mut parts = Parts::default();
    for part in pair.into_inner() {
        parts.take(part, start, &mut found.comments);
    }
    let line = match rule {
        Rule::block_line => {
            parts.word.map(|word| Line::Block { word, name: parts.name, title: parts.title })
        }
        Rule::inner_line => parts
            .content
            .map(|content| Line::Inner { margin: parts.margin.unwrap_or(0..0), content }),
        Rule::bullet_line => {
            let margin = parts.margin.unwrap_or(whole.start..whole.start);
            parts.content.map(|content| Line::Bullet { margin, content })
        }
        Rule::stray if !whole.is_empty() => Some(Line::Stray(whole)),
        _ => None,
    };
    found.lines.extend(line);
}

#[derive(Default)]
struct Parts {
    word: Option<Bytes>,
    name: Option<Bytes>,
    title: Option<Bytes>,
    margin: Option<Bytes>,
    content: Option<Bytes>,
}

impl Parts {
    fn take(&mut self, part: Pair<'_, Rule>, start: usize, comments: &mut Vec<Bytes>) {
        let at = bytes(&part, start);
        match part.as_rule() {
            Rule::block_word => self.word = Some(at),
            Rule::block_name => self.name = Some(at),
            Rule::margin => self.margin = Some(at),
            Rule::content => self.content = Some(at),
            Rule::comment => comments.push(at),
            Rule::title => {
                let inner = part.into_inner().flatten().last();
                self.title = inner.map(|text| bytes(&text, start));
            }
            _ => {}
        }
    }
}

/// Where a pair of a piece stands in the text, without white space at its end.
fn bytes(pair: &Pair<'_, Rule>, start: usize) -> Bytes {
    let start = start + pair.as_span().start();
    let text = pair.as_str();
    let kept = if pair.as_rule() == Rule::margin { text } else { text.trim_end() };
    start..start + kept.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text longer than what is parsed at once has the lines of its parts, one after
    /// another, wherever the pieces end.
    #[test]
    fn a_long_text_has_the_lines_of_its_parts() {
        let part = "duty one: \"Première\"  # why\r\n  must  hold a review\n  unless any of\n    \
                    - é — “so”\n\n# all of it\nstray: \u{1}line\n\t- x\n";
        let alone = lines(part);
        for times in [1, 60, 100, 333] {
            let whole = lines(&part.repeat(times));
            assert_eq!(whole.lines.len(), alone.lines.len() * times);
            assert_eq!(whole.comments.len(), alone.comments.len() * times);
            for at in 0..times {
                let moved =
                    |range: &Bytes| range.start + at * part.len()..range.end + at * part.len();
                let comments = alone.comments.iter().map(moved);
                assert!(
                    comments.eq(whole
                        .comments
                        .iter()
                        .skip(at * alone.comments.len())
                        .take(alone.comments.len())
                        .cloned())
                );
                let lines = alone.lines.iter().map(|line| match line {
                    Line::Block { word, name, title } => Line::Block {
                        word: moved(word),
                        name: name.as_ref().map(moved),
                        title: title.as_ref().map(moved),
                    },
                    Line::Inner { margin, content } => {
                        Line::Inner { margin: moved(margin), content: moved(content) }
                    }
                    Line::Bullet { margin, content } => {
                        Line::Bullet { margin: moved(margin), content: moved(content) }
                    }
                    Line::Stray(at) => Line::Stray(moved(at)),
                });
                let theirs = whole.lines.iter().skip(at * alone.lines.len());
                assert!(lines.eq(theirs.take(alone.lines.len()).cloned()));
            }
        }
    }
}
