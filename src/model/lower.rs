//! Deadlines in one form: when an act counts from, and by when it is due.

use crate::diag::{Code, Diagnostic};
use crate::names::{ConceptId, Vocabulary};
use crate::source::Spanned;
use crate::syntax::ast::{
    Act, ActPart, Anchor, Due, DueCore, Edge, EventAnchor, Limit, Moment, Needed, Pick, Repeat,
    RuleOrdinal, Schedule, Window,
};
use crate::syntax::phrase::Reading;
use crate::time::{Counting, Length, Offset, Roll, Unit};

use super::duty::{Kind, Limits, Opens, Point, Scope, Trigger};
use super::recurrence::Recurrence;

/// An act of one event.
pub(super) fn single_act(event: Spanned<ConceptId>) -> Act {
    let part = ActPart { event, object: None, completion: false, holding: false, condition: None };
    Act { parts: vec![part], needed: Needed::All }
}

/// Spells out `the previous E` in a due about E (language §1.1): `each E`, from
/// the one before the first act owed. Whether there was one.
pub(super) fn spell_out_previous(
    due: &mut Due,
    ordinal: Option<RuleOrdinal>,
    act: Option<ConceptId>,
) -> bool {
    let from = match ordinal {
        Some(RuleOrdinal::From(first)) if first > 2 => Pick::EachFrom(first - 1),
        _ => Pick::Each,
    };
    let mut found = false;
    let mut replace = |anchor: &mut Anchor| {
        if let Anchor::Event(EventAnchor { event, pick, .. }) = anchor
            && *pick == Pick::Previous
        {
            *pick = if Some(event.value) == act { from.clone() } else { Pick::Each };
            found |= Some(event.value) == act;
        }
    };
    each_anchor(&mut due.core.value, &mut replace);
    for case in &mut due.cases {
        each_anchor(&mut case.core.value, &mut replace);
    }
    found
}

fn each_anchor(core: &mut DueCore, visit: &mut impl FnMut(&mut Anchor)) {
    match core {
        DueCore::Within { anchor, .. }
        | DueCore::Lead { anchor, .. }
        | DueCore::Window { anchor, .. }
        | DueCore::Before { anchor, .. }
        | DueCore::Promptly { anchor: Some(anchor), .. } => in_anchor(anchor, visit),
        DueCore::By(moment) | DueCore::On(moment) | DueCore::NotBefore(moment) => {
            in_moment(moment, visit);
        }
        DueCore::AtLeastOnce(Repeat::Each { window: Window::YearFrom(anchor), .. }) => {
            in_anchor(anchor, visit);
        }
        DueCore::Promptly { anchor: None, .. } | DueCore::AtLeastOnce(_) => {}
    }
}

fn in_moment(moment: &mut Moment, visit: &mut impl FnMut(&mut Anchor)) {
    match moment {
        Moment::At(anchor) | Moment::After(_, anchor) | Moment::Before(_, anchor) => {
            in_anchor(anchor, visit);
        }
        Moment::Earlier(first, second) | Moment::Later(first, second) => {
            in_moment(first, visit);
            in_moment(second, visit);
        }
    }
}

fn in_anchor(anchor: &mut Anchor, visit: &mut impl FnMut(&mut Anchor)) {
    visit(anchor);
    match anchor {
        Anchor::Earlier(first, second) | Anchor::Later(first, second, _) => {
            in_anchor(first, visit);
            in_anchor(second, visit);
        }
        Anchor::Event(EventAnchor {
            pick: Pick::After(_, inner) | Pick::LastBefore(inner),
            ..
        }) => {
            in_anchor(inner, visit);
        }
        Anchor::Event(_)
        | Anchor::PeriodStart(_)
        | Anchor::PeriodEnd(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::It => {}
    }
}

/// What a deadline does with its anchor.
pub(super) fn kind(core: &DueCore) -> Kind {
    match core {
        DueCore::Within { .. }
        | DueCore::On(_)
        | DueCore::NotBefore(_)
        | DueCore::AtLeastOnce(_) => Kind::Forward,
        DueCore::Window { closes, .. } => match closes {
            Edge::After(_) => Kind::Forward,
            Edge::Before(_) | Edge::SameDay => Kind::Lead,
        },
        DueCore::Lead { anchor, .. } | DueCore::Before { anchor, .. } => lead_unless_dated(anchor),
        DueCore::By(Moment::At(anchor) | Moment::Before(_, anchor)) => lead_unless_dated(anchor),
        DueCore::By(Moment::After(..) | Moment::Earlier(..) | Moment::Later(..)) => Kind::Forward,
        DueCore::Promptly { .. } => Kind::Prompt,
    }
}

/// A day that is known beforehand needs no plan.
fn lead_unless_dated(anchor: &Anchor) -> Kind {
    match anchor {
        Anchor::Event(_) | Anchor::Earlier(..) | Anchor::Later(..) | Anchor::It => Kind::Lead,
        Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::PeriodStart(_)
        | Anchor::PeriodEnd(_) => Kind::Forward,
    }
}

/// The event whose occurrences trigger a due, where they are occurrences.
pub(super) fn trigger_event(core: &DueCore) -> Option<ConceptId> {
    trigger(core)?.event().map(|event| event.event.value)
}

/// The anchor that starts instances of a due.
pub(super) fn trigger(core: &DueCore) -> Option<&Anchor> {
    match core {
        DueCore::Within { anchor, .. }
        | DueCore::Lead { anchor, .. }
        | DueCore::Window { anchor, .. }
        | DueCore::Before { anchor, .. } => Some(anchor),
        DueCore::By(moment) | DueCore::On(moment) | DueCore::NotBefore(moment) => {
            Some(moment_trigger(moment))
        }
        DueCore::Promptly { anchor, .. } => anchor.as_ref(),
        DueCore::AtLeastOnce(_) => None,
    }
}

/// Of two moments the one whose anchor comes again and again, else the first.
fn moment_trigger(moment: &Moment) -> &Anchor {
    match moment {
        Moment::At(anchor) | Moment::After(_, anchor) | Moment::Before(_, anchor) => anchor,
        Moment::Earlier(first, second) | Moment::Later(first, second) => {
            let (first, second) = (moment_trigger(first), moment_trigger(second));
            if !recurs(first) && recurs(second) { second } else { first }
        }
    }
}

fn recurs(anchor: &Anchor) -> bool {
    match anchor {
        Anchor::Event(event) => matches!(event.pick, Pick::Each | Pick::EachFrom(_)),
        Anchor::PeriodStart(_) | Anchor::PeriodEnd(_) | Anchor::EachYear(..) | Anchor::Duty(..) => {
            true
        }
        Anchor::Earlier(first, second) | Anchor::Later(first, second, _) => {
            recurs(first) || recurs(second)
        }
        Anchor::Birth | Anchor::Birthday(_) | Anchor::Date(_) | Anchor::It => false,
    }
}

/// A due in its one form: what triggers it, and its limits, the first of which
/// applies unless another's condition holds. `strict`: a bare `before` leaves out
/// the day of its anchor.
pub(super) fn limits(
    due: &Due,
    strict: bool,
    reading: &mut Reading<'_>,
) -> (Option<Trigger>, Vec<Limits>) {
    let anchor = trigger(&due.core.value).cloned();
    refuse_clear(&due.core, reading);
    let of = |core: &DueCore| limits_of(core, anchor.as_ref(), strict);
    let mut all = vec![of(&due.core.value)];
    for case in &due.cases {
        refuse_clear(&case.core, reading);
        all.push(Limits { condition: Some(case.condition.clone()), ..of(&case.core.value) });
    }
    if let Some(moment) = &due.not_before {
        let opens = Opens::From(point(moment, anchor.as_ref()));
        all.iter_mut().for_each(|limits| limits.opens = opens.clone());
    }
    (anchor.map(|anchor| Trigger { anchor }), all)
}

/// The limits of a due that replaces another's, seen from the other's trigger.
pub(super) fn limits_beside(
    due: &Due,
    trigger: Option<&Trigger>,
    strict: bool,
    reading: &mut Reading<'_>,
) -> Vec<Limits> {
    let (own, mut limits) = limits(due, strict, reading);
    let Some(other) = trigger.filter(|other| own.as_ref() != Some(*other)) else { return limits };
    let cases = due.cases.iter().map(|case| &case.core.value);
    for (core, limit) in std::iter::once(&due.core.value).chain(cases).zip(&mut limits) {
        let (condition, opens) = (limit.condition.take(), limit.opens.clone());
        *limit = Limits { condition, ..limits_of(core, Some(&other.anchor), strict) };
        if due.not_before.is_some() {
            limit.opens = opens;
        }
    }
    limits
}

/// A time that passes: what starts it, and its last day.
pub(super) fn passing(until: &Moment) -> (Anchor, Point) {
    let trigger = moment_trigger(until);
    (trigger.clone(), point(until, Some(trigger)))
}

/// The limit that a phrase gives, seen from what starts its instances. `strict`: a bare
/// `before` leaves out the day of its anchor.
#[must_use]
pub fn limits_of(core: &DueCore, trigger: Option<&Anchor>, strict: bool) -> Limits {
    let kind = kind(core);
    let (opens, due) = match core {
        DueCore::Within { limit, beginning_with, roll, or_before, anchor } => {
            let from = at(anchor, trigger);
            let after = |offset: &Offset| Point::After {
                from: Box::new(from.clone()),
                offset: *offset,
                counting: if *beginning_with {
                    Counting::BeginningWith
                } else {
                    Counting::Ordinary
                },
                roll: *roll,
            };
            let opens = if *or_before { Opens::Early } else { Opens::AtTrigger };
            (opens, Some(either(limit, after)))
        }
        DueCore::Lead { limit, roll, anchor } => {
            let from = at(anchor, trigger);
            let before = |offset: &Offset| Point::Before {
                from: Box::new(from.clone()),
                offset: *offset,
                roll: *roll,
            };
            (Opens::Early, Some(either(limit, before)))
        }
        DueCore::Window { opens, closes, anchor } => {
            let (opens, closes) = window(opens, closes, &at(anchor, trigger));
            (Opens::From(opens), Some(closes))
        }
        DueCore::Before { strictly, anchor } => {
            let from = at(anchor, trigger);
            (Opens::Early, Some(if *strictly || strict { day_before(from) } else { from }))
        }
        DueCore::By(moment) => (Opens::Early, Some(point(moment, trigger))),
        DueCore::On(moment) => {
            let day = point(moment, trigger);
            (Opens::From(day.clone()), Some(day))
        }
        DueCore::Promptly { or_before, .. } => {
            (if *or_before { Opens::Early } else { Opens::AtTrigger }, None)
        }
        DueCore::NotBefore(moment) => (Opens::From(point(moment, trigger)), None),
        DueCore::AtLeastOnce(Repeat::Every(offset)) => {
            (Opens::AtTrigger, Some(after(Point::Trigger, *offset)))
        }
        DueCore::AtLeastOnce(Repeat::Each { .. }) => (Opens::AtTrigger, Some(Point::Trigger)),
    };
    Limits { opens, due, kind, condition: None }
}

/// How a due comes again by itself, where it does.
pub(super) fn recurrence(due: &Due) -> Option<Recurrence> {
    let DueCore::AtLeastOnce(repeat) = &due.core.value else { return None };
    Some(match repeat {
        Repeat::Every(offset) => Recurrence::Rolling(*offset),
        Repeat::Each { window, whole } => {
            Recurrence::Windows { window: window.clone(), whole: *whole }
        }
    })
}

/// A schedule in its one form: what triggers it, the limit of its first act, and
/// one for each stage, counted from the act before.
pub(super) fn schedule(
    schedule: &Schedule,
    strict: bool,
    reading: &mut Reading<'_>,
) -> (Option<Trigger>, Vec<Limits>) {
    let anchor = trigger(&schedule.first.value).cloned();
    refuse_clear(&schedule.first, reading);
    let mut all = vec![limits_of(&schedule.first.value, anchor.as_ref(), strict)];
    all.extend(schedule.stages.iter().map(|stage| {
        let after = |offset: &Offset| Point::After {
            from: Box::new(Point::Trigger),
            offset: *offset,
            counting: if stage.beginning_with {
                Counting::BeginningWith
            } else {
                Counting::of(offset)
            },
            roll: Roll::None,
        };
        let due = Some(either(&stage.limit, after));
        Limits { opens: Opens::AtTrigger, due, kind: Kind::Forward, condition: None }
    }));
    (anchor.map(|anchor| Trigger { anchor }), all)
}

/// An anchor as a point: the trigger's own day where it is the trigger.
fn at(anchor: &Anchor, trigger: Option<&Anchor>) -> Point {
    if *anchor == Anchor::It || Some(anchor) == trigger {
        Point::Trigger
    } else {
        Point::Anchor(anchor.clone())
    }
}

fn point(moment: &Moment, trigger: Option<&Anchor>) -> Point {
    match moment {
        Moment::At(anchor) => at(anchor, trigger),
        Moment::After(offset, anchor) => after(at(anchor, trigger), *offset),
        Moment::Before(offset, anchor) => {
            Point::Before { from: Box::new(at(anchor, trigger)), offset: *offset, roll: Roll::None }
        }
        Moment::Earlier(first, second) => {
            Point::Earlier(Box::new(point(first, trigger)), Box::new(point(second, trigger)))
        }
        Moment::Later(first, second) => {
            Point::Later(Box::new(point(first, trigger)), Box::new(point(second, trigger)))
        }
    }
}

fn after(from: Point, offset: Offset) -> Point {
    Point::After { from: Box::new(from), offset, counting: Counting::of(&offset), roll: Roll::None }
}

/// The ends of a window. Two counts of one unit stand in order already; of two
/// units the earlier date opens and the later closes, whichever those are.
fn window(opens: &Edge, closes: &Edge, from: &Point) -> (Point, Point) {
    let (first, last) = (edge(opens, from), edge(closes, from));
    let one_unit = match (opens, closes) {
        (Edge::After(a), Edge::After(b)) | (Edge::Before(a), Edge::Before(b)) => {
            a.plus.is_none() && b.plus.is_none() && a.first.unit == b.first.unit
        }
        (Edge::Before(_) | Edge::SameDay | Edge::After(_), _) => true,
    };
    if one_unit {
        return (first, last);
    }
    let (first, last) = (Box::new(first), Box::new(last));
    (Point::Earlier(first.clone(), last.clone()), Point::Later(first, last))
}

fn edge(edge: &Edge, from: &Point) -> Point {
    match edge {
        Edge::Before(offset) => {
            Point::Before { from: Box::new(from.clone()), offset: *offset, roll: Roll::None }
        }
        Edge::SameDay => from.clone(),
        Edge::After(offset) => after(from.clone(), *offset),
    }
}

fn either(limit: &Limit, make: impl Fn(&Offset) -> Point) -> Point {
    match limit {
        Limit::One(offset) => make(offset),
        Limit::Earlier(first, second) => {
            Point::Earlier(Box::new(make(first)), Box::new(make(second)))
        }
        Limit::Later(first, second) => Point::Later(Box::new(make(first)), Box::new(make(second))),
    }
}

fn day_before(from: Point) -> Point {
    let one = Length { count: 1, clear: false, unit: Unit::CalendarDay };
    Point::Before {
        from: Box::new(from),
        offset: Offset { first: one, plus: None },
        roll: Roll::None,
    }
}

/// `within 5 clear days of`: clear days keep two things apart; they are no limit.
fn refuse_clear(core: &Spanned<DueCore>, reading: &mut Reading<'_>) {
    let DueCore::Within { limit, .. } = &core.value else { return };
    let clear = match limit {
        Limit::One(offset) => offset.is_clear(),
        Limit::Earlier(first, second) | Limit::Later(first, second) => {
            first.is_clear() || second.is_clear()
        }
    };
    if clear {
        reading.diagnostics.push(
            Diagnostic::new(
                Code::D0103,
                core.span,
                "clear days keep two days apart; they are no time limit",
            )
            .label("`clear` has no meaning after `within`")
            .help("leave out `clear`, or write `at least … clear days before …`"),
        );
    }
}

/// Whether an anchor is the end of the scope itself: what it triggers does not
/// lapse with that scope.
pub(super) fn ends_scope(anchor: &Anchor, scope: &Scope, vocabulary: &Vocabulary) -> bool {
    let Scope::EachPeriod(status) = scope else { return false };
    match anchor {
        Anchor::PeriodEnd(ended) => ended.value == *status,
        Anchor::Event(event) => vocabulary
            .get(*status)
            .and_then(|concept| concept.status())
            .and_then(|info| info.transition.as_ref())
            .is_some_and(|transition| transition.until.contains(&event.event.value)),
        Anchor::PeriodStart(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::Earlier(..)
        | Anchor::Later(..)
        | Anchor::It => false,
    }
}
