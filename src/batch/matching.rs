//! Which act meets which instance of a duty in a case.
//!
//! In: the instances of one duty and the acts of a case. Out: for each the day it was done,
//! and by which occurrence. Never here: statuses.

use smallvec::SmallVec;

use super::judging::{Reading, holds_on};
use super::range::{ALWAYS, Is, NEVER, Truth, When, Why};
use super::seat::{Seat, nth};
use super::span::Span;
use super::statuses::{edges, on};
use super::triggers::Trig;
use super::world::{Ev, NOBODY, World};
use crate::ir::{Duty, How, KindAt, Match, Part, What};

/// An instance that waits for its act.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting<'s> {
    pub(super) trig: Trig,
    pub(super) seat: Seat<'s>,
    /// Acts count from here …
    pub(super) from: When,
    /// … or from the day after.
    pub(super) strictly: bool,
    /// Acts before this are too early, though they belong to the instance.
    pub(super) opens: Option<When>,
    /// Nothing after this day matches.
    pub(super) until: When,
    pub(super) due: When,
    pub(super) closed: When,
    pub(super) applies: Truth,
    /// Nothing recorded means that it was not done.
    pub(super) silent: bool,
}

/// How an instance was met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Done {
    pub(super) when: When,
    /// The occurrence, and its day.
    pub(super) occ: Option<Ev>,
    pub(super) too_early: bool,
}

impl Done {
    pub(super) const NOT: Done = Done { when: When::NEVER, occ: None, too_early: false };
}

type Options = SmallVec<[(Ev, Truth); 4]>;

/// How each instance was met, by all parts of the act.
pub(super) fn fulfilled(
    world: &World<'_>,
    duty: &Duty,
    all: &[Waiting<'_>],
    found: &mut Vec<Done>,
) {
    found.clear();
    if duty.act.any {
        let kinds: SmallVec<[KindAt; 4]> = duty.act.parts.iter().filter_map(kind).collect();
        return matched(world, duty.matching, &kinds, all, found);
    }
    if let [part] = duty.act.parts.as_slice()
        && part.when.is_empty()
    {
        return of_part(world, duty.matching, part, all, found);
    }
    let mut parts: Vec<Vec<Done>> = Vec::new();
    for part in &duty.act.parts {
        let mut done = Vec::new();
        of_part(world, duty.matching, part, all, &mut done);
        parts.push(done);
    }
    for (at, one) in all.iter().enumerate() {
        found.push(joined(world, duty, one, &parts, at));
    }
}

fn kind(part: &Part) -> Option<KindAt> {
    match part.what {
        What::Kind(kind) => Some(kind),
        What::Having(_) => None,
    }
}

fn of_part(world: &World<'_>, how: Match, part: &Part, all: &[Waiting<'_>], found: &mut Vec<Done>) {
    match part.what {
        What::Kind(kind) => matched(world, how, &[kind], all, found),
        What::Having(status) => {
            found.extend(all.iter().map(|one| Done { when: had(world, status, one), ..Done::NOT }));
        }
    }
}

/// The first day, from the last day on, on which a status holds.
fn had(world: &World<'_>, status: crate::ir::StatusAt, one: &Waiting<'_>) -> When {
    if one.trig.provisional || one.due.lo > world.t {
        return When::NEVER;
    }
    let due = one.due;
    let mut found = When { lo: NEVER, hi: NEVER, why: due.why };
    let edges = edges(world, status).into_iter().filter(|day| *day > due.lo && *day <= world.t);
    let ends = [due.lo, due.hi].into_iter().filter(|day| *day <= world.t);
    for day in ends.chain(edges) {
        let so = on(world, status, day);
        match so.is {
            Is::False => {}
            Is::True => {
                found.lo = found.lo.min(day);
                if day >= due.hi {
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

/// An act of several parts: done on the day of the last one needed.
fn joined(
    world: &World<'_>,
    duty: &Duty,
    one: &Waiting<'_>,
    parts: &[Vec<Done>],
    at: usize,
) -> Done {
    let mut days: SmallVec<[(When, Option<Ev>); 8]> = SmallVec::new();
    let (mut done, mut sure) = (Done::NOT, 0);
    for (part, found) in duty.act.parts.iter().zip(parts) {
        let Some(found) = found.get(at) else { continue };
        let reading = Reading {
            seat: &one.seat,
            decided_by: one.due,
            decided_from: if duty.runs_up { one.from } else { one.seat.date },
            strictly_after: duty.runs_up,
        };
        let judged = if duty.runs_up { one.due } else { one.trig.date };
        let judged = judged.min(When::only(world.t));
        let needed = part.when.iter().fold(Truth::TRUE, |so, clause| {
            let truth = holds_on(world, &reading, &clause.test, judged);
            so.and(if clause.how == How::Unless { truth.not() } else { truth })
        });
        done.too_early |= found.too_early;
        let mut when = found.when;
        match needed.is {
            Is::False => continue,
            Is::True => sure += 1,
            Is::Unknown => {
                // What turns out not to be asked for keeps nothing waiting, and stands in
                // for nothing.
                let any = duty.act.needed.is_some();
                *(if any { &mut when.hi } else { &mut when.lo }) = if any { NEVER } else { ALWAYS };
                when.why = when.why.and(needed.why);
            }
        }
        days.push((when, found.occ));
    }
    let take = duty.act.needed.map_or(days.len(), |n| (n as usize).min(days.len()));
    days.sort_by_key(|(when, _)| (when.lo, when.hi));
    let Some(last) = take.checked_sub(1) else { return done };
    // Of how many it takes fewer may be asked for: then each of those.
    let fewer = duty.act.needed.is_some() && sure < take;
    let lo = days.get(if fewer { 0 } else { last }).map_or(NEVER, |(when, _)| when.lo);
    let mut his: SmallVec<[i32; 8]> = days.iter().map(|(when, _)| when.hi).collect();
    his.sort_unstable();
    let hi = his.get(last).copied().unwrap_or(NEVER);
    let why = days.iter().fold(Why::NONE, |why, (when, _)| why.and(when.why));
    done.occ = days.get(last).and_then(|(_, occ)| *occ);
    done.when = When { lo, hi: hi.max(lo), why: if lo == hi { Why::NONE } else { why } };
    done
}

/// From when acts of these kinds may be missing from the record.
fn unrecorded(world: &World<'_>, kinds: &[KindAt], from: i32) -> Option<(i32, Why)> {
    let missing = kinds.iter().filter_map(|kind| world.unrecorded(*kind, from));
    missing.min_by_key(|(first, _)| *first)
}

/// Matches acts of some kinds to the instances of a duty.
fn matched(
    world: &World<'_>,
    how: Match,
    kinds: &[KindAt],
    all: &[Waiting<'_>],
    found: &mut Vec<Done>,
) {
    let mut several: Vec<Ev> = Vec::new();
    let acts: &[Ev] = match kinds {
        [kind] => world.happened(*kind),
        kinds => {
            kinds.iter().for_each(|kind| several.extend_from_slice(world.happened(*kind)));
            several.sort_by_key(|ev| (ev.day, ev.id));
            several.dedup_by_key(|ev| ev.id);
            &several
        }
    };
    match how {
        Match::OldestFirst => oldest_first(acts, all, found),
        Match::Nth(_) | Match::Next | Match::LatestBefore | Match::CompletionOfTrigger => {
            found.extend(all.iter().map(|one| each(world, how, (kinds, acts), one)));
        }
    }
    for (one, done) in all.iter().zip(found.iter_mut()) {
        done.too_early = too_early(acts, one);
        if how == Match::CompletionOfTrigger || one.silent {
            continue;
        }
        let from = one.from.lo.saturating_add(i32::from(one.strictly && one.from.lo != ALWAYS));
        let missing = unrecorded(world, kinds, from).filter(|(first, _)| *first <= one.until.hi);
        if let Some((first, why)) = missing {
            let in_time = done.when.is_exact() && done.when.at_most(one.due).is_true();
            let kept = why.is_history().is_some_and(|since| since <= done.when.lo);
            if !(how == Match::LatestBefore && in_time && kept) {
                done.when.may_be_from(first, why);
            }
        }
    }
}

fn each(
    world: &World<'_>,
    how: Match,
    (kinds, acts): (&[KindAt], &[Ev]),
    one: &Waiting<'_>,
) -> Done {
    match how {
        Match::CompletionOfTrigger => {
            let Some((column, entry)) =
                world.entry(one.trig.occ).filter(|_| one.trig.occ != NOBODY)
            else {
                return Done::NOT;
            };
            let days = world.bound.caseload.events().get(column).map(crate::caseload::Events::days);
            let day = days.and_then(|days| days.get(entry)).copied().filter(|day| *day <= world.t);
            let ev = Ev::new(day.unwrap_or(NEVER), one.trig.occ);
            Done { when: When::only(ev.day), occ: Some(ev), too_early: false }
        }
        Match::Nth(n) => {
            let span = Span { ends: one.seat.span.acts_end(), ..*one.seat.span };
            let nths = kinds.iter().map(|kind| nth(world, &span, *kind, n).0);
            let date = nths.reduce(When::min).unwrap_or(When::NEVER);
            if date.is_exact() && date.is_never() {
                return Done::NOT;
            }
            let mut done = earliest(acts, one, |ev| date.at_most(ev.when()));
            done.when = done.when.max(date);
            done
        }
        Match::Next => {
            let occ = one.trig.occ;
            let own = kinds
                .iter()
                .find_map(|kind| if occ == NOBODY { None } else { world.as_one(occ, *kind) });
            earliest(acts, one, |ev| match own {
                Some(own) => ev.follows(own),
                None => Truth::TRUE,
            })
        }
        Match::LatestBefore => latest(acts, one),
        Match::OldestFirst => Done::NOT,
    }
}

/// Whether an act may meet an instance.
fn eligible(ev: Ev, one: &Waiting<'_>) -> Truth {
    if one.trig.occ == ev.id {
        return Truth::FALSE;
    }
    let date = ev.when();
    let open = one.opens.map_or(Truth::TRUE, |opens| opens.at_most(date));
    open.and(belongs(ev, date, one))
}

/// Whether an act belongs to the time of an instance, too early or not.
fn belongs(ev: Ev, date: When, one: &Waiting<'_>) -> Truth {
    let span = one.seat.span;
    let not_after = date.at_most(one.until);
    if not_after.is_false() {
        return Truth::FALSE;
    }
    let (from, within) = if one.strictly {
        let ends = span.acts_end();
        let end = When { lo: ends.lo, hi: ends.hi, why: span.why };
        let next = When { lo: span.next.lo, hi: span.next.hi, why: span.why };
        (date.at_most(one.from).not(), date.at_most(end).and(next.at_most(date).not()))
    } else {
        (one.from.at_most(date), span.takes(ev))
    };
    not_after.and(from).and(within)
}

/// The acts that may lie on the days of an instance.
fn near<'a>(acts: &'a [Ev], one: &Waiting<'_>) -> &'a [Ev] {
    // What may not be one at all has no day by which to leave it out.
    let all = !acts.iter().all(|ev| ev.is_sure());
    let start = acts.partition_point(|ev| !all && ev.day < one.from.lo);
    let end = acts.partition_point(|ev| all || ev.day <= one.until.hi);
    acts.get(start..end.max(start)).unwrap_or_default()
}

fn earliest(acts: &[Ev], one: &Waiting<'_>, also: impl Fn(Ev) -> Truth) -> Done {
    let mut done = Done::NOT;
    for ev in near(acts, one) {
        let is = eligible(*ev, one).and(also(*ev));
        if is.is_false() {
            continue;
        }
        let mut date = ev.when();
        if !is.is_true() {
            date = When { lo: ev.day, hi: NEVER, why: ev.open.and(is.why) };
        }
        if date.lo < done.when.lo || done.occ.is_none() {
            done.occ = Some(*ev);
        }
        done.when = done.when.min(date);
        // None that comes later can be the earliest.
        if is.is_true() && ev.is_sure() {
            break;
        }
    }
    done
}

fn options(acts: &[Ev], one: &Waiting<'_>) -> Options {
    let all = near(acts, one).iter().map(|ev| (*ev, eligible(*ev, one)));
    all.filter(|(_, is)| !is.is_false()).collect()
}

/// The latest on or before the last day; if there is none, the earliest after it.
fn latest(acts: &[Ev], one: &Waiting<'_>) -> Done {
    let options = options(acts, one);
    if one.due.is_exact() && options.iter().all(|(ev, is)| is.is_true() && ev.is_sure()) {
        let in_time = options.iter().rfind(|(ev, _)| ev.day <= one.due.lo);
        let picked = in_time.or_else(|| options.iter().find(|(ev, _)| ev.day > one.due.lo));
        return picked.map_or(Done::NOT, |(ev, _)| Done {
            when: When::only(ev.day),
            occ: Some(*ev),
            too_early: false,
        });
    }
    let mut why = one.due.why;
    let (mut lo, mut hi, mut sure, mut in_time) = (NEVER, ALWAYS, false, false);
    for (ev, is) in &options {
        lo = lo.min(ev.day);
        hi = hi.max(ev.rng().hi);
        let surely = is.is_true() && ev.is_sure();
        sure |= surely;
        in_time |= surely && ev.day <= one.due.lo;
        why = why.and(ev.open).and(is.why);
    }
    if !sure {
        hi = NEVER;
    } else if in_time {
        hi = hi.min(one.due.lo);
    }
    let timely =
        options.iter().rfind(|(ev, is)| is.is_true() && ev.is_sure() && ev.day <= one.due.lo);
    let occ = timely.or(options.last()).map(|(ev, _)| *ev);
    Done { when: When { lo, hi: hi.max(lo), why }, occ, too_early: false }
}

/// Each act serves the oldest open instance.
fn oldest_first(acts: &[Ev], all: &[Waiting<'_>], found: &mut Vec<Done>) {
    found.resize(all.len(), Done::NOT);
    if acts.is_empty() {
        return;
    }
    if !all_is_known(acts, all) {
        for (one, done) in all.iter().zip(found.iter_mut()) {
            *done = perhaps_any(acts, one, all);
        }
        return;
    }
    let any_open = acts.iter().any(|ev| !ev.is_sure());
    let open = any_open && acts.iter().any(|ev| !ev.is_sure() && may_serve_any(*ev, all));
    serve(acts, all, found);
    for (one, done) in all.iter().zip(found.iter_mut()).filter(|_| open) {
        *done = at_latest(perhaps_any(acts, one, all), *done);
    }
}

/// What may be open about acts can only have an instance met earlier than those that are
/// sure have it met.
fn at_latest(perhaps: Done, surely: Done) -> Done {
    let Some(ev) = surely.occ.filter(|ev| ev.day < perhaps.when.hi) else { return perhaps };
    if perhaps.when.lo >= ev.day {
        return surely;
    }
    Done { when: When { hi: ev.day, ..perhaps.when }, ..perhaps }
}

/// The acts that are sure, each for the oldest open instance.
fn serve(acts: &[Ev], all: &[Waiting<'_>], found: &mut [Done]) {
    let mut order: SmallVec<[usize; 16]> = (0..all.len()).collect();
    let key = |at: &usize| {
        all.get(*at).map(|one| {
            let occ = (one.trig.occ != NOBODY).then_some(one.trig.occ);
            (one.due.lo, one.trig.date.lo, occ)
        })
    };
    if !order.is_sorted_by_key(key) {
        order.sort_by_key(key);
    }
    let mut passed = 0;
    for ev in acts.iter().filter(|ev| ev.is_sure()) {
        let over = |at: &usize| {
            let served = found.get(*at).is_some_and(|done| done.occ.is_some());
            served
                || all.get(*at).is_some_and(|one| {
                    one.applies.is_false() || one.closed.lo.min(one.until.hi) < ev.day
                })
        };
        while order.get(passed).is_some_and(over) {
            passed += 1;
        }
        let serves = order.iter().skip(passed).copied().find(|at| {
            let free = found.get(*at).is_some_and(|done| done.occ.is_none());
            free && all.get(*at).is_some_and(|one| can_serve(*ev, one))
        });
        if let Some(done) = serves.and_then(|at| found.get_mut(at)) {
            (done.when, done.occ) = (When::only(ev.day), Some(*ev));
        }
    }
}

fn can_serve(ev: Ev, one: &Waiting<'_>) -> bool {
    ev.day <= one.closed.lo && !one.applies.is_false() && eligible(ev, one).is_true()
}

/// Whether an act of which something is open could be for any instance.
fn may_serve_any(ev: Ev, all: &[Waiting<'_>]) -> bool {
    let may = |one: &Waiting<'_>| {
        ev.day <= one.closed.lo && !one.applies.is_false() && !eligible(ev, one).is_false()
    };
    all.iter().any(may)
}

/// Whether nothing is open about any instance, nor about how the acts that are sure fit.
fn all_is_known(acts: &[Ev], all: &[Waiting<'_>]) -> bool {
    let known = |one: &Waiting<'_>| {
        let days = [one.trig.date, one.due, one.closed, one.from, one.until];
        days.iter().all(|day| day.is_exact())
            && one.opens.is_none_or(When::is_exact)
            && one.trig.vague.is_none()
            && one.applies.is_known()
            && one.trig.exists.is_true()
    };
    if !all.iter().all(known) {
        return false;
    }
    let bounded = |one: &Waiting<'_>| {
        let span = one.seat.span;
        span.from.is_exact() && span.ends.is_exact() && span.next.is_exact()
    };
    let open: SmallVec<[&Waiting<'_>; 4]> = all.iter().filter(|one| !bounded(one)).collect();
    let mut sure = acts.iter().filter(|ev| ev.is_sure());
    sure.all(|ev| open.iter().all(|one| eligible(*ev, one).is_known()))
}

/// Where not everything is known, any act that may meet an instance may do so.
fn perhaps_any(acts: &[Ev], one: &Waiting<'_>, all: &[Waiting<'_>]) -> Done {
    let mut done = Done::NOT;
    for (ev, is) in options(acts, one) {
        let hi = if is.is_true() { ev.rng().hi } else { NEVER };
        let date = When { lo: ev.day, hi, why: ev.open.and(is.why) };
        if date.lo < done.when.lo || done.occ.is_none() {
            done.occ = Some(ev);
        }
        done.when = done.when.min(date);
    }
    if all.len() > 1 && !done.when.is_never() {
        done.when.hi = NEVER;
        let mut why = done.when.why;
        for other in all {
            for when in [other.trig.date, other.due, other.closed] {
                why = why.and(when.why);
            }
            why = why.and(other.trig.vague).and(other.applies.why).and(other.trig.exists.why);
        }
        // What cannot meet this instance may leave open what is left for it.
        for ev in acts.iter().filter(|ev| !ev.is_sure()) {
            if all.iter().any(|one| !eligible(*ev, one).is_false()) {
                why = why.and(ev.open);
            }
        }
        done.when.why = why;
    }
    done
}

/// Whether an act that belongs to the instance came before it could count.
fn too_early(acts: &[Ev], one: &Waiting<'_>) -> bool {
    let Some(opens) = one.opens else { return false };
    let before = opens.lo.saturating_sub(1);
    let start = acts.partition_point(|ev| ev.day < one.trig.date.hi);
    let end = acts.partition_point(|ev| ev.day <= before).max(start);
    acts.get(start..end).unwrap_or_default().iter().any(|ev| {
        let date = ev.when();
        let mine = one.trig.occ != ev.id;
        mine && one.trig.date.at_most(date).is_true() && opens.at_most(date).is_false()
    })
}
