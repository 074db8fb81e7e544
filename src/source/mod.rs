//! Files, spans and positions.
//!
//! In: the text of each file that was read. Out: small `Copy` spans and the
//! lines and columns they stand for. Never here: parsing, or what a text means.

mod phrase;

pub use phrase::Phrase;

use std::sync::Arc;

/// Which file of a [`SourceMap`] a span points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

impl FileId {
    /// No file: the place of what a program wrote and nobody reads from a text.
    pub const NONE: FileId = FileId(u32::MAX);
}

/// A stretch of one file, in bytes: `start` is in it, `end` is just past it.
///
/// INVARIANT: `start <= end`. Spans say where a thing was written and are never
/// part of what it is: compare values through [`Spanned`], which ignores them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    file: FileId,
    start: u32,
    end: u32,
}

impl Span {
    /// Of what was written nowhere: made by duly, or read from a table.
    pub const NOWHERE: Span = Span { file: FileId::NONE, start: 0, end: 0 };

    /// The span from `start` to `end`; the two are put in order.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let (start, end) = (start.min(end), start.max(end));
        let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file, start: small(start), end: small(end) }
    }

    /// The file it lies in.
    #[must_use]
    pub fn file(self) -> FileId {
        self.file
    }

    /// Byte offset of its first byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Byte offset just past its last byte.
    #[must_use]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Its bytes as a range.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start()..self.end()
    }

    /// Whether it covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that covers both; `self` where they lie in two files.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span at its end, where something is missing.
    #[must_use]
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// A value and where it was written. Two are equal when their values are.
#[derive(Debug, Clone, Copy)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value to its place.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T: std::hash::Hash> std::hash::Hash for Spanned<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

/// One file as it was read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The name a person knows it by: its path as given, or `duly:…` for the
    /// library in the binary.
    pub name: Arc<str>,
    /// Its whole text, byte-order mark and line ends as they were.
    pub text: Arc<str>,
}

/// A place for a person: both count from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column, in characters, from 1.
    pub column: usize,
}

/// Every file of one run.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a file in and gives it an id.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { name: name.into(), text: text.into() });
        id
    }

    /// The file behind an id; `None` for an id of another map.
    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// Every file with its id, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0_u32..).map(FileId).zip(&self.files)
    }

    /// The name of a file; empty for an id of another map.
    #[must_use]
    pub fn name(&self, id: FileId) -> &str {
        self.file(id).map_or("", |file| &file.name)
    }

    /// The whole text of a file; empty for an id of another map.
    #[must_use]
    pub fn text(&self, id: FileId) -> &str {
        self.file(id).map_or("", |file| &file.text)
    }

    /// The text under a span; empty where the span does not fit its file.
    #[must_use]
    pub fn snippet(&self, span: Span) -> &str {
        self.text(span.file).get(span.range()).unwrap_or("")
    }

    /// The line and column of a span's start.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        self.position_at(span.file, span.start())
    }

    /// The line and column of a byte of a file. A byte-order mark has no column.
    #[must_use]
    pub fn position_at(&self, file: FileId, byte: usize) -> Position {
        let text = self.text(file);
        let mut at = byte.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = text.get(..at).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let on_line = before.rsplit('\n').next().unwrap_or("");
        let column = on_line.trim_start_matches('\u{feff}').chars().count() + 1;
        Position { line, column }
    }
}

#[cfg(test)]
mod tests;
