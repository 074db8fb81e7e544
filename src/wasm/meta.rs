//! What a module says of itself, for whoever has nothing but the module.
//!
//! In: what it was made from. Out: JSON in its custom section, and back. Never here: code.

use serde::{Deserialize, Serialize};

use super::plan::{Column, HEAD, Plan};
use super::{COLUMN_NAMES, Held, UNDECIDED};
use crate::eval::Status;
use crate::model::DutyId;
use crate::names::{ConceptId, FactType};

/// The version of the layout that a module has.
pub const ABI: u32 = 1;

/// What a module says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The version of the layout.
    pub abi: u32,
    /// The id of the pack.
    pub pack: String,
    /// What people call it.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The fingerprint of all that it means.
    pub hash: String,
    /// The calendar it counts by, with its first and last day; empty where it has none.
    pub calendar: String,
    /// The days that the calendar lists, as numbers.
    pub listed: Option<(i32, i32)>,
    /// How many words the table of columns has.
    pub words: u32,
    /// The columns that the caller lays into memory.
    pub columns: Vec<ColumnAt>,
    /// The columns of rows, in the order of their table.
    pub rows: Vec<String>,
    /// Statuses by the bit that stands for each.
    pub statuses: Vec<String>,
    /// The bit that says: not decided by this module.
    pub undecided: i32,
    /// The duties it holds.
    pub duties: Vec<DutyAt>,
    /// The ids of those it does not hold; not in the module.
    #[serde(skip)]
    pub left: Vec<String>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Days of events: 2 words, where entries begin and their days.
    Event,
    /// Periods of a status: 3 words, where entries begin, first days, ends.
    Period,
    /// A fact of the case: 3 words, where entries begin, from which days, values.
    Fact,
}

/// A column that the caller lays into memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnAt {
    /// What it holds.
    pub what: What,
    /// The name of the event, status or fact.
    pub name: String,
    /// The word of the table at which it begins.
    pub word: u32,
    /// Of a fact the values that its numbers stand for; else nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub values: String,
    /// Which concept it is in the vocabulary of the pack.
    #[serde(skip)]
    pub concept: Option<ConceptId>,
}

/// What the key of a row says of the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Key {
    /// The entry of its trigger, from 0, in the run of its case of the column named beside.
    Occurrence,
    /// The period that triggers it, from 1.
    Period,
    /// The birthday.
    Birthday,
    /// The day.
    Date,
    /// Which occurrence of its anchor in the scope period.
    Nth,
}

/// A duty that a module holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyAt {
    /// Its number in rows.
    pub number: u32,
    /// Its id.
    pub id: String,
    /// What its key in rows is.
    pub key: Key,
    /// The columns that it reads, by their places; not in the module.
    #[serde(skip)]
    pub reads: Vec<usize>,
}

impl Meta {
    /// As it stands in the section.
    #[must_use]
    pub fn json(&self) -> String {
        // Nothing in it can fail to be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What the section of a module says; `None` where it cannot be read.
#[must_use]
pub fn meta_of(section: &[u8]) -> Option<Meta> {
    serde_json::from_slice(section).ok()
}

pub(super) fn of(plan: &Plan<'_>, duties: &[Held], left: &[(DutyId, String)]) -> Meta {
    let model = plan.model.model();
    let info = &model.pack;
    let name = |id: DutyId| model.duty(id).map_or("", |duty| duty.name.value.as_str()).to_owned();
    let statuses = Status::ALL.iter().map(|status| status.word().to_owned());
    Meta {
        abi: ABI,
        pack: info.id.clone(),
        title: info.title.clone(),
        version: info.version.clone(),
        hash: info.hash.clone(),
        calendar: plan.calendar.map_or("", |calendar| calendar.id()).to_owned(),
        listed: plan.calendar.map(|one| (one.first().number(), one.last().number())),
        words: plan.words().max(HEAD),
        columns: plan
            .columns
            .iter()
            .map(|(column, word)| column_at(plan, *column, *word))
            .collect(),
        rows: COLUMN_NAMES.iter().map(|name| (*name).to_owned()).collect(),
        statuses: statuses.collect(),
        undecided: UNDECIDED,
        duties: duties
            .iter()
            .map(|held| DutyAt {
                number: held.id.0,
                id: name(held.id),
                key: key(plan, held.id),
                reads: held.reads.clone(),
            })
            .collect(),
        left: left.iter().map(|(id, _)| name(*id)).collect(),
    }
}

/// What the key of a row of a duty is.
fn key(plan: &Plan<'_>, id: DutyId) -> Key {
    use crate::ir::{Starts, Trigger};
    match plan.ir.duty(id).map(|duty| &duty.trigger) {
        Some(Trigger::On(Starts::Each(..) | Starts::EachFrom(..))) => Key::Occurrence,
        Some(Trigger::On(Starts::StartOf(_) | Starts::EndOf(_))) => Key::Period,
        Some(Trigger::On(Starts::Birthday(_))) => Key::Birthday,
        Some(Trigger::On(Starts::Fixed(_))) => Key::Date,
        Some(Trigger::On(_) | Trigger::Before { .. }) | None => Key::Nth,
    }
}

fn column_at(plan: &Plan<'_>, column: Column, word: u32) -> ColumnAt {
    let (what, concept) = match column {
        Column::Kind(at) => (What::Event, plan.ir.kind(at).map(|kind| kind.concept)),
        Column::Status(at) => (What::Period, plan.ir.status(at).map(|status| status.concept)),
        Column::Fact(fact) => (What::Fact, Some(fact)),
    };
    let found = concept.and_then(|concept| plan.model.vocabulary.get(concept));
    let info = found.and_then(|concept| concept.fact());
    let values = match info.map(|info| &info.ty) {
        Some(FactType::YesNo) => "no, yes".to_owned(),
        Some(FactType::OneOf(words)) => words.join(", "),
        Some(FactType::Number) => "itself".to_owned(),
        Some(FactType::Decimal) => "thousandths".to_owned(),
        Some(FactType::Date | FactType::Name) | None => String::new(),
    };
    let name = found.map_or("", |concept| concept.name.as_str()).to_owned();
    ColumnAt { what, name, word, values, concept }
}
