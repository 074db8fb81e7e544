//! From text to trees: two carriers, one phrase grammar.
//!
//! In: the text of one file. Out: a block tree, the same for `.duly` and YAML,
//! and typed phrases. Never here: what names mean.

pub mod ast;
mod table;
mod tree;

pub use table::{BLOCKS, BlockKind, BlockRow, ClauseKey, ClauseRow, Times};
pub use tree::{Block, BlockSpan, Carrier, Clause, Item, Tree};
