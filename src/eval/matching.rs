//! Which act meets which instance.
//!
//! In: the instances of one duty and the case as of a day. Out: for each, the
//! day it was done and by which occurrence (language §3.4). A link wins over all
//! inference. Never here: statuses.

use smallvec::SmallVec;

use super::Blame;
use super::range::{ALWAYS, NEVER, Truth, When, Why, blame_also};
use super::seat::{Seat, completion_blame, follows, nth};
use super::triggers::Trig;
use super::world::{Ev, World};
use crate::facts::OccurrenceId;
use crate::model::Match;
use crate::names::ConceptId;

/// An instance that waits for its act.
#[derive(Debug)]
pub(super) struct Waiting<'s> {
    pub(super) trig: &'s Trig,
    pub(super) seat: Seat<'s>,
    /// Acts count from here.
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
#[derive(Debug, Clone)]
pub(super) struct Fulfilled {
    pub(super) when: When,
    pub(super) occ: Option<OccurrenceId>,
    pub(super) too_early: Option<OccurrenceId>,
    /// Another instance, by its place, that the act could meet instead with
    /// another outcome.
    pub(super) instead: Option<usize>,
}

impl Fulfilled {
    pub(super) fn not() -> Fulfilled {
        Fulfilled { when: When::never(), occ: None, too_early: None, instead: None }
    }
}

/// Which acts count: those of any of these kinds, done with a paper where one is
/// asked for.
///
/// INVARIANT: `kinds` is not empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct What<'k> {
    pub(super) kinds: &'k [ConceptId],
    pub(super) paper: Option<ConceptId>,
}

/// The acts that count. One that names no paper was done with all that were asked for.
fn acts<'w>(
    world: &'w World<'_>,
    what: What<'_>,
) -> impl DoubleEndedIterator<Item = &'w Ev> + Clone + use<'w> {
    let mut all: SmallVec<[&Ev; 8]> = SmallVec::new();
    for kind in what.kinds {
        all.extend(world.happened(*kind).filter(|ev| {
            what.paper.is_none_or(|paper| ev.papers.is_empty() || ev.papers.contains(&paper))
        }));
    }
    if what.kinds.len() > 1 {
        all.sort_by_key(|ev| (ev.counted.lo, ev.seq, ev.id));
        all.dedup_by_key(|ev| ev.id);
    }
    all.into_iter()
}

/// From when acts that count may be missing from the record, and what is to blame.
fn unrecorded(world: &World<'_>, what: What<'_>, from: i32) -> Option<(i32, Blame)> {
    let missing = what.kinds.iter().filter_map(|kind| world.unrecorded(*kind, from));
    missing.min_by_key(|(first, _)| *first)
}

/// One act for each instance, for the acts of one kind.
pub(super) type Matched = Vec<Fulfilled>;

/// Matches acts of a kind to the instances of a duty.
pub(super) fn matched(
    world: &World<'_>,
    how: &Match,
    what: What<'_>,
    all: &[Waiting<'_>],
) -> Matched {
    let mut found: Matched = match how {
        Match::OldestFirst => oldest_first(world, what, all),
        Match::Nth(_) | Match::Next | Match::LatestBefore | Match::CompletionOfTrigger => {
            all.iter().map(|one| each(world, how, what, one, all)).collect()
        }
    };
    for (one, fulfilled) in all.iter().zip(&mut found) {
        fulfilled.too_early = too_early(world, what, one, all);
        if *how == Match::CompletionOfTrigger || one.silent {
            continue;
        }
        let from = one.from.lo.saturating_add(i32::from(one.strictly && one.from.lo != ALWAYS));
        if let Some((first, blame)) =
            unrecorded(world, what, from).filter(|(first, _)| *first <= one.until.hi)
        {
            if *how == Match::LatestBefore && is_latest(&fulfilled.when, one, &blame) {
                continue;
            }
            fulfilled.when.may_be_from(first, &blame);
        }
    }
    found
}

/// Whether an act in time is surely the latest: what is missing came before it.
fn is_latest(when: &When, one: &Waiting<'_>, blame: &Blame) -> bool {
    let in_time = when.is_exact() && when.at_most(&one.due).is_true();
    in_time && matches!(blame, Blame::HistoryBefore(since) if since.number() <= when.lo)
}

/// An act and how surely it may meet the instance.
pub(super) type Options<'w> = Vec<(&'w Ev, Truth)>;

fn each(
    world: &World<'_>,
    how: &Match,
    what: What<'_>,
    one: &Waiting<'_>,
    all: &[Waiting<'_>],
) -> Fulfilled {
    if *how == Match::CompletionOfTrigger {
        let ev = one.trig.occ.and_then(|id| world.ev(id));
        return ev.map_or_else(Fulfilled::not, |ev| Fulfilled {
            when: When::of(ev.done, &completion_blame(ev)),
            occ: Some(ev.id),
            ..Fulfilled::not()
        });
    }
    let linked = options(world, what, one, all, true);
    let pick = if *how == Match::LatestBefore { latest(one, &linked) } else { earliest(&linked) };
    if surely_any(&linked) {
        return pick;
    }
    let open = inferred(world, how, what, one, all);
    if linked.is_empty() { open } else { one_or_other(pick, &open, &linked) }
}

/// Whether one of them surely meets the instance.
fn surely_any(options: &Options<'_>) -> bool {
    options.iter().any(|(ev, truth)| truth.is_true() && ev.counted.hi != NEVER)
}

/// The linked act where it counts, else the one inferred.
fn one_or_other(linked: Fulfilled, open: &Fulfilled, options: &Options<'_>) -> Fulfilled {
    let mut why = linked.when.why;
    blame_also(&mut why, &open.when.why);
    for (ev, truth) in options {
        if let Truth::Unknown(more) = truth {
            blame_also(&mut why, more);
        }
        if !ev.counted.is_exact() {
            blame_also(&mut why, &ev.why());
        }
    }
    let lo = linked.when.lo.min(open.when.lo);
    let hi = linked.when.hi.max(open.when.hi);
    let occ = if open.when.lo < linked.when.lo { open.occ } else { linked.occ };
    Fulfilled { when: When { lo, hi, why }, occ, ..Fulfilled::not() }
}

/// The act of an instance that none is linked to.
fn inferred(
    world: &World<'_>,
    how: &Match,
    what: What<'_>,
    one: &Waiting<'_>,
    all: &[Waiting<'_>],
) -> Fulfilled {
    let mut open = options(world, what, one, all, false);
    match how {
        Match::Nth(n) => {
            let nths = what.kinds.iter().map(|kind| nth(world, one.seat.span, *kind, *n).0);
            let date = nths.reduce(When::min).unwrap_or_else(When::never);
            if date.is_exact() && date.is_never() {
                return Fulfilled::not();
            }
            restrict(&mut open, |ev| date.at_most(&ev.when()));
            let mut found = earliest(&open);
            found.when = found.when.max(date);
            found
        }
        Match::Next => {
            let as_one = |id| what.kinds.iter().find_map(|kind| world.ev_as(id, *kind));
            let own = one.trig.occ.and_then(as_one);
            if let Some(own) = own {
                restrict(&mut open, |ev| follows(ev, own));
            }
            earliest(&open)
        }
        Match::LatestBefore => latest(one, &open),
        Match::OldestFirst | Match::CompletionOfTrigger => Fulfilled::not(),
    }
}

fn restrict(options: &mut Options<'_>, so: impl Fn(&Ev) -> Truth) {
    for (ev, truth) in options.iter_mut() {
        *truth = std::mem::replace(truth, Truth::False).and(so(ev));
    }
    options.retain(|(_, truth)| !truth.is_false());
}

/// The acts that may meet an instance: those linked to it, or those not linked.
fn options<'w>(
    world: &'w World<'_>,
    what: What<'_>,
    one: &Waiting<'_>,
    all: &[Waiting<'_>],
    linked: bool,
) -> Options<'w> {
    let evs = acts(world, what).filter(|ev| link(ev, one, all) == Some(linked));
    evs.map(|ev| (ev, eligible(ev, one, linked))).filter(|(_, truth)| !truth.is_false()).collect()
}

/// `Some(true)` is linked to this instance, `Some(false)` to none of the duty's,
/// `None` to another of them.
fn link(ev: &Ev, one: &Waiting<'_>, all: &[Waiting<'_>]) -> Option<bool> {
    let Some(of) = ev.done_for else { return Some(false) };
    let names = |one: &Waiting<'_>| one.trig.occ == Some(of) || one.trig.stale == Some(of);
    if names(one) {
        return Some(true);
    }
    if all.iter().any(names) { None } else { Some(false) }
}

/// Whether an act may meet an instance.
fn eligible(ev: &Ev, one: &Waiting<'_>, linked: bool) -> Truth {
    if one.trig.occ == Some(ev.id) {
        return Truth::False;
    }
    let blame = ev.blame();
    let date = When::of(ev.counted, &blame);
    let open = one.opens.as_ref().map_or(Truth::True, |opens| opens.at_most(&date));
    open.and(belongs(ev, &date, one, linked))
}

/// Whether an act belongs to the time of an instance, too early or not.
fn belongs(ev: &Ev, date: &When, one: &Waiting<'_>, linked: bool) -> Truth {
    let span = one.seat.span;
    let not_after = date.at_most(&one.until);
    if linked && one.strictly {
        return not_after;
    }
    let (from, within) = if one.strictly {
        // What may come early may come before its scope period too.
        let ends = span.acts_end();
        let end = When { lo: ends.lo, hi: ends.hi, why: span.why.clone() };
        let next = When { lo: span.next.lo, hi: span.next.hi, why: span.why.clone() };
        (date.at_most(&one.from).negate(), date.at_most(&end).and(next.at_most(date).negate()))
    } else {
        (one.from.at_most(date), span.takes(ev))
    };
    not_after.and(from).and(within)
}

pub(super) fn earliest(options: &Options<'_>) -> Fulfilled {
    let mut found = Fulfilled::not();
    for (ev, truth) in options {
        let date = ev.when();
        let date = perhaps(date, truth);
        if date.lo < found.when.lo || found.occ.is_none() {
            found.occ = Some(ev.id);
        }
        found.when = found.when.min(date);
    }
    found
}

/// A day that counts only if something else is so.
fn perhaps(mut date: When, truth: &Truth) -> When {
    if let Truth::Unknown(why) = truth {
        date.hi = NEVER;
        blame_also(&mut date.why, why);
    }
    date
}

/// The latest on or before the due date; if there is none, the earliest after it.
fn latest(one: &Waiting<'_>, options: &Options<'_>) -> Fulfilled {
    let exact = one.due.is_exact()
        && options.iter().all(|(ev, truth)| truth.is_true() && ev.counted.is_exact());
    if exact {
        let in_time = options.iter().rfind(|(ev, _)| ev.counted.lo <= one.due.lo);
        let picked = in_time.or_else(|| options.iter().find(|(ev, _)| ev.counted.lo > one.due.lo));
        return picked.map_or_else(Fulfilled::not, |(ev, _)| Fulfilled {
            when: When::only(ev.counted.lo),
            occ: Some(ev.id),
            ..Fulfilled::not()
        });
    }
    // Any of them, as far as is known; none after all where none is sure. One
    // that is surely in time leaves out whatever comes after the due date.
    let mut why = one.due.why.clone();
    let (mut lo, mut hi, mut sure, mut in_time) = (NEVER, ALWAYS, false, false);
    for (ev, truth) in options {
        lo = lo.min(ev.counted.lo);
        hi = hi.max(ev.counted.hi);
        sure |= truth.is_true() && ev.counted.hi != NEVER;
        in_time |= truth.is_true() && ev.counted.hi <= one.due.lo;
        if !ev.counted.is_exact() {
            blame_also(&mut why, &ev.why());
        }
        if let Truth::Unknown(more) = truth {
            blame_also(&mut why, more);
        }
    }
    if !sure {
        hi = NEVER;
    } else if in_time {
        hi = hi.min(one.due.lo);
    }
    let timely = options.iter().rfind(|(ev, truth)| truth.is_true() && ev.counted.hi <= one.due.lo);
    let occ = timely.or(options.last()).map(|(ev, _)| ev.id);
    Fulfilled { when: When { lo, hi: hi.max(lo), why }, occ, ..Fulfilled::not() }
}

/// Each act serves the oldest open instance.
fn oldest_first(world: &World<'_>, what: What<'_>, all: &[Waiting<'_>]) -> Matched {
    let mut found: Matched = all.iter().map(|_| Fulfilled::not()).collect();
    let evs: SmallVec<[&Ev; 8]> = acts(world, what).collect();
    if evs.is_empty() {
        return found;
    }
    let known = |one: &Waiting<'_>| {
        let days = [&one.trig.date, &one.due, &one.closed, &one.from, &one.until];
        let settled =
            days.iter().all(|day| day.is_exact()) && one.opens.as_ref().is_none_or(When::is_exact);
        settled
            && one.trig.vague.is_empty()
            && one.applies.known().is_some()
            && one.trig.exists.is_true()
    };
    let sure = |ev: &&Ev| {
        ev.counted.is_exact() && all.iter().all(|one| eligible(ev, one, false).known().is_some())
    };
    if !(all.iter().all(known) && evs.iter().all(sure)) {
        return all.iter().map(|one| perhaps_any(world, what, one, all)).collect();
    }
    let waits = waits(all, &evs);
    let fits = |ev: &Ev, at: usize, one: &Waiting<'_>| match link(ev, one, all) {
        None => false,
        Some(true) => true,
        Some(false) => !waits.get(at).copied().unwrap_or(false),
    };
    let mut order: SmallVec<[usize; 8]> = (0..all.len()).collect();
    order.sort_by_key(|at| all.get(*at).map(|one| (one.due.lo, one.trig.date.lo, one.trig.occ)));
    // Those in front that are served already need not be asked again, unless an
    // act names one of them.
    let mut served = 0;
    for ev in evs {
        while order.get(served).and_then(|at| found.get(*at)).is_some_and(|one| one.occ.is_some()) {
            served += 1;
        }
        let skip = if ev.done_for.is_none() { served } else { 0 };
        let serves = order.iter().copied().skip(skip).find(|at| {
            let free = found.get(*at).is_some_and(|fulfilled| fulfilled.occ.is_none());
            all.get(*at).is_some_and(|one| {
                let linked = link(ev, one, all);
                let free =
                    free || linked == Some(true) && !linked_already(world, found.get(*at), one);
                free && fits(ev, *at, one) && can_serve(ev, one, linked)
            })
        });
        if let Some(fulfilled) = serves.and_then(|at| found.get_mut(at)) {
            (fulfilled.when, fulfilled.occ) = (When::only(ev.counted.lo), Some(ev.id));
        }
    }
    for at in 0..all.len() {
        let instead = could_serve(world, all, &found, &fits, at);
        if let Some(fulfilled) = found.get_mut(at) {
            fulfilled.instead = instead;
        }
    }
    found
}

/// Whether the act an instance has is one that names it.
fn linked_already(world: &World<'_>, fulfilled: Option<&Fulfilled>, one: &Waiting<'_>) -> bool {
    let ev = fulfilled.and_then(|fulfilled| fulfilled.occ).and_then(|id| world.ev(id));
    ev.is_some_and(|ev| ev.done_for.is_some() && ev.done_for == one.trig.occ)
}

/// An instance that some act names waits for it.
fn waits(all: &[Waiting<'_>], evs: &[&Ev]) -> Vec<bool> {
    let linked: SmallVec<[&Ev; 8]> =
        evs.iter().copied().filter(|ev| ev.done_for.is_some()).collect();
    let waits = |one: &Waiting<'_>| {
        linked.iter().any(|ev| link(ev, one, all) == Some(true) && can_serve(ev, one, Some(true)))
    };
    all.iter().map(waits).collect()
}

fn can_serve(ev: &Ev, one: &Waiting<'_>, linked: Option<bool>) -> bool {
    linked.is_some_and(|linked| eligible(ev, one, linked).is_true())
        && ev.counted.lo <= one.closed.lo
        && !one.applies.is_false()
}

/// Another instance that the act of this one could meet, so that a status would
/// differ (D0807).
fn could_serve(
    world: &World<'_>,
    all: &[Waiting<'_>],
    found: &[Fulfilled],
    fits: &impl Fn(&Ev, usize, &Waiting<'_>) -> bool,
    at: usize,
) -> Option<usize> {
    let (this, one) = (found.get(at)?, all.get(at)?);
    let ev = world.ev(this.occ?)?;
    if link(ev, one, all) != Some(false) {
        return None;
    }
    let late = |ev: &Ev, one: &Waiting<'_>| ev.counted.lo > one.due.lo;
    all.iter().enumerate().find_map(|(other_at, other)| {
        // Cheap before dear: this is asked of every pair.
        let fits = other_at != at
            && ev.counted.lo <= other.closed.lo
            && (other.strictly || other.from.lo <= ev.counted.lo)
            && fits(ev, other_at, other)
            && can_serve(ev, other, link(ev, other, all));
        if !fits {
            return None;
        }
        let Some(theirs) = found.get(other_at)?.occ.and_then(|id| world.ev(id)) else {
            return Some(other_at);
        };
        let swapped = can_serve(theirs, one, link(theirs, one, all));
        let differs = late(ev, one) != late(theirs, one) || late(ev, other) != late(theirs, other);
        (swapped && differs).then_some(other_at)
    })
}

/// Where days are not known, any act that may meet an instance may do so.
fn perhaps_any(
    world: &World<'_>,
    what: What<'_>,
    one: &Waiting<'_>,
    all: &[Waiting<'_>],
) -> Fulfilled {
    // One linked to it that comes when it is closed leaves it to the others.
    let mut linked = options(world, what, one, all, true);
    restrict(&mut linked, |ev| ev.when().at_most(&one.closed));
    if surely_any(&linked) {
        return earliest(&linked);
    }
    let open = inferred_of_any(world, what, one, all);
    if linked.is_empty() { open } else { one_or_other(earliest(&linked), &open, &linked) }
}

/// The same of the acts that are not linked.
fn inferred_of_any(
    world: &World<'_>,
    what: What<'_>,
    one: &Waiting<'_>,
    all: &[Waiting<'_>],
) -> Fulfilled {
    let open = options(world, what, one, all, false);
    let mut found = earliest(&open);
    if all.len() > 1 && !found.when.is_never() {
        found.when.hi = NEVER;
        let mut why = Why::new();
        for other in all {
            for when in [&other.trig.date, &other.due, &other.closed] {
                blame_also(&mut why, &when.why);
            }
            blame_also(&mut why, &other.trig.vague);
            for truth in [&other.applies, &other.trig.exists] {
                if let Truth::Unknown(more) = truth {
                    blame_also(&mut why, more);
                }
            }
        }
        // An act that cannot meet this instance may leave open which one is left
        // for it.
        let vague = acts(world, what).filter(|ev| !ev.counted.is_exact());
        for ev in vague.filter(|ev| all.iter().any(|one| !eligible(ev, one, false).is_false())) {
            blame_also(&mut why, &ev.why());
        }
        blame_also(&mut found.when.why, &why);
    }
    found
}

/// An act that belongs to the instance and came before it could count.
fn too_early(
    world: &World<'_>,
    what: What<'_>,
    one: &Waiting<'_>,
    all: &[Waiting<'_>],
) -> Option<OccurrenceId> {
    let opens = one.opens.as_ref()?;
    let early = |ev: &&Ev| {
        let date = ev.when();
        let linked = link(ev, one, all);
        let mine = one.trig.occ != Some(ev.id) && linked.is_some();
        let started = one.trig.date.at_most(&date).is_true() || linked == Some(true);
        mine && started && opens.at_most(&date).is_false()
    };
    acts(world, what).rev().find(early).map(|ev| ev.id)
}
