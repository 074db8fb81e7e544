//! The XML form of a return: an element for each child, and in it one for each row.
//!
//! In: the bytes of an XML file, and a mapping. Out: rows of the mapping's tables, a cell
//! for each element; what stands in the file that is no row. Never here: entities from
//! elsewhere; only those of XML itself are known.

mod decoded;
mod lacking;
mod row;

use std::io::{self, BufRead, BufReader, Read};

use csv::ByteRecord;
use quick_xml::errors::Error;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use rustc_hash::FxHashMap;

use super::cells::trim;
use super::dirty::Fault;
use super::mapping::{ColumnIx, Mapping, Table};
use super::rows::Unread;
use super::table::{Common, Store, Taker, kinds};
use decoded::decoded;
pub(super) use lacking::Seen;
use row::{Cells, Open};

/// So many names that mean nothing are kept in mind.
const NAMES: usize = 1_000;

/// A row and where it stands.
pub(super) struct XmlRow {
    pub(super) table: usize,
    pub(super) line: u32,
    /// A cell for each column of the table.
    pub(super) cells: ByteRecord,
    /// The columns of which the value cannot be told, and why.
    doubts: Vec<(ColumnIx, String)>,
}

/// What an XML file has beside its rows.
pub(super) struct Rest {
    /// For each table what its rows have.
    pub(super) seen: Vec<Seen>,
    /// Elements that look like rows and are of no table, and how many of each.
    pub(super) others: Vec<(String, usize)>,
}

/// Names of columns may differ in blanks and marks.
type Alike = fn(&str, &str) -> bool;

struct Rows<'m> {
    mapping: &'m Mapping,
    alike: Alike,
    /// The elements that are open.
    path: Vec<Element>,
    /// The places of those that are rows.
    open: Vec<usize>,
    text: String,
    /// Why the text is not whole.
    broken: Option<String>,
    /// The rows of the child at hand.
    rows: Vec<(usize, Cells)>,
    /// The child at hand.
    key: Option<String>,
    /// Several are named here.
    many: bool,
    seen: Vec<Seen>,
    others: Vec<(String, usize)>,
    /// What the names of elements were found to be.
    tables: FxHashMap<String, Option<usize>>,
    columns: Vec<FxHashMap<String, Option<ColumnIx>>>,
    keys: FxHashMap<String, bool>,
}

/// An element that is open.
struct Element {
    name: String,
    is: Is,
    /// Elements stand in it.
    holds: bool,
    /// Values stand in it that are no child's name.
    values: bool,
    /// Rows stand in it.
    rows: bool,
}

enum Is {
    Row(Open),
    /// Within a row, and what stands in it.
    Part(Cells),
    Other,
}

/// Reads every row of an XML file, child by child.
pub(super) fn read(
    mapping: &Mapping,
    alike: Alike,
    content: impl Read,
    mut take: impl FnMut(XmlRow),
) -> Result<Rest, Unread> {
    let lines = Lines { inner: BufReader::with_capacity(1 << 16, decoded(content)?), line: 1 };
    let mut reader = Reader::from_reader(lines);
    let mut buffer = Vec::new();
    let mut all = Rows::new(mapping, alike);
    let mut any = false;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let line = reader.get_ref().line;
        match event.map_err(|error| unread(&error, line))? {
            Event::Start(element) => {
                any = true;
                all.start(&element, line);
            }
            Event::Empty(element) => {
                any = true;
                all.start(&element, line);
                all.end(&mut take);
            }
            Event::End(_) => all.end(&mut take),
            Event::Text(text) => all.text.push_str(&text.xml10_content()),
            Event::CData(text) => all.text.push_str(&text.xml10_content()),
            Event::GeneralRef(entity) => all.letter(&entity),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => break,
        }
    }
    if !all.path.is_empty() || !any {
        let line = reader.get_ref().line;
        return Err(format!("line {line}: the file ends in the middle, or is no XML"));
    }
    all.rest()
}

/// What is wrong with a file that cannot be read on.
fn unread(error: &Error, line: u32) -> Unread {
    match error {
        Error::Encoding(_) => format!(
            "line {line}: it is not UTF-8, and does not say what it is: save it as UTF-8, or say \
             so in its first line, as in `<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>`"
        ),
        Error::Io(_)
        | Error::Syntax(_)
        | Error::IllFormed(_)
        | Error::InvalidAttr(_)
        | Error::Escape(_)
        | Error::Namespace(_) => format!("line {line}: {error}"),
    }
}

/// The name of an element, as text.
fn local(name: impl AsRef<[u8]>) -> String {
    String::from_utf8_lossy(name.as_ref()).into_owned()
}

impl XmlRow {
    /// Takes the row; leaves it out where a value that is read of it cannot be told.
    pub(super) fn take(&self, taker: &mut Taker<'_>, store: &mut Store, to: &mut Common) {
        let doubt = self.doubts.iter().find(|(at, _)| taker.bound.read.contains(at));
        let Some((column, reason)) = doubt else {
            taker.take(&self.cells, self.line, store, to);
            return;
        };
        let key = taker.table.key;
        let id = self.cells.get(key).map_or(&b""[..], trim);
        let is_named = !id.is_empty() && self.doubts.iter().all(|(at, _)| *at != key);
        let child = is_named.then(|| to.children.number(id));
        if let Some(child) = child {
            to.unknown.extend(kinds(taker.bound).map(|kind| (child, kind)));
            to.unplaced.insert((child, taker.number));
        }
        let column = Some(taker.table.name(*column).to_owned());
        let reason = format!("{reason}: the row is left out");
        to.faults.push(Fault {
            file: taker.file,
            row: self.line,
            column,
            child,
            reason,
            used: false,
        });
    }
}

impl<'m> Rows<'m> {
    fn new(mapping: &'m Mapping, alike: Alike) -> Rows<'m> {
        let tables = mapping.tables.iter();
        let seen = tables
            .map(|table| Seen { columns: vec![false; table.columns.len()], ..Seen::default() });
        Rows {
            mapping,
            alike,
            path: Vec::new(),
            open: Vec::new(),
            text: String::new(),
            broken: None,
            rows: Vec::new(),
            key: None,
            many: false,
            seen: seen.collect(),
            others: Vec::new(),
            tables: FxHashMap::default(),
            columns: vec![FxHashMap::default(); mapping.tables.len()],
            keys: FxHashMap::default(),
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, line: u32) {
        let name = local(element.local_name().as_ref());
        self.text.clear();
        self.broken = None;
        let table = self.table(&name);
        if let Some(last) = self.path.last_mut() {
            last.holds = true;
        }
        let is = match table {
            Some(table) => {
                // What is marked already stands in elements that are.
                for outer in self.path.iter_mut().rev().take_while(|outer| !outer.rows) {
                    outer.rows = true;
                    if let Is::Row(open) = &mut outer.is {
                        open.holds = true;
                    }
                }
                self.attributes(table, element, line);
                self.open.push(self.path.len());
                Is::Row(Open { table, own: Cells::new(line), ..Open::default() })
            }
            None => match self.path.last() {
                Some(Element { is: Is::Row(_), .. }) => Is::Part(Cells::new(line)),
                Some(_) | None => Is::Other,
            },
        };
        self.path.push(Element { name, is, holds: false, values: false, rows: false });
    }

    fn end(&mut self, take: &mut impl FnMut(XmlRow)) {
        let Some(Element { name, is, holds, values, rows }) = self.path.pop() else { return };
        match is {
            Is::Row(open) => {
                self.open.pop();
                self.close(open);
            }
            Is::Part(cells) if holds => self.part(name, cells),
            Is::Part(_) | Is::Other if !holds => self.value(&name),
            Is::Part(_) | Is::Other => {
                if values && !rows && !self.path.is_empty() && self.row().is_none() {
                    self.other(name);
                }
            }
        }
        self.text.clear();
        self.broken = None;
        if self.path.len() == 1 {
            self.child(take);
        }
    }

    /// Takes in the letter that a reference stands for, if XML itself knows it.
    fn letter(&mut self, entity: &BytesRef<'_>) {
        let known = match &**entity {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => entity.resolve_char_ref().ok().flatten(),
        };
        match known {
            Some(letter) => self.text.push(letter),
            None => {
                let short: String = entity.chars().take(20).collect();
                self.broken = Some(format!("`&{short};` stands for nothing that XML knows"));
            }
        }
    }

    /// The innermost row that is open: its place in the path.
    fn row(&self) -> Option<usize> {
        self.open.last().copied()
    }

    /// The table of that row.
    fn row_table(&self) -> Option<usize> {
        let row = self.row().and_then(|at| self.path.get(at))?;
        match &row.is {
            Is::Row(open) => Some(open.table),
            Is::Part(_) | Is::Other => None,
        }
    }

    /// The table that an element is a row of. What is a column of the row it stands in is
    /// none, whatever its name.
    fn table(&mut self, name: &str) -> Option<usize> {
        if self.path.is_empty() {
            return None;
        }
        if !self.tables.contains_key(name) {
            let tables = || self.mapping.tables.iter();
            let exactly = tables().position(|table| element(table).eq_ignore_ascii_case(name));
            let near = || tables().position(|table| (self.alike)(element(table), name));
            keep(&mut self.tables, name, exactly.or_else(near));
        }
        let table = self.tables.get(name).copied().flatten()?;
        let outer = self.row_table();
        outer.is_none_or(|outer| self.column(outer, name).is_none()).then_some(table)
    }

    /// The column of a table that an element is.
    fn column(&mut self, table: usize, name: &str) -> Option<ColumnIx> {
        let of = self.mapping.tables.get(table)?;
        let known = self.columns.get_mut(table)?;
        if !known.contains_key(name) {
            let names = || of.columns.iter().map(|column| &column.name.value);
            let exactly = names().position(|column| column.eq_ignore_ascii_case(name));
            let near = || names().position(|column| (self.alike)(column, name));
            keep(known, name, exactly.or_else(near));
        }
        known.get(name).copied().flatten()
    }

    fn width(&self, table: usize) -> usize {
        self.mapping.tables.get(table).map_or(0, |table| table.columns.len())
    }

    /// Keeps in mind an attribute that has the name of a column.
    fn attributes(&mut self, table: usize, element: &BytesStart<'_>, line: u32) {
        if self.seen.get(table).is_none_or(|seen| seen.attribute.is_some()) {
            return;
        }
        for attribute in element.attributes().flatten() {
            let name = local(attribute.key.local_name().as_ref());
            if self.column(table, &name).is_none() {
                continue;
            }
            if let Some(seen) = self.seen.get_mut(table) {
                seen.attribute = Some((line, name));
            }
            return;
        }
    }

    /// The value of an element that holds no other: a cell, or what it tells of a child.
    fn value(&mut self, name: &str) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        if text.contains('\u{fffd}') {
            self.broken = Some(format!("“{name}” holds letters that cannot be read"));
        }
        if let Some(row) = self.row() {
            self.cell(row, name, text);
        } else if self.is_key(name) {
            self.named(text);
        } else if let Some(outer) = self.path.last_mut() {
            outer.values = true;
        }
    }

    fn cell(&mut self, row: usize, name: &str, text: &str) {
        let Some(table) = self.row_table() else { return };
        let column = self.column(table, name);
        let Some(seen) = self.seen.get_mut(table) else { return };
        let Some(at) = column else {
            if seen.strangers.len() < NAMES && !seen.strangers.iter().any(|known| known == name) {
                seen.strangers.push(name.to_owned());
            }
            return;
        };
        seen.valued = true;
        if let Some(seen) = seen.columns.get_mut(at) {
            *seen = true;
        }
        if self.mapping.tables.get(table).is_some_and(|table| table.key == at) {
            self.named(text);
        }
        let broken = self.broken.take();
        let part = self.path.get_mut(row + 1).map(|element| &mut element.is);
        let cells = match part {
            Some(Is::Part(cells)) => Some(cells),
            Some(Is::Row(_) | Is::Other) | None => self.opened(row).map(|open| &mut open.own),
        };
        if let Some(cells) = cells {
            cells.doubts.extend(broken.map(|reason| (at, reason)));
            cells.put(at, text, name);
        }
    }

    fn opened(&mut self, row: usize) -> Option<&mut Open> {
        match &mut self.path.get_mut(row)?.is {
            Is::Row(open) => Some(open),
            Is::Part(_) | Is::Other => None,
        }
    }

    /// An element within a row that holds others. As a column it has no value.
    fn part(&mut self, name: String, cells: Cells) {
        let column = self.row_table().and_then(|table| Some((table, self.column(table, &name)?)));
        let Some(open) = self.row().and_then(|row| self.opened(row)) else { return };
        if let Some((_, at)) = column {
            let reason = format!("“{name}” holds other elements in place of a value");
            open.own.doubts.push((at, reason));
        }
        open.parts.push((name, cells));
    }

    /// A row that is complete, but for the name of its child.
    fn close(&mut self, open: Open) {
        let Some(table) = self.mapping.tables.get(open.table) else { return };
        let number = open.table;
        let rows = open.rows(|at| table.name(at).to_owned());
        if let Some(seen) = self.seen.get_mut(number) {
            if let Some(first) = rows.first().filter(|_| seen.rows == 0) {
                seen.line = first.line;
            }
            seen.rows += rows.len();
        }
        self.rows.extend(rows.into_iter().map(|row| (number, row)));
    }

    /// Whether an element outside rows names the child.
    fn is_key(&mut self, name: &str) -> bool {
        if !self.keys.contains_key(name) {
            let alike = |table: &Table| (self.alike)(table.name(table.key), name);
            let is_key = self.mapping.tables.iter().any(alike);
            keep(&mut self.keys, name, is_key);
        }
        self.keys.get(name).copied().unwrap_or(false)
    }

    /// A child is named here.
    fn named(&mut self, text: &str) {
        let is_other = self.key.as_ref().is_some_and(|key| key != text);
        if self.broken.is_some() || is_other && !text.is_empty() {
            self.many = true;
        } else if !text.is_empty() {
            self.key = Some(text.to_owned());
        }
    }

    /// An element with values that is no row of any table.
    fn other(&mut self, name: String) {
        let room = self.others.len() < NAMES;
        match self.others.iter_mut().find(|(known, _)| *known == name) {
            Some((_, many)) => *many += 1,
            None if room => self.others.push((name, 1)),
            None => {}
        }
    }

    /// Gives out the rows of a child that is complete. Those that do not name it are its
    /// own where no other one is named.
    fn child(&mut self, take: &mut impl FnMut(XmlRow)) {
        self.rows.sort_by_key(|(_, row)| row.line);
        let name = self.key.take().filter(|_| !self.many);
        self.many = false;
        for (table, row) in std::mem::take(&mut self.rows) {
            let key = self.mapping.tables.get(table).map_or(0, |table| table.key);
            let Cells { line, mut texts, doubts } = row;
            texts.resize(self.width(table), None);
            if let Some(cell) = texts.get_mut(key) {
                let own = cell.take().filter(|cell| !cell.is_empty());
                *cell = own.or_else(|| name.clone());
                if let Some(seen) = self.seen.get_mut(table).filter(|_| cell.is_some()) {
                    seen.columns.iter_mut().skip(key).take(1).for_each(|seen| *seen = true);
                }
            }
            let cells = texts.into_iter().map(Option::unwrap_or_default).collect();
            take(XmlRow { table, line, cells, doubts });
        }
    }

    /// What there is beside the rows.
    fn rest(self) -> Result<Rest, Unread> {
        for (table, seen) in self.mapping.tables.iter().zip(&self.seen) {
            if let (false, Some((line, name))) = (seen.valued, &seen.attribute) {
                let element = element(table);
                return Err(format!(
                    "line {line}: `{element}` gives its values as attributes, as in \
                     `{name}=\"…\"`, and there are no row elements with values: write each value \
                     as an element, as in `<{name}>…</{name}>`"
                ));
            }
        }
        Ok(Rest { seen: self.seen, others: self.others })
    }
}

/// Keeps a name in mind, if they are not too many.
fn keep<T>(known: &mut FxHashMap<String, T>, name: &str, is: T) {
    if known.len() >= NAMES {
        known.clear();
    }
    known.insert(name.to_owned(), is);
}

/// The name of the elements that are rows of a table.
fn element(table: &Table) -> &str {
    table.xml.as_deref().unwrap_or(&table.name.value)
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
