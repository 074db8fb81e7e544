//! Reading: from a reference to the blocks of a pack and of all it extends.
//!
//! In: a world, the library, and the id or path of a pack. Out: [`Gathered`]: its
//! blocks, those of the packs it extends, and its calendar. What was read before in
//! the same run is taken from the shelf. Never here: what names mean.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Severity};
use crate::names::{Vocabulary, of_somebody, tidy};
use crate::source::{Phrase, SourceMap, Span};
use crate::syntax::{Block, BlockKind};
use crate::time::Calendar;

use super::calendars::Calendars;
use super::header::{self, Extends, Header};
use super::library::Library;
use super::locate::{Found, Missing, Place, Worlds};
use super::shelf::Shelf;
use super::texts::Texts;
use super::world::World;

/// How many packs may extend one another in one line.
const DEEPEST: usize = 32;

/// A pack and all it extends, with every file read that its model is made of.
pub struct Gathered<'w> {
    pub(super) worlds: Worlds<'w>,
    /// Read packs, each after all that it extends; none where there are no files.
    pub(super) done: Vec<Arc<Parsed>>,
    /// The calendar of the nearest pack that names one, and what is wrong with it.
    pub(super) calendar: (Option<Arc<Calendar>>, Vec<Diagnostic>),
    pub(super) found: Vec<Diagnostic>,
    /// The names of the packs it extends, and what is wrong with them.
    pub(super) names: (Arc<Vocabulary>, Vec<Diagnostic>),
    /// Whether a pack that one of them extends is not there.
    pub(super) lacks_base: bool,
}

/// Reads the files of the pack that `reference` names and of all that it extends.
/// Files that are read join `sources`, and what they hold the shelf.
pub fn gather<'w>(
    world: &'w dyn World,
    library: Library,
    (sources, shelf): (&mut SourceMap, &mut Shelf),
    reference: &str,
) -> Gathered<'w> {
    gather_beside(world, library, (sources, shelf), (reference, &Vocabulary::default()))
}

/// The same for a pack that is compared with others: a concept that the vocabulary given
/// knows keeps its id ([`Vocabulary::beside`]). The shelf must hold no pack that was
/// read beside another.
pub fn gather_beside<'w>(
    world: &'w dyn World,
    library: Library,
    (sources, shelf): (&mut SourceMap, &mut Shelf),
    (reference, others): (&str, &Vocabulary),
) -> Gathered<'w> {
    let mut loader = Loader::new((world, library), (sources, shelf), reference);
    match loader.worlds.find(reference) {
        Ok(found) => loader.pack(&found),
        Err(Missing { message, help }) => {
            loader.found.push(Diagnostic::nowhere(Code::D0501, message).help(help));
        }
    }
    let calendar = loader.calendar();
    let names = loader.names(Vocabulary::beside(others));
    let Loader { worlds, done, found, lacks_base, .. } = loader;
    Gathered { worlds, done, calendar, names, found, lacks_base }
}

/// The files of one pack as they were written, not yet those of what it extends.
pub struct Written {
    place: Found,
    texts: Texts,
}

/// Reads the files of the pack that `reference` names, and parses none of them; `None`
/// where there are none. They join `sources`.
pub fn written(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    reference: &str,
) -> Option<Written> {
    let worlds = Worlds::new(world, library, reference);
    let place = worlds.find(reference).ok()?;
    let texts = Texts::read(&worlds, sources, (place.place, &place.files));
    Some(Written { place, texts })
}

impl Written {
    /// How much there is to parse, in bytes.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.texts.weight()
    }

    /// Parses the files.
    #[must_use]
    pub fn parsed(self) -> ReadPack {
        let parsed = Parsed::of(&self.place, self.texts);
        ReadPack { place: self.place, parsed }
    }
}

/// The files of one pack, parsed.
pub struct ReadPack {
    place: Found,
    parsed: Parsed,
}

impl Shelf {
    /// Puts a pack there for those that need it.
    pub fn put(&mut self, read: ReadPack) {
        self.keep(read.place, read.parsed);
    }

    fn keep(&mut self, place: Found, parsed: Parsed) -> Arc<Parsed> {
        let number = self.packs.len();
        let kept = self.packs.entry(place);
        Arc::clone(kept.or_insert_with(|| Arc::new(Parsed { number, ..parsed })))
    }
}

/// A pack whose files are read, before its names are declared.
#[derive(Debug)]
pub(super) struct Parsed {
    /// Its place on the shelf.
    number: usize,
    pub(super) id: String,
    /// Which world it is of, and its folder, with a slash at its end.
    pub(super) home: (Place, String),
    pub(super) header: Option<Header>,
    pub(super) header_block: Option<Block>,
    pub(super) blocks: Arc<Vec<Block>>,
    /// What it says of what somebody is.
    pub(super) of_somebody: Vec<String>,
    /// Everything found in its files.
    found: Vec<Diagnostic>,
}

impl Parsed {
    /// The pack at a place, from the texts of its files.
    fn of(place: &Found, texts: Texts) -> Parsed {
        let first = texts.first().map(|file| Span::new(file, 0, 0));
        let (mut blocks, mut found) = texts.parse();
        let (header_block, header) = take_header(&mut blocks, place, first, &mut found);
        let id = header.as_ref().map(|header| header.id.clone()).filter(|id| !id.is_empty());
        let id = place.id.clone().or(id).unwrap_or_else(|| stem(place));
        let folder = place.files.first().and_then(|file| file.rsplit_once('/'));
        let folder = folder.map_or_else(String::new, |(folder, _)| format!("{folder}/"));
        let of_somebody = of_somebody(&blocks);
        let (home, blocks) = ((place.place, folder), Arc::new(blocks));
        let number = 0;
        Parsed { number, id, home, header, header_block, blocks, of_somebody, found }
    }
}

impl Parsed {
    /// All its blocks, its header among them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().chain(&self.header_block)
    }
}

struct Loader<'l, 'w> {
    worlds: Worlds<'w>,
    sources: &'l mut SourceMap,
    shelf: &'l mut Shelf,
    /// Read packs, each after all that it extends.
    done: Vec<Arc<Parsed>>,
    /// The ids of packs being read, outermost first.
    stack: Vec<String>,
    found: Vec<Diagnostic>,
    /// Whether a pack that one of them extends is not there.
    lacks_base: bool,
}

impl<'l, 'w> Loader<'l, 'w> {
    fn new(
        (world, library): (&'w dyn World, Library),
        (sources, shelf): (&'l mut SourceMap, &'l mut Shelf),
        reference: &str,
    ) -> Self {
        Loader {
            worlds: Worlds::new(world, library, reference),
            sources,
            shelf,
            done: Vec::new(),
            stack: Vec::new(),
            found: Vec::new(),
            lacks_base: false,
        }
    }

    /// Reads a pack, and first the packs it extends.
    fn pack(&mut self, place: &Found) {
        let parsed = self.parsed(place);
        // Of the packs it extends only errors are its business.
        let own = self.stack.is_empty();
        let told = parsed.found.iter().filter(|found| own || found.severity == Severity::Error);
        self.found.extend(told.cloned());
        self.stack.push(parsed.id.clone());
        for base in parsed.header.as_ref().map_or(&[][..], |header| &header.extends) {
            self.base(base);
        }
        self.stack.pop();
        // What another pack claims is its authors' business.
        if own {
            let claims = parsed.header.iter().flat_map(|header| &header.claims);
            claims.for_each(|id| self.claimed(id));
        }
        self.done.push(parsed);
    }

    /// D0501 for a pack named by a claim that is not there.
    fn claimed(&mut self, id: &Phrase) {
        let name = tidy(id.text());
        if self.done.iter().any(|done| done.id == name) {
            return;
        }
        if let Err(Missing { message, help }) = self.worlds.by_id(&name) {
            self.found.push(Diagnostic::new(Code::D0501, id.span(), message).help(help));
        }
    }

    fn base(&mut self, base: &Extends) {
        let span = base.id.span();
        let id = tidy(base.id.text());
        if let Some(from) = self.stack.iter().position(|pack| *pack == id) {
            let path = self.stack.get(from..).unwrap_or_default().join(" → ");
            let message = format!("“{id}” extends itself: {path} → {id}");
            let help = if self.stack.last() == Some(&id) {
                "name the pack that it builds on, or take this line out; `duly packs` lists those \
                 at hand"
            } else {
                "remove one of these `extends`"
            };
            self.found.push(Diagnostic::new(Code::D0506, span, message).help(help));
            return;
        }
        if self.stack.len() >= DEEPEST {
            let message = format!("more than {DEEPEST} packs extend one another in one line");
            self.found.push(Diagnostic::new(Code::D0506, span, message));
            return;
        }
        if !self.done.iter().any(|done| done.id == id) {
            match self.worlds.by_id(&id) {
                Ok(place) => self.pack(&place),
                Err(Missing { message, help }) => {
                    self.lacks_base = true;
                    self.found.push(Diagnostic::new(Code::D0501, span, message).help(help));
                    return;
                }
            }
        }
        self.check_version(base, &id);
    }

    /// D0501 where a base has another version than the one asked for.
    fn check_version(&mut self, base: &Extends, id: &str) {
        let Some(wanted) = &base.version else { return };
        let header = self.done.iter().find(|done| done.id == id).and_then(|d| d.header.as_ref());
        let Some(header) = header.filter(|header| header.version != wanted.text()) else { return };
        let message = format!("“{id}” has no version {}", wanted.text());
        let mut wrong = Diagnostic::new(Code::D0501, wanted.span(), message);
        if header.version.is_empty() {
            wrong = wrong.help("leave the version out: it gives none");
        } else {
            wrong = wrong
                .help(format!("its version is {}", header.version))
                .fix(wanted.span(), header.version.clone());
        }
        self.found.push(wrong);
    }

    /// The pack at a place, read now or before.
    fn parsed(&mut self, place: &Found) -> Arc<Parsed> {
        if let Some(known) = self.shelf.packs.get(place) {
            return Arc::clone(known);
        }
        let texts = Texts::read(&self.worlds, self.sources, (place.place, &place.files));
        self.shelf.keep(place.clone(), Parsed::of(place, texts))
    }

    /// The names of all packs that the one at hand extends, bases first, and what is
    /// wrong with them: their notes are their authors' business.
    fn names(&mut self, mut words: Vocabulary) -> (Arc<Vocabulary>, Vec<Diagnostic>) {
        let subject = self.done.iter().rev().find_map(|pack| pack.header.as_ref()?.subject.clone());
        let subject = subject.unwrap_or_default();
        let place = place_of(self.done.last());
        words.set_subject(&subject, place);
        let (mut words, mut wrong) = (Arc::new(words), Vec::new());
        let bases = self.done.len().saturating_sub(1);
        let mut packs = Vec::with_capacity(bases);
        for pack in self.done.iter().take(bases) {
            packs.push(pack.number);
            let key = (subject.clone(), packs.clone());
            if let Some(known) = self.shelf.names.get(&key) {
                words = Arc::clone(known);
                continue;
            }
            let mut more = Vocabulary::clone(&words);
            more.place_subject(place);
            let mut found = more.declare(pack.blocks.iter());
            found.retain(|found| found.severity == Severity::Error);
            wrong.append(&mut found);
            words = Arc::new(more);
            // What is wrong has to be said of each pack that builds on them.
            if wrong.is_empty() {
                self.shelf.names.insert(key, Arc::clone(&words));
            }
        }
        (words, wrong)
    }

    /// The calendar of the nearest pack that names one, and what is wrong with it.
    fn calendar(&mut self) -> (Option<Arc<Calendar>>, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let packs = self.done.iter().rev();
        let named: Option<Phrase> =
            packs.clone().find_map(|pack| pack.header.as_ref()?.calendar.clone());
        let Some(name) = named else { return (None, found) };
        let blocks = packs.flat_map(|pack| pack.blocks.iter());
        let blocks = blocks.filter(|block| block.kind.value == BlockKind::Calendar).cloned();
        let mut calendars = Calendars {
            worlds: &self.worlds,
            blocks: blocks.collect(),
            sources: self.sources,
            shelf: self.shelf,
            found: &mut found,
            making: Vec::new(),
        };
        let calendar = calendars.resolve(&name);
        (calendar, found)
    }
}

/// Where a pack says what its cases are about.
pub(super) fn place_of(pack: Option<&Arc<Parsed>>) -> Span {
    let header = pack.and_then(|pack| pack.header_block.as_ref());
    header.map_or(Span::NOWHERE, |block| block.kind.span)
}

/// Takes the one header out of the blocks of a pack.
fn take_header(
    blocks: &mut Vec<Block>,
    place: &Found,
    first: Option<Span>,
    found: &mut Vec<Diagnostic>,
) -> (Option<Block>, Option<Header>) {
    let is_header = |block: &Block| block.kind.value == BlockKind::Pack;
    let mut headers: Vec<Block> = blocks.extract_if(.., |block| is_header(block)).collect();
    if headers.is_empty() {
        found.extend(first.map(|at| headless(place, at)));
        return (None, None);
    }
    let block = headers.remove(0);
    let at = |block: &Block| {
        if block.name.is_empty() { block.kind.span } else { block.name.span() }
    };
    for other in &headers {
        let message = "a pack has one header, and this is its second";
        let twice = Diagnostic::new(Code::D0203, at(other), message)
            .also(at(&block), "the first one")
            .help("put what it says into the first");
        found.push(twice);
    }
    let header = header::read(&block, found);
    let misplaced = place.id.as_ref().filter(|id| !header.id.is_empty() && **id != header.id);
    if let Some(id) = misplaced {
        let message =
            format!("this pack calls itself “{}” and stands where “{id}” is looked for", header.id);
        let wrong = Diagnostic::new(Code::D0501, header.span, message);
        found.push(wrong.help(format!("write `pack {id}`, or move the file")).fix(header.span, id));
    }
    (Some(block), Some(header))
}

/// The id of a pack that gives none: its file's name without its ending.
fn stem(place: &Found) -> String {
    let file = place.files.first().map_or("", String::as_str);
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

/// D0111 for files without a header.
fn headless(place: &Found, at: Span) -> Diagnostic {
    let id = place.id.clone().unwrap_or_else(|| format!("example-council/{}", stem(place)));
    Diagnostic::new(Code::D0111, at, "this pack has no header")
        .help(format!("begin it with `pack {id}`"))
}
