//! The extensions of a pack: the files that its `computed by` clauses name.
//!
//! In: the layers of a pack and where each lives. Out: for each computed fact the bytes
//! of its module, or why there are none. Never here: what a module does.

use crate::model::Extension;
use crate::names::{Sort, Vocabulary, tidy, unquoted};
use crate::syntax::{BlockKind, ClauseKey};

use super::hash;
use super::load::Layer;
use super::locate::{Place, Worlds};

/// Why a path from the root is none.
const FROM_FOLDER: &str = "its path counts from the folder of the pack, as in \
                           `extensions/band.wasm`, so that the pack can be moved";

/// The extensions of all layers, the pack at hand first.
pub(super) fn read(
    layers: &[Layer],
    homes: &[(Place, String)],
    (worlds, vocabulary): (&Worlds<'_>, &Vocabulary),
) -> Vec<Extension> {
    let mut found: Vec<Extension> = Vec::new();
    for (layer, (place, folder)) in layers.iter().zip(homes) {
        let facts = layer.blocks(BlockKind::Fact);
        for block in facts.filter(|block| block.clause(ClauseKey::ComputedBy).is_some()) {
            let name = tidy(unquoted(block.name.text()));
            let Some(fact) = vocabulary.named(&name, Sort::Fact) else { continue };
            let info = vocabulary.get(fact).and_then(|concept| concept.fact());
            let Some(computed) = info.and_then(|info| info.computed.as_ref()) else { continue };
            if found.iter().any(|known| known.fact == fact) {
                continue;
            }
            let module = match computed.file.starts_with(['/', '\\']) {
                true => Err(FROM_FOLDER.to_owned()),
                false => {
                    let bytes = worlds.of(*place).bytes(&format!("{folder}{}", computed.file));
                    bytes.map_err(|error| error.to_string())
                }
            };
            found.push(Extension::new(fact, computed, module));
        }
    }
    found
}

/// What the fingerprint of a pack takes in of them: another module is another meaning.
pub(super) fn said(extensions: &[Extension]) -> Vec<String> {
    let one = |extension: &Extension| {
        let bytes = extension.module.as_ref().ok()?;
        Some(format!("extension\u{1}{}\u{1}{}", extension.file, hash::of_bytes(bytes)))
    };
    extensions.iter().filter_map(one).collect()
}
