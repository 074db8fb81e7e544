//! The one table of the ways in which English leaves open what a limit says.
//!
//! In: a limit as it was written. Out: each other honest reading of it, as the words
//! that would say so in the language. Never here: whether the two readings ever lead
//! to different days.

use std::sync::Arc;

use super::fixed::rolled_back;
use super::places::{Clause, Place, Written, limits};
use super::units::lengths;
use super::unsaid::{every_day, rolled_stage, rolled_unsaid};
use crate::model::{Duty, Limits, Model, Scope};
use crate::source::Spanned;
use crate::syntax::ast::{
    Anchor, DueCore, Edge, EventAnchor, EventDate, Limit, Moment, Pick, Repeat, Stage, State,
    Window,
};
use crate::time::{Calendar, Offset, Roll, Unit};

/// What English leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Question {
    /// Is the day of the event the first that is counted?
    DayOfEvent,
    /// Are both ends of a lead time left out?
    ClearDays,
    /// Are `days` calendar days or working days?
    WhichDays,
    /// Whose working days?
    WhichCalendar,
    /// Is a week seven days or five working days?
    Week,
    /// Is a month counted to the corresponding date or as days?
    Month,
    /// Does a last day that is not worked move?
    Roll,
    /// From the day on which something takes place, or for which it was planned?
    WhichDate,
    /// Anew from each act, or by the calendar?
    OnceAYear,
    /// Is the day of the event `before` it?
    DayOfBefore,
    /// Counted from each act, or on a timetable?
    Timetable,
}

impl Question {
    /// Its name in data: `day-of-event`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Question::DayOfEvent => "day-of-event",
            Question::ClearDays => "clear-days",
            Question::WhichDays => "which-days",
            Question::WhichCalendar => "which-calendar",
            Question::Week => "week",
            Question::Month => "month",
            Question::Roll => "roll",
            Question::WhichDate => "which-date",
            Question::OnceAYear => "once-a-year",
            Question::DayOfBefore => "day-of-before",
            Question::Timetable => "timetable",
        }
    }

    /// As it is asked.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Question::DayOfEvent => "Is the day of the event itself counted?",
            Question::ClearDays => "Are these clear days?",
            Question::WhichDays => "Which days are “days”?",
            Question::WhichCalendar => "Whose working days are they?",
            Question::Week => "How long is a week?",
            Question::Month => "How long is a month?",
            Question::Roll => "What if the last day is not a working day?",
            Question::WhichDate => "Planned or actual date?",
            Question::OnceAYear => "Counted anew from each act, or by the calendar?",
            Question::DayOfBefore => "Is the day of the event before it?",
            Question::Timetable => "Counted from each act, or on a fixed timetable?",
        }
    }
}

/// One other reading.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) question: Question,
    /// What the pack's words mean here.
    pub(super) chosen: String,
    /// What they could mean as well.
    pub(super) other: String,
    /// Why duly reads them so.
    pub(super) because: String,
    /// What would have to be written for the other.
    pub(super) instead: Instead,
    /// What tells one finding of this question from another.
    pub(super) about: String,
}

/// Other words for a limit.
#[derive(Debug, Clone)]
pub(super) enum Instead {
    /// Another limit.
    Core(DueCore),
    /// The same limit, which ends on a date, rolled.
    Rolled(DueCore),
    /// Another stage.
    Stage(Box<Stage>),
    /// The same stage from the day on which the act before had its turn.
    Timetable(Box<Stage>),
    /// The same limit from the day for which its event was planned.
    Planned(DueCore),
    /// The same words by the working days of another calendar.
    Calendar(Arc<Calendar>),
    /// Another last day, for which the language has no words.
    Unsaid(Box<Limits>),
}

/// Every other reading of a limit.
pub(super) fn readings(
    model: &Model,
    place: &Place<'_>,
    clause: Option<&Clause<'_>>,
    calendars: &[Arc<Calendar>],
) -> Vec<Reading> {
    let strict = model.settings_of(&place.duty.from.pack).before_is_strict;
    let limits = limits(model, place);
    let words = clause.map_or("", Clause::words);
    let calendar = model.calendar.as_deref();
    let mut all = match place.written {
        Written::Core(core) => {
            let core = &core.value;
            let own = [
                day_of_event(core),
                clear_days(core),
                rolled(core).filter(|_| calendar.is_some()),
                rolled_back(core, strict).filter(|_| calendar.is_some()),
                planned(model, core),
                once_a_year(core),
                anniversary(place.duty, core),
                day_of_before(core, strict),
            ];
            let mut all: Vec<Reading> = own.into_iter().flatten().collect();
            all.extend(every_day(core, &limits));
            all.extend(rolled_unsaid(core, &limits).filter(|_| calendar.is_some()));
            let made = lengths(model, core, words, map_core, calendar.is_some());
            all.extend(made.into_iter().map(|(reading, core)| reading.with(Instead::Core(core))));
            all
        }
        Written::Stage(stage) => {
            let mut all: Vec<Reading> = stage_day(stage).into_iter().collect();
            all.extend(timetable(stage));
            all.extend(rolled_stage(stage, &limits).filter(|_| calendar.is_some()));
            let made = lengths(model, stage, words, map_stage, calendar.is_some());
            all.extend(
                made.into_iter()
                    .map(|(reading, stage)| reading.with(Instead::Stage(Box::new(stage)))),
            );
            all
        }
    };
    if let Some(own) = calendar {
        all.extend(others(own, place, calendars));
    }
    all
}

/// A reading whose words are still to be put in.
pub(super) struct Told {
    pub(super) question: Question,
    pub(super) chosen: String,
    pub(super) other: String,
    pub(super) because: String,
    pub(super) about: String,
}

impl Told {
    pub(super) fn with(self, instead: Instead) -> Reading {
        let Told { question, chosen, other, because, about } = self;
        Reading { question, chosen, other, because, instead, about }
    }
}

pub(super) fn told(
    question: Question,
    chosen: &str,
    other: &str,
    because: &str,
    about: String,
) -> Told {
    Told {
        question,
        chosen: chosen.to_owned(),
        other: other.to_owned(),
        because: because.to_owned(),
        about,
    }
}

pub(super) fn limit_words(limit: &Limit) -> String {
    match limit {
        Limit::One(offset) => offset.to_string(),
        Limit::Earlier(one, other) => format!("the earlier of {one} and {other}"),
        Limit::Later(one, other) => format!("the later of {one} and {other}"),
    }
}

pub(super) const COURTS: &str = "as the courts count: Lester v Garland";
pub(super) const NO_RULE: &str = "no general rule of English law moves it";

fn day_of_event(core: &DueCore) -> Option<Reading> {
    let DueCore::Within { limit, beginning_with: false, .. } = core else { return None };
    let about = limit_words(limit);
    let told = told(
        Question::DayOfEvent,
        "no: the day after it is day 1",
        "yes: it is day 1",
        COURTS,
        about,
    );
    let mut other = core.clone();
    if let DueCore::Within { beginning_with, .. } = &mut other {
        *beginning_with = true;
    }
    Some(told.with(Instead::Core(other)))
}

fn stage_day(stage: &Stage) -> Option<Reading> {
    if stage.beginning_with || stage.fixed {
        return None;
    }
    let about = format!("stage {}", limit_words(&stage.limit));
    let told = told(
        Question::DayOfEvent,
        "no: the day after the act before is day 1",
        "yes: the day of the act before is day 1",
        COURTS,
        about,
    );
    let other = Stage { beginning_with: true, ..stage.clone() };
    Some(told.with(Instead::Stage(Box::new(other))))
}

fn clear_days(core: &DueCore) -> Option<Reading> {
    let DueCore::Lead { limit, .. } = core else { return None };
    let all = offsets(limit);
    if all.iter().any(|one| one.is_clear() || one.lengths().any(|one| one.unit.is_monthly())) {
        return None;
    }
    let told = told(
        Question::ClearDays,
        "no: only the day of the event is left out",
        "yes: the day of the event and that of the act are both left out",
        "clear days are counted only where the words say so",
        limit_words(limit),
    );
    let mut other = core.clone();
    if let DueCore::Lead { limit, .. } = &mut other {
        map_limit(limit, &|offset| Offset { first: offset.first.clear(), ..*offset });
    }
    Some(told.with(Instead::Core(other)))
}

fn offsets(limit: &Limit) -> Vec<Offset> {
    match limit {
        Limit::One(one) => vec![*one],
        Limit::Earlier(one, other) | Limit::Later(one, other) => vec![*one, *other],
    }
}

fn rolled(core: &DueCore) -> Option<Reading> {
    let mut other = core.clone();
    let (how, about) = match &mut other {
        DueCore::Within { roll, limit, .. } if *roll == Roll::None => {
            *roll = Roll::Forward;
            ("it moves on to the next working day", limit_words(limit))
        }
        DueCore::Lead { roll, limit, .. } if *roll == Roll::None => {
            *roll = Roll::Back;
            ("it moves back to the working day before", format!("{} before", limit_words(limit)))
        }
        DueCore::Within { .. }
        | DueCore::Lead { .. }
        | DueCore::Window { .. }
        | DueCore::Before { .. }
        | DueCore::By(_)
        | DueCore::On(_)
        | DueCore::Promptly { .. }
        | DueCore::NotBefore(_)
        | DueCore::AtLeastOnce(_) => return None,
    };
    let told = told(Question::Roll, "it stands", how, NO_RULE, about);
    Some(told.with(Instead::Core(other)))
}

fn planned(model: &Model, core: &DueCore) -> Option<Reading> {
    let mut other = core.clone();
    let anchor = match &mut other {
        DueCore::Within { anchor, .. }
        | DueCore::Lead { anchor, .. }
        | DueCore::Window { anchor, .. }
        | DueCore::Before { anchor, .. } => anchor,
        DueCore::By(moment) | DueCore::NotBefore(moment) => match moment {
            Moment::At(anchor) | Moment::After(_, anchor) | Moment::Before(_, anchor) => anchor,
            Moment::Earlier(..) | Moment::Later(..) => return None,
        },
        // What is done on the day of an event goes with it; `promptly` has no last day, and
        // what comes again by itself counts from acts, which are not planned.
        DueCore::On(_) | DueCore::Promptly { .. } | DueCore::AtLeastOnce(_) => return None,
    };
    planned_anchor(model, anchor).map(|told| told.with(Instead::Planned(other)))
}

/// The event's planned date in its place, where it has one and nothing says which date.
pub(super) fn planned_anchor(model: &Model, anchor: &mut Anchor) -> Option<Told> {
    let Anchor::Event(EventAnchor { event, pick, state: State::Any, date }) = anchor else {
        return None;
    };
    let info = model.vocabulary.get(event.value).and_then(|concept| concept.event());
    let picked = matches!(pick, Pick::Each | Pick::EachFrom(_) | Pick::Nth(_) | Pick::Only);
    if !info.is_some_and(|info| info.life.planned) || !picked || *date != EventDate::Counted {
        return None;
    }
    *date = EventDate::Planned;
    Some(told(
        Question::WhichDate,
        "from the day on which it takes place; from its planned day only until then",
        "from the day for which it was planned, even if it takes place on another",
        "what happened counts, not what was meant to",
        model.vocabulary.noun(event.value).to_owned(),
    ))
}

fn once_a_year(core: &DueCore) -> Option<Reading> {
    let year = yearly(core, Window::CalendarYear)?;
    Some(anew("once in each calendar year", "calendar year").with(Instead::Core(year)))
}

fn anniversary(duty: &Duty, core: &DueCore) -> Option<Reading> {
    let Scope::EachPeriod(status) = duty.scope else { return None };
    let start = Anchor::PeriodStart(Spanned::new(status, duty.name.span));
    let year = yearly(core, Window::YearFrom(start))?;
    let other = "once in each year that begins on the anniversary of the start";
    Some(anew(other, "anniversary").with(Instead::Core(year)))
}

/// Once in each of these, where once in every twelve months is asked for.
fn yearly(core: &DueCore, window: Window) -> Option<DueCore> {
    let DueCore::AtLeastOnce(Repeat::Every(offset)) = core else { return None };
    is_a_year(offset).then_some(DueCore::AtLeastOnce(Repeat::Each { window, whole: false }))
}

fn anew(other: &str, about: &str) -> Told {
    told(
        Question::OnceAYear,
        "anew from each act: never longer than that from one to the next",
        other,
        "“every” is a length of time, wherever it begins",
        about.to_owned(),
    )
}

fn is_a_year(offset: &Offset) -> bool {
    let year =
        matches!((offset.first.count, offset.first.unit), (1, Unit::Year) | (12, Unit::Month));
    offset.plus.is_none() && year
}

fn day_of_before(core: &DueCore, strict: bool) -> Option<Reading> {
    let DueCore::Before { strictly: false, anchor } = core else { return None };
    let (counts, not) =
        ("yes: on that day it is still in time", "no: the day before it is the last");
    let (chosen, other, because, instead) = if strict {
        let by = DueCore::By(Moment::At(anchor.clone()));
        (not, counts, "the header says `settings   before leaves out the same day`", by)
    } else {
        let strictly = DueCore::Before { strictly: true, anchor: anchor.clone() };
        (counts, not, "records carry dates, not times of day", strictly)
    };
    let told = told(Question::DayOfBefore, chosen, other, because, String::new());
    Some(told.with(Instead::Core(instead)))
}

fn map_limit(limit: &mut Limit, change: &dyn Fn(&Offset) -> Offset) {
    match limit {
        Limit::One(one) => *one = change(one),
        Limit::Earlier(one, other) | Limit::Later(one, other) => {
            (*one, *other) = (change(one), change(other));
        }
    }
}

fn map_moment(moment: &mut Moment, change: &dyn Fn(&Offset) -> Offset) {
    match moment {
        Moment::At(_) => {}
        Moment::After(offset, _) | Moment::Before(offset, _) => *offset = change(offset),
        Moment::Earlier(one, other) | Moment::Later(one, other) => {
            map_moment(one, change);
            map_moment(other, change);
        }
    }
}

fn map_core(core: &DueCore, change: &dyn Fn(&Offset) -> Offset) -> DueCore {
    let mut core = core.clone();
    match &mut core {
        DueCore::Within { limit, .. } | DueCore::Lead { limit, .. } => map_limit(limit, change),
        DueCore::Window { opens, closes, .. } => {
            for edge in [opens, closes] {
                match edge {
                    Edge::Before(offset) | Edge::After(offset) => *offset = change(offset),
                    Edge::SameDay => {}
                }
            }
        }
        DueCore::By(moment) | DueCore::On(moment) | DueCore::NotBefore(moment) => {
            map_moment(moment, change);
        }
        DueCore::AtLeastOnce(Repeat::Every(offset)) => *offset = change(offset),
        DueCore::Before { .. } | DueCore::Promptly { .. } | DueCore::AtLeastOnce(_) => {}
    }
    core
}

fn map_stage(stage: &Stage, change: &dyn Fn(&Offset) -> Offset) -> Stage {
    let mut stage = stage.clone();
    map_limit(&mut stage.limit, change);
    stage
}

/// What comes again: counted from each act, or by the timetable that the first began.
fn timetable(stage: &Stage) -> Option<Reading> {
    if stage.fixed || stage.beginning_with || !stage.every {
        return None;
    }
    let told = told(
        Question::Timetable,
        "from each act: one that comes early moves those after it",
        "on a timetable, whenever each is done",
        "“every” is a length of time from one to the next",
        limit_words(&stage.limit),
    );
    let other = Stage { fixed: true, ..stage.clone() };
    Some(told.with(Instead::Timetable(Box::new(other))))
}

fn others(own: &Calendar, place: &Place<'_>, calendars: &[Arc<Calendar>]) -> Vec<Reading> {
    let works = match place.written {
        Written::Core(core) => {
            let seen = std::cell::Cell::new(has_roll(&core.value));
            let _ = map_core(&core.value, &|offset| {
                seen.set(seen.get() || offset.needs_calendar());
                *offset
            });
            seen.get()
        }
        Written::Stage(stage) => offsets(&stage.limit).iter().any(Offset::needs_calendar),
    };
    if !works {
        return Vec::new();
    }
    let all = by_other_calendars(own, calendars).into_iter();
    all.map(|(told, other)| told.with(Instead::Calendar(other))).collect()
}

/// The same words by the working days of each other calendar.
pub(super) fn by_other_calendars(
    own: &Calendar,
    calendars: &[Arc<Calendar>],
) -> Vec<(Told, Arc<Calendar>)> {
    let others = calendars.iter().filter(|other| other.id() != own.id());
    let made = others.map(|other| {
        let because = format!("the header says `calendar   {}`", own.id());
        let about = other.id().to_owned();
        let told = told(Question::WhichCalendar, own.title(), other.title(), &because, about);
        (told, Arc::clone(other))
    });
    made.collect()
}

fn has_roll(core: &DueCore) -> bool {
    match core {
        DueCore::Within { roll, .. } | DueCore::Lead { roll, .. } => *roll != Roll::None,
        DueCore::Window { .. }
        | DueCore::Before { .. }
        | DueCore::By(_)
        | DueCore::On(_)
        | DueCore::Promptly { .. }
        | DueCore::NotBefore(_)
        | DueCore::AtLeastOnce(_) => false,
    }
}
