//! Rows, whatever the file they stand in.
//!
//! In: the bytes of a file. Out: the cells of its rows, as text. Never here: what a cell
//! means.

use std::borrow::Cow;
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

/// So much of a file is looked at to see what parts its cells.
const HEAD: usize = 8_192;

/// The rows of a CSV file, its heading first.
pub(super) struct CsvRows<'r> {
    reader: csv::Reader<Watched<'r>>,
    delimiter: u8,
    /// Lines before those that the reader counts.
    before: u64,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowAt {
    /// The line on which it begins.
    pub(super) line: u32,
    /// The line on which its last cell opens a quotation mark that nothing closes.
    pub(super) open: Option<u32>,
}

/// What was looked at, and the rest.
type Whole<'r> = io::Chain<Cursor<Vec<u8>>, Box<dyn Read + 'r>>;

/// Bytes, and whether a quotation mark is open where they end.
struct Watched<'r> {
    content: Whole<'r>,
    delimiter: u8,
    /// The byte before; a quotation mark opens only at the start of a cell.
    last: u8,
    quoted: bool,
    /// A quotation mark within quotes: it closes them, unless another one follows.
    closing: bool,
    ended: bool,
}

impl Watched<'_> {
    fn is_open(&self) -> bool {
        self.ended && self.quoted && !self.closing
    }

    fn watch(&mut self, bytes: &[u8]) {
        let Some(last) = bytes.last() else { return };
        if !self.closing && !bytes.contains(&b'"') {
            self.last = *last;
            return;
        }
        for byte in bytes {
            if std::mem::take(&mut self.closing) {
                if *byte == b'"' {
                    continue;
                }
                self.quoted = false;
            }
            if *byte == b'"' {
                self.closing = self.quoted;
                self.quoted |= self.last == self.delimiter || matches!(self.last, b'\n' | b'\r');
            }
            self.last = *byte;
        }
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let many = self.content.read(buffer)?;
        self.ended |= many == 0 && !buffer.is_empty();
        self.watch(buffer.get(..many).unwrap_or_default());
        Ok(many)
    }
}

fn reader(content: Whole<'_>, delimiter: u8) -> csv::Reader<Watched<'_>> {
    let (last, quoted, closing, ended) = (b'\n', false, false, false);
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 16)
        .from_reader(Watched { content, delimiter, last, quoted, closing, ended })
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
        if head.contains(&0) {
            return Err("it is not UTF-8: save it as “CSV UTF-8”".to_owned());
        }
        if head.starts_with(b"\xef\xbb\xbf") {
            head.drain(..3);
        }
        let delimiter = delimiter(&head);
        let reader = reader(Cursor::new(head).chain(content), delimiter);
        Ok(CsvRows { reader, delimiter, before: 0 })
    }

    /// The next row and where it stands; `None` after the last. A quotation mark that is
    /// not closed takes no more than the line on which it opens.
    pub(super) fn next(&mut self, row: &mut ByteRecord) -> Result<Option<RowAt>, Unread> {
        let before = self.reader.position().line();
        match self.reader.read_byte_record(row) {
            Ok(true) => {
                // Blank lines before the row are passed over, and are lines all the same.
                let lines = self.reader.position().line() - before;
                let blank = if lines > 1 { lines - 1 - breaks(row).min(lines - 1) } else { 0 };
                let line = self.before + before + blank;
                let open = self.reader.get_ref().is_open().then(|| self.cut(row, line));
                if !row.as_slice().is_ascii() {
                    in_utf8(row);
                }
                Ok(Some(RowAt { line: small(line), open: open.map(small) }))
            }
            Ok(false) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl CsvRows<'_> {
    /// Takes the lines that follow out of a last cell that is not closed, and goes on with
    /// them; the line on which it opens.
    fn cut(&mut self, row: &mut ByteRecord, line: u64) -> u64 {
        let mut cells: Vec<Vec<u8>> = row.iter().map(<[u8]>::to_vec).collect();
        let mut last = cells.pop().unwrap_or_default();
        let whole = ByteRecord::from(cells.clone());
        let opens = line + breaks(&whole);
        let rest = match last.iter().position(|byte| *byte == b'\n') {
            Some(at) => last.split_off(at + 1),
            None => Vec::new(),
        };
        cells.push(last);
        *row = ByteRecord::from(cells);
        let nothing: Box<dyn Read> = Box::new(io::empty());
        self.reader = reader(Cursor::new(rest).chain(nothing), self.delimiter);
        self.before = opens;
        opens
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

/// How many lines a row has more than one.
fn breaks(row: &ByteRecord) -> u64 {
    row.as_slice().iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// What parts the cells: what the heading has most of.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    let count = |mark: u8| line.iter().filter(|byte| **byte == mark).count();
    let marks = [b',', b';', b'\t'];
    // Of equals the first: a comma.
    marks.into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}
