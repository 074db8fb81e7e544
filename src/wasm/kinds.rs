//! Kinds and statuses as functions that find what a case has of them.
//!
//! In: kinds and statuses of the form. Out: their numbers in the module. Never here: what a
//! duty makes of them.

use std::fmt::Write;

use super::Why;
use super::plan::{KindIs, KindSaid, Plan, number};
use super::tests_of::{Reading, changes, test};
use crate::ir::{ALWAYS, Held, KindAt, MadeOf, NEVER, Scope, StatusAt, Test, Uses, Version};

/// The number of a kind.
pub(super) fn kind(plan: &mut Plan<'_>, at: KindAt) -> Result<u32, Why> {
    if let Some(known) = find(plan, &KindIs::At(at)) {
        return Ok(known);
    }
    let kind = plan.ir.kind(at).ok_or("an event is not there")?.clone();
    let mut open = plan.is_open(kind.concept);
    let word = plan.kind_word(at)?;
    let mut first = String::new();
    let mut then = String::new();
    // Writing to a string cannot fail.
    match &kind.made_of {
        MadeOf::Itself => {}
        MadeOf::AnyOf(parts) => {
            for part in parts {
                let part = part_of(plan, *part, &mut open)?;
                let _ = write!(first, "kind({part}); ");
                let _ = write!(then, "take(on, {part}); ");
            }
        }
        MadeOf::Those(of, that) => {
            let columns = columns_of(plan, *of);
            let with = Reading { columns: &columns, ..Reading::of_definitions(plan) };
            for kind in used(that) {
                let kind = self::kind(plan, kind)?;
                let _ = write!(first, "kind({kind}); ");
            }
            let so = test(plan, with, that, "on")?;
            let so = plan.slot(format!("return {so};"));
            let part = part_of(plan, *of, &mut open)?;
            let _ = write!(first, "kind({part}); ");
            let _ = write!(then, "those(on, {part}, {so}); ");
        }
        MadeOf::Deemed(after) => {
            for part in after {
                let part = self::kind(plan, *part)?;
                let _ = write!(then, "deemed(on, {part}); ");
            }
        }
    }
    let alone = matches!(kind.made_of, MadeOf::Itself | MadeOf::Deemed(_));
    let made = if alone && !kind.one_a_day {
        then
    } else {
        let one = i32::from(kind.one_a_day);
        format!("{first}gather(on); {then}settle(on, {one});")
    };
    Ok(said(plan, KindSaid { is: KindIs::At(at), word, open, made: 0 }, made))
}

/// A kind that others are made of.
fn part_of(plan: &mut Plan<'_>, at: KindAt, open: &mut bool) -> Result<u32, Why> {
    let part = kind(plan, at)?;
    *open |= plan.kinds.get(part as usize).is_some_and(|part| part.open);
    Ok(part)
}

fn used(test: &Test) -> Vec<KindAt> {
    let mut uses = Uses::default();
    uses.test(test);
    uses.kinds
}

fn find(plan: &Plan<'_>, is: &KindIs) -> Option<u32> {
    plan.kinds.iter().position(|known| known.is == *is).map(number)
}

fn said(plan: &mut Plan<'_>, kind: KindSaid, made: String) -> u32 {
    let made = if made.is_empty() { 0 } else { plan.slot(made) };
    plan.kinds.push(KindSaid { made, ..kind });
    number(plan.kinds.len() - 1)
}

/// The number of what is any of several kinds.
pub(super) fn any(plan: &mut Plan<'_>, parts: &[KindAt]) -> Result<u32, Why> {
    let is = KindIs::Any(parts.to_vec());
    if let Some(known) = find(plan, &is) {
        return Ok(known);
    }
    let (mut first, mut then, mut open) = (String::new(), String::new(), false);
    for part in parts {
        let part = part_of(plan, *part, &mut open)?;
        let _ = write!(first, "kind({part}); ");
        let _ = write!(then, "take(on, {part}); ");
    }
    let made = format!("{first}gather(on); {then}settle(on, 0);");
    Ok(said(plan, KindSaid { is, word: 0, open, made: 0 }, made))
}

/// The kinds whose columns occurrences of a kind stand in, itself first.
pub(super) fn columns_of(plan: &Plan<'_>, at: KindAt) -> Vec<KindAt> {
    let mut all = vec![at];
    let mut done = 0;
    while let Some(one) = all.get(done).copied() {
        done += 1;
        let parts: &[KindAt] = match plan.ir.kind(one).map(|kind| &kind.made_of) {
            Some(MadeOf::AnyOf(parts)) => parts,
            Some(MadeOf::Those(of, _)) => std::slice::from_ref(of),
            Some(MadeOf::Itself | MadeOf::Deemed(_)) | None => &[],
        };
        for part in parts {
            if !all.contains(part) {
                all.push(*part);
            }
        }
    }
    all
}

/// The number of a status.
pub(super) fn status(plan: &mut Plan<'_>, at: StatusAt) -> Result<u32, Why> {
    let known = |plan: &Plan<'_>| plan.statuses.iter().position(|(known, _)| *known == at);
    if let Some(known) = known(plan) {
        return Ok(number(known));
    }
    let status = plan.ir.status(at).ok_or("a status is not there")?.clone();
    let made = match &status.held {
        Held::Recorded { from, until, separate, inclusive } => {
            let mut first = String::new();
            let mut edges = String::new();
            let mut vague = false;
            for (kinds, begins) in [(from, 1), (until, 0)] {
                for one in kinds {
                    let one = kind(plan, *one)?;
                    let open = plan.kinds.get(one as usize).is_some_and(|kind| kind.open);
                    vague |= begins == 0 && open;
                    let _ = write!(first, "kind({one}); ");
                    let _ = write!(edges, "edge(on, {one}, {begins}); ");
                }
            }
            let word = plan.status_word(at)?;
            let how = i32::from(*inclusive)
                | i32::from(vague) << 1
                | i32::from(plan.is_open(status.concept)) << 2;
            let separately = i32::from(*separate);
            let derived = if edges.is_empty() {
                String::new()
            } else {
                format!("if ![on + 12] {{ edges(); {edges}derive(on, {separately}); }} ")
            };
            let merged = if *separate { "" } else { "merge(on); " };
            format!("{first}recorded(on, {word}); {derived}{merged}close(on, {how});")
        }
        Held::Defined(versions) => defined(plan, versions)?,
    };
    let made = plan.slot(made);
    plan.statuses.push((at, made));
    Ok(number(plan.statuses.len() - 1))
}

/// What has to be so on each day, and when that may change.
fn defined(plan: &mut Plan<'_>, versions: &[Version]) -> Result<String, Why> {
    let with = Reading::of_definitions(plan);
    let (mut so, mut turns) = (String::new(), String::new());
    for version in versions {
        let means = test(plan, with, &version.means, "on")?;
        changes(plan, with, &version.means, &mut turns)?;
        let mut one = format!("({means})");
        for except in &version.except {
            let not = test(plan, with, except, "on")?;
            let _ = write!(one, " && !({not})");
            changes(plan, with, except, &mut turns)?;
        }
        let (from, until) = version.force;
        let mut force = Vec::new();
        if from != ALWAYS {
            force.push(format!("{from} <= on"));
            let _ = write!(turns, "near({from}, on); ");
        }
        if until != NEVER {
            force.push(format!("on <= {until}"));
            let _ = write!(turns, "near({until} + 1, on); ");
        }
        if force.is_empty() {
            let _ = write!(so, "return {one};");
            break;
        }
        let force = force.join(" && ");
        let _ = write!(so, "if {force} {{ return {one}; }} ");
    }
    let (so, turns) = (plan.slot(so), plan.slot(turns));
    Ok(format!("define(on, {so}, {turns});"))
}

/// Whether the status of a scope is recorded, and begins with a kind.
pub(super) fn begins(plan: &Plan<'_>, scope: Scope, kind: KindAt) -> bool {
    let Scope::Each(status) = scope else { return false };
    match plan.ir.status(status).map(|status| &status.held) {
        Some(Held::Recorded { from, .. }) => from.contains(&kind),
        Some(Held::Defined(_)) | None => false,
    }
}
