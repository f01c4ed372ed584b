// SPDX-License-Identifier: EUPL-1.2
//! The catalogue in SQLite.

use async_trait::async_trait;
use ronda_shared::place::SignedCatalogue;
use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, params};

use super::SqliteStore;
use super::cells::{cbor, packed};
use crate::case_store::{By, CatalogueShelf, Deed, StagedLayer, StoreError};

const PUT: &str = "INSERT INTO catalogue (id, published_at_ms, signed) VALUES (1, ?1, ?2)
     ON CONFLICT (id) DO UPDATE SET published_at_ms = excluded.published_at_ms, signed = excluded.signed";
const STAGE: &str = "INSERT INTO asset_draft (layer, entry, staged_at_ms) VALUES (?1, ?2, ?3)
     ON CONFLICT (layer) DO UPDATE SET entry = excluded.entry, staged_at_ms = excluded.staged_at_ms";

#[async_trait]
impl CatalogueShelf for SqliteStore {
    async fn put_catalogue(
        &self,
        signed: SignedCatalogue,
        at_ms: i64,
        of_draft: bool,
        deeds: Vec<Deed>,
    ) -> Result<(), StoreError> {
        self.write(move |w| {
            w.conn.execute(PUT, params![at_ms, packed(&signed)])?;
            if of_draft {
                w.conn.execute("DELETE FROM asset_draft", [])?;
            }
            deeds.iter().try_for_each(|deed| w.record(deed))
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

    async fn stage_layer(&self, layer: StagedLayer, by: By) -> Result<(), StoreError> {
        self.write(move |w| {
            let entry = layer.entry.as_ref().map(packed);
            w.conn.execute(STAGE, params![layer.name, entry, by.at_ms])?;
            Ok(())
        })
        .await
    }

    async fn staged_layers(&self) -> Result<Vec<StagedLayer>, StoreError> {
        self.read(|conn| {
            let mut read = conn.prepare_cached("SELECT layer, entry FROM asset_draft ORDER BY layer")?;
            let staged = read.query_map([], |row| {
                let is_to_go = row.get_ref(1)? == ValueRef::Null;
                Ok(StagedLayer {
                    name: row.get(0)?,
                    entry: if is_to_go { None } else { Some(cbor(row, 1)?) },
                })
            })?;
            Ok(staged.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn unstage_layers(&self, name: Option<String>) -> Result<(), StoreError> {
        self.write(move |w| {
            let forget = "DELETE FROM asset_draft WHERE ?1 IS NULL OR layer = ?1";
            w.conn.execute(forget, params![name])?;
            Ok(())
        })
        .await
    }
}
