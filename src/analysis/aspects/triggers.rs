//! What starts an instance: which of two sets of days holds the other.

use super::{Norm, Verdict};
use crate::model::{Model, Scope};
use crate::names::ConceptId;
use crate::source::Spanned;
use crate::syntax::ast::{Anchor, EventAnchor, EventDate, EventMeaning, Pick, State};

/// How the triggers of two duties compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triggers {
    /// *Stricter* is started by more.
    pub verdict: Verdict,
    /// Some occurrences start both, so that their limits can be held against each
    /// other from the same day.
    pub meet: bool,
    /// The reason where it is not decided, or the rule it was decided by.
    pub why: String,
    /// Events that start the first duty alone.
    pub only_left: Vec<ConceptId>,
    /// Events that start the second alone.
    pub only_right: Vec<ConceptId>,
}

impl Triggers {
    fn told(verdict: Verdict, meet: bool, why: impl Into<String>) -> Triggers {
        Triggers { verdict, meet, why: why.into(), only_left: Vec::new(), only_right: Vec::new() }
    }
}

/// What counts as an event: itself, or the kinds it stands for, one by one; and events
/// that count only if something is so of them, by their own ids.
#[must_use]
pub fn members(model: &Model, event: ConceptId) -> Vec<ConceptId> {
    let mut all = Vec::new();
    gather(model, event, 0, &mut all);
    all.sort_unstable();
    all.dedup();
    all
}

fn gather(model: &Model, event: ConceptId, depth: usize, all: &mut Vec<ConceptId>) {
    let kind = model.derived.kinds.iter().find(|kind| kind.event.value == event);
    match kind.map(|kind| &kind.meaning) {
        Some(EventMeaning::AnyOf(parts)) if depth < 8 => {
            for part in parts {
                if part.value == event {
                    all.push(event);
                } else {
                    gather(model, part.value, depth + 1, all);
                }
            }
        }
        Some(EventMeaning::AnyOf(_) | EventMeaning::Those { .. }) | None => all.push(event),
    }
}

/// How the triggers compare.
#[must_use]
pub fn triggers(left: Norm<'_>, right: Norm<'_>) -> Triggers {
    let (one, other) = match (&left.duty.trigger, &right.duty.trigger) {
        (Some(one), Some(other)) => (plain(left, &one.anchor), plain(right, &other.anchor)),
        (None, None) => return Triggers::told(Verdict::Same, true, ""),
        (Some(_), None) | (None, Some(_)) => {
            let again = left.duty.recurrence.is_some() || right.duty.recurrence.is_some();
            let why = if again {
                "one of them is started by an event and the other comes again by itself"
            } else {
                "one of them is not evaluated by a machine"
            };
            return Triggers::told(Verdict::CannotTell, false, why);
        }
    };
    match (&one, &other) {
        (Anchor::Event(one), Anchor::Event(other)) => events((left, one), (right, other)),
        _ if one == other => Triggers::told(Verdict::Same, true, ""),
        _ => {
            let (one, other) = (left.words().anchor(&one), right.words().anchor(&other));
            let why = format!("they are started by different events: {one} and {other}");
            Triggers::told(Verdict::CannotTell, false, why)
        }
    }
}

fn events(
    (left, one): (Norm<'_>, &EventAnchor),
    (right, other): (Norm<'_>, &EventAnchor),
) -> Triggers {
    let mine = members(left.model, one.event.value);
    let theirs = members(right.model, other.event.value);
    let only_left: Vec<_> = mine.iter().filter(|id| !theirs.contains(id)).copied().collect();
    let only_right: Vec<_> = theirs.iter().filter(|id| !mine.contains(id)).copied().collect();
    let apart = |why: String, meet: bool| Triggers {
        only_left: only_left.clone(),
        only_right: only_right.clone(),
        ..Triggers::told(Verdict::CannotTell, meet, why)
    };
    let said = || {
        let one = left.words().anchor(&Anchor::Event(one.clone()));
        format!("{one} and {}", right.words().anchor(&Anchor::Event(other.clone())))
    };
    if only_left.len() == mine.len() {
        return apart(format!("they are started by different events: {}", said()), false);
    }
    if one.state != other.state {
        return apart(format!("they are started by different states of it: {}", said()), false);
    }
    let same_kind = only_left.is_empty() && only_right.is_empty();
    let (all_left, all_right) = (one.pick == Pick::Each, other.pick == Pick::Each);
    let counts = |pick: &Pick| matches!(pick, Pick::Nth(_) | Pick::EachFrom(_));
    if same_kind
        && left.duty.scope != right.duty.scope
        && (counts(&one.pick) || counts(&other.pick))
    {
        let scopes = format!("{} and {}", scope(left), scope(right));
        return apart(format!("they count in different stretches: {scopes}"), true);
    }
    // An ordinal among fewer kinds is another occurrence.
    let within = match picks(&one.pick, &other.pick) {
        Some(_) if same_kind => picks(&one.pick, &other.pick),
        Some(_) if all_left && all_right => Some((true, true)),
        Some(_) if all_right && only_left.is_empty() => Some((true, false)),
        Some(_) if all_left && only_right.is_empty() => Some((false, true)),
        Some(_) | None => None,
    };
    let Some((left_within, right_within)) = within else {
        return apart(format!("they pick different occurrences: {}", said()), true);
    };
    let more = !left_within_all(right_within, &only_right);
    let less = !left_within_all(left_within, &only_left);
    let (only_left, only_right) = (only_left.clone(), only_right.clone());
    Triggers { only_left, only_right, ..Triggers::told(Verdict::of(more, less), true, "") }
}

fn left_within_all(within: bool, only: &[ConceptId]) -> bool {
    within && only.is_empty()
}

/// The occurrences of one event that start the first duty and not the second, as the pack
/// of the second writes them: `the first review`, `each review from the fourth onwards`.
/// None where they are not told apart by their ordinals.
#[must_use]
pub fn left_out(left: Norm<'_>, right: Norm<'_>) -> Vec<String> {
    let (Some(one), Some(other)) = (&left.duty.trigger, &right.duty.trigger) else {
        return Vec::new();
    };
    let (one, other) = (plain(left, &one.anchor), plain(right, &other.anchor));
    let (Anchor::Event(one), Anchor::Event(other)) = (one, other) else { return Vec::new() };
    let (Some(a), Some(b)) = (ordinals(&one.pick), ordinals(&other.pick)) else {
        return Vec::new();
    };
    let mut picks: Vec<Pick> = (a.0..b.0.min(a.1.saturating_add(1))).map(Pick::Nth).collect();
    let after = b.1.saturating_add(1).max(a.0);
    match a.1 {
        u32::MAX if b.1 < u32::MAX => picks.push(Pick::EachFrom(after)),
        last if b.1 < last => picks.extend((after..=last).map(Pick::Nth)),
        _ => {}
    }
    let said = |pick| right.words().anchor(&Anchor::Event(EventAnchor { pick, ..other.clone() }));
    picks.into_iter().map(said).collect()
}

/// The ordinals that are picked, from and up to.
fn ordinals(pick: &Pick) -> Option<(u32, u32)> {
    match pick {
        Pick::Each => Some((1, u32::MAX)),
        Pick::EachFrom(n) => Some((*n, u32::MAX)),
        Pick::Nth(n) => Some((*n, *n)),
        Pick::Only => Some((1, 1)),
        Pick::After(..) | Pick::LastBefore(_) | Pick::Previous => None,
    }
}

/// Whether each pick of occurrences of one event lies within the other: the first
/// within the second, the second within the first. `None` where that is not known.
fn picks(one: &Pick, other: &Pick) -> Option<(bool, bool)> {
    if one == other {
        return Some((true, true));
    }
    let (a, b) = (ordinals(one)?, ordinals(other)?);
    let within = |inner: (u32, u32), outer: (u32, u32)| outer.0 <= inner.0 && inner.1 <= outer.1;
    (a.1 >= b.0 && b.1 >= a.0).then(|| (within(a, b), within(b, a)))
}

/// In which stretch a duty counts, in words.
fn scope(norm: Norm<'_>) -> String {
    let words = &norm.model.vocabulary;
    match norm.duty.scope {
        Scope::WholeRecord => "the whole record".to_owned(),
        Scope::EachPeriod(status) => format!("each period {}", words.noun(status)),
        Scope::EachEvent(event) => format!("each {}", words.noun(event)),
    }
}

/// An anchor with no difference that is none: the start of a status that one event
/// begins is that event, and of what happens once each is the only one. The date of an
/// occurrence makes no other occurrence of it.
pub(super) fn plain(norm: Norm<'_>, anchor: &Anchor) -> Anchor {
    let words = &norm.model.vocabulary;
    let only = |event: ConceptId, at: &Spanned<ConceptId>| {
        Anchor::Event(EventAnchor {
            event: Spanned::new(event, at.span),
            pick: Pick::Only,
            state: State::Any,
            date: EventDate::Counted,
        })
    };
    let edge = |status: &Spanned<ConceptId>, start: bool| {
        let info = words.get(status.value).and_then(|concept| concept.status());
        let transition = info.and_then(|info| info.transition.as_ref())?;
        let events = if start { &transition.from } else { &transition.until };
        match (events.as_slice(), norm.duty.scope == Scope::EachPeriod(status.value)) {
            ([event], true) => Some(only(*event, status)),
            (_, _) => None,
        }
    };
    match anchor {
        Anchor::PeriodStart(status) => edge(status, true).unwrap_or_else(|| anchor.clone()),
        Anchor::PeriodEnd(status) => edge(status, false).unwrap_or_else(|| anchor.clone()),
        Anchor::Event(event) => {
            let info = words.get(event.event.value).and_then(|concept| concept.event());
            let once = info.is_some_and(|info| info.once.is_some());
            let one = matches!(event.pick, Pick::Nth(1) | Pick::Each);
            let pick = if once && one { Pick::Only } else { event.pick.clone() };
            Anchor::Event(EventAnchor { pick, date: EventDate::Counted, ..event.clone() })
        }
        Anchor::Birth
        | Anchor::Birthday(_)
        | Anchor::Date(_)
        | Anchor::EachYear(..)
        | Anchor::Duty(..)
        | Anchor::Earlier(..)
        | Anchor::Later(..)
        | Anchor::It => anchor.clone(),
    }
}
