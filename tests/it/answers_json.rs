//! What `duly eval` prints for programs: JSON held against its schema, and CSV
//! that says the same.

use std::fs;

use serde_json::Value;

use crate::console::{duly, root};
use crate::schema::problems;

const PACK: &str = "kent/child-in-care-reviews";

fn evaluated(format: &str) -> String {
    let cases = ["examples/cases", "tests/cli/files/small.yaml"];
    let mut command = duly();
    command.arg("eval").args(cases).args(["--pack", PACK, "--as-of", "2026-11-21"]);
    let result = command.args(["--format", format]).output().unwrap();
    String::from_utf8(result.stdout).unwrap()
}

#[test]
fn json_is_as_its_schema_says() {
    let schema = fs::read_to_string(root().join("docs/eval.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let report: Value = serde_json::from_str(&evaluated("json")).unwrap();
    assert_eq!(problems(&schema, &report), Vec::<String>::new());
    assert!(report["cases"].as_array().unwrap().len() > 5);
    let mut broken = report;
    broken["cases"][0]["duties"][0]["status"] = Value::from("late");
    assert_eq!(problems(&schema, &broken).len(), 1);
}

#[test]
fn csv_says_what_json_says() {
    let report: Value = serde_json::from_str(&evaluated("json")).unwrap();
    let mut table = csv::Reader::from_reader(std::io::Cursor::new(evaluated("csv")));
    let heads = table.headers().unwrap().clone();
    let mut rows = table.records();
    let mut compared = 0;
    for case in report["cases"].as_array().unwrap() {
        let mut keys = Vec::new();
        for duty in case["duties"].as_array().unwrap() {
            let row = rows.next().expect("a row").unwrap();
            let cell = |name: &str| &row[heads.iter().position(|head| head == name).unwrap()];
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            assert_eq!(cell("case"), text(&case["case"]));
            for name in ["duty", "instance", "status", "due", "opens", "fulfilled", "who"] {
                assert_eq!(cell(name), text(&duty[name]), "{name}");
            }
            assert_eq!(cell("trigger_date"), text(&duty["trigger"]["date"]));
            let late = duty["days_late"].as_i64().map_or(String::new(), |days| days.to_string());
            assert_eq!(cell("days_late"), late);
            let known = duty["status"] != "unknown";
            assert_eq!(known, duty["could_be"].as_array().unwrap().is_empty());
            assert_eq!(cell("layer"), text(&duty["layer"]));
            keys.push([&duty["layer"], &duty["duty"], &duty["instance"]].map(text));
            compared += 1;
        }
        keys.sort();
        let all = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), all, "no two instances of a duty have one key");
    }
    let kind = heads.iter().position(|head| head == "kind").unwrap();
    let groups: Vec<_> = rows.map(Result::unwrap).collect();
    assert!(groups.iter().all(|row| &row[kind] == "across") && compared > 100);
    assert_eq!(groups.len(), report["groups"].as_array().unwrap().len());
}
