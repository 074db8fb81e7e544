//! Answers for a spreadsheet: a line for each row, flat.

use super::Evaluation;
use super::across::{self, GroupItem};
use super::json::{DutyItem, GapItem, item};
use super::view::lines;

/// The columns, in order.
const COLUMNS: [&str; 27] = [
    "case",
    "duty",
    "title",
    "instance",
    "status",
    "could_be",
    "opens",
    "opens_range",
    "due",
    "due_range",
    "fulfilled",
    "fulfilled_range",
    "days_late",
    "trigger_event",
    "trigger_date",
    "trigger_date_range",
    "who",
    "flags",
    "because",
    "unknown_because",
    "sources",
    "kind",
    "gaps",
    "under",
    "as_of",
    "pack",
    "layer",
];

/// The evaluation as CSV with a header line. Lists are joined by `; `, a range is
/// written `2026-06-03/2026-06-09` (ISO 8601).
#[must_use]
pub fn csv(of: &Evaluation<'_>) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every record has as many fields.
    let _ = writer.write_record(COLUMNS);
    let (as_of, pack) = (of.as_of.to_string(), &of.model.pack.id);
    for (at, (case, _)) in of.cases.iter().enumerate() {
        for line in lines(of, at) {
            let _ = writer.write_record(record(&case.id, item(&line), &as_of, pack));
        }
    }
    for group in across::items(of) {
        let _ = writer.write_record(of_group(group, &as_of, pack));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn record(case: &str, item: DutyItem, as_of: &str, pack: &str) -> [String; COLUMNS.len()] {
    let range = |range: Option<[String; 2]>| range.map_or(String::new(), |ends| ends.join("/"));
    let text = Option::unwrap_or_default;
    [
        case.to_owned(),
        item.duty,
        item.title,
        item.instance,
        item.status.to_owned(),
        item.could_be.join("; "),
        text(item.opens),
        range(item.opens_range),
        text(item.due),
        range(item.due_range),
        text(item.fulfilled),
        range(item.fulfilled_range),
        item.days_late.map_or(String::new(), |days| days.to_string()),
        item.trigger.event,
        text(item.trigger.date),
        range(item.trigger.date_range),
        text(item.who),
        item.flags.join("; "),
        item.because,
        item.unknown_because.join("; "),
        item.sources.join("; "),
        item.kind.to_owned(),
        item.gaps.iter().map(gap).collect::<Vec<_>>().join("; "),
        item.under.into_iter().map(|under| under.duty).collect::<Vec<_>>().join("; "),
        as_of.to_owned(),
        pack.to_owned(),
        item.layer,
    ]
}

/// `2026-04-04/2026-04-09`; `2026-04-04/..` while it goes on, and a `?` before it where
/// it is not known.
fn gap(gap: &GapItem) -> String {
    let sure = if gap.known { "" } else { "?" };
    format!("{sure}{}/{}", gap.from, gap.to.as_deref().unwrap_or(".."))
}

/// A group as a line of its own kind: its cases where others have one, what they have
/// in common as the instance, and since when it is breached as the trigger's date.
fn of_group(item: GroupItem, as_of: &str, pack: &str) -> [String; COLUMNS.len()] {
    let mut record: [String; COLUMNS.len()] = Default::default();
    let fields = [
        ("case", item.members.join("; ")),
        ("duty", item.rule),
        ("title", item.title),
        ("instance", item.group),
        ("status", item.outcome.to_owned()),
        ("trigger_date", item.since.unwrap_or_default()),
        ("because", item.because),
        ("unknown_because", item.unknown_because.join("; ")),
        ("sources", item.sources.join("; ")),
        ("kind", "across".to_owned()),
        ("as_of", as_of.to_owned()),
        ("pack", pack.to_owned()),
        ("layer", item.layer),
    ];
    for (name, text) in fields {
        let at = COLUMNS.iter().position(|column| *column == name);
        if let Some(field) = at.and_then(|at| record.get_mut(at)) {
            *field = text;
        }
    }
    record
}
