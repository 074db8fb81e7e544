//! A pack as a document: each rule a plain sentence with its source.
//!
//! In: a model. Out: a [`Page`], and that as Markdown or as HTML that stands alone.
//! Never here: what a rule means for a case.

mod html;
mod markdown;
mod sentences;

pub use html::html;
pub use markdown::markdown;

use crate::model::{Model, Patch};
use crate::names::{Concept, capital};
use crate::source::SourceMap;
use crate::syntax::{Block, BlockKind};

/// A pack as it is read.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Its id.
    pub id: String,
    /// What there is to say of all of it: version, time in force, what it builds on.
    pub facts: Vec<(String, String)>,
    /// Its own words: what the packs it builds on say, and what it says.
    pub words: Vec<(String, String)>,
    /// Its rules, in the order of its files.
    pub sections: Vec<Section>,
    /// What it does to rules of the packs it builds on: the rule, what it says now, and why.
    pub patches: Vec<(String, String, String)>,
}

/// A part of a page.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Its rules.
    pub entries: Vec<Entry>,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its title; its id as words where it has none.
    pub title: String,
    /// What it is: `duty`.
    pub kind: &'static str,
    /// What it says.
    pub sentence: String,
    /// The bullets of what it says.
    pub items: Vec<String>,
    /// What else there is: values with their dates, conditions, source, reason.
    pub facts: Vec<(String, String)>,
}

/// A pack as a page. `map` knows the names of its files.
#[must_use]
pub fn page(model: &Model, map: &SourceMap) -> Page {
    let own = |(pack, block): &&(std::sync::Arc<str>, Block)| {
        **pack == *model.pack.id && block.kind.value.is_rule()
    };
    let rules: Vec<&Block> = model.articles.iter().filter(own).map(|(_, block)| block).collect();
    let mut files: Vec<_> = rules.iter().map(|block| block.span.0.file()).collect();
    files.dedup();
    let mut sections: Vec<Section> = Vec::new();
    for block in rules {
        let heading = if files.len() > 1 {
            file_heading(map.name(block.span.0.file()))
        } else if block.kind.value == BlockKind::Definition {
            "Definitions".to_owned()
        } else {
            "Rules".to_owned()
        };
        let entry = sentences::entry(model, block);
        match sections.last_mut().filter(|last| last.heading == heading) {
            Some(last) => last.entries.push(entry),
            None => sections.push(Section { heading, entries: vec![entry] }),
        }
    }
    Page {
        title: model.pack.title.clone(),
        id: model.pack.id.clone(),
        facts: facts(model),
        words: model.vocabulary.iter().filter_map(|(_, concept)| own_words(concept)).collect(),
        sections,
        patches: patches(model),
    }
}

/// `Care planning and review` of `…/03-care-planning-and-review.duly`.
fn file_heading(path: &str) -> String {
    let name = path.rsplit(['/', ':']).next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words = stem.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').replace('-', " ");
    capital(if words.is_empty() { stem } else { &words })
}

fn facts(model: &Model) -> Vec<(String, String)> {
    let pack = &model.pack;
    let mut facts = vec![("Pack".to_owned(), pack.id.clone())];
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            facts.push((name.to_owned(), value));
        }
    };
    add("Version", pack.version.clone());
    let force =
        crate::syntax::force::Force { from: pack.in_force_from, until: pack.in_force_until };
    add("In force", force.words());
    add("Verified", pack.verified.map_or_else(String::new, crate::time::Day::long));
    let own = model.layers.first().map_or(&[][..], |layer| &layer.extends);
    let bases = model.layers.iter().filter(|layer| own.contains(&layer.info.id));
    let bases: Vec<String> =
        bases.map(|layer| format!("{} ({})", layer.info.title, layer.info.id)).collect();
    add("Builds on", bases.join("; "));
    add("Working days", model.calendar.as_ref().map_or_else(String::new, |c| c.title().to_owned()));
    facts
}

/// The pack's own words for a concept.
fn own_words(concept: &Concept) -> Option<(String, String)> {
    let label = concept.label.as_ref()?;
    let own = label.singular.as_deref().or(label.verb.as_deref())?;
    (own != concept.name).then(|| (concept.name.clone(), own.to_owned()))
}

/// The clauses that a change replaces, beside what it says of itself.
fn changed(patch: &Patch) -> Vec<&str> {
    let of_itself = ["reason", "departs from", "note"];
    let clauses = patch.clauses.iter().map(String::as_str);
    clauses.filter(|clause| !of_itself.contains(clause)).collect()
}

fn patches(model: &Model) -> Vec<(String, String, String)> {
    let own = model.patches.iter().filter(|patch| *patch.by == *model.pack.id);
    let said = own.map(|patch| {
        let rule = model.articles.iter().find(|(pack, block)| {
            *pack == patch.pack && crate::names::tidy(block.name.text()) == patch.rule
        });
        let rule = rule.filter(|_| !patch.removed).map(|(_, block)| sentences::entry(model, block));
        let what = match &rule {
            None => "left out".to_owned(),
            Some(now) => {
                let said = sentences::whole_sentence(now);
                match changed(patch).as_slice() {
                    [] => said,
                    clauses => format!("{said} Changed: {}.", clauses.join(", ")),
                }
            }
        };
        let full = format!("{}/{}", patch.pack, patch.rule);
        let name = rule.map_or_else(|| full.clone(), |now| format!("{} ({full})", now.title));
        let mut why = patch.reason.clone().unwrap_or_default();
        if !patch.departs.is_empty() {
            let places: Vec<&str> = patch.departs.iter().map(|one| one.text.as_str()).collect();
            let gap = if why.is_empty() { "" } else { "; " };
            why = format!("{why}{gap}departs from {}", places.join("; "));
        }
        (name, what, why)
    });
    said.collect()
}
