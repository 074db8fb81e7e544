//! What a module says of itself, for whoever has nothing but the module.
//!
//! In: what it was made from. Out: JSON in its custom section, and back. Never here: code.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::plain::Plain;
use super::plan::{Column, HEAD, Plan, number};
use super::tests_of::values;
use super::{MARKED, ROWS, UNDECIDED};
use crate::check::Checked;
use crate::eval::{Flags, Status};
use crate::ir::{Ir, KindAt, Starts, Trigger, Uses};
use crate::model::DutyId;
use crate::names::ConceptId;

/// The version of the layout that a module has.
pub const ABI: u32 = 3;

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
    /// The columns of rows, in the order of their table, each with the bytes of its numbers.
    pub rows: Vec<(String, u32)>,
    /// Statuses by the bit that stands for each.
    pub statuses: Vec<String>,
    /// The bit that says: not decided by this module.
    pub undecided: i32,
    /// Marks by the bit of the flags that stands for each; those above are the module's own.
    pub marks: Vec<String>,
    /// How many duties, from the first on, have their rows one duty after another.
    pub plain: u32,
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
    /// A fact of an event: 1 word, a value for each entry of that.
    Detail,
}

/// A column that the caller lays into memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnAt {
    /// What it holds.
    pub what: What,
    /// The name of the event, status or fact.
    pub name: String,
    /// The word of the table at which it begins.
    pub word: u32,
    /// Of a fact the values that its numbers stand for; else nothing.
    pub values: String,
    /// Of a fact of an event the name of that; else nothing.
    pub of: String,
    /// Which concept it is in the vocabulary of the pack; not in the module.
    pub concept: Option<ConceptId>,
    /// Which event it is a fact of; not in the module.
    pub beside: Option<ConceptId>,
}

/// As it stands in the section: a list, as long as it has to be.
impl Serialize for ColumnAt {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.what {
            What::Event | What::Period => (self.what, &self.name, self.word).serialize(to),
            What::Fact => (self.what, &self.name, self.word, &self.values).serialize(to),
            What::Detail => {
                (self.what, &self.name, self.word, &self.values, &self.of).serialize(to)
            }
        }
    }
}

impl<'de> Deserialize<'de> for ColumnAt {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<ColumnAt, D::Error> {
        let all = Vec::<serde_json::Value>::deserialize(from)?;
        let lacking = || D::Error::custom("a column is too short");
        let text = |at: usize| all.get(at).and_then(|one| one.as_str()).unwrap_or("").to_owned();
        let what = What::deserialize(all.first().ok_or_else(lacking)?).map_err(D::Error::custom)?;
        let word = all.get(2).and_then(serde_json::Value::as_u64).ok_or_else(lacking)?;
        Ok(ColumnAt {
            what,
            name: text(1),
            word: u32::try_from(word).map_err(D::Error::custom)?,
            values: text(3),
            of: text(4),
            concept: None,
            beside: None,
        })
    }
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
#[serde(from = "(u32, String, Key)", into = "(u32, String, Key)")]
pub struct DutyAt {
    /// Its number in rows.
    pub number: u32,
    /// Its id.
    pub id: String,
    /// What its key in rows is.
    pub key: Key,
    /// What it rests on; not in the module.
    pub reads: Vec<ConceptId>,
    /// Of a duty of a plain shape the event that triggers it; not in the module.
    pub plainly: Option<ConceptId>,
}

impl From<(u32, String, Key)> for DutyAt {
    fn from((number, id, key): (u32, String, Key)) -> DutyAt {
        DutyAt { number, id, key, reads: Vec::new(), plainly: None }
    }
}

impl From<DutyAt> for (u32, String, Key) {
    fn from(duty: DutyAt) -> (u32, String, Key) {
        (duty.number, duty.id, duty.key)
    }
}

impl Meta {
    /// With the duties that are not held.
    pub(super) fn without(self, model: &Checked, left: &[(DutyId, String)]) -> Meta {
        let name = |id: DutyId| model.duty(id).map_or("", |duty| duty.name.value.as_str());
        Meta { left: left.iter().map(|(id, _)| name(*id).to_owned()).collect(), ..self }
    }

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

pub(super) fn of(plan: &Plan<'_>, plain: &Plain) -> Meta {
    let model = plan.model.model();
    let info = &model.pack;
    let statuses = Status::ALL.iter().map(|status| status.word().to_owned());
    Meta {
        abi: ABI,
        pack: info.id.clone(),
        title: info.title.clone(),
        version: info.version.clone(),
        hash: info.hash.to_string(),
        calendar: plan.calendar.map_or("", |calendar| calendar.id()).to_owned(),
        listed: plan.calendar.map(|one| (one.first().number(), one.last().number())),
        words: plan.words().max(HEAD),
        columns: plan
            .columns
            .iter()
            .map(|(column, word)| column_at(plan, *column, *word))
            .collect(),
        rows: ROWS.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes)).collect(),
        statuses: statuses.collect(),
        undecided: UNDECIDED,
        marks: Flags::WORDS.iter().take(MARKED).map(|word| (*word).to_owned()).collect(),
        plain: number(plain.said.len()),
        duties: plan.duties.iter().map(|id| duty_at(plan, *id)).collect(),
        left: Vec::new(),
    }
}

fn duty_at(plan: &Plan<'_>, id: DutyId) -> DutyAt {
    let name = plan.model.duty(id).map_or("", |duty| duty.name.value.as_str()).to_owned();
    let is_plain = plan.duties.iter().take(plan.plain).any(|plain| *plain == id);
    let trigger = plan.ir.duty(id).and_then(|duty| duty.trigger.kind()).filter(|_| is_plain);
    DutyAt {
        number: id.0,
        id: name,
        key: key(plan, id),
        reads: rests_on(plan.ir, id),
        plainly: trigger.and_then(|kind| plan.ir.kind(kind)).map(|kind| kind.concept),
    }
}

/// Every concept that a duty rests on, through definitions and other duties too.
#[must_use]
pub fn rests_on(ir: &Ir, id: DutyId) -> Vec<ConceptId> {
    let mut uses = ir.duty(id).map(Uses::of).unwrap_or_default();
    let (mut kinds, mut statuses, mut duties) = (0, 0, 0);
    loop {
        if let Some(kind) = uses.kinds.get(kinds).and_then(|at| ir.kind(*at)) {
            kinds += 1;
            uses.made_of(&kind.made_of);
        } else if let Some(status) = uses.statuses.get(statuses).and_then(|at| ir.status(*at)) {
            statuses += 1;
            uses.status(status);
        } else if let Some(other) = uses.duties.get(duties).copied() {
            duties += 1;
            let more = ir.duty(other).map(Uses::of).unwrap_or_default();
            uses.take_in(more);
        } else {
            break;
        }
    }
    let kinds = uses.kinds.iter().filter_map(|at| ir.kind(*at)).map(|kind| kind.concept);
    let statuses = uses.statuses.iter().filter_map(|at| ir.status(*at));
    let mut all: Vec<ConceptId> =
        kinds.chain(statuses.map(|status| status.concept)).chain(uses.facts).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What the key of a row of a duty is.
fn key(plan: &Plan<'_>, id: DutyId) -> Key {
    match plan.ir.duty(id).map(|duty| &duty.trigger) {
        Some(Trigger::On(starts)) => key_of(plan, starts),
        Some(
            Trigger::Before { .. }
            | Trigger::Next { .. }
            | Trigger::Again(..)
            | Trigger::Through(_),
        )
        | None => Key::Nth,
    }
}

fn key_of(plan: &Plan<'_>, starts: &Starts) -> Key {
    match starts {
        Starts::Each(..) | Starts::EachFrom(..) => Key::Occurrence,
        Starts::StartOf(_) | Starts::EndOf(_) => Key::Period,
        Starts::Birthday(_) => Key::Birthday,
        Starts::Fixed(_) => Key::Date,
        Starts::None(_) | Starts::Nth(..) | Starts::Once(..) => Key::Nth,
        Starts::NthAfter(_, _, of) | Starts::LastBefore(_, of) => key_of(plan, of),
        Starts::Each2 { main, .. } => key_of(plan, main),
        Starts::Became(other, _) => key(plan, *other),
    }
}

fn column_at(plan: &Plan<'_>, column: Column, word: u32) -> ColumnAt {
    let of_kind = |at: KindAt| plan.ir.kind(at).map(|kind| kind.concept);
    let (what, concept, beside) = match column {
        Column::Kind(at) => (What::Event, of_kind(at), None),
        Column::Status(at) => (What::Period, plan.ir.status(at).map(|status| status.concept), None),
        Column::Fact(fact) => (What::Fact, Some(fact), None),
        Column::Detail(fact, at) => (What::Detail, Some(fact), of_kind(at)),
    };
    let name = |concept: Option<ConceptId>| {
        let found = concept.and_then(|concept| plan.model.vocabulary.get(concept));
        found.map_or("", |concept| concept.name.as_str()).to_owned()
    };
    let found = concept.and_then(|concept| plan.model.vocabulary.get(concept));
    let info = found.and_then(|concept| concept.fact());
    ColumnAt {
        what,
        name: name(concept),
        word,
        values: info.map(|info| values(&info.ty)).unwrap_or_default(),
        of: name(beside),
        concept,
        beside,
    }
}
