//! Powers and deeming rules of the base: whether the pack has them unchanged.
//!
//! A power that goes further, or a rule that deems more, shows in the duties it bears
//! on; here each of the base's own rules is named once. What differs is not decided.

use super::{RuleVerdict, Sides, Verdict};
use crate::model::{Deem, EffectKind, Model, Power};

/// What becomes of each.
pub(super) fn rules(sides: Sides<'_>) -> Vec<RuleVerdict> {
    let (base, local): (&Model, &Model) = (sides.base, sides.local);
    let powers = base.powers.iter().map(|power| {
        let same = local.powers.iter().any(|other| is_same_power((base, power), (local, other)));
        verdict("power", &power.name.value, same)
    });
    let deems = base.derived.deems.iter().map(|deem| {
        let same = local.derived.deems.iter().any(|other| is_same_deem(deem, other));
        verdict("deem", &deem.name.value, same)
    });
    powers.chain(deems).collect()
}

fn verdict(kind: &'static str, id: &str, same: bool) -> RuleVerdict {
    let (verdict, why) = match same {
        true => (Verdict::Holds, String::new()),
        false => (Verdict::CannotTell, "the pack has no such rule, or has it otherwise".to_owned()),
    };
    RuleVerdict { kind, id: id.to_owned(), verdict, why }
}

fn is_same_power((base, one): (&Model, &Power), (local, other): (&Model, &Power)) -> bool {
    let counts = |power: &Power| power.counts.iter().map(|one| one.value).collect::<Vec<_>>();
    let right = |power: &Power| power.right.as_ref().map(|right| right.limits.clone());
    let effects = one.effects.len() == other.effects.len()
        && one.effects.iter().zip(&other.effects).all(|(first, second)| {
            let name = |model: &Model, duty| model.duty(duty).map(|duty| duty.name.value.clone());
            name(base, first.duty) == name(local, second.duty)
                && does_the_same(&first.kind, &second.kind)
        });
    one.may == other.may
        && counts(one) == counts(other)
        && right(one) == right(other)
        && one.applies == other.applies
        && one.scope == other.scope
        && one.force == other.force
        && effects
}

fn does_the_same(one: &EffectKind, other: &EffectKind) -> bool {
    match (one, other) {
        (EffectKind::Extends { by: a, up_to: x }, EffectKind::Extends { by: b, up_to: y }) => {
            (a, x) == (b, y)
        }
        (EffectKind::Changes { limits: a, .. }, EffectKind::Changes { limits: b, .. }) => a == b,
        (EffectKind::Waives, EffectKind::Waives) => true,
        (
            EffectKind::Extends { .. } | EffectKind::Changes { .. } | EffectKind::Waives,
            EffectKind::Extends { .. } | EffectKind::Changes { .. } | EffectKind::Waives,
        ) => false,
    }
}

fn is_same_deem(one: &Deem, other: &Deem) -> bool {
    one.trigger == other.trigger
        && one.until == other.until
        && one.when == other.when
        && one.gives == other.gives
        && one.applies == other.applies
        && one.scope == other.scope
}
