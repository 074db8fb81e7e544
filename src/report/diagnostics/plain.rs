//! One line a diagnostic, for editors and searches.

use std::fmt::Write;

use super::escape::sentence;
use super::in_order;
use super::place::Places;
use crate::diag::Diagnostic;
use crate::source::SourceMap;

/// `file:line:column: error[D0201]: message — help`, a line each, in the order
/// of the text. Columns count characters from 1.
#[must_use]
pub fn plain(map: &SourceMap, diagnostics: &[Diagnostic]) -> String {
    let places = Places::new(map, diagnostics);
    let mut out = String::new();
    for found in in_order(diagnostics) {
        let at = found.span().and_then(|span| places.of(span)).map_or(String::new(), |place| {
            let name = sentence(place.file);
            format!("{name}:{}:{}: ", place.start.line, place.start.column)
        });
        let (word, code) = (found.severity.word(), found.code);
        let help = found.help.as_deref().map_or(String::new(), |help| format!(" — {help}"));
        // Writing to a string cannot fail.
        let _ =
            writeln!(out, "{at}{word}[{code}]: {}{}", sentence(&found.message), sentence(&help));
    }
    out
}
