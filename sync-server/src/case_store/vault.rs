// SPDX-License-Identifier: EUPL-1.2
//! The vault of reporters' contacts: sealed rows beside the tickets, read only on record, deletable (docs/decisions/0015-reporter-vault.md).

use async_trait::async_trait;
use ronda_shared::ids::{ReporterRef, TicketId};
use ronda_shared::reporter::{ReporterVerdict, SealedReporter};

use super::{By, StoreError};

/// A row of the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultedReporter {
    /// 1, 2, 3 and so on, with gaps where rows were erased.
    pub no: u64,
    /// The row as it came.
    pub row: SealedReporter,
    /// When it came, in milliseconds since 1970.
    pub received_at_ms: i64,
}

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReporterQuery {
    /// Those of a reference.
    Reference(ReporterRef),
    /// Those of a ticket.
    Ticket(TicketId),
}

/// Contacts of reporters. Orders that erase one or purge its ticket are kept by [`super::Registry::put_orders`], which deletes
/// the rows in its transaction and then leaves nothing of them in the store's files.
#[async_trait]
pub trait Vault: Send + Sync + 'static {
    /// Of these rows, what is settled already: in the vault, or erased by order.
    async fn reporters_settled(&self, rows: &[SealedReporter]) -> Result<Vec<Option<ReporterVerdict>>, StoreError>;

    /// Keeps rows that were checked, with one fact for each new one; answers one verdict a row.
    async fn vault(&self, rows: Vec<SealedReporter>, by: By) -> Result<Vec<ReporterVerdict>, StoreError>;

    /// Rows, still sealed, for who must know whose ticket they belong to. To open one, take it from [`Vault::disclose`].
    async fn reporters(&self, which: ReporterQuery) -> Result<Vec<VaultedReporter>, StoreError>;

    /// Hands out rows to be opened; the fact of each, under `verb`, is in the same transaction.
    async fn disclose(&self, which: ReporterQuery, verb: &str, by: By) -> Result<Vec<VaultedReporter>, StoreError>;

    /// At most `limit` rows after this number, still sealed.
    async fn reporters_after(&self, after: u64, limit: u32) -> Result<Vec<VaultedReporter>, StoreError>;

    /// Names of backups on record that were made at this moment or later, oldest first.
    async fn backups_since(&self, at_ms: i64) -> Result<Vec<String>, StoreError>;
}
