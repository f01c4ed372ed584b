// SPDX-License-Identifier: EUPL-1.2
//! The JSON of people, devices, alarms and quarantine items, as others script against it.

use ronda_shared::moment::rfc3339;
use ronda_shared::policy::Grants;
use serde_json::{Value, json};

use crate::case_store::{CustodyItem, Device, Person, RaisedAlarm};

pub(super) fn person(person: &Person) -> Value {
    let Grants {
        role,
        districts,
        office,
        crew,
    } = &person.grants;
    json!({
        "id": person.id,
        "name": person.name,
        "role": role,
        "districts": districts,
        "office": office,
        "crew": crew,
        "known_again": person.known_again,
        "disabled_at": person.disabled_at_ms.map(rfc3339),
    })
}

pub(super) fn device(device: &Device) -> Value {
    json!({
        "id": device.id,
        "person": device.person,
        "name": device.name,
        "enrolled_at": rfc3339(device.enrolled_at_ms),
        "last_seen": device.last_seen_ms.map(rfc3339),
        "revoked_at": device.revoked_at_ms.map(rfc3339),
        "flagged_at": device.flagged_at_ms.map(rfc3339),
        "app_version": device.app_version,
        "queue": { "changes": device.queue.changes, "photos": device.queue.photos, "photo_bytes": device.queue.photo_bytes },
        "space_bytes": device.space_bytes,
        "skew_ms": device.skew_ms,
    })
}

pub(super) fn alarm(raised: &RaisedAlarm) -> Value {
    let alarm = &raised.alarm;
    json!({
        "id": raised.no,
        "at": rfc3339(alarm.at_ms),
        "kind": alarm.kind.name(),
        "device": alarm.device,
        "detail": alarm.detail,
    })
}

pub(super) fn custody(item: &CustodyItem) -> Value {
    json!({
        "id": item.no.0,
        "ticket": item.ticket,
        "hash": item.hash,
        "code": item.refusal.code,
        "reason": item.refusal.detail,
        "device": item.carrier,
        "at": rfc3339(item.at_ms),
        "bytes": item.bytes.len(),
        "state": item.state.name(),
    })
}
