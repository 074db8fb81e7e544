//! Checks on declarations against their uses in the duties of the pack at hand.
//!
//! In: a loaded pack. Out: names that read two ways (D0209) and duties that do not
//! exist (D0207), which are errors; and names that nothing uses (D0206) and labels
//! that were read (D0211), worth saying only when nothing is wrong. Never here:
//! what phrases mean: a name that stands in one counts as used.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::{Code, Diagnostic};
use crate::names::{Concept, ConceptId, Vocabulary, split, suggest_words, tidy};
use crate::source::{Phrase, SourceMap, Span};
use crate::syntax::phrase::split_recorded;
use crate::syntax::{self, Block, BlockKind, Carrier, Clause, ClauseKey, Item};

use super::load::Layer;
use super::locate::{Worlds, carrier};
use super::shelf::Shelf;

/// What the checks found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) errors: Vec<Diagnostic>,
    /// What is said only when there are no errors at all: an unused name is often
    /// the other half of a misspelt one.
    pub(super) late: Vec<Diagnostic>,
}

/// Checks the declarations of the first layer, marking in the vocabulary what is
/// used.
pub(super) fn check(
    layers: &[Layer],
    vocabulary: &mut Vocabulary,
    others: (&Worlds<'_>, &Shelf),
) -> Findings {
    let mut findings = Findings::default();
    let Some(own) = layers.first() else { return findings };
    let mut used = FxHashSet::default();
    let mut labels = FxHashSet::default();
    let blocks = || own.blocks.iter().chain(&own.header);
    for phrase in blocks().flat_map(|block| phrases(block, speaks)) {
        for hit in names_in(phrase, vocabulary) {
            findings.errors.extend(vocabulary.two_readings(phrase, &hit));
            let text = phrase.text().get(hit.start..hit.end).unwrap_or("");
            for (id, _) in hit.candidates {
                used.insert(id);
                // Who is in a role is a fact of its name.
                used.extend(vocabulary.holder(id));
                let note = vocabulary.label_note(id, text, phrase.at(hit.start, hit.end));
                if let Some(note) = note.filter(|_| labels.insert(id)) {
                    findings.late.push(note);
                }
            }
        }
    }
    for phrase in blocks().flat_map(|block| phrases(block, |key| key == ClauseKey::Source)) {
        let citations = split(phrase, ';');
        let found = citations.iter().filter_map(|text| vocabulary.find_document(text.text()));
        used.extend(found.map(|(id, _)| id));
    }
    used.into_iter().for_each(|id: ConceptId| vocabulary.mark_used(id));
    findings.late.extend(unused(own, vocabulary));
    findings.errors.extend(Duties::new(layers, others).missing());
    findings
}

/// The clauses whose phrases speak of events, statuses, facts, roles and papers.
fn speaks(key: ClauseKey) -> bool {
    let keys = [
        ClauseKey::Rule,
        ClauseKey::Must,
        ClauseKey::Should,
        ClauseKey::AimsTo,
        ClauseKey::Due,
        ClauseKey::Schedule,
        ClauseKey::Until,
        ClauseKey::Clock,
        ClauseKey::IfUnrecorded,
        ClauseKey::Who,
        ClauseKey::MetBy,
        ClauseKey::Applies,
        ClauseKey::Lapses,
        ClauseKey::Scope,
        ClauseKey::During,
        ClauseKey::May,
        ClauseKey::LimitTo,
        ClauseKey::Changes,
        ClauseKey::Group,
        ClauseKey::Means,
        ClauseKey::Except,
        ClauseKey::Counting,
        ClauseKey::When,
        ClauseKey::Gives,
    ];
    keys.contains(&key)
}

/// The phrases of the clauses wanted, with those of their bullets.
fn phrases(block: &Block, wanted: fn(ClauseKey) -> bool) -> Vec<&Phrase> {
    fn add<'b>(items: &'b [Item], all: &mut Vec<&'b Phrase>) {
        for item in items {
            all.push(&item.phrase);
            add(&item.items, all);
        }
    }
    let mut all = Vec::new();
    for clause in block.clauses.iter().filter(|clause| wanted(clause.key.value)) {
        all.push(&clause.phrase);
        add(&clause.items, &mut all);
    }
    all
}

/// The names in a phrase, up to where the reason of a decision begins.
fn names_in(phrase: &Phrase, vocabulary: &Vocabulary) -> Vec<crate::names::Hit> {
    let mut hits = vocabulary.find_all(phrase.text());
    if let Some(reason) = split_recorded(phrase.text()) {
        hits.retain(|hit| hit.end <= reason.start);
    }
    hits
}

/// D0206 for each name that the pack declares and no duty uses. A pack without
/// duties declares for others, and a definition is a norm of its own.
fn unused(own: &Layer, vocabulary: &Vocabulary) -> Vec<Diagnostic> {
    if own.blocks(BlockKind::Duty).next().is_none() {
        return Vec::new();
    }
    let places: FxHashSet<Span> = own
        .blocks
        .iter()
        .filter(|block| block.kind.value != BlockKind::Definition)
        .map(|block| block.name.span())
        .collect();
    let own = |concept: &&Concept| places.contains(&concept.declared);
    let concepts = vocabulary.unused().map(|(_, concept)| concept).filter(own);
    let warnings = concepts.map(|concept| {
        let message = format!("“{}” is declared and never used", concept.name);
        let sort = concept.sort().word();
        Diagnostic::new(Code::D0206, concept.declared, message)
            .help(format!("name it in a duty, or take out the block `{sort} {}`", concept.name))
    });
    warnings.collect()
}

/// The duties that `implements` may name, read as they are asked for.
struct Duties<'d, 'w> {
    layers: &'d [Layer],
    worlds: &'d Worlds<'w>,
    shelf: &'d Shelf,
    /// Pack → ids of its duties, or why there is no such pack.
    known: FxHashMap<String, Result<Vec<String>, String>>,
}

impl<'d, 'w> Duties<'d, 'w> {
    fn new(layers: &'d [Layer], (worlds, shelf): (&'d Worlds<'w>, &'d Shelf)) -> Self {
        Duties { layers, worlds, shelf, known: FxHashMap::default() }
    }

    /// D0207 for each duty that is implemented and does not exist.
    fn missing(mut self) -> Vec<Diagnostic> {
        let own = self.layers.first().map_or(&[][..], |layer| &layer.blocks[..]);
        let clauses = own.iter().flat_map(|block| block.clauses(ClauseKey::Implements));
        clauses.filter_map(|clause| self.problem(clause)).collect()
    }

    fn problem(&mut self, clause: &Clause) -> Option<Diagnostic> {
        let name = tidy(clause.phrase.text());
        if name.is_empty() {
            return None;
        }
        let span = clause.phrase.span();
        let found = Diagnostic::new(Code::D0207, span, format!("there is no duty “{name}”"));
        let Some((pack, duty)) = name.rsplit_once('/') else {
            let example = "statute/care-planning-regulations-2010/initial-review";
            return Some(found.help(format!("name its pack and its id: `{example}`")));
        };
        match self.of(pack) {
            Ok(duties) if duties.iter().any(|known| known == duty) => None,
            Ok(duties) => match suggest_words(duty, duties.iter().map(String::as_str)).first() {
                Some(near) => Some(found.help(format!("did you mean `{pack}/{near}`?"))),
                None if duties.is_empty() => Some(found.help(format!("“{pack}” has no duties"))),
                None => {
                    Some(found.help(format!("the duties of “{pack}” are {}", duties.join(", "))))
                }
            },
            Err(help) => Some(found.label(format!("there is no pack “{pack}”")).help(help.clone())),
        }
    }

    fn of(&mut self, pack: &str) -> &Result<Vec<String>, String> {
        if !self.known.contains_key(pack) {
            let read = self.read(pack);
            self.known.insert(pack.to_owned(), read);
        }
        static NONE: Result<Vec<String>, String> = Ok(Vec::new());
        self.known.get(pack).unwrap_or(&NONE)
    }

    /// The ids of a pack's duties: a pack may implement the duties of one that it
    /// does not extend.
    fn read(&self, pack: &str) -> Result<Vec<String>, String> {
        if let Some(layer) = self.layers.iter().find(|layer| layer.info.id == pack) {
            return Ok(ids(&layer.blocks));
        }
        let place = self.worlds.by_id(pack).map_err(|missing| missing.help)?;
        if let Some(known) = self.shelf.packs.get(&place) {
            return Ok(ids(&known.blocks));
        }
        let mut found = Vec::new();
        // What is wrong in that pack is said when it is checked itself.
        let mut sources = SourceMap::new();
        for path in &place.files {
            let Ok((name, text)) = self.worlds.read(place.place, path) else { continue };
            let file = sources.add(name, text.clone());
            let tree = syntax::read(file, carrier(path).unwrap_or(Carrier::Duly), &text).value;
            let blocks = tree.map_or_else(Vec::new, |tree| tree.blocks);
            found.append(&mut ids(&blocks));
        }
        Ok(found)
    }
}

/// The ids of the rules among these blocks.
fn ids(blocks: &[Block]) -> Vec<String> {
    let rules = blocks.iter().filter(|block| block.kind.value.is_rule());
    rules.map(|block| tidy(block.name.text())).collect()
}
