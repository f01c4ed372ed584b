// SPDX-License-Identifier: EUPL-1.2
//! Upkeep: verified copies, the backup watermark, and examining everything that is stored.

use std::path::Path;

use async_trait::async_trait;
use ronda_shared::ids::TicketId;

use super::{By, RowWrite, StoreError, StoreMeta, StoredRow, Watermark, WholeTicket};

/// A copy that was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyReport {
    /// Where the copied store stands.
    pub meta: StoreMeta,
    /// Its size.
    pub bytes: u64,
}

/// Something in the store that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreFault {
    /// What was looked at: `numbers`, `chain`, `digest`, `scopes`, `rows`, `file`, `audit`, `purges`.
    pub part: &'static str,
    /// What is wrong, with ids and numbers only.
    pub detail: String,
}

/// Keeping the store well.
#[async_trait]
pub trait Upkeep: Send + Sync + 'static {
    /// Writes a consistent copy to a new file while the store goes on, makes it durable, opens it and checks it.
    async fn copy_to(&self, file: &Path) -> Result<CopyReport, StoreError>;

    /// Moves the watermark to a backup that was verified and counts; it never goes back.
    async fn vaulted(&self, mark: Watermark, by: By) -> Result<(), StoreError>;

    /// Notes a backup that was merged into this store, with a fact; the same one again changes nothing.
    async fn merged(&self, mark: Watermark, by: By) -> Result<(), StoreError>;

    /// At most `limit` tickets after this id, by id.
    async fn tickets_after(&self, after: Option<TicketId>, limit: u32) -> Result<Vec<WholeTicket>, StoreError>;

    /// At most `limit` tickets after this id, by id, with their rows as they are kept: also those whose rows are missing or
    /// unreadable.
    async fn rows_after(&self, after: Option<TicketId>, limit: u32) -> Result<Vec<StoredRow>, StoreError>;

    /// Writes rows again, in one transaction, and nothing beside them; answers how many. Those whose tickets moved since are
    /// left as they are: who moved them wrote their rows.
    async fn put_rows(&self, rows: Vec<RowWrite>) -> Result<u64, StoreError>;

    /// Checks what the store can check by itself: the file, gap-free numbers, the chain, digests and scopes against a
    /// recomputation, the audit trail.
    async fn examine(&self) -> Result<Vec<StoreFault>, StoreError>;

    /// Whether a write would work right now (for readiness).
    async fn ready(&self) -> Result<(), StoreError>;

    /// Finishes the writes in hand and closes; later calls answer [`StoreError::Busy`].
    async fn close(&self);
}
