//! For programs: duly.feasible/1.

use serde_json::{Value, json};

use super::{DutyTold, Feasible, Finding, Left, PlanOfDay};
use crate::time::Day;

/// All of it.
#[must_use]
pub fn json(answer: &Feasible) -> Value {
    let counted: Vec<Value> = answer
        .counted
        .iter()
        .map(|(word, count)| json!({ "modality": word, "duties": count }))
        .collect();
    let outcomes: Vec<Value> = answer
        .outcomes()
        .map(|(outcome, count)| json!({ "outcome": outcome.words(), "days": count }))
        .collect();
    let left: Vec<Value> = answer.left.iter().map(left).collect();
    let others: Vec<Value> = answer
        .others
        .iter()
        .map(|(event, duties)| json!({ "event": event, "duties": duties }))
        .collect();
    let tried: Vec<Value> = answer
        .tried
        .iter()
        .map(|(pack, _, from)| json!({ "pack": pack, "in force from": iso(*from) }))
        .collect();
    json!({
        "schema": "duly.feasible/1",
        "pack": answer.pack,
        "title": answer.title,
        "from": answer.start,
        "counted": counted,
        "times": answer.times,
        "rules change": answer.changes.iter().copied().map(iso).collect::<Vec<_>>(),
        "tried before in force": tried,
        "over": answer.over.map(stretch),
        "outcomes": outcomes,
        "stretches": stretches(answer),
        "findings": answer.findings.iter().map(finding).collect::<Vec<_>>(),
        "left out": left,
        "other beginnings": others,
        "could wait": answer.after,
        "schedule": answer.plan.as_ref().map(plan),
    })
}

/// Every day, gathered into stretches that come out alike.
fn stretches(answer: &Feasible) -> Vec<Value> {
    let Some((first, _)) = answer.over else { return Vec::new() };
    let mut all = Vec::new();
    let mut rest = answer.days.as_slice();
    let mut at = first;
    while let Some(outcome) = rest.first() {
        let same = rest.iter().take_while(|one| *one == outcome).count();
        let next = at.plus(i32::try_from(same).unwrap_or(1));
        all.push(json!({
            "from": iso(at),
            "until": iso(next.plus(-1)),
            "outcome": outcome.words(),
        }));
        at = next;
        rest = rest.get(same..).unwrap_or_default();
    }
    all
}

fn ids(duties: &[DutyTold]) -> Vec<&str> {
    duties.iter().map(|duty| duty.id.as_str()).collect()
}

fn left(one: &Left) -> Value {
    let waits: Vec<Value> = one
        .waits
        .iter()
        .map(|(event, places)| json!({ "event": event, "duties": ids(&one.of(places)) }))
        .collect();
    json!({ "why": one.why, "duties": ids(&one.duties), "waits for": waits })
}

fn finding(found: &Finding) -> Value {
    let duty = |one: &DutyTold| json!({ "duty": one.id, "title": one.title, "modality": one.how });
    let duties: Vec<Value> = found.duties.iter().map(duty).collect();
    let only: Vec<Value> =
        found.only.iter().map(|(what, day)| json!({ "what": what, "on": iso(*day) })).collect();
    json!({
        "code": found.code,
        "sentence": found.sentence,
        "duties": duties,
        "when": found.when.trim(),
        "days": found.dates,
        "stretches": found.stretches.iter().copied().map(stretch).collect::<Vec<_>>(),
        "example": found.example.map(iso),
        "clash": found.clash.as_ref().map(|(what, latest, earliest)| json!({
            "what": what, "by": iso(*latest), "not before": iso(*earliest),
        })),
        "only": only,
    })
}

fn plan(plan: &PlanOfDay) -> Value {
    let acts: Vec<Value> = plan
        .acts
        .iter()
        .map(|act| {
            json!({
                "what": act.name,
                "earliest": iso(act.earliest),
                "latest": act.latest.map(iso),
                "may come before the beginning": act.early,
                "in which cases": act.when.trim(),
                "duties": ids(&act.duties),
            })
        })
        .collect();
    json!({ "start": iso(plan.start), "without": ids(&plan.without), "acts": acts, "late rows": plan.late })
}

fn stretch((first, last): (Day, Day)) -> Value {
    json!({ "from": iso(first), "until": iso(last) })
}

fn iso(day: Day) -> String {
    let (year, month, date) = day.ymd();
    format!("{year:04}-{month:02}-{date:02}")
}
