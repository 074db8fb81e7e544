//! What may be done: how far it goes, and what it does to duties.

use super::{Bears, Compared, Packs, trial};
use crate::analysis::aspects::{Norm, Told, Verdict, effect, reach};
use crate::model::{DutyId, Effect, Power};
use crate::names::with_article;
use crate::syntax::ast::Licence;

/// Two powers to do the same, or one that only one pack has.
#[must_use]
pub fn power<'m>(
    packs: &Packs<'_, 'm>,
    one: Option<&'m Power>,
    other: Option<&'m Power>,
) -> Compared {
    match (one, other) {
        (Some(one), Some(other)) => both(packs, one, other),
        (Some(one), None) => alone(packs, one, true),
        (None, Some(other)) => alone(packs, other, false),
        (None, None) => Compared::told(Told::SAME),
    }
}

fn both<'m>(packs: &Packs<'_, 'm>, one: &'m Power, other: &'m Power) -> Compared {
    let mut told = if one.may == other.may {
        reach((packs.left, one), (packs.right, other), packs.tables)
    } else {
        Told::cannot("they allow different things")
    };
    let mut duties = Vec::new();
    for (left, right) in packs.both() {
        let does = |power: &'m Power, duty: DutyId| {
            power.effects.iter().find(|effect| effect.duty == duty)
        };
        let found = match (does(one, left.duty.id), does(other, right.duty.id)) {
            (None, None) => continue,
            (Some(mine), Some(theirs)) => effects((left, one, mine), (right, other, theirs), packs),
            (Some(_), None) => Told::new(Verdict::Stricter, "it does nothing to it here"),
            (None, Some(_)) => Told::new(Verdict::Laxer, "it bears on it here"),
        };
        if found.verdict == Verdict::Same {
            continue;
        }
        let duty = right.duty.name.value.clone();
        if found.verdict != told.verdict {
            let why = format!("for `{duty}`: {}", found.why);
            told = told.and(Told { why, ..found.clone() });
        }
        duties.push(Bears { duty, verdict: found.verdict });
    }
    if told.verdict != Verdict::Same {
        duties.extend(hanging(packs, one, told.verdict));
    }
    let mut made = Compared { duties, ..Compared::told(told) };
    if made.verdict != Verdict::Same {
        shown(&mut made, packs, Some(one), Some(other));
    }
    made
}

fn effects<'m>(
    (left, one, mine): (Norm<'m>, &'m Power, &'m Effect),
    (right, other, theirs): (Norm<'m>, &'m Power, &'m Effect),
    packs: &Packs<'_, 'm>,
) -> Told {
    effect((left, one, &mine.kind), (right, other, &theirs.kind), packs.tables)
}

/// Duties that hang on what may be adjourned, cancelled or moved.
fn hanging(packs: &Packs<'_, '_>, power: &Power, verdict: Verdict) -> Vec<Bears> {
    let event = match power.may {
        Licence::Adjourn(event) => event.value,
        Licence::Act(_) | Licence::Cancel(_) | Licence::Move(_) => return Vec::new(),
    };
    let info = packs.right.vocabulary.get(event).and_then(|concept| concept.event());
    if !info.is_some_and(|info| info.life.adjourned_counts_on_plan) {
        return Vec::new();
    }
    let asks = |norm: &Norm<'_>| norm.duty.act.parts.iter().any(|part| part.event.value == event);
    let all = packs.both().filter(|(_, right)| asks(right));
    all.map(|(_, right)| Bears { duty: right.duty.name.value.clone(), verdict }).collect()
}

/// A power that one pack alone has. A pack that does not speak of a thing neither allows
/// it nor limits it: that shows only in duties that hang on it.
fn alone(packs: &Packs<'_, '_>, power: &Power, there: bool) -> Compared {
    let place = if there { "there" } else { "here" };
    let mut duties: Vec<Bears> = Vec::new();
    let lighter = if there { Verdict::Stricter } else { Verdict::Laxer };
    for (left, right) in packs.both() {
        let duty = if there { left.duty.id } else { right.duty.id };
        if power.effects.iter().any(|effect| effect.duty == duty) {
            duties.push(Bears { duty: right.duty.name.value.clone(), verdict: lighter });
        }
    }
    // Without a power to adjourn it what was adjourned counts on its plan, however often.
    let limits = lighter.mirrored();
    let limited = !power.counts.is_empty() || power.right.is_some() || !power.applies.is_empty();
    let counted = if limited { hanging(packs, power, limits) } else { Vec::new() };
    let noun = with_article(packs.noun(power.may.event().value));
    let told = match (duties.is_empty(), counted.is_empty()) {
        (true, true) if !limited => Told::new(
            Verdict::AsStrict,
            format!("only {place}; it allows something that no duty of both packs hangs on"),
        ),
        (true, true) => Told::cannot(format!(
            "only {place}; a pack that does not speak of it neither allows it nor limits it: \
             a power with its own `limit` would say how often"
        )),
        (false, true) => {
            Told::new(lighter, format!("only {place} can it put duties off, change or lift them"))
        }
        (true, false) => Told::new(
            limits,
            format!(
                "only {place} is it limited: {noun} that was adjourned counts on its planned \
                 day in the other, however often that is"
            ),
        ),
        (false, false) => Told::new(
            Verdict::Incomparable,
            format!("only {place} does it change duties, and only {place} is it limited"),
        ),
    };
    duties.extend(counted);
    let mut made = Compared { duties, ..Compared::told(told) };
    if matches!(made.verdict, Verdict::CannotTell | Verdict::Incomparable) || !there && limited {
        let (one, other) = if there { (Some(power), None) } else { (None, Some(power)) };
        made.witness = trial::of_power(packs, one, other).map(|found| found.0);
    }
    made
}

/// Looks for uses that only one of them allows. Uses of both sorts are proof that
/// neither goes as far as the other.
fn shown(made: &mut Compared, packs: &Packs<'_, '_>, one: Option<&Power>, other: Option<&Power>) {
    let Some((witness, ways)) = trial::of_power(packs, one, other) else { return };
    if made.verdict == Verdict::CannotTell && ways == Verdict::Incomparable {
        made.verdict = ways;
    }
    made.witness = Some(witness);
}
