//! Comparisons as data, in a shape that stays.
//!
//! The schema is `duly.compare/1`: fields may be added under that name, never renamed or
//! taken away. Every verdict says how the second pack compares with the first.

use serde_json::{Value, json};

use super::Shown;
use super::words::pattern;
use crate::analysis::align::Tie;
use crate::analysis::aspects::End;
use crate::analysis::compare::{
    Change, Comparison, Days, Edit, Finding, Named, Other, Paired, Part, Row, Side, Stand, Witness,
};
use crate::eval::DateRange;
use crate::time::Day;

/// The comparisons as JSON.
#[must_use]
pub fn json(shown: &Shown<'_>) -> String {
    let packs = shown.models.iter().map(|model| {
        json!({
            "id": model.pack.id,
            "title": model.pack.title,
            "version": model.pack.version,
            "hash": model.pack.hash.as_str(),
        })
    });
    let comparisons =
        shown.comparisons.iter().enumerate().map(|(at, one)| comparison(shown, at, one));
    let whole = json!({
        "schema": "duly.compare/1",
        "packs": packs.collect::<Vec<_>>(),
        "matrix": shown.matrix.rows.iter().map(row).collect::<Vec<_>>(),
        "comparisons": comparisons.collect::<Vec<_>>(),
        "as_of": shown.changes.map(|cases| cases.as_of.to_string()),
        "cases": shown.changes.map(|cases| cases.count),
    });
    format!("{whole:#}\n")
}

fn comparison(shown: &Shown<'_>, at: usize, of: &Comparison) -> Value {
    let (left, right) = of.packs;
    let changes = shown.changes.and_then(|cases| cases.changes.get(at));
    json!({
        "left": shown.id(left),
        "right": shown.id(right),
        "near": of.near.to_string(),
        "identical": of.is_identical(),
        "duties": shown.pairs(of).into_iter().map(pair).collect::<Vec<_>>(),
        "same": of.pairs.iter().filter(|pair| pair.is_identical()).count(),
        "only_left": of.only_left.iter().map(named).collect::<Vec<_>>(),
        "only_right": of.only_right.iter().map(named).collect::<Vec<_>>(),
        "others": of.others.iter().map(other).collect::<Vec<_>>(),
        "changes": changes.map(|all| all.iter().map(change).collect::<Vec<_>>()),
    })
}

fn named(one: &Named) -> Value {
    json!({
        "duty": one.name,
        "pack": one.pack,
        "title": one.title,
        "act": one.act,
        "limit": one.limit,
        "sources": one.sources,
    })
}

fn pair(one: &Paired) -> Value {
    let tie = match one.tie {
        Tie::Same => "the same duty",
        Tie::Implements => "implements",
        Tie::Name => "id",
        Tie::ActAndTrigger => "act and trigger",
    };
    let versions = one.versions.iter().map(|(force, verdict)| {
        json!({
            "from": force.from.map(|day| day.to_string()),
            "until": force.until.map(|day| day.to_string()),
            "verdict": verdict.word(),
        })
    });
    json!({
        "left": named(&one.left),
        "right": named(&one.right),
        "tie": tie,
        "stands_for": one.beside.0,
        "stood_for_by": one.beside.1,
        "verdict": one.verdict.word(),
        "days": one.days.iter().map(days).collect::<Vec<_>>(),
        "aspects": one.findings.iter().map(finding).collect::<Vec<_>>(),
        "edits": one.edits.iter().map(edit).collect::<Vec<_>>(),
        "more": one.more.as_ref().map(witness),
        "less": one.less.as_ref().map(witness),
        "versions": versions.collect::<Vec<_>>(),
    })
}

fn days(one: &Days) -> Value {
    json!({
        "end": match one.end { End::Due => "due", End::Opens => "opens" },
        "when": one.when,
        "from": one.anchor,
        "verdict": one.verdict.word(),
        "why": one.why,
        "dates": one.dates,
        "first": one.over.map(|(first, _)| first.to_string()),
        "last": one.over.map(|(_, last)| last.to_string()),
        "earlier": one.earlier.as_ref().map(part),
        "later": one.later.as_ref().map(part),
    })
}

fn part(one: &Part) -> Value {
    json!({
        "dates": one.dates,
        "by_at_most": one.by_at_most,
        "which": pattern(&one.pattern),
        "witness": one.witness.as_ref().map(witness),
    })
}

fn date(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn witness(one: &Witness) -> Value {
    let side = |side: &Side| {
        json!({
            "status": (!side.status.is_empty()).then_some(&side.status),
            "opens": date(side.opens),
            "due": date(side.due),
        })
    };
    json!({
        "facts": one.facts,
        "as_of": one.as_of.to_string(),
        "trigger": one.trigger.to_string(),
        "from": date(one.from),
        "left": side(&one.left),
        "right": side(&one.right),
    })
}

fn finding(one: &Finding) -> Value {
    json!({
        "aspect": one.aspect.word(),
        "verdict": one.verdict.word(),
        "why": one.why,
        "left": one.left,
        "right": one.right,
        "only_left": one.only_left,
        "only_right": one.only_right,
    })
}

fn edit(one: &Edit) -> Value {
    json!({ "kind": one.kind.word(), "left": one.left, "right": one.right })
}

fn other(one: &Other) -> Value {
    json!({
        "kind": one.kind.word(),
        "name": one.name,
        "verdict": one.compared.verdict.word(),
        "why": one.compared.why,
        "duties": one.compared.duties.iter()
            .map(|bears| json!({ "duty": bears.duty, "verdict": bears.verdict.word() }))
            .collect::<Vec<_>>(),
        "witness": one.compared.witness.as_ref().map(|witness| json!({
            "facts": witness.facts,
            "as_of": witness.as_of.to_string(),
            "left": witness.left,
            "right": witness.right,
        })),
        "left": one.left,
        "right": one.right,
        "only_left": one.only_left,
        "only_right": one.only_right,
    })
}

fn row(one: &Row) -> Value {
    let cells = one.cells.iter().map(|cell| cell.duties.iter().map(named).collect::<Vec<_>>());
    let verdicts = one.verdicts.iter().map(
        |(left, right, verdict)| json!({ "left": left, "right": right, "verdict": verdict.word() }),
    );
    json!({
        "title": one.title,
        "cells": cells.collect::<Vec<_>>(),
        "verdicts": verdicts.collect::<Vec<_>>(),
        "strictest_first": one.order(),
    })
}

fn change(one: &Change) -> Value {
    let stand = |stand: &Stand| {
        json!({
            "could_be": stand.statuses.iter().map(|status| status.word()).collect::<Vec<_>>(),
            "due": date(stand.due.and_then(DateRange::exact)),
            "due_range": stand.due.filter(|range| range.exact().is_none())
                .map(|range| [range.first.to_string(), range.last.to_string()]),
        })
    };
    json!({
        "case": one.case,
        "left": one.left.as_ref().map(|named| &named.name),
        "right": one.right.as_ref().map(|named| &named.name),
        "trigger": date(one.trigger),
        "was": one.was.as_ref().map(stand),
        "now": one.now.as_ref().map(stand),
        "newly_overdue": one.is_newly_overdue(),
    })
}
