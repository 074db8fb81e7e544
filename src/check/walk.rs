//! The parts of a duty, one after another.

use crate::model::{Duty, Recurrence, Running, SoonRule};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Anchor, Applies, Atom, Clock, Condition, DueCore, Edge, EventAnchor, FactTest, Limit, Moment,
    Pick, Repeat, Schedule, Tense, Turn, Unrecorded, When, Window,
};
use crate::time::Offset;

/// What to do at each part. A part without a place of its own is told the place of
/// the smallest phrase around it.
pub(crate) trait Visit {
    /// A limit.
    fn core(&mut self, _core: &Spanned<DueCore>) {}
    /// A length of time.
    fn offset(&mut self, _offset: &Offset, _at: Span) {}
    /// An anchor, within limits and conditions.
    fn anchor(&mut self, _anchor: &Anchor, _at: Span) {}
    /// A statement; `when` is missing in the cases of a limit and in lapses.
    fn atom(&mut self, _atom: &Spanned<Atom>, _when: Option<Spanned<When>>) {}
}

/// Visits all of a duty.
pub(crate) fn duty(duty: &Duty, visit: &mut impl Visit) {
    let place = duty.name.span;
    for part in &duty.act.parts {
        part.condition.iter().for_each(|condition| applies(condition, visit));
    }
    if let Some(due) = &duty.due {
        core(&due.core, visit);
        for case in &due.cases {
            core(&case.core, visit);
            condition(&case.condition, None, visit);
        }
        due.not_before.iter().for_each(|from| moment(from, due.core.span, visit));
    }
    if let Some(schedule) = duty.recurrence.as_ref().and_then(Recurrence::schedule) {
        in_schedule(schedule, visit);
    }
    if let Some(grace) = duty.standing.as_ref().and_then(|standing| standing.during.grace) {
        visit.offset(&grace, place);
    }
    running(&duty.running, visit);
    duty.applies.iter().for_each(|clause| applies(clause, visit));
    duty.unless_lapse.iter().for_each(|unless| condition(unless, None, visit));
    if let Some(SoonRule::Before(length)) = &duty.soon {
        visit.offset(length, place);
    }
}

fn in_schedule(schedule: &Schedule, visit: &mut impl Visit) {
    core(&schedule.first, visit);
    for stage in &schedule.stages {
        let at = stage.place.0;
        if let Turn::After(offset) = &stage.turn {
            visit.offset(offset, at);
        }
        limit(&stage.limit, at, visit);
        stage.until.iter().for_each(|until| anchor(until, at, visit));
        stage.condition.iter().for_each(|inner| condition(inner, None, visit));
    }
}

fn running(running: &Running, visit: &mut impl Visit) {
    running.until.iter().for_each(|until| anchor(&until.value, until.span, visit));
    for clock in &running.clocks {
        match &clock.value {
            Clock::Restarts(from) => anchor(from, clock.span, visit),
            Clock::Pauses(inner) => condition(inner, None, visit),
        }
    }
    let Some(unrecorded) = &running.unrecorded else { return };
    match &unrecorded.value {
        Unrecorded::NotHappened | Unrecorded::ByDue => {}
        Unrecorded::AfterDue(offset) => visit.offset(offset, unrecorded.span),
        Unrecorded::By(day) => moment(day, unrecorded.span, visit),
    }
}

fn limit(limit: &Limit, at: Span, visit: &mut impl Visit) {
    match limit {
        Limit::One(offset) => visit.offset(offset, at),
        Limit::Earlier(first, second) | Limit::Later(first, second) => {
            visit.offset(first, at);
            visit.offset(second, at);
        }
    }
}

fn core(core: &Spanned<DueCore>, visit: &mut impl Visit) {
    visit.core(core);
    let at = core.span;
    match &core.value {
        DueCore::Within { limit: length, anchor: from, .. }
        | DueCore::Lead { limit: length, anchor: from, .. } => {
            limit(length, at, visit);
            anchor(from, at, visit);
        }
        DueCore::Window { opens, closes, anchor: from } => {
            for edge in [opens, closes] {
                match edge {
                    Edge::Before(offset) | Edge::After(offset) => visit.offset(offset, at),
                    Edge::SameDay => {}
                }
            }
            anchor(from, at, visit);
        }
        DueCore::Before { anchor: from, .. } | DueCore::Promptly { anchor: Some(from), .. } => {
            anchor(from, at, visit);
        }
        DueCore::By(day) | DueCore::On(day) | DueCore::NotBefore(day) => moment(day, at, visit),
        DueCore::AtLeastOnce(repeat) => match repeat {
            Repeat::Every(offset) => visit.offset(offset, at),
            Repeat::Each { window: Window::YearFrom(from), .. } => anchor(from, at, visit),
            Repeat::Each {
                window:
                    Window::CalendarYear | Window::FinancialYear | Window::Term | Window::Period(_),
                ..
            } => {}
        },
        DueCore::Promptly { anchor: None, .. } => {}
    }
}

/// Visits a moment.
pub(crate) fn moment(day: &Moment, at: Span, visit: &mut impl Visit) {
    match day {
        Moment::At(from) => anchor(from, at, visit),
        Moment::After(offset, from) | Moment::Before(offset, from) => {
            visit.offset(offset, at);
            anchor(from, at, visit);
        }
        Moment::Earlier(first, second) | Moment::Later(first, second) => {
            moment(first, at, visit);
            moment(second, at, visit);
        }
    }
}

/// Visits an anchor.
pub(crate) fn anchor(from: &Anchor, at: Span, visit: &mut impl Visit) {
    visit.anchor(from, at);
    match from {
        Anchor::Event(EventAnchor { pick, .. }) => match pick {
            Pick::After(_, inner) | Pick::LastBefore(inner) => anchor(inner, at, visit),
            Pick::Only | Pick::Each | Pick::Nth(_) | Pick::EachFrom(_) | Pick::Previous => {}
        },
        Anchor::Earlier(first, second) | Anchor::Later(first, second, _) => {
            anchor(first, at, visit);
            anchor(second, at, visit);
        }
        Anchor::PeriodStart(_)
        | Anchor::PeriodEnd(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::It => {}
    }
}

/// Visits a clause of conditions.
pub(crate) fn applies(clause: &Applies, visit: &mut impl Visit) {
    for (when, inner) in &clause.parts {
        condition(inner, Some(*when), visit);
    }
}

/// Visits a condition.
pub(crate) fn condition(outer: &Condition, when: Option<Spanned<When>>, visit: &mut impl Visit) {
    match outer {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| condition(part, when, visit));
        }
        Condition::Not(inner) => condition(inner, when, visit),
        Condition::Atom(atom) => {
            visit.atom(atom, when);
            in_atom(atom, visit);
        }
    }
}

fn in_atom(atom: &Spanned<Atom>, visit: &mut impl Visit) {
    let at = atom.span;
    match &atom.value {
        Atom::Status { tense, .. } => match tense {
            Tense::On(day) | Tense::Since(day) | Tense::OnOrAfter(day) => {
                moment(day, at, visit);
            }
            Tense::For(offset, _) => visit.offset(offset, at),
            Tense::Now | Tense::Ever => {}
        },
        Atom::Age { on, .. } => on.iter().for_each(|day| moment(day, at, visit)),
        Atom::Happened { since, within, on, .. } => {
            since.iter().for_each(|day| moment(day, at, visit));
            if let Some((offset, day)) = within {
                visit.offset(offset, at);
                moment(day, at, visit);
            }
            on.iter().for_each(|day| moment(day, at, visit));
        }
        Atom::Total { since, on, length, .. } => {
            visit.offset(length, at);
            since.iter().chain(on).for_each(|day| moment(day, at, visit));
        }
        Atom::SamePerson { on, .. } => on.iter().for_each(|day| moment(day, at, visit)),
        Atom::Fact { test, on, .. } => {
            if let FactTest::Date(_, day) = test {
                moment(day, at, visit);
            }
            on.iter().for_each(|day| moment(day, at, visit));
        }
        Atom::Recorded { .. } => {}
    }
}
