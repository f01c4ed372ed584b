// SPDX-License-Identifier: EUPL-1.2
//! The log of the store: numbers without gaps, their chain, and the tickets as they stand.

use std::collections::BTreeMap;

use async_trait::async_trait;
use ronda_shared::case_row::CaseRow;
use ronda_shared::identity::AuthorProof;
use ronda_shared::ids::{ChangeHash, DeviceId, Epoch, TicketId};
use ronda_shared::sync::ChainHash;
use ronda_shared::wire::Offer;

use super::{Alarm, AuditHead, By, Deposit, Deposited, PullPage, PullQuery, StoreError};

/// Whose store it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jurisdiction {
    /// Its code, such as `FI`.
    pub code: String,
    /// The municipality's name.
    pub name: String,
}

/// Where the store stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreMeta {
    /// Its present life. Numbers and chain go on across lives.
    pub epoch: Epoch,
    /// The greatest number given; 0 when none.
    pub last_no: u64,
    /// The chain's hash there.
    pub log_hash: ChainHash,
    /// The end of the audit trail.
    pub audit: AuditHead,
    /// The last backup that counts.
    pub vaulted: Option<Watermark>,
    /// The highest watermark that any phone relied on to forget something.
    pub relied_on: u64,
    /// Everything up to this number came back from a backup that was merged; 0 when none was.
    pub merged_no: u64,
    /// Whose store it is.
    pub jurisdiction: Jurisdiction,
}

impl StoreMeta {
    /// Everything up to this number is in a verified backup.
    #[must_use]
    pub fn vaulted_no(&self) -> u64 {
        self.vaulted.as_ref().map_or(0, |mark| mark.no)
    }

    /// The number up to which phones rely on a backup that this store knows nothing of: it was put back to an older copy.
    #[must_use]
    pub fn behind(&self) -> Option<u64> {
        (self.relied_on > self.vaulted_no().max(self.merged_no)).then_some(self.relied_on)
    }
}

/// What a verified backup covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark {
    /// The backup's own name (random or content hash).
    pub backup: String,
    /// The life in which it was made.
    pub epoch: Epoch,
    /// Changes and photos up to this number.
    pub no: u64,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}

/// What admission needs of a stored ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldTicket {
    /// The greatest number of its changes.
    pub last_no: u64,
    /// The saved document.
    pub saved: Vec<u8>,
    /// Its heads, sorted.
    pub heads: Vec<ChangeHash>,
    /// The stored proofs.
    pub proofs: Vec<AuthorProof>,
    /// The scopes it is in, sorted.
    pub scopes: Vec<String>,
}

/// All there is of a stored ticket but its changes.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// Document, heads, proofs, scopes.
    pub held: HeldTicket,
    /// Its row.
    pub row: CaseRow,
}

/// An admitted change as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedChange {
    /// Its number.
    pub no: u64,
    /// Its name.
    pub hash: ChangeHash,
    /// The author's device.
    pub author: DeviceId,
    /// When it was admitted, in milliseconds since 1970.
    pub received_at_ms: i64,
    /// The raw chunk.
    pub bytes: Vec<u8>,
}

/// A new life of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEpoch {
    /// 16 fresh random bytes.
    pub epoch: Epoch,
    /// The life that ends; when another one is current already, nothing is done.
    pub instead_of: Epoch,
    /// Why, for the audit trail, such as `restored` or `rolled back`.
    pub reason: String,
    /// Raised in the same transaction.
    pub alarm: Option<Alarm>,
    /// Who, or the office.
    pub by: By,
}

/// The tickets and their log.
#[async_trait]
pub trait TicketLog: Send + Sync + 'static {
    /// Where the store stands.
    async fn meta(&self) -> Result<StoreMeta, StoreError>;

    /// The stored ones of these tickets, as admission needs them.
    async fn held(&self, tickets: &[TicketId]) -> Result<BTreeMap<TicketId, HeldTicket>, StoreError>;

    /// The stored ones of these tickets, with rows and scopes.
    async fn whole(&self, tickets: &[TicketId]) -> Result<Vec<WholeTicket>, StoreError>;

    /// Keeps deposits in one transaction, in their order; a stale one is skipped and said so.
    ///
    /// Deposits of several callers share a transaction and its one write to the disk.
    async fn commit(&self, deposits: Vec<Deposit>) -> Result<Vec<Deposited>, StoreError>;

    /// The numbers of those of these changes of tickets that have one.
    async fn numbers(&self, asked: &[Offer]) -> Result<BTreeMap<ChangeHash, u64>, StoreError>;

    /// When those of these changes that have a number were received, in milliseconds since 1970.
    async fn received_at(&self, asked: &[Offer]) -> Result<BTreeMap<ChangeHash, i64>, StoreError>;

    /// Of offered hashes, those neither admitted nor in custody; tickets without any are left out. Of a phone that offers what it
    /// holds, also what is in custody and another wrote: a life of the store that was put back may have admitted it, and the
    /// phone has the proof of that.
    async fn lacking(&self, offers: &[Offer], phone: Option<DeviceId>) -> Result<Vec<Offer>, StoreError>;

    /// All changes of a ticket, by number.
    async fn changes_of(&self, ticket: &TicketId) -> Result<Vec<LoggedChange>, StoreError>;

    /// The chain's hash at a number (0: before the first); `None` beyond the end.
    async fn chain_hash_at(&self, no: u64) -> Result<Option<ChainHash>, StoreError>;

    /// One page of what is new to a phone, read at one moment.
    async fn pull(&self, query: PullQuery) -> Result<PullPage, StoreError>;

    /// Begins a new life, with audit fact and alarm; answers where the store stands then.
    async fn new_epoch(&self, new: NewEpoch) -> Result<StoreMeta, StoreError>;
}
