// SPDX-License-Identifier: EUPL-1.2
//! Copies, watermark and readiness of the SQLite store.

use std::fs::File;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use ronda_shared::ids::TicketId;
use rusqlite::{Connection, params};

use super::cells::{int, number_or_none};
use super::tickets::{WHOLE, read_meta, whole};
use super::{SqliteStore, examine, open};
use crate::case_store::{By, CopyReport, Deed, StoreError, StoreFault, Upkeep, Watermark, WholeTicket};

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
