//! A phrase: one stretch of words that may stand on several lines, or behind
//! quotes and escapes, and still knows where each of its bytes was written.

use smallvec::{SmallVec, smallvec};

use super::{FileId, Span};

/// Words as their author meant them, with the place of each byte.
///
/// A `.duly` phrase joins its continuation lines by one space; a YAML scalar is
/// unquoted, unescaped and unfolded. Two phrases are equal when their words are.
#[derive(Debug, Clone)]
pub struct Phrase {
    text: String,
    file: FileId,
    /// Where runs of `text` stand in the file, in order of `text`.
    ///
    /// INVARIANT: never empty; the first begins at byte 0 of `text`. Most phrases are
    /// written in one piece, and then it stands right here.
    runs: SmallVec<[Run; 1]>,
    end: u32,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    text: u32,
    file: u32,
    /// Bytes of the file that the run covers: equal to the bytes of `text` for
    /// plain words, different for an escape.
    file_len: u32,
}

impl Run {
    /// A run of a text from this byte on, which stands under `span`.
    fn new(text: usize, span: Span) -> Run {
        let file_len = small(span.end() - span.start());
        Run { text: small(text), file: small(span.start()), file_len }
    }

    fn text(self) -> usize {
        self.text as usize
    }

    fn file(self) -> usize {
        self.file as usize
    }
}

/// A place in a text, as spans keep it.
fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl PartialEq for Phrase {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Phrase {}

impl Phrase {
    /// An empty phrase that stands at `at`.
    #[must_use]
    pub fn empty(at: Span) -> Self {
        Phrase {
            text: String::new(),
            file: at.file(),
            runs: smallvec![Run { text: 0, file: small(at.start()), file_len: 0 }],
            end: small(at.end()),
        }
    }

    /// A phrase written in one piece, exactly as it stands under `span`.
    #[must_use]
    pub fn plain(text: &str, span: Span) -> Self {
        let mut phrase = Phrase::empty(span);
        phrase.push(text, span);
        phrase
    }

    /// Adds `text`, which stands under `span`. Where the two have the same
    /// length each byte keeps its own place; otherwise (an escape, a fold) the
    /// whole of `text` stands for the whole of `span`.
    pub fn push(&mut self, text: &str, span: Span) {
        if text.is_empty() {
            return;
        }
        let run = Run::new(self.text.len(), span);
        if self.text.is_empty() {
            self.runs.clear();
        }
        self.runs.push(run);
        self.text.push_str(text);
        self.end = small(span.end());
    }

    /// Adds another phrase of the same file, which stands further on, with its places.
    pub fn append(&mut self, other: &Phrase) {
        if other.is_empty() {
            return;
        }
        if self.text.is_empty() {
            self.runs.clear();
        }
        let at = small(self.text.len());
        self.runs.extend(other.runs.iter().map(|run| Run { text: at + run.text, ..*run }));
        self.text.push_str(&other.text);
        self.end = other.end;
    }

    /// The words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where the whole phrase stands.
    #[must_use]
    pub fn span(&self) -> Span {
        let end = self.end as usize;
        let start = self.runs.first().map_or(end, |run| run.file());
        Span::new(self.file, start, end)
    }

    /// Where the bytes `start..end` of [`Phrase::text`] stand in the file.
    #[must_use]
    pub fn at(&self, start: usize, end: usize) -> Span {
        let from = self.start_of(start);
        let to = if end > start { self.end_of(end) } else { from };
        Span::new(self.file, from, to)
    }

    /// The part `start..end` of the phrase, trimmed of white space at both ends,
    /// with its places kept.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> Phrase {
        let raw = self.text.get(start..end).unwrap_or("");
        let lead = raw.len() - raw.trim_start().len();
        let words = raw.trim();
        let start = start + lead;
        let end = start + words.len();
        let mut part = Phrase::empty(self.at(start, start));
        for (index, run) in self.runs.iter().enumerate() {
            let run_end = self.runs.get(index + 1).map_or(self.text.len(), |next| next.text());
            let (from, to) = (run.text().max(start), run_end.min(end));
            if from < to {
                part.push(self.text.get(from..to).unwrap_or(""), self.at(from, to));
            }
        }
        part
    }

    fn run_at(&self, byte: usize) -> (Run, usize) {
        let index = self.runs.partition_point(|run| run.text() <= byte).saturating_sub(1);
        let none = Run { text: 0, file: self.end, file_len: 0 };
        let run = self.runs.get(index).copied().unwrap_or(none);
        let end = self.runs.get(index + 1).map_or(self.text.len(), |next| next.text());
        (run, end - run.text())
    }

    fn start_of(&self, byte: usize) -> usize {
        if byte >= self.text.len() {
            return self.end as usize;
        }
        let (run, len) = self.run_at(byte);
        let plain = run.file_len as usize == len;
        if plain { run.file() + (byte - run.text()) } else { run.file() }
    }

    fn end_of(&self, byte: usize) -> usize {
        if byte == 0 {
            return self.start_of(0);
        }
        let (run, len) = self.run_at(byte - 1);
        let plain = run.file_len as usize == len;
        run.file() + if plain { byte - run.text() } else { run.file_len as usize }
    }
}
