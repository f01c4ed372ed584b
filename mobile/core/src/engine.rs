// SPDX-License-Identifier: EUPL-1.2
//! The use cases of one person on one device: each is one transaction, and none ever waits for a network.

mod act;
mod advice;
mod aside;
mod births;
mod check;
mod contact;
mod day;
mod drafts;
mod file;
mod filling;
mod happen;
mod identity;
mod look;
mod maps;
mod opened;
mod pack;
mod photo;
mod place;
mod possible;
mod reference;
mod territory;
mod ties;
mod undo;
mod unread;

#[cfg(test)]
pub(crate) mod tests;

use std::cell::RefCell;

use ronda_shared::identity::SignedVaultKey;
use ronda_shared::ids::{Actor, DeviceId, PersonId};
use ronda_shared::policy::{self, Deed, Grants};
use uuid::Uuid;

pub use act::Saved;
pub use advice::Advice;
pub use check::{Diagnosis, Status};
pub use day::{Assigned, Similar};
pub use file::{FileRequest, Filed, Place};
pub use happen::HappenRequest;
pub use identity::Identity;
pub use look::{Listed, Query};
pub use maps::{MapFetch, MapPack, MapState};
pub use pack::{Packed, locked_pack};
pub use photo::{NewPhoto, Shot};
pub use place::{FoundKind, FoundPlace, NearAddress, NearAsset};
pub use territory::Whereabouts;

use crate::error::Error;
use crate::home::Home;
use crate::keystore::{Keystore, KeystoreError, fill, random};
use crate::store::Store;
use crate::transport::Session;
use births::Births;
use reference::InUse;

/// Milliseconds since 1970, from wherever.
pub type Clock = Box<dyn Fn() -> i64 + Send>;

/// Fills a slice with random bytes: the operating system's, or those of a simulation's seed.
pub type Chance = Box<dyn Fn(&mut [u8]) -> Result<(), KeystoreError> + Send>;

/// A person's open home.
pub struct Engine {
    home: Home,
    store: Store,
    identity: Identity,
    actor: Actor,
    births: Births,
    reference: RefCell<InUse>,
    /// The draft that goes with the next save.
    finishing: Option<String>,
    session: Session,
    clock: Clock,
    chance: Chance,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Engine({:?})", self.actor)
    }
}

impl Engine {
    /// Founds a home after an enrolment: the store is made and holds the identity before the keys are written.
    ///
    /// # Errors
    /// When somebody enrolled here already, the PIN is too short, or the disk fails or is full.
    pub fn found(home: Home, keystore: &Keystore, pin: &str, identity: Identity, clock: Clock) -> Result<Self, Error> {
        let recovery = identity.recovery_key;
        let store = keystore.found(pin, &recovery, |data_key| {
            home.set_unfinished_aside(clock())?;
            home.prepare_store()?;
            let mut store = Store::open(&home.store_path(), data_key)?;
            identity.keep(&mut store)?;
            Ok::<_, Error>(store)
        })?;
        Self::start(home, store, identity, clock)
    }

    /// Opens a home with its PIN.
    ///
    /// # Errors
    /// When nobody enrolled, the PIN is wrong or too soon, or the store does not open.
    pub fn open(home: Home, keystore: &Keystore, pin: &str, clock: Clock) -> Result<Self, Error> {
        let data_key = keystore.unlock(pin, clock())?;
        let store = Store::open(&home.store_path(), &data_key)?;
        let identity = Identity::of(&store)?.ok_or(KeystoreError::NotEnrolled)?;
        Self::start(home, store, identity, clock)
    }

    /// A fresh actor at every start: a copied phone never writes under the same one.
    fn start(home: Home, store: Store, identity: Identity, clock: Clock) -> Result<Self, Error> {
        let actor = Actor::of(identity.device(), random()?);
        Ok(Self {
            chance: Box::new(fill),
            home,
            store,
            identity,
            actor,
            births: Births::default(),
            reference: RefCell::default(),
            finishing: None,
            session: Session::default(),
            clock,
        })
    }

    /// The same home with its ids, actors and seals drawn from `chance`, so that a simulation can be run again from its
    /// seed; no program offers it.
    ///
    /// # Errors
    /// When `chance` gives nothing.
    pub fn drawing(mut self, chance: Chance) -> Result<Self, Error> {
        self.chance = chance;
        self.actor = self.fresh_actor()?;
        Ok(self)
    }

    /// The store, for reading.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The store, for the sync that writes what it hears.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Who uses this home.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What the server granted whoever opened this home.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The home.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// This device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.identity.device()
    }

    /// The person.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.identity.person()
    }

    /// This start's actor.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// An actor nobody has written under, for replaying intents.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn fresh_actor(&self) -> Result<Actor, Error> {
        Ok(Actor::of(self.device(), self.random()?))
    }

    /// This device's clock, in milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        (self.clock)()
    }

    /// The office moved the person: from now on this phone offers what the new grants allow.
    ///
    /// # Errors
    /// When the disk fails or is full; the next exchange says it again.
    pub fn hear_grants(&mut self, grants: &Grants) -> Result<(), Error> {
        Ok(self.identity.hear_grants(grants, &mut self.store)?)
    }

    /// The office said what contacts are sealed to.
    ///
    /// # Errors
    /// When the disk fails or is full; the next exchange asks again.
    pub fn hear_vault_key(&mut self, key: &SignedVaultKey) -> Result<(), Error> {
        Ok(self.identity.hear_vault_key(key, &mut self.store)?)
    }

    fn random<const N: usize>(&self) -> Result<[u8; N], KeystoreError> {
        let mut bytes = [0; N];
        (self.chance)(&mut bytes)?;
        Ok(bytes)
    }

    /// An id born now, greater than every one of this start before it.
    fn born(&mut self, now_ms: i64) -> Result<Uuid, KeystoreError> {
        let bytes = self.random()?;
        Ok(self.births.next(now_ms, bytes))
    }

    /// The server judges by the same table; asking here spares the person a refusal later.
    fn may(&self, deed: Deed) -> Result<(), Error> {
        if policy::may(self.identity.grants.role, deed) {
            Ok(())
        } else {
            Err(Error::NotAllowed)
        }
    }
}
