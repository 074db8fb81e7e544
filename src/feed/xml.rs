//! The XML form of a return: an element for each child, and in it one for each row.
//!
//! In: the bytes of an XML file, and a mapping. Out: rows of the mapping's tables, a cell
//! for each element. Never here: entities from elsewhere; only those of XML itself are
//! known.

use std::io::{self, BufRead, BufReader, Read};

use csv::ByteRecord;
use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;

use super::mapping::{Mapping, Table};
use super::rows::Unread;

/// A row and where it stands.
pub(super) struct XmlRow {
    pub(super) table: usize,
    pub(super) line: u32,
    /// A cell for each column of the table.
    pub(super) cells: ByteRecord,
}

/// A row that is not closed yet.
struct Open {
    table: usize,
    line: u32,
    depth: usize,
    cells: Vec<String>,
}

struct Rows<'m> {
    mapping: &'m Mapping,
    depth: usize,
    /// The rows of the child at hand.
    rows: Vec<Open>,
    open: Vec<Open>,
    /// The element that may be a cell, and its text.
    leaf: Option<(String, usize)>,
    text: String,
    /// The child at hand.
    key: String,
}

/// Reads every row of an XML file, child by child.
pub(super) fn read(
    mapping: &Mapping,
    content: impl Read,
    mut take: impl FnMut(XmlRow),
) -> Result<(), Unread> {
    let lines = Lines { inner: BufReader::with_capacity(1 << 16, content), line: 1 };
    let mut reader = Reader::from_reader(lines);
    let mut buffer = Vec::new();
    let (rows, open) = (Vec::new(), Vec::new());
    let (text, key) = (String::new(), String::new());
    let mut all = Rows { mapping, depth: 0, rows, open, leaf: None, text, key };
    let mut any = false;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let line = reader.get_ref().line;
        match event.map_err(|error| format!("line {line}: {error}"))? {
            Event::Start(element) => {
                any = true;
                all.start(local(element.local_name().as_ref()), line);
            }
            Event::Empty(element) => {
                any = true;
                all.start(local(element.local_name().as_ref()), line);
                all.end(&mut take);
            }
            Event::End(_) => all.end(&mut take),
            Event::Text(text) => all.text.push_str(&text.xml10_content()),
            Event::CData(text) => all.text.push_str(&text.xml10_content()),
            Event::GeneralRef(entity) => all.text.extend(letter(&entity)),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => break,
        }
    }
    if all.depth > 0 || !any {
        let line = reader.get_ref().line;
        return Err(format!("line {line}: the file ends in the middle, or is no XML"));
    }
    Ok(())
}

/// The name of an element, as text.
fn local(name: impl AsRef<[u8]>) -> String {
    String::from_utf8_lossy(name.as_ref()).into_owned()
}

/// The letter that a reference stands for; none that XML itself does not know.
fn letter(entity: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(letter)) = entity.resolve_char_ref() {
        return Some(letter);
    }
    match &**entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

impl Rows<'_> {
    fn start(&mut self, name: String, line: u32) {
        self.depth += 1;
        self.text.clear();
        let table = self.mapping.tables.iter().position(|table| is_row(table, &name));
        // A row of `Missing` has a cell `MISSING`.
        let row = self.open.last().and_then(|open| self.mapping.tables.get(open.table));
        let is_cell = row.is_some_and(|row| {
            row.columns.iter().any(|column| column.name.value.eq_ignore_ascii_case(&name))
        });
        match table.filter(|_| self.depth > 1 && !is_cell) {
            Some(table) => {
                self.leaf = None;
                let width = self.mapping.tables.get(table).map_or(0, |it| it.columns.len());
                let cells = vec![String::new(); width];
                self.open.push(Open { table, line, depth: self.depth, cells });
            }
            None => self.leaf = Some((name, self.depth)),
        }
    }

    fn end(&mut self, take: &mut impl FnMut(XmlRow)) {
        if let Some((name, _)) = self.leaf.take().filter(|(_, depth)| *depth == self.depth) {
            self.cell(&name);
        }
        if let Some(row) = self.open.pop_if(|row| row.depth == self.depth) {
            self.rows.push(row);
        }
        self.depth = self.depth.saturating_sub(1);
        self.text.clear();
        if self.depth <= 1 {
            self.child(take);
        }
    }

    /// A cell of the innermost row, or the name of the child.
    fn cell(&mut self, name: &str) {
        let text = self.text.trim();
        let Some(row) = self.open.last_mut() else {
            let key = |table: &Table| table.name(table.key).eq_ignore_ascii_case(name);
            if self.depth > 1 && self.mapping.tables.iter().any(key) {
                text.clone_into(&mut self.key);
            }
            return;
        };
        let Some(table) = self.mapping.tables.get(row.table) else { return };
        let at = table.columns.iter().position(|it| it.name.value.eq_ignore_ascii_case(name));
        let Some(at) = at else { return };
        if at == table.key {
            text.clone_into(&mut self.key);
        }
        if let Some(cell) = row.cells.get_mut(at) {
            text.clone_into(cell);
        }
    }

    /// Gives out the rows of a child that is complete.
    fn child(&mut self, take: &mut impl FnMut(XmlRow)) {
        if !self.open.is_empty() || self.depth != 1 {
            return;
        }
        self.rows.sort_by_key(|row| row.line);
        for mut row in self.rows.drain(..) {
            let key = self.mapping.tables.get(row.table).map_or(0, |table| table.key);
            if let Some(cell) = row.cells.get_mut(key).filter(|cell| cell.is_empty()) {
                self.key.clone_into(cell);
            }
            let cells = ByteRecord::from(row.cells);
            take(XmlRow { table: row.table, line: row.line, cells });
        }
        self.key.clear();
    }
}

/// Whether an element of this name is a row of a table.
fn is_row(table: &Table, name: &str) -> bool {
    let xml = table.xml.as_deref().unwrap_or(&table.name.value);
    xml.eq_ignore_ascii_case(name)
}

/// Counts the lines that were read.
struct Lines<R> {
    inner: R,
    line: u32,
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let many = {
            let mut from = self.fill_buf()?;
            from.read(into)?
        };
        self.consume(many);
        Ok(many)
    }
}

impl<R: BufRead> BufRead for Lines<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, many: usize) {
        // What is consumed was filled, so that this reads nothing.
        if let Ok(from) = self.inner.fill_buf() {
            let taken = from.get(..many).unwrap_or(from);
            let breaks = taken.iter().filter(|byte| **byte == b'\n').count();
            self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        }
        self.inner.consume(many);
    }
}
