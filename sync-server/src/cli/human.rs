// SPDX-License-Identifier: EUPL-1.2
//! Answers in plain words for people at a terminal; programs use `--json`.

use fast_qr::QRBuilder;
use serde_json::{Map, Value};

/// A list as lines, one thing as `name: value`.
pub(super) fn shown(answer: &Value) -> String {
    match answer {
        Value::Array(items) if items.is_empty() => "nothing\n".to_owned(),
        Value::Array(items) => items.iter().map(line).collect(),
        Value::Object(fields) => block(fields, 0),
        other => format!("{}\n", plain(other)),
    }
}

/// What is wrong with a file, one fault a line; otherwise as any answer.
pub(super) fn checked(answer: &Value) -> String {
    let faults = answer.get("faults").and_then(Value::as_array);
    let Some(faults) = faults.filter(|faults| !faults.is_empty()) else {
        return shown(answer);
    };
    let part = |fault: &Value, key: &str| fault.get(key).map(plain).unwrap_or_default();
    faults
        .iter()
        .map(|fault| format!("{}: {}\n", part(fault, "path"), part(fault, "cure")))
        .collect()
}

/// A code with its QR, to be shown or read out.
pub(super) fn enrolment(answer: &Value) -> String {
    let text = |key: &str| answer.get(key).and_then(Value::as_str).unwrap_or_default();
    let qr = QRBuilder::new(text("url"))
        .build()
        .map(|code| code.to_str())
        .unwrap_or_default();
    format!(
        "{qr}\nCode {}\nat   {}\nuntil {}, for one phone\n",
        text("code"),
        text("url").split('#').next().unwrap_or_default(),
        text("expires_at")
    )
}

/// Characters of a hash in a list.
const SHORT_HASH: usize = 12;
/// The columns of a list, in this order, as far as an item has them.
const COLUMNS: [&str; 42] = [
    "id",
    "code",
    "case_number",
    "at",
    "kind",
    "status",
    "priority",
    "category",
    "title",
    "name",
    "change",
    "area",
    "date",
    "count",
    "bytes",
    "sha256",
    "licence",
    "attribution",
    "role",
    "districts",
    "office",
    "crews",
    "person",
    "last_seen",
    "revoked_at",
    "flagged_at",
    "disabled_at",
    "done",
    "successor",
    "ticket",
    "reason",
    "waiting",
    "rewritten",
    "copies",
    "take_by",
    "safe_by",
    "resolve_by",
    "overdue",
    "version",
    "published_at",
    "current",
    "detail",
];

fn line(item: &Value) -> String {
    let cells = COLUMNS
        .iter()
        .filter_map(|column| Some(cell(column, item.get(column)?)))
        .filter(|cell| !cell.is_empty());
    format!("{}\n", cells.collect::<Vec<_>>().join("  "))
}

/// Of a hash as much as tells one file from another; `--json` has all of it.
fn cell(column: &str, value: &Value) -> String {
    let text = plain(value);
    if column == "sha256" {
        return text.chars().take(SHORT_HASH).collect();
    }
    text
}

fn block(fields: &Map<String, Value>, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let field = |(name, value): (&String, &Value)| match value {
        Value::Object(inner) => format!("{indent}{name}:\n{}", block(inner, depth + 1)),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let inner = items.iter().filter_map(Value::as_object);
            let items: String = inner
                .map(|item| format!("{}{indent}  -\n", block(item, depth + 1)))
                .collect();
            format!("{indent}{name}:\n{items}")
        }
        Value::Null => String::new(),
        other => format!("{indent}{name}: {}\n", plain(other)),
    };
    fields.iter().map(field).collect()
}

/// Control characters of other people's texts must not steer the terminal.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text
            .chars()
            .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
            .collect(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_cannot_steer_the_terminal() {
        assert_eq!(shown(&json!([{ "id": 1, "title": "a\u{1b}[2Jb" }])), "1  a [2Jb\n");
    }

    #[test]
    fn a_list_tells_files_apart_by_the_beginning_of_their_hash() {
        let pack = json!([{ "name": "firenze", "bytes": 9, "sha256": "0123456789abcdef0123", "licence": "ODbL-1.0" }]);
        assert_eq!(shown(&pack), "firenze  9  0123456789ab  ODbL-1.0\n");
    }

    #[test]
    fn faults_of_a_file_are_one_line_each() {
        let faulty = json!({ "faults": [{ "path": "sla[P1]", "cure": "write it" }] });
        assert_eq!(checked(&faulty), "sla[P1]: write it\n");
        assert_eq!(
            checked(&json!({ "groups": 13, "faults": [] })),
            "faults: \ngroups: 13\n"
        );
    }

    #[test]
    fn an_enrolment_shows_code_and_qr_and_the_code_only_in_its_own_line() {
        let shown = enrolment(
            &json!({ "code": "7K3Q-92MX-4TVWE", "url": "http://127.0.0.1:8080/enrol#7K3Q-92MX-4TVWE", "expires_at": "soon" }),
        );
        assert!(shown.contains("Code 7K3Q-92MX-4TVWE\n") && shown.contains("http://127.0.0.1:8080/enrol\n"));
        assert!(shown.lines().count() > 15, "a QR of several lines");
    }
}
