//! Rules that are no duties: powers, definitions, deeming rules, kinds of events, rules
//! across cases.

use crate::analysis::aspects::members;
use crate::analysis::rules::{self, Compared, Packs};
use crate::model::{Across, Deem, Definition, Model, Power};
use crate::names::{ConceptId, capital};
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

/// A rule that the packs do not have alike.
#[derive(Debug, Clone)]
pub struct Other {
    /// Its sort.
    pub kind: OtherKind,
    /// Its name.
    pub name: String,
    /// How the second compares, which duties hang on it, and a case that shows it.
    pub compared: Compared,
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
pub(super) fn others(packs: &Packs<'_, '_>) -> Vec<Other> {
    let mut all = Vec::new();
    events(packs, &mut all);
    definitions(packs, &mut all);
    deems(packs, &mut all);
    powers(packs, &mut all);
    across(packs, &mut all);
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
fn events(packs: &Packs<'_, '_>, all: &mut Vec<Other>) {
    let (left, right): (&Model, &Model) = (packs.left, packs.right);
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
            compared: rules::kind(packs, id),
            left: of(left),
            right: of(right),
            only_left: alone(&mine, &theirs),
            only_right: alone(&theirs, &mine),
        });
    }
}

fn definitions(packs: &Packs<'_, '_>, all: &mut Vec<Other>) {
    let (left, right): (&Model, &Model) = (packs.left, packs.right);
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
        if one.is_none() && other.is_none() {
            continue;
        }
        let compared = rules::definition(packs, id);
        if compared.is_same() {
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
            compared,
            left: one.map(|one| said(left, one)),
            right: other.map(|other| said(right, other)),
            only_left: alone(left, one, other),
            only_right: alone(right, other, one),
        });
    }
}

fn deems(packs: &Packs<'_, '_>, all: &mut Vec<Other>) {
    let (left, right): (&Model, &Model) = (packs.left, packs.right);
    let said = |model: &Model, deem: &Deem| {
        let printer = words(model);
        let mut said =
            format!("{}: {}", printer.deemed(&deem.when), printer.given(deem.gives.value));
        for clause in &deem.applies {
            said.push_str(&format!(", {}", printer.applies(clause).flat()));
        }
        said
    };
    let like = |one: &Deem, other: &Deem| one.gives == other.gives && one.trigger == other.trigger;
    let (mine, theirs) = (&left.derived.deems, &right.derived.deems);
    for (one, other) in matched(mine, theirs, &like) {
        let compared = rules::deem(packs, one, other);
        if compared.is_same() {
            continue;
        }
        let name = one.or(other).map(|deem| deem.name.value.clone());
        let both = (one.map(|one| said(left, one)), other.map(|other| said(right, other)));
        all.extend(name.map(|name| plain(OtherKind::Deem, name, compared, both)));
    }
}

/// Rules of two packs that belong together, and those that stand alone.
fn matched<'r, T>(
    mine: &'r [T],
    theirs: &'r [T],
    like: &dyn Fn(&T, &T) -> bool,
) -> Vec<(Option<&'r T>, Option<&'r T>)> {
    let mut rest: Vec<&T> = theirs.iter().collect();
    let mut all: Vec<(Option<&T>, Option<&T>)> = Vec::new();
    for one in mine {
        let at = rest.iter().position(|other| like(one, other));
        all.push((Some(one), at.map(|at| rest.remove(at))));
    }
    all.extend(rest.into_iter().map(|other| (None, Some(other))));
    all
}

fn plain(
    kind: OtherKind,
    name: String,
    compared: Compared,
    (left, right): (Option<String>, Option<String>),
) -> Other {
    Other { kind, name, compared, left, right, only_left: Vec::new(), only_right: Vec::new() }
}

fn powers(packs: &Packs<'_, '_>, all: &mut Vec<Other>) {
    let (left, right): (&Model, &Model) = (packs.left, packs.right);
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
    for (one, other) in powers_of(packs) {
        let compared = rules::power(packs, one, other);
        if compared.is_same() {
            continue;
        }
        let name = one.or(other).map(|power| power.name.value.clone());
        let both = (one.map(|one| said(left, one)), other.map(|other| said(right, other)));
        all.extend(name.map(|name| plain(OtherKind::Power, name, compared, both)));
    }
}

/// Powers to do the same; of several, those of one name.
fn powers_of<'m>(packs: &Packs<'_, 'm>) -> Vec<(Option<&'m Power>, Option<&'m Power>)> {
    let (left, right): (&'m Model, &'m Model) = (packs.left, packs.right);
    let named = |one: &Power, other: &Power| one.may == other.may && one.name == other.name;
    let mut all = matched(&left.powers, &right.powers, &named);
    let mut alone: Vec<&'m Power> = Vec::new();
    all.retain(|(one, other)| {
        alone.extend(other.filter(|_| one.is_none()));
        one.is_some()
    });
    for (one, other) in all.iter_mut().filter(|(_, other)| other.is_none()) {
        let like = |two: &&Power| {
            one.is_some_and(|one| one.may == two.may || one.name.value == two.name.value)
        };
        *other = alone.iter().position(like).map(|at| alone.remove(at));
    }
    all.extend(alone.into_iter().map(|power| (None, Some(power))));
    all
}

fn across(packs: &Packs<'_, '_>, all: &mut Vec<Other>) {
    let (left, right): (&Model, &Model) = (packs.left, packs.right);
    let said = |model: &Model, one: &Across| {
        let printer = words(model);
        let mut said = format!("{}: {}", printer.group(&one.group), printer.measure(&one.measure));
        for clause in &one.applies {
            said.push_str(&format!(", {}", printer.applies(clause).flat()));
        }
        said
    };
    let like = |one: &Across, other: &Across| {
        let sort = std::mem::discriminant(&one.measure) == std::mem::discriminant(&other.measure);
        one.name.value == other.name.value || one.group == other.group && sort
    };
    for (one, other) in matched(&left.across, &right.across, &like) {
        let compared = rules::across(packs, one, other);
        if compared.is_same() {
            continue;
        }
        let name = one.or(other).map(|rule| rule.name.value.clone());
        let both = (one.map(|one| said(left, one)), other.map(|other| said(right, other)));
        all.extend(name.map(|name| plain(OtherKind::Across, name, compared, both)));
    }
}
