//! Rows of answers as they are told.
//!
//! In: answers, as they come. Out: rows for sinks, in their order. Never here: what is made
//! of a row, evaluation of more than a sentence needs, what is counted.

use std::io;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::lacking::several;
use super::{Batch, DutyWords, Sink, Told, duty_words, place};
use crate::batch::{Answered, Answers};
use crate::eval::{Answer, Blame, Footing, InstanceKey, Layers, Row, TriggerKey};
use crate::eval::{derived, evaluate};
use crate::explain::{missing, sentence};
use crate::facts::Case;
use crate::model::DutyId;
use crate::names::ConceptId;
use crate::report::answers;

/// So many cases are put into words together.
const TOGETHER: usize = 256;

/// Tells sinks of rows.
#[derive(Debug)]
pub struct Teller<'a> {
    of: &'a Batch<'a>,
    words: Vec<DutyWords>,
    unrecorded: FxHashSet<ConceptId>,
    layers: Layers,
}

impl<'a> Teller<'a> {
    /// Of a batch.
    #[must_use]
    pub fn new(of: &'a Batch<'a>) -> Teller<'a> {
        Teller {
            of,
            words: duty_words(of),
            unrecorded: of.not_recorded.iter().copied().collect(),
            layers: Layers::of(of.model),
        }
    }

    /// Hands every row of some answers on, in their order.
    ///
    /// # Errors
    /// What stands in the way of writing one.
    pub fn tell(&self, answers: &Answers, sinks: &mut [&mut dyn Sink]) -> io::Result<()> {
        let mut all = answers.cases();
        loop {
            let cases: Vec<Vec<Answered>> = all.by_ref().take(TOGETHER).collect();
            if cases.is_empty() {
                return Ok(());
            }
            let told: Vec<Vec<Told<'_>>> =
                cases.into_par_iter().map(|rows| self.case(rows)).collect();
            sinks.par_iter_mut().try_for_each(|sink| sink.rows(&told))?;
        }
    }

    /// The rows of one case that are asked for.
    fn case(&self, rows: Vec<Answered>) -> Vec<Told<'_>> {
        let Some(at) = rows.first().map(|row| row.case as usize) else { return Vec::new() };
        let words = Words::of(self.of, at, &rows);
        let mut told: Vec<Told<'_>> = Vec::with_capacity(rows.len());
        for (shown, row) in self.shown(&rows).into_iter().zip(rows) {
            let Some(mut one) = self.counted(row).filter(|_| shown) else { continue };
            if let Some(words) = &words {
                words.say(&mut one, &told);
            }
            told.push(one);
        }
        told
    }

    /// Which rows are wanted, and shown: all, or the most local ones.
    fn shown(&self, rows: &[Answered]) -> Vec<bool> {
        let mut shown = match self.of.layers {
            true => vec![true; rows.len()],
            false => {
                let footing: Vec<Footing> = rows.iter().map(footing).collect();
                self.layers.local(&footing)
            }
        };
        for (row, shown) in rows.iter().zip(&mut shown) {
            *shown &= self.is_wanted(row.duty);
        }
        shown
    }

    /// Whether a duty is asked for.
    pub(super) fn is_wanted(&self, duty: DutyId) -> bool {
        self.words.get(place(duty)).is_some_and(|duty| duty.wanted)
    }

    /// Which duties stand under which.
    pub(super) fn layers(&self) -> &Layers {
        &self.layers
    }

    /// A row, with all that is said of it but words of its own.
    pub(super) fn counted(&self, row: Answered) -> Option<Told<'_>> {
        let (at, people) = (row.case as usize, self.of.people);
        let duty = self.words.get(place(row.duty))?;
        Some(Told {
            case: self.of.caseload.id(at)?,
            duty,
            team: people.and_then(|people| people.team(at)),
            person: people.and_then(|people| people.person(at, duty.role?)),
            instance: String::new(),
            trigger: String::new(),
            unknown_because: String::new(),
            unrecorded: self.unrecorded(row.unknown_because.as_ref()),
            because: None,
            row,
        })
    }

    /// What such files do not record, where a row is not known for it.
    pub(super) fn unrecorded(&self, blame: Option<&Blame>) -> Option<ConceptId> {
        match blame {
            Some(Blame::Unrecorded(kind) | Blame::Fact(kind) | Blame::Status(kind)) => {
                self.unrecorded.get(kind).copied()
            }
            Some(
                Blame::DateOf(_)
                | Blame::CompletionOf(_)
                | Blame::By(_)
                | Blame::NotEnteredSince(..)
                | Blame::HistoryBefore(_)
                | Blame::BirthDate
                | Blame::FactOf(..)
                | Blame::Calendar(..),
            )
            | None => None,
        }
    }
}

fn key(row: &Answered) -> InstanceKey {
    InstanceKey { duty: row.duty, trigger: row.trigger, number: row.number }
}

fn footing(row: &Answered) -> Footing {
    Footing { key: key(row), statuses: row.statuses }
}

/// A case, to put its rows into words.
pub(super) struct Words<'a> {
    of: &'a Batch<'a>,
    case: Case,
    /// What was deemed to have happened, where a row hangs on it.
    answer: Answer,
    /// Why each row stands as it does, where that was asked for.
    sentences: Option<FxHashMap<InstanceKey, String>>,
}

impl<'a> Words<'a> {
    fn of(of: &'a Batch<'a>, at: usize, rows: &[Answered]) -> Option<Words<'a>> {
        let words = Words::plain(of, at, rows)?;
        let sentences = of.why.then(|| sentences(of, &words.case));
        Some(Words { sentences, ..words })
    }

    /// The same without the sentences.
    pub(super) fn plain(of: &'a Batch<'a>, at: usize, rows: &[Answered]) -> Option<Words<'a>> {
        let case = of.caseload.case(at)?;
        let answer = bare_answer(of, &case, rows);
        Some(Words { of, case, answer, sentences: None })
    }

    /// Puts a row into words; `told` are those of its case before it.
    pub(super) fn say(&self, one: &mut Told<'_>, told: &[Told<'_>]) {
        let Words { of, case, answer, sentences } = self;
        let (model, row) = (of.model, &one.row);
        let Some(duty) = model.duty(row.duty) else { return };
        let instance = answers::instance_of(model, (case, answer), key(row), row.trigger_on);
        one.instance = alone(told, row.duty, instance);
        one.trigger = answers::trigger(model, (case, answer), duty, row.trigger);
        one.unknown_because = match (one.unrecorded, &row.unknown_because) {
            (Some(kind), _) => format!("this file does not record {}", several(model, kind)),
            (None, Some(blame)) => missing(model, case, of.as_of, blame),
            (None, None) => String::new(),
        };
        let sentences = sentences.as_ref();
        one.because = sentences.map(|all| all.get(&key(row)).cloned().unwrap_or_default());
    }
}

/// The name of an instance, numbered where another of its duty has it already.
fn alone(told: &[Told<'_>], duty: DutyId, instance: String) -> String {
    let taken = |name: &str| {
        let of_duty = told.iter().rev().take_while(|other| other.row.duty == duty);
        of_duty.into_iter().any(|other| other.instance == name)
    };
    answers::alone(instance, taken)
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
