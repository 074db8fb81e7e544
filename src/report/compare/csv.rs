//! Comparisons for a spreadsheet: a line for each difference.

use super::Shown;
use super::words::{instance, outcome, pattern, rule_witness, stand};
use crate::analysis::aspects::End;
use crate::analysis::compare::{Days, Finding, Named, Paired};
use crate::names::listed;

/// The columns, in order.
const COLUMNS: [&str; 16] = [
    "left_pack",
    "right_pack",
    "left_duty",
    "right_duty",
    "title",
    "verdict",
    "aspect",
    "aspect_verdict",
    "left",
    "right",
    "dates",
    "differing",
    "by_at_most",
    "which",
    "witness",
    "why",
];

type Record = [String; COLUMNS.len()];

/// Every difference as CSV with a header line.
#[must_use]
pub fn csv(shown: &Shown<'_>) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every record has as many fields.
    let _ = writer.write_record(COLUMNS);
    for (at, comparison) in shown.comparisons.iter().enumerate() {
        let (left, right) = comparison.packs;
        let packs = (shown.id(left), shown.id(right));
        for pair in shown.pairs(comparison) {
            for record in of_pair(packs, pair) {
                let _ = writer.write_record(record);
            }
        }
        let sides = [("only left", &comparison.only_left), ("only right", &comparison.only_right)];
        for (word, all) in sides {
            for named in all {
                let _ = writer.write_record(alone(packs, word, named));
            }
        }
        for other in &comparison.others {
            let mut record = blank(packs);
            let text = |side: &Option<String>| side.clone().unwrap_or_default();
            let witness = other.compared.witness.as_ref().map(rule_witness);
            [record[4], record[5], record[6], record[8], record[9], record[14], record[15]] = [
                other.name.clone(),
                other.compared.verdict.word().to_owned(),
                other.kind.word().to_owned(),
                text(&other.left),
                text(&other.right),
                witness.unwrap_or_default(),
                other.compared.why.clone(),
            ];
            let _ = writer.write_record(record);
        }
        let changes = shown.changes.and_then(|cases| cases.changes.get(at));
        for change in changes.into_iter().flatten() {
            let mut record = blank(packs);
            [record[4], record[6], record[8], record[9], record[14]] = [
                instance(change),
                "case".to_owned(),
                stand(change.was.as_ref()),
                stand(change.now.as_ref()),
                change.case.clone(),
            ];
            let _ = writer.write_record(record);
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn blank((left, right): (&str, &str)) -> Record {
    let mut record = Record::default();
    [record[0], record[1]] = [left.to_owned(), right.to_owned()];
    record
}

fn alone(packs: (&str, &str), word: &str, named: &Named) -> Record {
    let mut record = blank(packs);
    let at = if word == "only left" { 2 } else { 3 };
    for (place, value) in record.iter_mut().enumerate() {
        match place {
            4 => value.clone_from(&named.title),
            5 => word.clone_into(value),
            place if place == at => value.clone_from(&named.name),
            place if place == at + 6 => value.clone_from(&named.limit),
            _ => {}
        }
    }
    record
}

fn of_pair(packs: (&str, &str), pair: &Paired) -> Vec<Record> {
    let mut base = blank(packs);
    [base[2], base[3], base[4], base[5]] = [
        pair.left.name.clone(),
        pair.right.name.clone(),
        pair.left.title.clone(),
        pair.verdict.word().to_owned(),
    ];
    [base[8], base[9]] = [pair.left.limit.clone(), pair.right.limit.clone()];
    let days = pair.days.iter().flat_map(|days| of_days(&base, days));
    let findings = pair.findings.iter().map(|finding| of_finding(&base, finding, pair));
    let mut all: Vec<Record> = days.chain(findings).collect();
    if all.is_empty() {
        all.push(base);
    }
    all
}

fn of_days(base: &Record, days: &Days) -> Vec<Record> {
    let mut base = base.clone();
    let end = match days.end {
        End::Due => "due",
        End::Opens => "opens",
    };
    [base[6], base[7], base[15]] =
        [end.to_owned(), days.verdict.word().to_owned(), days.why.clone()];
    let parts = [("earlier", &days.earlier), ("later", &days.later)];
    let mut all = Vec::new();
    for (word, part) in parts {
        let Some(part) = part else { continue };
        let mut record = base.clone();
        let witness = part.witness.as_ref();
        [record[10], record[11], record[12], record[13], record[14]] = [
            days.dates.to_string(),
            part.dates.to_string(),
            part.by_at_most.to_string(),
            format!("{word}: {}", pattern(&part.pattern)),
            witness.map_or(String::new(), |one| super::words::witness(days, one)),
        ];
        all.push(record);
    }
    if all.is_empty() {
        all.push(base);
    }
    all
}

fn of_finding(base: &Record, finding: &Finding, pair: &Paired) -> Record {
    let mut record = base.clone();
    let items = (listed(&finding.only_left), listed(&finding.only_right));
    let said = |items: String, whole: &str| if items.is_empty() { whole.to_owned() } else { items };
    let witness = pair.more.as_ref().or(pair.less.as_ref()).map(outcome);
    [record[6], record[7], record[8], record[9], record[14], record[15]] = [
        finding.aspect.word().to_owned(),
        finding.verdict.word().to_owned(),
        said(items.0, &finding.left),
        said(items.1, &finding.right),
        witness.unwrap_or_default(),
        finding.why.clone(),
    ];
    record
}
