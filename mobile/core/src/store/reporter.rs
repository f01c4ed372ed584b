// SPDX-License-Identifier: EUPL-1.2
//! Sealed contacts of reporters on their way to the vault: written with their ticket's change, deleted at their receipt.

use ronda_shared::identity::Signature;
use ronda_shared::ids::{ReporterRef, TicketId};
use ronda_shared::reporter::{ReporterAnswer, ReporterVerdict, SealedReporter};
use rusqlite::{Connection, params};

use super::blob::id;
use super::{Store, StoreError};

/// A ticket, and why the vault refused its contact.
pub type RefusedReporter = (TicketId, String);

impl Store {
    /// At most so many contacts without a receipt, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reporters_owed(&self, most: usize) -> Result<Vec<SealedReporter>, StoreError> {
        owed(self.reader(), most)
    }

    /// Why the vault refused contacts, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn refused_reporters(&self) -> Result<Vec<RefusedReporter>, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT ticket, refused FROM reporter WHERE refused IS NOT NULL ORDER BY no")?;
        let rows = statement.query_and_then([], |row| Ok((id(row, 0)?, row.get(1)?)))?;
        rows.collect()
    }

    /// A page of [`Self::refused_reporters`], and where it ended unless it was the last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn refused_reporters_page(
        &self,
        after: Option<i64>,
        limit: u32,
    ) -> Result<(Vec<RefusedReporter>, Option<i64>), StoreError> {
        let mut statement = self.reader().prepare_cached(
            "SELECT ticket, refused, no FROM reporter WHERE refused IS NOT NULL AND no > ?1 ORDER BY no LIMIT ?2",
        )?;
        let rows = statement.query_and_then(params![after.unwrap_or(i64::MIN), limit], |row| {
            Ok(((id(row, 0)?, row.get(1)?), row.get::<_, i64>(2)?))
        })?;
        let (page, keys): (Vec<RefusedReporter>, Vec<i64>) =
            rows.collect::<Result<Vec<_>, StoreError>>()?.into_iter().unzip();
        let full = page.len() >= limit as usize;
        Ok((page, keys.last().copied().filter(|_| full)))
    }

    /// How many contacts the vault refused.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn refused_reporters_count(&self) -> Result<u64, StoreError> {
        let mut statement = self
            .reader()
            .prepare_cached("SELECT count(*) FROM reporter WHERE refused IS NOT NULL")?;
        Ok(statement.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// Takes the answers of a drop box; how many contacts left this phone.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn take_reporter_answers(&mut self, answers: &[ReporterAnswer]) -> Result<u64, StoreError> {
        self.within(|transaction| take(transaction, answers))
    }
}

pub(crate) fn owed(connection: &Connection, most: usize) -> Result<Vec<SealedReporter>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT ref, ticket, at_ms, sealed, device, signature FROM reporter WHERE refused IS NULL ORDER BY no LIMIT ?1",
    )?;
    let rows = statement.query_and_then([i64::try_from(most).unwrap_or(i64::MAX)], |row| {
        Ok(SealedReporter {
            reference: id(row, 0)?,
            ticket: id(row, 1)?,
            at_ms: row.get(2)?,
            sealed: row.get(3)?,
            device: id(row, 4)?,
            signature: Signature(row.get(5)?),
        })
    })?;
    rows.collect()
}

pub(crate) fn put(connection: &Connection, row: &SealedReporter) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO reporter (ref, ticket, device, at_ms, sealed, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    statement.execute(params![
        row.reference.bytes(),
        row.ticket.bytes(),
        row.device.bytes(),
        row.at_ms,
        row.sealed,
        row.signature.0,
    ])?;
    Ok(())
}

/// Deletes what is in the vault or erased, keeps what was refused with its reason; how many left.
pub(crate) fn take(connection: &Connection, answers: &[ReporterAnswer]) -> Result<u64, StoreError> {
    let mut left = 0;
    for answer in answers {
        match answer.verdict {
            ReporterVerdict::Vaulted | ReporterVerdict::Erased => left += erase(connection, &answer.reference)?,
            ReporterVerdict::Refused => {
                connection.execute(
                    "UPDATE reporter SET refused = ?2 WHERE ref = ?1",
                    params![answer.reference.bytes(), answer.reason],
                )?;
            }
            ReporterVerdict::Later => {}
        }
    }
    Ok(left)
}

/// Deletes a contact, if it is here.
pub(crate) fn erase(connection: &Connection, reference: &ReporterRef) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached("DELETE FROM reporter WHERE ref = ?1")?;
    Ok(statement.execute([reference.bytes()])? as u64)
}

/// Deletes the contacts of a purged ticket and of those it replaced.
pub(crate) fn erase_of_ticket(connection: &Connection, ticket: &TicketId) -> Result<(), StoreError> {
    let erase = "DELETE FROM reporter WHERE ticket IN (WITH RECURSIVE line (ticket) AS (VALUES (?1)
         UNION SELECT purged.ticket FROM purged JOIN line ON purged.successor = line.ticket) SELECT ticket FROM line)";
    connection.execute(erase, [ticket.bytes()])?;
    Ok(())
}
