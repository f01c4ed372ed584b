// SPDX-License-Identifier: EUPL-1.2
//! What waits, ticket by ticket: changes and photos of this phone without a receipt.

use ronda_shared::ids::{PhotoHash, TicketId};
use rusqlite::params;

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

const CHANGES: &str = "SELECT count(*), min(intent.at_ms) FROM change
     LEFT JOIN intent ON intent.id = change.intent WHERE change.ticket = ?1 AND change.state = 0";
const PHOTOS: &str = "SELECT photo.sha256 FROM ticket_photo JOIN photo ON photo.sha256 = ticket_photo.sha256
     WHERE ticket_photo.ticket = ?1 AND photo.own = 1 AND photo.server_no IS NULL ORDER BY photo.no";
/// Tickets of which something waits, after one of them: ids grow with time, so the oldest come first.
const TICKETS: &str = "SELECT ticket FROM change WHERE state = 0 AND ticket > ?1
     UNION SELECT ticket_photo.ticket FROM photo JOIN ticket_photo ON ticket_photo.sha256 = photo.sha256
     WHERE photo.own = 1 AND photo.server_no IS NULL AND ticket_photo.ticket > ?1";

impl Store {
    /// What waits of one ticket.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting_of(&self, ticket: &TicketId) -> Result<Waiting, StoreError> {
        let mut changes = self.reader().prepare_cached(CHANGES)?;
        let (changes, since_ms) = changes.query_row([ticket.bytes()], |row| {
            Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))
        })?;
        let mut photos = self.reader().prepare_cached(PHOTOS)?;
        let photos = photos.query_and_then([ticket.bytes()], |row| id(row, 0))?;
        Ok(Waiting {
            changes,
            since_ms,
            photos: photos.collect::<Result<_, StoreError>>()?,
        })
    }

    /// A page of the tickets of which something waits, the oldest first, and where it ended unless it was the last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting_page(
        &self,
        after: Option<TicketId>,
        limit: u32,
    ) -> Result<(Vec<TicketId>, Option<TicketId>), StoreError> {
        let after = after.map(|ticket| ticket.bytes().to_vec()).unwrap_or_default();
        let mut statement = self
            .reader()
            .prepare_cached(&format!("{TICKETS} ORDER BY ticket LIMIT ?2"))?;
        let rows = statement.query_and_then(params![after, limit], |row| id(row, 0))?;
        let page: Vec<TicketId> = rows.collect::<Result<_, StoreError>>()?;
        let full = page.len() >= limit as usize;
        let end = page.last().copied().filter(|_| full);
        Ok((page, end))
    }

    /// Of how many tickets something waits.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting_count(&self) -> Result<u64, StoreError> {
        let select = format!("SELECT count(*) FROM ({TICKETS})");
        let mut statement = self.reader().prepare_cached(&select)?;
        let count: i64 = statement.query_row([Vec::<u8>::new()], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }
}
