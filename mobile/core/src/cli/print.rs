// SPDX-License-Identifier: EUPL-1.2
//! What people and programs read: one JSON value, or plain lines.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::failed::Failed;

/// One JSON value on a line of standard output, flushed.
pub(super) fn json(answer: &Json) -> Result<(), Failed> {
    line(&answer.to_string())
}

/// A failure, on standard error.
pub(super) fn failure(failed: &Failed, as_json: bool) {
    let object = json!({ "error": failed.sentence, "try_again": failed.transient });
    let text = if as_json {
        object.to_string()
    } else {
        failed.sentence.clone()
    };
    // Nobody is left to tell when standard error is closed; the exit code still says it.
    let _closed = writeln!(io::stderr(), "{text}");
}

/// The answer of a verb in plain lines.
pub(super) fn plain(verb: &str, answer: &Json) -> Result<(), Failed> {
    match (verb, answer) {
        ("list", Json::Array(rows)) if rows.is_empty() => line("no tickets"),
        ("list", Json::Array(rows)) => rows.iter().try_for_each(|row| line(&summary(row))),
        ("conflicts", Json::Array(rows)) if rows.is_empty() => line("no conflicts"),
        ("conflicts", Json::Array(rows)) => rows.iter().try_for_each(conflict),
        ("file", answer) => saved(answer).and_then(|()| notes(answer)),
        ("edit" | "note" | "photo" | "keep", answer) => saved(answer).and_then(|()| notes(answer)),
        (_, answer) => indented(answer, 0),
    }
}

fn saved(answer: &Json) -> Result<(), Failed> {
    line(&format!(
        "saved on this phone: {}  ({})",
        text(&answer["code"]),
        text(&answer["id"])
    ))
}

fn notes(answer: &Json) -> Result<(), Failed> {
    answer["notes"]
        .as_array()
        .into_iter()
        .flatten()
        .try_for_each(|note| line(&format!("note: {}", text(note))))
}

fn summary(row: &Json) -> String {
    let fields = ["code", "priority", "status", "category", "title"].map(|key| text(&row[key]));
    let conflicts = if row["conflicts"].as_u64().unwrap_or(0) > 0 {
        "  (conflict)"
    } else {
        ""
    };
    let distance = row["distance_m"]
        .as_f64()
        .map(|metres| format!("  {metres:.0} m"))
        .unwrap_or_default();
    format!("{}{distance}{conflicts}", fields.join("  "))
}

fn conflict(row: &Json) -> Result<(), Failed> {
    line(&format!("{}  {}", text(&row["code"]), text(&row["field"])))?;
    let values = row["values"].as_array().into_iter().flatten();
    values.into_iter().try_for_each(|value| {
        let by = value["by_name"]
            .as_str()
            .unwrap_or_else(|| value["by"].as_str().unwrap_or_default());
        line(&format!(
            "   {}  {}  {by}, {}",
            text(&value["value_id"]),
            text(&value["value"]),
            text(&value["at"])
        ))
    })
}

/// Names and values, one a line, what is inside indented.
fn indented(value: &Json, depth: usize) -> Result<(), Failed> {
    let margin = "   ".repeat(depth);
    match value {
        Json::Object(fields) => fields
            .iter()
            .filter(|(_, value)| !is_nothing(value))
            .try_for_each(|(name, value)| {
                if value.is_object() || value.is_array() {
                    line(&format!("{margin}{name}:"))?;
                    return indented(value, depth + 1);
                }
                line(&format!("{margin}{name}: {}", text(value)))
            }),
        Json::Array(items) => items.iter().try_for_each(|item| {
            indented(item, depth)?;
            if item.is_object() {
                line(&format!("{margin}-"))
            } else {
                Ok(())
            }
        }),
        other => line(&format!("{margin}{}", text(other))),
    }
}

fn is_nothing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn text(value: &Json) -> String {
    value.as_str().map_or_else(
        || {
            if value.is_null() {
                "-".to_owned()
            } else {
                value.to_string()
            }
        },
        str::to_owned,
    )
}

fn line(text: &str) -> Result<(), Failed> {
    let mut out = io::stdout().lock();
    let written = writeln!(out, "{text}").and_then(|()| out.flush());
    written.map_err(|error| {
        Failed::from(format!(
            "the answer cannot be written ({}), though the work is done",
            error.kind()
        ))
    })
}
