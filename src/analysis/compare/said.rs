//! Duties and their parts in the words of their packs.

use crate::analysis::align::full_id;
use crate::analysis::aspects::Norm;
use crate::model::{Duty, DutyId, Match, Modality, Model, Recurrence, Scope};
use crate::names::{capital, definite};
use crate::syntax::ast::{ActPart, Needed};
use crate::syntax::print::Printer;

/// A duty, as readers know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its place in its model.
    pub id: DutyId,
    /// Its id.
    pub name: String,
    /// The pack it was written in.
    pub pack: String,
    /// Its title; its id as words where it has none.
    pub title: String,
    /// What is to be done, on one line.
    pub act: String,
    /// By when, in short words.
    pub limit: String,
    /// What it cites.
    pub sources: Vec<String>,
}

impl Named {
    /// Its pack and its id.
    #[must_use]
    pub fn full(&self) -> String {
        format!("{}/{}", self.pack, self.name)
    }
}

/// A duty of a model, as readers know it.
pub(super) fn named(model: &Model, duty: &Duty) -> Named {
    let words = Printer::new(&model.vocabulary);
    debug_assert!(full_id(duty).ends_with(&duty.name.value));
    Named {
        id: duty.id,
        name: duty.name.value.clone(),
        pack: duty.from.pack.to_string(),
        title: capital(&duty.titled()),
        act: act(words, duty),
        limit: limit(words, duty),
        sources: duty.sources.iter().map(|source| source.text.clone()).collect(),
    }
}

/// Prints what is made of the names of both: of packs opened together the later knows
/// the names of the earlier.
pub(super) fn wider<'m>(left: Norm<'m>, right: Norm<'m>) -> Printer<'m> {
    let more = right.model.vocabulary.len() >= left.model.vocabulary.len();
    if more { right.words() } else { left.words() }
}

pub(super) fn act(words: Printer<'_>, duty: &Duty) -> String {
    match &duty.standing {
        Some(standing) => words.holding(&standing.holding),
        None => words.act(&duty.act).flat(),
    }
}

/// By when: `within 3 months of the first review`.
pub(super) fn limit(words: Printer<'_>, duty: &Duty) -> String {
    if let Some(standing) = &duty.standing {
        return format!("all through {}", words.during(&standing.during));
    }
    if let Some(schedule) = duty.recurrence.as_ref().and_then(Recurrence::schedule) {
        return words.schedule(schedule);
    }
    match &duty.due {
        Some(due) => words.due(due),
        None => "no time is given".to_owned(),
    }
}

pub(super) fn modality(duty: &Duty) -> String {
    match duty.modality {
        Modality::Must => "must",
        Modality::Should => "should",
        Modality::Aims => "aims to",
    }
    .to_owned()
}

pub(super) fn who(norm: Norm<'_>) -> String {
    match &norm.duty.who {
        Some(who) => definite(norm.model.vocabulary.noun(who.value)),
        None => "nobody in particular".to_owned(),
    }
}

/// When it applies: each clause on one line.
pub(super) fn applies(norm: Norm<'_>) -> Vec<String> {
    norm.duty.applies.iter().map(|clause| norm.words().applies(clause).flat()).collect()
}

pub(super) fn matching(norm: Norm<'_>) -> String {
    match &norm.duty.matching {
        Match::Nth(n) => format!("met by the {} in its stretch", crate::names::ordinal(*n)),
        Match::Next => "met by the next one".to_owned(),
        Match::LatestBefore => "met by the latest one in time".to_owned(),
        Match::OldestFirst => "met by the first one that no other deadline has used".to_owned(),
        Match::CompletionOfTrigger => "met by the completion of what starts it".to_owned(),
    }
}

/// How it ends undone.
pub(super) fn closing(norm: Norm<'_>) -> String {
    let duty = norm.duty;
    let words = &norm.model.vocabulary;
    let stretch = match duty.scope {
        Scope::WholeRecord => None,
        Scope::EachPeriod(status) => Some(format!("a period {}", words.noun(status))),
        Scope::EachEvent(event) => Some(format!("what each {} begins", words.noun(event))),
    };
    let mut said = match (duty.lapses_with_scope, stretch) {
        (true, Some(stretch)) => format!("lapses at the end of {stretch}"),
        (true, None) | (false, _) => "never lapses".to_owned(),
    };
    let unless = duty.unless_lapse.iter().map(|one| norm.words().inline(one));
    let unless: Vec<String> = unless.collect();
    if !unless.is_empty() {
        said.push_str(&format!(" unless {}", unless.join(" or ")));
    }
    if let Some(until) = &duty.running.until {
        said.push_str(&format!(", until {}", norm.words().anchor(&until.value)));
    }
    if duty.missing_is_allowed {
        said.push_str(", and silence is allowed");
    }
    said
}

pub(super) fn clocks(norm: Norm<'_>) -> String {
    let all = norm.duty.running.clocks.iter().map(|clock| norm.words().clock(&clock.value));
    let mut all: Vec<String> = all.collect();
    all.extend(norm.duty.running.unrecorded.iter().map(|one| norm.words().unrecorded(&one.value)));
    if all.is_empty() { "no clause".to_owned() } else { all.join("; ") }
}

/// One part of an act: `the care plan, if …`.
pub(super) fn part(norm: Norm<'_>, part: &ActPart) -> String {
    let mut alone = norm.duty.act.clone();
    alone.parts = vec![part.clone()];
    let printed = norm.words().act(&alone);
    match (printed.items.first(), &part.object) {
        (Some(item), Some(_)) => item.phrase.clone(),
        (Some(item), None) => item.flat(),
        (None, _) => printed.flat(),
    }
}

/// Whether not all parts of its act are needed.
pub(super) fn is_choice(duty: &Duty) -> bool {
    duty.act.needed != Needed::All
}

/// Whether its act is a list.
pub(super) fn is_list(duty: &Duty) -> bool {
    duty.act.parts.len() > 1
}
