//! What recurs, and what hangs on other duties: names that are nobody's, circles,
//! stages whose turn never comes, and what a reader would not guess.

use super::dates::Dates;
use super::walk::{self, Visit};
use super::{Check, Uses};
use crate::diag::{Code, Diagnostic};
use crate::model::{Duty, Kind, Model, Point};
use crate::names::suggest_words;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Anchor, Clock, DueCore, EventAnchor, Limit, Schedule, Stage, Turn};
use crate::time::{Offset, Unit};

/// The duties that a duty names, with the places.
fn others(duty: &Duty) -> Vec<Spanned<String>> {
    struct Others(Vec<Spanned<String>>);
    impl Visit for Others {
        fn anchor(&mut self, anchor: &Anchor, _: Span) {
            if let Anchor::Duty(other, _) = anchor {
                self.0.push(other.clone());
            }
        }
    }
    let mut found = Others(Vec::new());
    walk::duty(duty, &mut found);
    found.0
}

/// D0207: a limit counts from a duty that is nowhere.
pub(super) fn unknown_duty(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        for other in others(duty) {
            if check.model.find(&other.value).is_some() {
                continue;
            }
            let ids = check.model.duties.iter().map(|duty| duty.name.value.as_str());
            let found = Diagnostic::new(
                Code::D0207,
                other.span,
                format!("there is no duty “{}”", other.value),
            );
            check.found.push(match suggest_words(&other.value, ids).first() {
                Some(near) => found.help(format!("did you mean `{near}`?")).fix(other.span, *near),
                None => found.help(
                    "write the id of a duty of this pack, as in `initial-review becoming overdue`",
                ),
            });
        }
    }
}

/// D0313: what becomes of a duty hangs on itself.
pub(super) fn in_a_circle(check: &mut Check<'_>) {
    let mut said: Vec<String> = Vec::new();
    for duty in check.own.clone() {
        let Some(path) = circle(check.model, duty) else { continue };
        if path.iter().any(|name| said.contains(name)) {
            continue;
        }
        let at = others(duty).first().map_or(duty.name.span, |other| other.span);
        let round = path.iter().chain(path.first()).map(|name| format!("“{name}”"));
        let round = round.collect::<Vec<_>>().join(", which hangs on ");
        check.found.push(
            Diagnostic::new(Code::D0313, at, format!("this deadline hangs on itself: {round}"))
                .label("none of them could ever be worked out")
                .help("count one of them from an event: `within … of each …`"),
        );
        said.extend(path);
    }
}

/// The way from a duty back to itself, by name.
fn circle(model: &Model, start: &Duty) -> Option<Vec<String>> {
    let mut path = vec![start.name.value.clone()];
    let mut seen = Vec::new();
    round(model, start, start, &mut path, &mut seen).then_some(path)
}

fn round(
    model: &Model,
    start: &Duty,
    from: &Duty,
    path: &mut Vec<String>,
    seen: &mut Vec<String>,
) -> bool {
    for next in hung_on(model, from) {
        if next.id == start.id {
            return true;
        }
        if seen.contains(&next.name.value) {
            continue;
        }
        seen.push(next.name.value.clone());
        path.push(next.name.value.clone());
        if round(model, start, next, path, seen) {
            return true;
        }
        path.pop();
    }
    false
}

/// The duties that a duty hangs on: those it names; and, where it leads up to an
/// event, those that say by when the event is expected.
fn hung_on<'m>(model: &'m Model, duty: &Duty) -> Vec<&'m Duty> {
    let named = others(duty);
    let mut found: Vec<&Duty> = named.iter().filter_map(|other| model.find(&other.value)).collect();
    let leads = |duty: &Duty| duty.limits.first().is_some_and(|limit| limit.kind == Kind::Lead);
    let Some(Anchor::Event(event)) = duty.trigger.as_ref().map(|trigger| &trigger.anchor) else {
        return found;
    };
    if leads(duty) {
        found.extend(model.duties.iter().filter(|other| {
            !leads(other)
                && other.act.parts.iter().any(|part| part.event.value == event.event.value)
        }));
    }
    found
}

/// D0321: months cannot be counted with some days left out.
pub(super) fn paused_months(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        let pauses =
            duty.running.clocks.iter().find(|clock| matches!(clock.value, Clock::Pauses(_)));
        let Some(pauses) = pauses else { continue };
        let monthly = duty.limits.iter().filter_map(|limit| limit.due.as_ref());
        let Some(offset) = monthly.into_iter().find_map(in_months) else { continue };
        check.found.push(
            Diagnostic::new(Code::D0321, pauses.span, "a clock that pauses cannot count months")
                .label(format!("{offset} has no days to leave out"))
                .help("count weeks, calendar days or working days, or let the clock restart: `clock  restarts on …`"),
        );
    }
}

fn in_months(point: &Point) -> Option<Offset> {
    match point {
        Point::Trigger | Point::Anchor(_) => None,
        Point::After { from, offset, .. } | Point::Before { from, offset, .. } => offset
            .lengths()
            .any(|length| matches!(length.unit, Unit::Month | Unit::Year))
            .then_some(*offset)
            .or_else(|| in_months(from)),
        Point::Earlier(a, b) | Point::Later(a, b) => in_months(a).or_else(|| in_months(b)),
    }
}

fn schedules<'m>(check: &Check<'m>) -> Vec<(&'m Duty, &'m Schedule)> {
    let own = check.own.iter();
    own.filter_map(|duty| Some((*duty, duty.recurrence.as_ref()?.schedule()?))).collect()
}

/// D0103: what recurs counts from one act, and a schedule runs on from its event.
pub(super) fn one_act(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        if duty.recurrence.is_none() {
            continue;
        }
        if duty.act.parts.len() != 1 {
            check.found.push(
                Diagnostic::new(
                    Code::D0103,
                    duty.name.span,
                    "what comes again is counted from one act, and this duty has several",
                )
                .label("from which of them is the next one counted?")
                .help("write a duty for each act, or declare an event that stands for all of them"),
            );
        }
    }
    for (duty, schedule) in schedules(check) {
        let runs_on = duty.limits.first().is_some_and(|limit| limit.kind == Kind::Forward);
        if !runs_on || duty.trigger.is_none() {
            check.found.push(
                Diagnostic::new(
                    Code::D0103,
                    schedule.first.span,
                    "a schedule runs on from an event",
                )
                .label("this leads up to it, or names none")
                .help("begin with `first within … of …`"),
            );
        }
    }
}

/// D0420: a stage whose turn never comes.
pub(super) fn stages(check: &mut Check<'_>) {
    for (_, schedule) in schedules(check) {
        let mut closed: Option<&Stage> = None;
        let mut later: Option<(&Stage, Offset)> = None;
        let mut group_open = false;
        for stage in &schedule.stages {
            match stage.turn {
                Turn::Then => {
                    if let Some(before) = closed {
                        let found = never(check, stage, before);
                        check.found.push(found);
                    }
                    group_open = true;
                }
                Turn::After(offset) => {
                    if let Some((before, longer)) =
                        later.filter(|(_, known)| outlasts(known, &offset))
                    {
                        let message = format!(
                            "the turn of this stage never comes: {offset} pass before {longer}"
                        );
                        check.found.push(
                            Diagnostic::new(Code::D0420, before.place.0, message)
                                .also(stage.place.0, "from then on this one has its turn")
                                .help("name the stages in the order in which they take over"),
                        );
                    }
                    later = Some((stage, offset));
                    group_open = false;
                }
                Turn::Otherwise => {}
            }
            let ends = stage.until.is_some() || stage.condition.is_some() || !stage.every;
            if group_open && !ends && closed.is_none() {
                closed = Some(stage);
            }
        }
    }
}

/// Whether a length surely is at least as long as another: of one unit alone.
fn outlasts(one: &Offset, other: &Offset) -> bool {
    one.plus.is_none()
        && other.plus.is_none()
        && one.first.unit == other.first.unit
        && one.first.count >= other.first.count
}

fn never(check: &Check<'_>, stage: &Stage, before: &Stage) -> Diagnostic {
    let words = check.printer.stage(before);
    Diagnostic::new(Code::D0420, stage.place.0, "the turn of this stage never comes")
        .label("the stage before it goes on for ever")
        .also(before.place.0, "this one")
        .help(format!("say until when: `{words} until …`"))
}

/// D0333: on which day the stage of a schedule is chosen.
pub(super) fn chosen_on(check: &mut Check<'_>) {
    let mut uses = Uses::default();
    for (duty, schedule) in schedules(check) {
        let changes = schedule.stages.iter().find(|stage| {
            matches!(stage.turn, Turn::After(_))
                || stage.until.is_some()
                || stage.condition.is_some()
        });
        if let Some(stage) = changes.filter(|_| !schedule.judged_on_due) {
            uses.add(duty.id, stage.place.0);
        }
    }
    let Some(at) = uses.first else { return };
    check.found.push(
        Diagnostic::new(
            Code::D0333,
            at,
            "which stage counts is judged on the day of the act before",
        )
        .label(uses.label("the interval that holds on that day runs to its end"))
        .help("add `; judged on the due date` where the day it leads to decides"),
    );
}

/// D0316: the lead time leaves no day after the start of the time it sits in.
pub(super) fn lead_too_long(check: &mut Check<'_>) {
    let dates = Dates::new(check.model.calendar.as_deref(), check.model.pack.verified);
    for duty in check.own.clone() {
        let Some((event, lead, at)) = leads_to_each(duty) else { continue };
        let Some(before) = duty.limits.first().and_then(|limit| limit.due.as_ref()) else {
            continue;
        };
        let within = check.model.duties.iter().filter(|other| {
            other.id != duty.id
                && other.act.parts.iter().any(|part| part.event.value == event.event.value)
                && other.limits.first().is_some_and(|limit| limit.kind == Kind::Forward)
        });
        let tight = within.into_iter().find_map(|other| {
            let length = one_length(other)?;
            let works = lead.needs_calendar() || length.needs_calendar();
            if works && check.model.calendar.is_none() {
                return None;
            }
            let due = other.limits.first()?.due.as_ref()?;
            let lead_day = on_top(before, due)?;
            (!dates.ever_reversed(&lead_day, &Point::Trigger)).then_some((other, length))
        });
        let Some((other, length)) = tight else { continue };
        let message = format!(
            "{lead} before a day that is due within {length} is no later than the day it counts from"
        );
        check.found.push(
            Diagnostic::new(Code::D0316, at, message)
                .label("nobody can keep both to the day")
                .also(other.name.span, format!("due within {length}"))
                .help(format!("shorten the lead time, or leave the first out: `… before each {} from the second onwards`", check.model.vocabulary.noun(event.event.value))),
        );
    }
}

/// `at least N before each E`, with its length and its place.
fn leads_to_each(duty: &Duty) -> Option<(&EventAnchor, Offset, Span)> {
    let due = duty.due.as_ref()?;
    let DueCore::Lead { limit: Limit::One(offset), anchor: Anchor::Event(event), .. } =
        &due.core.value
    else {
        return None;
    };
    matches!(event.pick, crate::syntax::ast::Pick::Each).then_some((event, *offset, due.core.span))
}

fn one_length(duty: &Duty) -> Option<Offset> {
    match &duty.due.as_ref()?.core.value {
        DueCore::Within { limit: Limit::One(offset), beginning_with: false, .. } => Some(*offset),
        DueCore::Within { .. }
        | DueCore::Lead { .. }
        | DueCore::Window { .. }
        | DueCore::Before { .. }
        | DueCore::By(_)
        | DueCore::On(_)
        | DueCore::Promptly { .. }
        | DueCore::NotBefore(_)
        | DueCore::AtLeastOnce(_) => None,
    }
}

/// A lead time before the day that another limit leads to.
fn on_top(lead: &Point, due: &Point) -> Option<Point> {
    match lead {
        Point::Before { from, offset, roll } if **from == Point::Trigger => {
            Some(Point::Before { from: Box::new(due.clone()), offset: *offset, roll: *roll })
        }
        Point::Before { .. }
        | Point::Trigger
        | Point::Anchor(_)
        | Point::After { .. }
        | Point::Earlier(..)
        | Point::Later(..) => None,
    }
}

/// D0311: where a birthday on 29 February falls in other years.
pub(super) fn leap_birthdays(check: &mut Check<'_>) {
    struct Birthdays(Option<Span>);
    impl Visit for Birthdays {
        fn anchor(&mut self, anchor: &Anchor, at: Span) {
            if matches!(anchor, Anchor::Birthday(n) if *n > 0) {
                self.0.get_or_insert(at);
            }
        }
    }
    if check.model.settings.leap_is_declared {
        return;
    }
    let mut uses = Uses::default();
    for duty in &check.own {
        let mut found = Birthdays(None);
        walk::duty(duty, &mut found);
        if let Some(at) = found.0 {
            uses.add(duty.id, at);
        }
    }
    let Some(at) = uses.first else { return };
    let early = check.model.settings.leap_birthdays_on_28_february;
    let day = if early { "28 February" } else { "1 March" };
    check.found.push(
        Diagnostic::new(
            Code::D0311,
            at,
            format!("who was born on 29 February has a birthday on {day} in other years"),
        )
        .label(uses.label("counted from a birthday"))
        .help(format!("say so in the header: `settings   leap birthdays fall on {day}`")),
    );
}
