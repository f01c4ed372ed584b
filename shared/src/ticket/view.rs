// SPDX-License-Identifier: EUPL-1.2
//! A ticket as JSON, the same on the phone's and on the office's command line.
//!
//! Moments are RFC 3339 in UTC; absent texts are empty strings, other absent values null.

mod edit;
mod workflow;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::{Conflict, Field, LinkKind, LogEntry, NoteEntry, PhotoEntry, Ticket, Value, Version};
use crate::case_row::CaseRow;
use crate::ids::{PersonId, PhotoHash, TicketId};
use crate::moment::rfc3339;
use crate::workflow::{HoldReason, Outcome};

pub use edit::edit_json;
pub use workflow::{events_json, notice_json};

/// What a reader knows beside the ticket itself.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// When the central store received the ticket, in milliseconds since 1970.
    pub delivered_at_ms: Option<i64>,
    /// Photos whose bytes are in the central store.
    pub delivered_photos: BTreeSet<PhotoHash>,
    /// Names of people, as far as known here.
    pub names: BTreeMap<PersonId, String>,
    /// Of the tickets it names, those that were replaced, each with the one that stands in its place.
    pub replaced: BTreeMap<TicketId, TicketId>,
}

/// Everything of a ticket: `show --json` and `case show --json`.
#[must_use]
pub fn ticket_json(ticket: &Ticket, beside: &Beside) -> Json {
    let text = |field: &Field| ticket.text(field).unwrap_or_default();
    let mut shown = json!({
        "id": ticket.id,
        "code": ticket.code,
        "category": ticket.category().map_or("", |category| category.code.as_str()),
        "title": text(&Field::Title),
        "description": ticket.description,
        "status": ticket.status(),
        "priority": ticket.priority(),
        "danger": ticket.danger(),
        "visibility": ticket.visibility(),
        "position": ticket.position(),
        "device_position": ticket.device_position,
        "address": text(&Field::Address),
        "district": ticket.district(),
        "asset_ref": ticket.text(&Field::AssetRef),
        "channel": ticket.channel,
        "created_at": rfc3339(ticket.created_at_ms),
        "created_by": ticket.created_by,
        "received_at": ticket.received_at_ms.map(rfc3339),
        "case_number": ticket.case_number,
        "delivered_at": beside.delivered_at_ms.map(rfc3339),
        "taxonomy_version": ticket.category().map(|category| category.taxonomy_version.as_str()),
        "office": ticket.workflow.office,
        "outcome": ticket.workflow.outcome.map(Outcome::name),
        "handoffs": ticket.workflow.handoffs,
        "escalated": ticket.workflow.is_escalated(),
        "reopened": ticket.workflow.reopened,
        "hold": ticket.workflow.hold.map(|hold| hold.reason.map(HoldReason::name)),
        "assignments": workflow::assignments_json(ticket),
        "events": events_json(ticket, beside),
        "notices": workflow::notices_json(ticket, beside),
        "visits": workflow::visits_json(ticket, beside),
        "links": links_json(ticket, beside),
        "me_too": ticket.me_too.len(),
        "watchers": ticket.watchers.keys().collect::<Vec<_>>(),
        "answers": answers_json(ticket),
        "photos": ticket.photos.iter().map(|photo| photo_json(photo, beside)).collect::<Vec<_>>(),
        "notes": ticket.notes.iter().map(|note| note_json(note, beside)).collect::<Vec<_>>(),
        "public_updates": ticket.public_updates.iter().map(|note| note_json(note, beside)).collect::<Vec<_>>(),
        "merged_softly": ticket.merged_softly().map(ToString::to_string).collect::<Vec<_>>(),
        "conflicts": ticket.conflicts().map(|conflict| conflict_json(&conflict, beside)).collect::<Vec<_>>(),
        "heads": ticket.heads.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    // Beside the macro, which takes no more keys.
    if let Json::Object(fields) = &mut shown {
        fields.insert("reporter_ref".to_owned(), json!(ticket.text(&Field::ReporterRef)));
        fields.insert("address_source".to_owned(), json!(ticket.address_source()));
        let flagged = workflow::old_frontiers_json(ticket, beside);
        fields.insert("old_frontiers".to_owned(), flagged);
    }
    name(&mut shown, "created_by_name", &ticket.created_by, beside);
    shown
}

/// One line of `list --json` and `case list --json`.
#[must_use]
pub fn summary_json(row: &CaseRow) -> Json {
    json!({
        "id": row.id,
        "code": row.code,
        "title": row.title,
        "category": row.category,
        "status": row.status,
        "office": row.office,
        "crews": row.crews,
        "outcome": row.outcome,
        "notices": row.notices,
        "me_too": row.me_too,
        "priority": row.priority,
        "danger": row.danger,
        "district": row.district,
        "address": row.address,
        "lat": row.lat,
        "lon": row.lon,
        "conflicts": row.conflicts,
        "created_at": rfc3339(row.created_at_ms),
        "updated_at": rfc3339(row.updated_at_ms),
        "received_at": row.received_at_ms.map(rfc3339),
        "case_number": row.case_number,
        "photos": row.photos,
        "notes": row.notes,
    })
}

/// A link leads to where the other ticket stands now; `written_as` is the name it had when somebody tied the two. What
/// replaces a ticket goes on naming the one that is gone.
fn links_json(ticket: &Ticket, beside: &Beside) -> Json {
    let shown = ticket.links.keys().map(|link| {
        let stands = beside.replaced.get(&link.ticket);
        match stands.filter(|_| link.kind != LinkKind::Replaces) {
            Some(stands) => json!({ "kind": link.kind, "ticket": stands, "written_as": link.ticket }),
            None => json!(link),
        }
    });
    Json::Array(shown.collect())
}

fn answers_json(ticket: &Ticket) -> Json {
    let answers = ticket
        .fields
        .iter()
        .filter_map(|(field, register)| match (field, register.shown()) {
            (Field::Answer(code), Some(Value::Text(text))) => Some((code.clone(), json!(text))),
            _ => None,
        });
    Json::Object(answers.collect())
}

/// A contested field with every standing value, the shown one first.
#[must_use]
pub fn conflict_json(conflict: &Conflict<'_>, beside: &Beside) -> Json {
    let values: Vec<Json> = conflict
        .versions
        .iter()
        .map(|version| version_json(version, beside))
        .collect();
    json!({ "field": conflict.field.to_string(), "values": values })
}

fn version_json(version: &Version, beside: &Beside) -> Json {
    let (value, at) = (value_json(&version.value), rfc3339(version.at_ms()));
    let mut shown = json!({ "value_id": version.value_id, "value": value, "by": version.by, "at": at });
    name(&mut shown, "by_name", &version.by, beside);
    shown
}

/// A category reads as its code, as everywhere else.
fn value_json(value: &Value) -> Json {
    match value {
        Value::Category(category) => json!(category.code),
        other => json!(other),
    }
}

fn photo_json(photo: &LogEntry<PhotoEntry>, beside: &Beside) -> Json {
    let entry = &photo.value;
    let mut shown = json!({
        "sha256": entry.sha256,
        "role": entry.role,
        "shows": entry.shows(),
        "sketch": entry.sketch,
        "sealed_original": entry.sealed_original,
        "width": entry.width,
        "height": entry.height,
        "bytes": entry.bytes,
        "mime": entry.mime,
        "taken_at": entry.taken_at,
        "fix": entry.fix,
        "caption": entry.caption,
        "by": entry.by,
        "delivered": beside.delivered_photos.contains(&entry.sha256),
    });
    name(&mut shown, "by_name", &entry.by, beside);
    shown
}

fn note_json(note: &LogEntry<NoteEntry>, beside: &Beside) -> Json {
    let at = note.entry.born_at_ms().map(rfc3339);
    let mut shown = json!({ "id": note.entry, "text": note.value.text, "by": note.value.by, "at": at });
    name(&mut shown, "by_name", &note.value.by, beside);
    shown
}

pub(super) fn name(shown: &mut Json, key: &str, person: &PersonId, beside: &Beside) {
    if let (Some(name), Json::Object(fields)) = (beside.names.get(person), shown) {
        fields.insert(key.to_owned(), json!(name));
    }
}
