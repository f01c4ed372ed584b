// SPDX-License-Identifier: EUPL-1.2
//! The photos a request names: the store says which it has, and which it still awaits.

use ronda_shared::ids::PhotoHash;
use ronda_shared::limits;
use rusqlite::Connection;

use super::StoreError;
use super::blob::id;

/// Own photos without a receipt.
pub(super) fn owed(connection: &Connection, most: usize) -> Result<Vec<PhotoHash>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT sha256 FROM photo WHERE own = 1 AND server_no IS NULL AND refused IS NULL ORDER BY no LIMIT ?1",
    )?;
    statement
        .query_and_then([i64::try_from(most).unwrap_or(i64::MAX)], |row| id(row, 0))?
        .collect()
}

/// The photos a request names: those owed, and those that only a set-aside edit of this phone names, in case the store has
/// that edit from elsewhere and awaits the bytes.
pub(super) fn of(connection: &Connection) -> Result<Vec<PhotoHash>, StoreError> {
    let mut named = owed(connection, limits::MANIFEST_PHOTOS)?;
    let mut statement = connection.prepare_cached(
        "SELECT sha256 FROM photo WHERE EXISTS (SELECT 1 FROM intent WHERE set_aside IS NOT NULL)
         AND own = 0 AND server_no IS NULL AND refused IS NULL AND in_custody = 0
         AND NOT EXISTS (SELECT 1 FROM ticket_photo WHERE ticket_photo.sha256 = photo.sha256)
         AND EXISTS (SELECT 1 FROM photo_file WHERE photo_file.photo = photo.no) ORDER BY no LIMIT ?1",
    )?;
    let room = limits::MANIFEST_PHOTOS - named.len();
    let kept = statement.query_and_then([i64::try_from(room).unwrap_or(i64::MAX)], |row| id(row, 0))?;
    named.extend(kept.collect::<Result<Vec<PhotoHash>, StoreError>>()?);
    Ok(named)
}
