//! Diagnostics as data, in a shape that stays.
//!
//! The schema is `duly.diagnostics/1`: fields may be added under that name,
//! never renamed or taken away.

use serde::Serialize;
use serde_json::Value;

use super::place::Places;
use super::{count, in_order};
use crate::diag::{Diagnostic, Severity};
use crate::source::{SourceMap, Span};

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    diagnostics: Vec<Item<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    at: At<'a>,
    label: Option<&'a str>,
    help: Option<&'a str>,
    fix: Option<FixItem<'a>>,
    related: Vec<Related<'a>>,
}

/// Where: all `null` when no text is to blame. Lines and columns from 1, columns
/// in characters; bytes from 0; every end is just past the last one.
#[derive(Serialize, Default)]
struct At<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    start_byte: Option<usize>,
    end_byte: Option<usize>,
}

#[derive(Serialize)]
struct FixItem<'a> {
    #[serde(flatten)]
    at: At<'a>,
    replacement: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    at: At<'a>,
    label: &'a str,
}

/// The diagnostics in the order of the text, and how many there are of each
/// weight.
#[must_use]
pub fn json(map: &SourceMap, diagnostics: &[Diagnostic]) -> Value {
    let places = Places::new(map, diagnostics);
    let report = Report {
        schema: "duly.diagnostics/1",
        diagnostics: in_order(diagnostics).into_iter().map(|found| item(&places, found)).collect(),
        summary: Summary {
            errors: count(diagnostics, Severity::Error),
            warnings: count(diagnostics, Severity::Warning),
            notes: count(diagnostics, Severity::Note),
        },
    };
    // Plain structs with text keys always have a JSON form.
    serde_json::to_value(report).unwrap_or_default()
}

fn item<'a>(places: &Places<'a>, found: &'a Diagnostic) -> Item<'a> {
    let label = found.primary.as_ref().map(|label| label.text.as_str());
    Item {
        code: found.code.info().id,
        severity: found.severity.word(),
        message: &found.message,
        at: found.span().map_or_else(At::default, |span| at(places, span)),
        label: label.filter(|text| !text.is_empty()),
        help: found.help.as_deref(),
        fix: found
            .fix
            .as_ref()
            .map(|fix| FixItem { at: at(places, fix.span), replacement: &fix.replacement }),
        related: found
            .secondary
            .iter()
            .map(|label| Related { at: at(places, label.span), label: &label.text })
            .collect(),
    }
}

fn at<'a>(places: &Places<'a>, span: Span) -> At<'a> {
    let Some(place) = places.of(span) else {
        return At::default();
    };
    At {
        file: Some(place.file),
        line: Some(place.start.line),
        column: Some(place.start.column),
        end_line: Some(place.end.line),
        end_column: Some(place.end.column),
        start_byte: Some(place.bytes.start),
        end_byte: Some(place.bytes.end),
    }
}
