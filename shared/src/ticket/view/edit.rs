// SPDX-License-Identifier: EUPL-1.2
//! An edit as JSON, for the lists of what waits or was refused.

use serde_json::{Value as Json, json};

use crate::ticket::Edit;

/// What an edit means, in a few words: `status --json`.
#[must_use]
pub fn edit_json(edit: &Edit) -> Json {
    match edit {
        Edit::File(new) => json!({ "file": new.category.code, "title": new.title, "description": new.description }),
        Edit::Set(field, value) => json!({ "field": field.to_string(), "value": value }),
        Edit::AddPhoto(added) => json!({ "photo": added.photo.sha256 }),
        Edit::AddNote(note) => json!({ "note": note.text }),
        Edit::AddPublicUpdate(note) => json!({ "public_update": note.text }),
        Edit::Admit { case_number, .. } => json!({ "case_number": case_number }),
        Edit::Happen(happened) => json!({ "event": happened.event.kind, "reason": happened.event.reason }),
        Edit::Visit(added) => json!({ "visit": added.visit.phase, "verdict": added.visit.verdict() }),
        Edit::Link(link, there) => json!({ "link": link, "there": there }),
        Edit::MeToo(there) => json!({ "me_too": there }),
        Edit::Watch(there) => json!({ "watch": there }),
        Edit::Acknowledge(event) => json!({ "acknowledged": event }),
        Edit::FlagOld(change, _) => json!({ "flagged": change.to_string() }),
    }
}
