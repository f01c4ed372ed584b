// SPDX-License-Identifier: EUPL-1.2
//! What waits, ticket by ticket: changes and photos of this phone without a receipt.

use std::collections::BTreeMap;

use ronda_shared::ids::{PhotoHash, TicketId};

use super::blob::id;
use super::{Store, StoreError};

/// What waits of one ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Changes without a receipt.
    pub changes: u64,
    /// When the oldest of them was saved, in milliseconds since 1970.
    pub since_ms: Option<i64>,
    /// Own photos without a receipt, refused ones included.
    pub photos: Vec<PhotoHash>,
}

/// Of one ticket, as the two below are of all.
const CHANGES_OF: &str = "SELECT count(*), min(intent.at_ms) FROM change
     LEFT JOIN intent ON intent.id = change.intent WHERE change.ticket = ?1 AND change.state = 0";
const PHOTOS_OF: &str = "SELECT photo.sha256 FROM ticket_photo JOIN photo ON photo.sha256 = ticket_photo.sha256
     WHERE ticket_photo.ticket = ?1 AND photo.own = 1 AND photo.server_no IS NULL ORDER BY photo.no";
const CHANGES: &str = "SELECT change.ticket, count(*), min(intent.at_ms) FROM change
     LEFT JOIN intent ON intent.id = change.intent WHERE change.state = 0 GROUP BY change.ticket";
const PHOTOS: &str = "SELECT ticket_photo.ticket, photo.sha256 FROM photo
     JOIN ticket_photo ON ticket_photo.sha256 = photo.sha256
     WHERE photo.own = 1 AND photo.server_no IS NULL ORDER BY photo.no";

impl Store {
    /// What waits of one ticket.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting_of(&self, ticket: &TicketId) -> Result<Waiting, StoreError> {
        let mut changes = self.reader().prepare_cached(CHANGES_OF)?;
        let (changes, since_ms) = changes.query_row([ticket.bytes()], |row| {
            Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))
        })?;
        let mut photos = self.reader().prepare_cached(PHOTOS_OF)?;
        let photos = photos.query_and_then([ticket.bytes()], |row| id(row, 0))?;
        Ok(Waiting {
            changes,
            since_ms,
            photos: photos.collect::<Result<_, StoreError>>()?,
        })
    }

    /// What waits, by ticket.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting(&self) -> Result<BTreeMap<TicketId, Waiting>, StoreError> {
        let mut all: BTreeMap<TicketId, Waiting> = BTreeMap::new();
        let mut statement = self.reader().prepare_cached(CHANGES)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let waiting = all.entry(id(row, 0)?).or_default();
            waiting.changes = row.get::<_, i64>(1)?.unsigned_abs();
            waiting.since_ms = row.get(2)?;
        }
        let mut statement = self.reader().prepare_cached(PHOTOS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            all.entry(id(row, 0)?).or_default().photos.push(id(row, 1)?);
        }
        Ok(all)
    }
}
