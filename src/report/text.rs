//! Prose: sentences begun and ended, and laid out in columns of a terminal.
//!
//! In: sentences. Out: the same, in lines that fit. Never here: what the sentences say.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use super::diagnostics::escape;
use crate::names::capital;

/// A text with every character that could move the cursor, turn the writing or
/// hide, written as its number. Line ends stay.
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    escape::paragraph(text)
}

/// A text as a sentence of its own: with a capital letter, and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = capital(text.trim_end());
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}

/// Columns that a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text in lines of at most `columns`, broken at spaces.
///
/// Words in backticks stay on one line, so that they can be copied; a word longer
/// than a line has a line of its own. Line ends in the text are kept.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim_end().split('\n') {
        let mut line = String::new();
        for word in words(paragraph) {
            if !line.is_empty() && line.width() + 1 + word.width() > columns {
                lines.push(std::mem::take(&mut line));
            } else if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// A text filled up with spaces to so many columns.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// Splits at spaces that are not between backticks.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let paired = line.matches('`').count().is_multiple_of(2);
    line.split(move |c: char| {
        quoted ^= c == '`';
        c == ' ' && !(quoted && paired)
    })
    .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{pad, wrap};

    #[test]
    fn lines_break_at_spaces_and_not_inside_backticks() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("say `calendar days` now", 12), ["say", "`calendar days`", "now"]);
        assert_eq!(wrap("first\nsecond line", 40), ["first", "second line"]);
        assert_eq!(wrap("", 40), [""]);
    }

    #[test]
    fn wide_letters_count_twice() {
        assert_eq!(pad("日本", 6), "日本  ");
        assert_eq!(wrap("日本 日本", 5), ["日本", "日本"]);
    }
}
