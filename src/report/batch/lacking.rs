//! What is not known, in words that fit every case.
//!
//! In: what rows blame. Out: the same in general, to be counted, and in words. Never here:
//! a case.

use crate::check::Checked;
use crate::eval::Blame;
use crate::facts::OccurrenceId;
use crate::names::ConceptId;
use crate::time::Day;

/// What a row blames, without what is of its case alone: two that are the same are said in
/// the same words.
pub(super) fn general(blame: &Blame) -> Blame {
    const ANY: OccurrenceId = OccurrenceId(0);
    match blame {
        Blame::DateOf(_) | Blame::CompletionOf(_) => Blame::DateOf(ANY),
        Blame::By(_) => Blame::By(ANY),
        Blame::HistoryBefore(_) => Blame::HistoryBefore(Day::MIN),
        Blame::Fact(fact) | Blame::FactOf(fact, _) => Blame::Fact(*fact),
        Blame::Calendar(..) => Blame::Calendar(Day::MIN, Day::MIN),
        Blame::Unrecorded(_) | Blame::NotEnteredSince(..) | Blame::BirthDate | Blame::Status(_) => {
            blame.clone()
        }
    }
}

/// What is not known, in general: the same words for every case.
pub(super) fn in_general(model: &Checked, blame: &Blame) -> String {
    let noun = |kind: ConceptId| several(model, kind);
    match blame {
        Blame::DateOf(_) | Blame::CompletionOf(_) => {
            "the exact day of something that is recorded without one".to_owned()
        }
        Blame::By(_) => "who did something that is recorded as done by somebody else".to_owned(),
        Blame::Unrecorded(kind) => match noun(*kind) {
            quoted if is_bare_verb(model, *kind) => format!("whether {quoted} happened, and when"),
            several => format!("whether there were {several}, and when"),
        },
        Blame::NotEnteredSince(kind, day) => {
            format!("{} after {}, when they were last entered", noun(*kind), day.long())
        }
        Blame::HistoryBefore(_) => "what came before the records of the case begin".to_owned(),
        Blame::BirthDate => "the date of birth".to_owned(),
        Blame::Fact(fact) | Blame::FactOf(fact, _) => noun(*fact),
        Blame::Status(status) => format!("from when until when {} held", noun(*status)),
        Blame::Calendar(..) => "working days beyond the end of the calendar".to_owned(),
    }
}

/// Whether an event is one that nothing declares: it has only its verb for a name.
fn is_bare_verb(model: &Checked, kind: ConceptId) -> bool {
    let concept = model.vocabulary.get(kind);
    concept.is_some_and(|concept| concept.event().is_some() && concept.verb() == concept.noun())
}

/// `talks`, `“risk band”`: what a kind is called in general.
pub(super) fn several(model: &Checked, kind: ConceptId) -> String {
    let Some(concept) = model.vocabulary.get(kind) else { return String::new() };
    let forms = concept.label.iter().chain([&concept.forms]);
    let named = forms.into_iter().any(|it| it.plural.is_some() || it.singular.is_some());
    match concept.event() {
        Some(_) if named => concept.plural().to_owned(),
        Some(_) | None => format!("“{}”", concept.noun()),
    }
}
