//! The form of a checked model.
//!
//! In: a model. Out: its [`Ir`]. A duty that this form does not hold is kept with the
//! reason, in words. Never here: what a part of the form means.

use rustc_hash::FxHashMap;

use super::conditions::{clauses, test};
use super::days::{day, limit, starts};
use super::{
    ALWAYS, Act, Closing, Compiled, Duty, Fallback, Held, Ir, Kind, KindAt, Leaving, MadeOf, Match,
    NEVER, Part, Scope, Silence, Sleep, Soon, Status, StatusAt, Trigger, Uses, Version, What,
};
use crate::check::Checked;
use crate::model::{self, Model, SoonRule, Transition};
use crate::names::ConceptId;
use crate::syntax::ast::{
    self, ActPart, Anchor, DueCore, EventAnchor, EventDate, EventMeaning, Licence, Needed, Pick,
    State, Unrecorded, Window,
};
use crate::syntax::force::Force;

/// A part of the form, or why it does not hold that.
pub(super) type Made<T> = Result<T, String>;

/// Puts a model into this form.
#[must_use]
pub fn compile(model: &Checked) -> Ir {
    let mut maker = Maker {
        model: model.model(),
        kinds: Vec::new(),
        statuses: Vec::new(),
        kind_of: FxHashMap::default(),
        status_of: FxHashMap::default(),
        sure: Vec::new(),
        counting: Vec::new(),
        defining: 0,
    };
    let mut duties: Vec<Compiled> = model.duties.iter().map(|duty| maker.compiled(duty)).collect();
    super::verify::without_circles(model.model(), &mut duties);
    Ir { kinds: maker.kinds, statuses: maker.statuses, duties }
}

/// What has been made so far.
pub(super) struct Maker<'m> {
    pub(super) model: &'m Model,
    kinds: Vec<Kind>,
    statuses: Vec<Status>,
    kind_of: FxHashMap<ConceptId, Made<KindAt>>,
    status_of: FxHashMap<ConceptId, Made<StatusAt>>,
    /// Defined statuses whose stretches the duty at hand goes by.
    sure: Vec<StatusAt>,
    /// What the definition at hand leaves out of totals.
    counting: Vec<ast::Leaving>,
    /// How many definitions and meanings are being made.
    defining: u32,
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The first and the last day of a time.
pub(super) fn force_days(force: Force) -> (i32, i32) {
    let from = force.from.map_or(ALWAYS, crate::time::Day::number);
    let until = force.until.map_or(NEVER, crate::time::Day::number);
    (from, until)
}

impl Maker<'_> {
    fn noun(&self, concept: ConceptId) -> &str {
        self.model.vocabulary.noun(concept)
    }

    fn compiled(&mut self, duty: &model::Duty) -> Compiled {
        if !duty.is_evaluated() || !duty.is_about(None) {
            return Compiled::Nothing;
        }
        match self.in_versions(duty) {
            Ok(made) => Compiled::Duty(Box::new(made)),
            Err(why) => {
                let sleeps = self.sleeps(duty);
                Compiled::Fallback(Fallback { why, sleeps })
            }
        }
    }

    /// A duty with all its versions.
    fn in_versions(&mut self, duty: &model::Duty) -> Made<Duty> {
        let (first, rest) = duty.versions().split_first().ok_or("it says nothing")?;
        let by_itself = |one: &model::Duty| one.recurrence.is_some() || one.standing.is_some();
        if !rest.is_empty() && duty.versions().iter().any(by_itself) {
            let apart = |one: &model::Duty| {
                one.recurrence.is_some() && one.transition == Transition::ByTriggerDate
            };
            if !duty.versions().iter().all(apart) {
                return Err("its versions differ in more than their limits".to_owned());
            }
            let later = rest.iter().map(|version| self.duty(version)).collect::<Made<Vec<_>>>()?;
            return Ok(Duty { later, ..self.duty(first)? });
        }
        let alike = |other: &model::Duty| {
            let leads = |duty: &model::Duty| {
                duty.limits.first().is_some_and(|limit| limit.kind == model::Kind::Lead)
            };
            other.transition == Transition::ByTriggerDate
                && other.trigger == first.trigger
                && leads(other) == leads(first)
                && other.act == first.act
                && other.matching == first.matching
                && other.act_for == first.act_for
                && other.scope == first.scope
                && other.running.until == first.running.until
        };
        let all_alike = alike(first) && rest.iter().all(alike);
        if !rest.is_empty() && !all_alike {
            return Err("its versions differ in more than their limits".to_owned());
        }
        let later = rest.iter().map(|version| self.duty(version)).collect::<Made<Vec<_>>>()?;
        Ok(Duty { later, ..self.duty(first)? })
    }

    fn duty(&mut self, duty: &model::Duty) -> Made<Duty> {
        if !duty.running.clocks.is_empty() {
            return Err("its clock starts again, or stands still".to_owned());
        }
        self.sure.clear();
        let anchor = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
        let chosen = self.model.settings_of(&duty.from.pack);
        let (leap_early, soon) = (chosen.leap_birthdays_on_28_february, chosen.soon);
        let leads = duty.limits.first().is_some_and(|limit| limit.kind == model::Kind::Lead);
        let trigger = match (&duty.standing, &duty.recurrence, anchor) {
            (Some(standing), ..) => self.through(standing)?,
            (None, Some(recurrence), anchor) => self.again(duty, recurrence, anchor)?,
            (None, None, Some(anchor)) => self.trigger(anchor, leads)?,
            (None, None, None) => return Err("it has no anchor".to_owned()),
        };
        if same_day(duty) && !self.is_near(&trigger) {
            return Err("it is due on the day of an event that another leads to".to_owned());
        }
        Ok(Duty {
            id: duty.id,
            leap_early,
            scope: self.scope(&duty.scope)?,
            trigger,
            force: force_days(duty.force),
            limits: self.limits_of(duty)?,
            leads,
            runs_up: runs_up(duty, leads),
            same_day: same_day(duty),
            applies: clauses(self, &duty.applies)?,
            act: self.act(duty)?,
            matching: match duty.matching {
                model::Match::Nth(n) => Match::Nth(n),
                model::Match::Next => Match::Next,
                model::Match::LatestBefore => Match::LatestBefore,
                model::Match::OldestFirst => Match::OldestFirst,
                model::Match::CompletionOfTrigger => Match::CompletionOfTrigger,
            },
            closing: self.closing(duty, anchor)?,
            silence: self.silence(duty)?,
            soon: match duty.soon.unwrap_or(soon) {
                SoonRule::Default => Soon::Default,
                SoonRule::Before(offset) => Soon::Before(offset),
            },
            changed_by: self.changed_by(duty)?,
            commences: self.commences(duty),
            sleeps: duty.recurrence.as_ref().and_then(|_| self.sleeps(duty)),
            sure: std::mem::take(&mut self.sure),
            later: Vec::new(),
        })
    }

    /// When a duty that this form does not hold has no instance: what starts it is not
    /// there.
    fn sleeps(&mut self, duty: &model::Duty) -> Option<Sleep> {
        let leads = duty.limits.first().is_some_and(|limit| limit.kind == model::Kind::Lead);
        if !duty.versions.is_empty() || leads {
            return None;
        }
        if let Some(standing) = &duty.standing {
            let during = self.status(standing.during.status.value).ok()?;
            let held = self.statuses.get(during.0 as usize).map(|status| &status.held);
            let recorded = matches!(held, Some(Held::Recorded { .. }));
            let (statuses, through) = (vec![during], Some(during));
            return recorded.then(|| Sleep { statuses, through, ..Sleep::default() });
        }
        let anchor = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
        match &duty.recurrence {
            Some(model::Recurrence::Windows { window: Window::Period(status), .. })
                if anchor.is_none() =>
            {
                let statuses = vec![self.status(status.value).ok()?];
                return Some(Sleep { statuses, ..Sleep::default() });
            }
            Some(model::Recurrence::Rolling(_) | model::Recurrence::Windows { .. }) => return None,
            Some(model::Recurrence::Schedule(_)) | None => {}
        }
        match starts(self, anchor?).ok()? {
            super::Starts::Each(kind, _)
            | super::Starts::EachFrom(kind, _)
            | super::Starts::None(kind) => {
                Some(Sleep { kinds: vec![kind], silent: Some(kind), ..Sleep::default() })
            }
            super::Starts::StartOf(status) | super::Starts::EndOf(status) => {
                let held = self.statuses.get(status.0 as usize).map(|status| &status.held);
                let recorded = matches!(held, Some(Held::Recorded { .. }));
                recorded.then(|| Sleep { statuses: vec![status], ..Sleep::default() })
            }
            super::Starts::Nth(..)
            | super::Starts::NthAfter(..)
            | super::Starts::LastBefore(..)
            | super::Starts::Birthday(_)
            | super::Starts::Fixed(_)
            | super::Starts::Became(..)
            | super::Starts::Each2 { .. }
            | super::Starts::Once(..) => None,
        }
    }

    fn scope(&mut self, scope: &model::Scope) -> Made<Scope> {
        Ok(match scope {
            model::Scope::WholeRecord => Scope::Record,
            model::Scope::EachPeriod(status) => Scope::Each(self.stretches(*status)?),
            model::Scope::EachEvent(kind) => Scope::From(self.kind(*kind)?),
        })
    }

    pub(super) fn trigger(&mut self, anchor: &Anchor, leads: bool) -> Made<Trigger> {
        if leads && matches!(anchor, Anchor::Earlier(..) | Anchor::Later(..)) {
            return Err("it leads up to the earlier or later of two days".to_owned());
        }
        let Anchor::Event(event) = anchor else { return Ok(Trigger::On(starts(self, anchor)?)) };
        let of_plans = event.state == State::Planned;
        let by_plan = event.state == State::Any || of_plans;
        if !leads || !by_plan || event.date != EventDate::Counted {
            return Ok(Trigger::On(starts(self, anchor)?));
        }
        let wanted = match &event.pick {
            Pick::Each | Pick::Previous => (1, u32::MAX),
            Pick::EachFrom(n) => (*n, u32::MAX),
            Pick::Only => (1, 1),
            Pick::Nth(n) => (*n, *n),
            Pick::After(n, after) => {
                let (kind, after) = (self.kind(event.event.value)?, starts(self, after)?);
                let expected_by = if of_plans { Vec::new() } else { self.expected_by(event) };
                return Ok(Trigger::Next { kind, n: *n, after, expected_by });
            }
            Pick::LastBefore(_) => return Ok(Trigger::On(starts(self, anchor)?)),
        };
        let kind = self.kind(event.event.value)?;
        let expected_by = if of_plans { Vec::new() } else { self.expected_by(event) };
        Ok(Trigger::Before { kind, wanted, expected_by })
    }

    /// The duties whose act an event is, but for those that lead up to something.
    fn expected_by(&self, event: &EventAnchor) -> Vec<model::DutyId> {
        let does = |duty: &&model::Duty| {
            let parts = duty.versions().iter().flat_map(|version| &version.act.parts);
            let acts = |part: &ActPart| part.event.value == event.event.value && !part.completion;
            let leads = duty.limits.first().is_some_and(|one| one.kind == model::Kind::Lead);
            duty.is_evaluated() && !leads && parts.into_iter().any(acts)
        };
        self.model.duties.iter().filter(does).map(|duty| duty.id).collect()
    }

    fn limits_of(&mut self, duty: &model::Duty) -> Made<Vec<super::Limit>> {
        match &duty.recurrence {
            Some(model::Recurrence::Windows { .. }) => Ok(Vec::new()),
            Some(model::Recurrence::Schedule(_) | model::Recurrence::Rolling(_)) => {
                let first = duty.limits.first().ok_or("it has no limit")?;
                Ok(vec![limit(self, first)?])
            }
            None if duty.standing.is_some() => Ok(Vec::new()),
            None => self.limits(&duty.limits),
        }
    }

    fn limits(&mut self, limits: &[model::Limits]) -> Made<Vec<super::Limit>> {
        let (mut plain, mut cases) = (Vec::new(), Vec::new());
        for one in limits {
            let made = limit(self, one)?;
            if made.when.is_none() && plain.is_empty() {
                plain.push(made);
            } else if made.when.is_some() {
                cases.push(made);
            }
        }
        if plain.is_empty() {
            return Err("each of its limits has a condition".to_owned());
        }
        plain.append(&mut cases);
        Ok(plain)
    }

    fn act(&mut self, duty: &model::Duty) -> Made<Act> {
        let parts = &duty.act.parts;
        let bare = |part: &ActPart| {
            part.condition.is_none() && part.object.is_none() && !part.holding && !part.completion
        };
        let least = match duty.act.needed {
            Needed::All => None,
            Needed::AtLeast(n) => Some(n),
        };
        let any = least == Some(1) && parts.len() > 1 && parts.iter().all(bare);
        let made = parts.iter().map(|part| {
            let what = if part.holding {
                What::Having(self.status(part.event.value)?)
            } else {
                What::Kind(self.kind(part.event.value)?)
            };
            let when = clauses(self, part.condition.as_slice())?;
            Ok(Part { what, when })
        });
        Ok(Act { parts: made.collect::<Made<_>>()?, any, needed: least })
    }

    fn closing(&mut self, duty: &model::Duty, anchor: Option<&Anchor>) -> Made<Closing> {
        let own_end = matches!((anchor, &duty.scope),
            (Some(Anchor::PeriodEnd(ended)), model::Scope::EachPeriod(status)) if ended.value == *status);
        let bound = !matches!(duty.scope, model::Scope::WholeRecord);
        let unless =
            duty.unless_lapse.iter().map(|one| test(self, one)).collect::<Made<Vec<_>>>()?;
        let until = duty.running.until.as_ref().map(|until| day(self, &until.value)).transpose()?;
        Ok(Closing {
            with_scope: duty.lapses_with_scope && !own_end && bound,
            later_acts: !duty.lapses_with_scope || !unless.is_empty() || own_end,
            gone_with_scope: duty.lapses_with_scope && unless.is_empty(),
            unless,
            until,
            on_due: duty.missing_is_allowed,
        })
    }

    fn silence(&mut self, duty: &model::Duty) -> Made<Silence> {
        let Some(unrecorded) = &duty.running.unrecorded else { return Ok(Silence::Open) };
        Ok(match &unrecorded.value {
            Unrecorded::NotHappened => Silence::Always,
            Unrecorded::ByDue => Silence::AfterDue(None),
            Unrecorded::AfterDue(offset) => Silence::AfterDue(Some(*offset)),
            Unrecorded::By(moment) => Silence::After(super::days::moment(self, moment)?),
        })
    }

    /// What happens where a power that would change it is used.
    fn changed_by(&mut self, duty: &model::Duty) -> Made<Vec<KindAt>> {
        let model = self.model;
        let touches = |power: &&model::Power| power.effects.iter().any(|one| one.duty == duty.id);
        let mut kinds = Vec::new();
        for power in model.powers.iter().filter(touches) {
            // Nothing is adjourned, cancelled or moved in a plain case.
            if let Licence::Act(event) = power.may {
                kinds.push(self.kind(event.value)?);
            }
        }
        Ok(kinds)
    }

    /// Whether a kind is made of others of which several on one day are one.
    pub(super) fn joins_parts(&self, kind: KindAt) -> bool {
        let made_of = self.kinds.get(kind.0 as usize).map(|kind| &kind.made_of);
        let joins = |part: &KindAt| {
            let one = self.kinds.get(part.0 as usize).is_some_and(|part| part.one_a_day);
            one || self.joins_parts(*part)
        };
        match made_of {
            Some(MadeOf::AnyOf(parts)) => parts.iter().any(joins),
            Some(MadeOf::Those(of, _)) => joins(of),
            Some(MadeOf::Itself | MadeOf::Deemed(_)) | None => false,
        }
    }

    /// The place of a kind, and of all that it is made of.
    pub(super) fn kind(&mut self, concept: ConceptId) -> Made<KindAt> {
        if let Some(known) = self.kind_of.get(&concept) {
            return known.clone();
        }
        let circle = format!("“{}” is made of itself", self.noun(concept));
        self.kind_of.insert(concept, Err(circle));
        let made = self.new_kind(concept);
        self.kind_of.insert(concept, made.clone());
        made
    }

    fn new_kind(&mut self, concept: ConceptId) -> Made<KindAt> {
        self.defining += 1;
        let before = std::mem::take(&mut self.counting);
        let made = self.kind_within(concept);
        self.counting = before;
        self.defining -= 1;
        made
    }

    fn kind_within(&mut self, concept: ConceptId) -> Made<KindAt> {
        let derived = &self.model.derived;
        let deemed = derived.deems.iter().filter(|deem| deem.gives.value == concept);
        let deemed = deemed.map(|deem| self.begun_by(deem)).collect::<Made<Vec<_>>>()?;
        let mut meanings = derived.kinds.iter().filter(|one| one.event.value == concept);
        let made_of = match (meanings.next().map(|one| &one.meaning), meanings.next()) {
            (None, _) if deemed.is_empty() => MadeOf::Itself,
            (None, _) => MadeOf::Deemed(deemed),
            (Some(_), _) if !deemed.is_empty() => {
                return Err("what it means may also be deemed to have happened".to_owned());
            }
            (Some(_), Some(_)) => return Err("an event has two meanings".to_owned()),
            (Some(EventMeaning::AnyOf(parts)), None) => {
                let parts = parts.iter().map(|part| self.kind(part.value));
                MadeOf::AnyOf(parts.collect::<Made<_>>()?)
            }
            (Some(EventMeaning::Those { of, that }), None) => {
                let of = self.kind(of.value)?;
                let that = test(self, that)?;
                let mut uses = Uses::default();
                uses.test(&that);
                if !uses.statuses.is_empty() || !uses.duties.is_empty() {
                    return Err("what an event means hangs on more than its facts".to_owned());
                }
                MadeOf::Those(of, that)
            }
        };
        let info = self.model.vocabulary.get(concept).and_then(|concept| concept.event());
        let one_a_day = info.is_some_and(|info| info.same_day_is_one);
        self.kinds.push(Kind { concept, one_a_day, made_of });
        Ok(KindAt(place(self.kinds.len() - 1)))
    }

    /// What begins the time after which a rule deems something to have happened.
    fn begun_by(&mut self, deem: &model::Deem) -> Made<KindAt> {
        match starts(self, &deem.trigger)? {
            super::Starts::Each(kind, _)
            | super::Starts::EachFrom(kind, _)
            | super::Starts::None(kind) => Ok(kind),
            super::Starts::Nth(..)
            | super::Starts::NthAfter(..)
            | super::Starts::LastBefore(..)
            | super::Starts::StartOf(_)
            | super::Starts::EndOf(_)
            | super::Starts::Birthday(_)
            | super::Starts::Fixed(_)
            | super::Starts::Became(..)
            | super::Starts::Each2 { .. }
            | super::Starts::Once(..) => {
                let noun = self.noun(deem.gives.value);
                Err(format!("a rule deems “{noun}” to have happened"))
            }
        }
    }

    /// A kind that was made.
    pub(super) fn kind_at(&self, at: KindAt) -> Option<&Kind> {
        self.kinds.get(at.0 as usize)
    }

    /// The place of a status, and of all that it rests on.
    pub(super) fn status(&mut self, concept: ConceptId) -> Made<StatusAt> {
        if let Some(known) = self.status_of.get(&concept) {
            return known.clone();
        }
        let circle = format!("“{}” rests on itself", self.noun(concept));
        self.status_of.insert(concept, Err(circle));
        let made = self.new_status(concept);
        self.status_of.insert(concept, made.clone());
        made
    }

    /// The same where its stretches are asked for, not only its days: those of a defined
    /// status have to be known, and within another definition they are left out.
    pub(super) fn stretches(&mut self, concept: ConceptId) -> Made<StatusAt> {
        let at = self.status(concept)?;
        let held = self.statuses.get(at.0 as usize).map(|status| &status.held);
        if let Some(Held::Defined(_)) = held {
            if self.defining > 0 {
                let noun = self.noun(concept);
                return Err(format!("it asks from when to when “{noun}” holds, which is defined"));
            }
            if !self.sure.contains(&at) {
                self.sure.push(at);
            }
        }
        Ok(at)
    }

    fn new_status(&mut self, concept: ConceptId) -> Made<StatusAt> {
        let model = self.model;
        let held = if let Some(definition) = model.derived.definition(concept) {
            let versions = definition.versions().iter().map(|one| self.version(one));
            Held::Defined(versions.collect::<Made<_>>()?)
        } else {
            let info = model.vocabulary.get(concept).and_then(|concept| concept.status());
            let info = info.ok_or_else(|| format!("“{}” is no status", self.noun(concept)))?;
            let mut all = |kinds: &[ConceptId]| {
                kinds.iter().map(|kind| self.kind(*kind)).collect::<Made<Vec<_>>>()
            };
            let (from, until) = match &info.transition {
                Some(transition) => (all(&transition.from)?, all(&transition.until)?),
                None => (Vec::new(), Vec::new()),
            };
            Held::Recorded { from, until, separate: info.separate, inclusive: info.inclusive }
        };
        self.statuses.push(Status { concept, held });
        Ok(StatusAt(place(self.statuses.len() - 1)))
    }

    fn version(&mut self, one: &model::Definition) -> Made<Version> {
        self.defining += 1;
        let before = std::mem::replace(&mut self.counting, one.counting.clone());
        let made = self.version_within(one);
        self.counting = before;
        self.defining -= 1;
        made
    }

    fn version_within(&mut self, one: &model::Definition) -> Made<Version> {
        let except = one.except.iter().map(|except| test(self, except));
        Ok(Version {
            except: except.collect::<Made<_>>()?,
            force: force_days(one.force),
            means: test(self, &one.means)?,
        })
    }

    /// What a total leaves out here.
    pub(super) fn leaving(&mut self) -> Made<Vec<Leaving>> {
        let all = self.counting.clone();
        let made = all.iter().map(|one| match one {
            ast::Leaving::TimeIn(status) => Ok(Leaving::TimeIn(self.status(status.value)?)),
            ast::Leaving::PeriodsBegunBy { moment, that_day } => {
                Ok(Leaving::BegunBy(super::days::moment(self, moment)?, *that_day))
            }
        });
        made.collect()
    }
}

/// Whether it is due on the very day of its trigger.
fn same_day(duty: &model::Duty) -> bool {
    let on = duty.due.as_ref().is_some_and(|due| matches!(due.core.value, DueCore::On(_)));
    on && duty.limits.first().is_some_and(|limit| limit.due == Some(model::Point::Trigger))
}

/// Whether its conditions are read on its last day.
fn runs_up(duty: &model::Duty, leads: bool) -> bool {
    let core = duty.due.as_ref().map(|due| &due.core.value);
    leads || matches!(core, Some(DueCore::Lead { .. } | DueCore::Before { .. } | DueCore::By(_)))
}
