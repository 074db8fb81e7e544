//! Places in a document: `reg 33(2)`, `3.23`, `Annex 5 para 13`, and ranges of
//! them.
//!
//! In: phrases. Out: locators, one for each place. Never here: which document.

use crate::source::{Phrase, Span};

/// A place in a document.
#[derive(Debug, Clone)]
pub struct Locator {
    /// As it is printed: `reg 33(2)`.
    pub text: String,
    /// Its steps from the whole to the part: `reg`, `33`, `2`. Two ways to write a
    /// step (`§ 13`, `para 13`) are one.
    path: Vec<String>,
    /// Where it was written; a range has one place.
    pub span: Span,
}

impl PartialEq for Locator {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for Locator {}

/// The most places that a range may stand for.
const MOST: u32 = 2000;

impl Locator {
    /// A place, as written.
    #[must_use]
    pub fn new(text: &str, span: Span) -> Locator {
        Locator {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            path: path(text),
            span,
        }
    }

    /// Whether one lies within the other, or they are the same: who cites `reg 33`
    /// cites `reg 33(2)` too, and who cites `reg 33(2)` cites a part of `reg 33`.
    #[must_use]
    pub fn touches(&self, other: &Locator) -> bool {
        let shorter = self.path.len().min(other.path.len());
        shorter > 0 && self.path.iter().zip(&other.path).take(shorter).all(|(a, b)| a == b)
    }

    /// Whether it is the same place or a part of it.
    #[must_use]
    pub fn is_within(&self, other: &Locator) -> bool {
        self.path.len() >= other.path.len() && self.touches(other)
    }
}

/// The steps of a place.
fn path(text: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut step = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            step.extend(c.to_lowercase());
        } else {
            end(&mut step, &mut steps);
            if c == '§' {
                steps.push("para".to_owned());
            }
        }
    }
    end(&mut step, &mut steps);
    steps
}

fn end(step: &mut String, steps: &mut Vec<String>) {
    if step.is_empty() {
        return;
    }
    let same = match step.as_str() {
        "regulation" | "regulations" | "regs" => "reg",
        "paragraph" | "paragraphs" | "paras" => "para",
        "section" | "sections" | "ss" => "s",
        "schedule" => "sch",
        "chapter" | "chapters" => "ch",
        "article" | "articles" => "art",
        _ => step.as_str(),
    };
    steps.push(same.to_owned());
    step.clear();
}

/// The places that a phrase names: single ones and ranges, with semicolons or
/// commas between. A piece that stops short goes on from the one before it:
/// `reg 33(1) to (3)`, `Annex 5 para 1, 4`.
///
/// # Errors
/// The piece that is no range, and what is wrong with it.
pub fn locators(phrase: &Phrase) -> Result<Vec<Locator>, (Span, String)> {
    let mut found: Vec<Locator> = Vec::new();
    let text = phrase.text();
    let mut at = 0;
    for piece in text.split([';', ',']) {
        let part = phrase.slice(at, at + piece.len());
        let carries = text.get(..at).is_some_and(|before| before.ends_with(','));
        at += piece.len() + 1;
        if part.is_empty() {
            continue;
        }
        let before = found.last().filter(|_| carries).map(|last| last.text.clone());
        let said = part.text();
        let (first, last) = match said.split_once(" to ") {
            Some((first, last)) => (first.trim(), Some(last.trim())),
            None => (said, None),
        };
        let first = before.map_or_else(|| first.to_owned(), |before| completed(&before, first));
        match last {
            None => found.push(Locator::new(&first, part.span())),
            Some(last) => {
                let last = completed(&first, last);
                let all = range(&first, &last).ok_or_else(|| {
                    (part.span(), format!("“{said}” names no range of paragraphs"))
                })?;
                found.extend(all.iter().map(|text| Locator::new(text, part.span())));
            }
        }
    }
    Ok(found)
}

/// `(3)` after `reg 33(1)`: `reg 33(3)`. A piece with as many steps stands alone.
fn completed(before: &str, piece: &str) -> String {
    let (all, own) = (path(before), path(piece));
    let whole = own.len() >= all.len()
        || own.first().is_some_and(|step| {
            step.chars().all(char::is_alphabetic) && all.first() == Some(step) && step.len() > 1
        });
    if whole || own.is_empty() {
        return piece.to_owned();
    }
    let keep = all.len() - own.len();
    let mut steps = 0;
    let mut inside = false;
    for (at, c) in before.char_indices() {
        if (c.is_alphanumeric() && !inside) || c == '§' {
            if steps == keep {
                let head = before.get(..at).unwrap_or("");
                let piece = piece
                    .strip_prefix(['(', '.'])
                    .filter(|_| head.ends_with(['(', '.']))
                    .unwrap_or(piece);
                return format!("{head}{piece}");
            }
            steps += 1;
        }
        inside = c.is_alphanumeric();
    }
    piece.to_owned()
}

/// Every place from the first to the last, which differ in their last step alone.
fn range(first: &str, last: &str) -> Option<Vec<String>> {
    let (a, b) = (path(first), path(last));
    let (end, start) = (b.split_last()?, a.split_last()?);
    if end.1 != start.1 {
        return None;
    }
    let steps: Vec<String> = match (start.0.parse::<u32>(), end.0.parse::<u32>()) {
        (Ok(low), Ok(high)) if low <= high && high - low < MOST => {
            (low..=high).map(|n| n.to_string()).collect()
        }
        (Err(_), Err(_)) => letters(start.0, end.0)?,
        (Ok(_), Ok(_) | Err(_)) | (Err(_), Ok(_)) => return None,
    };
    let at = first.rfind(|c: char| c.is_alphanumeric())?;
    let head = first.get(..=at)?;
    let head = head.get(..head.len().checked_sub(start.0.len())?)?;
    let tail = first.get(at + 1..)?;
    Some(steps.into_iter().map(|step| format!("{head}{step}{tail}")).collect())
}

/// `a` to `d`.
fn letters(first: &str, last: &str) -> Option<Vec<String>> {
    let one = |text: &str| {
        let mut chars = text.chars();
        chars.next().filter(char::is_ascii_lowercase).filter(|_| chars.next().is_none())
    };
    let (low, high) = (one(first)?, one(last)?);
    (low <= high).then(|| (low..=high).map(String::from).collect())
}

#[cfg(test)]
mod tests {
    use super::{Locator, locators};
    use crate::source::{Phrase, SourceMap, Span};

    fn of(text: &str) -> Vec<String> {
        let file = SourceMap::new().add("a", text);
        let phrase = Phrase::plain(text, Span::new(file, 0, text.len()));
        match locators(&phrase) {
            Ok(found) => found.into_iter().map(|one| one.text).collect(),
            Err((_, why)) => vec![why],
        }
    }

    #[test]
    fn ranges_stand_for_each_of_their_places() {
        assert_eq!(of("2.1 to 2.3; 4.1; 5"), ["2.1", "2.2", "2.3", "4.1", "5"]);
        assert_eq!(of("reg 33(1) to (3)"), ["reg 33(1)", "reg 33(2)", "reg 33(3)"]);
        assert_eq!(of("reg 36(1)(a) to (c)"), ["reg 36(1)(a)", "reg 36(1)(b)", "reg 36(1)(c)"]);
        assert_eq!(
            of("Annex 4 para 1 to para 3"),
            ["Annex 4 para 1", "Annex 4 para 2", "Annex 4 para 3"]
        );
        assert_eq!(of("Annex 5 §13 to §14"), ["Annex 5 §13", "Annex 5 §14"]);
        assert_eq!(of("3.9 to 3.11"), ["3.9", "3.10", "3.11"]);
        assert_eq!(of("reg 33(1), (3); reg 36"), ["reg 33(1)", "reg 33(3)", "reg 36"]);
        assert_eq!(of("reg 28 to reg 30"), ["reg 28", "reg 29", "reg 30"]);
        assert_eq!(of("reg 28 to 30"), ["reg 28", "reg 29", "reg 30"]);
        assert_eq!(of("3.5 to 2.1"), ["“3.5 to 2.1” names no range of paragraphs"]);
    }

    #[test]
    fn a_whole_and_its_parts_touch() {
        let file = SourceMap::new().add("a", "");
        let at = |text: &str| Locator::new(text, Span::new(file, 0, 0));
        assert!(at("reg 33").touches(&at("regulation 33(2)")));
        assert!(at("Annex 5 §13").touches(&at("annex 5 paragraph 13")));
        assert!(!at("3.2").touches(&at("3.23")));
        assert!(!at("").touches(&at("3.23")));
        assert!(
            at("reg 33(2)").is_within(&at("reg 33")) && !at("reg 33").is_within(&at("reg 33(2)"))
        );
    }
}
