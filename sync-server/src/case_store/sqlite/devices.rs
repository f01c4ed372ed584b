// SPDX-License-Identifier: EUPL-1.2
//! Devices, their certificates and their visits in SQLite.

use std::collections::BTreeMap;

use ronda_shared::identity::SignedCertificate;
use ronda_shared::ids::{DeviceId, PersonId};
use ronda_shared::wire::QueueCounts;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Writing;
use super::cells::{array, blob, cbor, int, number, number_or_none, packed};
use super::orders;
use crate::case_store::session::{SessionMark, judge};
use crate::case_store::{Alarm, AlarmKind, By, Deed, Device, NewDevice, StoreError, Visit, Visited};

const DEVICES: &str = "SELECT d.id, d.person, c.certificate, d.name, d.enrolled_at_ms, d.last_seen_ms, d.flagged_at_ms,
     d.app_version, d.queue_changes, d.queue_photos, d.queue_photo_bytes, d.space_bytes, d.skew_ms,
     (SELECT MIN(o.at_ms) FROM root_order o WHERE o.kind = 'revoke' AND o.target = d.id)
     FROM device d JOIN certificate c ON c.device = d.id";
const VISIT: &str = "UPDATE device SET last_seen_ms = ?2, app_version = ?3, queue_changes = ?4, queue_photos = ?5,
     queue_photo_bytes = ?6, space_bytes = ?7, skew_ms = ?8, session_generation = ?9, session_random = ?10,
     contact_before_ms = CASE WHEN contact_ms > ?2 - 3600000 THEN contact_before_ms ELSE contact_ms END,
     contact_ms = CASE WHEN contact_ms > ?2 - 3600000 THEN contact_ms ELSE ?2 END WHERE id = ?1";
const CONTACT: &str = "SELECT CASE WHEN contact_ms <= ?2 - 3600000 THEN contact_ms ELSE contact_before_ms END
     FROM device WHERE id = ?1";

/// Makes a device known, or renews what is known of it.
pub(super) fn put(w: &mut Writing<'_>, device: &NewDevice, verb: &str, by: By) -> Result<(), StoreError> {
    keep_certificate(w, &device.id, &device.certificate, true)?;
    let mut upsert = w.conn.prepare_cached(
        "INSERT INTO device (id, person, name, enrolled_at_ms, app_version, queue_changes, queue_photos, queue_photo_bytes,
         session_generation, session_random) VALUES (?1, ?2, ?3, ?4, '', 0, 0, 0, 0, zeroblob(16))
         ON CONFLICT (id) DO UPDATE SET person = excluded.person, name = excluded.name",
    )?;
    upsert.execute(params![device.id.bytes(), device.person.bytes(), device.name, by.at_ms])?;
    let object = device.id.to_string();
    w.record(&Deed {
        by,
        verb: verb.to_owned(),
        object,
        content: Vec::new(),
    })
}

/// Keeps a certificate; a known one is replaced only when `renew`.
pub(super) fn keep_certificate(
    w: &Writing<'_>,
    device: &DeviceId,
    certificate: &SignedCertificate,
    renew: bool,
) -> Result<(), StoreError> {
    let mut insert = w.conn.prepare_cached(
        "INSERT INTO certificate (device, certificate) VALUES (?1, ?2)
         ON CONFLICT (device) DO UPDATE SET certificate = excluded.certificate WHERE ?3",
    )?;
    insert.execute(params![device.bytes(), packed(certificate), renew])?;
    Ok(())
}

pub(super) fn one(conn: &Connection, id: &DeviceId) -> Result<Option<Device>, StoreError> {
    let mut read = conn.prepare_cached(&format!("{DEVICES} WHERE d.id = ?1"))?;
    Ok(read.query_row([id.bytes()], device).optional()?)
}

pub(super) fn all(conn: &Connection) -> Result<Vec<Device>, StoreError> {
    let mut read = conn.prepare_cached(&format!("{DEVICES} ORDER BY d.enrolled_at_ms, d.id"))?;
    let devices = read.query_map([], device)?;
    Ok(devices.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn certificates(
    conn: &Connection,
    ids: &[DeviceId],
) -> Result<BTreeMap<DeviceId, SignedCertificate>, StoreError> {
    let mut read = conn.prepare_cached("SELECT certificate FROM certificate WHERE device = ?1")?;
    let mut found = BTreeMap::new();
    for id in ids {
        if let Some(certificate) = read.query_row([id.bytes()], |row| cbor(row, 0)).optional()? {
            found.insert(*id, certificate);
        }
    }
    Ok(found)
}

pub(super) fn visit(w: &mut Writing<'_>, visit: &Visit) -> Result<Visited, StoreError> {
    let sql = "SELECT session_generation, session_random, flagged_at_ms IS NOT NULL FROM device WHERE id = ?1";
    let known = w.conn.prepare_cached(sql)?.query_row([visit.device.bytes()], |row| {
        let mark = SessionMark {
            generation: number(row, 0)?,
            random: array(row, 1)?,
        };
        Ok((mark, row.get::<_, bool>(2)?))
    });
    let (used, flagged) = known.optional()?.unwrap_or_default();
    let word = judge(used, visit.presented.as_deref(), visit.fresh);
    let (id, queue) = (visit.device.bytes(), visit.queue);
    w.conn.prepare_cached(VISIT)?.execute(params![
        id,
        visit.at_ms,
        visit.app_version,
        int(queue.changes),
        int(queue.photos),
        int(queue.photo_bytes),
        visit.space_bytes.map(int),
        visit.skew_ms,
        int(word.mark.generation),
        word.mark.random
    ])?;
    w.ledger.relied_on = w.ledger.relied_on.max(visit.relied_on.unwrap_or_default());
    let cloned = word.cloned && !visit.repeated;
    if cloned {
        // What the other copy did, this one may not have done.
        orders::undone(w, &visit.device)?;
    }
    orders::done(w, &visit.device, &visit.orders_done)?;
    if cloned && !flagged {
        flag(w, visit)?;
    }
    let nonce = word.nonce;
    Ok(Visited { nonce, cloned })
}

pub(super) fn contact_before(conn: &Connection, device: &DeviceId, ms: i64) -> Result<Option<i64>, StoreError> {
    let mut read = conn.prepare_cached(CONTACT)?;
    let contact = read.query_row(params![device.bytes(), ms], |row| row.get(0));
    Ok(contact.optional()?.flatten())
}

fn flag(w: &mut Writing<'_>, visit: &Visit) -> Result<(), StoreError> {
    let (device, at_ms) = (visit.device, visit.at_ms);
    w.conn.execute(
        "UPDATE device SET flagged_at_ms = ?2 WHERE id = ?1",
        params![device.bytes(), at_ms],
    )?;
    let detail = "a session nonce came back after its successor was used".to_owned();
    w.raise(&Alarm {
        at_ms,
        kind: AlarmKind::ClonedDevice,
        device: Some(device),
        detail,
    })?;
    let by = By {
        who: String::new(),
        device: Some(device),
        at_ms,
    };
    w.record(&Deed {
        by,
        verb: "device.flagged".to_owned(),
        object: device.to_string(),
        content: Vec::new(),
    })
}

pub(super) fn unflag(w: &mut Writing<'_>, device: &DeviceId, by: By) -> Result<(), StoreError> {
    w.conn
        .execute("UPDATE device SET flagged_at_ms = NULL WHERE id = ?1", [device.bytes()])?;
    w.record(&Deed {
        by,
        verb: "device.unflagged".to_owned(),
        object: device.to_string(),
        content: Vec::new(),
    })
}

fn device(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: blob(row, 0, DeviceId::from_slice)?,
        person: blob(row, 1, PersonId::from_slice)?,
        certificate: cbor(row, 2)?,
        name: row.get(3)?,
        enrolled_at_ms: row.get(4)?,
        last_seen_ms: row.get(5)?,
        flagged_at_ms: row.get(6)?,
        app_version: row.get(7)?,
        queue: QueueCounts {
            changes: number(row, 8)?,
            photos: number(row, 9)?,
            photo_bytes: number(row, 10)?,
        },
        space_bytes: number_or_none(row, 11)?,
        skew_ms: row.get(12)?,
        revoked_at_ms: row.get(13)?,
    })
}
