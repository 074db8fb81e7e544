//! JSON lines: an object for each row.
//!
//! In: lines, each an object whose keys are headings; `facts` may hold more of them. Out:
//! the objects, and what is wrong with a line that is none. Never here: what a column
//! holds.

use std::io::{BufRead, BufReader, Read};

use serde_json::error::Category;
use serde_json::{Map, Value};

use super::rows::Unread;

/// Longer lines are no rows.
const LONGEST: u64 = 1 << 20;

/// Hands on every line that is not blank, with its number; how many there were.
pub(super) fn each(
    content: impl Read,
    mut take: impl FnMut(u32, Result<Map<String, Value>, String>),
) -> Result<usize, Unread> {
    let mut lines = BufReader::with_capacity(1 << 16, content);
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
        take(number, object(text));
    }
}

/// The object of a line, or what is wrong with the line.
fn object(line: &[u8]) -> Result<Map<String, Value>, String> {
    let text = match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => {
            let byte = error.valid_up_to() + 1;
            return Err(format!("the line is not UTF-8 from its byte {byte} on: save it as UTF-8"));
        }
    };
    serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Eof => "the line ends before its JSON object does".to_owned(),
        Category::Syntax => {
            let column = error.column();
            format!("the line is no JSON object: it cannot be read from its byte {column} on")
        }
        Category::Data | Category::Io => "the line is no JSON object in `{ }`".to_owned(),
    })
}

/// The keys of a row, those under `facts` among them.
pub(super) fn flat(object: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    let own = object.iter().filter(|(key, value)| *key != "facts" || !value.is_object());
    let facts = object.get("facts").and_then(Value::as_object).into_iter().flatten();
    own.chain(facts).map(|(key, value)| (key.as_str(), value))
}

/// A value as a cell.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(_) | Value::Object(_) => value.to_string(),
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
