// SPDX-License-Identifier: EUPL-1.2
//! The shelf of reference data in SQLite.

use async_trait::async_trait;
use ronda_shared::ids::ReferenceVersion;
use ronda_shared::reference::Published;
use ronda_shared::wire::ReferenceNews;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::cells::{blob, cbor, packed};
use super::{SqliteStore, Writing};
use crate::case_store::{By, Deed, PublishedReference, ReferenceShelf, StoreError};

const NEWEST: &str = "ORDER BY published_at_ms DESC, version DESC";
const PUT: &str = "INSERT INTO reference (version, published_at_ms, signed) VALUES (?1, ?2, ?3)
     ON CONFLICT (version) DO UPDATE SET published_at_ms = excluded.published_at_ms, signed = excluded.signed
     WHERE excluded.published_at_ms > reference.published_at_ms";
const STAGE: &str = "INSERT INTO reference_draft (id, data, staged_at_ms) VALUES (1, ?1, ?2)
     ON CONFLICT (id) DO UPDATE SET data = excluded.data, staged_at_ms = excluded.staged_at_ms";

#[async_trait]
impl ReferenceShelf for SqliteStore {
    async fn stage_reference(&self, data: Vec<u8>, by: By) -> Result<(), StoreError> {
        self.write(move |w| {
            w.conn.execute(STAGE, params![data, by.at_ms])?;
            Ok(())
        })
        .await
    }

    async fn staged_reference(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|conn| {
            let draft = conn.query_row("SELECT data FROM reference_draft", [], |row| row.get(0));
            Ok(draft.optional()?)
        })
        .await
    }

    async fn put_reference(&self, reference: PublishedReference, of_draft: bool, by: By) -> Result<bool, StoreError> {
        self.write(move |w| {
            if of_draft {
                w.conn.execute("DELETE FROM reference_draft", [])?;
            }
            put(w, &reference, by)
        })
        .await
    }

    async fn reference(&self, version: Option<ReferenceVersion>) -> Result<Option<PublishedReference>, StoreError> {
        self.read(move |conn| one(conn, version.as_ref())).await
    }

    async fn references(&self) -> Result<Vec<PublishedReference>, StoreError> {
        self.read(|conn| publications(conn, NEWEST, [])).await
    }

    async fn reference_news(&self, held: Option<ReferenceVersion>) -> Result<ReferenceNews, StoreError> {
        self.read(move |conn| news(conn, held)).await
    }
}

fn put(w: &mut Writing<'_>, reference: &PublishedReference, by: By) -> Result<bool, StoreError> {
    let Published { at_ms, version } = reference.name;
    if w.conn
        .execute(PUT, params![version.bytes(), at_ms, packed(&reference.signed)])?
        == 0
    {
        return Ok(false);
    }
    w.record(&Deed {
        by,
        verb: "reference.published".to_owned(),
        object: version.to_string(),
        content: version.bytes().to_vec(),
    })?;
    Ok(true)
}

fn one(conn: &Connection, version: Option<&ReferenceVersion>) -> Result<Option<PublishedReference>, StoreError> {
    let found = match version {
        Some(version) => publications(conn, "WHERE version = ?1", [version.bytes()])?,
        None => publications(conn, &format!("{NEWEST} LIMIT 1"), [])?,
    };
    Ok(found.into_iter().next())
}

/// Names are compared first: an exchange that brings nothing new reads no set.
fn news(conn: &Connection, held: Option<ReferenceVersion>) -> Result<ReferenceNews, StoreError> {
    let sql = format!("SELECT version FROM reference {NEWEST} LIMIT 1");
    let mut newest = conn.prepare_cached(&sql)?;
    let newest = newest
        .query_row([], |row| blob(row, 0, ReferenceVersion::from_slice))
        .optional()?;
    if held.is_some() && held == newest {
        return Ok(ReferenceNews::default());
    }
    let mut known = conn.prepare_cached("SELECT 1 FROM reference WHERE version = ?1")?;
    let asked = match held {
        Some(held) => !known.exists([held.bytes()])?,
        None => false,
    };
    let current = one(conn, newest.as_ref())?.map(|current| current.signed);
    Ok(ReferenceNews { current, asked })
}

fn publications(conn: &Connection, which: &str, values: impl Params) -> Result<Vec<PublishedReference>, StoreError> {
    let mut read = conn.prepare_cached(&format!(
        "SELECT version, published_at_ms, signed FROM reference {which}"
    ))?;
    let publications = read.query_map(values, publication)?;
    Ok(publications.collect::<rusqlite::Result<_>>()?)
}

fn publication(row: &Row<'_>) -> rusqlite::Result<PublishedReference> {
    let version = blob(row, 0, ReferenceVersion::from_slice)?;
    let name = Published {
        at_ms: row.get(1)?,
        version,
    };
    Ok(PublishedReference {
        name,
        signed: cbor(row, 2)?,
    })
}
