//! When two duties apply: over every way in which their statements can come out.

use super::{Norm, Verdict};
use crate::analysis::cells::{Cell, Space};
use crate::model::Model;
use crate::syntax::ast::{Applies, Condition, When};

/// A way in which the statements come out and one duty applies, the other not.
#[derive(Debug, Clone)]
pub struct Differing {
    /// The cell. It may stand for no case at all: only a case that replays shows that
    /// it matters.
    pub cell: Cell,
    /// What of it decides.
    pub because: Vec<Condition>,
}

/// How the conditions of two duties compare.
#[derive(Debug, Clone)]
pub struct Conditions {
    /// *Stricter* applies more widely. It counts every cell, also one for which no case
    /// was found.
    pub verdict: Verdict,
    /// The reason where it is not decided.
    pub why: String,
    /// Where the first applies and the second does not.
    pub only_left: Vec<Differing>,
    /// Where the second applies and the first does not.
    pub only_right: Vec<Differing>,
    /// The statements of both; `None` where there was no need to look, or they have
    /// too many cells.
    pub space: Option<Space>,
}

impl Conditions {
    fn plainly(verdict: Verdict, why: &str) -> Conditions {
        let why = why.to_owned();
        Conditions { verdict, why, only_left: Vec::new(), only_right: Vec::new(), space: None }
    }
}

/// A part of an `applies` clause with the model it belongs to.
pub(super) type Part<'m> = (&'m Model, When, &'m Condition);

/// Every part of every `applies` clause.
pub(super) fn parts<'m>(model: &'m Model, applies: &'m [Applies]) -> Vec<Part<'m>> {
    let parts = applies.iter().flat_map(|clause| &clause.parts);
    parts.map(|(when, condition)| (model, when.value, condition)).collect()
}

/// Whether all parts let a duty apply in a cell of a space in which they stand one after
/// another from a place on.
pub(super) fn apply(space: &Space, from: usize, parts: &[Part<'_>], cell: &Cell) -> bool {
    (from..).zip(parts).all(|(at, (_, when, _))| {
        let holds = space.holds(at, cell);
        match when {
            When::If | When::Once | When::While => holds,
            When::Unless => !holds,
        }
    })
}

/// How the conditions compare, as if all were judged on one day; then whether they are
/// judged on the same days.
#[must_use]
pub fn conditions(left: Norm<'_>, right: Norm<'_>) -> Conditions {
    compared(&parts(left.model, &left.duty.applies), &parts(right.model, &right.duty.applies))
}

/// How two lists of `applies` clauses compare: *stricter* lets more apply.
#[must_use]
pub fn applying(left: (&Model, &[Applies]), right: (&Model, &[Applies])) -> Conditions {
    compared(&parts(left.0, left.1), &parts(right.0, right.1))
}

/// The same of parts.
pub(super) fn compared(mine: &[Part<'_>], theirs: &[Part<'_>]) -> Conditions {
    if mine.is_empty() && theirs.is_empty() {
        return Conditions::plainly(Verdict::Same, "");
    }
    let all: Vec<(&Model, &Condition)> =
        mine.iter().chain(theirs).map(|(model, _, condition)| (*model, *condition)).collect();
    let Some(space) = Space::beside(&all) else {
        let why = "their conditions come out in more ways together than are looked at";
        return Conditions::plainly(Verdict::CannotTell, why);
    };
    let applies =
        |cell: &Cell| (apply(&space, 0, mine, cell), apply(&space, mine.len(), theirs, cell));
    let (mut only_left, mut only_right) = (Vec::new(), Vec::new());
    for cell in space.cells() {
        let found = applies(&cell);
        let side: &mut Vec<Differing> = match found {
            (true, false) => &mut only_left,
            (false, true) => &mut only_right,
            (true, true) | (false, false) => continue,
        };
        let because = space.because(&cell, &|other| applies(other) == found);
        if !side.iter().any(|known| known.because == because) {
            side.push(Differing { cell, because });
        }
    }
    let mut verdict = Verdict::of(!only_right.is_empty(), !only_left.is_empty());
    let mut why = String::new();
    if verdict == Verdict::Same {
        (verdict, why) = judged(mine, theirs);
    }
    Conditions { verdict, why, only_left, only_right, space: Some(space) }
}

/// Conditions that come out alike and may be judged on different days.
fn judged(mine: &[Part<'_>], theirs: &[Part<'_>]) -> (Verdict, String) {
    let count =
        |parts: &[Part<'_>], kind: When| parts.iter().filter(|(_, when, _)| *when == kind).count();
    let all_along = (count(mine, When::While), count(theirs, When::While));
    let once = (count(mine, When::Once), count(theirs, When::Once));
    let apart = |(one, other): (usize, usize)| (one == 0) != (other == 0);
    if apart(once) {
        return (Verdict::CannotTell, "their conditions are judged on different days".to_owned());
    }
    if !apart(all_along) {
        return (Verdict::Same, String::new());
    }
    // What lapses when its condition stops asks for less.
    let less = all_along.0 == 0;
    let why = if less {
        "the second lapses when its condition stops, the first does not"
    } else {
        "the first lapses when its condition stops, the second does not"
    };
    (Verdict::of(!less, less), why.to_owned())
}
