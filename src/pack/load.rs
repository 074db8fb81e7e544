//! Loading: from a reference to everything a pack can name.
//!
//! In: a world, the library, and the id or path of a pack. Out: its vocabulary,
//! calendar, settings and blocks, and those of the packs it extends. Never here:
//! what the clauses of duties say.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Outcome, Severity, has_errors};
use crate::model::{Citation, PackInfo, Register, Settings};
use crate::names::{Vocabulary, tidy};
use crate::source::{FileId, Phrase, SourceMap, Span};
use crate::syntax::{self, Block, BlockKind, Carrier, Clause};
use crate::time::Calendar;

use super::calendars::Calendars;
use super::header::{self, Extends, Header};
use super::library::Library;
use super::locate::{Found, Missing, Place, Worlds, carrier};
use super::patch::{self, Patched};
use super::provenance;
use super::world::World;
use super::{declarations, hash};

/// How many packs may extend one another in one line.
const DEEPEST: usize = 32;

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
    pub blocks: Vec<Block>,
    /// The ids of the packs it extends itself, as written.
    pub extends: Vec<String>,
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
    load_beside(world, library, sources, (reference, &Vocabulary::default()))
}

/// The same for a pack that is compared with others: a concept that the vocabulary
/// given knows keeps its id ([`Vocabulary::beside`]).
pub fn load_beside(
    world: &dyn World,
    library: Library,
    sources: &mut SourceMap,
    (reference, others): (&str, &Vocabulary),
) -> Outcome<Loaded> {
    let worlds = Worlds::new(world, library, reference);
    let found = match worlds.find(reference) {
        Ok(found) => found,
        Err(missing) => {
            return Outcome { value: None, diagnostics: vec![nowhere(missing)] };
        }
    };
    let mut loader = Loader {
        worlds,
        sources,
        done: Vec::new(),
        stack: Vec::new(),
        found: Vec::new(),
        lacks_base: false,
        names: Vocabulary::beside(others),
    };
    loader.pack(&found);
    let mut value = loader.assemble();
    if let Some(loaded) = &mut value {
        loaded.lacks_base = loader.lacks_base;
        if has_errors(&loader.found) {
            loaded.late.clear();
        }
    }
    Outcome { value, diagnostics: loader.found }
}

fn nowhere(missing: Missing) -> Diagnostic {
    Diagnostic::nowhere(Code::D0501, missing.message).help(missing.help)
}

/// A pack whose files are read, before its names are declared.
struct Parsed {
    id: String,
    /// Which world it is of, and its folder, with a slash at its end.
    home: (Place, String),
    header: Option<Header>,
    header_block: Option<Block>,
    blocks: Vec<Block>,
}

struct Loader<'l> {
    worlds: Worlds<'l>,
    sources: &'l mut SourceMap,
    /// Read packs, each after all that it extends.
    done: Vec<Parsed>,
    /// The ids of packs being read, outermost first.
    stack: Vec<String>,
    found: Vec<Diagnostic>,
    /// Whether a pack that one of them extends is not there.
    lacks_base: bool,
    /// The vocabulary to begin with.
    names: Vocabulary,
}

impl Loader<'_> {
    /// Reads a pack, and first the packs it extends.
    fn pack(&mut self, place: &Found) {
        let parsed = self.parse(place);
        self.stack.push(parsed.id.clone());
        for base in parsed.header.as_ref().map_or(&[][..], |header| &header.extends) {
            self.base(base);
        }
        self.stack.pop();
        self.done.push(parsed);
    }

    fn base(&mut self, base: &Extends) {
        let span = base.id.span();
        let id = tidy(base.id.text());
        if let Some(from) = self.stack.iter().position(|pack| *pack == id) {
            let path = self.stack.get(from..).unwrap_or_default().join(" → ");
            let message = format!("“{id}” extends itself: {path} → {id}");
            let help = "remove one of these `extends`";
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

    /// Reads the files of one pack.
    fn parse(&mut self, place: &Found) -> Parsed {
        let mut blocks = Vec::new();
        let mut first = None;
        let before = self.found.len();
        for path in &place.files {
            let (name, text) = match self.worlds.read(place.place, path) {
                Ok(read) => read,
                Err(error) => {
                    let message = format!("`{path}` cannot be read: {error}");
                    self.found.push(Diagnostic::nowhere(Code::D0112, message));
                    continue;
                }
            };
            let file = self.sources.add(name, text.clone());
            first.get_or_insert(Span::new(file, 0, 0));
            let read = syntax::read(file, carrier(path).unwrap_or(Carrier::Duly), &text);
            self.found.extend(read.diagnostics);
            blocks.extend(read.value.map_or_else(Vec::new, |tree| tree.blocks));
        }
        let (header_block, header) = self.header(&mut blocks, place, first);
        if !self.stack.is_empty() {
            self.only_errors(before);
        }
        let id = header.as_ref().map(|header| header.id.clone()).filter(|id| !id.is_empty());
        let id = place.id.clone().or(id).unwrap_or_else(|| stem(place));
        let folder = place.files.first().and_then(|file| file.rsplit_once('/'));
        let folder = folder.map_or_else(String::new, |(folder, _)| format!("{folder}/"));
        Parsed { id, home: (place.place, folder), header, header_block, blocks }
    }

    /// Takes the one header out of the blocks of a pack.
    fn header(
        &mut self,
        blocks: &mut Vec<Block>,
        place: &Found,
        first: Option<Span>,
    ) -> (Option<Block>, Option<Header>) {
        let is_header = |block: &Block| block.kind.value == BlockKind::Pack;
        let mut headers: Vec<Block> = blocks.extract_if(.., |block| is_header(block)).collect();
        if headers.is_empty() {
            self.found.extend(first.map(|at| headless(place, at)));
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
            self.found.push(twice);
        }
        let header = header::read(&block, &mut self.found);
        let misplaced = place.id.as_ref().filter(|id| !header.id.is_empty() && **id != header.id);
        if let Some(id) = misplaced {
            let message = format!(
                "this pack calls itself “{}” and stands where “{id}” is looked for",
                header.id
            );
            let found = Diagnostic::new(Code::D0501, header.span, message);
            self.found.push(
                found.help(format!("write `pack {id}`, or move the file")).fix(header.span, id),
            );
        }
        (Some(block), Some(header))
    }

    /// Keeps only the errors among what was found since `before`.
    fn only_errors(&mut self, before: usize) {
        let recent = self.found.split_off(before.min(self.found.len()));
        self.found.extend(recent.into_iter().filter(|found| found.severity == Severity::Error));
    }

    /// Puts the packs together once all are read.
    fn assemble(&mut self) -> Option<Loaded> {
        let mut vocabulary = self.vocabulary();
        let calendar = self.calendar();
        let done = std::mem::take(&mut self.done);
        let all = done.iter().flat_map(|pack| pack.blocks.iter().chain(&pack.header_block));
        let whole = hash::of(all, calendar.as_deref());
        let homes: Vec<(Place, String)> = done.iter().rev().map(|pack| pack.home.clone()).collect();
        let mut layers: Vec<Layer> = done.into_iter().map(layer).collect();
        layers.reverse();
        let first = layers.first()?;
        let info = PackInfo { hash: whole, ..first.info.clone() };
        let settings = first.settings;
        let findings = declarations::check(&layers, &mut vocabulary, &self.worlds);
        self.found.extend(findings.errors);
        let mut patched = patch::patched(&layers);
        self.found.append(&mut patched.errors);
        let own = layers.first().map_or(&[][..], |layer| &layer.blocks);
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
            late,
            lacks_base: false,
        })
    }

    /// One vocabulary: bases first, then the pack at hand. Labels of bases are
    /// read, so that their phrases can be; only the pack's own are printed.
    fn vocabulary(&mut self) -> Vocabulary {
        let mut vocabulary = std::mem::take(&mut self.names);
        let subject = self.done.iter().rev().find_map(|pack| pack.header.as_ref()?.subject.clone());
        let place = self.done.last().and_then(|pack| pack.header_block.as_ref());
        let place = place.map_or_else(|| Span::new(FileId::NONE, 0, 0), |block| block.kind.span);
        vocabulary.set_subject(&subject.unwrap_or_default(), place);
        let own = self.done.len().saturating_sub(1);
        for index in 0..self.done.len() {
            let before = self.found.len();
            let blocks = self.done.get(index).map_or(&[][..], |pack| &pack.blocks);
            let found = vocabulary.declare(blocks);
            self.found.extend(found);
            if index != own {
                self.only_errors(before);
            }
        }
        vocabulary.note_articles(self.done.iter().flat_map(|pack| &pack.blocks));
        for (index, pack) in self.done.iter().enumerate().rev() {
            let found = vocabulary.label(&pack.blocks, index == own);
            self.found.extend(found);
        }
        vocabulary
    }

    /// The calendar of the nearest pack that names one.
    fn calendar(&mut self) -> Option<Arc<Calendar>> {
        let packs = self.done.iter().rev();
        let name: Phrase = packs.clone().find_map(|pack| pack.header.as_ref()?.calendar.clone())?;
        let blocks = packs.flat_map(|pack| pack.blocks.iter());
        let blocks = blocks.filter(|block| block.kind.value == BlockKind::Calendar).cloned();
        let mut calendars = Calendars {
            worlds: &self.worlds,
            blocks: blocks.collect(),
            sources: self.sources,
            found: &mut self.found,
            making: Vec::new(),
        };
        calendars.resolve(&name)
    }
}

/// A layer of a pack that was read.
fn layer(pack: Parsed) -> Layer {
    let hash = hash::of(pack.blocks.iter().chain(&pack.header_block), None);
    let mut layer = Layer {
        info: PackInfo {
            title: pack.id.clone(),
            id: pack.id,
            version: String::new(),
            in_force_from: None,
            in_force_until: None,
            verified: None,
            hash,
        },
        header: pack.header_block,
        settings: Settings::default(),
        scope: None,
        applies: Vec::new(),
        blocks: pack.blocks,
        extends: Vec::new(),
    };
    if let Some(header) = pack.header {
        let info = &mut layer.info;
        info.title = header.title.unwrap_or_else(|| info.id.clone());
        info.version = header.version;
        (info.in_force_from, info.in_force_until) = (header.in_force.from, header.in_force.until);
        info.verified = header.verified;
        layer.settings = header.settings;
        layer.scope = header.scope;
        layer.applies = header.applies;
        layer.extends = header.extends.iter().map(|base| tidy(base.id.text())).collect();
    }
    layer
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
