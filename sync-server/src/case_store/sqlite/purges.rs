// SPDX-License-Identifier: EUPL-1.2
//! The purge ledger in SQLite: what it answers, what is still to be deleted, and the rewriting of the file.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use ronda_shared::identity::Destroys;
use ronda_shared::ids::{DeviceId, OrderId, PhotoHash, TicketId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::cells::{blob, blob_or_none, cbor, int, number, number_or_none};
use super::{SqliteStore, Writing, commit, destruction, orders};
use crate::case_store::{
    Destruction, Doomed, Holdings, MadeBackup, Outcome, PurgeLedger, PurgedTicket, StoreError, UploadId,
};

/// Photos that late changes of one destroyed ticket may enter: more than any ticket names.
const LATE_PHOTOS: u64 = 10_000;

const HOLDINGS: &str = "SELECT
    (SELECT code FROM case_row WHERE ticket = ?1),
    (SELECT MIN(no) FROM change WHERE ticket = ?1),
    (SELECT COUNT(*) FROM change WHERE ticket = ?1),
    (SELECT COUNT(*) FROM custody WHERE ticket = ?1),
    (SELECT COUNT(*) FROM ticket_photo own JOIN photo ON photo.hash = own.hash WHERE own.ticket = ?1
     AND NOT EXISTS (SELECT 1 FROM ticket_photo other WHERE other.hash = own.hash AND other.ticket <> ?1))";
const LEDGER: &str = "SELECT p.ticket, p.successor, p.order_id, o.signed, p.at_ms, p.reason, p.no,
    (SELECT COUNT(*) FROM device d JOIN person s ON s.id = d.person
     WHERE s.disabled_at_ms IS NULL AND s.role <> 'office'
     AND NOT EXISTS (SELECT 1 FROM order_done n WHERE n.device = d.id AND n.order_id = p.order_id)
     AND NOT EXISTS (SELECT 1 FROM root_order r WHERE r.kind = 'revoke' AND r.target = d.id))
    FROM purged p JOIN root_order o ON o.id = p.order_id ORDER BY p.at_ms, p.ticket";
const ENTER_PHOTO: &str = "INSERT INTO purged_photo (hash, ticket) SELECT ?2, ?1
    WHERE NOT EXISTS (SELECT 1 FROM ticket_photo WHERE hash = ?2)
      AND NOT EXISTS (SELECT 1 FROM photo WHERE hash = ?2)
      AND EXISTS (SELECT 1 FROM purged WHERE ticket = ?1)
    ON CONFLICT DO NOTHING";
const PHOTO_PURGED: &str = "SELECT 1 FROM purged_photo WHERE hash = ?1
    AND NOT EXISTS (SELECT 1 FROM ticket_photo WHERE hash = ?1)";

#[async_trait]
impl PurgeLedger for SqliteStore {
    async fn destroy(&self, destruction: Destruction) -> Result<bool, StoreError> {
        self.write(move |w| destroy(w, &destruction)).await
    }

    async fn holdings(&self, ticket: &TicketId) -> Result<Option<Holdings>, StoreError> {
        let ticket = *ticket;
        self.read(move |conn| {
            let read = conn.prepare_cached(HOLDINGS)?.query_row([ticket.bytes()], |row| {
                Ok(Holdings {
                    code: row.get(0)?,
                    first_no: number_or_none(row, 1)?,
                    changes: number(row, 2)?,
                    custody: number(row, 3)?,
                    photos: number(row, 4)?,
                })
            })?;
            Ok((read.changes + read.custody > 0).then_some(read))
        })
        .await
    }

    async fn purged(&self, tickets: &[TicketId]) -> Result<BTreeMap<TicketId, Destroys>, StoreError> {
        let tickets = tickets.to_vec();
        self.read(move |conn| {
            let mut found = BTreeMap::new();
            for ticket in tickets {
                found.extend(purged(conn, &ticket)?.map(|destroys| (ticket, destroys)));
            }
            Ok(found)
        })
        .await
    }

    async fn purge_ledger(&self) -> Result<Vec<PurgedTicket>, StoreError> {
        self.read(|conn| {
            let mut read = conn.prepare_cached(LEDGER)?;
            let lines = read.query_map([], line)?;
            Ok(lines.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn repeat_orders(&self, device: &DeviceId, tickets: &[TicketId]) -> Result<(), StoreError> {
        let (device, tickets) = (*device, tickets.to_vec());
        self.write(move |w| {
            let sql = "DELETE FROM order_done WHERE device = ?1 AND order_id = (SELECT order_id FROM purged WHERE ticket = ?2)";
            let mut repeat = w.conn.prepare_cached(sql)?;
            tickets
                .iter()
                .try_for_each(|ticket| repeat.execute(params![device.bytes(), ticket.bytes()]).map(|_| ()))?;
            Ok(())
        })
        .await
    }

    async fn photos_purged(&self, ticket: &TicketId, photos: &BTreeSet<PhotoHash>) -> Result<(), StoreError> {
        if photos.is_empty() {
            return Ok(());
        }
        let (ticket, photos) = (*ticket, photos.clone());
        self.write(move |w| enter_photos(w.conn, &ticket, &photos)).await
    }

    async fn is_photo_purged(&self, photo: &PhotoHash) -> Result<bool, StoreError> {
        let photo = *photo;
        self.read(move |conn| Ok(conn.prepare_cached(PHOTO_PURGED)?.exists([photo.bytes()])?))
            .await
    }

    async fn doomed(&self) -> Result<Doomed, StoreError> {
        self.read(doomed).await
    }

    async fn gone(&self, doomed: Doomed) -> Result<(), StoreError> {
        self.write(move |w| {
            let mut delete = w
                .conn
                .prepare_cached("DELETE FROM doomed WHERE kind = ?1 AND name = ?2")?;
            for photo in &doomed.photos {
                delete.execute(params!["photo", photo.bytes()])?;
            }
            for upload in &doomed.uploads {
                delete.execute(params!["upload", upload.0.as_bytes()])?;
            }
            Ok(())
        })
        .await
    }

    async fn compact(&self) -> Result<(), StoreError> {
        self.writer.run_alone(compact).await?;
        self.write(|w| {
            w.conn.execute("UPDATE meta SET compact_due = 0 WHERE id = 1", [])?;
            Ok(())
        })
        .await
    }

    async fn backup_made(&self, backup: MadeBackup) -> Result<(), StoreError> {
        self.write(move |w| {
            w.conn.execute(
                "INSERT INTO backup (name, file, no, at_ms) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                params![backup.name, backup.file, int(backup.no), backup.at_ms],
            )?;
            Ok(())
        })
        .await
    }

    async fn backups_from(&self, no: u64) -> Result<Vec<MadeBackup>, StoreError> {
        self.read(move |conn| {
            let sql = "SELECT name, file, no, at_ms FROM backup WHERE no >= ?1 ORDER BY at_ms DESC, name";
            let mut read = conn.prepare_cached(sql)?;
            let backups = read.query_map([int(no)], |row| {
                Ok(MadeBackup {
                    name: row.get(0)?,
                    file: row.get(1)?,
                    no: number(row, 2)?,
                    at_ms: row.get(3)?,
                })
            })?;
            Ok(backups.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

fn destroy(w: &mut Writing<'_>, destruction: &Destruction) -> Result<bool, StoreError> {
    let Some(destroys) = destruction.order.kind.destroys() else {
        return Err(StoreError::Other("this order destroys nothing".to_owned()));
    };
    if destruction::is_purged(w, &destroys.ticket)? {
        return Ok(false);
    }
    if destruction.based_on.is_some() && destruction.based_on != last_no(w, &destroys.ticket)? {
        return Ok(false);
    }
    if let Some(successor) = &destruction.successor
        && commit::keep(w, successor)?.outcome == Outcome::Stale
    {
        return Ok(false);
    }
    let given = (&destruction.order, &destruction.signed);
    orders::put(w, given.0, given.1, Some(&destruction.reason), &destruction.by)?;
    Ok(true)
}

fn last_no(w: &Writing<'_>, ticket: &TicketId) -> Result<Option<u64>, StoreError> {
    let mut read = w.conn.prepare_cached("SELECT last_no FROM ticket WHERE id = ?1")?;
    Ok(read.query_row([ticket.bytes()], |row| number(row, 0)).optional()?)
}

/// What an order says of a destroyed ticket.
pub(super) fn purged(conn: &Connection, ticket: &TicketId) -> Result<Option<Destroys>, StoreError> {
    let mut read = conn.prepare_cached("SELECT successor FROM purged WHERE ticket = ?1")?;
    let found = read.query_row([ticket.bytes()], |row| blob_or_none(row, 0, TicketId::from_slice));
    Ok(found.optional()?.map(|successor| Destroys {
        ticket: *ticket,
        successor,
    }))
}

fn enter_photos(conn: &Connection, ticket: &TicketId, photos: &BTreeSet<PhotoHash>) -> Result<(), StoreError> {
    let mut entered: u64 = conn
        .prepare_cached("SELECT COUNT(*) FROM purged_photo WHERE ticket = ?1")?
        .query_row([ticket.bytes()], |row| number(row, 0))?;
    let mut enter = conn.prepare_cached(ENTER_PHOTO)?;
    for photo in photos {
        if entered >= LATE_PHOTOS {
            break;
        }
        entered += enter.execute(params![ticket.bytes(), photo.bytes()])? as u64;
    }
    Ok(())
}

fn doomed(conn: &Connection) -> Result<Doomed, StoreError> {
    let mut doomed = Doomed::default();
    let mut photos = conn.prepare_cached("SELECT name FROM doomed WHERE kind = 'photo' ORDER BY name")?;
    let photos = photos.query_map([], |row| blob(row, 0, PhotoHash::from_slice))?;
    doomed.photos = photos.collect::<rusqlite::Result<_>>()?;
    let mut uploads = conn.prepare_cached("SELECT name FROM doomed WHERE kind = 'upload' ORDER BY name")?;
    let upload = |row: &Row<'_>| blob(row, 0, |bytes| Uuid::from_slice(bytes).ok()).map(UploadId);
    doomed.uploads = uploads.query_map([], upload)?.collect::<rusqlite::Result<_>>()?;
    doomed.compact = conn.query_row("SELECT compact_due FROM meta WHERE id = 1", [], |row| row.get(0))?;
    Ok(doomed)
}

fn line(row: &Row<'_>) -> rusqlite::Result<PurgedTicket> {
    Ok(PurgedTicket {
        ticket: blob(row, 0, TicketId::from_slice)?,
        successor: blob_or_none(row, 1, TicketId::from_slice)?,
        order: blob(row, 2, OrderId::from_slice)?,
        signed: cbor(row, 3)?,
        at_ms: row.get(4)?,
        reason: row.get(5)?,
        no: number(row, 6)?,
        waiting: number(row, 7)?,
    })
}

/// Deleted content was overwritten already; this gives the pages back and leaves no older copy in the log.
fn compact(conn: &Connection) -> Result<(), StoreError> {
    conn.execute_batch("VACUUM")?;
    let busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Err(StoreError::Busy);
    }
    Ok(())
}
