//! One piece of text, in one go.
//!
//! In: a piece. Out: as much of its tree as stands before the first mistake, and
//! that mistake. Never here: going on after it.

use super::{Entry, MAX_DEPTH, MAX_NODES, Node, NodeKind, Piece, Scalar, Style, decode};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};
use rustc_hash::FxHashMap;

/// Why a piece could not be read to its end.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    /// Where reading stopped, in the piece's text.
    pub(super) at: usize,
    /// The last scalar before it, in the piece's text.
    pub(super) last: Option<(usize, usize)>,
}

/// What stopped it.
#[derive(Debug, Clone)]
pub(super) enum FaultKind {
    Syntax(ErrorKind),
    TooDeep,
    TooMany,
}

/// What was read of a piece.
#[derive(Debug, Default)]
pub(super) struct Built {
    /// `None` when the piece has no document.
    pub(super) node: Option<Node>,
    pub(super) comments: Vec<Span>,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) fault: Option<Fault>,
}

/// Reads a piece up to its first mistake.
pub(super) fn build(piece: Piece<'_>) -> Built {
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        max_buffered_comment_events: usize::MAX,
        simple_key_max_lookahead: 1 << 16,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut builder = Builder::new(piece);
    for event in Parser::new_from_str_with_options(piece.text, options) {
        let going_on = match event {
            Ok((event, span)) => builder.event(&event, &span),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(piece.text.len());
                builder.stop(FaultKind::Syntax(error.kind().clone()), at)
            }
        };
        if !going_on {
            break;
        }
    }
    builder.finish()
}

/// A collection that is not closed yet.
struct Frame {
    start: usize,
    block: bool,
    broken: bool,
    body: Body,
}

enum Body {
    Mapping { entries: Vec<Entry>, seen: FxHashMap<String, Span>, key: Key },
    Sequence(Vec<Node>),
}

/// What a mapping waits for.
enum Key {
    /// A key.
    Wanted,
    /// The value of this key.
    Given(Scalar),
    /// The value of a key that was refused.
    Refused,
}

struct Builder<'a> {
    piece: Piece<'a>,
    frames: Vec<Frame>,
    out: Built,
    nodes: usize,
    documents: usize,
    last: Option<(usize, usize)>,
}

impl<'a> Builder<'a> {
    fn new(piece: Piece<'a>) -> Self {
        Builder {
            piece,
            frames: Vec::new(),
            out: Built::default(),
            nodes: 0,
            documents: 0,
            last: None,
        }
    }

    /// Takes one event; `false` when nothing after it is wanted.
    fn event(&mut self, event: &Event<'_>, place: &granit_parser::Span) -> bool {
        let end = self.piece.text.len();
        let range = place.byte_range().unwrap_or(end..end);
        let (start, end) = (range.start, range.end);
        let span = self.piece.span(start, end);
        if let Some(tag) = event.tag() {
            let at = place.tag_span().and_then(|tag| tag.byte_range());
            let at = at.map_or(span, |tag| self.piece.span(tag.start, tag.end));
            self.refuse(at, &format!("“{}” is a YAML tag", tag.original()), "remove it");
        }
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.second_document(span);
                    return false;
                }
            }
            Event::Scalar(value, style, ..) => {
                self.last = Some((start, end));
                let node = self.scalar(value, *style, (start, end), place.indent);
                return self.deliver(node, start);
            }
            Event::SequenceStart(style, ..) => {
                return self.open(start, *style, Body::Sequence(Vec::new()));
            }
            Event::MappingStart(style, ..) => {
                let (entries, seen) = (Vec::new(), FxHashMap::default());
                return self.open(start, *style, Body::Mapping { entries, seen, key: Key::Wanted });
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(end),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.alias(span);
                return self.deliver(Node::missing(span).broken(), start);
            }
            Event::Anchor(_, name) => {
                self.refuse(span, &format!("“&{name}” is a YAML anchor"), "remove it");
            }
            Event::Comment(..) => self.out.comments.push(span),
            // The parser's own events for the ends of documents and of the file,
            // and any that a later release adds, carry nothing of ours.
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd | _ => {}
        }
        true
    }

    fn refuse(&mut self, at: Span, what: &str, help: &str) {
        let message = format!("{what}, which is not used here");
        let help = format!("{help}, or put the text in quotes if it is meant as words");
        self.out.findings.push(Diagnostic::new(Code::D0107, at, message).help(help));
    }

    fn alias(&mut self, span: Span) {
        let name = super::cut(
            self.piece.text,
            span.start() - self.piece.base,
            span.end() - self.piece.base,
        );
        let what = format!("“{name}” is a YAML alias");
        self.refuse(span, &what, "write the value out here");
    }

    fn second_document(&mut self, span: Span) {
        self.out.findings.push(second_document(span));
        if let Some(root) = &mut self.out.node {
            root.broken = true;
        }
    }

    fn scalar(
        &self,
        value: &str,
        style: ScalarStyle,
        (start, end): (usize, usize),
        indent: Option<usize>,
    ) -> Node {
        if style == ScalarStyle::Plain && start == end {
            // The parser marks a missing value before its colon.
            let colon =
                usize::from(self.piece.text.get(start..).is_some_and(|t| t.starts_with(':')));
            return Node::missing(self.piece.span(start + colon, start + colon));
        }
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        let phrase = decode::phrase(&self.piece, (start, end), style, indent.unwrap_or(0), value);
        let span = match style {
            Style::Literal | Style::Folded => decode::block_span(&self.piece, start, end),
            Style::Plain | Style::SingleQuoted | Style::DoubleQuoted => self.piece.span(start, end),
        };
        Node::new(span, NodeKind::Scalar(Scalar { phrase, style }))
    }

    fn open(&mut self, start: usize, style: StructureStyle, body: Body) -> bool {
        if self.frames.len() >= MAX_DEPTH {
            return self.stop(FaultKind::TooDeep, start);
        }
        self.frames.push(Frame {
            start,
            block: style == StructureStyle::Block,
            broken: false,
            body,
        });
        true
    }

    /// Ends the innermost collection at `end` of the piece's text.
    fn close(&mut self, end: usize) -> bool {
        let Some(frame) = self.frames.pop() else { return true };
        let node = frame.into_node(&self.piece, end);
        let at = node.span.start() - self.piece.base;
        self.deliver(node, at)
    }

    /// Puts a finished node where it belongs.
    fn deliver(&mut self, node: Node, at: usize) -> bool {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return self.stop(FaultKind::TooMany, at);
        }
        let found = match self.frames.last_mut() {
            None => {
                self.out.node = Some(node);
                None
            }
            Some(frame) => frame.put(node),
        };
        self.out.findings.extend(found);
        true
    }

    /// Remembers the first mistake; always `false`.
    fn stop(&mut self, kind: FaultKind, at: usize) -> bool {
        if self.out.fault.is_none() {
            let at = at.min(self.piece.text.len());
            self.out.fault = Some(Fault { kind, at, last: self.last });
        }
        false
    }

    /// Whether reading stopped straight after the last scalar: it is part of the mistake.
    fn is_cut(&self, fault: &Fault) -> bool {
        let gap = fault.last.and_then(|(_, end)| self.piece.text.get(end..fault.at));
        gap.is_some_and(|gap| gap.chars().all(|c| matches!(c, ' ' | '\t')))
    }

    fn finish(mut self) -> Built {
        if let Some(fault) = self.out.fault.clone() {
            if self.is_cut(&fault) {
                self.frames.last_mut().into_iter().for_each(Frame::break_last);
            }
            while let Some(mut frame) = self.frames.pop() {
                frame.abandon(self.piece.span(fault.at, fault.at));
                let node = frame.into_node(&self.piece, fault.at);
                match self.frames.last_mut() {
                    None => self.out.node = Some(node),
                    Some(outer) => self.out.findings.extend(outer.put(node)),
                }
            }
            if let Some(root) = &mut self.out.node {
                root.broken = true;
            }
        }
        self.out
    }
}

impl Frame {
    /// Takes a child; a finding where it cannot stand here.
    fn put(&mut self, node: Node) -> Option<Diagnostic> {
        let Body::Mapping { entries, seen, key } = &mut self.body else {
            if let Body::Sequence(items) = &mut self.body {
                items.push(node);
            }
            return None;
        };
        match std::mem::replace(key, Key::Wanted) {
            Key::Wanted => {
                let (next, found) = as_key(node, seen);
                self.broken |= matches!(next, Key::Refused);
                *key = next;
                found
            }
            Key::Given(key) => {
                entries.push(Entry { key, value: node });
                None
            }
            Key::Refused => None,
        }
    }

    /// Marks the last value as broken.
    fn break_last(&mut self) {
        let last = match &mut self.body {
            Body::Mapping { entries, key: Key::Wanted, .. } => {
                entries.last_mut().map(|entry| &mut entry.value)
            }
            Body::Mapping { .. } => None,
            Body::Sequence(items) => items.last_mut(),
        };
        if let Some(last) = last {
            last.broken = true;
        }
    }

    /// Gives an open key a value that could not be read.
    fn abandon(&mut self, at: Span) {
        self.broken = true;
        let waits = match &self.body {
            Body::Mapping { key, .. } => !matches!(key, Key::Wanted),
            Body::Sequence(_) => false,
        };
        if waits {
            self.put(Node::missing(at).broken());
        }
    }

    fn into_node(self, piece: &Piece<'_>, end: usize) -> Node {
        let mut span = piece.span(self.start, end);
        let (kind, last) = match self.body {
            Body::Mapping { entries, .. } => {
                let last = entries.last().map(|entry| entry.key.span().to(entry.value.span));
                (NodeKind::Mapping(entries), last)
            }
            Body::Sequence(items) => {
                let last = items.last().map(|item| item.span);
                (NodeKind::Sequence(items), last)
            }
        };
        if let Some(last) = last.filter(|_| self.block) {
            // A block ends with its last words, not where the next block starts.
            span = piece.span(self.start, last.end().saturating_sub(piece.base).max(self.start));
        }
        Node { broken: self.broken, ..Node::new(span, kind) }
    }
}

/// What a node means as a key.
fn as_key(node: Node, seen: &mut FxHashMap<String, Span>) -> (Key, Option<Diagnostic>) {
    let span = node.span;
    let scalar = match node.kind {
        NodeKind::Scalar(scalar) => scalar,
        // An alias: told already.
        NodeKind::Missing if node.broken => return (Key::Refused, None),
        NodeKind::Missing => {
            let found = Diagnostic::new(Code::D0112, span, "there is no name before this colon")
                .help("write a name before the colon, or remove the line");
            return (Key::Refused, Some(found));
        }
        NodeKind::Mapping(_) | NodeKind::Sequence(_) => {
            let found =
                Diagnostic::new(Code::D0112, span, "a list or block in brackets cannot be a name")
                    .help("put the words in quotes if the brackets are part of them");
            return (Key::Refused, Some(found));
        }
    };
    if scalar.text() == "<<" && scalar.style == Style::Plain {
        let found =
            Diagnostic::new(Code::D0107, span, "“<<” merges YAML blocks, which is not used here")
                .help("write the lines out here");
        return (Key::Refused, Some(found));
    }
    if let Some(first) = seen.get(scalar.text()) {
        return (Key::Refused, Some(duplicate(&scalar, span, *first)));
    }
    seen.insert(scalar.text().to_owned(), span);
    (Key::Given(scalar), None)
}

/// Says that a key was given before.
pub(super) fn duplicate(key: &Scalar, span: Span, first: Span) -> Diagnostic {
    let name = key.text();
    Diagnostic::new(Code::D0107, span, format!("“{name}” is given twice in one block"))
        .label("given again here")
        .also(first, "first given here, and this one is used")
        .help(format!("keep one of them, or give `{name}` once, with a list of both"))
}

/// Says that a file has more than one document.
pub(super) fn second_document(span: Span) -> Diagnostic {
    Diagnostic::new(Code::D0107, span, "a second document starts here, and only the first is used")
        .help("put what follows in a file of its own, or remove the `---` or `...` above it")
}
