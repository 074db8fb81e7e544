//! What powers may do to a duty: a power that puts it off or lifts it asks for less.

use super::reach::reach;
use super::recurring::{after, of_points};
use super::shifts::has_anchor;
use super::{Norm, Tables, Told, Verdict};
use crate::model::{EffectKind, Limits, Power};
use crate::syntax::ast::Licence;

/// The powers that act on a duty, each with what it does to it.
fn effects<'m>(norm: Norm<'m>) -> Vec<(&'m Power, &'m EffectKind)> {
    let powers = norm.model.powers.iter();
    let all = powers.flat_map(|power| power.effects.iter().map(move |effect| (power, effect)));
    all.filter(|(_, effect)| effect.duty == norm.duty.id)
        .map(|(power, effect)| (power, &effect.kind))
        .collect()
}

/// How the powers compare that may change two duties.
#[must_use]
pub fn powers<'m>(left: Norm<'m>, right: Norm<'m>, tables: &Tables<'m>) -> Told {
    let (mine, mut theirs) = (effects(left), effects(right));
    let mut told = Told::SAME;
    for (power, kind) in mine {
        let like = |(other, does): &(&Power, &EffectKind)| {
            let sort = std::mem::discriminant(*does) == std::mem::discriminant(kind);
            same_licence(power.may, other.may) && sort
        };
        let Some(at) = theirs.iter().position(like) else {
            let why = format!("the power `{}` is not there", power.name.value);
            told = told.and(Told::new(Verdict::Stricter, why));
            continue;
        };
        let (other, does) = theirs.swap_remove(at);
        told = told.and(effect((left, power, kind), (right, other, does), tables));
    }
    for (power, _) in theirs {
        let why = format!("the power `{}` is there too", power.name.value);
        told = told.and(Told::new(Verdict::Laxer, why));
    }
    told
}

/// Whether two licences are for the same.
#[must_use]
fn same_licence(one: Licence, other: Licence) -> bool {
    one == other
}

/// How two limits compare that powers give a duty, counted from one event alike.
fn changed<'m>(
    left: Norm<'m>,
    right: Norm<'m>,
    (mine, theirs): (&[Limits], &[Limits]),
    tables: &Tables<'m>,
) -> Option<Verdict> {
    let ([one], [other]) = (mine, theirs) else { return None };
    let (first, second) = (one.due.as_ref()?, other.due.as_ref()?);
    let alike = one.opens == other.opens && one.condition == other.condition;
    let plain = alike && !has_anchor(first) && !has_anchor(second);
    plain.then(|| of_points(left, right, (first, second), tables))
}

/// What the effects of two powers on one duty come to, how far they go included.
#[must_use]
pub(in crate::analysis) fn effect<'m>(
    (left, one, mine): (Norm<'m>, &'m Power, &EffectKind),
    (right, other, theirs): (Norm<'m>, &'m Power, &EffectKind),
    tables: &Tables<'m>,
) -> Told {
    let name = &other.name.value;
    let mut told = match (mine, theirs) {
        (EffectKind::Extends { by: a, up_to: x }, EffectKind::Extends { by: b, up_to: y }) => {
            let verdict = of_points(left, right, (&after(*a), &after(*b)), tables);
            let why = format!("the power `{name}` puts it off by another time");
            let told = if verdict == Verdict::Same { Told::SAME } else { Told::new(verdict, why) };
            if x == y { told } else { told.and(Told::new(Verdict::AsStrict, "by up to so long")) }
        }
        (EffectKind::Changes { limits: a, .. }, EffectKind::Changes { limits: b, .. })
            if a != b =>
        {
            let why = format!("the power `{name}` gives it another limit");
            match changed(left, right, (a, b), tables) {
                Some(verdict) => Told::new(verdict, why),
                None => Told::cannot(format!("{why}, and it hangs on other events")),
            }
        }
        (EffectKind::Changes { .. }, EffectKind::Changes { .. })
        | (EffectKind::Waives, EffectKind::Waives) => Told::SAME,
        (
            EffectKind::Extends { .. } | EffectKind::Changes { .. } | EffectKind::Waives,
            EffectKind::Extends { .. } | EffectKind::Changes { .. } | EffectKind::Waives,
        ) => Told::cannot(format!("the power `{name}` does something else to it")),
    };
    let far = reach((left.model, one), (right.model, other), tables);
    if far.verdict != Verdict::Same {
        told = told.and(Told::new(far.verdict, format!("of the power `{name}`: {}", far.why)));
    }
    told
}
