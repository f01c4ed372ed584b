// SPDX-License-Identifier: EUPL-1.2
//! Copies, watermark and readiness of the SQLite store.

use std::fs::File;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use ronda_shared::ids::TicketId;
use rusqlite::{Connection, Row, params};

use super::cells::{blob, int, number, number_or_none};
use super::commit;
use super::tickets::{WHOLE, read_meta, whole};
use super::{SqliteStore, examine, open};
use crate::case_store::{
    By, CopyReport, Deed, RowCells, RowWrite, StoreError, StoreFault, StoredRow, Upkeep, Watermark, WholeTicket,
};

const ROWS: &str =
    "SELECT t.id, t.last_no, t.saved, r.created_at_ms, r.code, r.case_number, r.status, r.category, r.district,
     r.lat, r.lon, r.folded, r.row, r.office, r.crews, r.notices
     FROM ticket t LEFT JOIN case_row r ON r.ticket = t.id WHERE t.id > ?1 ORDER BY t.id LIMIT ?2";

#[async_trait]
impl Upkeep for SqliteStore {
    async fn copy_to(&self, file: &Path) -> Result<CopyReport, StoreError> {
        let (from, to) = (self.readers.file().to_owned(), file.to_owned());
        let copied = tokio::task::spawn_blocking(move || copy(&from, &to)).await;
        copied.map_err(|_| StoreError::Other("the copy was broken off".to_owned()))?
    }

    async fn vaulted(&self, mark: Watermark, by: By) -> Result<(), StoreError> {
        self.write(move |w| {
            let highest = w
                .conn
                .query_row("SELECT MAX(no) FROM watermark", [], |row| number_or_none(row, 0))?;
            if highest.is_some_and(|highest| highest > mark.no) {
                return Ok(());
            }
            w.conn.execute(
                "INSERT INTO watermark (backup, epoch, no, at_ms) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                params![mark.backup, mark.epoch.bytes(), int(mark.no), mark.at_ms],
            )?;
            w.record(&Deed {
                by,
                verb: "backup.vaulted".to_owned(),
                object: mark.backup,
                content: Vec::new(),
            })
        })
        .await
    }

    async fn merged(&self, mark: Watermark, by: By) -> Result<(), StoreError> {
        self.write(move |w| {
            let fresh = w.conn.execute(
                "INSERT INTO merged_backup (backup, epoch, no, at_ms) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                params![mark.backup, mark.epoch.bytes(), int(mark.no), mark.at_ms],
            )?;
            if fresh == 0 {
                return Ok(());
            }
            w.record(&Deed {
                by,
                verb: "backup.merged".to_owned(),
                object: mark.backup,
                content: Vec::new(),
            })
        })
        .await
    }

    async fn tickets_after(&self, after: Option<TicketId>, limit: u32) -> Result<Vec<WholeTicket>, StoreError> {
        self.read(move |conn| {
            let mut read = conn.prepare_cached(&format!("{WHOLE} WHERE t.id > ?1 ORDER BY t.id LIMIT ?2"))?;
            let after = after.map(|ticket| ticket.bytes().to_vec()).unwrap_or_default();
            let tickets = read.query_map(params![after, limit], whole)?;
            Ok(tickets.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn rows_after(&self, after: Option<TicketId>, limit: u32) -> Result<Vec<StoredRow>, StoreError> {
        self.read(move |conn| {
            let mut read = conn.prepare_cached(ROWS)?;
            let after = after.map(|ticket| ticket.bytes().to_vec()).unwrap_or_default();
            let rows = read.query_map(params![after, limit], stored_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn put_rows(&self, rows: Vec<RowWrite>) -> Result<u64, StoreError> {
        self.write(move |w| {
            let mut written = 0;
            for row in &rows {
                written += u64::from(commit::keep_row_again(w, row)?);
            }
            Ok(written)
        })
        .await
    }

    async fn examine(&self) -> Result<Vec<StoreFault>, StoreError> {
        let mut faults = self.read(examine::all).await?;
        if let Err(broken) = crate::case_store::AuditTrail::verify_audit(self).await? {
            faults.push(StoreFault {
                part: "audit",
                detail: broken.to_string(),
            });
        }
        Ok(faults)
    }

    async fn ready(&self) -> Result<(), StoreError> {
        // The end of every transaction writes the row of meta: a deed without more proves that the disk takes it.
        self.write(|_| Ok(())).await
    }

    async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}

fn stored_row(row: &Row<'_>) -> rusqlite::Result<StoredRow> {
    Ok(StoredRow {
        ticket: blob(row, 0, TicketId::from_slice)?,
        last_no: number(row, 1)?,
        saved: row.get(2)?,
        cells: cells(row).ok(),
    })
}

/// The cells of a case row, from the fourth column on, in the order of [`ROWS`].
pub(super) fn cells(row: &Row<'_>) -> rusqlite::Result<RowCells> {
    Ok(RowCells {
        created_at_ms: row.get(3)?,
        code: row.get(4)?,
        case_number: row.get(5)?,
        status: row.get(6)?,
        category: row.get(7)?,
        district: row.get(8)?,
        lat: row.get(9)?,
        lon: row.get(10)?,
        folded: row.get(11)?,
        row: row.get(12)?,
        office: row.get(13)?,
        crews: row.get(14)?,
        notices: row.get(15)?,
    })
}

fn copy(from: &Path, to: &PathBuf) -> Result<CopyReport, StoreError> {
    if to.exists() {
        return Err(StoreError::Unfit(format!(
            "{} is there already: name a new file",
            to.display()
        )));
    }
    let source = open::for_copying(from)?;
    source.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
    let unwritten = |error: std::io::Error| StoreError::Other(format!("the copy is not on the disk: {error}"));
    File::open(to).and_then(|file| file.sync_all()).map_err(unwritten)?;
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(unwritten)?;
    }
    let bytes = to.metadata().map_err(unwritten)?.len();
    let copy = Connection::open_with_flags(to, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    examine::file(&copy)?
        .into_iter()
        .next()
        .map_or(Ok(()), |fault| Err(StoreError::Corrupt(fault.detail)))?;
    Ok(CopyReport {
        meta: read_meta(&copy)?,
        bytes,
    })
}
