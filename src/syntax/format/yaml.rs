//! YAML files: phrases are rewritten where they stand, all else is the author's.

use super::Canon;
use crate::source::{Phrase, Span};
use crate::syntax::print::Printed;
use crate::syntax::tree::{Item, Tree};

pub(super) fn format(tree: &Tree, text: &str, canon: &Canon<'_>) -> String {
    let mut edits: Vec<(Span, String)> = Vec::new();
    for clause in tree.blocks.iter().flat_map(|block| &block.clauses) {
        if let Some(printed) = canon.canonical(clause) {
            edit(&clause.phrase, &clause.items, &printed, text, &mut edits);
        }
    }
    edits.sort_by_key(|(span, _)| span.start());
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, replacement) in edits {
        if span.start() < at {
            continue;
        }
        out.push_str(text.get(at..span.start()).unwrap_or(""));
        out.push_str(&replacement);
        at = span.end();
    }
    out.push_str(text.get(at..).unwrap_or(""));
    trimmed(&out)
}

/// Rewrites a phrase and its bullets, where the bullets stayed as many.
fn edit(
    phrase: &Phrase,
    items: &[Item],
    printed: &Printed,
    text: &str,
    edits: &mut Vec<(Span, String)>,
) {
    if items.len() != printed.items.len() {
        return;
    }
    if let Some(replacement) = replacement(phrase, &printed.phrase, text) {
        edits.push((phrase.span(), replacement));
    }
    for (item, printed) in items.iter().zip(&printed.items) {
        edit(&item.phrase, &item.items, printed, text, edits);
    }
}

/// The new text of a scalar that stands on one line, quoted as it has to be.
fn replacement(phrase: &Phrase, canonical: &str, text: &str) -> Option<String> {
    let span = phrase.span();
    let written = text.get(span.range())?;
    if phrase.text() == canonical || written != phrase.text() || written.contains('\n') {
        return None;
    }
    match text.get(..span.start())?.chars().next_back() {
        Some('"') => Some(canonical.replace('\\', "\\\\").replace('"', "\\\"")),
        Some('\'') => Some(canonical.replace('\'', "''")),
        _ if is_plain(canonical) => Some(canonical.to_owned()),
        _ => Some(format!("\"{}\"", canonical.replace('\\', "\\\\").replace('"', "\\\""))),
    }
}

/// Whether a phrase means itself without quotes, wherever it stands.
fn is_plain(phrase: &str) -> bool {
    !phrase.contains([',', '[', ']', '{', '}', '#', '"', '\''])
        && !phrase.contains(": ")
        && !phrase.ends_with(':')
        && phrase.starts_with(|c: char| c.is_alphanumeric())
}

/// No white space at the ends of lines, one line end at the end of the file.
fn trimmed(text: &str) -> String {
    let mut out: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}
