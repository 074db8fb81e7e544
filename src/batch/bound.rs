//! A compiled pack and a caseload brought together, as of a day.
//!
//! In: an [`Ir`], its model, a caseload and the day. Out: where the days of each kind and
//! status stand, and how well they are known. Done once for all cases. Never here: a case.

use rustc_hash::FxHashMap;

use super::Program;
use super::begun::starts;
use super::course::{CourseOf, courses};
use super::everywhere::{each, looked_at};
use super::finish::Made;
use super::judging::has_own_day;
use super::lengths::Lengths;
use super::twins::{Twin, twins};
use super::unseen::{Unseen, unseen};
use super::ways::Choice;
use crate::caseload::{Attributes, Caseload, Events, NO_DAY, Periods};
use crate::facts::Value;
use crate::ir::{ALWAYS, Compiled, Held, Ir, KindAt, MadeOf, NEVER, Scope, StatusAt, Uses};
use crate::model::{DutyId, Model};
use crate::names::{Completeness, Concept, ConceptId, FactType};
use crate::time::{Calendar, Day};

/// How well a kind is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// Silence does not mean that it did not happen.
    pub(super) when_known: bool,
    /// Recorded fully from this day on.
    pub(super) since: i32,
    /// Entered until this day; [`NEVER`] where that is not said.
    pub(super) until: i32,
}

impl Known {
    const FULLY: Known = Known { when_known: false, since: ALWAYS, until: NEVER };

    fn and(self, other: Known) -> Known {
        Known {
            when_known: self.when_known || other.when_known,
            since: self.since.max(other.since),
            until: self.until.min(other.until),
        }
    }
}

/// A kind of the form in these cases.
#[derive(Debug)]
pub(super) struct KindOf<'b> {
    pub(super) concept: ConceptId,
    /// Its column and the place of that.
    pub(super) column: Option<(usize, &'b Events)>,
    pub(super) known: Known,
    /// Some case has it.
    pub(super) is_there: bool,
    /// It may be other in one case than in another.
    pub(super) differs: bool,
}

/// A status of the form in these cases.
#[derive(Debug)]
pub(super) struct StatusOf<'b> {
    pub(super) concept: ConceptId,
    /// Its column and the place of that.
    pub(super) column: Option<(usize, &'b Periods)>,
    pub(super) known: Known,
    /// Days from which something that begins or is it may be unentered.
    pub(super) entered: Vec<i32>,
    /// Some case may have it.
    pub(super) differs: bool,
}

/// A fact in these cases.
#[derive(Debug)]
pub(super) struct FactOf<'b> {
    pub(super) column: Option<&'b Attributes>,
    /// Its place in each column of events that has it.
    pub(super) of_events: Vec<Option<&'b [u32]>>,
    /// Silence means *no*.
    pub(super) silent_no: bool,
    /// What it may be, where that can be counted.
    pub(super) values: Vec<Value>,
    pub(super) hanging: Hanging,
}

/// The places of kinds and statuses that hang on something that is not known.
pub(super) type Hanging = (Vec<usize>, Vec<usize>);

/// What one duty needs.
#[derive(Debug, Default)]
pub(super) struct Needs {
    /// Other duties, each after those it needs itself.
    pub(super) duties: Vec<DutyId>,
    /// Kinds of which a case may be none of the form's.
    pub(super) risky: Vec<KindAt>,
    /// Kinds that use a power that changes it.
    pub(super) changed_by: Vec<KindAt>,
    /// Other duties need it.
    pub(super) is_needed: bool,
    /// Kinds of which it has to be known of everything that happened whether it is one: they
    /// bound the stretches that it goes by.
    pub(super) plain: Vec<KindAt>,
    /// A condition of it is read on a day of its own.
    pub(super) own_days: bool,
}

/// The pack and the caseload together.
#[derive(Debug)]
pub(super) struct Bound<'b> {
    pub(super) ir: &'b Ir,
    pub(super) model: &'b Model,
    pub(super) caseload: &'b Caseload,
    pub(super) t: i32,
    pub(super) calendar: Option<&'b Calendar>,
    pub(super) kinds: Vec<KindOf<'b>>,
    pub(super) statuses: Vec<StatusOf<'b>>,
    pub(super) facts: FxHashMap<ConceptId, FactOf<'b>>,
    /// Of each column of periods what hangs on its days.
    on_columns: Vec<Hanging>,
    pub(super) needs: Vec<Needs>,
    /// Of each duty its row in every plain case, or that it has none, where that is so.
    pub(super) each: Vec<Option<Option<Made>>>,
    /// What all other duties look at.
    pub(super) looked_at: Uses,
    /// Of each duty which other it follows, if any.
    pub(super) twins: Vec<Option<Twin>>,
    /// The duties of which no case has the act on record, and the lengths they count by.
    pub(super) unseen: Unseen<'b>,
    pub(super) lengths: Lengths,
    /// Of each duty the group of those that the same starts.
    pub(super) starts: Vec<Option<usize>>,
    /// Of each duty how much its tests with `while` hang on, where no instance has a part in
    /// them.
    pub(super) courses: Vec<Option<CourseOf>>,
    pub(super) concepts: Vec<ConceptId>,
}

impl<'b> Bound<'b> {
    pub(super) fn new(program: &'b Program, caseload: &'b Caseload, as_of: Day) -> Bound<'b> {
        let (ir, model) = (program.ir(), program.model().model());
        let mut bound = Bound {
            ir,
            model,
            caseload,
            t: as_of.number(),
            calendar: model.calendar.as_deref(),
            kinds: Vec::new(),
            statuses: Vec::new(),
            facts: FxHashMap::default(),
            on_columns: Vec::new(),
            needs: Vec::new(),
            each: Vec::new(),
            looked_at: Uses::default(),
            twins: Vec::new(),
            unseen: Unseen::default(),
            lengths: Lengths::default(),
            starts: Vec::new(),
            courses: Vec::new(),
            concepts: model.vocabulary.iter().map(|(id, _)| id).collect(),
        };
        for kind in &ir.kinds {
            let kind = bound.kind(kind);
            bound.kinds.push(kind);
        }
        for status in &ir.statuses {
            let status = bound.status(status);
            bound.statuses.push(status);
        }
        bound.find_facts();
        bound.needs = bound.all_needs();
        bound.each = each(&bound);
        bound.looked_at = looked_at(&bound);
        bound.twins = twins(&bound);
        bound.share_needs();
        let starts = starts(&bound);
        let mut lengths = Lengths::of(ir);
        bound.unseen = unseen(&bound, &starts, &mut lengths);
        bound.lengths = lengths;
        bound.starts = starts;
        bound.courses = courses(&bound);
        bound
    }

    fn kind(&self, kind: &crate::ir::Kind) -> KindOf<'b> {
        let columns = self.caseload.events();
        let place = columns.iter().position(|column| column.kind == kind.concept);
        let column = place.and_then(|at| Some((at, columns.get(at)?)));
        let parts: &[KindAt] = match &kind.made_of {
            MadeOf::Itself | MadeOf::Deemed(_) => &[],
            MadeOf::AnyOf(parts) => parts,
            MadeOf::Those(of, _) => std::slice::from_ref(of),
        };
        let mut known = self.own(kind.concept);
        let mut is_there = column.is_some();
        for part in parts.iter().filter_map(|part| self.kinds.get(part.0 as usize)) {
            known = known.and(part.known);
            is_there |= part.is_there;
        }
        let deemed = match &kind.made_of {
            MadeOf::Deemed(after) => after.as_slice(),
            MadeOf::Itself | MadeOf::AnyOf(_) | MadeOf::Those(..) => &[],
        };
        let differs = is_there || self.any_there(deemed);
        KindOf { concept: kind.concept, column, known, is_there, differs }
    }

    /// Whether some case has any of these.
    fn any_there(&self, kinds: &[KindAt]) -> bool {
        kinds.iter().any(|kind| self.kind_of(*kind).is_some_and(|of| of.is_there))
    }

    fn status(&self, status: &crate::ir::Status) -> StatusOf<'b> {
        let known = self.own(status.concept);
        let begins: &[KindAt] = match &status.held {
            Held::Recorded { from, .. } => from,
            Held::Defined(_) => &[],
        };
        let kinds = begins.iter().filter_map(|kind| self.kinds.get(kind.0 as usize));
        let untils = kinds.map(|kind| kind.known.until).chain([known.until]);
        let entered = untils.filter(|until| *until != NEVER).map(|until| until + 1).collect();
        let columns = self.caseload.periods();
        let place = columns.iter().position(|column| column.status == status.concept);
        let column = place.and_then(|at| Some((at, columns.get(at)?)));
        let defined = matches!(status.held, Held::Defined(_));
        let differs = defined || column.is_some() || self.any_there(begins);
        StatusOf { concept: status.concept, column, known, entered, differs }
    }

    /// How well a concept is known by itself.
    fn own(&self, concept: ConceptId) -> Known {
        if let Some(records) = self.caseload.records().get(&concept) {
            return known_of(records.completeness, records.until);
        }
        let concept = self.model.vocabulary.get(concept);
        concept.and_then(recorded).map_or(Known::FULLY, |said| known_of(said, None))
    }

    /// Whether these cases know of a concept, as of the day, what the vocabulary says of it.
    pub(super) fn is_as_said(&self, concept: ConceptId) -> bool {
        let found = self.model.vocabulary.get(concept);
        let said = found.and_then(recorded).map_or(Known::FULLY, |said| known_of(said, None));
        let own = self.own(concept);
        own.until >= self.t && Known { until: NEVER, ..own } == said
    }

    fn find_facts(&mut self) {
        let mut uses = Uses::default();
        for status in &self.ir.statuses {
            uses.status(status);
        }
        for kind in &self.ir.kinds {
            uses.made_of(&kind.made_of);
        }
        for compiled in &self.ir.duties {
            if let Compiled::Duty(duty) = compiled {
                let of = Uses::of(duty);
                uses.facts.extend(of.facts);
            }
        }
        for fact in uses.facts {
            let hanging = self.hanging(|below| below.facts.contains(&fact));
            let found = FactOf { hanging, ..self.fact(fact) };
            self.facts.insert(fact, found);
        }
        let columns = self.caseload.periods().iter();
        self.on_columns = columns
            .map(|column| {
                let of = |at: &StatusAt| self.status_of(*at).map(|of| of.concept);
                self.hanging(|below| below.statuses.iter().any(|at| of(at) == Some(column.status)))
            })
            .collect();
    }

    fn fact(&self, fact: ConceptId) -> FactOf<'b> {
        let column = self.caseload.attributes().iter().find(|column| column.fact == fact);
        let of = |events: &'b Events| {
            let column = events.facts().iter().find(|column| column.fact == fact);
            column.map(|column| column.codes.as_slice())
        };
        let info = self.model.vocabulary.get(fact).and_then(Concept::fact);
        let yes_no = info.is_some_and(|info| info.ty == FactType::YesNo);
        let values = match info.map(|info| &info.ty) {
            Some(FactType::YesNo) => vec![Value::YesNo(false), Value::YesNo(true)],
            Some(FactType::OneOf(words)) => words.iter().cloned().map(Value::Word).collect(),
            Some(FactType::Number | FactType::Decimal | FactType::Date | FactType::Name) | None => {
                Vec::new()
            }
        };
        FactOf {
            column,
            of_events: self.caseload.events().iter().map(of).collect(),
            silent_no: yes_no && !self.own(fact).when_known,
            values,
            hanging: Hanging::default(),
        }
    }

    /// Of each duty what it needs.
    fn all_needs(&self) -> Vec<Needs> {
        let mut all: Vec<Needs> = Vec::new();
        for compiled in &self.ir.duties {
            let mut needs = Needs::default();
            if let Compiled::Duty(duty) = compiled {
                let uses = Uses::of(duty);
                self.risks(&uses, &mut needs);
                for version in duty.versions() {
                    if let Scope::From(kind) = version.scope {
                        self.plainly(kind, &mut needs.plain);
                    }
                }
                for kind in &duty.changed_by {
                    add(&mut needs.risky, *kind);
                }
                // What is the same in all cases is in order in each.
                let differs = |kind: &KindAt| self.kind_of(*kind).is_none_or(|of| of.differs);
                needs.risky.retain(differs);
                needs.plain.retain(differs);
                needs.changed_by = duty.changed_by.clone();
                needs.changed_by.retain(differs);
                needs.duties = uses.duties;
                let mut clauses = duty.versions().flat_map(|version| &version.applies);
                needs.own_days = clauses.any(|clause| has_own_day(&clause.test));
            }
            all.push(needs);
        }
        let needed: Vec<DutyId> = all.iter().flat_map(|one| one.duties.iter().copied()).collect();
        for duty in needed {
            if let Some(needs) = all.get_mut(duty.0 as usize) {
                needs.is_needed = true;
            }
        }
        all
    }

    /// What is needed of a duty is needed of the one that it follows.
    fn share_needs(&mut self) {
        for (at, twin) in self.twins.iter().enumerate() {
            let is_needed = self.needs.get(at).is_some_and(|needs| needs.is_needed);
            let of = twin.as_ref().and_then(|twin| self.needs.get_mut(twin.of));
            if let Some(of) = of {
                of.is_needed |= is_needed;
            }
        }
    }

    /// With everything that it is made of, and rests on, in turn.
    pub(super) fn with_all_below(&self, mut uses: Uses) -> Uses {
        let (mut kinds, mut statuses) = (0, 0);
        loop {
            if let Some(at) = uses.kinds.get(kinds).copied() {
                kinds += 1;
                let made_of = self.ir.kind(at).map(|kind| &kind.made_of);
                made_of.into_iter().for_each(|made_of| uses.made_of(made_of));
            } else if let Some(at) = uses.statuses.get(statuses).copied() {
                statuses += 1;
                self.ir.status(at).into_iter().for_each(|status| uses.status(status));
            } else {
                break;
            }
        }
        uses
    }

    /// A kind that bounds stretches: it needs a look where anything of it may be none.
    fn plainly(&self, at: KindAt, plain: &mut Vec<KindAt>) {
        let made_of = self.ir.kind(at).map(|kind| &kind.made_of);
        if made_of.is_some_and(|made_of| *made_of != MadeOf::Itself) {
            add(plain, at);
        }
    }

    /// The kinds that something rests on of which a case may be none of the form's.
    fn risks(&self, uses: &Uses, needs: &mut Needs) {
        for at in &uses.kinds {
            let Some(kind) = self.ir.kind(*at) else { continue };
            match kind.made_of {
                MadeOf::Itself => continue,
                MadeOf::AnyOf(_) => {}
                MadeOf::Those(..) | MadeOf::Deemed(_) => add(&mut needs.risky, *at),
            }
            let mut more = Uses::default();
            more.made_of(&kind.made_of);
            self.risks(&more, needs);
        }
        for at in &uses.statuses {
            let Some(status) = self.ir.status(*at) else { continue };
            let mut more = Uses::default();
            more.status(status);
            if let Held::Recorded { .. } = status.held {
                more.kinds.iter().for_each(|kind| self.plainly(*kind, &mut needs.plain));
            }
            self.risks(&more, needs);
        }
    }

    /// Whether a case is none of those that the columnar engine knows how to judge: it was kept whole,
    /// or a period of it that began before its records lies oddly to the others.
    pub(super) fn is_apart(&self, case: usize) -> bool {
        if self.caseload.is_exact(case) {
            return false;
        }
        let history = self.caseload.history_from().get(case).copied().unwrap_or(NO_DAY);
        if self.caseload.whole(case).is_some() || history == NO_DAY || history > self.t {
            return true;
        }
        self.caseload.periods().iter().any(|column| {
            let run = column.run(case);
            let (from, until) = (column.from().get(run.clone()), column.until().get(run));
            let all = || from.unwrap_or_default().iter().zip(until.unwrap_or_default());
            let vague = all().filter(|(from, _)| **from == NO_DAY).count();
            let odd = |(from, until): (&i32, &i32)| match *from {
                NO_DAY => *until <= history,
                from => from <= history,
            };
            vague > 1 || (vague == 1 && all().any(odd))
        })
    }

    pub(super) fn kind_of(&self, at: KindAt) -> Option<&KindOf<'b>> {
        self.kinds.get(at.0 as usize)
    }

    pub(super) fn status_of(&self, at: StatusAt) -> Option<&StatusOf<'b>> {
        self.statuses.get(at.0 as usize)
    }

    /// The kinds and statuses that hang on something with this below it.
    fn hanging(&self, on: impl Fn(&Uses) -> bool) -> Hanging {
        let kind = |at: usize| Uses {
            kinds: vec![KindAt(u32::try_from(at).unwrap_or(u32::MAX))],
            ..Uses::default()
        };
        let status = |at: usize| Uses {
            statuses: vec![StatusAt(u32::try_from(at).unwrap_or(u32::MAX))],
            ..Uses::default()
        };
        let all = |count: usize, of: &dyn Fn(usize) -> Uses| {
            (0..count).filter(|at| on(&self.with_all_below(of(*at)))).collect()
        };
        (all(self.kinds.len(), &kind), all(self.statuses.len(), &status))
    }

    /// The kinds and statuses that hang on what is taken to be so.
    pub(super) fn hangs_on(&self, choice: &Choice) -> Option<&Hanging> {
        match choice {
            Choice::Value(fact, ..) => {
                let concept = self.concepts.get(*fact as usize)?;
                self.facts.get(concept).map(|of| &of.hanging)
            }
            Choice::Began(column, ..) => self.on_columns.get(*column as usize),
        }
    }

    /// What a code stands for.
    pub(super) fn value(&self, code: u32) -> Option<&'b Value> {
        self.caseload.value(code)
    }
}

/// How the vocabulary says that a concept is recorded.
fn recorded(concept: &Concept) -> Option<Completeness> {
    let event = concept.event().map(|info| info.recorded);
    event
        .or(concept.status().map(|info| info.recorded))
        .or(concept.fact().map(|info| info.recorded))
}

fn known_of(completeness: Completeness, until: Option<Day>) -> Known {
    let number = |day: Option<Day>, or: i32| day.map_or(or, Day::number);
    let until = number(until, NEVER);
    match completeness {
        Completeness::WhenKnown => Known { when_known: true, until, ..Known::FULLY },
        Completeness::Fully { from } => {
            Known { when_known: false, since: number(from, ALWAYS), until }
        }
    }
}

fn add(all: &mut Vec<KindAt>, one: KindAt) {
    if !all.contains(&one) {
        all.push(one);
    }
}
