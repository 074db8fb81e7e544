//! Duties, resolved.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::definition::Derived;
use super::duties::Duties;
use super::extension::Extension;
use super::fingerprint::Fingerprint;
use super::layers::{LayerInfo, Patch};
use super::register::{Citation, Register};
use crate::names::{ConceptId, Vocabulary};
use crate::source::{Span, Spanned};
use crate::syntax::Block;
use crate::syntax::ast::{Act, Anchor, Applies, Condition, Due};
use crate::syntax::force::Force;
use crate::time::{Calendar, Counting, Day, Offset, Roll};

use super::recurrence::{Recurrence, Running};
use super::{Across, Power, Standing};

/// Which duty of a [`Model`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DutyId(pub u32);

/// How binding a duty is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Modality {
    /// `aims to`
    Aims,
    /// `should`
    Should,
    /// `must`
    Must,
}

/// What a deadline does with its anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It runs on from its anchor: `within`, a window after, `on`.
    Forward,
    /// It leads up to its anchor: `at least … before`, `before`, `by`. Until the
    /// anchor event is planned its instance is provisional.
    Lead,
    /// It has no date: `promptly`.
    Prompt,
}

/// What starts an instance: one for each day the anchor denotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// The anchor.
    pub anchor: Anchor,
}

/// A day that follows from the trigger's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Point {
    /// The trigger's own day.
    Trigger,
    /// A day of an anchor of its own.
    Anchor(Anchor),
    /// So long after another point.
    After {
        /// Counted from.
        from: Box<Point>,
        /// How long.
        offset: Offset,
        /// How the ends are counted.
        counting: Counting,
        /// What becomes of a day that is not worked.
        roll: Roll,
    },
    /// So long before another point.
    Before {
        /// Counted back from.
        from: Box<Point>,
        /// How long.
        offset: Offset,
        /// What becomes of a day that is not worked.
        roll: Roll,
    },
    /// The earlier of two.
    Earlier(Box<Point>, Box<Point>),
    /// The later of two.
    Later(Box<Point>, Box<Point>),
}

impl Point {
    /// The one anchor of its own that it counts back from, and the point counted back from
    /// the trigger's day instead; `None` where it does anything else.
    #[must_use]
    pub fn back_from_own(&self) -> Option<(&Anchor, Point)> {
        match self {
            Point::Anchor(own) => Some((own, Point::Trigger)),
            Point::Before { from, offset, roll } => {
                let (own, from) = from.back_from_own()?;
                let (offset, roll) = (*offset, *roll);
                Some((own, Point::Before { from: Box::new(from), offset, roll }))
            }
            Point::Trigger | Point::After { .. } | Point::Earlier(..) | Point::Later(..) => None,
        }
    }
}

/// From when an act counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Opens {
    /// On the trigger's day.
    AtTrigger,
    /// Before it too, back to the end of the one before.
    Early,
    /// From this day; an earlier act is *too early*.
    From(Point),
}

/// When an act counts and by when it is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// From when an act counts.
    pub opens: Opens,
    /// The last day; `None` has none.
    pub due: Option<Point>,
    /// What the deadline does with its anchor.
    pub kind: Kind,
    /// `Some` for a limit that replaces the others when it holds.
    pub condition: Option<Condition>,
}

/// Which occurrence of the act meets an instance (language §3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// The n-th in the scope period.
    Nth(u32),
    /// The next after the trigger occurrence.
    Next,
    /// The latest on or before the due date, else the earliest after it up to the
    /// anchor's day.
    LatestBefore,
    /// Oldest first, one to one.
    OldestFirst,
    /// The completion of the trigger occurrence itself.
    CompletionOfTrigger,
}

/// In which stretch ordinals, matching and closure are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The whole record of the case.
    WholeRecord,
    /// Each period of a status.
    EachPeriod(ConceptId),
    /// From each occurrence of an event to the next.
    EachEvent(ConceptId),
}

/// A place in a source: `IRO Handbook 3.23`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRef {
    /// As it is printed, whole: `CPPCR 2010 reg 33(1)`.
    pub text: String,
    /// The document's canonical name, where one is declared.
    pub document: Option<String>,
    /// The locator within it: `reg 33(1)`.
    pub locator: String,
}

/// Where a duty comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The pack that declared it.
    pub pack: Arc<str>,
    /// Its block.
    pub span: Span,
}

/// One duty.
#[derive(Debug, Clone)]
pub struct Duty {
    /// Its place in the model.
    pub id: DutyId,
    /// Its id as written: `initial-review`.
    pub name: Spanned<String>,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// Who has it.
    pub who: Option<Spanned<ConceptId>>,
    /// How binding it is.
    pub modality: Modality,
    /// What is to be done.
    pub act: Act,
    /// What starts an instance; `None` for a duty that is listed and not
    /// evaluated.
    pub trigger: Option<Trigger>,
    /// The limit, and those that replace it.
    pub limits: Vec<Limits>,
    /// The limit as it was written, for printing.
    pub due: Option<Due>,
    /// How it comes again, where it does so by itself.
    pub recurrence: Option<Recurrence>,
    /// What its running limit hangs on.
    pub running: Running,
    /// The subject whose cases it is about, where it is not the pack's own.
    pub subject: Option<Spanned<String>>,
    /// When it applies: every clause must be so.
    pub applies: Vec<Applies>,
    /// Which occurrence of the act meets an instance.
    pub matching: Match,
    /// The event that the act is said to be for: `invitations for that review`.
    pub act_for: Option<Spanned<ConceptId>>,
    /// Where ordinals, matching and closure are read.
    pub scope: Scope,
    /// Whether an instance closes when its scope ends.
    pub lapses_with_scope: bool,
    /// Where it says that it closes so; `None` where that is the default.
    pub lapse_written: Option<Span>,
    /// The decision that keeps an instance alive past the end of its scope.
    pub unless_lapse: Vec<Condition>,
    /// Silence at the end of the due date closes an instance without a breach.
    pub missing_is_allowed: bool,
    /// What it cites.
    pub sources: Vec<SourceRef>,
    /// Remarks for readers.
    pub notes: Vec<String>,
    /// Why the author wrote it so.
    pub reason: Option<String>,
    /// The duties of upper layers that it implements: pack and id.
    pub implements: Vec<Spanned<String>>,
    /// When *due soon* begins, where it differs from the pack's setting.
    pub soon: Option<SoonRule>,
    /// What has to hold all through a time, of a standing duty: it has no act and no
    /// limit.
    pub standing: Option<Standing>,
    /// It was written as one sentence.
    pub sentence: bool,
    /// When it is in force: an instance exists whose trigger lies in it.
    pub force: Force,
    /// Its place among the versions of its duty, oldest first.
    pub version: usize,
    /// All its versions, oldest first, where its clauses are dated; then this is
    /// the last of them. Empty where there is only one.
    pub versions: Vec<Duty>,
    /// What a new version does to what is running.
    pub transition: Transition,
    /// Where it comes from.
    pub from: Provenance,
}

impl Duty {
    /// A duty that says nothing yet.
    pub(super) fn empty(name: Spanned<String>, from: Provenance) -> Duty {
        Duty {
            id: DutyId(u32::MAX),
            name,
            title: None,
            who: None,
            modality: Modality::Must,
            act: super::standing::no_act(),
            trigger: None,
            limits: Vec::new(),
            due: None,
            recurrence: None,
            running: Running::default(),
            subject: None,
            applies: Vec::new(),
            matching: Match::OldestFirst,
            act_for: None,
            scope: Scope::WholeRecord,
            lapses_with_scope: true,
            lapse_written: None,
            unless_lapse: Vec::new(),
            missing_is_allowed: false,
            sources: Vec::new(),
            notes: Vec::new(),
            reason: None,
            implements: Vec::new(),
            soon: None,
            standing: None,
            sentence: false,
            force: Force::ALWAYS,
            version: 0,
            versions: Vec::new(),
            transition: Transition::default(),
            from,
        }
    }

    /// Whether it is about cases of this subject; `None` is the pack's own.
    #[must_use]
    pub fn is_about(&self, subject: Option<&str>) -> bool {
        match (&self.subject, subject) {
            (None, None) => true,
            (Some(own), Some(subject)) => own.value.eq_ignore_ascii_case(subject),
            (None, Some(_)) | (Some(_), None) => false,
        }
    }

    /// Whether it asks for the same act from the same start as another, by limits that
    /// stand alone: neither comes again by itself, or hangs on a standing duty.
    #[must_use]
    pub fn asks_alike(&self, other: &Duty) -> bool {
        let plain = |duty: &Duty| {
            duty.recurrence.is_none()
                && duty.standing.is_none()
                && duty.subject.is_none()
                && duty.running == Running::default()
                && duty.versions.is_empty()
        };
        let who = self.who.is_none() || other.who.is_none() || self.who == other.who;
        plain(self)
            && plain(other)
            && who
            && self.trigger.is_some()
            && self.trigger == other.trigger
            && self.act == other.act
            && self.act_for == other.act_for
            && self.scope == other.scope
            && self.lapses_with_scope == other.lapses_with_scope
            && self.unless_lapse == other.unless_lapse
            && self.missing_is_allowed == other.missing_is_allowed
            && self.force == other.force
    }

    /// Whether a machine evaluates it; a duty that says neither by when nor how
    /// often is only listed.
    #[must_use]
    pub fn is_evaluated(&self) -> bool {
        self.trigger.is_some() || self.recurrence.is_some()
    }
}

impl Duty {
    /// Its versions, oldest first: at least one.
    #[must_use]
    pub fn versions(&self) -> &[Duty] {
        if self.versions.is_empty() { std::slice::from_ref(self) } else { &self.versions }
    }

    /// Its title; where it has none its id, as words.
    #[must_use]
    pub fn titled(&self) -> String {
        crate::names::titled(self.title.as_deref(), &self.name.value)
    }

    /// The version at a place among them; itself where there is none.
    #[must_use]
    pub fn version_at(&self, at: usize) -> &Duty {
        self.versions.get(at).unwrap_or(self)
    }
}

/// What a new version does to what is running when it comes into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Transition {
    /// An instance keeps the version of its trigger's day.
    #[default]
    ByTriggerDate,
    /// The version in force on its due date rules it.
    ByDueDate,
    /// It falls due by the new version where that is sooner, though not before the
    /// commencement and so long after it.
    FromCommencement(Option<Offset>),
}

/// When *due soon* begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SoonRule {
    /// Five working days, or seven days without a calendar, before the due date,
    /// and not before the last third of the time allowed.
    Default,
    /// So long before the due date.
    Before(Offset),
}

/// Readings that a pack chooses (language §2, P5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Settings {
    /// A bare “days” was declared to mean calendar days.
    pub days_are_calendar_days: bool,
    /// Born on 29 February: the birthday of a common year falls on 28 February
    /// instead of 1 March.
    pub leap_birthdays_on_28_february: bool,
    /// It was said on which day such a birthday falls.
    pub leap_is_declared: bool,
    /// `before` an event leaves out its day.
    pub before_is_strict: bool,
    /// It was said which of the two `before` means.
    pub before_is_declared: bool,
    /// When *due soon* begins.
    pub soon: SoonRule,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            days_are_calendar_days: false,
            leap_birthdays_on_28_february: false,
            leap_is_declared: false,
            before_is_strict: false,
            before_is_declared: false,
            soon: SoonRule::Default,
        }
    }
}

/// What a pack says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackInfo {
    /// Its id: `kent/child-in-care-reviews`.
    pub id: String,
    /// Its title; the id where it has none.
    pub title: String,
    /// Its version as text; empty where it has none.
    pub version: String,
    /// In force from.
    pub in_force_from: Option<Day>,
    /// In force until, that day included.
    pub in_force_until: Option<Day>,
    /// The day on which somebody last held it against its source.
    pub verified: Option<Day>,
    /// A hash of everything that it means.
    pub hash: Fingerprint,
}

/// A pack and everything it extends, resolved.
#[derive(Debug, Clone)]
pub struct Model {
    /// The pack at hand.
    pub pack: PackInfo,
    /// Every name it can use.
    pub vocabulary: Vocabulary,
    /// The calendar of its working days.
    pub calendar: Option<Arc<Calendar>>,
    /// The readings it chose.
    pub settings: Settings,
    /// Every duty, by [`DutyId`], the pack's own first.
    pub duties: Duties,
    /// Every power, the pack's own first.
    pub powers: Vec<Power>,
    /// Every rule across cases, the pack's own first.
    pub across: Vec<Across>,
    /// What follows from what is recorded: definitions, deeming, kinds of events.
    pub derived: Derived,
    /// Ids to duties: the bare id for the most local duty that has it, and pack and
    /// id for each.
    pub by_name: FxHashMap<String, DutyId>,
    /// The packs it is made of, the pack at hand first.
    pub layers: Vec<LayerInfo>,
    /// What its packs did to the rules of those they extend.
    pub patches: Vec<Patch>,
    /// The blocks of all its rules as all patches leave them, each with its pack.
    pub articles: Vec<(Arc<str>, Block)>,
    /// The registers of all its packs.
    pub registers: Vec<Register>,
    /// What each block of all its packs cites.
    pub citations: Vec<Citation>,
    /// The modules that compute facts of a case.
    pub extensions: Vec<Extension>,
}

impl Model {
    /// A duty by id.
    #[must_use]
    pub fn duty(&self, id: DutyId) -> Option<&Duty> {
        self.duties.get(id.0 as usize)
    }

    /// The readings that a pack chose for its own rules.
    #[must_use]
    pub fn settings_of(&self, pack: &str) -> &Settings {
        let layer = self.layers.iter().find(|layer| layer.info.id == pack);
        layer.map_or(&self.settings, |layer| &layer.settings)
    }

    /// Whether the pack at hand wrote or changed a duty.
    #[must_use]
    pub fn is_own(&self, duty: &Duty) -> bool {
        let changed = |patch: &Patch| {
            !patch.removed
                && *patch.by == *self.pack.id
                && patch.pack == duty.from.pack
                && patch.rule == duty.name.value
        };
        *duty.from.pack == *self.pack.id || self.patches.iter().any(changed)
    }

    /// A duty by its written id, with or without its pack before it.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Duty> {
        self.by_name.get(name).and_then(|id| self.duty(*id))
    }
}
