//! What many cases came to: tables, a summary, a work list, calendars, a page.
//!
//! In: answers of a caseload as they come, case after case. Out: text and tables, written
//! as they come: only what is counted, and what is still to be done, is kept. Never here:
//! evaluation of more than a sentence needs, files, streams of one's own.

mod chart;
mod columns;
mod flat;
mod html;
mod human;
mod ics;
mod open;
mod parquet;
mod tally;
mod xlsx;

pub use flat::{Csv, JsonLines, dirty_csv, work_csv};
pub use html::html;
pub use human::{human, work};
pub use ics::{Calendar, calendar, calendars, left_out};
pub use open::{AHEAD, Open};
pub use parquet::Parquet;
pub use tally::{Tally, Worst};
pub use xlsx::Workbook;

use std::io;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::answers;
use crate::batch::{Answered, Answers};
use crate::caseload::{Caseload, People};
use crate::check::Checked;
use crate::eval::{Answer, Blame, InstanceKey, Row, Status, derived, evaluate, layered};
use crate::eval::{StatusSet, TriggerKey};
use crate::explain::{missing, sentence};
use crate::facts::Case;
use crate::model::{Duty, DutyId, Match};
use crate::names::{ConceptId, definite};
use crate::time::Day;

/// A row of a file that could not be taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dirty {
    /// The file.
    pub file: String,
    /// The row, as the file's own program counts them.
    pub row: usize,
    /// The column at fault, where it is one.
    pub column: Option<String>,
    /// The case, as the file names it.
    pub child: Option<String>,
    /// What is wrong, and what was made of it.
    pub reason: String,
    /// Whether the rest of the row is used.
    pub used: bool,
}

/// Cases, where they come from, and what is asked of them.
#[derive(Debug)]
pub struct Batch<'a> {
    /// The pack.
    pub model: &'a Checked,
    /// The cases.
    pub caseload: &'a Caseload,
    /// As of the end of this day.
    pub as_of: Day,
    /// Who works with each case, where that was given.
    pub people: Option<&'a People>,
    /// What the files do not record.
    pub not_recorded: &'a [ConceptId],
    /// A mapping of somebody's own says what their columns mean.
    pub own_mapping: bool,
    /// Every row that could not be taken as it stands.
    pub dirty: &'a [Dirty],
    /// How many cases have a first row that is not an entry.
    pub without_entry: usize,
    /// The sentence of each row is asked for.
    pub why: bool,
    /// Every row for itself; otherwise only the most local ones.
    pub layers: bool,
    /// Only the duties with these ids; empty is all of them.
    pub only: &'a [String],
    /// How many days ahead the work list reaches.
    pub days: i32,
}

/// What is said of a duty in every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyWords {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who has it; nothing where the pack does not say.
    pub who: Option<String>,
    /// The same as a word of the pack.
    pub role: Option<ConceptId>,
    /// The pack that has it.
    pub layer: String,
    wanted: bool,
}

/// One row, in words.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// The name of its case.
    pub case: &'a str,
    /// Its duty.
    pub duty: &'a DutyWords,
    /// The team of its case; nothing where none is named.
    pub team: Option<&'a str>,
    /// Who has the duty's role for its case; nothing where nobody is named.
    pub person: Option<&'a str>,
    /// The row.
    pub row: Answered,
    /// Which of the duty's deadlines in the case, as `duly eval` names it.
    pub instance: String,
    /// The event that it counts from.
    pub trigger: String,
    /// What to record for it to be known; empty when it is.
    pub unknown_because: String,
    /// The same in words that fit every case; `None` where the files do not record it.
    pub unknown_in_general: Option<String>,
    /// It is not known because the files do not record this.
    pub unrecorded: Option<ConceptId>,
    /// It is met by the very day it counts from: the one day that a file gives for what
    /// starts it is taken for that of its completion too.
    pub one_day: bool,
    /// Why it stands so, where that was asked for.
    pub because: Option<String>,
}

impl Told<'_> {
    /// Its status; `None` is not known.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        self.row.statuses.single()
    }

    /// Who has to do it, as closely as it is known: `Grace Okafor, the social worker`,
    /// `the local authority (team North)`; empty where nobody is named.
    #[must_use]
    pub fn who(&self) -> String {
        let role = self.duty.who.as_deref().unwrap_or_default();
        match (self.person, self.team) {
            (Some(person), _) if role.is_empty() => person.to_owned(),
            (Some(person), _) => format!("{person}, {role}"),
            (None, Some(team)) if role.is_empty() => format!("team {team}"),
            (None, Some(team)) => format!("{role} (team {team})"),
            (None, None) => role.to_owned(),
        }
    }

    /// As it is printed.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.status().map_or("unknown", Status::word)
    }
}

/// What takes rows as they come.
pub trait Sink {
    /// Takes one.
    ///
    /// # Errors
    /// What stands in the way of writing it.
    fn row(&mut self, row: &Told<'_>) -> io::Result<()>;
}

/// So many cases are put into words together.
const TOGETHER: usize = 256;

/// The words of every duty, in the order of the pack.
#[must_use]
pub fn duty_words(of: &Batch<'_>) -> Vec<DutyWords> {
    let words = of.model.duties.iter().map(|duty| DutyWords {
        id: duty.name.value.clone(),
        title: answers::title(duty),
        who: duty.who.as_ref().map(|who| definite(of.model.vocabulary.noun(who.value))),
        role: duty.who.as_ref().map(|who| who.value),
        layer: duty.from.pack.to_string(),
        wanted: of.only.is_empty() || of.only.contains(&duty.name.value),
    });
    words.collect()
}

/// Hands every row of some answers on, in their order.
///
/// # Errors
/// What stands in the way of writing one.
pub fn tell(
    of: &Batch<'_>,
    words: &[DutyWords],
    answers: &Answers,
    sinks: &mut [&mut dyn Sink],
) -> io::Result<()> {
    let mut rows = answers.rows().peekable();
    let unrecorded: FxHashSet<ConceptId> = of.not_recorded.iter().copied().collect();
    while rows.peek().is_some() {
        let mut cases: Vec<Vec<Answered>> = Vec::with_capacity(TOGETHER);
        while let Some(row) = rows.next_if(|row| {
            cases.len() < TOGETHER || cases.last().is_some_and(|last| is_of(last, row.case))
        }) {
            match cases.last_mut().filter(|last| is_of(last, row.case)) {
                Some(last) => last.push(row),
                None => cases.push(vec![row]),
            }
        }
        let told: Vec<Vec<Told<'_>>> =
            cases.into_par_iter().map(|rows| case(of, words, &unrecorded, rows)).collect();
        for row in told.iter().flatten() {
            for sink in sinks.iter_mut() {
                sink.row(row)?;
            }
        }
    }
    Ok(())
}

fn is_of(rows: &[Answered], case: u32) -> bool {
    rows.first().is_some_and(|first| first.case == case)
}

/// The rows of one case that are asked for, in words.
fn case<'a>(
    of: &Batch<'a>,
    words: &'a [DutyWords],
    unrecorded: &FxHashSet<ConceptId>,
    rows: Vec<Answered>,
) -> Vec<Told<'a>> {
    let Some(at) = rows.first().map(|row| row.case as usize) else { return Vec::new() };
    let (Some(case), Some(id)) = (of.caseload.case(at), of.caseload.id(at)) else {
        return Vec::new();
    };
    let bare: Vec<Row> = rows.iter().map(as_row).collect();
    let shown = shown(of, &bare);
    let answer = bare_answer(of, &case, &rows);
    let sentences = if of.why { sentences(of, &case) } else { FxHashMap::default() };
    let mut told = Vec::with_capacity(rows.len());
    for ((row, bare), shown) in rows.into_iter().zip(&bare).zip(shown) {
        let (Some(duty), Some(named)) = (of.model.duty(row.duty), words.get(row.duty.0 as usize))
        else {
            continue;
        };
        if !shown || !named.wanted {
            continue;
        }
        let (unknown_because, unrecorded) = unknown(of, &case, &row, unrecorded);
        let blame = row.unknown_because.as_ref().filter(|_| unrecorded.is_none());
        let unknown_in_general = blame.map(|blame| in_general(of.model, blame));
        let instance = answers::instance_of(of.model, (&case, &answer), bare);
        told.push(Told {
            case: id,
            duty: named,
            team: of.people.and_then(|people| people.team(at)),
            person: of.people.and_then(|people| people.person(at, named.role?)),
            instance: alone(&told, row.duty, instance),
            trigger: answers::trigger(of.model, (&case, &answer), duty, row.trigger),
            unknown_because,
            unknown_in_general,
            unrecorded,
            one_day: by_one_day(duty, &row),
            because: of.why.then(|| sentences.get(&bare.key).cloned().unwrap_or_default()),
            row,
        });
    }
    told
}

/// Whether a duty that the completion of an event meets is met by the only day that is
/// given for the event. That says nothing of timeliness.
fn by_one_day(duty: &Duty, row: &Answered) -> bool {
    duty.matching == Match::CompletionOfTrigger
        && row.statuses.single() == Some(Status::Met)
        && row.done.is_some()
        && row.done == row.trigger_on
}

/// The name of an instance, numbered where another of its duty has it already.
fn alone(told: &[Told<'_>], duty: DutyId, instance: String) -> String {
    let taken = |name: &str| {
        told.iter().rev().any(|other| other.row.duty == duty && other.instance == name)
    };
    if !taken(&instance) {
        return instance;
    }
    let free = (2..).map(|n| format!("{instance} ({n})")).find(|name| !taken(name));
    free.unwrap_or(instance)
}

/// Which rows are shown: all, or the most local ones.
fn shown(of: &Batch<'_>, rows: &[Row]) -> Vec<bool> {
    let mut shown = vec![of.layers; rows.len()];
    if !of.layers {
        for nest in layered(of.model, rows) {
            if let Some(shown) = shown.get_mut(nest.row) {
                *shown = true;
            }
        }
    }
    shown
}

/// As much of a row of the interpreter as a table holds.
fn as_row(row: &Answered) -> Row {
    Row {
        key: InstanceKey { duty: row.duty, trigger: row.trigger, number: row.number },
        statuses: row.statuses,
        occurrence: None,
        trigger_date: row.trigger_on,
        opens: None,
        due: row.due,
        version: 0,
        limit: 0,
        fulfilled: None,
        missing_parts: Vec::new(),
        too_early: None,
        closure: None,
        days_late: row.days_late,
        gaps: Vec::new(),
        powers: Vec::new(),
        flags: row.flags,
        applies: Vec::new(),
        blame: Vec::new(),
    }
}

/// An answer that names what was deemed to have happened, where a row hangs on it.
fn bare_answer(of: &Batch<'_>, case: &Case, rows: &[Answered]) -> Answer {
    let deemed = |row: &Answered| match row.trigger {
        TriggerKey::Occurrence(id) | TriggerKey::Previous(id) => case.occurrence(id).is_none(),
        TriggerKey::Period(_)
        | TriggerKey::Birthday(_)
        | TriggerKey::Date(_)
        | TriggerKey::Nth(_)
        | TriggerKey::Start(_)
        | TriggerKey::NotRecorded(_) => false,
    };
    let derived = match rows.iter().any(deemed) {
        true => derived(of.model.model(), case, of.as_of),
        false => Vec::new(),
    };
    let (rows, findings, rights) = (Vec::new(), Vec::new(), Vec::new());
    Answer { as_of: of.as_of, rows, derived, findings, rights, not_evaluated: Vec::new() }
}

/// Why each row of a case stands as it does.
fn sentences(of: &Batch<'_>, case: &Case) -> FxHashMap<InstanceKey, String> {
    let answer = evaluate(of.model, case, of.as_of);
    let said = |row: &Row| (row.key, sentence(of.model, case, row, of.as_of));
    answer.rows.iter().map(said).collect()
}

/// What to record for a row to be known, or what no such file records.
fn unknown(
    of: &Batch<'_>,
    case: &Case,
    row: &Answered,
    unrecorded: &FxHashSet<ConceptId>,
) -> (String, Option<ConceptId>) {
    let Some(blame) = &row.unknown_because else { return (String::new(), None) };
    if let Blame::Unrecorded(kind) | Blame::Fact(kind) | Blame::Status(kind) = blame
        && unrecorded.contains(kind)
    {
        return (format!("this file does not record {}", several(of.model, *kind)), Some(*kind));
    }
    (missing(of.model, case, of.as_of, blame), None)
}

/// `talks`, `“risk band”`: what a kind is called in general.
fn several(model: &Checked, kind: ConceptId) -> String {
    let Some(concept) = model.vocabulary.get(kind) else { return String::new() };
    let forms = concept.label.iter().chain([&concept.forms]);
    let named = forms.into_iter().any(|it| it.plural.is_some() || it.singular.is_some());
    match concept.event() {
        Some(_) if named => concept.plural().to_owned(),
        Some(_) | None => format!("“{}”", concept.noun()),
    }
}

/// What is not known, in general: the same words for every case.
fn in_general(model: &Checked, blame: &Blame) -> String {
    let noun = |kind: ConceptId| several(model, kind);
    match blame {
        Blame::DateOf(_) | Blame::CompletionOf(_) => {
            "the exact day of something that is recorded without one".to_owned()
        }
        Blame::By(_) => "who did something that is recorded as done by somebody else".to_owned(),
        Blame::Unrecorded(kind) => format!("whether there were {}, and when", noun(*kind)),
        Blame::NotEnteredSince(kind, day) => {
            format!("{} after {}, when they were last entered", noun(*kind), day.long())
        }
        Blame::HistoryBefore(_) => "what came before the records of the case begin".to_owned(),
        Blame::BirthDate => "the date of birth".to_owned(),
        Blame::Fact(fact) | Blame::FactOf(fact, _) => noun(*fact),
        Blame::Status(status) => format!("from when until when {} held", noun(*status)),
        Blame::Calendar(..) => "working days beyond the end of the calendar".to_owned(),
    }
}

/// Whether somebody may still have to do something.
fn may_be_open(statuses: StatusSet) -> bool {
    let open = [Status::Overdue, Status::DueSoon, Status::Pending];
    open.into_iter().any(|status| statuses.contains(status))
}

/// `1,234`
fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 day`, `2,000 days`
fn many(count: u64, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {more}", thousands(count)) }
}

/// How many of a thousand: never rounded up to all of them, nor down to none. Nothing of
/// nothing.
fn of_thousand(part: u64, whole: u64) -> Option<u64> {
    let tenths = (part * 1_000 + whole / 2).checked_div(whole)?;
    Some(match tenths {
        1_000 if part < whole => 999,
        0 if part > 0 => 1,
        tenths => tenths,
    })
}

/// `87.0 %`; nothing of nothing.
fn percent(part: u64, whole: u64) -> String {
    let tenths = of_thousand(part, whole);
    tenths.map_or_else(String::new, |tenths| format!("{}.{} %", tenths / 10, tenths % 10))
}

/// Duties that have a place in the tally, by their place in the pack.
fn place(duty: DutyId) -> usize {
    duty.0 as usize
}
