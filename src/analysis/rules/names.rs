//! What names mean: definitions, deeming rules, kinds of events. As strict as they make
//! the duties that hang on them.

use super::{Bears, Compared, Packs, together, trial};
use crate::analysis::aspects::bearing::{self, signs};
use crate::analysis::aspects::shifts::{Shift, Where, of_deeming, of_kinds, of_status};
use crate::analysis::aspects::{Deeming, Norm, Told, Verdict, deeming_words};
use crate::model::Deem;
use crate::names::ConceptId;
use crate::syntax::ast::Condition;
use crate::syntax::print::Printer;

const NO_DUTY: &str = "no duty that both packs have hangs on it";

/// What a status means.
#[must_use]
pub fn definition(packs: &Packs<'_, '_>, status: ConceptId) -> Compared {
    let (shift, places) = of_status(packs.left, packs.right, status);
    if shift == Shift::Same {
        return Compared::told(Told::SAME);
    }
    let duties = bears(packs, status, |norm| signs(norm, status, true).verdict(&shift));
    let mut why = match &shift {
        Shift::Same => String::new(),
        Shift::Wider => format!("it holds in more cases here{}", cases(packs, &places.right)),
        Shift::Narrower => format!("it holds in fewer cases here{}", cases(packs, &places.left)),
        Shift::Both => both(packs, &places),
        Shift::Unknown(why) => why.clone(),
    };
    let (verdict, more) = together(&duties, NO_DUTY);
    let verdict = match (&shift, more.is_some()) {
        // With nothing that hangs on it, it asks for nothing.
        (_, true) => verdict,
        (Shift::Unknown(_), false) => Verdict::CannotTell,
        (Shift::Same | Shift::Wider | Shift::Narrower | Shift::Both, false) => verdict,
    };
    if let Some(more) = more {
        why.push_str(&format!("; {more}"));
    }
    let witness = trial::of_status(packs, status);
    Compared { verdict, why, duties, witness }
}

/// `: where …`
fn cases(packs: &Packs<'_, '_>, places: &[Vec<Condition>]) -> String {
    const NAMED: usize = 3;
    let wider = packs.right.vocabulary.len() >= packs.left.vocabulary.len();
    let words = if wider { &packs.right.vocabulary } else { &packs.left.vocabulary };
    let printer = Printer::new(words);
    let said = places.iter().filter(|place| !place.is_empty()).take(NAMED).map(|place| {
        let parts: Vec<String> = place.iter().map(|one| printer.inline(one)).collect();
        parts.join(" and ")
    });
    let said: Vec<String> = said.collect();
    let rest = places.len().saturating_sub(NAMED);
    let more = if rest > 0 { format!(", and in {rest} more ways") } else { String::new() };
    if said.is_empty() { String::new() } else { format!(": where {}{more}", said.join("; where ")) }
}

fn both(packs: &Packs<'_, '_>, places: &Where) -> String {
    format!(
        "it holds in some cases there alone{}; and in some here alone{}",
        cases(packs, &places.left),
        cases(packs, &places.right)
    )
}

/// What counts as an event.
#[must_use]
pub fn kind(packs: &Packs<'_, '_>, event: ConceptId) -> Compared {
    let shift = of_kinds(packs.left, packs.right, event);
    if shift == Shift::Same {
        return Compared::told(Told::SAME);
    }
    let duties = bears(packs, event, |norm| signs(norm, event, true).verdict(&shift));
    let (verdict, more) = together(&duties, NO_DUTY);
    let mut why = match &shift {
        Shift::Same => String::new(),
        Shift::Wider => "more counts as it here".to_owned(),
        Shift::Narrower => "less counts as it here".to_owned(),
        Shift::Both => "other things count as it here".to_owned(),
        Shift::Unknown(why) => why.clone(),
    };
    if let Some(more) = more {
        why.push_str(&format!("; {more}"));
    }
    Compared { verdict, why, duties, witness: None }
}

/// A rule by which an event is deemed to have happened; one at least is there.
#[must_use]
pub fn deem(packs: &Packs<'_, '_>, one: Option<&Deem>, other: Option<&Deem>) -> Compared {
    let Some(event) = one.or(other).map(|deem| deem.gives.value) else {
        return Compared::told(Told::SAME);
    };
    let deeming = of_deeming(packs.left, packs.right, event, packs.tables);
    if deeming == Deeming::Same {
        return Compared::told(Told::SAME);
    }
    let duties = bears(packs, event, |norm| bearing::of_deeming(norm, event, &deeming));
    let (verdict, more) = together(&duties, NO_DUTY);
    let mut why = format!("“{}” {}", packs.noun(event), deeming_words(&deeming));
    if let Some(more) = more {
        why.push_str(&format!("; {more}"));
    }
    let witness = trial::of_deem(packs, (one, other), &deeming);
    Compared { verdict, why, duties, witness }
}

/// The duties that hang on a name, and how they compare for it.
fn bears(
    packs: &Packs<'_, '_>,
    concept: ConceptId,
    verdict: impl Fn(Norm<'_>) -> Verdict,
) -> Vec<Bears> {
    let mut all: Vec<Bears> = Vec::new();
    for (left, right) in packs.resting(concept) {
        let (one, other) = (verdict(left), verdict(right));
        // What rests on it in a place that nobody looked at.
        let verdict = if one == other && one != Verdict::Same { one } else { Verdict::CannotTell };
        let duty = right.duty.name.value.clone();
        match all.iter_mut().find(|known| known.duty == duty) {
            Some(known) => known.verdict = known.verdict.and(verdict),
            None => all.push(Bears { duty, verdict }),
        }
    }
    all
}
