//! Diagnostics as a person, an editor or a pipeline wants them.
//!
//! In: the texts and what was found in them. Out: text in one of four formats.
//! Never here: the wording of a diagnostic, or a stream to write to.

pub(crate) mod escape;
mod excerpt;
mod human;
mod json;
mod place;
mod plain;
mod sarif;

pub use human::{Look, human, listed, read_more};
pub use json::json;
pub use plain::plain;
pub use sarif::sarif;

use crate::diag::{Diagnostic, Severity};

/// How many there are of each weight, in words: `2 errors, 1 warning, 3 notes`.
///
/// Empty where there are none.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter_map(|severity| match count(diagnostics, severity) {
            0 => None,
            1 => Some(format!("1 {}", severity.word())),
            many => Some(format!("{many} {}s", severity.word())),
        })
        .collect();
    parts.join(", ")
}

fn count(diagnostics: &[Diagnostic], severity: Severity) -> usize {
    diagnostics.iter().filter(|found| found.severity == severity).count()
}

/// In the order of the text: by file, then by place; what has no place comes
/// first, and equals keep their order.
fn in_order(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut all: Vec<&Diagnostic> = diagnostics.iter().collect();
    all.sort_by_key(|found| found.span().map(|span| (span.file(), span.start())));
    all
}

#[cfg(test)]
mod tests;
