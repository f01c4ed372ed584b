// SPDX-License-Identifier: EUPL-1.2
//! The audit trail in SQLite.

use async_trait::async_trait;
use ronda_shared::audit::Fact;
use rusqlite::{Connection, OptionalExtension, params};

use super::SqliteStore;
use super::cells::{array, int, number};
use crate::case_store::{AuditHead, AuditTrail, Deed, StoreError, StoredFact};

const FACTS: &str = "SELECT no, at_ms, who, device, verb, object, content, hash FROM audit
     WHERE no > ?1 ORDER BY no LIMIT ?2";

#[async_trait]
impl AuditTrail for SqliteStore {
    async fn record(&self, deed: Deed) -> Result<AuditHead, StoreError> {
        self.write(move |w| {
            w.record(&deed)?;
            Ok(w.ledger.audit)
        })
        .await
    }

    async fn facts_after(&self, after: u64, limit: u32) -> Result<Vec<StoredFact>, StoreError> {
        self.read(move |conn| facts_after(conn, after, limit)).await
    }

    async fn audit_head(&self) -> Result<AuditHead, StoreError> {
        self.read(|conn| {
            let sql = "SELECT audit_no, audit_hash FROM meta WHERE id = 1";
            let head = |row: &rusqlite::Row<'_>| {
                Ok(AuditHead {
                    no: number(row, 0)?,
                    hash: array(row, 1)?,
                })
            };
            Ok(conn.prepare_cached(sql)?.query_row([], head)?)
        })
        .await
    }
}

fn facts_after(conn: &Connection, after: u64, limit: u32) -> Result<Vec<StoredFact>, StoreError> {
    let mut last = conn.prepare_cached("SELECT hash FROM audit WHERE no = ?1")?;
    let mut previous: [u8; 32] = last
        .query_row([int(after)], |row| array(row, 0))
        .optional()?
        .unwrap_or_default();
    let mut read = conn.prepare_cached(FACTS)?;
    let mut rows = read.query(params![int(after), limit])?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        let fact = Fact {
            no: number(row, 0)?,
            at_ms: row.get(1)?,
            who: row.get(2)?,
            device: row.get(3)?,
            verb: row.get(4)?,
            object: row.get(5)?,
            content: row.get(6)?,
            previous,
        };
        let hash: Vec<u8> = row.get(7)?;
        previous = <[u8; 32]>::try_from(hash.as_slice()).unwrap_or_default();
        facts.push(StoredFact { fact, hash });
    }
    Ok(facts)
}
