//! From text to trees: two carriers, one phrase grammar.
//!
//! In: the text of one file. Out: a block tree, the same for `.duly` and YAML,
//! and typed phrases. Never here: what names mean.

pub mod ast;
mod duly;
pub mod example;
pub mod force;
pub mod format;
mod parsed;
pub mod phrase;
pub mod print;
mod shape;
mod skeleton;
mod table;
mod tree;
mod yaml;

pub use duly::clause_words;
pub use table::{BLOCKS, BlockKind, BlockRow, ClauseKey, ClauseRow, Times};
pub use tree::{Block, BlockSpan, Carrier, Clause, Item, Tree};

use crate::diag::Outcome;
use crate::source::FileId;

/// Reads one file of a pack. Parsing never fails: the tree holds every block that
/// could be read, the diagnostics every mistake in its shape.
#[must_use]
pub fn read(file: FileId, carrier: Carrier, text: &str) -> Outcome<Tree> {
    match carrier {
        Carrier::Duly => duly::read(file, text),
        Carrier::Yaml => yaml::read(file, text),
    }
}
