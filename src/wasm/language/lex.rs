//! A text as its words.
//!
//! In: a text. Out: its words and signs; comments go. Never here: what they mean together.

use super::Wrong;

/// A word of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tok {
    Name(String),
    Num(i32),
    Sign(&'static str),
}

/// Longer signs first, so that none is taken for two.
const SIGNS: [&str; 29] = [
    ">>>", "<<", ">>", "&&", "||", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "&", "|", "^",
    "<", ">", "=", "!", "(", ")", "[", "]", "{", "}", ",", ";",
];

/// The words of a text.
pub(super) fn words(text: &str) -> Result<Vec<Tok>, Wrong> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("//") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after).trim_start();
            continue;
        }
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if is_word(first) {
            let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            found.push(if first.is_ascii_digit() {
                let number = word.parse::<u32>().map_err(|_| format!("`{word}` is no number"))?;
                Tok::Num(number.cast_signed())
            } else {
                Tok::Name(word.to_owned())
            });
            rest = after.trim_start();
            continue;
        }
        let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
        let sign = sign.ok_or_else(|| format!("`{first}` is no sign"))?;
        found.push(Tok::Sign(sign));
        rest = rest.strip_prefix(sign).unwrap_or("").trim_start();
    }
    Ok(found)
}
