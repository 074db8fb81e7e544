//! What a module is made of: where the caller puts each column, and the functions made so
//! far.
//!
//! In: the form of a pack. Out: places, handed out in the order in which they are asked
//! for, so that one pack is always laid out in one way. Never here: instructions.

use wasm_encoder::Function;

use super::code::Local;
use super::{MOST, Why, runs};
use crate::check::Checked;
use crate::ir::{Ir, KindAt, Soon, StatusAt, Test};
use crate::names::{Completeness, Concept, ConceptId};
use crate::time::Calendar;

/// The first parameters of every function: where the table of columns stands, the case at
/// hand, and the day as of whose end to judge.
pub(super) const INPUT: Local = 0;
/// The case.
pub(super) const CASE: Local = 1;
/// The day.
pub(super) const AS_OF: Local = 2;

/// Words of the table of columns before the first column: which cases to leave out, and
/// the days of birth.
pub(super) const HEAD: u32 = 2;

/// More duties than this are many.
const MANY: usize = 24;

/// A column that the caller lays into memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Kind(KindAt),
    Status(StatusAt),
    Fact(ConceptId),
}

/// What a function reads: tests, whether it looks for the day on which they turn, and
/// whether a birthday on 29 February is kept early.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) tests: Vec<Test>,
    pub(super) turns: bool,
    pub(super) leap_early: bool,
}

/// A function that several duties call, where it puts what it finds, and the columns that
/// it reads.
struct Kept {
    made: (u32, u32),
    reads: Vec<usize>,
}

pub(super) struct Plan<'m> {
    pub(super) ir: &'m Ir,
    pub(super) model: &'m Checked,
    pub(super) calendar: Option<&'m Calendar>,
    /// There are so many duties that they had better share what is not short.
    pub(super) shares: bool,
    /// Each with the word of the table at which it begins.
    pub(super) columns: Vec<(Column, u32)>,
    words: u32,
    /// The functions so far; the first is that of months.
    pub(super) functions: Vec<(u32, Function)>,
    composites: Vec<(KindAt, Kept)>,
    stretches: Vec<(StatusAt, Kept)>,
    standings: Vec<(Soon, u32)>,
    sharings: Vec<(Soon, u32)>,
    /// Functions that read tests: what they read, and by which birthdays.
    pub(super) readers: Vec<(Asked, u32)>,
    /// The columns that the duty at hand reads.
    pub(super) touched: Vec<usize>,
    /// The first byte of memory that nothing has yet.
    pub(super) free: u32,
    /// Where the tables of the calendar stand: its ranks, after one more for the day before
    /// the first, and its working days.
    pub(super) rank: u32,
    pub(super) select: u32,
    /// One bit for each day it lists, from which the tables are made.
    pub(super) bits: u32,
}

impl<'m> Plan<'m> {
    pub(super) fn new(model: &'m Checked, ir: &'m Ir) -> Plan<'m> {
        let calendar = model.model().calendar.as_deref();
        let rank = 16;
        let ranks = calendar.map_or(0, |calendar| 2 * (calendar.rank().len() + 1));
        let select = rank + bytes(ranks);
        let days = calendar.map_or(0, |calendar| 2 * calendar.select().len());
        let bits = select + bytes(days);
        let of_bits = calendar.map_or(0, |calendar| calendar.rank().len().div_ceil(8));
        let free = (bits + bytes(of_bits)).next_multiple_of(16);
        let mut plan = Plan {
            ir,
            model,
            calendar,
            shares: ir.duties.len() > MANY,
            columns: Vec::new(),
            words: HEAD,
            functions: Vec::new(),
            standings: Vec::new(),
            sharings: Vec::new(),
            readers: Vec::new(),
            composites: Vec::new(),
            stretches: Vec::new(),
            touched: Vec::new(),
            free,
            rank,
            select,
            bits,
        };
        plan.functions = super::shared::functions(&plan);
        plan
    }

    /// How many words the table of columns has.
    pub(super) fn words(&self) -> u32 {
        self.words
    }

    fn column(&mut self, column: Column, words: u32) -> u32 {
        if let Some(place) = self.columns.iter().position(|(known, _)| *known == column) {
            self.touched.push(place);
            return self.columns.get(place).map_or(0, |(_, at)| *at);
        }
        let at = self.words;
        self.words += words;
        self.touched.push(self.columns.len());
        self.columns.push((column, at));
        at
    }

    /// The word at which the column of a kind begins: where its entries begin, and its days.
    pub(super) fn kind_word(&mut self, at: KindAt) -> Result<u32, Why> {
        let kind = self.ir.kind(at).ok_or("an event is not there")?;
        self.complete(kind.concept)?;
        Ok(self.column(Column::Kind(at), 2))
    }

    /// The place of the column of a kind among all.
    pub(super) fn kind_place(&mut self, at: KindAt) -> Result<u32, Why> {
        self.kind_word(at)?;
        let place = self.columns.iter().position(|(known, _)| *known == Column::Kind(at));
        Ok(bytes(place.unwrap_or(0)))
    }

    /// The word at which the column of a status begins: where its entries begin, their
    /// first days, and the days they ended.
    pub(super) fn status_word(&mut self, at: StatusAt) -> Result<u32, Why> {
        let status = self.ir.status(at).ok_or("a status is not there")?;
        self.complete(status.concept)?;
        Ok(self.column(Column::Status(at), 3))
    }

    /// The word at which the column of a fact begins: where its entries begin, from which
    /// day they hold, and their values.
    pub(super) fn fact_word(&mut self, fact: ConceptId) -> u32 {
        self.column(Column::Fact(fact), 3)
    }

    /// Whether silence about a concept says that it did not happen.
    fn complete(&self, concept: ConceptId) -> Result<(), Why> {
        let found = self.model.vocabulary.get(concept);
        let recorded = found.and_then(|concept| match concept.sort() {
            crate::names::Sort::Event => concept.event().map(|info| info.recorded),
            crate::names::Sort::Status => concept.status().map(|info| info.recorded),
            crate::names::Sort::Fact
            | crate::names::Sort::Role
            | crate::names::Sort::Paper
            | crate::names::Sort::Document
            | crate::names::Sort::Decision => None,
        });
        match recorded {
            None | Some(Completeness::Fully { from: None }) => Ok(()),
            Some(Completeness::Fully { from: Some(_) } | Completeness::WhenKnown) => {
                let noun = found.map_or("", Concept::noun);
                Err(format!("“{noun}” may be unrecorded").into())
            }
        }
    }

    /// Adds a function; its number.
    pub(super) fn add(&mut self, ty: u32, function: Function) -> u32 {
        self.functions.push((ty, function));
        bytes(self.functions.len() - 1)
    }

    fn room(&mut self, bytes: u32) -> u32 {
        let at = self.free;
        self.free += bytes;
        at
    }

    /// The function that puts a kind together, and where it puts it.
    pub(super) fn composite(&mut self, at: KindAt, parts: &[KindAt]) -> Result<(u32, u32), Why> {
        if let Some((_, known)) = self.composites.iter().find(|(known, _)| *known == at) {
            self.touched.extend(&known.reads);
            return Ok(known.made);
        }
        let base = self.room(8 * MOST);
        let before = std::mem::take(&mut self.touched);
        let code = runs::composite(self, at, parts, base);
        let reads = self.reads(before);
        let made = (self.add(super::THREE, code?.finish()), base);
        self.composites.push((at, Kept { made, reads }));
        Ok(made)
    }

    /// The function that finds the stretches of a status, and where it puts them.
    pub(super) fn stretches(&mut self, at: StatusAt) -> Result<(u32, u32), Why> {
        if let Some((_, known)) = self.stretches.iter().find(|(known, _)| *known == at) {
            self.touched.extend(&known.reads);
            return Ok(known.made);
        }
        let base = self.room(4 * MOST + 16);
        let before = std::mem::take(&mut self.touched);
        let code = runs::stretches(self, at, base);
        let reads = self.reads(before);
        let made = (self.add(super::THREE, code?.finish()), base);
        self.stretches.push((at, Kept { made, reads }));
        Ok(made)
    }

    /// The function that says how an instance stands.
    pub(super) fn standing(&mut self, soon: Soon) -> Result<u32, Why> {
        if let Some((_, known)) = self.standings.iter().find(|(known, _)| *known == soon) {
            return Ok(*known);
        }
        let (ty, function) = super::shared::standing(self, soon)?;
        let made = self.add(ty, function);
        self.standings.push((soon, made));
        Ok(made)
    }

    /// The function that shares acts out.
    pub(super) fn sharing_out(&mut self, soon: Soon) -> Result<u32, Why> {
        if let Some((_, known)) = self.sharings.iter().find(|(known, _)| *known == soon) {
            return Ok(*known);
        }
        let (ty, function) = super::sharing::function(self, soon)?;
        let made = self.add(ty, function);
        self.sharings.push((soon, made));
        Ok(made)
    }

    /// What was read since, which what was read before is joined with.
    fn reads(&mut self, before: Vec<usize>) -> Vec<usize> {
        let reads = std::mem::replace(&mut self.touched, before);
        self.touched.extend(&reads);
        reads
    }

    /// The columns that the duty at hand reads, each once; the next one begins.
    pub(super) fn taken(&mut self) -> Vec<usize> {
        let mut taken = std::mem::take(&mut self.touched);
        taken.sort_unstable();
        taken.dedup();
        taken
    }
}

/// A length as a number of the module.
pub(super) fn bytes(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
