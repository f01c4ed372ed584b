// SPDX-License-Identifier: EUPL-1.2
//! Small values under a name.

use minicbor::{Decode, Encode};
use ronda_shared::wire::to_cbor;
use rusqlite::{Connection, OptionalExtension};

use super::{Store, StoreError};

impl Store {
    /// The CBOR value under a name.
    ///
    /// # Errors
    /// When the store cannot be read or the value is damaged.
    pub fn meta<T: for<'b> Decode<'b, ()>>(&self, key: &str) -> Result<Option<T>, StoreError> {
        get(self.reader(), key)
    }

    /// Keeps a CBOR value under a name, replacing the one before.
    ///
    /// # Errors
    /// When the disk fails or is full.
    pub fn keep_meta<T: Encode<()>>(&mut self, key: &str, value: &T) -> Result<(), StoreError> {
        self.within(|transaction| put(transaction, key, value))
    }
}

/// The CBOR value under a name.
pub(crate) fn get<T: for<'b> Decode<'b, ()>>(connection: &Connection, key: &str) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    let bytes: Option<Vec<u8>> = statement.query_row([key], |row| row.get(0)).optional()?;
    bytes
        .map(|bytes| minicbor::decode(&bytes).map_err(|_| StoreError::Damaged("setting")))
        .transpose()
}

/// Keeps a CBOR value under a name.
pub(crate) fn put<T: Encode<()>>(connection: &Connection, key: &str, value: &T) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?;
    statement.execute((key, to_cbor(value)))?;
    Ok(())
}

/// Forgets the value under a name.
pub(crate) fn forget(connection: &Connection, key: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM meta WHERE key = ?1")?
        .execute([key])?;
    Ok(())
}
