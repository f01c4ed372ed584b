// SPDX-License-Identifier: EUPL-1.2
//! Destruction: a ticket goes with everything beside it by an order of the root key, and the ledger keeps it gone
//! (docs/decisions/0016-purge-and-supersede.md).

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use ronda_shared::identity::{Destroys, Order, SignedOrder};
use ronda_shared::ids::{DeviceId, OrderId, PhotoHash, TicketId};

use super::{By, Deposit, StoreError, UploadId};

/// An order that destroys a ticket, about to be carried out.
#[derive(Debug, Clone)]
pub struct Destruction {
    /// The order.
    pub order: Order,
    /// As signed by the root key.
    pub signed: SignedOrder,
    /// What the operator gave as the reason.
    pub reason: String,
    /// The ticket's `last_no` on which the successor was founded: when it moved, nothing is done.
    pub based_on: Option<u64>,
    /// The ticket that takes its place, to be kept in the same transaction.
    pub successor: Option<Deposit>,
    /// On whose word.
    pub by: By,
}

/// What the store has of a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Its spoken code; none when nothing of it was admitted.
    pub code: Option<String>,
    /// The number of its first change.
    pub first_no: Option<u64>,
    /// Admitted changes.
    pub changes: u64,
    /// Changes in custody, whatever was decided on them.
    pub custody: u64,
    /// Photos that no other ticket names.
    pub photos: u64,
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurgedTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// The one in its place.
    pub successor: Option<TicketId>,
    /// The order.
    pub order: OrderId,
    /// As signed by the root key.
    pub signed: SignedOrder,
    /// When it was ordered, in milliseconds since 1970.
    pub at_ms: i64,
    /// What the operator gave as the reason; unknown when the order was handed back.
    pub reason: Option<String>,
    /// The order's number in the log.
    pub no: u64,
    /// Devices that have access and have not reported that they obeyed.
    pub waiting: u64,
}

/// Bytes outside the store that are to go, and whether the store itself is to be rewritten.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doomed {
    /// Photos.
    pub photos: Vec<PhotoHash>,
    /// Partial uploads.
    pub uploads: Vec<UploadId>,
    /// Freed pages and the log were not rewritten yet.
    pub compact: bool,
}

/// A backup this store made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeBackup {
    /// Its own name.
    pub name: String,
    /// Where it was written.
    pub file: String,
    /// Changes and photos up to this number are in it.
    pub no: u64,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}

/// Destroying, and the ledger of what was destroyed.
#[async_trait]
pub trait PurgeLedger: Send + Sync + 'static {
    /// Carries an order out: the successor is kept, everything of the ticket goes, the ledger and the trail say so. False,
    /// and nothing done, when the successor was founded on what moved meanwhile, or the ticket is destroyed already.
    /// [`super::Registry::put_orders`] carries out orders that were handed back in the same way.
    async fn destroy(&self, destruction: Destruction) -> Result<bool, StoreError>;

    /// What is here of a ticket; none when nothing is.
    async fn holdings(&self, ticket: &TicketId) -> Result<Option<Holdings>, StoreError>;

    /// Those of these tickets that are destroyed, each with what the order says.
    async fn purged(&self, tickets: &[TicketId]) -> Result<BTreeMap<TicketId, Destroys>, StoreError>;

    /// The whole ledger, by date.
    async fn purge_ledger(&self) -> Result<Vec<PurgedTicket>, StoreError>;

    /// Gives a device the orders again that destroyed these tickets: it has something of them, whatever it reported.
    async fn repeat_orders(&self, device: &DeviceId, tickets: &[TicketId]) -> Result<(), StoreError>;

    /// Enters photos that late changes of a destroyed ticket name; those that another ticket names are passed over.
    async fn photos_purged(&self, ticket: &TicketId, photos: &BTreeSet<PhotoHash>) -> Result<(), StoreError>;

    /// Whether a photo went with a ticket and no ticket names it now.
    async fn is_photo_purged(&self, photo: &PhotoHash) -> Result<bool, StoreError>;

    /// What is still to be deleted.
    async fn doomed(&self) -> Result<Doomed, StoreError>;

    /// These bytes are gone.
    async fn gone(&self, doomed: Doomed) -> Result<(), StoreError>;

    /// Leaves nothing of what was deleted in the store's own files; writes wait meanwhile.
    async fn compact(&self) -> Result<(), StoreError>;

    /// Remembers a backup and where it was written.
    async fn backup_made(&self, backup: MadeBackup) -> Result<(), StoreError>;

    /// Backups that reach up to this number or beyond, the newest first.
    async fn backups_from(&self, no: u64) -> Result<Vec<MadeBackup>, StoreError>;
}
