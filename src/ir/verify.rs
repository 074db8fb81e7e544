//! Whether a form is sound.
//!
//! In: an [`Ir`], or the duties of one in the making. Out: what is wrong with it. Never
//! here: whether it means what the model does, which other tests tell.

use super::{Again, Compiled, Duty, Fallback, Ir, KindAt, StatusAt, Trigger, Uses};
use crate::model::{DutyId, Model};

/// What is wrong with a form, if anything: what it names is there, and comes before all
/// that rests on it.
///
/// # Errors
/// The first thing that is wrong, in words for those who work on duly.
pub fn verify(ir: &Ir) -> Result<(), String> {
    for (at, kind) in (0_u32..).zip(&ir.kinds) {
        let mut uses = Uses::default();
        uses.made_of(&kind.made_of);
        before(&uses, at, u32::MAX).map_err(|why| format!("kind {at}: {why}"))?;
    }
    for (at, status) in (0_u32..).zip(&ir.statuses) {
        let mut uses = Uses::default();
        uses.status(status);
        before(&uses, u32::MAX, at).map_err(|why| format!("status {at}: {why}"))?;
        within(ir, &uses).map_err(|why| format!("status {at}: {why}"))?;
    }
    for (at, compiled) in ir.duties.iter().enumerate() {
        let Compiled::Duty(duty) = compiled else { continue };
        let told = |why: String| format!("duty {at}: {why}");
        if duty.id.0 as usize != at {
            return Err(told("is at another place than its own".to_owned()));
        }
        duty.versions().try_for_each(sound).map_err(told)?;
        let uses = Uses::of(duty);
        within(ir, &uses).map_err(told)?;
        if let Some(other) = uses.duties.iter().find(|other| !held(ir, **other)) {
            return Err(told(format!(
                "hangs on duty {}, which is not in the form and never sleeps",
                other.0
            )));
        }
    }
    Ok(())
}

fn sound(duty: &Duty) -> Result<(), String> {
    let windows = |again: &Again| matches!(again, Again::Windows(..));
    match &duty.trigger {
        Trigger::Through(_) => return Ok(()),
        Trigger::Again(again, _) if windows(again) && duty.limits.is_empty() => return Ok(()),
        Trigger::Again(..) | Trigger::On(_) | Trigger::Before { .. } | Trigger::Next { .. } => {}
    }
    let first = duty.limits.first().ok_or("has no limit")?;
    if first.when.is_some() || duty.limits.iter().skip(1).any(|limit| limit.when.is_none()) {
        return Err("has a first limit with a test, or another without".to_owned());
    }
    if duty.act.parts.is_empty() {
        return Err("has no act".to_owned());
    }
    Ok(())
}

fn held(ir: &Ir, duty: DutyId) -> bool {
    match ir.duties.get(duty.0 as usize) {
        Some(Compiled::Duty(_) | Compiled::Nothing) => true,
        Some(Compiled::Fallback(left)) => left.sleeps.is_some(),
        None => false,
    }
}

fn before(uses: &Uses, kinds: u32, statuses: u32) -> Result<(), String> {
    if let Some(KindAt(at)) = uses.kinds.iter().find(|kind| kind.0 >= kinds) {
        return Err(format!("kind {at} comes after it"));
    }
    if let Some(StatusAt(at)) = uses.statuses.iter().find(|status| status.0 >= statuses) {
        return Err(format!("status {at} comes after it"));
    }
    Ok(())
}

fn within(ir: &Ir, uses: &Uses) -> Result<(), String> {
    let ends = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
    before(uses, ends(ir.kinds.len()), ends(ir.statuses.len()))
}

/// Leaves out the duties that hang on others which are not in the form, or on themselves.
pub(super) fn without_circles(model: &Model, duties: &mut [Compiled]) {
    loop {
        let mut known: Vec<Option<bool>> = vec![None; duties.len()];
        let mut out: Option<(usize, String)> = None;
        for at in 0..duties.len() {
            if let Err(found) = follow(model, duties, &mut known, at) {
                out = Some(found);
                break;
            }
        }
        let Some((at, why)) = out else { return };
        if let Some(slot) = duties.get_mut(at) {
            *slot = Compiled::Fallback(Fallback { why, sleeps: None });
        }
    }
}

/// Follows what a duty hangs on; `known` is `Some(false)` while it is being followed.
fn follow(
    model: &Model,
    duties: &[Compiled],
    known: &mut Vec<Option<bool>>,
    at: usize,
) -> Result<(), (usize, String)> {
    let Some(Compiled::Duty(duty)) = duties.get(at) else { return Ok(()) };
    match known.get(at).copied().flatten() {
        Some(true) => return Ok(()),
        Some(false) => return Err((at, "it hangs on itself".to_owned())),
        None => {}
    }
    if let Some(slot) = known.get_mut(at) {
        *slot = Some(false);
    }
    for other in Uses::of(duty).duties {
        // What sleeps in a case has no day there that others could hang on.
        if let Some(Compiled::Fallback(Fallback { sleeps: None, .. })) =
            duties.get(other.0 as usize)
        {
            let name = model.duty(other).map_or("another", |duty| duty.name.value.as_str());
            return Err((at, format!("it hangs on `{name}`, which is worked out by itself")));
        }
        follow(model, duties, known, other.0 as usize)?;
    }
    if let Some(slot) = known.get_mut(at) {
        *slot = Some(true);
    }
    Ok(())
}
