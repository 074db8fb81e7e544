//! Limits with two readings: which of them ever lead to different days.

use std::sync::Arc;

use crate::analysis::course::{Contrast, Course, Line};
use crate::model::{Limits, Model, Opens, Point, limits_of};
use crate::source::Span;
use crate::syntax::ast::{Anchor, DueCore, Limit, Moment, Pick, Repeat, Stage, Window};
use crate::syntax::print::Printer;
use crate::time::{Calendar, Counting, Day, MonthEnd, Roll};

use super::fixed::dated;
use super::lengths;
use super::places::{Clause, Place, Written, clause, limits, places};
use super::readings::{Instead, Reading, readings};
use super::tables::Tables;
use super::{Doubt, Witness, Wording};
use crate::analysis::aspects::needs_calendar;

/// Every doubt of a pack, in the order of its text; what is asked of several limits
/// stands once.
pub(super) fn doubts(
    model: &Model,
    tables: &Tables<'_>,
    calendars: &[Arc<Calendar>],
    near: Day,
) -> Vec<Doubt> {
    let mut all: Vec<(String, Doubt)> = Vec::new();
    for place in places(model) {
        let clause = clause(model, &place);
        for reading in readings(model, &place, clause.as_ref(), calendars) {
            let known = all.iter_mut().find(|(about, doubt)| {
                *about == reading.about && doubt.question == reading.question
            });
            let name = place.of.1;
            if let Some((_, doubt)) = known {
                if doubt.duty != name && !doubt.also.iter().any(|one| one == name) {
                    doubt.also.push(name.to_owned());
                }
                continue;
            }
            let look = Look { model, place: &place, clause: clause.as_ref(), near };
            if let Some(doubt) = look.doubt(tables, &reading) {
                all.push((reading.about, doubt));
            }
        }
    }
    for (about, doubt) in lengths::doubts(model, tables, calendars, near) {
        let known =
            all.iter_mut().find(|(other, one)| *other == about && one.question == doubt.question);
        match known {
            Some((_, one)) if one.duty != doubt.duty && !one.also.contains(&doubt.duty) => {
                one.also.push(doubt.duty);
            }
            Some(_) => {}
            None => all.push((about, doubt)),
        }
    }
    let mut all: Vec<Doubt> = all.into_iter().map(|(_, doubt)| doubt).collect();
    all.sort_by_key(|one| (one.at.file(), one.at.start()));
    all
}

/// How many days later than planned an event takes place, where that matters.
pub(super) const LATER: i32 = 7;
/// How many days before its turn an act was done, where that matters.
const EARLIER: i32 = 7;
/// How many days after the start of its time an act was last done, where that matters.
const SINCE_START: i32 = 30;

/// One limit that is looked at.
struct Look<'l> {
    model: &'l Model,
    place: &'l Place<'l>,
    clause: Option<&'l Clause<'l>>,
    near: Day,
}

/// Where two readings lead from each day, and how far from it lies another that matters.
pub(super) struct Compared {
    pub(super) contrast: Contrast,
    pub(super) apart: i32,
    ends: (Ends, Ends),
}

type Ends = Box<dyn Fn(Day) -> Option<Day>>;

impl Look<'_> {
    fn doubt(&self, tables: &Tables<'_>, reading: &Reading) -> Option<Doubt> {
        let compared = self.compared(tables, reading)?;
        let (from, here, there) = compared.shown(self.near, tables.calendar())?;
        let Compared { contrast, apart, .. } = compared;
        let span: Span = self.place.span();
        Some(Doubt {
            question: reading.question,
            duty: self.place.of.1.to_owned(),
            at: span,
            words: self.words(),
            chosen: reading.chosen.clone(),
            other: reading.other.clone(),
            because: reading.because.clone(),
            instead: self.wording(&reading.instead),
            witness: Witness { from, held: (apart != 0).then(|| from.plus(apart)), here, there },
            differ: contrast.earlier.dates + contrast.later.dates,
            of: contrast.dates,
            by_at_most: contrast.earlier.by_at_most.max(contrast.later.by_at_most),
            also: Vec::new(),
        })
    }

    fn compared(&self, tables: &Tables<'_>, reading: &Reading) -> Option<Compared> {
        let own = limits(self.model, self.place);
        match &reading.instead {
            Instead::Core(DueCore::AtLeastOnce(Repeat::Each { window, .. })) => {
                let line = tables.line(own.due.as_ref()?);
                let (apart, next): (i32, fn(Day) -> Option<Day>) = match window {
                    Window::YearFrom(_) => (-SINCE_START, year_from_start),
                    Window::CalendarYear
                    | Window::FinancialYear
                    | Window::Term
                    | Window::Period(_) => (0, next_year_end),
                };
                Some(by_year(&line, apart, next))
            }
            Instead::Rolled(core) => {
                let date = match &self.place.written {
                    Written::Core(written) => dated(&written.value)?.0,
                    Written::Stage(_) => return None,
                };
                self.on_dates(tables, (date, fixed(core)?), (&own, &self.limits(core)))
            }
            Instead::Core(core) => {
                let other = self.limits(core);
                self.either(tables, fixed(core), &own, &other)
            }
            Instead::Unsaid(other) => {
                let date = match &self.place.written {
                    Written::Core(core) => fixed(&core.value),
                    Written::Stage(_) => None,
                };
                self.either(tables, date, &own, other)
            }
            Instead::Timetable(_) => {
                let line = tables.line(own.due.as_ref()?);
                Some(held_later(&line, -EARLIER))
            }
            Instead::Stage(stage) => {
                let other = Limits { due: Some(stage_point(stage)), ..own.clone() };
                self.both(tables, &own, &other)
            }
            Instead::Planned(_) => {
                let point = self.one(shown_day(&own)?)?;
                let line = tables.line(&point);
                Some(held_later(&line, LATER))
            }
            Instead::Calendar(other) => {
                let point = self.one(shown_day(&own)?)?;
                let line = tables.line(&point);
                let over = line.over();
                let other = needs_calendar(&point).then(|| Line::of(&point, Some(other), over))?;
                Some(of_lines(&line, &Arc::new(other)))
            }
        }
    }

    /// From the dates that both hang on, else from any day.
    fn either(
        &self,
        tables: &Tables<'_>,
        date: Option<&Anchor>,
        own: &Limits,
        other: &Limits,
    ) -> Option<Compared> {
        match date {
            Some(anchor) => self.on_dates(tables, (anchor, anchor), (own, other)),
            None => self.both(tables, own, other),
        }
    }

    fn limits(&self, core: &DueCore) -> Limits {
        let strict = self.model.settings_of(&self.place.duty.from.pack).before_is_strict;
        limits_of(core, self.place.trigger, strict)
    }

    /// The point as a function of the day of the one event it hangs on.
    fn one(&self, point: &Point) -> Option<Point> {
        // What comes again by itself counts from the act before.
        if self.place.trigger.is_none() || matches!(self.place.written, Written::Stage(_)) {
            return Some(point.clone());
        }
        match Course::of(point, self.place.trigger) {
            Course::Of(anchor, point) => varies(&anchor).then_some(point),
            Course::Several(..) | Course::Undated => None,
        }
    }

    /// The two last days, or the two first where those agree.
    fn both(&self, tables: &Tables<'_>, own: &Limits, other: &Limits) -> Option<Compared> {
        let dues = own.due.as_ref().zip(other.due.as_ref());
        let dues = dues.and_then(|(one, other)| Some((self.one(one)?, self.one(other)?)));
        let first = |limits: &Limits| match &limits.opens {
            Opens::From(point) => self.one(point),
            Opens::AtTrigger | Opens::Early => None,
        };
        let opens = first(own).zip(first(other));
        let mut found = None;
        for (one, other) in [dues, opens].into_iter().flatten() {
            let (one, other) = (tables.line(&one), tables.line(&other));
            let compared = of_lines(&one, &other);
            let same = compared.contrast.is_same();
            found = Some(compared);
            if !same {
                break;
            }
        }
        found
    }

    /// The two last days from the dates that a limit hangs on.
    fn on_dates(
        &self,
        tables: &Tables<'_>,
        (anchor, shifted): (&Anchor, &Anchor),
        (own, other): (&Limits, &Limits),
    ) -> Option<Compared> {
        let of = |limits: &Limits| match Course::of(limits.due.as_ref()?, self.place.trigger) {
            Course::Of(_, point) => Some(tables.line(&point)),
            Course::Several(..) | Course::Undated => None,
        };
        let (one, other) = (of(own)?, of(other)?);
        let over = one.over();
        let dates: Vec<Day> = match anchor {
            Anchor::Date(day) => vec![*day],
            Anchor::EachYear(month, date) => {
                let years = over.first.year()..=over.last.year();
                years.filter_map(|year| Day::from_ymd(year, *month, *date)).collect()
            }
            Anchor::Event(_)
            | Anchor::PeriodStart(_)
            | Anchor::PeriodEnd(_)
            | Anchor::Birth
            | Anchor::Birthday(_)
            | Anchor::Duty(..)
            | Anchor::Earlier(..)
            | Anchor::Later(..)
            | Anchor::It => return None,
        };
        // Where the other is counted from the date after it.
        let apart = i32::from(anchor != shifted);
        let days = dates.into_iter();
        let days = days.filter_map(|day| Some((day, one.at(day)?, other.at(day.plus(apart))?)));
        let contrast = Contrast::gathered(days);
        let ends: (Ends, Ends) =
            (Box::new(move |day| one.at(day)), Box::new(move |day| other.at(day.plus(apart))));
        Some(Compared { contrast, apart: 0, ends })
    }

    /// The limit as it was written, else as it would be printed.
    fn words(&self) -> String {
        let printer = Printer::new(&self.model.vocabulary);
        let printed = || match self.place.written {
            Written::Core(core) => printer.due_core(&core.value),
            Written::Stage(stage) => printer.stage(stage),
        };
        self.clause.map_or_else(printed, |clause| clause.words().to_owned())
    }

    fn wording(&self, instead: &Instead) -> Option<Wording> {
        let printer = Printer::new(&self.model.vocabulary);
        let words = match instead {
            Instead::Core(core) | Instead::Rolled(core) | Instead::Planned(core) => {
                let previous = self.words().to_lowercase().contains("previous ");
                let core = if previous { with_previous(core) } else { core.clone() };
                printer.due_core(&core)
            }
            Instead::Stage(stage) | Instead::Timetable(stage) => printer.stage(stage),
            Instead::Calendar(_) => return as_asked(instead),
            Instead::Unsaid(_) => return None,
        };
        let (clause, phrase) = match self.clause {
            Some(clause) => (clause.key.word().to_owned(), clause.with(&words)),
            None => ("due".to_owned(), words),
        };
        Some(Wording { clause, phrase, header: false })
    }
}

/// The last day of a limit, else its first.
fn shown_day(limits: &Limits) -> Option<&Point> {
    let opens = match &limits.opens {
        Opens::From(point) => Some(point),
        Opens::AtTrigger | Opens::Early => None,
    };
    limits.due.as_ref().or(opens)
}

/// Another calendar, as the header says it.
pub(super) fn as_asked(instead: &Instead) -> Option<Wording> {
    let Instead::Calendar(calendar) = instead else { return None };
    let phrase = calendar.id().to_owned();
    Some(Wording { clause: "calendar".to_owned(), phrase, header: true })
}

/// Whether an anchor can fall on any day.
fn varies(anchor: &Anchor) -> bool {
    match anchor {
        Anchor::Date(_) | Anchor::EachYear(..) => false,
        Anchor::Earlier(one, other) | Anchor::Later(one, other, _) => varies(one) && varies(other),
        Anchor::Event(_)
        | Anchor::PeriodStart(_)
        | Anchor::PeriodEnd(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Duty(..)
        | Anchor::It => true,
    }
}

/// The limit as a sentence says it: `the previous E`, which was spelled out.
fn with_previous(core: &DueCore) -> DueCore {
    let mut core = core.clone();
    if let DueCore::Within { anchor: Anchor::Event(event), .. } = &mut core
        && matches!(event.pick, Pick::Each | Pick::EachFrom(_))
    {
        event.pick = Pick::Previous;
    }
    core
}

/// A stage as a function of the day of the act before.
pub(super) fn stage_point(stage: &Stage) -> Point {
    let after = |offset: &crate::time::Offset| Point::After {
        from: Box::new(Point::Trigger),
        offset: *offset,
        counting: if stage.beginning_with { Counting::BeginningWith } else { Counting::of(offset) },
        roll: Roll::None,
    };
    match &stage.limit {
        Limit::One(offset) => after(offset),
        Limit::Earlier(one, other) => Point::Earlier(Box::new(after(one)), Box::new(after(other))),
        Limit::Later(one, other) => Point::Later(Box::new(after(one)), Box::new(after(other))),
    }
}

impl Compared {
    /// The plainest day on which they differ, and where the two lead from it.
    pub(super) fn shown(&self, near: Day, calendar: Option<&Calendar>) -> Option<(Day, Day, Day)> {
        if self.contrast.is_same() {
            return None;
        }
        let sides = [&self.contrast.earlier, &self.contrast.later];
        let days = sides.iter().filter_map(|side| side.plainest(near, calendar));
        let from = days.min_by_key(|day| (day.number() - near.number()).abs())?;
        Some((from, self.ends.0(from)?, self.ends.1(from)?))
    }
}

pub(super) fn of_lines(one: &Arc<Line>, other: &Arc<Line>) -> Compared {
    let (first, second) = (one.clone(), other.clone());
    Compared {
        contrast: Contrast::of(one, other),
        apart: 0,
        ends: (Box::new(move |day| first.at(day)), Box::new(move |day| second.at(day))),
    }
}

/// One line from the day on which an event took place, and from that of its plan or its
/// turn.
pub(super) fn held_later(line: &Arc<Line>, apart: i32) -> Compared {
    let over = line.over();
    let at = |day: Day| Some((day, line.at(day.plus(apart))?, line.at(day)?));
    let contrast = Contrast::gathered(over.days().filter_map(at));
    let (first, second) = (line.clone(), line.clone());
    let ends: (Ends, Ends) =
        (Box::new(move |day| first.at(day.plus(apart))), Box::new(move |day| second.at(day)));
    Compared { contrast, apart, ends }
}

/// The date that a limit hangs on, where it is one.
fn fixed(core: &DueCore) -> Option<&Anchor> {
    match core {
        DueCore::Before { anchor, .. }
        | DueCore::Within { anchor, .. }
        | DueCore::Lead { anchor, .. }
        | DueCore::By(Moment::At(anchor) | Moment::After(_, anchor) | Moment::Before(_, anchor)) => {
            matches!(anchor, Anchor::Date(_) | Anchor::EachYear(..)).then_some(anchor)
        }
        DueCore::By(Moment::Earlier(..) | Moment::Later(..))
        | DueCore::Window { .. }
        | DueCore::On(_)
        | DueCore::Promptly { .. }
        | DueCore::NotBefore(_)
        | DueCore::AtLeastOnce(_) => None,
    }
}

/// From an act on each day on: by the line, or by the end of the year after its own.
fn by_year(line: &Arc<Line>, apart: i32, next: fn(Day) -> Option<Day>) -> Compared {
    let at = |(from, to): (Day, Day)| Some((from, to, next(from)?));
    let contrast = Contrast::gathered(line.iter().filter_map(at));
    let first = line.clone();
    Compared { contrast, apart, ends: (Box::new(move |day| first.at(day)), Box::new(next)) }
}

fn next_year_end(day: Day) -> Option<Day> {
    Day::from_ymd(day.year() + 1, 12, 31)
}

/// The eve of the second anniversary of a start that lay so many days before the act.
fn year_from_start(day: Day) -> Option<Day> {
    day.plus(-SINCE_START).checked_plus_months(24, MonthEnd::LastDay)?.checked_plus(-1)
}
