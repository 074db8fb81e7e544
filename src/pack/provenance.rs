//! Where blocks come from: registers, what each block cites, and quotations held
//! against the stored text of their document.
//!
//! In: the layers of a pack after all patches. Out: registers, citations, and what
//! is wrong with them. Never here: which paragraphs are encoded.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic};
use crate::model::{Citation, Register, citation, cited, read_register, undeclared_sources};
use crate::names::{Vocabulary, key, tidy};
use crate::source::Phrase;
use crate::syntax::{Block, BlockKind, ClauseKey};

use super::load::Layer;
use super::patch::Patched;

/// The folder under which packs restate law.
const STATUTE: &str = "statute/";

/// What blocks say of where they come from.
#[derive(Debug, Clone, Default)]
pub(super) struct Provenance {
    pub(super) registers: Vec<Register>,
    pub(super) citations: Vec<Citation>,
    pub(super) errors: Vec<Diagnostic>,
    pub(super) late: Vec<Diagnostic>,
}

/// Reads the texts of documents: a layer's place and a path beside its files.
pub(super) type Texts<'t> = &'t dyn Fn(usize, &str) -> Result<Arc<str>, String>;

/// Gathers it. `layers`: the pack at hand first.
pub(super) fn of(
    layers: &[Layer],
    patched: &Patched,
    vocabulary: &Vocabulary,
    texts: Texts<'_>,
) -> Provenance {
    let mut out = Provenance::default();
    let titles = titles(layers, vocabulary);
    let ids: Vec<Arc<str>> = layers.iter().map(|layer| Arc::from(layer.info.id.as_str())).collect();
    for (layer, id) in layers.iter().zip(&ids) {
        let mut wrong = Vec::new();
        for block in layer.blocks(BlockKind::Register) {
            out.registers.push(read_register(id, block, &titles, vocabulary, &mut wrong));
        }
        let plain = layer.blocks.iter().filter(|block| !block.kind.value.is_rule());
        out.citations.extend(plain.filter_map(|block| citation(id, block, vocabulary)));
        // What is wrong in another pack is its authors' business.
        if Some(id) == ids.first() {
            out.errors.extend(wrong);
        }
    }
    for rule in &patched.rules {
        let Some(id) = ids.get(rule.layer) else { continue };
        out.citations.extend(citation(id, &rule.block, vocabulary));
    }
    let Some(own) = layers.first() else { return out };
    for block in own.blocks.iter().chain(&own.header) {
        out.late.extend(undeclared_sources(block, vocabulary));
        out.errors.extend(quote(layers, block, vocabulary, texts));
    }
    if own.info.id.starts_with(STATUTE) {
        out.late.extend(own.blocks.iter().filter_map(unsourced));
    }
    out
}

/// The canonical name and the title of each document.
fn titles(layers: &[Layer], vocabulary: &Vocabulary) -> Vec<(String, String)> {
    let blocks = layers.iter().flat_map(|layer| layer.blocks(BlockKind::Document));
    let of = |block: &Block| {
        let (id, _) = vocabulary.find_document(block.name.text())?;
        let titled = block.clause(ClauseKey::Title).map(|clause| &clause.phrase);
        let title = tidy(block.title.as_ref().or(titled)?.text());
        Some((vocabulary.noun(id).to_owned(), title))
    };
    blocks.filter_map(of).collect()
}

/// D0701 for a rule of law that cites nothing.
fn unsourced(block: &Block) -> Option<Diagnostic> {
    let binds = block.clause(ClauseKey::Must).is_some() || block.clause(ClauseKey::Rule).is_some();
    if !block.kind.value.is_rule() || !binds || block.clause(ClauseKey::Source).is_some() {
        return None;
    }
    let message = format!("`{}` does not say where the law says so", tidy(block.name.text()));
    Some(
        Diagnostic::new(Code::D0701, block.name.span(), message)
            .label("no `source`")
            .help("add one, such as `source CPPCR 2010 reg 33(1)`"),
    )
}

/// D0703 for a quotation that its document does not have.
fn quote(
    layers: &[Layer],
    block: &Block,
    vocabulary: &Vocabulary,
    texts: Texts<'_>,
) -> Option<Diagnostic> {
    let clause = block.clause(ClauseKey::Quote).filter(|clause| !clause.phrase.is_empty())?;
    let words = unmarked(clause.phrase.text());
    let wanted = key(words);
    let mut nearest: Option<(String, usize, String)> = None;
    for source in cited(block, ClauseKey::Source, vocabulary) {
        let Some(document) = source.document else { continue };
        let Some((at, path)) = stored(layers, &document, vocabulary) else { continue };
        let text = match texts(at, path.text()) {
            Ok(text) => text,
            Err(_) if at > 0 => continue,
            Err(why) => {
                let message = format!("`{}` cannot be read: {why}", path.text());
                return Some(
                    Diagnostic::new(Code::D0703, path.span(), message)
                        .help("put the text of the document there, beside the pack"),
                );
            }
        };
        if key(&text).contains(&wanted) {
            return None;
        }
        let (near, shared) = near(&text, words);
        if nearest.as_ref().is_none_or(|(_, most, _)| shared > *most) {
            nearest = Some((near, shared, document));
        }
    }
    let (near, _, document) = nearest?;
    let message = format!("these words do not stand in {document}");
    let found = Diagnostic::new(Code::D0703, clause.phrase.span(), message);
    Some(if near.is_empty() {
        found
    } else {
        found.help(format!("the nearest text is “{near}”"))
    })
}

/// Where the text of a document is kept: which layer declares it, and its path.
fn stored<'l>(
    layers: &'l [Layer],
    document: &str,
    vocabulary: &Vocabulary,
) -> Option<(usize, &'l Phrase)> {
    layers.iter().enumerate().find_map(|(at, layer)| {
        let block = layer.blocks(BlockKind::Document).find(|block| {
            let id = vocabulary.find_document(block.name.text());
            id.is_some_and(|(id, _)| vocabulary.noun(id) == document)
        })?;
        block.clause(ClauseKey::Text).map(|clause| (at, &clause.phrase))
    })
}

/// A quotation without its marks.
fn unmarked(text: &str) -> &str {
    text.trim().trim_matches(['"', '“', '”'])
}

/// The stretch of a text, as long as the quotation, that shares most words with it.
fn near(text: &str, quote: &str) -> (String, usize) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let keys: Vec<String> = words.iter().map(|word| key(word)).collect();
    let wanted: Vec<String> = quote.split_whitespace().map(key).collect();
    let long = wanted.len().max(1);
    let mut best = (0, 0);
    let counts: Vec<usize> = keys.iter().map(|word| usize::from(wanted.contains(word))).collect();
    let mut shared: usize = counts.iter().take(long).sum();
    for at in 0..words.len() {
        if shared > best.1 {
            best = (at, shared);
        }
        shared += counts.get(at + long).copied().unwrap_or(0);
        shared = shared.saturating_sub(counts.get(at).copied().unwrap_or(0));
    }
    let stretch = words.get(best.0..(best.0 + long).min(words.len())).unwrap_or_default();
    (stretch.join(" "), best.1)
}
