//! What a slip changed of the model: which rules decide otherwise now.
//!
//! In: two models of hardly different packs. Out: the duties that say something else,
//! and those on which that can show. What only people read (titles, notes, how binding
//! it is) decides nothing. Never here: cases.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::witness::ingredients::Ingredients;
use crate::check::hangs_on;
use crate::model::{Deem, Definition, Duty, EventKind, Kind, Model, Power};
use crate::names::ConceptId;

/// What differs between two models.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// The duties that decide otherwise, or that one of the models does not have.
    pub duties: Vec<String>,
    /// Something else does, on which any duty may rest.
    pub more: bool,
}

impl Changed {
    /// Nothing that decides a case.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.duties.is_empty() && !self.more
    }
}

/// What of a model decides otherwise than in another.
#[must_use]
pub fn changed(model: &Model, other: &Model) -> Changed {
    let mut duties: Vec<String> = Vec::new();
    let mut note = |duty: &Duty| {
        if !duties.contains(&duty.name.value) {
            duties.push(duty.name.value.clone());
        }
    };
    let others: FxHashMap<(&str, &str), &Duty> =
        other.duties.iter().map(|one| (key(one), one)).collect();
    for duty in &model.duties {
        if others.get(&key(duty)).is_none_or(|other| !same_duty(duty, other)) {
            note(duty);
        }
    }
    if model.duties.len() != other.duties.len() {
        let known: FxHashSet<(&str, &str)> = model.duties.iter().map(key).collect();
        other.duties.iter().filter(|duty| !known.contains(&key(duty))).for_each(&mut note);
    }
    let more = !all(&model.powers, &other.powers, same_power)
        || !all(&model.derived.definitions, &other.derived.definitions, same_definition)
        || !all(&model.derived.deems, &other.derived.deems, same_deem)
        || !all(&model.derived.kinds, &other.derived.kinds, same_kind)
        || model.settings != other.settings
        || !all(&model.layers, &other.layers, |one, other| one.settings == other.settings);
    Changed { duties, more }
}

fn key(duty: &Duty) -> (&str, &str) {
    (&duty.from.pack, &duty.name.value)
}

fn all<T>(these: &[T], those: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    these.len() == those.len() && these.iter().zip(those).all(|(one, other)| same(one, other))
}

/// Whether two duties decide every case alike. A part that is added to duties has to be
/// thought about here: the pattern names them all.
fn same_duty(duty: &Duty, other: &Duty) -> bool {
    let Duty {
        act,
        trigger,
        limits,
        recurrence,
        running,
        subject,
        applies,
        matching,
        act_for,
        scope,
        lapses_with_scope,
        unless_lapse,
        missing_is_allowed,
        soon,
        standing,
        force,
        version,
        versions,
        transition,
        who: _,
        id: _,
        name: _,
        title: _,
        modality: _,
        due: _,
        lapse_written: _,
        sources: _,
        notes: _,
        reason: _,
        implements: _,
        sentence: _,
        from: _,
    } = duty;
    *act == other.act
        && *trigger == other.trigger
        && *limits == other.limits
        && *recurrence == other.recurrence
        && *running == other.running
        && *subject == other.subject
        && *applies == other.applies
        && *matching == other.matching
        && *act_for == other.act_for
        && *scope == other.scope
        && *lapses_with_scope == other.lapses_with_scope
        && *unless_lapse == other.unless_lapse
        && *missing_is_allowed == other.missing_is_allowed
        && *soon == other.soon
        && *standing == other.standing
        && *force == other.force
        && *version == other.version
        && all(versions, &other.versions, same_duty)
        && *transition == other.transition
}

fn same_power(one: &Power, other: &Power) -> bool {
    let right = match (&one.right, &other.right) {
        (None, None) => true,
        (Some(one), Some(other)) => same_duty(one, other),
        (None, Some(_)) | (Some(_), None) => false,
    };
    right
        && one.name == other.name
        && one.may == other.may
        && one.counts == other.counts
        && all(&one.effects, &other.effects, |one, other| {
            one.duty == other.duty && one.kind == other.kind
        })
        && one.applies == other.applies
        && one.force == other.force
        && one.scope == other.scope
}

fn same_definition(one: &Definition, other: &Definition) -> bool {
    one.status == other.status
        && one.means == other.means
        && one.except == other.except
        && one.counting == other.counting
        && one.force == other.force
        && all(&one.versions, &other.versions, same_definition)
}

fn same_deem(one: &Deem, other: &Deem) -> bool {
    one.name == other.name
        && one.trigger == other.trigger
        && one.until == other.until
        && one.when == other.when
        && one.gives == other.gives
        && one.applies == other.applies
        && one.scope == other.scope
        && one.force == other.force
}

fn same_kind(one: &EventKind, other: &EventKind) -> bool {
    one.event == other.event && one.meaning == other.meaning
}

/// Which duties can come out otherwise when others do.
#[derive(Debug, Default)]
pub(super) struct Hanging {
    /// By the id as written: the duties that rest on it.
    on: FxHashMap<String, Vec<String>>,
}

impl Hanging {
    pub(super) fn of(model: &Model) -> Hanging {
        let mut on: FxHashMap<String, Vec<String>> = FxHashMap::default();
        let acts = |duty: &Duty| -> Vec<ConceptId> {
            duty.act.parts.iter().map(|part| part.event.value).collect()
        };
        let by_act: Vec<(&str, Vec<ConceptId>)> =
            model.duties.iter().map(|duty| (duty.name.value.as_str(), acts(duty))).collect();
        for duty in &model.duties {
            let name = &duty.name.value;
            for other in hangs_on(duty) {
                let other = other.rsplit('/').next().unwrap_or(&other).to_owned();
                on.entry(other).or_default().push(name.clone());
            }
            // What leads up to an event expects it by the day on which it is due.
            if duty.limits.iter().any(|limit| limit.kind == Kind::Lead) {
                let awaited = Ingredients::of(model, duty).events;
                for (other, acts) in &by_act {
                    if acts.iter().any(|act| awaited.iter().any(|(event, _)| event == act)) {
                        on.entry((*other).to_owned()).or_default().push(name.clone());
                    }
                }
            }
        }
        Hanging { on }
    }

    /// These duties and all that hang on them.
    pub(super) fn with(&self, duties: &[String]) -> FxHashSet<String> {
        let mut found: FxHashSet<String> = FxHashSet::default();
        let mut left: Vec<String> = duties.to_vec();
        while let Some(name) = left.pop() {
            let more = self.on.get(&name);
            if found.insert(name) {
                left.extend(more.into_iter().flatten().cloned());
            }
        }
        found
    }
}
