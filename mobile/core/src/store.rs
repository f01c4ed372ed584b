// SPDX-License-Identifier: EUPL-1.2
//! The phone's store: one SQLCipher file with everything, photos included, behind one door for writes.

mod blob;
mod certificate;
mod change;
mod city;
mod commit;
pub(crate) mod digest;
mod draft;
mod error;
mod history;
mod inbox;
mod intent;
mod job;
mod list;
mod meta;
mod names;
mod open;
mod outbox;
mod photo;
mod place;
mod proof;
mod purge;
mod reference;
mod refill;
pub(crate) mod reporter;
mod search;
mod tally;
mod thumbnail;
mod ticket;
mod unread;
mod uploads;
mod verified;
mod waiting;
mod words;

#[cfg(test)]
pub(crate) mod tests;

use std::path::{Path, PathBuf};

use ronda_shared::identity::Secret;
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use blob::{heads_from, heads_to};
pub use change::{ChangeState, ChangeWrite, HeldChange};
pub use city::{
    FoundStreet, HeldAsset, InstalledMap, MapRow, NearStreet, PlaceContents, PlaceKind, PlaceWanted, TicketBox,
};
pub use commit::Batch;
pub use draft::{Draft, DraftBytes, DraftFile, DraftPhoto};
pub use error::StoreError;
pub use inbox::{LAST_CONTACT, Recipient};
pub use intent::{IntentWrite, SetAside};
pub use job::JobKey;
pub use list::{BadKey, Filter, PageKey};
pub(crate) use outbox::CURSOR;
pub use outbox::{Asking, Sent, Written};
pub use photo::{PhotoState, PhotoWrite};
pub use purge::LostEdit;
pub use reference::HeldReference;
pub use tally::Tally;
pub use ticket::{HeldTicket, TicketWrite};
pub use verified::Verified;
pub use waiting::Waiting;

/// The open store. One writer; a second process is kept away by the home's lock.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// To begin anew where a damaged page ended the connection.
    key: Secret,
}

impl Store {
    /// Where the encrypted file lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads, outside any transaction of its own.
    pub(crate) fn reader(&self) -> &Connection {
        &self.connection
    }

    /// Runs `work` in one transaction, fsynced before this answers; on any error nothing of it remains.
    pub(crate) fn within<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let done = self.transacted(work);
        if matches!(done, Err(StoreError::Unreadable | StoreError::Locked)) {
            self.renew();
        }
        done
    }

    /// After something could not be read: this connection does nothing more (see [`Self::reopen`]), and trying again must be
    /// of use, since the disk may have failed once only. Where it does not open, the next failure tries again.
    pub fn renew(&mut self) {
        if let Err(unopened) = self.reopen() {
            tracing::warn!("the store does not open again: {unopened}");
        }
    }

    fn transacted<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Folds the write-ahead log into the file, so that a copy of the file alone is whole.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// What SQLite finds wrong with the file; empty when it is sound.
    ///
    /// # Errors
    /// When it cannot be read at all.
    pub fn integrity_faults(&self) -> Result<Vec<String>, StoreError> {
        // After a power cut the log may hold the sound copy of a page that is torn in the file.
        if let Err(error) = self.checkpoint() {
            tracing::debug!("the log could not be folded before the check: {error}");
        }
        let mut faults = self.lines("PRAGMA cipher_integrity_check")?;
        faults.extend(
            self.lines("PRAGMA integrity_check")?
                .into_iter()
                .filter(|line| line != "ok"),
        );
        Ok(faults)
    }

    fn lines(&self, pragma: &str) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare(pragma)?;
        let lines = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(lines)
    }
}
