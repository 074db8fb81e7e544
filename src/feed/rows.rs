//! Rows, whatever the file they stand in.
//!
//! In: the bytes of a file. Out: the cells of its rows, as text. Never here: what a cell
//! means.

use std::io::{self, Cursor, Read};

use csv::{ByteRecord, ReaderBuilder};

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
    reader: csv::Reader<Whole<'r>>,
}

/// What was looked at, and the rest.
type Whole<'r> = io::Chain<Cursor<Vec<u8>>, Box<dyn Read + 'r>>;

/// Why rows cannot be read.
pub(super) type Unread = String;

impl<'r> CsvRows<'r> {
    pub(super) fn open(mut content: Box<dyn Read + 'r>) -> Result<CsvRows<'r>, Unread> {
        let mut head = Vec::with_capacity(HEAD);
        let read = content.by_ref().take(HEAD as u64).read_to_end(&mut head);
        read.map_err(|error| error.to_string())?;
        if head.starts_with(b"PK\x03\x04") {
            return Err("it is a spreadsheet or another packed file, and no CSV".to_owned());
        }
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || head.contains(&0) {
            return Err("it is not UTF-8: save it as “CSV UTF-8”".to_owned());
        }
        if head.starts_with(b"\xef\xbb\xbf") {
            head.drain(..3);
        }
        let delimiter = delimiter(&head);
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(1 << 16)
            .from_reader(Cursor::new(head).chain(content));
        Ok(CsvRows { reader })
    }

    /// The next row and the line on which it begins; `None` after the last.
    pub(super) fn next(&mut self, row: &mut ByteRecord) -> Result<Option<u32>, Unread> {
        let before = self.reader.position().line();
        match self.reader.read_byte_record(row) {
            Ok(true) => {
                // Blank lines before the row are passed over, and are lines all the same.
                let lines = self.reader.position().line() - before;
                let blank = if lines > 1 { lines - 1 - breaks(row).min(lines - 1) } else { 0 };
                Ok(Some(u32::try_from(before + blank).unwrap_or(u32::MAX)))
            }
            Ok(false) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
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
