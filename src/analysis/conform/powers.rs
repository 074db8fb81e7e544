//! The base's rules that are no duties: powers, deeming rules, rules across cases.
//!
//! A power that goes further, or a rule that deems more, shows in the duties it bears on;
//! here each of the base's own rules is named once, with how the pack's compares.

use super::pair::in_base;
use super::{RuleVerdict, Sides, Verdict};
use crate::analysis::align::Pair;
use crate::analysis::aspects::{Tables, Verdict as Strict};
use crate::analysis::rules::{self, Compared, Packs};
use crate::model::{Across, Deem, Power};
use crate::time::Day;

/// What becomes of each.
pub(super) fn rules<'m>(
    sides: Sides<'m>,
    pairs: &[Pair],
    (tables, near): (&Tables<'m>, Day),
) -> Vec<RuleVerdict> {
    let (base, local) = (sides.base, sides.local);
    let packs = Packs::new((base, local), pairs, (tables, near));
    let mut all = Vec::new();
    for power in &base.powers {
        let other = local.powers.iter().filter(|other| other.may == power.may);
        let compared = nearest(other, |other: &&Power| {
            (other.name == power.name, rules::power(&packs, Some(power), Some(other)))
        });
        let compared = compared.unwrap_or_else(|| rules::power(&packs, Some(power), None));
        all.push(verdict("power", &power.name.value, compared));
    }
    for deem in &base.derived.deems {
        let other = local.derived.deems.iter();
        let other =
            other.filter(|other| other.gives == deem.gives && other.trigger == deem.trigger);
        let compared = nearest(other, |other: &&Deem| {
            (other.name == deem.name, rules::deem(&packs, Some(deem), Some(other)))
        });
        let compared = compared.unwrap_or_else(|| rules::deem(&packs, Some(deem), None));
        all.push(verdict("deeming rule", &deem.name.value, compared));
    }
    for rule in &base.across {
        let other = local.across.iter();
        let other = other.filter(|other| {
            let same =
                std::mem::discriminant(&other.measure) == std::mem::discriminant(&rule.measure);
            other.name.value == rule.name.value || other.group == rule.group && same
        });
        let compared = nearest(other, |other: &&Across| {
            (other.name == rule.name, rules::across(&packs, Some(rule), Some(other)))
        });
        let compared = compared.unwrap_or_else(|| rules::across(&packs, Some(rule), None));
        all.push(verdict("rule across cases", &rule.name.value, compared));
    }
    all
}

/// Of several that may stand for a rule the one that asks for most; of such, that of the
/// same name.
fn nearest<T>(
    all: impl Iterator<Item = T>,
    compared: impl Fn(&T) -> (bool, Compared),
) -> Option<Compared> {
    let rank = |(same, one): &(bool, Compared)| (one.verdict.may_be_laxer(), !*same);
    all.map(|one| compared(&one)).min_by_key(rank).map(|(_, compared)| compared)
}

/// What asks for no less holds; what asks for less fails where a case shows it.
fn verdict(kind: &'static str, id: &str, compared: Compared) -> RuleVerdict {
    let shown = compared.witness.as_ref().map(|witness| witness.shows);
    let verdict = match (compared.verdict, shown) {
        (Strict::Same | Strict::AsStrict | Strict::Stricter, _) => Verdict::Holds,
        // A case in which the base is broken and the pack is not is proof, whatever else.
        (_, Some(Some(Strict::Laxer))) => Verdict::Fails,
        // What a name means shows in the duties alone.
        (Strict::Laxer | Strict::Incomparable, Some(None)) => Verdict::Fails,
        (Strict::Laxer | Strict::Incomparable | Strict::CannotTell, _) => Verdict::CannotTell,
    };
    let duties = compared.duties.iter().filter(|one| one.verdict.may_be_laxer());
    let duties = duties.map(|one| one.duty.clone()).collect();
    let witness = compared.witness.filter(|_| verdict == Verdict::Fails);
    let why = in_base(&compared.why);
    RuleVerdict { kind, id: id.to_owned(), verdict, why, duties, witness }
}
