//! From the name of a pack to its model: every pass, in the one order there is.
//!
//! In: a world, the library, and the id or path of a pack. Out: its model and
//! everything found on the way. Never here: a pass.

mod format;
mod side_by_side;
mod suite;

pub use format::formatted;
pub use side_by_side::{check_all, suites};
pub use suite::{Suite, suite};

use crate::check::{self, Checked};
use crate::diag::{Code, Diagnostic, Outcome, Severity, has_errors};
use crate::model::{Model, Parts, resolve};
use crate::pack::{Gathered, Library, Loaded, Shelf, World, gather, gather_beside, load};
use crate::source::{SourceMap, Span};
use crate::syntax::{Block, BlockKind, ClauseKey};

use side_by_side::Files;

/// Loads a pack, resolves it and holds it against every check. A pack with
/// mistakes comes back as far as it could be read.
pub fn open(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    reference: &str,
) -> Outcome<Model> {
    let mut shelf = Shelf::default();
    let files = Files::read((world, library), (sources, &mut shelf), reference);
    opened(files, &shelf)
}

/// A pack whose files are read, resolved and held against every check.
fn opened(files: Files<'_>, shelf: &Shelf) -> Outcome<Model> {
    let Files { pack, beside } = files;
    let read = resolved(pack, shelf);
    let (knows_calendar, lacks_base) = (read.knows_calendar, read.lacks_base);
    let Read { mut outcome, examples, .. } = read;
    if let Some(model) = &outcome.value {
        let of =
            |one: &Diagnostic, block: &Block| one.span().is_some_and(|at| within(block.span.0, at));
        let wrong = |one: &&Diagnostic| one.severity == Severity::Error;
        // An example that cannot be read hides nothing of the pack, nor another example.
        let whole = outcome
            .diagnostics
            .iter()
            .filter(wrong)
            .all(|one| examples.iter().any(|block| of(one, block)));
        let mut readable = examples;
        readable
            .retain(|block| !outcome.diagnostics.iter().filter(wrong).any(|one| of(one, block)));
        outcome.diagnostics.extend(findings(model, whole, knows_calendar));
        if whole {
            outcome.diagnostics.extend(suite::read((&readable, beside), model, drop).1);
        }
    }
    if lacks_base {
        outcome.diagnostics.retain(certain);
    }
    outcome
}

/// The same for whoever judges cases: there is a value only where nothing at all is
/// wrong with the pack.
pub fn checked(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    reference: &str,
) -> Outcome<Checked> {
    certified(read(world, library, sources, reference))
}

/// Packs to be held against one another: their models give every concept of the same
/// sort and canonical name the same id, so their phrases can be compared as they
/// stand, and a case that is bound to the last of them can be judged under each.
///
/// There is a value only where nothing is wrong with any of them. What is found is
/// told for each.
pub fn together(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    references: &[&str],
) -> Outcome<Vec<Checked>> {
    let mut models: Vec<Checked> = Vec::new();
    let mut diagnostics = Vec::new();
    for reference in references {
        let names = models.last().map(|model| model.vocabulary.clone()).unwrap_or_default();
        let mut shelf = Shelf::default();
        let places = (sources as &mut SourceMap, &mut shelf);
        let pack = gather_beside(world, library, places, (reference, &names));
        let outcome = certified(resolved(pack, &shelf));
        diagnostics.extend(outcome.diagnostics);
        models.extend(outcome.value);
    }
    let value = (models.len() == references.len()).then_some(models);
    Outcome { value, diagnostics }
}

/// A pack that was read, held against every check.
fn certified(read: Read) -> Outcome<Checked> {
    let Read { outcome, lacks_base, knows_calendar, examples: _ } = read;
    let Outcome { value, mut diagnostics } = outcome;
    let value = match value {
        Some(model) if has_errors(&diagnostics) => {
            diagnostics.extend(findings(&model, false, knows_calendar));
            None
        }
        Some(model) => {
            let checked = check::check(model);
            diagnostics.extend(checked.diagnostics);
            checked.value
        }
        None => None,
    };
    if lacks_base {
        diagnostics.retain(certain);
    }
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
    read(world, library, sources, reference).outcome
}

/// What the model of a pack is made of, for whoever makes it again with something
/// changed. Errors are told by those who open it.
pub fn parts(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    reference: &str,
) -> Option<Parts> {
    load(world, library, sources, reference).value.map(Loaded::into_parts)
}

/// A pack as it was read, with all it extends, for whoever makes its model again with
/// more than a rule changed.
pub fn loaded(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    reference: &str,
) -> Option<Loaded> {
    load(world, library, sources, reference).value
}

/// A pack that was read, and whether one that it extends is not there.
struct Read {
    outcome: Outcome<Model>,
    lacks_base: bool,
    /// Whether it is certain which calendar it names, or that it names none.
    knows_calendar: bool,
    /// The examples in its own files.
    examples: Vec<Block>,
}

fn read(world: &dyn World, library: Library, sources: &mut SourceMap, reference: &str) -> Read {
    let mut shelf = Shelf::default();
    let pack = gather(world, library, (sources, &mut shelf), reference);
    resolved(pack, &shelf)
}

fn resolved(pack: Gathered<'_>, shelf: &Shelf) -> Read {
    let loaded = pack.loaded(shelf);
    let Some(value) = loaded.value else {
        let outcome = Outcome { value: None, diagnostics: loaded.diagnostics };
        let (lacks_base, knows_calendar) = (false, false);
        return Read { outcome, lacks_base, knows_calendar, examples: Vec::new() };
    };
    let lacks_base = value.lacks_base;
    let headers = || value.layers.iter().filter_map(|layer| layer.header.as_ref());
    let named = headers().any(|header| header.clause(ClauseKey::Calendar).is_some());
    let header = value.layers.first().and_then(|own| own.header.as_ref());
    let header = header.filter(|_| !named).cloned();
    let own = value.layers.first();
    let examples = own.into_iter().flat_map(|own| own.blocks(BlockKind::Example)).cloned();
    let examples: Vec<Block> = examples.collect();
    let mut outcome = resolve(value.into_parts());
    if lacks_base {
        // Without its names a phrase cannot be told from one that is ill made.
        outcome.diagnostics.retain(|found| found.code != Code::D0103);
    }
    outcome.diagnostics.splice(0..0, loaded.diagnostics);
    if lacks_base {
        outcome.diagnostics.retain(certain);
    }
    let knows_calendar = header.is_some_and(|header| {
        !outcome.diagnostics.iter().any(|found| may_be_calendar(found, &header))
    });
    Read { outcome, lacks_base, knows_calendar, examples }
}

/// Whether a place is within another.
fn within(all: Span, at: Span) -> bool {
    at.file() == all.file() && (all.start()..=all.end()).contains(&at.start())
}

/// Whether what is wrong in a header that names no calendar may be that it does: a line
/// that could not be read, unless it is known to have been meant for another clause, or
/// stands in one that says nothing of a calendar.
fn may_be_calendar(found: &Diagnostic, header: &Block) -> bool {
    let at = found.span().filter(|at| within(header.span.0, *at));
    let Some(at) = at.filter(|_| found.severity == Severity::Error) else { return false };
    let calendar = ClauseKey::Calendar;
    let meant = found.fix.as_ref().filter(|_| found.code == Code::D0101);
    let meant = meant.and_then(|fix| ClauseKey::parse(&fix.replacement));
    let of_another = header.clauses.iter().any(|clause| {
        let whole = clause.key.span.to(clause.phrase.span());
        within(whole, at) && !clause.phrase.text().to_lowercase().contains(calendar.word())
    });
    !of_another && meant.is_none_or(|key| key == calendar)
}

/// What every check finds. Where it is not certain that a pack with mistakes names no
/// calendar, nothing is said of that.
fn findings(model: &Model, whole: bool, knows_calendar: bool) -> Vec<Diagnostic> {
    let mut found = check::findings(model, whole);
    found.retain(|one| whole || knows_calendar || one.code != Code::D0301);
    found
}

/// Whether a finding holds whatever a pack that is not there would have said: its
/// names, its calendar and its duties are not known.
fn certain(found: &Diagnostic) -> bool {
    let id = found.code.info().id;
    !["D02", "D03", "D04"].iter().any(|family| id.starts_with(family))
}

#[cfg(test)]
mod tests;
