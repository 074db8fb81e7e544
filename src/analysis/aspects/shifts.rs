//! How what a name means in one model compares with what it means in the other: whether a
//! status holds in more cases, an event is met by more kinds, is deemed to have happened
//! sooner.

use std::sync::Arc;

use super::reach::own_force;
use super::triggers::members;
use super::{Tables, Verdict};
use crate::analysis::cells::{Cell, Space};
use crate::analysis::course::Contrast;
use crate::model::{Deem, Definition, Model, Point};
use crate::names::ConceptId;
use crate::syntax::ast::{Anchor, Condition, Pick};

/// What has become of a meaning in the second model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shift {
    /// Nothing.
    Same,
    /// It is so in every case in which it was, and in more.
    Wider,
    /// It is so in fewer cases.
    Narrower,
    /// In some more and in some others no longer.
    Both,
    /// Not decided, and why.
    Unknown(String),
}

impl Shift {
    fn of(more: bool, less: bool) -> Shift {
        match (more, less) {
            (false, false) => Shift::Same,
            (true, false) => Shift::Wider,
            (false, true) => Shift::Narrower,
            (true, true) => Shift::Both,
        }
    }

    fn and(self, other: Shift) -> Shift {
        match (self, other) {
            (Shift::Same, one) | (one, Shift::Same) => one,
            (Shift::Unknown(why), _) | (_, Shift::Unknown(why)) => Shift::Unknown(why),
            (one, other) if one == other => one,
            (
                Shift::Wider | Shift::Narrower | Shift::Both,
                Shift::Wider | Shift::Narrower | Shift::Both,
            ) => Shift::Both,
        }
    }

    /// What has become of it in the first model, seen from the second.
    #[must_use]
    pub fn turned(self) -> Shift {
        match self {
            Shift::Wider => Shift::Narrower,
            Shift::Narrower => Shift::Wider,
            Shift::Same | Shift::Both | Shift::Unknown(_) => self,
        }
    }
}

/// Where a status holds under one model alone: what of a case decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Where {
    /// Under the first alone.
    pub left: Vec<Vec<Condition>>,
    /// Under the second alone.
    pub right: Vec<Vec<Condition>>,
}

/// How what a status means compares.
#[must_use]
pub fn of_status(left: &Model, right: &Model, status: ConceptId) -> (Shift, Where) {
    let mut places = Where::default();
    let (one, other) = (left.derived.definition(status), right.derived.definition(status));
    let (one, other) = match (one, other) {
        (None, None) => return (Shift::Same, places),
        (Some(one), Some(other)) => (one, other),
        (Some(_), None) | (None, Some(_)) => {
            let why = "one of the packs says what it means, in the other it is only recorded";
            return (Shift::Unknown(why.to_owned()), places);
        }
    };
    let (mine, theirs) = (one.versions(), other.versions());
    let together = mine.len() == theirs.len()
        && mine.iter().zip(theirs).all(|(one, other)| {
            own_force(left, &one.from.pack, one.force)
                == own_force(right, &other.from.pack, other.force)
        });
    if !together {
        let why = "its versions are in force at different times";
        return (Shift::Unknown(why.to_owned()), places);
    }
    let shifts = mine.iter().zip(theirs).map(|(one, other)| {
        if alike(one, other) && std::ptr::eq(left, right) {
            return Shift::Same;
        }
        version((left, one), (right, other), &mut places)
    });
    let shift = shifts.fold(Shift::Same, Shift::and);
    (shift, places)
}

/// Whether two versions say the same of a status.
fn alike(one: &Definition, other: &Definition) -> bool {
    one.means == other.means && one.except == other.except && one.counting == other.counting
}

fn version(
    (left, one): (&Model, &Definition),
    (right, other): (&Model, &Definition),
    places: &mut Where,
) -> Shift {
    if one.counting != other.counting {
        return Shift::Unknown("time is added up in different ways".to_owned());
    }
    let mine = std::iter::once(&one.means).chain(&one.except).map(|part| (left, part));
    let theirs = std::iter::once(&other.means).chain(&other.except).map(|part| (right, part));
    let all: Vec<(&Model, &Condition)> = mine.chain(theirs).collect();
    let Some(space) = Space::beside(&all) else {
        let why = "what it rests on comes out in more ways than are looked at";
        return Shift::Unknown(why.to_owned());
    };
    let holds = |from: usize, except: usize, cell: &Cell| {
        space.holds(from, cell) && !(from + 1..=from + except).any(|at| space.holds(at, cell))
    };
    let both = |cell: &Cell| {
        let first = holds(0, one.except.len(), cell);
        (first, holds(one.except.len() + 1, other.except.len(), cell))
    };
    let (mut less, mut more) = (false, false);
    for cell in space.cells() {
        let found = both(&cell);
        let side = match found {
            (true, false) => {
                less = true;
                &mut places.left
            }
            (false, true) => {
                more = true;
                &mut places.right
            }
            (true, true) | (false, false) => continue,
        };
        let because = space.because(&cell, &|other| both(other) == found);
        if !side.contains(&because) {
            side.push(because);
        }
    }
    Shift::of(more, less)
}

/// How what counts as an event compares, by its kinds.
#[must_use]
pub fn of_kinds(left: &Model, right: &Model, event: ConceptId) -> Shift {
    let (mine, theirs) = (members(left, event), members(right, event));
    let more = theirs.iter().any(|one| !mine.contains(one));
    let less = mine.iter().any(|one| !theirs.contains(one));
    match Shift::of(more, less) {
        Shift::Same => {
            let meaning = |model: &Model| {
                let kind = model.derived.kinds.iter().find(|kind| kind.event.value == event);
                kind.map(|kind| kind.meaning.clone())
            };
            if meaning(left) == meaning(right) {
                return Shift::Same;
            }
            Shift::Unknown("which of them count hangs on what is recorded of them".to_owned())
        }
        shift @ (Shift::Wider | Shift::Narrower | Shift::Both | Shift::Unknown(_)) => shift,
    }
}

/// What has become of the rules by which an event is deemed to have happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deeming {
    /// Nothing.
    Same,
    /// It is deemed in more cases, or fewer, on the same days.
    Cases(Shift),
    /// It is deemed after another time: how the days compare.
    Days(Arc<Contrast>),
    /// Not decided, and why.
    Unknown(String),
}

/// How the rules compare by which an event is deemed to have happened.
#[must_use]
pub fn of_deeming<'m>(
    left: &'m Model,
    right: &'m Model,
    event: ConceptId,
    tables: &Tables<'m>,
) -> Deeming {
    let of = |model: &'m Model| -> Vec<&'m Deem> {
        model.derived.deems.iter().filter(|deem| deem.gives.value == event).collect()
    };
    let calendars = (left.calendar.as_deref(), right.calendar.as_deref());
    let same = |one: &Deem, other: &Deem| {
        let days = calendars.0 == calendars.1 || !super::tables::needs_calendar(&one.until);
        one.when == other.when
            && one.until == other.until
            && one.trigger == other.trigger
            && one.applies == other.applies
            && (one.scope == other.scope || !counts(&one.trigger))
            && own_force(left, &one.from.pack, one.force)
                == own_force(right, &other.from.pack, other.force)
            && days
    };
    let (mut mine, mut theirs) = (of(left), of(right));
    let known: Vec<&Deem> = theirs.clone();
    theirs.retain(|other| !mine.iter().any(|one| same(one, other)));
    mine.retain(|one| !known.iter().any(|other| same(one, other)));
    match (mine.as_slice(), theirs.as_slice()) {
        ([], []) => Deeming::Same,
        ([], _) => Deeming::Cases(Shift::Wider),
        (_, []) => Deeming::Cases(Shift::Narrower),
        ([one], [other]) => of_two((left, one), (right, other), tables),
        (_, _) => Deeming::Unknown("several rules deem it to have happened".to_owned()),
    }
}

/// How two rules that deem the same compare.
#[must_use]
pub fn of_two<'m>(
    (left, one): (&'m Model, &'m Deem),
    (right, other): (&'m Model, &'m Deem),
    tables: &Tables<'m>,
) -> Deeming {
    let unknown = |why: &str| Deeming::Unknown(why.to_owned());
    if one.trigger != other.trigger {
        return unknown("its time runs from different events");
    }
    if one.applies != other.applies {
        return unknown("it applies in different cases");
    }
    let force = |model: &Model, deem: &Deem| own_force(model, &deem.from.pack, deem.force);
    if force(left, one) != force(right, other) {
        return unknown("it is in force at different times");
    }
    // Only ordinals hang on the stretch in which they are counted.
    if one.scope != other.scope && counts(&one.trigger) {
        return unknown("it counts in different stretches");
    }
    let without = |deem: &Deem| deem.when.without.iter().map(|one| one.value).collect::<Vec<_>>();
    let (mine, theirs) = (without(one), without(other));
    // Each thing more that must not happen leaves fewer cases.
    let less = theirs.iter().any(|event| !mine.contains(event));
    let more = mine.iter().any(|event| !theirs.contains(event));
    let (first, second) = (&one.until, &other.until);
    let calendars = (left.calendar.as_deref(), right.calendar.as_deref());
    let needs = super::tables::needs_calendar(first) || super::tables::needs_calendar(second);
    if first == second && (calendars.0 == calendars.1 || !needs) {
        return Deeming::Cases(Shift::of(more, less));
    }
    if has_anchor(first) || has_anchor(second) {
        return unknown("its time hangs on several events");
    }
    let contrast = tables.contrast((first, calendars.0), (second, calendars.1));
    if contrast.dates == 0 {
        return unknown("no day is known on which both times can be worked out");
    }
    match (contrast.is_same(), more || less) {
        (true, _) => Deeming::Cases(Shift::of(more, less)),
        (false, false) => Deeming::Days(contrast),
        (false, true) => unknown("its time and what must not happen in it both differ"),
    }
}

/// Whether an anchor picks occurrences by their number.
fn counts(anchor: &Anchor) -> bool {
    match anchor {
        Anchor::Event(event) => event.pick != Pick::Each,
        Anchor::PeriodStart(_)
        | Anchor::PeriodEnd(_)
        | Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::Earlier(..)
        | Anchor::Later(..)
        | Anchor::It => true,
    }
}

/// Whether a point hangs on an event of its own.
pub(super) fn has_anchor(point: &Point) -> bool {
    match point {
        Point::Trigger => false,
        Point::Anchor(_) => true,
        Point::After { from, .. } | Point::Before { from, .. } => has_anchor(from),
        Point::Earlier(one, other) | Point::Later(one, other) => {
            has_anchor(one) || has_anchor(other)
        }
    }
}

impl Deeming {
    /// Sooner or later, as a verdict on days: *stricter* is sooner.
    #[must_use]
    pub fn days(&self) -> Option<Verdict> {
        match self {
            Deeming::Days(contrast) => {
                Some(Verdict::of(contrast.earlier.dates > 0, contrast.later.dates > 0))
            }
            Deeming::Same | Deeming::Cases(_) | Deeming::Unknown(_) => None,
        }
    }
}
