//! Files as they were read, before anybody looks at what they hold: so that they can be
//! read in one order, and parsed in any.
//!
//! In: paths. Out: their texts, and from them blocks. Never here: what blocks say.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, SourceMap};
use crate::syntax::{self, Block, Carrier};

use super::locate::{Place, Worlds, carrier};

/// A file that was read, or why it was not.
type Text = Result<(FileId, Carrier, Arc<str>), Box<Diagnostic>>;

/// The texts of some files, or why there is none.
#[derive(Debug, Default)]
pub struct Texts(Vec<Text>);

impl Texts {
    /// Reads files; they join `sources`.
    pub(super) fn read(
        worlds: &Worlds<'_>,
        sources: &mut SourceMap,
        (place, paths): (Place, &[String]),
    ) -> Texts {
        let read = paths.iter().map(|path| match worlds.read(place, path) {
            Ok((name, text)) => {
                let file = sources.add(name, text.clone());
                Ok((file, carrier(path).unwrap_or(Carrier::Duly), text))
            }
            Err(error) => {
                let message = format!("`{path}` cannot be read: {error}");
                Err(Box::new(Diagnostic::nowhere(Code::D0112, message)))
            }
        });
        Texts(read.collect())
    }

    /// The first file that could be read.
    pub(super) fn first(&self) -> Option<FileId> {
        self.0.iter().flatten().map(|(file, ..)| *file).next()
    }

    /// How much there is to parse, in bytes.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.0.iter().flatten().map(|(.., text)| text.len()).sum()
    }

    /// The blocks of all files, and what is wrong with their shape.
    pub(super) fn parse(self) -> (Vec<Block>, Vec<Diagnostic>) {
        let (mut trees, mut found) = (Vec::new(), Vec::new());
        for read in self.0 {
            match read {
                Ok((file, carrier, text)) => {
                    let read = syntax::read(file, carrier, &text);
                    found.extend(read.diagnostics);
                    trees.extend(read.value.map(|tree| tree.blocks));
                }
                Err(unreadable) => found.push(*unreadable),
            }
        }
        // Most packs are one file, whose blocks stay where they are.
        let more = trees.iter().skip(1).map(Vec::len).sum();
        let mut trees = trees.into_iter();
        let mut blocks = trees.next().unwrap_or_default();
        blocks.reserve_exact(more);
        trees.for_each(|tree| blocks.extend(tree));
        (blocks, found)
    }
}
