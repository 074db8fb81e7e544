//! From the name of a pack to its model: every pass, in the one order there is.
//!
//! In: a world, the library, and the id or path of a pack. Out: its model and
//! everything found on the way. Never here: a pass.

mod format;

pub use format::formatted;

use crate::check::{self, Checked};
use crate::diag::{Outcome, has_errors};
use crate::model::{Model, resolve};
use crate::pack::{Library, World, load};
use crate::source::SourceMap;

/// Loads a pack, resolves it and holds it against every check. A pack with
/// mistakes comes back as far as it could be read.
pub fn open(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    reference: &str,
) -> Outcome<Model> {
    let mut opened = unchecked(world, library, sources, reference);
    if let Some(model) = &opened.value {
        let whole = !opened.has_errors();
        opened.diagnostics.extend(check::findings(model, whole));
    }
    opened
}

/// The same for whoever judges cases: there is a value only where nothing at all is
/// wrong with the pack.
pub fn checked(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    reference: &str,
) -> Outcome<Checked> {
    let Outcome { value, mut diagnostics } = unchecked(world, library, sources, reference);
    let value = match value {
        Some(model) if has_errors(&diagnostics) => {
            diagnostics.extend(check::findings(&model, false));
            None
        }
        Some(model) => {
            let checked = check::check(model);
            diagnostics.extend(checked.diagnostics);
            checked.value
        }
        None => None,
    };
    Outcome { value, diagnostics }
}

/// Loads a pack and resolves it, and no more: for a text that is only a carrier of
/// something else.
pub fn unchecked(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    reference: &str,
) -> Outcome<Model> {
    let loaded = load(world, library, sources, reference);
    let Some(value) = loaded.value else {
        return Outcome { value: None, diagnostics: loaded.diagnostics };
    };
    let mut resolved = resolve(value.into_parts());
    resolved.diagnostics.splice(0..0, loaded.diagnostics);
    resolved
}
