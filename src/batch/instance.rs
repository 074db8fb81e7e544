//! An instance of a duty before its act is looked for: by when it is due, whether it
//! applies, when it closes.
//!
//! In: a duty of the form, and a trigger in its seat. Out: its last day, from when an act
//! counts, and how its conditions came out. Never here: what was done.

use super::chain::Link;
use super::course::{Course, whiles};
use super::judging::{Reading, fixed_day_ahead, holds_on};
use super::matching::Waiting;
use super::range::{ALWAYS, Is, NEVER, Truth, When, Why};
use super::seat::{Seat, one_before, onwards, shift};
use super::triggers::Trig;
use super::world::{NOBODY, World};
use crate::ir::{self, Duty, How, KindAt, Opens, Silence, Starts, Trigger};

/// The limit that counts for an instance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// Its place among those of the duty.
    at: usize,
    pub(super) due: When,
    pub(super) opens: When,
    pub(super) from_point: bool,
    pub(super) early: bool,
    pub(super) by_anchor: Truth,
    /// The event that it leads up to, where that is not the trigger.
    pub(super) own: Option<Own>,
}

/// The event that a case of a limit leads up to, beside that of the trigger.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own {
    took_place: When,
    /// It is only expected.
    pub(super) provisional: bool,
}

/// What an instance hangs on beside its trigger.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ties<'t> {
    /// The one before it.
    pub(super) link: Option<&'t Link>,
    /// The cases that lead up to an event of their own: the place of each, and what that
    /// starts.
    pub(super) leading: &'t [(usize, Vec<Trig>)],
}

/// How the clauses of an instance came out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Applied {
    pub(super) applies: Truth,
    /// A day on which a condition is to be read lies ahead.
    pub(super) ahead: bool,
    /// The day from which every `while` held.
    pub(super) begun: Option<When>,
    stopped: When,
}

/// The first day that closes an instance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Closes {
    pub(super) on: When,
    pub(super) by_anchor: bool,
}

impl Closes {
    fn take(&mut self, on: When, by_anchor: bool) {
        if on.is_never() {
            return;
        }
        if on.lo < self.on.lo || (on.lo == self.on.lo && by_anchor) {
            self.by_anchor = by_anchor;
        }
        self.on = self.on.min(on);
    }
}

/// What finishing an instance needs beside what matching does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest {
    pub(super) limit: Limit,
    pub(super) applied: Applied,
    pub(super) closes: Closes,
}

/// An instance.
pub(super) fn instance<'s>(
    world: &World<'_>,
    duty: &Duty,
    seat: Seat<'s>,
    trig: Trig,
    ties: Ties<'_>,
) -> (Waiting<'s>, Rest) {
    let after = before_it(world, duty, &trig, &seat);
    let mut limit = match ties.link {
        Some(link) => given(link, trig.date),
        None => limit(world, duty, (&seat, &trig), after, ties.leading),
    };
    let reading = reading(&seat, limit.due, after, duty.runs_up || duty.same_day);
    let watched = match ties.link {
        Some(link) => link.watch,
        None if duty.runs_up => after.max(seat.span.start()),
        None => trig.date,
    };
    let judged = if duty.runs_up { limit.due } else { trig.date };
    let mut applied = applied(world, &reading, duty, judged, watched);
    let beyond = |begun: &When| begun.lo > seat.span.ends.hi;
    if duty.closing.gone_with_scope && applied.begun.as_ref().is_some_and(beyond) {
        (applied.begun, applied.stopped) = (Some(When::NEVER), When::NEVER);
    }
    if let Some(begun) = applied.begun {
        applied.applies = applied.applies.and(begun.by(world.t));
        limit.due = limit.due.max(begun);
        if begun.is_never() && limit.due.is_never() {
            let counts = duty.limits.get(limit.at).and_then(|limit| limit.due.as_ref());
            limit.due = match ties.link {
                Some(link) => link.due,
                None => counts.map_or(When::NEVER, |due| seat.day(world, due)),
            };
        }
    }
    let ends = ties.link.map_or(When::NEVER, |link| link.ends);
    let closes = closing(world, duty, &reading, (&trig, ends), (&limit, &applied));
    let (from, strictly) = if limit.early { (after, true) } else { (trig.date, false) };
    let waiting = Waiting {
        trig,
        from,
        strictly,
        opens: limit.from_point.then_some(limit.opens),
        until: came(&trig, &limit),
        due: limit.due,
        closed: closes.on,
        applies: applied.applies,
        silent: silent(world, duty, &seat, limit.due),
        seat,
    };
    (waiting, Rest { limit, applied, closes })
}

pub(super) fn reading<'r>(
    seat: &'r Seat<'r>,
    due: When,
    after: When,
    runs_up: bool,
) -> Reading<'r> {
    let decided_from = if runs_up { after } else { seat.date };
    Reading { seat, decided_by: due, decided_from, strictly_after: runs_up }
}

/// The day after which acts and decisions for an instance may lie, where they may come
/// before its trigger.
pub(super) fn before_it(world: &World<'_>, duty: &Duty, trig: &Trig, seat: &Seat<'_>) -> When {
    if let Some(after) = trig.after {
        return after;
    }
    if (duty.leads || duty.same_day)
        && trig.occ != NOBODY
        && let Some(kind) = called(world, &duty.trigger, trig.occ)
    {
        return one_before(world, seat, kind);
    }
    seat.span.with_why(seat.span.before)
}

/// What a deadline calls the occurrence that triggers it: the kind that it names, where it
/// is one of that, else the kind from which that is found.
fn called(world: &World<'_>, trigger: &Trigger, occ: u32) -> Option<KindAt> {
    let of = |kind: KindAt, other: &Starts| match world.as_one(occ, kind) {
        Some(_) => Some(kind),
        None => other.kind(),
    };
    match trigger {
        Trigger::On(Starts::Each(kind, _) | Starts::EachFrom(kind, _) | Starts::Nth(kind, ..)) => {
            Some(*kind)
        }
        Trigger::On(Starts::NthAfter(kind, _, other) | Starts::LastBefore(kind, other)) => {
            of(*kind, other)
        }
        Trigger::Next { kind, after, .. } => of(*kind, after),
        Trigger::On(_) | Trigger::Before { .. } | Trigger::Again(..) | Trigger::Through(_) => None,
    }
}

/// The limit of an instance that hangs on the act before.
fn given(link: &Link, date: When) -> Limit {
    Limit {
        at: 0,
        due: link.due,
        opens: link.opens.unwrap_or(date),
        from_point: link.opens.is_some(),
        early: false,
        by_anchor: Truth::FALSE,
        own: None,
    }
}

/// The limit of an instance: the plain one, unless another replaces it.
pub(super) fn limit(
    world: &World<'_>,
    duty: &Duty,
    (seat, trig): (&Seat<'_>, &Trig),
    after: When,
    leading: &[(usize, Vec<Trig>)],
) -> Limit {
    let Some((plain, cases)) = duty.limits.split_first() else {
        return Limit {
            at: 0,
            due: When::NEVER,
            opens: seat.date,
            from_point: false,
            early: false,
            by_anchor: Truth::FALSE,
            own: None,
        };
    };
    let one_limit = |seat: &Seat<'_>, (at, limit): (usize, &ir::Limit)| {
        let plain = one_limit(world, seat, (at, limit));
        match &limit.own {
            Some(own) => leading_up(world, seat, plain, (trig, &own.1), (at, leading)),
            None => plain,
        }
    };
    let mut best = one_limit(seat, (0, plain));
    let base = best.due;
    for (at, case) in (1..).zip(cases) {
        let Some(test) = &case.when else { continue };
        let reading = reading(seat, base, after, duty.runs_up);
        let judged = if duty.runs_up { base } else { seat.date }.min(When::only(world.t));
        let so = holds_on(world, &reading, test, judged);
        match so.is {
            Is::False => {}
            Is::True => best = one_limit(seat, (at, case)),
            Is::Unknown => best = either(best, one_limit(seat, (at, case)), so.why),
        }
    }
    best
}

fn one_limit(world: &World<'_>, seat: &Seat<'_>, (at, limit): (usize, &ir::Limit)) -> Limit {
    let due = limit.due.as_ref().map_or(When::NEVER, |due| seat.day(world, due));
    let (opens, from_point, early) = match &limit.opens {
        Opens::AtTrigger => (seat.date, false, false),
        Opens::Early => (When::ALWAYS, false, true),
        Opens::From(from, early) => (seat.day(world, from), true, *early),
    };
    let by_anchor = Truth::of(limit.closes_on_anchor);
    Limit { at, due, opens, from_point, early, by_anchor, own: None }
}

/// A case that leads up to an event of its own: that which took place, or is expected.
fn leading_up(
    world: &World<'_>,
    seat: &Seat<'_>,
    plain: Limit,
    (trig, due): (&Trig, &ir::Day),
    (at, leading): (usize, &[(usize, Vec<Trig>)]),
) -> Limit {
    let all = leading.iter().find(|(case, _)| *case == at).map_or(&[][..], |(_, all)| all);
    let in_span = || all.iter().filter(|one| one.span == trig.span);
    let next = in_span().find(|one| one.date.hi >= trig.date.lo).or(in_span().next_back());
    let Some(next) = next else {
        let own = Own { took_place: When::NEVER, provisional: false };
        return Limit { due: When::NEVER, own: Some(own), ..plain };
    };
    let from = Seat { date: next.date, occ: next.occ, bare: false, ..*seat };
    let mut due = from.day(world, due);
    if !next.exists.is_known() {
        (due.hi, due.why) = (NEVER, due.why.and(next.exists.why));
    }
    if !next.vague.is_none() {
        due = When { lo: ALWAYS, hi: NEVER, why: next.vague };
    }
    let own = Own { took_place: next.took_place, provisional: next.provisional };
    Limit { due, own: Some(own), ..plain }
}

/// One of two limits, it is not known which.
fn either(a: Limit, b: Limit, why: Why) -> Limit {
    let same = a.by_anchor == b.by_anchor;
    let own = match (a.own, b.own) {
        (None, None) => None,
        (Some(own), None) | (None, Some(own)) => {
            Some(Own { took_place: When { lo: ALWAYS, hi: NEVER, why }, ..own })
        }
        (Some(one), Some(other)) => {
            Some(Own { took_place: one.took_place.hull(other.took_place, why), ..one })
        }
    };
    Limit {
        own,
        at: a.at,
        due: a.due.hull(b.due, why),
        opens: a.opens.hull(b.opens, why),
        from_point: a.from_point || b.from_point,
        early: a.early || b.early,
        by_anchor: if same { a.by_anchor } else { Truth::unknown(why) },
    }
}

/// The day the anchor closes an instance, where it is known that it does.
fn came(trig: &Trig, limit: &Limit) -> When {
    let on = limit.own.map_or(trig.took_place, |own| own.took_place);
    match limit.by_anchor.is {
        Is::False => When::NEVER,
        Is::True => on,
        Is::Unknown => When { hi: NEVER, lo: on.lo, why: on.why.and(limit.by_anchor.why) },
    }
}

/// Reads the clauses of a duty.
pub(super) fn applied(
    world: &World<'_>,
    with: &Reading<'_>,
    duty: &Duty,
    judged: When,
    from: When,
) -> Applied {
    let mut all = Applied { applies: Truth::TRUE, ahead: false, begun: None, stopped: When::NEVER };
    let judged = judged.min(When::only(world.t));
    let mut is_watched = false;
    let needs = world.bound.needs.get(duty.id.0 as usize);
    let own_days = needs.is_none_or(|needs| needs.own_days);
    for clause in &duty.applies {
        if own_days && fixed_day_ahead(world, with, &clause.test) {
            all.ahead = true;
            all.applies = Truth::FALSE;
            continue;
        }
        let truth = match clause.how {
            How::If => holds_on(world, with, &clause.test, judged),
            How::Unless => holds_on(world, with, &clause.test, judged).not(),
            How::Once => {
                let course = Course::Read { world, with, tests: &[&clause.test] };
                first_so(world, &course, from).by(world.t)
            }
            How::While => {
                is_watched = true;
                Truth::TRUE
            }
        };
        all.applies = all.applies.and(truth);
    }
    if is_watched {
        let whiles = whiles(&duty.applies);
        let course = Course::of(world, with, duty, &whiles);
        let begun = first_so(world, &course, from);
        all.stopped = first_not_so(world, &course, begun);
        all.begun = Some(begun);
    }
    all
}

/// The first day from `from` on which all of them hold.
fn first_so(world: &World<'_>, course: &Course<'_>, from: When) -> When {
    let mut found = When { lo: NEVER, hi: NEVER, why: from.why };
    if from.lo > world.t {
        return found;
    }
    let days = course.days_after(from.lo);
    let until = [from.hi].into_iter().filter(|hi| *hi <= world.t);
    for day in std::iter::once(from.lo).chain(until).chain(days) {
        let so = course.on(day);
        match so.is {
            Is::False => {}
            Is::True => {
                found.lo = found.lo.min(day);
                if day >= from.hi {
                    found.hi = found.hi.min(day);
                }
            }
            Is::Unknown => {
                found.lo = found.lo.min(day);
                found.why = found.why.and(so.why);
            }
        }
    }
    found.tidy()
}

/// The first day after they began on which one of them does not hold.
fn first_not_so(world: &World<'_>, course: &Course<'_>, begun: When) -> When {
    let mut found = When { lo: NEVER, hi: NEVER, why: begun.why };
    if begun.lo >= world.t {
        return When::NEVER;
    }
    let mut days = course.days_after(begun.lo);
    days.push(begun.lo.saturating_add(1));
    for day in days {
        let so = course.on(day);
        match so.is {
            Is::True => {}
            Is::False => {
                found.lo = found.lo.min(day);
                if day > begun.hi {
                    found.hi = found.hi.min(day);
                }
            }
            Is::Unknown => {
                found.lo = found.lo.min(day);
                found.why = found.why.and(so.why);
            }
        }
    }
    found.tidy()
}

/// When an instance closes, as far as is known at `t`.
fn closing(
    world: &World<'_>,
    duty: &Duty,
    reading: &Reading<'_>,
    (trig, ends): (&Trig, When),
    (limit, applied): (&Limit, &Applied),
) -> Closes {
    let mut closes = Closes { on: When::NEVER, by_anchor: false };
    closes.take(applied.stopped, false);
    if duty.closing.with_scope {
        closes.take(scope_end(world, duty, reading), false);
    }
    if !limit.by_anchor.is_false() {
        closes.take(came(trig, limit), true);
    }
    closes.take(ends, false);
    if let Some(until) = &duty.closing.until {
        let day = reading.seat.day(world, until);
        // What is due on that day or before is still owed.
        let owed = limit.due.at_most(day);
        closes.take(day.gated(owed.not()), false);
    }
    if duty.closing.on_due {
        closes.take(limit.due, false);
    }
    closes
}

/// The end of the scope period, unless a decision keeps the instance alive.
fn scope_end(world: &World<'_>, duty: &Duty, reading: &Reading<'_>) -> When {
    let end = reading.seat.span.end();
    if duty.closing.unless.is_empty() || end.is_never() {
        return end;
    }
    let by_end = Reading { decided_by: end, ..*reading };
    let judged = end.min(When::only(world.t));
    let unless = duty.closing.unless.iter();
    let kept = unless.fold(Truth::FALSE, |so, test| so.or(holds_on(world, &by_end, test, judged)));
    match kept.is {
        Is::False => end,
        Is::True => When::NEVER,
        Is::Unknown => When { lo: end.lo, hi: NEVER, why: end.why.and(kept.why) },
    }
}

/// Whether nothing recorded means by now that an act was not done.
fn silent(world: &World<'_>, duty: &Duty, seat: &Seat<'_>, due: When) -> bool {
    let by = match &duty.silence {
        Silence::Open => return false,
        Silence::Always => return true,
        Silence::AfterDue(None) => due,
        Silence::AfterDue(Some(offset)) => shift(world, due, &onwards(*offset)),
        Silence::After(day) => seat.day(world, day),
    };
    by.by(world.t.saturating_sub(1)).is_true()
}

/// From the beginning where acts may come early and no day says from when.
pub(super) fn opens(limit: &Limit) -> When {
    if limit.early && !limit.from_point {
        return When { lo: ALWAYS, hi: ALWAYS, why: Why::NONE };
    }
    limit.opens
}
