//! One duty as texts of the language.
//!
//! In: a duty of the form. Out: the body of its function, or why the module does not hold
//! it. Never here: what all duties share.

use std::fmt::Write;

use super::Why;
use super::days::{became, birthday, day, hangs_on, join, onwards, shift};
use super::kinds::{any, begins, columns_of, kind, status};
use super::plan::Plan;
use super::tests_of::{Reading, changes, own_days, test};
use crate::ir::{
    ALWAYS, Clause, Day, Duty, How, KindAt, Limit, Match, NEVER, Opens, Part, Scope, Shift,
    Silence, Sleep, Soon, Starts, StatusAt, Test, Trigger, Uses, What,
};
use crate::time::{Counting, Direction, Roll};

/// The most parts that an act may have.
const PARTS: usize = 16;

/// What this back end does not hold of the form.
fn held(duty: &Duty) -> Result<(), Why> {
    if duty.act.parts.len() > PARTS {
        return Err("its act has very many parts".into());
    }
    let no = |why: &'static str| Err(Why::from(why));
    match &duty.trigger {
        Trigger::Again(..) => return no("it comes again by itself"),
        Trigger::Through(_) => return no("it asks for what has to hold all through a time"),
        Trigger::Next { .. } => return no("it leads up to the next event after another"),
        Trigger::On(Starts::NthAfter(..) | Starts::LastBefore(..))
            if duty.leads || duty.same_day =>
        {
            return no("what comes before its event is found from another");
        }
        Trigger::On(_) | Trigger::Before { .. } => {}
    }
    if duty.limits.iter().any(|limit| limit.own.is_some()) {
        return no("a case of its limit leads up to an event of its own");
    }
    let completed = matches!(duty.trigger, Trigger::On(Starts::Each(_, true)));
    if duty.act.any && completed {
        return Err("any of several acts meets what one of them completes".into());
    }
    Ok(())
}

/// The body of the function of a duty.
pub(super) fn body(plan: &mut Plan<'_>, duty: &Duty) -> Result<String, Why> {
    held(duty)?;
    let mut text = String::new();
    // Writing to a string cannot fail.
    for other in Uses::of(duty).duties {
        if let Some(place) = hangs_on(plan, other)? {
            let _ = write!(text, "need({place}); ");
        }
    }
    let _ = write!(text, "begin({}); ", i32::from(duty.closing.later_acts));
    for other in Uses::of(duty).duties {
        let ir = plan.ir;
        if let Some(sleep) = ir.sleep(other) {
            asleep(plan, sleep, &mut text)?;
        }
    }
    for changed in &duty.changed_by {
        let _ = write!(text, "if [kind({}) + 12] {{ LOST = 1; }} ", kind(plan, *changed)?);
    }
    if let Trigger::On(Starts::Each(of, _) | Starts::EachFrom(of, _)) = &duty.trigger {
        let _ = write!(text, "if !some({}) {{ return 0; }} ", kind(plan, *of)?);
    }
    match duty.scope {
        Scope::Record => text.push_str("whole_record(); "),
        Scope::Each(of) => {
            let _ = write!(text, "each_period({}); ", status(plan, of)?);
        }
        Scope::From(of) => {
            let _ = write!(text, "each_event({}); ", kind(plan, of)?);
        }
    }
    let columns = match &duty.trigger {
        Trigger::On(starts) => occurrences(plan, starts),
        Trigger::Before { kind, .. } => columns_of(plan, *kind),
        Trigger::Next { .. } | Trigger::Again(..) | Trigger::Through(_) => Vec::new(),
    };
    let with = Reading { leap_early: duty.leap_early, scope: duty.scope, columns: &columns };
    trigger(plan, with, duty, &mut text)?;
    let silent = match duty.trigger.kind() {
        Some(of) => kind(plan, of)?.to_string(),
        None => "-1".to_owned(),
    };
    let make = instance(plan, with, duty)?;
    let make = plan.slot(make);
    let _ = write!(text, "if !started({silent}) {{ return 0; }} instances({make}); ");
    acts(plan, with, duty, &mut text)?;
    let _ = write!(text, "finish({});", duty.id.0);
    Ok(text)
}

/// Loses the case unless a duty that the form does not hold has nothing in it.
fn asleep(plan: &mut Plan<'_>, sleep: &Sleep, text: &mut String) -> Result<(), Why> {
    for of in &sleep.kinds {
        let _ = write!(text, "if [kind({}) + 12] {{ LOST = 1; }} ", kind(plan, *of)?);
    }
    for of in &sleep.statuses {
        let _ = write!(text, "if [status({}) + 12] {{ LOST = 1; }} ", status(plan, *of)?);
    }
    Ok(())
}

/// The kinds whose columns hold what starts instances.
fn occurrences(plan: &Plan<'_>, starts: &Starts) -> Vec<KindAt> {
    match starts {
        Starts::None(of) | Starts::Each(of, _) | Starts::EachFrom(of, _) | Starts::Nth(of, ..) => {
            columns_of(plan, *of)
        }
        Starts::NthAfter(_, _, of) | Starts::LastBefore(_, of) => occurrences(plan, of),
        Starts::Each2 { main, .. } => occurrences(plan, main),
        Starts::Became(duty, _) => match plan.ir.duty(*duty).map(|duty| &duty.trigger) {
            Some(Trigger::On(starts)) => occurrences(plan, starts),
            Some(Trigger::Before { kind, .. }) => columns_of(plan, *kind),
            Some(Trigger::Next { .. } | Trigger::Again(..) | Trigger::Through(_)) | None => {
                Vec::new()
            }
        },
        Starts::StartOf(_)
        | Starts::EndOf(_)
        | Starts::Birthday(_)
        | Starts::Fixed(_)
        | Starts::Once(..) => Vec::new(),
    }
}

fn trigger(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    duty: &Duty,
    text: &mut String,
) -> Result<(), Why> {
    match &duty.trigger {
        Trigger::On(of) => {
            starts(plan, with, of, text)?;
            if duty.leads {
                text.push_str("leads(); ");
            }
        }
        Trigger::Next { .. } | Trigger::Again(..) | Trigger::Through(_) => {
            return Err("it is not started by an event".into());
        }
        Trigger::Before { kind: of, wanted, expected_by } => {
            let mut expected = String::new();
            for other in expected_by {
                if let Some(place) = hangs_on(plan, *other)? {
                    let _ = write!(expected, "expect({place}); ");
                }
            }
            let slot = if expected.is_empty() { 0 } else { plan.slot(expected) };
            let most = wanted.1.min(NEVER.unsigned_abs());
            let of = kind(plan, *of)?;
            let _ = write!(text, "before({of}, {}, {most}, {slot}); ", wanted.0);
        }
    }
    Ok(())
}

fn starts(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    of: &Starts,
    text: &mut String,
) -> Result<(), Why> {
    let made = match of {
        Starts::None(_) => String::new(),
        Starts::Each(of, false) => format!("each({}); ", kind(plan, *of)?),
        Starts::Each(of, true) => format!("each_completed({}); ", kind(plan, *of)?),
        Starts::EachFrom(of, n) => format!("from_nth({}, {n}); ", kind(plan, *of)?),
        Starts::Nth(_, n, _) => {
            let find = anew(plan, with, of)?;
            format!("only({}, {n}); ", plan.slot(format!("return {find};")))
        }
        Starts::NthAfter(of, n, after) => {
            starts(plan, with, after, text)?;
            let find = format!("return nth_after({}, TRIG, {n});", kind(plan, *of)?);
            format!("instead({}, 1); ", plan.slot(find))
        }
        Starts::LastBefore(of, before) => {
            starts(plan, with, before, text)?;
            let before = anew(plan, with, before)?;
            let find = format!("return last_before({}, {before});", kind(plan, *of)?);
            format!("instead({}, 2); ", plan.slot(find))
        }
        Starts::StartOf(of) => each_stretch(plan, with, (*of, 0))?,
        Starts::EndOf(of) => each_stretch(plan, with, (*of, 1))?,
        Starts::Birthday(n) => format!("each_span({}, {n}); ", birthday(*n, with.leap_early)),
        Starts::Fixed(day) => format!("each_span({day}, {day}); "),
        Starts::Became(duty, becoming) => match hangs_on(plan, *duty)? {
            Some(place) => format!("each_became({place}, {}); ", became(*becoming)),
            None => String::new(),
        },
        Starts::Each2 { main, other, how, swapped } => {
            starts(plan, with, main, text)?;
            let other = day(plan, with, other)?;
            let (a, b) = if *swapped { (other.as_str(), "TRIG") } else { ("TRIG", other.as_str()) };
            let find = format!("return {};", join(a, b, *how));
            format!("instead({}, 0); ", plan.slot(find))
        }
        Starts::Once(a, b, how) => {
            let (a, b) = (day(plan, with, a)?, day(plan, with, b)?);
            let find = format!("return {};", join(&a, &b, *how));
            format!("once({}); ", plan.slot(find))
        }
    };
    text.push_str(&made);
    Ok(())
}

fn each_stretch(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    (of, ends): (StatusAt, i32),
) -> Result<String, Why> {
    let own = i32::from(with.scope == Scope::Each(of));
    Ok(format!("each_stretch({}, {ends}, {own}); ", status(plan, of)?))
}

/// The day that what starts instances denotes seen from one of them.
fn anew(plan: &mut Plan<'_>, with: Reading<'_>, starts: &Starts) -> Result<String, Why> {
    let completed = |day: Day, so: bool| if so { Day::Completion(Box::new(day)) } else { day };
    let seen = match starts {
        Starts::Each(kind, done) => completed(Day::Own(*kind, true), *done),
        Starts::EachFrom(kind, _) => Day::Own(*kind, true),
        Starts::Nth(kind, n, done) => completed(Day::Nth(*kind, *n), *done),
        Starts::NthAfter(of, n, after) => {
            let after = anew(plan, with, after)?;
            return Ok(format!("nth_after({}, {after}, {n})", kind(plan, *of)?));
        }
        Starts::LastBefore(of, before) => {
            let before = anew(plan, with, before)?;
            return Ok(format!("last_before({}, {before})", kind(plan, *of)?));
        }
        Starts::StartOf(status) => Day::StartOf(*status),
        Starts::EndOf(status) => Day::EndOf(*status),
        Starts::Birthday(n) => Day::Birthday(*n),
        Starts::Fixed(day) => Day::Fixed(*day),
        Starts::Became(duty, becoming) => Day::Became(*duty, *becoming),
        Starts::None(_) | Starts::Each2 { .. } | Starts::Once(..) => Day::Trigger,
    };
    day(plan, with, &seen)
}

/// The function that makes an instance of the trigger at hand.
fn instance(plan: &mut Plan<'_>, with: Reading<'_>, duty: &Duty) -> Result<String, Why> {
    let mut text = String::new();
    if let Some(until) = &duty.closing.until {
        let until = day(plan, with, until)?;
        let _ = write!(text, "if {until} <= TRIG {{ return 0; }} ");
    }
    for version in duty.versions() {
        let made = self::version(plan, with, version)?;
        let (from, until) = version.force;
        let mut force = Vec::new();
        if from != ALWAYS {
            force.push(format!("{from} <= TRIG"));
        }
        if until != NEVER {
            force.push(format!("TRIG <= {until}"));
        }
        if force.is_empty() {
            text.push_str(&made);
        } else {
            let _ = write!(text, "if {} {{ {made} }} ", force.join(" && "));
        }
    }
    Ok(text)
}

fn version(plan: &mut Plan<'_>, with: Reading<'_>, duty: &Duty) -> Result<String, Why> {
    let with = Reading { leap_early: duty.leap_early, ..with };
    let early = duty.leads || duty.same_day;
    let before = match &duty.trigger {
        Trigger::On(Starts::Each(of, _) | Starts::EachFrom(of, _) | Starts::Nth(of, ..))
            if early =>
        {
            kind(plan, *of)?.to_string()
        }
        Trigger::On(_)
        | Trigger::Before { .. }
        | Trigger::Next { .. }
        | Trigger::Again(..)
        | Trigger::Through(_) => "-1".to_owned(),
    };
    let mut text = format!("wait({}, {before}); ", i32::from(duty.runs_up));
    limits(plan, with, duty, &mut text)?;
    if !duty.applies.is_empty() || !duty.closing.unless.is_empty() {
        let _ = write!(text, "clauses({}); ", i32::from(duty.runs_up || duty.same_day));
    }
    applies(plan, with, duty, &mut text)?;
    closing(plan, with, duty, &mut text)?;
    silence(plan, with, duty, &mut text)?;
    if let Soon::Before(offset) = duty.soon {
        let (direction, roll) = (Direction::Back, Roll::None);
        let by = Shift { offset, direction, counting: Counting::of(&offset), roll };
        // Without a calendar it is the week before.
        let from = shift(plan, "on", &by).unwrap_or_else(|_| "on - 7".to_owned());
        let _ = write!(text, "SOON = {}; ", plan.slot(format!("return {from};")));
    }
    text.push_str("keep(); ");
    Ok(text)
}

fn limits(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    duty: &Duty,
    text: &mut String,
) -> Result<(), Why> {
    for (at, one) in duty.limits.iter().enumerate() {
        let made = limit(plan, with, one)?;
        match &one.when {
            Some(when) => {
                if at == 1 {
                    text.push_str("cases(); ");
                }
                let so = asked(plan, with, when)?;
                let _ = write!(text, "if {so} {{ {made}}} ");
            }
            None => text.push_str(&made),
        }
    }
    Ok(())
}

fn limit(plan: &mut Plan<'_>, with: Reading<'_>, limit: &Limit) -> Result<String, Why> {
    let due = match &limit.due {
        Some(due) => day(plan, with, due)?,
        None => "NEVER".to_owned(),
    };
    let closes = i32::from(limit.closes_on_anchor) * 4;
    Ok(match &limit.opens {
        Opens::AtTrigger => format!("limit({due}, TRIG, {closes}); "),
        Opens::Early => format!("limit({due}, ALWAYS, {}); ", closes | 2),
        Opens::From(from, early) => {
            let from = day(plan, with, from)?;
            format!("limit({due}, {from}, {}); ", closes | 1 | i32::from(*early) << 1)
        }
    })
}

/// Longer conditions than this are functions, so that duties which ask the same share them.
const LONG: usize = 30;

/// A condition read on the day at hand.
fn asked(plan: &mut Plan<'_>, with: Reading<'_>, asked: &Test) -> Result<String, Why> {
    let so = test(plan, with, asked, "on")?;
    if so.len() <= LONG {
        return test(plan, with, asked, "JUDGED");
    }
    let function = plan.function(format!("return {so};"));
    Ok(format!("{function}(JUDGED)"))
}

fn applies(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    duty: &Duty,
    text: &mut String,
) -> Result<(), Why> {
    let mut whiles = Vec::new();
    for Clause { how, test: wanted } in &duty.applies {
        let mut ahead = Vec::new();
        own_days(plan, with, wanted, &mut ahead)?;
        let fails = match how {
            How::If => format!("!{}", asked(plan, with, wanted)?),
            How::Unless => asked(plan, with, wanted)?,
            How::Once => {
                let (so, turns) = watched(plan, with, &[wanted])?;
                format!("first_so({so}, {turns}, WATCHED, 1) > T")
            }
            How::While if ahead.is_empty() => {
                whiles.push(wanted);
                continue;
            }
            How::While => {
                return Err("a condition is watched that is read on a day of its own".into());
            }
        };
        let fails = format!("if {fails} {{ APPLIES = 0; }} ");
        if ahead.is_empty() {
            text.push_str(&fails);
        } else {
            let ahead: Vec<String> = ahead.iter().map(|day| format!("{day} > T")).collect();
            let ahead = ahead.join(" || ");
            let _ = write!(text, "if {ahead} {{ AHEAD = 1; APPLIES = 0; }} else {{ {fails}}} ");
        }
    }
    if !whiles.is_empty() {
        let (so, turns) = watched(plan, with, &whiles)?;
        let gone = i32::from(duty.closing.gone_with_scope);
        let _ = write!(text, "whiles({so}, {turns}, {gone}); ");
    }
    Ok(())
}

/// The functions that say whether conditions are so, and when that may change.
fn watched(plan: &mut Plan<'_>, with: Reading<'_>, tests: &[&Test]) -> Result<(u32, u32), Why> {
    let (mut so, mut turns) = (Vec::new(), String::new());
    for one in tests {
        so.push(test(plan, with, one, "on")?);
        changes(plan, with, one, &mut turns)?;
    }
    let so = plan.slot(format!("return {};", so.join(" && ")));
    Ok((so, plan.slot(turns)))
}

fn closing(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    duty: &Duty,
    text: &mut String,
) -> Result<(), Why> {
    let closing = &duty.closing;
    if closing.with_scope && closing.unless.is_empty() {
        text.push_str("close_on([SPAN + 4]); ");
    } else if closing.with_scope {
        let kept = closing.unless.iter().map(|one| asked(plan, with, one));
        let kept = kept.collect::<Result<Vec<_>, Why>>()?.join(" || ");
        let ends = format!("ending(); if !({kept}) {{ close_on([SPAN + 4]); }}");
        let _ = write!(text, "if [SPAN + 4] != NEVER {{ {ends} }} ");
    }
    if let Some(until) = &closing.until {
        let _ = write!(text, "close_until({}); ", day(plan, with, until)?);
    }
    if closing.on_due {
        text.push_str("close_on(DUE); ");
    }
    Ok(())
}

/// From when on nothing recorded means that it was not done, where that is asked.
fn silence(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    duty: &Duty,
    text: &mut String,
) -> Result<(), Why> {
    let by = match &duty.silence {
        Silence::Open => return Ok(()),
        Silence::Always => "ALWAYS".to_owned(),
        Silence::AfterDue(None) => "DUE".to_owned(),
        Silence::AfterDue(Some(offset)) => onwards(plan, "DUE", *offset)?,
        Silence::After(by) => day(plan, with, by)?,
    };
    let mut open = false;
    for of in duty.act.parts.iter().filter_map(kind_of) {
        let of = kind(plan, of)?;
        open |= plan.kinds.get(of as usize).is_some_and(|kind| kind.open);
    }
    if open {
        let _ = write!(text, "SILENT = {by} < T; ");
    }
    Ok(())
}

fn kind_of(part: &Part) -> Option<KindAt> {
    match part.what {
        What::Kind(kind) => Some(kind),
        What::Having(_) => None,
    }
}

/// What meets the instances.
fn acts(plan: &mut Plan<'_>, with: Reading<'_>, duty: &Duty, text: &mut String) -> Result<(), Why> {
    let act = &duty.act;
    if act.any {
        let kinds: Vec<KindAt> = act.parts.iter().filter_map(kind_of).collect();
        let of = any(plan, &kinds)?;
        return met(plan, with, duty, (of, &kinds), text);
    }
    let bare = act.parts.len() == 1 && act.parts.iter().all(|part| part.when.is_empty());
    for (at, part) in act.parts.iter().enumerate() {
        match part.what {
            What::Kind(of) => {
                let number = kind(plan, of)?;
                met(plan, with, duty, (number, &[of]), text)?;
            }
            What::Having(of) => {
                let _ = write!(text, "met_having({}); ", status(plan, of)?);
            }
        }
        if bare {
            return Ok(());
        }
        let needed = needed(plan, with, part)?;
        let _ = write!(text, "part({at}, {needed}); ");
    }
    let enough = act.needed.map_or("NEVER".to_owned(), |n| n.to_string());
    let _ = write!(text, "joined({}, {enough}); ", act.parts.len());
    Ok(())
}

/// The function that says whether a part is needed; 0 where it always is.
fn needed(plan: &mut Plan<'_>, with: Reading<'_>, part: &Part) -> Result<u32, Why> {
    if part.when.is_empty() {
        return Ok(0);
    }
    let mut all = Vec::new();
    for clause in &part.when {
        let so = test(plan, with, &clause.test, "on")?;
        all.push(if clause.how == How::Unless { format!("!({so})") } else { so });
    }
    Ok(plan.slot(format!("return {};", all.join(" && "))))
}

fn met(
    plan: &mut Plan<'_>,
    with: Reading<'_>,
    duty: &Duty,
    (of, kinds): (u32, &[KindAt]),
    text: &mut String,
) -> Result<(), Why> {
    let made = match duty.matching {
        Match::Next => format!("met_next({of}); "),
        Match::LatestBefore => format!("met_latest({of}); "),
        Match::OldestFirst => format!("met_oldest({of}); "),
        Match::CompletionOfTrigger => format!("met_completed({of}); "),
        Match::Nth(n) => {
            let mut first = String::new();
            for one in kinds {
                let number = kind(plan, *one)?;
                let found = if n == 1 && begins(plan, with.scope, *one) {
                    format!("first_act({number})")
                } else {
                    format!("nth_act({number}, {n})")
                };
                first = if first.is_empty() { found } else { format!("min({first}, {found})") };
            }
            format!("met_nth({of}, {}); ", plan.slot(format!("return {first};")))
        }
    };
    text.push_str(&made);
    Ok(())
}
