//! Which act meets which instance.
//!
//! In: the instances of one duty and the case as of a day. Out: for each, the
//! day it was done and by which occurrence (language §3.4). A link wins over all
//! inference. Never here: statuses.

use super::Blame;
use super::acts::{Acts, What};
use super::oldest::oldest_first;
use super::range::{ALWAYS, NEVER, Truth, When, Why, blame_also};
use super::seat::{Seat, completion_blame, follows, nth};
use super::triggers::Trig;
use super::world::{Ev, World};
use crate::facts::OccurrenceId;
use crate::model::Match;

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

/// One act for each instance, for the acts of one kind.
pub(super) type Matched = Vec<Fulfilled>;

/// Matches acts of a kind to the instances of a duty.
pub(super) fn matched(
    world: &World<'_>,
    how: &Match,
    what: What<'_>,
    all: &[Waiting<'_>],
) -> Matched {
    let acts = Acts::of(world, what, all);
    let mut found: Matched = match how {
        Match::OldestFirst => oldest_first(world, &acts, all),
        Match::Nth(_) | Match::Next | Match::LatestBefore | Match::CompletionOfTrigger => {
            all.iter().map(|one| each(world, how, (what, &acts), one)).collect()
        }
    };
    for (one, fulfilled) in all.iter().zip(&mut found) {
        fulfilled.too_early = too_early(&acts, one);
        if *how == Match::CompletionOfTrigger || one.silent {
            continue;
        }
        let from = one.from.lo.saturating_add(i32::from(one.strictly && one.from.lo != ALWAYS));
        if let Some((first, blame)) =
            what.unrecorded(world, from).filter(|(first, _)| *first <= one.until.hi)
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
    (what, acts): (What<'_>, &Acts<'_>),
    one: &Waiting<'_>,
) -> Fulfilled {
    if *how == Match::CompletionOfTrigger {
        let ev = one.trig.occ.and_then(|id| world.ev(id));
        return ev.map_or_else(Fulfilled::not, |ev| Fulfilled {
            when: When::of(ev.done, &completion_blame(ev)),
            occ: Some(ev.id),
            ..Fulfilled::not()
        });
    }
    let linked = options(acts, one, true);
    let pick = if *how == Match::LatestBefore { latest(one, &linked) } else { earliest(&linked) };
    if surely_any(&linked) {
        return pick;
    }
    let open = inferred(world, how, (what, acts), one);
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
    (what, acts): (What<'_>, &Acts<'_>),
    one: &Waiting<'_>,
) -> Fulfilled {
    match how {
        Match::Nth(n) => {
            let span = one.seat.span.of_acts();
            let nths = what.kinds.iter().map(|kind| nth(world, &span, *kind, *n).0);
            let date = nths.reduce(When::min).unwrap_or_else(When::never);
            if date.is_exact() && date.is_never() {
                return Fulfilled::not();
            }
            let mut open = options(acts, one, false);
            restrict(&mut open, |ev| date.at_most(&ev.when()));
            let mut found = earliest(&open);
            found.when = found.when.max(date);
            found
        }
        Match::Next => {
            let as_one = |id| what.kinds.iter().find_map(|kind| world.ev_as(id, *kind));
            earliest(&next(acts, one, one.trig.occ.and_then(as_one)))
        }
        Match::LatestBefore => latest(one, &options(acts, one, false)),
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
fn options<'w>(acts: &Acts<'w>, one: &Waiting<'_>, linked: bool) -> Options<'w> {
    if linked {
        let named = acts.naming(one).into_iter().filter_map(|at| acts.get(at));
        return possible(named.map(|ev| (ev, eligible(ev, one, true)))).collect();
    }
    possible(free(acts, one)).collect()
}

/// The acts that are linked to no instance and may lie on the days of this one, and how
/// surely they may meet it.
fn free<'w>(acts: &Acts<'w>, one: &Waiting<'_>) -> impl Iterator<Item = (&'w Ev, Truth)> {
    let near = acts.within(one.from.lo, one.until.hi).filter_map(|at| acts.get(at));
    let free = near.filter(|ev| acts.link(ev, one) == Some(false));
    free.map(|ev| (ev, eligible(ev, one, false)))
}

fn possible<'w>(
    acts: impl Iterator<Item = (&'w Ev, Truth)>,
) -> impl Iterator<Item = (&'w Ev, Truth)> {
    acts.filter(|(_, truth)| !truth.is_false())
}

/// The acts that may be the next for an instance, after its own where it is one: they come
/// in order, so that none after one that surely meets it can be the earliest.
fn next<'w>(acts: &Acts<'w>, one: &Waiting<'_>, own: Option<&Ev>) -> Options<'w> {
    let mut found = Options::new();
    let after = |(ev, truth): (&'w Ev, Truth)| {
        let after = own.map_or(Truth::True, |own| follows(ev, own));
        (ev, truth.and(after))
    };
    for (ev, truth) in possible(free(acts, one).map(after)) {
        let sure = truth.is_true() && ev.counted.is_exact();
        found.push((ev, truth));
        if sure {
            break;
        }
    }
    found
}

/// Whether an act may meet an instance.
pub(super) fn eligible(ev: &Ev, one: &Waiting<'_>, linked: bool) -> Truth {
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

/// Where days are not known, any act that may meet an instance may do so.
pub(super) fn perhaps_any(acts: &Acts<'_>, one: &Waiting<'_>, all: &[Waiting<'_>]) -> Fulfilled {
    // One linked to it that comes when it is closed leaves it to the others.
    let mut linked = options(acts, one, true);
    restrict(&mut linked, |ev| ev.when().at_most(&one.closed));
    if surely_any(&linked) {
        return earliest(&linked);
    }
    let open = inferred_of_any(acts, one, all);
    if linked.is_empty() { open } else { one_or_other(earliest(&linked), &open, &linked) }
}

/// The same of the acts that are not linked.
fn inferred_of_any(acts: &Acts<'_>, one: &Waiting<'_>, all: &[Waiting<'_>]) -> Fulfilled {
    let open = options(acts, one, false);
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
        let vague = acts.iter().filter(|ev| !ev.counted.is_exact());
        for ev in vague.filter(|ev| all.iter().any(|one| !eligible(ev, one, false).is_false())) {
            blame_also(&mut why, &ev.why());
        }
        blame_also(&mut found.when.why, &why);
    }
    found
}

/// An act that belongs to the instance and came before it could count.
fn too_early(acts: &Acts<'_>, one: &Waiting<'_>) -> Option<OccurrenceId> {
    let opens = one.opens.as_ref()?;
    let early = |at: &usize| {
        let Some(ev) = acts.get(*at) else { return false };
        let date = ev.when();
        let linked = acts.link(ev, one);
        let mine = one.trig.occ != Some(ev.id) && linked.is_some();
        let started = one.trig.date.at_most(&date).is_true() || linked == Some(true);
        mine && started && opens.at_most(&date).is_false()
    };
    let before = opens.lo.saturating_sub(1);
    let free = acts.within(one.trig.date.hi, before).rev().find(early);
    let named = acts.naming(one).into_iter().rev().find(early);
    let last = free.max(named)?;
    acts.get(last).map(|ev| ev.id)
}
