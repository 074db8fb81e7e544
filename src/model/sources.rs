//! The places in sources that a block cites.

use crate::names::Vocabulary;
use crate::syntax::{Block, ClauseKey};

use super::duty::SourceRef;

/// The places of sources that a clause of a block names.
#[must_use]
pub fn cited(block: &Block, key: ClauseKey, vocabulary: &Vocabulary) -> Vec<SourceRef> {
    let mut found: Vec<SourceRef> = Vec::new();
    for clause in block.clauses(key) {
        let parts = clause.phrase.text().split(';').map(str::trim);
        for citation in parts.filter(|part| !part.is_empty()) {
            found.push(source(citation, found.last(), vocabulary));
        }
    }
    found
}

/// One place: a place without a document of its own is one of the document before
/// it.
fn source(citation: &str, before: Option<&SourceRef>, vocabulary: &Vocabulary) -> SourceRef {
    if let Some((document, length)) = vocabulary.find_document(citation) {
        let locator = citation.get(length..).unwrap_or("").trim().to_owned();
        let document = vocabulary.noun(document).to_owned();
        return SourceRef { text: citation.to_owned(), document: Some(document), locator };
    }
    let inherits = citation.starts_with(|c: char| c.is_ascii_digit());
    let document = before.filter(|_| inherits).and_then(|before| before.document.clone());
    let text = match &document {
        Some(document) => format!("{document} {citation}"),
        None => citation.to_owned(),
    };
    SourceRef { text, document, locator: citation.to_owned() }
}
