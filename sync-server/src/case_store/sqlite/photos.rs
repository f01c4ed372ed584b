// SPDX-License-Identifier: EUPL-1.2
//! The ledger of photos and uploads in SQLite.

use async_trait::async_trait;
use ronda_shared::ids::{DeviceId, PhotoHash};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::cells::{blob, int, number};
use super::{SqliteStore, Writing};
use crate::case_store::{Deed, PhotoLedger, PhotoQuery, PhotoRecord, StoreError, StoredPhoto, Upload, UploadId};

const GRANTED: &str = "SELECT EXISTS (SELECT 1 FROM photo_grant WHERE hash = ?1 AND device = ?2)";
/// Scopes are a JSON list, so that one prepared statement serves any number of them.
const NAMED_IN_SCOPE: &str = "SELECT EXISTS (
     SELECT 1 FROM ticket_photo p JOIN json_each(?2) s
     JOIN membership m ON m.scope = s.value AND m.bucket = ?3 AND m.ticket = p.ticket
     WHERE p.hash = ?1 AND p.ticket = ?4 AND m.left_no IS NULL
       AND (p.named_by IS NULL OR EXISTS (SELECT 1 FROM photo_grant g WHERE g.hash = p.hash AND g.device = p.named_by)))";
/// Awaited photos from a hash on, and those before it.
const AWAITED: &str = "SELECT hash FROM awaited_photo WHERE hash >= ?1 ORDER BY hash LIMIT ?2";
const AWAITED_BEFORE: &str = "SELECT hash FROM awaited_photo WHERE hash < ?1 ORDER BY hash LIMIT ?2";
const NAMING: &str = "SELECT ticket, taken_by IS ?2 FROM ticket_photo WHERE hash = ?1";
const INSIDE: &str = "SELECT 1 FROM membership WHERE scope = ?1 AND bucket = ?2 AND ticket = ?3 AND left_no IS NULL";
/// Awaited photos looked at for one answer: a shift's unsent photos must not be walked through at every exchange.
const LOOKED_AT: usize = 128;
const RECORD: &str = "SELECT hash, no, size_bytes FROM photo WHERE hash = ?1";
const UPLOAD: &str = "SELECT id, device, hash, length, expires_at_ms FROM upload";

#[async_trait]
impl PhotoLedger for SqliteStore {
    async fn photo_stored(&self, photo: StoredPhoto) -> Result<u64, StoreError> {
        self.write(move |w| photo_stored(w, &photo)).await
    }

    async fn photo(&self, hash: &PhotoHash) -> Result<Option<PhotoRecord>, StoreError> {
        let hash = *hash;
        self.read(move |conn| photo(conn, &hash)).await
    }

    async fn photos(&self, hashes: &[PhotoHash]) -> Result<Vec<PhotoRecord>, StoreError> {
        let hashes = hashes.to_vec();
        self.read(move |conn| {
            let found = hashes
                .iter()
                .map(|hash| photo(conn, hash))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(found.into_iter().flatten().collect())
        })
        .await
    }

    async fn photos_visible(&self, asker: &PhotoQuery, hashes: &[PhotoHash]) -> Result<Vec<PhotoRecord>, StoreError> {
        let (asker, hashes) = (asker.clone(), hashes.to_vec());
        self.read(move |conn| {
            let mut visible = Vec::new();
            for hash in hashes {
                if let Some(record) = photo(conn, &hash)?
                    && may_see(conn, &asker, &hash)?
                {
                    visible.push(record);
                }
            }
            Ok(visible)
        })
        .await
    }

    async fn photos_missing(&self, asker: &PhotoQuery, limit: u32) -> Result<Vec<PhotoHash>, StoreError> {
        let asker = asker.clone();
        self.read(move |conn| photos_missing(conn, &asker, limit)).await
    }

    async fn photos_after(&self, after: u64, limit: u32) -> Result<Vec<PhotoRecord>, StoreError> {
        self.read(move |conn| {
            let sql = "SELECT hash, no, size_bytes FROM photo WHERE no > ?1 ORDER BY no LIMIT ?2";
            let mut read = conn.prepare_cached(sql)?;
            let photos = read.query_map(params![int(after), limit], record)?;
            Ok(photos.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn open_upload(&self, upload: Upload) -> Result<Upload, StoreError> {
        self.write(move |w| {
            let mut insert = w.conn.prepare_cached(
                "INSERT INTO upload (id, device, hash, length, expires_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (device, hash) DO NOTHING",
            )?;
            let (id, device, hash) = (upload.id.0.as_bytes(), upload.device.bytes(), upload.hash.bytes());
            insert.execute(params![id, device, hash, int(upload.length), upload.expires_at_ms])?;
            let mut read = w
                .conn
                .prepare_cached(&format!("{UPLOAD} WHERE device = ?1 AND hash = ?2"))?;
            Ok(read.query_row(params![device, hash], upload_of)?)
        })
        .await
    }

    async fn upload(&self, id: &UploadId) -> Result<Option<Upload>, StoreError> {
        let id = *id;
        self.read(move |conn| {
            let mut read = conn.prepare_cached(&format!("{UPLOAD} WHERE id = ?1"))?;
            Ok(read.query_row([id.0.as_bytes()], upload_of).optional()?)
        })
        .await
    }

    async fn extend_upload(&self, id: &UploadId, expires_at_ms: i64) -> Result<(), StoreError> {
        let id = *id;
        self.write(move |w| {
            let mut update = w
                .conn
                .prepare_cached("UPDATE upload SET expires_at_ms = ?2 WHERE id = ?1")?;
            update.execute(params![id.0.as_bytes(), expires_at_ms])?;
            Ok(())
        })
        .await
    }

    async fn close_upload(&self, id: &UploadId) -> Result<(), StoreError> {
        let id = *id;
        self.write(move |w| {
            w.conn
                .prepare_cached("DELETE FROM upload WHERE id = ?1")?
                .execute([id.0.as_bytes()])?;
            Ok(())
        })
        .await
    }

    async fn lapse_uploads(&self, now_ms: i64) -> Result<Vec<UploadId>, StoreError> {
        self.write(move |w| {
            let mut delete = w
                .conn
                .prepare_cached("DELETE FROM upload WHERE expires_at_ms < ?1 RETURNING id")?;
            let lapsed = delete.query_map([now_ms], |row| upload_id(row, 0))?;
            Ok(lapsed.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

fn photo_stored(w: &mut Writing<'_>, photo: &StoredPhoto) -> Result<u64, StoreError> {
    let (hash, device) = (photo.hash.bytes(), photo.device.bytes());
    let mut grant = w
        .conn
        .prepare_cached("INSERT INTO photo_grant (hash, device) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    grant.execute(params![hash, device])?;
    if let Some(known) = w.conn.prepare_cached(RECORD)?.query_row([hash], record).optional()? {
        return Ok(known.no);
    }
    let next = w.ledger.next(hash);
    let mut insert = w
        .conn
        .prepare_cached("INSERT INTO photo (no, link, hash, received_at_ms, size_bytes) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    insert.execute(params![int(next.0), next.1.0, hash, photo.by.at_ms, int(photo.bytes)])?;
    w.ledger.take(next);
    w.conn
        .prepare_cached("DELETE FROM awaited_photo WHERE hash = ?1")?
        .execute([hash])?;
    let (verb, object) = ("photo.stored".to_owned(), photo.hash.to_string());
    w.record(&Deed {
        by: photo.by.clone(),
        verb,
        object,
        content: hash.to_vec(),
    })?;
    Ok(next.0)
}

fn photo(conn: &Connection, hash: &PhotoHash) -> Result<Option<PhotoRecord>, StoreError> {
    Ok(conn
        .prepare_cached(RECORD)?
        .query_row([hash.bytes()], record)
        .optional()?)
}

fn may_see(conn: &Connection, asker: &PhotoQuery, hash: &PhotoHash) -> Result<bool, StoreError> {
    let granted = params![hash.bytes(), asker.device.bytes()];
    if conn.prepare_cached(GRANTED)?.query_row(granted, |row| row.get(0))? {
        return Ok(true);
    }
    let mut read = conn.prepare_cached("SELECT ticket FROM ticket_photo WHERE hash = ?1")?;
    let mut tickets = read.query([hash.bytes()])?;
    let scopes = json_list(&asker.scopes);
    while let Some(row) = tickets.next()? {
        if is_in_scope(conn, hash, &row.get::<_, Vec<u8>>(0)?, &scopes)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_in_scope(conn: &Connection, hash: &PhotoHash, ticket: &[u8], scopes: &str) -> Result<bool, StoreError> {
    let bucket = ticket.last().copied().unwrap_or_default();
    let mut read = conn.prepare_cached(NAMED_IN_SCOPE)?;
    Ok(read.query_row(params![hash.bytes(), scopes, bucket, ticket], |row| row.get(0))?)
}

/// Where more are awaited than are looked at, each answer begins elsewhere, so that every phone is asked for each in time.
fn photos_missing(conn: &Connection, asker: &PhotoQuery, limit: u32) -> Result<Vec<PhotoHash>, StoreError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let begin: [u8; 32] = array_of_chance(conn)?;
    let mut missing = Vec::new();
    let mut left = LOOKED_AT;
    for select in [AWAITED, AWAITED_BEFORE] {
        let mut read = conn.prepare_cached(select)?;
        let awaited = read.query_map(params![begin, i64::try_from(left).unwrap_or(i64::MAX)], |row| {
            blob(row, 0, PhotoHash::from_slice)
        })?;
        for hash in awaited {
            let hash = hash?;
            left -= 1;
            if missing.len() < limit && is_his_to_bring(conn, &hash, asker)? {
                missing.push(hash);
            }
        }
    }
    missing.sort_unstable();
    Ok(missing)
}

fn array_of_chance(conn: &Connection) -> Result<[u8; 32], StoreError> {
    Ok(conn
        .prepare_cached("SELECT randomblob(32)")?
        .query_row([], |row| row.get(0))?)
}

fn is_his_to_bring(conn: &Connection, hash: &PhotoHash, asker: &PhotoQuery) -> Result<bool, StoreError> {
    let mut naming = conn.prepare_cached(NAMING)?;
    let mut inside = conn.prepare_cached(INSIDE)?;
    let mut tickets = naming.query(params![hash.bytes(), asker.person.bytes()])?;
    while let Some(row) = tickets.next()? {
        if row.get(1)? {
            return Ok(true);
        }
        let ticket: Vec<u8> = row.get(0)?;
        let bucket = ticket.last().copied().unwrap_or_default();
        for scope in &asker.scopes {
            if inside.exists(params![scope, bucket, ticket])? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn json_list(scopes: &[String]) -> String {
    serde_json::Value::from(scopes.to_vec()).to_string()
}

fn record(row: &Row<'_>) -> rusqlite::Result<PhotoRecord> {
    Ok(PhotoRecord {
        hash: blob(row, 0, PhotoHash::from_slice)?,
        no: number(row, 1)?,
        bytes: number(row, 2)?,
    })
}

fn upload_id(row: &Row<'_>, at: usize) -> rusqlite::Result<UploadId> {
    blob(row, at, |bytes| Uuid::from_slice(bytes).ok()).map(UploadId)
}

fn upload_of(row: &Row<'_>) -> rusqlite::Result<Upload> {
    Ok(Upload {
        id: upload_id(row, 0)?,
        device: blob(row, 1, DeviceId::from_slice)?,
        hash: blob(row, 2, PhotoHash::from_slice)?,
        length: number(row, 3)?,
        expires_at_ms: row.get(4)?,
    })
}
