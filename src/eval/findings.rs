//! What is wrong with the data of a case (the D08 family).
//!
//! In: the case as of a day, and the rows that were made of it. Out: findings,
//! each with its place in the case file. Never here: findings about packs.

use super::duty::Made;
use super::impossible::impossible;
use super::misuse::misused;
use super::periods::disagreement;
use super::range::NEVER;
use super::world::{Ev, World};
use crate::diag::{Code, Diagnostic, Severity};
use crate::facts::OccurrenceId;
use crate::model::Scope;
use crate::names::ConceptId;
use crate::source::Span;
use crate::syntax::ast::{Anchor, Atom, Condition};
use crate::time::Day;

/// Everything to say about the data of a case, in the order of its file.
pub(super) fn findings(world: &World<'_>, rows: &[Made]) -> Vec<Diagnostic> {
    let mut found = future(world);
    found.extend(world.recorded().iter().filter_map(|ev| stale(world, ev)));
    for (status, _) in world.model.vocabulary.iter() {
        found.extend(two_records(world, status));
    }
    found.extend(impossible(world));
    for duty in &world.model.duties {
        let conditions =
            duty.applies.iter().flat_map(|applies| &applies.parts).map(|(_, condition)| condition);
        let limits = duty.limits.iter().filter_map(|limit| limit.condition.as_ref());
        for condition in conditions.chain(limits).chain(&duty.unless_lapse) {
            by_another(world, condition, &mut found);
        }
    }
    found.extend(misused(world, rows));
    found.extend(rows.iter().filter_map(|made| could_serve_two(world, made, rows)));
    let mut seen: Vec<Diagnostic> = Vec::new();
    for one in found {
        if !seen.contains(&one) {
            seen.push(one);
        }
    }
    seen.sort_by_key(|one| one.span().map(|span| (span.file(), span.start())));
    seen
}

fn day(number: i32) -> Day {
    Day::from_number(number)
}

/// The noun of an occurrence and where it was written.
fn named<'w>(world: &'w World<'_>, id: OccurrenceId) -> Option<(&'w str, Span)> {
    let occurrence = world.case.occurrence(id)?;
    Some((world.model.vocabulary.noun(occurrence.kind), occurrence.span))
}

/// D0801: it is said to have happened, and the day has not come. A file that is
/// looked at as of an earlier day has many of them, and they have one cause: what
/// may be quite in order is said once.
fn future(world: &World<'_>) -> Vec<Diagnostic> {
    let all = world.recorded().iter().filter_map(|ev| not_come(world, ev));
    let (mut found, later): (Vec<_>, Vec<_>) =
        all.partition(|found| found.severity == Severity::Error);
    let more = later.len().saturating_sub(1);
    found.extend(later.into_iter().min_by_key(|one| one.span().map(Span::start)).map(|mut one| {
        match more {
            0 => {}
            1 => one.message.push_str("; so is one more that is later than that day"),
            _ => {
                let rest = format!("; so are {more} more that are later than that day");
                one.message.push_str(&rest);
            }
        }
        one
    }));
    found
}

fn not_come(world: &World<'_>, ev: &Ev) -> Option<Diagnostic> {
    let on = ev.started.or(ev.completed)?;
    // Seen from before the day it was entered, it was simply still to come.
    let entered_later = ev.recorded_on.is_some_and(|entered| entered > world.t && entered >= on.lo);
    if on.lo <= world.t || ev.planned.is_some() || entered_later {
        return None;
    }
    let (noun, span) = named(world, ev.id)?;
    let said = format!(
        "“{noun}” is recorded as having happened on {}, which is after {}, the day looked at: it is left out",
        day(on.lo).with_weekday(),
        day(world.t).with_weekday(),
    );
    let help =
        "if it is still to come, write `planned for: …`; otherwise check the year".to_owned();
    let sure = ev.recorded_on.is_some_and(|entered| entered < on.lo);
    let severity = if sure { Severity::Error } else { Severity::Warning };
    Some(Diagnostic::new(Code::D0801, span, said).help(help).weighing(severity))
}

/// D0804: a plan whose day has passed, and nothing says what became of it.
fn stale(world: &World<'_>, ev: &Ev) -> Option<Diagnostic> {
    let planned = ev.planned?;
    let over = |rng: Option<super::range::Rng>| rng.is_some_and(|rng| rng.lo <= world.t);
    if planned.hi >= world.t || ev.counted.lo != NEVER || over(ev.cancelled) || over(ev.adjourned) {
        return None;
    }
    if no_longer_wanted(world, ev.kind, planned.hi) {
        return None;
    }
    let (noun, span) = named(world, ev.id)?;
    let said = format!(
        "“{noun}” was planned for {}, and nothing says whether it took place: it is treated as not planned",
        day(planned.hi).with_weekday(),
    );
    Some(
        Diagnostic::new(Code::D0804, span, said)
            .help("record `held: …`, `cancelled: …` or a new `planned for: …`"),
    )
}

/// Whether every duty about an event had ended by a day: nobody need say what
/// became of a plan for it.
fn no_longer_wanted(world: &World<'_>, kind: ConceptId, day: i32) -> bool {
    let mut about = world.model.duties.iter().filter(|duty| {
        let starts = duty.trigger.as_ref().is_some_and(
            |trigger| matches!(&trigger.anchor, Anchor::Event(event) if event.event.value == kind),
        );
        starts || duty.act.parts.iter().any(|part| part.event.value == kind)
    });
    let over = |scope: &Scope| match scope {
        Scope::EachPeriod(status) => world.holds(*status, day).is_false(),
        Scope::WholeRecord | Scope::EachEvent(_) => false,
    };
    about.clone().next().is_some() && about.all(|duty| over(&duty.scope))
}

/// D0803: the recorded periods of a status say one thing, its events another.
fn two_records(world: &World<'_>, status: ConceptId) -> Option<Diagnostic> {
    let (period, event) = disagreement(world, status)?;
    let noun = world.model.vocabulary.noun(status);
    let said = format!(
        "the periods recorded for “{noun}” and the events that begin and end it disagree: the periods are used"
    );
    let place = world.case.periods.get(period as usize)?.span;
    let found = Diagnostic::new(Code::D0803, place, said).label("the period that is used");
    let found = match event.and_then(|id| named(world, id)) {
        Some((_, span)) => found.also(span, "this event says otherwise"),
        None => found,
    };
    Some(found.help("correct one of the two, or leave the period out where the events say it all"))
}

/// D0809: a decision that only somebody else may take.
fn by_another(world: &World<'_>, condition: &Condition, found: &mut Vec<Diagnostic>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| by_another(world, part, found));
        }
        Condition::Not(inner) => by_another(world, inner, found),
        Condition::Atom(atom) => {
            let Atom::Recorded { decision, by: Some(by) } = &atom.value else { return };
            let others = world.happened(decision.value).filter(|ev| ev.by != Some(by.value));
            found.extend(others.filter_map(|ev| decided_by(world, ev, by.value)));
        }
    }
}

fn decided_by(world: &World<'_>, ev: &Ev, wanted: ConceptId) -> Option<Diagnostic> {
    let (noun, span) = named(world, ev.id)?;
    let names = &world.model.vocabulary;
    let wanted = names.noun(wanted);
    let who = match ev.by {
        Some(by) => format!("was taken by {}", names.noun(by)),
        None => "does not say who took it".to_owned(),
    };
    let said = format!(
        "the decision “{noun}” {who}; only one by {wanted} counts here, so it changes nothing"
    );
    let help = format!("if {wanted} took it, write `by: {wanted}`");
    Some(Diagnostic::new(Code::D0809, span, said).help(help))
}

/// D0807: the act could have met another instance of the duty.
fn could_serve_two(world: &World<'_>, made: &Made, rows: &[Made]) -> Option<Diagnostic> {
    let other = made.instead?;
    let mut same = rows.iter().filter(|one| one.row.key.duty == made.row.key.duty);
    let other = same.find(|one| one.place == other)?;
    let (_, act) = made.row.fulfilled?;
    let (noun, span) = named(world, act)?;
    let at = |made: &Made| {
        made.row.trigger_date.map_or_else(String::new, |date| date.first.with_weekday())
    };
    let (this, that) = (at(made), at(other));
    let said = format!(
        "this “{noun}” could meet what began on {this} or what began on {that}: it is counted for {this}, the older of the two"
    );
    let mut found = Diagnostic::new(Code::D0807, span, said);
    for (row, text) in [(made, "counted for this"), (other, "could be for this")] {
        if let Some((_, span)) = row.row.occurrence.and_then(|id| named(world, id)) {
            found = found.also(span, text);
        }
    }
    Some(found.help("say which with `for: …`: the id or the date of what it was done for"))
}
