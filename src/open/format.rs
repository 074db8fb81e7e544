//! A file of a pack, laid out in the one way, with the names of its pack.

use crate::names::Vocabulary;
use crate::pack::{Library, World, WorldError, is_example_file, load};
use crate::source::SourceMap;
use crate::syntax::format::format;
use crate::syntax::{BlockKind, Carrier, read};

/// The file as it should stand. What cannot be read stays as it is; so does the
/// whole file where nothing better can be made of it.
///
/// # Errors
/// If there is no such file, or it is not text.
pub fn formatted(world: &dyn World, library: Library, path: &str) -> Result<String, WorldError> {
    let text = world.read(path)?;
    let mut sources = SourceMap::new();
    let file = sources.add(path, text.clone());
    let Some(tree) = read(file, carrier(path), &text).value else {
        return Ok(text.as_ref().to_owned());
    };
    if is_example_file(path) {
        // What it says stays in its author's own words, so that no name is needed.
        return Ok(format(&tree, &text, &Vocabulary::default(), false));
    }
    // A file without a header is part of the pack that its folder is.
    let headed = tree.blocks.iter().any(|block| block.kind.value == BlockKind::Pack);
    let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
    let reference = if headed { path } else { folder };
    let loaded = load(world, library, &mut sources, reference).value;
    let Some(pack) = loaded else { return Ok(text.as_ref().to_owned()) };
    Ok(format(&tree, &text, &pack.vocabulary, pack.settings.days_are_calendar_days))
}

fn carrier(path: &str) -> Carrier {
    if path.to_lowercase().ends_with(".duly") { Carrier::Duly } else { Carrier::Yaml }
}
