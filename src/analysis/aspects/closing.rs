//! How binding a duty is, who has it, which act counts for it, and how it ends undone.

use super::conditions::{Conditions, compared};
use super::order::{Known, Order};
use super::{Norm, Tables, Told, Verdict};
use crate::model::{Match, Opens, Point, Scope};
use crate::syntax::ast::{Anchor, Clock, Condition, EventDate, Pick, State, When};

/// `must` asks for more than `should`, and that for more than `aims to`.
#[must_use]
pub fn modality(left: Norm<'_>, right: Norm<'_>) -> Verdict {
    let (one, other) = (left.duty.modality, right.duty.modality);
    Verdict::of(other > one, other < one)
}

/// Another bearer is neither stricter nor laxer.
#[must_use]
pub fn who(left: Norm<'_>, right: Norm<'_>) -> Verdict {
    let (one, other) = (&left.duty.who, &right.duty.who);
    if one == other { Verdict::Same } else { Verdict::AsStrict }
}

/// Which act counts.
#[must_use]
pub fn matching(left: Norm<'_>, right: Norm<'_>) -> Told {
    let (one, other) = (counts(left), counts(right));
    if one == other && left.duty.act_for == right.duty.act_for {
        return Told::SAME;
    }
    let completes = |counts: &Match| *counts == Match::CompletionOfTrigger;
    if completes(&one) || completes(&other) {
        // Whether another occurrence can stand in for it follows from their acts.
        return if completes(&one) && completes(&other) {
            Told::SAME
        } else {
            Told::cannot("one of them is met by the very occurrence that starts it")
        };
    }
    if one == other {
        return Told::new(Verdict::AsStrict, "one of them names what the act is for");
    }
    let on_the_day = |norm: Norm<'_>| {
        norm.duty.limits.iter().all(|limits| {
            limits.opens == Opens::From(Point::Trigger) && limits.due == Some(Point::Trigger)
        })
    };
    let (why, two) = (
        "each act serves one occurrence only",
        "where two fall on one day, no act lies between the first and the second",
    );
    match (&one, &other) {
        (Match::LatestBefore, Match::OldestFirst)
            if on_the_day(right) && ends_with(left, right) =>
        {
            return if day_for_day(left) {
                Told::new(Verdict::Stricter, why)
            } else {
                Told::cannot(two)
            };
        }
        (Match::OldestFirst, Match::LatestBefore) if on_the_day(left) && ends_with(right, left) => {
            let why = "an act may serve several occurrences";
            return if day_for_day(left) {
                Told::new(Verdict::Laxer, why)
            } else {
                Told::cannot(two)
            };
        }
        (_, _) => {}
    }
    Told::cannot(format!(
        "another act counts as doing it: {} there, {} here",
        said(&one),
        said(&other)
    ))
}

/// Whether the one act on the day of an event lies among those of which the latest counts:
/// these begin on the day after the event before, and go on to the day of the same event, or
/// to that of its completion, which does not come before it.
fn ends_with(latest: Norm<'_>, on_the_day: Norm<'_>) -> bool {
    let (Some(last), Some(day)) = (&latest.duty.trigger, &on_the_day.duty.trigger) else {
        return false;
    };
    if last == day {
        return true;
    }
    let (Anchor::Event(last), Anchor::Event(day)) = (&last.anchor, &day.anchor) else {
        return false;
    };
    (last.event, &last.pick, last.state) == (day.event, &day.pick, day.state)
        && day.state == State::Any
        && (last.date, day.date) == (EventDate::Completion, EventDate::Counted)
}

/// Whether no two occurrences of what starts it fall on one day. Where two do, no act lies
/// between the one and the other.
fn day_for_day(norm: Norm<'_>) -> bool {
    let trigger = norm.duty.trigger.as_ref();
    let event = trigger.and_then(|trigger| trigger.anchor.event());
    event.is_some_and(|event| {
        let info = norm.model.vocabulary.get(event.event.value).and_then(|one| one.event());
        info.is_some_and(|info| info.same_day_is_one)
            || !matches!(event.pick, Pick::Each | Pick::EachFrom(_) | Pick::Previous)
    })
}

/// Which act counts, the third after the second being the next.
fn counts(norm: Norm<'_>) -> Match {
    let trigger = norm.duty.trigger.as_ref().map(|trigger| &trigger.anchor);
    let act = norm.duty.act.parts.first().map(|part| part.event.value);
    if let (Match::Nth(n), Some(Anchor::Event(event))) = (&norm.duty.matching, trigger)
        && Some(event.event.value) == act
        && event.pick == Pick::Nth(n.saturating_sub(1))
    {
        return Match::Next;
    }
    norm.duty.matching.clone()
}

fn said(counts: &Match) -> String {
    match counts {
        Match::Nth(n) => format!("the {} one in its stretch", crate::names::ordinal(*n)),
        Match::Next => "the next one after what starts it".to_owned(),
        Match::LatestBefore => "the latest one in time".to_owned(),
        Match::OldestFirst => "the first one that no other deadline has used".to_owned(),
        Match::CompletionOfTrigger => "the completion of what starts it".to_owned(),
    }
}

/// How it ends undone: what lapses, or may be left undone, asks for less.
#[must_use]
pub fn closing<'m>(left: Norm<'m>, right: Norm<'m>, tables: &Tables<'m>) -> Told {
    let (one, other) = (left.duty, right.duty);
    let mut told = Told::SAME;
    if one.missing_is_allowed != other.missing_is_allowed {
        let less = other.missing_is_allowed;
        told = told.and(Told::new(Verdict::of(!less, less), "silence closes one of them"));
    }
    let (mine, theirs) = (one.lapses_with_scope, other.lapses_with_scope);
    let whole = |scope: &Scope| *scope == Scope::WholeRecord;
    if one.scope != other.scope && (mine || theirs) {
        told = told.and(match (whole(&one.scope) || !mine, whole(&other.scope) || !theirs) {
            (true, true) => Told::SAME,
            (true, false) => Told::new(Verdict::Laxer, "it lapses at the end of its stretch"),
            (false, true) => {
                Told::new(Verdict::Stricter, "it does not lapse at the end of a stretch")
            }
            (false, false) => Told::cannot("they lapse at the end of different stretches"),
        });
    } else if mine != theirs && !whole(&one.scope) {
        let why = "one of them lapses at the end of its stretch";
        told = told.and(Told::new(Verdict::of(mine, theirs), why));
    } else if mine && theirs {
        told = told.and(kept(left, right));
    }
    told.and(until(left, right, tables))
}

/// What keeps it alive past the end of its stretch.
fn kept(left: Norm<'_>, right: Norm<'_>) -> Told {
    let (one, other) = (&left.duty.unless_lapse, &right.duty.unless_lapse);
    if one == other {
        return Told::SAME;
    }
    match (one.is_empty(), other.is_empty()) {
        (true, false) => Told::new(Verdict::Stricter, "a decision keeps it alive"),
        (false, true) => Told::new(Verdict::Laxer, "no decision keeps it alive"),
        (_, _) => {
            let any = |all: &[Condition]| vec![Condition::Any(all.to_vec())];
            let (one, other) = (any(one), any(other));
            fn of<'m>(norm: Norm<'m>, all: &'m [Condition]) -> Vec<super::conditions::Part<'m>> {
                all.iter().map(|condition| (norm.model, When::If, condition)).collect()
            }
            let Conditions { verdict, why, .. } = compared(&of(left, &one), &of(right, &other));
            Told::new(verdict, why)
        }
    }
}

/// `until A`: nothing is owed after it.
fn until<'m>(left: Norm<'m>, right: Norm<'m>, tables: &Tables<'m>) -> Told {
    let (one, other) = (&left.duty.running.until, &right.duty.running.until);
    match (one, other) {
        (None, None) => Told::SAME,
        (None, Some(_)) => Told::new(Verdict::Laxer, "it is owed no longer after an event"),
        (Some(_), None) => Told::new(Verdict::Stricter, "no event ends it"),
        (Some(one), Some(other)) => {
            let order = Order { left, right, meet: false, tables };
            match order.anchors(&one.value, &other.value) {
                Known { at_most: true, at_least: true } => Told::SAME,
                Known { at_most: true, at_least: false } => {
                    Told::new(Verdict::Stricter, "it is owed until a later day")
                }
                Known { at_most: false, at_least: true } => {
                    Told::new(Verdict::Laxer, "it is owed until an earlier day")
                }
                Known { at_most: false, at_least: false } => {
                    Told::cannot("different events end them")
                }
            }
        }
    }
}

/// Clauses that stop the clock or start it anew ask for less; how silence in the record
/// is read is a matter of judging.
#[must_use]
pub fn clocks(left: Norm<'_>, right: Norm<'_>) -> Told {
    let (one, other) = (&left.duty.running, &right.duty.running);
    let all = |clocks: &[crate::source::Spanned<Clock>]| -> Vec<Clock> {
        clocks.iter().map(|clock| clock.value.clone()).collect()
    };
    let (mine, theirs) = (all(&one.clocks), all(&other.clocks));
    let more = theirs.iter().any(|clock| !mine.contains(clock));
    let fewer = mine.iter().any(|clock| !theirs.contains(clock));
    let told = match (more, fewer) {
        (false, false) => Told::SAME,
        (true, false) => Told::new(Verdict::Laxer, "its clock stops or starts anew more often"),
        (false, true) => Told::new(Verdict::Stricter, "its clock stops or starts anew less often"),
        (true, true) => Told::cannot("their clocks stop or start anew for different reasons"),
    };
    if one.unrecorded == other.unrecorded {
        return told;
    }
    told.and(Told::new(Verdict::AsStrict, "silence in the record is read in another way"))
}
