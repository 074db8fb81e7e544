//! Powers that were used by somebody else, too often, too late or too far: findings
//! about the data of a case (D0805, D0808, D0809).
//!
//! In: the case as of a day. Out: a finding for each use that is ignored. Never here:
//! whether a use is allowed.

use super::duty::Made;
use super::force::within;
use super::powers::{too_far, too_late};
use super::uses::{Refusal, Use};
use super::world::World;
use crate::diag::{Code, Diagnostic};
use crate::model::{Duty, Power};
use crate::names::{definite, ordinal, with_article};
use crate::syntax::ast::Licence;
use crate::syntax::print::Printer;
use crate::time::Day;

/// A finding for each use of a power that changes nothing.
pub(super) fn misused(world: &World<'_>, made: &[Made]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if world.model.powers.is_empty() {
        return found;
    }
    let uses = world.uses();
    for (power, uses) in world.model.powers.iter().zip(uses.iter()) {
        if is_owed_too(world, power) {
            continue;
        }
        for one in uses {
            if is_of_another_version(world, power, one) {
                continue;
            }
            let refused = one.refused.as_ref().filter(|_| !allowed_elsewhere(world, power, one));
            found.extend(refused.and_then(|why| refused_use(world, power, one, why)));
        }
    }
    for (power, one, most) in too_far(world, made) {
        let (Some(power), Some(most)) = (world.model.powers.get(power), most.dates()) else {
            continue;
        };
        found.extend(put_off_too_far(world, power, &one, most.last));
    }
    for (power, one, last) in too_late(world, made) {
        let Some(power) = world.model.powers.get(power) else { continue };
        found.extend(used_too_late(world, power, &one, last));
    }
    found
}

/// Whether another version of the power was in force on the day of its use, and this
/// one was not.
fn is_of_another_version(world: &World<'_>, power: &Power, one: &Use) -> bool {
    let mut others = world.model.powers.iter().filter(|other| {
        other.id != power.id && other.from.pack == power.from.pack && other.name == power.name
    });
    within(power.force, &one.day).is_false()
        && others.any(|other| !within(other.force, &one.day).is_false())
}

/// A power that changes nothing and knows no limit says no more of an act than that it
/// is allowed; where a duty asks for the same act, it is that duty's.
fn is_owed_too(world: &World<'_>, power: &Power) -> bool {
    let Licence::Act(event) = power.may else { return false };
    let bare = power.effects.is_empty() && power.counts.is_empty() && power.right.is_none();
    let asks = |duty: &Duty| duty.act.parts.iter().any(|part| part.event.value == event.value);
    bare && world.model.duties.iter().any(asks)
}

/// What one power does not allow another may.
fn allowed_elsewhere(world: &World<'_>, power: &Power, one: &Use) -> bool {
    let uses = world.uses();
    let mut others = world.model.powers.iter().zip(uses.iter());
    others.any(|(other, uses)| {
        let same = other.id != power.id && other.may == power.may;
        let is = |use_: &&Use| use_.ev == one.ev && use_.day == one.day;
        same && uses.iter().find(is).is_some_and(|use_| !use_.allowed.is_false())
    })
}

/// `the power “To adjourn a review”`
fn called(power: &Power) -> String {
    let name = power.title.as_deref().unwrap_or(&power.name.value);
    format!("the power “{name}”")
}

fn on(day: i32) -> String {
    Day::from_number(day).with_weekday()
}

/// `this adjournment of the review on Thu 30 April 2026`
fn what(world: &World<'_>, power: &Power, one: &Use) -> String {
    let noun = world.model.vocabulary.noun(power.may.event().value);
    let day = on(one.day.lo);
    match power.may {
        Licence::Act(_) => format!("“{noun}” on {day}"),
        Licence::Adjourn(_) => format!("the adjournment of {} on {day}", definite(noun)),
        Licence::Cancel(_) => format!("the cancellation of {} on {day}", definite(noun)),
        Licence::Move(_) => format!("the moving of {} on {day}", definite(noun)),
    }
}

/// What becomes of what was not allowed.
fn ignored(power: &Power) -> &'static str {
    match power.may {
        Licence::Adjourn(_) => {
            "it is ignored, and what was adjourned counts on the day it was held after all"
        }
        Licence::Act(_) | Licence::Cancel(_) | Licence::Move(_) => "it changes nothing",
    }
}

fn refused_use(world: &World<'_>, power: &Power, one: &Use, why: &Refusal) -> Option<Diagnostic> {
    let span = world.case.occurrence(one.ev)?.span;
    let words = &world.model.vocabulary;
    let (what, ignored) = (what(world, power, one), ignored(power));
    let find = |code, said: String| Diagnostic::new(code, span, said);
    Some(match why {
        Refusal::Role => {
            let who = power.who.map_or("", |who| words.noun(who.value));
            let by = world.ev(one.ev).and_then(|ev| ev.by).map_or("", |by| words.noun(by));
            find(
                Code::D0809,
                format!("{what} was by {by}; only {who} has {}: {ignored}", called(power)),
            )
            .help(format!("if {who} did it, write `by: {who}`"))
        }
        Refusal::NotThen => find(
            Code::D0805,
            format!(
                "{what} is outside {}, which was not in force, or whose conditions did not hold, then: {ignored}",
                called(power)
            ),
        )
        .help("check the day and the facts on which the conditions hang"),
        Refusal::TooOften(at, nth) => {
            let count = power.counts.get(*at)?;
            let limit = Printer::new(words).use_limit(&crate::syntax::ast::UseLimit::Count {
                times: count.value.times,
                per: count.value.per,
            });
            let nth = ordinal(u32::try_from(*nth).unwrap_or(u32::MAX));
            find(
                Code::D0805,
                format!(
                    "{what} is the {nth}, and {} goes as far as `{limit}`: {ignored}",
                    called(power)
                ),
            )
            .help("if it was used for something else, say so with `for: …`")
        }
        Refusal::TooLate(last) => find(
            Code::D0808,
            format!(
                "{what} came after {}, the last day of {}: {ignored}",
                last.with_weekday(),
                called(power)
            ),
        )
        .help("check the day, and the day of what the time runs from"),
        Refusal::NotOpen => find(
            Code::D0808,
            format!("nothing had opened {} by the day of {what}: {ignored}", called(power)),
        )
        .help(match &power.right {
            Some(right) => opener(world, right),
            None => String::new(),
        }),
    })
}

/// What would have opened a right.
fn opener(world: &World<'_>, right: &crate::model::Duty) -> String {
    use crate::syntax::ast::Anchor;
    match right.trigger.as_ref().map(|trigger| &trigger.anchor) {
        Some(Anchor::Event(event)) => {
            let noun = world.model.vocabulary.noun(event.event.value);
            format!("record {} that it runs from, with its day", with_article(noun))
        }
        Some(_) | None => "check the day from which the time runs".to_owned(),
    }
}

fn used_too_late(world: &World<'_>, power: &Power, one: &Use, last: Day) -> Option<Diagnostic> {
    let span = world.case.occurrence(one.ev)?.span;
    let said = format!(
        "{} came after {}, the last day that it would have moved: it changes nothing",
        what(world, power, one),
        last.with_weekday()
    );
    Some(
        Diagnostic::new(Code::D0805, span, said)
            .help("check the day: a deadline is moved before it has passed, or not at all"),
    )
}

fn put_off_too_far(world: &World<'_>, power: &Power, one: &Use, most: Day) -> Option<Diagnostic> {
    let span = world.case.occurrence(one.ev)?.span;
    let until = world.ev(one.ev)?.until?;
    let said = format!(
        "{} puts it off to {}, and {} reaches to {}: it changes nothing",
        what(world, power, one),
        on(until.lo),
        called(power),
        most.with_weekday()
    );
    Some(Diagnostic::new(Code::D0805, span, said).help("check the day after `until`"))
}
