//! The base's rules that are no duties: powers, deeming rules, rules across cases.
//!
//! A power that goes further, or a rule that deems more, shows in the duties it bears on;
//! here each of the base's own rules is named once, with how the pack's compares.

use super::holidays::{ask_backwards, ask_points, both};
use super::pair::in_base;
use super::{Holiday, RuleVerdict, Sides, Verdict};
use crate::analysis::align::Pair;
use crate::analysis::aspects::shifts::of_two;
use crate::analysis::aspects::{Deeming, Tables, Verdict as Strict, after};
use crate::analysis::course::Course;
use crate::analysis::rules::{self, Compared, Packs};
use crate::model::{Across, Deem, Duty, EffectKind, Point, Power};
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
        let (other, compared) = compared
            .map_or_else(|| (None, rules::power(&packs, Some(power), None)), |(a, b)| (Some(a), b));
        let mut found = verdict("power", (&power.name.value, power.title.as_deref()), compared);
        let with = (near, found.verdict == Verdict::Holds);
        found.holiday = other.and_then(|other| of_power(sides, pairs, (power, other), with));
        all.push(found);
    }
    for deem in &base.derived.deems {
        let other = local.derived.deems.iter();
        let other =
            other.filter(|other| other.gives == deem.gives && other.trigger == deem.trigger);
        let compared = nearest(other, |other: &&Deem| {
            (other.name == deem.name, rules::deem(&packs, Some(deem), Some(other)))
        });
        let (other, compared) = compared
            .map_or_else(|| (None, rules::deem(&packs, Some(deem), None)), |(a, b)| (Some(a), b));
        let mut found =
            verdict("deeming rule", (&deem.name.value, deem.title.as_deref()), compared);
        let with = (near, found.verdict == Verdict::Holds);
        found.holiday = other.and_then(|other| of_deem(sides, (deem, other), tables, with));
        all.push(found);
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
        let compared = compared
            .map_or_else(|| rules::across(&packs, Some(rule), None), |(_, compared)| compared);
        all.push(verdict("rule across cases", (&rule.name.value, rule.title.as_deref()), compared));
    }
    all
}

/// Whether one more bank holiday would let a power go further, or no longer: of the time in
/// which it may be used, and of what it does to the deadlines of duties.
fn of_power(
    sides: Sides<'_>,
    pairs: &[Pair],
    (one, other): (&Power, &Power),
    with: (Day, bool),
) -> Option<Holiday> {
    let due = |power: &Power| {
        let right: &Duty = power.right.as_deref()?;
        let [limits] = right.limits.as_slice() else { return None };
        match Course::due(right, limits) {
            Course::Of(anchor, point) => Some((anchor, point)),
            Course::Undated | Course::Several(..) => None,
        }
    };
    let mut found = None;
    if let (Some((a, mine)), Some((b, theirs))) = (due(one), due(other))
        && a == b
    {
        found = ask_points(sides, (&mine, &theirs), with);
    }
    for pair in pairs {
        let mine = one.effects.iter().find(|effect| effect.duty == pair.left);
        let theirs = other.effects.iter().find(|effect| effect.duty == pair.right);
        let points = mine
            .zip(theirs)
            .and_then(|(mine, theirs)| Some((put_off(&mine.kind)?, put_off(&theirs.kind)?)));
        if let Some((mine, theirs)) = points {
            found = both(found, ask_points(sides, (&mine, &theirs), with));
        }
    }
    found
}

/// The last day that a power gives a duty, from its trigger or from its own last day.
fn put_off(kind: &EffectKind) -> Option<Point> {
    match kind {
        EffectKind::Extends { by, .. } => Some(after(*by)),
        EffectKind::Changes { limits, .. } => match limits.as_slice() {
            [limits] => limits.due.clone(),
            [] | [..] => None,
        },
        EffectKind::Waives => None,
    }
}

/// Whether one more bank holiday would turn round which of two rules deems it sooner, where
/// that asks for more, or later, where that does.
fn of_deem<'m>(
    sides: Sides<'m>,
    (one, other): (&'m Deem, &'m Deem),
    tables: &Tables<'m>,
    with: (Day, bool),
) -> Option<Holiday> {
    let (mine, theirs): (&Point, &Point) = (&one.until, &other.until);
    if one.trigger != other.trigger {
        return None;
    }
    let (base, local) = (sides.base.model(), sides.local.model());
    let days = match of_two((base, one), (local, other), tables) {
        Deeming::Days(contrast) => (contrast.earlier.dates > 0, contrast.later.dates > 0),
        Deeming::Same | Deeming::Cases(_) => (false, false),
        Deeming::Unknown(_) => return None,
    };
    let (sooner, later) = match (days, with.1) {
        // What is as soon on every day may become either.
        ((false, false), _) => (true, true),
        // It holds though it is sooner: that asks for more. It fails since it is: for less.
        ((sooner, later), true) => (sooner, later),
        ((sooner, later), false) => (later, sooner),
    };
    let forwards = sooner.then(|| ask_points(sides, (mine, theirs), with)).flatten();
    let backwards = later.then(|| ask_backwards(sides, (mine, theirs), with)).flatten();
    both(forwards, backwards)
}

/// Of several that may stand for a rule the one that asks for most; of such, that of the
/// same name.
fn nearest<T>(
    all: impl Iterator<Item = T>,
    compared: impl Fn(&T) -> (bool, Compared),
) -> Option<(T, Compared)> {
    let rank = |(_, (same, one)): &(T, (bool, Compared))| (one.verdict.may_be_laxer(), !*same);
    let each = all.map(|one| {
        let found = compared(&one);
        (one, found)
    });
    each.min_by_key(rank).map(|(one, (_, compared))| (one, compared))
}

/// What asks for no less holds; what asks for less fails where a case shows it.
fn verdict(
    kind: &'static str,
    (id, title): (&str, Option<&str>),
    compared: Compared,
) -> RuleVerdict {
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
    let (id, title) = (id.to_owned(), crate::names::titled(title, id));
    RuleVerdict { kind, id, title, verdict, why, duties, witness, holiday: None }
}
