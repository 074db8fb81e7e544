//! Several packs at once: what they share is read once, and each is then judged on a
//! thread of its own.
//!
//! In: the names of packs. Out: for each of them what opening it alone gives. Never
//! here: a pass.

use std::cmp::Reverse;

use rayon::prelude::*;

use crate::diag::Outcome;
use crate::model::Model;
use crate::pack::{
    Gathered, Library, Shelf, Texts, World, Written, example_texts, gather, written,
};
use crate::source::SourceMap;
use crate::syntax::Block;

use super::suite::{Suite, tested};

/// A pack whose files are read, and those of its examples.
pub(super) struct Files<'w> {
    pub(super) pack: Gathered<'w>,
    pub(super) beside: Outcome<Vec<Block>>,
}

impl<'w> Files<'w> {
    pub(super) fn read(
        (world, library): (&'w dyn World, Library),
        (sources, shelf): (&mut SourceMap, &mut Shelf),
        reference: &str,
    ) -> Self {
        let pack = gather(world, library, (sources, shelf), reference);
        let beside = example_texts(world, library, sources, reference).examples();
        Files { pack, beside }
    }

    /// Those of several packs: the files of each stand together in `sources`.
    fn read_all(
        (world, library): (&'w dyn World, Library),
        (sources, shelf): (&mut SourceMap, &mut Shelf),
        references: &[String],
    ) -> Vec<Self> {
        let (mut packs, mut examples) = (Vec::new(), Vec::new());
        for (at, reference) in references.iter().enumerate() {
            packs.extend(written(world, library, sources, reference).map(|pack| (at, pack)));
            examples.push((at, example_texts(world, library, sources, reference)));
        }
        packs.sort_by_key(|(at, pack)| (Reverse(pack.weight()), *at));
        in_order(packs, Written::parsed).into_iter().for_each(|pack| shelf.put(pack));
        examples.sort_by_key(|(at, texts)| (Reverse(texts.weight()), *at));
        // Packs share names, so they are gathered one after another.
        let gathered = || -> Vec<Gathered<'w>> {
            let packs = references.iter();
            packs.map(|pack| gather(world, library, (sources, shelf), pack)).collect()
        };
        let (packs, examples) = rayon::join(gathered, || in_order(examples, Texts::examples));
        packs.into_iter().zip(examples).map(|(pack, beside)| Files { pack, beside }).collect()
    }

    /// How much there is to judge, roughly.
    fn weight(&self) -> usize {
        self.pack.blocks() + self.beside.value.as_ref().map_or(0, Vec::len)
    }
}

/// Holds packs against every check as [`open`](super::open()) does, each on a thread of its
/// own. There is a value for each pack that could be read; its model is kept only
/// where the pack makes claims of itself, which are still to be held against others.
/// Every file is read once.
pub fn check_all(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    references: &[String],
) -> Vec<Outcome<Option<Model>>> {
    each((world, library), sources, references, |files, shelf| {
        let Outcome { value, diagnostics } = super::opened(files, shelf);
        let claims = |model: &Model| model.layers.first().is_some_and(|own| !own.claims.is_empty());
        Outcome { value: value.map(|model| claims(&model).then_some(model)), diagnostics }
    })
}

/// Opens packs with their examples, as [`suite`](super::suite()) does, each on a
/// thread of its own.
pub fn suites(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    references: &[String],
) -> Vec<Outcome<Suite>> {
    each((world, library), sources, references, tested)
}

/// Reads the files of all packs, then does the same with each pack.
fn each<T: Send>(
    (world, library): (&dyn World, Library),
    sources: &mut SourceMap,
    references: &[String],
    judge: fn(Files<'_>, &Shelf) -> T,
) -> Vec<T> {
    let mut shelf = Shelf::default();
    let places = (sources, &mut shelf);
    let files = Files::read_all((world, library), places, references);
    let mut files: Vec<(usize, Files<'_>)> = files.into_iter().enumerate().collect();
    // The longest first, so that no thread is left with it at the end.
    files.sort_by_key(|(at, read)| (Reverse(read.weight()), *at));
    in_order(files, |read| judge(read, &shelf))
}

/// Does the same with each of some numbered things, side by side. What comes of them is in
/// the order of the numbers.
fn in_order<T: Send, R: Send>(
    things: Vec<(usize, T)>,
    with: impl Fn(T) -> R + Sync + Send,
) -> Vec<R> {
    let things = things.into_par_iter().with_max_len(1);
    let mut done: Vec<(usize, R)> = things.map(|(at, thing)| (at, with(thing))).collect();
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}
