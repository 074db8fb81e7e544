//! A pack where a case belongs, or a case where a pack does.
//!
//! In: a path and its text. Out: which of the two it seems to be. Never here: what
//! either says.

use duly::pack::{PathKind, World};

use super::world::OsWorld;

/// What a file seems to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// It starts with `pack`, or is named as one.
    Pack,
    /// It has the keys of a case, and not that of a pack.
    Case,
    /// Nothing tells.
    Unclear,
}

/// What a file with this path and text seems to hold.
pub(crate) fn holds(path: &str, text: &str) -> Holds {
    let has = |word: &str| text.lines().any(|line| opens(line, word));
    if path.to_lowercase().ends_with(".duly") || has("pack") {
        return Holds::Pack;
    }
    // A part of a pack names its events too.
    if ["duties", "statuses", "roles", "extends"].iter().any(|word| has(word)) {
        return Holds::Unclear;
    }
    let items = text.lines().any(|line| line.trim_start().starts_with("- "));
    if has("case") || has("born") || (has("events") && items) {
        Holds::Case
    } else {
        Holds::Unclear
    }
}

/// Whether a line at the margin opens with a key: of YAML, of JSON or of a pack.
fn opens(line: &str, word: &str) -> bool {
    let line = line.trim_start_matches(['\u{feff}', '{']);
    let json = line.trim_start().strip_prefix('"').and_then(|rest| rest.strip_prefix(word));
    let after = line.strip_prefix(word);
    let pack = word == "pack" && after.is_some_and(|rest| rest.starts_with(' '));
    json.is_some_and(|rest| rest.starts_with('"'))
        || after.is_some_and(|rest| rest.trim_start().starts_with(':'))
        || pack
}

/// The text of a reference that is a mapping of tables; `None` for any other.
pub(crate) fn mapping(reference: &str) -> Option<String> {
    if OsWorld.kind(reference) != Some(PathKind::File) {
        return None;
    }
    let text = OsWorld.read(reference).ok()?;
    let has = |word: &str| text.lines().any(|line| opens(line, word));
    ((has("mapping") || has("tables")) && holds(reference, &text) == Holds::Unclear)
        .then(|| text.to_string())
}

/// What to say of a reference to a pack that is a case; `None` for any other.
pub(crate) fn case_for_pack(reference: &str) -> Option<String> {
    if OsWorld.kind(reference) != Some(PathKind::File) {
        return None;
    }
    let text = OsWorld.read(reference).ok()?;
    (holds(reference, &text) == Holds::Case).then(|| {
        format!(
            "error: `{reference}` is a case, not a pack\n  help: judge it with `duly eval {reference} --pack … --as-of …`\n"
        )
    })
}
