// SPDX-License-Identifier: EUPL-1.2
//! The vault in SQLite.

use async_trait::async_trait;
use ronda_shared::identity::Signature;
use ronda_shared::ids::{DeviceId, ReporterRef, TicketId};
use ronda_shared::limits;
use ronda_shared::reporter::{ReporterVerdict, SealedReporter};
use rusqlite::{Connection, Params, Row, params};
use sha2::{Digest, Sha256};

use super::cells::{array, blob, int, number};
use super::{SqliteStore, Writing, open};
use crate::case_store::{By, Deed, ReporterQuery, StoreError, Vault, VaultedReporter};

const ROWS: &str = "SELECT no, ref, ticket, device, at_ms, received_at_ms, sealed, signature FROM reporter";
const INSERT: &str = "INSERT INTO reporter (ref, ticket, device, at_ms, received_at_ms, sealed, signature)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
/// By an order of its own, or with its ticket: that, or what came in its place in the end, was purged.
const ERASED: &str = "SELECT 1 FROM root_order WHERE kind = 'erase-reporter' AND target = ?1
     UNION ALL SELECT 1 FROM purged WHERE successor IS NULL AND ticket IN (WITH RECURSIVE line (ticket) AS (VALUES (?2)
     UNION SELECT purged.successor FROM purged JOIN line ON purged.ticket = line.ticket
     WHERE purged.successor IS NOT NULL) SELECT ticket FROM line)";
/// A contact stays when its ticket is replaced by a rectified one, and belongs to that from then on.
const OF_TICKET: &str = "ticket IN (WITH RECURSIVE line (ticket) AS (VALUES (?1)
     UNION SELECT purged.ticket FROM purged JOIN line ON purged.successor = line.ticket) SELECT ticket FROM line)";

#[async_trait]
impl Vault for SqliteStore {
    async fn reporters_settled(&self, rows: &[SealedReporter]) -> Result<Vec<Option<ReporterVerdict>>, StoreError> {
        let rows = rows.to_vec();
        self.read(move |conn| rows.iter().map(|row| settled(conn, row)).collect())
            .await
    }

    async fn vault(&self, rows: Vec<SealedReporter>, by: By) -> Result<Vec<ReporterVerdict>, StoreError> {
        self.write(move |w| rows.iter().map(|row| put(w, row, &by)).collect())
            .await
    }

    async fn reporters(&self, which: ReporterQuery) -> Result<Vec<VaultedReporter>, StoreError> {
        self.read(move |conn| found(conn, which)).await
    }

    async fn disclose(&self, which: ReporterQuery, verb: &str, by: By) -> Result<Vec<VaultedReporter>, StoreError> {
        let verb = verb.to_owned();
        self.write(move |w| {
            let rows = found(w.conn, which)?;
            rows.iter()
                .try_for_each(|vaulted| record(w, &vaulted.row, &verb, &by))?;
            Ok(rows)
        })
        .await
    }

    async fn reporters_after(&self, after: u64, limit: u32) -> Result<Vec<VaultedReporter>, StoreError> {
        self.read(move |conn| rows(conn, "WHERE no > ?1 ORDER BY no LIMIT ?2", params![int(after), limit]))
            .await
    }

    async fn backups_since(&self, at_ms: i64) -> Result<Vec<String>, StoreError> {
        self.read(move |conn| {
            let sql =
                "SELECT object FROM audit WHERE verb IN ('backup.made', 'backup.vaulted') AND at_ms >= ?1 ORDER BY no";
            let mut read = conn.prepare_cached(sql)?;
            let names = read.query_map([at_ms], |row| row.get(0))?;
            Ok(names.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

impl SqliteStore {
    /// Folds the write-ahead log into the file and cuts it: what was deleted is in neither any more.
    pub(super) async fn cut_log(&self) -> Result<(), StoreError> {
        let file = self.readers.file().to_owned();
        let cut = tokio::task::spawn_blocking(move || {
            let connection = open::for_copying(&file)?;
            let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            if busy { Err(StoreError::Busy) } else { Ok(()) }
        });
        cut.await
            .map_err(|_| StoreError::Other("cutting the log was broken off".to_owned()))?
    }
}

/// Deletes the rows of an erased reference.
pub(super) fn erase(w: &Writing<'_>, reference: &ReporterRef) -> Result<(), StoreError> {
    w.conn
        .execute("DELETE FROM reporter WHERE ref = ?1", [reference.bytes()])?;
    Ok(())
}

/// Deletes the rows of a purged ticket and of those it replaced.
pub(super) fn erase_of_ticket(w: &Writing<'_>, ticket: &TicketId) -> Result<(), StoreError> {
    let erase = format!("DELETE FROM reporter WHERE {OF_TICKET}");
    w.conn.execute(&erase, [ticket.bytes()])?;
    Ok(())
}

fn settled(conn: &Connection, row: &SealedReporter) -> Result<Option<ReporterVerdict>, StoreError> {
    let (reference, ticket) = (row.reference.bytes(), row.ticket.bytes());
    if conn.prepare_cached(ERASED)?.exists(params![reference, ticket])? {
        return Ok(Some(ReporterVerdict::Erased));
    }
    let mut known = conn.prepare_cached("SELECT 1 FROM reporter WHERE ref = ?1 AND device = ?2")?;
    let there = known.exists(params![reference, row.device.bytes()])?;
    Ok(there.then_some(ReporterVerdict::Vaulted))
}

fn put(w: &mut Writing<'_>, row: &SealedReporter, by: &By) -> Result<ReporterVerdict, StoreError> {
    if let Some(verdict) = settled(w.conn, row)? {
        return Ok(verdict);
    }
    let mut of_device = w
        .conn
        .prepare_cached("SELECT count(*) FROM reporter WHERE device = ?1")?;
    if of_device.query_row([row.device.bytes()], |found| number(found, 0))? >= limits::DEVICE_REPORTERS {
        return Ok(ReporterVerdict::Later);
    }
    w.conn.prepare_cached(INSERT)?.execute(params![
        row.reference.bytes(),
        row.ticket.bytes(),
        row.device.bytes(),
        row.at_ms,
        by.at_ms,
        row.sealed,
        row.signature.0
    ])?;
    record(w, row, "reporter.vaulted", by)?;
    Ok(ReporterVerdict::Vaulted)
}

/// The box's hash says which row it was and nothing of what is in it.
fn record(w: &mut Writing<'_>, row: &SealedReporter, verb: &str, by: &By) -> Result<(), StoreError> {
    w.record(&Deed {
        by: by.clone(),
        verb: verb.to_owned(),
        object: row.reference.to_string(),
        content: Sha256::digest(&row.sealed).to_vec(),
    })
}

fn found(conn: &Connection, which: ReporterQuery) -> Result<Vec<VaultedReporter>, StoreError> {
    match which {
        ReporterQuery::Reference(reference) => rows(conn, "WHERE ref = ?1 ORDER BY no", [reference.bytes()]),
        ReporterQuery::Ticket(ticket) => rows(conn, &format!("WHERE {OF_TICKET} ORDER BY no"), [ticket.bytes()]),
    }
}

fn rows(conn: &Connection, which: &str, values: impl Params) -> Result<Vec<VaultedReporter>, StoreError> {
    let mut read = conn.prepare_cached(&format!("{ROWS} {which}"))?;
    let rows = read.query_map(values, vaulted)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn vaulted(row: &Row<'_>) -> rusqlite::Result<VaultedReporter> {
    Ok(VaultedReporter {
        no: number(row, 0)?,
        received_at_ms: row.get(5)?,
        row: SealedReporter {
            reference: blob(row, 1, ReporterRef::from_slice)?,
            ticket: blob(row, 2, TicketId::from_slice)?,
            device: blob(row, 3, DeviceId::from_slice)?,
            at_ms: row.get(4)?,
            sealed: row.get(6)?,
            signature: Signature(array(row, 7)?),
        },
    })
}
