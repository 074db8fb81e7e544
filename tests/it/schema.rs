//! A JSON text held against a JSON Schema: as much of the standard as our own
//! schemas use. A word that it does not know is an error, not a pass.

use serde_json::Value;

/// Words that say nothing about a value.
const SILENT: [&str; 4] = ["$schema", "$defs", "title", "description"];

/// Everything that is wrong with a value, each with its place.
pub(crate) fn problems(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    hold(schema, schema, value, "$", &mut found);
    found
}

fn hold(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (word, says) in schema.as_object().expect("a schema is an object") {
        let fine = match word.as_str() {
            word if SILENT.contains(&word) => true,
            "$ref" => {
                let name = says.as_str().and_then(|name| name.strip_prefix('#')).expect("a name");
                hold(root, root.pointer(name).expect("a definition"), value, at, found);
                true
            }
            "const" => value == says,
            "enum" => says.as_array().expect("a list").contains(value),
            "type" => is(says, value),
            "pattern" => value.as_str().is_none_or(|text| fits(says.as_str().unwrap(), text)),
            "anyOf" => says.as_array().expect("a list").iter().any(|one| {
                let mut problems = Vec::new();
                hold(root, one, value, at, &mut problems);
                problems.is_empty()
            }),
            "minItems" => {
                value.as_array().is_none_or(|all| all.len() as u64 >= says.as_u64().unwrap())
            }
            "maxItems" => {
                value.as_array().is_none_or(|all| all.len() as u64 <= says.as_u64().unwrap())
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    hold(root, says, item, &format!("{at}[{number}]"), found);
                }
                true
            }
            "required" => {
                let names = says.as_array().expect("a list").iter().filter_map(Value::as_str);
                names.into_iter().all(|name| value.get(name).is_some())
            }
            "additionalProperties" => {
                let known = schema.get("properties").and_then(Value::as_object);
                let names = value.as_object().into_iter().flat_map(|object| object.keys());
                names.into_iter().all(|name| known.is_some_and(|known| known.contains_key(name)))
            }
            "properties" => {
                for (name, schema) in says.as_object().expect("an object") {
                    if let Some(value) = value.get(name) {
                        hold(root, schema, value, &format!("{at}.{name}"), found);
                    }
                }
                true
            }
            other => panic!("{other} is not held"),
        };
        if !fine {
            found.push(format!("{at}: {word} {says}: {value}"));
        }
    }
}

fn is(says: &Value, value: &Value) -> bool {
    let one = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("{other} is not held"),
    };
    match says {
        Value::String(name) => one(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(one),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {
            panic!("{says} is no type")
        }
    }
}

/// The two patterns that we use.
fn fits(pattern: &str, text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    match pattern {
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => shape == "9999-99-99",
        "^D[0-9]{4}$" => shape == "D9999",
        other => panic!("{other} is not held"),
    }
}

#[test]
fn what_breaks_a_schema_is_told() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": {"a": {"$ref": "#/$defs/day"}, "b": {"anyOf": [{"type": "null"}, {"const": 1}]}},
        "$defs": {"day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}}
    });
    let wrong = |value: Value| problems(&schema, &value).len();
    assert_eq!(wrong(serde_json::json!({"a": "2026-03-28", "b": null})), 0);
    assert_eq!(wrong(serde_json::json!({"a": "28 March 2026"})), 1);
    assert_eq!(wrong(serde_json::json!({"b": 2})), 2);
    assert_eq!(wrong(serde_json::json!({"a": "2026-03-28", "c": 1})), 1);
}
