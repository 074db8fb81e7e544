//! Rows, whatever the file they stand in.
//!
//! In: the bytes of a file. Out: the cells of its rows, as text. Never here: what a cell
//! means.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, Cursor, Read};

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::WINDOWS_1252;
use encoding_rs_io::DecodeReaderBytes;

/// A file to be read.
pub struct Given<'r> {
    /// Its name, for messages; its ending says what it is.
    pub name: String,
    /// Its bytes.
    pub content: Box<dyn Read + 'r>,
}

impl std::fmt::Debug for Given<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Given").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<'r> Given<'r> {
    /// A file of this name and these bytes.
    pub fn new(name: impl Into<String>, content: impl Read + 'r) -> Given<'r> {
        Given { name: name.into(), content: Box::new(content) }
    }

    /// Its name without folders and without its ending, and the ending in small letters.
    pub(super) fn stem(&self) -> (&str, String) {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        match name.rsplit_once('.') {
            Some((stem, ending)) => (stem, ending.to_ascii_lowercase()),
            None => (name, String::new()),
        }
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Csv,
    Xml,
    Workbook,
    Parquet,
    Lines,
}

impl Given<'_> {
    /// What the file is: by how it begins, else by its ending.
    pub(super) fn form(&mut self) -> Result<Form, Unread> {
        let ending = self.stem().1;
        let mut head = Vec::new();
        let read = self.content.by_ref().take(4).read_to_end(&mut head);
        read.map_err(|error| error.to_string())?;
        let form = match (head.as_slice(), ending.as_str()) {
            (b"PAR1", _) | (_, "parquet" | "pq") => Form::Parquet,
            (_, "xlsx" | "xlsm" | "xlsb" | "xls" | "ods") => Form::Workbook,
            (_, "xml") => Form::Xml,
            (_, "jsonl" | "ndjson" | "json") => Form::Lines,
            _ => Form::Csv,
        };
        let rest = std::mem::replace(&mut self.content, Box::new(io::empty()));
        self.content = Box::new(Cursor::new(head).chain(rest));
        Ok(form)
    }
}

/// So much of a file is looked at to see what parts its cells.
const HEAD: usize = 8_192;

/// The rows of a CSV file, its heading first.
pub(super) struct CsvRows<'r> {
    reader: Option<csv::Reader<Watched<'r>>>,
    delimiter: u8,
    /// Bytes before those that the reader counts.
    begins: usize,
    /// The ends of lines before the next row.
    before: u64,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowAt {
    /// The line on which it begins.
    pub(super) line: u32,
    /// The line on which its last cell opens a quotation mark that is not closed.
    pub(super) open: Option<u32>,
}

/// Bytes, and where quotation marks open in them. What was handed on is kept from the row at
/// hand on, so that it can be read again.
struct Watched<'r> {
    content: Box<dyn Read + 'r>,
    delimiter: u8,
    kept: Vec<u8>,
    /// Where the first of the kept bytes stands in the file …
    from: usize,
    /// … and where the next that is handed on.
    next: usize,
    /// The byte before; a quotation mark opens only at the start of a cell.
    last: u8,
    /// Where a quotation mark opened that is not closed yet, …
    quoted: Option<usize>,
    /// … and whether its cell goes on over lines.
    goes_on: bool,
    /// A quotation mark within quotes: it closes them, unless another one follows.
    closing: bool,
    /// Where each opened that something follows, over lines, other than a cell: it was not
    /// closed there, but the next was taken for its end; and where that stands.
    broken: VecDeque<(usize, usize)>,
    ended: bool,
}

impl Watched<'_> {
    /// Where the quotation mark opens that is not closed to the end.
    fn open(&self) -> Option<usize> {
        self.quoted.filter(|_| self.ended && !self.closing)
    }

    /// What was handed on from a place in the file on, which is among what is kept.
    fn since(&self, start: usize) -> &[u8] {
        self.kept.get(start - self.from..).unwrap_or_default()
    }

    /// Begins anew at a place in the file, which is among what is kept.
    fn again(self, at: usize) -> Self {
        let (last, quoted, goes_on, closing) = (b'\n', None, false, false);
        let broken = VecDeque::new();
        Watched { next: at, last, quoted, goes_on, closing, broken, ended: false, ..self }
    }

    /// Lets go of what stands before a place in the file.
    fn release(&mut self, upto: usize) {
        while self.broken.front().is_some_and(|(_, at)| *at < upto) {
            self.broken.pop_front();
        }
        // Not byte by byte: what follows is moved to the front.
        let many = upto.saturating_sub(self.from);
        if many > RELEASED && many * 2 > self.kept.len() {
            self.kept.drain(..many.min(self.kept.len()));
            self.from = upto;
        }
    }

    fn watch(&mut self, start: usize, many: usize) {
        let kept = std::mem::take(&mut self.kept);
        let begins = start - self.from;
        let bytes = kept.get(begins..begins + many).unwrap_or_default();
        if self.closing || bytes.contains(&b'"') {
            for (at, byte) in (start..).zip(bytes) {
                self.byte(at, *byte);
            }
        } else if let Some(last) = bytes.last() {
            self.goes_on |= self.quoted.is_some() && bytes.contains(&b'\n');
            self.last = *last;
        }
        self.kept = kept;
    }

    fn byte(&mut self, at: usize, byte: u8) {
        let last = std::mem::replace(&mut self.last, byte);
        if std::mem::take(&mut self.closing) {
            if byte == b'"' {
                return;
            }
            let opened = self.quoted.take();
            let is_end = byte == self.delimiter || matches!(byte, b'\n' | b'\r');
            self.broken.extend(opened.filter(|_| self.goes_on && !is_end).map(|open| (open, at)));
        }
        if byte == b'"' {
            self.closing = self.quoted.is_some();
            if !self.closing && (last == self.delimiter || matches!(last, b'\n' | b'\r')) {
                (self.quoted, self.goes_on) = (Some(at), false);
            }
        } else if byte == b'\n' {
            self.goes_on |= self.quoted.is_some();
        }
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let place = self.next - self.from;
        if place == self.kept.len() {
            let read = self.content.read(buffer)?;
            self.kept.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
        let waiting = self.kept.get(place..).unwrap_or_default();
        let many = waiting.len().min(buffer.len());
        if let (Some(slots), Some(bytes)) = (buffer.get_mut(..many), waiting.get(..many)) {
            slots.copy_from_slice(bytes);
        }
        self.ended |= many == 0 && !buffer.is_empty();
        self.watch(self.next, many);
        self.next += many;
        Ok(many)
    }
}

/// So much may be kept that is not needed any more.
const RELEASED: usize = 1 << 20;

fn reader<R: Read>(content: R, delimiter: u8) -> csv::Reader<R> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 16)
        .from_reader(content)
}

/// Why rows cannot be read.
pub(super) type Unread = String;

impl<'r> CsvRows<'r> {
    pub(super) fn open(mut content: Box<dyn Read + 'r>) -> Result<CsvRows<'r>, Unread> {
        let mut head = first_of(&mut content)?;
        // As Excel saves “Unicode text”.
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            let whole = Cursor::new(head).chain(content);
            content = Box::new(DecodeReaderBytes::new(whole));
            head = first_of(&mut content)?;
        }
        if head.starts_with(b"PK\x03\x04") {
            return Err("it is a spreadsheet or another packed file, and no CSV".to_owned());
        }
        let zeros = head.iter().filter(|byte| **byte == 0).count();
        if zeros * 4 > head.len() {
            return Err("it is not UTF-8: save it as “CSV UTF-8”".to_owned());
        }
        if head.starts_with(b"\xef\xbb\xbf") {
            head.drain(..3);
        }
        // As Macs once ended lines.
        if head.contains(&b'\r') && !head.contains(&b'\n') {
            content = Box::new(Cursor::new(std::mem::take(&mut head)).chain(content));
            content = Box::new(OldLines(content));
            head = first_of(&mut content)?;
        }
        let delimiter = delimiter(&head);
        let watched = Watched {
            content,
            delimiter,
            kept: head,
            from: 0,
            next: 0,
            last: b'\n',
            quoted: None,
            goes_on: false,
            closing: false,
            broken: VecDeque::new(),
            ended: false,
        };
        Ok(CsvRows { reader: Some(reader(watched, delimiter)), delimiter, begins: 0, before: 0 })
    }

    /// The next row and where it stands; `None` after the last. A quotation mark that is
    /// not closed takes no more than the line on which it opens.
    pub(super) fn next(&mut self, row: &mut ByteRecord) -> Result<Option<RowAt>, Unread> {
        let Some(reader) = &mut self.reader else { return Ok(None) };
        let start = place(reader, self.begins);
        if !reader.read_byte_record(row).map_err(|error| error.to_string())? {
            return Ok(None);
        }
        let end = place(reader, self.begins);
        let watched = reader.get_mut();
        let raw = watched.since(start);
        // Blank lines, and what is left of the end of the line before.
        let above = raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).copied();
        let line = self.before + 1 + above.map(|byte| u64::from(byte == b'\n')).sum::<u64>();
        let lines = breaks(raw.get(..end - start).unwrap_or_default());
        let broken = watched.broken.iter().find(|(open, at)| *open >= start && *at <= end);
        let broken = broken.map(|(open, _)| *open);
        let open = broken.or_else(|| watched.open()).filter(|open| *open >= start);
        let open = match open {
            Some(open) => Some(self.cut(row, (start, open))),
            None => {
                watched.release(end);
                self.before += lines;
                None
            }
        };
        if !row.as_slice().is_ascii() {
            in_utf8(row);
        }
        Ok(Some(RowAt { line: small(line), open: open.map(small) }))
    }

    /// Takes the lines that follow out of a row with a quotation mark that is not closed, and
    /// goes on with them; the line on which that opens.
    fn cut(&mut self, row: &mut ByteRecord, (start, open): (usize, usize)) -> u64 {
        let Some(watched) = self.reader.take().map(csv::Reader::into_inner) else { return 0 };
        let raw = watched.since(start);
        let (before, after) = raw.split_at_checked(open - start).unwrap_or((raw, b""));
        let ends = after.iter().position(|byte| *byte == b'\n').map_or(after.len(), |at| at + 1);
        let head = raw.get(..before.len() + ends).unwrap_or_default();
        let opens = self.before + 1 + breaks(before);
        let end =
            head.len() - head.iter().rev().take_while(|it| matches!(it, b'\r' | b'\n')).count();
        // What cannot be read of the row is left out with it.
        let _ = reader(head.get(..end).unwrap_or_default(), self.delimiter).read_byte_record(row);
        self.begins = start + head.len();
        self.before += breaks(head);
        self.reader = Some(reader(watched.again(self.begins), self.delimiter));
        opens
    }
}

/// Where the next row stands in the file.
fn place<R: Read>(reader: &csv::Reader<R>, begins: usize) -> usize {
    begins.saturating_add(usize::try_from(reader.position().byte()).unwrap_or(usize::MAX))
}

/// Lines that end as Macs once ended them, as lines end now.
struct OldLines<'r>(Box<dyn Read + 'r>);

impl Read for OldLines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let many = self.0.read(buffer)?;
        let read = buffer.iter_mut().take(many);
        read.filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        Ok(many)
    }
}

fn first_of(content: &mut Box<dyn Read + '_>) -> Result<Vec<u8>, Unread> {
    let mut head = Vec::with_capacity(HEAD);
    let read = content.by_ref().take(HEAD as u64).read_to_end(&mut head);
    read.map_err(|error| error.to_string())?;
    Ok(head)
}

/// Cells that are not UTF-8 are Windows-1252, in which Excel saves a CSV where nobody asks for
/// UTF-8.
fn in_utf8(row: &mut ByteRecord) {
    if row.iter().all(|cell| std::str::from_utf8(cell).is_ok()) {
        return;
    }
    let cells = row.iter().map(|cell| match std::str::from_utf8(cell) {
        Ok(_) => Cow::Borrowed(cell),
        Err(_) => match WINDOWS_1252.decode_without_bom_handling(cell).0 {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        },
    });
    *row = cells.collect();
}

/// What is wrong with a row of which a quotation mark is not closed.
pub(super) fn not_closed(line: u32) -> String {
    format!("a quotation mark opens on line {line} and is not closed: the row is left out")
}

fn small(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// How many lines end in some bytes.
fn breaks(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// What parts the cells: what the heading has most of.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    let count = |mark: u8| line.iter().filter(|byte| **byte == mark).count();
    let marks = [b',', b';', b'\t'];
    // Of equals the first: a comma.
    marks.into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}
