//! Rules that are no duties: powers, definitions, deeming rules, kinds of events, rules
//! across cases.

use super::said::capital;
use crate::analysis::aspects::members;
use crate::model::{Across, Deem, Definition, Model, Power};
use crate::names::ConceptId;
use crate::syntax::ast::{Condition, UseLimit};
use crate::syntax::print::Printer;

/// A sort of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OtherKind {
    /// What somebody may do.
    Power,
    /// What a status means.
    Definition,
    /// What counts as having happened.
    Deem,
    /// What counts as an event.
    Event,
    /// What is asked of several cases together.
    Across,
}

impl OtherKind {
    /// As it is printed: `deeming rule`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            OtherKind::Power => "power",
            OtherKind::Definition => "definition",
            OtherKind::Deem => "deeming rule",
            OtherKind::Event => "event",
            OtherKind::Across => "rule across cases",
        }
    }
}

/// A rule that the packs do not have alike. It is not said which is stricter: that shows
/// in the duties it bears upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Its sort.
    pub kind: OtherKind,
    /// Its name.
    pub name: String,
    /// What the first pack says; `None` where it has no such rule.
    pub left: Option<String>,
    /// What the second says.
    pub right: Option<String>,
    /// Of a list: what the first alone has.
    pub only_left: Vec<String>,
    /// What the second alone has.
    pub only_right: Vec<String>,
}

/// Every rule but duties that two models do not have alike.
pub(super) fn others(left: &Model, right: &Model) -> Vec<Other> {
    let mut all = Vec::new();
    events(left, right, &mut all);
    definitions(left, right, &mut all);
    deems(left, right, &mut all);
    powers(left, right, &mut all);
    across(left, right, &mut all);
    all
}

fn words(model: &Model) -> Printer<'_> {
    Printer::new(&model.vocabulary)
}

fn noun(models: (&Model, &Model), id: ConceptId) -> String {
    let own = models.0.vocabulary.noun(id);
    let own = if own.is_empty() { models.1.vocabulary.noun(id) } else { own };
    own.to_owned()
}

/// Events that stand for others, item by item.
fn events(left: &Model, right: &Model, all: &mut Vec<Other>) {
    let kinds = left.derived.kinds.iter().chain(&right.derived.kinds);
    let mut ids: Vec<ConceptId> = kinds.map(|kind| kind.event.value).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let of = |model: &Model| {
            let kind = model.derived.kinds.iter().find(|kind| kind.event.value == id);
            kind.map(|kind| words(model).kind(&kind.meaning).flat())
        };
        let meaning = |model: &Model| {
            let kind = model.derived.kinds.iter().find(|kind| kind.event.value == id);
            kind.map(|kind| kind.meaning.clone())
        };
        let (mine, theirs) = (members(left, id), members(right, id));
        if mine == theirs && meaning(left) == meaning(right) {
            continue;
        }
        let alone = |own: &[ConceptId], other: &[ConceptId]| -> Vec<String> {
            let own = own.iter().filter(|one| !other.contains(one) && **one != id);
            own.map(|one| noun((left, right), *one)).collect()
        };
        all.push(Other {
            kind: OtherKind::Event,
            name: noun((left, right), id),
            left: of(left),
            right: of(right),
            only_left: alone(&mine, &theirs),
            only_right: alone(&theirs, &mine),
        });
    }
}

fn definitions(left: &Model, right: &Model, all: &mut Vec<Other>) {
    let both = left.derived.definitions.iter().chain(&right.derived.definitions);
    let mut ids: Vec<ConceptId> = both.map(|one| one.status.value).collect();
    ids.sort_unstable();
    ids.dedup();
    let parts = |one: &Definition| -> Vec<Condition> {
        one.parts()
            .cloned()
            .chain(one.except.iter().map(|one| Condition::Not(Box::new(one.clone()))))
            .collect()
    };
    for id in ids {
        let (one, other) = (left.derived.definition(id), right.derived.definition(id));
        let same = match (one, other) {
            (Some(one), Some(other)) => {
                let (mine, theirs) = (one.versions(), other.versions());
                mine.len() == theirs.len()
                    && mine.iter().zip(theirs).all(|(one, other)| {
                        one.means == other.means
                            && one.except == other.except
                            && one.counting == other.counting
                            && one.force == other.force
                    })
            }
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if same {
            continue;
        }
        let said = |model: &Model, one: &Definition| {
            let mut said = words(model).condition(&one.means, true).flat();
            for except in &one.except {
                said.push_str(&format!("; except {}", words(model).inline(except)));
            }
            for leaving in &one.counting {
                said.push_str(&format!("; counting {}", words(model).leaving(leaving)));
            }
            said
        };
        let alone = |model: &Model, own: Option<&Definition>, other: Option<&Definition>| {
            let (Some(own), Some(other)) = (own, other) else { return Vec::new() };
            let theirs = parts(other);
            let own = parts(own).into_iter().filter(|one| !theirs.contains(one));
            own.map(|one| words(model).inline(&one)).collect()
        };
        all.push(Other {
            kind: OtherKind::Definition,
            name: noun((left, right), id),
            left: one.map(|one| said(left, one)),
            right: other.map(|other| said(right, other)),
            only_left: alone(left, one, other),
            only_right: alone(right, other, one),
        });
    }
}

fn deems(left: &Model, right: &Model, all: &mut Vec<Other>) {
    let said = |model: &Model, deem: &Deem| {
        let printer = words(model);
        let mut said =
            format!("{}: {}", printer.deemed(&deem.when), printer.given(deem.gives.value));
        for clause in &deem.applies {
            said.push_str(&format!(", {}", printer.applies(clause).flat()));
        }
        said
    };
    let same = |one: &Deem, other: &Deem| {
        one.gives == other.gives
            && one.when == other.when
            && one.applies == other.applies
            && one.scope == other.scope
            && one.force == other.force
    };
    let mut theirs: Vec<&Deem> = right.derived.deems.iter().collect();
    for one in &left.derived.deems {
        if let Some(at) = theirs.iter().position(|other| same(one, other)) {
            theirs.swap_remove(at);
            continue;
        }
        let like = theirs
            .iter()
            .position(|other| one.gives == other.gives && one.trigger == other.trigger);
        let other = like.map(|at| theirs.swap_remove(at));
        all.push(plain(
            OtherKind::Deem,
            one.name.value.clone(),
            Some(said(left, one)),
            other.map(|other| said(right, other)),
        ));
    }
    for other in theirs {
        let name = other.name.value.clone();
        all.push(plain(OtherKind::Deem, name, None, Some(said(right, other))));
    }
}

fn plain(kind: OtherKind, name: String, left: Option<String>, right: Option<String>) -> Other {
    Other { kind, name, left, right, only_left: Vec::new(), only_right: Vec::new() }
}

fn powers(left: &Model, right: &Model, all: &mut Vec<Other>) {
    let said = |model: &Model, power: &Power| {
        let printer = words(model);
        let who = match &power.who {
            Some(who) => crate::names::definite(model.vocabulary.noun(who.value)),
            None => "anybody".to_owned(),
        };
        let mut said = format!("{} may {}", capital(&who), printer.may(&power.may));
        for count in &power.counts {
            let limit = UseLimit::Count { times: count.value.times, per: count.value.per };
            said.push_str(&format!(", {}", printer.use_limit(&limit)));
        }
        if let Some(due) = power.right.as_ref().and_then(|right| right.due.as_ref()) {
            said.push_str(&format!(", {}", printer.due(due)));
        }
        for clause in &power.applies {
            said.push_str(&format!(", {}", printer.applies(clause).flat()));
        }
        said
    };
    let same = |one: &Power, other: &Power| {
        let counts = |power: &Power| power.counts.iter().map(|one| one.value).collect::<Vec<_>>();
        let dues = |power: &Power| power.right.as_ref().and_then(|right| right.due.clone());
        one.may == other.may
            && one.who == other.who
            && counts(one) == counts(other)
            && dues(one) == dues(other)
            && one.applies == other.applies
            && one.scope == other.scope
    };
    let mut theirs: Vec<&Power> = right.powers.iter().collect();
    for one in &left.powers {
        if let Some(at) = theirs.iter().position(|other| same(one, other)) {
            theirs.swap_remove(at);
            continue;
        }
        let like = theirs
            .iter()
            .position(|other| one.may == other.may || one.name.value == other.name.value);
        let other = like.map(|at| theirs.swap_remove(at));
        all.push(plain(
            OtherKind::Power,
            one.name.value.clone(),
            Some(said(left, one)),
            other.map(|other| said(right, other)),
        ));
    }
    for other in theirs {
        let name = other.name.value.clone();
        all.push(plain(OtherKind::Power, name, None, Some(said(right, other))));
    }
}

fn across(left: &Model, right: &Model, all: &mut Vec<Other>) {
    let said = |model: &Model, one: &Across| {
        let printer = words(model);
        let mut said = format!("{}: {}", printer.group(&one.group), printer.measure(&one.measure));
        for clause in &one.applies {
            said.push_str(&format!(", {}", printer.applies(clause).flat()));
        }
        said
    };
    let same = |one: &Across, other: &Across| {
        one.group == other.group
            && one.measure == other.measure
            && one.applies == other.applies
            && one.modality == other.modality
            && one.who == other.who
    };
    let mut theirs: Vec<&Across> = right.across.iter().collect();
    for one in &left.across {
        if let Some(at) = theirs.iter().position(|other| same(one, other)) {
            theirs.swap_remove(at);
            continue;
        }
        let like = theirs.iter().position(|other| {
            let sort =
                std::mem::discriminant(&one.measure) == std::mem::discriminant(&other.measure);
            one.name.value == other.name.value || one.group == other.group && sort
        });
        let other = like.map(|at| theirs.swap_remove(at));
        all.push(plain(
            OtherKind::Across,
            one.name.value.clone(),
            Some(said(left, one)),
            other.map(|other| said(right, other)),
        ));
    }
    for other in theirs {
        let name = other.name.value.clone();
        all.push(plain(OtherKind::Across, name, None, Some(said(right, other))));
    }
}
