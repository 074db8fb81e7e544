//! Two days that follow from one: compared on every date there is.
//!
//! Lengths are never compared (three months is 89 to 92 days); the days they lead
//! to are, from each day of the Gregorian cycle, or from each day that the
//! calendar lists where working days are counted.

use rustc_hash::FxHashMap;

use crate::model::{Opens, Point};
use crate::syntax::ast::Anchor;
use crate::time::{Calendar, Counting, Day, Direction, Offset, Roll, Unit, apply};

/// Days after which the Gregorian calendar repeats.
const CYCLE: i32 = 146_097;

/// Reckons the days of points, and remembers what it found of two of them.
pub(super) struct Dates<'m> {
    calendar: Option<&'m Calendar>,
    /// The day to begin with, so that a witness lies near it.
    near: Day,
    known: FxHashMap<(Point, Point), Option<Reversed>>,
}

/// That of two points the first comes after the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reversed {
    /// From how many days it does.
    pub(super) days: usize,
    /// Of how many.
    pub(super) of: usize,
    /// One of them.
    pub(super) witness: Witness,
}

impl Reversed {
    /// Whether it is so from every day.
    pub(super) fn always(&self) -> bool {
        self.days == self.of
    }
}

/// A day, and the two that follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Witness {
    /// The day counted from.
    pub(super) from: Day,
    /// Where the first point falls.
    pub(super) first: Day,
    /// Where the second falls, before it.
    pub(super) second: Day,
}

/// What the day of a point depends on.
enum Base<'p> {
    /// On nothing: it is a date.
    Nothing,
    /// On one day; `None` is the trigger's.
    One(Option<&'p Anchor>),
    /// On several days, whose order nobody knows.
    Several,
}

impl<'m> Dates<'m> {
    pub(super) fn new(calendar: Option<&'m Calendar>, near: Option<Day>) -> Self {
        let near = near.or_else(|| Day::from_ymd(2026, 1, 1)).unwrap_or(Day::MIN);
        Dates { calendar, near, known: FxHashMap::default() }
    }

    /// Whether the first point can come after the second, and how often. `None`
    /// where it never does, and where the two do not follow from one day.
    pub(super) fn reversed(&mut self, first: &Point, second: &Point) -> Option<Reversed> {
        if let Some(known) = self.known.get(&(first.clone(), second.clone())) {
            return *known;
        }
        let found = self.compare(first, second);
        self.known.insert((first.clone(), second.clone()), found);
        found
    }

    /// Whether it is sure that the first point never comes after the second.
    pub(super) fn never_after(&mut self, first: &Point, second: &Point) -> bool {
        if first == second || never_after(first, second) {
            return true;
        }
        let comparable = !matches!(join(base(first), base(second)), Base::Several);
        comparable && self.reversed(first, second).is_none()
    }

    /// Whether there is a day from which the first point comes after the second: the
    /// first such day tells, so that no other is reckoned.
    pub(super) fn ever_reversed(&self, first: &Point, second: &Point) -> bool {
        let mut pairs = self.pairs(first, second).into_iter().flatten();
        pairs.any(|day| day.first > day.second)
    }

    /// A witness that the first point comes after the second from every day. Cheap
    /// where it does not: one day tells.
    pub(super) fn always_reversed(&self, first: &Point, second: &Point) -> Option<Witness> {
        let mut all = self.pairs(first, second)?;
        let found = all.next().filter(|day| day.first > day.second)?;
        all.all(|day| day.first > day.second).then_some(found)
    }

    fn compare(&self, first: &Point, second: &Point) -> Option<Reversed> {
        let mut found: Option<Reversed> = None;
        let mut of = 0;
        for witness in self.pairs(first, second)? {
            of += 1;
            if witness.first > witness.second {
                found.get_or_insert(Reversed { days: 0, of: 0, witness }).days += 1;
            }
        }
        found.map(|found| Reversed { of, ..found })
    }

    /// The days of two points from each day on which both are known; `None` where
    /// they do not follow from one day, or the first surely never comes after the
    /// second.
    fn pairs<'p>(
        &'p self,
        first: &'p Point,
        second: &'p Point,
    ) -> Option<impl Iterator<Item = Witness> + use<'p, 'm>> {
        let base = join(base(first), base(second));
        if matches!(base, Base::Several) || never_after(first, second) {
            return None;
        }
        let (early, late) = (self.spread(first), self.spread(second));
        if matches!(base, Base::One(_)) && early.1 <= late.0 {
            return None;
        }
        let days = self.days(&base, counts_work(first) || counts_work(second));
        Some(days.filter_map(|from| {
            let (first, second) = (self.day(first, from)?, self.day(second, from)?);
            Some(Witness { from, first, second })
        }))
    }

    /// The days to try, the nearest first.
    fn days(&self, base: &Base<'_>, works: bool) -> Box<dyn Iterator<Item = Day>> {
        let near = self.near;
        match base {
            Base::Nothing | Base::Several => Box::new(std::iter::once(near)),
            Base::One(Some(Anchor::Date(day))) => Box::new(std::iter::once(*day)),
            Base::One(_) => match self.calendar.filter(|_| works) {
                None if works => Box::new(std::iter::empty()),
                None => Box::new((0..CYCLE).map(move |at| near.plus(at))),
                Some(calendar) => {
                    let (first, last) = (calendar.first(), calendar.last());
                    let near = near.max(first).min(last);
                    let on = (0..=near.days_until(last)).map(move |at| near.plus(at));
                    Box::new(on.chain((0..first.days_until(near)).map(move |at| first.plus(at))))
                }
            },
        }
    }

    /// The day of a point, where every anchor falls on `from`.
    fn day(&self, point: &Point, from: Day) -> Option<Day> {
        match point {
            Point::Trigger => Some(from),
            Point::Anchor(Anchor::Date(day)) => Some(*day),
            Point::Anchor(_) => Some(from),
            Point::After { from: inner, offset, counting, roll } => {
                let inner = self.day(inner, from)?;
                apply(inner, offset, Direction::Forward, *counting, *roll, self.calendar).ok()
            }
            Point::Before { from: inner, offset, roll } => {
                let counting = Counting::of(offset);
                let inner = self.day(inner, from)?;
                apply(inner, offset, Direction::Back, counting, *roll, self.calendar).ok()
            }
            Point::Earlier(a, b) => Some(self.day(a, from)?.min(self.day(b, from)?)),
            Point::Later(a, b) => Some(self.day(a, from)?.max(self.day(b, from)?)),
        }
    }

    /// The least and the most days that a point can lie after its one day.
    fn spread(&self, point: &Point) -> (i64, i64) {
        const FAR: i64 = 10_000_000;
        match point {
            Point::Trigger => (0, 0),
            Point::Anchor(Anchor::Date(_)) => (-FAR, FAR),
            Point::Anchor(_) => (0, 0),
            Point::After { from, offset, counting, roll } => {
                let (least, most) = self.spread(from);
                let (short, long) = span_of(offset);
                let shorter = i64::from(*counting == Counting::BeginningWith);
                let longer = i64::from(*counting == Counting::Clear);
                if *roll == Roll::None {
                    (least + short - shorter, most + long + longer)
                } else {
                    (-FAR, FAR)
                }
            }
            Point::Before { from, offset, roll } => {
                let (least, most) = self.spread(from);
                let (short, long) = span_of(offset);
                if *roll == Roll::None {
                    (least - long - i64::from(offset.is_clear()), most - short)
                } else {
                    (-FAR, FAR)
                }
            }
            Point::Earlier(a, b) => {
                let (a, b) = (self.spread(a), self.spread(b));
                (a.0.min(b.0), a.1.min(b.1))
            }
            Point::Later(a, b) => {
                let (a, b) = (self.spread(a), self.spread(b));
                (a.0.max(b.0), a.1.max(b.1))
            }
        }
    }
}

/// The least and the most days that an offset can take: loose, but never wrong.
fn span_of(offset: &Offset) -> (i64, i64) {
    let each = offset.lengths().map(|length| {
        let count = i64::from(length.count);
        match length.unit {
            Unit::CalendarDay => (count, count),
            Unit::Week => (count * 7, count * 7),
            Unit::Month => (count * 28, count * 31),
            Unit::Year => (count * 365, count * 366),
            // A run of closed days can be as long as its calendar.
            Unit::WorkingDay => (count, i64::from(Calendar::MAX_DAYS)),
        }
    });
    each.fold((0, 0), |(short, long), (a, b)| (short + a, long + b))
}

/// Two counts of one unit from one day, the first not the longer: every operator
/// is monotone in its count.
fn never_after(first: &Point, second: &Point) -> bool {
    let one = |offset: &Offset, other: &Offset| {
        offset.plus.is_none()
            && other.plus.is_none()
            && offset.first.unit == other.first.unit
            && offset.first.clear == other.first.clear
    };
    if let (
        Point::After { from: a, offset: x, counting: c, roll: r },
        Point::After { from: b, offset: y, counting: d, roll: s },
    ) = (first, second)
    {
        return a == b && c == d && r == s && one(x, y) && x.first.count <= y.first.count;
    }
    if let (
        Point::Before { from: a, offset: x, roll: r },
        Point::Before { from: b, offset: y, roll: s },
    ) = (first, second)
    {
        return a == b && r == s && one(x, y) && x.first.count >= y.first.count;
    }
    first == second
}

fn base(point: &Point) -> Base<'_> {
    match point {
        Point::Trigger => Base::One(None),
        Point::Anchor(Anchor::Date(_)) => Base::Nothing,
        Point::Anchor(anchor) => Base::One(Some(anchor)),
        Point::After { from, .. } | Point::Before { from, .. } => base(from),
        Point::Earlier(a, b) | Point::Later(a, b) => join(base(a), base(b)),
    }
}

fn join<'p>(a: Base<'p>, b: Base<'p>) -> Base<'p> {
    match (a, b) {
        (Base::Nothing, other) | (other, Base::Nothing) => other,
        (Base::One(a), Base::One(b)) if a == b => Base::One(a),
        (Base::One(_) | Base::Several, Base::One(_) | Base::Several) => Base::Several,
    }
}

fn counts_work(point: &Point) -> bool {
    match point {
        Point::Trigger | Point::Anchor(_) => false,
        Point::After { from, offset, roll, .. } | Point::Before { from, offset, roll } => {
            offset.needs_calendar() || *roll != Roll::None || counts_work(from)
        }
        Point::Earlier(a, b) | Point::Later(a, b) => counts_work(a) || counts_work(b),
    }
}

/// The first day on which an act counts, where that is a day: not where it may
/// come at any time before.
pub(super) fn opening(opens: &Opens) -> Option<Point> {
    match opens {
        Opens::AtTrigger => Some(Point::Trigger),
        Opens::Early => None,
        Opens::From(point) => Some(point.clone()),
    }
}
