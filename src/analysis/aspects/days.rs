//! By when, and from when: over every day of the calendar.

use std::sync::Arc;

use super::conditions::{apply, parts};
use super::order::{Known, Order, on};
use super::recurring::stages;
use super::triggers::triggers;
use super::{Norm, Tables, Verdict};
use crate::analysis::cells::{Cell, Space};
use crate::analysis::course::{Contrast, Course};
use crate::model::{Duty, Limits, Model, Point};
use crate::syntax::ast::{Anchor, Condition};

/// Which end of the time for an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    /// The last day.
    Due,
    /// The first day on which the act counts.
    Opens,
}

/// One end of one limit of each of two duties, held against each other.
#[derive(Debug, Clone)]
pub struct Dated {
    /// Which end.
    pub end: End,
    /// Which limit of each duty, by its place.
    pub limits: (usize, usize),
    /// When both count, where duties have more than one limit.
    pub when: Vec<Condition>,
    /// The event whose day both hang on, where it is one.
    pub anchor: Option<Anchor>,
    /// How they compare.
    pub found: Found,
}

/// How two days compare that follow from the days of events.
#[derive(Debug, Clone)]
pub enum Found {
    /// They are the same day, or neither has any.
    Same,
    /// They hang on the day of one event: how they compare from each day.
    Dates(Arc<Contrast>),
    /// How the second compares, and by which rule.
    Ruled(Verdict, String),
    /// Not decided, and why.
    CannotTell(String),
}

impl Dated {
    /// How the second compares.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match &self.found {
            Found::Same => Verdict::Same,
            Found::Ruled(verdict, _) => *verdict,
            Found::CannotTell(_) => Verdict::CannotTell,
            Found::Dates(contrast) => {
                let (earlier, later) = (contrast.earlier.dates > 0, contrast.later.dates > 0);
                match self.end {
                    End::Due => Verdict::of(earlier, later),
                    End::Opens => Verdict::of(later, earlier),
                }
            }
        }
    }
}

/// How the limits compare: both ends of each pair of limits that can count in one case.
/// Of a schedule it is the limit of its first act; see [`recurrence`](super::recurrence)
/// for its stages.
#[must_use]
pub fn limits<'m>(left: Norm<'m>, right: Norm<'m>, tables: &Tables<'m>) -> Vec<Dated> {
    let meet = triggers(left, right).meet;
    let order = Order { left, right, meet, tables };
    let mut all = Vec::new();
    for (limits, when) in together(left, right) {
        let pair = (left.duty.limits.get(limits.0), right.duty.limits.get(limits.1));
        let (Some(one), Some(other)) = pair else { continue };
        for end in [End::Due, End::Opens] {
            let (anchor, found) = ends(&order, end, one, other);
            all.push(Dated { end, limits, when: when.clone(), anchor, found });
        }
    }
    all
}

/// The limits that are there besides the stages of a schedule.
fn own_limits(duty: &Duty) -> &[Limits] {
    let stages = stages(duty).len();
    duty.limits.get(..duty.limits.len().saturating_sub(stages)).unwrap_or_default()
}

type Together = Vec<((usize, usize), Vec<Condition>)>;

/// Which limits can count together, and when.
fn together(left: Norm<'_>, right: Norm<'_>) -> Together {
    let (mine, theirs) = (own_limits(left.duty), own_limits(right.duty));
    let plain = |limits: &[Limits]| limits.iter().position(|one| one.condition.is_none());
    if mine.len() < 2 && theirs.len() < 2 {
        let both = (!mine.is_empty() && !theirs.is_empty()).then_some(((0, 0), Vec::new()));
        return both.into_iter().collect();
    }
    fn cases<'m>(model: &'m Model, limits: &'m [Limits]) -> Vec<(usize, &'m Model, &'m Condition)> {
        let all = limits.iter().enumerate();
        all.filter_map(|(at, one)| Some((at, model, one.condition.as_ref()?))).collect()
    }
    let (mine_cases, their_cases) = (cases(left.model, mine), cases(right.model, theirs));
    let applies = parts(left.model, &left.duty.applies);
    let others = parts(right.model, &right.duty.applies);
    let limited = mine_cases.iter().chain(&their_cases).map(|(_, model, one)| (*model, *one));
    let limited: Vec<(&Model, &Condition)> = limited.collect();
    let mut whole = limited.clone();
    whole.extend(applies.iter().chain(&others).map(|(model, _, one)| (*model, *one)));
    let base = (plain(mine).unwrap_or(0), plain(theirs).unwrap_or(0));
    let of = |space: &Space, conditioned: bool| {
        let chosen = |cell: &Cell| {
            let last = |cases: &[(usize, &Model, &Condition)], from: usize, base: usize| {
                let holding = (from..).zip(cases).filter(|(at, _)| space.holds(*at, cell));
                holding.map(|(_, (limit, ..))| *limit).last().unwrap_or(base)
            };
            (last(&mine_cases, 0, base.0), last(&their_cases, mine_cases.len(), base.1))
        };
        let counts = |cell: &Cell| {
            let from = limited.len();
            !conditioned
                || apply(space, from, &applies, cell)
                    && apply(space, from + applies.len(), &others, cell)
        };
        let mut found: Together = Vec::new();
        for cell in space.cells().iter().filter(|cell| counts(cell)) {
            let pair = chosen(cell);
            if !found.iter().any(|(known, _)| *known == pair) {
                let because = space.because(cell, &|other| chosen(other) == pair);
                found.push((pair, because));
            }
        }
        found
    };
    if let Some(space) = Space::beside(&whole) {
        return of(&space, true);
    }
    if let Some(space) = Space::beside(&limited) {
        return of(&space, false);
    }
    let all = (0..mine.len()).flat_map(|at| (0..theirs.len()).map(move |other| (at, other)));
    all.map(|pair| (pair, Vec::new())).collect()
}

/// The event both hang on, and how one end of two limits compares.
fn ends(order: &Order<'_, '_>, end: End, one: &Limits, other: &Limits) -> (Option<Anchor>, Found) {
    let (left, right) = (order.left, order.right);
    let of = match end {
        End::Due => Course::due,
        End::Opens => Course::opens,
    };
    let (mine, theirs) = (of(left.duty, one), of(right.duty, other));
    let none = |more: bool| {
        let why = match end {
            End::Due => "only one of them has a last day",
            End::Opens => "an act before the first day counts for one of them only",
        };
        Found::Ruled(Verdict::of(more, !more), why.to_owned())
    };
    match (&mine, &theirs) {
        (Course::Undated, Course::Undated) => repeated(order, end, one, other),
        (Course::Undated, _) => (None, none(true)),
        (_, Course::Undated) => (None, none(false)),
        (Course::Of(a, first), Course::Of(b, second)) => {
            let days = order.anchors(a, b);
            if days == (Known { at_most: true, at_least: true }) {
                return (Some(a.clone()), exactly(order, first, second));
            }
            (None, ruled(order, end, (a, &mine), (b, &theirs)))
        }
        (Course::Of(..) | Course::Several(..), Course::Of(..) | Course::Several(..)) => {
            let [a, b] = [&mine, &theirs].map(|course| course.anchors().first());
            let (Some(a), Some(b)) = (a, b) else { return (None, Found::Same) };
            (None, ruled(order, end, (a, &mine), (b, &theirs)))
        }
    }
}

/// Of what comes again by itself the limit hangs on the act before, which has no anchor.
fn repeated(
    order: &Order<'_, '_>,
    end: End,
    one: &Limits,
    other: &Limits,
) -> (Option<Anchor>, Found) {
    if end == End::Opens {
        return (None, Found::Same);
    }
    let found = match (&one.due, &other.due) {
        (Some(first), Some(second)) => exactly(order, first, second),
        (None, None) => Found::Same,
        (None, Some(_)) | (Some(_), None) => {
            let why = "only one of them has a last day".to_owned();
            Found::Ruled(Verdict::of(other.due.is_some(), one.due.is_some()), why)
        }
    };
    (None, found)
}

fn exactly(order: &Order<'_, '_>, first: &Point, second: &Point) -> Found {
    let calendars = (&order.left.model.calendar, &order.right.model.calendar);
    if first == second && (calendars.0 == calendars.1 || !super::tables::needs_calendar(first)) {
        return Found::Same;
    }
    let contrast = order.contrast(first, second);
    if contrast.dates == 0 {
        return Found::CannotTell("no day is known on which both can be worked out".to_owned());
    }
    if contrast.is_same() { Found::Same } else { Found::Dates(contrast) }
}

/// By the order of what they hang on, where that is known.
fn ruled(
    order: &Order<'_, '_>,
    end: End,
    (a, mine): (&Anchor, &Course),
    (b, theirs): (&Anchor, &Course),
) -> Found {
    let spelled = |course: &Course, anchor: &Anchor| match course {
        Course::Undated => Point::Trigger,
        Course::Of(_, point) => on(point, &Point::Anchor(anchor.clone())),
        Course::Several(_, point) => point.clone(),
    };
    let (first, second) = (spelled(mine, a), spelled(theirs, b));
    let known = if first == second && order.anchors(a, b) != Known::NOTHING {
        Known { at_most: true, at_least: true }
    } else {
        order.points(&first, &second)
    };
    let (sooner, later) = (known.at_least, known.at_most);
    match (sooner, later) {
        (true, true) => Found::Same,
        (true, false) => {
            let why = "it is never later and may be earlier, whatever days the events fall on";
            Found::Ruled(Verdict::of(end == End::Due, end == End::Opens), why.to_owned())
        }
        (false, true) => {
            let why = "it is never earlier and may be later, whatever days the events fall on";
            Found::Ruled(Verdict::of(end == End::Opens, end == End::Due), why.to_owned())
        }
        (false, false) => {
            let words = |norm: Norm<'_>, course: &Course| {
                let all = course.anchors().iter().map(|one| norm.words().anchor(one));
                all.collect::<Vec<_>>().join(" and ")
            };
            let (one, other) = (words(order.left, mine), words(order.right, theirs));
            let which = match end {
                End::Due => "their last days hang",
                End::Opens => "their first days hang",
            };
            Found::CannotTell(if one == other {
                format!("{which} on several events at once: {one}")
            } else {
                format!("{which} on different events: {one}, and {other}")
            })
        }
    }
}
