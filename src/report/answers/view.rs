//! A row as every format shows it: ids turned into words.

use crate::eval::{Answer, DateRange, InstanceKey, Layered, Row, Status, TriggerKey, layered};
use crate::explain::{explain, sentence};
use crate::facts::{Case, DateFact, OccurrenceId};
use crate::model::{Duty, Model};
use crate::names::{ConceptId, definite, short_ordinal};
use crate::syntax::ast::Anchor;

use super::Evaluation;

/// One row, in words.
pub(super) struct Line<'a> {
    pub(super) row: &'a Row,
    pub(super) duty: &'a Duty,
    /// It is one of several versions.
    pub(super) changes: bool,
    /// Stable while later facts arrive, and alone in its duty.
    pub(super) instance: String,
    pub(super) trigger: String,
    pub(super) who: Option<String>,
    pub(super) because: String,
    pub(super) unknown_because: Vec<String>,
    pub(super) under: Vec<Under<'a>>,
    /// One of those falls due sooner.
    pub(super) base_due_earlier: bool,
    /// The pack that has the duty, where it is not the one asked about.
    pub(super) from: Option<From<'a>>,
}

/// The pack of a duty that another extends.
#[derive(Clone, Copy)]
pub(super) struct From<'a> {
    pub(super) pack: &'a str,
    /// The pack asked about changed clauses of it.
    pub(super) changed: bool,
}

/// A duty of an upper layer that a duty implements.
pub(super) struct Under<'a> {
    /// Pack and id, as written.
    pub(super) duty: String,
    /// Its row of the same trigger, where the pack builds on the one that has it.
    pub(super) row: Option<&'a Row>,
}

impl Line<'_> {
    /// Its status; `None` is not known.
    pub(super) fn status(&self) -> Option<Status> {
        self.row.statuses.single()
    }

    /// The status as it is printed.
    pub(super) fn word(&self) -> &'static str {
        self.status().map_or("unknown", Status::word)
    }

    /// The statuses it could have, when its status is not known.
    pub(super) fn could_be(&self) -> Vec<&'static str> {
        match self.status() {
            Some(_) => Vec::new(),
            None => self.row.statuses.iter().map(Status::word).collect(),
        }
    }

    pub(super) fn fulfilled(&self) -> Option<DateRange> {
        self.row.fulfilled.map(|(day, _)| day)
    }

    pub(super) fn flags(&self) -> Vec<&'static str> {
        let mut words = self.row.flags.words();
        words.extend(self.base_due_earlier.then_some("base due earlier"));
        words
    }

    pub(super) fn sources(&self) -> Vec<&str> {
        self.duty.sources.iter().map(|source| source.text.as_str()).collect()
    }
}

/// The rows of a case, in the order of the answer.
pub(super) fn lines<'a>(of: &Evaluation<'a>, at: usize) -> Vec<Line<'a>> {
    let Some((case, answer)) = of.cases.get(at).copied() else { return Vec::new() };
    let mut lines: Vec<Line<'a>> = Vec::with_capacity(answer.rows.len());
    let nests = if of.layers { each(&answer.rows) } else { layered(of.model, &answer.rows) };
    for nest in nests {
        let Some(row) = answer.rows.get(nest.row) else { continue };
        let Some(duty) = of.model.duty(row.key.duty) else { continue };
        if !of.wants(&duty.name.value) {
            continue;
        }
        let changes = !duty.versions.is_empty();
        let duty = duty.version_at(row.version);
        let instance = instance(of.model, (case, answer), duty, (row.key, row.trigger_date));
        let taken = |name: &str| lines.iter().any(|l| l.duty.id == duty.id && l.instance == name);
        let instance = alone(instance, taken);
        lines.push(Line {
            row,
            duty,
            changes,
            instance,
            trigger: trigger(of.model, (case, answer), duty, row.key.trigger),
            who: duty.who.as_ref().map(|who| definite(of.model.vocabulary.noun(who.value))),
            because: sentence(of.model, case, row, of.as_of),
            unknown_because: to_know(of, case, row),
            under: under(of.model, answer, duty, &nest),
            base_due_earlier: nest.base_due_earlier,
            from: from(of.model, duty),
        });
    }
    lines
}

impl Evaluation<'_> {
    /// Whether a duty is among those asked for.
    pub(super) fn wants(&self, duty: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|id| id == duty)
    }
}

/// The pack that has a duty, where it is not the one asked about.
fn from<'a>(model: &'a Model, duty: &'a Duty) -> Option<From<'a>> {
    let pack = &*duty.from.pack;
    (*pack != *model.pack.id).then(|| From { pack, changed: model.is_own(duty) })
}

/// What to record for the status to be known.
fn to_know(of: &Evaluation<'_>, case: &Case, row: &Row) -> Vec<String> {
    if row.blame.is_empty() {
        return Vec::new();
    }
    explain(of.model, case, row, of.as_of).to_know
}

/// Every row for itself, with those of the layers above beside it too.
fn each(rows: &[Row]) -> Vec<Layered> {
    let alone = |row| Layered { row, under: Vec::new(), base_due_earlier: false };
    (0..rows.len()).map(alone).collect()
}

/// The duties that one implements: those with a row, nearest layer first, and those
/// of packs that this one does not build on.
fn under<'a>(
    model: &'a Model,
    answer: &'a Answer,
    duty: &'a Duty,
    nest: &Layered,
) -> Vec<Under<'a>> {
    let rows = nest.under.iter().filter_map(|at| answer.rows.get(*at));
    let mut all: Vec<Under<'a>> = rows
        .filter_map(|row| {
            let base = model.duty(row.key.duty)?;
            Some(Under { duty: full_name(base), row: Some(row) })
        })
        .collect();
    for name in &duty.implements {
        if !all.iter().any(|known| known.duty == name.value) {
            all.push(Under { duty: name.value.clone(), row: None });
        }
    }
    all
}

/// `statute/regulations/first-review`
fn full_name(duty: &Duty) -> String {
    format!("{}/{}", duty.from.pack, duty.name.value)
}

/// A case and what it came to.
pub(in crate::report) type Judged<'j> = (&'j Case, &'j Answer);

/// What an instance hangs on, as [`instance`] says it.
pub(in crate::report) fn instance_of(
    model: &Model,
    case: Judged<'_>,
    key: InstanceKey,
    on: Option<DateRange>,
) -> String {
    let of = |duty| instance(model, case, duty, (key, on));
    model.duty(key.duty).map_or_else(String::new, of)
}

/// The name of an instance, numbered where another of its duty has it already.
pub(in crate::report) fn alone(instance: String, taken: impl Fn(&str) -> bool) -> String {
    if !taken(&instance) {
        return instance;
    }
    let free = (2..).map(|n| format!("{instance} ({n})")).find(|name| !taken(name));
    free.unwrap_or(instance)
}

/// What an instance hangs on, as text that stays when later facts arrive: the
/// number of an event that may be expected; of an occurrence the name that the
/// file gives it, else its date, else its place.
fn instance(
    model: &Model,
    case: Judged<'_>,
    duty: &Duty,
    (key, on): (InstanceKey, Option<DateRange>),
) -> String {
    let words = || trigger(model, case, duty, key.trigger);
    match key.trigger {
        TriggerKey::Occurrence(id) => occurrence(model, case, id),
        TriggerKey::Period(number) => match on.and_then(DateRange::exact) {
            Some(day) => format!("{} {day}", words()),
            None => format!("{}#{number}", words()),
        },
        TriggerKey::Birthday(_) | TriggerKey::NotRecorded(_) => words(),
        TriggerKey::Date(day) if key.number > 1 && duty.recurrence.is_some() => {
            format!("{day} in stretch {}", key.number)
        }
        TriggerKey::Date(day) => day.to_string(),
        TriggerKey::Previous(id) if key.number > 1 => {
            format!("after {} in stretch {}", occurrence(model, case, id), key.number)
        }
        TriggerKey::Previous(id) => format!("after {}", occurrence(model, case, id)),
        TriggerKey::Start(n) if key.number > 1 => {
            format!("start#{n} in period {}", key.number)
        }
        TriggerKey::Start(n) => format!("start#{n}"),
        TriggerKey::Nth(n) if key.number > 1 => {
            format!("{}#{n} in period {}", words(), key.number)
        }
        TriggerKey::Nth(n) => format!("{}#{n}", words()),
    }
}

fn occurrence(model: &Model, (case, answer): Judged<'_>, id: OccurrenceId) -> String {
    let Some(found) = case.occurrence(id) else {
        let deemed = answer.derived.iter().find(|event| event.id == id);
        return deemed.map_or_else(String::new, |event| {
            format!("{} {}", model.vocabulary.noun(event.kind), event.on.first)
        });
    };
    let noun = model.vocabulary.noun(found.kind);
    if let Some(name) = &found.name {
        return format!("{noun} {name}");
    }
    if let Some(day) = found.started.and_then(DateFact::exact) {
        return format!("{noun} {day}");
    }
    if let (None, Some(day)) = (found.started, found.planned_for.and_then(DateFact::exact)) {
        return format!("{noun} planned {day}");
    }
    let before = case.events.iter().take_while(|other| other.id != id);
    format!("{noun}#{}", before.filter(|other| other.kind == found.kind).count() + 1)
}

/// The event, in the pack's words.
pub(in crate::report) fn trigger(
    model: &Model,
    (case, answer): Judged<'_>,
    duty: &Duty,
    key: TriggerKey,
) -> String {
    let noun = |id: ConceptId| model.vocabulary.noun(id).to_owned();
    let anchor = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
    let is_event = |anchor: &Anchor| matches!(anchor, Anchor::Event(_));
    match key {
        TriggerKey::Occurrence(id) | TriggerKey::Previous(id) => {
            let deemed = answer.derived.iter().find(|event| event.id == id).map(|one| one.kind);
            case.occurrence(id).map(|o| o.kind).or(deemed).map_or(String::new(), noun)
        }
        TriggerKey::Start(_) => "start of the requirement".to_owned(),
        // The birthday only says which of the events it is.
        TriggerKey::Birthday(_) if anchor.is_some_and(is_event) => {
            anchor.and_then(concept).map_or(String::new(), noun)
        }
        TriggerKey::Birthday(0) => "birth".to_owned(),
        TriggerKey::Birthday(number) => format!("{} birthday", short_ordinal(number)),
        TriggerKey::Date(_) => "date".to_owned(),
        TriggerKey::NotRecorded(kind) => noun(kind),
        TriggerKey::Period(_) | TriggerKey::Nth(_) => {
            anchor.and_then(concept).map_or(String::new(), noun)
        }
    }
}

/// The concept that an anchor names first.
fn concept(anchor: &Anchor) -> Option<ConceptId> {
    match anchor {
        Anchor::Event(event) => Some(event.event.value),
        Anchor::PeriodStart(status) | Anchor::PeriodEnd(status) => Some(status.value),
        Anchor::Earlier(first, second) | Anchor::Later(first, second, _) => {
            concept(first).or_else(|| concept(second))
        }
        Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::It => None,
    }
}

/// The title of a duty; where it has none its id, as words.
pub(in crate::report) fn title(duty: &Duty) -> String {
    duty.titled()
}
