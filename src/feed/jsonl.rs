//! JSON lines: an object for each row.
//!
//! In: lines, each an object whose keys are headings; `facts` may hold more of them. Out:
//! the objects, and what is wrong with a line that is none, or with the file. Never here:
//! what a column holds.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use csv::ByteRecord;
use encoding_rs_io::DecodeReaderBytes;
use rustc_hash::FxHashMap;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::cells;
use super::rows::Unread;

/// Longer lines are no rows.
const LONGEST: usize = 16 << 20;
/// Floats hold each whole number up to this one.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A row: its keys, those under `facts` among them, each with its value as a cell.
pub(super) struct Object(Vec<(String, String)>);

/// Hands on every line that is not blank, with its number; how many there were.
pub(super) fn each(
    mut content: impl Read,
    mut take: impl FnMut(u32, Result<Object, String>),
) -> Result<usize, Unread> {
    let mut head = Vec::new();
    let read = content.by_ref().take(2).read_to_end(&mut head);
    read.map_err(|error| error.to_string())?;
    let says = matches!(head.as_slice(), [0xff, 0xfe] | [0xfe, 0xff]);
    if head.contains(&0) {
        return Err("it is UTF-16, and does not say so: save it as UTF-8".to_owned());
    }
    let whole = Cursor::new(head).chain(content);
    let whole: Box<dyn Read> =
        if says { Box::new(DecodeReaderBytes::new(whole)) } else { Box::new(whole) };
    let mut lines = Lines { inner: BufReader::with_capacity(1 << 16, whole), number: 0, cr: false };
    let (mut line, mut count, mut read) = (Vec::new(), 0, 0_usize);
    let mut wrong = None;
    while let Some(is_whole) = lines.next(&mut line).map_err(|error| error.to_string())? {
        let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
        if text.is_empty() {
            continue;
        }
        let object = if is_whole {
            object(text)
        } else {
            Err(format!("the line is longer than {} MiB, and is left out", LONGEST >> 20))
        };
        if let (0, Err(reason)) = (count, &object) {
            wrong = Some(file(text, lines.number, reason));
            if begins_array(text) {
                break;
            }
        }
        count += 1;
        read += usize::from(object.is_ok());
        take(lines.number, object);
    }
    // One object among the lines, and they are what they are called.
    wrong.filter(|_| read == 0).map_or(Ok(count), Err)
}

/// What is wrong with a file in which no line is an object, by the first of them.
fn file(line: &[u8], number: u32, reason: &str) -> Unread {
    if line.starts_with(b"[") {
        "it is one JSON array: write an object on each line, without the brackets around all of \
         them and the commas between"
            .to_owned()
    } else if line.starts_with(b"{") && reason == ENDS {
        "its objects are spread over several lines: write each on a line of its own".to_owned()
    } else {
        format!("none of its lines is a JSON object: line {number}: {reason}")
    }
}

/// Whether an array begins on this line that goes on after it.
fn begins_array(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"[") else { return false };
    let rest = rest.trim_ascii();
    rest.is_empty() || rest.starts_with(b"{") && !rest.ends_with(b"]")
}

const ENDS: &str = "the line ends before its JSON object does";

/// Lines, whichever way they end.
struct Lines<R> {
    inner: R,
    number: u32,
    /// The one before ended with a carriage return, whose line feed is to come.
    cr: bool,
}

impl<R: BufRead> Lines<R> {
    /// The next line, without its end; whether that is all of it. `None` after the last.
    fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
        line.clear();
        let mut is_whole = true;
        let mut any = false;
        loop {
            let bytes = self.inner.fill_buf()?;
            if bytes.is_empty() {
                break;
            }
            if std::mem::take(&mut self.cr) && bytes.first() == Some(&b'\n') {
                self.inner.consume(1);
                continue;
            }
            any = true;
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let part = end.and_then(|end| bytes.get(..end)).unwrap_or(bytes);
            if line.len() + part.len() <= LONGEST {
                line.extend_from_slice(part);
            } else {
                is_whole = false;
            }
            self.cr = end.and_then(|end| bytes.get(end)) == Some(&b'\r');
            let many = end.map_or(bytes.len(), |end| end + 1);
            self.inner.consume(many);
            if end.is_some() {
                break;
            }
        }
        self.number = self.number.saturating_add(u32::from(any));
        Ok(any.then_some(is_whole))
    }
}

/// The object of a line, or what is wrong with the line.
fn object(line: &[u8]) -> Result<Object, String> {
    let text = match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => {
            let byte = error.valid_up_to() + 1;
            return Err(format!("the line is not UTF-8 from its byte {byte} on: save it as UTF-8"));
        }
    };
    let Pairs(pairs) = serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Eof => ENDS.to_owned(),
        Category::Syntax => {
            let column = error.column();
            format!("the line is no JSON object: it cannot be read from its byte {column} on")
        }
        Category::Data | Category::Io => "the line is no JSON object in `{ }`".to_owned(),
    })?;
    let mut cells = Vec::with_capacity(pairs.len());
    for (key, value) in pairs {
        let facts = if key == "facts" { serde_json::from_str(value.get()).ok() } else { None };
        let Pairs(pairs) = facts.unwrap_or_else(|| Pairs(vec![(key, value)]));
        for (key, value) in pairs {
            let Some(text) = cell(value) else {
                let key = short(&key);
                return Err(format!("“{key}” holds letters that cannot be read"));
            };
            cells.push((key, text));
        }
    }
    once(&cells)?;
    Ok(Object(cells))
}

/// Of two values under one name nobody knows which counts.
fn once(cells: &[(String, String)]) -> Result<(), String> {
    let mut cells: Vec<(&str, &str)> =
        cells.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
    cells.sort_unstable();
    let pair = cells
        .iter()
        .zip(cells.iter().skip(1))
        .find(|(one, other)| one.0 == other.0 && one.1 != other.1);
    pair.map_or(Ok(()), |(one, other)| Err(twice(*one, *other)))
}

fn twice((one, before): (&str, &str), (other, text): (&str, &str)) -> String {
    let names = if one == other {
        format!("“{}” is given twice", short(one))
    } else {
        format!("“{}” and “{}” are one column", short(one), short(other))
    };
    format!(
        "{names}, as “{}” and as “{}”: which of them counts is not known, and the line is left out",
        short(before),
        short(text)
    )
}

fn short(text: &str) -> String {
    cells::shown(text.as_bytes())
}

/// The keys of an object and their values as they are written, in its order.
struct Pairs<'l>(Vec<(String, &'l RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Pairs<'de>, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Pairs<'de>;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Pairs<'de>, M::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(All)
    }
}

/// The keys of a row, those under `facts` among them.
pub(super) fn flat(object: &Object) -> impl Iterator<Item = (&str, &String)> {
    object.0.iter().map(|(key, value)| (key.as_str(), value))
}

/// A value as a cell; `None` for letters that there are not.
fn cell(value: &RawValue) -> Option<String> {
    let raw = value.get();
    Some(match raw.as_bytes().first()? {
        b'"' => return serde_json::from_str(raw).ok(),
        b'n' => String::new(),
        b't' => "yes".to_owned(),
        b'f' => "no".to_owned(),
        b'[' | b'{' => raw.to_owned(),
        _ => number(raw),
    })
}

/// A number as it is written, so that no digit is lost; a whole one without a fraction.
fn number(raw: &str) -> String {
    let is_float = raw.contains(['e', 'E']);
    let float = raw.parse::<f64>().ok().filter(|it| is_float && it.abs() <= EXACT);
    let text = match float {
        Some(float) => Cow::Owned(float.to_string()),
        None => Cow::Borrowed(raw),
    };
    let short = if text.contains('.') && !text.contains(['e', 'E']) {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// The columns of a file: all the keys of its rows. Names that differ in capitals and blanks
/// alone are one column, as they are in headings.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) heading: ByteRecord,
    places: FxHashMap<String, usize>,
    alike: FxHashMap<String, usize>,
}

impl Keys {
    /// Takes in the keys of a row; `bare` is what is compared of them.
    pub(super) fn add(&mut self, object: &Object, bare: fn(&str) -> String) {
        for (key, _) in &object.0 {
            if self.places.contains_key(key) {
                continue;
            }
            let new = self.heading.len();
            let bare = bare(key);
            let place = if bare.is_empty() { new } else { *self.alike.entry(bare).or_insert(new) };
            if place == new {
                self.heading.push_field(key.as_bytes());
            }
            self.places.insert(key.clone(), place);
        }
    }

    /// The cells of a row, a place for each column.
    pub(super) fn row(&self, object: &Object) -> Result<ByteRecord, String> {
        let mut cells: Vec<(&str, &str)> = vec![("", ""); self.heading.len()];
        for (key, text) in &object.0 {
            let cell = self.places.get(key).and_then(|place| cells.get_mut(*place));
            let Some(cell) = cell else { continue };
            if !cell.1.is_empty() && !text.is_empty() && cell.1 != text {
                return Err(twice(*cell, (key, text)));
            }
            if !text.is_empty() {
                *cell = (key, text);
            }
        }
        Ok(cells.into_iter().map(|(_, text)| text).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_object_says_why() {
        let lines: &[u8] =
            b"{\"case\":\"A\"}\nnot json\n\n[1]\n{\"case\":\"B\xff\"}\n{\"case\":\n{\"case\":1}\n";
        let mut said = Vec::new();
        let count = each(lines, |line, object| {
            said.push((line, object.err().unwrap_or_else(|| "read".to_owned())));
        });
        assert_eq!(count, Ok(6));
        let expected = [
            (1, "read"),
            (2, "the line is no JSON object: it cannot be read from its byte 2 on"),
            (4, "the line is no JSON object in `{ }`"),
            (5, "the line is not UTF-8 from its byte 11 on: save it as UTF-8"),
            (6, "the line ends before its JSON object does"),
            (7, "read"),
        ];
        let expected = expected.map(|(line, said)| (line, said.to_owned()));
        assert_eq!(said, expected);
    }
}
