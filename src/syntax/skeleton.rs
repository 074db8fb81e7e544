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

/// Reads the lines of a text. It cannot fail: a text that the grammar refuses
/// would be one stray line.
pub(super) fn lines(text: &str) -> Lines {
    let mut found = Lines { lines: Vec::new(), comments: Vec::new() };
    let Ok(pairs) = Skeleton::parse(Rule::file, text) else {
        found.lines.push(Line::Stray(0..text.len()));
        return found;
    };
    for pair in pairs.flat_map(Pair::into_inner) {
        read_line(pair, &mut found);
    }
    found
}

fn read_line(pair: Pair<'_, Rule>, found: &mut Lines) {
    let whole = bytes(&pair);
    let rule = pair.as_rule();
    let mut parts = Parts::default();
    for part in pair.into_inner() {
        parts.take(part, &mut found.comments);
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
    fn take(&mut self, part: Pair<'_, Rule>, comments: &mut Vec<Bytes>) {
        let at = bytes(&part);
        match part.as_rule() {
            Rule::block_word => self.word = Some(at),
            Rule::block_name => self.name = Some(at),
            Rule::margin => self.margin = Some(at),
            Rule::content => self.content = Some(at),
            Rule::comment => comments.push(at),
            Rule::title => {
                let inner = part.into_inner().flatten().last();
                self.title = inner.map(|text| bytes(&text));
            }
            _ => {}
        }
    }
}

/// Where a pair stands, without white space at its end.
fn bytes(pair: &Pair<'_, Rule>) -> Bytes {
    let start = pair.as_span().start();
    let text = pair.as_str();
    let kept = if pair.as_rule() == Rule::margin { text } else { text.trim_end() };
    start..start + kept.len()
}
