// SPDX-License-Identifier: EUPL-1.2
//! The office: admission, exchange, enrolment and upkeep over a case store and a photo store; knows neither HTTP nor SQL.

mod acting;
mod admission;
mod asker;
mod assets;
mod authors;
pub mod backup;
mod cases;
mod chance;
mod csv;
mod delivery;
mod device;
pub mod doctor;
mod drop_box;
mod enrolment;
mod erasure;
mod error;
mod exchange;
mod frontier;
mod gate;
mod gazetteer;
mod handed;
mod hex;
mod late;
mod merge;
mod names;
mod orders;
mod pack;
mod people;
mod photos;
mod place;
mod proofs;
mod quarantine;
mod rebuild;
mod rectification;
mod reference;
mod repeats;
mod sla;
mod standing;
mod suggestions;
#[cfg(test)]
pub(crate) mod tests;
mod thumbnails;
mod unknown_rows;
mod vault;

use std::sync::Arc;

use ronda_shared::identity::PublicKey;
use tokio::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, Semaphore};

pub use acting::CaseDeed;
pub use asker::Asker;
pub use assets::LayerChange;
pub use cases::ExportFormat;
pub use chance::Chance;
pub(crate) use chance::random;
pub use device::OfficeDevice;
pub use enrolment::FreshCode;
pub use erasure::{Copy, Erased, Erasure};
pub use error::OfficeError;
pub(crate) use hex::{from_hex, to_hex};
pub use merge::Merged;
pub use pack::Imported;
pub use people::PersonChange;
pub use place::PackAbout;
pub use quarantine::Released;
pub use rebuild::Rebuilt;
pub use reference::NamedReference;
pub use sla::ClockedCase;
pub use vault::{ErasedReporter, OpenedReporter};

use repeats::Repeats;
use thumbnails::Thumbnails;

use crate::case_store::{CaseStore, Jurisdiction};
use crate::photo_store::PhotoStore;
use crate::place_folder::PlaceFolder;
use crate::root::{ContactsJournal, OrdersJournal, RootKeys};

/// The office's clock, in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What an office is made of.
#[derive(Clone)]
pub struct Parts {
    /// The central case store.
    pub store: Arc<dyn CaseStore>,
    /// The photos' bytes.
    pub photos: Arc<dyn PhotoStore>,
    /// Public files about places.
    pub place: PlaceFolder,
    /// The keys.
    pub keys: RootKeys,
    /// Orders, kept also outside the store.
    pub journal: Arc<OrdersJournal>,
    /// Sealed contacts, kept also outside the store.
    pub contacts: Arc<ContactsJournal>,
    /// The clock.
    pub clock: Clock,
    /// Where random bytes come from.
    pub chance: Chance,
    /// Whose office it is.
    pub jurisdiction: Jurisdiction,
}

/// The office; cheap to clone.
#[derive(Clone)]
pub struct Office(Arc<Inner>);

struct Inner {
    parts: Parts,
    device: OfficeDevice,
    gates: Arc<Semaphore>,
    repeats: Repeats,
    thumbnails: Thumbnails,
    /// Held to read by whoever stores a photo, to write by whoever deletes some.
    photo_turns: RwLock<()>,
    /// Held by whoever publishes a catalogue, from reading the one before.
    place_turns: Mutex<()>,
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Office({})", self.0.parts.jurisdiction.code)
    }
}

/// Cores the gate may use.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

impl Office {
    /// Opens the office: its own device is made known, orders the store forgot are applied before anything is admitted, and a
    /// store without reference data gets the shipped set.
    ///
    /// # Errors
    /// When the store or the journal fails.
    pub async fn open(parts: Parts) -> Result<Self, OfficeError> {
        let device = OfficeDevice::start(&parts).await?;
        let office = Self(Arc::new(Inner {
            parts,
            device,
            gates: Arc::new(Semaphore::new(cores())),
            repeats: Repeats::default(),
            thumbnails: Thumbnails::default(),
            photo_turns: RwLock::new(()),
            place_turns: Mutex::new(()),
        }));
        office.apply_journal().await?;
        office.apply_contacts().await?;
        office.finish_erasure().await;
        office.publish_shipped().await?;
        Ok(office)
    }

    /// The case store.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn CaseStore> {
        &self.0.parts.store
    }

    /// The photo store.
    #[must_use]
    pub fn photos(&self) -> &Arc<dyn PhotoStore> {
        &self.0.parts.photos
    }

    /// Thumbnails of photos that were asked for of late.
    #[must_use]
    pub fn thumbnails(&self) -> &Thumbnails {
        &self.0.thumbnails
    }

    /// The office's clock, in milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        (self.0.parts.clock)()
    }

    /// The root's public key, under which certificates and orders are verified.
    #[must_use]
    pub fn root_public(&self) -> PublicKey {
        self.0.parts.keys.root.public()
    }

    /// Whose office it is.
    #[must_use]
    pub fn jurisdiction(&self) -> &Jurisdiction {
        &self.0.parts.jurisdiction
    }

    /// Taken by whoever stores a photo, from looking whether it may be stored until it is numbered, and by whoever keeps something
    /// made of one: meanwhile none is deleted.
    pub async fn photo_turn(&self) -> RwLockReadGuard<'_, ()> {
        self.0.photo_turns.read().await
    }

    /// Where public files about places lie.
    #[must_use]
    pub fn place_folder(&self) -> &PlaceFolder {
        &self.0.parts.place
    }

    async fn place_turn(&self) -> MutexGuard<'_, ()> {
        self.0.place_turns.lock().await
    }

    fn photo_turns(&self) -> &RwLock<()> {
        &self.0.photo_turns
    }

    fn chance(&self) -> &Chance {
        &self.0.parts.chance
    }

    fn keys(&self) -> &RootKeys {
        &self.0.parts.keys
    }

    fn journal(&self) -> &OrdersJournal {
        &self.0.parts.journal
    }

    fn device(&self) -> &OfficeDevice {
        &self.0.device
    }

    fn repeats(&self) -> &Repeats {
        &self.0.repeats
    }

    fn gates(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.gates)
    }
}
