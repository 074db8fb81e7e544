//! The files of examples that a pack has beside its own.
//!
//! Examples may stand in a pack's own files. Those of `kent/reviews` may also stand in
//! `policies/kent/reviews.examples/`, and those of a pack that is a folder in its
//! folder `examples`; each file there holds `example` blocks and nothing else.
//!
//! In: the reference of a pack. Out: the blocks of those files. Never here: what an
//! example says.

use crate::diag::{Code, Diagnostic, Outcome};
use crate::source::SourceMap;
use crate::syntax::{Block, BlockKind};

use super::library::Library;
use super::locate::Worlds;
use super::texts::Texts;
use super::world::{PathKind, World};

/// Reads the files of examples of a pack, in order of their names, and parses none of
/// them. A pack without any has none, and that is no mistake.
pub fn example_texts(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    reference: &str,
) -> Texts {
    let worlds = Worlds::new(world, library, reference);
    let Ok(pack) = worlds.find(reference) else { return Texts::default() };
    let files = worlds.pack_files(pack.place, &pack.examples);
    Texts::read(&worlds, sources, (pack.place, &files))
}

impl Texts {
    /// The examples in files of examples.
    #[must_use]
    pub fn examples(self) -> Outcome<Vec<Block>> {
        let (mut blocks, mut found) = self.parse();
        let others = blocks.extract_if(.., |block| block.kind.value != BlockKind::Example);
        for block in others {
            let word = block.kind.value.row().keyword;
            let message = format!("a file of examples holds no `{word}`");
            let one = Diagnostic::new(Code::D0102, block.kind.span, message);
            found.push(one.help("put it into a file of the pack itself"));
        }
        Outcome::new(blocks, found)
    }
}

/// The pack whose examples a file holds, where it stands in a folder of examples.
#[must_use]
pub fn pack_of_examples(world: &dyn World, path: &str) -> Option<String> {
    if !is_example_file(path) {
        return None;
    }
    let (folder, _) = path.rsplit_once('/')?;
    match folder.strip_suffix(super::locate::BESIDE) {
        Some(stem) => {
            let files = [".duly", ".yaml", ".yml"].map(|ending| format!("{stem}{ending}"));
            files.into_iter().find(|file| world.kind(file) == Some(PathKind::File))
        }
        None => folder.rsplit_once('/').map(|(pack, _)| pack.to_owned()),
    }
}

/// Whether a path is that of a file of examples.
#[must_use]
pub fn is_example_file(path: &str) -> bool {
    super::locate::is_example_file(path)
}
