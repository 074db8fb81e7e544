//! Packs: folders of files, the packs they extend and the calendars they count by.
//!
//! In: a [`World`] to read from, the [`Library`], and the id or path of a pack.
//! Out: a [`Loaded`] pack: one vocabulary, its calendar, its settings, and the
//! blocks of each layer. Never here: file-system calls, or what duties say.

mod by_whom;
mod calendars;
mod declarations;
mod examples;
mod extensions;
mod gather;
mod hash;
mod header;
mod library;
mod list;
mod load;
mod locate;
mod parts;
mod patch;
mod provenance;
mod settings;
mod shelf;
mod texts;
mod world;

#[cfg(test)]
mod tests;

pub use examples::{example_texts, is_example_file, pack_of_examples};
pub use gather::{Gathered, ReadPack, Written, gather, gather_beside, written};
pub use library::Library;
pub use list::{PackListing, list_packs, pack_ids};
pub use load::{Layer, Loaded, load};
pub use locate::Place;
pub use shelf::Shelf;
pub use texts::Texts;
pub use world::{Entry, MemoryWorld, PathKind, World, WorldError};
