//! What a module is made of: where the caller puts each column, what it says of kinds and
//! statuses, and the functions made so far.
//!
//! In: the form of a pack. Out: places, handed out in the order in which they are asked
//! for, so that one pack is always laid out in one way. Never here: what a duty is.

use rustc_hash::FxHashMap;

use super::Why;
use crate::check::Checked;
use crate::ir::{Ir, KindAt, StatusAt};
use crate::model::DutyId;
use crate::names::{Completeness, ConceptId, Sort};
use crate::time::Calendar;

/// Words of the table of columns before the first column: which cases to leave out, and
/// the days of birth.
pub(super) const HEAD: u32 = 2;

/// Words of the table at most: the name of an occurrence holds one.
const MOST_WORDS: u32 = 2_047;

/// A column that the caller lays into memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Kind(KindAt),
    Status(StatusAt),
    Fact(ConceptId),
    /// A fact of the occurrences of a kind.
    Detail(ConceptId, KindAt),
}

/// Which occurrences a kind of the module has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KindIs {
    At(KindAt),
    /// Any of these.
    Any(Vec<KindAt>),
}

/// A kind as the module says it.
#[derive(Debug, Clone)]
pub(super) struct KindSaid {
    pub(super) is: KindIs,
    /// The word of its column; 0 where it has none.
    pub(super) word: u32,
    /// Some may be unrecorded.
    pub(super) open: bool,
    /// The place of the function that puts it together; 0 where it is its column.
    pub(super) made: u32,
}

pub(super) struct Plan<'m> {
    pub(super) ir: &'m Ir,
    pub(super) model: &'m Checked,
    pub(super) calendar: Option<&'m Calendar>,
    /// Each with the word of the table at which it begins.
    pub(super) columns: Vec<(Column, u32)>,
    words: u32,
    pub(super) kinds: Vec<KindSaid>,
    /// Each with the place of its function.
    pub(super) statuses: Vec<(StatusAt, u32)>,
    /// The duties of the module, in their order.
    pub(super) duties: Vec<DutyId>,
    /// How many of them, from the first on, are of a plain shape.
    pub(super) plain: usize,
    /// Bodies of functions, each once; the n-th is `gn`.
    pub(super) bodies: Vec<String>,
    known: FxHashMap<String, usize>,
    /// The bodies of functions in the table of functions, from its place 1 on.
    pub(super) slots: Vec<usize>,
}

impl<'m> Plan<'m> {
    pub(super) fn new(model: &'m Checked, ir: &'m Ir, duties: Vec<DutyId>) -> Plan<'m> {
        Plan {
            ir,
            model,
            calendar: model.model().calendar.as_deref(),
            columns: Vec::new(),
            words: HEAD,
            kinds: Vec::new(),
            statuses: Vec::new(),
            duties,
            plain: 0,
            bodies: Vec::new(),
            known: FxHashMap::default(),
            slots: Vec::new(),
        }
    }

    /// How many words the table of columns has.
    pub(super) fn words(&self) -> u32 {
        self.words
    }

    fn column(&mut self, column: Column) -> Result<u32, Why> {
        if let Some((_, at)) = self.columns.iter().find(|(known, _)| *known == column) {
            return Ok(*at);
        }
        let at = self.words;
        self.words += match column {
            Column::Detail(..) => 1,
            Column::Kind(_) => 2,
            Column::Status(_) | Column::Fact(_) => 3,
        };
        if self.words > MOST_WORDS {
            return Err("the pack has more words than a module can name".into());
        }
        self.columns.push((column, at));
        Ok(at)
    }

    /// The word at which the column of a kind begins: where its entries begin, and its days.
    pub(super) fn kind_word(&mut self, at: KindAt) -> Result<u32, Why> {
        self.column(Column::Kind(at))
    }

    /// The word at which the column of a status begins: where its entries begin, their
    /// first days, and the days they ended.
    pub(super) fn status_word(&mut self, at: StatusAt) -> Result<u32, Why> {
        self.column(Column::Status(at))
    }

    /// The word at which the column of a fact begins: where its entries begin, from which
    /// day they hold, and their values.
    pub(super) fn fact_word(&mut self, fact: ConceptId) -> Result<u32, Why> {
        self.column(Column::Fact(fact))
    }

    /// The word of the values of a fact beside the days of a kind.
    pub(super) fn detail_word(&mut self, fact: ConceptId, of: KindAt) -> Result<u32, Why> {
        self.column(Column::Detail(fact, of))
    }

    /// Whether silence about a concept leaves open that it did happen.
    pub(super) fn is_open(&self, concept: ConceptId) -> bool {
        let found = self.model.vocabulary.get(concept);
        let recorded = found.and_then(|concept| match concept.sort() {
            Sort::Event | Sort::Decision => concept.event().map(|info| info.recorded),
            Sort::Status => concept.status().map(|info| info.recorded),
            Sort::Fact => concept.fact().map(|info| info.recorded),
            Sort::Role | Sort::Paper | Sort::Document => None,
        });
        match recorded {
            None | Some(Completeness::Fully { from: None }) => false,
            Some(Completeness::Fully { from: Some(_) } | Completeness::WhenKnown) => true,
        }
    }

    /// A function of one number, `on`; its name.
    pub(super) fn function(&mut self, body: String) -> String {
        let at = self.body(body);
        format!("g{at}")
    }

    fn body(&mut self, body: String) -> usize {
        if let Some(at) = self.known.get(&body) {
            return *at;
        }
        let at = self.bodies.len();
        self.bodies.push(body.clone());
        self.known.insert(body, at);
        at
    }

    /// The same in the table of functions; its place.
    pub(super) fn slot(&mut self, body: String) -> u32 {
        let at = self.body(body);
        if let Some(slot) = self.slots.iter().position(|known| *known == at) {
            return number(slot) + 1;
        }
        self.slots.push(at);
        number(self.slots.len())
    }

    /// The place of a duty among those of the module.
    pub(super) fn place(&self, duty: DutyId) -> Option<u32> {
        self.duties.iter().position(|known| *known == duty).map(number)
    }
}

/// A length as a number of the module.
pub(super) fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
