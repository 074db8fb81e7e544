//! The instances of one duty, with everything known of each.
//!
//! In: the case as of a day and a duty. Out: its rows. Where days are not known
//! they are outer bounds, which `refine` narrows. Never here: the details of any
//! step, each of which has a room of its own.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::applies::{Applied, applied, over_before};
use super::becoming::Days;
use super::clock;
use super::closing::{Closing, came, closing, outlives_scope};
use super::done::{Done, fulfilled};
use super::force;
use super::lead::lead;
use super::limits::{Leading, Limit, given, limit, own_anchor, point_of, reading};
use super::matching::Waiting;
use super::powers;
use super::range::{Truth, When, Why, blame_also};
use super::recurring;
use super::row;
use super::scope::{Span, Spans};
use super::seat::Seat;
use super::status::{Tests, walk};
use super::triggers::{Trig, Trigs, forward, silent_kind};
use super::world::World;
use super::{Blame, PowerUse, Row, Status, StatusSet};
use crate::model::{Duty, DutyId, Kind, Point};
use crate::names::ConceptId;
use crate::syntax::ast::DueCore;

/// Evaluates duties of one world, each at most once.
pub(super) struct Engine<'w, 'a> {
    pub(super) world: &'w World<'a>,
    rows: RefCell<Vec<Option<Rc<Vec<Made>>>>>,
}

/// A row, and what the explanation and the findings need beside it.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) row: Row,
    /// The day of its trigger and its last day, whether or not they have bounds.
    pub(super) trigger: When,
    pub(super) due: When,
    /// The instance that the act could have met instead, by its place.
    pub(super) instead: Option<usize>,
    /// Its place among the instances of its duty.
    pub(super) place: usize,
    /// When it became due, overdue or met.
    pub(super) days: Days,
}

impl<'w, 'a> Engine<'w, 'a> {
    pub(super) fn new(world: &'w World<'a>) -> Self {
        Engine { world, rows: RefCell::new(Vec::new()) }
    }

    /// The rows of a duty.
    pub(super) fn rows(&self, id: DutyId) -> Rc<Vec<Made>> {
        let at = id.0 as usize;
        if let Some(Some(rows)) = self.rows.borrow().get(at) {
            return Rc::clone(rows);
        }
        // What asks for itself on the way finds nothing yet.
        self.keep(at, Rc::default());
        let made = self.world.model.duty(id).map(|duty| self.in_its_words(duty));
        let made = Rc::new(made.unwrap_or_default());
        self.keep(at, Rc::clone(&made));
        made
    }

    fn keep(&self, at: usize, made: Rc<Vec<Made>>) {
        let mut rows = self.rows.borrow_mut();
        if rows.len() <= at {
            rows.resize(at + 1, None);
        }
        if let Some(slot) = rows.get_mut(at) {
            *slot = Some(made);
        }
    }

    /// The rows of every duty that was asked for, in the order of the duties.
    pub(super) fn into_rows(self) -> impl Iterator<Item = Vec<Made>> {
        let all = self.rows.into_inner().into_iter().flatten();
        all.map(|rows| Rc::try_unwrap(rows).unwrap_or_else(|rows| rows.to_vec()))
    }

    /// Its rows, by the readings that its own pack chose.
    fn in_its_words(&self, duty: &Duty) -> Vec<Made> {
        let chosen = self.world.model.settings_of(&duty.from.pack);
        let before = self.world.leap.replace(chosen.leap_birthdays_on_28_february);
        if duty.versions.is_empty() {
            let made = self.evaluate(&force::Group::only(duty));
            self.world.leap.set(before);
            // An act that may lie in either of two stretches has one instance follow it.
            return if duty.recurrence.is_some() { force::joined(made) } else { made };
        }
        let mut made = Vec::new();
        for group in force::groups(duty) {
            let offset = made.len();
            made.extend(self.evaluate(&group).into_iter().map(|mut one| {
                one.place += offset;
                one.instead = one.instead.map(|place| place + offset);
                one
            }));
        }
        self.world.leap.set(before);
        force::joined(made)
    }

    /// The rows of a duty that is none of the model's own.
    pub(super) fn fresh(&self, duty: &Duty) -> Vec<Made> {
        self.in_its_words(duty)
    }

    /// The rows of versions of a duty that ask for one thing from one event.
    fn evaluate(&self, group: &force::Group<'_>) -> Vec<Made> {
        let world = self.world;
        let Some(duty) = group.own.first().copied() else { return Vec::new() };
        if !duty.is_about(self.world.case.subject.as_deref()) {
            return Vec::new();
        }
        group.siblings.iter().chain(&group.own).for_each(|version| self.learn_outcomes(version));
        if let Some(standing) = &duty.standing {
            return super::standing::rows(world, &group.own, standing.during.status.value);
        }
        let anchor = duty.trigger.as_ref().map(|trigger| &trigger.anchor);
        let mut spans = Spans::of(world, &duty.scope);
        if outlives_scope(duty, &spans) {
            spans.take_later_acts();
        }
        let mut trigs = if let Some(recurrence) = &duty.recurrence {
            recurring::trigs(world, duty, &spans, recurrence)
        } else if leads(duty) {
            let expected = |kind, span: &Span| self.expected(kind, span);
            anchor.map_or_else(Vec::new, |anchor| lead(world, &spans, anchor, &expected))
        } else {
            anchor.map_or_else(Vec::new, |anchor| forward(world, &spans, anchor))
        };
        if trigs.is_empty() {
            let silent = anchor.and_then(|anchor| silent_kind(world, anchor));
            return silent
                .map(|(kind, blame)| row::not_recorded(duty, kind, blame))
                .into_iter()
                .collect();
        }
        self.keep_owed(duty, &spans, &mut trigs);
        let ruled = force::ruled(world, group, &spans, trigs);
        let of = |version: &&Duty| (version.version, self.leading(version, &spans));
        let leading: FxHashMap<usize, Vec<(usize, Trigs)>> =
            group.siblings.iter().map(of).collect();
        let mut waiting: Vec<Waiting<'_>> = Vec::with_capacity(ruled.len());
        let mut rest: Vec<(&Duty, Rest)> = Vec::with_capacity(ruled.len());
        for (trig, version) in &ruled {
            if let Some(span) = spans.get(trig.span) {
                let rules = (*version, group.siblings.as_slice());
                let leading = of_span(leading.get(&version.version), trig);
                let one = instance(world, rules, &spans, (span, trig), &leading);
                waiting.push(one.waiting);
                rest.push((version, one.rest));
            }
        }
        let done = fulfilled(world, duty, &waiting);
        let mut made = Vec::with_capacity(waiting.len());
        let all = waiting.into_iter().zip(rest).zip(done);
        for (place, ((one, (version, rest)), done)) in all.enumerate() {
            made.extend(finish(world, version, place, (one, rest), done));
        }
        made
    }

    /// The cases of a limit that lead up to an event of their own, each with the
    /// triggers that it would have.
    fn leading(&self, duty: &Duty, spans: &Spans) -> Vec<(usize, Trigs)> {
        let cases = duty.limits.iter().enumerate().filter(|(_, one)| one.condition.is_some());
        let own = cases.filter_map(|(at, limits)| Some((at, own_anchor(limits)?.0)));
        let expected = |kind, span: &Span| self.expected(kind, span);
        own.map(|(at, anchor)| (at, lead(self.world, spans, anchor, &expected))).collect()
    }

    /// By when an event is expected in a scope period: the earliest due date of
    /// the open instances that it would meet.
    fn expected(&self, kind: ConceptId, span: &Span) -> Option<(When, Truth)> {
        let mut best: Option<(When, Truth)> = None;
        for duty in &self.world.model.duties {
            let parts = duty.versions().iter().flat_map(|version| &version.act.parts);
            let acts = parts.into_iter().any(|part| part.event.value == kind && !part.completion);
            if !acts || leads(duty) || !duty.is_evaluated() {
                continue;
            }
            for made in self.rows(duty.id).iter() {
                let Some((due, open)) = open(made, span) else { continue };
                best = Some(match best {
                    None => (due, open),
                    Some((known, was_open)) => sooner((known, was_open), (due, open)),
                });
            }
        }
        best
    }
}

/// Of the events that cases lead up to those that an instance has before it.
fn of_span<'t>(leading: Option<&'t Vec<(usize, Trigs)>>, trig: &Trig) -> Leading<'t> {
    let all = leading.into_iter().flatten();
    let next = |one: &&Trig| one.span == trig.span && one.withdrawn.is_never();
    let later = |one: &&Trig| one.date.hi >= trig.date.lo;
    let of = |trigs: &'t Trigs| trigs.iter().filter(next).find(later).or(trigs.iter().rfind(next));
    all.map(|(at, trigs)| (*at, of(trigs))).collect()
}

/// The sooner of two expected days, each of which may not be.
fn sooner(a: (When, Truth), b: (When, Truth)) -> (When, Truth) {
    match (a.1.is_true(), b.1.is_true()) {
        (true, true) => (a.0.min(b.0), Truth::True),
        (true, false) => {
            (When { lo: a.0.lo.min(b.0.lo), ..with_why(a.0, &b.0.why, &b.1) }, Truth::True)
        }
        (false, true) => sooner(b, a),
        (false, false) => {
            let (lo, hi) = (a.0.lo.min(b.0.lo), a.0.hi.max(b.0.hi));
            let when = with_why(a.0, &b.0.why, &b.1);
            (When { lo, hi, ..when }, a.1.or(b.1))
        }
    }
}

fn with_why(mut when: When, why: &Why, truth: &Truth) -> When {
    blame_also(&mut when.why, why);
    if let Truth::Unknown(more) = truth {
        blame_also(&mut when.why, more);
    }
    when
}

/// The due date of a row that is open in a scope period, and whether it surely
/// is.
fn open(made: &Made, span: &Span) -> Option<(When, Truth)> {
    let open = StatusSet::EMPTY.with(Status::Pending).with(Status::DueSoon).with(Status::Overdue);
    let row = &made.row;
    if made.due.is_never() {
        return None;
    }
    let why: Why = row.blame.clone();
    let blame = why.first().or(made.trigger.why.first()).cloned().unwrap_or(Blame::BirthDate);
    let is = if row.statuses.is_within(open) {
        Truth::True
    } else if row.statuses.iter().any(|status| open.contains(status)) {
        Truth::Unknown(why)
    } else {
        Truth::False
    };
    let is = is.and(span.has(made.trigger.rng(), &blame));
    (!is.is_false()).then(|| (made.due.clone(), is))
}

/// Whether a duty leads up to its anchor.
pub(super) fn leads(duty: &Duty) -> bool {
    duty.limits.first().is_some_and(|limit| limit.kind == Kind::Lead)
}

/// Whether its conditions are read on the due date, and its decisions may come
/// before its trigger: a lead time, `before` and `by`.
pub(super) fn runs_up(duty: &Duty) -> bool {
    let core = duty.due.as_ref().map(|due| &due.core.value);
    leads(duty)
        || matches!(core, Some(DueCore::Lead { .. } | DueCore::Before { .. } | DueCore::By(_)))
}

/// Whether it is due on the very day of its trigger: what is decided of that day is decided
/// beforehand.
fn same_day(duty: &Duty) -> bool {
    let on = duty.due.as_ref().is_some_and(|due| matches!(due.core.value, DueCore::On(_)));
    on && duty.limits.first().is_some_and(|limit| limit.due == Some(Point::Trigger))
}

/// An instance before its act is looked for.
struct Instance<'s> {
    waiting: Waiting<'s>,
    rest: Rest,
}

/// What finishing an instance needs beside what matching does.
struct Rest {
    limit: Limit,
    applied: Applied,
    closing: Closing,
    powers: Vec<PowerUse>,
}

fn instance<'s>(
    world: &World<'_>,
    (duty, versions): (&Duty, &[&Duty]),
    spans: &Spans,
    (span, trig): (&'s Span, &'s Trig),
    leading: &Leading<'_>,
) -> Instance<'s> {
    let seat = Seat { span, date: trig.date.clone(), occ: trig.occ, period: trig.period };
    let runs_up = runs_up(duty);
    let after = before_it(world, duty, trig, &seat);
    let (mut limit, changed) = limited(world, (duty, versions), (trig, &seat), (&after, leading));
    let reading = reading(&seat, &limit.due, &after, runs_up || same_day(duty));
    let watched = match &trig.link {
        Some(link) => link.watch.clone(),
        None if runs_up => after.clone().max(span.start()),
        None => trig.date.clone(),
    };
    let judged = if runs_up { &limit.due } else { &trig.date };
    let mut applied = applied(world, &reading, &duty.applies, judged, &watched);
    applied.applies =
        std::mem::replace(&mut applied.applies, Truth::False).and(changed.waived.negate());
    // What closed with its scope does not come to life by a later `while`.
    let gone = duty.lapses_with_scope && duty.unless_lapse.is_empty();
    if gone && applied.begun.as_ref().is_some_and(|begun| begun.lo > span.ends.hi) {
        applied.begun = Some(When::never());
        applied.stopped = When::never();
    }
    if let Some(begun) = applied.begun.clone() {
        from_beginning(world, duty, (trig, &seat), &begun, (&mut applied, &mut limit));
    }
    let closing = closing(world, duty, spans, (span, trig, &reading), &limit, &applied);
    let early = limit.early;
    let (from, strictly) = if early { (after, true) } else { (trig.date.clone(), false) };
    let opens = limit.from_point.then(|| limit.opens.clone());
    let until = came(trig, &limit);
    let waiting = Waiting {
        trig,
        from,
        strictly,
        opens,
        until,
        due: limit.due.clone(),
        closed: closing.on.clone(),
        applies: applied.applies.clone(),
        silent: clock::silence_counts(world, duty, &seat, &limit.due),
        seat,
    };
    Instance { waiting, rest: Rest { limit, applied, closing, powers: changed.uses } }
}

/// The limit of an instance, as a change of the law and the powers leave it.
fn limited(
    world: &World<'_>,
    (duty, versions): (&Duty, &[&Duty]),
    (trig, seat): (&Trig, &Seat<'_>),
    (after, leading): (&When, &Leading<'_>),
) -> (Limit, powers::Changed) {
    let mut limit = match &trig.link {
        Some(link) => given(link, &trig.date),
        None => limit(world, duty, seat, after, leading),
    };
    limit.due = force::brought_forward(world, versions, duty, seat, limit.due);
    let changed = powers::change(world, duty, seat, after, &mut limit);
    (limit, changed)
}

/// A `while` lets nothing be due before the day from which it holds.
fn from_beginning(
    world: &World<'_>,
    duty: &Duty,
    (trig, seat): (&Trig, &Seat<'_>),
    begun: &When,
    (applied, limit): (&mut Applied, &mut Limit),
) {
    let now = begun.by(world.t);
    applied.applies = std::mem::replace(&mut applied.applies, Truth::False).and(now);
    limit.due = std::mem::replace(&mut limit.due, When::never()).max(begun.clone());
    if begun.is_never() && limit.due.is_never() {
        limit.due = match &trig.link {
            Some(link) => link.due.clone(),
            None => point_of(world, duty, seat, limit.at),
        };
    }
}

/// The day after which acts and decisions for an instance may lie, where they may
/// come before its trigger.
fn before_it(world: &World<'_>, duty: &Duty, trig: &Trig, seat: &Seat<'_>) -> When {
    let span = seat.span;
    if let Some(after) = &trig.after {
        return after.clone();
    }
    let kind = trig.occ.and_then(|id| super::kinds::called(world, duty, id));
    match kind {
        Some(kind) if leads(duty) || same_day(duty) => seat.one_before(world, kind),
        Some(_) | None => {
            let why = if span.before.is_exact() { Why::new() } else { span.why.clone() };
            When { lo: span.before.lo, hi: span.before.hi, why }
        }
    }
}

/// Not known where anything is to blame.
fn sure(vague: &Why) -> Truth {
    if vague.is_empty() { Truth::True } else { Truth::Unknown(vague.clone()) }
}

/// The statuses an instance may have, and what is to blame where there are several;
/// nothing where there is no such instance.
fn statuses(world: &World<'_>, trig: &Trig, tests: &Tests) -> Option<(StatusSet, Why)> {
    let (mut set, mut why) = walk(world, tests);
    match &trig.exists {
        Truth::False => return None,
        Truth::True => {}
        Truth::Unknown(more) => {
            set = set.with(Status::NotApplicable);
            blame_also(&mut why, more);
        }
    }
    if !trig.vague.is_empty() {
        set = StatusSet::ALL;
        blame_also(&mut why, &trig.vague);
        for when in [&tests.done, &tests.due, &tests.closed] {
            blame_also(&mut why, &when.why);
        }
    }
    if set.single().is_some() {
        why.clear();
    }
    Some((set, why))
}

fn finish(
    world: &World<'_>,
    duty: &Duty,
    place: usize,
    (one, rest): (Waiting<'_>, Rest),
    done: Done,
) -> Option<Made> {
    let Rest { limit, mut applied, closing, powers } = rest;
    let provisional = limit.own.as_ref().map_or(one.trig.provisional, |own| own.provisional);
    // It exists if the `while` held on some day before it was done, or was over.
    if let Some(begun) = &applied.begun {
        let before = begun.at_most(&done.when).and(begun.at_most(&closing.on));
        if before.is_false() {
            let over = done.when.clone().min(closing.on.clone());
            let leads = runs_up(duty) || same_day(duty);
            let reading = reading(&one.seat, &limit.due, &one.from, leads);
            over_before(world, &reading, &duty.applies, &over, &mut applied.outcomes);
        }
        applied.applies = std::mem::replace(&mut applied.applies, Truth::False).and(before);
    }
    let opens = if limit.early && !limit.from_point { When::always() } else { limit.opens.clone() };
    let tests = Tests {
        applies: applied.applies.clone(),
        done: done.when.clone(),
        due: limit.due.clone(),
        opens,
        closed: closing.on.clone(),
        provisional,
        soon: duty.soon.unwrap_or(world.model.settings_of(&duty.from.pack).soon),
    };
    let (set, why) = statuses(world, one.trig, &tests)?;
    let by_anchor = closing.by_anchor;
    let row = row::row(
        world,
        duty,
        &one,
        row::Found { limit: &limit, applied, closing, tests: &tests, set, why },
    );
    let act = (done.occ, done.too_early, done.missing);
    let exists = tests.applies.clone().and(one.trig.exists.clone()).and(sure(&one.trig.vague));
    let exists = exists.and((!provisional).into());
    let days = Days::of((&tests.done, &tests.due, &tests.closed), by_anchor, &exists);
    let (trigger, due) = (one.trig.date.clone(), limit.due);
    let mut row = row::with_act(row, world, &tests, act);
    row.powers = powers;
    let open = StatusSet::EMPTY.with(Status::Pending).with(Status::DueSoon);
    row.flags.at_risk |= row.statuses.is_within(open)
        && super::windows::end_is_near(world, duty, &tests.opens, &tests.due);
    Some(Made { row, trigger, due, instead: done.instead, place, days })
}
