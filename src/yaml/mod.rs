//! YAML with a place for every byte.
//!
//! In: the text of one file, YAML or JSON. Out: a tree of mappings, sequences and
//! text, each scalar a [`Phrase`], and the comments of the file. Never here: what
//! a key means, or types of values (`no`, `1:30` and `2021-04-01` are text).
//!
//! A mistake costs only the block it stands in: `recover` goes on after it.

mod build;
mod decode;
mod recover;
mod wording;

use crate::diag::{Code, Diagnostic, Outcome};
use crate::source::{FileId, Phrase, Span};
use std::borrow::Cow;

/// The most bytes a file may have: 4 MiB.
pub const MAX_BYTES: usize = 4 << 20;
/// The most nodes a file may have.
pub const MAX_NODES: usize = 200_000;
/// How deep blocks may stand in blocks.
pub const MAX_DEPTH: usize = 64;
/// After so many findings the rest of them would not be read.
const MAX_FINDINGS: usize = 200;

/// One value of the tree. Two are equal when their contents are, wherever they stand.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it stands, quotes and brackets in it; empty for a missing value.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
    /// Whether something in it could not be read and was reported: what seems to
    /// be missing from it may only be broken.
    pub broken: bool,
    /// The comment on the line where a scalar or missing value ends, from its `#`.
    /// A phrase that stops too soon before one was probably cut short by it.
    pub comment: Option<Span>,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// A piece of text.
    Scalar(Scalar),
    /// Keys with values, in the order written; no key stands in it twice.
    Mapping(Vec<Entry>),
    /// A list.
    Sequence(Vec<Node>),
    /// Nothing: no value was given, or (`broken`) none could be read.
    Missing,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Scalar,
    /// The value; missing when nothing was written.
    pub value: Node,
}

/// A piece of text. Two are equal when their words are.
#[derive(Debug, Clone)]
pub struct Scalar {
    /// The text as meant, without quotes, escapes and folds.
    pub phrase: Phrase,
    /// How it was written.
    pub style: Style,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`.
    SingleQuoted,
    /// `"…"`.
    DoubleQuoted,
    /// Lines under `|`.
    Literal,
    /// Lines under `>`.
    Folded,
}

/// A file as it was read.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its one value; missing when the file has none.
    pub root: Node,
    /// Every comment, from its `#` to the end of its line, in order.
    pub comments: Vec<Span>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Node {}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.phrase == other.phrase
    }
}

impl Eq for Scalar {}

impl Scalar {
    /// Its words.
    #[must_use]
    pub fn text(&self) -> &str {
        self.phrase.text()
    }

    /// Where the words stand, without their quotes.
    #[must_use]
    pub fn span(&self) -> Span {
        self.phrase.span()
    }
}

impl Node {
    fn new(span: Span, kind: NodeKind) -> Self {
        Node { span, kind, broken: false, comment: None }
    }

    fn missing(span: Span) -> Self {
        Node::new(span, NodeKind::Missing)
    }

    fn broken(mut self) -> Self {
        self.broken = true;
        self
    }

    /// Whether there is no value here.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.kind, NodeKind::Missing)
    }

    /// The text, where it is one.
    #[must_use]
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            NodeKind::Mapping(_) | NodeKind::Sequence(_) | NodeKind::Missing => None,
        }
    }

    /// The keys and values, where it is a mapping.
    #[must_use]
    pub fn as_mapping(&self) -> Option<&[Entry]> {
        match &self.kind {
            NodeKind::Mapping(entries) => Some(entries),
            NodeKind::Scalar(_) | NodeKind::Sequence(_) | NodeKind::Missing => None,
        }
    }

    /// The items, where it is a list.
    #[must_use]
    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.kind {
            NodeKind::Sequence(items) => Some(items),
            NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Missing => None,
        }
    }

    /// The value of a key of a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        let entries = self.as_mapping()?;
        entries.iter().find(|entry| entry.key.text() == key).map(|entry| &entry.value)
    }

    /// What it is, for a message: `a list`, `text`.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            NodeKind::Scalar(_) => "text",
            NodeKind::Mapping(_) => "a block of keys",
            NodeKind::Sequence(_) => "a list",
            NodeKind::Missing => "nothing",
        }
    }
}

/// A stretch of the file that is parsed on its own.
#[derive(Debug, Clone, Copy)]
struct Piece<'a> {
    file: FileId,
    /// It starts at the start of a line, so that margins mean what they mean in the file.
    text: &'a str,
    /// Where `text` starts in the file.
    base: usize,
    /// Where each line of the file ends.
    line_ends: &'a [usize],
}

impl Piece<'_> {
    /// The span of bytes of `text`.
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + start, self.base + end)
    }
}

/// The bytes `start..end` of a text; nothing where they do not fit it.
fn cut(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or("")
}

/// The tree of a file. The value is always there, and holds all that could be
/// read; diagnostics say what could not.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Outcome<Node> {
    let Outcome { value, diagnostics } = parse_document(file, text);
    Outcome { value: value.map(|document| document.root), diagnostics }
}

/// As [`parse`], with the comments of the file.
#[must_use]
pub fn parse_document(file: FileId, text: &str) -> Outcome<Document> {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if text.len() > MAX_BYTES {
        let place = Span::new(file, bom, bom);
        let message =
            format!("this file has {} bytes, and the most that is read is {MAX_BYTES}", text.len());
        let found =
            Diagnostic::new(Code::D0112, place, message).help("split it into several files");
        let root = Node::missing(place).broken();
        return Outcome::new(Document { root, comments: Vec::new() }, vec![found]);
    }
    let mut findings = Vec::new();
    let whole = without_controls(file, text, &mut findings);
    let line_ends: Vec<usize> = whole.match_indices('\n').map(|(at, _)| at).collect();
    let text_after = whole.get(bom..).unwrap_or("");
    let piece = Piece { file, text: text_after, base: bom, line_ends: &line_ends };
    let mut read = recover::read(piece);
    findings.append(&mut read.findings);
    findings.sort_by_key(|found| found.span().map(Span::start));
    findings.truncate(MAX_FINDINGS);
    read.comments.sort_by_key(|span| span.start());
    read.comments.dedup();
    let mut root =
        read.node.unwrap_or_else(|| Node::missing(Span::new(file, text.len(), text.len())));
    note_comments(&mut root, &whole, &read.comments);
    Outcome::new(Document { root, comments: read.comments }, findings)
}

/// Puts blanks of the same length in the place of characters that no text should
/// hold, so that the rest is read and every byte keeps its place.
fn without_controls<'a>(
    file: FileId,
    text: &'a str,
    findings: &mut Vec<Diagnostic>,
) -> Cow<'a, str> {
    let mut found = text.char_indices().filter(|&(at, c)| is_refused(at, c)).peekable();
    let Some(&(at, first)) = found.peek() else { return Cow::Borrowed(text) };
    let more = match found.count() - 1 {
        0 => String::new(),
        1 => ", and once more below".to_owned(),
        times => format!(", and {times} times more below"),
    };
    let place = Span::new(file, at, at + first.len_utf8());
    let message = format!(
        "there is an invisible character here that no text needs (U+{:04X}){more}",
        u32::from(first)
    );
    findings.push(Diagnostic::new(Code::D0112, place, message).help("delete it").fix(place, ""));
    let mut clean = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        clean.push(match c.len_utf8() {
            _ if !is_refused(at, c) => c,
            1 => ' ',
            2 => '\u{a0}',
            _ => '\u{3000}',
        });
    }
    Cow::Owned(clean)
}

fn is_refused(at: usize, c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\u{feff}' => at != 0,
        '\u{fffe}' | '\u{ffff}' => true,
        _ => c.is_control(),
    }
}

/// Gives each scalar and missing value the comment that follows it on its line.
fn note_comments(node: &mut Node, text: &str, comments: &[Span]) {
    match &mut node.kind {
        NodeKind::Scalar(_) | NodeKind::Missing => {
            let end = node.span.end();
            let next = comments.partition_point(|comment| comment.start() < end);
            node.comment = comments.get(next).copied().filter(|comment| {
                cut(text, end, comment.start()).chars().all(|c| matches!(c, ' ' | '\t'))
            });
        }
        NodeKind::Mapping(entries) => {
            entries.iter_mut().for_each(|entry| note_comments(&mut entry.value, text, comments));
        }
        NodeKind::Sequence(items) => {
            items.iter_mut().for_each(|item| note_comments(item, text, comments));
        }
    }
}

#[cfg(test)]
mod tests;
