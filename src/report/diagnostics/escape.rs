//! Text that came from outside, made safe for a terminal.
//!
//! In: any text. Out: the same text with every character that could move the
//! cursor, change its direction or hide, written as its number.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character must be written as its number.
///
/// Joiners and variation selectors stay: emoji and several scripts need them.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A character written as its number, `<U+202E>`.
pub(super) fn number(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}

/// A sentence on one line.
pub(crate) fn sentence(text: &str) -> Cow<'_, str> {
    escape(text, false)
}

/// A text of several lines.
pub(crate) fn paragraph(text: &str) -> Cow<'_, str> {
    escape(text, true)
}

fn escape(text: &str, keep_lines: bool) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' if keep_lines => safe.push('\n'),
            '\n' | '\t' => safe.push(' '),
            '\r' => {}
            _ if is_unsafe(c) => {
                // Writing to a string cannot fail.
                let _ = write!(safe, "{}", number(c));
            }
            _ => safe.push(c),
        }
    }
    Cow::Owned(safe)
}
