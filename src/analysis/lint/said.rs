//! What is said of time outside limits: in conditions and definitions, in the time that
//! silence has to pass, in the first days of a requirement, in what a power adds, in the
//! clauses that a running limit hangs on, in rules across cases.
//!
//! In: a model. Out: each such phrase with its rule and its clause, and its lengths and
//! moments, to be read and to be made others. Never here: limits (`places`), and how else
//! a phrase could be read.
//!
//! Some clauses are left out. What `soon` says moves no deadline: it only says from when an
//! answer calls one near. `until A` and `clock restarts on A` have no length, and what ends
//! or restarts a time is what happens, not what was planned. `in force`, `nothing applies`
//! and `limit … in each calendar year` name dates and years, and leave nothing open.

use crate::model::{Across, Duty, EffectKind, Modality, Model, Power, Recurrence, Transition};
use crate::source::{Span, Spanned};
use crate::syntax::ClauseKey;
use crate::syntax::ast::{
    Applies, Atom, Clock, Condition, Deemed, During, Extends, FactTest, Leaving, Measure, Moment,
    Tense, Turn, Unrecorded,
};
use crate::time::Offset;

/// What a length or a moment stands in.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    Atom(Spanned<Atom>),
    Deemed(Deemed),
    During(During),
    Extends(Extends),
    /// A day named by an event: `not before M`, `only periods beginning after M`.
    Moment(Moment),
    /// A length by itself: `after 1 year`, `with 1 month grace`.
    Length(Offset),
    /// The time that two events have to lie apart.
    Gap(Offset),
}

/// A part of what is said that has to do with time.
pub(super) enum Part<'s> {
    /// A length.
    Length(&'s mut Offset),
    /// One day, which is no choice of two.
    Moment(&'s mut Moment),
}

/// Something said of time, and where it stands.
pub(super) struct Phrase<'m> {
    /// The id of the rule.
    pub(super) rule: &'m str,
    /// Its pack.
    pub(super) pack: &'m str,
    /// Where it stands, or a place in its clause.
    pub(super) at: Span,
    /// Its clause.
    pub(super) key: ClauseKey,
    /// What it says.
    pub(super) said: Said,
}

impl Said {
    /// Every part, in the order of its weight: a length of its own before the day that it
    /// is counted from.
    pub(super) fn parts(&mut self, visit: &mut dyn FnMut(Part<'_>)) {
        match self {
            Said::Atom(atom) => in_atom(&mut atom.value, visit),
            Said::Deemed(deemed) => in_moment(&mut deemed.until, visit),
            Said::During(during) => {
                during.grace.iter_mut().for_each(|grace| visit(Part::Length(grace)));
            }
            Said::Extends(extends) => visit(Part::Length(&mut extends.by)),
            Said::Moment(moment) => in_moment(moment, visit),
            Said::Length(offset) | Said::Gap(offset) => visit(Part::Length(offset)),
        }
    }

    /// Each of its lengths made another.
    pub(super) fn with_lengths(&self, change: &dyn Fn(&Offset) -> Offset) -> Said {
        let mut other = self.clone();
        other.parts(&mut |part| match part {
            Part::Length(offset)
            | Part::Moment(Moment::After(offset, _) | Moment::Before(offset, _)) => {
                *offset = change(offset);
            }
            Part::Moment(Moment::At(_) | Moment::Earlier(..) | Moment::Later(..)) => {}
        });
        other
    }

    /// Its first length, and whether it is counted back.
    pub(super) fn length(&self) -> Option<(Offset, bool)> {
        let mut found = None;
        self.clone().parts(&mut |part| {
            let (offset, back) = match part {
                Part::Length(offset) | Part::Moment(Moment::After(offset, _)) => (*offset, false),
                Part::Moment(Moment::Before(offset, _)) => (*offset, true),
                Part::Moment(Moment::At(_) | Moment::Earlier(..) | Moment::Later(..)) => return,
            };
            found.get_or_insert((offset, back));
        });
        found
    }

    fn is_timed(&self) -> bool {
        let mut timed = false;
        self.clone().parts(&mut |_| timed = true);
        timed
    }
}

fn in_moment(moment: &mut Moment, visit: &mut dyn FnMut(Part<'_>)) {
    match moment {
        Moment::At(_) | Moment::After(..) | Moment::Before(..) => visit(Part::Moment(moment)),
        Moment::Earlier(one, other) | Moment::Later(one, other) => {
            in_moment(one, visit);
            in_moment(other, visit);
        }
    }
}

fn in_atom(atom: &mut Atom, visit: &mut dyn FnMut(Part<'_>)) {
    match atom {
        Atom::Status { tense, .. } => match tense {
            Tense::For(offset, _) => visit(Part::Length(offset)),
            Tense::On(day) | Tense::Since(day) | Tense::OnOrAfter(day) => in_moment(day, visit),
            Tense::Now | Tense::Ever => {}
        },
        Atom::Happened { since, within, on, .. } => {
            if let Some((offset, day)) = within {
                visit(Part::Length(offset));
                in_moment(day, visit);
            }
            since.iter_mut().chain(on).for_each(|day| in_moment(day, visit));
        }
        Atom::Total { length, since, on, .. } => {
            visit(Part::Length(length));
            since.iter_mut().chain(on).for_each(|day| in_moment(day, visit));
        }
        Atom::Fact { test, on, .. } => {
            if let FactTest::Date(_, day) = test {
                in_moment(day, visit);
            }
            on.iter_mut().for_each(|day| in_moment(day, visit));
        }
        Atom::Age { on: day, .. } | Atom::SamePerson { on: day, .. } => {
            day.iter_mut().for_each(|day| in_moment(day, visit));
        }
        Atom::Recorded { .. } => {}
    }
}

/// Everything that the pack's own rules say of time outside limits.
pub(super) fn phrases(model: &Model) -> Vec<Phrase<'_>> {
    let mut all = Gathered(Vec::new());
    let own = |pack: &str| pack == model.pack.id;
    let duties = model.duties.iter().filter(|duty| own(&duty.from.pack));
    duties.flat_map(Duty::versions).for_each(|duty| all.duty(duty));
    let rights = model.powers.iter().filter(|power| own(&power.from.pack));
    rights.for_each(|power| all.power(model, power));
    for deem in model.derived.deems.iter().filter(|deem| own(&deem.from.pack)) {
        let of = (deem.name.value.as_str(), &*deem.from.pack);
        all.put(of, deem.name.span, ClauseKey::When, Said::Deemed(deem.when.clone()));
        all.applies(of, &deem.applies);
    }
    for definition in model.derived.definitions.iter().filter(|one| own(&one.from.pack)) {
        let name = model.vocabulary.get(definition.status.value).map_or("", |one| &one.name);
        let of = (name, &*definition.from.pack);
        for version in definition.versions() {
            all.condition(of, &version.means, ClauseKey::Means);
            for except in &version.except {
                all.condition(of, except, ClauseKey::Except);
            }
            for leaving in &version.counting {
                if let Leaving::PeriodsBegunBy { moment, .. } = leaving {
                    let said = Said::Moment(moment.clone());
                    all.put(of, definition.status.span, ClauseKey::Counting, said);
                }
            }
        }
    }
    model.across.iter().filter(|one| own(&one.from.pack)).for_each(|across| all.across(across));
    all.0
}

type Of<'m> = (&'m str, &'m str);

struct Gathered<'m>(Vec<Phrase<'m>>);

impl<'m> Gathered<'m> {
    fn put(&mut self, (rule, pack): Of<'m>, at: Span, key: ClauseKey, said: Said) {
        if said.is_timed() {
            self.0.push(Phrase { rule, pack, at, key, said });
        }
    }

    fn applies(&mut self, of: Of<'m>, clauses: &'m [Applies]) {
        for (_, condition) in clauses.iter().flat_map(|clause| &clause.parts) {
            self.condition(of, condition, ClauseKey::Applies);
        }
    }

    fn condition(&mut self, of: Of<'m>, condition: &'m Condition, key: ClauseKey) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.condition(of, part, key));
            }
            Condition::Not(inner) => self.condition(of, inner, key),
            Condition::Atom(atom) => self.put(of, atom.span, key, Said::Atom(atom.clone())),
        }
    }

    fn duty(&mut self, duty: &'m Duty) {
        let of = (duty.name.value.as_str(), &*duty.from.pack);
        self.applies(of, &duty.applies);
        for part in &duty.act.parts {
            self.applies(of, part.condition.as_slice());
        }
        if let Some(due) = &duty.due {
            due.cases.iter().for_each(|case| self.condition(of, &case.condition, ClauseKey::Due));
            if let Some(from) = &due.not_before {
                self.put(of, due.core.span, ClauseKey::Due, Said::Moment(from.clone()));
            }
        }
        if let Some(standing) = &duty.standing {
            let at = standing.during.status.span;
            self.put(of, at, ClauseKey::During, Said::During(standing.during));
        }
        for unless in &duty.unless_lapse {
            self.condition(of, unless, ClauseKey::Lapses);
        }
        if let Transition::FromCommencement(Some(grace)) = duty.transition {
            self.put(of, duty.name.span, ClauseKey::Transition, Said::Length(grace));
        }
        self.schedule(of, duty);
        self.running(of, duty);
    }

    fn schedule(&mut self, of: Of<'m>, duty: &'m Duty) {
        let schedule = duty.recurrence.as_ref().and_then(Recurrence::schedule);
        for stage in schedule.iter().flat_map(|schedule| &schedule.stages) {
            let (at, key) = (stage.place.0, ClauseKey::Schedule);
            if let Turn::After(offset) = stage.turn {
                self.put(of, at, key, Said::Length(offset));
            }
            stage.condition.iter().for_each(|inner| self.condition(of, inner, key));
        }
    }

    fn running(&mut self, of: Of<'m>, duty: &'m Duty) {
        for clock in &duty.running.clocks {
            if let Clock::Pauses(inner) = &clock.value {
                self.condition(of, inner, ClauseKey::Clock);
            }
        }
        let Some(unrecorded) = &duty.running.unrecorded else { return };
        let said = match &unrecorded.value {
            Unrecorded::NotHappened | Unrecorded::ByDue => return,
            Unrecorded::AfterDue(offset) => Said::Length(*offset),
            Unrecorded::By(day) => Said::Moment(day.clone()),
        };
        self.put(of, unrecorded.span, ClauseKey::IfUnrecorded, said);
    }

    fn power(&mut self, model: &'m Model, power: &'m Power) {
        let of = (power.name.value.as_str(), &*power.from.pack);
        self.applies(of, &power.applies);
        for effect in &power.effects {
            match &effect.kind {
                EffectKind::Extends { by, up_to } => {
                    let duty = model.duty(effect.duty).map(|duty| duty.name.clone());
                    let duties = duty.into_iter().collect();
                    let said = Said::Extends(Extends { duties, by: *by, up_to: *up_to });
                    self.put(of, effect.written, ClauseKey::Extends, said);
                }
                EffectKind::Changes { due, .. } => {
                    due.cases
                        .iter()
                        .for_each(|case| self.condition(of, &case.condition, ClauseKey::Changes));
                    if let Some(from) = &due.not_before {
                        let said = Said::Moment(from.clone());
                        self.put(of, effect.written, ClauseKey::Changes, said);
                    }
                }
                EffectKind::Waives => {}
            }
        }
    }

    fn across(&mut self, across: &'m Across) {
        let of = (across.name.value.as_str(), &*across.from.pack);
        self.applies(of, &across.applies);
        let key = match across.modality {
            Modality::Must => ClauseKey::Must,
            Modality::Should | Modality::Aims => ClauseKey::Should,
        };
        match &across.measure {
            Measure::Share { condition, .. } => self.condition(of, condition, key),
            Measure::Apart { gap, .. } => self.put(of, across.name.span, key, Said::Gap(*gap)),
            // People, numbers and sums are no lengths of time.
            Measure::Same(_)
            | Measure::Different { .. }
            | Measure::Number { .. }
            | Measure::Sum { .. } => {}
        }
    }
}
