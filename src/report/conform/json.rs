//! For programs: `duly.conform/1`.

use serde_json::{Value, json};

use super::{DutyTold, FindingTold, Page, ShareTold};

/// The page as a document.
#[must_use]
pub fn json(page: &Page) -> Value {
    let duties: Vec<Value> = page.duties.iter().map(duty).collect();
    let rules: Vec<Value> = page
        .rules
        .iter()
        .map(|rule| {
            json!({
                "kind": rule.kind,
                "id": rule.id,
                "verdict": rule.verdict,
                "why": rule.why,
                "title": rule.title,
                "duties": rule.duties.iter().map(|(id, _)| id).collect::<Vec<_>>(),
                "witness": rule.case.as_ref().map(|[facts, on, base, local]| {
                    json!({ "facts": facts, "on": on, "base": base, "pack": local })
                }),
                "another bank holiday": rule.holiday,
            })
        })
        .collect();
    let departures: Vec<Value> = page
        .departures
        .iter()
        .map(|one| {
            json!({
                "code": "D0608",
                "rule": one.rule,
                "what": one.what,
                "by": one.by,
                "departs from": one.from,
                "reason": one.reason,
            })
        })
        .collect();
    json!({
        "format": "duly.conform/1",
        "base": page.base.id,
        "pack": page.pack.id,
        "verdict": page.verdict,
        "holds": page.count("holds"),
        "fails": page.count("fails"),
        "cannot tell": page.count("cannot tell"),
        "not evaluated": page.listed,
        "duties": duties,
        "rules": rules,
        "departures": departures,
    })
}

fn duty(duty: &DutyTold) -> Value {
    let covers: Vec<Value> = duty
        .covers
        .iter()
        .map(|cover| {
            json!({
                "id": cover.id,
                "title": cover.title,
                "sources": cover.sources,
                "says": cover.says,
            })
        })
        .collect();
    let findings: Vec<Value> = duty.findings.iter().map(finding).collect();
    json!({
        "id": duty.id,
        "title": duty.title,
        "sources": duty.sources,
        "says": duty.says,
        "verdict": duty.verdict,
        "departs openly": duty.departs,
        "covers": covers,
        "findings": findings,
        "another bank holiday": duty.holiday,
    })
}

fn finding(finding: &FindingTold) -> Value {
    let witness = finding.witness.as_ref().map(|witness| {
        json!({
            "facts": witness.facts,
            "on": witness.on,
            "base": witness.base,
            "pack": witness.local,
            "example of the base": witness.base_example,
            "example of the pack": witness.local_example,
        })
    });
    json!({
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "help": finding.help,
        "in force": finding.force,
        "days": finding.share.as_ref().map(share),
        "witness": witness,
    })
}

fn share(share: &ShareTold) -> Value {
    let stretches: Vec<Value> =
        share.stretches.iter().map(|(first, last)| json!([first, last])).collect();
    json!({
        "days": share.dates,
        "of": share.of,
        "percent": share.percent,
        "by at most": share.by_at_most,
        "over": share.over.as_ref().map(|(first, last)| json!([first, last])),
        "near the case": stretches,
    })
}
