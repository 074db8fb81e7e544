//! The packs there are, for choosing one.
//!
//! In: a world and the library. Out: ids, titles and versions. Never here: what is
//! wrong with a pack; one that cannot be read is listed by its place.

use crate::names::tidy;
use crate::source::{Phrase, SourceMap};
use crate::syntax::{self, Block, BlockKind, Carrier, ClauseKey};

use super::library::Library;
use super::locate::{Found, Place, Worlds, carrier};
use super::world::World;

/// A pack that can be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackListing {
    /// Its id: `kent/child-in-care-reviews`.
    pub id: String,
    /// Its title; the id where it has none.
    pub title: String,
    /// Its version as text; empty where it has none.
    pub version: String,
    /// Whose it is.
    pub place: Place,
    /// Its files, sorted by name.
    pub files: Vec<String>,
}

/// Every pack that can be named by its id: the user's in `policies`, then those of
/// the library that the user's do not replace, each in order of ids.
#[must_use]
pub fn list_packs(world: &dyn World, library: Library) -> Vec<PackListing> {
    let worlds = Worlds::new(world, library, "");
    let known = worlds.known();
    known.into_iter().filter_map(|found| listing(&worlds, found)).collect()
}

/// The ids of every pack that can be named, in the order of [`list_packs`].
#[must_use]
pub fn pack_ids(world: &dyn World, library: Library) -> Vec<String> {
    let known = Worlds::new(world, library, "").known();
    known.into_iter().filter_map(|found| found.id).collect()
}

fn listing(worlds: &Worlds<'_>, found: Found) -> Option<PackListing> {
    let mut sources = SourceMap::new();
    let id = found.id?;
    let header = found.files.iter().find_map(|path| {
        let (name, text) = worlds.read(found.place, path).ok()?;
        let file = sources.add(name, text.clone());
        let tree = syntax::read(file, carrier(path).unwrap_or(Carrier::Duly), &text).value?;
        tree.blocks.into_iter().find(|block| block.kind.value == BlockKind::Pack)
    });
    let text = |key| header.as_ref().and_then(|block: &Block| block.clause(key)).map(|c| &c.phrase);
    let title = header.as_ref().and_then(|block| block.title.as_ref()).or(text(ClauseKey::Title));
    let words =
        |phrase: Option<&Phrase>| phrase.map(|phrase| tidy(phrase.text())).unwrap_or_default();
    let (title, version) = (words(title), words(text(ClauseKey::Version)));
    let title = if title.is_empty() { id.clone() } else { title };
    Some(PackListing { id, title, version, place: found.place, files: found.files })
}
