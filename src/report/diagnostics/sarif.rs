//! Diagnostics for code hosts and scanners: SARIF 2.1.0 (OASIS, 2020).
//!
//! Only the parts of the format that duly has something to say in, written by
//! hand.

use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;

use super::in_order;
use super::place::{Place, Places};
use crate::diag::{Code, Diagnostic, Fix, Label};
use crate::source::SourceMap;

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text<'static>,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'static str,
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixItem<'a>>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

/// Lines and columns from 1, columns in characters, the end just past the last.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    byte_offset: usize,
    byte_length: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixItem<'a> {
    description: Message,
    artifact_changes: [ArtifactChange<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: ArtifactLocation,
    replacements: [Replacement<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Text<'a>,
}

/// The diagnostics as one SARIF log, in the order of the text, with a rule for
/// every code there is.
#[must_use]
pub fn sarif(map: &SourceMap, diagnostics: &[Diagnostic]) -> Value {
    let places = Places::new(map, diagnostics);
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "duly",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: Code::ALL.iter().map(|code| rule(*code)).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            results: in_order(diagnostics)
                .into_iter()
                .map(|found| finding(&places, found))
                .collect(),
        }],
    };
    // Plain structs with text keys always have a JSON form.
    serde_json::to_value(log).unwrap_or_default()
}

fn rule(code: Code) -> Rule {
    let info = code.info();
    Rule {
        id: info.id,
        short_description: Text { text: info.title },
        help: Help { text: info.page, markdown: info.page },
        default_configuration: Configuration { level: info.severity.word() },
    }
}

fn finding<'a>(places: &Places<'a>, found: &'a Diagnostic) -> Finding<'a> {
    let related = found.secondary.iter().enumerate();
    let mut text = found.message.clone();
    if let Some(help) = &found.help {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n{help}");
    }
    Finding {
        rule_id: found.code.info().id,
        rule_index: Code::ALL.iter().position(|code| *code == found.code),
        level: found.severity.word(),
        message: Message { text },
        locations: found.primary.iter().filter_map(|label| location(places, label, None)).collect(),
        related_locations: related
            .filter_map(|(index, label)| location(places, label, Some(index + 1)))
            .collect(),
        fixes: found.fix.iter().filter_map(|fix| mend(places, found, fix)).collect(),
    }
}

fn location<'a>(places: &Places<'a>, label: &'a Label, id: Option<usize>) -> Option<Location<'a>> {
    let place = places.of(label.span)?;
    let message = (!label.text.is_empty()).then_some(Text { text: &label.text });
    Some(Location {
        id,
        physical_location: PhysicalLocation {
            artifact_location: artifact(&place),
            region: region(&place),
        },
        message,
    })
}

fn mend<'a>(places: &Places<'a>, found: &Diagnostic, fix: &'a Fix) -> Option<FixItem<'a>> {
    let place = places.of(fix.span)?;
    Some(FixItem {
        description: Message { text: found.help.clone().unwrap_or_else(|| found.message.clone()) },
        artifact_changes: [ArtifactChange {
            artifact_location: artifact(&place),
            replacements: [Replacement {
                deleted_region: region(&place),
                inserted_content: Text { text: &fix.replacement },
            }],
        }],
    })
}

fn artifact(place: &Place<'_>) -> ArtifactLocation {
    ArtifactLocation { uri: uri(place.file) }
}

fn region(place: &Place<'_>) -> Region {
    Region {
        start_line: place.start.line,
        start_column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
        byte_offset: place.bytes.start,
        byte_length: place.bytes.len(),
    }
}

/// A file's name as a relative reference (RFC 3986): forward slashes, and every
/// other byte that may not stand in a path as `%` and its number.
fn uri(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => uri.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'@' | b'+' | b',' | b'=' => {
                uri.push(char::from(byte));
            }
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
