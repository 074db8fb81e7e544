//! What the names in a duty mean: definitions, kinds of events and deeming rules that
//! the two models have different.
//!
//! Cells spell out what a defined status means where a condition asks whether it holds,
//! and triggers and acts look at what counts as an event; so these are left to them.

use rustc_hash::FxHashSet;

use super::bearing::{self, signs};
use super::shifts::{Deeming, Shift, of_deeming, of_kinds, of_status};
use super::{Norm, Tables, Told, Verdict};
use crate::analysis::course::{Side, percent};
use crate::analysis::witness::ingredients::Ingredients;
use crate::check::walk::{self, Visit};
use crate::model::Definition;
use crate::names::ConceptId;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Anchor, Atom, Tense, When};

/// How what two duties rest on compares. Where a name covers more, or an event is deemed
/// sooner, it is followed to what it makes of the duty ([`super::bearing`]).
#[must_use]
pub fn meanings<'m>(left: Norm<'m>, right: Norm<'m>, tables: &Tables<'m>) -> Told {
    if std::ptr::eq(left.model, right.model) {
        return Told::SAME;
    }
    let mut concepts = Ingredients::of(left.model, left.duty).rests_on;
    concepts.extend(Ingredients::of(right.model, right.duty).rests_on);
    concepts.sort_unstable();
    concepts.dedup();
    let mut seen = Looked::default();
    walk::duty(left.duty, &mut seen);
    walk::duty(right.duty, &mut seen);
    let handled: FxHashSet<ConceptId> = own_events(left).chain(own_events(right)).collect();
    let mut told = Told::SAME;
    for id in concepts {
        let (one, other) = (&left.model.derived, &right.model.derived);
        let (one, other) = (one.definition(id), other.definition(id));
        let defined = !alike(one, other);
        let spelled = [one, other].into_iter().flatten().all(Definition::is_lasting);
        if defined && (!spelled || seen.beyond_now.contains(&id)) {
            let (shift, _) = of_status(left.model, right.model, id);
            told = told.and(shifted(left, right, id, &shift));
        }
        if !handled.contains(&id) {
            let shift = of_kinds(left.model, right.model, id);
            told = told.and(shifted(left, right, id, &shift));
        }
        let deeming = of_deeming(left.model, right.model, id, tables);
        told = told.and(deemed(left, right, id, &deeming));
    }
    told
}

/// The name of a concept in the words of whichever pack has one.
fn noun<'m>(left: Norm<'m>, right: Norm<'m>, id: ConceptId) -> &'m str {
    match left.model.vocabulary.noun(id) {
        "" => right.model.vocabulary.noun(id),
        noun => noun,
    }
}

/// What both duties make of a name, where they agree on it. What is not found in either
/// stands in a place that nobody looked at.
fn agreed(one: Verdict, other: Verdict) -> Verdict {
    if one == other && one != Verdict::Same { one } else { Verdict::CannotTell }
}

/// What it makes of a duty that a name covers other cases.
fn shifted(left: Norm<'_>, right: Norm<'_>, id: ConceptId, shift: &Shift) -> Told {
    let name = noun(left, right, id);
    let cases = match shift {
        Shift::Same => return Told::SAME,
        Shift::Wider => "covers more here",
        Shift::Narrower => "covers less here",
        Shift::Both => "covers other cases here",
        Shift::Unknown(why) => {
            return Told::cannot(format!("the packs mean different things by {name}: {why}"));
        }
    };
    let verdict =
        agreed(signs(left, id, false).verdict(shift), signs(right, id, false).verdict(shift));
    let why = match verdict {
        Verdict::CannotTell => {
            format!("“{name}” {cases}, and it decides in places that point both ways or none")
        }
        Verdict::Same
        | Verdict::AsStrict
        | Verdict::Stricter
        | Verdict::Laxer
        | Verdict::Incomparable => format!("“{name}” {cases}"),
    };
    Told::new(verdict, why)
}

/// What it makes of a duty that an event is deemed to have happened by other rules.
fn deemed(left: Norm<'_>, right: Norm<'_>, id: ConceptId, deeming: &Deeming) -> Told {
    let name = noun(left, right, id);
    if *deeming == Deeming::Same {
        return Told::SAME;
    }
    let said = deeming_words(deeming);
    let verdict =
        agreed(bearing::of_deeming(left, id, deeming), bearing::of_deeming(right, id, deeming));
    Told::new(verdict, format!("“{name}” {said}"))
}

/// What has become of deeming, in words that follow the name of the event.
#[must_use]
pub fn deeming_words(deeming: &Deeming) -> String {
    match deeming {
        Deeming::Same => String::new(),
        Deeming::Cases(Shift::Wider) => "is deemed to have happened in more cases here".to_owned(),
        Deeming::Cases(Shift::Narrower) => {
            "is deemed to have happened in fewer cases here".to_owned()
        }
        Deeming::Cases(Shift::Same | Shift::Both | Shift::Unknown(_)) => {
            "is deemed to have happened in other cases here".to_owned()
        }
        Deeming::Days(contrast) => {
            let days = |count: i32| {
                if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
            };
            let of = |side: &Side, word: &str| {
                let by = days(side.by_at_most);
                (side.dates > 0).then(|| {
                    let all = side.dates == contrast.dates;
                    let share = match all {
                        true => "every day".to_owned(),
                        false => format!("{} of days", percent(side.dates, contrast.dates)),
                    };
                    format!("{word} by up to {by} from {share}")
                })
            };
            let both = [of(&contrast.earlier, "sooner"), of(&contrast.later, "later")];
            let both: Vec<String> = both.into_iter().flatten().collect();
            format!("is deemed to have happened {} here", both.join(" and "))
        }
        Deeming::Unknown(why) => format!("is deemed to have happened by other rules: {why}"),
    }
}

/// The events whose kinds triggers and acts look at.
fn own_events(norm: Norm<'_>) -> impl Iterator<Item = ConceptId> {
    let trigger = match norm.duty.trigger.as_ref().map(|trigger| &trigger.anchor) {
        Some(Anchor::Event(event)) => Some(event.event.value),
        Some(_) | None => None,
    };
    let acts = norm.duty.act.parts.iter().map(|part| part.event.value);
    trigger.into_iter().chain(acts).collect::<Vec<_>>().into_iter()
}

/// Whether a status is defined alike; one that is recorded in both is.
fn alike(one: Option<&Definition>, other: Option<&Definition>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            one.means == other.means && one.except == other.except && one.counting == other.counting
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// The statuses that are asked about on other days than the one a condition is judged,
/// or whose beginning or end is counted from.
#[derive(Default)]
struct Looked {
    beyond_now: FxHashSet<ConceptId>,
}

impl Visit for Looked {
    fn anchor(&mut self, anchor: &Anchor, _: Span) {
        if let Anchor::PeriodStart(status) | Anchor::PeriodEnd(status) = anchor {
            self.beyond_now.insert(status.value);
        }
    }

    fn atom(&mut self, atom: &Spanned<Atom>, _: Option<Spanned<When>>) {
        match &atom.value {
            Atom::Status { tense: Tense::Now, .. }
            | Atom::Age { .. }
            | Atom::Happened { .. }
            | Atom::SamePerson { .. }
            | Atom::Fact { .. }
            | Atom::Recorded { .. } => {}
            Atom::Status { status, .. } | Atom::Total { status, .. } => {
                self.beyond_now.insert(status.value);
            }
        }
    }
}
