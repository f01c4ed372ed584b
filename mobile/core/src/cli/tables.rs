// SPDX-License-Identifier: EUPL-1.2
//! Tables for people: what happened, what they are told, their day, and what may be the same trouble.

use std::fmt::Write as _;

use ronda_shared::moment::rfc3339;
use serde_json::Value as Json;

use super::words::{items, part, told, who};
use crate::engine::{Assigned, Similar};

/// What an event says, in the order in which it is shown.
const SAID: [&str; 12] = [
    "office",
    "crew",
    "due",
    "outcome",
    "hold",
    "ticket",
    "body",
    "passed_on",
    "approved_by",
    "reason",
    "text",
    "waiver",
];

/// One line for each event: when, what, by whom, what it says; an overtaken one is marked.
pub(super) fn events(shown: &Json) -> String {
    let mut words = String::new();
    for (at, event) in shown.as_array().into_iter().flatten().enumerate() {
        let by = who(event);
        let said: Vec<String> = SAID
            .iter()
            .map(|key| (key, part(event, key)))
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{key} {value}"))
            .collect();
        let overtaken = part(event, "superseded_by");
        let mark = if overtaken.is_empty() {
            String::new()
        } else {
            format!("  (overtaken by {})", kind_of(shown, &overtaken))
        };
        let _ = writeln!(
            words,
            "{:>3}  {}  {:<15}  {by}  {}{mark}",
            at + 1,
            part(event, "at"),
            part(event, "kind"),
            said.join(", ")
        );
    }
    if words.is_empty() {
        "Nothing happened to it yet.".to_owned()
    } else {
        words
    }
}

fn kind_of(events: &Json, id: &str) -> String {
    let all = events.as_array().into_iter().flatten();
    let found = all.into_iter().find(|event| part(event, "id") == id);
    found.map_or_else(|| id.to_owned(), |event| part(event, "kind"))
}

/// The tickets with something to tell, each sentence under its ticket.
pub(super) fn notices(shown: &[Json]) -> String {
    if shown.is_empty() {
        return "Nothing you have not read.".to_owned();
    }
    let mut words = String::new();
    for ticket in shown {
        let _ = writeln!(words, "{}  {}", part(ticket, "code"), part(ticket, "title"));
        for notice in items(ticket, "notices") {
            let read = if part(notice, "read") == "true" { "  (read)" } else { "" };
            let _ = writeln!(words, "  {}{read}", told(notice));
        }
    }
    words
}

/// What a crew is to do, one line each.
pub(super) fn today(assigned: &[Assigned]) -> String {
    if assigned.is_empty() {
        return "Nothing is assigned to your crew.".to_owned();
    }
    let line = |one: &Assigned| {
        let row = &one.row;
        let due = one.due_ms.map_or_else(|| "no date".to_owned(), rfc3339);
        let priority = row.priority.map(|priority| format!("{priority:?}")).unwrap_or_default();
        let contested = if one.contested {
            "  (another crew was told too)"
        } else {
            ""
        };
        format!(
            "{due:<24}  {priority:<2}  {:<12}  {:<11}  {}  {}{contested}\n",
            row.code, row.status, row.title, row.address
        )
    };
    assigned.iter().map(line).collect()
}

/// What may be the same trouble, each with its score and why.
pub(super) fn duplicates(found: &[Similar]) -> String {
    if found.is_empty() {
        return "Nothing like it nearby.".to_owned();
    }
    let line = |one: &Similar| {
        let (row, candidate) = (&one.row, &one.candidate);
        format!(
            "{:>3.0} %  {:<12}  {}\n       {}\n",
            candidate.score * 100.0,
            row.code,
            row.title,
            candidate.explanation.join(", ")
        )
    };
    found.iter().map(line).collect()
}
