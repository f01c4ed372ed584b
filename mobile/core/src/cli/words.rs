// SPDX-License-Identifier: EUPL-1.2
//! Answers for people: plain words, one thing per line.

use std::fmt::Write as _;

use ronda_shared::moment::rfc3339;
use ronda_shared::sync::SyncReport;
use ronda_shared::ticket::edit_json;
use serde_json::{Value as Json, json};

use super::output::{Answer, Fault};
use crate::engine::{Diagnosis, Engine, Listed};
use crate::store::{LAST_CONTACT, LostEdit, SetAside};

/// `Filed FI-7K3Q-92MX: it is saved on this device.`
pub(super) fn saved(did: &str, code: &str, notes: &[String]) -> String {
    with_notes(format!("{did} {code}: it is saved on this device."), notes)
}

/// A line, and what the person should know beside it.
pub(super) fn with_notes(line: String, notes: &[String]) -> String {
    let notes = notes.iter().map(|note| format!("\n  note: {note}"));
    std::iter::once(line).chain(notes).collect()
}

/// One line for each ticket.
pub(super) fn list(listed: &[Listed]) -> String {
    if listed.is_empty() {
        return "No tickets.".to_owned();
    }
    let line = |listed: &Listed| {
        let row = &listed.row;
        let far = listed
            .distance_m
            .map(|metres| format!("{metres:>7.0} m  "))
            .unwrap_or_default();
        let contested = if row.conflicts > 0 { "  (to be decided)" } else { "" };
        let told = if row.notices > 0 { "  (see notices)" } else { "" };
        let priority = row.priority.map(|priority| format!("{priority:?}")).unwrap_or_default();
        format!(
            "{far}{:<12}  {priority:<2}  {:<11}  {:<24}  {}{contested}{told}\n",
            row.code, row.status, row.category, row.title
        )
    };
    listed.iter().map(line).collect()
}

/// Everything of a ticket, from its JSON.
pub(super) fn ticket(shown: &Json) -> String {
    let mut words = String::new();
    let plain = [
        "code",
        "id",
        "category",
        "title",
        "description",
        "status",
        "office",
        "outcome",
        "priority",
        "danger",
        "visibility",
        "address",
        "district",
        "position",
        "created_at",
        "received_at",
        "case_number",
    ];
    for key in plain {
        let value = shown.get(key).map(text_of).unwrap_or_default();
        if !value.is_empty() {
            let _ = writeln!(words, "{:<12} {value}", key.replace('_', " "));
        }
    }
    for photo in items(shown, "photos") {
        let delivered = if photo.get("delivered") == Some(&json!(true)) {
            "delivered"
        } else {
            "waiting"
        };
        let _ = writeln!(
            words,
            "{:<12} {} ({}, {delivered})",
            "photo",
            part(photo, "sha256"),
            part(photo, "role")
        );
    }
    for note in items(shown, "notes") {
        let (text, by, at) = (part(note, "text"), who(note), part(note, "at"));
        let _ = writeln!(words, "{:<12} {text} ({by}, {at})", "note");
    }
    for crew in items(shown, "assignments") {
        let due = part(crew, "due");
        let _ = writeln!(words, "{:<12} {} {due}", "assigned to", part(crew, "crew"));
    }
    for notice in items(shown, "notices") {
        let _ = writeln!(words, "{:<12} {}", "notice", told(notice));
    }
    for conflict in items(shown, "conflicts") {
        let _ = write!(words, "{}", contested(conflict));
    }
    words
}

/// The contested fields of tickets.
pub(super) fn conflicts(shown: &[Json]) -> String {
    let of_ticket = |ticket: &Json| {
        let fields: String = items(ticket, "conflicts").map(contested).collect();
        if fields.is_empty() {
            String::new()
        } else {
            format!("{}\n{fields}", part(ticket, "code"))
        }
    };
    let words: String = shown.iter().map(of_ticket).collect();
    if words.is_empty() {
        "Nothing waits for a decision.".to_owned()
    } else {
        words
    }
}

/// A field with its values.
pub(super) fn contested(conflict: &Json) -> String {
    let mut words = format!("  {} has several values:\n", part(conflict, "field"));
    for value in items(conflict, "values") {
        let _ = writeln!(
            words,
            "    {}  {}  ({}, {})",
            part(value, "value_id"),
            part(value, "value"),
            who(value),
            part(value, "at")
        );
    }
    words
}

/// What a sync came to.
pub(super) fn synced(report: &SyncReport, conflicts: u64) -> String {
    let mut words = format!(
        "Phone and server agree.\n  delivered  {} changes, {} photos ({} bytes)\n  received   {}\n",
        report.pushed, report.photos, report.photo_bytes, report.pulled
    );
    if report.refused > 0 {
        let _ = writeln!(words, "  refused    {}: see ronda status", report.refused);
    }
    if conflicts > 0 {
        let _ = writeln!(words, "  conflicts  {conflicts}: see ronda conflicts");
    }
    words
}

/// What an examination found.
pub(super) fn diagnosis(found: &Diagnosis) -> String {
    let sound = if found.faults.is_empty() {
        "everything is sound"
    } else {
        "not everything is sound"
    };
    let mut words = format!(
        "Examined {} tickets and {} photos: {sound}.\n",
        found.tickets, found.photos
    );
    words.extend(found.faults.iter().map(|fault| format!("  fault: {fault}\n")));
    words.extend(found.advice.iter().map(|advice| format!("  advice: {advice}\n")));
    words
}

/// What waits, the last contact, what was refused, the space.
pub(super) fn status(engine: &Engine) -> Result<Answer, Fault> {
    let (status, identity) = (engine.status()?, engine.identity());
    let (tally, last_ms) = (status.tally, engine.store().meta::<i64>(LAST_CONTACT)?);
    let last_contact = last_ms.map(rfc3339);
    let quarantine: Vec<Json> = status.set_aside.iter().map(set_aside).collect();
    let shown = json!({
        "queue": { "changes": tally.changes_owed, "photos": tally.photos_owed, "photo_bytes": tally.photo_bytes_owed, "contacts": tally.contacts_owed },
        "last_contact": last_contact,
        "quarantine": quarantine,
        "purged": status.lost.iter().map(lost).collect::<Vec<_>>(),
        "space_bytes": status.space_bytes,
        "tickets": tally.tickets,
        "conflicts": tally.contested,
        "person": identity.person(),
        "person_name": identity.person_name,
        "device": identity.device(),
        "server": identity.server_url,
        "warnings": status.warnings,
    });
    let mut words = format!(
        "{} on device {}, server {}\n  waiting       {} changes, {} photos ({} bytes)\n  last contact  {}\n  tickets       {} ({} to be decided)\n",
        identity.person_name,
        identity.device(),
        identity.server_url,
        tally.changes_owed,
        tally.photos_owed,
        tally.photo_bytes_owed,
        last_contact.as_deref().unwrap_or("never"),
        tally.tickets,
        tally.contested,
    );
    for refused in &status.set_aside {
        let _ = writeln!(words, "  refused       {}: {}", refused.ticket, refused.refusal);
    }
    for edit in &status.lost {
        let _ = writeln!(words, "  destroyed     {}", lost_sentence(edit));
    }
    words.extend(
        status
            .warnings
            .iter()
            .map(|warning| format!("  warning       {warning}\n")),
    );
    Ok(Answer::new(shown, words))
}

pub(super) fn set_aside(refused: &SetAside) -> Json {
    json!({
        "ticket": refused.ticket,
        "intent": refused.action.intent,
        "at": rfc3339(refused.action.at_ms),
        "code": refused.refusal.code,
        "reason": refused.refusal.detail,
        "edits": refused.action.edits.iter().map(edit_json).collect::<Vec<_>>(),
    })
}

/// An edit that went with a destroyed ticket.
pub(super) fn lost(edit: &LostEdit) -> Json {
    json!({ "ticket": edit.ticket, "intent": edit.intent, "kind": edit.kind, "at": rfc3339(edit.at_ms) })
}

/// The same for people.
pub(super) fn lost_sentence(edit: &LostEdit) -> String {
    let (ticket, at) = (edit.ticket, rfc3339(edit.at_ms));
    format!(
        "ticket {ticket} was destroyed by order of the office, and with it what you had not sent: {} of {at}",
        edit.kind
    )
}

pub(super) fn items<'a>(shown: &'a Json, key: &str) -> impl Iterator<Item = &'a Json> {
    shown.get(key).and_then(Json::as_array).into_iter().flatten()
}

pub(super) fn part(shown: &Json, key: &str) -> String {
    shown.get(key).map(text_of).unwrap_or_default()
}

/// Who it was: his name, or his id where the name is not known here.
pub(super) fn who(shown: &Json) -> String {
    let name = part(shown, "by_name");
    if name.is_empty() { part(shown, "by") } else { name }
}

/// The sentence of a notice, and whose deeds it is about.
pub(super) fn told(notice: &Json) -> String {
    let names: Vec<String> = ["by_name", "other_by_name"]
        .iter()
        .map(|key| part(notice, key))
        .filter(|name| !name.is_empty())
        .collect();
    let sentence = part(notice, "sentence");
    if names.is_empty() {
        sentence
    } else {
        format!("{sentence} ({})", names.join(", "))
    }
}

fn text_of(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}
