//! A pack together with its examples.
//!
//! In: the name of a pack. Out: its checked model, and every example of its own bound
//! to its words. Never here: whether an example holds.

use crate::check::Checked;
use crate::diag::{Diagnostic, Outcome, has_errors};
use crate::examples::{self, Bound};
use crate::model::Model;
use crate::pack::{Library, Shelf, World};
use crate::source::SourceMap;
use crate::syntax::Block;

use super::side_by_side::Files;

/// A pack that can be tested.
#[derive(Debug, Clone)]
pub struct Suite {
    /// Its model.
    pub model: Checked,
    /// Its own examples, in the order of its files; those of packs it extends are
    /// theirs to run.
    pub examples: Vec<Bound>,
}

/// Opens a pack and reads its examples. There is a value wherever the pack itself can
/// be used: an example that cannot be read is left out, and what is wrong with it is
/// among the errors.
pub fn suite(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    reference: &str,
) -> Outcome<Suite> {
    let mut shelf = Shelf::default();
    let files = Files::read((world, library), (sources, &mut shelf), reference);
    tested(files, &shelf)
}

/// A pack whose files are read, with its examples.
pub(super) fn tested(files: Files<'_>, shelf: &Shelf) -> Outcome<Suite> {
    let Files { pack, beside } = files;
    let mut whole = super::resolved(pack, shelf);
    let blocks = std::mem::take(&mut whole.examples);
    let Outcome { value, mut diagnostics } = super::certified(whole);
    let Some(model) = value else { return Outcome { value: None, diagnostics } };
    let (examples, found) = read((&blocks, beside), &model, |bound| bound);
    diagnostics.extend(found);
    Outcome { value: Some(Suite { model, examples }), diagnostics }
}

/// Reads the examples of a pack: those in its own files, and those in files of
/// examples. Of each what `keep` makes of it comes back, and what is wrong with them.
pub(super) fn read<T: Send>(
    (blocks, beside): (&[Block], Outcome<Vec<Block>>),
    model: &Model,
    keep: impl Fn(Bound) -> T + Sync,
) -> (Vec<T>, Vec<Diagnostic>) {
    let more = beside.value.unwrap_or_default();
    let (kept, mut read) = examples::read_each(blocks.iter().chain(&more), model, keep);
    let mut found = beside.diagnostics;
    // Lines that cannot be read may be those that a name or a date is missing from.
    if has_errors(&found) {
        let shape = found.clone();
        read.retain(|one| !shape.iter().any(|other| other.span() == one.span()));
    }
    found.append(&mut read);
    (kept, found)
}
