//! Loading: from the blocks of a pack and its bases to everything it can name.
//!
//! In: a pack whose files are read. Out: its vocabulary, calendar, settings and
//! blocks, and those of the packs it extends. Never here: what the clauses of duties
//! say.

use std::sync::Arc;

use crate::diag::{Diagnostic, Outcome, has_errors};
use crate::model::{Citation, Extension, Fingerprint, PackInfo, Register, Settings};
use crate::names::{Vocabulary, tidy};
use crate::source::{Phrase, SourceMap, Spanned};
use crate::syntax::{Block, BlockKind, Clause};
use crate::time::Calendar;

use super::gather::{Gathered, Parsed, gather, place_of};
use super::library::Library;
use super::locate::Place;
use super::patch::{self, Patched};
use super::shelf::Shelf;
use super::world::World;
use super::{by_whom, declarations, extensions, hash, provenance};

/// A pack's own part: the pack at hand, or one that it extends.
#[derive(Debug, Clone)]
pub struct Layer {
    /// What it says of itself; the hash is that of this layer's blocks alone.
    pub info: PackInfo,
    /// Its header; `None` where it has none.
    pub header: Option<Block>,
    /// The readings it chose, for its own phrases.
    pub settings: Settings,
    /// Its `scope` clause, for each of its duties that gives none.
    pub scope: Option<Clause>,
    /// Its `applies` clauses, which hold for each of its duties.
    pub applies: Vec<Clause>,
    /// All its blocks but the header, in the order of its files.
    pub blocks: Arc<Vec<Block>>,
    /// The ids of the packs it extends itself, as written.
    pub extends: Vec<String>,
    /// The ids of the packs than which it claims never to be laxer.
    pub claims: Vec<Spanned<String>>,
}

impl Layer {
    /// Its blocks of one kind.
    pub fn blocks(&self, kind: BlockKind) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.kind.value == kind)
    }
}

/// A pack and all it extends, read and with its names declared.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What the pack says of itself; the hash covers all layers and the calendar.
    pub info: PackInfo,
    /// Every name it can use: its bases', its own and its labels.
    pub vocabulary: Vocabulary,
    /// The calendar of its working days: its own choice, else its nearest base's.
    pub calendar: Option<Arc<Calendar>>,
    /// The readings it chose.
    pub settings: Settings,
    /// The pack at hand first, then what it extends, nearest first.
    ///
    /// INVARIANT: never empty; no pack stands in it twice.
    pub layers: Vec<Layer>,
    /// Every rule as all patches leave it, and what was patched.
    pub(super) patched: Patched,
    /// The registers of all layers.
    pub(super) registers: Vec<Register>,
    /// What each block of all layers cites.
    pub(super) citations: Vec<Citation>,
    /// The modules that compute facts.
    pub(super) extensions: Vec<Extension>,
    /// What is worth saying of its declarations only if nothing is wrong anywhere.
    pub late: Vec<Diagnostic>,
    /// Whether a pack that it extends is not there: then a name that nothing
    /// declares says nothing about this pack.
    pub lacks_base: bool,
}

/// Reads the pack that `reference` names: an id (`kent/child-in-care-reviews`),
/// looked for in `policies` and then in the library, or the path of a file or
/// folder. Files that are read join `sources`.
///
/// A pack with mistakes still comes back, as far as it could be read; there is no
/// value only when there are no files. Of the packs it extends only errors are
/// reported: the rest is their authors' business.
pub fn load(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    reference: &str,
) -> Outcome<Loaded> {
    let mut shelf = Shelf::default();
    gather(world, library, (sources, &mut shelf), reference).loaded(&shelf)
}

impl Gathered<'_> {
    /// The pack with its names declared. Of the packs on the shelf it may implement
    /// rules without extending them.
    #[must_use]
    pub fn loaded(mut self, shelf: &Shelf) -> Outcome<Loaded> {
        let mut value = self.assemble(shelf);
        if let Some(loaded) = &mut value
            && has_errors(&self.found)
        {
            loaded.late.clear();
        }
        Outcome { value, diagnostics: self.found }
    }

    /// How many blocks the pack and its bases have.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.done.iter().map(|pack| pack.blocks.len()).sum()
    }

    /// Puts the packs together once all are read.
    fn assemble(&mut self, shelf: &Shelf) -> Option<Loaded> {
        let mut vocabulary = self.vocabulary();
        let (calendar, mut wrong) = std::mem::take(&mut self.calendar);
        self.found.append(&mut wrong);
        let blocks = self.done.iter().flat_map(|pack| pack.blocks.iter());
        by_whom::told(&mut self.found, blocks, &vocabulary);
        let packs = || self.done.iter().rev();
        let homes: Vec<(Place, String)> = packs().map(|pack| pack.home.clone()).collect();
        let layers: Vec<Layer> = packs().map(layer).collect();
        let extensions = extensions::read(&layers, &homes, (&self.worlds, &vocabulary));
        let more = extensions::said(&extensions);
        let (said, days) = (self.done.clone(), calendar.clone());
        let whole = Fingerprint::new(move || {
            let blocks = said.iter().flat_map(|pack| pack.all());
            hash::of(hash::parts(blocks).chain(more), days.as_deref())
        });
        let first = layers.first()?;
        let info = PackInfo { hash: whole, ..first.info.clone() };
        let settings = first.settings;
        let findings = declarations::check(&layers, &mut vocabulary, (&self.worlds, shelf));
        self.found.extend(findings.errors);
        let mut patched = patch::patched(&layers);
        self.found.append(&mut patched.errors);
        let own = layers.first().map_or(&[][..], |layer| &layer.blocks[..]);
        let files: Vec<_> = own.iter().map(|block| block.span.0.file()).collect();
        let ours =
            |found: &Diagnostic| found.span().is_some_and(|span| files.contains(&span.file()));
        let mut late = findings.late;
        late.extend(patched.late.extract_if(.., |found| ours(found)));
        let worlds = &self.worlds;
        let texts = |at: usize, path: &str| {
            let home = homes.get(at).ok_or_else(String::new)?;
            let (_, text) = worlds
                .read(home.0, &format!("{}{path}", home.1))
                .map_err(|error| error.to_string())?;
            Ok(text)
        };
        let mut from = provenance::of(&layers, &patched, &vocabulary, &texts);
        self.found.append(&mut from.errors);
        late.append(&mut from.late);
        Some(Loaded {
            info,
            vocabulary,
            calendar,
            settings,
            layers,
            patched,
            registers: from.registers,
            citations: from.citations,
            extensions,
            late,
            lacks_base: self.lacks_base,
        })
    }

    /// One vocabulary: bases first, then the pack at hand. Labels of bases are
    /// read, so that their phrases can be; only the pack's own are printed.
    fn vocabulary(&mut self) -> Vocabulary {
        let (bases, mut wrong) = std::mem::take(&mut self.names);
        let mut vocabulary = Arc::unwrap_or_clone(bases);
        self.found.append(&mut wrong);
        let own = self.done.len().saturating_sub(1);
        vocabulary.place_subject(place_of(self.done.last()));
        if let Some(pack) = self.done.last() {
            self.found.extend(vocabulary.declare(pack.blocks.iter()));
        }
        vocabulary.note_articles(self.done.iter().flat_map(|pack| &pack.of_somebody));
        for (index, pack) in self.done.iter().enumerate().rev() {
            let found = vocabulary.label(pack.blocks.iter(), index == own);
            self.found.extend(found);
        }
        vocabulary
    }
}

/// The fingerprint of the blocks of one pack alone.
fn fingerprint(pack: &Arc<Parsed>) -> Fingerprint {
    let pack = Arc::clone(pack);
    Fingerprint::new(move || hash::of(hash::parts(pack.all()), None))
}

/// A layer of a pack that was read.
fn layer(pack: &Arc<Parsed>) -> Layer {
    let mut layer = Layer {
        info: PackInfo {
            title: pack.id.clone(),
            id: pack.id.clone(),
            version: String::new(),
            in_force_from: None,
            in_force_until: None,
            verified: None,
            hash: fingerprint(pack),
        },
        header: pack.header_block.clone(),
        settings: Settings::default(),
        scope: None,
        applies: Vec::new(),
        blocks: Arc::clone(&pack.blocks),
        extends: Vec::new(),
        claims: Vec::new(),
    };
    if let Some(header) = &pack.header {
        let info = &mut layer.info;
        info.title = header.title.clone().unwrap_or_else(|| info.id.clone());
        info.version.clone_from(&header.version);
        (info.in_force_from, info.in_force_until) = (header.in_force.from, header.in_force.until);
        info.verified = header.verified;
        layer.settings = header.settings;
        layer.scope.clone_from(&header.scope);
        layer.applies.clone_from(&header.applies);
        layer.extends = header.extends.iter().map(|base| tidy(base.id.text())).collect();
        let named = |id: &Phrase| Spanned::new(tidy(id.text()), id.span());
        layer.claims = header.claims.iter().map(named).collect();
    }
    layer
}
