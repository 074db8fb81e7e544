//! Going on after a mistake.
//!
//! In: a piece. Out: its tree with every block that could be read, and one finding
//! for each that could not. Never here: the wording of findings, or reading itself.
//!
//! A piece with a mistake is cut into the blocks that start at its margin, and each
//! is read on its own; a broken block is cut in the same way at its own inner
//! margin, until what is left is the one entry that cannot be read.

use super::build::{self, Built, Fault, FaultKind};
use super::{Entry, Node, NodeKind, Piece, cut, wording};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use std::collections::HashMap;

/// How many margins deep a broken block is cut into smaller ones.
const MAX_LEVEL: usize = 8;

/// How many missing commas are put into a text in brackets.
const MAX_COMMAS: usize = 20;

/// What was read of a piece.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// `None` when there is nothing in it.
    pub(super) node: Option<Node>,
    pub(super) comments: Vec<Span>,
    pub(super) findings: Vec<Diagnostic>,
}

/// Reads a whole file.
pub(super) fn read(piece: Piece<'_>) -> Read {
    let built = build::build(piece);
    let Some(fault) = built.fault.clone() else { return Read::from_whole(built) };
    let (text, second) = one_document(piece.text);
    let piece = Piece { text: &text, ..piece };
    let mut read = match with_commas(piece, &fault) {
        Some(read) => read,
        None => recover(piece, built, &fault, 0),
    };
    if let Some(line) = second {
        read.findings.push(build::second_document(piece.span(line.0, line.1)));
    }
    read
}

/// The text of the first document, its opening marker blanked, and where the
/// second starts.
fn one_document(whole: &str) -> (String, Option<(usize, usize)>) {
    let mut text = whole.to_owned();
    let (mut started, mut ended) = (false, false);
    for line in lines(whole) {
        let is = |sign| {
            line.margin == 0
                && line
                    .words
                    .strip_prefix(sign)
                    .is_some_and(|rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']))
        };
        let marker = is("---");
        if (marker && started) || (ended && line.has_words()) {
            text.truncate(line.start.min(text.len()));
            let start = line.start + line.margin;
            return (text, Some((start, start + line.words.trim_end().len())));
        }
        if marker && line.words.trim_end() == "---" {
            let head = blank(cut(&text, 0, line.start + 3));
            text.replace_range(..line.start + 3, &head);
        }
        if is("...") && !ended {
            text.truncate(line.start);
            ended = true;
        }
        started |= marker || !(line.words.is_empty() || line.words.starts_with(['#', '%']));
    }
    (text, None)
}

/// Reads a text in brackets in which only commas are missing at the ends of
/// lines: each missing one is put in the place of its line end, so that every
/// byte keeps its place.
fn with_commas(piece: Piece<'_>, fault: &Fault) -> Option<Read> {
    if !piece.text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let mut text = piece.text.to_owned();
    let mut fault = fault.clone();
    let mut findings = Vec::new();
    while findings.len() < MAX_COMMAS {
        let patched = Piece { text: &text, ..piece };
        let end = wording::missing_comma(patched, &fault)?;
        findings.push(wording::comma(patched, end));
        text.replace_range(end..=end, ",");
        let built = build::build(Piece { text: &text, ..piece });
        match built.fault.clone() {
            Some(next) if next.at > fault.at => fault = next,
            Some(_) => return None,
            None => {
                let mut read = Read::from_whole(built);
                read.findings.append(&mut findings);
                read.node = read.node.map(Node::broken);
                return Some(read);
            }
        }
    }
    None
}

/// The same number of bytes, all blank but for line ends.
fn blank(text: &str) -> String {
    text.bytes()
        .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' })
        .collect()
}

/// One line of a piece.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    /// Where it starts in the piece's text.
    start: usize,
    /// Spaces before its words.
    margin: usize,
    /// What stands after the margin, without the line end; starts with a tab
    /// where the margin has one.
    words: &'a str,
}

impl Line<'_> {
    fn has_words(&self) -> bool {
        !(self.words.trim().is_empty() || self.words.trim_start().starts_with('#'))
    }

    fn is_item(&self) -> bool {
        self.words
            .strip_prefix('-')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    }

    fn starts_block(&self) -> bool {
        self.is_item() || is_key(self.words)
    }

    fn has_tab(&self) -> bool {
        self.words.starts_with('\t') && self.has_words()
    }

    /// An item of a list, after a tab.
    fn is_tabbed_item(&self) -> bool {
        self.has_tab() && Line { words: self.words.trim_start(), ..*self }.is_item()
    }
}

/// The lines of a text.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let words = line.trim_start_matches(' ');
        let found = Line {
            start,
            margin: line.len() - words.len(),
            words: words.trim_end_matches(['\n', '\r']),
        };
        start += line.len();
        found
    })
}

/// Whether words read as `key: …`.
fn is_key(words: &str) -> bool {
    let after = match words.chars().next() {
        Some(quote @ ('"' | '\'')) => words
            .get(1..)
            .and_then(|rest| rest.find(quote).and_then(|at| rest.get(at + 1..)))
            .unwrap_or("")
            .trim_start(),
        None | Some('#' | '{' | '}' | '[' | ']' | ',' | '\t' | '-') => return false,
        Some(_) => {
            let colon = words
                .find(": ")
                .or_else(|| words.find(":\t"))
                .or_else(|| words.strip_suffix(':').map(str::len));
            let Some(colon) = colon else { return false };
            if words.find(" #").is_some_and(|comment| comment < colon) {
                return false;
            }
            cut(words, colon, words.len())
        }
    };
    after == ":" || after.starts_with(": ") || after.starts_with(":\t")
}

/// Reads a piece of which `built` is what could be read in one go.
fn recover(piece: Piece<'_>, built: Built, fault: &Fault, level: usize) -> Read {
    let all: Vec<Line<'_>> = lines(piece.text).collect();
    let first = all.iter().find(|line| line.has_words());
    if let Some(read) = without_tabs(piece, &all) {
        return read;
    }
    let tabbed = first.is_some_and(Line::is_tabbed_item);
    let bracketed = first.is_some_and(|line| line.words.trim_start().starts_with(['{', '[']));
    let starts_one = |line: &&Line<'_>| if tabbed { line.is_item() } else { line.starts_block() };
    let margin = all.iter().filter(starts_one).map(|line| line.margin).min();
    let margin = margin.or(tabbed.then_some(0));
    let (Some(first), Some(margin)) = (first, margin) else {
        return Read::from_broken(piece, built, fault);
    };
    if level >= MAX_LEVEL || bracketed || matches!(fault.kind, FaultKind::TooMany) {
        return Read::from_broken(piece, built, fault);
    }
    let in_list = tabbed || (first.margin == margin && first.is_item());
    let starts_entry = |line: &&Line<'_>| {
        line.margin == margin && starts_one(line) && (in_list || !line.is_item())
    };
    let starts: Vec<usize> = all
        .iter()
        .filter(|line| starts_entry(line) || (in_list && line.is_tabbed_item()))
        .map(|line| line.start)
        .collect();
    let alone = starts.len() <= 1 && starts.first().is_none_or(|&start| first.start >= start);
    if alone {
        return inside(piece, &all, margin, built, fault, level);
    }
    let mut merged = Merged::new(in_list);
    for (from, to) in stretches(&starts, piece.text.len()) {
        let part = Piece { text: cut(piece.text, from, to), base: piece.base + from, ..piece };
        let built = build::build(part);
        let read = match built.fault.clone() {
            None => Read::from_whole(built),
            Some(fault) => recover(part, built, &fault, level),
        };
        merged.add(part, read);
    }
    merged.into_read(piece, fault)
}

/// Reads a piece that starts with a tab as it would be with spaces: one for each tab, so that
/// every byte keeps its place. Items that others start without a tab are read by themselves.
fn without_tabs(piece: Piece<'_>, all: &[Line<'_>]) -> Option<Read> {
    let first = all.iter().find(|line| line.has_words()).filter(|line| line.has_tab())?;
    if all.iter().any(Line::is_item) {
        return None;
    }
    let mut text = piece.text.to_owned();
    for line in all {
        let margin = line.words.len() - line.words.trim_start_matches([' ', '\t']).len();
        let margin = line.start..line.start + line.margin + margin;
        text.replace_range(margin.clone(), &" ".repeat(margin.len()));
    }
    let built = build::build(Piece { text: &text, ..piece });
    if built.fault.is_some() || built.node.as_ref().is_none_or(Node::is_missing) {
        return None;
    }
    let mut read = Read::from_whole(built);
    read.findings.extend(wording::tab(piece, first.start));
    read.node = read.node.map(Node::broken);
    Some(read)
}

/// The stretches that `starts` cut a text of `len` bytes into.
fn stretches(starts: &[usize], len: usize) -> Vec<(usize, usize)> {
    let mut cuts: Vec<usize> =
        std::iter::once(0).chain(starts.iter().copied()).chain([len]).collect();
    cuts.dedup();
    cuts.iter().copied().zip(cuts.iter().copied().skip(1)).collect()
}

/// Reads a piece that is one broken entry: what is inside it may be sound.
fn inside(
    piece: Piece<'_>,
    all: &[Line<'_>],
    margin: usize,
    built: Built,
    fault: &Fault,
    level: usize,
) -> Read {
    let Some(head) = all.iter().position(|line| line.margin == margin && line.starts_block())
    else {
        return Read::from_broken(piece, built, fault);
    };
    let rest = all.get(head + 1..).unwrap_or_default();
    let Some(line) = all.get(head) else { return Read::from_broken(piece, built, fault) };
    if let Some(stray) = rest.iter().find(|next| is_stray(next, margin)) {
        return before_stray(piece, stray.start, fault, built, level);
    }
    if line.is_item() {
        return inside_item(piece, line, built, fault, level);
    }
    let body = rest.first().map_or(piece.text.len(), |next| next.start);
    if !rest.iter().any(Line::has_words) {
        return Read::from_broken(piece, built, fault);
    }
    let head = build::build(Piece { text: cut(piece.text, 0, body), ..piece });
    let Some((key, place)) = only_key(&head) else { return Read::from_broken(piece, built, fault) };
    let part =
        Piece { text: cut(piece.text, body, piece.text.len()), base: piece.base + body, ..piece };
    let mut read = again(part, level);
    read.comments.splice(0..0, head.comments);
    if read.findings.is_empty() {
        read.findings.push(wording::describe(piece, fault));
    }
    read.findings.splice(0..0, head.findings);
    let value = read.node.take().unwrap_or_else(|| Node::missing(place)).broken();
    let span = key.span().to(value.span);
    read.node = Some(Node::new(span, NodeKind::Mapping(vec![Entry { key, value }])).broken());
    read
}

/// Whether a line at the margin of a block belongs to no entry of it.
fn is_stray(line: &Line<'_>, margin: usize) -> bool {
    line.has_words()
        && line.margin <= margin
        && !line.starts_block()
        && !line.words.starts_with(['}', ']', '\t', '"', '\''])
}

/// Reads what stands before a stray line, and reports the line.
fn before_stray(piece: Piece<'_>, stray: usize, fault: &Fault, built: Built, level: usize) -> Read {
    let mut read = again(Piece { text: cut(piece.text, 0, stray), ..piece }, level);
    if !read.findings.is_empty() {
        return Read::from_broken(piece, built, fault);
    }
    let rest =
        Piece { text: cut(piece.text, stray, piece.text.len()), base: piece.base + stray, ..piece };
    read.findings.push(wording::stray(rest));
    read.node = read.node.map(Node::broken);
    read
}

/// Reads the entry that stands after the `-` of a broken item of a list.
fn inside_item(
    piece: Piece<'_>,
    line: &Line<'_>,
    built: Built,
    fault: &Fault,
    level: usize,
) -> Read {
    let dash = line.start + line.margin;
    let mut text = piece.text.to_owned();
    text.replace_range(dash..=dash, " ");
    let part = Piece { text: &text, ..piece };
    let starts = lines(&text).filter(Line::starts_block).count();
    if starts == 0 {
        return Read::from_broken(piece, built, fault);
    }
    let mut read = again(part, level);
    if read.findings.is_empty() {
        read.findings.push(wording::describe(piece, fault));
    }
    let item = read.node.take().unwrap_or_else(|| Node::missing(piece.span(dash + 1, dash + 1)));
    let span = piece.span(dash, dash + 1).to(item.span);
    read.node = Some(Node::new(span, NodeKind::Sequence(vec![item.broken()])).broken());
    read
}

/// Reads a smaller piece from the start.
fn again(piece: Piece<'_>, level: usize) -> Read {
    let built = build::build(piece);
    match built.fault.clone() {
        None => Read::from_whole(built),
        Some(fault) => recover(piece, built, &fault, level + 1),
    }
}

/// The key of a line that has a key and no value, and where the value is missing.
fn only_key(head: &Built) -> Option<(super::Scalar, Span)> {
    if head.fault.is_some() {
        return None;
    }
    match head.node.as_ref()?.as_mapping()? {
        [entry] if entry.value.is_missing() => Some((entry.key.clone(), entry.value.span)),
        _ => None,
    }
}

impl Read {
    fn from_whole(built: Built) -> Self {
        Read { node: built.node, comments: built.comments, findings: built.findings }
    }

    /// What stood before the mistake, and the mistake.
    fn from_broken(piece: Piece<'_>, built: Built, fault: &Fault) -> Self {
        let mut read = Read::from_whole(built);
        read.findings.push(wording::describe(piece, fault));
        read
    }
}

/// The entries or items of several stretches as one node.
struct Merged {
    in_list: bool,
    items: Vec<Node>,
    entries: Vec<Entry>,
    seen: HashMap<String, Span>,
    read: Read,
    span: Option<Span>,
}

impl Merged {
    fn new(in_list: bool) -> Self {
        Merged {
            in_list,
            items: Vec::new(),
            entries: Vec::new(),
            seen: HashMap::new(),
            read: Read::default(),
            span: None,
        }
    }

    fn add(&mut self, part: Piece<'_>, mut read: Read) {
        self.read.comments.append(&mut read.comments);
        let told = !read.findings.is_empty();
        self.read.findings.append(&mut read.findings);
        let Some(node) = read.node else { return };
        self.span = Some(self.span.map_or(node.span, |span| span.to(node.span)));
        match node.kind {
            NodeKind::Sequence(items) if self.in_list => self.items.extend(items),
            NodeKind::Mapping(entries) if !self.in_list => {
                entries.into_iter().for_each(|entry| self.entry(entry));
            }
            NodeKind::Missing => {}
            NodeKind::Scalar(_) | NodeKind::Mapping(_) | NodeKind::Sequence(_) => {
                if !told {
                    let found =
                        if self.in_list { wording::misfit(part) } else { wording::stray(part) };
                    self.read.findings.push(found);
                }
                if self.in_list {
                    self.items.push(node.broken());
                }
            }
        }
    }

    fn entry(&mut self, entry: Entry) {
        let place = entry.key.span();
        match self.seen.get(entry.key.text()) {
            Some(first) => self.read.findings.push(build::duplicate(&entry.key, place, *first)),
            None => {
                self.seen.insert(entry.key.text().to_owned(), place);
                self.entries.push(entry);
            }
        }
    }

    /// The whole; where every stretch was sound on its own, the mistake is how
    /// they stand together.
    fn into_read(mut self, piece: Piece<'_>, fault: &Fault) -> Read {
        if !self.read.findings.iter().any(|found| found.code != Code::D0107) {
            self.read.findings.push(wording::describe(piece, fault));
        }
        let kind = if self.in_list {
            NodeKind::Sequence(self.items)
        } else {
            NodeKind::Mapping(self.entries)
        };
        let span = self.span.unwrap_or_else(|| piece.span(0, 0));
        self.read.node = Some(Node::new(span, kind).broken());
        self.read
    }
}
