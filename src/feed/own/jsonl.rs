//! Duly's own columns as JSON lines: an object for each row.
//!
//! In: lines, each an object whose keys are headings; `facts` may hold more of them. Out:
//! rows. Never here: what a column holds.

use std::io::{BufRead, BufReader, Read};

use csv::ByteRecord;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::super::dirty::Fault;
use super::super::rows::Unread;
use super::row::Heading;
use super::taken::Taken;

/// Longer lines are no rows.
const LONGEST: u64 = 1 << 20;

/// Reads every line; how many there were.
pub(super) fn read(
    content: Box<dyn Read + '_>,
    heading: &mut Heading<'_>,
    file: &mut Taken,
) -> Result<usize, Unread> {
    let mut lines = BufReader::with_capacity(1 << 16, content);
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let (mut line, mut count, mut number) = (Vec::new(), 0, 0_u32);
    loop {
        line.clear();
        let read = lines.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        if read.map_err(|error| error.to_string())? == 0 {
            return Ok(count);
        }
        number = number.saturating_add(1);
        let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        if text.trim_ascii().is_empty() {
            continue;
        }
        count += 1;
        match serde_json::from_slice::<Map<String, Value>>(text) {
            Ok(object) => {
                let mut cells: Vec<String> = Vec::new();
                for (key, value) in flat(&object) {
                    let place = match places.get(key) {
                        Some(place) => *place,
                        None => {
                            let place = heading.add(key);
                            places.insert(key.to_owned(), place);
                            place
                        }
                    };
                    if cells.len() <= place {
                        cells.resize(place + 1, String::new());
                    }
                    if let Some(cell) = cells.get_mut(place) {
                        *cell = shown(value);
                    }
                }
                heading.take(&ByteRecord::from(cells), number, None, file);
            }
            Err(error) => {
                let reason = format!("the line is no JSON object: {error}");
                let file_number = heading.file();
                file.common.faults.push(Fault {
                    file: file_number,
                    row: number,
                    column: None,
                    child: None,
                    reason,
                    used: false,
                });
            }
        }
    }
}

/// The keys of a row, those under `facts` among them.
fn flat(object: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    let own = object.iter().filter(|(key, value)| *key != "facts" || !value.is_object());
    let facts = object.get("facts").and_then(Value::as_object).into_iter().flatten();
    own.chain(facts).map(|(key, value)| (key.as_str(), value))
}

/// A value as a cell.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
