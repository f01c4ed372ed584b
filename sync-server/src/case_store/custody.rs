// SPDX-License-Identifier: EUPL-1.2
//! Custody: changes that were not admitted, kept durably until a person decides.

use async_trait::async_trait;
use ronda_shared::identity::AuthorProof;
use ronda_shared::ids::{ChangeHash, DeviceId, PhotoHash, TicketId};
use ronda_shared::wire::{Refusal, Settled};

use super::{By, StoreError};

/// The number of a custody item: 1, 2, 3 and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CustodyNo(pub u64);

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustodyState {
    /// It waits for a person.
    Held,
    /// It was admitted after all.
    Released,
    /// A person decided against it; the bytes stay until retention or purge.
    Discarded,
}

impl CustodyState {
    /// All states with their names as stored and shown.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("held", Self::Held),
        ("released", Self::Released),
        ("discarded", Self::Discarded),
    ];

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, state)| *state == self)
            .map_or("held", |(name, _)| name)
    }

    /// The state of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, state)| *state)
    }
}

/// An item in custody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodyItem {
    /// Its number.
    pub no: CustodyNo,
    /// The ticket it was pushed for.
    pub ticket: TicketId,
    /// Its name, or the SHA-256 of its bytes.
    pub hash: ChangeHash,
    /// What came.
    pub bytes: Vec<u8>,
    /// Why it was not admitted.
    pub refusal: Refusal,
    /// Its author's proofs that came with it.
    pub proofs: Vec<AuthorProof>,
    /// The device that carried it.
    pub carrier: Option<DeviceId>,
    /// When it came, in milliseconds since 1970.
    pub at_ms: i64,
    /// What became of it.
    pub state: CustodyState,
}

/// What a person decides about an item without admitting it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It stays out.
    Discard,
    /// A discarded one waits again.
    TakeBack,
}

/// How much is held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CustodySize {
    /// Items.
    pub items: u64,
    /// Their bytes, and those of their proofs.
    pub bytes: u64,
}

/// What became of changes that a phone believes to be in custody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// Those that somebody decided about: with their number when admitted, without when discarded.
    pub settled: Vec<Settled>,
    /// Those this store has nothing of.
    pub unknown: Vec<ChangeHash>,
}

/// The custody of the store. Items enter and are released through [`super::TicketLog::commit`].
#[async_trait]
pub trait Custody: Send + Sync + 'static {
    /// Items by number, those in `state` or all.
    async fn custody(&self, state: Option<CustodyState>) -> Result<Vec<CustodyItem>, StoreError>;

    /// One item.
    async fn custody_item(&self, no: CustodyNo) -> Result<Option<CustodyItem>, StoreError>;

    /// Items of one ticket that are held.
    async fn custody_of(&self, ticket: &TicketId) -> Result<Vec<CustodyItem>, StoreError>;

    /// What is held that this device carried.
    async fn custody_size(&self, carrier: &DeviceId) -> Result<CustodySize, StoreError>;

    /// Whether a photo is stored already, or a ticket names it.
    async fn is_photo_expected(&self, photo: &PhotoHash) -> Result<bool, StoreError>;

    /// Bytes of the stored photos that came from this device and that no ticket names.
    async fn unnamed_photo_bytes(&self, device: &DeviceId) -> Result<u64, StoreError>;

    /// What became of these changes in custody.
    async fn whereabouts(&self, hashes: &[ChangeHash]) -> Result<Whereabouts, StoreError>;

    /// Decides, with an audit fact; false when there is no such item in a state that allows it.
    async fn decide(&self, no: CustodyNo, decision: Decision, by: By) -> Result<bool, StoreError>;
}
