//! The letters of an XML file, whatever encoding it says it is in.
//!
//! In: its bytes. Out: the same in UTF-8. Never here: elements.

use std::io::{self, Cursor, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::feed::rows::Unread;

/// So much of a file is looked at to see what it says of itself.
const HEAD: usize = 1_024;

/// A file in UTF-8.
pub(super) fn decoded<'r>(mut content: impl Read + 'r) -> Result<Box<dyn Read + 'r>, Unread> {
    let mut head = Vec::with_capacity(HEAD);
    let read = content.by_ref().take(HEAD as u64).read_to_end(&mut head);
    read.map_err(|error: io::Error| error.to_string())?;
    let encoding = encoding(&head)?;
    let whole = Cursor::new(head).chain(content);
    if encoding == UTF_8 {
        return Ok(Box::new(whole));
    }
    let mut builder = DecodeReaderBytesBuilder::new();
    builder.encoding(Some(encoding)).bom_override(true).strip_bom(true);
    Ok(Box::new(builder.build(whole)))
}

/// What the first bytes tell of the encoding, or else the declaration.
fn encoding(head: &[u8]) -> Result<&'static Encoding, Unread> {
    match head {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => return Ok(UTF_16LE),
        [0xfe, 0xff, ..] | [0, b'<', ..] => return Ok(UTF_16BE),
        _ => {}
    }
    let Some(label) = declared(head) else { return Ok(UTF_8) };
    match Encoding::for_label(label.as_bytes()) {
        // It says so in single bytes, so that it cannot be true: such are saved as UTF-8.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => Err(format!(
            "line 1: it says that it is in “{label}”, an encoding that is not known: save it as \
             UTF-8"
        )),
    }
}

/// The name in `<?xml version="1.0" encoding="ISO-8859-1"?>`.
fn declared(head: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(head.trim_ascii_start());
    let (declaration, _) = text.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, after) = declaration.split_once("encoding")?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let label = after.trim_start_matches(quote).split(quote).next()?;
    Some(label.trim().chars().take(40).collect())
}
