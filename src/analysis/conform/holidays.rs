//! Whether one bank holiday more than are announced would overturn a verdict.
//!
//! In: the limits of a duty of the base and of its cover, and whether the one now keeps
//! the other. Out: whether some working day after the day near which cases lie, closed,
//! would change that, and which. Closing a day moves a limit by no more than to the next
//! working day for each count of working days in it; so most days need no look, and only
//! where the two limits lie that close is a calendar made with that day closed.

use super::{Holiday, Sides};
use crate::analysis::course::{Course, Dates, Line, reach};
use crate::model::{Duty, Point};
use crate::syntax::ast::Anchor;
use crate::time::{Calendar, Day, Offset, Roll};

use rustc_hash::FxHashMap;

/// Whether one more would overturn it; `None` where no working days are counted, or the
/// limits do not follow from the day of one event.
pub(super) fn ask(
    sides: Sides<'_>,
    (duty, cover): (&Duty, &Duty),
    limits: &[(usize, usize)],
    (near, holds): (Day, bool),
) -> Option<Holiday> {
    let mut found = None;
    for (one, other) in limits {
        let pair = duty.limits.get(*one).zip(cover.limits.get(*other));
        let Some((one, other)) = pair else { continue };
        let points = (of_one_day(Course::due(duty, one)), of_one_day(Course::due(cover, other)));
        let (Some((a, base)), Some((b, local))) = points else { continue };
        let trigger = |duty: &Duty| duty.trigger.as_ref().map(|trigger| trigger.anchor.clone());
        let meet = a == b || (trigger(duty) == Some(a.clone()) && trigger(cover) == Some(b));
        if !meet {
            continue;
        }
        let answer = ask_points(sides, (&base, &local), (near, holds));
        found = both(found, both(answer, deemed(sides, (&a, &base, &local), (near, holds))));
    }
    found
}

/// Of two points that are counted from one event: whether one more would overturn it that
/// the second is never later, or that it is.
pub(super) fn ask_points(
    sides: Sides<'_>,
    (base, local): (&Point, &Point),
    (near, holds): (Day, bool),
) -> Option<Holiday> {
    if counts(base).0 + counts(local).0 == 0 {
        return None;
    }
    let asked = Asked { sides, base, local, near };
    Some(if holds { asked.breaks() } else { asked.mends() })
}

/// The same, where later asks for more: whether the second is never earlier.
pub(super) fn ask_backwards(
    sides: Sides<'_>,
    (base, local): (&Point, &Point),
    with: (Day, bool),
) -> Option<Holiday> {
    let turned = Sides { base: sides.local, local: sides.base };
    Some(match ask_points(turned, (local, base), with)? {
        Holiday::Stands => Holiday::Stands,
        Holiday::Overturns { closed, from, base, local } => {
            Holiday::Overturns { closed, from, base: local, local: base }
        }
    })
}

/// Of two answers that which overturns it.
pub(super) fn both(one: Option<Holiday>, other: Option<Holiday>) -> Option<Holiday> {
    match (one, other) {
        (Some(known @ Holiday::Overturns { .. }), _) => Some(known),
        (known, Some(Holiday::Stands)) => known.or(other),
        (known, None) => known,
        (_, answer) => answer,
    }
}

/// Where the event that both count from is deemed to have happened, and by different times
/// in both packs: counted from what starts these.
fn deemed(
    sides: Sides<'_>,
    (anchor, base, local): (&Anchor, &Point, &Point),
    with: (Day, bool),
) -> Option<Holiday> {
    let event = anchor.event()?.event.value;
    let of = |model: &crate::check::Checked| {
        let mut all = model.derived.deems.iter().filter(|deem| deem.gives.value == event);
        let only = all.next().filter(|_| all.next().is_none())?;
        Some((only.trigger.clone(), only.until.clone()))
    };
    let ((a, one), (b, other)) = (of(sides.base)?, of(sides.local)?);
    if a != b || one == other {
        return None;
    }
    ask_points(sides, (&through(base, &one), &through(local, &other)), with)
}

/// A point counted from another one instead of its trigger.
pub(super) fn through(point: &Point, first: &Point) -> Point {
    let inner = |from: &Point| Box::new(through(from, first));
    match point {
        Point::Trigger => first.clone(),
        Point::Anchor(_) => point.clone(),
        Point::After { from, offset, counting, roll } => {
            Point::After { from: inner(from), offset: *offset, counting: *counting, roll: *roll }
        }
        Point::Before { from, offset, roll } => {
            Point::Before { from: inner(from), offset: *offset, roll: *roll }
        }
        Point::Earlier(one, other) => Point::Earlier(inner(one), inner(other)),
        Point::Later(one, other) => Point::Later(inner(one), inner(other)),
    }
}

fn of_one_day(course: Course) -> Option<(Anchor, Point)> {
    match course {
        Course::Of(anchor, point) => Some((anchor, point)),
        Course::Undated | Course::Several(..) => None,
    }
}

struct Asked<'a, 'm> {
    sides: Sides<'m>,
    base: &'a Point,
    local: &'a Point,
    near: Day,
}

impl Asked<'_, '_> {
    fn over(&self) -> Option<Dates> {
        let of = |model: &crate::check::Checked| Dates::of_calendar(model.calendar.as_deref());
        of(self.sides.base).and(of(self.sides.local))
    }

    /// The two limits from a day, as calendars stand.
    fn days(&self, lines: &(Line, Line), from: Day) -> Option<(Day, Day)> {
        lines.0.at(from).zip(lines.1.at(from))
    }

    fn lines(&self, over: Dates) -> (Line, Line) {
        let base = Line::of(self.base, self.sides.base.calendar.as_deref(), over);
        (base, Line::of(self.local, self.sides.local.calendar.as_deref(), over))
    }

    /// Where now the local limit is never later: a closed day after which it is.
    fn breaks(&self) -> Holiday {
        if self.is_never_later() {
            return Holiday::Stands;
        }
        let Some(over) = self.over() else { return Holiday::Stands };
        let lines = self.lines(over);
        let mut shut = Shut::default();
        for from in over.days() {
            let Some((base, local)) = self.days(&lines, from) else { continue };
            if base.max(local).max(from) < self.near || !self.may_cross(base, local) {
                continue;
            }
            for closed in self.candidates(from, base, local) {
                let Some((base, local)) = shut.days(self, closed, from) else { continue };
                if local > base {
                    return Holiday::Overturns { closed, from, base, local };
                }
            }
        }
        Holiday::Stands
    }

    /// Where now the local limit is later from some days: a closed day after which it is
    /// so from none. One day reaches only what is counted across it.
    fn mends(&self) -> Holiday {
        let Some(over) = self.over() else { return Holiday::Stands };
        let lines = self.lines(over);
        let mut later = over
            .days()
            .filter(|from| self.days(&lines, *from).is_some_and(|(base, local)| local > base));
        let (Some(first), last) = (later.next(), later.next_back()) else { return Holiday::Stands };
        let end = |from: Day| self.days(&lines, from).map_or(from, |(a, b)| a.max(b).max(from));
        let start = |from: Day| self.days(&lines, from).map_or(from, |(a, b)| a.min(b).min(from));
        if last.is_some_and(|last| start(last) > end(first)) {
            return Holiday::Stands;
        }
        let last = last.unwrap_or(first);
        let mut shut = Shut::default();
        for closed in self.candidates(start(first).min(first), start(last), end(last)) {
            let near = Dates {
                first: first.plus(-400).max(over.first),
                last: last.plus(400).min(over.last),
            };
            let still = near.days().any(|from| {
                shut.days(self, closed, from).is_some_and(|(base, local)| local > base)
            });
            if !still && let Some((base, local)) = shut.days(self, closed, first) {
                return Holiday::Overturns { closed, from: first, base, local };
            }
        }
        Holiday::Stands
    }

    /// Two counts of one unit from one day, the local not the longer: no calendar makes
    /// it later.
    fn is_never_later(&self) -> bool {
        let same = self.sides.base.calendar == self.sides.local.calendar;
        same && never_later(self.local, self.base)
    }

    /// Whether one closed day could make the local limit the later one.
    fn may_cross(&self, base: Day, local: Day) -> bool {
        let steps = |calendar: Option<&Calendar>, day: Day, count: u32, on: bool| {
            (0..count).try_fold(day, |day, _| match (calendar, on) {
                (Some(calendar), true) => calendar.add_working(day, 1),
                (Some(calendar), false) => calendar.sub_working(day, 1),
                (None, _) => Some(day),
            })
        };
        let (_, forward) = counts(self.local);
        let (all, on) = counts(self.base);
        let latest = steps(self.sides.local.calendar.as_deref(), local, forward, true);
        let earliest = steps(self.sides.base.calendar.as_deref(), base, all - on, false);
        match latest.zip(earliest) {
            Some((latest, earliest)) => latest > earliest,
            None => false,
        }
    }

    /// The working days that are counted across from a day, not before the day near
    /// which cases lie.
    fn candidates(&self, from: Day, base: Day, local: Day) -> Vec<Day> {
        let (first, last) = (from.min(base).min(local), from.max(base).max(local).plus(7));
        let calendars = [self.sides.base, self.sides.local].map(|model| model.calendar.as_deref());
        let works = |day: Day| {
            calendars.iter().flatten().any(|calendar| calendar.is_working(day) == Some(true))
        };
        let days = Dates { first: first.max(self.near), last };
        days.days().filter(|day| works(*day)).collect()
    }
}

/// Calendars with a day closed, each made once.
#[derive(Default)]
struct Shut {
    known: FxHashMap<Day, [Option<Calendar>; 2]>,
}

impl Shut {
    /// The two limits from a day with another day closed.
    fn days(&mut self, asked: &Asked<'_, '_>, closed: Day, from: Day) -> Option<(Day, Day)> {
        let [base, local] = self.known.entry(closed).or_insert_with(|| {
            [asked.sides.base, asked.sides.local].map(|model| {
                let calendar = model.calendar.as_deref()?;
                Some(calendar.with_closed(closed, "another bank holiday"))
            })
        });
        let day = |point: &Point, calendar: Option<&Calendar>| {
            reach(point, calendar, &|_| Some(from)).ok().flatten()
        };
        day(asked.base, base.as_ref()).zip(day(asked.local, local.as_ref()))
    }
}

/// How often working days are counted in a point, and how often of these onwards.
fn counts(point: &Point) -> (u32, u32) {
    let own = |offset: &Offset, roll: Roll| {
        u32::from(offset.needs_calendar()) + u32::from(roll != Roll::None)
    };
    match point {
        Point::Trigger | Point::Anchor(_) => (0, 0),
        Point::After { from, offset, roll, .. } => {
            let (all, on) = counts(from);
            // What is rolled may move either way.
            (all + own(offset, *roll), on + own(offset, *roll))
        }
        Point::Before { from, offset, roll } => {
            let (all, on) = counts(from);
            (all + own(offset, *roll), on + u32::from(*roll != Roll::None))
        }
        Point::Earlier(one, other) | Point::Later(one, other) => {
            let (one, other) = (counts(one), counts(other));
            (one.0 + other.0, one.1 + other.1)
        }
    }
}

/// Whether the first is never later than the second whatever the calendar is.
fn never_later(first: &Point, second: &Point) -> bool {
    let plain = |one: &Offset, other: &Offset| {
        one.plus.is_none()
            && other.plus.is_none()
            && one.first.unit == other.first.unit
            && one.first.clear == other.first.clear
    };
    first == second
        || match (first, second) {
            (
                Point::After { from: a, offset: x, counting: c, roll: r },
                Point::After { from: b, offset: y, counting: d, roll: s },
            ) => (a, c, r) == (b, d, s) && plain(x, y) && x.first.count <= y.first.count,
            (
                Point::Before { from: a, offset: x, roll: r },
                Point::Before { from: b, offset: y, roll: s },
            ) => (a, r) == (b, s) && plain(x, y) && x.first.count >= y.first.count,
            (
                Point::Trigger
                | Point::Anchor(_)
                | Point::After { .. }
                | Point::Before { .. }
                | Point::Earlier(..)
                | Point::Later(..),
                Point::Earlier(one, other),
            ) => never_later(first, one) && never_later(first, other),
            (Point::Earlier(one, other), _) => {
                never_later(one, second) || never_later(other, second)
            }
            (
                Point::Trigger
                | Point::Anchor(_)
                | Point::After { .. }
                | Point::Before { .. }
                | Point::Later(..),
                _,
            ) => false,
        }
}
