//! Which version of a duty rules an instance (language §5.3).
//!
//! In: the triggers of a duty and its versions. Out: each trigger with the version
//! that rules it, and the last day after a transition. Never here: what a version
//! says.

use smallvec::SmallVec;

use super::DateRange;
use super::duty::{Made, leads};
use super::points::{How, point, shift};
use super::range::{Truth, When, blame_also};
use super::scope::Spans;
use super::seat::Seat;
use super::triggers::{Trig, Trigs};
use super::world::World;
use crate::model::{Duty, Recurrence, Transition};
use crate::syntax::force::Force;
use crate::time::{Counting, Day, Direction, Roll};

/// Versions of a duty that are evaluated together.
#[derive(Debug)]
pub(super) struct Group<'d> {
    /// Those that ask for one thing from one event.
    pub(super) own: SmallVec<[&'d Duty; 2]>,
    /// Those and all others that count from that event: any of them may rule what
    /// another began.
    pub(super) siblings: SmallVec<[&'d Duty; 2]>,
}

impl<'d> Group<'d> {
    /// A duty of which there is one version.
    pub(super) fn only(duty: &'d Duty) -> Self {
        let own = SmallVec::from_slice(&[duty]);
        Group { siblings: own.clone(), own }
    }
}

/// The versions of a duty, those together that ask for one thing from one event.
pub(super) fn groups(duty: &Duty) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for version in duty.versions() {
        let same = |group: &&mut Group<'_>| {
            group.own.first().is_some_and(|first| is_one_thing(first, version))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.own.push(version),
            None => groups.push(Group {
                own: SmallVec::from_slice(&[version]),
                siblings: duty.versions().iter().filter(|one| counts_alike(one, version)).collect(),
            }),
        }
    }
    groups
}

/// Whether two versions begin with the same event.
fn counts_alike(one: &Duty, other: &Duty) -> bool {
    let plain = |duty: &Duty| duty.recurrence.is_none() && duty.standing.is_none();
    one.version == other.version
        || (plain(one)
            && plain(other)
            && one.trigger == other.trigger
            && leads(one) == leads(other))
}

/// Whether two versions begin with the same event and are met by the same acts.
fn is_one_thing(one: &Duty, other: &Duty) -> bool {
    if let (Some(one), Some(other)) = (&one.standing, &other.standing) {
        return one.during.status.value == other.during.status.value;
    }
    counts_alike(one, other)
        && one.act == other.act
        && one.matching == other.matching
        && one.act_for == other.act_for
        && one.scope == other.scope
}

/// Each trigger on whose day a version is in force, with that version. Where the
/// day is not known well enough it comes with each that may be.
pub(super) fn ruled<'d>(
    world: &World<'_>,
    group: &Group<'d>,
    spans: &Spans,
    trigs: Trigs,
) -> Vec<(Trig, &'d Duty)> {
    let owns = |version: &Duty| group.own.iter().any(|own| own.version == version.version);
    let mut found = Vec::with_capacity(trigs.len());
    for trig in trigs {
        if let [only] = group.siblings.as_slice()
            && only.force == Force::ALWAYS
        {
            found.push((trig, *only));
            continue;
        }
        for version in &group.siblings {
            match within(version.force, &ruled_on(world, version, &trig)) {
                Truth::False => {}
                Truth::True => {
                    let rules = by_due(world, &group.siblings, version, spans, &trig);
                    let rules = rules.unwrap_or(version);
                    if owns(rules) {
                        found.push((trig.clone(), rules));
                    }
                }
                Truth::Unknown(_) if !owns(version) => {}
                Truth::Unknown(why) => {
                    let mut trig = trig.clone();
                    let exists = std::mem::replace(&mut trig.exists, Truth::True);
                    trig.exists = exists.and(Truth::Unknown(why));
                    found.push((trig, *version));
                }
            }
        }
    }
    found
}

/// The day whose version rules an instance: that of its trigger. What comes again by
/// itself is owed from the day on which that is asked for at all, however long ago the
/// last act was.
fn ruled_on(world: &World<'_>, version: &Duty, trig: &Trig) -> When {
    match commences(world, version) {
        Some(from) => trig.date.clone().max(When::only(from.number())),
        None => trig.date.clone(),
    }
}

/// The day on which a version of what comes again by itself begins to be asked for;
/// `None` where it always was, or where another was in force until then: what runs under
/// that runs on.
pub(super) fn commences(world: &World<'_>, version: &Duty) -> Option<Day> {
    let again =
        matches!(version.recurrence, Some(Recurrence::Rolling(_) | Recurrence::Windows { .. }));
    let from = version.force.from.filter(|_| again)?;
    let before = When::only(from.number().saturating_sub(1));
    let all = world.model.duty(version.id).map_or(&[][..], Duty::versions);
    let ran =
        |other: &Duty| other.version != version.version && within(other.force, &before).is_true();
    (!all.iter().any(ran)).then_some(from)
}

/// `by due date`: the version in force on the last day that the version of the
/// trigger's day gives.
fn by_due<'d>(
    world: &World<'_>,
    versions: &[&'d Duty],
    version: &Duty,
    spans: &Spans,
    trig: &Trig,
) -> Option<&'d Duty> {
    if version.transition != Transition::ByDueDate {
        return None;
    }
    let due = plain_due(world, version, &seat(spans, trig)?);
    versions.iter().copied().find(|other| within(other.force, &due).is_true())
}

fn seat<'s>(spans: &'s Spans, trig: &Trig) -> Option<Seat<'s>> {
    let span = spans.get(trig.span)?;
    Some(Seat { span, date: trig.date.clone(), occ: trig.occ, period: trig.period })
}

/// The last day that a version gives where none of its cases holds.
fn plain_due(world: &World<'_>, version: &Duty, seat: &Seat<'_>) -> When {
    let plain = version.limits.iter().find(|limit| limit.condition.is_none());
    let due = plain.and_then(|limit| limit.due.as_ref());
    due.map_or_else(When::never, |due| point(world, seat, due))
}

/// `from commencement`: each later version brings the last day of what is running
/// forward, but not before its commencement and the time of grace.
pub(super) fn brought_forward(
    world: &World<'_>,
    versions: &[&Duty],
    ruling: &Duty,
    seat: &Seat<'_>,
    due: When,
) -> When {
    let Transition::FromCommencement(grace) = &ruling.transition else { return due };
    let later = versions.iter().filter_map(|version| {
        let from = version.force.from?;
        let after = ruling.force.from.is_none_or(|begun| begun < from);
        (after && within(Force { from: Some(from), until: None }, &seat.date).is_false())
            .then_some((version, from))
    });
    later.fold(due, |due, (version, from)| {
        let begun = When::only(from.number());
        let floor = match grace {
            Some(offset) => shift(
                world,
                begun,
                How {
                    offset,
                    direction: Direction::Forward,
                    counting: Counting::of(offset),
                    roll: Roll::None,
                },
            ),
            None => begun,
        };
        due.min(plain_due(world, version, seat).max(floor))
    })
}

/// Rows of one instance as one, be they under two versions or in two stretches: it may be
/// either.
pub(super) fn joined(made: Vec<Made>) -> Vec<Made> {
    let mut out: Vec<Made> = Vec::with_capacity(made.len());
    for one in made {
        let Some(known) = out.iter_mut().find(|known| known.row.key == one.row.key) else {
            out.push(one);
            continue;
        };
        let (row, other) = (&mut known.row, one.row);
        row.statuses = row.statuses.or(other.statuses);
        let hull = |a: Option<DateRange>, b: Option<DateRange>| {
            a.zip(b)
                .map(|(a, b)| DateRange { first: a.first.min(b.first), last: a.last.max(b.last) })
        };
        row.due = hull(row.due, other.due);
        row.opens = hull(row.opens, other.opens);
        blame_also(&mut row.blame, &other.blame);
        row.flags.possibly_imprecise = row.statuses.single().is_none();
        if row.statuses.single().is_some() {
            row.blame.clear();
        }
    }
    out
}

/// Whether a day lies in a time.
pub(super) fn within(force: Force, day: &When) -> Truth {
    if force == Force::ALWAYS {
        return Truth::True;
    }
    let from = force.from.map_or(i32::MIN, Day::number);
    let until = force.until.map_or(i32::MAX, Day::number);
    if day.lo >= from && day.hi <= until {
        Truth::True
    } else if day.hi < from || day.lo > until {
        Truth::False
    } else {
        Truth::Unknown(day.why.clone())
    }
}
