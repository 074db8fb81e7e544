//! Whether a pack is never laxer than another: whoever keeps the one keeps the other.
//!
//! In: the base and the pack, opened together ([`crate::open::together`]). Out: for each
//! duty of the base whether the pack *holds* it, *fails* it, with a case that shows it,
//! or it *cannot be told*, with what is missing; as plain data with its words. What is
//! said to hold is proved, over every way in which conditions can come out and every day
//! of the calendar. What is said to fail was replayed in the interpreter: the base was
//! breached and nothing of the pack that stands for it was. Never here: how a finding is
//! drawn, files.

mod chain;
mod claims;
mod coverage;
mod further;
#[cfg(test)]
mod histories;
mod holidays;
mod judge;
mod pair;
mod powers;
mod told;
mod versions;
mod witness;
mod words;

use crate::check::Checked;
use crate::diag::{Code, Severity};
use crate::eval::Row;
use crate::facts::Case;
use crate::model::{DutyId, SourceRef};
use crate::source::Span;
use crate::syntax::force::Force;
use crate::time::Day;

use super::course::{Contrast, Dates};
use super::rules::RuleWitness;

pub use claims::{claims, diagnostics_of};
pub use judge::{conform, conform_telling};
pub use told::{Pasted, examples};
pub use words::{Called, due_words, short_title, witness_words};

/// How to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The day near which cases lie; the pack's own day of verification where none is
    /// given.
    pub near: Option<Day>,
    /// Whether to look for cases where nothing is proved. Without it that cannot be told.
    pub search: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { near: None, search: true }
    }
}

/// What comes out for a duty, or for all of them: the worst of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Whoever keeps the pack keeps it.
    Holds,
    /// Neither proved nor refuted.
    CannotTell,
    /// Somebody can keep the pack and breach it.
    Fails,
}

impl Verdict {
    /// As it is printed: `cannot tell`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::CannotTell => "cannot tell",
            Verdict::Fails => "fails",
        }
    }
}

/// A pack held against a base.
#[derive(Debug, Clone)]
pub struct Conformity {
    /// Each duty of the base that a machine evaluates, in the order of its pack.
    pub duties: Vec<DutyVerdict>,
    /// Powers, deeming rules and rules across cases of the base.
    pub rules: Vec<RuleVerdict>,
    /// Where the pack leaves the base openly: D0608.
    pub departures: Vec<Departure>,
    /// Duties of the base that no machine evaluates.
    pub listed: usize,
}

impl Conformity {
    /// The worst of all.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let duties = self.duties.iter().map(|duty| duty.verdict);
        let all = duties.chain(self.rules.iter().map(|rule| rule.verdict));
        all.max().unwrap_or(Verdict::Holds)
    }

    /// How many duties come out so.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.duties.iter().filter(|duty| duty.verdict == verdict).count()
    }
}

/// One duty of the base.
#[derive(Debug, Clone)]
pub struct DutyVerdict {
    /// Which, in the model of the base.
    pub duty: DutyId,
    /// Its full id: `statute/a/initial-review`.
    pub id: String,
    /// Its title; its id as words where it has none.
    pub title: String,
    /// What it cites.
    pub sources: Vec<SourceRef>,
    /// The duties of the pack that stand for it.
    pub covers: Vec<Cover>,
    /// What comes out.
    pub verdict: Verdict,
    /// Why, the worst first; of one that holds, where the pack is stricter.
    pub findings: Vec<Finding>,
    /// Whether one more bank holiday could overturn that; `None` where no working days
    /// are counted.
    pub holiday: Option<Holiday>,
    /// The pack leaves it openly: the place among the departures.
    pub departs: Option<usize>,
}

/// A duty of the pack that stands for one of the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Which, in the model of the pack.
    pub duty: DutyId,
    /// Its full id.
    pub id: String,
    /// Its title; its id as words where it has none.
    pub title: String,
    /// What it cites.
    pub sources: Vec<SourceRef>,
    /// A machine evaluates it.
    pub evaluated: bool,
}

/// A power, a deeming rule or a rule across cases of the base.
#[derive(Debug, Clone)]
pub struct RuleVerdict {
    /// `power`, `deeming rule` or `rule across cases`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its title; its id as words where it has none.
    pub title: String,
    /// What comes out.
    pub verdict: Verdict,
    /// Why.
    pub why: String,
    /// Duties of the pack that ask for less for it, or may.
    pub duties: Vec<String>,
    /// A case that shows it.
    pub witness: Option<RuleWitness>,
    /// Whether one more bank holiday could overturn that; `None` where no working days
    /// are counted.
    pub holiday: Option<Holiday>,
}

/// Something that a pack does openly to a rule of the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// The rule.
    pub rule: String,
    /// It takes the rule out; otherwise it changes it.
    pub removed: bool,
    /// The pack that does.
    pub by: String,
    /// The places of a source that it departs from.
    pub from: Vec<SourceRef>,
    /// Why, as its author gives it.
    pub reason: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// Nothing of the pack is about it.
    NotThere,
    /// Nothing of the pack applies, or starts, in some cases.
    Uncovered,
    /// It has no last day in the pack.
    NoLastDay,
    /// Its last day can be later.
    Later,
    /// An act counts that comes too early for the base.
    TooEarly,
    /// Less is enough to meet it.
    Act,
    /// It ends undone where the duty of the base goes on.
    Lapses,
    /// It binds less.
    Modality,
    /// Neither proved nor refuted.
    Open,
    /// It asks for more.
    Stricter,
}

impl What {
    /// Its code.
    #[must_use]
    pub fn code(self) -> Code {
        match self {
            What::NotThere | What::Uncovered => Code::D0601,
            What::NoLastDay | What::Later | What::TooEarly => Code::D0602,
            What::Act => Code::D0603,
            What::Lapses => Code::D0604,
            What::Modality => Code::D0605,
            What::Open => Code::D0606,
            What::Stricter => Code::D0607,
        }
    }
}

/// On how many days a limit of the pack differs, and by how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// On so many days.
    pub dates: u32,
    /// Of so many.
    pub of: u32,
    /// By so many days at most.
    pub by_at_most: i32,
    /// The days of the calendar that were looked at.
    pub over: Option<Dates>,
    /// Those of the days that lie in the two years after the day near which cases lie,
    /// as stretches in order.
    pub stretches: Vec<Dates>,
}

impl Share {
    /// Where the second of two limits comes later, or earlier.
    #[must_use]
    pub fn of(contrast: &Contrast, later: bool, near: Day) -> Share {
        let side = if later { &contrast.later } else { &contrast.earlier };
        let shown = Dates { first: near, last: near.plus(731) };
        let stretches = side.stretches.iter().filter_map(|one| one.and(shown));
        Share {
            dates: side.dates,
            of: contrast.dates,
            by_at_most: side.by_at_most,
            over: contrast.over,
            stretches: stretches.collect(),
        }
    }

    /// In percent, one decimal.
    #[must_use]
    pub fn percent(&self) -> String {
        if self.dates == self.of {
            return "100".to_owned();
        }
        let tenths = (u64::from(self.dates) * 1_000 + u64::from(self.of) / 2)
            .checked_div(u64::from(self.of))
            .unwrap_or(0)
            // What is not none is not said to be none, nor what is not all to be all.
            .clamp(1, 999);
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

/// One thing that was found of a duty.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What it is about.
    pub what: What,
    /// Its code and weight: D0601 to D0607.
    pub code: Code,
    /// It, in one sentence without a full stop, with duties called by their ids.
    pub message: String,
    /// The same with duties called by their titles.
    pub plain: String,
    /// What would mend it, where something can be said.
    pub help: Option<String>,
    /// The duty of the pack that it is about.
    pub cover: Option<DutyId>,
    /// On how many days, where it is about days.
    pub share: Option<Share>,
    /// When both versions are in force that were compared.
    pub force: Force,
    /// A case that shows it, replayed.
    pub witness: Option<Witness>,
}

impl Finding {
    /// How much it weighs in a pack that claims never to be laxer.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.info().severity
    }
}

/// A case, and how it stands under both packs at the end of a day.
#[derive(Debug, Clone)]
pub struct Witness {
    /// The case; its names have the same ids in both models.
    pub case: Case,
    /// The day at whose end it is judged.
    pub as_of: Day,
    /// The row of the base.
    pub base: Row,
    /// The rows of the pack that stand for it; none where it has none.
    pub local: Vec<Row>,
}

/// Whether one bank holiday more than are announced would change a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// None would.
    Stands,
    /// This one would.
    Overturns {
        /// The day that would be closed.
        closed: Day,
        /// The day counted from.
        from: Day,
        /// The last day there would be under the base.
        base: Day,
        /// The last day there would be under the pack.
        local: Day,
    },
}

/// The models that are held against each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sides<'m> {
    pub(crate) base: &'m Checked,
    pub(crate) local: &'m Checked,
}

#[cfg(test)]
mod tests;
