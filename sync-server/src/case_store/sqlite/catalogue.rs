// SPDX-License-Identifier: EUPL-1.2
//! The catalogue in SQLite.

use async_trait::async_trait;
use ronda_shared::place::SignedCatalogue;
use rusqlite::{OptionalExtension, params};

use super::SqliteStore;
use super::cells::{cbor, packed};
use crate::case_store::{CatalogueShelf, Deed, StoreError};

const PUT: &str = "INSERT INTO catalogue (id, published_at_ms, signed) VALUES (1, ?1, ?2)
     ON CONFLICT (id) DO UPDATE SET published_at_ms = excluded.published_at_ms, signed = excluded.signed";

#[async_trait]
impl CatalogueShelf for SqliteStore {
    async fn put_catalogue(&self, signed: SignedCatalogue, at_ms: i64, deed: Deed) -> Result<(), StoreError> {
        self.write(move |w| {
            w.conn.execute(PUT, params![at_ms, packed(&signed)])?;
            w.record(&deed)
        })
        .await
    }

    async fn catalogue(&self) -> Result<Option<SignedCatalogue>, StoreError> {
        self.read(|conn| {
            let mut read = conn.prepare_cached("SELECT signed FROM catalogue")?;
            Ok(read.query_row([], |row| cbor(row, 0)).optional()?)
        })
        .await
    }

    async fn catalogue_at_ms(&self) -> Result<Option<i64>, StoreError> {
        self.read(|conn| {
            let mut read = conn.prepare_cached("SELECT published_at_ms FROM catalogue")?;
            Ok(read.query_row([], |row| row.get(0)).optional()?)
        })
        .await
    }
}
