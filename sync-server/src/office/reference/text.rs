// SPDX-License-Identifier: EUPL-1.2
//! The file people edit: TOML (or JSON) in, TOML out, one entry after another with its code first.

use std::fmt::Write as _;

use ronda_shared::moment::rfc3339;
use ronda_shared::reference::Fault;
use serde_json::Value as Json;
use toml::{Table, Value};

use super::NamedReference;

/// What an entry is known by; it stands first.
const FIRST: [&str; 3] = ["code", "name", "priority"];
/// The parts of a file, in the order they are written; plain values come before all.
const ORDER: [&str; 9] = [
    "calendar",
    "sla",
    "stop_clock",
    "districts",
    "offices",
    "crews",
    "routes",
    "groups",
    "categories",
];

/// A text as a value to be read; a text that begins with a brace is JSON.
pub(super) fn parse(text: &str) -> Result<Json, Vec<Fault>> {
    let fault = |cure: String| {
        vec![Fault {
            path: "file".to_owned(),
            cure,
        }]
    };
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| fault(format!("it is not JSON ({error}): correct it")));
    }
    let table: Table =
        toml::from_str(text).map_err(|error| fault(format!("it is not TOML ({}): correct it", said(&error))))?;
    serde_json::to_value(table).map_err(|error| fault(error.to_string()))
}

/// The parser's complaint on one line.
fn said(error: &toml::de::Error) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A set as a file.
pub(super) fn write(reference: &NamedReference) -> String {
    let name = reference.name;
    let since = if name.at_ms > 0 {
        format!("published {}", rfc3339(name.at_ms))
    } else {
        "shipped with the product".to_owned()
    };
    let mut file = format!("# Version {}, {since}.\n", name.version);
    let table = Table::try_from(&reference.data).unwrap_or_default();
    for (key, value) in table.iter().filter(|(_, value)| !is_part(value)) {
        let _ = writeln!(file, "{key} = {value}");
    }
    for key in ORDER {
        match table.get(key) {
            Some(Value::Table(part)) => {
                let _ = write!(file, "\n[{key}]\n{}", fields(part));
            }
            Some(Value::Array(entries)) => {
                for entry in entries.iter().filter_map(Value::as_table) {
                    let _ = write!(file, "\n[[{key}]]\n{}", fields(entry));
                }
            }
            _ => {}
        }
    }
    file
}

/// Tables, and lists of tables.
fn is_part(value: &Value) -> bool {
    value.is_table() || is_list_of_tables(value)
}

fn is_list_of_tables(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_table))
}

fn fields(entry: &Table) -> String {
    let mut fields: Vec<(&String, &Value)> = entry.iter().collect();
    let place = |key: &String| FIRST.iter().position(|first| first == key).unwrap_or(FIRST.len());
    fields.sort_by_key(|(key, _)| place(key));
    fields
        .into_iter()
        .map(|(key, value)| format!("{key} = {}\n", shown(value)))
        .collect()
}

/// On one line, but a list of tables has one line for each.
fn shown(value: &Value) -> String {
    match value.as_array() {
        Some(items) if is_list_of_tables(value) => {
            let lines: String = items.iter().map(|item| format!("    {item},\n")).collect();
            format!("[\n{lines}]")
        }
        _ => value.to_string(),
    }
}
