//! Which act counts for which stretch, where one is owed in each.
//!
//! In: the instances of a duty, one a stretch. Out: for each the act that meets it. Never
//! here: which stretches there are.

use smallvec::SmallVec;

use super::chain::{Link, Links, earliest};
use super::matching::{Done, Waiting};
use super::range::{Truth, When, Why};
use super::world::{Ev, World};
use crate::ir::KindAt;

/// An act counts for the stretch it falls in; one more than that needs, or one in no
/// stretch, makes good the last one missed.
pub(super) fn matched(
    world: &World<'_>,
    kind: KindAt,
    all: &[Waiting<'_>],
    links: &Links,
    found: &mut Vec<Done>,
) {
    if all.iter().all(|one| is_exact(one, links)) {
        known(all, links, found);
    } else {
        let days = all.iter().flat_map(|one| [one.due, one.closed, one.trig.date]);
        let why = days.fold(Why::NONE, |why, day| why.and(day.why));
        found.extend(all.iter().map(|one| perhaps(one, links, why)));
    }
    for (one, done) in all.iter().zip(found) {
        let from = links.get(one.trig.link).and_then(|link| link.opens);
        let from = from.unwrap_or(one.trig.date).lo;
        if let Some((first, why)) = world.unrecorded(kind, from).filter(|_| !one.silent) {
            done.when.may_be_from(first, why);
        }
    }
}

/// Whether everything about an instance and its acts is known.
fn is_exact(one: &Waiting<'_>, links: &Links) -> bool {
    let Some(link) = links.get(one.trig.link) else { return false };
    link.opens.is_none_or(When::is_exact)
        && one.due.is_exact()
        && one.closed.is_exact()
        && one.trig.vague.is_none()
        && one.trig.exists.is_true()
        && one.applies.is_known()
        && links.acts(link.members.clone()).iter().all(|(_, is)| is.is_true())
}

fn opens(one: &Waiting<'_>, link: &Link) -> i32 {
    link.opens.unwrap_or(one.trig.date).lo
}

fn known(all: &[Waiting<'_>], links: &Links, found: &mut Vec<Done>) {
    found.resize(all.len(), Done::NOT);
    let of = |one: &Waiting<'_>| links.get(one.trig.link);
    let mut acts: SmallVec<[Ev; 16]> = SmallVec::new();
    for link in all.iter().filter_map(of) {
        acts.extend(links.acts(link.members.clone()).iter().map(|(ev, _)| *ev));
    }
    acts.sort_unstable_by_key(|ev| ev.place());
    acts.dedup();
    for ev in acts {
        let may = |at: &usize| {
            let free = found.get(*at).is_some_and(|one| one.occ.is_none());
            all.get(*at).zip(all.get(*at).and_then(of)).is_some_and(|(one, link)| {
                let belongs = links.acts(link.members.clone()).iter().any(|(own, _)| *own == ev);
                free && belongs && opens(one, link) <= ev.day && ev.day <= one.closed.lo
            })
        };
        let order = |at: &usize| {
            let one = all.get(*at).zip(all.get(*at).and_then(of));
            one.map_or((true, i32::MIN), |(one, link)| (one.due.lo < ev.day, -opens(one, link)))
        };
        // Its own stretch first, then the one missed last.
        let serves = (0..all.len()).filter(may).min_by_key(order);
        if let Some(done) = serves.and_then(|at| found.get_mut(at)) {
            (done.when, done.occ) = (When::only(ev.day), Some(ev));
        }
    }
}

/// Where days are not known: surely met by an act that is surely in its stretch, else
/// perhaps by any that comes after it began.
fn perhaps(one: &Waiting<'_>, links: &Links, why: Why) -> Done {
    let Some(link) = links.get(one.trig.link) else { return Done::NOT };
    let opens = link.opens.unwrap_or(one.trig.date);
    earliest(links.acts(link.members.clone()).iter().map(|(ev, is)| {
        let day = When::only(ev.day);
        let is = is.and(opens.at_most(day));
        let own = day.at_most(one.due).is_true();
        (*ev, if own { is } else { is.and(Truth::unknown(why)) })
    }))
}
