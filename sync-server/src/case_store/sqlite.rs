// SPDX-License-Identifier: EUPL-1.2
//! The case store in one SQLite file: a single writing thread with group commit, a few reading connections.

mod between;
mod cases;
mod catalogue;
mod cells;
mod commit;
mod custody;
mod destruction;
mod devices;
mod examine;
mod open;
mod orders;
mod people;
mod photos;
mod pull;
mod purges;
mod readers;
mod reference;
mod registry;
mod tickets;
mod trail;
mod upkeep;
mod vault;
mod writer;
mod writing;

use std::path::Path;
use std::sync::Arc;

use ronda_shared::ids::Epoch;

use super::{Jurisdiction, StoreError};
use readers::Readers;
use writer::Writer;
use writing::Writing;

/// A case store in a SQLite file. Cheap to clone; closes when the last clone goes.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    writer: Arc<Writer>,
    readers: Arc<Readers>,
}

/// A store about to be made.
#[derive(Debug, Clone)]
pub struct NewStore {
    /// Whose it is.
    pub jurisdiction: Jurisdiction,
    /// 16 fresh random bytes.
    pub epoch: Epoch,
    /// The office's clock, in milliseconds since 1970.
    pub at_ms: i64,
}

impl SqliteStore {
    /// Makes a new store in a file that must not exist yet.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn create(file: &Path, new: &NewStore) -> Result<Self, StoreError> {
        open::create(file, new)?;
        Self::open(file)
    }

    /// Opens a store, bringing an older layout up to date.
    ///
    /// # Errors
    /// When the file is no store, is damaged, was written by a newer version, or a pragma does not hold.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        let connection = open::for_writing(file)?;
        let writer = Arc::new(Writer::start(connection)?);
        Ok(Self {
            writer,
            readers: Arc::new(Readers::new(file)),
        })
    }

    async fn write<T, F>(&self, deed: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.writer.run(deed).await
    }

    async fn read<T, F>(&self, question: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    {
        Arc::clone(&self.readers).run(question).await
    }
}

#[cfg(test)]
mod tests;
