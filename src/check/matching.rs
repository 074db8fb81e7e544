//! What meets a duty: occurrences that cannot, and that two duties fight over.

use rustc_hash::FxHashMap;

use super::Check;
use super::dates::{Dates, Witness, opening};
use crate::diag::{Code, Diagnostic};
use crate::model::{Duty, Limits, Match};
use crate::names::{ConceptId, ordinal};
use crate::syntax::ast::{Anchor, EventAnchor, EventDate, Pick, State};

/// D0404: two duties are met by one and the same occurrence, in windows that have
/// no day in common.
pub(super) fn never_together(check: &mut Check<'_>) {
    let dates = Dates::new(check.model.calendar.as_deref(), check.model.pack.verified);
    for duties in rivals(check) {
        let mut tried: Vec<&Duty> = Vec::new();
        for duty in duties {
            // What was said of equal limits is not said again.
            if tried.iter().any(|other| other.due == duty.due) {
                continue;
            }
            let clash = tried
                .iter()
                .find_map(|other| apart(&dates, other, duty).map(|witness| (*other, witness)));
            if let Some((other, (earlier, witness))) = clash {
                let found = apart_words(check, other, duty, earlier, witness);
                check.found.push(found);
            }
            tried.push(duty);
        }
    }
}

/// The duties met by the same occurrence and triggered by the same anchor.
fn rivals<'m>(check: &Check<'m>) -> Vec<Vec<&'m Duty>> {
    let mut at: FxHashMap<(ConceptId, u32, &Anchor), usize> = FxHashMap::default();
    let mut groups: Vec<Vec<&Duty>> = Vec::new();
    for duty in &check.own {
        let (Match::Nth(number), Some(trigger)) = (&duty.matching, &duty.trigger) else { continue };
        let ([part], [_]) = (duty.act.parts.as_slice(), duty.limits.as_slice()) else { continue };
        let key = (part.event.value, *number, &trigger.anchor);
        let place = *at.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(duty),
            None => groups.push(vec![duty]),
        }
    }
    groups
}

/// Whether two windows never meet: the duty whose window is the earlier, and a day
/// that shows it. Duties that may apply to different cases are left alone.
fn apart<'m>(dates: &Dates<'_>, a: &'m Duty, b: &'m Duty) -> Option<(&'m Duty, Witness)> {
    let within = |a: &Duty, b: &Duty| a.applies.iter().all(|one| b.applies.contains(one));
    let together =
        a.scope == b.scope && (within(a, b) || within(b, a)) && a.force.meets(b.force).is_some();
    let (Some(first), Some(second)) = (a.limits.first(), b.limits.first()) else { return None };
    if !together {
        return None;
    }
    let never = |early: &Limits, late: &Limits| {
        let (opens, due) = (opening(&late.opens)?, early.due.as_ref()?);
        dates.always_reversed(&opens, due)
    };
    match never(first, second) {
        Some(witness) => Some((a, witness)),
        None => never(second, first).map(|witness| (b, witness)),
    }
}

fn apart_words(
    check: &Check<'_>,
    first: &Duty,
    second: &Duty,
    earlier: &Duty,
    witness: Witness,
) -> Diagnostic {
    let later = if earlier.id == first.id { second } else { first };
    let act =
        first.act.parts.first().map_or("", |part| check.model.vocabulary.noun(part.event.value));
    let which = match first.matching {
        Match::Nth(number) => format!("the {} {act}", ordinal(number)),
        Match::Next | Match::LatestBefore | Match::OldestFirst | Match::CompletionOfTrigger => {
            act.to_owned()
        }
    };
    let (one, other) = (&earlier.name.value, &later.name.value);
    let message =
        format!("no day suits both `{one}` and `{other}`, and {which} is to meet the two");
    let (from, ends, opens) = (witness.from.long(), witness.second.long(), witness.first.long());
    let says = |duty: &Duty| {
        if duty.id == earlier.id {
            format!("counted from {from}, this ends on {ends}")
        } else {
            format!("counted from {from}, this begins on {opens}")
        }
    };
    let place = |duty: &Duty| duty.due.as_ref().map_or(duty.name.span, |due| due.core.span);
    Diagnostic::new(Code::D0404, place(second), message)
        .label(says(second))
        .also(place(first), says(first))
        .help("let another occurrence meet one of them with `met by`, or change its limit")
}

/// D0409: the occurrence that meets a duty is the one its limit is counted from,
/// or comes before it.
pub(super) fn own_trigger(check: &mut Check<'_>) {
    for duty in check.own.clone() {
        let Match::Nth(number) = duty.matching else { continue };
        let (Some(trigger), [part]) = (&duty.trigger, duty.act.parts.as_slice()) else { continue };
        let Anchor::Event(EventAnchor { event, pick, state: State::Any, date }) = &trigger.anchor
        else {
            continue;
        };
        if event.value != part.event.value || *date == EventDate::Planned {
            continue;
        }
        let from = match pick {
            Pick::Nth(first) | Pick::EachFrom(first) => *first,
            Pick::Each | Pick::Only => 1,
            Pick::After(..) | Pick::LastBefore(_) | Pick::Previous => continue,
        };
        // From `each review` the second is counted from the first, but no later
        // review has one that could meet it.
        let each = matches!(pick, Pick::Each | Pick::EachFrom(_));
        if number > from && !each {
            continue;
        }
        let noun = check.model.vocabulary.noun(part.event.value);
        let anchor = check.printer.anchor(&trigger.anchor);
        let met = format!("the {} {noun}", ordinal(number));
        let message = format!("{met} cannot meet a limit that is counted from {anchor}");
        let help = if each {
            format!("let the one after it meet it: `met by   the next {noun}`")
        } else {
            let next = ordinal(from.saturating_add(1));
            format!("let the one after it meet it: `met by   the {next} {noun}`")
        };
        check.found.push(
            Diagnostic::new(Code::D0409, part.event.span, message)
                .label("a duty is not met by what starts it, or by what came before")
                .also(event.span, "the limit is counted from here")
                .help(help),
        );
    }
}
