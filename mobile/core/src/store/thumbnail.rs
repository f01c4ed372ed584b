// SPDX-License-Identifier: EUPL-1.2
//! Thumbnails of other people's photos: which are wanted, and when the server had none to give.

use std::collections::HashSet;

use ronda_shared::ids::PhotoHash;
use ronda_shared::limits;
use rusqlite::{Connection, params, params_from_iter};

use super::blob::id;
use super::{Store, StoreError};

/// Ids of tickets grow with time: the newest come first.
pub(super) const NEVER_ASKED: &str =
    "SELECT sha256 FROM ticket_photo WHERE thumbnail_asked_ms = 0 ORDER BY ticket DESC LIMIT ?1";
/// Those whose time has come, the longest waiting first. One asked for at a time that is long to come was asked for under a clock
/// that was wrong.
pub(super) const DUE_AGAIN: &str = "SELECT sha256 FROM ticket_photo WHERE thumbnail_asked_ms > 0
     AND (thumbnail_asked_ms <= ?2 OR thumbnail_asked_ms > ?3) ORDER BY thumbnail_asked_ms, ticket LIMIT ?1";

impl Store {
    /// Photos of tickets held here whose thumbnail is to be asked for now. At most a quarter of them are those that the server had
    /// no thumbnail of before: what does not come must not stand before what does.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn thumbnails_wanted(&self, now_ms: i64, most: usize) -> Result<Vec<PhotoHash>, StoreError> {
        let (due_ms, to_come_ms) = (
            now_ms.saturating_sub(limits::THUMBNAIL_AGAIN_MS),
            now_ms.saturating_add(limits::THUMBNAIL_AGAIN_MS),
        );
        let mut wanted = self.thumbnails_of(DUE_AGAIN, &[count(most / 4), due_ms, to_come_ms])?;
        wanted.extend(self.thumbnails_of(NEVER_ASKED, &[count(most - wanted.len())])?);
        // Two tickets may name one photo.
        let mut seen = HashSet::new();
        wanted.retain(|photo| seen.insert(*photo));
        Ok(wanted)
    }

    fn thumbnails_of(&self, select: &str, values: &[i64]) -> Result<Vec<PhotoHash>, StoreError> {
        let mut statement = self.reader().prepare_cached(select)?;
        statement
            .query_and_then(params_from_iter(values), |row| id(row, 0))?
            .collect()
    }

    /// Keeps the thumbnail of a photo whose original may never come; its size stays 0 until it does.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn keep_thumbnail(&mut self, photo: &PhotoHash, thumbnail: &[u8]) -> Result<(), StoreError> {
        self.within(|transaction| {
            let mut statement = transaction.prepare_cached(
                "INSERT INTO photo (sha256, width, height, size_bytes, own, thumbnail) VALUES (?1, 0, 0, 0, 0, ?2)
                 ON CONFLICT (sha256) DO UPDATE SET thumbnail = excluded.thumbnail",
            )?;
            statement.execute(params![photo.bytes(), thumbnail])?;
            is_here(transaction, photo)
        })
    }

    /// Remembers that the server had no thumbnail of a photo to give: it is asked for again after a while.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn thumbnail_did_not_come(&mut self, photo: &PhotoHash, now_ms: i64) -> Result<(), StoreError> {
        self.within(|transaction| {
            let mut statement = transaction.prepare_cached(
                "UPDATE ticket_photo SET thumbnail_asked_ms = max(?2, 1)
                 WHERE sha256 = ?1 AND thumbnail_asked_ms IS NOT NULL",
            )?;
            statement.execute(params![photo.bytes(), now_ms])?;
            Ok(())
        })
    }
}

fn count(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

/// Whatever ticket names the photo, its thumbnail is wanted no more.
pub(super) fn is_here(connection: &Connection, photo: &PhotoHash) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE ticket_photo SET thumbnail_asked_ms = NULL WHERE sha256 = ?1 AND thumbnail_asked_ms IS NOT NULL",
    )?;
    statement.execute([photo.bytes()])?;
    Ok(())
}
