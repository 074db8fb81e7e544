//! Registers: paragraphs of a source that nothing became of (D0704).

use super::Check;
use crate::diag::{Code, Diagnostic};
use crate::names::Sort;
use crate::register::{missing, registers};

/// D0704 for paragraphs that are neither encoded nor for people, and for places
/// that a block cites or that are for people and that the register does not list.
pub(super) fn paragraphs(check: &mut Check<'_>) {
    for coverage in registers(check.model) {
        let document = &coverage.register.document.value;
        // What is cited of a document that nothing declares is not known (D0702).
        if check.model.vocabulary.named(document, Sort::Document).is_none() {
            continue;
        }
        for (span, texts) in missing(&coverage) {
            let message = match texts.as_slice() {
                [one] => format!("paragraph {one} of {document} is neither encoded nor for people"),
                _ => format!("{} of {document} are neither encoded nor for people", listed(&texts)),
            };
            let first = texts.first().copied().unwrap_or_default();
            check.found.push(Diagnostic::new(Code::D0704, span, message).help(format!(
                "cite it as the `source` of a block, or write `for people {first}: …` and why"
            )));
        }
        for (place, citation) in &coverage.unlisted {
            let message = format!("{place} is not among the paragraphs of {document}");
            check.found.push(
                Diagnostic::new(Code::D0704, citation.span, message)
                    .help("mend the number, or list it under `paragraphs` in the register"),
            );
        }
        for place in &coverage.strays {
            let message = format!("{} is not among the paragraphs of {document}", place.text);
            check.found.push(
                Diagnostic::new(Code::D0704, place.span, message)
                    .help("list it under `paragraphs`, or mend the number"),
            );
        }
    }
}

/// `3.2, 3.5 and 3.9`; of many the first, and how many more there are.
fn listed(texts: &[&str]) -> String {
    const MOST: usize = 8;
    if texts.len() > MOST {
        let shown = texts.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
        return format!("{shown} and {} more paragraphs", texts.len() - MOST);
    }
    match texts.split_last() {
        Some((last, rest)) => format!("paragraphs {} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
