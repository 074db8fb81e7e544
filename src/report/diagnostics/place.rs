//! Where a span stands, found quickly however many spans a large file has.
//!
//! In: spans, which need not fit their file. Out: bytes that do, and the lines
//! and columns of them.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::diag::Diagnostic;
use crate::source::{FileId, Position, SourceMap, Span};

/// The lines of each file that the diagnostics speak of.
pub(super) struct Places<'a> {
    files: FxHashMap<FileId, FileLines<'a>>,
}

/// One file, cut into lines.
pub(super) struct FileLines<'a> {
    /// Its name, as given.
    pub(super) name: &'a str,
    text: &'a str,
    /// Where each line starts. INVARIANT: sorted, and the first is 0.
    starts: Vec<usize>,
}

/// A span of a file, ready to be shown.
pub(super) struct Place<'a> {
    /// The file's name.
    pub(super) file: &'a str,
    /// Its bytes: within the file and on the bounds of characters.
    pub(super) bytes: Range<usize>,
    /// Where it starts.
    pub(super) start: Position,
    /// Just past its last character.
    pub(super) end: Position,
}

impl<'a> Places<'a> {
    /// Reads the lines of every file that `diagnostics` point into.
    pub(super) fn new(map: &'a SourceMap, diagnostics: &[Diagnostic]) -> Self {
        let mut files = FxHashMap::default();
        for span in diagnostics.iter().flat_map(spans) {
            if let Some(file) = map.file(span.file()) {
                files.entry(span.file()).or_insert_with(|| FileLines::new(&file.name, &file.text));
            }
        }
        Places { files }
    }

    /// The file behind an id; `None` for an id of another map.
    pub(super) fn file(&self, id: FileId) -> Option<&FileLines<'a>> {
        self.files.get(&id)
    }

    /// Where a span stands; `None` for a file of another map.
    pub(super) fn of(&self, span: Span) -> Option<Place<'a>> {
        let file = self.file(span.file())?;
        let bytes = file.fit(span);
        let (start, end) = (file.position(bytes.start), file.position(bytes.end));
        Some(Place { file: file.name, bytes, start, end })
    }
}

impl<'a> FileLines<'a> {
    fn new(name: &'a str, text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        FileLines { name, text, starts }
    }

    /// The bytes of a span, moved into the text and onto whole characters.
    pub(super) fn fit(&self, span: Span) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start());
        let end = self.text.ceil_char_boundary(span.end()).max(start);
        start..end
    }

    /// The words under some bytes that [`FileLines::fit`] gave.
    pub(super) fn words(&self, bytes: Range<usize>) -> &'a str {
        self.text.get(bytes).unwrap_or("")
    }

    /// How many lines there are: at least one.
    pub(super) fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line, from 0, that a byte stands on.
    pub(super) fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// A line, from 0, without its end: where it starts, and its text.
    pub(super) fn line(&self, line: usize) -> (usize, &'a str) {
        let start = self.starts.get(line).copied().unwrap_or(self.text.len());
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let text = self.text.get(start..end).unwrap_or("");
        let text = text.strip_suffix('\n').unwrap_or(text);
        (start, text.strip_suffix('\r').unwrap_or(text))
    }

    /// Line and column of a byte. A byte-order mark has no column.
    pub(super) fn position(&self, byte: usize) -> Position {
        let line = self.line_of(byte);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = self.text.get(start..byte).unwrap_or("");
        let before = before.trim_start_matches('\u{feff}');
        Position { line: line + 1, column: before.chars().count() + 1 }
    }
}

/// Every span of a diagnostic.
fn spans(found: &Diagnostic) -> impl Iterator<Item = Span> {
    let labels = found.primary.iter().chain(&found.secondary).map(|label| label.span);
    labels.chain(found.fix.as_ref().map(|fix| fix.span))
}
